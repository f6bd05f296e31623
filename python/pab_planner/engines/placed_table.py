"""What a table says of its block: the same for every host."""

from typing import Any

from xlwings import base_classes

from pab_planner.ooxml.rectangle import Box


class PlacedTable(base_classes.Table):  # type: ignore[misc]
    """Subclasses give `name`, `box`, `resize` and `show_totals`."""

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

    @property
    def range(self) -> Any:
        box = self.box
        return self._sheet.range((box.top, box.left), (box.bottom, box.right))
