"""Lists as an ERP exports them: one row per item and date, an order line, a receipt, or a stock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from pab_planner.core.decimals import difference
from pab_planner.core.plan import OrderLine
from pab_planner.language import Text
from pab_planner.reading.evidence.lines_apart import ask_about_lines_apart, lines_apart
from pab_planner.reading.evidence.list_doubts import ask_about_departures, ask_about_packs
from pab_planner.reading.evidence.marked_lines import ask_about_marked_lines, rows_with_quantity
from pab_planner.reading.evidence.running_balance import step_of, total_columns
from pab_planner.reading.evidence.table_doubts import note_unit, unit_column
from pab_planner.reading.grid import address
from pab_planner.reading.lists.column_chooser import ColumnChooser
from pab_planner.reading.lists.columns import ListColumns, choose_columns
from pab_planner.reading.lists.line_status import is_closed, marks_out
from pab_planner.reading.lists.stock_columns import ask_about_stocks_set_apart, stock_columns, unusable_lines
from pab_planner.reading.measure_rows import ItemValue, Key, RawPlan, name_of
from pab_planner.reading.period_headings import (
    Grain,
    ambiguous,
    common_form,
    few,
    heading_text,
    reading_in,
    undated_days,
    with_year,
    year_and_week,
    year_in,
)
from pab_planner.reading.quantities import BLANK, number_in, read_quantity
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import (
    DEMAND_ROLES,
    FLOWS,
    MEASURES,
    SUPPLY_ROLES,
    Role,
    is_total,
    meaning_of,
    meaning_of_row,
    plain,
    side_hint,
    totalled,
)
from pab_planner.reading.wide import DAY_OR_MONTH, MONTH_OR_WEEK, NEGATED, ONCE, SIGNED, values_above

NO_DATE = Text(
    "a date; the line was left out, and so is the item until it has one", "应为日期；更正前该物料不参与计算"
)
STOCK_OF_DAYS = Text(
    "{item} has a stock of another day above; keep the one with which the plan begins",
    "{item} 在上方另有其他日期的库存；请只保留计划起始日的库存",
)
NO_ITEM = Text("an item number; the line was left out", "应为物料号；该行未参与计算")

BLANK_MEASURE = Text(
    "a quantity without a word under '{heading}' that says what it is; write it there",
    "该数量在“{heading}”列没有说明是什么；请在此填写",
)
UNKNOWN_MEASURE = Text(
    "a word under '{heading}' that is not understood; say what its quantities are",
    "“{heading}”列中的词无法理解；请指明其数量的含义",
)

FIRM_WORDS = frozenset(
    (
        "firm",
        "firmed",
        "confirmed",
        "released",
        "已确认",
        "确认",
        "已下达",
        "下达",
        "firm 已确认",
        "firm已确认",
    )
)
PLANNED_WORDS = frozenset(
    ("planned", "proposed", "unconfirmed", "计划", "未确认", "planned 计划", "planned计划")
)
LINES_TWICE = Text(
    "{count:line stands|lines stand} twice, first {order} at {place}; take one of each out, or say that all count",
    "有 {count} 行重复，首个为 {place} 的 {order}；请删除重复行，或指明全部计算",
)
ITEM_GOES_ON = Text(
    "a blank item goes on with the item above it: each stands once above its lines",
    "物料为空的行沿用上方物料：每个物料只在其各行上方写一次",
)
TOTAL_OF_CUSTOMERS = Text(
    "a customer called so; take the line out if it is the total of the others, else write the name in full",
    "客户名为合计字样；若为其他行的合计请删除该行，否则请写客户全称",
)
UNKNOWN_STATUS = Text(
    "'{found}' is not understood; say whether the lines count whatever stands here (ignore), or whether only those "
    "that are plainly closed do not (status)",
    "无法理解“{found}”；请指明是否不论此列内容均计算（ignore），或仅不计明确已关闭的行（status）",
)


@dataclass(eq=False)
class Lines:
    """Dated quantities of one measure, before they are bucketed.

    Attributes:
        role: What the quantities are.
        table: Where they stand.
        keys: Item and customer of each.
        days: Date of each.
        quantities: Quantity of each [stock units].
        rows: Sheet row of each, from 0.
    """

    role: Role
    table: Table
    keys: list[Key] = field(default_factory=list)
    days: list[date] = field(default_factory=list)
    quantities: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def add(self, key: Key, day: date, quantity: float, row: int) -> None:
        """Add one line."""
        self.keys.append(key)
        self.days.append(day)
        self.quantities.append(quantity)
        self.rows.append(row)


@dataclass(eq=False)
class ListReading:
    """What a list holds: dated lines by role, order lines, and keys that cannot be used.

    Where its periods have no year (W23, Jan), `labels` has them by days that stand in for theirs. `grain` is the length of
    its periods: all that comes or goes in a week or month stands on its first day.
    """

    lines: dict[Role, Lines] = field(default_factory=dict)
    orders: list[OrderLine] = field(default_factory=list)
    order_keys: list[Key] = field(default_factory=list)
    spoiled: set[Key] = field(default_factory=set)
    openings: list[tuple[Key, date, float, int, int]] = field(default_factory=list)
    begins: dict[Key, ItemValue] = field(default_factory=dict)
    labels: dict[date, str] = field(default_factory=dict)
    closed: int = 0
    bad_dates: list[Any] = field(default_factory=list)
    table: Table | None = None
    grain: Grain = "day"


def is_stock_list(table: Table) -> bool:
    """Whether a list says what is there, not when something comes or goes."""
    return table.column(Role.DATE) is None


def is_uncalculated(table: Table) -> bool:
    """Whether the quantities of a stock list are formulas, and none of them has a value."""
    hollow = table.grid.hollow
    columns = [column for column, role in table.columns if role in ONCE]
    cells = [
        (row, column)
        for row in range(table.first, table.last)
        for column in columns
        if table.grid.rows[row][column] not in BLANK or (row, column) in hollow
    ]
    return bool(cells) and all(hollow.get(place, "").startswith("=") for place in cells)


def read_stock(table: Table, raw_plan: RawPlan) -> None:
    """Read on hand, allocated and safety stock of each item."""
    item, description = table.column(Role.ITEM), table.column(Role.DESCRIPTION)
    raw_plan.accounts.append(table.account)
    columns = stock_columns(table)
    ColumnChooser(table, raw_plan).ask_about_versions(item)
    stocks = [column for column, role in columns if role is Role.OPENING]
    names: set[str] = set()
    unit, site = unit_column(table), table.column(Role.SITE)
    unusable = unusable_lines(table)
    ask_about_stocks_set_apart(table, unusable)
    idle: dict[Key, int] = {}
    for row in range(table.first, table.last):
        cells = table.grid.rows[row]
        if item is None or cells[item] in BLANK or is_total(cells[item]):
            continue
        if totalled(name_of(cells[item])) in names:
            continue
        names.add(name_of(cells[item]))
        at = name_of(cells[site]) if site is not None and cells[site] not in BLANK else ""
        if is_total(at):
            continue
        key = Key(name_of(cells[item]), "", at)
        if row in unusable:
            idle.setdefault(key, row)
            continue
        if description is not None and cells[description] not in BLANK:
            raw_plan.descriptions.setdefault(key.item, name_of(cells[description]))
        if unit is not None:
            note_unit(raw_plan, table, unit, row, key.item)
        for column, role in columns:
            if cells[column] in BLANK and (row, column) not in table.grid.hollow:
                if role is Role.OPENING:
                    raw_plan.blank_openings.setdefault(key, (table.grid, row, column))
                continue
            value = raw_plan.quantity(table.grid, row, column, signed=role is Role.OPENING)
            raw_plan.item_values.append(
                ItemValue(key, role, value, table.grid, row, column, fixed=False, part=len(stocks) > 1)
            )
    usable = {given.key for given in raw_plan.item_values}
    raw_plan.item_values += [
        ItemValue(key, Role.OPENING, 0.0, table.grid, row, column, fixed=False)
        for key, row in idle.items()
        for column in stocks[:1]
        if key not in usable
    ]


def year_column(table: Table, date_column: int) -> tuple[int, str] | None:
    """The column of the years of weeks or months, and what makes `W23` or `M6` of a number; None without one."""
    heading = plain(name_of(table.grid.rows[table.head][date_column]))
    unit = "M" if heading in _UNITS["month"] else "W"
    for column, text in (*((c, t) for c, t, _ in table.asides), *table.others):
        cells = [
            table.grid.rows[row][column] for row in range(table.first, min(table.last, table.first + 50))
        ]
        filled = [cell for cell in cells if cell not in BLANK]
        if plain(text) in _YEAR and filled and all(map(year_in, filled)):
            return column, unit
    return None


def _years_beside(table: Table) -> str:
    """The heading of a column that holds several years and does not say so; "" where there is none."""
    for column, text in (*((c, t) for c, t, _ in table.asides), *table.others):
        cells = {cells[column] for cells in table.grid.rows[table.first : table.last]} - {"", None}
        if len(cells) > 1 and all(map(year_in, cells)):
            return text
    return ""


YEARS_BESIDE = Text(
    "periods without a year, and several years under '{other}': call that column Year, and this one Month or Week",
    "期间未写年份，而“{other}”列含多个年份：请将该列标题改为“年”，本列改为“月”或“周”",
)
_UNITS = {
    "month": frozenset(("month", "月", "月份", "monat", "월", "yyyymm")),
    "week": frozenset(("week", "周", "周次", "woche", "kw", "주", "yyyyww")),
}
"""Headings that say of 202607 whether it is a month or a week."""
_YEAR = frozenset(
    map(plain, ("year", "fiscal year", "calendar year", "年", "年份", "年度", "jahr", "연도", "년"))
)


class ListReader:
    """Reads one dated list."""

    def __init__(self, table: Table, raw_plan: RawPlan, chosen: ListColumns) -> None:
        self.table, self.raw_plan, self.reading = table, raw_plan, ListReading(table=table)
        self.chosen, self.columns = chosen, chosen.columns
        self.measure = self.columns.get(Role.MEASURE)
        self.counted = chosen.counted
        self._names: dict[Any, str] = {}
        date_column = self.columns[Role.DATE]
        self._year = year_column(table, date_column)
        numbers = [c for row in range(table.first, table.last) if (c := table.grid.rows[row][date_column])]
        self._of_years = all(type(number) is float and year_and_week(number) for number in numbers)
        sample = [self._date_in(row) for row in range(table.first, table.last)]
        self.form = common_form([cell for cell in sample[:2000] if cell not in BLANK]) or ""
        if self.form == "plain number" and (years := _years_beside(table)):
            table.account.ask("", table.first, date_column, YEARS_BESIDE.filled(other=years), ())
        if doubt := ambiguous([cell for cell in sample if cell not in BLANK]):
            row = table.first + sample.index(doubt)
            heading = plain(name_of(table.grid.rows[table.head][date_column])).split()
            unit = next((unit for unit, words in _UNITS.items() if words & {*heading}), "")
            if not isinstance(doubt, str) or doubt.strip().isdigit():  # 202607
                text = MONTH_OR_WEEK.filled(found=name_of(doubt))
                self.form = unit or self.form
            else:
                text, unit = DAY_OR_MONTH.filled(found=few(sample)), ""
            if not unit:
                table.account.ask("", row, date_column, text, ())
        self.reading.grain = self._grain(sample)
        moving = (*FLOWS, Role.MEASURE)
        self.is_orders = [role for _, role in self.counted if role in moving] == [Role.ORDERS]
        self._flows = [its for its in self.counted if its[1] in FLOWS]
        self._marks = total_columns(table)
        self._closed: dict[tuple[int, Any], bool] = {}
        self._outs: dict[int, frozenset[str]] = {}
        self._days: dict[Any, date | None] = {}
        for stands_in, cells in undated_days(sample, self.form):
            self.reading.labels[stands_in] = heading_text(cells[0])
            self._days.update(dict.fromkeys(cells, stands_in))
        self.unit = unit_column(table)
        self._out = self._words_out()
        self.negated = self._goes_out_with_a_minus()
        self._opened: dict[tuple[Key, Role], tuple[date, ItemValue]] = {}

    def _grain(self, cells: Sequence[Any]) -> Grain:
        """The length of the list's periods, by how they are written or by their heading: months on their first days."""
        words = plain(self._name(self.table.grid.rows[self.table.head][self.columns[Role.DATE]])).split()
        days = {cell for cell in cells if isinstance(cell, date)}
        if self.form == "month" or (words and words[-1] in _UNITS["month"] and {d.day for d in days} == {1}):
            return "month"
        is_week = self.form == "week" or ("week" in words and len({day.weekday() for day in days}) == 1)
        return "week" if is_week else "day"

    def _goes_out_with_a_minus(self) -> bool:
        """Whether each quantity of demand is negative: movements with their signs."""
        found = False
        for row in range(self.table.first, self.table.last):
            cells = self.table.grid.rows[row]
            for column, given in self.counted:
                cell, role = cells[column], given
                if role is Role.MEASURE:
                    role = meaning_of_row(cells[self.measure or 0], self.table.labels).role or role
                if role in DEMAND_ROLES and (number := number_in(cell)):
                    if number > 0:
                        return False
                    found = True
        if not found:
            return False
        heading = self.table.grid.rows[self.table.head][self.counted[0][0]]
        self.table.account.decided.append(NEGATED.filled(label=name_of(heading)))
        return True

    def read(self) -> ListReading:
        """Read every line."""
        rows = self.table.grid.rows
        item_column, customer_column = self.columns.get(Role.ITEM), self.columns.get(Role.CUSTOMER)
        date_column = self.columns[Role.DATE]
        status_column = self.columns.get(Role.STATUS)
        item = "" if item_column is not None else self._item_above()
        site_column = self.columns.get(Role.SITE)
        if site_column == item_column:
            site_column = None
        if below := self._item_cells():
            self.table.account.decided.append(ITEM_GOES_ON)
        for row in range(self.table.first, self.table.last):
            cells = rows[row]
            raw_item = cells[item_column] if item_column is not None else item
            raw_item = below.get(row, raw_item)
            raw_date = self._date_in(row)
            if raw_item in BLANK and raw_date in BLANK:
                continue
            if is_total(raw_item) or is_total(raw_date) or (raw_date in BLANK and totalled(str(raw_item))):
                continue
            if any(is_total(cells[column]) for column in self._marks) or (
                customer_column is not None and raw_date in BLANK and is_total(cells[customer_column])
            ):
                continue
            if raw_item in BLANK:
                if any(isinstance(cells[column], float) for column, _ in self.counted):
                    self.raw_plan.fault(self.table.grid, row, item_column or 0, raw_item or "", NO_ITEM)
                continue
            customer = self._name(cells[customer_column]) if customer_column is not None else ""
            if customer and is_total(customer):
                self.table.account.ask("", row, customer_column or 0, TOTAL_OF_CUSTOMERS, ())
            site = self._name(cells[site_column]) if site_column is not None else ""
            key = Key(self._name(raw_item), customer, site)
            status = self._name(cells[status_column]).casefold() if status_column is not None else ""
            if any(self._closes(row, column) for column in self.chosen.flags):
                self.reading.closed += 1
                continue
            if any(self._name(cells[column]) in words for column, words in self._out.items()):
                self.reading.closed += 1
                continue
            if raw_date in BLANK and self.measure is not None and self._is_opening(row, raw_date, key):
                continue
            if self.chosen.running is not None:
                self._begin(row, key, self.chosen.running)
                if all(cells[column] in BLANK for column, _ in self._flows):
                    continue
            day = self._day(raw_date)
            if day is None and self._is_opening(row, raw_date, key):
                continue
            if day is None:
                if any(cells[column] not in BLANK for column, _ in self.counted):
                    self.raw_plan.fault(self.table.grid, row, date_column, raw_date, NO_DATE)
                    self.reading.spoiled.add(key)
                    self.reading.bad_dates.append((row, date_column, raw_date))
                continue
            if self.unit is not None:
                note_unit(self.raw_plan, self.table, self.unit, row, key.item)
            for column, role in self.counted:
                self._read_cell(row, column, role, key, day, status)
        self.raw_plan.item_values.extend(given for _, given in self._opened.values())
        self._look_at_days_of_stock()
        self._look_at_lines_twice()
        if item_column is None:
            key = Key(name_of(item), "")
            roles = [role for role in ONCE if (key, role) not in self._opened]
            self.raw_plan.item_values.extend(values_above(self.table, self.raw_plan, key, roles))
        return self.reading

    def _is_opening(self, row: int, label: Any, key: Key) -> bool:
        """Whether a line begins the list with the stock in place of a date; keeps it as the opening."""
        cells = self.table.grid.rows[row]
        if label in BLANK and self.measure is not None:  # `On hand` among the elements
            label = cells[self.measure]
        if meaning_of(label, self.table.labels).role is not Role.OPENING or key in self.reading.begins:
            return False
        levels = [column for column, role in self.table.columns if role in (Role.BALANCE, Role.OPENING)]
        filled = [c for c, _ in self.counted if isinstance(cells[c], float) and cells[c] and c not in levels]
        stocks = [column for column in levels if isinstance(cells[column], float)] or filled
        if len({cells[column] for column in (*stocks, *filled)}) != 1:
            return False
        value = ItemValue(key, Role.OPENING, cells[stocks[0]], self.table.grid, row, stocks[0])
        self.raw_plan.item_values.append(value)
        return True

    def _date_in(self, row: int) -> Any:
        """The date of a line, with the year that stands beside a week or month."""
        cells = self.table.grid.rows[row]
        cell = cells[self.columns[Role.DATE]]
        if self._of_years and type(cell) is float:
            return year_and_week(cell)
        if self._year is None or cell in BLANK:
            return cell
        year, heading = self._year
        if isinstance(cell, float):  # 23 under Week
            cell = f"{heading}{cell:g}"
        return with_year(cell, year_in(cells[year])) or cell

    def _begin(self, row: int, key: Key, level: int) -> None:
        """Keep what an item's balance was before its first line."""
        cell = self.table.grid.rows[row][level]
        key = key._replace(customer="")
        if key not in self.reading.begins and isinstance(cell, float):
            value = difference(cell, step_of(self.table, row, self._flows))
            self.reading.begins[key] = ItemValue(key, Role.OPENING, value, self.table.grid, row, level)

    def _item_above(self) -> Any:
        """The item of a list without a column of them: as written above it, else the sheet's title."""
        note = self.table.notes.get(Role.ITEM)
        return note.value if note else self.table.grid.title

    def _look_at_days_of_stock(self) -> None:
        """Ask where a list of nothing but stock has it of several days."""
        if any(role not in ONCE for _, role in self.counted):
            return
        seen: dict[Key, float] = {}
        for key, _, value, row, column in self.reading.openings:
            if seen.setdefault(key, value) != value:
                self.table.account.ask("", row, column, STOCK_OF_DAYS.filled(item=key.item), ())
                return

    def _look_at_lines_twice(self) -> None:
        """Ask where lines of orders stand twice, each with its number: as if the list had been pasted again."""
        order, line = self.columns.get(Role.ORDER), self.columns.get(Role.LINE)
        if (
            order is None
            or plain(self._name(self.table.grid.rows[self.table.head][order])) in self.table.labels
        ):
            return
        seen: set[tuple[Any, ...]] = set()
        twice: list[OrderLine] = []
        for its in self.reading.orders:
            said = (its.order, its.line, its.item, its.customer, its.due, its.quantity)
            if its.order and its.quantity and said in seen:
                twice.append(its)
            seen.add(said)
        if twice and (line is not None or len(twice) * 2 >= len(seen)):
            heading = self._name(self.table.grid.rows[self.table.head][order])
            text = LINES_TWICE.filled(count=len(twice), order=twice[0].order, place=twice[0].place)
            self.table.account.ask(heading, self.table.head, order, text, ("ignore",))

    def _item_cells(self) -> dict[int, Any]:
        """The item of each line without one, where its cell goes on: one number above the lines of each item."""
        column = self.columns.get(Role.ITEM)
        if column is None:
            return {}
        rows, day = self.table.grid.rows, self.columns[Role.DATE]
        found: dict[int, Any] = {}
        item: Any = ""
        filled = 0
        for row in range(self.table.first, self.table.last):
            cell = rows[row][column]
            if cell not in BLANK:
                if cell == item:
                    return {}  # written on each line: a blank one is a slip
                item, filled = cell, filled + 1
            elif rows[row][day] not in BLANK and not is_total(rows[row][day]) and item not in BLANK:
                found[row] = item
        return found if len(found) >= max(2, filled) else {}

    def _closes(self, row: int, column: int) -> bool:
        """Whether a status or a flag closes a line; what is not understood is asked about."""
        cell = self.table.grid.rows[row][column]
        known = self._closed.get((column, cell))
        if known is None:
            heading = self._name(self.table.grid.rows[self.table.head][column])
            closed = is_closed(self._name(cell), heading)
            if closed is None and plain(heading) not in self.table.labels:
                text = UNKNOWN_STATUS.filled(found=self._name(cell))
                self.table.account.ask(heading, row, column, text, ("ignore", "status"))
            if not closed and plain(heading) in self.table.labels:
                closed = self._name(cell).casefold() in self._marks_out(column, heading)
            known = self._closed[column, cell] = bool(closed)
        return known

    def _words_out(self) -> dict[int, frozenset[str]]:
        """By column, the words of which the planner has said that lines with them are out."""
        told = {words for words, role in self.table.labels.items() if role is Role.IGNORE}
        if not told:
            return {}
        rows = range(self.table.first, self.table.last)
        found = {}
        for column, _ in lines_apart(
            self.table, self.chosen.understood, list(rows_with_quantity(self.table))
        ):
            words = {self._name(self.table.grid.rows[row][column]) for row in rows} - {""}
            found[column] = frozenset(word for word in words if plain(word) in told)
        return found

    def _marks_out(self, column: int, heading: str) -> frozenset[str]:
        """The marks in a column that the planner has called a status with which a line is out."""
        if column not in self._outs:
            cells = (cells[column] for cells in self.table.grid.rows[self.table.first : self.table.last])
            comes = not any(role in DEMAND_ROLES for _, role in self.counted)
            self._outs[column] = marks_out(
                heading, {self._name(cell).casefold() for cell in cells}, comes=comes
            )
        return self._outs[column]

    def _name(self, cell: Any) -> str:
        """An item's or customer's name, remembered: lists repeat them."""
        if cell in BLANK:
            return ""
        if cell not in self._names:
            self._names[cell] = name_of(cell)
        return self._names[cell]

    def _day(self, cell: Any) -> date | None:
        """The day in a cell of the date column."""
        if type(cell) is date:
            return cell if not self.reading.labels else None
        if isinstance(cell, datetime):
            return cell.date()
        if cell not in self._days:
            reading = reading_in(cell, self.form) if cell not in BLANK else None
            start = reading.start if reading else None
            if (reading is None or reading.form == "date serial") and isinstance(cell, float):
                shown_as_number = 20_000 < cell < 80_000
                start = self.table.grid.day_0 + timedelta(days=int(cell)) if shown_as_number else None
            self._days[cell] = start
        return self._days[cell]

    def _read_cell(self, row: int, column: int, role: Role, key: Key, day: date, status: str) -> None:
        """Read one quantity of a line."""
        cells = self.table.grid.rows[row]
        if role is Role.MEASURE:
            named = self._named(row, cells[self.measure or 0], cells[column])
            if named not in MEASURES:
                return
            role = named
        if role is Role.OPENING and self.measure is not None and cells[column] in BLANK:
            column = self.columns.get(Role.BALANCE, column)  # SAP has the stock where the balance goes on
        if role is Role.IGNORE or (cells[column] in BLANK and (row, column) not in self.table.grid.hollow):
            return
        if role in ONCE:
            self._open(row, column, role, key, day)
            return
        cell = cells[column]
        if role is Role.BALANCE and self.table.grid.hollow.get((row, column), "").startswith("="):
            return
        quantity: float | None
        if self.negated and role in DEMAND_ROLES:
            quantity = self.raw_plan.quantity(self.table.grid, row, column)
            quantity = None if quantity is None else -quantity
        elif type(cell) is float and (cell >= 0 or role in SIGNED):
            quantity = cell
        else:
            quantity = self.raw_plan.quantity(self.table.grid, row, column, signed=role in SIGNED)
        if quantity is None:
            self.reading.spoiled.add(key)
            return
        if role is Role.SUPPLY and status:
            role = Role.FIRM if status in FIRM_WORDS else Role.PLANNED if status in PLANNED_WORDS else role
        if role is Role.ORDERS and self.is_orders and not self.reading.labels:
            quantity = self._order_line(row, column, key, day, quantity)
        elif role in (Role.ORDERS, Role.GROSS, *SUPPLY_ROLES) and self.chosen.less_received:
            quantity = max(0.0, difference(quantity, self._gone(row, key)))
        lines = self.reading.lines.get(role)
        if lines is None:
            lines = self.reading.lines[role] = Lines(role, self.table)
        lines.add(key, day, quantity, row)

    def _named(self, row: int, cell: Any, quantity: Any) -> Role:
        """The measure that a line names; what is not understood is asked about."""
        grid, at = self.table.grid, self.measure or 0
        heading = self._name(grid.rows[self.table.head][at])
        nothing = quantity in BLANK or quantity == 0
        if cell in BLANK:
            if nothing:
                return Role.IGNORE
            self.table.account.ask("", row, at, BLANK_MEASURE.filled(heading=heading), ())
            return Role.IGNORE
        meaning = meaning_of_row(cell, self.table.labels)
        name = self._name(cell)
        if meaning.role in MEASURES:
            self.table.account.note(name, row, at, meaning.role, by_row=True)
            return meaning.role or Role.IGNORE
        if meaning.role is Role.IGNORE and not meaning.total_of:
            self.table.account.note(name, row, at, Role.IGNORE, meaning.aside, by_row=True)
            return Role.IGNORE
        if nothing:
            return Role.IGNORE
        self.raw_plan.unknown.setdefault(name, grid.title)
        likely = side_hint(name) or Role.IGNORE
        if meaning.total_of and self._has_parts(meaning.total_of):
            likely = Role.IGNORE
        if self.negated and isinstance(quantity, float):  # the others go out with a minus
            likely = Role.ORDERS if quantity < 0 else Role.SUPPLY
        roles = dict.fromkeys((likely.value, "ignore", "orders", "supply"))
        self.table.account.ask(name, row, at, UNKNOWN_MEASURE.filled(heading=heading), tuple(roles))
        return Role.IGNORE

    def _has_parts(self, total_of: Role) -> bool:
        """Whether lines of the side that a total is of stand in the list."""
        side = DEMAND_ROLES if total_of in DEMAND_ROLES else SUPPLY_ROLES
        words = {
            cells[self.measure or 0] for cells in self.table.grid.rows[self.table.first : self.table.last]
        }
        return any(meaning_of_row(word, self.table.labels).role in side for word in words)

    def _open(self, row: int, column: int, role: Role, key: Key, day: date) -> None:
        """Keep the earliest opening, and the one safety stock, of an item."""
        known = self._opened.get((key, role))
        if role is Role.OPENING and isinstance(value := self.table.grid.rows[row][column], float):
            self.reading.openings.append((key, day, value, row, column))
        if known and known[0] <= day:
            return
        value = self.raw_plan.quantity(self.table.grid, row, column, signed=role is Role.OPENING)
        self._opened[key, role] = (day, ItemValue(key, role, value, self.table.grid, row, column))

    def _gone(self, row: int, key: Key) -> float:
        """What was shipped or received of a line; its item is left out where that is no quantity."""
        column = self.columns.get(Role.SHIPPED)
        if column is None or self.table.grid.rows[row][column] in BLANK:
            return 0.0
        gone = self.raw_plan.quantity(self.table.grid, row, column, signed=False)
        if gone is None:
            self.reading.spoiled.add(key)
        return gone or 0.0

    def _order_line(self, row: int, column: int, key: Key, day: date, quantity: float) -> float:
        """Keep an order line; returns its open quantity."""
        cells, columns = self.table.grid.rows[row], self.columns
        gone = self._gone(row, key)
        if not self.chosen.open_quantity:
            quantity = max(0.0, difference(quantity, gone))

        def text(role: Role) -> str:
            at = columns.get(role)
            return self._name(cells[at]) if at is not None else ""

        priority = read_quantity(cells[columns[Role.PRIORITY]]).value if Role.PRIORITY in columns else 0.0
        self.reading.order_keys.append(key)
        self.reading.orders.append(
            OrderLine(
                key.item,
                key.customer,
                text(Role.ORDER),
                text(Role.LINE),
                day,
                quantity,
                int(priority or 0),
                text(Role.PART),
                f"{self.table.grid.title}!{address(row, column)}",
                gone,
            )
        )
        return quantity


