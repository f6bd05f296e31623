"""Borders of a block of cells, as xlwings names them."""

from collections.abc import Callable, Sequence
from typing import Any

from openpyxl.styles import Side
from openpyxl.styles.colors import Color
from xlwings import base_classes

from pab_planner.engines.file.openpyxl_types import Worksheet
from pab_planner.engines.file.styles import set_border, to_colour
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
