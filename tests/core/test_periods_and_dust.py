"""Boundaries worked out by hand: the last day of a period, the period of a day, how far dust reaches."""

from datetime import date

import numpy as np
import pytest

from pab_planner import (
    available_to_promise,
    exposed_balance,
    gross_requirements,
    periods_of_supply,
    projected_available_balance,
    risk_levels,
    slip,
)
from pab_planner.core.decimals import difference, settle, settle_together, sums_are_exact, total
from pab_planner.core.demand import quantities
from pab_planner.core.plan import Period, Receipts, last_day, match_key, period_major
from pab_planner.core.recovery import UnknownPeriod, period_at


def periods(*starts: str) -> tuple[Period, ...]:
    return tuple(Period(start, date.fromisoformat(start)) for start in starts)


@pytest.mark.parametrize(
    ("starts", "last_days"),
    [
        (("2026-06-01",), ("2026-06-07",)),
        (("2026-06-01", "2026-06-02"), ("2026-06-01", "2026-06-02")),
        (("2026-06-01", "2026-06-08", "2026-06-22"), ("2026-06-07", "2026-06-21", "2026-07-05")),
        (("2026-01-01", "2026-02-01"), ("2026-01-31", "2026-02-28")),
        (("2028-01-01", "2028-02-01"), ("2028-01-31", "2028-02-29")),
        (("2026-02-01", "2026-03-01"), ("2026-02-28", "2026-03-31")),
        (("2026-11-01", "2026-12-01"), ("2026-11-30", "2026-12-31")),
        (("2026-12-01", "2027-01-01"), ("2026-12-31", "2027-01-31")),
        (("2026-03-01", "2026-04-01"), ("2026-03-31", "2026-04-30")),
        (("2026-01-01", "2026-04-01"), ("2026-03-31", "2026-04-30")),
        (("2026-06-02", "2026-07-02"), ("2026-07-01", "2026-07-31")),
        (("2026-06-01", "2026-07-02"), ("2026-07-01", "2026-08-01")),
        (("2026-05-02", "2026-06-01"), ("2026-05-31", "2026-06-30")),
    ],
)
def test_a_period_lasts_until_the_next_and_the_last_as_long_as_the_one_before_or_its_month(
    starts: tuple[str, ...], last_days: tuple[str, ...]
) -> None:
    made = periods(*starts)
    assert [last_day(made, index).isoformat() for index in range(len(made))] == list(last_days)


@pytest.mark.parametrize(
    ("day", "index"),
    [
        ("2026-05-31", -1),
        ("2026-06-01", 0),
        ("2026-06-07", 0),
        ("2026-06-08", 1),
        ("2026-06-14", 1),
        ("2026-06-15", 2),
    ],
)
def test_a_day_is_in_the_period_that_has_begun_and_not_ended(day: str, index: int) -> None:
    assert period_at(periods("2026-06-01", "2026-06-08"), date.fromisoformat(day)) == index


def test_where_one_period_has_no_day_or_stands_alone() -> None:
    assert period_at(periods("2026-06-01"), date(2027, 1, 1)) == 0  # how long it is, nobody says
    mixed = (*periods("2026-06-01"), Period("later", None))
    assert [period_at(mixed, label) for label in ("2026-06-01", "later")] == [0, 1]
    for when in (date(2026, 6, 1), "earlier"):
        with pytest.raises(UnknownPeriod) as refused:
            period_at(mixed, when, "C!D7")
        assert str(refused.value) == (
            f"C!D7: {when} is not a period of the plan, which runs from 2026-06-01 to later"
        )


def test_receipts_of_a_row_come_in_order_of_day() -> None:
    days = [date(2026, 6, 9), date(2026, 6, 2), date(2026, 6, 9)]
    receipts = Receipts.of_row([(days[0], 2.5), (days[1], 4), (days[2], 1)], row=3)
    assert receipts.in_row(3) == [(days[1], 4.0), (days[0], 1.0), (days[0], 2.5)]
    assert receipts.in_row(0) == []
    assert Receipts.of_row([(days[0], 1)]).in_row(0) == [(days[0], 1.0)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ABC", "abc"),
        ("Ａ－１", "A-1"),
        ("A 1", " a1\t"),
        ("Straße", "STRASSE"),
        ("ﬁt", "FIT"),
        ("㈱", "(株)"),
    ],
)
def test_two_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)
    assert match_key(one) != match_key(f"{other}1")


def test_room_for_a_plan_lies_period_by_period() -> None:
    made = period_major(2, 3)
    assert (made.tolist(), made.flags.f_contiguous) == ([[0, 0, 0]] * 2, True)
    assert made.dtype == np.float64


