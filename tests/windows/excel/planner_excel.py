"""A running stand-in with a planner's workbook, and presses on it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import xlwings as xw

from pab_planner.errors import PlanError
from pab_planner.language import Language
from pab_planner.macros.button_press import ButtonPress, press_button
from windows.excel.session import Session
from windows.excel.workbook import Book
from windows.excel.worksheet import Sheet

WORKBOOK = Path(__file__).parents[3] / "workbook" / "PAB_Planner.xlsm"
TODAY = date(2026, 11, 30)
"""The day of all presses; the shipped workbook starts in this week."""


@dataclass
class PlannerExcel:
    """An Excel with one workbook, as a planner has it before her.

    Attributes:
        app: The Excel, through xlwings.
        session: What reached it.
        language: In which language buttons answer.
    """

    app: xw.App
    session: Session
    language: Language = "en"

    @property
    def book(self) -> xw.Book:
        """The workbook, through xlwings."""
        return self.app.books.active

    @property
    def model(self) -> Book:
        """The workbook, in the model."""
        assert self.session.app.active is not None
        return self.session.app.active

    def sheet(self, title: str) -> Sheet:
        """A sheet, in the model."""
        return self.model.sheet(title)

    def select(self, title: str, cells: str = "A1") -> None:
        """Click on cells of a sheet."""
        self.sheet(title).Activate()
        self.sheet(title).Range(cells).Select()

    def read(self, title: str, cells: str) -> Any:
        """What stands in cells, asked of the model: no call is counted."""
        return self.sheet(title).Range(cells).Value

    def press(self, button: str, *, today: date = TODAY, **arguments: str) -> str:
        """Press a button; the answer, or the sentence with which it refuses."""
        pressed = ButtonPress(self.book, today, "Wang", self.language, self.app.selection, arguments)
        try:
            return press_button(button, pressed).say(self.language)
        except PlanError as refusal:
            return refusal.say(self.language)
