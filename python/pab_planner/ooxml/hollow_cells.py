"""What calamine leaves out of a sheet: errors, formulas without a value, and which cells hold a formula.

Calamine reads quantities eight times as fast as Python's XML reader walks over them. So of a large regular sheet
the reader sees no rows but those with formulas and errors.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cache

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils import get_column_letter

from pab_planner.excel.cell_values import ERRORS
from pab_planner.language import Text
from pab_planner.ooxml.limits import BYTES_OF_A_CELL, SHEET_CELLS, TEXTS_BYTES
from pab_planner.ooxml.package import DAMAGED, Archive, Package, UnusablePart
from pab_planner.ooxml.rectangle import LAST_COLUMN, LAST_ROW
from pab_planner.ooxml.regular_sheet import Looks, RegularSheet
from pab_planner.ooxml.tree import NotXml, new_parser, rewritten

Place = tuple[int, int]
"""Row and column of a cell, from 0."""

MAIN_SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""The namespaces of Excel's own elements: Transitional, and Strict."""

_FOREIGN = Text(
    "is not a worksheet: its first element is {tag}; open it in Excel and save it again",
    "不是工作表（首个元素为 {tag}），请在 Excel 中打开并重新保存",
)
_FAR_APART = Text(
    "holds cells so far apart (up to row {row}, column {column}) that it would fill the memory;"
    " delete what stands there by accident",
    "中的单元格相距过远（直到第 {row} 行第 {column} 列），会耗尽内存；请删除误填在那里的内容",
)
_LONG_TEXTS = Text(
    "holds {size} MB of text, more than {most} MB; remove long texts that the plan does not need",
    "含 {size} MB 文本，超过 {most} MB；请删除计划不需要的长文本",
)
BAD_PLACE = Text(
    "has a cell at {place}, which is no place on a sheet", "中有单元格位于 {place}，该位置不存在"
)
_NO_TEXT = Text(
    "has {found} for the number of a text in cell {cell}; open the file in Excel and save it again",
    "的单元格 {cell} 中文本编号为 {found}，请在 Excel 中打开并重新保存",
)
_TWO_VALUES = Text(
    "has two values in cell {cell}; open the file in Excel and save it again",
    "的单元格 {cell} 中有两个值，请在 Excel 中打开并重新保存",
)
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_NUMBER = re.compile(r"[1-9]\d{0,6}")
_TEXT_NUMBER = re.compile(r"[0-9]{1,9}")
_ERROR = re.compile(rb'(<c [^>]*\bt="e"[^>]*>(?:<f\b[^>]*(?:/>|>[^<]*</f>))?<v>)(#[^<]*)(?=</v>)')
_ERRORS_OF_EXCEL = frozenset(ERRORS.values())
_ERRORS_OF_CALAMINE = frozenset(
    (b"#NULL!", b"#DIV/0!", b"#VALUE!", b"#REF!", b"#NAME?", b"#NUM!", b"#N/A", b"#GETTING_DATA")
)
_TIMES_THE_FRAME = 8  # so often as long is a stretch, for each is read with the frame

FORMULA_ROWS = 400
"""Rows from the top of a sheet whose formulas are kept as text; what holds there holds further down."""


@dataclass
class SheetScan:
    """What was found in a sheet's part.

    Attributes:
        hollow: What cells hold that calamine gives as blank: an error value, or `=` and the formula.
        formulas: Cells with a formula.
        texts: The formulas of the first rows, with `=` in front.
        rows: How far down a cell with content stands.
        columns: How far right.
    """

    hollow: dict[Place, str] = field(default_factory=dict)
    formulas: set[Place] = field(default_factory=set)
    texts: dict[Place, str] = field(default_factory=dict)
    rows: int = 0
    columns: int = 0


