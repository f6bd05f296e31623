"""A running stand-in with a planner's workbook, and presses on it."""

from dataclasses import dataclass
from typing import Any

import xlwings as xw

from pab_planner.excel.undisturbed import SETTINGS
from pab_planner.language import Language
from pab_planner.macros.press import press
from windows.excel.areas import Area
from windows.excel.planner import answer
from windows.excel.session import Session
from windows.excel.workbook import Book
from windows.excel.worksheet import Sheet


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

    def press(self, button: str) -> str:
        """Press a button; the answer, or the sentence with which it refuses."""
        return answer(self.book, button, self.language)

    def press_in_ribbon(self, button: str) -> str:
        """Press a button as the ribbon does: whatever happens, VBA shows what comes back."""
        # What a test spoils begins with the press.
        spoiled, self.session.spoiled = self.session.spoiled, []
        xw.Book._mock_caller = self.book
        self.session.spoiled = spoiled
        try:
            return press(button).partition("\n")[2]
        finally:
            del xw.Book._mock_caller

    def settings(self) -> dict[str, Any]:
        """What a planner has set in Excel, and where she is."""
        app = self.session.app
        names = (*SETTINGS, "StatusBar", "Calculation")
        return {name: getattr(app, name) for name in names} | {
            "PrintCommunication": app.PrintCommunication,
            "workbook": app.active,
        }


def everything(excel: PlannerExcel) -> dict[str, Any]:
    """All cells of all sheets, how many rules each has, and its tables."""
    return {
        sheet.Name: (everything_on(sheet), len(sheet.conditions), [t.area for t in sheet.tables])
        for sheet in excel.model.sheets
    }


def everything_on(sheet: Sheet) -> Any:
    """What stands in the cells of a sheet."""
    return sheet.cells_at(_filled(sheet)).Formula


def _filled(sheet: Sheet) -> Area:
    """From A1 to the last cells that hold something; the used range counts what is only formatted."""
    places = list(sheet.cells.filled())
    return Area(1, 1, *(max((place[at] for place in places), default=1) for at in (0, 1)))


def is_one_sentence(said: str) -> bool:
    """Whether a planner can read it."""
    technical = ("Traceback", "com_error", "ComError", "-2147")
    return bool(said.strip()) and not any(word in said for word in technical)
