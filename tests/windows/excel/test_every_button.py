"""Every button in every state of an alert: in the stand-in for Excel and, pressed alike, on the file engine.

Answers and cells are then the same, and no press ends in a traceback.
"""

import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from pab_planner.engines.file.engine import open_book
from pab_planner.language import Language
from pab_planner.ribbon_buttons import BUTTON_FACES
from windows.excel.compare_books import differences
from windows.excel.on_linux import running_excel
from windows.excel.planner import OF_THE_HOST, TRACEBACK, Planner, every_button, life_of_an_alert
from windows.excel.plans import SHAPES, PlanShape
from windows.excel.session import Session
from windows.excel.test_calls import A_PRESS


@dataclass
class Told:
    """A story as it came out.

    Attributes:
        said: What each press answered.
        broken: Where the story itself could not go on; empty if it came to its end.
        file: The workbook, saved.
        gaps: What the stand-in was asked and does not know.
        calls: The most calls to Excel that a press of each button made.
    """

    said: list[tuple[str, str, str]]
    broken: str
    file: Path
    gaps: list[str] = field(default_factory=list)
    calls: "Counter[str]" = field(default_factory=Counter)


class Counted(Planner):
    """A planner in Excel whose calls are counted."""

    def __init__(self, book: xw.Book, language: Language, session: Session) -> None:
        super().__init__(book, language)
        self._session, self.calls = session, Counter[str]()

    def press(self, button: str, state: str = "") -> str:
        self._session.calls.clear()
        said = super().press(button, state)
        self.calls[button] = max(self.calls[button], self._session.calls.total())
        return said


def tell(planner: Planner, shape: PlanShape, file: Path) -> Told:
    """Live through the story, and save the workbook."""
    book, broken = planner.book, ""
    try:
        for step in life_of_an_alert(planner, shape.plan, lambda: shape.recover(book)):
            every_button(planner, shape.plan, f"before {step}", step)
    except Exception:
        broken = traceback.format_exc()
    book.save(file)
    return Told(planner.said, broken, file)


class BothStories:
    """The story on both hosts, told once for all tests that ask for it."""

    def __init__(self, folder: Callable[[str], Path]) -> None:
        self._folder, self._told = folder, dict[tuple[str, str], tuple[Told, Told]]()

    def of(self, shape: str, language: Language) -> tuple[Told, Told]:
        """In the stand-in, and on the file engine."""
        if (shape, language) not in self._told:
            self._told[shape, language] = self._in_excel(shape, language), self._in_file(shape, language)
        return self._told[shape, language]

    def _in_excel(self, name: str, language: Language) -> Told:
        folder = self._folder(f"excel-{name}-{language}")
        shape = SHAPES[name]
        path = shape.write(folder)
        with running_excel(check=False) as (app, session):
            book = app.books.open(str(path))
            planner = Counted(book, language, session)
            told = tell(planner, shape, folder / f"told{path.suffix}")
            told.gaps, told.calls = session.gaps, planner.calls
            return told

    def _in_file(self, name: str, language: Language) -> Told:
        folder = self._folder(f"file-{name}-{language}")
        shape = SHAPES[name]
        path = shape.write(folder)
        book = open_book(path)
        told = tell(Planner(book, language), shape, folder / f"told{path.suffix}")
        book.close()
        return told


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BothStories]:
    yield BothStories(tmp_path_factory.mktemp)


STORIES: tuple[tuple[str, Language], ...] = (
    ("shipped", "en"),
    ("shipped", "zh"),
    ("lists", "en"),
    ("rows", "en"),
    ("chinese", "zh"),
)
"""Each shape of workbook, and both languages on the one that most planners begin with."""


@pytest.fixture(params=STORIES, ids=" in ".join)
def both(request: pytest.FixtureRequest, stories: BothStories) -> tuple[Told, Told]:
    return stories.of(*request.param)


def test_the_stand_in_knows_all_that_is_asked(both: tuple[Told, Told]) -> None:
    assert both[0].gaps == []


def test_no_press_ends_in_a_traceback(both: tuple[Told, Told]) -> None:
    excel, _ = both
    assert [press for press in excel.said if TRACEBACK in press[2]] == []
    assert excel.broken == ""


@pytest.mark.parametrize(("shape", "language"), [("shipped", "en"), ("shipped", "zh"), ("lists", "en")])
def test_no_button_makes_too_many_calls_in_any_state(
    stories: BothStories, shape: str, language: Language
) -> None:
    calls = stories.of(shape, language)[0].calls
    assert {face.name for face in BUTTON_FACES} == set(calls)
    assert {button: made for button, made in calls.items() if made > A_PRESS} == {}


def test_the_story_comes_through_every_state(both: tuple[Told, Told]) -> None:
    """One letter of each kind, to us and to the customers: what leads to it worked."""
    sheets = openpyxl.load_workbook(both[0].file, read_only=True).sheetnames
    assert {"I-0001", "P-0001", "C-0001", "K-0001", "D-0001"} <= set(sheets)


def test_each_press_answers_as_on_the_file_engine(both: tuple[Told, Told]) -> None:
    excel, file = both
    differ = [
        (mine, theirs)
        for mine, theirs in zip(excel.said, file.said, strict=False)
        if mine != theirs and mine[1] not in OF_THE_HOST
    ]
    assert differ == []
    assert len(excel.said) == len(file.said)


def test_each_cell_is_as_the_file_engine_leaves_it(both: tuple[Told, Told]) -> None:
    excel, file = both
    # Excel lets the table Contacts grow under what the planner types; in a file nobody does.
    found = [each for each in differences(excel.file, file.file) if not each.startswith("Contacts tables")]
    assert found == []
