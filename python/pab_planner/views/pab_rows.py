"""Rows of ours beneath the planner's: `=PAB()` under the rows of each item, and away again.

The rows are always new ones, inserted whole: nothing of the planner's is written over, and her formulas move
with their cells. A row is ours when it has our label and our formula; no other row is ever taken away.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import xlwings as xw

from pab_planner.errors import SheetError
from pab_planner.language import Text
from pab_planner.reading.block_formulas import BlockTerms
from pab_planner.reading.grid import address, column_number
from pab_planner.reading.plan_reading import Block, PlanReading
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.vocabulary import read_labels
from pab_planner.sheets.palette import CALM
from pab_planner.views.formula_cells import SheetCells

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
        balance: The row of balances that is there, from 0; none where it is yet to come.
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
    blocks = sorted((b for b in reading.blocks if b.sheet == sheet.name), key=lambda b: b.measure_rows[0].row)
    if not blocks:
        raise NoBlocks(sheet=sheet.name)
    left_out = [(block.item, why) for block in blocks if (why := _obstacle(sheet, block))]
    names = {item for item, _ in left_out}
    usable = [block for block in blocks if block.item not in names]
    found = list(_gaps(usable, SheetCells.of(sheet), rows))
    gaps = [gap for gap in found if gap.rows]
    labels = read_labels(reading.settings.labels)
    for gap in reversed(gaps):
        first = gap.after + 2
        sheet.range(f"{first}:{first + len(gap.rows) - 1}").insert(
            "down", copy_origin="format_from_left_or_above"
        )

    def moved(row: int) -> int:
        return row + sum(len(gap.rows) for gap in gaps if gap.after < row)

    for gap in found:
        _write(sheet, gap, BlockTerms(gap.block, labels, moved), reading)
    extended = sum(len(gap.short) for gap in found)
    return Insertion(len(gaps), len(usable) - len(gaps), tuple(left_out), extended)


def _obstacle(sheet: xw.Sheet, block: Block) -> Text | None:
    """Why no row can be written beneath a block, none where nothing is in the way."""
    if block.label_column is None:
        return NO_LABELS
    if not block.runs:
        return NOT_IN_TIME
    rows = [measure.row + 1 for measure in block.measure_rows]
    for table in sheet.tables:
        place = table.range
        if any(place.row <= row < place.row + place.shape[0] for row in rows):
            return IN_A_TABLE
    return None


def _gaps(blocks: Sequence[Block], cells: SheetCells, wanted: Sequence[OurRow]) -> Iterator[_Gap]:
    """Where rows are missing beneath each block, or do not reach all of its periods."""
    firsts = [block.measure_rows[0].row for block in blocks]
    for block, following in zip(blocks, [*firsts[1:], len(cells.values)], strict=False):
        there = {
            row: function
            for row in range(block.measure_rows[0].row, following)
            if (function := cells.function(row, block.runs[0][0]))
        }
        last = max(block.measure_rows[-1].row, *there) if there else block.measure_rows[-1].row
        ours = [(row, kind) for row in there if (kind := _ours(cells, row))]
        short = [(row, kind) for row, kind in ours if _spans(cells, row) != [*block.runs]]
        balances = (row for row, function in there.items() if function == OurRow.BALANCE.value)
        rows = tuple(row for row in wanted if row.value not in there.values())
        yield _Gap(block, last, rows, tuple(short), next(balances, None))


def _ours(cells: SheetCells, row: int) -> OurRow | None:
    """What a row of ours is, or of the planner workbook's; none where the row is somebody else's."""
    labels = {label.rstrip(" *"): kind for kind, label in _LABELS.items()}
    beside = (cell.rstrip(" *") for cell in cells.values[row] if isinstance(cell, str))
    return next((labels[cell] for cell in beside if cell in labels), None)


def _write(sheet: xw.Sheet, gap: _Gap, terms: BlockTerms, reading: PlanReading) -> None:
    """Fill the new rows of one block, and those that did not reach all of its periods."""
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
            sheet[number, column].formula = f"={address(number - 1, column)}"
        sheet[number, label_column].value = kind.label
        for first, last in block.runs:
            cells = sheet[number, first : last + 1]
            cells.number_format = sheet[style, first].number_format
            if kind is OurRow.RISK:
                cells.horizontal_alignment = "center"
    for number in places:
        for first, last in block.runs:
            sheet[number, first : last + 1].clear_contents()
    for number, kind in {**places, **new}.items():
        for run, (first, last) in enumerate(block.runs):
            formula = _formula(kind, replace(terms, run=run), reading, balance)
            spill(sheet[number, first : last + 1], formula)
    for number in new:
        sheet[number, label_column : block.runs[-1][1] + 1].color = CALM


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


def spill(cells: xw.Range, formula: str) -> None:
    """Write a formula that fills a row as a dynamic array.

    Excel and Calc calculate it at once and see how far it spills from its first cell. A file must be told.
    """
    calculates = cells.sheet.book.app.engine.name != "openpyxl"
    (cells[0, 0] if calculates else cells).formula2 = formula


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
    ours = [(row, spans) for row in range(len(cells.values)) if (spans := _our_spans(cells, row))]
    for row, spans in reversed(ours):
        if _is_free(cells, row, spans):
            sheet.range(f"{row + 1}:{row + 1}").delete("up")
        else:
            for first, last in spans:
                sheet[row, first : last + 1].clear_contents()
            for column in range(spans[0][0]):
                if cells.values[row][column] in _LABELS.values():
                    sheet[row, column].clear_contents()
    return len(ours)


def _our_spans(cells: SheetCells, row: int) -> list[tuple[int, int]]:
    """First and last column of each formula of ours in a row; none where the row is not ours."""
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
        or _BESIDE.fullmatch(formula)
        or (cell in BLANK and not formula)
        for column, (cell, formula) in enumerate(zip(cells.values[row], cells.formulas[row], strict=True))
    )
