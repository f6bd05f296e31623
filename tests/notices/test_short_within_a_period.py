"""A line that is due on Monday and whose goods come on Thursday of the same week: late, though no week ends short."""

from datetime import date
from pathlib import Path

import pytest

from letters.shortage_book import texts_of
from pab_planner.engines.file.engine import open_book
from pab_planner.language import Text
from pab_planner.ledgers.register import read_register
from pab_planner.macros.alert_buttons import updated
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.notices import StillShort
from stories.planner_book import MONDAY, planner_book, week, write_receipts

EARLY, LATE = "Huaxin 华欣", "Nordwagen"
TELL = {
    "next_update": "2026-06-04",
    "happened": "A mould cracked.",
    "issue": "yes",
    "reason": "no time to warn",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """60 are there; 100 are due on 10 June, and 80 on Monday, 29 June; 40 come on 18 June and 200 on 2 July."""
    orders = [
        ("BR-1", EARLY, "PO-1", "10", date(2026, 6, 10), 100.0),
        ("BR-1", LATE, "45001", "1", week(4), 80.0),
    ]
    receipts = [("BR-1", date(2026, 6, 18), 40.0), ("BR-1", date(2026, 7, 2), 200.0)]
    book = planner_book(orders, receipts, [("BR-1", "Pad", 60.0, 0.0)])
    book.save(tmp_path / "plan.xlsx")
    book.close()
    return tmp_path / "plan.xlsx"


def test_what_the_letters_and_today_say_of_it(file: Path) -> None:
    book = open_book(file)

    def press(button: str, **arguments: str) -> Text:
        return press_button(
            button, ButtonPress(book, MONDAY, "Wang", "en", None, {"alert": "A-0001", **arguments})
        )

    press("update_alerts")
    press("internal_alert")
    press("assess", owner="Li", solvable="no", until="2026-06-05")
    press("countermeasures", kind="overtime", quantity="10", when="2026-06-12", owner="Li")
    press("confirm", **TELL)
    said = [str(cell) for cell in texts_of(book.sheets["C-0002"])]
    assert "week of 29 Jun 2026" in said, "the week in which its line is late is shown"
    assert any(words.endswith("arrive on the new dates shown, at most 3 days late.") for words in said)
    press("report_8d", issue="yes")
    when = [str(cell) for cell in texts_of(book.sheets["Q-0002"])]
    assert "Found on 1 Jun 2026; short from 29 Jun 2026" in when, (
        "as it was for this customer, not for another"
    )
    write_receipts(book, [("BR-1", date(2026, 6, 9), 40.0), ("BR-1", date(2026, 7, 2), 200.0)])
    press("update_alerts")
    press("all_clear")
    assert press("clear_customer", issue="yes").en.endswith("issued: K-0002."), "the other waits for theirs"
    (cleared,) = [letter for letter in read_register(book).letters if letter.name == "K-0002"]
    assert cleared.customer == EARLY
    with pytest.raises(StillShort, match="Nordwagen still misses 80 of BR-1"):
        press("clear_customer", issue="yes", customer=LATE)
    named = updated(ButtonPress(book, MONDAY, "Wang")).duties
    assert "clear_customer" not in {duty.button for duty in named}, "it would refuse"
    assert any(f"Order lines of {LATE} still come later" in duty.why.en for duty in named)
