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
from pab_planner.alerts.letter import LetterKind
from pab_planner.alerts.lifecycle import Evidence, Gate, transition
from pab_planner.language import Text

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
        tried: How many failed.
        short: What each customer misses, without and with countermeasures [stock units]; none where the plan
            was not looked at.
        told: What the latest notice told each customer they would miss [stock units].
        said: The customers to whom somebody wrote what happened.
        reply_by: Until when an answer is asked for, where people say so.
        owed: Why it is not over for a customer though the risk is gone; none where it is.
        appointments: Measures and departures that are still planned.
    """

    records: Mapping[str, CustomerRecord] = field(default_factory=dict)
    countermeasures: int = 0
    tried: int = 0
    short: Mapping[str, tuple[float, float]] | None = None
    told: Mapping[str, float] = field(default_factory=dict)
    said: frozenset[str] = frozenset()
    reply_by: date | None = None
    owed: Text | None = None
    appointments: tuple[Appointment, ...] = ()


class Duty(NamedTuple):
    """Something to do now.

    Attributes:
        alert: For which alert.
        step: The step that is due.
        respond_by: Until which day, none where nothing is set.
        overdue: Days past it, 0 where in time [days].
        button: Name of the button to press.
        why: Why, where the step alone does not say it.
        customer: For which customer; "" for all.
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
    "{customer}: {left:,.12g} stay short with all countermeasures.",
    "{customer}：全部措施落实后仍缺 {left:,.12g}。",
)
REPLY_DUE = Text(
    "Chase the reply of {customer} to {letter}; note it on sheet Letters.",
    "催 {customer} 回复 {letter}；收到后登记在 Letters 表。",
)
INTERIM = Text("The interim 3D report to {customer} is due.", "须向 {customer} 提交 3D 初步报告。")
FINAL = Text(
    "Causes and actions are known: send {customer} the 8D report.",
    "原因和措施已查明：请向 {customer} 提交 8D 报告。",
)
INTERIM_WITHIN = 1
"""Working days from a confirmed notice to the interim report."""
VERIFY = Text("Verify that the action is effective.", "验证措施是否有效。")


class _Due(NamedTuple):
    step: AlertEvent
    due: date | datetime | None
    why: Text = NOTHING
    customer: str = ""
    button: str = ""


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
        now: The moment, on the clock of the company; none where only the day counts.
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
        waiting = [record.customer for record in known.records.values() if record.waits]
        step, effective = AlertEvent.INFORM if waiting else AlertEvent.CLOSE, alert.answers.effective
        if step is AlertEvent.CLOSE and effective:
            yield _Due(step, effective, VERIFY, button="today" if effective > today else "")
        else:
            yield _Due(step, due)
    else:
        yield _Due(step, due)
    yield from _reports(alert, known, deadlines)
    for appointment in known.appointments:
        if appointment.day <= today:
            yield _Due(step, appointment.day, appointment.what, button="today")


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
        now = left if record.confirmed else without
        if now > told + LEAST:
            why = GROWN.filled(customer=customer, told=told, now=now)
            yield _Due(again, today, why, customer)
        elif without > LEAST and last.next_update:
            yield _Due(again, last.next_update, UPDATE_DUE.filled(customer=customer), customer)
        if left > LEAST and not record.confirmed and alert.finding.first_short:
            due = deadlines.until(AlertState.WARNED, last.issued or today)
            yield _Due(AlertEvent.CONFIRM, due, LEFT.filled(customer=customer, left=left), customer)
        if last.reply_by and last.reply_by <= today and not last.acknowledged:
            why = REPLY_DUE.filled(customer=customer, letter=last.name)
            yield _Due(again, last.reply_by, why, customer, button="today")


def _reports(alert: Alert, known: Outlook, deadlines: Deadlines) -> Iterator[_Due]:
    """The reports that are owed to the customers to whom a shortage was confirmed."""
    for customer, record in known.records.items():
        if record.confirmed is None or alert.state not in (AlertState.CONFIRMED, AlertState.CLEARED):
            continue
        final = record.report is not None and record.report.kind is LetterKind.EIGHT_D
        if alert.answers.causes_known and not final:
            due = deadlines.until(AlertState.CLEARED, alert.since, alert.since_moment)
            yield _Due(AlertEvent.REVIEW, due, FINAL.filled(customer=customer), customer)
        elif record.report is None and alert.state is AlertState.CONFIRMED:
            within = deadlines.calendar.later(record.confirmed, INTERIM_WITHIN)
            yield _Due(AlertEvent.REVIEW, within, INTERIM.filled(customer=customer), customer)


def _missing(alert: Alert, due: _Due, known: Outlook, today: date) -> tuple[Gate, ...]:
    """What the button of a duty would ask for."""
    if due.button:
        return ()
    customers = [due.customer] if due.customer else list(known.short or known.records)
    unwarned = tuple(customer for customer in customers if customer not in known.records)
    evidence = Evidence(
        countermeasures=known.countermeasures,
        tried=known.tried,
        today=today,
        unwarned=unwarned if due.step is AlertEvent.CONFIRM else (),
        waiting=tuple(record.customer for record in known.records.values() if record.waits),
        reply_by=known.reply_by,
        happened=all(customer in known.said for customer in customers),
    )
    return tuple(gate for gate in transition(alert, due.step).gates if not gate.holds(alert, evidence))
