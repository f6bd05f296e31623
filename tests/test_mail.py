"""Drafts are read back by the standard library and by a reader of other authors, written in Rust."""

import email
import sys
from email import policy
from email.message import EmailMessage
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from fast_mail_parser import parse_email

from pab_planner.mail import MailDraft, NotAnAddress, Recipient

BODY = "王先生：\n\n附件为物料 P-100 的潜在断供通知（N-0007）。\n=SUM(A1) stays text.\n"


@pytest.fixture
def draft(tmp_path: Path) -> MailDraft:
    letter = tmp_path / "潜在断供通知 N-0007.pdf"
    letter.write_bytes(b"%PDF-1.7 \x00\xff body")
    return MailDraft(
        to=(Recipient("王伟", "wang.wei@acme.example"), Recipient("Smith, John", "john@acme.example")),
        copies=(Recipient("", "cs@own.example"),),
        subject="潜在断供通知 N-0007：物料 P-100，2026-06-08 起可能断供，请于 2026-06-05 前回复，谢谢理解",
        body=BODY,
        attachments=(letter,),
    )


def stored(draft: MailDraft, tmp_path: Path) -> bytes:
    file = tmp_path / "draft.eml"
    draft.save(file)
    return file.read_bytes()


def test_the_standard_library_reads_the_draft_back(draft: MailDraft, tmp_path: Path) -> None:
    message = email.message_from_bytes(stored(draft, tmp_path), policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message["X-Unsent"] == "1"
    assert message["Subject"] == draft.subject
    assert [(a.display_name, a.addr_spec) for a in message["To"].addresses] == list(draft.to)
    assert [a.addr_spec for a in message["Cc"].addresses] == ["cs@own.example"]
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == BODY
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "潜在断供通知 N-0007.pdf"
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_content() == b"%PDF-1.7 \x00\xff body"


def test_another_mail_reader_reads_the_same(draft: MailDraft, tmp_path: Path) -> None:
    mail = parse_email(stored(draft, tmp_path))
    assert mail.subject == draft.subject
    assert mail.headers["X-Unsent"] == ["1"]
    assert [(a.display_name, a.address) for a in mail.to] == list(draft.to)
    assert mail.text_plain[0].replace("\r\n", "\n") == BODY
    (attachment,) = mail.attachments
    assert attachment.filename == "潜在断供通知 N-0007.pdf"
    assert bytes(attachment.content) == b"%PDF-1.7 \x00\xff body"


def test_every_line_of_the_file_is_short_and_ends_as_mail_does(draft: MailDraft, tmp_path: Path) -> None:
    content = stored(draft, tmp_path)
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert max(len(row) for row in content.split(b"\r\n")) <= 998


def test_it_was_not_sent_by_anybody(draft: MailDraft) -> None:
    message = draft.message()
    assert {"From", "Date", "Message-ID"}.isdisjoint(message.keys())


def test_a_line_break_in_a_name_or_a_subject_adds_no_header() -> None:
    sly = MailDraft(
        to=(Recipient("A\r\nBcc: spy@evil.example", "a@b.example"),),
        copies=(),
        subject="Notice\r\nBcc: spy@evil.example",
        body="",
    )
    message = email.message_from_bytes(sly.message().as_bytes(), policy=policy.default)
    assert message["Bcc"] is None
    assert message["Subject"] == "Notice Bcc: spy@evil.example"


@pytest.mark.parametrize(
    "address",
    ["", "wang", "wang@acme", "a b@acme.example", "a@acme.example, b@other.example", "a@x.example\nBcc: b"],
)
def test_what_is_no_address_is_refused_by_name(address: str, tmp_path: Path) -> None:
    draft = MailDraft((Recipient("王伟", address),), (), "s", "b")
    with pytest.raises(NotAnAddress, match=r"王伟: .* is not an e-mail address"):
        draft.save(tmp_path / "draft.eml")
    assert list(tmp_path.iterdir()) == []


def test_without_windows_there_is_no_outlook(draft: MailDraft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    assert draft.open_in_outlook() is False


class FakeItem:
    """What Outlook's MailItem takes and does."""

    def __init__(self) -> None:
        self.done: list[Any] = []
        self.Attachments = SimpleNamespace(Add=lambda path: self.done.append(path))

    def Display(self, modal: bool) -> None:  # noqa: N802
        self.done.append(("shown", modal))


def fake_windows(monkeypatch: pytest.MonkeyPatch, item: FakeItem | None) -> None:
    class ComError(Exception):
        pass

    def dispatch(name: str) -> Any:
        if item is None:
            raise ComError(name)
        return SimpleNamespace(CreateItem=lambda kind: item)

    client, types = ModuleType("win32com.client"), ModuleType("pywintypes")
    client.Dispatch, types.com_error = dispatch, ComError  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "win32com.client", client)
    monkeypatch.setitem(sys.modules, "pywintypes", types)
    monkeypatch.setattr(sys, "platform", "win32")


def test_outlook_shows_the_draft_and_sends_nothing(draft: MailDraft, monkeypatch: pytest.MonkeyPatch) -> None:
    item = FakeItem()
    fake_windows(monkeypatch, item)
    assert draft.open_in_outlook() is True
    assert item.done == [str(draft.attachments[0].resolve()), ("shown", False)]
    assert vars(item)["To"] == "wang.wei@acme.example; john@acme.example"
    assert vars(item)["Subject"] == draft.subject


def test_windows_without_outlook_says_so(draft: MailDraft, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_windows(monkeypatch, None)
    assert draft.open_in_outlook() is False
