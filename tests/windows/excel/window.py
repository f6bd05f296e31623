"""`Windows`: each workbook has one. What it is told holds for the sheet that it shows."""

from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter

from windows.excel.excel_object import Collection, ExcelObject

if TYPE_CHECKING:
    from windows.excel.ranges import CellRange
    from windows.excel.workbook import Book
    from windows.excel.worksheet import Sheet


class BookWindow(ExcelObject):
    """The window of a workbook."""

    kind = "Window"

    def __init__(self, book: "Book") -> None:
        self.app, self.book = book.app, book
        self.Visible = True
        self.ScrollRow = 1
        self.ScrollColumn = 1

    @property
    def _sheet(self) -> "Sheet":
        shown: Sheet = self.book.ActiveSheet
        return shown

    @property
    def ActiveSheet(self) -> "Sheet":
        return self._sheet

    @property
    def SelectedSheets(self) -> "GroupedSheets":
        # https://learn.microsoft.com/office/vba/api/excel.window.selectedsheets
        return GroupedSheets(self.book)

    @property
    def ActiveCell(self) -> "CellRange":
        return self._sheet.active_cell

    @property
    def Caption(self) -> str:
        return self.book.Name

    def Activate(self) -> None:
        self.book.Activate()

    @property
    def DisplayGridlines(self) -> bool:
        shown = self._sheet.cells.sheet.sheet_view.showGridLines
        return True if shown is None else bool(shown)

    @DisplayGridlines.setter
    def DisplayGridlines(self, shown: bool) -> None:
        self._sheet.cells.sheet.sheet_view.showGridLines = bool(shown)

    @property
    def FreezePanes(self) -> bool:
        return self._sheet.cells.sheet.freeze_panes is not None

    @FreezePanes.setter
    def FreezePanes(self, frozen: bool) -> None:
        # At the split if there is one, else at the active cell:
        # https://learn.microsoft.com/office/vba/api/excel.window.freezepanes
        sheet = self._sheet
        rows, columns = sheet.split
        if frozen and (rows, columns) == (0, 0):
            row, column = sheet.active_cell.first
            rows, columns = row - 1, column - 1
        sheet.split = (rows, columns)
        at = f"{get_column_letter(columns + 1)}{rows + 1}"
        sheet.cells.sheet.freeze_panes = at if frozen and at != "A1" else None

    @property
    def SplitRow(self) -> int:
        return self._sheet.split[0]

    @SplitRow.setter
    def SplitRow(self, rows: int) -> None:
        self._sheet.split = (int(rows), self._sheet.split[1])

    @property
    def SplitColumn(self) -> int:
        return self._sheet.split[1]

    @SplitColumn.setter
    def SplitColumn(self, columns: int) -> None:
        self._sheet.split = (self._sheet.split[0], int(columns))

    @property
    def Zoom(self) -> int:
        return int(self._sheet.cells.sheet.sheet_view.zoomScale or 100)

    @Zoom.setter
    def Zoom(self, percent: int) -> None:
        self._sheet.cells.sheet.sheet_view.zoomScale = int(percent)


class GroupedSheets(Collection):
    """The sheets of a workbook that are selected."""

    kind = "Sheets"

    def __init__(self, book: "Book") -> None:
        self.app, self.book = book.app, book

    def all(self) -> "list[Sheet]":
        return [self.book.ActiveSheet, *self.book.grouped]


class BookWindows(Collection):
    """The windows of a workbook."""

    kind = "Windows"

    def __init__(self, book: "Book") -> None:
        self.app, self.book = book.app, book

    def all(self) -> list[BookWindow]:
        return [self.book.window]
