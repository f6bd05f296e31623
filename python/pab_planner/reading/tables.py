"""Where the tables of a sheet stand: their heading rows, their columns, what is written above them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, repeat, takewhile
from typing import Any

from pab_planner.language import Text
from pab_planner.reading.evidence.numbered_periods import days_under_months, weeks_as_numbers
from pab_planner.reading.grid import DAY_0, Grid, address
from pab_planner.reading.lists.column_contents import without_words_and_days
from pab_planner.reading.period_headings import (
    common_form,
    heading_text,
    period_cells,
    readings_of,
    with_year,
    year_in,
)
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.table_account import TableAccount
from pab_planner.reading.table_parts import (
    Head,
    Note,
    Part,
    measures_under_periods,
    parts_of,
    periods_of_measures,
)
from pab_planner.reading.vocabulary import (
    FLOWS,
    MEASURES,
    TOTALS,
    UNKNOWN,
    Labels,
    Meaning,
    Role,
    meaning_of,
    measure_in,
    plain,
    role_of,
    says_stock,
    warehouse_in,
)

EITHER_ORDER = frozenset(("po", "pos", "document", "documents", "beleg", "单号"))
"""Titles of lists of orders that come from customers or go to suppliers."""

_COMES_IN = re.compile(
    r"purchas|production|process|work|采购|生产|工单|任务|加工|bestell|einkauf|fertigung|발주|작업"
)
"""Words of titles of lists of orders that go to suppliers or to the shop floor."""

FAMILIES = frozenset(
    ("family", "product family", "model", "finished good", "fg", "型号", "成品", "商品", "品项", "图号")
)
"""Names of an item that give way to another: the item's number beside its family or its model."""

SAMPLE = 400
"""Rows of a table that are looked at to tell what a column holds."""

LINES = 20
"""Rows below one with dates that are looked at to tell whether it is a heading or the first of many."""

LOOK_DOWN = 200
"""Rows searched for the first heading of a sheet."""

ABOVE = (Role.ITEM, Role.DESCRIPTION, Role.CUSTOMER, Role.SITE, Role.OPENING, Role.ALLOCATED, Role.SAFETY)
"""What planners write once above a table instead of in a column of it."""

UNDER_PERIODS = Text(
    "quantities under each period, of which nothing says what they are; say it",
    "各期间下的数量，未说明其含义；请指明",
)
UNDER_PERIODS_ROLES = ("ignore", "orders", "forecast", "supply", "balance", "opening")


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
        asides: Column, text and meaning of each heading that is left aside.
        others: Column and text of each other heading.
        notes: What stands above the table, by role.
        title: The measure that the words above the table or the sheet's title name.
        top: First heading row.
        account: How the table is read.
    """

    grid: Grid
    labels: Labels
    head: int
    first: int
    last: int
    headings: tuple[tuple[int, Any], ...]
    columns: tuple[tuple[int, Role], ...]
    asides: tuple[tuple[int, str, Meaning], ...]
    others: tuple[tuple[int, str], ...]
    notes: dict[Role, Note]
    title: Role | None
    top: int
    account: TableAccount

    def column(self, role: Role) -> int | None:
        """The first column of a role."""
        return next((column for column, its in self.columns if its is role), None)

    def cells(self, column: int | None) -> Iterable[Any]:
        """The cells of a column of the body, from top to bottom; blank ones for no column."""
        if column is None:
            return repeat("", self.last - self.first)
        return [cells[column] for cells in self.grid.rows[self.first : self.last]]

    @property
    def name(self) -> str:
        """The words that stand alone above it, or the sheet's title."""
        return words_above(self.grid, self.top) or self.grid.title


def table_at(tables: Sequence[Table], grid: Grid, row: int) -> Table:
    """The table in which a row of a sheet stands."""
    return next(
        table for table in tables if table.grid.title == grid.title and table.first <= row < table.last
    )


def find_tables(grid: Grid, labels: Labels) -> list[Table]:
    """Every table of a sheet, from top to bottom; tables side by side from left to right."""
    heads = list(_heads(grid, labels))
    starts = [0] + [_notes_above(grid, head, before, labels) for before, head in pairwise(heads)]
    tables = []
    for index, head in enumerate(heads):
        last = starts[index + 1] if index + 1 < len(heads) else len(grid.rows)
        above = range(starts[index], head.top)
        for part in parts_of(grid, head, above, labels):
            tables += _sections(_table(part, above, last, labels))
    return tables


