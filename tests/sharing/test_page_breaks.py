"""Pages of 100 and rows of 10, so that ten rows fill a page; `.` is a blank row."""

import pytest

from pab_planner.sharing.page_breaks import PrintedRow, page_breaks


@pytest.mark.parametrize(
    ("rows", "breaks"),
    [
        ("", []),
        ("hhhh.hhhhh", []),
        ("hhhhhhhhhh.hh.hh", [11]),
        ("hhhhhh.hh.hh", [7]),
        ("hhh.hhhh.h.hhh", [9]),
        ("hhh.hhhhhhhhhh", [10]),
        ("hhhhhhhh.hhhhhhhh", [9]),
        ("hhhhhhhhhhh", [9]),
        ("hhhhhhhhhhhhhhhhhhhhhhhhh", [10, 20]),
    ],
    ids=[
        "nothing",
        "fits",
        "a section that does not fit moves whole",
        "the signatures take the section before them along",
        "two short sections move together",
        "a long section is parted where the page is full",
        "a long section whose heading would stand at the foot begins on a new page",
        "the last two rows stay together",
        "many pages",
    ],
)
def test_pages_end_between_sections(rows: str, breaks: list[int]) -> None:
    assert page_breaks([PrintedRow(10, row == ".") for row in rows], 100) == breaks


def test_a_row_higher_than_a_page_stands_where_it_is() -> None:
    assert page_breaks([PrintedRow(150, False), PrintedRow(10, False)], 100) == [1]
