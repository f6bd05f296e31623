"""Letters' numbers, figures, and two registers that become one."""

from dataclasses import replace
from datetime import date, timedelta

from alerts.made import MONDAY, Days, plan_of, week
from pab_planner.alerts import (
    Alert,
    AlertEvent,
    Answers,
    Evidence,
    Letter,
    LetterKind,
    Presence,
    advance,
    alerts_of,
    merge_answers,
    merge_logs,
    month_figures,
    number_letter,
    recipients,
)
from pab_planner.language import Text

ANSWERS = Answers(owner="Wang", solvable=False, until=week(1), next_update=week(1))


def take(days: Days, number: str, event: AlertEvent, today: date, user: str = "li") -> None:
    alert = replace(days.alerts[number], answers=ANSWERS)
    step = advance(alert, event, today=today, user=user, evidence=Evidence(1))
    days.alerts[number] = replace(step.alert, answers=Answers())
    days.log.append(step.entry)


def warned(days: Days, today: date) -> None:
    for event in (AlertEvent.REPORT, AlertEvent.ASSESS, AlertEvent.WARN):
        take(days, "A-0001", event, today)


def test_the_figures_of_two_months_against_a_hand_count() -> None:
    days = Days()
    # June 1: X short from June 22, Y from June 8. June 3: the customer of X is warned, that of Y is not.
    days.update(plan_of({"X": (0, [0, 0, 0, -5, 9]), "Y": (0, [0, -5, 0, 0, 9])}), MONDAY)
    x = next(n for n, a in days.alerts.items() if a.finding.item == "X")
    for event in (AlertEvent.REPORT, AlertEvent.ASSESS, AlertEvent.WARN):
        take(days, x, event, date(2026, 6, 3))
    days.update(plan_of({"X": (0, [0, 0, -5, 9]), "Y": (0, [-5, 0, 0, 9])}, first=1), week(1))
    days.update(plan_of({"X": (9, [0, -5, 9]), "Y": (9, [0, 0, 9])}, first=2), week(5))
    take(days, x, AlertEvent.CLEAR, date(2026, 7, 8))
    june, july = month_figures(days.alerts.values(), days.log, date(2026, 7, 10))
    assert (june.opened, june.open, june.surprises, june.lead_time) == (2, 2, 1, 19)
    assert (july.opened, july.cleared, july.open, july.time_to_clear) == (0, 1, 0, 37)


def test_the_warning_lead_time_runs_from_the_first_notice_to_the_first_short_period() -> None:
    days = Days()
    days.update(plan_of({"X": (0, [0, 0, -5])}))
    warned(days, MONDAY + timedelta(2))
    assert days.alerts["A-0001"].warning_lead_time == 12


def letter(number: str, revision: int, customer: str, issued: date | None = MONDAY) -> Letter:
    kind = next(k for k in LetterKind if number.startswith(k.prefix))
    people = (f"{customer} planning",)
    return Letter(number, revision, kind, "A-0001", customer, "en", number, issued=issued, recipients=people)


def test_a_second_letter_of_the_same_matter_is_a_revision_and_a_draft_is_written_over() -> None:
    known = [letter("P-0001", 1, "A"), letter("P-0002", 1, "B", issued=None)]
    assert number_letter(known, LetterKind.POTENTIAL, "A-0001", "A") == ("P-0001", 2)
    assert number_letter(known, LetterKind.POTENTIAL, "A-0001", "B") == ("P-0002", 1)
    assert number_letter(known, LetterKind.POTENTIAL, "A-0001", "C") == ("P-0003", 1)
    assert number_letter(known, LetterKind.INTERNAL, "A-0001") == ("I-0001", 1)


def test_those_told_are_the_recipients_of_issued_letters_and_nobody_else() -> None:
    known = [letter("I-0001", 1, ""), letter("P-0001", 1, "A"), letter("P-0002", 1, "B", issued=None)]
    assert recipients(known, ("I-0001", "P-0001", "P-0002")) == {"": (" planning",), "A": ("A planning",)}


def two_copies() -> tuple[Days, Days]:
    """Two people's registers, the same until Monday."""
    mine, theirs = Days(), Days()
    for days in (mine, theirs):
        days.update(plan_of({"X": (0, [0, -5]), "Y": (0, [0, -5])}))
    return mine, theirs


