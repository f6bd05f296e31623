"""Projecting a balance, and what follows from it.

Arrays have the shape items x periods. Held period by period in memory (Fortran order) a projection is one
pass that stays in the cache; both orders are accepted and neither is copied.
"""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from pab_planner.core.decimals import difference, settle_sums, sums_are_exact
from pab_planner.core.demand import FloatArray, quantities, same_shape
from pab_planner.errors import ShapeMismatch, UnknownChoice

AtpKind = Literal["discrete", "lookback", "cumulative", "lookahead"]
ATP_KINDS: tuple[AtpKind, ...] = ("discrete", "lookback", "cumulative", "lookahead")

ITEM_BLOCK = 131_072
"""Items that one step of a projection takes: a period of them fits the second-level cache.

Fewer would jump through fresh memory, which costs more than the arithmetic, and threads wait for that memory too.
"""

ROW_BLOCK = 1_024
"""The same where an item's periods are neighbours in memory."""

COVER_BLOCK = 2_048
"""Items that one step of forward cover takes: all their periods fit the second-level cache."""


def item_blocks(table: FloatArray) -> Iterator[slice]:
    """Slices over the items of a table, each small enough for the cache."""
    step = ITEM_BLOCK if _period_major(table) else ROW_BLOCK
    return (slice(start, start + step) for start in range(0, len(table), step))


def _period_major(array: FloatArray) -> bool:
    """Whether neighbours in memory are the same period of neighbouring items."""
    return array.strides[0] < array.strides[1]


def _by_item(array: FloatArray) -> FloatArray:
    """The periods of one item as 1 x periods; items x periods as they are.

    What numpy's own `atleast_2d` does, at a quarter of its cost for the single row of a worksheet function.
    """
    return array if array.ndim == 2 else array.reshape(1, -1)


def _openings(opening: ArrayLike, items: int) -> FloatArray:
    """One opening per item, made from one for all or one per item.

    Raises:
        ShapeMismatch: There are neither one nor as many openings as items.
    """
    array = quantities(opening, "opening").reshape(-1)
    if array.size not in (1, items):
        raise ShapeMismatch(name="opening", found=array.size, reference="orders", expected=items)
    return array if array.size == items else array.repeat(items)


def projected_available_balance(opening: ArrayLike, gross: ArrayLike, supply: ArrayLike) -> FloatArray:
    """Projected available balance, PAB(t) = PAB(t-1) - G(t) + M(t).

    Args:
        opening: On hand less allocated, one for all or one per item [stock units].
        gross: Gross requirements G, items x periods or the periods of one item [stock units].
        supply: MPS and scheduled receipts M, the same shape [stock units].

    Returns:
        Balance at the end of each period, the shape and memory order of `gross` [stock units]. A NaN
        stays in its item and makes its later balances NaN.

    Raises:
        ShapeMismatch: The arrays do not belong together.
        NotAQuantity: A value is not a number.

    Source: APICS Dictionary, "projected available balance".
    """
    need, receipts = quantities(gross, "gross requirements"), quantities(supply, "supply")
    same_shape(receipts, "supply", need, "gross requirements")
    demand, supplied = _by_item(need), _by_item(receipts)
    start = _openings(opening, len(demand))
    balance = np.empty_like(demand)

    for block in item_blocks(demand):
        opened, flows, ends = start[block], (demand[block], supplied[block]), balance[block]
        if not _project(opened, *flows, ends):
            settle_sums(ends, _projected, opened, flows)
    return balance.reshape(need.shape, order="A")


def _project(start: FloatArray, demand: FloatArray, supplied: FloatArray, out: FloatArray) -> bool:
    """Write the balances of one block of items to `out`, along its memory; whether no sum was rounded."""
    exact = sums_are_exact(start)
    if not _period_major(out):
        change = np.subtract(supplied, demand, out=out)
        change[:, :1] += start[:, np.newaxis]
        np.add.accumulate(change, axis=1, out=change)
        return exact and sums_are_exact(demand, supplied)
    before = start
    for period in range(demand.shape[1]):
        after, less, more = out[:, period], demand[:, period], supplied[:, period]
        exact = exact and sums_are_exact(less)  # a look that brings them into the cache for the subtraction
        np.subtract(before, less, out=after)
        exact = exact and sums_are_exact(more)
        after += more
        before = after
    return exact


