"""What may be entered into a cell, which Excel wants in its own separators."""

from collections.abc import Sequence
from datetime import date

import xlwings as xw

from pab_planner.excel.host import in_excel

LIST, DATE = 3, 4
STOP, BETWEEN, GREATER = 1, 1, 5
LIST_SEPARATOR = 5
"""Excel's numbers (XlDVType, XlDVAlertStyle, XlFormatConditionOperator, XlApplicationInternational)."""

_FIRST_DAY = date(1899, 12, 30)
"""Day 0 of Excel's calendar, as it counts from March 1900 on."""


def allow_choices(cells: xw.Range, choices: Sequence[str]) -> None:
    """Offer a list of choices in cells, and refuse anything else.

    xlwings' `set_list` joins the choices with the letter for rows: it takes the list separator from
    `International[5]`, and pywin32 gives a tuple that counts from 0.
    """
    if not in_excel(cells):
        cells.data_validation.set_list(choices)
        return
    separator = cells.api.Application.International[LIST_SEPARATOR - 1]
    _validate(cells, LIST, BETWEEN, separator.join(choices))


def allow_dates_after(cells: xw.Range, day: date) -> None:
    """Refuse whatever is no date after a day."""
    if not in_excel(cells):
        cells.data_validation.set_date("greater_than", day)
        return
    _validate(cells, DATE, GREATER, str((day - _FIRST_DAY).days))  # a number reads alike in every language


def _validate(cells: xw.Range, kind: int, operator: int, formula: str) -> None:
    """Replace what may be entered. By position: late bound, pywin32 drops what stands after a gap."""
    validation = cells.api.Validation
    validation.Delete()
    validation.Add(kind, STOP, operator, formula)
