"""Rows of ours beneath the planner's: `=PAB()` under the rows of each item, and away again.

The rows are always new ones, inserted whole: nothing of the planner's is written over, and her formulas move
with their cells. A row is ours when it has our label and our formula; no other row is ever taken away.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import xlwings as xw

from pab_planner.errors import PlanError
from pab_planner.language import Text
from pab_planner.sheets.block_formulas import BlockTerms
from pab_planner.sheets.formula_cells import SheetCells
from pab_planner.sheets.grid import address, column_number
from pab_planner.sheets.quantities import BLANK
from pab_planner.sheets.reading import Block, PlanReading
from pab_planner.sheets.vocabulary import read_labels

CALM = (240, 244, 248)
"""Background of our rows."""


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
_BESIDE = re.compile(r"=\$?[A-Z]{1,3}\$?\d+")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?\d+:\$?([A-Z]{1,3})\$?\d+")


class NoBlocks(PlanError):
    """A sheet without anything to project."""

    sentence = Text(
        "sheet {sheet}: no item with orders or MPS by period was found; select the sheet on which your items "
        "stand with the weeks across, and press again",
        "工作表 {sheet}：没有找到按期间排列订单或计划的物料；请先选中物料与各周并列的工作表，再按一次",
    )


NOT_SIDE_BY_SIDE = Text(
    "its periods do not stand side by side (a column of totals lies between)", "期间列不相邻（中间有合计列）"
)
NO_LABELS = Text(
    "orders and MPS stand in tables of their own; put an item's rows one below the other, each with its name",
    "订单与计划分列在不同的表中；请将同一物料的各行上下相邻，并写明行名",
)
IN_A_TABLE = Text(
    "it stands in an Excel table, in which Excel lets no formula spill; convert the table to a range first",
    "位于 Excel 表格中，而表格内不允许溢出公式；请先将其转换为普通区域",
)


@dataclass(frozen=True)
class Insertion:
    """What was written.

    Attributes:
        items: Items that got rows.
        had: Items that had them all already.
        left_out: Items that got none, and why.
    """

    items: int
    had: int
    left_out: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class _Gap:
    """New rows to come.

    Attributes:
        block: Beneath this block.
        after: Last row of the block, from 0.
        rows: What the new rows are.
    """

    block: Block
    after: int
    rows: tuple[OurRow, ...]


def insert_pab_rows(
    sheet: xw.Sheet, reading: PlanReading, rows: Sequence[OurRow] = (OurRow.BALANCE,)
) -> Insertion:
    """Write rows of ours beneath each planning block of a sheet that has none yet.

    Args:
        sheet: The sheet.
        reading: The plan as read from its workbook, and only just.
        rows: Which rows, from top to bottom.

    Raises:
        NoBlocks: The sheet has no planning block.
    """
    blocks = sorted((b for b in reading.blocks if b.sheet == sheet.name), key=lambda b: b.strands[0].row)
    if not blocks:
        raise NoBlocks(sheet=sheet.name)
    left_out = [(block.item, why) for block in blocks if (why := _obstacle(sheet, block))]
    names = {item for item, _ in left_out}
    usable = [block for block in blocks if block.item not in names]
    gaps = [gap for gap in _gaps(usable, SheetCells.of(sheet), rows) if gap.rows]
    labels = read_labels(reading.settings.labels)
    for gap in reversed(gaps):
        first = gap.after + 2
        sheet.range(f"{first}:{first + len(gap.rows) - 1}").insert(
            "down", copy_origin="format_from_left_or_above"
        )

    def moved(row: int) -> int:
        return row + sum(len(gap.rows) for gap in gaps if gap.after < row)

    for gap in gaps:
        _write(sheet, gap, BlockTerms(gap.block, labels, moved), reading)
    return Insertion(len(gaps), len(usable) - len(gaps), tuple(left_out))


def _obstacle(sheet: xw.Sheet, block: Block) -> Text | None:
    """Why no row can be written beneath a block, none where nothing is in the way."""
    if block.label_column is None:
        return NO_LABELS
    if block.columns is None:
        return NOT_SIDE_BY_SIDE
    rows = [strand.row + 1 for strand in block.strands]
    for table in sheet.tables:
        place = table.range
        if any(place.row <= row < place.row + place.shape[0] for row in rows):
            return IN_A_TABLE
    return None


def _gaps(blocks: Sequence[Block], cells: SheetCells, wanted: Sequence[OurRow]) -> Iterator[_Gap]:
    """Where rows are missing beneath each block."""
    firsts = [block.strands[0].row for block in blocks]
    for block, following in zip(blocks, [*firsts[1:], len(cells.values)], strict=False):
        assert block.columns is not None
        there = {
            row: function
            for row in range(block.strands[0].row, following)
            if (function := cells.function(row, block.columns[0]))
        }
        last = max(block.strands[-1].row, *there) if there else block.strands[-1].row
        yield _Gap(block, last, tuple(row for row in wanted if row.value not in there.values()))


def _write(sheet: xw.Sheet, gap: _Gap, terms: BlockTerms, reading: PlanReading) -> None:
    """Fill the new rows of one block."""
    block, label_column = gap.block, gap.block.label_column
    assert block.columns is not None and label_column is not None
    opening, orders, supply, rest = terms.arguments(reading.plan)
    above = terms.row(gap.after)
    style = terms.row(block.strands[0].row)
    for number, row in enumerate(gap.rows, start=above + 1):
        arguments = f"{opening},{orders},{supply}"
        if row is OurRow.RISK:
            safety = terms.safety()
            rest_of_risk = f",{safety}{rest}" if safety or rest else ""
            formula = f"={row.value}({arguments}{rest_of_risk})"
        else:
            formula = f"={row.value}({arguments}{rest})"
        for column in _repeated_columns(block):
            sheet[number, column].formula = f"={address(number - 1, column)}"
        sheet[number, label_column].value = row.label
        cells = sheet[number, block.columns[0] : block.columns[1] + 1]
        cells.number_format = sheet[style, block.columns[0]].number_format
        if row is OurRow.RISK:
            cells.horizontal_alignment = "center"
        spill(cells, formula)
        sheet[number, label_column : block.columns[1] + 1].color = CALM


def spill(cells: xw.Range, formula: str) -> None:
    """Write a formula that fills a row as a dynamic array.

    Excel and Calc calculate it at once and see how far it spills from its first cell. A file must be told.
    """
    calculates = cells.sheet.book.app.engine.name != "openpyxl"
    (cells[0, 0] if calculates else cells).formula2 = formula


def _repeated_columns(block: Block) -> Iterator[int]:
    """Columns whose text stands on each row of the block, as in a list that is to be filtered by item."""
    assert block.columns is not None
    rows = [strand.grid.rows[strand.row] for strand in block.strands]
    for column in range(block.columns[0]):
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
    ours = [(row, place) for row in range(len(cells.values)) if (place := _our_place(cells, row))]
    for row, (first, last) in reversed(ours):
        if _is_free(cells, row, first, last):
            sheet.range(f"{row + 1}:{row + 1}").delete("up")
        else:
            sheet[row, first : last + 1].clear_contents()
            for column in range(first):
                if cells.values[row][column] in _LABELS.values():
                    sheet[row, column].clear_contents()
    return len(ours)


def _our_place(cells: SheetCells, row: int) -> tuple[int, int] | None:
    """First and last column of our formula in a row, none where the row is not ours."""
    labels = {_LABELS[kind]: kind.value for kind in OurRow}
    function = next((labels[cell] for cell in cells.values[row] if cell in labels), None)
    if function is None:
        return None
    for column, formula in enumerate(cells.formulas[row]):
        if cells.function(row, column) == function:
            periods = _RANGE.search(formula)
            width = column_number(periods[2]) - column_number(periods[1]) if periods else 0
            return column, column + width
    return None


def _is_free(cells: SheetCells, row: int, first: int, last: int) -> bool:
    """Whether a row of ours holds nothing but what we wrote."""
    return all(
        first <= column <= last
        or cell in _LABELS.values()
        or _BESIDE.fullmatch(formula)
        or (cell in BLANK and not formula)
        for column, (cell, formula) in enumerate(zip(cells.values[row], cells.formulas[row], strict=True))
    )
