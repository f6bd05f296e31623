"""What xlwings says of sheets otherwise than Excel means it."""

import xlwings as xw

from pab_planner.excel.host import com_errors, in_excel

VISIBLE = -1
"""Excel's number; 0 is hidden, 2 hidden so that only VBA shows it again (XlSheetVisibility)."""


def is_visible(sheet: xw.Sheet) -> bool:
    """Whether the planner sees a sheet. On Windows, xlwings passes on Excel's number, and 2 is true too."""
    return sheet.visible in (True, VISIBLE)


def find_sheet(book: xw.Book, title: str) -> xw.Sheet | None:
    """The sheet of a title, in whatever case it is written: no two sheets differ in case alone."""
    if not in_excel(book):
        return next((sheet for sheet in book.sheets if sheet.name.casefold() == title.casefold()), None)
    try:
        return book.sheets[title]
    except com_errors():
        return None
