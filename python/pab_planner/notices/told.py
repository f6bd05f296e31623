"""What a customer was told before, and what has changed since."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pab_planner.language import Text
from pab_planner.notices.customer_view import NoticeLine
from pab_planner.notices.said_day import long_day, said_day


class ToldLine(NamedTuple):
    """What a letter told a customer about one order line.

    Attributes:
        order: Order number.
        line: Line number.
        short: The quantity short that it named [stock units].
        promise: The new date that it named; None if it named none.
        issued: When that letter was issued.
    """

    order: str
    line: str
    short: float
    promise: date | None
    issued: date


class PromisedLine(NamedTuple):
    """What a customer was last told of one order line, and what became of it.

    Attributes:
        item: The item.
        customer: The customer.
        order: Order number.
        line: Line number.
        due: The date on which it was due when they were first told.
        short: The quantity short that the latest letter named [stock units].
        promise: The new date that it named; None if it named none.
        issued: When that letter was issued.
        delivered: Day on which the line was seen to be delivered; none while it is open.
        expected: Day on which the plan delivers it, while it is open.
    """

    item: str
    customer: str
    order: str
    line: str
    due: date | None
    short: float
    promise: date | None
    issued: date | None
    delivered: date | None
    expected: date | None = None


ORDER_LINE = Text("Order {order} line {line}: {what}.", "订单 {order} 第 {line} 行：{what}。")
DUE_LINE = Text("Due {line}: {what}.", "{line} 到期：{what}。")
"""Where the plan keeps no order lines, a line is known by its period."""
NEWLY_HIT = Text(
    "not named before; now {short:,.12g} short, new date {promise}",
    "此前未通知，现缺口 {short:,.12g}，新交期 {promise}",
)
NO_LONGER = Text(
    "told {before:,.12g} short on {day}, now no longer short",
    "{day}告知缺口 {before:,.12g}，现不再短缺",
)
OTHER_QUANTITY = Text(
    "told {before:,.12g} short on {day}, now {now:,.12g}",
    "{day}告知缺口 {before:,.12g}，现为 {now:,.12g}",
)
OTHER_DATE = Text(
    "new date told on {day}: {before}, now {now}",
    "{day}告知新交期 {before}，现为 {now}",
)
NO_CHANGE = Text(
    "The quantities and dates of your orders are as we told you before; "
    "what we know of the cause and of our measures is brought up to date below.",
    "贵司订单的数量和日期与此前通知一致；原因及应对措施的最新情况见下文。",
)
NO_DATE = Text("not yet known", "待定")


def what_changed(
    told: Iterable[ToldLine], lines: Sequence[NoticeLine], short: Mapping[tuple[str, str], float]
) -> tuple[Text, ...]:
    """What a letter tells that the one before it did not.

    Args:
        told: What the customer's latest letter of the matter told, line by line.
        lines: The lines as they stand now.
        short: The quantity short of each line as the letter names it [stock units].

    Returns:
        One sentence per line, in the order of the lines; one that says so where nothing changed.
    """
    before = {(each.order, each.line): each for each in told}
    changes: list[Text] = []
    for line in lines:
        key = (line.order, line.line)
        promise = said_day(line.promise, line.deliveries[-1].first) if line.promise else NO_DATE
        if key not in before:
            changes.append(_say(line, NEWLY_HIT.filled(short=short[key], promise=promise)))
            continue
        known = before.pop(key)
        day, other = long_day(known.issued), []
        if known.short != short[key]:
            other.append(OTHER_QUANTITY.filled(day=day, before=known.short, now=short[key]))
        if known.promise != line.promise:
            other.append(OTHER_DATE.filled(day=day, before=known.promise or NO_DATE, now=promise))
        if other:
            changes.append(_say(line, *other))
    for known in before.values():
        changes.append(_say(known, NO_LONGER.filled(day=long_day(known.issued), before=known.short)))
    return tuple(changes) or (NO_CHANGE,)


def _say(line: NoticeLine | ToldLine, *what: Text) -> Text:
    """A sentence about a line in both languages."""
    joined = Text("; ".join(each.en for each in what), "；".join(each.zh for each in what))
    words = ORDER_LINE if line.order else DUE_LINE
    return words.filled(order=line.order, line=line.line, what=joined)
