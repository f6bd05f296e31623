"""How a cell's content is handed out and taken in."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from windows.excel.cell_store import serial
from windows.excel.errors import OVERFLOW, refuse
from windows.excel.typed_text import ERRORS, Words

LONGEST_TEXT = 32_767
""""Excel specifications and limits", Microsoft support."""

LONGEST_FORMULA = 8_192


def plain(content: Any, day_0: dt.datetime = WINDOWS_EPOCH) -> Any:
    """A content as `Range.Value2` gives it: dates and money as numbers.

    https://learn.microsoft.com/office/vba/api/excel.range.value2
    In a workbook that counts days from 1904, these are its own numbers, and `Value` gives the right day all the
    same: https://support.microsoft.com/kb/213593
    """
    if isinstance(content, Words):
        return str(content)
    if isinstance(content, str):
        return ERRORS.get(content, content)
    if isinstance(content, bool) or content is None:
        return content
    if isinstance(content, (dt.date, dt.time, dt.timedelta)):
        return serial(content, day_0)
    return float(content)


def shown(content: Any, number_format: str, day_0: dt.datetime = WINDOWS_EPOCH) -> Any:
    """A content as `Range.Value` gives it: the number format decides.

    A number shown as a date comes as a date, one shown as money as Currency, which pywin32 makes a Decimal of
    four places: https://learn.microsoft.com/office/vba/api/excel.range.value
    """
    number = plain(content, day_0)
    if not isinstance(number, float):
        return number
    if is_date_format(number_format):
        day = from_excel(number, day_0)
        if isinstance(day, dt.datetime):
            return day.replace(tzinfo=dt.UTC)
        return number  # a time of day alone, or a duration, comes as a number
    if re.search(r"[$¥￥€£]", re.sub(r'"[^"]*"|\[\$-[^\]]*\]', "", number_format)):
        return Decimal(str(round(number, 4)))
    return number


def as_text(content: Any, day_0: dt.datetime = WINDOWS_EPOCH) -> str:
    """A constant as `Range.Formula` gives it."""
    if content is None:
        return ""
    if isinstance(content, bool):
        return str(content).upper()
    if isinstance(content, str):
        return content
    number = plain(content, day_0)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def taken(value: Any) -> Any:
    """A value that came through COM, as the cell will hold it.

    Raises:
        ExcelError: Excel can't hold it.
    """
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None)
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        refuse("Overflow", OVERFLOW)
    if isinstance(value, str):
        if value.startswith("=") and len(value) > LONGEST_FORMULA:
            refuse("Application-defined or object-defined error")
        if len(value.removeprefix("'")) > LONGEST_TEXT:
            refuse("Application-defined or object-defined error")
    return value
