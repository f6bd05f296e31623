"""What travels with a shared copy, part by part, and what is left out of it.

A copy is put together from the parts of the saved file that are named here. What is not named does not
travel: macros, ribbon, document properties, comments, links, custom XML, pivot caches, printer settings.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from xml.etree import ElementTree

# Importing openpyxl registers a prefix for each of these namespaces.
from openpyxl.xml.constants import (
    CHART_NS,
    DRAWING_NS,
    REL_NS,
    SHEET_DRAWING_NS,
    XML_NS,
)

from pab_planner.ooxml.package import Package, Part, Relation
from pab_planner.sharing.letter_pages import SHEET_CHILDREN, LetterPages
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

ALONGSIDE = frozenset(("drawing", "chart", "image", "table"))
WHOLE = frozenset(("theme", "sheetMetadata"))
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


class CopiedPackage:
    """A copy that is being put together.

    Attributes:
        sheets: Part of each sheet that travels, by title.
        left_out: Titles of the others.
        formulas: What became of the formulas, once the file is made.
        emptied: Cells in hidden rows and columns whose content was left out, likewise.
    """

    def __init__(
        self,
        source: Package,
        travels: Callable[[str], bool],
        page: LetterPages | None = None,
        *,
        hidden_too: bool = False,
    ) -> None:
        """Decide what travels.

        Args:
            source: The saved workbook.
            travels: Whether a sheet of a title does.
            page: How the pages of the copy are set up; None to leave them as they are.
            hidden_too: Whether a hidden sheet may travel.
        """
        self._source = source.workbook
        self._book = _root(self._source)
        self._made = Part("xl/workbook.xml", WORKBOOK_TYPE, None)
        self.sheets: dict[str, Part] = {}
        self.left_out: list[str] = []
        self.emptied = 0
        self._copies: dict[Part, Part] = {}
        self._page = page
        self._places: list[int] = []
        parts = list(source.sheets())
        states = [each.get("state", "visible") for each in self._book.iter(f"{{{MAIN}}}sheet")]
        for place, ((title, kind, part), state) in enumerate(zip(parts, states, strict=True)):
            if (hidden_too or state == "visible") and kind == "worksheet" and travels(title):
                self.sheets[title] = part
                self._places.append(place)
            else:
                self.left_out.append(title)
        names = {
            name.attrib["name"]: "" if name.get("hidden") else name.text or ""
            for name in self._book.iter(f"{{{MAIN}}}definedName")
            if name.get("localSheetId") is None
        }
        self._sheets = {title: _root(part) for title, part in self.sheets.items()}
        self._hidden = {title: HiddenCells.of(sheet) for title, sheet in self._sheets.items()}
        tables = tuple(self._tables_left_out((title, part) for title, _, part in parts))
        self.formulas = SharedFormulas(StaysHere(self.left_out, tables, self._hidden), names)

    def file(self) -> bytes:
        """The copy as an .xlsx file."""
        texts = next(iter(self._source.related("sharedStrings")), None)
        strings = None if texts is None else _root(texts)
        used: set[int] = set()
        for title in self.sheets:
            used |= self._copy_sheet(title, strings)
        for relation in self._source.relations:
            part = relation.target
            if isinstance(part, str):
                continue
            if relation.kind in WHOLE and not part.relations:
                self._add(relation, part.content)
            elif relation.kind == "styles":
                self._add(relation, self._used_styles(part))
            elif part is texts and strings is not None:
                self._add(relation, _only_used(strings, used))
        self._made.content = self._workbook()
        made = Package.empty()
        made.relate(f"{REL_NS}/officeDocument", self._made)
        made.take_in()
        stream = io.BytesIO()
        made.write(stream)
        return stream.getvalue()

    def _add(self, relation: Relation, content: bytes | None) -> Part:
        """Let a part of the workbook travel with this content."""
        assert isinstance(relation.target, Part)
        part = Part(relation.target.name, relation.target.type, content)
        self._made.relate(relation.type, part)
        return part

    def _copy_sheet(self, title: str, strings: ElementTree.Element | None) -> set[int]:
        """Copy one sheet and what it is shown with; the numbers of the shared strings that it uses."""
        source, root, hidden = self.sheets[title], self._sheets[title], self._hidden[title]
        kept = [f"{{{MAIN}}}{tag}" for tag in SHEET_CHILDREN]
        for child in list(root):
            if child.tag not in kept:
                root.remove(child)
        _clean(root)
        texts = [] if strings is None else ["".join(each.itertext()) for each in strings]
        self.formulas.rewrite(root, texts, title)
        self.emptied += hidden.empty(root)
        self.formulas.drop_rules(root)
        related = self._copy_alongside(source, hidden)
        _drop_unrelated(root, related)
        if self._page:
            self._page.apply(root)
        self._add(Relation("", f"{REL_NS}/worksheet", source), _xml(root)).relations = related
        values = (cell.find(VALUE) for cell in root.iter(CELL) if cell.get("t") == "s")
        return {int(value.text or 0) for value in values if value is not None}

    def _copy_alongside(self, source: Part, hidden: HiddenCells) -> list[Relation]:
        """Copy what a part is shown with, as far as it may travel; the relations of its copy."""
        copied = []
        for relation in source.relations:
            part = relation.target
            if relation.kind not in ALONGSIDE or isinstance(part, str):
                continue
            copy = self._copies.setdefault(part, Part(part.name, part.type, part.content))
            if relation.kind != "image" and copy.content is part.content:
                root = _root(part)
                if relation.kind == "table" and _head_is_hidden(root, hidden):
                    continue
                if relation.kind == "drawing":
                    drop_hidden_objects(root, hidden)
                _clean(root)
                if self.formulas.looks_out(root):
                    continue  # a chart of what is left out holds its numbers
                self.formulas.drop_rules(root)
                copy.relations = self._copy_alongside(part, hidden)
                _drop_unrelated(root, copy.relations)
                copy.content = _xml(root)
            copied.append(Relation(relation.id, relation.type, copy))
        return copied

    def _tables_left_out(self, sheets: Iterable[tuple[str, Part]]) -> Iterator[str]:
        """Names of the tables on sheets that stay here, or with a column that nobody sees."""
        for title, part in sheets:
            for table in map(_root, part.related("table")):
                if title not in self.sheets or _head_is_hidden(table, self._hidden[title]):
                    yield table.attrib["displayName"]

    def _used_styles(self, part: Part) -> bytes:
        """The looks of the cells that travel."""
        root = _root(part)
        _clean(root)
        only_used_styles(root, self._sheets.values())
        return _xml(root)

    def _workbook(self) -> bytes:
        """The workbook part: the kept sheets, and the names that stay among them."""
        root = ElementTree.Element(f"{{{MAIN}}}workbook")
        properties = self._book.find(f"{{{MAIN}}}workbookPr")
        if properties is not None and properties.get("date1904"):
            ElementTree.SubElement(root, f"{{{MAIN}}}workbookPr", date1904=properties.attrib["date1904"])
        views = ElementTree.SubElement(root, f"{{{MAIN}}}bookViews")
        ElementTree.SubElement(views, f"{{{MAIN}}}workbookView")
        sheets = ElementTree.SubElement(root, f"{{{MAIN}}}sheets")
        for number, title in enumerate(self.sheets, start=1):  # their relations were added first
            attributes = {"name": title, "sheetId": str(number), f"{{{REL_NS}}}id": f"rId{number}"}
            ElementTree.SubElement(sheets, f"{{{MAIN}}}sheet", attributes)
        names = list(self._names())
        if names:
            ElementTree.SubElement(root, f"{{{MAIN}}}definedNames").extend(names)
        if self.formulas.unvalued:  # what has no value yet is calculated when the copy is opened
            ElementTree.SubElement(root, f"{{{MAIN}}}calcPr", fullCalcOnLoad="1")
        return _xml(root)

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


def _drop_unrelated(root: ElementTree.Element, relations: list[Relation]) -> None:
    """Take away what points to a part that does not travel."""
    related = {relation.id for relation in relations}
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


def _root(part: Part) -> ElementTree.Element:
    """A part's XML with its namespaces, which decide what travels."""
    return ElementTree.fromstring(part.content or b"")


def _namespace(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def _xml(root: ElementTree.Element) -> bytes:
    xml: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return xml
