from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.made import MONDAY, Days, found_in, plan_of, week
from pab_planner.alerts import (
    TRANSITIONS,
    Alert,
    AlertEvent,
    AlertState,
    Answers,
    CauseCategory,
    Evidence,
    LogEntry,
    Presence,
    StepOutOfOrder,
    StepRefused,
    advance,
    duties,
    next_step,
    overdue_days,
    respond_by,
)
from pab_planner.alerts.alert import apply_event
from pab_planner.alerts.lifecycle import ClockBehind, transition
from pab_planner.alerts.lifecycle_page import lifecycle_page
from pab_planner.core.countermeasure import Countermeasure, CountermeasureKind, MeasureState
from pab_planner.core.risk import RiskLevel

COMPLETE = Answers(
    owner="Wang",
    solvable=False,
    until=date(2026, 6, 12),
    category=CauseCategory.MOULD,
    root_cause="cracked insert",
    escape_cause="no shot counter",
    corrective="new insert",
    preventive="counter with limit",
    effective=date(2026, 9, 1),
    verified="no crack in 20,000 shots",
    next_update=date(2026, 6, 3),
)


def short_alert(answers: Answers = COMPLETE) -> Alert:
    """Detected on Monday, 1 June: 5 short from 8 June on."""
    days = Days()
    days.update(plan_of({"X": (0, [0, -5, 0])}))
    return replace(days.alerts["A-0001"], answers=answers)


def step(alert: Alert, event: AlertEvent, today: date = MONDAY, measures: int = 0) -> Alert:
    return advance(alert, event, today=today, user="li", evidence=Evidence(measures)).alert


def at(state: AlertState, answers: Answers = COMPLETE) -> Alert:
    alert = short_alert(answers)
    for event in (AlertEvent.REPORT, AlertEvent.ASSESS, AlertEvent.WARN, AlertEvent.CONFIRM):
        if alert.state < state:
            alert = step(alert, event, measures=1)
    return alert


def missing(alert: Alert, event: AlertEvent, measures: int = 0) -> list[str]:
    """What a refusal names, by field."""
    with pytest.raises(StepRefused) as refused:
        step(alert, event, measures=measures)
    return [gate.field for gate in refused.value.gates]


def test_a_step_is_noted_with_its_moment() -> None:
    moment = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
    made = advance(short_alert(), AlertEvent.REPORT, today=MONDAY, user="li", at=moment)
    assert (made.entry.at, made.alert.since_at) == (moment, moment)


def test_the_way_from_detected_to_closed() -> None:
    alert = at(AlertState.CONFIRMED)
    alert = step(replace(alert, presence=Presence.GONE), AlertEvent.CLEAR, week(2))
    alert = step(alert, AlertEvent.INFORM, week(2))
    assert step(alert, AlertEvent.CLOSE, date(2026, 9, 1)).state is AlertState.CLOSED


def test_an_alert_closes_when_its_measures_are_settled_and_its_effectiveness_is_proved() -> None:
    alert = step(replace(at(AlertState.CONFIRMED), presence=Presence.GONE), AlertEvent.CLEAR, week(2))
    alert = step(alert, AlertEvent.INFORM, week(2))
    unproved = replace(alert, answers=replace(COMPLETE, verified=""))
    with pytest.raises(StepRefused) as refused:
        step(unproved, AlertEvent.CLOSE, date(2026, 8, 31), measures=1)
    assert [gate.missing.en for gate in refused.value.gates] == [
        "countermeasures or actions are still planned; mark each as done or failed on sheet Countermeasures",
        "the date on which effectiveness is verified has not come; close it then",
        "enter what proved the action effective",
    ]


CORRECTED = Countermeasure(
    CountermeasureKind.CORRECTIVE, 0, date(2026, 8, 3), owner="Li", state=MeasureState.DONE
)
PREVENTED = replace(CORRECTED, kind=CountermeasureKind.PREVENTIVE, when=date(2026, 8, 20))
NOT_DONE = (
    "an action is marked as done without the day from which it is effective, or before that day; "
    "correct it on sheet Countermeasures"
)
TOO_EARLY = "the verification date is before the day from which the actions are effective; enter a later one"
NO_PROOF = (
    "effectiveness is not proved before the verification date, nor while an action is still planned; "
    "leave the proof blank until then"
)


