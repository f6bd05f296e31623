"""Plans and findings made by hand."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from pab_planner.alerts import Alert, Finding, LogEntry, Update, alerts_of, findings, reconcile
from pab_planner.core.plan import Period, Plan
from pab_planner.core.risk import find_risks

MONDAY = date(2026, 6, 1)
Row = tuple[float, Sequence[float]]
"""Opening stock, and what each week adds to or takes from it."""


def week(number: int) -> date:
    return MONDAY + timedelta(weeks=number)


def weeks(count: int, first: int = 0) -> tuple[Period, ...]:
    return tuple(Period(week(first + i).isoformat(), week(first + i)) for i in range(count))


def plan_of(
    rows: Mapping[str, Row],
    *,
    first: int = 0,
    customers: Mapping[str, tuple[str, ...]] | None = None,
    safety: float = 0,
    labels: Sequence[str] = (),
) -> Plan:
    """One row per item; a positive change is MPS, a negative one orders."""
    change = np.array([list(row[1]) for row in rows.values()], dtype=float)
    supply, orders = np.maximum(change, 0), np.maximum(-change, 0)
    count = change.shape[1]
    periods = tuple(Period(label, None) for label in labels) or weeks(count, first)
    who = tuple((customers or {}).get(item, ("ACME",)) for item in rows)
    opening = np.array([float(row[0]) for row in rows.values()])
    zero = np.zeros(len(rows))
    blank = ("",) * len(rows)
    made = (opening, orders, supply, supply, None, zero + safety, zero)
    return Plan(tuple(rows), blank, who, blank, periods, *made)


def found_in(plan: Plan) -> list[Finding]:
    return findings(plan, find_risks(plan))


class Days:
    """A register kept in memory from day to day."""

    def __init__(self) -> None:
        self.log: list[LogEntry] = []
        self.alerts: dict[str, Alert] = {}

    def update(self, plan: Plan, today: date = MONDAY, user: str = "li") -> Update:
        update = reconcile(self.alerts.values(), found_in(plan), plan, today=today, user=user)
        self.log += update.entries
        self.alerts = update.alerts
        assert alerts_of(self.log) == self.alerts
        return update
