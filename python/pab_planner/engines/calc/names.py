"""Defined names of a Calc document and of its sheets."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from xlwings import base_classes

from pab_planner.engines.calc.formulas import to_calc, to_excel
from pab_planner.engines.calc.uno import struct
from pab_planner.ooxml.references import quoted


class Names(base_classes.Names):  # type: ignore[misc]
    """Defined names: of one sheet, or of a book together with those of its sheets."""

    def __init__(self, book: Any, sheet: Any = None) -> None:
        self._book, self._sheet = book, sheet

    @cached_property
    def api(self) -> Any:
        return (self._sheet or self._book).api.NamedRanges

    def _all(self) -> list["Name"]:
        own = [Name(self._book, self.api, name, self._sheet) for name in self.api.ElementNames]
        if self._sheet:
            return own
        return own + [name for sheet in self._book.sheets for name in sheet.names]

    def snapshot(self) -> list[tuple[str, "Name"]]:
        return [(name.name, name) for name in self._all()]

    def contains(self, key: str) -> bool:
        return any(name.answers_to(key) for name in self._all())

    def __call__(self, key: str) -> "Name":
        for name in self._all():
            if name.answers_to(key):
                return name
        raise KeyError(key)

    def __iter__(self) -> Iterator["Name"]:
        return iter(self._all())

    def add(self, name: str, refers_to: str) -> "Name":
        if self.api.hasByName(name):
            self.api.removeByName(name)
        origin = struct("table.CellAddress")
        self.api.addNewByName(name, to_calc(refers_to).lstrip("="), origin, 0)
        return Name(self._book, self.api, name, self._sheet)


class Name(base_classes.Name):  # type: ignore[misc]
    """One defined name."""

    def __init__(self, book: Any, names: Any, name: str, sheet: Any) -> None:
        self._book, self._names, self._name, self._sheet = book, names, name, sheet

    @property
    def api(self) -> Any:
        return self._names.getByName(self._name)

    @property
    def name(self) -> str:
        return f"{quoted(self._sheet.name)}!{self._name}" if self._sheet else self._name

    def answers_to(self, key: str) -> bool:
        """True if this is the name asked for, with its sheet in front or without."""
        return key.casefold() in (self._name.casefold(), self.name.casefold())

    @property
    def refers_to(self) -> str:
        return to_excel("=" + self.api.Content)

    def delete(self) -> None:
        self._names.removeByName(self._name)
