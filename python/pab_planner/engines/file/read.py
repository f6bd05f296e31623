"""A workbook file comes in: openpyxl's workbook to work on, and beside it the file as it is."""

import re
import warnings
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.parsers import expat

from openpyxl.cell.cell import MergedCell
from openpyxl.comments.comment_sheet import CommentSheet
from openpyxl.drawing.image import Image
from openpyxl.packaging.relationship import RelationshipList, get_dependents, get_rels_path
from openpyxl.reader.drawings import find_images
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.datetime import from_ISO8601, to_excel
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, VALUE_TAG, WorkSheetParser, WorksheetReader
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from openpyxl.xml.constants import COMMENTS_NS, REL_NS, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring, tostring

from pab_planner.engines.elements import CellError
from pab_planner.engines.file.cells import BlockFormula, Formula, Kept, decoded
from pab_planner.engines.file.openpyxl_types import LOOK_MARK, Workbook, Worksheet
from pab_planner.files import UnreadableFile
from pab_planner.language import Text
from pab_planner.memory import many_cells
from pab_planner.ooxml.package import Package, Part, contents_of
from pab_planner.ooxml.tree import Element, inner, parse

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_CELLS = re.compile(rb"<((?:\w+:)?)sheetData\b[^>]*>.*</\1sheetData\s*>", re.DOTALL)
_TEXT = f"{{{SHEET_MAIN_NS}}}t"
# Where openpyxl looks for what the workbook is related to.
_PLACES = {"styles": "xl/styles.xml", "theme": "xl/theme/theme1.xml"}
_UNKNOWN_SHEETS = {
    "dialogsheet": Text("dialog sheets", "对话框表"),
    "xlMacrosheet": Text("Excel 4 macro sheets", "Excel 4 宏表"),
    "xlIntlMacrosheet": Text("Excel 4 macro sheets", "Excel 4 宏表"),
}

_DAMAGED = Text(
    "the file is damaged or incomplete; take it from its source once more",
    "文件已损坏或不完整，请从来源重新获取",
)
_NO_WORKBOOK = Text(
    "it is not a workbook this program can read; open it in Excel and save it as .xlsx",
    "本程序无法读取该工作簿，请在 Excel 中打开并另存为 .xlsx",
)
_STRICT_KIND = Text(
    "it is a Strict Open XML workbook; open it in Excel and save it as an ordinary .xlsx",
    "文件为 Strict Open XML 格式，请在 Excel 中打开并另存为普通 .xlsx",
)
_PASSWORD = Text(
    "it is protected by a password; open it in Excel, remove the password and save it",
    "文件有密码保护，请在 Excel 中打开、取消密码后保存",
)
_OLD = Text(
    "it is in the old .xls format; open it in Excel and save it as .xlsx",
    "文件是旧的 .xls 格式，请在 Excel 中打开并另存为 .xlsx",
)
_TEXT_FILE = Text(
    "it is a text file, not a workbook; open it in Excel and save it as .xlsx,"
    " or let `pab-planner scan` read it",
    "这是文本文件而不是工作簿，请在 Excel 中打开并另存为 .xlsx，或用 pab-planner scan 读取",
)


class Source:
    """The file behind a workbook.

    Attributes:
        package: Its parts, without the cells of the sheets and their texts.
        changed: The names of parts that are no more as they were.
        titles: What each sheet is called in it.
        losses: What would not survive being saved.
    """

    def __init__(self, contents: dict[str, bytes], workbook: Workbook) -> None:
        package = Package(contents)
        cut = {part.name: _without_cells(part) for part in package.workbook.related("worksheet")}
        texts = {part.name for part in package.workbook.related("sharedStrings")}
        self._contents = {name: cut.get(name, part) for name, part in contents.items() if name not in texts}
        self.package = Package(self._contents)
        self.changed: set[str] = set()
        self.titles: dict[Any, str] = {sheet: sheet.title for sheet in workbook._sheets}
        kinds = {relation.kind for relation in package.workbook.relations}
        self.losses = [what for kind, what in _UNKNOWN_SHEETS.items() if kind in kinds]

    def contents(self) -> dict[str, bytes]:
        """The bytes of the parts, relationships and content types among them."""
        changed = {name: self.package.parts[name].anew() for name in self.changed}
        return {**self._contents, **changed}


def read_workbook(path: Path) -> tuple[Workbook, Source]:
    """Open a .xlsx or .xlsm file.

    Raises:
        UnreadableFile: It is none, or is protected by a password, or damaged.
    """
    file = _bytes_of(path)
    try:
        contents = contents_of(BytesIO(file))
        with many_cells():
            workbook = workbook_of(contents)
        return workbook, Source(contents, workbook)
    except UnreadableFile:
        raise
    except _Strict as error:
        raise UnreadableFile(file=path.name, reason=_STRICT_KIND) from error
    except (zipfile.BadZipFile, EOFError, OSError, expat.ExpatError, SyntaxError, IndexError) as error:
        raise UnreadableFile(file=path.name, reason=_DAMAGED) from error
    except (LookupError, ValueError, TypeError, AttributeError, InvalidFileException) as error:
        raise UnreadableFile(file=path.name, reason=_NO_WORKBOOK) from error


