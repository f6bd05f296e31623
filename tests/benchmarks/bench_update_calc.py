"""`python tests/benchmarks/bench_update_calc.py`: Update alerts for 10,000 items, headless and in Calc.

One item in a hundred runs short. Both work on the workbook already open and up to date, as on any morning.
"""

import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import xlwings as xw
from ratios import report

sys.path.insert(0, str(Path(__file__).parents[1]))

from pab_planner.engines.calc.engine import calc_app
from pab_planner.engines.file.engine import open_book
from pab_planner.macros.button_press import ButtonPress, press_button
from stories.planner_book import Order, planner_book, week

ITEMS, ORDERS_AN_ITEM = 10_000, 5


def write_plan(file: Path) -> None:
    """A workbook whose every hundredth item has no stock."""
    names = [f"IT-{number:05}" for number in range(ITEMS)]
    orders: list[Order] = [
        (name, "Huaxin 华欣", f"PO-{number}", str(line), week(line) + timedelta(1), 10)
        for number, name in enumerate(names)
        for line in range(ORDERS_AN_ITEM)
    ]
    stock = [(name, "", 0.0 if number % 100 == 0 else 80.0, 0.0) for number, name in enumerate(names)]
    planner_book(orders, [], stock).save(file)


def update(book: xw.Book) -> str:
    """Press Update alerts."""
    return press_button("update_alerts", ButtonPress(book, date(2026, 6, 1), "li", "en")).en


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory() as folder, calc_app() as app:
        file = Path(folder) / "plan.xlsx"
        write_plan(file)
        books = {"headless": open_book(file), "live Calc (at most 3)": app.books.open(file)}
        for book in books.values():
            update(book)
        works = {name: lambda book=book: update(book) for name, book in books.items()}
        report(f"Update alerts, {ITEMS} items", works, "headless", rounds=3)


if __name__ == "__main__":
    main()
