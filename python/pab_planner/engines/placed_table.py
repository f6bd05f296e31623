"""What a table says of its block, and of its rows and columns in it: the same for every host."""

from typing import Any

from xlwings import base_classes

from pab_planner.engines.collection import Collection
from pab_planner.ooxml.rectangle import Box


class PlacedTable(base_classes.Table):  # type: ignore[misc]
    """Subclasses give `box`, `set_box` and `rows`, and xlwings' properties that change a table."""

    def __init__(self, sheet: Any, table: Any) -> None:
        self._sheet, self._table = sheet, table

    @property
    def api(self) -> Any:
        return self._table

    @property
    def parent(self) -> Any:
        return self._sheet

    @property
    def box(self) -> Box:
        """The cells, headings and totals among them."""
        raise NotImplementedError

    def set_box(self, box: Box) -> None:
        """Make the table these cells."""
        raise NotImplementedError

    def resize(self, range: Any) -> None:
        self.set_box(range.impl.box)

    def _cells(self, box: Box) -> Any:
        return self._sheet.range((box.top, box.left), (box.bottom, box.right))

    @property
    def range(self) -> Any:
        return self._cells(self.box)

    @property
    def header_row_range(self) -> Any:
        return self._cells(self.box._replace(bottom=self.box.top)) if self.show_headers else None

    @property
    def data_body_range(self) -> Any:
        top, bottom = self.box.top + self.show_headers, self.box.bottom - self.show_totals
        return self._cells(self.box._replace(top=top, bottom=bottom)) if top <= bottom else None

    @property
    def totals_row_range(self) -> Any:
        return self._cells(self.box._replace(top=self.box.bottom)) if self.show_totals else None

    @property
    def insert_row_range(self) -> None:
        return None

    @property
    def columns(self) -> "TableColumns":
        return TableColumns(self)


class TableRows(Collection):
    """The data rows of a table; subclasses give `add`."""

    def __init__(self, table: Any) -> None:
        self._table = table

    @property
    def column_count(self) -> int:
        columns: int = self._table.box.shape[1]
        return columns

    def _members(self) -> list["TableRow"]:
        body = self._table.data_body_range
        return [TableRow(self._table, number) for number in range(1, body.shape[0] + 1)] if body else []


class TableRow(base_classes.TableRow):  # type: ignore[misc]
    """One data row, by its place from 1."""

    def __init__(self, table: Any, index: int) -> None:
        self._table, self._index = table, index

    @property
    def name(self) -> str:
        return str(self._index)

    @property
    def index(self) -> int:
        return self._index

    @property
    def range(self) -> Any:
        body = self._table.data_body_range
        row = body.box.top + self._index - 1
        return body.part(body.box._replace(top=row, bottom=row))


class TableColumns(Collection):
    """The columns of a table."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def _members(self) -> list["TableColumn"]:
        return [TableColumn(self._table, number) for number in range(1, self._table.box.shape[1] + 1)]


class TableColumn(base_classes.TableColumn):  # type: ignore[misc]
    """One column, by its place from 1."""

    def __init__(self, table: Any, index: int) -> None:
        self._table, self._index = table, index

    @property
    def index(self) -> int:
        return self._index

    @property
    def name(self) -> str:
        return str(self._table.header_row_range(1, self._index).raw_value)

    @property
    def range(self) -> Any:
        return self._of(self._table.range)

    @property
    def data_body_range(self) -> Any:
        body = self._table.data_body_range
        return self._of(body) if body else None

    def _of(self, cells: Any) -> Any:
        left = cells.box.left + self._index - 1
        return cells.part(cells.box._replace(left=left, right=left))
