"""The parts of a shared copy.

A copy is put together from the parts of the saved file that are named here. What is not named does not
travel: macros, ribbon, document properties, comments, links, custom XML, pivot caches, printer settings.
"""

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

# Importing openpyxl registers a prefix for each of these namespaces.
from openpyxl.xml.constants import (
    CHART_NS,
    CONTYPES_NS,
    DRAWING_NS,
    PKG_REL_NS,
    REL_NS,
    SHEET_DRAWING_NS,
    XML_NS,
)

from pab_planner.sharing.page_set_up import SHEET_CHILDREN, PageSetUp
from pab_planner.sharing.share_formulas import CELL, MAIN, VALUE, SharedFormulas, StaysHere
from pab_planner.sharing.share_hidden import HiddenCells, area_of, drop_hidden_objects
from pab_planner.sharing.share_styles import only_used_styles

TRAVELLING = frozenset((MAIN, REL_NS, SHEET_DRAWING_NS, DRAWING_NS, CHART_NS))
"""Namespaces that travel; an element or attribute of any other is left out."""

IDENTIFYING = frozenset(
    (
        *("codeName", "macro", "descr", "title", "comment", "connectionId", "queryTableFieldId", "tableType"),
        *("password", "algorithmName", "hashValue", "saltValue", "spinCount", "vm", "ph"),
        *("headerRowCellStyle", "dataCellStyle", "totalsRowCellStyle"),
    )
)
"""Attributes that tell of a file or a person, hold a password that may open other files, or name a style."""

UNSEEN = frozenset(
    f"{{{space}}}{tag}"
    for space, tags in (
        (MAIN, ("filterColumn", "sortState", "rPh", "phoneticPr", "xmlColumnPr", "headerFooter")),
        (
            CHART_NS,
            ("numCache", "strCache", "multiLvlStrCache", "externalData", "userShapes", "printSettings"),
        ),
        (DRAWING_NS, ("hlinkClick", "hlinkHover")),
    )
    for tag in tags
)
"""What may hold texts and numbers that nobody sees on the sheet: criteria of filters, readings, caches of
charts, headers and footers."""

ALONGSIDE = frozenset(f"{REL_NS}/{kind}" for kind in ("drawing", "chart", "image", "table"))
WHOLE = frozenset(f"{REL_NS}/{kind}" for kind in ("theme", "sheetMetadata"))
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The time stamp of every part: when the copy was made is nobody's concern."""

Related = dict[str, tuple[str, str]]
"""Type and part of each relationship, by id."""


