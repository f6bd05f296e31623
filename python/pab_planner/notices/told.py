"""What a customer was told before, and what has changed since."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from pab_planner.alerts import LetterKind
from pab_planner.language import Text, listed
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
        kind: Which letter it was: one calls at risk what is short without countermeasures, the other short
            what is so with all of them.
    """

    order: str
    line: str
    short: float
    promise: date | None
    issued: date
    kind: LetterKind


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
    "not named before; now {now}, new date {promise}",
    "此前未通知，现为{now}，新交期 {promise}",
)
OTHER_QUANTITY = Text("told {before} on {day}, now {now}", "{day}告知{before}，现为{now}")
NO_LONGER = Text("told {before} on {day}, now {now}", "{day}告知{before}，现{now}")
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


class QuantityWords(NamedTuple):
    """What a kind of letter calls the quantity of a line, and none of it; the same with how it is counted."""

    plain: Text
    counted: Text
    none: Text
    none_counted: Text


QUANTITIES = {
    LetterKind.POTENTIAL: QuantityWords(
        Text("{quantity:,.12g} at risk", "风险数量 {quantity:,.12g}"),
        Text(
            "{quantity:,.12g} at risk without countermeasures",
            "风险数量 {quantity:,.12g}（未计应对措施）",
        ),
        Text("no longer at risk", "已无风险"),
        Text("no longer at risk, even without countermeasures", "即使不计应对措施也已无风险"),
    ),
    LetterKind.CONFIRMED: QuantityWords(
        Text("{quantity:,.12g} short", "缺口 {quantity:,.12g}"),
        Text("{quantity:,.12g} short with all countermeasures", "缺口 {quantity:,.12g}（已计应对措施）"),
        Text("no longer short", "不再短缺"),
        Text("no longer short with all countermeasures", "计入应对措施后不再短缺"),
    ),
}


def what_changed(
    told: Iterable[ToldLine],
    lines: Sequence[NoticeLine],
    short: Mapping[tuple[str, str], float],
    kind: LetterKind,
) -> tuple[Text, ...]:
    """What a letter tells that the one before it did not.

    Args:
        told: What the customer's latest letter of the matter told, line by line.
        lines: The lines as they stand now.
        short: The quantity short of each line as the letter names it [stock units].
        kind: Which letter it is.

    Returns:
        One sentence per line, in the order of the lines; one that says so where nothing changed.
    """
    before = {(each.order, each.line): each for each in told}
    changes: list[Text] = []
    for line in lines:
        key = (line.order, line.line)
        promise = said_day(line.promise, line.deliveries[-1].first) if line.promise else NO_DATE
        if key not in before:
            now = QUANTITIES[kind].plain.filled(quantity=short[key])
            changes.append(_say(line, NEWLY_HIT.filled(now=now, promise=promise)))
            continue
        known = before.pop(key)
        day, other = long_day(known.issued), []
        if known.short != short[key]:
            other.append(OTHER_QUANTITY.filled(day=day, **_compared(known, kind, short[key])))
        if known.promise != line.promise:
            other.append(OTHER_DATE.filled(day=day, before=known.promise or NO_DATE, now=promise))
        if other:
            changes.append(_say(line, *other))
    for known in before.values():
        day = long_day(known.issued)
        changes.append(_say(known, NO_LONGER.filled(day=day, **_compared(known, kind, 0.0))))
    return tuple(changes) or (NO_CHANGE,)


def _compared(told: ToldLine, kind: LetterKind, now: float) -> dict[str, Text]:
    """What was told of a line and what is now; where the two letters count otherwise, how each does is said."""
    before, after = QUANTITIES[told.kind], QUANTITIES[kind]
    if told.kind is kind:
        quantity = Text("{quantity:,.12g}", " {quantity:,.12g}").filled(quantity=now)
        return {"before": before.plain.filled(quantity=told.short), "now": quantity if now else after.none}
    return {
        "before": before.counted.filled(quantity=told.short),
        "now": after.counted.filled(quantity=now) if now else after.none_counted,
    }


def _say(line: NoticeLine | ToldLine, *what: Text) -> Text:
    """A sentence about a line in both languages."""
    words = ORDER_LINE if line.order else DUE_LINE
    return words.filled(order=line.order, line=line.line, what=listed(what, "; ", "；"))
