"""One workbook, written in the many ways in which XML and the Office formats allow it to be written."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement
from xml.sax.saxutils import escape

_TRANSITIONAL = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

# Kind, formula and value of each cell; no value is no `v` element, "" an empty one.
CELLS: list[list[tuple[str, str | None, str | None]]] = [
    [("s", None, "Item"), ("s", None, "Week & day"), ("inlineStr", None, "On <hand>")],
    [("n", None, "12"), ("n", None, "-0.5"), ("b", None, "1")],
    [("e", None, "#REF!"), ("n", "A2*2", None), ("n", "B2*2", "")],
    [("n", "A2+B2", "11.5"), ("e", "1/0", "#DIV/0!"), ("str", 'IF(A2<13,"e","")', "e")],
    [("str", 'IF(A2<13,"","e")', ""), ("", None, None), ("n", None, "7")],
]
VALUES = [
    ["Item", "Week & day", "On <hand>"],
    [12.0, -0.5, True],
    ["", "", ""],
    [11.5, "", "e"],
    ["", "", 7.0],
]
HOLLOW = {(2, 0): "#REF!", (2, 1): "=A2*2", (2, 2): "=B2*2", (3, 1): "#DIV/0!"}
FORMULAS = {(2, 1), (2, 2), (3, 0), (3, 1), (3, 2), (4, 0)}


@dataclass(frozen=True)
class Dialect:
    """One way of writing.

    Attributes:
        prefix: Before the names of Excel's elements.
        office: Where the namespaces of the Office formats begin.
        quote: Around attributes.
        space: Before the end of a start tag, and around `=` of attributes.
        between: Between the elements inside a row or a cell.
        references: Whether cells say where they stand; rows likewise.
        encoding: Of the sheet's part.
        coded: Texts as character references, or as CDATA.
        absolute: Whether relationships name parts from the root of the file.
        part: The sheet's part.
        foreign: Whether cells carry attributes and elements of another namespace.
        upside_down: Whether attributes come in the other order.
    """

    prefix: str = ""
    office: str = _TRANSITIONAL
    quote: str = '"'
    space: str = ""
    between: str = ""
    cell_references: bool = True
    row_references: bool = True
    encoding: str = "UTF-8"
    coded: str = ""
    absolute: bool = False
    part: str = "worksheets/sheet1.xml"
    foreign: bool = False
    upside_down: bool = False

    @property
    def main(self) -> str:
        """The namespace of Excel's elements."""
        return f"{self.office}/spreadsheetml/{'2006/' if self.office == _TRANSITIONAL else ''}main"

    @property
    def relations(self) -> str:
        """The namespace of relationship ids, and the start of relationship types."""
        return f"{self.office}/officeDocument/{'2006/' if self.office == _TRANSITIONAL else ''}relationships"


DIALECTS = {
    "plain": Dialect(),
    "prefixed, as the Open XML SDK does": Dialect(prefix="x"),
    "prefixed with more than a letter": Dialect(prefix="main.a-1"),
    "Strict": Dialect(office=_STRICT),
    "Strict and prefixed": Dialect(office=_STRICT, prefix="x"),
    "single quotes": Dialect(quote="'"),
    "spaces in tags": Dialect(space=" "),
    "line ends in tags": Dialect(space="\r\n\t"),
    "indented": Dialect(between="\n    "),
    "comments": Dialect(between='<!-- <c r="A1" t="e"><f>1</f></c> -->'),
    "processing instructions": Dialect(between="<?pab <v>1</v>?>"),
    "cells without their place": Dialect(cell_references=False),
    "rows and cells without their place": Dialect(cell_references=False, row_references=False),
    "rows without their place": Dialect(row_references=False),
    "UTF-16": Dialect(encoding="UTF-16"),
    "Latin-1": Dialect(encoding="ISO-8859-1"),
    "character references": Dialect(coded="&#"),
    "CDATA": Dialect(coded="CDATA"),
    "absolute targets": Dialect(absolute=True),
    "a part of another name": Dialect(part="sheets/Tabelle%201.xml"),
    "a part beside the workbook's": Dialect(part="plan.xml"),
    "foreign attributes": Dialect(foreign=True),
    "attributes the other way round": Dialect(upside_down=True),
    "all at once": Dialect(
        "ss", _TRANSITIONAL, "'", "\n", "<!-- -->", False, False, coded="&#", absolute=True
    ),
}


