"""Letters to two customers of one item, from the first warning to the all-clear, on every host."""

import re
import zipfile
from datetime import date, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw
from pypdf import PdfReader

from letters.shortage_book import HUAXIN, NORDWIND, PEOPLE, People, Taken, Workplace, monday, texts_of
from pab_planner.alerts import LetterKind, StepOutOfOrder, StepRefused
from pab_planner.errors import PlanError
from pab_planner.language import Text
from pab_planner.ledgers.contacts import CONTACTS, NoAddress, NoContact, NoOneAtAnyHour
from pab_planner.ledgers.countermeasures import MeasureIncomplete, QuantityNotPositive
from pab_planner.ledgers.letters import LETTERS, letter_fingerprint
from pab_planner.ledgers.log import LOG
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.letters.notice_templates import TemplateLacks
from pab_planner.letters.templates import UnknownPlaceholder
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.letter_buttons import notify_all
from pab_planner.macros.letter_files import ChangedAfterIssue, HiddenInLetter
from pab_planner.macros.letter_mails import NotIssued
from pab_planner.notices import NamesAnother
from pab_planner.sharing.letter_pages import LetterPages, Paper
from pab_planner.sharing.share import letter_file


@pytest.fixture
def place(taken: Taken) -> Workplace:
    return taken("ready")


def titles(book: xw.Book) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def letters(place: Workplace) -> list[dict[str, Any]]:
    return open_ledger(place.open(), LETTERS).rows


def events(place: Workplace) -> list[str]:
    return [row["event"].split(" ")[0] for row in open_ledger(place.open(), LOG).rows]


def change(place: Workplace, sheet: str, cell: str, value: object) -> None:
    book = place.open()
    book.sheets[sheet][cell].value = value
    place.keep(book)


def cells(book: xw.Book) -> dict[str, list[object]]:
    """What the cells of each sheet hold."""
    return {sheet.name: texts_of(sheet) for sheet in book.sheets}


def refused(place: Workplace, error: type[PlanError], button: str, **arguments: str) -> str:
    """What a refusal says; no byte of the file nor a cell is changed, but a form may wait to be filled."""
    before, shown = place.file.read_bytes(), cells(place.open())
    with pytest.raises(error) as raised:
        place.press(button, alert="A-0001", **arguments)
    assert place.file.read_bytes() == before
    after = cells(place.open())
    assert {name: after[name][: len(held)] for name, held in shown.items()} == shown
    assert re.search(r"[\u4e00-\u9fff]", raised.value.say("zh"))
    return str(raised.value)


def test_each_customer_gets_a_letter_of_their_own_in_their_language(place: Workplace) -> None:
    said = place.warn()
    assert said.en == "A-0001: Potential-shortage notice issued: P-0001, P-0002."
    sent = [(row["name"], row["customer"], row["language"]) for row in letters(place)[1:]]
    assert sent == [("P-0001", HUAXIN, "zh"), ("P-0002", NORDWIND, "en")]
    book = place.open()
    assert "潜在断供通知" in texts_of(book.sheets["P-0001"])
    assert "Potential-shortage notice" in texts_of(book.sheets["P-0002"])
    assert events(place)[-1] == "Potential-shortage"


def test_the_letter_holds_the_customers_lines_with_quantities_and_dates(place: Workplace) -> None:
    place.warn()
    said = texts_of(place.open().sheets["P-0001"])
    due, later, recovered = datetime(2026, 6, 15), datetime(2026, 6, 22), datetime(2026, 6, 29)
    at = said.index("HX-4501")
    assert said[at : at + 16] == [
        *("HX-4501", "30", "HX-BRK-77", 120, due, 40, due, "6月15日交 120"),
        *("HX-4501", "40", "HX-BRK-77", 120, later, 120, recovered, "6月22日交 30，6月29日交 90"),
    ]
    assert any("本函为潜在断供通知，断供尚未确认" in str(cell) for cell in said)
    assert [datetime(2026, 6, 3)] * 2 == [cell for cell in said if cell == datetime(2026, 6, 3)]
    assert "Zhao Min, +86 512 5555 0024" in said


