"""The planner has sheets of her own under every title that one of ours takes: not a cell of them changes."""

from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.chart import BarChart

from pab_planner.engines.file.engine import open_book
from windows.excel.on_linux import running_excel
from windows.excel.planner import TRACEBACK, Planner, every_button, life_of_an_alert
from windows.excel.plans import SHAPES

SHAPE = SHAPES["rows"]
KEPT = (
    "Alerts",
    "Log",
    "Letters",
    "Contacts",
    "Countermeasures",
    "Messages",
    "Promises",
    "Transport",
    "Freight",
)
"""Kept tables are known by their headings; where a sheet has the title without them, a button says so."""

NOTES = [["Figures", "my own", 1.0], ["To do today", "notes", 2.0], ["Item", None, "=1+1"]]


@pytest.fixture(scope="module")
def titles(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every title that our sheets have in the life of an alert, and those that they have while they are written."""
    opened = open_book(SHAPE.write(tmp_path_factory.mktemp("titles")))
    live(Planner(opened))
    ours = [title for title in opened.sheet_names if title not in (SHAPE.plan[0], "Settings")]
    opened.close()
    return [*ours, *(f"T-{title}~" for title in ours)]


def live(planner: Planner) -> None:
    """Every button in every state of the first alert."""
    for step in life_of_an_alert(planner, SHAPE.plan, lambda: SHAPE.recover(planner.book)):
        every_button(planner, SHAPE.plan, f"before {step}", step)


def add_own(book: xw.Book, titles: list[str]) -> None:
    """Give the planner sheets of her own."""
    for title in titles:
        sheet = book.sheets.add(title, after=book.sheets[book.sheets.count - 1])
        sheet["A1:C3"].formula = NOTES
    book.sheets[SHAPE.plan[0]].activate()


def everything_on(book: xw.Book, titles: list[str]) -> dict[str, object]:
    """What stands on sheets, and whether they are shown."""
    return {
        title: (book.sheets[title].used_range.formula, bool(book.sheets[title].visible)) for title in titles
    }


def test_every_button_leaves_sheets_alone_that_are_titled_like_ours(
    tmp_path: Path, titles: list[str]
) -> None:
    theirs = [title for title in titles if title not in KEPT]
    assert {"Today", "Figures", "Guide", "A-0001", "I-0001", "P-0001", "C-0001", "T-C-0001~"} <= set(theirs)
    with running_excel(check=False) as (app, _):
        book = app.books.open(str(SHAPE.write(tmp_path)))
        add_own(book, theirs)
        before = everything_on(book, theirs)
        planner = Planner(book)
        live(planner)
        assert [said for said in planner.said if TRACEBACK in said[2]] == []
        assert everything_on(book, theirs) == before
        assert {"C-0001 (PAB)", "D-0001 (PAB)"} <= set(book.sheet_names)  # the story came to its end


@pytest.mark.parametrize("title", KEPT)
def test_a_button_that_needs_the_title_of_a_kept_table_says_so(tmp_path: Path, title: str) -> None:
    book = open_book(SHAPE.write(tmp_path))
    add_own(book, [title])
    before = everything_on(book, [title])
    planner = Planner(book)
    said = [planner.press("update_alerts")]
    planner.select_alert()
    said += map(planner.press, ("internal_alert", "countermeasures", "alert_form", "all_clear", "warn"))
    assert everything_on(book, [title]) == before
    assert any(f"sheet {title}" in each for each in said)
    assert not any(TRACEBACK in each for each in said)


def test_a_chart_on_a_sheet_of_its_own_keeps_its_title(tmp_path: Path) -> None:
    path = SHAPE.write(tmp_path)
    made = openpyxl.load_workbook(path)
    made.create_chartsheet("Today").add_chart(BarChart())
    made.save(path)
    with running_excel() as (app, _):
        in_excel, in_a_file = app.books.open(str(path)), open_book(path)
        for book in (in_excel, in_a_file):
            said = Planner(book).press("update_alerts")
            assert said.startswith("1 opened")
            assert "Today (PAB)" in book.sheet_names
