"""Who writes, whom the letter greets, and what no customer is to read."""

import base64
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.drawing.image import Image

from letters.golden_letters import COMPANY
from letters.shortage_book import PEOPLE, Taken, Workplace, texts_of, write_book
from pab_planner.alerts import StepRefused
from pab_planner.core.plan import Period
from pab_planner.language import Text
from pab_planner.ledgers.contacts import CONTACTS, LetterLanguage
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.letters.words import Words
from pab_planner.notices import NamesAnother, period_words
from pab_planner.sharing.letter_pages import LetterPages, Paper
from pab_planner.sharing.share import letter_file
from pab_planner.sheets.cell_text import write_text

JAN_4 = date(2027, 1, 4)


def said(place: Workplace, sheet: str) -> str:
    return "\n".join(map(str, texts_of(place.open().sheets[sheet])))


@pytest.fixture
def place(taken: Taken) -> Workplace:
    place = taken("ready")
    book = place.open()
    settings = book.sheets["Settings"]
    write_text(settings["A1"], [["Settings", ""], *map(list, COMPANY.items())])
    place.keep(book)
    return place


def test_a_letter_has_its_company_its_greeting_what_it_asks_and_its_signature(place: Workplace) -> None:
    place.warn()
    english, chinese = said(place, "P-0002"), said(place, "P-0001")
    for words in (
        *("Suzhou Jinggong Brake Co., Ltd.", "328 Xinghu Street, Suzhou Industrial Park, China"),
        *("29 May 2026", "Attention: Eva Lindner", "Dear Ms Lindner,", "What we ask of you"),
        *("On which date would your line stop without these parts?", "Yours sincerely,", "Lin Fang"),
        *("Head of Customer Service", "week of 15 Jun 2026", "Deliverable with measures"),
    ):
        assert words in english
    for words in (
        *("苏州精工制动有限公司", "2026年5月29日", "收件人：王伟", "尊敬的王伟先生：", "顺颂商祺", "林芳"),
        *("客户服务部经理", "2026年6月15日当周", "采取措施后可交付", "贵司产线预计何时停线"),
    ):
        assert words in chinese


def test_no_customer_reads_our_sources_our_stock_our_users_or_who_comes_first(place: Workplace) -> None:
    """240 are in stock for both customers, 60 in transit; the letters are written by the user Chen Jie."""
    place.warn()
    place.press("confirm", alert="A-0001", issue="yes", happened="A mould broke. 模具损坏。")
    for sheet in ("P-0001", "P-0002", "C-0001", "C-0002"):
        cells = texts_of(place.open().sheets[sheet])
        for word in ("Chen Jie", "Orders!", "by due date", "分配给", "rank"):
            assert not any(word in str(cell) for cell in cells), (sheet, word)
        # A quantity of the customer's own weeks may happen to be 240; no sentence says it.
        assert not any("240" in cell for cell in cells if isinstance(cell, str))


def test_a_template_made_before_shows_a_dash_for_what_is_no_longer_said(place: Workplace) -> None:
    place.press("warn", alert="A-0001", draft="y", next_update="2026-06-03")
    book = place.open()
    book.sheets["T-Potential-en"]["K1"].value = "{{author}} {{source}} {{stock}}"
    place.keep(book)
    place.warn()
    assert place.open().sheets["P-0002"]["K1"].value == "— — —"


def test_without_a_company_a_letter_has_no_head_but_its_title(taken: Taken) -> None:
    place = taken("ready")
    place.warn()
    letter = place.open().sheets["P-0002"]
    assert letter["A1"].value == "Potential-shortage notice"
    assert "Yours sincerely," in said(place, "P-0002")


def test_nobody_is_sent_a_letter_without_a_name_under_it(taken: Taken) -> None:
    place = taken("ready")
    book = place.open()
    book.sheets["Settings"]["B2"].value = None
    place.keep(book)
    with pytest.raises(StepRefused, match=r"on sheet Settings, beside “Signed by 签发人”"):
        place.warn()
    assert "P-0001" not in [sheet.name for sheet in place.open().sheets]


