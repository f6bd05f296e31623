"""A balance that runs down the lines of a list: what is left after each of them, not an opening on every line."""

from collections.abc import Sequence

from pab_planner.core.decimals import difference, total
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import DEMAND_ROLES, SUPPLY_ROLES, Role, is_total

SAMPLE = 2000
"""Lines looked at."""
LEAST_SHARE = 0.9
"""So many of its steps must be what comes less what goes out."""


def total_columns(table: Table) -> list[int]:
    """The columns in which a line may be marked as a sub-total."""
    rows = range(table.first, min(table.last, table.first + SAMPLE))
    columns = [
        *(column for column, role in table.columns if role in (Role.MEASURE, Role.ORDER)),
        *(column for column, _, _ in table.asides),
        *(column for column, _ in table.others),
    ]
    return [column for column in columns if any(is_total(table.grid.rows[row][column]) for row in rows)]


def step_of(table: Table, row: int, flows: Sequence[tuple[int, Role]]) -> float:
    """What comes in a line less what goes out."""
    cells = table.grid.rows[row]

    def amounts(roles: Sequence[Role]) -> float:
        return total(
            cell for column, role in flows if role in roles and isinstance(cell := cells[column], float)
        )

    return difference(amounts(SUPPLY_ROLES), amounts(DEMAND_ROLES))


def runs(
    table: Table, item: int | None, level: int, flows: Sequence[tuple[int, Role]], *, before: bool = False
) -> bool:
    """Whether a column is the balance after each line (or before it), item by item, in the order of the lines."""
    marks = total_columns(table)
    known: dict[object, tuple[float, float]] = {}
    now: object = ""
    steps = fitting = moved = 0
    for row in range(table.first, min(table.last, table.first + SAMPLE)):
        cells = table.grid.rows[row]
        if any(is_total(cells[column]) for column in marks) or not isinstance(cells[level], float):
            continue
        if item is not None and cells[item] not in BLANK:
            now = cells[item]
        step = step_of(table, row, flows)
        if now in known:
            steps += 1
            last, step_before = known[now]
            moves = step_before if before else step
            fits = abs(difference(difference(cells[level], last), moves)) < 1e-6
            fitting += fits
            moved += fits and moves != 0
        known[now] = cells[level], step
    return moved > 0 and fitting >= LEAST_SHARE * steps


def differs(table: Table, item: int | None, level: int) -> bool:
    """Whether a column has several quantities for one item."""
    seen: dict[object, float] = {}
    for row in range(table.first, min(table.last, table.first + SAMPLE)):
        cells = table.grid.rows[row]
        if isinstance(cells[level], float):
            name = cells[item] if item is not None else ""
            if seen.setdefault(name, cells[level]) != cells[level]:
                return True
    return False
