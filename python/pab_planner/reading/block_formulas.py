"""How the rows and values of a planning block are named in a formula."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pab_planner.core.demand import DemandRule
from pab_planner.core.plan import Plan, match_key
from pab_planner.reading.grid import address, column_letters
from pab_planner.reading.measure_rows import ItemValue, MeasureRow
from pab_planner.reading.plan_reading import Block
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.vocabulary import SUPPLY_ROLES, Role


def where_it_stands(row: int) -> int:
    """The row as it was read."""
    return row


@dataclass(frozen=True)
class BlockTerms:
    """The terms of a block's balance, as references on the block's own sheet.

    Attributes:
        block: A block with runs of periods.
        row: Where a row of the sheet (from 0) stands by the time the formula is written.
        run: Which of the block's runs of periods the formula is for.
    """

    block: Block
    row: Callable[[int], int] = field(default=where_it_stands)
    run: int = 0

    @property
    def _left(self) -> int:
        """The first column of a period; what stands left of it names the item and its values."""
        return self.block.runs[0][0]

    @property
    def _before(self) -> int:
        """Periods before this run."""
        return sum(last - first + 1 for first, last in self.block.runs[: self.run])

    def _cell(self, row: int, column: int) -> str:
        return address(self.row(row), column)

    def _across(self, row: int) -> str:
        first, last = self.block.runs[self.run]
        return f"{self._cell(row, first)}:{self._cell(row, last)}"

    def _sum(self, roles: Iterable[Role], one: Callable[[int], str]) -> str:
        return "+".join(one(row) for role in roles for row in self.block.rows.get(role, ()))

    def _sheet(self, measure: MeasureRow) -> str:
        """What stands before a reference to a row, where that is on another sheet."""
        return "" if measure.grid.title == self.block.sheet else f"{_quoted(measure.grid.title)}!"

    def orders(self) -> str:
        """The row of customer orders; of what stands in for them where the planner keeps none."""
        for role in (Role.ORDERS, Role.GROSS, Role.FORECAST):
            if role in self.block.rows:
                return self._sum([role], self._across)
        return f"0*{self.supply()}"

    def forecast(self) -> str:
        """The row of the forecast, "" if there is none."""
        return self._sum([Role.FORECAST], self._across)

    def supply(self) -> str:
        """The row of MPS and other receipts; several rows are added."""
        return self._sum(SUPPLY_ROLES, self._across) or f"0*{self.orders()}"

    def supply_at(self, column: int) -> str:
        """MPS and other receipts of one period, text and blanks not counted."""
        cells = [self._cell(row, column) for role in SUPPLY_ROLES for row in self.block.rows.get(role, ())]
        return f"SUM({','.join(cells)})" if cells else "0"

    def opening(self) -> str:
        """On hand less allocated; past due taken off or added where it has a column."""
        terms = self._once(Role.OPENING) or "0"
        if allocated := self._once(Role.ALLOCATED):
            terms += f"-{allocated}"
        rows = self.block.rows
        demand = next(
            (role for role in (Role.ORDERS, Role.GROSS, Role.FORECAST) if role in rows), Role.ORDERS
        )
        for measure in self.block.measure_rows:
            sign = "-" if measure.role is demand else "+" if measure.role in SUPPLY_ROLES else ""
            for column in measure.overdue:
                if sign and measure.grid.cell(measure.row, column) not in BLANK:
                    terms += f"{sign}{self._sheet(measure)}{self._cell(measure.row, column)}"
        return terms

    def safety(self) -> str:
        """The safety stock, "" if there is none."""
        return self._once(Role.SAFETY)

    def _once(self, role: Role) -> str:
        """The cell of what stands once an item: beside the item's rows if it can be, else wherever it is."""
        item_values = [given for given in self.block.item_values if given.role is role]
        beside = [given for given in item_values if given.grid.title == self.block.sheet]
        fixed = [given for given in item_values if given.fixed]
        chosen = beside or fixed
        if chosen:
            return "+".join(map(self._reference, chosen if chosen[0].part else chosen[:1]))
        columns = {(given.grid.title, given.column): given for given in reversed(item_values)}
        return "+".join(map(self._in_list, reversed(columns.values())))

    def _reference(self, given: ItemValue) -> str:
        """A value's cell; its number where the cell holds words too (`On hand: 120`)."""
        if isinstance(given.grid.cell(given.row, given.column), str) and given.value is not None:
            return f"{given.value:.15g}"
        if given.grid.title == self.block.sheet:
            return self._cell(given.row, given.column)
        return f"{_quoted(given.grid.title)}!{address(given.row, given.column)}"

    def _in_list(self, given: ItemValue) -> str:
        """A value of a list, looked up by item: the list may be sorted, or pasted anew, tomorrow."""
        sheet = _quoted(given.grid.title)
        items = next(
            column
            for column, cell in enumerate(given.grid.rows[given.row])
            if match_key(_name(cell)) == match_key(self.block.item)
        )
        return f"SUMIFS({sheet}!{_whole(given.column)},{sheet}!{_whole(items)},{self._item()})"

    def _item(self) -> str:
        """The item's cell beside the block, else its number in quotes."""
        for measure in self.block.measure_rows:
            if measure.grid.title != self.block.sheet:
                continue
            for column in range(self._left):
                if match_key(_name(measure.grid.cell(measure.row, column))) == match_key(self.block.item):
                    return f"${column_letters(column)}${self.row(measure.row) + 1}"
        return '"{}"'.format(self.block.item.replace('"', '""'))

    def arguments(self, plan: Plan) -> tuple[str, str, str, str]:
        """Opening, orders, MPS, and the rest (forecast and fences) as the functions of the family take them.

        The worksheet functions follow the three-zone grid; every demand rule is a case of it, or a sum.
        """
        orders, forecast, rule = self.orders(), self.forecast(), plan.rule
        if rule is None and plan.demand_time_fence:
            rule = DemandRule.ORDERS_THEN_MAX
        dtf, ptf = max(0, plan.demand_time_fence - self._before), plan.planning_time_fence
        rest = ""
        if forecast and forecast != orders:
            if rule is DemandRule.FORECAST:
                orders = forecast
            elif rule is DemandRule.SUM:
                orders = f"{orders}+{forecast}"
            elif rule is DemandRule.MAX:
                rest = f",{forecast},0"
            elif rule is DemandRule.ORDERS_THEN_FORECAST:
                rest = f",{forecast},{dtf},{dtf}"
            elif rule is DemandRule.THREE_ZONE and ptf is not None:
                rest = f",{forecast},{dtf},{max(0, ptf - self._before)}"
            elif rule in (DemandRule.ORDERS_THEN_MAX, DemandRule.THREE_ZONE):
                rest = f",{forecast},{dtf}"
        return self.opening(), orders, self.supply(), rest


@dataclass(frozen=True)
class MatrixTerms(BlockTerms):
    """The terms of an item whose measures stand in tables of their own, on one sheet or several."""

    def _sum(self, roles: Iterable[Role], one: Callable[[int], str]) -> str:
        rows = [measure for role in roles for measure in self.block.measure_rows if measure.role is role]
        return "+".join(self._across_its_table(measure) for measure in rows)

    def supply_at(self, column: int) -> str:
        """MPS and other receipts of the period of a column of the block's own sheet."""
        cells = [
            f"{self._sheet(measure)}{address(measure.row, measure.calendar.edges[0] + column - self._left)}"
            for measure in self.block.measure_rows
            if measure.role in SUPPLY_ROLES
        ]
        return f"SUM({','.join(cells)})" if cells else "0"

    def _across_its_table(self, measure: MeasureRow) -> str:
        first, last = measure.calendar.edges
        cells = f"{address(measure.row, first)}:{address(measure.row, last)}"
        return self._sheet(measure) + cells


def _name(cell: object) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell or "")


def _quoted(sheet: str) -> str:
    return "'{}'".format(sheet.replace("'", "''"))


def _whole(column: int) -> str:
    letters = column_letters(column)
    return f"${letters}:${letters}"
