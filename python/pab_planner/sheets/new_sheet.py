"""A sheet of ours is there whole or not at all."""

from collections.abc import Callable

import xlwings as xw


def has_sheet(book: xw.Book, title: str) -> bool:
    """Whether a workbook has a sheet of a title."""
    return title in [sheet.name for sheet in book.sheets]


def make_sheet(
    book: xw.Book, title: str, lay_out: Callable[[xw.Sheet], None], *, first: bool = False
) -> xw.Sheet:
    """Write a new sheet under a working title, and give it its own when it is finished.

    A host that is stopped meanwhile leaves a sheet of the working title, which gives way to the next attempt.

    Args:
        book: The workbook.
        title: The sheet's title.
        lay_out: Writes it.
        first: Whether it stands before all other sheets, not after them.
    """
    working = f"T-{title}~"  # no plan is looked for on a sheet of such a title
    remove_sheet(book, working)
    if first:
        sheet = book.sheets.add(working, before=book.sheets[0])
    else:
        sheet = book.sheets.add(working, after=book.sheets[book.sheets.count - 1])
    lay_out(sheet)
    sheet.name = title
    return sheet


def remove_sheet(book: xw.Book, title: str) -> None:
    """Delete a sheet, if there is one of the title, without asking."""
    if has_sheet(book, title):
        with book.app.properties(display_alerts=False):
            book.sheets[title].delete()
