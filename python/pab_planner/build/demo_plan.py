"""The demo: finished goods of an automotive supplier as three lists, and the planning sheet made of them."""

import csv
import sys
from collections import defaultdict
from datetime import date, timedelta
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from pab_planner.engines.file.engine import new_book
from pab_planner.excel.windows import freeze_panes
from pab_planner.sheets.cell_text import write_text

FIRST_WEEK = date(2026, 11, 30)
WEEKS = 16


class DemoItem(NamedTuple):
    """A finished good: on hand, allocated, safety stock and in transit are in stock units."""

    item: str
    description: str
    on_hand: float
    allocated: float
    safety: float
    in_transit: float
    unit: str


class DemoOrder(NamedTuple):
    """An order line; quantity and shipped are in stock units."""

    item: str
    customer: str
    part: str
    order: str
    line: str
    due: date
    quantity: float
    shipped: float
    priority: float


class DemoReceipt(NamedTuple):
    """An MPS receipt [stock units]; status is firm or planned."""

    item: str
    day: date
    quantity: float
    status: str
    reference: str


def _rows(name: str) -> list[list[str]]:
    """The rows of a list under build/demo, without its heading."""
    text = resources.files(__package__).joinpath("demo", name).read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))[1:]


def demo_items() -> list[DemoItem]:
    """The finished goods."""
    return [
        DemoItem(item, text, float(on_hand), float(allocated), float(safety), float(transit), unit)
        for item, text, on_hand, allocated, safety, transit, unit in _rows("stock.csv")
    ]


def demo_orders() -> list[DemoOrder]:
    """The order lines, by due date."""
    return [
        DemoOrder(
            item,
            customer,
            part,
            order,
            line,
            date.fromisoformat(due),
            float(quantity),
            float(shipped),
            float(rank),
        )
        for item, customer, part, order, line, due, quantity, shipped, rank in _rows("orders.csv")
    ]


def demo_receipts() -> list[DemoReceipt]:
    """The MPS, by date."""
    return [
        DemoReceipt(item, date.fromisoformat(day), float(quantity), status, reference)
        for item, day, quantity, status, reference in _rows("mps.csv")
    ]


def demo_weeks() -> list[date]:
    """The Mondays of the plan."""
    return [FIRST_WEEK + timedelta(weeks=week) for week in range(WEEKS)]


def week_of(day: date) -> int:
    """The week of the plan in which a day lies, from 0."""
    return (day - FIRST_WEEK).days // 7


def demo_planning_sheet() -> list[list[object]]:
    """The demo as planners keep it: three rows per item, weeks across, a heading above."""
    orders: dict[str, list[float]] = defaultdict(lambda: [0.0] * WEEKS)
    supply: dict[str, list[float]] = defaultdict(lambda: [0.0] * WEEKS)
    customers: dict[str, list[str]] = defaultdict(list)
    for line in demo_orders():
        orders[line.item][week_of(line.due)] += line.quantity
        if line.customer not in customers[line.item]:
            customers[line.item].append(line.customer)
    for receipt in demo_receipts():
        supply[receipt.item][week_of(receipt.day)] += receipt.quantity
    heading = [
        "Item 物料",
        "Description 描述",
        "Customer 客户",
        "Safety stock 安全库存",
        "Measure 指标",
        "On hand 现有库存",
    ]
    sheet: list[list[object]] = [[*heading, *demo_weeks()]]
    for good in demo_items():
        names = [good.item, good.description, "; ".join(customers[good.item]), good.safety]
        balance: list[float] = []
        opening = good.on_hand - good.allocated
        for ordered, received in zip(orders[good.item], supply[good.item], strict=True):
            opening = opening - ordered + received
            balance.append(opening)
        sheet.append([*names, "Customer orders 客户订单", good.on_hand - good.allocated, *orders[good.item]])
        sheet.append(["", "", "", "", "MPS 主生产计划", "", *supply[good.item]])
        sheet.append(["", "", "", "", "PAB 预计可用库存", "", *balance])
    return sheet


def write_demo(path: Path) -> None:
    """Write the demo planning workbook."""
    book = new_book()
    sheet = book.sheets[0]
    sheet.name = "Plan"
    rows = demo_planning_sheet()
    last = sheet.range((len(rows), len(rows[0])))
    write_text(sheet["A1"], rows)
    for column, width in zip("ABCDEF", (12, 30, 34, 22, 26, 20), strict=True):
        sheet[f"{column}1"].column_width = width
    sheet.range((1, 1), (1, last.column)).font.bold = True
    sheet.range((1, 1), (1, last.column)).color = "#DCE6F1"
    sheet.range((1, 7), (1, last.column)).number_format = "yyyy-mm-dd"
    sheet.range((1, 7), (1, last.column)).column_width = 11
    freeze_panes(sheet, 1, 6)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))
    book.close()


if __name__ == "__main__":
    write_demo(Path(sys.argv[1]))
