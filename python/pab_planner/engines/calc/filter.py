"""AutoFilters on a Calc sheet."""

from collections.abc import Callable, Iterable
from typing import Any

from xlwings import base_classes

from pab_planner.engines.calc.uno import struct

_EQUAL, _TEXT = 2, 1  # com.sun.star.sheet.FilterOperator2, FilterFieldType


class AutoFilter(base_classes.AutoFilter):  # type: ignore[misc]
    """The filter over a table, or over a block with a header row."""

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    @property
    def api(self) -> Any:
        """What is filtered: a table's database range, or the block itself."""
        table = self._cells.table
        return table.api if table else self._cells.api

    def apply_values(self, field: int, values: list[str]) -> None:
        """Show the rows that hold one of these texts in a column (counted from 1)."""
        listed = tuple(
            struct("sheet.FilterFieldValue", FilterType=_TEXT, StringValue=value) for value in values
        )
        wanted = struct("sheet.TableFilterField3", Field=field - 1, Operator=_EQUAL, Values=listed)
        self._filter(lambda fields: (*(f for f in fields if f.Field != field - 1), wanted))

    def clear(self, field: int | None = None) -> None:
        """Show all rows again, as far as this column or (if none is named) any hid them."""
        self._filter(lambda fields: tuple(f for f in fields if field is not None and f.Field != field - 1))

    def _filter(self, change: Callable[[Iterable[Any]], tuple[Any, ...]]) -> None:
        table = self._cells.table
        descriptor = (
            table.api.getFilterDescriptor() if table else self._cells.api.createFilterDescriptor(False)
        )
        descriptor.ContainsHeader = True
        descriptor.setFilterFields3(change(descriptor.getFilterFields3()))
        if table:
            table.api.refresh()
        else:
            self._cells.api.filter(descriptor)
