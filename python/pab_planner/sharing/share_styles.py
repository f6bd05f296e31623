"""The looks of a shared copy: number formats hold texts and styles have names, also those of other sheets."""

from collections.abc import Iterable
from xml.etree import ElementTree

from openpyxl.xml.constants import SHEET_MAIN_NS as MAIN

LOOK = f"{{{MAIN}}}xf"


def only_used_styles(styles: ElementTree.Element, sheets: Iterable[ElementTree.Element]) -> None:
    """Take out of the styles, in place, what no cell looks like, and the names of its own styles.

    Args:
        styles: The styles of the workbook.
        sheets: The sheets that travel.
    """
    cells, rules = _used(sheets)
    looks = styles.find(f"{{{MAIN}}}cellXfs")
    formats = {"0"}
    for number, look in enumerate(() if looks is None else looks.findall(LOOK)):
        if number in cells:
            formats.add(look.get("numFmtId", "0"))
        else:
            look.attrib.update(numFmtId="0")
    for look in styles.findall(f"{{{MAIN}}}cellStyleXfs/{LOOK}"):
        look.attrib.update(numFmtId="0")
    for kept in styles.findall(f"{{{MAIN}}}numFmts"):
        for each in list(kept):
            if each.attrib["numFmtId"] not in formats:
                kept.remove(each)
        kept.set("count", str(len(kept)))
        if not len(kept):
            styles.remove(kept)
    for named in styles.findall(f"{{{MAIN}}}cellStyles"):
        for number, each in enumerate(named):
            if "builtinId" not in each.attrib:
                each.set("name", f"Style {number}")
    for number, rule in enumerate(styles.findall(f"{{{MAIN}}}dxfs/{{{MAIN}}}dxf")):
        if number not in rules:
            rule.clear()
    for own in styles.findall(f"{{{MAIN}}}tableStyles"):
        for each in list(own):
            own.remove(each)
        own.set("count", "0")


def _used(sheets: Iterable[ElementTree.Element]) -> tuple[set[int], set[int]]:
    """Numbers of the looks that cells, rows and columns have, and of those that rules give."""
    cells, rules = {0}, set()
    for sheet in sheets:
        for element in sheet.iter():
            for name in ("s", "style"):
                if (number := element.get(name, "")).isdigit():
                    cells.add(int(number))
            if (number := element.get("dxfId", "")).isdigit():
                rules.add(int(number))
    return cells, rules
