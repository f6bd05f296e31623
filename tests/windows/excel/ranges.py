"""`Range`: cells of a sheet."""

import copy
import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from openpyxl.cell.cell import MergedCell
from openpyxl.utils import column_index_from_string
from xlwings.constants import (
    CellType,
    DeleteShiftDirection,
    HAlign,
    InsertShiftDirection,
    VAlign,
)

from windows.excel import values
from windows.excel.areas import ROWS, Area, Place
from windows.excel.cell_formats import CellBorders, CellFont, Fill
from windows.excel.cell_store import ArrayBlock
from windows.excel.comments import Note
from windows.excel.conditions import Conditions
from windows.excel.errors import OVERFLOW, NotModelled, failed, refuse, unable
from windows.excel.excel_object import Collection, ExcelObject
from windows.excel.formulas import sheet_prefix, translated
from windows.excel.hyperlinks import Links
from windows.excel.names import BookName
from windows.excel.typed_text import typed
from windows.excel.validation import CellValidation

if TYPE_CHECKING:
    from windows.excel.application import Application
    from windows.excel.tables import Table
    from windows.excel.worksheet import Sheet

HORIZONTAL = {
    HAlign.xlHAlignGeneral: "general",
    HAlign.xlHAlignLeft: "left",
    HAlign.xlHAlignCenter: "center",
    HAlign.xlHAlignRight: "right",
    HAlign.xlHAlignFill: "fill",
    HAlign.xlHAlignJustify: "justify",
    HAlign.xlHAlignDistributed: "distributed",
    HAlign.xlHAlignCenterAcrossSelection: "centerContinuous",
}
VERTICAL = {
    VAlign.xlVAlignTop: "top",
    VAlign.xlVAlignCenter: "center",
    VAlign.xlVAlignBottom: "bottom",
    VAlign.xlVAlignJustify: "justify",
    VAlign.xlVAlignDistributed: "distributed",
}


