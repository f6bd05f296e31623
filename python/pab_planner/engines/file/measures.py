"""How far a sheet is filled, and how wide and high its columns and rows are."""

from typing import Any

from pab_planner.engines.file.cells import read
from pab_planner.engines.file.openpyxl_types import Worksheet
from pab_planner.engines.file.styles import column_dimension, number_format_of
from pab_planner.language import text_width
from pab_planner.ooxml.rectangle import Box

_STANDARD_WIDTH, _STANDARD_HEIGHT = 8.43, 15.0
_WIDEST, _MARGIN = 60, 2


def used_box(ws: Worksheet) -> Box:
    """The smallest block that holds every kept cell; A1 if there is none."""
    places: dict[tuple[int, int], Any] = ws._cells
    if not places:
        return Box(1, 1, 1, 1)
    rows, columns = [row for row, _ in places], [column for _, column in places]
    return Box(min(rows), min(columns), max(rows), max(columns))


def column_width(ws: Worksheet, column: int) -> float:
    """Width of a column in characters."""
    for dimension in ws.column_dimensions.values():
        dimension.reindex()
        if dimension.min <= column <= dimension.max and dimension.customWidth:
            return float(dimension.width)
    return float(ws.sheet_format.defaultColWidth or _STANDARD_WIDTH)


def set_column_width(ws: Worksheet, column: int, width: float) -> None:
    """Set the width of a column in characters."""
    column_dimension(ws, column).width = width


def row_height(ws: Worksheet, row: int) -> float:
    """Height of a row in points, 0 where it is hidden."""
    height = ws.row_dimensions[row].height if row in ws.row_dimensions else None
    if row in ws.row_dimensions and ws.row_dimensions[row].hidden:
        return 0.0
    return float(height or ws.sheet_format.defaultRowHeight or _STANDARD_HEIGHT)


def width(ws: Worksheet, columns: range) -> float:
    """Width of columns in points; a character of Calibri 11 takes 7 pixels, the margins 5."""
    return sum((round(column_width(ws, column) * 7) + 5) * 0.75 for column in columns)


def height(ws: Worksheet, rows: range) -> float:
    """Height of rows in points."""
    return sum(row_height(ws, row) for row in rows)


def fit_columns(ws: Worksheet, box: Box) -> None:
    """Make each column as wide as its longest line, within reason; a Chinese character takes two places."""
    merged = {place for area in ws.merged_cells.ranges for place in area.cells}
    for column in box.columns:
        part = Box(box.top, column, box.bottom, column)
        longest = max(
            (
                _shown_width(value, _format(ws, row, column))
                for row, (value,) in enumerate(read(ws, part), box.top)
                if value is not None and (row, column) not in merged
            ),
            default=0,
        )
        if longest:
            set_column_width(ws, column, min(_WIDEST, longest + _MARGIN))


def fit_rows(ws: Worksheet, box: Box) -> None:
    """Leave the height of rows to the host, which fits them when it opens the file."""
    for row in box.rows:
        if row in ws.row_dimensions:
            ws.row_dimensions[row].height = None


def _format(ws: Worksheet, row: int, column: int) -> str:
    cell = ws._cells.get((row, column))
    style = cell._style if cell is not None else None
    return number_format_of(ws.parent, style.numFmtId) if style is not None else "General"


def _shown_width(value: Any, number_format: str) -> int:
    """Places that a value takes on the screen."""
    if isinstance(value, str):
        return max(text_width(line) for line in value.split("\n"))
    if isinstance(value, float):
        decimals = (
            len(number_format.partition(".")[2].partition(";")[0].rstrip("_) "))
            if "0" in number_format
            else 0
        )
        text = f"{value:.10g}" if number_format == "General" else f"{value:,.{min(decimals, 9)}f}"
        return len(text) + number_format.count("▼")
    if isinstance(value, bool):
        return 5
    return max(len(number_format), 10)
