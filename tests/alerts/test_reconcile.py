from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.made import MONDAY, Days, found_in, plan_of, week
from pab_planner.alerts import (
    AlertEvent,
    AlertState,
    Presence,
    advance,
    period_key,
    plan_fingerprint,
    reconcile,
)
from pab_planner.alerts.alert import Answers
from pab_planner.alerts.reconcile import difference, number_of
from pab_planner.core.risk import RiskLevel


def report(days: Days, number: str, letter: str = "I-0001") -> None:
    step = advance(days.alerts[number], AlertEvent.REPORT, today=MONDAY, user="li", letters=(letter,))
    days.alerts[number] = step.alert
    days.log.append(step.entry)


def events(days: Days, number: str) -> list[AlertEvent]:
    return [entry.event for entry in days.log if entry.alert == number]


def test_nested_spans_of_an_item_are_one_finding_of_the_worst_level() -> None:
    # Balances 5, -5, 15, 15 and a safety stock of 10: below safety, short, living off its MPS, fine.
    (finding,) = found_in(plan_of({"X": (5, [0, -10, 20, 0])}, safety=10))
    assert finding.level is RiskLevel.SHORTAGE
    assert (finding.first.start, finding.last.start) == (week(0), week(2))
    assert finding.first_short and finding.first_short.start == week(1)
    assert finding.recovery and finding.recovery.start == week(3)
    assert finding.worst_quantity == 5


def test_two_shortages_far_apart_are_two_findings() -> None:
    found = found_in(plan_of({"X": (0, [-5, 5, 10, -20, 20])}))
    # Week 1 and 4 live off their own MPS, so each shortage and its recovery are one finding.
    assert [(period_key(f.first), period_key(f.last)) for f in found] == [
        ("2026-06-01", "2026-06-08"),
        ("2026-06-22", "2026-06-29"),
    ]


def test_updating_twice_changes_nothing() -> None:
    days, plan = Days(), plan_of({"X": (0, [-5, 5, 10, -20]), "Y": (9, [0, 0, -10, 0])})
    first = days.update(plan)
    again = days.update(plan)
    assert (len(first.opened), again.entries) == (3, [])
    assert again.unchanged == first.opened


def test_a_span_that_moves_a_week_keeps_its_alert() -> None:
    days = Days()
    days.update(plan_of({"X": (0, [0, -5, 5.5, 0, 0])}))
    moved = days.update(plan_of({"X": (0, [0, 0, 0, -5, 5.5])}), week(0) + timedelta(1))
    assert (moved.opened, moved.changed, list(days.alerts)) == ([], ["A-0001"], ["A-0001"])
    assert period_key(days.alerts["A-0001"].finding.first) == "2026-06-22"


def test_a_span_that_moves_further_is_another_matter() -> None:
    days = Days()
    days.update(plan_of({"X": (1, [-2, 2, 0, 0, 0, 0, 0])}))
    far = days.update(plan_of({"X": (1, [0, 0, 0, 0, 0, -2, 2])}))
    assert (far.opened, far.recovered) == (["A-0002"], ["A-0001"])


def test_a_span_that_splits_keeps_its_larger_part_and_opens_an_alert_for_the_other() -> None:
    days = Days()
    days.update(plan_of({"X": (-1, [0, 0, 0, 0, 0, 0, 0])}))
    # Balances -1, -1, -1, then 2 (living off its MPS), 2, -1, -1.
    split = days.update(plan_of({"X": (-1, [0, 0, 0, 3, 0, -3, 0])}))
    assert split.opened == ["A-0002"]
    kept, new = days.alerts["A-0001"].finding, days.alerts["A-0002"].finding
    assert (period_key(kept.first), period_key(kept.last)) == ("2026-06-01", "2026-06-22")
    assert (period_key(new.first), period_key(new.last)) == ("2026-07-06", "2026-07-13")
    assert AlertEvent.SPLIT in events(days, "A-0001")
    assert "A-0001" in days.log[-2].note and "A-0002" in days.log[-1].note


