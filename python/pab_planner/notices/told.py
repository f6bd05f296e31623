"""What a customer was told before, and what has changed since."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pab_planner.language import Text
from pab_planner.notices.customer_view import NoticeLine


class ToldLine(NamedTuple):
    """What a letter told a customer about one order line.

    Attributes:
        order: Order number.
        line: Line number.
        short: The quantity short that it named [stock units].
        promise: The new date that it named; none where it named none.
    """

    order: str
    line: str
    short: float
    promise: date | None


class PromisedLine(NamedTuple):
    """What a customer was last told of one order line, and what became of it.

    Attributes:
        item: The item.
        customer: The customer.
        order: Order number.
        line: Line number.
        due: The date on which it was due when they were first told.
        short: The quantity short that the latest letter named [stock units].
        promise: The new date that it named; none where it named none.
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


NEWLY_HIT = Text(
    "Order {order} line {line}: now short {short:,.12g}, new date {promise}.",
    "订单 {order} 第 {line} 行：新增缺口 {short:,.12g}，新交期 {promise}。",
)
NO_LONGER = Text(
    "Order {order} line {line}: no longer short (was {short:,.12g}).",
    "订单 {order} 第 {line} 行：不再短缺（原缺口 {short:,.12g}）。",
)
OTHER_QUANTITY = Text(
    "Order {order} line {line}: short {now:,.12g} instead of {before:,.12g}.",
    "订单 {order} 第 {line} 行：缺口由 {before:,.12g} 变为 {now:,.12g}。",
)
OTHER_DATE = Text(
    "Order {order} line {line}: new date {now} instead of {before}.",
    "订单 {order} 第 {line} 行：新交期由 {before} 变为 {now}。",
)
NO_CHANGE = Text(
    "The quantities and dates of your orders are as we told you before; "
    "what we know of the cause and of our measures is brought up to date below.",
    "贵司订单的数量和日期与此前通知一致；原因及应对措施的最新情况见下文。",
)
NO_DATE = Text("not yet known", "待定")


def what_changed(
    first: Iterable[ToldLine], lines: Sequence[NoticeLine], short: Mapping[tuple[str, str], float]
) -> tuple[Text, ...]:
    """What a revision tells that the first letter of the matter did not.

    Args:
        first: What the first letter told, line by line.
        lines: The lines as they stand now.
        short: The quantity short of each line as the revision names it [stock units].

    Returns:
        One sentence a change, in the order of the lines; one that says so where nothing changed.
    """
    before = {(told.order, told.line): told for told in first}
    changes: list[Text] = []
    for line in lines:
        key = (line.order, line.line)
        now = short[key]
        if key not in before:
            changes.append(_say(NEWLY_HIT, line, short=now, promise=line.promise or NO_DATE))
            continue
        told = before.pop(key)
        if told.short != now:
            changes.append(_say(OTHER_QUANTITY, line, now=now, before=told.short))
        if told.promise != line.promise:
            changes.append(
                _say(OTHER_DATE, line, now=line.promise or NO_DATE, before=told.promise or NO_DATE)
            )
    changes += [_say(NO_LONGER, told, short=told.short) for told in before.values()]
    return tuple(changes) or (NO_CHANGE,)


def _say(sentence: Text, line: NoticeLine | ToldLine, **fields: object) -> Text:
    """A sentence about a line in both languages."""
    return sentence.filled(order=line.order, line=line.line, **fields)
