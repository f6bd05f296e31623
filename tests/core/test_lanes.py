"""Goods travel to the customer: the days of the usual lane come on top. Worked out by hand on a calendar."""

from datetime import date

import numpy as np
import pytest

from pab_planner.core.allocation import allocate
from pab_planner.core.countermeasure import Countermeasure, CountermeasureKind
from pab_planner.core.plan import OrderLine, Period, Plan, Receipts
from pab_planner.core.recovery import replay
from pab_planner.core.transport import TransportMode, arrival_of

MONDAY, WEDNESDAY, FRIDAY = date(2026, 6, 1), date(2026, 6, 3), date(2026, 6, 5)
WEEKDAYS = frozenset(range(1, 6))
TRUCK = TransportMode("Truck", 2, working_days=WEEKDAYS, destination="Far", usual=True)


def plan(*lines: OrderLine) -> Plan:
    """20 come on Friday, June 5."""
    supply, zero = np.array([[20.0, 0, 0]]), np.zeros(1)
    periods = tuple(Period(str(day), day) for day in (MONDAY, date(2026, 6, 8), date(2026, 6, 15)))
    return Plan(
        items=("X",),
        descriptions=("",),
        customers=(("Far", "Near"),),
        places=("",),
        periods=periods,
        opening=zero,
        orders=np.zeros((1, 3)),
        supply=supply,
        firm=supply,
        forecast=None,
        safety=zero,
        least_cover=zero,
        lines=lines,
        receipts=Receipts.of_row([(FRIDAY, 20.0)]),
    )


def test_a_promise_is_the_day_of_the_goods_and_the_days_of_the_lane() -> None:
    """Two working days from Friday: Tuesday, June 9. The customer without a lane has the goods on Friday."""
    lines = (OrderLine("X", "Far", "1", "1", FRIDAY, 10), OrderLine("X", "Near", "2", "1", FRIDAY, 10))
    far, near = allocate(plan(*lines), 0, today=MONDAY, lanes={"Far": TRUCK})
    assert (far.promise, far.days_late, far.short) == (date(2026, 6, 9), 4, 10)
    assert (near.promise, near.days_late, near.short) == (FRIDAY, 0, 0)


def test_what_a_transport_brings_is_with_the_customer_when_it_arrives() -> None:
    line = OrderLine("X", "Far", "1", "1", FRIDAY, 10)
    flown = Countermeasure(CountermeasureKind.TRANSPORT, 10, FRIDAY, moved_from=FRIDAY)
    (only,) = allocate(replay(plan(line), 0, [flown]).after, 0, today=MONDAY, lanes={"Far": TRUCK})
    assert (only.promise, only.hit) == (FRIDAY, False)


@pytest.mark.parametrize(("ready", "arrives"), [(MONDAY, WEDNESDAY), (FRIDAY, date(2026, 6, 9))])
def test_a_lane_rests_on_the_holidays_of_its_calendar(ready: date, arrives: date) -> None:
    assert arrival_of(TRUCK, ready) == arrives
    holiday = TransportMode("Truck", 2, working_days=WEEKDAYS, is_worked=lambda day: day != date(2026, 6, 2))
    assert arrival_of(holiday, MONDAY) == date(2026, 6, 4)
