"""What defines a table that the program keeps and people work in: its columns, and what may stand in them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from pab_planner.errors import SheetError
from pab_planner.language import Text, both
from pab_planner.sheets.palette import Colour

HEAD_ROW = 3
"""Where the headings of a new table stand: under its title and a line that says how to use it."""

ROWS_READY = 5_000
"""Row that a new table's lists of choices reach down to."""

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
        asks: What people are to fill in; None if the program fills it in.
        choices: What may stand in it, in both languages.
        optional: Whether the table may be without it; it is added when there is something to write in it.
    """

    key: str
    title: Text
    kind: Kind = Kind.TEXT
    width: float = 12
    asks: Text | None = None
    choices: tuple[Text, ...] = ()
    optional: bool = False

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
    ink: Colour | str
    fill: Colour | str | None = None
    bold: bool = True


@dataclass(frozen=True)
class Ledger:
    """What a kept table looks like.

    Attributes:
        name: Name of its table, and title that its sheet begins with.
        title: What stands above it.
        hint: How to use it, in one line.
        columns: Its columns; the first is the key.
        rules: Cells that stand out.
        continues: Whether a row that is filled in under another without its key belongs to the same.
        in_order: Columns of days of which none may be before the one named ahead of it.
    """

    name: str
    title: Text
    hint: Text
    columns: tuple[LedgerColumn, ...]
    rules: tuple[Rule, ...] = ()
    continues: bool = False
    in_order: tuple[tuple[str, ...], ...] = ()

    @property
    def key(self) -> LedgerColumn:
        """The column that a row is known by."""
        return self.columns[0]


class HeadingMissing(SheetError):
    """A kept table without one of its headings."""

    sentence = Text(
        "sheet {sheet}: the heading {heading} is missing; put it back over its cells",
        "工作表 {sheet}：缺少标题 {heading}；请在原列恢复该标题",
    )


class NotAKeptTable(SheetError):
    """A sheet of the planner's own that stands where a kept table would."""

    sentence = Text(
        "sheet {sheet} is not one of ours, but it or a table on it is called {table}, which is needed here; "
        "give it another name and press again",
        "工作表 {sheet} 不是本程序的表，但它（或其中的表格）名为 {table}，与所需名称冲突；请改名后再按一次",
    )


class NameTaken(SheetError):
    """A name of the planner's own that a kept table needs."""

    sentence = Text(
        "the workbook has a name {name} of its own, which a table is to have here; give that name another one "
        "(Formulas > Name Manager: formulas follow) and press again",
        "工作簿中已定义名称 {name}，与此处所需的表格名称冲突；请将其改名"
        "（公式 > 名称管理器，公式会自动随之更新）后再按一次",
    )


class TotalRowShown(SheetError):
    """A kept table with Excel's total row under it: a new row would be written over it."""

    sentence = Text(
        "sheet {sheet}: table {table} shows a total row, where its next row is to stand; switch it off "
        "(Table Design > Total Row) and press again",
        "工作表 {sheet}：表格 {table} 显示了汇总行，占用了下一行的位置；请取消“汇总行”（表设计 > 汇总行）后再按一次",
    )


class NotWhatIsAsked(SheetError):
    """A cell that people fill in and that cannot be understood."""

    sentence = Text(
        "{cell}: {heading} is {found}; expected {expected}", "{cell}：{heading}为 {found}；应为{expected}"
    )


class DatesOutOfOrder(NotWhatIsAsked):
    """A day that is before one which it can only follow."""

    sentence = Text(
        "{cell}: {heading} is {found}, which is before {earlier} ({day}); correct one of the two",
        "{cell}：{heading}为 {found}，早于{earlier}（{day}）；请更正其中之一",
    )


A_DATE = Text("a date such as 2026-06-01", "日期，如 2026-06-01")
A_NUMBER = Text("a number", "数字")


def out_of_order(
    ledger: Ledger,
    row: Mapping[str, Any],
    cell: Callable[[str], str],
    chains: Iterable[Sequence[str]] | None = None,
) -> Iterator[DatesOutOfOrder]:
    """What is to be said of each day of a row that is before one which it can only follow.

    Args:
        ledger: The table.
        row: Values of the row by key of the column.
        cell: Where the value of a column stands.
        chains: Columns in their order; those of the table if not given.
    """
    headings = {column.key: column.heading for column in ledger.columns}
    for chain in ledger.in_order if chains is None else chains:
        days = [(key, row[key]) for key in chain if isinstance(row.get(key), date)]
        for (earlier, before), (later, day) in pairwise(days):
            if day < before:
                words = {"heading": headings[later], "earlier": headings[earlier]}
                yield DatesOutOfOrder(cell=cell(later), found=day, day=before, **words)


def chosen(cell: object, choices: Sequence[Text]) -> Text | None:
    """The choice that a cell names, in either language or both; None if it names none."""
    word = str(cell).strip().casefold()
    return next((c for c in choices if word in (c.en.casefold(), c.zh, both(c).casefold())), None)


@lru_cache(maxsize=4096, typed=True)
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
