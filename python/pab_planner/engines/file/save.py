"""A workbook goes out whole: openpyxl writes the parts, we write the cells, and mend what it would drop.

The cells of a sheet are written here as plain text, several times as fast as through an XML library, and
formulas keep the results they had, so that a reader without a calculator still finds values.
"""

import datetime as dt
import io
import itertools
import os
import re
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.writer.excel import ExcelWriter

from pab_planner.engines.elements import CellError
from pab_planner.engines.file.cells import BlockFormula, serial
from pab_planner.engines.file.file import ROOT_RELATIONSHIPS, SourceFile
from pab_planner.engines.file.inside import Workbook, Worksheet
from pab_planner.engines.refusals import FileNotWritten
from pab_planner.language import Text

_CONTENT_TYPES = "[Content_Types].xml"
_WORKBOOK_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# What Excel itself writes beside a formula that spills.
_METADATA = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<metadata xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray">'
    '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1"'
    ' pasteValues="1" merge="1" splitFirst="1" rowColShift="1" clearFormats="1" clearComments="1" assign="1"'
    ' coerce="1" cellMeta="1"/></metadataTypes><futureMetadata name="XLDAPR" count="1"><bk><extLst>'
    '<ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}">'
    '<xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>'
    '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
)
_PRINT_TITLES = re.compile(rb'("_xlnm\.Print_Titles"[^>]*>)([^<]*!\$\d+:\$\d+),([^<]*!\$[A-Z]+:\$[A-Z]+)<')
_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ROWS_PER_CHUNK = 512


def write_workbook(workbook: Workbook, source: SourceFile, path: Path, modified: dt.datetime | None) -> None:
    """Write the file beside its place and put it there in one step; a failure leaves the old file.

    Args:
        workbook: What to write.
        source: What openpyxl does not know of the file it came from.
        path: Where to; an existing file keeps its permissions.
        modified: The time written into the file, for the same bytes every time; None for now.
    """
    now = dt.datetime.now(tz=dt.UTC).replace(tzinfo=None, microsecond=0)
    workbook.properties.modified = modified or now
    if workbook.calculation is not None:
        workbook.calculation.fullCalcOnLoad = True
    package = _Package()
    _Writer(workbook, package, source).write_data()
    try:
        _replace(path, package)
    except OSError as error:
        reason = Text(error.strerror or "", error.strerror or "")
        raise FileNotWritten(file=path.name, reason=reason) from error


