"""What a sheet hides does not travel: nobody who hands over a copy sees that it is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.xml.constants import SHEET_DRAWING_NS
from openpyxl.xml.constants import SHEET_MAIN_NS as MAIN

from pab_planner.ooxml.rectangle import Box
from pab_planner.ooxml.references import split

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
        cell = area_of(address)
        return address not in self.shown and self._hides(cell)

    def meets(self, area: Box) -> bool:
        """Whether a hidden row or column passes through an area."""
        in_columns = any(first <= area.right and area.left <= last for first, last in self.columns)
        return in_columns or any(row in area.rows for row in self.rows)

    def holds(self, area: Box) -> bool:
        """Whether nothing of an area is seen."""
        return all(row in self.rows for row in area.rows) or all(map(self._in_columns, area.columns))

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

    def _hides(self, cell: Box) -> bool:
        return cell.top in self.rows or self._in_columns(cell.left)

    def _in_columns(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.columns)

    def _shows(self, merged: str) -> bool:
        area = area_of(merged)
        return self._hides(area.first) and not self.holds(area)


def _is_hidden(element: ElementTree.Element, size: str) -> bool:
    return element.get("hidden") in ("1", "true") or float(element.get(size, "1")) == 0


def areas_in(formula: str, own: str) -> Iterator[tuple[str, Box]]:
    """Each area that a formula names, with the title of its sheet.

    Args:
        formula: The formula, without its equals sign.
        own: Title of the sheet that it stands on.
    """
    for token in Tokenizer(f"={formula}").items:
        if token.type != Token.OPERAND or token.subtype != Token.RANGE:
            continue
        sheet, cells = split(token.value.rstrip("#"))
        if area := Box.parse(cells):
            yield own if sheet is None else sheet, area


def looks_anywhere(formula: str) -> bool:
    """Whether a formula may look at cells that it does not name."""
    return any(token.value.upper() in ANYWHERE for token in Tokenizer(f"={formula}").items)


def area_of(cells: str) -> Box:
    """The area that an address in a file names, `B2:F9`.

    Raises:
        KeyError: It is no address.
    """
    area = Box.parse(cells)
    if area is None:
        raise KeyError(cells)
    return area


def drop_hidden_objects(drawing: ElementTree.Element, hidden: HiddenCells) -> None:
    """Take away pictures, charts and texts that are hidden, or lie in hidden rows or columns, in place."""
    tag = f"{{{SHEET_DRAWING_NS}}}"
    for anchor in list(drawing):
        marked = any(each.get("hidden") in ("1", "true") for each in anchor.iter(f"{tag}cNvPr"))
        begin, end = anchor.find(f"{tag}from"), anchor.find(f"{tag}to")
        covered = begin is not None and end is not None and hidden.holds(_corner(begin).span(_corner(end)))
        if marked or covered:
            drawing.remove(anchor)


def _corner(marker: ElementTree.Element) -> Box:
    """The cell that a corner of an anchor lies in."""
    row, column = (int(marker.findtext(f"{{{SHEET_DRAWING_NS}}}{tag}") or 0) + 1 for tag in ("row", "col"))
    return Box(row, column, row, column)
