"""Where the tables of a sheet stand: their heading rows, their columns, what is written above them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from pab_planner.reading.grid import Grid
from pab_planner.reading.period_headings import common_form, reading_in, readings_of
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.vocabulary import DEMAND_ROLES, MEASURES, SUPPLY_ROLES, Labels, Role, role_of

LOOK_DOWN = 200
"""Rows searched for the first heading of a sheet."""

ABOVE = (Role.ITEM, Role.DESCRIPTION, Role.CUSTOMER, Role.OPENING, Role.ALLOCATED, Role.SAFETY)
"""What planners write once above a table instead of in a column of it."""


class Note(NamedTuple):
    """A value written above a table next to, or in the cell of, its label."""

    value: Any
    row: int
    column: int


@dataclass(frozen=True, eq=False)
class Table:
    """A table with periods across (`headings` filled) or a list (no `headings`).

    Attributes:
        grid: The sheet.
        labels: The planner's own words.
        head: Heading row, from 0.
        first: First row of the body.
        last: Row after the body.
        headings: Column and cell of each period heading.
        columns: Column and role of each other heading that is recognised, from left to right.
        others: Column and text of each other heading.
        notes: What stands above the table, by role.
        title: The measure that the words above the table or the sheet's title name.
    """

    grid: Grid
    labels: Labels
    head: int
    first: int
    last: int
    headings: tuple[tuple[int, Any], ...]
    columns: tuple[tuple[int, Role], ...]
    others: tuple[tuple[int, str], ...]
    notes: dict[Role, Note]
    title: Role | None

    def column(self, role: Role) -> int | None:
        """The first column of a role."""
        return next((column for column, its in self.columns if its is role), None)


class Head(NamedTuple):
    """Heading rows that belong together: the row read, and the rows around it that carry names too."""

    row: int
    top: int
    bottom: int
    headings: tuple[tuple[int, Any], ...]


def find_tables(grid: Grid, labels: Labels) -> list[Table]:
    """Every table of a sheet, from top to bottom."""
    heads = list(_heads(grid, labels))
    tables = []
    for index, head in enumerate(heads):
        above = heads[index - 1].bottom + 1 if index else 0
        last = heads[index + 1].top if index + 1 < len(heads) else len(grid.rows)
        columns, others = _columns(grid, head, labels)
        tables.append(
            Table(
                grid,
                labels,
                head.row,
                head.bottom + 1,
                last,
                head.headings,
                columns,
                others,
                _notes(grid, range(above, head.top), labels),
                _title(grid, head, labels, above),
            )
        )
    return tables


def _heads(grid: Grid, labels: Labels) -> Iterator[Head]:
    """Every heading of a sheet; below the first one, only rows that look like it are looked at."""
    row, previous = 0, None
    while row < len(grid.rows):
        if previous is None and row >= LOOK_DOWN:
            return
        if previous is None or _resembles(grid, row, previous):
            head = _wide_head(grid, row, labels) or _list_head(grid, row, labels)
            if head:
                yield head
                row, previous = head.bottom + 1, head
                continue
        row += 1


def _resembles(grid: Grid, row: int, head: Head) -> bool:
    """Whether a row below a heading may be one too: words or dates where quantities would stand."""
    cells = grid.rows[row]
    if head.headings:
        sample = [cells[column] for column, _ in head.headings[:2]]
        if type(sample[0]) is float and type(head.headings[0][1]) is not float:
            return False
        if any(isinstance(cell, date) for cell in sample):
            return True
        if any(isinstance(cell, str) and readings_of(cell) for cell in sample):
            return True
        if sample and all(cell == heading for cell, (_, heading) in zip(sample, head.headings, strict=False)):
            return True
    named = sum(1 for cell in cells if type(cell) is str and cell not in BLANK)
    numbers = sum(1 for cell in cells if type(cell) is float)
    return named >= 2 and not numbers and len(set(map(str, cells))) > 2


def _period_columns(cells: Sequence[Any]) -> tuple[tuple[int, Any], ...]:
    """The period headings of a row; none where it has too few to be a heading row."""
    readable = [(column, cell) for column, cell in enumerate(cells) if readings_of(cell)]
    if not readable:
        return ()
    form = common_form([cell for _, cell in readable]) or ""
    found = tuple(
        (column, cell)
        for column, cell in readable
        if (reading := reading_in(cell, form)) and (reading.form == form or reading.start)
    )
    if form in ("plain number", "date serial"):  # a row of quantities looks like one too
        numbers = [cell for _, cell in found]
        if len(found) < 3 or not all(isinstance(number, int | float) for number in numbers):
            return ()
        steps = {after - before for before, after in pairwise(numbers)}
        if form == "date serial":
            return found if steps in ({1}, {7}) or steps <= {28, 29, 30, 31} else ()
        return found[numbers[0] == 0 :] if steps == {1} and numbers[0] <= 1 else ()  # period 0 is the opening
    return found


def _wide_head(grid: Grid, row: int, labels: Labels) -> Head | None:
    """A heading with periods across, if there is one in a row (or in it and the next ones)."""
    rows = []
    at = row
    while at < len(grid.rows) and at < row + 3:
        headings = _period_columns(grid.rows[at])
        if not headings:
            break
        rows.append((at, headings))
        at += 1
    if not rows:
        return None
    best, headings = max(rows, key=lambda entry: (len({str(cell) for _, cell in entry[1]}), _dated(entry[1])))
    if len(headings) == 1:
        inside = {column for column, _ in headings}
        roles = {role_of(cell, labels) for column, cell in enumerate(grid.rows[best]) if column not in inside}
        if not roles & {Role.ITEM, Role.MEASURE}:
            return None
    left = headings[0][0]
    top, bottom = rows[0][0], rows[-1][0]
    if top and _names_only(grid.rows[top - 1], left, labels):
        top -= 1
    if bottom + 1 < len(grid.rows) and _names_only(grid.rows[bottom + 1], left, labels):
        bottom += 1
    return Head(best, top, bottom, headings)


def _dated(headings: Sequence[tuple[int, Any]]) -> bool:
    """Whether a heading says the day."""
    return any(reading.start for reading in readings_of(headings[0][1]))


def _names_only(cells: Sequence[Any], left: int, labels: Labels) -> bool:
    """Whether a row next to the periods names the columns to their left, and nothing else."""
    names = [cell for cell in cells[:left] if cell not in BLANK]
    roles = [role_of(cell, labels, loosely=False) for cell in names]
    known = [role for role in roles if role and role not in MEASURES]
    return bool(known) and len(known) * 2 >= len(names) and all(cell in BLANK for cell in cells[left:])


def _list_head(grid: Grid, row: int, labels: Labels) -> Head | None:
    """A heading of a list: names only, an item or a date among them, and something to count."""
    named = [cell for cell in grid.rows[row] if cell not in BLANK]
    if len(named) < 2 or not all(isinstance(cell, str) for cell in named):
        return None
    roles = {role for cell in named if (role := role_of(cell, labels))}
    counted = roles & (MEASURES | {Role.QUANTITY})
    dated_list = Role.DATE in roles and counted
    stock_list = Role.ITEM in roles and roles & {Role.OPENING, Role.SAFETY, Role.ALLOCATED}
    return Head(row, row, row, ()) if dated_list or stock_list else None


def _columns(
    grid: Grid, head: Head, labels: Labels
) -> tuple[tuple[tuple[int, Role], ...], tuple[tuple[int, str], ...]]:
    """The named columns beside the periods: those with a role, and the others."""
    periods = {column for column, _ in head.headings}
    columns, others = [], []
    for column in range(len(grid.rows[head.row])):
        if column in periods:
            continue
        names = [grid.rows[row][column] for row in range(head.top, head.bottom + 1)]
        names = [name for name in names if isinstance(name, str) and name.strip()]
        role = next((role for name in names if (role := role_of(name, labels))), None)
        if role:
            columns.append((column, role))
        elif names:
            others.append((column, names[-1].strip()))
    return tuple(columns), tuple(others)


_LABELLED = re.compile(r"^([^:：]{1,30})[:：]\s*(\S.*)$", re.DOTALL)


def _notes(grid: Grid, rows: range, labels: Labels) -> dict[Role, Note]:
    """Labels with a value above a table; the nearest one counts."""
    notes: dict[Role, Note] = {}
    for row in rows:
        cells = grid.rows[row]
        for column, cell in enumerate(cells):
            if not isinstance(cell, str):
                continue
            both = _LABELLED.match(cell.strip())
            role = role_of(both[1] if both else cell.strip().rstrip(":："), labels)
            if role not in ABOVE:
                continue
            if both:
                notes[role] = Note(_number_or_text(both[2].strip()), row, column)
                continue
            beside = next(
                ((c, v) for c, v in enumerate(cells[column + 1 :], column + 1) if v not in BLANK), None
            )
            if beside and role_of(beside[1], labels, loosely=False) is None:
                notes[role] = Note(beside[1], row, beside[0])
    return notes


def _number_or_text(text: str) -> Any:
    """A number where the text is one."""
    try:
        return float(text)
    except ValueError:
        return text


def _title(grid: Grid, head: Head, labels: Labels, above: int) -> Role | None:
    """The measure that a table is of: by the words nearest above it, its corner, or the sheet's title."""
    wanted = {*DEMAND_ROLES, *SUPPLY_ROLES, Role.OPENING, Role.BALANCE, Role.SAFETY}
    for row in range(head.top - 1, max(above - 1, head.top - 6), -1):
        words = [cell for cell in grid.rows[row] if isinstance(cell, str) and cell.strip()]
        roles = [role for word in words if (role := role_of(word, labels)) in wanted]
        if len(words) <= 3 and roles:
            return roles[0]
    left = head.headings[0][0] if head.headings else 0
    corner = [role_of(cell, labels, loosely=False) for cell in grid.rows[head.row][:left]]
    named = Counter(role for role in corner if role in {*DEMAND_ROLES, *SUPPLY_ROLES})
    if len(named) == 1:
        return next(iter(named))
    title = role_of(grid.title, labels)
    return {Role.ORDER: Role.ORDERS}.get(title, title) if title else None
