"""A worksheet function of ours, said in formulas that every spreadsheet program knows."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from openpyxl.utils.cell import column_index_from_string, get_column_letter

CALL = re.compile(
    r"""=?(?:(?:'[^']*'|\[\d+\]|[\w.]+)!)?      # the add-in that the call was entered through
        (?:_xll\.|_xludf\.)?(?P<name>PAB\w*)
        \((?P<arguments>.*)\)""",
    re.VERBOSE | re.DOTALL,
)
REFERENCE = re.compile(
    r"""(?P<sheet>(?:'(?:[^']|'')+'|[^\s'!(),:+*/&=<>-]+)!)?
        (?P<left>\$?[A-Z]{1,3})(?P<top>\$?[0-9]+)
        (?::(?P<right>\$?[A-Z]{1,3})(?P<bottom>\$?[0-9]+))?""",
    re.VERBOSE,
)


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
class Line:
    """The cells of one item, period by period.

    Attributes:
        opening: What it starts with, as an expression.
        orders: Addresses.
        mps: Addresses.
        forecast: Addresses; none where there is none.
        demand_fence: The DTF as an expression, "" where not given.
        planning_fence: The PTF as an expression, "" where not given.
        extra: The function's own argument: kind, periods late or safety stock.
        result: Addresses of the result.
    """

    opening: str
    orders: list[str]
    mps: list[str]
    forecast: list[str] | None
    demand_fence: str
    planning_fence: str
    extra: str
    result: list[str]

    def gross(self, period: int) -> str:
        """Gross requirement of a period, by the rule that the arguments call for."""
        ordered = f"N({self.orders[period]})"
        if self.forecast is None or not (self.demand_fence or self.planning_fence):
            return ordered
        forecast = f"N({self.forecast[period]})"
        greater, number = f"MAX({ordered},{forecast})", period + 1
        dtf = f"N({self.demand_fence})" if self.demand_fence else "0"
        beyond = greater
        if self.planning_fence:
            beyond = f"IF({number}<=MAX({dtf},N({self.planning_fence})),{greater},{forecast})"
        return f"IF({number}<={dtf},{ordered},{beyond})"

    def before(self, period: int) -> str:
        """What a running result starts a period with."""
        return self.result[period - 1] if period else self.opening

    def running_balance(self, period: int) -> str:
        """The balance at the end of a period, from the opening on; orders are the whole requirement."""
        supplied = f"SUM({_through(self.mps, period)})"
        return f"{self.opening}+{supplied}-SUM({_through(self.orders, period)})"


Formula = Callable[[Line, int], str]


def _balance(line: Line, period: int) -> str:
    return f"{line.before(period)}+N({line.mps[period]})-{line.gross(period)}"


def _exposed(line: Line, period: int) -> str:
    arrived = f"+N({line.mps[period - 1]})" if period else ""
    return f"{line.before(period)}{arrived}-{line.gross(period)}"


def _shortage(line: Line, period: int) -> str:
    return f"MAX(0,-({line.running_balance(period)}))"


def _risk(line: Line, period: int) -> str:
    balance, safety = line.running_balance(period), f"N({line.extra})" if line.extra else "0"
    milder = f'IF({balance}<{safety},"BELOW_SAFETY","OK")'
    dependent = f'IF({balance}-N({line.mps[period]})<0,"MPS_DEPENDENT",{milder})'
    return f'IF({balance}<0,"SHORTAGE",{dependent})'


def _slipped(line: Line, period: int) -> str:
    late, number = f"N({line.extra})", period + 1
    row = _through(line.mps, len(line.mps) - 1)
    arrived = f"IF({number}>{late},N(INDEX({row},{number}-{late})),0)"
    return f"{line.before(period)}+{arrived}-{line.gross(period)}"


def _cumulative(line: Line, period: int) -> str:
    return line.running_balance(period)


def _lookahead(line: Line, period: int) -> str:
    if period == len(line.result) - 1:
        return line.running_balance(period)
    return f"MIN({line.running_balance(period)},{line.result[period + 1]})"


FAMILY = ("opening", "orders", "mps", "forecast", "demand_fence", "planning_fence")
"""The arguments that most functions have in common, in order."""

FORMULAS: dict[str, tuple[tuple[str, ...], Formula]] = {
    "PAB": (FAMILY, _balance),
    "PAB_EXPOSED": (FAMILY, _exposed),
    "PAB_SHORTAGE": (FAMILY[:3], _shortage),
    "PAB_RISK": ((*FAMILY[:3], "extra"), _risk),
    "PAB_SLIP": ((*FAMILY[:3], "extra"), _slipped),
    'PAB_ATP "cumulative"': (FAMILY[:3], _cumulative),
    'PAB_ATP "lookahead"': (FAMILY[:3], _lookahead),
}
"""What can be said cell by cell without helper cells, with the arguments that it can be said for."""


def native_formulas(formula: str, result: str) -> dict[str, str] | None:
    """The formulas of each cell that a call of ours fills.

    A running result starts from the cell before it, so that the file's reader can follow it.

    Args:
        formula: The call, `=PAB(B4,B2:F2,B3:F3)`.
        result: The cells that it fills, `B9:F9`.

    Returns:
        Formula by address; none where the call is part of a larger formula, or a function or an argument
        that cell formulas can't say.
    """
    match = CALL.fullmatch(formula.strip())
    arguments = split_arguments(match["arguments"]) if match else None
    filled = Block.of(result)
    if match is None or arguments is None or filled is None:
        return None
    name = match["name"]
    if name == "PAB_ATP" and len(arguments) == 4:
        name = f"{name} {arguments.pop().lower()}"
    known, cell_formula = FORMULAS.get(name, ((), _balance))
    given = dict(zip(known, arguments, strict=False))
    if not known or any(arguments[len(known) :]):
        return None
    lines = _lines(given, filled)
    if lines is None:
        return None
    return {
        address: f"={cell_formula(line, period)}"
        for line in lines
        for period, address in enumerate(line.result)
        if address
    }


def split_arguments(text: str) -> list[str] | None:
    """The arguments of one call; none where the text is more than the arguments of one call."""
    arguments, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "({":
            depth += 1
        elif letter in ")}":
            depth -= 1
            if depth < 0:
                return None
        elif letter == "," and not depth:
            arguments.append("")
            continue
        arguments[-1] += letter
    return [argument.strip() for argument in arguments]


def _lines(given: dict[str, str], filled: Block) -> list[Line] | None:
    """The lines of one call, laid out as the worksheet function lays them out."""
    blocks = {name: Block.of(given.get(name, "")) for name in ("orders", "mps", "forecast")}
    orders, mps, forecast = blocks["orders"], blocks["mps"], blocks["forecast"]
    if orders is None or mps is None or mps.shape != orders.shape:
        return None
    if given.get("forecast") and (forecast is None or forecast.shape != orders.shape):
        return None
    rows, columns = orders.shape
    opening = Block.of(given["opening"])
    single = opening is None or opening.shape == (1, 1)
    down = columns == 1 if single else opening is not None and opening.shape == (1, columns)
    if not single and opening is not None and opening.shape not in ((1, columns), (rows, 1)):
        return None
    periods, items = (rows, columns) if down else (columns, rows)

    def cells(block: Block, item: int) -> list[str]:
        return [block.cell(*((t, item) if down else (item, t))) for t in range(periods)]

    def once(name: str, item: int) -> str:
        """An argument that stands once an item."""
        block = Block.of(given.get(name, ""))
        if block is None or block.shape == (1, 1):
            return given.get(name, "")
        return block.cell(*((0, item) if down else (item, 0)))

    if filled.shape not in ((rows, columns), (1, 1)):
        return None
    if filled.shape == (1, 1):
        periods = items = 1
    return [
        Line(
            opening=f"N({once('opening', item)})" if opening else f"({given['opening']})",
            orders=cells(orders, item),
            mps=cells(mps, item),
            forecast=cells(forecast, item) if forecast else None,
            demand_fence=given.get("demand_fence", ""),
            planning_fence=given.get("planning_fence", ""),
            extra=once("extra", item),
            result=cells(filled, item),
        )
        for item in range(items)
    ]


def _through(cells: list[str], period: int) -> str:
    """The range from the first of some cells through a period; the sheet is named once."""
    last = cells[period].rpartition("!")[2]
    return f"{cells[0]}:{last}" if period else cells[0]


def _column(letters: str) -> int:
    return column_index_from_string(letters.lstrip("$"))


def _row(number: str) -> int:
    return int(number.lstrip("$"))
