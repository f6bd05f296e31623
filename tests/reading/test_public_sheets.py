"""Layouts found in planning files that people have published: groups of periods, lists with words of their own.

30 on hand; 15 20 10 25 go out, 0 30 0 40 come in: 15, 25, 15, 30 are left.
"""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pab_planner.errors import PlanError
from pab_planner.reading.planning import read_plan
from pab_planner.reading.scan import scan_plan
from planning_files import Rows, weeks, workbook

W = weeks(4)
OUT, IN, LEFT = [15, 20, 10, 25], [0, 30, 0, 40], [15, 25, 15, 30]
STOCK: Rows = [["Item", "On hand"], ["A", 30]]
ORDERS: Rows = [["Item", *W], ["A", *OUT]]
MPS: Rows = [["Item", *W], ["A", *IN]]
GAP: list[Any] = [None, None, None]


def lines(*heads: str, quantities: list[int] = IN) -> Rows:
    return [list(heads), *(["A", day, day, quantity] for day, quantity in zip(W, quantities, strict=True))]


READ: dict[str, dict[str, Rows]] = {
    "two measures side by side": {
        "Plan": [[None, "Customer orders", *GAP, "MPS"], ["Item", *W, *W], ["A", *OUT, *IN]],
        "Stock": STOCK,
    },
    "two measures side by side, Chinese": {
        "计划": [[None, "订单", *GAP, "主生产计划"], ["物料", *W, *W], ["A", *OUT, *IN]],
        "库存": STOCK,
    },
    "measures under each month": {
        "Plan": [
            [None, "Jan", None, None, "Feb", None, None, "Mar", None, None, "Apr", None, None, "Total", None],
            ["Item", *["Orders", "MPS", "Revenue"] * 4, "Orders", "MPS"],
            ["A", 15, 0, 1, 20, 30, 2, 10, 0, 3, 25, 40, 4, 70, 70],
        ],
        "Stock": STOCK,
    },
    "measures under each week, Chinese": {
        "计划": [
            [None, None, *(day for day in W for _ in range(2))],
            ["物料", "现有库存", *["订单", "主生产计划"] * 4],
            ["A", 30, 15, 0, 20, 30, 10, 0, 25, 40],
        ]
    },
    "measures in the headings of the periods": {
        "Plan": [
            [
                "Item",
                *(f"Orders {m}" for m in ("Jan", "Feb", "Mar", "Apr")),
                *(f"mps_m{m}" for m in range(1, 5)),
            ],
            ["A", *OUT, *IN],
        ],
        "Stock": STOCK,
    },
    "ordinal weeks": {
        "Plan": [
            ["Item", "Stock", None, *(f"Feb {week} Week" for week in ("1st", "2nd", "3rd", "4th"))],
            ["A", 30, "Orders", *OUT],
            ["A", 30, "MPS", *IN],
        ]
    },
    "cases, price and money side by side": {
        "Forecast": [
            [None, "Cases", *GAP, "Price (EUR)", *GAP, "Revenue"],
            ["Item", *W, *W, *W],
            ["A", *OUT, 2, 2, 2, 2, 30, 40, 20, 50],
        ],
        "MPS": MPS,
        "Stock": STOCK,
    },
    "days on which something was shipped": {
        "Orders": [
            ["Item", "Due date", "Qty", "Date shipped"],
            *(["A", d, q, W[0]] for d, q in zip(W, OUT, strict=True)),
        ],
        "MPS": MPS,
        "Stock": STOCK,
    },
    "a site in a column called like the forecast": {
        "Orders": [
            ["Item", "FC", "Due date", "Qty"],
            *(["A", "BLR", d, q] for d, q in zip(W, OUT, strict=True)),
        ],
        "MPS": MPS,
        "Stock": STOCK,
    },
    "totals of lines without an item": {
        "Stock": STOCK,
        "Orders": ORDERS,
        "MPS": [
            ["Line", "Item", *W],
            ["L1", "A", 0, 10, 0, 30],
            ["L2", "A", 0, 20, 0, 10],
            ["A 小计", None, *IN],
            ["Total", None, *IN],
        ],
    },
    "what is on order among the stock, without a date": {
        "Orders": ORDERS,
        "MPS": MPS,
        "Stock": [["Item", "On hand", "On-order Qty"], ["A", 30, 9]],
    },
    "two lists side by side": {
        "Plan": [
            ["Orders", *GAP, "MPS"],
            ["Item", "Due Date", "Qty", None, "Item", "Due Date", "Qty"],
            *(["A", day, out, None, "A", day, come] for day, out, come in zip(W, OUT, IN, strict=True)),
        ],
        "Stock": STOCK,
    },
    "the stock left of the orders": {
        "Orders": [
            ["Item", "On hand", None, "Item", "Due Date", "Qty"],
            ["A", 30, None, "A", W[0], 15],
            *([*GAP, "A", day, out] for day, out in zip(W[1:], OUT[1:], strict=True)),
        ],
        "MPS": MPS,
    },
    "the year in two digits before the week": {
        "Plan": [
            ["Item", "Measure", *(f"CW26{week}" for week in range(23, 27))],
            ["A", "On hand", 30],
            ["A", "Orders", *OUT],
            ["A", "MPS", *IN],
        ]
    },
    "the year in two digits, a W and the week": {
        "Plan": [
            ["Item", "Measure", *(f"26W{week}" for week in range(23, 27))],
            ["A", "On hand", 30],
            ["A", "Orders", *OUT],
            ["A", "MPS", *IN],
        ]
    },
    "items across": {
        "Orders": [["Week", "A", "Total"], *([day, q, q] for day, q in zip(W, OUT, strict=True))],
        "MPS": [["Date", "A"], *([day, q] for day, q in zip(W, IN, strict=True)), ["Total", 70]],
        "Stock": STOCK,
    },
    "an item above its lines": {
        "Orders": [
            ["Item", "Due date", "Qty"],
            *([item, day, q] for item, day, q in zip(("A", None, None, None), W, OUT, strict=True)),
        ],
        "MPS": MPS,
        "Stock": STOCK,
    },
    "pieces beside boxes of them": {
        "Orders": [
            ["Item", "Due date", "Qty (boxes)", "Qty (pcs)"],
            *(["A", day, q / 5, q] for day, q in zip(W, OUT, strict=True)),
        ],
        "MPS": MPS,
        "Stock": STOCK,
    },
    "words right below a matrix": {
        "Orders": [*ORDERS, ["Press", "Monday", "Speed"], ["P1", "open", 30]],
        "MPS": MPS,
        "Stock": STOCK,
    },
    "numbers of work orders": {
        "Orders": [
            ["SO", "Item", "Due date", "Qty"],
            *([1001, "A", d, q] for d, q in zip(W, OUT, strict=True)),
        ],
        "Work orders": [["WO", "Item", "Due date", "Qty"], [7, "A", W[1], 30], [8, "A", W[3], 40]],
        "Stock": STOCK,
    },
    "a textbook's balance named with what it begins with": {
        "A": [
            ["A", 21, 22, 23, 24],
            ["Gross Requirement", *OUT],
            ["Scheduled Receipts", *IN],
            ["Projected On Hand | 30", *LEFT],
            ["Net Required", 0, 0, 0, 0],
        ]
    },
    "cases, and money for fewer weeks": {
        "Forecast": [
            [None, "Cases", *GAP, None, "Revenue"],
            ["Item", *W, "TOTAL", *W[1:]],
            ["A", *OUT, 70, 900, 900, 900],
        ],
        "MPS": MPS,
        "Stock": STOCK,
    },
    "Japanese": {
        "計画": [["品番", "項目", *W], ["A", "在庫", 30], ["A", "受注", *OUT], ["A", "生産計画", *IN]],
    },
    "a purchase order is no customer's": {
        "Orders": ORDERS,
        "purchase order": [
            ["Item", "Supplier", "Due date", "Quantity"],
            *(["A", "S", day, come] for day, come in zip(W, IN, strict=True)),
        ],
        "Stock": STOCK,
    },
}


