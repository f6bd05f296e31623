"""What the ribbon of Excel calls."""

import getpass
from datetime import date

import xlwings as xw

from pab_planner.errors import PlanError
from pab_planner.excel.selection import selected_cells
from pab_planner.language import spoken_language
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.macros.session import language_setting


def press(name: str) -> None:
    """Press a button on the workbook in front and show what it says."""
    book = xw.Book.caller()
    language = spoken_language()
    try:
        language = spoken_language(language_setting(book))
        pressed = ButtonPress(book, date.today(), getpass.getuser(), language, selected_cells(book))
        said, mode = press_button(name, pressed).say(language), "info"
    except PlanError as error:
        said, mode = error.say(language), "critical"
    book.app.alert(said, "PAB Planner", mode=mode)
