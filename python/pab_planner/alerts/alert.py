"""What is known of one alert, and of each thing that happened to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, IntEnum
from typing import NamedTuple

from pab_planner.alerts.finding import Finding
from pab_planner.core.risk import RiskLevel
from pab_planner.language import Text


class AlertState(IntEnum):
    """How far an alert has come; the greater the further."""

    DETECTED = 0
    REPORTED = 1
    ASSESSED = 2
    WARNED = 3
    CONFIRMED = 4
    CLEARED = 5
    CLOSED = 6

    @property
    def title(self) -> Text:
        """What a planner calls it."""
        return _STATE_TITLES[self]


_STATE_TITLES = {
    AlertState.DETECTED: Text("Detected", "已发现"),
    AlertState.REPORTED: Text("Reported", "已上报"),
    AlertState.ASSESSED: Text("Assessed", "已评估"),
    AlertState.WARNED: Text("Customer warned", "已预警客户"),
    AlertState.CONFIRMED: Text("Shortage confirmed", "已确认断供"),
    AlertState.CLEARED: Text("Cleared", "已解除"),
    AlertState.CLOSED: Text("Closed", "已关闭"),
}


class AlertEvent(Enum):
    """What can happen to an alert: steps that people take, and what the daily update sees."""

    DETECT = Text("Detect", "发现")
    CHANGE = Text("Change", "变化")
    SPLIT = Text("Split", "拆分")
    MERGE = Text("Merge", "并入")
    TAKE_ON = Text("Take on", "承接")
    BREAK = Text("Break", "断供发生")
    VANISH = Text("Risk gone", "风险消失")
    RETURN = Text("Risk back", "风险重现")
    LEAVE = Text("Not in plan", "不在计划中")
    ESCALATE = Text("Escalated", "已升级")
    REPORT = Text("Internal alert", "内部预警")
    ASSESS = Text("Assess", "评估")
    WARN = Text("Potential-shortage notice", "潜在断供通知")
    CONFIRM = Text("Confirmed-shortage notice", "确认断供通知")
    CLEAR = Text("All-clear", "警报解除")
    INFORM = Text("Customer all-clear", "通知客户解除")
    REVIEW = Text("8D report to the customer", "向客户提交 8D 报告")
    CLOSE = Text("Close (8D)", "关闭（8D）")
    REOPEN = Text("Reopen", "重新打开")

    __hash__ = object.__hash__  # an Enum's own is Python: a log of 50,000 lines asks half a million times

    @property
    def title(self) -> Text:
        """What a planner calls it; for a step also the button's name."""
        return self.value


class Presence(Enum):
    """Whether the latest scan still finds the risk."""

    PRESENT = Text("Present", "存在")
    GONE = Text("Gone", "已消失")
    NOT_IN_PLAN = Text("Not in plan", "不在计划中")

    @property
    def title(self) -> Text:
        """What a planner calls it."""
        return self.value


class CauseCategory(Enum):
    """Where the cause of a shortage is suspected."""

    EQUIPMENT = Text("Equipment", "设备")
    MOULD = Text("Mould", "模具")
    INCOMING_QUALITY = Text("Incoming quality", "来料质量")
    MATERIAL = Text("Material", "物料短缺")
    CAPACITY = Text("Capacity", "产能")
    LABOUR = Text("Labour", "人力")
    LOGISTICS = Text("Logistics", "物流")
    DEMAND_JUMP = Text("Demand jump", "需求突增")
    DATA_ERROR = Text("Data error", "数据错误")

    @property
    def title(self) -> Text:
        """What a planner calls it."""
        return self.value


@dataclass(frozen=True)
class Answers:
    """What people fill in for an alert, "" or none where they have not.

    Attributes:
        owner: Who answers for it.
        solvable: Whether it can be solved in time.
        until: Until when.
        assessment: The assessment in words.
        category: Suspected cause.
        root_cause: Why it occurred.
        escape_cause: Why it was not seen earlier.
        corrective: What was done about it.
        preventive: What keeps it from coming back.
        effective: Day on which the preventive action is to be proved effective.
        verified: What proved it, once that day has come.
        affected: Other parts and sites that it concerns.
        read_across: Where else the prevention was introduced.
        next_update: When the customer hears from us next.
        reason: Why a step is taken that the rules would not expect.
    """

    owner: str = ""
    solvable: bool | None = None
    until: date | None = None
    assessment: str = ""
    category: CauseCategory | None = None
    root_cause: str = ""
    escape_cause: str = ""
    corrective: str = ""
    preventive: str = ""
    effective: date | None = None
    verified: str = ""
    affected: str = ""
    read_across: str = ""
    next_update: date | None = None
    reason: str = ""

    @property
    def causes_known(self) -> bool:
        """Whether causes, correction and prevention are known: an 8D report is no interim one then."""
        return bool(self.root_cause and self.escape_cause and self.corrective and self.preventive)


