"""A matrix of balances below the matrices of orders and MPS: an item a row, `=PAB()` across.

A matrix has no room for a balance beneath each item, so the balances stand in a table of their own below
everything on the sheet. It is written anew where items or periods have come or gone.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import xlwings as xw

from pab_planner.core.plan import Period, match_key
from pab_planner.excel.array_formulas import fill_row
from pab_planner.excel.blocks import cells_at, delete_rows, number_formats, write_cells
from pab_planner.excel.undoing import at_the_end, on_failure
from pab_planner.language import Text
from pab_planner.reading.block_formulas import MatrixTerms
from pab_planner.reading.grid import address
from pab_planner.reading.measure_rows import MeasureRow
from pab_planner.reading.plan_reading import Block, PlanReading
from pab_planner.reading.vocabulary import FLOWS, Role
from pab_planner.sheets.cell_text import as_cell
from pab_planner.sheets.palette import CALM
from pab_planner.sheets.quantity_format import places_in, with_places
from pab_planner.views.formula_cells import SheetCells

OTHER_PERIODS = Text(
    "the tables of orders and MPS do not have the same periods side by side",
    "订单与计划两张表的期间不一致",
)
AS_TEXT = "@"


class MatrixWritten(NamedTuple):
    """What was written: items that are new, items that were there, and those left out with the reason."""

    items: int
    had: int
    left_out: tuple[tuple[str, Text], ...]


class _Line(NamedTuple):
    """One row of the matrix: its name, its formula, and the cell whose number format it gets."""

    name: str
    formula: str
    like: str


def is_matrix(blocks: Sequence[Block]) -> bool:
    """Whether the measures of a sheet's items stand in tables of their own."""
    return all(block.label_column is None for block in blocks)


def write_matrix(
    sheet: xw.Sheet, blocks: Sequence[Block], reading: PlanReading, label: str, function: str, *, spills: bool
) -> MatrixWritten:
    """Write the balances of a sheet of matrices below all that stands there.

    Args:
        sheet: The sheet.
        blocks: Its items, from top to bottom.
        reading: The plan as read from its workbook, and only just.
        label: The title of the matrix, by which it is known again.
        function: The worksheet function in it.
        spills: Whether a formula fills the cells beside it by itself.
    """
    cells = SheetCells.of(sheet)
    there = matrix_rows(cells, label, function)
    left_out: list[tuple[str, Text]] = []
    lines: list[_Line] = []
    head = next(measure for block in blocks for measure in block.measure_rows if measure.role in FLOWS)
    first, last = head.calendar.edges
    for block in everywhere(reading.blocks, sheet.name):
        if any(not _fits(measure, head.calendar.periods) for measure in block.measure_rows):
            left_out.append((block.item, OTHER_PERIODS))
            continue
        opening, orders, supply, rest = MatrixTerms(block).arguments(reading.plan)
        formula = f"={function}({opening},{orders},{supply}{rest})"
        row = block.measure_rows[0].row
        name = f"{block.item} {block.customer}".strip()
        lines.append(_Line(name, formula, address(row, first)))
    headings = list(cells.values[blocks[0].head][first : last + 1])
    column = head.column
    if there and _same(cells, there, column, first, lines, headings):
        return MatrixWritten(0, len(lines), tuple(left_out))
    had = {cells.values[row][column] for row in there[2:]} if there else set()
    top, head_row = len(cells.values) + 1, blocks[0].head
    if lines:
        on_failure(partial(delete_rows, sheet, top + 1, top + 2 + len(lines)))
        decimal_places = places_in(reading.plan)
        _write(
            sheet, top, column, first, last, label, headings, lines, head_row, decimal_places, spills=spills
        )
    if there:  # with the blank row before the new one where it was the last on the sheet
        end = there[-1] if there[-1] + 1 < len(cells.values) else there[-1] + 1
        at_the_end(partial(delete_rows, sheet, there[0] + 1, end + 1))
    new = [line for line in lines if line.name not in had]
    return MatrixWritten(len(new), len(lines) - len(new), tuple(left_out))


