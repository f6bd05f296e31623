"""The page of a sheet in a live Calc, under the names of Excel's object `PageSetup`.

In Calc a page belongs to a style that several sheets may share; a sheet gets one of its own before it is
changed.
"""

import re
from functools import cached_property
from typing import Any

from openpyxl.utils import get_column_letter

from pab_planner.engines.calc.uno import range_address
from pab_planner.ooxml.rectangle import Box

_PAPERS = {1: (21590, 27940), 5: (21590, 35560), 8: (29700, 42000), 9: (21000, 29700)}
"""Width and height upright by Excel's number [1/100 mm]: Letter, Legal, A3, A4."""

_POINT = 2540 / 72
"""In 1/100 mm."""

_MARGINS = ("LeftMargin", "RightMargin", "TopMargin", "BottomMargin")
_FOOTERS = {"LeftFooter": "LeftText", "CenterFooter": "CenterText", "RightFooter": "RightText"}
_FIELDS = {"&P": "com.sun.star.text.TextField.PageNumber", "&N": "com.sun.star.text.TextField.PageCount"}


class PageAsInExcel:
    """Excel's `PageSetup`, as far as our sheets use it; margins are in points."""

    def __init__(self, sheet: Any) -> None:
        vars(self)["_sheet"] = sheet

    @cached_property
    def _style(self) -> Any:
        return self._styles().getByName(self._sheet.api.PageStyle)

    def _styles(self) -> Any:
        return self._sheet.book.api.StyleFamilies.getByName("PageStyles")

    def _own_style(self) -> Any:
        """The page style of this sheet alone."""
        name = f"Page of {self._sheet.name}"
        if self._style.Name != name:
            styles = self._styles()
            if not styles.hasByName(name):
                styles.insertByName(name, self._sheet.book.api.createInstance("com.sun.star.style.PageStyle"))
                styles.getByName(name).HeaderIsOn = False
            self._sheet.api.PageStyle = name
            vars(self)["_style"] = styles.getByName(name)
        return self._style

    def __getattr__(self, name: str) -> Any:
        style = self._style
        if name == "Orientation":
            return 2 if style.IsLandscape else 1
        if name == "PaperSize":
            size = tuple(sorted((style.Width, style.Height)))
            near = (
                k for k, v in _PAPERS.items() if all(abs(a - b) < 100 for a, b in zip(v, size, strict=True))
            )
            return next(near, 0)
        if name == "Zoom":
            return False if style.ScaleToPagesX or style.ScaleToPagesY else style.PageScale
        if name in ("FitToPagesWide", "FitToPagesTall"):
            return (style.ScaleToPagesX if name == "FitToPagesWide" else style.ScaleToPagesY) or False
        if name == "PrintTitleRows":
            if not self._sheet.api.getPrintTitleRows():
                return ""
            rows = self._sheet.api.getTitleRows()
            return f"${rows.StartRow + 1}:${rows.EndRow + 1}"
        if name == "PrintTitleColumns":
            if not self._sheet.api.getPrintTitleColumns():
                return ""
            columns = self._sheet.api.getTitleColumns()
            first, last = columns.StartColumn + 1, columns.EndColumn + 1
            return f"${get_column_letter(first)}:${get_column_letter(last)}"
        if name in _MARGINS:
            return getattr(style, name) / _POINT
        if name in _FOOTERS:
            return getattr(style.RightPageFooterContent, _FOOTERS[name]).String
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        style = self._own_style()
        if name in ("Orientation", "PaperSize"):
            paper = value if name == "PaperSize" else self.PaperSize or 9
            landscape = value == 2 if name == "Orientation" else style.IsLandscape
            width, height = _PAPERS[paper]
            style.IsLandscape = landscape
            style.Width, style.Height = (height, width) if landscape else (width, height)
        elif name == "Zoom":
            if value is False:
                style.ScaleToPagesX = style.ScaleToPagesX or 1
            else:
                style.PageScale = int(value)
        elif name == "FitToPagesWide":
            style.ScaleToPagesX = int(value)
        elif name == "FitToPagesTall":
            style.ScaleToPagesY = int(value)
        elif name == "PrintTitleRows":
            self._sheet.api.setPrintTitleRows(bool(value))
            if value:
                box: Box = self._sheet.range(value).box
                self._sheet.api.setTitleRows(range_address(box, self._sheet.index))
        elif name == "PrintTitleColumns":
            self._sheet.api.setPrintTitleColumns(bool(value))
            if value:
                box = self._sheet.range(value).box
                self._sheet.api.setTitleColumns(range_address(box, self._sheet.index))
        elif name in _MARGINS:
            setattr(style, name, round(value * _POINT))
        elif name in _FOOTERS:
            self._write_footer(style, _FOOTERS[name], value)
        else:
            raise AttributeError(name)

    def _write_footer(self, style: Any, part: str, text: str) -> None:
        """A footer's text, with page number and page count as fields."""
        style.FooterIsOn = True
        content = style.RightPageFooterContent
        place = getattr(content, part)
        place.setString("")
        cursor = place.createTextCursor()
        for piece in re.findall(r"&&|&[PN]|[^&]+|&", text):
            cursor.gotoEnd(False)
            if piece in _FIELDS:
                field = self._sheet.book.api.createInstance(_FIELDS[piece])
                place.insertTextContent(cursor, field, False)
            else:
                place.insertString(cursor, "&" if piece == "&&" else piece, False)
        style.RightPageFooterContent = content
