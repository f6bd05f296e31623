"""Excel's tables are Calc's database ranges."""

from typing import Any

from pab_planner.engines.calc.uno import box_of, range_address
from pab_planner.engines.collection import Collection
from pab_planner.engines.placed_table import PlacedTable
from pab_planner.ooxml.rectangle import Box


class DatabaseRanges:
    """All database ranges of a book, each fetched once: Calc would look it up by name at each call."""

    def __init__(self, document: Any) -> None:
        self.api = document.DatabaseRanges
        self._known: dict[str, Any] = {}

    def all(self) -> list[Any]:
        """In the order of their names."""
        known = self._known
        self._known = {name: known.get(name) or self.api.getByName(name) for name in self.api.ElementNames}
        return list(self._known.values())


class Tables(Collection):
    """The tables of one sheet, in the order of their names."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        return self._sheet.book.database_ranges.api

    @property
    def parent(self) -> Any:
        return self._sheet

    def _members(self) -> list["Table"]:
        here = self._sheet.index - 1
        found = self._sheet.book.database_ranges.all()
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
        """Make a table with a filter. Calc draws no table style; the name is kept for Excel."""
        if name is None:
            name = next(n for i in range(1, self.api.Count + 2) if not self.api.hasByName(n := f"Table{i}"))
        self.api.addNewByName(name, range_address(source.impl.box, self._sheet.index))
        made = self.api.getByName(name)
        made.ContainsHeader = bool(has_headers)
        made.AutoFilter = True
        self._sheet.book.table_styles[name] = table_style_name
        return Table(self._sheet, made)


class Table(PlacedTable):
    """One table."""

    @property
    def name(self) -> str:
        return str(self._table.Name)

    @property
    def box(self) -> Box:
        return box_of(self._table.DataArea)

    @property
    def show_totals(self) -> bool:
        return bool(self._table.TotalsRow)

    def resize(self, range: Any) -> None:
        self._table.DataArea = range_address(range.impl.box, self._sheet.index)
        if self._table.AutoFilter:
            self._table.AutoFilter = True  # told again, Calc puts a button on columns that are new
