"""The ranges of one call become items x periods, are projected, and go back the way they came."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from pab_planner.core.balance import exposed_balance, projected_available_balance
from pab_planner.core.demand import DemandRule, FloatArray, gross_requirements
from pab_planner.errors import ShapeMismatch, SheetError
from pab_planner.language import Text
from pab_planner.udfs.cells import is_blank, periods_of, quantities_of
from pab_planner.udfs.declaration import ARGUMENTS, Cells


class PerItemMismatch(SheetError):
    """An argument with a cell per item has more or fewer cells than there are items."""

    sentence = Text(
        "{name} is {found}, but must be one cell, or one cell for each item of orders, which is {orders}",
        "{name}为 {found}，应为一个单元格，或客户订单（{orders}）的每个物料一个单元格",
    )


@dataclass(frozen=True)
class RangeLayout:
    """How a range lies on the sheet.

    Periods run across, one row for each item. They run down where orders is a single column with one
    opening, or where opening is a row with a cell for each column of orders.
    """

    rows: int
    columns: int
    down: bool

    @classmethod
    def of(cls, opening: FloatArray, orders: FloatArray) -> "RangeLayout":
        """The layout that the two ranges make together.

        Raises:
            PerItemMismatch: There are neither one opening nor as many as items.
        """
        rows, columns = orders.shape
        if opening.size == 1:
            return cls(rows, columns, down=columns == 1)
        if opening.shape == (rows, 1):
            return cls(rows, columns, down=False)
        if opening.shape == (1, columns):
            return cls(rows, columns, down=True)
        raise PerItemMismatch(name=ARGUMENTS["opening"].label, found=_size(opening), orders=_size(orders))

    @property
    def size(self) -> str:
        """Rows x columns, as Excel shows a selection."""
        return f"{self.rows} x {self.columns}"

    @property
    def items(self) -> int:
        """Number of items."""
        return self.columns if self.down else self.rows

    @property
    def periods(self) -> int:
        """Number of periods."""
        return self.rows if self.down else self.columns

    def plan(self, cells: FloatArray, name: str) -> FloatArray:
        """A range of this size as items x periods.

        Raises:
            ShapeMismatch: The range has another size.
        """
        if cells.shape != (self.rows, self.columns):
            raise ShapeMismatch(
                name=ARGUMENTS[name].label,
                found=_size(cells),
                reference=ARGUMENTS["orders"].label,
                expected=self.size,
            )
        return cells.T if self.down else cells

    def cells(self, plan: Any) -> Cells:
        """An items x periods array as rows of cells."""
        array = np.asarray(plan)
        return (array.T if self.down else array).tolist()  # type: ignore[no-any-return]

    def item_cells(self, values: Iterable[Any]) -> Cells:
        """One value an item, each beside or under its periods."""
        return [list(values)] if self.down else [[value] for value in values]


@dataclass(frozen=True)
class Projection:
    """The quantities of one call, items x periods, and what follows from them."""

    layout: RangeLayout
    opening: FloatArray
    orders: FloatArray
    gross: FloatArray
    supply: FloatArray

    @classmethod
    def of(
        cls,
        opening: Any,
        orders: Any,
        mps: Any,
        forecast: Any = None,
        demand_time_fence: Any = None,
        planning_time_fence: Any = None,
    ) -> "Projection":
        """Read the arguments that the family has in common.

        Raises:
            PlanError: A cell is no quantity, or the ranges do not belong together.
        """
        ordered = quantities_of(orders, ARGUMENTS["orders"].label)
        start = quantities_of(opening, ARGUMENTS["opening"].label)
        layout = RangeLayout.of(start, ordered)
        plan = layout.plan(ordered, "orders")
        return cls(
            layout=layout,
            opening=start.reshape(-1),
            orders=plan,
            gross=_gross(layout, plan, forecast, demand_time_fence, planning_time_fence),
            supply=layout.plan(quantities_of(mps, ARGUMENTS["mps"].label), "mps"),
        )

    @cached_property
    def balance(self) -> FloatArray:
        """Projected available balance."""
        return projected_available_balance(self.opening, self.gross, self.supply)

    @cached_property
    def exposed(self) -> FloatArray:
        """Balance without each period's own MPS."""
        return exposed_balance(self.balance, self.supply)

    def safety(self, values: Any) -> FloatArray:
        """Safety stock, one for all items or one per item.

        Raises:
            NotAQuantity: A cell is no quantity.
            PerItemMismatch: There are neither one nor as many cells as items.
        """
        cells = quantities_of(values, ARGUMENTS["safety_stock"].label)
        layout = self.layout
        if cells.size != 1 and cells.shape != ((1, layout.items) if layout.down else (layout.items, 1)):
            raise PerItemMismatch(
                name=ARGUMENTS["safety_stock"].label, found=_size(cells), orders=layout.size
            )
        return cells.reshape(-1)


def _gross(layout: RangeLayout, orders: FloatArray, forecast: Any, dtf: Any, ptf: Any) -> FloatArray:
    """Gross requirements by the rule that the arguments call for.

    A forecast counts when a fence says from where on: three zones with a planning time fence, else the
    APICS grid. Without a fence orders alone count.
    """
    demand_fence = _fence(dtf, "demand_time_fence")
    planning_fence = _fence(ptf, "planning_time_fence")
    if is_blank(forecast):
        return orders
    expected = layout.plan(quantities_of(forecast, ARGUMENTS["forecast"].label), "forecast")
    if demand_fence is None and planning_fence is None:
        return orders
    return gross_requirements(
        orders,
        expected,
        rule=DemandRule.ORDERS_THEN_MAX if planning_fence is None else DemandRule.THREE_ZONE,
        demand_time_fence=demand_fence or 0,
        planning_time_fence=planning_fence,
    )


def _fence(values: Any, name: str) -> int | None:
    """A time fence [periods], None if it was left out."""
    return None if is_blank(values) else periods_of(values, ARGUMENTS[name].label)


def _size(cells: FloatArray) -> str:
    """Rows x columns, as Excel shows a selection."""
    return f"{cells.shape[0]} x {cells.shape[1]}"
