"""Quantities are decimals, as planners write them, and so are their sums: 0.3 less three times 0.1 is 0.

A binary fraction only comes near 0.1, so sums of many leave dust (2.8e-17) that would count as a shortage.
Here sums are taken over whole numbers of a decimal unit (1, 0.1, 0.01, ...).
`docs/decisions/quantities_are_decimals.md` proves that the result is the float nearest to the decimal one.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import overload

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

FREE_BITS = (1 << 24) - 1
"""Bits that are 0 in a whole number below 536,870,912, but in no decimal fraction of up to 10 places."""

NEARLY_WHOLE = {2.0**40: 2.0**-8, 2.0**45: 2.0**-5}
"""Units that an item's largest quantity may have, and how far from a whole number of them a quantity may be.

A coarse unit forgives more dust, a fine one has more places.
"""

MOST_UNITS = 2.0**53
"""The largest whole number up to which a float misses none."""

FIFTEEN_DIGITS = 1e15
"""Below this a whole number is shown as it is: Excel has fifteen digits."""

CACHED = 1 << 15
"""Quantities that one step takes: with what is made of them they fit the second-level cache."""

NOTHING = 1e-12
"""Less than any planner counts: a millionth of a gram, counted in tonnes [stock units]."""


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
        result: `sums(start, *flows)`, items x periods; stays, but for dust beside 0 or a flow, where an item has
            quantities that are no decimals (thirds) or have more places than a float can hold.
        sums: Adds, subtracts and compares, and so gives whole numbers for whole numbers.
        start: One quantity per item [stock units].
        flows: Items x periods each [stock units].
        in_units: Whether the result is a quantity; else it does not depend on the unit.
    """
    step = max(1, CACHED // result.shape[1]) if result.size else 1
    for first in range(0, len(start), step):
        rows = slice(first, first + step)
        _settle_block(result[rows], sums, start[rows], tuple(flow[rows] for flow in flows), in_units)


def _settle_block(
    result: FloatArray,
    sums: Callable[..., FloatArray],
    start: FloatArray,
    flows: tuple[FloatArray, ...],
    in_units: bool,
) -> None:
    """What `settle_sums` does, for as many items as fit the cache with all that is made of them."""
    rows = np.arange(len(start))
    with np.errstate(invalid="ignore"):
        for limit in NEARLY_WHOLE:
            units = _units(limit, start, *flows)
            decimal = np.ones(len(start), dtype=np.bool_)
            whole_start = _whole(start, units, decimal, limit)
            whole_flows = [_whole(flow, units[:, np.newaxis], decimal, limit) for flow in flows]
            settled = sums(whole_start, *whole_flows)
            if in_units:
                settled /= units[:, np.newaxis]
            if len(rows) == len(result) and decimal.all():
                result[:] = settled
                return
            result[rows[decimal]] = settled[decimal]
            rows = rows[~decimal]
            if not rows.size:
                return
            start, flows = start[~decimal], tuple(flow[~decimal] for flow in flows)
    if in_units:
        result[rows] = _without_dust(result[rows], start, flows)


def _without_dust(sums: FloatArray, start: FloatArray, flows: tuple[FloatArray, ...]) -> FloatArray:
    """Sums of quantities that are no decimals: what no more than rounding keeps from 0 or from a flow is that.

    200 less three times 200/3 leaves -2.8e-14, which is no shortage; a balance of what has just arrived is no less
    than what has arrived.

    Args:
        sums: Items x periods [stock units].
        start: One quantity per item [stock units].
        flows: What was added and taken, items x periods each [stock units].
    """
    moved = np.abs(start) + np.sum([np.abs(flow).sum(axis=1) for flow in flows], axis=0)
    dust = np.finfo(np.float64).eps * (sums.shape[1] + 2) * moved[:, np.newaxis]
    settled = sums.copy()
    for known in (np.zeros_like(sums), *flows):
        np.copyto(settled, known, where=np.abs(sums - known) <= dust)
    return settled


def settle(values: FloatArray, beside: FloatArray | None = None) -> FloatArray:
    """Quantities as they come in, each as the decimal that it is within dust of.

    Args:
        values: Items x periods, or one per item [stock units].
        beside: The largest quantity of each item, if that is not among the values [stock units].

    Returns:
        The values; those that are no decimals as they were.
    """
    if _multiples(values):
        return values
    table = values if values.ndim == 2 or beside is None else values.reshape(-1, 1)
    largest = np.abs(table).max(axis=-1, initial=0.0) if beside is None else beside
    settled = _decimals(table, np.maximum(largest, 1.0)[..., np.newaxis])
    settled[np.abs(settled) < NOTHING] = 0.0
    return settled.reshape(values.shape, order="A")


def settle_together(*arrays: FloatArray) -> list[FloatArray]:
    """All quantities of some items, settled; dust is told by the largest quantity of its item.

    Args:
        arrays: Items x periods, or one per item [stock units].
    """
    if all(map(_multiples, arrays)):
        return list(arrays)
    tables = [array.reshape(len(array), -1) for array in arrays]
    largest = np.max([np.abs(table).max(axis=1, initial=0.0) for table in tables], axis=0)
    return [settle(array, largest) for array in arrays]


@overload
def difference(more: float, less: float) -> float: ...
@overload
def difference(more: FloatArray, less: FloatArray) -> FloatArray: ...
def difference(more: float | FloatArray, less: float | FloatArray) -> float | FloatArray:
    """One quantity less another, as decimals: 0.3 less 0.1 is 0.2, and that less 0.2 is 0.

    Whatever subtracts or compares quantities that were added before does it here.

    Args:
        more: What something is taken from [stock units].
        less: What is taken, of a shape that goes with it [stock units].

    Returns:
        The float nearest to the decimal difference; an array keeps thirds as they are [stock units]. Two thirds less
        twice a third is 0: what is left is less than the last place that a quantity may have.
    """
    if not isinstance(more, np.ndarray) and not isinstance(less, np.ndarray):
        left_over = float(_shown(more) - _shown(less))
        return left_over if abs(left_over) * max(NEARLY_WHOLE) > max(abs(more), abs(less)) else 0.0
    left, right = np.asarray(more, dtype=np.float64), np.asarray(less, dtype=np.float64)
    change: FloatArray = left - right
    if sums_are_exact(left, right):
        return change
    left, right = np.broadcast_to(left, change.shape), np.broadcast_to(right, change.shape)
    step = max(1, CACHED * len(change) // max(1, change.size))
    for start in range(0, len(change), step):
        rows = slice(start, start + step)
        change[rows] = _decimals(change[rows], np.maximum(np.abs(left[rows]), np.abs(right[rows])))
    return change


def total(values: Iterable[float]) -> float:
    """The sum of quantities as decimals [stock units]."""
    its = list(map(float, values))
    if all(map(float.is_integer, its)) and sum(map(abs, its)) < FIFTEEN_DIGITS:
        return float(sum(its))
    return float(sum(map(_shown, its), Decimal(0)))


def _shown(value: float) -> Decimal:
    """A quantity as a cell shows it: Excel has fifteen digits."""
    return Decimal(f"{value:.15g}")


def _multiples(values: FloatArray) -> bool:
    """Whether all are multiples of a millionth or so in binary: whole numbers, halves, no dust."""
    flat = values.ravel(order="K")
    for start in range(0, flat.size, CACHED):
        scaled = flat[start : start + CACHED] * 2.0**20
        if not (scaled == np.rint(scaled)).all():
            return False
    return True


def _decimals(values: FloatArray, largest: FloatArray) -> FloatArray:
    """Results of one subtraction, each as the decimal that it is within dust of.

    Args:
        values: The results [stock units].
        largest: The largest quantity that dust may come from, of a shape that goes with them [stock units].
    """
    settled = values.copy(order="K")
    left = np.ones(values.shape, dtype=np.bool_)
    exponents = np.frexp(largest)[1]
    with np.errstate(invalid="ignore"):
        for limit, powers in _POWERS_BY_EXPONENT.items():
            units = powers.take(exponents - LEAST_EXPONENT, mode="clip")
            scaled = values * units
            whole = np.rint(scaled)
            near = _nearly(scaled, whole, limit)
            near &= left
            np.copyto(settled, whole / units, where=near)
            left ^= near
            if not left.any():
                break
    return settled


def _units(limit: float, start: FloatArray, *flows: FloatArray) -> FloatArray:
    """Units in a stock unit, one per item: the greatest power of ten that keeps all sums in bounds."""
    largest = np.abs(start)
    terms = 1
    for flow in flows:
        largest = np.maximum(largest, np.maximum(flow.max(axis=1), -flow.min(axis=1)))
        terms += flow.shape[1]
    bound = min(limit, MOST_UNITS / terms)
    with np.errstate(divide="ignore"):
        places = np.floor(np.log10(bound / largest))
    places[~np.isfinite(places)] = 0.0  # nothing but zeros, or a value that is not a number
    powers: FloatArray = _POWERS[np.clip(places, 0, len(_POWERS) - 1).astype(np.intp)]
    return powers


_POWERS = np.array([float(10**places) for places in range(16)])

LEAST_EXPONENT = -50
_EXPONENTS = np.arange(LEAST_EXPONENT, 60)
_POWERS_BY_EXPONENT = {
    limit: _POWERS[np.clip(np.floor(np.log10(limit) - _EXPONENTS * np.log10(2)), 0, 15).astype(np.intp)]
    for limit in NEARLY_WHOLE
}
"""Units in a stock unit for a quantity below 2^exponent, from the least exponent on."""


def _whole(values: FloatArray, units: FloatArray, decimal: NDArray[np.bool_], limit: float) -> FloatArray:
    """Quantities as whole numbers of their item's unit; clears `decimal` for an item where one is not."""
    scaled = values * units
    whole: FloatArray = np.rint(scaled)
    near = _nearly(scaled, whole, limit)
    decimal &= near if near.ndim == 1 else near.all(axis=1)
    return whole


def _nearly(scaled: FloatArray, whole: FloatArray, limit: float) -> NDArray[np.bool_]:
    """Whether each is within dust of its whole number."""
    off = np.subtract(scaled, whole)
    np.abs(off, out=off)
    least = NEARLY_WHOLE[limit] / 4
    if off.size and off.max() <= least:
        return np.ones(off.shape, dtype=np.bool_)
    near: NDArray[np.bool_] = off <= np.where(
        whole == 0, least, NEARLY_WHOLE[limit]
    )  # a tiny one is not lost
    return near
