"""Blocks with headings of their own on a sheet where another table is read: above it, or below its body."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import Any

from pab_planner.reading.grid import Grid, address
from pab_planner.reading.lists.column_contents import COUNTED
from pab_planner.reading.period_headings import readings_of
from pab_planner.reading.quantities import BLANK, is_nothing, number_in
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import MEASURES, Role, meaning_of_row
from pab_planner.reading.wide import measure_column

LEAST_NAMES = 3
"""Names in a row above a table that make it a heading; two may be a label and its value."""


def split_off(tables: Sequence[Table]) -> tuple[list[Table], list[Grid]]:
    """The tables of one sheet without the blocks that none of them is, and those blocks.

    Each block comes as the sheet with nothing but it.
    """
    if not tables:
        return [], []
    grid, kept, blocks = tables[0].grid, [], set()
    top = min(table.top for table in tables)
    noted = {note.row for table in tables for note in table.notes.values()}
    for row in range(top - 1):
        names = _names(grid.rows[row])
        if (
            len(names) >= LEAST_NAMES
            and _is_heading(grid, row, top)
            and noted.isdisjoint(range(row + 1, top))
        ):
            blocks.add((row, top))
            break
    for table in tables:
        rows = table.grid.rows
        cuts = [row for row in _after_blanks(rows, table.first + 1, table.last) if _is_another(table, row)][
            :1
        ]
        if cuts:
            more = _after_blanks(rows, cuts[0] + 1, table.last)
            cuts += [row for row in more if _is_heading(grid, row, table.last)]
            blocks |= {*pairwise([*cuts, table.last])}
            first = table.account.area.partition(":")[0]
            table.account.area = f"{first}:{address(cuts[0] - 1, len(rows[cuts[0]]) - 1)}"
            table = replace(table, last=cuts[0])
        kept.append(table)
    return kept, [_only(grid, *block) for block in sorted(blocks)]


def _after_blanks(rows: Sequence[Sequence[Any]], first: int, last: int) -> Iterator[int]:
    """The rows that are not blank below one that is."""
    for row in range(first, last):
        if _is_blank(rows[row - 1]) and not _is_blank(rows[row]):
            yield row


def _is_another(table: Table, row: int) -> bool:
    """Whether a row below a blank one is the heading of something else than the table above it."""
    if not _is_heading(table.grid, row, table.last):
        return False
    cells = table.grid.rows[row]
    values = [column for column, _ in table.headings]
    values = values or [column for column, role in table.columns if role in COUNTED | {Role.DATE}]
    words = {str(cells[column]) for column in values if cells[column] not in BLANK}
    if table.headings:
        measure = measure_column(table)
        named = measure is not None and meaning_of_row(cells[measure], table.labels).role in MEASURES
        if named or (measure is None and len(words) < 2):
            return False
    return bool(words)


def _is_heading(grid: Grid, row: int, last: int) -> bool:
    """Whether a row is nothing but words, two at least, and numbers follow below one of them."""
    cells = grid.rows[row]
    names = _names(cells)
    if len(names) < 2 or not all(_is_word(cells[column]) for column in names):
        return False
    below = takewhile(any, grid.rows[row + 1 : min(row + 3, last)])
    return any(isinstance(its[column], float) for its in below for column in names)


def _names(cells: Sequence[Any]) -> list[int]:
    return [column for column, cell in enumerate(cells) if cell not in BLANK]


def _is_word(cell: Any) -> bool:
    """Whether a cell is a word, no quantity, none left out, no period."""
    return (
        isinstance(cell, str) and not is_nothing(cell) and number_in(cell) is None and not readings_of(cell)
    )


def _is_blank(cells: Sequence[Any]) -> bool:
    return all(cell in BLANK for cell in cells)


def _only(grid: Grid, first: int, last: int) -> Grid:
    """A sheet with nothing but some of its rows, each where it stands."""
    blank = [""] * len(grid.rows[first])
    return replace(grid, rows=[*([blank] * first), *grid.rows[first:last]])
