"""A letter leaves the workbook: as a PDF, or as an e-mail draft."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import xlwings as xw

from pab_planner.alerts import Letter, LetterKind
from pab_planner.engines.calc.engine import calc_app
from pab_planner.errors import ChoiceError, SheetError, UnknownChoice
from pab_planner.excel.cell_values import cell_value
from pab_planner.excel.sheets import find_sheet
from pab_planner.files import write_whole
from pab_planner.language import Text
from pab_planner.ledgers.contacts import Contact, NoAddress, addressee, read_contacts
from pab_planner.ledgers.letters import fingerprint, hidden_rows
from pab_planner.ledgers.register import read_register
from pab_planner.letters.words import Words
from pab_planner.locks import work_folder
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.saved_file import FILE_ENGINE, folder_of, saved_file, shown_name
from pab_planner.macros.session import settings_of
from pab_planner.mail import MailDraft, NoRecipient, Recipient
from pab_planner.sharing.page_set_up import PageSetUp, Paper
from pab_planner.sharing.share import letter_file
from pab_planner.sheets.own_sheets import LETTER_SHEET

WRITTEN = Text("{letter}: {file} is written.", "{letter}：已生成 {file}。")
DRAFTED = Text(
    "{letter}: the draft {file} to {people} is ready; nothing was sent.",
    "{letter}：致{people}的邮件草稿 {file} 已生成，尚未发送。",
)
OPENED = Text(
    "{letter}: the draft to {people} is open in Outlook; nothing was sent.",
    "{letter}：致{people}的邮件草稿已在 Outlook 中打开，尚未发送。",
)
SUBJECT = Text("{kind} {letter}: {item}", "{kind} {letter}：{item}")
BODY = Text(
    "Dear {people},\n\nPlease find attached our {kind} {letter} for item {item}, as of {day}.\n{says}\n\n"
    "Please confirm that you have received it.\n\n{author}\n",
    "{people}：\n\n您好！现发送我司关于物料 {item} 的{kind}（{letter}，数据截至 {day}），请查收附件。\n{says}"
    "\n\n收到后请回复确认。\n\n{author}\n",
)
SHORTAGE_SAYS = Text(
    "It names the order lines affected, what we are doing about it and when you hear from us next.",
    "函中列明了受影响的订单行、我司的应对措施以及下次更新时间。",
)
CLEAR_SAYS = Text(
    "The shortage is over; the letter shows how your orders are covered.",
    "断供已解除，贵司订单的供应情况详见函件。",
)


class NoLetterChosen(ChoiceError):
    """Nothing to print or to send."""

    sentence = Text(
        "no letter is selected; open the sheet of a letter, or select its row on sheet Letters",
        "未选中函件；请打开某封函件的工作表，或在 Letters 表选中其所在行",
    )


class UnknownLetter(ChoiceError):
    """A number that no letter has."""

    sentence = Text(
        "there is no letter {letter}; sheet Letters has: {known}",
        "没有函件 {letter}；Letters 表中现有：{known}",
    )


class LetterGone(SheetError):
    """A letter whose sheet was deleted."""

    sentence = Text(
        "sheet {sheet} of letter {letter} is gone; restore the workbook from a backup",
        "函件 {letter} 的工作表 {sheet} 已不存在；请从备份恢复工作簿",
    )


class NotIssued(SheetError):
    """A draft that would be sent."""

    sentence = Text("{letter} is a draft; issue it before you send it", "{letter} 是草稿，请先发出再生成邮件")


class ChangedAfterIssue(SheetError):
    """An issued letter that no longer says what was issued."""

    sentence = Text(
        "sheet {sheet} was changed after {letter} was issued on {day}; put back what was there, or "
        "issue a revision",
        "工作表 {sheet} 在 {letter} 于 {day} 发出后被改动；请改回原内容，或发出修订版",
    )


class HiddenInLetter(SheetError):
    """An issued letter of which a row was hidden: it would not say all that was issued."""

    sentence = Text(
        "sheet {sheet}: row {rows} of {letter} is hidden, so it would not say what was issued; show it again",
        "工作表 {sheet}：{letter} 的第 {rows} 行被隐藏，与发出的内容不符；请取消隐藏",
    )


def chosen_letter(pressed: ButtonPress) -> Letter:
    """The letter that a terminal or the selection names.

    Raises:
        NoLetterChosen: Neither does.
        UnknownLetter: There is no such letter.
        LetterGone: Its sheet was deleted.
        ChangedAfterIssue: Its sheet was changed after it was issued.
        HiddenInLetter: A row of it was hidden after it was issued.
    """
    letters = read_register(pressed.book).letters
    word = pressed.arguments.get("letter", "") or _selected(pressed)
    if not word:
        raise NoLetterChosen
    found = next((each for each in letters if word.upper() in (each.name, each.sheet.upper())), None)
    if found is None:
        raise UnknownLetter(letter=word, known=", ".join(each.name for each in letters) or "-")
    sheet = find_sheet(pressed.book, found.sheet)
    if sheet is None:
        raise LetterGone(letter=found.name, sheet=found.sheet)
    if found.issued and fingerprint(sheet) != found.sha256:
        raise ChangedAfterIssue(letter=found.name, sheet=found.sheet, day=found.issued)
    hidden = hidden_rows(sheet) if found.issued else []
    if hidden:
        raise HiddenInLetter(sheet=found.sheet, letter=found.name, rows=", ".join(map(str, hidden)))
    return found


def _selected(pressed: ButtonPress) -> str:
    """Title of the selected letter's sheet, or what stands first in the selected row."""
    if pressed.selection is None:
        return ""
    sheet = pressed.selection.sheet
    title: str = sheet.name
    if LETTER_SHEET.fullmatch(title):
        return title
    cell = cell_value(sheet.range((pressed.selection.row, 1)))
    return cell if isinstance(cell, str) and LETTER_SHEET.fullmatch(cell) else ""


