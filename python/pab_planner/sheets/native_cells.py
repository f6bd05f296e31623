"""What one cell of a worksheet function says in native formulas, given the cells of its item.

A formula that begins with a brace is an array formula of that one cell.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from openpyxl.utils.cell import column_index_from_string, get_column_letter

REFERENCE = re.compile(
    r"""(?P<sheet>(?:'(?:[^']|'')+'|[^\s'!(),:+*/&=<>-]+)!)?
        (?P<left>\$?[A-Z]{1,3})(?P<top>\$?[0-9]+)
        (?::(?P<right>\$?[A-Z]{1,3})(?P<bottom>\$?[0-9]+))?""",
    re.VERBOSE,
)
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Block:
    """A rectangle of cells.

    Attributes:
        sheet: `Plan!`, or "" for the formula's own sheet.
        left: First column, from 1.
        top: First row, from 1.
        right: Last column.
        bottom: Last row.
    """

    sheet: str
    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def of(cls, text: str) -> "Block | None":
        """The block that a reference names; none where the text is no plain reference."""
        match = REFERENCE.fullmatch(text.strip())
        if not match:
            return None
        left, top = _column(match["left"]), _row(match["top"])
        right = _column(match["right"] or match["left"])
        return cls(match["sheet"] or "", left, top, right, _row(match["bottom"] or match["top"]))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.bottom - self.top + 1, self.right - self.left + 1

    def cell(self, row: int, column: int) -> str:
        """Address of a cell of the block, counted from 0."""
        return f"{self.sheet}{get_column_letter(self.left + column)}{self.top + row}"


@dataclass(frozen=True)
class Rows:
    """The cells of one item in one or several rows that are added, period by period.

    Attributes:
        rows: Their addresses; no row at all is zero throughout.
    """

    rows: tuple[list[str], ...]

    def at(self, period: int) -> str:
        """The quantity of a period; text and blanks are 0."""
        return _added([f"N({row[period]})" for row in self.rows])

    def total(self, first: int, last: int) -> str:
        """The quantities of some periods together."""
        return f"SUM({','.join(_range(row, first, last) for row in self.rows)})" if self.rows else "0"

    def array(self, first: int, last: int) -> str:
        """The quantities of some periods, each of them, for an array formula."""
        ranges = [_range(row, first, last) for row in self.rows]
        return _added([f"IF(ISNUMBER({cells}),{cells},0)" for cells in ranges])


@dataclass(frozen=True)
class Line:
    """The cells of one item, period by period.

    Attributes:
        opening: What it starts with, as an expression.
        orders: Orders.
        mps: MPS.
        forecast: Forecast; none where there is none.
        demand_fence: The DTF as an expression, "" where not given.
        planning_fence: The PTF as an expression, "" where not given.
        extra: The function's own argument: periods late or safety stock.
        headings: Cells of the periods' headings.
        result: Addresses of the result.
        shown: Addresses in which the sheet shows the balance; none where it does not.
        down: Whether periods run down.
    """

    opening: str
    orders: Rows
    mps: Rows
    forecast: Rows | None
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
        return f"{count}({_range(row, 0, last)})-{count}({row[0]})+1"

    def before(self, period: int) -> str:
        """What a running result starts a period with."""
        return self.result[period - 1] if period else self.opening

    def balance(self, period: int) -> str:
        """The balance at the end of a period: where the sheet shows it, else from the opening on."""
        if self.shown:
            return self.shown[period]
        return f"{self.opening}+{self.mps.total(0, period)}-{self.gross_total(period)}"

    def net(self, first: int, last: int) -> str:
        """What some periods add to the stock, each of them, for an array formula."""
        return f"{self.mps.array(first, last)}-{self.orders.array(first, last)}"

    def running(self, array: str, first: int, last: int) -> str:
        """The running sums of an array over some periods."""
        if first == last:
            return array
        cells = _range(self.orders.rows[0], first, last)
        if self.down:
            return f"MMULT(--(ROW({cells})>=TRANSPOSE(ROW({cells}))),{array})"
        return f"MMULT({array},--(TRANSPOSE(COLUMN({cells}))<=COLUMN({cells})))"

    def as_array(self, formula: str) -> str:
        """An array formula where the balance needs one."""
        return f"{{{formula}" if self.forecast_counts and not self.shown else formula


Formula = Callable[[Line, int], str]


def _balance(line: Line, period: int) -> str:
    return f"{line.before(period)}+{line.mps.at(period)}-{line.gross(period)}"


def _exposed(line: Line, period: int) -> str:
    if line.shown:
        return f"{line.shown[period]}-{line.mps.at(period)}"
    arrived = f"+{line.mps.at(period - 1)}" if period else ""
    return f"{line.before(period)}{arrived}-{line.gross(period)}"


def _shortage(line: Line, period: int) -> str:
    return line.as_array(f"MAX(0,-({line.balance(period)}))")


def _risk(line: Line, period: int) -> str:
    balance, safety = line.balance(period), f"N({line.extra})" if line.extra else "0"
    milder = f'IF({balance}<{safety},"BELOW_SAFETY","OK")'
    dependent = f'IF({balance}-{line.mps.at(period)}<0,"MPS_DEPENDENT",{milder})'
    return line.as_array(f'IF({balance}<0,"SHORTAGE",{dependent})')


def _slipped(line: Line, period: int) -> str:
    late, number = f"N({line.extra})", period + 1
    rows = [_range(row, 0, line.last) for row in line.mps.rows]
    there = _added([f"N(INDEX({row},{number}-{late}))" for row in rows])
    return f"{line.before(period)}+IF({number}>{late},{there},0)-{line.gross(period)}"


def _cumulative(line: Line, period: int) -> str:
    return line.balance(period)


def _lookahead(line: Line, period: int) -> str:
    if period == line.last:
        return line.balance(period)
    return f"MIN({line.balance(period)},{line.result[period + 1]})"


def _discrete(line: Line, period: int) -> str:
    """MPS of the period less the orders up to the next receipt."""
    left = line.last - period
    periods = str(left + 1)
    if left == 1:
        periods = f"IF({line.mps.at(line.last)}>0,1,2)"
    elif left and line.mps.rows:
        later = line.mps.array(period + 1, line.last)
        periods = f"IFERROR(MATCH(TRUE,{later}>0,0),{periods})"
    rows = [_range(row, period, line.last) for row in line.orders.rows]
    until = [f"{row.partition(':')[0]}:INDEX({row},{periods})" for row in rows]
    return _lot(line, period, f"{line.mps.at(period)}-SUM({','.join(until)})", least="")


def _lookback(line: Line, period: int) -> str:
    """The least that is left of MPS less orders at the end of this lot or of a later one."""
    last = line.last
    left = f"{line.mps.total(period, last)}-{line.orders.total(period, last)}"
    if period < last and line.mps.rows:
        ends = f"{line.mps.array(period + 1, last)}>0"
        so_far = line.running(line.net(period, last - 1), period, last - 1)
        left = f"MIN({left},IF({ends},{so_far},{left}))"
    return _lot(line, period, left, least="0,")


def _lot(line: Line, period: int, promise: str, least: str) -> str:
    """The promise of a lot: the first period has one whatever comes, a later one where there is a receipt."""
    if not period:
        return f"{{{line.opening}+{promise}"
    promised = f"MAX({least}{promise})" if least else promise
    return f'{{IF({line.mps.at(period)}>0,{promised},"")'


def _cover(line: Line, period: int) -> str:
    """Whole periods whose requirement the balance meets, and the fraction of the next."""
    balance, left = line.balance(period), line.last - period
    if not left:
        return f'IF({balance}<=0,0,">0")'
    if left == 1:
        needed = line.orders.at(line.last)
        return f'IF({balance}<=0,0,IF({needed}>{balance},({balance})/{needed},">1"))'
    needed = line.orders.array(period + 1, line.last)
    through = line.running(needed, period + 1, line.last)
    short = f"MATCH(TRUE,{through}>{balance},0)"
    fraction = f"(INDEX({through},{short})-({balance}))/INDEX({needed},{short})"
    return f'{{IF({balance}<=0,0,IFERROR({short}-{fraction},">{left}"))'


def _first_shortage(line: Line, _: int) -> str:
    last = line.last
    if line.shown:
        balance = _range(line.shown, 0, last)
    else:
        balance = f"{line.opening}+{line.running(line.net(0, last), 0, last)}"
    return f'{{IFERROR(INDEX({line.headings},MATCH(TRUE,{balance}<0,0)),"")'


FORMULAS: dict[str, Formula] = {
    "PAB": _balance,
    "PAB_EXPOSED": _exposed,
    "PAB_SHORTAGE": _shortage,
    "PAB_RISK": _risk,
    "PAB_SLIP": _slipped,
    "PAB_COVER": _cover,
    "PAB_FIRST_SHORTAGE": _first_shortage,
    "PAB_ATP discrete": _discrete,
    "PAB_ATP lookback": _lookback,
    "PAB_ATP cumulative": _cumulative,
    "PAB_ATP lookahead": _lookahead,
}
"""What can be said cell by cell without helper cells."""


def _unless_blank(fence: str, then: str, otherwise: str) -> str:
    """One thing where a fence is given, another where its cell is blank."""
    return then if NUMBER.fullmatch(fence) else f'IF({fence}="",{otherwise},{then})'


def _added(terms: list[str]) -> str:
    """Terms that are added, as one term."""
    if len(terms) == 1:
        return terms[0]
    return f"({'+'.join(terms)})" if terms else "0"


def _range(cells: list[str], first: int, last: int) -> str:
    """The range from one of some cells to another; the sheet is named once."""
    end = cells[last].rpartition("!")[2]
    return f"{cells[first]}:{end}" if last > first else cells[first]


def _column(letters: str) -> int:
    return column_index_from_string(letters.lstrip("$"))


def _row(number: str) -> int:
    return int(number.lstrip("$"))
