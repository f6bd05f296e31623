"""Where remembered periods stand in a plan; every distance is counted on the calendar of 2026."""

from datetime import date

import pytest

from alerts.made import found_in, plan_of, week, weeks
from pab_planner.alerts import Finding
from pab_planner.alerts.plan_calendar import PlanCalendar
from pab_planner.core.plan import Period
from pab_planner.core.risk import RiskLevel


def on(day: date, label: str = "other") -> Period:
    return Period(label, day)


def finding(first: date, last: date, level: RiskLevel = RiskLevel.SHORTAGE) -> Finding:
    (made,) = found_in(plan_of({"X": (0, [-5])}))
    return made._replace(level=level, first=on(first), last=on(last))


@pytest.mark.parametrize(
    ("period", "index"),
    [
        (on(week(0)), 0),
        (on(week(1)), 1),
        (on(date(2026, 6, 10)), 1),
        (on(week(3)), 3),
        (on(week(9)), 3),
        (on(date(2026, 5, 31)), -1),
        (Period("W30", None), None),
    ],
)
def test_a_period_stands_where_its_first_day_does(period: Period, index: int | None) -> None:
    calendar = PlanCalendar(weeks(4))
    assert calendar.index(period) == index
    assert calendar.passed(period) == (index == -1)


def test_where_periods_have_no_dates_their_headings_are_known() -> None:
    calendar = PlanCalendar([Period("W23", None), Period("W24", None)])
    assert [calendar.index(Period(label, None)) for label in ("W23", "W24", "W25")] == [0, 1, None]
    assert calendar.index(on(week(0))) is None


WEEKLY = [week(number) for number in range(4)]
DAILY = [date(2026, 6, day) for day in range(1, 15)]
DAYS_THEN_WEEKS = [date(2026, 6, day) for day in (1, 2, 9, 16)]


@pytest.mark.parametrize(
    ("starts", "last", "first", "moved"),
    [
        (WEEKLY, week(1), week(2), True),
        (WEEKLY, week(0), week(2), False),
        (DAILY, date(2026, 6, 1), date(2026, 6, 8), True),
        (DAILY, date(2026, 6, 1), date(2026, 6, 9), False),
        (DAYS_THEN_WEEKS, date(2026, 6, 1), date(2026, 6, 9), False),
        (DAILY, date(2026, 5, 30), date(2026, 6, 1), True),
    ],
)
def test_findings_next_to_each_other_or_within_a_week_are_one_matter(
    starts: list[date], last: date, first: date, moved: bool
) -> None:
    """Whichever is given first, and whichever is worse."""
    calendar = PlanCalendar([on(start) for start in starts])
    early, late = finding(last, last), finding(first, first, RiskLevel.BELOW_SAFETY)
    assert calendar.moved(early, late) is moved
    assert calendar.moved(late, early) is moved


def test_what_has_no_place_in_the_plan_is_further_away_than_any_period() -> None:
    calendar = PlanCalendar(weeks(4))
    nowhere = finding(week(0), week(0))._replace(last=Period("W30", None))
    assert calendar.overlap(finding(week(0), week(0)), nowhere) == -6
    assert calendar.overlap(finding(week(0), week(0)), finding(week(3), week(3))) == -2
