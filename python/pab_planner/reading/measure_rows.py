"""One row of quantities of one measure, as it stands on a sheet."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from pab_planner.core.demand import DemandRule, FloatArray
from pab_planner.core.plan import PlanFault, match_key
from pab_planner.language import Text
from pab_planner.reading.evidence.formula_evidence import FormulaEvidence
from pab_planner.reading.evidence.formula_terms import Cell
from pab_planner.reading.grid import ERRORS, Grid, address, position
from pab_planner.reading.period_headings import Calendar
from pab_planner.reading.quantities import (
    BLANK,
    LEFT_OUT,
    MOST,
    NEGATIVE,
    NO_VALUE,
    POINT,
    read_quantity,
    shown,
)
from pab_planner.reading.table_account import TableAccount
from pab_planner.reading.vocabulary import Role

_GROUPED_OR_NOT = re.compile(r"[-+]?\d{1,3},\d{3}")
_NUMBER = {float}
_NUMBER_OR_BLANK = {float, str, type(None)}


@lru_cache(maxsize=100_000, typed=True)
def name_of(cell: Any) -> str:
    """An item's or customer's name as text; a number without its decimals."""
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return " ".join(unicodedata.normalize("NFKC", str(cell)).split())


class Key(NamedTuple):
    """A plan row: an item, and a customer where the item is planned by customer, at a site where it says so."""

    item: str
    customer: str
    site: str = ""


def several_owners(item_of: Callable[[str], str], keys: Iterable[Key]) -> set[str]:
    """The items of which there are keys of at least two customers.

    Args:
        item_of: What two spellings of an item have in common.
        keys: Keys, most of them once.
    """
    owned = [key for key in keys if key.customer]
    if len({item_of(key.item) for key in owned}) == len(owned):
        return set()
    owners = {(item_of(key.item), match_key(key.customer)) for key in owned}
    return {item for item, count in Counter(item for item, _ in owners).items() if count > 1}


@dataclass(slots=True, eq=False)
class MeasureRow:
    """A row of quantities.

    Attributes:
        key: Item and customer as written.
        role: What the quantities are.
        values: One a period of `calendar` [stock units]; None if a cell of the row cannot be used.
        calendar: The periods.
        grid: The sheet.
        row: The row, from 0.
        label: What the planner calls the measure, "" in a matrix.
        column: The column of the label, or of the item in a matrix, from 0.
        overdue: Columns of what is past due, which is counted in the first period.
        negated: Whether the sheet has the quantities with a minus.
    """

    key: Key
    role: Role
    values: FloatArray | None
    calendar: Calendar
    grid: Grid
    row: int
    label: str
    column: int
    overdue: tuple[int, ...] = ()
    negated: bool = False


@dataclass(slots=True, eq=False)
class ItemValue:
    """A quantity that a plan row has once: opening, allocated, safety stock, least cover.

    Attributes:
        value: The quantity; None if the cell cannot be used.
        fixed: Whether it stands once, not in a list where several lines of an item add up.
        part: Whether it is what stands in one warehouse, of which the others' is added.
    """

    key: Key
    role: Role
    value: float | None
    grid: Grid
    row: int
    column: int
    fixed: bool = True
    part: bool = False


@dataclass(eq=False)
class RawPlan:
    """Everything found on the sheets, before it is put together.

    Attributes:
        measure_rows: Rows of quantities.
        item_values: Quantities that stand once.
        faults: What the planner should put right.
        unknown: Labels not recognised, in order of appearance, with their sheets.
        descriptions: By item.
        customers: Keys that name a customer, in order of appearance, and where: sheet, row.
        blank_openings: Where an opening should stand, by item and customer.
        accounts: How each table was read.
        opening_rows: Rows of the stock at the beginning of each period, to be compared with the balance.
        implied_openings: Balance rows of items without an opening in their table, and supply less demand.
        formulas: What the formulas of the workbook say.
        beginnings: Balance rows, with the cells that their formulas begin with and how often each counts.
        rules: Demand rules that the formulas of balances follow.
        listed: Finds the items that lists of stock, orders or supply name.
        units: By item the units in which it is counted, and where: account, row, column, as written.
    """

    measure_rows: list[MeasureRow] = field(default_factory=list)
    item_values: list[ItemValue] = field(default_factory=list)
    faults: list[PlanFault] = field(default_factory=list)
    unknown: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    customers: dict[Key, tuple[Grid, int]] = field(default_factory=dict)
    blank_openings: dict[Key, tuple[Grid, int, int]] = field(default_factory=dict)
    accounts: list[TableAccount] = field(default_factory=list)
    opening_rows: list[MeasureRow] = field(default_factory=list)
    implied_openings: list[tuple[MeasureRow, FloatArray]] = field(default_factory=list)
    formulas: FormulaEvidence = field(default_factory=FormulaEvidence)
    beginnings: list[tuple[MeasureRow, Mapping[Cell, float]]] = field(default_factory=list)
    rules: set[DemandRule] = field(default_factory=set)
    listed: Callable[[], set[str]] = set
    units: dict[str, dict[str, tuple[TableAccount, int, int, str]]] = field(default_factory=dict)

    def account_of(self, grid: Grid) -> TableAccount:
        """The account of the first table of a sheet."""
        return next(account for account in self.accounts if account.grid is grid)

    def fault(self, grid: Grid, row: int, column: int, found: Any, expected: Text) -> None:
        """Note that a cell is not as it should be."""
        self.faults.append(PlanFault(grid.title, address(row, column), shown(found), expected))

    def faults_in_order(self) -> list[PlanFault]:
        """Each fault once; an error that runs along a row is one fault, `C7:F7`."""
        faults: list[PlanFault] = []
        for fault in dict.fromkeys(self.faults):
            if faults and fault.found in ERRORS and _goes_on(faults[-1], fault):
                first = faults.pop().cell.partition(":")[0]
                faults.append(replace(fault, cell=f"{first}:{fault.cell}"))
            else:
                faults.append(fault)
        return faults

    def quantity(self, grid: Grid, row: int, column: int, *, signed: bool = True) -> float | None:
        """The quantity in one cell; None if it cannot be used; what is wrong is noted."""
        cell = grid.cell(row, column)
        if type(cell) is float and abs(cell) < MOST and (signed or cell >= 0):
            return cell
        if cell in BLANK and (row, column) in grid.hollow:
            hollow = grid.hollow[row, column]
            self.fault(grid, row, column, hollow, NO_VALUE if hollow.startswith("=") else LEFT_OUT)
            return None
        text = isinstance(cell, str) and ("," in cell or "." in cell) and grid.decimal_comma
        if isinstance(cell, str) and grid.dotted_days and _GROUPED_OR_NOT.fullmatch(cell.strip()):
            self.fault(grid, row, column, cell, POINT)  # `15,000` of a writer of 01.06.2026 may be fifteen
            return None
        value, fault = read_quantity(cell.replace(".", "").replace(",", ".") if text else cell)
        if value is not None and value < 0 and not signed:
            value, fault = None, NEGATIVE
        if fault:
            self.fault(grid, row, column, cell, fault)
        return value

    def quantities(
        self, grid: Grid, row: int, places: Sequence[Sequence[int]], *, signed: bool
    ) -> FloatArray | None:
        """The quantities of a row, cell by cell, one a period; None if a cell cannot be used.

        Args:
            grid: The sheet.
            row: The row.
            places: Columns of each period.
            signed: Whether a quantity may be negative.
        """
        usable = True
        total = np.zeros(len(places))
        for period, group in enumerate(places):
            for column in group:
                value = self.quantity(grid, row, column, signed=signed)
                usable = usable and value is not None
                total[period] += value or 0.0
        return total if usable else None


class RowsOfNumbers:
    """The rows of a table that hold nothing but numbers and blanks in its periods, read all at once."""

    def __init__(self, grid: Grid, rows: range, columns: Sequence[int]) -> None:
        """Read them.

        Args:
            grid: The sheet.
            rows: The rows of the table.
            columns: The columns of the periods.
        """
        first, last = min(columns, default=0), max(columns, default=0)
        side_by_side = list(columns) == list(range(first, last + 1))
        hollow = {row for row, _ in grid.hollow}
        found: list[int] = []
        numbers: list[Sequence[float]] = []
        for row in rows:
            cells = grid.rows[row][first : last + 1]
            if not side_by_side:
                cells = [cells[column - first] for column in columns]
            kinds = set(map(type, cells))
            if kinds != _NUMBER and kinds <= _NUMBER_OR_BLANK and row not in hollow:
                cells = [cell or 0.0 for cell in cells]
                kinds = set(map(type, cells))
            if kinds == _NUMBER:
                found.append(row)
                numbers.append(cells)
        array: FloatArray = np.fromiter(chain.from_iterable(numbers), float).reshape(len(found), len(columns))
        usable = np.abs(array).max(axis=1, initial=0.0) < MOST
        negative = array.min(axis=1, initial=0.0) < 0
        its = list(zip(found, array, usable.tolist(), negative.tolist(), strict=True))
        self._signed = {row: values for row, values, fits, _ in its if fits}
        self._unsigned = {row: values for row, values, fits, below in its if fits and not below}

    def quantities(self, row: int, *, signed: bool) -> FloatArray | None:
        """The quantities of a row; None if a cell must be looked at, or is negative and may not be."""
        return (self._signed if signed else self._unsigned).get(row)


def _goes_on(before: PlanFault, fault: PlanFault) -> bool:
    """Whether a fault says of the next cell of a row what one says of those before."""
    same = (before.sheet, before.found, before.expected) == (fault.sheet, fault.found, fault.expected)
    row, column = position(before.cell.rpartition(":")[2])
    return same and position(fault.cell) == (row, column + 1)
