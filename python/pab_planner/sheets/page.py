"""How a sheet is printed.

xlwings' public API knows the print area only. The rest is said in Excel's own words through `page_setup.api`;
our other engines answer to the same words.
"""

import xlwings as xw

PORTRAIT, LANDSCAPE = 1, 2
LETTER, A4 = 1, 9
"""Excel's numbers (XlPageOrientation, XlPaperSize)."""

CENTIMETRE = 28.35
"""Points."""


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
        area: What is printed, `$A$1:$K$40`; where not given all of it, however many rows it grows.
        orientation: `PORTRAIT` or `LANDSCAPE`.
        paper: `A4` or `LETTER`.
        pages_wide: How many pages side by side.
        pages_tall: At most so many pages; as many as needed where not given.
        title_rows: Rows repeated on every page, `$1:$4`.
        title_columns: Columns repeated on every page, `$A:$A`.
        footer: What stands at the left of the footer; `&` is written as it is.
    """
    if area:
        sheet.page_setup.print_area = area
    page = sheet.page_setup.api
    page.Orientation = orientation
    page.PaperSize = paper
    page.Zoom = False
    page.FitToPagesWide = pages_wide
    page.FitToPagesTall = pages_tall or False
    page.LeftMargin = page.RightMargin = 1.5 * CENTIMETRE
    page.TopMargin = page.BottomMargin = 1.6 * CENTIMETRE
    if title_rows:
        page.PrintTitleRows = title_rows
    if title_columns:
        page.PrintTitleColumns = title_columns
    page.LeftFooter = footer.replace("&", "&&")
    page.RightFooter = "&P / &N"
