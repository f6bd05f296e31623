"""Expected departures, arrivals and costs are worked out by hand on the calendar of June 2026."""

import math
from datetime import date, datetime, time

import pytest

from pab_planner.core.transport import (
    ImpossibleMode,
    NothingToCarry,
    NoTransport,
    TransportMode,
    choose_transport,
)

WORKING_WEEK = frozenset(range(1, 6))
WEDNESDAY_3 = date(2026, 6, 3)
AT_14 = datetime(2026, 6, 3, 14, 0)

TRUCK = TransportMode("Truck", 3, time(16), 500, 800, 0.5, WORKING_WEEK)
AIR = TransportMode("Air", 1, time(12), 100, 1500, 12, WORKING_WEEK)
HAND = TransportMode("Hand carry", 0, time(20), 20, 900, 0, trips_a_day=1)


def test_the_cheapest_that_arrives_before_the_break_is_taken() -> None:
    """Truck: departs Wed 3, three working days, arrives Mon 8; 1 x 800 + 60 x 0.5 = 830."""
    choice = choose_transport([AIR, TRUCK, HAND], 60, AT_14, date(2026, 6, 8))
    assert choice.chosen.mode is TRUCK
    assert (choice.chosen.departure, choice.chosen.arrival) == (WEDNESDAY_3, date(2026, 6, 8))
    assert (choice.chosen.fixed_cost, choice.chosen.unit_cost, choice.chosen.cost) == (800, 30, 830)
    assert choice.closes


def test_a_dearer_mode_is_taken_when_the_cheap_one_comes_too_late() -> None:
    """Air misses its 12:00 cut-off, departs Thu 4, arrives Fri 5; 1 x 1500 + 60 x 12 = 2220."""
    choice = choose_transport([TRUCK, AIR, HAND], 60, AT_14, date(2026, 6, 5))
    air = choice.offers[1]
    assert (air.departure, air.arrival, air.cost) == (date(2026, 6, 4), date(2026, 6, 5), 2220)
    hand = choice.offers[2]
    assert (hand.number, hand.arrival, hand.cost) == (3, date(2026, 6, 5), 2700)
    assert choice.chosen is air


def test_what_is_ready_at_the_cut_off_departs_the_same_day() -> None:
    at_noon = choose_transport([AIR], 10, datetime(2026, 6, 3, 12, 0), date(2026, 6, 30)).chosen
    after_noon = choose_transport([AIR], 10, datetime(2026, 6, 3, 12, 1), date(2026, 6, 30)).chosen
    assert at_noon.departure == date(2026, 6, 3)
    assert after_noon.departure == date(2026, 6, 4)


def test_a_mode_rests_on_its_days_off() -> None:
    """Ready on Friday after the cut-off: departs Monday 8, arrives Tuesday 9."""
    friday_evening = datetime(2026, 6, 5, 18, 0)
    air = choose_transport([AIR], 10, friday_evening, date(2026, 6, 30)).chosen
    assert (air.departure, air.arrival) == (date(2026, 6, 8), date(2026, 6, 9))


def test_more_than_one_trip_holds_takes_several_on_one_day_where_the_mode_allows() -> None:
    """250 in trips of 100: three of them, 3 x 1500 + 250 x 12 = 7500."""
    air = choose_transport([AIR], 250, AT_14, date(2026, 6, 5)).chosen
    assert [(trips.number, trips.quantity) for trips in air.trips] == [(3, 250)]
    assert air.cost == 7500


def test_more_than_a_day_carries_goes_on_the_next_working_days() -> None:
    """50 by hand, 20 a day: Wed 20, Thu 20, Fri 10; by Thursday 40 are there and 10 too late."""
    hand = choose_transport([HAND], 50, AT_14, date(2026, 6, 4)).chosen
    assert [(trip.arrival.day, trip.quantity) for trip in hand.trips] == [(3, 20), (4, 20), (5, 10)]
    assert (hand.in_time, hand.rest, hand.cost) == (40, 10, 2700)


def test_if_none_arrives_in_time_the_least_shortage_remains() -> None:
    """By Wed 3 only hand carry brings anything: 20 of 60, so 40 remain short."""
    choice = choose_transport([TRUCK, AIR, HAND], 60, AT_14, WEDNESDAY_3)
    assert choice.chosen.mode is HAND
    assert choice.chosen.rest == 40
    assert not choice.closes


def test_if_nothing_at_all_arrives_in_time_the_fastest_is_taken() -> None:
    choice = choose_transport([TRUCK, AIR], 60, AT_14, WEDNESDAY_3)
    assert choice.chosen.mode is AIR
    assert choice.chosen.rest == 60


def test_of_two_at_the_same_cost_the_earlier_is_taken() -> None:
    slow, fast = TransportMode("Slow", 5, fixed_cost=100), TransportMode("Fast", 2, fixed_cost=100)
    assert choose_transport([slow, fast], 1, AT_14, date(2026, 6, 30)).chosen.mode is fast


def test_a_mode_without_limit_takes_one_trip() -> None:
    whole = TransportMode("Train", 2, capacity=math.inf, fixed_cost=100)
    assert choose_transport([whole], 1e6, AT_14, date(2026, 6, 30)).chosen.number == 1


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        (TransportMode("Van", 1, capacity=0, place="Transport!A5"), "Transport!A5: Van has no capacity"),
        (TransportMode("Van", 1, working_days=frozenset()), "Van has no working day"),
        (TransportMode("Van", 1, trips_a_day=0), "Van has no trip a day"),
        (TransportMode("Van", 1, capacity=1, trips_a_day=1), "needs more than a year"),
    ],
)
def test_a_mode_that_could_never_carry_it_is_refused(mode: TransportMode, sentence: str) -> None:
    with pytest.raises(ImpossibleMode, match=sentence):
        choose_transport([mode], 1000, AT_14, date(2026, 6, 30))


def test_no_mode_and_no_quantity_are_refused() -> None:
    with pytest.raises(NoTransport, match="sheet Transport holds no mode"):
        choose_transport([], 1, AT_14, WEDNESDAY_3)
    with pytest.raises(NothingToCarry, match="0, but must be greater"):
        choose_transport([AIR], 0, AT_14, WEDNESDAY_3)
