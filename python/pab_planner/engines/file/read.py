"""A workbook file comes in: openpyxl's workbook to work on, and beside it the file as it is."""

import re
import warnings
from collections import Counter
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from openpyxl.cell.cell import MergedCell
from openpyxl.comments.comment_sheet import CommentSheet
from openpyxl.drawing.image import Image
from openpyxl.packaging.relationship import RelationshipList, get_dependents, get_rels_path
from openpyxl.reader.drawings import find_images
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import coordinate_to_tuple, get_column_letter
from openpyxl.utils.datetime import from_ISO8601, to_excel
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet._reader import FORMULA_TAG, INLINE_STRING, VALUE_TAG, WorkSheetParser, WorksheetReader
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table
from openpyxl.xml.constants import COMMENTS_NS, REL_NS, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

from pab_planner.engines.elements import CellError
from pab_planner.engines.file.cells import BlockFormula, Formula, Kept, decoded, string_element
from pab_planner.engines.file.openpyxl_types import LOOK_MARK, Workbook, Worksheet
from pab_planner.files import UnreadableFile
from pab_planner.language import Text
from pab_planner.memory import many_cells
from pab_planner.ooxml.hollow_cells import BAD_PLACE, MAIN_SPACES, refuse_far_apart, refuse_long_texts
from pab_planner.ooxml.limits import CHANGED_CELLS, DEPTH, ELEMENTS, MERGED_AREAS, MERGED_CELLS
from pab_planner.ooxml.package import (
    DAMAGED,
    MISSING,
    SAME_TITLE,
    Package,
    UnusablePart,
    bytes_of,
    contents_of,
    one_refusal,
)
from pab_planner.ooxml.rectangle import LAST_COLUMN, LAST_ROW
from pab_planner.ooxml.tree import Element, NotXml, inner, new_parser, parse, rewritten

_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_TEXT = f"{{{SHEET_MAIN_NS}}}t"
LARGEST = 9.99999999999999e307
"""The largest number that Excel keeps in a cell."""
# Where openpyxl looks for what the workbook is related to.
_PLACES = {"styles": "xl/styles.xml", "theme": "xl/theme/theme1.xml"}
_UNKNOWN_SHEETS = {
    "dialogsheet": Text("dialog sheets", "对话框表"),
    "xlMacrosheet": Text("Excel 4 macro sheets", "Excel 4 宏表"),
    "xlIntlMacrosheet": Text("Excel 4 macro sheets", "Excel 4 宏表"),
}

_CANNOT = Text(
    "holds what this program cannot read; open the file in Excel and save it again",
    "含有本程序无法读取的内容，请在 Excel 中打开并重新保存",
)
_STRICT_KIND = Text(
    "is Strict Open XML; open the file in Excel and save it as an ordinary .xlsx",
    "为 Strict Open XML 格式，请在 Excel 中打开并另存为普通 .xlsx",
)
_AMONG_CELLS = Text(
    "holds {tag} among its cells, which would be lost; open the file in Excel and save it again",
    "的单元格中含有 {tag}，保存会丢失；请在 Excel 中打开并重新保存",
)
_NO_WORKSHEET = Text(
    "names no worksheet; open the file in Excel, add one and save it",
    "中没有工作表；请在 Excel 中打开、新增一张并保存",
)
_NOT_ALL_CELLS = Text(
    "names a cell twice, and one of them would be lost; open the file in Excel and save it again",
    "中有单元格出现两次，保存会丢失其一；请在 Excel 中打开并重新保存",
)
_TOO_MANY_CELLS = Text(
    "holds {found:cell|cells}, more than the {most} that can be changed at once; split the workbook",
    "有 {found} 个单元格，超过可修改的上限 {most} 个，请拆分工作簿",
)
_MERGED_TOO_FAR = Text(
    "has merged areas of more than {most:cell|cells}, as {area}; unmerge what was merged by accident",
    "的合并区域超过 {most} 个单元格（如 {area}），请取消误设的合并",
)
_TOO_MANY_AREAS = Text(
    "has {found:merged area|merged areas}, more than {most}; unmerge what was merged by accident",
    "有 {found} 个合并区域，超过 {most} 个，请取消误设的合并",
)
_TOO_MANY_ELEMENTS = Text(
    "holds more than {most} names, rules, notes, links or formats; remove those that are not needed"
    " (most come from copying)",
    "中的名称、条件格式、批注、链接或样式超过 {most} 个；请删除不需要的（多由复制产生）",
)
_MERGED_AREA = re.compile(rb"<(?:\w+:)?mergeCell[\s/>]")
_NO_NUMBER = Text(
    "has {found} for a number in cell {cell}; correct it", "的单元格 {cell} 中数字为 {found}，请更正"
)
_LINKED = Text(
    "has a number of a linked data type in cell {cell}, which would be lost; use Excel",
    "的单元格 {cell} 为链接数据类型的数字，保存会丢失；请使用 Excel",
)
_NO_FORMULA = Text(
    "has a shared formula in cell {cell} that is not in the file; open the file in Excel and save it again",
    "的单元格 {cell} 引用的共享公式不在文件中，请在 Excel 中打开并重新保存",
)
_TEXT_FILE = Text(
    "it is a text file, not a workbook; open it in Excel and save it as .xlsx,"
    " or let `pab-planner scan` read it",
    "这是文本文件而不是工作簿，请在 Excel 中打开并另存为 .xlsx，或用 pab-planner scan 读取",
)


