"""Excel while a button works: nobody clicks, nothing flickers, nothing waits for ever."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import xlwings as xw

from pab_planner.excel.host import WINDOWS_ENGINE, com_errors, in_excel
from pab_planner.excel.insist import insist

ATTEMPTS = 1_000
"""So often a call is made that Excel rejects because it is busy; about a second."""

CALLS_REJECTED = {-2147418111, -2147417846, -2146777998}
"""RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER, and 0x800AC472, by which Excel ignores a call."""

AUTOMATIC = -4105
"""Excel's number; else it waits for F9, or does so with data tables alone
(https://learn.microsoft.com/office/vba/api/excel.xlcalculation)."""

A1_STYLE = 1
"""Excel's number (XlReferenceStyle)."""

SETTINGS = {
    **dict.fromkeys(("Interactive", "ScreenUpdating", "EnableEvents", "DisplayAlerts"), False),
    "ReferenceStyle": A1_STYLE,
}
"""Excel's settings while a button works. Rules of formats and validations are read in the style that is set."""


@contextmanager
def undisturbed(book: xw.Book) -> Iterator[None]:
    """Let a button work undisturbed, on numbers that are calculated; settings are as they were afterwards.

    A click meanwhile would fail every call with 0x800AC472, and xlwings would repeat a rejected call for ever
    (https://github.com/xlwings/xlwings/issues/120 and 1757).
    """
    if not in_excel(book):
        yield
        return
    engine: Any = importlib.import_module(WINDOWS_ENGINE)
    attempts, engine.N_COM_ATTEMPTS = engine.N_COM_ATTEMPTS, ATTEMPTS
    excel = book.api.Application
    before = {}
    try:
        for name, value in SETTINGS.items():
            known = getattr(excel, name)
            if known != value:
                before[name] = known
                setattr(excel, name, value)
        if excel.Calculation != AUTOMATIC:
            excel.Calculate()
        yield
    finally:
        for name, value in before.items():
            insist(partial(setattr, excel, name, value))
        engine.N_COM_ATTEMPTS = attempts


def is_busy(error: BaseException) -> bool:
    """Whether a call failed because Excel is busy: a cell is being typed into, or a dialogue is open."""
    if type(error).__name__ == "ExcelBusyError":
        return True
    if not isinstance(error, com_errors()):
        return False
    code, _, details, *_ = error.args
    return code in CALLS_REJECTED or bool(details and details[-1] in CALLS_REJECTED)


def calling_book() -> xw.Book | None:
    """The workbook in front when a button of the ribbon was pressed; None if there is none.

    Excel counts no workbook in Protected View as open.
    """
    if not hasattr(xw.Book, "_mock_caller") and not importlib.import_module(WINDOWS_ENGINE).BOOK_CALLER:
        return None
    return xw.Book.caller()
