"""xlwings on a live LibreOffice Calc: the same public API, spoken to Calc over UNO.

    with calc_app() as app:
        book = app.books.open("plan.xlsx")
        book.sheets["Plan"]["B2"].value = 40
        book.app.calculate()
        book.save()

Holds the calls that our sheets and macros make. Blocks are moved whole, for each call to Calc costs 0.15 ms
whatever its size.
"""

import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlwings
from xlwings import base_classes

from pab_planner.engines.calc import package
from pab_planner.engines.calc.box import Box
from pab_planner.engines.calc.extension import add_extension
from pab_planner.engines.calc.office import Office
from pab_planner.engines.calc.range import Range
from pab_planner.engines.calc.relink import relink
from pab_planner.engines.calc.sheet import EXCEL_COLUMN, Names, Sheet, Sheets
from pab_planner.engines.calc.uno import properties, uno
from pab_planner.engines.calc.values import NumberFormats
from pab_planner.engines.collection import Collection
from pab_planner.engines.elements import clean_values, prepare_element
from pab_planner.errors import PlanError
from pab_planner.language import Text

_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
}
_NEVER_EXECUTE = 0  # com.sun.star.document.MacroExecMode


class CannotOpen(PlanError):
    """LibreOffice could not read a file."""

    sentence = Text(
        "LibreOffice could not open {path}; see whether it is a workbook and not damaged",
        "LibreOffice 无法打开 {path}；请确认它是未损坏的工作簿",
    )


class UnknownFileType(PlanError):
    """A workbook can't be saved under such a name."""

    sentence = Text(
        "{path}: a workbook is saved as {choices}; give it one of these endings",
        "{path}：工作簿只能保存为 {choices}，请使用其中一种扩展名",
    )


class OpenElsewhere(PlanError):
    """Somebody has the file open and would lose what is written, or overwrite it."""

    sentence = Text(
        "{path} is open in another program; close it there and try again",
        "{path} 正在另一个程序中打开；请先关闭后再试",
    )


class calc_app:  # noqa: N801 (used as a function)
    """A LibreOffice of our own as an xlwings App; ended, without trace, when the `with` block is left.

    A class, because contextlib's generators stumble over UNO's exceptions.

    Args:
        extension: The .oxt file with the worksheet functions; without it `=PAB()` is #NAME?.
        visible: Whether it has a window.

    Raises:
        LibreOfficeDidNotStart: It did not answer.
    """

    def __init__(self, extension: bytes | None = None, *, visible: bool = False) -> None:
        self._extension, self._visible = extension, visible

    def __enter__(self) -> xlwings.App:
        self._handler = _terminate_like_interrupt()
        self._active = xlwings.engines.active
        self._app = App(Office(visible=self._visible))
        try:
            if self._extension:
                add_extension(self._app.context, self._extension)
        except BaseException:
            self.__exit__()
            raise
        xlwings.engines.active = xlwings.engines[engine.name]
        return xlwings.App(impl=self._app)

    def __exit__(self, *error: object) -> None:
        xlwings.engines.active = self._active
        self._app.quit()
        if self._handler is not None:
            signal.signal(signal.SIGTERM, self._handler)


def _terminate_like_interrupt() -> Any:
    """Let SIGTERM unwind the program as Ctrl+C does; the handler before, or None if it is left alone.

    It is left alone where the program has its own way with it, and outside the main thread.
    """
    handler = signal.getsignal(signal.SIGTERM)
    if handler is not signal.SIG_DFL or threading.current_thread() is not threading.main_thread():
        return None
    return signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))


class attached:  # noqa: N801 (used as a function)
    """The document in front of the user, for code that runs inside LibreOffice itself.

    Args:
        context: UNO's component context, as LibreOffice hands it to an extension.
    """

    def __init__(self, context: Any) -> None:
        self._context = context

    def __enter__(self) -> xlwings.Book:
        self._active = xlwings.engines.active
        self._app = App(context=self._context)
        xlwings.engines.active = xlwings.engines[engine.name]
        return xlwings.Book(impl=self._app.books.of_document(_document_in_front(self._app.api)))

    def __exit__(self, *error: object) -> None:
        xlwings.engines.active = self._active
        self._app.quit()


