"""A formula as the cells that it adds and takes off: `=C9-D5+SUM(D6:D7)` is +C9 -D5 +D6 +D7."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

from pab_planner.ooxml.rectangle import Box
from pab_planner.ooxml.references import split

MOST_CELLS = 2_000
"""Cells of a range that are looked at one by one."""

FIRST_ARGUMENT = frozenset(("ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "TRUNC", "N", "VALUE", "IFERROR", "IFNA"))
"""Functions that give their first argument back, or nearly."""


class Cell(NamedTuple):
    """A cell: its sheet's title, its row and its column, from 0."""

    sheet: str
    row: int
    column: int


@dataclass(frozen=True)
class Terms:
    """What a formula adds and takes off.

    Attributes:
        cells: How often each cell counts: 1 where it is added, -1 where it is taken off.
        mentioned: Cells that it looks at in a way that is no sum.
        greatest: Cells of which the greatest counts (`MAX(D5,D6)`).
        divides: Whether it divides by a cell, or takes an average.
        constant: The number that it adds.
        sums: How often the sum of some lines of a list's column counts (`SUMIFS(MPS!C:C,...)`), by sheet and column.
        balances: Whether it is `=PAB(opening, orders, supply)`, of which it has orders and supply of its own period.
    """

    cells: Mapping[Cell, float] = field(default_factory=dict)
    mentioned: frozenset[Cell] = frozenset()
    greatest: frozenset[Cell] = frozenset()
    divides: bool = False
    constant: float = 0.0
    sums: Mapping[tuple[str, int], float] = field(default_factory=dict)
    balances: bool = False

    def __add__(self, other: "Terms") -> "Terms":
        cells, sums = dict(self.cells), dict(self.sums)
        for cell, count in other.cells.items():
            cells[cell] = cells.get(cell, 0.0) + count
        for column, count in other.sums.items():
            sums[column] = sums.get(column, 0.0) + count
        return Terms(
            {cell: count for cell, count in cells.items() if count},
            self.mentioned | other.mentioned,
            self.greatest | other.greatest,
            self.divides or other.divides,
            self.constant + other.constant,
            sums,
            self.balances or other.balances,
        )

    def times(self, factor: float) -> "Terms":
        """The same, counted so often."""
        cells = {cell: count * factor for cell, count in self.cells.items() if count * factor}
        greatest = self.greatest if factor == -1 else frozenset()
        mentioned = self.mentioned if factor in (1, -1) else self.mentioned | self.greatest
        if factor == 1:
            greatest = self.greatest
        sums = {column: count * factor for column, count in self.sums.items() if count * factor}
        return Terms(cells, mentioned, greatest, self.divides, self.constant * factor, sums)

    @property
    def all_cells(self) -> frozenset[Cell]:
        """Every cell that it looks at."""
        return frozenset(self.cells) | self.mentioned | self.greatest

    @property
    def is_constant(self) -> bool:
        """Whether it looks at no cell."""
        return not self.all_cells and not self.sums

    def as_mentioned(self, *, divides: bool = False) -> "Terms":
        """The same cells, in a way that is no sum."""
        return Terms(mentioned=self.all_cells, divides=divides or self.divides)


SUMS = frozenset(("SUMIF", "SUMIFS"))
_ONE_COLUMN = re.compile(r"([A-Z]{1,3})\d*:([A-Z]{1,3})\d*")

Columns = Callable[[str], int | None]
"""The column of a table's heading."""


def terms_of(formula: str, place: Cell, columns: Columns) -> Terms | None:
    """What a formula adds and takes off; None if it cannot be read.

    Args:
        formula: With `=` in front.
        place: Where it stands.
        columns: The column of a heading, for `[@Demand]` and `Table1[[#This Row],[Demand]]`.
    """
    tokens = _tokens(formula)
    if tokens is None:
        return None
    reader = _Reader(tokens, place, columns)
    try:
        found = reader.expression()
    except (IndexError, ValueError, RecursionError):  # the last: brackets within brackets without end
        return None
    return found if reader.at == len(tokens) else None


@lru_cache(maxsize=20_000)
def _tokens(formula: str) -> tuple[Token, ...] | None:
    try:
        tokens = Tokenizer(formula).items
    except (IndexError, ValueError, TokenizerError):
        return None
    return tuple(token for token in tokens if token.type != Token.WSPACE)


_THIS_ROW = re.compile(r"[^\[\]]*\[(?:@|\[#This Row\],)\[?([^\[\]]+)\]?\]", re.IGNORECASE)


