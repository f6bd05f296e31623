from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pab_planner.core.allocation import AllocationRule, allocate
from pab_planner.core.plan import OrderLine, Period, Plan

MONDAY = date(2026, 6, 1)


def week(number: int) -> date:
    return MONDAY + timedelta(weeks=number)


def plan_of(opening: float, supply: list[float], lines: list[OrderLine]) -> Plan:
    """One item, weekly; orders follow from the lines."""
    periods = tuple(Period(week(i).isoformat(), week(i)) for i in range(len(supply)))
    orders = np.zeros((1, len(supply)))
    for line in lines:
        index = (line.due - MONDAY).days // 7
        if 0 <= index < len(supply):
            orders[0, index] += line.quantity
    made = np.array([supply], dtype=float)
    zero = np.zeros(1)
    customers = tuple(dict.fromkeys(line.customer for line in lines))
    start = np.array([opening])
    names = (("X",), ("",), (customers,), ("",), periods)
    return Plan(*names, start, orders, made, made, None, zero, zero, lines=tuple(lines))


def line(order: str, due: date, quantity: float, customer: str = "A", priority: int = 0) -> OrderLine:
    return OrderLine("X", customer, order, "1", due, quantity, priority)


def test_by_due_date_the_later_of_two_lines_in_a_week_is_short() -> None:
    # 30 on hand; 20 due Tuesday, 20 due Friday, 40 come in the week of June 15: the Friday line
    # gets 10 and waits for 10, which are there by the Sunday of that week at the latest.
    plan = plan_of(
        30, [0, 0, 40], [line("S2", week(0) + timedelta(4), 20), line("S1", week(0) + timedelta(1), 20)]
    )
    first, second = allocate(plan, 0)
    assert (first.line.order, first.hit, first.promise) == ("S1", False, week(0) + timedelta(1))
    assert (second.line.order, second.on_time, second.short) == ("S2", 10, 10)
    assert (second.promise, second.days_late) == (date(2026, 6, 21), 16)
    assert second.deliveries[-1].first == date(2026, 6, 15)


def test_by_priority_a_later_line_keeps_its_stock_from_an_earlier_one() -> None:
    plan = plan_of(
        20, [0, 0, 20], [line("low", week(0), 20, priority=2), line("high", week(1), 20, priority=1)]
    )
    high, low = allocate(plan, 0, AllocationRule.PRIORITY)
    assert (high.line.order, high.short) == ("high", 0)
    assert (low.short, low.promise, low.days_late) == (20, date(2026, 6, 21), 20)


def test_a_line_without_priority_comes_after_those_that_have_one() -> None:
    plan = plan_of(10, [0], [line("none", week(0), 10), line("third", week(0), 10, priority=3)])
    assert [a.line.order for a in allocate(plan, 0, AllocationRule.PRIORITY) if a.hit] == ["none"]


def test_by_customer_rank_the_first_customer_named_is_served_first() -> None:
    lines = [line("1", week(0), 10, "B"), line("2", week(0), 10, "A"), line("3", week(0), 10, "C")]
    plan = plan_of(20, [0], lines)
    assert [a.line.customer for a in allocate(plan, 0, AllocationRule.CUSTOMER_RANK, ["C", "A"])] == [
        "C",
        "A",
        "B",
    ]
    assert [
        a.line.customer for a in allocate(plan, 0, AllocationRule.CUSTOMER_RANK, ["C", "A"]) if a.hit
    ] == ["B"]


def test_what_the_plan_never_covers_has_no_promise() -> None:
    (only,) = allocate(plan_of(5, [0, 3], [line("1", week(0), 10)]), 0)
    assert [(part.day, part.quantity) for part in only.deliveries] == [
        (week(0), 5),
        (date(2026, 6, 14), 3),
        (None, 2),
    ]
    assert (only.short, only.promise, only.days_late) == (5, None, None)


def test_an_overdue_line_is_served_in_the_first_period_and_a_line_beyond_the_horizon_is_left_out() -> None:
    plan = plan_of(10, [0, 0], [line("old", week(-2), 10), line("far", week(9), 10)])
    assert [(a.line.order, a.hit) for a in allocate(plan, 0)] == [("old", False)]


@given(
    opening=st.integers(-50, 100),
    supply=st.lists(st.integers(0, 60), min_size=1, max_size=8),
    orders=st.lists(
        st.tuples(st.integers(0, 7), st.integers(1, 50), st.integers(0, 3), st.sampled_from("AB")), max_size=8
    ),
    rule=st.sampled_from(AllocationRule),
)
def test_no_rule_gives_away_more_than_there_is(
    opening: int, supply: list[int], orders: list[tuple[int, int, int, str]], rule: AllocationRule
) -> None:
    lines = [line(str(i), week(w), q, c, p) for i, (w, q, p, c) in enumerate(orders) if w < len(supply)]
    given_out = np.zeros(len(supply))
    for allocation in allocate(plan_of(opening, [float(s) for s in supply], lines), 0, rule, ["B"]):
        assert sum(part.quantity for part in allocation.deliveries) == allocation.line.quantity
        for part in allocation.deliveries:
            if part.day:
                given_out[(part.day - MONDAY).days // 7] += part.quantity
    free = opening + np.cumsum(supply) - np.cumsum(given_out)
    assert (free[np.cumsum(given_out) > 0] >= -1e-9).all()


@given(
    opening=st.integers(0, 100),
    supply=st.lists(st.integers(0, 60), min_size=1, max_size=8),
    orders=st.lists(st.tuples(st.integers(0, 7), st.integers(1, 50)), max_size=8),
)
def test_by_due_date_a_line_is_hit_exactly_when_the_balance_is_negative_by_then(
    opening: int, supply: list[int], orders: list[tuple[int, int]]
) -> None:
    lines = [line(str(i), week(w), q) for i, (w, q) in enumerate(orders) if w < len(supply)]
    plan = plan_of(opening, [float(s) for s in supply], lines)
    hit_weeks = {(a.line.due - MONDAY).days // 7 for a in allocate(plan, 0) if a.hit}
    due_weeks = {(due.due - MONDAY).days // 7 for due in lines}
    assert hit_weeks == {w for w in due_weeks if plan.balance[0, w] < 0}
