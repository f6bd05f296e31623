"""Rows of ours beneath the planner's: `=PAB()` under the rows of each item, and away again.

The rows are always new ones, inserted whole: nothing of the planner's is written over, and her formulas move
with their cells. A row is ours when it has our label and our formula; no other row is ever taken away.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial

import xlwings as xw

from pab_planner.errors import SheetError
from pab_planner.excel.array_formulas import can_spill, fill_row
from pab_planner.excel.blocks import (
    areas,
    corners,
    delete_rows,
    delete_rows_at_the_end,
    fill_text,
    insert_rows,
    number_formats,
    put_back_on_failure,
    resize_table,
    write_cells,
    write_formula,
)
from pab_planner.excel.cell_values import cell_value
from pab_planner.excel.host import com_errors
from pab_planner.excel.undisturbed import is_busy
from pab_planner.excel.undoing import at_the_end, on_failure
from pab_planner.language import Text
from pab_planner.reading.block_formulas import BlockTerms
from pab_planner.reading.grid import address, column_number
from pab_planner.reading.plan_reading import Block, PlanReading
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.vocabulary import FLOWS
from pab_planner.sheets.cell_text import as_cell
from pab_planner.sheets.palette import CALM
from pab_planner.sheets.quantity_format import places_in, with_places
from pab_planner.views.formula_cells import SheetCells
from pab_planner.views.pab_matrix import is_matrix, matrix_rows, write_matrix

AS_TEXT = "@"
"""The number format of cells that take everything for text."""


class NoRowInserted(SheetError):
    """A sheet that is full, where only by formats, or in which something stands in the way."""

    sentence = Text(
        "Excel inserts no row into sheet {sheet}: its last rows are in use, if only by colours or borders, or a pivot "
        "table, a data table or an array formula reaches across the items; move that to another sheet, or press "
        "Ctrl+End to see where the sheet ends and delete the rows that are not needed, then press again",
        "Excel 无法在工作表 {sheet} 中插入行：最后几行已被占用（可能只有颜色或边框），或有数据透视表、模拟运算表或数组公式"
        "横跨各物料的行；请将其移到其他工作表，或按 Ctrl+End 查看末尾并删除多余的行，然后再按一次",
    )


class OurRow(StrEnum):
    """A row that we write; its value is the worksheet function in it."""

    BALANCE = "PAB"
    EXPOSED = "PAB_EXPOSED"
    RISK = "PAB_RISK"

    @property
    def label(self) -> str:
        """What stands beside it; the star says that it is ours."""
        return _LABELS[self]


_LABELS = {
    OurRow.BALANCE: "PAB 预计可用库存 *",
    OurRow.EXPOSED: "Exposed 不含本期计划的余额 *",
    OurRow.RISK: "Risk 风险 *",
}
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?\d+:\$?([A-Z]{1,3})\$?\d+")


class NoBlocks(SheetError):
    """A sheet without anything to project."""

    sentence = Text(
        "sheet {sheet}: no item with orders or MPS by period was found; select the sheet on which your items "
        "stand with the weeks across, and press again",
        "工作表 {sheet}：没有找到按期间排列订单或计划的物料；请先选中物料与各周并列的工作表，再按一次",
    )


NOT_IN_TIME = Text(
    "its periods do not stand from left to right in time, one column each",
    "期间列未按时间从左到右排列，或同一期间占多列",
)
NO_LABELS = Text(
    "orders and MPS stand in tables of their own; put an item's rows one below the other, each with its name",
    "订单与计划分列在不同的表中；请将同一物料的各行上下相邻，并写明行名",
)
NEGATIVE_DEMAND = Text(
    "its requirements are negative numbers; write them as positive ones",
    "其需求为负数；请改为正数",
)
BALANCE_ONLY = Text(
    "a matrix of orders gets one matrix of balances, not rows without this period's MPS or of risks",
    "订单矩阵只配一个余额矩阵，不含“不含本期计划的余额”行和风险行",
)
TABLES_BESIDE = Text(
    "it stands in an Excel table with another table beside it, and Excel inserts no rows through both; move one below",
    "所在 Excel 表格旁边还有另一表格，Excel 无法同时在两者中插入行；请将其中一个移到下方",
)


@dataclass(frozen=True)
class Insertion:
    """What was written.

    Attributes:
        items: Items that got rows.
        had: Items that had them all already.
        extended: Rows of ours that now reach periods which had been added.
        left_out: Items that got none, and why.
    """

    items: int
    had: int
    left_out: tuple[tuple[str, Text], ...]
    extended: int = 0


@dataclass(frozen=True)
class _Gap:
    """New rows to come beneath a block, and those of ours there that do not reach all of its periods.

    Attributes:
        block: The block.
        after: Its last row, from 0.
        rows: What the new rows are.
        short: Rows that do not reach, from 0, and what they are.
        balance: The row of balances that is there, from 0; None if it is yet to come.
    """

    block: Block
    after: int
    rows: tuple[OurRow, ...]
    short: tuple[tuple[int, OurRow], ...]
    balance: int | None


def insert_pab_rows(
    sheet: xw.Sheet, reading: PlanReading, rows: Sequence[OurRow] = (OurRow.BALANCE,)
) -> Insertion:
    """Write rows of ours beneath each planning block of a sheet that has none yet.

    Rows of ours that are there and do not reach periods added since are written anew. Columns of totals
    between the periods stay free: each run of periods goes on from the balance before it.

    Args:
        sheet: The sheet.
        reading: The plan as read from its workbook, and only just.
        rows: Which rows, from top to bottom.

    Raises:
        NoBlocks: The sheet has no planning block.
    """
    title = sheet.name
    blocks = sorted((b for b in reading.blocks if b.sheet == title), key=lambda b: b.measure_rows[0].row)
    if not any(role in block.rows for block in blocks for role in FLOWS):
        raise NoBlocks(sheet=title)
    spills = can_spill(sheet)
    if is_matrix(blocks):
        kind = OurRow.BALANCE
        written = write_matrix(sheet, blocks, reading, kind.label, kind.value, spills=spills)
        others = [(blocks[0].item, BALANCE_ONLY)] if {*rows} != {kind} else []
        return Insertion(written.items, written.had, (*written.left_out, *others))
    tables = [_InTable.of(table) for table in sheet.tables]
    left_out = [(block.item, why) for block in blocks if (why := _obstacle(block, tables))]
    names = {item for item, _ in left_out}
    usable = [_cell_by_cell(block, tables) for block in blocks if block.item not in names]
    there = SheetCells.of(sheet)
    found = list(_gaps(usable, there, rows))
    gaps = [gap for gap in found if gap.rows]
    new: dict[int, int] = {}  # of blocks side by side several end in one row, or out of their order
    for gap in gaps:
        new[gap.after] = max(new.get(gap.after, 0), len(gap.rows))

    def moved(row: int) -> int:
        return row + sum(count for after, count in new.items() if after < row)

    cells = _NewCells()
    for gap in found:
        _gather(cells, gap, BlockTerms(gap.block, moved), reading)
        for row, _ in gap.short:
            on_failure(partial(_write_again, sheet, there, row, gap.block.runs, spills=spills))
    try:
        for after in sorted(new, reverse=True):
            insert_rows(sheet, after + 2, new[after])
    except com_errors() as error:
        if is_busy(error):
            raise
        raise NoRowInserted(sheet=sheet.name) from error
    for its in tables:
        its.take_in(gaps)
    _write(sheet, cells, places_in(reading.plan), spills=spills)
    extended = sum(len(gap.short) for gap in found)
    return Insertion(len(gaps), len(usable) - len(gaps), tuple(left_out), extended)


@dataclass(frozen=True)
class _InTable:
    """An Excel table of the sheet, and its rows (from 1) before anything is inserted."""

    table: xw.main.Table
    rows: range

    @classmethod
    def of(cls, table: xw.main.Table) -> "_InTable":
        """A table as it stands now."""
        area = corners(table.range)
        return cls(table, range(area.top, area.bottom + 1))

    def holds(self, block: Block) -> bool:
        """Whether a row of a block stands in it."""
        return any(measure.row + 1 in self.rows for measure in block.measure_rows)

    def take_in(self, gaps: Sequence[_Gap]) -> None:
        """Make the rows that were inserted beneath its last row part of it; Excel does for all the others."""
        last = [gap for gap in gaps if gap.after + 1 == self.rows[-1] and self.holds(gap.block)]
        below = max((len(gap.rows) for gap in last), default=0)
        if below:
            area = self.table.range
            resize_table(self.table, corners(area).bottom + below, corners(area).right)


def _cell_by_cell(block: Block, tables: Sequence[_InTable]) -> Block:
    """A block with each period a run of its own where it stands in an Excel table: no formula spills there."""
    if not any(its.holds(block) for its in tables):
        return block
    columns = [column for first, last in block.runs for column in range(first, last + 1)]
    return replace(block, runs=tuple((column, column) for column in columns))


def _obstacle(block: Block, tables: Sequence[_InTable]) -> Text | None:
    """Why no row can be written beneath a block; None if nothing is in the way."""
    if block.label_column is None:
        return NO_LABELS
    if not block.runs:
        return NOT_IN_TIME
    if any(measure.negated for measure in block.measure_rows):
        return NEGATIVE_DEMAND
    its = [each for each in tables if each.holds(block)]
    if any({*each.rows} & {*other.rows} for each in its for other in tables if other is not each):
        return TABLES_BESIDE
    return None


def _gaps(blocks: Sequence[Block], cells: SheetCells, wanted: Sequence[OurRow]) -> Iterator[_Gap]:
    """Where rows are missing beneath each block, or do not reach all of its periods."""
    firsts = [(block.label_column, block.measure_rows[0].row) for block in blocks]
    for block in blocks:
        later = (
            row for label, row in firsts if label == block.label_column and row > block.measure_rows[-1].row
        )
        following = min(later, default=len(cells.values))
        there = {
            row: function
            for row in range(block.measure_rows[0].row, following)
            if (function := cells.function(row, block.runs[0][0]))
        }
        last = max(block.measure_rows[-1].row, *there) if there else block.measure_rows[-1].row
        ours = [(row, kind) for row in there if (kind := _ours(cells, row))]
        short = [(row, kind) for row, kind in ours if _spans(cells, row) != [*block.runs]]
        balances = (row for row, function in there.items() if function == OurRow.BALANCE.value)
        balance = next(balances, None)
        goes_on = len(block.runs) > 1 and balance is None  # each run begins with the balance before it
        needed = (OurRow.BALANCE, *wanted) if goes_on and wanted else wanted
        rows = tuple(row for row in dict.fromkeys(needed) if row.value not in there.values())
        yield _Gap(block, last, rows, tuple(short), balance)


def _ours(cells: SheetCells, row: int) -> OurRow | None:
    """What a row of ours is, or of the planner workbook's; None if the row is somebody else's."""
    labels = {label.rstrip(" *"): kind for kind, label in _LABELS.items()}
    beside = (cell.rstrip(" *") for cell in cells.values[row] if isinstance(cell, str))
    return next((labels[cell] for cell in beside if cell in labels), None)


@dataclass
class _NewCells:
    """What is to be written, by address; gathered, so that cells that get the same are written at once.

    Attributes:
        labels: Cells by the label that they get.
        like: Cells by the cell whose number format they get.
        centred: Cells whose text stands in the middle.
        emptied: Cells that formulas of ours filled.
        repeated: Cells that repeat the one above, and that one.
        formulas: Cells that a formula fills, and the formula.
        coloured: Cells of new rows.
    """

    labels: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    like: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    centred: list[str] = field(default_factory=list)
    emptied: list[str] = field(default_factory=list)
    repeated: dict[str, str] = field(default_factory=dict)
    formulas: dict[str, str] = field(default_factory=dict)
    coloured: list[str] = field(default_factory=list)


def _gather(cells: _NewCells, gap: _Gap, terms: BlockTerms, reading: PlanReading) -> None:
    """The new rows of one block, and those that did not reach all of its periods."""
    block, label_column = gap.block, gap.block.label_column
    assert label_column is not None
    places = {terms.row(row): kind for row, kind in gap.short}
    new = dict(enumerate(gap.rows, start=terms.row(gap.after) + 1))
    balance = next((n for n, kind in new.items() if kind is OurRow.BALANCE), None)
    if gap.balance is not None:
        balance = terms.row(gap.balance)
    style = terms.row(block.measure_rows[0].row)
    for number, kind in new.items():
        for column in _repeated_columns(block):
            cells.repeated[address(number, column)] = address(number - 1, column)
        cells.labels[kind.label].append(address(number, label_column))
        for first, last in block.runs:
            cells.like[address(style, first)].append(across(number, first, last))
            if kind is OurRow.RISK:
                cells.centred.append(across(number, first, last))
        cells.coloured.append(across(number, label_column, block.runs[-1][1]))
    for number in places:
        cells.emptied += [across(number, first, last) for first, last in block.runs]
    for number, kind in {**places, **new}.items():
        for run, (first, last) in enumerate(block.runs):
            formula = _formula(kind, replace(terms, run=run), reading, balance)
            cells.formulas[across(number, first, last)] = formula


def _write_again(
    sheet: xw.Sheet, cells: SheetCells, row: int, runs: Iterable[tuple[int, int]] = (), *, spills: bool
) -> None:
    """Write the formulas of a row of ours as they were, and nothing else into some runs of its cells."""
    for first, last in runs:
        sheet[row, first : last + 1].clear_contents()
    for first, last in _spans(cells, row):
        fill_row(sheet[row, first : last + 1], cells.formulas[row][first], spills=spills)


def across(row: int, first: int, last: int) -> str:
    """Address of a row's cells from one column to another, all from 0."""
    return f"{address(row, first)}:{address(row, last)}"


