"""How cells look: a range is restyled by exchanging each cell's shared style record, never cell by cell.

openpyxl keeps fonts, fills, borders and formats once per workbook, and per cell a small array of their
numbers. Cells of one look share one array here, so it must never be changed in place: `restyle` makes a new
one for each look that occurs in the range.
"""

from collections.abc import Callable
from copy import copy
from functools import cache
from itertools import product
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.styles.colors import COLOR_INDEX, Color
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE, BUILTIN_FORMATS_REVERSE
from openpyxl.styles.numbers import is_date_format as _openpyxl_is_date
from openpyxl.utils import get_column_letter
from xlwings import base_classes, utils

from pab_planner.engines.file.openpyxl_types import Workbook, Worksheet
from pab_planner.ooxml.rectangle import Box

RGB = tuple[int, int, int]
# Formats that Chinese Excel keeps by number alone (ECMA-376 part 1, 18.8.30, zh-cn), which openpyxl lacks.
_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_CHINESE = {
    **dict.fromkeys((27, 36, 50, 52, 57), _YEAR_MONTH),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), _MONTH_DAY),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}


def number_format_id(workbook: Workbook, code: str) -> int:
    """The number under which a workbook keeps a format code."""
    if code in BUILTIN_FORMATS_REVERSE:
        return int(BUILTIN_FORMATS_REVERSE[code])
    return int(workbook._number_formats.add(code)) + BUILTIN_FORMATS_MAX_SIZE


def number_format_of(workbook: Workbook, format_id: int) -> str:
    """The format code behind a number."""
    if format_id < BUILTIN_FORMATS_MAX_SIZE:
        return str(BUILTIN_FORMATS.get(format_id) or _CHINESE.get(format_id, "General"))
    return str(workbook._number_formats[format_id - BUILTIN_FORMATS_MAX_SIZE])


@cache
def is_date_format(code: str) -> bool:
    """True where a number shown in this format is a day (a mere time of day is a number, as in Excel)."""
    return bool(_openpyxl_is_date(code)) and any(letter in code.lower() for letter in "yd年月日")


def restyle(ws: Worksheet, box: Box, change: Callable[[StyleArray], None]) -> None:
    """Give every cell of a block a changed look; whole rows and columns keep it for cells to come.

    Args:
        ws: The worksheet.
        box: The block.
        change: Changes one style array in place; called once for each look that occurs.
    """
    changed: dict[bytes, StyleArray] = {}
    seen: dict[int, tuple[Any, StyleArray]] = {}  # with what is seen, lest another takes its identity

    def restyled(style: Any) -> StyleArray:
        if found := seen.get(id(style)):
            return found[1]
        key = style.tobytes() if style is not None else b""
        if key not in changed:
            changed[key] = StyleArray(style) if style is not None else StyleArray()
            change(changed[key])
        seen[id(style)] = style, changed[key]
        return changed[key]

    for cell in styled_cells(ws, box):
        cell._style = restyled(cell._style)
    if box.whole_columns:
        for column in box.columns:
            dimension = column_dimension(ws, column)
            dimension._style = restyled(dimension._style)
    elif box.whole_rows:
        for row in box.rows:
            ws.row_dimensions[row]._style = restyled(ws.row_dimensions[row]._style)


def styled_cells(ws: Worksheet, box: Box) -> list[Any]:
    """The cells of a block; blank ones are made, except in whole rows and columns."""
    cells: dict[tuple[int, int], Any] = ws._cells
    if box.whole_columns or box.whole_rows:
        return [
            cell
            for (row, column), cell in cells.items()
            if box.top <= row <= box.bottom and box.left <= column <= box.right
        ]
    found, looks = [], LooksOfAbsent(ws)
    for place in box.cells():
        if place not in cells:
            cells[place] = Cell(ws, *place)
            cells[place]._style = looks.look(*place)
        found.append(cells[place])
    return found


class LooksOfAbsent:
    """The looks of cells that the file does not hold: that of the row or else of the column.

    The columns are searched once: make one of these for all cells of a block.
    """

    def __init__(self, ws: Worksheet) -> None:
        self._rows: dict[int, StyleArray] = {
            row: its._style for row, its in ws.row_dimensions.items() if its._style
        }
        self._columns: dict[int, StyleArray] = {}
        self._along: dict[tuple[int, int], list[StyleArray]] = {}
        self._groups = list(ws.column_dimensions.values())
        self._plain = StyleArray()
        for group in self._groups:
            group.reindex()  # else one that was made since the file was read does not know its columns

    def look(self, row: int, column: int) -> StyleArray:
        """How a cell looks; one record for all that look alike, which nobody changes in place."""
        if found := self._rows.get(row):
            return found
        if column not in self._columns:
            looks = (group._style for group in self._groups if group.min <= column <= group.max)
            self._columns[column] = next(filter(None, looks), self._plain)
        return self._columns[column]

    def of_row(self, row: int, first: int, width: int) -> list[StyleArray]:
        """How some neighbours in a row look, from a first column on; asked once for all rows that have no look."""
        if found := self._rows.get(row):
            return [found] * width
        if (first, width) not in self._along:
            self._along[first, width] = [self.look(row, column) for column in range(first, first + width)]
        return self._along[first, width]


