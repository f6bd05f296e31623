"""Items in an Excel table, and matrices in tables: balances stand where Excel lets them stand."""

from pathlib import Path

import openpyxl
import xlwings as xw
from openpyxl.worksheet.table import Table

from planning_files import Rows, workbook
from windows.excel.planner_excel import PlannerExcel

WEEKS = ["W1", "W2", "W3", "W4"]
ITEMS: Rows = [
    ["Item", "Measure", "On hand", *WEEKS],
    ["P-1", "Orders", 34, 10, 10, 15, 5],
    ["P-1", "MPS", None, 0, 0, 50, 0],
    ["P-2", "Orders", 8, 3, 4, 3, 4],
    ["P-2", "MPS", None, 0, 6, 0, 0],
]
MATRICES: dict[str, Rows] = {
    "Orders": [["Item", "On hand", *WEEKS], ["P-1", 34, 10, 10, 15, 5], ["P-2", 8, 3, 4, 3, 4]],
    "MPS": [["Item", *WEEKS], ["P-1", 0, 0, 50, 0], ["P-2", 0, 6, 0, 0]],
}


def opened(stand_in: PlannerExcel, path: Path, sheets: dict[str, Rows]) -> xw.Book:
    """A workbook each of whose sheets is one Excel table."""
    book = openpyxl.load_workbook(workbook(path, sheets))
    for sheet in book.worksheets:
        sheet.add_table(Table(displayName=f"Its{sheet.title}", ref=sheet.dimensions))
    book.save(path)
    return stand_in.app.books.open(str(path))


def pressed(stand_in: PlannerExcel, button: str, title: str) -> str:
    """What a button answers that is pressed on a sheet."""
    stand_in.select(title, "D2")
    return stand_in.press(button)


def test_a_table_of_items_takes_the_balances_in_and_gives_them_back(
    stand_in: PlannerExcel, tmp_path: Path
) -> None:
    sheet = opened(stand_in, tmp_path / "plan.xlsx", {"Plan": ITEMS}).sheets["Plan"]
    assert "balance rows inserted for 2 items" in pressed(stand_in, "insert_pab", "Plan")
    assert sheet.tables[0].range.address == "$A$1:$G$7"
    assert [sheet[cell].formula2 for cell in ("D4", "E4")] == ["=PAB(C2,D2:D2,D3:D3)", "=PAB(D4,E2:E2,E3:E3)"]
    assert sheet["G7"].formula2 == "=PAB(F7,G5:G5,G6:G6)"
    assert "2" in pressed(stand_in, "remove_pab", "Plan")
    assert sheet.tables[0].range.address == "$A$1:$G$5"


def test_a_matrix_in_a_table_gets_its_balances_below_it(stand_in: PlannerExcel, tmp_path: Path) -> None:
    sheet = opened(stand_in, tmp_path / "plan.xlsx", MATRICES).sheets["Orders"]
    assert "inserted for 2 items" in pressed(stand_in, "insert_pab", "Orders")
    assert sheet.tables[0].range.address == "$A$1:$F$3"
    assert sheet["C7"].formula2.replace("'", "") == "=PAB(B2,C2:F2,MPS!B2:E2)"


def test_two_tables_side_by_side_are_refused_with_the_reason(stand_in: PlannerExcel, tmp_path: Path) -> None:
    book = opened(stand_in, tmp_path / "plan.xlsx", {"Plan": ITEMS})
    sheet = book.sheets["Plan"]
    sheet["I1:J2"].value = [["Line", "Shift"], [1, 2]]
    sheet.tables.add(sheet["I1:J2"], name="Beside")
    before = sheet.used_range.formula
    assert "another table beside it" in pressed(stand_in, "insert_pab", "Plan")
    assert sheet.used_range.formula == before
