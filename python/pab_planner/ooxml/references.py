"""Cell references inside formulas: found, and rewritten when cells or sheets move, are renamed or disappear."""

import re
from collections.abc import Callable, Iterator

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError
from openpyxl.utils import column_index_from_string, get_column_letter

from pab_planner.ooxml.rectangle import Box

Rewrite = Callable[[str | None, str], str | None]

_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:\[\]\s(),+*/&=<>^-]+))!(.+)")
_PLAIN_NAME = re.compile(r"[^\W\d][\w.]*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")

# Texts, sheet names in quotes and tables' brackets hold no references; functions and names are none.
_REFERENCE = re.compile(
    r"""(?P<other>"(?:[^"]|"")*"|'(?:[^']|'')+'|\[(?:[^\[\]]|\[[^\[\]]*\])*\])"""
    r"""|(?<![\w.$])(?P<cell>\$?[A-Za-z]{1,3}\$?\d+)(?![\w(.!])"""
    r"""|(?<![\w.$])(?P<lines>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3}|\$?\d+:\$?\d+)(?![\w(.!])"""
)
_PART = re.compile(r"(\$?)([A-Za-z]+|\d+)")


def quoted(sheet: str) -> str:
    """A sheet's name as a formula writes it."""
    if _PLAIN_NAME.fullmatch(sheet) and not _LOOKS_LIKE_CELL.fullmatch(sheet):
        return sheet
    return "'{}'".format(sheet.replace("'", "''"))


def split(reference: str) -> tuple[str | None, str]:
    """Sheet (None if not named) and address of a reference.

    Example:
        >>> split("'MPS 1'!$A$1:B2")
        ('MPS 1', '$A$1:B2')
    """
    match = _SHEET.fullmatch(reference)
    if not match:
        return None, reference
    name = match[1].replace("''", "'") if match[1] else match[2]
    return name, match[3]


def rewrite(formula: str, change: Rewrite) -> str:
    """A formula with its references changed.

    Args:
        formula: With or without `=` in front.
        change: Given sheet (None if not named) and address of each reference, the new reference in full, or
            None to leave it as it is.
    """
    bare = not formula.startswith("=")
    try:
        tokenizer = Tokenizer(f"={formula}" if bare else formula)
    except (IndexError, ValueError, TokenizerError):
        return formula
    found = False
    for token in tokenizer.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            new = change(*split(token.value))
            if new is not None and new != token.value:
                token.value, found = new, True
    if not found:
        return formula
    text = "".join(token.value for token in tokenizer.items)
    return text if bare else f"={text}"


def travelled(formula: str, box: Box) -> Iterator[list[str]]:
    """The formulas of a block, row by row, if this one stands in its first cell.

    Example:
        >>> list(travelled("=$A1+B$4", Box(1, 2, 2, 3)))
        [['=$A1+B$4', '=$A1+C$4'], ['=$A2+B$4', '=$A2+C$4']]
    """
    pieces = _pieces(formula)
    rows, columns = box.shape
    for down in range(rows):
        yield ["".join(_moved(piece, down, right) for piece in pieces) for right in range(columns)]


_Piece = str | int | tuple[int]
"""Text as it is, a row number that moves, or (in a tuple) a column number that moves; both from 1."""


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
            pieces.append(int(part[2]) if part[2].isdigit() else (column_index_from_string(part[2]),))
            end = part.end()
    pieces.append(formula[end:])
    return pieces


def _moved(piece: _Piece, down: int, right: int) -> str:
    if isinstance(piece, str):
        return piece
    return get_column_letter(piece[0] + right) if isinstance(piece, tuple) else str(piece + down)
