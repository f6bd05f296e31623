"""Sheets that look like lists of orders, supply or stock and are none, for want of a heading that is understood."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pab_planner.language import Text
from pab_planner.reading.grid import Grid, address
from pab_planner.reading.measure_rows import name_of
from pab_planner.reading.period_headings import day_of
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.table_account import TableAccount
from pab_planner.reading.vocabulary import MEASURES, Labels, Role, meaning_of

LOOK_DOWN = 30
"""Rows searched for the headings."""
SAMPLE = 400

WHICH_DATE = Text(
    "this list was not read, for none of its headings is a date that counts; say whether this is it",
    "未读取此清单：没有可用的日期标题；请指明此列是否为日期",
)
NO_DATE = Text(
    "this list was not read, for it has quantities and no date; write a date on each line, call them on hand if they "
    "are stock, or leave the sheet aside",
    "未读取此清单：有数量但没有日期；请为每行填写日期，若为库存请将标题改为“现有库存”，或指明忽略此表",
)
WHICH_QUANTITY = Text(
    "this list was not read, for no heading says that this is a quantity; say what it is",
    "未读取此清单：没有标题表明此列是数量；请指明其含义",
)


def ask_about_unread_list(grid: Grid, labels: Labels) -> TableAccount | None:
    """Ask about a sheet with an item and quantities that is not read, or say so; None where it is no such sheet."""
    for row, cells in enumerate(grid.rows[:LOOK_DOWN]):
        named = [(column, cell) for column, cell in enumerate(cells) if cell not in BLANK]
        if len(named) < 2 or not all(isinstance(cell, str) for _, cell in named):
            continue
        meanings = {column: meaning_of(cell, labels) for column, cell in named}
        if any(meaning.role in (Role.ITEM, Role.PART) for meaning in meanings.values()):
            return _asked(grid, row, {column: its.role for column, its in meanings.items()})
    return None


def _is_day(cell: Any) -> bool:
    """Whether a cell holds a day, as a date or written out."""
    return isinstance(cell, date | datetime) or (isinstance(cell, str) and day_of(cell) is not None)


def _asked(grid: Grid, head: int, roles: dict[int, Role | None]) -> TableAccount | None:
    """The account of a list that lacks something, with what is asked."""
    below = grid.rows[head + 1 : head + 1 + SAMPLE]
    numbers = [c for c in roles if any(isinstance(cells[c], float) for cells in below)]
    days = [c for c in roles if any(_is_day(cells[c]) for cells in below)]
    counted = {*MEASURES, Role.QUANTITY, Role.SHIPPED}
    known = [c for c in numbers if roles[c] in counted]
    unknown = [c for c in numbers if roles[c] is None and c not in days]
    dated = [c for c in days if roles[c] is Role.DATE]
    width = max(map(len, grid.rows))
    account = TableAccount(grid, f"{address(head, 0)}:{address(len(grid.rows) - 1, width - 1)}")

    def ask(columns: Sequence[int], text: Text, choices: tuple[str, ...]) -> TableAccount:
        for column in columns:
            account.ask(heading(column), head, column, text, choices)
        return account

    def heading(column: int) -> Any:
        return name_of(grid.rows[head][column])

    if (unknown or known) and dated:
        return ask(unknown or known, WHICH_QUANTITY, ("quantity", "orders", "supply", "shipped", "ignore"))
    if known and (others := [c for c in days if roles[c] is None]):
        return ask(others[:1], WHICH_DATE, ("date",))
    if known:
        account.ask(grid.title, head, known[0], NO_DATE, ("ignore",))
        return account
    if not unknown:
        return None
    for column in roles:
        account.note(heading(column), head, column, None, "unread")
    return account
