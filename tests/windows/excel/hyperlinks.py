"""`Hyperlink`: a cell that leads somewhere.

A place of the workbook is the link's `SubAddress`, its `Address` is blank then:
https://learn.microsoft.com/office/vba/api/excel.hyperlinks.add
"""

from typing import TYPE_CHECKING

from openpyxl.worksheet.hyperlink import Hyperlink

from windows.excel.excel_object import ExcelObject

if TYPE_CHECKING:
    from windows.excel.ranges import CellRange
    from windows.excel.worksheet import Sheet


class Links(ExcelObject):
    """The hyperlinks of a sheet."""

    kind = "Hyperlinks"

    def __init__(self, sheet: "Sheet") -> None:
        self.app, self.sheet = sheet.app, sheet

    def Add(self, Anchor: "CellRange", Address: str, SubAddress: str | None = None) -> None:
        self.sheet.require_unprotected()
        cell = self.sheet.cells.cell(Anchor.first)
        cell._hyperlink = Hyperlink(cell.coordinate, target=Address or None, location=SubAddress)

    @property
    def Count(self) -> int:
        return sum(cell.hyperlink is not None for cell in self.sheet.cells.sheet._cells.values())