CANARY = "CANARY"


def plant(place: Workplace) -> None:
    """Put a canary everywhere where something stands that Huaxin must not read."""
    book = place.open()
    orders = book.sheets["Orders"]
    for row in range(10, 18):
        orders[f"C{row}"].value, orders[f"D{row}"].value = f"{CANARY}-PART", f"{CANARY}-ORDER"
    contacts = open_ledger(book, CONTACTS)
    contacts.amend(1, {"name": f"{CANARY} name", "email": f"{CANARY}@nordwind.example", "note": CANARY})
    measures = book.sheets["Countermeasures"]
    heads = [str(cell) for cell in measures["A3:P3"].value]
    note = next(i for i, head in enumerate(heads) if head.startswith("Internal note"))
    measures[3, note].value = f"{CANARY} internal note"
    alerts = book.sheets["Alerts"]
    columns = {str(cell): i for i, cell in enumerate(alerts["A3:AK3"].value)}
    for head, column in columns.items():
        if head.split(" ")[0] in ("Root", "Escape", "Corrective", "Assessment", "Reason"):
            alerts[3, column].value = f"{CANARY} {head}"
    book.sheets["Transport"]["A4"].value = f"{CANARY} truck at 1,234,567 a trip"
    book.sheets.add(f"{CANARY} notes", after=orders)["A1"].value = CANARY
    place.keep(book)


def test_no_byte_of_a_letter_tells_of_another_customer(place: Workplace, tmp_path: Path) -> None:
    plant(place)
    place.warn()
    place.press("confirm", alert="A-0001", issue="yes", happened="A mould broke.")
    forbidden = (CANARY, "Nordwind", "NW-880", "NW.4411", "1234567", "1,234,567", "Lindner")
    book = place.open()
    for name in ("P-0001", "C-0001"):
        said = " ".join(map(str, texts_of(book.sheets[name])))
        alone = tmp_path / "alone.xlsx"
        alone.write_bytes(letter_file(place.saved(), name, LetterPages(Paper.A4, name)))
        with zipfile.ZipFile(alone) as package:
            parts = [package.read(part).decode("utf-8", "ignore") + part for part in package.namelist()]
        place.press("email", letter=name)
        printed = PdfReader(tmp_path / f"{name}.pdf")
        pages = "".join(page.extract_text() for page in printed.pages) + str(printed.metadata)
        assert "HX-4501" in pages
        mail = message_from_bytes((tmp_path / f"{name}.eml").read_bytes(), policy=policy.default)
        texts = [str(mail), *(str(part.get_content()) for part in mail.walk() if not part.is_multipart())]
        raw = (tmp_path / f"{name}.pdf").read_bytes().decode("latin-1")
        for text in (said, *parts, pages, raw, *texts):
            for word in forbidden:
                assert word not in text, (name, word)


def test_words_about_another_customer_stop_the_letter(place: Workplace) -> None:
    message = refused(
        place, NamesAnother, "warn", issue="y", next_update="2026-06-03", happened="借给 Nordwind GmbH"
    )
    assert message.startswith(f"the letter to {HUAXIN} would say Nordwind GmbH")


def test_the_first_press_drafts_and_the_second_issues(place: Workplace) -> None:
    assert "not issued" in place.press("warn", alert="A-0001", next_update="2026-06-03").en
    assert "草稿，未发出" in " ".join(map(str, texts_of(place.open().sheets["P-0001"])))
    assert [row["issued"] for row in letters(place)[1:]] == [None, None]
    assert events(place)[-1] == "Assess"
    assert (
        place.press("warn", alert="A-0001").en == "A-0001: Potential-shortage notice issued: P-0001, P-0002."
    )
    assert "已发出" in " ".join(map(str, texts_of(place.open().sheets["P-0001"])))
    assert [row["issued"] for row in letters(place)[1:]] == [place.today] * 2


