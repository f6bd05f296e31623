"""What becomes of the references in a formula when it travels, cells move or a sheet is renamed."""

import re
from collections.abc import Callable

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token
from openpyxl.utils import column_index_from_string, get_column_letter, quote_sheetname

from windows.excel.areas import COLUMNS, ROWS, Area

_CELL = r"(\$?)([A-Z]{1,3})(\$?)(\d+)"
_REFERENCE = re.compile(
    rf"(?P<sheet>(?:'(?:[^']|'')+'|[^'!:]+)!)?(?P<ref>{_CELL}(?::{_CELL})?|\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}|\$?\d+:\$?\d+)",
    re.IGNORECASE,
)

Change = Callable[[str, str], str]
"""Takes the sheet before a reference (with its mark, or nothing) and the reference; gives both anew."""


def with_references(formula: str, change: Change) -> str:
    """A formula with each reference in it changed."""
    if not formula.startswith("="):
        return formula
    tokens = Tokenizer(formula)
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            found = _REFERENCE.fullmatch(token.value)
            if found:
                token.value = change(found["sheet"] or "", found["ref"])
    render: Callable[[], str] = tokens.render
    return render()


def references(formula: str) -> list[tuple[str, Area]]:
    """The sheets (as written) and areas that a formula refers to."""
    found: list[tuple[str, Area]] = []

    def note(sheet: str, reference: str) -> str:
        found.append((sheet_title(sheet), Area.parse(reference)))
        return sheet + reference

    with_references(formula, note)
    return found


def translated(formula: str, rows: int, columns: int) -> str:
    """A formula as it reads so many rows and columns further.

    A reference that would leave the sheet comes in again on the other side, as in conditional formats.
    """

    def travel(sheet: str, reference: str) -> str:
        return sheet + ":".join(_travelled(end, rows, columns) for end in reference.split(":"))

    return with_references(formula, travel) if rows or columns else formula


def _travelled(end: str, rows: int, columns: int) -> str:
    parts = re.fullmatch(r"(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?", end)
    assert parts
    column_sign, column, row_sign, row = parts.groups()
    if row and not column:
        column_sign, row_sign = "", column_sign or row_sign
    if column and not column_sign:
        column = get_column_letter((column_index_from_string(column.upper()) - 1 + columns) % COLUMNS + 1)
    if row and not row_sign:
        row = str((int(row) - 1 + rows) % ROWS + 1)
    return f"{column_sign}{column or ''}{row_sign}{row or ''}"


def sheet_title(written: str) -> str:
    """The title in what stands before a reference; nothing where nothing does."""
    title = written.rstrip("!")
    return title[1:-1].replace("''", "'") if title.startswith("'") else title


def sheet_prefix(title: str) -> str:
    """A title as it stands before a reference."""
    plain = re.fullmatch(r"[^\W\d][\w.]*", title) and not re.fullmatch(r"[A-Za-z]{1,3}\d+", title)
    return f"{title if plain else quote_sheetname(title)}!"


def renamed(formula: str, old: str, new: str) -> str:
    """A formula after a sheet got another title."""
    if old.replace("'", "''").casefold() not in formula.casefold():
        return formula

    def rename(sheet: str, reference: str) -> str:
        if sheet_title(sheet).casefold() == old.casefold():
            return sheet_prefix(new) + reference
        return sheet + reference

    return with_references(formula, rename)


def moved(formula: str, own_title: str, title: str, move: "Callable[[Area], Area | None]") -> str:
    """A formula after the cells of a sheet moved.

    Args:
        formula: The formula.
        own_title: The sheet on which it stands.
        title: The sheet whose cells moved.
        move: Where an area is now; none if it was deleted.
    """
    if own_title != title and title.replace("'", "''").casefold() not in formula.casefold():
        return formula

    def shift(sheet: str, reference: str) -> str:
        if (sheet_title(sheet) or own_title).casefold() != title.casefold():
            return sheet + reference
        area = move(Area.parse(reference))
        return sheet + (_as_written(area, reference) if area else "#REF!")

    return with_references(formula, shift)


def _as_written(area: Area, reference: str) -> str:
    """An area with the dollar signs of the reference that it takes the place of."""
    first, _, last = reference.partition(":")
    ends = [_end(area.top, area.left, first)]
    if last:
        ends.append(_end(area.bottom, area.right, last))
    return ":".join(ends)


def _end(row: int, column: int, written: str) -> str:
    parts = re.fullmatch(r"(\$?)([A-Za-z]{1,3})?(\$?)(\d+)?", written)
    assert parts
    if not parts[2]:
        return f"{parts[1] or parts[3]}{row}"
    return f"{parts[1]}{get_column_letter(column)}" + (f"{parts[3]}{row}" if parts[4] else "")