@pytest.mark.parametrize(
    ("largest", "dust", "kept"),
    [
        # Beside 1, which is below 2, the coarser unit has 11 places (2^40 / 2 has 11.7) and forgives 1/256 of 1e-11.
        (1.0, 3.7e-14, False),
        (1.0, 4.1e-14, True),
        # Beside 1000 (2^10) nine places: 1e-9/256 is 3.9e-12; ten and 1e-10/32 are less.
        (1000.0, 3.8e-12, False),
        (1000.0, 4.0e-12, True),
        # Beside 1e6 (2^20) six places: 1e-6/256 is 3.9e-9.
        (1e6, 3.8e-9, False),
        (1e6, 4.0e-9, True),
        # Beside 3 (2^2) eleven places: 1e-11/256 is 3.9e-14; twelve and 1e-12/32 are 3.1e-14.
        (3.0, 3.7e-14, False),
        (3.0, 4.1e-14, True),
        # Beside 5 (2^3) eleven places still.
        (5.0, 3.7e-14, False),
        (5.0, 4.1e-14, True),
    ],
)
def test_dust_is_what_is_less_than_a_hair_of_the_last_place(largest: float, dust: float, kept: bool) -> None:
    for sign in (1, -1):
        dusty = 0.3 + sign * dust
        assert settle(np.array([[dusty, largest]])).tolist() == [[dusty if kept else 0.3, largest]]
        assert settle(np.array([dusty]), np.array([largest])).tolist() == [dusty if kept else 0.3]
        beside, settled = settle_together(np.array([largest]), np.array([[dusty, 0.5]]))
        assert (beside.tolist(), settled.tolist()) == ([largest], [[dusty if kept else 0.3, 0.5]])


def test_a_quantity_with_more_places_than_the_coarser_unit_is_settled_in_the_finer() -> None:
    """Beside 3 that has 12 places (2^45 / 4 has 12.9), and forgives 1/32 of 1e-12: 3.1e-14."""
    for dust, settled in ((2.5e-14, 0.300000000001), (3.7e-14, 0.300000000001 + 3.7e-14)):
        assert settle(np.array([[0.300000000001 + dust, 3.0]])).tolist() == [[settled, 3.0]]


@pytest.mark.parametrize(
    ("more", "less", "left"),
    [
        (0.3, 0.1, 0.2),
        (1e9, 1e-3, 999_999_999.999),
        (2 / 3, 2 * (1 / 3), 0.0),
        (1.0, 1.0 - 2.0**-46, 0.0),  # of fifteen digits 2.0**-46 leaves 1.4e-14: less than 2**-45 of 1
        (1.0, 1.0 - 1e-13, 1e-13),
        (0.0, 0.0, 0.0),
        (-0.1, 0.2, -0.3),
        (0.0, 1e-30, -1e-30),
    ],
)
def test_a_difference_of_two_is_a_decimal(more: float, less: float, left: float) -> None:
    assert difference(more, less) == left
    assert difference(less, more) == -left


@pytest.mark.parametrize("rows", [1, 2, 40_000])
def test_a_difference_of_many_is_that_of_each(rows: int) -> None:
    more, less = np.full((rows, 2), 0.3), np.tile([0.1, 0.2], (rows, 1))
    assert np.unique(difference(more, less), axis=0).tolist() == [[0.2, 0.1]]
    assert np.unique(difference(more, np.array([0.1])), axis=0).tolist() == [[0.2, 0.2]]
    assert difference(np.array([0.3]), less)[-1].tolist() == [0.2, 0.1]


def test_whole_numbers_come_out_as_quantities() -> None:
    for found in (
        difference(np.array([3]), np.array([1])),
        projected_available_balance(3, [1], [0]),
        exposed_balance([3], [1]),
        periods_of_supply([3], [1]),
        available_to_promise(3, [1], [0]),
        slip([3], 1).supply,
        slip([3], 1).lost,
        quantities([1], "stock"),
    ):
        assert found.dtype == np.float64


def test_tables_come_out_in_the_order_in_memory_that_they_have() -> None:
    """A copy into the other order takes longer than the arithmetic."""
    for layout, columns_first in ((np.ascontiguousarray, False), (np.asfortranarray, True)):
        need, comes = layout([[0.1, 0.2, 0.5], [0.4, 0.1, 0.3]]), layout([[0.3, 0.1, 1.0], [0.2, 0.2, 1.0]])
        for found in (
            projected_available_balance([0.3, 0.1], need, comes),
            periods_of_supply(need, comes),
            risk_levels(need, comes),
            settle(layout([[0.1 + 0.2, 1, 2], [3, 4, 5]])),
            gross_requirements(need, comes, rule="orders_then_max", demand_time_fence=1),
            quantities(need, "orders"),
        ):
            assert found.flags.f_contiguous is columns_first


def test_sums_are_exact_of_what_is_short_in_binary() -> None:
    """2^29 - 1 has no bit below the 24 that are looked at, 2^29 + 0.5 has one; 0.1 has them all."""
    assert sums_are_exact(np.array([0.5, 3.0, -0.25, float(2**29 - 1)]))
    assert not sums_are_exact(np.array([2.0**29 + 0.5, 1]))
    assert not sums_are_exact(np.array([1.0]), np.array([[0.0, 0.1]]))
    assert sums_are_exact(np.array([1.0]), np.array([[0.0, 2.0]]))


def test_a_sum_is_that_of_what_cells_show() -> None:
    assert (total([0.1] * 3), total([]), total([1e15, 0.1, -1e15])) == (0.3, 0.0, 0.1)
