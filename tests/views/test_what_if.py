"""What if the MPS is late: shown beside the plan, and nothing of it kept."""

from datetime import date
from pathlib import Path

import pytest
import xlwings as xw

from pab_planner.core.risk import RiskLevel, RiskPolicies
from pab_planner.errors import NotAWholeNumber
from pab_planner.reading.planning import read_plan
from pab_planner.sheets.own_sheets import WHAT_IF
from pab_planner.sheets.palette import LOOKS
from pab_planner.views.what_if import LATE_CELL, asked_late, items_shown, play_late, show_what_if
from planning_files import Rows, weeks, workbook

# The article's item: 14 left after week 2, then 15 out and 50 in; one week late it breaks by 1 in week 3.
PLAN: Rows = [
    ["Item", "Description", "Measure", "On hand", *weeks(4)],
    ["P-1", "Pump", "Customer orders", 34, 10, 10, 15, 5],
    [None, None, "MPS", None, 0, 0, 50, 0],
    ["P-2", "Valve", "Customer orders", 100, 1, 1, 1, 1],
    [None, None, "MPS", None, 0, 0, 0, 7],
]
TODAY = date(2026, 6, 1)


def opened(host: xw.App, tmp_path: Path) -> xw.Book:
    return host.books.open(workbook(tmp_path / "plan.xlsx", {"Plan": PLAN}))


def test_an_mps_one_week_late_breaks_the_articles_third_week(tmp_path: Path) -> None:
    plan = read_plan(workbook(tmp_path / "plan.xlsx", {"Plan": PLAN})).plan
    asked = play_late(plan, [0, 1], 1, RiskPolicies())
    assert asked.slipped.balance[0].tolist() == [24, 14, -1, 44]
    assert asked.short == [(2, 0)]
    assert asked.lost.tolist() == [0, 7]
    assert plan.balance[0].tolist() == [24, 14, 49, 44]


def test_the_outcome_names_the_item_that_runs_out_first(tmp_path: Path) -> None:
    plan = read_plan(workbook(tmp_path / "plan.xlsx", {"Plan": PLAN})).plan
    said = play_late(plan, [0, 1], 1, RiskPolicies()).outcome("What-if 假设")
    assert said.en.startswith(
        "With the MPS 1 period late, 1 of 2 items will be short, the first one P-1 in 2026-06-15"
    )
    assert said.zh.startswith("若主生产计划推迟 1 期，2 个物料中有 1 个断供，最早为 P-1（2026-06-15）")


@pytest.mark.parametrize("late", [-1, 0.5])
def test_only_whole_periods_can_be_late(tmp_path: Path, late: float) -> None:
    plan = read_plan(workbook(tmp_path / "plan.xlsx", {"Plan": PLAN})).plan
    with pytest.raises(NotAWholeNumber, match="Periods late"):
        play_late(plan, [0], late, RiskPolicies())


def test_the_sheet_shows_each_item_as_planned_and_late(host: xw.App, tmp_path: Path) -> None:
    book = opened(host, tmp_path)
    reading = read_plan(book)
    sheet = show_what_if(book, play_late(reading.plan, [0, 1], 1, RiskPolicies()), "en", TODAY)
    assert (sheet.name, sheet[LATE_CELL].value) == (WHAT_IF.name, 1)
    assert sheet["A6:F6"].value == ["P-1", "Pump", "as planned", None, None, None]
    assert sheet["G6:J6"].value == [24, 14, 49, 44]
    assert sheet["C7:F7"].value == ["late by 1", "2026-06-15", 1, None]
    assert sheet["G7:J7"].value == [24, 14, -1, 44]
    assert sheet["F9"].value == 7


def test_a_short_week_is_coloured_and_marked(host: xw.App, tmp_path: Path) -> None:
    book = opened(host, tmp_path)
    sheet = show_what_if(book, play_late(read_plan(book).plan, [0], 1, RiskPolicies()), "zh", TODAY)
    assert sheet["I7"].color == LOOKS[RiskLevel.SHORTAGE].fill
    assert "▼" in str(sheet["I7"].number_format)
    assert sheet["H7"].color is None


def test_the_sheet_is_written_afresh_and_stays_out_of_the_plan(host: xw.App, tmp_path: Path) -> None:
    book = opened(host, tmp_path)
    plan = read_plan(book).plan
    show_what_if(book, play_late(plan, [0, 1], 1, RiskPolicies()), "en", TODAY)
    show_what_if(book, play_late(plan, [1], 2, RiskPolicies()), "en", TODAY)
    assert (asked_late(book), items_shown(book)) == (2, ["P-2"])
    again = read_plan(book)
    assert again.plan.balance.tolist() == plan.balance.tolist()
    assert again.faults == ()
