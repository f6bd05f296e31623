"""A plan of one item, from the days of its receipts and order lines."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from pab_planner.core.plan import OrderLine, Period, Plan, Receipts


def plan_of_one_item(
    starts: Sequence[date],
    opening: float,
    receipts: Mapping[date, float],
    lines: Sequence[OrderLine],
    *,
    dated: bool,
) -> Plan:
    """Periods from these days on; of the receipts the days are known, or only the periods."""
    supply, orders = np.zeros((1, len(starts))), np.zeros((1, len(starts)))

    def period_of(day: date) -> int:
        return max(index for index, start in enumerate(starts) if start <= day)

    for day, quantity in receipts.items():
        supply[0, period_of(day)] += quantity
    for line in lines:
        orders[0, period_of(line.due)] += line.quantity
    zero = np.zeros(1)
    return Plan(
        items=("X",),
        descriptions=("",),
        customers=(tuple(dict.fromkeys(line.customer for line in lines)),),
        places=("",),
        periods=tuple(Period(day.isoformat(), day) for day in starts),
        opening=np.array([float(opening)]),
        orders=orders,
        supply=supply,
        firm=supply,
        forecast=None,
        safety=zero,
        least_cover=zero,
        lines=tuple(lines),
        receipts=Receipts.of_row([(day, float(q)) for day, q in receipts.items()] if dated else ()),
    )