class WorkbookLook:
    """A look at a workbook's XML: at once at what must not be read, then at what calamine leaves out.

    The second part may run beside calamine's reading, which leaves the interpreter to others meanwhile.

    Attributes:
        anew: The file written anew, if calamine would refuse it as it is or take it for something else.
        regular: By title, the large sheets that may be read in stretches.
        frame: What calamine reads before any sheet, by name; empty without such sheets.
    """

    def __init__(self, file: bytes, beside: Executor) -> None:
        """Unpack the file.

        Args:
            file: It.
            beside: Looks at parts of large sheets at the same time.

        Raises:
            UnusablePart: A part is damaged, is no worksheet, or reading it would fill the memory.
        """
        self._sheets: dict[str, _SheetLook] = {}
        self.regular: dict[str, tuple[str, RegularSheet]] = {}
        with Archive(io.BytesIO(file)) as archive:
            package = archive.outline()
            texts = [package.workbook, *package.workbook.related("sharedStrings")]
            for part in texts:
                refuse_long_texts(part.name, archive.read(part.name))
            odd = {part.name for part in texts if _misread(archive.read(part.name))}
            sheets = {title: part for title, kind, part in package.sheets() if kind == "worksheet"}
            frame = _read_before(package, archive.names)
            longer = _TIMES_THE_FRAME * sum(map(archive.size, frame))
            for title, part in sheets.items():
                looks = Looks(archive.size(part.name), longer, beside)
                xml = archive.unpack(part.name, looks.grow)
                look = self._sheets[title] = _SheetLook(part.name, xml, looks)
                if look.is_odd:
                    odd.add(part.name)
                elif look.regular:
                    self.regular[title] = part.name, look.regular
        self.anew = _written_anew(file, odd) if odd else None
        self.frame: dict[str, bytes] = {}
        if self.regular:
            with Archive(io.BytesIO(self.anew or file)) as archive:
                self.frame = {name: archive.read(name) for name in frame}

    def finish(self) -> dict[str, Callable[[], SheetScan]]:
        """Look for what calamine leaves out.

        Returns:
            By title, a function that finds what calamine leaves out of the sheet.

        Raises:
            UnusablePart: A cell holds what Excel would not show as calamine gives it.
        """
        scans = {title: look.scan() for title, look in self._sheets.items()}
        self._sheets.clear()  # what was unpacked takes as much memory as the cells
        return scans


def _read_before(package: Package, names: Iterable[str]) -> list[str]:
    """The parts that calamine reads before any sheet: those beside the workbook's, and what relates them."""
    folder = posixpath.dirname(package.workbook.name)
    places = ("", "_rels", folder, posixpath.join(folder, "_rels"))
    others = {part.name for _, _, part in package.sheets()}
    others |= {part.name for part in package.workbook.related("calcChain")}  # as long as there are formulas
    return [
        name
        for name in names
        if posixpath.dirname(name) in places and name.endswith((".xml", ".rels")) and name not in others
    ]


def refuse_long_texts(part: str, xml: bytes | bytearray) -> None:
    """Refuse texts that fill the memory, in the workbook's own list of them or in a sheet.

    Raises:
        UnusablePart: There is more of them than any plan has.
    """
    if len(xml) > TEXTS_BYTES and len(xml) > BYTES_OF_A_CELL * xml.count(b"c>"):
        raise UnusablePart(part, _LONG_TEXTS.filled(size=len(xml) >> 20, most=TEXTS_BYTES >> 20))


