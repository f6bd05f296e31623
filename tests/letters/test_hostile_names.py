"""Customers, people and words that could mix up whose letter is whose, or turn text into something else."""

import io
import re
import zipfile
import zlib
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwings as xw

from letters.shortage_book import HUAXIN, NORDWIND, PEOPLE, Workplace, texts_of, write_book
from pab_planner.errors import PlanError
from pab_planner.ledgers.contacts import NoContact
from pab_planner.notices import NamesAnother
from pab_planner.sharing.letter_pages import LetterPages, Paper
from pab_planner.sharing.share import letter_file

INSIDE = PEOPLE[2:]


def renamed(folder: Path, huaxin: str, nordwind: str, people: tuple[dict[str, str], ...]) -> Workplace:
    """The shortage, with other names for its two customers."""
    place = write_book(folder / "plan.xlsx", people=people)
    book = place.open()
    names = {HUAXIN: huaxin, NORDWIND: nordwind}
    customers = book.sheets["Orders"]["B2:B17"]
    customers.value = [["'" + names[cell]] for cell in customers.value]
    book.save()
    return place.ready()


def person(party: str, name: str, email: str, **more: str) -> dict[str, str]:
    return {"party": party, "name": name, "email": email, "language": "en", **more}


def everything_in(place: Workplace, letter: str) -> str:
    """Every byte of a letter kept apart, of its PDF with the streams opened, and of its e-mail decoded."""
    place.press("email", letter=letter)
    alone = letter_file(place.file, letter, LetterPages(Paper.A4, letter))
    with zipfile.ZipFile(io.BytesIO(alone)) as package:
        parts = [package.read(name).decode("utf-8", "ignore") + name for name in package.namelist()]
    pdf = place.file.with_name(f"{letter}.pdf").read_bytes()
    mail = place.file.with_name(f"{letter}.eml").read_bytes()
    message = message_from_bytes(mail, policy=policy.default)
    bodies = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    texts = [*parts, opened(pdf), mail.decode("latin-1"), str(message), *bodies]
    return "\n".join(texts)


def opened(pdf: bytes) -> str:
    """A PDF with its compressed streams opened."""
    streams = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            streams.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return "\n".join(stream.decode("latin-1") for stream in streams)


def mail_of(place: Workplace, letter: str) -> EmailMessage:
    place.press("email", letter=letter)
    content: Any = message_from_bytes(
        place.file.with_name(f"{letter}.eml").read_bytes(), policy=policy.default
    )
    assert isinstance(content, EmailMessage)
    return content


def test_a_customer_whose_name_begins_like_anothers_gets_only_their_own(tmp_path: Path) -> None:
    people = (
        person("Acme", "Ann Lee", "ann@acme.example"),
        person("Acme Trading", "Bob Ray", "bob@trading.example"),
        *INSIDE,
    )
    place = renamed(tmp_path, "Acme", "Acme Trading", people)
    place.warn()
    acme, trading = everything_in(place, "P-0001"), everything_in(place, "P-0002")
    assert "HX-4501" in acme and "ann@acme.example" in acme
    for word in ("Acme Trading", "NW-880", "NW.4411", "Bob Ray", "trading.example"):
        assert word not in acme
    assert "Acme Trading" in trading
    for word in ("HX-4501", "HX-BRK", "Ann Lee", "ann@acme"):
        assert word not in trading


def test_names_that_differ_in_case_only_are_told_apart_by_their_contacts(tmp_path: Path) -> None:
    people = (person("ACME", "Ann Lee", "ann@a.example"), person("Acme", "Bob Ray", "bob@b.example"), *INSIDE)
    place = renamed(tmp_path, "ACME", "Acme", people)
    place.warn()
    assert mail_of(place, "P-0001")["To"] == "Ann Lee <ann@a.example>"
    assert mail_of(place, "P-0002")["To"] == "Bob Ray <bob@b.example>"


