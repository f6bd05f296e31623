"""One valid plan: what is needed, what comes and what is there, item by item and period by period."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from pab_planner.core.balance import exposed_balance, periods_of_supply, projected_available_balance
from pab_planner.core.decimals import settle
from pab_planner.core.demand import DemandRule, FloatArray, gross_requirements, quantities
from pab_planner.language import Text


class Period(NamedTuple):
    """A day, week or month of the plan.

    Attributes:
        label: What the planner calls it: a date as 2026-06-01, else the heading's own text (`W23`).
        start: Its first day, none where the heading gives no date.
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
        expected: What should, and what was done meanwhile.
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
        customer: Customer, "" where not given.
        order: Order number as text.
        line: Line number as text.
        due: Due date.
        quantity: Open quantity [stock units].
        priority: 1 is served first; 0 where not given.
        part: The customer's part number, "" where not given.
        place: Sheet and cell of the quantity, `Orders!G7`.
        shipped: What was shipped of it before, beyond the open quantity [stock units].
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


@dataclass(frozen=True, eq=False)
class Plan:
    """Items x periods, as the planner keeps them; the arrays are not to be written to.

    Attributes:
        items: Item numbers, one a row; unique together with `customers` where an item is planned by customer.
        descriptions: One a row, "" where not given.
        customers: The customers of each row, in order of first appearance.
        places: Where each row stands, `Plan!A5:T9`.
        periods: One a column, in time.
        opening: On hand less allocated, one a row [stock units].
        orders: Customer orders, rows x periods [stock units].
        supply: All MPS and scheduled receipts, rows x periods [stock units].
        firm: The confirmed part of `supply`, rows x periods [stock units]; all of it where not told apart.
        forecast: Rows x periods [stock units], none where not kept.
        safety: Safety stock, one a row [stock units].
        least_cover: Periods of supply below which a row is short of cover, one a row [periods].
        rule: How orders and forecast become gross requirements.
        demand_time_fence: DTF [periods].
        planning_time_fence: PTF [periods].
        lines: Order lines, where the planner keeps them.
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

    def __post_init__(self) -> None:
        """Free the quantities from the dust of the sums that they are, a week's order lines for instance."""
        for name in ("opening", "orders", "supply", "firm", "forecast", "safety"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, settle(quantities(getattr(self, name), name)))

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

    def row(self, item: str, customer: str | None = None) -> int:
        """The row of an item, and of a customer where it is planned by customer; -1 if there is none."""
        for index, (name, customers) in enumerate(zip(self.items, self.customers, strict=True)):
            if name == item and (customer is None or customer in customers):
                return index
        return -1


@lru_cache(maxsize=100_000)
def match_key(name: str) -> str:
    """What two spellings of one item or customer have in common: case, width and spaces do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def period_major(rows: int, periods: int) -> FloatArray:
    """Zeros of rows x periods, laid out period by period: the order that projects fastest."""
    return np.zeros((rows, periods), order="F")
