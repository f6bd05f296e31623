"""A plan and its risks as pandas tables, for further work in Python."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pab_planner.core.plan import Plan
from pab_planner.core.risk import LevelArray, RiskLevel, RiskPolicies, plan_levels, risk_arrays

ObjectArray = NDArray[np.object_]


def plan_frame(plan: Plan, policies: RiskPolicies | None = None) -> pd.DataFrame:
    """A plan row by row and period by period, with what follows from it.

    Args:
        plan: The plan.
        policies: What counts as a risk; everything if not given.

    Returns:
        Columns `item`, `customers` (with commas between), `period` (its label), `start`, `orders`, `forecast` where
        kept, `gross`, `supply`, `firm`, `balance`, `exposed`, `cover` [periods] and `level`; quantities in stock units.
    """
    rows, periods = plan.gross.shape
    levels = plan_levels(plan, policies or RiskPolicies())
    quantities = {
        "orders": plan.orders,
        "forecast": plan.forecast,
        "gross": plan.gross,
        "supply": plan.supply,
        "firm": plan.firm,
        "balance": plan.balance,
        "exposed": plan.exposed,
        "cover": plan.cover,
    }
    return pd.DataFrame(
        {
            **{name: np.repeat(its, periods) for name, its in _names(plan).items()},
            "period": np.tile(_labels(plan), rows),
            "start": np.tile(_starts(plan), rows),
            **{name: its.ravel() for name, its in quantities.items() if its is not None},
            "level": _level_names(levels.ravel()),
        }
    )


def risks_frame(plan: Plan, policies: RiskPolicies | None = None) -> pd.DataFrame:
    """What `find_risks` finds, in its order.

    Args:
        plan: The plan to judge.
        policies: What counts as a risk; everything if not given.

    Returns:
        Columns `item`, `customers`, `level`, `first`, `last` and `recovery` (labels of periods, None if the span
        reaches the end) and `worst_quantity` [stock units].
    """
    found = risk_arrays(plan, policies).worst_first()
    labels = _labels(plan)
    return pd.DataFrame(
        {
            **{name: its[found.row] for name, its in _names(plan).items()},
            "level": _level_names(found.level),
            "first": labels[found.first],
            "last": labels[found.last],
            "recovery": np.where(found.recovery < 0, None, labels[found.recovery]),  # type: ignore[call-overload]
            "worst_quantity": found.worst_quantity,
        }
    )


def _names(plan: Plan) -> dict[str, ObjectArray]:
    """Item and customers of each row."""
    customers = [", ".join(its) for its in plan.customers]
    return {"item": np.array(plan.items, dtype=object), "customers": np.array(customers, dtype=object)}


def _labels(plan: Plan) -> ObjectArray:
    """The label of each period."""
    return np.array([period.label for period in plan.periods], dtype=object)


def _starts(plan: Plan) -> NDArray[np.datetime64]:
    """The first day of each period, NaT where not known."""
    return np.array([period.start for period in plan.periods], dtype="datetime64[s]")


def _level_names(levels: LevelArray) -> pd.Series:
    """Levels by name, the worst the greatest."""
    names = [level.name for level in RiskLevel]
    kind = pd.CategoricalDtype(names, ordered=True)
    return pd.Series(np.array(names, dtype=object)[levels], dtype=kind)
