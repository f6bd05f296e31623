"""A press on an Excel that is busy, in a filter, protected or not English, or with a chart selected.

The planner reads one sentence, nothing is half-written, and Excel is left as it was.
"""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from pab_planner.macros.press import press
from pab_planner.ribbon_buttons import BUTTON_FACES
from windows.excel.areas import Area
from windows.excel.charts import SelectedChart
from windows.excel.conftest import StartExcel
from windows.excel.errors import GENERAL, REJECTED
from windows.excel.locales import CHINA, GERMANY
from windows.excel.planner_excel import PlannerExcel, everything, is_one_sentence
from windows.excel.ranges import CellRange
from windows.excel.session import Spoiled

MANUAL = -4135
"""Excel's number (XlCalculation)."""

BUTTONS = ("update_alerts", "insert_pab", "risk_colours", "what_if", "guide")


@pytest.mark.parametrize("button", BUTTONS)
def test_a_press_leaves_excels_settings_as_they_were(start_excel: StartExcel, button: str) -> None:
    running = start_excel("rows")
    running.session.app.Calculation = MANUAL
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
@pytest.mark.parametrize("what", ["a chart", "a whole sheet"])
def test_a_button_answers_whatever_is_selected(start_excel: StartExcel, button: str, what: str) -> None:
    running = start_excel("rows")
    sheet = running.sheet("Plan")
    running.session.app.selected = SelectedChart(sheet) if what == "a chart" else sheet.Cells
    assert is_one_sentence(running.press_in_ribbon(button))