class OriginalFile:
    """The file behind a workbook.

    Attributes:
        package: Its parts, without the cells of the sheets and their texts.
        changed: The names of parts that are no more as they were.
        titles: What each sheet is called in it.
        losses: What would not survive being saved.
    """

    def __init__(self, contents: dict[str, bytes], workbook: Workbook) -> None:
        package = Package(contents)
        cut = {
            part.name: _without_cells(part.name, part.content or b"")[0]
            for part in package.workbook.related("worksheet")
        }
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


def read_workbook(path: Path) -> tuple[Workbook, OriginalFile]:
    """Open a .xlsx or .xlsm file.

    Raises:
        UnreadableFile: It is none, or is protected by a password, or damaged.
    """
    with one_refusal(path.name):
        if path.is_file() and path.suffix.lower() in {".csv", ".tsv", ".txt"}:
            raise UnreadableFile(file=path.name, reason=_TEXT_FILE)
        content = bytes_of(path)
        contents = contents_of(BytesIO(content))
        _refuse_missing_parts(package := Package(contents))
        with many_cells():
            workbook = workbook_of(package, contents)
        return workbook, OriginalFile(contents, workbook)


def _refuse_missing_parts(package: Package) -> None:
    if all(kind != "worksheet" for _, kind, _ in list(package.sheets())):
        raise UnusablePart(package.workbook.name, _NO_WORKSHEET)
    for relation in package.workbook.relations:
        if relation.kind == "sharedStrings" and isinstance(relation.target, str):
            raise UnusablePart(f"xl/{relation.target.rpartition('/')[2]}", MISSING)
    for part in package.workbook.related("styles"):
        if part.tree is None:
            raise UnusablePart(part.name, DAMAGED)


def workbook_of(package: Package, contents: dict[str, bytes]) -> Workbook:
    """Openpyxl's workbook of a file's parts.

    Args:
        package: How they hang together, with what was parsed of them already.
        contents: Their bytes.

    Raises:
        UnusablePart: openpyxl can't read a part, or would lose some of it.
    """
    reader = _Reader(package, contents)
    try:
        with warnings.catch_warnings(), redirect_stdout(StringIO()):
            # openpyxl warns of what it drops, which we keep, and prints the number of a style that is not there.
            warnings.simplefilter("ignore", UserWarning)
            reader.read()
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, SyntaxError) as error:
        raise UnusablePart(reader.archive.at, _CANNOT) from error
    except (OSError, StopIteration, NotXml, InvalidFileException, RecursionError) as error:
        raise UnusablePart(reader.archive.at, _CANNOT) from error
    return reader.wb


_IN_CELLS = {"f", "v", "is", "extLst"}


