"""Workbooks of different shapes for a planner to work on; the first alert in each is of a shortage."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import xlwings as xw

from planning_files import Rows, weeks, workbook
from stories.planner_book import planner_book

WORKBOOK = Path(__file__).parents[3] / "workbook" / "PAB_Planner.xlsm"
MONDAY = date(2026, 11, 30)
"""First day of every plan here."""


@dataclass(frozen=True)
class PlanShape:
    """A kind of workbook.

    Attributes:
        write: Puts one into a folder and says where.
        plan: Sheet and cell of an item in its plan.
        recover: Makes the shortage of the first alert go away.
    """

    write: Callable[[Path], Path]
    plan: tuple[str, str]
    recover: Callable[[xw.Book], None]


def _shipped(folder: Path) -> Path:
    return Path(shutil.copy(WORKBOOK, folder / "计划 1.xlsm"))


def _week(number: int) -> date:
    return MONDAY + timedelta(weeks=number)


def _lists(folder: Path) -> Path:
    """100 in stock; 60, 40, 55 and 50 are due, 20 arrive: 55 - 20 short in the fourth week."""
    orders = [
        ("CL-3001", "Huaxin 华欣", "PO-4401", "10", _week(1), 60.0),
        ("CL-3001", "Nordwagen", "45001", "1", _week(2), 40.0),
        ("CL-3001", "Huaxin 华欣", "PO-4402", "10", _week(3), 55.0),
        ("CL-3001", "Nordwagen", "45002", "1", _week(5), 50.0),
        ("BK-2", "Nordwagen", "45003", "1", _week(4), 30.0),
    ]
    stock = [("CL-3001", "Clutch disc 离合器片", 100.0, 0.0), ("BK-2", "Bracket 支架", 100.0, 0.0)]
    book = planner_book(orders, [("CL-3001", _week(3), 20.0)], stock, MONDAY)
    path = folder / "lists.xlsx"
    book.save(path)
    book.close()
    return path


def _more_stock(book: xw.Book) -> None:
    sheet = book.sheets["Stock"]
    names = sheet.range("A1:A50").value
    alert = book.sheets["Alerts"]
    items = dict(zip(alert.range("A4:A60").value, alert.range("F4:F60").value, strict=True))
    row = names.index(items["A-0001"]) + 1
    on_hand = (
        next(
            n
            for n, head in enumerate(sheet.range("A1:Z1").value + sheet.range("A3:Z3").value)
            if head and "On hand" in str(head)
        )
        % 26
    )
    sheet.range((row, on_hand + 1)).value = 9_000


ROW_ON_ROW: Rows = [
    ["Item", "Customer", "Measure", "On hand", *weeks(8, MONDAY)],
    ["P-1", "Huaxin 华欣", "Customer orders", 34, 10, 10, 15, 5, 10, 10, 10, 10],
    ["P-1", "Huaxin 华欣", "MPS", None, 0, 0, 0, 50, 0, 0, 0, 0],
    ["P-2", "Nordwagen", "Customer orders", 8, 3, 4, 3, 4, 1, 1, 1, 1],
    ["P-2", "Nordwagen", "MPS", None, 0, 6, 0, 20, 0, 0, 0, 0],
]
"""34 - 10 - 10 - 15 = -1 in the third week."""

CHINESE: Rows = [
    ["生产计划 2026"],
    [None],
    ["物料", "客户", "项目", "期初库存", *weeks(6, MONDAY), "合计"],
    ["螺栓 M6×20", "华欣", "客户订单", 20, 10, 20, 10, 5, 5, 5, 55],
    [None, None, "预测", None, 5, 5, 5, 5, 5, 5, 30],
    [None, None, "主生产计划", None, 0, 0, 60, 0, 0, 0, 60],
    ["垫圈", "诺德", "客户订单", 90, 10, 10, 10, 10, 10, 10, 60],
    [None, None, "主生产计划", None, 0, 0, 0, 0, 0, 0, 0],
]
"""20 - 10 - 20 = -10 in the second week."""


def _sheet(title: str, rows: Rows) -> Callable[[Path], Path]:
    return lambda folder: workbook(folder / f"{title}.xlsx", {title: rows})


def _set(title: str, cell: str, quantity: float) -> Callable[[xw.Book], None]:
    def recover(book: xw.Book) -> None:
        book.sheets[title].range(cell).value = quantity

    return recover


SHAPES = {
    "shipped": PlanShape(_shipped, ("Plan", "I7"), _more_stock),
    "lists": PlanShape(_lists, ("Stock", "A2"), _more_stock),
    "rows": PlanShape(_sheet("Plan", ROW_ON_ROW), ("Plan", "G2"), _set("Plan", "D2", 900)),
    "chinese": PlanShape(_sheet("排产", CHINESE), ("排产", "F4"), _set("排产", "D4", 900)),
}