class FilesMade(NamedTuple):
    """Files of a letter, and what is said of them."""

    said: Text
    files: tuple[Path, ...]


def make_pdf(pressed: ButtonPress, letter: Letter) -> FilesMade:
    """Save a letter as a PDF and say where."""
    made = write_pdf(pressed, letter)
    return FilesMade(WRITTEN.filled(letter=letter.name, file=shown_name(pressed.book, made)), (made,))


def write_pdf(pressed: ButtonPress, letter: Letter) -> Path:
    """Save a letter as a PDF, from a workbook in which there is nothing but the letter.

    Raises:
        NotSaved: The workbook is on no disk yet.
        LibreOfficeDidNotStart: There is no spreadsheet program to print it.
    """
    target = Path(pressed.arguments.get("folder") or folder_of(pressed.book), f"{letter.name}.pdf")
    page = PageSetUp(_paper(pressed), f"{letter.name}  {letter.customer}".strip())
    with saved_file(pressed.book) as saved:
        if pressed.book.app.engine.name == FILE_ENGINE:
            with calc_app() as app, work_folder(app.impl.folder) as folder:
                printed = _print(app, saved, letter.sheet, page, folder)
        else:
            with work_folder() as folder:
                printed = _print(pressed.book.app, saved, letter.sheet, page, folder)
        write_whole(target, printed)
    return target


def _paper(pressed: ButtonPress) -> Paper:
    """The paper that a terminal names, else the workbook's setting.

    Raises:
        UnknownChoice: There is no such paper.
    """
    word = pressed.arguments.get("paper") or settings_of(pressed.book)["paper"]
    if word.upper() not in Paper.__members__:
        raise UnknownChoice(name=Text("paper", "纸张"), found=word, choices="A4, Letter")
    return Paper[word.upper()]


