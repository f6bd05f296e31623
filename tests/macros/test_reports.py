"""3D and 8D reports to customers: when one is owed, what it holds, and that it holds nobody else's."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from letters.shortage_book import HUAXIN, NORDWIND, Workplace, texts_of, write_book
from pab_planner.alerts import LetterKind
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.register import read_register
from pab_planner.macros.alert_buttons import updated
from pab_planner.macros.button_press import ButtonPress
from pab_planner.notices import NamesAnother

CAUSES = {
    "root_cause": "Cracked insert | 镶件开裂",
    "escape_cause": "No shot counter | 没有模次计数",
    "corrective": "New insert | 更换镶件",
    "preventive": "Shot counter | 加装计数器",
}


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    """Both customers were warned and their shortage confirmed on Friday, 29 May."""
    place = write_book(tmp_path / "plan.xlsx").ready()
    place.warn(happened="A mould broke.")
    place.press("confirm", alert="A-0001", issue="yes")
    return place


def owed(place: Workplace, day: date) -> list[tuple[str, date | None, bool]]:
    """The reports that Today names: customer, until when, and whether it is late."""
    session = updated(ButtonPress(place.open(), day, "Chen Jie"))
    return [(d.customer, d.respond_by, d.overdue > 0) for d in session.duties if d.button == "report_8d"]


def said_in(place: Workplace, letter: str) -> list[Any]:
    return texts_of(place.open().sheets[letter])


def test_an_interim_report_is_owed_a_working_day_after_the_confirmation(place: Workplace) -> None:
    monday = date(2026, 6, 1)
    assert owed(place, monday) == [(HUAXIN, monday, False), (NORDWIND, monday, False)]
    assert [late for _, _, late in owed(place, date(2026, 6, 2))] == [True, True]
    said = place.press("report_8d", alert="A-0001", issue="yes", customer=HUAXIN)
    assert said.en == "A-0001: Interim 3D report issued: Q-0001."
    assert owed(place, monday) == [(NORDWIND, monday, False)]


def test_a_report_holds_its_customers_lines_and_rows_of_what_is_done(place: Workplace) -> None:
    place.press("report_8d", alert="A-0001", issue="yes")
    said = said_in(place, "Q-0002")
    at = said.index("NW-880")
    # With 150 of overtime on June 15 Huaxin's 120 of that day and Nordwind's 80 are served; the rest waits.
    assert said[at : at + 5] == [
        "NW-880",
        "30",
        datetime(2026, 6, 15),
        datetime(2026, 6, 15),
        "planned for 2026-06-15",
    ]
    at = said.index("Overtime: Saturday shifts")
    assert said[at + 1 : at + 6] == [150, "Li Na", "—", datetime(2026, 6, 15), "Planned; Shift plan 24"]
    words = " ".join(map(str, said))
    assert "160 short on 2 order lines" in words and "D4" not in words
    assert "HX-4501" not in words and "Huaxin" not in words


def test_the_final_report_follows_once_causes_and_actions_are_known(place: Workplace) -> None:
    place.press("report_8d", alert="A-0001", issue="yes")
    action = {"kind": "corrective action", "action": "New insert | 更换镶件", "owner": "Ma Jun"}
    place.press("countermeasures", alert="A-0001", due="2026-06-04", when="2026-06-05", **action)
    assert owed(place, place.today) == []
    book = place.open()
    kept = open_ledger(book, COUNTERMEASURES)
    assert kept.rows[1]["quantity"] is None and not kept.rows[1]["counted"]
    place.press("report_8d", alert="A-0001", issue="yes", customer=NORDWIND, **CAUSES)
    assert [who for who, _, _ in owed(place, place.today)] == [HUAXIN]
    said = said_in(place, "R-0001")
    at = said.index("New insert", said.index("D5  Corrective action") + 4)
    assert said[at : at + 5] == [
        "New insert",
        "Ma Jun",
        datetime(2026, 6, 4),
        datetime(2026, 6, 5),
        "Planned",
    ]
    assert "Cracked insert" in said and "镶件开裂" not in said
    letters = read_register(place.open()).letters
    assert [x.kind for x in letters[-3:]] == [LetterKind.THREE_D, LetterKind.THREE_D, LetterKind.EIGHT_D]


def test_a_cause_that_names_another_customer_is_not_reported(place: Workplace) -> None:
    with pytest.raises(NamesAnother, match=r"would say Nordwind GmbH \(root_cause\)"):
        place.press(
            "report_8d", alert="A-0001", issue="yes", **{**CAUSES, "root_cause": "Nordwind GmbH took all"}
        )
    assert not [x for x in read_register(place.open()).letters if x.kind.is_report]


def test_a_corrective_action_closes_no_gap_and_is_no_countermeasure_in_force(tmp_path: Path) -> None:
    place = write_book(tmp_path / "plan.xlsx")
    place.assess()
    place.press("countermeasures", alert="A-0001", kind="preventive action", action="Counter", owner="Ma Jun")
    session = updated(ButtonPress(place.open(), place.today, "Chen Jie"))
    (duty,) = (duty for duty in session.duties if duty.alert.number == "A-0001")
    assert (duty.button, duty.why.en) == ("countermeasures", "Enter what is done about it.")
