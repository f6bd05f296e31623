"""Quantities are decimals, as planners write them, and so are their sums: 0.3 less three times 0.1 is 0.

A binary fraction only comes near 0.1, so sums of many leave dust (2.8e-17) that would count as a shortage.
Here sums are taken over whole numbers of a decimal unit (1, 0.1, 0.01, ...).
`docs/decisions/quantities_are_decimals.md` proves that the result is the float nearest to the decimal one.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

FREE_BITS = (1 << 24) - 1
"""Bits that are 0 in a whole number below 536,870,912, but in no decimal fraction of up to 10 places."""

UNITS_IN_LARGEST = (2.0**40, 2.0**45)
"""Units that an item's largest quantity may have: a coarse unit forgives dust, a fine one has more places."""

MOST_UNITS = 2.0**53
"""Up to here a float counts in ones."""

NEARLY_WHOLE = 2.0**-5
"""How far from a whole number of units a quantity may be and still be that number [units]."""

NEARLY_NOTHING = 2.0**-52
"""What part of the largest quantity is nothing but the dust of one subtraction."""


def sums_are_exact(*arrays: FloatArray) -> bool:
    """Whether all quantities are short in binary (whole numbers, halves), so that no sum is rounded."""
    bits = 0
    for array in arrays:
        bits |= int(np.bitwise_or.reduce(array.view(np.int64), axis=None))
    return not bits & FREE_BITS


def settle_sums(
    result: FloatArray,
    sums: Callable[..., FloatArray],
    start: FloatArray,
    flows: tuple[FloatArray, ...],
    *,
    in_units: bool = True,
) -> None:
    """Put right, in place, what sums over decimals gave in binary.

    Args:
        result: `sums(start, *flows)`, items x periods; stays where an item has quantities that are no
            decimals (thirds) or have more places than a float can hold.
        sums: Adds, subtracts and compares, and so gives whole numbers for whole numbers.
        start: One quantity an item [stock units].
        flows: Items x periods each [stock units].
        in_units: Whether the result is a quantity; else it does not depend on the unit.
    """
    rows = np.arange(len(start))
    with np.errstate(invalid="ignore"):
        for limit in UNITS_IN_LARGEST:
            units = _units(limit, start, *flows)
            decimal = np.ones(len(start), dtype=np.bool_)
            whole_start = _whole(start, units, decimal, limit)
            whole_flows = [_whole(flow, units[:, np.newaxis], decimal, limit) for flow in flows]
            settled = sums(whole_start, *whole_flows)
            if in_units:
                settled /= units[:, np.newaxis]
            result[rows[decimal]] = settled[decimal]
            rows = rows[~decimal]
            if not rows.size:
                return
            start, flows = start[~decimal], tuple(flow[~decimal] for flow in flows)


def settle(values: FloatArray, *parts: FloatArray) -> FloatArray:
    """Values that came from a few additions, each as the decimal that it is within dust of.

    Args:
        values: Items x periods, or one an item [stock units].
        parts: What was added, the same shape; none where the values themselves are as large.

    Returns:
        The values; those that are no decimals as they were.
    """
    if values.size == 0 or sums_are_exact(values):
        return values
    table = values if values.ndim == 2 else values.reshape(-1, 1)
    sources = tuple(part.reshape(table.shape) for part in parts) or (table,)
    settled = table.copy(order="K")
    left = np.ones(table.shape, dtype=np.bool_)
    with np.errstate(invalid="ignore"):
        for limit in UNITS_IN_LARGEST:
            units = _units(limit, np.zeros(len(table)), *sources)[:, np.newaxis]
            scaled = table * units
            whole = np.rint(scaled)
            near = left & _nearly(scaled, whole, limit)
            np.copyto(settled, whole / units, where=near)
            left &= ~near
    return settled.reshape(values.shape, order="A")


def tidy(value: float, *parts: float) -> float:
    """One value of a few additions as the decimal that it is within dust of; see `settle`."""
    return settle(np.array([float(value)]), *(np.array([float(part)]) for part in parts)).item()


def _units(limit: float, start: FloatArray, *flows: FloatArray) -> FloatArray:
    """Units in a stock unit, one an item: the greatest power of ten that keeps all sums in bounds."""
    largest = np.abs(start)
    terms = 1
    for flow in flows:
        largest = np.maximum(largest, np.maximum(flow.max(axis=1), -flow.min(axis=1)))
        terms += flow.shape[1]
    bound = min(limit, MOST_UNITS / terms)
    with np.errstate(divide="ignore"):
        places = np.floor(np.log10(bound / largest))
    places[~np.isfinite(places)] = 0.0  # no quantity but 0, or one that is none
    powers: FloatArray = _POWERS[np.clip(places, 0, len(_POWERS) - 1).astype(np.intp)]
    return powers


_POWERS = np.array([float(10**places) for places in range(16)])


def _whole(values: FloatArray, units: FloatArray, decimal: NDArray[np.bool_], limit: float) -> FloatArray:
    """Quantities as whole numbers of their item's unit; clears `decimal` for an item where one is not."""
    scaled = values * units
    whole: FloatArray = np.rint(scaled)
    near = _nearly(scaled, whole, limit)
    decimal &= near if near.ndim == 1 else near.all(axis=1)
    return whole


def _nearly(scaled: FloatArray, whole: FloatArray, limit: float) -> NDArray[np.bool_]:
    """Whether each is within dust of its whole number."""
    dust = np.where(whole == 0, limit * NEARLY_NOTHING, NEARLY_WHOLE)
    near: NDArray[np.bool_] = np.abs(scaled - whole) <= dust
    return near
