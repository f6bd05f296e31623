"""Two people's registers of the same plan become one."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import NamedTuple

from pab_planner.alerts.alert import SEEN, AlertEvent, Answers, LogEntry
from pab_planner.alerts.finding import Finding, period_key
from pab_planner.alerts.plan_calendar import NEAR
from pab_planner.core.plan import match_key
from pab_planner.language import Text


class Conflict(NamedTuple):
    """Something that two registers tell differently; what stands in the first was left standing.

    Attributes:
        alert: Number of the alert.
        what: What differs.
        mine: What stands in the first register.
        theirs: What stands in the second.
    """

    alert: str
    what: Text
    mine: str
    theirs: str


OTHER_MATTER = Text("the number was given to two different risks", "同一编号用于两个不同风险")
TWO_STEPS = Text("both took steps of their own", "双方各自执行了步骤")
TWO_ANSWERS = Text("“{field}” was filled in differently", "“{field}”填写不一致")


def merge_logs(mine: Sequence[LogEntry], theirs: Sequence[LogEntry]) -> tuple[list[LogEntry], list[Conflict]]:
    """What the second log adds to the first, in its own order, and what could not be decided.

    Events that both logs hold count once, and so does what both updates saw on the same day; what the other
    update saw before mine looked again is no news. An alert for which both people took steps since their logs
    parted is left as it is in the first.

    Args:
        mine: The first log.
        theirs: The second.
    """
    my_lines, their_lines = _by_alert(mine), _by_alert(theirs)
    looked = max((e.when for e in mine if e.event in SEEN or e.event is AlertEvent.DETECT), default=None)
    conflicts: list[Conflict] = []
    added: set[int] = set()
    for number, lines in their_lines.items():
        ours = my_lines.get(number, [])
        new, more = _beyond(lines, ours), _beyond(ours, lines)
        if ours and not _one_matter(ours[0].finding, lines[0].finding):
            conflicts.append(Conflict(number, OTHER_MATTER, _risk(ours[0]), _risk(lines[0])))
        elif _steps(new) and _steps(more):
            conflicts.append(Conflict(number, TWO_STEPS, _steps(more), _steps(new)))
        else:
            added |= {id(entry) for entry in new if not _no_news(entry, looked)}
    return [entry for entry in theirs if id(entry) in added], conflicts


def merge_answers(
    mine: Mapping[str, Answers], theirs: Mapping[str, Answers], titles: Mapping[str, Text]
) -> tuple[dict[str, Answers], list[Conflict]]:
    """What people filled in, by alert; what both filled in differently is a conflict.

    Args:
        mine: Answers of the first register by alert.
        theirs: Answers of the second.
        titles: What each answer is called.
    """
    merged = dict(mine)
    conflicts: list[Conflict] = []
    for number, answers in theirs.items():
        kept = merged.get(number, Answers())
        for name in (f.name for f in fields(Answers)):
            my_word, their_word = getattr(kept, name), getattr(answers, name)
            if my_word in ("", None):
                kept = replace(kept, **{name: their_word})
            elif their_word not in ("", None, my_word):
                what = TWO_ANSWERS.filled(field=titles[name])
                conflicts.append(Conflict(number, what, str(my_word), str(their_word)))
        merged[number] = kept
    return merged, conflicts


def _one_matter(one: Finding, other: Finding) -> bool:
    """Whether two people detected the same risk: of one item, and of periods that touch."""
    if match_key(one.item) != match_key(other.item):
        return False
    ends = [one.first.start, one.last.start, other.first.start, other.last.start]
    first, last, their_first, their_last = ends
    if first is None or last is None or their_first is None or their_last is None:
        return True
    return first <= their_last + NEAR and their_first <= last + NEAR


def _risk(entry: LogEntry) -> str:
    """A risk in a few words: item, first and last period."""
    finding = entry.finding
    return f"{finding.item} {period_key(finding.first)} – {period_key(finding.last)}"


def _no_news(entry: LogEntry, looked: date | None) -> bool:
    """Whether an update of theirs saw something before the last day on which mine looked.

    That a shortage began stays news, for it is written down once only.
    """
    seen = entry.event in SEEN and entry.event is not AlertEvent.BREAK
    return seen and looked is not None and entry.when < looked


def _by_alert(log: Sequence[LogEntry]) -> dict[str, list[LogEntry]]:
    """The events of each alert."""
    lines: dict[str, list[LogEntry]] = defaultdict(list)
    for entry in log:
        lines[entry.alert].append(entry)
    return lines


def _beyond(lines: Sequence[LogEntry], others: Sequence[LogEntry]) -> list[LogEntry]:
    """The events of one log that the other does not hold."""
    known = {_identity(entry) for entry in others}
    return [entry for entry in lines if _identity(entry) not in known]


def _identity(entry: LogEntry) -> Hashable:
    """What makes two lines the same event: an update sees the same whoever presses the button."""
    if entry.event is AlertEvent.DETECT:
        return entry.event
    return (entry.when, entry.event, entry.finding) if entry.event in SEEN else entry


def _steps(entries: Sequence[LogEntry]) -> str:
    """The steps among some events, as one reads them; "" if there are none."""
    steps = (e for e in entries if e.event not in SEEN and e.event is not AlertEvent.DETECT)
    return "; ".join(f"{e.when} {e.user} {e.event.name}" for e in steps)
