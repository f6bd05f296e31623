"""Which items the planner means."""

from pathlib import Path

import pytest
import xlwings as xw

from pab_planner.reading.planning import read_plan
from pab_planner.views.selection import selected_rows
from planning_files import Rows, weeks, workbook

PLAN: Rows = [
    ["Item", "Measure", "On hand", *weeks(2)],
    ["P-1", "Orders", 34, 10, 10],
    [None, "MPS", None, 0, 0],
    [None, "Planner's note", None, None, None],
    ["P-2", "Orders", 8, 1, 1],
    [None, "MPS", None, 0, 0],
]
NOTES: Rows = [["Who", "What"], ["Li", "p-2"], ["Wu", "nothing"], ["He", "P-1"]]


@pytest.mark.parametrize(
    ("sheet", "cells", "items"),
    [
        ("Plan", "D2", ["P-1"]),
        ("Plan", "A4", ["P-1"]),
        ("Plan", "D3:E6", ["P-1", "P-2"]),
        ("Plan", "A1", []),
        ("Notes", "A2", ["P-2"]),
        ("Notes", "B2:B4", ["P-1", "P-2"]),
        ("Notes", "A3", []),
        ("Notes", "A99", []),
    ],
)
def test_the_items_in_the_selected_rows_are_meant(
    host: xw.App, tmp_path: Path, sheet: str, cells: str, items: list[str]
) -> None:
    book = host.books.open(workbook(tmp_path / "plan.xlsx", {"Plan": PLAN, "Notes": NOTES}))
    reading = read_plan(book)
    rows = selected_rows(reading, book.sheets[sheet][cells])
    assert [reading.plan.items[row] for row in rows] == items


def test_without_a_selection_no_item_is_meant(host: xw.App, tmp_path: Path) -> None:
    book = host.books.open(workbook(tmp_path / "plan.xlsx", {"Plan": PLAN}))
    assert selected_rows(read_plan(book), None) == []
