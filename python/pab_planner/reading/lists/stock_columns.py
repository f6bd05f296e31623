"""Which columns of a list of stock count: one stock, or that of each warehouse, and what is taken off."""

import re
from collections import defaultdict
from collections.abc import Container, Sequence

from pab_planner.core.decimals import difference, total
from pab_planner.language import Text, few
from pab_planner.reading.lists.column_chooser import (
    WHICH_QUANTITY,
    ColumnChooser,
    ask_about_others,
    number_of,
)
from pab_planner.reading.measure_rows import RawPlan, name_of
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import (
    MEASURES,
    Role,
    may_be_unusable,
    meaning_of,
    plain,
    warehouse_in,
)
from pab_planner.reading.wide import BESIDE_ON_HAND, MAYBE_UNUSABLE, ONCE, USABLE

WAREHOUSES = Text("{headings} are warehouses: their stocks are added", "{headings} 为各仓库：库存相加")
NOT_THEIR_SUM = Text(
    "a stock that is not the sum of the warehouses beside it; say whether they count without it",
    "与旁边各仓库库存之和不符；请指明是否只计各仓库",
)

UNUSABLE_LEFT_OUT = Text(
    "'{heading}' says that stock cannot be used: {words} left out",
    "“{heading}”指明库存不可用：{words} 不计入",
)
MAYBE_UNUSABLE_LINES = Text(
    "stock that may not be there to ship ({words}); say whether those lines are left out (status) or count (ignore)",
    "库存可能不可发货（{words}）；请指明这些行不计入（status）还是计入（ignore）",
)
SET_APART = Text(
    "stocks of {item} that differ in this column ({words}) would be added; take out what is not there to ship, or say "
    "that all of it counts",
    "{item} 的库存在本列各不相同（{words}），将被相加；请删除不可发货的行，或指明全部计算",
)
_SET_APART = re.compile(
    r"owner|project|grade|quality|special|货主|所有者|归属|项目|专案|等级|品级|特殊库存|eigentümer|projekt|qualität|등급|소유"
)
"""Headings of what sets one stock apart from another of the same item."""
_FIT = frozenset(
    map(
        plain,
        ("good", "ok", "released", "normal", "good stock", "良品", "合格", "合格品", "正常", "正品", "양품"),
    )
)


_DENIED = re.compile(r"\b(not|non|un(available|usable))\b|不|未")
"""`Not available` has the word of stock that can be used in it."""


def stock_columns(table: Table) -> list[tuple[int, Role]]:
    """The columns of a list of stock that count: one opening, and what is to be taken off it."""
    chooser = ColumnChooser(table, RawPlan())
    account = table.account
    openings = chooser.of(Role.OPENING) + chooser.of(Role.BALANCE) or chooser.of(Role.QUANTITY)
    told = [column for column in openings if chooser.is_told(column)]
    openings = told or openings
    allocated = chooser.of(Role.ALLOCATED)
    parts = [c for c in openings if warehouse_in(chooser.heading(c)) and not chooser.is_told(c)]
    if parts:
        return _stock_of_warehouses(chooser, parts, [column for column in openings if column not in parts])
    chosen = _opening_column(chooser, openings, allocated)
    usable = chosen is not None and any(word in plain(chooser.heading(chosen)) for word in USABLE)
    counted = []
    for column, role in table.columns:
        heading = chooser.heading(column)
        if column == chosen:
            counted.append((column, Role.OPENING))
            account.note(heading, table.head, column, Role.OPENING)
        elif column in openings or (role is Role.ALLOCATED and usable and not chooser.is_told(column)):
            account.note(heading, table.head, column, None, "available")
        elif role in ONCE:
            counted.append((column, role))
            account.note(heading, table.head, column, role)
        elif role in MEASURES or role is Role.QUANTITY:
            account.note(heading, table.head, column, None, "undated")
        else:
            account.note(heading, table.head, column, role)
    for column, text, meaning in table.asides:
        if (
            meaning.aside == "blocked"
            and chosen is not None
            and not usable
            and any(isinstance(cell, float) and cell for cell in chooser.cells(column))
        ):
            question = BESIDE_ON_HAND.filled(other=chooser.heading(chosen))
            account.ask(text, table.head, column, question, ("ignore", "allocated"))
        else:
            account.note(text, table.head, column, Role.IGNORE, meaning.aside)
    ask_about_others(chooser, table.column(Role.ITEM), Role.OPENING)
    return counted


