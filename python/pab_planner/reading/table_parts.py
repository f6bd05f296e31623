"""Several tables under one heading row: beside one another, a measure or an item over each group of columns."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, NamedTuple

from pab_planner.reading.grid import Grid
from pab_planner.reading.period_headings import readings_of
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.vocabulary import (
    FLOWS,
    MEASURES,
    Labels,
    Meaning,
    Role,
    meaning_of,
    measure_in,
    plain,
    role_of,
)

_GAP = re.compile(r"[\s_\-/.:]+")
LONGEST = 60
"""Letters of the longest heading that may name a measure and a period."""
_EACH_PERIOD = frozenset((*FLOWS, Role.BALANCE))


class Note(NamedTuple):
    """A value written above a table next to, or in the cell of, its label."""

    value: Any
    row: int
    column: int


class Head(NamedTuple):
    """Heading rows that belong together: the row read, and the rows around it that carry names too."""

    row: int
    top: int
    bottom: int
    headings: tuple[tuple[int, Any], ...]


class Part(NamedTuple):
    """One of several tables under a heading row, on a sheet of its own columns.

    Attributes:
        grid: The sheet, the other tables' columns blank.
        head: The heading.
        item: The name of its item, where that stands over its columns.
        title: The measure that stands over its columns.
        asides: Column, name and meaning of what stands beside it and is left aside.
        doubts: Column and name of quantities under its periods of which nothing says what they are.
    """

    grid: Grid
    head: Head
    item: Note | None = None
    title: Role | None = None
    asides: tuple[tuple[int, str, Meaning], ...] = ()
    doubts: tuple[tuple[int, str], ...] = ()


def parts_of(grid: Grid, head: Head, above: range, labels: Labels) -> list[Part]:
    """The tables under a heading row, from left to right; mostly one."""
    return (
        _measures_in_headings(grid, head, labels)
        or _items_across(grid, head, above, labels)
        or _measures_across(grid, head, above, labels)
        or measures_under_periods(grid, head, labels)
        or _lists_side_by_side(grid, head, labels)
        or _side_by_side(grid, head, labels)
    )


def _measures_across(grid: Grid, head: Head, above: range, labels: Labels) -> list[Part]:
    """Matrices of several measures beside one another, each with the same periods, under its measure's name."""
    groups = periods_again(head.headings)
    if not groups:
        return []
    first = groups[0][0][0]
    starts = [group[0][0] for group in groups]
    for row in range(head.top - 1, above.start - 1, -1):
        over = grid.rows[row]
        names = [
            next((c for c in over[a:b] if c not in BLANK), "") for a, b in pairwise([*starts, len(over)])
        ]
        roles = [measure_in(name, labels) for name in names]
        meanings = [meaning_of(name, labels) for name in names]
        money = [its.aside in ("money", "ratio") for its in meanings]
        measures = [role for role, its in zip(roles, money, strict=True) if not its]
        one = len(measures) == 1 and any(money)
        if one or (measures and len({*measures}) == len(measures) and {*measures} <= MEASURES):
            break
    else:
        return []
    found = []
    for group, role, aside in zip(groups, roles, money, strict=True):
        if aside:
            continue
        columns = range(group[0][0], group[-1][0] + 1)
        rows = _only(grid, first, columns)
        found.append(
            Part(
                replace(grid, rows=rows),
                head._replace(headings=group),
                title=role if role in MEASURES else None,
            )
        )
    beside = [
        its for its, aside in zip(zip(starts, names, meanings, strict=True), money, strict=True) if aside
    ]
    found[0] = found[0]._replace(asides=tuple(beside))
    return found


def periods_again(headings: Sequence[tuple[int, Any]]) -> list[tuple[tuple[int, Any], ...]]:
    """The groups of headings in which the same periods stand again, in their order; empty where none do.

    A group may have fewer periods than another: a forecast of units may begin before that of money.
    """
    groups: list[list[tuple[int, Any]]] = []
    seen: set[str] = set()
    for column, cell in headings:
        if not groups or str(cell) in seen:
            groups.append([])
            seen = set()
        seen.add(str(cell))
        groups[-1].append((column, cell))
    names = [[str(cell) for _, cell in group] for group in groups]
    longest = max(names, key=len, default=[])
    alike = all(len(its) > 1 and its == [name for name in longest if name in its] for its in names)
    return [tuple(group) for group in groups] if len(groups) > 1 and alike else []


def period_of(cell: Any) -> tuple[str, str]:
    """The measure's name and the period of a heading that has both (`Orders Jan`, `inbound_m1`); "" for others."""
    if isinstance(cell, str) and len(cell) <= LONGEST and not readings_of(cell):
        for gap in _GAP.finditer(cell.strip()):
            before, after = cell.strip()[: gap.start()], cell.strip()[gap.end() :]
            if not readings_of(before) and readings_of(after):
                return before, after
            if readings_of(before) and not readings_of(after):
                return after, before
    return "", ""


