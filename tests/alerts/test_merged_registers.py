"""Two people's registers of one plan: what each adds to the other, and what nobody can decide for them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from alerts.kept import SHORT, day, period
from pab_planner.alerts import (
    AlertEvent,
    AlertState,
    Answers,
    CauseCategory,
    Conflict,
    LogEntry,
    merge_answers,
    merge_logs,
)
from pab_planner.core.plan import Period
from pab_planner.language import Text

S, E = AlertState, AlertEvent


def entry(number: int, event: AlertEvent, before: AlertState | None = S.DETECTED, **fields: Any) -> LogEntry:
    made = LogEntry(day(number), "li", "A-0001", event, before, S.DETECTED, "", SHORT)
    return replace(made, **fields)


FOUND = entry(1, E.DETECT, None)
REPORTED = entry(2, E.REPORT, after=S.REPORTED)


def test_what_the_other_did_is_added_in_the_order_of_their_log() -> None:
    other = entry(3, E.DETECT, None, alert="A-0002")
    assessed = entry(4, E.ASSESS, S.REPORTED, after=S.ASSESSED, user="chen")
    assert merge_logs([FOUND], [other, FOUND, REPORTED, assessed]) == ([other, REPORTED, assessed], [])
    assert merge_logs([FOUND, REPORTED, assessed], [FOUND]) == ([], [])
    assert merge_logs([], [FOUND]) == ([FOUND], [])
    assert merge_logs([FOUND, REPORTED], [FOUND, REPORTED, assessed]) == ([assessed], [])


def test_what_both_updates_found_counts_once_whoever_pressed_the_button() -> None:
    change = entry(3, E.CHANGE)
    theirs = replace(change, user="chen", note="seen", plan="abc")
    found = replace(FOUND, when=day(2), user="chen")
    assert merge_logs([FOUND, change], [found, theirs]) == ([], [])
    worse = replace(theirs, finding=SHORT._replace(worst_quantity=6.0))
    assert merge_logs([FOUND, change], [found, worse]) == ([worse], [])
    later = replace(theirs, when=day(4))
    assert merge_logs([FOUND, change], [found, later]) == ([later], [])


def test_what_their_update_saw_before_mine_looked_is_no_news_but_that_it_began() -> None:
    mine = [FOUND, entry(5, E.CHANGE)]
    seen, began = entry(4, E.VANISH, user="chen"), entry(4, E.BREAK, user="chen")
    assert merge_logs(mine, [FOUND, seen, began]) == ([began], [])
    same_day = replace(seen, when=day(5))
    assert merge_logs(mine, [FOUND, same_day]) == ([same_day], [])
    step = entry(4, E.REPORT, after=S.REPORTED, user="chen")
    assert merge_logs(mine, [FOUND, step]) == ([step], []), "a step is news whenever it was taken"
    found_later = [FOUND, entry(5, E.DETECT, None, alert="A-0009")]
    assert merge_logs(found_later, [FOUND, seen]) == ([], [])
    stepped = [FOUND, replace(REPORTED, when=day(9))]
    assert merge_logs(stepped, [FOUND, seen]) == ([seen], []), "a step of mine is no look at the plan"


def test_steps_that_both_took_are_left_for_people_to_decide() -> None:
    mine = entry(3, E.ASSESS, S.REPORTED, after=S.ASSESSED)
    theirs = [entry(3, E.REPORT, user="chen"), entry(4, E.CHANGE), entry(4, E.WARN, user="chen")]
    added, conflicts = merge_logs([FOUND, REPORTED, mine], [FOUND, REPORTED, *theirs])
    assert added == []
    assert conflicts == [
        Conflict(
            "A-0001",
            Text("both took steps of their own", "双方各自执行了步骤"),
            "2026-06-03 li ASSESS",
            "2026-06-03 chen REPORT; 2026-06-04 chen WARN",
        )
    ]


def test_the_same_step_by_two_people_on_one_day_is_two_steps() -> None:
    added, (conflict,) = merge_logs([FOUND, REPORTED], [FOUND, replace(REPORTED, user="chen")])
    assert (added, conflict.mine, conflict.theirs) == ([], "2026-06-02 li REPORT", "2026-06-02 chen REPORT")


def risk(first: int, last: int, **fields: Any) -> LogEntry:
    return replace(FOUND, finding=SHORT._replace(first=period(first), last=period(last), **fields))


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        (risk(8, 15), risk(8, 15, item="x "), True),
        (risk(8, 15), risk(8, 15, item="Y"), False),
        (risk(8, 15), risk(22, 29), True),
        (risk(8, 15), risk(23, 29), False),
        (risk(22, 29), risk(8, 15), True),
        (risk(23, 29), risk(8, 15), False),
        (risk(1, 1), replace(FOUND, finding=SHORT._replace(first=Period("W9", None))), True),
        (risk(1, 1), replace(FOUND, finding=SHORT._replace(last=Period("W9", None))), True),
        (replace(FOUND, finding=SHORT._replace(first=Period("W9", None))), risk(30, 30), True),
        (replace(FOUND, finding=SHORT._replace(last=Period("W9", None))), risk(30, 30), True),
    ],
)
def test_one_number_for_two_risks_is_a_conflict(mine: LogEntry, theirs: LogEntry, same: bool) -> None:
    """Risks of one item up to a week apart are one; where a heading is no date, nothing tells them apart."""
    assessed = replace(entry(4, E.ASSESS, S.REPORTED), finding=theirs.finding)
    added, conflicts = merge_logs([mine], [theirs, assessed])
    if same:
        assert (added, conflicts) == ([assessed], [])
    else:
        (conflict,) = conflicts
        assert (added, conflict.alert) == ([], "A-0001")
        assert conflict.what.en == "the number was given to two different risks"


def test_two_risks_of_one_number_are_named_by_item_and_periods() -> None:
    _, (conflict,) = merge_logs([risk(8, 15)], [risk(8, 15, item="Y")])
    assert (conflict.mine, conflict.theirs) == ("X 2026-06-08 – 2026-06-15", "Y 2026-06-08 – 2026-06-15")


TITLES = {
    name: Text(name, name)
    for name in (
        *("owner", "solvable", "until", "assessment", "category", "root_cause", "escape_cause", "corrective"),
        *("preventive", "effective", "verified", "affected", "read_across", "next_update", "reason"),
    )
}


def test_answers_are_put_together_and_what_differs_stays_as_it_was() -> None:
    mine = {"A-0001": Answers(owner="Wang", solvable=False, until=day(9)), "A-0003": Answers(reason="late")}
    theirs = {
        "A-0001": Answers(owner="Li", solvable=True, until=day(9), category=CauseCategory.MOULD),
        "A-0002": Answers(owner="Chen"),
        "A-0003": Answers(reason="late", root_cause="crack"),
    }
    merged, conflicts = merge_answers(mine, theirs, TITLES)
    assert merged == {
        "A-0001": Answers(owner="Wang", solvable=False, until=day(9), category=CauseCategory.MOULD),
        "A-0002": Answers(owner="Chen"),
        "A-0003": Answers(reason="late", root_cause="crack"),
    }
    assert conflicts == [
        Conflict("A-0001", Text("“owner” was filled in differently", "“owner”填写不一致"), "Wang", "Li"),
        Conflict(
            "A-0001", Text("“solvable” was filled in differently", "“solvable”填写不一致"), "False", "True"
        ),
    ]
    assert mine["A-0001"].category is None, "what was given is not written to"


def test_what_the_other_left_blank_is_no_conflict() -> None:
    mine = {"A-0001": Answers(owner="Wang", until=date(2026, 6, 9), solvable=False)}
    assert merge_answers(mine, {"A-0001": Answers()}, TITLES) == (mine, [])