@dataclass(frozen=True)
class LogEntry:
    """One event; written once, never changed.

    Attributes:
        when: Day of the event.
        user: Who did it, or pressed Update.
        alert: Number of the alert.
        event: What happened.
        before: State before; none for a new alert.
        after: State after.
        note: In words.
        finding: The risk as it was known then.
        letters: Numbers of the letters issued, or taken on.
        plan: Fingerprint of the plan it was judged by.
        at: The moment of the event, with its time zone; None if only the day was kept.
    """

    when: date
    user: str
    alert: str
    event: AlertEvent
    before: AlertState | None
    after: AlertState
    note: str
    finding: Finding
    letters: tuple[str, ...] = ()
    plan: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Alert:
    """An alert. Everything but `answers` is rebuilt from the log.

    Attributes:
        number: `A-0001`, never given twice.
        finding: The risk as last known.
        state: How far it has come.
        since: Day from which the next answer is awaited.
        since_at: The moment; None if only the day was kept.
        opened: Day of detection.
        presence: Whether the latest scan still finds it.
        told: The worst level that anyone was told of; OK where no one was.
        first_told: The risk as it was when the customer first heard of it.
        worst_told: The risk at its worst, of what anyone was told; None if no one was.
        first_notice: Day on which the customer first heard of it.
        broke_on: First day of the first short period, once that day has come.
        cleared_on: Day of the latest all-clear.
        escalated_on: Day on which it went to a higher role since the last answer; None if it did not.
        informed_on: Day on which the customers who were told had their all-clear; none while they wait.
        surprise: Whether a shortage was confirmed to a customer who had not been warned.
        letters: Numbers of the letters issued for it, those of alerts merged into it among them.
        answers: What people filled in.
    """

    number: str
    finding: Finding
    state: AlertState
    since: date
    opened: date
    presence: Presence = Presence.PRESENT
    told: RiskLevel = RiskLevel.OK
    first_told: Finding | None = None
    worst_told: Finding | None = None
    first_notice: date | None = None
    broke_on: date | None = None
    cleared_on: date | None = None
    escalated_on: date | None = None
    informed_on: date | None = None
    since_at: datetime | None = None
    surprise: bool = False
    letters: tuple[str, ...] = ()
    answers: Answers = Answers()

    @property
    def asleep(self) -> bool:
        """No one was told of it and the scan no longer finds the risk: nobody need do anything."""
        return self.state is AlertState.DETECTED and self.presence is not Presence.PRESENT

    @property
    def open(self) -> bool:
        """Whether it still threatens someone or still wants a word."""
        return self.state < AlertState.CLEARED and not self.asleep

    @property
    def since_moment(self) -> datetime | None:
        """The moment from which the next answer is awaited, as the clock on the wall showed it."""
        return self.since_at.replace(tzinfo=None) if self.since_at else None

    @property
    def customers_wait(self) -> bool:
        """Whether customers were told of it and have not had their all-clear."""
        return self.first_notice is not None and self.informed_on is None

    @property
    def warning_lead_time(self) -> int | None:
        """First notice to the first short period [days]; none while the customer has not been told."""
        return (self.breaks_on - self.first_notice).days if self.breaks_on and self.first_notice else None

    @property
    def breaks_on(self) -> date | None:
        """First day of the first short period: as it came, else as the customer was first told it would."""
        told = self.first_told or self.finding
        return self.broke_on or (told.first_short or told.first).start

    @property
    def as_told(self) -> Finding:
        """The risk at its worst as it was told, whatever has become of it since."""
        return self.worst_told or self.finding


class Step(NamedTuple):
    """What an event makes of an alert, and its line in the log."""

    alert: Alert
    entry: LogEntry


