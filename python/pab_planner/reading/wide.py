"""Tables with periods across: blocks (several rows per item, one a measure) and matrices (a row per item)."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from pab_planner.core.plan import match_key
from pab_planner.language import Text
from pab_planner.reading.evidence.formula_evidence import Row
from pab_planner.reading.evidence.measure_columns import measure_column
from pab_planner.reading.evidence.table_doubts import (
    MADE_APART,
    NAMELESS_COLUMN,
    ONE_VERSION,
    TWO_VERSIONS,
    names_resources,
    names_versions,
    note_unit,
    unit_column,
)
from pab_planner.reading.evidence.wide_evidence import settle
from pab_planner.reading.evidence.wide_formulas import BUT_FORMULA, BY_FORMULA, TableFormulas
from pab_planner.reading.measure_rows import (
    ItemValue,
    Key,
    MeasureRow,
    RawPlan,
    RowsOfNumbers,
    name_of,
)
from pab_planner.reading.period_headings import (
    Calendar,
    ambiguous,
    few,
    heading_text,
    in_doubt,
    make_calendar,
    readings_of,
)
from pab_planner.reading.quantities import BLANK, LEFT_OUT, is_nothing, number_in, read_quantity
from pab_planner.reading.row_keys import RowKeys
from pab_planner.reading.table_parts import period_of, periods_again
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import (
    DEMAND_ROLES,
    FLOWS,
    MEASURES,
    SUPPLY_ROLES,
    Meaning,
    Role,
    likely_role,
    may_be_unusable,
    meaning_of,
    meaning_of_row,
    plain,
    role_of,
    says_stock,
    warehouse_in,
)

ONCE = (Role.OPENING, Role.ALLOCATED, Role.SAFETY, Role.LEAST_COVER)
"""Measures that a plan row has once, not once a period."""

SIGNED = (Role.OPENING, Role.BALANCE)
"""Measures that may be negative: a balance, and an opening that is owed."""

UNKNOWN_COLUMN = Text(
    "numbers beside the periods under a heading that is not understood; say what it is",
    "期间旁边的数字列，标题无法理解；请指明其含义",
)
COLUMN_ROLES = ("ignore", "opening", "overdue", "allocated", "safety")
FLOW_ROLES = ("supply", "orders", "forecast")
"""What else a column may be whose heading names a period as well."""
ITEM_AND_MEASURE = Text(
    "an item and a measure in one cell; write the item into a column of its own",
    "物料与指标写在同一单元格；请将物料单独成列",
)
NAMELESS_ROW = Text(
    "a row of numbers without a name; write in this cell what it is", "该行数字没有名称；请在此单元格注明"
)
DAY_OR_MONTH = Text(
    "'{found}' may be day-first or month-first, and nothing beside tells; write 2026-06-01, or an Excel date",
    "“{found}”可能是日在前或月在前，整行无法判断；请写成 2026-06-01 或 Excel 日期",
)
MONTH_OR_WEEK = Text(
    "{found} may be a month or a week, and nothing beside tells; write 2026-07 or 2026-W07",
    "{found} 可能是月份或周次，无法判断；请写成 2026-07 或 2026-W07",
)
NEGATED = Text(
    "'{label}' goes out: its quantities are negative and count as demand",
    "“{label}”为出库：其数量为负，按需求计算",
)
UNNAMED_TABLE = Text(
    "a table of which nothing says what its quantities are; name its sheet for them, or say what they are",
    "该表未说明其数量的含义；请据此命名工作表，或指明其含义",
)
AMONG_PERIODS = Text(
    "quantities of one measure among the columns of the periods; one row for each measure is expected",
    "期间列之间夹有某一指标的数量；应每个指标一行",
)
PERIOD_OR_TOTAL = Text(
    "a column among the periods that may total others; say that it does",
    "期间中的一列，可能是其他列的合计；请确认",
)
SAME_PERIODS_AGAIN = Text(
    "the same periods stand there again; write over each group of them which measure it has, or their years",
    "相同期间重复出现；请在每组上方写明其指标，或写明年份",
)
UNDATED_COLUMN = Text(
    "quantities without a date beside the periods; say whether they count from the first period on",
    "期间旁边没有日期的数量；请指明是否计入第一期",
)
STOCK_OF_PERIODS = Text(
    "quantities in each period under a title that names the stock; say what they are: the balance at the end of each, "
    "the opening in the first, or something else",
    "表名为库存，但每期都有数量；请指明其含义：各期期末余额、首期期初，或其他",
)
_BEGINS_WITH = re.compile(r"(.*\S)\s*[|=:]\s*(-?\d+(?:\.\d+)?)$")
"""A balance whose name holds what it begins with, as textbooks print it: `Projected On Hand | 200`."""
_GRAINS = {
    "day": re.compile(r"\bdaily\b|每日|täglich"),
    "week": re.compile(r"\bweekly\b|每周|wöchentlich"),
    "month": re.compile(r"\bmonthly\b|每月|monatlich"),
}
USABLE = ("unrestricted", "available", "usable", "free", "非限制", "可用", "frei", "verfügbar")
"""Words of a stock from which what cannot be used is off already."""
BESIDE_ON_HAND = Text(
    "beside '{other}'; say whether it has to be taken off (allocated) or is not in it (ignore)",
    "与“{other}”并列；请指明需从中扣除（allocated）还是不在其内（ignore）",
)
STOCK_OF_WAREHOUSE = Text(
    "'{label}' is the stock of a warehouse: the stocks of an item's warehouses are added",
    "“{label}”为仓库库存：同一物料各仓库存相加",
)
MAYBE_UNUSABLE = Text(
    "the stock of a warehouse that may not be there to ship; say whether it counts",
    "该仓库的库存可能不可发货；请指明是否计算",
)
DIFFERENT_SAFETY = Text(
    "one safety stock an item; the greatest was taken", "每个物料只有一个安全库存；已取最大值"
)


class WideReader:
    """Reads one table with periods across into `RawPlan`."""

    def __init__(self, table: Table, raw_plan: RawPlan) -> None:
        self.table, self.raw_plan, self.grid = table, raw_plan, table.grid
        self.account = table.account
        raw_plan.accounts.append(self.account)
        self.measure = measure_column(table)
        self.negated = self._negative_demand()
        self._ask_about_items_in_labels()
        self.formulas = TableFormulas(table, self.measure, raw_plan.formulas, self.negated)
        self.title = self.formulas.title()
        self.headings = self._without_totals()
        self.calendar, faults = make_calendar(self.headings)
        for fault in faults:
            raw_plan.fault(self.grid, table.head, fault.column, fault.found, fault.expected)
        self._meanings: dict[Any, Meaning] = {}
        self.keys = RowKeys(table, raw_plan, self.measure, self.meaning)
        self.item, self.site = self.keys.item, self.keys.site
        single = all(len(places) == 1 for places in self.calendar.places)
        rows = range(table.first, table.last if single else table.first)
        self.numbers = RowsOfNumbers(self.grid, rows, self.calendar.columns)
        self.once = [
            (column, role)
            for column, role in table.columns
            if role in ONCE and column != self.measure and column < table.headings[0][0]
        ]
        self.overdue = [column for column, role in table.columns if role is Role.OVERDUE]
        self._take_columns_of_formulas()
        self.beside = self._opening_beside()
        self.candidates: list[MeasureRow] = []
        self.levels: list[MeasureRow] = []
        self.totalled: set[tuple[Key, tuple[Role, ...]]] = set()
        self.asides: list[tuple[int, Key, Any]] = []
        self._facts_seen: dict[Role, dict[Key, float | None]] = defaultdict(dict)
        self._of_plan: set[str] = set()
        self._hollow_rows = {row for row, _ in self.grid.hollow}
        self.unit = unit_column(table)
        self._name = table.name
        self._named_in = (self.item if self.measure is None else self.measure) or 0
        self._key = Key("", "")
        self._section = ""
        self._after_blank = False
        self._sides: set[tuple[Key, bool]] = set()

    def _ask_about_items_in_labels(self) -> None:
        """Ask where the column of the items names a measure behind each item: `A demand`, `A supply`."""
        column = self.measure
        if column is None or dict(self.table.columns).get(column) is not Role.ITEM:
            return
        known = self.raw_plan.listed()
        for row in range(self.table.first, self.table.last):
            words = name_of(self.grid.rows[row][column]).split(" ")
            if len(words) > 1 and match_key(words[0]) in known:
                self.account.ask("", row, column, ITEM_AND_MEASURE, ())
                return

    def _negative_demand(self) -> frozenset[str]:
        """Labels of demand whose quantities are all negative: what goes out, with its sign."""
        if self.measure is None:
            return frozenset()
        signs: dict[str, set[bool]] = {}
        columns = [column for column, _ in self.table.headings]
        for row in range(self.table.first, min(self.table.last, self.table.first + 400)):
            cells = self.grid.rows[row]
            label = cells[self.measure]
            if isinstance(label, str) and label:
                numbers = {number < 0 for c in columns if (number := number_in(cells[c]))}
                signs.setdefault(label, set()).update(numbers)
        found = [label for label, its in signs.items() if its == {True}]
        negated = [label for label in found if role_of(label, self.table.labels) in DEMAND_ROLES]
        for label in negated:
            self.account.decided.append(NEGATED.filled(label=name_of(label)))
        return frozenset(plain(label) for label in negated)

    def _take_columns_of_formulas(self) -> None:
        """Take the columns that the balances begin with for openings, allocated stock and what is past due."""
        begins = self.formulas.once
        if Role.OPENING in begins.values():
            self.once = [(c, role) for c, role in self.once if role is not Role.OPENING or c in begins]
        known = {column for column, _ in self.once}
        self.once += [(column, role) for column, role in begins.items() if column not in known]
        self.overdue += sorted(self.formulas.overdue - {*self.overdue})

    def _without_totals(self) -> tuple[tuple[int, Any], ...]:
        """The period headings without those that total others; asks about those that may."""
        headings, table = self.table.headings, self.table
        if groups := periods_again(headings):
            self.account.ask("", table.head, groups[1][0][0], SAME_PERIODS_AGAIN, ())
        if doubt := ambiguous([cell for _, cell in headings]):
            column = next(column for column, cell in headings if cell == doubt)
            text = DAY_OR_MONTH.filled(found=few([cell for _, cell in headings]))
            if not isinstance(doubt, str) or doubt.strip().isdigit():
                text = MONTH_OR_WEEK.filled(found=name_of(doubt))
            self.account.ask("", table.head, column, text, ())
        aside: set[int] = set()
        totals = self.formulas.total_columns()
        for column in sorted(totals):
            words = heading_text(dict(headings)[column])
            self.account.note(words, table.head, column, Role.IGNORE, "total")
            aside.add(column)
        for column, cell in in_doubt([(column, cell) for column, cell in headings if column not in totals]):
            words = heading_text(cell)
            fine = [c for c, _ in headings if c < column and c not in aside]
            told = role_of(cell, table.labels)
            if told is Role.IGNORE or self._is_sum(column, fine):
                self.account.note(words, table.head, column, Role.IGNORE, "total")
                aside.add(column)
            elif isinstance(cell, str) and any(
                isinstance(c, str) and c == cell for at, c in headings if at != column
            ):
                continue  # written twice: added, and said
            elif not isinstance(cell, str) and any(
                type(c) is type(cell) and c == cell for at, c in headings if at != column
            ):
                continue
            else:
                self.account.ask(words, table.head, column, PERIOD_OR_TOTAL, ("ignore",))
        return tuple((column, cell) for column, cell in headings if column not in aside)

    def _is_sum(self, column: int, fine: Sequence[int]) -> bool:
        """Whether a column is the sum of the last columns before it in every row of quantities."""
        rows = [
            self.grid.rows[row]
            for row in range(self.table.first, min(self.table.last, self.table.first + 200))
            if self.measure is None or role_of(self.grid.rows[row][self.measure], self.table.labels) in FLOWS
        ]
        cells = [
            ([c if isinstance(c := row[at], float) else 0.0 for at in fine], row[column])
            for row in rows
            if isinstance(row[column], float)
        ]
        if not any(total for _, total in cells):
            return False
        return any(
            all(abs(sum(values[first:]) - total) < 1e-6 * max(1.0, abs(total)) for values, total in cells)
            for first in range(len(fine) - 1)
        )

    def _opening_beside(self) -> int | None:
        """The column before the first period, where a balance row has its opening under no telling name."""
        column = self.table.headings[0][0] - 1
        named = {c for c, _ in self.table.columns} | {c for c, *_ in self.table.asides}
        if Role.OPENING in self.table.notes or any(role is Role.OPENING for _, role in self.once):
            return None
        if self.measure is None or column in (-1, self.measure, self.item, *self.overdue) or column in named:
            return None
        return column

    def read(self) -> None:
        """Read every row of the table."""
        first = len(self.raw_plan.measure_rows)
        self._facts_above(self.keys.above)
        self._account_for_columns()
        for row, key in self.keys.walk(self._counts):
            self._read_row(row, key)
        self._look_at_versions(self.raw_plan.measure_rows[first:], self.keys.beside)
        self._ask_about_blocked()
        self._ask_about_contradicted()
        settle(self, self.raw_plan.measure_rows[first:])

    def _counts(self, row: int) -> bool:
        """Whether a row has quantities of a measure that comes or goes, or of which the balance begins."""
        role = self.title if self.measure is None else self.meaning(self.grid.rows[row][self.measure]).role
        return role in MEASURES and self._count_numbers(row) > 0

    def _account_for_columns(self) -> None:
        """Note what the columns beside the periods are; ask about numbers under a heading not understood."""
        head = self.table.head
        first_period = self.table.headings[0][0]
        for column, role in self.table.columns:
            heading = name_of(self._heading(column))
            if column > first_period and role in MEASURES and looks_like_quantities(self.table, column):
                self.account.ask(heading, head, column, AMONG_PERIODS, ("ignore",))
            elif role in FLOWS and column != self.measure and looks_like_quantities(self.table, column):
                self.account.ask(heading, head, column, UNDATED_COLUMN, ("ignore", "overdue", "opening"))
            else:
                self.account.note(heading, head, column, role)
        for column, text, meaning in self.table.asides:
            if likely_role(text) is Role.OVERDUE and meaning.aside != "told" and self._moves(column):
                self.account.ask(text, head, column, UNKNOWN_COLUMN, ("overdue", "ignore"))  # `Prior`
            else:
                self.account.note(text, head, column, Role.IGNORE, meaning.aside)
        named = {self.measure, self.item}
        if self.beside is not None and not self._moves(self.beside):
            named.add(self.beside)
        begins = {**self.formulas.once, **dict.fromkeys(self.formulas.overdue, Role.OVERDUE)}
        for column, text in self.table.others:
            if column in named:
                continue
            if column in begins:
                self.account.note(text, head, column, begins[column])
                self.account.decided.append(BY_FORMULA.filled(label=text, role=begins[column].value))
                continue
            if looks_like_quantities(self.table, column):
                of_period = FLOW_ROLES if period_of(text)[0] else ()
                likely = likely_role(text)
                if likely in FLOWS and not of_period:
                    self.account.ask(text, head, column, UNDATED_COLUMN, ("ignore", "overdue", "opening"))
                    continue
                first = (likely.value,) if likely in MEASURES or likely is Role.OVERDUE else ()
                roles = dict.fromkeys((*first, *COLUMN_ROLES, *of_period))
                self.account.ask(text, head, column, UNKNOWN_COLUMN, tuple(roles))
            else:
                self.account.note(text, head, column, None, "reference")

        known = {c for c, _ in (*self.table.columns, *self.table.others)} | {c for c, *_ in self.table.asides}
        last = self.table.headings[-1][0]
        fine = [column for column, _ in self.headings]
        periods = {column for column, _ in self.table.headings}
        for column in range(max(0, first_period - 1), min(last + 2, len(self.grid.rows[head]))):
            if column in periods | named | known or not self._moves(column):
                continue
            if self._is_sum(column, [c for c in fine if c < column]):
                self.account.note("", head, column, Role.IGNORE, "total")
            else:
                self.account.ask("", head, column, NAMELESS_COLUMN, ())

    def _moves(self, column: int) -> bool:
        """Whether a column holds quantities in rows that come or go."""
        rows = range(self.table.first, min(self.table.last, self.table.first + 400))
        for row in rows:
            cells = self.grid.rows[row]
            if isinstance(cells[column], float) and cells[column]:
                role = self.title if self.measure is None else self.meaning(cells[self.measure]).role
                if role in FLOWS:
                    return True
        return False

    def _ask_about_blocked(self) -> None:
        """Ask whether stock that cannot be used is part of the opening, unless the opening says that it is not."""
        openings = [use.heading for use in self.account.used if use.role is Role.OPENING]
        if not openings or any(word in plain(heading) for heading in openings for word in USABLE):
            return
        for row, _, label in self.asides:
            if self.meaning(label).aside == "blocked":
                text = BESIDE_ON_HAND.filled(other=openings[0])
                self.account.uses.pop((name_of(label), -1), None)
                self.account.ask(name_of(label), row, self.measure or 0, text, ("ignore", "allocated"))

    def _ask_about_contradicted(self) -> None:
        """Ask about rows that the formula of the balance counts otherwise than their name, or the planner, says."""
        for label, role in self.formulas.contradicted.items():
            rows = range(self.table.first, self.table.last)
            row = next(row for row in rows if self.grid.rows[row][self.measure or 0] == label)
            said = self._meanings[label].role or Role.IGNORE
            text = BUT_FORMULA.filled(said=said.value, role=role.value, balance=self.formulas.balance_label)
            self.account.ask(name_of(label), row, self.measure or 0, text, (role.value,))

    def _look_at_versions(self, rows: Sequence[MeasureRow], beside: Sequence[int]) -> None:
        """Ask where rows of one label and item are told apart by a column that is not understood."""
        beside = [column for column in beside if column != self.site]
        seen: dict[tuple[Key, str], MeasureRow] = {}
        for row in rows if beside else ():
            first = seen.setdefault((row.key, row.label), row)
            if first is row or row.role not in FLOWS:
                continue
            for column in beside:
                heading = name_of(self._heading(column))
                texts = self.grid.rows[first.row][column], self.grid.rows[row.row][column]
                if heading and texts[0] != texts[1] and isinstance(texts[1], str):
                    if row.role in SUPPLY_ROLES and names_resources(heading):
                        said = MADE_APART.filled(heading=heading, label=row.label or self.grid.title)
                        if said not in self.account.decided:
                            self.account.decided.append(said)
                        break
                    if plain(heading) not in self.table.labels:
                        text = TWO_VERSIONS.filled(item=row.key.item, label=row.label or heading)
                        roles: tuple[str, ...] = ("customer",)
                        if names_versions(heading) and len({out for _, out in self._sides}) == 1:
                            text, roles = ONE_VERSION.filled(item=row.key.item), ()
                        self.account.ask(heading, self.table.head, column, text, roles)
                    return

    def _heading(self, column: int) -> Any:
        """The heading of a column, from whichever heading row names it."""
        cells = [self.grid.rows[row][column] for row in range(self.table.top, self.table.first)]
        return next((cell for cell in reversed(cells) if cell not in BLANK), "")

    def _facts_above(self, key: Key) -> None:
        """Opening, allocated and safety stock as written above a table of one item."""
        if self.item is None:
            for given in values_above(self.table, self.raw_plan, key, ONCE):
                self._facts_seen[given.role][key] = given.value
                self.raw_plan.item_values.append(given)
            if Role.DESCRIPTION in self.table.notes:
                self.raw_plan.descriptions.setdefault(
                    key.item, name_of(self.table.notes[Role.DESCRIPTION].value)
                )

    def _read_row(self, row: int, key: Key) -> None:
        """Read one row of an item."""
        cells = self.grid.rows[row]
        if key is not self._key:
            self._key, self._section = key, ""
        for column, given in self.once:
            if cells[column] not in BLANK or (row, column) in self.grid.hollow:
                self.fact(key, given, row, column)
                if self.unit is not None:
                    note_unit(self.raw_plan, self.table, self.unit, row, key.item)
            elif given is Role.OPENING and key not in self.raw_plan.blank_openings:
                self.raw_plan.blank_openings[key] = self.grid, row, column
        label = cells[self.measure] if self.measure is not None else ""
        if self.measure is not None and label in BLANK:
            if self._count_numbers(row) > 1:
                self.account.ask("", row, self.measure, NAMELESS_ROW, ())
            elif self._is_empty(row):
                self._section, self._after_blank = "", all(cell in BLANK for cell in cells)
            return
        if self.item is not None and cells[self.item] not in BLANK:
            self._after_blank = False
        meaning = self.meaning(label) if self.measure is not None else Meaning(self.title)
        role = meaning.role
        if role is Role.BALANCE and (named := _BEGINS_WITH.match(label)):
            column = self.measure or 0
            value = ItemValue(key, Role.OPENING, float(named[2]), self.grid, row, column)
            self.raw_plan.item_values.append(value)
        if role is Role.BALANCE and self.beside is not None and isinstance(cells[self.beside], float):
            self.fact(key, Role.OPENING, row, self.beside)
        if role in MEASURES and self._section and role not in ONCE and self._has_role(key, role):
            role, meaning = Role.IGNORE, Meaning(Role.IGNORE, "section")
        if role in ONCE and self.measure is not None:
            if role is Role.OPENING and self._count_filled(row) > 1:
                self.levels.append(self.measure_row(row, key, role, label))
            elif self.formulas.kind(label) == "opening" and self._is_hollow(row, self.calendar.columns[0]):
                self.note_row(label, row, role)  # where its first cell points to is the opening
            else:
                self._once_across(row, key, role)
                self.note_row(label, row, role)
                if self.unit is not None:
                    note_unit(self.raw_plan, self.table, self.unit, row, key.item)
        elif role in MEASURES:
            if self.measure is None and self._is_empty(row):
                return
            if self.measure is None and role is Role.OPENING and self._count_filled(row) > 1:
                self._ask_about_stocks()
            measure = self.measure_row(row, key, role, label)
            self.raw_plan.measure_rows.append(measure)
            if self.unit is not None:
                note_unit(self.raw_plan, self.table, self.unit, row, key.item)
            if role is Role.BALANCE:
                self._note_beginning(measure)
            self._sides.add((key, role in DEMAND_ROLES))
            self.note_row(label, row, role)
        elif self.measure is None:
            if self._count_numbers(row):
                self._ask_about_table()
        elif not self._count_numbers(row):
            if role is Role.IGNORE and meaning.aside in ("money", "capacity", "ratio"):
                self._section = meaning.aside
        elif (self._section or (self._after_blank and self._count_numbers(row) < 2)) and role not in MEASURES:
            self.note_row(label, row, Role.IGNORE, meaning.aside or "section")
        elif role is Role.IGNORE and not meaning.total_of:
            self.note_row(label, row, Role.IGNORE, meaning.aside)
            if meaning.aside != "told":
                self.asides.append((row, key, label))
        else:
            self.candidates.append(self.measure_row(row, key, Role.IGNORE, label))

    def _note_beginning(self, balance: MeasureRow) -> None:
        """Note the cells, other than those of what is past due, that the formula of a balance begins with."""
        if begins := self.raw_plan.formulas.begins.get(Row(self.grid.title.casefold(), balance.row)):
            late = (range(self.table.first, self.table.last), self.overdue)
            its = {c: n for c, n in begins.items() if c.row not in late[0] or c.column not in late[1]}
            self.raw_plan.beginnings.append((balance, its))

    def _ask_about_table(self) -> None:
        """Ask what the quantities of a table are, unless its title leaves it aside."""
        title, head = self.table.name, self.table.head
        if self.title is Role.IGNORE:
            aside = meaning_of(title, self.table.labels).aside or self.formulas.kind("") or "told"
            self.account.note(title, head, 0, Role.IGNORE, aside)
            return
        self.raw_plan.unknown.setdefault(title, self.grid.title)
        self.account.ask(
            title, head, self.table.headings[0][0], UNNAMED_TABLE, ("ignore", "orders", "supply")
        )

    def _ask_about_stocks(self) -> None:
        """Ask what a matrix is that is named for stock and has it in each period, unless she said so."""
        title = self.grid.title
        if plain(title) not in self.table.labels:
            roles = ("balance", "ignore", "opening", "orders", "supply")
            if any(role is Role.OPENING for _, role in self.once):  # the stock stands beside the periods
                roles = ("ignore", "orders", "forecast", "supply", "balance")
            self.account.ask(title, self.table.head, self.table.headings[0][0], STOCK_OF_PERIODS, roles)

    def _has_role(self, key: Key, role: Role | None) -> bool:
        """Whether an item has a row of that side already."""
        return (key, role in DEMAND_ROLES) in self._sides

    def note_row(self, label: Any, row: int, role: Role, aside: str = "") -> None:
        """Note what became of a row."""
        name = name_of(label) if self.measure is not None else self._name
        self.account.note(name, row, self._named_in, role, aside, by_row=True)

    def measure_row(self, row: int, key: Key, role: Role, label: Any) -> MeasureRow:
        """A row of quantities through the periods, what is past due added to the first."""
        values, negated = None, bool(self.negated) and isinstance(label, str) and plain(label) in self.negated
        quiet = role in (Role.IGNORE, Role.OPENING)
        if quiet:
            values = np.array([self._number(row, places) for places in self.calendar.places])
        elif role is not Role.BALANCE or not self._is_uncalculated(row):
            signed = role in SIGNED or negated
            values = self.numbers.quantities(row, signed=signed)
            if values is None:
                values = self.raw_plan.quantities(self.grid, row, self.calendar.places, signed=signed)
        if values is not None and negated:
            values = -values
        overdue = self.overdue if role in FLOWS else []
        if values is not None and overdue:
            values = values.copy()
            for column in overdue:
                late = self.raw_plan.quantity(self.grid, row, column, signed=negated)
                if late is None:
                    values = None
                    break
                values[0] += -late if negated else late
        name, column = name_of(label), self._named_in
        return MeasureRow(
            key, role, values, self.calendar, self.grid, row, name, column, tuple(overdue), negated
        )

    def _number(self, row: int, places: Sequence[int]) -> float:
        """What stands in a period of a row not yet understood, nan where that is no number."""
        cells = [self.grid.rows[row][column] for column in places]
        numbers = [number for cell in cells if (number := number_in(cell)) is not None]
        return sum(numbers) if numbers else float("nan")

    def _count_numbers(self, row: int) -> int:
        """Periods in which a row has a number, other text counted as well where it is read as one."""
        cells = self.grid.rows[row]
        return sum(
            1
            for column in self.calendar.columns
            if isinstance(cells[column], float)
            or (isinstance(cells[column], str) and cells[column] and read_quantity(cells[column]).value)
        )

    def _count_filled(self, row: int) -> int:
        """Periods in which a row has something."""
        cells = self.grid.rows[row]
        return sum(1 for column in self.calendar.columns if isinstance(cells[column], float))

    def _is_empty(self, row: int) -> bool:
        """Whether a row has no quantity at all: the title of the next table, say."""
        cells = self.grid.rows[row]
        columns = self.calendar.columns
        return all(cells[column] in BLANK and (row, column) not in self.grid.hollow for column in columns)

    def _is_empty_cell(self, row: int, column: int) -> bool:
        """Whether nothing stands in a cell."""
        return self.grid.rows[row][column] in BLANK and (row, column) not in self.grid.hollow

    def _is_hollow(self, row: int, column: int) -> bool:
        """Whether a cell holds a formula without a value."""
        return (row, column) in self.grid.hollow

    def _is_uncalculated(self, row: int) -> bool:
        """Whether a row's formulas have no value yet: a balance of which there is nothing to say."""
        if row not in self._hollow_rows:
            return False
        hollow = self.grid.hollow
        return any(hollow.get((row, column), "").startswith("=") for column in self.calendar.columns)

    def meaning(self, label: Any) -> Meaning:
        """What a row's label says."""
        if label not in self._meanings:
            self._meanings[label] = self._meaning_of(label) if isinstance(label, str) else Meaning(None)
        return self._meanings[label]

    def _meaning_of(self, label: str) -> Meaning:
        """The same, the first time."""
        meaning = meaning_of_row(label, self.table.labels)
        if not meaning.role and (named := _BEGINS_WITH.match(label)):
            known = meaning_of_row(named[1], self.table.labels)
            meaning = known if known.role is Role.BALANCE else meaning
        if meaning.role in FLOWS and self._is_of_another_grain(label):
            meaning = Meaning(None)  # `Daily demand` above weeks may be that of a day
        if not meaning.role and self._is_stock_of_warehouse(label):
            meaning = Meaning(Role.OPENING)
        if meaning.role not in MEASURES and meaning.role is not Role.IGNORE:
            meaning = meaning._replace(role=None)
        return self.formulas.meaning(label, meaning)

    def _is_of_another_grain(self, label: str) -> bool:
        """Whether a label says a day, week or month, and the periods are something else."""
        words = plain(label)
        said = next((grain for grain, word in _GRAINS.items() if word.search(words)), "")
        if not said or words in self.table.labels:
            return False
        starts = [period.start for period in self.calendar.periods[:2] if period.start]
        if len(starts) == 2:
            days = (starts[1] - starts[0]).days
            return said != ("day" if days < 5 else "week" if days < 28 else "month")
        forms = {reading.form for reading in readings_of(self.headings[0][1])}
        return bool(forms & {"week number", "month number"}) and f"{said} number" not in forms

    def _is_stock_of_warehouse(self, label: str) -> bool:
        """Whether a row is the stock of one warehouse: `Stock WH1`."""
        told = plain(label) in self.table.labels
        return not told and says_stock(label) and bool(warehouse_in(label))

    def take_opening(self, level: MeasureRow) -> None:
        """Take the opening from a row of stocks at the beginning of each period."""
        first = self.calendar.columns[0]
        if self._is_empty_cell(level.row, first) and not self._is_empty_cell(
            level.row, self.calendar.columns[1]
        ):
            # What stands in the second period is its own beginning, not that of the plan.
            self.raw_plan.blank_openings.setdefault(level.key, (self.grid, level.row, first))
            return
        self._once_across(level.row, level.key, Role.OPENING)

    def _once_across(self, row: int, key: Key, role: Role) -> None:
        """Openings or safety stocks across the periods: the first opening, the greatest safety stock."""
        cells = self.grid.rows[row]
        columns = self.calendar.columns
        named = {c for c, given in self.once if given is not role} | {c for c, *_ in self.table.asides}
        typed = {self.beside, *self.overdue, *(c for c, given in self.once if given is role)}
        beside = [
            c
            for c in range(min(columns))
            if c not in (self.item, self.measure, *named)
            and (isinstance(cells[c], float) or (c in typed and _may_be_number(cells[c])))
        ]
        beside.sort(key=lambda c: (c, role) not in self.once)
        filled = [c for c in columns if cells[c] not in BLANK or (row, c) in self.grid.hollow]
        if role is Role.OPENING or not filled:
            for column in (columns[:1] if columns[0] in filled else beside or filled)[:1]:
                self.fact(key, role, row, column)
            return
        values = {cells[c] for c in filled}
        if len(values) > 1 and all(isinstance(value, float) for value in values):
            top = max(filled, key=lambda c: float(cells[c]))
            if role is Role.SAFETY:
                self.raw_plan.fault(
                    self.grid, row, filled[0], "; ".join(f"{v:g}" for v in sorted(values)), DIFFERENT_SAFETY
                )
            self.fact(key, role, row, top)
        else:
            self.fact(key, role, row, filled[0])

    def fact(self, key: Key, role: Role, row: int, column: int) -> None:
        """Note a quantity that stands once; the same one on every row of a block counts once."""
        value = self.raw_plan.quantity(self.grid, row, column, signed=role is Role.OPENING)
        part = role is Role.OPENING and self._is_part(row)
        seen = self._facts_seen[role]
        if not part and seen.get(key, math.nan) == value:
            return
        seen[key] = value
        self.raw_plan.item_values.append(ItemValue(key, role, value, self.grid, row, column, part=part))

    def _is_part(self, row: int) -> bool:
        """Whether the opening in a row is that of one warehouse."""
        label = self.grid.rows[row][self.measure] if self.measure is not None else ""
        if not isinstance(label, str) or label in self._of_plan:
            return False
        if not self._is_stock_of_warehouse(label):
            self._of_plan.add(label)
            return False
        if may_be_unusable(label):
            self.account.ask(label, row, self.measure or 0, MAYBE_UNUSABLE, ("ignore", "opening"))
        if (said := STOCK_OF_WAREHOUSE.filled(label=name_of(label))) not in self.account.decided:
            self.account.decided.append(said)
        return True


