"""Rows that are the sums of others: a family above its items, all customers beside each of them."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Set

import numpy as np

from pab_planner.core.demand import FloatArray
from pab_planner.core.plan import match_key
from pab_planner.language import Text
from pab_planner.reading.measure_rows import Key, MeasureRow, RawPlan
from pab_planner.reading.vocabulary import DEMAND_ROLES, TOTALS, Role, plain, totalled

MOST_PARTS = 500
"""Rows above and below that are looked at for the parts of a total."""
SUM_OF_ITEMS = Text(
    "an item; each quantity of {item} is the sum of those of {first} to {last}, so it was left out as their total",
    "应为物料；{item} 的各数量等于 {first} 至 {last} 之和，已作为合计忽略",
)
SUM_OF_CUSTOMERS = Text(
    "'{customer}' of {item} is the total of its customers and was left out",
    "{item} 的“{customer}”为各客户合计，未计入",
)
SUM_WITHOUT_NAME = Text(
    "the row of {item} without a customer is the total of its customers and was left out",
    "{item} 未写客户的一行为各客户合计，未计入",
)
WHOSE = Text(
    "a row '{label}' of {item} without a customer, beside those of customers; write whose it is, or Total if it is "
    "their sum",
    "{item} 的“{label}”一行未写客户，而其他行写有客户；请写明客户，若为其合计请写“合计”",
)
MAYBE_SUM = Text(
    "'{customer}' of {item} has the sum of the other customers; if it is their total, write Total as the customer,"
    " else part it from them by a quantity",
    "{item} 的“{customer}”等于其他客户之和；若为合计，请将客户写成“合计”，否则请更正数量",
)
PARTS_OF_ITEM = Text(
    "{first} to {last} have no stock, and add up to {item} above them; if they are its customers, give them a column of "
    "their own, else part them from it by a quantity",
    "{first} 至 {last} 没有库存，且各数量之和等于上方的 {item}；若为其客户，请单独设一列，否则请更正数量",
)
Series = list[tuple[Key, FloatArray]]


def leave_totals_out(raw_plan: RawPlan) -> None:
    """Leave out what totals other items or customers; asks where a customer may be one or be a total."""
    keys = {row.key for row in raw_plan.measure_rows}
    keys -= _leave_out_items(raw_plan, keys)
    _ask_about_parts(raw_plan, keys)
    _leave_out_customers(raw_plan, keys)
    if any(key.customer for key in keys) and not all(key.customer for key in keys):
        _ask_about_nobodys(raw_plan)


def _leave_out_items(raw_plan: RawPlan, moved: Set[Key]) -> Set[Key]:
    """Leave out items named for a total, or without stock among items that have some, that are sums of others.

    Args:
        raw_plan: What was read.
        moved: The keys of all rows of quantities.

    Returns:
        The keys that are left out.
    """
    stocked = {given.key for given in raw_plan.item_values if given.role is Role.OPENING}
    keys = moved | stocked
    named = {key for key in keys if totalled(key.item)}
    bare = keys - stocked
    doubted = named | (bare if len(bare) * 2 < len(keys) else set())
    if not doubted:
        return set()
    parts: dict[Key, list[tuple[str, str] | None]] = defaultdict(list)
    for series in _series(raw_plan):
        for index, (key, values) in enumerate(series):
            if key in doubted and np.any(values):
                parts[key].append(_parts_of(series, index))
    totals = {key: found for key, its in parts.items() if (found := its[0]) and all(its)}
    for key, (first, last) in totals.items():
        row = next((row for row in raw_plan.measure_rows if row.key == key), None)
        given = row or next(given for given in raw_plan.item_values if given.key == key)
        expected = SUM_OF_ITEMS.filled(item=key.item, first=first, last=last)
        raw_plan.fault(given.grid, given.row, row.column if row else 0, key.item, expected)
    if totals:
        raw_plan.measure_rows = [row for row in raw_plan.measure_rows if row.key not in totals]
        raw_plan.item_values = [given for given in raw_plan.item_values if given.key not in totals]
        raw_plan.blank_openings = {
            key: place for key, place in raw_plan.blank_openings.items() if key not in totals
        }
    return totals.keys()


def _ask_about_parts(raw_plan: RawPlan, moved: Set[Key]) -> None:
    """Ask where rows without stock add up to the item above them, in every period: a pivot table of two levels."""
    stocked = {given.key.item for given in raw_plan.item_values if given.role is Role.OPENING}
    if all(key.item in stocked for key in moved):
        return
    rows = [row for row in raw_plan.measure_rows if row.role in DEMAND_ROLES and row.values is not None]
    for at, row in enumerate(rows):
        below: list[MeasureRow] = []
        while row.key.item in stocked and at + 1 + len(below) < len(rows):
            its = rows[at + 1 + len(below)]
            if its.key.item in stocked or its.calendar is not row.calendar or its.label != row.label:
                break
            below.append(its)
        if len(below) < 2:
            continue
        values = np.array([its.values for its in (row, *below)])
        if np.count_nonzero(values[0]) > 2 and np.allclose(2 * values[0], values.sum(axis=0)):
            names = {"item": row.key.item, "first": below[0].key.item, "last": below[-1].key.item}
            account = raw_plan.account_of(row.grid)
            account.ask("", below[0].row, below[0].column, PARTS_OF_ITEM.filled(**names), ())
            return


def _series(raw_plan: RawPlan) -> Iterator[Series]:
    """Quantities of one kind, item by item in the order in which they stand."""
    found: dict[Hashable, Series] = defaultdict(list)
    for row in raw_plan.measure_rows:
        if row.values is not None and row.role is not Role.BALANCE:
            found[id(row.calendar), row.role, row.label].append((row.key, row.values))
    for given in raw_plan.item_values:
        if given.value is not None and given.role in (Role.OPENING, Role.ALLOCATED):
            found[id(given.grid), given.column, given.role].append((given.key, np.array([given.value])))
    yield from found.values()


def _parts_of(series: Series, index: int) -> tuple[str, str] | None:
    """The first and the last item of the rows next to one that add up to it; None if none do."""
    target = series[index][1]
    for step in (1, -1):
        sum_so_far = np.zeros(target.shape)
        for count in range(1, MOST_PARTS):
            at = index + step * count
            if not 0 <= at < len(series) or np.any(sum_so_far > target + 1e-6):
                break
            sum_so_far = sum_so_far + series[at][1]
            if count > 1 and np.allclose(sum_so_far, target):
                ends = sorted((index + step, at))
                return series[ends[0]][0].item, series[ends[1]][0].item
    return None


def _leave_out_customers(raw_plan: RawPlan, keys: Set[Key]) -> None:
    """Leave out the rows of all customers beside those of each."""
    if len({key.item for key in keys}) == len(keys):
        return
    customers: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        customers[key.item].add(key.customer)
    several = {item for item, its in customers.items() if len(its) > 2}
    groups: dict[Hashable, list[MeasureRow]] = defaultdict(list)
    for row in raw_plan.measure_rows if several else ():
        if row.key.item in several and row.values is not None and row.role is not Role.BALANCE:
            groups[id(row.calendar), row.role, row.label, row.key.item, row.key.site].append(row)
    dropped: set[int] = set()
    for rows in groups.values():
        if len({row.key.customer for row in rows}) < max(3, len(rows)):
            continue
        values = np.array([row.values for row in rows])
        for row, its in zip(rows, values, strict=True):
            if not np.any(its) or not np.allclose(2 * its, values.sum(axis=0)):
                continue
            words = {"item": row.key.item, "customer": row.key.customer}
            account = raw_plan.account_of(row.grid)
            if not row.key.customer or set(plain(row.key.customer).split()) & TOTALS:
                dropped.add(id(row))
                said = SUM_OF_CUSTOMERS if row.key.customer else SUM_WITHOUT_NAME
                account.decided.append(said.filled(**words))
            else:
                account.ask("", row.row, row.column, MAYBE_SUM.filled(**words), ())
            break
    if dropped:
        gone = {row.key for row in raw_plan.measure_rows if id(row) in dropped}
        raw_plan.measure_rows = [row for row in raw_plan.measure_rows if id(row) not in dropped]
        kept = {match_key(row.key.item): row.key for row in raw_plan.measure_rows}
        for key in gone:
            if match_key(key.item) in kept:
                raw_plan.customers.pop(key, None)


def _ask_about_nobodys(raw_plan: RawPlan) -> None:
    """Ask whose the demand is that stands beside that of customers and names none: it may be their sum."""
    nobodys: dict[Hashable, MeasureRow] = {}
    named: set[Hashable] = set()
    for row in raw_plan.measure_rows:
        if row.role in DEMAND_ROLES:
            at = (id(row.calendar), row.role, row.label, row.key.item, row.key.site)
            if row.key.customer:
                named.add(at)
            elif row.values is not None and np.any(row.values):
                nobodys[at] = row
    for row in (row for at, row in nobodys.items() if at in named):
        text = WHOSE.filled(item=row.key.item, label=row.label)
        raw_plan.account_of(row.grid).ask("", row.row, row.column, text, ())
        return
