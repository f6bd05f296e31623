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
