"""Blocks of cells in few calls: each call to Excel takes some tenths of a millisecond, whatever it moves.

xlwings makes some seventeen calls to write a value (where the cells are, how many, of which sheet); two do.
"""

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

import xlwings as xw
from xlwings.utils import a1_to_tuples, col_name, hex_to_rgb

from pab_planner.excel.host import WINDOWS_ENGINE, in_excel
from pab_planner.excel.undoing import at_the_end, on_failure, recording

Colour = tuple[int, int, int] | str

LONGEST_ADDRESS = 255
SHIFT_DOWN, SHIFT_UP, FORMAT_FROM_ABOVE = -4121, -4162, 0
CONTINUOUS, THIN = 1, 2
"""Excel's numbers (XlInsertShiftDirection, XlDeleteShiftDirection, XlInsertFormatOrigin, XlLineStyle, XlBorderWeight)."""


def cells_at(sheet: xw.Sheet, row: int, column: int, height: int = 1, width: int = 1) -> xw.Range:
    """A block of cells by its first row and column, both from 1, and its size."""
    first = f"{col_name(column)}{row}"
    last = f"{col_name(column + width - 1)}{row + height - 1}"
    return sheet.range(first if (height, width) == (1, 1) else f"{first}:{last}")


def areas(sheet: xw.Sheet, addresses: Iterable[str]) -> Iterator[xw.Range]:
    """Blocks of a sheet that are to look or read alike: in Excel many of them are one range, with one call.

    Excel takes a range by an address of 255 characters at most.
    """
    if not in_excel(sheet):
        yield from map(sheet.range, addresses)
        return
    together = ""
    for address in addresses:
        if together and len(together) + len(address) >= LONGEST_ADDRESS:
            yield sheet.range(together)
            together = ""
        together += f",{address}" if together else address
    if together:
        yield sheet.range(together)


def number_formats(sheet: xw.Sheet, cells: Sequence[str]) -> dict[str, str]:
    """The number format of each of some cells, which as a rule is the same."""
    if not in_excel(sheet):
        return {cell: sheet.range(cell).number_format for cell in cells}
    formats: dict[str, str] = {}
    rest = list(cells)
    for area in areas(sheet, cells):
        size = int(area.api.Count)
        these, rest = rest[:size], rest[size:]
        common = area.api.NumberFormat
        formats |= {cell: common or str(sheet.api.Range(cell).NumberFormat) for cell in these}
    return formats


def fill_text(cells: xw.Range, text: str) -> None:
    """Write the same text into all cells of one of `areas`."""
    if in_excel(cells):
        cells.api.Value = text
    else:
        cells.value = text


def write_formula(cell: xw.Range, formula: str) -> None:
    """Write a formula of one value into a cell."""
    if in_excel(cell):
        cell.api.Formula = formula
    else:
        cell.formula = formula


class Corners(NamedTuple):
    """The first and the last cell of a block; all numbers count from 1."""

    top: int
    left: int
    bottom: int
    right: int


def corners(cells: xw.Range) -> Corners:
    """Where a block begins and ends; xlwings makes sixteen calls to find the last cell.

    Excel leaves out of an address what a block takes all of: columns that are used down to their very end are
    `$A:$C`.
    """
    if in_excel(cells):
        return address_corners(cells.api.Address)
    last = cells.last_cell
    return Corners(cells.row, cells.column, last.row, last.column)


def address_corners(address: str) -> Corners:
    """Where a block begins and ends, by its address."""
    first, last = a1_to_tuples(address.replace("$", ""))
    return Corners(*first, *(last or first))


MANY_ROWS, MANY_COLUMNS = 10_000, 500
"""Up to here a used range is read as it is; beyond, Excel is asked first where its cells hold something."""


def used_corners(sheet: xw.Sheet) -> Corners:
    """Where the used range begins and ends.

    In Excel cells that are only formatted are used too, a column down to the sheet's end for instance: these
    are left out of a range that is large. `CountA` counts what filters and hidden rows hide, which `Find` does not.
    """
    used = corners(sheet.used_range)
    if not in_excel(sheet) or (used.bottom <= MANY_ROWS and used.right <= MANY_COLUMNS):
        return used
    filled = sheet.api.Application.WorksheetFunction.CountA

    def last(first: int, end: int, cells: Callable[[int, int], xw.Range]) -> int:
        """The last row or column that holds something, found by halves."""
        while first < end:
            middle = (first + end) // 2
            if filled(cells(middle + 1, end).api):
                first = middle + 1
            else:
                end = middle
        return end

    top, left, bottom, right = used
    if bottom > MANY_ROWS:
        bottom = last(top, bottom, lambda a, b: cells_at(sheet, a, left, b - a + 1, right - left + 1))
    if right > MANY_COLUMNS:
        right = last(left, right, lambda a, b: cells_at(sheet, top, a, bottom - top + 1, b - a + 1))
    return Corners(top, left, bottom, right)


