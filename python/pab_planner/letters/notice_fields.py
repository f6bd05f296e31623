"""The fields of a customer's letter, as its template names them."""

from collections.abc import Sequence
from datetime import date

from pab_planner.alerts import LetterKind
from pab_planner.core.countermeasure import Countermeasure
from pab_planner.language import Text, listed, typed_in_both
from pab_planner.ledgers.contacts import LetterLanguage
from pab_planner.letters.letterhead import Letterhead
from pab_planner.letters.review_fields import review_fields
from pab_planner.letters.templates import NOTHING, Fields, GroupLines, Groups, Value
from pab_planner.letters.words import Words
from pab_planner.notices import (
    Freight,
    Notice,
    NoticeLine,
    NoticePeriod,
    PromisedLine,
    long_day,
    period_words,
    said_day,
    short_day,
)

DRAFT = Text("DRAFT, not issued", "草稿，未发出")
ISSUED = Text("issued", "已发出")
EDITION = Text("revision {number}", "第 {number} 版")
ATTENTION = Text("Attention", "收件人")
APPROVED = Text("Approved by", "批准")
FOLLOWS = Text("This letter follows on from {linked}.", "本函为 {linked} 的后续函件。")
NO_BREAK = Text("no break with measures", "措施落实后不会断供")
NOT_KNOWN = Text("not yet known", "待定")
UNDER_INVESTIGATION = Text(
    "The cause is being investigated. You will hear what is found with the next update.",
    "原因正在调查，结果将随下次更新告知。",
)
CAUSE_UNKNOWN = Text(
    "The cause, and whether the dates above can be improved.", "原因，以及上述日期能否提前。"
)
NOTHING_UNKNOWN = Text("Nothing that bears on your orders.", "目前没有影响贵司订单的其他未明事项。")
NOTHING_REMAINS = Text("Nothing.", "无。")
STANDING = {
    LetterKind.POTENTIAL: Text(
        "We are writing to let you know in good time that we may not be able to deliver the order lines "
        "below in full on their due dates. This is a potential shortage, not a confirmed one, and we are "
        "working to prevent it.",
        "经滚动核查，贵司下列订单行存在供应风险，可能无法按交期足量交付。本函为潜在断供通知，断供尚未确认；"
        "我司正全力采取措施，防止断供发生。",
    ),
    LetterKind.CONFIRMED: Text(
        "We regret to inform you that we cannot deliver the order lines below in full on their due dates. "
        "The quantities short and the new dates are given below. "
        "We apologise for the disruption to your production.",
        "我司谨此确认：下列订单行无法按交期足量交付，缺口数量及新交期如下。由此给贵司生产带来的影响，"
        "我司深表歉意。",
    ),
    LetterKind.ALL_CLEAR: Text(
        "We are pleased to inform you that the shortage we notified you of is over. Your orders are covered "
        "as shown below. Thank you for your patience and support.",
        "现通知贵司：此前通报的断供已经解除，贵司订单的供应情况如下。感谢贵司在此期间的理解与支持。",
    ),
    LetterKind.THREE_D: Text(
        "This is our interim report on the shortage that we notified you of: the problem, and what we have "
        "done to contain it. The final 8D report, with root causes and corrective actions, will follow.",
        "现就此前通知贵司的断供提交初步报告，说明问题及已采取的临时遏制措施；"
        "根本原因和纠正措施查明后，我司将提交正式 8D 报告。",
    ),
    LetterKind.EIGHT_D: Text(
        "This is our final report on the shortage that we notified you of. "
        "We apologise for the disruption to your production.",
        "现就此前通知贵司的断供提交正式 8D 报告。由此给贵司生产带来的影响，我司深表歉意。",
    ),
}
RETIRED = ("source", "author", "stock", "in_transit", "allocation")
"""Fields of templates made in 2026 and before; no customer is to read them, so they show a dash."""


def notice_fields(
    notice: Notice,
    language: LetterLanguage,
    *,
    issued: bool,
    letterhead: Letterhead,
    addressed: Sequence[str] = (),
) -> tuple[Fields, Groups]:
    """The fields and groups of a letter in one language, or in both.

    Args:
        notice: The letter.
        language: In which language it speaks.
        issued: Whether it is issued, or a draft still.
        letterhead: Who writes it.
        addressed: How those it goes to are greeted, as sheet Contacts has it.
    """
    words = Words(language)
    fields: Fields = {**_sender(letterhead, words), **_greeting(notice, addressed, words)}
    groups: Groups
    fields, groups = {**fields, **_fields(notice, words, issued)}, _groups(notice, words)
    if notice.review:
        more, rows = review_fields(notice.review, [each.period for each in notice.view.periods], words)
        fields, groups = {**fields, **more}, {**groups, **rows}
    return fields, groups


