"""Excels and workbooks as people have them: a plan that is pressed on is left as in an Excel of the usual kind.

Each kind is prepared before the first press. Answers and the cells of all sheets are then the same.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from windows.excel.conftest import StartExcel
from windows.excel.locales import FRANCE, GERMANY
from windows.excel.planner_excel import PlannerExcel, everything, is_one_sentence

R1C1_STYLE = -4150
"""Excel's number (XlReferenceStyle)."""

PRESSES = (
    ("update_alerts", "Plan", "G2"),
    ("insert_pab", "Plan", "G2"),
    ("risk_colours", "Plan", "G2"),
    ("explain", "Plan", "G2"),
    ("what_if", "Plan", "G2"),
    ("internal_alert", "Alerts", "A4"),
    ("countermeasures", "Alerts", "A4"),
    ("alert_form", "Alerts", "A4"),
    ("today", "Plan", "G2"),
    ("risk_colours", "Plan", "G2"),
    ("remove_pab", "Plan", "G2"),
)

NOTES = "备注"
"""How the titles of sheets begin that are none of a plan."""

LOST = " Plan.xlsx is open for reading only"
"""What every answer ends with where Excel does not keep what was written."""

OTHERS = ("Plan", "Alerts", "Log")

Prepare = Callable[[PlannerExcel], object]


def story(running: PlannerExcel) -> tuple[list[str], dict[str, Any]]:
    """What the buttons answer, and what they leave on every sheet but the log, which knows the time of day."""
    said = []
    for button, title, cells in PRESSES:
        running.select(title, cells)
        said.append(running.press_in_ribbon(button))
    assert not any("not foreseen" in each for each in said)
    sheets = everything(running)
    del sheets["Log"]
    return said, sheets


def with_chart_in_front(running: PlannerExcel) -> None:
    """A chart on a sheet of its own before all others."""
    book, path = running.book, Path(running.book.fullname)
    book.close()
    made = openpyxl.load_workbook(path)
    made.create_chartsheet("Figure", 0).add_chart(BarChart())
    made.save(path)
    running.app.books.open(str(path))


def beside_another_workbook(running: PlannerExcel) -> None:
    """Another workbook, whose sheets have the titles of ours, was opened after it."""
    plan = running.model
    other = running.app.books.add()
    for title in OTHERS:
        other.sheets.add(title)["A1"].value = "not ours"
    plan.Activate()


def filtered(running: PlannerExcel) -> None:
    """A filter hides the rows of one item."""
    running.sheet("Plan").Range("A1:L5").AutoFilter(1, ["P-2"], 7)


def formatted_far_down(running: PlannerExcel) -> None:
    """Somebody coloured cells far below and far to the right: the used range has 17 billion cells."""
    for cell in ("B1048500", "XFD5"):
        running.sheet("Plan").Range(cell).Interior.Color = 255


def among_many_sheets(running: PlannerExcel) -> None:
    """Sheets of notes, hidden, very hidden or shown, with titles that want quotation marks."""
    for number in range(254):
        sheet = running.model.Worksheets.Add(After=running.model.sheets[-1])
        sheet.Name = f"{NOTES} '{number}' {number}"
        sheet.Range("A1").Value = "note"
        sheet.Visible = (-1, 0, 2)[number % 3]
    running.sheet("Plan").Activate()


KINDS: dict[str, tuple[dict[str, Any], Prepare]] = {
    "R1C1": ({}, lambda running: setattr(running.session.app, "ReferenceStyle", R1C1_STYLE)),
    "France": ({"locale": FRANCE}, id),
    "Germany": ({"locale": GERMANY}, id),
    "a chart before all sheets": ({}, with_chart_in_front),
    "beside another workbook": ({}, beside_another_workbook),
    "read-only": ({}, lambda running: setattr(running.model, "read_only", True)),
    "in the cloud": ({}, lambda running: setattr(running.model, "cloud_folder", "https://d.docs.live.net/1")),
    "a filter on the plan": ({}, filtered),
    "calculating again and again": ({}, lambda running: setattr(running.session.app, "Iteration", True)),
    "formatted far down and to the right": ({}, formatted_far_down),
    "255 sheets, most of them hidden": ({}, among_many_sheets),
}