def _write(sheet: xw.Sheet, cells: _NewCells, decimal_places: int, *, spills: bool) -> None:
    """Write what was gathered, showing the decimal places that the plan has."""
    alike: dict[str, list[str]] = defaultdict(list)
    for cell, number_format in number_formats(sheet, list(cells.like)).items():
        # In a cell of the format for text, a formula is no more than its text.
        own = "General" if number_format == AS_TEXT else with_places(number_format, decimal_places)
        alike[own] += cells.like[cell]
    for number_format, places in alike.items():
        for area in areas(sheet, places):
            area.number_format = number_format
    above = number_formats(sheet, list(cells.repeated.values()))
    for cell, repeats in cells.repeated.items():
        place = sheet.range(cell)
        if above[repeats] == AS_TEXT:
            write_cells(place, [[as_cell(cell_value(sheet.range(repeats)))]])
        else:
            write_formula(place, f"={repeats}")
    for area in areas(sheet, cells.emptied):
        area.clear_contents()
    for place_filled, formula in cells.formulas.items():
        fill_row(sheet.range(place_filled), formula, spills=spills)
    for label, places in cells.labels.items():
        for area in areas(sheet, places):
            fill_text(area, label)
    for area in areas(sheet, cells.centred):
        area.horizontal_alignment = "center"
    for area in areas(sheet, cells.coloured):
        area.color = CALM


