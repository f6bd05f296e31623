"""Every sentence a user reads exists in Chinese and English, and stands here as one value."""

import locale
import os
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

    def filled(self, **fields: object) -> "Text":
        """The sentence in both languages, its fields filled in."""
        return Text(self.say("en", **fields), self.say("zh", **fields))


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
