"""A letter to one customer, before it is put on a sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pab_planner.alerts import LetterKind
from pab_planner.core.allocation import Delivery
from pab_planner.core.countermeasure import Countermeasure
from pab_planner.errors import SheetError
from pab_planner.language import Text
from pab_planner.notices.customer_view import CustomerView, NoticeLine, NoticePeriod, period_holding
from pab_planner.notices.review import Review
from pab_planner.notices.said_day import said_day
from pab_planner.notices.told import PromisedLine, ToldLine, what_changed


class NothingShort(SheetError):
    """A shortage notice to a customer who misses nothing."""

    sentence = Text(
        "{customer} misses nothing of {item}{with_measures}; there is no {kind} to write",
        "{customer} 的 {item} {with_measures}没有短缺，无需编写{kind}",
    )


class StillShort(SheetError):
    """An all-clear to a customer who still misses something."""

    sentence = Text(
        "{customer} still misses {short:,.12g} of {item}; correct the plan before the all-clear",
        "{customer} 的 {item} 仍短缺 {short:,.12g}；请先更正计划再发警报解除",
    )


@dataclass(frozen=True)
class LetterHead:
    """What stands above a letter.

    Attributes:
        number: `P-0003`.
        revision: 1, 2, ...
        as_of: The day whose plan it is drafted from.
        approver: Who approved it, "" where nobody has yet.
        recipients: Names of the customer's people it goes to.
        linked: Numbers of the customer's letters it follows on.
    """

    number: str
    revision: int
    as_of: date
    approver: str
    recipients: tuple[str, ...]
    linked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    """What people say to the customer, beyond the numbers.

    Attributes:
        happened: What happened and why.
        unknown: What is not yet known.
        next_update: When the customer hears from us next.
        reply_by: Until when an answer is asked for.
        contact: Who can be reached at any hour, and how.
        executive: Who answers for it in the management, and how to reach them.
        remains: What remains to be done after an all-clear.
    """

    happened: str
    unknown: str
    next_update: date | None
    reply_by: date | None
    contact: str
    executive: str
    remains: str = ""


@dataclass(frozen=True)
class Freight:
    """An emergency transport to the customer.

    Attributes:
        mode: Truck, air, hand carry or the planner's own.
        quantity: What it carries [stock units].
        departure: Day of departure.
        arrival: Day of arrival.
        payer: Who pays.
        reason: Why it is needed.
        authorisation: Number under which it was approved, "" where it is not yet.
    """

    mode: str
    quantity: float
    departure: date
    arrival: date
    payer: str
    reason: str
    authorisation: str


@dataclass(frozen=True)
class Notice:
    """A letter to one customer; everything in it is that customer's to know.

    Attributes:
        kind: Which letter.
        heading: What stands above it.
        view: What the customer may see of the plan.
        statement: What people say to them.
        lines: The order lines it names.
        periods: From the period before the first gap to the one after the last.
        unit: Stock unit, "" where not kept.
        freight: Emergency transports.
        assumption: Under which assumption on the MPS the plan was played.
        told: Date last promised by order and line.
        changes: What it tells that the letter before it did not; empty in the first.
        closed: For an all-clear, the lines that the customer was told of and what became of each.
        review: For a 3D or 8D report, what it says of the cause.
    """

    kind: LetterKind
    heading: LetterHead
    view: CustomerView
    statement: Statement
    lines: tuple[NoticeLine, ...]
    periods: tuple[NoticePeriod, ...]
    unit: str
    freight: tuple[Freight, ...]
    assumption: Text
    told: Mapping[tuple[str, str], date]
    changes: tuple[Text, ...]
    closed: tuple[PromisedLine, ...] = ()
    review: Review | None = None

    def short(self, line: NoticeLine) -> float:
        """What the letter says is short of a line: once confirmed, what countermeasures do not cover."""
        return line.still_short if self.kind is LetterKind.CONFIRMED else line.short

    @property
    def short_until(self) -> date | Text | None:
        """The last day on which something is short; None if it never ends.

        With all countermeasures, as full supply is counted; where they close every gap, without them.
        """
        late = [line.deliveries for line in self.view.lines if line.still_short]
        complete = last_delivery(late or [line.without for line in self.lines if self.short(line)])
        if complete is None or complete.day is None:
            return None
        return said_day(complete.day, complete.first) if complete.first else complete.day - timedelta(days=1)

    @property
    def full_supply_from(self) -> date | Text | None:
        """When every line is complete with all countermeasures; None if one never is."""
        complete = last_delivery(line.deliveries for line in self.view.lines if line.still_short)
        return said_day(complete.day, complete.first) if complete and complete.day else None

    @property
    def measures(self) -> tuple[Countermeasure, ...]:
        """The countermeasures that count."""
        return self.view.measures

    @property
    def outlook(self) -> Text:
        """What is left of the gap with all countermeasures, said plainly."""
        left = [period.short_with for period in self.view.periods if period.short_with > 0]
        late = [line for line in self.view.lines if line.still_short]
        if not self.view.measures and late:
            return NO_MEASURES
        if not late:
            return CLOSED
        complete = last_delivery(line.deliveries for line in late)
        if not left and complete:
            days = max(line.days_late or 0 for line in late)
            return CLOSED_LATE.filled(days=_counted(days, DAYS))
        short = max([*left, *(line.still_short for line in late)])
        first = min(late, key=lambda line: line.due)
        fields = {"short": short, "first": said_day(first.due_by or first.due, first.due)}
        if complete is None or complete.day is None:
            return LEFT_OPEN.filled(**fields)
        return LEFT.filled(recovery=said_day(complete.day, complete.first), **fields)


NO_MEASURES = Text(
    "No further countermeasure improves your deliveries at present; the order lines arrive on the dates above.",
    "目前没有其他措施可进一步改善贵司的交付；订单行按上列日期交付。",
)
CLOSED = Text("With all countermeasures nothing remains short.", "全部应对措施落实后不再有缺口。")
CLOSED_LATE = Text(
    "With all countermeasures nothing remains short at the end of any period; "
    "the order lines arrive on the new dates shown, at most {days} late.",
    "全部应对措施落实后，各期末不再有缺口；订单行按所列新交期交付，最多延误 {days}。",
)
LEFT = Text(
    "Even with all countermeasures up to {short:,.12g} remain short from {first}; "
    "supply is complete again on {recovery}.",
    "即使全部应对措施落实，自 {first} 起仍有缺口，最多 {short:,.12g}；{recovery} 恢复足量供应。",
)
LEFT_OPEN = Text(
    "Even with all countermeasures up to {short:,.12g} remain short from {first}; "
    "the plan shows no date on which supply is complete again.",
    "即使全部应对措施落实，自 {first} 起仍有缺口，最多 {short:,.12g}；计划期内尚不能恢复足量供应。",
)
DAYS = Text("{number} day", "{number} 天"), Text("{number} days", "{number} 天")
PERIODS = Text("{number:g} period", "{number:g} 期"), Text("{number:g} periods", "{number:g} 期")
WITH_MEASURES = Text(" with all countermeasures", "在全部应对措施落实后")
ON_TIME = Text("This assumes that all planned receipts arrive on time.", "以上按各计划入库均准时到货推算。")
LATE = Text(
    "Today's plan covers your orders only if every planned receipt arrives on time. "
    "The quantities in this letter show what would be missing if each came {late} late.",
    "按目前计划，只有各批货物均准时入库，方能满足贵司订单；本函所列数量为各批入库均推迟 {late}时的缺口。",
)


def draft(
    kind: LetterKind,
    heading: LetterHead,
    view: CustomerView,
    statement: Statement,
    *,
    late: float = 0,
    unit: str = "",
    freight: tuple[Freight, ...] = (),
    told: Mapping[tuple[str, str], date] | None = None,
    before: Sequence[ToldLine] | None = None,
    closed: tuple[PromisedLine, ...] = (),
    review: Review | None = None,
) -> Notice:
    """Draft a letter from what one customer may see.

    Args:
        kind: Potential shortage, confirmed shortage, all-clear or report.
        heading: What stands above it.
        view: What the customer may see of the plan.
        statement: What people say to them.
        late: By how many periods the MPS was assumed to be late [periods].
        unit: Stock unit.
        freight: Emergency transports.
        told: Date last promised to the customer by order and line.
        before: What the customer's latest letter of the matter told; None if this is the first.
        closed: The lines that an all-clear or a report is about.
        review: What a report says of the cause.

    Raises:
        NothingShort: A shortage notice, and nothing of this customer's is short.
        StillShort: An all-clear, and something is.
    """
    confirmed = kind is LetterKind.CONFIRMED
    short = {(line.order, line.line): line.still_short if confirmed else line.short for line in view.lines}
    lines = tuple(line for line in view.lines if short[line.order, line.line] > 0)
    if kind is LetterKind.ALL_CLEAR:
        lines = ()
        if any(line.short for line in view.lines):
            short_now = max(view.short, *(line.short for line in view.lines))
            raise StillShort(customer=view.customer, item=view.item, short=short_now)
    elif kind.is_report:
        lines = ()
    elif not lines:
        with_measures = WITH_MEASURES if confirmed else Text("", "")
        raise NothingShort(
            customer=view.customer, item=view.item, kind=kind.title, with_measures=with_measures
        )
    return Notice(
        kind=kind,
        heading=heading,
        view=view,
        statement=statement,
        lines=lines,
        periods=_around_the_gap(view.periods, [line.due for line in lines], heading.as_of),
        unit=unit,
        freight=freight,
        assumption=LATE.filled(late=_counted(late, PERIODS)) if late else ON_TIME,
        told=told or {},
        changes=what_changed(before, lines, short, kind) if kind.is_notice and before is not None else (),
        closed=closed,
        review=review,
    )


def _around_the_gap(
    periods: Sequence[NoticePeriod], due: Iterable[date], today: date
) -> tuple[NoticePeriod, ...]:
    """From the period before the first gap to the one after the last; from today's on if there is none.

    A line that is late within its period is a gap too, though none is left at the period's end.
    """
    gaps = [index for index, period in enumerate(periods) if period.short or period.short_with]
    plain = [each.period for each in periods]
    gaps = sorted({*gaps, *(period_holding(plain, day) for day in due)})
    if not gaps:
        return tuple(periods[period_holding(plain, today) :])
    return tuple(periods[max(0, gaps[0] - 1) : gaps[-1] + 2])


def last_delivery(lines: Iterable[Sequence[Delivery]]) -> Delivery | None:
    """What makes all of these lines complete; None if one never is, or there is none."""
    last = [deliveries[-1] for deliveries in lines if deliveries]
    if not last or any(part.day is None for part in last):
        return None
    return max(last, key=lambda part: (part.day or date.max, part.first is not None))


def _counted(number: float, units: tuple[Text, Text]) -> Text:
    """A number of days or periods in words."""
    return units[number != 1].filled(number=number)
