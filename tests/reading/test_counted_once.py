"""What stands twice in a workbook counts once, or is asked about: a list and the plan's row of it, a summary, a copy.

30 on hand; 15 20 10 25 go out, 0 30 0 40 come in: 15, 25, 15, 30 are left.
"""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pab_planner.errors import PlanError
from pab_planner.reading.planning import read_plan
from pab_planner.reading.vocabulary import Role, meaning_of_row, measure_in
from planning_files import IN, LEFT, OUT, STOCK, Rows, W, workbook

Sheets = dict[str, Rows]


def across(*rows: list[Any], head: tuple[str, ...] = ("Item", "Measure"), days: list[date] = W) -> Rows:
    return [[*head, *days], *(["A", *row] for row in rows)]


def down(*lines: tuple[date, float], head: tuple[str, ...] = ("Item", "Date", "Qty")) -> Rows:
    return [[*head], *(["A", day, quantity] for day, quantity in lines)]


MPS = across([*IN], head=("Item",))
ON_HAND, ORDERS, RECEIPTS = ["On hand", 30], ["Orders", *OUT], ["MPS", *IN]
PLAN = across(ON_HAND, ORDERS, RECEIPTS)
# Two lines a week, which make the orders of the plan together.
ORDER_LIST = down(
    *((day + timedelta(2), out - 5) for day, out in zip(W, OUT, strict=True)), *((day, 5) for day in W)
)
MPS_LIST = down(*((day, come) for day, come in zip(W, IN, strict=True) if come))
CUSTOMERS: Sheets = {
    "Cust X": across(["X", "Orders", 10, 10, 5, 15], head=("Item", "Customer", "Measure")),
    "Cust Y": across(["Y", "Orders", 5, 10, 5, 10], head=("Item", "Customer", "Measure")),
}
LINES: Sheets = {
    "Orders": ORDER_LIST,
    "Stock": STOCK,
    "Line 1": across(["Production", 0, 10, 0, 15]),
    "Line 2": across(["Production", 0, 20, 0, 25]),
}

RIGHT: dict[str, Sheets] = {
    "orders of a list in the plan": {"Order list": ORDER_LIST, "Plan": PLAN},
    "orders of a list in a plan that calls them the same": {"Orders": ORDER_LIST, "Plan": PLAN},
    "receipts of a list in the plan": {"Work orders": MPS_LIST, "Plan": PLAN},
    "receipts of a matrix in the plan": {"Plan": PLAN, "MPS": MPS},
    "a row of what is in transit, and its list": {
        "Plan": across(ON_HAND, ORDERS, ["MPS", 0, 20, 0, 20], ["In transit", 0, 10, 0, 20]),
        "In transit": down((W[1], 10), (W[3], 20), head=("Item", "ETA", "Qty")),
    },
    "a list that is the sum of two rows": {
        "Receipts": MPS_LIST,
        "Plan": across(ON_HAND, ORDERS, ["Purchase orders", 0, 10, 0, 20], ["MPS", 0, 20, 0, 20]),
    },
    "the summary of the customers": {**CUSTOMERS, "Summary": PLAN},
    "stock less allocated is the plan's opening": {
        "Plan": PLAN,
        "Stock": [["Item", "On hand", "Allocated"], ["A", 35, 5]],
    },
    "what is bought comes beside what is made": {
        "Plan": across(ON_HAND, ORDERS, ["MPS", 0, 30, 0, 0]),
        "Open PO": [["PO", "Supplier", "Item", "Qty", "ETA"], ["P1", "S", "A", 40, W[3]]],
    },
    "customers with the same orders": {
        "MPS": across([0, 30, 0, 50], head=("Item",)),
        "Stock": STOCK,
        "Cust X": across(["X", "Orders", 10, 10, 5, 15], head=("Item", "Customer", "Measure")),
        "Cust Y": across(["Y", "Orders", 5, 10, 5, 20], head=("Item", "Customer", "Measure")),
    },
}