class _Reader:
    """Reads a formula's tokens from left to right."""

    def __init__(self, tokens: Sequence[Token], place: Cell, columns: Columns) -> None:
        self.tokens, self.place, self.columns, self.at = tokens, place, columns, 0

    def _next(self, kind: str, *values: str) -> bool:
        """Whether the next token is of a kind, and one of these values."""
        if self.at >= len(self.tokens):
            return False
        token = self.tokens[self.at]
        return bool(token.type == kind and (not values or token.value in values))

    def expression(self) -> Terms:
        """Sums; what is compared or joined is mentioned only."""
        total = self._product()
        while self._next(Token.OP_IN):
            sign = self.tokens[self.at].value
            self.at += 1
            other = self._product()
            signed = other.times(-1 if sign == "-" else 1)
            total = total + signed if sign in "+-" else (total + other).as_mentioned()
        return total

    def _product(self) -> Terms:
        total = self._factor()
        while self._next(Token.OP_IN, "*", "/", "^"):
            sign = self.tokens[self.at].value
            self.at += 1
            other = self._factor()
            if sign != "^" and other.is_constant and other.constant:
                total = total.times(other.constant if sign == "*" else 1 / other.constant)
            elif sign == "*" and total.is_constant and total.constant:
                total = other.times(total.constant)
            else:
                divides = sign == "/" and not other.is_constant
                total = Terms(
                    mentioned=total.all_cells | other.all_cells,
                    divides=divides or total.divides or other.divides,
                )
        return total

    def _factor(self) -> Terms:
        if self._next(Token.OP_PRE, "-", "+"):
            sign = self.tokens[self.at].value
            self.at += 1
            return self._factor().times(-1 if sign == "-" else 1)
        token = self.tokens[self.at]
        self.at += 1
        if token.type == Token.OPERAND:
            found = self._operand(token)
        elif token.type == Token.PAREN and token.subtype == Token.OPEN:
            found = self.expression()
            self._close(Token.PAREN)
        elif token.type == Token.FUNC and token.subtype == Token.OPEN:
            name = token.value.rstrip("(").upper().rpartition("!")[2]
            found = self._function(name.removeprefix("_XLFN.").removeprefix("_XLL."))
        else:
            raise ValueError(token.value)
        while self._next(Token.OP_POST):
            self.at += 1
            found = found.times(0.01)
        return found

    def _close(self, kind: str) -> None:
        if not self._next(kind):
            raise ValueError(kind)
        self.at += 1

    def _operand(self, token: Token) -> Terms:
        if token.subtype == Token.NUMBER:
            return Terms(constant=float(token.value))
        if token.subtype != Token.RANGE:
            return Terms()
        cells = self._cells(token.value)
        if len(cells) == 1:
            return Terms(dict.fromkeys(cells, 1.0))
        return Terms(mentioned=frozenset(cells))

    def _cells(self, reference: str) -> list[Cell]:
        """The cells of a reference; empty if it is a name, or a whole column."""
        if row := _THIS_ROW.fullmatch(reference):
            column = self.columns(row[1])
            return [] if column is None else [self.place._replace(column=column)]
        sheet, address = split(reference)
        box = Box.parse(address)
        if box is None or box.size > MOST_CELLS:
            return []
        title = self.place.sheet if sheet is None else sheet
        return [Cell(title, row - 1, column - 1) for row, column in box.cells()]

    def _function(self, name: str) -> Terms:
        arguments: list[Terms] = []
        ranges: list[list[Cell]] = []
        whole: list[tuple[str, int] | None] = []
        while not self._closes():
            first, begun = self.tokens[self.at], self.at
            arguments.append(Terms() if self._next(Token.SEP) else self.expression())
            alone = self.at == begun + 1 and first.type == Token.OPERAND and first.subtype == Token.RANGE
            ranges.append(self._cells(first.value) if alone else [])
            whole.append(self._column_of(first.value) if alone else None)
            if self._next(Token.SEP):
                self.at += 1
            elif not self._closes():
                raise ValueError(name)
        self.at += 1
        if name in SUMS and len(whole) > 1:
            summed = whole[2] if name == "SUMIF" and len(whole) > 2 else whole[0]
            return Terms(sums={summed: 1.0}) if summed else sum(arguments, Terms()).as_mentioned()
        return self._value_of(name, arguments, ranges)

    def _column_of(self, reference: str) -> tuple[str, int] | None:
        """Sheet and column of a reference to one column or a part of it, None for another."""
        sheet, address = split(reference)
        match = _ONE_COLUMN.fullmatch(address.replace("$", ""))
        if not match or match[1] != match[2]:
            return None
        box = Box.parse(f"{match[1]}1")
        title = self.place.sheet if sheet is None else sheet
        return (title.casefold(), box.left - 1) if box else None

    def _here(self, cells: Sequence[Cell]) -> Cell:
        """The cell of a row that stands in the formula's own column."""
        return next((cell for cell in cells if cell.column == self.place.column), cells[0])

    def _place_named(self, name: str, ranges: Sequence[Sequence[Cell]]) -> Terms | None:
        """COLUMN, ROWS and their like as the numbers that they are, None where they are not told."""
        cells = ranges[0] if ranges else [self.place]
        if not cells:
            return None
        numbers = {cell.column if name.startswith("COLUMN") else cell.row for cell in cells}
        return Terms(constant=float(len(numbers) if name.endswith("S") else min(numbers) + 1))

    def _closes(self) -> bool:
        """Whether the function's bracket closes here."""
        return self._next(Token.FUNC) and self.tokens[self.at].subtype == Token.CLOSE

    def _value_of(self, name: str, arguments: Sequence[Terms], ranges: Sequence[Sequence[Cell]]) -> Terms:
        """What a function of these arguments adds and takes off."""
        every = sum(arguments, Terms())
        if name in ("COLUMN", "COLUMNS", "ROW", "ROWS") and (number := self._place_named(name, ranges)):
            return number
        if name == "PAB" and len(ranges) > 2 and ranges[1] and ranges[2]:
            orders, supply = (self._here(cells) for cells in ranges[1:3])
            # Its opening, which may stand in the first period of a row of its own, moves nothing.
            return Terms({supply: 1.0, orders: -1.0}, balances=True)
        if name in ("OFFSET", "INDEX") and ranges and ranges[0] and all(a.is_constant for a in arguments[1:]):
            steps = [int(argument.constant) for argument in arguments[1:]]
            cells = _offset(ranges[0], steps) if name == "OFFSET" else _indexed(ranges[0], steps)
            return Terms(dict.fromkeys(cells, 1.0)) if cells else every.as_mentioned()
        if name == "SUM":
            parts = [
                Terms(dict.fromkeys(cells, 1.0)) if cells else found
                for found, cells in zip(arguments, ranges, strict=True)
            ]
            return sum(parts, Terms())
        if name in FIRST_ARGUMENT and arguments:
            return arguments[0]
        if name == "IF" and len(arguments) > 1:
            return _either(arguments[0], arguments[1], arguments[2] if len(arguments) > 2 else Terms())
        if name in ("MAX", "MIN"):
            moving = [found for found in arguments if not found.is_constant]
            if len(moving) == 1 and len(arguments) == 2:
                return moving[0]  # MAX(0, ...) stops at zero
            single = [cell for found in arguments for cell in found.cells if found.cells[cell] == 1]
            single += [cell for cells in ranges for cell in cells if len(cells) > 1]
            if name == "MAX" and len(single) == len(every.all_cells) > 1:
                return Terms(greatest=frozenset(single))
        return every.as_mentioned(
            divides=name in ("AVERAGE", "QUOTIENT", "MEDIAN", "AVERAGEIF", "AVERAGEIFS")
        )