@pytest.mark.parametrize("sheets", READ.values(), ids=READ.keys())
def test_it_is_read(tmp_path: Path, sheets: dict[str, Rows]) -> None:
    plan = read_plan(workbook(tmp_path / "plan.xlsx", sheets)).plan
    assert plan.items == ("A",)
    assert plan.balance.tolist() == [LEFT]


ASKED: dict[str, tuple[dict[str, Rows], str]] = {
    "two dates and a total": ({"MPS": lines("Product", "Build from", "Build to", "Total")}, "Build from"),
    "the same in Chinese": ({"生产计划": lines("产品", "始于", "止于", "计划台数")}, "始于"),
    "quantities that could be dates": (
        {
            "MPS": [
                ["SKU", "Made", "Pieces off line"],
                *(["A", d, q + 46_000] for d, q in zip(W, IN, strict=True)),
            ]
        },
        "Made",
    ),
    "months as text": (
        {
            "MPS": [
                ["material", "for the period", "pieces"],
                *(["A", f"2026-{m:02d}", 30] for m in range(6, 10)),
            ]
        },
        "for the period",
    ),
    "a second list beside a whole plan": (
        {"MPS": MPS, "Export": [["Month", "SKU", "Sales_Volume"], *([d, "A", 9] for d in W)]},
        "Sales_Volume",
    ),
    "what is not understood under each week": (
        {
            "MPS": MPS,
            "Plan": [
                [None, *(day for day in W for _ in range(2))],
                ["Item", *["Forecast", "Expedite"] * 4],
                ["A", *[5, 6] * 4],
            ],
        },
        "Plan!C2 'Expedite'",
    ),
    "goods that come back": (
        {
            "Orders": [
                ["Order type", "Item", "Due date", "Qty"],
                *(["Sale", "A", day, q] for day, q in zip(W, OUT, strict=True)),
                ["Return", "A", W[1], 4],
            ],
            "MPS": MPS,
        },
        "Orders!A6 'Order type': 'Return' may be no order like the others",
    ),
    "a word among quantities that nobody knows": (
        {"MPS": MPS, "Forecast": [["Item", "Measure", *W], ["A", "Forecast", *OUT], ["A", "Uplift", "(5)"]]},
        "Forecast!B3 'Uplift'",
    ),
    "a customer's last order": (
        {"MPS": [["Item", "Measure", *W], ["A", "MPS", *IN], ["A", "Customer A last order", *OUT]]},
        "MPS!B3 'Customer A last order'",
    ),
    "a quantity at a fixed price": (
        {"MPS": [["Item", "Measure", *W], ["A", "MPS", *IN], ["A", "Fixed price qty", *OUT]]},
        "MPS!B3 'Fixed price qty'",
    ),
    "words of a type, none of them understood": (
        {
            "MPS": [
                ["Item", "Type", "Due date", "Qty"],
                *(["A", "Burner", d, q] for d, q in zip(W, IN, strict=True)),
            ]
        },
        "(Burner); leave it aside unless they say whether quantities come or go, else say what each is: "
        "--label 'Type=ignore'",
    ),
    "what comes first in a column without a word": (
        {"MPS": [["Item", "<W23", *W], ["A", 5, *IN]]},
        "--label '<W23=overdue'",
    ),
    "versions of one plan in a list": (
        {
            "MPS": [
                ["Version", "Item", "Due date", "Qty"],
                *([v, "A", d, q] for v in ("V1", "V2") for d, q in zip(W, IN, strict=True)),
            ]
        },
        "MPS!A6 'Version': A stands in several versions here",
    ),
    "versions of one plan in a matrix": (
        {"MPS": [["Version", "Item", *W], ["V1", "A", *IN], ["V2", "A", *IN]]},
        "MPS!A1 'Version': A stands in several versions here",
    ),
    "lines that were pasted twice": (
        {
            "MPS": MPS,
            "Orders": [
                ["Order", "Line", "Item", "Due date", "Qty"],
                *([f"O{at}", 10, "A", W[at % 4], OUT[at % 4]] for at in (0, 1, 2, 3)),
                ["O1", 10, "A", W[1], 20],
            ],
        },
        "1 line stands twice, first O1 at Orders!E6",
    ),
    "a stock in each week": (
        {"MPS": MPS, "Inventory": [["Item", *W], ["A", *LEFT]]},
        "Inventory!B1 'Inventory': quantities in each period under a title that names the stock",
    ),
    "numbered periods below a list": (
        {
            "Orders": [
                *lines("Item", "Note", "Due date", "Qty", quantities=OUT),
                ["Product", 21, 22, 23],
                ["A", 7, 7, 7],
            ]
        },
        "write the first day of each period",
    ),
    "a plan beside a quantity": (
        {"MPS": [["Plan", "Item", "Due date", "Qty"], *([7, "A", d, q] for d, q in zip(W, IN, strict=True))]},
        "MPS!D1 'Qty': another quantity beside 'Plan'",
    ),
    "receipts of the past": (
        {"MPS": MPS, "Receipts": [["Item", "Date", "Qty"], ["A", date(2026, 5, 1), 9]]},
        "--label 'Receipts=ignore'",
    ),
    "what a day takes above weeks": (
        {"MPS": MPS, "Usage": [["Item", "Measure", *W], ["A", "Daily demand", 3, 4, 2, 5]]},
        "Usage!B2 'Daily demand'",
    ),
    "what comes in or goes out": (
        {"MPS": [["Item", "Measure", *W], ["A", "MPS", *IN], ["A", "Qty in", 1, 1, 1, 1]]},
        "--label 'Qty in=supply'",
    ),
    "two days, neither of them said to be that of the delivery": (
        {
            "MPS": [
                ["Item", "for_month", "Forecast date", "Qty"],
                *(["A", f"2026-0{m}", W[0], q] for m, q in zip(range(6, 10), IN, strict=True)),
            ]
        },
        "MPS!B1 'for_month': another date beside 'Forecast date'",
    ),
    "what is made for whom": (
        {
            "MPS": MPS,
            "Export": [["Customer", "Item", "Plan date", "Qty"], *(["C", "A", d, 5] for d in W)],
        },
        "--label 'Qty=supply'",
    ),
    "months by number beside a stock": (
        {"MPS": MPS, "Export": [["Mes", "Code", "Uds"], *([m, "A", 5] for m in (1, 2, 3))]},
        "--label 'Export=ignore'",
    ),
    "a balance that never changes": (
        {
            "MPS": [
                ["Item", "Measure", *W],
                ["A", "Gross requirements", *OUT],
                ["A", "Scheduled receipts", 0, 0, 0, 0],
                ["A", "Planned order receipts", *IN],
                ["A", "Projected on hand", 30, 30, 30, 30],
            ]
        },
        "a balance that the rows as understood (Gross requirements -, Scheduled receipts +, Planned order receipts +) "
        "do not reproduce",
    ),
    "a category that is no measure": (
        {
            "MPS": MPS,
            "Sheet4": [
                ["Item", "Category", *W],
                ["A", "Shoes", *OUT],
                ["B", "Shoes", *OUT],
                ["C", "Bags", *OUT],
            ],
        },
        "Sheet4!C1 'Sheet4': a table of which nothing says what its quantities are",
    ),
    "numbers written with a comma": (
        {
            "MPS": [
                ["Item", "Due date", "Qty", "Due in"],
                *(["A", d, q, "2,000"] for d, q in zip(W, IN, strict=True)),
            ]
        },
        "MPS!D1 'Due in'",
    ),
    "some of the periods again": (
        {"MPS": [["Item", *W, "TOTAL", *W[1:]], ["A", *IN, 70, 7, 7, 7]]},
        "MPS!G1: the same periods stand there again",
    ),
    "purchase orders under a title of orders": (
        {
            "Raw PO": [
                ["Supplier", "Item", "Due date", "Qty"],
                *(["S", "A", d, q] for d, q in zip(W, IN, strict=True)),
            ]
        },
        "--label 'Qty=supply'",
    ),
    "a sign as a heading": (
        {"MPS": [["Item", "#", *W], ["A", 7, *IN]]},
        "--label '#=ignore'",
    ),
    "items across": (
        {"MPS": [["Date", "A", "Scrap"], *([d, q, 1] for d, q in zip(W, IN, strict=True))]},
        "turn it",
    ),
}


