"""A button as a planner presses it: what it finds, what it answers, and the list of all of them."""

import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from importlib import import_module

import xlwings as xw

from pab_planner.errors import HostError, PlanError, UnknownChoice
from pab_planner.excel.undoing import all_or_nothing
from pab_planner.files import FileTrouble
from pab_planner.language import Language, Text


@dataclass(frozen=True)
class ButtonPress:
    """What a button finds when it is pressed.

    Attributes:
        book: The workbook.
        today: The day on which the button is pressed.
        user: Who presses it.
        language: In which language the answer and new sheets are written.
        selection: The selected cells; None if the host has no selection.
        arguments: What a terminal gave as options; a button writes it into the cells it belongs to.
        now: The moment, with its time zone.
    """

    book: xw.Book
    today: date
    user: str
    language: Language = "en"
    selection: xw.Range | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now().astimezone())

    @property
    def moment(self) -> datetime:
        """The time of day at which it is pressed, on its day."""
        return datetime.combine(self.today, self.now.time().replace(microsecond=0), self.now.tzinfo)


Button = Callable[[ButtonPress], Text]

BUTTONS: dict[str, Button] = {}
"""Every button that works, by name; filled by `button` when the modules below are imported."""

BUTTON_MODULES = ("plan_buttons", "own_items", "alert_buttons", "letter_buttons")


def button(function: Button) -> Button:
    """Make a function a ribbon button of the same name; pressed on an alert's form, it renews the form."""

    @wraps(function)
    def pressed_anywhere(pressed: ButtonPress) -> Text:
        forms = import_module("pab_planner.macros.alert_forms")
        number = forms.form_number(pressed)
        said = function(pressed)
        if number:
            forms.renew_form(pressed, number)
        return said

    BUTTONS[function.__name__] = pressed_anywhere
    return pressed_anywhere


def buttons() -> Mapping[str, Button]:
    """Every button that works, by name."""
    for module in BUTTON_MODULES:
        import_module(f"pab_planner.macros.{module}")
    return BUTTONS


class NobodySignedIn(HostError):
    """A computer that does not say who works on it."""

    sentence = Text(
        "the computer does not say who you are; give your name with --user, or set USERNAME",
        "计算机未提供用户名；请用 --user 指定姓名，或设置环境变量 USERNAME",
    )


def signed_in() -> str:
    """Who works on the computer.

    Raises:
        NobodySignedIn: It does not say.
    """
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError) as error:
        raise NobodySignedIn from error


def press_button(name: str, pressed: ButtonPress) -> Text:
    """Press a button by name and return what it says.

    Raises:
        UnknownChoice: There is no such button.
        PlanError: The button refuses; nothing was changed.
        HalfWritten: It failed, and not all that it had written could be put back.
    """
    known = buttons()
    if name not in known:
        raise UnknownChoice(name="button", found=name, choices=", ".join(sorted(known)))
    try:
        with all_or_nothing(pressed.book, PlanError):
            return known[name](pressed)
    except OSError as error:
        raise FileTrouble.of(error) from error
