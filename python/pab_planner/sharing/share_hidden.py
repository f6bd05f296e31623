"""What a sheet hides does not travel: nobody who hands over a copy sees that it is there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, range_boundaries
from openpyxl.xml.constants import SHEET_DRAWING_NS
from openpyxl.xml.constants import SHEET_MAIN_NS as MAIN

Area = tuple[int, int, int, int]
"""First column, first row, last column, last row, from 1."""

WHOLE = 1 << 20
"""Beyond the last row and column of a sheet."""
CELLS = re.compile(r"\$?[A-Z]{1,3}(\$?\d+)?(:\$?[A-Z]{1,3}(\$?\d+)?)?|\$?\d+:\$?\d+", re.IGNORECASE)
ANYWHERE = frozenset(("OFFSET(", "INDIRECT("))
"""Functions that look at cells which their arguments do not name."""


@dataclass(frozen=True)
class HiddenCells:
    """The hidden rows and columns of one sheet.

    Attributes:
        rows: Hidden rows.
        columns: First and last of each run of hidden columns.
        shown: Cells in them that show all the same: they are merged with others that are not hidden.
    """

    rows: frozenset[int]
    columns: tuple[tuple[int, int], ...]
    shown: frozenset[str] = frozenset()

    @classmethod
    def of(cls, sheet: ElementTree.Element) -> "HiddenCells":
        """What a sheet hides: rows and columns that are marked so, or that have no height or width."""
        rows = {int(row.attrib["r"]) for row in sheet.iter(f"{{{MAIN}}}row") if _is_hidden(row, "ht")}
        columns = tuple(
            (int(column.attrib["min"]), int(column.attrib["max"]))
            for column in sheet.iter(f"{{{MAIN}}}col")
            if _is_hidden(column, "width")
        )
        hidden = cls(frozenset(rows), columns)
        merged = (each.attrib["ref"] for each in sheet.iter(f"{{{MAIN}}}mergeCell"))
        shown = frozenset(ref.partition(":")[0] for ref in merged if hidden._shows(ref))
        return cls(hidden.rows, columns, shown)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.rows or self.columns)

    def hides(self, address: str) -> bool:
        """Whether nobody sees a cell."""
        letters, row = coordinate_from_string(address)
        return address not in self.shown and self._hides(column_index_from_string(letters), row)

    def meets(self, area: Area) -> bool:
        """Whether a hidden row or column passes through an area."""
        left, top, right, bottom = area
        in_columns = any(first <= right and left <= last for first, last in self.columns)
        return in_columns or any(top <= row <= bottom for row in self.rows)

    def holds(self, area: Area) -> bool:
        """Whether nothing of an area is seen."""
        left, top, right, bottom = area
        return all(row in self.rows for row in range(top, bottom + 1)) or all(
            self._in_columns(column) for column in range(left, right + 1)
        )

    def empty(self, sheet: ElementTree.Element) -> int:
        """Take out what stands in the hidden cells of a sheet, in place; how many there were."""
        emptied = 0
        for cell in sheet.iter(f"{{{MAIN}}}c"):
            if len(cell) and self.hides(cell.attrib["r"]):
                for child in list(cell):
                    cell.remove(child)
                cell.attrib.pop("t", None)
                emptied += 1
        return emptied

    def _hides(self, column: int, row: int) -> bool:
        return row in self.rows or self._in_columns(column)

    def _in_columns(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.columns)

    def _shows(self, merged: str) -> bool:
        area = area_of(merged)
        return self._hides(*area[:2]) and not self.holds(area)


def _is_hidden(element: ElementTree.Element, size: str) -> bool:
    return element.get("hidden") in ("1", "true") or float(element.get(size, "1")) == 0


def areas_of(formula: str, own: str) -> Iterator[tuple[str, Area]]:
    """Each area that a formula names, with the title of its sheet.

    Args:
        formula: The formula, without its equals sign.
        own: Title of the sheet that it stands on.
    """
    for token in Tokenizer(f"={formula}").items:
        if token.type != Token.OPERAND or token.subtype != Token.RANGE:
            continue
        sheet, _, cells = token.value.rpartition("!")
        if CELLS.fullmatch(cells.rstrip("#")):
            title = sheet.strip("'").replace("''", "'") if sheet else own
            yield title, area_of(cells.rstrip("#").replace("$", ""))


def looks_anywhere(formula: str) -> bool:
    """Whether a formula may look at cells that it does not name."""
    return any(token.value.upper() in ANYWHERE for token in Tokenizer(f"={formula}").items)


def area_of(cells: str) -> Area:
    """The area of a reference, `B2:F9`; a whole column or row reaches beyond the sheet."""
    left, top, right, bottom = range_boundaries(cells.upper())
    return left or 1, top or 1, right or WHOLE, bottom or WHOLE


def drop_hidden_objects(drawing: ElementTree.Element, hidden: HiddenCells) -> None:
    """Take away pictures, charts and texts that are hidden, or lie in hidden rows or columns, in place."""
    tag = f"{{{SHEET_DRAWING_NS}}}"
    for anchor in list(drawing):
        marked = any(each.get("hidden") in ("1", "true") for each in anchor.iter(f"{tag}cNvPr"))
        begin, end = anchor.find(f"{tag}from"), anchor.find(f"{tag}to")
        covered = begin is not None and end is not None and hidden.holds((*_corner(begin), *_corner(end)))
        if marked or covered:
            drawing.remove(anchor)


def _corner(marker: ElementTree.Element) -> tuple[int, int]:
    """Column and row of an anchor's corner, from 1."""
    column, row = (marker.find(f"{{{SHEET_DRAWING_NS}}}{tag}") for tag in ("col", "row"))
    return int(getattr(column, "text", None) or 0) + 1, int(getattr(row, "text", None) or 0) + 1
