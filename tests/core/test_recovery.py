"""Expected values are calculated by hand from the plan that `plan` builds."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from pab_planner.core.countermeasure import Countermeasure, CountermeasureKind, MeasureState
from pab_planner.core.plan import OrderLine, Period, Plan, Receipts
from pab_planner.core.recovery import (
    MovedFromMissing,
    QuantityNotThere,
    UnknownPeriod,
    only_row,
    period_at,
    replay,
)
from pab_planner.errors import PlanError

MONDAY = date(2026, 6, 1)
WEEKS = tuple(
    Period((MONDAY + timedelta(weeks=week)).isoformat(), MONDAY + timedelta(weeks=week)) for week in range(5)
)


def week(number: int) -> date:
    start = WEEKS[number - 1].start
    assert start is not None
    return start


def line(customer: str, due: date, quantity: float, order: str = "4711", priority: int = 0) -> OrderLine:
    return OrderLine("P-100", customer, order, "10", due, quantity, priority)


def plan() -> Plan:
    """P-100: 20 on hand, 15 a week ordered, 30 of MPS in week 4, so PAB is 5 -10 -25 -10 -25."""
    orders = np.array([[15.0, 15, 15, 15, 15], [1, 1, 1, 1, 1]])
    supply = np.array([[0.0, 0, 0, 30, 0], [5, 0, 0, 0, 0]])
    return Plan(
        items=("P-100", "P-200"),
        descriptions=("Bracket", ""),
        customers=(("Acme",), ()),
        places=("Plan!A1:F4", "Plan!A5:F8"),
        periods=WEEKS,
        opening=np.array([20.0, 0]),
        orders=orders,
        supply=supply,
        firm=supply,
        forecast=None,
        safety=np.zeros(2),
        least_cover=np.zeros(2),
        lines=(line("Acme", week(2), 10), line("Acme", week(2), 5, "4712", priority=2)),
    )


def measure(quantity: float, when: date | str, **fields: object) -> Countermeasure:
    made = Countermeasure(CountermeasureKind.OVERTIME, quantity, when, place="Countermeasures!D7")
    return replace(made, **fields)  # type: ignore[arg-type]


def test_without_countermeasures_the_gap_is_the_plans() -> None:
    played = replay(plan(), 0, [])
    assert played.gap_before.tolist() == [0, 10, 25, 10, 25]
    assert played.gap_after.tolist() == [0, 10, 25, 10, 25]
    assert not played.closes
    assert played.first_gap_left == 1


def test_a_quantity_arrives_in_the_week_of_its_date_and_stays() -> None:
    thursday_of_week_2 = week(2) + timedelta(days=3)
    played = replay(plan(), 0, [measure(12, thursday_of_week_2)])
    assert played.after.balance[0].tolist() == [5, 2, -13, 2, -13]
    assert played.gap_after.tolist() == [0, 0, 13, 0, 13]


def test_what_two_measures_bring_in_one_week_is_their_sum() -> None:
    played = replay(plan(), 0, [measure(3, week(2)), measure(4, week(2))])
    assert played.after.balance[0].tolist() == [5, -3, -18, -3, -18]


def test_a_measure_that_serves_all_is_of_no_customer() -> None:
    with pytest.raises(PlanError, match="customer Acme cannot stand here: only a partial shipment is of one"):
        replay(plan(), 0, [measure(5, week(2), customer="Acme")])


def test_a_set_that_leaves_a_gap_is_no_recovery() -> None:
    played = replay(plan(), 0, [measure(10, week(2)), measure(14, week(3))])
    assert played.gap_after.tolist() == [0, 0, 1, 0, 1]
    assert not played.closes
    assert played.first_gap_left == 2


def test_a_set_that_fills_every_week_closes_the_gap() -> None:
    played = replay(plan(), 0, [measure(10, week(2)), measure(15, week(3))])
    assert played.gap_after.tolist() == [0, 0, 0, 0, 0]
    assert played.closes
    assert played.first_gap_left is None


def test_expediting_takes_the_quantity_out_of_its_receipt() -> None:
    """20 of the 30 of week 4 come in week 2 instead: +20 in weeks 2 and 3, nothing from week 4 on."""
    played = replay(plan(), 0, [measure(20, week(2), moved_from=week(4))])
    assert played.after.supply[0].tolist() == [0, 20, 0, 10, 0]
    assert played.after.balance[0].tolist() == [5, 10, -5, -10, -25]


def test_a_late_mps_is_what_the_exposed_balance_shows() -> None:
    played = replay(plan(), 0, [], late=1)
    assert played.before.balance[0].tolist() == plan().exposed[0].tolist() == [5, -10, -25, -40, -25]


def test_what_is_late_comes_on_the_same_day_of_its_later_week() -> None:
    """30 of Wednesday of week 4 come on Wednesday of week 5; what comes in week 5 falls out of the plan."""
    wednesday = week(4) + timedelta(days=2)
    dated = replace(plan(), receipts=Receipts.of_row([(wednesday, 30.0)]))
    assert replay(dated, 0, [], late=1).before.receipts.in_row(0) == [(wednesday + timedelta(weeks=1), 30)]
    assert replay(dated, 0, [], late=2).before.receipts.in_row(0) == []


def test_the_number_of_periods_late_is_a_whole_one() -> None:
    with pytest.raises(PlanError, match=r"^periods is 1\.5"):
        replay(plan(), 0, [], late=1.5)


def test_where_no_order_lines_are_kept_the_orders_of_a_week_are_due_by_its_sunday() -> None:
    lines = replay(replace(plan(), lines=()), 0, []).before.lines
    assert [(each.due, each.due_by) for each in lines] == [
        (week(n), week(n) + timedelta(days=6)) for n in range(1, 6)
    ]


def test_a_part_of_an_order_of_an_item_that_customers_share_names_whose_it_is() -> None:
    shared = replace(plan(), customers=(("Acme", "Beta"), ()))
    part = measure(5, week(4), kind=CountermeasureKind.PARTIAL_SHIPMENT, moved_from=week(2))
    with pytest.raises(
        PlanError, match="Countermeasures!D7: P-100 is shared by Acme, Beta; fill in whose order"
    ):
        replay(shared, 0, [part])


def test_what_is_expedited_does_not_slip() -> None:
    """20 leave week 4 for week 2 and arrive there; the other 10 slip from week 4 to week 5."""
    played = replay(plan(), 0, [measure(20, week(2), moved_from=week(4))], late=1)
    assert played.after.supply[0].tolist() == [0, 20, 0, 0, 10]
    assert played.after.balance[0].tolist() == [5, 10, -5, -20, -25]


def test_a_partial_shipment_moves_the_rest_of_the_orders_that_are_served_last() -> None:
    rest = measure(8, week(5), kind=CountermeasureKind.PARTIAL_SHIPMENT, moved_from=week(2), customer="Acme")
    played = replay(plan(), 0, [rest])
    assert played.after.orders[0].tolist() == [15, 7, 15, 15, 23]
    assert played.after.balance[0].tolist() == [5, -2, -17, -2, -25]
    assert [(kept.order, kept.quantity, kept.due) for kept in played.after.lines] == [
        ("4711", 7, week(2)),
        ("4711", 3, week(5)),
        ("4712", 5, week(5)),
    ]


def test_a_partial_shipment_without_the_date_it_is_moved_from_is_refused() -> None:
    with pytest.raises(MovedFromMissing, match=r"Countermeasures!D7"):
        replay(plan(), 0, [measure(8, week(5), kind=CountermeasureKind.PARTIAL_SHIPMENT)])


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"moved_from": week(3)}, "40 are to be moved from 2026-06-15, but the plan has only 0 there"),
        ({"moved_from": week(4)}, "40 are to be moved from 2026-06-22, but the plan has only 30 there"),
        (
            {"moved_from": week(2), "kind": CountermeasureKind.PARTIAL_SHIPMENT},
            "40 are to be moved from 2026-06-08, but the plan has only 15 there",
        ),
    ],
)
def test_more_than_there_is_cannot_be_moved(fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(QuantityNotThere, match=sentence) as refused:
        replay(plan(), 0, [measure(40, week(2), **fields)])
    assert "Countermeasures!D7" in refused.value.say("zh")


def test_two_measures_cannot_move_the_same_receipt_twice() -> None:
    twice = [measure(20, week(2), moved_from=week(4)), measure(20, week(3), moved_from=week(4))]
    with pytest.raises(QuantityNotThere, match="only 10 there"):
        replay(plan(), 0, twice)


def test_what_is_done_failed_or_outside_the_plan_is_left_out_with_its_reason() -> None:
    played = replay(
        plan(),
        0,
        [
            measure(1, week(2), state=MeasureState.DONE),
            measure(2, week(2), state=MeasureState.FAILED),
            measure(3, MONDAY - timedelta(days=1)),
            measure(4, week(5) + timedelta(days=7)),
            measure(5, week(5) + timedelta(days=6)),
        ],
    )
    assert [(out.measure.quantity, out.reason.en) for out in played.left_out] == [
        (1, "done: it stands in the stock or the MPS"),
        (2, "failed"),
        (3, "its date has passed; mark it done or give it a new date"),
        (4, "dated after the plan's last period"),
    ]
    assert played.left_out[2].reason.zh == "日期已过；请标为已完成或改期"
    assert [counted.quantity for counted in played.played] == [5]
    assert played.after.balance[0].tolist() == [5, -10, -25, -10, -20]


def test_what_comes_between_today_and_the_first_period_counts_in_that() -> None:
    saturday = MONDAY - timedelta(days=2)
    assert replay(plan(), 0, [measure(25, saturday)], today=saturday).gap_after.tolist() == [0, 0, 0, 0, 0]


def test_what_was_planned_for_yesterday_has_not_come() -> None:
    tuesday = MONDAY + timedelta(days=1)
    played = replay(plan(), 0, [measure(25, MONDAY), measure(5, tuesday)], today=tuesday)
    assert [out.measure.quantity for out in played.left_out] == [25]
    assert played.gap_after.tolist() == [0, 5, 20, 5, 20]


def test_periods_without_dates_are_named_by_their_label() -> None:
    undated = replace(plan(), periods=tuple(Period(f"W{n}", None) for n in range(23, 28)))
    assert replay(undated, 0, [measure(10, "W24")]).gap_after.tolist() == [0, 0, 15, 0, 15]
    with pytest.raises(UnknownPeriod, match="W99 is not a period of the plan, which runs from W23 to W27"):
        replay(undated, 0, [measure(10, "W99")])
    with pytest.raises(PlanError, match="Countermeasures!D7: 2026-06-08 is not a period"):
        replay(undated, 0, [measure(10, week(2))])


def test_the_last_period_is_as_long_as_the_one_before() -> None:
    assert period_at(WEEKS, week(5) + timedelta(days=6)) == 4
    assert period_at(WEEKS, week(5) + timedelta(days=7)) == 5
    assert period_at(WEEKS, MONDAY - timedelta(days=1)) == -1


def test_one_row_keeps_the_lines_of_its_own_item_and_customers() -> None:
    both = replace(plan(), lines=(*plan().lines, line("Other", week(2), 9)))
    one = only_row(both, 0)
    assert (one.items, one.balance.tolist()) == (("P-100",), [[5, -10, -25, -10, -25]])
    assert {kept.customer for kept in one.lines} == {"Acme"}
    second = only_row(both, 1)
    assert (second.items, second.orders.tolist(), second.lines) == (("P-200",), [[1, 1, 1, 1, 1]], ())


def test_a_row_is_found_by_its_item_and_its_customer() -> None:
    asked = [("P-100", None), ("P-200", None), ("P-100", "Acme"), ("P-100", "Beta"), ("P-300", None)]
    assert [plan().row(item, customer) for item, customer in asked] == [0, 1, 0, -1, -1]


def test_the_plan_itself_is_never_written_to() -> None:
    original = plan()
    rest = measure(8, week(5), kind=CountermeasureKind.PARTIAL_SHIPMENT, moved_from=week(2))
    replay(original, 0, [measure(20, week(2), moved_from=week(4)), rest], late=1)
    assert original.supply[0].tolist() == [0, 0, 0, 30, 0]
    assert original.orders[0].tolist() == [15, 15, 15, 15, 15]


def test_a_plan_without_dates_slips_too() -> None:
    undated = replace(plan(), periods=tuple(Period(f"W{n}", None) for n in range(23, 28)))
    assert replay(undated, 0, [], late=1).before.supply[0].tolist() == [0, 0, 0, 0, 30]
    assert replay(undated, 0, []).before.supply[0].tolist() == [0, 0, 0, 30, 0]


def test_one_row_stands_where_it_stood_and_of_nothing_ordered_is_no_line() -> None:
    one = only_row(plan(), 1)
    assert (one.places, one.descriptions, one.customers) == (("Plan!A5:F8",), ("",), ((),))
    free = replace(plan(), lines=(), orders=np.array([[15.0, 0, 0, 15, 0], [0, 0, 0, 0, 0]]))
    assert [kept.due for kept in replay(free, 0, []).before.lines] == [week(1), week(4)]


def test_without_one_of_them_the_others_are_played_on_the_same_day() -> None:
    tuesday = MONDAY + timedelta(days=1)
    past, coming, later = measure(25, MONDAY), measure(5, tuesday), measure(6, week(3))
    found = replay(plan(), 0, [past, coming, later], today=tuesday, late=1).without(coming)
    assert (found.played, [out.measure for out in found.left_out]) == ((later,), [past])
    assert found.before.supply[0].tolist() == [0, 0, 0, 0, 30]
