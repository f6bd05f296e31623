"""Whole rows and columns inserted or deleted; what stands below them or refers to them moves along."""

import re
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.drawing.spreadsheet_drawing import AbsoluteAnchor
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.merge import MergedCellRange

from pab_planner.engines.file.cells import cell_range
from pab_planner.engines.file.formulas import GONE, change_references
from pab_planner.engines.file.opaque_parts import move_places, pivot_tables
from pab_planner.engines.file.openpyxl_types import Worksheet
from pab_planner.engines.file.rules import box_of, set_sheet_rules, sheet_rules
from pab_planner.engines.file.styles import column_dimension
from pab_planner.engines.file.tables import take_block
from pab_planner.engines.file.validation import change_areas
from pab_planner.engines.refusals import cannot
from pab_planner.ooxml.rectangle import Box
from pab_planner.sheets.own_sheets import is_half_made

# First and last line of a block on one axis; None when nothing is left of it.
Span = tuple[int, int]

_END = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?")


class Shift:
    """Lines of one axis that move.

    Attributes:
        by_rows: True for rows, False for columns.
        at: First line that is new or goes.
        count: Lines put in (> 0) or taken out (< 0).
    """

    def __init__(self, by_rows: bool, at: int, count: int) -> None:
        self.by_rows, self.at, self.count = by_rows, at, count

    def line(self, line: int) -> int | None:
        """Where a line goes; None if it is taken out."""
        if line < self.at:
            return line
        if self.count < 0 and line < self.at - self.count:
            return None
        return line + self.count

    def span(self, first: int, last: int) -> Span | None:
        """Where a block goes: it grows with lines put in inside it, and shrinks with those taken out."""
        if self.count > 0:
            return (self.line(first) or first, self.line(last) or last)
        end = self.at - self.count
        new_first = (
            first if first < self.at else max(self.at, first + self.count) if first >= end else self.at
        )
        new_last = last if last < self.at else last + self.count if last >= end else self.at - 1
        return (new_first, new_last) if new_first <= new_last else None

    def box(self, box: Box) -> Box | None:
        """Where a block of cells goes."""
        if (self.by_rows and box.whole_columns) or (not self.by_rows and box.whole_rows):
            return box
        span = self.span(box.top, box.bottom) if self.by_rows else self.span(box.left, box.right)
        if span is None:
            return None
        return (
            box._replace(top=span[0], bottom=span[1])
            if self.by_rows
            else box._replace(left=span[0], right=span[1])
        )

    def boxes(self, box: Box) -> list[Box]:
        """The same as a list, empty when nothing is left."""
        moved = self.box(box)
        return [moved] if moved else []

    def corners(self, lines: list[int], way: str) -> list[int]:
        """Where a drawing's corners go.

        Args:
            lines: Of one corner or two, counted from 0 as drawings do.
            way: `twoCell` for a drawing that is stretched with its cells, `oneCell` for one that moves only,
                `absolute` for one that does neither.
        """
        if way == "absolute":
            return lines
        moved = [(self.line(line + 1) or self.at) - 1 for line in lines]
        return moved if way == "twoCell" else [line + moved[0] - lines[0] for line in lines]

    def address(self, address: str) -> str | None:
        """A reference's address afterwards: None if it does not move, `#REF!` if its cells are gone."""
        first, colon, last = address.rstrip("#").partition(":")
        if colon and not last:
            return None  # broken off
        ends = [_END.fullmatch(end) for end in (first, last or first)]
        if not last and not (ends[0] and ends[0][2] and ends[0][4]):
            return None  # a name such as `VAT`, which is no column
        lines = [line for end in ends if end and (line := self._line_of(end)) is not None]
        if len(lines) < 2:
            return None
        span = self.span(min(lines), max(lines))
        if span is None:
            return GONE[1]
        texts = [self._with_line(end, line) for end, line in zip(ends, span, strict=True) if end]
        spill = "#" if address.endswith("#") else ""
        return (":".join(texts) if last else texts[0]) + spill

    def _line_of(self, end: re.Match[str]) -> int | None:
        text = end[4] if self.by_rows else end[2]
        if not text:
            return None
        return int(text) if self.by_rows else column_index_from_string(text)

    def _with_line(self, end: re.Match[str], line: int) -> str:
        column, row = end[2] or "", end[4] or ""
        # `$` before a bare row number is caught by the first group.
        if self.by_rows:
            return f"{end[1]}{column}{end[3]}{line}"
        return f"{end[1]}{get_column_letter(line)}{end[3]}{row}"


