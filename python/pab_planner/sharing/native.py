"""A worksheet function of ours, said in formulas that every spreadsheet program knows."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pab_planner.sharing.native_cells import FORMULAS, Formula
from pab_planner.sharing.native_line import AddedRows, ItemLine, Reference
from pab_planner.udfs import FUNCTIONS

CALL = re.compile(
    r"""=?(?:(?:'[^']*'|\[\d+\]|[\w.]+)!)?      # the add-in that the call was entered through
        (?:_xll\.|_xludf\.)?(?P<name>PAB\w*)
        \((?P<arguments>.*)\)""",
    re.VERBOSE | re.DOTALL,
)
COMMON = ("opening", "orders", "mps", "forecast", "demand_time_fence", "planning_time_fence")
"""The arguments that tell which balance a call is about."""

OWN_ARGUMENTS = {
    ("PAB_RISK", "safety_stock"): "extra",
    ("PAB_SLIP", "periods"): "extra",
    ("PAB_FIRST_SHORTAGE", "periods"): "headings",
}
"""What an `ItemLine` calls an argument that only one function has."""


class FunctionCall(NamedTuple):
    """A call of ours.

    Attributes:
        name: The function; with its kind for `PAB_ATP`.
        given: Its arguments by name.
    """

    name: str
    given: dict[str, str]

    @classmethod
    def of(cls, formula: str) -> "FunctionCall | None":
        """The call that a formula consists of; None if it holds more than that, or the wrong number of arguments."""
        match = CALL.fullmatch(formula.strip())
        arguments = split_arguments(match["arguments"]) if match else None
        if match is None or arguments is None or match["name"] not in FUNCTIONS:
            return None
        name, declared = match["name"], FUNCTIONS[match["name"]]
        known = [OWN_ARGUMENTS.get((name, each), each) for each in (*declared.required, *declared.optional)]
        if any(arguments[len(known) :]):
            return None
        given = dict(zip(known, arguments, strict=False))
        if name == "PAB_ATP":
            kind = given.get("kind", "").strip('"').lower()
            name = f"{name} {kind or 'discrete'}"
        return cls(name, given)

    @property
    def common(self) -> tuple[str, ...]:
        """What tells which balance the call is about."""
        return tuple(self.given.get(name, "").replace("$", "") for name in COMMON)


def native_formulas(
    formula: str, result: str, balances: Mapping[tuple[str, ...], str] | None = None
) -> dict[str, str] | None:
    """The formulas of each cell that a call of ours fills.

    A running result starts from the cell before it, so that the file's reader can follow it. What has to look
    at all periods at once is an array formula of one cell, in braces, which every version knows.

    Args:
        formula: The call, `=PAB(B4,B2:F2,B3:F3)`.
        result: The cells that it fills, `B9:F9`.
        balances: Where the sheet shows the balances of some calls: the cells of `PAB` by `Call.common`.

    Returns:
        Formula by address; None if the call is part of a larger formula, or a function or an argument
        that cell formulas can't say.
    """
    call, filled = FunctionCall.of(formula), Reference.of(result)
    if call is None or filled is None or call.name not in FORMULAS:
        return None
    shown = None if call.name == "PAB" else Reference.of((balances or {}).get(call.common, ""))
    lines = _lines(call.given, filled, shown)
    return None if lines is None else _written(lines, FORMULAS[call.name])


def _written(lines: list[ItemLine], formula: Formula) -> dict[str, str]:
    """The formula of each cell."""
    written = {}
    for line in lines:
        for period, address in enumerate(line.result):
            said = formula(line, period)
            written[address] = f"{{={said[1:]}}}" if said.startswith("{") else f"={said}"
    return written


def split_arguments(text: str, separator: str = ",") -> list[str] | None:
    """The arguments of one call; None if the text reaches beyond its closing bracket."""
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
        elif letter == separator and not depth:
            arguments.append("")
            continue
        arguments[-1] += letter
    return [argument.strip() for argument in arguments]


def _blocks(argument: str) -> list[Reference] | None:
    """The rectangles that an argument adds up, `D5:O5+D6:O6`; none of them for `0*D5:O5`."""
    blocks = []
    for part in split_arguments(argument, "+") or [""]:
        block = Reference.of(part.removeprefix("0*"))
        if block is None:
            return None
        blocks.append((part, block))
    if len({block.shape for _, block in blocks}) != 1:
        return None
    return [block for part, block in blocks if not part.startswith("0*")]


def _lines(given: dict[str, str], filled: Reference, shown: Reference | None) -> list[ItemLine] | None:
    """The lines of one call, laid out as the worksheet function lays them out."""
    orders, mps = _blocks(given["orders"]), _blocks(given.get("mps", ""))
    forecast = _blocks(given["forecast"]) if given.get("forecast") else []
    if not orders or mps is None or forecast is None:
        return None
    rows, columns = shape = orders[0].shape
    if any(block.shape != shape for block in (*mps, *forecast)):
        return None
    opening = Reference.of(given["opening"])
    single = opening is None or opening.shape == (1, 1)
    down = columns == 1 if single else opening is not None and opening.shape == (1, columns)
    if not single and opening is not None and opening.shape not in ((1, columns), (rows, 1)):
        return None
    periods, items = (rows, columns) if down else (columns, rows)

    def cells(block: Reference, item: int, number: int = periods) -> list[str]:
        return [block.cell(*((t, item) if down else (item, t))) for t in range(number)]

    def added(blocks: list[Reference], item: int) -> AddedRows:
        return AddedRows(tuple(cells(block, item) for block in blocks))

    def once(name: str, item: int) -> str:
        """An argument that stands once an item."""
        block = Reference.of(given.get(name, ""))
        if block is None or block.shape == (1, 1):
            return given.get(name, "")
        return block.cell(*((0, item) if down else (item, 0)))

    headings = Reference.of(given.get("headings", ""))
    each_item = (1, items) if down else (items, 1)
    if "headings" in given:
        in_a_line = headings is not None and headings.shape in ((1, periods), (periods, 1))
        if not in_a_line or filled.shape != each_item:
            return None
    elif filled.shape not in ((rows, columns), (1, 1)):
        return None
    elif filled.shape == (1, 1):
        items = 1
    filled_periods = 1 if "headings" in given or filled.shape == (1, 1) else periods
    return [
        ItemLine(
            opening=f"N({once('opening', item)})" if opening else f"({given['opening']})",
            orders=added(orders, item),
            mps=added(mps, item),
            forecast=added(forecast, item) if forecast else None,
            demand_fence=given.get("demand_time_fence", ""),
            planning_fence=given.get("planning_time_fence", ""),
            extra=once("extra", item),
            headings=given.get("headings", ""),
            result=cells(filled, item, filled_periods),
            shown=cells(shown, item) if shown and shown.shape == shape else None,
            down=down,
        )
        for item in range(items)
    ]
