"""What is to be done now, for which customer of which alert, and the button that does it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from pab_planner.alerts.alert import Alert, AlertEvent, AlertState, Presence
from pab_planner.alerts.customers import CustomerRecord
from pab_planner.alerts.deadlines import (
    DEFAULT_DEADLINES,
    Deadlines,
    day_of,
    days_past,
    due_at,
    next_step,
)
from pab_planner.alerts.finding import period_key
from pab_planner.alerts.letter import Letter, LetterKind
from pab_planner.alerts.lifecycle import Evidence, Gate, transition
from pab_planner.core.countermeasure import Countermeasure
from pab_planner.language import Text, listed

LEAST = 1e-6
"""Below this a gap has not grown [stock units]."""


class Appointment(NamedTuple):
    """A day on which something that was planned is to be seen to.

    Attributes:
        day: The day.
        what: What, in words.
    """

    day: date
    what: Text


@dataclass(frozen=True)
class Outlook:
    """What the duties of an alert depend on beyond the alert itself.

    Attributes:
        records: What each customer was told.
        countermeasures: How many are in force.
        done: How many were carried out.
        tried: How many failed.
        actions: Corrective and preventive actions.
        short: What each customer misses, without and with countermeasures [stock units]; None if the plan
            was not looked at.
        told: What the latest notice told each customer they would miss [stock units].
        said: The customers to whom somebody wrote what happened.
        reply_by: Until when an answer is asked for, where people say so.
        owed: Why it is not over for a customer though the risk is gone; None if it is.
        signed: Whether the settings name who signs the customers' letters.
        appointments: Measures and departures that are still planned.
    """

    records: Mapping[str, CustomerRecord] = field(default_factory=dict)
    countermeasures: int = 0
    done: int = 0
    tried: int = 0
    actions: tuple[Countermeasure, ...] = ()
    short: Mapping[str, tuple[float, float]] | None = None
    told: Mapping[str, float] = field(default_factory=dict)
    said: frozenset[str] = frozenset()
    reply_by: date | None = None
    owed: Text | None = None
    signed: bool = True
    appointments: tuple[Appointment, ...] = ()


class Duty(NamedTuple):
    """Something to do now.

    Attributes:
        alert: For which alert.
        step: The step that is due.
        respond_by: Until which day, None if nothing is set.
        overdue: Days past it, 0 where in time [days].
        button: Name of the button to press.
        why: Why, where the step alone does not say it.
        customer: For which customer; "" for all.
        letter: Which letter it is about; "" where it is about none.
        missing: What the button would ask for: it is to be filled in first.
        due_at: Until which moment, where hours count; else none.
    """

    alert: Alert
    step: AlertEvent
    respond_by: date | None
    overdue: float
    button: str
    why: Text
    customer: str = ""
    letter: str = ""
    missing: tuple[Gate, ...] = ()
    due_at: datetime | None = None


BUTTONS = {
    AlertEvent.REPORT: "internal_alert",
    AlertEvent.ASSESS: "assess",
    AlertEvent.WARN: "warn",
    AlertEvent.CONFIRM: "confirm",
    AlertEvent.CLEAR: "all_clear",
    AlertEvent.INFORM: "clear_customer",
    AlertEvent.REVIEW: "report_8d",
    AlertEvent.CLOSE: "close_alert",
    AlertEvent.REOPEN: "reopen",
}
"""The button of each step."""

NOTHING = Text("", "")
LOOK = Text("Look at the plan again.", "请重新查看计划。")
SOLVED = Text(
    "Assessed as solvable, and the plan still shows the risk: assess it anew by then.",
    "已评估为可解决，但计划仍显示风险：请在期限前重新评估。",
)
NOBODY_SHORT = Text(
    "No order line of a customer is short; assess it anew by then.",
    "没有客户订单行短缺；请在期限前重新评估。",
)
ENTER_MEASURES = Text("Enter what is done about it.", "请填写应对措施。")
NOT_TOLD = Text("{customer} has not been told.", "{customer} 尚未收到通知。")
GROWN = Text(
    "Revise: {customer} was told {told:,.12g}, now {now:,.12g} are short.",
    "修订：此前告知 {customer} 缺 {told:,.12g}，现缺 {now:,.12g}。",
)
UPDATE_DUE = Text("{customer} was promised an update.", "已承诺向 {customer} 更新情况。")
LEFT = Text(
    "{customer}: {left:,.12g} remain short with all countermeasures.",
    "{customer}：全部措施落实后仍缺 {left:,.12g}。",
)
SEND = Text(
    "{letter} is issued: send it to {customer}, then press Sent, answered.",
    "{letter} 已签发：请寄给 {customer}，寄出后按“登记寄出/签收”。",
)
REPLY_DUE = Text(
    "Chase the reply of {customer} to {letter}; when it is there, press Sent, answered.",
    "请催 {customer} 回复 {letter}；收到后按“登记寄出/签收”。",
)
ENTER_CAUSES = Text(
    "The 8D report to {customers} is owed: enter causes and actions.",
    "尚欠 {customers} 的 8D 报告：请填写原因和措施。",
)
INTERIM = Text("The interim 3D report to {customer} is due.", "须向 {customer} 提交 3D 初步报告。")
FINAL = Text(
    "Causes and actions are known: send {customer} the 8D report.",
    "原因和措施已查明：请向 {customer} 提交 8D 报告。",
)
VERIFY = Text("Verify that the action is effective.", "验证措施是否有效。")


class _Due(NamedTuple):
    step: AlertEvent
    due: date | datetime | None
    why: Text = NOTHING
    customer: str = ""
    button: str = ""
    letter: str = ""


def duties(
    alerts: Iterable[Alert],
    today: date,
    deadlines: Deadlines = DEFAULT_DEADLINES,
    outlooks: Mapping[str, Outlook] | None = None,
    now: datetime | None = None,
) -> list[Duty]:
    """What is to be done: overdue first, then the worst level, the longest overdue, the earliest due.

    Args:
        alerts: All alerts.
        today: The day.
        deadlines: How long an alert may wait.
        outlooks: What is known beyond each alert, by number; without it one step an alert is named.
        now: The moment, on the clock of the company; None if only the day counts.
    """
    named = []
    for alert in alerts:
        if next_step(alert) is None:
            continue
        known = (outlooks or {}).get(alert.number)
        for due in _duties_of(alert, known, today, deadlines) if known else _one(alert, deadlines):
            named.append(
                Duty(
                    alert,
                    due.step,
                    respond_by=day_of(due.due),
                    overdue=days_past(due.due, today, now),
                    button=due.button or BUTTONS[due.step],
                    why=due.why,
                    customer=due.customer,
                    letter=due.letter,
                    missing=_missing(alert, due, known, today) if known else (),
                    due_at=due.due if isinstance(due.due, datetime) else None,
                )
            )
    return sorted(
        named,
        key=lambda duty: (
            duty.overdue == 0,
            -duty.alert.finding.level,
            -duty.overdue,
            duty.respond_by or date.max,
            duty.due_at or datetime.max,
            period_key(duty.alert.finding.first),
            duty.alert.number,
        ),
    )


def _one(alert: Alert, deadlines: Deadlines) -> Iterator[_Due]:
    """The step that the life cycle expects."""
    step = next_step(alert)
    if step:
        yield _Due(step, due_at(alert, deadlines))


def _duties_of(alert: Alert, known: Outlook, today: date, deadlines: Deadlines) -> Iterator[_Due]:
    """Everything that is due for an alert."""
    present, due = alert.presence is Presence.PRESENT, due_at(alert, deadlines)
    step = next_step(alert)
    assert step is not None
    if present and alert.state is AlertState.ASSESSED:
        yield _after_assessment(alert, known, due)
    elif present and alert.state in (AlertState.WARNED, AlertState.CONFIRMED):
        yield from _of_customers(alert, known, today, deadlines)
    elif step in (AlertEvent.CLEAR, AlertEvent.INFORM) and known.owed:
        yield _Due(step, due, known.owed, button="today")
    elif alert.state is AlertState.CLEARED and not present and step is not AlertEvent.REOPEN:
        yield from _of_the_end(alert, known, today, due)
    else:
        yield _Due(step, due)
    yield from _reports(alert, known, deadlines)
    for record in known.records.values():
        for letter in record.unsent:
            why = SEND.filled(letter=letter.name, customer=record.customer)
            yield _Due(step, letter.issued, why, record.customer, "acknowledge", letter.name)
    for appointment in known.appointments:
        if appointment.day <= today:
            yield _Due(step, appointment.day, appointment.what, button="today")


def _of_the_end(alert: Alert, known: Outlook, today: date, due: date | datetime | None) -> Iterator[_Due]:
    """What is left once our own people had their all-clear: the customers', the 8D report, then closing."""
    effective = alert.answers.effective
    unreported = [record.customer for record in known.records.values() if record.unreported]
    if any(record.waits for record in known.records.values()):
        yield _Due(AlertEvent.INFORM, due, known.owed or NOTHING, button="today" if known.owed else "")
    elif unreported:
        if not alert.answers.causes_known:
            why = ENTER_CAUSES.filled(customers=listed(Text(each, each) for each in unreported))
            yield _Due(AlertEvent.CLOSE, due, why, button="alert_form")
    elif effective:
        yield _Due(AlertEvent.CLOSE, effective, VERIFY, button="today" if effective > today else "")
    else:
        yield _Due(AlertEvent.CLOSE, due)