def unusable_lines(table: Table) -> frozenset[int]:
    """The rows of a list of stock that cannot be used, as a column of words says: blocked, on hold, in inspection.

    Asks where the words leave that open.
    """
    chooser = ColumnChooser(table, RawPlan())
    doubted = [*chooser.of(Role.STATUS, Role.MEASURE), *(column for column, _ in table.others)]
    beside = [column for column, _, meaning in table.asides if meaning.aside == "reference"]
    for column in (*doubted, *beside):
        words = {
            row: str(cell)
            for row in range(table.first, table.last)
            if isinstance(cell := table.grid.rows[row][column], str) and cell not in BLANK
        }
        blocked = {row for row, word in words.items() if meaning_of(word, {}).aside == "blocked"}
        unfit = blocked | {row for row, word in words.items() if may_be_unusable(word) or _is_denied(word)}
        if not (unfit if column in doubted else blocked):
            continue
        told = chooser.is_told(column)
        heading, said = chooser.heading(column), few(sorted({words[row].strip() for row in unfit}))
        if told and column not in chooser.of(Role.STATUS):
            continue
        if told or all(row in blocked or _is_fit(word) for row, word in words.items()):
            table.account.decided.append(UNUSABLE_LEFT_OUT.filled(heading=heading, words=said))
            return frozenset(unfit)
        table.account.ask(
            heading, table.head, column, MAYBE_UNUSABLE_LINES.filled(words=said), ("status", "ignore")
        )
        break
    return frozenset()


def ask_about_stocks_set_apart(table: Table, left_out: Container[int]) -> None:
    """Ask where stocks of one item would be added that a column of words sets apart: an owner, a project, a grade.

    Args:
        table: The list.
        left_out: Rows that do not count.
    """
    chooser = ColumnChooser(table, RawPlan())
    item = table.column(Role.ITEM)
    beside = [(column, text) for column, text, _ in table.asides if _SET_APART.search(plain(text))]
    for column, heading in (*table.others, *beside):
        if item is None or column == item or chooser.is_told(column):
            continue
        words: dict[str, dict[str, int]] = defaultdict(dict)
        for row in range(table.first, table.last):
            cells = table.grid.rows[row]
            counts = cells[item] not in BLANK and row not in left_out
            if counts and isinstance(cells[column], str):
                words[name_of(cells[item])].setdefault(cells[column].strip(), row)
        for name, its in words.items():
            if len(its) > 1:
                text = SET_APART.filled(item=name, words=few(sorted(its)))
                table.account.ask(heading, [*its.values()][1], column, text, ("ignore",))
                break


def _is_denied(word: str) -> bool:
    """Whether a word says of stock that it can not be used: `Not available`, 不可用."""
    return bool(_DENIED.search(word.casefold())) and any(fit in plain(word) for fit in (*USABLE, *_FIT))


def _is_fit(word: str) -> bool:
    """Whether a word says of stock that it can be used."""
    if _is_denied(word):
        return False
    return plain(word) in _FIT or any(fit in plain(word) for fit in USABLE)


def _stock_of_warehouses(
    chooser: ColumnChooser, parts: Sequence[int], wholes: Sequence[int]
) -> list[tuple[int, Role]]:
    """The columns of a list with a stock for each warehouse; asks where it has another stock beside them."""
    table, account = chooser.table, chooser.account
    headings = ", ".join(f"'{chooser.heading(column)}'" for column in parts)
    account.decided.append(WAREHOUSES.filled(headings=headings))
    totals = [column for column, _, meaning in table.asides if meaning.total_of is Role.OPENING]
    for column in parts:
        if may_be_unusable(chooser.heading(column)):
            roles = ("ignore", "opening")
            account.ask(chooser.heading(column), table.head, column, MAYBE_UNUSABLE, roles)
    for column in (*wholes, *totals):
        rows = zip(chooser.cells(column), *map(chooser.cells, parts), strict=True)
        if any(difference(number_of(whole), total(map(number_of, its))) for whole, *its in rows):
            account.ask(chooser.heading(column), table.head, column, NOT_THEIR_SUM, ("ignore",))
    counted = []
    for column, role in table.columns:
        aside = "total" if column in wholes else "" if role in ONCE or role not in MEASURES else "undated"
        account.note(chooser.heading(column), table.head, column, None if aside else role, aside)
        if role in ONCE and not aside:
            counted.append((column, role))
    for column, text, meaning in table.asides:
        account.note(text, table.head, column, Role.IGNORE, meaning.aside)
    ask_about_others(chooser, table.column(Role.ITEM))
    return counted


def _opening_column(chooser: ColumnChooser, openings: Sequence[int], allocated: Sequence[int]) -> int | None:
    """The stock that counts, of several: the one of which the others are what is left of it."""
    if len(openings) < 2:
        return openings[0] if openings else None

    cells = {column: list(map(number_of, chooser.cells(column))) for column in (*openings, *allocated)}
    for whole in openings:
        left = [difference(a, total(cells[c][i] for c in allocated)) for i, a in enumerate(cells[whole])]
        if all(cells[other] in (left, cells[whole]) for other in openings if other != whole):
            return whole
    for column in openings[1:]:
        text = WHICH_QUANTITY.filled(other=chooser.heading(openings[0]))
        chooser.account.ask(chooser.heading(column), chooser.table.head, column, text, ("ignore", "opening"))
    return openings[0]
