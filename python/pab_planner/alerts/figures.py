"""How well the customers were kept out of the dark, month by month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import mean
from typing import NamedTuple

from pab_planner.alerts.alert import Alert, AlertEvent, LogEntry, apply_events, entries_by_alert
from pab_planner.alerts.customers import LettersByName, customer_records
from pab_planner.alerts.deadlines import DEFAULT_DEADLINES, Deadlines, overdue_days
from pab_planner.alerts.letter import Letter


@dataclass(frozen=True)
class MonthFigures:
    """The figures of one month.

    Attributes:
        month: Its first day.
        opened: Alerts detected in it.
        cleared: All-clears in it.
        open: Alerts open at its end, or now.
        overdue: Alerts past their respond-by then, open or waiting for their review.
        surprises: Customers for whom a short period began in it, or was confirmed in it, before they were
            warned; an alert that nobody was told of counts once.
        lead_time: Mean warning lead time of the customers first told in it [days]; None if none was.
        time_to_clear: Mean time from detection to the all-clears in it [days]; None if there was none.
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
    letters: LettersByName | None = None,
) -> list[MonthFigures]:
    """Figures of every month from the first event to today, in order.

    Args:
        alerts: All alerts as they stand, with their answers.
        log: All events, as they were written: what came from another's log may be older than what precedes.
        today: The day up to which is counted.
        deadlines: How long an alert may wait.
        letters: All letters, which tell the customers of an alert apart.
    """
    if not log:
        return []
    known = list(alerts)
    told = [
        (alert, first)
        for alert in known
        for first in first_notices(alert, letters.of(alert) if letters else ())
    ]
    answers = {alert.number: alert.answers for alert in known}
    months: dict[date, list[LogEntry]] = {}
    for entry in log:
        if entry.when <= today:
            months.setdefault(entry.when.replace(day=1), []).append(entry)
    figures, standing = [], dict[str, Alert]()
    month = min(entry.when for entry in log).replace(day=1)
    while month <= today:
        following = (month + timedelta(days=32)).replace(day=1)
        end = min(following - timedelta(days=1), today)
        for number, entries in entries_by_alert(months.get(month, ())).items():
            then = apply_events(standing.get(number), entries)
            standing[number] = replace(then, answers=answers[number])
        at_end = counts(standing.values(), end, deadlines)
        figures.append(_figures_of(month, following, known, told, log, at_end))
        month = following
    return figures


def _figures_of(
    month: date,
    following: date,
    alerts: Sequence[Alert],
    told: Sequence[tuple[Alert, "FirstNotice"]],
    log: Sequence[LogEntry],
    at_end: tuple[int, int],
) -> MonthFigures:
    """The figures of one month, its counts at the end given."""

    def within(day: date | None) -> bool:
        return day is not None and month <= day < following

    lead = [(a.breaks_on - first.day).days for a, first in told if within(first.day) and a.breaks_on]
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
        surprises=sum(within(first.surprise) for _, first in told)
        + sum(within(alert.broke_on) for alert in alerts if alert.first_notice is None),
        lead_time=mean(lead) if lead else None,
        time_to_clear=mean(clear) if clear else None,
    )


class FirstNotice(NamedTuple):
    """When a customer first heard of an alert.

    Attributes:
        day: The day.
        surprise: The day on which the shortage surprised them; None if they were warned in time.
    """

    day: date
    surprise: date | None


def first_notices(alert: Alert, letters: Iterable[Letter]) -> list[FirstNotice]:
    """When each customer of an alert first heard of it; one for all where no letter tells them apart."""
    records = customer_records(alert, letters).values()
    told = [(record.notices[0].issued, record.unwarned) for record in records] or [
        (alert.first_notice, alert.surprise)
    ]
    return [
        FirstNotice(day, (alert.broke_on or day) if too_late(alert, day) or unwarned else None)
        for day, unwarned in told
        if day
    ]


def too_late(alert: Alert, first_notice: date) -> bool:
    """Whether the short period had begun when a customer first heard of it."""
    return alert.broke_on is not None and first_notice > alert.broke_on


def counts(alerts: Iterable[Alert], today: date, deadlines: Deadlines = DEFAULT_DEADLINES) -> tuple[int, int]:
    """Alerts open, and alerts of any state past their respond-by."""
    known = list(alerts)
    late = sum(overdue_days(alert, today, deadlines) > 0 for alert in known)
    return sum(alert.open for alert in known), late