def _formula(kind: OurRow, terms: BlockTerms, reading: PlanReading, balance: int | None) -> str:
    """The formula of a row for a run of periods; a later run opens with the balance before it."""
    opening, orders, supply, rest = terms.arguments(reading.plan)
    if terms.run and balance is not None:
        opening = address(balance, terms.block.runs[terms.run - 1][1])
    arguments = f"{opening},{orders},{supply}"
    if kind is not OurRow.RISK:
        return f"={kind.value}({arguments}{rest})"
    safety = terms.safety()
    return f"={kind.value}({arguments}{f',{safety}{rest}' if safety or rest else ''})"


def _repeated_columns(block: Block) -> Iterator[int]:
    """Columns whose text stands on each row of the block, as in a list that is to be filtered by item."""
    rows = [measure.grid.rows[measure.row] for measure in block.measure_rows]
    for column in range(block.runs[0][0]):
        texts = {row[column] for row in rows}
        if len(rows) > 1 and len(texts) == 1 and column != block.label_column:
            text = texts.pop()
            if isinstance(text, str) and text not in BLANK:
                yield column


def remove_pab_rows(sheet: xw.Sheet) -> int:
    """Take our rows away; returns how many there were.

    Where something else has been typed into a row of ours, only our cells are emptied and the row stays.
    """
    cells = SheetCells.of(sheet)
    matrix = matrix_rows(cells, OurRow.BALANCE.label, OurRow.BALANCE.value)
    if matrix:
        at_the_end(partial(delete_rows, sheet, matrix[0] + 1, matrix[-1] + 1))
        return len(matrix) - 2
    ours = [(row, spans) for row in range(len(cells.values)) if (spans := _our_spans(cells, row))]
    free = [row for row, spans in ours if _is_free(cells, row, spans)]
    for row, spans in ours:
        if row in free:
            continue
        on_failure(partial(_write_again, sheet, cells, row, spills=True))
        for first, last in spans:
            sheet[row, first : last + 1].clear_contents()
        for column, cell in enumerate(cells.values[row]):
            if cell in _LABELS.values():
                put_back_on_failure(sheet[row, column])
                sheet[row, column].clear_contents()
    delete_rows_at_the_end(sheet, [row + 1 for row in free])
    return len(ours)