def _after_assessment(alert: Alert, known: Outlook, due: date | datetime | None) -> _Due:
    """What an assessment leads to."""
    if alert.answers.solvable and not alert.answers.reason:
        return _Due(AlertEvent.ASSESS, due, SOLVED)
    if known.short is None:
        return _Due(AlertEvent.WARN, due, LOOK, button="update_alerts")
    if not any(without > LEAST for without, _ in known.short.values()):
        return _Due(AlertEvent.ASSESS, alert.answers.until or due, NOBODY_SHORT)
    if not known.countermeasures:
        return _Due(AlertEvent.WARN, due, ENTER_MEASURES, button="countermeasures")
    return _Due(AlertEvent.WARN, due)


def _of_customers(alert: Alert, known: Outlook, today: date, deadlines: Deadlines) -> Iterator[_Due]:
    """What is due to each customer of an alert whose customers are being told."""
    if known.short is None:
        yield _Due(AlertEvent.WARN, due_at(alert, deadlines), LOOK, button="update_alerts")
        return
    for customer, (without, left) in known.short.items():
        record = known.records.get(customer)
        if record is None:
            if without > LEAST:
                due = deadlines.until(AlertState.ASSESSED, alert.since, alert.since_moment)
                yield _Due(AlertEvent.WARN, due, NOT_TOLD.filled(customer=customer), customer)
            continue
        last, told = record.last, known.told.get(customer, 0.0)
        again = AlertEvent.CONFIRM if record.confirmed and left > LEAST else AlertEvent.WARN
        now = left if last.kind is LetterKind.CONFIRMED else without
        if now > told + LEAST:
            why = GROWN.filled(customer=customer, told=told, now=now)
            yield _Due(again, today, why, customer)
        elif without > LEAST and last.next_update:
            yield _Due(again, last.next_update, UPDATE_DUE.filled(customer=customer), customer)
        if left > LEAST and not record.confirmed and alert.finding.first_short:
            due = deadlines.until(AlertState.WARNED, last.issued or today, last.issued_moment)
            yield _Due(AlertEvent.CONFIRM, due, LEFT.filled(customer=customer, left=left), customer)
        reply = _reply_due(last, deadlines)
        if reply and (day_of(reply) or today) <= today and not last.acknowledged:
            why = REPLY_DUE.filled(customer=customer, letter=last.name)
            yield _Due(again, reply, why, customer, "acknowledge", last.name)