def test_spans_that_merge_go_on_in_the_alert_that_has_come_furthest() -> None:
    days = Days()
    apart = plan_of({"X": (1, [-2, 3, 0, -3, 3, 0])})
    days.update(apart)
    assert len(days.alerts) == 2
    later = max(days.alerts, key=lambda n: period_key(days.alerts[n].finding.first))
    earlier = next(n for n in days.alerts if n != later)
    report(days, later)
    together = days.update(plan_of({"X": (1, [-2, 0, 0, 0, 3, 0])}))
    assert days.alerts[earlier].state is AlertState.CLOSED
    assert days.alerts[later].state is AlertState.REPORTED
    assert period_key(days.alerts[later].finding.first) == "2026-06-01"
    assert sorted(together.changed) == sorted([earlier, later])
    notes = {entry.note for entry in together.entries}
    assert {f"并入 merged into {later}", f"承接 takes on {earlier}"} <= notes


def test_an_alert_of_a_single_period_goes_on_in_the_one_that_takes_it_in() -> None:
    """Balances 10, 3, 23, 23, 3, 23, then 10, 3, 3, 3, 3, 23, with a safety stock of 5."""
    days = Days()
    days.update(plan_of({"X": (10, [0, -7, 20, 0, -20, 20])}, safety=5))
    assert [period_key(each.finding.last) for each in days.alerts.values()] == ["2026-06-08", "2026-06-29"]
    report(days, "A-0002")
    days.update(plan_of({"X": (10, [0, -7, 0, 0, 0, 20])}, safety=5))
    assert (events(days, "A-0001")[-1], events(days, "A-0002")[-1]) == (AlertEvent.MERGE, AlertEvent.TAKE_ON)


def test_of_two_reported_alerts_that_merge_the_one_kept_takes_on_the_letters() -> None:
    days = Days()
    days.update(plan_of({"X": (1, [-2, 3, 0, -3, 3, 0])}))
    for number, letter in zip(sorted(days.alerts), ("I-0001", "I-0002"), strict=True):
        report(days, number, letter)
    days.update(plan_of({"X": (1, [-2, 0, 0, 0, 3, 0])}))
    (kept,) = (alert for alert in days.alerts.values() if alert.state is AlertState.REPORTED)
    assert sorted(kept.letters) == ["I-0001", "I-0002"]


def test_an_item_that_leaves_the_plan_is_said_and_its_alert_stays() -> None:
    days = Days()
    days.update(plan_of({"X": (0, [-5, 0]), "Y": (0, [0, 0])}))
    report(days, "A-0001")
    gone = days.update(plan_of({"Y": (0, [0, 0])}))
    assert gone.missing == ["A-0001"]
    assert days.alerts["A-0001"].presence is Presence.NOT_IN_PLAN
    assert days.update(plan_of({"Y": (0, [0, 0])})).entries == []


def test_an_alert_nobody_was_told_of_falls_asleep_when_its_risk_is_gone_and_wakes_with_it() -> None:
    days, short, fine = Days(), plan_of({"X": (0, [-5, 0])}), plan_of({"X": (9, [-5, 0])})
    days.update(short)
    assert days.update(fine).recovered == ["A-0001"]
    assert days.alerts["A-0001"].asleep and not days.alerts["A-0001"].open
    back = days.update(short)
    assert (back.opened, back.changed, days.alerts["A-0001"].open) == ([], ["A-0001"], True)
    days.update(fine)
    days.update(plan_of({"X": (0, [-7, 0])}))
    assert days.log[-1].event is AlertEvent.RETURN
    assert days.log[-1].note == "最大缺口 worst quantity 5 → 7"
    assert period_key(days.alerts["A-0001"].finding.first) == "2026-06-01"


def test_a_risk_months_after_one_that_passed_is_another_matter() -> None:
    days = Days()
    days.update(plan_of({"X": (0, [-5, 9, 0, 0])}), week(0))
    later = days.update(plan_of({"X": (0, [-5, 9, 0, 0])}, first=30), week(30))
    assert (later.opened, later.recovered) == (["A-0002"], ["A-0001"])