@pytest.mark.parametrize(("sheets", "asked"), ASKED.values(), ids=ASKED.keys())
def test_a_list_that_is_not_understood_is_asked_about_by_its_headings(
    tmp_path: Path, sheets: dict[str, Rows], asked: str
) -> None:
    path = workbook(tmp_path / "plan.xlsx", {"Stock": STOCK, "Orders": ORDERS, **sheets})
    with pytest.raises(PlanError, match=re.escape(asked)):
        read_plan(path)


def test_advice_followed_word_by_word_leads_to_the_plan(tmp_path: Path) -> None:
    sheets = {"Stock": STOCK, "Orders": ORDERS, "MPS": lines("Product", "Build from", "Build to", "Total")}
    path = workbook(tmp_path / "plan.xlsx", sheets)
    labels: dict[str, str] = {}
    for _ in range(4):
        try:
            plan = read_plan(path, labels=labels).plan
        except PlanError as error:
            labels |= dict(re.findall(r"--label '(.+?)=(\w+)'", str(error)))
        else:
            break
    assert labels == {"Build from": "date", "Build to": "date", "Total": "quantity"}
    assert plan.balance.tolist() == [LEFT]


def follow(path: Path) -> Any:
    """The plan that comes of the advice as it is given, each time."""
    labels: dict[str, str] = {}
    for _ in range(6):
        try:
            return read_plan(path, labels=labels).plan
        except PlanError as error:
            labels |= dict(re.findall(r"--label '(.+?)=(\w+)'", str(error)))
    raise AssertionError(labels)


