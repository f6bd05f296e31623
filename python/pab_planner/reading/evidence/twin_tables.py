"""Tables of one measure that may hold the same quantities.

A sheet and its copy, a list and the plan's own row of it, a sheet for each customer and the summary of them all.
Quantities that stand twice are counted once where the cells prove it, and asked about where they do not.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations

import numpy as np

from pab_planner.core.plan import Period, match_key
from pab_planner.language import Text
from pab_planner.reading.evidence.wide_evidence import STEPS
from pab_planner.reading.lists.lines import Lines, ListReading
from pab_planner.reading.measure_rows import Key, MeasureRow, RawPlan, name_of
from pab_planner.reading.period_headings import readings_of
from pab_planner.reading.plan_periods import end_of, period_key
from pab_planner.reading.tables import Table, table_at
from pab_planner.reading.vocabulary import DEMAND_ROLES, FLOWS, SUPPLY_ROLES, Role, plain, totalled

TWIN = Text(
    "the same measure as on '{other}', of the same items and perhaps the same quantities; say whether both count",
    "与“{other}”为同一指标，物料相同，可能重复；请指明是否都计算",
)
SUM = Text(
    "these quantities are the sum of those on {others}; say whether they count beside them",
    "该数量等于 {others} 之和；请指明是否也计算",
)
OF_COLUMN = Text("its '{heading}': ", "其“{heading}”列：")
REPEATED = Text(
    "'{label}' repeats the quantities on '{other}', which count once",
    "“{label}”与“{other}”的数量相同，只计一次",
)
_BOUGHT = re.compile(
    r"purchas|supplier|vendor|\bpos?\b|transit|\beta\b|container|采购|外购|在途|供应商|进货|来料"
    r"|einkauf|bestell|lieferant|발주|구매|nhà cung cấp"
)
"""Words of what is bought, which comes beside what is made."""
_RELEASED = re.compile(
    r"\b(?:work|production|shop|manufacturing|released) orders?|\b[wm]os?\b|工单|任务单|生产订单|制令"
)
"""Words of orders to make what a plan foresees."""
_DAY = re.compile(
    r"\b(?:\d{1,2}\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?:\s\d{1,4})?\b|\b(?:20)?\d{6}\b"
    r"|\d{1,2}月(?:\d{1,2}日)?|\b\d{1,2}\s\d{1,2}(?:\s\d{2,4})?\b|\b20\d\d\s\d{1,2}\s\d{1,2}\b|\b(?:cw|kw|wk?)\s?\d{1,2}\b"
    r"|\b0[1-9](?:0[1-9]|[12]\d|3[01])\b|\b(?:v|ver|version|r|rev|revision|draft|版本)\s?\d+\b|[新旧]版|[上本]周"
    r"|\b(?:old|new|previous|current|latest|(?:this|last) week)\b"
)
"""A day, a week or a version in a title."""
_NEWER = re.compile(r"\b(?:new|current|latest|this week)\b|新版|本周")
_OLDER = re.compile(r"\b(?:old|previous|last week)\b|旧版|上周")
LOOKED_AT = 200
"""Items of two tables that are compared."""
MOSTLY = 0.5
"""Share of quantities from which on two tables count as copies."""
PERHAPS = 0.2
"""Share of equal quantities below which two tables are likelier two things."""
PROVED = 2
"""Quantities that are equal before equality proves anything."""
Cells = dict[tuple[str, object], float]
"""Quantities by item and period."""


@dataclass(eq=False)
class _Source:
    """What one table holds of one measure.

    Attributes:
        order: Its place among all.
        table: The table.
        role: The measure.
        block: Whether the table holds both sides, as a plan does.
        rows: Its rows, where periods run across.
        lines: Its lines, where it is a list.
    """

    order: int
    table: Table
    role: Role
    block: bool = False
    rows: list[MeasureRow] = field(default_factory=list)
    lines: Lines | None = None

    @property
    def keys(self) -> Iterable[Key]:
        return self.lines.keys if self.lines else (row.key for row in self.rows)

    @cached_property
    def items(self) -> frozenset[str]:
        return frozenset(match_key(key.item) for key in set(self.keys))

    @cached_property
    def owners(self) -> frozenset[tuple[str, str]]:
        """The customers and sites that are named."""
        return frozenset((match_key(key.customer), match_key(key.site)) for key in set(self.keys))

    @property
    def title(self) -> str:
        return self.table.grid.title

    @property
    def label(self) -> str:
        """What the rows are called, the sheet's title where they have no name of their own."""
        return next((row.label for row in self.rows if row.label), self.title)

    @property
    def is_bought(self) -> bool:
        """Whether it says that the quantities are bought."""
        names = self.table.grid.rows[self.table.head] if self.lines else [self.label]
        return bool(_BOUGHT.search(plain(" ".join((self.title, *(str(name) for name in names if name))))))

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods across, none of a list."""
        return self.rows[0].calendar.periods if self.rows else ()

    def cells(self, items: frozenset[str], periods: Sequence[Period]) -> Cells:
        """What is not zero, of some items.

        Args:
            items: The items.
            periods: Into which the days of a list are put; weeks where there are none.
        """
        found: Cells = defaultdict(float)
        for row in self.rows:
            if row.values is not None and (item := match_key(row.key.item)) in items:
                for period, value in zip(row.calendar.periods, row.values.tolist(), strict=True):
                    found[item, period_key(period)] += value
        if self.lines:
            starts = [period.start for period in periods if period.start]
            wanted = [at for at, key in enumerate(self.lines.keys) if match_key(key.item) in items]
            at = np.array([self.lines.days[line] for line in wanted], dtype="datetime64[D]")
            places = np.searchsorted(np.array(starts, dtype="datetime64[D]"), at, side="right") - 1
            last = end_of(tuple(periods)) if starts else date.max
            for line, place in zip(wanted, places.tolist(), strict=True):
                day = self.lines.days[line]
                if not periods or (place >= 0 and day < last):
                    within = period_key(periods[place]) if periods else day - timedelta(day.weekday())
                    found[match_key(self.lines.keys[line].item), within] += self.lines.quantities[line]
        return {at: value for at, value in found.items() if value}

    def is_apart_from(self, other: "_Source") -> bool:
        """Whether the two are of different customers or sites, so that both count."""
        return self.owners.isdisjoint(other.owners) and not {("", "")} & (self.owners | other.owners)

    def ask(self, text: Text, others: Sequence["_Source"], *, both: bool = False) -> None:
        """Ask whether this counts beside others, unless it was told; without it no item may lose its quantities.

        Args:
            text: What is asked.
            others: The others.
            both: Whether it is likelier that both count.
        """
        if plain(self.label) in self.table.labels:
            return
        named = bool(self.rows and self.rows[0].label)
        row, at = (self.rows[0].row, self.rows[0].column) if named else (self.table.head, 0)
        covered = self.items <= frozenset().union(*(other.items for other in others))
        roles = ("ignore", self.role.value) if covered else (self.role.value,)
        if both and covered:
            roles = (self.role.value, "ignore")
        columns = (self.table.column(role) for role in (Role.QUANTITY, self.role)) if self.lines else ()
        for column in columns:
            if column is not None:
                text = OF_COLUMN.filled(heading=name_of(self.table.grid.rows[row][column])) + text
                break
        here = plain(self.label) in {plain(name) for other in others for name in (other.label, other.title)}
        self.table.account.ask(self.label, row, at, text, roles, here=here)


def repeated_rows(
    raw_plan: RawPlan, lists: Sequence[ListReading], tables: Sequence[Table]
) -> list[MeasureRow]:
    """Rows of a plan that hold, quantity by quantity, what a list or another sheet holds too: they count once.

    Asks where two tables may hold the same and the quantities do not prove it.

    Returns:
        The rows that are not counted; they are taken out of what was read.
    """
    _ask_about_stocks(raw_plan)
    if len({table.grid.title for table in tables}) < 2:
        return []
    gone: set[int] = set()
    sources = _sources(raw_plan, lists, tables)
    for side in (DEMAND_ROLES, SUPPLY_ROLES):
        beside = _beside([source for source in sources if source.role in side])
        dropped = {source for source, others in beside.items() if _is_sum(source, others)}
        gone.update(id(row) for source in dropped for row in source.rows)
        for one, others in beside.items():
            for table in {id(other.table): other.table for other in others}.values():
                its = [other for other in others if other.table is table and other not in dropped]
                if one.block or not its:
                    continue
                if its[0].block and one not in dropped:
                    gone.update(map(id, _repeated_in_plan(its, one)))
                elif not its[0].block and one.order < its[0].order:
                    _ask_about_copy(one, its[0])
    found = [row for row in raw_plan.measure_rows if id(row) in gone]
    if found:
        raw_plan.measure_rows = [row for row in raw_plan.measure_rows if id(row) not in gone]
    return found


def _sources(raw_plan: RawPlan, lists: Sequence[ListReading], tables: Sequence[Table]) -> list[_Source]:
    """Every measure of demand or supply in every table."""
    found: dict[tuple[int, Role, str], _Source] = {}
    sides: dict[int, set[bool]] = defaultdict(set)
    for row in raw_plan.measure_rows:
        if row.role in FLOWS:
            at = id(row.calendar), row.role, row.label  # each table has a calendar of its own
            if at not in found:
                found[at] = _Source(len(found), table_at(tables, row.grid, row.row), row.role)
                sides[id(row.calendar)].add(row.role in SUPPLY_ROLES)
            found[at].rows.append(row)
    for (calendar, *_), source in found.items():
        source.block = len(sides[calendar]) == 2
    listed = [
        (lines, len(reading.lines) > 1)
        for reading in lists
        for role, lines in reading.lines.items()
        if role in FLOWS and lines.keys
    ]
    return [
        *found.values(),
        *(
            _Source(at, lines.table, lines.role, block, lines=lines)
            for at, (lines, block) in enumerate(listed, len(found))
        ),
    ]


def _beside(sources: Sequence[_Source]) -> dict[_Source, list[_Source]]:
    """To each source those of other sheets that have an item in common with it, in order."""
    of_item: dict[str, list[_Source]] = defaultdict(list)
    for source in sources if len({source.title for source in sources}) > 1 else ():
        for item in source.items:
            of_item[item].append(source)
    beside: dict[_Source, set[_Source]] = defaultdict(set)
    for its in {tuple(its) for its in of_item.values()}:
        for source in its:
            beside[source].update(other for other in its if other.title != source.title)
    return {
        source: sorted(others, key=lambda other: other.order)
        for source, others in sorted(beside.items(), key=lambda its: its[0].order)
    }


def _is_sum(source: _Source, others: Sequence[_Source]) -> bool:
    """Whether quantities are proved to be the sums of several others'; asks where they may be."""
    others = [other for other in others if other.role is source.role]
    if len(others) < 2 or not source.rows:
        return False
    items = _some(source.items)
    ours = source.cells(items, source.periods)
    theirs: Cells = defaultdict(float)
    for other in others:
        for at, value in other.cells(items, source.periods).items():
            theirs[at] += value
    share = _equal(ours, theirs)
    if share == 1 and (source.block or totalled(source.title) or _names_no_owner(source, others)):
        names = ", ".join(other.title for other in others)
        source.table.account.decided.append(REPEATED.filled(label=source.label, other=names))
        return True
    if share > MOSTLY:
        source.ask(SUM.filled(others=", ".join(f"'{other.title}'" for other in others)), others)
    return False