def periods_of_measures(
    grid: Grid, row: int, labels: Labels, *, told: bool
) -> dict[str, tuple[Role, list[tuple[int, Any]]]]:
    """By the name of each measure its role, and the columns and periods of the headings that name both.

    Args:
        grid: The sheet.
        row: The heading row.
        labels: The planner's own words.
        told: Whether only headings count of which the planner said what they are.
    """
    found: dict[str, tuple[Role, list[tuple[int, Any]]]] = {}
    for column, cell in enumerate(grid.rows[row]):
        name, period = period_of(cell)
        role = labels.get(plain(str(cell))) if name else None
        if name and role is None and not told:
            role = meaning_of(name, labels).role
        if role in _EACH_PERIOD:
            found.setdefault(name, (role, []))[1].append((column, period))
    return {name: its for name, its in found.items() if len(its[1]) > 1}


def _measures_in_headings(grid: Grid, head: Head, labels: Labels) -> list[Part]:
    """A matrix of each measure whose name stands in the headings of its periods."""
    own = all(period_of(grid.rows[head.row][column])[0] for column, _ in head.headings)
    found = periods_of_measures(grid, head.row, labels, told=not own) if head.headings else {}
    if not found:
        return []
    first = min(column for column, _ in head.headings)
    taken = {column for _, its in found.values() for column, _ in its}
    rows = [["" if at in taken else cell for at, cell in enumerate(row)] for row in grid.rows]
    parts = [] if own else [Part(replace(grid, rows=rows), head)]
    for role, headings in found.values():
        its = {column for column, _ in headings}
        kept = [
            [
                c if at in its or (at not in taken and (at < first or not parts)) else ""
                for at, c in enumerate(row)
            ]
            for row in grid.rows
        ]
        parts.append(Part(replace(grid, rows=kept), head._replace(headings=tuple(headings)), title=role))
    return parts


def measures_under_periods(grid: Grid, head: Head, labels: Labels) -> list[Part]:
    """A matrix of each measure whose columns stand under the periods: `Orders`, `MPS` under each month."""
    columns = _columns_under_periods(grid, head)
    meanings = {name: meaning_of(name, labels) for name in columns}
    if len(columns) < 2 or not {its.role for its in meanings.values()} & MEASURES:
        return []
    titles: dict[str, Role] = {}
    for name, meaning in meanings.items():
        plain_sight = meaning.role in MEASURES and meaning.role not in titles.values()
        if meaning.role and (plain(name) in labels or (plain_sight and meaning.role is not Role.OPENING)):
            titles[name] = meaning.role
    first = head.headings[0][0]
    end = 1 + max(column for its in columns.values() for column, _ in its)
    under = grid.rows[head.bottom + 1]
    parts: list[Part] = []
    for name, role in titles.items():
        if role not in MEASURES:
            continue
        its = {column for column, _ in columns[name]}
        if not parts:
            its |= {*range(end, len(under))}
        rows = [[c if at < first or at in its else "" for at, c in enumerate(row)] for row in grid.rows]
        # What stands over the first of a group is over all of it.
        for column in range(end + 1, len(under)):
            if rows[head.row][column] in BLANK and rows[head.bottom + 1][column] not in BLANK:
                rows[head.row][column] = rows[head.row][column - 1]
        places = head._replace(bottom=head.bottom + 1, headings=tuple(columns[name]))
        parts.append(Part(replace(grid, rows=rows), places, title=role))
    if not parts:
        return []
    left = [(its[0][0], name, meanings[name].role) for name, its in columns.items()]
    asides = tuple((column, name, meanings[name]) for column, name, role in left if role is Role.IGNORE)
    doubts = tuple(
        (column, name) for column, name, role in left if name not in titles and role is not Role.IGNORE
    )
    parts[0] = parts[0]._replace(asides=asides, doubts=doubts)
    return parts


def _columns_under_periods(grid: Grid, head: Head) -> dict[str, list[tuple[int, Any]]]:
    """The columns and their periods by what stands under each period; empty where that is not the same for all."""
    if not head.headings or head.bottom + 1 >= len(grid.rows):
        return {}
    over, under = grid.rows[head.row], grid.rows[head.bottom + 1]
    periods = dict(head.headings)
    columns: dict[str, list[tuple[int, Any]]] = {}
    for column in range(head.headings[0][0], len(under)):
        if under[column] in BLANK or (over[column] not in BLANK and column not in periods):
            break
        if not isinstance(under[column], str):
            return {}
        period = periods[max(at for at in periods if at <= column)]
        columns.setdefault(under[column].strip(), []).append((column, period))
    size = len({str(period) for period in periods.values()})
    alike = all(len({str(period) for _, period in its}) == len(its) == size for its in columns.values())
    return columns if alike else {}


