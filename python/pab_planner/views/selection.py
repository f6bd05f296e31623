"""Which items the planner means: those in whose rows the selected cells lie."""

from collections.abc import Iterator, Sequence

import xlwings as xw

from pab_planner.core.plan import match_key
from pab_planner.excel.blocks import used_rows
from pab_planner.excel.selection import cells_of_rows, chosen_rows
from pab_planner.reading.measure_rows import name_of
from pab_planner.reading.plan_reading import Block, PlanReading


def block_at(reading: PlanReading, sheet: str, row: int) -> Block | None:
    """The planning block in which a row lies, down to the row before the next item.

    Args:
        reading: The plan as read.
        sheet: Sheet title.
        row: Sheet row, from 0.
    """
    above = [block for block in reading.blocks if block.sheet == sheet and block.measure_rows[0].row <= row]
    return max(above, key=lambda block: block.measure_rows[0].row, default=None)


def selected_rows(reading: PlanReading, selection: xw.Range | None) -> list[int]:
    """Rows of the plan whose items are selected, in the order of the plan; empty if no item is.

    On a sheet with periods across these are the items in whose rows the selection lies, on any other (orders,
    alerts, ...) the items whose numbers stand in the selected rows.
    """
    if selection is None:
        return []
    sheet, plan = selection.sheet, reading.plan
    title = sheet.name
    if any(block.sheet == title for block in reading.blocks):
        rows = chosen_rows(selection, used_rows(sheet))
        blocks = {id(block): block for row in rows if (block := block_at(reading, title, row - 1))}
        found = {plan.row(block.item, block.customer or None) for block in blocks.values()}
    else:
        found = set(_named_rows(reading, selection))
    return sorted(found - {-1})


def _named_rows(reading: PlanReading, selection: xw.Range) -> Iterator[int]:
    """Plan rows whose item stands in one of the selected rows."""
    cells = cells_of_rows(selection)
    yield from rows_named(reading, [cell for row in cells for cell in row])


def rows_named(reading: PlanReading, cells: Sequence[object]) -> Iterator[int]:
    """Plan rows whose item is one of some cells."""
    names = {match_key(name_of(cell)) for cell in cells if cell not in (None, "")}
    for row, item in enumerate(reading.plan.items):
        if match_key(item) in names:
            yield row
