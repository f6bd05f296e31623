"""The sheets Countermeasures, Replay, Transport and Freight, played by hand on `shortage_book`."""

from datetime import date, datetime

import pytest

from letters.shortage_book import Taken, Workplace, texts_of
from pab_planner.core.recovery import QuantityNotThere
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.ledger import NotWhatIsAsked
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.transport import FREIGHT, TRANSPORT, ModeIncomplete


@pytest.fixture
def place(taken: Taken) -> Workplace:
    return taken("assess")


def replay_table(place: Workplace) -> list[list[object]]:
    """Gap, gap left, requirement, supply, balance, supply and balance with measures."""
    rows: list[list[object]] = place.open().sheets["Replay"]["B7:H14"].value
    return rows


def test_the_first_press_prepares_a_row_and_the_forms(place: Workplace) -> None:
    said = place.press("countermeasures", alert="A-0001")
    assert "enter its countermeasures" in said.en
    book = place.open()
    assert book.sheets["Countermeasures"]["A4"].value == "A-0001"
    assert {"Contacts", "Transport", "Freight"} <= {sheet.name for sheet in book.sheets}


def test_the_sheet_shows_the_gap_before_and_after(place: Workplace) -> None:
    """150 on June 15: the gap of 120 closes, that of 320 the week after shrinks to 170."""
    said = place.plan_overtime()
    assert said.en == (
        "A-0001: A gap is left: up to 170, first in 2026-06-22. This is no recovery. See sheet Replay."
    )
    assert replay_table(place) == [
        [0, 0, 160, 200, 280, 200, 280],
        [0, 0, 200, 0, 80, 0, 80],
        [120, 0, 200, 0, -120, 150, 30],
        [320, 170, 200, 0, -320, 0, -170],
        [0, 0, 200, 900, 380, 900, 530],
        [0, 0, 200, 0, 180, 0, 330],
        [0, 0, 200, 400, 380, 400, 530],
        [0, 0, 200, 0, 180, 0, 330],
    ]
    assert len(place.open().sheets["Replay"].charts) == 1


def test_playing_again_shows_the_new_set_once(place: Workplace) -> None:
    place.plan_overtime()
    said = place.plan_overtime(quantity="170", when="2026-06-22")
    assert said.en == "A-0001: With these countermeasures no gap is left. See sheet Replay."
    assert [row[1] for row in replay_table(place)] == [0] * 8
    assert len(place.open().sheets["Replay"].charts) == 1


def test_each_row_says_whether_it_counted(place: Workplace) -> None:
    place.plan_overtime()
    place.plan_overtime(when="2027-01-01")
    place.plan_overtime(state="failed", outcome="no material")
    counted = [row["counted"] for row in open_ledger(place.open(), COUNTERMEASURES).rows]
    assert counted == [
        "counted 计入",
        "left out: dated after the plan's last period 不计入：日期晚于计划末期",
        "left out: failed 不计入：未果",
    ]


def test_what_cannot_be_moved_is_named_with_its_cell(place: Workplace) -> None:
    with pytest.raises(QuantityNotThere, match=r"Countermeasures!D4: 950 are to be moved from 2026-06-29"):
        place.plan_overtime(quantity="950", moved_from="2026-06-29")


@pytest.mark.parametrize(("key", "word"), [("when", "soon"), ("quantity", "many"), ("kind", "magic")])
def test_a_word_that_is_not_what_is_asked_is_named(place: Workplace, key: str, word: str) -> None:
    with pytest.raises(NotWhatIsAsked, match=f"--{key}: .* is {word}"):
        place.press(
            "countermeasures",
            alert="A-0001",
            **{"kind": "overtime", "quantity": "150", "when": "2026-06-15", "owner": "Li Na", key: word},
        )


def fill_modes(place: Workplace) -> None:
    """Truck 3 working days, air 1 working day, hand carry the same day, 20 a trip and one trip a day."""
    book = place.open()
    modes = open_ledger(book, TRANSPORT)
    modes.amend(
        0,
        {
            "lead_days": 3,
            "cut_off": "16:00",
            "capacity": 500,
            "fixed": 800,
            "unit": 0.5,
            "working_days": "1-5",
        },
    )
    modes.amend(1, {"lead_days": 1, "cut_off": "12:00", "capacity": 100, "fixed": 1500, "unit": 12})
    modes.amend(2, {"lead_days": 0, "capacity": 20, "fixed": 900, "trips_a_day": 1})
    place.keep(book)


def test_transport_asks_for_the_modes_first(place: Workplace) -> None:
    assert "Enter lead times" in place.press("transport", alert="A-0001").en
    book = place.open()
    open_ledger(book, TRANSPORT).amend(1, {"lead_days": 1})
    place.keep(book)
    with pytest.raises(ModeIncomplete, match=r"Transport!B4: the lead time of Truck 卡车 is blank"):
        place.press("transport", alert="A-0001")


def test_the_cheapest_that_comes_in_time_is_taken_with_its_arithmetic(place: Workplace) -> None:
    """320 are missing from June 15. Friday May 29 + 3 working days is June 3; 1 x 800 + 320 x 0.5 = 960."""
    place.press("transport", alert="A-0001")
    fill_modes(place)
    said = place.press("transport", alert="A-0001")
    assert said.en == (
        "A-0001: Truck 卡车, departs 2026-05-29, all arrived 2026-06-03; "
        "1 x 800 + 320 x 0.5 = 960; 320 in time, 0 late."
    )
    modes = open_ledger(place.open(), TRANSPORT).rows
    assert [row["chosen"] for row in modes] == ["✔", None, None]
    assert [(row["trips"], row["fixed_cost"], row["unit_cost"], row["cost"]) for row in modes] == [
        (1, 800, 160, 960),
        (4, 6000, 3840, 9840),
        (16, 14400, 0, 14400),
    ]
    measure = open_ledger(place.open(), COUNTERMEASURES).rows[0]
    assert (measure["quantity"], measure["when"], measure["owner"]) == (320, date(2026, 6, 3), "Li Na")


def test_choosing_again_replaces_what_was_chosen_before(place: Workplace) -> None:
    place.press("transport", alert="A-0001")
    fill_modes(place)
    place.press("transport", alert="A-0001")
    book = place.open()
    freight = open_ledger(book, FREIGHT)
    freight.amend(0, {"quantity": 40, "needed_by": date(2026, 5, 30)})
    place.keep(book)
    said = place.press("transport", alert="A-0001")
    assert "Hand carry" in said.en
    assert "2 x 900 + 40 x 0 = 1,800; 40 in time, 0 late" in said.en
    rows = open_ledger(place.open(), COUNTERMEASURES).rows
    assert [(row["quantity"], row["when"]) for row in rows] == [
        (20, date(2026, 5, 29)),
        (20, date(2026, 5, 30)),
    ]


def test_the_letter_tells_of_the_transport_and_not_of_its_cost(place: Workplace) -> None:
    place.press("transport", alert="A-0001")
    fill_modes(place)
    place.press("transport", alert="A-0001")
    book = place.open()
    open_ledger(book, FREIGHT).amend(0, {"payer": "Own company", "authorisation": "PF-77", "reason": "mould"})
    place.keep(book)
    place.warn()
    said = texts_of(place.open().sheets["P-0002"])
    at = said.index("PF-77")
    assert said[at - 5 : at + 1] == [
        *("Truck", datetime(2026, 5, 29), datetime(2026, 6, 3), 320, "Own company", "PF-77")
    ]
    assert not {960, 800, 0.5} & {cell for cell in said if isinstance(cell, float)}
