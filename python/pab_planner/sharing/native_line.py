"""The cells of one item, and what native formulas say of them period by period."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from pab_planner.ooxml.rectangle import Box
from pab_planner.ooxml.references import quoted, split

NUMBER = re.compile(r"\d+(?:\.\d+)?")

PLACES = 9
"""Decimal places that a native formula keeps: no planner counts in more, and the dust of a million units is less."""


class Reference(NamedTuple):
    """The cells that a plain reference names.

    Attributes:
        sheet: Title of their sheet; None for the formula's own.
        box: Where they stand.
    """

    sheet: str | None
    box: Box

    @classmethod
    def of(cls, text: str) -> "Reference | None":
        """What a reference names; None if the text is no reference, or one to whole rows or columns."""
        sheet, address = split(text.strip())
        box = Box.parse(address)
        return None if box is None or box.whole_rows or box.whole_columns else cls(sheet, box)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.box.shape

    def cell(self, row: int, column: int) -> str:
        """Address of one of the cells, counted from 0."""
        prefix = "" if self.sheet is None else f"{quoted(self.sheet)}!"
        return prefix + self.box.first.moved(row, column).a1()


@dataclass(frozen=True)
class AddedRows:
    """The cells of one item in one or several rows that are added, period by period.

    Attributes:
        rows: Their addresses; no row at all is zero throughout.
    """

    rows: tuple[list[str], ...]

    def at(self, period: int) -> str:
        """The quantity of a period; text and blanks are 0."""
        return added([f"N({row[period]})" for row in self.rows])

    def total(self, first: int, last: int) -> str:
        """The quantities of some periods together."""
        return f"SUM({','.join(cell_range(row, first, last) for row in self.rows)})" if self.rows else "0"

    def array(self, first: int, last: int) -> str:
        """The quantities of some periods, each of them, for an array formula."""
        ranges = [cell_range(row, first, last) for row in self.rows]
        return added([f"IF(ISNUMBER({cells}),{cells},0)" for cells in ranges])


@dataclass(frozen=True)
class ItemLine:
    """The cells of one item, period by period.

    Attributes:
        opening: What it starts with, as an expression.
        orders: Orders.
        mps: MPS.
        forecast: Forecast; None if there is none.
        demand_fence: The DTF as an expression, "" if not given.
        planning_fence: The PTF as an expression, "" if not given.
        extra: The function's own argument: periods late or safety stock.
        headings: Cells of the periods' headings.
        result: Addresses of the result.
        shown: Addresses in which the sheet shows the balance; None if it does not.
        down: Whether periods run down.
    """

    opening: str
    orders: AddedRows
    mps: AddedRows
    forecast: AddedRows | None
    demand_fence: str
    planning_fence: str
    extra: str
    headings: str
    result: list[str]
    shown: list[str] | None
    down: bool

    @property
    def last(self) -> int:
        """The last period."""
        return len(self.orders.rows[0]) - 1

    @property
    def forecast_counts(self) -> bool:
        """Whether the arguments call for the forecast: without a fence orders alone count."""
        return self.forecast is not None and bool(self.demand_fence or self.planning_fence)

    def gross(self, period: int) -> str:
        """Gross requirement of a period, by the rule that the arguments call for."""
        ordered = self.orders.at(period)
        if self.forecast is None or not self.forecast_counts:
            return ordered
        forecast = self.forecast.at(period)
        return self._by_zone(str(period + 1), ordered, f"MAX({ordered},{forecast})", forecast)

    def gross_total(self, last: int) -> str:
        """Gross requirements through a period together; needs an array formula where the forecast counts."""
        if self.forecast is None or not self.forecast_counts:
            return self.orders.total(0, last)
        ordered, forecast = self.orders.array(0, last), self.forecast.array(0, last)
        greater = f"IF({ordered}>{forecast},{ordered},{forecast})"
        return f"SUM({self._by_zone(self._numbers(last), ordered, greater, forecast)})"

    def _by_zone(self, number: str, ordered: str, greater: str, forecast: str) -> str:
        """What counts in the period of a number; a fence whose cell is blank is not given."""
        dtf, ptf = self.demand_fence, self.planning_fence
        if not ptf:
            return _unless_blank(dtf, f"IF({number}<=N({dtf}),{ordered},{greater})", ordered)
        until = f"MAX(N({dtf}),N({ptf}))" if dtf else f"N({ptf})"
        zones = f"IF({number}<={until},{greater},{forecast})"
        rest = _unless_blank(ptf, zones, _unless_blank(dtf, greater, ordered) if dtf else ordered)
        return f"IF({number}<=N({dtf}),{ordered},{rest})" if dtf else rest

    def _numbers(self, last: int) -> str:
        """The numbers of the periods through one."""
        row, count = self.orders.rows[0], "ROW" if self.down else "COLUMN"
        return f"{count}({cell_range(row, 0, last)})-{count}({row[0]})+1"

    def before(self, period: int) -> str:
        """What a running result starts a period with."""
        return self.result[period - 1] if period else self.opening

    def balance(self, period: int) -> str:
        """The balance at the end of a period: where the sheet shows it, else from the opening on."""
        if self.shown:
            return self.shown[period]
        return clean(f"{self.opening}+{self.mps.total(0, period)}-{self.gross_total(period)}")

    def net(self, first: int, last: int) -> str:
        """What some periods add to the stock, each of them, for an array formula."""
        return f"{self.mps.array(first, last)}-{self.orders.array(first, last)}"

    def running(self, array: str, first: int, last: int) -> str:
        """The running sums of an array over some periods."""
        if first == last:
            return array
        cells = cell_range(self.orders.rows[0], first, last)
        if self.down:
            return f"MMULT(--(ROW({cells})>=TRANSPOSE(ROW({cells}))),{array})"
        return f"MMULT({array},--(TRANSPOSE(COLUMN({cells}))<=COLUMN({cells})))"

    def as_array(self, formula: str) -> str:
        """An array formula where the balance needs one."""
        return f"{{{formula}" if self.forecast_counts and not self.shown else formula


def _unless_blank(fence: str, then: str, otherwise: str) -> str:
    """One thing where a fence is given, another where its cell is blank."""
    return then if NUMBER.fullmatch(fence) else f'IF({fence}="",{otherwise},{then})'


def clean(quantity: str) -> str:
    """A quantity without the dust of binary sums, which Excel would show as a shortage of 2.8e-17."""
    return f"ROUND({quantity},{PLACES})"


def added(terms: list[str]) -> str:
    """Terms that are added, as one term."""
    if len(terms) == 1:
        return terms[0]
    return f"({'+'.join(terms)})" if terms else "0"


def cell_range(cells: list[str], first: int, last: int) -> str:
    """The range from one of some cells to another; the sheet is named once."""
    end = cells[last].rpartition("!")[2]
    return f"{cells[first]}:{end}" if last > first else cells[first]
