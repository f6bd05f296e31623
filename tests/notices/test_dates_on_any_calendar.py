"""The dates of letters on plans of days, weeks, months and mixed periods, with transport and shared items.

The walk goes through the days one after the other and knows nothing of balances or look-ahead: goods come in,
travel to the customer, and serve whoever is due and waits, the earliest due first. Where only the period of
goods is known, they serve what is due in it, and whoever waited for them is promised its last day.
"""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notices.one_item import plan_of_one_item
from pab_planner.alerts import LetterKind
from pab_planner.core.countermeasure import Countermeasure, CountermeasureKind
from pab_planner.core.plan import OrderLine
from pab_planner.core.recovery import Replay, replay
from pab_planner.core.transport import TransportMode
from pab_planner.language import Text
from pab_planner.ledgers.contacts import LetterLanguage
from pab_planner.letters.letterhead import Letterhead
from pab_planner.letters.notice_fields import notice_fields
from pab_planner.notices import LetterHead, NothingShort, Notice, Statement, draft, view_of

BEGIN = date(2026, 11, 30)
CALENDARS = {
    "days": [BEGIN + timedelta(days=n) for n in range(10)],
    "weeks": [BEGIN + timedelta(weeks=n) for n in range(4)],
    "months": [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)],
    "ten days": [BEGIN + timedelta(days=10 * n) for n in range(3)],
    "weeks, then months": [BEGIN + timedelta(weeks=n) for n in range(3)]
    + [date(2027, 1, 1), date(2027, 2, 1)],
}
ENDS = {
    "days": date(2026, 12, 9),
    "weeks": date(2026, 12, 27),
    "months": date(2027, 2, 28),
    "ten days": date(2026, 12, 29),
    "weeks, then months": date(2027, 2, 28),
}
Goods = dict[date, int]
Book = tuple[int, Goods, list[tuple[int, int, str]], int]


class Calendar:
    """The periods of a plan, as somebody reads them off the sheet."""

    def __init__(self, name: str) -> None:
        self.starts, self.end = CALENDARS[name], ENDS[name]
        self.lasts = [after - timedelta(days=1) for after in self.starts[1:]] + [self.end]
        self.days = [self.starts[0] + timedelta(days=n) for n in range((self.end - self.starts[0]).days + 1)]

    def within(self, day: date) -> int:
        return max(index for index, start in enumerate(self.starts) if start <= day)


@st.composite
def books(draw: st.DrawFn) -> tuple[str, Book]:
    """A calendar, stock, receipts, order lines (day, quantity, customer) and days of transport."""
    name = draw(st.sampled_from(sorted(CALENDARS)))
    days = Calendar(name).days
    receipts = draw(st.dictionaries(st.sampled_from(days), st.integers(1, 30), max_size=4))
    line = st.tuples(st.integers(0, len(days) - 1), st.integers(1, 20), st.sampled_from("AB"))
    ordered = draw(st.lists(line, min_size=1, max_size=6))
    return name, (draw(st.integers(0, 30)), receipts, ordered, draw(st.integers(0, 4)))


def lines_of(calendar: Calendar, ordered: list[tuple[int, int, str]]) -> list[OrderLine]:
    return [
        OrderLine("X", who, f"S{n}", "1", calendar.days[day], float(q))
        for n, (day, q, who) in enumerate(ordered)
    ]


def walk(come: dict[date, float], lines: list[OrderLine]) -> dict[str, list[tuple[date | None, float]]]:
    """When which quantity of each order is there, given what is with the customer from which day on."""
    there, waiting = 0.0, {line.order: line.quantity for line in lines}
    served: dict[str, dict[date, float]] = defaultdict(lambda: defaultdict(float))
    in_turn = sorted(lines, key=lambda line: (line.due, line.order))
    for day in sorted({*come, *(line.due for line in lines)}):
        there += come.get(day, 0.0)
        for line in in_turn:
            part = min(there, waiting[line.order]) if line.due <= day else 0.0
            if part:
                there, waiting[line.order] = there - part, waiting[line.order] - part
                served[line.order][day] += part
    parts: dict[str, list[tuple[date | None, float]]] = {
        order: sorted(of_line.items()) for order, of_line in served.items()
    }
    for order, left in waiting.items():
        if left:
            parts.setdefault(order, []).append((None, left))
    return parts


