"""How well the customers were kept out of the dark, month by month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import mean

from pab_planner.alerts.alert import Alert, AlertEvent, LogEntry, apply_event
from pab_planner.alerts.deadlines import DEFAULT_DEADLINES, Deadlines, overdue_days


@dataclass(frozen=True)
class MonthFigures:
    """The figures of one month.

    Attributes:
        month: Its first day.
        opened: Alerts detected in it.
        cleared: All-clears in it.
        open: Alerts open at its end, or now.
        overdue: Alerts past their respond-by then, open or waiting for their review.
        surprises: Short periods that began in it, or were confirmed in it, before the customer was warned.
        lead_time: Mean warning lead time of the customers first told in it [days]; none where none was.
        time_to_clear: Mean time from detection to the all-clears in it [days]; none where there was none.
    """

    month: date
    opened: int
    cleared: int
    open: int
    overdue: int
    surprises: int
    lead_time: float | None
    time_to_clear: float | None


def month_figures(
    alerts: Iterable[Alert],
    log: Sequence[LogEntry],
    today: date,
    deadlines: Deadlines = DEFAULT_DEADLINES,
) -> list[MonthFigures]:
    """Figures of every month from the first event to today, in time.

    Args:
        alerts: All alerts as they stand, with their answers.
        log: All events, as they were written: what came from another's log may be older than what precedes.
        today: The day up to which is counted.
        deadlines: How long an alert may wait.
    """
    if not log:
        return []
    known = list(alerts)
    answers = {alert.number: alert.answers for alert in known}
    figures, standing, ahead = [], dict[str, Alert](), list(log)
    month = min(entry.when for entry in log).replace(day=1)
    while month <= today:
        following = (month + timedelta(days=32)).replace(day=1)
        end = min(following - timedelta(days=1), today)
        for entry in ahead:
            if entry.when <= end:
                standing[entry.alert] = apply_event(standing.get(entry.alert), entry)
        ahead = [entry for entry in ahead if entry.when > end]
        then = (replace(alert, answers=answers[alert.number]) for alert in standing.values())
        figures.append(_figures_of(month, following, known, log, counts(then, end, deadlines)))
        month = following
    return figures


def _figures_of(
    month: date, following: date, alerts: Sequence[Alert], log: Sequence[LogEntry], at_end: tuple[int, int]
) -> MonthFigures:
    """The figures of one month, its counts at the end given."""

    def within(day: date | None) -> bool:
        return day is not None and month <= day < following

    lead_times = [a.warning_lead_time for a in alerts if within(a.first_notice)]
    lead = [days for days in lead_times if days is not None]
    clear = [
        (alert.cleared_on - alert.opened).days
        for alert in alerts
        if alert.cleared_on is not None and within(alert.cleared_on)
    ]
    return MonthFigures(
        month=month,
        opened=sum(within(alert.opened) for alert in alerts),
        cleared=sum(entry.event is AlertEvent.CLEAR and within(entry.when) for entry in log),
        open=at_end[0],
        overdue=at_end[1],
        surprises=sum(within(surprise_day(alert)) for alert in alerts),
        lead_time=mean(lead) if lead else None,
        time_to_clear=mean(clear) if clear else None,
    )


def surprise_day(alert: Alert) -> date | None:
    """The day on which a customer was surprised: the short period began, else it was confirmed unwarned."""
    if not alert.caught_unwarned:
        return None
    return alert.broke_on or alert.first_notice


def counts(alerts: Iterable[Alert], today: date, deadlines: Deadlines = DEFAULT_DEADLINES) -> tuple[int, int]:
    """Alerts open, and alerts of any state past their respond-by."""
    known = list(alerts)
    late = sum(overdue_days(alert, today, deadlines) > 0 for alert in known)
    return sum(alert.open for alert in known), late
