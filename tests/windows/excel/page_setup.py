"""`PageSetup`: how a sheet is printed.

Excel asks the printer's driver about each of these properties, and refuses where there is no printer (known,
no page of the reference).
"""

from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.properties import PageSetupProperties

from windows.excel.errors import unable
from windows.excel.excel_object import ExcelObject

if TYPE_CHECKING:
    from windows.excel.worksheet import Sheet

POINTS = 72
"""In an inch, in which files hold margins."""

LONGEST_FOOTER = 255


class PageSetup(ExcelObject):
    """How a sheet is printed."""

    kind = "PageSetup"

    def __init__(self, sheet: "Sheet") -> None:
        self.app, self._sheet = sheet.app, sheet.cells.sheet

    def _ask_printer(self, name: str) -> None:
        if not self.app.has_printer:
            unable("set", name, "PageSetup")

    @property
    def Orientation(self) -> int:
        return 2 if self._sheet.page_setup.orientation == "landscape" else 1

    @Orientation.setter
    def Orientation(self, orientation: int) -> None:
        self._ask_printer("Orientation")
        self._sheet.page_setup.orientation = {1: "portrait", 2: "landscape"}[int(orientation)]

    @property
    def PaperSize(self) -> int:
        return int(self._sheet.page_setup.paperSize or 9)

    @PaperSize.setter
    def PaperSize(self, size: int) -> None:
        self._ask_printer("PaperSize")
        self._sheet.page_setup.paperSize = int(size)

    def _fit(self) -> Any:
        properties = self._sheet.sheet_properties
        properties.pageSetUpPr = properties.pageSetUpPr or PageSetupProperties()
        return properties.pageSetUpPr

    @property
    def Zoom(self) -> Any:
        return False if self._fit().fitToPage else int(self._sheet.page_setup.scale or 100)

    @Zoom.setter
    def Zoom(self, zoom: Any) -> None:
        # A percentage from 10 to 400, or False to fit pages:
        # https://learn.microsoft.com/office/vba/api/excel.pagesetup.zoom
        self._ask_printer("Zoom")
        if zoom is False:
            self._fit().fitToPage = True
        elif 10 <= zoom <= 400:
            self._fit().fitToPage = False
            self._sheet.page_setup.scale = int(zoom)
        else:
            unable("set", "Zoom", "PageSetup")

    @property
    def FitToPagesWide(self) -> Any:
        return self._sheet.page_setup.fitToWidth or False

    @FitToPagesWide.setter
    def FitToPagesWide(self, pages: Any) -> None:
        self._ask_printer("FitToPagesWide")
        self._sheet.page_setup.fitToWidth = int(pages or 0)

    @property
    def FitToPagesTall(self) -> Any:
        return self._sheet.page_setup.fitToHeight or False

    @FitToPagesTall.setter
    def FitToPagesTall(self, pages: Any) -> None:
        self._ask_printer("FitToPagesTall")
        self._sheet.page_setup.fitToHeight = int(pages or 0)

    @property
    def LeftMargin(self) -> float:
        return float(self._sheet.page_margins.left) * POINTS

    @LeftMargin.setter
    def LeftMargin(self, points: float) -> None:
        self._ask_printer("LeftMargin")
        self._sheet.page_margins.left = points / POINTS

    @property
    def RightMargin(self) -> float:
        return float(self._sheet.page_margins.right) * POINTS

    @RightMargin.setter
    def RightMargin(self, points: float) -> None:
        self._ask_printer("RightMargin")
        self._sheet.page_margins.right = points / POINTS

    @property
    def TopMargin(self) -> float:
        return float(self._sheet.page_margins.top) * POINTS

    @TopMargin.setter
    def TopMargin(self, points: float) -> None:
        self._ask_printer("TopMargin")
        self._sheet.page_margins.top = points / POINTS

    @property
    def BottomMargin(self) -> float:
        return float(self._sheet.page_margins.bottom) * POINTS

    @BottomMargin.setter
    def BottomMargin(self, points: float) -> None:
        self._ask_printer("BottomMargin")
        self._sheet.page_margins.bottom = points / POINTS

    @property
    def PrintTitleRows(self) -> str:
        return self._sheet.print_title_rows or ""

    @PrintTitleRows.setter
    def PrintTitleRows(self, rows: str) -> None:
        self._ask_printer("PrintTitleRows")
        self._sheet.print_title_rows = rows.replace("$", "") or None

    @property
    def PrintTitleColumns(self) -> str:
        return self._sheet.print_title_cols or ""

    @PrintTitleColumns.setter
    def PrintTitleColumns(self, columns: str) -> None:
        self._ask_printer("PrintTitleColumns")
        self._sheet.print_title_cols = columns.replace("$", "") or None

    @property
    def LeftFooter(self) -> str:
        return self._sheet.oddFooter.left.text or ""

    @LeftFooter.setter
    def LeftFooter(self, text: str) -> None:
        self._ask_printer("LeftFooter")
        if len(text) > LONGEST_FOOTER:
            unable("set", "LeftFooter", "PageSetup")
        self._sheet.oddFooter.left.text = text or None

    @property
    def RightFooter(self) -> str:
        return self._sheet.oddFooter.right.text or ""

    @RightFooter.setter
    def RightFooter(self, text: str) -> None:
        self._ask_printer("RightFooter")
        self._sheet.oddFooter.right.text = text or None

    @property
    def PrintArea(self) -> str:
        area = self._sheet.print_area
        return area.split("!")[-1] if area else ""

    @PrintArea.setter
    def PrintArea(self, area: str) -> None:
        # A defined name of the sheet; no printer is asked.
        self._sheet.print_area = (area or "").replace("$", "") or None