def _sections(table: Table) -> list[Table]:
    """A matrix in which the names of measures stand alone above their rows, as a table for each of them."""
    grid, left = table.grid, table.headings[0][0] if table.headings else 0
    alone: dict[int, Role] = {}
    for row in range(table.first, table.last if left else table.first):
        cells = grid.rows[row]
        named = [role for cell in cells[:left] if (role := measure_in(cell, table.labels)) in MEASURES]
        if named and any(cell not in BLANK for cell in cells[left:]):
            return [table]  # the measure stands beside its quantities
        if named and sum(cell not in BLANK for cell in cells) == 1:
            alone[row] = named[0]
    if not alone:
        return [table]
    rows = [*alone, table.last]
    above = replace(table, last=rows[0])
    parts = [
        replace(
            table,
            first=row + 1,
            last=end,
            top=row,
            title=alone[row],
            account=TableAccount(grid, f"{address(row, 0)}:{address(end - 1, len(grid.rows[row]) - 1)}"),
        )
        for row, end in pairwise(rows)
    ]
    has_rows = any(cell not in BLANK for row in range(table.first, rows[0]) for cell in grid.rows[row])
    return [above, *parts] if has_rows else parts


def _table(part: Part, above: range, last: int, labels: Labels) -> Table:
    """The table under a heading."""
    grid, head = part.grid, part.head
    columns, asides, others = _columns(grid, head, labels)
    asides += part.asides
    texts = [*(text for _, text, _ in asides), *(text for _, text in others)]
    if not head.headings and _has_warehouses(grid, texts, labels):
        columns += tuple((column, Role.OPENING) for column, text in others if warehouse_in(text))
        columns, others = tuple(sorted(columns)), tuple(its for its in others if not warehouse_in(its[1]))
    if not head.headings:
        body = range(head.bottom + 1, last)
        columns, asides = without_words_and_days(grid, body, columns, asides, others, labels)
    columns, asides = _one_item_column(grid, range(head.bottom + 1, last), columns, asides, labels)
    notes = _notes(grid, above, labels)
    if part.item:
        notes[Role.ITEM] = part.item
    elif head.headings and Role.ITEM not in notes and all(role is not Role.ITEM for _, role in columns):
        named = _item_in_corner(grid, head, labels) or _item_alone_above(grid, head, above, labels)
        if named:
            notes[Role.ITEM] = named
            others = tuple(its for its in others if named.row != head.row or its[0] != named.column)
    width = len(grid.rows[head.row])
    area = f"{address(head.top, 0)}:{address(max(last - 1, head.bottom), max(width - 1, 0))}"
    account = TableAccount(grid, area)
    for column, name in part.doubts:
        stock = meaning_of(name, labels).role is Role.OPENING
        roles = ("balance", "opening", "ignore") if stock else UNDER_PERIODS_ROLES
        account.ask(name, head.bottom, column, UNDER_PERIODS, roles)
    return Table(
        grid,
        labels,
        head.row,
        head.bottom + 1,
        last,
        head.headings,
        columns,
        asides,
        others,
        notes,
        part.title or _title(grid, head, labels, above.start),
        head.top,
        account,
    )


def _notes_above(grid: Grid, head: Head, before: Head, labels: Labels) -> int:
    """The row where what belongs to a heading begins: its item, its stock, its title, not the table before.

    Args:
        grid: The sheet.
        head: A heading that is not the first of its sheet.
        before: The heading before it.
        labels: The planner's own words.
    """
    periods = {column for column, _ in before.headings}
    row, parted = head.top - 1, False
    while row > before.bottom and all(cell in BLANK for cell in grid.rows[row]):
        row, parted = row - 1, True
    start, held = row + 1, head.top
    while row > before.bottom:
        filled = [(column, cell) for column, cell in enumerate(grid.rows[row]) if cell not in BLANK]
        if not filled:
            break
        roles = {_note_role(cell, labels) for _, cell in filled if isinstance(cell, str)}
        numbers = [column for column, cell in filled if not isinstance(cell, str)]
        if Role.ITEM in roles:
            start = held = row
            row -= 1
            continue
        if len(numbers) > 1 or (numbers and roles & {*FLOWS, Role.BALANCE}):
            break
        if held == row + 1 and start == held and numbers:
            break  # above the item stands the table before
        if not periods.intersection(numbers):
            start = row if not (parted and held == head.top) or not numbers else start
        row -= 1
    return held if held < head.top and start > held else min(start, held) if start <= head.top else head.top


