"""One stock of an item that stands on the lines of several customers counts once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from pab_planner.core.plan import match_key
from pab_planner.language import Text
from pab_planner.reading.lists.lines import ListReading
from pab_planner.reading.measure_rows import ItemValue, Key, RawPlan, name_of, several_owners
from pab_planner.reading.tables import Table, table_at
from pab_planner.reading.vocabulary import SUPPLY_ROLES, Role, plain

ONE_STOCK = Text(
    "the stock of {item}, {quantity}, stands with several customers and counts once",
    "{item} 的库存 {quantity} 在多个客户处重复列出，只计一次",
)
WHOSE_RECEIPTS = Text(
    "{item} has another stock for each customer, but receipts that are not of each of them;"
    " write the customer beside every receipt, or one stock of the item",
    "{item} 各客户的库存不同，但入库未按客户区分；请在每笔入库旁注明客户，或只写一个物料库存",
)
REPEATED_PLAN = Text(
    "{item} has the same stock and the same receipts with each, as if those of the item were repeated; write them once, "
    "or say that each has its own",
    "{item} 各客户的库存和入库完全相同，疑为物料数据重复填写；请只写一次，或指明为各客户各自的数量",
)


def share_stocks(raw_plan: RawPlan, lists: Sequence[ListReading], tables: Sequence[Table]) -> None:
    """Make the same stock on the lines of several customers one of the item; ask where it may be either.

    Customers with stock and receipts of their own are planned apart.
    """
    fixed = [given for given in raw_plan.item_values if given.role is Role.OPENING and given.fixed]
    several = several_owners(match_key, (given.key for given in fixed))
    if not several:
        return
    stocks: dict[str, list[ItemValue]] = defaultdict(list)
    for given in fixed:
        if match_key(given.key.item) in several:
            stocks[match_key(given.key.item)].append(given)
    receipts: dict[str, dict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    for key, receipt in _receipts(raw_plan, lists):
        receipts[match_key(key.item)][match_key(key.customer)].add(receipt)
    shared: set[str] = set()
    for item, its in stocks.items():
        first, last = its[0], its[-1]
        of_item, same = receipts[item], len({given.value for given in its}) == 1
        if of_item.keys() == {match_key(given.key.customer) for given in its if given.key.customer}:
            if same and first.value and len(set(map(frozenset, of_item.values()))) == 1:
                _ask_whose(table_at(tables, last.grid, last.row), first.key.item)
            continue
        if same:
            shared.add(item)
            text = ONE_STOCK.filled(item=first.key.item, quantity=f"{first.value or 0.0:g}")
            raw_plan.account_of(first.grid).decided.append(text)
        elif of_item:
            text = WHOSE_RECEIPTS.filled(item=first.key.item)
            account, named = raw_plan.account_of(last.grid), last.grid.rows[last.row][last.column]
            account.ask(f"{named:g}" if isinstance(named, float) else "", last.row, last.column, text, ())
    kept: list[ItemValue] = []
    seen: set[tuple[str, Role, float | None]] = set()
    for given in raw_plan.item_values:
        item = match_key(given.key.item)
        if item in shared and given.fixed and given.role in (Role.OPENING, Role.ALLOCATED):
            if (at := (item, given.role, given.value)) in seen:
                continue
            seen.add(at)
            given.key = given.key._replace(customer="")
        kept.append(given)
    raw_plan.item_values = kept
    for reading in lists:  # the same stock on each line is that of no day
        reading.openings = [its for its in reading.openings if match_key(its[0].item) not in shared]


def _ask_whose(table: Table, item: str) -> None:
    """Ask whether the same stock and receipts on the lines of several customers are those of each."""
    column = table.column(Role.CUSTOMER)
    if column is not None:
        heading = name_of(table.grid.rows[table.head][column])
        if plain(heading) not in table.labels:
            text = REPEATED_PLAN.filled(item=item)
            table.account.ask(heading, table.head, column, text, (Role.CUSTOMER.value,))


def _receipts(raw_plan: RawPlan, lists: Sequence[ListReading]) -> Iterator[tuple[Key, Any]]:
    """The key of everything that comes in, and what comes when."""
    for measure in raw_plan.measure_rows:
        if measure.role in SUPPLY_ROLES:
            yield measure.key, None if measure.values is None else measure.values.tobytes()
    for reading in lists:
        for role in SUPPLY_ROLES:
            if lines := reading.lines.get(role):
                yield from zip(lines.keys, zip(lines.days, lines.quantities, strict=True), strict=True)
