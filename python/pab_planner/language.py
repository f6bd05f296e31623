"""Every sentence that a user reads is one value that holds its Chinese and its English."""

import locale
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]

_HAN = re.compile(r"[\u3400-\u9fff]")
_NAME_IN_BOTH = (
    r"([\u3400-\u9fff（）·]+)\s+([^\u3400-\u9fff|]+)|([^\u3400-\u9fff|]+)\s+([\u3400-\u9fff（）·]+)"
)
"""Compiled when it is first used: that takes as long as half of all that `--version` imports of ours."""


class Text(NamedTuple):
    """One sentence in both languages; `{name}` marks a field to fill in.

    Example:
        >>> Text(en="{n} items", zh="{n} 个物料").say("zh", n=3)
        '3 个物料'
    """

    en: str
    zh: str

    def say(self, language: Language, **fields: object) -> str:
        """The sentence in one language, its fields filled in; a field may itself be a `Text`.

        `{n:cell|cells}` counts: 1 cell, 2 cells.
        """
        words = {k: _field(v, language) for k, v in fields.items()}
        sentence = self.zh if language == "zh" else self.en
        return sentence.format(**words) if words else sentence

    def filled(self, **fields: object) -> "Text":
        """The sentence in both languages, its fields filled in."""
        return Text(self.say("en", **fields), self.say("zh", **fields))

    def __add__(self, more: "Text") -> "Text":  # type: ignore[override]
        """Both texts, joined without a space."""
        return Text(self.en + more.en, self.zh + more.zh)


def listed(texts: Iterable[Text], en: str = ", ", zh: str = "、") -> Text:
    """Words in a list, `a, b` in English and `a、b` in Chinese, or sentences with these marks between them."""
    words = list(texts)
    return Text(en.join(word.en for word in words), zh.join(word.zh for word in words))


NAMED = 5
"""So many names of many are said."""

AND_MORE = Text("{names} and {count} more", "{names} 等另外 {count} 个")


def few(names: Sequence[str]) -> Text:
    """The first names of many, the others as a number."""
    said = Text(", ".join(names[:NAMED]), "、".join(names[:NAMED]))
    return AND_MORE.filled(names=said, count=len(names) - NAMED) if len(names) > NAMED else said


class _Count(int):
    """A number that may be followed by what is counted."""

    def __format__(self, spec: str) -> str:
        one, several, *_ = [*spec.split("|"), ""]
        return f"{self:,d} {one if self == 1 else several}" if "|" in spec else super().__format__(spec)


def _field(value: object, language: Language) -> object:
    """A field of a sentence as it is filled in."""
    if isinstance(value, Text):
        return value.say(language)
    return _Count(value) if type(value) is int else value


def spoken_language(*wishes: str | None) -> Language:
    """The language to speak: the first wish that names one, else the computer's.

    Args:
        wishes: What was asked for, the strongest first: an option, a workbook's setting.
    """
    for word in (*wishes, os.environ.get("LC_ALL"), os.environ.get("LANG"), locale.getlocale()[0]):
        if word and word[:2].lower() in ("zh", "ch"):  # Windows says Chinese (Simplified)_China
            return "zh"
        if word and word[:2].lower() in ("en", "c.", "po"):
            return "en"
    return "en"


def both(text: Text) -> str:
    """Both languages in one cell, `English 中文`."""
    return f"{text.en} {text.zh}"


def typed_in_both(words: str) -> Text:
    """Words that people typed in one cell for both languages: `English | 中文`, or a name with both in it.

    Example:
        >>> typed_in_both("周敏 Zhou Min").en
        'Zhou Min'

    Args:
        words: The words; those of one language stand for the other too.
    """
    named = re.fullmatch(_NAME_IN_BOTH, words.strip())
    parts = [part.strip() for part in (filter(None, named.groups()) if named else words.split("|"))]
    chinese = [part for part in parts if _HAN.search(part)]
    other = [part for part in parts if part and not _HAN.search(part)]
    if len(chinese) != 1 or len(other) != 1:
        return Text(words.strip(), words.strip())
    return Text(other[0], chinese[0])


def text_width(text: str) -> int:
    """Width in characters; a Chinese character is as wide as two Latin ones."""
    return sum(2 if unicodedata.east_asian_width(character) in "FW" else 1 for character in text)
