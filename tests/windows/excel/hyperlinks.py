"""`Hyperlink`: a cell that leads somewhere.

A place of the workbook is the link's `SubAddress`, its `Address` is blank then:
https://learn.microsoft.com/office/vba/api/excel.hyperlinks.add
"""

from typing import TYPE_CHECKING

from openpyxl.worksheet.hyperlink import Hyperlink

from windows.excel.excel_object import Collection, ExcelObject

if TYPE_CHECKING:
    from windows.excel.ranges import CellRange


class Link(ExcelObject):
    """The hyperlink of a cell."""

    kind = "Hyperlink"

    def __init__(self, cell: "CellRange", kept: Hyperlink) -> None:
        self.app, self.cell, self.kept = cell.app, cell, kept

    @property
    def Address(self) -> str:
        return str(self.kept.target or "")

    @property
    def SubAddress(self) -> str:
        return str(self.kept.location or "")


class Links(Collection):
    """The hyperlinks of a block of cells."""

    kind = "Hyperlinks"

    def __init__(self, cells: "CellRange") -> None:
        self.app, self.cells = cells.app, cells

    def all(self) -> list[Link]:
        return [
            Link(self.cells, cell._hyperlink) for cell in self.cells._there() if cell._hyperlink is not None
        ]

    def Add(self, Anchor: "CellRange", Address: str, SubAddress: str | None = None) -> Link:
        Anchor.sheet.require_unprotected()
        cell = Anchor.sheet.cells.cell(Anchor.first)
        cell._hyperlink = Hyperlink(cell.coordinate, target=Address or None, location=SubAddress)
        return Link(Anchor, cell._hyperlink)
