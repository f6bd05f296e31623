"""The planner's own balance, cell by cell beside ours."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pab_planner.core.plan import Plan
from pab_planner.reading.grid import Grid, address
from pab_planner.reading.lists.lines import Lines, ListReading
from pab_planner.reading.measure_rows import Key, MeasureRow
from pab_planner.reading.plan_periods import period_key
from pab_planner.reading.plan_reading import Disagreement
from pab_planner.reading.plan_rows import PlanRows
from pab_planner.reading.vocabulary import Role

TOLERANCE = 1e-6
"""Difference from which on the planner's balance and ours disagree [stock units]."""
EXCEL_DUST = 1e-12
"""The same as a part of a row's largest balance: Excel sums in binary."""


def find_disagreements(
    own: Sequence[MeasureRow],
    opening_rows: Sequence[MeasureRow],
    lists: Sequence[ListReading],
    rows: PlanRows,
    plan: Plan,
    keep: Sequence[int],
) -> list[Disagreement]:
    """Every cell of the planner's own balances and later openings that differs from ours.

    Args:
        own: Rows of balances.
        opening_rows: Rows of the stock at the beginning of each period.
        lists: Lists, which may have a balance or an opening on each line.
        rows: The rows of the plan before those that cannot be used were left out.
        plan: The plan.
        keep: The rows that were kept.
    """
    found: list[Disagreement] = []
    new_row = {index: row for row, index in enumerate(keep)}
    column_of = {period_key(period): column for column, period in enumerate(plan.periods)}
    one_calendar = all(measure.calendar.periods == plan.periods for measure in own[:1]) and (
        len({id(measure.calendar) for measure in own}) == 1
    )
    for measure in own:
        index = rows.index(measure.key)
        if index is None or index not in new_row or measure.values is None:
            continue
        ours = plan.balance[new_row[index]]
        tolerance = max(TOLERANCE, EXCEL_DUST * float(np.abs(ours).max(initial=0.0)))
        if (
            len(ours) == len(measure.values)
            and one_calendar
            and np.all(np.abs(ours - measure.values) <= tolerance)
        ):
            continue
        for place, period, theirs in zip(
            measure.calendar.places,
            measure.calendar.periods,
            measure.values.tolist(),
            strict=True,
        ):
            column = column_of.get(period_key(period))
            if column is None or measure.grid.rows[measure.row][place[-1]] in ("", None):
                continue
            own_value = float(ours[column])
            if abs(own_value - theirs) > tolerance:
                cell = address(measure.row, place[-1])
                found.append(
                    Disagreement(measure.grid.title, cell, measure.key.item, period, theirs, own_value)
                )
    found += _in_openings_and_lists(opening_rows, lists, rows, plan, new_row, column_of)
    return found


def count_compared(own: Sequence[MeasureRow], lists: Sequence[ListReading], rows: PlanRows) -> int:
    """Cells of the planner's own balances."""
    across = (row.values for row in own if row.values is not None and rows.index(row.key) is not None)
    down = (reading.lines[Role.BALANCE] for reading in lists if Role.BALANCE in reading.lines)
    running = (max(map(_count_lines, its.lines.values())) for its in lists if its.begins and its.lines)
    return sum(map(len, across)) + sum(map(_count_lines, down)) + sum(running)


def _count_lines(lines: Lines) -> int:
    return len(lines.keys)


def _in_openings_and_lists(
    opening_rows: Sequence[MeasureRow],
    lists: Sequence[ListReading],
    rows: PlanRows,
    plan: Plan,
    new_row: dict[int, int],
    column_of: dict[Any, int],
) -> list[Disagreement]:
    """Every opening of a later period, and every balance in a list, that differs from ours."""
    found: list[Disagreement] = []

    def compare(key: Key, grid: Grid, row: int, column: int, at: int | None, theirs: float) -> None:
        index = rows.index(key)
        if index is None or index not in new_row or at is None or at < 0 or theirs != theirs:
            return
        ours = float(plan.balance[new_row[index]][at])
        if abs(ours - theirs) > TOLERANCE * max(1.0, abs(theirs)):
            period = plan.periods[at]
            found.append(Disagreement(grid.title, address(row, column), key.item, period, theirs, ours))

    for measure in opening_rows:
        if measure.values is None:
            continue
        for place, period, theirs in zip(
            measure.calendar.places[1:],
            measure.calendar.periods[1:],
            measure.values.tolist()[1:],
            strict=True,
        ):
            column = column_of.get(period_key(period))
            at = None if column is None else column - 1
            compare(measure.key, measure.grid, measure.row, place[-1], at, theirs)
    starts = [period.start for period in plan.periods]
    for reading in lists:
        if reading.table is None or not all(starts):
            continue
        at_day = {start: index for index, start in enumerate(starts)}
        kept = {key for key, day, theirs, *_ in reading.openings if theirs and day != starts[0]}
        for key, day, theirs, row, column in reading.openings:
            if key not in kept:
                continue  # zeros after the first opening say nothing
            at = at_day.get(day)
            compare(key, reading.table.grid, row, column, None if at is None else at - 1, theirs)
        lines = reading.lines.get(Role.BALANCE)
        if lines:
            balance = reading.table.column(Role.BALANCE) or 0
            for key, day, theirs, row in zip(
                lines.keys, lines.days, lines.quantities, lines.rows, strict=True
            ):
                compare(key, reading.table.grid, row, balance, at_day.get(day), theirs)
    return found
