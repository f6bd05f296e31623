"""A sheet or a workbook that is protected is left alone, in each program alike."""

from functools import partial

import xlwings as xw

from pab_planner.errors import SheetError
from pab_planner.excel.sheets import is_final, is_kept_whole, is_protected, is_shared, structure_is_protected
from pab_planner.excel.undoing import once_a_press
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


class SharedWorkbook(SheetError):
    """A workbook that several people have open in Excel's older way."""

    sentence = Text(
        "{book} is shared and was not changed: Excel then takes no table, rule or deletion; stop sharing (Review > "
        "Unshare Workbook) and press again",
        "{book} 处于“共享工作簿”状态，未作任何更改：此状态下 Excel 不允许新建表格、设置规则或删除；请先取消共享（审阅 > "
        "取消共享工作簿），再按一次",
    )


class FinalWorkbook(SheetError):
    """A workbook that somebody marked as final."""

    sentence = Text(
        "{book} is marked as final and was not changed; press “Edit Anyway” above the cells, then press again",
        "{book} 已标记为最终状态，未作任何更改；请先点单元格上方的“仍然编辑”，再按一次",
    )


class OtherFormat(SheetError):
    """A workbook in a format that does not keep all that a button writes."""

    sentence = Text(
        "{book} is not in a current Excel format: saved, it would lose some or all of what PAB Planner writes "
        "(sheets, tables, colours, formulas), so it was not changed; save it as an Excel workbook (File > Save As, .xlsx) "
        "and press again",
        "{book} 不是新版 Excel 工作簿格式，保存时会丢失本程序写入的部分或全部内容（工作表、表格、颜色、公式），"
        "因此未作任何更改；请先另存为 Excel 工作簿（文件 > 另存为，.xlsx），再按一次",
    )


def _require_changeable(book: xw.Book) -> None:
    if not is_kept_whole(book):
        raise OtherFormat(book=book.name)
    if is_shared(book):
        raise SharedWorkbook(book=book.name)
    if is_final(book):
        raise FinalWorkbook(book=book.name)


def require_open_structure(book: xw.Book) -> None:
    """Refuse to add a sheet to a workbook that takes none.

    Raises:
        ProtectedWorkbook: Its structure is protected.
        OtherFormat: Its format does not keep all that is written.
        SharedWorkbook: It is shared.
        FinalWorkbook: It is marked as final.
    """
    once_a_press("a workbook that may be changed", partial(_require_changeable, book))
    if structure_is_protected(book):
        raise ProtectedWorkbook(book=book.name)


def require_unprotected(sheet: xw.Sheet) -> None:
    """Refuse to change a protected sheet.

    Raises:
        ProtectedSheet: It is one.
        OtherFormat: The format of its workbook does not keep all that is written.
        SharedWorkbook: Its workbook is shared.
        FinalWorkbook: Its workbook is marked as final.
    """
    once_a_press("a workbook that may be changed", lambda: _require_changeable(sheet.book))
    if is_protected(sheet):
        raise ProtectedSheet(sheet=sheet.name)
