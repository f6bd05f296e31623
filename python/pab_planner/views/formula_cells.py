"""Values and formulas of an open sheet, and which of its cells call a worksheet function of ours."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import xlwings as xw

from pab_planner.excel.blocks import used_block
from pab_planner.excel.cell_values import cell_values

_CALL = re.compile(r"\{?=\s*(?:[^!()]+!)?(?:_xll\.|_xludf\.)?(PAB\w*)\(", re.IGNORECASE)


class SheetCells(NamedTuple):
    """A sheet from A1 to the end of its used range; an error is its text, a blank formula ""."""

    values: Sequence[Sequence[Any]]
    formulas: Sequence[Sequence[str]]

    @classmethod
    def of(cls, sheet: xw.Sheet) -> "SheetCells":
        """The cells as they stand now."""
        whole = used_block(sheet)
        formulas = whole.formula
        if not isinstance(formulas, tuple):  # a sheet of one cell
            formulas = ((formulas,),)
        return cls(cell_values(whole, show_errors=True), formulas)

    def function(self, row: int, column: int) -> str:
        """Name of our function that a cell (counted from 0) calls, "" if it calls none."""
        return called_function(self.formulas[row][column]) if row < len(self.formulas) else ""


def called_function(formula: str) -> str:
    """Name of our function that a formula calls first, "" if it calls none.

    Example:
        >>> called_function("=PAB(B4,B2:F2,B3:F3)")
        'PAB'
    """
    call = _CALL.match(formula)
    return call[1].upper() if call else ""
