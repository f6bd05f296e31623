"""Buttons on an alert's form: what was typed on it goes into the kept tables, and it is renewed after."""

from functools import partial

import xlwings as xw

from pab_planner.excel.blocks import put_back_on_failure, used_block
from pab_planner.excel.cell_values import cell_value
from pab_planner.excel.sheets import (
    copy_last,
    delete_sheet,
    find_sheet,
    put_in_place_on_failure,
    structure_is_protected,
)
from pab_planner.excel.undoing import (
    HalfWritten,
    at_the_end,
    keep_so_far,
    on_failure,
    once_a_press,
    recording,
)
from pab_planner.ledgers.register import Register, read_register
from pab_planner.macros.button_press import ButtonPress
from pab_planner.sheets.new_sheet import bring_to_front, our_sheet
from pab_planner.sheets.own_sheets import LETTER_SHEET, OwnSheet
from pab_planner.sheets.protection import require_unprotected
from pab_planner.views import alert_form
from pab_planner.views.alert_form import take_typed


def form_number(pressed: ButtonPress) -> str:
    """Number of the alert whose form the selection is on; "" where it is on none."""
    return alert_form.form_number(pressed.selection.sheet) if pressed.selection is not None else ""


def letter_in_row(pressed: ButtonPress) -> xw.Sheet | None:
    """The letter's sheet that the selected row of a list names; None if it names none."""
    if pressed.selection is None:
        return None
    sheet, row = pressed.selection.sheet, pressed.selection.row
    if LETTER_SHEET.fullmatch(sheet.name) and not form_number(pressed):
        return None
    for cell in (cell_value(pressed.selection[0, 0]), cell_value(sheet.range((row, 1)))):
        if isinstance(cell, str) and LETTER_SHEET.fullmatch(cell):
            letters = read_register(pressed.book).letters
            titles = (letter.sheet for letter in letters if cell in (letter.name, letter.sheet))
            if found := next(filter(None, (find_sheet(pressed.book, title) for title in titles)), None):
                return found
    return None


def take_from_form(pressed: ButtonPress) -> None:
    """Write what was typed on the form that the button is pressed on into the kept tables.

    Raises:
        PlanError: A cell cannot be understood, or was changed elsewhere meanwhile; nothing was written.
    """
    number = form_number(pressed)
    if not (number and pressed.selection):
        return
    require_unprotected(pressed.selection.sheet)
    if take_typed(pressed.book, pressed.selection.sheet, number):
        register = read_register(pressed.book)
        if number in register.alerts:
            show_form(pressed.book, register, number)
        keep_so_far()


def renew_form(pressed: ButtonPress, number: str) -> None:
    """Show on the form that the button was pressed on what the button made of it, and come back to it.

    A draft or an issued letter that the button shows stays in sight.
    """
    register = read_register(pressed.book)
    if number not in register.alerts:
        return
    form = show_form(pressed.book, register, number)
    shown = pressed.book.sheets.active.name
    if not any(letter.customer and letter.sheet == shown for letter in register.letters):
        bring_to_front(form)


def show_form(book: xw.Book, register: Register, number: str) -> xw.Sheet:
    """Write the form of an alert afresh."""
    _put_back_on_failure(book, number)
    letters = [letter for letter in register.letters if letter.alert == number]
    return alert_form.show_form(book, register.alerts[number], letters)


def _put_back_on_failure(book: xw.Book, number: str) -> None:
    """Let a form say again what it says now, what was typed on it too, if the press fails.

    Raises:
        ProtectedSheet: It is protected.
    """
    form = our_sheet(book, OwnSheet(number)) if recording() else None
    if form:
        require_unprotected(form)
        once_a_press(f"a copy of {number}", partial(_keep_copy, form))


def _is_not_as_before() -> None:
    raise HalfWritten


def _keep_copy(form: xw.Sheet) -> None:
    """Keep a form aside until the press is over: what it shows may be older than the register.

    Where no sheet can be added its cells are put back, and not their looks and choices: that is said.
    """
    if structure_is_protected(form.book):
        put_back_on_failure(used_block(form))
        on_failure(_is_not_as_before)
        return
    book, title = form.book, f"T-{form.name}~"  # no plan is looked for on a sheet of such a title
    if left := find_sheet(book, title):
        delete_sheet(left)
    shown, kept = book.sheets.active, copy_last(form)
    kept.name = title
    shown.activate()
    put_in_place_on_failure(kept, form)
    at_the_end(partial(delete_sheet, kept))