def _names_no_owner(source: _Source, others: Iterable[_Source]) -> bool:
    """Whether all others say whose the quantities are, and one does not."""
    return source.owners == {("", "")} and not any(("", "") in other.owners for other in others)


def _repeated_in_plan(rows: Sequence[_Source], single: _Source) -> list[MeasureRow]:
    """The rows of a plan that repeat what another table holds; asks where they may.

    Args:
        rows: What the plan holds of this side by its labels, as one of which or as their sum the other may stand.
        single: What the other table holds.
    """
    if all(source.is_apart_from(single) for source in rows):
        return []
    whole = replace(rows[0], rows=[row for source in rows for row in source.rows])
    for source in (whole, *rows) if len(rows) > 1 else rows:
        common = source.items & single.items
        if (
            common
            and source.rows
            and _share(source, single, _some(common)) == 1 == _share(source, single, common)
        ):
            source.table.account.decided.append(REPEATED.filled(label=source.label, other=single.title))
            return [row for row in source.rows if match_key(row.key.item) in common]
    for source in rows:
        share = _share(source, single, _some(source.items & single.items))
        if share > MOSTLY or (share >= 0 and _are_of_one_kind(source, single)):
            alone = single.items <= source.items if source.lines else not source.items <= single.items
            first, second = (source, single) if alone else (single, source)
            second.ask(TWIN.filled(other=first.title), [first])
            break
    return []


