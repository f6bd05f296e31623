"""Cell contents in blocks: what xlwings reads and writes, and what Calc holds.

Calc's interface moves a block of numbers and texts in one call; a date or a truth value is a number with a
format, a blank is an empty text and an error is None. Formats are asked for once per block, not per cell.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from pab_planner.engines.calc.cursor import Cursor
from pab_planner.engines.calc.format import is_uniform
from pab_planner.engines.calc.formulas import to_calc
from pab_planner.engines.calc.uno import box_of, struct
from pab_planner.engines.elements import CellError
from pab_planner.ooxml.rectangle import Box

# com.sun.star.util.NumberFormat
DATE, TIME, LOGICAL, USER_DEFINED = 2, 4, 1024, 1

_EPOCH = dt.datetime(1899, 12, 30)
_ERRORS = {
    32767: "#N/A",
    502: "#VALUE!",
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
}
_COLOUR_NAME = re.compile(r"\[(?:BLACK|BLUE|CYAN|GREEN|MAGENTA|RED|WHITE|YELLOW)\]")
_DATE_FORMAT, _DATE_TIME_FORMAT, _LOGICAL_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "BOOLEAN"


class NumberFormats:
    """The number formats of one document, each asked for once."""

    def __init__(self, document: Any) -> None:
        self._formats = document.NumberFormats
        # Excel's codes are English; in a Chinese LibreOffice "General" would be read letter by letter.
        self._locale = struct("lang.Locale", Language="en", Country="US")
        self._keys: dict[str, int] = {"General": 0}
        self._texts: dict[int, str] = {}
        self._types: dict[int, int] = {}

    def key(self, text: str) -> int:
        """The key of a format code such as `0.00`."""
        if text not in self._keys:
            found = self._formats.queryKey(text, self._locale, False)
            self._keys[text] = self._formats.addNew(text, self._locale) if found == -1 else found
        return self._keys[text]

    def text(self, key: int) -> str:
        """The format code of a key."""
        if key not in self._texts:
            # Each language's own block of 10,000 keys begins with its General.
            text = "General" if key % 10_000 == 0 else self._formats.getByKey(key).FormatString
            self._texts[key] = _as_excel_writes(text, is_date=bool(self.kind(key) & (DATE | TIME)))
        return self._texts[key]

    def kind(self, key: int) -> int:
        """The type bits (DATE, LOGICAL...) of a key."""
        if key not in self._types:
            self._types[key] = self._formats.getByKey(key).Type & ~USER_DEFINED
        return self._types[key]


def _as_excel_writes(text: str, *, is_date: bool) -> str:
    """Calc writes `[RED]` and `YYYY-MM-DD`, Excel `[Red]` and `yyyy-mm-dd`."""
    text = _COLOUR_NAME.sub(lambda name: name[0].title(), text)
    if not is_date:
        return text
    parts = re.split(r'("[^"]*"|\\.|\[[^\]]*\]|AM/PM)', text)
    return "".join(part if index % 2 else part.lower() for index, part in enumerate(parts))


def read(sheet: Any, box: Box, *, with_errors: bool) -> list[list[Any]]:
    """The contents of a block: float, str, bool, datetime, `CellError` or None for blank."""
    found: tuple[tuple[Any, ...], ...] = sheet.cursor.at(box).getDataArray()
    rows = [[None if c == "" else c for c in row] if "" in row else list(row) for row in found]
    for key, part in format_boxes(sheet.cursor, box, lambda part: _numbers(rows, part, box)):
        kind = sheet.book.formats.kind(key)
        if kind & DATE or kind == LOGICAL:
            _convert(rows, part, box, as_bool=kind == LOGICAL)
    if with_errors and any(None in row for row in found):
        _name_errors(rows, sheet.cursor.at(box), box)
    return rows


def _numbers(rows: Sequence[Sequence[Any]], part: Box, box: Box) -> Box | None:
    """The smallest block within part of a block that holds all numbers of that part; None if there are none."""
    columns = range(part.left - box.left, part.right - box.left + 1)
    cut = slice(columns.start, columns.stop)
    lines = range(part.top - box.top, part.bottom - box.top + 1)
    tall = [r for r in lines if any(type(value) is float for value in rows[r][cut])]
    if not tall:
        return None
    wide = [c for c in columns if any(type(rows[r][c]) is float for r in tall)]
    return box.first.moved(tall[0], wide[0]).span(box.first.moved(tall[-1], wide[-1]))


def _convert(rows: list[list[Any]], part: Box, box: Box, *, as_bool: bool) -> None:
    for r in range(part.top - box.top, part.bottom - box.top + 1):
        for c in range(part.left - box.left, part.right - box.left + 1):
            value = rows[r][c]
            if type(value) is float:
                rows[r][c] = bool(value) if as_bool else _datetime(value)


def _datetime(serial: float) -> dt.datetime:
    return _EPOCH + dt.timedelta(milliseconds=round(serial * 86_400_000))


def _name_errors(rows: list[list[Any]], cells: Any, box: Box) -> None:
    """Put the error's name where an error stands (only its cell knows which one)."""
    errors = cells.queryFormulaCells(4)  # com.sun.star.sheet.FormulaResult.ERROR
    for part in map(box_of, errors.getRangeAddresses()):
        for r in range(part.top - box.top, part.bottom - box.top + 1):
            for c in range(part.left - box.left, part.right - box.left + 1):
                code = cells.getCellByPosition(c, r).getError()
                rows[r][c] = CellError(_ERRORS.get(code, "#VALUE!"))