def used_block(sheet: xw.Sheet) -> xw.Range:
    """The cells from A1 to the end of the used range."""
    used = used_corners(sheet)
    return cells_at(sheet, 1, 1, used.bottom, used.right)


def used_rows(sheet: xw.Sheet) -> int:
    """The last row of the used range."""
    return used_corners(sheet).bottom


def may_hide_rows(sheet: xw.Sheet, last: int) -> bool:
    """Whether one of the first rows of a sheet may be hidden; Excel tells with one call that none is."""
    return not in_excel(sheet) or sheet.api.Range(f"1:{last}").Hidden is not False


def visible_rows(sheet: xw.Sheet, first: int, last: int) -> list[int]:
    """Those of neighbouring rows that are not hidden; Excel tells it of many at once where they are alike."""
    if not in_excel(sheet):
        return [row for row in range(first, last + 1) if sheet.range((row, 1)).row_height]
    hidden = sheet.api.Range(f"{first}:{last}").Hidden
    if hidden is None:  # some are
        middle = (first + last) // 2
        return visible_rows(sheet, first, middle) + visible_rows(sheet, middle + 1, last)
    return [] if hidden else list(range(first, last + 1))


def write_cells(cells: xw.Range, rows: Sequence[Sequence[Any]], *, filtered: bool = False) -> None:
    """Write rows of values into a block of the same size.

    Args:
        cells: The block.
        rows: Its values; none is a blank.
        filtered: Whether a filter hides rows. Excel writes an array into the visible cells only, and its
            first value into all cells of a hidden row (https://github.com/xlwings/xlwings/issues/679 and
            747): each cell is then written alone.
    """
    if not in_excel(cells):
        alone = len(rows) == 1 and len(rows[0]) == 1
        cells.value = rows[0][0] if alone else rows  # xlwings resizes the range twice for a list
        return
    prepare = importlib.import_module(WINDOWS_ENGINE).engine.prepare_xl_data_element
    block = tuple(tuple(prepare(value, None) for value in row) for row in rows)
    put_back_on_failure(cells, filtered=filtered)
    _write(cells.api, block, filtered=filtered)


def _write(cells: Any, block: tuple[tuple[Any, ...], ...], *, filtered: bool) -> None:
    """Write values into cells of Excel's own kind."""
    if not filtered:
        cells.Value = block[0][0] if len(block) == len(block[0]) == 1 else block
        return
    place = cells.Cells
    for down, row in enumerate(block, 1):
        for across, value in enumerate(row, 1):
            place(down, across).Value = value


def put_back_on_failure(cells: xw.Range, *, filtered: bool = False) -> None:
    """Let cells hold again what stands in them now, if the press fails; to be said before they are written."""
    if recording() and in_excel(cells):
        formulas, values = (_rows(each) for each in (cells.api.Formula, cells.api.Value2))
        block = tuple(tuple(map(_as_entered, *row)) for row in zip(formulas, values, strict=True))
        on_failure(partial(_write, cells.api, block, filtered=filtered))


def empty_on_failure(cell: xw.Range) -> None:
    """Let the whole column of a cell, which is blank now, be so again if the press fails."""
    if recording() and in_excel(cell):
        column = cell.api.EntireColumn
        on_failure(partial(setattr, column, "ColumnWidth", column.ColumnWidth))
        on_failure(lambda: column.Clear())


def put_height_back_on_failure(cells: xw.Range) -> None:
    """Let rows that are all of one height be so high again if the press fails."""
    if recording():
        on_failure(partial(setattr, cells, "row_height", cells.row_height))


def resize_table(table: xw.main.Table, bottom: int, right: int) -> None:
    """Let a table end at another last cell."""
    area = table.range
    top, left = corners(area)[:2]
    wanted = cells_at(area.sheet, top, left, bottom - top + 1, right - left + 1)
    on_failure(partial(table.resize, area))
    table.resize(wanted)