def test_a_draft_is_written_anew_when_the_plan_has_changed_since(place: Workplace) -> None:
    place.press("warn", alert="A-0001", next_update="2026-06-03")
    change(place, "Stock", "C2", 250)
    assert "not issued" in place.press("warn", alert="A-0001").en
    assert "issued: P-0001" in place.press("warn", alert="A-0001").en


def test_an_issued_letter_has_the_fingerprint_of_its_sheet_and_never_changes(place: Workplace) -> None:
    place.warn()
    kept = {row["name"]: row["sha256"] for row in letters(place)[1:]}
    change(place, "Stock", "C2", 300)
    place.today = date(2026, 6, 2)
    place.press("update_alerts")
    place.warn(next_update="2026-06-09")
    book = place.open()
    assert {name: letter_fingerprint(book.sheets[name]) for name in kept} == kept
    assert {"P-0001.2", "P-0002.2"} <= set(titles(book))


def test_a_revision_says_what_changed_since_the_last_letter(place: Workplace) -> None:
    """50 more on hand serve all of Huaxin's line 30, which is no longer short, and 10 of Nordwind's."""
    place.warn()
    change(place, "Stock", "C2", 310)
    place.warn(next_update="2026-06-09")
    book = place.open()
    assert any(
        "2026年5月29日告知风险数量 40，现已无风险" in str(cell) for cell in texts_of(book.sheets["P-0001.2"])
    )
    assert any(
        "Order NW-880 line 30: told 80 at risk on 29 May 2026, now 70." in str(c)
        for c in texts_of(book.sheets["P-0002.2"])
    )


def test_one_customer_can_be_told_alone(place: Workplace) -> None:
    assert place.warn(customer=NORDWIND).en == "A-0001: Potential-shortage notice issued: P-0001."
    assert [row["customer"] for row in letters(place)[1:]] == [NORDWIND]


def test_the_gates_hold(taken: Taken) -> None:
    place = taken()
    place.press("update_alerts")
    assert "possible only in" in refused(place, StepOutOfOrder, "warn", issue="y")
    place.press("internal_alert", alert="A-0001")
    place.press("assess", alert="A-0001", owner="Li Na", solvable="no", until="2026-06-12")
    assert "countermeasure" in refused(place, StepRefused, "warn", issue="y", next_update="2026-06-03")
    place.plan_overtime()
    assert "next update" in refused(place, StepRefused, "warn", issue="y")
    assert "possible" in refused(place, StepOutOfOrder, "clear_customer", issue="y")


def test_confirming_without_a_warning_asks_why_and_counts_as_a_surprise(taken: Taken) -> None:
    place = taken("ready")
    said = {"issue": "y", "happened": "A fire.", "next_update": "2026-06-03"}
    assert "enter the reason" in refused(place, StepRefused, "confirm", **said)
    place.press("confirm", alert="A-0001", reason="fire in the plant", **said)
    figures = texts_of(place.open().sheets["Figures"])
    heads = [str(cell).split(" ")[0] for cell in figures]
    assert "Surprises" in heads
    assert 2 in figures, "both customers were surprised"


@pytest.mark.parametrize(
    ("people", "error", "says"),
    [
        (PEOPLE[1:], NoContact, f"{HUAXIN} has no contact who receives the Potential-shortage notice"),
        (PEOPLE[:2], NoOneAtAnyHour, "no internal contact with the role 24h"),
    ],
)
def test_a_letter_needs_its_people(taken: Taken, people: People, error: type[PlanError], says: str) -> None:
    place = taken("ready", people=people)
    assert says in refused(place, error, "warn", issue="y", next_update="2026-06-03")


