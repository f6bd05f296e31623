"""Which cells of a workbook are struck through, as planners mark what was cancelled."""

import io
import re
from collections.abc import Callable
from functools import partial

from pab_planner.ooxml.package import Archive
from pab_planner.ooxml.rectangle import LAST_COLUMN, LAST_ROW
from pab_planner.ooxml.tree import NotXml, parse

Place = tuple[int, int]
"""Row and column of a cell, from 0."""

_CELL = re.compile(rb"<(?:\w+:)?c\b[^<>]*>")
_AT, _STYLE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"'), re.compile(rb'\bs="(\d+)"')


def struck_cells(file: bytes) -> dict[str, Callable[[], set[Place]]]:
    """By title, a function that finds the cells that are struck through; empty where no style of the file is."""
    with Archive(io.BytesIO(file)) as archive:
        package = archive.outline()
        styles = [archive.read(part.name) for part in package.workbook.related("styles")]
        struck = _struck_styles(styles[0]) if styles and b"strike" in styles[0] else frozenset()
        sheets = package.sheets() if struck else ()
        parts = {title: part.name for title, kind, part in sheets if kind == "worksheet"}
    return {title: partial(_find, file, part, struck) for title, part in parts.items()}


def _struck_styles(xml: bytes) -> frozenset[bytes]:
    """The numbers of the cell styles whose font is struck through."""
    try:
        styles = parse(xml)
    except NotXml:
        return frozenset()
    fonts, formats = styles.child("fonts"), styles.child("cellXfs")
    struck = {
        str(number)
        for number, font in enumerate(fonts or ())
        if (strike := font.child("strike")) and strike.attributes.get("val", "1") not in ("0", "false", "off")
    }
    numbers = (n for n, its in enumerate(formats or ()) if its.attributes.get("fontId", "0") in struck)
    return frozenset(str(number).encode() for number in numbers)


def _find(file: bytes, part: str, struck: frozenset[bytes]) -> set[Place]:
    """The cells of a sheet that have one of some styles."""
    with Archive(io.BytesIO(file)) as archive:
        xml = archive.read(part)
    found: set[Place] = set()
    for cell in _CELL.finditer(xml):
        style, at = _STYLE.search(cell[0]), _AT.search(cell[0])
        if style and at and style[1] in struck:
            column = 0
            for letter in at[1]:
                column = column * 26 + letter - 64
            if column <= LAST_COLUMN and int(at[2]) <= LAST_ROW:
                found.add((int(at[2]) - 1, column - 1))
    return found
