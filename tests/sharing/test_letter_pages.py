"""A sheet of 60 rows of 20 points, the 41st blank: two sections, 1200 points together."""

from xml.etree import ElementTree

import pytest
from openpyxl.xml.constants import SHEET_MAIN_NS as MAIN

from pab_planner.sharing.letter_pages import LetterPages, Paper


def sheet(last: int = 60, blank: tuple[int, ...] = (41,)) -> ElementTree.Element:
    rows = "".join(
        f'<row r="{number}" ht="20">{"" if number in blank else "<c><v>1</v></c>"}</row>'
        for number in range(1, last + 1)
    )
    return ElementTree.fromstring(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>')


def breaks(page: LetterPages, root: ElementTree.Element | None = None) -> list[str]:
    root = sheet() if root is None else root
    page.apply(root)
    return [each.attrib["id"] for each in root.iter(f"{{{MAIN}}}brk")]


@pytest.mark.parametrize(
    ("paper", "width", "expected"),
    [
        (Paper.A4, 900, []),
        (Paper.LETTER, 1000, []),
        (Paper.LETTER, 900, []),
        (Paper.LETTER, 760, ["41"]),
        (Paper.A4, 500, ["36"]),
    ],
    ids=[
        "1259 points fit",
        "1261 points fit",
        "1135 points fit; printed a little smaller, 1216 do",
        "959 points fit, and 1135 at the smallest",
        "not enlarged: 730 points fit",
    ],
)
def test_the_section_that_does_not_fit_begins_a_page(paper: Paper, width: float, expected: list[str]) -> None:
    """The printable 523 x 745 points of A4, and 540 x 695 of Letter, shrunk to the width, less 2 percent."""
    assert breaks(LetterPages(paper, "P-0001", width)) == expected


def test_a_letter_is_printed_a_little_smaller_where_its_first_page_would_stay_a_third_empty() -> None:
    """Sections of 500, 220 and 300 points: 740 with the blank row between, and 730 fit; at 98 in a hundred, 745."""
    assert breaks(LetterPages(Paper.A4, "P-0001", 523), sheet(53, (26, 38))) == ["38"]


def test_without_a_width_the_host_breaks_pages_itself() -> None:
    assert breaks(LetterPages(Paper.LETTER, "P-0001")) == []
