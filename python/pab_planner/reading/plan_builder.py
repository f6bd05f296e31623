"""What the tables of a workbook hold is put together to one plan."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from pab_planner.core.decimals import difference, total
from pab_planner.core.demand import DemandRule, FloatArray
from pab_planner.core.plan import NO_RECEIPTS, Period, Plan, PlanFault, Receipts, match_key, period_major
from pab_planner.errors import SheetError
from pab_planner.language import Text
from pab_planner.reading.evidence.formula_evidence import formula_evidence
from pab_planner.reading.evidence.wide_formulas import BEGINS_WITH, place_of
from pab_planner.reading.grid import Grid, address, position
from pab_planner.reading.lists import (
    Lines,
    ListReading,
    is_stock_list,
    is_uncalculated,
    read_list,
    read_stock,
)
from pab_planner.reading.measure_rows import ItemValue, Key, MeasureRow, RawPlan
from pab_planner.reading.period_headings import Calendar
from pab_planner.reading.plan_periods import end_of, period_key, plan_periods
from pab_planner.reading.plan_reading import Block, Disagreement, PlanReading
from pab_planner.reading.plan_rows import PlanRows
from pab_planner.reading.plan_view import is_view, say_what_is_broken, say_what_is_missing
from pab_planner.reading.quantities import BLANK, shown
from pab_planner.reading.settings import Settings
from pab_planner.reading.table_account import Question, TableAccount, open_questions
from pab_planner.reading.table_doubts import ask_about_units
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import DEMAND_ROLES, SUPPLY_ROLES, Role, plain, role_of
from pab_planner.reading.wide import measure_column, name_of, read_wide, same_labels

TOLERANCE = 1e-6
"""Difference from which on the planner's balance and ours disagree [stock units]."""

