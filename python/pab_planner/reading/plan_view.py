"""A sheet of formulas over the lists: it shows the plan, and nothing that stands on it is counted."""

from collections.abc import Callable, Iterable, Sequence

from pab_planner.core.plan import match_key
from pab_planner.language import Text, few
from pab_planner.reading.grid import ERRORS, Grid, position
from pab_planner.reading.measure_rows import Key, MeasureRow, RawPlan
from pab_planner.reading.quantities import BLANK, shown
from pab_planner.reading.vocabulary import FLOWS

SAMPLE = 20
"""Rows that are looked at to see whether a sheet is one of formulas."""

BROKEN = Text(
    "a formula that works: a row or sheet that it counts with is gone. The plan was read from the lists; "
    "copy the rows of another item over these and type the item's number",
    "应为有效的公式：所引用的行或工作表已被删除。计划已按清单读取；请复制其他物料的各行覆盖，并填写物料号",
)
TYPED_OVER = Text(
    "the formula of its row: what is typed here is not counted. Type it on the list, and copy the formula "
    "from the cell beside it",
    "应为本行的公式：此处手工填写的数不参与计算。请在清单表中填写，并从旁边单元格复制公式",
)
NOT_SHOWN = Text(
    "rows for {items} too, which stand on the lists only and were counted: copy the rows of an item below "
    "the last one and type the number",
    "还应有 {items} 的各行（目前只在清单中，已参与计算）：请复制某物料的各行粘贴到最后并填写物料号",
)
NOT_LISTED = Text(
    "an item of the lists: {item} has neither order, receipt nor stock there; check the number",
    "应为清单中的物料：{item} 在清单中没有订单、到货和库存；请核对物料号",
)


def is_view(measure_rows: Sequence[MeasureRow]) -> bool:
    """Whether rows of orders and supply are formulas, as on a sheet that follows lists."""
    rows = [s for s in measure_rows if s.role in FLOWS][:SAMPLE]
    return bool(rows) and sum(map(_by_formula, rows)) * 2 > len(rows)


def say_what_is_broken(views: Iterable[MeasureRow], raw_plan: RawPlan) -> None:
    """Name each row of a view whose formulas fail, once, and each number typed over a formula."""
    views = list(views)
    rows = {(measure.grid.title, measure.row) for measure in views}
    failed = [fault for fault in raw_plan.faults if fault.found in ERRORS]
    raw_plan.faults = [
        fault
        for fault in raw_plan.faults
        if fault not in failed or (fault.sheet, position(fault.cell)[0]) not in rows
    ]
    for measure in views:
        first, _ = measure.calendar.edges
        errors = (_error(measure.grid, measure.row, column) for column in measure.calendar.columns)
        if found := next(filter(None, errors), ""):
            raw_plan.fault(measure.grid, measure.row, first, found, BROKEN)
        elif measure.role in FLOWS and _by_formula(measure):
            for column in measure.calendar.columns:
                cell = measure.grid.rows[measure.row][column]
                if cell not in BLANK and (measure.row, column) not in measure.grid.formulas:
                    raw_plan.fault(measure.grid, measure.row, column, shown(cell), TYPED_OVER)


def say_what_is_missing(
    views: Sequence[MeasureRow], items: Sequence[str], listed: Callable[[Key], bool], raw_plan: RawPlan
) -> None:
    """Name items that stand on the lists only, and items of the view that no list has.

    Args:
        views: The rows of the view.
        items: Every item of the plan.
        listed: Whether an item has a plan row.
        raw_plan: Where it is said.
    """
    shown_items: dict[str, MeasureRow] = {}
    for measure in views:
        shown_items.setdefault(match_key(measure.key.item), measure)
    for measure in shown_items.values():
        if not listed(measure.key):
            expected = NOT_LISTED.filled(item=measure.key.item)
            raw_plan.fault(measure.grid, measure.row, _item_column(measure), measure.key.item, expected)
    missing = [item for item in items if match_key(item) not in shown_items]
    if missing and views:
        last = max(views, key=lambda measure: measure.row)
        expected = NOT_SHOWN.filled(items=few(missing))
        raw_plan.fault(last.grid, last.row, _item_column(last), last.key.item, expected)


def _by_formula(measure: MeasureRow) -> bool:
    """Whether most cells of a row are formulas."""
    columns = measure.calendar.columns
    return sum((measure.row, column) in measure.grid.formulas for column in columns) * 2 > len(columns)


def _error(grid: Grid, row: int, column: int) -> str:
    """The error that a cell shows, "" where it shows none."""
    cell = grid.rows[row][column]
    if isinstance(cell, str) and cell in ERRORS:
        return cell
    hollow = grid.hollow.get((row, column), "") if cell in BLANK else ""
    return hollow if hollow in ERRORS else ""


def _item_column(measure: MeasureRow) -> int:
    """The column in which a row's item stands; that of its label where it stands elsewhere."""
    cells = measure.grid.rows[measure.row][: measure.calendar.edges[0]]
    return next((c for c, cell in enumerate(cells) if cell == measure.key.item), measure.column)
