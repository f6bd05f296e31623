"""A press on an Excel that is busy, in a filter, protected or not English, or with a chart selected.

The planner reads one sentence, nothing is half-written, and Excel is left as it was.
"""

import pytest

from windows.excel.charts import SelectedChart
from windows.excel.conftest import StartExcel
from windows.excel.errors import REJECTED
from windows.excel.planner_excel import everything, is_one_sentence
from windows.excel.session import Spoiled

BUTTONS = ("update_alerts", "insert_pab", "risk_colours", "what_if", "guide")


@pytest.mark.parametrize("button", BUTTONS)
def test_a_press_leaves_excels_settings_as_they_were(start_excel: StartExcel, button: str) -> None:
    running = start_excel("rows")
    running.session.app.Calculation = -4135
    running.session.app.EnableEvents = False
    before = running.settings()
    assert is_one_sentence(running.press_in_ribbon(button))
    assert running.settings() == before


@pytest.mark.parametrize("button", BUTTONS)
def test_a_busy_excel_is_asked_again(start_excel: StartExcel, button: str) -> None:
    calm = start_excel("rows").press_in_ribbon(button)
    busy = start_excel("rows")
    busy.session.spoiled.append(Spoiled(REJECTED, after=20, times=30))
    assert busy.press_in_ribbon(button) == calm


@pytest.mark.parametrize("button", [*BUTTONS, "explain", "pdf", "internal_alert"])
def test_a_button_answers_when_a_chart_is_selected(start_excel: StartExcel, button: str) -> None:
    running = start_excel("rows")
    running.session.app.selected = SelectedChart(running.sheet("Plan"))
    assert is_one_sentence(running.press_in_ribbon(button))


def test_a_pdf_that_is_open_in_a_viewer_is_named(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    running.press_in_ribbon("internal_alert")
    running.select("I-0001", "A1")
    assert "I-0001.pdf" in running.press_in_ribbon("pdf")
    file = running.model.file
    assert file is not None
    running.session.app.locked.add(file.with_name("I-0001.pdf"))
    assert is_one_sentence(running.press_in_ribbon("pdf"))


def test_a_sheet_of_the_name_in_another_case_is_found(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    running.book.sheets.add("ALERTS", after=running.book.sheets[0])
    running.select("Plan", "G2")
    assert is_one_sentence(running.press_in_ribbon("update_alerts"))


@pytest.mark.parametrize("button", ["remove_pab", "risk_colours"])
def test_a_protected_sheet_is_named_and_not_changed(start_excel: StartExcel, button: str) -> None:
    running = start_excel("rows")
    running.sheet("Plan").Protect()
    before = everything(running)
    said = running.press_in_ribbon(button)
    assert is_one_sentence(said)
    assert everything(running) == before


@pytest.mark.parametrize("button", ["email", "update_alerts"])
def test_a_workbook_in_the_cloud(start_excel: StartExcel, button: str) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    running.press_in_ribbon("internal_alert")
    running.model.cloud_folder = "https://contoso-my.sharepoint.com/personal/wang/Documents"
    running.select("I-0001", "A1")
    assert is_one_sentence(running.press_in_ribbon(button))


@pytest.mark.parametrize("title", ["Figures", "Replay"])
def test_a_planners_own_sheet_of_the_name_is_left_alone(start_excel: StartExcel, title: str) -> None:
    running = start_excel("rows")
    added = running.book.sheets.add(title, after=running.book.sheets[0])
    added["A1"].value = [["my own", 1], ["notes", 2]]
    running.select("Plan", "G2")
    running.press_in_ribbon("update_alerts")
    assert running.read(title, "A1:B2") == (("my own", 1.0), ("notes", 2.0))
