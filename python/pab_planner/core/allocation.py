"""Which order lines a shortage hits: supply is given to the lines in the order of a rule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from pab_planner.core.balance import projected_available_balance
from pab_planner.core.decimals import settle, tidy
from pab_planner.core.demand import FloatArray
from pab_planner.core.plan import OrderLine, Plan
from pab_planner.core.recovery import only_row, period_at
from pab_planner.language import Text


class AllocationRule(StrEnum):
    """Who is served first."""

    DUE_DATE = "due_date"
    PRIORITY = "priority"
    CUSTOMER_RANK = "customer_rank"

    @property
    def words(self) -> Text:
        """What a letter calls it."""
        return _WORDS[self]


_WORDS = {
    AllocationRule.DUE_DATE: Text("by due date", "按交期先后"),
    AllocationRule.PRIORITY: Text("by order priority", "按订单优先级"),
    AllocationRule.CUSTOMER_RANK: Text("by customer rank", "按客户等级"),
}


@dataclass(frozen=True)
class Delivery:
    """Part of an order line and when it can be there.

    Attributes:
        day: The due date where it is in time, else the first day of the period that brings it; none beyond
            the horizon.
        quantity: How much of the line [stock units].
    """

    day: date | None
    quantity: float


@dataclass(frozen=True)
class LineAllocation:
    """What an order line gets.

    Attributes:
        line: The order line.
        deliveries: Its parts, in time; what the plan never covers comes last, without a day.
    """

    line: OrderLine
    deliveries: tuple[Delivery, ...]

    @property
    def on_time(self) -> float:
        """What is there by the due date [stock units]."""
        return tidy(sum(part.quantity for part in self.deliveries if part.day and part.day <= self.line.due))

    @property
    def short(self) -> float:
        """What is missing on the due date [stock units]."""
        return tidy(self.line.quantity - self.on_time, self.line.quantity) if self.hit else 0.0

    @property
    def hit(self) -> bool:
        """Whether the line is not served whole and in time."""
        return any(part.day is None or part.day > self.line.due for part in self.deliveries)

    @property
    def promise(self) -> date | None:
        """Best promise: the day on which the whole line is there; none where the plan never covers it."""
        days = [part.day for part in self.deliveries]
        return None if None in days else max((day for day in days if day), default=self.line.due)

    @property
    def days_late(self) -> int | None:
        """From the due date to the best promise [days]; none where the plan never covers the line."""
        return (self.promise - self.line.due).days if self.promise else None


def allocate(
    plan: Plan,
    row: int,
    rule: AllocationRule = AllocationRule.DUE_DATE,
    ranks: Sequence[str] = (),
) -> tuple[LineAllocation, ...]:
    """Give the supply of a plan row to its order lines, the first in rank first.

    Each line takes what is safe to promise on its due date, and the rest as soon as it is: the running
    minimum of what is still free from then on (look-ahead ATP), so that no line takes what one before it was
    given. A receipt counts for all of its own period, as it does in the balance.

    Args:
        plan: The plan; without dated periods there is nothing to tell.
        row: Its row.
        rule: Who is served first; equal ones by due date, order and line.
        ranks: Customers in the order of their rank, for `CUSTOMER_RANK`; those not named come last.

    Returns:
        One allocation a line, in the order in which they were served. Lines due after the horizon are
        left out.
    """
    if any(period.start is None for period in plan.periods):
        return ()
    one = only_row(plan, row)
    free = projected_available_balance(one.opening[0], np.zeros_like(one.supply[0]), one.supply[0])
    served = []
    for line in sorted(one.lines, key=_order(rule, ranks)):
        due = max(0, period_at(one.periods, line.due))
        if due < len(one.periods):
            served.append(LineAllocation(line, tuple(_take(free, due, line, one))))
    return tuple(served)


def _order(rule: AllocationRule, ranks: Sequence[str]) -> Callable[[OrderLine], tuple[object, ...]]:
    """What lines are sorted by."""
    rank = {customer: index for index, customer in enumerate(ranks)}

    def key(line: OrderLine) -> tuple[object, ...]:
        first: float = 0
        if rule is AllocationRule.PRIORITY:
            first = line.priority or float("inf")
        elif rule is AllocationRule.CUSTOMER_RANK:
            first = rank.get(line.customer, len(rank))
        return first, line.due, line.order, line.line

    return key


def _take(free: FloatArray, due: int, line: OrderLine, plan: Plan) -> list[Delivery]:
    """Take a line's quantity out of what is free, in place, from its due period on."""
    left = line.quantity
    parts: list[Delivery] = []
    for period in range(due, len(free)):
        if not left:
            break
        part = min(left, max(0.0, float(free[period:].min())))
        if part:
            free[period:] = settle(free[period:] - part, free[period:])
            left = tidy(left - part, left)
            start = plan.periods[period].start
            parts.append(Delivery(line.due if period == due or start is None else start, part))
    if left:
        parts.append(Delivery(None, left))
    return parts
