"""A table that the program keeps and people work in: sorted, filtered, commented, with columns of their own.

Rows are known by their key and columns by their heading, never by where they stand. Only cells whose value
changes are written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

import xlwings as xw

from pab_planner.errors import PlanError
from pab_planner.language import Text
from pab_planner.sheets.cell_text import as_cell
from pab_planner.sheets.grid import address, column_letters
from pab_planner.sheets.new_sheet import has_sheet as has_sheet
from pab_planner.sheets.new_sheet import make_sheet

HEAD_ROW = 3
"""Where the headings of a new table stand: under its title and a line that says how to use it."""

ROWS_READY = 5_000
"""Row that a new table's lists of choices reach down to."""

INK, ACCENT, ASKED, MUTED = "#1F2933", "#1F4E79", "#B45F06", "#5F6C7B"
DATE = "yyyy-mm-dd"


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


class LedgerColumn(NamedTuple):
    """A column of a kept table.

    Attributes:
        key: Its name in the program.
        title: Its heading, in both languages in one cell.
        kind: What it holds.
        width: Its width [characters].
        asks: What people are to fill in; none where the program does.
        choices: What may stand in it, in both languages.
    """

    key: str
    title: Text
    kind: Kind = Kind.TEXT
    width: float = 12
    asks: Text | None = None
    choices: tuple[Text, ...] = ()

    @property
    def heading(self) -> str:
        """What stands in the heading cell."""
        return both(self.title)


class Rule(NamedTuple):
    """Cells of a column that stand out.

    Attributes:
        key: The column.
        condition: What holds of them, as a formula continues after their address: `>0`.
        ink: Colour of the text.
        fill: Colour of the cell.
        bold: Whether the text is bold.
    """

    key: str
    condition: str
    ink: str
    fill: str | None = None
    bold: bool = True


@dataclass(frozen=True)
class Ledger:
    """What a kept table looks like.

    Attributes:
        name: Title of its sheet and name of its table.
        title: What stands above it.
        hint: How to use it, in one line.
        columns: Its columns; the first is the key.
        rules: Cells that stand out.
    """

    name: str
    title: Text
    hint: Text
    columns: tuple[LedgerColumn, ...]
    rules: tuple[Rule, ...] = ()

    @property
    def key(self) -> LedgerColumn:
        """The column that a row is known by."""
        return self.columns[0]


class HeadingMissing(PlanError):
    """A kept table without one of its headings."""

    sentence = Text(
        "sheet {sheet}: the heading {heading} is missing; put it back over its cells",
        "工作表 {sheet}：缺少标题 {heading}；请在原列恢复该标题",
    )


class NotWhatIsAsked(PlanError):
    """A cell that people fill in and that cannot be understood."""

    sentence = Text(
        "{cell}: {heading} is {found}; expected {expected}", "{cell}：{heading}为 {found}；应为{expected}"
    )


A_DATE = Text("a date such as 2026-06-01", "日期，如 2026-06-01")
A_NUMBER = Text("a number", "数字")


def both(text: Text) -> str:
    """Both languages in one cell, `English 中文`."""
    return f"{text.en} {text.zh}"


def chosen(cell: object, choices: Sequence[Text]) -> Text | None:
    """The choice that a cell names, in either language or both; none where it names none."""
    word = str(cell).strip().casefold()
    return next((c for c in choices if word in (c.en.casefold(), c.zh, both(c).casefold())), None)