def _some(items: frozenset[str]) -> frozenset[str]:
    """As many of the items as are looked at."""
    return frozenset(sorted(items)[:LOOKED_AT])


def _ask_about_copy(one: _Source, other: _Source) -> None:
    """Ask whether two tables of one side both count, where one may repeat the other."""
    if one.is_apart_from(other):
        return
    common = _some(one.items & other.items)
    share = max(_share(one, other, common), _share_of_lines(one, other, common))
    akin = one.role is other.role and _differ_by_a_day(one.title, other.title)
    if _are_steps(one, other) or share > MOSTLY or (share >= 0 and (akin or _may_be_one(one, other))):
        first, second = (one, other) if likelier(one.title, other.title) == one.title else (other, one)
        if not second.items <= first.items:
            second, first = first, second
        across = bool(first.rows and second.rows)  # two lists of orders are likelier one thing in two steps
        both = second.role in DEMAND_ROLES and across and not akin and share < PERHAPS
        second.ask(TWIN.filled(other=first.title), [first], both=both)


def _ask_about_stocks(raw_plan: RawPlan) -> None:
    """Ask whether two lists of stock both count, where one may be that of another day."""
    stocks: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for given in raw_plan.item_values:
        if given.role is Role.OPENING and not given.fixed and given.value:
            stocks[given.grid.title][match_key(given.key.item)] += given.value
    for one, other in combinations(stocks, 2):
        common = stocks[one].keys() & stocks[other].keys()
        same = sum(stocks[one][item] == stocks[other][item] for item in common)
        if _undated(one) == _undated(other) or (same >= PROVED and same > MOSTLY * len(common)):
            first, second = (one, other) if likelier(one, other) == one else (other, one)
            place = next(its for its in raw_plan.item_values if its.grid.title == second)
            text, roles = TWIN.filled(other=first), ("ignore", Role.OPENING.value)
            raw_plan.account_of(place.grid).ask(second, place.row, place.column, text, roles)


