"""The buttons of the groups Plan and Help, pressed in a file and in a live Calc."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from pab_planner.language import Text
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.macros.plan_buttons import NoPeriodsLate, NothingSelected, NothingToColour
from pab_planner.sheets.own_sheets import WHAT_IF
from pab_planner.sheets.protection import ProtectedSheet
from pab_planner.views.explain import NothingToExplain
from pab_planner.views.pab_rows import OurRow
from pab_planner.views.risk_formats import risk_colours_are_on
from pab_planner.views.what_if import LATE_CELL
from planning_files import Rows, weeks, workbook

PLAN: Rows = [
    ["Item", "Safety stock", "Measure", "On hand", *weeks(4)],
    ["P-1", 5, "Customer orders", 34, 10, 10, 15, 5],
    [None, None, "MPS", None, 0, 0, 50, 0],
    ["P-2", 0, "Customer orders", 8, 3, 4, 3, 4],
    [None, None, "MPS", None, 0, 6, 0, 0],
]


@pytest.fixture
def sheet(host: xw.App, tmp_path: Path) -> xw.Sheet:
    return host.books.open(workbook(tmp_path / "plan.xlsx", {"Plan": PLAN})).sheets["Plan"]


def press(sheet: xw.Sheet, name: str, cells: str | None = None, **arguments: str) -> Text:
    selection = sheet[cells] if cells else None
    return press_button(name, ButtonPress(sheet.book, date(2026, 6, 1), "li", "en", selection, arguments))


def labels(sheet: xw.Sheet) -> list[object]:
    return [cell for cell in sheet["C1:C20"].value if cell in [row.label for row in OurRow]]


def test_insert_pab_says_what_it_did_and_at_the_second_press_that_it_was_done(sheet: xw.Sheet) -> None:
    assert press(sheet, "insert_pab") == (
        "Sheet Plan: balance rows inserted for 2 items.",
        "工作表 Plan：已为 2 个物料插入余额行。",
    )
    assert press(sheet, "insert_pab").en == (
        "Sheet Plan: balance rows inserted for 0 items. 2 items have them already."
    )
    assert labels(sheet) == [OurRow.BALANCE.label] * 2


@pytest.mark.parametrize("button", ["insert_pab", "remove_pab", "risk_colours"])
def test_a_protected_sheet_is_left_alone(host: xw.App, tmp_path: Path, button: str) -> None:
    book = openpyxl.load_workbook(workbook(tmp_path / "plan.xlsx", {"Plan": PLAN}))
    book["Plan"].protection.sheet = True
    book.save(tmp_path / "plan.xlsx")
    sheet = host.books.open(tmp_path / "plan.xlsx").sheets["Plan"]
    before = sheet.used_range.value
    with pytest.raises(ProtectedSheet, match="Plan is protected"):
        press(sheet, button)
    assert sheet.used_range.value == before


@pytest.mark.parametrize("title", ["Orders", "MPS"])
def test_a_matrix_gets_a_matrix_of_balances_below_it(host: xw.App, tmp_path: Path, title: str) -> None:
    sheets: dict[str, Rows] = {
        "Orders": [["Item", *weeks(3)], ["A", 1, 1, 1]],
        "MPS": [["Item", *weeks(3)], ["A", 0, 3, 0]],
        "Stock": [["Item", "On hand"], ["A", 1]],
    }
    book = host.books.open(workbook(tmp_path / "plan.xlsx", sheets))
    before = book.sheets[title]["A1:D2"].value
    said = press(book.sheets[title], "insert_pab", "A1")
    assert said.en == f"Sheet {title}: balance rows inserted for 1 item."
    assert book.sheets[title]["A1:D2"].value == before
    formula = book.sheets[title]["B6"].formula
    assert formula.startswith("=PAB(SUMIFS(")
    assert ("MPS" in formula, "Orders" in formula) == (title == "Orders", title == "MPS")


def test_exposed_and_risk_rows_come_on_request(sheet: xw.Sheet) -> None:
    press(sheet, "insert_pab", exposed="yes", risk="yes")
    assert labels(sheet) == [row.label for row in OurRow] * 2


def test_the_settings_can_ask_for_all_rows(host: xw.App, tmp_path: Path) -> None:
    settings: Rows = [["Setting 设置", "Value 值"], ["Rows inserted 插入的行", "all"]]
    book = host.books.open(workbook(tmp_path / "all.xlsx", {"Plan": PLAN, "Settings": settings}))
    press(book.sheets["Plan"], "insert_pab", "A1")
    assert labels(book.sheets["Plan"]) == [row.label for row in OurRow] * 2


def test_rows_inserted_while_the_colours_are_on_are_coloured(sheet: xw.Sheet) -> None:
    press(sheet, "insert_pab")
    press(sheet, "risk_colours")
    press(sheet, "insert_pab", risk="yes")
    assert len(sheet["F5"].conditional_formats) == 3


def test_remove_pab_undoes_insert_pab(sheet: xw.Sheet) -> None:
    before = sheet.used_range.value
    press(sheet, "insert_pab", risk="yes")
    assert press(sheet, "remove_pab").en == "4 rows removed from sheet Plan."
    assert sheet.used_range.value == before
    assert press(sheet, "remove_pab").en == "Sheet Plan has no rows that Insert PAB wrote."


def test_risk_colours_go_on_and_off(sheet: xw.Sheet) -> None:
    press(sheet, "insert_pab")
    assert press(sheet, "risk_colours").en.startswith("2 rows coloured. ▼ 断供 Shortage")
    assert risk_colours_are_on(sheet)
    assert press(sheet, "risk_colours").en == "Risk colours are off on sheet Plan."
    assert not risk_colours_are_on(sheet)


def test_a_sheet_without_a_balance_row_cannot_be_coloured(sheet: xw.Sheet) -> None:
    with pytest.raises(NothingToColour, match="press Insert PAB first"):
        press(sheet, "risk_colours")


def test_what_if_plays_the_selected_item_as_late_as_the_terminal_says(sheet: xw.Sheet) -> None:
    said = press(sheet, "what_if", "A3", periods="2")
    shown = sheet.book.sheets[WHAT_IF.name]
    assert said.en.startswith("With the MPS 2 periods late, 1 of 1 item will be short")
    assert (shown["A6"].value, shown[LATE_CELL].value) == ("P-1", 2)
    assert shown["G7:J7"].value == [24, 14, -1, -6]


def test_what_if_asks_its_own_sheet_by_how_many_periods_and_for_which_items(sheet: xw.Sheet) -> None:
    press(sheet, "what_if", "A4")
    shown = sheet.book.sheets[WHAT_IF.name]
    shown[LATE_CELL].value = 3
    press(shown, "what_if", LATE_CELL)
    shown = sheet.book.sheets[WHAT_IF.name]
    assert (shown["A6"].value, shown["A8"].value) == ("P-2", None)
    assert shown["G7:J7"].value == [5, 1, -2, -6]


def test_what_if_without_a_selection_plays_every_item_one_period_late(sheet: xw.Sheet) -> None:
    assert press(sheet, "what_if").en.startswith("With the MPS 1 period late, 1 of 2 items will be short")


@pytest.mark.parametrize("periods", ["two", ""])
def test_periods_that_are_no_number_are_refused_and_a_blank_is_as_usual(
    sheet: xw.Sheet, periods: str
) -> None:
    if periods:
        with pytest.raises(NoPeriodsLate, match="Periods late is two"):
            press(sheet, "what_if", periods=periods)
    else:
        assert press(sheet, "what_if", periods=periods).en.startswith("With the MPS 1 period late")


def test_explain_says_how_the_balance_comes_about(sheet: xw.Sheet) -> None:
    press(sheet, "insert_pab")
    assert "14 left from 2026-06-08 - 15 customer orders + 50 MPS = 49" in press(sheet, "explain", "G4").en


def test_explain_needs_a_cell_and_one_that_can_be_explained(sheet: xw.Sheet) -> None:
    with pytest.raises(NothingSelected):
        press(sheet, "explain")
    with pytest.raises(NothingToExplain, match="Plan!A1"):
        press(sheet, "explain", "A1")


def test_explain_names_the_cell_that_makes_a_balance_an_error(calc: xw.App, tmp_path: Path) -> None:
    sheet = calc.books.open(workbook(tmp_path / "plan.xlsx", {"Plan": PLAN})).sheets["Plan"]
    press(sheet, "insert_pab")
    sheet["G2"].value = "15 pcs"
    said = press(sheet, "explain", "E4")
    assert said.en == "Plan!E4 shows #VALUE!: G2 holds “15 pcs”; expected a quantity or nothing."


def test_explain_says_why_ranges_do_not_fit(calc: xw.App, tmp_path: Path) -> None:
    sheet = calc.books.open(workbook(tmp_path / "plan.xlsx", {"Plan": PLAN})).sheets["Plan"]
    sheet["E8"].formula = "=PAB(D2,E2:H2,E3:G3)"
    said = press(sheet, "explain", "E8")
    assert "MPS is 1 x 3, but must have the same size as orders, which is 1 x 4" in said.en
    assert "主生产计划" in said.zh


def test_check_setup_answers_in_both_languages_with_a_sign_for_each_finding(sheet: xw.Sheet) -> None:
    said = press(sheet, "check_setup")
    assert all(line.startswith(("✓ ", "✗ ")) for line in (*said.en.splitlines(), *said.zh.splitlines()))


def test_the_guide_is_written_once(sheet: xw.Sheet) -> None:
    assert press(sheet, "guide").en == "The guide is on sheet Guide."
    first = sheet.book.sheets["Guide"].used_range.value
    press(sheet, "guide")
    assert sheet.book.sheets["Guide"].used_range.value == first
    assert [one.name for one in sheet.book.sheets].count("Guide") == 1
