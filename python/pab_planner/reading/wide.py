"""Tables with periods across: blocks (several rows an item, one a measure) and matrices (a row an item)."""

import unicodedata
from collections import Counter
from functools import lru_cache
from typing import Any

from pab_planner.language import Text
from pab_planner.reading.grid import ERRORS
from pab_planner.reading.measure_rows import ItemValue, Key, MeasureRow, RawPlan
from pab_planner.reading.period_headings import Calendar, make_calendar
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import MEASURES, Role, is_total, role_of

ONCE = (Role.OPENING, Role.ALLOCATED, Role.SAFETY, Role.LEAST_COVER)
"""Measures that a plan row has once, not once a period."""

SIGNED = (Role.OPENING, Role.BALANCE)
"""Measures that may be negative: a balance, and an opening that is owed."""

UNKNOWN_ROW = Text(
    "a row that is recognised; it was left out: --label '{label}=orders' (or supply, opening, ignore ...)"
    " settles it",
    "应为可识别的行；该行未参与计算，可用 --label '{label}=orders'（或 supply、opening、ignore 等）指定",
)
NOT_AN_ITEM = Text(
    "an item number; the row was left out. Type the number, or copy the rows of another item over these",
    "应为物料号；该行未参与计算。请填写物料号，或复制其他物料的各行覆盖",
)
DIFFERENT_SAFETY = Text(
    "one safety stock an item; the greatest was taken", "每个物料只有一个安全库存；已取最大值"
)


@lru_cache(maxsize=100_000)
def name_of(cell: Any) -> str:
    """An item's or customer's name as text; a number without its decimals."""
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return " ".join(unicodedata.normalize("NFKC", str(cell)).split())


def measure_column(table: Table) -> int | None:
    """The column that says which measure a row is; none for a matrix."""
    named = table.column(Role.MEASURE)
    left = table.headings[0][0]
    rows = range(table.first, min(table.last, table.first + 400))
    best, most, filled = None, 0, 0
    for column in range(left):
        cells = [cell for row in rows if (cell := table.grid.rows[row][column]) not in BLANK]
        known = sum(1 for cell in cells if role_of(cell, table.labels) in MEASURES)
        if known > most:
            best, most, filled = column, known, len(cells)
    if named is not None and (best is None or named == best):
        return named
    return best if most >= 1 and most * 2 >= filled else named


def item_column(table: Table, measure: int | None) -> int | None:
    """The column that says which item a row is of; none where the item stands above the table or nowhere."""
    for column, role in table.columns:
        if role is Role.ITEM and column != measure:
            return column
    if Role.ITEM in table.notes:
        return None
    named = {column for column, _ in table.columns} | {measure}
    left = table.headings[0][0]
    for column in range(left):
        if column in named:
            continue
        cells = [
            table.grid.rows[row][column] for row in range(table.first, min(table.last, table.first + 400))
        ]
        filled = [cell for cell in cells if cell not in BLANK]
        if filled and any(isinstance(cell, str) for cell in filled):
            return column
    return None