class _SheetLook:
    """A look at a sheet's part: at once how far its cells reach, later what calamine leaves out."""

    def __init__(self, part: str, xml: bytearray, looks: Looks) -> None:
        refuse_long_texts(part, xml)
        self._part, self._xml = part, xml
        self._found: SheetScan | None = None
        misread = _misread(xml)
        self.regular = None if misread else looks.sheet(xml)
        if self.regular:
            refuse_far_apart(part, self.regular.rows, self.regular.columns)
        else:
            self._found = _Scanner(part).scan(xml)
            refuse_far_apart(part, self._found.rows, self._found.columns)
        may_have_errors = not self.regular or not self.regular.is_plain
        self.is_odd = misread or (may_have_errors and _has_other_errors(xml))

    def scan(self) -> Callable[[], SheetScan]:
        """A function that finds what calamine leaves out; a large sheet is searched when it is called."""
        part, sheet = self._part, self.regular
        found = _Scanner(part).scan(sheet.without_rows()) if sheet else self._found
        assert found
        if not sheet or sheet.is_plain:
            return lambda: found
        xml = sheet.without_plain_rows()
        return cache(lambda: _Scanner(part).scan(xml))


def _misread(xml: bytes | bytearray) -> bool:
    """True for XML that calamine reads without an error, and wrongly.

    UTF-16, CDATA, `&#65;` for A, and a comment or an instruction in front of a value, which it then leaves out.
    """
    return (
        b"\0" in xml
        or (b"&" in xml and b"&#" in xml)
        or (b"!" in xml and (b"<![CDATA[" in xml or b"<!--" in xml))
        or (
            xml.find(b"?", 60) >= 0 and xml.find(b"<?", 2) >= 0
        )  # one character at a time is soon found missing
    )


def _has_other_errors(xml: bytes | bytearray) -> bool:
    """True for errors of other programs and later Excels, such as #ERROR! and #SPILL!: calamine refuses them."""
    return b't="e"' in xml and any(error[2] not in _ERRORS_OF_CALAMINE for error in _ERROR.finditer(xml))


def _written_anew(file: bytes, odd: Collection[str]) -> bytes:
    """The file, some of its parts as plain XML that holds no other errors than calamine knows."""
    stream = io.BytesIO()
    with Archive(io.BytesIO(file)) as archive, zipfile.ZipFile(stream, "w") as copy:
        for name in archive.names:
            content = archive.read(name)
            if name in odd:
                try:
                    content = _ERROR.sub(rb"\1#N/A", rewritten(content))
                except NotXml as error:
                    raise UnusablePart(name, DAMAGED) from error
            copy.writestr(name, content)
    return stream.getvalue()


