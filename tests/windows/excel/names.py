"""`Names`: defined names of a workbook or of one of its sheets."""

import re
from typing import TYPE_CHECKING, Any

from openpyxl.workbook.defined_name import DefinedName

from windows.excel.areas import Area
from windows.excel.errors import GENERAL, refuse
from windows.excel.excel_object import Collection, ExcelObject
from windows.excel.formulas import references, sheet_prefix

if TYPE_CHECKING:
    from windows.excel.ranges import CellRange
    from windows.excel.workbook import Book
    from windows.excel.worksheet import Sheet


class BookName(ExcelObject):
    """A name."""

    kind = "Name"

    def __init__(self, book: "Book", sheet: "Sheet | None", name: str) -> None:
        self.app, self.book, self.sheet, self.name = book.app, book, sheet, name

    @property
    def _defined(self) -> Any:
        owner = self.sheet.cells.sheet if self.sheet else self.book.openpyxl
        return owner.defined_names

    @property
    def Name(self) -> str:
        return (sheet_prefix(self.sheet.Name) if self.sheet else "") + self.name

    @property
    def RefersTo(self) -> str:
        return f"={self._defined[self.name].attr_text}"

    @RefersTo.setter
    def RefersTo(self, formula: str) -> None:
        self._defined[self.name].attr_text = formula.removeprefix("=")

    @property
    def RefersToRange(self) -> "CellRange":
        found = references(self.RefersTo)
        if len(found) != 1 or not found[0][0]:
            refuse("Application-defined or object-defined error")
        title, area = found[0]
        return self.book.sheet(title).cells_at(area)

    def area_on(self, sheet: "Sheet") -> Area | None:
        """Which cells of a sheet it stands for."""
        found = references(self.RefersTo)
        if len(found) == 1 and found[0][0].casefold() == sheet.Name.casefold():
            return found[0][1]
        return None

    def Delete(self) -> None:
        del self._defined[self.name]


class BookNames(Collection):
    """The names of a workbook with those of its sheets, or of one sheet."""

    kind = "Names"
    no_such = GENERAL

    def __init__(self, book: "Book", sheet: "Sheet | None" = None) -> None:
        self.app, self.book, self.sheet = book.app, book, sheet

    def all(self) -> list[BookName]:
        sheets = [self.sheet] if self.sheet else self.book.sheets
        found = (
            []
            if self.sheet
            else [BookName(self.book, None, name) for name in self.book.openpyxl.defined_names]
        )
        found += [BookName(self.book, s, name) for s in sheets for name in s.cells.sheet.defined_names]
        return [name for name in found if not name.name.startswith("_xlnm.")]

    def Item(self, Index: Any, IndexLocal: Any = None, RefersTo: Any = None) -> Any:
        # A sheet's own collection knows its names without their sheet, as in ActiveSheet.Names("Print_Area"):
        # https://learn.microsoft.com/office/vba/api/excel.worksheet.names
        if self.sheet and isinstance(Index, str) and "!" not in Index:
            return super().Item(sheet_prefix(self.sheet.Name) + Index)
        return super().Item(Index)

    def Add(self, Name: str, RefersTo: Any = None, Visible: bool = True) -> BookName:
        # At most 255 characters, no reference to a cell:
        # https://learn.microsoft.com/openspecs/office_standards/ms-oi29500/16c3c118-f358-493d-a99f-4c85ca834c00
        reads_as_cell = re.fullmatch(r"[A-Za-z]{1,3}\d+|[RrCc]", Name)
        if not re.fullmatch(r"[^\W\d][\w.\\?]{0,254}", Name) or reads_as_cell:
            refuse("The name that you entered is not valid.")
        made = DefinedName(Name, attr_text=self.book.without_own_name(str(RefersTo)).removeprefix("="))
        owner: Any = self.sheet.cells.sheet if self.sheet else self.book.openpyxl
        owner.defined_names[Name] = made
        return BookName(self.book, self.sheet, Name)
