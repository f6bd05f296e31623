"""`Hyperlink`: what a cell leads to."""

from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.hyperlink import Hyperlink as Kept

from windows.excel.excel_object import Collection, ExcelObject

if TYPE_CHECKING:
    from windows.excel.ranges import CellRange


class Link(ExcelObject):
    """A hyperlink of a cell."""

    kind = "Hyperlink"

    def __init__(self, cells: "CellRange") -> None:
        self.app, self.cells = cells.app, cells

    @property
    def _kept(self) -> Any:
        return self.cells.sheet.cells.cell(self.cells.first)._hyperlink

    @property
    def Address(self) -> str:
        return str(self._kept.target or "")

    @property
    def SubAddress(self) -> str:
        return str(self._kept.location or "")


class Links(Collection):
    """The hyperlinks of a block of cells."""

    kind = "Hyperlinks"

    def __init__(self, cells: "CellRange") -> None:
        self.app, self.cells = cells.app, cells

    def all(self) -> list[Link]:
        sheet = self.cells.sheet
        return [
            Link(sheet.cells_at(area))
            for area in (self.cells.area,)
            if sheet.cells.cell(self.cells.first)._hyperlink is not None
        ]

    def Add(
        self,
        Anchor: "CellRange",
        Address: str,
        SubAddress: str | None = None,
        ScreenTip: Any = None,
        TextToDisplay: Any = None,
    ) -> Link:
        """https://learn.microsoft.com/office/vba/api/excel.hyperlinks.add: the text of the cell stays."""
        Anchor.sheet.require_unprotected()
        cell = Anchor.sheet.cells.cell(Anchor.first)
        cell._hyperlink = Kept(ref=cell.coordinate, target=Address or None, location=SubAddress)
        if TextToDisplay is not None:
            cell.value = TextToDisplay
        return Link(Anchor)
