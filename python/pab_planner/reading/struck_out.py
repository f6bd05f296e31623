"""Quantities that are struck through do not count: planners strike out what was cancelled."""

from collections.abc import Sequence
from dataclasses import replace

from pab_planner.language import Text
from pab_planner.reading.grid import Grid
from pab_planner.reading.measure_rows import RawPlan, name_of
from pab_planner.reading.quantities import BLANK, number_in
from pab_planner.reading.tables import Table, find_tables
from pab_planner.reading.vocabulary import MEASURES, Labels, Role

STRUCK_OUT = Text(
    "{count:quantity|quantities} of this table struck through, and left out; delete what was cancelled, or take the line"
    " through it away",
    "本表有 {count} 个数量带删除线，未计入；请删除已取消的数量，或去掉删除线",
)
STRUCK_IN_PART = Text(
    "struck through, but not the quantities beside; strike them out too, or none of it",
    "带删除线，但旁边的数量没有；请将数量也划去，或去掉删除线",
)
QUANTITIES = MEASURES | {Role.QUANTITY, Role.SHIPPED, Role.OVERDUE}
NAMES = (Role.ITEM, Role.ORDER, Role.MEASURE)


def without_struck_out(grid: Grid, labels: Labels) -> Grid:
    """A sheet with blanks for the quantities that are struck through in its tables; itself where none are."""
    struck = grid.struck
    if not struck:
        return grid
    blank = {
        (row, column)
        for table in find_tables(grid, labels)
        for row in range(table.first, table.last)
        for column in _of_quantities(table)
        if (row, column) in struck and number_in(grid.rows[row][column]) is not None
    }
    rows = [
        [None if (at, column) in blank else cell for column, cell in enumerate(cells)]
        for at, cells in enumerate(grid.rows)
    ]
    return replace(grid, rows=rows, find_struck=lambda: struck, left_blank=frozenset(blank))


def say_struck_out(tables: Sequence[Table], raw_plan: RawPlan) -> None:
    """Say what was left out; ask where a name is struck through and the quantities beside it are not."""
    for table in tables:
        grid, struck = table.grid, table.grid.struck
        counts = _of_quantities(table)
        names = [column for column, role in table.columns if role in NAMES]
        gone: list[tuple[int, int]] = []
        for row in range(table.first, table.last) if struck else ():
            gone += [(row, column) for column in counts if (row, column) in grid.left_blank]
            cells = grid.rows[row]
            named = [column for column in names if (row, column) in struck and cells[column] not in BLANK]
            if named and any(number_in(cells[column]) for column in counts):
                table.account.ask("", row, named[0], STRUCK_IN_PART, ())
        if gone:
            row, column = gone[0]
            heading = name_of(grid.rows[table.head][column])
            table.account.note(f"{heading} ({len(gone)})", row, column, None, "struck")
            raw_plan.fault(grid, row, column, heading, STRUCK_OUT.filled(count=len(gone)))


def _of_quantities(table: Table) -> list[int]:
    """The columns of a table in which quantities may stand."""
    named = [column for column, role in table.columns if role in QUANTITIES]
    return [*named, *(column for column, _ in table.headings), *(column for column, _ in table.others)]
