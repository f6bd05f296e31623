"""Which columns of a list count, where several could: the due date, the open quantity, the usable stock."""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pab_planner.core.decimals import difference, total
from pab_planner.core.plan import match_key
from pab_planner.language import Text
from pab_planner.reading.evidence.formula_evidence import ColumnFormulas, column_formulas
from pab_planner.reading.evidence.own_balance import signs_of_balance
from pab_planner.reading.evidence.running_balance import differs, runs
from pab_planner.reading.evidence.wide_evidence import DECIDED, WHICH_STOCK
from pab_planner.reading.evidence.wide_formulas import CONTRADICTED, COUNTED_TIMES
from pab_planner.reading.line_status import closes
from pab_planner.reading.measure_rows import RawPlan, name_of
from pab_planner.reading.period_headings import common_form, day_of, reading_in
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import (
    DEMAND_ROLES,
    MEASURES,
    SUPPLY_ROLES,
    Role,
    demand_beside,
    may_be_unusable,
    meaning_of,
    meaning_of_row,
    plain,
    warehouse_in,
    without_open,
)
from pab_planner.reading.wide import MAYBE_UNUSABLE, ONCE, looks_like_quantities

MOSTLY = 0.5
"""Share of a column's words that must be measures where its heading does not say that they are."""
SAMPLE = 2000
"""Lines looked at to compare two columns."""

WHICH_ITEM = Text(
    "which column holds the item is not understood ({headings}); name it",
    "无法确定物料列（{headings}）；请指明",
)
NO_ITEM_COLUMN = Text(
    "quantities of which nothing says of which item they are; write the item number into a column of its own, "
    "one line for each item and date",
    "未说明这些数量属于哪个物料；请增加物料列，每个物料每个日期一行",
)
ABOVE_IT = Text(
    "nothing says of which item these lines are; write it above the list (Item, and beside it the number)",
    "未说明这些行属于哪个物料；请在清单上方注明（“物料”及其编号）",
)
BY_ITS_WORDS = Text(
    "'{label}' says what each line is: its words are measures", "“{label}”说明每行的类别：其内容均为指标"
)
WHICH_DATE = Text(
    "another date beside '{other}', and the two differ; say which one counts",
    "与“{other}”并列的另一日期，两者不同；请指明以哪个为准",
)
WHICH_QUANTITY = Text(
    "another quantity beside '{other}', and the two differ; say which one counts",
    "与“{other}”并列的另一数量，两者不同；请指明以哪个为准",
)
WHICH_MEASURE = Text(
    "quantities of which nothing says whether they come or go; say which they are",
    "未说明这些数量是需求还是供应；请指明",
)
WHOSE_ORDERS = Text(
    "orders of which nothing says whether customers placed them or they come in; say which they are",
    "未说明是客户订单还是采购、生产订单；请指明",
)
COME_OF_IT = Text(
    "beside '{other}'; say whether it is what has come of it (shipped) or comes in too (supply)",
    "与“{other}”并列；请指明是其已入库部分（shipped）还是另外的入库（supply）",
)
GONE_OF_WHICH = Text(
    "what is done already, beside several quantities; say whether to leave it aside",
    "已完成的数量，与多个数量并列；请指明是否忽略",
)
UNKNOWN_COLUMN = Text(
    "numbers under a heading that is not understood; say what they are", "标题无法理解的数字列；请指明其含义"
)
WAREHOUSES = Text("{headings} are warehouses: their stocks are added", "{headings} 为各仓库：库存相加")
NOT_THEIR_SUM = Text(
    "a stock that is not the sum of the warehouses beside it; say whether they count without it",
    "与旁边各仓库库存之和不符；请指明是否只计各仓库",
)
BESIDE_ON_HAND = Text(
    "beside '{other}'; say whether it has to be taken off (allocated) or is not in it (ignore)",
    "与“{other}”并列；请指明需从中扣除（allocated）还是不在其内（ignore）",
)
_USABLE = ("unrestricted", "available", "usable", "free", "非限制", "可用", "frei", "verfügbar")
_BUYS = re.compile(
    r"supplier|vendor|purchas|\b(work|production|process|planned) orders?\b|供应商|采购|工单|任务单|加工单|生产订单|生产单"
    r"|lieferant|einkauf|fertigungsauftr|공급업체|작업지시|발주"
)
"""Headings of lists of what comes in."""
_MAKES = re.compile(
    r"\b(finish\w*|fin|completion|mrp controller|production scheduler|scheduler|system status|start date|arrival|eta)\b"
    r"|完工|开工|到货|入库日|计划员|systemstatus|eckend|eckstart|disponent|완료일|입고"
)
"""Headings that are usual in such lists only, where nothing else says what the list is."""
_SELLS = re.compile(
    r"\b(customer|client|sold to|ship to|sales (order|doc\w*)|so (no|number)|ship(ping)? date)\b"
    r"|客户|销售|顾客|kunde|verkauf|고객|수주"
)
"""Headings of lists of what goes out."""
_EITHER = frozenset(
    plain(word)
    for word in (
        "order qty",
        "order quantity",
        "auftragsmenge",
        "订单数量",
        "订单量",
        "订货数量",
        "订货量",
        "주문수량",
    )
)
"""Headings of quantities that customers or we have ordered."""
_BEGINS = re.compile(r"open|begin|start|initial|bop|boh|初|上期|anfang|기초")
_ENDS = re.compile(r"balance|left|结存|结余|余额|saldo|잔량|잔고")
_QUANTITY = re.compile(r"qty|quant|数|量|menge|수량")
_ARRIVED = frozenset(
    plain(word)
    for word in (
        *(
            "入库数量",
            "入库量",
            "入库数",
            "入库",
            "完工入库量",
            "收货数量",
            "收货量",
            "到货数量",
            "到货量",
            "产出数量",
            "完工量",
        ),
        *(
            "receipts",
            "receipt",
            "receipt qty",
            "received receipts",
            "output",
            "output qty",
            "production output",
        ),
        *("wareneingang", "wareneingangsmenge", "입고", "입고량", "입고수량"),
    )
)
"""Headings of supply that beside a planned or an ordered quantity is what has come of it."""


