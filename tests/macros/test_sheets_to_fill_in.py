"""A workbook that its planner began without us gets the sheets that letters ask for, and keeps her own."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from pab_planner.alerts import plan_fingerprint
from pab_planner.language import Text
from pab_planner.ledgers.contacts import read_contacts
from pab_planner.ledgers.settings_sheet import LEDGER
from pab_planner.macros import alert_buttons, letter_buttons
from pab_planner.macros.button_press import ButtonPress
from pab_planner.reading.planning import read_plan, settings_of
from pab_planner.reading.settings import SETTINGS
from planning_files import weeks
from views.test_alert_form import Person, fill_in

MONDAY = date(2026, 6, 1)
NAMES = ("Settings", "Contacts")


@pytest.fixture
def own_book(host: xw.App) -> xw.Book:
    """34 on hand; 10, 10, 15 and 5 are ordered, 50 come in the fourth week: 34 - 10 - 10 - 15 = -1."""
    book = host.books.add()
    sheet = book.sheets[0]
    sheet.name = "Plan"
    sheet["A1"].value = [
        ["Item", "Customer", "Measure", "On hand", *weeks(6, MONDAY)],
        ["P-1", "Huaxin 华欣", "Customer orders", 34, 10, 10, 15, 5, 10, 10],
        ["P-1", "Huaxin 华欣", "MPS", None, 0, 0, 0, 50, 0, 0],
    ]
    return book


def press(book: xw.Book, button: Any, **arguments: str) -> Text:
    """Press a button about the first alert."""
    said: Text = button(ButtonPress(book, MONDAY, "Wang", "en", None, {"alert": "A-0001", **arguments}))
    return said


def fill_in_signer_and_people(book: xw.Book) -> None:
    """Fill in what the two sheets have rows for: who signs, the customer's contact, who is reached at any hour."""
    settings, contacts = book.sheets["Settings"], book.sheets["Contacts"]
    names = settings["A1:A60"].value
    settings.range((names.index("Signed by 签发人") + 1, 2)).value = "Wang Fang"
    contacts["C4:D4"].value = ["Zhou Min", "zhou@huaxin.example"]
    contacts["C6:E6"].value = ["Duty desk", "duty@own.example", "+86 512 5550 0024"]


def reported(book: xw.Book) -> str:
    """Take the shortage as far as the internal alert; what its press said."""
    press(book, alert_buttons.update_alerts)
    return press(book, alert_buttons.internal_alert).en


def test_the_internal_alert_adds_what_letters_ask_for_and_the_plan_reads_as_before(own_book: xw.Book) -> None:
    before = read_plan(own_book).plan
    said = reported(own_book)
    assert "Sheets Settings, Contacts added" in said and "Signed by" in said
    after = read_plan(own_book).plan
    assert (plan_fingerprint(after), after.rule) == (plan_fingerprint(before), before.rule)
    settings = settings_of(own_book)
    assert settings.given("language") is None, "answers stay in the language that they are in"
    assert {s.key: settings[s.key] for s in SETTINGS if s.key != "language"} == {
        s.key: s.default for s in SETTINGS if s.key != "language"
    }
    contacts = own_book.sheets["Contacts"]
    assert contacts["A4:B7"].value == [
        ["Huaxin 华欣", None],
        ["internal 内部", "CS supervisor 客服主管"],
        ["internal 内部", "24h 值班"],
        ["internal 内部", "executive 高层"],
    ]
    assert read_contacts(own_book) == (), "a row to be filled in is nobody"
    assert own_book.sheets["Settings"]["A3:C3"].value == [column.heading for column in LEDGER.columns]


def test_what_is_filled_in_there_is_all_that_the_first_letter_wants(own_book: xw.Book) -> None:
    reported(own_book)
    assert "added" not in press(own_book, alert_buttons.alert_form).en, "they are there"
    fill_in_signer_and_people(own_book)
    press(own_book, alert_buttons.assess, owner="Li", solvable="no", until="2026-06-12")
    given = {"kind": "overtime", "quantity": "5", "when": "2026-06-15", "owner": "Li"}
    press(own_book, letter_buttons.countermeasures, **given)
    said = press(own_book, letter_buttons.warn, issue="yes", next_update="2026-06-03")
    assert "issued: P-0001" in said.en


def test_settings_of_her_own_are_left_alone(own_book: xw.Book) -> None:
    hers = own_book.sheets.add("Settings", after=own_book.sheets[0])
    hers["A1"].value = [["our own notes", 1], ["more", 2]]
    assert "Sheet Contacts added" in reported(own_book)
    assert hers["A1:B2"].value == [["our own notes", 1], ["more", 2]]


def test_the_form_adds_them_too_where_an_alert_was_reported_before(own_book: xw.Book) -> None:
    reported(own_book)
    for title in NAMES:
        own_book.sheets[title].delete()
    assert "Sheets Settings, Contacts added" in press(own_book, alert_buttons.alert_form).en
    assert own_book.sheets.active.name == "A-0001"


def test_a_newcomers_first_letter_takes_six_presses_and_the_two_sheets_that_are_filled_in_once(
    tmp_path: Path, own_book: xw.Book
) -> None:
    """From the first red cell: Today, the alert's form, and once in the life of a workbook Settings and Contacts."""
    person = Person(tmp_path / "other.xlsx")
    person.book = own_book
    person.press("update_alerts", "Plan", "G3")
    person.press("alert_form", "Today", "C7")
    fill_in_signer_and_people(own_book)
    fill_in(person)
    for button in ("internal_alert", "assess", "warn"):
        person.press(button, "A-0001")
    assert person.press("warn", "A-0001").en.endswith("issued: P-0001.")
    assert person.presses == 6
    assert person.sheets - {"Plan"} == {"Today", "A-0001"}
