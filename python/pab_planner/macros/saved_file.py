"""The file of a workbook, for what is made of the file rather than of the workbook."""

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
    """The workbook as it is now, as a file for a moment; in Excel the planner's own file stays as it is.

    In OneDrive and SharePoint, Excel names a workbook by an address, and the synchronised file lags behind.

    Raises:
        NotSaved: It has none yet.
    """
    if in_excel(book):
        if not book.api.Path:
            raise NotSaved(file=book.name)
        with work_folder() as folder:
            copy = folder / book.name
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
    """Where files go that are made of a workbook: beside it, else among the user's documents."""
    if is_in_the_cloud(book):
        with suppress(xw.XlwingsError):
            folder = Path(book.fullname).parent  # xlwings asks Windows where the cloud's folder is kept
            if folder.is_dir():
                return folder
        documents = Path.home() / "Documents"
        return documents if documents.is_dir() else Path.home()
    return Path(book.fullname).parent


def shown_name(book: xw.Book, file: Path) -> str:
    """How a file made of a workbook is named to the planner: in full where it is not beside her own."""
    return str(file) if is_in_the_cloud(book) else file.name