@dataclass(frozen=True)
class ListColumns:
    """The columns of a list that count.

    Attributes:
        columns: Column by role.
        counted: Columns of quantities and what they are; `MEASURE` where each line says so.
        open_quantity: Whether the quantity has what was shipped taken off already.
        less_received: Whether what was received or delivered has to be taken off the quantity.
        flags: Columns that may say that a line is closed.
        running: The column of a balance that runs down the lines.
    """

    columns: dict[Role, int]
    counted: list[tuple[int, Role]]
    open_quantity: bool
    less_received: bool
    flags: tuple[int, ...] = ()
    running: int | None = None


class _Chooser:
    """Looks at the headings of one list, and at its cells where the headings leave something open."""

    def __init__(self, table: Table, raw_plan: RawPlan) -> None:
        self.table, self.raw_plan, self.account = table, raw_plan, table.account
        self.aside: dict[int, str] = {}

    def heading(self, column: int) -> str:
        """The heading of a column."""
        return name_of(self.table.grid.rows[self.table.head][column])

    def cells(self, column: int) -> list[Any]:
        """The first cells of a column."""
        last = min(self.table.last, self.table.first + SAMPLE)
        return [self.table.grid.rows[row][column] for row in range(self.table.first, last)]

    def is_told(self, column: int) -> bool:
        """Whether the planner herself said what a column is."""
        return plain(self.heading(column)) in self.table.labels

    def is_precise(self, column: int) -> bool:
        """Whether a heading says which of several it is."""
        return meaning_of(self.heading(column), self.table.labels).precise

    def is_plain_quantity(self, column: int) -> bool:
        """Whether a heading by its own words is just a quantity, whatever one table's label makes of it."""
        role = dict(self.table.columns).get(column)
        return role is Role.QUANTITY or (
            role is not Role.IGNORE and meaning_of(self.heading(column), {}).role is Role.QUANTITY
        )

    def of(self, *roles: Role) -> list[int]:
        """The columns of some roles, from left to right."""
        return [column for column, role in self.table.columns if role in roles]

    def one_of(self, columns: Sequence[int], reason: str, question: Text, role: str) -> int | None:
        """The column that counts among several: told, or precise, or no different from the others."""
        filled = [c for c in columns if any(cell not in BLANK for cell in self.cells(c))] or columns
        told = [c for c in filled if self.is_told(c)]
        best = told or [c for c in filled if self.is_precise(c)] or list(filled)
        for column in best[1:]:
            if self.differ(best[0], column):
                text = question.filled(other=self.heading(best[0]))
                column_to_name = column
                self.account.ask(
                    self.heading(column_to_name), self.table.head, column, text, (role, "ignore")
                )
        for column in columns:
            if best and column != best[0]:
                self.aside[column] = reason
        return best[0] if best else None

    def differ(self, one: int, other: int) -> bool:
        """Whether two columns differ in any line in which both are filled."""
        return any(
            a != b and a not in BLANK and b not in BLANK
            for a, b in zip(self.cells(one), self.cells(other), strict=True)
        )

    def item(self, known_items: Callable[[], set[str]]) -> int | None:
        """The item's column; by its items where no heading names it."""
        named = self.of(Role.ITEM)
        if named:
            return named[0]
        if Role.ITEM in self.table.notes:
            return None
        others = [
            column for column, _ in self.table.others if any(c not in BLANK for c in self.cells(column))
        ]
        known = known_items() if others else set()
        for column in others:
            names = [match_key(name_of(cell)) for cell in self.cells(column) if cell not in BLANK]
            if names and sum(name in known for name in names) * 2 > len(names):
                self.account.decided.append(DECIDED.filled(label=self.heading(column), role="item"))
                return column
        if others and self.of(Role.MEASURE, Role.BALANCE) and not any(map(self._repeats, others)):
            self.account.ask("", self.table.head, others[0], ABOVE_IT, ())
            return None
        if others:
            headings = ", ".join(self.heading(column) for column in others)
            self.account.ask(
                self.heading(others[0]),
                self.table.head,
                others[0],
                WHICH_ITEM.filled(headings=headings),
                ("item",),
            )
            return None
        return next(iter(self.of(Role.SITE, Role.DESCRIPTION)), None)

    def _repeats(self, column: int) -> bool:
        """Whether a column says one thing in several lines, as that of the items does."""
        cells = [cell for cell in self.cells(column) if cell not in BLANK]
        return len(set(cells)) < len(cells)

    def measure(self) -> int | None:
        """The column that says what each line is; by its words where no heading names it."""
        named = self.of(Role.MEASURE)
        if named:
            return named[0]
        beside = [(c, text) for c, text, meaning in self.table.asides if meaning.aside == "reference"]
        for column, text in (*self.table.others, *beside):
            cells = [cell for cell in self.cells(column) if cell not in BLANK]
            roles = [meaning_of_row(cell, self.table.labels).role for cell in cells]
            known = [role for role in roles if role in MEASURES]
            both = {*known} & {*DEMAND_ROLES} and {*known} & {*SUPPLY_ROLES}
            if both and len(known) >= MOSTLY * len(cells) and plain(text) not in self.table.labels:
                self.account.decided.append(BY_ITS_WORDS.filled(label=self.heading(column)))
                return column
        return None

    def date(self) -> int | None:
        """The date that counts: the due date before any other."""
        columns = self.of(Role.DATE)
        if len(columns) < 2:
            return columns[0] if columns else None
        readable = [c for c in columns if any(day_of(cell) for cell in self.cells(c)[:50])] or columns
        for column in columns:
            if column not in readable:
                self.aside[column] = "other_date"
        fine = [
            c
            for c in readable
            if plain(self.heading(c)) not in ("week", "month", "period", "周", "月", "月份", "周次", "期间")
        ]
        return self.one_of(fine or readable, "other_date", WHICH_DATE, "date")

    def kind(self) -> Role | None:
        """What the quantities of a list are: by its title, else by what else it has."""
        table, title = self.table, self.table.title
        beside: list[tuple[Any, ...]] = [*table.columns, *table.asides, *table.others]
        names = [plain(self.heading(entry[0])) for entry in beside if not self.is_told(entry[0])]
        sells = bool(self.of(Role.CUSTOMER, Role.PART)) or any(map(_SELLS.search, names))
        buys = any(map(_BUYS.search, names))
        if not sells and not buys:
            buys = any(map(_MAKES.search, names))
        if title in MEASURES:
            told = plain(table.grid.title) in table.labels
            return None if title in DEMAND_ROLES and buys and not sells and not told else title
        return None if sells == buys else Role.ORDERS if sells else Role.SUPPLY

    def flags(self) -> tuple[int, ...]:
        """The columns that may say that a line is closed: those of a status, and flags."""
        told = {column for column, _, meaning in self.table.asides if meaning.aside == "told"}
        others = [*(column for column, *_ in self.table.asides), *(column for column, _ in self.table.others)]
        marks = [
            column
            for column in (*self.of(Role.SHIPPED), *others)
            if column not in told and closes(self.heading(column)) and self._is_mark(column)
        ]
        return (*self.of(Role.STATUS), *marks)

    def _is_mark(self, column: int) -> bool:
        """Whether a column holds marks, not quantities."""
        filled = [cell for cell in self.cells(column) if cell not in BLANK]
        counted = column in self.of(Role.SHIPPED) or _QUANTITY.search(self.heading(column).casefold())
        return bool(filled) and not any(
            isinstance(cell, float) and (counted or cell not in (0, 1)) for cell in filled
        )