def column_dimension(ws: Worksheet, column: int) -> Any:
    """The record of one column; one that a file keeps for several columns together is split first."""
    letter = get_column_letter(column)
    dimensions = ws.column_dimensions
    for key, dimension in list(dimensions.items()):
        dimension.reindex()
        first, last = dimension.min, dimension.max
        if first < last and first <= column <= last:
            del dimensions[key]
            for start, end in ((first, column - 1), (column, column), (column + 1, last)):
                if start <= end:
                    part = copy(dimension)
                    part.index, part.min, part.max = get_column_letter(start), start, end
                    dimensions[part.index] = part
            break
    return dimensions[letter]


def to_colour(value: Any) -> str:
    """An xlwings colour (hex text or RGB tuple) as openpyxl keeps it."""
    return "FF{:02X}{:02X}{:02X}".format(*(utils.hex_to_rgb(value) if isinstance(value, str) else value))


def from_colour(colour: Any) -> RGB | None:
    """An openpyxl colour as RGB; None for a colour of the theme, whose RGB only a host knows."""
    if colour is None:
        return None
    if colour.type == "indexed" and colour.indexed < len(COLOR_INDEX):
        text = COLOR_INDEX[colour.indexed]
    elif colour.type == "rgb":
        text = colour.rgb
    else:
        return None
    return int(text[-6:-4], 16), int(text[-4:-2], 16), int(text[-2:], 16)


def set_number_format(ws: Worksheet, box: Box, code: str) -> None:
    """Show numbers of a block in this format."""
    number = number_format_id(ws.parent, code)
    restyle(ws, box, lambda style: setattr(style, "numFmtId", number))


def set_colour(ws: Worksheet, box: Box, colour: Any) -> None:
    """Fill a block with a colour; None takes the fill away."""
    fill = PatternFill() if colour is None else PatternFill("solid", fgColor=to_colour(colour))
    number = ws.parent._fills.add(fill)
    restyle(ws, box, lambda style: setattr(style, "fillId", number))


def set_font(ws: Worksheet, box: Box, **parts: Any) -> None:
    """Change parts of the font of a block (b, i, sz, name, color as openpyxl names them)."""
    fonts = ws.parent._fonts

    def change(style: StyleArray) -> None:
        font: Font = copy(fonts[style.fontId])
        if "name" in parts:
            font.scheme = None
        for part, value in parts.items():
            setattr(font, part, value)
        style.fontId = fonts.add(font)

    restyle(ws, box, change)


def set_alignment(ws: Worksheet, box: Box, **parts: Any) -> None:
    """Change parts of the alignment of a block (`horizontal`, `vertical`, `wrap_text`)."""
    alignments = ws.parent._alignments

    def change(style: StyleArray) -> None:
        alignment: Alignment = copy(alignments[style.alignmentId])
        for part, value in parts.items():
            setattr(alignment, part, value)
        style.alignmentId = alignments.add(alignment)

    restyle(ws, box, change)


def set_border(ws: Worksheet, box: Box, sides: dict[str, Callable[[Side], Side]]) -> None:
    """Change sides (left, right, top, bottom, diagonal) of the border of each cell of a block."""
    borders = ws.parent._borders

    def change(style: StyleArray) -> None:
        border: Border = copy(borders[style.borderId])
        for side, changed in sides.items():
            setattr(border, side, changed(getattr(border, side) or Side()))
        style.borderId = borders.add(border)

    restyle(ws, box, change)


class RangeFont(base_classes.Font):  # type: ignore[misc]
    """The font of a block; reading tells that of its first cell."""

    def __init__(self, ws: Worksheet, box: Box) -> None:
        self._ws, self._box = ws, box

    @property
    def api(self) -> Font:
        """The openpyxl font of the first cell."""
        cell = self._ws._cells.get((self._box.top, self._box.left))
        style = cell._style if cell is not None else None
        font: Font = self._ws.parent._fonts[style.fontId if style is not None else 0]
        return font

    @property
    def bold(self) -> bool:
        return bool(self.api.b)

    @bold.setter
    def bold(self, value: bool) -> None:
        set_font(self._ws, self._box, b=value)

    @property
    def strikethrough(self) -> bool | None:
        """Whether all cells of the block are struck through; None where some are."""
        fonts, box = self._ws.parent._fonts, self._box
        if not any(font.strike for font in fonts):
            return False
        places = product(range(box.top, box.bottom + 1), range(box.left, box.right + 1))
        cells = (self._ws._cells.get(place) for place in places)
        found = {
            bool(cell is not None and cell.has_style and fonts[cell._style.fontId].strike) for cell in cells
        }
        return found.pop() if len(found) == 1 else None

    @property
    def size(self) -> float | None:
        return self.api.sz

    @size.setter
    def size(self, value: float) -> None:
        set_font(self._ws, self._box, sz=value)

    @property
    def name(self) -> str | None:
        return self.api.name

    @name.setter
    def name(self, value: str) -> None:
        set_font(self._ws, self._box, name=value)

    @property
    def color(self) -> RGB | None:
        return from_colour(self.api.color)

    @color.setter
    def color(self, value: Any) -> None:
        set_font(self._ws, self._box, color=None if value is None else Color(rgb=to_colour(value)))
