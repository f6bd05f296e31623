"""Parts that openpyxl does not understand, kept right when rows move and sheets are renamed or deleted.

Sparklines, rules of newer Excel versions, shapes, form controls, pivot tables and threaded comments stay in
the file as they are; only the places that they name are changed here.
"""

from collections.abc import Callable, Iterator
from typing import Any

from pab_planner.engines.file.openpyxl_types import Worksheet
from pab_planner.engines.file.read import OriginalFile
from pab_planner.ooxml.package import Part, Relation
from pab_planner.ooxml.rectangle import Box
from pab_planner.ooxml.tree import Element

# Given a formula, the formula anew.
Rewrite = Callable[[str], str]
_FORMULAS = {"f", "FmlaLink", "FmlaRange", "FmlaPict", "FmlaTxbx"}
_FORMULA_ATTRIBUTES = {"textlink", "linkedCell", "listFillRange", "fmlaLink", "fmlaRange", "fmlaTxbx"}
_AREAS = {
    "protectedRange": "sqref",
    "ignoredError": "sqref",
    "cellWatch": "r",
    "threadedComment": "ref",
}


def change_formulas(
    source: OriginalFile, workbook: Any, rewrite: Callable[[str], Rewrite], change: Any
) -> None:
    """Rewrite references in the parts of a file.

    Args:
        source: The file.
        workbook: The workbook that came from it.
        rewrite: Gives, for the title of a sheet, what rewrites the formulas on it.
        change: Given sheet and address of a reference: both anew, or None to leave it.
    """
    for sheet, part in _sheet_parts(source, workbook):
        rewritten = rewrite(sheet.title)
        for element in _walk(part):
            if element.name in _FORMULAS and (formula := element.text):
                _set_text(source, part, element, rewritten(formula))
            for name in _FORMULA_ATTRIBUTES & element.attributes.keys():
                _set(source, part, element, name, rewritten(element.attributes[name]))
    for part in source.package.workbook.related("pivotCacheDefinition"):
        for element in _walk(part):
            given = element.attributes
            if element.name == "worksheetSource" and {"sheet", "ref"} <= given.keys():
                title, place = change(given["sheet"], given["ref"]) or (given["sheet"], given["ref"])
                if title is not None:
                    _set(source, part, element, "sheet", title)
                    _set(source, part, element, "ref", place)


def move_places(source: OriginalFile, ws: Worksheet, shift: Any) -> None:
    """Move what stands on a sheet along with its rows or columns.

    Args:
        source: The file.
        ws: The sheet.
        shift: What moves: `boxes` tells where a block goes, `corners` where a drawing goes.
    """
    for sheet, part in _sheet_parts(source, ws.parent):
        if sheet is not ws or part.tree is None:
            continue
        _stays(source, part, part.tree, shift)
        for element in part.tree.walk():
            if start := element.child("from"):
                _move_drawing(source, part, element, start, shift)
            elif element.name == "ClientData":
                _move_shape(source, part, element, shift)
            elif element.name == "location" and "ref" in element.attributes:
                _set(source, part, element, "ref", _moved(element.attributes["ref"], shift))


def _stays(source: OriginalFile, part: Part, element: Element, shift: Any) -> bool:
    """Move the areas of an element and of all inside it; False where nothing is left of it."""
    if (area := element.child("sqref")) is not None:
        moved = _moved(area.text, shift)
        _set_text(source, part, area, moved or area.text)
        return bool(moved)
    if (name := _AREAS.get(element.name, "")) in element.attributes:
        moved = _moved(element.attributes[name], shift)
        _set(source, part, element, name, moved or element.attributes[name])
        return bool(moved)
    gone = [child for child in element if not _stays(source, part, child, shift)]
    element.children = [child for child in element.children if child not in gone]
    if gone and "count" in element.attributes:
        _set(source, part, element, "count", str(len(list(element))))
    return not gone or bool(list(element))


def _moved(areas: str, shift: Any) -> str:
    boxes = [Box.parse(area) for area in areas.split()]
    return " ".join(moved.a1() for box in boxes if box for moved in shift.boxes(box))


def _move_drawing(source: OriginalFile, part: Part, element: Element, start: Element, shift: Any) -> None:
    """Move a drawing that is anchored to one cell or two."""
    ends = [end for end in (start, element.child("to")) if end is not None]
    lines = [end.child("row" if shift.by_rows else "col") for end in ends]
    if not all(lines):
        return
    way = element.attributes.get("editAs", "twoCell")
    for line, place in zip(lines, shift.corners([int(one.text) for one in lines if one], way), strict=True):
        if line is not None:
            _set_text(source, part, line, str(place))


def _move_shape(source: OriginalFile, part: Part, element: Element, shift: Any) -> None:
    """Move the drawing of a note or a form control; openpyxl moves the cell that a note belongs to."""
    if (anchor := element.child("Anchor")) is not None:
        numbers = [number.strip() for number in anchor.text.split(",")]
        places = [2, 6] if shift.by_rows else [0, 4]
        way = "twoCell" if element.child("SizeWithCells") is None else "oneCell"
        for place, line in zip(places, shift.corners([int(numbers[p]) for p in places], way), strict=True):
            numbers[place] = str(line)
        _set_text(source, part, anchor, ", ".join(numbers))


def pivot_tables(source: OriginalFile, ws: Worksheet) -> list[Box]:
    """The blocks that pivot tables of a sheet fill."""
    elements = (e for sheet, part in _sheet_parts(source, ws.parent) if sheet is ws for e in _walk(part))
    boxes = (Box.parse(e.attributes.get("ref", "")) for e in elements if e.name == "location")
    return [box for box in boxes if box]


def _sheet_parts(source: OriginalFile, workbook: Any) -> Iterator[tuple[Any, Part]]:
    """The parts of the file that hang on a sheet, with the sheet as it is now."""
    sheets = {title: sheet for sheet, title in source.titles.items() if sheet in workbook._sheets}
    book = source.package.workbook.tree
    for entry in (book.child("sheets") if book is not None else None) or ():
        relation = next(value for value in entry.attributes.values() if isinstance(value, Relation))
        sheet = sheets.get(entry.attributes["name"])
        if sheet is None or not isinstance(relation.target, Part):
            continue
        waiting, seen = [relation.target], set()
        while waiting:
            part = waiting.pop()
            if id(part) not in seen and part is not source.package.workbook:
                seen.add(id(part))
                yield sheet, part
                waiting += [other.target for other in part.relations if isinstance(other.target, Part)]


def _walk(part: Part) -> Iterator[Element]:
    return part.tree.walk() if part.tree is not None else iter(())


def _set_text(source: OriginalFile, part: Part, element: Element, text: str) -> None:
    if text != element.text:
        element.children = [text]
        source.changed.add(part.name)


def _set(source: OriginalFile, part: Part, element: Element, name: str, value: str) -> None:
    if value != element.attributes[name]:
        element.attributes[name] = value
        source.changed.add(part.name)
