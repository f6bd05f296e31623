"""Marks beside the planner's rows and headings: a colour and a sign for what each of them is read as.

They are rules of conditional formatting over the names alone, so that nothing of hers is changed, and taking
the rules away takes the marks away. A name is compared with its first cell: no text of hers is in a formula.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import xlwings as xw

from pab_planner.excel.conditional_formats import add_rule
from pab_planner.excel.sheets import find_sheet, is_protected
from pab_planner.excel.undoing import on_failure
from pab_planner.language import Text
from pab_planner.reading.grid import address, position
from pab_planner.reading.planning import read_tables
from pab_planner.reading.table_account import TableAccount, Use
from pab_planner.reading.vocabulary import DEMAND_ROLES, SUPPLY_ROLES, Role
from pab_planner.sheets.palette import MARKS

SIGNS = {"demand": "−", "supply": "+", "stock": "○", "balance": "=", "aside": "×", "asked": "?"}
"""A sign before the name: colour is never the only mark."""
LEGEND = Text(
    "− goes out   + comes in   ○ stock   = own balance   × left aside   ? in doubt",
    "− 需求   + 供应   ○ 库存   = 表中余额   × 不采用   ? 待指明",
)
_STOCK = (Role.OPENING, Role.ALLOCATED, Role.SAFETY)
_FILLS = set(MARKS.values())


def mark_sheets(book: xw.Book, accounts: Sequence[TableAccount]) -> list[str]:
    """Mark the names of every table; returns the titles of sheets that are protected and stay as they are."""
    protected: list[str] = []
    for account in accounts:
        sheet = find_sheet(book, account.grid.title)
        if sheet is None:
            continue
        if is_protected(sheet):
            protected.append(sheet.name)
            continue
        for kind, first, last, name in _marks(account):
            cells = sheet.range(f"{first}:{last}")
            add_rule(
                cells, f'=AND({first}<>"",{first}={name})', fill=MARKS[kind], number_format=_signed(kind)
            )
    return list(dict.fromkeys(protected))


def unmark_sheets(book: xw.Book) -> None:
    """Take the marks away."""
    known = False
    for sheet in book.sheets:
        if is_protected(sheet):
            continue
        for rule in reversed(list(sheet.used_range.conditional_formats)):
            if rule.type == "custom" and rule.fill_color in _FILLS:
                if not known:
                    on_failure(partial(_mark_again, book))
                known = True
                rule.delete()


def _mark_again(book: xw.Book) -> None:
    """Mark what is marked, and was when the marks were made."""
    unmark_sheets(book)
    mark_sheets(book, read_tables(book))


def _signed(kind: str) -> str:
    """A number format with the sign of a kind before a name."""
    sign = SIGNS[kind]
    return f'"{sign} "General;"{sign} "-General;"{sign} "General;"{sign} "@'


def _marks(account: TableAccount) -> Iterator[tuple[str, str, str, str]]:
    """Kind, first and last cell, and the name's first cell with dollar signs, of each heading of a table."""
    asked = {question.heading for question in account.questions if question.heading}
    bottom = position(account.area.partition(":")[2])[0]
    for (heading, at), use in account.uses.items():
        kind = "asked" if heading in asked else _kind(use)
        if kind:
            yield _place(kind, use.cell, bottom if at == -1 else None)
    known = {heading for heading, _ in account.uses}
    for question in account.questions:
        if question.heading not in known or not question.heading:
            yield _place("asked", question.cell, None)


def _place(kind: str, cell: str, bottom: int | None) -> tuple[str, str, str, str]:
    """The cells of a name: one, or all of its column down to a row."""
    row, column = position(cell)
    last = cell if bottom is None else address(max(bottom, row), column)
    letters = cell.rstrip("0123456789")
    return kind, cell, last, f"${letters}${row + 1}"


def _kind(use: Use) -> str:
    """What a heading is marked as, "" where it says no quantity."""
    if use.role in DEMAND_ROLES:
        return "demand"
    if use.role in SUPPLY_ROLES:
        return "supply"
    if use.role in _STOCK:
        return "stock"
    if use.role is Role.BALANCE:
        return "balance"
    return "aside" if use.role in (None, Role.IGNORE) and use.aside != "reference" else ""