def _without_cells(part: str, xml: bytes) -> tuple[bytes, int]:
    """A sheet's part without its cells, and how many there were.

    Raises:
        UnusablePart: It is no worksheet as openpyxl reads it: in another namespace, with unknown cells.
    """
    if not xml.isascii() and (xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"encoding" in xml[:100]):
        xml = rewritten(xml)  # so that places are counted in bytes as they stand here
    tags: list[str] = []
    places: list[int] = []
    cells = others = 0

    def start(name: str, _attributes: dict[str, str]) -> None:
        nonlocal cells, others
        space, tag, *_ = name.split(" ") if " " in name else ("", name)
        depth = len(tags)
        tags.append(tag)
        if depth > DEPTH:
            raise UnusablePart(part, DAMAGED)
        if depth == 0 and (tag != "worksheet" or space != SHEET_MAIN_NS):
            raise UnusablePart(part, _STRICT_KIND if space in MAIN_SPACES else _AMONG_CELLS.filled(tag=tag))
        if depth == 1 and tag == "sheetData" and space == SHEET_MAIN_NS:
            places.append(parser.CurrentByteIndex)
        elif 1 < depth < 5 and tags[1] == "sheetData":
            known = (("row",), ("c",), _IN_CELLS)[depth - 2]
            if tag not in known or space != SHEET_MAIN_NS:
                raise UnusablePart(part, _AMONG_CELLS.filled(tag=tag))
            cells += tag == "c"
        elif depth and tags[1] != "sheetData":
            others += 1
            if others > ELEMENTS:
                raise UnusablePart(part, _TOO_MANY_ELEMENTS.filled(most=ELEMENTS))

    def end(_name: str) -> None:
        tags.pop()
        if len(tags) == 1 and len(places) == 1:
            places.append(parser.CurrentByteIndex)

    parser = new_parser(namespaces=True)
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(xml, True)
    except NotXml as error:
        raise UnusablePart(part, DAMAGED) from error
    if len(places) != 2:
        raise UnusablePart(part, DAMAGED)
    first, last = places
    if xml[last : last + 2] != b"</":  # it is empty: <sheetData/>
        return xml, cells
    tag = xml[last + 2 : (close := xml.index(b">", last))].strip()
    if (
        b"xmlns" in xml[first : xml.index(b">", first)]
    ):  # as we write it where the sheet's elements have a prefix
        prefix = tag.rpartition(b":")[0]
        tag += b" xmlns" + (b":" + prefix if prefix else b"") + b'="' + SHEET_MAIN_NS.encode() + b'"'
    return xml[:first] + b"<" + tag + b"/>" + xml[close + 1 :], cells


