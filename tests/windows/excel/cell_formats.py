"""`Font`, `Interior` and `Borders` of cells."""

import copy
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from openpyxl.styles import PatternFill, Side
from xlwings.constants import BordersIndex, BorderWeight, ColorIndex, LineStyle

from windows.excel import colours
from windows.excel.areas import Place
from windows.excel.errors import NotModelled
from windows.excel.excel_object import ExcelObject

if TYPE_CHECKING:
    from windows.excel.ranges import CellRange


class CellFont(ExcelObject):
    """The letters in cells."""

    kind = "Font"

    def __init__(self, cells: "CellRange") -> None:
        self.app, self.cells = cells.app, cells

    def _change(self, **changes: Any) -> None:
        def change(cell: Any) -> None:
            font = copy.copy(cell.font)
            for name, value in changes.items():
                setattr(font, name, value)
            cell.font = font

        self.cells.change(change)

    @property
    def Bold(self) -> bool | None:
        found = self.cells.common(lambda cell: bool(cell.font.b))
        return None if found is None else bool(found)

    @Bold.setter
    def Bold(self, bold: bool) -> None:
        self._change(b=bool(bold))

    @property
    def Strikethrough(self) -> bool | None:
        found = self.cells.common(lambda cell: bool(cell.font.strike))
        return None if found is None else bool(found)

    @Strikethrough.setter
    def Strikethrough(self, struck: bool) -> None:
        self._change(strike=bool(struck))

    @property
    def Size(self) -> float | None:
        found = self.cells.common(lambda cell: float(cell.font.sz or 11))
        return None if found is None else float(found)

    @Size.setter
    def Size(self, size: float) -> None:
        self._change(sz=float(size))

    @property
    def Name(self) -> str | None:
        found = self.cells.common(lambda cell: cell.font.name)
        return None if found is None else str(found)

    @Name.setter
    def Name(self, name: str) -> None:
        self._change(name=name)

    @property
    def Color(self) -> float | None:
        found = self.cells.common(lambda cell: colours.number(cell.font.color) or 0.0)
        return None if found is None else float(found)

    @Color.setter
    def Color(self, number: float) -> None:
        self._change(color=colours.color(number))


class Fill(ExcelObject):
    """The background of cells."""

    kind = "Interior"

    def __init__(self, cells: "CellRange") -> None:
        self.app, self.cells = cells.app, cells

    @staticmethod
    def _number(cell: Any) -> float | None:
        return colours.number(cell.fill.fgColor) if cell.fill.fill_type == "solid" else None

    @property
    def ColorIndex(self) -> int | None:
        def index(cell: Any) -> int:
            return int(ColorIndex.xlColorIndexNone) if self._number(cell) is None else 1

        found = self.cells.common(index)
        return None if found is None else int(found)

    @ColorIndex.setter
    def ColorIndex(self, index: int) -> None:
        if index != _NO_COLOUR:
            raise NotModelled("Interior.ColorIndex other than none")
        self.cells.change(lambda cell: setattr(cell, "fill", PatternFill()))

    @property
    def Color(self) -> float:
        # 0 where the cells differ, white where there is none.
        def number(cell: Any) -> float:
            found = self._number(cell)
            return colours.WHITE if found is None else found

        found = self.cells.common(number)
        return 0.0 if found is None else float(found)

    @Color.setter
    def Color(self, number: float) -> None:
        fill = PatternFill("solid", fgColor=colours.color(number))
        self.cells.change(lambda cell: setattr(cell, "fill", fill))


_NO_COLOUR = ColorIndex.xlColorIndexNone


class CellBorders(ExcelObject):
    """The lines around and between cells."""

    kind = "Borders"

    def __init__(self, cells: "CellRange") -> None:
        self.app, self.cells = cells.app, cells

    def Item(self, Index: int) -> "Line":
        return Line(self.cells, int(Index))

    def _Default(self, Index: int) -> "Line":
        return self.Item(Index)

    # The lines around and between the cells at once: https://learn.microsoft.com/office/vba/api/excel.borders

    def _set(self, name: str, value: Any) -> None:
        for side in SIDES:
            setattr(self.Item(side), name, value)

    @property
    def LineStyle(self) -> Any:
        return self.Item(BordersIndex.xlEdgeTop).LineStyle

    @LineStyle.setter
    def LineStyle(self, style: int) -> None:
        self._set("LineStyle", style)

    @property
    def Weight(self) -> Any:
        return self.Item(BordersIndex.xlEdgeTop).Weight

    @Weight.setter
    def Weight(self, weight: int) -> None:
        self._set("Weight", weight)

    @property
    def Color(self) -> Any:
        return self.Item(BordersIndex.xlEdgeTop).Color

    @Color.setter
    def Color(self, colour: int) -> None:
        self._set("Color", colour)


