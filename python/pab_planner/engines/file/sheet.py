"""Sheets of an openpyxl workbook, as xlwings sees them."""

import itertools
from collections.abc import Container
from copy import copy, deepcopy
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.copier import WorksheetCopy
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet as OpenpyxlWorksheet
from xlwings import base_classes

from pab_planner.engines.collection import Collection
from pab_planner.engines.file import measures
from pab_planner.engines.file.charts import Charts
from pab_planner.engines.file.formulas import GONE, change_references, chart_references
from pab_planner.engines.file.names import Names
from pab_planner.engines.file.openpyxl_types import Worksheet
from pab_planner.engines.file.page_setup import PageAsInExcel
from pab_planner.engines.file.range import Note, Range
from pab_planner.engines.file.rules import set_sheet_rules, sheet_rules
from pab_planner.engines.file.tables import Tables
from pab_planner.engines.placed_sheet import PlacedSheet
from pab_planner.engines.refusals import cannot
from pab_planner.ooxml.rectangle import Box
from pab_planner.ooxml.references import quoted, rewrite, split
from pab_planner.sheets.own_sheets import is_half_made


class Sheets(Collection):
    """The worksheets of one book."""

    def __init__(self, book: Any) -> None:
        self._book = book

    @property
    def api(self) -> Any:
        return self._book.api

    @property
    def active(self) -> "Sheet":
        workbook = self._book.api
        chart_sheet = workbook.active not in workbook.worksheets
        return Sheet(self._book, workbook.worksheets[0] if chart_sheet else workbook.active)

    def _members(self) -> list["Sheet"]:
        return [Sheet(self._book, ws) for ws in self._book.api.worksheets]

    def __call__(self, key: int | str) -> Any:
        # There may be a thousand others, of which openpyxl makes a list each time.
        if isinstance(key, str):
            found = self._book.titled.get(key.lower())
            if isinstance(found, OpenpyxlWorksheet):  # not a chart on a sheet of its own
                return Sheet(self._book, found)
            raise KeyError(key)
        if 1 <= key <= len(worksheets := self._book.api.worksheets):
            return Sheet(self._book, worksheets[key - 1])
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self._book.api.worksheets)

    def add(self, before: Any = None, after: Any = None, name: str | None = None) -> "Sheet":
        workbook, taken = self._book.api, self._book.titled
        if name is None:
            name = next(f"Sheet{n}" for n in range(1, len(taken) + 2) if f"sheet{n}" not in taken)
        beside = before or after or self.active
        position = workbook._sheets.index(beside.api) + (0 if after is None else 1)
        sheet = Sheet(self._book, workbook.create_sheet(name, position))
        taken[sheet.name.lower()] = sheet.api
        sheet.activate()
        return sheet


