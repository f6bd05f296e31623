"""What the formulas of a workbook say of its rows: which are added to a balance, which taken off, and where it begins.

A row of a plan is a sheet's row; its line is what all rows of one label have in common. A formula counts as
evidence where nearly all cells of its line are of one shape.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from pab_planner.ooxml.hollow_cells import FORMULA_ROWS
from pab_planner.reading.evidence.formula_terms import Cell, Terms, terms_of
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import DEMAND_ROLES, SUPPLY_ROLES, Role, plain, role_of

NEARLY_ALL = 0.9
"""Share of a line's formulas that must be of one shape."""
DEEPEST = 4
"""Totals of totals that are looked into."""
SAMPLE = 12
"""Rows of one line whose formulas are looked at."""


SAMPLE_LINES = 200
"""Lines of a list whose formulas are looked at."""


class Line(NamedTuple):
    """Rows of one label on one sheet; a table of one measure, by its first row."""

    sheet: str
    label: str
    head: int = -1


class Row(NamedTuple):
    """A row of a sheet, from 0."""

    sheet: str
    row: int


@dataclass(frozen=True)
class Shape:
    """What the formulas of a line have in common.

    Attributes:
        kind: "balance", "opening" (the stock before each period), "shortage" (a balance with its signs turned),
            "total", "difference", "cumulative" or "ratio".
        signs: How often each line counts in a balance, a total or a difference.
        greatest: Lines of which the greatest counts in a balance, with the sign of demand.
        mentioned: Lines that a balance looks at in a way that is no sum.
    """

    kind: str
    signs: frozenset[tuple[Line, float]] = frozenset()
    greatest: frozenset[Line] = frozenset()
    mentioned: frozenset[Line] = frozenset()


KEPT = ("balance", "opening", "shortage")
"""Kinds of rows whose formulas count what comes and goes."""


@dataclass(frozen=True)
class FormulaEvidence:
    """What formulas say.

    Attributes:
        shapes: The shape of each line whose cells are formulas.
        begins: What each balance row begins with: cells beyond the periods, and how often each counts.
        lists: 1 for columns of lists whose sums come in, -1 for those that go out, by sheet and column.
    """

    shapes: Mapping[Line, Shape] = field(default_factory=dict)
    begins: Mapping[Row, Mapping[Cell, float]] = field(default_factory=dict)
    lists: Mapping[tuple[str, int], float] = field(default_factory=dict)

    def balance_of(self, line: Line) -> Shape | None:
        """The balance in which a line counts: the one that counts most lines."""
        found = [
            shape
            for shape in self.shapes.values()
            if shape.kind in KEPT and (any(line == its for its, _ in shape.signs) or line in shape.greatest)
        ]
        return max(found, key=lambda shape: len(shape.signs) + len(shape.greatest), default=None)

    def balance_among(self, lines: Collection[Line]) -> Shape | None:
        """The balance that is kept among lines: the one that counts most of them."""
        found = [
            shape
            for line, shape in self.shapes.items()
            if line in lines and shape.kind in KEPT and (shape.signs or shape.greatest)
        ]
        return max(found, key=lambda its: (len(its.signs) + len(its.greatest), its.kind), default=None)

    def sign(self, line: Line) -> float | None:
        """How often a line counts in the balance, None if no formula counts it."""
        shape = self.balance_of(line)
        if shape is None:
            return None
        return -1.0 if line in shape.greatest else dict(shape.signs)[line]


def line_of(table: Table, label: str) -> Line:
    """The line of a label of a table; of the table itself where it has no labels."""
    return Line(table.grid.title, plain(label)) if label else Line(table.grid.title, "", table.first)


def formula_evidence(tables: Sequence[Table], label_columns: Mapping[int, int | None]) -> FormulaEvidence:
    """What the formulas of tables with periods across say.

    Args:
        tables: Every table with periods across.
        label_columns: The column of the labels, by the identity of each table; none for a matrix.
    """
    if not any(table.grid.formula_texts for table in tables):
        return FormulaEvidence()
    return _Book(tables, label_columns).evidence()


