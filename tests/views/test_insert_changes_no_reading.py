"""What Insert PAB writes takes nothing away, the plan is read afterwards as before, and Remove PAB leaves no trace."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from pab_planner.engines.file.engine import open_book
from pab_planner.errors import PlanError
from pab_planner.reading.planning import read_plan
from pab_planner.reading.vocabulary import Role
from pab_planner.views.pab_rows import insert_pab_rows, remove_pab_rows
from planning_files import Rows
from random_plans import random_layout, save

HEADS = ["Item", "Measure", "2026-W23", "2026-W24", "2026-W25"]
ON_HAND, ORDERS, MPS = ["A", "On hand", 20], ["A", "Orders", 5, 0, 7], ["A", "MPS", 0, 10, 4]
NO_NAME: list[Any] = ["", "", "", "", ""]
LAYOUTS: dict[str, Rows] = {
    "opening first": [HEADS, ON_HAND, ORDERS, MPS],
    "opening last": [HEADS, ORDERS, MPS, ON_HAND],
    "opening in each period": [HEADS, [*ON_HAND, 15, 25], ORDERS, MPS],
    "opening and safety last": [HEADS, ORDERS, MPS, ON_HAND, ["A", "Safety stock", 3]],
    "opening beside": [["Item", "On hand", *HEADS[1:]], ["A", 20, *ORDERS[1:]], ["A", "", *MPS[1:]]],
    "a balance of her own": [
        HEADS,
        ON_HAND,
        ORDERS,
        MPS,
        ["A", "Balance", "=C2-C3+C4", "=C5-D3+D4", "=D5-E3+E4"],
    ],
    "two beside one another, the left one ends first": [
        [*HEADS, "", *HEADS],
        [*ON_HAND, "", "", "", "B", "On hand", 9],
        [*ORDERS, "", "B", "Orders", 1, 2, 3],
        [*MPS, "", "B", "Note", "x", "y", "z"],
        [*NO_NAME, "", "B", "MPS", 4, 0, 0],
    ],
    "two beside one another, the right one begins and ends later": [
        [*HEADS, "", *HEADS],
        [*ON_HAND, "", "", "", "B", "On hand", 9],
        [*ORDERS, "", "B", "Note", "x", "y", "z"],
        ["A", "Note", "x", "y", "z", "", "B", "Orders", 1, 2, 3],
        [*MPS, "", "B", "MPS", 4, 0, 0],
    ],
}


def columns_of(book: xw.Book) -> dict[tuple[str, int], list[str]]:
    """What the cells of each column hold, from top to bottom."""
    return {
        (sheet.name, number): its
        for sheet in book.sheets
        for number, column in enumerate(sheet.api.iter_cols(), 1)
        if (its := [str(cell.value) for cell in column if cell.value is not None])
    }


def insert(book: xw.Book) -> Iterator[int]:
    """Press Insert PAB on each sheet that has something to project; how many items got rows."""
    for sheet in book.sheets:
        reading = read_plan(book)
        if any(block.sheet == sheet.name and {*block.rows} - {Role.BALANCE} for block in reading.blocks):
            yield insert_pab_rows(sheet, reading).items


def assert_read_alike(book: xw.Book) -> int:
    """Insert twice and remove; how many items got rows the first time."""
    before, cells = read_plan(book).plan, columns_of(book)
    items = sum(insert(book))
    after, now = read_plan(book).plan, columns_of(book)
    for name in ("opening", "orders", "supply", "balance"):
        assert getattr(after, name).tolist() == getattr(before, name).tolist(), name
    assert (after.items, after.customers) == (before.items, before.customers)
    for column, its in cells.items():
        there = iter(now[column])
        typed = (cell for cell in its if not cell.startswith("="))  # formulas follow the rows
        assert all(cell in there for cell in typed), column
    assert sum(insert(book)) == 0
    for sheet in book.sheets:
        remove_pab_rows(sheet)
    assert columns_of(book) == cells
    return items


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_plan_is_read_as_before(tmp_path: Path, layout: str) -> None:
    book = open_book(str(save({"Plan": list(map(list, LAYOUTS[layout]))}, tmp_path / "plan.xlsx")))
    assert assert_read_alike(book) == (2 if layout.startswith("two") else 1)


@pytest.mark.parametrize("first", [0, 250, 1350])
def test_random_plans_are_read_as_before(tmp_path: Path, first: int) -> None:
    inserted = 0
    for seed in range(first, first + 30):
        layout = random_layout(seed)
        book = open_book(str(save(layout.sheets, tmp_path / f"{seed}.xlsx")))
        try:
            read_plan(book)
        except PlanError:
            continue
        inserted += assert_read_alike(book)
    assert inserted > 10
