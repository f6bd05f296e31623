"""The extension in a live Calc: function wizard, buttons, and files that the user opens and saves herself."""

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.formula import ArrayFormula

from hosts.excel_package import full_of_what_calc_loses
from pab_planner.engines.calc.uno import properties
from pab_planner.udfs import FUNCTIONS


def service(calc: xw.App, name: str) -> Any:
    context = calc.impl.context
    return context.ServiceManager.createInstanceWithContext(name, context)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_function_wizard_explains_each_function(calc: xw.App, name: str) -> None:
    descriptions = service(calc, "com.sun.star.sheet.FunctionDescriptions")
    shown = {item.Name: item.Value for item in descriptions.getByName(name)}
    assert shown["Description"] == FUNCTIONS[name].help.en
    assert [a.Name for a in shown["Arguments"]] == [a.label.en for a in FUNCTIONS[name].arguments.values()]


def test_a_workbook_that_the_user_opens_is_alive_and_stays_whole_when_she_saves_it(
    calc: xw.App, tmp_path: Path
) -> None:
    """Opened and stored through LibreOffice itself, without our engine."""
    path = tmp_path / "plan.xlsm"
    full_of_what_calc_loses(path)
    document = calc.api.loadComponentFromURL(path.as_uri(), "_blank", 0, properties(MacroExecutionMode=0))
    try:
        plan = document.Sheets.getByName("Plan")
        assert plan.getCellRangeByName("D9:F9").getDataArray() == ((170, 140, 110),)
        plan.getCellRangeByName("D6").Value = 60
        document.store()
        assert plan.getCellRangeByName("D9").Value == 140
        plan.getCellRangeByName("D6").Value = 70
        document.store()
    finally:
        document.close(True)
    with zipfile.ZipFile(path) as package:
        assert 'codeName="PlanSheet"' in package.read("xl/worksheets/sheet1.xml").decode()
        assert "xl/metadata.xml" in package.namelist()
    saved = openpyxl.load_workbook(path, keep_vba=True)["Plan"]
    assert saved["D9"].value.text == "=PAB(C5,D6:O6,D7:O7)"
    assert saved["D6"].value == 70


def test_functions_over_formulas_and_within_iferror_are_alive_on_opening(
    calc: xw.App, tmp_path: Path
) -> None:
    """There Calc shows #VALUE! or nothing for a name that it does not know, not #NAME?."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    for row in ([14, "=5*3", "=5*4"], [None, "=25*2", 0]):
        sheet.append(row)
    sheet["B3"] = ArrayFormula("B3:C3", "=PAB(A1,B1:C1,B2:C2)")
    sheet["B4"] = '=IFERROR(PAB(A1,B1,B2),"")'
    made.save(tmp_path / "plan.xlsx")
    opened = calc.books.open(tmp_path / "plan.xlsx").sheets[0]
    assert opened["B3:C3"].value == [49, 29]
    assert opened["B4"].value == 49


def test_what_a_button_says_appears_above_the_sheet(calc: xw.App, book: xw.Book) -> None:
    """Here the refusal: there is no such button."""
    view = book.api.CurrentController
    service(calc, "org.pabplanner.Buttons").trigger("no_such_button")
    assert view.hasInfobar("pab_planner")
    view.removeInfobar("pab_planner")
