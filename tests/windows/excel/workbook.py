"""`Workbook` and the collection of those that are open."""

import functools
import html
import pathlib
import re
import tempfile
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.worksheet.formula import ArrayFormula

from package_parts import unpacked
from windows.excel.areas import Area, Place
from windows.excel.cell_store import serial
from windows.excel.errors import NotModelled, refuse
from windows.excel.excel_object import Collection, ExcelObject
from windows.excel.formulas import sheet_prefix
from windows.excel.names import BookNames
from windows.excel.typed_text import ERRORS
from windows.excel.window import BookWindow, BookWindows
from windows.excel.worksheet import AllSheets, ChartSheet, Sheet, Sheets

if TYPE_CHECKING:
    from windows.excel.application import Application

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
FORMATS = {".xlsx": 51, ".xlsm": 52, ".xlam": 55, ".xlsb": 50}
"""https://learn.microsoft.com/office/vba/api/excel.xlfileformat"""

PACKAGES = {51, 52, 53, 54, 55}
"""Formats that others than Excel read; not a .xls, a .xlsb (binary) or a .ods for instance."""


class Book(ExcelObject):
    """An open workbook.

    Attributes:
        file: Where it lies on this computer; none before it was saved.
        sheets: Its sheets in order.
        active_sheet: The sheet that is shown, a worksheet or a chart.
        file_format: In which format it was opened, if its name does not say so.
        cloud_folder: Address of the OneDrive or SharePoint folder that its own folder is synced with.
        read_only: Whether it can't be saved in its place.
        grouped: Sheets that are selected beside the one that is shown.
        MultiUserEditing: Whether it is shared.
        Final: Whether it is marked as final.
    """

    kind = "Workbook"

    def __init__(self, app: "Application", file: pathlib.Path | None = None, *, number: int = 1) -> None:
        self.app, self.file, self._new_name = app, file, f"Book{number}"
        self.cloud_folder: str | None = None
        self.file_format: int | None = None
        self.read_only = self.structure_is_protected = False
        self.grouped: list[Sheet] = []
        self.MultiUserEditing = self.Final = False
        self.Saved = True
        if file is None:
            self.openpyxl: Any = openpyxl.Workbook()
            self.openpyxl.worksheets[0].title = "Sheet1"
        else:
            self.openpyxl = openpyxl.load_workbook(file, keep_vba=file.suffix.lower() in (".xlsm", ".xlam"))
            for picture in (each for sheet in self.openpyxl.worksheets for each in sheet._images):
                # openpyxl closes a picture as it saves it, and Excel saves more than once.
                picture._data = functools.partial(bytes, picture._data())
        self.charts = [ChartSheet(self, sheet) for sheet in self.openpyxl.chartsheets]
        self.sheets = [Sheet(self, sheet) for sheet in self.openpyxl.worksheets]
        self.active_sheet: Any = AllSheets(self).all()[self.openpyxl._active_sheet_index]
        self.window = BookWindow(self)
        if file is not None:
            shown = openpyxl.load_workbook(file, data_only=True)
            dynamic, charts = dynamic_arrays(file), chart_names(file)
            for sheet in self.sheets:
                sheet.load(shown[sheet.Name], dynamic[sheet.Name], charts[sheet.Name])
        self.structure_is_protected = bool(self.openpyxl.security and self.openpyxl.security.lockStructure)

    @property
    def Name(self) -> str:
        return self.file.name if self.file else self._new_name

    @property
    def Path(self) -> str:
        if self.file is None:
            return ""
        return self.cloud_folder or str(self.file.parent)

    @property
    def FullName(self) -> str:
        # An address for a workbook in a synced folder (xlwings' documentation, "OneDrive and SharePoint").
        if self.file is None:
            return self._new_name
        return f"{self.cloud_folder}/{self.file.name}" if self.cloud_folder else str(self.file)

    @property
    def FileFormat(self) -> int:
        if self.file is None:
            return FORMATS[".xlsx"]
        return self.file_format or FORMATS[self.file.suffix.lower()]

    @property
    def Date1904(self) -> bool:
        # https://learn.microsoft.com/office/vba/api/excel.workbook.date1904
        return bool(self.openpyxl.epoch == MAC_EPOCH)

    @property
    def ReadOnly(self) -> bool:
        return self.read_only

    @property
    def Parent(self) -> "Application":
        return self.app

    @property
    def Worksheets(self) -> Sheets:
        return Sheets(self)

    @property
    def Sheets(self) -> AllSheets:
        return AllSheets(self)

    @property
    def ActiveSheet(self) -> Any:
        return self.active_sheet

    @property
    def Names(self) -> BookNames:
        return BookNames(self)

    @property
    def Windows(self) -> BookWindows:
        return BookWindows(self)

    @property
    def ProtectStructure(self) -> bool:
        return self.structure_is_protected

    def Protect(self, Password: str | None = None, Structure: bool = True, Windows: bool = False) -> None:
        self.structure_is_protected = True

    def require_unprotected(self) -> None:
        """Refuse to change sheets where the structure is protected."""
        if self.structure_is_protected:
            refuse("Workbook is protected and cannot be changed.")

    def Activate(self) -> None:
        if self.app.active is not self:
            self.app.active, self.app.selected = self, None

    def Save(self) -> None:
        if self.file is None or self.read_only:
            refuse(f"Cannot access read-only document '{self.Name}'.")
        if self.cloud_folder:
            # The synced file lags behind: Excel saves to the address (no page says how long).
            self.Saved = True
            return
        self._write(self.file)
        self.Saved = True

    def SaveAs(self, Filename: str, FileFormat: int | None = None, Password: str | None = None) -> None:
        path = pathlib.Path(Filename)
        if path.exists() and self.app.DisplayAlerts:
            raise NotModelled("Workbook.SaveAs over a file while DisplayAlerts is on: Excel asks and waits")
        if any(
            other is not self and other.Name.casefold() == path.name.casefold() for other in self.app.books
        ):
            refuse("You cannot save this workbook with the same name as another open workbook or add-in.")
        self._write(path)
        self.file, self.file_format = path, FileFormat
        self.cloud_folder = None

    def SaveCopyAs(self, Filename: str) -> None:
        path = pathlib.Path(Filename)
        self._write(path)
        if self.FileFormat not in PACKAGES:
            self.app.read_by_excel_alone[path] = path.read_bytes(), self.FileFormat
            path.write_bytes(b"read by Excel alone")

    def Close(self, SaveChanges: bool | None = None, Filename: str | None = None) -> None:
        if SaveChanges:
            self.Save()
        self.app.books.remove(self)
        if self.app.active is self:
            self.app.active = self.app.books[-1] if self.app.books else None

    def ExportAsFixedFormat(
        self,
        Type: int,
        Filename: str,
        Quality: int = 0,
        IncludeDocProperties: bool = True,
        IgnorePrintAreas: bool = False,
        OpenAfterPublish: bool = False,
    ) -> None:
        self.print_to(Filename)

    def print_to(self, name: str) -> None:
        """Write what stands for a PDF.

        Raises:
            ExcelError: There is no printer, or the file is open in a viewer.
        """
        path = pathlib.Path(name)
        if not self.app.has_printer or self.app.is_locked(path):
            refuse("Document not saved. The document may be open, or an error may have been encountered.")
        path.write_bytes(b"%PDF-1.7\n% printed by the stand-in for Excel\n")

    # What other objects ask it.

    def sheet(self, title: str) -> Sheet:
        """A sheet by its title.

        Raises:
            ExcelError: There is none.
        """
        for sheet in self.sheets:
            if sheet.Name.casefold() == title.casefold():
                return sheet
        return refuse(f"There is no sheet {title}")

    def without_own_name(self, formula: str) -> str:
        """A formula in which references to this workbook do not name it, as Excel keeps them."""
        name = re.escape(self.Name)
        formula = re.sub(
            rf"'\[{name}\]((?:[^']|'')+)'!", lambda m: sheet_prefix(m[1].replace("''", "'")), formula
        )
        return re.sub(rf"\[{name}\]([^!'\[\]]+)!", r"\1!", formula)

    def place(self, sheet: Sheet, before: Sheet | None, after: Sheet | None) -> None:
        """Put a sheet in its place, among worksheets and charts."""
        order = self.openpyxl._sheets
        order.remove(sheet.cells.sheet)
        beside = before or after
        at = order.index(beside.own) + (before is None) if beside is not None else len(order)
        order.insert(at, sheet.cells.sheet)
        self.sheets = sorted({*self.sheets, sheet}, key=lambda each: each.Index)

    def change_formulas(self, change: Callable[[str, str], str]) -> None:
        """Write every formula anew; `change` takes it and the title of its sheet."""
        for sheet in self.sheets:
            sheet.change_formulas(change)
        for name in self.openpyxl.defined_names.values():
            name.attr_text = change(f"={name.attr_text}", "")[1:]

    # Its file.

    def _write(self, path: pathlib.Path) -> None:
        if path != self.file and re.search(r"[<>?\[\]:|*]", path.name):
            refuse(
                "Make sure the file name does not contain any of the following characters: < > ? [ ] : | or *"
            )
        if self.app.is_locked(path):
            refuse(f"Cannot access '{path.name}'.")
        for sheet in self.sheets:
            sheet.to_file()
        self.openpyxl.active = self.active_sheet.Index - 1
        arrays = self._arrays_into_cells()
        try:
            self.openpyxl.save(path)
        finally:
            for cell in arrays:
                cell.value = None
        self._write_results(path)

    def _arrays_into_cells(self) -> list[Any]:
        """Give the first cell of each array its formula and the others their results."""
        filled = []
        for sheet in self.sheets:
            for place, block in sheet.cells.arrays.items():
                cell = sheet.cells.cell(place)
                if place == (block.area.top, block.area.left):
                    cell.value = ArrayFormula(block.area.plain, block.formula)
                else:
                    cell.value = sheet.cells.results.get(place)
                filled.append(cell)
        return filled

    def _write_results(self, path: pathlib.Path) -> None:
        """openpyxl writes formulas without their results: put these beside them, as Excel does."""
        parts = unpacked(path)
        titles = sheet_parts(path)
        for sheet in self.sheets:
            drawing = drawing_part(parts, titles[sheet.Name])
            if sheet.charts and drawing:
                parts[drawing] = _with_names(parts[drawing], [frame.Name for frame in sheet.charts])
            part = titles[sheet.Name]
            parts[part] = _with_results(parts[part].decode(), sheet).encode()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts.items():
                package.writestr(name, content)


