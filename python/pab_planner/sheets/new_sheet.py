"""A sheet of ours is there whole or not at all, and never where the planner has one of her own."""

from collections.abc import Callable

import xlwings as xw

from pab_planner.errors import PlanError
from pab_planner.excel.cell_values import cell_value
from pab_planner.excel.insist import insist
from pab_planner.excel.sheets import find_sheet
from pab_planner.language import Text
from pab_planner.sheets.own_sheets import OwnSheet


class TitleTaken(PlanError):
    """A sheet of the planner's own under every title that ours could get."""

    sentence = Text(
        "sheet {sheet} is not one of ours, but has the title that is needed here; give it another name and "
        "press again",
        "工作表 {sheet} 不是本程序的表，但占用了所需的名称；请改名后再按一次",
    )


def our_sheet(book: xw.Book, own: OwnSheet) -> xw.Sheet | None:
    """A sheet that we made before; none where there is none, though the planner may have one of the title."""
    for title in _titles(own):
        sheet = find_sheet(book, title)
        if sheet and own.is_known_by(cell_value(sheet["A1"])):
            return sheet
    return None


def free_title(book: xw.Book, own: OwnSheet) -> str:
    """A title for a new sheet of ours, which the planner gave to none of hers.

    Raises:
        TitleTaken: She has one of each.
    """
    for title in _titles(own):
        if not find_sheet(book, title):
            return title
    raise TitleTaken(sheet=own.name)


def _titles(own: OwnSheet) -> tuple[str, str]:
    """The titles that a sheet of ours may get: its own, else one that says whose it is."""
    return own.name, f"{own.name} (PAB)"


def has_sheet(book: xw.Book, title: str) -> bool:
    """Whether a workbook has a sheet of a title."""
    return find_sheet(book, title) is not None


def add_last(book: xw.Book, title: str) -> xw.Sheet:
    """A new sheet behind all others."""
    return book.sheets.add(title, after=book.sheets[book.sheets.count - 1])


def make_sheet(
    book: xw.Book, title: str, lay_out: Callable[[xw.Sheet], None], *, first: bool = False
) -> xw.Sheet:
    """Write a new sheet under a working title, and give it its own when it is finished.

    If that fails it goes again. A host that is stopped meanwhile leaves a sheet of the working title, which
    gives way to the next attempt.

    Args:
        book: The workbook.
        title: The sheet's title.
        lay_out: Writes it.
        first: Whether it stands before all other sheets, not after them.
    """
    working = f"T-{title}~"  # no plan is looked for on a sheet of such a title
    remove_sheet(book, working)
    sheet = book.sheets.add(working, before=book.sheets[0]) if first else add_last(book, working)
    try:
        lay_out(sheet)
        sheet.name = title
    except BaseException:
        insist(sheet.delete)
        raise
    return sheet


def is_half_made(title: str) -> bool:
    """Whether a sheet of a title was never finished."""
    return title.startswith("T-") and title.endswith("~")


def remove_sheet(book: xw.Book, title: str) -> None:
    """Delete a sheet, if there is one of the title, without asking."""
    sheet = find_sheet(book, title)
    if sheet:
        with book.app.properties(display_alerts=False):
            sheet.delete()
