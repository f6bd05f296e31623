"""Open documents of a live Calc as xlwings' books: found, opened, saved and closed."""

import io
from functools import cached_property
from pathlib import Path
from typing import Any

from xlwings import base_classes

from pab_planner.engines.calc import lost_parts
from pab_planner.engines.calc.names import Names
from pab_planner.engines.calc.range import Range
from pab_planner.engines.calc.relink import relink
from pab_planner.engines.calc.sheet import EXCEL_COLUMN, Sheets
from pab_planner.engines.calc.tables import DatabaseRanges
from pab_planner.engines.calc.uno import box_of, bridge, properties
from pab_planner.engines.calc.values import NumberFormats
from pab_planner.engines.collection import Collection
from pab_planner.errors import FileError
from pab_planner.files import fingerprint, write_whole
from pab_planner.language import Text
from pab_planner.ooxml import package as ooxml
from pab_planner.ooxml.soundness import refuse_unsound

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
}
_NEVER_EXECUTE = 0  # com.sun.star.document.MacroExecMode
_NO_UPDATE = 0  # com.sun.star.document.UpdateDocMode: links keep what they showed last


class CannotOpen(FileError):
    """LibreOffice could not read a file."""

    sentence = Text(
        "LibreOffice could not open {path}; see whether it is a workbook and not damaged",
        "LibreOffice 无法打开 {path}；请确认它是未损坏的工作簿",
    )


class UnknownFileType(FileError):
    """The file's ending is not that of a workbook."""

    sentence = Text(
        "{path}: a workbook's name ends in {choices}; give it one of these endings",
        "{path}：工作簿的扩展名只能是 {choices}，请使用其中一种",
    )


def _refuse_unknown(path: Path) -> None:
    """Refuse a file whose ending is not that of a workbook."""
    if path.suffix.lower() not in _FILTERS:
        raise UnknownFileType(path=path, choices=", ".join(_FILTERS))


class Books(Collection):
    """The open books of one LibreOffice; the last one opened or activated is the active one."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._open: list[Book] = []

    def _members(self) -> list["Book"]:
        return list(self._open)

    @property
    def app(self) -> Any:
        return self._app

    @property
    def active(self) -> "Book":
        return self._open[-1]

    def add(self) -> "Book":
        name = next(n for i in range(1, len(self) + 2) if (n := f"Book{i}") not in self)
        document = self._load("private:factory/scalc")
        document.Sheets.getByIndex(0).Columns.Width = EXCEL_COLUMN
        return self._enter(Book(self._app, document, name=name))

    def open(self, fullname: str, *args: Any, **options: Any) -> "Book":
        """Open a file in the format that its ending names; macros are not run, links are not followed.

        Raises:
            UnknownFileType: The ending is not one of a workbook.
            UnreadableFile: It is not there, or not a workbook of that kind.
            CannotOpen: LibreOffice can't read it.
        """
        path = Path(fullname).resolve()
        for book in self._open:
            if book.path == path:
                return book
        kind = path.suffix.lower()
        _refuse_unknown(path)
        with ooxml.one_refusal(path.name):
            seen = fingerprint(path)
            content = ooxml.bytes_of(path)
            if kind != ".ods":  # LibreOffice would try to make a workbook of anything that is called one
                with ooxml.Archive(io.BytesIO(content)) as archive:
                    list(archive.outline().sheets())
        document = self._load(path.as_uri(), FilterName=_FILTERS[kind])
        if document is None or not hasattr(document, "Sheets"):
            raise CannotOpen(path=path)
        relink(document)
        return self._enter(Book(self._app, document, path=path, seen=seen))

    def of_document(self, document: Any) -> "Book":
        """The book of a document that is open already."""
        path = Path(bridge().fileUrlToSystemPath(document.URL)) if document.URL else None
        return self._enter(Book(self._app, document, path=path, name=document.Title))

    def _load(self, url: str, **how: Any) -> Any:
        options = properties(MacroExecutionMode=_NEVER_EXECUTE, UpdateDocMode=_NO_UPDATE, **how)
        return self._app.api.loadComponentFromURL(url, "_blank", 0, options)

    def _enter(self, book: "Book") -> "Book":
        self._open.append(book)
        return book

    def leave(self, book: "Book") -> None:
        self._open.remove(book)

    def to_front(self, book: "Book") -> None:
        self._open.sort(key=lambda other: other is book)


class Book(base_classes.Book):  # type: ignore[misc]
    """One open document."""

    def __init__(
        self, app: Any, document: Any, *, path: Path | None = None, name: str = "", seen: str | None = None
    ) -> None:
        self._app, self._document = app, document
        self.path, self._name, self._seen = path, name, seen
        self.formats = NumberFormats(document)
        self.table_styles: dict[str, str | None] = {}
        self.dynamic_formulas: set[str] = set()
        self._original = lost_parts.Original.read(path)

    @property
    def api(self) -> Any:
        return self._document

    @property
    def app(self) -> Any:
        return self._app

    @property
    def name(self) -> str:
        return self.path.name if self.path else self._name

    @property
    def fullname(self) -> str:
        return str(self.path) if self.path else self._name

    @cached_property
    def view(self) -> Any:
        """Calc's window on the document."""
        return self._document.CurrentController

    @cached_property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @cached_property
    def names(self) -> Names:
        return Names(self)

    @cached_property
    def database_ranges(self) -> DatabaseRanges:
        """Calc's database ranges, which are the tables of its sheets."""
        return DatabaseRanges(self._document)

    def range_at(self, address: Any) -> Range:
        """The cells of a UNO CellRangeAddress."""
        return Range(self.sheets(address.Sheet + 1), box_of(address))

    def activate(self) -> None:
        self._app.books.to_front(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Write the file: wholly or not at all.

        Raises:
            UnknownFileType: The ending is not one of a workbook.
            OpenElsewhere: Another program has the file open.
            FileNotWritten: The file system refused, or the file was changed meanwhile.
        """
        if password:
            raise NotImplementedError("the Calc engine writes no passwords")
        target = Path(path).resolve() if path else self.path or Path(f"{self._name}.xlsx").resolve()
        _refuse_unknown(target)
        if self._app.visible and target == self.path:
            # The user's own document: LibreOffice stores it, and the extension mends what was stored.
            self._document.store()
            return
        if target == self.path and (lost := self._original.lost()):
            raise lost_parts.CalcWouldLoseParts(file=target, parts=lost)

        def write(beside: Path) -> None:
            store = properties(FilterName=_FILTERS[target.suffix.lower()], Overwrite=True)
            self._document.storeToURL(beside.as_uri(), store)
            if target.suffix.lower() != ".ods":
                lost_parts.mend(beside, self._original, self.table_styles, self.dynamic_formulas)
                titles = dict.fromkeys(sheet.name for sheet in self.sheets)
                refuse_unsound(target.name, beside.read_bytes(), cells=titles)

        write_whole(target, write, seen=self._seen if target == self.path else None)
        self.path, self._seen = target, fingerprint(target)

    def to_pdf(self, path: str, quality: str | None = None) -> None:
        """Print the visible sheets into a PDF file."""
        self._document.storeToURL(Path(path).as_uri(), properties(FilterName="calc_pdf_Export"))

    def close(self) -> None:
        """Close without saving."""
        self._app.books.leave(self)
        self._document.close(True)
