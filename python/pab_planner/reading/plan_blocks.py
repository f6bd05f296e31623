"""Where the rows of a plan stand on the planner's sheets."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pab_planner.reading.measure_rows import ItemValue, MeasureRow
from pab_planner.reading.plan_reading import Block
from pab_planner.reading.plan_rows import PlanRows
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import Role


def find_blocks(
    measure_rows: Sequence[MeasureRow],
    item_values: Sequence[ItemValue],
    view_values: Sequence[ItemValue],
    tables: Sequence[Table],
    rows: PlanRows,
) -> Iterable[Block]:
    """Where each plan row stands on a sheet with periods across.

    Args:
        measure_rows: Rows of quantities, those of views of lists as well.
        item_values: Quantities that stand once.
        view_values: The same on views of lists.
        tables: Every table.
        rows: The rows of the plan.
    """
    places: dict[tuple[str, int], list[MeasureRow]] = defaultdict(list)
    for measure in measure_rows:
        index = rows.index(measure.key)
        if index is not None:
            places[measure.grid.title, index].append(measure)
    once: dict[int | None, list[ItemValue]] = defaultdict(list)
    for given in (*item_values, *view_values):
        once[rows.index(given.key)].append(given)
    places_once = {
        (given.grid.title, index, given.role): (given.row, given.column)
        for index, its in once.items()
        for given in reversed(its)
    }
    heads = {(table.grid.title, table.first): table.head for table in tables}
    for (sheet, index), its_rows in places.items():
        by_role: dict[Role, tuple[int, ...]] = {}
        for measure in its_rows:
            by_role[measure.role] = (*by_role.get(measure.role, ()), measure.row)
        first_row = min(measure.row for measure in its_rows)
        head = max(
            (h for (title, first), h in heads.items() if title == sheet and first <= first_row), default=0
        )
        yield Block(
            sheet,
            rows.names[index].item,
            rows.names[index].customer,
            by_role,
            places_once.get((sheet, index, Role.OPENING)),
            places_once.get((sheet, index, Role.SAFETY)),
            _runs(its_rows[0].calendar.places),
            head,
            tuple(sorted(its_rows, key=lambda measure: measure.row)),
            _facts_for(sheet, once[index], view_values),
        )


def _facts_for(
    sheet: str, item_values: list[ItemValue], view_values: Sequence[ItemValue]
) -> tuple[ItemValue, ...]:
    """What a sheet's rows count with: the opening that a view of lists shows has allocated taken off."""
    shown = [f for f in view_values if f in item_values and f.grid.title == sheet and f.role is Role.OPENING]
    in_lists = (Role.OPENING, Role.ALLOCATED) if shown else ()
    return tuple(given for given in item_values if given.fixed or given.role not in in_lists)


def _runs(places: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    """First and last column of each stretch of periods side by side; see `Block.runs`."""
    columns = [place for group in places for place in group]
    if len(columns) > len(places) or columns != sorted(columns):
        return ()
    firsts = [c for c in columns if c - 1 not in columns]
    return tuple(zip(firsts, (c for c in columns if c + 1 not in columns), strict=True))
