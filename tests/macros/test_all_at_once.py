"""`all`: what it covers, what it leaves out, and that it says nothing twice."""

from pathlib import Path

import pytest

from letters.shortage_book import HUAXIN, MAY_29, NORDWIND, write_book
from pab_planner.alerts import LetterKind
from pab_planner.language import Text
from pab_planner.ledgers.contacts import CONTACTS
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.macros.alert_buttons import NothingToReport, report_all
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.letter_buttons import NothingDue, notify_all


def test_all_covers_who_is_due_says_so_before_and_says_nothing_twice(tmp_path: Path) -> None:
    place = write_book(tmp_path / "plan.xlsx")
    book = place.open()
    letters, _ = report_all(ButtonPress(book, MAY_29, "Chen Jie"))
    assert [letter.name for letter in letters] == ["I-0001", "I-0002"]
    with pytest.raises(NothingToReport):
        report_all(ButtonPress(book, MAY_29, "Chen Jie"))
    place.keep(book)
    place.press("assess", alert="A-0001", owner="Li Na", solvable="no", until="2026-06-12")
    place.plan_overtime()
    book = place.open()
    said: list[Text] = []
    answers = {"next_update": "2026-06-03", "happened": "A mould broke."}
    pressed = ButtonPress(book, MAY_29, "Chen Jie", arguments=answers)
    told, _ = notify_all(pressed, LetterKind.POTENTIAL, said.append)
    assert [letter.customer for letter in told] == [HUAXIN, NORDWIND]
    assert said[0].en == f"Potential-shortage notice for 1 alert: A-0001 {HUAXIN}, {NORDWIND}"
    with pytest.raises(NothingDue, match="nothing has changed since"):
        notify_all(pressed, LetterKind.POTENTIAL, said.append)
    # With 150 more on June 15 both still miss something in the week of June 22: both are confirmed, once.
    told, _ = notify_all(pressed, LetterKind.CONFIRMED, said.append)
    assert [letter.name for letter in told] == ["C-0001", "C-0002"]
    with pytest.raises(NothingDue):
        notify_all(pressed, LetterKind.CONFIRMED, said.append)


def test_an_alert_goes_to_those_of_ours_whose_item_or_customer_it_is(tmp_path: Path) -> None:
    place = write_book(tmp_path / "plan.xlsx")
    book = place.open()
    ours = [
        {
            "party": "internal",
            "name": "Of the item",
            "email": "a@own.example",
            "scope": "br-1001",
            "language": "zh",
        },
        {"party": "internal", "name": "Of another", "email": "b@own.example", "scope": "XX-1; YY"},
        {
            "party": "internal",
            "name": "Of the customer",
            "email": "c@own.example",
            "scope": f"XX-1；{NORDWIND}",
        },
    ]
    open_ledger(book, CONTACTS).append(ours)
    (letter, _), _ = report_all(ButtonPress(book, MAY_29, "Chen Jie", "en"))
    names = [line.partition(",")[0] for line in letter.recipients]
    assert names == ["Zhao Min", "Sun Li", "Of the item", "Of the customer"]
    assert letter.language == "zh"