@pytest.mark.parametrize(
    ("today", "actions", "verified_on", "proof", "refused"),
    [
        (date(2026, 9, 1), (CORRECTED, PREVENTED), date(2026, 9, 1), "no crack", []),
        (date(2026, 8, 20), (CORRECTED, PREVENTED), date(2026, 9, 1), "", []),
        (date(2026, 8, 20), (CORRECTED, PREVENTED), date(2026, 9, 1), "no crack", [NO_PROOF]),
        (date(2026, 8, 19), (CORRECTED, PREVENTED), date(2026, 9, 1), "", [NOT_DONE]),
        (date(2026, 9, 1), (replace(CORRECTED, when=""),), date(2026, 9, 1), "", [NOT_DONE]),
        (date(2026, 9, 1), (CORRECTED, PREVENTED), date(2026, 8, 19), "no crack", [TOO_EARLY]),
        (
            *(date(2026, 9, 1), (replace(CORRECTED, state=MeasureState.PLANNED),)),
            *(date(2026, 9, 1), "no crack", [NO_PROOF]),
        ),
        (date(2026, 9, 1), (replace(PREVENTED, state=MeasureState.FAILED),), date(2026, 8, 19), "x", []),
        (date(2026, 9, 1), (CORRECTED,), None, "no crack", [NO_PROOF]),
    ],
)
def test_an_action_takes_effect_before_its_effect_is_verified(
    today: date,
    actions: tuple[Countermeasure, ...],
    verified_on: date | None,
    proof: str,
    refused: list[str],
) -> None:
    answers = replace(COMPLETE, effective=verified_on, verified=proof)
    alert = replace(at(AlertState.CONFIRMED), answers=answers)
    evidence = Evidence(today=today, actions=actions)
    gates = transition(alert, AlertEvent.REVIEW).gates
    assert [gate.missing.en for gate in gates if not gate.holds(alert, evidence)] == refused


def test_an_alert_is_not_closed_while_an_action_is_planned_nor_by_a_clock_that_is_behind() -> None:
    alert = step(replace(at(AlertState.CONFIRMED), presence=Presence.GONE), AlertEvent.CLEAR, week(2))
    alert = step(alert, AlertEvent.INFORM, week(2))
    planned = Evidence(actions=(replace(CORRECTED, state=MeasureState.PLANNED),))
    with pytest.raises(StepRefused, match="actions are still planned"):
        advance(alert, AlertEvent.CLOSE, today=date(2026, 9, 1), user="li", evidence=planned)
    with pytest.raises(ClockBehind, match="A-0001 was last changed on 2026-06-15"):
        step(alert, AlertEvent.CLOSE, week(1))


@pytest.mark.parametrize(
    ("state", "event", "answers", "sentence"),
    [
        (
            AlertState.REPORTED,
            AlertEvent.ASSESS,
            replace(COMPLETE, until=date(2026, 5, 31)),
            "the date until which it is to be solved has passed; enter a later one",
        ),
        (
            AlertState.ASSESSED,
            AlertEvent.WARN,
            replace(COMPLETE, next_update=date(2026, 5, 31)),
            "the next update has passed; enter when the customer hears from us next",
        ),
        (
            AlertState.WARNED,
            AlertEvent.CONFIRM,
            replace(COMPLETE, next_update=date(2026, 5, 31)),
            "the next update has passed; enter when the customer hears from us next",
        ),
        (
            AlertState.ASSESSED,
            AlertEvent.WARN,
            replace(COMPLETE, solvable=True),
            "it was assessed as solvable in time: assess it anew, or enter the reason why the customer is "
            "warned",
        ),
    ],
)
def test_a_date_that_has_passed_and_a_warning_of_what_can_be_solved_are_refused(
    state: AlertState, event: AlertEvent, answers: Answers, sentence: str
) -> None:
    alert = replace(at(state), answers=answers)
    with pytest.raises(StepRefused) as refused:
        step(alert, event, measures=1)
    assert [gate.missing.en for gate in refused.value.gates] == [sentence]