SEEN = frozenset(
    {
        AlertEvent.CHANGE,
        AlertEvent.SPLIT,
        AlertEvent.TAKE_ON,
        AlertEvent.BREAK,
        AlertEvent.VANISH,
        AlertEvent.RETURN,
        AlertEvent.LEAVE,
        AlertEvent.ESCALATE,
    }
)
"""What the daily update sees of an alert that exists; the state stays."""

_TELLING = {AlertEvent.REPORT, AlertEvent.WARN, AlertEvent.CONFIRM}
_NOTICES = {AlertEvent.WARN, AlertEvent.CONFIRM}
_ANSWERING = _NOTICES | {AlertEvent.ASSESS, AlertEvent.VANISH, AlertEvent.RETURN}
_PRESENCE = {
    AlertEvent.CHANGE: Presence.PRESENT,
    AlertEvent.SPLIT: Presence.PRESENT,
    AlertEvent.RETURN: Presence.PRESENT,
    AlertEvent.VANISH: Presence.GONE,
    AlertEvent.LEAVE: Presence.NOT_IN_PLAN,
    AlertEvent.CLEAR: Presence.GONE,
}


def apply_event(alert: Alert | None, entry: LogEntry) -> Alert:
    """The alert after one more event."""
    return apply_events(alert, [entry])


def apply_events(alert: Alert | None, entries: Sequence[LogEntry]) -> Alert:
    """The alert after more events of it, at least one; the only place where an alert changes.

    It is made once for all of them: to make one for each event takes half as long as to read a log.
    """
    after = alert or _detected(entries[0])
    state, presence, since, since_at = after.state, after.presence, after.since, after.since_at
    told, first_told, worst_told, first_notice = (
        after.told,
        after.first_told,
        after.worst_told,
        after.first_notice,
    )
    broke_on, cleared_on, informed_on = after.broke_on, after.cleared_on, after.informed_on
    escalated_on, surprise, letters = after.escalated_on, after.surprise, after.letters
    for entry in entries if alert else entries[1:]:
        event, finding = entry.event, entry.finding
        answered = event in _ANSWERING
        if event not in SEEN and state is not entry.after:
            state, answered = entry.after, True
        if answered:
            since, since_at, escalated_on = entry.when, entry.at, None
        if event in _PRESENCE:
            presence = _PRESENCE[event]
        if event in _TELLING:
            told, worst_told = max(told, finding.level), _worse(worst_told, finding)
        if event in _NOTICES:
            first_told, first_notice = first_told or finding, first_notice or entry.when
            informed_on = None
        if event is AlertEvent.BREAK and finding.first_short:
            broke_on = broke_on or finding.first_short.start
        elif event is AlertEvent.ESCALATE:
            escalated_on = entry.when
        elif event is AlertEvent.CLEAR:
            cleared_on = entry.when
        elif event is AlertEvent.INFORM:
            informed_on = entry.when
        elif event is AlertEvent.CONFIRM:
            surprise = surprise or entry.before not in (AlertState.WARNED, AlertState.CONFIRMED)
        letters += tuple(number for number in entry.letters if number not in letters)
    return replace(
        after,
        finding=entries[-1].finding,
        state=state,
        presence=presence,
        since=since,
        since_at=since_at,
        told=told,
        first_told=first_told,
        worst_told=worst_told,
        first_notice=first_notice,
        broke_on=broke_on,
        cleared_on=cleared_on,
        escalated_on=escalated_on,
        informed_on=informed_on,
        surprise=surprise,
        letters=letters,
    )


def _detected(entry: LogEntry) -> Alert:
    """A new alert."""
    return Alert(
        entry.alert, entry.finding, entry.after, since=entry.when, opened=entry.when, since_at=entry.at
    )


def _worse(one: Finding | None, other: Finding) -> Finding:
    """The worse of two findings of one risk; the earlier where they are equal."""
    return other if one is None or _weight(other) > _weight(one) else one


def _weight(finding: Finding) -> tuple[RiskLevel, float]:
    return finding.level, finding.worst_quantity


def alerts_of(log: Iterable[LogEntry]) -> dict[str, Alert]:
    """Every alert by number, as its log entries tell, without the answers."""
    return {number: apply_events(None, entries) for number, entries in entries_by_alert(log).items()}


def entries_by_alert(log: Iterable[LogEntry]) -> dict[str, list[LogEntry]]:
    """The events of each alert, in their order."""
    found: dict[str, list[LogEntry]] = {}
    for entry in log:
        found.setdefault(entry.alert, []).append(entry)
    return found