def test_a_contact_without_an_address_stops_the_mail_and_leaves_no_file(taken: Taken, tmp_path: Path) -> None:
    people = (PEOPLE[0] | {"email": ""}, *PEOPLE[1:])
    place = taken("ready", people=people)
    place.warn()
    place.saved()
    with pytest.raises(NoAddress, match=r"Contacts!D4: 王伟 has no e-mail address"):
        place.press("email", letter="P-0001")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["plan.xlsx"]


@pytest.mark.parametrize(
    ("column", "value", "error", "says"),
    [
        ("D", None, MeasureIncomplete, "Countermeasures!D4: fill in the quantity"),
        ("D", -5, QuantityNotPositive, "Countermeasures!D4: the quantity is -5"),
        ("E", None, MeasureIncomplete, "fill in the date on which it is available"),
        ("G", None, MeasureIncomplete, "Countermeasures!G4: fill in the owner"),
    ],
)
def test_a_countermeasure_that_says_too_little_stops_the_letter(
    place: Workplace, column: str, value: object, error: type[PlanError], says: str
) -> None:
    change(place, "Countermeasures", f"{column}4", value)
    assert says in refused(place, error, "warn", issue="y", next_update="2026-06-03")


def find(sheet: xw.Sheet, text: str) -> xw.Range:
    last = sheet.used_range.last_cell
    cells = sheet.range((1, 1), (last.row, last.column)).options(ndim=2).value
    return next(
        sheet.range((r, c)) for r, row in enumerate(cells, 1) for c, cell in enumerate(row, 1) if cell == text
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_template_without_the_date_of_the_break_confirms_nothing(place: Workplace, language: str) -> None:
    place.warn()
    place.press("confirm", alert="A-0001", draft="y", happened="A mould broke.")
    book = place.open()
    find(book.sheets[f"T-Confirmed-{language}"], "{{break_date}}").value = "soon"
    place.keep(book)
    said = refused(place, TemplateLacks, "confirm", issue="y")
    assert said.startswith(f"template T-Confirmed-{language} lacks {{{{break_date}}}}")


def test_a_misspelt_placeholder_of_one_language_stops_the_letters_of_all(place: Workplace) -> None:
    place.press("warn", alert="A-0001", draft="y", next_update="2026-06-03")
    book = place.open()
    find(book.sheets["T-Potential-en"], "{{attention}}").value = "{{recipient}}"
    place.keep(book)
    assert "recipient" in refused(place, UnknownPlaceholder, "warn", issue="y")


def test_a_draft_is_not_sent_and_a_changed_letter_neither(place: Workplace) -> None:
    place.press("warn", alert="A-0001", next_update="2026-06-03")
    with pytest.raises(NotIssued, match="P-0001 is a draft"):
        place.press("email", letter="P-0001")
    place.press("warn", alert="A-0001")
    book = place.open()
    find(book.sheets["P-0001"], "尊敬的王伟先生：").value = "somebody"
    place.keep(book)
    with pytest.raises(
        ChangedAfterIssue, match="sheet P-0001 was changed after P-0001 was issued on 2026-05-29"
    ):
        place.press("pdf", letter="P-0001")


def test_the_all_clear_goes_to_those_who_were_told_and_to_no_one_else(place: Workplace) -> None:
    place.warn(customer=NORDWIND)
    book = place.open()
    open_ledger(book, CONTACTS).append(
        [{"party": NORDWIND, "name": "Late Comer", "email": "l@nordwind.example"}]
    )
    book.sheets["MPS"]["B3"].value = monday(2)
    place.keep(book)
    place.press("update_alerts")
    place.press("all_clear", alert="A-0001")
    assert place.press("clear_customer", alert="A-0001", issue="y").en == "A-0001: All-clear issued: K-0002."
    cleared = letters(place)[-1]
    assert (cleared["customer"], cleared["linked"]) == (NORDWIND, "P-0001")
    assert "Late" not in cleared["recipients"]
    said = texts_of(place.open().sheets["K-0002"])
    assert "Attention: Eva Lindner" in said
    assert any("the shortage we notified you of is over" in str(cell) for cell in said)


@pytest.mark.parametrize("sly", ["=1+1", "+A1", "-5", "@SUM(A1)", "=cmd|'/c calc'!A1", "\t=1", "\r=1"])
def test_text_that_looks_like_a_formula_stays_text(taken: Taken, tmp_path: Path, sly: str) -> None:
    place = taken("ready", item=f"{sly}X")
    place.warn(happened=sly, approver=sly)
    book = openpyxl.load_workbook(place.saved())
    for name in ("P-0001", "P-0002", "Promises", "Messages", "Letters", "Alerts", "Log"):
        kinds = {cell.data_type for row in book[name].iter_rows() for cell in row}
        assert "f" not in kinds
    shown = [cell.value for row in book["P-0001"].iter_rows() for cell in row if cell.value]
    kept = sly.replace("\r", "\n") if place.is_live else sly  # Calc knows one sign for the end of a line
    told = kept.strip()  # a sentence begins with its first word
    assert [told, f"批准：{kept}"] == [cell for cell in shown if str(cell).endswith(told)]
    place.press("email", letter="P-0002")
    mail = message_from_bytes((tmp_path / "P-0002.eml").read_bytes(), policy=policy.default)
    assert "P-0002" in mail["Subject"]
    assert set(mail.keys()) == {"X-Unsent", "Subject", "To", "MIME-Version", "Content-Type"}


def test_all_alerts_that_are_ready_are_told_in_one_go(place: Workplace) -> None:
    book = place.open()
    steps: list[Text] = []
    with pytest.raises(StepRefused, match="next update"):
        notify_all(ButtonPress(book, place.today, "Chen Jie"), LetterKind.POTENTIAL, steps.append)
    pressed = ButtonPress(book, place.today, "Chen Jie", "en", None, {"next_update": "2026-06-03"})
    told, said = notify_all(pressed, LetterKind.POTENTIAL, steps.append)
    assert [letter.name for letter in told] == ["P-0001", "P-0002"]
    assert said.en == "Potential-shortage notice: 2 issued to 2 customers."
    assert steps[-1].en == "Writing letters: 2 / 2"


def hide_row(sheet: xw.Sheet, row: int) -> None:
    if hasattr(sheet.api, "row_dimensions"):
        sheet.api.row_dimensions[row].hidden = True
    else:
        sheet.api.Rows.getByIndex(row - 1).IsVisible = False


def test_a_row_hidden_by_hand_in_an_issued_letter_is_noticed(place: Workplace) -> None:
    place.warn()
    book = place.open()
    row = find(book.sheets["P-0001"], "尊敬的王伟先生：").row
    hide_row(book.sheets["P-0001"], row)
    place.keep(book)
    with pytest.raises(HiddenInLetter, match=f"sheet P-0001: row {row} of P-0001 is hidden"):
        place.press("pdf", letter="P-0001")


def test_letters_issued_before_are_put_away_and_can_still_be_sent(place: Workplace, tmp_path: Path) -> None:
    """The internal alert and the warnings are hidden once the confirmations are issued."""
    place.warn()
    place.press("confirm", alert="A-0001", issue="yes", happened="A mould broke. 模具损坏。")
    book = place.open()
    shown = [sheet.name for sheet in book.sheets if sheet.visible and re.match(r"[IPC]-\d", sheet.name)]
    assert shown == ["C-0001", "C-0002"]
    assert {"I-0001", "P-0001", "P-0002"} <= set(titles(book))
    place.saved()
    place.press("pdf", letter="P-0002")
    (page, *_) = PdfReader(tmp_path / "P-0002.pdf").pages
    assert "Potential-shortage notice" in page.extract_text()