ASKED: dict[str, tuple[Sheets, str]] = {
    "orders of a list that differ from the plan's": (
        {"Order list": ORDER_LIST, "Plan": across(ON_HAND, ["Orders", 14, 20, 10, 25], RECEIPTS)},
        "Orders=ignore",
    ),
    "the same, called the same": (
        {"Orders": ORDER_LIST, "Plan": across(ON_HAND, ["Orders", 14, 20, 10, 25], RECEIPTS)},
        "Plan!Orders=ignore",
    ),
    "work orders that differ from the plan's": (
        {"Work orders": MPS_LIST, "Plan": across(ON_HAND, ORDERS, ["MPS", 0, 25, 0, 40])},
        "MPS=ignore",
    ),
    "a matrix that differs from the plan's row": (
        {"MPS": MPS, "Plan": across(ON_HAND, ORDERS, ["MPS", 0, 25, 0, 40])},
        "Plan!MPS=ignore",
    ),
    "a copy of a sheet": (
        {"Orders": across(ORDERS), "Orders (2)": across(ORDERS), "MPS": MPS, "Stock": STOCK},
        "Orders (2)!Orders=ignore",
    ),
    "the sum of two lines": ({**LINES, "All": across(["Production", *IN])}, "All!Production=ignore"),
    "the sum of two lines in Chinese": (
        {**LINES, "汇总": across(["Production", *IN])},
        "汇总!Production=ignore",
    ),
    "an old summary of the customers": (
        {**CUSTOMERS, "Summary": across(ON_HAND, ["Orders", 15, 20, 10, 24], RECEIPTS)},
        "Summary!Orders=ignore",
    ),
    "another stock than the plan's opening": (
        {"Plan": PLAN, "Stock": [["Item", "On hand"], ["A", 35]]},
        "Stock=ignore",
    ),
    "the orders of last week and of this": (
        {
            "Orders 01-Jun": ORDER_LIST,
            "Orders 25-May": [*ORDER_LIST[:-1], ["A", W[3], 7]],
            "Stock": STOCK,
            "MPS": MPS,
        },
        "Orders 25-May=ignore",
    ),
    "the stock of last week and of this": (
        {
            "Orders": ORDER_LIST,
            "Stock 29-May": [["Item", "On hand"], ["A", 28]],
            "Stock 01-Jun": STOCK,
            "MPS": MPS,
        },
        "Stock 29-May=ignore",
    ),
    "the plan and the orders made from it, a day later": (
        {
            "Orders": ORDER_LIST,
            "Stock": STOCK,
            "MPS": MPS_LIST,
            "Work orders": down((W[1] + timedelta(1), 28), head=("Item", "Finish date", "Qty")),
        },
        "Work orders=ignore",
    ),
    "what is shipped for the orders, a day before": (
        {
            "Orders": ORDER_LIST,
            "Stock": STOCK,
            "MPS": MPS,
            "Shipments": down(*((row[1] - timedelta(1), row[2]) for row in ORDER_LIST[1:])),
        },
        "Shipments=ignore",
    ),
    "warehouses that make another stock": (
        {"Plan": PLAN, "Stock": [["Item", "Warehouse", "On hand"], ["A", "1", 30], ["A", "2", 5]]},
        "Stock=ignore",
    ),
}


@pytest.mark.parametrize("kind", RIGHT)
def test_what_stands_twice_counts_once(tmp_path: Path, kind: str) -> None:
    found = read_plan(workbook(tmp_path / "plan.xlsx", RIGHT[kind]))
    assert (found.plan.balance.tolist(), found.faults) == ([LEFT], ())


@pytest.mark.parametrize("kind", ASKED)
def test_what_may_stand_twice_is_asked_about_with_what_settles_it(tmp_path: Path, kind: str) -> None:
    sheets, label = ASKED[kind]
    book = workbook(tmp_path / "plan.xlsx", sheets)
    with pytest.raises(PlanError) as refused:
        read_plan(book)
    assert re.findall(r"--label '(.*?)'", str(refused.value)) == [label]
    name, role = label.split("=")
    assert read_plan(book, labels={name: role}).plan.balance.tolist() == [LEFT]


def test_only_the_items_that_stand_twice_count_once(tmp_path: Path) -> None:
    rows = [[item, *row] for item in "AB" for row in (ON_HAND, ORDERS, RECEIPTS)]
    book = workbook(
        tmp_path / "plan.xlsx", {"Order list": ORDER_LIST, "Plan": [["Item", "Measure", *W], *rows]}
    )
    assert read_plan(book).plan.balance.tolist() == [LEFT, LEFT]


