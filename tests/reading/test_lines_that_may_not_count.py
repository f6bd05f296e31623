"""What would be added and may not belong together is asked about: quotations, operations, grades, plans of two weeks.

30 on hand; 15 20 10 25 go out, 0 30 0 40 come in: 15, 25, 15, 30 are left. Eight more on hand leave eight more.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from followed_advice import follow
from pab_planner.errors import PlanError
from pab_planner.reading.planning import read_plan
from planning_files import IN, LEFT, MPS, ORDERS, OUT, STOCK, Rows, W, workbook

ALL = [left - 99.0 for left in LEFT]
MORE = [left + 8.0 for left in LEFT]
PLAN: Rows = [["Item", "Measure", *W], ["A", "On hand", 30], ["A", "Orders", *OUT], ["A", "MPS", *IN]]
OLD: Rows = [["Item", "Measure", *W], ["A", "On hand", 9], ["A", "Orders", *OUT], ["A", "MPS", *IN]]


def lists(orders: Rows = ORDERS, mps: Rows = MPS, stock: Rows = STOCK, **more: Rows) -> dict[str, Rows]:
    return {"Orders": orders, "MPS": mps, "Stock": stock, **more}


def sold(heads: list[str], *beside: object) -> Rows:
    """Order lines with more columns behind the quantity."""
    lines = zip(W, OUT, strict=True)
    return [
        ["Order No", "Customer", "Item", "Due Date", "Qty", *heads],
        *(["1", "C", "A", *its, *beside] for its in lines),
    ]


def marked(heading: str, mark: object = None, other: object = None) -> dict[str, Rows]:
    """Order lines with a mark beside each, and one of 99 more with another."""
    return lists([*sold([heading], mark), ["9", "C", "A", W[0], 99, other]])


def made(heading: str, *words: str) -> Rows:
    """What is made, with a word beside each line; more words than lines stand beside more lines."""
    lines: list[list[object]] = [["WO", heading, "Item", "Due date", "Qty"]]
    lines += [["W", words[0], "A", day, come] for day, come in zip(W, IN, strict=True) if come]
    return lines + [["W", word, "A", W[1], 30] for word in words[1:]]


def kept(heading: str, one: object, other: object) -> Rows:
    """30 in stock, and 8 of another kind."""
    return [["Item", heading, "On hand"], ["A", one, 30], ["A", other, 8]]


SCHEDULE: Rows = [
    ["Order No", "Customer", "Item", "Order qty", "Schedule date", "Schedule qty"],
    *(["1", "C", "A", 70, day, q] for day, q in zip(W, OUT, strict=True)),
]
BATCHES: Rows = [
    ["订单号", "客户", "料号", "交期", "订单数量", "批次数量"],
    *(["1", "C", "A", day, 70, q] for day, q in zip(W, OUT, strict=True)),
]
QUOTED: Rows = [["Customer", "Item", "Due Date", "Qty"], ["C", "A", W[0], 99]]

CONSIGNED: Rows = [["Item", "On hand"], ["A", 8]]
RELEASE: Rows = [["Customer", "Item", "Date", "Qty", "Type"], ["C", "A", W[0], 9, "Planned"]]
REVISED: Rows = [*MPS[:1], ["A", W[1], 20]]

# What is asked, and the balance where the advice is typed as it stands; None where the sheet has to be put right.
ASKED: dict[str, tuple[dict[str, Rows], str, Sequence[float] | None]] = {
    "quotations": (lists(Quotes=QUOTED), "--label 'Quotes=ignore'", LEFT),
    "报价": (lists(报价单=QUOTED), "--label '报价单=ignore'", LEFT),
    "quotations by their number": (
        lists(Sheet4=[["Quotation", *QUOTED[0]], ["Q1", *QUOTED[1]]]),
        "--label 'Sheet4=ignore'",
        LEFT,
    ),
    "samples": (lists(Samples=QUOTED), "--label 'Samples=ignore'", LEFT),
    "goods that customers send back": (lists(RMA=QUOTED), "--label 'RMA=ignore'", LEFT),
    "客户退货": (lists(客退=QUOTED), "--label '客退=ignore'", LEFT),
    "what was shipped": (lists(**{"Shipped today": QUOTED}), "--label 'Shipped today=ignore'", LEFT),
    "出货记录": (lists(出货记录=QUOTED), "--label '出货记录=ignore'", LEFT),
    "deliveries beside orders": (lists(Deliveries=QUOTED), "--label 'Deliveries=ignore'", LEFT),
    "what comes of the plan": (
        lists(产出=[["料号", "日期", "数量"], ["A", W[0], 9]]),
        "--label '产出=ignore'",
        LEFT,
    ),
    "what was made": (
        {"Plan": PLAN, "生产日报": [["日期", "料号", "产量"], [W[0], "A", 11]]},
        "--label '生产日报=ignore'",
        LEFT,
    ),
    "a part of the stock on a sheet of its own": (
        lists(呆滞库存=[["料号", "数量", "金额"], ["A", 5, 50]]),
        "--label '呆滞库存=ignore'",
        LEFT,
    ),
    "what is allocated to each order": (
        lists(Allocation=[["Item", "Customer", "Week", "Allocated qty"], ["A", "C", W[0], 15]]),
        "--label 'Allocated qty=ignore'",
        LEFT,
    ),
    "the whole order on each line of its schedule": (
        lists(SCHEDULE),
        "--label 'Schedule qty=quantity'",
        LEFT,
    ),
    "每行订单总数与批次数量": (lists(BATCHES), "'批次数量", None),
    "goods that cost nothing": (lists(sold(["Free of charge qty"], 1)), "'Free of charge qty=ignore'", LEFT),
    "operations of an order": (lists(mps=made("Operation", "10", "20", "30")), "Operation", None),
    "工序": (lists(mps=made("工序", "切割", "装配")), "工序", None),
    "rework": (lists(mps=made("工单类型", "普通工单", "返工工单")), "返工工单", None),
    "two owners": (lists(stock=kept("Owner", "ours", "Customer C")), "--label 'Owner=ignore'", MORE),
    "等级": (lists(stock=kept("等级", "良品", "次品")), "--label '等级=ignore'", MORE),
    "a project": (lists(stock=kept("Project", "-", "PRJ-7")), "--label 'Project=ignore'", MORE),
    "expired": (
        lists(stock=kept("Expiry date", date(2027, 5, 1), date(2026, 1, 1))),
        "--label 'Expiry date=ignore'",
        MORE,
    ),
    "two counts": (
        lists(stock=kept("Count date", date(2026, 5, 31), date(2026, 5, 24))),
        "'Count date'",
        None,
    ),
    "盘点两次": (lists(stock=kept("盘点日期", date(2026, 5, 31), date(2026, 5, 24))), "'盘点日期'", None),
    "plans of two weeks": ({"Plan W22": OLD, "Plan W23": PLAN}, "--label 'Plan W22=ignore'", LEFT),
    "an old plan": ({"Plan old": OLD, "Plan": PLAN}, "--label 'Plan old=ignore'", LEFT),
    "orders of nobody beside those of customers": (
        {
            "Plan": [
                ["Item", "Customer", "Measure", *W],
                ["A", None, "On hand", 30],
                ["A", None, "Orders", *OUT],
                ["A", "Bosch", "Orders", 10, 10, 5, 15],
                ["A", "ZF", "Orders", 5, 10, 5, 11],
                ["A", None, "MPS", *IN],
            ]
        },
        "'Orders' of A without a customer",
        None,
    ),
    "a row twice": ({"Plan": [*PLAN, ["A", "MPS", *IN]]}, "'MPS' for A again", None),
    "shipments and what the customer consumes of them": (
        {
            "Plan": [
                *PLAN[:2],
                ["A", "Customer consumption", 14, 19, 11, 24],
                ["A", "Shipments", *OUT],
                PLAN[3],
            ]
        },
        "--label 'Customer consumption=ignore'",
        LEFT,
    ),
    "on hold": (marked("On hold?", None, "X"), "--label 'On hold?=status'", LEFT),
    "挂起": (marked("挂起", "否", "是"), "--label '挂起=status'", LEFT),
    "a delivery block": (marked("Delivery block", None, "01"), "--label 'Delivery block=status'", LEFT),
    "not to be planned": (marked("MRP relevant", "Yes", "No"), "--label 'MRP relevant=status'", LEFT),
    "only those with a mark are to be planned": (marked("参与计划", "Y"), "--label '参与计划=status'", LEFT),
    "not approved": (marked("Approved", True, False), "--label 'Approved=status'", LEFT),
    "a delivery status": (
        marked("Delivery status", "Open", "Fully delivered"),
        "--label 'Delivery status=status'",
        LEFT,
    ),
    "a status by a letter": (marked("Overall status", "A", "C"), "--label 'Overall status=ignore'", None),
    "an invoice": (marked("Invoice No", None, "I-1"), "--label 'Invoice No=status'", LEFT),
    "送货单号": (marked("送货单号", None, "D-1"), "--label '送货单号=status'", LEFT),
    "the day on which it went": (
        marked("Actual ship date", None, date(2026, 5, 28)),
        "--label 'Actual ship date=status'",
        LEFT,
    ),
    "all is done": (marked("完成率", "0%", "100%"), "--label '完成率=status'", LEFT),
    "a remark that holds it": (
        marked("Comment", None, "HOLD - do not ship"),
        "--label 'Comment=status'",
        None,
    ),
    "取消 in 西安": (marked("Remark", None, "西安客户取消"), "--label 'Remark=status'", LEFT),
    "a forecast among orders": (marked("订单类型", "正式订单", "预测订单"), "预测订单", None),
    "a code": (marked("Doc type", "OR", "RE"), "--label 'Orders!RE=orders'", ALL),
    "订单行类型": (marked("行类型", "商品", "文本"), "--label 'Orders!文本=orders'", ALL),
    "goods that go from the supplier": (
        marked("Ship from", "Own", "Supplier direct"),
        "'Supplier direct' under 'Ship from'",
        ALL,
    ),
    "how likely it is": (marked("Win %", 1, 0.2), "--label 'Win %=ignore'", ALL),
    "not open": (marked("Open?", "Y", "N"), "--label 'Open?=status'", LEFT),
    "待定": (marked("备注", None, "待定"), "--label '备注=status'", None),
    "orders that nobody has booked": (
        marked("Status", "Booked", "Entered"),
        "--label 'Orders!Entered=orders'",
        ALL,
    ),
    "开立": (lists(mps=made("状态", "审核", "开立")), "--label 'MPS!开立=ignore'", LEFT),
    "into blocked stock": (
        lists(mps=made("Into stock type", "", "Q")),
        "--label 'MPS!Q=ignore'",
        LEFT,
    ),
    "a sample": (marked("Order type", "Standard", "Sample"), "'Sample'", None),
    "an open quantity that is blank": (
        lists(
            [
                ["SO", "Customer", "Item", "Due Date", "Order qty", "Open qty"],
                *(["1", "C", "A", day, q, q if q != 10 else None] for day, q in zip(W, OUT, strict=True)),
            ]
        ),
        "--label 'Open qty=quantity'",
        [15.0, 25.0, 25.0, 40.0],
    ),
    "cancelled orders of another customer, by week": (
        lists(
            [
                ["Customer", "Item", "Status", *W],
                ["C", "A", "Open", *OUT],
                ["D", "A", "Cancelled", 9, 9, 9, 9],
            ]
        ),
        "--label 'Status=ignore'",
        None,
    ),
    "按周的订单，备注暂停": (
        lists([["客户", "料号", *W, "备注"], ["C", "A", *OUT, None], ["D", "A", 9, 9, 9, 9, "暂停"]]),
        "--label '备注=ignore'",
        None,
    ),
    "a month's receipts among weeks": (
        lists(mps=[["Item", "Month", "Qty"], ["A", "2026-06", 70]]),
        "MPS has one quantity for a whole month",
        None,
    ),
    "planned orders by the day of their release": (
        {
            "Plan": [
                *PLAN[:3],
                ["A", "Scheduled receipts", 0, 30],
                ["A", "Planned order releases", 0, 0, 40, 0],
            ]
        },
        "--label 'Planned order releases=ignore'",
        None,
    ),
    "a stock under the second period": (
        {"Plan": [PLAN[0], ["A", "On hand", None, 30], *PLAN[2:]]},
        "a stock under a later period",
        None,
    ),
    "a pivot table of items and their customers": (
        lists([["Row Labels", *W], ["A", *OUT], ["C", 5, 10, 5, 15], ["D", 10, 10, 5, 10]]),
        "C to D have no stock, and add up to A above them",
        None,
    ),
    "what was shipped so far": (
        lists([[*ORDERS[0], "Cum shipped"], *([*line, 3] for line in ORDERS[1:])]),
        "--label 'Cum shipped=shipped'",
        None,
    ),
    "tons beside pieces": (
        lists([["Customer", "Item", "Due Date", "Qty (t)"], *(["C", "A", day, 0.02] for day in W)]),
        "--label 'Qty (t)=ignore'",
        None,
    ),
    "a template": (lists(Template=QUOTED), "--label 'Template=ignore'", LEFT),
    "a line that another stands for": (
        marked("Replaced by", None, "S99"),
        "--label 'Replaced by=status'",
        LEFT,
    ),
    "cartons by their short name": (
        {"Plan": [*PLAN[:3], ["A", "MPS (ctn of 10)", 0, 3, 0, 4]]},
        "--label 'MPS (ctn of 10)=ignore'",
        None,
    ),
    "a plan of last week below": ({"Plan": [*PLAN, [], ["Last week"], *OLD]}, "keep one of the two", None),
    "what was cancelled of an order": (
        lists(sold(["Cancelled qty"], 2)),
        "--label 'Cancelled qty=ignore'",
        LEFT,
    ),
    "what was invoiced of an order": (
        lists(sold(["Invoiced qty"], 2)),
        "--label 'Invoiced qty=shipped'",
        None,
    ),
    "a second quantity that was taken back": (
        lists(sold(["Shipped qty", "Cancelled qty"], 0, 2)),
        "--label 'Cancelled qty=ignore' (or quantity, orders, supply, opening)",
        LEFT,
    ),
    "firm and planned quantities of a customer": (
        lists(mps=[], Release=RELEASE),
        "--label 'Planned=orders' (or planned)",
        None,
    ),
    "long and round numbers beside an order": (lists(sold(["Foo"], 200_000)), "--label 'Foo=ignore'", LEFT),
    "the stock of two days": (
        lists(stock=[], **{"Stock 0529": STOCK, "Stock 0522": CONSIGNED}),
        "--label 'Stock 0522=ignore'",
        LEFT,
    ),
    "stock at customers": (
        lists(**{"Consignment stock": CONSIGNED}),
        "--label 'Consignment stock=ignore'",
        LEFT,
    ),
    "the older of two versions": (
        lists(mps=[], **{"MPS rev2": MPS, "MPS rev1": REVISED}),
        "--label 'MPS rev1=ignore'",
        LEFT,
    ),
    "a plan of shipments beside orders": (
        {"Plan": [*PLAN, ["A", "Planned shipments", 14, 21, 10, 25]]},
        "--label 'Planned shipments=ignore'",
        LEFT,
    ),
    "what was due before": (
        {"Plan": [["Item", "Measure", "Prior", *W], *([*row[:2], 5, *row[2:]] for row in PLAN[2:])]}
        | {"Stock": STOCK},
        "--label 'Prior=overdue' (or ignore)",
        None,
    ),
    "one plan on the lines of two customers": (
        {
            "Plan": [
                ["Customer", *PLAN[0]],
                *([customer, *row] for customer in ("C", "D") for row in PLAN[1:]),
            ]
        },
        "--label 'Customer=customer'",
        None,
    ),
    "names and numbers of items, neither called so": (
        {"Plan": [["Nickname", "Code", *PLAN[0][1:]], *(["Left arm", *row] for row in PLAN[1:])]},
        "which column holds the item",
        None,
    ),
    "one block of several that names no item": (
        {
            "Plan": [
                ["Pump"],
                ["", *W],
                *(row[1:] for row in PLAN[1:]),
                [],
                ["", *W],
                *(row[1:] for row in PLAN[1:]),
            ]
        },
        "while 'Pump' stands over others on this sheet",
        None,
    ),
}


@pytest.mark.parametrize("kind", ASKED)
def test_what_may_not_count_is_asked_about(tmp_path: Path, kind: str) -> None:
    sheets, words, after = ASKED[kind]
    path = workbook(tmp_path / "plan.xlsx", sheets)
    with pytest.raises(PlanError) as refused:
        read_plan(path)
    assert words in str(refused.value)
    if after is not None:
        reading = follow(path).reading
        assert reading and reading.plan.balance.tolist() == [after]


RIGHT: dict[str, dict[str, Rows]] = {
    "our number of an item beside the customer's": {
        "Plan": [["OEM P/N", "Own P/N", *PLAN[0][1:]], *(["10-2", *row] for row in PLAN[1:])]
    },
    "nothing but the customer's number of an item": {
        "Plan": [["Customer P/N", *PLAN[0][1:]], *PLAN[1:]],
    },
    "orders numbered under SO": lists(
        [
            ["SO", "Customer", "Item", "Due", "Order qty"],
            *([n, "C", "A", *its] for n, its in enumerate(zip(W, OUT, strict=True), 1)),
        ]
    ),
    "a copy of the plan": {"Plan": PLAN, "Plan (2)": PLAN},
    "orders and forecast in one list, by their source": lists(
        [
            ["Item", "Date", "Qty", "Source"],
            *(
                ["A", day, q, source]
                for source in ("Sales order", "Forecast")
                for day, q in zip(W, OUT, strict=True)
            ),
        ]
    ),
    "需求来源": lists(
        [
            ["料号", "日期", "数量", "需求来源"],
            *(
                ["A", day, q, source]
                for source in ("销售订单", "预测")
                for day, q in zip(W, OUT, strict=True)
            ),
        ]
    ),
    "lots that keep": lists(
        stock=[
            ["Item", "Lot", "Expiry date", "On hand"],
            ["A", "1", date(2027, 1, 1), 22],
            ["A", "2", date(2027, 2, 1), 8],
        ]
    ),
    "a column of what is received says nothing of its sheet": {
        "plan": [
            ["Item", "Date", "Demand", "Opening_Inventory", "End_Inventory", "Order_Received_Qty"],
            *(
                ["A", day, out, before, left, come]
                for day, out, before, left, come in zip(W, OUT, [30, *LEFT], LEFT, IN, strict=False)
            ),
        ]
    },
    "a state of nothing that counts": lists(
        [
            [*sold(["Urgent", "Payment status", "Invoice No"])[0]],
            *(
                [*line, urgent, paid, None]
                for line, urgent, paid in zip(
                    sold([])[1:], ("Y", "N", "Y", "N"), ("Paid", "Unpaid") * 2, strict=True
                )
            ),
        ]
    ),
    "是否发货": marked("是否发货", "否", "是"),
    "交货已完成": marked("交货已完成", None, "X"),
    "ordinary words": lists(
        [
            [*sold(["Category", "订单类型", "Region", "Salesman"])[0]],
            *(
                [*line, *its]
                for line, its in zip(
                    sold([])[1:],
                    [("OEM", "内销", "North", "Li"), ("AM", "外销", "South", "Wu")] * 2,
                    strict=True,
                )
            ),
        ]
    ),
    "a word for each item": lists(
        [
            *sold(["Programme"], "Alpha"),
            *(["2", "C", "B", day, 1, "Beta"] for day in W),
        ],
        stock=[*STOCK, ["B", 9]],
    ),
    "regions of customers": lists(
        [["Customer", "Region", "Item", *W], ["C", "N", "A", 5, 10, 5, 15], ["D", "S", "A", 10, 10, 5, 10]]
    ),
    "the day on which it leaves beside that on which it is finished": lists(
        mps=[
            ["WO", "Item", "Finish date", "ETD", "Qty"],
            *(["M", "A", day, W[0], q] for day, q in zip(W, IN, strict=True) if q),
        ]
    ),
    "취소 안 함": lists(sold(["Remark"], "취소 안 함")),
    "the number of the quotation of an order": lists(sold(["Quotation"], "Q1")),
}


@pytest.mark.parametrize("kind", RIGHT)
def test_what_plainly_counts_is_not_asked_about(tmp_path: Path, kind: str) -> None:
    plan = read_plan(workbook(tmp_path / "plan.xlsx", RIGHT[kind])).plan
    assert (plan.items[0], plan.balance.tolist()[0]) == ("A", LEFT)


@pytest.mark.parametrize(
    ("label", "after"), [("RE=ignore", LEFT), ("Orders!RE=orders", ALL), ("Doc type=ignore", ALL)]
)
def test_a_word_that_sets_lines_apart_is_answered_once(
    tmp_path: Path, label: str, after: list[float]
) -> None:
    path = workbook(tmp_path / "plan.xlsx", marked("Doc type", "OR", "RE"))
    word, role = label.split("=")
    assert read_plan(path, labels={word: role}).plan.balance.tolist() == [after]


def test_tables_side_by_side_are_of_the_items_over_them(tmp_path: Path) -> None:
    rows = [["Stock", 50], ["Orders", *OUT], ["MPS", *IN]]
    beside = [[*row, *[None] * (6 - len(row)), *row] for row in rows]
    plan: Rows = [["A-1", *[None] * 5, "B-2"], ["Measure", *W, None, "Measure", *W], *beside]
    reading = read_plan(workbook(tmp_path / "plan.xlsx", {"Plan": plan}))
    assert list(reading.plan.items) == ["A-1", "B-2"]
    assert reading.plan.balance.tolist() == [[left + 20.0 for left in LEFT]] * 2


@pytest.mark.parametrize("cell", ["15*", "~15", "15 (tbc)", "约15", "15 ?"])
def test_a_number_that_is_not_sure_is_taken_and_said(tmp_path: Path, cell: str) -> None:
    sheets = {"Plan": [*PLAN[:2], ["A", "Orders", cell, *OUT[1:]], PLAN[3]]}
    reading = read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    assert reading.plan.balance.tolist() == [LEFT]
    assert [fault.expected.en for fault in reading.faults] == ["a number; taken as 15"]