def _note_role(cell: str, labels: Labels) -> Role | None:
    """The role of a label that may hold its value as well (`Item: A`)."""
    both = _LABELLED.match(cell.strip())
    return role_of(both[1] if both else cell.strip().rstrip(":："), labels)


def _item_in_corner(grid: Grid, head: Head, labels: Labels) -> Note | None:
    """The item whose name stands in the corner of its record, above the names of the measures."""
    left = head.headings[0][0]
    names = [(column, cell) for column, cell in enumerate(grid.rows[head.row][:left]) if cell not in BLANK]
    if len(names) != 1 or not isinstance(names[0][1], str):
        return None
    column, name = names[0]
    if item := item_behind_label(name, labels):
        return Note(item, head.row, column)
    if meaning_of(name, labels).role:
        return None
    known = _measures_below(grid, head.bottom, left, labels)
    return Note(name, head.row, column) if known >= 2 and not measure_in(name, labels) else None


def _measures_below(grid: Grid, row: int, left: int, labels: Labels) -> int:
    """How many of the rows below are named for a measure in the column in which a row has its only name."""
    names = [column for column, cell in enumerate(grid.rows[row][:left]) if cell not in BLANK]
    below = grid.rows[row + 1 : row + 12] if len(names) == 1 else []
    return sum(1 for cells in below if role_of(cells[names[0]], labels) in MEASURES)


def _item_alone_above(grid: Grid, head: Head, above: range, labels: Labels) -> Note | None:
    """The item whose name stands alone in the row above its record."""
    if head.top - 1 not in above:
        return None
    filled = [(column, cell) for column, cell in enumerate(grid.rows[head.top - 1]) if cell not in BLANK]
    left = head.headings[0][0]
    if len(filled) != 1 or filled[0][0] >= max(left, 1) or not isinstance(filled[0][1], str):
        return None
    column, name = filled[0]
    if meaning_of(name, labels).role or measure_in(name, labels) or _LABELLED.match(name):
        return None
    below = [grid.rows[row][:left] for row in range(head.bottom + 1, min(head.bottom + 12, len(grid.rows)))]
    known = sum(1 for cells in below for cell in cells if role_of(cell, labels) in MEASURES)
    return Note(name, head.top - 1, column) if known >= 2 and len(below[0]) >= 1 and left <= 1 else None


def _heads(grid: Grid, labels: Labels) -> Iterator[Head]:
    """Every heading of a sheet; below the first one, only rows that look like it are looked at."""
    row, previous = 0, None
    while row < len(grid.rows):
        if previous is None and row >= LOOK_DOWN:
            return
        if previous is None or _resembles(grid, row, previous, labels):
            head = _wide_head(grid, row, labels) or _list_head(grid, row, labels)
            if head:
                yield head
                row, previous = head.bottom + 1 + bool(measures_under_periods(grid, head, labels)), head
                continue
        row += 1


def _resembles(grid: Grid, row: int, head: Head, labels: Labels) -> bool:
    """Whether a row below a heading may be one too: words or dates where quantities would stand."""
    cells = grid.rows[row]
    if not any(cells):  # one cell typed by accident may stand a million rows further down
        return False
    if head.headings:
        column, heading = head.headings[0]
        quantities = type(cells[column]) is float and type(heading) is not float
        if quantities and not _count_up(cells):  # as nearly all rows
            return False
        sample = [cells[column] for column, _ in head.headings[:2]]
        names = [cell for cell in cells[: head.headings[0][0]] if cell not in BLANK]
        if len(names) == 1 and names[0] not in grid.rows[head.row] and _names_days(names[0]):
            return False
        if quantities:
            return _counts_on(grid, row, labels)
        if any(isinstance(cell, date) for cell in sample):
            return True
        if any(isinstance(cell, str) and readings_of(cell) for cell in sample):
            return True
        if sample and all(cell == heading for cell, (_, heading) in zip(sample, head.headings, strict=False)):
            return True
    named = sum(1 for cell in cells if type(cell) is str and cell not in BLANK)
    numbers = sum(1 for cell in cells if type(cell) is float)
    if numbers > 2 and not head.headings:
        return _counts_on(grid, row, labels)
    return named >= 2 and not numbers and len(set(map(str, cells))) > 2