def choose_columns(
    table: Table, raw_plan: RawPlan, known_items: Callable[[], set[str]]
) -> ListColumns | None:
    """The columns of a dated list that count; None if a question must be answered first."""
    chooser = _Chooser(table, raw_plan)
    account = table.account
    flags = chooser.flags()
    columns = {role: column for column, role in reversed(table.columns) if column not in flags}
    if status := chooser.of(Role.STATUS):
        columns[Role.STATUS] = status[0]
    item, day = chooser.item(known_items), chooser.date()
    if day is None:
        return None
    columns[Role.DATE] = day
    if item is not None:
        columns[Role.ITEM] = item
    measure = chooser.measure()
    if measure is not None:
        columns[Role.MEASURE] = measure
    quantities = [column for column, _ in table.columns if chooser.is_plain_quantity(column)]
    measures = [(c, role) for c, role in table.columns if role in MEASURES and c not in quantities]
    gone = [column for column in chooser.of(Role.SHIPPED) if column not in flags]
    arrived = _arrived(chooser, measures, quantities)
    gone, measures = [*gone, *arrived], [its for its in measures if its[0] not in arrived]
    flows = [(c, role) for c, role in measures if role in (*DEMAND_ROLES, *SUPPLY_ROLES)]
    is_open = False
    if _ask_about_groups(chooser, [column for column, _ in flows], item, known_items):
        return None
    if measure is not None and quantities:
        quantity = chooser.one_of(quantities, "ordered", WHICH_QUANTITY, "quantity")
        counted = [(quantity or 0, Role.MEASURE)]
        is_open = chooser.is_precise(quantity or 0) and not chooser.is_told(quantity or 0)
        _ask_about_others(chooser, item)
    elif not flows and not quantities and not _unknown(chooser, item):
        counted = measures
        _ask_about_others(chooser, item)
    elif _is_one_quantity(chooser, flows, quantities):
        candidates = sorted([*quantities, *(column for column, role in flows if role in DEMAND_ROLES)])
        quantity = chooser.one_of(candidates, "ordered", WHICH_QUANTITY, "quantity")
        assert quantity is not None
        is_open = chooser.is_precise(quantity) and not chooser.is_told(quantity)
        given = dict(table.columns)[quantity]
        kind = chooser.kind()
        if kind is None and given in MEASURES:
            if plain(chooser.heading(quantity)) in _EITHER and not chooser.is_told(quantity):
                roles = ("orders", "supply", "ignore")
                account.ask(table.grid.title, table.head, quantity, WHOSE_ORDERS, roles)
            kind = given
        if kind is None:
            raw_plan.unknown.setdefault(table.grid.title, table.grid.title)
            account.ask(chooser.heading(quantity), table.head, quantity, WHICH_MEASURE, ("orders", "supply"))
            kind = Role.IGNORE
        counted = [
            (quantity, kind),
            *((c, role) for c, role in measures if role not in (*DEMAND_ROLES, *SUPPLY_ROLES)),
        ]
        _ask_about_others(chooser, item)
    else:
        for column in quantities:
            chooser.aside[column] = "ordered"
        counted = _by_evidence(chooser, _open_only(chooser, measures), item)
        is_open = any(chooser.is_precise(c) and not chooser.is_told(c) for c, _ in counted)
    less = _less_gone(chooser, columns, gone, counted, is_open=is_open)
    for column, role in table.columns:
        reason = chooser.aside.get(column, "")
        used = dict(counted).get(column, role)
        used = Role.SHIPPED if column in arrived else used
        account.note(chooser.heading(column), table.head, column, None if reason else used, reason)
    for column, text, meaning in table.asides:
        account.note(text, table.head, column, Role.IGNORE, meaning.aside)
    for column in flags:
        account.uses.pop((chooser.heading(column), column), None)
        account.note(chooser.heading(column), table.head, column, Role.STATUS)
    running = _running(chooser, counted, item)
    if running is not None:
        counted = [its for its in counted if its[0] != running]
        account.uses.pop((chooser.heading(running), running), None)
        account.note(chooser.heading(running), table.head, running, Role.BALANCE)
    return ListColumns(columns, counted, is_open, less, flags, running)


