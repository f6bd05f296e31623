"""Two people's registers of the same plan become one."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import fields, replace
from typing import NamedTuple

from pab_planner.alerts.alert import SEEN, AlertEvent, Answers, LogEntry
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


OTHER_MATTER = Text("the number was given to two different items", "同一编号用于两个不同物料")
TWO_STEPS = Text("both took steps of their own", "双方各自执行了步骤")
TWO_ANSWERS = Text("“{field}” was filled in differently", "“{field}”填写不一致")


def merge_logs(mine: Sequence[LogEntry], theirs: Sequence[LogEntry]) -> tuple[list[LogEntry], list[Conflict]]:
    """What the second log adds to the first, in its own order, and what could not be decided.

    Events that both logs hold count once, and so does what both updates saw on the same day. An alert for
    which both people took steps since their logs parted is left as it is in the first.
    """
    my_lines, their_lines = _by_alert(mine), _by_alert(theirs)
    conflicts: list[Conflict] = []
    added: set[int] = set()
    for number, lines in their_lines.items():
        ours = my_lines.get(number, [])
        my_item, their_item = (ours or lines)[0].finding.item, lines[0].finding.item
        new, more = _beyond(lines, ours), _beyond(ours, lines)
        if my_item != their_item:
            conflicts.append(Conflict(number, OTHER_MATTER, my_item, their_item))
        elif _steps(new) and _steps(more):
            conflicts.append(Conflict(number, TWO_STEPS, _steps(more), _steps(new)))
        else:
            added |= {id(entry) for entry in new}
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
                what = Text(*(s.format(field=t) for s, t in zip(TWO_ANSWERS, titles[name], strict=True)))
                conflicts.append(Conflict(number, what, str(my_word), str(their_word)))
        merged[number] = kept
    return merged, conflicts


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
    """The steps among some events, as one reads them; "" where there are none."""
    steps = (e for e in entries if e.event not in SEEN and e.event is not AlertEvent.DETECT)
    return "; ".join(f"{e.when} {e.user} {e.event.name}" for e in steps)
