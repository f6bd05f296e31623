"""A kept table on the screen and on paper: nothing of a heading is cut off."""

import pytest
import xlwings as xw

from pab_planner.ledgers.ledger import HEAD_ROW
from pab_planner.ledgers.ledger_layout import wide_enough
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.register import ALERTS


def test_a_column_is_as_wide_as_the_longest_word_of_its_heading_and_the_filters_button() -> None:
    # "Overdue" is seven bold letters, 7 x 1.15 = 8.05 characters, and the button takes 3.5.
    assert wide_enough("Overdue [days] 逾期[天]", 9) == pytest.approx(11.55, abs=0.06)
    assert wide_enough("Item 物料", 16) == 16


def test_the_title_and_the_headings_have_room(host: xw.App) -> None:
    sheet = open_ledger(host.books.add(), ALERTS).sheet
    assert sheet["A1"].row_height >= 24  # letters of 16 points
    # "Countermeasures in force 生效应对措施" takes three bold lines of 15 points, the button one more.
    assert sheet[f"A{HEAD_ROW}"].row_height >= 60


def test_a_wide_table_prints_on_pages_side_by_side_that_name_the_alert(host: xw.App) -> None:
    page = open_ledger(host.books.add(), ALERTS).sheet.page_setup.api
    assert (page.FitToPagesWide, page.FitToPagesTall) == (3, False)
    assert (page.PrintTitleRows, page.PrintTitleColumns) == ("$1:$3", "$A:$A")
