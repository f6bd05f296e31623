"""Every quantity is a decimal; what `decimal` says is what must come out, as the float nearest to it."""

from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pab_planner import (
    Period,
    Plan,
    RiskLevel,
    available_to_promise,
    exposed_balance,
    find_risks,
    periods_of_supply,
    projected_available_balance,
    risk_levels,
    slip,
)
from pab_planner.core.decimals import difference, settle, settle_together, total
from pab_planner.core.demand import FloatArray

Quantities = list[list[Decimal]]


def floats(quantities: Quantities) -> FloatArray:
    return np.array([[float(quantity) for quantity in row] for row in quantities])


def with_places(exponent: int, units: int) -> Decimal:
    return Decimal(units).scaleb(exponent)


def balances(opening: list[Decimal], orders: Quantities, supply: Quantities) -> Quantities:
    """The definition in decimal arithmetic."""
    return [
        list(accumulate((m - o for o, m in zip(*rows, strict=True)), initial=start))[1:]
        for start, *rows in zip(opening, orders, supply, strict=True)
    ]


def level(balance: Decimal, supply: Decimal, safety: Decimal) -> RiskLevel:
    if balance < 0:
        return RiskLevel.SHORTAGE
    if balance - supply < 0:
        return RiskLevel.MPS_DEPENDENT
    return RiskLevel.BELOW_SAFETY if balance < safety else RiskLevel.OK


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[Decimal], Quantities, Quantities, list[Decimal]]:
    """Items whose quantities have each their own number of places, up to a billion with three."""
    items, periods = draw(st.integers(1, 4)), draw(st.integers(1, 9))
    opening, orders, supply, safety = [], [], [], []
    for _ in range(items):
        places, size = draw(st.sampled_from([(0, 6), (1, 3), (2, 4), (3, 4), (3, 9), (6, 3)]))
        whole = st.integers(0, 10 ** (size + places))
        quantity = st.one_of(whole, st.integers(0, 30)).map(partial(with_places, -places))
        opening.append(draw(quantity))
        safety.append(draw(quantity))
        orders.append(draw(st.lists(quantity, min_size=periods, max_size=periods)))
        supply.append(draw(st.lists(quantity, min_size=periods, max_size=periods)))
    return opening, orders, supply, safety


@pytest.mark.parametrize("layout", [np.ascontiguousarray, np.asfortranarray])
@given(plan=plans())
def test_the_projection_is_that_of_decimal_arithmetic(layout: type, plan: tuple) -> None:  # type: ignore[type-arg]
    opening, orders, supply, safety = plan
    start, need, receipts = floats([opening])[0], layout(floats(orders)), layout(floats(supply))
    expected = balances(opening, orders, supply)
    balance = projected_available_balance(start, need, receipts)
    assert balance.tolist() == floats(expected).tolist()
    exposed = [[b - m for b, m in zip(*rows, strict=True)] for rows in zip(expected, supply, strict=True)]
    assert exposed_balance(balance, receipts).tolist() == floats(exposed).tolist()
    levels = [
        [level(b, m, least) for b, m in zip(*rows, strict=True)]
        for least, *rows in zip(safety, expected, supply, strict=True)
    ]
    assert risk_levels(balance, receipts, floats([safety])[0]).tolist() == levels


@given(plans())
def test_what_can_be_promised_is_that_of_decimal_arithmetic(plan: tuple) -> None:  # type: ignore[type-arg]
    opening, orders, supply, _ = plan
    start, need, receipts = floats([opening])[0], floats(orders), floats(supply)
    cumulative = balances(opening, orders, supply)
    lookahead = [list(accumulate(reversed(row), min))[::-1] for row in cumulative]
    discrete = []
    for item, (ordered, received) in enumerate(zip(orders, supply, strict=True)):
        lots = [t for t, m in enumerate(received) if m > 0 or t == 0]
        row = [float("nan")] * len(ordered)
        for lot, until in zip(lots, [*lots[1:], len(ordered)], strict=True):
            row[lot] = float(received[lot] - sum(ordered[lot:until]) + (0 if lot else opening[item]))
        discrete.append(row)
    np.testing.assert_array_equal(available_to_promise(start, need, receipts), discrete)
    for kind, expected in {"cumulative": cumulative, "lookahead": lookahead}.items():
        np.testing.assert_array_equal(
            available_to_promise(start, need, receipts, kind=kind), floats(expected)
        )


@given(plans())
def test_cover_is_that_of_decimal_arithmetic(plan: tuple) -> None:  # type: ignore[type-arg]
    opening, orders, supply, _ = plan
    balance = balances(opening, orders, supply)
    for stock, need, found in zip(
        balance, orders, periods_of_supply(floats(balance), floats(orders)), strict=True
    ):
        for period, left in enumerate(stock):
            expected = Fraction(0)
            rest = Fraction(left)
            for coming in map(Fraction, need[period + 1 :]):
                if rest <= 0:
                    break
                if coming > rest:
                    expected += rest / coming
                    rest = Fraction(-1)
                    break
                rest -= coming
                expected += 1
            else:
                expected = expected if left <= 0 else Fraction(-1)
            if expected == -1:
                assert found[period] == np.inf
            elif rest >= 0 and left > 0 and rest == 0:
                assert found[period] >= expected  # what comes after may need nothing
            else:
                assert found[period] == pytest.approx(float(expected), rel=1e-12)


