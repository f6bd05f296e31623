"""Workbooks that count their days from 1904: the same plan, whether its days are dates or bare numbers."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, to_excel

from pab_planner.engines.file.engine import open_book
from pab_planner.files import UnreadableFile
from pab_planner.reading.planning import read_plan
from planning_files import MONDAY, Rows, weeks, workbook

ACROSS: Rows = [
    ["Item", "Customer", "Measure", "On hand", *weeks(6)],
    ["P-1", "Huaxin", "Customer orders", 34, 10, 10, 15, 5, 10, 10],
    ["P-1", "Huaxin", "MPS", None, 0, 0, 0, 50, 0, 0],
]
ORDERS: Rows = [
    ["Item", "Customer", "Order", "Due date", "Quantity"],
    *(["P-1", "Huaxin", f"PO-{n}", day, 10] for n, day in enumerate(weeks(6))),
]
STOCK: Rows = [["Item", "On hand"], ["P-1", 34]]
SHEETS: dict[str, dict[str, Rows]] = {
    "across": {"Plan": ACROSS},
    "in a list": {"Orders": ORDERS, "Stock": STOCK},
}


def written(path: Path, sheets: dict[str, Rows], day_0: Any, *, as_numbers: bool) -> Path:
    """A workbook that counts days from one day or the other."""
    book = openpyxl.load_workbook(workbook(path, sheets))
    book.epoch = day_0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if as_numbers and isinstance(cell.value, datetime):
                    cell.value = to_excel(cell.value, day_0)  # type: ignore[no-untyped-call]
                    cell.number_format = "General"
    book.save(path)
    return path


@pytest.mark.parametrize("as_numbers", [False, True], ids=["dates", "bare numbers"])
@pytest.mark.parametrize("where", SHEETS)
@pytest.mark.parametrize("opened", [False, True], ids=["file", "opened"])
def test_days_are_those_of_the_same_plan_from_1900(
    tmp_path: Path, where: str, as_numbers: bool, opened: bool
) -> None:
    plans = []
    for name, day_0 in (("1900", WINDOWS_EPOCH), ("1904", MAC_EPOCH)):
        path = written(tmp_path / f"{name}.xlsx", SHEETS[where], day_0, as_numbers=as_numbers)
        book = open_book(path) if opened else None
        plan = read_plan(book or path).plan
        if book:
            book.close()
        plans.append((plan.periods, plan.orders.tolist(), [line.due for line in plan.lines]))
    assert plans[0] == plans[1]
    assert date(2026, 6, 1) == MONDAY == plans[0][0][0].start


def test_libreoffice_is_asked_for_no_such_plan(calc: xw.App, tmp_path: Path) -> None:
    path = written(tmp_path / "1904.xlsx", SHEETS["across"], MAC_EPOCH, as_numbers=False)
    book = calc.books.open(str(path))
    with pytest.raises(UnreadableFile, match="1904"):
        read_plan(book)
    book.close()
