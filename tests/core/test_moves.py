"""What is moved from one time to another, of goods and of orders; by hand from the plan of `test_recovery`."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest

from core.test_recovery import MONDAY, line, measure, plan, week
from pab_planner.core.countermeasure import CountermeasureKind
from pab_planner.core.plan import Receipts
from pab_planner.core.recovery import QuantityNotThere, UnknownPeriod, replay
from pab_planner.core.risk import RiskPolicies, RiskPolicy, first_period
from pab_planner.core.transport import ImpossibleMode, TransportMode, choose_transport

PARTIAL = CountermeasureKind.PARTIAL_SHIPMENT


def test_a_receipt_may_be_moved_whole_and_no_part_of_a_unit_more() -> None:
    played = replay(plan(), 0, [measure(30, week(2), moved_from=week(4))])
    assert played.after.supply[0].tolist() == [0, 30, 0, 0, 0]
    assert played.after.balance[0].tolist() == [5, 20, 5, -10, -25]
    with pytest.raises(QuantityNotThere, match=r"^Countermeasures!D7: 30.5 are to be moved .* only 30 there"):
        replay(plan(), 0, [measure(30.5, week(2), moved_from=week(4))])
    left = replay(plan(), 0, [measure(29.5, week(2), moved_from=week(4))])
    assert left.after.supply[0].tolist() == [0, 29.5, 0, 0.5, 0]


@pytest.mark.parametrize("source", ["2026-05-31", "2026-07-06"])
def test_goods_are_moved_from_a_period_of_the_plan(source: str) -> None:
    with pytest.raises(UnknownPeriod) as refused:
        replay(plan(), 0, [measure(1, week(2), moved_from=date.fromisoformat(source))])
    assert str(refused.value).startswith(
        f"Countermeasures!D7: {source} is not a period of the plan, which runs from 2026-06-01 to 2026-06-29"
    )


def test_a_heading_to_move_from_that_the_plan_lacks_is_named_with_its_cell() -> None:
    with pytest.raises(UnknownPeriod, match=r"^Countermeasures!D7: W99 is not a period of the plan"):
        replay(plan(), 0, [measure(1, week(2), moved_from="W99")])


TUESDAY, THURSDAY = week(4) + timedelta(1), week(4) + timedelta(3)


@pytest.mark.parametrize(
    ("quantity", "source", "left"),
    [
        (5, THURSDAY, [(TUESDAY, 10), (THURSDAY, 7)]),
        (12, THURSDAY, [(TUESDAY, 10)]),
        (11.5, THURSDAY, [(TUESDAY, 10), (THURSDAY, 0.5)]),
        (8, week(4), [(TUESDAY, 10), (THURSDAY, 12)]),
        (9, week(4), [(TUESDAY, 10), (THURSDAY, 11)]),
        (21, THURSDAY, [(TUESDAY, 9)]),
        (11, TUESDAY, [(THURSDAY, 12)]),
        (30, week(4), []),
    ],
)
def test_the_day_that_is_named_gives_first_then_what_has_no_day_then_the_last(
    quantity: float, source: date, left: list[tuple[date, float]]
) -> None:
    """Week 4 brings 10 on Tuesday, 12 on Thursday and 8 on no day of their own."""
    dated = replace(plan(), receipts=Receipts.of_row([(TUESDAY, 10), (THURSDAY, 12)]))
    played = replay(dated, 0, [measure(quantity, "2026-06-01", moved_from=source)])
    assert played.after.receipts.in_row(0) == left
    assert played.after.supply[0].tolist() == [quantity, 0, 0, 30 - quantity, 0]


def test_no_more_of_an_order_ships_later_than_its_lines_hold() -> None:
    """15 are ordered in week 2, and the lines that are kept make up 10 of them."""
    fewer = replace(plan(), lines=(line("Acme", week(2), 10),))
    later = measure(11, week(5), kind=PARTIAL, moved_from=week(2), customer="Acme")
    with pytest.raises(QuantityNotThere) as refused:
        replay(fewer, 0, [later])
    assert str(refused.value).startswith(
        "Countermeasures!D7: 11 are to be moved from 2026-06-08, but the plan has only 10 there"
    )
    whole = replay(fewer, 0, [replace(later, quantity=10)])
    assert [(kept.quantity, kept.due) for kept in whole.after.lines] == [(10, week(5))]


def test_a_part_that_ships_later_is_due_on_its_day_though_the_rest_is_due_by_a_week() -> None:
    by_sunday = replace(line("Acme", week(2), 10), due_by=week(3) - timedelta(1))
    later = measure(9.5, week(5), kind=PARTIAL, moved_from=week(2), customer="Acme")
    played = replay(replace(plan(), lines=(by_sunday,)), 0, [later])
    assert [(kept.quantity, kept.due, kept.due_by) for kept in played.after.lines] == [
        (0.5, week(2), week(3) - timedelta(1)),
        (9.5, week(5), None),
    ]


@pytest.mark.parametrize(
    ("mode", "en", "zh"),
    [
        (TransportMode("Van", 1, working_days=frozenset(), place="T!A5"), "no working day", "没有工作日"),
        (TransportMode("Van", 1, capacity=0, place="T!A5"), "no capacity", "运力为零"),
        (TransportMode("Van", 1, trips_a_day=0, place="T!A5"), "no trip a day", "每日车次为零"),
        (
            TransportMode("Van", 1, capacity=1, trips_a_day=2, place="T!A5"),
            "so little capacity that it needs more than a year",
            "运力过小，需一年以上才能运完",
        ),
    ],
)
def test_what_no_mode_could_carry_is_said_in_both_languages(mode: TransportMode, en: str, zh: str) -> None:
    """733 trips at two a day are one more than 366 days of departure hold."""
    with pytest.raises(ImpossibleMode) as refused:
        choose_transport([mode], 733, datetime(2026, 6, 3, 9), MONDAY)
    assert refused.value.say("en") == f"T!A5: Van has {en}, so it can't carry anything; correct it"
    assert refused.value.say("zh") == f"T!A5：Van的{zh}，无法承运，请更正"


def test_a_mode_that_needs_a_whole_year_of_days_is_one() -> None:
    van, truck = TransportMode("Van", 1, capacity=1, trips_a_day=2), TransportMode("Truck", 0)
    choice = choose_transport([van, truck], 732, datetime(2026, 6, 3, 9), MONDAY)
    assert ([offer.number for offer in choice.offers], choice.chosen.mode) == ([732, 1], truck)


def test_who_has_no_policy_of_their_own_is_judged_by_the_default() -> None:
    default, own = RiskPolicy(horizon=3), RiskPolicy(horizon=9)
    policies = RiskPolicies(default, by_customer={"ACME": own})
    assert policies.of("X", ("Beta",)) is default
    assert policies.of("X", ("Beta", "ACME")) is own


def test_an_item_without_a_shortage_has_no_first_one() -> None:
    assert first_period(np.array([[0, 3], [0, 2]], dtype=np.int8)).tolist() == [1, -1]
