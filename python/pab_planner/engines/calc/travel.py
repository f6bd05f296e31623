"""One formula over many cells, its relative references travelling with it."""

import re
from collections.abc import Iterator

from pab_planner.engines.calc.box import Box, letters

# Texts, sheet names in quotes and tables' brackets hold no references; functions and names are none.
_REFERENCE = re.compile(
    r"""(?P<other>"(?:[^"]|"")*"|'(?:[^']|'')+'|\[(?:[^\[\]]|\[[^\[\]]*\])*\])"""
    r"""|(?<![\w.$])(?P<cell>\$?[A-Za-z]{1,3}\$?\d+)(?![\w(.!])"""
    r"""|(?<![\w.$])(?P<lines>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?\d+:\$?\d+)(?![\w(.!])"""
)
_PART = re.compile(r"(\$?)([A-Za-z]+|\d+)")


def travelled(formula: str, box: Box) -> Iterator[list[str]]:
    """The formulas of a block, row by row, if this one stands in its first cell.

    Example:
        >>> list(travelled("=$A1+B$4", Box(0, 1, 1, 2)))
        [['=$A1+B$4', '=$A1+C$4'], ['=$A2+B$4', '=$A2+C$4']]
    """
    pieces = _pieces(formula)
    rows, columns = box.shape
    for down in range(rows):
        yield ["".join(_moved(piece, down, right) for piece in pieces) for right in range(columns)]


_Piece = str | int | tuple[int]
"""Text as it is, a row number that moves, or (in a tuple) a column number that moves; both from 0."""


def _pieces(formula: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    end = 0
    for reference in _REFERENCE.finditer(formula):
        if reference["other"]:
            continue
        for part in _PART.finditer(formula, reference.start(), reference.end()):
            if part[1]:
                continue
            pieces.append(formula[end : part.start()])
            pieces.append(int(part[2]) - 1 if part[2].isdigit() else (_column(part[2]),))
            end = part.end()
    pieces.append(formula[end:])
    return pieces


def _moved(piece: _Piece, down: int, right: int) -> str:
    if isinstance(piece, str):
        return piece
    return letters(piece[0] + right) if isinstance(piece, tuple) else str(piece + down + 1)


def _column(name: str) -> int:
    cell = Box.parse(f"{name}1")
    assert cell
    return cell.left
