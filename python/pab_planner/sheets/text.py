"""Text of unknown origin goes into cells as text: never as a formula, a number or a date.

A cell takes what is assigned to `Range.value` as if it were typed: `=1+1`, `+A1` and `@x` become formulas, `00123` a
number, `3-4` a date. An apostrophe in front makes Excel take the rest as it stands; it is not part of the cell's
value, and the cell keeps its number format. Our other engines read it the same way. (A format of `@`, set beforehand,
would do the same in Excel but turn later input into text too.)
"""

from collections.abc import Sequence
from typing import Any

import xlwings


def as_text(value: Any) -> Any:
    """A value as it is to be assigned to `Range.value`: texts protected, everything else as it is.

    Example:
        >>> as_text("=1+1")
        "'=1+1"
    """
    if isinstance(value, str):
        return f"'{value}" if value else None
    return value


def write_text(place: xlwings.Range, value: Any) -> None:
    """Write to a range what came from outside: one value, a row of values, or rows of them.

    Args:
        place: The range, or its first cell.
        value: Texts stay texts, letter for letter; numbers, dates, truth values and blanks stay what they are.
    """
    if _is_line(value):
        place.value = [[as_text(v) for v in row] if _is_line(row) else as_text(row) for row in value]
    else:
        place.value = as_text(value)


def _is_line(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
