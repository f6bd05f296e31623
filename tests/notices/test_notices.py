"""Two customers share an item; every expected quantity is allocated by hand.

P-100: 20 on hand, 30 of MPS in week 4. Acme orders 10 a week, Beta 5, due on Mondays; within a day Acme's
order comes first. Of the MPS only the week is known: it serves what is due in week 4, and who waited for it
is promised the Sunday of that week. Without countermeasures Acme is served 10, 5, 0, 5 + 10 + 5, 0 and
Beta 5, 0, 0, 5 + 5, 0.
With 12 more in week 2: Acme 10, 10, 2, 8 + 10, 2 and Beta 5, 5, 0, 5 + 5, 0.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from pab_planner.alerts import LetterKind
from pab_planner.core.allocation import AllocationRule, Delivery
from pab_planner.core.countermeasure import Countermeasure, CountermeasureKind, MeasureState
from pab_planner.core.plan import OrderLine, Period, Plan
from pab_planner.core.recovery import replay
from pab_planner.core.transport import TransportMode
from pab_planner.notices import (
    CustomerView,
    LetterHead,
    NothingShort,
    Notice,
    Statement,
    StillShort,
    ToldLine,
    draft,
    view_of,
)
from pab_planner.notices.customer_view import (
    NoDates,
    NoOrderLines,
    NotACustomer,
    NoticePeriod,
    _joined,
    nothing_due,
    period_holding,
    shortages,
)

MONDAYS = [date(2026, 6, 1) + timedelta(weeks=week) for week in range(5)]
W1, W2, W3, W4, W5 = MONDAYS
SUNDAY_4 = date(2026, 6, 28)

OVERTIME = Countermeasure(
    CountermeasureKind.OVERTIME, 12, W2, action="Saturday shift", owner="Li Na", evidence="shift plan 23"
)


def plan(*, lines: bool = True) -> Plan:
    supply = np.array([[0.0, 0, 0, 30, 0]])
    return Plan(
        items=("P-100",),
        descriptions=("Bracket",),
        customers=(("Acme", "Beta"),),
        places=("Plan!A1:F4",),
        periods=tuple(Period(day.isoformat(), day) for day in MONDAYS),
        opening=np.array([20.0]),
        orders=np.full((1, 5), 15.0),
        supply=supply,
        firm=supply,
        forecast=None,
        safety=np.zeros(1),
        least_cover=np.zeros(1),
        lines=tuple(
            OrderLine("P-100", customer, order, f"{week}0", day, quantity, part=part, place=f"{order}!{week}")
            for customer, order, part, quantity in (("Acme", "A-1", "X9", 10), ("Beta", "B-1", "Y7", 5))
            for week, day in enumerate(MONDAYS, start=1)
        )
        if lines
        else (),
    )


def view(customer: str = "Acme", *measures: Countermeasure, late: int = 0) -> CustomerView:
    return view_of(replay(plan(), 0, measures, late=late), customer)


HEADING = LetterHead("P-0001", 1, date(2026, 5, 29), "", ("Wang Wei",))
STATEMENT = Statement("A mould broke.", "The repair date.", W1, W1, "Zhao, +86 1", "Sun, +86 2")


def letter(kind: LetterKind, customer: str = "Acme", *measures: Countermeasure) -> Notice:
    return draft(kind, HEADING, view(customer, *measures), STATEMENT)


def test_a_customer_sees_their_own_requirement_and_supply_week_by_week() -> None:
    shown = [(p.required, p.delivered, p.short) for p in view("Acme").periods]
    assert shown == [(10, 10, 0), (10, 5, 5), (10, 0, 15), (10, 20, 5), (10, 0, 15)]
    assert [(p.required, p.delivered, p.short) for p in view("Beta").periods] == [
        (5, 5, 0),
        (5, 0, 5),
        (5, 0, 10),
        (5, 10, 5),
        (5, 0, 10),
    ]


def test_a_customer_sees_their_own_part_number() -> None:
    assert (view("Acme").parts, view("Beta").parts) == (("X9",), ("Y7",))


def test_each_customer_misses_what_their_lines_miss() -> None:
    """Without: Acme's lines 5 + 10 + 5 + 10, Beta's 5 + 5 + 5 + 5; with 12 more Acme's 8 + 8, Beta's 5 + 5."""
    assert shortages(replay(plan(), 0, [OVERTIME])) == {"Acme": (30, 16), "Beta": (20, 10)}


def test_who_is_served_first_misses_less_with_measures_too() -> None:
    """Beta first: the 20 on hand are its first four weeks, and of the 30 of week 4 it takes 5 for its fifth."""
    for measures in ([], [OVERTIME]):
        ranked = shortages(replay(plan(), 0, measures), AllocationRule.CUSTOMER_RANK, ["Beta"])
        assert ranked["Beta"] == (0, 0)


def test_two_measures_of_which_one_is_enough_are_both_told() -> None:
    """Acme needs 5 more in week 2: each of two times 40 brings it, and without either nothing changes."""
    plenty = [replace(OVERTIME, quantity=100), replace(OVERTIME, quantity=100, action="Sunday shift")]
    seen = view("Acme", *plenty)
    assert (len(seen.measures), seen.short_with) == (2, 0)


def test_a_line_keeps_what_would_come_without_measures() -> None:
    line = view("Acme", OVERTIME).lines[0]
    assert [(each.day, each.quantity) for each in line.without] == [(W2, 5), (SUNDAY_4, 5)]


def test_what_is_past_due_is_missed_only_if_it_cannot_be_there_today() -> None:
    """On Thursday of week 4 the 20 and the 30 serve weeks 1 to 3 and 5 of Acme's week 4, which comes first."""
    played = replay(plan(), 0, [], today=W4 + timedelta(days=3))
    assert shortages(played) == {"Acme": (15, 15), "Beta": (10, 10)}