SIDES = {
    BordersIndex.xlEdgeLeft: "left",
    BordersIndex.xlEdgeTop: "top",
    BordersIndex.xlEdgeBottom: "bottom",
    BordersIndex.xlEdgeRight: "right",
    BordersIndex.xlInsideVertical: "right",
    BordersIndex.xlInsideHorizontal: "bottom",
}
"""The side of a cell on which a line lies."""

OPPOSITE = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
STEPS = {"left": (0, -1), "right": (0, 1), "top": (-1, 0), "bottom": (1, 0)}

WEIGHTS = {
    BorderWeight.xlHairline: "hair",
    BorderWeight.xlThin: "thin",
    BorderWeight.xlMedium: "medium",
    BorderWeight.xlThick: "thick",
}
STYLES = {
    LineStyle.xlContinuous: None,
    LineStyle.xlDash: "dashed",
    LineStyle.xlDot: "dotted",
    LineStyle.xlDouble: "double",
}


class Line(ExcelObject):
    """One side of a range, or the lines between its cells."""

    kind = "Border"

    def __init__(self, cells: "CellRange", index: int) -> None:
        self.app, self.cells, self.index = cells.app, cells, index

    def _sides(self) -> Iterator[tuple[Any, str]]:
        """Each cell and the side of it that belongs to the line."""
        if self.index not in SIDES:
            return
        side = SIDES[self.index]
        for area, place in ((a, place) for a in self.cells.areas for place in a.places()):
            on_it = {
                BordersIndex.xlEdgeLeft: place.column == area.left,
                BordersIndex.xlEdgeTop: place.row == area.top,
                BordersIndex.xlEdgeBottom: place.row == area.bottom,
                BordersIndex.xlEdgeRight: place.column == area.right,
                BordersIndex.xlInsideVertical: place.column < area.right,
                BordersIndex.xlInsideHorizontal: place.row < area.bottom,
            }
            if on_it[self.index]:
                yield self.cells.sheet.cells.cell(place), side
                # A line between cells stands in both, as in every file of Excel's with all borders drawn: where
                # the row above is deleted, the one below keeps it.
                if self.index in (BordersIndex.xlInsideVertical, BordersIndex.xlInsideHorizontal):
                    beyond = Place(place.row + STEPS[side][0], place.column + STEPS[side][1])
                    yield self.cells.sheet.cells.cell(beyond), OPPOSITE[side]

    def _change(self, change: Callable[[Any], None]) -> None:
        self.cells.sheet.require_unprotected()
        for cell, name in self._sides():
            border = copy.copy(cell.border)
            side = copy.copy(getattr(border, name)) or Side()
            change(side)
            setattr(border, name, side)
            cell.border = border

    def _first(self) -> Any:
        """The line at the first cell; a line between two cells belongs to both, whichever of them has it."""
        for cell, name in self._sides():
            own = getattr(cell.border, name)
            if own.style is not None:
                return own
            row, column = cell.row + STEPS[name][0], cell.column + STEPS[name][1]
            beyond = self.cells.sheet.cells.peek(Place(row, column))
            return getattr(beyond.border, OPPOSITE[name]) if beyond is not None else own
        return None

    @property
    def LineStyle(self) -> int:
        side = self._first()
        if side is None or side.style is None:
            return int(LineStyle.xlLineStyleNone)
        styles = {word: number for number, word in STYLES.items() if word}
        return int(styles.get(side.style, LineStyle.xlContinuous))

    @LineStyle.setter
    def LineStyle(self, number: int) -> None:
        def change(side: Any) -> None:
            if number == _NO_LINE:
                side.style = None
            else:
                side.style = STYLES[number] or side.style or "thin"

        self._change(change)

    @property
    def Weight(self) -> int:
        side = self._first()
        words = {word: number for number, word in WEIGHTS.items()}
        return int(words.get(str(side.style if side else ""), BorderWeight.xlThin))

    @Weight.setter
    def Weight(self, number: int) -> None:
        self._change(lambda side: setattr(side, "style", WEIGHTS[number]))

    @property
    def ColorIndex(self) -> int:
        side = self._first()
        return int(ColorIndex.xlColorIndexNone) if side is None or side.style is None else 1

    @property
    def Color(self) -> float:
        side = self._first()
        return (colours.number(side.color) if side else None) or 0.0

    @Color.setter
    def Color(self, number: float) -> None:
        def change(side: Any) -> None:
            side.color = colours.color(number)
            side.style = side.style or "thin"  # a colour draws the line

        self._change(change)


_NO_LINE = LineStyle.xlLineStyleNone
