"""Conversion of single cell values between Python and a spreadsheet host, shared by our engines."""

import datetime as dt
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

_AS_IT_IS = frozenset({str, int, bool})


class CellError(str):
    """An error value such as `#VALUE!` that stands in a cell."""


def prepare_element(value: Any, options: Any = None) -> Any:
    """One value as a cell takes it: blanks as "", numpy and pandas scalars as Python's own.

    Excel has no infinity: it becomes `#NUM!`. `options` is given by xlwings and not needed.
    """
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is float or isinstance(value, float | np.floating):
        if value - value == 0.0:
            return float(value)
        return "" if value != value else CellError("#NUM!")
    if value is None:
        return ""
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, np.datetime64):
        return "" if np.isnat(value) else value.astype("datetime64[us]").item()
    pandas = sys.modules.get("pandas")  # who has a value of its kinds has imported it
    if pandas and (value is pandas.NaT or value is pandas.NA):
        return ""
    if pandas and isinstance(value, pandas.Timestamp):
        return value.to_pydatetime(warn=False)
    return value


def clean_values(
    rows: list[list[Any]],
    datetime_builder: Callable[..., Any],
    empty_as: Any,
    number_builder: Callable[[float], Any] | None,
    err_to_str: bool,
) -> list[list[Any]]:
    """A block read from cells, as xlwings' options (dates, empty, numbers, err_to_str) ask for it."""

    def clean(value: Any) -> Any:
        kind = type(value)
        if kind is float:
            return value if number_builder is None else number_builder(value)
        if value is None or value == "":
            return empty_as
        if kind is dt.datetime:
            if datetime_builder is dt.datetime:
                return value
            return datetime_builder(
                year=value.year,
                month=value.month,
                day=value.day,
                hour=value.hour,
                minute=value.minute,
                second=value.second,
                microsecond=value.microsecond,
                tzinfo=None,
            )
        if kind is CellError:
            return str(value) if err_to_str else None
        return value

    if number_builder is None and empty_as is None and datetime_builder is dt.datetime:
        return [
            [clean(value) for value in row] if CellError in map(type, row) or "" in row else row
            for row in rows
        ]
    return [[clean(value) for value in row] for row in rows]
