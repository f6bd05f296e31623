"""A workbook file comes in whole: openpyxl's workbook, and beside it all that openpyxl alone would drop."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from openpyxl.drawing.image import Image
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import coordinate_to_tuple
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula

from pab_planner.engines.elements import CellError
from pab_planner.engines.file.cells import BlockFormula, Formula
from pab_planner.engines.file.inside import Workbook, Worksheet
from pab_planner.engines.refusals import UnreadableFile
from pab_planner.language import Text
from pab_planner.memory import many_cells

ROOT_RELATIONSHIPS = "_rels/.rels"
_KEPT_BY_OPENPYXL = ("officeDocument", "core-properties", "extended-properties", "custom-properties")
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SPREADSHEET_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"

_LOST_PARTS = {
    "xl/slicers/": Text("slicers", "切片器"),
    "xl/timelines/": Text("timelines", "日程表"),
    "xl/threadedComments/": Text("threaded comments", "线程批注"),
    "xl/ctrlProps/": Text("form controls", "窗体控件"),
    "xl/activeX/": Text("ActiveX controls", "ActiveX 控件"),
    "xl/embeddings/": Text("embedded objects", "嵌入对象"),
    "xl/diagrams/": Text("SmartArt", "SmartArt 图形"),
    "xl/queryTables/": Text("queries", "查询"),
    "xl/connections.xml": Text("data connections", "数据连接"),
    "xl/model/": Text("the data model", "数据模型"),
    "xl/richData/": Text("linked data types or pictures in cells", "链接数据类型或单元格内图片"),
    "xl/macrosheets/": Text("Excel 4 macro sheets", "Excel 4 宏表"),
    "xl/dialogsheets/": Text("dialog sheets", "对话框表"),
}
_LOST_ELEMENTS = {
    b"controls": Text("form controls", "窗体控件"),
    b"oleObjects": Text("embedded objects", "嵌入对象"),
    b"picture": Text("a background picture", "背景图片"),
    b"legacyDrawingHF": Text("pictures in header or footer", "页眉页脚图片"),
    b"protectedRanges": Text("ranges that named users may edit", "允许编辑区域"),
}
_SHAPES = Text("shapes or text boxes", "形状或文本框")
_DRAWN_OTHERWISE = Text("charts or objects of newer Excel versions", "新版 Excel 的图表或对象")


class SourceFile:
    """What a file holds beyond openpyxl's workbook.

    Attributes:
        root_parts: Parts related from the package's root (ribbon, sensitivity label): relationship, content.
        extensions: By worksheet, the raw extension list (sparklines, rules of newer Excel versions).
        losses: What openpyxl would drop, with the sheet; None for the workbook as a whole.
    """

    def __init__(self) -> None:
        self.root_parts: list[tuple[dict[str, str], bytes]] = []
        self.extensions: dict[Worksheet, bytes] = {}
        self.losses: list[tuple[Text, str | None]] = []


def read_workbook(path: Path) -> tuple[Workbook, SourceFile]:
    """Open a .xlsx or .xlsm file.

    Raises:
        UnreadableFile: It is none, or is protected by a password, or damaged.
    """
    _refuse_foreign(path)
    source = SourceFile()
    try:
        reader = _Reader(path, source)
        with warnings.catch_warnings(), many_cells():
            # openpyxl warns of what it drops; we keep it, or refuse to save.
            warnings.simplefilter("ignore", UserWarning)
            reader.read()
    except UnreadableFile:
        raise
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise UnreadableFile(file=path.name, reason=_DAMAGED) from error
    except (KeyError, ValueError, TypeError, AttributeError, SyntaxError, InvalidFileException) as error:
        raise UnreadableFile(file=path.name, reason=_NO_WORKBOOK) from error
    return reader.wb, source


_DAMAGED = Text(
    "the file is damaged or incomplete; take it from its source once more",
    "文件已损坏或不完整，请从来源重新获取",
)
_NO_WORKBOOK = Text(
    "it is not a workbook this program can read; open it in Excel and save it as .xlsx",
    "本程序无法读取该工作簿，请在 Excel 中打开并另存为 .xlsx",
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


def _refuse_foreign(path: Path) -> None:
    try:
        with path.open("rb") as file:
            start = file.read(1 << 16)
            if start.startswith(_OLE2):
                # A password turns a workbook into an OLE file with this stream in its directory.
                content = start + file.read()
                encrypted = "EncryptedPackage".encode("utf-16-le") in content
                raise UnreadableFile(file=path.name, reason=_PASSWORD if encrypted else _OLD)
    except OSError as error:
        reason = Text(error.strerror or "", error.strerror or "")
        raise UnreadableFile(file=path.name, reason=reason) from error
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        raise UnreadableFile(file=path.name, reason=_TEXT_FILE)
    if not start.startswith(b"PK"):
        raise UnreadableFile(file=path.name, reason=_DAMAGED)


class _Reader(ExcelReader):
    """openpyxl's reader, which also looks at what openpyxl leaves aside."""

    def __init__(self, path: Path, source: SourceFile) -> None:
        super().__init__(str(path), keep_vba=path.suffix.lower() in {".xlsm", ".xltm"}, rich_text=True)
        self._source = source

    def read_workbook(self) -> None:
        super().read_workbook()
        if written := self.wb.vba_archive:
            # openpyxl leaves its copy of the package open for writing, which ends in a complaint at exit.
            content: Any = written.fp
            written.close()
            self.wb.vba_archive = zipfile.ZipFile(content)

    def read_worksheets(self) -> None:
        super().read_worksheets()
        self._keep_root_parts()
        names = self.archive.namelist()
        for start, what in _LOST_PARTS.items():
            if place := next((name for name in names if name.startswith(start)), None):
                self._source.losses.append((what, self._sheet_of(place)))
        for title, part in self._sheet_parts():
            ws = self.wb[title]
            if ws in self.wb.worksheets:
                self._look_at(ws, part)

    def _sheet_parts(self) -> Iterator[tuple[str, str]]:
        return ((sheet.name, rel.target) for sheet, rel in self.parser.find_sheets())

    def _sheet_of(self, part: str) -> str | None:
        """The sheet whose relationships name a part."""
        for title, sheet_part in self._sheet_parts():
            if any(target == part for _, target in self._relations(sheet_part)):
                return title
        return None

    def _relations(self, part: str) -> Iterator[tuple[str, str]]:
        """Type and target part of each relationship of a part."""
        folder, _, name = part.rpartition("/")
        try:
            root = ElementTree.fromstring(self.archive.read(f"{folder}/_rels/{name}.rels"))
        except KeyError:
            return
        for relation in root.iter(_RELATIONSHIP):
            yield relation.get("Type", "").rpartition("/")[2], _resolve(folder, relation.get("Target", ""))

    def _keep_root_parts(self) -> None:
        root = ElementTree.fromstring(self.archive.read(ROOT_RELATIONSHIPS))
        for relation in root.iter(_RELATIONSHIP):
            target = _resolve("", relation.get("Target", ""))
            if relation.get("Type", "").endswith(_KEPT_BY_OPENPYXL) or target not in self.archive.namelist():
                continue
            self._source.root_parts.append((dict(relation.attrib), self.archive.read(target)))

    def _look_at(self, ws: Worksheet, part: str) -> None:
        ws._images = [_Picture(image) for image in ws._images]
        content = self.archive.read(part)
        tail = content[content.rfind(b"</sheetData>") :]
        for element, what in _LOST_ELEMENTS.items():
            if re.search(rb"<(\w+:)?%s[\s/>]" % element, tail):
                self._source.losses.append((what, ws.title))
        if extension := re.search(rb"<(?:\w+:)?extLst[ >].*</(?:\w+:)?extLst>", tail, re.DOTALL):
            self._source.extensions[ws] = _with_namespaces(extension[0], content)
        for kind, drawing in self._relations(part):
            if kind == "drawing" and drawing in self.archive.namelist():
                self._look_at_drawing(ws, drawing)
        if any(cell.data_type == "f" for cell in ws._cells.values()):
            _attach_results(ws, content)

    def _look_at_drawing(self, ws: Worksheet, drawing: str) -> None:
        root = ElementTree.fromstring(self.archive.read(drawing))
        for chart, name in zip(ws._charts, _chart_names(root), strict=False):
            chart.pab_name = name
        for what, tags in ((_SHAPES, ("sp", "cxnSp", "grpSp")), (_DRAWN_OTHERWISE, ("contentPart",))):
            if any(root.find(f".//{_SPREADSHEET_DRAWING}{tag}") is not None for tag in tags):
                self._source.losses.append((what, ws.title))
        if (
            root.find(".//{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent")
            is not None
        ):
            self._source.losses.append((_DRAWN_OTHERWISE, ws.title))


