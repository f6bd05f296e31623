from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pab_planner import Period, Plan, RiskLevel, RiskPolicies, RiskPolicy, find_risks, risk_levels
from pab_planner.core.risk import first_period

OK, SAFETY, MPS, SHORT = RiskLevel.OK, RiskLevel.BELOW_SAFETY, RiskLevel.MPS_DEPENDENT, RiskLevel.SHORTAGE


def plan_of(
    opening: float, orders: list[float], supply: list[float], safety: float = 0, **changes: Any
) -> Plan:
    periods = len(orders)
    plan = Plan(
        items=("A",),
        descriptions=("",),
        customers=(("ACME",),),
        places=("Plan!A2",),
        periods=tuple(Period(f"W{number}", None) for number in range(1, periods + 1)),
        opening=np.array([opening]),
        orders=np.array([orders], dtype=float),
        supply=np.array([supply], dtype=float),
        firm=np.array([supply], dtype=float),
        forecast=None,
        safety=np.array([safety], dtype=float),
        least_cover=np.zeros(1),
    )
    return replace(plan, **changes)


def test_the_articles_week_depends_on_its_mps() -> None:
    assert risk_levels([49.0], [50.0]).tolist() == [MPS]


def test_each_level_by_its_definition() -> None:
    levels = risk_levels([-1.0, 0.0, 5.0, 10.0, 9.0], [0.0, 0.0, 6.0, 0.0, 0.0], safety=10)
    assert levels.tolist() == [SHORT, SAFETY, MPS, OK, SAFETY]
    assert levels.dtype == np.int8  # a plan of a million items is a hundred million of them


def test_levels_are_the_same_in_either_memory_order() -> None:
    random = np.random.default_rng(3)
    balance = random.integers(-20, 40, (50, 9)).astype(float)
    supply = random.integers(0, 30, (50, 9)).astype(float)
    safety = random.integers(0, 20, 50).astype(float)
    expected = np.where(
        balance < 0, SHORT, np.where(balance < supply, MPS, np.where(balance < safety[:, None], SAFETY, OK))
    )
    for layout in (np.ascontiguousarray, np.asfortranarray):
        np.testing.assert_array_equal(risk_levels(layout(balance), layout(supply), safety), expected)
    short = (balance < 0).argmax(axis=1)
    short[~(balance < 0).any(axis=1)] = -1
    np.testing.assert_array_equal(first_period(expected.astype(np.int8)), short)


def test_a_shortage_is_one_span_with_its_worst_quantity_and_recovery() -> None:
    # balance 5, -5, -15, 25
    (risk,) = [r for r in find_risks(plan_of(10, [5, 10, 10, 10], [0, 0, 0, 50])) if r.level is SHORT]
    assert (risk.first, risk.last, risk.recovery, risk.worst_quantity) == (1, 2, 3, 15)


def test_a_shortage_to_the_end_of_the_plan_has_no_recovery() -> None:
    (risk,) = find_risks(plan_of(0, [0, 5, 5], [0, 0, 0]))
    assert (risk.first, risk.last, risk.recovery, risk.worst_quantity) == (1, 2, None, 10)


def test_a_milder_span_around_a_shortage_is_told_too_and_the_same_one_is_not() -> None:
    # balance 5, -5, 25: the third week lives off its MPS of 40
    risks = find_risks(plan_of(10, [5, 10, 10], [0, 0, 40]))
    assert [(r.level, r.first, r.last) for r in risks] == [(SHORT, 1, 1), (MPS, 1, 2)]


def test_dependence_is_measured_by_what_would_be_missing() -> None:
    (risk,) = find_risks(plan_of(14, [15.0], [50.0]))
    assert (risk.level, risk.worst_quantity) == (MPS, 1)


def test_below_safety_is_measured_to_the_safety_stock() -> None:
    (risk,) = find_risks(plan_of(20, [5, 5, 5], [0, 0, 5], safety=12))
    assert (risk.level, risk.first, risk.last, risk.worst_quantity) == (SAFETY, 1, 2, 2)


