"""A letter that somebody chose, and its PDF."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import xlwings as xw

from pab_planner.alerts import Letter
from pab_planner.engines.calc.engine import calc_app
from pab_planner.errors import ChoiceError, FileError, HostError, SheetError, UnknownChoice
from pab_planner.excel.host import com_errors
from pab_planner.excel.selection import cells_of_rows
from pab_planner.excel.sheets import find_sheet
from pab_planner.excel.undisturbed import is_busy
from pab_planner.excel.undoing import on_failure
from pab_planner.files import write_whole
from pab_planner.language import Text
from pab_planner.ledgers.letters import hidden_rows, letter_fingerprint
from pab_planner.ledgers.register import read_register
from pab_planner.locks import work_folder
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.saved_file import FILE_ENGINE, OUR_COPY, folder_of, saved_file, shown_name
from pab_planner.reading.planning import settings_of
from pab_planner.sharing.letter_pages import LetterPages, Paper
from pab_planner.sharing.share import letter_file

WRITTEN = Text("{letter}: {file} is written.", "{letter}：已生成 {file}。")


class NoLetterChosen(ChoiceError):
    """No letter was chosen to print or send."""

    sentence = Text(
        "no letter is selected; open the sheet of a letter, or select its row on sheet Letters",
        "未选中函件；请打开某封函件的工作表，或在 Letters 表选中其所在行",
    )


ALL = "all"
"""The word for every letter that is still to be sent."""


class NothingToSend(ChoiceError):
    """No letter is left to be sent."""

    sentence = Text(
        "every issued letter is noted as sent; there is none to make a draft of",
        "所有已发出的函件均已登记寄出，没有待发邮件",
    )


class UnknownLetter(ChoiceError):
    """A number that no letter has."""

    sentence = Text(
        "there is no letter {letter}; sheet Letters has: {known}",
        "没有函件 {letter}；Letters 表中现有：{known}",
    )


class LetterGone(SheetError):
    """A letter whose sheet was deleted, or was given another title."""

    sentence = Text(
        "no sheet is called {sheet}, as that of letter {letter} was; if it has another name now, give it this one again, "
        "else restore the workbook from a backup",
        "函件 {letter} 的工作表 {sheet} 已不存在；如已改名，请改回原名，否则请从备份恢复工作簿",
    )


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


class NotPrinted(HostError):
    """An Excel that makes no PDF: of every reason, a missing printer among them, it says the same."""

    sentence = Text(
        "Excel wrote no PDF and does not say why; press again. If it fails again, see whether Windows' settings show "
        "a printer, which Excel needs for that (“Microsoft Print to PDF” will do), and export the sheet by hand "
        "(File > Export), where Excel may say more",
        "Excel 未能生成 PDF，也未说明原因；请再按一次。如仍失败，请查看 Windows 设置中是否有打印机（生成 PDF 需要打印机，"
        "“Microsoft Print to PDF”即可），或手动导出该表（文件 > 导出），Excel 可能会给出更多提示",
    )


def chosen_letter(pressed: ButtonPress) -> Letter:
    """The letter that a terminal or the selection names, the first of several.

    Raises:
        NoLetterChosen: Neither does.
        UnknownLetter: There is no such letter.
        LetterGone: Its sheet was deleted.
        ChangedAfterIssue: Its sheet was changed after it was issued.
        HiddenInLetter: A row of it was hidden after it was issued.
    """
    letters = read_register(pressed.book).letters
    word = pressed.arguments.get("letter")
    words = _selected(pressed, letters) if word is None else [word]
    return _known(pressed, letters, words[0] if words else "")


def chosen_letters(pressed: ButtonPress) -> list[Letter]:
    """The letters that a terminal or the selected rows name; of `all`, those not noted as sent.

    Raises:
        NoLetterChosen: Neither names one.
        NothingToSend: All were sent.
        PlanError: One of them is not what was issued, as `chosen_letter` tells.
    """
    letters = read_register(pressed.book).letters
    word = pressed.arguments.get("letter", "")
    if word.casefold() == ALL:
        words = [letter.name for letter in letters if letter.issued and not letter.sent]
        if not words:
            raise NothingToSend
    else:
        words = [word] if word else _selected(pressed, letters) or [""]
    return [_known(pressed, letters, each) for each in words]


def _known(pressed: ButtonPress, letters: Sequence[Letter], word: str) -> Letter:
    """A letter by its name, as it was issued."""
    if not word:
        raise NoLetterChosen
    found = next((each for each in letters if word.upper() in (each.name.upper(), each.sheet.upper())), None)
    if found is None:
        raise UnknownLetter(letter=word, known=", ".join(each.name for each in letters) or "-")
    sheet = find_sheet(pressed.book, found.sheet)
    if sheet is None:
        raise LetterGone(letter=found.name, sheet=found.sheet)
    if found.issued and letter_fingerprint(sheet) != found.sha256:
        raise ChangedAfterIssue(letter=found.name, sheet=found.sheet, day=found.issued)
    hidden = hidden_rows(sheet) if found.issued else []
    if hidden:
        raise HiddenInLetter(sheet=found.sheet, letter=found.name, rows=", ".join(map(str, hidden)))
    return found


def _selected(pressed: ButtonPress, letters: Sequence[Letter]) -> list[str]:
    """Title of the selected letter's sheet, or the first letter that each of the selected rows names."""
    if pressed.selection is None:
        return []
    sheet = pressed.selection.sheet
    known = {name.upper() for letter in letters for name in (letter.name, letter.sheet)}
    title: str = sheet.name
    if title.upper() in known:
        return [title]
    rows = cells_of_rows(pressed.selection)
    named = (next((c for c in row if isinstance(c, str) and c.upper() in known), None) for row in rows)
    return [name for name in named if name]


