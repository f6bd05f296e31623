"""Which columns of a list count, where several could: the due date, the open quantity, the usable stock."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pab_planner.core.plan import match_key
from pab_planner.language import Text
from pab_planner.reading.evidence.list_evidence import columns_by_evidence
from pab_planner.reading.evidence.running_balance import differs, runs
from pab_planner.reading.evidence.wide_evidence import WHICH_STOCK
from pab_planner.reading.lists.column_chooser import (
    WHICH_QUANTITY,
    ColumnChooser,
    ask_about_others,
    number_of,
    says_gone,
    unknown_columns,
)
from pab_planner.reading.measure_rows import RawPlan
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import (
    DEMAND_ROLES,
    FLOWS,
    MEASURES,
    SUPPLY_ROLES,
    Role,
    plain,
    without_open,
)

NO_ITEM_COLUMN = Text(
    "quantities of which nothing says of which item they are; write the item number into a column of its own, "
    "one line for each item and date",
    "未说明这些数量属于哪个物料；请增加物料列，每个物料每个日期一行",
)
WHICH_MEASURE = Text(
    "quantities of which nothing says whether they come or go; say which they are",
    "未说明这些数量是需求还是供应；请指明",
)
BY_SUMS = Text(
    "'{label}' is {role}: the formulas that sum it say so", "“{label}”为 {role}：由对其求和的公式判定"
)
WHOSE_ORDERS = Text(
    "orders of which nothing says whether customers placed them or they come in; say which they are",
    "未说明是客户订单还是采购、生产订单；请指明",
)
COME_OF_IT = Text(
    "beside '{other}'; say whether it is what has come of it (shipped) or comes in too (supply)",
    "与“{other}”并列；请指明是其已入库部分（shipped）还是另外的入库（supply）",
)
GONE_SO_FAR = Text(
    "say whether it is what of '{other}' has gone or come already and is taken off (shipped), or not (ignore)",
    "请指明是否为“{other}”中已完成、应扣除的部分（shipped），或不扣除（ignore）",
)
GONE_OF_WHICH = Text(
    "what is done already, beside several quantities; say whether to leave it aside",
    "已完成的数量，与多个数量并列；请指明是否忽略",
)
ALLOCATED_BY_DAY = Text(
    "what is allocated line by line is mostly part of the orders; say whether it is taken off the stock as well",
    "逐行分配的数量多为订单的一部分；请指明是否还要从库存中扣除",
)
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

    @property
    def understood(self) -> set[int]:
        """The columns that have a role."""
        return {*self.columns.values(), *(column for column, _ in self.counted), *self.flags}


def choose_columns(
    table: Table, raw_plan: RawPlan, known_items: Callable[[], set[str]]
) -> ListColumns | None:
    """The columns of a dated list that count; None if a question must be answered first."""
    chooser = ColumnChooser(table, raw_plan)
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
    chooser.ask_about_versions(item)
    measure = chooser.measure()
    chooser.ask_about_unlike(measure)
    if measure is not None:
        columns[Role.MEASURE] = measure
    quantities = [column for column, _ in table.columns if chooser.is_plain_quantity(column)]
    measures = [(c, role) for c, role in table.columns if role in MEASURES and c not in quantities]
    gone = [column for column in chooser.of(Role.SHIPPED) if column not in flags]
    arrived = _arrived(chooser, measures, quantities)
    gone, measures = [*gone, *arrived], [its for its in measures if its[0] not in arrived]
    flows = [(c, role) for c, role in measures if role in FLOWS]
    is_open = False
    if _ask_about_groups(chooser, [column for column, _ in flows], item, known_items):
        return None
    if measure is not None and quantities:
        quantity = chooser.one_of(quantities, "ordered", WHICH_QUANTITY, "quantity")
        counted = [(quantity or 0, Role.MEASURE)]
        is_open = chooser.is_precise(quantity or 0) and not chooser.is_told(quantity or 0)
        ask_about_others(chooser, item, Role.MEASURE)
    elif not flows and not quantities and not unknown_columns(chooser, item):
        counted = measures
        ask_about_others(chooser, item)
    elif _is_one_quantity(chooser, flows, quantities):
        quantity, kind = _one_quantity(chooser, raw_plan, flows, quantities)
        is_open = chooser.is_precise(quantity) and not chooser.is_told(quantity)
        counted = [
            (quantity, kind),
            *((c, role) for c, role in measures if role not in FLOWS),
        ]
        ask_about_others(chooser, item, kind)
    else:
        for column in quantities:
            chooser.aside[column] = "ordered"
        counted = columns_by_evidence(chooser, _open_only(chooser, measures), item)
        is_open = any(chooser.is_precise(c) and not chooser.is_told(c) for c, _ in counted)
    less = _less_gone(chooser, columns, gone, counted, is_open=is_open)
    for column, role in table.columns:
        reason = chooser.aside.get(column, "")
        used = dict(counted).get(column, role)
        used = Role.SHIPPED if column in arrived else used
        account.note(chooser.heading(column), table.head, column, None if reason else used, reason)
    for column, text, meaning in table.asides:
        if column not in dict(counted):  # a total counts where nothing that it totals stands beside it
            account.note(text, table.head, column, Role.IGNORE, meaning.aside)
    for column in flags:
        account.uses.pop((chooser.heading(column), column), None)
        account.note(chooser.heading(column), table.head, column, Role.STATUS)
    for column, role in counted:
        if role is Role.ALLOCATED and not chooser.is_told(column):
            heading = chooser.heading(column)
            account.ask(heading, table.head, column, ALLOCATED_BY_DAY, ("ignore", "allocated"))
    running = _running(chooser, counted, item)
    if running is not None:
        counted = [its for its in counted if its[0] != running]
        account.uses.pop((chooser.heading(running), running), None)
        account.note(chooser.heading(running), table.head, running, Role.BALANCE)
    return ListColumns(columns, counted, is_open, less, flags, running)


def _one_quantity(
    chooser: ColumnChooser, raw_plan: RawPlan, flows: Sequence[tuple[int, Role]], quantities: Sequence[int]
) -> tuple[int, Role]:
    """The column of a list's only quantity and what it is; `IGNORE` where that is asked."""
    table, account = chooser.table, chooser.table.account
    candidates = sorted([*quantities, *(column for column, _ in flows)])
    quantity = chooser.one_of(candidates, "ordered", WHICH_QUANTITY, "quantity")
    assert quantity is not None
    heading = chooser.heading(quantity)
    if kind := chooser.kind():
        return quantity, kind
    given = dict(table.columns)[quantity]
    if given in MEASURES:
        if plain(heading) in _EITHER and not chooser.is_told(quantity):
            account.ask(table.grid.title, table.head, quantity, WHOSE_ORDERS, ("orders", "supply", "ignore"))
        return quantity, given
    if sign := raw_plan.formulas.lists.get((table.grid.title.casefold(), quantity)):
        kind = Role.SUPPLY if sign > 0 else Role.ORDERS
        account.decided.append(BY_SUMS.filled(label=heading, role=kind.value))
        return quantity, kind
    raw_plan.unknown.setdefault(table.grid.title, table.grid.title)
    choices = dict.fromkeys((chooser.likely_side(quantity).value, "orders", "supply"))
    account.ask(heading, table.head, quantity, WHICH_MEASURE, tuple(choices))
    return quantity, Role.IGNORE