def test_a_risk_of_last_week_that_moved_into_this_weeks_plan_is_the_same_matter() -> None:
    days = Days()
    days.update(plan_of({"X": (0, [-5, 5.5, 0, 0])}), week(0))
    moved = days.update(plan_of({"X": (0, [0, -5, 9, 0])}, first=1), week(1))
    assert (moved.opened, moved.changed) == ([], ["A-0001"])


def test_the_spelling_of_an_item_or_customer_does_not_matter() -> None:
    days = Days()
    days.update(plan_of({"BP-1 a": (0, [-5])}, customers={"BP-1 a": ("Acme",)}))
    again = days.update(plan_of({"bp-1A": (0, [-5])}, customers={"bp-1A": ("ＡＣＭＥ",)}))
    assert (again.opened, again.missing) == ([], [])
    assert days.alerts["A-0001"].finding.item == "bp-1A"


def test_a_renamed_item_goes_on_in_its_alert_once_the_new_name_is_said() -> None:
    days, new = Days(), plan_of({"N": (0, [-5, 0])})
    days.update(plan_of({"X": (0, [-5, 0])}))
    report(days, "A-0001")
    update = reconcile(days.alerts.values(), found_in(new), new, today=MONDAY, user="li", renamed={"x": "N"})
    assert (update.opened, update.missing, update.changed) == ([], [], ["A-0001"])
    assert update.entries[0].note == "物料 item X → N"


def test_another_customer_of_the_same_item_is_another_alert() -> None:
    days = Days()
    days.update(plan_of({"X": (0, [-5])}, customers={"X": ("A", "B")}))
    same = days.update(plan_of({"X": (0, [-5])}, customers={"X": ("B", "C")}))
    other = days.update(plan_of({"X": (0, [-5])}, customers={"X": ("D",)}))
    assert (same.opened, other.opened) == ([], ["A-0002"])


def test_a_cleared_alert_takes_back_only_a_risk_as_bad_as_what_was_told() -> None:
    days = Days()
    days.update(plan_of({"X": (0, [-5, 0, 0])}))
    report(days, "A-0001")
    days.update(plan_of({"X": (9, [-5, 0, 0])}))
    cleared = advance(days.alerts["A-0001"], AlertEvent.CLEAR, today=MONDAY, user="li")
    days.alerts["A-0001"] = cleared.alert
    days.log.append(cleared.entry)
    milder = days.update(plan_of({"X": (5, [-5, 0, 0])}, safety=3))
    assert (milder.opened, days.alerts["A-0001"].presence) == (["A-0002"], Presence.GONE)
    worse = days.update(plan_of({"X": (0, [-5, 0, 0])}, safety=3))
    assert days.alerts["A-0002"].finding.level is RiskLevel.SHORTAGE
    assert worse.opened == []


def test_a_shortage_that_begins_is_written_down_once_with_its_first_day() -> None:
    days, plan = Days(), plan_of({"X": (0, [0, -5, 0])})
    days.update(plan, MONDAY)
    assert days.alerts["A-0001"].broke_on is None
    days.update(plan, week(1) + timedelta(2))
    rolled = plan_of({"X": (-5, [0, 0, 9])}, first=2)
    days.update(rolled, week(2))
    assert days.alerts["A-0001"].broke_on == week(1)
    assert events(days, "A-0001").count(AlertEvent.BREAK) == 1


def test_a_plan_without_dates_matches_by_its_headings() -> None:
    days, labels = Days(), ("W23", "W24", "W25")
    days.update(plan_of({"X": (0, [0, -5, 0])}, labels=labels))
    again = days.update(plan_of({"X": (0, [-6, 0, 9])}, labels=("W24", "W25", "W26")))
    assert (again.opened, again.changed) == ([], ["A-0001"])
    assert "5 → 6" in days.log[-1].note


def test_what_people_filled_in_stays_with_the_alert() -> None:
    days = Days()
    days.update(plan_of({"X": (0, [0, -5, 0])}))
    days.alerts["A-0001"] = replace(days.alerts["A-0001"], answers=Answers(owner="Wang"))
    plan = plan_of({"X": (0, [0, -7, 0])})
    after = reconcile(days.alerts.values(), found_in(plan), plan, today=MONDAY, user="li")
    assert after.alerts["A-0001"].answers.owner == "Wang"


