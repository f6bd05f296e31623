"""How the cells of a Calc range look and how large they are, as xlwings' Range says it."""

from typing import Any

from pab_planner.engines.calc.format import Borders, Font, from_colour, is_uniform, to_colour
from pab_planner.engines.calc.uno import enum
from pab_planner.engines.placed_range import PlacedRange

_POINT, _PIXEL = 2540 / 72, 2540 / 96
"""In 1/100 mm."""

INDENT = 353
"""A step of an indent, 10 points [1/100 mm]."""
_ALIGNMENTS = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
_VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4}


class Looks(PlacedRange):
    """The half of a Range that has nothing to do with what its cells hold."""

    @property
    def api(self) -> Any:
        """The sheet's cursor, moved to these cells; valid until any range of the sheet is asked for its own."""
        return self.sheet.cursor.at(self.box)

    @property
    def corner(self) -> Any:
        """The same cursor, moved to the first cell."""
        return self.sheet.cursor.at(self.box.first)

    def look(self, name: str) -> Any:
        """A property of Calc's of the cells; None if they differ."""
        cells = self.api
        return getattr(cells, name) if self.box.size == 1 or is_uniform(cells, name) else None

    @property
    def number_format(self) -> str | None:
        key = self.look("NumberFormat")
        return None if key is None else self.sheet.book.formats.text(key)

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.api.NumberFormat = self.sheet.book.formats.key(value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        return from_colour(self.look("CellBackColor"))

    @color.setter
    def color(self, value: Any) -> None:
        self.api.CellBackColor = to_colour(value)

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def borders(self) -> Borders:
        return Borders(self)

    def indent(self) -> None:
        """Keep texts one step off the edge; a call of ours, xlwings has none."""
        self.api.ParaIndent = INDENT

    @property
    def wrap_text(self) -> bool | None:
        wrapped: bool | None = self.look("IsTextWrapped")
        return wrapped

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.api.IsTextWrapped = value

    @property
    def horizontal_alignment(self) -> str | None:
        found = self.look("HoriJustify")
        return found and {v: k for k, v in _ALIGNMENTS.items()}.get(found.value)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        # Calc has no "center across selection"; centred is what comes nearest.
        self.api.HoriJustify = enum("table.CellHoriJustify", _ALIGNMENTS.get(value, "CENTER"))

    @property
    def vertical_alignment(self) -> str | None:
        return {**{v: k for k, v in _VERTICAL.items()}, 0: "bottom"}.get(self.look("VertJustify"))

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.api.VertJustify = _VERTICAL.get(value, 3)

    @property
    def column_width(self) -> float:
        """Width in characters of Calibri 11 (7 pixels each, 5 for the margins), as Excel counts."""
        return round((float(self.corner.Size.Width) / _PIXEL - 5) / 7, 2)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.api.Columns.Width = round((value * 7 + 5) * _PIXEL)

    @property
    def row_height(self) -> float:
        """Height in points."""
        return round(float(self.corner.Size.Height) / _POINT, 1)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.api.Rows.Height = round(value * _POINT)

    @property
    def left(self) -> float:
        return float(self.api.Position.X / _POINT)

    @property
    def top(self) -> float:
        return float(self.api.Position.Y / _POINT)

    @property
    def width(self) -> float:
        return float(self.api.Size.Width / _POINT)

    @property
    def height(self) -> float:
        return float(self.api.Size.Height / _POINT)

    def autofit(self, axis: str | None = None) -> None:
        if axis in (None, "columns", "c"):
            self.api.Columns.OptimalWidth = True
        if axis in (None, "rows", "r"):
            self.api.Rows.OptimalHeight = True

    def merge(self, across: bool = False) -> None:
        lines = self.box.tiles(1, self.box.shape[1]) if across else [self.box]
        for line in lines:
            self.sheet.cursor.at(line).merge(True)

    @property
    def merge_cells(self) -> bool:
        return bool(self.api.getIsMerged()) or self.sheet.cursor.merged(self.box.first).size > 1
