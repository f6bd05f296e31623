"""Whether two workbooks are the same: each cell, its look, and what else a planner sees of a sheet."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

NEAR = 0.1
"""Points or characters by which heights and widths may differ: files round them."""


def differences(one: Path, other: Path) -> list[str]:
    """What differs, with its place."""
    mine, theirs = openpyxl.load_workbook(one), openpyxl.load_workbook(other)
    found = []
    if mine.sheetnames != theirs.sheetnames:
        found.append(f"sheets: {mine.sheetnames} and {theirs.sheetnames}")
    for title in theirs.sheetnames:
        if title in mine.sheetnames:
            found += [
                f"{title}{where}: {a!r} and {b!r}" for where, a, b in _of_sheet(mine[title], theirs[title])
            ]
    if sorted(mine.defined_names) != sorted(theirs.defined_names):
        found.append(f"names: {sorted(mine.defined_names)} and {sorted(theirs.defined_names)}")
    return found


def _of_sheet(mine: Any, theirs: Any) -> Iterator[tuple[str, Any, Any]]:
    for row in range(1, max(mine.max_row, theirs.max_row) + 1):
        for column in range(1, max(mine.max_column, theirs.max_column) + 1):
            a, b = mine.cell(row, column), theirs.cell(row, column)
            if _content(a) != _content(b):
                yield f"!{a.coordinate}", _content(a), _content(b)
            elif _content(a) is not None:
                looks = _look(a), _look(b)
                if looks[0] != looks[1]:
                    kept = [part for part in looks[0] if looks[0][part] != looks[1][part]]
                    yield (
                        f"!{a.coordinate}",
                        {part: looks[0][part] for part in kept},
                        {part: looks[1][part] for part in kept},
                    )
    ours, others = _of_whole(mine), _of_whole(theirs)
    for whole in (ours, others):  # a day as Excel in every language reads it, and as files have it
        whole["choices"] = str(whole["choices"]).replace("DATE(2000,1,1)", "36526")
    for part in ours:
        if ours[part] != others[part]:
            yield f" {part}", ours[part], others[part]
    heights = _sizes(mine.row_dimensions, "height"), _sizes(theirs.row_dimensions, "height")
    for row in sorted(heights[0].keys() | heights[1].keys()):
        if abs(heights[0].get(row, 15.0) - heights[1].get(row, 15.0)) > NEAR:
            yield f" row {row}", heights[0].get(row), heights[1].get(row)


def _content(cell: Any) -> Any:
    value = getattr(cell.value, "text", cell.value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return float(value)
    return value or None


SIDES = (
    ("left", "right", 0, -1),
    ("right", "left", 0, 1),
    ("top", "bottom", -1, 0),
    ("bottom", "top", 1, 0),
)
"""Each side of a cell, the side of its neighbour that is the same line, and where that is."""


def _line(cell: Any, side: str, opposite: str, down: int, across: int) -> Any:
    style = getattr(cell.border, side).style
    if style is None and cell.row + down > 0 and cell.column + across > 0:
        return getattr(cell.parent.cell(cell.row + down, cell.column + across).border, opposite).style
    return style


def _look(cell: Any) -> dict[str, Any]:
    def rgb(color: Any) -> Any:
        return color.rgb[-6:] if color is not None and isinstance(color.rgb, str) else None

    return {
        "format": cell.number_format,
        "bold": bool(cell.font.b),
        "italic": bool(cell.font.i),
        "size": cell.font.sz,
        "ink": rgb(cell.font.color),
        "fill": rgb(cell.fill.fgColor) if cell.fill.fill_type == "solid" else None,
        "wrapped": bool(cell.alignment.wrap_text),
        "across": cell.alignment.horizontal or "general",
        "down": cell.alignment.vertical or "bottom",
        "lines": tuple(_line(cell, *side) for side in SIDES),
        "note": cell.comment.text if cell.comment else None,
    }


def _of_whole(sheet: Any) -> dict[str, Any]:
    formats = [
        (priority, str(rules.sqref), rule.formula[0] if rule.formula else "")
        for rules in sheet.conditional_formatting
        for rule in rules.rules
        for priority in [rule.priority]
    ]
    page = sheet.page_setup
    return {
        "shown": sheet.sheet_state,
        "formats": [(where, formula) for _, where, formula in sorted(formats)],
        "choices": sorted(
            (str(rule.sqref), rule.type, rule.formula1) for rule in sheet.data_validations.dataValidation
        ),
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "frozen": sheet.freeze_panes,
        "gridlines": sheet.sheet_view.showGridLines,
        "area": sheet.print_area,
        "titles": (sheet.print_title_rows, sheet.print_title_cols),
        "page": (page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight),
        "footer": (sheet.oddFooter.left.text, sheet.oddFooter.right.text),
        "tables": {table.displayName: table.ref for table in sheet.tables.values()},
        "charts": len(sheet._charts),
    }


def _sizes(dimensions: Any, name: str) -> dict[Any, float]:
    found = {key: getattr(own, name) for key, own in dimensions.items()}
    return {key: float(size) for key, size in found.items() if size}
