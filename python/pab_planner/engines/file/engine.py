"""xlwings on a workbook file, without a spreadsheet program: the same public API over openpyxl.

    book = open_book("plan.xlsx")
    book.sheets["Plan"]["B2"].value = 40
    book.save()

Nothing is calculated here: a formula read from a file keeps the result it was saved with, a new one has none
until Excel or Calc opens the file (they recalculate it all then) or `book.impl.remember` tells it. Implements
the calls that our sheets and macros make; what it can't do raises a `HostCannot` with one sentence.
"""

import datetime as dt
import io
import itertools
from os import PathLike
from pathlib import Path
from typing import Any

import openpyxl
import xlwings
from openpyxl.utils.datetime import to_excel
from xlwings import base_classes

from pab_planner.engines.collection import Collection
from pab_planner.engines.elements import clean_values, prepare_element
from pab_planner.engines.file.cells import BlockFormula, Formula, fill
from pab_planner.engines.file.names import Names
from pab_planner.engines.file.openpyxl_types import Workbook, Worksheet
from pab_planner.engines.file.read import OriginalFile, read_workbook
from pab_planner.engines.file.save import package_of, refuse_loss
from pab_planner.engines.file.sheet import Sheets
from pab_planner.engines.refusals import FileWouldLoseParts, cannot
from pab_planner.engines.running_apps import RunningApps
from pab_planner.files import fingerprint, fingerprint_of, refuse_endless, write_whole
from pab_planner.language import listed
from pab_planner.memory import many_cells
from pab_planner.ooxml import references
from pab_planner.ooxml.limits import UNPACKED_BYTES
from pab_planner.ooxml.package import one_refusal


def open_book(path: str | PathLike[str]) -> xlwings.Book:
    """A workbook file as an xlwings Book; the active engine of xlwings stays what it is.

    Raises:
        UnreadableFile: It is no .xlsx or .xlsm, is protected by a password, or damaged.
    """
    return xlwings.Book(impl=App().books.open(str(path)))


def new_book(modified: dt.datetime | None = None) -> xlwings.Book:
    """An empty workbook with one sheet, `Sheet1`.

    Args:
        modified: The time to be written into the file, so that the same content gives the same bytes.
    """
    book = App().books.add()
    if modified is not None:
        book.modified = book.api.properties.created = modified
    return xlwings.Book(impl=book)


class Engine:
    """What xlwings asks of an engine."""

    name = "openpyxl"
    type = "desktop"

    @property
    def apps(self) -> "Apps":
        return _apps

    prepare_xl_data_element = staticmethod(prepare_element)
    clean_value_data = staticmethod(clean_values)


class Apps(RunningApps):
    """Groups of open books; each stands for a spreadsheet program of its own."""

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> "App":
        app = App()
        if add_book:
            app.books.add()
        return app

    @staticmethod
    def cleanup() -> None:
        """Do nothing: no process was started."""


class App(base_classes.App):  # type: ignore[misc]
    """Some open books."""

    display_alerts, visible, version = True, False, "16.0"

    _numbers = itertools.count(1)

    def __init__(self) -> None:
        self._pid = next(self._numbers)
        self._books = Books(self)
        _apps.enter(self)

    @property
    def api(self) -> "App":
        return self

    @property
    def engine(self) -> Engine:
        return engine

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def books(self) -> "Books":
        return self._books

    @property
    def selection(self) -> Any:
        book = self._books.active
        sheet = book.sheets.active
        # With frozen panes there is a selection for each pane; only one may be filled.
        selected = next((one.sqref for one in sheet.api.sheet_view.selection if one.sqref), "A1")
        return sheet.range(selected.split()[0])

    def activate(self, steal_focus: bool = False) -> None:
        """Make this the app, and its engine the engine, that xlwings takes for the active one."""
        _apps.to_front(self)

    def calculate(self) -> None:
        """Do nothing: formulas keep their results until a spreadsheet program opens the file."""

    def quit(self) -> None:
        _apps.leave(self)


