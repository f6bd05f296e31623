"""Yesterday's alerts meet today's findings."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pab_planner.alerts.alert import Alert, AlertEvent, AlertState, LogEntry, Presence, happen
from pab_planner.alerts.calendar import Calendar
from pab_planner.alerts.finding import Finding, period_key, plan_fingerprint
from pab_planner.language import Text
from pab_planner.plan import Period, Plan


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
    alerts: Iterable[Alert], found: Sequence[Finding], plan: Plan, *, today: date, user: str
) -> Update:
    """Give every finding its alert, and every alert what has become of it.

    Alerts match by item, customer and overlapping periods, or periods that moved by no more than a week (one
    period, where periods are longer). A span that split leaves the alert its larger part and opens alerts for
    the others; of alerts whose spans grew together the one that has come furthest takes on the letters.
    A cleared alert gets back only a risk as bad as what people were told of; a milder one is a new alert.

    Args:
        alerts: All alerts, the closed ones too.
        found: What the scan of the plan finds, see `findings`.
        plan: The plan that was scanned.
        today: Day of the update.
        user: Who updates.
    """
    register = {alert.number: alert for alert in alerts}
    old = [alert for alert in register.values() if alert.state < AlertState.CLOSED]
    live = [alert for alert in old if alert.state < AlertState.CLEARED]
    cleared = [alert for alert in old if alert.state is AlertState.CLEARED]
    calendar = Calendar(plan.periods)
    held = _match(live, found, calendar)
    held |= _returned(cleared, found, set(held.values()), calendar)
    events = _Events(Update(dict(register)), today, user, plan_fingerprint(plan))
    for alert in old:
        if alert.number in held:
            _keep(events, alert, found[held[alert.number]], calendar)
    rows = _rows(plan)
    holders: dict[str, list[Alert]] = defaultdict(list)
    for alert in live:
        if alert.number in held:
            holders[alert.finding.item].append(alert)
    for alert in old:
        if alert.number not in held:
            survivor = _survivor(alert, holders[alert.finding.item], found, held, calendar)
            if survivor:
                _merge(events, alert, survivor)
            else:
                _let_go(events, alert, rows, calendar)
    _open_new(events, holders, found, set(held.values()), calendar)
    return events.summary(old)


@dataclass
class _Events:
    """Events as they happen: each changes its alert and is written down."""

    update: Update
    today: date
    user: str
    fingerprint: str

    def happen(
        self,
        event: AlertEvent,
        number: str,
        finding: Finding,
        note: str = "",
        letters: tuple[str, ...] = (),
    ) -> None:
        """Let an event happen to an alert."""
        alert = self.update.alerts.get(number)
        before = alert.state if alert else None
        after = AlertState.CLOSED if event is AlertEvent.MERGE else before or AlertState.DETECTED
        entry = LogEntry(
            self.today, self.user, number, event, before, after, note, finding, letters, self.fingerprint
        )
        self.update.entries.append(entry)
        self.update.alerts[number] = happen(alert, entry)

    def broke(self, number: str, finding: Finding) -> None:
        """A short period has begun, or passed; only the first one is written down."""
        if self.update.alerts[number].broke_on is None:
            self.happen(AlertEvent.BREAK, number, finding)

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


def _match(live: Sequence[Alert], found: Sequence[Finding], calendar: Calendar) -> dict[str, int]:
    """Index of the finding that each live alert keeps: overlapping ones first, then moved ones."""
    by_item = _by_item(found)
    shared: list[tuple[int, int, int, str]] = []
    moved: list[tuple[int, int, int, str]] = []
    for alert in live:
        for index in by_item[alert.finding.item]:
            finding = found[index]
            if not _meet(alert.finding.customers, finding.customers):
                continue
            overlap = calendar.overlap(alert.finding, finding)
            if overlap > 0:
                shared.append((-alert.state, -overlap, index, alert.number))
            elif calendar.moved(alert.finding, finding):
                moved.append((-alert.state, -overlap, index, alert.number))
    held: dict[str, int] = {}
    taken: set[int] = set()
    for _, _, index, number in sorted(shared):
        if number not in held and index not in taken:
            held[number] = index
            taken.add(index)
    overlapping = {number for *_, number in shared}
    taken |= {index for _, _, index, _ in shared}
    for _, _, index, number in sorted(moved):
        if number not in held and number not in overlapping and index not in taken:
            held[number] = index
            taken.add(index)
    return held


def _returned(
    cleared: Sequence[Alert], found: Sequence[Finding], taken: set[int], calendar: Calendar
) -> dict[str, int]:
    """Index of the finding that a cleared alert gets back: overlapping, and as bad as what was told."""
    by_item = _by_item(found)
    held: dict[str, int] = {}
    for alert in cleared:
        for index in by_item[alert.finding.item]:
            if (
                index not in taken
                and _meet(alert.finding.customers, found[index].customers)
                and found[index].level >= alert.told
                and calendar.overlap(alert.finding, found[index]) > 0
            ):
                held[alert.number] = index
                taken = taken | {index}
                break
    return held


def _keep(events: _Events, alert: Alert, finding: Finding, calendar: Calendar) -> None:
    """An alert meets the finding that it keeps."""
    number, known = alert.number, alert.finding
    if alert.presence is Presence.PRESENT and calendar.passed(known.first_short):
        events.broke(number, known)
    if alert.presence is not Presence.PRESENT:
        events.happen(AlertEvent.RETURN, number, finding, difference(known, finding))
    elif known != finding:
        events.happen(AlertEvent.CHANGE, number, finding, difference(known, finding))
    short = finding.first_short
    if short and short.start and short.start <= events.today:
        events.broke(number, finding)


def _survivor(
    alert: Alert,
    holders: Sequence[Alert],
    found: Sequence[Finding],
    held: Mapping[str, int],
    calendar: Calendar,
) -> str | None:
    """Number of the live alert of the item that keeps the finding this one overlaps, if one does."""
    if alert.state is AlertState.CLEARED or alert.asleep:
        return None
    shared = [
        (calendar.overlap(alert.finding, found[held[other.number]]), other.number)
        for other in holders
        if _meet(alert.finding.customers, found[held[other.number]].customers)
    ]
    overlap, number = max(shared, default=(0, ""))
    return number if overlap > 0 else None


def _merge(events: _Events, alert: Alert, survivor: str) -> None:
    """One alert ends in another, which takes on its letters."""
    events.happen(AlertEvent.MERGE, alert.number, alert.finding, f"并入 merged into {survivor}")
    kept = events.update.alerts[survivor].finding
    events.happen(AlertEvent.TAKE_ON, survivor, kept, f"承接 takes on {alert.number}", alert.letters)


def _let_go(
    events: _Events, alert: Alert, rows: Mapping[str, Sequence[tuple[str, ...]]], calendar: Calendar
) -> None:
    """An alert that no finding belongs to: its risk is gone, or its item is not in the plan."""
    if alert.presence is Presence.PRESENT and calendar.passed(alert.finding.first_short):
        events.broke(alert.number, alert.finding)
    if alert.state is AlertState.CLEARED:
        if alert.presence is Presence.PRESENT:
            events.happen(AlertEvent.VANISH, alert.number, alert.finding)
        return
    in_plan = any(_meet(alert.finding.customers, row) for row in rows.get(alert.finding.item, ()))
    if alert.asleep or alert.presence is (Presence.GONE if in_plan else Presence.NOT_IN_PLAN):
        return
    events.happen(AlertEvent.VANISH if in_plan else AlertEvent.LEAVE, alert.number, alert.finding)


def _open_new(
    events: _Events,
    holders: Mapping[str, Sequence[Alert]],
    found: Sequence[Finding],
    taken: set[int],
    calendar: Calendar,
) -> None:
    """Open an alert for each finding that none keeps, and tell the alert that it split from."""
    last = max((number_of(number) for number in events.update.alerts), default=0)
    for index, finding in enumerate(found):
        if index in taken:
            continue
        last += 1
        number = f"A-{last:04d}"
        source = next(
            (a for a in holders.get(finding.item, ()) if _share(a.finding, finding, calendar)), None
        )
        origin = f"拆分自 split from {source.number}" if source else ""
        events.happen(AlertEvent.DETECT, number, finding, origin)
        if finding.first_short and finding.first_short.start and finding.first_short.start <= events.today:
            events.broke(number, finding)
        if source:
            kept = events.update.alerts[source.number].finding
            events.happen(AlertEvent.SPLIT, source.number, kept, f"拆分出 split off {number}")


def number_of(alert: str) -> int:
    """The running number in an alert's number, `A-0007` -> 7; 0 where there is none."""
    digits = alert.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0


def difference(old: Finding, new: Finding) -> str:
    """What is other, in both languages at once."""
    told = []
    for name, title in _TOLD_FIELDS.items():
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            told.append(f"{title.zh} {title.en} {_word(was)} → {_word(now)}")
    return "; ".join(told)


_TOLD_FIELDS = {
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
    return f"{value:g}" if isinstance(value, float) else str(getattr(value, "name", value))


def _by_item(found: Sequence[Finding]) -> dict[str, list[int]]:
    """Indices of the findings of each item."""
    index: dict[str, list[int]] = defaultdict(list)
    for position, finding in enumerate(found):
        index[finding.item].append(position)
    return index


def _rows(plan: Plan) -> dict[str, list[tuple[str, ...]]]:
    """The customers of each plan row of an item."""
    rows: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for item, customers in zip(plan.items, plan.customers, strict=True):
        rows[item].append(customers)
    return rows


def _meet(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two lists of customers share one, or either names none."""
    return not some or not others or bool(set(some) & set(others))


def _share(one: Finding, other: Finding, calendar: Calendar) -> bool:
    """Whether two findings are of the same customers and share a period."""
    return _meet(one.customers, other.customers) and calendar.overlap(one, other) > 0