def notice_of(played: Replay, customer: str, lanes: dict[str, TransportMode]) -> Notice | None:
    view = view_of(played, customer, lanes=lanes)
    statement = Statement("", "", BEGIN, BEGIN, "", "")
    try:
        return draft(LetterKind.CONFIRMED, LetterHead("C-1", 1, BEGIN, "", ()), view, statement)
    except NothingShort:
        return None


@settings(max_examples=150, deadline=None)
@given(drawn=books())
def test_goods_are_promised_for_their_day_and_the_days_of_transport(drawn: tuple[str, Book]) -> None:
    """All orders are of one customer, to whom goods travel some days."""
    name, (opening, receipts, ordered, travels) = drawn
    calendar = Calendar(name)
    lines = lines_of(calendar, [(day, quantity, "A") for day, quantity, _ in ordered])
    lane = {"A": TransportMode("Truck", travels, destination="A", usual=True)}
    notice = notice_of(
        replay(plan_of_one_item(calendar.starts, opening, receipts, lines, dated=True), 0, []), "A", lane
    )
    come: dict[date, float] = defaultdict(float, {calendar.days[0] + timedelta(days=travels): opening})
    for day, quantity in receipts.items():
        come[day + timedelta(days=travels)] += quantity
    expected = walk(come, lines)
    due = {line.order: line.due for line in lines}
    late = {order for order, parts in expected.items() if any(d is None or d > due[order] for d, _ in parts)}
    assert {line.order for line in (notice.lines if notice else ())} == late
    if notice is None:
        return
    for line in notice.lines:
        parts = [(part.day, part.quantity) for part in line.deliveries]
        assert parts == expected[line.order]
    ends = [expected[order][-1][0] for order in late]
    last = None if None in ends else max(day for day in ends if day)
    assert notice.full_supply_from == last
    assert notice.short_until == (last and last - timedelta(days=1))
    assert min(line.due for line in notice.lines) == min(due[order] for order in late)
    days = {line.order: line.days_late for line in notice.lines}
    assert days == {o: (e and (e - due[o]).days) for o in late for e in [expected[o][-1][0]]}


@settings(max_examples=150, deadline=None)
@given(drawn=books())
def test_where_only_the_period_of_goods_is_known_its_last_day_is_promised(drawn: tuple[str, Book]) -> None:
    name, (opening, receipts, ordered, _) = drawn
    calendar = Calendar(name)
    lines = lines_of(calendar, [(day, quantity, "A") for day, quantity, _ in ordered])
    notice = notice_of(
        replay(plan_of_one_item(calendar.starts, opening, receipts, lines, dated=False), 0, []), "A", {}
    )
    free = dict.fromkeys(range(len(calendar.starts)), 0.0)
    for day, quantity in receipts.items():
        free[calendar.within(day)] += quantity
    there, waiting = float(opening), {line.order: line.quantity for line in lines}
    expected: dict[str, list[tuple[date | None, float, date | None]]] = defaultdict(list)
    for index, (start, last) in enumerate(zip(calendar.starts, calendar.lasts, strict=True)):
        there += free[index]
        for line in sorted(lines, key=lambda line: (line.due, line.order)):
            began = calendar.within(line.due)
            part = min(there, waiting[line.order]) if began <= index else 0.0
            if part:
                there, waiting[line.order] = there - part, waiting[line.order] - part
                known = start if began < index and start != last else None
                expected[line.order].append((last if began < index else line.due, part, known))
    for order, left in waiting.items():
        if left:
            expected[order].append((None, left, None))
    for shown in notice.lines if notice else ():
        assert [(part.day, part.quantity, part.first) for part in shown.deliveries] == expected[shown.order]


