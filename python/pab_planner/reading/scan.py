"""The daily analysis, in the order in which a planner would do it by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import xlwings as xw

from pab_planner.core.demand import DemandRule
from pab_planner.core.risk import RiskPolicies, RiskSpan, find_risks
from pab_planner.language import Text
from pab_planner.reading.missing_measures import NoItemLeft, first_fault
from pab_planner.reading.plan_reading import PlanReading
from pab_planner.reading.planning import read_plan

Announce = Callable[[Text], None]
"""Told what begins, so that a host can show it and measure it."""

READING = Text("Reading the plan", "读取计划")
JUDGING = Text("Projecting and judging the balance", "推算余额并判断风险")


@dataclass(frozen=True, eq=False)
class ScanReport:
    """What a run of the analysis found.

    Attributes:
        reading: The plan as read, with its faults.
        policies: What counted as a risk.
        risks: Every span at risk, the worst level first, then the earliest.
    """

    reading: PlanReading
    policies: RiskPolicies
    risks: tuple[RiskSpan, ...]


def scan_plan(
    source: Path | str | xw.Book,
    *,
    sheet: str | None = None,
    labels: Mapping[str, str] | None = None,
    rule: DemandRule | str | None = None,
    demand_time_fence: int | None = None,
    planning_time_fence: int | None = None,
    announce: Announce = lambda step: None,
) -> ScanReport:
    """Read a planning workbook, project it and judge it; nothing is written.

    The arguments are those of `read_plan`.

    Raises:
        PlanError: The workbook cannot be used; the sentence says why and what to do.
    """
    announce(READING)
    reading = read_plan(
        source,
        sheet=sheet,
        labels=labels,
        rule=rule,
        demand_time_fence=demand_time_fence,
        planning_time_fence=planning_time_fence,
    )
    if not reading.plan.items:
        name = source.name if isinstance(source, xw.Book) else Path(source).name
        raise NoItemLeft(file=name, first=first_fault(reading.faults))
    announce(JUDGING)
    policies = reading.settings.policies
    return ScanReport(reading, policies, tuple(find_risks(reading.plan, policies)))
