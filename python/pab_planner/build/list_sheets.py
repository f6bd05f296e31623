"""The sheets Orders, MPS and Stock of the planner workbook: lists that a planner pastes her own rows into."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import xlwings as xw
from openpyxl.worksheet.table import TableFormula

from pab_planner.build.demo_plan import DemoOrder, demo_items, demo_orders, demo_receipts
from pab_planner.ledgers.ledger import HEAD_ROW, ROWS_READY, Kind, Ledger
from pab_planner.ledgers.open_ledger import open_ledger, table_of
from pab_planner.ledgers.plan_lists import MPS, OPEN, ORDERS, STATUSES, STOCK
from pab_planner.reading.grid import column_letters


def open_quantity(line: DemoOrder) -> float:
    """What of an order line is still to be shipped [stock units]."""
    return max(0.0, line.quantity - line.shipped)


def write_lists(book: xw.Book) -> None:
    """Write the three lists with the demo's rows."""
    orders = [
        [o.item, o.customer, o.part, o.order, float(o.line), o.due, o.quantity, o.shipped, o.priority]
        for o in demo_orders()
    ]
    _write_open(_write(book, ORDERS, orders), [open_quantity(order) for order in demo_orders()])
    words = {status.en: f"{status.en} {status.zh}" for status in STATUSES}
    receipts = demo_receipts()
    mps = _write(book, MPS, [[r.item, r.day, r.quantity, words[r.status], r.reference] for r in receipts])
    body(mps, MPS, "status").data_validation.set_list(list(words.values()))
    always = tuple(column for column in STOCK.columns if not column.optional)
    _write(book, replace(STOCK, columns=always), [list(item) for item in demo_items()])


def _write(book: xw.Book, ledger: Ledger, rows: Sequence[Sequence[Any]]) -> xw.Sheet:
    """Write a list: its rows, formats and input rules."""
    sheet = open_ledger(book, ledger).sheet
    last, right = HEAD_ROW + len(rows), column_letters(len(ledger.columns) - 1)
    sheet[f"A{HEAD_ROW + 1}"].value = rows
    table = table_of(sheet, ledger.name)
    assert table is not None
    table.resize(sheet[f"A{HEAD_ROW}:{right}{last}"])
    for column in ledger.columns:
        cells = body(sheet, ledger, column.key)
        letters = column_letters(cells.column - 1)
        if column.kind in (Kind.NUMBER, Kind.DATE):
            sheet[f"{letters}{HEAD_ROW}"].horizontal_alignment = "right"
        elif column.key in ("status", "unit"):  # beside a number
            sheet[f"{letters}{HEAD_ROW}:{letters}{last}"].horizontal_alignment = "center"
        if column.kind is Kind.NUMBER:
            cells.data_validation.set_decimal("greater_than_or_equal", 0)
        if column.kind is Kind.DATE:
            cells.data_validation.set_date("greater_than", date(2000, 1, 1))
    return sheet


def body(sheet: xw.Sheet, ledger: Ledger, key: str) -> xw.Range:
    """The cells of a column, down to where rows may be added."""
    letters = column_letters([column.key for column in ledger.columns].index(key))
    return sheet[f"{letters}{HEAD_ROW + 1}:{letters}{ROWS_READY}"]


def _write_open(sheet: xw.Sheet, quantities: Sequence[float]) -> None:
    """The calculated column of the orders: what is still to be shipped."""
    table = table_of(sheet, ORDERS.name)
    assert table is not None
    place = [column.key for column in ORDERS.columns].index("open")
    # Excel fills a calculated column down by itself when rows are added; xlwings has no name for it.
    table.api.tableColumns[place].calculatedColumnFormula = TableFormula(attr_text=OPEN)
    letters = column_letters(place)
    for row, value in enumerate(quantities, HEAD_ROW + 1):
        sheet[f"{letters}{row}"].formula = f"={OPEN}"
        sheet.book.impl.remember(sheet.name, f"{letters}{row}", value)
