"""A block of cells of an openpyxl worksheet, as xlwings sees it."""

from typing import Any

import xlwings
from openpyxl.comments import Comment
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.hyperlink import Hyperlink
from xlwings import base_classes

from pab_planner.engines.file import cells, measures, styles
from pab_planner.engines.file.borders import RangeBorders
from pab_planner.engines.file.copy import copy_block
from pab_planner.engines.file.openpyxl_types import Worksheet
from pab_planner.engines.file.rules import ConditionalFormats, boxes_of, full
from pab_planner.engines.file.shift import delete_lines, insert_lines
from pab_planner.engines.file.validation import DataValidation
from pab_planner.engines.placed_range import PlacedRange
from pab_planner.engines.refusals import cannot
from pab_planner.ooxml.rectangle import Box
from pab_planner.ooxml.references import travelled

_HORIZONTAL = {"center_across_selection": "centerContinuous", "general": None}
_NOTE_AUTHOR = "PAB Planner"


class Range(PlacedRange):
    """Rows and columns of one sheet."""

    # Our blocks are moved in memory: xlwings need not cut them up.
    max_cells_per_read = max_cells_per_write = None

    @property
    def api(self) -> Worksheet:
        return self._sheet.api

    @property
    def _first(self) -> Any:
        """The cell in the upper left corner; None if nothing stands there."""
        return self.api._cells.get((self.box.top, self.box.left))

    def _used(self) -> Box:
        """The block without the endless blank part of whole rows and columns."""
        if not (self.box.whole_rows or self.box.whole_columns):
            return self.box
        used = measures.used_box(self.api)
        corner = self.box.first
        return self.box.common(used) or corner

    # Values and formulas

    @property
    def raw_value(self) -> Any:
        if self.box.size == 1:
            return cells.read(self.api, self.box)[0][0]
        return cells.read(self.api, self._used())

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        cells.fill(self.api, self.box.top, self.box.left, self._as_rows(value))

    def _as_rows(self, value: Any) -> Any:
        """What is assigned, as rows; a single value fills the range, a formula travelling as in Excel."""
        if isinstance(value, list | tuple):
            return value if value and isinstance(value[0], list | tuple) else [value]
        box = self._used()
        if isinstance(value, str) and value.startswith("=") and box.size > 1:
            return list(travelled(value, box))
        return [[value] * box.shape[1]] * box.shape[0]

    @property
    def formula(self) -> Any:
        ws_cells = self.api._cells
        box = self._used()
        rows = tuple(
            tuple(cells.formula_text(ws_cells.get((row, column))) for column in box.columns)
            for row in box.rows
        )
        return rows[0][0] if self.box.size == 1 else rows

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    @property
    def formula2(self) -> Any:
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        """One formula over the whole known range spills; over one cell it is a plain formula.

        No calculator here knows how far a result spills: give the range, or leave it to Excel or Calc.
        """
        if isinstance(value, str) and value.startswith("=") and self.box.size > 1:
            self._put_block(value, mark="")
        else:
            self.raw_value = value

    @property
    def formula_array(self) -> str | None:
        return cells.formula_text(self._first) if self.has_array else None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        self._put_block(value, mark=None)

    def _put_block(self, text: str, *, mark: str | None) -> None:
        box = self.box
        cells.fill(self.api, box.top, box.left, [[None] * box.shape[1]] * box.shape[0])
        block = cells.BlockFormula(box.a1(), text, mark=mark)
        cells.put_formula(self.api, box.top, box.left, block)

    @property
    def has_array(self) -> bool:
        """True at the cell an array formula starts from."""
        cell = self._first
        return cell is not None and isinstance(cell._value, ArrayFormula)

    # Finding one's way

    @property
    def merge_area(self) -> "Range":
        return self.part(next(filter(self.box.meets, boxes_of(self.api.merged_cells)), self.box))

    @property
    def merge_cells(self) -> bool:
        return any(map(self.box.meets, boxes_of(self.api.merged_cells)))

    @property
    def table(self) -> Any:
        return next((table for table in self._sheet.tables if table.range.box.common(self.box)), None)

    def select(self) -> None:
        self._sheet.activate()
        for selection in self.api.sheet_view.selection:
            selection.activeCell = Box(self.row, self.column, self.row, self.column).a1()
            selection.sqref = self.box.a1()

    # Looks

    @property
    def _style(self) -> StyleArray:
        cell = self._first
        if cell is None:
            return styles.LooksOfAbsent(self.api).look(self.box.top, self.box.left)
        return cell._style if cell._style is not None else StyleArray()

    @property
    def number_format(self) -> str:
        return styles.number_format_of(self.api.parent, self._style.numFmtId)

    @number_format.setter
    def number_format(self, value: str) -> None:
        styles.set_number_format(self.api, self.box, value)

    @property
    def color(self) -> styles.RGB | None:
        fill = self.api.parent._fills[self._style.fillId]
        return styles.from_colour(fill.fgColor) if fill.fill_type == "solid" else None

    @color.setter
    def color(self, value: Any) -> None:
        styles.set_colour(self.api, self.box, value)

    @property
    def font(self) -> styles.RangeFont:
        return styles.RangeFont(self.api, self.box)

    @property
    def borders(self) -> RangeBorders:
        return RangeBorders(self.api, self.box)

    @property
    def _alignment(self) -> Any:
        return self.api.parent._alignments[self._style.alignmentId]

    @property
    def wrap_text(self) -> bool:
        return bool(self._alignment.wrap_text)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        styles.set_alignment(self.api, self.box, wrap_text=value)

    @property
    def horizontal_alignment(self) -> str:
        found = self._alignment.horizontal
        return str({v: k for k, v in _HORIZONTAL.items()}.get(found, found))

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        styles.set_alignment(self.api, self.box, horizontal=_HORIZONTAL.get(value, value))

    def indent(self) -> None:
        """Keep texts one step off the edge; a call of ours, xlwings has none."""
        styles.set_alignment(self.api, self.box, indent=1)

    @property
    def vertical_alignment(self) -> str:
        return str(self._alignment.vertical or "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        styles.set_alignment(self.api, self.box, vertical=value)

    # Measures

    @property
    def column_width(self) -> float:
        """Width in characters."""
        return measures.column_width(self.api, self.box.left)

    @column_width.setter
    def column_width(self, value: float) -> None:
        for column in self.box.columns:
            measures.set_column_width(self.api, column, value)

    @property
    def row_height(self) -> float:
        """Height in points."""
        return measures.row_height(self.api, self.box.top)

    @row_height.setter
    def row_height(self, value: float) -> None:
        for row in self.box.rows:
            self.api.row_dimensions[row].height = value

    @property
    def left(self) -> float:
        return measures.width(self.api, range(1, self.box.left))

    @property
    def top(self) -> float:
        return measures.height(self.api, range(1, self.box.top))

    @property
    def width(self) -> float:
        return measures.width(self.api, self.box.columns)

    @property
    def height(self) -> float:
        return measures.height(self.api, self.box.rows)

    def autofit(self, axis: str | None = None) -> None:
        if axis in (None, "columns", "c"):
            measures.fit_columns(self.api, self._used())
        if axis in (None, "rows", "r"):
            measures.fit_rows(self.api, self._used())

    # Rules, notes, links

    @property
    def conditional_formats(self) -> ConditionalFormats:
        return ConditionalFormats(self)

    @property
    def data_validation(self) -> DataValidation:
        return DataValidation(self)

    @property
    def note(self) -> "Note | None":
        cell = self._first
        return Note(self) if cell is not None and cell._comment is not None else None

    def add_note(self, text: str) -> "Note":
        cell = self._first or cells.new_cell(self.api, self.box.top, self.box.left)
        cell.comment = Comment(text, _NOTE_AUTHOR)
        return Note(self)

    # Editing

    def clear_contents(self) -> None:
        for place in self._occupied():
            cell = self.api._cells[place]
            if cell._value is not None:
                cell._value, cell.data_type = None, "n"

    def clear_formats(self) -> None:
        for place in self._occupied():
            self.api._cells[place]._style = None
        self.conditional_formats.clear()

    def clear(self) -> None:
        self.clear_contents()
        self.unmerge()
        self.clear_formats()
        self.data_validation.delete()
        for place in self._occupied():
            cell = self.api._cells.pop(place)
            if getattr(cell, "_comment", None) is not None:
                cell.comment = None
            if getattr(cell, "_hyperlink", None) is not None:
                cell._hyperlink = None

    def _occupied(self) -> list[tuple[int, int]]:
        """The places of the block where a cell is kept."""
        ws_cells = self.api._cells
        box = self.box
        if box.size < len(ws_cells):
            return [place for place in box.cells() if place in ws_cells]
        return [p for p in ws_cells if box.top <= p[0] <= box.bottom and box.left <= p[1] <= box.right]

    def merge(self, across: bool = False) -> None:
        rows = self.box.rows if across else [self.box.top]
        for row in rows:
            part = self.box._replace(top=row, bottom=row) if across else self.box
            if part.size > 1:
                self.api.merge_cells(part.a1())

    def unmerge(self) -> None:
        for box in filter(self.box.meets, boxes_of(self.api.merged_cells)):
            self.api.unmerge_cells(full(box))

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        insert_lines(self._sheet, self._lines(), look_below=copy_origin == "format_from_right_or_below")

    def delete(self, shift: str | None = None) -> None:
        delete_lines(self._sheet, self._lines())

    def _lines(self) -> Box:
        if self.box.whole_rows or self.box.whole_columns:
            return self.box
        raise cannot(
            f"inserting or deleting cells inside rows ({self.box.a1()}; give whole rows such as 5:6)",
            f"在行内插入或删除单元格（{self.box.a1()}；请使用整行，如 5:6）",
        )

    def copy(self, destination: Any = None) -> None:
        if destination is None:
            raise cannot("copying to the clipboard", "复制到剪贴板")
        target: Range = destination.impl if isinstance(destination, xlwings.Range) else destination
        copy_block(self._sheet, self._used(), target._sheet, target.box)

    @property
    def hyperlink(self) -> str:
        cell = self._first
        link = None if cell is None else cell._hyperlink
        if link is None:
            raise ValueError(f"{self.address} has no hyperlink")
        return str(link.target or f"#{link.location}")

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        if text_to_display:
            self.value = text_to_display
        if not address:
            if self._first is not None:
                self._first._hyperlink = None
            return
        cell = self.api.cell(self.box.top, self.box.left)
        if address.startswith("#"):
            cell._hyperlink = Hyperlink(cell.coordinate, location=address[1:], tooltip=screen_tip)
        else:
            cell._hyperlink = Hyperlink(cell.coordinate, target=address, tooltip=screen_tip)


class Note(base_classes.Note):  # type: ignore[misc]
    """The note of one cell."""

    def __init__(self, cell: Range) -> None:
        self._cell = cell

    @property
    def api(self) -> Comment:
        comment: Comment = self._cell._first._comment
        return comment

    @property
    def text(self) -> str:
        return str(self.api.text)

    def delete(self) -> None:
        self._cell._first.comment = None
