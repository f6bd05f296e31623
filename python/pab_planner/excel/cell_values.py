"""Values of cells, whatever Excel calls them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import xlwings as xw

from pab_planner.excel.host import in_excel

ERRORS = {
    2000: "#NULL!",
    2007: "#DIV/0!",
    2015: "#VALUE!",
    2023: "#REF!",
    2029: "#NAME?",
    2036: "#NUM!",
    2042: "#N/A",
    2043: "#GETTING_DATA",
    2045: "#SPILL!",
    2046: "#CONNECT!",
    2047: "#BLOCKED!",
    2048: "#UNKNOWN!",
    2049: "#FIELD!",
    2050: "#CALC!",
}
"""Errors of a cell by Excel's numbers: https://learn.microsoft.com/office/vba/api/excel.xlcverror"""

_VT_ERROR = 0x800A0000 - 2**32
"""What COM adds to such a number."""


def error_name(value: Any) -> str | None:
    """The error that stands behind a number of COM's, `#N/A` for instance; None for any other value."""
    return ERRORS.get(value - _VT_ERROR) if type(value) is int else None


def cell_values(cells: xw.Range, *, show_errors: bool = False) -> list[list[Any]]:
    """The values of cells, row by row.

    xlwings knows the seven errors of Excel 2003 and takes newer ones for numbers; a cell in a currency format
    comes as a Decimal. Both count as what they are here.

    Args:
        cells: The cells.
        show_errors: Whether an error is its text, `#N/A`; else it is a blank.
    """
    if not in_excel(cells):
        return list(cells.options(ndim=2, err_to_str=show_errors).value)
    block = cells.api.Value
    rows = block if isinstance(block, tuple) else ((block,),)
    return [[_plain(value, show_errors=show_errors) for value in row] for row in rows]


def cell_value(cell: xw.Range, *, show_errors: bool = False) -> Any:
    """The value of one cell."""
    return cell_values(cell, show_errors=show_errors)[0][0]


def _plain(value: Any, *, show_errors: bool) -> Any:
    """A value of Excel's as Python has it: numbers come as floats, so that a whole one is an error's."""
    if value == "":
        return None
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if type(value) is int:
        return (error_name(value) or "#UNKNOWN!") if show_errors else None
    return float(value) if isinstance(value, Decimal) else value
