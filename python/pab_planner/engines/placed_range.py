"""What a range says of its place: the same for every host."""

import re
from typing import Any, Self

from xlwings import base_classes

from pab_planner.ooxml.rectangle import Box


class PlacedRange(base_classes.Range):  # type: ignore[misc]
    """A block of cells on a sheet.

    Attributes:
        box: The cells.
        arg1_input: The name or address that it was asked for by; "" for another way.
    """

    def __init__(self, sheet: Any, box: Box, name: str = "") -> None:
        self._sheet, self.box, self.arg1_input = sheet, box, name
        self.options: dict[str, Any] = {}

    @property
    def sheet(self) -> Any:
        return self._sheet

    @property
    def row(self) -> int:
        return self.box.top

    @property
    def column(self) -> int:
        return self.box.left

    @property
    def shape(self) -> tuple[int, int]:
        return self.box.shape

    def __len__(self) -> int:
        return self.box.size

    def __call__(self, row: int, column: int | None = None) -> Self:
        if column is None:
            row, column = (place + 1 for place in divmod(row - 1, self.box.shape[1]))
        top, left = self.box.top + row - 1, self.box.left + column - 1
        if top < 1 or left < 1:
            raise IndexError("a sheet begins at row 1 and column A")
        return self.part(Box(top, left, top, left))

    def part(self, box: Box) -> Self:
        """Another block of the same sheet."""
        return type(self)(self._sheet, box)

    def get_address(
        self, row_absolute: bool = True, col_absolute: bool = True, external: bool = False
    ) -> str:
        text = self.box.a1(row_absolute=row_absolute, column_absolute=col_absolute)
        if not external:
            return text
        place = f"[{self._sheet.book.name}]{self._sheet.name}"
        plain = re.fullmatch(r"[\w.\[\]]+", place)
        return f"{place}!{text}" if plain else "'{}'!{}".format(place.replace("'", "''"), text)

    @property
    def address(self) -> str:
        return self.get_address()
