"""Cells become quantities, and quantities cells, without pandas and without a workbook."""

from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

import numpy as np

from pab_planner.core.decimals import settle
from pab_planner.core.demand import FloatArray, whole_periods
from pab_planner.errors import NotAQuantity, NotAWholeNumber, ShapeMismatch
from pab_planner.excel.cell_values import error_name
from pab_planner.language import Text

_NUMBERS = frozenset((float, type(None)))


def as_rows(values: Any) -> list[list[Any]]:
    """A range as rows: one cell is 1 x 1, a flat list is one row, rows stay rows."""
    if isinstance(values, np.ndarray):
        values = values.tolist()
    if not isinstance(values, list | tuple):
        return [[values]]
    if not values or not isinstance(values[0], list | tuple):
        return [list(values)]
    return list(values)


def quantities_of(values: Any, label: Text) -> FloatArray:
    """A range as a rows x columns array of quantities; blank cells are 0.

    Blank is an empty cell, empty text (a formula that shows nothing) or, from Python, NaN.

    Args:
        values: One cell, a row, or rows of cells.
        label: What the planner calls the range, for the error.

    Raises:
        NotAQuantity: A cell holds text, TRUE or FALSE, a date or an error value.
    """
    rows = as_rows(values)
    _refuse_ragged(rows, label)
    if not set(map(type, chain.from_iterable(rows))) <= _NUMBERS:
        rows = [
            [_quantity(cell, label, row, column) for column, cell in enumerate(cells, start=1)]
            for row, cells in enumerate(rows, start=1)
        ]
    array = np.array(rows, dtype=np.float64)  # a blank becomes NaN
    array[np.isnan(array)] = 0.0
    return settle(array)


def _quantity(cell: Any, label: Text, row: int, column: int) -> Any:
    """The cell's number, or None where it is blank."""
    if cell is None or (isinstance(cell, str) and not cell):
        return None
    number = isinstance(cell, int | float | Decimal | np.number) and not isinstance(cell, bool)
    if not number or error_name(cell):
        raise NotAQuantity(name=label, row=row, column=column, found=displayed(cell))
    return cell


def _refuse_ragged(rows: list[list[Any]], label: Text) -> None:
    """Refuse rows of different lengths, which a range never has but a list may."""
    for number, cells in enumerate(rows, start=1):
        if len(cells) != len(rows[0]):
            raise ShapeMismatch(
                name=Text(en=f"{label.en}, row {number},", zh=f"{label.zh}第{number}行"),
                found=len(cells),
                reference=Text(en="row 1", zh="第1行"),
                expected=len(rows[0]),
            )


def displayed(cell: Any) -> str:
    """A cell's content as the planner sees it."""
    if cell is None:
        return '""'
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, date):
        return cell.strftime("%Y-%m-%d")
    return error_name(cell) or (f'"{cell}"' if isinstance(cell, str) else str(cell))


def is_blank(values: Any) -> bool:
    """Whether an optional argument was left out or is one blank cell."""
    return values is None or as_rows(values) in ([[None]], [[""]])


def word_in(values: Any) -> str:
    """One cell's text in lower case, "" where it is blank; a wider range is shown as its first cell."""
    cell = as_rows(values)[0][0]
    return "" if cell is None else str(cell).strip().lower()


def periods_of(values: Any, label: Text) -> int:
    """One cell as a number of periods; blank is 0.

    Raises:
        NotAWholeNumber: It is not one cell, or not a whole number of 0 or more.
    """
    rows = as_rows(values)
    if len(rows) != 1 or len(rows[0]) != 1:
        raise NotAWholeNumber(name=label, found=f"{len(rows)} x {len(rows[0])}")
    return whole_periods(quantities_of(rows, label).item(), label)