def test_thirty_thousand_items_in_tenths_hundredths_and_thousandths_have_no_wrong_level() -> None:
    random = np.random.default_rng(15)
    for unit in (10, 100, 1000, 1000):
        size = 1_000_000 if unit == 1000 and random.random() < 0.5 else 30
        orders = random.integers(0, size * unit, (7_500, 52)) * (random.random((7_500, 52)) < 0.4)
        supply = random.integers(0, 2 * size * unit, (7_500, 52)) * (random.random((7_500, 52)) < 0.2)
        opening, safety = random.integers(0, 200 * unit, 7_500), random.integers(0, 50 * unit, 7_500)
        balance = opening[:, None] + np.cumsum(supply - orders, axis=1)
        levels = np.select([balance < 0, balance < supply, balance < safety[:, None]], [3, 2, 1], 0)
        found = projected_available_balance(opening / unit, orders / unit, supply / unit)
        np.testing.assert_array_equal(found, balance / unit)
        np.testing.assert_array_equal(risk_levels(found, supply / unit, safety / unit), levels)
        np.testing.assert_array_equal(exposed_balance(found, supply / unit), (balance - supply) / unit)


def test_a_billion_with_three_places_a_week_for_a_year_is_exact() -> None:
    random = np.random.default_rng(16)
    orders, supply = random.integers(0, 10**12, (2, 500, 52))
    balance = 10**12 + np.cumsum(supply - orders, axis=1)
    found = projected_available_balance(1e9, orders / 1000, supply / 1000)
    np.testing.assert_array_equal(found, balance / 1000)


def test_thirds_stay_as_they_are() -> None:
    orders = np.array([[1 / 3, 1 / 3, 1 / 3, 2 / 7, 1e-15]])
    expected = 1 - np.cumsum(orders)
    found = projected_available_balance(1, orders, np.zeros((1, 5)))
    np.testing.assert_allclose(found[0], expected, rtol=0, atol=4e-16)


@pytest.mark.parametrize("whole", [100, 200, 700, 1e6])
@pytest.mark.parametrize("parts", [3, 7, 9, 13, 52])
def test_a_quantity_spread_over_periods_ends_at_nothing_and_not_at_a_shortage(
    whole: float, parts: int
) -> None:
    spread, arrives = np.full((1, parts), whole / parts), np.zeros((1, parts))
    balance = projected_available_balance([whole], spread, arrives)
    assert balance[0, -1] == 0
    assert risk_levels(balance, arrives)[0, -1] == RiskLevel.OK


def test_what_has_just_arrived_covers_a_balance_of_as_much() -> None:
    """200 are used up in three weeks, in the third 50/7 arrive; then nothing depends on it."""
    needed, arrives = np.full((1, 3), 200 / 3), np.array([[0, 0, 50 / 7]])
    balance = projected_available_balance([200], needed, arrives)
    assert balance[0, -1] == 50 / 7
    assert risk_levels(balance, arrives)[0, -1] == RiskLevel.OK
    assert risk_levels(balance - 1e-6, arrives)[0, -1] == RiskLevel.MPS_DEPENDENT


def test_an_item_of_thirds_does_not_spoil_its_neighbours() -> None:
    orders = np.array([[0.1, 0.1, 0.1], [1 / 3, 1 / 3, 1 / 3], [np.nan, 0.1, 0.1], [1, 2, 3]])
    found = projected_available_balance([0.3, 1, 0.3, 6], orders, np.zeros((4, 3)))
    assert found[[0, 3]].tolist() == [[0.2, 0.1, 0.0], [5, 3, 0]]
    assert np.isnan(found[2]).all()


def test_a_tiny_quantity_beside_a_large_one_is_not_lost() -> None:
    found = projected_available_balance([1e9, 5e8], [[0, 0.000_002], [0.001, 0.001]], np.zeros((2, 2)))
    assert found[0].tolist() == [1e9, 1e9 - 0.000_002]
    assert found[1].tolist() == [499_999_999.999, 499_999_999.998]


def test_dust_in_the_quantities_themselves_is_not_projected() -> None:
    dusty = 0.1 + 0.2
    assert dusty != 0.3
    assert projected_available_balance([0.3], [[dusty]], [[0]]).tolist() == [[0.0]]
    assert settle(np.array([[dusty, 1 / 3, -2.8e-17, 7.0]])).tolist() == [[0.3, 1 / 3, 0.0, 7.0]]


def test_what_is_lost_past_the_horizon_is_a_decimal_too() -> None:
    assert slip([0.1, 0.1, 0.1], 3).lost == pytest.approx(0.3, abs=0)


quantity = st.tuples(st.integers(0, 6), st.integers(0, 10**8)).map(lambda its: with_places(-its[0], its[1]))
pairs_of_one_unit = st.integers(0, 6).flatmap(
    lambda places: st.tuples(
        *[st.integers(0, 10**13).map(partial(with_places, -places)) for _ in ("more", "less")]
    )
)


