"""Every date of a notice against a calculation of its own: a walk through the days, one after the other.

Each day the goods of that day come in, and whoever is due and waits is served, the earliest due first. The
walk knows nothing of balances, periods at risk or look-ahead.
"""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notices.one_item import plan_of_one_item
from pab_planner.alerts import LetterKind
from pab_planner.core.countermeasure import Countermeasure, CountermeasureKind
from pab_planner.core.plan import OrderLine, Plan
from pab_planner.core.recovery import replay
from pab_planner.language import Text
from pab_planner.notices import CustomerView, LetterHead, NothingShort, Notice, Statement, draft, view_of

MONDAY = date(2026, 11, 30)
WEEKS = 5
DAYS = [MONDAY + timedelta(days=n) for n in range(7 * WEEKS)]
STATEMENT = Statement("", "", MONDAY, MONDAY, "", "")
Parts = list[tuple[date | None, float]]


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def plan_of(opening: int, receipts: dict[date, int], lines: list[OrderLine], *, dated: bool) -> Plan:
    """One weekly item; of the receipts the days are known, or only the weeks."""
    mondays = [MONDAY + timedelta(weeks=n) for n in range(WEEKS)]
    return plan_of_one_item(mondays, opening, receipts, lines, dated=dated)


def walk(opening: int, come: dict[date, float], lines: list[OrderLine], *, weekly: bool) -> dict[str, Parts]:
    """When which quantity of each order is there.

    Where only the week of the goods is known, a week's goods serve what is due in that week in time, and what
    has waited for them on its Sunday.
    """
    there, waiting = float(opening), {line.order: line.quantity for line in lines}
    served: dict[str, Parts] = defaultdict(list)
    in_turn = sorted(lines, key=lambda line: (line.due, line.order))
    for moment in DAYS[::7] if weekly else DAYS:
        there += come.get(moment, 0.0)
        for line in in_turn:
            began = monday_of(line.due) if weekly else line.due
            part = min(there, waiting[line.order]) if began <= moment else 0.0
            if part > 0:
                late = began < moment
                day = moment + timedelta(days=6) if weekly and late else moment if late else line.due
                there -= part
                waiting[line.order] -= part
                served[line.order].append((day, part))
    for order, left in waiting.items():
        if left:
            served[order].append((None, left))
    return served


def merged(parts: Parts) -> Parts:
    quantities: dict[date, float] = defaultdict(float)
    for day, quantity in parts:
        quantities[day or date.max] += quantity
    return [(None if day == date.max else day, quantity) for day, quantity in sorted(quantities.items())]


books = st.tuples(
    st.integers(-10, 30),
    st.dictionaries(st.sampled_from(DAYS), st.integers(1, 30), max_size=6),
    st.lists(
        st.tuples(st.sampled_from(DAYS), st.integers(1, 20), st.sampled_from("AB")), min_size=1, max_size=8
    ),
    st.dictionaries(st.sampled_from(DAYS), st.integers(1, 20), max_size=2),
)


def view_and_walk(
    book: tuple[int, dict[date, int], list[tuple[date, int, str]], dict[date, int]], *, dated: bool, late: int
) -> tuple[list[CustomerView], dict[str, Parts], dict[str, Parts], list[OrderLine]]:
    """What each customer sees, and what the walk makes of the same book without and with its measures."""
    opening, receipts, ordered, measures = book
    lines = [OrderLine("X", who, f"S{n}", "1", day, float(q)) for n, (day, q, who) in enumerate(ordered)]
    if not dated:
        measures = {monday_of(day): quantity for day, quantity in measures.items()}
    played = replay(
        plan_of(opening, receipts, lines, dated=dated),
        0,
        [Countermeasure(CountermeasureKind.OVERTIME, float(q), day) for day, q in measures.items()],
        late=late,
    )
    views = [view_of(played, customer) for customer in played.before.customers[0]]
    come: dict[date, float] = defaultdict(float)
    for day, quantity in receipts.items():
        come[(day if dated else monday_of(day)) + timedelta(weeks=late)] += quantity
    with_all = defaultdict(float, come)
    for day, quantity in measures.items():
        with_all[day] += quantity
    without = walk(opening, come, lines, weekly=not dated)
    return views, without, walk(opening, with_all, lines, weekly=not dated), lines


@pytest.mark.parametrize("late", [0, 1])
@settings(max_examples=150)
@given(book=books)
def test_every_date_of_every_notice_is_the_day_on_which_the_goods_are_there(
    late: int, book: tuple[int, dict[date, int], list[tuple[date, int, str]], dict[date, int]]
) -> None:
    views, without, with_all, lines = view_and_walk(book, dated=True, late=late)
    for view in views:
        mine = [line for line in lines if line.customer == view.customer]
        hit = {
            line.order
            for line in mine
            if any(
                day is None or day > line.due for parts in (without, with_all) for day, _ in parts[line.order]
            )
        }
        assert {line.order for line in view.lines} == hit
        for line in view.lines:
            parts = merged(with_all[line.order])
            assert [(part.day, part.quantity) for part in line.deliveries] == parts
            promise = None if parts[-1][0] is None else parts[-1][0]
            assert line.promise == promise
            assert line.days_late == (None if promise is None else max(0, (promise - line.due).days))
            in_time = sum(q for day, q in without[line.order] if day and day <= line.due)
            assert line.short == line.quantity - in_time
        for kind, parts_of in ((LetterKind.POTENTIAL, without), (LetterKind.CONFIRMED, with_all)):
            check_dates(view, kind, parts_of, with_all)


