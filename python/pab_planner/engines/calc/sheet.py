"""Sheets, names and the page of a Calc document, as xlwings sees them."""

from collections.abc import Callable, Iterator
from typing import Any

import xlwings
from xlwings import base_classes

from pab_planner.engines.calc.box import Box
from pab_planner.engines.calc.charts import Charts
from pab_planner.engines.calc.formulas import to_calc, to_excel
from pab_planner.engines.calc.page import PageAsInExcel
from pab_planner.engines.calc.range import CONTENTS, FORMATS, Note, Range
from pab_planner.engines.calc.tables import Tables
from pab_planner.engines.calc.uno import struct
from pab_planner.engines.collection import Collection

EXCEL_COLUMN = 1693
"""Width of a column in a new sheet of Excel (64 pixels), in hundredths of a millimetre; Calc's are wider."""

_EVERYTHING = 1023


class Sheets(Collection):
    """The sheets of one book."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def api(self) -> Any:
        return self._book.api.Sheets

    @property
    def active(self) -> "Sheet":
        controller = self._book.api.CurrentController
        return Sheet(self._book, controller.ActiveSheet if controller else self.api.getByIndex(0))

    def _members(self) -> list["Sheet"]:
        return [Sheet(self._book, self.api.getByIndex(index)) for index in range(self.api.Count)]

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> "Sheet":
        names = self.api.ElementNames
        if name is None:
            name = next(f"Sheet{n}" for n in range(1, len(names) + 2) if f"Sheet{n}" not in names)
        position = before.index - 1 if before else after.index if after else self.active.index - 1
        self.api.insertNewByName(name, position)
        self.api.getByName(name).Columns.Width = EXCEL_COLUMN
        sheet = Sheet(self._book, self.api.getByName(name))
        sheet.activate()
        return sheet


class Sheet(base_classes.Sheet):  # type: ignore[misc]
    """One sheet."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book, self._sheet = book, sheet

    @property
    def api(self) -> Any:
        return self._sheet

    @property
    def book(self) -> Any:
        return self._book

    @property
    def name(self) -> str:
        return str(self._sheet.Name)

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.Name = value

    @property
    def index(self) -> int:
        return int(self._sheet.RangeAddress.Sheet) + 1

    @property
    def visible(self) -> bool:
        return bool(self._sheet.IsVisible)

    @visible.setter
    def visible(self, value: Any) -> None:
        self._sheet.IsVisible = bool(value)

    @property
    def names(self) -> "Names":
        return Names(self._book, self)

    @property
    def tables(self) -> Tables:
        return Tables(self)

    @property
    def charts(self) -> Charts:
        return Charts(self)

    @property
    def page_setup(self) -> "PageSetup":
        return PageSetup(self)

    @property
    def freeze_panes(self) -> "FreezePanes":
        return FreezePanes(self)

    @property
    def notes(self) -> list[Note]:
        notes = self._sheet.Annotations
        places = (notes.getByIndex(i).Position for i in range(notes.Count))
        return [Note(Range(self, Box(p.Row, p.Column, p.Row, p.Column))) for p in places]

    @property
    def show_gridlines(self) -> bool:
        return bool(self.in_view(lambda view: view.ShowGrid))

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self.in_view(lambda view: setattr(view, "ShowGrid", value))

    def in_view(self, act: Callable[[Any], Any]) -> Any:
        """Do something that Calc asks of its view, with this sheet in front for that moment."""
        view = self._book.api.CurrentController
        before = view.ActiveSheet
        view.setActiveSheet(self._sheet)
        try:
            return act(view)
        finally:
            view.setActiveSheet(before)

    def range(self, first: Any, last: Any = None) -> Range:
        box = self._box(first)
        if last is not None:
            box = box.span(self._box(last))
        return Range(self, box, first if isinstance(first, str) else "")

    def _box(self, place: Any) -> Box:
        """The block of a range, of (row, column[, rows, columns]) from 1, of an address or a name."""
        if isinstance(place, xlwings.Range):
            place = place.impl
        if isinstance(place, Range):
            return place.box
        if isinstance(place, tuple):
            row, column, rows, columns = (*place, 1, 1)[:4]
            if row < 1 or column < 1:
                raise IndexError("rows and columns are counted from 1")
            return Box(row - 1, column - 1, row + rows - 2, column + columns - 2)
        if box := Box.parse(place):
            return box
        for names in (self.names, self._book.names):
            if names.contains(place) and (there := names(place).range_or_none):
                return there.box
        if place in self.tables:
            return Box.of(self.tables(place).api.DataArea)
        raise ValueError(f"sheet {self.name}: {place!r} is neither an address nor a name")

    @property
    def cells(self) -> Range:
        return Range(self, Box.of(self._sheet.RangeAddress))

    @property
    def used_range(self) -> Range:
        cursor = self._sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = Box.of(cursor.RangeAddress)
        cursor.gotoStartOfUsedArea(False)
        return Range(self, Box.of(cursor.RangeAddress).span(end))

    def activate(self) -> None:
        if controller := self._book.api.CurrentController:
            controller.setActiveSheet(self._sheet)

    def select(self) -> None:
        self.activate()

    def clear_contents(self) -> None:
        self._sheet.clearContents(CONTENTS)

    def clear_formats(self) -> None:
        self._sheet.clearContents(FORMATS)

    def clear(self) -> None:
        self._sheet.clearContents(_EVERYTHING)

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        self._book.api.Sheets.removeByName(self.name)

    def copy(self, before: Any, after: Any) -> None:
        beside = before or after
        position = beside.index - 1 if before else beside.index
        if beside.book is not self._book:
            beside.book.api.Sheets.importSheet(self._book.api, self.name, position)
            return
        sheets = self._book.api.Sheets
        taken = {name.casefold() for name in sheets.ElementNames}
        name = next(
            n for i in range(2, len(taken) + 3) if (n := f"{self.name} ({i})").casefold() not in taken
        )
        sheets.copyByName(self.name, name, position)

    def move(self, before: Any, after: Any) -> None:
        beside = before or after
        self._book.api.Sheets.moveByName(self.name, beside.index - 1 if before else beside.index)


