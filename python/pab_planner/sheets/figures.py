"""The sheet `Figures`: how early customers were warned, what surprised them, what waits, month by month."""

from collections.abc import Sequence

import xlwings as xw

from pab_planner.alerts import MonthFigures
from pab_planner.language import Text
from pab_planner.sheets.ledger import ACCENT, MUTED, both, has_sheet

TITLE = "Figures"
HEAD_ROW = 4
COLUMNS: tuple[Text, ...] = (
    Text("Month", "月份"),
    Text("Open", "未结"),
    Text("Overdue", "逾期"),
    Text("Opened", "新增"),
    Text("Cleared", "解除"),
    Text("Surprises", "突发断供"),
    Text("Warning lead time [days]", "预警提前期[天]"),
    Text("Time to clear [days]", "解除用时[天]"),
)
HINT = Text(
    "Open and overdue at the end of the month, the current month as of today. A surprise is a short period "
    "that began, or was confirmed, before the customer was warned.",
    "未结与逾期为月末数，本月为今日数。突发断供：短缺期开始或确认时客户尚未收到预警。",
)
CHARTS: tuple[tuple[str, Text, str, int, int, tuple[str, ...]], ...] = (
    ("PabOpen", Text("Open and overdue", "未结与逾期"), "column_clustered", 2, 3, ("#1F4E79", "#C00000")),
    ("PabSurprises", Text("Surprises", "突发断供"), "column_clustered", 6, 6, ("#C00000",)),
    (
        "PabDays",
        Text("Warning lead time and time to clear [days]", "预警提前期与解除用时[天]"),
        "line_markers",
        7,
        8,
        ("#1F4E79", "#B45F06"),
    ),
)
CHART_WIDTH, CHART_HEIGHT = 360, 220
CHART_COLUMN = len(COLUMNS) + 2


def write_figures(book: xw.Book, months: Sequence[MonthFigures]) -> None:
    """Write the table afresh; the charts are drawn again when a month is added."""
    if not has_sheet(book, TITLE):
        _create(book)
    sheet = book.sheets[TITLE]
    known = sheet.used_range.last_cell.row - HEAD_ROW
    rows = [
        [
            f"'{figures.month:%Y-%m}",
            *map(float, (figures.open, figures.overdue, figures.opened, figures.cleared, figures.surprises)),
            figures.lead_time,
            figures.time_to_clear,
        ]
        for figures in months
    ]
    if not rows:
        return
    sheet.range((HEAD_ROW + 1, 1), (HEAD_ROW + len(rows), len(COLUMNS))).value = rows
    sheet.range((HEAD_ROW + 1, 7), (HEAD_ROW + len(rows), 8)).number_format = "0.0"
    if known != len(rows) or not len(sheet.charts):
        _draw(sheet, len(rows))


def _create(book: xw.Book) -> None:
    """Write the sheet with its headings."""
    sheet = book.sheets.add(TITLE, after=book.sheets[book.sheets.count - 1])
    sheet.range("A1").value = both(Text("Figures", "指标"))
    sheet.range("A1").font.size, sheet.range("A1").font.bold = 16, True
    sheet.range("A1").font.color, sheet.range("A2").font.color = ACCENT, MUTED
    sheet.range("A2").value = [[HINT.zh], [HINT.en]]
    sheet.range("A3").font.color = MUTED
    head = sheet.range((HEAD_ROW, 1), (HEAD_ROW, len(COLUMNS)))
    head.value = [[both(title) for title in COLUMNS]]
    head.font.bold, head.font.color, head.color = True, "#FFFFFF", ACCENT
    head.wrap_text, head.vertical_alignment, head.row_height = True, "center", 46
    head.column_width = 12
    sheet.show_gridlines = False
    sheet.freeze_panes.freeze_at(f"1:{HEAD_ROW}")


def _draw(sheet: xw.Sheet, months: int) -> None:
    """Draw the charts beside the table."""
    for chart in list(sheet.charts):
        if chart.name in {name for name, *_ in CHARTS}:
            chart.delete()
    for number, (name, title, kind, first, last, colours) in enumerate(CHARTS):
        anchor = sheet.range((HEAD_ROW + 1, CHART_COLUMN))
        chart = sheet.charts.add(
            anchor.left,
            anchor.top + number * (CHART_HEIGHT + 12),
            CHART_WIDTH,
            CHART_HEIGHT,
            chart_type=kind,
            name=name,
        )
        chart.set_source_data(sheet.range((HEAD_ROW, first), (HEAD_ROW + months, last)), plot_by="columns")
        chart.set_x_axis_values(sheet.range((HEAD_ROW + 1, 1), (HEAD_ROW + months, 1)))
        chart.title = both(title)
        chart.legend.visible = last > first
        if last > first:
            chart.legend.position = "bottom"
        for series, colour in zip(chart.series, colours, strict=True):
            if kind == "line_markers":
                series.line_color = colour
            else:
                series.fill_color = colour
