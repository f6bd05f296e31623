"""A workbook goes out: openpyxl writes the parts, and what it was not asked to change stays as it was."""

import io
import re
from pathlib import Path
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from pab_planner.engines.file.merged_package import Merge, put, relations_in
from pab_planner.engines.file.openpyxl_types import Workbook, Worksheet
from pab_planner.engines.file.part_ids import add_looks, inside, name_instead, number_again
from pab_planner.engines.file.read import OriginalFile, workbook_of
from pab_planner.engines.file.sheet_cells import CellsAsXml
from pab_planner.engines.refusals import cannot
from pab_planner.language import Text
from pab_planner.ooxml.package import Package, Part, Relation
from pab_planner.ooxml.soundness import refuse_unsound

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_METADATA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
# What Excel itself writes beside a formula that spills.
_METADATA = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    b' xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    b'<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1"'
    b' pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1"'
    b' coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    b'<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}">'
    b'<xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>'
    b'<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)
_MAIN_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ".xltx": "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xltm": "application/vnd.ms-excel.template.macroEnabled.main+xml",
}
_WORKBOOK = "xl/workbook.xml"
_PRINT_TITLES = re.compile(rb'("_xlnm\.Print_Titles"[^>]*>)([^<]*!\$\d+:\$\d+),([^<]*!\$[A-Z]+:\$[A-Z]+)<')
# What changed in ways that the file says more about than openpyxl knows.
_DETAILS = {
    "conditionalFormatting": Text("details of conditional formats", "条件格式的细节"),
    "drawing": Text("shapes or text boxes", "形状或文本框"),
    "legacyDrawing": Text("form controls", "窗体控件"),
}


def package_of(workbook: Workbook, source: OriginalFile | None, suffix: str) -> tuple[Package, list[Text]]:
    """A workbook as the parts of a file.

    Args:
        workbook: What to write.
        source: The file it came from; None for a new one.
        suffix: What kind of file, such as `.xlsx`.

    Returns:
        The parts, and what changed without all of it being understood.
    """
    package = _written(workbook)
    losses: list[Text] = []
    if source is not None:
        package, losses = _merged(package, workbook, source)
    for part in package.parts.values():
        if isinstance(part.made, CellsAsXml) and part.made.spills:
            _mark_spilling(package)
            break
    package.workbook.type = _MAIN_TYPES.get(suffix.lower(), _MAIN_TYPES[".xlsx"])
    if "macroEnabled" not in package.workbook.type:
        _drop(package.workbook, "vbaProject")
    package.take_in()
    return package, losses


def refuse_loss(content: bytes, file: Path, workbook: Workbook, source: OriginalFile | None) -> None:
    """Check what is about to be written: nothing of the workbook, and no part of its file, may be missing.

    Raises:
        WouldBeUnsound: Something is.
    """
    cells: dict[str, int | None] = {sheet.title: None for sheet in workbook._sheets}
    for sheet in workbook.worksheets:
        cells[sheet.title] = sum(cell._value is not None for cell in sheet._cells.values())
    names = [*workbook.defined_names, *(n for sheet in workbook.worksheets for n in sheet.defined_names)]
    parts = _parts_that_stay(workbook, source, file.suffix) if source else []
    known = source.contents() if source else {}
    refuse_unsound(file.name, content, cells=cells, names=names, parts=parts, known=known)


# Made anew, or the macros of a file that is to hold none.
_MADE_ANEW = {"worksheet", "calcChain", "sharedStrings", "styles", "chartsheet"}
# What goes with the last pivot table or slicer of a sheet that was deleted.
_OF_SHEETS = {"pivotCacheDefinition", "slicerCache", "timelineCacheDefinition"}


def _parts_that_stay(workbook: Workbook, source: OriginalFile, suffix: str) -> list[str]:
    """The parts of the file that belong to the workbook as a whole, whatever is changed on its sheets."""
    gone = set(_MADE_ANEW)
    if suffix.lower() in (".xlsx", ".xltx"):
        gone.add("vbaProject")
    if not set(source.titles) <= set(workbook._sheets):
        gone |= _OF_SHEETS
    relations = [*source.package.relations, *source.package.workbook.relations]
    return [r.target.name for r in relations if isinstance(r.target, Part) and r.kind not in gone]


def _merged(new: Package, workbook: Workbook, source: OriginalFile) -> tuple[Package, list[Text]]:
    """The file as it was, with what is new in the workbook."""
    contents = source.contents()
    untouched = workbook_of(old := Package(contents), contents)
    base = _written(untouched, with_cells=False)
    for kind in ("calcChain", "sharedStrings"):
        # The one lists formulas, the other texts, that may be there no more; cells hold their texts here.
        _drop(old.workbook, kind)
    name_instead(old)
    name_instead(base, untouched, {sheet: sheet.title for sheet in untouched._sheets})
    name_instead(new, workbook, source.titles)
    add_looks(old, new)
    # What is new in them is there now.
    for relation in new.workbook.relations:
        if relation.kind == "styles":
            relation.target = base.workbook.related("styles")[0]
    sources = _pivot_sources(old)
    merge = Merge()
    merge.part(old, base, new)
    number_again(old)
    if _titles(old) != list(source.titles.values()):
        _forget_what_went(old, sources)
    return old, source.losses + [_DETAILS.get(name, Text(name, name)) for _, name in merge.losses]


def _titles(package: Package) -> list[str]:
    return [sheet.attributes["name"] for sheet in inside(package.workbook, "sheets")]