class FilesMade(NamedTuple):
    """Files of a letter, and what is said of them."""

    said: Text
    files: tuple[Path, ...]


def make_pdf(pressed: ButtonPress, letter: Letter) -> FilesMade:
    """Save a letter as a PDF and say where."""
    (made,) = write_pdfs(pressed, [letter])
    return FilesMade(WRITTEN.filled(letter=letter.name, file=shown_name(pressed.book, made)), (made,))


def write_pdfs(pressed: ButtonPress, letters: Sequence[Letter]) -> list[Path]:
    """Save letters as PDFs, each from a workbook in which there is nothing but the letter.

    Raises:
        NotSaved: The workbook is on no disk yet.
        FileNotWritten: The folder that a terminal names is not there, or refuses.
        LibreOfficeDidNotStart: There is no spreadsheet program to print them.
        NotPrinted: Excel makes no PDF.
    """
    paper = _paper(pressed)
    with saved_file(pressed.book) as saved:

        def printed_by(app: xw.App, aside: Path) -> list[bytes]:
            pages = (LetterPages(paper, f"{letter.name}  {letter.customer}".strip()) for letter in letters)
            return [
                _print(app, saved, letter.sheet, page, aside)
                for letter, page in zip(letters, pages, strict=True)
            ]

        if pressed.book.app.engine.name == FILE_ENGINE:
            with calc_app() as app, work_folder(app.impl.folder) as aside:
                printed = printed_by(app, aside)
        else:
            with work_folder() as aside:
                printed = printed_by(pressed.book.app, aside)
    folder = target_folder(pressed)
    files = [folder / f"{letter.name}.pdf" for letter in letters]
    with all_or_none(files):
        for file, content in zip(files, printed, strict=True):
            write_whole(file, content)
    return files


def target_folder(pressed: ButtonPress) -> Path:
    """Where files go: into the folder that a terminal names, else beside the workbook."""
    return Path(pressed.arguments.get("folder") or folder_of(pressed.book))


@contextmanager
def all_or_none(files: Iterable[Path]) -> Iterator[None]:
    """Let files be as they were, or not there, where one of those written together is refused or the press fails."""
    before = [(file, file.read_bytes() if file.exists() else None) for file in files]
    try:
        yield
    except BaseException:
        for each in before:
            with suppress(OSError, FileError):  # the one that was refused is as it was
                _put_back(*each)
        raise
    for each in before:
        on_failure(partial(_put_back, *each))


def _put_back(file: Path, content: bytes | None) -> None:
    if content is None:
        file.unlink(missing_ok=True)
    elif file.read_bytes() != content:
        write_whole(file, content)


def _paper(pressed: ButtonPress) -> Paper:
    """The paper that a terminal names, else the workbook's setting.

    Raises:
        UnknownChoice: There is no such paper.
    """
    word = pressed.arguments.get("paper") or settings_of(pressed.book)["paper"]
    if word.upper() not in Paper.__members__:
        raise UnknownChoice(name=Text("paper", "纸张"), found=word, choices="A4, Letter")
    return Paper[word.upper()]


def _print(app: xw.App, saved: Path, sheet: str, page: LetterPages, folder: Path) -> bytes:
    """Print a letter, once it is known how wide this host shows it: only then do its pages end well."""
    alone, printed = folder / f"{OUR_COPY}.xlsx", folder / "letter.pdf"
    alone.write_bytes(letter_file(saved, sheet, page))
    with _opened(app, alone) as book:
        width = book.sheets[0].used_range.width
    alone.write_bytes(letter_file(saved, sheet, replace(page, width=width)))
    with _opened(app, alone) as book:
        try:
            book.to_pdf(str(printed))
        except com_errors() as error:
            if is_busy(error):
                raise
            raise NotPrinted from error
    return printed.read_bytes()


@contextmanager
def _opened(app: xw.App, workbook: Path) -> Iterator[xw.Book]:
    """A workbook, open while the `with` block runs."""
    book = app.books.open(str(workbook))
    try:
        yield book
    finally:
        book.close()
