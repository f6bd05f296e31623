"""A cell that leads to another cell of its workbook when it is clicked."""

import xlwings as xw

from pab_planner.excel.host import in_excel


def link_to_cell(cell: xw.Range, sheet: str, place: str) -> None:
    """Let a cell lead to another, its text as it is.

    xlwings gives Excel one address only, where a place in the same workbook is a "sub-address":
    https://learn.microsoft.com/office/vba/api/excel.hyperlinks.add

    Args:
        cell: The cell, which holds a text.
        sheet: Title of the sheet that it leads to.
        place: The cell there, `B5`.
    """
    target = "'{}'!{}".format(sheet.replace("'", "''"), place)
    if in_excel(cell):
        # By position: late bound, pywin32 drops what stands after a gap.
        cell.api.Hyperlinks.Add(cell.api, "", target)
        return
    cell.impl.add_hyperlink(f"#{target}", None, None)  # a text that xlwings wrote anew could become a formula


def unlink(cells: xw.Range) -> None:
    """Let cells lead nowhere, their texts and looks as they are; xlwings has no word for it."""
    if in_excel(cells):
        cells.api.ClearHyperlinks()
    else:
        cells.impl.unlink()
