"""What the planner has selected."""

from typing import Any

import xlwings as xw

from pab_planner.excel.blocks import address_corners, cells_at, corners, runs, used_corners, visible_rows
from pab_planner.excel.cell_values import cell_values
from pab_planner.excel.host import com_errors, in_excel, is_unknown


def selected_cells(book: xw.Book) -> xw.Range | None:
    """The selected cells; None if no cells are selected.

    In Excel a selection is any object (a chart, a shape) or nothing. xlwings raises for those, and for a
    selection of more than 2,147,483,647 cells, such as a whole sheet, whose `Count` overflows.
    """
    if not in_excel(book):
        return book.selection
    selected = book.api.Application.Selection
    try:
        title, area, blocks = selected.Worksheet.Name, selected.Areas(1).Address, selected.Areas.Count
    except AttributeError:
        return None
    except com_errors() as error:  # xlwings makes one of the former too
        if is_unknown(error):
            return None
        raise  # a button pressed on a form would else not know that it was
    first = book.sheets[title].range(area)
    # Together many blocks have an address longer than Excel takes.
    return first if blocks == 1 else xw.Range(impl=type(first.impl)(xl=selected))


def is_of_several_rows(selection: xw.Range) -> bool:
    """Whether cells of more than one row may be selected."""
    return selection.rows.count > 1 or (in_excel(selection) and selection.api.Areas.Count > 1)


def chosen_rows(selection: xw.Range, last: int) -> list[int]:
    """The rows of a sheet in which selected cells lie, in all blocks that are selected.

    Of several rows those do not count that a filter or a closed group hides among them: the planner sees none of
    them. A single one does, for a button may be pressed on it before it is hidden.

    Args:
        selection: The selected cells.
        last: The last row to look at: a column may be selected whole, a million rows.
    """
    if in_excel(selection):
        blocks = [address_corners(area.Address) for area in selection.api.Areas]
    else:
        blocks = [corners(selection)]
    rows = {row for block in blocks for row in range(block.top, min(block.bottom, last) + 1)}
    if len(rows) < 2:
        return list(rows)
    return [row for run in runs(rows) for row in visible_rows(selection.sheet, run[0], run[-1])]


def cells_of_rows(selection: xw.Range) -> list[list[Any]]:
    """What stands in the rows in which selected cells lie, from column A on."""
    sheet, used = selection.sheet, used_corners(selection.sheet)
    return [
        values
        for run in runs(chosen_rows(selection, used.bottom))
        for values in cell_values(cells_at(sheet, run[0], 1, len(run), used.right))
    ]