def test_a_contact_is_found_whatever_the_width_of_the_partys_name(tmp_path: Path) -> None:
    people = (
        person("ＡＣＭＥ", "Ann Lee", "ann@a.example"),
        person("beta", "Bob Ray", "bob@b.example"),
        *INSIDE,
    )
    place = renamed(tmp_path, "Acme", "Beta", people)
    place.warn()
    assert mail_of(place, "P-0001")["To"] == "Ann Lee <ann@a.example>"


def test_a_contact_at_another_customers_company_stops_the_letter(tmp_path: Path) -> None:
    people = (person("Acme", "Eva", "eva@nordwind.example"), *PEOPLE[1:])
    place = renamed(tmp_path, "Acme", NORDWIND, people)
    with pytest.raises(NamesAnother, match=r"the letter to Acme would say .*nordwind.* \(recipients\)"):
        place.warn()


def test_a_customer_called_internal_something_is_a_customer(tmp_path: Path) -> None:
    people = (
        person("Internal Combustion Ltd", "Ann Lee", "ann@a.example", role="executive"),
        person("Beta", "Bob Ray", "bob@b.example"),
        *INSIDE,
    )
    place = renamed(tmp_path, "Internal Combustion Ltd", "Beta", people)
    place.warn()
    place.press("confirm", alert="A-0001", issue="yes", happened="A mould broke. 模具损坏。")
    said = [" ".join(map(str, texts_of(place.open().sheets[name]))) for name in ("C-0001", "C-0002")]
    assert ["Ann Lee" in letter for letter in said] == [
        "Internal Combustion Ltd" in letter for letter in said
    ]


def test_a_customer_whose_part_number_is_our_item_number_hides_it_from_nobody(tmp_path: Path) -> None:
    place = write_book(tmp_path / "plan.xlsx")
    book = place.open()
    book.sheets["Orders"]["C10:C17"].value = [["BR-1001"]] * 8
    book.save()
    assert "P-0001, P-0002" in place.ready().warn().en


def test_a_description_that_names_a_customer_goes_to_no_other(tmp_path: Path) -> None:
    place = write_book(tmp_path / "plan.xlsx")
    book = place.open()
    book.sheets["Stock"]["B2"].value = "Brake pad for NORDWIND"
    book.save()
    with pytest.raises(NamesAnother, match=rf"{HUAXIN} would say NORDWIND \(description\)"):
        place.ready().warn()


def test_a_note_and_a_hidden_row_of_a_template_stay_here(tmp_path: Path) -> None:
    place = write_book(tmp_path / "plan.xlsx").ready()
    place.press("warn", alert="A-0001", draft="yes", next_update="2026-06-03")
    book = openpyxl.load_workbook(place.file)
    template = book["T-Potential-zh"]
    template["K9"].comment = openpyxl.comments.Comment("CANARY", "CANARY")
    template["L3"] = "CANARY"
    template.row_dimensions[3].hidden = True
    template.oddHeader.center.text = "CANARY"  # type: ignore[union-attr]
    book.properties.creator = "CANARY"
    book.save(place.file)
    place.warn()
    assert "CANARY" not in everything_in(place, "P-0001")


@pytest.mark.parametrize(
    "sly", ["=1+1", "＝1+1", " =1+1", "'=1+1", "-2+3", "@x", "\t=1", "a\r\nBcc: x@y.example"]
)
def test_sly_names_stay_text_in_sheet_and_mail(tmp_path: Path, sly: str) -> None:
    people = (person("Acme", sly, "ann@a.example"), person("Beta", "Bob Ray", "bob@b.example"), *INSIDE)
    place = renamed(tmp_path, "Acme", "Beta", people)
    place.warn(happened=sly, customer="Acme")
    book = openpyxl.load_workbook(place.file)
    for name in ("P-0001", "Contacts", "Messages", "Letters", "Log", "Promises"):
        assert "f" not in {cell.data_type for row in book[name].iter_rows() for cell in row}
    mail = mail_of(place, "P-0001")
    assert set(mail.keys()) == {"X-Unsent", "Subject", "To", "MIME-Version", "Content-Type"}
    assert [address.addr_spec for address in mail["To"].addresses] == ["ann@a.example"]


