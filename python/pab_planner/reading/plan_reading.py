"""What was read from planning sheets."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pab_planner.core.plan import Period, Plan, PlanFault
from pab_planner.language import Text
from pab_planner.reading.measure_rows import ItemValue, MeasureRow
from pab_planner.reading.settings import Settings
from pab_planner.reading.sites import AtSite
from pab_planner.reading.table_account import TableAccount
from pab_planner.reading.vocabulary import Role

ITEMS_LEFT_OUT = Text(
    " ({count:item|items} left out until the faults are put right)",
    "（另有 {count} 个物料待更正，未参与计算）",
)


@dataclass(frozen=True)
class Block:
    """Where one plan row stands on a sheet with periods across.

    Attributes:
        sheet: Sheet title.
        item: Item.
        customer: Customer, "" where the item is not planned by customer.
        rows: Sheet rows (from 0) by role, from top to bottom.
        opening: Row and column (from 0) of the opening on the same sheet; None if it stands elsewhere.
        safety: Row and column (from 0) of the safety stock on the same sheet; None if it stands elsewhere.
        runs: First and last column (from 0) of each stretch of periods that stand side by side, from left to
            right; None if a period has several columns or they are not in time.
        head: The heading row.
        measure_rows: The rows as they were read, from top to bottom.
        item_values: Opening, allocated and safety stock of the plan row, wherever in the workbook they stand.
    """

    sheet: str
    item: str
    customer: str
    rows: Mapping[Role, tuple[int, ...]]
    opening: tuple[int, int] | None
    safety: tuple[int, int] | None
    runs: tuple[tuple[int, int], ...]
    head: int
    measure_rows: tuple[MeasureRow, ...] = ()
    item_values: tuple[ItemValue, ...] = ()

    @property
    def label_column(self) -> int | None:
        """Column of the measures' names, none in a matrix."""
        return next((measure.column for measure in self.measure_rows if measure.label), None)


@dataclass(frozen=True)
class Disagreement:
    """A cell in which the planner's own balance and ours differ."""

    sheet: str
    cell: str
    item: str
    period: Period
    theirs: float
    ours: float


@dataclass(frozen=True, eq=False)
class PlanReading:
    """What was read.

    Attributes:
        plan: The plan.
        faults: What the planner should put right, in the order of the sheets.
        find_blocks: Finds where the plan rows stand on sheets with periods across.
        disagreements: Cells in which the planner's own balance and ours differ.
        checked: Whether the planner keeps a balance of her own at all.
        settings: How the workbook says that it is to be read and judged.
        tables: How each table was read.
        sites: Item and site by the name of each item that is planned at several sites.
        left_out: Items that are not in the plan, because a cell of theirs cannot be used.
        compared: Cells of the planner's own balance with which ours was compared.
    """

    plan: Plan
    faults: tuple[PlanFault, ...]
    find_blocks: Callable[[], Iterable[Block]]
    disagreements: tuple[Disagreement, ...]
    checked: bool
    settings: Settings
    tables: tuple[TableAccount, ...] = ()
    sites: Mapping[str, AtSite] = field(default_factory=dict)
    left_out: int = 0
    compared: int = 0

    @property
    def said_left_out(self) -> Text:
        """How many items are not in the plan, after a sentence on those that are; "" for none."""
        return ITEMS_LEFT_OUT.filled(count=self.left_out) if self.left_out else Text("", "")

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Where the plan rows stand on sheets with periods across."""
        return tuple(self.find_blocks())
