"""The sheet Promises: what each issued letter told a customer of each order line."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import xlwings as xw

from pab_planner.language import Text
from pab_planner.ledgers.ledger import Kind, Ledger, LedgerColumn
from pab_planner.ledgers.open_ledger import OpenLedger, open_ledger
from pab_planner.notices import Notice, ToldLine
from pab_planner.sheets import own_sheets

_D, _N = Kind.DATE, Kind.NUMBER

PROMISES = Ledger(
    *own_sheets.PROMISES,
    Text(
        "Written by the program when a letter is issued, one row for each order line it names.",
        "函件发出时由程序登记，每个订单行一行。",
    ),
    (
        LedgerColumn("letter", Text("Letter", "函件号")),
        LedgerColumn("revision", Text("Revision", "版次"), _N, 9),
        LedgerColumn("issued", Text("Issued", "发出日期"), _D),
        LedgerColumn("alert", Text("Alert", "预警号"), width=10),
        LedgerColumn("customer", Text("Customer", "客户"), width=20),
        LedgerColumn("item", Text("Item", "物料"), width=16),
        LedgerColumn("order", Text("Order", "订单号"), width=14),
        LedgerColumn("line", Text("Line", "行号")),
        LedgerColumn("due", Text("Due", "交期"), _D),
        LedgerColumn("short", Text("Short", "缺口"), _N),
        LedgerColumn("promise", Text("New date", "新交期"), _D),
    ),
)


def promise_rows(notices: Iterable[tuple[str, Notice]]) -> list[dict[str, Any]]:
    """The rows of letters that are about to be issued, with the numbers of their alerts."""
    return [
        {
            "letter": notice.heading.number,
            "revision": float(notice.heading.revision),
            "issued": notice.heading.as_of,
            "alert": alert,
            "customer": notice.view.customer,
            "item": notice.view.item,
            "order": line.order,
            "line": line.line,
            "due": line.due,
            "short": notice.short(line),
            "promise": line.promise,
        }
        for alert, notice in notices
        for line in notice.lines
    ]


def first_told(kept: OpenLedger, letter: str) -> list[ToldLine]:
    """What the first issue of a letter told."""
    return [
        ToldLine(row["order"] or "", row["line"] or "", row["short"] or 0.0, row["promise"])
        for row in kept.rows
        if row["letter"] == letter and row["revision"] == 1
    ]


def last_promised(kept: OpenLedger, customer: str, item: str) -> dict[tuple[str, str], date]:
    """The date last promised to a customer for each order line of an item."""
    return {
        (row["order"] or "", row["line"] or ""): row["promise"]
        for row in kept.rows
        if row["promise"] and (row["customer"], row["item"]) == (customer, item)
    }


def open_promises(book: xw.Book) -> OpenLedger:
    """The sheet as it stands; written where the workbook has none."""
    return open_ledger(book, PROMISES)
