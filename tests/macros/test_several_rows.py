"""Several rows selected on Today, Alerts or Letters are handled in one press, as `all` does from a terminal."""

from pathlib import Path

import pytest
import xlwings as xw

from letters.shortage_book import HUAXIN, MAY_29, NORDWIND, Workplace, write_book
from pab_planner.alerts import AlertState
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.register import read_register
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.macros.letter_buttons import NothingToNote


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    place = write_book(tmp_path / "plan.xlsx")
    place.press("update_alerts")
    return place


def press(name: str, selection: xw.Range, **arguments: str) -> str:
    pressed = ButtonPress(selection.sheet.book, MAY_29, "Chen Jie", "en", selection, arguments)
    return press_button(name, pressed).en


def shown(book: xw.Book) -> list[str]:
    """Sheets of letters that are in sight."""
    names = {letter.sheet for letter in read_register(book).letters}
    return [sheet.name for sheet in book.sheets if sheet.name in names and sheet.visible]


@pytest.mark.parametrize("sheet", ["Today", "Alerts"])
def test_every_alert_of_the_selected_rows_is_reported(place: Workplace, sheet: str) -> None:
    book = place.open()
    rows = book.sheets[sheet]["A7:D8"] if sheet == "Today" else book.sheets[sheet]["B4:B5"]
    assert press("internal_alert", rows) == "2 alerts reported: I-0001, I-0002."
    states = [alert.state for alert in read_register(book).alerts.values()]
    assert states == [AlertState.REPORTED, AlertState.REPORTED]
    assert shown(book) == ["I-0002"], "of many letters only the last stays in sight"


def test_of_one_row_only_its_alert_is_reported(place: Workplace) -> None:
    book = place.open()
    press("internal_alert", book.sheets["Alerts"]["A5"])
    assert [letter.alert for letter in read_register(book).letters] == ["A-0002"]


def test_letters_of_several_alerts_are_drafted_first_and_issued_at_the_second_press(place: Workplace) -> None:
    book = place.open()
    press("internal_alert", book.sheets["Alerts"]["A4:A5"])
    press("assess", book.sheets["Alerts"]["A4"], owner="Li Na", solvable="no", until="2026-06-12")
    measure = {
        "alert": "A-0001",
        "kind": "Overtime 加班",
        "quantity": 150,
        "when": "2026-06-15",
        "owner": "Li Na",
    }
    open_ledger(book, COUNTERMEASURES).append([measure])
    rows = book.sheets["Alerts"]["A4:A5"]
    said = press("warn", rows, next_update="2026-06-03")
    assert said == (
        f"Potential-shortage notice for 1 alert: A-0001 {HUAXIN}, {NORDWIND}. "
        "Drafts are written, not issued; look at them, then press again to issue."
    )
    assert [letter.issued for letter in read_register(book).letters if letter.customer] == [None, None]
    assert (
        press("warn", rows, next_update="2026-06-03") == "Potential-shortage notice: 2 issued to 2 customers."
    )

    # On sheet Letters: sent today, then acknowledged, and no third time.
    letters = book.sheets["Letters"]["A6:A7"]
    assert press("acknowledge", letters).startswith("P-0001: sent 2026-05-29, acknowledged -. P-0002: sent")
    assert "P-0002: sent 2026-05-29, acknowledged 2026-05-29." in press("acknowledge", letters)
    with pytest.raises(NothingToNote, match="P-0001, P-0002: sent and acknowledged before"):
        press("acknowledge", letters)
