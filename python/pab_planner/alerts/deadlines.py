"""When an answer is due, and what is to be done first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import NamedTuple

from pab_planner.alerts.alert import Alert, AlertEvent, AlertState, Presence
from pab_planner.alerts.working_days import MONDAY_TO_FRIDAY, WorkingDays


class Hours(NamedTuple):
    """So many working hours."""

    number: float


@dataclass(frozen=True)
class Deadlines:
    """How long an alert may wait.

    Attributes:
        days: Working days in each state.
        calendar: Which days and hours are worked.
        hours: Working hours in a state, where they count instead of days.
        interim: Working days from a confirmed notice to the interim report, or hours.
        receipt: Likewise from a letter to its acknowledgement; None if only its reply-by date counts.
    """

    days: Mapping[AlertState, int]
    calendar: WorkingDays = MONDAY_TO_FRIDAY
    hours: Mapping[AlertState, float] = field(default_factory=dict)
    interim: float | Hours = 1.0
    receipt: float | Hours | None = None

    def until(self, state: AlertState, since: date, moment: datetime | None = None) -> date | datetime:
        """Until when what is due in a state may wait; a moment where it may wait for hours.

        Args:
            state: The state.
            since: Day from which it waits.
            moment: The moment, on the clock of the company; the beginning of that day where not known.
        """
        within = Hours(self.hours[state]) if state in self.hours else float(self.days[state])
        return self.after(within, since, moment)

    def after(self, within: float | Hours, since: date, moment: datetime | None = None) -> date | datetime:
        """The day so many working days after a day, or the moment so many working hours after a moment."""
        if isinstance(within, Hours):
            return self.calendar.hours_later(moment or datetime.combine(since, time()), within.number)
        return self.calendar.later(since, int(within))


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
    """Until which day the next step is due; none for an alert that waits for nothing."""
    return day_of(due_at(alert, deadlines))


def due_at(alert: Alert, deadlines: Deadlines = DEFAULT_DEADLINES) -> date | datetime | None:
    """Until when the next step is due, a moment where hours count; none for an alert that waits for nothing.

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
    return deadlines.until(alert.state, alert.since, alert.since_moment)


def day_of(due: date | datetime | None) -> date | None:
    """The day of a deadline."""
    return due.date() if isinstance(due, datetime) else due


def days_past(due: date | datetime | None, today: date, now: datetime | None = None) -> float:
    """Days past a deadline, 0 where in time; a moment is past within its day [days].

    Args:
        due: The deadline.
        today: The day.
        now: The moment, on the clock of the company; None if only the day counts.
    """
    if isinstance(due, datetime) and now is not None:
        return max(0.0, (now - due).total_seconds() / 86_400)
    day = day_of(due)
    return float(max(0, (today - day).days)) if day else 0.0


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
