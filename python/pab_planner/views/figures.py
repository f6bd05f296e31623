"""The sheet `Figures`: how early customers were warned, what surprised them, what waits, month by month."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import xlwings as xw

from pab_planner.alerts import MonthFigures
from pab_planner.excel.blocks import cells_at, used_rows, write_cells
from pab_planner.language import Text, both
from pab_planner.ledgers.ledger_layout import style_headings, write_title
from pab_planner.sheets.cell_text import as_text
from pab_planner.sheets.new_sheet import make_sheet, our_sheet
from pab_planner.sheets.own_sheets import FIGURES
from pab_planner.sheets.palette import ACCENT, ASKED, MUTED, RED
from pab_planner.sheets.paper import LANDSCAPE, set_up_page

HEAD_ROW = 27
"""The tables stand under the charts, so that a reader sees these first."""

LAST_COLUMN = 12
"""Up to which tables and charts reach."""

CHART_ROW, CHART_HEIGHT = 5, 290
MONTH = Text("Month", "月份")
HINT = (
    Text(
        "Open and overdue at the end of the month; the current month as of today.",
        "未结与逾期为月末数，本月为今日数。",
    ),
    Text(
        "A surprise is a short period that began, or was confirmed, before the customer was warned.",
        "突发断供：短缺期开始或确认时，客户尚未收到预警。",
    ),
)


class ChartedTable(NamedTuple):
    """A table with the months down its first column, and the chart of its first figures.

    Attributes:
        name: Name of the chart.
        title: Its title.
        left: Column of the months, from 1.
        width: Width of its columns [characters]; the chart stands over all of them.
        columns: Headings of the figures.
        figures: The figures of a month.
        colours: One for each figure that is drawn.
    """

    name: str
    title: Text
    left: int
    width: float
    columns: tuple[Text, ...]
    figures: Callable[[MonthFigures], tuple[float | None, ...]]
    colours: tuple[str, ...]


BLOCKS = (
    ChartedTable(
        "PabOpen",
        Text("Open and overdue", "未结与逾期"),
        1,
        13,
        (Text("Open", "未结"), Text("Overdue", "逾期"), Text("Opened", "新增"), Text("Cleared", "解除")),
        lambda month: (month.open, month.overdue, month.opened, month.cleared),
        (ACCENT, RED),
    ),
    ChartedTable(
        "PabSurprises",
        Text("Surprises", "突发断供"),
        7,
        26,
        (Text("Surprises", "突发断供"),),
        lambda month: (month.surprises,),
        (RED,),
    ),
    ChartedTable(
        "PabDays",
        Text("Days of warning, to clear", "预警与解除天数"),
        10,
        19,
        (Text("Warning lead time [days]", "预警提前期[天]"), Text("Time to clear [days]", "解除用时[天]")),
        lambda month: (month.lead_time, month.time_to_clear),
        (ACCENT, ASKED),
    ),
)


def write_figures(book: xw.Book, months: Sequence[MonthFigures]) -> None:
    """Write the tables afresh; the charts are drawn again when a month is added."""
    if not months:
        return
    sheet = our_sheet(book, FIGURES)
    if sheet is None or used_rows(sheet) - HEAD_ROW != len(months):
        sheet = make_sheet(book, FIGURES, partial(_lay_out, len(months)))
    for block in BLOCKS:
        area = cells_at(sheet, HEAD_ROW + 1, block.left, len(months), 1 + len(block.columns))
        figures = [
            [
                as_text(f"{month.month:%Y-%m}"),
                *(None if n is None else float(n) for n in block.figures(month)),
            ]
            for month in months
        ]
        write_cells(area, figures)


def _lay_out(months: int, sheet: xw.Sheet) -> None:
    """Write the headings, and draw a chart over the place of each table."""
    write_title(sheet, both(FIGURES.heading))
    hints = sheet.range("A2:A3")
    hints.value = [[f"{hint.zh}  {hint.en}"] for hint in HINT]
    hints.font.color = MUTED
    for block in BLOCKS:
        head = cells_at(sheet, HEAD_ROW, block.left, width=1 + len(block.columns))
        headings = [both(title) for title in (MONTH, *block.columns)]
        write_cells(head, [headings])
        head.column_width, head.horizontal_alignment = block.width, "right"
        cells_at(sheet, HEAD_ROW, block.left).horizontal_alignment = "left"
        style_headings(head, [(heading, block.width) for heading in headings])
    sheet.show_gridlines = False
    bottom = HEAD_ROW + months
    set_up_page(sheet, sheet.range((1, 1), (bottom, LAST_COLUMN)).address, orientation=LANDSCAPE)
    for block in BLOCKS:
        _draw(sheet, block, bottom)


def _draw(sheet: xw.Sheet, block: ChartedTable, bottom: int) -> None:
    """Draw the chart of a block over its table."""
    place = sheet.range((CHART_ROW, block.left), (CHART_ROW, block.left + len(block.columns)))
    chart = sheet.charts.add(
        place.left,
        place.top,
        place.width,
        CHART_HEIGHT,
        chart_type="column_clustered",
        source=sheet.range((HEAD_ROW, block.left), (bottom, block.left + len(block.colours))),
        plot_by="columns",
        name=block.name,
    )
    chart.title = both(block.title)
    chart.legend.visible = len(block.colours) > 1
    if len(block.colours) > 1:
        chart.legend.position = "bottom"
    for series, colour in zip(chart.series, block.colours, strict=True):
        series.fill_color = colour
