"""The sheet Reading: what is in doubt is chosen there once, and holds for every button from then on."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from pab_planner.engines.file.engine import new_book, open_book
from pab_planner.errors import PlanError
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.reading.planning import read_plan
from pab_planner.reading.vocabulary import Role
from pab_planner.sheets.palette import MARKS
from pab_planner.views.pab_rows import OurRow
from pab_planner.views.reading_sheet import (
    CHOICES,
    HEAD_ROW,
    MARKS_AT,
    ROLE_NAMES,
    NotAChoice,
    remember_choices,
)
from planning_files import Rows, weeks, workbook

PLAN: Rows = [
    ["Item", "Measure", *weeks(4)],
    ["A", "On hand", 30],
    ["A", "Orders", 15, 20, 10, 25],
    ["A", "MPS", 0, 30, 0, 40],
    ["A", "Foo", 1, 1, 1, 1],
]
OTHER: Rows = [
    ["Item", "Measure", *weeks(4)],
    ["B", "On hand", 9],
    ["B", "Orders", 1, 1, 1, 1],
    ["B", "Foo", 2, 0, 0, 0],
]


def opened(host: xw.App, path: Path, sheets: dict[str, Rows]) -> xw.Book:
    return host.books.open(workbook(path, sheets))


def press(book: xw.Book, name: str, cell: str = "A1", sheet: str = "Plan") -> str:
    return press_button(name, ButtonPress(book, date(2026, 6, 1), "li", "en", book.sheets[sheet][cell])).en


def line_of(book: xw.Book, heading: str) -> tuple[int, list[object]]:
    """Row of a heading on the sheet Reading, and its cells."""
    sheet = book.sheets["Reading"]
    last = sheet.used_range.last_cell.row
    lines = sheet.range((HEAD_ROW + 1, 1), (last, 6)).value
    return next((row, cells) for row, cells in enumerate(lines, HEAD_ROW + 1) if cells[2] == heading)


def test_a_choice_is_made_once_and_every_button_knows_it(host: xw.App, tmp_path: Path) -> None:
    book = opened(host, tmp_path / "plan.xlsx", {"Plan": PLAN})
    for button in ("insert_pab", "update_alerts", "what_if", "risk_colours"):
        with pytest.raises(PlanError) as refused:
            press(book, button)
        assert "Plan!B5 'Foo'" in str(refused.value) and "How it is read" in str(refused.value)
        assert "--label" not in str(refused.value)
    assert [sheet.name for sheet in book.sheets] == ["Plan"]

    assert press(book, "how_it_is_read") == (
        "How your sheets are read is on sheet Reading. 1 question is open: choose in the last column."
    )
    row, cells = line_of(book, "Foo")
    assert cells[:4] == ["Plan", "B5", "Foo", "? please say"]
    assert line_of(book, "Orders")[1][:4] == ["Plan", "B3", "Orders", "customer orders"]
    book.sheets["Reading"].range((row, 6)).value = "customer orders"

    said = press(book, "how_it_is_read")
    assert said.endswith("1 choice is remembered on sheet Settings.")
    assert line_of(book, "Foo")[1][3] == "customer orders"
    press(book, "insert_pab")
    labels = [cell for cell in book.sheets["Plan"]["B1:B8"].value if cell == OurRow.BALANCE.label]
    assert labels == [OurRow.BALANCE.label]
    book.save(tmp_path / "kept.xlsx")
    assert read_plan(tmp_path / "kept.xlsx").plan.balance.tolist() == [[14, 23, 12, 26]]


def test_each_line_leads_to_its_cell(host: xw.App, tmp_path: Path) -> None:
    """Excel keeps a place in the workbook as `'Plan!'!B5`, whichever program saved it."""
    book = opened(host, tmp_path / "plan.xlsx", {"Plan of June": PLAN})
    press(book, "how_it_is_read", sheet="Plan of June")
    row, _ = line_of(book, "Foo")
    assert "Plan of June" in book.sheets["Reading"].range((row, 2)).hyperlink
    book.save(tmp_path / "kept.xlsx")
    link = openpyxl.load_workbook(tmp_path / "kept.xlsx")["Reading"].cell(row, 2).hyperlink
    assert link is not None
    assert (link.location, link.target) == ("'Plan of June'!B5", None)


def test_marks_beside_the_rows_come_and_go_as_chosen(host: xw.App, tmp_path: Path) -> None:
    book = opened(host, tmp_path / "plan.xlsx", {"Plan": PLAN})
    plan = book.sheets["Plan"]
    own = plan["C3:F3"].conditional_formats.add_custom("=C3>15", fill_color=(1, 2, 3))
    del own
    before = plan.used_range.formula

    def marks() -> dict[str, Any]:
        rules = plan.used_range.conditional_formats
        return {rule.formula: rule.fill_color for rule in rules if rule.fill_color in MARKS.values()}

    press(book, "how_it_is_read")
    assert marks() == {}
    book.sheets["Reading"][MARKS_AT].value = "yes"
    press(book, "how_it_is_read")
    press(book, "how_it_is_read")  # the choice stays, and nothing is marked twice
    assert book.sheets["Reading"][MARKS_AT].value == "yes"
    kinds = {formula[-5:-1]: fill for formula, fill in marks().items()}
    assert kinds == {
        "$B$2": MARKS["stock"],
        "$B$3": MARKS["demand"],
        "$B$4": MARKS["supply"],
        "$B$5": MARKS["asked"],
    }
    assert plan.used_range.formula == before
    book.sheets["Reading"][MARKS_AT].value = "no"
    press(book, "how_it_is_read")
    assert [rule.fill_color for rule in plan.used_range.conditional_formats] == [(1, 2, 3)]
    assert plan.used_range.formula == before


def test_a_choice_holds_for_its_sheet(tmp_path: Path) -> None:
    settings: Rows = [["Settings 设置"], ["label: Plan!Foo", "orders"], ["label: Other!Foo", "supply"]]
    sheets = {"Plan": PLAN, "Other": OTHER, "Settings": settings}
    plan = read_plan(workbook(tmp_path / "plan.xlsx", sheets)).plan
    balances = dict(zip(plan.items, plan.balance.tolist(), strict=True))
    assert balances == {"A": [14, 23, 12, 26], "B": [10, 9, 8, 7]}


def test_excel_takes_the_list_of_choices_in_both_languages() -> None:
    for language in ("en", "zh"):
        names = [ROLE_NAMES[role].say(language) for role in CHOICES]
        assert len(",".join(names)) <= 255
        assert all("," not in name for name in names)


def test_settings_of_something_else_are_left_alone() -> None:
    with new_book() as book:
        hers = book.sheets.add("Settings")
        hers["A1"].value = [["Machine 4", "value"], ["Pressure", 3.5]]
        before = hers.used_range.value
        remember_choices(book, {"Plan!Menge": Role.ORDERS})
        assert hers.used_range.value == before
        assert book.sheets["Settings (PAB)"]["A2"].value == "label: Plan!Menge"


def test_settings_that_the_planner_wrote_get_the_choice() -> None:
    with new_book() as book:
        hers = book.sheets.add("设置")
        hers["A1"].value = [["Setting 设置", "Value 值"], ["Language 语言", "zh"]]
        remember_choices(book, {"Plan!Menge": Role.ORDERS})
        assert hers["A3:B3"].value == ["label: Plan!Menge", "orders"]


@pytest.mark.parametrize(("word", "refused"), [("Customer ORDERS", False), ("my demand", True)])
def test_a_word_that_is_no_choice_is_not_passed_over(tmp_path: Path, word: str, *, refused: bool) -> None:
    with open_book(workbook(tmp_path / "plan.xlsx", {"Plan": PLAN})) as book:
        press(book, "how_it_is_read")
        row, _ = line_of(book, "Foo")
        book.sheets["Reading"].range((row, 6)).value = word
        if refused:
            with pytest.raises(NotAChoice, match=f"Reading!F{row} is my demand; choose"):
                press(book, "how_it_is_read")
        else:
            assert "1 choice is remembered" in press(book, "how_it_is_read")
