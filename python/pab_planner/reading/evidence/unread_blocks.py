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
        apart = _rows_apart(table, measure)
        cut = next((row for row, below_blank in apart if _is_another(table, measure, row, below_blank)), None)
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


def _rows_apart(table: Table, measure: int | None) -> Iterator[tuple[int, bool]]:
    """The rows below a blank one, and those with a word where a quantity or a day stands; whether a blank is above.

    Right below the rows of a block a row of words belongs to it: which order each receipt is for.
    """
    first = table.headings[0][0] if table.headings else table.column(Role.DATE)
    rows = table.grid.rows[table.first : table.last]
    for row, (above, cells) in enumerate(pairwise(rows), table.first + 1):
        if _is_blank(above):
            yield row, True
        elif measure is None and first is not None and isinstance(cells[first], str) and cells[first]:
            yield row, False


def _is_another(table: Table, measure: int | None, row: int, below_blank: bool) -> bool:
    """Whether a row is the heading of something else than the table above it."""
    cells = table.grid.rows[row]
    if not _is_heading(table.grid, row, table.last):
        return False
    values = [column for column, _ in table.headings]
    values = values or [column for column, role in table.columns if role in COUNTED | {Role.DATE}]
    words = {str(cells[column]) for column in values if cells[column] not in BLANK}
    if table.headings:
        named = measure is not None and meaning_of_row(cells[measure], table.labels).role in MEASURES
        if named or (measure is None and len(words) < 2):
            return False
    return len(words) > (not below_blank)


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
    return not any(cells) and all(cell in BLANK for cell in cells)


def _only(grid: Grid, first: int, last: int) -> Grid:
    """A sheet with nothing but some of its rows, each where it stands."""
    blank = [""] * len(grid.rows[first])
    return replace(grid, rows=[*([blank] * first), *grid.rows[first:last]])