class _Scanner:
    """Receives each element as it begins; a cell is judged when the next element begins."""

    def __init__(self, part: str) -> None:
        self._part, self._found = part, SheetScan()
        self._parser = new_parser(namespaces=True)
        self._parser.StartElementHandler = self._root
        self._tags: dict[str, str] = {}
        self._columns: dict[str, int] = {}
        self._row, self._digits, self._column = -1, "0", -1
        self._kind = "n"
        self._formula: list[str] | None = None
        self._value: list[str] | None = None
        self._filled = False
        self._shared: str | None = None
        self._masters: dict[str, tuple[Place, str]] = {}

    def scan(self, xml: bytes | bytearray) -> SheetScan:
        """Walk over all of the part."""
        try:
            self._parser.Parse(xml, True)
        except NotXml as error:
            raise UnusablePart(self._part, DAMAGED) from error
        self._judge()
        return self._found

    def _root(self, tag: str, _attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        if space not in MAIN_SPACES or name != "worksheet":
            raise UnusablePart(self._part, _FOREIGN.filled(tag=f"{{{space}}}{name}"))
        self._tags = {f"{space} {name}": name for name in ("row", "c", "f", "v", "is", "t")}
        self._parser.StartElementHandler = self._start

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self._tags.get(tag)
        if name == "c":
            if self._value is not None or self._formula is not None:
                self._judge()
            self._kind = attributes.get("t", "n")
            if self._kind == "e" or self._kind == "s":
                self._value = []
            self._filled = False
            self._move_to(attributes.get("r"))
        elif name == "v" or name == "is":
            found, row, column = self._found, self._row, self._column
            if self._filled:
                two = _TWO_VALUES.filled(cell=_name((row, column))) if column >= 0 else DAMAGED
                raise UnusablePart(self._part, two)
            self._filled = True
            if column >= found.columns:
                found.columns = column + 1
            if row >= found.rows:
                found.rows = row + 1
            if self._value is not None:
                self._parser.CharacterDataHandler = self._value.append
                self._parser.EndElementHandler = self._end_value
        elif name == "t" and self._value is not None:
            self._parser.CharacterDataHandler = self._value.append
        elif name == "f":
            self._formula, self._value = [], []
            self._shared = attributes.get("si") if attributes.get("t") == "shared" else None
            self._found.formulas.add((self._row, self._column))
            self._parser.CharacterDataHandler = self._formula.append
        else:
            self._parser.CharacterDataHandler = None
            if name == "row":
                self._judge()
                self._begin_row(attributes.get("r"))

    def _end_value(self, _tag: str) -> None:
        """Hear no more: what follows may be an indent."""
        self._parser.CharacterDataHandler = self._parser.EndElementHandler = None

    def _begin_row(self, number: str | None) -> None:
        if number is not None and not _NUMBER.fullmatch(number):
            raise UnusablePart(self._part, BAD_PLACE.filled(place=number))
        self._row = self._row + 1 if number is None else int(number) - 1
        self._digits, self._column = str(self._row + 1), -1

    def _move_to(self, address: str | None) -> None:
        """Take a cell's place from its address, or else from the cell before it."""
        if address is None:
            self._column += 1
            return
        letters = address.rstrip("0123456789")
        if letters not in self._columns or address[len(letters) :] != self._digits:
            match = _ADDRESS.fullmatch(address)
            if not match:
                raise UnusablePart(self._part, BAD_PLACE.filled(place=address))
            self._row, self._digits = int(match[2]) - 1, match[2]
            self._columns[letters] = _column(letters)
        self._column = self._columns[letters]

    def _judge(self) -> None:
        """Note the cell that has just ended if calamine gives it as blank."""
        written = "".join(self._value or ())
        value = written.strip()
        if self._kind == "s" and written and not _TEXT_NUMBER.fullmatch(written):
            cell = _name((self._row, self._column))
            raise UnusablePart(self._part, _NO_TEXT.filled(cell=cell, found=repr(written)))
        if self._kind == "e" and value:
            self._found.hollow[self._row, self._column] = value if value in _ERRORS_OF_EXCEL else "#UNKNOWN!"
        elif self._formula is not None and not value and self._kind != "str":
            self._found.hollow[self._row, self._column] = f"={''.join(self._formula).strip()}"
        if self._formula is not None and self._row < FORMULA_ROWS:
            self._keep("".join(self._formula).strip())
        self._formula = self._value = None
        self._parser.CharacterDataHandler = None

    def _keep(self, text: str) -> None:
        """Keep a formula's text; a shared one stands in its first cell only, as it is for that cell."""
        here = self._row, self._column
        if self._shared is not None and text:
            self._masters.setdefault(self._shared, (here, text))
        elif self._shared in self._masters:
            origin, text = self._masters[self._shared]
            try:
                text = Translator(f"={text}", _name(origin)).translate_formula(_name(here))[1:]
            except (TranslatorError, TokenizerError, IndexError, ValueError):
                return
        if text:
            self._found.texts[here] = f"={text}"


def _name(place: Place) -> str:
    return f"{get_column_letter(place[1] + 1)}{place[0] + 1}"


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def refuse_far_apart(part: str, rows: int, columns: int, most: int = SHEET_CELLS) -> None:
    """Refuse cells beyond the end of a sheet, and a block from A1 on that would fill the memory, though few are filled."""
    if rows > LAST_ROW or columns > LAST_COLUMN:
        raise UnusablePart(part, BAD_PLACE.filled(place=f"{get_column_letter(max(1, columns))}{rows}"))
    if rows * columns > most:
        raise UnusablePart(part, _FAR_APART.filled(row=rows, column=columns))