class CopiedPackage:
    """A copy in the making.

    Attributes:
        sheets: Part of each sheet that travels, by title.
        left_out: Titles of the others.
        formulas: What became of the formulas, once the file is made.
        emptied: Cells in hidden rows and columns whose content was left out, likewise.
    """

    def __init__(
        self,
        source: dict[str, bytes],
        travels: Callable[[str], bool],
        page: PageSetUp | None = None,
        *,
        hidden_too: bool = False,
    ) -> None:
        """Decide what travels.

        Args:
            source: The parts of the saved workbook.
            travels: Whether a sheet of a title does.
            page: How the pages of the copy are set up; none to leave them as they are.
            hidden_too: Whether a hidden sheet may travel.
        """
        self._source = source
        self._made: dict[str, bytes] = {}
        self._types = dict(_content_types(source))
        self._book = ElementTree.fromstring(source["xl/workbook.xml"])
        self._related = _relationships(source, "xl/workbook.xml")
        self.sheets: dict[str, str] = {}
        self.left_out: list[str] = []
        self.emptied = 0
        self._page = page
        self._places: list[int] = []
        for place, sheet in enumerate(self._book.iter(f"{{{MAIN}}}sheet")):
            title, (kind, part) = sheet.attrib["name"], self._related[sheet.attrib[f"{{{REL_NS}}}id"]]
            seen = hidden_too or sheet.get("state", "visible") == "visible"
            if seen and kind == f"{REL_NS}/worksheet" and travels(title):
                self.sheets[title] = part
                self._places.append(place)
            else:
                self.left_out.append(title)
        names = {
            name.attrib["name"]: "" if name.get("hidden") else name.text or ""
            for name in self._book.iter(f"{{{MAIN}}}definedName")
            if name.get("localSheetId") is None
        }
        self._sheets = {title: ElementTree.fromstring(source[part]) for title, part in self.sheets.items()}
        self._hidden = {title: HiddenCells.of(sheet) for title, sheet in self._sheets.items()}
        stays = StaysHere(self.left_out, tuple(self._tables_left_out()), self._hidden)
        self.formulas = SharedFormulas(stays, names)

    def file(self) -> bytes:
        """The copy as an .xlsx file."""
        strings_part = next((p for k, p in self._related.values() if k == f"{REL_NS}/sharedStrings"), "")
        strings = ElementTree.fromstring(self._source[strings_part]) if strings_part else None
        used: set[int] = set()
        for title in self.sheets:
            used |= self._copy_sheet(title, strings)
        for kind, part in self._related.values():
            if kind in WHOLE and _rels_of(part) not in self._source:
                self._made[part] = self._source[part]
            elif kind == f"{REL_NS}/styles":
                self._made[part] = self._used_styles(part)
        if strings is not None:
            self._made[strings_part] = _only_used(strings, used)
        self._write_workbook()
        root = {"rId1": (f"{REL_NS}/officeDocument", "xl/workbook.xml")}
        self._made["_rels/.rels"] = _relationships_part("", root)
        self._made["[Content_Types].xml"] = self._content_types_part()
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            for name in sorted(self._made):
                package.writestr(zipfile.ZipInfo(name, FIRST_DAY), self._made[name], zipfile.ZIP_DEFLATED)
        return stream.getvalue()

    def _copy_sheet(self, title: str, strings: ElementTree.Element | None) -> set[int]:
        """Copy one sheet and what it is shown with; the numbers of the shared strings that it uses."""
        part, root, hidden = self.sheets[title], self._sheets[title], self._hidden[title]
        kept = [f"{{{MAIN}}}{tag}" for tag in SHEET_CHILDREN]
        for child in list(root):
            if child.tag not in kept:
                root.remove(child)
        _clean(root)
        texts = [] if strings is None else ["".join(each.itertext()) for each in strings]
        self.formulas.rewrite(root, texts, title)
        self.emptied += hidden.empty(root)
        self.formulas.drop_rules(root)
        _drop_unrelated(root, self._copy_alongside(part, hidden))
        if self._page:
            self._page.apply(root)
        self._made[part] = _xml(root)
        values = (cell.find(VALUE) for cell in root.iter(CELL) if cell.get("t") == "s")
        return {int(value.text or 0) for value in values if value is not None}

    def _copy_alongside(self, part: str, hidden: HiddenCells) -> Related:
        """Copy what a part is shown with, as far as it may travel; its relationships."""
        copied: Related = {}
        for name, (kind, target) in _relationships(self._source, part).items():
            if kind not in ALONGSIDE:
                continue
            content = self._source[target]
            if kind != f"{REL_NS}/image":
                root = ElementTree.fromstring(content)
                if kind == f"{REL_NS}/table" and _head_is_hidden(root, hidden):
                    continue
                if kind == f"{REL_NS}/drawing":
                    drop_hidden_objects(root, hidden)
                _clean(root)
                if self.formulas.looks_out(root):
                    continue  # a chart of what is left out holds its numbers
                self.formulas.drop_rules(root)
                _drop_unrelated(root, self._copy_alongside(target, hidden))
                content = _xml(root)
            self._made[target] = content
            copied[name] = (kind, target)
        if copied:
            self._made[_rels_of(part)] = _relationships_part(part, copied)
        return copied

    def _tables_left_out(self) -> Iterator[str]:
        """Names of the tables on sheets that stay here, or with a column that nobody sees."""
        for sheet in self._book.iter(f"{{{MAIN}}}sheet"):
            title, (_, part) = sheet.attrib["name"], self._related[sheet.attrib[f"{{{REL_NS}}}id"]]
            for kind, target in _relationships(self._source, part).values():
                if kind != f"{REL_NS}/table":
                    continue
                table = ElementTree.fromstring(self._source[target])
                if title not in self.sheets or _head_is_hidden(table, self._hidden[title]):
                    yield table.attrib["displayName"]

    def _used_styles(self, part: str) -> bytes:
        """The looks of the cells that travel."""
        root = ElementTree.fromstring(self._source[part])
        _clean(root)
        only_used_styles(root, self._sheets.values())
        return _xml(root)

    def _write_workbook(self) -> None:
        """The workbook part: the kept sheets, and the names that stay among them."""
        root = ElementTree.Element(f"{{{MAIN}}}workbook")
        properties = self._book.find(f"{{{MAIN}}}workbookPr")
        if properties is not None and properties.get("date1904"):
            ElementTree.SubElement(root, f"{{{MAIN}}}workbookPr", date1904=properties.attrib["date1904"])
        views = ElementTree.SubElement(root, f"{{{MAIN}}}bookViews")
        ElementTree.SubElement(views, f"{{{MAIN}}}workbookView")
        sheets = ElementTree.SubElement(root, f"{{{MAIN}}}sheets")
        related: Related = {}
        for number, (title, part) in enumerate(self.sheets.items(), start=1):
            attributes = {"name": title, "sheetId": str(number), f"{{{REL_NS}}}id": f"rId{number}"}
            ElementTree.SubElement(sheets, f"{{{MAIN}}}sheet", attributes)
            related[f"rId{number}"] = (f"{REL_NS}/worksheet", part)
        names = list(self._names())
        if names:
            ElementTree.SubElement(root, f"{{{MAIN}}}definedNames").extend(names)
        if self.formulas.unvalued:  # what has no value yet is calculated when the copy is opened
            ElementTree.SubElement(root, f"{{{MAIN}}}calcPr", fullCalcOnLoad="1")
        for kind, part in self._related.values():
            if part in self._made and kind != f"{REL_NS}/worksheet":
                related[f"rId{len(related) + 1}"] = (kind, part)
        self._made["xl/workbook.xml"] = _xml(root)
        self._made[_rels_of("xl/workbook.xml")] = _relationships_part("xl/workbook.xml", related)

    def _names(self) -> Iterator[ElementTree.Element]:
        """Visible names that can travel."""
        for name in self._book.iter(f"{{{MAIN}}}definedName"):
            place = name.get("localSheetId")
            if place is None and name.attrib["name"] not in self.formulas.kept_names:
                continue
            if place is not None and (int(place) not in self._places or _is_hidden(name, self.formulas)):
                continue
            kept = ElementTree.Element(f"{{{MAIN}}}definedName", name=name.attrib["name"])
            kept.text = name.text
            if place is not None:
                kept.set("localSheetId", str(self._places.index(int(place))))
            yield kept

    def _content_types_part(self) -> bytes:
        """The content types of the parts that travel."""
        root = ElementTree.Element("Types", xmlns=CONTYPES_NS)
        ElementTree.SubElement(root, "Default", Extension="rels", ContentType=RELATIONSHIPS_TYPE)
        for name in sorted(self._made):
            if not name.endswith(".rels"):
                kind = WORKBOOK_TYPE if name == "xl/workbook.xml" else self._types[name]
                ElementTree.SubElement(root, "Override", PartName=f"/{name}", ContentType=kind)
        return _xml(root)