def _running(chooser: ColumnChooser, counted: Sequence[tuple[int, Role]], item: int | None) -> int | None:
    """The column of a balance that runs down the lines, item by item."""
    flows = [its for its in counted if its[1] in FLOWS]
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


def _arrived(
    chooser: ColumnChooser, measures: Sequence[tuple[int, Role]], quantities: Sequence[int]
) -> list[int]:
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


def _open_only(chooser: ColumnChooser, measures: Sequence[tuple[int, Role]]) -> list[tuple[int, Role]]:
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
    chooser: ColumnChooser,
    columns: dict[Role, int],
    gone: Sequence[int],
    counted: Sequence[tuple[int, Role]],
    *,
    is_open: bool,
) -> bool:
    """Whether what has gone or come is taken off; asks where nothing says of which quantity."""
    columns.pop(Role.SHIPPED, None)
    if not gone:
        if not is_open:
            _ask_about_gone_so_far(chooser, counted)
        return False
    columns[Role.SHIPPED] = gone[0]
    if is_open:
        return False
    moving = (*FLOWS, Role.MEASURE)
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


def _ask_about_gone_so_far(chooser: ColumnChooser, counted: Sequence[tuple[int, Role]]) -> None:
    """Ask where a list has a cumulative or invoiced quantity of what has gone or come, and no other."""
    flows = [column for column, role in counted if role in (*FLOWS, Role.MEASURE)]
    for column, heading, meaning in chooser.table.asides if len(flows) == 1 else ():
        if (
            meaning.aside in ("cumulative", "finished")
            and says_gone(heading)
            and any(map(number_of, chooser.cells(column)))
        ):
            text = GONE_SO_FAR.filled(other=chooser.heading(flows[0]))
            chooser.account.ask(heading, chooser.table.head, column, text, ("shipped", "ignore"))
            return


def _ask_about_groups(
    chooser: ColumnChooser, flows: Sequence[int], item: int | None, known_items: Callable[[], set[str]]
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


def _is_one_quantity(
    chooser: ColumnChooser, flows: Sequence[tuple[int, Role]], quantities: Sequence[int]
) -> bool:
    """Whether a list has one quantity per line, however it is called, not a column for each measure."""
    supplies = [column for column, role in flows if role in SUPPLY_ROLES]
    demands = [column for column, role in flows if role in DEMAND_ROLES]
    balances = chooser.of(Role.BALANCE, Role.OPENING)
    if (supplies and (demands or not quantities or chooser.of(Role.BALANCE, Role.OPENING))) or (
        balances and demands
    ):
        return False
    alike = len({role for _, role in flows}) == 1 and bool(chooser.of(Role.ORDER))
    return bool(quantities) or (
        len(demands) >= 1 and (alike or all(_is_order_word(chooser.heading(c)) for c in demands))
    )


def _is_order_word(heading: str) -> bool:
    """Whether a heading names the quantity of an order."""
    words = plain(heading)
    return any(word in words for word in ("order", "订", "auftrag", "주문", "수주", "balance"))
