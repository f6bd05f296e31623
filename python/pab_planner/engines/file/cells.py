"""Cell contents in an openpyxl worksheet: what a cell takes when written, what it says when read.

A formula and its last result travel together: `Formula` is the text, its `result` is what the cell showed
when the file was last calculated. Copying or moving the cell keeps both, writing the cell drops both.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Self
from weakref import WeakSet

from openpyxl.cell.cell import ERROR_CODES, Cell, MergedCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils.datetime import from_excel, to_excel
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.formula import ArrayFormula

from pab_planner.engines.elements import CellError
from pab_planner.engines.file.openpyxl_types import SheetCell, Worksheet
from pab_planner.engines.file.styles import LooksOfAbsent, is_date_format, number_format_id, number_format_of
from pab_planner.engines.refusals import TextTooLong
from pab_planner.memory import many_cells
from pab_planner.ooxml.rectangle import Box
from pab_planner.ooxml.tree import IN_TEXT, escape

LONGEST_TEXT = 32_767
DATE, DATE_TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"

_ERRORS = frozenset(ERROR_CODES)
_MIDNIGHT = dt.time()
# Excel shows no day from here on, the year 10000.
_DAYS = 2_958_466


WITHOUT_FORMULAS: WeakSet[Worksheet] = WeakSet()
"""Worksheets that were looked through and hold no formula: a thousand letters are not looked through again."""


class Formula(str):
    """A formula's text with `=` in front, and the value it had when the file was last calculated.

    Attributes:
        told: What else the file says of the cell, as XML; a cube function's value, for one.
        calculated: When the file wants it calculated, by attribute.
    """

    result: Any = None
    told = ""
    calculated: Mapping[str, str] = MappingProxyType({})

    @classmethod
    def of(cls, text: str, result: Any = None) -> Self:
        """The formula with its last result (float, str, bool, `CellError` or None for unknown)."""
        formula = cls(text)
        formula.result = result
        return formula


class BlockFormula(ArrayFormula):
    """A formula that fills a block.

    Attributes:
        mark: For one that spills, the number of the file's record that says so; "" for a new one. None for an
            array formula of old.
        result: What its first cell showed last.
        told: As a `Formula` has it.
        calculated: Likewise.
    """

    told = ""
    calculated: Mapping[str, str] = MappingProxyType({})

    def __init__(self, ref: str, text: str, *, mark: str | None, result: Any = None) -> None:
        super().__init__(ref, text)
        self.mark, self.result = mark, result


class Kept(str):
    """A text of which the file tells more than its letters: looks of parts of it, its pronunciation.

    Attributes:
        attributes: Of the cell, as XML.
        inside: The cell's content, as XML.
    """

    attributes: str
    inside: str

    @classmethod
    def of(cls, text: str, attributes: str, inside: str) -> Self:
        """The text, and the XML it is written as."""
        kept = cls(text)
        kept.attributes, kept.inside = attributes, inside
        return kept


# Characters that XML can't hold are written as Excel does, surrogates left out: they are no characters.
_CODED = re.compile(r"_x((?![Dd][89A-Fa-f])[0-9A-Fa-f]{4})_")
_TO_CODE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_(?=x(?![Dd][89A-Fa-f])[0-9A-Fa-f]{4}_)")


def decoded(text: str) -> str:
    """A text of the file as it reads: `_x000D_` is a line's end."""
    return _CODED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def coded(text: str) -> str:
    """A text as the file holds it."""
    return _TO_CODE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def escaped(text: str) -> str:
    """A text as the XML of a file."""
    return escape(coded(text), IN_TEXT)


def string_element(text: str) -> str:
    """A text as the element of a string."""
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
    return f"<t{space}>{escaped(text)}</t>"


def cell_range(box: Box) -> CellRange:
    """A block as openpyxl keeps merged cells; it takes an address apart in three times the time."""
    return CellRange(min_col=box.left, min_row=box.top, max_col=box.right, max_row=box.bottom)


def fill(ws: Worksheet, top: int, left: int, rows: Iterable[Sequence[Any]]) -> None:
    """Write a block of prepared values, as `Range.value` of Excel does.

    A text that begins with `=` becomes a formula; an apostrophe in front makes what follows a text, whatever
    it looks like. None and "" empty a cell.
    """
    cells: dict[tuple[int, int], Any] = ws._cells
    looks = LooksOfAbsent(ws)
    with many_cells():
        for row, values in enumerate(rows, top):
            its_looks = looks.of_row(row, left, len(values))
            for column, (value, look) in enumerate(zip(values, its_looks, strict=True), left):
                cell: SheetCell = cells.get((row, column))
                if cell is None:
                    if value is None or value == "":
                        continue
                    cell = cells[row, column] = Cell(ws, row, column)
                    cell._style = look
                elif type(cell) is MergedCell:
                    continue
                kind = type(value)
                if kind is float or kind is int:
                    cell._value, cell.data_type = value, "n"
                elif kind is str:
                    _put_text(cell, value)
                else:
                    _put_other(cell, value)


def new_cell(ws: Worksheet, row: int, column: int) -> SheetCell:
    """A blank cell that looks as its row or else its column does."""
    cell: SheetCell = Cell(ws, row, column)
    ws._cells[row, column] = cell
    cell._style = LooksOfAbsent(ws).look(row, column)
    return cell


