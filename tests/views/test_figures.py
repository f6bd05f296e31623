"""The sheet Figures, month after month."""

from datetime import date

import xlwings as xw

from pab_planner.alerts import MonthFigures
from pab_planner.sheets.own_sheets import FIGURES
from pab_planner.views.figures import BLOCKS, HEAD_ROW, write_figures


def month(number: int, still_open: int) -> MonthFigures:
    return MonthFigures(date(2026, number, 1), 3, 1, still_open, 0, 2, 4.5, None)


def test_each_month_is_a_row_and_the_charts_reach_down_to_it(host: xw.App) -> None:
    book = host.books.add()
    write_figures(book, [month(6, 5)])
    write_figures(book, [month(6, 5), month(7, 4)])
    sheet = book.sheets[FIGURES.name]
    assert sheet[f"A{HEAD_ROW + 1}:C{HEAD_ROW + 2}"].value == [["2026-06", 5, 0], ["2026-07", 4, 0]]
    assert sheet[f"J{HEAD_ROW + 2}:L{HEAD_ROW + 2}"].value == ["2026-07", 4.5, None]
    assert sorted(chart.name for chart in sheet.charts) == sorted(block.name for block in BLOCKS)
