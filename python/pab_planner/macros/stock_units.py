"""The units that the list of stock counts items in; letters name them."""

from collections.abc import Sequence
from typing import Any

import xlwings as xw

from pab_planner.excel.sheets import find_sheet
from pab_planner.reading.grid import read_sheet

TITLES = ("stock", "库存")
WORDS = {"item": ("item", "物料"), "unit": ("unit", "单位")}


def read_stock_units(book: xw.Book) -> dict[str, str]:
    """The unit of each item; empty if the workbook has no list of stock that names units."""
    sheet = next(filter(None, (find_sheet(book, title) for title in TITLES)), None)
    if sheet is None:
        return {}
    rows = read_sheet(sheet).rows
    for number, row in enumerate(rows):
        columns = _columns(row)
        if len(columns) == len(WORDS):
            return {
                str(cells[columns["item"]]): str(cells[columns["unit"]] or "")
                for cells in rows[number + 1 :]
                if cells[columns["item"]] not in (None, "")
            }
    return {}


def _columns(row: Sequence[Any]) -> dict[str, int]:
    """The columns that a heading row names."""
    found: dict[str, int] = {}
    for column, cell in enumerate(row):
        heading = str(cell or "").casefold()
        for name, words in WORDS.items():
            if name not in found and any(heading == w or heading.startswith(f"{w} ") for w in words):
                found[name] = column
    return found
