"""How a letter says a day, and a day of which only the period is known."""

from datetime import date, timedelta

from pab_planner.language import Text

WEEK_OF = Text("{last} (week of {first})", "{last}（{first} 当周）")
MONTH_OF = Text("{last} (month of {first:%Y-%m})", "{last}（{first:%Y-%m} 当月）")
BETWEEN = Text("{last} (between {first} and {last})", "{last}（{first} 至 {last}）")
A_WEEK = timedelta(days=6)


def said_day(last: date, first: date | None = None) -> date | Text:
    """A day as a letter says it; by the end of its period where only that is known.

    Args:
        last: The day, or the last one of the period.
        first: The first day of the period; none, or the same day, where the day itself is known.
    """
    if first is None or first == last:
        return last
    if last - first == A_WEEK:
        return WEEK_OF.filled(last=last, first=first)
    if first.day == 1 and (last + timedelta(days=1)).day == 1 and first.month == last.month:
        return MONTH_OF.filled(last=last, first=first)
    return BETWEEN.filled(last=last, first=first)
