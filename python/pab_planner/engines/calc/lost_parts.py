"""What Calc loses of an Excel workbook when it writes one, put back from the file it came from.

Found by comparing packages before and after LibreOffice 7.4, and mended here: names of functions Calc does
not know (written in small letters, or under an add-in's full name), the mark of dynamic arrays, the VBA
project and the code names that tie it to the sheets, sheets hidden for good, the theme, table styles and
calculated columns. What Calc drops and cannot be put back is refused rather than lost.
"""

import os
import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr, unescape

from pab_planner.engines.calc.formulas import ADD_IN_PREFIX
from pab_planner.errors import FileError
from pab_planner.language import Text, listed
from pab_planner.ooxml.package import (
    CONTENT_TYPES,
    DAMAGED,
    Archive,
    Package,
    Part,
    Relation,
    UnusablePart,
    contents_of,
    one_refusal,
)
from pab_planner.ooxml.tree import Element, NotXml, new_parser

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_METADATA = (
    "xl/metadata.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml",
    f"{_OFFICE}/sheetMetadata",
)
_DYNAMIC_ARRAYS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" '
    'pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1" '
    'coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" '
    'fCollapsed="0"/></ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk>'
    "</cellMetadata></metadata>"
)
_LOST = {
    "xl/threadedComments/": Text("threaded comments", "线程批注"),
    "xl/slicers/": Text("slicers", "切片器"),
    "xl/timelines/": Text("timelines", "日程表"),
    "xl/queryTables/": Text("query tables", "查询表"),
    "xl/connections.xml": Text("data connections", "数据连接"),
    "xl/model/": Text("the data model", "数据模型"),
    "xl/richData/": Text("linked data types", "链接数据类型"),
    "xl/activeX/": Text("ActiveX controls", "ActiveX 控件"),
}

# A sheet may hold a million cells: what Calc has just written of it is mended as text, in one pass a pattern.
_FORMULA = re.compile(r"(<(?:f|formula|formula1|formula2)(?: [^>]*)?>)([^<]+)(?=</)")
_NOT_CALLS = re.compile(r"""("[^"]*"|'[^']*'|&quot;.*?&quot;|&apos;.*?&apos;|\[[^\]]*\])""")
_SMALL_CALL = re.compile(r"(?<![\w.])[a-z_][a-z0-9_.]*(?=\()")
_ARRAY_CELL = re.compile(r'<c (?P<cell>r="[^"]*"[^>]*)>(?P<f><f [^>]*t="array"[^>]*>)(?P<formula>[^<]*)</f>')
_FAMILY = re.compile(r"\bPAB(?:_[A-Z_]+)?\(")


class CalcWouldLoseParts(FileError):
    """Saving would drop what LibreOffice does not understand."""

    sentence = Text(
        "{file} was not saved, because LibreOffice would lose {parts}; use Excel, or save under another name",
        "{file} 未保存，因为 LibreOffice 保存会丢失{parts}；请改用 Excel，或另存为其他文件名",
    )


@dataclass
class Original:
    """What a workbook held when it was opened, as far as Calc does not keep it itself."""

    names: frozenset[str] = frozenset()
    kept: list[Relation] = field(default_factory=list)
    book_code_name: str = ""
    sheet_code_names: dict[str, str] = field(default_factory=dict)
    hidden_for_good: frozenset[str] = frozenset()
    tables: dict[str, Element] = field(default_factory=dict)
    dynamic: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, path: Path | None) -> "Original":
        """Read it from a file; it is empty for a file that is not an Excel workbook.

        Raises:
            UnreadableFile: A part of it is damaged.
        """
        if path is None or not zipfile.is_zipfile(path):
            return cls()
        with one_refusal(path.name), Archive(path) as archive:
            if CONTENT_TYPES not in archive.names:
                return cls()
            package = archive.outline()
            found = cls(archive.names)
            for relation in package.workbook.relations:
                part = relation.target
                if relation.kind in ("vbaProject", "theme") and isinstance(part, Part):
                    copy = Part(part.name, part.type, archive.read(part.name))
                    found.kept.append(Relation("", relation.type, copy))
            book = package.workbook.tree or Element("workbook", {})
            found.book_code_name = _code_name(book.child("workbookPr"))
            found.hidden_for_good = frozenset(
                sheet.attributes["name"]
                for sheet in book.child("sheets") or ()
                if sheet.attributes.get("state") == "veryHidden"
            )
            for title, kind, part in package.sheets():
                if kind == "worksheet":
                    code_name, dynamic = _look_through(part.name, archive.read(part.name))
                    found.dynamic |= dynamic
                    if code_name:
                        found.sheet_code_names[title] = code_name
                for table in part.related("table"):
                    if root := Part(table.name, table.type, archive.read(table.name)).tree:
                        found.tables[root.attributes["name"]] = root
            return found

    def lost(self) -> Text | None:
        """Kinds of parts that Calc neither keeps nor lets us put back; None if there are none."""
        kinds = [kind for start, kind in _LOST.items() if any(name.startswith(start) for name in self.names)]
        return listed(kinds) if kinds else None