class Books(Collection):
    """The open books of one app."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._open: list[Book] = []
        self._numbers = itertools.count(1)

    def _members(self) -> list["Book"]:
        return list(self._open)

    @property
    def active(self) -> "Book":
        return self._open[-1]

    def add(self) -> "Book":
        workbook = openpyxl.Workbook()
        workbook.worksheets[0].title = "Sheet1"
        return self._enter(Book(self.app, workbook, None, f"Book{next(self._numbers)}"))

    def open(self, fullname: str, *args: Any, **options: Any) -> "Book":
        path = Path(fullname).resolve()
        with one_refusal(path.name):
            refuse_endless(path, UNPACKED_BYTES)
            seen = fingerprint(path)  # before it is read: what changes meanwhile is then noticed
        workbook, source = read_workbook(path)
        return self._enter(Book(self.app, workbook, source, path.name, path, seen))

    def _enter(self, book: "Book") -> "Book":
        self._open.append(book)
        return book

    def raise_to_front(self, book: "Book") -> None:
        """Make a book the active one."""
        self._open.sort(key=lambda other: other is book)

    def leave(self, book: "Book") -> None:
        """Forget a closed book."""
        self._open.remove(book)
        if not self._open:
            self.app.quit()


class Book(base_classes.Book):  # type: ignore[misc]
    """One workbook in memory.

    Attributes:
        source: The file it came from; None for a new one.
        modified: The time `save` writes into the file; None for the time of saving.
        selected: Its worksheets whose tabs are selected: a file may come with several.
        titled: Sheets of all kinds by their titles in small letters; whatever makes, renames or deletes one enters it.
    """

    def __init__(
        self,
        app: App,
        workbook: Workbook,
        source: OriginalFile | None,
        name: str,
        path: Path | None = None,
        seen: str | None = None,
    ) -> None:
        self._app, self._workbook, self._name, self._path = app, workbook, name, path
        self.source, self._seen = source, seen
        self.modified: dt.datetime | None = None
        self.titled: dict[str, Worksheet] = {ws.title.lower(): ws for ws in workbook._sheets}
        self.selected = [ws for ws in workbook.worksheets if ws.sheet_view.tabSelected]

    @property
    def api(self) -> Workbook:
        return self._workbook

    @property
    def app(self) -> App:
        return self._app

    @property
    def name(self) -> str:
        return self._name

    @property
    def fullname(self) -> str:
        return str(self._path or self._name)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    def place(self, reference: str) -> Any:
        """The range that a reference with its sheet stands for."""
        title, address = references.split(reference)
        return self.sheets(title or "").range(address)

    def activate(self) -> None:
        self._app.books.raise_to_front(self)

    def remember(self, sheet: str, address: str, value: Any) -> None:
        """Set the result of a formula, which this engine can't calculate; it is written into the file.

        Args:
            sheet: Name of the sheet.
            address: The formula's cell, or the block of a formula that fills one.
            value: The result; rows of results for a block. Prepared as `Range.value` would be.
        """
        place = self.sheets(sheet).range(address)
        rows = value if isinstance(value, list | tuple) else [[value]]
        epoch = self._workbook.epoch
        rows = [[_result(prepare_element(one), epoch) for one in row] for row in rows]
        cell = place.api.cell(place.row, place.column)
        formula = cell._value
        if not isinstance(formula, Formula | BlockFormula):
            raise ValueError(f"{sheet}!{place.address} holds no formula")
        formula.result = rows[0][0]
        if isinstance(formula, BlockFormula):
            fill(place.api, place.row, place.column + 1, [row[1:] for row in rows[:1]])
            fill(place.api, place.row + 1, place.column, rows[1:])

    @many_cells()
    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Write the file in one step: it is there whole, or the old one stays.

        Raises:
            WouldBeUnsound: What would be written lacks something, by our fault.
            FileWouldLoseParts: It would overwrite a file that holds what this engine does not understand.
            FileNotWritten: The file system refused, or the file was changed meanwhile.
            OpenElsewhere: Excel or LibreOffice has it open.
            BeingChanged: Another command works on it.
        """
        if password:
            raise cannot("saving with a password", "带密码保存")
        target = Path(path).resolve() if path else self._path or Path.cwd() / f"{self._name}.xlsx"
        now = dt.datetime.now(tz=dt.UTC).replace(tzinfo=None, microsecond=0)
        self._workbook.properties.modified = self.modified or now
        if self._workbook.calculation is not None:
            self._workbook.calculation.fullCalcOnLoad = True
        with one_refusal(target.name):
            package, losses = package_of(self._workbook, self.source, target.suffix)
        if losses and target == self._path:
            raise FileWouldLoseParts(file=target.name, parts=listed(dict.fromkeys(losses)))
        stream = io.BytesIO()
        package.write(stream)
        content = stream.getvalue()
        refuse_loss(content, target, self._workbook, self.source)
        write_whole(target, content, seen=self._seen if target == self._path else None)
        # Of what was written, not of what lies there now: that may be another's already.
        self._path, self._name, self._seen = target, target.name, fingerprint_of(content)

    def close(self) -> None:
        self._app.books.leave(self)

    def to_pdf(self, path: str, quality: str) -> None:
        raise cannot("making a PDF", "生成 PDF")


def _result(value: Any, epoch: Any) -> Any:
    """A value as a formula's result: blanks as None, days as the numbers behind them."""
    if isinstance(value, dt.date):
        return to_excel(value, epoch)  # type: ignore[no-untyped-call]
    return None if value == "" else value


_apps = Apps(Engine.name)
engine = Engine()
xlwings.engines.add(xlwings.main.Engine(impl=engine))
