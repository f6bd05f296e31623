"""Parts that Excel writes and neither XlsxWriter nor openpyxl can, named and typed as Microsoft's pages show them."""

import re
from typing import NamedTuple

Contents = dict[str, bytes]

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MS = "http://schemas.microsoft.com/office"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_EXCEL = "application/vnd.ms-excel"
_X = f'xmlns="{MAIN}" xmlns:r="{OFFICE}"'


class Foreign(NamedTuple):
    """A part and the relation that leads to it.

    Attributes:
        owner: Part that has the relation; "" for the file itself.
        relation: The relation's type.
        name: The part's name.
        type: Its content type; "" where its ending says enough.
        content: What stands in it; `{id}` is the relation's own id.
        entry: What its owner says of it, before the owner's last element ends; `{id}` likewise.
    """

    owner: str
    relation: str
    name: str
    type: str
    content: str
    entry: str = ""

    def bytes(self) -> bytes:
        """Its bytes."""
        return self.content.replace("{{", "{").replace("}}", "}").encode()


BOOK, SHEET = "xl/workbook.xml", "xl/worksheets/sheet1.xml"

FOREIGN: dict[str, tuple[Foreign, ...]] = {
    "a threaded comment": (
        Foreign(
            SHEET,
            f"{MS}/2017/10/relationships/threadedComment",
            "xl/threadedComments/threadedComment1.xml",
            f"{_EXCEL}.threadedcomments+xml",
            '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
            '<threadedComment ref="B2" dT="2026-05-01T08:00:00.00" personId="{{A}}" id="{{B}}"><text>counted'
            "</text></threadedComment></ThreadedComments>",
        ),
        Foreign(
            BOOK,
            f"{MS}/2017/10/relationships/person",
            "xl/persons/person.xml",
            f"{_EXCEL}.person+xml",
            '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
            '<person displayName="Li Wei" id="{{A}}" userId="li" providerId="None"/></personList>',
        ),
    ),
    "a link to another workbook": (
        Foreign(
            BOOK,
            f"{OFFICE}/externalLink",
            "xl/externalLinks/externalLink1.xml",
            f"{_SHEET}.externalLink+xml",
            f'<externalLink {_X}><externalBook r:id="rF1"><sheetNames><sheetName val="S"/></sheetNames></externalBook>'
            "</externalLink>",
            '<externalReferences><externalReference r:id="{id}"/></externalReferences>',
        ),
        Foreign(
            "xl/externalLinks/externalLink1.xml",
            f"{OFFICE}/externalLinkPath",
            "file:///D:/Stock.xlsx",
            "",
            "",
            "external",
        ),
    ),
    "a slicer": (
        Foreign(
            SHEET,
            f"{MS}/2007/relationships/slicer",
            "xl/slicers/slicer1.xml",
            f"{_EXCEL}.slicer+xml",
            '<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
            '<slicer name="Item" cache="Slicer_Item" rowHeight="234950"/></slicers>',
        ),
        Foreign(
            BOOK,
            f"{MS}/2007/relationships/slicerCache",
            "xl/slicerCaches/slicerCache1.xml",
            f"{_EXCEL}.slicerCache+xml",
            '<slicerCacheDefinition xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
            ' name="Slicer_Item" sourceName="Item"/>',
        ),
    ),
    "a timeline": (
        Foreign(
            SHEET,
            f"{MS}/2011/relationships/timeline",
            "xl/timelines/timeline1.xml",
            f"{_EXCEL}.timeline+xml",
            '<timelines xmlns="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"/>',
        ),
    ),
    "custom XML": (
        Foreign(BOOK, f"{OFFICE}/customXml", "customXml/item1.xml", "", '<owner xmlns="urn:acme">Li</owner>'),
        Foreign(
            "customXml/item1.xml",
            f"{OFFICE}/customXmlProps",
            "customXml/itemProps1.xml",
            "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
            '<ds:datastoreItem xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"'
            ' ds:itemID="{{C}}"/>',
        ),
    ),
    "a digital signature": (
        Foreign(
            "",
            "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin",
            "_xmlsignatures/origin.sigs",
            "application/vnd.openxmlformats-package.digital-signature-origin",
            "",
        ),
        Foreign(
            "_xmlsignatures/origin.sigs",
            "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/signature",
            "_xmlsignatures/sig1.xml",
            "application/vnd.openxmlformats-package.digital-signature-xmlsignature+xml",
            '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="idPackageSignature"/>',
        ),
    ),
    "printer settings": (
        Foreign(
            SHEET,
            f"{OFFICE}/printerSettings",
            "xl/printerSettings/printerSettings1.bin",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings",
            "\x01\x02 a printer",
        ),
    ),
    "a property of a sheet": (
        Foreign(
            SHEET,
            f"{OFFICE}/customProperty",
            "xl/customProperty1.bin",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.customProperty",
            "kept by an add-in",
        ),
    ),
    "connections and a query": (
        Foreign(
            BOOK,
            f"{OFFICE}/connections",
            "xl/connections.xml",
            f"{_SHEET}.connections+xml",
            f'<connections {_X}><connection id="1" name="ERP" type="5" refreshedVersion="6"/></connections>',
        ),
        Foreign(
            SHEET,
            f"{OFFICE}/queryTable",
            "xl/queryTables/queryTable1.xml",
            f"{_SHEET}.queryTable+xml",
            f'<queryTable {_X} name="ERP" connectionId="1"/>',
        ),
    ),
    "a ribbon": (
        Foreign(
            "",
            f"{MS}/2007/relationships/ui/extensibility",
            "customUI/customUI14.xml",
            "",
            '<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"/>',
        ),
    ),
    "a shared workbook's revisions": (
        Foreign(
            BOOK,
            f"{OFFICE}/revisionHeaders",
            "xl/revisions/revisionHeaders.xml",
            f"{_SHEET}.revisionHeaders+xml",
            f'<headers {_X} guid="{{{{D}}}}"/>',
        ),
        Foreign(
            BOOK,
            f"{OFFICE}/usernames",
            "xl/revisions/userNames.xml",
            f"{_SHEET}.userNames+xml",
            f'<users {_X} count="0"/>',
        ),
    ),
    "XML maps": (
        Foreign(
            BOOK,
            f"{OFFICE}/xmlMaps",
            "xl/xmlMaps.xml",
            "",
            f'<MapInfo {_X} SelectionNamespaces=""/>',
        ),
    ),
    "linked data types": (
        Foreign(
            BOOK,
            f"{MS}/2017/06/relationships/rdRichValue",
            "xl/richData/rdrichvalue.xml",
            f"{_EXCEL}.rdrichvalue+xml",
            '<rvData xmlns="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata" count="0"/>',
        ),
    ),
    "a data model": (
        Foreign(
            BOOK,
            f"{OFFICE}/powerPivotData",
            "xl/model/item.data",
            "application/vnd.openxmlformats-officedocument.model+data",
            "VertiPaq",
        ),
    ),
    "a web add-in's pane": (
        Foreign(
            "",
            f"{MS}/2011/relationships/webextensiontaskpanes",
            "xl/webextensions/taskpanes.xml",
            f"{_EXCEL}.webextensiontaskpanes+xml",
            '<wetp:taskpanes xmlns:wetp="http://schemas.microsoft.com/office/webextensions/taskpanes/2010/11"/>',
        ),
    ),
    "a picture of the first page": (
        Foreign(
            "",
            "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
            "docProps/thumbnail.wmf",
            "image/x-wmf",
            "a picture",
        ),
    ),
    "a label of sensitivity": (
        Foreign(
            "",
            f"{MS}/2020/02/relationships/classificationlabels",
            "docMetadata/LabelInfo.xml",
            "application/vnd.ms-office.classificationlabels+xml",
            '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"/>',
        ),
    ),
    "a relation to nowhere": (
        Foreign(SHEET, f"{OFFICE}/hyperlink", "https://a.example/?b=c", "", "", "external"),
    ),
    "scenarios, watches and smart tags": (
        Foreign(
            BOOK,
            f"{OFFICE}/volatileDependencies",
            "xl/volatileDependencies.xml",
            f"{_SHEET}.volatileDependencies+xml",
            f"<volTypes {_X}/>",
        ),
        Foreign(
            SHEET,
            f"{OFFICE}/tableSingleCells",
            "xl/tables/tableSingleCells1.xml",
            f"{_SHEET}.tableSingleCells+xml",
            f"<singleXmlCells {_X}/>",
        ),
    ),
    "a named view of the sheet": (
        Foreign(
            SHEET,
            f"{MS}/2019/04/relationships/namedSheetView",
            "xl/namedSheetViews/namedSheetView1.xml",
            f"{_EXCEL}.namedsheetviews+xml",
            '<namedSheetViews xmlns="http://schemas.microsoft.com/office/spreadsheetml/2019/namedsheetviews"/>',
        ),
    ),
    "notes of what changed": (
        Foreign(
            BOOK,
            f"{MS}/2019/04/relationships/documenttask",
            "xl/documenttasks/documenttask1.xml",
            f"{_EXCEL}.documenttasks+xml",
            '<Tasks xmlns="http://schemas.microsoft.com/office/tasks/2019/documenttasks"/>',
        ),
    ),
}


