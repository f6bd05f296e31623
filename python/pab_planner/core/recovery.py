"""What could close a gap, and the plan played again with it."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from pab_planner.core.balance import shortage
from pab_planner.core.countermeasure import Countermeasure, CountermeasureKind, MeasureState
from pab_planner.core.decimals import difference, total
from pab_planner.core.demand import FloatArray, quantities, whole_periods
from pab_planner.core.plan import OrderLine, Period, Plan, Receipts, last_day
from pab_planner.errors import SheetError
from pab_planner.language import Text


class Slip(NamedTuple):
    """Supply that arrives late.

    Attributes:
        supply: The shifted receipts, the shape of the original [stock units].
        lost: What moved past the horizon, one per item [stock units].
    """

    supply: FloatArray
    lost: FloatArray


def slip(supply: ArrayLike, periods: float) -> Slip:
    """Move every receipt some periods later.

    Args:
        supply: Receipts, items x periods or the periods of one item [stock units].
        periods: How many periods later, 0 or more.

    Raises:
        NotAWholeNumber: `periods` is negative or has a fraction.
        NotAQuantity: A value is not a number.
    """
    receipts = quantities(supply, "supply")
    length = receipts.shape[-1]
    late = min(whole_periods(periods, "periods"), length)
    moved = np.zeros_like(receipts)
    moved[..., late:] = receipts[..., : length - late]
    past = receipts[..., length - late :]
    return Slip(moved, np.apply_along_axis(total, -1, past))


class QuantityNotThere(SheetError):
    """A countermeasure moves more than there is."""

    sentence = Text(
        "{place}: {quantity:,.12g} are to be moved from {source}, but the plan has only {there:,.12g} there; "
        "correct the quantity or the date it is moved from",
        "{place}：要从{source}调整 {quantity:,.12g}，但计划中该处只有 {there:,.12g}；请更正数量或原日期",
    )


class MovedFromMissing(SheetError):
    """A partial shipment does not say which orders' rest ships later."""

    sentence = Text(
        "{place}: a partial shipment moves the rest of an order to a later date; "
        "fill in the date it is moved from",
        "{place}：分批发货是把订单的余量移到以后发出，请填写原日期",
    )


class CustomerMissing(SheetError):
    """A partial shipment of an item that several customers share does not say whose order it is of."""

    sentence = Text(
        "{place}: {item} is shared by {customers}; fill in whose order is shipped in parts",
        "{place}：{item} 由 {customers} 共用，请在“客户”列注明分批发货的是哪个客户的订单",
    )


class NotTheirs(SheetError):
    """A countermeasure of one customer that the item does not have, or that is no partial shipment."""

    sentence = Text(
        "{place}: customer {customer} cannot stand here: {reason}",
        "{place}：此处不能填写客户 {customer}：{reason}",
    )


NO_CUSTOMER = Text("{item} is ordered by {customers}", "{item} 的客户为 {customers}")
SERVES_ALL = Text(
    "only a partial shipment is of one customer's order, any other quantity is given to all order lines",
    "只有分批发货针对某一客户的订单，其他措施的数量由全部订单行分配",
)


class UnknownPeriod(SheetError):
    """A countermeasure stands at a time that the plan does not know."""

    sentence = Text(
        "{place}: {when} is not a period of the plan, which runs from {first} to {last}",
        "{place}：{when} 不在计划期间内（{first} 至 {last}）",
    )


class LeftOut(NamedTuple):
    """A countermeasure that was not played, and why."""

    measure: Countermeasure
    reason: Text


