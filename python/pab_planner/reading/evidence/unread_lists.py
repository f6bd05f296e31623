"""Sheets that look like lists of orders, supply or stock and are none, for want of a heading that is understood."""

import re
from collections.abc import Container, Sequence
from itertools import pairwise
from typing import Any

from pab_planner.core.plan import match_key
from pab_planner.language import Text
from pab_planner.reading.grid import Grid, address
from pab_planner.reading.measure_rows import name_of
from pab_planner.reading.period_headings import readings_of, year_in
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.table_account import Question, TableAccount
from pab_planner.reading.vocabulary import (
    MEASURES,
    Labels,
    Meaning,
    Role,
    likely_role,
    meaning_of,
    measure_in,
    plain,
)

LOOK_DOWN = 30
"""Rows searched for the headings."""
SAMPLE = 400
NOTES = 6
"""Rows above the headings in which the item of a list may stand."""
ITEMS_BESIDE = 3
"""Columns of numbers without a word for a quantity beside one of dates that are likelier items than measures."""
PARAMETERS = 3
"""Columns of numbers, none of them a quantity's, that make a line for each item one of its parameters."""
NO_NAME = re.compile(r"status|state|flag|type|reason|remark|note|comment|状态|原因|备注|类型")
"""Words in headings of text that is no name of an item."""
YES_OR_NO = frozenset(("true", "false", "yes", "no", "y", "n"))

OF_PARAMETERS = Text(
    "this list was not read, for no heading of it is a date's or a quantity's; say that it can be left aside, "
    "or give them one",
    "未读取此清单：没有日期或数量的标题；请指明可忽略，或补充这些标题",
)
WHICH_DATE = Text(
    "this list was not read, for none of its headings is a date that counts; say whether this is it",
    "未读取此清单：没有可用的日期标题；请指明此列是否为日期",
)
NO_DATE = Text(
    "this list was not read, for it has quantities and no date; write a date on each line, call them on hand if they "
    "are stock, or leave the sheet aside",
    "未读取此清单：有数量但没有日期；请为每行填写日期，若为库存请将标题改为“现有库存”，或指明忽略此表",
)
NOT_NEEDED = Text(
    "this list was not read, and the other sheets hold a whole plan; say that it can be left aside, or which of its"
    " columns are the date and the quantity",
    "未读取此清单，而其他工作表已有完整计划；请指明可忽略，或指明其日期列和数量列",
)
ITEMS_ACROSS = Text(
    "this table was not read, for its items stand across and its dates down; turn it (items down, dates across),"
    " or write item, date and quantity on each line",
    "未读取此表：物料横排、日期竖排；请转置（物料竖排、日期横排），或每行写明物料、日期和数量",
)
WHICH_ITEM = Text(
    "this list was not read, for none of its headings is an item; say whether this is it",
    "未读取此清单：没有可识别的物料标题；请指明此列是否为物料",
)
WHICH_QUANTITY = Text(
    "this list was not read, for no heading says that this is a quantity; say what it is",
    "未读取此清单：没有标题表明此列是数量；请指明其含义",
)


def ask_about_unread_list(
    grid: Grid,
    labels: Labels,
    items: Container[str],
    *,
    alone: bool = False,
    block: bool = False,
    whole: bool = False,
) -> TableAccount | None:
    """Ask about a sheet with quantities that is not read, or say so; None where it has none.

    Args:
        grid: The sheet.
        labels: The planner's own words.
        items: The items of the tables that were read, by their key.
        alone: Whether no table was read at all, so that a list without an item that is known may be the plan.
        block: Whether it is a block on a sheet that was read: its title is not that of the block.
        whole: Whether the other sheets hold a whole plan.
    """
    first = next((row for row, cells in enumerate(grid.rows) if any(cell not in BLANK for cell in cells)), 0)
    for row, cells in enumerate(grid.rows[first : first + LOOK_DOWN], first):
        named = [(column, cell) for column, cell in enumerate(cells) if cell not in BLANK]
        if len(named) < 2 or not all(isinstance(cell, str) for _, cell in named):
            continue
        below = [
            its for its in grid.rows[row + 1 : row + 1 + SAMPLE] if any(cell not in BLANK for cell in its)
        ]
        if not any(isinstance(its[column], float) for its in below for column, _ in named):
            continue
        meanings = {column: meaning_of(cell, labels) for column, cell in named}
        titled = not block and measure_in(grid.title, labels) in MEASURES
        unread = _UnreadList(grid, row, below, meanings, titled=titled, block=block)
        item = unread.item(items)
        if item is not None or alone or titled or block:
            account = unread.asked(item, items, alone=alone)
            if account and account.questions and whole and not titled and not block:
                asked = account.questions[0]
                account.questions = [Question(grid.title, asked.cell, grid.title, NOT_NEEDED, ("ignore",))]
            return account
    return None


