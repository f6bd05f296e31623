"""Tables and filters of an openpyxl worksheet, as xlwings sees them."""

from typing import Any

from openpyxl.worksheet.filters import AutoFilter, FilterColumn, Filters
from openpyxl.worksheet.table import Table as SheetTable
from openpyxl.worksheet.table import TableColumn as SheetColumn
from openpyxl.worksheet.table import TableStyleInfo
from xlwings import base_classes

from pab_planner.engines.collection import Collection
from pab_planner.engines.file import cells
from pab_planner.engines.file.openpyxl_types import Worksheet
from pab_planner.engines.placed_table import PlacedTable, TableRow, TableRows
from pab_planner.engines.refusals import cannot
from pab_planner.ooxml.rectangle import Box


class Tables(Collection):
    """The tables of one sheet."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    def _members(self) -> list["Table"]:
        return [Table(self._sheet, table) for table in self._sheet.api.tables.values()]

    def add(
        self,
        source_type: Any = None,
        source: Any = None,
        link_source: Any = None,
        has_headers: bool = True,
        destination: Any = None,
        table_style_name: str | None = None,
        name: str | None = None,
    ) -> "Table":
        if not has_headers:
            raise cannot("a table without headers", "无标题行的表格")
        box: Box = source.impl.box
        if any(table.range.box.common(box) for table in self):
            raise ValueError(f"{box.a1()} overlaps another table")
        taken = {table.name.lower() for sheet in self._sheet.book.sheets for table in sheet.tables}
        if name is None:
            name = next(f"Table{n}" for n in range(1, len(taken) + 2) if f"table{n}" not in taken)
        table = SheetTable(displayName=name, name=name, ref=box.a1())
        table.tableStyleInfo = TableStyleInfo(table_style_name, showRowStripes=True)
        table.autoFilter = AutoFilter(ref=box.a1())
        self._sheet.api.add_table(table)
        added = Table(self._sheet, table)
        added.name_columns()
        return added


class Table(PlacedTable):
    """One table."""

    @property
    def name(self) -> str:
        return str(self._table.displayName)

    @name.setter
    def name(self, value: str) -> None:
        tables = self._sheet.api.tables
        del tables[self._table.name]
        self._table.name = self._table.displayName = value
        tables[value] = self._table

    display_name = name

    @property
    def box(self) -> Box:
        box = Box.parse(self._table.ref)
        assert box is not None
        return box

    @property
    def show_headers(self) -> bool:
        return bool(self._table.headerRowCount != 0)

    @property
    def show_totals(self) -> bool:
        return bool(self._table.totalsRowCount)

    @property
    def table_style(self) -> str | None:
        style = self._table.tableStyleInfo
        return style.name if style else None

    @table_style.setter
    def table_style(self, value: str) -> None:
        self._table.tableStyleInfo = TableStyleInfo(value, showRowStripes=self.show_table_style_row_stripes)

    @property
    def show_table_style_row_stripes(self) -> bool:
        style = self._table.tableStyleInfo
        return bool(style and style.showRowStripes)

    @show_table_style_row_stripes.setter
    def show_table_style_row_stripes(self, value: bool) -> None:
        if self._table.tableStyleInfo is None:
            self._table.tableStyleInfo = TableStyleInfo()
        self._table.tableStyleInfo.showRowStripes = value

    @property
    def show_autofilter(self) -> bool:
        return self._table.autoFilter is not None

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self._table.autoFilter = AutoFilter(ref=self._table.ref) if value else None

    @property
    def autofilter(self) -> "TableFilter":
        return TableFilter(self._sheet.api, self.box, self._table)

    @property
    def rows(self) -> "Rows":
        return Rows(self)

    def set_box(self, box: Box) -> None:
        if box[:2] != self.box[:2]:
            raise ValueError(f"{self.name} starts at {self.box.a1()} and must do so after a resize")
        take_block(self._table, box)
        self.name_columns()

    def name_columns(self) -> None:
        """Give each column the name that stands in its header cell; a blank one gets a name, as in Excel.

        A day or a number that heads a column already, as LibreOffice lets it and Excel does not, stays one.
        """
        box = self.box
        headers = cells.read(self._sheet.api, box._replace(bottom=box.top))[0]
        old = self._table.tableColumns
        known = {column.name: column for column in old}
        columns: list[SheetColumn] = []
        taken: set[str] = set()
        for number, header in enumerate(headers, 1):
            stays = number <= len(old) and not isinstance(header, str | None)
            name = old[number - 1].name if stays else _header_text(header) or f"Column{number}"
            stem, count = name, 1
            while name.lower() in taken:
                count += 1
                name = f"{stem}{count}"
            taken.add(name.lower())
            column = known.pop(name, None) or SheetColumn(id=number, name=name)
            column.id = number
            columns.append(column)
            if name != header and not stays:
                cells.fill(self._sheet.api, box.top, box.left + number - 1, [[f"'{name}"]])
        self._table.tableColumns = columns


def take_block(table: SheetTable, box: Box) -> None:
    """Let a table fill a block; its filter leaves the row of totals out."""
    table.ref = box.a1()
    if table.autoFilter is not None:
        table.autoFilter.ref = box._replace(bottom=box.bottom - int(table.totalsRowCount or 0)).a1()


def _header_text(header: Any) -> str:
    if header is None:
        return ""
    if isinstance(header, float) and header.is_integer():
        return str(int(header))
    return str(header)


class Rows(TableRows):
    """The body rows of one table."""

    def add(self, values: list[Any] | None, index: int | None) -> TableRow:
        """A new row at the end, or before row `index`; what stands below the table moves down."""
        table, count = self._table, len(self)
        place = count + 1 if index is None else index
        ws: Worksheet = table.parent.api
        box = table.box
        row = box.top + table.show_headers + place - 1
        below = Box(row, box.left, max(ws.max_row, row), box.right)
        blank = not any(value is not None for line in cells.read(ws, below) for value in line)
        if not blank:
            table.parent.range(f"{row}:{row}").insert("down")
        table.set_box(box._replace(bottom=box.bottom + 1))
        if values is not None:
            cells.fill(ws, row, box.left, [values])
        return TableRow(table, place)


class SheetFilter(base_classes.AutoFilter):  # type: ignore[misc]
    """The filter of a block of cells; rows that do not match are hidden, as a host does."""

    def __init__(self, ws: Worksheet, box: Box) -> None:
        self._ws, self._box = ws, box

    @property
    def _filter(self) -> Any:
        wanted = self._box.a1()
        if self._ws.auto_filter.ref not in (None, wanted):
            raise ValueError("This worksheet already has an AutoFilter on a different range")
        self._ws.auto_filter.ref = wanted
        return self._ws.auto_filter

    def apply_values(self, field: int, values: list[str]) -> None:
        self._set(FilterColumn(colId=field - 1, filters=Filters(filter=values)))
        self._hide(field, lambda value: _header_text(value) in values)

    def _set(self, column: FilterColumn) -> None:
        others = [c for c in self._filter.filterColumn if c.colId != column.colId]
        self._filter.filterColumn = [*others, column]

    def _hide(self, field: int, keep: Any) -> None:
        column = self._box.left + field - 1
        body = self._box._replace(top=self._box.top + 1, left=column, right=column)
        for row, (value,) in enumerate(cells.read(self._ws, body), body.top):
            if not keep(value):
                self._ws.row_dimensions[row].hidden = True


class TableFilter(SheetFilter):
    """The filter of a table."""

    def __init__(self, ws: Worksheet, box: Box, table: SheetTable) -> None:
        super().__init__(ws, box)
        self._table = table

    @property
    def _filter(self) -> Any:
        if self._table.autoFilter is None:
            self._table.autoFilter = AutoFilter(ref=self._table.ref)
        return self._table.autoFilter
