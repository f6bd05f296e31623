"""What the planner has selected."""

import xlwings as xw

from pab_planner.excel.host import com_errors, in_excel
from pab_planner.excel.undisturbed import is_busy


def selected_cells(book: xw.Book) -> xw.Range | None:
    """The selected cells, the first block where there are several; None if no cells are selected.

    In Excel a selection is any object (a chart, a shape) or nothing. xlwings raises for those, and for a
    selection of more than 2,147,483,647 cells, such as a whole sheet, whose `Count` overflows.
    """
    if not in_excel(book):
        return book.selection
    selected = book.api.Application.Selection
    try:
        title, area = selected.Worksheet.Name, selected.Areas(1).Address
    except AttributeError:
        return None
    except com_errors() as error:
        if is_busy(error):
            raise
        return None
    return book.sheets[title].range(area)
