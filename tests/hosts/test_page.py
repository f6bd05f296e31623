"""The page of a sheet, in Excel's words, on both engines and in the files that they save."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

from pab_planner.engines.file.engine import new_book, open_book
from pab_planner.sheets.paper import A4, LANDSCAPE, PORTRAIT, set_up_page


@pytest.fixture(params=["file", "calc"])
def host(request: pytest.FixtureRequest) -> Iterator[xw.Book]:
    book = new_book() if request.param == "file" else request.getfixturevalue("calc").books.add()
    yield book
    book.close()


def test_a_page_is_as_wide_as_what_is_printed(host: xw.Book, tmp_path: Path) -> None:
    sheet = host.sheets[0]
    sheet["A1"].value = [["Item", "W23"], ["A", 5]]
    set_up_page(sheet, "$A$1:$B$2", orientation=LANDSCAPE, title_rows="$1:$1", footer="R&D plan")
    page = sheet.page_setup.api
    assert (page.Orientation, page.PaperSize, page.Zoom) == (LANDSCAPE, A4, False)
    assert (page.FitToPagesWide, page.FitToPagesTall) == (1, False)
    assert page.PrintTitleRows == "$1:$1"
    assert page.LeftMargin == pytest.approx(42.5, abs=0.2)
    host.save(str(tmp_path / "page.xlsx"))
    saved = openpyxl.load_workbook(tmp_path / "page.xlsx").worksheets[0]
    assert saved.page_setup.orientation == "landscape"
    assert saved.page_setup.paperSize in (9, "9")
    fit, footer = saved.sheet_properties.pageSetUpPr, saved.oddFooter
    assert fit
    assert fit.fitToPage
    assert footer
    assert (saved.page_setup.fitToWidth, saved.page_setup.fitToHeight) == (1, 0)
    assert saved.print_title_rows == "$1:$1"
    assert footer.left.text == "R&&D plan"
    assert footer.right.text == "&P / &N"


def test_print_titles_stand_in_the_order_of_excel(tmp_path: Path) -> None:
    """Columns first."""
    book = new_book()
    page = book.sheets[0].page_setup.api
    page.PrintTitleRows, page.PrintTitleColumns = "$1:$3", "$A:$B"
    path = tmp_path / "titles.xlsx"
    book.save(path)
    with zipfile.ZipFile(path) as package:
        assert "!$A:$B,'Sheet1'!$1:$3<" in package.read("xl/workbook.xml").decode()
    with open_book(path) as again:
        page = again.sheets[0].page_setup.api
        assert (page.PrintTitleRows, page.PrintTitleColumns) == ("$1:$3", "$A:$B")


def test_sheets_have_pages_of_their_own(host: xw.Book) -> None:
    first = host.sheets[0]
    second = host.sheets.add("Second", after=first)
    set_up_page(first, "$A$1:$B$2", orientation=LANDSCAPE)
    set_up_page(second, "$A$1:$B$2", pages_wide=2)
    one, other = first.page_setup.api, second.page_setup.api
    assert (one.Orientation, one.PaperSize, one.FitToPagesWide) == (LANDSCAPE, A4, 1)
    assert (other.Orientation, other.PaperSize, other.FitToPagesWide) == (PORTRAIT, A4, 2)
