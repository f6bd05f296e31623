"""Risks found cell by cell in tenths, as their definitions read, against what whole arrays give."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pab_planner import (
    Period,
    Plan,
    RiskLevel,
    RiskPolicies,
    RiskPolicy,
    find_risks,
    periods_of_supply,
    projected_available_balance,
)
from pab_planner.core.risk import first_period, plan_levels, risk_arrays

OK, SAFETY, MPS, SHORT = RiskLevel
tenths = st.integers(0, 30)
policy = st.builds(
    RiskPolicy,
    horizon=st.none() | st.integers(1, 7),
    least_periods=st.integers(1, 3),
    least_cover=st.sampled_from([0.0, 0.5, 1.0, 2.0]),
    least_level=st.sampled_from([SAFETY, MPS, SHORT]),
)
policies = st.builds(
    RiskPolicies,
    policy,
    st.dictionaries(st.sampled_from("01"), policy, max_size=2),
    st.dictionaries(st.sampled_from("AB"), policy, max_size=2),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    items, periods = draw(st.integers(1, 4)), draw(st.integers(1, 7))
    orders, supply = (
        np.array([[draw(tenths) for _ in range(periods)] for _ in range(items)]) / 10 for _ in range(2)
    )
    per_item = st.lists(tenths, min_size=items, max_size=items).map(lambda units: np.array(units) / 10)
    customers = st.sampled_from([(), ("A",), ("B",), ("C", "A"), ("B", "A")])
    return Plan(
        tuple(map(str, range(items))),
        ("",) * items,
        tuple(draw(customers) for _ in range(items)),
        ("",) * items,
        tuple(Period(f"W{number}", None) for number in range(periods)),
        draw(per_item) * draw(st.sampled_from([1, 3])),
        orders,
        supply,
        supply,
        None,
        draw(per_item),
        np.array([draw(st.sampled_from([0.0, 0.0, 1.5, 3.0])) for _ in range(items)]),
    )


def units(row: object) -> list[int]:
    return [round(quantity * 10) for quantity in row]  # type: ignore[attr-defined]


def cover(left: int, coming: list[int]) -> Fraction | None:
    """How many of the coming periods a stock lasts; None where it outlasts them."""
    if left <= 0:
        return Fraction(0)
    whole = Fraction(0)
    for need in coming:
        if need > left:
            return whole + Fraction(left, need)
        left -= need
        whole += 1
    return None


def judged(plan: Plan, row: int, own: RiskPolicy) -> tuple[list[RiskLevel], dict[RiskLevel, list[int]]]:
    """The level of each period of a row, and how far each level's margin is from nothing, in tenths."""
    orders, supply = units(plan.orders[row]), units(plan.supply[row])
    (left,), (safety,) = units(plan.opening[[row]]), units(plan.safety[[row]])
    levels: list[RiskLevel] = []
    margins: dict[RiskLevel, list[int]] = {SHORT: [], MPS: [], SAFETY: []}
    for period, (need, comes) in enumerate(zip(orders, supply, strict=True)):
        left += comes - need
        margins[SHORT].append(left)
        margins[MPS].append(left - comes)
        margins[SAFETY].append(left - safety)
        lasts = cover(left, orders[period + 1 :])
        least = max(own.least_cover, plan.least_cover[row])
        level = next((level for level in (SHORT, MPS, SAFETY) if margins[level][-1] < 0), OK)
        if level is OK and least and lasts is not None and lasts < least:
            level = SAFETY
        levels.append(level if own.horizon is None or period < own.horizon else OK)
    return levels, margins


