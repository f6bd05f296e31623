"""One valid plan: what is needed, what comes and what is there, item by item and period by period."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pab_planner.core.balance import exposed_balance, periods_of_supply, projected_available_balance
from pab_planner.core.decimals import settle_together
from pab_planner.core.demand import DemandRule, FloatArray, gross_requirements, quantities
from pab_planner.language import Text


class Period(NamedTuple):
    """A day, week or month of the plan.

    Attributes:
        label: What the planner calls it: a date as 2026-06-01, else the heading's own text (`W23`).
        start: Its first day; None if the heading gives no date.
    """

    label: str
    start: date | None


@dataclass(frozen=True)
class PlanFault:
    """Something on a sheet that the planner should put right.

    Attributes:
        sheet: Sheet title.
        cell: Address without dollar signs, or of the first and last cell (`C7:C9`).
        found: What stands there.
        expected: What should stand there, and how the cell is read until then.
    """

    sheet: str
    cell: str
    found: str
    expected: Text


@dataclass(frozen=True)
class OrderLine:
    """One line of a customer's order.

    Attributes:
        item: Own item number.
        customer: Customer, "" if not given.
        order: Order number as text.
        line: Line number as text.
        due: Due date.
        quantity: Open quantity [stock units].
        priority: 1 is served first; 0 if not given.
        part: The customer's part number, "" if not given.
        place: Sheet and cell of the quantity, `Orders!G7`.
        shipped: What was shipped of it before, beyond the open quantity [stock units].
        due_by: Last day of the period it is due in, where only the period is known: `due` is its first.
    """

    item: str
    customer: str
    order: str
    line: str
    due: date
    quantity: float
    priority: int = 0
    part: str = ""
    place: str = ""
    shipped: float = 0.0
    due_by: date | None = None

    @property
    def last_due(self) -> date:
        """The last day on which it is in time."""
        return self.due_by or self.due


def key_of(line: OrderLine) -> tuple[str, str, str, str]:
    """What an order line is known by from one day to the next: item, customer, order and line."""
    return line.item, line.customer, line.order, line.line


@dataclass(frozen=True, eq=False)
class Receipts:
    """Supply whose own day is known; a plan's `supply` holds its quantity in the period of that day.

    Attributes:
        rows: Plan row of each, integers.
        days: Day of each, datetime64[D].
        quantities: Quantity of each [stock units].
    """

    rows: NDArray[np.int64]
    days: NDArray[np.datetime64]
    quantities: FloatArray

    @classmethod
    def of_row(cls, dated: Sequence[tuple[date, float]], row: int = 0) -> "Receipts":
        """Receipts of one row."""
        return cls(
            np.full(len(dated), row),
            np.array([day for day, _ in dated], dtype="datetime64[D]"),
            np.array([quantity for _, quantity in dated], dtype=float),
        )

    def in_row(self, row: int) -> list[tuple[date, float]]:
        """Day and quantity of each receipt of a row, in order of day."""
        mine = self.rows == row
        days = (day.astype(object) for day in self.days[mine])
        return sorted(zip(days, map(float, self.quantities[mine]), strict=True))


NO_RECEIPTS = Receipts.of_row(())


@dataclass(frozen=True, eq=False)
class Plan:
    """Items x periods, as the planner keeps them; the arrays are not to be written to.

    Attributes:
        items: Item numbers, one per row; unique together with `customers` where an item is planned by customer.
        descriptions: One per row, "" if not given.
        customers: The customers of each row, in order of first appearance.
        places: Where each row stands, `Plan!A5:T9`.
        periods: One per column, in order of time.
        opening: On hand less allocated, one per row [stock units].
        orders: Customer orders, rows x periods [stock units].
        supply: All MPS and scheduled receipts, rows x periods [stock units].
        firm: The confirmed part of `supply`, rows x periods [stock units]; all of it where not told apart.
        forecast: Rows x periods [stock units]; None if not kept.
        safety: Safety stock, one per row [stock units].
        least_cover: Periods of supply below which a row is short of cover, one per row [periods].
        rule: How orders and forecast become gross requirements.
        demand_time_fence: DTF [periods].
        planning_time_fence: PTF [periods].
        lines: Order lines, where the planner keeps them.
        receipts: The part of `supply` whose own day is known.
        carried: The part of `supply` that a transport brings to the customers: day of arrival and quantity of
            each, for a plan of one row.
    """

    items: tuple[str, ...]
    descriptions: tuple[str, ...]
    customers: tuple[tuple[str, ...], ...]
    places: tuple[str, ...]
    periods: tuple[Period, ...]
    opening: FloatArray
    orders: FloatArray
    supply: FloatArray
    firm: FloatArray
    forecast: FloatArray | None
    safety: FloatArray
    least_cover: FloatArray
    rule: DemandRule | None = None
    demand_time_fence: int = 0
    planning_time_fence: int | None = None
    lines: tuple[OrderLine, ...] = ()
    receipts: Receipts = NO_RECEIPTS
    carried: tuple[tuple[date, float], ...] = ()

    def __post_init__(self) -> None:
        """Rid the quantities of rounding errors: many are sums, of a week's order lines for instance."""
        named = {
            name: quantities(getattr(self, name), name)
            for name in ("opening", "orders", "supply", "firm", "forecast", "safety")
            if getattr(self, name) is not None
        }
        for name, settled in zip(named, settle_together(*named.values()), strict=True):
            object.__setattr__(self, name, settled)

    @cached_property
    def gross(self) -> FloatArray:
        """Gross requirements, rows x periods [stock units]."""
        return gross_requirements(
            self.orders,
            self.forecast,
            rule=self.rule,
            demand_time_fence=self.demand_time_fence,
            planning_time_fence=self.planning_time_fence,
        )

    @cached_property
    def balance(self) -> FloatArray:
        """Projected available balance, rows x periods [stock units]."""
        return projected_available_balance(self.opening, self.gross, self.supply)

    @cached_property
    def exposed(self) -> FloatArray:
        """Balance without each period's own supply, rows x periods [stock units]."""
        return exposed_balance(self.balance, self.supply)

    @cached_property
    def cover(self) -> FloatArray:
        """Periods of supply at the end of each period, rows x periods [periods], inf beyond the horizon."""
        return periods_of_supply(self.balance, self.gross)

    @cached_property
    def open_lines(self) -> dict[tuple[str, str, str, str], OrderLine]:
        """The order lines that are still open, by what they are known by."""
        return {key_of(line): line for line in self.lines if line.quantity > 0}

    @cached_property
    def lines_by_item(self) -> dict[str, list[OrderLine]]:
        """The order lines of each item, in their order."""
        found: dict[str, list[OrderLine]] = {}
        for line in self.lines:
            found.setdefault(line.item, []).append(line)
        return found

    @cached_property
    def _rows_by_item(self) -> dict[str, list[int]]:
        """The rows of each item, in their order."""
        found: dict[str, list[int]] = {}
        for row, item in enumerate(self.items):
            found.setdefault(item, []).append(row)
        return found

    def row(self, item: str, customer: str | None = None) -> int:
        """The row of an item, and of a customer where it is planned by customer; -1 if there is none."""
        rows = self._rows_by_item.get(item, ())
        return next((row for row in rows if customer is None or customer in self.customers[row]), -1)


def last_day(periods: Sequence[Period], index: int) -> date:
    """Last day of a dated period; the last period is as long as the one before it, a week where it is alone.

    A month that stands last ends with its month.
    """
    starts = [period.start for period in periods[max(0, index - 1) : index + 2] if period.start]
    start = periods[index].start
    assert start is not None, "the periods have dates"
    if index + 1 < len(periods):
        return starts[-1] - timedelta(days=1)
    before = starts[0]
    if before != start and start.day == before.day == 1 and (start - before).days >= SHORTEST_MONTH:
        return (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return start + ((start - before) or timedelta(weeks=1)) - timedelta(days=1)


SHORTEST_MONTH = 28


@lru_cache(maxsize=100_000)
def match_key(name: str) -> str:
    """What two spellings of one item or customer have in common: case, width and spaces do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def period_major(rows: int, periods: int) -> FloatArray:
    """Zeros of rows x periods, laid out period by period: the order that projects fastest."""
    return np.zeros((rows, periods), order="F")