FOLLOWED: dict[str, dict[str, Rows]] = {
    "of two days the later one": {
        "MPS": [
            ["Product", "Build from", "Build to", "Total"],
            *(["A", date(2026, 5, 1), day, q] for day, q in zip(W, IN, strict=True)),
        ]
    },
    "a quantity beside a share": {
        "MPS": [
            ["Item", "for", "pieces to come", "certainty"],
            *(["A", day, q, 0.9] for day, q in zip(W, IN, strict=True)),
        ]
    },
    "the item beside its brand": {
        "MPS": [
            ["Brand", "Key", "Due date", "Qty"],
            *([brand, item, W[0], q] for brand, item, q in (("X", "A", 0), ("X", "B", 0), ("Y", "C", 0))),
            *(["X", "A", day, q] for day, q in zip(W, IN, strict=True)),
        ]
    },
    "a plan that is of orders": {"MPS": MPS, "Plan": [["Item", "Customer", *W], ["A", "C", *OUT]]},
    "names of items under Name": {
        "MPS": MPS,
        "Stock": [["name", "weight", "initial_inventory"], ["A", 2, 30]],
    },
}


@pytest.mark.parametrize("kind", FOLLOWED)
def test_advice_leads_on(tmp_path: Path, kind: str) -> None:
    orders = {} if kind == "a plan that is of orders" else {"Orders": ORDERS}
    plan = follow(workbook(tmp_path / "plan.xlsx", {"Stock": STOCK, **orders, **FOLLOWED[kind]}))
    assert plan.balance[plan.items.index("A")].tolist() == LEFT


