"""Buttons on an alert's form: what was typed on it goes into the kept tables, and it is renewed after."""

from pab_planner.ledgers.register import Register, read_register
from pab_planner.macros.button_press import ButtonPress
from pab_planner.sheets.new_sheet import has_sheet
from pab_planner.sheets.own_sheets import LETTER_SHEET
from pab_planner.views.alert_form import TITLE, show_form, take_typed


def form_number(pressed: ButtonPress) -> str:
    """Number of the alert whose form the selection is on; "" where it is on none."""
    title = pressed.selection.sheet.name if pressed.selection is not None else ""
    return title if TITLE.fullmatch(title) else ""


def letter_in_row(pressed: ButtonPress) -> str:
    """Title of the letter's sheet that the selected row of a list names; "" where it names none."""
    if pressed.selection is None or (
        LETTER_SHEET.fullmatch(pressed.selection.sheet.name) and not form_number(pressed)
    ):
        return ""
    sheet, row = pressed.selection.sheet, pressed.selection.row
    for cell in (pressed.selection[0, 0].value, sheet.range((row, 1)).value):
        named = isinstance(cell, str) and LETTER_SHEET.fullmatch(cell) and not TITLE.fullmatch(cell)
        if named and has_sheet(pressed.book, cell):
            return str(cell)
    return ""


def take_from_form(pressed: ButtonPress) -> None:
    """Write what was typed on the form that the button is pressed on into the kept tables.

    Raises:
        PlanError: A cell cannot be understood, or was changed elsewhere meanwhile; nothing was written.
    """
    number = form_number(pressed)
    if number and take_typed(pressed.book, number):
        _show(pressed, read_register(pressed.book), number)


def renew_form(pressed: ButtonPress) -> None:
    """Show on the form that the button was pressed on what the button made of it, and come back to it.

    A draft or an issued letter that the button shows stays in sight.
    """
    number = form_number(pressed)
    if not number:
        return
    register = read_register(pressed.book)
    _show(pressed, register, number)
    shown = pressed.book.sheets.active.name
    if not any(letter.customer and letter.sheet == shown for letter in register.letters):
        pressed.book.sheets[number].activate()


def _show(pressed: ButtonPress, register: Register, number: str) -> None:
    """Write the form of an alert afresh."""
    if number in register.alerts:
        letters = [letter for letter in register.letters if letter.alert == number]
        show_form(pressed.book, register.alerts[number], letters)
