"""Rules of conditional formatting: Excel reads them from the selected cell on, and in its own language."""

import re
from typing import Any

import xlwings as xw

from pab_planner.excel.blocks import Colour, excel_colour
from pab_planner.excel.host import in_excel
from pab_planner.excel.insist import insist
from pab_planner.excel.undoing import on_failure
from pab_planner.excel.windows import in_front

EXPRESSION, BETWEEN = 2, 1
"""Excel's numbers (XlFormatConditionType, XlFormatConditionOperator)."""

_SPELLED_LOCALLY = re.compile(r"[A-Za-z]\w*\(|,|;|\d\.\d|\{|\bTRUE\b|\bFALSE\b")
"""Functions, separators, decimals, constants: what a formula in another language writes otherwise."""


def add_rule(
    cells: xw.Range,
    condition: str,
    *,
    fill: Colour | None = None,
    ink: Colour | None = None,
    bold: bool | None = None,
    number_format: str | None = None,
) -> None:
    """Let cells stand out while a condition holds; the newest rule comes first.

    Args:
        cells: The cells.
        condition: A formula as seen from the first of them, in English.
        fill: Colour of the cell.
        ink: Colour of the text.
        bold: Whether the text is bold.
        number_format: How a number is shown; xlwings has no word for it.
    """
    if not in_excel(cells):
        rule = cells.conditional_formats.add_custom(
            condition, fill_color=fill, font_color=ink, font_bold=bold
        )
        if number_format:
            rule.impl.api.NumberFormat = number_format
        return
    sheet = cells.api.Worksheet
    with in_front(sheet):
        # Excel reads the relative references of a new rule as seen from the selected cell:
        # https://www.mrexcel.com/board/threads/conditional-formatting-through-vba.327576/
        cells.api.Cells(1, 1).Select()
        # By position: late bound, pywin32 sends no argument that stands after one left out.
        rule = cells.api.FormatConditions.Add(EXPRESSION, BETWEEN, local_formula(sheet, condition))
        on_failure(lambda: rule.Delete())
    rule.SetFirstPriority()
    rule.StopIfTrue = False
    if fill is not None:
        rule.Interior.Color = excel_colour(fill)
    if ink is not None:
        rule.Font.Color = excel_colour(ink)
    if bold is not None:
        rule.Font.Bold = bold
    if number_format:
        rule.NumberFormat = number_format


def local_formula(sheet: Any, formula: str) -> str:
    """A formula as Excel's own language and separators spell it, which rules and validations want.

    https://simpleexcelvba.com/list-separator-in-conditional-formatting/
    Excel translates it in the very last cell of the sheet, which is empty again afterwards.
    """
    bare = re.sub(r'"[^"]*"', '""', formula)
    if not _SPELLED_LOCALLY.search(bare):
        return formula
    whole = sheet.Cells
    scratch = whole(whole.Rows.Count, whole.Columns.Count)
    on_failure(lambda: scratch.Clear())  # left there, it would make the sheet as large as a sheet can be
    try:
        scratch.Formula = formula
        spelled: str = scratch.FormulaLocal
    finally:
        insist(lambda: scratch.Clear())
    return spelled