def _replace(path: Path, package: "_Package") -> None:
    path = path.resolve()
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            package.zip(file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class _Drawing(SpreadsheetDrawing):
    """openpyxl's drawing, whose charts keep their names."""

    # openpyxl counts the elements of each class anew.
    __elements__ = SpreadsheetDrawing.__elements__

    def _chart_frame(self, idx: int) -> Any:
        frame = super()._chart_frame(idx)  # type: ignore[misc]
        frame.nvGraphicFramePr.cNvPr.name = self.charts[idx - 1].pab_name
        return frame


class _Package:
    """The parts of a file in memory, as openpyxl fills an archive; cells are made only when zipped."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes | _SheetPart] = {}

    def writestr(self, name: str, content: "str | bytes | _SheetPart") -> None:
        self.parts[name] = content.encode() if isinstance(content, str) else content

    def namelist(self) -> list[str]:
        return list(self.parts)

    def text(self, name: str) -> bytes:
        """A part that is held as text."""
        content = self.parts[name]
        assert isinstance(content, bytes)
        return content

    def zip(self, file: Any) -> None:
        """Write all parts; with a fixed time, so that equal parts give equal bytes."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            first = [_CONTENT_TYPES, ROOT_RELATIONSHIPS]
            for name in [*first, *(name for name in self.parts if name not in first)]:
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                content = self.parts[name]
                if isinstance(content, bytes):
                    archive.writestr(info, content)
                    continue
                with archive.open(info, "w") as part:
                    for chunk in content.chunks():
                        part.write(chunk)


class _SheetPart:
    """One worksheet: what stands around its cells, and the cells, given out in chunks.

    Looks are entered in the workbook's list when this is made, for the list is written before the cells are.
    """

    def __init__(self, ws: Worksheet, frame: bytes, extension: bytes) -> None:
        self._cells: dict[tuple[int, int], Any] = ws._cells
        self._head, _, tail = re.split(rb"(<sheetData\s*/>|<sheetData></sheetData>)", frame, maxsplit=1)
        self._tail = tail.replace(b"</worksheet>", extension + b"</worksheet>")
        self._looks = _look_attributes(ws)
        self._row_attributes = {
            row: _attributes(dict(dimension)) for row, dimension in ws.row_dimensions.items()
        }

    def chunks(self) -> Iterator[bytes]:
        """The part's bytes, piece by piece."""
        yield self._head + b"<sheetData>"
        rows = self._rows()
        while chunk := "".join(itertools.islice(rows, _ROWS_PER_CHUNK)):
            yield chunk.encode()
        yield b"</sheetData>" + self._tail

    def _rows(self) -> Iterator[str]:
        """Each row as XML."""
        rows: dict[int, list[Any]] = defaultdict(list)
        for place in sorted(self._cells):
            rows[place[0]].append(self._cells[place])
        for row in self._row_attributes:
            rows.setdefault(row, [])
        width = max((column for _, column in self._cells), default=0)
        letters = [get_column_letter(column + 1) for column in range(width)]
        for row in sorted(rows):
            inner = "".join([_cell(cell, letters[cell.column - 1], self._looks) for cell in rows[row]])
            yield f'<row r="{row}"{self._row_attributes.get(row, "")}>{inner}</row>'


def _attributes(values: dict[str, Any]) -> str:
    return "".join(f" {name}={quoteattr(str(value))}" for name, value in values.items() if value is not None)


def _look_attributes(ws: Worksheet) -> dict[int, str]:
    """The attribute that names a look (` s="3"`, or nothing for a plain one), by the style record's identity.

    The record lives as long as its cell, so its identity is a safe key while the sheet is written.
    """
    styles = ws.parent._cell_styles
    found = {id(cell._style): cell._style for cell in ws._cells.values()}
    return {
        key: f' s="{styles.add(style)}"' if style is not None and any(style) else ""
        for key, style in found.items()
    }


def _cell(cell: Any, letters: str, looks: dict[int, str]) -> str:
    value = cell._value
    look = looks[id(cell._style)]
    start = f'<c r="{letters}{cell.row}"{look}'
    if value is None:
        return f"{start}/>" if look else ""
    kind = cell.data_type
    if kind == "n":
        return f"{start}><v>{_number(value)}</v></c>"
    if kind == "s":
        return f'{start} t="inlineStr"><is>{_string(value)}</is></c>'
    if kind == "f":
        return _formula(start, value)
    if kind == "d":
        return f"{start}><v>{_number(serial(cell))}</v></c>"
    if kind == "b":
        return f'{start} t="b"><v>{int(value)}</v></c>'
    return f'{start} t="{kind}"><v>{escape(str(value))}</v></c>'


def _number(value: float) -> str:
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text


def _string(value: str | CellRichText) -> str:
    if isinstance(value, CellRichText):
        return "".join(ElementTree.tostring(part, encoding="unicode") for part in value.to_tree())
    space = ' xml:space="preserve"' if value != value.strip() or "\n" in value or "  " in value else ""
    return f"<t{space}>{_plain(value)}</t>"


def _plain(text: str) -> str:
    """Text for XML, without the control characters that XML can't hold."""
    return escape(_CONTROL_CHARACTERS.sub("", text), {"\r": "&#13;"})


def _formula(start: str, formula: Any) -> str:
    if isinstance(formula, ArrayFormula | DataTableFormula):
        attributes = _attributes(dict(formula))
        text = (formula.text or "")[1:] if isinstance(formula, ArrayFormula) else ""
    else:
        attributes, text = "", str(formula)[1:]
    if isinstance(formula, BlockFormula) and formula.dynamic:
        start += ' cm="1"'
    kind, value = _cached(getattr(formula, "result", None))
    return f"{start}{kind}><f{attributes}>{_plain(text)}</f>{value}</c>"


def _cached(result: Any) -> tuple[str, str]:
    """Type attribute and value element of a formula's last result."""
    if result is None:
        return "", ""
    if isinstance(result, bool):
        return ' t="b"', f"<v>{int(result)}</v>"
    if isinstance(result, CellError):
        return ' t="e"', f"<v>{escape(result)}</v>"
    if isinstance(result, str):
        return ' t="str"', f"<v>{_plain(result)}</v>"
    return "", f"<v>{_number(result)}</v>"


class _Frame(WorksheetWriter):
    """All of a worksheet but its cells."""

    ws: Any
    xf: Any
    _rels: Any

    def write_rows(self) -> None:
        for cell in self.ws._cells.values():
            if type(cell) is MergedCell:
                continue
            if cell._comment is not None:
                self.ws._comments.append(CommentRecord.from_cell(cell))
            if cell._hyperlink is not None:
                self.ws._hyperlinks.append(cell._hyperlink)
        stream = self.xf.send(True)
        with stream.element("sheetData"):
            pass
        self.xf.send(None)


class _Writer(ExcelWriter):
    """openpyxl's writer, whose archive is a `_Package`."""

    def __init__(self, workbook: Workbook, package: _Package, source: SourceFile) -> None:
        super().__init__(workbook, package)  # type: ignore[arg-type]
        self._package, self._source = package, source

    def write_data(self) -> None:
        super().write_data()
        self._put_columns_first()
        if any(_spills(ws) for ws in self.workbook.worksheets):
            self._add_metadata()
        for relationship, content in self._source.root_parts:
            self._add_root_part(relationship, content)

    def write_worksheet(self, ws: Worksheet) -> None:
        ws._drawing = _Drawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        frame = io.BytesIO()
        writer = _Frame(ws, frame)
        writer.write()
        ws._rels = writer._rels
        extension = self._source.extensions.get(ws, b"")
        self._package.writestr(ws.path[1:], _SheetPart(ws, frame.getvalue(), extension))
        self.manifest.append(ws)

    def _merge_vba(self) -> None:
        # openpyxl takes the parts in the order of a set: sorted, the same book gives the same bytes.
        before = set(self._package.parts)
        super()._merge_vba()  # type: ignore[misc]
        added = sorted(set(self._package.parts) - before)
        contents = {name: self._package.parts.pop(name) for name in added}
        self._package.parts.update(contents)

    def _put_columns_first(self) -> None:
        """Print titles as Excel orders them: in openpyxl's order Calc enters the name a second time."""
        book = self._package.text("xl/workbook.xml")
        self._package.writestr("xl/workbook.xml", _PRINT_TITLES.sub(rb"\1\3,\2<", book))

    def _add_metadata(self) -> None:
        self._package.writestr("xl/metadata.xml", _METADATA)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml"
        self._declare("/xl/metadata.xml", kind)
        self._relate(
            _WORKBOOK_RELATIONSHIPS,
            {"Type": f"{_OFFICE}/sheetMetadata", "Target": "metadata.xml"},
            "rIdMetadata",
        )

    def _add_root_part(self, relationship: dict[str, str], content: bytes) -> None:
        target = relationship["Target"].lstrip("/")
        self._package.writestr(target, content)
        if target.endswith((".jpeg", ".jpg", ".png", ".wmf", ".emf")):
            self._declare(f"/{target}", f"image/{target.rpartition('.')[2].replace('jpg', 'jpeg')}")
        self._relate(ROOT_RELATIONSHIPS, relationship, relationship["Id"])

    def _declare(self, part: str, kind: str) -> None:
        """Enter a part among the content types."""
        types = self._package.text(_CONTENT_TYPES)
        if f'PartName="{part}"'.encode() not in types:
            entry = f'<Override PartName="{part}" ContentType="{kind}"/></Types>'
            self._package.writestr(_CONTENT_TYPES, types.replace(b"</Types>", entry.encode()))

    def _relate(self, part: str, relationship: dict[str, str], name: str) -> None:
        """Enter a relationship, unless one of its kind is there."""
        relations = self._package.text(part)
        if relationship["Type"].encode() in relations:
            return
        while f'Id="{name}"'.encode() in relations:
            name += "x"
        attributes = "".join(
            f" {key}={quoteattr(value)}" for key, value in {**relationship, "Id": name}.items()
        )
        entry = f"<Relationship{attributes}/></Relationships>"
        self._package.writestr(part, relations.replace(b"</Relationships>", entry.encode()))


def _spills(ws: Worksheet) -> bool:
    return any(
        isinstance(cell._value, BlockFormula) and cell._value.dynamic
        for cell in ws._cells.values()
        if cell.data_type == "f"
    )