def _whether_lines_count(chosen: ListColumns) -> tuple[str, str]:
    """What the planner may say of lines that may not count, the safe answer first: no shortage goes unseen."""
    roles = [role for _, role in chosen.counted if role in (*FLOWS, Role.MEASURE)]
    if not {*roles} & {*SUPPLY_ROLES}:
        return ("orders" if roles[:1] != [Role.MEASURE] else "quantity"), "ignore"
    return "ignore", "supply" if {*roles} <= {*SUPPLY_ROLES} else "quantity"


def read_list(table: Table, raw_plan: RawPlan, known_items: Callable[[], set[str]] = set) -> ListReading:
    """Read a dated list; what its headings leave open is asked.

    Args:
        table: The list.
        raw_plan: Where what it holds is noted.
        known_items: Items that other tables name, by which an item column under no telling name is told.
    """
    if table.account not in raw_plan.accounts:  # that of items across is one
        raw_plan.accounts.append(table.account)
    chosen = choose_columns(table, raw_plan, known_items)
    if chosen is None:
        return ListReading(table=table)
    ask_about_marked_lines(
        table,
        chosen.flags,
        [role for _, role in chosen.counted],
        known_gone=chosen.less_received or chosen.open_quantity,
    )
    ask_about_lines_apart(table, chosen.understood, _whether_lines_count(chosen))
    ask_about_packs(table)
    reading = ListReader(table, raw_plan, chosen).read()
    roles = [role for role in reading.lines if role not in ONCE]
    ask_about_departures(table, chosen.columns[Role.DATE], roles)
    return reading
