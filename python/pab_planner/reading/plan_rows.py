"""Which plan rows there are: what belongs to one item, or to one item and customer."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

from pab_planner.core.plan import match_key
from pab_planner.language import Text
from pab_planner.reading.grid import Grid, address
from pab_planner.reading.lists.lines import ListReading
from pab_planner.reading.measure_rows import Key, MeasureRow, RawPlan
from pab_planner.reading.vocabulary import Role

SAME_ITEM = Text(
    "one spelling of an item number; taken as {other}, which another sheet writes with other leading zeros",
    "物料号应写法一致；已视为 {other}（另一张表的前导零不同）",
)


@dataclass(eq=False)
class PlanRows:
    """An item each; an item and customer each where customers have openings of their own."""

    raw_plan: RawPlan
    lists: Sequence[ListReading]
    names: list[Key] = field(default_factory=list)
    customers: list[list[str]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    spoiled: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._padded = self._items_with_zeros()
        self._split = self._items_by_customer()
        self._at: dict[tuple[str, str], int] = {}
        self._cache: dict[Key, int | None] = {}
        self._named: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for key in self.raw_plan.customers:
            self._named[self._at_key(key)].update(dict.fromkeys(_customers_in(key.customer)))
        for measure in self.raw_plan.measure_rows:
            if measure.role is not Role.BALANCE:
                self._add(measure.key, lambda s=measure: _wide_place(s))  # type: ignore[misc]
        for reading in self.lists:
            for lines in reading.lines.values():
                grid = lines.table.grid
                column = lines.table.column(Role.QUANTITY) or 0
                for key, row in zip(lines.keys, lines.rows, strict=True):
                    self._add(key, lambda g=grid, r=row, c=column: f"{g.title}!{address(r, c)}")  # type: ignore[misc]
        for given in self.raw_plan.item_values:
            if given.role is Role.OPENING:
                self._add(given.key, lambda f=given: f"{f.grid.title}!{address(f.row, f.column)}")  # type: ignore[misc]
        for reading in self.lists:
            self.spoiled |= {index for key in reading.spoiled if (index := self.index(key)) is not None}

    def _items_by_customer(self) -> set[str]:
        """Items of which at least two customers have an opening each."""
        customers: dict[str, set[str]] = defaultdict(set)
        for given in self.raw_plan.item_values:
            if given.role is Role.OPENING and given.key.customer:
                customers[self._item(given.key.item)].add(match_key(given.key.customer))
        return {item for item, theirs in customers.items() if len(theirs) > 1}

    def _items_with_zeros(self) -> dict[str, str]:
        """Numbers that one sheet writes with leading zeros and another without (0000004711 and 4711).

        Where one sheet has both, they are two items.
        """
        sheets: dict[str, set[str]] = defaultdict(set)
        firsts: dict[str, tuple[Grid, int, int, str]] = {}
        for key, grid, row, column in self._keys():
            name = match_key(key.item)
            if name.isdigit():
                sheets[name].add(grid.title)
                firsts.setdefault(name, (grid, row, column, key.item))
        spellings: dict[str, list[str]] = defaultdict(list)
        for name in sheets:
            spellings[name.lstrip("0")].append(name)
        merged: dict[str, str] = {}
        for names in spellings.values():
            both = [sheets[name] for name in names]
            if len(names) < 2 or any(a & b for a, b in combinations(both, 2)):
                continue
            for name in names[1:]:
                merged[name] = names[0]
                grid, row, column, found = firsts[name]
                self.raw_plan.fault(grid, row, column, found, SAME_ITEM.filled(other=firsts[names[0]][3]))
        return merged

    def _keys(self) -> Iterator[tuple[Key, Grid, int, int]]:
        """Every key, with where it stands; a list's key once a list."""
        for measure in self.raw_plan.measure_rows:
            yield measure.key, measure.grid, measure.row, 0
        for reading in self.lists:
            for lines in reading.lines.values():
                seen: set[Key] = set()
                for key, row in zip(lines.keys, lines.rows, strict=True):
                    if key not in seen:
                        seen.add(key)
                        yield key, lines.table.grid, row, lines.table.column(Role.ITEM) or 0
        for given in self.raw_plan.item_values:
            yield given.key, given.grid, given.row, 0

    def _item(self, name: str) -> str:
        """What identifies an item."""
        key = match_key(name)
        return self._padded.get(key, key) if self._padded else key

    def _at_key(self, key: Key) -> tuple[str, str]:
        """What identifies the plan row of a key."""
        item = self._item(key.item)
        return item, match_key(key.customer) if item in self._split else ""

    def _add(self, key: Key, place: Callable[[], str]) -> None:
        """Make sure that there is a row for a key."""
        index = self._cache.get(key)
        if index is None:
            at = self._at_key(key)
            if at not in self._at:
                self._at[at] = len(self.names)
                self.names.append(Key(key.item, key.customer if at[1] else ""))
                self.customers.append(list(self._named.get(at, ())))
                self.places.append(place())
            index = self._cache[key] = self._at[at]
            known = self.customers[index]
            known += [customer for customer in _customers_in(key.customer) if customer not in known]

    def index(self, key: Key) -> int | None:
        """The row of a key, none if there is none."""
        if key not in self._cache:
            self._cache[key] = self._at.get(self._at_key(key))
        return self._cache[key]

    def index_or(self, key: Key, default: int) -> int:
        """The row of a key."""
        index = self.index(key)
        return default if index is None else index


@lru_cache(maxsize=10_000)
def _customers_in(cell: str) -> tuple[str, ...]:
    """The customers that a cell names, one or several."""
    return tuple(filter(None, re.split(r"\s*[;；、\n]\s*", cell)))


def _wide_place(measure: MeasureRow) -> str:
    """Where a row of quantities stands."""
    first, last = measure.calendar.edges
    return f"{measure.grid.title}!{address(measure.row, first)}:{address(measure.row, last)}"
