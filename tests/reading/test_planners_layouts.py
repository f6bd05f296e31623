"""Layouts as planners and their ERP programs keep them: read right, or led to what is right by the advice.

30 on hand; 15 20 10 25 go out, 0 30 0 40 come in: 15, 25, 15, 30 are left.
"""

import re
from datetime import date
from pathlib import Path

import pytest

from followed_advice import MOST_ROUNDS, follow
from pab_planner.errors import PlanError
from pab_planner.reading.planning import read_plan
from planning_files import IN, LEFT, MPS, ORDERS, OUT, STOCK, Rows, W, workbook
from planning_files import MONDAY as M

READ: dict[str, dict[str, Rows]] = {
    "weeks as numbers of their year": {
        "Plan": [
            ["Item", "Measure", 2623, 2624, 2625, 2626],
            ["A", "On hand", 30],
            ["A", "Orders", *OUT],
            ["A", "MPS", *IN],
        ]
    },
    "weeks as numbers above matrices": {
        "Orders": [["Item", 2623, 2624, 2625, 2626], ["A", *OUT]],
        "MPS": [["Item", 2623, 2624, 2625, 2626], ["A", *IN]],
        "Stock": STOCK,
    },
    "weeks behind a point": {
        "Plan": [
            ["Item", "Measure", 2026.23, 2026.24, 2026.25, 2026.26],
            ["A", "On hand", 30],
            ["A", "Orders", *OUT],
            ["A", "MPS", *IN],
        ]
    },
    "months behind a point": {
        "Plan": [
            ["Item", "Measure", 2026.09, 2026.10, 2026.11, 2026.12],
            ["A", "On hand", 30],
            ["A", "Orders", *OUT],
            ["A", "MPS", *IN],
        ]
    },
    "the item behind its label in the corner": {
        "Sheet1": [["Item: A", *W], ["On hand", 30], ["Orders", *OUT], ["MPS", *IN]]
    },
    "物料：A in the corner": {
        "Sheet1": [["物料:A", *W], ["期初库存", 30], ["订单", *OUT], ["主生产计划", *IN]]
    },
    "the item behind its label above its rows": {
        "Sheet1": [["", *W], ["Part No.: A"], ["On hand", 30], ["Orders", *OUT], ["MPS", *IN]]
    },
    "a decimal comma in texts": {
        "Sheet1": [
            ["Item", "Measure", *W],
            ["A", "On hand", "30,5"],
            ["A", "Orders", "15,5", 20, 10, 25],
            ["A", "MPS", 0, 30, 0, 40],
        ]
    },
    "what is on order beside the stock": {
        "Stock": [["Item", "On hand", "On Order"], ["A", 30, 70]],
        "Orders": ORDERS,
        "MPS": MPS,
    },
    "SAP MD04": {
        "MD04": [
            ["Material", "A"],
            ["MRP Area", "1000"],
            [],
            ["Date", "MRP element", "MRP element data", "Rec./reqd qty", "Available qty"],
            [date(2026, 5, 29), "Stock", "", "", 30],
            [W[0], "CusOrd", "0000012345/000010", -15, 15],
            [W[1], "CusOrd", "0000012346/000010", -20, -5],
            [W[1], "PrdOrd", "000001000123", 30, 25],
            [W[2], "CusOrd", "0000012347/000010", -10, 15],
            [W[3], "CusOrd", "0000012348/000010", -25, -10],
            [W[3], "PldOrd", "0000056789", 40, 30],
        ]
    },
    "SAP MD04 zh": {
        "MD04": [
            ["物料", "A"],
            ["MRP范围", "1000"],
            [],
            ["日期", "MRP元素", "MRP元素数据", "收货/需求数量", "可用数量"],
            [date(2026, 5, 29), "库存", "", "", 30],
            [W[0], "客户订单", "12345/10", -15, 15],
            [W[1], "客户订单", "12346/10", -20, -5],
            [W[1], "生产订单", "1000123", 30, 25],
            [W[2], "客户订单", "12347/10", -10, 15],
            [W[3], "客户订单", "12348/10", -25, -10],
            [W[3], "计划订单", "56789", 40, 30],
        ]
    },
    "SAP's lists, lines numbered before the material": {
        "VA05": [
            [
                "Sales Document",
                "Item (SD)",
                "Material",
                "Deliv. Date",
                "Order Quantity",
                "Sales Unit",
                "Net value",
            ],
            *([f"45000{i}", "10", "A", d, q, "PC", 99] for i, (d, q) in enumerate(zip(W, OUT, strict=True))),
        ],
        "COOIS": [
            [
                "Order",
                "Material",
                "Basic fin. date",
                "Order quantity (GMEIN)",
                "Delivered quantity (GMEIN)",
                "System Status",
            ],
            ["1000001", "A", W[1], 37, 7, "REL  PRC"],
            ["1000002", "A", W[3], 40, 0, "CRTD"],
        ],
        "MB52": [
            ["Material", "Plant", "Storage Location", "Unrestricted", "Blocked"],
            ["A", "1000", "0001", 30, 0],
        ],
    },
    "SAP MD07 MD05 German": {
        "MD04": [
            ["Material", "A"],
            [],
            ["Datum", "Dispoelement", "Daten zum Dispoelement", "Zugang/Bedarf", "Verfügbare Menge"],
            [date(2026, 5, 29), "W-BEST", "", "", 30],
            [W[0], "K-AUF", "12/10", -15, 15],
            [W[1], "K-AUF", "13/10", -20, -5],
            [W[1], "FE-AUF", "1000", 30, 25],
            [W[2], "K-AUF", "14/10", -10, 15],
            [W[3], "K-AUF", "15/10", -25, -10],
            [W[3], "PL-AUF", "567", 40, 30],
        ]
    },
    "Oracle horizontal plan": {
        "Horizontal Plan": [
            ["Item", "Order Type", *W],
            ["A", "Sales orders", *OUT],
            ["A", "Gross requirements", *OUT],
            ["A", "Work orders", 0, 30, 0, 0],
            ["A", "Planned orders", 0, 0, 0, 40],
            ["A", "Total supply", *IN],
            ["A", "Current on hand", 30, None, None, None],
            ["A", "Projected available balance", *LEFT],
        ]
    },
    "NetSuite": {
        "Open SO": [
            ["Document Number", "Item", "Ship Date", "Quantity", "Quantity Fulfilled/Received"],
            *([f"SO{i}", "A", d, q + 3, 3] for i, (d, q) in enumerate(zip(W, OUT, strict=True))),
        ],
        "Open PO": [
            [
                "Document Number",
                "Vendor",
                "Item",
                "Expected Receipt Date",
                "Quantity",
                "Quantity Fulfilled/Received",
            ],
            ["PO1", "V", "A", W[1], 30, 0],
            ["PO2", "V", "A", W[3], 45, 5],
        ],
        "Inventory": [["Item", "Location", "On Hand", "Committed", "Available"], ["A", "Main", 30, 0, 30]],
    },
    "Odoo MPS": {
        "MPS": [
            ["Product", "", *["Jun 2026", "Jul 2026", "Aug 2026", "Sep 2026"]],
            ["A", "Forecasted Demand", *OUT],
            ["A", "Indirect Demand Forecast", 0, 0, 0, 0],
            ["A", "To Replenish", *IN],
            ["A", "Forecasted Stock", *LEFT],
            ["A", "Starting Inventory", 30, 15, 25, 15],
        ]
    },
    "Yonyou U8": {
        "销售订单": [
            ["订单号", "客户简称", "存货编码", "存货名称", "数量", "累计发货数量", "预发货日期"],
            *([f"X{i}", "C", "A", "壳", q + 1, 1, d] for i, (d, q) in enumerate(zip(W, OUT, strict=True))),
        ],
        "生产订单": [
            ["生产订单号", "物料编码", "生产数量", "已入库数量", "完工日期", "状态"],
            ["M1", "A", 30, 0, W[1], "审核"],
            ["M2", "A", 44, 4, W[3], "审核"],
        ],
        "现存量": [["存货编码", "仓库编码", "现存数量", "可用数量"], ["A", "01", 30, 30]],
    },
    "Tiptop 供需明细": {
        "供需": [
            ["料件编号", "日期", "供需类别", "数量", "预计结存"],
            ["A", M, "库存量", 30, 30],
            ["A", W[0], "受订量", -15, 15],
            ["A", W[1], "受订量", -20, -5],
            ["A", W[1], "工单在制", 30, 25],
            ["A", W[2], "受订量", -10, 15],
            ["A", W[3], "受订量", -25, -10],
            ["A", W[3], "采购在途", 40, 30],
        ]
    },
    "D365 net requirements": {
        "Net req": [
            ["Item number", "Requirement date", "Reference", "Number", "Requirement quantity", "Accumulated"],
            ["A", date(2026, 5, 29), "On-hand", "", 30, 30],
            ["A", W[0], "Sales order", "SO1", -15, 15],
            ["A", W[1], "Sales order", "SO2", -20, -5],
            ["A", W[1], "Planned production orders", "P1", 30, 25],
            ["A", W[2], "Sales order", "SO3", -10, 15],
            ["A", W[3], "Sales order", "SO4", -25, -10],
            ["A", W[3], "Planned production orders", "P2", 40, 30],
        ]
    },
    "frePPLe plan": {
        "Buffer": [
            ["item", "location", "data field", *W],
            ["A", "f1", "Start inventory", 30, 15, 25, 15],
            ["A", "f1", "Consumed", *OUT],
            ["A", "f1", "Produced", *IN],
            ["A", "f1", "End inventory", *LEFT],
        ]
    },
    "German MPS": {
        "PPS": [
            ["Artikelnr.", "Bezeichnung", "Zeile", "KW23", "KW24", "KW25", "KW26"],
            ["A", "Winkel", "Lagerbestand", 30, None, None, None],
            ["A", "Winkel", "Kundenaufträge", *OUT],
            ["A", "Winkel", "geplante Produktion", *IN],
            ["A", "Winkel", "verfügbarer Bestand", *LEFT],
        ]
    },
    "Japan PSI 2": {
        "PSI表": [
            ["品目コード", "品名", "項目", "6月1日", "6月8日", "6月15日", "6月22日"],
            ["A", "カバー", "期首在庫", 30],
            ["A", "カバー", "受注残", *OUT],
            ["A", "カバー", "入庫予定", *IN],
            ["A", "カバー", "期末在庫", *LEFT],
        ]
    },
    "Vietnam blocks": {
        "Kế hoạch": [
            ["Mã hàng", "Tên hàng", "Chỉ tiêu", *[f"Tuần {w}" for w in range(23, 27)]],
            ["A", "Nắp", "Tồn đầu kỳ", 30],
            ["A", "Nắp", "Đơn hàng", *OUT],
            ["A", "Nắp", "Kế hoạch sản xuất", *IN],
            ["A", "Nắp", "Tồn cuối kỳ", *LEFT],
        ]
    },
    "Vietnam lists": {
        "Đơn hàng": [
            ["Số đơn hàng", "Khách hàng", "Mã hàng", "Ngày giao hàng", "Số lượng"],
            *([f"{i}", "K", "A", d, q] for i, (d, q) in enumerate(zip(W, OUT, strict=True))),
        ],
        "Kế hoạch sản xuất": [["Mã hàng", "Ngày", "Số lượng"], ["A", W[1], 30], ["A", W[3], 40]],
        "Tồn kho": [["Mã hàng", "Tồn kho"], ["A", 30]],
    },
    "India dispatch plan": {
        "Schedule": [
            [
                "S.No",
                "Part No",
                "Part Name",
                "Customer",
                "Opening Stock (FG)",
                "Particulars",
                "Wk-1",
                "Wk-2",
                "Wk-3",
                "Wk-4",
                "Total",
            ],
            [1, "A", "Cover", "TML", 30, "Schedule", *OUT, 70],
            [None, "A", "Cover", "TML", None, "Production Plan", *IN, 70],
            [None, "A", "Cover", "TML", None, "Closing Stock", *LEFT, None],
        ]
    },
    "India FG plan": {
        "FG Plan": [
            ["Sr No", "Item", "Op. Stock", "Particulars", "01-Jun-26", "08-Jun-26", "15-Jun-26", "22-Jun-26"],
            [1, "A", 30, "Dispatch", *OUT],
            ["", "", "", "Production", *IN],
            ["", "", "", "Cl. Stock", *LEFT],
        ]
    },
    "入 出 存 under each week": {
        "进销存": [
            ["料号", W[0], None, None, W[1], None, None, W[2], None, None, W[3], None, None],
            [None, *["入", "出", "存"] * 4],
            ["A", 0, 15, 15, 30, 20, 25, 0, 10, 15, 40, 25, 30],
        ],
        "期初": [["料号", "期初库存"], ["A", 30]],
    },
    "names that the balance explains": {
        "Plan": [
            ["Item", "Type", *W],
            ["A", "SOH", 30, None, None, None],
            ["A", "Out", *OUT],
            ["A", "In", *IN],
            ["A", "Proj", *LEFT],
        ]
    },
    "days under their month": {
        "Plan": [
            ["", "", "June", "", "", ""],
            ["Part", "Row", 1, 8, 15, 22],
            ["A", "Beg Inv", 30, 15, 25, 15],
            ["A", "Demand", *OUT],
            ["A", "Build", *IN],
            ["A", "End Inv", *LEFT],
        ]
    },
    "the stock on a line without a date": {
        "TP": [
            ["Part", "Due Date", "Type", "Receipt Qty", "Requirement Qty", "Balance"],
            ["A", None, "On Hand", 30, None, 30],
            *(
                ["A", d, t, r, q, b]
                for d, t, r, q, b in [
                    (W[0], "Order", None, 15, 15),
                    (W[1], "Order", None, 20, -5),
                    (W[1], "Job", 30, None, 25),
                    (W[2], "Order", None, 10, 15),
                    (W[3], "Order", None, 25, -10),
                    (W[3], "Job", 40, None, 30),
                ]
            ),
        ]
    },
    "日计划 两行表头": {
        "日计划": [
            [None, None, None, "6月", None, None, None],
            ["料号", "库存", "类别", "1日", "2日", "3日", "4日"],
            ["A", 30, "出货", *OUT],
            ["A", None, "生产", *IN],
        ]
    },
    "繁體 產銷": {
        "產銷表": [
            ["料號", "品名", "項目", "W23", "W24", "W25", "W26"],
            ["A", "殼", "期初庫存", 30],
            ["A", "殼", "客戶訂單", *OUT],
            ["A", "殼", "生產計劃", *IN],
            ["A", "殼", "期末庫存", *LEFT],
        ]
    },
    "weeks as numbers down a list": {
        "Orders": [
            ["Item", "Week", "Qty"],
            *(["A", w, q] for w, q in zip([2623, 2624, 2625, 2626], OUT, strict=True)),
        ],
        "MPS": [
            ["Item", "Week", "Qty"],
            *(["A", w, q] for w, q in zip([2623, 2624, 2625, 2626], IN, strict=True)),
        ],
        "Stock": STOCK,
    },
    "short numbers of orders beside an open quantity": {
        "Open orders": [
            ["SO", "Part", "Need Date", "Qty Open", "Pegged to"],
            *([f"{i}", "A", d, q, "WO1"] for i, (d, q) in enumerate(zip(W, OUT, strict=True))),
        ],
        "Work orders": [
            ["WO", "Part", "Complete Date", "Qty Due"],
            ["1", "A", W[1], 30],
            ["2", "A", W[3], 40],
        ],
        "On hand": [["Part", "Bin", "Qty"], ["A", "B1", 10], ["A", "B2", 20]],
    },
}

