"""Cells against their headings: dates, words and marks under the name of a quantity, two dates, a shortage that runs.

100 on hand; 20 go out on the 5th of each of four months, 60 come in on 10 January.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pab_planner.errors import PlanError
from pab_planner.reading.planning import read_plan
from planning_files import Rows, workbook

FIFTH = [date(2026, month, 5) for month in range(1, 5)]
LATER = [date(2026, month, 20) for month in range(2, 6)]
STOCK: Rows = [["Item", "On hand"], ["A", 100]]
MPS: Rows = [["Item", "Date", "Quantity"], ["A", date(2026, 1, 10), 60]]


def lists(heads: list[Any], *columns: list[Any], mps: Rows = MPS) -> dict[str, Rows]:
    rows: Rows = [heads, *([*its] for its in zip(*columns, strict=True))]
    return {"Stock": STOCK, "MPS": mps, "Orders": rows}


def balance(file: Path, labels: dict[str, str] | None = None) -> float:
    return float(read_plan(file, labels=labels or {}).plan.balance[0][-1])


A, Q = ["A"] * 4, [20] * 4
FC = ["BLR7", "BLR7", "DEL2", "BLR7"]
NAMES = ["Demand 01", "Demand 02", "Demand 03", "Demand 04"]
LEADS_TO: dict[str, tuple[dict[str, Rows], str]] = {
    "words under the name of a measure": (lists(["FC", "SKU", "Due date", "Order qty"], FC, A, FIFTH, Q), "FC"),
    "words beside units": (lists(["FC", "SKU", "Due date", "Units"], FC, A, FIFTH, Q), "FC"),
    "marks of true and false": (
        lists(["Item", "Date", "Orders", "Purchases"], A, FIFTH, Q, [True, False, True, False]),
        "Purchases",
    ),
    "the name of an order": (lists(["Name", "Item", "Due", "Quantity"], NAMES, A, FIFTH, Q), "Name"),
    "the day on which it starts": (
        lists(
            ["Item", "Date", "Quantity"], A, FIFTH, Q,
            mps=[["Item", "Start", "End", "Quantity"], ["A", date(2026, 1, 2), date(2026, 1, 10), 60]],
        ),
        "Start",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", LEADS_TO)
def test_what_is_no_quantity_is_left_aside_by_name(tmp_path: Path, kind: str) -> None:
    sheets, aside = LEADS_TO[kind]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    assert reading.plan.balance[0][-1] == 100 + 60 - 4 * 20
    assert not reading.faults and reading.plan.descriptions == ("",)
    assert aside in [use.heading for table in reading.tables for use in table.left_aside]


def by_week(*, extra: str) -> dict[str, Rows]:
    """A line for each item and week: 100, 90, 80 on hand; 10 go out, 0 and 30 come in."""
    days = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)]
    late = [date(2026, 4, 6), date(2026, 4, 13), date(2026, 4, 20)]
    columns = zip(days, ["A"] * 3, [100, 90, 80], [0, 0, 30], [10] * 3, [90, 80, 100], late, strict=True)
    heads = ["date", "sku", "opening_stock", "planned_receipts", "demand", "projected_stock", extra]
    return {"Plan": [heads, *([*its] for its in columns)]}


def test_a_due_date_beside_a_date_of_levels_is_asked_about(tmp_path: Path) -> None:
    file = workbook(tmp_path / "plan.xlsx", by_week(extra="expected_arrival_date"))
    with pytest.raises(PlanError, match="--label 'date=date'"):
        read_plan(file)
    plan = read_plan(file, labels={"date": "date"}).plan
    assert [str(period.start) for period in plan.periods] == ["2026-01-05", "2026-01-12", "2026-01-19"]
    assert plan.balance[0][-1] == 100 - 3 * 10 + 30


@pytest.mark.parametrize("heading", ["Date Shipped", "Shipped"])
def test_dates_under_the_name_of_a_quantity_are_dates(tmp_path: Path, heading: str) -> None:
    sheets = lists(["Document", "Item", "Quantity", "Date", heading], [1, 2, 3, 4], A, Q, FIFTH, LATER)
    file = workbook(tmp_path / "plan.xlsx", sheets)
    with pytest.raises(PlanError, match=f"--label '{heading}=date'"):
        read_plan(file)
    assert balance(file, {heading: "date"}) == balance(file, {heading: "ignore"}) == 80


def test_an_item_that_is_said_to_be_left_out_is(tmp_path: Path) -> None:
    gone = [5, "later", 0, 0]
    sheets = lists(["Item", "Date", "Quantity", "Delivered"], A, FIFTH, Q, gone)
    sheets["Stock"] = [*STOCK, ["B", 7]]
    sheets["Orders"] = [*sheets["Orders"], ["B", FIFTH[0], 3, 1]]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    assert [fault.cell for fault in reading.faults] == ["D3"]
    assert reading.plan.items == ("B",) and reading.left_out == 1
    assert reading.plan.balance[0][-1] == 7 - (3 - 1)


def test_fulfilled_quantities_are_no_marks_of_closed_lines(tmp_path: Path) -> None:
    sheets = lists(["Item", "Date", "Quantity", "Fulfilled"], A, FIFTH, Q, [5, 0, 0, 1])
    assert balance(workbook(tmp_path / "plan.xlsx", sheets)) == 100 + 60 - (4 * 20 - 5 - 1)


def test_a_list_without_its_dates_is_said_to_have_none(tmp_path: Path) -> None:
    sheets = lists(["Item", "Due date", "Quantity"], A, [None] * 4, Q)
    with pytest.raises(
        PlanError, match="4 lines were read, but without a date, first Orders!B2 under 'Due date'"
    ):
        read_plan(workbook(tmp_path / "plan.xlsx", sheets))


def test_columns_of_words_are_not_offered_as_a_measure(tmp_path: Path) -> None:
    sheets = lists(["Item", "Date", "Quantity", "Origin"], A, FIFTH, Q, ["X", "Y", "X", "Y"])
    with pytest.raises(PlanError) as refused:
        read_plan(workbook(tmp_path / "plan.xlsx", {"Orders": sheets["Orders"], "MPS": MPS}))
    assert "Origin" not in str(refused.value)


def test_a_shortage_that_runs_says_what_goes_out(tmp_path: Path) -> None:
    rows: Rows = [
        ["Item", "Stock", "", "2026-01", "2026-02", "2026-03"],
        ["A", 30, "Production plan", 15, 20, 25],
        ["A", 30, "Receipts", 0, 30, 10],
        ["A", 30, "Short", "=D2-$B2-D3", "=D4+E2-E3", "=E4+F2-F3"],
    ]
    file = workbook(tmp_path / "plan.xlsx", {"Plan": rows})
    with pytest.raises(PlanError, match="--label 'Production plan=orders'"):
        read_plan(file)
    assert read_plan(file, labels={"Production plan": "orders"}).plan.balance.tolist() == [[15, 25, 10]]


def test_a_day_of_arrival_in_a_list_of_orders_is_asked_about(tmp_path: Path) -> None:
    heads = ["Document", "Item", "Quantity", "Date", "Arrival date"]
    file = workbook(tmp_path / "plan.xlsx", lists(heads, [1, 2, 3, 4], A, Q, FIFTH, LATER))
    with pytest.raises(PlanError, match="--label 'Date=date'"):
        read_plan(file, labels={"Quantity": "orders"})
    plan = read_plan(file, labels={"Quantity": "orders", "Date": "date"}).plan
    assert str(plan.lines[0].due) == "2026-01-05"


@pytest.mark.parametrize("heading", ["In transit", "Allocated", "Safety stock", "Shipped"])
def test_a_column_that_nobody_has_filled_yet_is_no_date(tmp_path: Path, heading: str) -> None:
    """As in the planner workbook, where most items have nothing in transit."""
    sheets = lists(["Item", "Due", "Quantity"], A, FIFTH, Q)
    sheets["Stock"] = [["Item", "On hand", heading, "Unit"], ["A", 100, None, "pcs"]]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    assert reading.plan.balance[0][-1] == 100 + 60 - 4 * 20
    assert not reading.faults


@pytest.mark.parametrize("heading", ["Net demand", "Total", "Backlog ratio"])
def test_a_refusal_names_what_was_left_aside_and_may_be_it(tmp_path: Path, heading: str) -> None:
    rows: Rows = [
        ["Item", "Measure", "2026-01", "2026-02", "2026-03"],
        ["A", "On hand", 30],
        ["A", heading, 15, 20, 10],
        ["A", "MPS", 0, 30, 0],
    ]
    file = workbook(tmp_path / "plan.xlsx", {"Plan": rows})
    with pytest.raises(PlanError, match=f"customer orders not found.*'{heading}' .*rename it 'Orders'"):
        read_plan(file)
    assert read_plan(file, labels={heading: "orders"}).plan.balance.tolist() == [[15, 25, 15]]
    rows = [*rows[:2], ["A", "Orders", 15, 20, 10], rows[3]]
    assert read_plan(workbook(file, {"Plan": rows})).plan.balance.tolist() == [[15, 25, 15]]


KINDS = {
    "decided": (["Status", "Available", "Blocked", "QA hold"], None, 30),
    "in Chinese": (["库存状态", "良品", "不良品", "冻结"], None, 30),
    "denied": (["Status", "Available", "Not available", "Unavailable"], "status", 30),
    "denied in Chinese": (["状态", "可用", "不可用", "可用"], "status", 30 + 3),
    "in doubt": (["Type", "Shelf", "Returns", "Shelf"], "status", 30 + 3),
    "in doubt, told to count": (["Type", "Shelf", "Returns", "Shelf"], "ignore", 30 + 12 + 3),
}


@pytest.mark.parametrize("kind", KINDS)
def test_stock_that_cannot_be_used_does_not_count(tmp_path: Path, kind: str) -> None:
    (heading, *words), told, opening = KINDS[kind]
    sheets = lists(["Item", "Date", "Quantity"], A, FIFTH, Q)
    rows = zip(words, [30, 12, 3], strict=True)
    sheets["Stock"] = [["Item", heading, "On hand"], *(["A", word, quantity] for word, quantity in rows)]
    file = workbook(tmp_path / "plan.xlsx", sheets)
    if told:
        with pytest.raises(PlanError, match=f"--label '{heading}=status'"):
            read_plan(file)
    assert read_plan(file, labels={heading: told} if told else {}).plan.opening.tolist() == [opening]


def test_an_item_of_which_all_stock_is_blocked_has_none(tmp_path: Path) -> None:
    sheets = lists(["Item", "Date", "Quantity"], A, FIFTH, Q)
    sheets["Stock"] = [["Item", "Status", "On hand"], ["A", "Blocked", 30]]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    assert reading.plan.opening.tolist() == [0] and not reading.faults


@pytest.mark.parametrize(("heading", "one", "other"), [("Shift", "day", "night"), ("线别", "一线", "二线")])
def test_what_lines_and_shifts_make_is_added(tmp_path: Path, heading: str, one: str, other: str) -> None:
    weeks = ["2026-01-05", "2026-01-12"]
    sheets: dict[str, Rows] = {
        "Stock": STOCK,
        "Orders": [["Item", *weeks], ["A", 40, 50]],
        "MPS": [["Item", heading, *weeks], ["A", one, 10, 20], ["A", other, 5, 0]],
    }
    reading = read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    assert reading.plan.balance.tolist() == [[100 - 40 + 15, 75 - 50 + 20]]
    assert any(heading in str(said) for table in reading.tables for said in table.decided)


def test_numbers_of_lines_under_the_name_of_a_measure_column_are_no_measures(tmp_path: Path) -> None:
    sheets = lists(["项目", "客户", "物料", "交期", "数量"], ["10", "20", "30", "40"], ["C"] * 4, A, FIFTH, Q)
    assert balance(workbook(tmp_path / "plan.xlsx", sheets)) == 80


@pytest.mark.parametrize("status", ["AWAITING_SHIPPING", "ENTERED"])
def test_a_status_with_underscores_is_read_as_words(tmp_path: Path, status: str) -> None:
    said = [status, status, "CANCELLED", status]
    sheets = lists(["Customer", "Item", "Due date", "Quantity", "Status"], ["C"] * 4, A, FIFTH, Q, said)
    assert balance(workbook(tmp_path / "plan.xlsx", sheets)) == 80 + 20