def _clean(root: ElementTree.Element) -> None:
    """Take away what belongs to namespaces that do not travel, and what identifies a file or a person."""
    for element in root.iter():
        for child in list(element):
            unseen = child.tag in UNSEEN or child.tag.endswith("}extLst")
            if unseen or _namespace(child.tag) not in TRAVELLING:
                element.remove(child)
        for name in list(element.attrib):
            if name in IDENTIFYING or _namespace(name) not in ("", REL_NS, XML_NS):
                del element.attrib[name]
    if root.tag == f"{{{SHEET_DRAWING_NS}}}wsDr":  # what is left of an object of another namespace
        for anchor in list(root):
            kinds = {child.tag.rpartition("}")[2] for child in anchor}
            if kinds <= {"from", "to", "pos", "ext", "clientData"}:
                root.remove(anchor)


def _is_hidden(name: ElementTree.Element, formulas: SharedFormulas) -> bool:
    """Whether a sheet's own name can't travel."""
    return bool(name.get("hidden")) or formulas.needs_rewriting(name.text)


def _head_is_hidden(table: ElementTree.Element, hidden: HiddenCells) -> bool:
    """Whether a heading of a table is not seen: its columns are named as the cells of its head."""
    area = area_of(table.attrib["ref"])
    return hidden.meets(area._replace(bottom=area.top))


def _drop_unrelated(root: ElementTree.Element, related: Related) -> None:
    """Take away what points to a part that does not travel."""
    for child in list(root):
        for element in child.iter():
            missing = [n for n, v in element.attrib.items() if _namespace(n) == REL_NS and v not in related]
            if missing and element.tag == f"{{{MAIN}}}pageSetup":
                del element.attrib[missing[0]]
            elif missing and child in root:
                root.remove(child)


def _only_used(strings: ElementTree.Element, used: set[int]) -> bytes:
    """Shared strings in which only those of the kept sheets say anything; their numbers stay."""
    for number, entry in enumerate(strings):
        _clean(entry)
        if number not in used:
            entry.clear()
            ElementTree.SubElement(entry, f"{{{MAIN}}}t")
    return _xml(strings)


def _relationships(source: dict[str, bytes], part: str) -> Related:
    """The relationships of a part to other parts of the file."""
    name = _rels_of(part)
    if name not in source:
        return {}
    folder = posixpath.dirname(part)
    return {
        each.attrib["Id"]: (each.attrib["Type"], posixpath.normpath(posixpath.join("/", folder, target))[1:])
        for each in ElementTree.fromstring(source[name])
        if each.get("TargetMode") != "External"
        for target in [each.attrib["Target"]]
    }


def _relationships_part(part: str, related: Related) -> bytes:
    root = ElementTree.Element("Relationships", xmlns=PKG_REL_NS)
    folder = posixpath.dirname(part) or "."
    for name, (kind, target) in related.items():
        path = posixpath.relpath(target, folder)
        ElementTree.SubElement(root, "Relationship", Id=name, Type=kind, Target=path)
    return _xml(root)


def _content_types(source: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """Content type of each part."""
    root = ElementTree.fromstring(source["[Content_Types].xml"])
    defaults = [each for each in root if "Extension" in each.attrib]
    by_extension = {each.attrib["Extension"].lower(): each.attrib["ContentType"] for each in defaults}
    for name in source:
        extension = name.rpartition(".")[2].lower()
        if extension in by_extension:
            yield name, by_extension[extension]
    for each in root:
        if "PartName" in each.attrib:
            yield each.attrib["PartName"].lstrip("/"), each.attrib["ContentType"]


def _rels_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _namespace(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def _xml(root: ElementTree.Element) -> bytes:
    xml: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return xml
