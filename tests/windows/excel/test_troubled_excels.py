"""A press on an Excel that is busy, fails in the middle, has no printer, is protected, old or not English.

The planner reads one sentence, nothing is half-written, and Excel is left as it was.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pab_planner.macros import press as press_module
from windows.excel.application import Application
from windows.excel.charts import SelectedChart
from windows.excel.errors import GENERAL, IGNORED, REJECTED
from windows.excel.locales import GERMANY
from windows.excel.on_linux import running_excel
from windows.excel.planner import TODAY
from windows.excel.planner_excel import PlannerExcel
from windows.excel.plans import SHAPES
from windows.excel.session import Spoiled

Excel = Callable[..., PlannerExcel]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    class Day(date):
        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return TODAY

    monkeypatch.setattr(press_module, "date", Day)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)


@pytest.fixture
def excel(tmp_path: Path) -> Iterator[Excel]:
    """Starts an Excel of some kind with a workbook: the lists, unless another shape is named."""
    with ExitStack() as running:

        def start(shape: str = "lists", **settings: Any) -> PlannerExcel:
            started = PlannerExcel(*running.enter_context(running_excel(Application(**settings))))
            started.app.books.open(str(SHAPES[shape].write(tmp_path)))
            started.select(*SHAPES[shape].plan)
            return started

        yield start


def everything(excel: PlannerExcel) -> dict[str, Any]:
    """All cells of all sheets, and how many rules each has."""
    return {
        sheet.Name: (sheet.UsedRange.Formula, len(sheet.conditions), [t.area for t in sheet.tables])
        for sheet in excel.model.sheets
    }


def is_one_sentence(said: str) -> bool:
    """Whether a planner can read it."""
    return bool(said.strip()) and not any(
        word in said for word in ("Traceback", "com_error", "ComError", "-2147")
    )


BUTTONS = ("update_alerts", "insert_pab", "risk_colours", "what_if", "guide")


@pytest.mark.parametrize("button", BUTTONS)
def test_a_press_leaves_excels_settings_as_they_were(excel: Excel, button: str) -> None:
    running = excel("rows")
    running.session.app.Calculation = -4135
    running.session.app.EnableEvents = False
    before = running.settings()
    assert is_one_sentence(running.press_in_ribbon(button))
    assert running.settings() == before


@pytest.mark.parametrize("button", BUTTONS)
def test_a_busy_excel_is_asked_again(excel: Excel, button: str) -> None:
    calm = excel("rows").press_in_ribbon(button)
    busy = excel("rows")
    busy.session.spoiled.append(Spoiled(REJECTED, after=20, times=30))
    assert busy.press_in_ribbon(button) == calm


@pytest.mark.parametrize("after", [0, 5, 40, 160])
@pytest.mark.parametrize("code", [IGNORED, GENERAL], ids=["0x800AC472", "1004"])
@pytest.mark.parametrize("button", ["insert_pab", "risk_colours", "what_if", "guide"])
def test_an_excel_that_fails_in_the_middle_gets_one_sentence(
    excel: Excel, button: str, code: int, after: int
) -> None:
    running = excel("rows")
    before = running.settings()
    running.session.spoiled.append(Spoiled(code, after=after, times=3))
    assert is_one_sentence(running.press_in_ribbon(button))
    assert running.settings() == before
    assert [sheet.Name for sheet in running.model.sheets if sheet.Name.endswith("~")] == []


def test_without_a_printer_the_kept_sheets_are_made(excel: Excel) -> None:
    calm = excel("rows").press_in_ribbon("update_alerts")
    without = excel("rows", has_printer=False)
    assert without.press_in_ribbon("update_alerts") == calm
    assert "Alerts" in without.book.sheet_names


@pytest.mark.parametrize("button", BUTTONS)
def test_an_excel_with_semicolons_and_german_functions(excel: Excel, button: str) -> None:
    calm = excel("rows").press_in_ribbon(button)
    german = excel("rows", locale=GERMANY)
    assert german.press_in_ribbon(button) == calm


def test_insert_pab_in_excel_2016(excel: Excel) -> None:
    old = excel("rows", excel_2016=True)
    said = old.press_in_ribbon("insert_pab")
    assert "2 items" in said
    block = old.read("Plan", "E4:L4")
    assert old.sheet("Plan").Range("E4:L4").HasArray is True or block is not None


@pytest.mark.parametrize("button", ["insert_pab", "remove_pab", "risk_colours"])
def test_a_protected_sheet_is_named_and_not_changed(excel: Excel, button: str) -> None:
    running = excel("rows")
    running.sheet("Plan").Protect()
    before = everything(running)
    said = running.press_in_ribbon(button)
    assert is_one_sentence(said)
    assert everything(running) == before


@pytest.mark.parametrize("button", ["update_alerts", "today", "what_if", "guide"])
def test_a_protected_workbook_is_not_changed(excel: Excel, button: str) -> None:
    running = excel("rows")
    running.model.structure_is_protected = True
    before = everything(running)
    assert is_one_sentence(running.press_in_ribbon(button))
    assert everything(running) == before


@pytest.mark.parametrize("button", [*BUTTONS, "explain", "pdf", "internal_alert"])
def test_a_button_answers_when_a_chart_is_selected(excel: Excel, button: str) -> None:
    running = excel("rows")
    running.session.app.selected = SelectedChart(running.sheet("Plan"))
    assert is_one_sentence(running.press_in_ribbon(button))


@pytest.mark.parametrize("button", [*BUTTONS, "explain", "pdf", "internal_alert"])
def test_a_button_answers_when_a_whole_sheet_is_selected(excel: Excel, button: str) -> None:
    running = excel("rows")
    running.sheet("Plan").Cells.Select()
    assert is_one_sentence(running.press_in_ribbon(button))


@pytest.mark.parametrize("button", ["pdf", "share_copy", "email", "update_alerts"])
def test_a_workbook_in_the_cloud(excel: Excel, button: str) -> None:
    running = excel("rows")
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    running.press_in_ribbon("internal_alert")
    running.model.cloud_folder = "https://contoso-my.sharepoint.com/personal/wang/Documents"
    running.select("I-0001", "A1")
    assert is_one_sentence(running.press_in_ribbon(button))


def test_a_pdf_that_is_open_in_a_viewer_is_named(excel: Excel) -> None:
    running = excel("rows")
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    running.press_in_ribbon("internal_alert")
    running.select("I-0001", "A1")
    assert "I-0001.pdf" in running.press_in_ribbon("pdf")
    file = running.model.file
    assert file is not None
    running.session.app.locked.add(file.with_name("I-0001.pdf"))
    assert is_one_sentence(running.press_in_ribbon("pdf"))


def test_answers_in_rows_that_a_filter_hides_are_kept(excel: Excel) -> None:
    running = excel("rows")
    running.press_in_ribbon("update_alerts")
    kept = running.read("Alerts", "A4:F5")
    items = running.sheet("Alerts").Range("A3:F5")
    items.AutoFilter(1, ["A-0002"], 7)
    running.press_in_ribbon("update_alerts")
    assert running.read("Alerts", "A4:F5") == kept


def test_choices_are_offered_one_by_one(excel: Excel) -> None:
    running = excel("rows")
    running.press_in_ribbon("update_alerts")
    heads = running.read("Alerts", "A3:AZ3")[0]
    solvable = next(n for n, head in enumerate(heads) if str(head).startswith("Solvable"))
    cell = running.sheet("Alerts").Range("A4").Offset(0, solvable)
    assert cell.Validation.Formula1 == "Yes 是,No 否"


@pytest.mark.parametrize(("title", "first"), [("Alerts", 4), ("Today", 7)])
def test_a_row_is_coloured_by_its_own_alert(excel: Excel, title: str, first: int) -> None:
    running = excel("rows")
    running.press_in_ribbon("update_alerts")
    sheet = running.sheet(title)
    assert sheet.conditions
    for rule in sheet.conditions:
        assert str(first) in rule.rule.formula[0], (rule.areas, rule.rule.formula)


def test_errors_of_dynamic_arrays_are_no_quantities(excel: Excel) -> None:
    running = excel("rows")
    sheet = running.sheet("Plan")
    sheet.Range("F2").Value = "#SPILL!"
    said = running.press_in_ribbon("update_alerts")
    assert "-2146826243" not in said
    assert not any("2146826243" in str(cell) for row in running.read("Alerts", "A4:Z9") for cell in row)


def test_quantities_shown_as_money_are_quantities(excel: Excel) -> None:
    plain = excel("rows").press_in_ribbon("update_alerts")
    running = excel("rows")
    running.sheet("Plan").Range("E2:L5").NumberFormat = "¥#,##0.00"
    assert running.press_in_ribbon("update_alerts") == plain


def test_a_very_hidden_sheet_is_no_plan(excel: Excel) -> None:
    plain = excel("rows").press_in_ribbon("update_alerts")
    running = excel("rows")
    running.sheet("Plan").Copy(None, running.sheet("Plan"))
    hidden = running.model.sheets[1]
    hidden.Range("A2:A3").Value = "P-9"
    hidden.Visible = 2
    assert running.press_in_ribbon("update_alerts") == plain


def test_insert_pab_inserts_empty_rows_while_something_is_copied(excel: Excel) -> None:
    plain = excel("rows")
    plain.press_in_ribbon("insert_pab")
    running = excel("rows")
    running.sheet("Plan").Range("1:1").Copy()
    running.press_in_ribbon("insert_pab")
    assert running.sheet("Plan").UsedRange.Formula == plain.sheet("Plan").UsedRange.Formula


@pytest.mark.parametrize("title", ["Today", "Figures", "Replay"])
def test_a_planners_own_sheet_of_the_name_is_left_alone(excel: Excel, title: str) -> None:
    running = excel("rows")
    added = running.book.sheets.add(title, after=running.book.sheets[0])
    added["A1"].value = [["my own", 1], ["notes", 2]]
    running.select("Plan", "G2")
    running.press_in_ribbon("update_alerts")
    assert running.read(title, "A1:B2") == (("my own", 1.0), ("notes", 2.0))


def test_a_sheet_of_the_name_in_another_case_is_found(excel: Excel) -> None:
    running = excel("rows")
    running.book.sheets.add("ALERTS", after=running.book.sheets[0])
    running.select("Plan", "G2")
    assert is_one_sentence(running.press_in_ribbon("update_alerts"))