@settings(max_examples=100, deadline=None)
@given(drawn=books(), dated=st.booleans())
def test_no_letter_promises_goods_twice_nor_before_they_can_be_there(
    drawn: tuple[str, Book], dated: bool
) -> None:
    """What all customers are promised up to any day was in stock or had come in by then."""
    name, (opening, receipts, ordered, travels) = drawn
    calendar = Calendar(name)
    lines = lines_of(calendar, ordered)
    lanes = {"B": TransportMode("Sea", travels, destination="B", usual=True)}
    played = replay(plan_of_one_item(calendar.starts, opening, receipts, lines, dated=dated), 0, [])
    promised: dict[date, float] = defaultdict(float)
    for customer in played.before.customers[0]:
        quantities: dict[str, float] = defaultdict(float)
        for line in view_of(played, customer, lanes=lanes).lines:
            for part in line.deliveries:
                quantities[line.order] += part.quantity
                if part.day and part.day > line.due:
                    ready = part.day - timedelta(days=travels if customer == "B" else 0)
                    promised[ready] += part.quantity
        for order, quantity in quantities.items():
            assert quantity == next(line.quantity for line in lines if line.order == order)
    for day in promised:
        held = opening + sum(q for came, q in receipts.items() if came <= day)
        assert sum(q for when, q in promised.items() if when <= day) <= held


@pytest.mark.parametrize(
    ("language", "said"), [("en", "5 on 28 Jan, 11 on 4 Feb"), ("zh", "1月28日交 5，2月4日交 11")]
)
def test_a_letter_lists_the_deliveries_of_a_line(language: LetterLanguage, said: str) -> None:
    """16 due on 27 January; 5 come in the day after, 11 a week later."""
    calendar = Calendar("weeks")
    calendar.starts = [date(2027, 1, 25), date(2027, 2, 1)]
    receipts = {date(2027, 1, 28): 5, date(2027, 2, 4): 11}
    line = OrderLine("X", "A", "S1", "1", date(2027, 1, 27), 16)
    view = view_of(replay(plan_of_one_item(calendar.starts, 0, receipts, [line], dated=True), 0, []), "A")
    heading = LetterHead("C-1", 1, date(2027, 1, 25), "", ())
    notice = draft(LetterKind.CONFIRMED, heading, view, Statement("", "", None, None, "", ""))
    _, groups = notice_fields(notice, language, issued=True, letterhead=Letterhead())
    (row,) = (dict(zip(groups["lines"].names, each, strict=True)) for each in groups["lines"].rows)
    assert row["deliveries"] == said
    assert (row["short"], row["new_date"], row["days_late"]) == (16, date(2027, 2, 4), 8)


def test_goods_of_a_month_are_promised_for_its_last_day_and_said_so() -> None:
    """20 due on 10 December; the 20 come some day in January."""
    calendar = Calendar("months")
    line = OrderLine("X", "A", "S1", "1", date(2026, 12, 10), 20)
    played = replay(plan_of_one_item(calendar.starts, 0, {date(2027, 1, 1): 20}, [line], dated=False), 0, [])
    notice = notice_of(played, "A", {})
    assert notice is not None
    assert notice.full_supply_from == Text("2027-01-31 (month of 2027-01)", "2027-01-31（2027-01 当月）")
    assert [line.days_late for line in notice.lines] == [52]
    fields, groups = notice_fields(notice, "en", issued=True, letterhead=Letterhead())
    assert [row[0] for row in groups["periods"].rows] == ["Dec 2026", "Jan 2027"]
    assert groups["lines"].rows[0][-1] == "20 by 31 Jan 2027"
    assert fields["break_date"] == date(2026, 12, 10)


def test_a_partial_shipment_tells_each_of_its_days_in_turn() -> None:
    """16 due on the 10th, 16 in stock: 11 go on the 24th, so that 5 are there in time."""
    calendar = Calendar("weeks")
    line = OrderLine("X", "A", "S1", "1", date(2026, 12, 10), 16)
    part = Countermeasure(
        CountermeasureKind.PARTIAL_SHIPMENT,
        11,
        date(2026, 12, 24),
        moved_from=date(2026, 12, 10),
        customer="A",
    )
    played = replay(plan_of_one_item(calendar.starts, 16, {}, [line], dated=True), 0, [part])
    (shown,) = view_of(played, "A").lines
    assert [(each.day, each.quantity) for each in shown.deliveries] == [
        (date(2026, 12, 10), 5),
        (date(2026, 12, 24), 11),
    ]