def _offset(cells: Sequence[Cell], steps: Sequence[int]) -> list[Cell]:
    """The cells of `OFFSET(cell, down, right, height, width)`; empty where it is of several cells."""
    if len(cells) != 1 or len(steps) < 2:
        return []
    down, right, height, width = (*steps, *(1, 1)[len(steps) - 2 :])[:4]
    first = cells[0]
    return [
        first._replace(row=first.row + down + row, column=first.column + right + column)
        for row in range(height)
        for column in range(width)
    ]


def _indexed(cells: Sequence[Cell], steps: Sequence[int]) -> list[Cell]:
    """The cell of `INDEX(cells, row, column)`; empty where it is a whole row or stands beyond them."""
    width = len({cell.column for cell in cells})
    height = len(cells) // width
    row, column = (steps[0], steps[1]) if len(steps) > 1 else (1, steps[0]) if height == 1 else (steps[0], 1)
    return [cells[(row - 1) * width + column - 1]] if 1 <= row <= height and 1 <= column <= width else []


def _either(condition: Terms, yes: Terms, no: Terms) -> Terms:
    """What two branches have in common counts; the rest is mentioned. `IF(C5="","",...)` counts the other."""
    if yes.is_constant or no.is_constant:
        counted = no if yes.is_constant else yes
        return counted + Terms(mentioned=condition.all_cells - counted.all_cells)
    common = {cell: n for cell, n in yes.cells.items() if no.cells.get(cell) == n}
    rest = (condition.all_cells | yes.all_cells | no.all_cells) - frozenset(common)
    return Terms(common, rest, divides=yes.divides and no.divides)