def _only(grid: Grid, left: int, columns: range) -> list[list[Any]]:
    """The rows of a sheet with nothing but the columns to the left and some others."""
    between = [""] * (columns.start - left)
    return [[*row[:left], *between, *row[columns.start : columns.stop]] for row in grid.rows]


def _items_across(grid: Grid, head: Head, above: range, labels: Labels) -> list[Part]:
    """The lists of several items beside one another, each under its item's name, with one column of dates.

    Each comes as a sheet of the dates and its own columns, with the name of its item; empty for another table.
    """
    if head.headings or head.row - 1 not in above:
        return []
    cells, over = grid.rows[head.row], grid.rows[head.row - 1]
    roles = [role_of(cell, labels) for cell in cells]
    if Role.ITEM in roles or roles.count(Role.DATE) != 1:
        return []
    names = [(column, cell) for column, cell in enumerate(over) if cell not in BLANK]
    if len(names) < 2:
        return []
    starts = [column for column, _ in names]
    groups = [
        (range(first, last), name)
        for (first, name), last in zip(names, [*starts[1:], len(cells)], strict=True)
    ]
    dates = roles.index(Role.DATE)
    told = [tuple(plain(str(cells[c])) for c in its if cells[c] not in BLANK) for its, _ in groups]
    if dates >= starts[0] or len(set(told)) > 1 or not any(told):
        return []
    if any(role_of(name, labels) for _, name in names) or not {*roles[starts[0] :]} & MEASURES:
        return []
    found = []
    for columns, name in groups:
        rows = _only(grid, starts[0], columns)
        found.append(Part(replace(grid, rows=rows), head, Note(name, head.row - 1, columns.start)))
    return found


def _lists_side_by_side(grid: Grid, head: Head, labels: Labels) -> list[Part]:
    """The lists beside one another under one heading row, a blank column between them, each with its own items."""
    if head.headings:
        return []
    cells = grid.rows[head.row]
    starts = [c for c, cell in enumerate(cells) if cell not in BLANK and (c == 0 or cells[c - 1] in BLANK)]
    runs = [range(first, last) for first, last in pairwise([*starts, len(cells)])]
    counted = MEASURES | {Role.QUANTITY}
    for run in runs:
        roles = {role_of(cells[column], labels) for column in run}
        if Role.ITEM not in roles or not roles & counted:
            return []
    if len(runs) < 2:
        return []
    lists = []
    for run in runs:
        rows = [[cell if column in run else "" for column, cell in enumerate(row)] for row in grid.rows]
        lists.append(Part(replace(grid, rows=rows), head))
    return lists


def _side_by_side(grid: Grid, head: Head, labels: Labels) -> list[Part]:
    """The tables that stand beside one another under one heading row, each on a sheet of its own columns."""
    columns = [column for column, _ in head.headings]
    cells = grid.rows[head.row]
    cuts = [
        column
        for column in range(len(cells))
        if columns
        and columns[0] < column < columns[-1]
        and column not in columns
        and column - 1 not in _cuts_before(cells, column, labels)
        and role_of(cells[column], labels) in (Role.ITEM, Role.MEASURE)
    ]
    if not cuts:
        return [Part(grid, head)]
    names = _names_over(
        grid, head, [next(c for c, cell in enumerate(cells) if cell not in BLANK), *cuts], labels
    )
    parts = []
    for first, last in pairwise([0, *cuts, len(cells)]):
        rows = [
            [cell if first <= column < last else "" for column, cell in enumerate(row)] for row in grid.rows
        ]
        its = tuple((column, cell) for column, cell in head.headings if first <= column < last)
        if its:
            item = next((note for note in names if first <= note.column < last), None)
            parts.append(Part(replace(grid, rows=rows), head._replace(headings=its), item))
    return parts


def _names_over(grid: Grid, head: Head, starts: Sequence[int], labels: Labels) -> list[Note]:
    """The names of the items of tables beside one another, each over the first column of its own."""
    cells = grid.rows[head.row]
    if not head.top or any(role_of(cell, labels) is Role.ITEM for cell in cells):
        return []
    above = [Note(grid.rows[head.top - 1][column], head.top - 1, column) for column in starts]
    names = [note.value for note in above]
    alone = sum(cell not in BLANK for cell in grid.rows[head.top - 1]) == len(names)
    if (
        not alone
        or len({*names}) < len(names)
        or any(cell in BLANK or role_of(cell, labels) for cell in names)
    ):
        return []
    return above


def _cuts_before(cells: Sequence[Any], column: int, labels: Labels) -> set[int]:
    """The column to the left where a table begins already."""
    before = column - 1
    return {before} if before >= 0 and role_of(cells[before], labels) in (Role.ITEM, Role.MEASURE) else set()
