"""Where periods remembered from yesterday stand in today's plan."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from pab_planner.alerts.finding import Finding, period_key
from pab_planner.core.plan import Period

NEAR = timedelta(days=7)
"""How far a span may have moved and still be the same matter; where periods are longer, by one of them."""

MONTHS_DIFFER = timedelta(days=3)


class PlanCalendar:
    """The periods of a plan, to be asked by date or by heading."""

    def __init__(self, periods: Sequence[Period]) -> None:
        """Take the periods of a plan, in order of time."""
        self._labels = {period_key(period): index for index, period in enumerate(periods)}
        self._starts = [period.start for period in periods if period.start]
        self._dated = len(self._starts) == len(periods)
        lengths = [after - before + MONTHS_DIFFER for before, after in pairwise(self._starts[:2])]
        self._near = max([NEAR, *lengths])

    def index(self, period: Period) -> int | None:
        """Index of a period in the plan; -1 before its first; None if it cannot be placed."""
        known = self._labels.get(period_key(period))
        if known is not None or not self._dated or period.start is None:
            return known
        return bisect_right(self._starts, period.start) - 1

    def passed(self, period: Period | None) -> bool:
        """Whether the plan begins after a period."""
        return period is not None and self.index(period) == -1

    def overlap(self, one: Finding, other: Finding) -> int:
        """Periods that two findings share; 0 where they adjoin, negative the periods between them."""
        mine, theirs = self._span(one), self._span(other)
        if mine is None or theirs is None:
            return -len(self._labels) - 2
        return min(mine[1], theirs[1]) - max(mine[0], theirs[0]) + 1

    def moved(self, one: Finding, other: Finding) -> bool:
        """Whether findings that share no period are near enough to be the same matter."""
        if self.overlap(one, other) == 0 and not (self.passed(one.last) or self.passed(other.last)):
            return True
        before, after = sorted((one, other), key=lambda finding: period_key(finding.first))
        if before.last.start is None or after.first.start is None:
            return False
        return timedelta(0) <= after.first.start - before.last.start <= self._near

    def _span(self, finding: Finding) -> tuple[int, int] | None:
        """First and last index of a finding; None if its last period cannot be placed."""
        last = self.index(finding.last)
        if last is None:
            return None
        first = self.index(finding.first)
        return (last if first is None else min(first, last)), last