def test_a_confirmed_notice_says_why_and_what_is_done_and_when_the_customer_hears_more() -> None:
    bare = replace(at(AlertState.WARNED), answers=replace(COMPLETE, next_update=None))
    with pytest.raises(StepRefused) as refused:
        advance(bare, AlertEvent.CONFIRM, today=MONDAY, user="li", evidence=Evidence(happened=False))
    assert [gate.missing.en.partition(" ")[0] for gate in refused.value.gates] == ["enter", "enter", "enter"]
    asked = Evidence(1, reply_by=date(2026, 5, 31))
    with pytest.raises(StepRefused, match="the reply-by date on sheet Messages has passed"):
        advance(at(AlertState.WARNED), AlertEvent.CONFIRM, today=MONDAY, user="li", evidence=asked)


def test_warning_one_customer_is_not_warning_another() -> None:
    known = Evidence(1, unwarned=("Nordwind",))
    with pytest.raises(StepRefused, match="a customer in this step has not been warned"):
        advance(at(AlertState.WARNED), AlertEvent.CONFIRM, today=MONDAY, user="li", evidence=known)
    said = replace(at(AlertState.WARNED), answers=replace(COMPLETE, reason="found today"))
    taken = advance(said, AlertEvent.CONFIRM, today=MONDAY, user="li", evidence=known)
    assert taken.alert.state is AlertState.CONFIRMED


def test_nothing_is_assessed_before_an_internal_alert_was_issued() -> None:
    with pytest.raises(StepOutOfOrder) as refused:
        step(short_alert(), AlertEvent.ASSESS)
    assert "Reported, Assessed" in refused.value.say("en")
    assert "已上报、已评估" in refused.value.say("zh")
    assert "Assess" in refused.value.say("en").replace("Assessed", "")


def test_an_assessment_says_who_whether_and_until_when() -> None:
    assert missing(at(AlertState.REPORTED, Answers()), AlertEvent.ASSESS) == ["owner", "solvable", "until"]
    unsolvable = Answers(owner="Wang", solvable=False, until=MONDAY)
    assert step(at(AlertState.REPORTED, unsolvable), AlertEvent.ASSESS).state is AlertState.ASSESSED


def test_no_customer_is_warned_without_a_countermeasure_and_a_next_update() -> None:
    assessed = at(AlertState.ASSESSED, replace(COMPLETE, next_update=None))
    assert missing(assessed, AlertEvent.WARN) == ["", "next_update"]
    assert missing(assessed, AlertEvent.WARN, measures=1) == ["next_update"]


def test_confirming_unwarned_asks_for_a_reason_and_counts_as_a_surprise() -> None:
    assessed = at(AlertState.ASSESSED)
    assert missing(assessed, AlertEvent.CONFIRM, measures=1) == ["reason"]
    with_reason = replace(assessed, answers=replace(COMPLETE, reason="line down since last night"))
    assert step(with_reason, AlertEvent.CONFIRM, measures=1).surprise
    assert not at(AlertState.CONFIRMED).surprise


def test_a_shortage_that_the_plan_does_not_show_is_not_confirmed() -> None:
    warned = at(AlertState.WARNED)
    assert missing(replace(warned, presence=Presence.GONE), AlertEvent.CONFIRM, measures=1) == [""]


def test_no_all_clear_while_the_balance_played_again_is_still_short() -> None:
    reported = at(AlertState.REPORTED)
    assert missing(reported, AlertEvent.CLEAR) == [""]
    milder = replace(reported, finding=reported.finding._replace(level=RiskLevel.BELOW_SAFETY))
    assert step(milder, AlertEvent.CLEAR).state is AlertState.CLEARED