LED: dict[str, dict[str, Rows]] = {
    "a matrix of inventory that is the balance": {
        "Orders": [["Item", *W], ["A", *OUT]],
        "MPS": [["Item", *W], ["A", *IN]],
        "Inventory": [["Item", *W], ["A", *LEFT]],
    },
    "SAP CO09": {
        "CO09": [
            ["Material", "A"],
            [],
            ["Date", "MRP element", "Rec./reqd qty", "Confirmed", "Cum. ATP qty"],
            [date(2026, 5, 29), "Stock", 30, 0, 15],
            [W[0], "SLSORD", -15, 15, 15],
            [W[1], "SLSORD", -20, 20, 0],
            [W[1], "PrdOrd", 30, 0, 25],
            [W[2], "SLSORD", -10, 10, 15],
            [W[3], "SLSORD", -25, 25, 0],
            [W[3], "PrdOrd", 40, 0, 30],
        ]
    },
    "Kingdee sales": {
        "销售订单": [
            ["单据编号", "客户", "物料编码", "物料名称", "要货日期", "销售数量", "累计出库数量", "业务关闭"],
            *(
                [f"XSDD{i}", "C", "A", "壳", d, q + 2, 2, "正常"]
                for i, (d, q) in enumerate(zip(W, OUT, strict=True))
            ),
        ],
        "生产订单": [
            ["单据编号", "物料编码", "计划完工时间", "数量", "合格品入库数量", "业务状态"],
            ["MO1", "A", W[1], 33, 3, "开工"],
            ["MO2", "A", W[3], 40, 0, "下达"],
        ],
        "即时库存": [["物料编码", "仓库", "库存量(主单位)", "可用量(主单位)"], ["A", "成品仓", 30, 30]],
    },
    "Japan lists": {
        "受注残": [
            ["注文番号", "得意先", "品番", "納期", "受注数", "残数"],
            *([f"{i}", "C", "A", d, q + 4, q] for i, (d, q) in enumerate(zip(W, OUT, strict=True))),
        ],
        "発注残": [
            ["発注番号", "仕入先", "品番", "入荷予定日", "発注数", "残数"],
            ["P1", "S", "A", W[1], 35, 30],
            ["P2", "S", "A", W[3], 40, 40],
        ],
        "在庫": [["品番", "倉庫", "在庫数"], ["A", "本社", 30]],
    },
    "India lists": {
        "Pending SO": [
            [
                "SO No",
                "Party Name",
                "Item Code",
                "Delivery Date",
                "Order Qty",
                "Despatched Qty",
                "Pending Qty",
            ],
            *([f"{i}", "P", "A", d, q + 6, 6, q] for i, (d, q) in enumerate(zip(W, OUT, strict=True))),
        ],
        "Prod Plan": [["Item Code", "Plan Date", "Plan Qty"], ["A", W[1], 30], ["A", W[3], 40]],
        "FG Stock": [["Item Code", "UOM", "Closing Stock"], ["A", "NOS", 30]],
    },
    "plus and minus": {
        "Plan": [["Item", "Row", *W], ["A", "On hand", 30], ["A", "Minus", *OUT], ["A", "Plus", *IN]]
    },
    "Odoo stock forecasted": {
        "F": [
            ["Product", "Scheduled Date", "Reference", "Quantity In", "Quantity Out"],
            *(["A", d, "SO", 0, q] for d, q in zip(W, OUT, strict=True)),
            ["A", W[1], "MO", 30, 0],
            ["A", W[3], "MO", 40, 0],
        ],
        "Stock": STOCK,
    },
    "India Tally": {
        "Sales Orders Outstanding": [
            ["Date", "Order No.", "Name of Item", "Ordered", "Balance", "Due On"],
            *(
                [date(2026, 4, 1), f"{i}", "A", q + 2, q, d]
                for i, (d, q) in enumerate(zip(W, OUT, strict=True))
            ),
        ],
        "MPS": MPS,
        "Stock Summary": [["Particulars", "Quantity", "Rate", "Value"], ["A", 30, 10, 300]],
    },
    "Japan 月度": {
        "PSI": [
            ["機種", "", "6月", "7月", "8月", "9月"],
            ["A", "P 生産", *IN],
            ["A", "S 販売", *OUT],
            ["A", "I 在庫", *LEFT],
        ],
        "期首": [["機種", "期首在庫"], ["A", 30]],
    },
    "APO product view": {
        "RRP3": [
            ["Product", "A"],
            ["Location", "1000"],
            [],
            ["Avail/ReqD", "Category", "Receipt/Rqmt", "Rec/ReqQty", "Available"],
            [date(2026, 5, 29), "Stock", "", 30, 30],
            [W[0], "SalesOrder", "1", -15, 15],
            [W[1], "SalesOrder", "2", -20, -5],
            [W[1], "PrdOrd (F)", "3", 30, 25],
            [W[2], "SalesOrder", "4", -10, 15],
            [W[3], "SalesOrder", "5", -25, -10],
            [W[3], "PlOrd", "6", 40, 30],
        ]
    },
    "SAP MD61 with history": {
        "PIR": [
            ["Material", "Req. type", "M 05/2026", "M 06/2026", "M 07/2026", "M 08/2026"],
            ["A", "VSF", *OUT],
        ],
        "MPS": [["Material", "M 05/2026", "M 06/2026", "M 07/2026", "M 08/2026"], ["A", *IN]],
        "Stock": STOCK,
    },
}

