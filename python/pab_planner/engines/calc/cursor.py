"""A reused UNO cursor: moving it costs a call of 0.15 ms, a new object 1 to 2 ms.

The bridge asks each new object for all that it can do. So one cursor per sheet moves from block to block.
"""

from typing import Any

from pab_planner.engines.calc.uno import box_of
from pab_planner.ooxml.rectangle import LAST_COLUMN, LAST_ROW, Box

_CORNER = Box(1, 1, 1, 1)


class Cursor:
    """The one cursor of a sheet; whoever asks for the next block moves it away from the last."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self.let_go()

    def let_go(self) -> None:
        """Forget the cursor: Calc moves it when cells are inserted or deleted."""
        self._cursor: Any = None
        self._box = _CORNER

    def at(self, box: Box) -> Any:
        """The cells of a block, until the next call."""
        if self._cursor is None:
            self._cursor = self._sheet.createCursorByRange(self._sheet.getCellByPosition(0, 0))
            self._box = _CORNER
        was = self._box
        down, right = box.top - was.top, box.left - was.left
        if down or right:
            moved = was.moved(down, right)
            if moved.bottom > LAST_ROW or moved.right > LAST_COLUMN:  # Calc would leave it where it is
                self._cursor.collapseToSize(1, 1)
                moved = box.first
            self._cursor.gotoOffset(right, down)
            was = moved
        if was.shape != box.shape:
            rows, columns = box.shape
            self._cursor.collapseToSize(columns, rows)
        self._box = box
        return self._cursor

    def merged(self, box: Box) -> Box:
        """The merged area that a cell lies in, or the cell."""
        self.at(box).collapseToMergedArea()
        return self._now()

    def used(self) -> Box:
        """All cells that hold or show something."""
        cursor = self.at(_CORNER)
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return self._now()

    def _now(self) -> Box:
        self._box = box_of(self._cursor.RangeAddress)
        return self._box