@dataclass(frozen=True, eq=False)
class Replay:
    """One plan row as it stands, and projected again with its countermeasures.

    Attributes:
        before: The row without them, under the assumption about its MPS.
        after: The row with them.
        played: The countermeasures that count.
        left_out: Those that do not.
        today: The day on which it was played.
        without: The row played again without one of the countermeasures that count.
    """

    before: Plan
    after: Plan
    played: tuple[Countermeasure, ...]
    left_out: tuple[LeftOut, ...]
    today: date | None
    without: Callable[[Countermeasure], "Replay"]

    @property
    def measures(self) -> tuple[Countermeasure, ...]:
        """All of them, those that count first."""
        return (*self.played, *(out.measure for out in self.left_out))

    @property
    def gap_before(self) -> FloatArray:
        """Shortage at the end of each period without countermeasures [stock units]."""
        return shortage(self.before.balance[0])

    @property
    def gap_after(self) -> FloatArray:
        """What is left of it with all of them [stock units]."""
        return shortage(self.after.balance[0])

    @property
    def closes(self) -> bool:
        """Whether no gap is left. Only then may the set be called a recovery."""
        return not bool((self.gap_after > 0).any())

    @property
    def first_gap_left(self) -> int | None:
        """The first period still short with all countermeasures, index."""
        short = np.flatnonzero(self.gap_after > 0)
        return int(short[0]) if short.size else None


def replay(
    plan: Plan,
    row: int,
    measures: Iterable[Countermeasure],
    *,
    late: float = 0,
    today: date | None = None,
) -> Replay:
    """Project one row of the plan again with its countermeasures.

    What a countermeasure moves leaves its receipt first; then the rest of the MPS slips by the
    assumption; then each quantity arrives in the period that holds its date.

    Args:
        plan: The plan.
        row: Its row.
        measures: The countermeasures of that row.
        late: Assumption on the MPS: every receipt comes this many periods late. One period late is
            the plan judged by its exposed balance.
        today: What is planned for an earlier day has not come, and does not count; what comes from today
            on but before the first period counts in that. Without it the plan's first day is today.

    Raises:
        QuantityNotThere: More is moved than the receipt or the orders hold.
        MovedFromMissing: A partial shipment does not say when the rest was due.
        CustomerMissing: Nor whose order it is of, and several customers share the row.
        NotTheirs: A customer stands where none can, or one who does not order the item.
        UnknownPeriod: A quantity is moved from a time outside the plan.
        NotAWholeNumber: `late` is negative or has a fraction.
    """
    measures = tuple(measures)
    one = _with_lines(only_row(plan, row))
    before = _late(one, late)
    played: list[Countermeasure] = []
    left_out: list[LeftOut] = []
    supply, orders, lines = one.supply.copy(), one.orders.copy(), list(one.lines)
    dated, brought = one.receipts.in_row(0), list[tuple[date, float]]()
    carried = list[tuple[date, float]]()
    arrivals = np.zeros_like(supply)
    for measure in measures:
        period = period_at(one.periods, measure.when, measure.place)
        reason = _not_played(measure, period, one.periods, today)
        if reason:
            left_out.append(LeftOut(measure, reason))
            continue
        period = max(0, period)
        _check_customer(one, measure)
        if measure.kind is CountermeasureKind.PARTIAL_SHIPMENT:
            _ship_rest_later(one.periods, orders, lines, measure, period)
        else:
            if measure.moved_from is not None:
                _take(supply[0], one.periods, measure)
                dated = _taken_from(
                    dated, float(supply[0, _source(one.periods, measure)]), one.periods, measure
                )
            arrivals[0, period] += measure.quantity
            if isinstance(measure.when, date):
                by_transport = measure.kind is CountermeasureKind.TRANSPORT
                (carried if by_transport else brought).append((measure.when, measure.quantity))
        played.append(measure)
    after = _late(replace(one, supply=supply, receipts=Receipts.of_row(dated)), late)
    after = replace(
        after,
        supply=after.supply + arrivals,
        receipts=Receipts.of_row([*after.receipts.in_row(0), *brought]),
        carried=tuple(carried),
        orders=orders,
        lines=tuple(lines),
    )

    def without(measure: Countermeasure) -> Replay:
        others = [each for each in measures if each is not measure]
        return replay(plan, row, others, late=late, today=today)

    return Replay(before, after, tuple(played), tuple(left_out), today, without)