USUAL: list[tuple[list[str], dict[str, Any]]] = []
"""The story of a usual Excel, once it was told."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_is_left_as_in_an_excel_of_the_usual_kind(start_excel: StartExcel, kind: str) -> None:
    if not USUAL:
        USUAL.append(story(start_excel("rows")))
    settings, prepare = KINDS[kind]
    running = start_excel("rows", **settings)
    prepare(running)
    said, sheets = story(running)
    assert [each.partition(LOST)[0] for each in said] == USUAL[0][0]
    assert all(LOST in each for each in said) == (kind == "read-only")
    notes = {title: sheets.pop(title) for title in list(sheets) if title.startswith(NOTES)}
    assert {title: found for title, found in sheets.items() if found != USUAL[0][1].get(title)} == {}
    assert {found[0] for found in notes.values()} <= {"note"}


def test_a_workbook_that_counts_days_from_1904_keeps_its_days(start_excel: StartExcel) -> None:
    told = []
    for day_0 in (WINDOWS_EPOCH, MAC_EPOCH):
        running = start_excel("rows")
        path = Path(running.book.fullname)
        running.book.close()
        made = openpyxl.load_workbook(path)
        made.epoch = day_0
        made.save(path)
        running.app.books.open(str(path))
        said, _ = story(running)
        told.append((said, {sheet.Name: sheet.UsedRange.Value for sheet in running.model.sheets}))
        del told[-1][1]["Log"]
    assert running.model.Date1904
    assert running.sheet("Plan").Range("E1").Value2 == 44_894.0  # 30 November 2026: 46,356 less 1,462
    assert told[0] == told[1]


@pytest.mark.parametrize("full", [True, False])
def test_what_keeps_excel_from_inserting_a_row_is_named(start_excel: StartExcel, *, full: bool) -> None:
    running = start_excel("rows")
    if full:
        running.sheet("Plan").Range("B1048576").Interior.Color = 255
    else:  # hers reaches across the items
        running.sheet("Plan").Range("N2:N5").FormulaArray = "=ROW(A1:A4)"
    before = everything(running)
    assert "Excel inserts no row into sheet Plan" in running.press_in_ribbon("insert_pab")
    assert everything(running) == before


def test_a_used_range_of_billions_of_cells_is_not_read(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    formatted_far_down(running)
    for button, title, cells in (("update_alerts", "Plan", "G2"), ("what_if", "Plan", "C:C")):
        running.select(title, cells)
        running.session.app.cells_moved.clear()
        running.session.calls.clear()
        running.press_in_ribbon(button)
        assert running.session.app.cells_moved["read"] < 2_000
        assert running.session.calls.total() < 2_500


def test_another_workbook_with_sheets_of_our_titles_is_not_touched(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    beside_another_workbook(running)
    story(running)
    other = running.session.app.books[1]
    assert [sheet.Name for sheet in other.sheets if sheet.Name not in OTHERS] == ["Sheet1"]
    assert {other.sheet(title).UsedRange.Formula for title in OTHERS} == {"not ours"}


def test_a_chart_in_front_is_no_plan(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    with_chart_in_front(running)
    before = everything(running)
    for button in ("insert_pab", "remove_pab", "risk_colours", "explain"):
        running.model.charts[0].Activate()
        assert running.press_in_ribbon(button) == "select a cell first"
    assert everything(running) == before


@pytest.mark.parametrize("cells", ["B:D", "2:3", "A:XFD", "G2,A4:B5,J3"])
def test_whole_rows_whole_columns_and_several_areas_may_be_selected(
    start_excel: StartExcel, cells: str
) -> None:
    running = start_excel("rows")
    running.select("Plan", cells)
    said = [running.press_in_ribbon(button) for button in ("what_if", "explain", "risk_colours")]
    assert "P-1" in said[0]
    assert all(map(is_one_sentence, said))
    assert not any("not foreseen" in each for each in said)


def test_a_workbook_that_was_never_saved(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    plan = running.book.sheets["Plan"]
    rows, weeks = plan.range("A1:L5").value, plan.range("E1").number_format
    new = running.app.books.add().sheets[0]
    new.name = "Plan"
    new.range("A1").value = rows
    new.range("E1:L1").number_format = weeks
    said, _ = story(running)
    assert said[0].startswith("1 opened")
    assert "2 items" in said[1]
    assert "save it as .xlsx or .xlsm first" in running.press_in_ribbon("share_copy")


def test_a_workbook_and_a_sheet_of_unusual_names(start_excel: StartExcel, tmp_path: Path) -> None:
    running = start_excel("rows")
    running.book.close()
    running.app.books.open(str((tmp_path / "Plan.xlsx").rename(tmp_path / "Plan [2] '26.xlsx")))
    running.sheet("Plan").Name = "Wang's plan"
    for button, said in (
        ("insert_pab", "Wang's plan: balance rows"),
        ("share_copy", "Plan [2] '26 copy.xlsx"),
    ):
        assert said in running.press_in_ribbon(button)


def test_a_plan_whose_title_is_as_long_as_excel_allows(start_excel: StartExcel) -> None:
    running = start_excel("rows")
    title = "P" * 28 + "计划表"
    running.sheet("Plan").Name = title
    for button in ("update_alerts", "insert_pab", "risk_colours", "what_if", "share_copy"):
        running.select(title, "G2")
        said = running.press_in_ribbon(button)
        assert is_one_sentence(said)
        assert "not foreseen" not in said
