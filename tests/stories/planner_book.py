"""A small planner workbook of three lists, changed from day to day as a planner would."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import xlwings as xw

from pab_planner.engines.file.engine import new_book, open_book
from pab_planner.sheets.cell_text import write_text

MONDAY = date(2026, 6, 1)
WEEKS = 10


def week(number: int) -> date:
    """First day of a week of the plan, 0 being the first."""
    return MONDAY + timedelta(weeks=number)


Order = tuple[str, str, str, str, date, float]
Receipt = tuple[str, date, float]
Stock = tuple[str, str, float, float]


def planner_book(
    orders: Sequence[Order], receipts: Sequence[Receipt], stock: Sequence[Stock], first: date = MONDAY
) -> xw.Book:
    """A workbook with the lists Orders, MPS and Stock, contacts and settings.

    Args:
        orders: Item, customer, order, line, due date, quantity.
        receipts: Item, date, quantity; all firm.
        stock: Item, description, on hand, safety stock.
        first: First day of the plan.
    """
    book = new_book()
    sheet = book.sheets[0]
    sheet.name = "Orders"
    write_orders(book, orders)
    sheet = book.sheets.add("MPS", after=sheet)
    write_receipts(book, receipts)
    sheet = book.sheets.add("Stock", after=sheet)
    heads = ("Item 物料", "Description 描述", "On hand 现有库存", "Allocated 已分配", "Safety stock 安全库存")
    _write(sheet, heads, [(item, words, on_hand, 0, safety) for item, words, on_hand, safety in stock])
    sheet = book.sheets.add("Contacts", after=sheet)
    sheet["A1"].value = [
        [
            *("Party 对象", "Role 角色", "Name 姓名", "E-mail 邮箱", "Phone 电话"),
            *("Language 语言", "Receives 接收", "Note 备注"),
        ],
        ["internal 内部", "Supervisor", "陈晓", "chen@example.com", "", "zh", "", ""],
        ["internal 内部", "24h", "Li Wei", "li@example.com", "+86 21 5555 0100", "both", "", ""],
        ["Huaxin 华欣", "Planning", "周敏", "zhou@example.org", "", "zh", "", ""],
        ["Nordwagen", "Purchasing", "A. Berg", "berg@example.net", "", "en", "", ""],
    ]
    sheet = book.sheets.add("Settings", after=sheet)
    sheet["A1"].value = [
        ["Setting 设置", "Value 值"],
        ["Period 期间", "week"],
        ["Number of periods 期数", WEEKS],
    ]
    sheet["A9"].value = ["Signed by 签发人", "Li Wei"]
    start_plan(book, first)
    return book


def write_orders(book: xw.Book, orders: Sequence[Order]) -> None:
    """Write the list of orders afresh."""
    heads = ("Item 物料", "Customer 客户", "Order 订单号", "Line 行号", "Due 交期", "Quantity 数量")
    _write(book.sheets["Orders"], heads, orders)


def write_receipts(book: xw.Book, receipts: Sequence[Receipt]) -> None:
    """Write the master production schedule afresh."""
    lines = [(item, day, quantity, "firm 已确认") for item, day, quantity in receipts]
    _write(book.sheets["MPS"], ("Item 物料", "Date 日期", "Quantity 数量", "Status 状态"), lines)


def set_stock(book: xw.Book, item: str, on_hand: float) -> None:
    """Correct the stock of an item."""
    sheet = book.sheets["Stock"]
    names = sheet["A1:A50"].value
    sheet[names.index(item), 2].value = on_hand


def start_plan(book: xw.Book, first: date) -> None:
    """Let the plan begin on another day."""
    book.sheets["Settings"]["A4"].value = ["First day of the plan 计划起始日", first]


def reopened(book: xw.Book, path: Path) -> xw.Book:
    """The workbook as the next person finds it: saved, closed and opened again."""
    book.save(path)
    book.close()
    return open_book(path)


def _write(sheet: xw.Sheet, heads: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
    sheet.used_range.clear_contents()
    write_text(sheet["A1"], [list(heads), *map(list, lines)])
