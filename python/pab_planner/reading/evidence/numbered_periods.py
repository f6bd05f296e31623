"""Periods written as bare numbers: weeks of a year, and days under their month."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from pab_planner.reading.grid import Grid
from pab_planner.reading.period_headings import heading_text, readings_of, year_and_week
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.vocabulary import Labels, Role, role_of


def weeks_as_numbers(cells: Sequence[Any], labels: Labels) -> tuple[tuple[int, str], ...]:
    """Weeks or months written as numbers (2623, 2026.23) behind a name, each as that of its year.

    Quantities look like them, so that each has to come right after the one before.
    """
    numbers = [(column, cell) for column, cell in enumerate(cells) if type(cell) is float and cell]
    if len(numbers) < LEAST_WEEKS or not numbers[0][0]:
        return ()
    for written in WEEKS_AS_NUMBERS:
        named = [(column, written(cell)) for column, cell in numbers]
        starts = [
            next((r.start for r in readings_of(cell) if r.start), None) if cell else None for _, cell in named
        ]
        days = [start.toordinal() for start in starts if start]
        steps = {after - before for before, after in pairwise(days)}
        if len(days) == len(numbers) and ((steps <= {7, 14} and 7 in steps) or steps <= {28, 29, 30, 31}):
            roles = {role_of(cell, labels) for cell in cells[: numbers[0][0]]}
            return tuple(named) if roles & {Role.ITEM, Role.MEASURE, Role.DATE} else ()
    return ()


LEAST_WEEKS = 3
"""Numbers that follow one another as weeks do, below which they may be quantities."""


def _week_behind_point(number: float) -> str:
    """The week of a number with its year before the point: 2026.23."""
    week = round(number % 1 * 100, 6)
    return f"{number // 1:.0f}-W{week:02.0f}" if 2000 < number < 2100 and week.is_integer() and week else ""


def _month_behind_point(number: float) -> str:
    """The month of a number with its year before the point: 2026.09."""
    return _week_behind_point(number).replace("W", "")


WEEKS_AS_NUMBERS = (year_and_week, _month_behind_point, _week_behind_point)
"""How weeks and months are written as numbers; a row that may be of months is."""


_DAY = re.compile(r"([1-9]|[12]\d|3[01])(?:日|号)?")


def days_under_months(grid: Grid, row: int) -> tuple[tuple[int, str], ...]:
    """Days of a month (1, 8, 15 or 1日) under its name in the row above, each with its month."""
    months = (
        {column: cell for column, cell in enumerate(grid.rows[row - 1]) if cell not in BLANK} if row else {}
    )
    forms = [{reading.form for reading in readings_of(cell)} for cell in months.values()]
    if not months or not all("month number" in its for its in forms):
        return ()
    named = [(column, cell) for column, cell in enumerate(grid.rows[row]) if column >= min(months)]
    days = [(column, _DAY.fullmatch(heading_text(cell))) for column, cell in named if cell not in BLANK]
    if len(days) <= len(months) or not all(day for _, day in days):
        return ()
    over = [(column, str(months[max(at for at in months if at <= column)])) for column, _ in days]
    return tuple(
        (column, f"{month}{'' if month[-1] in '月월' else ' '}{day[1]}{'日' if month[-1] == '月' else ''}")
        for (column, month), (_, day) in zip(over, days, strict=True)
        if day
    )