def _with_names(drawing: bytes, names: list[str]) -> bytes:
    """A drawing whose charts are called so; openpyxl numbers them."""
    following = iter(names)

    def named(found: "re.Match[bytes]") -> bytes:
        return found[1] + f'name="{html.escape(next(following))}"'.encode()

    return re.sub(rb'(<(?:xdr:)?cNvPr id="\d+" )name="[^"]*"', named, drawing)


def _with_results(xml: str, sheet: Sheet) -> str:
    def put(found: "re.Match[str]") -> str:
        start, reference, style, formula = found.groups()
        area = Area.parse(reference)
        result = sheet.cells.results.get(Place(area.top, area.left))
        if result is None:
            return found[0]
        kind, text = "", str(result)
        if isinstance(result, bool):
            kind, text = ' t="b"', str(int(result))
        elif isinstance(result, str):
            kind, text = (' t="e"' if result in ERRORS else ' t="str"'), html.escape(result, quote=False)
        elif not isinstance(result, (int, float)):
            text = str(serial(result, sheet.book.openpyxl.epoch))
        return f"{start}{style}{kind}>{formula}<v>{text}</v></c>"

    empty = (
        r'(<c r="([A-Z]+[0-9]+)")((?: s="[0-9]+")?)(?: t="[a-z]+")?>(<f[^>]*>[^<]*</f>)<v(?: ?/>|></v>)</c>'
    )
    return re.sub(empty, put, xml)


