"""Tables of an openpyxl worksheet, as xlwings sees them."""

from typing import Any

from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as SheetTable
from openpyxl.worksheet.table import TableColumn as SheetColumn
from openpyxl.worksheet.table import TableStyleInfo

from pab_planner.engines.collection import Collection
from pab_planner.engines.file import cells
from pab_planner.engines.placed_table import PlacedTable
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

    @property
    def box(self) -> Box:
        box = Box.parse(self._table.ref)
        assert box is not None
        return box

    @property
    def show_totals(self) -> bool:
        return bool(self._table.totalsRowCount)

    def resize(self, range: Any) -> None:
        box: Box = range.impl.box
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