@given(plans(), policies)
def test_every_run_of_every_level_is_found_once_the_worst_first(
    plan: Plan, given_policies: RiskPolicies
) -> None:
    expected, levels_of_all = [], []
    for row, (item, customers) in enumerate(zip(plan.items, plan.customers, strict=True)):
        of_customer = [given_policies.by_customer[c] for c in customers if c in given_policies.by_customer]
        own = given_policies.by_item.get(item, [*of_customer, given_policies.default][0])
        levels, margins = judged(plan, row, own)
        levels_of_all.append(levels)
        told = set()
        for level in (SHORT, MPS, SAFETY):
            begin = 0
            while begin < len(levels):
                end = begin
                while end < len(levels) and levels[end] >= level:
                    end += 1
                long_enough = end - begin >= own.least_periods and level >= own.least_level
                if end > begin and long_enough and (begin, end) not in told:
                    told.add((begin, end))
                    worst = max(0, -min(margins[level][begin:end])) / 10
                    recovery = end if end < len(levels) else None
                    expected.append((row, level, begin, end - 1, recovery, worst))
                begin = end + 1
    assert plan_levels(plan, given_policies).tolist() == levels_of_all
    found = find_risks(plan, given_policies)
    assert sorted(map(tuple, found), key=repr) == sorted(expected, key=repr)
    assert [(-one.level, one.first, -one.worst_quantity) for one in found] == sorted(
        (-level, first, -worst) for _, level, first, _, _, worst in expected
    )
    recoveries = risk_arrays(plan, given_policies).recovery.tolist()
    assert sorted(recoveries) == sorted(-1 if each[4] is None else each[4] for each in expected)
    for level in (SAFETY, MPS, SHORT):
        at = [next((n for n, each in enumerate(row) if each >= level), -1) for row in levels_of_all]
        assert first_period(np.array(levels_of_all, dtype=np.int8), level).tolist() == at


@pytest.mark.parametrize("layout", [np.ascontiguousarray, np.asfortranarray])
@given(
    st.integers(1, 20).flatmap(
        lambda periods: st.lists(
            st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 12)), min_size=periods, max_size=periods),
            min_size=1,
            max_size=4,
        )
    ),
    st.sampled_from([1, 10, 8, 3]),
)
def test_cover_is_counted_period_by_period(
    layout: type, rows: list[list[tuple[int, int]]], part: int
) -> None:
    """Whole numbers, tenths, eighths and thirds; a stock of thirds that just lasts may do so by a hair or not."""
    stock = [[here for here, _ in row] for row in rows]
    need = [[wanted for _, wanted in row] for row in rows]
    found = periods_of_supply(layout(np.array(stock) / part), layout(np.array(need) / part))
    for row, lasts in enumerate(found.tolist()):
        for period, here in enumerate(stock[row]):
            expected = cover(here, need[row][period + 1 :])
            if part != 3:
                assert lasts[period] == pytest.approx(
                    np.inf if expected is None else float(expected), rel=1e-12
                )
            elif expected is not None and expected.denominator > 1:
                assert lasts[period] == pytest.approx(float(expected), rel=1e-9)


@given(st.integers(1, 5), st.integers(1, 6), st.data())
def test_thirds_are_projected_as_near_as_floats_come(items: int, periods: int, drawn: st.DataObject) -> None:
    """A row of thirds beside rows of tenths: none spoils the other; 0 and what has just come are exact."""
    parts = [drawn.draw(st.sampled_from([3, 10])) for _ in range(items)]
    numbers = st.lists(st.integers(0, 40), min_size=periods, max_size=periods)
    orders, supply = ([drawn.draw(numbers) for _ in range(items)] for _ in range(2))
    opening = [drawn.draw(st.integers(0, 90)) for _ in range(items)]
    scale = np.array(parts)[:, np.newaxis]
    found = projected_available_balance(
        np.array(opening) / parts, np.array(orders) / scale, np.array(supply) / scale
    )
    for row, part in enumerate(parts):
        left = opening[row]
        for period in range(periods):
            left += supply[row][period] - orders[row][period]
            if part == 10 or left in (0, supply[row][period]):
                assert found[row, period] == left / part
            else:
                assert found[row, period] == pytest.approx(left / part, rel=1e-13)
