"""Which of today's findings each of yesterday's alerts goes on with."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from pab_planner.alerts.alert import Alert, AlertState
from pab_planner.alerts.finding import Finding
from pab_planner.alerts.plan_calendar import PlanCalendar
from pab_planner.core.plan import Plan, match_key


class Matching:
    """Yesterday's alerts beside today's findings.

    They belong together by item, customer and overlapping periods, or periods that moved by no more than a
    week (one period, where periods are longer). How an item or customer is spelt does not matter.

    Attributes:
        calendar: The periods of the plan.
        held: Index of the finding that an alert keeps, by its number.
    """

    def __init__(
        self, alerts: Sequence[Alert], found: Sequence[Finding], plan: Plan, renamed: Mapping[str, str]
    ) -> None:
        """Match.

        Args:
            alerts: Alerts that are not closed.
            found: What the scan of the plan finds.
            plan: The plan that was scanned.
            renamed: New names of items by their old ones.
        """
        self.calendar = PlanCalendar(plan.periods)
        self._found, self._plan = found, plan
        self._renamed = {match_key(old): match_key(new) for old, new in renamed.items()}
        self._of_item: dict[str, list[int]] = defaultdict(list)
        for index, finding in enumerate(found):
            self._of_item[match_key(finding.item)].append(index)
        live = [alert for alert in alerts if alert.state < AlertState.CLEARED]
        self.held = self._kept(live)
        self.held |= self._taken_back([alert for alert in alerts if alert.state is AlertState.CLEARED])
        self._holders: dict[str, list[Alert]] = defaultdict(list)
        for alert in live:
            if alert.number in self.held:
                self._holders[self._item(alert)].append(alert)

    @property
    def new(self) -> list[int]:
        """Indices of the findings that no alert keeps."""
        kept = set(self.held.values())
        return [index for index in range(len(self._found)) if index not in kept]

    def in_plan(self, alert: Alert) -> bool:
        """Whether the plan still has the item of an alert, for one of its customers."""
        rows = self._rows.get(self._item(alert), ())
        return any(_meet(alert.finding.customers, customers) for customers in rows)

    def survivor(self, alert: Alert) -> str | None:
        """Number of the alert that keeps the finding which overlaps this one, if one does.

        Of several, the one that shares most periods with it.
        """
        if alert.state is AlertState.CLEARED or alert.asleep:
            return None
        shared = [
            (self._overlap(alert, self._found[self.held[other.number]]), other.number)
            for other in self._holders[self._item(alert)]
        ]
        overlap, number = max(shared, default=(0, ""))
        return number if overlap > 0 else None

    def source(self, finding: Finding) -> Alert | None:
        """The alert that a new finding split from, if it did."""
        holders = self._holders[match_key(finding.item)]
        return next((alert for alert in holders if self._overlap(alert, finding) > 0), None)

    @cached_property
    def _rows(self) -> dict[str, list[tuple[str, ...]]]:
        """The customers of each plan row of an item."""
        rows: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for item, customers in zip(self._plan.items, self._plan.customers, strict=True):
            rows[match_key(item)].append(customers)
        return rows

    def _item(self, alert: Alert) -> str:
        """The item of an alert as the plan's are compared with it."""
        item = match_key(alert.finding.item)
        return self._renamed.get(item, item)

    def _overlap(self, alert: Alert, finding: Finding) -> int:
        """Periods that an alert shares with a finding of its item; 0 where they are of other customers."""
        meet = _meet(alert.finding.customers, finding.customers)
        return max(0, self.calendar.overlap(alert.finding, finding)) if meet else 0

    def _kept(self, live: Sequence[Alert]) -> dict[str, int]:
        """The finding of each live alert: overlapping before moved ones, the furthest alert first."""
        shared: list[tuple[int, int, int, str]] = []
        moved: list[tuple[int, int, int, str]] = []
        for alert in live:
            for index in self._of_item[self._item(alert)]:
                finding = self._found[index]
                overlap = self.calendar.overlap(alert.finding, finding)
                if not _meet(alert.finding.customers, finding.customers):
                    continue
                if overlap > 0:
                    shared.append((-alert.state, -overlap, index, alert.number))
                elif self.calendar.moved(alert.finding, finding):
                    moved.append((-alert.state, -overlap, index, alert.number))
        held: dict[str, int] = {}
        _deal(sorted(shared), held, set())
        overlapping = {number for *_, number in shared}
        apart = [each for each in sorted(moved) if each[-1] not in overlapping]
        _deal(apart, held, {index for _, _, index, _ in shared})
        return held

    def _taken_back(self, cleared: Sequence[Alert]) -> dict[str, int]:
        """The finding that each cleared alert gets back: overlapping, and as bad as what was told."""
        held: dict[str, int] = {}
        taken = set(self.held.values())
        for alert in cleared:
            for index in self._of_item[self._item(alert)]:
                as_bad = self._found[index].level >= alert.told
                if index not in taken and as_bad and self._overlap(alert, self._found[index]) > 0:
                    held[alert.number] = index
                    taken.add(index)
                    break
        return held


def _deal(offers: Sequence[tuple[int, int, int, str]], held: dict[str, int], taken: set[int]) -> None:
    """Give each alert the best finding offered to it that is not taken."""
    for _, _, index, number in offers:
        if number not in held and index not in taken:
            held[number] = index
            taken.add(index)


def _meet(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two lists of customers share one, or either names none."""
    return not some or not others or not set(map(match_key, some)).isdisjoint(map(match_key, others))
