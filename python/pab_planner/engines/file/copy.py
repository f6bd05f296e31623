"""Copying a block of cells: contents, looks and rules, repeated to fill the place they go to."""

from copy import copy
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.formatting.rule import Rule
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from pab_planner.engines.file.cells import WITHOUT_FORMULAS, cell_range, new_cell
from pab_planner.engines.file.openpyxl_types import Worksheet
from pab_planner.engines.file.rules import areas_of, boxes_of, set_sheet_rules, sheet_rules
from pab_planner.engines.file.validation import validations
from pab_planner.engines.refusals import cannot
from pab_planner.ooxml.rectangle import Box, joined


def copy_block(source_sheet: Any, source: Box, target_sheet: Any, target: Box) -> None:
    """Copy a block as Excel pastes it.

    Args:
        source_sheet: Where from.
        source: Which cells.
        target_sheet: Where to, in the same workbook.
        target: The place; a multiple of the source's size is filled with repetitions, else its corner counts.
    """
    if source_sheet.book is not target_sheet.book:
        raise cannot("copying to another workbook", "复制到另一个工作簿")
    places = target.tiles(*source.shape)
    from_ws, to_ws = source_sheet.api, target_sheet.api
    cells = [from_ws._cells.get(place) for place in source.cells()]
    held = [None if cell is None else (cell._value, cell.data_type, cell._style) for cell in cells]
    for place in places:
        for at, was, there in zip(source.cells(), held, place.cells(), strict=True):
            _put(to_ws, at, was, there)
    _copy_merged(from_ws, source, to_ws, places)
    _copy_rules(from_ws, source, to_ws, places)
    _copy_validations(from_ws, source, to_ws, places)


def _put(ws: Worksheet, at: tuple[int, int], was: Any, there: tuple[int, int]) -> None:
    cell = ws._cells.get(there)
    if cell is None:
        if was is None:
            return
        cell = new_cell(ws, *there)
    value, kind, style = was or (None, "n", None)
    cell._style = style
    if hasattr(cell, "_hyperlink"):
        cell._value, cell.data_type = _moved(value, kind, at, there), kind
        if kind == "f":
            WITHOUT_FORMULAS.discard(ws)


def _moved(value: Any, kind: str, at: tuple[int, int], there: tuple[int, int]) -> Any:
    """A cell's content at its new place: relative references travel along."""
    if kind != "f":
        return value
    if isinstance(value, DataTableFormula):
        raise cannot("copying a data table", "复制模拟运算表")
    if isinstance(value, ArrayFormula):
        block = copy(value)
        box = Box.parse(value.ref)
        assert box is not None
        block.ref = box.moved(there[0] - at[0], there[1] - at[1]).a1()
        block.text = translate(value.text or "", at, there)
        return block
    return type(value)(translate(str(value), at, there))


def translate(formula: str, at: tuple[int, int], there: tuple[int, int]) -> str:
    """A formula as it reads when copied from one cell to another."""
    translator = Translator(formula, f"{get_column_letter(at[1])}{at[0]}")
    return str(translator.translate_formula(f"{get_column_letter(there[1])}{there[0]}"))


def _copy_merged(from_ws: Worksheet, source: Box, to_ws: Worksheet, places: list[Box]) -> None:
    inside = [box for box in boxes_of(from_ws.merged_cells) if source.common(box) == box]
    taken = [box for box in boxes_of(to_ws.merged_cells) if any(map(box.meets, places))]
    for place in places:
        for box in inside:
            moved = box.moved(place.top - source.top, place.left - source.left)
            if not any(map(moved.meets, taken)):
                _merge_alike(from_ws, box, to_ws, moved)


def _merge_alike(from_ws: Worksheet, box: Box, to_ws: Worksheet, moved: Box) -> None:
    """Merge cells that were copied from a merged area, and so have its looks already."""
    to_ws.merged_cells.ranges.add(cell_range(moved))
    for at, there in list(zip(box.cells(), moved.cells(), strict=True))[1:]:
        covered = MergedCell(to_ws, *there)
        covered._style = copy(from_ws._cells[at]._style)  # type: ignore[attr-defined]
        to_ws._cells[there] = covered


def _copy_rules(from_ws: Worksheet, source: Box, to_ws: Worksheet, places: list[Box]) -> None:
    """The source's conditional formats take the place of those where it is copied to."""
    copied = [
        (part, boxes, rules)
        for boxes, rules in sheet_rules(from_ws)
        for part in filter(None, (source.common(box) for box in boxes))
    ]
    rest = []
    for boxes, rules in sheet_rules(to_ws):
        for place in places:
            boxes = [piece for box in boxes for piece in box.without(place)]
        rest.append((boxes, rules))
    for part, boxes, rules in copied:
        moved = joined([part.moved(p.top - source.top, p.left - source.left) for p in places])
        rest.append((moved, [_moved_rule(rule, _corner(boxes), _corner(moved)) for rule in rules]))
    set_sheet_rules(to_ws, rest)


def _corner(boxes: list[Box]) -> tuple[int, int]:
    """The cell that the formulas of a rule on these blocks are written for."""
    return min(box.top for box in boxes), min(box.left for box in boxes)


def _moved_rule(rule: Rule, base: tuple[int, int], corner: tuple[int, int]) -> Rule:
    moved = copy(rule)
    moved.formula = [translate(f"={formula}", base, corner)[1:] for formula in rule.formula]
    return moved


def _copy_validations(from_ws: Worksheet, source: Box, to_ws: Worksheet, places: list[Box]) -> None:
    for validation in validations(from_ws):
        parts = [part for box in boxes_of(validation.sqref) if (part := source.common(box))]
        moved = [part.moved(p.top - source.top, p.left - source.left) for part in parts for p in places]
        if moved:
            other = copy(validation)
            other.sqref = areas_of(joined(moved))
            to_ws.add_data_validation(other)
