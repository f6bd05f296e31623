"""Where a sheet of ours goes, and that it never takes the place of one of the planner's."""

from collections.abc import Iterator

import pytest
import xlwings as xw

from pab_planner.engines.file.engine import new_book
from pab_planner.language import both
from pab_planner.sheets.new_sheet import TitleTaken, free_title, our_sheet
from pab_planner.sheets.own_sheets import FIGURES, GUIDE, REPLAY, TODAY, WHAT_IF, OwnSheet, is_ours

SHOWN = [TODAY, FIGURES, GUIDE, WHAT_IF, REPLAY]


@pytest.fixture
def book() -> Iterator[xw.Book]:
    with new_book() as opened:
        yield opened


@pytest.mark.parametrize("own", SHOWN)
@pytest.mark.parametrize("spelt", [str, str.upper, str.lower])
def test_a_sheet_of_the_planner_s_own_is_none_of_ours(book: xw.Book, own: OwnSheet, spelt: type[str]) -> None:
    sheet = book.sheets.add(spelt(own.name))
    sheet["A1"].value = "Calls to make"
    assert our_sheet(book, own) is None
    assert free_title(book, own) == f"{own.name} (PAB)"
    assert not is_ours(sheet.name, "Calls to make")


@pytest.mark.parametrize("own", SHOWN)
def test_a_sheet_of_ours_is_found_beside_one_of_the_planner_s(book: xw.Book, own: OwnSheet) -> None:
    book.sheets.add(own.name.upper())["A1"].value = "Calls to make"
    ours = book.sheets.add(free_title(book, own))
    corner = "A-0001  BP-1001" if own is REPLAY else both(own.heading)
    ours["A1"].value = corner
    found = our_sheet(book, own)
    assert found is not None
    assert found.name == ours.name
    assert is_ours("Whatever", corner)


def test_two_sheets_of_the_planner_s_own_are_too_many(book: xw.Book) -> None:
    book.sheets.add("Today")
    book.sheets.add("today (pab)")
    with pytest.raises(TitleTaken, match="sheet Today is not one of ours"):
        free_title(book, TODAY)
