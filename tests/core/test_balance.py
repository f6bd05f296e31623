import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pab_planner import (
    available_to_promise,
    exposed_balance,
    periods_of_supply,
    projected_available_balance,
    shortage,
    slip,
)
from pab_planner.core.balance import COVER_BLOCK, ITEM_BLOCK
from pab_planner.core.demand import FloatArray
from pab_planner.errors import ShapeMismatch, UnknownChoice

SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 9))
QUANTITIES = st.integers(0, 1000).map(float)


@st.composite
def plans(draw: st.DrawFn) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Opening, orders and supply of a few items, in whole units so that sums are exact."""
    shape = draw(SHAPES)
    opening = draw(arrays(np.float64, shape[0], elements=st.integers(-500, 2000).map(float)))
    orders, supply = (draw(arrays(np.float64, shape, elements=QUANTITIES)) for _ in range(2))
    return opening, orders, supply


def by_recurrence(opening: FloatArray, orders: FloatArray, supply: FloatArray) -> FloatArray:
    """The definition, cell by cell, as a planner drags a formula across."""
    balance = np.empty_like(orders)
    for item in range(orders.shape[0]):
        before = opening[item]
        for period in range(orders.shape[1]):
            before = before - orders[item, period] + supply[item, period]
            balance[item, period] = before
    return balance


@given(plans())
def test_the_balance_is_the_recurrence_in_either_memory_order(
    plan: tuple[FloatArray, FloatArray, FloatArray],
) -> None:
    opening, orders, supply = plan
    expected = by_recurrence(opening, orders, supply)
    np.testing.assert_array_equal(projected_available_balance(opening, orders, supply), expected)
    period_major = projected_available_balance(opening, np.asfortranarray(orders), np.asfortranarray(supply))
    np.testing.assert_array_equal(period_major, expected)


@given(plans(), st.integers(0, 9))
def test_the_balance_is_linear(plan: tuple[FloatArray, FloatArray, FloatArray], factor: int) -> None:
    opening, orders, supply = plan
    scaled = projected_available_balance(factor * opening, factor * orders, factor * supply)
    np.testing.assert_array_equal(scaled, factor * projected_available_balance(*plan))


@given(plans())
def test_a_slip_of_no_period_changes_nothing(plan: tuple[FloatArray, FloatArray, FloatArray]) -> None:
    supply = plan[2]
    moved, lost = slip(supply, 0)
    np.testing.assert_array_equal(moved, supply)
    assert not lost.any()


@given(plans(), st.integers(0, 12))
def test_what_slips_is_moved_or_lost_but_never_gone(
    plan: tuple[FloatArray, FloatArray, FloatArray], late: int
) -> None:
    supply = plan[2]
    moved, lost = slip(supply, late)
    np.testing.assert_array_equal(moved.sum(axis=1) + lost, supply.sum(axis=1))
    assert not moved[:, :late].any()


@given(plans())
def test_lookahead_promises_never_exceed_a_later_balance(
    plan: tuple[FloatArray, FloatArray, FloatArray],
) -> None:
    promise = available_to_promise(*plan, kind="lookahead")
    balance = projected_available_balance(*plan)
    for period in range(balance.shape[1]):
        assert (promise[:, [period]] <= balance[:, period:]).all()


@given(plans())
def test_discrete_promises_add_up_to_the_last_balance(
    plan: tuple[FloatArray, FloatArray, FloatArray],
) -> None:
    promise = available_to_promise(*plan, kind="discrete")
    np.testing.assert_array_equal(np.nansum(promise, axis=1), projected_available_balance(*plan)[:, -1])


@given(plans())
def test_lookback_keeps_the_total_and_leaves_no_negative_cell_but_the_first(
    plan: tuple[FloatArray, FloatArray, FloatArray],
) -> None:
    lookback = available_to_promise(*plan, kind="lookback")
    discrete = available_to_promise(*plan, kind="discrete")
    np.testing.assert_array_equal(np.nansum(lookback, axis=1), np.nansum(discrete, axis=1))
    assert (np.nan_to_num(lookback[:, 1:]) >= 0).all()


def cover_by_hand(balance: list[float], gross: list[float]) -> list[float]:
    """Count whole periods one by one, as a planner does with a finger."""
    result = []
    for period, stock in enumerate(balance):
        left, covered = stock, 0.0
        if stock <= 0:
            result.append(0.0)
            continue
        for need in gross[period + 1 :]:
            if need > left:
                covered += left / need
                break
            left -= need
            covered += 1
        else:
            covered = np.inf
        result.append(covered)
    return result


@given(plans())
def test_cover_counts_the_coming_periods(plan: tuple[FloatArray, FloatArray, FloatArray]) -> None:
    orders = plan[1]
    balance = projected_available_balance(*plan)
    expected = [cover_by_hand(b, o) for b, o in zip(balance.tolist(), orders.tolist(), strict=True)]
    np.testing.assert_allclose(periods_of_supply(balance, orders), expected, rtol=1e-12)


def test_cover_beyond_the_horizon_is_not_a_made_up_number() -> None:
    assert periods_of_supply([100.0, 100.0], [0.0, 10.0]).tolist() == [np.inf, np.inf]


def test_more_items_than_a_block_come_out_like_each_alone() -> None:
    items = ITEM_BLOCK + COVER_BLOCK + 7
    random = np.random.default_rng(7)
    opening = random.integers(0, 50, items).astype(float)
    orders, supply = (random.integers(0, 20, (items, 3)).astype(float) for _ in range(2))
    expected = by_recurrence(opening, orders, supply)
    for layout in (np.ascontiguousarray, np.asfortranarray):
        balance = projected_available_balance(opening, layout(orders), layout(supply))
        np.testing.assert_array_equal(balance, expected)
        cover = periods_of_supply(layout(balance), layout(orders))
        for item in (0, COVER_BLOCK - 1, COVER_BLOCK, ITEM_BLOCK, items - 1):
            by_hand = cover_by_hand(expected[item].tolist(), orders[item].tolist())
            np.testing.assert_allclose(cover[item], by_hand)


def test_one_item_may_be_given_as_a_row() -> None:
    assert projected_available_balance(14, [15.0], [50.0]).tolist() == [49.0]
    assert exposed_balance([49.0], [50.0]).tolist() == [-1.0]


def test_a_missing_number_spoils_its_own_item_only() -> None:
    balance = projected_available_balance([1, 1], np.array([[1, np.nan, 1], [1, 0, 0]]), np.zeros((2, 3)))
    np.testing.assert_array_equal(balance, [[0, np.nan, np.nan], [0, 0, 0]])


def test_shortage_is_what_is_missing() -> None:
    assert shortage([5.0, 0.0, -3.0]).tolist() == [0.0, 0.0, 3.0]


def test_arrays_of_different_sizes_are_refused() -> None:
    with pytest.raises(ShapeMismatch, match="supply is 2, but must have the same size as gross requirements"):
        projected_available_balance(0, [1, 2, 3], [1, 2])
    with pytest.raises(ShapeMismatch, match="opening is 3"):
        projected_available_balance([1, 2, 3], [[1], [2]], [[1], [2]])


def test_an_unknown_kind_of_promise_names_the_four() -> None:
    with pytest.raises(UnknownChoice, match="lookahead"):
        available_to_promise(0, [1], [1], kind="all")
