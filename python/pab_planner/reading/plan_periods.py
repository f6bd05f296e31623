"""The periods of a plan that is put together from several tables."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

from pab_planner.core.plan import Period, match_key
from pab_planner.errors import PlanError
from pab_planner.language import Text
from pab_planner.reading.lists.lines import ListReading
from pab_planner.reading.measure_rows import MeasureRow
from pab_planner.reading.period_headings import (
    Grain,
    bucket_start,
    buckets,
    day_of,
    natural_grain,
    readings_of,
)
from pab_planner.reading.settings import Settings
from pab_planner.reading.vocabulary import SUPPLY_ROLES, Role


class PeriodsDiffer(PlanError):
    """Tables of one plan whose headings have nothing in common."""

    sentence = Text(
        "The periods on {one} begin with '{first}', those on {other} with '{second}', and none is the same:"
        " write the same headings on both sheets, best the first day of each period",
        "{one} 的期间从“{first}”开始，{other} 从“{second}”开始，没有相同的期间："
        "请在两张表中写相同的标题，最好写每期第一天",
    )


class GrainsDiffer(PlanError):
    """Tables of one plan in different periods: a month's orders would all fall into its first week."""

    sentence = Text(
        "The periods on {one} and those on {other} are not of one length (days, weeks, months): a balance needs both in "
        "the same; add up the shorter ones, or part the longer ones",
        "{one} 与 {other} 的期间长度不同（日、周、月）：推算余额需统一期间；请合计较短的期间，或拆分较长的期间",
    )


class ListOfLongerPeriods(PlanError):
    """A list by months in a plan of shorter periods."""

    sentence = Text(
        "{sheet} has one quantity for a whole {grain}, and the plan has shorter periods: all of it would count on the"
        " first day. Write shorter periods there, or, if the plan is made of lists, choose '{word}' as Period in Settings",
        "{sheet} 每{grain}只有一个数量，而计划的期间更短，全部数量都会算在第一天。请按较短的期间填写；"
        "若计划由清单生成，也可在设置表中将“期间”设为 {word}",
    )


_GRAINS = {"week": Text("week", "周"), "month": Text("month", "月")}
_DAYS: dict[Grain, int] = {"day": 1, "week": 7, "month": 28}
MOST_BUCKETS = 400
"""Periods beyond which a plan made from lists is cut: a due date of 2099 is a slip of the pen."""


def plan_periods(
    measure_rows: Sequence[MeasureRow],
    views: Iterable[MeasureRow],
    lists: Iterable[ListReading],
    settings: Settings,
    *,
    with_forecast: bool,
) -> tuple[Period, ...]:
    """The periods of the sheets with periods across, else buckets of the lists' dates.

    A plan sheet of formulas over the lists shows some of them; where the settings ask for more, the lists give them.

    Args:
        measure_rows: Rows of quantities that count.
        views: Rows of formulas over the lists.
        lists: Lists of dated quantities.
        settings: Where the plan begins, its periods and how many.
        with_forecast: Whether the balance counts the forecast.

    Returns:
        Periods in order; empty if nothing is dated.
    """
    counted = [measure for measure in measure_rows if measure.role is not Role.BALANCE] or measure_rows
    calendars = list({id(measure.calendar): measure.calendar for measure in counted}.values())
    lists = list(lists)
    moving = (Role.ORDERS, Role.GROSS, *SUPPLY_ROLES, *((Role.FORECAST,) if with_forecast else ()))
    if not calendars:
        shown = _view_periods(views)
        if not shown or len(shown) < int(settings["periods"] or 0):
            shown = max(shown, _buckets(lists, settings, shown), key=len)
        _need_no_longer_lists(lists, moving, shown)
        return shown
    _need_common_periods(counted)
    merged: dict[Any, Period] = {}
    for calendar in calendars:
        for period in calendar.periods:
            merged.setdefault(period_key(period), period)
    periods = list(merged.values())
    if len(calendars) > 1 and all(period.start for period in periods):
        periods.sort(key=lambda period: period.start or date.min)
    _need_no_longer_lists(lists, moving, periods)
    return tuple(periods)


