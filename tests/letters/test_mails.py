"""E-mail drafts: how they greet and sign, one per reader, and no two customers in one. Printing has its own tests."""

from collections.abc import Sequence
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from letters.golden_letters import COMPANY
from letters.shortage_book import NORDWIND, PEOPLE, Workplace, texts_of, write_book
from pab_planner.alerts import Letter
from pab_planner.macros import letter_mails
from pab_planner.macros.alert_buttons import report_all
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.letter_files import NothingToSend
from pab_planner.sheets.cell_text import write_text

OURS = (
    {
        "party": "internal 内部",
        "role": "planner",
        "name": "王磊",
        "email": "wang@own.example",
        "language": "zh",
    },
)


@pytest.fixture(autouse=True)
def printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a letter looks like does not matter here: a file stands for each PDF."""

    def stand_in(pressed: ButtonPress, letters: Sequence[Letter]) -> list[Path]:
        files = [Path(pressed.book.fullname).with_name(f"{letter.name}.pdf") for letter in letters]
        for file in files:
            file.write_bytes(b"%PDF-1.7")
        return files

    monkeypatch.setattr(letter_mails, "write_pdfs", stand_in)


@pytest.fixture
def place(tmp_path: Path) -> Workplace:
    place = write_book(tmp_path / "plan.xlsx", people=(*PEOPLE, *OURS))
    book = place.open()
    write_text(book.sheets["Settings"]["A1"], [["Settings", ""], *COMPANY.items()])
    zhao = next(row for row in range(4, 10) if book.sheets["Contacts"][f"C{row}"].value == "Zhao Min")
    book.sheets["Contacts"][f"D{zhao}"].value = "zhao@own.example"
    book.sheets["Contacts"][f"F{zhao}"].value = "en"
    place.keep(book)
    return place


def mail(file: Path) -> EmailMessage:
    made = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert isinstance(made, EmailMessage)
    return made


def body(message: EmailMessage) -> str:
    part = message.get_body()
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_customers_mail_greets_and_signs_as_the_letter_does(place: Workplace) -> None:
    place.ready()
    place.warn(reply_by="2026-06-02")
    place.press("email", letter="P-0002")
    made = mail(place.file.with_name("P-0002.eml"))
    assert made["Subject"] == "Potential-shortage notice P-0002: BR-1001"
    assert body(made) == (
        "Dear Ms Lindner,\n\n"
        "Please find attached our potential-shortage notice P-0002 of 29 May 2026 for item BR-1001.\n\n"
        "It names the order lines that may be short, what we are doing about it and when you will hear from us "
        "next.\n\n"
        "Please let us have your answer by 2 Jun 2026.\n\n"
        "Yours sincerely,\nLin Fang\nHead of Customer Service\nSuzhou Jinggong Brake Co., Ltd.\n"
        "+86 512 5555 0001, lin.fang@own.example\n"
    )
    place.press("email", letter="P-0001")
    said = body(mail(place.file.with_name("P-0001.eml")))
    assert said.startswith(
        "尊敬的王伟先生：\n\n您好！随函附上我司关于物料 BR-1001 的潜在断供通知（P-0001，2026年5月29日）"
    )
    assert "请于2026年6月2日前回复。" in said
    assert said.endswith(
        "顺颂商祺！\n林芳\n客户服务部经理\n苏州精工制动有限公司\n+86 512 5555 0001, lin.fang@own.example\n"
    )
    assert "Chen Jie" not in said


def test_each_of_ours_gets_one_mail_with_all_of_her_alerts_in_her_language(place: Workplace) -> None:
    book = place.open()
    report_all(ButtonPress(book, place.today, "Chen Jie"))
    place.keep(book)
    said = place.press("email", letter="all").en
    assert said == "3 drafts for 2 letters: Zhao Min, Sun Li, 王磊. Nothing was sent."
    zhao, wang = (mail(place.file.with_name(f"I-0001+1 {name}.eml")) for name in ("Zhao Min", "王磊"))
    assert (zhao["To"], zhao["Cc"]) == ("Zhao Min <zhao@own.example>", None)
    assert [part.get_filename() for part in zhao.iter_attachments()] == ["I-0001.pdf", "I-0002.pdf"]
    said = body(zhao)
    assert said.startswith("Hello Zhao Min,") and said.endswith("\n\nChen Jie\n") and "Dear" not in said
    # The balance is 280, 80, -120, -320, 380; without its own receipt the week of June 1 has 80 left.
    assert (
        "- A-0001  BR-1001 Brake pad set: Shortage, up to 320 short; Internal alert I-0001 attached." in said
    )
    assert "Respond by 2026-06-01." in said
    assert "- A-0001  BR-1001 制动片：断供，最多缺 320；附内部预警 I-0001。请于2026-06-01前答复。" in body(
        wang
    )


def test_no_mail_goes_to_people_of_two_customers(place: Workplace) -> None:
    place.ready()
    place.warn()
    place.press("email", letter="all")
    for file in place.file.parent.glob("*.eml"):
        domains = {address.domain for address in mail(file)["To"].addresses}
        assert len(domains) == 1, file.name
        names = {part.get_filename() for part in mail(file).iter_attachments()}
        assert names == ({"I-0001.pdf"} if domains == {"own.example"} else names) and len(names) == 1
    theirs = mail(place.file.with_name(f"P-0002 {NORDWIND}.eml"))
    assert [address.addr_spec for address in theirs["To"].addresses] == ["eva@nordwind.example"]


def test_what_was_sent_is_not_sent_again(place: Workplace) -> None:
    place.ready()
    place.warn()
    assert place.press("acknowledge", letter="all").en == (
        "I-0001: sent 2026-05-29, acknowledged -. P-0001: sent 2026-05-29, acknowledged -. "
        "P-0002: sent 2026-05-29, acknowledged -."
    )
    with pytest.raises(NothingToSend):
        place.press("email", letter="all")


def test_an_escalated_alert_goes_to_the_higher_role_and_says_so(place: Workplace) -> None:
    book = place.open()
    sheet = book.sheets["Settings"]
    row = sheet.used_range.last_cell.row + 1
    sheet[f"A{row}"].value = [["Escalate after days", 1]]
    place.keep(book)
    place.press("update_alerts")
    place.press("internal_alert", alert="A-0001")
    place.today = date(2026, 6, 3)
    place.press("update_alerts")
    place.press("email", letter="I-0001")
    made = mail(place.file.with_name("I-0001.eml"))
    assert "Sun Li <sun.li@own.example>" in made["To"]
    assert "Escalated on 2026-06-03." in body(made)


def test_a_customer_reads_the_site_of_an_item_in_words(place: Workplace) -> None:
    """The plan calls it `BR-1001@Suzhou`, for it stands at Wuxi too."""
    book = place.open()
    for title, other in (
        ("Orders", ["BR-1001", NORDWIND, "NW.4411.02", "NW-990", "10", date(2026, 6, 8), 5, 0, 1]),
        ("MPS", ["BR-1001", date(2026, 6, 1), 9, "firm"]),
        ("Stock", ["BR-1001", "Brake pad set 制动片", 900, 0, 0, 0, "pcs 件"]),
    ):
        sheet = book.sheets[title]
        last, width = sheet.used_range.last_cell.row, len(other)
        write_text(sheet[0, width], [["Plant 工厂"], *[["Suzhou"]] * (last - 1)])
        write_text(sheet[last, 0], [[*other, "Wuxi"]])
    place.keep(book)
    place.ready()
    place.warn()
    said = texts_of(place.open().sheets["P-0002"])
    assert not any("@Suzhou" in str(cell) for cell in said)
    assert "BR-1001, site Suzhou" in said
    assert "BR-1001（地点 Suzhou）" in texts_of(place.open().sheets["P-0001"])
    place.press("email", letter="P-0002")
    made = mail(place.file.with_name("P-0002.eml"))
    assert made["Subject"] == "Potential-shortage notice P-0002: BR-1001, site Suzhou"
    assert "@Suzhou" not in body(made)