def _are_steps(one: _Source, other: _Source) -> bool:
    """Whether one is called what comes of the other: shipments of orders, production of a plan."""
    names = [{_undated(source.label), _undated(source.title)} for source in (one, other)]
    return any(its[0] & first and its[1] & then for first, then in STEPS for its in (names, names[::-1]))


def _may_be_one(one: _Source, other: _Source) -> bool:
    """Whether orders of nobody stand twice, or a plan beside the orders that may have been made from it."""
    if one.role is other.role is Role.ORDERS:
        return any(("", "") in source.owners for source in (one, other))
    made = not one.is_bought and not other.is_bought and {one.role, other.role} != {Role.FIRM, Role.PLANNED}
    return (
        one.role in SUPPLY_ROLES
        and made
        and bool(_RELEASED.search(plain(one.title))) != bool(_RELEASED.search(plain(other.title)))
    )


def _are_of_one_kind(block: _Source, single: _Source) -> bool:
    """Whether a plan's row and another table say that they hold the same measure."""
    if block.role in DEMAND_ROLES:
        return block.role is single.role
    return block.is_bought == single.is_bought and {block.role, single.role} != {Role.FIRM, Role.PLANNED}


def _share(one: _Source, other: _Source, items: frozenset[str]) -> float:
    """The share of quantities of some items that are equal in two tables, as `_equal` says."""
    periods = one.periods or other.periods
    return _equal(one.cells(items, periods), other.cells(items, periods))


def _equal(ours: Cells, theirs: Cells) -> float:
    """The share of quantities that are equal.

    Returns:
        1 where all are and are enough to prove something, -1 where the two are of other items and periods.
    """
    same = sum(bool(np.isclose(value, theirs.get(at, 0.0))) for at, value in ours.items())
    if ours.keys() == theirs.keys() and same == len(ours) >= PROVED:
        return 1.0
    return min(0.99, same / max(1, min(len(ours), len(theirs)))) if ours.keys() & theirs.keys() else -1.0


def _share_of_lines(one: _Source, other: _Source, items: frozenset[str]) -> float:
    """The share of lines of two lists that are equal but for their days; -1 where quantities tell nothing."""
    if not one.lines or not other.lines:
        return -1.0
    counts = []
    for lines in (one.lines, other.lines):
        each = zip(lines.keys, lines.quantities, strict=True)
        counts.append(Counter((item, value) for key, value in each if (item := match_key(key.item)) in items))
    same, fewest = (counts[0] & counts[1]).total(), min(count.total() for count in counts)
    return same / fewest if len({value for _, value in counts[0] & counts[1]}) > PROVED else -1.0


def likelier(one: str, other: str) -> str:
    """Of two titles the one that counts more likely: of the later day, or without `old` or `(2)` behind it."""
    if _is_of_an_earlier_day(one, other):
        return other
    if _is_of_an_earlier_day(other, one):
        return one
    return other if _differ_by_a_day(one, other) and len(other) < len(one) else one


def _differ_by_a_day(one: str, other: str) -> bool:
    """Whether two titles are the same but for a day, a version or a word behind: `MPS old`, `Stock 29-May`."""
    words = sorted((_undated(one).split(), _undated(other).split()), key=len)
    return bool(words[0]) and words[1][: len(words[0])] == words[0]


def _undated(title: str) -> str:
    """A title without its day or version."""
    return _DAY.sub(" ", plain(title)).strip() or plain(title)


def _is_of_an_earlier_day(one: str, other: str) -> bool:
    """Whether two titles name a day or a version each, and the first the earlier one."""
    first, second = map(_ages, (one, other))
    return any(order < second.get(form, order) for form, order in first.items())


def _ages(title: str) -> dict[str, int]:
    """What a title says of its age, by the form in which it says it: a day, the number of a version, `old`."""
    words = plain(title)
    said = match[0].strip() if (match := _DAY.search(words)) else ""
    ages = {reading.form: reading.order for reading in readings_of(said)}
    if not ages and (number := re.search(r"\d+$", said)):
        ages["version"] = int(number[0])
    ages["words"] = bool(_NEWER.search(words)) - bool(_OLDER.search(words))
    return ages
