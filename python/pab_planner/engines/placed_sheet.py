"""How a sheet finds its cells: the same for every host."""

from typing import Any, ClassVar

import xlwings
from xlwings import base_classes

from pab_planner.engines.placed_range import PlacedRange
from pab_planner.ooxml.rectangle import LAST_COLUMN, LAST_ROW, Box


class PlacedSheet(base_classes.Sheet):  # type: ignore[misc]
    """Subclasses give `range_type`, the class of their ranges."""

    range_type: ClassVar[type[PlacedRange]]

    @property
    def cells(self) -> Any:
        return self.range_type(self, Box(1, 1, LAST_ROW, LAST_COLUMN))

    def range(self, first: Any, last: Any = None) -> Any:
        box = self._box(first)
        if last is not None:
            box = box.span(self._box(last))
        return self.range_type(self, box, first if isinstance(first, str) else "")

    def _box(self, place: Any) -> Box:
        """The block that a range, a (row, column) from 1 or an address stands for."""
        if isinstance(place, xlwings.Range):
            place = place.impl
        if isinstance(place, PlacedRange):
            return place.box
        if isinstance(place, tuple):
            row, column, height, width = (*place, 1, 1)[:4]
            if row < 1 or column < 1:
                raise IndexError("rows and columns are counted from 1")
            if not (height and width):
                raise IndexError("an empty range")
            return Box(row, column, row + height - 1, column + width - 1)
        if box := Box.parse(place):
            return box
        raise ValueError(f"{place!r} is no address on sheet {self.name}")
