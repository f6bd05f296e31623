"""A formula that fills a row, in every version of Excel."""

import xlwings as xw

from pab_planner.excel.host import com_errors, in_excel, is_unknown


def can_spill(sheet: xw.Sheet) -> bool:
    """Whether a formula fills the cells beside it by itself; Excel 2016 and 2019 know no `Formula2`.

    To be asked before anything is written: xlwings would try for ever to set what Excel does not have.
    """
    if not in_excel(sheet):
        return True
    try:
        sheet.api.Range("A1").Formula2  # noqa: B018 (whether it can be read is the question)
    except AttributeError:
        return False
    except com_errors() as error:  # xlwings makes one of the former too
        if is_unknown(error):
            return False
        raise
    return True


def fill_row(cells: xw.Range, formula: str, *, spills: bool) -> None:
    """Write a formula that fills a row: a dynamic array, or an array formula of the older kind.

    Excel and Calc calculate it at once and see how far it spills from its first cell. A file must be told.
    """
    if not spills:
        cells.formula_array = formula
    elif in_excel(cells):
        cells.api.Cells(1, 1).Formula2 = formula
    else:
        calculates = cells.sheet.book.app.engine.name != "openpyxl"
        (cells[0, 0] if calculates else cells).formula2 = formula
