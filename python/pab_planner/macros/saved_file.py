"""The file of a workbook, for what is made from a file: PDFs, e-mails and shared copies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import xlwings as xw

from pab_planner.excel.host import com_errors, in_excel
from pab_planner.excel.sheets import has_unsaved_changes, is_package, is_read_only
from pab_planner.language import Text
from pab_planner.locks import work_folder
from pab_planner.sharing.share import NotSaved

FILE_ENGINE = "openpyxl"
"""The engine without a spreadsheet program: it prints nothing, and what it opened is on the disk."""

OUR_COPY = "PAB Planner ~copy"
"""What Excel is given to open is called so: it opens no two workbooks of one name, and saves none with brackets in it."""

NO_LINKS, XLSX = 0, 51
"""Excel's numbers of `UpdateLinks` and XlFileFormat."""


@contextmanager
def saved_file(book: xw.Book) -> Iterator[Path]:
    """A temporary package of the workbook as it is now; in Excel the planner's own file stays as it is.

    In OneDrive and SharePoint, Excel names a workbook by an address, and the synchronised file lags behind.

    Raises:
        NotSaved: It has none yet.
    """
    if in_excel(book):
        if not book.api.Path:
            raise NotSaved(file=book.name)
        with work_folder() as folder:
            copy = folder / f"{OUR_COPY}{Path(book.name).suffix}"
            book.api.SaveCopyAs(str(copy))
            if not is_package(book):
                copy = _as_package(book, copy)
            yield copy.rename(folder / f"{Path(book.name).stem}{copy.suffix}")  # refusals name it
        return
    file = Path(book.fullname)
    if not file.is_file():
        raise NotSaved(file=book.name)
    if book.app.engine.name != FILE_ENGINE:
        book.save()
    yield file


def _as_package(book: xw.Book, copy: Path) -> Path:
    """The copy of a workbook such as a .xlsb, which nobody but Excel reads, saved by Excel as a .xlsx."""
    package = copy.with_suffix(".xlsx")
    opened = book.api.Application.Workbooks.Open(str(copy), NO_LINKS)
    try:
        opened.SaveAs(str(package), XLSX)
    finally:
        opened.Close(False)
    return package


def is_in_the_cloud(book: xw.Book) -> bool:
    """Whether Excel holds a workbook by an address on the net."""
    return in_excel(book) and "://" in book.api.FullName


def folder_of(book: xw.Book) -> Path:
    """The folder for files made from a workbook: beside it, or else the user's documents."""
    if not is_elsewhere(book):
        return Path(book.fullname).parent
    if is_in_the_cloud(book) and (folder := _synced_folder(book)):
        return folder
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()


def _synced_folder(book: xw.Book) -> Path | None:
    """Where the cloud's folder of a workbook is kept on this computer; None if it is not, or nobody knows where.

    xlwings asks Windows. Where no SharePoint library is synchronised at all it stumbles over a variable of its own
    (`fullname_url_to_local_path` in its utils.py).
    """
    try:
        folder = Path(book.fullname).parent
    except (xw.XlwingsError, UnboundLocalError):
        return None
    return folder if folder.is_dir() else None


def is_elsewhere(book: xw.Book) -> bool:
    """Whether files do not belong beside a workbook: in the cloud, or where Windows clears up by itself.

    There lies a workbook that was opened inside of a zip file or from a mail.
    """
    return is_in_the_cloud(book) or is_in_passing(book)


def is_in_passing(book: xw.Book) -> bool:
    """Whether a workbook lies where Windows clears up by itself."""
    if not in_excel(book) or not book.api.Path or is_in_the_cloud(book):
        return False
    temporary, folder = os.environ.get("TEMP"), Path(book.fullname).parent.resolve()
    return "INetCache" in folder.parts or bool(temporary and folder.is_relative_to(Path(temporary).resolve()))


READ_ONLY = Text(
    " {book} is open for reading only: save it under another name, or what stands in it now is lost.",
    "{book} 以只读方式打开：请另存为其他名称，否则当前内容将丢失。",
)
IN_PASSING = Text(
    " {book} was opened in a mail or a zip file: save it in a folder of your own, or what stands in it now is lost.",
    "{book} 是从邮件或压缩包中打开的：请另存到您自己的文件夹，否则当前内容将丢失。",
)


def what_is_lost(book: xw.Book) -> Text:
    """What to do so that nothing is lost of a workbook that Excel does not keep where it is; else nothing."""
    with suppress(*com_errors()):  # the button's work is done: a refusal of Excel's now undoes none of it
        if has_unsaved_changes(book):
            if is_read_only(book):
                return READ_ONLY.filled(book=book.name)
            if is_in_passing(book):
                return IN_PASSING.filled(book=book.name)
    return Text("", "")


def shown_name(book: xw.Book, file: Path) -> str:
    """How a file made from a workbook is named to the planner: with its folder if it is not beside the workbook."""
    return str(file) if is_elsewhere(book) else file.name
