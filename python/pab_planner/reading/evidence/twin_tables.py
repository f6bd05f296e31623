"""Two tables of one measure that may be the same thing twice: `MPS` and `MPS old`, a sheet and its copy."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice

from pab_planner.core.plan import match_key
from pab_planner.language import Text
from pab_planner.reading.lists.lines import ListReading
from pab_planner.reading.measure_rows import RawPlan
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import DEMAND_ROLES, SUPPLY_ROLES, Role, plain

TWIN = Text(
    "the same measure as on '{other}', of the same items and perhaps the same quantities; say whether both count",
    "与“{other}”为同一指标，物料相同，可能重复；请指明是否都计算",
)
LOOKED_AT = 5_000
"""Quantities of a table that are compared."""
MOSTLY = 0.5
"""Share of quantities from which on two tables count as copies."""


@dataclass(eq=False)
class _Holding:
    """What one table holds of one side: its items, and each of its quantities with where it belongs."""

    table: Table
    role: Role
    items: set[str] = field(default_factory=set)
    quantities: set[Hashable] = field(default_factory=set)


def ask_about_twins(raw_plan: RawPlan, lists: Sequence[ListReading], tables: Sequence[Table]) -> None:
    """Ask where two sheets hold one measure of the same items and may be one and its copy."""
    for one, other in combinations(_holdings(raw_plan, lists, tables), 2):
        titles = one.table.grid.title, other.table.grid.title
        sides = [holding.role in SUPPLY_ROLES for holding in (one, other)]
        if titles[0] == titles[1] or sides[0] != sides[1] or not one.items & other.items:
            continue
        same = len(one.quantities & other.quantities)
        copied = same > MOSTLY * max(1, min(len(one.quantities), len(other.quantities)))
        if not copied and not (_holds(titles[0], titles[1]) and one.role is other.role):
            continue
        second = other if len(titles[1]) >= len(titles[0]) else one
        first = one if second is other else other
        title = second.table.grid.title
        if plain(title) in second.table.labels:
            continue
        roles = ("ignore", second.role.value) if plain(title) != plain(first.table.grid.title) else ()
        text = TWIN.filled(other=first.table.grid.title)
        second.table.account.ask(title, second.table.head, 0, text, roles)


def _holds(one: str, other: str) -> bool:
    """Whether one title is the other with more words."""
    words = sorted((plain(one).split(), plain(other).split()), key=len)
    return bool(words[0]) and words[1][: len(words[0])] == words[0]


def _holdings(raw_plan: RawPlan, lists: Sequence[ListReading], tables: Sequence[Table]) -> Iterator[_Holding]:
    """What each matrix and each list of order lines or receipts holds."""
    found: dict[tuple[int, Role], _Holding] = {}
    at = defaultdict(list)
    for table in tables:
        at[table.grid.title].append(table)
    for row in raw_plan.measure_rows:
        if row.label or row.values is None or row.role not in (*DEMAND_ROLES, *SUPPLY_ROLES):
            continue
        table = next(its for its in at[row.grid.title] if its.first <= row.row < its.last)
        holding = found.setdefault((id(table), row.role), _Holding(table, row.role))
        item = match_key(row.key.item)
        holding.items.add(item)
        if len(holding.quantities) < LOOKED_AT:
            values = enumerate(row.values.tolist())
            holding.quantities.update((item, column, value) for column, value in values if value)
    for reading in lists:
        if reading.table is None:
            continue
        for role, lines in reading.lines.items():
            if role in (*DEMAND_ROLES, *SUPPLY_ROLES):
                holding = found.setdefault((id(lines.table), role), _Holding(lines.table, role))
                holding.items.update(match_key(key.item) for key in set(lines.keys))
                every = (its for its in zip(lines.keys, lines.days, lines.quantities, strict=True) if its[2])
                holding.quantities.update(islice(every, LOOKED_AT))
    yield from found.values()
