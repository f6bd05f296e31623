"""What a scan finds of one plan row: nested spans taken together, in words that outlive the plan."""

import hashlib
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from pab_planner.core.plan import Period, Plan
from pab_planner.core.risk import RiskLevel, RiskSpan

QUANTITY_DIGITS = 6
"""Decimals kept of a quantity, so that what a cell holds and what a scan finds compare equal."""


class Finding(NamedTuple):
    """A contiguous stretch of periods at risk of one item (and customer).

    Attributes:
        item: Item number.
        customers: The customers of its plan row, sorted.
        description: The item in words.
        level: The worst level in it.
        first: First period at risk.
        last: Last period at risk.
        first_short: First period with a negative balance; None if there is none.
        recovery: First period after it; None if it reaches the end of the horizon.
        worst_quantity: The largest gap at the worst level [stock units].
    """

    item: str
    customers: tuple[str, ...]
    description: str
    level: RiskLevel
    first: Period
    last: Period
    first_short: Period | None
    recovery: Period | None
    worst_quantity: float


def findings(plan: Plan, spans: Sequence[RiskSpan]) -> list[Finding]:
    """What was found in a plan, the worst first, then the earliest.

    Args:
        plan: The plan that was judged.
        spans: Its spans, as `find_risks` returns them; overlapping spans of a row become one finding.
    """
    found: list[Finding] = []
    for row, of_row in groupby(sorted(spans, key=lambda s: (s.row, s.first, -s.last)), key=lambda s: s.row):
        nest: list[RiskSpan] = []
        for span in of_row:
            if nest and span.first > max(inner.last for inner in nest):
                found.append(_finding(plan, row, nest))
                nest = []
            nest.append(span)
        found.append(_finding(plan, row, nest))
    return sorted(found, key=lambda f: (-f.level, period_key(f.first), f.item, f.customers))


def _finding(plan: Plan, row: int, nest: Sequence[RiskSpan]) -> Finding:
    """One finding from the overlapping spans of a row."""
    outer = max(nest, key=lambda span: (span.last, -span.level))
    level = max(span.level for span in nest)
    short = min((span.first for span in nest if span.level == RiskLevel.SHORTAGE), default=None)
    return Finding(
        item=plan.items[row],
        customers=tuple(sorted(plan.customers[row])),
        description=plan.descriptions[row],
        level=level,
        first=_stamp(plan, min(span.first for span in nest)),
        last=_stamp(plan, outer.last),
        first_short=None if short is None else _stamp(plan, short),
        recovery=None if outer.recovery is None else _stamp(plan, outer.recovery),
        worst_quantity=round(
            max(span.worst_quantity for span in nest if span.level == level), QUANTITY_DIGITS
        ),
    )


def _stamp(plan: Plan, index: int) -> Period:
    """A period of the plan under the name that stays the same from one day to the next."""
    period = plan.periods[index]
    return Period(period_key(period), period.start)


def period_key(period: Period) -> str:
    """What a period is known by from one day to the next: its first day, else its heading."""
    return period.start.isoformat() if period.start else period.label


def plan_fingerprint(plan: Plan) -> str:
    """Twelve hexadecimal digits of a SHA-256 over all that the balance of a plan depends on."""
    digest = hashlib.sha256(repr((plan.items, plan.customers, plan.periods)).encode())
    for array in (plan.opening, plan.gross, plan.supply, plan.safety):
        digest.update(array.tobytes(order="K"))
    return digest.hexdigest()[:12]
