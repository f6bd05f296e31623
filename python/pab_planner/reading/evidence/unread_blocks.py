"""Blocks with headings of their own on a sheet where another table is read: above it, or below its body."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import Any

from pab_planner.reading.evidence.measure_columns import measure_column
from pab_planner.reading.grid import Grid, address
from pab_planner.reading.lists.column_contents import COUNTED
from pab_planner.reading.period_headings import readings_of
from pab_planner.reading.quantities import BLANK, is_nothing, number_in
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import MEASURES, Role, meaning_of_row

LEAST_NAMES = 3
"""Names in a row above a table that make it a heading; two may be a label and its value."""


def split_off(grid: Grid, tables: Sequence[Table]) -> tuple[list[Table], list[Grid]]:
    """The tables of a sheet without the blocks that none of them is, and those blocks.

    Each block comes as the sheet with nothing but it.
    """
    if not tables:
        return [], []
    blocks: dict[tuple[int, int], Grid] = {}
    top = min(table.top for table in tables)
    noted = {note.row for table in tables for note in table.notes.values()}
    for row in range(top - 1):
        named = len(_names(grid.rows[row])) >= LEAST_NAMES and _is_heading(grid, row, top)
        if named and noted.isdisjoint(range(row + 1, top)):
            blocks[row, top] = grid
            break
    kept = []
    for table in tables:
        rows = table.grid.rows
        measure = measure_column(table) if table.headings else None
        body = range(table.first + 1, table.last)
        cut = next((row for row in body if _is_another(table, measure, row)), None)
        if cut is not None:
            more = [
                row
                for row in _after_blanks(rows, cut + 1, table.last)
                if _is_heading(table.grid, row, table.last)
            ]
            for block in pairwise([cut, *more, table.last]):
                blocks.setdefault(block, table.grid)
            first = table.account.area.partition(":")[0]
            table.account.area = f"{first}:{address(cut - 1, len(rows[cut]) - 1)}"
            table = replace(table, last=cut)
        kept.append(table)
    return kept, [_only(blocks[block], *block) for block in sorted(blocks)]


def _after_blanks(rows: Sequence[Sequence[Any]], first: int, last: int) -> Iterator[int]:
    """The rows that are not blank below one that is."""
    for row in range(first, last):
        if _is_blank(rows[row - 1]) and not _is_blank(rows[row]):
            yield row


def _is_another(table: Table, measure: int | None, row: int) -> bool:
    """Whether a row, mostly below a blank one, is the heading of something else than the table above it.

    Right below the rows of a block it is a row of words: which order each receipt is for.
    """
    cells, day = table.grid.rows[row], table.column(Role.DATE)
    apart = _is_blank(table.grid.rows[row - 1])
    first = table.headings[0][0] if table.headings else day
    if not apart and (
        measure is not None or first is None or not isinstance(cells[first], str) or not cells[first]
    ):
        return False
    if not _is_heading(table.grid, row, table.last):
        return False
    values = [column for column, _ in table.headings]
    values = values or [column for column, role in table.columns if role in COUNTED | {Role.DATE}]
    words = {str(cells[column]) for column in values if cells[column] not in BLANK}
    if table.headings:
        named = measure is not None and meaning_of_row(cells[measure], table.labels).role in MEASURES
        if named or (measure is None and len(words) < 2):
            return False
    return len(words) > (not apart)


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