@given(st.lists(pairs_of_one_unit, min_size=1, max_size=30))
def test_a_difference_is_that_of_decimal_arithmetic(pairs: list[tuple[Decimal, Decimal]]) -> None:
    expected = [float(more - less) for more, less in pairs]
    more, less = floats([list(its) for its in zip(*pairs, strict=True)])
    assert difference(more, less).tolist() == expected
    assert [difference(float(a), float(b)) for a, b in pairs] == expected


@given(st.lists(quantity, min_size=1, max_size=8), st.lists(quantity, max_size=8))
def test_what_is_left_after_each_of_many_is_that_of_decimal_arithmetic(
    stock: list[Decimal], taken: list[Decimal]
) -> None:
    left, expected = total(map(float, stock)), sum(stock, Decimal(0))
    assert left == float(expected)
    for part in taken:
        left, expected = difference(left, float(part)), expected - part
        assert left == float(expected)


def test_hundredths_and_thousandths_that_nearly_meet_differ_by_no_dust() -> None:
    random = np.random.default_rng(17)
    for unit in (10, 100, 1000):
        less = random.integers(0, 10**6 * unit, 20_000)
        more = less + random.integers(-2, 3, 20_000)
        np.testing.assert_array_equal(difference(more / unit, less / unit), (more - less) / unit)


def test_a_power_of_two_that_is_dust_is_nothing() -> None:
    # 0.3 - 0.1 - 0.2 is -2**-55: as short in binary as a whole number
    assert 0.3 - 0.1 - 0.2 == -(2.0**-55)
    assert difference(difference(0.3, 0.1), 0.2) == 0
    assert difference(0.1 + 0.2, 0.3) == 0
    assert settle(np.array([[0.3 - 0.1 - 0.2], [100.3 - 100.2 - 0.1]])).tolist() == [[0], [0]]
    assert settle(np.array([1000.3 - 1000.2 - 0.1, 7.0]), np.array([1000.3, 7.0])).tolist() == [0, 7]


def test_the_gap_to_the_safety_stock_and_to_this_weeks_mps_is_no_dust() -> None:
    random = np.random.default_rng(18)
    opening, orders, supply, safety = (
        random.integers(0, 3000, shape) for shape in (900, (900, 12), (900, 12), 900)
    )
    balance = opening[:, None] + np.cumsum(supply - orders, axis=1)
    gaps = {3: balance, 2: balance - supply, 1: balance - safety[:, None]}
    plan = Plan(
        items=tuple(map(str, range(900))),
        descriptions=("",) * 900,
        customers=((),) * 900,
        places=("",) * 900,
        periods=tuple(Period(f"W{week}", None) for week in range(12)),
        opening=opening / 100,
        orders=orders / 100,
        supply=supply / 100,
        firm=supply / 100,
        forecast=None,
        safety=safety / 100,
        least_cover=np.zeros(900),
    )
    risks = find_risks(plan)
    assert len(risks) > 900
    for risk in risks:
        worst = gaps[risk.level][risk.row, risk.first : risk.last + 1].min()
        assert risk.worst_quantity == max(0, -int(worst)) / 100


def test_dust_is_told_by_the_largest_quantity_of_an_item() -> None:
    """A float of 1e9 is true to 1.2e-7 and that of 1 to 2.2e-16: 1e-8 is nothing beside the one, and not the other."""
    _, orders = settle_together(np.array([1e9, 1.0]), np.array([[0.1 + 1e-8, 5.0], [0.1 + 1e-8, 5.0]]))
    assert orders.tolist() == [[0.1, 5.0], [0.1 + 1e-8, 5.0]]


@pytest.mark.parametrize("layout", [np.ascontiguousarray, np.asfortranarray])
@pytest.mark.parametrize("tenths", ["opening", "orders", "supply"])
def test_whichever_of_the_quantities_has_tenths_the_balance_is_a_decimal(layout: type, tenths: str) -> None:
    """0.1 + 0.2 + 0.4 is 0.7 and not 0.7000000000000001, beside whole numbers."""
    part, none = layout([[0.1, 0.2, 0.4]]), layout([[0.0, 0.0, 0.0]])
    assert 0.1 + 0.2 + 0.4 != 0.7
    if tenths == "opening":
        assert projected_available_balance(0.7, layout([[1.0, 0.0, 0.0]]), none)[0, -1] == -0.3
    elif tenths == "orders":
        assert projected_available_balance(1.0, part, none)[0].tolist() == [0.9, 0.7, 0.3]
    else:
        assert projected_available_balance(0.0, none, part)[0].tolist() == [0.1, 0.3, 0.7]


def test_what_is_taken_back_is_a_decimal_too() -> None:
    """Orders that were cancelled stand as less than nothing: 1000.1 of them beside tenths."""
    found = projected_available_balance(0.3, [[-1000.1, 0.1, 1000.3]], np.zeros((1, 3)))
    assert found[0].tolist() == [1000.4, 1000.3, 0.0]