def check_dates(
    view: CustomerView, kind: LetterKind, counted: dict[str, Parts], with_all: dict[str, Parts]
) -> None:
    """The dates that a whole letter names, where there is one to write."""
    heading = LetterHead("P-0001", 1, MONDAY, "", ())
    try:
        notice: Notice = draft(kind, heading, view, STATEMENT)
    except NothingShort:
        return
    missing = {line.order: line for line in notice.lines}
    late = [line.order for line in view.lines if line.still_short]
    ends = [merged(with_all[order])[-1][0] for order in late]
    complete = None if None in ends or not ends else max(day for day in ends if day)
    assert notice.full_supply_from == complete
    if not late:  # countermeasures close every gap: how long it would last without them
        ends = [merged(counted[order])[-1][0] for order in missing]
    until = None if None in ends else max(day for day in ends if day) - timedelta(days=1)
    assert notice.short_until == until


@settings(max_examples=150)
@given(book=books)
def test_where_only_the_week_of_the_goods_is_known_its_sunday_is_promised(
    book: tuple[int, dict[date, int], list[tuple[date, int, str]], dict[date, int]],
) -> None:
    opening, receipts, ordered, _ = book
    views, _, served, _ = view_and_walk((opening, receipts, ordered, {}), dated=False, late=0)
    for view in views:
        for line in view.lines:
            assert [(part.day, part.quantity) for part in line.deliveries] == merged(served[line.order])
            assert all(
                part.first == part.day - timedelta(days=6)
                for part in line.deliveries
                if part.first and part.day
            )


def test_a_receipt_on_friday_is_promised_for_friday() -> None:
    """Stock 0, lines due on 15 and 16 December, one receipt on Friday 25 December: 10 and 9 days late."""
    lines = [
        OrderLine("X", "A", "S1", "1", date(2026, 12, 15), 10),
        OrderLine("X", "A", "S2", "1", date(2026, 12, 16), 10),
    ]
    played = replay(plan_of(0, {date(2026, 12, 25): 20}, lines, dated=True), 0, [])
    shown = view_of(played, "A").lines
    assert [(line.promise, line.days_late) for line in shown] == [
        (date(2026, 12, 25), 10),
        (date(2026, 12, 25), 9),
    ]
    weekly = replay(plan_of(0, {date(2026, 12, 25): 20}, lines, dated=False), 0, [])
    notice = draft(
        LetterKind.CONFIRMED, LetterHead("C-1", 1, MONDAY, "", ()), view_of(weekly, "A"), STATEMENT
    )
    assert notice.full_supply_from == Text("2026-12-27 (week of 2026-12-21)", "2026-12-27（2026-12-21 当周）")


def test_a_partial_shipment_tells_both_of_its_days_and_the_last_completes_it() -> None:
    """16 due on the 10th, all of it there on the 17th; 11 ship on the 24th: complete on the 24th."""
    due, first, rest = date(2026, 12, 10), date(2026, 12, 17), date(2026, 12, 24)
    line = OrderLine("X", "A", "S1", "1", due, 16)
    plan = plan_of(0, {first: 16}, [line], dated=True)
    part = Countermeasure(CountermeasureKind.PARTIAL_SHIPMENT, 11, rest, moved_from=due, customer="A")
    (shown,) = view_of(replay(plan, 0, [part]), "A").lines
    assert [(each.day, each.quantity) for each in shown.deliveries] == [(first, 5), (rest, 11)]
    notice = draft(
        LetterKind.CONFIRMED,
        LetterHead("C-1", 1, MONDAY, "", ()),
        view_of(replay(plan, 0, [part]), "A"),
        STATEMENT,
    )
    assert notice.full_supply_from == rest


def test_a_measure_that_changes_nothing_for_a_customer_is_not_in_their_letter() -> None:
    """A's line has its goods; 10 of overtime serve B only, whose line waits."""
    lines = [OrderLine("X", "A", "S1", "1", DAYS[3], 10), OrderLine("X", "B", "S2", "1", DAYS[4], 10)]
    overtime = Countermeasure(CountermeasureKind.OVERTIME, 10, DAYS[9])
    played = replay(plan_of(10, {}, lines, dated=True), 0, [overtime])
    assert view_of(played, "A").measures == ()
    assert view_of(played, "B").measures == (overtime,)