def _running(chooser: _Chooser, counted: Sequence[tuple[int, Role]], item: int | None) -> int | None:
    """The column of a balance that runs down the lines, item by item."""
    flows = [its for its in counted if its[1] in (*DEMAND_ROLES, *SUPPLY_ROLES)]
    table = chooser.table
    levels = [
        (column, role)
        for column, role in counted
        if role is Role.BALANCE or (role is Role.OPENING and not chooser.is_told(column))
    ]
    for column, _ in levels if flows else ():
        if runs(table, item, column, flows):
            return column
    for column, role in levels if flows else ():
        heading = chooser.heading(column)
        if role is Role.BALANCE or _BEGINS.search(heading.casefold()):
            continue
        doubt = bool(_ENDS.search(heading.casefold())) or differs(table, item, column)
        if doubt and not runs(table, item, column, flows, before=True):
            account = chooser.account
            account.ask(heading, table.head, column, WHICH_STOCK, ("balance", "opening", "ignore"))
    return None


def _arrived(chooser: _Chooser, measures: Sequence[tuple[int, Role]], quantities: Sequence[int]) -> list[int]:
    """Supply that is what has come of the planned or ordered quantity beside it; asks where it may not be."""
    supplies = [column for column, role in measures if role in SUPPLY_ROLES]
    arrived = [c for c in supplies if plain(chooser.heading(c)) in _ARRIVED and not chooser.is_told(c)]
    beside = [column for column in (*supplies, *quantities) if column not in arrived]
    if not arrived or not beside or chooser.of(Role.BALANCE, Role.MEASURE):
        return []
    if chooser.of(*DEMAND_ROLES, Role.OPENING):
        for column in arrived:
            text = COME_OF_IT.filled(other=chooser.heading(beside[0]))
            roles = ("shipped", "supply", "ignore")
            chooser.account.ask(chooser.heading(column), chooser.table.head, column, text, roles)
        return []
    return arrived