@dataclass(eq=False)
class OpenLedger:
    """A kept table in a workbook: read once, then written where something changes.

    Attributes:
        ledger: What it looks like.
        sheet: Its sheet.
        head: Sheet row of the headings.
        columns: Sheet column of each of our columns, by key.
        rows: Our cells of each row, by key of the column.
        places: Sheet row of each row.
        taken: Sheet rows under the table in which something else stands.
        unread: Cells that people filled in and that cannot be understood.
    """

    ledger: Ledger
    sheet: xw.Sheet
    head: int
    columns: dict[str, int]
    rows: list[dict[str, Any]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    unread: list[NotWhatIsAsked] = field(default_factory=list)

    def cell(self, index: int, key: str) -> str:
        """Address of a cell with its sheet, `Alerts!P7`."""
        return f"{self.ledger.name}!{address(self.places[index] - 1, self.columns[key] - 1)}"

    def amend(self, index: int, values: Mapping[str, Any]) -> None:
        """Write those cells of a row whose values are other than what stands there."""
        known = self.rows[index]
        changed = {key: value for key, value in values.items() if not _same(known.get(key), value)}
        row = self.places[index]
        for columns in _runs(self.columns[key] for key in changed):
            by_column = {self.columns[key]: as_cell(value) for key, value in changed.items()}
            self.sheet.range((row, columns[0]), (row, columns[-1])).value = [[by_column[c] for c in columns]]
        known.update(changed)

    def append(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write new rows under the last one, and let the table reach down to them."""
        if not rows:
            return
        top = max([self.head, *self.places]) + 1
        bottom = top + len(rows) - 1
        if not self.taken.isdisjoint(range(top, bottom + 1)):
            self.sheet.range(f"{top}:{bottom}").insert("down")
        by_column = {column: key for key, column in self.columns.items()}
        for columns in _runs(by_column):
            block = [[as_cell(row.get(by_column[column])) for column in columns] for row in rows]
            self.sheet.range((top, columns[0]), (bottom, columns[-1])).value = block
        self.rows.extend({**dict.fromkeys(self.columns), **row} for row in rows)
        self.places.extend(range(top, bottom + 1))
        _stretch(self.sheet, self.ledger.name, bottom)


def open_ledger(book: xw.Book, ledger: Ledger) -> OpenLedger:
    """Find a kept table, or write an empty one, and read our columns of it.

    Raises:
        HeadingMissing: One of our headings is gone.
    """
    if not has_sheet(book, ledger.name):
        make_sheet(book, ledger.name, partial(_lay_out, ledger))
    return read_ledger(book, ledger)


def read_ledger(book: xw.Book, ledger: Ledger) -> OpenLedger:
    """Read our columns of a kept table that is there.

    Rows that stand right under the table belong to it: a host that was stopped while it wrote them never came
    to stretch the table.

    Raises:
        HeadingMissing: One of our headings is gone.
    """
    sheet = book.sheets[ledger.name]
    last = sheet.used_range.last_cell
    cells: list[list[Any]] = sheet.range((1, 1), (last.row, last.column)).options(ndim=2).value
    head, columns = _find_headings(ledger, cells)
    table = table_of(sheet, ledger.name)
    end = table.range.last_cell.row if table else head
    opened = OpenLedger(ledger, sheet, head, columns)
    key = columns[ledger.key.key] - 1
    for place, row in enumerate(cells[head:], head + 1):
        if row[key] in (None, "") or place > max(end, *opened.places[-1:], head) + 1:
            if place > end and any(row[column - 1] not in (None, "") for column in columns.values()):
                opened.taken.add(place)
            continue
        opened.places.append(place)
        opened.rows.append({})
        for column in ledger.columns:
            opened.rows[-1][column.key] = _read_cell(opened, column, row[columns[column.key] - 1])
    return opened


def table_of(sheet: xw.Sheet, name: str) -> xw.main.Table | None:
    """The table of a name on a sheet; none where its user made it a plain range."""
    return next((table for table in sheet.tables if table.name == name), None)


def _stretch(sheet: xw.Sheet, name: str, bottom: int) -> None:
    """Let a table reach down to a row."""
    table = table_of(sheet, name)
    if table and bottom > table.range.last_cell.row:
        known = table.range
        table.resize(sheet.range((known.row, known.column), (bottom, known.last_cell.column)))


def _find_headings(ledger: Ledger, cells: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """Row of the headings and column of each, both from 1."""
    names = {column.key: {column.heading, *column.title} for column in ledger.columns}
    for number, row in enumerate(cells, 1):
        words = [str(cell).strip() if cell is not None else "" for cell in row]
        if not names[ledger.key.key] & set(words):
            continue
        columns = {}
        for column in ledger.columns:
            at = next((i for i, word in enumerate(words, 1) if word in names[column.key]), None)
            if at is None:
                raise HeadingMissing(sheet=ledger.name, heading=column.heading)
            columns[column.key] = at
        return number, columns
    raise HeadingMissing(sheet=ledger.name, heading=ledger.key.heading)


def _read_cell(opened: OpenLedger, column: LedgerColumn, value: Any) -> Any:
    """A cell as its column understands it; what it does not is none, and named in `unread`."""
    if value is None or value == "":
        return None
    if column.kind is Kind.CHOICE:
        choice = chosen(value, column.choices)
        if choice is None:
            words = Text(", ".join(c.en for c in column.choices), "、".join(c.zh for c in column.choices))
            _not_asked(opened, column, value, words)
        return both(choice) if choice else None
    if column.kind is Kind.DATE:
        day = read_day(value)
        if day is None and column.asks:
            _not_asked(opened, column, value, A_DATE)
        return value if day is None and not column.asks else day
    if column.kind is Kind.NUMBER:
        if isinstance(value, int | float):
            return float(value)
        if column.asks:
            _not_asked(opened, column, value, A_NUMBER)
        return None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else str(value)


def _not_asked(opened: OpenLedger, column: LedgerColumn, value: Any, expected: Text) -> None:
    """Remember a cell of the last row read that cannot be understood."""
    cell = opened.cell(len(opened.places) - 1, column.key)
    opened.unread.append(NotWhatIsAsked(cell=cell, heading=column.heading, found=value, expected=expected))


def read_day(value: Any) -> date | None:
    """The day in a cell: a date, or a text such as 2026-06-01 or 2026/6/1; none for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"):
            try:
                return datetime.strptime(value.strip(), form).date()
            except ValueError:
                continue
    return None


def _same(known: Any, value: Any) -> bool:
    """Whether a cell already holds a value; blank is blank however it is spelt."""
    if known in (None, "") or value in (None, ""):
        return known in (None, "") and value in (None, "")
    return bool(known == value)


def _runs(columns: Iterable[int]) -> Iterator[list[int]]:
    """Columns in runs of neighbours."""
    for _, run in groupby(enumerate(sorted(columns)), key=lambda pair: pair[1] - pair[0]):
        yield [column for _, column in run]


def _lay_out(ledger: Ledger, sheet: xw.Sheet) -> None:
    """Write the title, hint, headings, notes and lists of choices, and an empty table."""
    sheet.range("A1").value, sheet.range("A2").value = (
        both(ledger.title),
        f"{ledger.hint.zh}  {ledger.hint.en}",
    )
    sheet.range("A1").font.size, sheet.range("A1").font.bold = 16, True
    sheet.range("A1").font.color, sheet.range("A2").font.color = ACCENT, MUTED
    width = len(ledger.columns)
    head = sheet.range((HEAD_ROW, 1), (HEAD_ROW, width))
    head.value = [[column.heading for column in ledger.columns]]
    sheet.tables.add(
        sheet.range((HEAD_ROW, 1), (HEAD_ROW + 1, width)),
        name=ledger.name,
        table_style_name="TableStyleLight1",
    )
    head.font.bold, head.font.color, head.color = True, "#FFFFFF", ACCENT
    head.wrap_text, head.vertical_alignment, head.row_height = True, "center", 60
    for number, column in enumerate(ledger.columns, 1):
        _format_column(sheet, number, column)
        for rule in ledger.rules:
            if rule.key == column.key:
                _apply_rule(sheet, column_letters(number - 1), rule)
    sheet.freeze_panes.freeze_at(f"A1:A{HEAD_ROW}")
    sheet.show_gridlines = False


def _apply_rule(sheet: xw.Sheet, letters: str, rule: Rule) -> None:
    """Let cells of a column stand out."""
    first = HEAD_ROW + 1
    formats = sheet.range(f"{letters}{first}:{letters}{ROWS_READY}").conditional_formats
    condition = f"=${letters}{first}{rule.condition}"
    formats.add_custom(condition, fill_color=rule.fill, font_color=rule.ink, font_bold=rule.bold)


def _format_column(sheet: xw.Sheet, number: int, column: LedgerColumn) -> None:
    """Width, format, choices and note of one column."""
    letters = column_letters(number - 1)
    whole, head = sheet.range(f"{letters}:{letters}"), sheet.range((HEAD_ROW, number))
    head.column_width = column.width
    if column.kind is Kind.DATE:
        whole.number_format = DATE
    if column.asks:
        body = sheet.range(f"{letters}{HEAD_ROW + 1}:{letters}{ROWS_READY}")
        if column.choices:
            body.data_validation.set_list([both(choice) for choice in column.choices])
        elif column.kind is Kind.DATE:
            body.data_validation.set_date("greater_than", date(2000, 1, 1))
        head.color = ASKED
        head.add_note(f"{column.asks.zh}\n{column.asks.en}")
