"""Two people work in copies of one workbook, and one takes in what the other did."""

import shutil
from pathlib import Path

from letters.shortage_book import MAY_29, Workplace, write_book
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.messages import MESSAGES
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.promises import PROMISES
from pab_planner.ledgers.register import read_register
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.merge_registers import merge_books


def test_everything_that_the_other_wrote_is_taken_in_and_letters_of_one_number_are_told_apart(
    tmp_path: Path,
) -> None:
    mine = write_book(tmp_path / "plan.xlsx")
    mine.press("update_alerts")
    theirs = Workplace(Path(shutil.copy(mine.file, tmp_path / "theirs.xlsx")))
    # I report the first alert, they the second: both letters are I-0001. They take theirs to the customer.
    mine.press("internal_alert", alert="A-0001")
    theirs.press("internal_alert", alert="A-0002")
    theirs.press("assess", alert="A-0002", owner="Wu", solvable="no", until="2026-06-12")
    given = {"kind": "overtime", "quantity": "50", "when": "2026-07-10", "owner": "Wu"}
    theirs.press("countermeasures", alert="A-0002", **given)
    said = {"next_update": "2026-06-03", "happened": "A mould broke.", "issue": "yes"}
    theirs.press("warn", alert="A-0002", **said)
    book, other = mine.open(), theirs.open()
    merged = merge_books(ButtonPress(book, MAY_29, "Li"), other)
    assert merged.conflicts == ()
    letters = [letter.name for letter in read_register(book).letters]
    assert letters[:2] == ["I-0001", "I-0001-ChenJie"]
    assert [row["owner"] for row in open_ledger(book, COUNTERMEASURES).rows] == ["Wu"]
    assert [row["happened"] for row in open_ledger(book, MESSAGES).rows] == ["A mould broke."]
    promised = len(open_ledger(book, PROMISES).rows)
    assert promised == len(open_ledger(other, PROMISES).rows) > 0
    # Taken in a second time, nothing is added.
    again = merge_books(ButtonPress(book, MAY_29, "Li"), other)
    assert (again.events, again.rows, again.conflicts) == (0, 0, ())
    # The next letter of mine has the next number.
    place = Workplace(mine.file)
    place.keep(book)
    book.save(str(mine.file))
    mine.press("internal_alert", alert="A-0002")
    assert read_register(mine.open()).letters[-1].name in ("I-0001-ChenJie.2", "I-0002")