def test_a_list_alone_is_asked_about_by_its_headings(tmp_path: Path) -> None:
    rows: Rows = [["plan_week", "product_code", "qty"], *([f"2026-W{w}", "P-1", 30] for w in range(27, 31))]
    with pytest.raises(PlanError, match="--label 'plan_week=date'"):
        read_plan(workbook(tmp_path / "plan.xlsx", {"Sheet1": rows}))


def test_months_written_as_numbers_are_months_under_such_a_heading(tmp_path: Path) -> None:
    months = [202601, 202602, 202603, 202604]
    sheets: dict[str, Rows] = {
        "Stock": STOCK,
        "Orders": [["Item", "Month", "Qty"], *(["A", m, q] for m, q in zip(months, OUT, strict=True))],
        "MPS": [["Item", "Month", "Qty"], *(["A", m, q] for m, q in zip(months, IN, strict=True))],
    }
    plan = read_plan(workbook(tmp_path / "plan.xlsx", sheets)).plan
    assert [str(period.start) for period in plan.periods] == [
        "2026-01-01",
        "2026-02-01",
        "2026-03-01",
        "2026-04-01",
    ]
    assert plan.balance.tolist() == [LEFT]


def test_textbook_blocks_with_periods_that_begin_anywhere_are_read(tmp_path: Path) -> None:
    blocks: list[list[Any]] = []
    for name in ("Product 1", "Product 2"):
        blocks += [
            [name, None, 21, 22, 23, 24],
            ["Gross Requirement", None, *OUT],
            ["Scheduled Receipts", None, *IN],
        ]
        blocks += [["Projected On Hand", 30, *LEFT], []]
    plan = read_plan(workbook(tmp_path / "plan.xlsx", {"MRP": blocks})).plan
    assert plan.items == ("Product 1", "Product 2")
    assert plan.balance.tolist() == [LEFT, LEFT]


