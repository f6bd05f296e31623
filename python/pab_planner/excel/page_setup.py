"""How a page is set up where there may be no printer."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import xlwings as xw

from pab_planner.excel.host import com_errors, in_excel
from pab_planner.excel.undoing import on_failure, recording


def set_print_area(sheet: xw.Sheet, area: str) -> None:
    """Say what of a sheet is printed, `$A$1:$K$40`."""
    with suppress(*com_errors()):
        if recording():
            on_failure(partial(setattr, sheet.page_setup, "print_area", sheet.page_setup.print_area))
        sheet.page_setup.print_area = area


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
        with suppress(*com_errors()):
            excel.PrintCommunication = True
        for name, value in properties.items():
            with suppress(*com_errors()):
                setattr(page, name, value)
