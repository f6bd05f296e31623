"""No sequence of plans and steps loses an alert or an event, or passes a gate."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from alerts.made import MONDAY, found_in, plan_of
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
    alerts_of,
    reconcile,
)
from pab_planner.alerts.plan_calendar import PlanCalendar
from pab_planner.core.plan import Plan

STEPS = [
    AlertEvent.REPORT,
    AlertEvent.ASSESS,
    AlertEvent.WARN,
    AlertEvent.CONFIRM,
    AlertEvent.CLEAR,
    AlertEvent.INFORM,
    AlertEvent.CLOSE,
    AlertEvent.REOPEN,
]
COMPLETE = Answers(
    owner="Wang",
    solvable=False,
    until=MONDAY + timedelta(weeks=9),
    category=CauseCategory.MOULD,
    root_cause="crack",
    escape_cause="no counter",
    corrective="new insert",
    preventive="counter",
    effective=MONDAY,
    verified="no crack since",
    next_update=MONDAY + timedelta(weeks=9),
    reason="because",
)
ANSWERS = st.just(COMPLETE) | st.builds(
    Answers,
    owner=st.sampled_from(["", "Wang"]),
    solvable=st.sampled_from([None, False, True]),
    until=st.sampled_from([None, MONDAY]),
    next_update=st.sampled_from([None, MONDAY]),
    reason=st.sampled_from(["", "because"]),
)
WEEKLY = st.lists(st.integers(-6, 6), min_size=5, max_size=5)


class History(RuleBasedStateMachine):
    """A register through random days: plans change, items come and go, people take steps."""

    def __init__(self) -> None:
        super().__init__()
        self.today, self.first = MONDAY, 0
        self.alerts: dict[str, Alert] = {}
        self.log: list[LogEntry] = []
        self.plan: Plan | None = None
        self.answers: dict[str, Answers] = {}

    @rule(
        rows=st.dictionaries(st.sampled_from("XYZ"), st.tuples(st.integers(-4, 8), WEEKLY), min_size=1),
        days=st.integers(0, 9),
        safety=st.integers(0, 3),
    )
    def a_new_plan(self, rows: dict[str, tuple[int, list[int]]], days: int, safety: int) -> None:
        self.today += timedelta(days=days)
        self.first = max(self.first, (self.today - MONDAY).days // 7)
        made = {item: (float(opening), weekly) for item, (opening, weekly) in rows.items()}
        self.plan = plan_of(made, first=self.first, safety=safety)
        known = set(self.alerts)
        self.update()
        assert known <= set(self.alerts), "an alert was lost"
        assert self.update() == [], "updating twice changed something"
        self.every_finding_has_one_alert()

    def update(self) -> list[LogEntry]:
        assert self.plan is not None
        found = found_in(self.plan)
        update = reconcile(self.alerts.values(), found, self.plan, today=self.today, user="li")
        self.alerts = update.alerts
        self.log += update.entries
        listed = [*update.opened, *update.changed, *update.recovered, *update.unchanged]
        open_before = {n for n, a in self.alerts.items() if a.state < AlertState.CLOSED}
        assert open_before <= set(listed), "an update says nothing of an alert"
        return update.entries

    def every_finding_has_one_alert(self) -> None:
        assert self.plan is not None
        holders = [
            alert.finding
            for alert in self.alerts.values()
            if alert.presence is Presence.PRESENT and alert.state < AlertState.CLOSED
        ]
        assert sorted(holders) == sorted(found_in(self.plan))

    @precondition(lambda self: self.alerts)
    @rule(
        pick=st.integers(0, 1000),
        event=st.sampled_from(STEPS),
        answers=ANSWERS,
        measures=st.integers(0, 1),
    )
    def a_step(self, pick: int, event: AlertEvent, answers: Answers, measures: int) -> None:
        number = sorted(self.alerts)[pick % len(self.alerts)]
        alert = replace(self.alerts[number], answers=answers)
        self.alerts[number] = alert
        try:
            taken = advance(
                alert, event, today=self.today, user="li", evidence=Evidence(measures), letters=("L",)
            )
        except (StepOutOfOrder, StepRefused):
            return
        assert self.gates_hold(alert, event, measures)
        self.alerts[number] = taken.alert
        self.log.append(taken.entry)

    def gates_hold(self, alert: Alert, event: AlertEvent, measures: int) -> bool:
        """The gates in the words of the domain's table, said here once more."""
        answers, told = alert.answers, alert.state >= AlertState.REPORTED
        if event is AlertEvent.ASSESS:
            named = bool(answers.owner) and answers.solvable is not None
            return told and named and answers.until is not None and answers.until >= self.today
        stands = alert.presence is Presence.PRESENT
        if event is AlertEvent.REPORT:
            return told or stands
        if event is AlertEvent.WARN:
            ready = measures > 0 and self.lies_ahead(answers.next_update)
            said_why = not answers.solvable or bool(answers.reason)
            return alert.state >= AlertState.ASSESSED and stands and ready and said_why
        if event is AlertEvent.CONFIRM:
            ready = measures > 0 and self.lies_ahead(answers.next_update)
            return ready and (alert.state >= AlertState.WARNED or bool(answers.reason))
        if event is AlertEvent.CLEAR:
            return told and (alert.presence is not Presence.PRESENT or alert.finding.level < alert.told)
        if event is AlertEvent.INFORM:
            return alert.state is AlertState.CLEARED and not stands
        if event is AlertEvent.CLOSE:
            over = not stands and not alert.customers_wait
            settled = measures == 0 and bool(answers.verified)
            return alert.state is AlertState.CLEARED and over and bool(answers.root_cause) and settled
        return True

    def lies_ahead(self, day: date | None) -> bool:
        return day is not None and day >= self.today

    @invariant()
    def the_log_tells_all(self) -> None:
        """The register follows from the log, and the log from the table of transitions."""
        told = alerts_of(self.log)
        assert {n: replace(a, answers=Answers()) for n, a in self.alerts.items()} == told
        states: dict[str, AlertState] = {}
        for entry in self.log:
            before = states.get(entry.alert)
            assert entry.before == before
            lines = [
                line
                for line in TRANSITIONS
                if line.event is entry.event
                and (before in line.before or (before is None and not line.before))
            ]
            assert len(lines) == 1, f"{entry.event} does not follow on {before}"
            after = before if lines[0].after is None else lines[0].after
            assert entry.after == after
            states[entry.alert] = entry.after

    @invariant()
    def nothing_is_older_than_its_day(self) -> None:
        assert all(entry.when <= self.today for entry in self.log)


def test_a_finding_can_always_be_placed_in_the_plan_it_was_found_in() -> None:
    plan = plan_of({"X": (0, [0, -5, 0])})
    (finding,) = found_in(plan)
    assert PlanCalendar(plan.periods).overlap(finding, finding) == 2
    assert finding.first.start == date(2026, 6, 8)


History.TestCase.settings = settings(max_examples=settings().max_examples * 3 // 2, stateful_step_count=25)
TestAnyHistory = History.TestCase
