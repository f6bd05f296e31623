"""Openings that balances imply where no opening is given: what the first balance was before its period moved it."""

from collections import defaultdict

import numpy as np

from pab_planner.core.plan import match_key
from pab_planner.reading.evidence.own_balance import fits_exactly
from pab_planner.reading.measure_rows import MeasureRow, RawPlan
from pab_planner.reading.plan_periods import period_key
from pab_planner.reading.vocabulary import DEMAND_ROLES, FLOWS, SUPPLY_ROLES, Role


def imply_openings(raw_plan: RawPlan) -> None:
    """Take the opening of each item without one from its balance, where what comes and goes leads through it all."""
    if not any(row.role is Role.BALANCE for row in raw_plan.measure_rows):
        return
    given = {match_key(its.key.item) for its in raw_plan.item_values if its.role is Role.OPENING}
    given |= {match_key(row.key.item) for row, _ in raw_plan.implied_openings}
    given |= {match_key(row.key.item) for row, _ in raw_plan.beginnings}
    by_item: dict[str, list[MeasureRow]] = defaultdict(list)
    for row in raw_plan.measure_rows:
        if match_key(row.key.item) not in given and row.values is not None:
            by_item[match_key(row.key.item)].append(row)
    for rows in by_item.values():
        balances = [row for row in rows if row.role is Role.BALANCE]
        flows = [row for row in rows if row.role in FLOWS]
        periods = {tuple(map(period_key, row.calendar.periods)) for row in (*balances, *flows)}
        both = {row.role in SUPPLY_ROLES for row in flows} == {True, False}
        demands = {row.role for row in flows if row.role in DEMAND_ROLES}
        if len(balances) != 1 or len(periods) != 1 or not both or len(demands) > 1:
            continue
        level = balances[0].values
        net = np.zeros(len(balances[0].calendar.periods))
        for row in flows:
            assert row.values is not None
            net += row.values if row.role in SUPPLY_ROLES else -row.values
        if level is not None and fits_exactly({"": net[np.newaxis]}, level[np.newaxis], {"": 1}):
            raw_plan.implied_openings.append((balances[0], net))