def test_a_customer_who_orders_nothing_any_more_misses_nothing() -> None:
    periods = plan().periods[:2]
    assert nothing_due("Acme", "P-100", "Bracket", periods) == CustomerView(
        customer="Acme",
        item="P-100",
        description="Bracket",
        parts=(),
        lines=(),
        periods=(NoticePeriod(periods[0], 0, 0, 0, 0, 0), NoticePeriod(periods[1], 0, 0, 0, 0, 0)),
        measures=(),
        failed=(),
    )


def test_half_a_unit_that_comes_serves_half_a_unit() -> None:
    supply = np.array([[0.0, 0, 0, 0.5, 0]])
    half = replace(plan(), supply=supply, firm=supply, opening=np.zeros(1), customers=(("Acme",),))
    half = replace(half, lines=(replace(plan().lines[3], quantity=0.5),))
    assert view_of(replay(half, 0, []), "Acme").lines == ()


def test_deliveries_of_one_day_of_which_one_is_known_by_its_period_only() -> None:
    parts = (Delivery(SUNDAY_4, 3), Delivery(SUNDAY_4, 2, W4), Delivery(SUNDAY_4, 1))
    assert _joined(parts) == (Delivery(SUNDAY_4, 4), Delivery(SUNDAY_4, 2, W4))


def test_a_day_beyond_the_plan_belongs_to_its_nearest_period() -> None:
    days = (W1 - timedelta(days=1), W1, W5 + timedelta(days=6), W5 + timedelta(days=70))
    assert [period_holding(plan().periods, day) for day in days] == [0, 0, 4, 4]


def test_the_customers_gaps_add_up_to_the_plans() -> None:
    played = replay(plan(), 0, [OVERTIME])
    views = [view_of(played, customer) for customer in ("Acme", "Beta")]
    assert [sum(v.periods[t].short for v in views) for t in range(5)] == played.gap_before.tolist()
    assert [sum(v.periods[t].short_with for v in views) for t in range(5)] == played.gap_after.tolist()


def test_countermeasures_are_played_for_the_customer_too() -> None:
    shown = [(p.delivered_with, p.short_with) for p in view("Acme", OVERTIME).periods]
    assert shown == [(10, 0), (10, 0), (2, 8), (18, 0), (2, 8)]


def test_each_line_is_short_by_its_own_quantity_and_has_its_own_new_date() -> None:
    lines = view("Acme", OVERTIME).lines
    assert [(x.line, x.due, x.short, x.still_short, x.promise) for x in lines] == [
        ("20", W2, 5, 0, W2),
        ("30", W3, 10, 8, SUNDAY_4),
        ("40", W4, 5, 0, W4),
        ("50", W5, 10, 8, None),
    ]
    assert [x.days_late for x in lines] == [0, 13, 0, None]


