"""The cells of a workbook file, as calamine reads them; a large sheet in stretches.

Calamine reads a sheet on one processor, twice (the second time for its merged areas, which nobody asks for), and holds
all cells three times over before it hands them out. So it is given a large regular sheet in stretches of rows, each of
them as a small workbook of its own in memory: several at a time, with no merged areas, and small enough for the
processor's cache. That takes little more than half the processor time, shared among the processors.
"""

import io
import math
import os
import threading
import zipfile
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from pab_planner.files import UnreadableFile
from pab_planner.language import Text
from pab_planner.ooxml.hollow_cells import WorkbookLook
from pab_planner.ooxml.regular_sheet import BEGIN, END

THREADS = min(4, os.cpu_count() or 1)

_NO_CELLS = Text(
    "its sheet {sheet} holds a cell that is damaged; open the file in Excel and save it again",
    "工作表 {sheet} 中有损坏的单元格，请在 Excel 中打开并重新保存",
)
_NO_MERGED_AREAS = b"<mergeCells></mergeCells>"
"""In front of the rows: with them calamine's search for merged areas ends."""

Rows = list[list[Any]]
_Stretch = tuple[tuple[int, int] | None, Rows]
"""Where the first cell stands, None without any, and the cells from there on."""


class Reading:
    """The worksheets of a file, while they are being read."""

    def __init__(self, path: Path, look: WorkbookLook, beside: Executor) -> None:
        """Begin to read.

        Args:
            path: The workbook.
            look: At it.
            beside: Reads.
        """
        self._stretches: dict[str, list[Future[_Stretch]]] = {
            title: [beside.submit(_stretch, path.name, title, look, rows) for rows in sheet.stretches()]
            for title, (_, sheet) in look.regular.items()
        }
        self._whole = beside.submit(_whole_sheets, path, look.anew, frozenset(look.regular))

    def sheets(self) -> list[tuple[str, Rows, bool]]:
        """Title and cells of each worksheet, and whether the planner sees it.

        Raises:
            UnreadableFile: A cell is damaged.
            CalamineError: The file is.
        """
        joined = {
            title: _joined(stretch.result() for stretch in stretches)
            for title, stretches in self._stretches.items()
        }
        return [(title, joined.get(title, rows), visible) for title, rows, visible in self._whole.result()]


def _whole_sheets(path: Path, anew: bytes | None, but: frozenset[str]) -> list[tuple[str, Rows, bool]]:
    """Title of each worksheet, its cells from A1 unless it is read otherwise, and whether the planner sees it."""
    with CalamineWorkbook.from_object(io.BytesIO(anew) if anew else path) as book:
        return [
            (
                sheet.name,
                [] if sheet.name in but else _cells(book, sheet.name, path.name)[1],
                sheet.visible is SheetVisibleEnum.Visible,
            )
            for sheet in book.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet
        ]


def _stretch(file: str, title: str, look: WorkbookLook, rows: memoryview) -> _Stretch:
    """The cells of a stretch of a sheet's rows, and where they begin."""
    part, sheet = look.regular[title]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as workbook:  # to pack it would take longer than to read it
        for name, content in look.frame.items():
            workbook.writestr(name, content)
        with workbook.open(part, "w") as copy:
            copy.write(sheet.before + _NO_MERGED_AREAS + BEGIN)
            copy.write(rows)
            copy.write(END + b"</worksheet>")
    stream.seek(0)
    with CalamineWorkbook.from_filelike(stream) as book:
        return _cells(book, title, file, skip_blank=True)


def _cells(book: CalamineWorkbook, title: str, file: str, *, skip_blank: bool = False) -> _Stretch:
    """The cells of a sheet from A1, or from its first row and column that are not blank."""
    try:
        sheet = book.get_sheet_by_name(title)
        return sheet.start, without_infinity(sheet.to_python(skip_empty_area=skip_blank))
    except BaseException as error:  # Rust's panics, as at a day of -1E999, are no Exceptions
        if not isinstance(error, CalamineError) and type(error).__name__ != "PanicException":
            raise
        raise UnreadableFile(file=file, reason=_NO_CELLS.filled(sheet=title)) from error


def _joined(stretches: Iterable[_Stretch]) -> Rows:
    """The cells of a sheet from A1; a stretch begins with its own first column, and ends with its own last."""
    found = [(start, rows) for start, rows in stretches if start]
    width = max((start[1] + len(rows[0]) for start, rows in found), default=0)
    joined: Rows = []
    for (top, left), rows in found:
        joined.extend([""] * width for _ in range(top - len(joined)))
        if left or len(rows[0]) < width:
            rows = [[""] * left + row + [""] * (width - left - len(row)) for row in rows]
        joined += rows
    return joined


def without_infinity(rows: Rows) -> Rows:
    """The same cells, those that no number can be (1E999) as texts, which nobody reckons with."""
    for row in rows:
        if math.inf in row or -math.inf in row:  # four times as fast as to look at each cell here
            row[:] = [str(cell) if cell in (math.inf, -math.inf) else cell for cell in row]
    return rows


_READING = threading.Lock()


@contextmanager
def quiet_panics() -> Iterator[None]:
    """Rust writes of a panic, with all that was called, to file 2, past `sys.stderr`; we say it in a sentence.

    One reading at a time, or a second one would keep the first one's silence for the way it was.
    """
    with _READING:
        try:
            spoken = os.dup(2)
        except OSError:  # a program without a console has no file 2
            yield
            return
        try:
            with Path(os.devnull).open("wb") as silence:
                os.dup2(silence.fileno(), 2)
            yield
        finally:
            os.dup2(spoken, 2)
            os.close(spoken)