def test_nothing_is_offered_that_would_lose_the_orders_of_an_item(tmp_path: Path) -> None:
    rows = [[item, *row] for item in "AB" for row in (ON_HAND, ["Orders", 14, 20, 10, 25], RECEIPTS)]
    more = [*ORDER_LIST, ["C", W[0], 5]]
    sheets: Sheets = {
        "Order list": more,
        "Plan": [["Item", "Measure", *W], *rows],
        "Stock": [*STOCK[:1], ["C", 9]],
    }
    with pytest.raises(PlanError) as refused:
        read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    assert "=ignore" not in str(refused.value)


@pytest.mark.parametrize(
    "heading", ["Service demand", "Supplier orders", "Target production", "Updated forecast"]
)
def test_a_quantity_of_goods_is_not_left_aside_for_a_word_before_it(heading: str) -> None:
    assert meaning_of_row(heading, {}).role is None


@pytest.mark.parametrize(
    ("heading", "role"), [("Sales volume", Role.ORDERS), ("Production volume", Role.SUPPLY)]
)
def test_a_volume_of_sales_is_a_quantity(heading: str, role: Role) -> None:
    assert meaning_of_row(heading, {}).role is role


@pytest.mark.parametrize(
    "title", ["Shipping plan", "Delivery schedule", "交货计划", "送货计划", "Staff plan"]
)
def test_a_plan_of_something_else_is_not_one_of_what_is_made(title: str) -> None:
    assert measure_in(title, {}) is not Role.SUPPLY


@pytest.mark.parametrize(
    "title", ["Plan W23", "6月计划", "Plan plant 2", "Production schedule", "Master schedule June"]
)
def test_a_plan_is_one_of_what_is_made(title: str) -> None:
    assert measure_in(title, {}) is Role.SUPPLY


def test_a_day_to_which_an_order_was_moved_is_asked_about(tmp_path: Path) -> None:
    lines = [["C", "A", day - timedelta(14), day, out] for day, out in zip(W, OUT, strict=True)]
    orders: Rows = [["Customer", "Item", "Due date", "New date", "Qty"], *lines]
    book = workbook(tmp_path / "plan.xlsx", {"Orders": orders, "Stock": STOCK, "MPS": MPS_LIST})
    with pytest.raises(PlanError, match="--label 'New date=date'"):
        read_plan(book)
    assert read_plan(book, labels={"New date": "date"}).plan.balance.tolist() == [LEFT]


def test_a_day_on_which_goods_move_is_asked_about_whatever_else_its_heading_says(tmp_path: Path) -> None:
    way = (timedelta(21), timedelta(7), timedelta(0))
    lines = [["A", come, *(day - before for before in way)] for day, come in zip(W, IN, strict=True) if come]
    ships: Rows = [["Item", "Qty", "ETD", "ETA port", "ETA warehouse"], *lines]
    book = workbook(tmp_path / "plan.xlsx", {"Orders": ORDER_LIST, "Stock": STOCK, "In transit": ships})
    with pytest.raises(PlanError, match="--label 'ETA warehouse=date'"):
        read_plan(book)
    assert read_plan(book, labels={"ETA warehouse": "date"}).plan.balance.tolist() == [LEFT]


def test_orders_of_two_months_go_on(tmp_path: Path) -> None:
    lines = list(zip(W, OUT, strict=True))
    sheets: Sheets = {"Orders Jun": down(*lines[:2]), "Orders Jul": down(*lines[2:])}
    found = read_plan(workbook(tmp_path / "plan.xlsx", {**sheets, "Stock": STOCK, "MPS": MPS}))
    assert found.plan.balance.tolist() == [LEFT]


def test_a_customers_number_that_is_no_item_is_asked_about(tmp_path: Path) -> None:
    orders: Rows = [["Customer", "Customer part", "Due date", "Qty"], *(["C", "X-1", day, 5] for day in W)]
    book = workbook(tmp_path / "plan.xlsx", {"Orders": orders, "Stock": STOCK, "MPS": MPS})
    with pytest.raises(PlanError, match="write the item beside each line"):
        read_plan(book)


def test_a_customers_number_that_is_our_item_is_it(tmp_path: Path) -> None:
    lines = [["C", "A", day, out] for day, out in zip(W, OUT, strict=True)]
    orders: Rows = [["Customer", "Customer part", "Due date", "Qty"], *lines]
    book = workbook(tmp_path / "plan.xlsx", {"Orders": orders, "Stock": STOCK, "MPS": MPS})
    assert read_plan(book).plan.balance.tolist() == [LEFT]
