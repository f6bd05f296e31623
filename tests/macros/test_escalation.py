from datetime import date
from pathlib import Path

from letters.shortage_book import write_book
from pab_planner.alerts import AlertEvent
from pab_planner.ledgers.register import read_register
from pab_planner.macros.alert_buttons import updated
from pab_planner.macros.button_press import ButtonPress, press_button

THURSDAY = date(2026, 6, 4)


def test_an_alert_that_waits_too_long_goes_once_to_the_role_of_the_settings(tmp_path: Path) -> None:
    """Reported on Friday, May 29; the assessment is due on Monday, June 1: three days overdue on Thursday."""
    place = write_book(tmp_path / "plan.xlsx")
    place.press("update_alerts")
    place.press("internal_alert", alert="A-0001")
    book = place.open()
    settings = book.sheets.add("Settings")
    settings["A1"].value = [["Setting", "Value"], ["Escalate after days", 3], ["Escalate to", "executive"]]
    updated(ButtonPress(book, date(2026, 6, 3), "Chen Jie"))
    assert read_register(book).alerts["A-0001"].escalated_on is None
    for _ in range(2):
        updated(ButtonPress(book, THURSDAY, "Chen Jie"))
    log = read_register(book).log
    raised = [entry for entry in log if entry.event is AlertEvent.ESCALATE and entry.alert == "A-0001"]
    assert [(entry.when, entry.note) for entry in raised] == [(THURSDAY, "executive")]
    shown = book.sheets["Today"].used_range.options(ndim=2).value
    assert any("Escalated on 2026-06-04." in str(cell) for row in shown for cell in row)
    answers = {"alert": "A-0001", "owner": "Li Na", "solvable": "no", "until": "2026-06-12"}
    press_button("assess", ButtonPress(book, THURSDAY, "Chen Jie", arguments=answers))
    assert read_register(book).alerts["A-0001"].escalated_on is None
