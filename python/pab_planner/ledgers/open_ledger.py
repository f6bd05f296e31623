"""A kept table in a workbook, which people sort, filter, comment and give columns of their own.

Rows are known by their key, columns by their heading and the sheet by its title, or by the table's name where
somebody gave it another; never by where they stand. Only cells whose value changes are written.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from itertools import repeat
from operator import itemgetter
from types import NoneType
from typing import Any

import xlwings as xw

from pab_planner.excel.blocks import (
    cells_at,
    corners,
    empty_on_failure,
    insert_rows,
    is_filtered,
    resize_table,
    runs,
    used_block,
    write_cells,
)
from pab_planner.excel.cell_values import cell_values
from pab_planner.excel.sheets import find_sheet
from pab_planner.excel.undoing import once_a_press
from pab_planner.language import Text, both, listed
from pab_planner.ledgers.ledger import (
    A_DATE,
    A_NUMBER,
    HEAD_ROW,
    HeadingMissing,
    Kind,
    Ledger,
    LedgerColumn,
    NotAKeptTable,
    NotWhatIsAsked,
    TotalRowShown,
    chosen,
    out_of_order,
    read_day,
)
from pab_planner.ledgers.ledger_layout import add_column, lay_out
from pab_planner.reading.grid import address
from pab_planner.sheets.cell_text import as_cell
from pab_planner.sheets.new_sheet import make_sheet
from pab_planner.sheets.own_sheets import OwnSheet, is_half_made
from pab_planner.sheets.protection import require_unprotected


@dataclass(eq=False)
class OpenLedger:
    """A kept table in a workbook: read once, then written where something changes.

    A workbook that keeps no such table gets it with the first thing that is written in it, so that a button
    that refuses leaves no empty sheet behind.

    Attributes:
        ledger: What it looks like.
        book: The workbook.
        kept: Its sheet; none before there is one.
        head: Sheet row of the headings.
        columns: Sheet column of each of our columns that it has, by key.
        rows: Our cells of each row, by key of the column.
        places: Sheet row of each row.
        taken: Sheet rows under the table in which something else stands.
        unread: Cells that people filled in and that cannot be understood.
        nameless: Rows that continue the one above, whose key is still to be written.
        held: What is to be written, while it is held back; None if it is written at once.
    """

    ledger: Ledger
    book: xw.Book
    kept: xw.Sheet | None
    head: int
    columns: dict[str, int]
    rows: list[dict[str, Any]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    unread: list[NotWhatIsAsked] = field(default_factory=list)
    nameless: set[int] = field(default_factory=set)
    held: list[Callable[[], None]] | None = None
    _where: dict[str, defaultdict[Any, list[int]]] = field(default_factory=dict)

    @property
    def sheet(self) -> xw.Sheet:
        """Its sheet, which is written where the workbook has none."""
        if self.kept is None:
            self.kept = make_sheet(self.book, OwnSheet(self.ledger.name), partial(lay_out, self.ledger))
        return self.kept

    def make(self) -> None:
        """Make its sheet, even if there is nothing to write in it yet."""
        assert self.sheet

    @cached_property
    def filtered(self) -> bool:
        """Whether a filter hides some of its rows."""
        return is_filtered(self.sheet)

    @cached_property
    def title(self) -> str:
        """Title of its sheet."""
        return str(self.sheet.name)

    def cell(self, index: int, key: str) -> str:
        """Address of a cell with its sheet, `Alerts!P7`."""
        title = self.title if self.kept else self.ledger.name
        return f"{title}!{address(self.places[index] - 1, self.columns[key] - 1)}"

    def where(self, key: str, *values: Any) -> list[int]:
        """Places in `rows` with one of some values in a column, in order; thousands of alerts each ask for theirs."""
        if key not in self._where:
            self._where[key] = defaultdict(list)
            self._note_where(key, 0)
        return sorted(index for value in values for index in self._where[key].get(value, ()))

    def rows_where(self, key: str, *values: Any) -> list[dict[str, Any]]:
        """The rows with one of some values in a column, from top to bottom."""
        return [self.rows[index] for index in self.where(key, *values)]

    def _note_where(self, key: str, first: int) -> None:
        """Note which value each row has in a column, from a row on."""
        known = self._where[key]
        for index in range(first, len(self.rows)):
            known[self.rows[index][key]].append(index)

    def faults(self, index: int) -> Iterator[NotWhatIsAsked]:
        """What is to be corrected in a row: cells that cannot be understood, and days out of their order."""
        if self.unread:
            cells = {self.cell(index, key) for key in self.columns}
            yield from (error for error in self.unread if error.fields["cell"] in cells)
        yield from out_of_order(self.ledger, self.rows[index], partial(self.cell, index))

    def amend(self, index: int, values: Mapping[str, Any]) -> None:
        """Write those cells of a row whose values are other than what stands there."""
        known = self.rows[index]
        changed = {key: value for key, value in values.items() if not _same(known.get(key), value)}
        known.update(changed)
        for key in changed:
            self._where.pop(key, None)
        if changed and index in self.nameless:
            self.nameless.discard(index)
            changed[self.ledger.key.key] = known[self.ledger.key.key]
        if changed:
            self._write(partial(self._write_cells, self.places[index], changed))

    def hold(self) -> None:
        """Hold back what is to be written until `release`, so that a refusal in between has written nothing."""
        self.held = []

    def release(self) -> None:
        """Write what was held back."""
        held, self.held = self.held or [], None
        for write in held:
            write()

    def _write(self, write: Callable[[], None]) -> None:
        """Write, now or when it is released.

        Raises:
            ProtectedSheet: Its sheet is protected; nothing was written.
        """
        if self.kept:
            require_unprotected(self.kept)
        if self.held is None:
            write()
        else:
            self.held.append(write)

    def _write_cells(self, row: int, changed: Mapping[str, Any]) -> None:
        """Write some cells of a sheet row."""
        sheet = self.sheet
        self._add_columns(changed)
        by_column = {self.columns[key]: as_cell(value) for key, value in changed.items()}
        for columns in runs(by_column):
            cells = cells_at(sheet, row, columns[0], width=len(columns))
            write_cells(cells, [[by_column[column] for column in columns]], filtered=self.filtered)

    def append(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write new rows under the last one, and let the table reach down to them."""
        if not rows:
            return
        top = max([self.head, *self.places]) + 1
        blank = {column.key: None for column in self.ledger.columns}
        self.rows.extend({**blank, **row} for row in rows)
        for key in self._where:
            self._note_where(key, len(self.rows) - len(rows))
        self.places.extend(range(top, top + len(rows)))
        self._write(partial(self._write_rows, top, rows))

    def replace(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Make the table hold exactly these rows; those of our columns that a row does not name are blank."""
        top, held = self.head + 1, max([self.head, *self.places]) - self.head
        surplus = [dict[str, Any]()] * (held - len(rows))
        blank = {column.key: None for column in self.ledger.columns}
        self._where.clear()
        self.rows = [{**blank, **row} for row in rows]
        self.places = list(range(top, top + len(rows)))
        self.taken = {place for place in self.taken if place >= top + len(rows)}
        self._write(partial(self._write_rows, top, [*rows, *surplus]))
        self._write(partial(_resize, self.sheet, self.ledger.name, top + max(1, len(rows)) - 1))

    def _write_rows(self, top: int, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write new rows from a sheet row on."""
        sheet, bottom = self.sheet, top + len(rows) - 1
        self._add_columns(key for row in rows for key, value in row.items() if value not in (None, ""))
        if not self.taken.isdisjoint(range(top, bottom + 1)):
            insert_rows(sheet, top, len(rows))
        _stretch(sheet, self.ledger.name, bottom)
        by_column = {column: key for key, column in self.columns.items()}
        for columns in runs(by_column):
            block = [[as_cell(row.get(by_column[column])) for column in columns] for row in rows]
            cells = cells_at(sheet, top, columns[0], len(rows), len(columns))
            write_cells(cells, block, filtered=self.filtered)

    def _add_columns(self, keys: Iterable[str]) -> None:
        """Give the table those of our columns that it is still without, on its right."""
        wanted = set(keys)
        missing = [c for c in self.ledger.columns if c.key in wanted and c.key not in self.columns]
        for column in missing:
            table = table_of(self.sheet, self.ledger.name)
            at = corners(self.sheet.used_range).right + 1
            empty_on_failure(cells_at(self.sheet, self.head, at))
            if table and at == (area := corners(table.range)).right + 1:
                resize_table(table, area.bottom, at)
            add_column(self.sheet, self.head, at, column)
            self.columns[column.key] = at


def open_ledger(book: xw.Book, ledger: Ledger) -> OpenLedger:
    """Find a kept table and read our columns of it; its sheet is made with the first thing written in it.

    Raises:
        HeadingMissing: One of our headings is gone.
        TotalRowShown: It shows a total row.
        NotAKeptTable: A sheet of the planner's own has the title that ours would get.
    """
    return open_ledgers(book, ledger)[0]


def open_ledgers(book: xw.Book, *ledgers: Ledger) -> list[OpenLedger]:
    """Open kept tables as `open_ledger` does; those that no sheet is titled by are looked for once for all."""
    sheets = kept_sheets(book, ledgers)
    return [
        _read(ledger, sheets[ledger.name])
        if ledger.name in sheets
        else OpenLedger(ledger, book, None, HEAD_ROW, {c.key: n for n, c in enumerate(ledger.columns, 1)})
        for ledger in ledgers
    ]


def read_ledger(book: xw.Book, ledger: Ledger) -> OpenLedger | None:
    """Read our columns of a kept table; None if the workbook keeps none.

    Rows that stand right under the table belong to it: a host that was stopped while it wrote them never came
    to stretch the table.

    Raises:
        HeadingMissing: One of our headings is gone.
        TotalRowShown: It shows a total row.
        NotAKeptTable: A sheet of the planner's own has the title that ours would get.
    """
    sheet = kept_sheet(book, ledger)
    return _read(ledger, sheet) if sheet else None


def kept_sheet(book: xw.Book, ledger: Ledger) -> xw.Sheet | None:
    """The sheet of a kept table, whatever it is called now; None if the workbook keeps none."""
    return kept_sheets(book, [ledger]).get(ledger.name)


def kept_sheets(book: xw.Book, ledgers: Iterable[Ledger]) -> dict[str, xw.Sheet]:
    """The sheet of each kept table that the workbook keeps, by the table's name."""
    titled = {ledger.name: find_sheet(book, ledger.name) for ledger in ledgers}
    kept = {name: sheet for name, sheet in titled.items() if sheet}
    if len(kept) < len(titled):
        tables = once_a_press("tables", partial(_sheets_of_tables, book))
        kept |= {
            name: tables[name.casefold()] for name in titled if name not in kept and name.casefold() in tables
        }
    return kept


def _sheets_of_tables(book: xw.Book) -> dict[str, xw.Sheet]:
    """The sheet of each table of a workbook, by the table's name in small letters: Excel tells none apart by case."""
    found: dict[str, xw.Sheet] = {}
    for sheet in book.sheets:
        names = [table.name.casefold() for table in sheet.tables]
        if names and not is_half_made(sheet.name):
            found = {**dict.fromkeys(names, sheet), **found}
    return found


def _read(ledger: Ledger, sheet: xw.Sheet) -> OpenLedger:
    """Read our columns of a sheet."""
    cells = cell_values(used_block(sheet))
    head, columns = _find_headings(ledger, sheet.name, cells)
    table = table_of(sheet, ledger.name)
    if table and table.show_totals:
        raise TotalRowShown(sheet=sheet.name, table=ledger.name)
    end = corners(table.range).bottom if table else head
    opened = OpenLedger(ledger, sheet.book, sheet, head, columns)
    key = columns[ledger.key.key] - 1
    asked = [columns[c.key] - 1 for c in ledger.columns if c.asks and c.key in columns]
    kept: list[Sequence[Any]] = []
    last = max(end, head)
    for place, row in enumerate(cells[head:], head + 1):
        under = ledger.continues and row[key] in (None, "") and opened.places[-1:] == [place - 1]
        if under and any(row[column] not in (None, "") for column in asked):
            opened.nameless.add(len(kept))
            row = [*row[:key], kept[-1][key], *row[key + 1 :]]
        if row[key] in (None, "") or place > last + 1:
            if place > end and any(row[column - 1] not in (None, "") for column in columns.values()):
                opened.taken.add(place)
            continue
        last = max(last, place)
        opened.places.append(place)
        kept.append(row)
    _understand(opened, kept)
    return opened


def _understand(opened: OpenLedger, rows: Sequence[Sequence[Any]]) -> None:
    """Take the cells of the rows as their columns understand them, column by column: a log may have 50,000 rows."""
    across = list(zip(*rows, strict=True))
    faults: list[tuple[int, NotWhatIsAsked]] = []
    read = []
    for column in opened.ledger.columns:
        at = opened.columns.get(column.key) if rows else None
        read.append(_read_column(opened, column, across[at - 1], faults) if at else repeat(None, len(rows)))
    keys = [column.key for column in opened.ledger.columns]
    opened.rows = [dict(zip(keys, values, strict=True)) for values in zip(*read, strict=True)]
    opened.unread = [fault for _, fault in sorted(faults, key=itemgetter(0))]


def table_of(sheet: xw.Sheet, name: str) -> xw.main.Table | None:
    """The table of a name on a sheet; None if its user made it a plain range."""
    return next((table for table in sheet.tables if table.name.casefold() == name.casefold()), None)


def _stretch(sheet: xw.Sheet, name: str, bottom: int) -> None:
    """Let a table reach down to a row: before that is written, for Excel may stretch it by itself then."""
    table = table_of(sheet, name)
    if table and bottom > (area := corners(table.range)).bottom:
        resize_table(table, bottom, area.right)


def _resize(sheet: xw.Sheet, name: str, bottom: int) -> None:
    """Let a table end at a row."""
    table = table_of(sheet, name)
    if table:
        resize_table(table, bottom, corners(table.range).right)


def _find_headings(ledger: Ledger, sheet: str, cells: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """Row of the headings and column of each, both from 1."""
    names = {column.key: {column.heading, *column.title} for column in ledger.columns}
    ours = names[ledger.key.key] | {column.heading for column in ledger.columns}
    if ours.isdisjoint(str(cell).strip() for row in cells for cell in row):
        raise NotAKeptTable(sheet=sheet, table=ledger.name)
    for number, row in enumerate(cells, 1):
        words = [str(cell).strip() if cell is not None else "" for cell in row]
        if not names[ledger.key.key] & set(words):
            continue
        columns = {}
        for column in ledger.columns:
            at = next((i for i, word in enumerate(words, 1) if word in names[column.key]), None)
            if at is not None:
                columns[column.key] = at
            elif not column.optional:
                raise HeadingMissing(sheet=sheet, heading=column.heading)
        return number, columns
    raise HeadingMissing(sheet=sheet, heading=ledger.key.heading)


def _read_column(
    opened: OpenLedger, column: LedgerColumn, cells: Sequence[Any], faults: list[tuple[int, NotWhatIsAsked]]
) -> Sequence[Any]:
    """Cells as their column understands them; what it does not is none, and its fault is added with its row."""
    kinds = set(map(type, cells)) - {NoneType}
    if kinds <= _AS_READ.get(column.kind, set()):
        return cells
    if column.kind is Kind.DATE and kinds == {datetime}:
        return [cell and cell.date() for cell in cells]
    values = []
    for index, cell in enumerate(cells):
        understood, expected = understand(column, cell)
        values.append(understood)
        if expected:
            place = opened.cell(index, column.key)
            words = {"heading": column.heading, "found": cell, "expected": expected}
            faults.append((index, NotWhatIsAsked(cell=place, **words)))
    return values


_AS_READ: dict[Kind, set[type]] = {Kind.TEXT: {str}, Kind.NUMBER: {float}}
"""Kinds of values that a column understands as they are."""


def understand(column: LedgerColumn, value: Any) -> tuple[Any, Text | None]:
    """What a cell means to its column, and what was expected where it means nothing."""
    if value is None or value == "":
        return None, None
    if column.kind is Kind.CHOICE:
        choice = chosen(value, column.choices)
        words = listed(column.choices)
        return (both(choice), None) if choice else (None, words)
    if column.kind is Kind.DATE:
        day = read_day(value)
        if day is None and column.asks:
            return None, A_DATE
        return value if day is None else day, None
    if column.kind is Kind.NUMBER:
        if isinstance(value, int | float):
            return float(value), None
        return None, A_NUMBER if column.asks else None
    if isinstance(value, float) and value.is_integer():
        return str(int(value)), None
    return value if isinstance(value, str) else str(value), None


def _same(known: Any, value: Any) -> bool:
    """Whether a cell already holds a value; blank is blank however it is spelt."""
    if known in (None, "") or value in (None, ""):
        return known in (None, "") and value in (None, "")
    return bool(known == value)