def _pivot_sources(package: Package) -> list[Part]:
    """What the pivot tables on the sheets were made of."""
    sheets = package.workbook.related("worksheet")
    tables = [table for sheet in sheets for table in sheet.related("pivotTable")]
    return [cache for table in tables for cache in table.related("pivotCacheDefinition")]


def _forget_what_went(package: Package, sources: list[Part]) -> None:
    """Drop what still refers to deleted sheets: a list of titles, and the caches of their pivot tables.

    Args:
        package: The file, its sheets gone.
        sources: What its pivot tables were made of before. A cache of none is a cube function's, and stays.
    """
    for properties in package.related("extended-properties"):
        if properties.tree is not None:
            put(properties.tree, "HeadingPairs", [])
            put(properties.tree, "TitlesOfParts", [])
            properties.content = None
    used = _pivot_sources(package)
    gone = [source for source in sources if source not in used]
    caches = list(inside(package.workbook, "pivotCaches"))
    kept = [one for one in caches if not any(r.target in gone for r in relations_in(one))]
    if len(kept) < len(caches) and package.workbook.tree is not None:
        named = package.workbook.named()
        group = package.workbook.tree.child("pivotCaches")
        assert group is not None
        group.children = list(kept)
        if not kept:
            put(package.workbook.tree, "pivotCaches", [])
        package.workbook.settle(named)


def _drop(part: Part, kind: str) -> None:
    part.relations = [relation for relation in part.relations if relation.kind != kind]


def _mark_spilling(package: Package) -> None:
    """Give the record of spilling that `cm="1"` means."""
    held = package.workbook.related("sheetMetadata")
    if not held:
        metadata = Part("xl/metadata.xml", _METADATA_TYPE, _METADATA)
        package.workbook.relations.append(Relation("rIdMetadata", f"{_OFFICE}/sheetMetadata", metadata))
    elif b"XLDAPR" not in (held[0].content or b""):
        raise cannot(
            "a spilling formula in a workbook with linked data types",
            "在含有链接数据类型的工作簿中使用溢出公式",
        )


class _Parts(dict[str, bytes]):
    """Where openpyxl's writer puts the parts."""

    def writestr(self, name: str, content: str | bytes) -> None:
        self[name] = content.encode() if isinstance(content, str) else content

    def namelist(self) -> list[str]:
        return list(self)


def _written(workbook: Workbook, *, with_cells: bool = True) -> Package:
    """A workbook as openpyxl writes it, the cells to be made when the file is written."""
    parts = _Parts()
    writer = _Writer(workbook, parts)
    writer.write_data()
    package = Package(parts)
    if with_cells:
        for name, cells in writer.cells.items():
            package.parts[name].made = cells
    return package


class _Writer(ExcelWriter):
    """openpyxl's writer, without the cells."""

    def __init__(self, workbook: Workbook, parts: _Parts) -> None:
        super().__init__(workbook, parts)  # type: ignore[arg-type]
        self._parts = parts
        self.cells: dict[str, CellsAsXml] = {}

    def write_data(self) -> None:
        super().write_data()
        # Print titles as Excel orders them: in openpyxl's order Calc enters the name a second time.
        self._parts[_WORKBOOK] = _PRINT_TITLES.sub(rb"\1\3,\2<", self._parts[_WORKBOOK])

    def write_worksheet(self, ws: Worksheet) -> None:
        ws._drawing = _Drawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        ws.legacy_drawing = None
        frame = io.BytesIO()
        writer = _Frame(ws, frame)
        writer.write()
        ws._rels = writer._rels
        self._parts.writestr(ws.path[1:], frame.getvalue())
        self.cells[ws.path[1:]] = CellsAsXml(ws)
        self.manifest.append(ws)


class _Drawing(SpreadsheetDrawing):
    """openpyxl's drawing, whose charts keep their names."""

    # openpyxl counts the elements of each class anew.
    __elements__ = SpreadsheetDrawing.__elements__

    def _chart_frame(self, idx: int) -> Any:
        frame = super()._chart_frame(idx)  # type: ignore[misc]
        frame.nvGraphicFramePr.cNvPr.name = self.charts[idx - 1].pab_name
        return frame


class _Frame(WorksheetWriter):
    """All of a worksheet but its cells."""

    ws: Any
    xf: Any
    _rels: Any

    def write_format(self) -> None:
        # openpyxl counts the levels of grouped columns only after this; without their number Excel draws no + and -.
        columns, rows = self.ws.column_dimensions, self.ws.row_dimensions
        columns.max_outline = _levels(columns)
        self.ws.sheet_format.outlineLevelRow = _levels(rows)
        super().write_format()

    def write_rows(self) -> None:
        cells = [cell for cell in self.ws._cells.values() if type(cell) is not MergedCell]
        told = [cell for cell in cells if cell._comment is not None or cell._hyperlink is not None]
        for cell in sorted(told, key=lambda cell: (cell.row, cell.column)):
            if cell._comment is not None:
                self.ws._comments.append(CommentRecord.from_cell(cell))
            if cell._hyperlink is not None:
                self.ws._hyperlinks.append(cell._hyperlink)
        stream = self.xf.send(True)
        with stream.element("sheetData"):
            pass
        self.xf.send(None)


def _levels(dimensions: Any) -> int | None:
    """How deep rows or columns are grouped; None if they are not."""
    return max((each.outlineLevel or 0 for each in dimensions.values()), default=0) or None
