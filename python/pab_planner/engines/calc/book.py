"""Open documents of a live Calc as xlwings' books: found, opened, saved and closed."""

from functools import cached_property
from pathlib import Path
from typing import Any

from xlwings import base_classes

from pab_planner.engines.calc import package
from pab_planner.engines.calc.box import Box
from pab_planner.engines.calc.names import Names
from pab_planner.engines.calc.range import Range
from pab_planner.engines.calc.relink import relink
from pab_planner.engines.calc.sheet import EXCEL_COLUMN, Sheets
from pab_planner.engines.calc.tables import DatabaseRanges
from pab_planner.engines.calc.uno import bridge, properties
from pab_planner.engines.calc.values import NumberFormats
from pab_planner.engines.collection import Collection
from pab_planner.errors import FileError
from pab_planner.language import Text

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
}
_NEVER_EXECUTE = 0  # com.sun.star.document.MacroExecMode


class CannotOpen(FileError):
    """LibreOffice could not read a file."""

    sentence = Text(
        "LibreOffice could not open {path}; see whether it is a workbook and not damaged",
        "LibreOffice 无法打开 {path}；请确认它是未损坏的工作簿",
    )


class UnknownFileType(FileError):
    """A workbook can't be saved under such a name."""

    sentence = Text(
        "{path}: a workbook is saved as {choices}; give it one of these endings",
        "{path}：工作簿只能保存为 {choices}，请使用其中一种扩展名",
    )


class OpenElsewhere(FileError):
    """Somebody has the file open and would lose what is written, or overwrite it."""

    sentence = Text(
        "{path} is open in another program; close it there and try again",
        "{path} 正在另一个程序中打开；请先关闭后再试",
    )


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
        """Open a file; its macros are not run."""
        path = Path(fullname).resolve()
        for book in self._open:
            if book.path == path:
                return book
        if not path.exists():
            raise FileNotFoundError(fullname)
        document = self._load(path.as_uri())
        if document is None or not hasattr(document, "Sheets"):
            raise CannotOpen(path=path)
        relink(document)
        return self._enter(Book(self._app, document, path=path))

    def of_document(self, document: Any) -> "Book":
        """The book of a document that is open already."""
        path = Path(bridge().fileUrlToSystemPath(document.URL)) if document.URL else None
        return self._enter(Book(self._app, document, path=path, name=document.Title))

    def _load(self, url: str) -> Any:
        options = properties(MacroExecutionMode=_NEVER_EXECUTE)
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

    def __init__(self, app: Any, document: Any, *, path: Path | None = None, name: str = "") -> None:
        self._app, self._document = app, document
        self.path, self._name = path, name
        self.formats = NumberFormats(document)
        self.table_styles: dict[str, str | None] = {}
        self.dynamic_formulas: set[str] = set()
        self._original = package.Original.read(path)

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
        """What its sheets' tables are made of."""
        return DatabaseRanges(self._document)

    def range_at(self, address: Any) -> Range:
        """The cells of a UNO CellRangeAddress."""
        return Range(self.sheets(address.Sheet + 1), Box.of(address))

    def activate(self) -> None:
        self._app.books.to_front(self)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Write the file: wholly or not at all.

        Raises:
            UnknownFileType: The ending is not one of a workbook.
            OpenElsewhere: Another program has the file open.
        """
        if password:
            raise NotImplementedError("the Calc engine writes no passwords")
        target = Path(path).resolve() if path else self.path or Path(f"{self._name}.xlsx").resolve()
        if target.suffix.lower() not in _FILTERS:
            raise UnknownFileType(path=target, choices=", ".join(_FILTERS))
        if self._app.visible and target == self.path:
            # The user's own document: LibreOffice stores it, and the extension mends what was stored.
            self._document.store()
            return
        if _held(target):
            raise OpenElsewhere(path=target)
        if target == self.path and (lost := self._original.lost()):
            raise package.CalcWouldLoseParts(file=target, parts=lost)
        beside = target.with_name(f".{target.stem}.saving{target.suffix}")
        try:
            self._document.storeToURL(
                beside.as_uri(), properties(FilterName=_FILTERS[target.suffix.lower()], Overwrite=True)
            )
            if target.suffix.lower() != ".ods":
                package.mend(beside, self._original, self.table_styles, self.dynamic_formulas)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
        self.path = target

    def to_pdf(self, path: str, quality: str | None = None) -> None:
        """Print the visible sheets into a PDF file."""
        self._document.storeToURL(Path(path).as_uri(), properties(FilterName="calc_pdf_Export"))

    def close(self) -> None:
        """Close without saving."""
        self._app.books.leave(self)
        self._document.close(True)


def _held(path: Path) -> bool:
    """True if LibreOffice or Excel keeps a lock file beside the workbook."""
    return any(path.with_name(name).exists() for name in (f".~lock.{path.name}#", f"~${path.name}"))
