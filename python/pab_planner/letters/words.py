"""Words of a letter in one language, or in both, and its greeting."""

from collections.abc import Sequence

from pab_planner.language import Text, typed_in_both
from pab_planner.ledgers.contacts import LetterLanguage

DEAR = Text("Dear {names},", "尊敬的{names}：")
DEAR_ALL = Text("Dear Sir or Madam,", "尊敬的各位：")
SINCERELY, FAITHFULLY = Text("Yours sincerely,", "顺颂商祺！"), Text("Yours faithfully,", "顺颂商祺！")
"""How a letter ends that greets its readers by name, and one that does not."""
MOST_GREETED = 3
"""A letter to more people than these greets nobody by name."""


class Words:
    """Says texts in the language of one letter."""

    def __init__(self, language: LetterLanguage) -> None:
        self.language = language

    @property
    def colon(self) -> str:
        """What parts a word from what it is about."""
        return "：" if self.language == "zh" else ": "

    @property
    def semicolon(self) -> str:
        """What parts two remarks."""
        return "；" if self.language == "zh" else "; "

    def word(self, text: Text) -> str:
        """A word or two; in both languages side by side."""
        if self.language == "both":
            return text.en if text.en == text.zh else f"{text.en} {text.zh}"
        return text.say(self.language)

    def sentence(self, text: Text) -> str:
        """A sentence; in both languages one below the other."""
        if self.language == "both":
            return text.en if text.en == text.zh else f"{text.en}\n{text.zh}"
        return text.say(self.language)

    def labelled(self, label: Text, words: str) -> str:
        """What something is, and its words: `Attention: Eva Lindner`."""
        return f"{self.word(label)}{self.colon}{words}"

    def typed(self, words: str) -> str:
        """A word or two that people typed: `English | 中文` is said in the letter's language."""
        return self.word(typed_in_both(words))

    def typed_sentence(self, words: str) -> str:
        """A sentence that people typed, likewise."""
        return self.sentence(typed_in_both(words))

    def salutation(self, addressed: Sequence[str]) -> str:
        """The first line of a letter.

        Args:
            addressed: How each is greeted: `Ms Lindner`, `王伟先生`, `Mr Walsh | 沃尔什先生`.
        """
        if not _by_name(addressed):
            return self.sentence(DEAR_ALL)
        names = [typed_in_both(each) for each in addressed]
        english = " and ".join(filter(None, (", ".join(n.en for n in names[:-1]), names[-1].en)))
        return self.sentence(DEAR.filled(names=Text(english, "、".join(n.zh for n in names))))

    def closing(self, addressed: Sequence[str]) -> str:
        """The words above the signature.

        Args:
            addressed: How each is greeted.
        """
        return self.sentence(SINCERELY if _by_name(addressed) else FAITHFULLY)


def _by_name(addressed: Sequence[str]) -> bool:
    """Whether so few are greeted that each is named."""
    return 0 < len(addressed) <= MOST_GREETED