def where_related(owner: str) -> str:
    """The part that holds the relations of another."""
    folder, _, file = owner.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")


def add(parts: Contents, foreign: Foreign) -> None:
    """Put a part into a workbook's."""
    where = where_related(foreign.owner)
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    known = parts.get(where, empty)
    number = f"rF{known.count(b'<Relationship ') + 1}"
    outside = foreign.entry == "external"
    target = foreign.name if outside else f"/{foreign.name}"
    mode = ' TargetMode="External"' if outside else ""
    relation = f'<Relationship Id="{number}" Type="{foreign.relation}" Target="{target}"{mode}/>'
    parts[where] = known.replace(b"</Relationships>", f"{relation}</Relationships>".encode())
    if outside:
        return
    parts[foreign.name] = foreign.bytes()
    if foreign.type:
        override = f'<Override PartName="/{foreign.name}" ContentType="{foreign.type}"/></Types>'.encode()
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override)
    if foreign.entry:
        place = rb"(?=<definedNames|<calcPr|</workbook>)"  # where the standard's order of elements wants it
        entry = foreign.entry.format(id=number).encode()
        parts[foreign.owner] = re.sub(place, entry, parts[foreign.owner], count=1)


def with_every_foreign_part(parts: Contents) -> None:
    """Put one of each kind into a workbook's parts."""
    for kind in FOREIGN.values():
        for foreign in kind:
            add(parts, foreign)
