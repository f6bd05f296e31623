"""Sheets whose items stand across and whose dates stand down: a list of each item, under its number."""

from collections.abc import Container
from itertools import takewhile
from typing import Any

from pab_planner.core.plan import match_key
from pab_planner.reading.grid import Grid, address
from pab_planner.reading.measure_rows import name_of
from pab_planner.reading.period_headings import readings_of
from pab_planner.reading.quantities import BLANK, is_nothing
from pab_planner.reading.table_account import TableAccount
from pab_planner.reading.table_parts import Note
from pab_planner.reading.tables import LOOK_DOWN, Table
from pab_planner.reading.vocabulary import (
    FLOWS,
    Labels,
    Meaning,
    Role,
    is_total,
    measure_in,
    role_of,
)


def find_items_across(grid: Grid, labels: Labels, items: Container[str]) -> list[Table]:
    """A list for each item of a sheet on which items of other tables stand across, above numbers by date.

    Empty where anything on the sheet is neither a date, an item nor a total, or its title names no measure.

    Args:
        grid: A sheet on which no table was found.
        labels: The planner's own words.
        items: The items of the tables that were found, by their key.
    """
    title = measure_in(grid.title, labels)
    if title not in FLOWS:
        return []
    for row in range(min(LOOK_DOWN, len(grid.rows))):
        named = {column: cell for column, cell in enumerate(grid.rows[row]) if cell not in BLANK}
        across = [column for column, cell in named.items() if match_key(name_of(cell)) in items]
        if across:
            return _lists(grid, labels, row, named, across, title)
    return []


def _lists(
    grid: Grid, labels: Labels, row: int, named: dict[int, Any], across: list[int], title: Role
) -> list[Table]:
    days = [column for column, cell in named.items() if role_of(cell, labels) is Role.DATE]
    others = [column for column in named if column not in (*across, *days)]
    body = list(takewhile(any, grid.rows[row + 1 :]))
    last = row + 1 + len(body)
    if len(days) != 1 or not body or any(any(cells) for cells in grid.rows[last:]):
        return []
    lines = [cells for cells in body if not is_total(cells[days[0]])]
    beside = [column for column in range(len(grid.rows[row])) if column not in (*across, *days)]
    fine = (
        all(is_total(named[column]) for column in others)
        and all(readings_of(cells[days[0]]) for cells in lines)
        and all(isinstance(cells[c], float) or is_nothing(cells[c]) for cells in lines for c in across)
        and all(cells[c] in BLANK for cells in body for c in beside if c not in others)
    )
    if not fine:
        return []
    account = TableAccount(grid, f"{address(row, 0)}:{address(last - 1, len(grid.rows[row]) - 1)}")
    total = Meaning(Role.IGNORE, "total")
    return [
        Table(
            grid,
            labels,
            row,
            row + 1,
            last,
            (),
            tuple(sorted(((days[0], Role.DATE), (column, Role.QUANTITY)))),
            tuple((other, name_of(named[other]), total) for other in others),
            (),
            {Role.ITEM: Note(named[column], row, column)},
            title,
            row,
            account,
        )
        for column in across
    ]
