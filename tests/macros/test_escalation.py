from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from letters.shortage_book import write_book
from pab_planner.alerts import AlertEvent
from pab_planner.ledgers.register import read_register
from pab_planner.macros.alert_buttons import updated
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.reading.settings import SettingRefused

THURSDAY = date(2026, 6, 4)


def test_an_alert_that_waits_too_long_goes_once_to_the_role_of_the_settings(tmp_path: Path) -> None:
    """Reported on Friday, May 29; the assessment is due on Monday, June 1: three days overdue on Thursday."""
    place = write_book(tmp_path / "plan.xlsx")
    place.press("update_alerts")
    place.press("internal_alert", alert="A-0001")
    book = place.open()
    settings = book.sheets["Settings"]
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


SHANGHAI = timezone(timedelta(hours=8))


def moment(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=SHANGHAI)


def test_deadlines_and_escalation_in_working_hours(tmp_path: Path) -> None:
    """Found on Friday at 15:00; four hours later is Monday, 10:00, and two hours after that noon."""
    book = write_book(tmp_path / "plan.xlsx").open()
    settings = book.sheets["Settings"]
    settings["A1"].value = [
        ["Setting", "Value"],
        ["Respond in days: Detected", "4 h"],
        ["逾期几天升级", "2 小时"],
        ["Working hours", "08:00-12:00，13:00-17:00"],
    ]

    def at(words: str) -> None:
        now = moment(words)
        updated(ButtonPress(book, now.date(), "Chen Jie", now=now))

    def shown() -> tuple[object, object]:
        return book.sheets["Today"]["A7"].value, book.sheets["Today"]["K7"].value

    at("2026-05-29 15:00")
    at("2026-06-01 09:30")
    assert shown() == (None, "2026-06-01 10:00")
    at("2026-06-01 11:30")
    assert shown() == (0.1, "2026-06-01 10:00"), "an hour and a half is shown as a tenth of a day"
    assert read_register(book).alerts["A-0001"].escalated_on is None
    at("2026-06-01 12:00")
    (raised,) = (e for e in read_register(book).log if e.event is AlertEvent.ESCALATE and e.alert == "A-0001")
    assert (raised.note, raised.at) == ("executive", moment("2026-06-01 12:00"))


@pytest.mark.parametrize("words", ["8-5", "08:00-17:00, 16:00-18:00", "17:00-08:00", "08:00"])
def test_working_hours_that_are_none_are_refused_by_their_cell(tmp_path: Path, words: str) -> None:
    book = write_book(tmp_path / "plan.xlsx").open()
    book.sheets["Settings"]["A1"].value = [["Setting", "Value"], ["Working hours", words]]
    with pytest.raises(SettingRefused, match="Settings!2"):
        updated(ButtonPress(book, date(2026, 5, 29), "Chen Jie"))
