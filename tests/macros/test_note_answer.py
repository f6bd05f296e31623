from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from letters.shortage_book import HUAXIN, texts_of, write_book
from pab_planner.alerts import customer_records
from pab_planner.ledgers.letters import LETTERS
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.register import read_register
from pab_planner.macros.alert_buttons import updated
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.macros.letter_buttons import NoIssuedLetter, acknowledge, note_answer
from pab_planner.macros.letter_files import NoLetterChosen

FRIDAY = date(2026, 6, 5)


def test_a_reply_that_is_due_is_chased_until_it_is_noted(tmp_path: Path) -> None:
    place = write_book(tmp_path / "plan.xlsx").ready()
    place.warn(customer=HUAXIN, reply_by="2026-06-04", next_update="2026-06-10")
    book = place.open()

    def chased() -> list[str]:
        duties = updated(ButtonPress(book, FRIDAY, "Chen Jie")).duties
        return [duty.why.en for duty in duties if duty.why.en.startswith("Chase")]

    assert chased() == [f"Chase the reply of {HUAXIN} to P-0001; when it is there, press Sent, answered."]
    noted = {"letter": "p-0001", "sent": "2026-05-29"}
    note_answer(ButtonPress(book, FRIDAY, "Chen Jie", arguments=noted))
    assert len(chased()) == 1, "sent is not answered"
    note_answer(ButtonPress(book, FRIDAY, "Chen Jie", arguments={"letter": "P-0001"}))
    session = updated(ButtonPress(book, FRIDAY, "Chen Jie"))
    (record,) = session.letters_by_name().records(session.alerts["A-0001"]).values()
    assert (record.sent, record.next_update) == (date(2026, 5, 29), date(2026, 6, 10)), (
        "days as they were given"
    )
    assert isinstance(record.acknowledged, datetime) and record.acknowledged.date() == FRIDAY
    assert chased() == []
    with pytest.raises(NoIssuedLetter):
        note_answer(ButtonPress(book, FRIDAY, "Chen Jie", arguments={"letter": "P-0077"}))


def test_warning_one_customer_leaves_the_other_to_be_warned(tmp_path: Path) -> None:
    place = write_book(tmp_path / "plan.xlsx").ready()
    place.warn(customer=HUAXIN, next_update="2026-06-10")
    duties = updated(ButtonPress(place.open(), place.today, "Chen Jie")).duties
    named = [duty.why.en for duty in duties if duty.button == "warn" and duty.alert.number == "A-0001"]
    assert "Nordwind GmbH has not been told." in named


SHANGHAI = timezone(timedelta(hours=8))


def test_sent_and_acknowledged_are_kept_as_moments_with_their_zone(tmp_path: Path) -> None:
    place = write_book(tmp_path / "plan.xlsx").ready()
    place.warn(next_update="2026-06-10")
    book = place.open()

    def at(clock: str, **arguments: str) -> None:
        now = datetime.fromisoformat(f"{clock}+08:00")
        pressed = ButtonPress(book, now.date(), "Chen", "en", None, {"letter": "P-0001", **arguments}, now)
        (note_answer if arguments else acknowledge)(pressed)

    at("2026-05-29 14:05:30")
    at("2026-06-01 09:10:00")
    alert = read_register(book).alerts["A-0001"]
    record = customer_records(alert, read_register(book).letters)[HUAXIN]
    assert record.sent == datetime(2026, 5, 29, 14, 5, 30, tzinfo=SHANGHAI)
    assert record.acknowledged == datetime(2026, 6, 1, 9, 10, tzinfo=SHANGHAI)
    assert isinstance(record.informed, datetime) and record.informed.tzinfo
    at("2026-06-02 08:00:00", acknowledged="2026-06-01 16:45")
    kept = open_ledger(book, LETTERS)
    (row,) = [index for index, row in enumerate(kept.rows) if row["name"] == "P-0001"]
    assert kept.rows[row]["acknowledged_at"] == "2026-06-01T16:45:00+08:00"
    kept.amend(row, {"acknowledged": date(2026, 6, 2)})
    record = customer_records(alert, read_register(book).letters)[HUAXIN]
    assert record.acknowledged == date(2026, 6, 2), "a day that somebody corrects counts as that day"