def test_a_name_with_a_comma_is_one_name(tmp_path: Path) -> None:
    people = (
        person("Acme", "Lindner, Eva", "e@a.example"),
        person("Acme", "Lindner", "l@a.example", receives="potential cc"),
        person("Beta", "Bob Ray", "bob@b.example"),
        *INSIDE,
    )
    place = renamed(tmp_path, "Acme", "Beta", people)
    place.warn()
    mail = mail_of(place, "P-0001")
    assert [address.display_name for address in mail["To"].addresses] == ["Lindner, Eva"]
    assert mail["Cc"] == "Lindner <l@a.example>"


def test_copies_go_to_those_who_only_get_a_copy_and_a_typo_in_receives_sends_nothing(tmp_path: Path) -> None:
    people = (
        person("Acme", "Ann Lee", "ann@a.example", receives="potential"),
        person("Acme", "Cy Day", "cy@a.example", receives="potential cc"),
        person("Acme", "Di Fox", "di@a.example", receives="抄送"),
        person("Beta", "Bob Ray", "bob@b.example", receives="invoices"),
        *INSIDE,
    )
    place = renamed(tmp_path, "Acme", "Beta", people)
    with pytest.raises(NoContact, match="Beta has no contact"):
        place.warn()
    place.warn(customer="Acme")
    mail = mail_of(place, "P-0001")
    assert mail["To"] == "Ann Lee <ann@a.example>"
    assert mail["Cc"] == "Cy Day <cy@a.example>, Di Fox <di@a.example>"


def test_a_mail_in_both_languages_says_both(tmp_path: Path) -> None:
    people = (
        person("Acme", "王伟", "w@a.example", language="both"),
        person("Beta", "Bob Ray", "bob@b.example"),
        *INSIDE,
    )
    place = renamed(tmp_path, "Acme", "Beta", people)
    place.warn()
    mail = mail_of(place, "P-0001")
    assert mail["Subject"] == "Potential-shortage notice 潜在断供通知 P-0001: BR-1001"
    body = mail.get_body()
    assert body is not None
    said = body.get_content()
    assert "Dear 王伟" in said and "您好" in said
    letter = [str(cell) for cell in texts_of(place.open().sheets["P-0001"])]
    assert "P-0001 · revision 1 第 1 版 · 29 May 2026 2026年5月29日 · issued 已发出" in letter


def test_every_word_of_a_bilingual_letter_of_ours_stands_in_both_languages(tmp_path: Path) -> None:
    people = tuple({**each, "language": "both"} if "language" in each else each for each in PEOPLE)
    place = write_book(tmp_path / "plan.xlsx", people=people).ready()
    place.warn()
    place.press("confirm", alert="A-0001", issue="yes", happened="A mould broke. 模具损坏。")
    own = {
        HUAXIN,
        "王伟",
        "Zhao Min, +86 512 5555 0024",
        "Sun Li, sun.li@own.example",
        "Brake pad set 制动片",
    }
    for name in ("P-0001", "C-0001"):
        for cell in texts_of(place.open().sheets[name]):
            if (
                not isinstance(cell, str)
                or cell in own
                or not re.search(r"[A-Za-z]{4}|[\u4e00-\u9fff]", cell)
            ):
                continue
            known = ("Shift plan 24", "Orders!", "Chen Jie", "Li Na")
            if not cell.startswith(known):
                assert re.search(r"[A-Za-z]{2}", cell) and re.search(r"[\u4e00-\u9fff]", cell), (name, cell)


@pytest.mark.parametrize("change", ["value", "row"])
def test_an_issued_letter_that_was_tampered_with_is_neither_printed_nor_sent(
    tmp_path: Path, change: str
) -> None:
    place = write_book(tmp_path / "plan.xlsx").ready()
    place.warn()
    book = place.open()
    sheet: xw.Sheet = book.sheets["P-0001"]
    if change == "value":
        sheet["A30"].value = "no shortage"
    else:
        sheet.range("12:12").delete()
    book.save()
    for button in ("pdf", "email"):
        with pytest.raises(PlanError, match="was changed after P-0001 was issued"):
            place.press(button, letter="P-0001")
