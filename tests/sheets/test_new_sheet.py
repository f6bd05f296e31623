"""Where a sheet of ours goes, and that it never takes the place of one of the planner's."""

from collections.abc import Iterator

import pytest
import xlwings as xw
from openpyxl.workbook.protection import WorkbookProtection

from pab_planner.engines.file.engine import new_book
from pab_planner.language import both
from pab_planner.sheets.new_sheet import TitleTaken, free_title, make_sheet, our_sheet
from pab_planner.sheets.own_sheets import FIGURES, GUIDE, REPLAY, TODAY, WHAT_IF, OwnSheet, is_ours
from pab_planner.sheets.protection import ProtectedWorkbook

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


@pytest.mark.parametrize("own", [TODAY, FIGURES, GUIDE, REPLAY])
def test_one_word_in_the_first_cell_is_no_proof(book: xw.Book, own: OwnSheet) -> None:
    book.sheets.add(own.name)["A1"].value = own.heading.en
    assert our_sheet(book, own) is None


def test_a_sheet_that_we_made_is_ours_whatever_stands_in_it(book: xw.Book) -> None:
    letter = OwnSheet("C-0001")
    book.sheets.add("C-0001")["A1"].value = "Calls to make"
    made = make_sheet(book, letter, lambda sheet: sheet.range("A1").clear())
    assert made.name == "C-0001 (PAB)"
    found = our_sheet(book, letter)
    assert found is not None and found.name == made.name
    again = make_sheet(book, letter, lambda sheet: sheet.range("A1").clear())
    assert [sheet.name for sheet in book.sheets if sheet.name.startswith(("C-", "T-"))] == [
        "C-0001",
        again.name,
    ]


def test_a_copy_that_the_planner_made_of_a_letter_is_hers(book: xw.Book) -> None:
    made = make_sheet(book, OwnSheet("P-0001"), lambda sheet: sheet.range("A1").clear())
    made.copy(after=made, name="C-0001")
    assert our_sheet(book, OwnSheet("C-0001")) is None


def test_a_sheet_that_fails_to_be_written_is_gone_and_the_older_one_stays(book: xw.Book) -> None:
    def fail(sheet: xw.Sheet) -> None:
        raise ZeroDivisionError

    letter = OwnSheet("C-0001")
    make_sheet(book, letter, lambda sheet: setattr(sheet["A1"], "value", "draft"))
    with pytest.raises(ZeroDivisionError):
        make_sheet(book, letter, fail)
    assert book.sheets["C-0001"]["A1"].value == "draft"
    assert not any("~" in sheet.name for sheet in book.sheets)


def test_two_sheets_of_the_planner_s_own_are_too_many(book: xw.Book) -> None:
    book.sheets.add("Today")
    book.sheets.add("today (pab)")
    with pytest.raises(TitleTaken, match="sheet Today is not one of ours"):
        free_title(book, TODAY)


def test_a_workbook_whose_structure_is_protected_takes_none(book: xw.Book) -> None:
    book.api.security = WorkbookProtection(lockStructure=True)
    before = book.sheet_names
    with pytest.raises(ProtectedWorkbook, match="takes no new sheet"):
        make_sheet(book, GUIDE, lambda sheet: None)
    assert book.sheet_names == before
