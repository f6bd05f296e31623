"""Cell references inside formulas, rewritten when rows move, sheets are renamed or sheets disappear."""

import re
from collections.abc import Callable

from openpyxl.formula.tokenizer import Token, Tokenizer

Rewrite = Callable[[str | None, str], str | None]

_SHEET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:\[\]]+))!(.+)")
_PLAIN_NAME = re.compile(r"[^\W\d][\w.]*")
_LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*")


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
    except (IndexError, ValueError):
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