class Sheet(PlacedSheet):
    """One worksheet."""

    range_type = Range

    def __init__(self, book: Any, ws: Worksheet) -> None:
        self._book, self._ws = book, ws

    @property
    def api(self) -> Worksheet:
        return self._ws

    @property
    def book(self) -> Any:
        return self._book

    @property
    def name(self) -> str:
        return str(self._ws.title)

    @name.setter
    def name(self, value: str) -> None:
        """Rename the sheet, and every reference to it."""
        old = self.name
        if value == old:
            return
        if not value or INVALID_TITLE_REGEX.search(value):
            raise ValueError(f"No sheet can be named {value!r}")
        titled = self._book.titled
        if value.lower() != old.lower() and value.lower() in titled:
            raise ValueError(f"A sheet named {value!r} already exists")
        renamed, unfinished = old.lower(), is_half_made(old) or is_half_made(value)
        change_references(
            self._book,
            lambda sheet, address: (value, address) if sheet.lower() == renamed else None,
            only=self._ws if unfinished else None,
        )
        # Not by openpyxl's property, which goes through all other titles, and takes the sheet itself for another one.
        self._ws._WorkbookChild__title = value
        del titled[old.lower()]
        titled[value.lower()] = self._ws

    @property
    def reference(self) -> str:
        """The sheet as a formula writes it."""
        return quoted(self.name)

    @property
    def index(self) -> int:
        return int(self._book.api.worksheets.index(self._ws)) + 1

    @property
    def visible(self) -> bool:
        return bool(self._ws.sheet_state == "visible")

    @visible.setter
    def visible(self, value: Any) -> None:
        others = [
            ws for ws in self._book.api.worksheets if ws is not self._ws and ws.sheet_state == "visible"
        ]
        if not value and not others:
            raise ValueError("A workbook must show at least one sheet")
        self._ws.sheet_state = "visible" if value else "hidden"
        if not value and self._book.api.active is self._ws:
            self._book.api.active = others[0]

    @property
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
        return PageSetup(self._ws)

    @property
    def freeze_panes(self) -> "FreezePanes":
        return FreezePanes(self)

    @property
    def notes(self) -> list[Note]:
        found = [place for place, cell in self._ws._cells.items() if cell._comment is not None]
        return [Note(Range(self, Box(row, column, row, column))) for row, column in sorted(found)]

    @property
    def show_gridlines(self) -> bool:
        return self._ws.sheet_view.showGridLines is not False

    @show_gridlines.setter
    def show_gridlines(self, value: bool) -> None:
        self._ws.sheet_view.showGridLines = value

    @property
    def used_range(self) -> Range:
        return Range(self, measures.used_box(self._ws))

    def activate(self) -> None:
        self._book.api.active = self._ws
        for ws in self._book.selected:
            ws.sheet_view.tabSelected = False
        self._ws.sheet_view.tabSelected = True
        self._book.selected = [self._ws]

    def clear(self) -> None:
        self.used_range.clear()

    def autofit(self, axis: str | None = None) -> None:
        self.used_range.autofit({"rows": "r", "columns": "c"}.get(axis or "", axis))

    def delete(self) -> None:
        """Delete the sheet; references to it become `#REF!`."""
        title, workbook = self.name, self._book.api
        if len(workbook.worksheets) == 1:
            raise ValueError("A workbook must keep at least one sheet")
        active = workbook.active
        following = workbook._sheets[(workbook._sheets.index(self._ws) + 1) % len(workbook._sheets)]
        workbook.remove(self._ws)
        del self._book.titled[title.lower()]
        workbook.active = following if active is self._ws else active
        change_references(self._book, lambda sheet, _: GONE if sheet.lower() == title.lower() else None)

    def move(self, before: Any, after: Any) -> None:
        sheets, active = self._book.api._sheets, self._book.api.active
        sheets.remove(self._ws)
        beside = before or after
        sheets.insert(sheets.index(beside.api) + (after is not None), self._ws)
        self._book.api.active = active

    def copy(self, before: Any, after: Any) -> None:
        """Copy the sheet with all it shows, within its book."""
        beside = before or after
        if beside.book is not self._book:
            raise cannot("copying a sheet to another workbook", "把工作表复制到另一个工作簿")
        titled = self._book.titled
        copied = _copy_worksheet(self._ws, _free_title(self.name, titled))
        titled[copied.title.lower()] = copied
        Sheet(self._book, copied).move(before, after)
        Sheet(self._book, copied).activate()


def _free_title(title: str, taken: Container[str]) -> str:
    """`Plan (2)`, as Excel names a copy; titles that are taken are in small letters."""
    for number in itertools.count(2):
        ending = f" ({number})"
        if (name := title[: 31 - len(ending)] + ending).lower() not in taken:
            return name
    raise AssertionError("one of so many names is free")


