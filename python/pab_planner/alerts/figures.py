"""How well the customers were kept out of the dark, month by month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import mean

from pab_planner.alerts.alert import Alert, AlertEvent, AlertState, LogEntry, happen
from pab_planner.alerts.deadlines import DEFAULT_DEADLINES, Deadlines, overdue_days


@dataclass(frozen=True)
class MonthFigures:
    """The figures of one month.

    Attributes:
        month: Its first day.
        opened: Alerts detected in it.
        cleared: All-clears in it.
        open: Alerts open at its end, or now.
        overdue: Those of them past their respond-by.
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
        log: All events, in time.
        today: The day up to which is counted.
        deadlines: How long an alert may wait.
    """
    if not log:
        return []
    known = list(alerts)
    answers = {alert.number: alert.answers for alert in known}
    figures, standing, position = [], dict[str, Alert](), 0
    month = min(entry.when for entry in log).replace(day=1)
    while month <= today:
        following = (month + timedelta(days=32)).replace(day=1)
        end = min(following - timedelta(days=1), today)
        while position < len(log) and log[position].when <= end:
            entry = log[position]
            standing[entry.alert] = happen(standing.get(entry.alert), entry)
            position += 1
        open_then = [alert for alert in standing.values() if alert.open]
        late = [
            alert
            for alert in open_then
            if overdue_days(replace(alert, answers=answers[alert.number]), end, deadlines)
        ]
        figures.append(_figures_of(month, following, known, log, len(open_then), len(late)))
        month = following
    return figures


def _figures_of(
    month: date, following: date, alerts: Sequence[Alert], log: Sequence[LogEntry], still_open: int, late: int
) -> MonthFigures:
    """The figures of one month, its standing at the end given."""

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
        open=still_open,
        overdue=late,
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
    late = sum(
        alert.state < AlertState.CLOSED and overdue_days(alert, today, deadlines) > 0 for alert in known
    )
    return sum(alert.open for alert in known), late