def _sender(letterhead: Letterhead, words: Words) -> Fields:
    """Who writes."""
    company, address = words.sentence(letterhead.company), words.sentence(letterhead.address)
    return {
        "letterhead": company or None,
        "company": company,
        "company_address": address or None,
        "signer": words.word(letterhead.signer),
        "signer_title": words.word(letterhead.title),
        "signer_contact": letterhead.contact,
    }


def _greeting(notice: Notice, addressed: Sequence[str], words: Words) -> Fields:
    """Whom the letter goes to, and how it greets them."""
    names = [typed_in_both(name) for name in notice.heading.recipients]
    return {
        "recipients": words.word(listed(names)),
        "attention": words.labelled(ATTENTION, words.word(listed(names))),
        "salutation": words.salutation(addressed or notice.heading.recipients),
        "closing": words.closing(addressed or notice.heading.recipients),
    }


def _fields(notice: Notice, words: Words, issued: bool) -> Fields:
    """What stands once in a letter."""
    heading, view, said = notice.heading, notice.view, notice.statement
    return {
        **dict.fromkeys(RETIRED, NOTHING),
        "number": heading.number,
        "revision": float(heading.revision),
        "edition": words.word(EDITION.filled(number=heading.revision)),
        "status": words.word(ISSUED if issued else DRAFT),
        "as_of": heading.as_of,
        "date": words.word(long_day(heading.as_of)),
        "approver": heading.approver or NOTHING,
        "approved": words.labelled(APPROVED, heading.approver) if heading.approver else "",
        "linked": ", ".join(heading.linked) or NOTHING,
        "kind": words.word(notice.kind.title),
        "standing": words.sentence(STANDING[notice.kind]),
        "customer": view.customer,
        "item": words.word(view.item_in_words),
        "description": words.typed(view.description),
        "parts": ", ".join(view.parts) or NOTHING,
        "unit": words.typed(notice.unit) or NOTHING,
        "break_date": _first_short(notice, words),
        "worst": _worst(notice),
        "until": _until(notice, words),
        "recovery": _recovery(notice, words),
        "happened": words.typed_sentence(said.happened) or words.sentence(UNDER_INVESTIGATION),
        "unknown": words.typed_sentence(said.unknown)
        or words.sentence(NOTHING_UNKNOWN if said.happened else CAUSE_UNKNOWN),
        "changes": "\n".join(words.sentence(change) for change in _changes(notice)),
        "outlook": words.sentence(notice.outlook),
        "assumption": words.sentence(notice.assumption),
        "next_update": said.next_update,
        "reply_by": said.reply_by,
        "contact": said.contact,
        "executive": said.executive,
        "acknowledged_by": None,
        "acknowledged_on": None,
        "remains": words.typed_sentence(said.remains) or words.sentence(NOTHING_REMAINS),
    }


def _groups(notice: Notice, words: Words) -> Groups:
    """What stands once a line."""
    return {
        "lines": GroupLines(LINE_FIELDS, [_line(notice, line, words) for line in notice.lines]),
        "periods": GroupLines(PERIOD_FIELDS, [_period(notice, each, words) for each in notice.periods]),
        "measures": GroupLines(MEASURE_FIELDS, [_measure(measure, words) for measure in notice.measures]),
        "failed": GroupLines(
            ("action", "outcome"),
            [(_action(each, words), words.typed(each.outcome) or NOTHING) for each in notice.view.failed],
        ),
        "closed": GroupLines(CLOSED_FIELDS, [_closed(line, words) for line in notice.closed]),
        "freight": GroupLines(FREIGHT_FIELDS, [_freight(each, words) for each in notice.freight]),
    }


def _short(notice: Notice, period: NoticePeriod) -> float:
    """What a letter calls short in a period: once confirmed, what countermeasures do not cover."""
    return period.short_with if notice.kind is LetterKind.CONFIRMED else period.short


LINE_FIELDS = (
    *("order", "line", "part", "item", "ordered", "shipped", "open", "due", "old_date"),
    *("short", "new_date", "days_late", "deliveries"),
)
PERIOD_FIELDS = ("period", "required", "delivered", "short", "delivered_with", "short_with")
MEASURE_FIELDS = ("action", "quantity", "when", "owner", "evidence")
CLOSED_FIELDS = ("order", "line", "due", "promised", "delivered")
FREIGHT_FIELDS = ("mode", "departure", "arrival", "quantity", "payer", "reason", "authorisation")

Row = tuple[Value, ...]


