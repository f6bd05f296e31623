"""Advice typed blindly: the first answer that each question offers, until nothing is asked any more."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from pab_planner.errors import PlanError
from pab_planner.reading.plan_reading import PlanReading
from pab_planner.reading.planning import read_plan

MOST_ROUNDS = 4
_ADVICE = re.compile(r"--label '(.+?)=(\w+)'")


@dataclass
class End:
    """Where advice leads.

    Attributes:
        kind: `read`, `refused` (with no more advice), `again` (asked for what was typed) or `long`.
        rounds: How often answers were typed.
        labels: What was typed.
        reading: The plan, None where it is refused.
        said: The last refusal.
        asked: The refusals on the way, each with the advice in it.
    """

    kind: str
    rounds: int
    labels: dict[str, str]
    reading: PlanReading | None = None
    said: str = ""
    asked: list[str] = field(default_factory=list)


def follow(path: Path, labels: dict[str, str] | None = None) -> End:
    """Type the first answer offered of every question, blindly, until no question is left."""
    typed = dict(labels or {})
    asked: list[str] = []
    while True:
        try:
            return End("read", len(asked), typed, read_plan(path, labels=typed), asked=asked)
        except PlanError as refusal:
            said = str(refusal)
        advice = dict(_ADVICE.findall(said))
        if not advice:
            return End("refused", len(asked), typed, said=said, asked=asked)
        if any(typed.get(heading) == role for heading, role in advice.items()):
            return End("again", len(asked), typed, said=said, asked=asked)
        if len(asked) == MOST_ROUNDS:
            return End("long", len(asked), typed, said=said, asked=asked)
        asked.append(said)
        typed |= advice
