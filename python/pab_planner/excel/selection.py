"""What the planner has selected."""

import xlwings as xw

from pab_planner.excel.host import com_errors, in_excel, is_unknown


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
    except com_errors() as error:  # xlwings makes one of the former too
        if is_unknown(error):
            return None
        raise  # a button pressed on a form would else not know that it was
    return book.sheets[title].range(area)
