"""What Excel makes of a text that is assigned to `Range.Value`, as if it were typed."""

import datetime as dt
import re

_NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d*)?([eE][-+]?\d+)?|[-+]?\.\d+")
ERRORS = {
    "#DIV/0!": -2146826281,
    "#N/A": -2146826246,
    "#NAME?": -2146826259,
    "#NULL!": -2146826288,
    "#NUM!": -2146826252,
    "#REF!": -2146826265,
    "#VALUE!": -2146826273,
    "#SPILL!": -2146826243,
    "#CALC!": -2146826238,
    "#BUSY!": -2146826245,
}
"""https://learn.microsoft.com/office/vba/api/excel.xlcverror; those of dynamic arrays were seen in values."""


class Words(str):
    """A text that reads like an error value and is none."""


def typed(text: str) -> object:
    """A number, date, truth value or error if the text reads like one, else the text."""
    word = text.strip()
    if _NUMBER.fullmatch(word):
        return float(word.replace(",", ""))
    if re.fullmatch(r"[-+]?\d+(\.\d+)?%", word):
        return float(word[:-1]) / 100
    if word.upper() in ("TRUE", "FALSE"):
        return word.upper() == "TRUE"
    if word.upper() in ERRORS:
        return word.upper()
    return _typed_date(word) or text


def _typed_date(word: str) -> dt.datetime | None:
    parts = re.fullmatch(r"(?:(\d{4})[-/])?(\d{1,2})[-/](\d{1,2})", word)
    if not parts:
        return None
    try:
        return dt.datetime(int(parts[1] or dt.date.today().year), int(parts[2]), int(parts[3]))
    except ValueError:
        return None