class _UnreadList:
    """A heading row with lines below it that is not read."""

    def __init__(
        self,
        grid: Grid,
        head: int,
        below: Sequence[Sequence[Any]],
        meanings: dict[int, Meaning],
        *,
        titled: bool,
        block: bool,
    ) -> None:
        self.grid, self.head, self.below = grid, head, below
        self.titled, self.block = titled, block
        self.meanings = meanings
        self.roles = {column: its.role for column, its in meanings.items()}
        width = max(map(len, grid.rows))
        self.account = TableAccount(grid, f"{address(head, 0)}:{address(len(grid.rows) - 1, width - 1)}")

    def _filled(self, column: int) -> list[Any]:
        return [cells[column] for cells in self.below if cells[column] not in BLANK]

    def holds(self, column: int, items: Container[str]) -> bool:
        """Whether most cells of a column are items of the plan."""
        filled = self._filled(column)
        return sum(1 for cell in filled if match_key(name_of(cell)) in items) * 2 > len(filled)

    def item(self, items: Container[str]) -> int | None:
        """The column of the item: by its heading, or by what it holds."""
        named = [c for c, role in self.roles.items() if role in (Role.ITEM, Role.PART)]
        free = {None, Role.DESCRIPTION, Role.SITE, *([Role.LINE] if self.block else [])}
        held = [c for c, role in self.roles.items() if role in free and self.holds(c, items)]
        return next(iter((*named, *held)), None)

    def _is_named_above(self) -> bool:
        """Whether the item of all lines stands above them, beside its label."""
        rows = self.grid.rows[max(0, self.head - NOTES) : self.head]
        return any(
            meaning_of(cell, {}).role is Role.ITEM and value not in BLANK
            for cells in rows
            for cell, value in pairwise(cells)
        )

    def _heading(self, column: int) -> str:
        return name_of(self.grid.rows[self.head][column])

    def asked(self, item: int | None, items: Container[str], *, alone: bool) -> TableAccount | None:
        """The account of the list, with what is asked where it may hold orders, supply or stock."""
        account, roles = self.account, self.roles
        known = item is not None and self.holds(item, items)
        filled = {column: self._filled(column) for column in roles}
        free = [c for c, role in roles.items() if c != item and role is None]
        years = [c for c in free if filled[c] and all(map(year_in, filled[c]))]
        days = [c for c in roles if c != item and sum(map(is_day, filled[c])) * 2 > len(filled[c])]
        days = days or [c for c in free if c not in years and may_be_periods(filled[c])][:1]
        numbers = [
            c
            for c in roles
            if c not in (item, *days, *years) and any(isinstance(n, float) for n in filled[c])
        ]
        counted = [c for c in numbers if roles[c] in {*MEASURES, Role.QUANTITY, Role.SHIPPED}]
        unknown = [c for c in numbers if roles[c] is None]
        if not unknown and not counted:
            unknown = [c for c in numbers if self._may_be_quantity(c)]
        dated = any(roles[c] is Role.DATE for c in days)
        may_be_date = [c for c in days if roles[c] in {None, *MEASURES}]
        matters = known or alone or self.titled or (bool(counted) and not self.block)
        if not (unknown or counted or self.block):
            return None
        across = [c for c in unknown if match_key(self._heading(c)) in items]
        texts = [c for c in roles if roles[c] is None and self._is_text(c, days)]
        texts = [c for c in texts if not NO_NAME.search(plain(self._heading(c)))]
        if dated and not texts and not counted and len(unknown) >= ITEMS_BESIDE:
            across = across or [c for c in unknown if not likely_role(self._heading(c))]
        if known and days and not dated and self._is_of_parameters(item or 0, unknown, counted):
            account.ask(self.grid.title, self.head, unknown[0], OF_PARAMETERS, ("ignore",))
        elif item is None and across:
            account.ask("", self.head, across[0], ITEMS_ACROSS, ())
        elif matters and days and (dated or may_be_date):
            if item is None and texts and not self._is_named_above():
                best = max(texts, key=lambda c: (len({*filled[c]}) < len(filled[c]), len({*filled[c]})))
                account.ask(self._heading(best), self.head, best, WHICH_ITEM, ("item", "ignore"))
            elif dated and counted and item is not None:
                unknown = counted
            for column in () if dated else may_be_date:
                patchy = len(filled[column]) * 5 < len(self.below) * 4  # each line without a date is left out
                choices = ("ignore", "date") if patchy else ("date", "ignore")
                account.ask(self._heading(column), self.head, column, WHICH_DATE, choices)
            for column in () if counted and not dated else unknown:
                account.ask(
                    self._heading(column), self.head, column, WHICH_QUANTITY, self._choices(column, unknown)
                )
        elif known and roles[item or 0] is Role.DESCRIPTION:
            account.ask(self._heading(item or 0), self.head, item or 0, WHICH_ITEM, ("item", "ignore"))
        elif len(counted) == 1 and not self.block and measure_in(self.grid.title, {}) is Role.OPENING:
            at = counted[0]
            account.ask(self._heading(at), self.head, at, NO_DATE, ("opening", "ignore"))
            names = [item] if item is not None and roles[item] is None else texts if item is None else []
            for column in names[:1]:
                account.ask(self._heading(column), self.head, column, WHICH_ITEM, ("item", "ignore"))
        elif counted and not self.block:
            account.ask(self.grid.title, self.head, counted[0], NO_DATE, () if alone else ("ignore",))
        elif matters and item is not None and (self.titled or self.block):
            for column in unknown:
                account.ask(
                    self._heading(column), self.head, column, WHICH_QUANTITY, self._choices(column, unknown)
                )
        if not account.questions:
            for column in roles:
                account.note(self._heading(column), self.head, column, None, "unread")
        return account

    def _is_of_parameters(self, item: int, unknown: Sequence[int], counted: Sequence[int]) -> bool:
        """Whether a list has several numbers of each item, none of them under a heading of quantities."""
        named = self._filled(item)
        if self.block or self.titled or counted or len(unknown) < PARAMETERS or len({*named}) < len(named):
            return False
        return not any(likely_role(self._heading(column)) for column in unknown)

    def _may_be_quantity(self, column: int) -> bool:
        """Whether a heading that is left aside elsewhere may be the quantity where there is no other."""
        return self.meanings[column].aside == "total" or "volume" in plain(self._heading(column))

    def _is_text(self, column: int, days: Sequence[int]) -> bool:
        cells = self._filled(column)
        yes_or_no = {str(cell).casefold() for cell in cells} <= YES_OR_NO
        return column not in days and not yes_or_no and all(isinstance(cell, str) for cell in cells)

    def _choices(self, column: int, unknown: Sequence[int]) -> tuple[str, ...]:
        """What the numbers of one of the unknown columns may be, first what its heading says."""
        known = {c: self.roles[c] if self.roles[c] is not Role.IGNORE else None for c in unknown}
        likely = {c: known[c] or likely_role(self._heading(c)) for c in unknown}
        first = likely[column] or (Role.IGNORE if any(likely.values()) else Role.QUANTITY)
        roles = ("quantity", "orders", "forecast", "supply", "opening", "shipped", "ignore")
        return tuple(dict.fromkeys((first.value, *roles)))


def may_be_periods(cells: Sequence[Any]) -> bool:
    """Whether numbers may be weeks or months: each from the first to the last stands there."""
    counts = {*cells}
    if len(counts) < 3 or not all(cell in range(1, 54) for cell in counts):
        return False
    return bool(max(counts) - min(counts) + 1 == len(counts))


def is_day(cell: Any) -> bool:
    """Whether a cell holds a day, as a date, a number such as 202606 or written out."""
    if isinstance(cell, float) and not 190_000 < cell < 21_000_000:
        return False
    return any(reading.form != "date serial" and reading.start for reading in readings_of(cell))
