"""A cell becomes a quantity, or a fault."""

import re
import unicodedata
from datetime import date, time, timedelta
from typing import Any, NamedTuple

from pab_planner.language import Text

TAKEN = Text("a number; taken as {value:g}", "应为数字；已按 {value:g} 处理")
TAKEN_AS_NONE = Text("a number; taken as 0", "应为数字；已按 0 处理")
LEFT_OUT = Text("a number; the item is left out until it is", "应为数字；更正前该物料不参与计算")
POINT = Text(
    "a number; this may be thousands or a fraction, so the item is left out: type it as a number",
    "应为数字；可能是千位分隔或小数，该物料不参与计算：请直接输入数字",
)
NEGATIVE = Text(
    "a quantity of 0 or more; the item is left out until it is", "应为不小于 0 的数量；更正前该物料不参与计算"
)
NO_VALUE = Text(
    "the value of a formula: open the file in Excel and save it, or use --engine calc; the item is left out",
    "应为公式的计算结果：请在 Excel 中打开并保存，或使用 --engine calc；该物料不参与计算",
)

BLANK = ("", None)
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?")
_SPACED = re.compile(r"[-+]?\d{1,3}([ '’]\d{3})+(\.\d+)?")
_THOUSANDS = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)) ?k", re.IGNORECASE)
_WITH_PIECES = re.compile(r"(.*\d) ?(?:pcs|pc|pieces|ea|units|stk|st|个|件|只|台|套)\.?", re.IGNORECASE)
_WITH_DOUBT = re.compile(
    r"(?:~|≈|约|大约|ca\.?|approx\.?|about)? ?(\d[\d.,' ]*?) ?"
    r"(?:\*+|\?|左右|\(?(?:tb[cd]|est\.?|approx\.?|暂定|待定|待确认|预计)\)?)?",
    re.IGNORECASE,
)
"""A number that is not sure yet: ~15, 15*, 15 (tbc)."""
_SIGN_BEHIND = re.compile(r"[\d.,' ]*\d-")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
_NOTHING = {"-", "--", "–", "—", "nil", "无", "/", "n/a", "na", "n.a.", "k.a."}
_POINT_FOR_THOUSANDS = re.compile(r"[-+]?\d{1,3}(\.\d{3})+")


def is_nothing(cell: Any) -> bool:
    """Whether a cell is blank, or holds a mark for none: `-`, N/A."""
    return cell in BLANK or (isinstance(cell, str) and cell.strip().casefold() in _NOTHING)


MOST = 1e15
"""No quantity is as large: what is, and infinity, is a slip or no number."""


class Reading(NamedTuple):
    """What a cell is worth.

    Attributes:
        value: The quantity; None if the cell cannot be used.
        fault: What is expected instead; None if nothing is wrong.
    """

    value: float | None
    fault: Text | None = None


def read_quantity(cell: Any) -> Reading:
    """The quantity in a cell; text that is plainly a number is taken as one, and said."""
    if type(cell) in (float, int):
        return Reading(float(cell)) if abs(cell) < MOST else Reading(None, LEFT_OUT)  # nor NaN
    if cell in BLANK:
        return Reading(0.0)
    if isinstance(cell, bool | date | time | timedelta) or not isinstance(cell, str):
        return Reading(None, LEFT_OUT)
    text = " ".join(unicodedata.normalize("NFKC", cell).split())
    if not text:
        return Reading(0.0)
    if text.casefold() in _NOTHING:
        return Reading(0.0, TAKEN_AS_NONE)
    if text.startswith("(") and text.endswith(")"):
        text = f"-{text[1:-1]}"
    if pieces := _WITH_PIECES.fullmatch(text):
        text = pieces[1]
    if unsure := _WITH_DOUBT.fullmatch(text):
        text = unsure[1]
    if _SIGN_BEHIND.fullmatch(text):  # as SAP prints it
        text = f"-{text[:-1]}"
    if thousands := _THOUSANDS.fullmatch(text):
        text = f"{float(thousands[1]) * 1000:.15g}"
    if _GROUPED.fullmatch(text) or _SPACED.fullmatch(text):
        text = re.sub("[ ,'’]", "", text)
    if _POINT_FOR_THOUSANDS.fullmatch(text):
        return Reading(None, POINT)
    if _NUMBER.fullmatch(text):
        value = float(text)
        if not abs(value) < MOST:
            return Reading(None, LEFT_OUT)
        return Reading(value, TAKEN.filled(value=value))
    return Reading(None, LEFT_OUT)


def number_in(cell: Any) -> float | None:
    """The number in a cell, as a number or as text (`(15)`, `15-`); None where there is none."""
    if isinstance(cell, str) and cell and not is_nothing(cell):
        return read_quantity(cell).value
    return cell if isinstance(cell, float) else None


def shown(cell: Any) -> str:
    """A cell as the planner sees it, short enough for a list of faults."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    text = str(cell)
    return text if len(text) <= 80 else f"{text[:77]}..."
