"""Cell contents in blocks: what xlwings reads and writes, and what Calc holds.

Calc's interface moves a block of numbers and texts in one call; a date or a truth value is a number with a
format, a blank is an empty text and an error is None. Formats are asked for once per block, not per cell.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from pab_planner.engines.calc.box import Box
from pab_planner.engines.calc.formulas import to_calc
from pab_planner.engines.calc.uno import struct
from pab_planner.engines.elements import CellError

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
        self._texts: dict[int, str] = {}
        self._types: dict[int, int] = {}

    def key(self, text: str) -> int:
        """The key of a format code such as `0.00`."""
        if text == "General":
            return 0
        found: int = self._formats.queryKey(text, self._locale, False)
        return self._formats.addNew(text, self._locale) if found == -1 else found

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


def read(cells: Any, box: Box, formats: NumberFormats, *, with_errors: bool) -> list[list[Any]]:
    """The contents of a block: float, str, bool, datetime, CellError or None for blank."""
    rows = [[None if c == "" else c for c in row] if "" in row else list(row) for row in _data(cells)]
    if any(type(c) is float for row in rows for c in row):
        for key, part in format_boxes(cells):
            kind = formats.kind(key)
            if kind & DATE or kind == LOGICAL:
                _convert(rows, part, box, as_bool=kind == LOGICAL)
    if with_errors:
        _name_errors(rows, cells)
    return rows


def _data(cells: Any) -> tuple[tuple[Any, ...], ...]:
    data: tuple[tuple[Any, ...], ...] = cells.getDataArray()
    return data


def _convert(rows: list[list[Any]], part: Box, box: Box, *, as_bool: bool) -> None:
    for r in range(part.top - box.top, part.bottom - box.top + 1):
        for c in range(part.left - box.left, part.right - box.left + 1):
            value = rows[r][c]
            if type(value) is float:
                rows[r][c] = bool(value) if as_bool else _datetime(value)


def _datetime(serial: float) -> dt.datetime:
    return _EPOCH + dt.timedelta(milliseconds=round(serial * 86_400_000))


def _name_errors(rows: list[list[Any]], cells: Any) -> None:
    """Put the error's name where an error stands (only its cell knows which one)."""
    errors = cells.queryFormulaCells(4)  # com.sun.star.sheet.FormulaResult.ERROR
    corner = Box.of(cells.RangeAddress)
    for part in map(Box.of, errors.getRangeAddresses()):
        for r in range(part.top - corner.top, part.bottom - corner.top + 1):
            for c in range(part.left - corner.left, part.right - corner.left + 1):
                code = cells.getCellByPosition(c, r).getError()
                rows[r][c] = CellError(_ERRORS.get(code, "#VALUE!"))


def format_boxes(cells: Any) -> Iterator[tuple[int, Box]]:
    """Each block of one number format within a range, with the format's key."""
    groups = cells.getUniqueCellFormatRanges()
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        key = group.NumberFormat
        for address in group.getRangeAddresses():
            yield key, Box.of(address)


def write(cells: Any, rows: Sequence[Sequence[Any]], document: Any, formats: NumberFormats) -> None:
    """Fill a block; texts that begin with `=` become formulas, as Excel has it."""
    if all(is_formula(value) for row in rows for value in row):
        cells.setFormulaArray(tuple(tuple(map(_formula, row)) for row in rows))
        return
    quoted = any(isinstance(v, str) and v.startswith("'") for row in rows for v in row)
    before = list(format_boxes(cells)) if quoted else []
    cells.setDataArray(tuple(tuple(map(_plain, row)) for row in rows))
    # Calc gives a text that looks like a number the format of texts; Excel's apostrophe leaves the format.
    _restore_formats(cells, before)
    _settle_formats(cells, rows, document, formats)
    for r, row in enumerate(rows):
        for is_run, run in groupby(enumerate(row), key=lambda pair: is_formula(pair[1])):
            if is_run:
                columns, formulas = zip(*run, strict=True)
                line = cells.getCellRangeByPosition(columns[0], r, columns[-1], r)
                line.setFormulaArray((tuple(map(_formula, formulas)),))


def is_formula(value: object) -> bool:
    """True for a text that a cell takes as a formula."""
    return isinstance(value, CellError) or (
        isinstance(value, str) and value.startswith("=") and len(value) > 1
    )


def _restore_formats(cells: Any, before: Sequence[tuple[int, Box]]) -> None:
    for key, box in before:
        part = box.relative_to(Box.of(cells.RangeAddress))
        cells.getCellRangeByPosition(part.left, part.top, part.right, part.bottom).NumberFormat = key


def _formula(value: str) -> str:
    """A formula as Calc takes it; an error value is a formula that gives it."""
    return f"={value}" if isinstance(value, CellError) else to_calc(value)


def _plain(value: Any) -> float | str:
    """A value as setDataArray takes it: number or text."""
    if value is None or is_formula(value):
        return ""
    if isinstance(value, str):
        return value[1:] if value.startswith("'") else value
    if isinstance(value, dt.datetime):
        return (value.replace(tzinfo=None) - _EPOCH) / dt.timedelta(days=1)
    if isinstance(value, dt.date):
        return float((value - _EPOCH.date()).days)
    return float(value)


def _settle_formats(cells: Any, rows: Sequence[Sequence[Any]], document: Any, formats: NumberFormats) -> None:
    """Give dates and truth values a format that shows them as such, and take the latter from numbers."""
    if not any(isinstance(v, bool | dt.date) for row in rows for v in row):
        uniform = cells.NumberFormat
        if uniform is not None and formats.kind(uniform) != LOGICAL:
            return
    corner = Box.of(cells.RangeAddress)
    wanted: dict[str, list[Box]] = defaultdict(list)
    for key, part in format_boxes(cells):
        for r in range(part.top, part.bottom + 1):
            for c in range(part.left, part.right + 1):
                value = rows[r - corner.top][c - corner.left]
                if (fitting := _fitting_format(value, formats.kind(key), key)) is not None:
                    wanted[fitting].append(Box(r, c, r, c))
    sheet = cells.RangeAddress.Sheet
    for text, boxes in wanted.items():
        ranges = document.createInstance("com.sun.star.sheet.SheetCellRanges")
        ranges.addRangeAddresses(tuple(box.uno_address(sheet) for box in boxes), True)
        ranges.NumberFormat = formats.key(text)


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