class _Archive(dict[str, bytes]):
    """Parts, as openpyxl reads them from a zip file.

    Attributes:
        at: The part that was read last.
        sheets: The names of those that hold cells.
    """

    filename = at = ""
    sheets: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> bytes:
        self.at = name
        content = super().__getitem__(name)
        if not name.endswith((".xml", ".rels")):
            return content  # a picture may hold the same bytes
        if name not in self.sheets and content.count(b"<") - content.count(b"</") > ELEMENTS:
            raise UnusablePart(name, _TOO_MANY_ELEMENTS.filled(most=ELEMENTS))
        # Where lxml is installed openpyxl reads with it, and takes comments and instructions for elements.
        return rewritten(content) if b"<!--" in content or content.find(b"<?", 5) >= 0 else content

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

    def __init__(self, package: Package, contents: dict[str, bytes]) -> None:
        self.archive: Any = _Archive(contents)
        self.valid_files = self.archive.namelist()
        self.read_only = self.keep_vba = self.data_only = self.keep_links = self.rich_text = False
        self._related = package
        self.archive.sheets = frozenset(part.name for part in self._related.workbook.related("worksheet"))

    def read_strings(self) -> None:
        book = self._related.workbook
        if book.tree is not None and _STRICT in book.tree.declared().values():
            raise UnusablePart(book.name, _STRICT_KIND)
        self.shared_strings: list[str] = []
        for part in book.related("sharedStrings"):
            refuse_long_texts(part.name, part.content or b"")
            self.shared_strings = [
                string_text(entry) for entry in parse(part.content or b"") if entry.name == "si"
            ]
        for kind, place in _PLACES.items():
            for part in book.related(kind):
                self.archive[place] = part.content

    def read_worksheets(self) -> None:
        self._cells = 0
        self.wb._cell_styles = _told_apart(self.wb._cell_styles)
        for sheet, relation in self.parser.find_sheets():
            kind = relation.Type.rpartition("/")[2]
            if kind == "worksheet":
                self._read_sheet(sheet, relation.target)
            elif kind == "chartsheet":
                # It holds a place among the sheets; what it shows stays in the file.
                self.wb.create_chartsheet(sheet.name).sheet_state = sheet.state
        known = [title for title, kind, _ in self._related.sheets() if kind in ("worksheet", "chartsheet")]
        if [sheet.title for sheet in self.wb._sheets] != known:
            raise UnusablePart(self._related.workbook.name, SAME_TITLE)

    def _read_sheet(self, sheet: Any, part: str) -> None:
        ws: Any = self.wb.create_sheet(sheet.name)
        ws.sheet_state = sheet.state
        relations = get_rels_path(part)  # type: ignore[no-untyped-call]
        ws._rels = (
            get_dependents(self.archive, relations) if relations in self.archive else RelationshipList()
        )
        content = self.archive[part]
        refuse_long_texts(part, content)
        _, count = _without_cells(part, content)
        self._cells += count
        if self._cells > CHANGED_CELLS:
            raise UnusablePart(part, _TOO_MANY_CELLS.filled(found=self._cells, most=CHANGED_CELLS))
        if (areas := len(_MERGED_AREA.findall(content))) > MERGED_AREAS:
            raise UnusablePart(part, _TOO_MANY_AREAS.filled(found=areas, most=MERGED_AREAS))
        reader = _SheetReader(ws, part, content, self.shared_strings)
        reader.bind_cells()
        if len(ws._cells) != count:
            raise UnusablePart(part, _NOT_ALL_CELLS)
        # Formatted blanks count: the block from A1 to the last of them is what is read as the used range.
        places = list(ws._cells) or [(0, 0)]
        down, right = max(row for row, _ in places), max(column for _, column in places)
        refuse_far_apart(part, down, right, CHANGED_CELLS)
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
    """The looks of a file by number, no two of them equal: openpyxl does not read all that a look may hold.

    The mark lies above the number of the named style, which no file has 65,536 of.
    """
    count: Counter[bytes] = Counter()
    if looks and any(looks[0]):
        # A plain cell is not one without a look: that would take the first of the list, which is not plain.
        count[StyleArray().tobytes()] = 1
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
    """A row whose height the host chose, until another one is set; `ph` shows readings of its texts."""

    chosen: float | None = None
    ph: str | None = None

    @property
    def customHeight(self) -> bool:  # noqa: N802 (openpyxl names it)
        return self.ht is not None and self.ht != self.chosen


class _SheetReader(WorksheetReader):
    """Binds what a sheet's part holds to a worksheet."""

    ws: Any
    parser: Any

    def __init__(self, ws: Worksheet, part: str, content: bytes, strings: list[str]) -> None:
        self.ws, self.tables, self._part, self._bound = ws, [], part, False
        self.parser = _Cells(BytesIO(content), strings, epoch=ws.parent.epoch)
        self.parser.part = part

    def bind_cells(self) -> None:
        """Take in the cells, once."""
        if not self._bound:
            self._bound = True
            super().bind_cells()

    def bind_merged_cells(self) -> None:
        """Merge cells, and leave what stands in the covered ones: openpyxl would clear and dress them."""
        merged = self.parser.merged_cells.mergeCell if self.parser.merged_cells else []
        areas = [CellRange(area.ref) for area in merged]
        count = 0
        for area in areas:
            count += area.size["rows"] * area.size["columns"]
            if count > MERGED_CELLS:
                raise UnusablePart(self._part, _MERGED_TOO_FAR.filled(most=MERGED_CELLS, area=area.coord))
        self.ws.merged_cells = MultiCellRange(areas)
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
            row.ph = given.get("ph")


