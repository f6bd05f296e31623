"""Bringing open alerts of 10,000 items up to date, against the scan alone, on the same open workbook.

`bench_alerts.py [ALERTS [LINES]]`, 500 if not given, 5,000 for a bad day; the log has at least so many lines.
"""

import sys
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from typing import Any

import xlwings as xw
from ratios import report

from pab_planner.alerts import AlertEvent
from pab_planner.engines.file.engine import new_book
from pab_planner.ledgers.log import append_log, read_log
from pab_planner.macros.alert_buttons import updated
from pab_planner.macros.button_press import ButtonPress
from pab_planner.reading.scan import scan_plan

ITEMS, WEEKS = 10_000, 52
AT_RISK, LINES = (*map(int, sys.argv[1:]), *(500, 0)[len(sys.argv[1:]) :])
FIRST_DAY = date(2026, 6, 1)
ON_HAND = 4
"""Column of the stock on hand, from 1."""


def planning_book() -> xw.Book:
    """Orders and MPS of each item in blocks; the first run short in week 40."""
    weeks = [FIRST_DAY + timedelta(weeks=week) for week in range(WEEKS)]
    rows: list[list[Any]] = [["Item", "Customer", "Measure", "On hand", *weeks]]
    for item in range(ITEMS):
        name, customer = f"P{item:05d}", f"C{item % 300}"
        rows.append([name, customer, "Orders", 400 if item < AT_RISK else 900, *[10] * WEEKS])
        rows.append([name, customer, "MPS", None, *[0] * WEEKS])
    book = new_book()
    book.sheets[0].name = "Plan"
    book.sheets[0]["A1"].value = rows
    return book


def main() -> None:
    """Print the ratios."""
    book, days = planning_book(), count()
    updated(ButtonPress(book, FIRST_DAY, "li"))
    log = read_log(book)
    changes = [replace(line, event=AlertEvent.CHANGE, before=line.after) for line in log]
    append_log(book, changes * (max(0, LINES - 1) // len(log)))

    def update() -> None:
        updated(ButtonPress(book, FIRST_DAY, "li"))

    def update_with_changes() -> None:
        stock = book.sheets[0].range((2, ON_HAND), (1 + 2 * AT_RISK, ON_HAND))
        on_hand = 399 - next(days)
        stock.value = [[on_hand if row % 2 == 0 else None] for row in range(2 * AT_RISK)]
        updated(ButtonPress(book, FIRST_DAY, "li"))

    works = {
        "scan": lambda: scan_plan(book),
        "update, nothing new (at most 1.5)": update,
        "update, all of them changed (at most 1.5)": update_with_changes,
    }
    report(f"{AT_RISK} alerts of {ITEMS} items x {WEEKS} weeks", works, "scan", rounds=3)


if __name__ == "__main__":
    main()
