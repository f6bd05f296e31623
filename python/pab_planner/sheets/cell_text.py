"""Text as a cell takes it, and the room that it needs on a page."""

from collections.abc import Iterable, Sequence
from datetime import date
from math import ceil
from typing import Any

import xlwings as xw

from pab_planner.language import text_width

LINE_HEIGHT = 1.4
"""Height of a line of text over the size of its font, for Latin and Chinese fonts."""
HIGHEST_ROW = 409.0
"""Excel makes no row higher [points]."""

COLUMN_FONT_SIZE = 10.0
"""Size at which a letter of a text is about as wide as a column's unit of width, a digit of 11 points."""


def as_text(text: str) -> str | None:
    """What to assign to a cell so that it holds this text and nothing else, whatever it looks like.

    A cell takes what is assigned to it as if it were typed. The apostrophe in front is Excel's own sign for
    text: it is not part of the value, the cell keeps its number format, and neither `=1+1` nor `0042` nor
    `1-2` becomes a formula, a number or a date. (A format of `@`, set beforehand, would do so in Excel too,
    but turn what is typed there later into text as well.)
    """
    return f"'{text}" if text else None


def as_cell(value: object) -> object:
    """What to assign to a cell: text as text, None and "" as blank, the rest as it is."""
    return as_text(value) if isinstance(value, str) else value


def write_text(place: xw.Range, value: Any) -> None:
    """Write to a range what came from outside: one value, a row of values, or rows of them.

    Args:
        place: The range, or its first cell.
        value: Texts stay texts, letter for letter; numbers, dates, truth values and blanks stay as they are.
    """
    if _is_line(value):
        place.value = [[as_cell(v) for v in row] if _is_line(row) else as_cell(row) for row in value]
    else:
        place.value = as_cell(value)


def _is_line(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def shown(value: object) -> str:
    """A value in the middle of a sentence: a date as 2026-06-01, a number without a needless fraction."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    return str(value)


def lines_needed(text: str, width: float) -> int:
    """Lines that a text takes in a column so many characters wide."""
    return sum(max(1, ceil(text_width(line) * 1.08 / max(1.0, width))) for line in text.split("\n"))


def height_needed(texts: Iterable[tuple[str, float]], font_size: float) -> float:
    """Height of a row that shows all of its texts, each with the width of its column [points]."""
    smaller = COLUMN_FONT_SIZE / font_size
    most = max((lines_needed(text, width * smaller) for text, width in texts), default=1)
    return min(HIGHEST_ROW, most * font_size * LINE_HEIGHT + 4)