def _line(notice: Notice, line: NoticeLine, words: Words) -> Row:
    """One order line."""
    late = words.word(NOT_KNOWN) if line.days_late is None else float(line.days_late)
    return (
        *(line.order or NOTHING, line.line, line.part or NOTHING, notice.view.number),
        *(line.ordered, line.shipped, line.quantity),
        _said(said_day(line.due_by or line.due, line.due), words),
        notice.told.get((line.order, line.line), NOTHING),
        *(notice.short(line), _new_date(line, words), late, _deliveries(notice, line, words)),
    )


def _period(notice: Notice, period: NoticePeriod, words: Words) -> Row:
    """One period."""
    label = words.sentence(period_words([each.period for each in notice.view.periods], period.period))
    without = (period.required, period.delivered, period.short)
    return (label, *without, period.delivered_with, period.short_with)


def _measure(measure: Countermeasure, words: Words) -> Row:
    """One countermeasure."""
    action, evidence = _action(measure, words), words.typed(measure.evidence) or NOTHING
    return (action, measure.quantity, measure.when, words.typed(measure.owner), evidence)


def _freight(freight: Freight, words: Words) -> Row:
    """One transport."""
    payer, reason = words.typed(freight.payer) or NOTHING, words.typed(freight.reason) or NOTHING
    return (
        *(words.typed(freight.mode), freight.departure, freight.arrival, freight.quantity),
        *(payer, reason, freight.authorisation or words.word(NOT_KNOWN)),
    )


PLANNED_FOR = Text("planned for {day}", "计划 {day}")


def _closed(line: PromisedLine, words: Words) -> Row:
    """An order line that the customer was told of: its old, promised and actual date."""
    planned = words.sentence(PLANNED_FOR.filled(day=line.expected)) if line.expected else None
    actual = line.delivered or planned or words.word(NOT_KNOWN)
    return line.order or NOTHING, line.line, line.due, _said(line.promise, words), actual


def _changes(notice: Notice) -> tuple[Text, ...]:
    """Which letters it follows on, and what changed since the latest; nothing in the first of a matter."""
    linked = ", ".join(notice.heading.linked)
    follows = (FOLLOWS.filled(linked=linked),) if linked else ()
    return (*follows, *notice.changes)


def _first_short(notice: Notice, words: Words) -> Value:
    """The first day that is short, or the end of the period in which it lies."""
    first = min(notice.lines, key=lambda line: line.due, default=None)
    return None if first is None else _said(said_day(first.due_by or first.due, first.due), words)


def _worst(notice: Notice) -> float:
    """The largest quantity short: of the periods, or of a line that is late within its period."""
    lines = (notice.short(line) for line in notice.lines)
    return max([*(_short(notice, period) for period in notice.periods), *lines], default=0.0)


def _until(notice: Notice, words: Words) -> Value:
    """The last day that is short."""
    if not notice.lines:
        return NOTHING
    return _said(notice.short_until, words)


def _recovery(notice: Notice, words: Words) -> Value:
    """When supply is complete again."""
    if any(line.still_short for line in notice.view.lines):
        return _said(notice.full_supply_from, words)
    return words.word(NO_BREAK)


def _said(day: date | Text | None, words: Words) -> Value:
    """A day as a letter says it; the words for not yet known if there is none."""
    if day is None:
        return words.word(NOT_KNOWN)
    return words.word(day) if isinstance(day, Text) else day


def _new_date(line: NoticeLine, words: Words) -> Value:
    """The day on which the whole line is there."""
    last = line.deliveries[-1]
    return _said(said_day(last.day, last.first) if last.day else None, words)


ON_DAY = Text("{quantity:,.12g} on {day}", "{day}交 {quantity:,.12g}")
BY_DAY = Text("{quantity:,.12g} by {day}", "{day}前交 {quantity:,.12g}")
OPEN = Text("{quantity:,.12g} not yet known", "{quantity:,.12g} 待定")


def _deliveries(notice: Notice, line: NoticeLine, words: Words) -> str:
    """Which part of a line is there when: "5 on 28 Jan, 11 on 4 Feb"."""
    year = notice.heading.as_of.year
    parts = [
        (BY_DAY if part.first else ON_DAY).filled(quantity=part.quantity, day=short_day(part.day, year))
        if part.day
        else OPEN.filled(quantity=part.quantity)
        for part in line.deliveries
    ]
    return words.sentence(listed(parts, zh="，"))


def _action(measure: Countermeasure, words: Words) -> str:
    """What is done: its kind, and the planner's words."""
    return words.colon.join(
        part for part in (words.word(measure.kind.words), words.typed(measure.action)) if part
    )