REFUSED: dict[str, tuple[dict[str, Rows], str]] = {
    "points that may be of thousands": (
        {"Plan": [["Item", "Measure", *W], ["A", "On hand", "3.000"], ["A", "Orders", "1.500", "2.000"]]},
        "'3.000' and others may be thousands or fractions",
    ),
    "what is on order is all that comes": (
        {"Stock": [["Item", "On hand", "On Order"], ["A", 30, 70]], "Orders": ORDERS},
        "'On Order' does not say when it comes: write each receipt on a line with its date",
    ),
    "items and measures in one cell": (
        {
            "Plan": [["物料", *W], ["A 需求", *OUT], ["A 供应", *IN]],
            "库存": [["物料", "现有库存"], ["A", 30]],
        },
        "an item and a measure in one cell",
    ),
    "no stock": ({"Orders": ORDERS, "MPS": MPS}, "or a sheet Stock with Item and On hand"),
    "a row that the balance contradicts": (
        {
            "Plan": [
                ["Item", "Measure", *W],
                ["A", "On hand", 30],
                ["A", "Orders", *OUT],
                ["A", "MPS", *IN],
                ["A", "PAB", 9, 7, 3, 1],
            ]
        },
        "do not reproduce; say what a row is",
    ),
}


@pytest.mark.parametrize(
    ("headings", "first"),
    [
        (["WE 12/07/2026", "WE 19/07/2026", "WE 26/07/2026", "WE 02/08/2026"], date(2026, 7, 6)),
        (["M 10.2026", "M 11.2026", "M 12.2026", "M 01.2027"], date(2026, 10, 1)),
        (["FY26 P11", "FY26 P12", "FY27 P01", "FY27 P02"], None),
    ],
)
def test_periods_are_read_as_they_are_named(tmp_path: Path, headings: list[str], first: date | None) -> None:
    rows: Rows = [["Item", "Row", *headings], ["A", "On hand", 30], ["A", "Orders", *OUT], ["A", "MPS", *IN]]
    found = read_plan(workbook(tmp_path / "plan.xlsx", {"Plan": rows}))
    assert found.plan.balance.tolist() == [LEFT]
    assert found.plan.periods[0].start == first
    assert not found.faults


