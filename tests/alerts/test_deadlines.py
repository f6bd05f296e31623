"""Deadlines in working days and in working hours, worked out by hand on the calendar of June 2026."""

from datetime import date, datetime, time, timedelta, timezone

import pytest

from alerts.made import found_in, plan_of
from pab_planner.alerts import (
    DEFAULT_DEADLINES,
    AlertState,
    Deadlines,
    WorkingDays,
    duties,
    reconcile,
    respond_by,
)
from pab_planner.alerts.deadlines import days_past, due_at


@pytest.mark.parametrize(
    ("begun", "hours", "until"),
    [
        ("2026-06-03 09:00", 2, "2026-06-03 11:00"),
        ("2026-06-03 11:00", 2, "2026-06-03 14:00"),
        ("2026-06-03 06:30", 1, "2026-06-03 09:00"),
        ("2026-06-03 12:30", 1, "2026-06-03 14:00"),
        ("2026-06-03 16:00", 4, "2026-06-04 11:00"),
        ("2026-06-05 16:30", 4, "2026-06-08 11:30"),
        ("2026-06-06 10:00", 8, "2026-06-08 17:00"),
        ("2026-06-03 09:00", 16, "2026-06-05 09:00"),
        ("2026-06-03 18:00", 0.5, "2026-06-04 08:30"),
    ],
)
def test_hours_run_while_people_work(begun: str, hours: float, until: str) -> None:
    later = WorkingDays().hours_later(datetime.fromisoformat(begun), hours)
    assert later == datetime.fromisoformat(until)


def test_hours_skip_holidays_and_follow_the_companys_shifts() -> None:
    """Friday, 19 June 2026 is the Dragon Boat Festival; the night shift ends at midnight less one minute."""
    china = WorkingDays("CN")
    assert china.hours_later(datetime(2026, 6, 18, 16), 2) == datetime(2026, 6, 22, 9)
    late = WorkingDays(shifts=((time(6), time(14)), (time(14), time(22))))
    assert late.hours_later(datetime(2026, 6, 3, 13), 4) == datetime(2026, 6, 3, 17)


def test_a_deadline_in_hours_runs_from_the_moment_of_the_last_step() -> None:
    """Found on Wednesday, 3 June, at 16:00 by the clock in Shanghai; four working hours later is 11:00."""
    plan = plan_of({"X": (0, [-5, 0])})
    found = datetime(2026, 6, 3, 16, tzinfo=timezone(timedelta(hours=8)))
    update = reconcile((), found_in(plan), plan, today=found.date(), user="li", at=found)
    alert = update.alerts["A-0001"]
    in_hours = Deadlines(DEFAULT_DEADLINES.days, WorkingDays(), {AlertState.DETECTED: 4})
    assert due_at(alert, in_hours) == datetime(2026, 6, 4, 11)
    assert respond_by(alert, in_hours) == date(2026, 6, 4)
    for clock, overdue in ((datetime(2026, 6, 4, 10, 59), 0), (datetime(2026, 6, 4, 14), 0.125)):
        (duty,) = duties([alert], date(2026, 6, 4), in_hours, now=clock)
        assert (duty.due_at, duty.overdue) == (datetime(2026, 6, 4, 11), overdue)
    assert due_at(alert) == date(2026, 6, 4), "one working day, where no hours are set"


def test_without_a_deadline_nothing_is_past() -> None:
    assert days_past(None, date(2026, 6, 3)) == 0
    assert days_past(date(2026, 6, 1), date(2026, 6, 3)) == 2