def format_boxes(
    cursor: Cursor, box: Box, narrowed: Callable[[Box], Box | None] = lambda box: box
) -> Iterator[tuple[int, Box]]:
    """Each block of one number format within a block, with the format's key.

    Halved until the format is one: to ask Calc for its own list of them takes longer.

    Args:
        cursor: The sheet's.
        box: The block.
        narrowed: The part of a block that is of interest; None if none is.
    """
    part = narrowed(box)
    if part is None:
        return
    cells = cursor.at(part)
    if part.size == 1 or is_uniform(cells, "NumberFormat"):
        yield cells.NumberFormat, part
        return
    for half in _halves(part):
        yield from format_boxes(cursor, half, narrowed)


def _halves(box: Box) -> tuple[Box, Box]:
    """A block cut in two between columns, or between rows if it is one column."""
    if box.left < box.right:
        middle = (box.left + box.right) // 2
        return box._replace(right=middle), box._replace(left=middle + 1)
    middle = (box.top + box.bottom) // 2
    return box._replace(bottom=middle), box._replace(top=middle + 1)


def write(sheet: Any, box: Box, rows: Sequence[Sequence[Any]]) -> None:
    """Fill a block; texts that begin with `=` become formulas, as Excel has it."""
    if all(is_formula(value) for row in rows for value in row):
        sheet.cursor.at(box).setFormulaArray(tuple(tuple(map(_formula, row)) for row in rows))
        return
    formats = list(format_boxes(sheet.cursor, box))
    sheet.cursor.at(box).setDataArray(tuple(tuple(map(_plain, row)) for row in rows))
    if any(isinstance(v, str) and v.startswith("'") for row in rows for v in row):
        _restore_formats(sheet.cursor, box, formats)
    _settle_formats(sheet, box, rows, formats)
    for r, row in enumerate(rows):
        for is_run, run in groupby(enumerate(row), key=lambda pair: is_formula(pair[1])):
            if is_run:
                columns, formulas = zip(*run, strict=True)
                line = box.first.moved(r, columns[0]).sized(1, len(columns))
                sheet.cursor.at(line).setFormulaArray((tuple(map(_formula, formulas)),))


def is_formula(value: object) -> bool:
    """True for a text that a cell takes as a formula."""
    return isinstance(value, CellError) or (
        isinstance(value, str) and value.startswith("=") and len(value) > 1
    )


def _restore_formats(cursor: Cursor, box: Box, formats: Sequence[tuple[int, Box]]) -> None:
    """Calc gives a text that looks like a number the format of texts; Excel's apostrophe does not."""
    after = set(format_boxes(cursor, box))
    for key, part in formats:
        if (key, part) not in after:  # to set it is slow: Calc measures the rows again
            cursor.at(part).NumberFormat = key


def _formula(value: str) -> str:
    """A formula as Calc takes it; an error value is a formula that gives it."""
    return f"={value}" if isinstance(value, CellError) else to_calc(value)


def _plain(value: Any) -> float | str:
    """A value as setDataArray takes it: number or text."""
    if value is None or is_formula(value):
        return ""
    if isinstance(value, str):
        return value.removeprefix("'")
    if isinstance(value, dt.datetime):
        return (value.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1)
    if isinstance(value, dt.date):
        return float((value - _EPOCH.date()).days)
    return float(value)


def _settle_formats(
    sheet: Any, box: Box, rows: Sequence[Sequence[Any]], formats: Sequence[tuple[int, Box]]
) -> None:
    """Give dates and truth values a format that shows them as such, and take the latter from numbers."""
    known = sheet.book.formats
    is_plain = not any(isinstance(v, bool | dt.date) for row in rows for v in row)
    if is_plain and all(known.kind(key) != LOGICAL for key, _ in formats):
        return
    wanted: dict[str, list[Box]] = defaultdict(list)
    for key, part in formats:
        kind = known.kind(key)
        for r in range(part.top, part.bottom + 1):
            for c in range(part.left, part.right + 1):
                value = rows[r - box.top][c - box.left]
                if (fitting := _fitting_format(value, kind, key)) is not None:
                    wanted[fitting].append(Box(r, c, r, c))
    for text, boxes in wanted.items():
        sheet.ranges(boxes).NumberFormat = known.key(text)


def _fitting_format(value: object, kind: int, key: int) -> str | None:
    """The format that a cell needs to show a value as what it is; None if its own does."""
    if isinstance(value, bool):
        return None if kind == LOGICAL else _LOGICAL_FORMAT
    if isinstance(value, dt.date):
        if kind & DATE or (key % 10_000 and kind != LOGICAL):
            return None
        has_time = isinstance(value, dt.datetime) and value.time() != dt.time()
        return _DATE_TIME_FORMAT if has_time else _DATE_FORMAT
    return "General" if kind == LOGICAL and value is not None else None