class _Cells(WorkSheetParser):
    """Reads cells: a number even where it shows a day, texts to the letter, formulas with their results."""

    part = ""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        kind, text = element.get("t", "n"), element.findtext(VALUE_TAG)
        if address := element.get("r"):
            row, self.col_counter = coordinate_to_tuple(address)
            if row > LAST_ROW or self.col_counter > LAST_COLUMN:
                raise UnusablePart(self.part, BAD_PLACE.filled(place=address))
        else:
            self.col_counter += 1
            row = self.row_counter
        if element.find(FORMULA_TAG) is not None:
            kind, value = "f", self._formula(element, _result(kind, text))
        elif kind == "n":
            value = _number(text) if text else None
        else:
            kind, value = self._constant(kind, text, element)
        self._check_number(value, row)
        if told := _told(element):
            value = self._with(value, told, row)
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
            return "s", string_text(parse(ElementTree.tostring(inside)))
        if not text:
            return ("s", "") if kind == "str" else ("n", None)
        if kind == "s":
            return "s", self.shared_strings[int(text)]
        if kind == "d":
            return "n", to_excel(from_ISO8601(text), self.epoch)  # type: ignore[no-untyped-call]
        if kind == "e" and element.get("vm"):
            return "e", Kept.of(text, ' t="e"', f"<v>{text}</v>")
        if kind not in ("n", "b", "e", "str"):
            raise UnusablePart(self.part, _CANNOT)
        value = _result(kind, text)
        return {bool: "b", CellError: "e", str: "s"}.get(type(value), "n"), value

    def _check_number(self, value: Any, row: int) -> None:
        number = getattr(value, "result", value)
        if type(number) in (float, int) and not -LARGEST <= number <= LARGEST:  # nor NaN
            cell = f"{get_column_letter(self.col_counter)}{row}"
            raise UnusablePart(self.part, _NO_NUMBER.filled(found=str(number)[:20], cell=cell))

    def _with(self, value: Any, told: str, row: int) -> Any:
        """A cell's content with what else the file says of it."""
        if hasattr(value, "result"):
            value.told = told
        elif isinstance(value, Kept):
            value.attributes += told
        elif type(value) is str:
            return Kept.of(value, f' t="inlineStr"{told}', f"<is>{string_element(value)}</is>")
        elif "vm=" in told:
            cell = f"{get_column_letter(self.col_counter)}{row}"
            raise UnusablePart(self.part, _LINKED.filled(cell=cell))
        return value

    def _formula(self, element: Any, result: Any) -> Any:
        formula = self.parse_formula(element)  # type: ignore[no-untyped-call]
        given = element.find(FORMULA_TAG)
        calculated = {name: given.get(name) for name in ("ca", "aca", "bx") if name in given.attrib}
        if isinstance(formula, ArrayFormula):
            formula = BlockFormula(formula.ref, formula.text or "", mark=element.get("cm"), result=result)
        elif isinstance(formula, str):
            if formula == "=" and given.get("t") == "shared":
                raise UnusablePart(self.part, _NO_FORMULA.filled(cell=element.get("r", "")))
            formula = Formula.of(formula, result)
        formula.result = result
        if calculated:
            formula.calculated = calculated
        return formula


def _told(element: Any) -> str:
    """What else a cell's attributes say, as XML: a linked data type or cube value, readings shown."""
    return "".join(f' {name}="{element.get(name)}"' for name in ("vm", "ph") if name in element.attrib)


_TRUTH = {"1": True, "true": True, "0": False, "false": False}


def _result(kind: str, text: str | None) -> Any:
    """What a cell shows, by the type and text that the file gives."""
    if text is None or (text == "" and kind != "str"):
        return None
    if kind == "b":
        return _TRUTH[text.strip()]  # of anything else every reader makes something else
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


def string_text(entry: Element) -> str:
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
    prefix = entry.tag.rpartition(":")[0]
    _leave_own(entry, prefix)
    return Kept.of(text, ' t="inlineStr"', f"<is>{inner(entry)}</is>")


def _leave_own(element: Element, prefix: str) -> None:
    """Keep Excel's own elements and attributes only, without their prefix."""
    own = [child for child in element if child.tag.rpartition(":")[0] == prefix]
    element.children = [child for child in element.children if isinstance(child, str) or child in own]
    element.tag = element.name
    element.attributes = {
        name: value
        for name, value in element.attributes.items()
        if name.startswith("xml:") or (":" not in name and name != "xmlns")
    }
    for child in own:
        _leave_own(child, prefix)
