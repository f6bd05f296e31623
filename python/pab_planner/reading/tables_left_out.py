"""Tables that do not count: copies of others, and periods of the past before the opening stock."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from pab_planner.core.plan import match_key
from pab_planner.language import Text
from pab_planner.reading.evidence.twin_tables import likelier
from pab_planner.reading.grid import position
from pab_planner.reading.measure_rows import ItemValue, MeasureRow, RawPlan
from pab_planner.reading.period_headings import Calendar
from pab_planner.reading.plan_periods import end_of, period_key
from pab_planner.reading.tables import Table, table_at
from pab_planner.reading.vocabulary import FLOWS, SUPPLY_ROLES, Role

COPY = Text(
    "each item on one sheet; {first} has the same plan and was read, this sheet was not",
    "每个物料只应在一张表上；已读取 {first} 中的相同计划，本表未读取",
)
ANOTHER_PLAN = Text(
    "another plan for the same items stands on {first}; leave this sheet aside, or hide {first}",
    "{first} 有相同物料的另一份计划；请忽略本表，或隐藏 {first}",
)
ANOTHER_BELOW = Text(
    "another plan for the same items than the table above; keep one of the two on this sheet",
    "与上方表格为相同物料的另一份计划；请在本表中只保留其一",
)
PAST = Text(
    "periods from {first} on, where {other} begins with an opening stock of its own; these end with {last}"
    " and were not read: --sheet picks them",
    "应为 {first} 起的期间（{other} 从该期起另有期初库存）；本表止于 {last}，未读取，可用 --sheet 选择",
)
GAP = Text(
    "periods that begin with {first}, while those of {other} end with {last}: nothing says what lies between."
    " Read one of the sheets alone with --sheet",
    "期间从 {first} 开始，而 {other} 止于 {last}：中间的期间没有说明。请用 --sheet 只读取其中一张表",
)


class TablesLeftOut:
    """Takes back what tables with periods across gave that do not count, and says why."""

    def __init__(self, raw_plan: RawPlan, tables: Sequence[Table]) -> None:
        self.raw_plan, self.tables = raw_plan, tables

    def leave_out_copies(self) -> None:
        """Of tables that hold the same plan keep the first; ask where two plans for the same items differ."""
        if len({id(measure.calendar) for measure in self.raw_plan.measure_rows}) < 2:
            return
        first: dict[tuple[str, str, Role], Calendar] = {}
        homes: dict[int, set[int]] = defaultdict(set)
        sides: dict[int, set[bool]] = defaultdict(set)
        calendars = {id(measure.calendar): measure for measure in self.raw_plan.measure_rows}
        for measure in self.raw_plan.measure_rows:
            calendar = measure.calendar
            if measure.role in FLOWS:
                sides[id(calendar)].add(measure.role in SUPPLY_ROLES)
            if measure.role in (Role.ORDERS, Role.SUPPLY, Role.GROSS, Role.FORECAST, Role.BALANCE):
                at = (match_key(measure.key.item), match_key(measure.key.customer), measure.role)
                home = first.setdefault(at, calendar)
                if home is not calendar and _overlap(home, calendar):
                    homes[id(calendar)].add(id(home))
        blocks = {calendar for calendar, its in sides.items() if len(its) == 2}
        for copy, originals in homes.items():
            if copy not in blocks or not originals <= blocks:
                continue
            grid, table = (
                calendars[copy].grid,
                table_at(self.tables, calendars[copy].grid, calendars[copy].row),
            )
            places = [calendars[original] for original in originals]
            other = min(measure.grid.title for measure in places)
            theirs = self._quantities(
                *(table_at(self.tables, measure.grid, measure.row) for measure in places)
            )
            if all(theirs.get(at) == values for at, values in self._quantities(table).items()):
                self._leave_out(table, other, COPY.filled(first=other))
            elif other == grid.title:
                table.account.ask("", table.head, table.headings[0][0], ANOTHER_BELOW, ())
            else:
                if likelier(other, grid.title) != other:
                    other, table = grid.title, table_at(self.tables, places[0].grid, places[0].row)
                text = ANOTHER_PLAN.filled(first=other)
                title, place = table.grid.title, table.headings[0][0]
                table.account.ask(title, table.head, place, text, ("ignore",))

    def _quantities(self, *tables: Table) -> dict[tuple[Any, ...], list[Any]]:
        """Every quantity that tables gave: of a row and period, and what stands once."""
        places = [(table.grid.title, _rows_of(table)) for table in tables]
        found: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for row in self.raw_plan.measure_rows:
            if any(row.grid.title == title and row.row in rows for title, rows in places):
                values = [] if row.values is None else row.values.tolist()
                for period, value in zip_longest(row.calendar.periods, values):
                    found[row.key, row.role, row.label, period_key(period)].append(value)
        for given in self.raw_plan.item_values:
            if any(given.grid.title == title and given.row in rows for title, rows in places):
                found[given.key, given.role].append(given.value)
        return found

    def leave_out_the_past(self) -> None:
        """Of tables of the same items with other periods, leave out what lies before the opening stock.

        An opening stock belongs to the table in which it stands. Earlier periods without one are those of
        the past; where neither says how the two join, the planner is asked.
        """
        calendars: dict[int, list[MeasureRow]] = defaultdict(list)
        for measure in self.raw_plan.measure_rows:
            if measure.role in FLOWS:
                calendars[id(measure.calendar)].append(measure)
        if len(calendars) < 2:
            return
        of_item: dict[str, list[MeasureRow]] = defaultdict(list)
        for rows in calendars.values():
            both = len({row.role in SUPPLY_ROLES for row in rows}) == 2
            if both and all(period.start for period in rows[0].calendar.periods):
                for item, row in {match_key(row.key.item): row for row in rows}.items():
                    of_item[item].append(row)
        opened: dict[int, set[str]] = {}

        def is_opened(row: MeasureRow, item: str) -> bool:
            at = id(row.calendar)
            if at not in opened:
                opened[at] = self._opened_in(table_at(self.tables, row.grid, row.row))
            return item in opened[at]

        aside: dict[int, tuple[Table, MeasureRow, MeasureRow]] = {}
        for item, its in of_item.items():
            its.sort(key=lambda row: row.calendar.periods[0].start or date.min)
            for index, later in enumerate(its[1:], 1):
                first = later.calendar.periods[0]
                before = [
                    row for row in its[:index] if end_of(row.calendar.periods) <= (first.start or date.max)
                ]
                if not before:
                    continue
                if is_opened(later, item):
                    if any(is_opened(row, item) for row in before):
                        continue
                    aside |= {
                        id(row.calendar): (table_at(self.tables, row.grid, row.row), row, later)
                        for row in before
                    }
                elif end_of(before[-1].calendar.periods) < (first.start or date.max):
                    table = table_at(self.tables, later.grid, later.row)
                    words = {"last": before[-1].calendar.periods[-1].label, "other": before[-1].grid.title}
                    text = GAP.filled(first=first.label, **words)
                    table.account.ask("", table.head, table.headings[0][0], text, ())
        for table, row, later in aside.values():
            last = row.calendar.periods[-1].label
            words = {"first": later.calendar.periods[0].label, "other": later.grid.title}
            self._leave_out(table, last, PAST.filled(last=last, **words))

    def _leave_out(self, table: Table, found: str, expected: Text) -> None:
        """Take back what a table with periods across gave, and say why."""
        title, rows = table.grid.title, _rows_of(table)

        def elsewhere(its: Any) -> bool:
            return bool(its.grid.title != title or its.row not in rows)

        raw_plan = self.raw_plan
        raw_plan.measure_rows = [its for its in raw_plan.measure_rows if elsewhere(its)]
        raw_plan.item_values = [its for its in raw_plan.item_values if elsewhere(its)]
        raw_plan.opening_rows = [its for its in raw_plan.opening_rows if elsewhere(its)]
        raw_plan.beginnings = [its for its in raw_plan.beginnings if elsewhere(its[0])]
        raw_plan.implied_openings = [its for its in raw_plan.implied_openings if elsewhere(its[0])]
        raw_plan.customers = {
            key: (grid, row)
            for key, (grid, row) in raw_plan.customers.items()
            if grid.title != title or row not in rows
        }
        raw_plan.faults = [
            its
            for its in raw_plan.faults
            if its.sheet != title or position(its.cell.partition(":")[0])[0] not in rows
        ]
        raw_plan.fault(table.grid, table.head, table.headings[0][0] if table.headings else 0, found, expected)

    def _opened_in(self, table: Table) -> set[str]:
        """The items whose opening stock, or a balance that tells it, stands in a table."""
        rows, title = _rows_of(table), table.grid.title.casefold()
        told: tuple[ItemValue | MeasureRow, ...] = (
            *(given for given in self.raw_plan.item_values if given.role is Role.OPENING),
            *(row for row, _ in self.raw_plan.implied_openings),
            *(
                row
                for row, begins in self.raw_plan.beginnings
                if any(cell.row in rows and cell.sheet.casefold() == title for cell in begins)
            ),
        )
        return {
            match_key(its.key.item) for its in told if its.grid.title == table.grid.title and its.row in rows
        }


def _rows_of(table: Table) -> range:
    """The rows of a table, with what stands above it."""
    return range(min((table.top, *(note.row for note in table.notes.values()))), table.last)


def _overlap(one: Calendar, other: Calendar) -> bool:
    """Whether two tables have a period in common."""
    return bool({*map(period_key, one.periods)} & {*map(period_key, other.periods)})
