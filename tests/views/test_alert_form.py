"""One form an alert: what is typed on it goes into the kept tables, and the steps' buttons work on it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from letters.shortage_book import HUAXIN, MAY_29, NORDWIND, texts_of, write_book
from pab_planner.engines.file.engine import open_book
from pab_planner.language import Text
from pab_planner.ledgers.contacts import CONTACTS
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.ledger import NotWhatIsAsked
from pab_planner.ledgers.log import LOG
from pab_planner.ledgers.messages import MESSAGES
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.register import ALERTS
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.views.alert_form import ChangedElsewhere

FORM = "A-0001"


class Person:
    """Somebody at a workbook: counts the buttons they press and the sheets they work on."""

    def __init__(self, file: Path) -> None:
        self.book = open_book(write_book(file).file)
        self.presses = 0
        self.sheets: set[str] = set()

    def press(self, button: str, sheet: str, cell: str = "A1") -> Text:
        """Press a button with a cell selected."""
        self.presses += 1
        self.sheets.add(sheet)
        selected = self.book.sheets[sheet][cell]
        return press_button(button, ButtonPress(self.book, MAY_29, "Chen Jie", "en", selected))

    def type(self, label: str, value: object, below: int = 0) -> None:
        """Type beside a label of the form, or in the row so far below a heading of a table."""
        self.sheets.add(FORM)
        place = find(self.book.sheets[FORM], label)
        place.offset(below, 0 if below else 1).value = value

    def form(self) -> str:
        return "\n".join(map(str, texts_of(self.book.sheets[FORM])))


def find(sheet: xw.Sheet, words: str) -> xw.Range:
    """The cell that begins with these words."""
    last = sheet.used_range.last_cell
    rows = sheet.range((1, 1), (last.row, last.column)).options(ndim=2).value
    return next(
        sheet.range((r, c)) for r, row in enumerate(rows, 1) for c, cell in enumerate(row, 1)
        if isinstance(cell, str) and cell.startswith(words)
    )  # fmt: skip


@pytest.fixture
def person(tmp_path: Path) -> Person:
    return Person(tmp_path / "plan.xlsx")


def first_look(person: Person) -> None:
    """From the first red cell to the form."""
    person.press("update_alerts", "Orders")
    person.press("alert_form", "Today", "C7")


def fill_in(person: Person) -> None:
    person.type("Owner 负责人", "Li Na")
    person.type("Solvable", "No 否")
    person.type("Solved by", date(2026, 6, 12))
    person.type("Kind 类型", "Overtime 加班", below=1)
    person.type("Action", "Saturday shifts", below=1)
    person.type("Quantity 数量", 150, below=1)
    person.type("Available on", date(2026, 6, 15), below=1)
    person.type("Owner 责任人", "Li Na", below=1)
    person.type("Next update", date(2026, 6, 3))
    person.type("What happened", "A mould cracked.", below=1)


def test_from_the_first_red_cell_to_the_customers_letter_in_six_presses_on_two_sheets(person: Person) -> None:
    first_look(person)
    fill_in(person)
    person.press("internal_alert", FORM)
    person.press("assess", FORM)
    person.press("warn", FORM)
    assert person.press("warn", FORM).en == "A-0001: Potential-shortage notice issued: P-0001, P-0002."
    assert person.presses == 6
    assert person.sheets - {"Orders"} == {"Today", FORM}
    assert "A mould cracked." in texts_of(person.book.sheets["P-0002"])


def test_the_kept_tables_hold_what_was_typed(person: Person) -> None:
    first_look(person)
    fill_in(person)
    person.press("internal_alert", FORM)
    (alert,) = [row for row in open_ledger(person.book, ALERTS).rows if row["number"] == FORM]
    assert (alert["owner"], alert["solvable"], alert["until"]) == ("Li Na", "No 否", date(2026, 6, 12))
    (measure,) = open_ledger(person.book, COUNTERMEASURES).rows
    assert (measure["alert"], measure["quantity"], measure["when"]) == (FORM, 150.0, date(2026, 6, 15))
    (message,) = open_ledger(person.book, MESSAGES).rows
    assert (message["alert"], message["happened"]) == (FORM, "A mould cracked.")


def test_what_was_typed_is_taken_once(person: Person) -> None:
    """A refused step leaves it in the tables; the next press adds nothing."""
    first_look(person)
    fill_in(person)
    with pytest.raises(Exception, match="possible only in"):
        person.press("warn", FORM)
    person.press("internal_alert", FORM)
    person.press("assess", FORM)
    assert len(open_ledger(person.book, COUNTERMEASURES).rows) == 1
    assert len(open_ledger(person.book, MESSAGES).rows) == 1


def test_the_form_marks_what_the_next_steps_still_want(person: Person) -> None:
    first_look(person)
    assert "Next: Internal alert" in person.form()
    person.press("internal_alert", FORM)
    assert "still missing for Assess: enter the owner" in person.form()
    owner = find(person.book.sheets[FORM], "Owner 负责人")
    assert owner.offset(0, 2).value == "▶ needed for Assess ▶ “评估”需要"
    fill_in(person)
    person.press("assess", FORM)
    assert "still missing" not in person.form()
    assert find(person.book.sheets[FORM], "Owner 负责人").offset(0, 2).value is None


def test_what_cannot_be_understood_is_named_by_its_cell_and_nothing_is_taken(person: Person) -> None:
    first_look(person)
    person.type("Owner 负责人", "Li Na")
    person.type("Solved by", "soon")
    cell = find(person.book.sheets[FORM], "Solved by").offset(0, 1).get_address(False, False)
    with pytest.raises(NotWhatIsAsked, match=f"{FORM}!{cell}: Solved by"):
        person.press("internal_alert", FORM)
    (alert,) = open_ledger(person.book, ALERTS).rows[:1]
    assert alert["owner"] is None
    assert "Report" not in {row["event"] for row in open_ledger(person.book, LOG).rows}


def test_what_was_changed_in_a_table_meanwhile_is_not_written_over(person: Person) -> None:
    first_look(person)
    kept = open_ledger(person.book, ALERTS)
    kept.amend(0, {"owner": "Ma Jun", "assessment": "by phone"})
    person.type("Owner 负责人", "Li Na")
    with pytest.raises(ChangedElsewhere, match="says Li Na, but Alerts!O4 was changed to Ma Jun"):
        person.press("internal_alert", FORM)
    person.press("alert_form", "Today", "C7")
    assert find(person.book.sheets[FORM], "Owner 负责人").offset(0, 1).value == "Ma Jun"


def test_a_cell_that_is_emptied_on_the_form_is_emptied_in_its_table(person: Person) -> None:
    first_look(person)
    person.type("Owner 负责人", "Li Na")
    person.press("internal_alert", FORM)
    person.type("Owner 负责人", None)
    with pytest.raises(Exception, match="enter the owner"):
        person.press("assess", FORM)
    assert open_ledger(person.book, ALERTS).rows[0]["owner"] is None


def test_the_form_shows_whom_it_concerns_and_a_letter_of_its_list(person: Person) -> None:
    first_look(person)
    fill_in(person)
    for button in ("internal_alert", "assess", "warn", "warn"):
        person.press(button, FORM)
    assert person.book.sheets.active.name == "P-0001"
    row = find(person.book.sheets[FORM], "Nordwind GmbH")
    *told, at = row.resize(1, 4).value
    assert told == ["Nordwind GmbH", "Eva Lindner, eva@nordwind.example", "P-0002"]
    assert at.date() == MAY_29 and row.offset(0, 3).number_format == "yyyy-mm-dd hh:mm"
    person.book.sheets["P-0002"].visible = False
    listed: Any = find(person.book.sheets[FORM], "P-0002")
    assert person.press("alert_form", FORM, listed.get_address(False, False)).en == "P-0002 is shown."
    assert person.book.sheets["P-0002"].visible
    assert person.book.sheets.active.name == "P-0002"


def test_a_form_marks_only_what_the_steps_from_here_on_want(tmp_path: Path) -> None:
    """A warned alert wants no reason any more, and the reason of a transport is nobody's gate."""
    place = write_book(tmp_path / "plan.xlsx").ready()
    place.warn(happened="A mould broke.")
    book = place.open()
    press_button("alert_form", ButtonPress(book, MAY_29, "Chen Jie", "en", None, {"alert": FORM}))
    sheet = book.sheets[FORM]
    last = sheet.used_range.last_cell.row
    rows = sheet.range((1, 1), (last, 3)).value
    marked = [row[0].split(" ")[0] for row in rows if row[2] and "needed for" in str(row[2])]
    assert marked == ["Cause", "Root", "Escape", "Corrective", "Preventive", "Effective", "Proved"]
    words = [str(cell) for cell in texts_of(sheet)]
    at = words.index(NORDWIND)
    assert words[at + 1 : at + 3] == ["Eva Lindner, eva@nordwind.example", "P-0002"]
    days = [word.partition(" ")[0] for word in words[at + 3 : at + 6]]
    assert days == ["2026-05-29", "2026-05-29", "2026-06-03"]


def test_the_form_marks_a_missing_signer_and_a_customer_without_contact(person: Person) -> None:
    settings, contacts = person.book.sheets["Settings"], open_ledger(person.book, CONTACTS)
    settings["A2:B2"].clear_contents()
    contacts.amend(0, {"party": "Somebody else"})
    first_look(person)
    assert "▶ needed for Potential-shortage notice: on sheet Settings the name beside" in person.form()
    row = find(person.book.sheets[FORM], HUAXIN)
    assert str(row.offset(0, 1).value).startswith("▶ nobody to write to")
    settings["A2:B2"].value = ["Signed by 签发人", "Lin Fang"]
    contacts.amend(0, {"party": HUAXIN})
    person.press("alert_form", "Today", "C7")
    assert "needed for Potential-shortage notice: on sheet" not in person.form()
    assert "nobody to write to" not in person.form()