def _counts_on(grid: Grid, row: int, labels: Labels) -> bool:
    """Whether a row has the numbered periods of another table (`Product`, 21, 22, 23)."""
    cells = grid.rows[row]
    if not _count_up(cells):
        return False
    names = (cell for cell in cells[:12] if type(cell) is str and cell)
    return any(role_of(name, labels) is Role.ITEM for name in names) and bool(
        _period_columns(grid, row, labels)
    )


def _count_up(cells: Sequence[Any]) -> bool:
    """Whether the first numbers of a row are each one more than the last: cheap, for each row is asked."""
    numbers = [cell for cell in cells[:12] if type(cell) is float]
    return len(numbers) > 2 and numbers[1] - numbers[0] == 1 and numbers[2] - numbers[1] == 1


def _names_days(cell: Any) -> bool:
    """Whether a label is that of a row of days: when each order is released."""
    known = meaning_of(cell, {}).role in (Role.DATE, Role.IGNORE)
    return known and len(plain(str(cell)).split()) > 1


def _period_columns(grid: Grid, row: int, labels: Labels) -> tuple[tuple[int, Any], ...]:
    """The period headings of a row; empty if it has too few to be a heading row."""
    cells = grid.rows[row]
    if weeks := weeks_as_numbers(cells, labels):
        return weeks
    readable = [(column, cell) for column, cell in enumerate(cells) if readings_of(cell)]
    if not readable:
        return ()
    form = common_form([cell for _, cell in readable]) or ""
    found = tuple(period_cells(readable))
    if form in ("plain number", "date serial"):  # a row of quantities looks like one too
        numbers = [cell for _, cell in found]
        if len(found) < 3 or not all(isinstance(number, int | float) for number in numbers):
            return ()
        steps = {after - before for before, after in pairwise(numbers)}
        if form == "date serial":
            if steps not in ({1}, {7}) and not steps <= {28, 29, 30, 31}:
                return ()
            since_1900 = (grid.day_0 - DAY_0).days
            return tuple((column, number + since_1900) for column, number in found)
        named = {role_of(cell, labels) for cell in cells[: found[0][0]]}
        told = (
            named & {Role.ITEM, Role.MEASURE, Role.DATE}
            or _measures_below(grid, row, found[0][0], labels) > 1
        )
        if told and steps <= {1, 1 - max(numbers)}:
            return found[numbers[0] == 0 :]
        return found[numbers[0] == 0 :] if steps == {1} and numbers[0] <= 1 else ()  # period 0 is the opening
    return found


def _wide_head(grid: Grid, row: int, labels: Labels) -> Head | None:
    """A heading with periods across, if there is one in a row (or in it and the next ones)."""
    if (days := days_under_months(grid, row)) and _has_names(grid, row, labels):
        return Head(row, row - 1, row, days)
    rows = []
    at = row
    while at < len(grid.rows) and at < row + 3:
        headings = _period_columns(grid, at, labels)
        if not headings:
            break
        rows.append((at, headings))
        at += 1
    if not rows:
        named = periods_of_measures(grid, row, labels, told=False).values()
        own = sorted(heading for _, its in named for heading in its)
        return Head(row, row, row, tuple(own)) if own and _has_names(grid, row, labels) else None
    if _is_line(grid, row, rows[0][1]):
        return None
    best, headings = max(
        rows, key=lambda entry: (len(entry[1]), len({str(cell) for _, cell in entry[1]}), _dated(entry[1]))
    )
    if len({str(cell) for _, cell in headings}) < len(headings):
        headings = _with_months(grid, headings, [its for at, its in rows if at != best])
    headings = _with_years(grid, headings, rows[0][0] - 1)
    if len(headings) == 1:
        inside = {column for column, _ in headings}
        roles = {role_of(cell, labels) for column, cell in enumerate(grid.rows[best]) if column not in inside}
        if not roles & {Role.ITEM, Role.MEASURE}:
            return None
    left = headings[0][0]
    top, bottom = rows[0][0], best
    for below, its in rows:  # `P1` under Plant is a site, no second row of headings
        bottom = below if below == bottom + 1 and its[-1][0] >= left else bottom
    if top and _names_only(grid.rows[top - 1], left, labels):
        top -= 1
    if bottom + 1 < len(grid.rows) and _names_only(grid.rows[bottom + 1], left, labels):
        bottom += 1
    return Head(best, top, bottom, headings)


