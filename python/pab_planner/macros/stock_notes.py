"""What the list of stock says of an item beyond what is projected: in transit, and the unit."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import xlwings as xw

from pab_planner.excel.sheets import find_sheet
from pab_planner.reading.grid import read_sheet
from pab_planner.reading.quantities import read_quantity

TITLES = ("stock", "库存")
WORDS = {"item": ("item", "物料"), "in_transit": ("in transit", "在途"), "unit": ("unit", "单位")}


class StockNote(NamedTuple):
    """What a letter says of an item's stock.

    Attributes:
        in_transit: What is under way [stock units]; None if not kept.
        unit: Stock unit, "" where not kept.
    """

    in_transit: float | None = None
    unit: str = ""


def read_stock_notes(book: xw.Book) -> dict[str, StockNote]:
    """The notes by item; empty if the workbook has no list of stock."""
    sheet = next(filter(None, (find_sheet(book, title) for title in TITLES)), None)
    if sheet is None:
        return {}
    rows = read_sheet(sheet).rows
    for number, row in enumerate(rows):
        columns = _columns(row)
        if "item" in columns and len(columns) > 1:
            return {
                str(cells[columns["item"]]): _note(cells, columns)
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


def _note(cells: Sequence[Any], columns: dict[str, int]) -> StockNote:
    """The notes of one row."""
    under_way = cells[columns["in_transit"]] if "in_transit" in columns else None
    unit = cells[columns["unit"]] if "unit" in columns else ""
    quantity = None if under_way in (None, "") else read_quantity(under_way).value
    return StockNote(quantity, str(unit or ""))