def _open_only(chooser: _Chooser, measures: Sequence[tuple[int, Role]]) -> list[tuple[int, Role]]:
    """The measures without those of which the open quantity stands beside them."""
    names = {plain(chooser.heading(column)): column for column, _ in measures}
    ordered = {
        names[rest]
        for name in names
        if (rest := without_open(name)) != name and rest in names and not chooser.is_told(names[rest])
    }
    chooser.aside.update(dict.fromkeys(ordered, "ordered"))
    return [its for its in measures if its[0] not in ordered]


def _less_gone(
    chooser: _Chooser,
    columns: dict[Role, int],
    gone: Sequence[int],
    counted: Sequence[tuple[int, Role]],
    *,
    is_open: bool,
) -> bool:
    """Whether what has gone or come is taken off; asks where nothing says of which quantity."""
    columns.pop(Role.SHIPPED, None)
    if not gone:
        return False
    columns[Role.SHIPPED] = gone[0]
    if is_open:
        return False
    moving = (*DEMAND_ROLES, *SUPPLY_ROLES, Role.MEASURE)
    flows = [role for _, role in counted if role in moving]
    if len(flows) == 1:
        best = chooser.one_of(gone, "finished", WHICH_QUANTITY, "shipped")
        columns[Role.SHIPPED] = gone[0] if best is None else best
        return True
    if len(flows) > 1 and all(role is not Role.BALANCE for _, role in counted):
        heading = chooser.heading(gone[0])
        roles = ("ignore", "supply", "orders")
        chooser.account.ask(heading, chooser.table.head, gone[0], GONE_OF_WHICH, roles)
    return False