def _late(one: Plan, late: float) -> Plan:
    """A plan row whose receipts come some periods late, each on the same day of its period."""
    supply = slip(one.supply, late).supply
    starts = [period.start for period in one.periods]
    if not late or None in starts:
        return replace(one, supply=supply)
    moved = []
    for day, quantity in one.receipts.in_row(0):
        period = max(0, period_at(one.periods, day))
        to = period + int(late)
        if to < len(starts):
            offset = day - (starts[period] or day)
            moved.append((min((starts[to] or day) + offset, last_day(one.periods, to)), quantity))
    return replace(one, supply=supply, receipts=Receipts.of_row(moved))


def _taken_from(
    dated: list[tuple[date, float]], left: float, periods: Sequence[Period], measure: Countermeasure
) -> list[tuple[date, float]]:
    """Receipts of a row after a countermeasure took its quantity out of one period.

    It is taken from the receipt of the day that it names, then from what has no day of its own, then from the
    period's last receipt.

    Args:
        dated: Day and quantity of each, in order of day.
        left: What the period still has, without the countermeasure's quantity [stock units].
        periods: The periods of the plan.
        measure: The countermeasure.
    """
    source, wanted = _source(periods, measure), measure.quantity
    within = [index for index, (day, _) in enumerate(dated) if max(0, period_at(periods, day)) == source]
    undated = max(0.0, difference(total((left, wanted)), total(dated[index][1] for index in within)))
    named = [index for index in within if dated[index][0] == measure.moved_from]
    kept = list(dated)
    for index in (*named, None, *reversed(within)):
        if index is None:
            wanted = difference(wanted, min(wanted, undated))
            continue
        day, there = kept[index]
        part = min(wanted, there)
        kept[index] = (day, difference(there, part))
        wanted = difference(wanted, part)
    return [(day, quantity) for day, quantity in kept if quantity > 0]


def _check_customer(plan: Plan, measure: Countermeasure) -> None:
    """Refuse a countermeasure that does not say whose it is, or says it wrongly."""
    item, customers = plan.items[0], plan.customers[0]
    known = ", ".join(customers)
    partial = measure.kind is CountermeasureKind.PARTIAL_SHIPMENT
    if partial and not measure.customer and len(customers) > 1:
        raise CustomerMissing(place=measure.place, item=item, customers=known)
    if measure.customer and not partial:
        raise NotTheirs(place=measure.place, customer=measure.customer, reason=SERVES_ALL)
    if measure.customer and measure.customer not in customers:
        reason = NO_CUSTOMER.filled(item=item, customers=known)
        raise NotTheirs(place=measure.place, customer=measure.customer, reason=reason)


def only_row(plan: Plan, row: int) -> Plan:
    """The plan of one row, with that row's order lines."""
    rows = slice(row, row + 1)
    item, customers = plan.items[row], plan.customers[row]
    return replace(
        plan,
        items=plan.items[rows],
        descriptions=plan.descriptions[rows],
        customers=plan.customers[rows],
        places=plan.places[rows],
        opening=plan.opening[rows],
        orders=plan.orders[rows],
        supply=plan.supply[rows],
        firm=plan.firm[rows],
        forecast=None if plan.forecast is None else plan.forecast[rows],
        safety=plan.safety[rows],
        least_cover=plan.least_cover[rows],
        lines=tuple(
            line for line in plan.lines_by_item.get(item, ()) if not customers or line.customer in customers
        ),
        receipts=Receipts.of_row(plan.receipts.in_row(row)),
    )


def _with_lines(plan: Plan) -> Plan:
    """A plan row with order lines: where none are kept, its only customer's orders of each period are one."""
    if plan.lines or len(plan.customers[0]) != 1:
        return plan
    lines = (
        OrderLine(
            plan.items[0],
            plan.customers[0][0],
            "",
            period.label,
            period.start,
            float(quantity),
            due_by=last_day(plan.periods, index),
        )
        for index, (period, quantity) in enumerate(zip(plan.periods, plan.orders[0], strict=True))
        if period.start is not None and quantity > 0
    )
    return replace(plan, lines=tuple(lines))