def _chart_names(drawing: ElementTree.Element) -> list[str]:
    """Names of a drawing's charts, in the order in which openpyxl reads these."""
    anchors = (f"{_SPREADSHEET_DRAWING}{kind}Anchor" for kind in ("absolute", "oneCell", "twoCell"))
    frames = (
        frame
        for anchor in anchors
        for frame in drawing.iterfind(f"{anchor}/{_SPREADSHEET_DRAWING}graphicFrame")
        if frame.find(".//{http://schemas.openxmlformats.org/drawingml/2006/chart}chart") is not None
    )
    return [
        frame.find(f".//{_SPREADSHEET_DRAWING}cNvPr").get("name", "")  # type: ignore[union-attr]
        for frame in frames
    ]


class _Picture(Image):
    """A picture that can be written more than once, which openpyxl's own can't."""

    def __init__(self, image: Image) -> None:
        self.__dict__.update(image.__dict__)
        self._content: bytes = image._data()  # type: ignore[attr-defined]

    def _data(self) -> bytes:
        return self._content


def _resolve(folder: str, target: str) -> str:
    """A relationship's target as the name of a part."""
    if target.startswith("/"):
        return target[1:]
    steps = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            del steps[-1:]  # LibreOffice climbs above the root, which is where one stays then
        elif step != ".":
            steps.append(step)
    return "/".join(steps)