def values_above(table: Table, raw_plan: RawPlan, key: Key, roles: Iterable[Role]) -> Iterator[ItemValue]:
    """Opening, allocated and safety stock as written above a table of one item."""
    for role in roles:
        if role in table.notes:
            note = table.notes[role]
            inside = isinstance(note.value, float) and isinstance(table.grid.rows[note.row][note.column], str)
            value = (
                note.value  # `On hand: 120` in one cell
                if inside
                else raw_plan.quantity(table.grid, note.row, note.column, signed=role is Role.OPENING)
            )
            yield ItemValue(key, role, value, table.grid, note.row, note.column)


def _may_be_number(cell: Any) -> bool:
    """Whether a text is, or may be, a number: `1,250`, or `1.250`, which leaves it open."""
    reading = read_quantity(cell)
    return (
        isinstance(cell, str) and not is_nothing(cell) and (reading.value, reading.fault) != (None, LEFT_OUT)
    )


LEAST_LINES = 4
"""Numbers from 1 on, one higher each time, beyond which they number the lines."""


def looks_like_quantities(table: Table, column: int) -> bool:
    """Whether a column holds numbers that may be quantities, not numbers of documents."""
    cells = [table.grid.rows[row][column] for row in range(table.first, min(table.last, table.first + 400))]
    # `2,000` of a CSV file counts, `0010` does not.
    texts = (number_in(cell) for cell in cells if isinstance(cell, str) and "," in cell)
    numbers = [cell for cell in cells if isinstance(cell, float)]
    numbers += [number for number in texts if number is not None]
    if not any(numbers) or len(numbers) * 2 < sum(not is_nothing(cell) for cell in cells):
        return False
    if len(numbers) > LEAST_LINES and numbers == [*range(int(numbers[0]), int(numbers[0]) + len(numbers))]:
        return numbers[0] > 1  # 1, 2, 3 number the lines
    # Numbers of documents are long, and not all of them round.
    return not all(number >= 100_000 and number == int(number) for number in numbers) or not any(
        number % 100 for number in numbers
    )


def read_wide(table: Table, raw_plan: RawPlan) -> Calendar:
    """Read a table with periods across into `raw_plan`; returns its periods."""
    reader = WideReader(table, raw_plan)
    reader.read()
    return reader.calendar
