"""A table on a terminal: what matters most stays readable however narrow it is."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from pab_planner.language import Language, Text

LEAST, MOST = 10, 28
"""Width of a column that gives way [characters]."""

PADDING = 3
"""Width of a column's padding and border [characters]."""

NOT_SHOWN = Text("Too narrow for: {columns}", "窗口太窄，未显示：{columns}")


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        heading: Its heading.
        rank: Order in which columns are dropped when there is no room, the highest first; 0 stays.
        right: Whether it is aligned to the right, as numbers are.
        gives_way: Whether it may be cut short.
        wraps: Whether its cells may take several lines.
    """

    heading: Text
    rank: int = 0
    right: bool = False
    gives_way: bool = False
    wraps: bool = False


def print_table(
    terminal: Console, columns: Sequence[Column], rows: Sequence[Sequence[Styled]], language: Language
) -> None:
    """Print a table, without the columns for which there is no room."""
    headings = [column.heading.say(language) for column in columns]
    widths = [
        _width(column, max(map(cell_len, [heading, *(row[index].plain for row in rows)])))
        for index, (column, heading) in enumerate(zip(columns, headings, strict=True))
    ]
    shown = _fitting(columns, widths, terminal.width)
    spare = max(0, terminal.width - sum(widths[index] + PADDING for index in shown))
    table = Table(header_style="bold", box=SIMPLE_HEAD)
    for index in shown:
        column = columns[index]
        table.add_column(
            Styled(headings[index]),
            justify="right" if column.right else "left",
            no_wrap=not column.wraps,
            overflow="fold" if column.wraps else "ellipsis",
            min_width=widths[index],
            max_width=min(MOST, widths[index] + spare) if column.gives_way else None,
        )
    for row in rows:
        table.add_row(*(row[index] for index in shown))
    terminal.print(table)
    left_out = [heading for index, heading in enumerate(headings) if index not in shown]
    if left_out:
        between = "、" if language == "zh" else ", "
        terminal.print(NOT_SHOWN.say(language, columns=between.join(left_out)), style="dim", markup=False)


def _width(column: Column, needed: int) -> int:
    """The least width that a column can do with."""
    return (
        min(needed, LEAST if column.gives_way else 2 * LEAST) if column.gives_way or column.wraps else needed
    )


def _fitting(columns: Sequence[Column], widths: Sequence[int], room: int) -> list[int]:
    """Indices of the columns for which there is room."""
    shown = list(range(len(columns)))
    while sum(widths[index] + PADDING for index in shown) > room:
        last = max(shown, key=lambda index: (columns[index].rank, index))
        if columns[last].rank == 0:
            break
        shown.remove(last)
    return shown