def _has_names(grid: Grid, row: int, labels: Labels) -> bool:
    """Whether a row names an item or a measure."""
    return not {Role.ITEM, Role.MEASURE}.isdisjoint({role_of(cell, labels) for cell in grid.rows[row]})


def _is_line(grid: Grid, row: int, headings: tuple[tuple[int, Any], ...]) -> bool:
    """Whether a row with dates is a line of a list: dates stand below its dates, dates or names above them."""
    forms = {column: {reading.form for reading in readings_of(cell)} for column, cell in headings}
    forms = {column: its for column, its in forms.items() if not its <= {"plain number", "date serial"}}
    columns = {column for column, _ in headings}
    numbers = sum(isinstance(c, float) for column, c in enumerate(grid.rows[row]) if column not in columns)
    if forms and numbers >= len(headings):
        return True
    if row and len(forms) > 1 and len({grid.rows[row][column] for column in forms}) == 1:
        over = [grid.rows[row - 1][column] for column in forms]  # one day in each column, below that before
        if len({*over}) == 1 and isinstance(over[0], date):
            return True
    lines = grid.rows[row + 1 : row + 1 + LINES]
    # Below a blank row stands another table.
    below = list(takewhile(any, lines)) or list(filter(any, lines))
    if len(forms) > 1:  # a block's headings stand above the next block again
        below = [cells for cells in below if any(cells[c] != grid.rows[row][c] for c in forms)]
    others = False
    for column, its in forms.items():
        filled = [cells[column] for cells in below if cells[column] not in BLANK]
        same = sum(1 for cell in filled if any(reading.form in its for reading in readings_of(cell)))
        if same * 2 > len(below) or _holds_days(lines, column, grid.rows[row][column]):
            return True
        others = others or same < len(filled)
    if others or not forms or not row:
        return False
    above = grid.rows[row - 1]
    if any(reading.form in its for column, its in forms.items() for reading in readings_of(above[column])):
        return True
    names = [name for column, name in enumerate(above) if grid.rows[row][column] not in BLANK]
    named = all(isinstance(name, str) and name.strip() and not readings_of(name) for name in names)
    return named and len({*names}) == len(names) > 1


def _holds_days(lines: Sequence[Sequence[Any]], column: int, heading: Any) -> bool:
    """Whether nothing but days stands in a column, with blank lines between them or not."""
    filled = [cells[column] for cells in lines if cells[column] not in BLANK and cells[column] != heading]
    return len(filled) > 2 and all(isinstance(cell, date) for cell in filled)


def _with_months(
    grid: Grid, headings: tuple[tuple[int, Any], ...], others: Sequence[tuple[tuple[int, Any], ...]]
) -> tuple[tuple[int, Any], ...]:
    """Headings that repeat (W1 W2 W1 W2), each with what stands over it in another heading row."""
    for coarse in others:
        over = [
            (column, cell, next((c for at, c in reversed(coarse) if at <= column), None))
            for column, cell in headings
        ]
        named = tuple(
            (column, f"{heading_text(above)} {heading_text(cell)}") for column, cell, above in over if above
        )
        if len(named) == len(headings) and all(readings_of(cell) for _, cell in named):
            return named
    return headings