def _ask_about_groups(
    chooser: _Chooser, flows: Sequence[int], item: int | None, known_items: Callable[[], set[str]]
) -> bool:
    """Ask where a list without an item column has columns for several items; whether it was asked."""
    if item is not None:
        return False
    headings: set[str] = set()
    for column in flows:
        heading = plain(chooser.heading(column))
        title = match_key(chooser.table.grid.title)
        if heading in headings or ((known := known_items()) and title not in known):
            chooser.account.ask("", chooser.table.head, column, NO_ITEM_COLUMN, ())
            return True
        headings.add(heading)
    return False


def _is_one_quantity(chooser: _Chooser, flows: Sequence[tuple[int, Role]], quantities: Sequence[int]) -> bool:
    """Whether a list has one quantity per line, however it is called, not a column for each measure."""
    supplies = [column for column, role in flows if role in SUPPLY_ROLES]
    demands = [column for column, role in flows if role in DEMAND_ROLES]
    balances = chooser.of(Role.BALANCE, Role.OPENING)
    if supplies or (balances and demands):
        return False
    return bool(quantities) or (
        len(demands) >= 1 and all(_is_order_word(chooser.heading(c)) for c in demands)
    )


def _is_order_word(heading: str) -> bool:
    """Whether a heading names the quantity of an order."""
    words = plain(heading)
    return any(word in words for word in ("order", "订", "auftrag", "주문", "수주", "balance"))


def _unknown(chooser: _Chooser, item: int | None) -> list[int]:
    """Columns of numbers that no heading explains."""
    marks = chooser.flags()
    return [
        column
        for column, _ in chooser.table.others
        if column != item and column not in marks and looks_like_quantities(chooser.table, column)
    ]


def _ask_about_others(chooser: _Chooser, item: int | None) -> None:
    """Ask about columns of numbers that no heading explains; note the others."""
    unknown = _unknown(chooser, item)
    for column, text in chooser.table.others:
        if column in unknown:
            _ask_about_column(chooser, column)
        else:
            chooser.account.note(text, chooser.table.head, column, None, "reference")


def _ask_about_column(chooser: _Chooser, column: int) -> None:
    """Ask what a column of numbers is."""
    roles = ("ignore", "quantity", "orders", "supply", "shipped")
    chooser.account.ask(chooser.heading(column), chooser.table.head, column, UNKNOWN_COLUMN, roles)


