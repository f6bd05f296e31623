"""`ListObjects`: Excel's tables."""

import re
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table as OpenpyxlTable
from openpyxl.worksheet.table import TableColumn as OpenpyxlColumn
from openpyxl.worksheet.table import TableStyleInfo
from xlwings.constants import YesNoGuess

from windows.excel.areas import Area, Place
from windows.excel.errors import NotModelled, refuse
from windows.excel.excel_object import Collection, ExcelObject

if TYPE_CHECKING:
    from windows.excel.ranges import CellRange
    from windows.excel.worksheet import Sheet


class Table(ExcelObject):
    """A table."""

    kind = "ListObject"

    def __init__(self, sheet: "Sheet", table: Any) -> None:
        self.app, self.sheet, self.table = sheet.app, sheet, table

    @property
    def area(self) -> Area:
        """All of it, with its heads."""
        return Area.parse(self.table.ref)

    @area.setter
    def area(self, area: Area) -> None:
        self.table.ref = area.plain
        if self.table.autoFilter:
            self.table.autoFilter.ref = area.plain

    @property
    def Name(self) -> str:
        return str(self.table.displayName)

    @Name.setter
    def Name(self, name: str) -> None:
        # Unique in the workbook, also among its names.
        taken = {
            table.Name.casefold()
            for sheet in self.sheet.book.sheets
            for table in sheet.tables
            if table.table is not self.table
        }
        taken |= {name.Name.casefold() for name in self.sheet.book.Names.all()}
        if name.casefold() in taken or not re.fullmatch(r"[^\W\d][\w.]{0,254}", name):
            refuse("Application-defined or object-defined error")
        own = self.sheet.cells.sheet.tables
        del own[self.table.displayName]
        self.table.name = self.table.displayName = name
        own[name] = self.table

    @property
    def DisplayName(self) -> str:
        return self.Name

    @DisplayName.setter
    def DisplayName(self, name: str) -> None:
        self.Name = name

    @property
    def Parent(self) -> "Sheet":
        return self.sheet

    @property
    def Range(self) -> "CellRange":
        return self.sheet.cells_at(self.area)

    @property
    def ShowTotals(self) -> bool:
        return bool(self.table.totalsRowCount)

    @ShowTotals.setter
    def ShowTotals(self, shown: bool) -> None:
        # One row more belongs to the table, which says what it is:
        # https://learn.microsoft.com/office/vba/api/excel.listobject.totalsrowrange
        top, left, bottom, right = self.area
        if bool(shown) == self.ShowTotals:
            return
        if not shown:
            raise NotModelled("ListObject.ShowTotals = False")
        self.area = Area(top, left, bottom + 1, right)
        self.table.totalsRowCount = 1
        self.sheet.cells.put_text(Place(bottom + 1, left), "Total")

    @property
    def AutoFilter(self) -> "TableFilter | None":
        return TableFilter(self) if self.table.autoFilter else None

    def Resize(self, Range: "CellRange") -> None:
        if self.ShowTotals:
            raise NotModelled("ListObject.Resize with a total row: no page says where it goes")
        # The heads stay in their row, the new range overlaps the old, and a row for cells is left:
        # https://learn.microsoft.com/office/vba/api/excel.listobject.resize
        self.sheet.require_unprotected()
        area = Range.area
        if area.top != self.area.top or area.common(self.area) is None or area.height < 2:
            refuse("Application-defined or object-defined error")
        if any(o.table is not self.table and o.area.common(area) for o in self.sheet.tables):
            refuse("Application-defined or object-defined error")
        self.area = area
        self.name_columns()

    def name_columns(self) -> None:
        """Columns are called as their heads; Excel makes these unique texts."""
        heads: list[str] = []
        cells, (top, left, _, right) = self.sheet.cells, self.area
        for number, column in enumerate(range(left, right + 1), 1):
            content = cells.content(Place(top, column))
            text = f"Column{number}" if content in (None, "") else str(content)
            unique, repeat = text, 2
            while unique.casefold() in {head.casefold() for head in heads}:
                unique, repeat = f"{text}{repeat}", repeat + 1
            heads.append(unique)
            if content != unique:
                cells.put_text(Place(top, column), unique)
        before = list(self.table.tableColumns)
        self.table.tableColumns = [
            before[number] if number < len(before) else OpenpyxlColumn(id=number + 1, name=head)
            for number, head in enumerate(heads)
        ]
        for number, (column_, head) in enumerate(zip(self.table.tableColumns, heads, strict=True), 1):
            column_.id, column_.name = number, head

    def grow_over(self, area: Area) -> None:
        """Reach over what was written right under its last row.

        AutoCorrect does it when a planner types; through COM too when the option is on, as by default.
        """
        top, left, bottom, right = self.area
        below = area.common(Area(bottom + 1, left, bottom + 1, right))
        if below is None or not any(
            self.sheet.cells.content(place) not in (None, "") for place in below.places()
        ):
            return
        last = max(
            row
            for row in range(bottom + 1, area.bottom + 1)
            if any(
                self.sheet.cells.content(Place(row, c)) not in (None, "")
                for c in range(max(left, area.left), min(right, area.right) + 1)
            )
        )
        grown = Area(top, left, last, right)
        if not any(o.table is not self.table and o.area.common(grown) for o in self.sheet.tables):
            self.area = grown

    def Delete(self) -> None:
        self.sheet.require_unprotected()
        self.Range.Clear()
        del self.sheet.cells.sheet.tables[self.table.displayName]


class TableFilter(ExcelObject):
    """The filter of a table."""

    kind = "AutoFilter"

    def __init__(self, table: Table) -> None:
        self.app, self.table = table.app, table

    @property
    def FilterMode(self) -> bool:
        return bool(self.table.table.autoFilter.filterColumn)

    @property
    def Range(self) -> "CellRange":
        return self.table.Range

    def ShowAllData(self) -> None:
        self.table.table.autoFilter.filterColumn = []
        self.table.sheet.show_rows(self.table.area)


class Tables(Collection):
    """The tables of a sheet."""

    kind = "ListObjects"

    def __init__(self, sheet: "Sheet") -> None:
        self.app, self.sheet = sheet.app, sheet

    def all(self) -> list[Table]:
        return self.sheet.tables

    def Add(
        self,
        SourceType: int = 1,
        Source: "CellRange | None" = None,
        LinkSource: bool | None = None,
        XlListObjectHasHeaders: int = YesNoGuess.xlGuess,
        Destination: Any = None,
        TableStyleName: str | None = None,
    ) -> Table:
        self.sheet.require_unprotected()
        if XlListObjectHasHeaders != YesNoGuess.xlYes or Source is None:
            raise NotModelled("ListObjects.Add without headers or without a source")
        area = Source.area
        if any(table.area.common(area) for table in self.sheet.tables):
            refuse("A table cannot overlap another table.")
        if area.height == 1:
            area = Area(area.top, area.left, area.bottom + 1, area.right)
        names = {table.Name for sheet in self.sheet.book.sheets for table in sheet.tables}
        number = 1
        while f"Table{number}" in names:
            number += 1
        made = OpenpyxlTable(displayName=f"Table{number}", name=f"Table{number}", ref=area.plain)
        made.tableStyleInfo = TableStyleInfo(name=TableStyleName or "TableStyleMedium2", showRowStripes=True)
        made.autoFilter = AutoFilter(ref=area.plain)
        table = Table(self.sheet, made)
        self.sheet.cells.sheet.tables[made.displayName] = made
        table.name_columns()
        return table

    def Item(self, Index: Any) -> Any:
        return super().Item(Index)