@pytest.mark.parametrize("sheets", READ.values(), ids=READ.keys())
def test_a_layout_is_read_at_once(tmp_path: Path, sheets: dict[str, Rows]) -> None:
    found = read_plan(workbook(tmp_path / "plan.xlsx", sheets))
    balances = dict(zip(found.plan.items, found.plan.balance.tolist(), strict=True))
    assert balances == {"A": LEFT}
    assert not found.left_out


@pytest.mark.parametrize("sheets", LED.values(), ids=LED.keys())
def test_the_first_answers_typed_blindly_lead_on(tmp_path: Path, sheets: dict[str, Rows]) -> None:
    end = follow(workbook(tmp_path / "plan.xlsx", sheets))
    assert end.reading, (end.kind, end.said)
    assert 0 < end.rounds <= MOST_ROUNDS
    balances = dict(zip(end.reading.plan.items, end.reading.plan.balance.tolist(), strict=True))
    assert balances == {"A": LEFT}


@pytest.mark.parametrize(("sheets", "cause"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refusal_names_its_cause_and_offers_nothing_to_type(
    tmp_path: Path, sheets: dict[str, Rows], cause: str
) -> None:
    end = follow(workbook(tmp_path / "plan.xlsx", sheets))
    assert end.kind == "refused"
    assert end.rounds == 0
    assert cause in end.said


def test_many_questions_of_one_kind_are_one_sentence_and_none_is_cut(tmp_path: Path) -> None:
    names = [f"Flow of the {number}th customer of the northern region" for number in range(1, 30)]
    rows: Rows = [["Item", "Measure", *W], ["A", "On hand", 30], *(["A", name, *OUT] for name in names)]
    end = follow(workbook(tmp_path / "plan.xlsx", {"Plan": rows}))
    first = end.asked[0] if end.asked else end.said
    assert first.count("a row that is not understood") == 1
    assert "…" not in first
    assert " more: pab-planner read." in first


DUE = ["Customer", "Item", "Due Date", "Qty"]
EXTRA = ["C", "A", M, 99]


def beside(heading: str, usual: object, last: object, qty: str = "Qty") -> dict[str, Rows]:
    """Orders with one line more, and a column beside the quantities."""
    rows = [[*line, usual] for line in ORDERS[1:]]
    return {"Stock": STOCK, "MPS": MPS, "Orders": [[*DUE[:3], qty, heading], *rows, [*EXTRA, last]]}


SILENT: dict[str, tuple[dict[str, Rows], str]] = {
    "a remark says cancelled": (beside("Remark", "urgent", "cancelled"), "'Remark=status'"),
    "备注写明已取消": (beside("备注", "", "已取消"), "'备注=status'"),
    "a quotation among the orders": (
        beside("Order type", "Standard order", "Quotation"),
        "'Order type=status'",
    ),
    "boxes beside the pieces of a box": (beside("Pcs per box", 6.0, 6.0), "no multiples of 'Pcs per box'"),
    "a total as a customer": (
        {"Stock": STOCK, "MPS": MPS, "Orders": [*ORDERS, ["Grand Total", "A", M, 70]]},
        "a customer called so",
    ),
    "cancelled orders on a sheet": (
        {"Stock": STOCK, "MPS": MPS, "Orders": ORDERS, "Cancelled orders": [DUE, EXTRA]},
        "'Cancelled orders=ignore'",
    ),
    "已取消订单 on a sheet": (
        {"Stock": STOCK, "MPS": MPS, "Orders": ORDERS, "已取消订单": [DUE, EXTRA]},
        "'已取消订单=ignore'",
    ),
    "the day on which supply is shipped": (
        {
            "Stock": STOCK,
            "Orders": ORDERS,
            "MPS": [["PO", "Item", "Ship date", "Qty"], *(["P1", *line] for line in MPS[1:])],
        },
        "the day on which goods leave",
    ),
    "a stock of the second week": (
        {"Stock": [["Item", "Date", "On hand"], ["A", W[1], 30]], "MPS": MPS, "Orders": ORDERS},
        "the stock is of 2026-06-08",
    ),
    "cases of ten beside pieces": (
        {
            "P": [
                ["Item", "Measure", *W],
                ["A", "On hand", 30],
                ["A", "Orders", *OUT],
                ["A", "MPS (cases of 10)", 0, 3, 0, 4],
            ]
        },
        "another unit",
    ),
    "three decimals behind a comma": (
        {
            "Stock": STOCK,
            "MPS": MPS,
            "Orders": [
                DUE,
                *(["C", "A", f"{day:%d.%m.%Y}", f"{n},000"] for day, n in zip(W, OUT, strict=True)),
            ],
        },
        "'15,000' and others may be thousands or fractions",
    ),
    "what is past due on a sheet of its own": (
        {"Stock": STOCK, "MPS": MPS, "Orders": ORDERS, "Past due": [DUE, ["C", "A", date(2026, 5, 20), 4]]},
        "'Past due=orders'",
    ),
}


@pytest.mark.parametrize(("sheets", "asked"), SILENT.values(), ids=SILENT.keys())
def test_what_was_once_counted_in_silence_is_asked_about(
    tmp_path: Path, sheets: dict[str, Rows], asked: str
) -> None:
    with pytest.raises(PlanError, match=re.escape(asked)):
        read_plan(workbook(tmp_path / "plan.xlsx", sheets))


@pytest.mark.parametrize(
    "kind", ["a remark says cancelled", "备注写明已取消", "a quotation among the orders"]
)
def test_lines_that_a_remark_cancels_are_left_out_when_told(tmp_path: Path, kind: str) -> None:
    end = follow(workbook(tmp_path / "plan.xlsx", SILENT[kind][0]))
    assert end.reading
    assert end.reading.plan.balance.tolist() == [LEFT]
