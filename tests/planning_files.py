"""Planning workbooks for tests: sheets given as rows of cells."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl

Rows = Sequence[Sequence[Any]]

MONDAY = date(2026, 6, 1)


def weeks(count: int, first: date = MONDAY) -> list[date]:
    """First days of consecutive weeks."""
    return [first + timedelta(weeks=week) for week in range(count)]


W = weeks(4)
OUT, IN, LEFT = [15, 20, 10, 25], [0, 30, 0, 40], [15, 25, 15, 30]
"""One plan in many layouts: of 30 on hand, what goes out, what comes in, and what is left, by week."""
STOCK: Rows = [["Item", "On hand"], ["A", 30]]
ORDERS: Rows = [
    ["Customer", "Item", "Due Date", "Qty"],
    *(["C", "A", day, q] for day, q in zip(W, OUT, strict=True)),
]
MPS: Rows = [["Item", "Date", "Qty"], *(["A", day, q] for day, q in zip(W, IN, strict=True) if q)]


def workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Write a workbook with plain cells."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path
