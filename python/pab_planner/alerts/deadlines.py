"""When an answer is due, and what is to be done first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pab_planner.alerts.alert import Alert, AlertEvent, AlertState, Presence
from pab_planner.alerts.working_days import MONDAY_TO_FRIDAY, WorkingDays


@dataclass(frozen=True)
class Deadlines:
    """How long an alert may wait.

    Attributes:
        days: Working days in each state.
        calendar: Which days are worked.
    """

    days: Mapping[AlertState, int]
    calendar: WorkingDays = MONDAY_TO_FRIDAY


DEFAULT_DEADLINES = Deadlines(
    {
        AlertState.DETECTED: 1,
        AlertState.REPORTED: 1,
        AlertState.ASSESSED: 1,
        AlertState.WARNED: 2,
        AlertState.CONFIRMED: 2,
        AlertState.CLEARED: 10,
    }
)


def respond_by(alert: Alert, deadlines: Deadlines = DEFAULT_DEADLINES) -> date | None:
    """Until when the next step is due; none for an alert that waits for nothing.

    A date that people gave (solved until, next update) counts before the general deadline, unless the risk is
    gone: then the all-clear is due.
    """
    if alert.asleep or alert.state is AlertState.CLOSED:
        return None
    if alert.presence is Presence.PRESENT:
        if alert.state is AlertState.ASSESSED and alert.answers.solvable and alert.answers.until:
            return alert.answers.until
        if alert.state in (AlertState.WARNED, AlertState.CONFIRMED) and alert.answers.next_update:
            return alert.answers.next_update
    if next_step(alert) is AlertEvent.CLOSE and alert.answers.effective:
        return alert.answers.effective
    return deadlines.calendar.later(alert.since, deadlines.days[alert.state])


def overdue_days(alert: Alert, today: date, deadlines: Deadlines = DEFAULT_DEADLINES) -> int:
    """Days past respond-by, 0 where in time [days]."""
    due = respond_by(alert, deadlines)
    return max(0, (today - due).days) if due else 0


def next_step(alert: Alert) -> AlertEvent | None:
    """The step that the life cycle expects next; none for an alert that waits for nothing."""
    if alert.asleep or alert.state is AlertState.CLOSED:
        return None
    if alert.state is AlertState.CLEARED:
        if alert.presence is Presence.PRESENT:
            return AlertEvent.REOPEN
        return AlertEvent.INFORM if alert.customers_wait else AlertEvent.CLOSE
    if alert.state is not AlertState.DETECTED and alert.presence is not Presence.PRESENT:
        return AlertEvent.CLEAR
    return {
        AlertState.DETECTED: AlertEvent.REPORT,
        AlertState.REPORTED: AlertEvent.ASSESS,
        AlertState.ASSESSED: AlertEvent.WARN,
        AlertState.WARNED: AlertEvent.CONFIRM,
        AlertState.CONFIRMED: AlertEvent.CONFIRM,
    }[alert.state]