@dataclass
class _Step:
    """A formula of a row, its cells sorted by when they are."""

    now: dict[Row, float] = field(default_factory=dict)
    back: dict[tuple[Row, int], float] = field(default_factory=dict)
    outside: dict[Cell, float] = field(default_factory=dict)
    greatest: set[Row] = field(default_factory=set)
    mentioned: set[Row] = field(default_factory=set)
    ahead: bool = False

    def merge(self, other: "_Step", factor: float) -> None:
        """Count what another formula counts."""
        _add(self.now, other.now, factor)
        _add(self.back, other.back, factor)
        _add(self.outside, other.outside, factor)
        self.greatest |= other.greatest
        self.mentioned |= other.mentioned
        self.ahead |= other.ahead


def _add(counts: dict[Any, float], more: Mapping[Any, float], factor: float) -> None:
    for place, count in more.items():
        counts[place] = counts.get(place, 0.0) + count * factor


class _Book:
    """The rows of the tables and their formulas."""

    def __init__(self, tables: Sequence[Table], label_columns: Mapping[int, int | None]) -> None:
        self.tables: dict[str, list[Table]] = defaultdict(list)
        self.steps: dict[int, dict[int, int]] = {}
        self.label_columns = label_columns
        longest = max(tables, key=lambda table: len(table.headings))
        order = {str(cell): step for step, (_, cell) in enumerate(longest.headings)}
        for table in tables:
            self.tables[table.grid.title.casefold()].append(table)
            known = [order.get(str(cell)) for _, cell in table.headings]
            same = None not in known and len(set(known)) == len(known)
            self.steps[id(table)] = {
                column: (known[step] or 0) if same else step
                for step, (column, _) in enumerate(table.headings)
            }
        self.formulas: dict[Row, dict[int, Terms]] = {}
        self.lines: dict[Row, Line] = {}
        for table in tables:
            self._read(table)

    def _read(self, table: Table) -> None:
        """The formulas of a table's rows."""
        texts = table.grid.formula_texts
        if not texts:
            return
        title, column = table.grid.title, self.label_columns[id(table)]
        counts: Counter[Line] = Counter()
        headings = _columns(table)
        for number in range(table.first, min(table.last, FORMULA_ROWS)):
            cells = table.grid.rows[number]
            row = Row(title.casefold(), number)
            label = "" if column is None else " ".join(str(cells[column] or "").split())
            if column is not None and not label:
                continue
            line = self.lines[row] = line_of(table, label)
            if counts[line] >= SAMPLE:
                continue
            found = {
                step: terms
                for period, step in self.steps[id(table)].items()
                if (text := texts.get((number, period)))
                and (terms := terms_of(text, Cell(title, number, period), headings))
            }
            if found:
                counts[line] += 1
                self.formulas[row] = found

    def _locate(self, cell: Cell) -> tuple[Row, int] | None:
        """The row and the period of a cell; None if it stands beyond the periods."""
        for table in self.tables.get(cell.sheet.casefold(), ()):
            if table.first <= cell.row < table.last:
                step = self.steps[id(table)].get(cell.column)
                return None if step is None else (Row(cell.sheet.casefold(), cell.row), step)
        return None

    def _line(self, row: Row) -> Line | None:
        """The line of a row, of a table without formulas as well."""
        if row not in self.lines:
            for table in self.tables.get(row.sheet, ()):
                if table.first <= row.row < table.last:
                    column = self.label_columns[id(table)]
                    cells = table.grid.rows[row.row]
                    label = "" if column is None else " ".join(str(cells[column] or "").split())
                    if column is None or label:
                        self.lines[row] = line_of(table, label)
        return self.lines.get(row)

    # ---- one formula ----

    def _sorted(self, row: Row, step: int) -> _Step:
        """The cells of a formula, sorted by when they are."""
        terms, found = self.formulas[row][step], _Step()
        for cell, count in terms.cells.items():
            place = self._locate(cell)
            if place is None:
                found.outside[cell] = found.outside.get(cell, 0.0) + count
            elif place[1] == step:
                found.now[place[0]] = count
            elif place[1] < step:
                found.back[place] = count
            else:
                found.ahead = True
        for cell in terms.greatest:
            place = self._locate(cell)
            if place and place[1] == step:
                found.greatest.add(place[0])
        located = map(self._locate, terms.mentioned)
        found.mentioned = {place[0] for place in located if place and place[1] == step}
        return found

    def _opened(self, row: Row, step: int, balance: Row, depth: int = 0) -> _Step:
        """A formula with the totals, the differences and the stock before that it counts opened up."""
        direct = self._sorted(row, step)
        found = replace(direct, now={})
        for other, count in direct.now.items():
            inner = self._sorted(other, step) if self._has(other, step) and depth < DEEPEST else None
            if inner and abs(count) == 1 and other != balance and self._opens(inner, balance, step, other):
                found.merge(self._opened(other, step, balance, depth + 1), count)
            else:
                found.now[other] = found.now.get(other, 0.0) + count
        return found

    def _has(self, row: Row, step: int) -> bool:
        return row in self.formulas and step in self.formulas[row]

    def _opens(self, inner: _Step, balance: Row, step: int, row: Row) -> bool:
        """Whether a formula is a total, a difference, or the balance before."""
        if inner.ahead:
            return False
        if inner.back:
            return (
                not inner.now
                and not inner.outside
                and all(other == balance and count == 1 for (other, _), count in inner.back.items())
            )
        counts = {*inner.now.values()} <= {1.0, -1.0}
        if inner.outside and step == 0 and not inner.now:
            return True  # the stock at the beginning is a reference to where it stands
        several = len(inner.now) > 1 or len(inner.greatest) > 1
        return counts and several and not inner.outside and self._near(row, (*inner.now, *inner.greatest))

    def _near(self, row: Row, others: Iterable[Row]) -> bool:
        """Whether rows are of one item: on one sheet, with no row of the same label between them."""
        mine = self._line(row)
        for other in others:
            if other.sheet != row.sheet:
                continue
            between = range(min(row.row, other.row) + 1, max(row.row, other.row))
            if mine and any(self._line(Row(row.sheet, number)) == mine for number in between):
                return False
        return True

    # ---- all of them ----

    def evidence(self) -> FormulaEvidence:
        """What the formulas say."""
        votes: dict[Line, list[Shape | None]] = defaultdict(list)
        for row, formulas in self.formulas.items():
            line = self._line(row)
            if line is None:
                continue
            for step in sorted(formulas):
                if step or len(formulas) == 1:
                    votes[line].append(self._shape(row, step))
        shapes = {}
        for line, its in votes.items():
            shape, count = Counter(its).most_common(1)[0]
            if shape is not None and count >= NEARLY_ALL * len(its):
                shapes[line] = shape
        begins = {}
        for row in self.formulas:
            line = self._line(row)
            shape = shapes.get(line) if line else None
            ours = self._has(row, 0) and self.formulas[row][0].balances  # its opening may be any sum
            if shape and shape.kind == "balance" and self._has(row, 0) and not ours:
                begins[row] = self._beginning(row, shape)
        for line, shape in list(shapes.items()):
            first = [begins[row] for row in begins if self._line(row) == line]
            if shape.kind == "balance" and {n for _, n in shape.signs} == {1.0} and not any(first):
                shapes[line] = Shape("cumulative")
            if (
                shape.kind == "balance"
                and not shape.greatest
                and first
                and all(map(self._takes_stock_off, first))
            ):
                turned = frozenset((its, -count) for its, count in shape.signs)
                shapes[line] = replace(shape, kind="shortage", signs=turned)
                begins = {row: its for row, its in begins.items() if self._line(row) != line}
        return FormulaEvidence(shapes, begins, self._sums_of_lists(shapes))

    def _sums_of_lists(self, shapes: Mapping[Line, Shape]) -> dict[tuple[str, int], float]:
        """What the rows of sums over lists make of the lists' columns: by their names, or in the balance."""
        found: dict[tuple[str, int], set[float]] = defaultdict(set)
        evidence = FormulaEvidence(shapes)
        for row, formulas in self.formulas.items():
            line = self._line(row)
            for terms in formulas.values() if line else ():
                carried = any(
                    self._locate(cell) == (row, step - 1) for cell in terms.cells for step in formulas
                )
                role = role_of(line.label, {}) if line else None
                sign = 1.0 if role in SUPPLY_ROLES else -1.0 if role in DEMAND_ROLES else None
                if carried or role is Role.BALANCE:
                    sign = 1.0
                elif sign is None and line:
                    sign = evidence.sign(line)
                for column, count in terms.sums.items() if sign else ():
                    found[column].add(count * (sign or 0.0))
        return {column: its.pop() for column, its in found.items() if its in ({1.0}, {-1.0})}

    def _takes_stock_off(self, begins: Mapping[Cell, float]) -> bool:
        """Whether a running row begins with its stock taken off: what is short, with the sign of demand."""
        return any(
            count < 0
            and any(
                (cell.column, Role.OPENING) in table.columns
                for table in self.tables.get(cell.sheet.casefold(), ())
                if table.first <= cell.row < table.last
            )
            for cell, count in begins.items()
        )

    def _shape(self, row: Row, step: int) -> Shape | None:
        """The shape of one formula."""
        terms = self.formulas[row][step]
        direct = self._sorted(row, step)
        found = self._opened(row, step, row)
        if found.ahead:
            return None
        if terms.balances and found.now and not found.back:
            return self._balance("balance", found.now)
        if terms.divides and not terms.cells:
            rows = [place for cell in terms.mentioned if (place := self._locate(cell))]
            return Shape("ratio") if rows else None
        carried = [count for (other, _), count in found.back.items() if other == row] == [1]
        others = {key: count for key, count in found.back.items() if key[0] != row}
        if carried and not others and (found.now or found.greatest):
            return self._balance("balance", found.now, found.greatest, found.mentioned)
        if carried and others and not found.now and all(at == step - 1 for _, at in others):
            return self._balance("opening", {other: count for (other, _), count in others.items()})
        if not carried and found.back:
            sofar = self._so_far(found, step)
            if sofar is not None:
                mixed = len({count > 0 for count in sofar.values()}) > 1
                begins = (count for (its, _), count in found.back.items() if its not in sofar)
                starts = any(count == 1 for count in (*found.outside.values(), *begins))
                return self._balance("balance", sofar) if mixed or starts else Shape("cumulative")
            if len(found.back) == 1 and not found.now and not found.outside:
                (((other, at), count),) = found.back.items()
                if count == 1 and at == step - 1 and self._is_carried(other, row):
                    return Shape("opening")
            return None
        if not found.back and not direct.outside and len(direct.now) > 1:
            counts = {*direct.now.values()}
            if counts <= {1.0, -1.0}:
                return self._balance("total" if counts == {1.0} else "difference", direct.now)
        if not found.back and len(direct.greatest) > 1 and not direct.now:
            return self._balance("total", dict.fromkeys(direct.greatest, 1.0))
        return None

    def _is_carried(self, balance: Row, opening: Row) -> bool:
        """Whether a balance counts the row that repeats it one period later."""
        steps = self.formulas.get(balance, {})
        return any(opening in self._sorted(balance, step).now for step in steps)

    def _so_far(self, found: _Step, step: int) -> dict[Row, float] | None:
        """The rows of which a formula counts every period so far; None if it counts others.

        A row of which it counts the first period alone is what it begins with.
        """
        rows: dict[Row, dict[int, float]] = defaultdict(dict)
        for (other, at), count in found.back.items():
            rows[other][at] = count
        for other, count in found.now.items():
            rows[other][step] = count
        rows = {other: its for other, its in rows.items() if step == 0 or {*its} != {0}}
        counts = {other: {*its.values()} for other, its in rows.items()}
        if (
            not rows
            or any(len(its) != step + 1 for its in rows.values())
            or any(len(c) != 1 for c in counts.values())
        ):
            return None
        return {other: its.pop() for other, its in counts.items()}

    def _balance(
        self,
        kind: str,
        rows: Mapping[Row, float],
        greatest: Iterable[Row] = (),
        mentioned: Iterable[Row] = (),
    ) -> Shape | None:
        """The shape of a formula that counts rows."""
        signs: dict[Line, float] = {}
        for row, count in rows.items():
            line = self._line(row)
            if line is None or signs.setdefault(line, count) != count:
                return None
        return Shape(kind, frozenset(signs.items()), self._lines(greatest), self._lines(mentioned))

    def _lines(self, rows: Iterable[Row]) -> frozenset[Line]:
        return frozenset(line for row in rows if (line := self._line(row)))

    def _beginning(self, row: Row, shape: Shape) -> dict[Cell, float]:
        """What a balance begins with: what its first formula counts beyond the rows that move it."""
        found = self._opened(row, 0, row)
        moving = {line for line, _ in shape.signs} | shape.greatest
        begins = dict(found.outside)
        for other, count in found.now.items():
            if self._line(other) not in moving:
                table = next(t for t in self.tables[other.sheet] if t.first <= other.row < t.last)
                column = next(c for c, step in self.steps[id(table)].items() if step == 0)
                begins[Cell(table.grid.title, other.row, column)] = count
        return begins