def _projected(start: FloatArray, demand: FloatArray, supplied: FloatArray) -> FloatArray:
    """Balances of one block of items."""
    balance = np.empty_like(demand)
    _project(start, demand, supplied, balance)
    return balance


def exposed_balance(balance: ArrayLike, supply: ArrayLike) -> FloatArray:
    """Balance at the end of each period if that period's own supply fails to arrive.

    Args:
        balance: Projected available balance, items x periods or the periods of one item [stock units].
        supply: MPS receipts of the same items and periods [stock units].

    Returns:
        The same shape [stock units]. Negative where the balance is not: the period depends on this
        period's MPS arriving on time.

    Raises:
        ShapeMismatch: The arrays differ in shape.
    """
    available, receipts = quantities(balance, "balance"), quantities(supply, "supply")
    same_shape(receipts, "supply", available, "balance")
    return difference(available, receipts)


def shortage(balance: ArrayLike) -> FloatArray:
    """Quantity missing at the end of each period, max(0, -PAB) [stock units], the shape of `balance`."""
    return np.maximum(-quantities(balance, "balance"), 0.0)


def available_to_promise(
    opening: ArrayLike, orders: ArrayLike, supply: ArrayLike, *, kind: str = "discrete"
) -> FloatArray:
    """Quantity that new orders can still be promised.

    Args:
        opening: On hand less allocated, one for all or one per item [stock units].
        orders: Customer orders O, items x periods or the periods of one item [stock units].
        supply: MPS and scheduled receipts M, the same shape [stock units].
        kind: `discrete`: in the first period opening + M - O up to the next receipt, later only where
            there is a receipt M - O up to the next one, NaN elsewhere; may be negative.
            `lookback`: the same, a negative cell taking from the cells before it and showing 0.
            `cumulative`: opening + the sum of M - O so far.
            `lookahead`: the least of the cumulative from here to the end; safe to promise.

    Returns:
        The shape of `orders` [stock units].

    Raises:
        UnknownChoice: The kind is not one of the four.
        ShapeMismatch: The arrays do not belong together.
        NotAQuantity: A value is not a number.

    Source: APICS Dictionary, "discrete", "cumulative" and "cumulative with look-ahead" ATP.
    """
    if kind not in ATP_KINDS:
        raise UnknownChoice(name="kind", found=kind, choices=", ".join(ATP_KINDS))
    if kind in ("cumulative", "lookahead"):
        cumulative = projected_available_balance(opening, orders, supply)
        if kind == "cumulative":
            return cumulative
        return np.minimum.accumulate(cumulative[..., ::-1], axis=-1)[..., ::-1]
    ordered, receipts = quantities(orders, "orders"), quantities(supply, "supply")
    same_shape(receipts, "supply", ordered, "orders")
    flows = _by_item(ordered), _by_item(receipts)
    start = _openings(opening, len(flows[0]))
    sums = _discrete_promise if kind == "discrete" else _lookback_promise
    promise = sums(start, *flows)
    if not sums_are_exact(start, *flows):
        settle_sums(promise, sums, start, flows)
    return promise.reshape(ordered.shape)


def _discrete_promise(opening: FloatArray, orders: FloatArray, supply: FloatArray) -> FloatArray:
    """Discrete ATP, items x periods, NaN in a period without receipt."""
    items, periods = orders.shape
    promise = np.full(orders.shape, np.nan)
    committed = np.zeros(items)
    for period in reversed(range(periods)):
        committed += orders[:, period]
        lot = supply[:, period] > 0 if period else np.ones(items, dtype=bool)
        promise[lot, period] = supply[lot, period] - committed[lot]
        committed[lot] = 0.0
    promise[:, :1] += opening[:, np.newaxis]
    return promise


def _lookback_promise(opening: FloatArray, orders: FloatArray, supply: FloatArray) -> FloatArray:
    """Discrete ATP, each negative cell moved to the ATP cell before it; the first cell keeps what is left."""
    promise = _discrete_promise(opening, orders, supply)
    owed = np.zeros(len(promise))
    for period in reversed(range(1, promise.shape[1])):
        lot = ~np.isnan(promise[:, period])
        left = promise[lot, period] + owed[lot]
        owed[lot] = np.minimum(left, 0.0)
        promise[lot, period] = np.maximum(left, 0.0)
    promise[:, :1] += owed[:, np.newaxis]
    return promise


