"""What xlwings says of sheets otherwise than Excel means it."""

from functools import partial
from typing import Any

import xlwings as xw

from pab_planner.excel.host import com_errors, in_excel, is_missing
from pab_planner.excel.insist import insist
from pab_planner.excel.undoing import on_failure, recording

VISIBLE = -1
"""Excel's number; 0 is hidden, 2 hidden so that only VBA shows it again (XlSheetVisibility)."""


def is_visible(sheet: xw.Sheet) -> bool:
    """Whether the planner sees a sheet. On Windows, xlwings passes on Excel's number, and 2 is true too."""
    return sheet.visible in (True, VISIBLE)


def is_protected(sheet: xw.Sheet) -> bool:
    """Whether a sheet's cells are protected against changes, for which xlwings has no word."""
    native = sheet.api
    if in_excel(sheet):
        return bool(native.ProtectContents)
    if hasattr(native, "isProtected"):  # LibreOffice
        return bool(native.isProtected())
    return bool(native.protection.sheet)


def structure_is_protected(book: xw.Book) -> bool:
    """Whether no sheet may be added to a workbook, for which xlwings has no word."""
    native = book.api
    if in_excel(book):
        return bool(native.ProtectStructure)
    if hasattr(native, "isProtected"):  # LibreOffice
        return bool(native.isProtected())
    return bool(native.security and native.security.lockStructure)


def is_shared(book: xw.Book) -> bool:
    """Whether several people work on a workbook in the way of Excel 2016 and before, which takes no rule or table."""
    return in_excel(book) and bool(book.api.MultiUserEditing)


def is_final(book: xw.Book) -> bool:
    """Whether somebody marked a workbook as final."""
    return in_excel(book) and bool(book.api.Final)


PACKAGES = {51, 52, 53, 54, 55}
"""Workbooks, templates and add-ins as packages of XML: .xlsx, .xlsm, .xltm, .xltx, .xlam."""

WHOLE_FORMATS = PACKAGES | {50, 61}
"""These, .xlsb and Strict Open XML keep all that is in a workbook. Of a .csv Excel saves one sheet without formulas, a
.xls has three rules a cell and none with a number format, a .ods no tables
(https://learn.microsoft.com/office/vba/api/excel.xlfileformat)."""


def is_kept_whole(book: xw.Book) -> bool:
    """Whether all that a button writes is still there when a workbook was saved in its format and opened again."""
    return not in_excel(book) or book.api.FileFormat in WHOLE_FORMATS


def is_package(book: xw.Book) -> bool:
    """Whether others than Excel read the file of a workbook of Excel's."""
    return book.api.FileFormat in PACKAGES


def is_read_only(book: xw.Book) -> bool:
    """Whether a workbook cannot be saved under its name: a colleague has it open, or it came by mail."""
    return in_excel(book) and bool(book.api.ReadOnly)


def has_unsaved_changes(book: xw.Book) -> bool:
    """Whether something of a workbook would be lost if it were closed now."""
    return in_excel(book) and not book.api.Saved


def sheets_are_grouped(book: xw.Book) -> bool:
    """Whether several sheets are selected: Excel then adds as many new ones as are selected.

    https://learn.microsoft.com/office/vba/api/excel.sheets.add
    """
    return in_excel(book) and book.api.Windows(1).SelectedSheets.Count > 1


def counts_from_1904(book: xw.Book) -> bool:
    """Whether a workbook counts its days from 1904, as on a Mac of old, for which xlwings has no word.

    Cells formatted as dates come as the right days all the same (https://support.microsoft.com/kb/213593); a bare
    number is four years and a day less.
    """
    native = book.api
    if in_excel(book):
        return bool(native.Date1904)
    if hasattr(native, "NullDate"):  # LibreOffice
        return bool(native.NullDate.Year == 1904)
    return bool(native.epoch.year == 1904)


def find_sheet(book: xw.Book, title: str) -> xw.Sheet | None:
    """The sheet of a title, in whatever case it is written: no two sheets differ in case alone."""
    try:
        return book.sheets[title]
    except KeyError:
        return None
    except com_errors() as error:
        if is_missing(error):
            return None
        raise  # a sheet that Excel just did not tell of would be made a second time


def sheet_in_front(book: xw.Book) -> xw.Sheet | None:
    """The sheet that is shown; None where it is a chart on a sheet of its own, which xlwings takes for one."""
    return find_sheet(book, book.sheets.active.name)


