"""A month's figures, counted by hand."""

from dataclasses import replace
from datetime import date

from alerts.kept import SHORT, alert, day, letter
from pab_planner.alerts import (
    Alert,
    AlertEvent,
    AlertState,
    Answers,
    LetterKind,
    LettersByName,
    LogEntry,
    MonthFigures,
    alerts_of,
    counts,
    month_figures,
)
from pab_planner.alerts.figures import FirstNotice, first_notices, too_late

S, E = AlertState, AlertEvent


def entry(
    when: date, event: AlertEvent, before: AlertState | None, after: AlertState, number: str = "A-0001"
) -> LogEntry:
    return LogEntry(when, "li", number, event, before, after, "", SHORT)


LOG = [
    entry(date(2026, 4, 30), E.DETECT, None, S.DETECTED),
    entry(date(2026, 5, 2), E.REPORT, S.DETECTED, S.REPORTED),
    entry(date(2026, 5, 4), E.ASSESS, S.REPORTED, S.ASSESSED),
    entry(date(2026, 5, 29), E.WARN, S.ASSESSED, S.WARNED),
    entry(date(2026, 6, 8), E.BREAK, S.WARNED, S.WARNED),
    entry(date(2026, 6, 10), E.CLEAR, S.WARNED, S.CLEARED),
    entry(date(2026, 6, 1), E.DETECT, None, S.DETECTED, "A-0002"),
    entry(date(2026, 6, 8), E.BREAK, S.DETECTED, S.DETECTED, "A-0002"),
]
"""A-0001 is found in April, told on 29 May, ten days before it begins, and cleared in June; nobody is told of A-0002."""


def test_each_month_from_the_first_event_to_today_has_its_figures() -> None:
    """April, 30th: found that day. May: warned on Friday, 29th, whose two working days end on 2 June.

    June, 12th: A-0001 was cleared on the 10th, 41 days after it was found, ten working days are left for its
    review; A-0002 is open and its one working day is over.
    """
    figures = month_figures(alerts_of(LOG).values(), LOG, day(12))
    assert figures == [
        MonthFigures(date(2026, 4, 1), 1, 0, 1, 0, 0, None, None),
        MonthFigures(date(2026, 5, 1), 0, 0, 1, 0, 0, 10, None),
        MonthFigures(date(2026, 6, 1), 1, 1, 1, 1, 1, None, 41),
    ]


def test_without_a_log_there_are_no_figures() -> None:
    assert month_figures([], [], day(12)) == []


def test_the_last_month_is_counted_until_today() -> None:
    """On 2 June A-0002 has its working day left, and nothing of what comes later has happened."""
    (*_, june) = month_figures(alerts_of(LOG).values(), LOG, day(2))
    assert (june.open, june.overdue) == (2, 0)
    (*_, june) = month_figures(alerts_of(LOG).values(), LOG, day(3))
    assert (june.open, june.overdue) == (2, 2), "one working day for A-0002, and two for A-0001 from 29 May"


def test_a_day_that_people_named_counts_in_the_figures_too() -> None:
    told = alerts_of(LOG)
    told["A-0001"] = replace(told["A-0001"], answers=Answers(next_update=day(9)))
    (*_, june) = month_figures(told.values(), LOG, day(5))
    assert (june.open, june.overdue) == (2, 1)


def test_what_came_from_anothers_log_late_is_counted_on_its_day() -> None:
    (april, *_) = month_figures(alerts_of(LOG).values(), [*LOG[1:], LOG[0]], day(12))
    assert (april.month, april.opened, april.open) == (date(2026, 4, 1), 1, 1)


def test_a_year_has_twelve_months() -> None:
    log = [entry(date(2025, 12, 31), E.DETECT, None, S.DETECTED)]
    months = [each.month for each in month_figures(alerts_of(log).values(), log, date(2027, 1, 1))]
    assert months == [date(2025, 12, 1), *(date(2026, n, 1) for n in range(1, 13)), date(2027, 1, 1)]


WARNED = alert(S.CONFIRMED, letters=("P-0001", "C-0002"), first_notice=day(1), broke_on=day(8))
LETTERS = (
    letter(LetterKind.POTENTIAL, "P-0001", "ACME", day(1)),
    letter(LetterKind.CONFIRMED, "C-0002", "Beta", day(10)),
)


def test_each_customer_has_a_first_notice_of_their_own() -> None:
    """ACME was warned a week before; Beta heard of it two days after it had begun, and at once as confirmed."""
    assert first_notices(WARNED, LETTERS) == [FirstNotice(day(1), None), FirstNotice(day(10), day(8))]
    log, letters = [entry(day(1), E.DETECT, None, S.DETECTED)], LettersByName(LETTERS)
    (june,) = month_figures([WARNED], log, day(12), letters=letters)
    assert (june.surprises, june.lead_time) == (1, 2.5), "seven days for ACME, two too late for Beta"


def test_without_letters_the_alert_tells_when_the_customers_heard() -> None:
    assert first_notices(WARNED, ()) == [FirstNotice(day(1), None)]
    assert first_notices(replace(WARNED, surprise=True), ()) == [FirstNotice(day(1), day(8))]
    unbroken = replace(WARNED, surprise=True, broke_on=None)
    assert first_notices(unbroken, ()) == [FirstNotice(day(1), day(1))]
    assert first_notices(alert(S.REPORTED), ()) == []


def test_the_day_on_which_it_begins_is_not_too_late() -> None:
    assert [too_late(WARNED, day(n)) for n in (7, 8, 9)] == [False, False, True]
    assert not too_late(replace(WARNED, broke_on=None), day(30))


def test_a_surprise_counts_in_the_month_in_which_it_began() -> None:
    told = replace(WARNED, first_notice=date(2026, 7, 1), broke_on=day(30), letters=())
    log = [entry(day(1), E.DETECT, None, S.DETECTED)]
    june, july = month_figures([told], log, date(2026, 7, 31))
    assert [(each.surprises, each.lead_time) for each in (june, july)] == [(1, None), (0, -1)]


def test_open_alerts_and_those_past_their_day_are_counted_apart() -> None:
    """On Wednesday, 3 June: what was detected on Monday is a day late, what was cleared then has until the 15th."""
    kept: list[Alert] = [alert(S.DETECTED), alert(S.CLEARED), alert(S.CLOSED)]
    assert counts(iter(kept), day(2)) == (1, 0)
    assert counts(iter(kept), day(3)) == (1, 1)
    assert counts(iter(kept), day(16)) == (1, 2)
