"""The planner workbook: read right, calculated right, and the same bytes every time."""

import io
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from build.package_check import package_faults
from pab_planner.build.demo_plan import WEEKS, demo_items, demo_orders, demo_planning_sheet, demo_weeks
from pab_planner.build.planner_workbook import planner_workbook
from pab_planner.engines.file.engine import open_book
from pab_planner.macros.button_press import buttons
from pab_planner.ooxml.package import contents_of
from pab_planner.reading.planning import read_plan
from pab_planner.reading.scan import ScanReport, scan_plan
from pab_planner.views.guide import SIGNS
from pab_planner.views.pab_rows import Insertion, insert_pab_rows, remove_pab_rows
from planning_files import workbook

BALANCES = {
    str(good[0]): balance[6:] for good, _, balance in zip(*[iter(demo_planning_sheet()[1:])] * 3, strict=True)
}
"""The balance of each item as the demo's own sheet adds it up."""


@pytest.fixture(scope="module")
def built() -> bytes:
    return planner_workbook()


@pytest.fixture
def file(built: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "PAB_Planner.xlsx"
    path.write_bytes(built)
    return path


@pytest.fixture
def live(calc: xw.App, file: Path) -> Iterator[xw.Book]:
    """The workbook in Calc, calculated."""
    book = calc.books.open(file)
    calc.calculate()
    yield book
    book.close()


def risks(report: ScanReport) -> set[tuple[Any, ...]]:
    plan = report.reading.plan
    return {
        (plan.items[one.row], one.level, one.first, one.last, one.recovery, one.worst_quantity)
        for one in report.risks
    }


@pytest.fixture
def expected(tmp_path: Path) -> set[tuple[Any, ...]]:
    return risks(scan_plan(workbook(tmp_path / "demo.xlsx", {"Plan": demo_planning_sheet()})))


def test_the_same_bytes_come_twice(built: bytes) -> None:
    assert planner_workbook() == built


def test_the_package_is_sound_and_asks_for_no_calculation_on_opening(built: bytes) -> None:
    parts = contents_of(io.BytesIO(built))
    assert package_faults(parts) == []
    assert re.findall(rb"<calcPr[^>]*>", parts["xl/workbook.xml"]) == [b'<calcPr calcId="191029"/>']


def test_the_scan_finds_the_risks_of_the_demo(file: Path, expected: set[tuple[Any, ...]]) -> None:
    report = scan_plan(file)
    assert risks(report) == expected
    assert len(report.reading.blocks) == len(demo_items())
    assert (report.reading.faults, report.reading.disagreements, report.reading.checked) == (
        (),
        (),
        True,
    )


def test_the_lists_are_the_truth_when_the_formulas_have_lost_their_values(
    file: Path, expected: set[tuple[Any, ...]]
) -> None:
    stripped = openpyxl.load_workbook(file)
    stripped.save(file)
    report = scan_plan(file)
    assert risks(report) == expected
    assert report.reading.faults == ()


def test_the_values_in_the_file_are_those_that_the_demo_adds_up_to(file: Path) -> None:
    sheet = open_book(file).sheets["Plan"]
    assert sheet["G4:V4"].value == [datetime(day.year, day.month, day.day) for day in demo_weeks()]
    for number, good in enumerate(demo_items()):
        row = 5 + 4 * number
        assert sheet[f"A{row}:B{row}"].value == [good.item, "Customer orders 客户订单"]
        assert sheet[f"C{row}"].value == good.description
        assert sheet[f"E{row}:F{row}"].value == [good.safety, good.on_hand - good.allocated]
        assert sheet[f"G{row + 2}:V{row + 2}"].value == BALANCES[good.item]


def test_calc_calculates_the_very_values_that_are_in_the_file(live: xw.Book, file: Path) -> None:
    written = open_book(file)
    for sheet in live.sheets:
        cells = sheet.used_range.address
        found = sheet[cells].options(ndim=2, err_to_str=True).value
        assert found == written.sheets[sheet.name][cells].options(ndim=2, err_to_str=True).value, sheet.name


def test_the_plan_follows_what_is_shipped_and_what_is_overdue(live: xw.Book) -> None:
    plan, orders = live.sheets["Plan"], live.sheets["Orders"]
    item, quantity = orders["A4"].value, orders["G4"].value
    row = 5 + 4 * [good.item for good in demo_items()].index(item)
    before = plan[f"G{row}"].value
    orders["H4"].value = quantity - 1
    live.app.calculate()
    assert plan[f"G{row}"].value == before - quantity + 1
    orders["F4"].value = date(2026, 11, 2)
    live.app.calculate()
    assert plan[f"G{row}"].value == before - quantity + 1
    orders["H4"].value = quantity + 5  # more than was ordered takes nothing off other orders
    live.app.calculate()
    assert plan[f"G{row}"].value == before - quantity


def test_the_weeks_follow_the_first_day_and_the_kind_of_period(live: xw.Book) -> None:
    plan, settings = live.sheets["Plan"], live.sheets["Settings"]
    rows = {name: row for row, name in enumerate(settings["A1:A40"].value, 1) if name}
    settings[f"B{rows['First day of the plan 计划起始日']}"].value = date(2026, 12, 1)
    settings[f"B{rows['Period 期间']}"].value = "month"
    live.app.calculate()
    assert plan["G4:I4"].value == [datetime(2026, 12, 1), datetime(2027, 1, 1), datetime(2027, 2, 1)]
    first = [line for line in demo_orders() if line.item == plan["A5"].value]
    assert plan["G5"].value == sum(line.quantity for line in first if line.due < date(2027, 1, 1))


def test_a_copied_item_is_a_new_item(live: xw.Book) -> None:
    plan = live.sheets["Plan"]
    plan["A5:V8"].copy(plan["A53"])
    plan["A53"].value = "BP-1002"
    live.app.calculate()
    assert plan["G55:V55"].value == BALANCES["BP-1002"]
    assert plan["A54:A56"].value == ["BP-1002"] * 3


def test_insert_and_remove_pab_leave_the_workbook_as_it_is(file: Path) -> None:
    book = open_book(file)
    sheet = book.sheets["Plan"]
    before = sheet.used_range.formula
    assert insert_pab_rows(sheet, read_plan(book)) == Insertion(items=0, had=len(demo_items()), left_out=())
    assert remove_pab_rows(sheet) == 0
    assert sheet.used_range.formula == before


def test_its_sheets_and_tables_have_the_names_that_the_guide_uses(file: Path) -> None:
    book = open_book(file)
    assert [sheet.name for sheet in book.sheets] == [
        *("Plan", "Orders", "MPS", "Stock", "Contacts", "Settings", "Guide")
    ]
    for name in ("Orders", "MPS", "Stock", "Contacts", "Settings"):
        assert [table.name for table in book.sheets[name].tables] == [name]


@pytest.mark.parametrize(
    ("sheet", "cell", "kind"),
    [
        ("Orders", "A4", "list"),
        ("Orders", "B4", "list"),
        ("Orders", "F200", "date"),
        ("Orders", "G4999", "decimal"),
        ("MPS", "B4", "date"),
        ("MPS", "C4", "decimal"),
        ("MPS", "D4", "list"),
        ("Stock", "C4", "decimal"),
        ("Settings", "B4", "list"),
    ],
)
def test_what_may_be_typed_is_said(file: Path, sheet: str, cell: str, kind: str) -> None:
    assert open_book(file).sheets[sheet][cell].data_validation.type == kind


def test_the_settings_say_when_the_plan_begins(file: Path) -> None:
    settings = read_plan(file).settings
    assert settings.given("first_day") == demo_weeks()[0]
    assert (settings["periods"], settings["bucket"], settings.given("language")) == (WEEKS, "week", None)


def test_it_opens_on_the_guide(file: Path) -> None:
    assert open_book(file).sheets.active.name == "Guide"


def test_the_guide_shows_every_button_that_works(file: Path) -> None:
    assert buttons().keys() <= SIGNS.keys()
    shown = "\n".join(str(cell) for row in open_book(file).sheets["Guide"].used_range.value for cell in row)
    assert all(f"\n{sign}\n" in f"\n{shown}\n" for name, sign in SIGNS.items() if name in buttons())


def test_the_tour_shows_what_is_then_on_the_screen(file: Path) -> None:
    guide: Any = openpyxl.load_workbook(file)["Guide"]
    above = [
        (
            str(guide.cell(picture.anchor._from.row, 1).value).splitlines()[-1],
            "CD"[picture.anchor._from.col - 2],
        )
        for picture in guide._images
    ]
    assert above == [
        *(("Risk colours", "C"), ("Risk colours", "D")),
        *(("Internal alert", "C"), ("Internal alert", "D")),
    ]
    for picture in guide._images:
        row = guide.row_dimensions[picture.anchor._from.row + 1]
        assert picture.anchor.ext.height / 12_700 < row.height  # EMU in a point