def mend(
    path: Path, original: Original, table_styles: dict[str, str | None], dynamic: Collection[str]
) -> None:
    """Put back what Calc left out of the workbook it has just written.

    Args:
        path: The file as Calc wrote it; rewritten.
        original: What the workbook held before.
        table_styles: Style names of tables, where they were set since.
        dynamic: Formulas that were written as dynamic arrays since, without `=`.
    """
    package = Package(contents_of(path))
    book = package.workbook
    assert book.tree is not None
    was_named = book.named()
    any_dynamic = False
    for title, kind, part in package.sheets():
        if kind != "worksheet":
            continue
        text = _functions((part.content or b"").decode())
        text, has_dynamic = _mark_dynamic(text, original.dynamic | set(dynamic))
        part.content = _set_code_name(text, original.sheet_code_names.get(title, "")).encode()
        any_dynamic |= has_dynamic
        for table in part.related("table"):
            if table.tree is not None:
                _mend_table(table.tree, original.tables, table_styles)
                table.content = None
    added = [each for each in original.kept if each.kind == "theme" or path.suffix.lower() == ".xlsm"]
    if any_dynamic:
        name, content_type, relation_type = _METADATA
        added.append(Relation("", relation_type, Part(name, content_type, _DYNAMIC_ARRAYS.encode())))
    kinds = {relation.kind for relation in added}
    book.relations = [each for each in book.relations if each.kind not in kinds] + added
    _mend_workbook(book.tree, original)
    book.content = None
    book.settle(was_named)
    package.take_in()
    with path.open("wb") as file:
        package.write(file)


def mend_saved(path: Path, original: Original) -> None:
    """Mend a file that Calc has just saved. It keeps its time, or Calc would warn that somebody changed it."""
    before = path.stat()
    mend(path, original, {}, ())
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def _functions(text: str) -> str:
    """Function names as Excel writes them: in capitals, and ours without the add-in's full name."""
    return _FORMULA.sub(lambda found: found[1] + _excel_names(found[2]), text)


def _excel_names(formula: str) -> str:
    parts = _NOT_CALLS.split(ADD_IN_PREFIX.sub("", formula))
    parts[::2] = [_SMALL_CALL.sub(lambda call: _xlfn(call[0].upper()), part) for part in parts[::2]]
    return "".join(parts)


def _xlfn(name: str) -> str:
    return re.sub(r"^_XLFN\.(_XLWS\.)?", lambda prefix: prefix[0].lower(), name)


def _mark_dynamic(text: str, dynamic: Collection[str]) -> tuple[str, bool]:
    """Mark our functions and former dynamic arrays as dynamic: Excel would show them in braces."""
    marked = False

    def is_dynamic(formula: str) -> bool:
        return formula in dynamic or _FAMILY.search(formula) is not None

    def mark(found: re.Match[str]) -> str:
        nonlocal marked
        if "cm=" in found["cell"] or not is_dynamic(_unescaped(found["formula"])):
            return found[0]
        marked = True
        return f'<c {found["cell"]} cm="1">{found["f"]}{found["formula"]}</f>'

    return _ARRAY_CELL.sub(mark, text), marked


