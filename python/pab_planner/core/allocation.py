"""Which order lines a shortage hits: supply is given to the lines in the order of a rule."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pab_planner.core.decimals import difference, total
from pab_planner.core.plan import OrderLine, Plan, last_day
from pab_planner.core.recovery import only_row, period_at
from pab_planner.core.transport import TransportMode, arrival_of
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
    """Part of an order line and when it arrives.

    Attributes:
        day: The due date where it is in time, else the day on which the goods arrive; none beyond the
            horizon.
        quantity: How much of the line [stock units].
        first: First day on which it may arrive, where only the period of the goods is known: `day` is its
            last.
    """

    day: date | None
    quantity: float
    first: date | None = None


@dataclass(frozen=True)
class LineAllocation:
    """What an order line gets.

    Attributes:
        line: The order line.
        deliveries: Its parts in order of day; what the plan never covers comes last, without a day.
        wanted: The last day on which it is in time: its due date, today where that has passed.
    """

    line: OrderLine
    deliveries: tuple[Delivery, ...]
    wanted: date

    @property
    def on_time(self) -> float:
        """What is there in time [stock units]."""
        return total(part.quantity for part in self.deliveries if part.day and part.day <= self.wanted)

    @property
    def short(self) -> float:
        """What is missing then [stock units]."""
        return difference(self.line.quantity, self.on_time) if self.hit else 0.0

    @property
    def hit(self) -> bool:
        """Whether the line is not served whole and in time."""
        return any(part.day is None or part.day > self.wanted for part in self.deliveries)

    @property
    def promise(self) -> date | None:
        """Best promise: the day on which the whole line is there; None if the plan never covers it."""
        days = [part.day for part in self.deliveries]
        return None if None in days else max((day for day in days if day), default=self.line.due)

    @property
    def days_late(self) -> int | None:
        """From the due date to the best promise [days]; None if the plan never covers the line."""
        return max(0, (self.promise - self.line.last_due).days) if self.promise else None


def allocate(
    plan: Plan,
    row: int,
    rule: AllocationRule = AllocationRule.DUE_DATE,
    ranks: Sequence[str] = (),
    today: date | None = None,
    lanes: Mapping[str, TransportMode] | None = None,
) -> tuple[LineAllocation, ...]:
    """Give the supply of a plan row to its order lines, the first in rank first.

    Each line takes the latest goods that are there in time, so that earlier ones stay free for others, and
    the rest as soon as it comes. Goods whose own day is known are there from that day on. Of others only the
    period is known: they serve what is due in that period, as they do in the balance, but to whoever waited
    for them they are promised for its last day.

    Args:
        plan: The plan; without dated periods there is nothing to tell.
        row: Its row.
        rule: Who is served first; equal ones by due date, order and line.
        ranks: Customers in the order of their rank, for `CUSTOMER_RANK`; those not named come last.
        today: Nothing arrives before it, and what was due before it can be there on it at best.

        lanes: How goods usually travel to each customer: their days come on top. Without a lane the goods are
            there on the day on which they are ready.

    Returns:
        One allocation per line, in the order in which they were served. Lines due after the horizon are
        left out.
    """
    if any(period.start is None for period in plan.periods):
        return ()
    one = only_row(plan, row)
    now = today or one.periods[0].start or date.min
    goods = goods_of(one, now)
    served = []
    for line in sorted(one.lines, key=_order(rule, ranks)):
        if period_at(one.periods, line.due) < len(one.periods):
            wanted = max(line.last_due, now)
            lane = (lanes or {}).get(line.customer)
            served.append(LineAllocation(line, tuple(_take(goods, line, wanted, now, lane)), wanted))
    return tuple(served)


@dataclass(eq=False)
class Goods:
    """Goods that arrive at one time, as far as no order line has them yet.

    Attributes:
        first: The first day on which it may be there.
        last: The last; the same where its day is known.
        free: How much of it is not yet given to an order line [stock units].
        carried: Whether they are with the customer then, and not with us.
        given: How much of it is [stock units].
    """

    first: date
    last: date
    free: float
    carried: bool = False
    given: float = 0.0

    def give(self, quantity: float) -> None:
        """Give some of it to an order line: what is free follows from the whole, or the dust of thirds would add up."""
        whole = total((self.free, self.given))
        self.given = total((self.given, quantity))
        self.free = difference(whole, self.given)

    def there(self, day: date, now: date, lane: TransportMode | None) -> date:
        """When they are with a customer if they are ready on a day."""
        if lane is None or self.carried:
            return day
        return arrival_of(lane, max(day, now))


def goods_of(one: Plan, today: date) -> list[Goods]:
    """Stock and receipts of a plan of one row with dated periods, in order of day; a backlog takes the first.

    Args:
        one: The plan.
        today: What should have come before it comes on it.
    """
    starts = [period.start for period in one.periods if period.start]
    now = max(starts[0], today)
    goods = [Goods(date.min, date.min, float(one.opening[0]))]
    undated = one.supply[0].copy()
    known = [(day, quantity, False) for day, quantity in one.receipts.in_row(0)]
    known += [(day, quantity, True) for day, quantity in one.carried]
    for day, quantity, carried in known:
        period = max(0, period_at(one.periods, day))
        if period < len(starts):
            part = min(quantity, float(undated[period]))
            undated[period] = difference(float(undated[period]), part)
            goods.append(Goods(max(now, day), max(now, day), part, carried))
    for index, quantity in enumerate(undated):
        if quantity > 0:
            goods.append(
                Goods(max(now, starts[index]), max(now, last_day(one.periods, index)), float(quantity))
            )
    goods.sort(key=lambda each: (each.first, each.last))
    owed = 0.0
    for each in goods:
        left = difference(each.free, owed)
        each.free, owed = max(0.0, left), max(0.0, -left)
    return goods


def _order(rule: AllocationRule, ranks: Sequence[str]) -> Callable[[OrderLine], tuple[object, ...]]:
    """The sort key of order lines."""
    rank = {customer: index for index, customer in enumerate(ranks)}

    def key(line: OrderLine) -> tuple[object, ...]:
        first: float = 0
        if rule is AllocationRule.PRIORITY:
            first = line.priority or float("inf")
        elif rule is AllocationRule.CUSTOMER_RANK:
            first = rank.get(line.customer, len(rank))
        return first, line.due, line.order, line.line

    return key


def _take(
    goods: Sequence[Goods], line: OrderLine, wanted: date, now: date, lane: TransportMode | None
) -> list[Delivery]:
    """Take a line's quantity out of what is free, in place: in time if it can be, else as soon as it can."""
    left = line.quantity
    parts: list[Delivery] = []
    got = 0.0
    for each in reversed(goods):
        if each.there(each.first, now, lane) <= wanted and (part := min(left, each.free)):
            each.give(part)
            got = total((got, part))
            left = difference(line.quantity, got)
    if got:
        parts.append(Delivery(wanted, got))
    for each in sorted(goods, key=lambda each: (each.last, each.first)):
        if part := min(left, each.free):
            each.give(part)
            got = total((got, part))
            left = difference(line.quantity, got)
            first, last = each.there(each.first, now, lane), each.there(each.last, now, lane)
            parts.append(Delivery(last, part, first if first < last else None))
    if left:
        parts.append(Delivery(None, left))
    return parts