def test_what_only_the_other_did_is_taken_over() -> None:
    mine, theirs = two_copies()
    take(theirs, "A-0001", AlertEvent.REPORT, MONDAY, "wang")
    mine.update(plan_of({"X": (0, [0, -6]), "Y": (0, [0, -5])}), MONDAY)
    added, conflicts = merge_logs(mine.log, theirs.log)
    assert ([entry.event for entry in added], conflicts) == ([AlertEvent.REPORT], [])
    merged = alerts_of([*mine.log, *added])
    assert merged["A-0001"].letters == theirs.alerts["A-0001"].letters
    assert merged["A-0001"].state is theirs.alerts["A-0001"].state


def test_what_both_updates_saw_counts_once() -> None:
    mine, theirs = two_copies()
    assert merge_logs(mine.log, [replace(entry, user="wang") for entry in theirs.log]) == ([], [])


def test_steps_that_both_took_are_a_conflict_and_mine_stay() -> None:
    mine, theirs = two_copies()
    take(mine, "A-0001", AlertEvent.REPORT, MONDAY, "li")
    take(theirs, "A-0001", AlertEvent.REPORT, MONDAY, "wang")
    added, conflicts = merge_logs(mine.log, theirs.log)
    assert added == []
    assert [(c.alert, c.mine, c.theirs) for c in conflicts] == [
        ("A-0001", "2026-06-01 li REPORT", "2026-06-01 wang REPORT")
    ]


def test_one_number_for_two_items_is_a_conflict() -> None:
    mine, theirs = Days(), Days()
    mine.update(plan_of({"X": (0, [0, -5])}))
    theirs.update(plan_of({"Z": (0, [0, -5])}))
    added, conflicts = merge_logs(mine.log, theirs.log)
    assert (added, [(c.mine, c.theirs) for c in conflicts]) == (
        [],
        [("X 2026-06-08 – 2026-06-08", "Z 2026-06-08 – 2026-06-08")],
    )


def test_one_number_for_two_risks_of_an_item_weeks_apart_is_a_conflict() -> None:
    mine, theirs = Days(), Days()
    mine.update(plan_of({"X": (0, [-5, 9, 0, 0, 0])}))
    theirs.update(plan_of({"X": (0, [0, 0, 0, 0, -5])}))
    assert [c.alert for c in merge_logs(mine.log, theirs.log)[1]] == ["A-0001"]


def test_what_the_others_update_saw_before_mine_is_no_news() -> None:
    mine, theirs = two_copies()
    theirs.update(plan_of({"X": (0, [0, -9]), "Y": (9, [0, -5])}), MONDAY, "wang")
    take(theirs, "A-0001", AlertEvent.REPORT, MONDAY, "wang")
    mine.update(plan_of({"X": (0, [0, -6]), "Y": (0, [0, -5])}), MONDAY + timedelta(1))
    added, conflicts = merge_logs(mine.log, theirs.log)
    assert ([(e.alert, e.event) for e in added], conflicts) == ([("A-0001", AlertEvent.REPORT)], [])


def test_answers_that_only_one_filled_in_are_taken_and_others_listed() -> None:
    titles = {name: Text(name, name) for name in Answers.__dataclass_fields__}
    merged, conflicts = merge_answers(
        {"A-0001": Answers(owner="Li")},
        {"A-0001": Answers(owner="Wang", root_cause="wear"), "A-0002": Answers(owner="Wang")},
        titles,
    )
    assert merged["A-0001"] == Answers(owner="Li", root_cause="wear")
    assert merged["A-0002"].owner == "Wang"
    assert [(c.alert, c.mine, c.theirs) for c in conflicts] == [("A-0001", "Li", "Wang")]


def test_an_alert_whose_risk_is_gone_counts_as_open_until_it_is_cleared() -> None:
    days = Days()
    days.update(plan_of({"X": (0, [0, -5])}))
    take(days, "A-0001", AlertEvent.REPORT, MONDAY)
    days.update(plan_of({"X": (9, [0, -5])}))
    alert: Alert = days.alerts["A-0001"]
    assert (alert.open, alert.presence) == (True, Presence.GONE)