class FreezePanes(base_classes.FreezePanes):  # type: ignore[misc]
    """Rows and columns that stay in sight."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze everything up to the last cell of the range, as xlwings defines it."""
        box = self._sheet.range(frozen_range).box
        self._freeze(0 if box.whole_rows else box.right + 1, 0 if box.whole_columns else box.bottom + 1)

    def unfreeze(self) -> None:
        self._freeze(0, 0)

    def _freeze(self, columns: int, rows: int) -> None:
        self._sheet.in_view(lambda view: view.freezeAtPosition(columns, rows))


class PageSetup(base_classes.PageSetup):  # type: ignore[misc]
    """What is printed of a sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    @property
    def api(self) -> PageAsInExcel:
        return PageAsInExcel(self._sheet)

    @property
    def print_area(self) -> str | None:
        areas = self._sheet.api.getPrintAreas()
        return ",".join(Box.of(area).a1() for area in areas) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        boxes = [self._sheet.range(part).box for part in value.split(",")] if value else []
        self._sheet.api.setPrintAreas(tuple(box.uno_address(self._sheet.index - 1) for box in boxes))


class Names(base_classes.Names):  # type: ignore[misc]
    """Defined names: of one sheet, or of a book together with those of its sheets."""

    def __init__(self, book: Any, sheet: Sheet | None = None) -> None:
        self._book, self._sheet = book, sheet

    @property
    def api(self) -> Any:
        return (self._sheet or self._book).api.NamedRanges

    def _all(self) -> list["Name"]:
        own = [Name(self._book, self.api, name, self._sheet) for name in self.api.ElementNames]
        if self._sheet:
            return own
        return own + [name for sheet in self._book.sheets for name in sheet.names]

    def snapshot(self) -> list[tuple[str, "Name"]]:
        return [(name.name, name) for name in self._all()]

    def contains(self, key: int | str) -> bool:
        if isinstance(key, int):
            return 1 <= key <= len(self)
        return any(name.answers_to(key) for name in self._all())

    def __call__(self, key: int | str) -> "Name":
        if isinstance(key, int):
            return self._all()[key - 1]
        for name in self._all():
            if name.answers_to(key):
                return name
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator["Name"]:
        return iter(self._all())

    def add(self, name: str, refers_to: str) -> "Name":
        if self.api.hasByName(name):
            self.api.removeByName(name)
        origin = struct("table.CellAddress")
        self.api.addNewByName(name, to_calc(refers_to).lstrip("="), origin, 0)
        return Name(self._book, self.api, name, self._sheet)


class Name(base_classes.Name):  # type: ignore[misc]
    """One defined name."""

    def __init__(self, book: Any, names: Any, name: str, sheet: Sheet | None) -> None:
        self._book, self._names, self._sheet = book, names, sheet
        self._name = names.getByName(name)

    @property
    def api(self) -> Any:
        return self._name

    @property
    def name(self) -> str:
        return f"{self._sheet.name}!{self._name.Name}" if self._sheet else str(self._name.Name)

    @name.setter
    def name(self, value: str) -> None:
        self._name.Name = value

    def answers_to(self, key: str) -> bool:
        """True if this is the name asked for, with its sheet in front or without."""
        return key.casefold() in (self._name.Name.casefold(), self.name.casefold())

    @property
    def refers_to(self) -> str:
        return to_excel("=" + self._name.Content)

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._name.Content = to_calc(value).lstrip("=")

    @property
    def range_or_none(self) -> Range | None:
        """The cells that the name stands for; None for a constant or formula."""
        cells = self._name.getReferredCells()
        return Range(Sheet(self._book, cells.Spreadsheet), Box.of(cells.RangeAddress)) if cells else None

    @property
    def refers_to_range(self) -> Range:
        there = self.range_or_none
        if there is None:
            raise ValueError(f"the name {self.name} stands for {self.refers_to}, not for cells")
        return there

    def delete(self) -> None:
        self._names.removeByName(self._name.Name)
