"""The cells of one sheet: openpyxl's, with the result of each formula and the block that each array fills."""

import copy
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import WINDOWS_EPOCH, to_excel
from openpyxl.worksheet.formula import ArrayFormula

from windows.excel.areas import Area, Place
from windows.excel.errors import refuse
from windows.excel.typed_text import ERRORS, Words


@dataclass
class ArrayBlock:
    """An array formula and the cells that it fills.

    Attributes:
        area: The cells.
        formula: The formula in the first of them.
        spills: Whether it is a dynamic array; else it was entered with Ctrl+Shift+Enter over all of the area.
    """

    area: Area
    formula: str
    spills: bool


class CellStore:
    """The cells of one sheet."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet
        self.results: dict[Place, Any] = {}
        """What each formula gave last; those of an array in each of its cells."""
        self.arrays: dict[Place, ArrayBlock] = {}
        """The block in which a cell lies, by cell."""

    def load(self, shown: Any, dynamic: set[str]) -> None:
        """Take results and arrays from the file.

        Args:
            shown: The same sheet, read with `data_only`.
            dynamic: Addresses of the cells whose array formula spills.
        """
        for cell in list(self.sheet._cells.values()):
            place = Place(cell.row, cell.column)
            if isinstance(cell.value, ArrayFormula):
                area = Area.parse(cell.value.ref)
                block = ArrayBlock(area, _with_sign(str(cell.value.text)), cell.coordinate in dynamic)
                for inside in area.places():
                    self.arrays[inside] = block
                    self.results[inside] = shown.cell(*inside).value
                    if inside != place and inside in self.sheet._cells:
                        self.sheet._cells[inside].value = None
            elif cell.data_type == "f":
                self.results[place] = shown.cell(*place).value

    def peek(self, place: Place) -> Any:
        """The cell, if the file has one there."""
        return self.sheet._cells.get(place)

    def cell(self, place: Place) -> Any:
        """The cell; a new one looks as its row or column does."""
        found = self.sheet._cells.get(place)
        if found is None:
            found = self.sheet.cell(*place)
            found._style = copy.copy(self.blank_look(place))
        return found

    def blank_look(self, place: Place) -> Any:
        """The style of a cell that is not there: its row's, else its column's, else the normal one."""
        row = self.sheet.row_dimensions.get(place.row)
        if row is not None and row.has_style:
            return row._style
        for column in self.sheet.column_dimensions.values():
            first = column.min or column.index
            if column.has_style and self._reaches(column, first, place.column):
                return column._style
        normal: Any = Cell(self.sheet, 1, 1)
        return normal._style

    @staticmethod
    def _reaches(column: Any, first: Any, number: int) -> bool:
        if isinstance(first, str):
            return bool(first == get_column_letter(number))
        return bool(first <= number <= (column.max or first))

    def used(self) -> Area:
        """All cells that hold or look like something; A1 where none does."""
        places = [place for place, cell in self.sheet._cells.items() if _is_used(cell)]
        places += self.arrays
        if not places:
            return Area(1, 1, 1, 1)
        rows, columns = [row for row, _ in places], [column for _, column in places]
        return Area(min(rows), min(columns), max(rows), max(columns))

    def filled(self) -> Iterator[Place]:
        """Every cell that holds something, even an empty text."""
        yield from (Place(*at) for at, cell in self.sheet._cells.items() if cell.value is not None)
        yield from self.arrays

    def touched(self, area: Area) -> Iterator[Any]:
        """The cells of an area; of whole rows and columns those that are there."""
        if area.whole_rows or area.whole_columns:
            for place in sorted(p for p in self.sheet._cells if area.holds(p)):
                yield self.sheet._cells[place]
        else:
            for place in area.places():
                yield self.cell(place)

    def formula(self, place: Place) -> str | None:
        """The formula in a cell, none if there is none."""
        if place in self.arrays:
            return self.arrays[place].formula
        cell = self.peek(place)
        return cell.value if cell is not None and cell.data_type == "f" else None

    def content(self, place: Place) -> Any:
        """What a cell shows, before any number format: a formula's result, or the constant."""
        if place in self.arrays:
            return self.results.get(place)
        cell = self.peek(place)
        if cell is None:
            return None
        if cell.data_type == "f":
            return self.results.get(place)
        return Words(cell.value) if cell.data_type == "s" and cell.value in ERRORS else cell.value

    def put(self, place: Place, value: Any) -> None:
        """A constant, or a formula that fills one cell.

        Raises:
            ExcelError: The cell lies within an array that was entered over several cells.
        """
        cell = self.cell(place)
        if isinstance(cell, MergedCell):
            return
        self.leave_array(place)
        self.results.pop(place, None)
        look = cell.number_format
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "f" if value.startswith("=") and len(value) > 1 else _text_kind(value)
        cell.number_format = look  # openpyxl gives dates and times one of its own

    def put_text(self, place: Place, text: str) -> None:
        """A text that is no formula, whatever it begins with."""
        self.put(place, None)
        cell = self.cell(place)
        cell.value = text
        cell.data_type = "s"

    def put_array(self, block: ArrayBlock, results: Callable[[Place], Any]) -> None:
        """Fill a block with an array formula."""
        for place in block.area.places():
            self.put(place, None)
        for place in block.area.places():
            self.arrays[place] = block
            self.results[place] = results(place)

    def leave_array(self, place: Place) -> None:
        """Let a cell no longer belong to an array, before something else is written into it.

        Raises:
            ExcelError: The array was entered over several cells: Excel changes no part of it.
        """
        block = self.arrays.get(place)
        if block is None:
            return
        first = Place(block.area.top, block.area.left)
        if not block.spills and block.area.size > 1:
            refuse("You can't change part of an array.")
        if block.spills and place != first:
            # Something typed into the spill range blocks it: the formula then shows #SPILL!.
            for inside in block.area.places():
                self.drop(inside)
            blocked = ArrayBlock(Area.at(first), block.formula, spills=True)
            self.arrays[first], self.results[first] = blocked, "#SPILL!"
            return
        for inside in block.area.places():
            self.drop(inside)

    def drop(self, place: Place) -> None:
        """Forget the array and the result of a cell."""
        self.arrays.pop(place, None)
        self.results.pop(place, None)

    def move(self, where: Callable[[Place], Place | None], blocks: Callable[[Area], Area | None]) -> None:
        """Cells go to other places, or away."""
        cells: dict[tuple[int, int], Any] = {}
        arrays: dict[Place, ArrayBlock] = {}
        for place, cell in self.sheet._cells.items():
            if (to := where(Place(*place))) is not None:
                cell.row, cell.column = to
                cells[to.row, to.column] = cell
        self.sheet._cells = cells
        for block in {id(block): block for block in self.arrays.values()}.values():
            area = blocks(block.area)
            if area is not None:
                block.area = area
                arrays |= dict.fromkeys(area.places(), block)
        self.arrays = arrays
        self.results = {
            to: result for place, result in self.results.items() if (to := where(place)) is not None
        }


def _is_used(cell: Any) -> bool:
    return cell.value is not None or cell.has_style or cell.comment is not None


def _text_kind(text: str) -> str:
    return "e" if text.startswith("#") and text.endswith(("!", "?", "/A")) else "s"


def _with_sign(text: str) -> str:
    return text if text.startswith("=") else f"={text}"


def serial(value: dt.date | dt.time | dt.timedelta, day_0: dt.datetime = WINDOWS_EPOCH) -> float:
    """A date as the number that Excel keeps."""
    to_number: Callable[..., Any] = to_excel
    return float(to_number(value, day_0))