def _mend_table(table: Element, originals: dict[str, Element], styles: dict[str, str | None]) -> None:
    """A table's look and its calculated columns, in place."""
    name = table.attributes["name"]
    before = originals.get(name, Element("table", {}))
    calculated = {
        column.attributes["name"]: formula
        for column in before.child("tableColumns") or ()
        if (formula := column.child("calculatedColumnFormula"))
    }
    for column in table.child("tableColumns") or ():
        formula = calculated.get(column.attributes["name"])
        if formula and not column.children:
            column.children.append(_without_prefix(formula))
    look = before.child("tableStyleInfo")
    if style := styles.get(name):
        look = Element("tableStyleInfo", {"name": style, "showRowStripes": "1"})
    if look and table.child("tableStyleInfo") is None:
        table.children.append(_without_prefix(look))


def _without_prefix(element: Element) -> Element:
    """A copy of an element of another file's, as Calc writes elements: without a prefix."""
    copy = element.copy()
    for each in copy.walk():
        each.tag = each.name
    return copy


def _mend_workbook(book: Element, original: Original) -> None:
    """The workbook part's names, its code name and which sheets it hides, in place."""
    properties = book.child("workbookPr")
    if original.book_code_name and properties is not None:
        properties.attributes.setdefault("codeName", original.book_code_name)
    for sheet in book.child("sheets") or ():
        # Calc knows one way to hide a sheet only.
        if sheet.attributes.get("state") == "hidden" and sheet.attributes["name"] in original.hidden_for_good:
            sheet.attributes["state"] = "veryHidden"
    if names := book.child("definedNames"):
        _name_once(names)
        for name in names:
            name.children = [_excel_names(name.text)]


def _name_once(names: Element) -> None:
    """Drop repeated names: Calc writes some of its own twice, unchanged or with `_0` appended.

    Excel calls a file that holds a name twice damaged.
    """
    once: dict[tuple[str, str], Element] = {}
    for each in names:
        name, sheet = each.attributes["name"], each.attributes.get("localSheetId", "")
        once.setdefault((re.sub("(_0)+$", "", name) if name.startswith("_xlnm.") else name, sheet), each)
    names.children = list(once.values())


def _look_through(part: str, sheet: bytes) -> tuple[str, set[str]]:
    """A sheet's code name, and its formulas that are dynamic arrays; read as a stream, for it may be large."""
    code_name = ""
    formulas: set[str] = set()
    in_dynamic_cell = False
    pieces: list[str] | None = None

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal code_name, in_dynamic_cell, pieces
        tag = name.rpartition(" ")[2]
        if tag == "sheetPr":
            code_name = attributes.get("codeName", "")
        elif tag == "c":
            in_dynamic_cell = "cm" in attributes
        elif tag == "f" and in_dynamic_cell and attributes.get("t") == "array":
            pieces = []

    def text(piece: str) -> None:
        if pieces is not None:
            pieces.append(piece)

    def end(_name: str) -> None:
        nonlocal pieces
        if pieces is not None:
            formulas.add("".join(pieces))
            pieces = None

    parser = new_parser(namespaces=True)
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, text, end
    try:
        parser.Parse(sheet, True)
    except NotXml as error:
        raise UnusablePart(part, DAMAGED) from error
    return code_name, formulas


def _code_name(element: Element | None) -> str:
    return element.attributes.get("codeName", "") if element else ""


def _set_code_name(sheet: str, name: str) -> str:
    """The text of a sheet with this code name, unless Calc has kept it."""
    properties = re.search(r"<sheetPr(?=[ />])[^>]*", sheet)
    if not name or properties is None or " codeName=" in properties[0]:
        return sheet
    place = properties.start() + len("<sheetPr")
    return f"{sheet[:place]} codeName={quoteattr(name)}{sheet[place:]}"


def _unescaped(text: str) -> str:
    return unescape(text, {"&quot;": '"', "&apos;": "'"})
