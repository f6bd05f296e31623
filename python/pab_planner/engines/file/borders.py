"""Borders of a block of cells, as xlwings names them."""

from collections.abc import Callable, Sequence
from typing import Any

from openpyxl.styles import Side
from openpyxl.styles.colors import Color
from xlwings import base_classes

from pab_planner.engines.file.openpyxl_types import Worksheet
from pab_planner.engines.file.styles import RGB, from_colour, set_border, to_colour
from pab_planner.ooxml.rectangle import Box

_UNSET = base_classes._UNSET
_NAMES = {
    ("continuous", "hairline"): "hair",
    ("continuous", "thin"): "thin",
    ("continuous", "medium"): "medium",
    ("continuous", "thick"): "thick",
    ("dash", "thin"): "dashed",
    ("dash", "medium"): "mediumDashed",
    ("dash_dot", "thin"): "dashDot",
    ("dash_dot", "medium"): "mediumDashDot",
    ("dash_dot_dot", "thin"): "dashDotDot",
    ("dash_dot_dot", "medium"): "mediumDashDotDot",
    ("dot", "thin"): "dotted",
    ("double", "thick"): "double",
    ("slant_dash_dot", "medium"): "slantDashDot",
}
_PARTS = {name: part for part, name in _NAMES.items()}


class RangeBorders(base_classes.Borders):  # type: ignore[misc]
    """The borders of one block."""

    def __init__(self, ws: Worksheet, box: Box) -> None:
        self._ws, self._box = ws, box

    @property
    def api(self) -> Worksheet:
        return self._ws

    def __getitem__(self, side: str) -> "RangeBorder":
        return RangeBorder(self, side)

    def side(self, side: str) -> Side:
        """The openpyxl side that stands where xlwings' side of the block is."""
        row, column, name = self._place(side)
        cell = self._ws._cells.get((row, column))
        style = cell._style if cell is not None else None
        border = self._ws.parent._borders[style.borderId if style is not None else 0]
        return getattr(border, name) or Side()

    def _place(self, side: str) -> tuple[int, int, str]:
        top, left, bottom, right = self._box
        places = {
            "edge_top": (top, left, "top"),
            "edge_bottom": (bottom, left, "bottom"),
            "edge_left": (top, left, "left"),
            "edge_right": (top, right, "right"),
            "inside_horizontal": (top, left, "bottom"),
            "inside_vertical": (top, left, "right"),
        }
        return places.get(side, (top, left, "diagonal"))

    def set(
        self, which: Sequence[str], *, line_style: Any = _UNSET, weight: Any = _UNSET, color: Any = _UNSET
    ) -> None:
        change = _change(line_style, weight, color)
        for side in which:
            for box, names in self._parts(side):
                set_border(self._ws, box, dict.fromkeys(names, change))

    def _parts(self, side: str) -> list[tuple[Box, tuple[str, ...]]]:
        """The cells of a side of the block, with their sides to draw; neighbours both draw an inner line."""
        box = self._box
        if side == "edge_top":
            return [(box._replace(bottom=box.top), ("top",))]
        if side == "edge_bottom":
            return [(box._replace(top=box.bottom), ("bottom",))]
        if side == "edge_left":
            return [(box._replace(right=box.left), ("left",))]
        if side == "edge_right":
            return [(box._replace(left=box.right), ("right",))]
        if side == "inside_horizontal" and box.shape[0] > 1:
            return [
                (box._replace(bottom=box.bottom - 1), ("bottom",)),
                (box._replace(top=box.top + 1), ("top",)),
            ]
        if side == "inside_vertical" and box.shape[1] > 1:
            return [
                (box._replace(right=box.right - 1), ("right",)),
                (box._replace(left=box.left + 1), ("left",)),
            ]
        return [(box, ("diagonal",))] if side.startswith("diagonal") else []

    @property
    def line_style(self) -> Any:
        return self._shared("line_style")

    @property
    def weight(self) -> Any:
        return self._shared("weight")

    @property
    def color(self) -> Any:
        return self._shared("color")

    def _shared(self, attribute: str) -> Any:
        """What all sides of the grid have in common, else None."""
        sides = ["edge_top", "edge_bottom", "edge_left", "edge_right"]
        sides += ["inside_horizontal"] * (self._box.shape[0] > 1) + ["inside_vertical"] * (
            self._box.shape[1] > 1
        )
        values = [getattr(self[side], attribute) for side in sides]
        return values[0] if all(value == values[0] for value in values) else None


class RangeBorder(base_classes.Border):  # type: ignore[misc]
    """One side of a block."""

    def __init__(self, borders: RangeBorders, side: str) -> None:
        self._borders, self._side = borders, side

    @property
    def api(self) -> Side:
        return self._borders.side(self._side)

    @property
    def line_style(self) -> str | None:
        name = self.api.style
        return None if name is None else _PARTS[name][0]

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self._borders.set([self._side], line_style=value)

    @property
    def weight(self) -> str | None:
        name = self.api.style
        return None if name is None else _PARTS[name][1]

    @weight.setter
    def weight(self, value: str) -> None:
        self._borders.set([self._side], weight=value)

    @property
    def color(self) -> RGB | None:
        return from_colour(self.api.color)

    @color.setter
    def color(self, value: Any) -> None:
        self._borders.set([self._side], color=value)


def _change(line_style: Any, weight: Any, color: Any) -> Callable[[Side], Side]:
    """A changed side: what is not given stays, and a colour or weight alone draws a plain line."""

    def changed(side: Side) -> Side:
        if line_style is not _UNSET and line_style in (None, "none"):
            return Side()
        old_style, old_weight = _PARTS.get(side.style or "", ("continuous", "thin"))
        new_style = old_style if line_style is _UNSET else line_style
        new_weight = old_weight if weight is _UNSET else weight
        name: Any = _NAMES.get((new_style, new_weight))
        if name is None:
            # Excel has no such pair: what was given decides, the weight before the kind of line.
            part, given = (1, weight) if weight is not _UNSET else (0, new_style)
            name = next(name for pair, name in _NAMES.items() if pair[part] == given)
        colour = side.color if color is _UNSET else (None if color is None else Color(rgb=to_colour(color)))
        return Side(style=name, color=colour)

    return changed
