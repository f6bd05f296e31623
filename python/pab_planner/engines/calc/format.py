"""Colours, fonts and borders of a Calc range."""

from typing import Any

from xlwings import base_classes, utils
from xlwings.base_classes import _UNSET

from pab_planner.engines.calc.uno import struct

Colour = tuple[int, int, int]

_BOLD, _NORMAL = 150.0, 100.0

# com.sun.star.table.BorderLineStyle, and widths in hundredths of a millimetre
_STYLES = {
    "continuous": 0,
    "dot": 1,
    "dash": 2,
    "double": 3,
    "dash_dot": 16,
    "dash_dot_dot": 17,
    "slant_dash_dot": 16,
}
_WIDTHS = {"hairline": 2, "thin": 26, "medium": 53, "thick": 88}
_SIDES = {
    "edge_top": "Top",
    "edge_bottom": "Bottom",
    "edge_left": "Left",
    "edge_right": "Right",
    "inside_vertical": "Vertical",
    "inside_horizontal": "Horizontal",
}


def to_colour(value: Any) -> int:
    """An RGB triple or `#rrggbb` as Calc's number; None is no colour."""
    if value is None:
        return -1
    red, green, blue = utils.hex_to_rgb(value) if isinstance(value, str) else value
    return int(red) << 16 | int(green) << 8 | int(blue)


def from_colour(value: int | None) -> Colour | None:
    """Calc's number as an RGB triple; None for no colour and for several colours."""
    if value is None or value < 0:
        return None
    return value >> 16 & 255, value >> 8 & 255, value & 255


def is_uniform(cells: Any, name: str) -> bool:
    """False if the cells differ in a property: Calc then reads its default."""
    return bool(cells.getPropertyState(name).value != "AMBIGUOUS_VALUE")


class Font(base_classes.Font):  # type: ignore[misc]
    """The font of a range. A property reads None where the cells differ."""

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    @property
    def api(self) -> Any:
        return self._cells.api

    @property
    def bold(self) -> bool | None:
        weight = self._cells.look("CharWeight")
        return None if weight is None else weight >= _BOLD

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("Weight", _BOLD if value else _NORMAL)

    @property
    def strikethrough(self) -> bool | None:
        line: int | None = self._cells.look("CharStrikeout")
        return None if line is None else bool(line)

    @property
    def size(self) -> float | None:
        size: float | None = self._cells.look("CharHeight")
        return size

    @size.setter
    def size(self, value: float) -> None:
        self._set("Height", float(value))

    @property
    def name(self) -> str | None:
        name: str | None = self._cells.look("CharFontName")
        return name

    @name.setter
    def name(self, value: str) -> None:
        self._set("FontName", value)

    @property
    def color(self) -> Colour | None:
        return from_colour(self._cells.look("CharColor"))

    @color.setter
    def color(self, value: Any) -> None:
        self._cells.api.CharColor = to_colour(value)

    def _set(self, attribute: str, value: Any) -> None:
        """Set a property of the fonts for Western and for Chinese characters, which Calc keeps apart."""
        names = (f"Char{attribute}", f"Char{attribute}Asian")
        self._cells.api.setPropertyValues(names, (value, value))


class Borders(base_classes.Borders):  # type: ignore[misc]
    """The four edges and two inside borders of a range. Diagonals are not kept."""

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    @property
    def api(self) -> Any:
        return self._cells.api

    @property
    def lines(self) -> Any:
        """All sides, as Calc keeps them."""
        return self._cells.api.TableBorder2

    def set(
        self, which: Any = "all", *, line_style: Any = _UNSET, weight: Any = _UNSET, color: Any = _UNSET
    ) -> None:
        """Change sides (canonical names, as xlwings hands them over) and leave the rest as they are."""
        table = self.lines
        for part in _SIDES.values():
            setattr(table, f"Is{part}LineValid", False)
        for part in (_SIDES[side] for side in which if side in _SIDES):
            line = getattr(table, f"{part}Line")
            setattr(table, f"{part}Line", _changed(line, line_style, weight, color))
            setattr(table, f"Is{part}LineValid", True)
        self._cells.api.TableBorder2 = table


def _changed(line: Any, style: Any, weight: Any, colour: Any) -> Any:
    """A border line with some attributes changed; what was no line yet becomes a thin one."""
    if style in (None, "none"):
        return struct("table.BorderLine2")
    line_style = line.LineStyle if line.LineWidth else 0
    width = line.LineWidth or _WIDTHS["thin"]
    if style is not _UNSET:
        line_style = _STYLES[style]
    if weight is not _UNSET:
        width = _WIDTHS[weight]
    if line_style == _STYLES["double"]:
        width = max(width, 53)
    return struct(
        "table.BorderLine2",
        Color=line.Color if colour is _UNSET else to_colour(colour),
        LineStyle=line_style,
        LineWidth=width,
        OuterLineWidth=width,
    )