def _by_evidence(
    chooser: _Chooser, measures: list[tuple[int, Role]], item: int | None
) -> list[tuple[int, Role]]:
    """The columns of a list with one for each measure; its own balance decides about the others."""
    table = chooser.table
    totals = [(column, meaning) for column, _, meaning in table.asides if meaning.total_of]
    unknown = _unknown(chooser, item)
    roles = {role for _, role in measures}
    for column, meaning in totals:
        side = DEMAND_ROLES if meaning.total_of in DEMAND_ROLES else SUPPLY_ROLES
        if not roles & set(side) and meaning.total_of in (*DEMAND_ROLES, *SUPPLY_ROLES):
            measures = [*measures, (column, meaning.total_of)]
            chooser.account.note(chooser.heading(column), table.head, column, meaning.total_of)
    balance = next((column for column, role in measures if role is Role.BALANCE), None)
    formulas = column_formulas(table)
    if formulas and formulas.balance in unknown:
        unknown.remove(formulas.balance)
        _say(chooser, formulas.balance, Role.BALANCE)
        chooser.account.note(chooser.heading(formulas.balance), table.head, formulas.balance, Role.BALANCE)
        measures = [*measures, (formulas.balance, Role.BALANCE)]
    if formulas and not roles & {Role.OPENING} and formulas.opening in unknown:
        unknown.remove(formulas.opening)
        _say(chooser, formulas.opening, Role.OPENING)
        chooser.account.note(chooser.heading(formulas.opening), table.head, formulas.opening, Role.OPENING)
        measures = [*measures, (formulas.opening, Role.OPENING)]
    signs: dict[int, int] | None
    if formulas:
        signs = _signs_of_formulas(chooser, formulas, measures, unknown)
    else:
        signs = _signs(chooser, measures, unknown, balance, item) if balance is not None else None
    if signs is None:
        _ask_about_others(chooser, item)
        return measures
    goes_out = demand_beside(role for column, role in measures if signs.get(column) == -1)
    counted = []
    for column, role in measures:
        sign = signs.get(column)
        if sign is None or sign == _sign(role, roles):
            counted.append((column, role))
            continue
        decided = {1: Role.SUPPLY, -1: goes_out}.get(sign)
        _say(chooser, column, decided)
        if decided:
            counted.append((column, decided))
        else:
            chooser.aside[column] = "balance"
    for column in unknown:
        if column not in signs:
            _ask_about_column(chooser, column)
            continue
        decided = {1: Role.SUPPLY, -1: goes_out}.get(signs.get(column, 0))
        if decided:
            _say(chooser, column, decided)
            counted.append((column, decided))
        chooser.account.note(
            chooser.heading(column), table.head, column, decided, "" if decided else "balance"
        )
    for column, text in table.others:
        if column not in unknown and column != item:
            chooser.account.note(text, table.head, column, None, "reference")
    return counted


def _signs_of_formulas(
    chooser: _Chooser, formulas: ColumnFormulas, measures: Sequence[tuple[int, Role]], unknown: Sequence[int]
) -> dict[int, int] | None:
    """The sign of each column in the formula of the list's balance; asks where it contradicts a heading."""
    signs: dict[int, int] = {}
    roles = {role for _, role in measures}
    flows = [(column, role) for column, role in measures if role in (*DEMAND_ROLES, *SUPPLY_ROLES)]
    for column, role in (*flows, *((column, None) for column in unknown)):
        count = formulas.counts.get(column, 0)
        heading = chooser.heading(column)
        if count not in (1, 0, -1):
            text = COUNTED_TIMES.filled(count=count)
            chooser.account.ask(heading, chooser.table.head, column, text, ())
            return None
        if role and count and not chooser.is_told(column) and (count == 1) != (role in SUPPLY_ROLES):
            found = Role.SUPPLY if count == 1 else Role.ORDERS
            roles_asked = (found.value, role.value, "ignore")
            chooser.account.ask(heading, chooser.table.head, column, CONTRADICTED, roles_asked)
        told = role is not None and (chooser.is_told(column) or column in formulas.mentioned)
        signs[column] = _sign(role, roles) if role and told else int(count)
    return signs


def _say(chooser: _Chooser, column: int, role: Role | None) -> None:
    """Say what the balance decided."""
    words = role.value if role else Role.IGNORE.value
    chooser.account.decided.append(DECIDED.filled(label=chooser.heading(column), role=words))


def _sign(role: Role, roles: set[Role]) -> int:
    """The sign of a measure in the balance."""
    if role in SUPPLY_ROLES:
        return 1
    if role in (Role.FORECAST, Role.GROSS) and Role.ORDERS in roles:
        return 0
    return -1