def test_what_has_changed_is_said_value_by_value_and_by_which_plan() -> None:
    days = Days()
    days.update(plan_of({"X": (1, [0, -1, 0])}, safety=1))
    plan = plan_of({"X": (0, [0, -5, 0])})
    after = days.update(plan)
    change = after.entries[0]
    assert (change.event, change.plan) == (AlertEvent.CHANGE, plan_fingerprint(plan))
    assert change.note.startswith("级别 level BELOW_SAFETY → SHORTAGE; ")
    assert (after.changed, after.unchanged) == (["A-0001"], [])
    shared = change.finding._replace(customers=("ACME", "Beta"))
    assert difference(change.finding, shared) == "客户 customers ACME → ACME; Beta"


def test_a_shortage_begins_on_its_first_day() -> None:
    days, plan = Days(), plan_of({"X": (0, [0, -5, 0])})
    days.update(plan)
    days.update(plan, week(1))
    assert days.alerts["A-0001"].broke_on == week(1)


def test_a_shortage_that_began_between_two_updates_is_written_down_with_what_was_known_of_it() -> None:
    days = Days()
    days.update(plan_of({"X": (0, [0, -5, 0, 0])}))
    days.update(plan_of({"X": (-5, [0, -1, 0])}, first=2), week(2))
    assert days.alerts["A-0001"].broke_on == week(1)
    assert events(days, "A-0001") == [AlertEvent.DETECT, AlertEvent.BREAK, AlertEvent.CHANGE]


def test_a_shortage_that_began_and_was_mended_between_two_updates_did_begin() -> None:
    days = Days()
    days.update(plan_of({"X": (0, [0, -5, 0, 0])}))
    days.update(plan_of({"X": (9, [0, 0, 0])}, first=2), week(2))
    assert events(days, "A-0001") == [AlertEvent.DETECT, AlertEvent.BREAK, AlertEvent.VANISH]


def test_a_risk_that_came_back_after_the_all_clear_may_go_again() -> None:
    days, short, fine = Days(), plan_of({"X": (0, [-5, 0])}), plan_of({"X": (9, [-5, 0])})
    days.update(short)
    report(days, "A-0001")
    days.update(fine)
    cleared = advance(days.alerts["A-0001"], AlertEvent.CLEAR, today=MONDAY, user="li")
    days.alerts["A-0001"] = cleared.alert
    days.log.append(cleared.entry)
    days.update(short)
    assert (days.log[-1].event, days.alerts["A-0001"].presence) == (AlertEvent.RETURN, Presence.PRESENT)
    assert days.update(fine).recovered == ["A-0001"]
    assert days.alerts["A-0001"].presence is Presence.GONE


def test_the_worst_comes_first_and_then_the_earliest() -> None:
    found = found_in(
        plan_of({"A": (0, [0, 0, -5, 5]), "B": (1, [0, 0, 0, -1]), "C": (0, [0, -5, 0, 5])}, safety=1)
    )
    assert [(f.item, f.level, period_key(f.first_short or f.first)) for f in found] == [
        ("A", RiskLevel.SHORTAGE, "2026-06-15"),
        ("C", RiskLevel.SHORTAGE, "2026-06-08"),
        ("B", RiskLevel.BELOW_SAFETY, "2026-06-22"),
    ]


def test_what_was_unknown_is_a_dash_in_the_log() -> None:
    (short,) = found_in(plan_of({"X": (0, [-5, 0])}))
    assert difference(short._replace(customers=(), recovery=None), short._replace(recovery=short.first)) == (
        "恢复期 recovery - → 2026-06-01; 客户 customers - → ACME"
    )


@pytest.mark.parametrize(("alert", "number"), [("A-0007", 7), ("A-B-0012", 12), ("A-", 0), ("none", 0)])
def test_the_running_number_of_an_alert(alert: str, number: int) -> None:
    assert number_of(alert) == number
