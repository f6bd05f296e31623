"""Excel's tables are Calc's database ranges."""

from typing import Any

from xlwings import base_classes

from pab_planner.engines.calc.copy import copy_looks
from pab_planner.engines.calc.filter import AutoFilter
from pab_planner.engines.calc.uno import box_of, range_address
from pab_planner.engines.collection import Collection
from pab_planner.ooxml.rectangle import Box


class DatabaseRanges:
    """All database ranges of a book, each fetched once: Calc finds it by its name whenever it is asked."""

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
        """Make a table with an AutoFilter. Calc draws no table style; the name is kept for Excel."""
        if name is None:
            name = next(n for i in range(1, self.api.Count + 2) if not self.api.hasByName(n := f"Table{i}"))
        self.api.addNewByName(name, range_address(source.impl.box, self._sheet.index))
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
        return box_of(self._range.DataArea)

    def _cells(self, box: Box) -> Any:
        return self._sheet.range((box.top, box.left), (box.bottom, box.right))

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

    @property
    def autofilter(self) -> AutoFilter:
        return AutoFilter(self.range)

    @property
    def rows(self) -> "TableRows":
        return TableRows(self)

    @property
    def columns(self) -> "TableColumns":
        return TableColumns(self)

    def resize(self, range: Any) -> None:
        self.set_box(range.impl.box)

    def set_box(self, box: Box) -> None:
        """Let the table be these cells."""
        self._range.DataArea = range_address(box, self._sheet.index)
        if self._range.AutoFilter:
            self._range.AutoFilter = True  # told again, Calc puts a button on columns that are new


class TableRows(Collection):
    """The data rows of a table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    @property
    def column_count(self) -> int:
        """Number of the table's columns."""
        columns: int = self._table.range.shape[1]
        return columns

    def _members(self) -> list["TableRow"]:
        body = self._table.data_body_range
        return [TableRow(self._table, number) for number in range(1, body.shape[0] + 1)] if body else []

    def add(self, values: Any, index: int | None) -> "TableRow":
        """Put in a row at a place counted from 1, or below the last one; what stands beneath moves down."""
        box, number = self._table.range.box, index or len(self) + 1
        top = box.top + self._table.show_headers + number - 1
        row = self._table.range.part(box._replace(top=top, bottom=top))
        if top <= box.bottom or row.is_filled:
            row.insert("down")
        if number > 1:
            copy_looks(row.part(row.box.moved(-1, 0)), row)
        self._table.set_box(box._replace(bottom=box.bottom + 1))
        if values is not None:
            row.raw_value = [list(values)]
        return TableRow(self._table, number)


class TableRow(base_classes.TableRow):  # type: ignore[misc]
    """One data row, by its place."""

    def __init__(self, table: Table, number: int) -> None:
        self._table, self._number = table, number

    @property
    def index(self) -> int:
        return self._number

    @property
    def range(self) -> Any:
        body = self._table.data_body_range
        top = body.box.top + self._number - 1
        return body.part(body.box._replace(top=top, bottom=top))

    def delete(self) -> None:
        box = self._table.range.box
        self.range.delete("up")
        self._table.set_box(box._replace(bottom=box.bottom - 1))


class TableColumns(Collection):
    """The columns of a table."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def _members(self) -> list["TableColumn"]:
        return [TableColumn(self._table, number) for number in range(1, self._table.range.shape[1] + 1)]


class TableColumn(base_classes.TableColumn):  # type: ignore[misc]
    """One column, by its place."""

    def __init__(self, table: Table, number: int) -> None:
        self._table, self._number = table, number

    @property
    def index(self) -> int:
        return self._number

    @property
    def name(self) -> str:
        return str(self._table.header_row_range(1, self._number).raw_value)

    @property
    def range(self) -> Any:
        return self._column_of(self._table.range)

    @property
    def data_body_range(self) -> Any:
        body = self._table.data_body_range
        return self._column_of(body) if body else None

    def _column_of(self, cells: Any) -> Any:
        left = cells.box.left + self._number - 1
        return cells.part(cells.box._replace(left=left, right=left))
