"""How goods could travel to arrive before supply breaks: every mode worked out, one chosen."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import numpy as np

from pab_planner.core.decimals import difference, settle, total
from pab_planner.errors import SheetError
from pab_planner.language import Text

EVERY_DAY = frozenset(range(1, 8))
ONE_DAY = timedelta(days=1)
LONGEST = 366
"""Days of departure after which a mode is no answer to a shortage."""


@dataclass(frozen=True)
class TransportMode:
    """A way to carry goods.

    Attributes:
        name: What the planner calls it.
        lead_days: Working days of the mode from departure to arrival; 0 arrives the day it departs.
        cut_off: What is ready later than this departs on the next working day.
        capacity: What one trip carries [stock units].
        fixed_cost: Of one trip [currency].
        unit_cost: Of one stock unit [currency].
        working_days: Days on which it departs and travels, Monday is 1 and Sunday 7.
        trips_a_day: How many trips may depart on one day; None if there is no limit.
        place: Sheet and cell of the name, `Transport!A7`.
        source: Where the lane begins; "" anywhere.
        destination: The customer or place where it ends; "" anywhere.
        usual: Whether this is how goods travel to that customer unless something is done.
        is_worked: Tells whether a day is a working day of its calendar; None if holidays do not stop it.
    """

    name: str
    lead_days: int
    cut_off: time = time(23, 59)
    capacity: float = math.inf
    fixed_cost: float = 0.0
    unit_cost: float = 0.0
    working_days: frozenset[int] = EVERY_DAY
    trips_a_day: int | None = None
    place: str = ""
    source: str = ""
    destination: str = ""
    usual: bool = False
    is_worked: Callable[[date], bool] | None = None


class NoTransport(SheetError):
    """There is no mode to choose from."""

    sentence = Text(
        "sheet Transport holds no mode; enter at least one with its lead time, capacity and cost",
        "“Transport 运输”表中没有运输方式，请至少填写一种及其时间、运力和费用",
    )


class NothingToCarry(SheetError):
    """A transport needs a quantity."""

    sentence = Text(
        "the quantity to be carried is {found}, but must be greater than 0",
        "待运数量为 {found}，必须大于 0",
    )


class ImpossibleMode(SheetError):
    """A mode that could never carry anything."""

    sentence = Text(
        "{place}: {mode} has {what}, so it can't carry anything; correct it",
        "{place}：{mode}的{what}，无法承运，请更正",
    )


class Trips(NamedTuple):
    """What departs on one day.

    Attributes:
        departure: Day of departure.
        arrival: Day of arrival.
        number: How many trips.
        quantity: What they carry together [stock units].
    """

    departure: date
    arrival: date
    number: int
    quantity: float


@dataclass(frozen=True)
class TransportOffer:
    """One mode worked out for one quantity.

    Attributes:
        mode: The mode.
        trips: What departs when.
        fixed_cost: Trips x fixed cost [currency].
        unit_cost: Quantity x unit cost [currency].
        in_time: What arrives by the day it is needed [stock units].
        rest: What arrives too late [stock units].
    """

    mode: TransportMode
    trips: tuple[Trips, ...]
    fixed_cost: float
    unit_cost: float
    in_time: float
    rest: float

    @property
    def number(self) -> int:
        """How many trips together."""
        return sum(trips.number for trips in self.trips)

    @property
    def departure(self) -> date:
        """Day of the first departure."""
        return self.trips[0].departure

    @property
    def arrival(self) -> date:
        """Day on which everything has arrived."""
        return self.trips[-1].arrival

    @property
    def cost(self) -> float:
        """Fixed and unit cost together [currency]."""
        return self.fixed_cost + self.unit_cost


@dataclass(frozen=True)
class TransportChoice:
    """Every mode worked out, and the one to take.

    Attributes:
        offers: One per mode, in the planner's order.
        chosen: The cheapest that brings everything in time; if none does, the one that leaves least
            short, and of these the fastest.
    """

    offers: tuple[TransportOffer, ...]
    chosen: TransportOffer

    @property
    def closes(self) -> bool:
        """Whether everything arrives in time."""
        return not self.chosen.rest


def choose_transport(
    modes: Sequence[TransportMode], quantity: float, ready: datetime, needed_by: date
) -> TransportChoice:
    """The cheapest mode that arrives before the break; if none does, the fastest and what stays short.

    One mode carries everything: modes are not mixed. A quantity above a mode's capacity takes several
    trips, on one day as far as the mode allows and then on its next working days; each trip costs its
    fixed cost. Where no mode brings everything in time, what counts is, in this order: the least
    quantity too late, the earliest complete arrival, the lowest cost.

    Args:
        modes: The modes to choose from.
        quantity: What is to be carried [stock units].
        ready: When it is ready to be loaded.
        needed_by: The last day of arrival that keeps supply from breaking.

    Raises:
        NoTransport: There is no mode.
        NothingToCarry: The quantity is not greater than 0.
        ImpossibleMode: A mode has no capacity, no working day or no trip.
    """
    if not modes:
        raise NoTransport
    if not quantity > 0:
        raise NothingToCarry(found=quantity)
    offers = tuple(_offer(mode, quantity, ready, needed_by) for mode in modes)
    complete = [offer for offer in offers if not offer.rest]
    if complete:
        return TransportChoice(offers, min(complete, key=lambda offer: (offer.cost, offer.arrival)))
    return TransportChoice(offers, min(offers, key=lambda offer: (offer.rest, offer.arrival, offer.cost)))


def _offer(mode: TransportMode, quantity: float, ready: datetime, needed_by: date) -> TransportOffer:
    """One mode worked out."""
    _check(mode)
    trips = _schedule(mode, quantity, ready)
    in_time = total(trip.quantity for trip in trips if trip.arrival <= needed_by)
    late = total(trip.quantity for trip in trips if trip.arrival > needed_by)
    number = sum(trip.number for trip in trips)
    return TransportOffer(mode, trips, number * mode.fixed_cost, quantity * mode.unit_cost, in_time, late)


def _check(mode: TransportMode) -> None:
    """Refuse a mode that could never carry anything."""
    if not mode.working_days & EVERY_DAY:
        raise ImpossibleMode(place=mode.place, mode=mode.name, what=Text("no working day", "没有工作日"))
    if not mode.capacity > 0:
        raise ImpossibleMode(place=mode.place, mode=mode.name, what=Text("no capacity", "运力为零"))
    if mode.trips_a_day is not None and mode.trips_a_day < 1:
        raise ImpossibleMode(place=mode.place, mode=mode.name, what=Text("no trip a day", "每日车次为零"))


def _schedule(mode: TransportMode, quantity: float, ready: datetime) -> tuple[Trips, ...]:
    """Departures and arrivals until everything is carried."""
    day = ready.date() if ready.time() <= mode.cut_off else ready.date() + ONE_DAY
    departure = _working_day(mode, day)
    left = max(1, math.ceil(settle(np.array([quantity / mode.capacity])).item()))  # 1.1 of 0.1 are 11
    if left > LONGEST * (mode.trips_a_day or left):
        too_small = Text("so little capacity that it needs more than a year", "运力过小，需一年以上才能运完")
        raise ImpossibleMode(place=mode.place, mode=mode.name, what=too_small)
    trips: list[Trips] = []
    while left:
        number = min(left, mode.trips_a_day or left)
        left -= number
        carried = total((min(quantity, number * mode.capacity),))  # three times 0.1 is 0.3
        quantity = difference(quantity, carried)
        trips.append(Trips(departure, _arrival(mode, departure), number, carried))
        departure = _working_day(mode, departure + ONE_DAY)
    return tuple(trips)


def _working_day(mode: TransportMode, day: date) -> date:
    """The first working day of a mode on or after a day."""
    for _ in range(LONGEST):
        if day.isoweekday() in mode.working_days and (mode.is_worked is None or mode.is_worked(day)):
            break
        day += ONE_DAY
    return day


def arrival_of(mode: TransportMode, ready: date) -> date:
    """The day on which goods arrive that are ready on a day, before its cut-off."""
    return _arrival(mode, _working_day(mode, ready))


def _arrival(mode: TransportMode, departure: date) -> date:
    """The day on which what departs arrives."""
    day = departure
    for _ in range(mode.lead_days):
        day = _working_day(mode, day + ONE_DAY)
    return day