def period_key(period: Period) -> Any:
    """What two headings of one period have in common: `Jan` and `1月`, `W23` and `第23周` are one."""
    return period.start or _undated_key(period.label)


@lru_cache(maxsize=5_000)
def _undated_key(label: str) -> Any:
    """What a heading without a year says."""
    reading = next(iter(readings_of(label)), None)
    if reading and reading.form in ("month number", "week number"):
        return reading.form, reading.order
    return match_key(label)


def _need_common_periods(measure_rows: Sequence[MeasureRow]) -> None:
    """Refuse tables of one plan that have no period in common, as Jan to Apr and 1 to 4.

    Raises:
        PeriodsDiffer: Two tables without dates share no heading.
    """
    tables = {id(row.calendar): (row.calendar, row) for row in measure_rows}
    first, *others = tables.values()
    for calendar, row in others:
        mine = {period_key(period) for period in calendar.periods}
        theirs = {period_key(period) for period in first[0].periods}
        dated = all(period.start for period in (*calendar.periods, *first[0].periods))
        grains = {_grain(calendar.periods), _grain(first[0].periods)} - {None} if dated else set()
        if len(grains) > 1:
            raise GrainsDiffer(one=first[1].grid.title, other=row.grid.title)
        if not dated and not mine & theirs:
            raise PeriodsDiffer(
                one=first[1].grid.title,
                first=first[0].periods[0].label,
                other=row.grid.title,
                second=calendar.periods[0].label,
            )


def _need_no_longer_lists(
    lists: Sequence[ListReading], moving: Sequence[Role], periods: Sequence[Period]
) -> None:
    """Refuse a list by months in a plan by weeks or days: what comes in a month would all come on its first day.

    Raises:
        ListOfLongerPeriods: A list has longer periods than the plan.
    """
    days = [period.start for period in periods if period.start]
    shortest = min(((after - before).days for before, after in pairwise(days)), default=None)
    for reading in lists:
        counts = any(role in moving for role in reading.lines)
        if shortest and counts and not reading.labels and shortest < _DAYS[reading.grain]:
            assert reading.table is not None
            raise ListOfLongerPeriods(
                sheet=reading.table.grid.title, grain=_GRAINS[reading.grain], word=reading.grain
            )


def _grain(periods: tuple[Period, ...]) -> str | None:
    """Days, weeks or months, where all periods are of one length; None for others and too few to tell."""
    days = [period.start for period in periods if period.start]
    steps = {(after - before).days for before, after in pairwise(days)}
    if not steps:
        return None
    if steps <= {28, 29, 30, 31} and len({day.day for day in days}) == 1:
        return "month"
    return "week" if steps == {7} else "day" if steps <= {1, 2, 3, 4} else None


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


def _buckets(
    lists: Sequence[ListReading], settings: Settings, shown: tuple[Period, ...]
) -> tuple[Period, ...]:
    """Days, weeks or months in which all dates of the lists lie; their own periods where those have no year."""
    days = sorted({day for reading in lists for lines in reading.lines.values() for day in lines.days})
    if not days:
        return ()
    if labels := labels_of(lists):
        return tuple(Period(labels[day], day) for day in sorted(labels))
    by_weeks = any(reading.grain == "week" for reading in lists)
    natural: Grain = "week" if by_weeks and natural_grain(days) == "day" else natural_grain(days)
    grain: Grain = settings["bucket"] or natural
    start = shown[0].start if shown else _first_day(settings)
    if start is None:
        regular = natural_grain(days) == grain
        anchor = days[0] if regular and grain == "week" and _same_weekday(days) else date(2024, 1, 1)
        start = bucket_start(days[0], grain, anchor)
    most = int(settings["periods"] or MOST_BUCKETS)
    last = days[-1]
    if len(buckets(start, min(last, _far(start)), grain)) > most:
        last = buckets(start, _far(start), grain)[most - 1].start or last
    return buckets(start, last, grain) if last >= start else buckets(start, start, grain)


def labels_of(lists: Iterable[ListReading]) -> dict[date, str]:
    """The periods without a year that run down lists, by the days that stand in for theirs."""
    found: dict[date, str] = {}
    for reading in lists:
        for day, label in reading.labels.items():
            found.setdefault(day, label)
    return found


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
