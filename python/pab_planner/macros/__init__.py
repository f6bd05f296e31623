"""Ribbon buttons live here: one function a button, the same in Excel, in LibreOffice and headless."""

import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module

import xlwings as xw

import pab_planner.excel  # noqa: F401
from pab_planner.errors import PlanError, UnknownChoice
from pab_planner.language import Language, Text, spoken_language


@dataclass(frozen=True)
class Desk:
    """What lies before the planner when a button is pressed.

    Attributes:
        book: The workbook.
        today: The day on which the button is pressed.
        user: Who presses it.
        language: In which language the answer and new sheets are written.
        selection: The selected cells; none where no host shows any.
        arguments: What a terminal gave as options; a button writes it into the cells it belongs to.
    """

    book: xw.Book
    today: date
    user: str
    language: Language = "en"
    selection: xw.Range | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)


Button = Callable[[Desk], Text]

BUTTONS: dict[str, Button] = {}
"""Every button that works, by name; filled by `button` when the modules below are imported."""

BUTTON_MODULES = ("plan_buttons", "alert_buttons", "letter_buttons")


def button(function: Button) -> Button:
    """Make a function a ribbon button of the same name."""
    BUTTONS[function.__name__] = function
    return function


def buttons() -> Mapping[str, Button]:
    """Every button that works, by name."""
    for module in BUTTON_MODULES:
        import_module(f"{__name__}.{module}")
    return BUTTONS


def press_at(name: str, desk: Desk) -> Text:
    """Press a button by name and return what it says.

    Raises:
        UnknownChoice: There is no such button.
        PlanError: The button refuses; nothing was changed.
    """
    known = buttons()
    if name not in known:
        raise UnknownChoice(name="button", found=name, choices=", ".join(sorted(known)))
    return known[name](desk)


def press(name: str) -> None:
    """Press a button on the workbook in front and show what it says; the ribbon of Excel calls this."""
    from pab_planner.macros.account import language_setting

    book = xw.Book.caller()
    language = spoken_language()
    try:
        language = spoken_language(language_setting(book))
        desk = Desk(book, date.today(), getpass.getuser(), language, book.selection)
        said, mode = press_at(name, desk).say(language), "info"
    except PlanError as error:
        said, mode = error.say(language), "critical"
    book.app.alert(said, "PAB Planner", mode=mode)
