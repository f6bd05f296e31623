"""Which plan rows there are: what belongs to one item, or to one item and customer."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

from pab_planner.core.plan import match_key
from pab_planner.language import Text
from pab_planner.reading.grid import Grid, address
from pab_planner.reading.lists.lines import ListReading
from pab_planner.reading.measure_rows import Key, RawPlan, several_owners
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
    customers: list[dict[str, None]] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    spoiled: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._padded = self._items_with_zeros()
        self._split = self._items_by_customer()
        self._at: dict[tuple[str, str], int] = {}
        self._cache: dict[Key, int | None] = {}
        for measure in self.raw_plan.measure_rows:
            if measure.key not in self._cache and measure.role is not Role.BALANCE:
                self._add(measure.key, measure.grid, measure.row, measure.calendar.edges)
        for reading in self.lists:
            for lines in reading.lines.values():
                columns = (lines.table.column(Role.QUANTITY) or 0,)
                for key, row in zip(lines.keys, lines.rows, strict=True):
                    if key not in self._cache:
                        self._add(key, lines.table.grid, row, columns)
        for given in self.raw_plan.item_values:
            if given.role is Role.OPENING and given.key not in self._cache:
                self._add(given.key, given.grid, given.row, (given.column,))
        self.customers = [{} for _ in self.names]
        named = self.raw_plan.customers
        for key in (*named, *(key for key in self._cache if key not in named)):
            if key.customer and (index := self.index(key)) is not None:
                for customer in _customers_in(key.customer):
                    self.customers[index][customer] = None
        for reading in self.lists:
            self.spoiled |= {index for key in reading.spoiled if (index := self.index(key)) is not None}

    def _items_by_customer(self) -> set[str]:
        """Items of which at least two customers have an opening each."""
        opened = (given.key for given in self.raw_plan.item_values if given.role is Role.OPENING)
        return several_owners(self._item, opened)

    def _items_with_zeros(self) -> dict[str, str]:
        """Numbers that one sheet writes with leading zeros and another without (0000004711 and 4711).

        Where one sheet has both, they are two items.
        """
        items = {measure.key.item for measure in self.raw_plan.measure_rows}
        items |= {given.key.item for given in self.raw_plan.item_values}
        items |= {key.item for its in self.lists for lines in its.lines.values() for key in lines.keys}
        numbers = {name for name in map(match_key, items) if name.isdigit()}
        if len({name.lstrip("0") for name in numbers}) == len(numbers):
            return {}
        sheets: dict[str, set[str]] = defaultdict(set)
        firsts: dict[str, tuple[Grid, int, int, str]] = {}
        for key, grid, row, column in self._keys():
            name = match_key(key.item)
            if name in numbers:
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

    def _add(self, key: Key, grid: Grid, row: int, columns: Sequence[int]) -> None:
        """Make sure that there is a row for a key, which stands from the first to the last of some columns."""
        at = self._at_key(key)
        if at not in self._at:
            self._at[at] = len(self.names)
            self.names.append(Key(key.item, key.customer if at[1] else ""))
            place = ":".join([address(row, column) for column in columns])
            self.places.append(f"{grid.title}!{place}")
        self._cache[key] = self._at[at]

    def index(self, key: Key) -> int | None:
        """The row of a key, none if there is none."""
        try:
            return self._cache[key]
        except KeyError:
            return self._cache.setdefault(key, self._at.get(self._at_key(key)))

    def index_or(self, key: Key, default: int) -> int:
        """The row of a key."""
        index = self.index(key)
        return default if index is None else index


@lru_cache(maxsize=10_000)
def _customers_in(cell: str) -> tuple[str, ...]:
    """The customers that a cell names, one or several."""
    return tuple(filter(None, re.split(r"\s*[;；、\n]\s*", cell)))
