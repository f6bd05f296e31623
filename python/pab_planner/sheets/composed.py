"""A sheet of ours put together cell by cell, then written in few calls: those to a host are slow."""

from collections.abc import Callable, Hashable
from typing import Any

import xlwings as xw

from pab_planner.excel.blocks import areas, cells_at, draw_grid, indent, is_filtered, merge_cells, write_cells
from pab_planner.excel.choice_lists import allow_choices
from pab_planner.ooxml.rectangle import Box, joined


def _set(name: str) -> Callable[[xw.Range, Any], None]:
    return lambda cells, look: setattr(cells, name, look)


def _set_font(name: str) -> Callable[[xw.Range, Any], None]:
    return lambda cells, look: setattr(cells.font, name, look)


LOOKS: dict[str, Callable[[xw.Range, Any], None]] = {
    "font": _set_font("name"),
    "size": _set_font("size"),
    "ink": _set_font("color"),
    "bold": _set_font("bold"),
    "fill": _set("color"),
    "wrapped": _set("wrap_text"),
    "upright": _set("vertical_alignment"),
    "across": _set("horizontal_alignment"),
    "indented": lambda cells, _: indent(cells),
    "number_format": _set("number_format"),
    "choices": allow_choices,
}
"""What may be said of a cell's look, and how a host is told."""


class ComposedSheet:
    """Cells, their looks, and rows' heights, before any of it is written."""

    def __init__(self) -> None:
        self._values: dict[tuple[int, int], Any] = {}
        self._looks: dict[tuple[int, int], dict[str, Hashable]] = {}
        self._heights: dict[int, float] = {}
        self._merged: list[Box] = []
        self._framed: dict[str, list[Box]] = {}

    def put(self, row: int, column: int, value: Any) -> None:
        """Let a cell hold a value, as `cell_text` hands it to a cell."""
        self._values[row, column] = value

    def look(self, cells: Box, **looks: Hashable) -> None:
        """Let cells look in some way (`LOOKS`); what is said last of a cell holds."""
        for place in cells.cells():
            self._looks.setdefault(place, {}).update(looks)

    def height(self, row: int, points: float) -> None:
        """Let a row be so high, or higher where that was said before."""
        self._heights[row] = max(points, self._heights.get(row, 0))

    def merge(self, cells: Box) -> None:
        """Make one of cells."""
        self._merged.append(cells)

    def frame(self, cells: Box, colour: str) -> None:
        """Draw thin lines around and between cells."""
        self._framed.setdefault(colour, []).append(cells)

    def write(self, sheet: xw.Sheet) -> None:
        """Write everything to a sheet that is blank there."""
        rows = range(1, max(row for row, _ in self._values) + 1)
        columns = range(1, max(column for _, column in self._values) + 1)
        block = [[self._values.get((row, column)) for column in columns] for row in rows]
        write_cells(cells_at(sheet, 1, 1, len(rows), len(columns)), block, filtered=is_filtered(sheet))
        alike: dict[tuple[str, Hashable], list[Box]] = {}
        for (row, column), looks in self._looks.items():
            for said in looks.items():
                alike.setdefault(said, []).append(Box(row, column, row, column))
        for (name, look), cells in alike.items():
            for area in areas(sheet, (box.a1() for box in joined(cells))):
                LOOKS[name](area, look)
        for area in areas(sheet, (box.a1() for box in self._merged)):
            merge_cells(area)
        for colour, boxes in self._framed.items():
            for area in areas(sheet, (box.a1() for box in boxes)):
                draw_grid(area, colour)
        equal: dict[float, list[Box]] = {}
        for row, points in self._heights.items():
            equal.setdefault(points, []).append(Box(row, 1, row, 1))
        for points, cells in equal.items():
            for area in areas(sheet, (box.a1() for box in joined(cells))):
                area.row_height = points