def test_worst_and_earliest_come_first() -> None:
    plan = plan_of(2, [1, 0, 5, 0], [0, 0, 10, 0], safety=2)  # balance 1, 1, 6, 6
    assert [(r.level, r.first) for r in find_risks(plan)] == [(MPS, 2), (SAFETY, 0)]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (RiskPolicy(), [(1, 2)]),
        (RiskPolicy(horizon=2), [(1, 1)]),
        (RiskPolicy(horizon=1), []),
        (RiskPolicy(least_periods=2), [(1, 2)]),
        (RiskPolicy(least_periods=3), []),
    ],
)
def test_a_policy_says_what_counts(policy: RiskPolicy, expected: list[tuple[int, int]]) -> None:
    plan = plan_of(0, [0, 5, 0, 0], [0, 0, 0, 5])
    shortages = [r for r in find_risks(plan, RiskPolicies(policy)) if r.level is SHORT]
    assert [(r.first, r.last) for r in shortages] == expected


def test_an_items_policy_comes_before_its_customers_and_that_before_the_default() -> None:
    plan = plan_of(0, [5], [0])
    lenient = RiskPolicy(least_periods=9)
    assert find_risks(plan, RiskPolicies(by_customer={"ACME": lenient})) == []
    assert find_risks(plan, RiskPolicies(by_item={"A": lenient})) == []
    assert find_risks(plan, RiskPolicies(by_item={"A": RiskPolicy()}, by_customer={"ACME": lenient}))


def test_short_cover_counts_as_below_safety() -> None:
    # 15 last one and a half of the coming periods; then 5 are left for a need of 10, and the MPS must come
    plan = plan_of(15, [0, 10, 10], [0, 0, 100])
    risks = find_risks(plan, RiskPolicies(RiskPolicy(least_cover=2)))
    assert [(r.level, r.first, r.last) for r in risks] == [(MPS, 2, 2), (SAFETY, 0, 2)]


def test_sevenths_that_leave_the_safety_stock_are_not_below_it() -> None:
    """100 less seven times 10/7 are 90, and 89.99999999999999 in binary."""
    balance = 100.0
    for _ in range(7):
        balance -= 10 / 7
    assert balance < 90
    levels = risk_levels([balance, 89.9999], [0, 0], 90)
    assert levels.tolist() == [RiskLevel.OK, RiskLevel.BELOW_SAFETY]


def test_risks_of_two_rows_are_two_risks() -> None:
    """A is short in periods 1 and 2; B's 5 of period 1 hang on what comes in it, and nothing else is wrong."""
    plan = Plan(
        items=("A", "B"),
        descriptions=("", ""),
        customers=(("ACME",), ("ACME",)),
        places=("Plan!A2", "Plan!A3"),
        periods=tuple(Period(f"W{number}", None) for number in range(1, 5)),
        opening=np.array([0.0, 0.0]),
        orders=np.array([[5.0, 0, 0, 0], [5, 0, 0, 0]]),
        supply=np.array([[0.0, 0, 5, 0], [10, 0, 0, 0]]),
        firm=np.array([[0.0, 0, 5, 0], [10, 0, 0, 0]]),
        forecast=None,
        safety=np.zeros(2),
        least_cover=np.zeros(2),
    )
    found = [(risk.row, risk.level, risk.first, risk.last) for risk in find_risks(plan)]
    assert found == [(0, SHORT, 0, 1), (0, MPS, 0, 2), (1, MPS, 0, 0)]


def test_of_two_that_begin_together_the_larger_gap_comes_first() -> None:
    short = plan_of(0, [5], [0])
    orders, two = np.array([[5.0], [7.0]]), np.zeros(2)
    plan = replace(
        short,
        items=("A", "B"),
        descriptions=("", ""),
        customers=(("ACME",), ("ACME",)),
        places=("", ""),
        opening=two,
        orders=orders,
        supply=orders * 0,
        firm=orders * 0,
        safety=two,
        least_cover=two,
    )
    assert [(risk.row, risk.worst_quantity) for risk in find_risks(plan)] == [(1, 7), (0, 5)]
