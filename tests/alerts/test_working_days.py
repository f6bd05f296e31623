from datetime import date, datetime

import pytest

from pab_planner.alerts import WorkingDays


@pytest.mark.parametrize(
    ("country", "start", "days", "end"),
    [
        ("", date(2026, 6, 5), 1, date(2026, 6, 8)),
        # National Day 2026 as published: off October 1 to 7, worked on Saturday the 10th.
        ("CN", date(2026, 9, 30), 1, date(2026, 10, 8)),
        ("CN", date(2026, 10, 9), 1, date(2026, 10, 10)),
        # Good Friday and Easter Monday 2026 are April 3 and 6.
        ("DE", date(2026, 4, 2), 1, date(2026, 4, 7)),
    ],
)
def test_a_working_day_later_skips_weekends_and_the_holidays_of_a_country(
    country: str, start: date, days: int, end: date
) -> None:
    assert WorkingDays(country).later(start, days) == end


def test_the_companys_own_days_count_before_the_countrys() -> None:
    own = WorkingDays("CN", free=[date(2026, 10, 8)], worked=[date(2026, 10, 5)])
    assert own.later(date(2026, 9, 30), 1) == date(2026, 10, 5)
    assert own.later(date(2026, 9, 30), 2) == date(2026, 10, 9)


def test_a_calendar_without_any_working_day_takes_the_next_day() -> None:
    closed = WorkingDays(free=[date.fromordinal(date(2026, 1, 1).toordinal() + n) for n in range(800)])
    assert closed.later(date(2026, 1, 1), 1) == date(2026, 1, 2)


def test_a_company_that_never_works_is_given_a_year() -> None:
    """366 days after January 1, 2026 it is January 2, 2027."""
    never = WorkingDays(shifts=())
    assert never.hours_later(datetime(2026, 1, 1, 9), 8) == datetime(2027, 1, 2)
