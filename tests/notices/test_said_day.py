"""Days and periods in words, in both languages, as a calendar of 2026 shows them."""

from datetime import date, timedelta

import pytest

from pab_planner.core.plan import Period
from pab_planner.language import Text
from pab_planner.notices import long_day, period_words, said_day, short_day


def periods(*starts: str) -> list[Period]:
    return [Period(start, date.fromisoformat(start)) for start in starts]


def test_a_day_is_said_with_its_month_and_year() -> None:
    assert long_day(date(2026, 2, 4)) == ("4 Feb 2026", "2026年2月4日")
    assert short_day(date(2026, 12, 31), 2026) == ("31 Dec", "12月31日")
    assert short_day(date(2027, 1, 1), 2026) == ("1 Jan 2027", "2027年1月1日")
    assert [long_day(date(2026, n, 1)).en[2:5] for n in (1, 3, 4, 5, 6, 7, 8, 9, 10, 11)] == [
        *("Jan", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov")
    ]


WEEKS = periods("2026-06-01", "2026-06-08", "2026-06-15")
MONTHS = periods("2026-01-01", "2026-02-01", "2026-03-01")
DAYS = periods("2026-06-01", "2026-06-02", "2026-06-04")
MIXED = periods("2026-06-01", "2026-06-15", "2026-06-16")


def week_of(en: str, zh: str) -> Text:
    return Text(f"week of {en}", f"{zh}当周")


@pytest.mark.parametrize(
    ("plan", "start", "words"),
    [
        (WEEKS, "2026-06-01", week_of("1 Jun 2026", "2026年6月1日")),
        (WEEKS, "2026-06-15", week_of("15 Jun 2026", "2026年6月15日")),
        (WEEKS, "2026-05-25", week_of("25 May 2026", "2026年5月25日")),
        (WEEKS, "2026-07-06", week_of("6 Jul 2026", "2026年7月6日")),
        (MONTHS, "2026-02-01", Text("Feb 2026", "2026年2月")),
        (MONTHS, "2026-03-01", Text("Mar 2026", "2026年3月")),
        (MONTHS, "2025-12-01", Text("Dec 2025", "2025年12月")),
        (MONTHS, "2026-04-01", Text("Apr 2026", "2026年4月")),
        (MONTHS, "2025-12-15", Text("15 Dec 2025 to 14 Jan 2026", "2025年12月15日至2026年1月14日")),
        (DAYS, "2026-06-01", Text("1 Jun 2026", "2026年6月1日")),
        (DAYS, "2026-06-02", Text("2 Jun 2026 to 3 Jun 2026", "2026年6月2日至2026年6月3日")),
        (DAYS, "2026-05-29", Text("29 May 2026", "2026年5月29日")),
        (MIXED, "2026-06-01", Text("1 Jun 2026 to 14 Jun 2026", "2026年6月1日至2026年6月14日")),
        (MIXED, "2026-06-15", Text("15 Jun 2026", "2026年6月15日")),
        (MIXED, "2026-05-18", Text("18 May 2026 to 31 May 2026", "2026年5月18日至2026年5月31日")),
        (MIXED, "2026-06-20", Text("20 Jun 2026", "2026年6月20日")),
    ],
)
def test_a_period_is_said_as_long_as_it_is(plan: list[Period], start: str, words: Text) -> None:
    assert period_words(plan, Period(start, date.fromisoformat(start))) == words


def test_a_period_without_a_date_is_said_by_its_heading() -> None:
    assert period_words([Period("W23", None)], Period("W23", None)) == ("W23", "W23")
    assert period_words(WEEKS, Period("W23", None)) == ("W23", "W23")
    assert period_words([Period("W23", None)], WEEKS[0]) == ("2026-06-01", "2026-06-01")


def test_a_day_known_by_its_period_is_the_end_of_it_and_says_so() -> None:
    assert said_day(date(2026, 6, 7)) == date(2026, 6, 7)
    assert said_day(date(2026, 6, 7), date(2026, 6, 7)) == date(2026, 6, 7)
    assert said_day(date(2026, 6, 7), date(2026, 6, 1)) == (
        "2026-06-07 (week of 2026-06-01)",
        "2026-06-07（2026-06-01 当周）",
    )
    assert said_day(date(2026, 2, 28), date(2026, 2, 1)) == (
        "2026-02-28 (month of 2026-02)",
        "2026-02-28（2026-02 当月）",
    )
    assert said_day(date(2026, 6, 14), date(2026, 6, 1)) == (
        "2026-06-14 (2026-06-01 to 2026-06-14)",
        "2026-06-14（2026-06-01 至 2026-06-14）",
    )


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_of_any_length_is_a_month_and_a_day_less_is_none(month: int) -> None:
    first = date(2026, month, 1)
    following = date(2026 + month // 12, month % 12 + 1, 1)
    last = following - timedelta(days=1)
    assert "month of" in str(said_day(last, first))
    assert "month of" not in str(said_day(last - timedelta(days=1), first))
    assert period_words([Period("", first), Period("", following)], Period("", first)).en.endswith(" 2026")