BEFORE_THE_PLAN = -1


def period_at(periods: Sequence[Period], when: date | str, place: str = "") -> int:
    """The period that holds a date, or has a label.

    Args:
        periods: The periods of the plan.
        when: A date or a label.
        place: Where that stands, for the error.

    Returns:
        Index; -1 for a date before the first period, the number of periods for one after the last.
        The last period is taken to be as long as the one before it.

    Raises:
        UnknownPeriod: The label is not one of the plan's, or the plan has no dates.
    """
    if isinstance(when, str):
        labels = [period.label for period in periods]
        if when in labels:
            return labels.index(when)
    else:
        starts = [period.start for period in periods if period.start is not None]
        if starts and len(starts) == len(periods):
            if len(starts) > 1 and when > last_day(periods, len(starts) - 1):
                return len(starts)
            return bisect_right(starts, when) - 1
    raise UnknownPeriod(place=place, when=when, first=periods[0].label, last=periods[-1].label)


def _not_played(
    measure: Countermeasure, period: int, periods: Sequence[Period], today: date | None
) -> Text | None:
    """Why a countermeasure does not count, if it does not."""
    if measure.state is MeasureState.DONE:
        return Text("done: it stands in the stock or the MPS", "已完成：数量已在库存或计划中")
    if measure.state is MeasureState.FAILED:
        return Text("failed", "未果")
    passed = isinstance(measure.when, date) and today is not None and measure.when < today
    if passed or (today is None and period == BEFORE_THE_PLAN):
        return Text("its date has passed; mark it done or give it a new date", "日期已过；请标为已完成或改期")
    if period == len(periods):
        return Text("dated after the plan's last period", "日期晚于计划末期")
    return None


def _source(periods: Sequence[Period], measure: Countermeasure) -> int:
    """The period that a countermeasure takes its quantity from."""
    if measure.moved_from is None:
        raise MovedFromMissing(place=measure.place)
    period = period_at(periods, measure.moved_from, measure.place)
    if not 0 <= period < len(periods):
        first, last = periods[0].label, periods[-1].label
        raise UnknownPeriod(place=measure.place, when=measure.moved_from, first=first, last=last)
    return period


def _take(quantity: FloatArray, periods: Sequence[Period], measure: Countermeasure) -> None:
    """Take a countermeasure's quantity out of the period that it is moved from, in place."""
    period = _source(periods, measure)
    there = float(quantity[period])
    if difference(there, measure.quantity) < 0:
        label = periods[period].label
        raise QuantityNotThere(place=measure.place, quantity=measure.quantity, source=label, there=there)
    quantity[period] = difference(there, measure.quantity)


def _ship_rest_later(
    periods: Sequence[Period],
    orders: FloatArray,
    lines: list[OrderLine],
    measure: Countermeasure,
    period: int,
) -> None:
    """Move part of the orders of one period to a later one, in place: the last lines to be served first."""
    _take(orders[0], periods, measure)
    orders[0, period] += measure.quantity
    source, left = _source(periods, measure), measure.quantity
    later = measure.when if isinstance(measure.when, date) else periods[period].start
    if later is None:
        return
    due = [
        line
        for line in lines
        if period_at(periods, line.due) == source and measure.customer in ("", line.customer)
    ]
    there = total(line.quantity for line in due)
    if lines and difference(there, left) < 0:
        label = periods[source].label
        raise QuantityNotThere(place=measure.place, quantity=left, source=label, there=there)
    for line in sorted(due, key=lambda line: (line.priority, line.due), reverse=True):
        moved = min(left, line.quantity)
        left = difference(left, moved)
        at = lines.index(line)
        lines[at : at + 1] = [
            part
            for part in (
                replace(line, quantity=difference(line.quantity, moved)),
                replace(line, quantity=moved, due=later, due_by=None),
            )
            if part.quantity > 0
        ]
        if not left:
            break