def _put_text(cell: SheetCell, text: str) -> None:
    if text.startswith("'"):
        text = text[1:]
        cell._style = _quoted(cell._style)
        cell._value, cell.data_type = text or None, "s"
    elif text.startswith("=") and len(text) > 1:
        cell._value, cell.data_type = Formula(text), "f"
        WITHOUT_FORMULAS.discard(cell.parent)
    elif text in _ERRORS:
        cell._value, cell.data_type = text, "e"
    else:
        cell._value, cell.data_type = text or None, "s" if text else "n"
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(sheet=cell.parent.title, cell=cell.coordinate, found=len(text))


def _quoted(style: Any) -> Any:
    """The style with Excel's mark of a text typed behind an apostrophe."""
    if style is not None and style.quotePrefix:
        return style
    quoted = StyleArray(style) if style is not None else StyleArray()
    quoted.quotePrefix = 1
    return quoted


def _put_other(cell: SheetCell, value: Any) -> None:
    if value is None:
        cell._value, cell.data_type = None, "n"
    elif isinstance(value, bool):
        cell._value, cell.data_type = value, "b"
    elif isinstance(value, dt.datetime | dt.date):
        if isinstance(value, dt.datetime):
            value = value.replace(tzinfo=None)
        number = to_excel(value, cell.parent.parent.epoch)  # type: ignore[no-untyped-call]
        cell._value, cell.data_type = number, "n"
        if cell._style is None or cell._style.numFmtId == 0:
            plain_day = not isinstance(value, dt.datetime) or value.time() == _MIDNIGHT
            style = StyleArray(cell._style) if cell._style is not None else StyleArray()
            style.numFmtId = number_format_id(cell.parent.parent, DATE if plain_day else DATE_TIME)
            cell._style = style
    elif isinstance(value, CellError):
        cell._value, cell.data_type = str(value), "e"
    elif isinstance(value, str):
        _put_text(cell, str(value))
    else:
        cell._value, cell.data_type = float(value), "n"


def put_formula(ws: Worksheet, row: int, column: int, formula: Formula | BlockFormula) -> None:
    """Write one formula."""
    cell = ws._cells.get((row, column)) or new_cell(ws, row, column)
    cell._value, cell.data_type = formula, "f"
    WITHOUT_FORMULAS.discard(ws)


def read(ws: Worksheet, box: Box) -> list[list[Any]]:
    """A block as Excel gives it: float, str, bool, datetime, `CellError`, or None for blank."""
    rows: list[list[Any]] = [[None] * len(box.columns) for _ in box.rows]
    days: dict[int, bool] = {}
    epoch = ws.parent.epoch
    top, left, bottom, right = box.top, box.left, box.bottom, box.right
    for (row, column), cell in _cells_around(ws, box):
        value = cell._value
        if value is None or not (top <= row <= bottom and left <= column <= right):
            continue
        kind = type(value)
        shows_days = days.get(id(cell._style)) if kind is float or kind is int else None
        if shows_days is False:
            value = float(value)
        elif shows_days and 1 <= value < _DAYS:
            value = _moment(float(value), epoch)
        elif kind is not str or cell.data_type != "s":
            value = _read(cell, days)
        rows[row - top][column - left] = value
    return rows


def _cells_around(ws: Worksheet, box: Box) -> Iterable[tuple[tuple[int, int], SheetCell]]:
    """Cells by row and column, those of a block among them: to go through all is thrice as fast as to look each up."""
    cells: dict[tuple[int, int], SheetCell] = ws._cells
    if box.size >= len(cells):
        return cells.items()
    return ((place, cells[place]) for place in box.cells() if place in cells)


def _read(cell: Any, days: dict[int, bool]) -> Any:
    """The value of a cell.

    Args:
        cell: The cell.
        days: Whether a look shows a number as a day, by the style record's identity; it lives as long as its cell.
    """
    value, kind = cell._value, cell.data_type
    if kind == "s":
        return str(value)
    if kind == "e":
        return CellError(value)
    if kind == "f":
        value = getattr(value, "result", None)
    if type(value) not in (int, float):
        return value
    number, style = float(value), cell._style
    shows_days = days.get(id(style))
    if shows_days is None:
        number_format = number_format_of(cell.parent.parent, style.numFmtId if style is not None else 0)
        shows_days = days[id(style)] = is_date_format(number_format)
    if not shows_days or not 0 <= number < _DAYS:  # a day is a number that is shown as a day
        return number
    epoch = cell.parent.parent.epoch
    return _moment(number, epoch) if number >= 1 else epoch + dt.timedelta(number)


_moment = lru_cache(maxsize=4096)(from_excel)
"""The moment that a number stands for: a plan and a log hold few days, each of them many times."""


def formula_text(cell: Any) -> str:
    """What `Range.formula` shows: the formula, or the constant as text."""
    if cell is None or cell._value is None:
        return ""
    value = cell._value
    if isinstance(value, ArrayFormula):
        return str(value.text)
    if cell.data_type == "f":
        return str(value)
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float) else str(value)