class WideReader:
    """Reads one table with periods across into `RawPlan`."""

    def __init__(self, table: Table, raw_plan: RawPlan) -> None:
        self.table, self.raw_plan, self.grid = table, raw_plan, table.grid
        self.calendar, faults = make_calendar(table.headings)
        for fault in faults:
            raw_plan.fault(self.grid, table.head, fault.column, fault.found, fault.expected)
        self.measure = measure_column(table)
        self.item = item_column(table, self.measure)
        self.single = [places[0] for places in self.calendar.places]
        if any(len(places) > 1 for places in self.calendar.places):
            self.single = []
        self.once = [
            (column, role) for column, role in table.columns if role in ONCE and column != self.measure
        ]
        self.overdue = table.column(Role.OVERDUE)
        self.beside = self._opening_beside()
        self._roles: dict[str, Role | None] = {}
        self._labelled: Any = None
        self._labels: set[Any] = set()
        self._facts_seen: dict[tuple[Key, Role], float | None] = {}

    def _opening_beside(self) -> int | None:
        """The column before the first period, where a balance row has its opening under no telling name."""
        column = self.table.headings[0][0] - 1
        named = {column for column, _ in self.table.columns}
        if Role.OPENING in self.table.notes or any(role is Role.OPENING for _, role in self.once):
            return None
        if self.measure is None or column in (-1, self.measure, self.item) or column in named:
            return None
        return column

    def read(self) -> None:
        """Read every row of the table."""
        description, customer = self.table.column(Role.DESCRIPTION), self.table.column(Role.CUSTOMER)
        item_now, customer_now = self._above()
        self._facts_above(Key(item_now, customer_now))
        for row in range(self.table.first, self.table.last):
            cells = self.grid.rows[row]
            if self.item is not None and (error := self._item_error(row)):
                self.raw_plan.fault(self.grid, row, self.item, error, NOT_AN_ITEM)
                item_now = ""
            elif self.item is not None and (cell := cells[self.item]) not in BLANK:
                name = name_of(cell)
                if name != item_now:
                    item_now, customer_now = ("" if is_total(cell) else name), ""
            if not item_now:
                continue
            if description is not None and (cell := cells[description]) not in BLANK:
                self.raw_plan.descriptions.setdefault(item_now, name_of(cell))
            if customer is not None and (cell := cells[customer]) not in BLANK:
                if is_total(cell):
                    continue
                customer_now = name_of(cell)
            self._read_row(row, Key(item_now, customer_now))

    def _item_error(self, row: int) -> str:
        """The error that stands where a row's item should, "" where there is none.

        In a file an error reads as blank, and a blank cell means the item above. So only a blank beside a
        label that the item above has already is looked at again.
        """
        assert self.item is not None
        cell = self.grid.rows[row][self.item]
        if isinstance(cell, str) and cell in ERRORS:
            return cell
        if self.measure is None:
            return ""
        label = self.grid.rows[row][self.measure]
        if cell not in BLANK and cell != self._labelled:
            self._labelled, self._labels = cell, set()
        elif cell in BLANK and label in self._labels:
            hollow = self.grid.hollow.get((row, self.item), "")
            if hollow in ERRORS:
                return hollow
        if label not in BLANK:
            self._labels.add(label)
        return ""

    def _above(self) -> tuple[str, str]:
        """Item and customer as written above the table; the sheet's title stands in for an item."""
        notes = self.table.notes
        customer = name_of(notes[Role.CUSTOMER].value) if Role.CUSTOMER in notes else ""
        if self.item is not None:
            return "", customer
        return name_of(notes[Role.ITEM].value) if Role.ITEM in notes else self.grid.title, customer

    def _facts_above(self, key: Key) -> None:
        """Opening, allocated and safety stock as written above a table of one item."""
        if self.item is None:
            for role in ONCE:
                if role in self.table.notes:
                    note = self.table.notes[role]
                    self._fact(key, role, note.row, note.column, note.value)
            if Role.DESCRIPTION in self.table.notes:
                self.raw_plan.descriptions.setdefault(
                    key.item, name_of(self.table.notes[Role.DESCRIPTION].value)
                )

    def _read_row(self, row: int, key: Key) -> None:
        """Read one row of an item."""
        cells = self.grid.rows[row]
        for column, given in self.once:
            if cells[column] not in BLANK or (row, column) in self.grid.hollow:
                self._fact(key, given, row, column)
            elif given is Role.OPENING:
                self.raw_plan.blank_openings.setdefault(key, (self.grid, row, column))
        label = cells[self.measure] if self.measure is not None else ""
        if self.measure is not None and label in BLANK:
            return
        role = self._role(label) if self.measure is not None else self.table.title
        if role is Role.BALANCE and self.beside is not None and isinstance(cells[self.beside], float):
            self._fact(key, Role.OPENING, row, self.beside)
        if role is None:
            self._unknown(row, label)
        elif role in ONCE and self.measure is not None:
            self._once_across(row, key, role)
        elif role in MEASURES and not (self.measure is None and self._is_empty(row)):
            values = None
            if role is not Role.BALANCE or not self._is_uncalculated(row):
                values = self.raw_plan.quantities(
                    self.grid, row, self.calendar.places, self.single, signed=role in SIGNED
                )
            if self.overdue is not None and values is not None and role is Role.ORDERS:
                late = self.raw_plan.quantity(self.grid, row, self.overdue, signed=False)
                if late is None:
                    values = None
                else:
                    values[0] += late
            name_column = self.item if self.measure is None else self.measure
            self.raw_plan.measure_rows.append(
                MeasureRow(key, role, values, self.calendar, self.grid, row, name_of(label), name_column or 0)
            )

    def _is_empty(self, row: int) -> bool:
        """Whether a row has no quantity at all: the title of the next table, say."""
        cells = self.grid.rows[row]
        columns = self.calendar.columns
        return all(cells[column] in BLANK and (row, column) not in self.grid.hollow for column in columns)

    def _is_uncalculated(self, row: int) -> bool:
        """Whether a row's formulas have no value yet: a balance of which there is nothing to say."""
        hollow = self.grid.hollow
        return any(hollow.get((row, column), "").startswith("=") for column in self.calendar.columns)

    def _role(self, label: Any) -> Role | None:
        """The measure that a row's label names."""
        if not isinstance(label, str):
            return None
        if label not in self._roles:
            role = role_of(label, self.table.labels)
            self._roles[label] = role if role in MEASURES or role is None else Role.IGNORE
        return self._roles[label]

    def _unknown(self, row: int, label: Any) -> None:
        """Note a row of quantities with a label that is not recognised."""
        quantities = [self.grid.rows[row][places[0]] for places in self.calendar.places]
        if not any(isinstance(cell, float) for cell in quantities):
            return
        if self.measure is None:
            self.raw_plan.unknown.setdefault(self.grid.title, self.grid.title)
            return
        name = name_of(label)
        if name not in self.raw_plan.unknown:
            expected = Text(*(text.format(label=name) for text in UNKNOWN_ROW))
            self.raw_plan.fault(self.grid, row, self.measure, label, expected)
        self.raw_plan.unknown.setdefault(name, self.grid.title)

    def _once_across(self, row: int, key: Key, role: Role) -> None:
        """Openings or safety stocks across the periods: the first opening, the greatest safety stock."""
        cells = self.grid.rows[row]
        columns = self.calendar.columns
        beside = [
            c
            for c in range(min(columns))
            if isinstance(cells[c], float) and c not in (self.item, self.measure)
        ]
        filled = [c for c in columns if cells[c] not in BLANK or (row, c) in self.grid.hollow]
        if role is Role.OPENING or not filled:
            for column in (columns[:1] if columns[0] in filled else beside or filled)[:1]:
                self._fact(key, role, row, column)
            return
        values = {cells[c] for c in filled}
        if len(values) > 1 and all(isinstance(value, float) for value in values):
            top = max(filled, key=lambda c: float(cells[c]))
            if role is Role.SAFETY:
                self.raw_plan.fault(
                    self.grid, row, filled[0], "; ".join(f"{v:g}" for v in sorted(values)), DIFFERENT_SAFETY
                )
            self._fact(key, role, row, top)
        else:
            self._fact(key, role, row, filled[0])

    def _fact(self, key: Key, role: Role, row: int, column: int, given: Any = None) -> None:
        """Note a quantity that stands once; the same one on every row of a block counts once."""
        value: float | None
        if isinstance(given, float):  # `On hand: 120` in one cell
            value = given
        else:
            value = self.raw_plan.quantity(self.grid, row, column, signed=role is Role.OPENING)
        if self._facts_seen.get((key, role), object()) == value:
            return
        self._facts_seen[key, role] = value
        self.raw_plan.item_values.append(ItemValue(key, role, value, self.grid, row, column))


def same_labels(measure_rows: list[MeasureRow]) -> Counter[tuple[Key, Role, str, str]]:
    """How often a plan row has a row of the same label on the same sheet."""
    return Counter((s.key, s.role, s.label, s.grid.title) for s in measure_rows)


def read_wide(table: Table, raw_plan: RawPlan) -> Calendar:
    """Read a table with periods across into `raw_plan`; returns its periods."""
    reader = WideReader(table, raw_plan)
    reader.read()
    return reader.calendar
