"""How a sheet is printed.

xlwings' public API knows the print area only. The rest is said in Excel's own words.
"""

from math import ceil
from typing import Any

import xlwings as xw

from pab_planner.excel.page_setup import set_page_properties, set_print_area

PORTRAIT, LANDSCAPE = 1, 2
LETTER, A4 = 1, 9
"""Excel's numbers (XlPageOrientation, XlPaperSize)."""

CENTIMETRE = 28.35
"""Points."""

PERIODS_A_PAGE = 16
"""Columns of periods that a landscape page shows before its letters grow too small to read."""


def pages_for(periods: int) -> int:
    """How many pages side by side show so many periods."""
    return ceil(periods / PERIODS_A_PAGE)


def set_up_page(
    sheet: xw.Sheet,
    area: str | None = None,
    *,
    orientation: int = PORTRAIT,
    paper: int = A4,
    pages_wide: int = 1,
    pages_tall: int | None = None,
    title_rows: str | None = None,
    title_columns: str | None = None,
    footer: str = "",
) -> None:
    """Print a sheet as wide as one page, or so many, with page numbers.

    Args:
        sheet: The sheet.
        area: What is printed, `$A$1:$K$40`; if not given all of it, however many rows it grows.
        orientation: `PORTRAIT` or `LANDSCAPE`.
        paper: `A4` or `LETTER`.
        pages_wide: How many pages side by side.
        pages_tall: At most so many pages; as many as needed if not given.
        title_rows: Rows repeated on every page, `$1:$4`.
        title_columns: Columns repeated on every page, `$A:$A`.
        footer: What stands at the left of the footer; `&` is written as it is.
    """
    if area:
        set_print_area(sheet, area)
    properties: dict[str, Any] = {
        "Orientation": orientation,
        "PaperSize": paper,
        "Zoom": False,
        "FitToPagesWide": pages_wide,
        "FitToPagesTall": pages_tall or False,
        "LeftMargin": 1.5 * CENTIMETRE,
        "RightMargin": 1.5 * CENTIMETRE,
        "TopMargin": 1.6 * CENTIMETRE,
        "BottomMargin": 1.6 * CENTIMETRE,
        "LeftFooter": footer.replace("&", "&&"),
        "RightFooter": "&P / &N",
    }
    if title_rows:
        properties["PrintTitleRows"] = title_rows
    if title_columns:
        properties["PrintTitleColumns"] = title_columns
    set_page_properties(sheet, properties)
