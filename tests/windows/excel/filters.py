"""`AutoFilter`: rows that are hidden because a planner looks for something."""

import re
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.filters import FilterColumn
from openpyxl.worksheet.filters import Filters as OpenpyxlFilters
from xlwings.constants import AutoFilterOperator

from windows.excel.areas import Area, Place
from windows.excel.errors import NotModelled, failed
from windows.excel.excel_object import ExcelObject

if TYPE_CHECKING:
    from windows.excel.ranges import CellRange
    from windows.excel.worksheet import Sheet


class SheetFilter(ExcelObject):
    """The filter of a sheet outside its tables."""

    kind = "AutoFilter"

    def __init__(self, sheet: "Sheet") -> None:
        self.app, self.sheet = sheet.app, sheet

    @property
    def Range(self) -> "CellRange":
        return self.sheet.cells_at(Area.parse(self.sheet.cells.sheet.auto_filter.ref))

    @property
    def FilterMode(self) -> bool:
        return bool(self.sheet.cells.sheet.auto_filter.filterColumn)

    def ShowAllData(self) -> None:
        self.sheet.cells.sheet.auto_filter.filterColumn = []
        self.sheet.show_rows(self.Range.area)


def apply(
    sheet: "Sheet", area: Area, field: int | None, first: Any, operator: int | None, second: Any
) -> None:
    """Hide the rows of an area whose field is none of what is asked for.

    https://learn.microsoft.com/office/vba/api/excel.range.autofilter
    """
    table = next((t for t in sheet.tables if t.area.common(area)), None)
    if table is not None:
        own, area = table.table.autoFilter, table.area
    else:
        own = sheet.cells.sheet.auto_filter
        if field is None and own.ref:
            own.ref = None
            sheet.show_rows(area)
            return
        own.ref = area.plain
    if own is None:
        failed("AutoFilter", "Range")
    columns = [column for column in own.filterColumn if field is None or column.colId != field - 1]
    own.filterColumn = columns
    if field is not None and first is not None:
        column = FilterColumn(
            colId=field - 1, filters=OpenpyxlFilters(filter=_words(first, operator, second))
        )
        own.filterColumn.append(column)
    sheet.show_rows(area)
    hide_unmatched(sheet, area, own)


def _words(first: Any, operator: int | None, second: Any) -> list[str]:
    if operator == AutoFilterOperator.xlFilterValues or isinstance(first, (tuple, list)):
        return [str(word) for word in (first if isinstance(first, (tuple, list)) else [first])]
    if second is not None or re.match(r"[<>]|=?.*[*?]", str(first)):
        raise NotModelled(f"Range.AutoFilter with the criterion {first}")
    return [str(first).removeprefix("=")]


def hide_unmatched(sheet: "Sheet", area: Area, own: Any) -> None:
    """Hide the rows that a filter of openpyxl does not let through."""
    for row in range(area.top + 1, area.bottom + 1):
        for column in own.filterColumn:
            words = {word.casefold() for word in (column.filters.filter if column.filters else [])}
            content = sheet.cells.content(Place(row, area.left + column.colId))
            if str("" if content is None else content).casefold() not in words:
                sheet.filtered.add(row)
