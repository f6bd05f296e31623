"""Copies within a book: everything, or looks, values or formulas alone."""

from collections.abc import Iterator
from typing import Any

from openpyxl.formula.translate import Translator

from pab_planner.engines.calc.formulas import to_calc, to_excel
from pab_planner.engines.calc.uno import box_of
from pab_planner.ooxml.rectangle import Box

_LOOKS = (
    "BottomBorder2",
    "CellBackColor",
    "CellProtection",
    "CharColor",
    "CharFontName",
    "CharFontNameAsian",
    "CharHeight",
    "CharHeightAsian",
    "CharPosture",
    "CharPostureAsian",
    "CharStrikeout",
    "CharUnderline",
    "CharWeight",
    "CharWeightAsian",
    "HoriJustify",
    "IsTextWrapped",
    "LeftBorder2",
    "NumberFormat",
    "ParaIndent",
    "RightBorder2",
    "RotateAngle",
    "ShrinkToFit",
    "TopBorder2",
    "VertJustify",
)


def copy_cells(source: Any, target: Any, kind: str) -> None:
    """Paste one range over another, as often as it fits.

    Args:
        source: Range to copy from.
        target: Range to copy to, on any sheet of the same book.
        kind: What xlwings names it: all, formats, formulas or values.
    """
    rows, columns = source.shape
    if kind == "formats":
        copy_looks(source, target)
        return
    for tile in target.box.tiles(rows, columns):
        place = target.part(tile)
        if kind == "all":
            source.copy(place)
        elif kind == "formulas":
            place.raw_value = list(_travelled(source, tile))
        elif kind == "values":
            place.raw_value = source.raw_value
        else:
            raise NotImplementedError(f"the Calc engine copies all, formats, formulas or values; not {kind}")


def copy_looks(source: Any, target: Any) -> None:
    """Give a range the looks of another: Calc's own way to paste them needs the user's clipboard."""
    tiles = target.box.tiles(*source.shape)
    groups = source.api.getUniqueCellFormatRanges()
    for index in range(groups.Count):
        group = groups.getByIndex(index)
        boxes = [
            box.moved(tile.top - source.box.top, tile.left - source.box.left)
            for box in map(box_of, group.getRangeAddresses())
            for tile in tiles
        ]
        target.sheet.ranges(boxes).setPropertyValues(_LOOKS, group.getPropertyValues(_LOOKS))
    _copy_rules(source, tiles, target)


def _copy_rules(source: Any, tiles: list[Box], target: Any) -> None:
    for rules in source.conditional_formats.blocks():
        boxes = [
            box.moved(tile.top - source.box.top, tile.left - source.box.left)
            for box in (box.common(source.box) for box in rules.boxes)
            if box
            for tile in tiles
        ]
        origin, destination = min(rules.boxes), min(boxes)
        copied = [
            rule._replace(
                formula1=_moved(rule.formula1, origin, destination),
                formula2=_moved(rule.formula2, origin, destination),
            )
            for rule in rules.rules
        ]
        target.conditional_formats.create(boxes, copied)


def _moved(formula: str, origin: Box, destination: Box) -> str:
    """One of Calc's formulas, without `=` and with its relative references moved."""
    if not formula:
        return formula
    translate = Translator(to_excel(f"={formula}"), origin=origin.first.a1())
    return to_calc(translate.translate_formula(destination.first.a1())).removeprefix("=")


def _travelled(source: Any, tile: Box) -> Iterator[list[Any]]:
    rows = source.formula if isinstance(source.formula, tuple) else ((source.formula,),)
    down, right = tile.top - source.box.top, tile.left - source.box.left
    for r, row in enumerate(rows):
        cells = [source.box.first.moved(r, c) for c in range(len(row))]
        yield [
            Translator(text, origin=cell.a1()).translate_formula(cell.moved(down, right).a1())
            for cell, text in zip(cells, row, strict=True)
        ]