def sheet_parts(path: pathlib.Path) -> dict[str, str]:
    """The part of the package that holds each sheet, by title."""
    with zipfile.ZipFile(path) as package:
        book = ElementTree.fromstring(package.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): str(relation.get("Target")) for relation in relations}
    found = {}
    for sheet in book.iter(f"{MAIN}sheet"):
        target = targets[sheet.get(f"{RELATION}id")]
        found[str(sheet.get("name"))] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def drawing_part(parts: dict[str, bytes], sheet: str) -> str | None:
    """The part that holds the drawings of a sheet."""
    folder, name = sheet.rsplit("/", 1)
    found = re.search(
        rb'Target="[^"]*/(drawings/drawing\d+\.xml)"', parts.get(f"{folder}/_rels/{name}.rels", b"")
    )
    return f"xl/{found[1].decode()}" if found else None


def chart_names(path: pathlib.Path) -> dict[str, list[str]]:
    """The names of the charts on each sheet (openpyxl does not read them), by title."""
    parts = unpacked(path)
    found = {}
    for title, part in sheet_parts(path).items():
        drawing = drawing_part(parts, part)
        tree = ElementTree.fromstring(parts[drawing]) if drawing else ()
        frames = [own for anchor in tree for own in anchor if own.tag.endswith("}graphicFrame")]
        named = (own for frame in frames for own in frame.iter() if own.tag.endswith("}cNvPr"))
        found[title] = [str(own.get("name")) for own in named]
    return found


