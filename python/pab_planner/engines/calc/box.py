"""A block of cells as plain numbers, and as the A1 text that names it."""

import re
from typing import Any, NamedTuple, Self

from pab_planner.engines.calc.uno import struct

LAST_ROW = 1_048_575
LAST_COLUMN = 16_383

_CELLS = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d+)(?::\$?([A-Za-z]{1,3})\$?(\d+))?")
_ROWS = re.compile(r"\$?(\d+):\$?(\d+)")
_COLUMNS = re.compile(r"\$?([A-Za-z]{1,3}):\$?([A-Za-z]{1,3})")


class Box(NamedTuple):
    """Rows and columns counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.bottom - self.top + 1, self.right - self.left + 1

    @property
    def is_cell(self) -> bool:
        """True for a single cell."""
        return self.shape == (1, 1)

    @property
    def first(self) -> "Box":
        """The first cell alone."""
        return Box(self.top, self.left, self.top, self.left)

    @property
    def whole_rows(self) -> bool:
        """True for a block like `5:7`."""
        return self.left == 0 and self.right == LAST_COLUMN

    @property
    def whole_columns(self) -> bool:
        """True for a block like `B:D`."""
        return self.top == 0 and self.bottom == LAST_ROW

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The block that `A1`, `A1:B2`, `A:B` or `1:2` names; None if the text is no address."""
        if cells := _CELLS.fullmatch(text):
            column, row, last_column, last_row = cells.groups()
            return cls._between(
                int(row) - 1, _number(column), int(last_row or row) - 1, _number(last_column or column)
            )
        if rows := _ROWS.fullmatch(text):
            return cls._between(int(rows[1]) - 1, 0, int(rows[2]) - 1, LAST_COLUMN)
        if columns := _COLUMNS.fullmatch(text):
            return cls._between(0, _number(columns[1]), LAST_ROW, _number(columns[2]))
        return None

    @classmethod
    def _between(cls, row: int, column: int, other_row: int, other_column: int) -> Self:
        return cls(
            min(row, other_row), min(column, other_column), max(row, other_row), max(column, other_column)
        )

    @classmethod
    def of(cls, address: Any) -> Self:
        """The block of a UNO CellRangeAddress."""
        return cls(address.StartRow, address.StartColumn, address.EndRow, address.EndColumn)

    def span(self, other: "Box") -> "Box":
        """The smallest block that holds both."""
        return Box(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def relative_to(self, corner: "Box") -> "Box":
        """The block counted from another's first cell."""
        top, left = corner.top, corner.left
        return Box(self.top - top, self.left - left, self.bottom - top, self.right - left)

    def overlap(self, other: "Box") -> "Box | None":
        """The cells that two blocks share."""
        if not self.meets(other):
            return None
        return Box(
            max(self.top, other.top),
            max(self.left, other.left),
            min(self.bottom, other.bottom),
            min(self.right, other.right),
        )

    def tiles(self, height: int, width: int) -> "list[Box]":
        """The block in pieces of this size; one piece at its corner if they don't fill it."""
        rows, columns = self.shape
        if rows % height or columns % width:
            rows, columns = height, width
        return [
            Box(top, left, top + height - 1, left + width - 1)
            for top in range(self.top, self.top + rows, height)
            for left in range(self.left, self.left + columns, width)
        ]

    def halves(self) -> "tuple[Box, Box]":
        """The block cut in two between columns, or between rows if it is one column."""
        if self.left < self.right:
            middle = (self.left + self.right) // 2
            return self._replace(right=middle), self._replace(left=middle + 1)
        middle = (self.top + self.bottom) // 2
        return self._replace(bottom=middle), self._replace(top=middle + 1)

    def sized(self, rows: int, columns: int) -> "Box":
        """A block of this size with the same first cell."""
        return Box(self.top, self.left, self.top + rows - 1, self.left + columns - 1)

    def moved(self, rows: int, columns: int) -> "Box":
        """The block shifted down and to the right."""
        return Box(self.top + rows, self.left + columns, self.bottom + rows, self.right + columns)

    def meets(self, other: "Box") -> bool:
        """True where the two share a cell."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def uno_address(self, sheet: int) -> Any:
        """The block as a UNO CellRangeAddress on the sheet with this index (from 0)."""
        return struct(
            "table.CellRangeAddress",
            Sheet=sheet,
            StartColumn=self.left,
            StartRow=self.top,
            EndColumn=self.right,
            EndRow=self.bottom,
        )

    def a1(self, *, row_absolute: bool = True, column_absolute: bool = True) -> str:
        """The block as A1 text, as Excel writes it."""
        r, c = "$" if row_absolute else "", "$" if column_absolute else ""
        if self.whole_columns:
            return f"{c}{letters(self.left)}:{c}{letters(self.right)}"
        if self.whole_rows:
            return f"{r}{self.top + 1}:{r}{self.bottom + 1}"
        first = f"{c}{letters(self.left)}{r}{self.top + 1}"
        if self.is_cell:
            return first
        return f"{first}:{c}{letters(self.right)}{r}{self.bottom + 1}"


def letters(column: int) -> str:
    """Column 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        text = chr(65 + digit) + text
    return text


def _number(column: str) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
