"""What goes by the sheet that a window shows: frozen panes, and where relative references start."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import xlwings as xw

from pab_planner.excel.host import com_errors, in_excel
from pab_planner.excel.insist import insist
from pab_planner.excel.sheets import VISIBLE


def freeze_panes(sheet: xw.Sheet, rows: int, columns: int = 0) -> None:
    """Let the first rows and columns of a sheet stay in view.

    xlwings' Windows engine has no `freeze_panes` (https://github.com/xlwings/xlwings/issues/2463).
    """
    if not in_excel(sheet):
        place = sheet.range((1, 1), (rows, columns)) if columns else f"1:{rows}"
        sheet.freeze_panes.freeze_at(place)
        return
    with in_front(sheet.api) as window:
        window.FreezePanes = False
        window.ScrollRow = window.ScrollColumn = 1  # rows that are scrolled away would freeze out of reach
        window.SplitRow, window.SplitColumn = rows, columns
        window.FreezePanes = True


@contextmanager
def in_front(sheet: Any) -> Iterator[Any]:
    """Show a sheet of Excel's own kind for a moment; gives the window that shows it.

    What was in front, and what was selected on the sheet, is so again afterwards.
    """
    excel, book = sheet.Application, sheet.Parent
    before = excel.ActiveSheet
    shown = book.ActiveSheet
    hidden = None
    try:
        sheet.Activate()
    except com_errors():
        if (visible := sheet.Visible) == VISIBLE:
            raise
        hidden, sheet.Visible = visible, VISIBLE  # Excel brings no hidden sheet to the front
        sheet.Activate()
    selected = excel.Selection
    try:
        yield book.Windows(1)
    finally:
        if selected is not None:
            selected.Select()
        if hidden is not None:
            insist(partial(setattr, sheet, "Visible", hidden))
        shown.Activate()
        if before is not None:
            before.Activate()