def test_a_sheet_of_the_name_in_another_case_is_found(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    running.book.sheets.add("ALERTS", after=running.book.sheets[0])
    running.select("Plan", "G2")
    assert is_one_sentence(running.press_in_ribbon("update_alerts"))


@pytest.mark.parametrize("button", ["insert_pab", "remove_pab", "risk_colours"])
def test_a_protected_sheet_is_named_and_not_changed(start_excel: StartExcel, button: str) -> None:
    running = start_excel("rows")
    running.sheet("Plan").Protect()
    before = everything(running)
    said = running.press_in_ribbon(button)
    assert is_one_sentence(said)
    assert everything(running) == before


@pytest.mark.parametrize("title", ["Alerts", "Log", "Today", "Figures"])
def test_a_protected_kept_sheet_is_named_and_nothing_is_written(start_excel: StartExcel, title: str) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("update_alerts")
    running.sheet("Plan").Range("D2").Value = 900
    running.sheet(title).Protect()
    before = everything(running)
    assert running.press_in_ribbon("update_alerts").startswith(f"sheet {title} is protected")
    assert everything(running) == before


CLOUDS = (
    "https://contoso-my.sharepoint.com/personal/wang/Documents",
    "https://contoso.sharepoint.com/sites/cs/Shared Documents",  # no library of it is synchronised here
)


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("button", ["email", "pdf", "share_copy"])
def test_a_workbook_in_the_cloud_leaves_as_it_is_now(
    start_excel: StartExcel, button: str, cloud: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OneDriveCommercial", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "Documents").mkdir()
    running = start_excel("rows")
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    running.press_in_ribbon("internal_alert")
    running.model.cloud_folder = cloud
    running.sheet("Plan").Range("A2").Value = "P-NEW"  # typed, not saved: the synchronised file lags behind
    running.select("I-0001", "A1")
    said = running.press_in_ribbon(button)
    assert is_one_sentence(said)
    assert "not foreseen" not in said
    if button == "share_copy":
        (copy,) = (tmp_path / "Documents").glob("*copy.xlsx")
        assert openpyxl.load_workbook(copy)["Plan"]["A2"].value == "P-NEW"


def test_sheets_of_ours_that_are_hidden_are_written_and_shown(start_excel: StartExcel) -> None:
    told = []
    for hidden in ({}, {"Today": 2, "Alerts": 0, "Log": 2, "A-0001": 0}):
        running = start_excel("rows")
        running.press_in_ribbon("update_alerts")
        running.select("Alerts", "A4")
        running.press_in_ribbon("alert_form")
        running.sheet("Plan").Activate()
        for title, visible in hidden.items():
            running.sheet(title).Visible = visible
        running.select("Plan", "G2")
        running.sheet("Plan").Range("D4").Value = 1  # another alert
        said = running.press_in_ribbon("update_alerts")
        assert all(running.sheet(each).Visible == hidden[each] for each in hidden if each != "Today")
        said += running.press_in_ribbon("today")
        assert running.model.ActiveSheet.Name == "Today"
        sheets = everything(running)
        del sheets["Log"]  # it knows the time of day
        told.append((said, sheets))
    assert told[0] == told[1]


def test_a_protected_form_is_named_and_nothing_is_written(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    running.press_in_ribbon("alert_form")
    running.sheet("A-0001").Protect()
    before = everything(running)
    for title, button in (
        ("Alerts", "alert_form"),
        ("A-0001", "internal_alert"),
        ("A-0001", "update_alerts"),
    ):
        running.select(title, "A4")
        assert running.press_in_ribbon(button).startswith("sheet A-0001 is protected"), button
        assert everything(running) == before


def test_an_issued_letter_is_not_written_over_where_the_register_of_letters_is_gone(
    start_excel: StartExcel,
) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    running.press_in_ribbon("internal_alert")
    running.book.sheets["Letters"].delete()
    running.select("Alerts", "A4")
    before = everything(running)
    assert "letter I-0001 was issued" in running.press_in_ribbon("internal_alert")
    assert everything(running) == before


STATES: dict[str, Callable[[PlannerExcel], object]] = {
    "is shared and was not changed": lambda running: setattr(running.model, "MultiUserEditing", True),
    "is marked as final and was not changed": lambda running: setattr(running.model, "Final", True),
    "choose Ungroup Sheets": lambda running: running.model.grouped.append(running.sheet("Log")),
}
"""States in which Excel would let a press change too little or too much, and what is said of each."""


@pytest.mark.parametrize("said", STATES)
def test_a_workbook_that_should_not_be_changed_now_is_not(start_excel: StartExcel, said: str) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("update_alerts")
    before, settings = everything(running), running.settings()
    for button in ("insert_pab", "risk_colours", "what_if", "update_alerts", "internal_alert", "alert_form"):
        running.select(*(("Alerts", "A4") if button in ("internal_alert", "alert_form") else ("Plan", "G2")))
        STATES[said](running)
        assert said in running.press_in_ribbon(button), button
        running.model.grouped.clear()
    assert (everything(running), running.settings()) == (before, settings)


def test_files_of_a_workbook_that_was_opened_in_a_zip_file_are_kept(
    start_excel: StartExcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (documents := tmp_path / "home" / "Documents").mkdir(parents=True)
    running = start_excel("rows")
    monkeypatch.setenv("TEMP", str(tmp_path))
    assert str(documents) in running.press_in_ribbon("share_copy")
    assert [file.name for file in documents.iterdir()] == ["Plan copy.xlsx"]


def test_inserted_rows_show_texts_in_columns_that_are_formatted_as_text(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    running.sheet("Plan").Range("A:D").NumberFormat = "@"
    running.press_in_ribbon("insert_pab")
    item, customer, label = running.read("Plan", "A4:C4")[0]
    assert (item, customer) == ("P-1", "Huaxin 华欣")
    assert not label.startswith("=")


def test_a_text_of_many_lines_makes_no_row_higher_than_excel_allows(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("update_alerts")
    heads = running.read("Alerts", "A3:AZ3")[0]
    cause = next(n for n, head in enumerate(heads) if str(head).startswith("Root cause"))
    running.sheet("Alerts").Range("A4").Offset(0, cause).Value = "why\n" * 60
    running.select("Alerts", "A4")
    assert is_one_sentence(running.press_in_ribbon("internal_alert"))
    letter = running.sheet("I-0001")
    heights = [letter.Range(f"A{row}").RowHeight or 0.0 for row in range(1, 80)]
    assert max(heights) == 409.0


def test_alerts_are_made_of_calculated_numbers_where_excel_calculates_by_hand(
    start_excel: StartExcel,
) -> None:
    running = start_excel("rows")
    plan = running.sheet("Plan")
    plan.Range("N2").Value = 34
    plan.Range("D2").Formula = "=N2"
    running.session.app.Calculation = MANUAL
    plan.Range("N2").Value = 900
    assert plan.Range("D2").Value == 34
    assert running.press_in_ribbon("update_alerts").startswith("0 opened")
    assert running.settings()["Calculation"] == MANUAL


def test_without_a_printer_the_kept_sheets_are_made(start_excel: StartExcel) -> None:
    calm = start_excel("rows").press_in_ribbon("update_alerts")
    without = start_excel("rows", has_printer=False)
    assert without.press_in_ribbon("update_alerts") == calm
    assert "Alerts" in without.book.sheet_names


def test_without_a_printer_a_pdf_asks_for_one(start_excel: StartExcel) -> None:
    running = start_excel("rows", has_printer=False)
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    running.press_in_ribbon("internal_alert")
    running.select("I-0001", "A1")
    assert running.press_in_ribbon("pdf").startswith("Excel wrote no PDF and does not say why; press again.")
    assert [book.Name for book in running.session.app.books] == ["Plan.xlsx"]


@pytest.mark.parametrize("button", [face.name for face in BUTTON_FACES])
def test_without_a_workbook_every_button_asks_for_one(stand_in: PlannerExcel, button: str) -> None:
    assert "no workbook is open" in press(button) or "没有打开的工作簿" in press(button)


def test_insert_pab_in_excel_2016(start_excel: StartExcel) -> None:
    old = start_excel("rows", excel_2016=True)
    said = old.press_in_ribbon("insert_pab")
    assert "2 items" in said
    block = old.read("Plan", "E4:L4")
    assert old.sheet("Plan").Range("E4:L4").HasArray is True or block is not None


@pytest.mark.parametrize("button", ["update_alerts", "today", "what_if", "guide"])
def test_a_protected_workbook_is_not_changed(start_excel: StartExcel, button: str) -> None:
    running = start_excel("rows")
    running.model.structure_is_protected = True
    before = everything(running)
    assert "Plan.xlsx takes no new sheet" in running.press_in_ribbon(button)
    assert everything(running) == before


def test_choices_are_offered_one_by_one(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("update_alerts")
    heads = running.read("Alerts", "A3:AZ3")[0]
    solvable = next(n for n, head in enumerate(heads) if str(head).startswith("Solvable"))
    cell = running.sheet("Alerts").Range("A4").Offset(0, solvable)
    assert cell.Validation.Formula1 == "Yes 是,No 否"


@pytest.mark.parametrize(("title", "first"), [("Alerts", 4), ("Today", 7)])
def test_a_row_is_coloured_by_its_own_alert(start_excel: StartExcel, title: str, first: int) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("update_alerts")
    sheet = running.sheet(title)
    assert sheet.conditions
    for rule in sheet.conditions:
        assert str(first) in rule.rule.formula[0], (rule.areas, rule.rule.formula)


def test_quantities_shown_as_money_are_quantities(start_excel: StartExcel) -> None:
    plain = start_excel("rows").press_in_ribbon("update_alerts")
    running = start_excel("rows")
    running.sheet("Plan").Range("E2:L5").NumberFormat = "¥#,##0.00"
    assert running.press_in_ribbon("update_alerts") == plain


def test_a_very_hidden_sheet_is_no_plan(start_excel: StartExcel) -> None:
    plain = start_excel("rows").press_in_ribbon("update_alerts")
    running = start_excel("rows")
    running.sheet("Plan").Copy(None, running.sheet("Plan"))
    hidden = running.model.sheets[1]
    hidden.Range("A2:A3").Value = "P-9"
    hidden.Visible = 2
    assert running.press_in_ribbon("update_alerts") == plain


def test_insert_pab_inserts_empty_rows_while_something_is_copied(start_excel: StartExcel) -> None:
    plain = start_excel("rows")
    plain.press_in_ribbon("insert_pab")
    running = start_excel("rows")
    running.sheet("Plan").Range("1:1").Copy()
    running.press_in_ribbon("insert_pab")
    assert running.sheet("Plan").UsedRange.Formula == plain.sheet("Plan").UsedRange.Formula


@pytest.mark.parametrize("button", BUTTONS)
def test_an_excel_with_semicolons_and_german_functions(start_excel: StartExcel, button: str) -> None:
    answers = []
    for locale in (CHINA, GERMANY):
        running = start_excel("rows", locale=locale)
        running.press_in_ribbon("insert_pab")
        answers.append(running.press_in_ribbon(button))
    assert answers[0] == answers[1]


def test_what_a_button_writes_into_rows_that_a_filter_hides_stands_in_them(start_excel: StartExcel) -> None:
    running = start_excel("shipped")
    running.press_in_ribbon("update_alerts")
    others = running.read("Alerts", "A5:J6")
    running.sheet("Alerts").Range("A3:A12").AutoFilter(1, ["A-0002", "A-0003"], 7)
    running.select("Alerts", "A4")
    assert "I-0001" in running.press_in_ribbon("internal_alert")
    assert running.read("Alerts", "A4:B4") == (("A-0001", "Reported 已上报"),)
    assert running.read("Alerts", "A5:J6") == others


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#BUSY!"])
def test_an_error_of_dynamic_arrays_is_no_quantity(start_excel: StartExcel, error: str) -> None:
    answers = []
    for shown in ("#N/A", error):
        running = start_excel("rows")
        running.sheet("Plan").Range("D2").Value = shown
        answers.append(running.press_in_ribbon("update_alerts"))
    assert answers[0] == answers[1]


def her_name(running: PlannerExcel, name: str) -> None:
    """She has given a name to cells of hers."""
    running.model.Names.Add(name, "=Plan!$A$1")


def her_table(running: PlannerExcel, name: str) -> None:
    """She has a table of that name."""
    sheet = running.book.sheets.add("Kunden", after=running.book.sheets[-1])
    sheet["A1:B2"].value = [["Customer", "Mail"], ["Huaxin", "a@b"]]
    sheet.tables.add(sheet["A1:B2"], name=name)
    running.sheet("Plan").Activate()


@pytest.mark.parametrize("name", ["Alerts", "Log", "contacts"])
@pytest.mark.parametrize("give", [her_name, her_table])
def test_a_name_of_hers_that_a_kept_table_needs_is_said(
    start_excel: StartExcel, give: Callable[[PlannerExcel, str], None], name: str
) -> None:
    running = start_excel("rows")
    give(running, name)
    button = "update_alerts"
    if name == "contacts":
        assert running.press_in_ribbon(button).startswith("1 opened")
        running.select("Alerts", "A4")
        button = "internal_alert"
    before = everything(running)
    said = running.press_in_ribbon(button)
    kind = "the workbook has a name" if give is her_name else "sheet Kunden is not one of ours"
    assert said.startswith(kind)
    assert name.casefold() in said.casefold()
    assert everything(running) == before


def test_a_protected_template_is_named_and_no_letter_is_made(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    running.sheet("Plan").Range("D4").Value = 1
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    running.press_in_ribbon("internal_alert")
    running.sheet("T-Internal-en").Protect()
    running.select("Alerts", "A5")
    before = everything(running)
    assert running.press_in_ribbon("internal_alert").startswith("sheet T-Internal-en is protected")
    assert everything(running) == before


@pytest.mark.parametrize("title", ["Alerts", "Log", "Letters", "Contacts"])
def test_a_total_row_under_a_kept_table_is_not_written_over(start_excel: StartExcel, title: str) -> None:
    running = start_excel("rows")
    running.sheet("Plan").Range("D4").Value = 1
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    running.press_in_ribbon("internal_alert")
    running.sheet(title).ListObjects.Item(1).ShowTotals = True
    running.select("Alerts", "A5")
    before = everything(running)
    assert f"sheet {title}: table {title} shows a total row" in running.press_in_ribbon("internal_alert")
    assert everything(running) == before


@pytest.mark.parametrize("file_format", [6, 62, 42, 56, 60])  # CSV, CSV UTF-8, Unicode text, .xls, .ods
def test_a_workbook_whose_format_loses_what_is_written_is_not_changed(
    start_excel: StartExcel, file_format: int
) -> None:
    running = start_excel("rows")
    running.model.file_format = file_format
    before = everything(running)
    for button in ("update_alerts", "insert_pab", "risk_colours", "what_if", "guide", "today"):
        assert "is not in a current Excel format" in running.press_in_ribbon(button)
    assert everything(running) == before
    assert running.press_in_ribbon("explain").startswith("P-1")


@pytest.mark.parametrize("file_format", [50, 61])  # .xlsb, Strict Open XML
def test_files_are_made_of_a_workbook_that_excel_alone_reads(
    start_excel: StartExcel, file_format: int
) -> None:
    running = start_excel("rows")
    running.model.file_format = file_format
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    running.press_in_ribbon("internal_alert")
    running.select("I-0001", "A1")
    assert running.press_in_ribbon("pdf") == "I-0001: I-0001.pdf is written."
    assert running.press_in_ribbon("share_copy").startswith("Plan copy.xlsx: sheets Plan;")
    assert [book.Name for book in running.session.app.books] == ["Plan.xlsx"]
    folder = running.model.file.parent if running.model.file else Path()
    assert openpyxl.load_workbook(folder / "Plan copy.xlsx")["Plan"]["A2"].value == "P-1"


@pytest.mark.parametrize("apart", [True, False])
def test_what_is_selected_in_several_blocks_counts_and_what_a_filter_hides_does_not(
    start_excel: StartExcel, *, apart: bool
) -> None:
    running = start_excel("shipped")
    running.press_in_ribbon("update_alerts")
    alerts = running.sheet("Alerts")
    if not apart:
        alerts.Range("A3:A12").AutoFilter(1, ["A-0001", "A-0003"], 7)
    alerts.Activate()
    alerts.selection = CellRange(alerts, *map(Area.parse, ("A4", "B6:C6") if apart else ("A4:A6",)))
    assert running.press_in_ribbon("internal_alert").startswith("2 alerts reported: I-0001, I-0002")
    assert [row[0][:8] for row in running.read("Alerts", "B4:B6")] == ["Reported", "Detected", "Reported"]


def test_risk_colours_come_without_a_legend_where_the_heading_takes_no_note(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("insert_pab")
    running.session.spoiled.append(Spoiled(GENERAL, times=None, member="Range.AddComment"))
    assert running.press_in_ribbon("risk_colours").startswith("2 rows coloured")
    assert running.sheet("Plan").conditions


def test_risk_colours_leave_the_register_its_own(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    before = everything(running)
    assert running.press_in_ribbon("risk_colours").startswith("sheet Alerts has no balance row")
    assert everything(running) == before


def test_what_is_written_where_excel_does_not_keep_it_is_said_to_be_lost(
    start_excel: StartExcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {}
    for kind in ("usual", "read-only", "in a mail", "in the cloud"):
        running = start_excel("rows")
        running.model.read_only = kind == "read-only"
        running.model.cloud_folder = "https://d.docs.live.net/1" if kind == "in the cloud" else None
        monkeypatch.setenv("TEMP", str(tmp_path if kind == "in a mail" else tmp_path / "none"))
        assert "lost" not in running.press_in_ribbon("explain")  # nothing is written yet
        said[kind] = running.press_in_ribbon("update_alerts")
    assert said["in the cloud"] == said["usual"]
    assert said["read-only"].startswith(f"{said['usual']} Plan.xlsx is open for reading only: save it under")
    assert said["in a mail"].startswith(
        f"{said['usual']} Plan.xlsx was opened in a mail or a zip file: save it"
    )


def test_a_letter_that_was_given_another_name_is_asked_for(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    running.press_in_ribbon("update_alerts")
    running.select("Alerts", "A4")
    running.press_in_ribbon("internal_alert")
    running.sheet("I-0001").Name = "Huaxin"
    running.select("Letters", "A4")
    assert running.press_in_ribbon("pdf").startswith("no sheet is called I-0001")
    running.sheet("Huaxin").Name = "I-0001"
    assert "I-0001.pdf is written" in running.press_in_ribbon("pdf")