def test_periods_beside_others_may_be_told_to_be_supply(tmp_path: Path) -> None:
    inbound = [f"inbound_m{month}" for month in range(1, 5)]
    rows: Rows = [["sku", "On hand", *(f"m{m}" for m in range(1, 5)), *inbound], ["A", 30, *OUT, *IN]]
    path = workbook(tmp_path / "plan.xlsx", {"Orders": rows})
    with pytest.raises(PlanError, match=r"'inbound_m2=supply' --label 'inbound_m4=supply' \(or ignore"):
        read_plan(path)
    assert read_plan(path, labels=dict.fromkeys(inbound, "supply")).plan.balance.tolist() == [LEFT]


BAD: Rows = lines("SKU", "Ready", "Gone", "Pieces off line")
BY_SEASON: Rows = [["Line", "Spring", "Summer", "Autumn"], ["A", 7, 8, 9]]
DATED: Rows = [["Item", "Due date", "Quantity"], *(["A", d, q] for d, q in zip(W, OUT, strict=True))]
BLOCKS: dict[str, tuple[Rows, str]] = {
    "below a matrix": ([*ORDERS, [], *BAD], "Orders!D4 'Pieces off line'"),
    "below a list": ([*DATED, [], *BAD], "Orders!D7 'Pieces off line'"),
    "right below a list": ([*DATED, *BAD], "Orders!D6 'Pieces off line'"),
    "above a matrix": ([*BAD, [], *ORDERS], "Orders!D1 'Pieces off line'"),
    "above a list": ([*BAD, [], *DATED], "Orders!D1 'Pieces off line'"),
    "without dates below a matrix": ([*ORDERS, [], *BY_SEASON], "Orders!B4 'Spring'"),
    "without dates below a list": ([*DATED, [], *BY_SEASON], "Orders!B7 'Spring'"),
}


@pytest.mark.parametrize(("rows", "asked"), BLOCKS.values(), ids=BLOCKS.keys())
def test_a_second_table_of_the_items_on_a_sheet_is_asked_about(
    tmp_path: Path, rows: Rows, asked: str
) -> None:
    path = workbook(tmp_path / "plan.xlsx", {"Stock": STOCK, "Orders": rows, "MPS": MPS})
    with pytest.raises(PlanError, match=re.escape(asked)):
        read_plan(path)