def is_taken(book: xw.Book, title: str) -> bool:
    """Whether a sheet of any kind has a title: charts on sheets of their own are none of xlwings' sheets."""
    if not in_excel(book):
        charts = getattr(book.api, "chartsheets", ())  # of a file; LibreOffice has none
        return find_sheet(book, title) is not None or title.lower() in {each.title.lower() for each in charts}
    try:
        book.api.Sheets(title)
    except com_errors() as error:
        if is_missing(error):
            return False
        raise
    return True


def defined_name(owner: xw.Sheet | xw.Book, name: str) -> str | None:
    """What a name of a sheet or workbook refers to; None if there is none. xlwings takes every refusal for that."""
    if not in_excel(owner):
        return str(owner.names[name].refers_to) if name in owner.names else None
    names = owner.api.Names
    try:
        return str(names(name).RefersTo)
    except com_errors():
        # Excel says 1004 of a name that is not there as of whatever else it refuses: only the list tells which.
        same = (each for each in names if each.Name.rpartition("!")[2].casefold() == name.casefold())
        found = next(same, None)
        return None if found is None else str(found.RefersTo)


def set_name(book: xw.Book, name: str, refers_to: str) -> None:
    """Let a name of a workbook refer to something."""
    if recording():
        before = defined_name(book, name)
        on_failure(partial(book.names.add, name, before) if before else partial(_forget_name, book, name))
    book.names.add(name, refers_to)


def _forget_name(book: xw.Book, name: str) -> None:
    """Take a name away, if there is one."""
    if defined_name(book, name) is not None:
        book.names[name].delete()


def add_sheet(book: xw.Book, before: xw.Sheet | None) -> xw.Sheet:
    """A new sheet before another, or behind all others; its title is the host's.

    xlwings gives a new sheet its title before anybody knows the sheet, and counts all sheets five times.
    """
    if not in_excel(book):
        return book.sheets.add(before=before) if before else book.sheets.add(after=book.sheets[-1])
    sheets = book.api.Worksheets
    beside = before.api if before else sheets(sheets.Count)
    added = sheets.Add(beside)
    on_failure(partial(_delete, added))
    if not before:  # `After` is broken in certain environments, xlwings says
        beside.Move(added)
        added.Activate()
    return book.sheets[added.Name]


def delete_sheet(sheet: xw.Sheet) -> None:
    """Delete a sheet; as long as a button works, Excel asks nothing."""
    if in_excel(sheet):
        _delete(sheet.api)
    else:
        sheet.delete()


def _delete(sheet: Any) -> None:
    """Delete a sheet of Excel's own kind."""
    sheet.Application.DisplayAlerts = False
    sheet.Delete()


def hide_sheet(sheet: xw.Sheet, *, hidden: bool = True) -> None:
    """Hide a sheet, or show it."""
    on_failure(partial(setattr, sheet, "visible", is_visible(sheet)))
    sheet.visible = not hidden


def copy_last(sheet: xw.Sheet) -> xw.Sheet:
    """A copy of a sheet behind all others, which the planner sees even where she has hidden the original.

    Its title is the host's. xlwings reads the titles of all sheets three times to find the copy.
    """
    book = sheet.book
    count = book.sheets.count
    last = book.sheets[count - 1]
    hidden = sheet.api.Visible if in_excel(sheet) else None
    on_failure(partial(_delete_behind, book, count))
    if in_excel(sheet):
        sheet.api.Visible = VISIBLE  # what is hidden so that only VBA shows it cannot be copied
        try:
            sheet.impl.copy(None, last.impl)
        finally:
            insist(partial(setattr, sheet.api, "Visible", hidden))
    else:
        sheet.impl.copy(None, last.impl)
    copied = book.sheets[count]  # by Excel's own number charts are counted too
    if not is_visible(copied):
        copied.visible = True
    return copied


def put_in_place_on_failure(copy: xw.Sheet, sheet: xw.Sheet) -> None:
    """Let a copy take the place and the title of its sheet if the press fails; each step may be tried again."""
    kept, there = copy.api, sheet.api
    on_failure(partial(setattr, kept, "Visible", there.Visible))
    on_failure(partial(setattr, kept, "Name", there.Name))
    on_failure(partial(_delete, there))
    on_failure(lambda: kept.Move(there))


def _delete_behind(book: xw.Book, count: int) -> None:
    """Delete what stands behind the first sheets."""
    if book.sheets.count > count:
        delete_sheet(book.sheets[count])