def _reply_due(letter: Letter, deadlines: Deadlines) -> date | datetime | None:
    """Until when an answer to a letter is awaited: as it says itself, or as the settings say if that is earlier."""
    if deadlines.receipt is None or letter.issued is None:
        return letter.reply_by
    within = deadlines.after(deadlines.receipt, letter.issued, letter.issued_moment)
    day = day_of(within)
    return letter.reply_by if letter.reply_by and day and letter.reply_by < day else within


def _reports(alert: Alert, known: Outlook, deadlines: Deadlines) -> Iterator[_Due]:
    """The reports that are owed to the customers to whom a shortage was confirmed."""
    for customer, record in known.records.items():
        confirmed = next((each for each in record.notices if each.kind is LetterKind.CONFIRMED), None)
        if (
            confirmed is None
            or confirmed.issued is None
            or alert.state not in (AlertState.CONFIRMED, AlertState.CLEARED)
        ):
            continue
        if alert.answers.causes_known and record.unreported:
            due = deadlines.until(AlertState.CLEARED, alert.since, alert.since_moment)
            yield _Due(AlertEvent.REVIEW, due, FINAL.filled(customer=customer), customer)
        elif record.report is None and alert.state is AlertState.CONFIRMED:
            within = deadlines.after(deadlines.interim, confirmed.issued, confirmed.issued_moment)
            yield _Due(AlertEvent.REVIEW, within, INTERIM.filled(customer=customer), customer)


def _missing(alert: Alert, due: _Due, known: Outlook, today: date) -> tuple[Gate, ...]:
    """What the button of a duty would ask for."""
    if due.button:
        return ()
    customers = [due.customer] if due.customer else list(known.short or known.records)
    unwarned = tuple(customer for customer in customers if customer not in known.records)
    evidence = Evidence(
        countermeasures=known.countermeasures,
        done=known.done,
        tried=known.tried,
        actions=known.actions,
        today=today,
        unwarned=unwarned if due.step is AlertEvent.CONFIRM else (),
        waiting=tuple(record.customer for record in known.records.values() if record.waits),
        reply_by=known.reply_by,
        signed=known.signed,
        unreported=tuple(record.customer for record in known.records.values() if record.unreported),
        happened=all(customer in known.said for customer in customers),
    )
    return tuple(gate for gate in transition(alert, due.step).gates if not gate.holds(alert, evidence))
