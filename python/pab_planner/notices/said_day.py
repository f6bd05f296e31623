"""How letters say a day, a period, and a day of which only the period is known."""

from collections.abc import Sequence
from datetime import date, timedelta

from pab_planner.core.plan import Period, last_day
from pab_planner.language import Text

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Spelt here: those of the computer are in its own language."""
DAY = Text("{day} {month} {year}", "{year}年{number}月{day}日")
SHORT_DAY = Text("{day} {month}", "{number}月{day}日")
MONTH = Text("{month} {year}", "{year}年{number}月")
WEEK_OF = Text("week of {first}", "{first}当周")
MONTH_OF = Text("month of {first}", "{first}当月")
FROM_TO = Text("{first} to {last}", "{first}至{last}")
BY = Text("{last} ({period})", "{last}（{period}）")
A_WEEK = timedelta(days=6)


def long_day(day: date) -> Text:
    """A day in words, with its year."""
    return _dated(DAY, day)


def short_day(day: date, year: int) -> Text:
    """A day in few words: the year is said where it is another than the reader's."""
    return _dated(SHORT_DAY if day.year == year else DAY, day)


def period_words(periods: Sequence[Period], period: Period) -> Text:
    """A period in words: a week is not only its Monday, nor a month its first day.

    Args:
        periods: The periods of the plan, in order of time.
        period: One of them, or one that the plan has left behind.
    """
    starts = [each.start for each in periods if each.start]
    first = period.start
    if first is None or not starts:
        return Text(period.label, period.label)
    index = starts.index(first) if first in starts else 0 if first < starts[0] else len(starts) - 1
    like, last = starts[index], last_day(periods, index)
    if like != first:
        last = _month_end(first) if _is_month(like, last) and first.day == 1 else first + (last - like)
    if first == last:
        return long_day(first)
    if _is_month(first, last):
        return _dated(MONTH, first)
    if last - first == A_WEEK:
        return WEEK_OF.filled(first=long_day(first))
    return FROM_TO.filled(first=long_day(first), last=long_day(last))


def said_day(last: date, first: date | None = None) -> date | Text:
    """A day as a table shows it; by the end of its period where only that is known.

    Args:
        last: The day, or the last one of the period.
        first: The first day of the period; none, or the same day, where the day itself is known.
    """
    if first is None or first == last:
        return last
    if _is_month(first, last):
        return BY.filled(last=last, period=MONTH_OF.filled(first=_spaced(f"{first:%Y-%m}")))
    if last - first == A_WEEK:
        return BY.filled(last=last, period=WEEK_OF.filled(first=_spaced(str(first))))
    return BY.filled(
        last=last, period=FROM_TO.filled(first=_spaced(str(first)), last=Text(str(last), f" {last}"))
    )


def _is_month(first: date, last: date) -> bool:
    """Whether a period is a month of the calendar."""
    return first.day == 1 and last == _month_end(first)


def _month_end(first: date) -> date:
    """The last day of the month that begins on a day."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _spaced(words: str) -> Text:
    """Figures, which Chinese parts from the words after them."""
    return Text(words, f"{words} ")


def _dated(words: Text, day: date) -> Text:
    return words.filled(day=day.day, month=MONTHS[day.month - 1], number=day.month, year=day.year)