def test_an_item_out_of_the_plan_is_cleared_only_with_a_reason() -> None:
    lost = replace(at(AlertState.REPORTED), presence=Presence.NOT_IN_PLAN)
    assert missing(lost, AlertEvent.CLEAR) == ["reason"]
    explained = replace(lost, answers=replace(COMPLETE, reason="part discontinued"))
    assert step(explained, AlertEvent.CLEAR).state is AlertState.CLEARED


def test_an_alert_closes_only_when_every_field_of_the_8d_is_filled_in() -> None:
    reported = replace(at(AlertState.REPORTED, Answers()), presence=Presence.GONE)
    cleared = step(reported, AlertEvent.CLEAR)
    wanted = ["owner", "category", "root_cause", "escape_cause", "corrective", "preventive", "effective"]
    wanted.append("verified")
    assert missing(cleared, AlertEvent.CLOSE) == wanted


def test_an_alert_does_not_close_before_the_customers_who_were_told_have_their_all_clear() -> None:
    cleared = step(replace(at(AlertState.WARNED), presence=Presence.GONE), AlertEvent.CLEAR)
    assert (next_step(cleared), missing(cleared, AlertEvent.CLOSE)) == (AlertEvent.INFORM, ["", ""])
    proved = COMPLETE.effective
    assert proved is not None
    assert step(step(cleared, AlertEvent.INFORM), AlertEvent.CLOSE, proved).state is AlertState.CLOSED


def test_an_alert_does_not_close_before_a_confirmed_shortage_has_its_8d() -> None:
    cleared = step(replace(at(AlertState.REPORTED), presence=Presence.GONE), AlertEvent.CLEAR)
    proved = date(2026, 9, 1)
    with pytest.raises(StepRefused, match="have not had their 8D report; press 8D report"):
        advance(cleared, AlertEvent.CLOSE, today=proved, user="li", evidence=Evidence(unreported=("ACME",)))
    assert advance(cleared, AlertEvent.CLOSE, today=proved, user="li").alert.state is AlertState.CLOSED


def test_an_alert_whose_risk_is_back_neither_closes_nor_tells_the_customers_that_it_is_over() -> None:
    cleared = step(replace(at(AlertState.WARNED), presence=Presence.GONE), AlertEvent.CLEAR)
    back = replace(cleared, presence=Presence.PRESENT)
    assert (next_step(back), missing(back, AlertEvent.INFORM)) == (AlertEvent.REOPEN, [""])
    informed = replace(back, informed_on=MONDAY)
    assert missing(informed, AlertEvent.CLOSE) == ["", ""]
    assert step(back, AlertEvent.REOPEN).state is AlertState.REPORTED


def test_nobody_is_told_of_a_risk_that_the_plan_no_longer_shows() -> None:
    gone = replace(short_alert(), presence=Presence.GONE)
    assert missing(gone, AlertEvent.REPORT) == [""]
    assert missing(replace(at(AlertState.ASSESSED), presence=Presence.GONE), AlertEvent.WARN, 1) == [""]


def test_a_reopened_alert_starts_again_as_reported() -> None:
    cleared = step(replace(at(AlertState.WARNED), presence=Presence.GONE), AlertEvent.CLEAR)
    assert step(cleared, AlertEvent.REOPEN).state is AlertState.REPORTED


def test_a_refusal_names_the_cell_in_both_languages() -> None:
    with pytest.raises(StepRefused) as refused:
        step(at(AlertState.REPORTED, Answers(owner="Wang", until=MONDAY)), AlertEvent.ASSESS)
    told = refused.value.at({"solvable": "Alerts!P4"})
    assert told.say("en").startswith("A-0001: ")
    assert told.say("en").endswith("choose whether it can be solved in time (Alerts!P4)")
    assert told.say("zh") == "A-0001：暂不能执行“评估”：选择能否按时解决（Alerts!P4）"
    with pytest.raises(StepRefused) as refused:
        step(at(AlertState.REPORTED, Answers()), AlertEvent.ASSESS)
    assert (refused.value.say("en").count("; "), refused.value.say("zh").count("；")) == (2, 2)


