"""A sheet of ours is there whole or not at all, and never where the planner has one of her own."""

from collections.abc import Callable, Sequence
from functools import partial

import xlwings as xw

from pab_planner.errors import PlanError
from pab_planner.excel.cell_values import cell_value
from pab_planner.excel.sheets import (
    add_sheet,
    copy_last,
    defined_name,
    delete_sheet,
    find_sheet,
    hide_sheet,
    is_taken,
    is_visible,
)
from pab_planner.excel.undoing import at_the_end, made_anew, on_failure, once_a_press, recording
from pab_planner.language import Text
from pab_planner.sheets.own_sheets import OwnSheet
from pab_planner.sheets.protection import require_open_structure, require_unprotected


class TitleTaken(PlanError):
    """A sheet of the planner's own under every title that ours could get."""

    sentence = Text(
        "sheet {sheet} is not one of ours, but has the title that is needed here; give it another name and "
        "press again",
        "工作表 {sheet} 不是本程序的表，但占用了所需的名称；请改名后再按一次",
    )


def bring_to_front(sheet: xw.Sheet) -> None:
    """Show a sheet, even one that somebody hid.

    Raises:
        ProtectedWorkbook: It is hidden in a workbook whose structure is protected.
    """
    if not is_visible(sheet):
        require_open_structure(sheet.book)
        hide_sheet(sheet, hidden=False)
    sheet.activate()


MARK = "PAB_Sheet"
"""A name that belongs to a sheet of ours and says which one: a title is no proof, for the planner gives titles
too. It stays when the sheet is emptied or gets another title."""


def our_sheet(book: xw.Book, own: OwnSheet) -> xw.Sheet | None:
    """A sheet that we made before; None if there is none, even where the planner has one of that title."""
    for title in _titles(own.name):
        sheet = find_sheet(book, title)
        if sheet and (our_name(sheet) == own.name or own.is_known_by(cell_value(sheet["A1"]))):
            return sheet
    return None


def our_name(sheet: xw.Sheet) -> str:
    """The name of a sheet that we made, whatever its title is now; "" for one of the planner's own."""
    return (defined_name(sheet, MARK) or "").strip('="')


def free_title(book: xw.Book, own: OwnSheet) -> str:
    """A title for a new sheet of ours, which the planner gave to none of hers.

    Raises:
        TitleTaken: She has one of each.
    """
    return _first_free(book, _titles(own.name))


def _first_free(book: xw.Book, titles: Sequence[str]) -> str:
    for title in titles:
        if not is_taken(book, title):
            return title
    raise TitleTaken(sheet=titles[0])


def _titles(name: str) -> tuple[str, str]:
    """The titles that a sheet of ours may get: its own, else one that says whose it is."""
    return name, f"{name} (PAB)"


def make_sheet(
    book: xw.Book,
    own: OwnSheet,
    lay_out: Callable[[xw.Sheet], None],
    *,
    first: bool = False,
    template: xw.Sheet | None = None,
) -> xw.Sheet:
    """Write a new sheet of ours under a working title, and give it its own when it is finished.

    An older one then gives way to it, and never one of the planner's own. If writing fails, the new sheet goes
    again; what a host leaves that is stopped meanwhile, or can't delete, gives way to the next attempt.

    Args:
        book: The workbook.
        own: Which sheet.
        lay_out: Writes it.
        first: Whether it stands before all other sheets, not after them.
        template: The sheet of which it is a copy to begin with; a blank one if not given.

    Raises:
        ProtectedWorkbook: The workbook takes no new sheet; nothing was written.
        ProtectedSheet: The template is protected; nothing was written.
        TitleTaken: The planner has sheets of all titles that it could get; nothing was written.
    """
    require_open_structure(book)
    if template:
        require_unprotected(template)  # its copy would be protected too
    older = our_sheet(book, own)
    title = older.name if older else free_title(book, own)
    working = [f"T-{each}~" for each in _titles(own.name)]  # no plan is looked for on a sheet of such a title
    aside = [f"T-{own.name[:20]}~{more * '~'}" for more in (1, 2)]  # an older one until it goes

    def sweep() -> None:
        for each in (*working, *aside):
            left = find_sheet(book, each)
            if left and our_name(left) == own.name:
                delete_sheet(left)

    once_a_press(f"no {own.name} is left", sweep)  # what this press itself has set aside goes at its end
    name = _first_free(book, working)
    if older and not recording():
        for chart in list(older.charts):  # LibreOffice has each name of a chart once in a document
            chart.delete()
    sheet = copy_last(template) if template else add_sheet(book, book.sheets[0] if first else older)
    try:
        sheet.name = name
        sheet.names.add(MARK, f'="{own.name}"')
        with made_anew():
            lay_out(sheet)
        if older:
            if recording():
                free = _first_free(book, aside)
                on_failure(partial(setattr, older, "name", title), last=True)  # the new one may have it
                older.name = free  # its title is free at once
            at_the_end(partial(delete_sheet, older))
        sheet.name = title
    except BaseException:
        if not recording():
            sheet.delete()
        raise
    return sheet
