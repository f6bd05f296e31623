"""`Comment`: what Excel now calls a note."""

from typing import TYPE_CHECKING, Any

from openpyxl.comments import Comment

from windows.excel.areas import Area
from windows.excel.excel_object import Collection, ExcelObject

if TYPE_CHECKING:
    from windows.excel.ranges import CellRange
    from windows.excel.worksheet import Sheet

AUTHOR = "Planner"


class Note(ExcelObject):
    """A note on a cell."""

    kind = "Comment"

    def __init__(self, cells: "CellRange") -> None:
        self.app, self.cells = cells.app, cells

    @classmethod
    def add(cls, cells: "CellRange", text: str) -> "Note":
        """Put one on a cell that has none."""
        cells.sheet.cells.cell(cells.first).comment = Comment(text, AUTHOR)
        return cls(cells)

    @property
    def _cell(self) -> Any:
        return self.cells.sheet.cells.cell(self.cells.first)

    def Text(self, Text: str | None = None) -> str:
        if Text is not None:
            self._cell.comment = Comment(Text, AUTHOR)
        return str(self._cell.comment.text)

    @property
    def Author(self) -> str:
        return str(self._cell.comment.author)

    @property
    def Parent(self) -> "CellRange":
        return self.cells

    def Delete(self) -> None:
        self.cells.sheet.require_unprotected()
        self._cell.comment = None


class Notes(Collection):
    """The notes of a sheet."""

    kind = "Comments"

    def __init__(self, sheet: "Sheet") -> None:
        self.app, self.sheet = sheet.app, sheet

    def all(self) -> list[Note]:
        places = sorted(p for p, cell in self.sheet.cells.sheet._cells.items() if cell.comment is not None)
        return [Note(self.sheet.cells_at(Area.at(place))) for place in places]
