"""How a sheet is printed.

xlwings' public API knows the print area only. The rest is said in Excel's own words.
"""

from math import ceil
from typing import Any

import xlwings as xw

from pab_planner.excel.page_setup import set_page_properties, set_print_area

PORTRAIT, LANDSCAPE = 1, 2
A4 = 9
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
    pages_wide: int = 1,
    title_rows: str | None = None,
    title_columns: str | None = None,
    footer: str = "",
) -> None:
    """Print a sheet on A4, as wide as one page, or so many, with page numbers.

    Args:
        sheet: The sheet.
        area: What is printed, `$A$1:$K$40`; if not given all of it, however many rows it grows.
        orientation: `PORTRAIT` or `LANDSCAPE`.
        pages_wide: How many pages side by side.
        title_rows: Rows repeated on every page, `$1:$4`.
        title_columns: Columns repeated on every page, `$A:$A`.
        footer: What stands at the left of the footer; `&` is written as it is.
    """
    if area:
        set_print_area(sheet, area)
    properties: dict[str, Any] = {
        "Orientation": orientation,
        "PaperSize": A4,
        "Zoom": False,
        "FitToPagesWide": pages_wide,
        "FitToPagesTall": False,  # as many as needed
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