EXCEL_DUST = 1e-12
"""The same as a part of a row's largest balance: Excel sums in binary."""

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
TWO_BEGINNINGS = Text(
    "the formula of this balance begins with {theirs} ({place}), but the opening that was read is {ours}; "
    "let both be one",
    "该余额的公式以 {theirs}（{place}）为起点，而读到的期初库存为 {ours}；请使两者一致",
)
TWO_RULES = Text(
    "the balances of the workbook make up their demand in different ways ({rules}); set the demand rule",
    "工作簿中各余额的需求规则不一致（{rules}）；请设定需求规则",
)
ALL_BEFORE = Text(
    "its dates end on {last}, before those of the other lists begin ({first}); say whether it is history",
    "其日期止于 {last}，早于其他清单的起始日（{first}）；请指明是否为历史数据",
)
COPY_BELOW = Text(
    "each item once; a table above has the same items and was read, this one was not",
    "每个物料只应出现一次；已读取上方表格中的相同物料，本表未读取",
)
NOT_A_TABLE = Text(
    "headings of a table: an item, and dates across or a date and a quantity column; this sheet was not read",
    "应为表格标题：物料，以及横向日期，或日期列和数量列；本表未读取",
)
TAKEN_FOR_OURS = Text(
    "another title: sheets called T-... or like a letter (A-0001) are taken for ours; this one was not read",
    "应改用其他表名：以 T- 开头或形如函件号（A-0001）的表视为本程序的表；本表未读取",
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


class NoPlanFound(SheetError):
    """A workbook in which no plan is recognised."""

    sentence = Text(
        "{file}: no planning table was found; expected a heading row with dates, weeks or months,"
        " or a list with an item, a date and a quantity column. {hint}",
        "{file}：没有找到计划表；应有含日期、周或月的标题行，或含物料、日期和数量列的清单。{hint}",
    )


class MeasureMissing(SheetError):
    """A plan without one of the measures that it needs."""

    sentence = Text(
        "{file}: {measure} not found. {hint}",
        "{file}：没有找到{measure}。{hint}",
    )


UNKNOWN_LABELS = Text(
    "Not recognised: {labels}. Say what they are, for example --label '{one}={role}'",
    "未能识别：{labels}。请指明其含义，例如 --label '{one}={role}'",
)
BAD_DATES = Text(
    "{count:line was|lines were} read, but the dates are not understood, first {place} '{found}': write dates"
    " such as 2026-06-01",
    "已读到 {count} 行，但日期无法理解，首个为 {place} “{found}”：请写成 2026-06-01 这样的日期",
)
ALL_CLOSED = Text(
    "Each of the {count:line|lines} on {sheet} is closed or delivered",
    "{sheet} 上的 {count} 行均已关闭或交货",
)
NO_HINT = Text(
    "Name a row, column or sheet for it, or say which one it is: --label 'TEXT={role}'",
    "请用一行、一列或一张工作表标明，或指定：--label '文字={role}'",
)
UNKNOWN_IN_BOOK = Text(
    "Not recognised: {labels}. Press How it is read and choose there what they are",
    "未能识别：{labels}。请按“读取方式”，在该表中选择其含义",
)
NO_HINT_IN_BOOK = Text(
    "Name a row, column or sheet for it, or press How it is read and choose there which one it is",
    "请用一行、一列或一张工作表标明，或按“读取方式”在该表中选择",
)
MEASURE_NAMES = {
    Role.ORDERS: Text("customer orders", "客户订单"),
    Role.OPENING: Text("opening stock (on hand)", "期初库存（现有库存）"),
    Role.SUPPLY: Text("MPS or other receipts", "主生产计划或其他入库"),
}


class PlanBuilder:
    """Puts together what the tables of a workbook hold."""

    def __init__(self, file: str, settings: Settings, *, in_book: bool = False) -> None:
        self.file, self.settings, self.in_book = file, settings, in_book
        self.raw_plan = RawPlan()
        self.lists: list[ListReading] = []
        self.tables: list[Table] = []

    # ---- reading ----

    def read(self, tables: list[Table]) -> None:
        """Read every table; wide sheets that only repeat what lists or other sheets hold are left out."""
        self.tables = tables
        stocks = [table for table in tables if not table.headings and is_stock_list(table)]
        views = [table for table in stocks if is_uncalculated(table)]
        wide = [table for table in tables if table.headings]
        self.raw_plan.formulas = formula_evidence(wide, {id(table): measure_column(table) for table in wide})
        for table in tables:
            if table in views and len(views) < len(stocks):
                continue  # a plan sheet over the lists, its headings and all not calculated yet
            if table.headings:
                read_wide(table, self.raw_plan)
            elif is_stock_list(table):
                read_stock(table, self.raw_plan)
            else:
                self.lists.append(read_list(table, self.raw_plan, self._known_items))
        self.views: list[MeasureRow] = []
        self.view_values: list[ItemValue] = []
        if self.lists and is_view(self.raw_plan.measure_rows):
            self._set_view_aside()
        self._leave_out_copies()
        self._compare_beginnings()
        ask_about_units(self.raw_plan, tables)
        self._ask_about_the_past()

    def _ask_about_the_past(self) -> None:
        """Ask about a list beside another of its side, all of whose dates lie before those of the others.

        It may be history: receipts that were posted, beside those that are to come.
        """
        flows = [
            (lines, min(lines.days), max(lines.days))
            for reading in self.lists
            for role, lines in reading.lines.items()
            if lines.days and role in (*DEMAND_ROLES, *SUPPLY_ROLES)
        ]
        for lines, _, last in flows:
            title = lines.table.grid.title
            others = [first for other, first, _ in flows if other.table is not lines.table]
            side = SUPPLY_ROLES if lines.role in SUPPLY_ROLES else DEMAND_ROLES
            beside = any(its.table is not lines.table and its.role in side for its, *_ in flows)
            if beside and last < min(others) and plain(title) not in lines.table.labels:
                text = ALL_BEFORE.filled(last=last.isoformat(), first=min(others).isoformat())
                column = lines.table.column(Role.DATE) or 0
                roles = ("ignore", lines.role.value)
                lines.table.account.ask(title, lines.table.head, column, text, roles)

    def _compare_beginnings(self) -> None:
        """Take the opening that a balance's formula begins with; where another was read, and differs, ask."""
        grids = {table.grid.title.casefold(): table.grid for table in self.tables}
        known: dict[tuple[str, str], list[ItemValue]] = defaultdict(list)
        for given in self.raw_plan.item_values:
            if given.role in (Role.OPENING, Role.ALLOCATED):
                known[match_key(given.key.item), match_key(given.key.customer)].append(given)
        for measure, begins in self.raw_plan.beginnings:
            key, its = measure.key, known[match_key(measure.key.item), match_key(measure.key.customer)]
            cells = {
                cell: (grid, count)
                for cell, count in begins.items()
                if (grid := grids.get(cell.sheet.casefold()))
            }
            values = [grid.cell(cell.row, cell.column) for cell, (grid, _) in cells.items()]
            if len(cells) < 1 or not all(isinstance(value, float) for value in values):
                continue
            theirs = sum(value * count for value, (_, count) in zip(values, cells.values(), strict=True))
            if not any(given.role is Role.OPENING for given in its):
                for cell, (grid, count) in cells.items():
                    role = Role.OPENING if count > 0 else Role.ALLOCATED
                    value = grid.cell(cell.row, cell.column) * abs(count)
                    self.raw_plan.item_values.append(ItemValue(key, role, value, grid, cell.row, cell.column))
                places = ", ".join(map(place_of, cells))
                self._account_of(measure).decided.append(BEGINS_WITH.filled(place=places))
                continue
            if any(given.value is None for given in its):
                continue
            ours = sum((g.value or 0.0) * (1 if g.role is Role.OPENING else -1) for g in its)
            if abs(ours - theirs) > TOLERANCE * max(1.0, abs(theirs)):
                places = ", ".join(map(place_of, cells))
                text = TWO_BEGINNINGS.filled(ours=f"{ours:g}", theirs=f"{theirs:g}", place=places)
                self._account_of(measure).ask(measure.label, measure.row, measure.column, text, ())

    def _account_of(self, measure: MeasureRow) -> TableAccount:
        """The account of the table in which a row stands."""
        return next(
            table.account
            for table in self.tables
            if table.grid.title == measure.grid.title and table.first <= measure.row < table.last
        )

    def _known_items(self) -> set[str]:
        """The items that tables with an item column name."""
        return {
            match_key(name_of(cell))
            for table in self.tables
            if (column := table.column(Role.ITEM)) is not None
            for row in range(table.first, table.last)
            if (cell := table.grid.rows[row][column]) not in BLANK
        }

    @property
    def questions(self) -> list[Question]:
        """Every question about a measure."""
        return [question for account in self.raw_plan.accounts for question in account.questions]

    def say_taken_for_ours(self, grids: Sequence[Grid]) -> None:
        """Note sheets with a plan whose title is that of a letter or a template."""
        for grid in grids:
            self.raw_plan.fault(grid, 0, 0, grid.title, TAKEN_FOR_OURS)

    def say_unread(self, grids: Sequence[Grid]) -> None:
        """Note sheets that are named for a measure and could not be read; without supply, ask about them."""
        for grid in grids:
            row = next(row for row, cells in enumerate(grid.rows) if any(cell not in BLANK for cell in cells))
            column = next(column for column, cell in enumerate(grid.rows[row]) if cell not in BLANK)
            self.raw_plan.fault(grid, row, column, grid.rows[row][column], NOT_A_TABLE)
            self.raw_plan.unknown.update(
                (cell, grid.title)
                for cell in grid.rows[row]
                if isinstance(cell, str) and not role_of(cell, {})
            )

    def _set_view_aside(self) -> None:
        """Count what the lists hold, not the formulas that follow them."""
        listed = {role for reading in self.lists for role in reading.lines}
        aside = {role for group in (DEMAND_ROLES, SUPPLY_ROLES) if listed & set(group) for role in group}
        stock = any(not given.fixed and given.role is Role.OPENING for given in self.raw_plan.item_values)
        if len(aside) == len((*DEMAND_ROLES, *SUPPLY_ROLES)) and stock:
            self.views, self.raw_plan.measure_rows = self.raw_plan.measure_rows, []
        else:
            self.views = [measure for measure in self.raw_plan.measure_rows if measure.role in aside]
            self.raw_plan.measure_rows = [s for s in self.raw_plan.measure_rows if s.role not in aside]
        if stock:
            self.view_values = [given for given in self.raw_plan.item_values if given.fixed]
            self.raw_plan.item_values = [given for given in self.raw_plan.item_values if not given.fixed]
        say_what_is_broken(self.views, self.raw_plan)

    def _leave_out_copies(self) -> None:
        """Of tables that hold the same measure of the same items in the same periods, keep the first."""
        if len({id(measure.calendar) for measure in self.raw_plan.measure_rows}) < 2:
            return
        first: dict[tuple[str, str, Role], Calendar] = {}
        homes: dict[int, set[int]] = defaultdict(set)
        sides: dict[int, set[bool]] = defaultdict(set)
        calendars = {id(measure.calendar): measure for measure in self.raw_plan.measure_rows}
        for measure in self.raw_plan.measure_rows:
            calendar = measure.calendar
            if measure.role in (*DEMAND_ROLES, *SUPPLY_ROLES):
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
            grid, row = calendars[copy].grid, calendars[copy].row
            table = next(t for t in self.tables if t.grid.title == grid.title and t.first <= row < t.last)
            places = [calendars[original] for original in originals]
            titles = min(measure.grid.title for measure in places)
            here = all(measure.grid.title == grid.title for measure in places)
            expected = (COPY_BELOW if here else COPY).filled(first=titles)
            column = table.headings[0][0] if table.headings else 0
            rows = range(table.top, table.last)

            def elsewhere(its: Any, title: str = grid.title, rows: range = rows) -> bool:
                return bool(its.grid.title != title or its.row not in rows)

            self.raw_plan.measure_rows = [s for s in self.raw_plan.measure_rows if id(s.calendar) != copy]
            self.raw_plan.item_values = [f for f in self.raw_plan.item_values if elsewhere(f)]
            self.raw_plan.opening_rows = [s for s in self.raw_plan.opening_rows if elsewhere(s)]
            self.raw_plan.beginnings = [its for its in self.raw_plan.beginnings if elsewhere(its[0])]
            self.raw_plan.implied_openings = [i for i in self.raw_plan.implied_openings if elsewhere(i[0])]
            self.raw_plan.faults = [
                f
                for f in self.raw_plan.faults
                if f.sheet != grid.title or position(f.cell.partition(":")[0])[0] not in rows
            ]
            self.raw_plan.fault(table.grid, table.head, column, titles, expected)

    # ---- putting together ----

    def finish(
        self, *, rule: DemandRule | None, demand_time_fence: int, planning_time_fence: int | None
    ) -> PlanReading:
        """The plan of everything that was read."""
        self._need_measures()
        if rule is None and len(self.raw_plan.rules) > 1:
            rules = ", ".join(sorted(self.raw_plan.rules))
            account = self.raw_plan.accounts[0]
            account.ask("", 0, 0, TWO_RULES.filled(rules=rules), ())
        if self.questions:
            raise open_questions(self.file, self.questions, in_book=self.in_book)
        self._fold_once_strands()
        periods = plan_periods(self.raw_plan.measure_rows, self.views, self.lists, self.settings)
        if not periods:
            raise MeasureMissing(
                file=self.file,
                measure=MEASURE_NAMES[Role.ORDERS],
                hint=NO_HINT.filled(role="orders"),
            )
        rows = PlanRows(self.raw_plan, self.lists)
        opening, spoiled = self._openings(rows)
        arrays = {role: self._array(rows, periods, role, spoiled) for role in (*DEMAND_ROLES, *SUPPLY_ROLES)}
        self._say_doubles(rows, spoiled)
        if not self.raw_plan.measure_rows:
            items = [name.item for name in rows.names]
            say_what_is_missing(self.views, items, lambda key: rows.index(key) is not None, self.raw_plan)
        orders, forecast, gross = (arrays[role] for role in DEMAND_ROLES)
        if not orders.any() and gross.any():
            orders = gross  # nothing but the sum was kept
        has_forecast = self._has(Role.FORECAST)
        if not self._has(Role.ORDERS) and not self._has(Role.GROSS) and rule is None:
            rule = DemandRule.FORECAST
        elif rule is None and len(self.raw_plan.rules) == 1:
            rule = next(iter(self.raw_plan.rules))
        supply = arrays[Role.SUPPLY] + arrays[Role.FIRM] + arrays[Role.PLANNED]
        keep = [index for index in range(len(rows.names)) if index not in spoiled]
        told_apart = self._has(Role.FIRM) or self._has(Role.PLANNED)
        firm = arrays[Role.FIRM] if told_apart else supply

        def kept(array: FloatArray) -> FloatArray:
            return np.asfortranarray(array[keep]) if len(keep) < len(array) else array

        lines = [line for reading in self.lists for line in reading.orders]
        plan = Plan(
            items=tuple(rows.names[index].item for index in keep),
            descriptions=tuple(self.raw_plan.descriptions.get(rows.names[index].item, "") for index in keep),
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
            receipts=self._receipts(rows, keep, periods),
        )
        disagreements, checked = self._disagreements(rows, plan, keep)
        return PlanReading(
            plan,
            tuple(self.raw_plan.faults_in_order()),
            lambda: self._blocks(rows),
            tuple(disagreements),
            checked,
            self.settings,
            tuple(self.raw_plan.accounts),
        )

    def _has(self, role: Role) -> bool:
        """Whether a measure was found anywhere."""
        return any(measure.role is role for measure in self.raw_plan.measure_rows) or any(
            role in reading.lines for reading in self.lists
        )

    def _need_measures(self) -> None:
        """Refuse a plan without demand, opening or supply, naming the labels that were not recognised."""
        item_values = {given.role for given in self.raw_plan.item_values} | {
            s.role for s in self.raw_plan.measure_rows
        }
        found = {
            Role.ORDERS: any(map(self._has, DEMAND_ROLES)),
            Role.OPENING: Role.OPENING in item_values or bool(self.raw_plan.implied_openings),
            Role.SUPPLY: any(map(self._has, SUPPLY_ROLES)),
        }
        missing = [role for role, there in found.items() if not there]
        if not missing:
            return
        if missing == [Role.SUPPLY] and not self.raw_plan.unknown:
            return  # a plan in which nothing comes is a plan
        role = missing[0]
        hint = self._cause(role)
        names = [MEASURE_NAMES[role] for role in missing]
        measure = Text(" and ".join(name.en for name in names), "、".join(name.zh for name in names))
        raise MeasureMissing(file=self.file, measure=measure, hint=hint)

    def _cause(self, role: Role) -> Text:
        """Why a measure is missing: dates or headings not understood, closed lines; and what to do."""
        for reading in self.lists:
            if reading.table and not reading.lines and reading.bad_dates:
                row, column, found = reading.bad_dates[0]
                place = f"{reading.table.grid.title}!{address(row, column)}"
                return BAD_DATES.filled(place=place, found=shown(found), count=len(reading.bad_dates))
            if reading.table and not reading.lines and reading.closed:
                return ALL_CLOSED.filled(sheet=reading.table.grid.title, count=reading.closed)
        if self.questions:
            asked = open_questions(self.file, self.questions, in_book=self.in_book)
            return asked.fields["questions"]  # type: ignore[return-value]
        unknown = list(self.raw_plan.unknown)
        unknown += [name for table in self.tables for _, name in table.others if name not in unknown]
        if not unknown:
            return NO_HINT_IN_BOOK if self.in_book else NO_HINT.filled(role=role.value)
        if self.in_book:
            return UNKNOWN_IN_BOOK.filled(labels=", ".join(unknown[:8]))
        return UNKNOWN_LABELS.filled(role=role.value, labels=", ".join(unknown[:8]), one=unknown[0])

    def _fold_once_strands(self) -> None:
        """A matrix of openings or safety stocks gives each item its first value."""
        measure_rows = []
        for measure in self.raw_plan.measure_rows:
            if measure.role in (Role.OPENING, Role.SAFETY, Role.ALLOCATED):
                value = None if measure.values is None else float(measure.values[0])
                column = measure.calendar.places[0][0]
                self.raw_plan.item_values.append(
                    ItemValue(measure.key, measure.role, value, measure.grid, measure.row, column)
                )
            else:
                measure_rows.append(measure)
        self.raw_plan.measure_rows = measure_rows

    # ---- quantities ----

    def _openings(self, rows: PlanRows) -> tuple[FloatArray, set[int]]:
        """Opening less allocated of each plan row, and the rows that cannot be used."""
        opening, spoiled = np.zeros(len(rows.names)), set(rows.spoiled)
        known: dict[int, list[ItemValue]] = defaultdict(list)
        for given in self.raw_plan.item_values:
            index = rows.index(given.key)
            if index is None:
                continue
            if given.value is None:
                spoiled.add(index)
            elif given.role is Role.ALLOCATED:
                opening[index] = difference(float(opening[index]), given.value)
            elif given.role is Role.OPENING:
                known[index].append(given)
        for index, item_values in known.items():
            item = rows.names[index].item
            fixed = [given for given in item_values if given.fixed]
            if len(fixed) > 1 and len({given.value for given in fixed}) > 1:
                other = f"{fixed[0].grid.title}!{address(fixed[0].row, fixed[0].column)}"
                expected = TWO_OPENINGS.filled(item=item, other=other)
                self.raw_plan.fault(fixed[1].grid, fixed[1].row, fixed[1].column, fixed[1].value, expected)
                spoiled.add(index)
                continue
            counted = fixed[:1] or item_values
            opening[index] = total((opening[index], *(given.value or 0.0 for given in counted)))
            for given in counted[1:]:
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
        blank = {rows.index(key): place for key, place in self.raw_plan.blank_openings.items()}
        for index, name in enumerate(rows.names):
            if index not in known and index not in spoiled:
                sheet, _, place = rows.places[index].rpartition("!")
                if index in blank:
                    grid, row, column = blank[index]
                    sheet, place = grid.title, address(row, column)
                expected = NO_OPENING.filled(item=name.item)
                self.raw_plan.faults.append(PlanFault(sheet, place.split(":")[0], "", expected))
        return opening, spoiled

    def _once(self, rows: PlanRows, role: Role) -> FloatArray:
        """Safety stock or least cover of each plan row; the greatest where several are given."""
        values = np.zeros(len(rows.names))
        for given in self.raw_plan.item_values:
            if given.role is role and given.value is not None:
                index = rows.index(given.key)
                if index is not None:
                    values[index] = max(values[index], given.value)
        return values

    def _array(
        self, rows: PlanRows, periods: tuple[Period, ...], role: Role, spoiled: set[int]
    ) -> FloatArray:
        """Quantities of one measure, plan rows x periods; rows that cannot be used go to `spoiled`."""
        total = period_major(len(rows.names), len(periods))
        column_of = {period_key(period): column for column, period in enumerate(periods)}
        by_calendar: dict[int, list[MeasureRow]] = defaultdict(list)
        for measure in self.raw_plan.measure_rows:
            if measure.role is role:
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
                self._add_lines(total, rows, periods, reading.lines[role])
        return total

    def _add_lines(
        self, total: FloatArray, rows: PlanRows, periods: tuple[Period, ...], lines: Lines
    ) -> None:
        """Bucket dated lines into the periods."""
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
        if not self.raw_plan.measure_rows and not self.views and self.settings["periods"] is None:
            for line in late:
                expected = FAR.filled(last=end.isoformat())
                self.raw_plan.fault(grid, lines.rows[line], column, lines.days[line].isoformat(), expected)
        index = np.array([rows.index_or(key, -1) for key in lines.keys])
        use = (index >= 0) & (days < np.datetime64(end))
        np.add.at(total, (index[use], at[use]), np.array(lines.quantities)[use])

    def _receipts(self, rows: PlanRows, keep: Sequence[int], periods: tuple[Period, ...]) -> Receipts:
        """The receipts that lists give a day, of the plan rows that are kept."""
        listed = [r.lines[role] for r in self.lists for role in SUPPLY_ROLES if role in r.lines]
        if not listed:
            return NO_RECEIPTS
        place = {index: kept for kept, index in enumerate(keep)}
        at = np.array([place.get(rows.index_or(key, -1), -1) for lines in listed for key in lines.keys])
        days = np.array([day for lines in listed for day in lines.days], dtype="datetime64[D]")
        quantities = np.array([quantity for lines in listed for quantity in lines.quantities])
        use = (at >= 0) & (days < np.datetime64(end_of(periods))) & (quantities > 0)
        return Receipts(at[use], days[use], quantities[use])

    def _say_doubles(self, rows: PlanRows, spoiled: set[int]) -> None:
        """Note rows of one label that stand twice for one item; they were added."""
        counts = same_labels(self.raw_plan.measure_rows)
        seen: Counter[tuple[Key, Role, str, str]] = Counter()
        for measure in self.raw_plan.measure_rows:
            at = (measure.key, measure.role, measure.label, measure.grid.title)
            if counts[at] < 2 or measure.role is Role.BALANCE or rows.index(measure.key) in spoiled:
                continue
            seen[at] += 1
            if seen[at] > 1:
                words = {"item": measure.key.item, "label": measure.label or measure.grid.title}
                expected = TWO_ROWS.filled(**words)
                found = measure.label or measure.key.item
                self.raw_plan.fault(measure.grid, measure.row, measure.column, found, expected)

    # ---- what else the reader wants to know ----

    def _disagreements(
        self, rows: PlanRows, plan: Plan, keep: Sequence[int]
    ) -> tuple[list[Disagreement], bool]:
        """Every cell of the planner's own balance rows that differs from ours."""
        found: list[Disagreement] = []
        new_row = {index: row for row, index in enumerate(keep)}
        column_of = {period_key(period): column for column, period in enumerate(plan.periods)}
        own = [s for s in (*self.raw_plan.measure_rows, *self.views) if s.role is Role.BALANCE]
        one_calendar = all(measure.calendar.periods == plan.periods for measure in own[:1]) and (
            len({id(measure.calendar) for measure in own}) == 1
        )
        for measure in own:
            index = rows.index(measure.key)
            if index is None or index not in new_row or measure.values is None:
                continue
            ours = plan.balance[new_row[index]]
            tolerance = max(TOLERANCE, EXCEL_DUST * float(np.abs(ours).max(initial=0.0)))
            if (
                len(ours) == len(measure.values)
                and one_calendar
                and np.all(np.abs(ours - measure.values) <= tolerance)
            ):
                continue
            for place, period, theirs in zip(
                measure.calendar.places,
                measure.calendar.periods,
                measure.values.tolist(),
                strict=True,
            ):
                column = column_of.get(period_key(period))
                if column is None or measure.grid.rows[measure.row][place[-1]] in ("", None):
                    continue
                own_value = float(ours[column])
                if abs(own_value - theirs) > tolerance:
                    cell = address(measure.row, place[-1])
                    found.append(
                        Disagreement(measure.grid.title, cell, measure.key.item, period, theirs, own_value)
                    )
        found += self._opening_disagreements(rows, plan, new_row, column_of)
        return found, bool(own or self.raw_plan.opening_rows)

    def _opening_disagreements(
        self, rows: PlanRows, plan: Plan, new_row: dict[int, int], column_of: dict[Any, int]
    ) -> list[Disagreement]:
        """Every opening of a later period, and every balance in a list, that differs from ours."""
        found: list[Disagreement] = []

        def compare(key: Key, grid: Grid, row: int, column: int, at: int | None, theirs: float) -> None:
            index = rows.index(key)
            if index is None or index not in new_row or at is None or at < 0 or theirs != theirs:
                return
            ours = float(plan.balance[new_row[index]][at])
            if abs(ours - theirs) > TOLERANCE * max(1.0, abs(theirs)):
                period = plan.periods[at]
                found.append(Disagreement(grid.title, address(row, column), key.item, period, theirs, ours))

        for measure in self.raw_plan.opening_rows:
            if measure.values is None:
                continue
            for place, period, theirs in zip(
                measure.calendar.places[1:],
                measure.calendar.periods[1:],
                measure.values.tolist()[1:],
                strict=True,
            ):
                column = column_of.get(period_key(period))
                at = None if column is None else column - 1
                compare(measure.key, measure.grid, measure.row, place[-1], at, theirs)
        starts = [period.start for period in plan.periods]
        for reading in self.lists:
            if reading.table is None or not all(starts):
                continue
            at_day = {start: index for index, start in enumerate(starts)}
            kept = {key for key, day, theirs, *_ in reading.openings if theirs and day != starts[0]}
            for key, day, theirs, row, column in reading.openings:
                if key not in kept:
                    continue  # zeros after the first opening say nothing
                at = at_day.get(day)
                compare(key, reading.table.grid, row, column, None if at is None else at - 1, theirs)
            lines = reading.lines.get(Role.BALANCE)
            if lines:
                balance = reading.table.column(Role.BALANCE) or 0
                for key, day, theirs, row in zip(
                    lines.keys, lines.days, lines.quantities, lines.rows, strict=True
                ):
                    compare(key, reading.table.grid, row, balance, at_day.get(day), theirs)
        return found

    def _blocks(self, rows: PlanRows) -> Iterable[Block]:
        """Where each plan row stands on a sheet with periods across."""
        places: dict[tuple[str, int], list[MeasureRow]] = defaultdict(list)
        for measure in (*self.raw_plan.measure_rows, *self.views):
            index = rows.index(measure.key)
            if index is not None:
                places[measure.grid.title, index].append(measure)
        once: dict[int | None, list[ItemValue]] = defaultdict(list)
        for given in (*self.raw_plan.item_values, *self.view_values):
            once[rows.index(given.key)].append(given)
        item_values = {
            (given.grid.title, index, given.role): (given.row, given.column)
            for index, its in once.items()
            for given in reversed(its)
        }
        heads = {(table.grid.title, table.first): table.head for table in self.tables}
        for (sheet, index), measure_rows in places.items():
            by_role: dict[Role, tuple[int, ...]] = {}
            for measure in measure_rows:
                by_role[measure.role] = (*by_role.get(measure.role, ()), measure.row)
            first_row = min(measure.row for measure in measure_rows)
            head = max(
                (h for (title, first), h in heads.items() if title == sheet and first <= first_row), default=0
            )
            yield Block(
                sheet,
                rows.names[index].item,
                rows.names[index].customer,
                by_role,
                item_values.get((sheet, index, Role.OPENING)),
                item_values.get((sheet, index, Role.SAFETY)),
                _runs(measure_rows[0].calendar.places),
                head,
                tuple(sorted(measure_rows, key=lambda measure: measure.row)),
                self._facts_for(sheet, once[index]),
            )

    def _facts_for(self, sheet: str, item_values: list[ItemValue]) -> tuple[ItemValue, ...]:
        """What a sheet's rows count with: the opening that a view of lists shows has allocated taken off."""
        shown = [
            f
            for f in self.view_values
            if f in item_values and f.grid.title == sheet and f.role is Role.OPENING
        ]
        in_lists = (Role.OPENING, Role.ALLOCATED) if shown else ()
        return tuple(given for given in item_values if given.fixed or given.role not in in_lists)


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


def _overlap(one: Calendar, other: Calendar) -> bool:
    """Whether two tables have a period in common."""
    return bool({*map(period_key, one.periods)} & {*map(period_key, other.periods)})


def _runs(places: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """First and last column of each stretch of periods side by side; see `Block.runs`."""
    columns = [place for group in places for place in group]
    if len(columns) > len(places) or columns != sorted(columns):
        return ()
    firsts = [c for c in columns if c - 1 not in columns]
    return tuple(zip(firsts, (c for c in columns if c + 1 not in columns), strict=True))