def dynamic_arrays(path: pathlib.Path) -> dict[str, set[str]]:
    """Addresses of cells whose array formula spills (`cm`, which openpyxl does not read), by title."""
    found = {}
    with zipfile.ZipFile(path) as package:
        for title, part in sheet_parts(path).items():
            cells = re.findall(r"<c [^>]*>", package.read(part).decode())
            found[title] = {
                m[1] for cell in cells if " cm=" in cell and (m := re.search(r' r="(\w+)"', cell))
            }
    return found


class Books(Collection):
    """The open workbooks."""

    kind = "Workbooks"

    def __init__(self, app: "Application") -> None:
        self.app = app

    def all(self) -> list[Book]:
        return self.app.books

    def Add(self, Template: Any = None) -> Book:
        self.app.opened += 1
        return self._open(Book(self.app, number=self.app.opened))

    def Open(
        self,
        Filename: str,
        UpdateLinks: int | None = None,
        ReadOnly: bool | None = None,
        Format: int | None = None,
        Password: str | None = None,
        WriteResPassword: str | None = None,
        IgnoreReadOnlyRecommended: bool | None = None,
        Origin: int | None = None,
        Delimiter: str | None = None,
        Editable: bool | None = None,
        Notify: bool | None = None,
        Converter: int | None = None,
        AddToMru: bool | None = None,
        Local: bool | None = None,
        CorruptLoad: int | None = None,
    ) -> Book:
        name = pathlib.PureWindowsPath(Filename).name if "\\" in Filename else pathlib.Path(Filename).name
        for book in self.app.books:
            if book.Name.casefold() == name.casefold():
                if book.file == pathlib.Path(Filename):
                    book.Activate()
                    return book
                # Two workbooks of one name can't be open: well known, no page of the reference says it.
                refuse(f"A workbook named '{name}' is already open.")
        if not pathlib.Path(Filename).exists():
            refuse(f"Sorry, we couldn't find {Filename}. Is it possible it was moved, renamed or deleted?")
        book = self._read(pathlib.Path(Filename))
        book.read_only = bool(ReadOnly) or self.app.is_locked(pathlib.Path(Filename))
        return self._open(book)

    def _read(self, path: pathlib.Path) -> Book:
        """A workbook from its file; the file is as it was, in whatever format."""
        content, file_format = self.app.read_by_excel_alone.get(path, (None, None))
        if content is None:
            return Book(self.app, path)
        with tempfile.TemporaryDirectory() as folder:
            package = pathlib.Path(folder) / "package.xlsx"
            package.write_bytes(content)
            book = Book(self.app, package)
        book.file, book.file_format = path, file_format
        return book

    def _open(self, book: Book) -> Book:
        # The workbook that was opened last is the active one.
        self.app.books.append(book)
        self.app.active, self.app.selected = book, None
        return book