def _with_years(grid: Grid, headings: tuple[tuple[int, Any], ...], row: int) -> tuple[tuple[int, Any], ...]:
    """Headings without a year, each with the year that stands over it in the row above them."""
    if row < 0 or _dated(headings):
        return headings
    over = {column: cell for column, cell in enumerate(grid.rows[row]) if cell not in BLANK}
    over = {column: cell for column, cell in over.items() if column >= headings[0][0]}
    years = {column: year for column, cell in over.items() if (year := year_in(cell))}
    if not years or len(years) < len(over) or min(years) > headings[0][0]:
        return headings
    named: list[tuple[int, Any]] = []
    over_it, turned = 0, 0
    for column, cell in headings:
        at = max(at for at in years if at <= column)
        over_it, turned = at, turned if at == over_it else 0
        dated = with_year(cell, years[at] + turned)
        if named and dated < named[-1][1] and turned == 0:  # W52, W1 under the year in which the plan begins
            turned = 1
            dated = with_year(cell, years[at] + turned)
        named.append((column, dated))
    return tuple(named) if all(cell for _, cell in named) else headings


def _dated(headings: Sequence[tuple[int, Any]]) -> bool:
    """Whether a heading says the day."""
    return any(reading.start for reading in readings_of(headings[0][1]))


def _names_only(cells: Sequence[Any], left: int, labels: Labels) -> bool:
    """Whether a row next to the periods names the columns to their left, and nothing else."""
    names = [cell for cell in cells[:left] if cell not in BLANK]
    roles = [role_of(cell, labels) for cell in names]
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
    stock_list = Role.ITEM in roles and (
        roles & {Role.OPENING, Role.SAFETY, Role.ALLOCATED}
        or (Role.BALANCE in roles and Role.DATE not in roles and _is_of_stock(grid, labels))
        or _has_warehouses(grid, named, labels)
        or (Role.QUANTITY in roles and Role.DATE not in roles and _is_of_stock(grid, labels))
    )
    return Head(row, row, row, ()) if dated_list or stock_list else None


def _is_of_stock(grid: Grid, labels: Labels) -> bool:
    """Whether a sheet's title says that it has the stock."""
    return measure_in(grid.title, labels) is Role.OPENING


def _has_warehouses(grid: Grid, headings: Sequence[str], labels: Labels) -> bool:
    """Whether a list without dates has a column of stock for each warehouse, as its title or a total says."""
    if any(role_of(heading, labels) is Role.DATE for heading in headings):
        return False
    totals = (meaning_of(heading, labels).total_of for heading in headings)
    stock = _is_of_stock(grid, labels) or Role.OPENING in totals
    return any(warehouse_in(heading) and (stock or says_stock(heading)) for heading in headings)


def _columns(
    grid: Grid, head: Head, labels: Labels
) -> tuple[tuple[tuple[int, Role], ...], tuple[tuple[int, str, Meaning], ...], tuple[tuple[int, str], ...]]:
    """The named columns beside the periods: those with a role, those left aside, and the others."""
    periods = {column for column, _ in head.headings}
    columns, asides, others = [], [], []
    for column in range(len(grid.rows[head.row])):
        if column in periods:
            continue
        names = [grid.rows[row][column] for row in range(head.top, head.bottom + 1)]
        names = [name for name in names if isinstance(name, str) and name.strip()]
        meanings = [meaning for name in names if (meaning := meaning_of(name, labels)).role]
        if meanings and meanings[0].role is not Role.IGNORE:
            assert meanings[0].role
            columns.append((column, meanings[0].role))
        elif names and _totals_a_period(names[-1]):
            asides.append((column, names[-1].strip(), Meaning(Role.IGNORE, "total")))
        elif meanings:
            asides.append((column, names[-1].strip(), meanings[0]))
        elif names:
            others.append((column, names[-1].strip()))
    return tuple(columns), tuple(asides), tuple(others)


