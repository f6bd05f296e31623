"""Goods, order lines and trips counted unit by unit and day by day, a unit being a tenth: what must come out.

Plain lists and whole numbers of tenths stand against the program's arrays and decimals.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pab_planner.core.allocation import AllocationRule, allocate
from pab_planner.core.countermeasure import Countermeasure, CountermeasureKind, MeasureState
from pab_planner.core.plan import OrderLine, Period, Plan, Receipts
from pab_planner.core.recovery import QuantityNotThere, replay, slip
from pab_planner.core.transport import TransportMode, choose_transport

MONDAY, WEEKS = date(2026, 6, 1), 4
WEEKDAYS = frozenset(range(1, 6))
DAYS = st.integers(0, 7 * WEEKS - 1).map(lambda day: MONDAY + timedelta(day))
PERIODS = tuple(
    Period(str(MONDAY + timedelta(7 * week)), MONDAY + timedelta(7 * week)) for week in range(WEEKS)
)
LANES = {"A": TransportMode("Van", 2, working_days=WEEKDAYS), "B": TransportMode("Air", 0)}


def plan_of(
    opening: int,
    orders: list[int],
    dated: list[tuple[date, int]],
    undated: list[int],
    lines: list[OrderLine],
    carried: list[tuple[date, int]] = [],  # noqa: B006  never written to
) -> Plan:
    """One item in weeks; all quantities in tenths."""
    supply = np.array([undated], dtype=float)
    for day, quantity in (*dated, *carried):
        supply[0, (day - MONDAY).days // 7] += quantity
    zero = np.zeros(1)
    customers = tuple(dict.fromkeys(line.customer for line in lines)) or ("A",)
    return Plan(
        *(("X",), ("",), (customers,), ("",), PERIODS),
        np.array([opening / 10]),
        np.array([orders]) / 10,
        supply / 10,
        supply / 10,
        None,
        zero,
        zero,
        lines=tuple(lines),
        receipts=Receipts.of_row([(day, quantity / 10) for day, quantity in dated]),
        carried=tuple((day, quantity / 10) for day, quantity in carried),
    )


class Lot(NamedTuple):
    """Goods of one arrival."""

    first: date
    last: date
    carried: bool
    number: int


def lots(plan: Plan, now: date) -> list[Lot]:
    """Each unit of goods as its lot, in order of day, without those that the backlog of the opening takes."""
    start = max(now, MONDAY)
    sizes: list[tuple[date, date, bool, int]] = [(date.min, date.min, False, round(plan.opening[0] * 10))]
    rest = [round(quantity * 10) for quantity in plan.supply[0]]
    for carried, known in ((False, plan.receipts.in_row(0)), (True, plan.carried)):
        for day, quantity in known:
            there = max(start, day)
            sizes.append((there, there, carried, round(quantity * 10)))
            rest[(day - MONDAY).days // 7] -= round(quantity * 10)
    for week, quantity in enumerate(rest):
        first = MONDAY + timedelta(7 * week)
        sizes.append((max(start, first), max(start, first + timedelta(6)), False, quantity))
    sizes = [size for size in sizes if size[3] > 0 or size[0] == date.min]
    sizes.sort(key=lambda size: size[:2])
    owed = max(0, -sizes[0][3])
    units = [Lot(*size[:3], number) for number, size in enumerate(sizes) for _ in range(max(0, size[3]))]
    return units[owed:]


def reached(day: date, now: date, lane: TransportMode | None, carried: bool) -> date:
    """The day on which a customer has what is ready on a day."""
    if lane is None or carried:
        return day
    day, left = max(day, now), lane.lead_days

    def rests(day: date) -> bool:
        return lane.name == "Van" and day.weekday() > 4

    while rests(day):
        day += timedelta(1)
    while left:
        day += timedelta(1)
        left -= not rests(day)
    return day


def served(
    plan: Plan, rule: AllocationRule, today: date | None, lanes: dict[str, TransportMode]
) -> list[tuple[str, Counter[tuple[date | None, date | None]]]]:
    """Order by order, how many units it gets when: the last day and, where only a period is known, the first."""
    now = today or MONDAY
    free = lots(plan, now)
    ranks = {"B": 0, "A": 1}
    keys: dict[AllocationRule, Callable[[OrderLine], float]] = {
        AllocationRule.DUE_DATE: lambda line: 0,
        AllocationRule.PRIORITY: lambda line: line.priority or 99,
        AllocationRule.CUSTOMER_RANK: lambda line: ranks.get(line.customer, 9),
    }
    found = []
    for line in sorted(plan.lines, key=lambda line: (keys[rule](line), line.due, line.order)):
        if line.due >= MONDAY + timedelta(7 * WEEKS):
            continue
        lane, wanted = lanes.get(line.customer), max(line.last_due, now)
        got: Counter[tuple[date | None, date | None]] = Counter()
        for _ in range(round(line.quantity * 10)):
            in_time = [lot for lot in free if reached(lot.first, now, lane, lot.carried) <= wanted]
            if in_time:
                free.remove(max(in_time, key=lambda lot: lot.number))
                got[wanted, None] += 1
            elif free:
                lot = min(free, key=lambda lot: (lot.last, lot.first, lot.number))
                free.remove(lot)
                first, last = (reached(day, now, lane, lot.carried) for day in lot[:2])
                got[last, first if first < last else None] += 1
            else:
                got[None, None] += 1
        found.append((line.order, got))
    return found


few = st.integers(0, 25)


@st.composite
def shared_plans(draw: st.DrawFn) -> Plan:
    numbers = draw(
        st.lists(
            st.tuples(few, st.integers(-9, 32), st.integers(0, 3), st.sampled_from("ABC"), st.booleans()),
            max_size=6,
        )
    )
    lines = [
        OrderLine(
            "X",
            customer,
            f"{number}",
            "1",
            due,
            (units + 1) / 10,
            priority,
            due_by=due + timedelta(6) if whole_week else None,
        )
        for number, (units, offset, priority, customer, whole_week) in enumerate(numbers)
        for due in [MONDAY + timedelta(offset)]
    ]
    dated = draw(
        st.lists(st.tuples(DAYS, few.map(lambda units: units + 1)), max_size=3, unique_by=lambda its: its[0])
    )
    carried = draw(st.lists(st.tuples(DAYS, few.map(lambda units: units + 1)), max_size=1))
    undated = draw(st.lists(few, min_size=WEEKS, max_size=WEEKS))
    return plan_of(draw(st.integers(-20, 40)), [0] * WEEKS, dated, undated, lines, carried)


@given(shared_plans(), st.sampled_from(AllocationRule), st.none() | st.integers(-3, 12), st.booleans())
def test_each_unit_goes_to_the_line_whose_turn_it_is(
    plan: Plan, rule: AllocationRule, day: int | None, by_lane: bool
) -> None:
    today = None if day is None else MONDAY + timedelta(day)
    lanes = LANES if by_lane else {}
    expected = served(plan, rule, today, lanes)
    allocations = allocate(plan, 0, rule, ["B", "A"], today, lanes or None)
    assert [each.line.order for each in allocations] == [order for order, _ in expected]
    for each, (_, got) in zip(allocations, expected, strict=True):
        parts: Counter[tuple[date | None, date | None]] = Counter()
        for part in each.deliveries:
            assert part.quantity == round(part.quantity * 10) / 10
            parts[part.day, part.first] += round(part.quantity * 10)
        assert parts == got
        wanted = max(each.line.last_due, today or MONDAY)
        in_time = sum(units for (day_there, _), units in got.items() if day_there and day_there <= wanted)
        assert (each.wanted, each.on_time) == (wanted, in_time / 10)
        assert each.short == (got.total() - in_time) / 10
        assert each.hit is (in_time < got.total())
        days = [day_there for day_there, _ in got]
        promise = None if None in days else max(day_there for day_there in days if day_there)
        assert each.promise == promise
        assert each.days_late == (None if promise is None else max(0, (promise - each.line.last_due).days))


MADE, FLOWN, PARTIAL = (
    CountermeasureKind.OVERTIME,
    CountermeasureKind.TRANSPORT,
    CountermeasureKind.PARTIAL_SHIPMENT,
)
STATES = st.sampled_from([MeasureState.PLANNED] * 6 + [MeasureState.DONE, MeasureState.FAILED])


@st.composite
def measures(draw: st.DrawFn) -> Countermeasure:
    kind = draw(st.sampled_from([MADE, MADE, FLOWN, PARTIAL]))
    moved_from = draw(DAYS if kind is PARTIAL else st.none() | DAYS)
    when = MONDAY + timedelta(draw(st.integers(-8, 7 * WEEKS + 7)))
    return Countermeasure(kind, (draw(few) + 1) / 10, when, moved_from, state=draw(STATES), place="C!D7")


@given(
    st.integers(-20, 40),
    *[st.lists(few, min_size=WEEKS, max_size=WEEKS)] * 2,
    st.lists(measures(), max_size=4),
    st.integers(0, WEEKS + 1),
    st.none() | st.integers(-6, 12),
)
def test_a_plan_is_played_again_unit_by_unit(
    opening: int,
    orders: list[int],
    supply: list[int],
    tried: list[Countermeasure],
    late: int,
    day: int | None,
) -> None:
    """What is moved leaves its week, then the rest slips, then everything arrives in the week of its day."""
    today = None if day is None else MONDAY + timedelta(day)
    plan = plan_of(opening, orders, [], supply, [])
    end = MONDAY + timedelta(7 * WEEKS)
    demand, made, there, played, carried = list(orders), list(supply), [0] * WEEKS, [], []
    for one in tried:
        assert isinstance(one.when, date)
        past = one.when < (today or MONDAY)
        if one.state is not MeasureState.PLANNED or past or one.when >= end:
            continue
        units, to = round(one.quantity * 10), max(0, (one.when - MONDAY).days // 7)
        row = demand if one.kind is PARTIAL else made
        if one.moved_from is not None:
            source = (one.moved_from - MONDAY).days // 7  # type: ignore[operator]
            if row[source] < units:
                try:
                    replay(plan, 0, tried, late=late, today=today)
                except QuantityNotThere as refused:
                    assert f"{units / 10:g} are to be moved from {PERIODS[source].label}" in str(refused)
                    assert f"only {row[source] / 10:g} there" in str(refused)
                    return
                raise AssertionError("more was moved than is there")
            row[source] -= units
        (demand if one.kind is PARTIAL else there)[to] += units
        played.append(one)
        if one.kind is FLOWN:
            carried.append((one.when, one.quantity))
    found = replay(plan, 0, tried, late=late, today=today)
    slipped = ([0] * late + made)[:WEEKS]
    after = [a + b for a, b in zip(slipped, there, strict=True)]
    assert list(found.played) == played
    assert {id(out.measure) for out in found.left_out} == {id(m) for m in tried} - {id(m) for m in played}
    assert (found.after.supply[0].tolist(), found.after.orders[0].tolist()) == (
        [units / 10 for units in after],
        [units / 10 for units in demand],
    )
    assert found.before.supply[0].tolist() == [units / 10 for units in ([0] * late + supply)[:WEEKS]]
    assert found.after.carried == tuple(carried)
    assert found.today == today
    left, gaps = opening, []
    for need, comes in zip(demand, after, strict=True):
        left += comes - need
        gaps.append(max(0, -left) / 10)
    assert found.gap_after.tolist() == gaps
    assert found.closes is not any(gaps)
    assert found.first_gap_left == next((week for week, gap in enumerate(gaps) if gap), None)
    lines = Counter[date]()
    for line in found.after.lines:
        lines[MONDAY + timedelta((max(line.due, MONDAY) - MONDAY).days // 7 * 7)] += round(line.quantity * 10)
    assert [lines[period.start] for period in PERIODS if period.start] == demand
    for one in played:
        with suppress(QuantityNotThere):  # another one moves on what this one moved
            assert found.without(one).played == tuple(m for m in played if m is not one)


@given(
    st.lists(
        st.tuples(st.integers(-9, 27), few.map(lambda units: units + 1)),
        max_size=4,
        unique_by=lambda its: its[0],
    ),
    st.lists(few, min_size=WEEKS, max_size=WEEKS),
    st.integers(0, WEEKS + 1),
)
def test_what_slips_comes_on_the_same_day_of_a_later_week(
    dated: list[tuple[int, int]], undated: list[int], late: int
) -> None:
    """What was due before the first week slips from that; what slips past the last is lost."""
    known = [(MONDAY + timedelta(day), units) for day, units in dated]
    plan = plan_of(0, [0] * WEEKS, [(max(MONDAY, day), units) for day, units in known], undated, [])
    plan = replace(plan, receipts=Receipts.of_row([(day, units / 10) for day, units in known]))
    made = [round(quantity * 10) for quantity in plan.supply[0]]
    kept = [
        (day + timedelta(7 * late), units / 10)
        for day, units in sorted(known)
        if late == 0 or max(0, (day - MONDAY).days // 7) + late < WEEKS
    ]
    found = replay(plan, 0, [], late=late)
    for played in (found.before, found.after):
        assert played.receipts.in_row(0) == kept
        assert played.supply[0].tolist() == [units / 10 for units in ([0] * late + made)[:WEEKS]]
    assert slip(plan.supply, late).lost.tolist() == [sum(made[max(0, WEEKS - late) :]) / 10]


def test_what_slips_from_a_long_month_comes_by_the_end_of_a_short_one() -> None:
    months = tuple(Period(f"M{month}", date(2026, month, 1)) for month in (1, 2, 3))
    plan = replace(
        plan_of(0, [0] * WEEKS, [], [0] * WEEKS, []),
        periods=months,
        orders=np.zeros((1, 3)),
        supply=np.array([[7.0, 0, 0]]),
        firm=np.array([[7.0, 0, 0]]),
        receipts=Receipts.of_row([(date(2026, 1, 31), 5.0), (date(2026, 1, 9), 2.0)]),
    )
    for late, days in (
        (1, [date(2026, 2, 9), date(2026, 2, 28)]),
        (2, [date(2026, 3, 9), date(2026, 3, 31)]),
        (3, []),
    ):
        assert [day for day, _ in replay(plan, 0, [], late=late).before.receipts.in_row(0)] == days


@st.composite
def modes(draw: st.DrawFn) -> TransportMode:
    return TransportMode(
        "",
        draw(st.integers(0, 4)),
        time(draw(st.integers(6, 20))),
        draw(st.integers(1, 30)) / 10,
        draw(st.integers(0, 5)) * 100.0,
        draw(st.integers(0, 3)) / 4,
        draw(st.sampled_from([WEEKDAYS, frozenset({2}), frozenset(range(1, 8))])),
        draw(st.sampled_from([None, 1, 2, 3])),
        is_worked=draw(st.sampled_from([None, lambda day: day != date(2026, 6, 4)])),
    )


def by_calendar(mode: TransportMode, units: int, ready: datetime, needed: date) -> tuple[Any, ...]:
    """Trip by trip over the calendar: what departs and arrives, its cost, and what comes too late."""

    def works(day: date) -> bool:
        holiday = mode.is_worked is not None and day == date(2026, 6, 4)
        return day.weekday() + 1 in mode.working_days and not holiday

    day, most = ready.date(), round(mode.capacity * 10)
    if (ready.hour, ready.minute) > (mode.cut_off.hour, mode.cut_off.minute):
        day += timedelta(1)
    trips, late, number = [], 0, 0
    while units:
        while not works(day):
            day += timedelta(1)
        loads: list[int] = []
        while units and len(loads) < (mode.trips_a_day or 10_000):
            loads.append(min(units, most))
            units -= loads[-1]
        arrives, left = day, mode.lead_days
        while left:
            arrives += timedelta(1)
            left -= works(arrives)
        trips.append((day, arrives, len(loads), sum(loads) / 10))
        number += len(loads)
        late += sum(loads) * (arrives > needed)
        day += timedelta(1)
    return trips, number, late


@given(
    st.lists(modes(), min_size=1, max_size=4),
    st.integers(1, 90),
    st.datetimes(datetime(2026, 6, 1, 5), datetime(2026, 6, 8, 23)).map(
        lambda at: at.replace(second=0, microsecond=0)
    ),
    st.integers(0, 15),
)
def test_each_mode_is_worked_out_trip_by_trip(
    given_modes: list[TransportMode], units: int, ready: datetime, days: int
) -> None:
    named = [replace(mode, name=str(number)) for number, mode in enumerate(given_modes)]
    needed = ready.date() + timedelta(days)
    choice = choose_transport(named, units / 10, ready, needed)
    ranked = []
    for mode, offer in zip(named, choice.offers, strict=True):
        trips, number, late = by_calendar(mode, units, ready, needed)
        assert [tuple(trip) for trip in offer.trips] == trips
        assert (offer.number, offer.rest, offer.in_time) == (number, late / 10, (units - late) / 10)
        assert (offer.departure, offer.arrival) == (trips[0][0], trips[-1][1])
        cost = number * mode.fixed_cost + units / 10 * mode.unit_cost
        assert (offer.fixed_cost, offer.cost) == (number * mode.fixed_cost, cost)
        arrives = trips[-1][1]
        ranked.append(((late > 0, late, *((cost, arrives) if not late else (arrives, cost))), mode.name))
    assert choice.chosen.mode.name == min(ranked, key=lambda each: each[0])[1]
    assert choice.closes is all(rank[1] == 0 for rank, name in ranked if name == choice.chosen.mode.name)
