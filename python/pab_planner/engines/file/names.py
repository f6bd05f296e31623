"""Names of an openpyxl workbook or sheet, as xlwings sees them."""

from typing import Any

from openpyxl.workbook.defined_name import DefinedName
from xlwings import base_classes

from pab_planner.engines.collection import Collection
from pab_planner.ooxml import references


class Names(Collection):
    """The names of a book, or those of one sheet alone.

    As in Excel, the book's collection lists the names of its sheets too, written `Sheet!name`.
    """

    def __init__(self, book: Any, sheet: Any = None) -> None:
        self._book, self._sheet = book, sheet

    @property
    def api(self) -> Any:
        return (self._book if self._sheet is None else self._sheet).api.defined_names

    def _members(self) -> list["Name"]:
        if self._sheet is not None:
            return [Name(self._book, key, self._sheet) for key in self.api]
        of_sheets = [name for sheet in self._book.sheets for name in Names(self._book, sheet)]
        return [Name(self._book, key) for key in self.api] + of_sheets

    def __call__(self, key: int | str) -> "Name":
        if isinstance(key, int):
            return self._members()[key - 1]
        for name in self._members():
            if key.lower() in (name.name.lower(), name.key.lower() if self._sheet is not None else ""):
                return name
        raise KeyError(key)

    def contains(self, key: str) -> bool:
        return key in self

    def snapshot(self) -> list[tuple[str, "Name"]]:
        return [(name.name, name) for name in self._members()]

    def add(self, name: str, refers_to: str) -> "Name":
        sheet_title, key = references.split(name)
        sheet = self._book.sheets(sheet_title) if sheet_title else self._sheet
        names = (self._book if sheet is None else sheet).api.defined_names
        for old in [old for old in names if old.lower() == key.lower()]:
            del names[old]
        names[key] = DefinedName(key, attr_text=refers_to.removeprefix("="))
        return Name(self._book, key, sheet)


class Name(base_classes.Name):  # type: ignore[misc]
    """One name."""

    def __init__(self, book: Any, key: str, sheet: Any = None) -> None:
        self._book, self.key, self._sheet = book, key, sheet

    @property
    def _home(self) -> Any:
        return (self._book if self._sheet is None else self._sheet).api.defined_names

    @property
    def api(self) -> DefinedName:
        defined: DefinedName = self._home[self.key]
        return defined

    @property
    def name(self) -> str:
        return self.key if self._sheet is None else f"{self._sheet.reference}!{self.key}"

    @property
    def refers_to(self) -> str:
        return f"={self.api.attr_text}"

    def delete(self) -> None:
        del self._home[self.key]
