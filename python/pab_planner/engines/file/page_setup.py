"""The page of a sheet in a workbook file, under the names of Excel's object `PageSetup`."""

from typing import Any, Literal

from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

_ORIENTATIONS: dict[int, Literal["portrait", "landscape"]] = {1: "portrait", 2: "landscape"}
_POINTS_AN_INCH = 72


class PageAsInExcel:
    """Excel's `PageSetup`, as far as our sheets use it; margins are in points."""

    def __init__(self, ws: Worksheet) -> None:
        self._ws = ws

    @property
    def Orientation(self) -> int:  # noqa: N802 (Excel names it)
        return next((k for k, v in _ORIENTATIONS.items() if v == self._ws.page_setup.orientation), 1)

    @Orientation.setter
    def Orientation(self, value: int) -> None:  # noqa: N802 (Excel names it)
        self._ws.page_setup.orientation = _ORIENTATIONS[value]

    @property
    def PaperSize(self) -> int:  # noqa: N802 (Excel names it)
        return int(self._ws.page_setup.paperSize or 1)

    @PaperSize.setter
    def PaperSize(self, value: int) -> None:  # noqa: N802 (Excel names it)
        self._ws.page_setup.paperSize = value

    @property
    def Zoom(self) -> int | bool:  # noqa: N802 (Excel names it)
        return False if self._fit.fitToPage else int(self._ws.page_setup.scale or 100)

    @Zoom.setter
    def Zoom(self, value: int | bool) -> None:  # noqa: N802 (Excel names it)
        self._fit.fitToPage = value is False
        self._ws.page_setup.scale = None if value is False else int(value)

    @property
    def _fit(self) -> PageSetupProperties:
        properties = self._ws.sheet_properties
        properties.pageSetUpPr = properties.pageSetUpPr or PageSetupProperties()
        return properties.pageSetUpPr

    @property
    def FitToPagesWide(self) -> int | bool:  # noqa: N802 (Excel names it)
        return self._pages(self._ws.page_setup.fitToWidth)

    @FitToPagesWide.setter
    def FitToPagesWide(self, value: int | bool) -> None:  # noqa: N802 (Excel names it)
        self._ws.page_setup.fitToWidth = int(value)

    @property
    def FitToPagesTall(self) -> int | bool:  # noqa: N802 (Excel names it)
        return self._pages(self._ws.page_setup.fitToHeight)

    @FitToPagesTall.setter
    def FitToPagesTall(self, value: int | bool) -> None:  # noqa: N802 (Excel names it)
        self._ws.page_setup.fitToHeight = int(value)

    @staticmethod
    def _pages(value: Any) -> int | bool:
        """A number of pages; False where any number may be used."""
        return int(value) if value else False

    @property
    def PrintTitleRows(self) -> str:  # noqa: N802 (Excel names it)
        rows = self._ws.print_title_rows
        return f"${rows.replace('$', '').replace(':', ':$')}" if rows else ""

    @PrintTitleRows.setter
    def PrintTitleRows(self, value: str) -> None:  # noqa: N802 (Excel names it)
        self._ws.print_title_rows = value.replace("$", "") or None

    @property
    def PrintTitleColumns(self) -> str:  # noqa: N802 (Excel names it)
        columns = self._ws.print_title_cols
        return f"${columns.replace('$', '').replace(':', ':$')}" if columns else ""

    @PrintTitleColumns.setter
    def PrintTitleColumns(self, value: str) -> None:  # noqa: N802 (Excel names it)
        self._ws.print_title_cols = value.replace("$", "") or None

    def __getattr__(self, name: str) -> Any:
        part = _part(self._ws, name)
        value = getattr(*part)
        return (value or 0) * _POINTS_AN_INCH if name.endswith("Margin") else value or ""

    def __setattr__(self, name: str, value: Any) -> None:
        if name.endswith(("Margin", "Footer")):
            setattr(
                *_part(self._ws, name), value / _POINTS_AN_INCH if name.endswith("Margin") else value or None
            )
        else:
            object.__setattr__(self, name, value)


def _part(ws: Worksheet, name: str) -> tuple[Any, str]:
    """Where openpyxl keeps a margin or a part of the footer."""
    if name in ("LeftMargin", "RightMargin", "TopMargin", "BottomMargin"):
        return ws.page_margins, name.removesuffix("Margin").lower()
    if name in ("LeftFooter", "CenterFooter", "RightFooter"):
        return getattr(ws.oddFooter, name.removesuffix("Footer").lower()), "text"
    raise AttributeError(name)