def _copy_worksheet(source: Worksheet, title: str) -> Worksheet:
    """Openpyxl's copy, and what it leaves out."""
    copied: Worksheet = source.parent.create_sheet(title)
    # Openpyxl would dress each merged area anew, which takes longer than all the rest.
    merged, source.merged_cells = source.merged_cells, MultiCellRange()
    try:
        WorksheetCopy(source, copied).copy_worksheet()
    finally:
        source.merged_cells = merged
    copied.merged_cells = MultiCellRange(merged.ranges)
    for cell in copied._cells.values():
        if isinstance(cell._value, ArrayFormula):
            cell._value = copy(cell._value)
    # Two sheets must not share one VBA module.
    copied.sheet_properties.codeName = None
    copied.views = deepcopy(source.views)
    copied.HeaderFooter = deepcopy(source.HeaderFooter)
    copied.row_breaks, copied.col_breaks = deepcopy(source.row_breaks), deepcopy(source.col_breaks)
    copied.auto_filter = deepcopy(source.auto_filter)
    copied.protection = deepcopy(source.protection)
    copied.data_validations = deepcopy(source.data_validations)
    set_sheet_rules(copied, [(boxes, [copy(rule) for rule in rules]) for boxes, rules in sheet_rules(source)])
    _copy_page(source, copied)
    _copy_names(source, copied)
    _copy_tables(source, copied)
    for image in source._images:
        other = copy(image)
        other.anchor = deepcopy(image.anchor)
        copied.add_image(other)
    for chart in source._charts:
        _copy_chart(chart, source, copied)
    return copied


def _copy_page(source: Worksheet, copied: Worksheet) -> None:
    if source.print_area:
        copied.print_area = ",".join(split(part)[1] for part in source.print_area.split(","))
    copied.print_title_rows, copied.print_title_cols = source.print_title_rows, source.print_title_cols


def _copy_names(source: Worksheet, copied: Worksheet) -> None:
    for key, name in source.defined_names.items():
        text = rewrite(name.attr_text or "", lambda sheet, address: _retarget(sheet, address, source, copied))
        copied.defined_names[key] = DefinedName(key, attr_text=text)


def _copy_tables(source: Worksheet, copied: Worksheet) -> None:
    if not source.tables:
        return
    taken = {name.lower() for ws in source.parent.worksheets for name in ws.tables}
    for table in source.tables.values():
        other = deepcopy(table)
        number = next(n for n in range(2, len(taken) + 3) if f"{table.displayName}_{n}".lower() not in taken)
        other.name = other.displayName = f"{table.displayName}_{number}"
        taken.add(other.name.lower())
        copied.add_table(other)


def _copy_chart(chart: Any, source: Worksheet, copied: Worksheet) -> None:
    other = deepcopy(chart)
    for reference in chart_references(other):
        reference.f = rewrite(reference.f, lambda sheet, address: _retarget(sheet, address, source, copied))
    copied.add_chart(other)


def _retarget(sheet: str | None, address: str, source: Worksheet, copied: Worksheet) -> str | None:
    return f"{quoted(copied.title)}!{address}" if sheet == source.title else None


class PageSetup(base_classes.PageSetup):  # type: ignore[misc]
    """The page of one sheet."""

    def __init__(self, ws: Worksheet) -> None:
        self._ws = ws

    @property
    def api(self) -> PageAsInExcel:
        return PageAsInExcel(self._ws)

    @property
    def print_area(self) -> str | None:
        return (
            ",".join(split(part)[1] for part in self._ws.print_area.split(","))
            if self._ws.print_area
            else None
        )

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        self._ws.print_area = value


class FreezePanes(base_classes.FreezePanes):  # type: ignore[misc]
    """The rows and columns of one sheet that stay in sight."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Keep this block in sight: its rows and columns, or only those where whole ones are given."""
        box = self._sheet.range(frozen_range).box
        row = 1 if box.whole_columns else box.bottom + 1
        column = 1 if box.whole_rows else box.right + 1
        self._sheet.api.freeze_panes = f"{get_column_letter(column)}{row}"
