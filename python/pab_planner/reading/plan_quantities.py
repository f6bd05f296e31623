"""The quantities of a plan: what stands on the sheets, row by row and period by period."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pab_planner.core.decimals import difference, total
from pab_planner.core.demand import FloatArray
from pab_planner.core.plan import NO_RECEIPTS, Period, PlanFault, Receipts, period_major
from pab_planner.language import Text
from pab_planner.reading.grid import address
from pab_planner.reading.lists.lines import Lines, ListReading
from pab_planner.reading.measure_rows import ItemValue, Key, MeasureRow, RawPlan
from pab_planner.reading.missing_measures import NoPlanFound
from pab_planner.reading.plan_periods import end_of, period_key
from pab_planner.reading.plan_rows import PlanRows
from pab_planner.reading.vocabulary import SUPPLY_ROLES, Role, plain

TWO_OPENINGS = Text(
    "one opening stock for {item}, but {other} has another; the item is left out until one is right",
    "{item} 只应有一个期初库存，但 {other} 另有一个；更正前该物料不参与计算",
)
ONE_SHEET = Text(
    "; or read {one} or {other} alone with --sheet",
    "；或用 --sheet 只读取 {one} 或 {other}",
)
ONE_SUM = Text(
    "; where both are parts of one stock, write their sum in one row and leave the others out",
    "；若为同一库存的各部分，请在一行写明合计并去掉其余各行",
)
LIST_DIFFERS = Text(
    "the stock of {item} is {theirs} here, but {place} begins with {ours}; let both be one, or say that this "
    "list does not count",
    "此处 {item} 的库存为 {theirs}，而 {place} 的期初为 {ours}；请使两者一致，或指明本清单不计算",
)
TWO_STOCKS = Text("one line for {item}; the lines were added together", "{item} 只应有一行；各行已相加")
TWO_ROWS = Text(
    "one row '{label}' for {item}; the rows were added together", "{item} 只应有一行“{label}”；各行已相加"
)
SAME_ROW = Text(
    "'{label}' for {item} again, with the same quantities; take one of the two rows out",
    "{item} 的“{label}”重复出现且数量相同；请删除其中一行",
)
IMPLIED = Text(
    "an opening stock for {item}; {opening} was taken, with which the first balance comes out",
    "应有 {item} 的期初库存；已按第一期余额倒推为 {opening}",
)
NO_OPENING = Text("an opening stock for {item}; taken as 0", "应有 {item} 的期初库存；已按 0 处理")
BEFORE = Text(
    "dates from {first} on; {count} earlier lines were counted in the first period",
    "日期应不早于 {first}；{count} 行更早的数量已计入第一期",
)
FAR = Text("a date before {last}; the line was left out", "日期应早于 {last}；该行未参与计算")
DATELESS = Text(
    "dated periods, because {sheet} is a list of dates; write the first day of each period in the heading",
    "因 {sheet} 是按日期的清单，期间标题应为日期；请在标题中写明每期的第一天",
)


@dataclass(eq=False)
class PlanQuantities:
    """Puts the quantities of what was read into the rows of the plan.

    Attributes:
        file: Name of the workbook.
        raw_plan: What was read; what is wrong is noted there.
        lists: The dated lists.
        rows: The rows of the plan.
        in_full: Whether the periods are made to hold every date of the lists.
        spoiled: Rows that cannot be used.
    """

    file: str
    raw_plan: RawPlan
    lists: Sequence[ListReading]
    rows: PlanRows
    in_full: bool
    spoiled: set[int]

    @cached_property
    def _by_role(self) -> dict[Role, list[MeasureRow]]:
        """The rows of each measure."""
        found: dict[Role, list[MeasureRow]] = defaultdict(list)
        for measure in self.raw_plan.measure_rows:
            found[measure.role].append(measure)
        return found

    def openings(self) -> FloatArray:
        """Opening less allocated of each plan row."""
        rows, spoiled = self.rows, self.spoiled
        opening = [0.0] * len(rows.names)
        known: dict[int, list[ItemValue]] = defaultdict(list)
        allocated: dict[int, list[ItemValue]] = defaultdict(list)
        by_role = {Role.OPENING: known, Role.ALLOCATED: allocated}
        for given in self.raw_plan.item_values:
            if given.value is not None and given.role not in by_role:
                continue
            index = rows.index(given.key)
            if index is not None and given.value is None:
                spoiled.add(index)
            elif index is not None:
                by_role[given.role][index].append(given)
        for index in (*known, *(allocated.keys() - known.keys())):
            item_values, gone = known.get(index, []), allocated.get(index, [])
            if not self._is_net_already(item_values, gone) and gone:
                opening[index] = -total(given.value or 0.0 for given in gone)
            if index not in known:
                continue
            item = rows.names[index].item
            fixed = [given for given in item_values if given.fixed and not given.part]
            if len(fixed) > 1 and len({given.value for given in fixed}) > 1:
                other = f"{fixed[0].grid.title}!{address(fixed[0].row, fixed[0].column)}"
                expected = TWO_OPENINGS.filled(item=item, other=other)
                one, another = fixed[0].grid.title, fixed[1].grid.title
                expected += ONE_SUM if one == another else ONE_SHEET.filled(one=one, other=another)
                self.raw_plan.fault(fixed[1].grid, fixed[1].row, fixed[1].column, fixed[1].value, expected)
                spoiled.add(index)
                continue
            counted = fixed[:1] or item_values
            opening[index] = total([opening[index], *[given.value or 0.0 for given in counted]])
            for given in counted[1:]:
                if given.part:
                    continue
                expected = TWO_STOCKS.filled(item=item)
                self.raw_plan.fault(given.grid, given.row, given.column, given.value, expected)
        for measure, net in self.raw_plan.implied_openings:
            index = rows.index(measure.key)
            if index is not None and index not in known and measure.values is not None:
                known[index] = []
                value = difference(float(measure.values[0]), float(net[0]))
                opening[index] = total((opening[index], value))
                column = measure.calendar.places[0][0]
                expected = IMPLIED.filled(item=rows.names[index].item, opening=f"{value:g}")
                self.raw_plan.fault(measure.grid, measure.row, column, float(measure.values[0]), expected)
        without = [index for index in range(len(opening)) if index not in known and index not in spoiled]
        blanks = self.raw_plan.blank_openings.items() if without else ()
        blank = {rows.index(key): place for key, place in blanks}
        for index in without:
            sheet, _, place = rows.places[index].rpartition("!")
            if index in blank:
                grid, row, column = blank[index]
                sheet, place = grid.title, address(row, column)
            expected = NO_OPENING.filled(item=rows.names[index].item)
            self.raw_plan.faults.append(PlanFault(sheet, place.split(":")[0], "", expected))
        return np.array(opening, dtype=float)

    def _is_net_already(self, openings: Sequence[ItemValue], allocated: Sequence[ItemValue]) -> bool:
        """Whether the opening on a plan is the stock of a list less what is allocated there.

        Asks where it is neither that nor the stock itself.
        """
        if len(openings) < 2:
            return False
        fixed = next((given for given in openings if given.fixed and not given.part), None)
        listed = [given for given in openings if not given.fixed]
        if fixed is None or not listed:
            return False
        ours, stock = fixed.value or 0.0, total(given.value or 0.0 for given in listed)
        gone = total(given.value or 0.0 for given in allocated if not given.fixed)
        if ours not in (stock, difference(stock, gone)):
            place = f"{fixed.grid.title}!{address(fixed.row, fixed.column)}"
            words = {"item": fixed.key.item, "ours": f"{ours:g}", "theirs": f"{stock:g}", "place": place}
            account = self.raw_plan.account_of(listed[0].grid)
            title, row, column = listed[0].grid.title, listed[0].row, listed[0].column
            headings = {plain(use.heading) for each in self.raw_plan.accounts for use in each.used}
            here = plain(title) in headings
            account.ask(title, row, column, LIST_DIFFERS.filled(**words), ("ignore",), here=here)
        return bool(gone) and ours == difference(stock, gone)

    def once(self, role: Role) -> FloatArray:
        """Safety stock or least cover of each plan row; the greatest where several are given."""
        values = [0.0] * len(self.rows.names)
        for given in self.raw_plan.item_values:
            if given.role is role and given.value is not None:
                index = self.rows.index(given.key)
                if index is not None:
                    values[index] = max(values[index], given.value)
        return np.array(values, dtype=float)

    def array(self, periods: tuple[Period, ...], role: Role) -> FloatArray:
        """Quantities of one measure, plan rows x periods."""
        rows, spoiled = self.rows, self.spoiled
        total = period_major(len(rows.names), len(periods))
        column_of = {period_key(period): column for column, period in enumerate(periods)}
        by_calendar: dict[int, list[MeasureRow]] = defaultdict(list)
        for measure in self._by_role.get(role, ()):
            by_calendar[id(measure.calendar)].append(measure)
        for measure_rows in by_calendar.values():
            columns = [column_of[period_key(period)] for period in measure_rows[0].calendar.periods]
            usable = []
            for measure in measure_rows:
                index = rows.index(measure.key)
                if index is None:
                    continue
                if measure.values is None:
                    spoiled.add(index)
                else:
                    usable.append((index, measure.values))
            _add_rows(total, usable, columns)
        for reading in self.lists:
            if role in reading.lines:
                self._add_lines(total, periods, reading.lines[role])
        return total

    def _add_lines(self, total: FloatArray, periods: tuple[Period, ...], lines: Lines) -> None:
        """Bucket dated lines into the periods."""
        rows = self.rows
        grid, column = lines.table.grid, lines.table.column(Role.DATE) or 0
        if not all(period.start for period in periods):
            expected = DATELESS.filled(sheet=grid.title)
            raise NoPlanFound(file=self.file, hint=expected)
        starts = np.array([period.start for period in periods], dtype="datetime64[D]")
        days = np.array(lines.days, dtype="datetime64[D]")
        at = np.searchsorted(starts, days, side="right") - 1
        end = end_of(periods)
        early, late = np.flatnonzero(at < 0), np.flatnonzero(days >= np.datetime64(end))
        if len(early):
            first = periods[0].label
            expected = BEFORE.filled(first=first, count=len(early))
            self.raw_plan.fault(
                grid, lines.rows[early[0]], column, lines.days[early[0]].isoformat(), expected
            )
            at[early] = 0
        if self.in_full:
            for line in late:
                expected = FAR.filled(last=end.isoformat())
                self.raw_plan.fault(grid, lines.rows[line], column, lines.days[line].isoformat(), expected)
        index = np.array([rows.index_or(key, -1) for key in lines.keys])
        use = (index >= 0) & (days < np.datetime64(end))
        np.add.at(total, (index[use], at[use]), np.array(lines.quantities)[use])

    def receipts(self, keep: Sequence[int], periods: tuple[Period, ...]) -> Receipts:
        """The receipts that lists give a day, of the plan rows that are kept."""
        rows = self.rows
        listed = [r.lines[role] for r in self.lists for role in SUPPLY_ROLES if role in r.lines]
        if not listed:
            return NO_RECEIPTS
        place = {index: kept for kept, index in enumerate(keep)}
        at = np.array([place.get(rows.index_or(key, -1), -1) for lines in listed for key in lines.keys])
        days = np.array([day for lines in listed for day in lines.days], dtype="datetime64[D]")
        quantities = np.array([quantity for lines in listed for quantity in lines.quantities])
        use = (at >= 0) & (days < np.datetime64(end_of(periods))) & (quantities > 0)
        return Receipts(at[use], days[use], quantities[use])

    def say_doubles(self) -> None:
        """Note rows of one label that stand twice for one item, which were added; ask where they are the same."""
        rows, spoiled = self.rows, self.spoiled
        before: dict[tuple[Key, Role, str, str], set[bytes]] = defaultdict(set)
        seen: Counter[tuple[Key, Role, str, str]] = Counter()
        places = [(s.key, s.role, s.label, s.grid.title) for s in self.raw_plan.measure_rows]
        counts = Counter(places)
        several = zip(self.raw_plan.measure_rows, places, strict=True) if len(counts) < len(places) else ()
        for measure, at in several:
            if counts[at] < 2 or measure.role is Role.BALANCE or rows.index(measure.key) in spoiled:
                continue
            seen[at] += 1
            words = {"item": measure.key.item, "label": measure.label or measure.grid.title}
            if measure.values is not None and np.any(measure.values):
                if measure.values.tobytes() in before[at]:
                    account = self.raw_plan.account_of(measure.grid)
                    account.ask("", measure.row, measure.column, SAME_ROW.filled(**words), ())
                before[at].add(measure.values.tobytes())
            if seen[at] > 1:
                expected = TWO_ROWS.filled(**words)
                found = measure.label or measure.key.item
                self.raw_plan.fault(measure.grid, measure.row, measure.column, found, expected)


def _add_rows(total: FloatArray, rows: list[tuple[int, FloatArray]], columns: list[int]) -> None:
    """Add rows of quantities to a plan array."""
    if not rows:
        return
    index = [row for row, _ in rows]
    values = np.concatenate([values for _, values in rows]).reshape(len(rows), len(columns))
    if len(set(index)) == len(index) and columns == [*range(total.shape[1])]:
        total[index] += values
    else:
        for row, value in zip(index, values, strict=True):
            total[row, columns] += value
