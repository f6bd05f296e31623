"""Words of a letter in one language, or in both: a greeting, a day, a week."""

from collections.abc import Sequence
from datetime import date, timedelta

from pab_planner.core.plan import Period
from pab_planner.language import Text, typed_in_both
from pab_planner.ledgers.contacts import LetterLanguage

DEAR = Text("Dear {names},", "尊敬的{names}：")
DEAR_ALL = Text("Dear Sir or Madam,", "尊敬的各位：")
MOST_GREETED = 3
"""A letter to more people than these greets nobody by name."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Spelt here: those of the computer are in its own language."""
WEEK = Text("week of {day} {month} {year}", "{year}年{number}月{day}日当周")
DAY = Text("{day} {month} {year}", "{year}年{number}月{day}日")


class Words:
    """Says texts in the language of one letter."""

    def __init__(self, language: LetterLanguage) -> None:
        self.language = language

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

    def salutation(self, addressed: Sequence[str]) -> str:
        """The first line of a letter.

        Args:
            addressed: How each is greeted: `Ms Lindner`, `王伟先生`, `Mr Walsh | 沃尔什先生`.
        """
        if not 0 < len(addressed) <= MOST_GREETED:
            return self.sentence(DEAR_ALL)
        names = [typed_in_both(each) for each in addressed]
        english = " and ".join(filter(None, (", ".join(n.en for n in names[:-1]), names[-1].en)))
        return self.sentence(DEAR.filled(names=Text(english, "、".join(n.zh for n in names))))


def long_day(day: date) -> Text:
    """A day in words."""
    return _dated(DAY, day)


def period_words(periods: Sequence[Period], period: Period) -> Text:
    """A period in words: a week is not only its Monday.

    Args:
        periods: The periods of the plan.
        period: One of them.
    """
    starts = [each.start for each in periods]
    if period.start is None:
        return Text(period.label, period.label)
    later = [start for start in starts if start and start > period.start]
    earlier = [start for start in starts if start and start < period.start]
    length = min(later) - period.start if later else period.start - max(earlier, default=period.start)
    return _dated(WEEK if length == timedelta(weeks=1) else DAY, period.start)


def _dated(words: Text, day: date) -> Text:
    return words.filled(day=day.day, month=MONTHS[day.month - 1], number=day.month, year=day.year)