def _print(app: xw.App, saved: Path, sheet: str, page: PageSetUp, folder: Path) -> bytes:
    """Print a letter, once it is known how wide this host shows it: only then do its pages end well."""
    alone, printed = folder / "letter.xlsx", folder / "letter.pdf"
    alone.write_bytes(letter_file(saved, sheet, page))
    with _opened(app, alone) as book:
        width = book.sheets[0].used_range.width
    alone.write_bytes(letter_file(saved, sheet, replace(page, width=width)))
    with _opened(app, alone) as book:
        book.to_pdf(str(printed))
    return printed.read_bytes()


@contextmanager
def _opened(app: xw.App, workbook: Path) -> Iterator[xw.Book]:
    """A workbook for a moment."""
    book = app.books.open(str(workbook))
    try:
        yield book
    finally:
        book.close()


def make_draft_mail(pressed: ButtonPress, letter: Letter) -> FilesMade:
    """Make an unsent e-mail with a letter's PDF, to those whom the register names.

    Raises:
        NotIssued: The letter is a draft.
        NoRecipient: The letter names nobody.
        NoAddress: One of them has no address.
        NotAnAddress: An address cannot be one.
    """
    if not letter.issued:
        raise NotIssued(letter=letter.name)
    alert, contacts = read_register(pressed.book).find(letter.alert), read_contacts(pressed.book)
    item = alert.finding.item
    to, copies = _recipients(letter, contacts)
    if alert.escalated_on and not letter.customer:
        role = str(settings_of(pressed.book)["escalate_to"]).casefold()
        higher = (c for c in contacts if c.internal and role in c.role.casefold() and c.email)
        to = (*to, *(r for c in higher if (r := c.recipient()) not in to))
    words = Words("both" if letter.language == "both" else "zh" if letter.language == "zh" else "en")
    names = [person.name for person in to]
    fields = {
        "kind": Text(letter.kind.title.en.lower(), letter.kind.title.zh),
        "letter": letter.name,
        "item": item,
        "day": letter.issued,
        "people": Text(", ".join(names), "、".join(names)),
        "author": letter.by,
        "says": CLEAR_SAYS if letter.kind is LetterKind.ALL_CLEAR else SHORTAGE_SAYS,
    }
    title = {"kind": words.word(letter.kind.title), "letter": letter.name, "item": item}
    mail = MailDraft(
        to=to,
        copies=copies,
        subject=SUBJECT.say("zh" if letter.language == "zh" else "en", **title),
        body=words.sentence(BODY.filled(**fields)),
    )
    mail.message()  # refuses what is no address before anything is printed
    printed = write_pdf(pressed, letter)
    mail = MailDraft(mail.to, mail.copies, mail.subject, mail.body, (printed,))
    if mail.open_in_outlook():
        return FilesMade(OPENED.filled(letter=letter.name, people=fields["people"]), (printed,))
    target = printed.with_suffix(".eml")
    mail.save(target)
    said = DRAFTED.filled(letter=letter.name, file=shown_name(pressed.book, target), people=fields["people"])
    return FilesMade(said, (printed, target))


def _recipients(
    letter: Letter, contacts: tuple[Contact, ...]
) -> tuple[tuple[Recipient, ...], tuple[Recipient, ...]]:
    """Those whom the register names, and those of them who get a copy as sheet Contacts says.

    Their address is the one on sheet Contacts today, else the one that the register names.
    """
    if not letter.recipients:
        raise NoRecipient(subject=letter.name, party=letter.customer or "internal")
    people: list[Recipient] = []
    copies: list[Recipient] = []
    theirs = [c for c in contacts if c.is_of(letter.customer) or (c.internal and not letter.customer)]
    for line in letter.recipients:
        name, address, contact = addressee(line, theirs)
        if not address and contact is None:
            raise NoAddress(cell="Contacts", name=name)
        known = contact and (contact.email or not address)
        recipient = contact.recipient() if contact and known else Recipient(name, address)
        (copies if contact and contact.copied else people).append(recipient)
    return (tuple(people), tuple(copies)) if people else (tuple(copies), ())
