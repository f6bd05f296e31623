from datetime import date
from pathlib import Path

import pytest

from letters.shortage_book import HUAXIN, write_book
from pab_planner.macros.alert_buttons import updated
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.letter_buttons import NoIssuedLetter, note_answer

FRIDAY = date(2026, 6, 5)


def test_a_reply_that_is_due_is_chased_until_it_is_noted(tmp_path: Path) -> None:
    place = write_book(tmp_path / "plan.xlsx").ready()
    place.warn(customer=HUAXIN, reply_by="2026-06-04", next_update="2026-06-10")
    book = place.open()

    def chased() -> list[str]:
        duties = updated(ButtonPress(book, FRIDAY, "Chen Jie")).duties
        return [duty.why.en for duty in duties if duty.why.en.startswith("Chase")]

    assert chased() == [f"Chase the reply of {HUAXIN} to P-0001; note it on sheet Letters."]
    noted = {"letter": "p-0001", "sent": "2026-05-29"}
    note_answer(ButtonPress(book, FRIDAY, "Chen Jie", arguments=noted))
    assert len(chased()) == 1, "sent is not answered"
    note_answer(ButtonPress(book, FRIDAY, "Chen Jie", arguments={"letter": "P-0001"}))
    session = updated(ButtonPress(book, FRIDAY, "Chen Jie"))
    (record,) = session.records(session.alerts["A-0001"]).values()
    assert (record.sent, record.acknowledged, record.next_update) == (
        date(2026, 5, 29),
        FRIDAY,
        date(2026, 6, 10),
    )
    assert chased() == []
    with pytest.raises(NoIssuedLetter):
        note_answer(ButtonPress(book, FRIDAY, "Chen Jie", arguments={"letter": "P-0077"}))


def test_warning_one_customer_leaves_the_other_to_be_warned(tmp_path: Path) -> None:
    place = write_book(tmp_path / "plan.xlsx").ready()
    place.warn(customer=HUAXIN, next_update="2026-06-10")
    duties = updated(ButtonPress(place.open(), place.today, "Chen Jie")).duties
    named = [duty.why.en for duty in duties if duty.button == "warn" and duty.alert.number == "A-0001"]
    assert "Nordwind GmbH has not been told." in named
