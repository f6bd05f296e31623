"""What the tables of a workbook hold is put together to one plan."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np

from pab_planner.core.demand import DemandRule, FloatArray, gross_requirements
from pab_planner.core.plan import NO_RECEIPTS, Period, Plan, match_key
from pab_planner.language import Text
from pab_planner.reading.evidence.disagreements import (
    TOLERANCE,
    count_compared,
    find_disagreements,
)
from pab_planner.reading.evidence.formula_evidence import formula_evidence
from pab_planner.reading.evidence.implied_openings import imply_openings
from pab_planner.reading.evidence.lines_apart import ask_about_rows_apart
from pab_planner.reading.evidence.measure_columns import measure_column
from pab_planner.reading.evidence.own_balance import LEAST_SHARE, share_of_steps
from pab_planner.reading.evidence.row_totals import leave_totals_out
from pab_planner.reading.evidence.shared_stock import share_stocks
from pab_planner.reading.evidence.table_doubts import (
    ask_about_expired,
    ask_about_firm,
    ask_about_later_openings,
    ask_about_nameless_tables,
    ask_about_releases,
    ask_about_titles,
    ask_about_units,
    is_firm_in_doubt,
)
from pab_planner.reading.evidence.twin_tables import repeated_rows
from pab_planner.reading.evidence.wide_evidence import DECIDED, NOT_REPRODUCED
from pab_planner.reading.evidence.wide_formulas import BEGINS_WITH, place_of
from pab_planner.reading.grid import Grid, position
from pab_planner.reading.lists.lines import (
    ListReading,
    is_stock_list,
    is_uncalculated,
    read_list,
    read_stock,
)
from pab_planner.reading.measure_rows import ItemValue, MeasureRow, RawPlan, name_of
from pab_planner.reading.missing_measures import (
    MEASURE_NAMES,
    MeasureMissing,
    what_is_on_order,
    why_lines_are_left_out,
    why_missing,
)
from pab_planner.reading.plan_blocks import find_blocks
from pab_planner.reading.plan_periods import labels_of, plan_periods
from pab_planner.reading.plan_quantities import PlanQuantities
from pab_planner.reading.plan_reading import Disagreement, PlanReading
from pab_planner.reading.plan_rows import PlanRows
from pab_planner.reading.plan_view import is_view, say_what_is_broken, say_what_is_missing
from pab_planner.reading.quantities import BLANK, POINT
from pab_planner.reading.settings import Settings
from pab_planner.reading.sites import keep_sites_apart
from pab_planner.reading.table_account import Question, TableAccount, Use, likeliest, open_questions
from pab_planner.reading.tables import Table, table_at
from pab_planner.reading.tables_left_out import TablesLeftOut
from pab_planner.reading.vocabulary import DEMAND_ROLES, FLOWS, SUPPLY_ROLES, Role, plain, role_of
from pab_planner.reading.wide import read_wide

POINTS = Text(
    "'{found}' and others may be thousands or fractions, and nothing on the sheet tells; change them into numbers "
    "(Data > Text to Columns > Advanced says what the point is)",
    "“{found}”等可能是千位分隔或小数，表中无法判断；请转换为数字（“数据”>“分列”>“高级”可指定小数点）",
)
TWO_BEGINNINGS = Text(
    "the formula of this balance begins with {theirs} ({place}), but the opening that was read is {ours}; "
    "let both be one",
    "该余额的公式以 {theirs}（{place}）为起点，而读到的期初库存为 {ours}；请使两者一致",
)
TWO_STARTS = Text(
    "the balance of {item} that runs down this list begins with {theirs}, but its opening stock is {ours}; "
    "let both be one",
    "本清单中 {item} 的余额以 {theirs} 为起点，而其期初库存为 {ours}；请使两者一致",
)
TWO_RULES = Text(
    "the balances of the workbook make up their demand in different ways ({rules}); set the demand rule",
    "工作簿中各余额的需求规则不一致（{rules}）；请设定需求规则",
)
RULE_OF_GROSS = Text(
    "demand rule {rule}: '{label}' follows from orders and forecast in this way",
    "需求规则为 {rule}：“{label}”由订单和预测按此得出",
)
RULE_OF_BALANCE = Text(
    "demand rule {rule}: the balance on the sheet follows from orders and forecast in this way",
    "需求规则为 {rule}：表中余额由订单和预测按此得出",
)
NO_RULE = Text(
    "a demand that follows from orders and forecast by no demand rule; set the demand rule, or leave it aside",
    "该需求与订单、预测按任何需求规则计算的结果都不符；请设定需求规则，或忽略该行",
)
NO_YEAR = Text(
    "periods without a year ({first}) beside others that are not written so; write the first day of each, or 2026-W23",
    "期间未写年份（{first}），而其他期间写法不同；请写每期第一天，或 2026-W23",
)
ALL_BEFORE = Text(
    "its dates end on {last}, before those of the other lists begin ({first}); say whether it is history",
    "其日期止于 {last}，早于其他清单的起始日（{first}）；请指明是否为历史数据",
)
BESIDE_ORDERS = Text(
    "beside '{other}', and the two differ; say whether it counts too",
    "与“{other}”并列且两者不同；请指明是否也计算",
)
NOT_A_TABLE = Text(
    "headings of a table: an item, and dates across or a date and a quantity column; this sheet was not read",
    "应为表格标题：物料，以及横向日期，或日期列和数量列；本表未读取",
)
NO_TABLE_OF_ITS_OWN = Text(
    "headings of a table: an item, and dates across or a date and a quantity column; this block was not read",
    "应为表格标题：物料，以及横向日期，或日期列和数量列；本区块未读取",
)
TAKEN_FOR_OURS = Text(
    "another title: sheets called T-... or like a letter (A-0001) are taken for ours; this one was not read",
    "应改用其他表名：以 T- 开头或形如函件号（A-0001）的表视为本程序的表；本表未读取",
)


_LATE = re.compile(
    r"\blate\b|\bpast due\b|\boverdue\b|\bbacklog\b|逾期|欠交|未交|延迟|überfällig|rückstand|지연|미납"
)
"""Words in titles of what should have come or gone already, and is still to."""
OPENED_LATER = Text(
    "the stock is of {day}, but the plan begins with {first}; what went and came before that day is in the stock"
    " already: take it out, and let the plan begin there (First day in Settings)",
    "库存日期为 {day}，而计划从 {first} 开始：该日之前的出入库已含在库存内；"
    "请删除这些数据，并让计划从该日开始（Settings 中的“计划起始日”）",
)


def items_of(tables: Sequence[Table]) -> set[str]:
    """The items that tables with an item column name, by their key."""
    return {
        match_key(name_of(cell))
        for table in tables
        if (column := table.column(Role.ITEM)) is not None
        for row in range(table.first, table.last)
        if (cell := table.grid.rows[row][column]) not in BLANK
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
        if listing := [table for table in tables if not table.headings]:
            self.raw_plan.listed = cache(partial(items_of, listing))
        for table in tables:
            if table in views and len(views) < len(stocks):
                continue  # a plan sheet over the lists, its headings and all not calculated yet
            if table.headings:
                read_wide(table, self.raw_plan)
            elif is_stock_list(table):
                read_stock(table, self.raw_plan)
            else:
                self.lists.append(read_list(table, self.raw_plan, self._known_items))
        self._take_beginnings()
        leave_totals_out(self.raw_plan)
        self.sites = keep_sites_apart(self.raw_plan, self.lists, tables)
        self.views: list[MeasureRow] = []
        self.view_values: list[ItemValue] = []
        if self.lists and is_view(self.raw_plan.measure_rows):
            self._set_view_aside()
        left_out = TablesLeftOut(self.raw_plan, tables)
        left_out.leave_out_copies()
        left_out.leave_out_the_past()
        self._compare_beginnings()
        share_stocks(self.raw_plan, self.lists, tables)
        self._ask_about_years()
        self._ask_about_points()
        ask_about_units(self.raw_plan, tables)
        ask_about_firm(tables)
        ask_about_titles(tables)
        ask_about_later_openings(self.raw_plan, tables)
        ask_about_nameless_tables(self.raw_plan, tables)
        ask_about_releases(tables)
        ask_about_rows_apart(self.raw_plan, tables)
        self._ask_about_the_past()
        known = [reading for reading in self.lists if not is_firm_in_doubt(reading.table)]
        self.views += repeated_rows(self.raw_plan, known, tables)
        if not self.lists:
            imply_openings(self.raw_plan)

    def _take_beginnings(self) -> None:
        """Take what a balance running down a list was before its first line; ask where the stock is another."""
        known: dict[str, float] = defaultdict(float)
        begun = any(reading.begins for reading in self.lists)
        for given in self.raw_plan.item_values if begun else ():
            if given.role is Role.OPENING:
                known[match_key(given.key.item)] += given.value or 0.0
        for reading in self.lists:
            by_item: dict[str, list[ItemValue]] = defaultdict(list)
            for key, given in reading.begins.items():
                by_item[match_key(key.item)].append(given)
            for item, its in by_item.items():
                if item not in known:
                    self.raw_plan.item_values.extend(its)
                    continue
                ours, theirs = known[item], sum(given.value or 0.0 for given in its)
                if reading.table and abs(ours - theirs) > TOLERANCE * max(1.0, abs(ours)):
                    text = TWO_STARTS.filled(item=its[0].key.item, ours=f"{ours:g}", theirs=f"{theirs:g}")
                    reading.table.account.ask("", its[0].row, its[0].column, text, ())

    def _ask_about_points(self) -> None:
        """Ask once of a sheet on which several numbers may be thousands or fractions; one leaves its item out."""
        for table in self.tables:
            its = [
                fault
                for fault in self.raw_plan.faults
                if fault.sheet == table.grid.title and fault.expected == POINT
            ]
            if len(its) > 1:
                table.account.ask_at("", its[0].cell, POINTS.filled(found=its[0].found), ())
                self.raw_plan.faults = [fault for fault in self.raw_plan.faults if fault not in its]

    def _ask_about_years(self) -> None:
        """Ask for the year of periods that run down a list without one, beside dates or other periods."""
        lists = [reading for reading in self.lists if reading.lines]
        undated = [reading for reading in lists if reading.labels]
        if not undated or (len(undated) == len(lists) and not self.raw_plan.measure_rows):
            return
        for reading in undated:
            assert reading.table
            first = next(iter(reading.labels.values()))
            column = reading.table.column(Role.DATE) or 0
            text = NO_YEAR.filled(first=first)
            reading.table.account.ask("", reading.table.first, column, text, ())

    def _ask_about_the_past(self) -> None:
        """Ask about a list beside another of its side, all of whose dates lie before those of the others.

        It may be history: receipts that were posted, beside those that are to come.
        """
        flows = [
            (lines, min(lines.days), max(lines.days))
            for reading in self.lists
            for role, lines in reading.lines.items()
            if not reading.labels and lines.days and role in FLOWS
        ]
        wide = {
            (id(row.calendar), row.role): start
            for row in self.raw_plan.measure_rows
            if row.role in FLOWS and (start := row.calendar.periods[0].start)
        }
        if flows or wide:
            ask_about_expired(self.tables, min([*(first for _, first, _ in flows), *wide.values()]))
        for lines, _, last in flows:
            title = lines.table.grid.title
            account = lines.table.account
            others = [first for other, first, _ in flows if other.table.account is not account]
            others += wide.values()
            side = SUPPLY_ROLES if lines.role in SUPPLY_ROLES else DEMAND_ROLES
            beside = any(its.table.account is not account and its.role in side for its, *_ in flows)
            beside = beside or any(role in side for _, role in wide)
            if beside and last < min(others) and plain(title) not in lines.table.labels:
                text = ALL_BEFORE.filled(last=last.isoformat(), first=min(others).isoformat())
                column = lines.table.column(Role.DATE) or 0
                roles = ("ignore", lines.role.value)
                if role_of(title, {}) is Role.OVERDUE or _LATE.search(plain(title)):
                    roles = (lines.role.value, "ignore")  # what is late is still to come
                lines.table.account.ask(title, lines.table.head, column, text, roles)

    def _compare_beginnings(self) -> None:
        """Take the opening that a balance's formula begins with; where another was read, and differs, ask."""
        grids = {table.grid.title.casefold(): table.grid for table in self.tables}
        known: dict[tuple[str, str], list[ItemValue]] = defaultdict(list)
        for given in self.raw_plan.item_values if self.raw_plan.beginnings else ():
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
        return table_at(self.tables, measure.grid, measure.row).account

    def _known_items(self, tables: Sequence[Table] = ()) -> set[str]:
        """The items that tables with an item column name."""
        return items_of(tables or self.tables)

    def known_items(self) -> set[str]:
        """The items of everything that was read."""
        rows = {match_key(measure.key.item) for measure in self.raw_plan.measure_rows}
        return rows | {match_key(given.key.item) for given in self.raw_plan.item_values} | self._known_items()

    @property
    def questions(self) -> list[Question]:
        """Every question about a measure."""
        return [question for account in self.raw_plan.accounts for question in account.questions]

    @property
    def keeps_balance(self) -> bool:
        """Whether the planner keeps a balance of her own, with values."""
        across = (*self.raw_plan.measure_rows, *self.views)
        return any(row.role is Role.BALANCE and row.values is not None for row in across) or any(
            Role.BALANCE in reading.lines for reading in self.lists
        )

    def say_proved(self, answers: Mapping[str, str]) -> None:
        """Say which answers the planner's own balance proved."""
        for heading, role in answers.items():
            self.raw_plan.accounts[0].decided.append(DECIDED.filled(label=heading, role=role))

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
            words = [
                (at, cell)
                for at, cell in enumerate(grid.rows[row])
                if isinstance(cell, str) and not role_of(cell, {})
            ]
            below = grid.rows[row + 1 :]
            counted = [its for its in words if any(isinstance(cells[its[0]], float) for cells in below)]
            self.raw_plan.unknown.update((cell, grid.title) for _, cell in counted)

    def account_for_blocks(self, accounts: Iterable[TableAccount]) -> None:
        """Name the blocks beside the tables that were not read, where nothing is asked about them."""
        for account in accounts:
            self.raw_plan.accounts.append(account)
            if not account.questions:
                head = position(account.area.partition(":")[0])[0]
                row = account.grid.rows[head]
                column = next(column for column, cell in enumerate(row) if cell not in BLANK)
                self.raw_plan.fault(account.grid, head, column, row[column], NO_TABLE_OF_ITS_OWN)

    def _set_view_aside(self) -> None:
        """Count what the lists hold, not the formulas that follow them."""
        listed = {role for reading in self.lists for role in reading.lines}
        aside = {role for group in (DEMAND_ROLES, SUPPLY_ROLES) if listed & set(group) for role in group}
        stock = any(not given.fixed and given.role is Role.OPENING for given in self.raw_plan.item_values)
        if len(aside) == len(FLOWS) and stock:
            self.views, self.raw_plan.measure_rows = self.raw_plan.measure_rows, []
        else:
            self.views = [measure for measure in self.raw_plan.measure_rows if measure.role in aside]
            self.raw_plan.measure_rows = [s for s in self.raw_plan.measure_rows if s.role not in aside]
        if stock:
            self.view_values = [given for given in self.raw_plan.item_values if given.fixed]
            self.raw_plan.item_values = [given for given in self.raw_plan.item_values if not given.fixed]
        say_what_is_broken(self.views, self.raw_plan)

    def finish(
        self, *, rule: DemandRule | None, demand_time_fence: int, planning_time_fence: int | None
    ) -> PlanReading:
        """The plan of everything that was read."""
        self._need_measures()
        if rule is None and len(self.raw_plan.rules) > 1:
            rules = ", ".join(sorted(self.raw_plan.rules))
            self.raw_plan.accounts[0].ask("", 0, 0, TWO_RULES.filled(rules=rules), ())
        self._refuse_while_asking()
        self._fold_once_strands()
        by_orders = rule in (None, DemandRule.ORDERS) and not demand_time_fence
        by_orders = by_orders and Role.ORDERS in self._measures()
        periods = plan_periods(
            self.raw_plan.measure_rows, self.views, self.lists, self.settings, with_forecast=not by_orders
        )
        if not periods:
            raise MeasureMissing(
                file=self.file,
                measure=MEASURE_NAMES[Role.ORDERS],
                hint=why_missing(
                    [Role.ORDERS],
                    self.lists,
                    self.tables,
                    self.raw_plan,
                    file=self.file,
                    in_book=self.in_book,
                ),
            )
        self._ask_about_later_stock(periods)
        rows = PlanRows(self.raw_plan, self.lists)
        in_full = not self.raw_plan.measure_rows and not self.views and self.settings["periods"] is None
        quantities = PlanQuantities(self.file, self.raw_plan, self.lists, rows, in_full, set(rows.spoiled))
        opening = quantities.openings()
        arrays = {role: quantities.array(periods, role) for role in FLOWS}
        quantities.say_doubles()
        if not self.raw_plan.measure_rows:
            items = [name.item for name in rows.names]
            say_what_is_missing(self.views, items, lambda key: rows.index(key) is not None, self.raw_plan)
        rule = self._demand_rule(rule, arrays, demand_time_fence, planning_time_fence)
        keep = [index for index in range(len(rows.names)) if index not in quantities.spoiled]
        plan = Plan(
            items=tuple(rows.names[index].item for index in keep),
            descriptions=tuple(self.raw_plan.descriptions.get(rows.names[index].item, "") for index in keep),
            customers=tuple(tuple(rows.customers[index]) for index in keep),
            places=tuple(rows.places[index] for index in keep),
            periods=periods,
            opening=opening[keep],
            safety=quantities.once(Role.SAFETY)[keep],
            least_cover=quantities.once(Role.LEAST_COVER)[keep],
            rule=rule,
            demand_time_fence=demand_time_fence,
            planning_time_fence=planning_time_fence,
            lines=tuple(line for reading in self.lists for line in reading.orders),
            receipts=quantities.receipts(keep, periods),
            **self._flows(arrays, keep),
        )
        counted = (*self.raw_plan.measure_rows, *self.views)
        own = [measure for measure in counted if measure.role is Role.BALANCE]

        def differing(plan: Plan) -> list[Disagreement]:
            return find_disagreements(own, self.raw_plan.opening_rows, self.lists, rows, plan, keep)

        disagreements = differing(plan)
        if disagreements and rule is None and plan.forecast is not None:
            follows = next((each for each in DemandRule if not differing(replace(plan, rule=each))), None)
            if follows:
                plan, disagreements = replace(plan, rule=follows), []
                theirs = next(iter((*own, *self.raw_plan.opening_rows)), None)
                account = self._account_of(theirs) if theirs else self.raw_plan.accounts[0]
                account.decided.append(RULE_OF_BALANCE.filled(rule=follows.value))
        checked = not disagreements and any(measure.values is not None for measure in own)
        self._ask_about_demand(arrays, checked=checked)
        if plan.rule is None and not checked:
            self._ask_about_gross(plan, arrays[Role.GROSS][keep])
        self._ask_about_balances_of_lists(rows, plan, keep)
        self._refuse_while_asking()
        if labels_of(self.lists):
            undated = {period: period._replace(start=None) for period in plan.periods}
            plan = replace(plan, periods=tuple(undated.values()), receipts=NO_RECEIPTS)
            disagreements = [replace(its, period=undated[its.period]) for its in disagreements]
        return PlanReading(
            plan,
            tuple(self.raw_plan.faults_in_order()),
            lambda: find_blocks(counted, self.raw_plan.item_values, self.view_values, self.tables, rows),
            tuple(disagreements),
            bool(own or self.raw_plan.opening_rows),
            self.settings,
            tuple(self.raw_plan.accounts),
            self.sites,
            len(rows.names) - len(keep),
            count_compared(own, self.lists, rows),
        )

    def _refuse_while_asking(self) -> None:
        """Refuse a workbook while a question about it is open."""
        if self.questions:
            raise open_questions(self.file, self.questions, in_book=self.in_book)

    def _flows(self, arrays: Mapping[Role, FloatArray], keep: Sequence[int]) -> dict[str, Any]:
        """Demand and supply of the rows that are kept, as `Plan` names them."""

        def kept(array: FloatArray) -> FloatArray:
            return np.asfortranarray(array[keep]) if len(keep) < len(array) else array

        orders, forecast, gross = (arrays[role] for role in DEMAND_ROLES)
        if not orders.any() and gross.any():
            orders = gross  # nothing but the sum was kept
        supply, had = arrays[Role.SUPPLY], self._measures()
        told_apart = not had.isdisjoint((Role.FIRM, Role.PLANNED))
        if told_apart:
            supply = supply + arrays[Role.FIRM] + arrays[Role.PLANNED]
        supply = kept(supply)
        return {
            "orders": kept(orders),
            "forecast": kept(forecast) if Role.FORECAST in had else None,
            "supply": supply,
            "firm": kept(arrays[Role.FIRM]) if told_apart else supply,
        }

    def _demand_rule(
        self,
        given: DemandRule | None,
        arrays: Mapping[Role, FloatArray],
        demand_time_fence: int,
        planning_time_fence: int | None,
    ) -> DemandRule | None:
        """The demand rule that was given, or else the one that the sheets follow; None is the usual one."""
        rule, had = given, self._measures()
        if rule is None and had.isdisjoint((Role.ORDERS, Role.GROSS)):
            rule = DemandRule.FORECAST
        elif rule is None and len(self.raw_plan.rules) == 1:
            rule = next(iter(self.raw_plan.rules))
        elif rule is None:
            rule = self._rule_of_gross(arrays, demand_time_fence, planning_time_fence)
        return None if rule is DemandRule.ORDERS and Role.FORECAST not in had else rule

    def _rule_of_gross(
        self, arrays: Mapping[Role, FloatArray], demand_time_fence: int, planning_time_fence: int | None
    ) -> DemandRule | None:
        """The demand rule that the gross requirement on the sheets follows, where it is not the usual one."""
        orders, forecast, gross = (arrays[role] for role in DEMAND_ROLES)
        shown = gross.any(axis=1)
        if not orders[shown].any() or not forecast[shown].any():
            return None

        def follows(rule: DemandRule | None) -> bool:
            ours = gross_requirements(
                orders[shown],
                forecast[shown],
                rule=rule,
                demand_time_fence=demand_time_fence,
                planning_time_fence=planning_time_fence,
            )
            return bool(np.allclose(ours, gross[shown], rtol=TOLERANCE))

        rule = None if follows(None) else next(filter(follows, DemandRule), None)
        if rule is not None:
            use, table = self._use_of(Role.GROSS)
            table.account.decided.append(RULE_OF_GROSS.filled(label=use.heading, rule=rule.value))
        return rule

    def _ask_about_gross(self, plan: Plan, gross: FloatArray) -> None:
        """Ask which demand counts where the gross requirement on the sheets follows no demand rule."""
        shown = gross.any(axis=1)
        if plan.forecast is None or not plan.forecast[shown].any() or not plan.orders[shown].any():
            return
        if not np.allclose(plan.gross[shown], gross[shown], rtol=TOLERANCE):
            use, table = self._use_of(Role.GROSS)
            table.account.ask_at(use.heading, use.cell, NO_RULE, ("ignore",))

    def _use_of(self, role: Role) -> tuple[Use, Table]:
        """The first heading that was used as a measure, and its table."""
        named = ((use, table) for table in self.tables for use in table.account.used if use.role is role)
        return next(named, (Use("", "A1", role), self.tables[0]))

    def _ask_about_demand(self, arrays: Mapping[Role, FloatArray], *, checked: bool) -> None:
        """Ask whether a gross requirement counts beside orders from which it differs.

        Args:
            arrays: Quantities by role.
            checked: Whether a balance of the planner's own agrees with ours.
        """
        orders, forecast, gross = (arrays[role] for role in DEMAND_ROLES)
        if checked or forecast.any() or not orders.any() or not gross.any() or np.array_equal(orders, gross):
            return
        named = [
            (use, table)
            for table in self.tables
            for use in table.account.used
            if use.role in (Role.ORDERS, Role.GROSS) and plain(use.heading) not in table.labels
        ]
        gross_named = next(((use, table) for use, table in named if use.role is Role.GROSS), None)
        other = next((use.heading for use, _ in named if use.role is Role.ORDERS), None)
        if gross_named and other:
            use, table = gross_named
            text = BESIDE_ORDERS.filled(other=other)
            table.account.ask_at(use.heading, use.cell, text, ("ignore", "orders"))

    def _ask_about_balances_of_lists(self, rows: PlanRows, plan: Plan, keep: Sequence[int]) -> None:
        """Ask where the balance on the lines of a list is hardly ever reproduced: a column is misunderstood."""
        starts = {period.start: index for index, period in enumerate(plan.periods)}
        row_of = {index: row for row, index in enumerate(keep)}
        for reading in self.lists:
            lines = reading.lines.get(Role.BALANCE)
            if not lines:
                continue
            levels = np.full(plan.balance.shape, np.nan)
            for key, day, level in zip(lines.keys, lines.days, lines.quantities, strict=True):
                row, at = row_of.get(rows.index_or(key, -1)), starts.get(day)
                if row is not None and at is not None:
                    levels[row, at] = level
            moved = np.diff(plan.balance, axis=1, prepend=plan.opening[:, np.newaxis])
            if share_of_steps({"": moved}, levels, {"": 1}) < LEAST_SHARE:
                account = lines.table.account
                use = next(use for use in account.used if use.role is Role.BALANCE)
                names = ", ".join(
                    f"{use.heading} {'+' if use.role in SUPPLY_ROLES else '-'}"
                    for use in account.used
                    if use.role in FLOWS
                )
                roles = ("quantity", "ignore") if _is_open_part(reading) else ()
                account.ask_at(use.heading, use.cell, NOT_REPRODUCED.filled(rows=names), roles)

    def _ask_about_later_stock(self, periods: Sequence[Period]) -> None:
        """Ask where a list of stock is of a later day than the first period."""
        second = periods[1].start if len(periods) > 1 else None
        for reading in self.lists if second else ():
            if reading.openings and reading.table and not reading.lines and not reading.labels:
                _, day, _, row, column = min(reading.openings, key=lambda its: its[1])
                if second and day >= second:
                    text = OPENED_LATER.filled(day=day.isoformat(), first=periods[0].label)
                    reading.table.account.ask("", row, column, text, ())

    def _measures(self) -> set[Role]:
        """The measures that were found anywhere."""
        listed = (role for reading in self.lists for role in reading.lines)
        return {measure.role for measure in self.raw_plan.measure_rows}.union(listed)

    def missing(self) -> list[Role]:
        """What the plan lacks of demand, opening and supply."""
        had = self._measures()
        opened = any(given.role is Role.OPENING for given in self.raw_plan.item_values) or any(
            measure.role is Role.OPENING for measure in self.raw_plan.measure_rows
        )
        found = {
            Role.ORDERS: not had.isdisjoint(DEMAND_ROLES),
            Role.OPENING: opened or bool(self.raw_plan.implied_openings),
            Role.SUPPLY: not had.isdisjoint(SUPPLY_ROLES),
        }
        return [role for role, there in found.items() if not there]

    def _need_measures(self) -> None:
        """Refuse a plan without demand, opening or supply, naming the labels that were not recognised."""
        missing = self.missing()
        if not missing:
            return
        if missing == [Role.SUPPLY] and not self.raw_plan.unknown and not what_is_on_order(self.tables):
            return  # a plan in which nothing comes is a plan
        hint: Any = why_missing(
            missing, self.lists, self.tables, self.raw_plan, file=self.file, in_book=self.in_book
        )
        if self.questions and not why_lines_are_left_out(self.lists):
            asked = [likeliest(question, missing, self.questions) for question in self.questions]
            hint = open_questions(self.file, asked, in_book=self.in_book).fields["questions"]
        names = [MEASURE_NAMES[role] for role in missing]
        measure = Text(" and ".join(name.en for name in names), "、".join(name.zh for name in names))
        raise MeasureMissing(file=self.file, measure=measure, hint=hint)

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


def _is_open_part(reading: ListReading) -> bool:
    """Whether the balance on each line is no more than its quantity: what is still open of it."""
    left = reading.lines[Role.BALANCE]
    others = [lines for role, lines in reading.lines.items() if role is not Role.BALANCE]
    return (
        len(others) == 1
        and others[0].rows == left.rows
        and all(
            0 <= open_part <= whole
            for open_part, whole in zip(left.quantities, others[0].quantities, strict=True)
        )
    )
