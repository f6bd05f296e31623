"""xlwings on a live LibreOffice Calc: the same public API, spoken to Calc over UNO.

    with calc_app() as app:
        book = app.books.open("plan.xlsx")
        book.sheets["Plan"]["B2"].value = 40
        book.app.calculate()
        book.save()

Implements the calls that our sheets and macros make. Blocks are moved whole, because each call to Calc costs
0.15 ms whatever its size.
"""

import signal
import threading
from pathlib import Path
from typing import Any

import xlwings
from xlwings import base_classes

from pab_planner.engines.calc.book import Books
from pab_planner.engines.calc.extension import add_extension
from pab_planner.engines.calc.office import Office
from pab_planner.engines.calc.range import Range
from pab_planner.engines.elements import clean_values, prepare_element
from pab_planner.engines.running_apps import RunningApps


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
        self._app = App(Office(visible=self._visible))
        self._app.activate()
        try:
            if self._extension:
                add_extension(self._app.context, self._extension)
        except BaseException:
            self.__exit__()
            raise
        return xlwings.App(impl=self._app)

    def __exit__(self, *error: object) -> None:
        self._app.quit()
        if self._handler is not None:
            signal.signal(signal.SIGTERM, self._handler)


def _terminate_like_interrupt() -> Any:
    """Make SIGTERM act like Ctrl+C, and return the former handler; None if nothing was changed.

    Nothing is changed where the program handles the signal itself, and outside the main thread. A `SystemExit`
    would not do: a program that runs one task after another, as pytest does, would go on.
    """
    handler = signal.getsignal(signal.SIGTERM)
    if handler is not signal.SIG_DFL or threading.current_thread() is not threading.main_thread():
        return None
    return signal.signal(signal.SIGTERM, signal.default_int_handler)


class attached:  # noqa: N801 (used as a function)
    """The document in front of the user, for code that runs inside LibreOffice itself.

    Its window is redrawn once, when the `with` block is left, which halves the time.

    Args:
        context: UNO's component context, as LibreOffice hands it to an extension.
    """

    def __init__(self, context: Any) -> None:
        self._context = context

    def __enter__(self) -> xlwings.Book:
        self._app = App(context=self._context)
        self._app.activate()
        self._document = _document_in_front(self._app.api)
        book = xlwings.Book(impl=self._app.books.of_document(self._document))
        self._document.lockControllers()
        return book

    def __exit__(self, *error: object) -> None:
        self._document.unlockControllers()
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


class Apps(RunningApps):
    """The running LibreOffices, by process id."""

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> "App":
        app = App(Office(visible=bool(visible)))
        if add_book:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """Do nothing: each office has its guardian."""


class App(base_classes.App):  # type: ignore[misc]
    """One LibreOffice: our own, or (by its context) the one we run in."""

    display_alerts = True

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
    def folder(self) -> Path | None:
        """A folder that is removed with our own office, even if we are killed; None in the user's."""
        return self._office.folder if self._office else None

    @property
    def visible(self) -> bool:
        return self._office is None

    @visible.setter
    def visible(self, value: bool) -> None:
        """An office is started visible or headless and stays so."""

    @property
    def selection(self) -> Range:
        book = self.books.active
        cells = book.view.Selection
        if not hasattr(cells, "RangeAddress"):  # several blocks: the first one
            cells = cells.getByIndex(0)
        return book.range_at(cells.RangeAddress)

    def activate(self, steal_focus: bool = False) -> None:
        """Make this the app, and its engine the engine, that xlwings takes for the active one."""
        _apps.to_front(self)

    def calculate(self) -> None:
        for book in self.books:
            book.api.calculateAll()

    def quit(self) -> None:
        """Close the books without saving and end our own office; the one we run in stays."""
        _apps.leave(self)
        if self._office:
            self._office.close()


_apps = Apps(Engine.name)
engine = Engine()
xlwings.engines.add(xlwings.Engine(impl=engine))
