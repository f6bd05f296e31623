"""Rectangles of cells and how Excel writes them down."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from openpyxl.utils import column_index_from_string, get_column_letter

from windows.excel.errors import refuse

ROWS, COLUMNS = 1_048_576, 16_384

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d+)?(?::\$?([A-Za-z]{1,3})?\$?(\d+)?)?")


class Place(NamedTuple):
    """A cell; both numbers count from 1."""

    row: int
    column: int


class Area(NamedTuple):
    """A rectangle of cells; all numbers count from 1, the last ones belong to it."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def at(cls, place: tuple[int, int]) -> "Area":
        """One cell."""
        return cls(*place, *place)

    @classmethod
    def parse(cls, text: str) -> "Area":
        """An address in A1 style, without a sheet.

        Raises:
            ExcelError: It is none.
        """
        found = _ADDRESS.fullmatch(text)
        if not found or not (found[1] or found[2]):
            refuse(f"Method 'Range' of object '_Worksheet' failed: {text}")
        first_column, first_row, last_column, last_row = found.groups()
        if ":" not in text:
            last_column, last_row = first_column, first_row
        columns = [column_index_from_string(c.upper()) for c in (first_column, last_column) if c]
        rows = [int(row) for row in (first_row, last_row) if row]
        area = cls(
            *(min(rows or [1]), min(columns or [1])), *(max(rows or [ROWS]), max(columns or [COLUMNS]))
        )
        return area.checked()

    def checked(self) -> "Area":
        """Itself.

        Raises:
            ExcelError: It does not lie on a sheet.
        """
        if not (1 <= self.top <= self.bottom <= ROWS and 1 <= self.left <= self.right <= COLUMNS):
            refuse("Application-defined or object-defined error")
        return self

    @property
    def height(self) -> int:
        """How many rows."""
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        """How many columns."""
        return self.right - self.left + 1

    @property
    def size(self) -> int:
        """How many cells."""
        return self.height * self.width

    @property
    def whole_rows(self) -> bool:
        """Whether it reaches from the first column to the last."""
        return self.left == 1 and self.right == COLUMNS

    @property
    def whole_columns(self) -> bool:
        """Whether it reaches from the first row to the last."""
        return self.top == 1 and self.bottom == ROWS

    def places(self) -> Iterator[Place]:
        """Its cells, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield Place(row, column)

    def holds(self, place: tuple[int, int]) -> bool:
        """Whether a cell lies in it."""
        return self.top <= place[0] <= self.bottom and self.left <= place[1] <= self.right

    def common(self, other: "Area") -> "Area | None":
        """What lies in both."""
        top, left = max(self.top, other.top), max(self.left, other.left)
        bottom, right = min(self.bottom, other.bottom), min(self.right, other.right)
        return Area(top, left, bottom, right) if top <= bottom and left <= right else None

    def less(self, other: "Area") -> "list[Area]":
        """What is left of it without another."""
        cut = self.common(other)
        if cut is None:
            return [self]
        around = [
            (self.top, self.left, cut.top - 1, self.right),
            (cut.bottom + 1, self.left, self.bottom, self.right),
            (cut.top, self.left, cut.bottom, cut.left - 1),
            (cut.top, cut.right + 1, cut.bottom, self.right),
        ]
        return [Area(*part) for part in around if part[0] <= part[2] and part[1] <= part[3]]

    def address(self, row_sign: str = "$", column_sign: str = "$") -> str:
        """As Excel writes it."""
        if self.whole_columns and not self.whole_rows:
            return f"{column_sign}{get_column_letter(self.left)}:{column_sign}{get_column_letter(self.right)}"
        if self.whole_rows:
            return f"{row_sign}{self.top}:{row_sign}{self.bottom}"
        first = f"{column_sign}{get_column_letter(self.left)}{row_sign}{self.top}"
        if self.size == 1:
            return first
        return f"{first}:{column_sign}{get_column_letter(self.right)}{row_sign}{self.bottom}"

    @property
    def plain(self) -> str:
        """Its address without dollar signs, as files hold it."""
        return self.address("", "")
