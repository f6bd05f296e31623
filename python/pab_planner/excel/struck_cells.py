"""Which cells are struck through, which xlwings' `Font` does not tell."""

from collections.abc import Iterator

import xlwings as xw

from pab_planner.excel.blocks import cells_at
from pab_planner.excel.host import in_excel

Place = tuple[int, int]


def find_struck(sheet: xw.Sheet, height: int, width: int) -> set[Place]:
    """The cells from A1 on that are struck through, by row and column from 0.

    One call where none is: a program answers for a whole block, and neither yes nor no where its cells differ.
    Such a block is halved, rows before columns.
    """
    return set(_find(sheet, 0, 0, height, width)) if height and width else set()


def _find(sheet: xw.Sheet, row: int, column: int, height: int, width: int) -> Iterator[Place]:
    cells = cells_at(sheet, row + 1, column + 1, height, width)
    struck = cells.api.Font.Strikethrough if in_excel(cells) else cells.font.impl.strikethrough
    if struck:
        yield from ((row + r, column + c) for r in range(height) for c in range(width))
    elif struck is None and height > 1:
        half = height // 2
        yield from _find(sheet, row, column, half, width)
        yield from _find(sheet, row + half, column, height - half, width)
    elif struck is None and width > 1:
        half = width // 2
        yield from _find(sheet, row, column, height, half)
        yield from _find(sheet, row, column + half, height, width - half)