def test_the_table_says_of_each_event_and_state_at_most_one_thing() -> None:
    said = [(line.event, state) for line in TRANSITIONS for state in line.before]
    assert len(said) == len(set(said))
    assert {line.event for line in TRANSITIONS} == set(AlertEvent)


def test_the_page_in_docs_is_current() -> None:
    page = Path(__file__).parents[2] / "docs" / "lifecycle.md"
    assert page.read_text(encoding="utf-8") == lifecycle_page()


def test_working_days_count_from_the_last_step_and_skip_the_weekend() -> None:
    alert = short_alert(Answers())
    assert respond_by(alert) == date(2026, 6, 2)
    on_friday = replace(alert, since=date(2026, 6, 5))
    assert respond_by(on_friday) == date(2026, 6, 8)
    assert [overdue_days(on_friday, date(2026, 6, day)) for day in (7, 8, 9)] == [0, 0, 1]


def test_a_day_that_people_named_counts_before_the_general_deadline() -> None:
    assert respond_by(at(AlertState.WARNED)) == date(2026, 6, 3)
    solvable = replace(COMPLETE, solvable=True)
    assert respond_by(at(AlertState.ASSESSED, solvable)) == date(2026, 6, 12)


def test_what_is_overdue_is_named_first_and_then_the_worst() -> None:
    days = Days()
    days.update(plan_of({"MILD": (3, [0, 0]), "SHORT": (0, [0, -5])}, safety=4), MONDAY)
    days.update(
        plan_of({"MILD": (3, [0, 0]), "SHORT": (0, [0, -5]), "NEW": (0, [0, -5])}, safety=4),
        MONDAY + timedelta(4),
    )
    items = [duty.alert.finding.item for duty in duties(days.alerts.values(), MONDAY + timedelta(4))]
    assert items == ["SHORT", "MILD", "NEW"]


def entry(event: AlertEvent, when: date, worst: float, hour: int = 0, **more: Any) -> LogEntry:
    """An alert's line in the log that day, its shortage as bad as that."""
    (found,) = found_in(plan_of({"X": (0, [0, -5, 0])}))
    moment = datetime(when.year, when.month, when.day, hour, tzinfo=UTC)
    after = {"before": AlertState.DETECTED, "after": AlertState.DETECTED} | more
    finding = found._replace(worst_quantity=worst)
    return LogEntry(when, "li", "A-0001", event, after["before"], after["after"], "", finding, at=moment)


def test_what_each_event_makes_of_an_alert() -> None:
    """An escalation stands until somebody answers; the worst that was told stays, whatever comes after."""
    tuesday, wednesday, thursday, friday = (MONDAY + timedelta(days) for days in (1, 2, 3, 4))
    alert = apply_event(None, entry(AlertEvent.DETECT, MONDAY, 5, 9))
    alert = apply_event(alert, entry(AlertEvent.ESCALATE, tuesday, 5, 10))
    alert = apply_event(alert, entry(AlertEvent.CHANGE, wednesday, 6, 11))
    assert (alert.since, alert.since_moment) == (MONDAY, datetime(2026, 6, 1, 9))
    assert (alert.escalated_on, alert.broke_on, alert.worst_told) == (tuesday, None, None)
    reported = entry(AlertEvent.REPORT, thursday, 7, 12, after=AlertState.REPORTED)
    alert = apply_event(alert, reported)
    assert (alert.state, alert.since, alert.since_moment) == (
        AlertState.REPORTED,
        thursday,
        datetime(2026, 6, 4, 12),
    )
    assert (alert.escalated_on, alert.told, alert.worst_told) == (None, RiskLevel.SHORTAGE, reported.finding)
    alert = apply_event(alert, entry(AlertEvent.WARN, friday, 6, after=AlertState.WARNED))
    assert (alert.as_told, alert.first_notice) == (reported.finding, friday)
    worst = entry(AlertEvent.CONFIRM, friday, 8, before=AlertState.WARNED, after=AlertState.CONFIRMED)
    assert apply_event(alert, worst).as_told == worst.finding
    begun = entry(AlertEvent.BREAK, week(1), 8)
    assert apply_event(alert, begun).broke_on == week(1)