class ColumnFormulas(NamedTuple):
    """What the formulas of a list's balance say of its columns.

    Attributes:
        balance: The column of the balance.
        counts: How often each other column counts.
        mentioned: Columns that it looks at in a way that is no sum.
        opening: The column with which it begins, None if it is not told.
    """

    balance: int
    counts: Mapping[int, float]
    mentioned: frozenset[int]
    opening: int | None


def column_formulas(table: Table) -> ColumnFormulas | None:
    """What the formulas down a list say, where one column of it is a balance."""
    columns: dict[int, list[tuple[int, Terms]]] = defaultdict(list)
    headings = _columns(table)
    last = min(table.last, FORMULA_ROWS, table.first + SAMPLE_LINES)
    for (row, column), text in table.grid.formula_texts.items():
        if table.first <= row < last:
            terms = terms_of(text, Cell(table.grid.title, row, column), headings)
            if terms:
                columns[column].append((row, terms))
    found = [its for column, rows in columns.items() if (its := _column_balance(column, rows))]
    return max(found, key=lambda its: len(its.counts), default=None)


def _column_balance(balance: int, rows: Sequence[tuple[int, Terms]]) -> ColumnFormulas | None:
    """What the formulas of one column say, where it is a balance: it goes on from the row above."""
    votes: Counter[tuple[frozenset[tuple[int, float]], frozenset[int]]] = Counter()
    openings: Counter[int] = Counter()
    carried = 0
    for row, terms in sorted(rows, key=lambda its: its[0]):
        above = {cell for cell in terms.all_cells if cell.column == balance and cell.row < row}
        now: dict[int, float] = {}
        rows_of: dict[int, set[int]] = defaultdict(set)
        for cell, count in terms.cells.items():
            if cell.column != balance:
                now[cell.column] = count
                rows_of[cell.column].add(cell.row)
        so_far = [column for column, its in rows_of.items() if len(its) > 1]
        mentioned = frozenset(cell.column for cell in terms.mentioned if cell.column != balance)
        if above or so_far:
            carried += 1
            for column in mentioned - {*now}:
                openings[column] += 1
            counted = {c: n for c, n in now.items() if not so_far or c in so_far}
            for column in {*now} - {*counted}:
                openings[column] += 2
            votes[frozenset(counted.items()), mentioned] += 1
        else:
            for column, count in now.items():
                openings[column] += count == 1
    if not votes or carried * 2 < len(rows):
        return None
    (counts, mentioned), most = votes.most_common(1)[0]
    if most < NEARLY_ALL * carried or not counts:
        return None
    moving = dict(counts)
    others = [(count, column) for column, count in openings.items() if column not in moving]
    return ColumnFormulas(balance, moving, mentioned, max(others)[1] if others else None)


def _columns(table: Table) -> Callable[[str], int | None]:
    """The column of a heading of a table, for structured references."""
    headings: dict[str, int] = {}
    for column, cell in enumerate(table.grid.rows[table.head]):
        if isinstance(cell, str):
            headings.setdefault(plain(cell), column)

    def column_of(heading: str) -> int | None:
        return headings.get(plain(heading))

    return column_of