def test_answer_and_interim_report_may_be_due_in_working_hours(tmp_path: Path) -> None:
    """Issued on Friday, 29 May, at 15:00: two working hours later is 17:00, four are Monday, 10:00."""
    place = write_book(tmp_path / "plan.xlsx").ready()
    book = place.open()
    book.sheets["Settings"]["A3"].value = [
        ["Interim 3D report within days", "4 h"],
        ["客户签收期限（天）", "2 小时"],
    ]

    def press(button: str, now: datetime, **arguments: str) -> None:
        given = {"alert": "A-0001", "issue": "yes", "next_update": "2026-06-10", **arguments}
        press_button(button, ButtonPress(book, now.date(), "Chen Jie", "en", None, given, now=now))

    def due(now: datetime, begins: str) -> set[tuple[datetime | None, bool]]:
        named = updated(ButtonPress(book, now.date(), "Chen Jie", now=now)).duties
        return {(d.due_at, d.overdue > 0) for d in named if d.why.en.startswith(begins)}

    issued = datetime(2026, 5, 29, 15, tzinfo=SHANGHAI)
    press("warn", issued, happened="A mould broke.")
    press("confirm", issued)
    answer, report = datetime(2026, 5, 29, 17), datetime(2026, 6, 1, 10)
    assert due(issued, "Chase") == {(answer, False)}
    assert due(issued.replace(hour=18), "Chase") == {(answer, True)}
    assert due(issued, "The interim 3D report") == {(report, False)}
    assert due(datetime(2026, 6, 1, 10, 30, tzinfo=SHANGHAI), "The interim 3D report") == {(report, True)}


def test_an_alert_in_a_row_is_no_letter(tmp_path: Path) -> None:
    """A-0001 looks like a letter's number; the e-mail of a row of Alerts asks for a letter."""
    book = write_book(tmp_path / "plan.xlsx").open()
    updated(ButtonPress(book, FRIDAY, "Chen Jie"))
    with pytest.raises(NoLetterChosen):
        press_button("email", ButtonPress(book, FRIDAY, "Chen Jie", "en", book.sheets["Alerts"]["A4"]))


def test_what_is_past_due_is_required_today_in_lines_and_periods_alike(tmp_path: Path) -> None:
    """On 8 June Nordwind's 60 of 1 June and 80 of 8 June are served from 240 + 200 in stock: 140 of 140."""
    place = write_book(tmp_path / "plan.xlsx")
    place.today = date(2026, 6, 8)
    place.ready().warn(next_update="2026-06-10")
    words = texts_of(place.open().sheets["P-0002"])
    assert "week of 1 Jun 2026" not in words
    week = words.index("week of 8 Jun 2026")
    assert words[week + 1 : week + 4] == [140, 140, 0]


def test_a_report_after_the_all_clear_plans_what_the_all_clear_planned(tmp_path: Path) -> None:
    """With 5,000 in stock both lines that were told are planned for their due dates again."""
    place = write_book(tmp_path / "plan.xlsx").ready()
    place.warn(happened="A mould broke.")
    place.press("confirm", alert="A-0001", issue="yes")
    book = place.open()
    book.sheets["Stock"]["C2"].value = 5000
    place.keep(book)
    place.press("all_clear", alert="A-0001")
    place.press("clear_customer", alert="A-0001", issue="yes")
    place.press("report_8d", alert="A-0001", issue="yes")
    book = place.open()
    assert [
        [word for word in texts_of(book.sheets[sheet]) if str(word).startswith("planned for")]
        for sheet in ("K-0003", "Q-0002")
    ] == [["planned for 2026-06-15", "planned for 2026-06-22"]] * 2
