"""Excel's tables are Calc's database ranges."""

from typing import Any

from xlwings import base_classes

from pab_planner.engines.calc_box import Box
from pab_planner.engines.collection import Collection


class Tables(Collection):
    """The tables of one sheet, in the order of their names."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        return self._sheet.book.api.DatabaseRanges

    @property
    def parent(self) -> Any:
        return self._sheet

    def _members(self) -> list["Table"]:
        here = self._sheet.index - 1
        found = (self.api.getByName(name) for name in self.api.ElementNames)
        return [Table(self._sheet, one) for one in found if one.DataArea.Sheet == here]

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: Any = None,
        destination: Any = None,
        table_style_name: str | None = None,
        name: str | None = None,
    ) -> "Table":
        """Make a table with an AutoFilter. Calc draws no table style; the name is kept for Excel."""
        if name is None:
            name = next(n for i in range(1, self.api.Count + 2) if not self.api.hasByName(n := f"Table{i}"))
        self.api.addNewByName(name, source.impl.box.uno_address(self._sheet.index - 1))
        made = self.api.getByName(name)
        made.ContainsHeader = bool(has_headers)
        made.AutoFilter = True
        self._sheet.book.table_styles[name] = table_style_name
        return Table(self._sheet, made)


class Table(base_classes.Table):  # type: ignore[misc]
    """One table."""

    def __init__(self, sheet: Any, database_range: Any) -> None:
        self._sheet, self._range = sheet, database_range

    @property
    def api(self) -> Any:
        return self._range

    @property
    def parent(self) -> Any:
        return self._sheet

    @property
    def name(self) -> str:
        return str(self._range.Name)

    @name.setter
    def name(self, value: str) -> None:
        self._range.Name = value

    @property
    def display_name(self) -> str:
        return self.name

    @display_name.setter
    def display_name(self, value: str) -> None:
        self.name = value

    @property
    def _box(self) -> Box:
        return Box.of(self._range.DataArea)

    def _cells(self, box: Box) -> Any:
        return self._sheet.range((box.top + 1, box.left + 1), (box.bottom + 1, box.right + 1))

    @property
    def range(self) -> Any:
        return self._cells(self._box)

    @property
    def header_row_range(self) -> Any:
        return self._cells(self._box._replace(bottom=self._box.top)) if self.show_headers else None

    @property
    def data_body_range(self) -> Any:
        box = self._box
        top, bottom = box.top + self.show_headers, box.bottom - self.show_totals
        return self._cells(box._replace(top=top, bottom=bottom)) if top <= bottom else None

    @property
    def totals_row_range(self) -> Any:
        return self._cells(self._box._replace(top=self._box.bottom)) if self.show_totals else None

    @property
    def insert_row_range(self) -> None:
        return None

    @property
    def show_headers(self) -> bool:
        return bool(self._range.ContainsHeader)

    @show_headers.setter
    def show_headers(self, value: bool) -> None:
        self._range.ContainsHeader = value

    @property
    def show_totals(self) -> bool:
        return bool(self._range.TotalsRow)

    @show_totals.setter
    def show_totals(self, value: bool) -> None:
        self._range.TotalsRow = value

    @property
    def show_autofilter(self) -> bool:
        return bool(self._range.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self._range.AutoFilter = value

    @property
    def table_style(self) -> str | None:
        style: str | None = self._sheet.book.table_styles.get(self.name)
        return style

    @table_style.setter
    def table_style(self, value: str) -> None:
        self._sheet.book.table_styles[self.name] = value

    def resize(self, range: Any) -> None:
        self._range.DataArea = range.impl.box.uno_address(self._sheet.index - 1)