def test_a_second_table_of_something_else_is_named(tmp_path: Path) -> None:
    rows: Rows = [*ORDERS, [], ["Press", "Monday", "Speed"], ["P1", "open", 30], ["P2", "shut", 40]]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", {"Stock": STOCK, "Orders": rows, "MPS": MPS}))
    assert reading.plan.balance.tolist() == [LEFT]
    assert [(fault.sheet, fault.cell) for fault in reading.faults] == [("Orders", "A4")]
    assert [use.heading for use in reading.tables[-1].left_aside] == ["Press", "Monday", "Speed"]


def test_periods_of_a_second_matrix_are_no_quantities(tmp_path: Path) -> None:
    rows: Rows = [*ORDERS, [], ["Product", 21, 22, 23, 24], ["A", 7, 7, 7, 7]]
    path = workbook(tmp_path / "plan.xlsx", {"Stock": STOCK, "Orders": rows, "MPS": MPS})
    with pytest.raises(PlanError, match="'21'"):
        read_plan(path)


def test_a_second_table_whose_headings_are_told_is_read(tmp_path: Path) -> None:
    rows: Rows = [*DATED, [], *BAD]
    path = workbook(tmp_path / "plan.xlsx", {"Stock": STOCK, "Orders": rows})
    labels = {"Ready": "date", "Gone": "ignore", "Pieces off line": "supply"}
    assert read_plan(path, labels=labels).plan.balance.tolist() == [LEFT]


def test_a_plan_of_which_no_item_is_left_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "plan.xlsx", {"Stock": [["Item", "On hand"], ["A", "x"]], "Orders": ORDERS})
    with pytest.raises(PlanError, match=r"no item is left, for each has a fault\. First Stock!B2 'x'"):
        scan_plan(path)


NO_PLAN: dict[str, tuple[Rows, str]] = {
    "no quantities": (
        [["Model", "Nr", "Kunde", "Termin"], *([70039, "014", "Nancy", day] for day in W)],
        "headings in row 1: dates under 'Termin'; numbers under 'Model'; words under 'Nr', 'Kunde'. "
        "Missing for a plan: a heading that is a quantity's.",
    ),
    "no dates": (
        [["Codi", "Unitats"], ["A", 3], ["B", 400]],
        "Missing for a plan: a heading that is the item's; a date on each line, or periods across; a heading that is a "
        "quantity's; where one of them is it, say so: --label 'Codi=item' --label 'Unitats=quantity'.",
    ),
}


@pytest.mark.parametrize(("rows", "said"), NO_PLAN.values(), ids=NO_PLAN.keys())
def test_where_no_plan_is_found_what_was_seen_and_what_is_missing_is_said(
    tmp_path: Path, rows: Rows, said: str
) -> None:
    with pytest.raises(PlanError, match=re.escape(said)):
        read_plan(workbook(tmp_path / "plan.xlsx", {"Sheet1": rows}))


def test_months_of_several_years_are_never_added(tmp_path: Path) -> None:
    heads = ["Any", "Mes", "Item", "Orders"]
    rows: Rows = [heads, *([year, month, "A", 5] for year in (2025, 2026) for month in (1, 2, 3))]
    path = workbook(tmp_path / "plan.xlsx", {"Stock": STOCK, "Orders": rows})
    with pytest.raises(PlanError, match="several years under 'Any': call that column Year"):
        read_plan(path, labels={"Mes": "date", "Any": "ignore"})
    rows = [["Year", "Month", *heads[2:]], *rows[1:]]
    plan = read_plan(workbook(tmp_path / "plan.xlsx", {"Stock": STOCK, "Orders": rows})).plan
    assert plan.balance[0][-1] == 0
    assert len(plan.periods) >= 6
