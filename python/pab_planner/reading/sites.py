"""Several sites of one item are kept apart: what stands at each is a plan row of its own, `A@1000`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pab_planner.core.plan import match_key
from pab_planner.language import Text, few
from pab_planner.reading.lists.lines import ListReading
from pab_planner.reading.measure_rows import Key, MeasureRow, RawPlan, name_of
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import DEMAND_ROLES, Role, may_be_unusable

OF_WHICH_SITE = Text(
    "{item} stands there at several sites, and elsewhere at none ({place}); write the site there too, or say "
    "that all count together",
    "{item} 在此有多个地点，而 {place} 未注明地点；请补充地点，或指明合并计算",
)
ADDED_UP = Text(
    "'{heading}' ({sites}): nothing but stock is kept apart by it, so the stocks of an item are added",
    "“{heading}”（{sites}）：仅库存按此区分，同一物料的库存相加",
)
SOLD_THERE = Text(
    "'{heading}': only orders have it, beside their customers, so it is where they are, no site",
    "“{heading}”：仅客户订单有此列，是客户所在地，不作为地点",
)
MAYBE_UNUSABLE = Text(
    "stock that may not be there to ship ({sites}); take its lines out, or say that all of it counts",
    "库存可能不可发货（{sites}）；请删除这些行，或指明全部计算",
)
_OF_WAREHOUSES = re.compile(r"warehouse|whse|storage|location|depot|仓|库|lager|창고")
"""Headings of warehouses: one plan takes from all of them, as it does not from several plants."""
_OF_CUSTOMERS = re.compile(r"region|area|大区|区域|地区|gebiet|지역")
"""Headings of sites that beside a customer say where the customer is."""
SITE_OF = "{item}@{site}"
"""The name of an item at one of its sites, as in the rows that are taken from a warehouse."""


class AtSite(NamedTuple):
    """An item and one of its sites, as written."""

    item: str
    site: str


def keep_sites_apart(
    raw_plan: RawPlan, lists: Sequence[ListReading], tables: Sequence[Table]
) -> dict[str, AtSite]:
    """Name items that stand at several sites after each site; asks where a quantity of theirs names none.

    Returns:
        Item and site by the new name; nothing where no item has several sites.
    """
    sites: dict[str, dict[str, AtSite]] = defaultdict(dict)
    for key in dict.fromkeys(key for key in _keys(raw_plan, lists) if key.site):
        sites[match_key(key.item)].setdefault(match_key(key.site), AtSite(key.item, key.site))
    several = {item: its for item, its in sites.items() if len(its) > 1}
    if several and (
        _are_of_customers(raw_plan, lists, tables) or _are_warehouses(raw_plan, lists, tables, several)
    ):
        several = {}
    named: dict[str, AtSite] = {}

    def renamed(key: Key) -> Key:
        its = several.get(match_key(key.item)) if several else None
        if its is None or not key.site:
            return key._replace(site="") if key.site else key
        at = its[match_key(key.site)]
        name = SITE_OF.format(item=at.item, site=at.site)
        if name not in named:
            named[name] = at
            if key.item in raw_plan.descriptions:
                raw_plan.descriptions.setdefault(name, raw_plan.descriptions[key.item])
        return Key(name, key.customer)

    if not sites:
        return {}
    if several:
        _ask_of_which(raw_plan, lists, tables, several)
    for row in _rows(raw_plan):
        row.key = renamed(row.key)
    for given in raw_plan.item_values:
        given.key = renamed(given.key)
    raw_plan.customers = {renamed(key): place for key, place in raw_plan.customers.items()}
    raw_plan.blank_openings = {renamed(key): place for key, place in raw_plan.blank_openings.items()}
    for reading in lists:
        reading.spoiled = set(map(renamed, reading.spoiled))
        reading.openings = [(renamed(key), *rest) for key, *rest in reading.openings]  # type: ignore[misc]
        for lines in reading.lines.values():
            lines.keys = list(map(renamed, lines.keys))
        reading.orders = [
            replace(line, item=renamed(key).item)
            for line, key in zip(reading.orders, reading.order_keys, strict=True)
        ]
    return named


def _are_of_customers(raw_plan: RawPlan, lists: Sequence[ListReading], tables: Sequence[Table]) -> bool:
    """Whether sites are regions of customers: only their orders name them."""
    sold = {id(row.grid) for row in _rows(raw_plan) if row.key.site and row.role in DEMAND_ROLES}
    kept = [row for row in _rows(raw_plan) if row.key.site and row.role not in DEMAND_ROLES]
    if kept or any(given.key.site for given in raw_plan.item_values):
        return False
    for reading in lists:
        for role, lines in reading.lines.items():
            if any(key.site for key in lines.keys):
                if role not in DEMAND_ROLES:
                    return False
                sold.add(id(lines.table.grid))
    found = [(table, table.column(Role.SITE)) for table in tables if id(table.grid) in sold]
    named = [(its, name_of(its.grid.rows[its.head][at])) for its, at in found if at is not None]
    if not all(
        its.column(Role.CUSTOMER) is not None and _OF_CUSTOMERS.search(heading.casefold())
        for its, heading in named
    ):
        return False
    for its, heading in named:
        its.account.decided.append(SOLD_THERE.filled(heading=heading))
    return True


def _are_warehouses(
    raw_plan: RawPlan,
    lists: Sequence[ListReading],
    tables: Sequence[Table],
    several: Mapping[str, Mapping[str, AtSite]],
) -> bool:
    """Whether sites are warehouses of one stock: only lists of stock name them, so their stocks are added.

    What may not be there to ship is asked about.
    """
    stocks = [given for given in raw_plan.item_values if given.key.site]
    flows = (*(row.key for row in _rows(raw_plan)), *_listed(lists))
    if any(given.fixed for given in stocks) or any(key.site for key in flows):
        return False
    headings = {
        name_of(table.grid.rows[table.head][column])
        for table in tables
        if (column := table.column(Role.SITE)) is not None
    }
    if not all(_OF_WAREHOUSES.search(heading.casefold()) for heading in headings):
        return False
    sites = sorted({at.site for its in several.values() for at in its.values()})
    for given in stocks:
        given.part = match_key(given.key.item) in several
    homes = {id(given.grid) for given in stocks if given.part}
    for table in tables:
        column = table.column(Role.SITE)
        if id(table.grid) not in homes or column is None:
            continue
        heading = name_of(table.grid.rows[table.head][column])
        if doubted := [site for site in sites if may_be_unusable(site)]:
            text = MAYBE_UNUSABLE.filled(sites=few(doubted))
            table.account.ask(heading, table.head, column, text, ("ignore",))
        table.account.decided.append(ADDED_UP.filled(heading=heading, sites=few(sites)))
    return True


def _rows(raw_plan: RawPlan) -> Iterable[MeasureRow]:
    """Every row of quantities, once."""
    implied = [row for row, _ in raw_plan.implied_openings]
    begun = [row for row, _ in raw_plan.beginnings]
    rows = (*raw_plan.measure_rows, *raw_plan.opening_rows, *implied, *begun)
    return {id(row): row for row in rows}.values()


def _keys(raw_plan: RawPlan, lists: Sequence[ListReading]) -> Iterator[Key]:
    """The key of everything that was read."""
    rows = (*raw_plan.measure_rows, *raw_plan.opening_rows)
    yield from (row.key for row in rows)
    yield from (row.key for row, _ in (*raw_plan.implied_openings, *raw_plan.beginnings))
    yield from (given.key for given in raw_plan.item_values)
    yield from _listed(lists)


def _listed(lists: Sequence[ListReading]) -> Iterator[Key]:
    """The key of every dated line."""
    for reading in lists:
        for lines in reading.lines.values():
            yield from lines.keys


def _ask_of_which(
    raw_plan: RawPlan,
    lists: Sequence[ListReading],
    tables: Sequence[Table],
    several: Mapping[str, Mapping[str, AtSite]],
) -> None:
    """Ask where an item has several sites, and quantities of which nothing says at which they are."""
    homeless = {row.key: row.grid.title for row in _rows(raw_plan)}
    homeless.update((given.key, given.grid.title) for given in raw_plan.item_values)
    for reading in lists:
        for lines in reading.lines.values():
            homeless.update(dict.fromkeys(lines.keys, lines.table.grid.title))
    for key, title in homeless.items():
        if key.site or match_key(key.item) not in several:
            continue
        text = OF_WHICH_SITE.filled(item=key.item, place=title)
        for table in tables:
            column = table.column(Role.SITE)
            if column is not None and column != table.column(Role.ITEM):
                heading = name_of(table.grid.rows[table.head][column])
                table.account.ask(heading, table.head, column, text, ("ignore",))
                return
        tables[0].account.ask("", tables[0].head, 0, text, ())
        return
