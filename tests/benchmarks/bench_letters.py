"""1,000 notices for 300 customers in one run, against openpyxl writing the same cells.

    python tests/benchmarks/bench_letters.py [NOTICES]

Prints the seconds of each step, and how many times the time of openpyxl our letters take: from the plan that
was
read to the sheets that are written, both without saving.
"""

import sys
import tempfile
import time
from copy import copy
from datetime import date, timedelta
from pathlib import Path

import xlwings as xw

from pab_planner.alerts import LetterKind
from pab_planner.engines.file.engine import new_book
from pab_planner.ledgers.contacts import CONTACTS
from pab_planner.ledgers.countermeasures import open_countermeasures
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.correspondence import Correspondence
from pab_planner.macros.session import RegisterSession, open_with_scan

CUSTOMERS = 300
CUSTOMERS_OF_ITEM = 4
JUNE_1 = date(2026, 6, 1)
WEEKS = 12


def planning_book(notices: int, customers_of_item: int = CUSTOMERS_OF_ITEM) -> xw.Book:
    """A workbook in which as many order lines' customers run short as notices are wanted, some to an item."""
    book = new_book()
    orders = book.sheets[0]
    orders.name = "Orders"
    items = notices // customers_of_item
    rows = [["Item", "Customer", "Customer part", "Order", "Line", "Due", "Quantity", "Shipped", "Priority"]]
    for item in range(items):
        for nth in range(customers_of_item):
            customer = (item * customers_of_item + nth) % CUSTOMERS
            for week in range(WEEKS):
                due = JUNE_1 + timedelta(weeks=week)
                line = [
                    f"IT-{item}",
                    f"Customer {customer:03d} Ltd",
                    f"CP-{item}-{nth}",
                    f"PO{item:04d}{nth}",
                ]
                rows.append([*line, f"L{week}", due, 10, 0, 1])  # type: ignore[list-item]
    orders["A1"].value = rows
    mps = book.sheets.add("MPS", after=orders)
    late = JUNE_1 + timedelta(weeks=8)
    mps["A1"].value = [
        ["Item", "Date", "Quantity", "Status"],
        *([f"IT-{i}", late, 900, "firm"] for i in range(items)),
    ]
    stock = book.sheets.add("Stock", after=mps)
    stock["A1"].value = [
        ["Item", "Description", "On hand", "Allocated", "Safety stock"],
        *([f"IT-{i}", f"Part number {i}", 25 * customers_of_item, 0, 0] for i in range(items)),
    ]
    people = [
        {
            "party": f"Customer {c:03d} Ltd",
            "name": f"Person {c}",
            "email": f"p{c}@c{c}.example",
            "language": "en",
        }
        for c in range(CUSTOMERS)
    ]
    people.append({"party": "internal", "role": "24h", "name": "Zhao Min", "phone": "+86 512 5555 0024"})
    open_ledger(book, CONTACTS).append(people)
    return book


def account_of(book: xw.Book) -> RegisterSession:
    """The alerts of the workbook, each with a countermeasure."""
    session = open_with_scan(ButtonPress(book, JUNE_1 - timedelta(days=3), "bench"))
    open_countermeasures(book).append(
        [
            {
                "alert": number,
                "kind": "Overtime 加班",
                "quantity": 30,
                "when": JUNE_1 + timedelta(weeks=3),
                "owner": "Li",
            }
            for number in session.alerts
        ]
    )
    return session


def openpyxl_writes(letters: list[xw.Sheet]) -> None:
    """The cells of the letters with their looks, written by openpyxl as fast as it can: styles are reused."""
    for letter in letters:
        source = letter.api
        sheet = source.parent.create_sheet()
        for row in source.iter_rows():
            for cell in row:
                written = sheet.cell(cell.row, cell.column, cell.value)
                written._style = copy(cell._style)
        for row, dimension in source.row_dimensions.items():
            sheet.row_dimensions[row].height = dimension.height
        for merged in source.merged_cells.ranges:
            sheet.merge_cells(merged.coord)


def main(notices: int) -> None:
    """Measure and print."""
    began = time.perf_counter()

    def lap(step: str) -> float:
        nonlocal began
        taken, began = time.perf_counter() - began, time.perf_counter()
        print(f"{step:<40}{taken:8.2f} s", flush=True)
        return taken

    book = planning_book(notices)
    lap("write the plan")
    session = account_of(book)
    lap("read the plan, find the alerts")
    office = Correspondence(session)
    for number, alert in enumerate(session.alerts.values(), start=1):
        office.draft_all(LetterKind.POTENTIAL, alert)
        if not number % 50:
            print(f"\r{len(office.drafted)} drafted", end="", file=sys.stderr)
    drafting = lap(f"draft {len(office.drafted)} notices")
    letters = office.put_on_sheets(issued=True)
    writing = lap("put them on sheets")
    openpyxl_writes([book.sheets[letter.sheet] for letter in letters])
    theirs = lap("openpyxl writes the same cells")
    with tempfile.TemporaryDirectory() as folder:
        book.save(str(Path(folder, "letters.xlsx")))
    lap("save")
    print(f"ours / openpyxl: {(drafting + writing) / theirs:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
