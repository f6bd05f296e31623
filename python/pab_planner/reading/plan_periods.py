"""The periods of a plan that is put together from several tables."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from pab_planner.core.plan import Period, match_key
from pab_planner.reading.lists import ListReading
from pab_planner.reading.measure_rows import MeasureRow
from pab_planner.reading.period_headings import Grain, bucket_start, buckets, day_of, natural_grain
from pab_planner.reading.settings import Settings
from pab_planner.reading.vocabulary import Role

MOST_BUCKETS = 400
"""Periods beyond which a plan made from lists is cut: a due date of 2099 is a slip of the pen."""


def plan_periods(
    measure_rows: Sequence[MeasureRow],
    views: Iterable[MeasureRow],
    lists: Iterable[ListReading],
    settings: Settings,
) -> tuple[Period, ...]:
    """The periods of the sheets with periods across, else buckets of the lists' dates.

    Args:
        measure_rows: Rows of quantities that count.
        views: Rows of formulas over the lists.
        lists: Lists of dated quantities.
        settings: Where the plan begins, its periods and how many.

    Returns:
        Periods in order; none where nothing is dated.
    """
    counted = [measure for measure in measure_rows if measure.role is not Role.BALANCE] or measure_rows
    calendars = list({id(measure.calendar): measure.calendar for measure in counted}.values())
    if not calendars:
        return _view_periods(views) or _buckets(lists, settings)
    merged: dict[Any, Period] = {}
    for calendar in calendars:
        for period in calendar.periods:
            merged.setdefault(period_key(period), period)
    periods = list(merged.values())
    if len(calendars) > 1 and all(period.start for period in periods):
        periods.sort(key=lambda period: period.start or date.min)
    return tuple(periods)


def period_key(period: Period) -> Any:
    """What two headings of one period have in common."""
    return period.start or match_key(period.label)


def end_of(periods: tuple[Period, ...]) -> date:
    """The day after the last period."""
    starts = [period.start for period in periods if period.start]
    if len(starts) > 1:
        last, before = starts[-1], starts[-2]
        if last.day == 1 and before.day == 1 and (last - before).days > 27:
            return buckets(last, date.fromordinal(last.toordinal() + 31), "month")[1].start or last
        return date.fromordinal(last.toordinal() + (last - before).days)
    return date.fromordinal(starts[-1].toordinal() + 7)


def _view_periods(views: Iterable[MeasureRow]) -> tuple[Period, ...]:
    """The dated periods of a plan sheet of formulas over the lists, where it still shows them."""
    calendars = [measure.calendar for measure in views]
    longest = max(calendars, key=lambda calendar: len(calendar.periods), default=None)
    if longest and all(period.start for period in longest.periods):
        return longest.periods
    return ()


def _buckets(lists: Iterable[ListReading], settings: Settings) -> tuple[Period, ...]:
    """Days, weeks or months in which all dates of the lists lie."""
    days = sorted({day for reading in lists for lines in reading.lines.values() for day in lines.days})
    if not days:
        return ()
    grain: Grain = settings["bucket"] or natural_grain(days)
    start = _first_day(settings)
    if start is None:
        regular = natural_grain(days) == grain
        anchor = days[0] if regular and grain == "week" and _same_weekday(days) else date(2024, 1, 1)
        start = bucket_start(days[0], grain, anchor)
    most = int(settings["periods"] or MOST_BUCKETS)
    last = days[-1]
    if len(buckets(start, min(last, _far(start)), grain)) > most:
        last = buckets(start, _far(start), grain)[most - 1].start or last
    return buckets(start, last, grain) if last >= start else buckets(start, start, grain)


def _first_day(settings: Settings) -> date | None:
    """The first day that the settings name."""
    cell = settings["first_day"]
    if cell is None:
        return None
    return cell.date() if isinstance(cell, datetime) else day_of(cell)


def _same_weekday(days: Sequence[date]) -> bool:
    """Whether all days fall on one weekday."""
    return len({day.weekday() for day in days}) == 1


def _far(start: date) -> date:
    """A day beyond any plan, near enough to count up to."""
    return start.replace(year=start.year + 40, day=1)
