"""Every sentence a user reads exists in Chinese and English, and stands here as one value."""

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Text(NamedTuple):
    """One sentence in both languages; `{name}` marks a field to fill in.

    Example:
        >>> Text(en="{n} items", zh="{n} 个物料").say("zh", n=3)
        '3 个物料'
    """

    en: str
    zh: str

    def say(self, language: Language, **fields: object) -> str:
        """The sentence in one language, its fields filled in; a field may itself be a `Text`."""
        words = {k: v.say(language) if isinstance(v, Text) else v for k, v in fields.items()}
        sentence = self.zh if language == "zh" else self.en
        return sentence.format(**words) if words else sentence
