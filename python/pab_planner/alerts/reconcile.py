"""Yesterday's alerts meet today's findings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from pab_planner.alerts.alert import Alert, AlertEvent, AlertState, LogEntry, Presence, apply_event
from pab_planner.alerts.finding import Finding, period_key, plan_fingerprint
from pab_planner.alerts.matching import Matching
from pab_planner.alerts.plan_calendar import PlanCalendar
from pab_planner.core.plan import Period, Plan
from pab_planner.language import Text


@dataclass
class Update:
    """What an update makes of the register.

    Attributes:
        alerts: Every alert by number, old ones first.
        entries: New lines of the log.
        opened: Numbers of new alerts.
        changed: Numbers of alerts with other periods, quantities or level, or whose risk is back.
        recovered: Numbers of alerts whose risk is gone.
        unchanged: Numbers of the other alerts that were not closed.
        missing: Numbers of alerts whose item is not in the plan.
    """

    alerts: dict[str, Alert]
    entries: list[LogEntry] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    recovered: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def reconcile(
    alerts: Iterable[Alert],
    found: Sequence[Finding],
    plan: Plan,
    *,
    today: date,
    user: str,
    renamed: Mapping[str, str] | None = None,
    at: datetime | None = None,
) -> Update:
    """Give every finding its alert, and every alert what has become of it.

    Which belong together is said in `Matching`. A span that split leaves the alert its larger part and opens
    alerts for the others; of alerts whose spans grew together the one that has come furthest takes on the
    letters. A cleared alert gets back only a risk as bad as what people were told of; a milder one is a new
    alert.

    Args:
        alerts: All alerts, the closed ones too.
        found: What the scan of the plan finds, see `findings`.
        plan: The plan that was scanned.
        today: Day of the update.
        user: Who updates.
        renamed: New names of items by their old ones.
        at: The moment of the update, with its time zone.
    """
    register = {alert.number: alert for alert in alerts}
    old = [alert for alert in register.values() if alert.state < AlertState.CLOSED]
    matching = Matching(old, found, plan, renamed or {})
    events = _Events(Update(dict(register)), today, user, plan_fingerprint(plan), at)
    for alert in old:
        if alert.number in matching.held:
            _keep(events, alert, found[matching.held[alert.number]], matching.calendar)
    for alert in old:
        if alert.number not in matching.held:
            survivor = matching.survivor(alert)
            if survivor:
                _merge(events, alert, survivor)
            else:
                _let_go(events, alert, matching)
    last = max(map(number_of, register), default=0)
    for number, index in enumerate(matching.new, last + 1):
        _open(events, f"A-{number:04d}", found[index], matching.source(found[index]))
    return events.summary(old)


@dataclass
class _Events:
    """Collects events: each changes its alert and becomes a line of the log."""

    update: Update
    today: date
    user: str
    fingerprint: str
    at: datetime | None

    def apply_event(
        self,
        event: AlertEvent,
        number: str,
        finding: Finding,
        note: str = "",
        letters: tuple[str, ...] = (),
    ) -> None:
        """Apply an event to an alert, and keep its line of the log."""
        alert = self.update.alerts.get(number)
        before = alert.state if alert else None
        after = AlertState.CLOSED if event is AlertEvent.MERGE else before or AlertState.DETECTED
        entry = LogEntry(
            *(self.today, self.user, number, event, before, after, note, finding, letters),
            *(self.fingerprint, self.at),
        )
        self.update.entries.append(entry)
        self.update.alerts[number] = apply_event(alert, entry)

    def broke(self, alert: Alert) -> None:
        """The first short period of a risk that stood until now has passed; only one is ever written down."""
        if alert.presence is Presence.PRESENT and alert.broke_on is None:
            self.apply_event(AlertEvent.BREAK, alert.number, alert.finding)

    def begun(self, number: str, finding: Finding) -> None:
        """Write down that the first short period has begun, if it has and none was written down."""
        short = finding.first_short and finding.first_short.start
        if short and short <= self.today and self.update.alerts[number].broke_on is None:
            self.apply_event(AlertEvent.BREAK, number, finding)

    def summary(self, old: Sequence[Alert]) -> Update:
        """The update with its lists of numbers."""
        update = self.update
        by_event = defaultdict(set)
        for entry in update.entries:
            by_event[entry.event].add(entry.alert)
        opened, gone = by_event[AlertEvent.DETECT], by_event[AlertEvent.VANISH]
        touched = {entry.alert for entry in update.entries} - opened - gone
        update.opened, update.recovered, update.changed = sorted(opened), sorted(gone), sorted(touched)
        update.unchanged = [alert.number for alert in old if alert.number not in touched | gone]
        left = by_event[AlertEvent.LEAVE]
        update.missing = [
            number
            for number, alert in update.alerts.items()
            if alert.presence is Presence.NOT_IN_PLAN and (alert.open or number in left)
        ]
        return update


def _keep(events: _Events, alert: Alert, finding: Finding, calendar: PlanCalendar) -> None:
    """An alert meets the finding that it keeps."""
    number, known = alert.number, alert.finding
    if calendar.passed(known.first_short):
        events.broke(alert)
    if alert.presence is not Presence.PRESENT:
        events.apply_event(AlertEvent.RETURN, number, finding, difference(known, finding))
    elif known != finding:
        events.apply_event(AlertEvent.CHANGE, number, finding, difference(known, finding))
    events.begun(number, finding)


def _merge(events: _Events, alert: Alert, survivor: str) -> None:
    """One alert ends in another, which takes on its letters."""
    events.apply_event(AlertEvent.MERGE, alert.number, alert.finding, f"并入 merged into {survivor}")
    kept = events.update.alerts[survivor].finding
    events.apply_event(AlertEvent.TAKE_ON, survivor, kept, f"承接 takes on {alert.number}", alert.letters)


def _let_go(events: _Events, alert: Alert, matching: Matching) -> None:
    """An alert that no finding belongs to: its risk is gone, or its item is not in the plan."""
    if matching.calendar.passed(alert.finding.first_short):
        events.broke(alert)
    if alert.state is AlertState.CLEARED:
        if alert.presence is Presence.PRESENT:
            events.apply_event(AlertEvent.VANISH, alert.number, alert.finding)
        return
    in_plan = matching.in_plan(alert)
    if alert.asleep or alert.presence is (Presence.GONE if in_plan else Presence.NOT_IN_PLAN):
        return
    events.apply_event(AlertEvent.VANISH if in_plan else AlertEvent.LEAVE, alert.number, alert.finding)


def _open(events: _Events, number: str, finding: Finding, source: Alert | None) -> None:
    """Open an alert for a finding that none keeps, and tell the alert that it split from."""
    origin = f"拆分自 split from {source.number}" if source else ""
    events.apply_event(AlertEvent.DETECT, number, finding, origin)
    events.begun(number, finding)
    if source:
        kept = events.update.alerts[source.number].finding
        events.apply_event(AlertEvent.SPLIT, source.number, kept, f"拆分出 split off {number}")


def number_of(alert: str) -> int:
    """The running number in an alert's number, `A-0007` -> 7; 0 if there is none."""
    digits = alert.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0


def difference(old: Finding, new: Finding) -> str:
    """What has changed, in both languages at once."""
    told = []
    for name, title in _TOLD_FIELDS.items():
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            told.append(f"{title.zh} {title.en} {_word(was)} → {_word(now)}")
    return "; ".join(told)


_TOLD_FIELDS = {
    "item": Text("item", "物料"),
    "level": Text("level", "级别"),
    "first": Text("first period", "首期"),
    "last": Text("last period", "末期"),
    "first_short": Text("first short period", "首个断供期"),
    "recovery": Text("recovery", "恢复期"),
    "worst_quantity": Text("worst quantity", "最大缺口"),
    "customers": Text("customers", "客户"),
    "description": Text("description", "描述"),
}


def _word(value: object) -> str:
    """A value of a finding as the log shows it."""
    if value is None or value == ():
        return "-"
    if isinstance(value, Period):
        return period_key(value)
    if isinstance(value, tuple):
        return "; ".join(str(part) for part in value)
    return f"{value:.15g}" if isinstance(value, float) else str(getattr(value, "name", value))
