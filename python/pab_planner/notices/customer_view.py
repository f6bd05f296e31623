"""What one customer may see of a plan row: the only thing that a notice is drafted from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from pab_planner.core.allocation import AllocationRule, Delivery, LineAllocation, allocate
from pab_planner.core.balance import projected_available_balance, shortage
from pab_planner.core.countermeasure import Countermeasure, MeasureState
from pab_planner.core.decimals import difference, settle, total
from pab_planner.core.demand import FloatArray
from pab_planner.core.plan import OrderLine, Period, Plan
from pab_planner.core.recovery import QuantityNotThere, Replay, period_at
from pab_planner.core.transport import TransportMode
from pab_planner.errors import ChoiceError, SheetError
from pab_planner.language import Text


class NoDates(SheetError):
    """A letter promises days, and the plan has none."""

    sentence = Text(
        "{item}: the plan's headings are not dates ({label}), so no letter can name a day; "
        "put the first day of each period in the headings",
        "{item}：计划表头不是日期（{label}），函件无法写明日期；请在表头填写各期首日",
    )


class NoOrderLines(SheetError):
    """Several customers share an item, and nothing says whose orders are short."""

    sentence = Text(
        "{item} is shared by {customers}; enter the order lines on sheet Orders, "
        "so that each customer is told only of their own",
        "{item} 由 {customers} 共用；请在“Orders 订单”表中填写订单行，以便分别通知各客户",
    )


class NotACustomer(ChoiceError):
    """Somebody who does not order an item."""

    sentence = Text("{customer} has no orders of {item}", "{customer} 没有 {item} 的订单")


@dataclass(frozen=True)
class NoticeLine:
    """One order line of the customer.

    Attributes:
        order: Order number, "" where the plan keeps no order lines.
        line: Line number; the period where it keeps none.
        part: The customer's part number.
        quantity: Open quantity [stock units].
        shipped: Shipped before [stock units].
        due: Due date.
        short: Missing on the due date without countermeasures [stock units].
        still_short: Missing on it with all of them [stock units].
        deliveries: When which part of it is there with them; what the plan never covers comes last.
        without: The same without them.
        due_by: Last day of the period it is due in, where only the period is known.
    """

    order: str
    line: str
    part: str
    quantity: float
    shipped: float
    due: date
    short: float
    still_short: float
    deliveries: tuple[Delivery, ...]
    without: tuple[Delivery, ...]
    due_by: date | None = None

    @property
    def promise(self) -> date | None:
        """Day on which all of it is there with countermeasures; None if the plan never covers it."""
        days = [part.day for part in self.deliveries]
        return None if None in days else max((day for day in days if day), default=None)

    @property
    def ordered(self) -> float:
        """What was ordered at first [stock units]."""
        return self.quantity + self.shipped

    @property
    def days_late(self) -> int | None:
        """From the due date to the promise [days]."""
        return max(0, (self.promise - (self.due_by or self.due)).days) if self.promise else None


@dataclass(frozen=True)
class NoticePeriod:
    """One period of the customer's own requirement and supply.

    What is short at its end is what was short before it, plus what is required, less what is delivered.

    Attributes:
        period: The period.
        required: Due in it [stock units].
        delivered: Delivered in it without countermeasures [stock units].
        short: Short at its end without them [stock units].
        delivered_with: Delivered in it with all of them [stock units].
        short_with: Short at its end with all of them [stock units].
    """

    period: Period
    required: float
    delivered: float
    short: float
    delivered_with: float
    short_with: float


AT_SITE = Text("{item}, site {site}", "{item}（地点 {site}）")


@dataclass(frozen=True)
class CustomerView:
    """What one customer may see of one item.

    Attributes:
        customer: The customer.
        item: Own item number.
        description: The item in words.
        parts: The customer's own part numbers of it.
        lines: The customer's lines that are short without or with countermeasures, by due date.
        periods: Every period of the plan.
        measures: Countermeasures that count and serve this customer.
        failed: Those that were tried and failed.
        at_site: Own item number and site, where the plan keeps several sites apart and calls the item `A@1000`.
    """

    customer: str
    item: str
    description: str
    parts: tuple[str, ...]
    lines: tuple[NoticeLine, ...]
    periods: tuple[NoticePeriod, ...]
    measures: tuple[Countermeasure, ...]
    failed: tuple[Countermeasure, ...]
    at_site: tuple[str, str] | None = None

    @property
    def number(self) -> str:
        """Own item number, without the site."""
        return self.at_site[0] if self.at_site else self.item

    @property
    def item_in_words(self) -> Text:
        """The item, and its site in words."""
        return in_words(self.item, self.at_site)

    @property
    def short(self) -> float:
        """The largest quantity short at the end of a period without countermeasures [stock units]."""
        return max((period.short for period in self.periods), default=0.0)

    @property
    def short_with(self) -> float:
        """The same with all of them [stock units]."""
        return max((period.short_with for period in self.periods), default=0.0)


def in_words(item: str, at_site: tuple[str, str] | None) -> Text:
    """An item as letters name it.

    Args:
        item: What the plan calls it.
        at_site: Its number and its site, where the plan's name holds both.
    """
    return AT_SITE.filled(item=at_site[0], site=at_site[1]) if at_site else Text(item, item)


def view_of(
    played: Replay,
    customer: str,
    rule: AllocationRule = AllocationRule.DUE_DATE,
    ranks: Sequence[str] = (),
    lanes: Mapping[str, TransportMode] | None = None,
) -> CustomerView:
    """What a customer may see of a plan row that was played again.

    Args:
        played: The row without and with its countermeasures.
        customer: The customer.
        rule: Who is served first.
        ranks: Customers in the order of their rank.
        lanes: How goods usually travel to each customer.

    Raises:
        NoDates: The periods have no dates.
        NotACustomer: The row has no orders of that customer.
        NoOrderLines: Several customers share the row and there are no order lines.
    """
    before = played.before
    _refuse_untellable(before, customer)

    def served(row: Plan) -> list[LineAllocation]:
        return [a for a in allocate(row, 0, rule, ranks, played.today, lanes) if a.line.customer == customer]

    without, with_all = served(before), served(played.after)
    serving = [m for m in played.played if m.customer in ("", customer)]

    def tells(measure: Countermeasure) -> bool:
        """Whether the customer would get something at another time without it."""
        try:
            return _times(served(played.without(measure).after)) != _times(with_all)
        except QuantityNotThere:  # another one moves on what this one moved
            return True

    telling = [m for m in serving if tells(m)]
    return CustomerView(
        customer=customer,
        item=before.items[0],
        description=before.descriptions[0],
        parts=tuple(dict.fromkeys(each.line.part for each in without if each.line.part)),
        lines=_short_lines(without, with_all),
        periods=_periods(before.periods, without, with_all),
        measures=tuple(telling or (serving if _times(without) != _times(with_all) else ())),
        failed=tuple(
            out.measure
            for out in played.left_out
            if out.measure.state is MeasureState.FAILED and out.measure.customer in ("", customer)
        ),
    )


def shortages(
    played: Replay,
    rule: AllocationRule = AllocationRule.DUE_DATE,
    ranks: Sequence[str] = (),
    lanes: Mapping[str, TransportMode] | None = None,
) -> dict[str, tuple[float, float]]:
    """What each customer of a plan row misses, without and with its countermeasures [stock units].

    Args:
        played: The row without and with its countermeasures.
        rule: Who is served first.
        ranks: Customers in the order of their rank.
        lanes: How goods usually travel to each customer.

    Raises:
        NoDates: The periods have no dates.
        NoOrderLines: Several customers share the row and there are no order lines.
    """
    without = allocate(played.before, 0, rule, ranks, played.today, lanes)
    with_all = allocate(played.after, 0, rule, ranks, played.today, lanes)
    missed = {}
    for customer in played.before.customers[0]:
        _refuse_untellable(played.before, customer)
        lines = _short_lines(
            [each for each in without if each.line.customer == customer],
            [each for each in with_all if each.line.customer == customer],
        )
        missed[customer] = total(x.short for x in lines), total(x.still_short for x in lines)
    return missed


def nothing_due(customer: str, item: str, description: str, periods: Sequence[Period]) -> CustomerView:
    """The view of a customer who was told of an item and orders nothing of it any more.

    Args:
        customer: The customer.
        item: The item.
        description: The item in words.
        periods: The periods of the plan.
    """
    return CustomerView(
        customer=customer,
        item=item,
        description=description,
        parts=(),
        lines=(),
        periods=tuple(NoticePeriod(period, *[0.0] * 5) for period in periods),
        measures=(),
        failed=(),
    )


def _refuse_untellable(plan: Plan, customer: str) -> None:
    """Refuse what no letter to this customer can be made of."""
    item, customers = plan.items[0], plan.customers[0]
    if any(period.start is None for period in plan.periods):
        raise NoDates(item=item, label=plan.periods[0].label)
    if customer not in customers:
        raise NotACustomer(customer=customer, item=item)
    if not plan.lines:
        raise NoOrderLines(item=item, customers=", ".join(customers))


def _times(allocations: Sequence[LineAllocation]) -> list[object]:
    """When which quantity of which line is there."""
    return [
        (each.line.order, each.line.line, each.line.place, part.day, part.quantity)
        for each in allocations
        for part in each.deliveries
    ]


def _short_lines(
    without: Sequence[LineAllocation], with_all: Sequence[LineAllocation]
) -> tuple[NoticeLine, ...]:
    """The lines that are short in either case; a line that ships in parts is one line still."""
    lines = []
    for each in without:
        parts = [part for part in with_all if _same_line(part.line, each.line)]
        line = _notice_line(each, _joined(delivery for part in parts for delivery in part.deliveries))
        if line.short or line.still_short:
            lines.append(line)
    return tuple(sorted(lines, key=lambda line: (line.due, line.order, line.line)))


def _notice_line(without: LineAllocation, with_all: tuple[Delivery, ...]) -> NoticeLine:
    """One line: what is short without countermeasures, and when it is there with them."""
    line = without.line
    on_time = total(each.quantity for each in with_all if each.day and each.day <= without.wanted)
    still_short = difference(line.quantity, on_time)
    return NoticeLine(
        order=line.order,
        line=line.line,
        part=line.part,
        quantity=line.quantity,
        shipped=line.shipped,
        due=line.due,
        short=without.short,
        still_short=max(0.0, still_short),
        deliveries=with_all,
        without=_joined(without.deliveries),
        due_by=line.due_by,
    )


def _joined(parts: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """Deliveries of one line in order of day, those of one day as one; what the plan never covers comes last."""
    quantities: dict[tuple[date, date | None], float] = defaultdict(float)
    for part in parts:
        key = part.day or date.max, part.first
        quantities[key] = total((quantities[key], part.quantity))
    return tuple(
        Delivery(None if day == date.max else day, quantity, first)
        for (day, first), quantity in sorted(quantities.items(), key=lambda each: each[0][0])
    )


def _same_line(one: OrderLine, other: OrderLine) -> bool:
    """Whether two are one line, or parts of one."""
    return (one.order, one.line, one.place) == (other.order, other.line, other.place)


def _periods(
    periods: Sequence[Period], without: Sequence[LineAllocation], with_all: Sequence[LineAllocation]
) -> tuple[NoticePeriod, ...]:
    """The customer's requirement and supply, period by period; what is past due is required today, as a line is."""
    required = np.zeros(len(periods))
    for each in without:
        required[period_holding(periods, each.wanted)] += each.line.quantity
    required = settle(required)
    delivered, delivered_with = _delivered(periods, without), _delivered(periods, with_all)
    short, short_with = _short(required, delivered), _short(required, delivered_with)
    columns = (required, delivered, short, delivered_with, short_with)
    return tuple(
        NoticePeriod(period, *(float(column[index]) for column in columns))
        for index, period in enumerate(periods)
    )


def _delivered(periods: Sequence[Period], allocations: Sequence[LineAllocation]) -> FloatArray:
    """What is delivered in each period [stock units]."""
    delivered = np.zeros(len(periods))
    for each in allocations:
        for part in each.deliveries:
            if part.day is not None:
                delivered[period_holding(periods, part.day)] += part.quantity
    return settle(delivered)


def period_holding(periods: Sequence[Period], day: date) -> int:
    """The period of a day; what was due before the plan belongs to its first."""
    return max(0, min(period_at(periods, day), len(periods) - 1))


def _short(required: FloatArray, delivered: FloatArray) -> FloatArray:
    """What is short at the end of each period, counted from the first."""
    return shortage(projected_available_balance(0.0, required, delivered))
