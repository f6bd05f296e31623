"""The sheet Promises: what each issued letter told a customer of each order line."""

from collections.abc import Collection, Container, Iterable, Mapping
from datetime import date
from typing import Any

from pab_planner.alerts import Letter
from pab_planner.language import Text
from pab_planner.ledgers.ledger import Kind, Ledger, LedgerColumn
from pab_planner.ledgers.open_ledger import OpenLedger
from pab_planner.notices import Notice, PromisedLine, ToldLine
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
        LedgerColumn(
            "delivered",
            Text("Delivered", "实际交付"),
            _D,
            asks=Text(
                "Noted on the day on which the order line is no longer open; correct it if you know better",
                "订单行不再未交之日自动登记；如有更准确的日期请更正",
            ),
            optional=True,
        ),
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


def told_lines(kept: OpenLedger, letters: Collection[str]) -> list[PromisedLine]:
    """Every order line that some letters named, as the latest of them told it.

    Args:
        kept: The sheet.
        letters: Names of the letters, with their revisions.
    """
    lines: dict[tuple[str, str, str, str], PromisedLine] = {}
    numbers = {name.partition(".")[0] for name in letters}
    for row in kept.rows_where("letter", *numbers):
        revision = int(row["revision"] or 1)
        name = row["letter"] if revision == 1 else f"{row['letter']}.{revision}"
        if name in letters:
            item, customer, order, line = key = _line_of(row)
            due = lines[key].due if key in lines else row["due"]
            lines[key] = PromisedLine(
                *(item, customer, order, line),
                due=due,
                short=row["short"] or 0.0,
                promise=row["promise"],
                issued=row["issued"],
                delivered=row["delivered"],
            )
    return list(lines.values())


def _line_of(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Item, customer, order and line that a row is about."""
    return row["item"] or "", row["customer"] or "", row["order"] or "", row["line"] or ""


def note_deliveries(kept: OpenLedger, open_lines: Container[tuple[str, str, str, str]], today: date) -> None:
    """Note the day on which a line that a customer was told of is no longer open.

    Args:
        kept: The sheet.
        open_lines: Item, customer, order and line of every order line that is still open.
        today: The day.
    """
    for index, row in enumerate(kept.rows):
        if row["order"] and not row["delivered"] and _line_of(row) not in open_lines:
            kept.amend(index, {"delivered": today})


def told_in(kept: OpenLedger, letter: Letter) -> list[ToldLine]:
    """What one letter told, line by line.

    Args:
        kept: The sheet.
        letter: The letter.
    """
    return [
        ToldLine(line.order, line.line, line.short, line.promise, line.issued, letter.kind)
        for line in told_lines(kept, (letter.name,))
        if line.issued
    ]


def last_promised(kept: OpenLedger, customer: str, item: str) -> dict[tuple[str, str], date]:
    """The date last promised to a customer for each order line of an item."""
    return {
        (row["order"] or "", row["line"] or ""): row["promise"]
        for row in kept.rows_where("item", item)
        if row["promise"] and row["customer"] == customer
    }