def _our_spans(cells: SheetCells, row: int) -> list[tuple[int, int]]:
    """First and last column of each formula of ours in a row; empty if the row is not ours."""
    labels = {_LABELS[kind]: kind.value for kind in OurRow}
    function = next((labels[cell] for cell in cells.values[row] if cell in labels), None)
    return [span for span in _spans(cells, row) if cells.function(row, span[0]) == function]


def _spans(cells: SheetCells, row: int) -> list[tuple[int, int]]:
    """First and last column that each formula of ours in a row fills."""
    spans: list[tuple[int, int]] = []
    for column, formula in enumerate(cells.formulas[row]):
        if cells.function(row, column) and not (spans and column <= spans[-1][1]):
            periods = _RANGE.search(formula)
            width = column_number(periods[2]) - column_number(periods[1]) if periods else 0
            spans.append((column, column + width))
    return spans


def _is_free(cells: SheetCells, row: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a row of ours holds nothing but what we wrote."""
    return all(
        any(first <= column <= last for first, last in spans)
        or cell in _LABELS.values()
        or (column < spans[-1][0] and _repeats(cells, row, column))
        or (cell in BLANK and not formula)
        for column, (cell, formula) in enumerate(zip(cells.values[row], cells.formulas[row], strict=True))
    )


def _repeats(cells: SheetCells, row: int, column: int) -> bool:
    """Whether a cell repeats the one above it as Insert PAB lets it: by a formula, where it can be one."""
    formula, text = cells.formulas[row][column], cells.values[row][column]
    as_text_above = isinstance(text, str) and formula == text == cells.values[row - 1][column]
    return formula == f"={address(row - 1, column)}" or as_text_above
