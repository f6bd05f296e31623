"""What is to be done now, worked out by hand on the calendar of June 2026; today is Wednesday, the 3rd."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from alerts.kept import TODAY, alert, day, gone, letter
from pab_planner.alerts import (
    DEFAULT_DEADLINES,
    Alert,
    AlertEvent,
    AlertState,
    Answers,
    Appointment,
    CauseCategory,
    CustomerRecord,
    Deadlines,
    Duty,
    Hours,
    LetterKind,
    Outlook,
    WorkingDays,
    duties,
)
from pab_planner.core.risk import RiskLevel
from pab_planner.language import Text

S, E = AlertState, AlertEvent
WARNING = letter(LetterKind.POTENTIAL, "P-0001", issued=day(1), sent=day(1), acknowledged=day(2))
CONFIRMED = letter(LetterKind.CONFIRMED, "C-0001", issued=day(2), sent=day(2), acknowledged=day(2))
KNOWN = Answers(
    owner="Wang",
    solvable=False,
    category=CauseCategory.MOULD,
    root_cause="crack",
    escape_cause="no counter",
    corrective="new insert",
    preventive="counter",
    next_update=day(9),
)


def told(*notices: Any, **fields: Any) -> dict[str, CustomerRecord]:
    return {"ACME": CustomerRecord("ACME", notices, **fields)}


def named(of: Alert, outlook: Outlook | None = None, **more: Any) -> list[Duty]:
    return duties([of], TODAY, outlooks={"A-0001": outlook} if outlook else None, **more)


def short(named: list[Duty]) -> list[tuple[AlertEvent, Any, str, str, str]]:
    return [(d.step, d.respond_by, d.button, d.customer, d.why.en) for d in named]


@pytest.mark.parametrize(
    ("of", "step", "until", "button"),
    [
        (alert(S.DETECTED), E.REPORT, day(2), "internal_alert"),
        (alert(S.REPORTED), E.ASSESS, day(2), "assess"),
        (alert(S.ASSESSED), E.WARN, day(2), "warn"),
        (alert(S.WARNED), E.CONFIRM, day(3), "confirm"),
        (alert(S.CONFIRMED), E.CONFIRM, day(3), "confirm"),
        (gone(S.REPORTED), E.CLEAR, day(2), "all_clear"),
        (gone(S.CLEARED, first_notice=day(1)), E.INFORM, day(15), "clear_customer"),
        (gone(S.CLEARED), E.CLOSE, day(15), "close_alert"),
        (gone(S.CLEARED, Answers(effective=day(30))), E.CLOSE, day(30), "close_alert"),
        (alert(S.CLEARED), E.REOPEN, day(15), "reopen"),
        (alert(S.ASSESSED, Answers(solvable=True, until=day(12))), E.WARN, day(12), "warn"),
        (alert(S.ASSESSED, Answers(solvable=False, until=day(12))), E.WARN, day(2), "warn"),
        (gone(S.ASSESSED, Answers(solvable=True, until=day(12))), E.CLEAR, day(2), "all_clear"),
        (alert(S.WARNED, Answers(next_update=day(9))), E.CONFIRM, day(9), "confirm"),
    ],
)
def test_without_an_outlook_the_next_step_is_due(
    of: Alert, step: AlertEvent, until: Any, button: str
) -> None:
    overdue = float(max(0, (TODAY - until).days))
    assert named(of) == [Duty(of, step, until, overdue, button, Text("", ""))]


def test_what_waits_for_nothing_has_no_duty() -> None:
    assert named(gone(S.DETECTED)) == named(alert(S.CLOSED)) == []


def test_the_worst_the_longest_overdue_and_the_earliest_come_first() -> None:
    milder = alert(S.DETECTED).finding._replace(level=RiskLevel.MPS_DEPENDENT)
    found = [
        alert(S.DETECTED, number="A-0007", since=day(2)),  # due on the 3rd: in time
        alert(S.DETECTED, number="A-0006", since=day(2), finding=milder),
        alert(S.DETECTED, number="A-0005", finding=milder),  # due on the 2nd: a day late
        alert(S.DETECTED, number="A-0004"),
        alert(S.DETECTED, number="A-0003", since=day(1).replace(month=5)),
        alert(S.CLEARED, number="A-0002"),
        alert(S.CLEARED, number="A-0001"),
        alert(S.CLEARED, number="A-0008", finding=alert(S.CLEARED).finding._replace(first=WARNED_FIRST)),
    ]
    numbers = [duty.alert.number[-1] for duty in duties(found, TODAY)]
    assert numbers == ["3", "4", "5", "7", "8", "1", "2", "6"]


WARNED_FIRST = alert(S.WARNED).finding.first._replace(start=day(1))


def test_a_moment_comes_before_the_end_of_its_day() -> None:
    at_ten = Deadlines(DEFAULT_DEADLINES.days, WorkingDays(), {S.DETECTED: 2})
    (duty,) = duties([alert(S.DETECTED, since=TODAY, since_at=datetime(2026, 6, 3, 8))], TODAY, at_ten)
    assert (duty.respond_by, duty.due_at, duty.overdue) == (TODAY, datetime(2026, 6, 3, 10), 0)
    late = alert(S.DETECTED, since=TODAY, since_at=datetime(2026, 6, 3, 8))
    early = alert(S.DETECTED, since=TODAY, since_at=datetime(2026, 6, 3, 8), number="A-0009")
    first, second = duties([late, early], TODAY, at_ten, now=datetime(2026, 6, 3, 16))
    assert (first.overdue, second.overdue) == (0.25, 0.25)
    later = replace(late, since_at=datetime(2026, 6, 3, 9))
    assert [d.alert.number for d in duties([later, early], TODAY, at_ten)] == ["A-0009", "A-0001"]


LOOK = "Look at the plan again."
SOLVED = "Assessed as solvable, and the plan still shows the risk: assess it anew by then."


@pytest.mark.parametrize(
    ("answers", "outlook", "expected"),
    [
        (Answers(solvable=True, until=day(12)), Outlook(), (E.ASSESS, day(12), "assess", "", SOLVED)),
        (Answers(solvable=True, reason="told"), Outlook(), (E.WARN, day(2), "update_alerts", "", LOOK)),
        (Answers(), Outlook(), (E.WARN, day(2), "update_alerts", "", LOOK)),
        (
            Answers(),
            Outlook(short={"ACME": (0.0, 5.0), "Beta": (1e-6, 0.0)}),
            (E.ASSESS, day(2), "assess", "", "No order line of a customer is short; assess it anew by then."),
        ),
        (
            Answers(until=day(12)),
            Outlook(short={}),
            (
                E.ASSESS,
                day(12),
                "assess",
                "",
                "No order line of a customer is short; assess it anew by then.",
            ),
        ),
        (
            Answers(),
            Outlook(short={"ACME": (5.0, 0.0)}),
            (E.WARN, day(2), "countermeasures", "", "Enter what is done about it."),
        ),
        (Answers(), Outlook(short={"ACME": (5.0, 0.0)}, countermeasures=1), (E.WARN, day(2), "warn", "", "")),
    ],
)
def test_what_an_assessment_leads_to(answers: Answers, outlook: Outlook, expected: Any) -> None:
    assert short(named(alert(S.ASSESSED, answers), outlook)) == [expected]


def test_a_customer_who_was_not_told_is_to_be_warned_and_one_who_misses_nothing_is_not() -> None:
    outlook = Outlook(told(WARNING), 1, short={"Beta": (3.0, 0.0), "Gamma": (0.0, 0.0), "ACME": (0.0, 0.0)})
    assert short(named(alert(S.WARNED), outlook)) == [
        (E.WARN, day(2), "warn", "Beta", "Beta has not been told.")
    ]
    assert short(named(alert(S.WARNED), Outlook(told(WARNING)))) == [
        (E.WARN, day(3), "update_alerts", "", LOOK)
    ]


def test_what_has_grown_is_said_at_once_and_what_was_promised_on_its_day() -> None:
    promised = replace(WARNING, next_update=day(9))
    outlook = Outlook(told(promised), 1, short={"ACME": (5.0, 0.0)}, told={"ACME": 3.0})
    assert short(named(alert(S.WARNED), outlook)) == [
        (E.WARN, TODAY, "warn", "ACME", "Revise: ACME was told 3, now 5 are short.")
    ]
    same = replace(outlook, told={"ACME": 5.0})
    assert short(named(alert(S.WARNED), same)) == [
        (E.WARN, day(9), "warn", "ACME", "ACME was promised an update.")
    ]
    assert short(named(alert(S.WARNED), replace(same, short={"ACME": (0.0, 0.0)}))) == []
    assert short(named(alert(S.WARNED), replace(same, records=told(WARNING)))) == []


def test_what_stays_short_with_all_measures_is_to_be_confirmed() -> None:
    outlook = Outlook(told(WARNING), 1, short={"ACME": (5.0, 2.0)}, told={"ACME": 5.0})
    left = "ACME: 2 remain short with all countermeasures."
    assert short(named(alert(S.WARNED), outlook)) == [(E.CONFIRM, day(3), "confirm", "ACME", left)]
    never_short = alert(S.WARNED, finding=alert(S.WARNED).finding._replace(first_short=None))
    assert named(never_short, outlook) == []
    in_hours = Deadlines(DEFAULT_DEADLINES.days, WorkingDays(), {S.WARNED: 4})
    at_one = replace(WARNING, issued_at=datetime(2026, 6, 1, 13))
    (duty,) = named(alert(S.WARNED), replace(outlook, records=told(at_one)), deadlines=in_hours)
    assert duty.due_at == datetime(2026, 6, 1, 17)


def test_what_was_confirmed_is_measured_by_what_stays_short() -> None:
    """Confirmed were 2; 3 stay short now, and would be 9 without measures. Nothing stays short: a warning again."""
    outlook = Outlook(told(WARNING, CONFIRMED), 1, short={"ACME": (9.0, 3.0)}, told={"ACME": 2.0})
    of = alert(S.CONFIRMED)
    interim = (E.REVIEW, TODAY, "report_8d", "ACME", "The interim 3D report to ACME is due.")
    grown = (E.CONFIRM, TODAY, "confirm", "ACME", "Revise: ACME was told 2, now 3 are short.")
    assert sorted(short(named(of, outlook)), key=str) == sorted([grown, interim], key=str)
    promised = replace(CONFIRMED, next_update=day(9))
    closed = replace(outlook, records=told(WARNING, promised), short={"ACME": (9.0, 0.0)})
    assert (E.WARN, day(9), "warn", "ACME", "ACME was promised an update.") in short(named(of, closed))


def test_a_reply_is_chased_on_the_day_it_was_asked_for() -> None:
    asked = replace(WARNING, acknowledged=None, reply_by=TODAY)
    outlook = Outlook(told(asked), 1, short={"ACME": (5.0, 0.0)}, told={"ACME": 5.0})
    chase = "Chase the reply of ACME to P-0001; when it is there, press Sent, answered."
    (duty,) = named(alert(S.WARNED), outlook)
    assert short([duty]) == [(E.WARN, TODAY, "acknowledge", "ACME", chase)]
    assert (duty.letter, duty.missing) == ("P-0001", ())
    assert named(alert(S.WARNED), replace(outlook, records=told(replace(asked, reply_by=day(4))))) == []
    assert named(alert(S.WARNED), replace(outlook, records=told(replace(asked, acknowledged=day(3))))) == []


@pytest.mark.parametrize(
    ("receipt", "reply_by", "due"),
    [
        (2.0, None, day(3)),
        (1.0, TODAY, day(2)),
        (2.0, day(2), day(2)),
        (2.0, day(3), day(3)),
        (None, day(2), day(2)),
        (Hours(8), None, datetime(2026, 6, 1, 17)),
        (Hours(8), day(1), datetime(2026, 6, 1, 17)),
    ],
)
def test_a_reply_is_due_by_the_letter_or_the_settings_whichever_is_earlier(
    receipt: Any, reply_by: Any, due: Any
) -> None:
    """The letter went out on Monday, 1 June."""
    asked = replace(WARNING, acknowledged=None, reply_by=reply_by)
    outlook = Outlook(told(asked), 1, short={"ACME": (5.0, 0.0)}, told={"ACME": 5.0})
    (duty,) = named(alert(S.WARNED), outlook, deadlines=replace(DEFAULT_DEADLINES, receipt=receipt))
    assert (duty.due_at or duty.respond_by) == due


def test_a_confirmed_shortage_owes_an_interim_report_and_then_the_final_one() -> None:
    outlook = Outlook(told(CONFIRMED), 1, short={"ACME": (5.0, 5.0)}, told={"ACME": 5.0})
    interim = "The interim 3D report to ACME is due."
    (duty,) = named(alert(S.CONFIRMED, since=day(2)), outlook)
    assert short([duty]) == [(E.REVIEW, day(3), "report_8d", "ACME", interim)]
    assert duty.missing and duty.missing[0].field == "owner"
    (sooner,) = named(
        alert(S.CONFIRMED),
        replace(outlook, records=told(replace(CONFIRMED, issued_at=datetime(2026, 6, 2, 9)))),
        deadlines=replace(DEFAULT_DEADLINES, interim=Hours(2)),
    )
    assert sooner.due_at == datetime(2026, 6, 2, 11)
    final = "Causes and actions are known: send ACME the 8D report."
    known = alert(S.CONFIRMED, replace(KNOWN, next_update=None), since=day(1))
    assert short(named(known, outlook)) == [(E.REVIEW, day(15), "report_8d", "ACME", final)]
    reported = replace(
        outlook, records=told(CONFIRMED, reports=(letter(LetterKind.THREE_D, "Q-1", sent=TODAY),))
    )
    assert named(alert(S.CONFIRMED), reported) == []
    assert short(named(known, reported)) == [(E.REVIEW, day(15), "report_8d", "ACME", final)]
    done = replace(outlook, records=told(CONFIRMED, reports=(letter(LetterKind.EIGHT_D, "R-1", sent=TODAY),)))
    assert named(known, done) == []
    assert named(alert(S.WARNED, since=day(2)), replace(outlook, told={"ACME": 9.0})) == []


def test_a_letter_that_nobody_sent_is_to_be_sent() -> None:
    unsent = replace(WARNING, sent=None, acknowledged=None)
    outlook = Outlook(told(unsent), 1, short={"ACME": (5.0, 0.0)}, told={"ACME": 5.0})
    (duty,) = named(alert(S.WARNED), outlook)
    assert short([duty]) == [
        (
            E.CONFIRM,
            day(1),
            "acknowledge",
            "ACME",
            "P-0001 is issued: send it to ACME, then press Sent, answered.",
        )
    ]
    assert (duty.letter, duty.overdue) == ("P-0001", 2)


def test_an_appointment_is_named_on_its_day() -> None:
    departs = Text("The truck departs.", "卡车出发。")
    outlook = Outlook(appointments=(Appointment(TODAY, departs), Appointment(day(4), departs)))
    (report, truck) = named(alert(S.DETECTED), outlook)
    assert short([truck]) == [(E.REPORT, TODAY, "today", "", "The truck departs.")]
    assert report.step is E.REPORT


def test_hours_for_a_reply_count_from_the_moment_the_letter_went_out() -> None:
    """At 15 on Monday, 2 hours of that day and 6 of Tuesday, of which one is noon."""
    moment = datetime(2026, 6, 1, 15, tzinfo=UTC)
    asked = replace(WARNING, acknowledged=None, reply_by=None, issued_at=moment)
    outlook = Outlook(told(asked), 1, short={"ACME": (5.0, 0.0)}, told={"ACME": 5.0})
    (duty,) = named(alert(S.WARNED), outlook, deadlines=replace(DEFAULT_DEADLINES, receipt=Hours(8)))
    assert duty.due_at == datetime(2026, 6, 2, 15)


def test_while_nothing_is_known_of_the_customers_the_settings_say_until_when_to_look() -> None:
    own = replace(DEFAULT_DEADLINES, days={**DEFAULT_DEADLINES.days, S.WARNED: 3})
    due = named(alert(S.WARNED), Outlook(told(WARNING), 1, short=None), deadlines=own)
    assert [(duty.step, duty.respond_by, duty.button) for duty in due] == [(E.WARN, day(4), "update_alerts")]


def test_a_customer_who_waits_for_the_end_is_told_it_or_what_is_owed_first() -> None:
    waiting, owed = told(WARNING), Text("ACME is still owed 3.", "仍欠 ACME 3。")
    of = gone(S.CLEARED)
    assert [(d.step, d.button) for d in named(of, Outlook(waiting))] == [(E.INFORM, "clear_customer")]
    assert [(d.step, d.button) for d in named(of, Outlook(waiting, owed=owed))] == [(E.INFORM, "today")]


def test_why_it_is_not_over_for_a_customer_is_said_before_the_all_clear() -> None:
    owed = Text("ACME is still owed 3.", "仍欠 ACME 3。")
    for of, step, until in (
        (gone(S.WARNED), E.CLEAR, day(3)),
        (gone(S.CLEARED, first_notice=day(1)), E.INFORM, day(15)),
    ):
        assert short(named(of, Outlook(owed=owed))) == [(step, until, "today", "", owed.en)]


def test_after_the_all_clear_the_customers_come_then_the_report_then_closing() -> None:
    waiting = Outlook(told(WARNING))
    cleared = gone(S.CLEARED)
    assert short(named(cleared, waiting)) == [(E.INFORM, day(15), "clear_customer", "", "")]
    over = letter(LetterKind.ALL_CLEAR, "K-0001", sent=TODAY)
    assert short(named(cleared, Outlook(told(WARNING, all_clear=over)))) == [
        (E.CLOSE, day(15), "close_alert", "", "")
    ]
    confirmed = Outlook(told(CONFIRMED, all_clear=over))
    owed = "The 8D report to ACME is owed: enter causes and actions."
    assert short(named(cleared, confirmed)) == [(E.CLOSE, day(15), "alert_form", "", owed)]
    final = "Causes and actions are known: send ACME the 8D report."
    assert short(named(gone(S.CLEARED, KNOWN), confirmed)) == [
        (E.REVIEW, day(15), "report_8d", "ACME", final)
    ]
    settled = Outlook(told(WARNING, all_clear=over))
    verify = "Verify that the action is effective."
    for until, button in ((day(4), "today"), (TODAY, "close_alert"), (day(2), "close_alert")):
        assert short(named(gone(S.CLEARED, Answers(effective=until)), settled)) == [
            (E.CLOSE, until, button, "", verify)
        ]
    assert short(named(alert(S.CLEARED), settled)) == [(E.REOPEN, day(15), "reopen", "", "")]


def test_a_duty_names_what_its_button_would_ask_for() -> None:
    def asked(of: Alert, outlook: Outlook, button: str) -> list[str]:
        (duty,) = (d for d in named(of, outlook) if d.button == button)
        return [gate.missing.en.partition(":")[0].partition(";")[0] for gate in duty.missing]

    bare = Outlook(short={"ACME": (5.0, 5.0)}, signed=False, reply_by=day(2))
    assert asked(alert(S.DETECTED), bare, "internal_alert") == []
    assert asked(alert(S.REPORTED), bare, "assess") == [
        "enter the owner",
        "choose whether it can be solved in time",
        "enter the date until which it is to be solved",
    ]
    signer = "enter who signs the customers' letters"
    assert asked(alert(S.ASSESSED), replace(bare, countermeasures=1), "warn") == [
        "enter when the customer gets the next update",
        "the reply-by date on sheet Messages has passed",
        signer,
    ]
    sound = replace(bare, countermeasures=1, signed=True, reply_by=TODAY)
    assert asked(alert(S.ASSESSED, KNOWN), sound, "warn") == []


def test_confirming_asks_for_what_happened_and_a_reason_where_a_customer_was_not_warned() -> None:
    asked = "enter on sheet Messages what happened and why: a confirmed notice cannot put it off"
    tried = "enter on sheet Countermeasures what is done about it, or what was tried and failed"
    outlook = Outlook(told(WARNING), short={"ACME": (5.0, 5.0)}, told={"ACME": 5.0})
    (duty,) = named(alert(S.WARNED, KNOWN), outlook)
    assert [gate.missing.en for gate in duty.missing] == [tried, asked]
    said = replace(outlook, tried=1, said=frozenset({"ACME"}))
    (duty,) = named(alert(S.WARNED, KNOWN), said)
    assert duty.missing == ()
    (duty,) = named(alert(S.WARNED, KNOWN), replace(said, said=frozenset({"Beta"})))
    assert [gate.missing.en for gate in duty.missing] == [asked]


def test_closing_asks_for_the_customers_and_their_reports() -> None:
    over = letter(LetterKind.ALL_CLEAR, "K-0001", sent=TODAY)
    outlook = Outlook(told(WARNING, all_clear=over), countermeasures=1)
    proved = replace(KNOWN, effective=TODAY)
    (duty,) = named(gone(S.CLEARED, proved), outlook)
    assert [gate.missing.en for gate in duty.missing] == [
        "countermeasures or actions are still planned; mark each as done or failed on sheet Countermeasures",
        "enter what proved the action effective",
    ]
    (duty,) = named(
        gone(S.CLEARED, replace(proved, verified="none broke")), replace(outlook, countermeasures=0)
    )
    assert duty.missing == ()
