"""What the tables of a workbook hold is put together to one plan."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from pab_planner.demand import DemandRule, FloatArray
from pab_planner.errors import PlanError
from pab_planner.language import Text
from pab_planner.plan import Period, Plan, PlanFault, match_key, period_major
from pab_planner.sheets.grid import Grid, address
from pab_planner.sheets.horizon import end_of, period_key, plan_periods
from pab_planner.sheets.lists import Lines, ListReading, is_stock_list, is_uncalculated, read_list, read_stock
from pab_planner.sheets.plan_rows import PlanRows
from pab_planner.sheets.plan_view import is_view, say_what_is_broken, say_what_is_missing
from pab_planner.sheets.quantities import BLANK
from pab_planner.sheets.reading import Block, Disagreement, PlanReading
from pab_planner.sheets.settings import Settings
from pab_planner.sheets.strands import Fact, Findings, Key, Strand
from pab_planner.sheets.tables import Table
from pab_planner.sheets.vocabulary import DEMAND_ROLES, SUPPLY_ROLES, Role, role_of
from pab_planner.sheets.wide import read_wide, same_labels

TOLERANCE = 1e-6
"""Relative difference from which on the planner's balance and ours disagree."""

TWO_OPENINGS = Text(
    "one opening stock for {item}, but {other} has another; the item is left out until one is right",
    "{item} 只应有一个期初库存，但 {other} 另有一个；更正前该物料不参与计算",
)
TWO_STOCKS = Text("one line for {item}; the lines were added together", "{item} 只应有一行；各行已相加")
TWO_ROWS = Text(
    "one row '{label}' for {item}; the rows were added together", "{item} 只应有一行“{label}”；各行已相加"
)
COPY = Text(
    "each item on one sheet; {first} has the same items and was read, this sheet was not:"
    " --sheet picks another",
    "每个物料只应在一张表上；已读取 {first} 中的相同物料，本表未读取，可用 --sheet 另选",
)
NOT_A_TABLE = Text(
    "headings of a table: an item, and dates across or a date and a quantity column; this sheet was not read",
    "应为表格标题：物料，以及横向日期，或日期列和数量列；本表未读取",
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


class NoPlanFound(PlanError):
    """A workbook in which no plan is recognised."""

    sentence = Text(
        "{file}: no planning table was found; expected a heading row with dates, weeks or months,"
        " or a list with an item, a date and a quantity column. {hint}",
        "{file}：没有找到计划表；应有含日期、周或月的标题行，或含物料、日期和数量列的清单。{hint}",
    )


class MeasureMissing(PlanError):
    """A plan without one of the measures that it needs."""

    sentence = Text(
        "{file}: {measure} not found. {hint}",
        "{file}：没有找到{measure}。{hint}",
    )


UNKNOWN_LABELS = Text(
    "Not recognised: {labels}. Say what they are, for example --label '{one}={role}'",
    "未能识别：{labels}。请指明其含义，例如 --label '{one}={role}'",
)
NO_HINT = Text(
    "Name a row, column or sheet for it, or say which one it is: --label 'TEXT={role}'",
    "请用一行、一列或一张工作表标明，或指定：--label '文字={role}'",
)
MEASURE_NAMES = {
    Role.ORDERS: Text("customer orders", "客户订单"),
    Role.OPENING: Text("opening stock (on hand)", "期初库存（现有库存）"),
    Role.SUPPLY: Text("MPS or other receipts", "主生产计划或其他入库"),
}


class Gathering:
    """Puts together what the tables of a workbook hold."""

    def __init__(self, file: str, settings: Settings) -> None:
        self.file, self.settings = file, settings
        self.findings = Findings()
        self.lists: list[ListReading] = []
        self.tables: list[Table] = []

    # ---- reading ----

    def read(self, tables: list[Table]) -> None:
        """Read every table; wide sheets that only repeat what lists or other sheets hold are left out."""
        self.tables = tables
        stocks = [table for table in tables if not table.headings and is_stock_list(table)]
        views = [table for table in stocks if is_uncalculated(table)]
        for table in tables:
            if table in views and len(views) < len(stocks):
                continue  # a plan sheet over the lists, its headings and all not calculated yet
            if table.headings:
                read_wide(table, self.findings)
            elif is_stock_list(table):
                read_stock(table, self.findings)
            else:
                self.lists.append(read_list(table, self.findings))
        self.views: list[Strand] = []
        self.view_facts: list[Fact] = []
        if self.lists and is_view(self.findings.strands):
            self._set_view_aside()
        self._leave_out_copies()

    def say_unread(self, grids: Sequence[Grid]) -> None:
        """Note sheets that are named for a measure and could not be read; without supply, ask about them."""
        for grid in grids:
            row = next(row for row, cells in enumerate(grid.rows) if any(cell not in BLANK for cell in cells))
            column = next(column for column, cell in enumerate(grid.rows[row]) if cell not in BLANK)
            self.findings.fault(grid, row, column, grid.rows[row][column], NOT_A_TABLE)
            self.findings.unknown.update(
                (cell, grid.title)
                for cell in grid.rows[row]
                if isinstance(cell, str) and not role_of(cell, {})
            )

    def _set_view_aside(self) -> None:
        """Count what the lists hold, not the formulas that follow them."""
        listed = {role for reading in self.lists for role in reading.lines}
        aside = {role for group in (DEMAND_ROLES, SUPPLY_ROLES) if listed & set(group) for role in group}
        stock = any(not fact.fixed and fact.role is Role.OPENING for fact in self.findings.facts)
        if len(aside) == len((*DEMAND_ROLES, *SUPPLY_ROLES)) and stock:
            self.views, self.findings.strands = self.findings.strands, []
        else:
            self.views = [strand for strand in self.findings.strands if strand.role in aside]
            self.findings.strands = [s for s in self.findings.strands if s.role not in aside]
        if stock:
            self.view_facts = [fact for fact in self.findings.facts if fact.fixed]
            self.findings.facts = [fact for fact in self.findings.facts if not fact.fixed]
        say_what_is_broken(self.views, self.findings)

    def _leave_out_copies(self) -> None:
        """Of sheets that hold the same measure of the same items, keep the first."""
        if len({id(strand.grid) for strand in self.findings.strands}) < 2:
            return
        first: dict[tuple[str, str, Role], str] = {}
        sheets: dict[str, set[str]] = defaultdict(set)
        for strand in self.findings.strands:
            if strand.role in (Role.ORDERS, Role.SUPPLY, Role.GROSS, Role.FORECAST, Role.BALANCE):
                at = (match_key(strand.key.item), match_key(strand.key.customer), strand.role)
                home = first.setdefault(at, strand.grid.title)
                if home != strand.grid.title:
                    sheets[strand.grid.title].add(home)
        blocks = {s.grid.title for s in self.findings.strands if s.role in SUPPLY_ROLES} & {
            s.grid.title for s in self.findings.strands if s.role in DEMAND_ROLES
        }
        for title, homes in sheets.items():
            if title not in blocks or not homes <= blocks:
                continue
            table = next(table for table in self.tables if table.grid.title == title)
            expected = Text(*(text.format(first=min(homes)) for text in COPY))
            column = table.headings[0][0] if table.headings else 0
            self.findings.strands = [s for s in self.findings.strands if s.grid.title != title]
            self.findings.facts = [f for f in self.findings.facts if f.grid.title != title]
            self.findings.faults = [f for f in self.findings.faults if f.sheet != title]
            self.findings.fault(table.grid, table.head, column, title, expected)

    # ---- putting together ----

    def finish(
        self, *, rule: DemandRule | None, demand_time_fence: int, planning_time_fence: int | None
    ) -> PlanReading:
        """The plan of everything that was read."""
        self._need_measures()
        self._fold_once_strands()
        periods = plan_periods(self.findings.strands, self.views, self.lists, self.settings)
        if not periods:
            raise MeasureMissing(
                file=self.file,
                measure=MEASURE_NAMES[Role.ORDERS],
                hint=NO_HINT.filled(role="orders"),
            )
        rows = PlanRows(self.findings, self.lists)
        opening, spoiled = self._openings(rows)
        arrays = {role: self._array(rows, periods, role, spoiled) for role in (*DEMAND_ROLES, *SUPPLY_ROLES)}
        self._say_doubles(rows, spoiled)
        if not self.findings.strands:
            items = [name.item for name in rows.names]
            say_what_is_missing(self.views, items, lambda key: rows.index(key) is not None, self.findings)
        orders, forecast, gross = (arrays[role] for role in DEMAND_ROLES)
        if not orders.any() and gross.any():
            orders = gross  # nothing but the sum was kept
        has_forecast = self._has(Role.FORECAST)
        if not self._has(Role.ORDERS) and not self._has(Role.GROSS) and rule is None:
            rule = DemandRule.FORECAST
        supply = arrays[Role.SUPPLY] + arrays[Role.FIRM] + arrays[Role.PLANNED]
        keep = [index for index in range(len(rows.names)) if index not in spoiled]
        told_apart = self._has(Role.FIRM) or self._has(Role.PLANNED)
        firm = arrays[Role.FIRM] if told_apart else supply

        def kept(array: FloatArray) -> FloatArray:
            return np.asfortranarray(array[keep]) if len(keep) < len(array) else array

        lines = [line for reading in self.lists for line in reading.orders]
        plan = Plan(
            items=tuple(rows.names[index].item for index in keep),
            descriptions=tuple(self.findings.descriptions.get(rows.names[index].item, "") for index in keep),
            customers=tuple(tuple(rows.customers[index]) for index in keep),
            places=tuple(rows.places[index] for index in keep),
            periods=periods,
            opening=opening[keep],
            orders=kept(orders),
            supply=kept(supply),
            firm=kept(firm),
            forecast=kept(forecast) if has_forecast else None,
            safety=self._once(rows, Role.SAFETY)[keep],
            least_cover=self._once(rows, Role.LEAST_COVER)[keep],
            rule=rule if has_forecast or rule not in (None, DemandRule.ORDERS) else None,
            demand_time_fence=demand_time_fence,
            planning_time_fence=planning_time_fence,
            lines=tuple(lines),
        )
        disagreements, checked = self._disagreements(rows, plan, keep)
        return PlanReading(
            plan,
            tuple(self.findings.faults_in_order()),
            lambda: self._blocks(rows),
            tuple(disagreements),
            checked,
            self.settings,
        )

    def _has(self, role: Role) -> bool:
        """Whether a measure was found anywhere."""
        return any(strand.role is role for strand in self.findings.strands) or any(
            role in reading.lines for reading in self.lists
        )

    def _need_measures(self) -> None:
        """Refuse a plan without demand, opening or supply, naming the labels that were not recognised."""
        facts = {fact.role for fact in self.findings.facts} | {s.role for s in self.findings.strands}
        found = {
            Role.ORDERS: any(map(self._has, DEMAND_ROLES)),
            Role.OPENING: Role.OPENING in facts,
            Role.SUPPLY: any(map(self._has, SUPPLY_ROLES)),
        }
        missing = [role for role, there in found.items() if not there]
        if not missing:
            return
        if missing == [Role.SUPPLY] and not self.findings.unknown:
            return  # a plan in which nothing comes is a plan
        unknown = [label for label, sheet in self.findings.unknown.items()]
        unknown += [name for table in self.tables for _, name in table.others if name not in unknown]
        role = missing[0]
        form, fields = NO_HINT, {"role": role.value}
        if unknown:
            form = UNKNOWN_LABELS
            fields = {"role": role.value, "labels": ", ".join(unknown[:8]), "one": unknown[0]}
        hint = Text(*(text.format(**fields) for text in form))
        names = [MEASURE_NAMES[role] for role in missing]
        measure = Text(" and ".join(name.en for name in names), "、".join(name.zh for name in names))
        raise MeasureMissing(file=self.file, measure=measure, hint=hint)

    def _fold_once_strands(self) -> None:
        """A matrix of openings or safety stocks gives each item its first value."""
        strands = []
        for strand in self.findings.strands:
            if strand.role in (Role.OPENING, Role.SAFETY, Role.ALLOCATED):
                value = None if strand.values is None else float(strand.values[0])
                column = strand.calendar.places[0][0]
                self.findings.facts.append(
                    Fact(strand.key, strand.role, value, strand.grid, strand.row, column)
                )
            else:
                strands.append(strand)
        self.findings.strands = strands

    # ---- quantities ----

    def _openings(self, rows: PlanRows) -> tuple[FloatArray, set[int]]:
        """Opening less allocated of each plan row, and the rows that cannot be used."""
        opening, spoiled = np.zeros(len(rows.names)), set(rows.spoiled)
        known: dict[int, list[Fact]] = defaultdict(list)
        for fact in self.findings.facts:
            index = rows.index(fact.key)
            if index is None:
                continue
            if fact.value is None:
                spoiled.add(index)
            elif fact.role is Role.ALLOCATED:
                opening[index] -= fact.value
            elif fact.role is Role.OPENING:
                known[index].append(fact)
        for index, facts in known.items():
            item = rows.names[index].item
            fixed = [fact for fact in facts if fact.fixed]
            if len(fixed) > 1 and len({fact.value for fact in fixed}) > 1:
                other = f"{fixed[0].grid.title}!{address(fixed[0].row, fixed[0].column)}"
                expected = Text(*(text.format(item=item, other=other) for text in TWO_OPENINGS))
                self.findings.fault(fixed[1].grid, fixed[1].row, fixed[1].column, fixed[1].value, expected)
                spoiled.add(index)
                continue
            counted = fixed[:1] or facts
            opening[index] += sum(fact.value or 0.0 for fact in counted)
            for fact in counted[1:]:
                expected = Text(*(text.format(item=item) for text in TWO_STOCKS))
                self.findings.fault(fact.grid, fact.row, fact.column, fact.value, expected)
        blank = {rows.index(key): place for key, place in self.findings.blank_openings.items()}
        for index, name in enumerate(rows.names):
            if index not in known and index not in spoiled:
                sheet, _, place = rows.places[index].rpartition("!")
                if index in blank:
                    grid, row, column = blank[index]
                    sheet, place = grid.title, address(row, column)
                expected = Text(*(text.format(item=name.item) for text in NO_OPENING))
                self.findings.faults.append(PlanFault(sheet, place.split(":")[0], "", expected))
        return opening, spoiled

    def _once(self, rows: PlanRows, role: Role) -> FloatArray:
        """Safety stock or least cover of each plan row; the greatest where several are given."""
        values = np.zeros(len(rows.names))
        for fact in self.findings.facts:
            if fact.role is role and fact.value is not None:
                index = rows.index(fact.key)
                if index is not None:
                    values[index] = max(values[index], fact.value)
        return values

    def _array(
        self, rows: PlanRows, periods: tuple[Period, ...], role: Role, spoiled: set[int]
    ) -> FloatArray:
        """Quantities of one measure, plan rows x periods; rows that cannot be used go to `spoiled`."""
        total = period_major(len(rows.names), len(periods))
        column_of = {period_key(period): column for column, period in enumerate(periods)}
        by_calendar: dict[int, list[Strand]] = defaultdict(list)
        for strand in self.findings.strands:
            if strand.role is role:
                by_calendar[id(strand.calendar)].append(strand)
        for strands in by_calendar.values():
            columns = [column_of[period_key(period)] for period in strands[0].calendar.periods]
            usable = []
            for strand in strands:
                index = rows.index(strand.key)
                if index is None:
                    continue
                if strand.values is None:
                    spoiled.add(index)
                else:
                    usable.append((index, strand.values))
            _add_rows(total, usable, columns)
        for reading in self.lists:
            if role in reading.lines:
                self._add_lines(total, rows, periods, reading.lines[role])
        return total

    def _add_lines(
        self, total: FloatArray, rows: PlanRows, periods: tuple[Period, ...], lines: Lines
    ) -> None:
        """Bucket dated lines into the periods."""
        grid, column = lines.table.grid, lines.table.column(Role.DATE) or 0
        if not all(period.start for period in periods):
            expected = Text(*(text.format(sheet=grid.title) for text in DATELESS))
            raise NoPlanFound(file=self.file, hint=expected)
        starts = np.array([period.start for period in periods], dtype="datetime64[D]")
        days = np.array(lines.days, dtype="datetime64[D]")
        at = np.searchsorted(starts, days, side="right") - 1
        end = end_of(periods)
        early, late = np.flatnonzero(at < 0), np.flatnonzero(days >= np.datetime64(end))
        if len(early):
            first = periods[0].label
            expected = Text(*(text.format(first=first, count=len(early)) for text in BEFORE))
            self.findings.fault(
                grid, lines.rows[early[0]], column, lines.days[early[0]].isoformat(), expected
            )
            at[early] = 0
        if not self.findings.strands and not self.views and self.settings["periods"] is None:
            for line in late:
                expected = Text(*(text.format(last=end.isoformat()) for text in FAR))
                self.findings.fault(grid, lines.rows[line], column, lines.days[line].isoformat(), expected)
        index = np.array([rows.index_or(key, -1) for key in lines.keys])
        use = (index >= 0) & (days < np.datetime64(end))
        np.add.at(total, (index[use], at[use]), np.array(lines.quantities)[use])

    def _say_doubles(self, rows: PlanRows, spoiled: set[int]) -> None:
        """Note rows of one label that stand twice for one item; they were added."""
        counts = same_labels(self.findings.strands)
        seen: Counter[tuple[Key, Role, str, str]] = Counter()
        for strand in self.findings.strands:
            at = (strand.key, strand.role, strand.label, strand.grid.title)
            if counts[at] < 2 or strand.role is Role.BALANCE or rows.index(strand.key) in spoiled:
                continue
            seen[at] += 1
            if seen[at] > 1:
                words = {"item": strand.key.item, "label": strand.label or strand.grid.title}
                expected = Text(*(text.format(**words) for text in TWO_ROWS))
                found = strand.label or strand.key.item
                self.findings.fault(strand.grid, strand.row, strand.column, found, expected)

    # ---- what else the reader wants to know ----

    def _disagreements(
        self, rows: PlanRows, plan: Plan, keep: Sequence[int]
    ) -> tuple[list[Disagreement], bool]:
        """Every cell of the planner's own balance rows that differs from ours."""
        found: list[Disagreement] = []
        new_row = {index: row for row, index in enumerate(keep)}
        column_of = {period_key(period): column for column, period in enumerate(plan.periods)}
        own = [s for s in (*self.findings.strands, *self.views) if s.role is Role.BALANCE]
        for strand in own:
            index = rows.index(strand.key)
            if index is None or index not in new_row or strand.values is None:
                continue
            ours = plan.balance[new_row[index]]
            for place, period, theirs in zip(
                strand.calendar.places, strand.calendar.periods, strand.values.tolist(), strict=True
            ):
                column = column_of.get(period_key(period))
                if column is None or strand.grid.rows[strand.row][place[-1]] in ("", None):
                    continue
                own_value = float(ours[column])
                if abs(own_value - theirs) > TOLERANCE * max(1.0, abs(theirs)):
                    cell = address(strand.row, place[-1])
                    found.append(
                        Disagreement(strand.grid.title, cell, strand.key.item, period, theirs, own_value)
                    )
        return found, bool(own)

    def _blocks(self, rows: PlanRows) -> Iterable[Block]:
        """Where each plan row stands on a sheet with periods across."""
        places: dict[tuple[str, int], list[Strand]] = defaultdict(list)
        for strand in (*self.findings.strands, *self.views):
            index = rows.index(strand.key)
            if index is not None:
                places[strand.grid.title, index].append(strand)
        once: dict[int | None, list[Fact]] = defaultdict(list)
        for fact in (*self.findings.facts, *self.view_facts):
            once[rows.index(fact.key)].append(fact)
        facts = {
            (fact.grid.title, index, fact.role): (fact.row, fact.column)
            for index, its in once.items()
            for fact in reversed(its)
        }
        heads = {(table.grid.title, table.first): table.head for table in self.tables}
        for (sheet, index), strands in places.items():
            by_role: dict[Role, tuple[int, ...]] = {}
            for strand in strands:
                by_role[strand.role] = (*by_role.get(strand.role, ()), strand.row)
            first_row = min(strand.row for strand in strands)
            head = max(
                (h for (title, first), h in heads.items() if title == sheet and first <= first_row), default=0
            )
            yield Block(
                sheet,
                rows.names[index].item,
                rows.names[index].customer,
                by_role,
                facts.get((sheet, index, Role.OPENING)),
                facts.get((sheet, index, Role.SAFETY)),
                _runs(strands[0].calendar.places),
                head,
                tuple(sorted(strands, key=lambda strand: strand.row)),
                self._facts_for(sheet, once[index]),
            )

    def _facts_for(self, sheet: str, facts: list[Fact]) -> tuple[Fact, ...]:
        """What a sheet's rows count with: the opening that a view of lists shows has allocated taken off."""
        shown = [
            f for f in self.view_facts if f in facts and f.grid.title == sheet and f.role is Role.OPENING
        ]
        in_lists = (Role.OPENING, Role.ALLOCATED) if shown else ()
        return tuple(fact for fact in facts if fact.fixed or fact.role not in in_lists)


def _add_rows(total: FloatArray, rows: list[tuple[int, FloatArray]], columns: list[int]) -> None:
    """Add rows of quantities to a plan array."""
    if not rows:
        return
    index = [row for row, _ in rows]
    values = np.array([values for _, values in rows])
    if len(set(index)) == len(index) and columns == list(range(total.shape[1])):
        total[index] += values
    else:
        for row, value in zip(index, values, strict=True):
            total[row, columns] += value


def _runs(places: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """First and last column of each stretch of periods side by side; see `Block.runs`."""
    columns = [place for group in places for place in group]
    if len(columns) > len(places) or columns != sorted(columns):
        return ()
    firsts = [c for c in columns if c - 1 not in columns]
    return tuple(zip(firsts, (c for c in columns if c + 1 not in columns), strict=True))