def test_what_arrives_on_wednesday_is_not_promised_for_monday() -> None:
    wednesday = W2 + timedelta(days=2)
    late = view("Acme", replace(OVERTIME, when=wednesday))
    assert [(x.line, x.short, x.still_short, x.promise) for x in late.lines][:2] == [
        ("20", 5, 5, wednesday),
        ("30", 10, 8, SUNDAY_4),
    ]
    assert [p.short_with for p in late.periods] == [0, 0, 8, 0, 8]
    all_but_days = [replace(OVERTIME, when=wednesday), replace(OVERTIME, quantity=13, when=W3)]
    assert letter(LetterKind.POTENTIAL, "Acme", *all_but_days).outlook.en == (
        "With all countermeasures nothing remains short at the end of any period; "
        "the order lines arrive on the new dates shown, at most 2 days late."
    )


def test_what_is_there_on_monday_is_promised_for_monday_whatever_comes_on_wednesday() -> None:
    """12 on Monday and 100 on Wednesday of week 2: Acme's line 20 wants 5 more on Monday, and gets them."""
    more = replace(OVERTIME, quantity=100, when=W2 + timedelta(days=2))
    assert [(x.line, x.still_short) for x in view("Acme", OVERTIME, more).lines] == [
        ("20", 0),
        ("30", 0),
        ("40", 0),
        ("50", 0),
    ]


def test_a_potential_shortage_names_what_is_short_before_and_a_confirmed_one_what_is_left() -> None:
    potential = letter(LetterKind.POTENTIAL, "Acme", OVERTIME)
    assert [potential.short(line) for line in potential.lines] == [5, 10, 5, 10]
    assert potential.lines[0].due == W2
    confirmed = letter(LetterKind.CONFIRMED, "Acme", OVERTIME)
    assert [(line.line, confirmed.short(line)) for line in confirmed.lines] == [("30", 8), ("50", 8)]
    assert confirmed.lines[0].due == W3


def test_a_set_that_leaves_a_gap_says_so_and_one_that_closes_it_says_that() -> None:
    left = letter(LetterKind.POTENTIAL, "Acme", OVERTIME).outlook
    assert left.en == (
        "Even with all countermeasures up to 8 remain short from 2026-06-15; "
        "the plan shows no date on which supply is complete again."
    )
    rest = Countermeasure(CountermeasureKind.STOCK_TRANSFER, 13, W3)
    assert letter(LetterKind.POTENTIAL, "Acme", OVERTIME, rest).outlook.en == (
        "With all countermeasures nothing remains short."
    )
    last_week = Countermeasure(CountermeasureKind.STOCK_TRANSFER, 13, W5)
    assert letter(LetterKind.POTENTIAL, "Acme", OVERTIME, last_week).outlook.en == (
        "Even with all countermeasures up to 8 remain short from 2026-06-15; "
        "supply is complete again on 2026-06-28 (week of 2026-06-22)."
    )
    assert letter(LetterKind.POTENTIAL).outlook.en.startswith("No further countermeasure improves")


def test_a_customer_who_misses_nothing_gets_no_shortage_notice() -> None:
    rest = Countermeasure(CountermeasureKind.STOCK_TRANSFER, 13, W3)
    with pytest.raises(NothingShort, match="Acme misses nothing of P-100 with all countermeasures"):
        letter(LetterKind.CONFIRMED, "Acme", OVERTIME, rest)
    covered = replace(plan(), opening=np.array([100.0]))
    with pytest.raises(NothingShort, match="Acme misses nothing of P-100; there is no") as refused:
        draft(LetterKind.POTENTIAL, HEADING, view_of(replay(covered, 0, []), "Acme"), STATEMENT)

    assert "P-100 没有短缺" in refused.value.say("zh")


def test_a_letter_of_a_plan_that_is_on_time_says_so() -> None:
    assert letter(LetterKind.POTENTIAL).assumption.en == (
        "This assumes that all planned receipts arrive on time."
    )


def test_nobody_gets_an_all_clear_while_something_is_short() -> None:
    with pytest.raises(StillShort, match="Acme still misses 15 of P-100"):
        letter(LetterKind.ALL_CLEAR)
    supplied = replace(plan(), opening=np.array([100.0]))
    clear = draft(LetterKind.ALL_CLEAR, HEADING, view_of(replay(supplied, 0, []), "Acme"), STATEMENT)
    assert clear.lines == ()


def test_a_plan_that_lives_off_its_mps_is_judged_by_late_mps() -> None:
    """20 on hand and 30 in week 2 cover 4 x 10; a week late, week 2 misses what week 2 brings."""
    supply = np.array([[0.0, 30, 0, 0, 0]])
    dependent = replace(plan(), supply=supply, firm=supply, opening=np.array([20.0]), customers=(("Acme",),))
    dependent = replace(dependent, lines=tuple(x for x in plan().lines if x.customer == "Acme"))
    assert view_of(replay(dependent, 0, []), "Acme").lines == ()
    late = view_of(replay(dependent, 0, [], late=2), "Acme")
    assert [(x.line, x.short, x.promise) for x in late.lines] == [("30", 10, SUNDAY_4)]
    notice = draft(LetterKind.POTENTIAL, HEADING, late, STATEMENT, late=2)
    assert "if each came 2 periods late" in notice.assumption.en


