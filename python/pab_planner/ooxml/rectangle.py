"""A block of cells as four numbers, and as the A1 text that names it."""

import re
from collections.abc import Iterator
from typing import NamedTuple, Self

from openpyxl.utils import column_index_from_string, get_column_letter

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d+)?(?::\$?([A-Za-z]{1,3})?\$?(\d+)?)?")


class Box(NamedTuple):
    """Rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The block that `A1`, `A1:B2`, `A:B` or `1:2` names; None if the text is no address."""
        match = _ADDRESS.fullmatch(text)
        if not match or not any(match.groups()):
            return None
        column, row, other_column, other_row = match.groups()
        if ":" not in text:
            if not (column and row):
                return None
            other_column, other_row = column, row
        if bool(column) != bool(other_column) or bool(row) != bool(other_row):
            return None
        columns = sorted(column_index_from_string(c) for c in (column, other_column) if c) or [1, LAST_COLUMN]
        rows = sorted(int(r) for r in (row, other_row) if r) or [1, LAST_ROW]
        if rows[0] < 1 or rows[1] > LAST_ROW or columns[1] > LAST_COLUMN:
            return None
        return cls(rows[0], columns[0], rows[1], columns[1])

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.bottom - self.top + 1, self.right - self.left + 1

    @property
    def size(self) -> int:
        """The number of cells."""
        return self.shape[0] * self.shape[1]

    @property
    def first(self) -> "Box":
        """The first cell alone."""
        return Box(self.top, self.left, self.top, self.left)

    @property
    def whole_rows(self) -> bool:
        """True for a block like `5:7`."""
        return self.left == 1 and self.right == LAST_COLUMN

    @property
    def whole_columns(self) -> bool:
        """True for a block like `B:D`."""
        return self.top == 1 and self.bottom == LAST_ROW

    @property
    def rows(self) -> range:
        """The row numbers."""
        return range(self.top, self.bottom + 1)

    @property
    def columns(self) -> range:
        """The column numbers."""
        return range(self.left, self.right + 1)

    def cells(self) -> Iterator[tuple[int, int]]:
        """Row and column of each cell, row by row."""
        return ((row, column) for row in self.rows for column in self.columns)

    def span(self, other: "Box") -> "Box":
        """The smallest block that holds both."""
        return Box(
            min(self.top, other.top),
            min(self.left, other.left),
            max(self.bottom, other.bottom),
            max(self.right, other.right),
        )

    def meets(self, other: "Box") -> bool:
        """True where the two share a cell."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def common(self, other: "Box") -> "Box | None":
        """The cells that both hold."""
        top, left = max(self.top, other.top), max(self.left, other.left)
        bottom, right = min(self.bottom, other.bottom), min(self.right, other.right)
        return Box(top, left, bottom, right) if top <= bottom and left <= right else None

    def without(self, other: "Box") -> "list[Box]":
        """The rest of this block when the other is cut out."""
        cut = self.common(other)
        if cut is None:
            return [self]
        return [
            Box(*part)
            for part in (
                (self.top, self.left, cut.top - 1, self.right),
                (cut.bottom + 1, self.left, self.bottom, self.right),
                (cut.top, self.left, cut.bottom, cut.left - 1),
                (cut.top, cut.right + 1, cut.bottom, self.right),
            )
            if part[0] <= part[2] and part[1] <= part[3]
        ]

    def moved(self, down: int, right: int) -> "Box":
        """The same block further down and to the right."""
        return Box(self.top + down, self.left + right, self.bottom + down, self.right + right)

    def sized(self, rows: int, columns: int) -> "Box":
        """A block of this size with the same first cell."""
        return Box(self.top, self.left, self.top + rows - 1, self.left + columns - 1)

    def tiles(self, rows: int, columns: int) -> "list[Box]":
        """The block in pieces of this size; one piece at its first cell if they do not fill it."""
        height, width = self.shape
        if height % rows or width % columns:
            height, width = rows, columns
        return [
            self.moved(down, right).sized(rows, columns)
            for down in range(0, height, rows)
            for right in range(0, width, columns)
        ]

    def a1(self, *, row_absolute: bool = False, column_absolute: bool = False) -> str:
        """The block as A1 text, as Excel writes it."""
        r, c = "$" if row_absolute else "", "$" if column_absolute else ""
        if self.whole_columns:
            return f"{c}{get_column_letter(self.left)}:{c}{get_column_letter(self.right)}"
        if self.whole_rows:
            return f"{r}{self.top}:{r}{self.bottom}"
        first = f"{c}{get_column_letter(self.left)}{r}{self.top}"
        return first if self.size == 1 else f"{first}:{c}{get_column_letter(self.right)}{r}{self.bottom}"


def joined(boxes: list[Box]) -> list[Box]:
    """The same cells in fewer blocks: neighbours of one width, then of one height, become one."""
    tall: list[Box] = []
    for box in sorted(boxes, key=lambda b: (b.left, b.right, b.top)):
        last = tall[-1] if tall else None
        if last and last[1::2] == box[1::2] and last.bottom + 1 == box.top:
            tall[-1] = last._replace(bottom=box.bottom)
        else:
            tall.append(box)
    wide: list[Box] = []
    for box in sorted(tall):
        last = wide[-1] if wide else None
        if last and last[0::2] == box[0::2] and last.right + 1 == box.left:
            wide[-1] = last._replace(right=box.right)
        else:
            wide.append(box)
    return wide