def _with_namespaces(element: bytes, sheet: bytes) -> bytes:
    """An element's raw text with the namespace prefixes declared that the sheet's root declares."""
    root = re.search(rb"<(?:\w+:)?worksheet[^>]*>", sheet)
    declared = set(re.findall(rb"xmlns:(\w+)=", element.partition(b">")[0]))
    missing = [
        match[0]
        for match in re.finditer(rb"xmlns:(\w+)=(?:\"[^\"]*\"|'[^']*')", root[0] if root else b"")
        if match[1] not in declared
    ]
    name = re.match(rb"<(?:\w+:)?extLst", element)
    end = name.end() if name else 0
    return b" ".join([element[:end], *missing]) + element[end:]


def _attach_results(ws: Worksheet, content: bytes) -> None:
    """Put the last result of each formula beside it, which openpyxl leaves in the file."""
    for address, kind, text, dynamic in _results(content):
        cell = ws._cells.get(coordinate_to_tuple(address))
        if cell is None or cell.data_type != "f":
            continue
        result = _result(kind, text)
        if isinstance(cell._value, ArrayFormula):
            formula = cell._value
            cell._value = BlockFormula(formula.ref, formula.text or "", dynamic=dynamic, result=result)
        elif isinstance(cell._value, str):
            cell._value = Formula.of(cell._value, result)


def _results(content: bytes) -> Iterator[tuple[str, str, str | None, bool]]:
    """Address, type, cached text and `dynamic array` of each cell with a formula."""
    found: list[tuple[str, str, str | None, bool]] = []
    cell: dict[str, str] = {}
    texts: dict[str, list[str]] = {}
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            cell.clear()
            cell.update(attributes)
            texts.clear()
        elif name in ("f", "v"):
            texts[name] = []
            inside[:] = [name]

    def characters(text: str) -> None:
        if inside:
            texts[inside[0]].append(text)

    def end(name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("f", "v"):
            inside.clear()
        elif name == "c" and "f" in texts:
            value = "".join(texts["v"]) if "v" in texts else None
            found.append((cell.get("r", ""), cell.get("t", "n"), value, "cm" in cell))

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    parser.Parse(content, True)
    return iter(found)


def _result(kind: str, text: str | None) -> Any:
    if text is None or (text == "" and kind != "str"):
        return None  # openpyxl leaves `<v/>` for a formula that it has not calculated
    if kind == "b":
        return text.strip() == "1"
    if kind == "e":
        return CellError(text)
    return text if kind == "str" else float(text)
