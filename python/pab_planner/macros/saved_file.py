"""The file of a workbook, for what is made of the file rather than of the workbook."""

from pathlib import Path

import xlwings as xw

from pab_planner.sharing.share import NotSaved

FILE_ENGINE = "openpyxl"
"""The engine without a spreadsheet program: it prints nothing, and what it opened is on the disk."""


def saved_file(book: xw.Book) -> Path:
    """The workbook's file, brought up to date where a program holds the workbook.

    Raises:
        NotSaved: It has none yet.
    """
    file = Path(book.fullname)
    if not file.is_file():
        raise NotSaved(file=book.name)
    if book.app.engine.name != FILE_ENGINE:
        book.save()
    return file