def _rows(block: Any) -> tuple[tuple[Any, ...], ...]:
    """What Excel says of cells, row by row."""
    return block if isinstance(block, tuple) else ((block,),)


def _as_entered(formula: Any, value: Any) -> Any:
    """What to write into a cell so that it holds the same again: a text is not to be read as anything else."""
    if isinstance(value, str) and formula == value:
        return f"'{value}" if value else None
    is_formula = isinstance(formula, str) and formula.startswith("=")
    return formula if is_formula or type(value) is int else value  # a whole number is an error's


def insert_rows(sheet: xw.Sheet, first: int, count: int) -> None:
    """Insert rows that look like the one above them."""
    rows = sheet.range(f"{first}:{first + count - 1}")
    if in_excel(sheet):
        # Copied cells would be inserted in their place.
        sheet.api.Application.CutCopyMode = False
        rows.api.Insert(SHIFT_DOWN, FORMAT_FROM_ABOVE)
    else:
        rows.insert("down", copy_origin="format_from_left_or_above")
    on_failure(partial(delete_rows, sheet, first, first + count - 1))


def delete_rows(sheet: xw.Sheet, first: int, last: int) -> None:
    """Take rows away; those below move up."""
    if in_excel(sheet):
        sheet.api.Range(f"{first}:{last}").Delete(SHIFT_UP)
    else:
        sheet.range(f"{first}:{last}").delete("up")


def delete_rows_at_the_end(sheet: xw.Sheet, rows: Sequence[int]) -> None:
    """Take rows that hold nothing but ours away once all else is done: in Excel all at once, where it does that.

    It does not delete rows that lie apart where a table is. One that it then deletes and the next it does not:
    what stands in that one goes, and the row stays.
    """
    blocks = [(run[0], run[-1]) for run in runs(rows)]
    if not in_excel(sheet) or len(blocks) < 2 or sheet.api.ListObjects.Count:
        for first, last in reversed(blocks):
            at_the_end(partial(delete_rows, sheet, first, last), sheet.range(f"{first}:{last}").clear)
        return
    together, *more = (area.api for area in areas(sheet, (f"{first}:{last}" for first, last in blocks)))
    for each in more:
        together = sheet.api.Application.Union(together, each)
    at_the_end(lambda: together.Delete(SHIFT_UP))


def runs(numbers: Iterable[int]) -> Iterator[range]:
    """Numbers of rows or columns in runs of neighbours, the least first."""
    for _, run in groupby(enumerate(sorted(numbers)), lambda nth: nth[1] - nth[0]):
        neighbours = [number for _, number in run]
        yield range(neighbours[0], neighbours[-1] + 1)


def draw_grid(cells: xw.Range, colour: str) -> None:
    """Thin lines around and between cells. xlwings sets each of the six sides alone, in thirty calls."""
    if in_excel(cells):
        lines = cells.api.Borders
        lines.LineStyle, lines.Weight, lines.Color = CONTINUOUS, THIN, excel_colour(colour)
    else:
        cells.borders.set("all", line_style="continuous", weight="thin", color=colour)


def excel_colour(colour: Colour) -> int:
    """A colour as Excel counts it: red in the lowest byte."""
    red, green, blue = hex_to_rgb(colour) if isinstance(colour, str) else colour
    return int(red + 256 * green + 65_536 * blue)


def merge_cells(cells: xw.Range) -> None:
    """Make one of the empty cells of each block: Excel asks nothing, for nothing is lost.

    As when somebody selects several blocks and merges them. xlwings makes twelve calls of one.
    """
    if in_excel(cells):
        cells.api.Merge()
    else:
        cells.merge()


def indent(cells: xw.Range) -> None:
    """Keep texts one step off the edge of their cells. xlwings does not know it."""
    if in_excel(cells):
        cells.api.IndentLevel = 1
    else:
        cells.impl.indent()


def merged_width(cell: xw.Range) -> int:
    """How many columns a merged cell takes."""
    if not in_excel(cell):
        return int(cell.merge_area.shape[1])
    merged = address_corners(cell.api.MergeArea.Address)
    return merged.right - merged.left + 1


def is_filtered(sheet: xw.Sheet) -> bool:
    """Whether a filter hides rows of a sheet, its own or that of a table."""
    if not in_excel(sheet):
        return False
    if sheet.api.FilterMode:
        return True
    filters = (table.AutoFilter for table in sheet.api.ListObjects)
    return any(each is not None and each.FilterMode for each in filters)