def test_a_partial_shipment_stays_one_line_with_the_day_of_its_rest() -> None:
    part = Countermeasure(CountermeasureKind.PARTIAL_SHIPMENT, 5, W4, moved_from=W2, customer="Acme")
    line = view("Acme", part).lines[0]
    assert (line.line, line.due, line.short, line.still_short, line.promise) == ("20", W2, 5, 5, W4)


def test_a_shipment_that_moves_on_what_another_one_moved_is_told_with_it() -> None:
    """5 of week 2 go to week 4, and with the 10 of that week on to week 5."""
    part = Countermeasure(CountermeasureKind.PARTIAL_SHIPMENT, 5, W4, moved_from=W2, customer="Acme")
    rest = Countermeasure(CountermeasureKind.PARTIAL_SHIPMENT, 15, W5, moved_from=W4, customer="Acme")
    assert view("Acme", part, rest).measures == (part, rest)


def test_a_plan_without_order_lines_speaks_of_its_only_customers_weeks() -> None:
    alone = replace(plan(lines=False), customers=(("Acme",),))
    lines = view_of(replay(alone, 0, []), "Acme").lines
    assert [(x.order, x.line, x.quantity, x.short) for x in lines] == [
        ("", "2026-06-08", 15, 10),
        ("", "2026-06-15", 15, 15),
        ("", "2026-06-22", 15, 10),
        ("", "2026-06-29", 15, 15),
    ]
    assert [x.due_by for x in lines] == [day + timedelta(days=6) for day in MONDAYS[1:]]


def test_shared_items_without_order_lines_are_not_guessed_at() -> None:
    with pytest.raises(NoOrderLines, match="P-100 is shared by Acme, Beta; enter the order lines"):
        view_of(replay(plan(lines=False), 0, []), "Acme")


def test_a_letter_needs_dates_and_a_customer_of_the_item() -> None:
    with pytest.raises(NotACustomer, match="Gamma has no orders of P-100"):
        view("Gamma")
    undated = replace(plan(), periods=tuple(Period(f"W{n}", None) for n in range(1, 6)))
    with pytest.raises(NoDates, match=r"P-100.*headings are not dates|headings are not dates.*P-100"):
        view_of(replay(undated, 0, []), "Acme")


def test_a_view_holds_nothing_of_another_customer() -> None:
    beta_only = replace(
        OVERTIME,
        kind=CountermeasureKind.PARTIAL_SHIPMENT,
        quantity=5,
        moved_from=W2,
        when=W5,
        customer="Beta",
        action="CANARY",
        place="C!1",
    )
    shown = repr(letter(LetterKind.POTENTIAL, "Acme", OVERTIME, beta_only))
    for word in ("Beta", "B-1", "Y7", "CANARY"):
        assert word not in shown


def test_what_failed_is_told_and_not_counted() -> None:
    failed = replace(OVERTIME, state=MeasureState.FAILED, outcome="mould cracked again")
    confirmed = letter(LetterKind.CONFIRMED, "Acme", failed)
    assert confirmed.view.failed == (failed,)
    assert confirmed.measures == ()
    assert [confirmed.short(line) for line in confirmed.lines] == [5, 10, 5, 10]


FEB_4 = date(2026, 2, 4)


def test_a_letter_says_what_was_told_before_and_what_is_now() -> None:
    told = [
        ToldLine("A-1", "20", 5, W4, FEB_4, LetterKind.POTENTIAL),
        ToldLine("A-1", "30", 6, W4, FEB_4, LetterKind.POTENTIAL),
        ToldLine("A-1", "35", 2, W4, FEB_4, LetterKind.POTENTIAL),
        ToldLine("A-1", "50", 10, None, FEB_4, LetterKind.POTENTIAL),
    ]
    revised = draft(LetterKind.POTENTIAL, HEADING, view("Acme", OVERTIME), STATEMENT, before=told)
    assert [change.en for change in revised.changes] == [
        "Order A-1 line 20: new date told on 4 Feb 2026: 2026-06-22, now 2026-06-08.",
        "Order A-1 line 30: told 6 at risk on 4 Feb 2026, now 10; "
        "new date told on 4 Feb 2026: 2026-06-22, now 2026-06-28 (week of 2026-06-22).",
        "Order A-1 line 40: not named before; now 5 at risk, new date 2026-06-22.",
        "Order A-1 line 35: told 2 at risk on 4 Feb 2026, now no longer at risk.",
    ]
    assert revised.changes[3].zh == "订单 A-1 第 35 行：2026年2月4日告知风险数量 2，现已无风险。"


