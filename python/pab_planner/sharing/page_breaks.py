"""Where the pages of a letter end: between its sections, and never right under a heading."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

MOST_MOVED = 0.5
"""A section up to this part of a page moves to the next page whole; a longer one is split."""
KEPT_WITH_HEADING = 4
"""A heading, a sentence, the head of a table and its first line."""


class PrintedRow(NamedTuple):
    """A row as it is printed.

    Attributes:
        height: Its height, in the unit of the page.
        blank: Whether nothing stands in it. A blank row begins a section.
    """

    height: float
    blank: bool


def page_breaks(rows: Sequence[PrintedRow], page: float) -> list[int]:
    """The rows above which a new page begins, from 0.

    A section that does not fit below the others moves to the next page. One of more than half a page is
    split instead: its first rows stay together, and so do its last two. The last section, the signatures,
    takes the one before it along: nobody signs an empty page.

    Args:
        rows: The rows from top to bottom.
        page: Height of a page, in the unit of the rows.
    """
    ends = [0, *accumulate(row.height for row in rows)]
    sections = list(_sections(rows))
    breaks: list[int] = []
    top = before = 0
    for first, end in sections:
        whole = ends[end] - ends[first] <= page * MOST_MOVED
        together = end if whole else min(end, first + KEPT_WITH_HEADING)
        if first > top and ends[together] - ends[top] > page:
            with_last = (first, end) == sections[-1] and ends[end] - ends[before] <= page * MOST_MOVED
            top = before if with_last and before > top else first
            breaks.append(top)
        for row in range(first, end):
            if row > top and ends[row + 1] - ends[top] > page:
                top = row - 1 if row == end - 1 and row - 1 > top else row
                breaks.append(top)
        before = first
    return breaks


def least_filled(rows: Sequence[PrintedRow], breaks: Sequence[int], page: float) -> float:
    """The part that is filled of the emptiest page, the last left aside; 1 where there is one page only."""
    ends = [0, *accumulate(row.height for row in rows)]
    starts = [0, *breaks]
    return min(((ends[end] - ends[start]) / page for start, end in pairwise(starts)), default=1.0)


def _sections(rows: Sequence[PrintedRow]) -> Iterator[tuple[int, int]]:
    """First row of each section, below the blank rows that begin it, and the row after its last."""
    first = None
    for index, row in enumerate(rows):
        if first is None and not row.blank:
            first = index
        elif first is not None and row.blank:
            yield first, index
            first = None
    if first is not None:
        yield first, len(rows)