def write(path: Path, dialect: Dialect, *, sheet: str | None = None, workbook: str | None = None) -> Path:
    """Write the workbook.

    Args:
        path: Where to.
        dialect: How.
        sheet: The sheet's part, where it is not to be the one above.
        workbook: The workbook's part, likewise.
    """
    kind = f"{dialect.relations}/"
    up = "/xl/" if dialect.absolute else ""
    book = _element("workbook", {"xmlns:r": dialect.relations})
    SubElement(SubElement(book, "sheets"), "sheet", {"name": "Plan", "sheetId": "1", "r:id": "rId1"})
    texts = _element("sst", {})
    for cells in CELLS:
        for cell in cells:
            if cell[0] == "s":
                SubElement(SubElement(texts, "si"), "t").text = cell[2]
    parts = {
        "[Content_Types].xml": _types(dialect),
        "_rels/.rels": _relations({f"{kind}officeDocument": "xl/workbook.xml"}),
        "xl/workbook.xml": (workbook or _written(book, dialect)).encode(),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"{kind}worksheet": f"{up}{dialect.part}", f"{kind}sharedStrings": f"{up}sharedStrings.xml"}
        ),
        "xl/sharedStrings.xml": _written(texts, dialect).encode(),
        f"xl/{dialect.part}": (sheet or _written(_sheet(dialect), dialect, dialect.encoding)).encode(
            dialect.encoding
        ),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _sheet(dialect: Dialect) -> Element:
    sheet = _element("worksheet", {"xmlns:o": "urn:other", "xmlns:r": dialect.relations})
    rows = SubElement(sheet, "sheetData")
    count = 0
    for number, cells in enumerate(CELLS, 1):
        row = SubElement(rows, "row", {"r": str(number)} if dialect.row_references else {})
        for letter, (kind, formula, value) in zip("ABC", cells, strict=True):
            if not kind and dialect.cell_references:
                continue
            cell = SubElement(row, "c", {"r": f"{letter}{number}"} if dialect.cell_references else {})
            if kind and kind != "n":
                cell.set("t", kind)
            if dialect.foreign:
                cell.set("o:t", "e")
                cell.set("o:r", "Z99")
            if formula is not None:
                SubElement(cell, "f").text = formula
            if kind == "inlineStr":
                SubElement(SubElement(cell, "is"), "t").text = value
            elif kind and value is not None:
                SubElement(cell, "v").text = value
            if kind == "s":
                cell[-1].text, count = str(count), count + 1
    return sheet


def _element(tag: str, attributes: dict[str, str]) -> Element:
    return Element(tag, attributes)


def _written(root: Element, dialect: Dialect, encoding: str = "UTF-8") -> str:
    prefix = dialect.prefix
    root.set(f"xmlns:{prefix}" if prefix else "xmlns", dialect.main)
    quote = dialect.quote
    return f"<?xml version={quote}1.0{quote} encoding={quote}{encoding}{quote}?>" + _text(root, dialect)


def _text(element: Element, dialect: Dialect) -> str:
    tag = element.tag if ":" in element.tag or not dialect.prefix else f"{dialect.prefix}:{element.tag}"
    given = list(element.attrib.items())
    attributes = "".join(
        f" {name}{dialect.space}={dialect.space}{dialect.quote}{escape(value)}{dialect.quote}"
        for name, value in (reversed(given) if dialect.upside_down else given)
    )
    text = element.text or ""
    if dialect.coded == "CDATA":
        inside = f"<![CDATA[{text}]]>" if text else ""
    elif dialect.coded == "&#":
        inside = "".join(f"&#{ord(letter)};" for letter in text)
    else:
        inside = escape(text)
    children = "".join(dialect.between + _text(child, dialect) for child in element)
    if children:
        children += dialect.between
    return f"<{tag}{attributes}{dialect.space}>{inside}{children}</{tag}{dialect.space}>"


def _types(dialect: Dialect) -> bytes:
    kinds = {"workbook.xml": "sheet.main", dialect.part: "worksheet", "sharedStrings.xml": "sharedStrings"}
    overrides = "".join(
        f'<Override PartName="/xl/{part}" ContentType="{_TYPE}.{kind}+xml"/>' for part, kind in kinds.items()
    )
    default = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    return f'<Types xmlns="{_PACKAGE}/content-types">{default}{overrides}</Types>'.encode()


def _relations(targets: Mapping[str, str]) -> bytes:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items(), 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'.encode()
