"""Sheets of a Calc document, as xlwings sees them."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from xlwings import base_classes

from pab_planner.engines.calc.charts import Charts
from pab_planner.engines.calc.cursor import Cursor
from pab_planner.engines.calc.names import Names
from pab_planner.engines.calc.note import Note, note_boxes
from pab_planner.engines.calc.page_setup import PageAsInExcel
from pab_planner.engines.calc.range import Range
from pab_planner.engines.calc.tables import Tables
from pab_planner.engines.calc.uno import box_of, range_address
from pab_planner.engines.collection import Collection
from pab_planner.engines.placed_sheet import PlacedSheet
from pab_planner.ooxml.rectangle import Box

EXCEL_COLUMN = 1693
"""Width of a column in a new sheet of Excel (64 pixels), in hundredths of a millimetre; Calc's are wider."""

_EVERYTHING = 1023


class Sheets(Collection):
    """The sheets of one book; a sheet is the same object for as long as it exists."""

    def __init__(self, book: Any) -> None:
        self._book, self._sheets = book, book.api.Sheets
        self._known: list[Sheet] = []

    @property
    def api(self) -> Any:
        return self._sheets

    @property
    def active(self) -> "Sheet":
        view = self._book.view
        sheet: Sheet = self(view.ActiveSheet.Name if view else 1)
        return sheet

    def _members(self) -> list["Sheet"]:
        known = {sheet.name: sheet for sheet in self._known}
        self._known = [known.get(name) or Sheet(self._book, name) for name in self.api.ElementNames]
        return list(self._known)

    def forget(self, sheet: "Sheet") -> None:
        """Forget a sheet that is gone: another one may get its name."""
        self._known = [known for known in self._known if known is not sheet]

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> "Sheet":
        names = self.api.ElementNames
        if name is None:
            name = next(f"Sheet{n}" for n in range(1, len(names) + 2) if f"Sheet{n}" not in names)
        position = before.index - 1 if before else after.index if after else self.active.index - 1
        self.api.insertNewByName(name, position)
        sheet: Sheet = self(name)
        sheet.api.Columns.Width = EXCEL_COLUMN
        sheet.activate()
        return sheet


class Sheet(PlacedSheet):
    """One sheet."""

    range_type = Range

    def __init__(self, book: Any, name: str) -> None:
        self._book, self._name = book, name
        self.known_rules: tuple[int, dict[int, Any]] | None = None

    @cached_property
    def api(self) -> Any:
        return self._book.sheets.api.getByName(self._name)

    @cached_property
    def cursor(self) -> Cursor:
        """Its reused cursor."""
        return Cursor(self.api)

    @property
    def book(self) -> Any:
        return self._book

    @property
    def name(self) -> str:
        return self._name

    @name.setter
    def name(self, value: str) -> None:
        self.api.Name = value
        self._name = value

    @property
    def index(self) -> int:
        return int(self._book.sheets.api.ElementNames.index(self._name)) + 1

    def ranges(self, boxes: list[Box]) -> Any:
        """Several blocks as one UNO object."""
        index = self.index
        ranges = self._book.api.createInstance("com.sun.star.sheet.SheetCellRanges")
        ranges.addRangeAddresses(tuple(range_address(box, index) for box in boxes), False)
        return ranges

    @property
    def visible(self) -> bool:
        return bool(self.api.IsVisible)

    @visible.setter
    def visible(self, value: Any) -> None:
        self.api.IsVisible = bool(value)

    @cached_property
    def names(self) -> Names:
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
        return [Note(Range(self, box)) for box in note_boxes(self)]

    @property
    def show_gridlines(self) -> bool:
        return bool(self.in_view(lambda view: view.ShowGrid))

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self.in_view(lambda view: setattr(view, "ShowGrid", value))

    def in_view(self, act: Callable[[Any], Any]) -> Any:
        """Do something that needs Calc's view, with this sheet in front meanwhile."""
        view = self._book.view
        before = view.ActiveSheet
        view.setActiveSheet(self.api)
        try:
            return act(view)
        finally:
            view.setActiveSheet(before)

    @property
    def used_range(self) -> Range:
        return Range(self, self.cursor.used())

    def activate(self) -> None:
        if view := self._book.view:
            view.setActiveSheet(self.api)

    def forget_cells(self) -> None:
        """Forget where things are, after cells were moved or copied."""
        self.cursor.let_go()
        self.known_rules = None

    def clear(self) -> None:
        self.forget_cells()
        self.api.clearContents(_EVERYTHING)

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit(axis)

    def delete(self) -> None:
        self._book.sheets.api.removeByName(self.name)
        self._book.sheets.forget(self)

    def copy(self, before: Any, after: Any) -> None:
        beside = before or after
        position = beside.index - 1 if before else beside.index
        if beside.book is not self._book:
            beside.book.sheets.api.importSheet(self._book.api, self.name, position)
            return
        sheets = self._book.sheets.api
        taken = {name.casefold() for name in sheets.ElementNames}
        name = next(
            n for i in range(2, len(taken) + 3) if (n := f"{self.name} ({i})").casefold() not in taken
        )
        sheets.copyByName(self.name, name, position)


class FreezePanes(base_classes.FreezePanes):  # type: ignore[misc]
    """Rows and columns that stay in sight."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Freeze everything up to the last cell of the range, as xlwings defines it."""
        box = self._sheet.range(frozen_range).box
        self._freeze(0 if box.whole_rows else box.right, 0 if box.whole_columns else box.bottom)

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
        return ",".join(box_of(area).a1(row_absolute=True, column_absolute=True) for area in areas) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        boxes = [self._sheet.range(part).box for part in value.split(",")] if value else []
        self._sheet.api.setPrintAreas(tuple(range_address(box, self._sheet.index) for box in boxes))