@pytest.mark.parametrize(
    ("language", "addressed", "greeting"),
    [
        ("en", ["Ms Lindner"], "Dear Ms Lindner,"),
        ("en", ["Ms Reyes", "Mr Walsh"], "Dear Ms Reyes and Mr Walsh,"),
        ("en", ["Ms A", "Mr B", "Ms C"], "Dear Ms A, Mr B and Ms C,"),
        ("en", ["A", "B", "C", "D"], "Dear Sir or Madam,"),
        ("en", [], "Dear Sir or Madam,"),
        ("zh", ["周敏女士", "陈立先生"], "尊敬的周敏女士、陈立先生："),
        ("zh", ["A", "B", "C", "D"], "尊敬的各位："),
        ("both", ["Ms Lindner | 林德纳女士"], "Dear Ms Lindner,\n尊敬的林德纳女士："),
    ],
)
def test_people_are_greeted_as_their_language_does(
    language: LetterLanguage, addressed: list[str], greeting: str
) -> None:
    assert Words(language).salutation(addressed) == greeting


WEEKS, DAYS, DECADES = ([JAN_4 + timedelta(days=days * n) for n in range(3)] for days in (7, 1, 10))
MONTHS = [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]
WEEKS_THEN_A_MONTH = [date(2027, 1, 18), date(2027, 1, 25), date(2027, 2, 1), date(2027, 3, 1)]


@pytest.mark.parametrize(
    ("starts", "start", "words"),
    [
        (WEEKS, JAN_4, Text("week of 4 Jan 2027", "2027年1月4日当周")),
        (WEEKS, date(2027, 1, 18), Text("week of 18 Jan 2027", "2027年1月18日当周")),
        (WEEKS, date(2026, 12, 14), Text("week of 14 Dec 2026", "2026年12月14日当周")),
        (DAYS, date(2027, 1, 5), Text("5 Jan 2027", "2027年1月5日")),
        (MONTHS, date(2026, 12, 1), Text("Dec 2026", "2026年12月")),
        (MONTHS, date(2027, 2, 1), Text("Feb 2027", "2027年2月")),
        (MONTHS, date(2026, 11, 1), Text("Nov 2026", "2026年11月")),
        (WEEKS_THEN_A_MONTH, date(2027, 1, 25), Text("week of 25 Jan 2027", "2027年1月25日当周")),
        (WEEKS_THEN_A_MONTH, date(2027, 2, 1), Text("Feb 2027", "2027年2月")),
        (DECADES, JAN_4, Text("4 Jan 2027 to 13 Jan 2027", "2027年1月4日至2027年1月13日")),
    ],
)
def test_a_period_is_not_called_by_its_first_day(starts: list[date], start: date, words: Text) -> None:
    periods = [Period(str(each), each) for each in starts]
    assert period_words(periods, Period(str(start), start)) == words


@pytest.mark.parametrize(
    "words",
    ["we had to serve 华欣 first", "see orders@huaxin.example", "as agreed with Huaxin", "HX takes all"],
)
def test_a_letter_that_says_anothers_short_name_or_domain_is_refused(taken: Taken, words: str) -> None:
    people = ({**PEOPLE[0], "short_names": "华欣; HX"}, *PEOPLE[1:])
    place = taken("ready", people=people)
    with pytest.raises(NamesAnother, match="Nordwind GmbH would say"):
        place.warn(happened=words)


def test_contacts_do_without_the_columns_that_nobody_needs(taken: Taken) -> None:
    place = taken("ready")
    book = place.open()
    contacts = open_ledger(book, CONTACTS)
    for key in sorted(("note", "addressed", "short_names", "receives"), key=contacts.columns.__getitem__)[
        ::-1
    ]:
        contacts.sheet.range((contacts.head, contacts.columns[key])).value = f"our own {key}"
    place.keep(book)
    assert "issued: P-0001, P-0002" in place.warn().en
    assert "Dear Eva Lindner," in said(place, "P-0002")


def test_a_logo_on_the_template_stands_on_the_letter_and_in_what_is_printed(tmp_path: Path) -> None:
    place = write_book(tmp_path / "plan.xlsx").ready()
    place.press("warn", alert="A-0001", draft="y", next_update="2026-06-03")
    logo = tmp_path / "logo.png"
    logo.write_bytes(base64.b64decode(ONE_PIXEL))
    book = openpyxl.load_workbook(place.file)
    template: Any = book["T-Potential-en"]
    template.add_image(Image(str(logo)), "F1")
    book.save(place.file)
    place.warn()
    alone = tmp_path / "alone.xlsx"
    alone.write_bytes(letter_file(place.file, "P-0002", LetterPages(Paper.A4, "P-0002")))
    for file, sheet in ((place.file, "P-0002"), (alone, "P-0002")):
        kept: Any = openpyxl.load_workbook(file)[sheet]
        (image,) = kept._images  # openpyxl has no public list of them
        assert (image.anchor._from.col, image.anchor._from.row) == (5, 0)


ONE_PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
