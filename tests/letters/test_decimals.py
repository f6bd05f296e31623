"""Tenths, hundredths and thirds: every figure of a letter is what exact arithmetic says."""

import re
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from notices.one_item import plan_of_one_item
from pab_planner.alerts import LetterKind
from pab_planner.core.plan import OrderLine
from pab_planner.core.recovery import replay
from pab_planner.letters.letterhead import Letterhead
from pab_planner.letters.notice_fields import LINE_FIELDS, notice_fields
from pab_planner.notices import LetterHead, NothingShort, Statement, draft, view_of

WEEKS = [date(2026, 6, 1) + timedelta(weeks=n) for n in range(8)]
HEAD = LetterHead("P-0001", 1, WEEKS[0], "", ())
STATEMENT = Statement("", "", WEEKS[0], WEEKS[0], "", "")

THIRD = Fraction(1, 3)
Units = list[int]


def a_week_each(least: int, most: int) -> st.SearchStrategy[Units]:
    return st.lists(st.integers(least, most), min_size=len(WEEKS), max_size=len(WEEKS))


def same(shown: object, units: int, unit: Fraction) -> bool:
    """Whether a letter shows so many units: the float nearest to a decimal; of thirds all places but the last."""
    if unit == THIRD and units:
        return isinstance(shown, float) and abs(shown - units / 3) < 1e-13
    return shown == float(units * unit)


@settings(max_examples=200)
@given(
    unit=st.sampled_from([Fraction(1, 10), Fraction(1, 100), THIRD]),
    on_hand=st.integers(0, 8),
    ordered=a_week_each(1, 4),
    receipts=a_week_each(0, 8),
)
def test_figures_of_a_letter_are_exact(unit: Fraction, on_hand: int, ordered: Units, receipts: Units) -> None:
    lines = [
        OrderLine("X", "Acme", "PO", str(n), day, float(units * unit))
        for n, (day, units) in enumerate(zip(WEEKS, ordered, strict=True))
    ]
    come = {day: float(units * unit) for day, units in zip(WEEKS, receipts, strict=True) if units}
    plan = plan_of_one_item(WEEKS, float(on_hand * unit), come, lines, dated=True)
    there = accumulate([on_hand + receipts[0], *receipts[1:]])
    owed = [max(0, due - had) for due, had in zip(accumulate(ordered), there, strict=True)]
    short = [min(units, gap) for units, gap in zip(ordered, owed, strict=True)]
    delivered = [units + before - gap for units, before, gap in zip(ordered, [0, *owed], owed, strict=False)]
    try:
        notice = draft(LetterKind.POTENTIAL, HEAD, view_of(replay(plan, 0, []), "Acme"), STATEMENT)
    except NothingShort:
        assert not any(short)
        return
    fields, groups = notice_fields(notice, "en", issued=True, letterhead=Letterhead())
    assert same(fields["worst"], max(owed), unit)
    columns = list(zip(ordered, delivered, owed, delivered, owed, strict=True))
    for period, (_, *figures) in zip(notice.periods, groups["periods"].rows, strict=True):
        expected = columns[WEEKS.index(period.period.start or date.max)]
        assert all(same(shown, units, unit) for shown, units in zip(figures, expected, strict=True))
    assert [line.line for line in notice.lines] == [str(n) for n, units in enumerate(short) if units]
    for row in groups["lines"].rows:
        shown = dict(zip(LINE_FIELDS, row, strict=True))
        number = int(str(shown["line"]))
        assert same(shown["open"], ordered[number], unit)
        assert same(shown["short"], short[number], unit)
        parts = re.findall(r"([\d,.]+) (?:on|by|not)", str(shown["deliveries"]))
        assert abs(sum(map(Fraction, parts)) - ordered[number] * unit) < Fraction(1, 10**10)