def periods_of_supply(balance: ArrayLike, gross: ArrayLike) -> FloatArray:
    """Forward cover: how many of the coming periods the stock at the end of a period lasts.

    Args:
        balance: Projected available balance, items x periods or the periods of one item [stock units].
        gross: Gross requirements of the same items and periods [stock units].

    Returns:
        Whole future periods whose requirement fits in the stock, plus the fraction of the next, the
        shape of `balance` [periods]; 0 where the balance is not positive, inf where the stock outlasts
        the horizon: how long is not known.

    Raises:
        ShapeMismatch: The arrays differ in shape.
    """
    available, need = quantities(balance, "balance"), quantities(gross, "gross requirements")
    same_shape(need, "gross requirements", available, "balance")
    stock, demand = _by_item(available), _by_item(need)
    cover = np.empty_like(stock)
    items, periods = stock.shape
    width = min(COVER_BLOCK, items)
    scratch = _CoverScratch(periods, width)
    for start in range(0, items, COVER_BLOCK):
        block = slice(min(start, items - width), min(start, items - width) + width)
        scratch.cover(stock[block].T, demand[block].T, cover[block].T)
        if not sums_are_exact(stock[block], demand[block]):
            settle_sums(cover[block], _cover, np.zeros(width), (stock[block], demand[block]), in_units=False)
    return cover.reshape(available.shape, order="A")


def _cover(_start: FloatArray, stock: FloatArray, demand: FloatArray) -> FloatArray:
    """Forward cover of one block of items."""
    cover = np.empty_like(stock)
    _CoverScratch(stock.shape[1], len(stock)).cover(stock.T, demand.T, cover.T)
    return cover


class _CoverScratch:
    """Working memory of forward cover, allocated once: fresh pages cost more than the arithmetic."""

    def __init__(self, periods: int, items: int) -> None:
        shape = (periods, items)
        self.used = np.empty((periods + 1, items))
        self.left, self.before, self.after = (np.empty(shape) for _ in range(3))
        self.cell = np.empty(shape, dtype=np.intp)
        self.own_cell = np.arange(periods * items, dtype=np.intp).reshape(shape)
        self.whole = np.empty(shape, dtype=np.int8 if periods < 128 else np.int32)
        self.lasts, self.fits = np.empty(shape, dtype=np.bool_), np.empty(shape, dtype=np.bool_)

    def cover(self, stock: FloatArray, demand: FloatArray, out: FloatArray) -> None:
        """Write the forward cover of periods x items to `out`.

        Compares, lag by lag, what is needed up to a later period with what is there: in the cache a
        comparison is so cheap that all lags together cost less than one search a cell.
        """
        periods, items = stock.shape
        used, left, whole = self.used, self.left, self.whole
        used[0] = demand[0]
        for period in range(1, periods):  # np.cumsum down the columns takes eight times as long
            np.add(used[period - 1], demand[period], out=used[period])
        used[periods] = used[periods - 1]  # beyond the horizon nothing is known to be needed
        np.add(used[:periods], stock, out=left)
        np.greater(stock, 0.0, out=self.lasts)
        whole[:] = 0
        for lag in range(1, periods):
            still, fit = self.lasts[: periods - lag], self.fits[: periods - lag]
            np.less_equal(used[lag:periods], left[: periods - lag], out=fit)
            still &= fit
            whole[: periods - lag] += still.view(np.int8)
            if lag % 8 == 0 and not still.any():
                break
        until = np.multiply(whole, items, out=self.cell, casting="unsafe", dtype=np.intp)
        until += self.own_cell
        used.take(until, out=self.before, mode="clip")
        until += items
        used.take(until, out=self.after, mode="clip")
        left -= self.before
        left += np.finfo(float).smallest_subnormal  # stock used up exactly at the horizon lasts beyond it
        with np.errstate(divide="ignore", invalid="ignore"):
            left /= np.subtract(self.after, self.before, out=self.after)
        np.add(left, whole, out=out)
        np.copyto(out, 0.0, where=np.less_equal(stock, 0.0, out=self.lasts))