def everywhere(blocks: Sequence[Block], sheet: str) -> list[Block]:
    """The items of a sheet, each with its orders and supply wherever in the workbook they stand."""
    rows: dict[tuple[str, str], list[MeasureRow]] = defaultdict(list)
    for block in blocks:
        rows[_key(block)] += [measure for measure in block.measure_rows if measure.role in FLOWS]
    found = []
    for block in blocks:
        if block.sheet == sheet:
            its = sorted(rows[_key(block)], key=lambda measure: measure.grid.title != sheet)
            roles: dict[Role, tuple[int, ...]] = dict(block.rows)
            for measure in its:
                roles.setdefault(measure.role, (measure.row,))
            found.append(replace(block, measure_rows=tuple(its) or block.measure_rows, rows=roles))
    return sorted(found, key=lambda block: block.measure_rows[0].row)


def _key(block: Block) -> tuple[str, str]:
    return match_key(block.item), match_key(block.customer)


def _fits(measure: MeasureRow, periods: tuple[Period, ...]) -> bool:
    """Whether a row has these periods, one column each, side by side."""
    first, last = measure.calendar.edges
    columns = measure.calendar.columns
    side_by_side = columns == list(range(first, last + 1))
    return side_by_side and measure.calendar.periods == periods and not measure.negated


def _same(
    cells: SheetCells, there: range, column: int, first: int, lines: Sequence[_Line], headings: Sequence[Any]
) -> bool:
    """Whether the matrix that is there says what would be written."""
    rows = [*there]
    if list(cells.values[rows[1]][first : first + len(headings)]) != [*headings]:
        return False
    found = [(str(cells.values[row][column]), _bare(cells.formulas[row][first])) for row in rows[2:]]
    return found == [(line.name, _bare(line.formula)) for line in lines]


def _bare(formula: str) -> str:
    """A formula without what a host puts around an array formula."""
    return formula.strip("{}").replace("$'", "'")


def _write(
    sheet: xw.Sheet,
    top: int,
    column: int,
    first: int,
    last: int,
    label: str,
    headings: Sequence[Any],
    lines: Sequence[_Line],
    head: int,
    decimal_places: int,
    *,
    spills: bool,
) -> None:
    """Write title, headings and rows from a row (from 0) on, showing so many decimal places."""
    formats = number_formats(sheet, [*(line.like for line in lines), address(head, first)])
    write_cells(cells_at(sheet, top + 1, column + 1), [[label]])
    heading = cells_at(sheet, top + 2, first + 1, 1, last - first + 1)
    heading.number_format = formats[address(head, first)]
    write_cells(heading, [[as_cell(cell) if isinstance(cell, str) else cell for cell in headings]])
    names = cells_at(sheet, top + 3, column + 1, len(lines))
    names.number_format = AS_TEXT
    write_cells(names, [[as_cell(line.name)] for line in lines])
    for row, line in enumerate(lines, top + 3):
        across = cells_at(sheet, row, first + 1, 1, last - first + 1)
        own = formats[line.like]
        across.number_format = "General" if own == AS_TEXT else with_places(own, decimal_places)
        fill_row(across, line.formula, spills=spills)
    cells_at(sheet, top + 1, column + 1, len(lines) + 2, last - column + 1).color = CALM


def matrix_rows(cells: SheetCells, label: str, function: str) -> range:
    """Rows (from 0) of the matrix that is there: title, headings, items; none where there is none."""
    for row, values in enumerate(cells.values):
        if label in values and not any(cells.function(row, at) for at in range(len(values))):
            end = row + 2
            while end < len(cells.values) and function in {
                cells.function(end, at) for at in range(len(cells.values[end]))
            }:
                end += 1
            return range(row, end) if end > row + 2 else range(0)
    return range(0)
