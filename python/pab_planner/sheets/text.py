"""Text of unknown origin goes into cells as text: never as a formula, a number or a date.

A cell takes what is assigned to `Range.value` as if it were typed: `=1+1`, `+A1` and `@x` become formulas,
`00123` a number, `3-4` a date. An apostrophe in front makes Excel take the rest as it stands; it is not part
of the cell's value, and the cell keeps its number format. Our other engines read it so too. (A format of
`@`, set beforehand, would do so in Excel too, but turn what is typed there later into text as well.)
"""

from collections.abc import Sequence
from typing import Any

import xlwings

from pab_planner.sheets.cell_text import as_cell


def write_text(place: xlwings.Range, value: Any) -> None:
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
