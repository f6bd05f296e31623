"""How a page is set up where there may be no printer."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import xlwings as xw

from pab_planner.excel.host import com_errors, in_excel
from pab_planner.excel.insist import insist
from pab_planner.excel.undisturbed import is_busy
from pab_planner.excel.undoing import on_failure, recording


def set_print_area(sheet: xw.Sheet, area: str) -> None:
    """Say what of a sheet is printed, `$A$1:$K$40`."""
    page = sheet.page_setup

    def set_area() -> None:
        if recording():
            on_failure(partial(setattr, page, "print_area", page.print_area))
        page.print_area = area

    _unless_refused(set_area)


def set_page_properties(sheet: xw.Sheet, properties: Mapping[str, Any]) -> None:
    """Set properties of a sheet's page by Excel's names; our other engines answer to them too.

    Excel asks the printer about each of them, which takes time; with `PrintCommunication` off it asks once:
    https://learn.microsoft.com/office/vba/api/excel.application.printcommunication
    Without a printer it refuses. That stops no press: what is refused stays as it was.
    """
    page = sheet.page_setup.api
    if not in_excel(sheet):
        for name, value in properties.items():
            setattr(page, name, value)
        return
    excel = sheet.api.Application
    try:
        excel.PrintCommunication = False
        for name, value in properties.items():
            setattr(page, name, value)
        excel.PrintCommunication = True
    except com_errors():
        insist(partial(setattr, excel, "PrintCommunication", True), AGAIN)
        for name, value in properties.items():
            _unless_refused(partial(setattr, page, name, value))


AGAIN = (0.0, 0.05)
"""One refusal does not prove that there is no printer; pauses before each attempt [s]."""


def _unless_refused(action: Callable[[], object]) -> None:
    """Do what Excel refuses where there is no printer; a busy Excel is none without one."""
    for pause in AGAIN:
        time.sleep(pause)
        try:
            action()
        except com_errors() as error:
            if is_busy(error):
                raise
        else:
            return
