"""Links from cells to other places of the workbook."""

from collections.abc import Sequence

import xlwings as xw

from pab_planner.excel.host import in_excel


def link_cells(cells: xw.Range, targets: Sequence[str]) -> None:
    """Link the cells of a column; links that were there go.

    xlwings writes a link's text and screen tip beside it, in three calls more, and cannot take one away.
    `ClearHyperlinks` leaves the cells' looks alone: https://learn.microsoft.com/office/vba/api/excel.range.clearhyperlinks

    Args:
        cells: One column of cells that hold texts.
        targets: Where each leads, `Alerts!A5`; "" nowhere.
    """
    if in_excel(cells):
        cells.api.ClearHyperlinks()
        links, place = cells.sheet.api.Hyperlinks, cells.api.Cells
        for row, target in enumerate(targets, 1):
            if target:
                links.Add(place(row, 1), "", target)
        return
    for cell, target in zip(cells, targets, strict=True):
        cell.impl.add_hyperlink(f"#{target}" if target else "", None, None)