def _document_in_front(desktop: Any) -> Any:
    """The spreadsheet that has the focus; where no window has it, the first that is open."""
    if desktop.CurrentComponent is not None:
        return desktop.CurrentComponent
    documents = desktop.Components.createEnumeration()
    while documents.hasMoreElements():
        document = documents.nextElement()
        if document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            return document
    raise LookupError("no spreadsheet is open")


class Engine:
    """What xlwings asks of an engine."""

    name = "calc"
    type = "desktop"

    @property
    def apps(self) -> "Apps":
        return _apps

    prepare_xl_data_element = staticmethod(prepare_element)
    clean_value_data = staticmethod(clean_values)


class Apps(base_classes.Apps):  # type: ignore[misc]
    """The running LibreOffices, by process id."""

    def __init__(self) -> None:
        self._running: dict[int, App] = {}

    def keys(self) -> list[int]:
        return list(self._running)

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> "App":
        app = App(Office(visible=bool(visible)))
        if add_book:
            app.books.add()
        return app

    def enter(self, app: "App") -> None:
        self._running[app.pid] = app

    def to_front(self, app: "App") -> None:
        """The first is the one that xlwings calls active."""
        self._running = {app.pid: app, **self._running}

    def leave(self, app: "App") -> None:
        self._running.pop(app.pid, None)

    def __iter__(self) -> Iterator["App"]:
        return iter(list(self._running.values()))

    def __len__(self) -> int:
        return len(self._running)

    def __getitem__(self, pid: int) -> "App":
        return self._running[pid]

    @staticmethod
    def cleanup() -> None:
        """Nothing: each office has its guardian."""


class App(base_classes.App):  # type: ignore[misc]
    """One LibreOffice: our own, or (by its context) the one we run in."""

    screen_updating = display_alerts = enable_events = interactive = True
    status_bar: Any = None

    def __init__(self, office: Office | None = None, *, context: Any = None) -> None:
        self._office = office
        self.context = office.context if office else context
        manager = self.context.ServiceManager
        self._desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)
        self._books = Books(self)
        _apps.enter(self)

    @property
    def api(self) -> Any:
        return self._desktop

    @property
    def engine(self) -> Engine:
        return engine

    @property
    def books(self) -> "Books":
        return self._books

    @property
    def pid(self) -> int:
        return self._office.pid if self._office else 0

    @property
    def visible(self) -> bool:
        return self._office is None

    @visible.setter
    def visible(self, value: bool) -> None:
        """An office is started visible or headless and stays so."""

    @property
    def selection(self) -> Range:
        book = self.books.active
        cells = book.api.CurrentController.Selection
        if not hasattr(cells, "RangeAddress"):  # several blocks: the first one
            cells = cells.getByIndex(0)
        return Range(Sheet(book, cells.Spreadsheet), Box.of(cells.RangeAddress))

    def activate(self, steal_focus: bool = False) -> None:
        """Make this the app, and its engine the engine, that xlwings takes for the active one."""
        _apps.to_front(self)
        xlwings.engines.active = xlwings.engines[Engine.name]

    @property
    def calculation(self) -> str:
        return "automatic" if self.books.active.api.isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        for book in self.books:
            book.api.enableAutomaticCalculation(value == "automatic")

    def calculate(self) -> None:
        for book in self.books:
            book.api.calculateAll()

    def quit(self) -> None:
        """Close the books without saving and end our own office; the one we run in stays."""
        _apps.leave(self)
        if self._office:
            self._office.close()

    def kill(self) -> None:
        self.quit()


class Books(Collection):
    """The open books of one LibreOffice; the last one opened or activated is the active one."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._open: list[Book] = []

    def _members(self) -> list["Book"]:
        return list(self._open)

    @property
    def app(self) -> App:
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
        path = Path(uno.fileUrlToSystemPath(document.URL)) if document.URL else None
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

    def __init__(self, app: App, document: Any, *, path: Path | None = None, name: str = "") -> None:
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
    def app(self) -> App:
        return self._app

    @property
    def name(self) -> str:
        return self.path.name if self.path else self._name

    @property
    def fullname(self) -> str:
        return str(self.path) if self.path else self._name

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

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


_apps = Apps()
engine = Engine()
xlwings.engines.add(xlwings.Engine(impl=engine))