def _one_item_column(
    grid: Grid,
    rows: range,
    columns: tuple[tuple[int, Role], ...],
    asides: tuple[tuple[int, str, Meaning], ...],
    labels: Labels,
) -> tuple[tuple[tuple[int, Role], ...], tuple[tuple[int, str, Meaning], ...]]:
    """Of several columns that may name the item, the one that tells most apart: the item, not its family."""
    items = [column for column, role in columns if role is Role.ITEM]
    if len(items) < 2:
        return columns, asides
    cells = {
        column: {grid.rows[row][column] for row in rows[:SAMPLE] if grid.rows[row][column] not in BLANK}
        for column in items
    }

    def heading(column: int) -> str:
        above = (grid.rows[row][column] for row in range(rows.start - 1, -1, -1))
        return str(next((cell for cell in above if isinstance(cell, str) and cell.strip()), ""))

    told = [column for column in items if plain(heading(column)) in labels]

    def rank(column: int) -> tuple[bool, bool, int, int]:
        lines = all(is_line_number(cell) for cell in cells[column])
        return plain(heading(column)) not in FAMILIES, not lines, len(cells[column]), -column

    best = max(told or items, key=rank)
    kept = tuple((column, role) for column, role in columns if role is not Role.ITEM or column == best)
    family = Meaning(Role.IGNORE, "reference")
    return kept, (*asides, *((column, heading(column), family) for column in items if column != best))


def is_line_number(cell: Any) -> bool:
    """Whether a cell may be the number of an order's line: 10, 20, or 000010."""
    number = float(cell) if isinstance(cell, str) and cell.strip().isdigit() else cell
    return isinstance(number, float) and number < 1000


def _totals_a_period(name: str) -> bool:
    """Whether a heading is a total word and a period: `Total June`, `W23-W26 合计`, `2026 Summe`."""
    words = plain(name).split()
    rest = [word for word in words if word not in TOTALS]
    if len(rest) == len(words):
        for total in sorted(TOTALS, key=len, reverse=True):
            whole = "".join(words)
            if not total.isascii() and whole.endswith(total):
                rest = [whole.removesuffix(total)]
                break
        else:
            return False
    return all(word.isdigit() or readings_of(word) for word in rest)


_LABELLED = re.compile(r"^([^:：=]{1,30})[:：=]\s*(\S.*)$", re.DOTALL)


def item_behind_label(cell: Any, labels: Labels) -> str:
    """The item in a cell that holds its label as well: A of `Item: A`, of 物料：A; "" for others."""
    if not isinstance(cell, str) or not (":" in cell or "：" in cell or "=" in cell):
        return ""
    both = _LABELLED.match(cell.strip())
    return both[2].strip() if both and role_of(both[1], labels) is Role.ITEM else ""


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
            if beside and role_of(beside[1], labels) is None:
                notes[role] = Note(beside[1], row, beside[0])
    return notes


def _number_or_text(text: str) -> Any:
    """A number where the text is one."""
    try:
        return float(text)
    except ValueError:
        return text


def words_above(grid: Grid, top: int) -> str:
    """The words that stand alone in the nearest row above a heading, "" where there are none."""
    for row in range(top - 1, max(-1, top - 4), -1):
        if filled := [cell for cell in grid.rows[row] if cell not in BLANK]:
            return " ".join(filled[0].split()) if len(filled) == 1 and isinstance(filled[0], str) else ""
    return ""


def _title(grid: Grid, head: Head, labels: Labels, above: int) -> Role | None:
    """The measure that a table is of: by the words nearest above it, its corner, or the sheet's title."""
    wanted = {*FLOWS, Role.OPENING, Role.BALANCE, Role.SAFETY}
    for row in range(head.top - 1, max(above - 1, head.top - 6), -1):
        words = [cell for cell in grid.rows[row] if isinstance(cell, str) and cell.strip()]
        roles = [role for word in words if (role := measure_in(word, labels)) in wanted]
        if len(words) <= 3 and roles:
            return roles[0]
    alone = meaning_of(words_above(grid, head.top), labels) if head.headings else UNKNOWN
    if alone.role is Role.IGNORE and (alone.aside == "told" or measure_in(grid.title, labels) not in wanted):
        return Role.IGNORE
    left = head.headings[0][0] if head.headings else 0
    corner = [role_of(cell, labels) for cell in grid.rows[head.row][:left]]
    named = Counter(role for role in corner if role in FLOWS)
    if len(named) == 1:
        return next(iter(named))
    title = measure_in(grid.title, labels)
    if title is Role.ORDER:  # `PO` is a customer's or a purchase order: the columns tell
        if _COMES_IN.search(plain(grid.title)):
            return Role.SUPPLY
        return None if plain(grid.title) in EITHER_ORDER else Role.ORDERS
    return title
