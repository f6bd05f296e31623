"""Forward cover where its working memory matters; counted by hand."""

import numpy as np
import pytest

from pab_planner import available_to_promise, periods_of_supply, projected_available_balance


@pytest.mark.parametrize("periods", [7, 9, 127, 128, 129, 130, 200])
def test_a_stock_of_one_a_period_lasts_as_many_periods_as_it_has_units(periods: int) -> None:
    """One unit a period is needed: 5.5 units last five periods and a half; the last ones are not known."""
    found = periods_of_supply(np.full(periods, 5.5), np.ones(periods))
    assert found[: periods - 6].tolist() == [5.5] * (periods - 6)
    assert np.isinf(found[periods - 6 :]).all()


def test_more_periods_than_a_byte_counts_are_counted_whole() -> None:
    """150.5 units at one a period: 150 periods and a half, more than a signed byte holds."""
    assert periods_of_supply([150.5] + [0.0] * 199, [1.0] * 200)[0] == 150.5


def test_a_period_that_does_not_fit_ends_the_cover_though_a_later_one_needs_nothing() -> None:
    """3 units; the coming periods need 2, 4 and then get 5 back: a whole period and a quarter of the next."""
    assert periods_of_supply([3.0, 1.0, 1.0, 1.0], [0.0, 2.0, 4.0, -5.0])[0] == 1.25


def test_half_a_unit_is_a_stock_too() -> None:
    assert periods_of_supply([0.5, 0.5, 1.0], [0.0, 0.25, 0.5]).tolist() == [1.5, np.inf, np.inf]


def test_a_stock_in_tenths_lasts_what_decimals_say() -> None:
    """0.3 is three times 0.1 exactly: three periods, and nothing is known beyond; binary says two and a bit."""
    assert periods_of_supply([0.3, 0, 0, 0, 0], [0, 0.1, 0.1, 0.1, 0.5]).tolist() == [3, 0, 0, 0, 0]
    assert periods_of_supply([0.3, 0, 0, 0], [0, 0.125, 0.125, 0.5])[0] == pytest.approx(2.1)
    assert periods_of_supply([0.5, 0, 0, 0, 0, 0], [0, 0.1, 0.1, 0.1, 0.2, 1.0])[0] == 4


def test_cover_keeps_the_order_in_memory() -> None:
    balance = np.asfortranarray([[3.0, 1.0], [4.0, 2.0], [5.0, 9.0]])
    found = periods_of_supply(balance, np.asfortranarray(np.ones((3, 2))))
    assert found.flags.f_contiguous
    assert found.tolist() == [[np.inf, np.inf]] * 3


def test_what_can_be_promised_of_tenths_is_no_dust() -> None:
    """0.3 on hand, 0.1 and 0.2 ordered: nothing is left, neither where only the opening has tenths."""
    assert available_to_promise(0.3, [0.1, 0.2], [0.0, 0.0])[0] == 0
    assert available_to_promise(0.3, [0.1, 0.2], [0.0, 0.0], kind="lookback")[0] == 0
    assert available_to_promise(1.1, [1.0, 0.0], [0.0, 0.0])[0] == 0.1
    assert projected_available_balance(1.1, [1.0], [0.0]).tolist() == [0.1]


def test_what_a_later_lot_owes_is_taken_from_the_lot_before_only() -> None:
    """10 and 5 on order in week 1, 4 come in week 2 against 9: 5 too few, taken from what week 1 had left."""
    assert available_to_promise(10.0, [2.0, 9.0], [0.0, 4.0], kind="lookback").tolist() == [3.0, 0.0]
    assert available_to_promise(1.0, [2.0, 9.0], [0.0, 4.0], kind="lookback").tolist() == [-6.0, 0.0]
