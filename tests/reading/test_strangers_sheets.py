"""Layouts of people who have not read the code: exports of other systems, totals by sum, lists without years.

30 on hand; 15 20 10 25 go out, 0 30 0 40 come in: 15, 25, 15, 30 are left. B: 10; 5 6 7 8; 0 10 10 5: 5, 9, 12, 9.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pab_planner.errors import PlanError
from pab_planner.reading.planning import read_plan
from planning_files import Rows, weeks, workbook

W = weeks(4)
OUT, IN, LEFT = [15, 20, 10, 25], [0, 30, 0, 40], [15, 25, 15, 30]
OUT_B, IN_B, LEFT_B = [5, 6, 7, 8], [0, 10, 10, 5], [5, 9, 12, 9]
BOTH = [a + b for a, b in zip(OUT, OUT_B, strict=True)]
ORDERS: Rows = [["Item", "Date", "Qty"], *(["A", day, q] for day, q in zip(W, OUT, strict=True))]
MPS: Rows = [["Item", "Date", "Qty"], *(["A", day, q] for day, q in zip(W, IN, strict=True))]
STOCK: Rows = [["Item", "On hand"], ["A", 30]]
A, A_AND_B = {"A": LEFT}, {"A": LEFT, "B": LEFT_B}


def plan(*rows: list[Any], heads: list[Any] | None = None) -> dict[str, Rows]:
    return {"Plan": [["Item", "", *(heads or W)], *(["A" if not n else "", *r] for n, r in enumerate(rows))]}


def lists(orders: Rows = ORDERS, mps: Rows = MPS, stock: Rows = STOCK) -> dict[str, Rows]:
    return {"Orders": orders, "MPS": mps, "Stock": stock}


def movements(sign: str = "") -> list[list[Any]]:
    def gone(quantity: int) -> Any:
        return f"{quantity}{sign}" if sign else -quantity

    return [
        ["Date", "MRP element", "MRP element data", "Rec./reqd qty", "Available qty"],
        [W[0], "Stock", None, None, 30],
        [W[0], "CusOrd", "1/10", gone(15), 15],
        [W[1], "PrdOrd", "4711", 30, 45],
        [W[1], "CusOrd", "1/20", gone(20), 25],
        [W[2], "CusOrd", "2/10", gone(10), 15],
        [W[3], "PrdOrd", "4712", 40, 55],
        [W[3], "CusOrd", "2/20", gone(25), 30],
    ]


def down(periods: list[str]) -> Rows:
    opening = [30, None, None, None]
    cells = zip(periods, OUT, IN, opening, strict=True)
    return [["Item", "Period", "Demand", "Supply", "Opening stock"], *(["A", *its] for its in cells)]


RIGHT: dict[str, tuple[dict[str, Rows], dict[str, list[int]]]] = {
    "SAP's list of one material": ({"MD04": [["Material", "A"], [], *movements()]}, A),
    "with a minus behind the number": ({"MD04": [["Material", "A"], [], *movements("-")]}, A),
    "SAP's totals by period": (
        {
            "MD04": [
                ["Material", "A"],
                [],
                ["Period", "Requirements", "Receipts", "Avail. quantity", "ATP quantity"],
                ["Stock", None, None, 30, 30],
                *([w, -o, i, left, 0] for w, o, i, left in zip(W, OUT, IN, LEFT, strict=True)),
            ]
        },
        A,
    ),
    "net requirements whose reference says what they are": (
        {
            "Net requirements": [
                ["Item number", "Requirement date", "Reference", "Requirement quantity"],
                ["A", W[0], "On-hand", 30],
                *(["A", day, "Planned production order", q] for day, q in zip(W, IN, strict=True)),
                *(["A", day, "Sales order", -q] for day, q in zip(W, OUT, strict=True)),
            ]
        },
        A,
    ),
    "what goes out in brackets": (plan(["Orders", *(f"({q})" for q in OUT)], ["MPS", *IN], ["On hand", 30]), A),
    "week and year": (
        plan(["Orders", *OUT], ["MPS", *IN], ["On hand", 30], heads=["W49-26", "W50-26", "W51-26", "W52-26"]),
        A,
    ),
    "the day of the stock": (
        {"Plan": [["Item", "", "Stock 31.05.2026", *W], ["A", "Orders", 30, *OUT], ["", "MPS", None, *IN]]},
        A,
    ),
    "a row of days is no heading": (plan(["Orders", *OUT], ["MPS", *IN], ["Release date", *W], ["On hand", 30]), A),
    "of which": (
        plan(["Total demand", *OUT], ["of which OEM", 5, 5, 5, 5], ["MPS", *IN], ["On hand", 30]),
        A,
    ),
    "buffer zones": (plan(["On hand", 30], ["Orders", *OUT], ["Receipts", *IN], ["Top of red", 20, 20, 20, 20]), A),
    "weeks down": ({"Plan": down(["W23", "W24", "W25", "W26"])}, A),
    "months down over the turn of the year": ({"Plan": down(["Nov", "Dec", "Jan", "Feb"])}, A),
    "items side by side over days down": (
        {
            "Plan": [
                ["", "A", "", "", "B"],
                ["Date", "Orders", "MPS", "Balance", "Orders", "MPS", "Balance"],
                ["Opening", None, None, 30, None, None, 10],
                *(list(its) for its in zip(W, OUT, IN, LEFT, OUT_B, IN_B, LEFT_B, strict=True)),
            ]
        },
        A_AND_B,
    ),
    "stock in two warehouses": (lists(stock=[["Item", "Warehouse", "On hand"], ["A", "W1", 20], ["A", "W2", 10]]), A),
    "a column for each warehouse": (lists(stock=[["Item", "WH1", "WH2", "Total stock"], ["A", 20, 10, 30]]), A),
    "一列一仓": (lists(stock=[["物料", "成品仓库存", "半成品仓库存"], ["A", 20, 10]]), A),
    "a row for each warehouse": (
        plan(["Orders", *OUT], ["MPS", *IN], ["Stock WH1", 20], ["Stock WH2", 10]),
        A,
    ),
    "a family's total by its sums": (
        {
            "Orders": [["Item", *W], ["A", *OUT], ["B", *OUT_B], ["Family X subtotal", *BOTH]],
            "MPS": [["Item", *W], ["A", *IN], ["B", *IN_B]],
            "Stock": [["Item", "On hand"], ["A", 30], ["B", 10], ["Family X subtotal", 40]],
        },
        A_AND_B,
    ),
    "all customers": (
        {
            "Orders": [
                ["Item", "Customer", *W],
                ["A", "All customers", *OUT],
                ["A", "X", 10, 10, 5, 15],
                ["A", "Y", 5, 10, 5, 10],
            ],
            "MPS": [["Item", *W], ["A", *IN]],
            "Stock": STOCK,
        },
        A,
    ),
    "Chinese headings of money and stock": (
        {
            "销售订单": [["物料编码", "数量", "交货日期", "价税合计"]]
            + [["A", q, w, q] for w, q in zip(W, OUT, strict=True)],
            "即时库存": [["物料编码", "仓库", "库存量", "可用数量"], ["A", "一仓", 20, 20], ["A", "二仓", 10, 10]],
            "生产任务单": [["物料编码", "数量", "计划完工日期"], *(["A", q, w] for w, q in zip(W, IN, strict=True))],
        },
        A,
    ),
    "year, month and day with two digits": (
        plan(["Orders", *OUT], ["MPS", *IN], ["On hand", 30], heads=["26.06.01", "26.06.08", "26.06.15", "26.06.22"]),
        A,
    ),
    "sections of a matrix": (
        {
            "Orders": [["Item", *W], ["A", *OUT], ["B", *OUT_B], [], ["MPS"], ["A", *IN], ["B", *IN_B]],
            "Stock": [["Item", "On hand"], ["A", 30], ["B", 10]],
        },
        A_AND_B,
    ),
    "measures side by side over the same weeks": (
        {
            "Demand": [
                ["", "", "Orders", "", "", "", "", "MPS"],
                ["Item", "On hand", *W, "", *W],
                ["A", 30, *OUT, "", *IN],
                ["B", 10, *OUT_B, "", *IN_B],
            ]
        },
        A_AND_B,
    ),
    "years over the same weeks": (
        {
            "Plan": [
                ["", "", 2026, "", 2027],
                ["Item", "", "W23", "W24", "W23", "W24"],
                ["A", "Orders", *OUT],
                ["", "MPS", *IN],
                ["", "On hand", 30],
            ]
        },
        A,
    ),
    "the year in which the weeks begin": (
        {
            "Plan": [
                ["", "", 2026],
                ["Item", "", "W51", "W52", "W1", "W2"],
                ["A", "Orders", *OUT],
                ["", "MPS", *IN],
                ["", "On hand", 30],
            ]
        },
        A,
    ),
    "繁體": ({"計劃": [["料號", "項目", *W], ["A", "客戶訂單", *OUT], ["", "生產計劃", *IN], ["", "現有庫存", 30]]}, A),
    "numbered labels": (plan(["• Orders", *OUT], ["1. MPS", *IN], ["a) On hand", 30]), A),
    "stock by batch with its expiry": (
        lists(stock=[["Item", "Batch", "Expiry date", "Qty"], ["A", "1", W[3], 20], ["A", "2", W[3], 10]]),
        A,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", RIGHT)
def test_a_strangers_sheet_is_read_right(tmp_path: Path, kind: str) -> None:
    sheets, balances = RIGHT[kind]
    plan = read_plan(workbook(tmp_path / "plan.xlsx", sheets)).plan
    assert dict(zip(plan.items, plan.balance.tolist(), strict=True)) == balances


ASKED: dict[str, tuple[dict[str, Rows], str]] = {
    "shifts that make something": (
        plan(["Orders", *OUT], ["Production shift 1", *IN], ["On hand", 30]),
        "--label 'Production shift 1=supply'",
    ),
    "SAP's list without its material": (
        {"Sheet1": movements()},
        "nothing says of which item these lines are",
    ),
    "a warehouse of rejects": (
        lists(stock=[["Item", "Warehouse", "On hand"], ["A", "Main", 20], ["A", "Rejects", 10]]),
        "stock that may not be there to ship (Rejects)",
    ),
    "a total that is not that of its warehouses": (
        lists(stock=[["Item", "WH1", "WH2", "Total stock"], ["A", 20, 10, 35]]),
        "--label 'Total stock=ignore'",
    ),
    "weeks down beside dates": (
        {"Plan": down(["W23", "W24", "W25", "W26"]), "MPS": MPS},
        "periods without a year (W23)",
    ),
    "a customer that has the sum of the others": (
        {
            "Orders": [["Item", "Customer", *W], ["A", "Z", *OUT], ["A", "X", 10, 10, 5, 15], ["A", "Y", 5, 10, 5, 10]],
            "MPS": [["Item", *W], ["A", *IN]],
            "Stock": STOCK,
        },
        "'Z' of A has the sum of the other customers",
    ),
    "two units, left aside or not": (
        {
            **lists(orders=[["Item", "Date", "Qty", "UoM"], ["A", W[0], 15, "pcs"], ["A", W[1], 2, "box"]]),
        },
        "A is counted in pcs, box",
    ),
    "a word of ratios before a word of supply": (
        plan(["Orders", *OUT], ["Run rate production", *IN], ["On hand", 30]),
        "--label 'Run rate production=supply'",
    ),
    "two words of asides before a word of demand": (
        plan(["Value pack orders", 5, 5, 5, 5], ["Orders", *OUT], ["MPS", *IN], ["On hand", 30]),
        "--label 'Value pack orders=orders'",
    ),
    "what is ordered beside what goes out of it": (
        plan(["Orders", *OUT], ["Shipments", 15, 18, 12, 25], ["MPS", *IN], ["On hand", 30]),
        "'Shipments': beside 'Orders', of which it may come",
    ),
    "what is planned beside what is made of it": (
        plan(["Orders", *OUT], ["MPS", *IN], ["Production", 0, 28, 0, 41], ["On hand", 30]),
        "'Production': beside 'MPS', of which it may come",
    ),
    "blocked stock in a row": (
        plan(["Orders", *OUT], ["MPS", *IN], ["Stock", 35], ["Blocked stock", 5]),
        "--label 'Blocked stock=ignore' (or allocated)",
    ),
    "months beside weeks": (
        {"Orders": [["Item", "2026-06", "2026-07"], ["A", 45, 25]], "MPS": [["Item", *W], ["A", *IN]], "Stock": STOCK},
        "are not of one length",
    ),
    "the same weeks again": (
        {"Orders": [["Item", *W, *W], ["A", *OUT, *IN]], "Stock": STOCK},
        "the same periods stand there again",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", ASKED)
def test_a_doubt_of_a_strangers_sheet_is_asked_about(tmp_path: Path, kind: str) -> None:
    sheets, words = ASKED[kind]
    labels = {"UoM": "ignore"} if kind.startswith("two units") else {}
    with pytest.raises(PlanError) as refused:
        read_plan(workbook(tmp_path / "plan.xlsx", sheets), labels=labels)
    assert words in str(refused.value)


def test_warehouses_that_were_added_are_said(tmp_path: Path) -> None:
    sheets = lists(stock=[["Item", "Warehouse", "On hand"], ["A", "W1", 20], ["A", "W2", 10]])
    reading = read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    said = [text.en for table in reading.tables for text in table.decided]
    assert said == [
        "'Warehouse' (W1, W2): nothing but stock is kept apart by it, so the stocks of an item are added"
    ]
    assert not reading.faults


def test_the_gap_between_two_sheets_is_asked_about_once(tmp_path: Path) -> None:
    def half(first: int, opening: int | None) -> list[list[Any]]:
        rows: list[list[Any]] = [["Item", "", *(f"2026-{month:02d}" for month in range(first, first + 4))]]
        for item in "ABC":
            rows += [[item, "Orders", *OUT], ["", "MPS", *IN]]
            rows += [["", "On hand", opening]] if opening else []
        return rows

    file = workbook(tmp_path / "plan.xlsx", {"H1": half(1, 30), "H2": half(7, None)})
    with pytest.raises(PlanError) as refused:
        read_plan(file)
    assert str(refused.value).count("nothing says what lies between") == 1


@pytest.mark.parametrize(
    ("heads", "first"),
    [
        (["26.06.01", "26.06.08", "26.06.15", "26.06.22"], date(2026, 6, 1)),
        (["Jun-26", "Jul-26", "Aug-26", "Sep-26"], date(2026, 6, 1)),
        (["24.06.26", "25.06.26", "26.06.26", "27.06.26"], date(2026, 6, 24)),
        (["Jun-01", "Jun-08", "Jun-15", "Jun-22"], None),
    ],
)
def test_two_digits_are_the_year_where_the_row_says_so(
    tmp_path: Path, heads: list[Any], first: date | None
) -> None:
    sheets = plan(["Orders", *OUT], ["MPS", *IN], ["On hand", 30], heads=heads)
    assert read_plan(workbook(tmp_path / "plan.xlsx", sheets)).plan.periods[0].start == first


def test_a_column_of_years_tells_one_week_from_another(tmp_path: Path) -> None:
    years = zip((2026, 2026, 2027, 2027), (52, 53, 1, 2), OUT, IN, strict=True)
    rows: Rows = [
        ["Item", "Year", "Week", "Orders", "MPS", "Opening"],
        *(["A", year, week, out, into, 30 if week == 52 else None] for year, week, out, into in years),
    ]
    plan = read_plan(workbook(tmp_path / "plan.xlsx", {"Plan": rows})).plan
    assert plan.balance.tolist() == [LEFT]
    assert [period.start for period in plan.periods] == weeks(4, date(2026, 12, 21))