@pytest.mark.parametrize(
    ("told", "now", "en", "zh"),
    [
        (
            *(LetterKind.POTENTIAL, LetterKind.CONFIRMED),
            "told 40 at risk without countermeasures on 4 Feb 2026, now 5 short with all countermeasures",
            "2026年2月4日告知风险数量 40（未计应对措施），现为缺口 5（已计应对措施）",
        ),
        (
            *(LetterKind.CONFIRMED, LetterKind.CONFIRMED),
            "told 40 short on 4 Feb 2026, now 5",
            "2026年2月4日告知缺口 40，现为 5",
        ),
        (
            *(LetterKind.CONFIRMED, LetterKind.POTENTIAL),
            "told 40 short with all countermeasures on 4 Feb 2026, now 5 at risk without countermeasures",
            "2026年2月4日告知缺口 40（已计应对措施），现为风险数量 5（未计应对措施）",
        ),
    ],
)
def test_quantities_that_are_counted_otherwise_say_how(
    told: LetterKind, now: LetterKind, en: str, zh: str
) -> None:
    before = [ToldLine(x.order, x.line, 40, x.promise, FEB_4, told) for x in letter(now).lines]
    first = draft(now, HEADING, view(), STATEMENT, before=before).changes[0]
    assert first == (f"Order A-1 line 20: {en}.", f"订单 A-1 第 20 行：{zh}。")


def test_without_order_lines_a_change_is_told_by_its_week() -> None:
    alone = replace(plan(lines=False), customers=(("Acme",),))
    seen = view_of(replay(alone, 0, []), "Acme")
    before = [ToldLine("", "2026-06-08", 8, None, FEB_4, LetterKind.POTENTIAL)]
    revised = draft(LetterKind.POTENTIAL, HEADING, seen, STATEMENT, before=before)
    assert revised.changes[0].en.startswith("Due 2026-06-08: told 8 at risk on 4 Feb 2026, now 10; ")


def test_a_letter_without_change_says_that() -> None:
    lines = letter(LetterKind.POTENTIAL).lines
    told = [ToldLine(x.order, x.line, x.short, x.promise, FEB_4, LetterKind.POTENTIAL) for x in lines]
    same = draft(LetterKind.POTENTIAL, HEADING, view(), STATEMENT, before=told)
    assert [change.en for change in same.changes] == [
        "The quantities and dates of your orders are as we told you before; what we know of the cause and of our "
        "measures is brought up to date below."
    ]


def test_the_table_runs_from_before_the_gap_to_after_it() -> None:
    supply = np.array([[0.0, 0, 0, 60, 0]])
    recovered = replace(plan(), supply=supply, firm=supply)
    notice = draft(LetterKind.POTENTIAL, HEADING, view_of(replay(recovered, 0, []), "Acme"), STATEMENT)
    assert [each.period.start for each in notice.periods] == [W1, W2, W3, W4]
    assert notice.full_supply_from == ("2026-06-28 (week of 2026-06-22)", "2026-06-28（2026-06-22 当周）")


def test_the_table_begins_with_the_period_before_the_gap() -> None:
    """50 on hand cover three weeks of 15 and 5 of the fourth: Acme's part of it, and Beta lacks 5."""
    supply = np.zeros((1, 5))
    covered = replace(plan(), supply=supply, firm=supply, opening=np.array([50.0]))
    notice = draft(LetterKind.POTENTIAL, HEADING, view_of(replay(covered, 0, []), "Acme"), STATEMENT)
    assert [each.period.start for each in notice.periods] == [W3, W4, W5]


def test_a_letter_counts_the_days_that_goods_travel() -> None:
    """Stock is there on Wednesday of week 1: late for line 10, in time for 5 of line 20; lines 30 to 50 wait."""
    played, truck = replay(plan(), 0, [], today=W1), TransportMode("Truck", 2, destination="Acme", usual=True)
    assert shortages(played, lanes={"Acme": truck})["Acme"] == (45, 45)
    first = view_of(played, "Acme", lanes={"Acme": truck}).lines[0]
    assert (first.line, first.short, first.promise) == ("10", 10, W1 + timedelta(days=2))
