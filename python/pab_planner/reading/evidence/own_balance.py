"""The planner's own balance decides what a row is: the signs with which the rows reproduce it."""

from collections.abc import Mapping
from itertools import product

import numpy as np

from pab_planner.core.demand import FloatArray

MOST_FREE = 7
"""Rows whose signs are tried; three signs each."""
NEARLY_ALL = 0.9
"""Share of the steps from one balance to the next that must be reproduced."""
LEAST_STEPS = 3
"""Steps below which an agreement may be chance."""
LEAST_SHARE = 0.25
"""Share of the steps below which the rows as understood and the balance are not of one plan."""
_CLOSE = 1e-6


def signs_of_balance(
    rows: Mapping[str, FloatArray],
    balance: FloatArray,
    given: Mapping[str, int],
    fixed_rows: frozenset[str] = frozenset(),
) -> dict[str, int] | None:
    """The sign of each row with which the steps of the balance are reproduced.

    Args:
        rows: Quantities by heading, each items x periods [stock units].
        balance: The balance at the end of each period, items x periods; nan where blank.
        given: The signs by the headings' words: 1 supply, -1 demand, 0 not known.
        fixed_rows: Headings whose sign is not in question.

    Returns:
        Signs by heading, as near to `given` as reproduces the balance; None if no signs do, or where
        there are too few steps to tell.
    """
    steps = np.diff(balance, axis=1)
    known = ~np.isnan(steps)
    if known.sum() < LEAST_STEPS:
        return None
    target = steps[known]
    columns = {name: values[:, 1:][known] for name, values in rows.items()}
    moving = [name for name, values in columns.items() if np.any(values)]
    fixed = dict(given)

    def share(signs: Mapping[str, int]) -> float:
        net = sum((signs[name] * columns[name] for name in moving), np.zeros(len(target)))
        return float(np.mean(np.abs(net - target) <= _CLOSE * np.maximum(1.0, np.abs(target))))

    if share(fixed) >= NEARLY_ALL:
        return fixed
    open_to_doubt = [name for name in moving if name not in fixed_rows]
    free = open_to_doubt
    if len(free) > MOST_FREE:
        free = [name for name in free if not given[name]][:MOST_FREE]
    candidates = []
    for choice in product((0, -1, 1), repeat=len(free)):
        signs = {**fixed, **dict(zip(free, choice, strict=True))}
        cost = sum((3 if given[name] else 1) * abs(signs[name] - given[name]) for name in free)
        candidates.append((cost, choice, signs))
    for _, _, signs in sorted(candidates, key=lambda entry: entry[:2]):
        if any(signs[name] for name in moving) and share(signs) >= NEARLY_ALL:
            return signs
    return None


def share_of_steps(rows: Mapping[str, FloatArray], balance: FloatArray, signs: Mapping[str, int]) -> float:
    """The share of the balance's steps that rows with these signs reproduce; 1 where there is no step."""
    steps = np.diff(balance, axis=1)
    known = ~np.isnan(steps)
    if known.sum() < LEAST_STEPS:  # one slip makes two steps wrong
        return 1.0
    target = steps[known]
    net = sum((signs[name] * values[:, 1:][known] for name, values in rows.items()), np.zeros(len(target)))
    return float(np.mean(np.abs(net - target) <= _CLOSE * np.maximum(1.0, np.abs(target))))


def fits_exactly(rows: Mapping[str, FloatArray], balance: FloatArray, signs: Mapping[str, int]) -> bool:
    """Whether rows with these signs reproduce every step of the balance, however few there are."""
    steps = np.diff(balance, axis=1)
    known = ~np.isnan(steps)
    net = sum((signs[name] * np.asarray(its)[:, 1:] for name, its in rows.items()), np.zeros(steps.shape))
    return bool(known.any() and np.allclose(net[known], steps[known]))


def begins_or_ends(level: FloatArray, net: FloatArray) -> str:
    """Whether a stock through all periods is that at the beginning or at the end of each.

    Args:
        level: Stock, items x periods; nan where blank.
        net: Supply less demand, items x periods.

    Returns:
        "begin", "end", or "" where neither recurrence holds in nearly every step.
    """
    steps = np.diff(level, axis=1)
    known = ~np.isnan(steps)
    if not known.any():
        return ""
    shares = {}
    for name, moved in (("end", net[:, 1:]), ("begin", net[:, :-1])):
        off = np.abs(steps[known] - moved[known])
        shares[name] = float(np.mean(off <= _CLOSE * np.maximum(1.0, np.abs(steps[known]))))
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= NEARLY_ALL and shares["end"] != shares["begin"] else ""
