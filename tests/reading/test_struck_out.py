"""Quantities that are struck through, as planners mark what was cancelled, do not count.

30 on hand; 15 20 10 25 go out, 0 30 0 40 come in: 15, 25, 15, 30 are left.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
import xlwings as xw

from pab_planner.engines.file.engine import open_book
from pab_planner.errors import PlanError
from pab_planner.reading.plan_reading import PlanReading
from pab_planner.reading.planning import read_plan
from planning_files import IN, LEFT, MPS, ORDERS, OUT, STOCK, Rows, W

Places = Mapping[str, set[tuple[int, int]]]
"""Row and column (from 0) of cells by the title of their sheet."""


def struck(path: Path, sheets: dict[str, Rows], cells: Places) -> Path:
    """A workbook with some cells struck through."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        line = book.add_format({"font_strikeout": True})
        line_of_day = book.add_format({"font_strikeout": True, "num_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    through = (row, column) in cells.get(title, ())
                    style = (line_of_day if isinstance(value, date) else line) if through else None
                    write = sheet.write_datetime if isinstance(value, date) else sheet.write
                    write(row, column, value, style or (day if isinstance(value, date) else None))
    return path


def balances(reading: PlanReading) -> dict[str, list[float]]:
    return dict(zip(reading.plan.items, reading.plan.balance.tolist(), strict=True))


PLAN: Rows = [["Item", "Measure", *W], ["A", "On hand", 30], ["A", "Orders", *OUT]]
LISTS: dict[str, Rows] = {
    "Orders": [*ORDERS, ["C", "A", W[1], 500]],
    "MPS": MPS,
    "Stock": STOCK,
}
LAST = len(ORDERS)
KINDS: dict[str, tuple[dict[str, Rows], Places]] = {
    "a line of a list": (LISTS, {"Orders": {(LAST, column) for column in range(4)}}),
    "the quantity of a line": (LISTS, {"Orders": {(LAST, 3)}}),
    "a quantity in a row": ({"Plan": [*PLAN, ["A", "MPS", 7, *IN[1:]]]}, {"Plan": {(3, 2)}}),
    "a row of a plan": (
        {"Plan": [*PLAN, ["A", "MPS", *IN], ["A", "Production", 9, 9, 9, 9]]},
        {"Plan": {(4, column) for column in range(6)}},
    ),
    "the stock of an item": (
        {**LISTS, "Orders": ORDERS, "Stock": [*STOCK, ["A", 8]]},
        {"Stock": {(2, 0), (2, 1)}},
    ),
}


@pytest.mark.parametrize(("sheets", "cells"), KINDS.values(), ids=KINDS.keys())
def test_what_is_struck_through_is_left_out_and_said(
    tmp_path: Path, sheets: dict[str, Rows], cells: Places
) -> None:
    path = struck(tmp_path / "plan.xlsx", sheets, cells)
    for source in (path, open_book(path)):
        reading = read_plan(source)
        assert balances(reading) == {"A": LEFT}
        assert [use.aside for its in reading.tables for use in its.left_aside].count("struck") == 1
        assert any("struck through" in fault.expected.en for fault in reading.faults)


def test_a_line_of_which_only_the_item_is_struck_through_is_asked_about(tmp_path: Path) -> None:
    path = struck(tmp_path / "plan.xlsx", LISTS, {"Orders": {(LAST, 1)}})
    with pytest.raises(PlanError, match=f"Orders!B{LAST + 1}: struck through, but not the quantities"):
        read_plan(path)


def test_what_is_struck_through_is_seen_in_calc(calc: xw.App, tmp_path: Path) -> None:
    book = calc.books.open(str(struck(tmp_path / "plan.xlsx", *KINDS["a row of a plan"])))
    assert balances(read_plan(book)) == {"A": LEFT}
    book.close()


def test_a_style_that_is_struck_through_and_used_by_no_cell_changes_nothing(tmp_path: Path) -> None:
    path = struck(
        tmp_path / "plan.xlsx", {**LISTS, "Orders": ORDERS, "Notes": [["old"]]}, {"Notes": {(0, 0)}}
    )
    reading = read_plan(path)
    assert balances(reading) == {"A": LEFT}
    assert not reading.faults