def insert_lines(sheet: Any, box: Box, *, look_below: bool) -> None:
    """Put blank rows or columns in front of a block, as many as it has.

    Args:
        sheet: The sheet.
        box: Whole rows or whole columns.
        look_below: New lines look as the one after them, else as the one before.
    """
    shift = _of(box, 1)
    _apply(sheet, shift)
    _dress(sheet.api, shift, look_below)


def delete_lines(sheet: Any, box: Box) -> None:
    """Take whole rows or columns out."""
    _apply(sheet, _of(box, -1))


def _of(box: Box, sign: int) -> Shift:
    by_rows = box.whole_rows
    return Shift(by_rows, box.top if by_rows else box.left, sign * box.shape[0 if by_rows else 1])


def _apply(sheet: Any, shift: Shift) -> None:
    ws: Worksheet = sheet.api
    _refuse_tearing(sheet, shift)
    _move_cells(ws, shift)
    _move_dimensions(ws, shift)
    _move_merged(ws, shift)
    set_sheet_rules(
        ws,
        [([moved for box in boxes for moved in shift.boxes(box)], rules) for boxes, rules in sheet_rules(ws)],
    )
    change_areas(ws, shift.boxes)
    _move_tables(ws, shift)
    _move_page(ws, shift)
    _move_drawings(ws, shift)
    if sheet.book.source is not None:
        move_places(sheet.book.source, ws, shift)

    def changed(title: str, address: str) -> tuple[str | None, str] | None:
        new = shift.address(address) if title == ws.title else None
        return None if new is None else GONE if new == GONE[1] else (title, new)

    change_references(sheet.book, changed, only=ws if is_half_made(ws.title) else None)


def _refuse_tearing(sheet: Any, shift: Shift) -> None:
    """Refuse what Excel refuses: to change a part of what fills its block as a whole."""
    formulas = [cell._value for cell in sheet.api._cells.values() if cell.data_type == "f"]
    blocks = [
        Box.parse(formula.ref)
        for formula in formulas
        if isinstance(formula, DataTableFormula) or getattr(formula, "mark", "") is None
    ]
    if sheet.book.source is not None:
        blocks += pivot_tables(sheet.book.source, sheet.api)
    for block in blocks:
        moved = shift.box(block) if block else None
        if block and moved and moved.shape != block.shape:
            raise cannot(
                f"moving a part of an array formula, data table or pivot table ({block.a1()})",
                f"移动数组公式、模拟运算表或数据透视表的一部分（{block.a1()}）",
            )


def _move_cells(ws: Worksheet, shift: Shift) -> None:
    moved: dict[tuple[int, int], Any] = {}
    for (row, column), cell in ws._cells.items():
        line = shift.line(row if shift.by_rows else column)
        if line is None:
            continue
        if shift.by_rows:
            cell.row = line
        else:
            cell.column = line
        moved[cell.row, cell.column] = cell
        if type(cell) is MergedCell:
            continue
        if cell._hyperlink is not None:
            cell._hyperlink.ref = cell.coordinate
        if isinstance(cell._value, ArrayFormula | DataTableFormula):
            box = Box.parse(cell._value.ref)
            cell._value.ref = (shift.box(box) or box).a1() if box else cell._value.ref
        if isinstance(cell._value, DataTableFormula):
            for name in ("r1", "r2"):
                setattr(cell._value, name, _moved_address(getattr(cell._value, name), shift))
    ws._cells = moved


def _moved_address(address: str | None, shift: Shift) -> str | None:
    return (shift.address(address) or address) if address else None


def _move_dimensions(ws: Worksheet, shift: Shift) -> None:
    if shift.by_rows:
        rows = dict(ws.row_dimensions)
        ws.row_dimensions.clear()
        for row, dimension in rows.items():
            if line := shift.line(row):
                dimension.index = line
                ws.row_dimensions[line] = dimension
        return
    columns = list(ws.column_dimensions.values())
    ws.column_dimensions.clear()
    for dimension in columns:
        dimension.reindex()
        if span := shift.span(dimension.min, dimension.max):
            dimension.min, dimension.max = span
            dimension.index = get_column_letter(span[0])
            ws.column_dimensions[dimension.index] = dimension


