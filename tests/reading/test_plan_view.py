"""What people do to the planner workbook's sheets, and what the scan says of it."""

from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from pab_planner.reading.plan_reading import PlanReading
from pab_planner.reading.planning import read_plan
from pab_planner.reading.table_account import OpenQuestions
from pab_planner.views.pab_rows import insert_pab_rows

PLANNER = Path(__file__).parents[2] / "workbook" / "PAB_Planner.xlsm"


@pytest.fixture
def planner(calc: xw.App, tmp_path: Path) -> xw.Book:
    """The planner workbook in a program that calculates."""
    file = tmp_path / "plan.xlsm"
    file.write_bytes(PLANNER.read_bytes())
    return calc.books.open(file)


def scans(book: xw.Book) -> list[PlanReading]:
    """What a scan finds in the open workbook, and in its file."""
    book.app.calculate()
    book.save()
    return [read_plan(book), read_plan(Path(book.fullname))]


def said(book: xw.Book) -> list[tuple[str, str]]:
    """Cell and expectation of each fault, in the open workbook as in its file; the plan is whole."""
    live, saved = ([(f"{f.sheet}!{f.cell}", f.expected.en) for f in r.faults] for r in _whole(book))
    assert live == saved
    return live


def _whole(book: xw.Book) -> list[PlanReading]:
    readings = scans(book)
    assert all(len(r.plan.items) == 12 for r in readings)
    return readings


def test_a_deleted_row_is_said_once_and_the_item_is_still_named_beside_the_others(planner: xw.Book) -> None:
    sheet = planner.sheets["Plan"]
    sheet.range("6:6").delete("up")  # the MPS of the first item
    assert sheet["A5:A8"].value == ["BP-1001", "BP-1001", "BP-1001", "BP-1002"]
    ((cell, expected),) = said(planner)
    assert cell == "Plan!G6"
    assert expected.startswith("a formula that works: a row or sheet that it counts with is gone")


@pytest.mark.parametrize("rows", ["6:6", "9:9"])
def test_a_row_inserted_within_or_between_items_harms_nothing(planner: xw.Book, rows: str) -> None:
    planner.sheets["Plan"].range(rows).insert("down")
    assert said(planner) == []


def test_an_item_without_rows_on_the_plan_is_said(planner: xw.Book) -> None:
    planner.sheets["Plan"].range("5:8").delete("up")
    ((cell, expected),) = said(planner)
    assert cell == "Plan!A47"
    assert expected.startswith("rows for BP-1001 too")


def test_a_number_that_no_list_knows_is_said(planner: xw.Book) -> None:
    planner.sheets["Plan"]["A49"].value = "HN-8001x"
    (missing, unknown) = sorted(said(planner), key=lambda fault: fault[1], reverse=True)
    assert missing[1].startswith("rows for HN-8001 too")
    assert unknown == (
        "Plan!A49",
        "an item of the lists: HN-8001x has neither order, receipt nor stock there; check the number",
    )


def test_a_number_typed_over_a_formula_is_said(planner: xw.Book) -> None:
    planner.sheets["Plan"]["G5"].value = 999
    ((cell, expected),) = said(planner)
    assert (cell, expected.partition(":")[0]) == ("Plan!G5", "the formula of its row")


def test_more_weeks_are_a_column_copied_and_insert_pab_pressed(planner: xw.Book) -> None:
    sheet = planner.sheets["Plan"]
    sheet["V4:V52"].copy(sheet["W4"])
    result = insert_pab_rows(sheet, read_plan(planner))
    assert (result.items, result.extended, result.left_out) == (0, 24, ())
    for reading in _whole(planner):
        assert (len(reading.plan.periods), reading.disagreements, reading.faults) == (17, (), ())


RENAMED: list[tuple[str, Callable[[xw.Book], None]]] = [
    ("lists", lambda book: _rename(book, Orders="订单", MPS="排产", Stock="Warehouse", Plan="计划")),
    ("settings", lambda book: _rename(book, Settings="参数", Contacts="People")),
]


def _rename(book: xw.Book, **titles: str) -> None:
    for old, new in titles.items():
        book.sheets[old].name = new


@pytest.mark.parametrize("rename", [each for _, each in RENAMED], ids=[name for name, _ in RENAMED])
def test_sheets_may_be_given_other_titles(planner: xw.Book, rename: Callable[[xw.Book], None]) -> None:
    before = read_plan(planner).settings
    rename(planner)
    assert said(planner) == []
    assert read_plan(planner).settings == before


def test_orders_that_cannot_be_read_are_asked_about_before_any_balance(planner: xw.Book) -> None:
    planner.sheets["Orders"].range("F:F").delete("left")  # the due dates
    planner.app.calculate()
    planner.save()
    for source in (planner, Path(planner.fullname)):
        with pytest.raises(OpenQuestions, match=r"Orders!F3 .*quantities and no date"):
            read_plan(source)


def test_an_error_where_an_item_should_be_is_said_and_its_rows_are_nobody_elses(
    calc: xw.App, tmp_path: Path
) -> None:
    book = calc.books.add()
    sheet = book.sheets[0]
    sheet["A1"].value = [
        ["Item", "Measure", "On hand", "2026-06-01", "2026-06-08"],
        ["P-1", "Orders", 20, 5, 5],
        [None, "MPS", None, 0, 0],
        [None, "Orders", None, 7, 7],
        [None, "MPS", None, 1, 1],
    ]
    sheet["A4"].formula = "=1/0"
    book.save(tmp_path / "plan.xlsx")
    for reading in (read_plan(book), read_plan(tmp_path / "plan.xlsx")):
        assert [(f.cell, f.found) for f in reading.faults] == [("A4", "#DIV/0!")]
        assert reading.plan.orders.tolist() == [[5, 5]]