class CellRange(ExcelObject):
    """Cells of a sheet.

    Attributes:
        sheet: The sheet.
        areas: Its rectangles; most members look at the first only, as in Excel.
        counts: Whether `Count` and `Item` go by `rows` or `columns`, as in what those properties give.
    """

    kind = "Range"

    def __init__(self, sheet: "Sheet", *areas: Area, counts: str = "cells") -> None:
        self.sheet, self.areas, self.counts = sheet, tuple(area.checked() for area in areas), counts

    @property
    def app(self) -> "Application":  # type: ignore[override]
        return self.sheet.app

    @property
    def area(self) -> Area:
        """The first rectangle."""
        return self.areas[0]

    @property
    def first(self) -> Place:
        """The cell at the top left."""
        return Place(self.area.top, self.area.left)

    def _on(self, area: Area, counts: str = "cells") -> "CellRange":
        return CellRange(self.sheet, area, counts=counts)

    # Where it is.

    @property
    def Worksheet(self) -> "Sheet":
        return self.sheet

    Parent = Worksheet

    @property
    def _day_0(self) -> Any:
        """From which day its workbook counts."""
        return self.sheet.book.openpyxl.epoch

    @property
    def Row(self) -> int:
        return self.area.top

    @property
    def Column(self) -> int:
        return self.area.left

    @property
    def Count(self) -> int:
        # Overflows beyond a Long, as for a whole sheet; CountLarge does not:
        # https://learn.microsoft.com/office/vba/api/excel.range.countlarge
        if self.counts == "rows":
            return self.area.height
        if self.counts == "columns":
            return self.area.width
        if self.CountLarge > 2**31 - 1:
            refuse("Overflow", OVERFLOW)
        return self.CountLarge

    @property
    def CountLarge(self) -> int:
        return sum(area.size for area in self.areas)

    @property
    def Rows(self) -> "CellRange":
        return self._on(self.area, "rows")

    @property
    def Columns(self) -> "CellRange":
        return self._on(self.area, "columns")

    @property
    def Cells(self) -> "CellRange":
        return self._on(self.area)

    @property
    def EntireColumn(self) -> "CellRange":
        return self._on(Area(1, self.area.left, ROWS, self.area.right))

    @property
    def Areas(self) -> "AreaCollection":
        return AreaCollection(self)

    def __iter__(self) -> Iterator["CellRange"]:
        for number in range(1, self.Count + 1):
            yield self.Item(number)

    def _Default(self, RowIndex: Any = None, ColumnIndex: Any = None) -> Any:
        return self.Value if RowIndex is None else self.Item(RowIndex, ColumnIndex)

    def Item(self, RowIndex: Any, ColumnIndex: Any = None) -> "CellRange":
        top, left, bottom, right = self.area
        row = int(RowIndex)
        if self.counts == "rows":
            return self._on(Area(top + row - 1, left, top + row - 1, right))
        if self.counts == "columns":
            return self._on(Area(top, left + row - 1, bottom, left + row - 1))
        if ColumnIndex is None:
            row, column = (row - 1) // self.area.width + 1, (row - 1) % self.area.width + 1
        else:
            by_letter = isinstance(ColumnIndex, str)
            column = column_index_from_string(ColumnIndex) if by_letter else int(ColumnIndex)
        return self._on(Area.at((top + row - 1, left + column - 1)))

    def Range(self, Cell1: Any, Cell2: Any = None) -> "CellRange":
        there = self.sheet.Range(Cell1, Cell2).area
        down, across = self.area.top - 1, self.area.left - 1
        return self._on(
            Area(there.top + down, there.left + across, there.bottom + down, there.right + across)
        )

    def Offset(self, RowOffset: int = 0, ColumnOffset: int = 0) -> "CellRange":
        top, left, bottom, right = self.area
        rows, columns = int(RowOffset), int(ColumnOffset)
        return self._on(Area(top + rows, left + columns, bottom + rows, right + columns))

    def Resize(self, RowSize: int | None = None, ColumnSize: int | None = None) -> "CellRange":
        rows, columns = int(RowSize or self.area.height), int(ColumnSize or self.area.width)
        return self._on(
            Area(self.area.top, self.area.left, self.area.top + rows - 1, self.area.left + columns - 1)
        )

    def Address(
        self,
        RowAbsolute: bool = True,
        ColumnAbsolute: bool = True,
        ReferenceStyle: int = 1,
        External: bool = False,
    ) -> str:
        if ReferenceStyle != 1:
            raise NotModelled("Range.Address in R1C1 style")
        signs = ["$" if sign else "" for sign in (RowAbsolute, ColumnAbsolute)]
        text = ",".join(area.address(*signs) for area in self.areas)
        if External:
            return sheet_prefix(f"[{self.sheet.book.Name}]{self.sheet.Name}") + text
        return text

    # What it holds.

    def _block(self, read: Callable[[Place], Any]) -> Any:
        if self.area.size == 1:
            return read(self.first)
        return tuple(
            tuple(read(Place(row, column)) for column in range(self.area.left, self.area.right + 1))
            for row in range(self.area.top, self.area.bottom + 1)
        )

    def _content(self, place: Place) -> Any:
        cells = self.sheet.cells
        formula = cells.formula(place)
        if formula is not None and place not in cells.results:
            self.app.uncalculated.append(f"{self.sheet.Name}!{Area.at(place).plain} {formula}")
        return cells.content(place)

    def _value(self, place: Place) -> Any:
        content = self._content(place)
        return (
            None if content is None else values.shown(content, self.sheet.number_format(place), self._day_0)
        )

    @property
    def Value(self) -> Any:
        self.app.cells_moved["read"] += self.CountLarge
        return self._block(self._value)

    @Value.setter
    def Value(self, value: Any) -> None:
        self._write(value, self._type)

    @property
    def Value2(self) -> Any:
        self.app.cells_moved["read"] += self.CountLarge
        return self._block(lambda place: values.plain(self._content(place), self._day_0))

    @Value2.setter
    def Value2(self, value: Any) -> None:
        self._write(value, self._type)

    def _formula(self, place: Place) -> str:
        formula = self.sheet.cells.formula(place)
        return values.as_text(self.sheet.cells.content(place), self._day_0) if formula is None else formula

    @property
    def Formula(self) -> Any:
        self.app.cells_moved["read"] += self.CountLarge
        return self._block(self._formula)

    @Formula.setter
    def Formula(self, formula: Any) -> None:
        self._write(formula, self._type)

    @property
    def FormulaLocal(self) -> Any:
        return self._block(lambda place: self.app.locale.from_english(self._formula(place)))

    @FormulaLocal.setter
    def FormulaLocal(self, formula: str) -> None:
        self.Formula = self.app.locale.to_english(formula)

    @property
    def Formula2(self) -> Any:
        # Where Formula would leave out the @ of an implicit intersection, Formula2 shows it:
        # https://learn.microsoft.com/office/vba/excel/concepts/cells-and-ranges/range-formula-vs-formula2
        def read(place: Place) -> str:
            formula = self._formula(place)
            name = formula[1:].partition("(")[0]
            return f"=@{formula[1:]}" if self._intersects(place) and name in self.app.functions else formula

        self.app.cells_moved["read"] += self.CountLarge
        return self._block(read)

    @Formula2.setter
    def Formula2(self, formula: Any) -> None:
        self._write(formula, self._spill)

    def _intersects(self, place: Place) -> bool:
        return self.sheet.cells.formula(place) is not None and place not in self.sheet.cells.arrays

    @property
    def FormulaArray(self) -> Any:
        formulas = {self._formula(place) for place in self.area.places()}
        return formulas.pop() if len(formulas) == 1 else None

    @FormulaArray.setter
    def FormulaArray(self, formula: str) -> None:
        # "must be 255 characters or less": https://learn.microsoft.com/office/vba/api/excel.range.formulaarray
        if len(formula) > 255:
            unable("set", "FormulaArray", "Range")
        self._require_unlocked()
        if any(self.sheet.table_at(place) for place in self.area.places()) and self.area.size > 1:
            refuse("Multi-cell array formulas are not allowed in tables.")
        rows = self.app.result(self.sheet, formula)
        block = ArrayBlock(self.area, formula, spills=False)

        def result(place: Place) -> Any:
            return _element(rows, place.row - self.area.top, place.column - self.area.left) if rows else None

        self.sheet.cells.put_array(block, result)

    @property
    def HasFormula(self) -> bool | None:
        found = {self.sheet.cells.formula(place) is not None for place in self.area.places()}
        return found.pop() if len(found) == 1 else None

    @property
    def HasArray(self) -> bool | None:
        found = {place in self.sheet.cells.arrays for place in self.area.places()}
        return found.pop() if len(found) == 1 else None

    @property
    def PrefixCharacter(self) -> str:
        cell = self.sheet.cells.peek(self.first)
        return "'" if cell is not None and cell.quotePrefix else ""

    @property
    def Text(self) -> str | None:
        raise NotModelled("Range.Text: the stand-in formats no numbers")

    def _write(self, value: Any, put: Callable[[Place, Any, Place], None]) -> None:
        """Write a value into each cell, or a block from the first cell on.

        An array goes to the visible cells of a filtered list only, and begins anew in each run of them
        (xlwings issues 679 and 747).
        """
        self._require_unlocked()
        self.app.CutCopyMode = 0
        self.app.cells_moved["written"] += self.CountLarge
        # https://learn.microsoft.com/office/vba/api/excel.workbook.saved
        self.sheet.book.Saved = False
        area = self.area
        if area.whole_columns or area.whole_rows:
            area = area.common(self.sheet.cells.used()) or Area.at(self.first)
        if not isinstance(value, (tuple, list)):
            for one in self.areas if len(self.areas) > 1 else [area]:
                for place in one.places():
                    put(place, value, self.first)
            self._after_writing()
            return
        rows = [list(row) if isinstance(row, (tuple, list)) else row for row in value]
        if rows and not isinstance(rows[0], list):
            rows = [rows]
        for top, bottom in self.sheet.visible_runs(area.top, area.bottom):
            for place in Area(top, area.left, bottom, area.right).places():
                # An array too small leaves #N/A; one row or one column is repeated.
                put(place, _element(rows, place.row - top, place.column - area.left), place)
        self._after_writing()

    def _after_writing(self) -> None:
        for table in self.sheet.tables:
            table.grow_over(self.area)

    def _type(self, place: Place, value: Any, written_at: Place) -> None:
        """One cell takes a value as if it were typed there.

        A formula that is one text for a whole range is as seen from its first cell.
        """
        cells, value = self.sheet.cells, values.taken(value)
        if not isinstance(value, str):
            if isinstance(value, dt.date) and self.sheet.number_format(place) == "General":
                # Excel gives a date the short date format of the country.
                timed = isinstance(value, dt.datetime) and value.time() != dt.time()
                cells.put(place, value)
                cells.cell(place).number_format = "yyyy/m/d h:mm" if timed else "yyyy/m/d"
            elif value is not None or cells.peek(place) is not None:
                cells.put(place, value)
            return
        as_text = self.sheet.number_format(place) == "@"
        if value == "":
            if cells.peek(place) is not None:
                cells.put(place, None)
        elif value.startswith("'"):
            # A leading apostrophe is no part of the text: PrefixCharacter holds it.
            cells.put_text(place, value[1:])
            cells.cell(place).quotePrefix = True
        elif as_text:
            # Cells formatted as text keep what looks like a formula (known, no page of the reference).
            cells.put_text(place, value)
        elif value.startswith("=") and len(value) > 1:
            value = self.sheet.book.without_own_name(value)
            value = translated(value, place.row - written_at.row, place.column - written_at.column)
            cells.put(place, value)
            self.sheet.calculate(place, value)
        else:
            content = typed(value)
            cells.put(place, content)
            if isinstance(content, dt.date) and self.sheet.number_format(place) == "General":
                cells.cell(place).number_format = "yyyy/m/d"

    def _spill(self, place: Place, value: Any, written_at: Place) -> None:
        """One cell takes a formula that may fill its neighbours (Formula2).

        https://support.office.com/article/205c6b06-03ba-4151-89a1-87a7eb36e531
        """
        is_formula = isinstance(value, str) and value.startswith("=") and len(value) > 1
        rows = self.app.result(self.sheet, value) if is_formula else None
        if rows is None or self.sheet.number_format(place) == "@":
            self._type(place, value, written_at)
            return
        formula = translated(
            values.taken(value), place.row - written_at.row, place.column - written_at.column
        )
        self.sheet.cells.put(place, None)
        area = self.app.spill_area(self.sheet, place, rows)
        blocked = any(
            inside != place and self.sheet.cells.content(inside) not in (None, "") for inside in area.places()
        ) or (area.size > 1 and any(self.sheet.table_at(inside) for inside in area.places()))
        if blocked or any(self.sheet.merge_at(inside) for inside in area.places() if area.size > 1):
            block = ArrayBlock(Area.at(place), formula, spills=True)
            self.sheet.cells.put_array(block, lambda inside: "#SPILL!")
            return
        block = ArrayBlock(area, formula, spills=True)
        self.sheet.cells.put_array(
            block, lambda inside: _element(rows, inside.row - place.row, inside.column - place.column)
        )

    def ClearContents(self) -> bool:
        self._require_unlocked()
        self.app.CutCopyMode = 0
        for cell in list(self._there()):
            place = Place(cell.row, cell.column)
            block = self.sheet.cells.arrays.get(place)
            if block is not None and not block.spills and not self._covers(block.area):
                refuse("You can't change part of an array.")
            if block is None or self.first == (block.area.top, block.area.left) or not block.spills:
                self.sheet.cells.arrays.pop(place, None)
                self.sheet.cells.put(place, None)
        return True

    def _covers(self, area: Area) -> bool:
        return any(own.common(area) == area for own in self.areas)

    def ClearFormats(self) -> bool:
        self._require_unlocked()
        for cell in list(self._there()):
            cell.style = "Normal"
        self.FormatConditions.Delete()
        return True

    def ClearHyperlinks(self) -> None:
        # Their cells look as before: https://learn.microsoft.com/office/vba/api/excel.range.clearhyperlinks
        self._require_unlocked()
        for cell in list(self._there()):
            cell._hyperlink = None

    def Clear(self) -> bool:
        self.ClearContents()
        self.ClearFormats()
        for cell in list(self._there()):
            cell.comment = None
            cell._hyperlink = None
        self.Validation.Delete()
        return True

    def _there(self) -> Iterator[Any]:
        """Its cells that are there."""
        for place, cell in list(self.sheet.cells.sheet._cells.items()):
            if any(area.holds(place) for area in self.areas) and not isinstance(cell, MergedCell):
                yield cell
        for place in [p for p in self.sheet.cells.arrays if any(a.holds(p) for a in self.areas)]:
            if place not in self.sheet.cells.sheet._cells:
                yield self.sheet.cells.cell(place)

    def Select(self) -> bool:
        # Only on the active sheet of the active workbook:
        # https://learn.microsoft.com/office/vba/api/excel.range.select
        if self.app.active is not self.sheet.book or self.sheet.book.ActiveSheet is not self.sheet:
            failed("Select", "Range")
        self.sheet.selection, self.app.selected = self, None
        return True

    def Activate(self) -> bool:
        return self.Select()

    # Moving cells.

    def Insert(self, Shift: int | None = None, CopyOrigin: int | None = None) -> bool:
        self.sheet.require_unprotected()
        if self.app.copied is not None:
            # While something is copied, Insert puts it in:
            # https://learn.microsoft.com/office/vba/api/excel.range.insert
            copied = self.app.copied
            self._make_room(Shift)
            copied.Copy(self)
            self.app.CutCopyMode = 0
            return True
        self._make_room(Shift)
        self._look_like_neighbours(CopyOrigin or 0)
        return True

    def _make_room(self, shift: int | None) -> None:
        if self.area.whole_rows:
            if self.sheet.cells.used().bottom + self.area.height > ROWS:
                # Excel's message: "These non-empty cells might appear empty but have blank values, some
                # formatting, or a formula."
                refuse(
                    "Microsoft Excel can't insert new cells because it would push non-empty cells off the end."
                )
            self.sheet.move_cells(self.area, rows=self.area.height)
        elif (
            self.area.whole_columns
            or shift == InsertShiftDirection.xlShiftToRight
            or (shift is None and self.area.height > self.area.width)
        ):
            self.sheet.move_cells(self.area, columns=self.area.width)
        else:
            self.sheet.move_cells(self.area, rows=self.area.height)

    def _look_like_neighbours(self, origin: int) -> None:
        """New rows and columns look like those above or to the left, or below or to the right."""
        if not (self.area.whole_rows or self.area.whole_columns):
            return
        cells, down = self.sheet.cells, self.area.whole_rows
        before = (self.area.top if down else self.area.left) - 1
        after = (self.area.bottom if down else self.area.right) + 1
        model = after if origin else before
        if model < 1:
            return
        for place in [p for p in cells.sheet._cells if p[0 if down else 1] == model]:
            for number in range(before + 1, after):
                to = Place(number, place[1]) if down else Place(place[0], number)
                cells.cell(to)._style = copy.copy(cells.sheet._cells[place]._style)

    def Delete(self, Shift: int | None = None) -> bool:
        self.sheet.require_unprotected()
        left = Shift == DeleteShiftDirection.xlShiftToLeft
        if len(self.areas) > 1:
            # Rows that lie apart go at once, but not through a table ("This won't work because it would move cells
            # in a table on your worksheet"): seen in forums, no page of Microsoft's found.
            if self.sheet.tables or not all(area.whole_rows for area in self.areas):
                raise NotModelled(
                    "Range.Delete of several areas with a table on the sheet, or of no whole rows"
                )
            for area in sorted(self.areas, key=lambda area: -area.top):
                self.sheet.move_cells(area, rows=-area.height)
            return True
        if self.area.whole_columns or (left and not self.area.whole_rows):
            self.sheet.move_cells(self.area, columns=-self.area.width)
        else:
            self.sheet.move_cells(self.area, rows=-self.area.height)
        return True

    def Copy(self, Destination: "CellRange | None" = None) -> bool:
        if Destination is None:
            self.app.copy(self)
            return True
        Destination._require_unlocked()
        Destination._paste(self)
        return True

    def _paste(self, source: "CellRange") -> None:
        block = source.area
        repeats = [self.area.height // block.height, self.area.width // block.width]
        whole = self.area.height % block.height == 0 and self.area.width % block.width == 0
        down, across = repeats if whole else (1, 1)
        snapshot = {p: copy.copy(c) for p, c in source.sheet.cells.sheet._cells.items() if block.holds(p)}
        for repeat_down in range(max(down, 1)):
            for repeat_across in range(max(across, 1)):
                rows = self.area.top - block.top + repeat_down * block.height
                columns = self.area.left - block.left + repeat_across * block.width
                if (rows, columns) != (0, 0) or source.sheet is not self.sheet:
                    self._paste_block(source, snapshot, rows, columns)

    def _paste_block(self, source: "CellRange", snapshot: dict[Any, Any], rows: int, columns: int) -> None:
        cells = self.sheet.cells
        target = Area(
            *(source.area.top + rows, source.area.left + columns),
            *(source.area.bottom + rows, source.area.right + columns),
        )
        for place in source.area.places() if not source.area.whole_rows else sorted(snapshot):
            to = Place(place[0] + rows, place[1] + columns)
            cell = snapshot.get(tuple(place))
            if cell is None:
                continue
            value = cell.value
            if isinstance(value, str) and cell.data_type == "f":
                value = translated(value, rows, columns)
            cells.put(to, value)
            if isinstance(value, str) and cell.data_type == "s":
                cells.put_text(to, value)
            if cell.data_type == "f" and place in source.sheet.cells.results:
                cells.results[to] = source.sheet.cells.results[Place(*place)]
            if not isinstance(cells.cell(to), MergedCell):
                cells.cell(to)._style = copy.copy(cell._style)
        self.sheet.copy_rules(source.sheet, source.area, target)
        self.sheet.copy_merges(source.sheet, source.area, rows, columns)

    # How it looks.

    def common(self, read: Callable[[Any], Any]) -> Any:
        """What all of its cells agree on, else nothing."""
        cells = self.sheet.cells
        if self.area.size > 1_000_000 or self.area.whole_rows or self.area.whole_columns:
            found = {read(cell) for cell in self._there()} or {read(cells.cell(self.first))}
        else:
            found = {read(cells.peek(place) or _Blank(cells, place)) for place in self.area.places()}
        return found.pop() if len(found) == 1 else None

    def blank(self) -> Any:
        """Its first cell as it looks while it is not there."""
        return _Blank(self.sheet.cells, self.first)

    def change(self, change: Callable[[Any], None]) -> None:
        """Change the look of each cell; of whole columns and rows also what comes into them later."""
        self._require_unlocked(formatting=True)
        for area in self.areas:
            if area.whole_columns and not area.whole_rows:
                for column in range(area.left, area.right + 1):
                    change(self.sheet.column(column))
            elif area.whole_rows and not area.whole_columns:
                for row in range(area.top, area.bottom + 1):
                    change(self.sheet.cells.sheet.row_dimensions[row])
            for cell in list(self.sheet.cells.touched(area)):
                if not isinstance(cell, MergedCell):
                    change(cell)

    @property
    def NumberFormat(self) -> str | None:
        found = self.common(lambda cell: cell.number_format)
        return None if found is None else str(found)

    @NumberFormat.setter
    def NumberFormat(self, code: str) -> None:
        self.change(lambda cell: setattr(cell, "number_format", code))

    @property
    def Font(self) -> CellFont:
        return CellFont(self)

    @property
    def Interior(self) -> Fill:
        return Fill(self)

    @property
    def Borders(self) -> CellBorders:
        return CellBorders(self)

    def _align(self, **changes: Any) -> None:
        def align(cell: Any) -> None:
            alignment = copy.copy(cell.alignment)
            for name, value in changes.items():
                setattr(alignment, name, value)
            cell.alignment = alignment

        self.change(align)

    @property
    def WrapText(self) -> bool | None:
        found = self.common(lambda cell: bool(cell.alignment.wrap_text))
        return None if found is None else bool(found)

    @WrapText.setter
    def WrapText(self, wrap: bool) -> None:
        self._align(wrap_text=bool(wrap))

    @property
    def HorizontalAlignment(self) -> int | None:
        found = self.common(lambda cell: cell.alignment.horizontal or "general")
        return next((number for number, word in HORIZONTAL.items() if word == found), None)

    @HorizontalAlignment.setter
    def HorizontalAlignment(self, number: int) -> None:
        self._align(horizontal=HORIZONTAL[number])

    @property
    def IndentLevel(self) -> int | None:
        found: int | None = self.common(lambda cell: int(cell.alignment.indent))
        return found

    @IndentLevel.setter
    def IndentLevel(self, level: int) -> None:
        self._align(indent=level)

    @property
    def VerticalAlignment(self) -> int | None:
        found = self.common(lambda cell: cell.alignment.vertical or "bottom")
        return next((number for number, word in VERTICAL.items() if word == found), None)

    @VerticalAlignment.setter
    def VerticalAlignment(self, number: int) -> None:
        self._align(vertical=VERTICAL[number])

    @property
    def ColumnWidth(self) -> float | None:
        found = {self.sheet.column_width(c) for c in self._few(self.area.left, self.area.right)}
        return found.pop() if len(found) == 1 else None

    @ColumnWidth.setter
    def ColumnWidth(self, width: float) -> None:
        # 0 to 255: https://learn.microsoft.com/office/vba/api/excel.range.columnwidth
        if not 0 <= width <= 255:
            unable("set", "ColumnWidth", "Range")
        self.sheet.require_unprotected()
        for column in self._few(self.area.left, self.area.right):
            self.sheet.set_column_width(column, width)

    @property
    def RowHeight(self) -> float | None:
        found = {self.sheet.row_height(row) for row in self._few(self.area.top, self.area.bottom)}
        return found.pop() if len(found) == 1 else None

    @RowHeight.setter
    def RowHeight(self, height: float) -> None:
        # At most 409 points: https://learn.microsoft.com/office/vba/api/excel.range.rowheight
        if not 0 <= height <= 409.5:
            unable("set", "RowHeight", "Range")
        self.sheet.require_unprotected()
        for row in (row for area in self.areas for row in self._few(area.top, area.bottom)):
            self.sheet.cells.sheet.row_dimensions[row].height = float(height)

    @staticmethod
    def _few(first: int, last: int) -> range:
        """Columns or rows, all of a sheet's cut to those that a test looks at."""
        return range(first, min(last, first + 4_999) + 1)

    @property
    def Width(self) -> float:
        return sum(self.sheet.column_points(c) for c in self._few(self.area.left, self.area.right))

    @property
    def Height(self) -> float:
        return sum(self.sheet.row_height(row) for row in self._few(self.area.top, self.area.bottom))

    @property
    def Left(self) -> float:
        return sum(self.sheet.column_points(column) for column in range(1, self.area.left))

    @property
    def Top(self) -> float:
        return sum(self.sheet.row_height(row) for row in range(1, self.area.top))

    @property
    def Hidden(self) -> bool | None:
        if self.area.whole_rows:
            found = {self.sheet.row_is_hidden(row) for row in self._few(self.area.top, self.area.bottom)}
            return found.pop() if len(found) == 1 else None  # Null where they differ
        if self.area.whole_columns:
            return bool(self.sheet.column(self.area.left).hidden)
        return unable("get", "Hidden", "Range")

    @Hidden.setter
    def Hidden(self, hidden: bool) -> None:
        self.sheet.require_unprotected()
        if self.area.whole_rows:
            for row in range(self.area.top, self.area.bottom + 1):
                self.sheet.cells.sheet.row_dimensions[row].hidden = bool(hidden)
        elif self.area.whole_columns:
            for column in range(self.area.left, self.area.right + 1):
                self.sheet.column(column).hidden = bool(hidden)
        else:
            unable("set", "Hidden", "Range")

    def AutoFit(self) -> bool:
        # Rows and columns only: https://learn.microsoft.com/office/vba/api/excel.range.autofit
        if self.counts == "columns" or self.area.whole_columns:
            for column in self._few(self.area.left, self.area.right):
                self.sheet.fit_column(column, self.area)
        elif self.counts == "rows" or self.area.whole_rows:
            for row in self._few(self.area.top, self.area.bottom):
                self.sheet.cells.sheet.row_dimensions[row].height = None
        else:
            failed("AutoFit", "Range")
        return True

    def Merge(self, Across: bool = False) -> None:
        self.sheet.require_unprotected()
        if any(self.sheet.table_at(place) for area in self.areas for place in area.places()):
            failed("Merge", "Range")
        areas = list(self.areas)
        if Across:
            areas = [
                Area(row, own.left, row, own.right) for own in areas for row in range(own.top, own.bottom + 1)
            ]
        for area in areas:
            if area.size > 1:
                self.sheet.cells.sheet.merge_cells(area.plain)

    @property
    def MergeCells(self) -> bool | None:
        # None where some cells are merged and some not.
        found = {self.sheet.merge_at(place) is not None for place in self._some_places()}
        return found.pop() if len(found) == 1 else None

    def _some_places(self) -> Iterator[Place]:
        used = self.area.common(self.sheet.cells.used())
        yield from (used or Area.at(self.first)).places()

    @property
    def MergeArea(self) -> "CellRange":
        if self.area.size > 1 and self.sheet.merge_at(self.first) != self.area:
            unable("get", "MergeArea", "Range")
        return self._on(self.sheet.merge_at(self.first) or self.area)

    # What hangs on it.

    @property
    def Comment(self) -> Note | None:
        cell = self.sheet.cells.peek(self.first)
        return Note(self) if cell is not None and cell.comment is not None else None

    def AddComment(self, Text: str | None = None) -> Note:
        self.sheet.require_unprotected()
        if self.area.size > 1 or self.Comment is not None:
            refuse("Application-defined or object-defined error")
        return Note.add(self, Text or "")

    @property
    def CommentThreaded(self) -> None:
        return None

    @property
    def Hyperlinks(self) -> Links:
        return Links(self)

    @property
    def FormatConditions(self) -> Conditions:
        return Conditions(self)

    @property
    def Validation(self) -> CellValidation:
        return CellValidation(self)

    @property
    def ListObject(self) -> "Table | None":
        return self.sheet.table_at(self.first)

    @property
    def Name(self) -> BookName:
        for name in self.sheet.book.Names.all():
            if name.area_on(self.sheet) == self.area:
                return name
        return refuse("Application-defined or object-defined error")

    @Name.setter
    def Name(self, name: str) -> None:
        self.sheet.book.Names.Add(name, f"={sheet_prefix(self.sheet.Name)}{self.area.address()}")

    @property
    def Locked(self) -> bool | None:
        found = self.common(lambda cell: bool(cell.protection.locked))
        return None if found is None else bool(found)

    @Locked.setter
    def Locked(self, locked: bool) -> None:
        from openpyxl.styles import Protection

        self.change(lambda cell: setattr(cell, "protection", Protection(locked=bool(locked))))

    def SpecialCells(self, Type: int, Value: int | None = None) -> "CellRange":
        if Value is not None:
            raise NotModelled("Range.SpecialCells with a value")
        searched = self.sheet.cells.used() if self.area.size == 1 else self.area
        if Type == CellType.xlCellTypeVisible:
            runs = self.sheet.visible_runs(searched.top, searched.bottom, hidden_too=True)
            areas = [Area(top, searched.left, bottom, searched.right) for top, bottom in runs]
        elif Type == CellType.xlCellTypeAllValidation:
            areas = [v for v in self.sheet.validated() if self.area.size == 1 or v.common(searched)]
        else:
            raise NotModelled(f"Range.SpecialCells({Type})")
        if not areas:
            refuse("No cells were found.")
        return CellRange(self.sheet, *areas)

    def AutoFilter(
        self,
        Field: int | None = None,
        Criteria1: Any = None,
        Operator: int | None = None,
        Criteria2: Any = None,
    ) -> bool:
        self.sheet.filter(self.area, Field, Criteria1, Operator, Criteria2)
        return True

    def ExportAsFixedFormat(
        self,
        Type: int,
        Filename: str,
        Quality: int = 0,
        IncludeDocProperties: bool = True,
        IgnorePrintAreas: bool = False,
        OpenAfterPublish: bool = False,
    ) -> None:
        self.sheet.book.print_to(Filename)

    def _require_unlocked(self, *, formatting: bool = False) -> None:
        """Refuse where the sheet is protected and a cell is locked."""
        if not self.sheet.is_protected:
            return
        if formatting or self.Locked is not False:
            refuse(
                "The cell or chart you're trying to change is on a protected sheet. "
                "To make a change, unprotect the sheet."
            )


class _Blank:
    """A cell that is not there, as it looks."""

    def __init__(self, cells: Any, place: Place) -> None:
        from openpyxl.cell.cell import Cell

        self._cell = Cell(cells.sheet, *place)
        self._cell._style = cells.blank_look(place)  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cell, name)


class AreaCollection(Collection):
    """The rectangles of a range."""

    kind = "Areas"

    def __init__(self, cells: CellRange) -> None:
        self.app, self.cells = cells.app, cells

    def all(self) -> list[CellRange]:
        return [CellRange(self.cells.sheet, area) for area in self.cells.areas]


def _element(rows: Any, down: int, across: int) -> Any:
    """An element of a block that is repeated if it is one row or column, and #N/A beyond its end."""
    row = 0 if len(rows) == 1 else down
    if row >= len(rows):
        return "#N/A"
    column = 0 if len(rows[row]) == 1 else across
    return rows[row][column] if column < len(rows[row]) else "#N/A"