def _signs(
    chooser: _Chooser,
    measures: Sequence[tuple[int, Role]],
    unknown: Sequence[int],
    balance: int,
    item: int | None,
) -> dict[int, int] | None:
    """The sign of each column with which the list's own balance is reproduced."""
    table = chooser.table
    rows = table.grid.rows
    day_column = chooser.date()
    flows = [(column, role) for column, role in measures if role in (*DEMAND_ROLES, *SUPPLY_ROLES)]
    roles = {role for _, role in measures}
    columns = [*(column for column, _ in flows), *unknown]
    lines: dict[Any, list[tuple[Any, int]]] = defaultdict(list)
    form = common_form([cell for cell in chooser.cells(day_column or 0) if cell not in BLANK]) or ""
    for row in range(table.first, min(table.last, table.first + SAMPLE)):
        cell = rows[row][day_column or 0]
        reading = reading_in(cell, form) if cell not in BLANK else None
        if reading and isinstance(rows[row][balance], float):
            lines[rows[row][item] if item is not None else ""].append((reading.order, row))
    its = [[row for _, row in sorted(entries)] for entries in lines.values() if len(entries) > 1]
    if not its:
        return None
    width = max(map(len, its))
    values = {str(column): np.zeros((len(its), width)) for column in columns}
    level = np.full((len(its), width), np.nan)
    for index, entries in enumerate(its):
        for period, row in enumerate(entries):
            level[index, period] = rows[row][balance]
            for column in columns:
                values[str(column)][index, period] = _number(rows[row][column])
    for its_values in values.values():
        if np.all(its_values <= 0):  # what goes out, with its sign
            np.negative(its_values, out=its_values)
    given = {str(column): _sign(role, roles) for column, role in flows}
    given.update({str(column): 0 for column in unknown})
    signs = signs_of_balance(values, level, given)
    if not signs:
        return None
    # Of what moves on the first line only, the steps of the balance say nothing.
    told = {name for name, its in values.items() if given[name] or np.any(its[:, 1:]) or not np.any(its)}
    return {int(column): sign for column, sign in signs.items() if column in told}


def stock_columns(table: Table) -> list[tuple[int, Role]]:
    """The columns of a list of stock that count: one opening, and what is to be taken off it."""
    chooser = _Chooser(table, RawPlan())
    account = table.account
    openings = chooser.of(Role.OPENING) + chooser.of(Role.BALANCE)
    told = [column for column in openings if chooser.is_told(column)]
    openings = told or openings
    allocated = chooser.of(Role.ALLOCATED)
    parts = [c for c in openings if warehouse_in(chooser.heading(c)) and not chooser.is_told(c)]
    if parts:
        return _stock_of_warehouses(chooser, parts, [column for column in openings if column not in parts])
    chosen = _opening_column(chooser, openings, allocated)
    usable = chosen is not None and any(word in plain(chooser.heading(chosen)) for word in _USABLE)
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
    _ask_about_others(chooser, table.column(Role.ITEM))
    return counted


def _stock_of_warehouses(
    chooser: _Chooser, parts: Sequence[int], wholes: Sequence[int]
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
        if any(difference(_number(whole), total(map(_number, its))) for whole, *its in rows):
            account.ask(chooser.heading(column), table.head, column, NOT_THEIR_SUM, ("ignore",))
    counted = []
    for column, role in table.columns:
        aside = "total" if column in wholes else "" if role in ONCE or role not in MEASURES else "undated"
        account.note(chooser.heading(column), table.head, column, None if aside else role, aside)
        if role in ONCE and not aside:
            counted.append((column, role))
    for column, text, meaning in table.asides:
        account.note(text, table.head, column, Role.IGNORE, meaning.aside)
    _ask_about_others(chooser, table.column(Role.ITEM))
    return counted


def _number(cell: Any) -> float:
    """A cell's number, 0 for none."""
    return cell if isinstance(cell, float) else 0.0


def _opening_column(chooser: _Chooser, openings: Sequence[int], allocated: Sequence[int]) -> int | None:
    """The stock that counts, of several: the one of which the others are what is left of it."""
    if len(openings) < 2:
        return openings[0] if openings else None

    cells = {column: list(map(_number, chooser.cells(column))) for column in (*openings, *allocated)}
    for whole in openings:
        left = [difference(a, total(cells[c][i] for c in allocated)) for i, a in enumerate(cells[whole])]
        if all(cells[other] in (left, cells[whole]) for other in openings if other != whole):
            return whole
    for column in openings[1:]:
        text = WHICH_QUANTITY.filled(other=chooser.heading(openings[0]))
        chooser.account.ask(chooser.heading(column), chooser.table.head, column, text, ("ignore", "opening"))
    return openings[0]