def _move_merged(ws: Worksheet, shift: Shift) -> None:
    """Merged areas move as they are; one that grows or shrinks is made anew.

    Making one anew dresses each of its cells, which takes openpyxl longer than all the rest of a move.
    """
    ranges: list[CellRange] = []
    for merged in ws.merged_cells.ranges:
        area = box_of(merged)
        moved = shift.box(area)
        if moved is None:
            continue
        if moved.shape == area.shape:
            ranges.append(merged if moved == area else cell_range(moved))
            continue
        for place in moved.cells():
            if type(ws._cells.get(place)) is MergedCell:
                del ws._cells[place]
        if moved.size > 1:
            ranges.append(MergedCellRange(ws, moved.a1()))
            ws._clean_merge_range(ranges[-1])
    ws.merged_cells = MultiCellRange(ranges)


def _move_tables(ws: Worksheet, shift: Shift) -> None:
    for table in list(ws.tables.values()):
        box = Box.parse(table.ref)
        moved = shift.box(box) if box else None
        if moved is None:
            del ws.tables[table.name]
            continue
        if box and moved.shape[1] != box.shape[1]:
            raise cannot("inserting columns inside a table", "在表格内插入或删除列")
        take_block(table, moved)
    if ws.auto_filter.ref and (box := Box.parse(ws.auto_filter.ref)):
        moved = shift.box(box)
        if not shift.by_rows:
            kept = [(one, shift.line(box.left + one.colId)) for one in ws.auto_filter.filterColumn]
            ws.auto_filter.filterColumn = [one for one, line in kept if line]
            for one, line in kept:
                one.colId = (line or 0) - moved.left if moved and line else one.colId
        ws.auto_filter.ref = moved.a1() if moved else None


def _move_page(ws: Worksheet, shift: Shift) -> None:
    breaks = ws.row_breaks if shift.by_rows else ws.col_breaks
    for one in list(breaks.brk):
        # A break stands behind its line.
        line = shift.line(one.id + 1)
        if line is None:
            breaks.brk.remove(one)
        else:
            one.id = line - 1
    if ws.print_area:
        areas = [Box.parse(part.rpartition("!")[2]) for part in ws.print_area.split(",")]
        kept = [moved.a1() for box in areas if box for moved in shift.boxes(box)]
        ws.print_area = ",".join(kept) or None
    titles = ws.print_title_rows if shift.by_rows else ws.print_title_cols
    if titles and (box := Box.parse(titles)) and (moved := shift.box(box)):
        if shift.by_rows:
            ws.print_title_rows = moved.a1()
        else:
            ws.print_title_cols = moved.a1()


def _move_drawings(ws: Worksheet, shift: Shift) -> None:
    name = "row" if shift.by_rows else "col"
    for drawing in [*ws._charts, *ws._images]:
        anchor = drawing.anchor
        if isinstance(anchor, AbsoluteAnchor):
            continue
        ends = [end for end in (anchor._from, getattr(anchor, "to", None)) if end is not None]
        way = getattr(anchor, "editAs", None) or "twoCell"
        for end, line in zip(ends, shift.corners([getattr(end, name) for end in ends], way), strict=True):
            setattr(end, name, line)


def _dress(ws: Worksheet, shift: Shift, look_below: bool) -> None:
    """Give new lines the looks of their neighbour."""
    like = shift.at + shift.count if look_below else shift.at - 1
    if like < 1:
        return
    new = range(shift.at, shift.at + shift.count)
    looks = [
        (row, column, cell._style)
        for (row, column), cell in ws._cells.items()
        if (row if shift.by_rows else column) == like and cell._style is not None
    ]
    for row, column, style in looks:
        for line in new:
            cell = ws.cell(line, column) if shift.by_rows else ws.cell(row, line)
            cell._style = style
    for line in new:
        if shift.by_rows and like in ws.row_dimensions:
            ws.row_dimensions[line].height = ws.row_dimensions[like].height
        elif not shift.by_rows and get_column_letter(like) in ws.column_dimensions:
            column_dimension(ws, line).width = ws.column_dimensions[get_column_letter(like)].width
