"""The file of a workbook, for what is made from a file: PDFs, e-mails and shared copies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import xlwings as xw

from pab_planner.excel.host import in_excel
from pab_planner.locks import work_folder
from pab_planner.sharing.share import NotSaved

FILE_ENGINE = "openpyxl"
"""The engine without a spreadsheet program: it prints nothing, and what it opened is on the disk."""


@contextmanager
def saved_file(book: xw.Book) -> Iterator[Path]:
    """A temporary file of the workbook as it is now; in Excel the planner's own file stays as it is.

    In OneDrive and SharePoint, Excel names a workbook by an address, and the synchronised file lags behind.

    Raises:
        NotSaved: It has none yet.
    """
    if in_excel(book):
        if not book.api.Path:
            raise NotSaved(file=book.name)
        with work_folder() as folder:
            copy = folder / book.name.translate(
                str.maketrans("[]", "()")
            )  # Excel saves no file of such a name
            book.api.SaveCopyAs(str(copy))
            yield copy
        return
    file = Path(book.fullname)
    if not file.is_file():
        raise NotSaved(file=book.name)
    if book.app.engine.name != FILE_ENGINE:
        book.save()
    yield file


def is_in_the_cloud(book: xw.Book) -> bool:
    """Whether Excel holds a workbook by an address on the net."""
    return in_excel(book) and "://" in book.api.FullName


def folder_of(book: xw.Book) -> Path:
    """The folder for files made from a workbook: beside it, or else the user's documents."""
    if not is_elsewhere(book):
        return Path(book.fullname).parent
    if is_in_the_cloud(book):
        with suppress(xw.XlwingsError):
            folder = Path(book.fullname).parent  # xlwings asks Windows where the cloud's folder is kept
            if folder.is_dir():
                return folder
    documents = Path.home() / "Documents"
    return documents if documents.is_dir() else Path.home()


def is_elsewhere(book: xw.Book) -> bool:
    """Whether files do not belong beside a workbook: in the cloud, or where Windows clears up by itself.

    There lies a workbook that was opened inside of a zip file or from a mail.
    """
    if is_in_the_cloud(book):
        return True
    temporary, folder = os.environ.get("TEMP"), Path(book.fullname).parent.resolve()
    cleared = "INetCache" in folder.parts or (temporary and folder.is_relative_to(Path(temporary).resolve()))
    return in_excel(book) and bool(cleared)


def shown_name(book: xw.Book, file: Path) -> str:
    """How a file made from a workbook is named to the planner: with its folder if it is not beside the workbook."""
    return str(file) if is_elsewhere(book) else file.name
