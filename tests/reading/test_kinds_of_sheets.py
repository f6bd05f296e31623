"""Kinds of planning sheets that gave a wrong balance in silence: now right, or asked about.

30 on hand; 15 20 10 25 go out, 0 30 0 40 come in: 15, 25, 15, 30 are left.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pab_planner.errors import PlanError
from pab_planner.reading.planning import read_plan
from planning_files import IN, LEFT, MONDAY, MPS, ORDERS, OUT, STOCK, Rows, W, workbook


def block(
    *rows: list[Any], heads: list[Any] | None = None, names: tuple[str, str] = ("Item", "Measure")
) -> dict[str, Rows]:
    return {"Sheet1": [[*names, *(heads or W)], *(["A", *row] for row in rows)]}


def plan(*more: list[Any], heads: list[Any] | None = None) -> dict[str, Rows]:
    return block(["On hand", 30], ["Orders", *OUT], ["MPS", *IN], *more, heads=heads)


def lines(heading: list[str], *rows: list[Any], mps: Rows = MPS, stock: Rows = STOCK) -> dict[str, Rows]:
    return {"Stock": stock, "Orders": [heading, *rows], "MPS": mps}


RIGHT: dict[str, dict[str, Rows]] = {
    "the balance tells that the forecast counts": block(
        ["Starting Inventory", 30, *LEFT[:-1]],
        ["Actual Demand", 0, 0, 0, 0],
        ["Demand Forecast", *OUT],
        ["To Replenish", *IN],
        ["Forecasted Stock", *LEFT],
    ),
    "quarters over the new year": plan(heads=["Q3 2026", "Q4 2026", "Q1 2027", "Q2 2027"]),
    "days of supply": plan(["Days of Supply (DOS)", 60, 60, 60, 60]),
    "capacity": plan(["Production Capacity", 50, 50, 50, 50]),
    "accuracy": plan(["Forecast Accuracy", 0.9, 0.8, 0.7, 0.9]),
    "last year": plan(["LY Demand", 11, 12, 13, 14]),
    "difference": plan(["需求差异", 1, 10, 2, 15]),
    "cumulative": plan(["累计需求", 15, 35, 45, 70]),
    "money in brackets": plan(["Orders (kUSD)", 9, 9, 9, 9]),
    "total of parts": block(
        ["Opening", 30],
        ["Production", 0, 20, 0, 20],
        ["Purchase Receipts", 0, 10, 0, 20],
        ["Total Supply", *IN],
        ["Demand", *OUT],
    ),
    "purchase orders come in": block(["On Hand", 30], ["Sales Orders", *OUT], ["Purchase Orders", *IN]),
    "production orders come in": block(["Stock", 30], ["Customer orders", *OUT], ["Production orders", *IN]),
    "in transit": block(["现有库存", 30], ["需求", *OUT], ["生产计划", 0, 0, 0, 0], ["在途", *IN]),
    "German": block(
        ["Anfangsbestand", 30],
        ["Kundenbedarf", *OUT],
        ["Fertigungsaufträge", *IN],
        ["Reichweite (Tage)", 9, 9, 9, 9],
        ["Endbestand", *LEFT],
        names=("Artikel", "Kennzahl"),
    ),
    "Korean": block(
        ["기초재고", 30],
        ["수주", *OUT],
        ["생산계획", *IN],
        ["기말재고", *LEFT],
        ["재고일수", 5, 5, 5, 5],
        names=("품번", "구분"),
    ),
    "the balance names the rows": block(
        ["On hand", 30], ["Abrufe XY", *OUT], ["Zulauf Z", *IN], ["Projected balance", *LEFT]
    ),
    "stock at each end": block(["Inventory", *LEFT], ["Orders", *OUT], ["MPS", *IN]),
    "stock at each beginning": block(["Inventory", 30, 15, 25, 15], ["Orders", *OUT], ["MPS", *IN]),
    "stock repeated": block(["On hand", 30, 30, 30, 30], ["Orders", *OUT], ["MPS", *IN]),
    "past due of both": {
        "Sheet1": [
            ["Item", "Measure", "Past Due", *W],
            ["A", "On Hand", 15],
            ["A", "Gross Requirements", 10, *OUT],
            ["A", "Scheduled Receipts", 25, *IN],
        ]
    },
    "weeks, then months": plan(heads=["W23", "W24", "Jul", "Aug"]),
    "weeks of a month": plan(heads=["OCT\nW1", "OCT\nW2", "OCT\nW3", "OCT\nW4"]),
    "weeks of a planning period": plan(heads=["P06 W1", "P06 W2", "P06 W3", "P06 W4"]),
    "a company's week 53": plan(heads=["2025-W51", "2025-W52", "2025-W53", "2026-W02"]),
    "day-first text": plan(heads=["01/06/2026", "08/06/2026", "15/06/2026", "22/06/2026"]),
    "a quarter's total": {
        "Sheet1": [
            ["Item", "Measure", "Jan", "Feb", "Mar", "Q1", "Apr"],
            ["A", "On hand", 30],
            ["A", "Orders", 15, 20, 10, 45, 25],
            ["A", "MPS", 0, 30, 0, 30, 40],
        ]
    },
    "the item in the corner": {
        "MRP": [["A", 1, 2, 3, 4], ["Gross Requirements", *OUT], ["Scheduled Receipts", *IN], ["On hand", 30]]
    },
    "the item alone above": {
        "MRP": [
            ["A"],
            ["Period", 1, 2, 3, 4],
            ["Beginning Inventory", 30],
            ["Production", *IN],
            ["Demand", *OUT],
        ]
    },
    "a suffix total": {"Sheet1": [*plan()["Sheet1"], ["A Total", "Orders", *OUT]]},
    "the open quantity": lines(
        ["Customer", "Item", "Order Date", "Delivery Date", "Order Qty", "Open Qty", "Net Value"],
        *(["C", "A", date(2026, 3, 1), day, q + 9, q, 99] for day, q in zip(W, OUT, strict=True)),
    ),
    "closed by flag": lines(
        ["Customer", "Item", "Due Date", "Qty", "Closed?"],
        *(["C", "A", day, q, "N"] for day, q in zip(W, OUT, strict=True)),
        ["C", "A", MONDAY, 500, "Y"],
    ),
    "closed by status": lines(
        ["客户", "料号", "交期", "数量", "状态"],
        *(["C", "A", day, q, "已审核"] for day, q in zip(W, OUT, strict=True)),
        ["C", "A", MONDAY, 500, "已结案"],
    ),
    "partly delivered is open": lines(
        ["Customer", "Item", "Due Date", "Qty", "Status"],
        *(["C", "A", day, q, "Partially delivered"] for day, q in zip(W, OUT, strict=True)),
    ),
    "receipts of which some arrived": {
        "Stock": STOCK,
        "Orders": ORDERS,
        "Open PO": [
            ["PO", "Supplier", "Item", "PO Date", "ETA", "Ordered Qty", "Received"],
            *(["P", "S", "A", date(2026, 3, 1), day, q + 7, 7] for day, q in zip(W, IN, strict=True) if q),
        ],
    },
    "blocked beside unrestricted": {
        "Stock": [["Material", "Unrestricted", "Blocked"], ["A", 30, 10]],
        "Orders": ORDERS,
        "MPS": MPS,
    },
    "leading zeros": {
        "Stock": [["Item", "On hand"], ["4711", 30]],
        "Orders": [ORDERS[0], *(["C", "0000004711", day, q] for day, q in zip(W, OUT, strict=True))],
        "MPS": [MPS[0], *(["4711", day, q] for day, q in zip(W, IN, strict=True) if q)],
    },
    "time stamps": {
        "Plan": [
            ["Item", "Date", "Opening", "Demand", "Receipts"],
            *(
                ["A", f"{day}T08:00:00Z", 30 if day == MONDAY else None, o, i]
                for day, o, i in zip(W, OUT, IN, strict=True)
            ),
        ]
    },
    "both languages in a cell": block(
        ["On hand\n现有库存", 30],
        ["Demand / 需求", *OUT],
        ["供应 Supply", *IN],
        names=("Item 物料", "Measure 项目"),
    ),
    "months over weeks that begin anew": {
        "Sheet1": [
            ["Item", "Measure", "Jun-26", None, "Jul-26", None],
            [None, None, "W1", "W2", "W1", "W2"],
            ["A", "On hand", 30],
            ["A", "Orders", *OUT],
            ["A", "MPS", *IN],
        ]
    },
    "weeks over the turn of the year": plan(heads=["W52", "W53", "W01", "W02"]),
    "months over the turn of the year": plan(heads=["11月", "12月", "1月", "2月"]),
    "weeks as ISO writes them": plan(heads=["2026W07", "2026W08", "2026W09", "2026W10"]),
    "weeks with their first weekday": plan(heads=["2026-W07-1", "2026-W08-1", "2026-W09-1", "2026-W10-1"]),
    "weeks with a short year": plan(heads=["KW23/26", "KW24/26", "KW25/26", "KW26/26"]),
    "weeks by their first day": plan(heads=["w/c 1 Jun", "w/c 8 Jun", "w/c 15 Jun", "w/c 22 Jun"]),
    "days with their weekday": plan(heads=["Mon 01-Jun", "Tue 02-Jun", "Wed 03-Jun", "Thu 04-Jun"]),
    "weeks from day to day": plan(heads=["6/1-6/7", "6/8-6/14", "6/15-6/21", "6/22-6/28"]),
    "thirds of a month": plan(heads=["6月上旬", "6月中旬", "6月下旬", "7月上旬"]),
    "requirements with a minus": block(
        ["On hand", 30], ["Requirements", *(-q for q in OUT)], ["Receipts", *IN]
    ),
    "numbers with their unit": block(
        ["On hand", "30 pcs"], ["Orders", *(f"{q} 个" for q in OUT)], ["MPS", "0", "30pcs", "-", "40 ea"]
    ),
    "the family beside the item, with its total": {
        "Sheet1": [
            ["Family", "Item", "Measure", *W],
            ["F", "A", "On hand", 30],
            ["F", "A", "Orders", *OUT],
            ["F", "A", "MPS", *IN],
            ["F Total", None, "Orders", *OUT],
            ["F Total", None, "MPS", *IN],
        ]
    },
    "a customer's total below the customers": {
        "Sheet1": [
            ["料号", "客户", "项目", *W],
            ["A", None, "现有库存", 30],
            ["A", "甲", "订单", 5, 10, 5, 15],
            ["A", "乙", "订单", 10, 10, 5, 10],
            ["A", "合计", "订单", *OUT],
            ["A", None, "计划", *IN],
        ]
    },
    "several lots": lines(
        ["Customer", "Item", "Due Date", "Qty"],
        *(["C", "A", day, q] for day, q in zip(W, OUT, strict=True)),
        stock=[["Item", "Lot", "On hand"], ["A", "L1", 20], ["A", "L2", 10]],
    ),
    "periods down the page": {
        "Sheet1": [
            ["Week", "Opening", "Orders", "MPS"],
            *([day, 30 if day == MONDAY else None, o, i] for day, o, i in zip(W, OUT, IN, strict=True)),
        ]
    },
    "purchase orders on a sheet called PO": {
        "Stock": STOCK,
        "Orders": ORDERS,
        "PO": [
            ["PO No", "Vendor", "Item", "ETA", "Open Qty"],
            *(["P", "V", "A", day, q] for day, q in zip(W, IN, strict=True) if q),
        ],
    },
    "German months": plan(heads=["Jan", "Feb", "Mär", "Apr"]),
    "Korean weeks": plan(heads=["23주", "24주", "25주", "26주"]),
    "months by their last day": plan(
        heads=[date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30)]
    ),
}

MATRICES: dict[str, Rows] = {
    "Stock": STOCK,
    "Orders": [["Item", *W], ["A", *OUT]],
    "MPS": [["Item", *W], ["A", *IN]],
}

RIGHT.update(
    {
        "its description under the item": {
            "Sheet1": [
                ["Item", "Measure", *W],
                ["A", "On hand", 30],
                ["Bracket, left", "Orders", *OUT],
                ["Drawing 7", "MPS", *IN],
            ]
        },
        "dashes in a column of quantities": {
            "Sheet1": [
                ["Item", "Date", "Opening", "Demand", "Foo", "Receipts", "Balance"],
                *(
                    ["A", day, 30 if day == MONDAY else None, o - f, f or "-", i or "-", left]
                    for day, o, f, i, left in zip(W, OUT, (5, 0, 3, 0), IN, LEFT, strict=True)
                ),
            ]
        },
        "a total without what is past due": {
            "Sheet1": [
                ["Item", "Measure", "Past due", *W],
                ["A", "On hand", None, 35],
                ["A", "Orders", 8, *OUT],
                ["A", "MPS", 3, 0, 10, 0, 30],
                ["A", "Purchase Orders", None, 0, 20, 0, 10],
                ["A", "Total Supply", None, *IN],
            ]
        },
        "calls by delivery schedule, with a cumulative figure": {
            "Abrufe": [
                ["Teilenummer", "Kunde", "Liefertermin", "Abrufmenge", "Fortschrittszahl"],
                *(["A", "VW", day, q, 1000 + q] for day, q in zip(W, OUT, strict=True)),
            ],
            "Fertigung": [
                ["Teilenummer", "Termin", "Menge"],
                *(["A", day, q] for day, q in zip(W, IN, strict=True) if q),
            ],
            "Bestand": [["Teilenummer", "Bestand"], ["A", 30]],
        },
        "order lines of which some was fulfilled": {
            "Stock": STOCK,
            "Orders": [
                [
                    "Internal ID",
                    "Document Number",
                    "Item",
                    "Customer",
                    "Ship Date",
                    "Quantity",
                    "Quantity Fulfilled",
                ],
                *(
                    [at, f"SO{at}", "A", "C", d, q + 3, 3]
                    for at, (d, q) in enumerate(zip(W, OUT, strict=True))
                ),
            ],
            "MPS": MPS,
        },
        "movements with their signs": {
            "Moves": [
                ["Item", "Date", "Movement", "Qty"],
                ["A", MONDAY, "Opening", 30],
                *(["A", day, "Issue", -q] for day, q in zip(W, OUT, strict=True)),
                *(["A", day, "Receipt", q] for day, q in zip(W, IN, strict=True)),
            ]
        },
        "a site called like a period": {
            "Sheet1": [
                ["Item", "Plant", "Measure", *W],
                ["A", "P1", "On hand", 30],
                ["A", "P1", "Orders", *OUT],
                ["A", "P1", "MPS", *IN],
            ]
        },
        "one plant for each item": {
            "Stock": [["Item", "Plant", "On hand"], ["A", "1000", 30]],
            "Orders": [
                ["Customer", "Item", "Due Date", "Qty"],
                *(["C", "A", day, q] for day, q in zip(W, OUT, strict=True)),
            ],
            "MPS": MPS,
        },
        "stock at the beginning of each week beside the balance": block(
            ["Stock", 30, *LEFT[:3]], ["Orders", *OUT], ["Foo", *IN], ["Closing stock", *LEFT]
        ),
        "gross requirements that the sheet's balance takes off beside orders": {
            "Sheet1": [
                ["Item", "Measure", "On hand", *W],
                ["A", "Orders", 30, 5, 10, 5, 15],
                ["A", "Gross Requirements", None, 10, 10, 5, 10],
                ["A", "MPS", None, *IN],
                [
                    "A",
                    "Closing",
                    None,
                    "=C2-D2-D3+D4",
                    *(f"={b}5-{c}2-{c}3+{c}4" for b, c in ("DE", "EF", "FG")),
                ],
            ]
        },
        "a nonsense row that the balance takes off beside a forecast": block(
            ["On hand", 30],
            ["Forecast", 5, 10, 5, 15],
            ["Zeta", 10, 10, 5, 10],
            ["MPS", *IN],
            ["Closing", *LEFT],
        ),
    }
)

ASKED: dict[str, tuple[dict[str, Rows], str]] = {
    "firm orders of a customer": (
        {
            "Rel": [
                ["Customer", "Item", "Type", *W],
                ["C", "A", "Firm", 15, 20, 0, 0],
                ["C", "A", "Forecast", 0, 0, 10, 25],
            ],
            "Stock": STOCK,
            "MPS": MPS,
        },
        "--label 'Firm=orders'",
    ),
    "gross requirements beside orders": (
        block(["On hand", 30], ["Gross Requirements", 20, 20, 10, 25], ["Orders", *OUT], ["MPS", *IN]),
        "--label 'Gross Requirements=ignore'",
    ),
    "an older plan beside the plan": (
        {**MATRICES, "MPS old": [["Item", *W], ["A", 0, 20, 0, 30]]},
        "--label 'MPS old=ignore'",
    ),
    "a copy of a sheet": ({**MATRICES, "MPS (2)": MATRICES["MPS"]}, "MPS (2)"),
    "a copy of the order lines": (
        {"Stock": STOCK, "Orders": ORDERS, "MPS": MPS, "Orders Monday": ORDERS},
        "--label 'Orders Monday=ignore'",
    ),
    "a balance in a list that no column explains": (
        {
            "Sheet1": [
                ["Item", "Date", "Opening", "Demand", "Receipts", "Balance"],
                *(
                    ["A", day, 30 if day == MONDAY else None, o, i, left]
                    for day, o, i, left in zip(W, OUT, IN, (90, 7, 55, 210), strict=True)
                ),
            ]
        },
        "'Balance': a balance that the rows as understood (Demand -, Receipts +) do not reproduce",
    ),
    "rows above the first item": (
        {
            "Sheet1": [
                ["Item", "Measure", *W],
                [None, "On hand", 30],
                [None, "Orders", *OUT],
                ["A", "On hand", 30],
                ["A", "Orders", *OUT],
                ["A", "MPS", *IN],
            ]
        },
        "A2",
    ),
    "what moves on the first line of a list only": (
        {
            "Sheet1": [
                ["Item", "Date", "Opening", "Demand", "Foo", "Receipts", "Balance"],
                *(
                    ["A", day, 30 if day == MONDAY else None, o, 5 if day == MONDAY else "-", i, left]
                    for day, o, i, left in zip(W, OUT, IN, LEFT, strict=True)
                ),
            ]
        },
        "--label 'Foo=ignore'",
    ),
    "what moves in the first period only": (
        block(["On hand", 30], ["Orders", *OUT], ["MPS", *IN], ["Zeta", 5, 0, 0, 0], ["Closing", *LEFT]),
        "'Zeta'",
    ),
    "a customer's demand": (plan(["比亚迪需求", 5, 5, 5, 5]), "--label '比亚迪需求=orders'"),
    "nonsense": (plan(["Foo", 5, 5, 5, 5]), "--label 'Foo=ignore'"),
    "numbers beside the periods": (
        {
            "Sheet1": [
                ["Item", "Foo", "Measure", *W],
                ["A", 7, "On hand", 30],
                ["A", 7, "Orders", *OUT],
                ["A", 7, "MPS", *IN],
            ]
        },
        "--label 'Foo=ignore'",
    ),
    "part of a wider row": (
        block(["On hand", 30], ["Demand", *OUT], ["Sales orders", 10, 15, 8, 20], ["Supply", *IN]),
        "--label 'Sales orders=ignore'",
    ),
    "a stock that fits nothing": (
        block(["Inventory", 40, 3, 25, 99], ["Orders", *OUT], ["MPS", *IN]),
        "--label 'Inventory=balance'",
    ),
    "a nameless row": (plan([None, 3, 3, 3, 3]), "B5"),
    "two due dates": (
        lines(
            ["Customer", "Item", "Requested Date", "Promised Date", "Qty"],
            *(["C", "A", day, day + timedelta(7), q] for day, q in zip(W, OUT, strict=True)),
        ),
        "--label 'Promised Date=date'",
    ),
    "day or month": (plan(heads=["01/06/2026", "01/07/2026", "01/08/2026", "01/09/2026"]), "01/06/2026"),
    "thirds of a month without the month": (
        {
            "Sheet1": [
                ["Item", "Measure", "6月", None, None, "7月"],
                [None, None, "上旬", "中旬", "下旬", "上旬"],
                ["A", "On hand", 30],
                ["A", "Orders", *OUT],
                ["A", "MPS", *IN],
            ]
        },
        "D1",
    ),
    "six digits that are months or weeks": (plan(heads=[202607, 202608, 202609, 202610]), "202607"),
    "two versions": (
        {
            "Sheet1": [
                ["Item", "Version", "Measure", *W],
                *(
                    ["A", v, *row]
                    for v in ("V1", "V2")
                    for row in (["On hand", 30], ["Orders", *OUT], ["MPS", *IN])
                ),
            ]
        },
        "--label 'Version=customer'",
    ),
    "two units": (
        {
            "Sheet1": [
                ["Item", "Unit", "Measure", *W],
                ["A", "pcs", "On hand", 30000],
                ["A", "kpcs", "Orders", *OUT],
                ["A", "pcs", "MPS", *(q * 1000 for q in IN)],
            ]
        },
        "pcs, kpcs",
    ),
    "boxes on one sheet, pieces on another": (
        {
            "Stock": [["Item", "On hand", "UoM"], ["A", 30, "pcs"]],
            "Orders": [
                ["Customer", "Item", "Due Date", "Qty", "UoM"],
                *(["C", "A", day, q, "box"] for day, q in zip(W, OUT, strict=True)),
            ],
            "MPS": MPS,
        },
        "give all its quantities in one unit",
    ),
    "thousands in one heading": (
        block(["On hand (pcs)", 30], ["Orders (k)", *OUT], ["MPS (pcs)", *IN]),
        "'Orders (k)'",
    ),
    "in transit without a date": (
        {
            "Sheet1": [
                ["Item", "On hand", "In transit", "Measure", *W],
                ["A", 20, 10, "Orders", *OUT],
                ["A", None, None, "MPS", *IN],
            ]
        },
        "'In transit'",
    ),
    "what was before, under a word that nobody knows": (
        {
            "Sheet1": [
                ["Item", "Measure", "Before", *W],
                ["A", "On hand", None, 35],
                ["A", "Orders", 5, *OUT],
                ["A", "MPS", 0, *IN],
            ]
        },
        "'Before'",
    ),
    "what comes later": (
        {
            "Sheet1": [
                ["Item", "Measure", *W, "Later"],
                ["A", "On hand", 30],
                ["A", "Orders", *OUT, 99],
                ["A", "MPS", *IN, 0],
            ]
        },
        "'Later'",
    ),
    "scrap": (plan(["Scrap", 1, 0, 0, 0]), "--label 'Scrap=ignore'"),
    "an arrears row": (plan(["Backlog", 5]), "'Backlog'"),
    "one stock at two plants": (
        lines(
            ["Customer", "Item", "Due Date", "Qty"],
            *(["C", "A", day, q] for day, q in zip(W, OUT, strict=True)),
            stock=[["Item", "Plant", "On hand"], ["A", "1000", 20], ["A", "2000", 10]],
        ),
        "--label 'Plant=ignore'",
    ),
    "orders of one item at two plants": (
        lines(
            ["Customer", "Item", "Plant", "Due Date", "Qty"],
            *(["C", "A", p, day, q] for p, day, q in zip("1212", W, OUT, strict=True)),
        ),
        "'Plant'",
    ),
    "a column for each measure of each item": (
        {
            "Plan": [
                [None, "A", "A", "B", "B"],
                ["Date", "Orders", "MPS", "Orders", "MPS"],
                *([day, o, i, o, i] for day, o, i in zip(W, OUT, IN, strict=True)),
            ],
            "Stock": [["Item", "On hand"], ["A", 30], ["B", 30]],
        },
        "B2",
    ),
    "receipts of the past": (
        {
            "Stock": STOCK,
            "Orders": ORDERS,
            "MPS": MPS,
            "Goods receipts": [["Item", "Date", "Qty"], ["A", date(2026, 5, 1), 100]],
        },
        "--label 'Goods receipts=ignore'",
    ),
    "stock of several days": (
        {
            "Stock": [["Item", "Date", "Stock"], ["A", date(2026, 5, 1), 99], ["A", MONDAY, 30]],
            "Orders": ORDERS,
            "MPS": MPS,
        },
        "Stock!C3",
    ),
    "a requested and a confirmed date": (
        lines(
            ["Customer", "Item", "Requested date", "Confirmed date", "Qty"],
            *(["C", "A", day, day + timedelta(7), q] for day, q in zip(W, OUT, strict=True)),
        ),
        "'Confirmed date'",
    ),
    "thousands in the words above": (
        {
            "Plan": [
                ["All quantities in thousands"],
                ["Item", "Measure", *W],
                ["A", "Orders", *OUT],
                ["A", "MPS", *IN],
            ],
            "Stock": [["Item", "On hand (pcs)"], ["A", 30000]],
        },
        "'Orders'",
    ),
    "months here and numbers there": (
        {
            "Orders": [["Item", "Jan", "Feb", "Mar", "Apr"], ["A", *OUT]],
            "MPS": [["Item", 1, 2, 3, 4], ["A", *IN]],
            "Stock": STOCK,
        },
        "'Jan'",
    ),
}


def orders_made(
    plan: str, made: str, *, more: list[list[Any]] | None = None, title: str = "工单"
) -> dict[str, Rows]:
    """Work orders of which some came in: 30 and 40 are still open."""
    heads = ["任务单号", "料号", plan, made, "计划完工日期"]
    rows = [["W1", "A", 50, 20, W[1]], ["W2", "A", 40, 0, W[3]], ["W3", "A", 15, 15, W[0]], *(more or [])]
    return {"Stock": STOCK, "Orders": ORDERS, title: [heads, *rows]}


def flagged(heading: str, closing: Any, open_line: Any = None) -> dict[str, Rows]:
    """Order lines of which one is closed."""
    heads = ["Customer", "Item", "Due Date", "Qty", heading]
    return lines(
        heads,
        *(["C", "A", day, q, open_line] for day, q in zip(W, OUT, strict=True)),
        ["C", "A", W[1], 200, closing],
    )


FINISH = ["Order", "Material", "Order quantity", "Delivered quantity", "Finish date", "System Status"]
COOIS: Rows = [
    ["6001", "A", 50, 20, W[1], "REL PDLV"],
    ["6002", "A", 90, 90, W[0], "TECO DLV"],
    ["6003", "A", 40, 0, W[3], "CRTD"],
]

RIGHT.update(
    {
        **{
            f"{made} of {planned}": orders_made(planned, made)
            for planned, made in (
                ("计划数量", "完工入库数量"),
                ("计划数量", "完工数量"),
                ("计划产量", "入库数量"),
                ("生产数量", "已完工数量"),
                ("生产数量", "累计入库数量"),
                ("计划数量", "已生产数量"),
                ("Planned qty", "Completed qty"),
                ("Planned quantity", "Qty finished"),
                ("Production quantity", "Produced quantity"),
                ("Planned production", "Receipts"),
                ("Order quantity", "Quantity received"),
            )
        },
        **{
            f"closed: {heading} {closing}": flagged(heading, closing, other)
            for heading, closing, other in (
                ("行业务关闭", "是", "否"),
                ("作废", "√", None),
                ("关闭原因", "客户取消", None),
                ("是否取消", "是", "否"),
                ("单据状态", "已完结", "审核"),
                ("Rejection reason", "Z1", None),
                ("Reason for rejection", "Too late", None),
                ("Deletion flag", "X", None),
                ("Cancelled", "Yes", "No"),
                ("Line closed", 1, 0),
                ("Order status", "Closed", "Approved"),
                ("Completed", "Y", "N"),
            )
        },
        "what was ordered and is still open, in a column each": {
            "Plan": [
                ["料号", "日期", "期初库存", "客户订单", "未交客户订单", "计划"],
                *(["A", day, 30, o + 5, o, i] for day, o, i in zip(W, OUT, IN, strict=True)),
            ]
        },
        "one stock on the lines of every customer": {
            "Orders": [
                ["Customer", "Item", "Due Date", "Order qty", "Shipped qty", "On hand"],
                *([c, "A", day, q + 2, 2, 30] for c, day, q in zip("CDCD", W, OUT, strict=True)),
            ],
            "MPS": MPS,
        },
        "lines of an order under Item, beside the material": {
            "Stock": STOCK,
            "VA05": [
                ["Sales Doc.", "Item", "Sold-to", "Material", "Order Quantity", "Delivery date"],
                *(["1", n * 10, "C", "A", q, day] for n, (day, q) in enumerate(zip(W, OUT, strict=True), 1)),
            ],
            "MPS": MPS,
        },
        "production orders by their finish date": {"Stock": STOCK, "VA05": ORDERS, "COOIS": [FINISH, *COOIS]},
        "production orders by their basic finish date": {
            "Stock": STOCK,
            "VA05": ORDERS,
            "COOIS": [[*FINISH[:4], "Basic fin. date", "MRP controller"], *(r[:5] for r in COOIS)],
        },
        "orders by whom they are sold to": {
            "Stock": STOCK,
            "VA05": [
                ["Order", "Sold-to", "Material", "Order quantity", "Date"],
                *(["1", "C", "A", q, day] for day, q in zip(W, OUT, strict=True)),
            ],
            "MPS": MPS,
        },
        "what was delivered, beside the stock on every line": {
            "Orders": [
                ["Customer", "Item", "Due Date", "Order qty", "Delivered qty"],
                *(["C", "A", day, q + 4, 4] for day, q in zip(W, OUT, strict=True)),
            ],
            "Stock": STOCK,
            "MPS": MPS,
        },
        "what was done, where each line says what it is": {
            "Plan": [
                ["Item", "Date", "Type", "Qty", "Finished qty"],
                ["A", MONDAY, "On hand", 30, None],
                *(["A", day, "Sales orders", q + 2, 2] for day, q in zip(W, OUT, strict=True)),
                *(["A", day, "Production orders", q + 7, 7] for day, q in zip(W, IN, strict=True)),
            ]
        },
    }
)

ASKED.update(
    {
        "what came in beside a plan in a list of everything": (
            {
                "Plan": [
                    ["料号", "日期", "期初库存", "需求", "计划产量", "入库数量"],
                    *(["A", day, 30, o, i, 5] for day, o, i in zip(W, OUT, IN, strict=True)),
                ]
            },
            "--label '入库数量=shipped'",
        ),
        "orders and what of them is still open": (
            block(["On hand", 30], ["Customer orders", *OUT], ["Open orders", 5, 20, 10, 25], ["MPS", *IN]),
            "--label 'Customer orders=ignore'",
        ),
        "客户订单与未交订单": (
            block(["期初库存", 30], ["客户订单", 20, 25, 15, 30], ["未交订单", *OUT], ["主生产计划", *IN]),
            "--label '客户订单=ignore'",
        ),
        "采购订单与未交采购订单": (
            block(["期初库存", 30], ["需求", *OUT], ["采购订单", *IN], ["未交采购订单", 0, 9, 0, 9]),
            "--label '采购订单=ignore'",
        ),
        "a list whose date has no telling heading": (
            {
                "Stock": STOCK,
                "Orders": ORDERS,
                "COOIS": [["Order", "Material", "Order quantity", "Zeta"], ["1", "A", 30, W[1]]],
            },
            "--label 'Zeta=date'",
        ),
        "清单的日期标题无法理解": (
            {
                "Stock": STOCK,
                "Orders": ORDERS,
                "任务": [["任务单号", "物料编码", "计划数量", "庚"], ["1", "A", 30, "2026-06-08"]],
            },
            "--label '庚=date'",
        ),
        "a list without a date": (
            {"Stock": STOCK, "Orders": ORDERS, "MPS": MPS, "Sheet4": [["Material", "Qty"], ["A", 30]]},
            "--label 'Sheet4=ignore'",
        ),
        "a list whose quantity has no telling heading": (
            {"Stock": STOCK, "Orders": ORDERS, "Sheet4": [["料号", "交期", "庚"], ["A", W[1], 30]]},
            "--label '庚=quantity'",
        ),
        "a balance after one line only": (
            {
                "Moves": [["料号", "日期", "供应数量", "需求数量", "结存数量"], ["A", MONDAY, None, 15, 15]],
            },
            "--label '结存数量=balance'",
        ),
        "a stock that is another on every line": (
            lines(
                ["Customer", "Item", "Due Date", "Order qty", "Stock"],
                *([c, "A", d, q, s] for c, d, q, s in zip("CDCD", W, OUT, (9, 3, 7, 1), strict=True)),
                stock=[["Item", "Safety stock"], ["A", 0]],
            ),
            "'Stock'",
        ),
        "a status that is not understood": (
            flagged("Status", "Zeta", "Open"),
            "--label 'Status=ignore'",
        ),
        "状态看不懂": (flagged("状态", "丙", "审核"), "--label '状态=ignore'"),
        "orders of nobody": (
            {
                "Stock": STOCK,
                "Orders": ORDERS,
                "Sheet3": [
                    ["Order", "Material", "Order quantity", "Date"],
                    *(["1", "A", q, day] for day, q in zip(W, IN, strict=True)),
                ],
            },
            "--label 'Sheet3=orders'",
        ),
        "不知是谁的订单": (
            {
                "Stock": STOCK,
                "Orders": ORDERS,
                "表3": [
                    ["订单号", "料号", "订单数量", "日期"],
                    *(["1", "A", q, day] for day, q in zip(W, IN, strict=True)),
                ],
            },
            "--label '表3=orders'",
        ),
    }
)


def plans_at(path: Path, sheets: dict[str, Rows]) -> dict[str, list[float]]:
    """The balance of each item of a workbook."""
    plan = read_plan(workbook(path, sheets)).plan
    return dict(zip(plan.items, plan.balance.tolist(), strict=True))


def movements(heads: list[str], words: tuple[str, ...], *, dated: bool = True) -> dict[str, Rows]:
    """Movements of 30 pieces with what is left after each, and a sub-total of which nothing counts."""
    first, out, come, total = words
    rows: list[list[Any]] = [["A", first, None, MONDAY if dated else None, None, None, 30]]
    left = 30
    for number, (day, o, i) in enumerate(zip(W, OUT, IN, strict=True)):
        rows.append(["A", out, "CD"[number % 2], day, None, o, left := left - o])
        if i:
            rows.append(["A", come, None, day, i, None, left := left + i])
    rows.append(["A", total, None, None, sum(IN), sum(OUT), left])
    return {"Moves": [heads, *rows]}


MOVES = {
    "zh": (
        ["存货编码", "供需类型", "客户", "日期", "供应数量", "需求数量", "结存数量"],
        ("期初结存", "销售订单", "生产订单", "小计"),
    ),
    "en": (
        ["Item", "Type", "Customer", "Date", "Supply", "Demand", "Balance"],
        ("Stock", "SO", "WO", "Subtotal"),
    ),
}


@pytest.mark.parametrize("dated", [True, False])
@pytest.mark.parametrize("language", MOVES)
def test_a_balance_down_a_list_is_no_opening_on_every_line(
    tmp_path: Path, language: str, dated: bool
) -> None:
    heads, words = MOVES[language]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", movements(heads, words, dated=dated)))
    assert (reading.plan.balance.tolist(), reading.faults) == ([LEFT], ())


@pytest.mark.parametrize(("stock", "asked"), [(30, False), (31, True)])
def test_the_stock_list_and_a_balance_down_a_list_begin_alike(
    tmp_path: Path, stock: int, asked: bool
) -> None:
    heads, words = MOVES["zh"]
    moves = movements(heads, words)["Moves"]
    path = workbook(
        tmp_path / "plan.xlsx", {"Moves": [heads, *moves[2:]], "库存": [["存货编码", "现存量"], ["A", stock]]}
    )
    if not asked:
        assert read_plan(path).plan.balance.tolist() == [LEFT]
        return
    with pytest.raises(PlanError, match="31"):
        read_plan(path)


def test_a_sheet_of_items_that_was_not_read_is_named(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"Stock": STOCK, "Orders": ORDERS, "MPS": MPS}
    sheets["Sheet4"] = [["料号", "庚"], ["A", 30]]
    tables = read_plan(workbook(tmp_path / "plan.xlsx", sheets)).tables
    named = [
        (use.cell, use.reason.zh)
        for table in tables
        if table.grid.title == "Sheet4"
        for use in table.left_aside
    ]
    assert named == [("A1", "所在表格未读取"), ("B1", "所在表格未读取")]


TOTALLED: Rows = [
    ["Item", "Customer", "Type", *W],
    ["A", "Ford", "Orders", 10, 10, 5, 10],
    ["A", "GM", "Orders", 5, 10, 5, 15],
    ["A Total", None, None, *OUT],
    ["A", None, "MPS", *IN],
    ["B", "Ford", "Orders", 5, 5, 5, 5],
]


@pytest.mark.parametrize("heads", [["Item", "On hand"], ["料号", "现有库存"]])
@pytest.mark.parametrize("more", [[], [["B Total", None, "Total", 5, 5, 5, 5]]])
def test_an_item_with_rows_of_its_own_is_no_description(
    tmp_path: Path, heads: list[str], more: list[list[Any]]
) -> None:
    sheets: dict[str, Rows] = {"Plan": [*TOTALLED, *more], "Stock": [heads, ["A", 30], ["B", 20]]}
    assert plans_at(tmp_path / "plan.xlsx", sheets) == {"A": LEFT, "B": [15, 10, 5, 0]}


def test_an_item_that_a_list_of_stock_names_is_no_description(tmp_path: Path) -> None:
    plan: Rows = [["料号", "项目", *W], ["A", "需求", *OUT], ["B", "计划", *IN]]
    sheets: dict[str, Rows] = {"Plan": plan, "Stock": [["料号", "现有库存"], ["A", 100], ["B", 30]]}
    assert plans_at(tmp_path / "plan.xlsx", sheets) == {"A": [85, 65, 55, 30], "B": [30, 60, 60, 100]}


ROWS: Rows = [["On hand", 30], ["Orders", *OUT], ["MPS", *IN]]
MORE: Rows = [["On hand", 60], ["Orders", *OUT], ["MPS", *IN]]
AT_SITES = {"A@1000": LEFT, "A@2000": [45, 55, 45, 60]}

SITES: dict[str, dict[str, Rows]] = {
    "a column behind the item": {
        "Plan": [
            ["Item", "Plant", "Measure", *W],
            *(["A", "1000", *row] for row in ROWS),
            *(["A", "2000", *row] for row in MORE),
        ]
    },
    "a column before the item, written once": {
        "计划": [
            ["工厂", "料号", "项目", *W],
            *(
                [first, item, *row]
                for first, item, row in zip(["1000", None, None], ["A", None, None], ROWS, strict=True)
            ),
            *(
                [first, item, *row]
                for first, item, row in zip(["2000", None, None], ["A", None, None], MORE, strict=True)
            ),
        ]
    },
    "a sheet each": {
        "Plant 1000": [["Item", "Measure", *W], *(["A", *row] for row in ROWS)],
        "Plant 2000": [["Item", "Measure", *W], *(["A", *row] for row in MORE)],
    },
    "the site above each table": {
        "North": [["Site:", "1000"], [], ["Item", "Measure", *W], *(["A", *row] for row in ROWS)],
        "South": [["Site:", "2000"], [], ["Item", "Measure", *W], *(["A", *row] for row in MORE)],
    },
    "lists that name it": {
        "Stock": [["Item", "Plant", "On hand"], ["A", 1000, 30], ["A", 2000, 60]],
        "Orders": [
            ["Customer", "Order No", "Item", "Plant", "Due Date", "Qty"],
            *(["C", f"S{p}", "A", p, day, q] for p in (1000, 2000) for day, q in zip(W, OUT, strict=True)),
        ],
        "MPS": [
            ["Item", "Plant", "Date", "Qty"],
            *(["A", p, day, q] for p in (1000, 2000) for day, q in zip(W, IN, strict=True) if q),
        ],
    },
}


@pytest.mark.parametrize("kind", SITES)
def test_several_sites_of_an_item_are_kept_apart(tmp_path: Path, kind: str) -> None:
    assert plans_at(tmp_path / "plan.xlsx", SITES[kind]) == AT_SITES


def test_an_order_line_is_of_the_item_at_its_site(tmp_path: Path) -> None:
    reading = read_plan(workbook(tmp_path / "plan.xlsx", SITES["lists that name it"]))
    lines = [(line.item, line.order) for line in reading.plan.lines]
    assert set(lines) == {("A@1000", "S1000"), ("A@2000", "S2000")}
    assert reading.sites["A@1000"] == ("A", "1000")


def test_descriptions_under_several_items_make_no_items(tmp_path: Path) -> None:
    sheet: list[list[Any]] = [["Item", "Measure", *W]]
    for item, text, opening in (("A", "Bracket", 30), ("B", "Bracket", 60)):
        sheet += [[item, "On hand", opening], [text, "Orders", *OUT], [None, "MPS", *IN]]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", {"Plan": sheet}))
    assert (reading.plan.items, reading.plan.descriptions) == (("A", "B"), ("Bracket", "Bracket"))
    assert reading.plan.balance.tolist() == [LEFT, [45, 55, 45, 60]]


def test_a_level_whose_first_week_is_blank_begins_with_nothing_and_says_so(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["A", "Beginning Inventory", None, -15, -5, -15],
        ["A", "Orders", *OUT],
        ["A", "MPS", *IN],
    ]
    rows += [["B", "Beginning Inventory", 30, *LEFT[:3]], ["B", "Orders", *OUT], ["B", "MPS", *IN]]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", {"Plan": [["Item", "Measure", *W], *rows]}))
    assert reading.plan.balance.tolist() == [[-15, -5, -15, 0], LEFT]
    assert [(fault.cell, fault.found) for fault in reading.faults] == [("C2", "")]


@pytest.mark.parametrize("kind", RIGHT)
def test_a_kind_of_sheet_is_read_right(tmp_path: Path, kind: str) -> None:
    reading = read_plan(workbook(tmp_path / "plan.xlsx", RIGHT[kind]))
    assert reading.plan.balance.tolist() == [LEFT]


def test_each_item_may_stand_alone_above_its_rows(tmp_path: Path) -> None:
    rows: Rows = [["On hand", 30], ["Orders", *OUT], ["MPS", *IN]]
    sheet: Rows = [["", *W], ["A"], *rows, ["B"], *rows]
    found = read_plan(workbook(tmp_path / "plan.xlsx", {"Sheet1": sheet})).plan
    assert (found.items, found.balance.tolist()) == (("A", "B"), [LEFT, LEFT])


@pytest.mark.parametrize(
    ("kind", "heading", "role", "balances"),
    [
        ("two versions", "Version", "customer", [LEFT, LEFT]),
        ("one stock at two plants", "Plant", "ignore", [LEFT]),
        ("receipts of the past", "Goods receipts", "ignore", [LEFT]),
        ("scrap", "Scrap", "orders", [[14, 24, 14, 29]]),
        ("two due dates", "Requested Date", "date", [LEFT]),
        ("客户订单与未交订单", "客户订单", "ignore", [LEFT]),
        ("a list without a date", "Sheet4", "ignore", [LEFT]),
        ("orders of nobody", "Sheet3", "supply", [LEFT]),
        ("what was before, under a word that nobody knows", "Before", "overdue", [LEFT]),
    ],
)
def test_what_a_question_offers_leads_on(
    tmp_path: Path, kind: str, heading: str, role: str, balances: list[list[float]]
) -> None:
    sheets, _ = ASKED[kind]
    found = read_plan(workbook(tmp_path / "plan.xlsx", sheets), labels={heading: role})
    assert found.plan.balance.tolist() == balances


@pytest.mark.parametrize("kind", ASKED)
def test_a_doubt_is_asked_about_with_what_settles_it(tmp_path: Path, kind: str) -> None:
    sheets, words = ASKED[kind]
    with pytest.raises(PlanError) as refused:
        read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    assert words in str(refused.value)


# 500 in stock for two customers; 300 come in: 500 - 200 = 300, 300 + 300 - 350 = 250.
SHARED: dict[str, tuple[dict[str, Rows], list[float]]] = {
    "on each line of a list": (
        {
            "Sheet": [
                ["Item", "On hand", "Customer", "Date", "Receipts", "Orders"],
                ["A", 500, "Bosch", W[0], None, 200],
                ["A", 500, None, W[1], 300, None],
                ["A", 500, "ZF", W[1], None, 350],
            ]
        },
        [300, 250],
    ),
    "beside the orders": (
        {
            "订单": [
                ["订单号", "料号", "客户", "现有库存", "交期", "订单数量"],
                ["1", "A", "海尔", 500, W[0], 200],
                ["2", "A", "海信", 500, W[1], 350],
            ],
            "MPS": [["料号", "日期", "数量"], ["A", W[1], 300]],
        },
        [300, 250],
    ),
    "beside the rows of each customer": (
        {
            "Sheet": [
                ["Item", "Customer", "On hand", "Allocated", "Measure", *W[:2]],
                ["A", "Bosch", 520, 20, "Orders", 150, 150],
                ["A", "ZF", 520, 20, "Orders", 50, 200],
                ["A", None, 520, 20, "MPS", 0, 300],
            ]
        },
        [300, 250],
    ),
}


@pytest.mark.parametrize("kind", SHARED)
def test_one_stock_beside_several_customers_counts_once(tmp_path: Path, kind: str) -> None:
    sheets, left = SHARED[kind]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    assert reading.plan.balance.tolist() == [left]
    assert len(reading.plan.customers[0]) == 2
    assert not reading.disagreements


def test_stocks_that_differ_by_customer_beside_receipts_of_none_are_asked_about(tmp_path: Path) -> None:
    sheets, _ = SHARED["beside the rows of each customer"]
    rows = [list(row) for row in sheets["Sheet"]]
    rows[1][2] = 400
    with pytest.raises(PlanError, match="another stock for each customer"):
        read_plan(workbook(tmp_path / "plan.xlsx", {"Sheet": rows}))


def in_years(*years: tuple[int, list[list[Any]]]) -> dict[str, Rows]:
    return {
        f"Plan {year}": [["Item", "Measure", *(f"{year}-{month:02}" for month in months)], *rows]
        for year, rows in years
        for months in [range(7, 11)]
    }


BEFORE: list[list[Any]] = [["A", "Orders", 9, 9, 9, 9], ["A", "MPS", 5, 5, 5, 5]]
NOW: list[list[Any]] = [["A", "Orders", *OUT], ["A", "MPS", *IN]]
OPENED: list[list[Any]] = [["A", "Opening stock", 30]]


def test_periods_before_the_opening_stock_are_left_out_and_named(tmp_path: Path) -> None:
    sheets = in_years((2025, BEFORE), (2026, [*NOW, *OPENED]))
    reading = read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    assert reading.plan.balance.tolist() == [LEFT]
    assert [(fault.sheet, fault.found) for fault in reading.faults] == [("Plan 2025", "2025-10")]
    assert "--sheet" in reading.faults[0].expected.en
    assert "--sheet" in reading.faults[0].expected.zh


def test_periods_that_do_not_join_are_asked_about(tmp_path: Path) -> None:
    sheets = in_years((2025, [*BEFORE, *OPENED]), (2026, NOW))
    with pytest.raises(PlanError, match="nothing says what lies between"):
        read_plan(workbook(tmp_path / "plan.xlsx", sheets))


def test_two_openings_on_two_sheets_lead_to_one_sheet(tmp_path: Path) -> None:
    sheets = in_years((2025, [*BEFORE, ["A", "Opening stock", 90]]), (2026, [*NOW, *OPENED]))
    file = workbook(tmp_path / "plan.xlsx", sheets)
    (fault,) = read_plan(file).faults
    assert "--sheet" in fault.expected.en
    assert read_plan(file, sheet="Plan 2026").plan.balance.tolist() == [LEFT]


def test_periods_on_the_next_sheet_go_on(tmp_path: Path) -> None:
    halves: dict[str, Rows] = {
        "H1": [
            ["Item", "Measure", *W[:2]],
            ["A", "Opening stock", 30],
            ["A", "Orders", 15, 20],
            ["A", "MPS", 0, 30],
        ],
        "H2": [["Item", "Measure", *W[2:]], ["A", "Orders", 10, 25], ["A", "MPS", 0, 40]],
    }
    assert plans_at(tmp_path / "plan.xlsx", halves) == {"A": LEFT}


@pytest.mark.parametrize("word", ["订单需求", "订单", "Orders"])
def test_a_total_of_several_customers_is_of_all_of_them(tmp_path: Path, word: str) -> None:
    rows: Rows = [
        ["型号", "客户", "类别", *W],
        ["A", None, "期初库存", 30],
        ["A", "海尔", word, 10, 20, 0, 20],
        ["A", "海信", word, 5, 0, 10, 5],
        ["A", None, "需求合计", *OUT],
        ["A", None, "主生产计划", *IN],
        ["A", None, "结存", *LEFT],
    ]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", {"计划": rows}))
    assert reading.plan.customers == (("海尔", "海信"),)
    assert reading.plan.balance.tolist() == [LEFT]


ADDED = [10, 15, 8, 20], [5, 5, 2, 5]
GREATEST = [15, 12, 10, 25], [9, 20, 4, 6]


@pytest.mark.parametrize(
    ("rule", "parts", "words"),
    [
        ("sum", ADDED, ("Sales orders", "Forecast", "Gross requirements")),
        ("sum", ADDED, ("客户订单", "销售预测", "毛需求")),
        ("max", GREATEST, ("Sales orders", "Forecast", "Gross requirements")),
    ],
)
def test_the_gross_requirement_of_the_sheet_tells_the_demand_rule(
    tmp_path: Path, rule: str, parts: tuple[list[int], list[int]], words: tuple[str, str, str]
) -> None:
    rows = [[words[0], *parts[0]], [words[1], *parts[1]], [words[2], *OUT]]
    sheets = block(["On hand", 30], *rows, ["MPS", *IN])
    reading = read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    assert reading.plan.rule == rule
    assert reading.plan.balance.tolist() == [LEFT]
    assert any(words[2] in said.en and rule in said.en for said in reading.tables[0].decided)


def test_a_gross_requirement_by_no_demand_rule_is_asked_about(tmp_path: Path) -> None:
    rows = [["Sales orders", *ADDED[0]], ["Forecast", *ADDED[1]], ["Gross requirements", 15, 20, 11, 25]]
    file = workbook(tmp_path / "plan.xlsx", block(["On hand", 30], *rows, ["MPS", *IN]))
    with pytest.raises(PlanError, match="by no demand rule"):
        read_plan(file)
    assert read_plan(file, rule="sum").plan.balance.tolist() == [LEFT]
    orders_alone = [[20, 35, 27, 47]]
    told = read_plan(file, labels={"Gross requirements": "ignore"})
    assert told.plan.balance.tolist() == orders_alone


def test_a_label_that_was_given_is_not_overruled_by_the_balance(tmp_path: Path) -> None:
    rows = [["客户订单", 10, 10, 5, 20], ["需求合计", *OUT], ["主生产计划", *IN], ["结存", *LEFT]]
    file = workbook(tmp_path / "plan.xlsx", block(["期初库存", 30], *rows))
    assert read_plan(file).plan.balance.tolist() == [LEFT]
    with pytest.raises(PlanError, match=r"结存|需求合计"):
        read_plan(file, labels={"客户订单": "orders"})
    told = read_plan(file, labels={"客户订单": "orders", "需求合计": "ignore", "结存": "ignore"})
    assert told.plan.balance.tolist() == [[20, 40, 35, 55]]


@pytest.mark.parametrize("role", ["supply", "planned"])
def test_saying_what_a_row_is_says_nothing_of_its_unit(tmp_path: Path, role: str) -> None:
    rows = [["期初库存", 3000], ["客户订单", 1500, 2000], ["生产计划(千件)", 0, 3]]
    file = workbook(tmp_path / "plan.xlsx", block(*rows, heads=W[:2]))
    with pytest.raises(PlanError, match="convert them on the sheet"):
        read_plan(file, labels={"生产计划(千件)": role})


@pytest.mark.parametrize("words", [("Pcs/box", "Stock", "On hand"), ("每箱件数", "库存", "现有库存")])
def test_a_column_that_is_left_aside_gives_no_opening(tmp_path: Path, words: tuple[str, str, str]) -> None:
    rows: Rows = [
        ["Item", words[0], "Measure", words[1], *W],
        ["A", 24, "Orders", None, *OUT],
        ["A", 24, "MPS", None, *IN],
        ["A", 24, words[2], 30],
    ]
    file = workbook(tmp_path / "plan.xlsx", {"Plan": rows})
    assert read_plan(file, labels={words[0]: "ignore"}).plan.balance.tolist() == [LEFT]


@pytest.mark.parametrize(
    "heads",
    [
        ["KW 52/2026", "KW 53/2026", "KW 01/2027", "KW 02/2027"],
        ["KW52.2026", "KW53.2026", "KW01.2027", "KW02.2027"],
        ["2026-KW52", "2026-KW53", "2027-KW01", "2027-KW02"],
    ],
)
def test_german_weeks_with_their_years_are_weeks(tmp_path: Path, heads: list[str]) -> None:
    rows = [["Anfangsbestand", 30], ["Kundenaufträge", *OUT], ["Fertigungsaufträge", *IN]]
    found = read_plan(workbook(tmp_path / "plan.xlsx", block(*rows, heads=heads))).plan
    assert found.balance.tolist() == [LEFT]
    assert [period.start for period in found.periods] == [
        date(2026, 12, 21) + timedelta(weeks=week) for week in range(4)
    ]


def test_an_opening_typed_with_a_point_is_explained_as_any_quantity_is(tmp_path: Path) -> None:
    rows: Rows = [
        ["Artikel-Nr.", "Kennzahl", "Rückstand", *W],
        ["A", "Anfangsbestand", "1.250"],
        ["A", "Kundenaufträge", 0, *OUT],
        ["A", "Fertigungsaufträge", 0, *IN],
        ["B", "Anfangsbestand", 30],
        ["B", "Kundenaufträge", 0, *OUT],
        ["B", "Fertigungsaufträge", 0, *IN],
    ]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", {"Plan": rows}))
    assert (reading.plan.items, reading.plan.balance.tolist()) == (("B",), [LEFT])
    (fault,) = reading.faults
    assert (fault.cell, fault.found) == ("C2", "1.250")
    assert "may be thousands or a fraction" in fault.expected.en


def test_a_heading_of_money_ends_with_its_item(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Item", "Measure", *W]]
    for item in "AB":
        rows += [[item, "On hand", 30], [item, "Orders", *OUT], [item, "MPS", *IN]]
        rows += [[item, "Available stock", *LEFT], [item, "Revenue (EUR)", *"ABCD"]]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", {"Plan": rows}))
    assert reading.plan.balance.tolist() == [LEFT, LEFT]
    assert "section" not in {use.aside for use in reading.tables[0].left_aside}


@pytest.mark.parametrize("above", [["期初库存", 30], ["期初库存：30"]])
def test_days_down_have_their_stock_above_as_days_across_have(tmp_path: Path, above: list[Any]) -> None:
    sheets: dict[str, Rows] = {
        title: [
            ["物料", item],
            above,
            ["日期", "订单", "入库计划", "结余"],
            *([day, out, into, left] for day, out, into, left in zip(W, OUT, IN, LEFT, strict=True)),
            ["合计", sum(OUT), sum(IN)],
        ]
        for title, item in (("第一张", "A"), ("第二张", "B"))
    }
    assert plans_at(tmp_path / "plan.xlsx", sheets) == {"A": LEFT, "B": LEFT}


def test_items_that_are_left_out_are_counted(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Item", "Measure", *W]]
    for item, stock in (("A", 30), ("B", "many")):
        rows += [[item, "On hand", stock], [item, "Orders", *OUT], [item, "MPS", *IN]]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", {"Plan": rows}))
    assert (reading.plan.items, reading.left_out) == (("A",), 1)
    assert "1 item left out" in reading.said_left_out.en
    assert "1 个物料" in reading.said_left_out.zh


def test_stocks_of_several_warehouses_lead_to_their_sum(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["成品仓库存", 20], ["VMI仓库存", 10], ["客户订单", *OUT], ["主生产计划", *IN]]
    file = workbook(tmp_path / "plan.xlsx", block(*rows))
    told = {"成品仓库存": "opening", "VMI仓库存": "opening"}
    (fault,) = read_plan(file, labels=told).faults
    assert "write their sum in one row" in fault.expected.en
    rows[:2] = [["期初库存", 30]]
    assert read_plan(workbook(tmp_path / "sum.xlsx", block(*rows))).plan.balance.tolist() == [LEFT]
