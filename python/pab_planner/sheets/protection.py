"""A sheet or a workbook that is protected is left alone, in each program alike."""

import xlwings as xw

from pab_planner.errors import SheetError
from pab_planner.excel.sheets import is_protected, structure_is_protected
from pab_planner.language import Text


class ProtectedSheet(SheetError):
    """A sheet whose cells are protected."""

    sentence = Text(
        "sheet {sheet} is protected and was not changed; take the protection off (Review > Unprotect Sheet) and "
        "press again",
        "工作表 {sheet} 受保护，未作任何更改；请先取消保护（审阅 > 撤消工作表保护），再按一次",
    )


class ProtectedWorkbook(SheetError):
    """A workbook that takes no new sheet."""

    sentence = Text(
        "{book} takes no new sheet, for its structure is protected; take the protection off (Review > Protect "
        "Workbook) and press again",
        "{book} 的结构受保护，无法新建工作表；请先取消保护（审阅 > 保护工作簿），再按一次",
    )


def require_open_structure(book: xw.Book) -> None:
    """Refuse to add a sheet to a workbook whose structure is protected.

    Raises:
        ProtectedWorkbook: It is.
    """
    if structure_is_protected(book):
        raise ProtectedWorkbook(book=book.name)


def require_unprotected(sheet: xw.Sheet) -> None:
    """Refuse to change a protected sheet.

    Raises:
        ProtectedSheet: It is one.
    """
    if is_protected(sheet):
        raise ProtectedSheet(sheet=sheet.name)