def workbook_of(contents: dict[str, bytes]) -> Workbook:
    """Openpyxl's workbook of a file's parts."""
    reader = _Reader(contents)
    with warnings.catch_warnings():
        # openpyxl warns of what it drops; we keep it.
        warnings.simplefilter("ignore", UserWarning)
        reader.read()
    return reader.wb


def _bytes_of(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        reason = Text(error.strerror or "", error.strerror or "")
        raise UnreadableFile(file=path.name, reason=reason) from error
    if content.startswith(_OLE2):
        # A password turns a workbook into an OLE file with this stream in its directory.
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise UnreadableFile(file=path.name, reason=_PASSWORD if encrypted else _OLD)
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        raise UnreadableFile(file=path.name, reason=_TEXT_FILE)
    return content


def _without_cells(sheet: Part) -> bytes:
    return _CELLS.sub(rb"<\1sheetData/>", sheet.content or b"", count=1)


class _Strict(Exception):
    """A file whose names openpyxl does not know: it would come in empty."""


class _Archive(dict[str, bytes]):
    """Parts, as openpyxl reads them from a zip file."""

    filename = ""

    def read(self, name: str) -> bytes:
        return self[name]

    def namelist(self) -> list[str]:
        return list(self)

    def close(self) -> None:
        """Nothing is open."""


class _Reader(ExcelReader):
    """openpyxl's reader, which leaves numbers, texts and merged cells as they are in the file."""

    wb: Any
    parser: Any

    def __init__(self, contents: dict[str, bytes]) -> None:
        self.archive: Any = _Archive(contents)
        self.valid_files = self.archive.namelist()
        self.read_only = self.keep_vba = self.data_only = self.keep_links = self.rich_text = False
        self._related = Package(contents)

    def read_strings(self) -> None:
        book = self._related.workbook
        if _STRICT in (book.content or b""):
            raise _Strict
        self.shared_strings: list[str] = []
        for part in book.related("sharedStrings"):
            self.shared_strings = [
                text_of(entry) for entry in parse(part.content or b"") if entry.name == "si"
            ]
        for kind, place in _PLACES.items():
            for part in book.related(kind):
                self.archive[place] = part.content

    def read_worksheets(self) -> None:
        self.wb._cell_styles = _told_apart(self.wb._cell_styles)
        for sheet, relation in self.parser.find_sheets():
            kind = relation.Type.rpartition("/")[2]
            if kind == "worksheet":
                self._read_sheet(sheet, relation.target)
            elif kind == "chartsheet":
                # It holds a place among the sheets; what it shows stays in the file.
                self.wb.create_chartsheet(sheet.name).sheet_state = sheet.state

    def _read_sheet(self, sheet: Any, part: str) -> None:
        ws: Any = self.wb.create_sheet(sheet.name)
        ws.sheet_state = sheet.state
        relations = get_rels_path(part)  # type: ignore[no-untyped-call]
        ws._rels = (
            get_dependents(self.archive, relations) if relations in self.archive else RelationshipList()
        )
        reader = _SheetReader(ws, BytesIO(self.archive[part]), self.shared_strings)
        reader.bind_all()
        # Both name parts that are none of openpyxl's.
        ws.page_setup.id = ws.legacy_drawing = None
        for relation in ws._rels.find(COMMENTS_NS):
            comments: Any = CommentSheet.from_tree(fromstring(self.archive[relation.target]))
            for place, comment in comments.comments:
                if type(ws[place]) is not MergedCell:
                    ws[place].comment = comment
        for table in reader.tables:
            ws.add_table(Table.from_tree(fromstring(self.archive[table])))
        for relation in ws._rels.find(f"{REL_NS}/drawing"):
            charts, images = find_images(self.archive, relation.target)
            names = _chart_names(parse(self.archive[relation.target]))
            for chart, name in zip(charts, names, strict=False):
                chart.pab_name = name  # type: ignore[attr-defined]
                ws.add_chart(chart, chart.anchor)
            for image in images:
                ws.add_image(_Picture(image), image.anchor)


def _chart_names(drawing: Element) -> list[str]:
    """Names of a drawing's charts, in the order in which openpyxl reads these."""
    kinds = ("absoluteAnchor", "oneCellAnchor", "twoCellAnchor")
    frames = (frame for kind in kinds for anchor in drawing if anchor.name == kind for frame in anchor)
    return [
        next(element.attributes.get("name", "") for element in frame.walk() if element.name == "cNvPr")
        for frame in frames
        if frame.name == "graphicFrame" and any(element.name == "chart" for element in frame.walk())
    ]


def _told_apart(looks: Any) -> Any:
    """Looks of a file by number, no two of them equal: openpyxl knows not all that a file may tell of one.

    The mark lies above the number of the named style, which no file has 65,536 of.
    """
    count: Counter[bytes] = Counter()
    for look in looks:
        plain = look.tobytes()
        look.xfId += count[plain] << LOOK_MARK
        count[plain] += 1
    return IndexedList(looks)


class _Picture(Image):
    """A picture that can be written more than once, which openpyxl's own can't."""

    def __init__(self, image: Image) -> None:
        self.__dict__.update(image.__dict__)
        self._content: bytes = image._data()  # type: ignore[attr-defined]

    def _data(self) -> bytes:
        return self._content


class _Row(RowDimension):
    """A row whose height the host chose, until another one is set."""

    chosen: float | None = None

    @property
    def customHeight(self) -> bool:  # noqa: N802 (openpyxl names it)
        return self.ht is not None and self.ht != self.chosen


class _SheetReader(WorksheetReader):
    """Binds what a sheet's part holds to a worksheet."""

    ws: Any
    parser: Any

    def __init__(self, ws: Worksheet, content: BytesIO, strings: list[str]) -> None:
        self.ws, self.tables = ws, []
        self.parser = _Cells(content, strings, epoch=ws.parent.epoch)

    def bind_merged_cells(self) -> None:
        """Merge cells, and leave what stands in the covered ones: openpyxl would clear and dress them."""
        merged = self.parser.merged_cells.mergeCell if self.parser.merged_cells else []
        self.ws.merged_cells = MultiCellRange([CellRange(area.ref) for area in merged])
        for area in self.ws.merged_cells.ranges:
            for place in list(area.cells)[1:]:
                cell = self.ws._cells.get(place)
                if cell is None or cell._value is None:
                    covered: Any = MergedCell(self.ws, *place)
                    self.ws._cells[place] = covered
                    covered._style = None if cell is None else cell._style

    def bind_row_dimensions(self) -> None:
        for number, given in self.parser.row_dimensions.items():
            if "s" in given:
                given["s"] = self.ws.parent._cell_styles[int(given["s"])]
            row = self.ws.row_dimensions[int(number)] = _Row(self.ws, **given)
            if given.get("customHeight") not in ("1", "true"):
                row.chosen = row.ht


class _Cells(WorkSheetParser):
    """Reads cells: a number even where it shows a day, texts to the letter, formulas with their results."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        kind, text = element.get("t", "n"), element.findtext(VALUE_TAG)
        if address := element.get("r"):
            row, self.col_counter = coordinate_to_tuple(address)
        else:
            self.col_counter += 1
            row = self.row_counter
        if element.find(FORMULA_TAG) is not None:
            kind, value = "f", self._formula(element, _result(kind, text))
        elif kind == "n":
            value = _number(text) if text else None
        else:
            kind, value = self._constant(kind, text, element)
        return {
            "row": row,
            "column": self.col_counter,
            "value": value,
            "data_type": kind,
            "style_id": int(element.get("s", 0)),
        }

    def _constant(self, kind: str, text: str | None, element: Any) -> tuple[str, Any]:
        if kind == "inlineStr":
            inside = element.find(INLINE_STRING)
            if inside is None:
                return "n", None
            if len(inside) == 1 and inside[0].tag == _TEXT:
                return "s", decoded(inside[0].text or "")
            return "s", text_of(parse(tostring(inside)))
        if not text:
            return ("s", "") if kind == "str" else ("n", None)
        if kind == "s":
            return "s", self.shared_strings[int(text)]
        if kind == "d":
            return "n", to_excel(from_ISO8601(text), self.epoch)  # type: ignore[no-untyped-call]
        if kind == "e" and (rich := element.get("vm")):
            return "e", Kept.of(text, f' t="e" vm="{rich}"', f"<v>{text}</v>")
        value = _result(kind, text)
        return {bool: "b", CellError: "e", str: "s"}.get(type(value), "n"), value

    def _formula(self, element: Any, result: Any) -> Any:
        formula = self.parse_formula(element)  # type: ignore[no-untyped-call]
        if isinstance(formula, ArrayFormula):
            return BlockFormula(formula.ref, formula.text or "", mark=element.get("cm"), result=result)
        if isinstance(formula, str):
            return Formula.of(formula, result)
        formula.result = result
        return formula


def _result(kind: str, text: str | None) -> Any:
    """What a cell shows, by the type and text that the file gives."""
    if text is None or (text == "" and kind != "str"):
        return None
    if kind == "b":
        return text.strip() in ("1", "true")
    if kind == "e":
        return CellError(text)
    if kind == "str":
        return decoded(text)
    return _number(text)


def _number(text: str) -> float:
    try:
        return int(text)
    except ValueError:
        return float(text)


def text_of(entry: Element) -> str:
    """The text of a shared or inline string; what has parts of different looks keeps its XML."""
    children = list(entry)
    if len(children) == 1 and children[0].name == "t":
        return decoded(children[0].text)
    texts = [
        child if child.name == "t" else child.child("t") for child in children if child.name in ("r", "t")
    ]
    text = decoded("".join(one.text for one in texts if one))
    if not children:
        return text
    for element in entry.walk():
        element.tag, element.attributes = element.name, _without_namespaces(element.attributes)
    return Kept.of(text, ' t="inlineStr"', f"<is>{inner(entry)}</is>")


def _without_namespaces(attributes: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in attributes.items() if not name.startswith("xmlns")}
