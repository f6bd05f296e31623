"""What calamine leaves out of a sheet: errors, formulas without a value, and which cells hold a formula.

Calamine reads quantities eight times as fast as Python's XML reader walks over them. So what the reader is
for is first looked for in the bytes alone, in ways that may say "perhaps" but never "no" in error.
"""

import io
import re
import string
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache

from openpyxl.formula.tokenizer import TokenizerError
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils import get_column_letter

from pab_planner.excel.cell_values import ERRORS
from pab_planner.language import Text
from pab_planner.ooxml.limits import BYTES_OF_A_CELL, SHEET_CELLS, TEXTS_BYTES
from pab_planner.ooxml.package import DAMAGED, Archive, UnusablePart
from pab_planner.ooxml.rectangle import LAST_COLUMN, LAST_ROW
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
_LAST_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_TEXT_BY_NUMBER = re.compile(rb't="s"[^<>]*><v>[0-9]{1,9}</v>')
_ERROR = re.compile(rb'(<c [^>]*\bt="e"[^>]*>(?:<f\b[^>]*(?:/>|>[^<]*</f>))?<v>)(#[^<]*)(?=</v>)')
_ERRORS_OF_EXCEL = frozenset(ERRORS.values())
_ERRORS_OF_CALAMINE = frozenset(
    (b"#NULL!", b"#DIV/0!", b"#VALUE!", b"#REF!", b"#NAME?", b"#NUM!", b"#N/A", b"#GETTING_DATA")
)
_SMALL = 1 << 20  # bytes that the XML reader walks over in a twentieth of a second

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
        is_plain: Whether calamine, in reading the file as it is, meets nothing that it takes for something else.
    """

    def __init__(self, file: bytes) -> None:
        """Unpack the file.

        Raises:
            UnusablePart: A part is damaged, is no worksheet, or reading it would fill the memory.
        """
        self._file = file
        self._sheets: dict[str, _SheetLook] = {}
        with Archive(io.BytesIO(file)) as archive:
            package = archive.outline()
            texts = [package.workbook, *package.workbook.related("sharedStrings")]
            for part in texts:
                refuse_long_texts(part.name, archive.read(part.name))
            self._odd = {part.name for part in texts if _misread(archive.read(part.name))}
            for title, kind, part in package.sheets():
                if kind == "worksheet":
                    look = self._sheets[title] = _SheetLook(part.name, archive.read(part.name))
                    if look.misread:
                        self._odd.add(part.name)
        self.is_plain = not self._odd

    def finish(self) -> tuple[dict[str, Callable[[], SheetScan]], bytes | None]:
        """Look for what calamine leaves out.

        Returns:
            By title, a function that finds what calamine leaves out of the sheet; and the file written anew, if
            calamine would misread it as it is.

        Raises:
            UnusablePart: A cell holds what Excel would not show as calamine gives it.
        """
        scans = {title: look.scan() for title, look in self._sheets.items()}
        odd = self._odd | {look.part for look in self._sheets.values() if _has_other_errors(look.xml)}
        self._sheets.clear()  # what was unpacked takes as much memory as the cells
        return scans, _written_anew(self._file, odd) if odd else None


def refuse_long_texts(part: str, xml: bytes) -> None:
    """Refuse texts that fill the memory, in the workbook's own list of them or in a sheet.

    Raises:
        UnusablePart: There is more of them than any plan has.
    """
    if len(xml) > TEXTS_BYTES and len(xml) > BYTES_OF_A_CELL * xml.count(b"c>"):
        raise UnusablePart(part, _LONG_TEXTS.filled(size=len(xml) >> 20, most=TEXTS_BYTES >> 20))


class _SheetLook:
    """A look at a sheet's part: at once how far its cells reach, later what calamine leaves out."""

    def __init__(self, part: str, xml: bytes) -> None:
        refuse_long_texts(part, xml)
        self.part, self.xml, self.misread = part, xml, _misread(xml)
        self._found: SheetScan | None = None
        extent = None if self.misread or len(xml) <= _SMALL else _extent(xml)
        if extent is None:
            self._found = _Scanner(part).scan(xml)
            extent = self._found.rows, self._found.columns
        refuse_far_apart(part, *extent)

    def scan(self) -> Callable[[], SheetScan]:
        """A function that finds what calamine leaves out; a large sheet is searched when it is called."""
        found, part = self._found, self.part
        if found is None and not _is_written_as_usual(self.xml):
            found = _Scanner(part).scan(self.xml)
            refuse_far_apart(part, found.rows, found.columns)
        if found is not None:
            return lambda: found
        _Scanner(part).check_root(self.xml)
        rows = _rows_to_look_at(self.xml)
        return cache(lambda: _Scanner(part).scan(rows))


def _is_written_as_usual(xml: bytes) -> bool:
    """True if each cell ends with its only value and each text stands there by its number.

    Of two values, or of a text by no number, calamine gives what Excel does not show. Counting is five times as
    fast as a search for what is odd, and to miss a single character six times as fast as that.
    """
    for end in (b"</v", b"<v/", b"</is"):
        found = xml.count(end)
        if found and found != xml.count(end + b"></c>"):
            return False
    texts = xml.count(b'"s"') + (xml.count(b"'s'") if b"'" in xml else 0)
    return texts == (sum(1 for _ in _TEXT_BY_NUMBER.finditer(xml)) if texts else 0)


def _misread(xml: bytes) -> bool:
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


def _has_other_errors(xml: bytes) -> bool:
    """True for errors of other programs and later Excels, such as #ERROR! and #SPILL!: calamine refuses them."""
    return b't="e"' in xml and any(error[2] not in _ERRORS_OF_CALAMINE for error in _ERROR.finditer(xml))


def _written_anew(file: bytes, odd: Collection[str]) -> bytes:
    """The file, some of its parts as plain XML that holds no other errors than calamine knows."""
    stream = io.BytesIO()
    with Archive(io.BytesIO(file)) as archive, zipfile.ZipFile(stream, "w") as copy:
        for name in archive.names:
            content = archive.read(name)
            if name in odd:
                content = _ERROR.sub(rb"\1#N/A", rewritten(content))
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

    def scan(self, xml: bytes) -> SheetScan:
        """Walk over all of the part."""
        self._feed(xml, last=True)
        self._judge()
        return self._found

    def check_root(self, xml: bytes) -> None:
        """Walk no further than the first element."""
        for start in range(0, len(xml), 4096):
            self._feed(xml[start : start + 4096], last=False)
            if self._tags:
                return

    def _feed(self, xml: bytes, *, last: bool) -> None:
        try:
            self._parser.Parse(xml, last)
        except NotXml as error:
            raise UnusablePart(self._part, DAMAGED) from error

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
                raise UnusablePart(self._part, _TWO_VALUES.filled(cell=_name((row, column))))
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


def _extent(xml: bytes) -> tuple[int, int] | None:
    """How far down and right a sheet's cells reach; None for a sheet that is not written as most programs do."""
    head, *rows = xml.split(b"<row")
    if not head.endswith(b"<sheetData>") or (b"!" in xml and b"<!" in xml):
        return None
    if xml.find(b":", len(head)) >= 0 and (b":v>" in xml or b":is>" in xml):
        return None
    down = 0
    ends: set[bytes] = set()
    for row in rows:
        if not row.startswith(b' r="'):
            return None
        place = row.rfind(b'<c r="')
        if place >= 0:
            last = _LAST_CELL.match(row, place)
            if not last:
                return None
            ends.add(last[1])
            down = max(down, int(last[2]))
    right = max((_column(letters.decode()) + 1 for letters in ends), default=0)
    return (down, right) if _is_in_order(xml, down, right) else None


_LETTERS, _DIGITS = string.ascii_letters.encode(), string.digits.encode()
_SHAPE = bytes.maketrans(_LETTERS + _DIGITS, len(_LETTERS) * b"A" + len(_DIGITS) * b"0")
_BESIDE = bytes({*range(256)} - {*_LETTERS, *_DIGITS, *b'="'})


def _is_in_order(xml: bytes, down: int, right: int) -> bool:
    """Whether no cell has a longer address than the last ones of the rows: a far one may stand before them."""
    shapes = xml.translate(_SHAPE, _BESIDE)  # `r="B12"` and `r="C34"` are the same
    wide, deep = len(get_column_letter(max(1, right))), len(str(down))
    wider = (b'="' + letters * b"A" + b"0" for letters in range(wide + 1, 4))
    deeper = (deep + 1) * b"0" + b'"'
    return not any(shape in shapes for shape in (*wider, deeper))


def _rows_to_look_at(xml: bytes) -> bytes:
    """A sheet without its rows of plain quantities, in which calamine leaves nothing out."""
    first, last = xml.find(b"<row"), xml.rfind(b"<row")
    if first == last:
        return xml
    marks = [b"<f", b'"e"']
    marks += [long for short, long in ((b"'", b"'e'"), (b"&", b"&#")) if short in xml]
    if xml.find(b":", first) >= 0:
        marks.append(b":f")
    marks = [mark for mark in marks if mark in xml]
    rows = xml[first:last].split(b"<row") if marks else []
    kept = (row for row in rows if any(mark in row for mark in marks))
    return b"<row".join(
        [xml[:first], *kept, xml[last + len(b"<row") :]]
    )  # what follows hangs on the last row


def refuse_far_apart(part: str, rows: int, columns: int, most: int = SHEET_CELLS) -> None:
    """Refuse cells beyond the end of a sheet, and a block from A1 on that would fill the memory, though few are filled."""
    if rows > LAST_ROW or columns > LAST_COLUMN:
        raise UnusablePart(part, BAD_PLACE.filled(place=f"{get_column_letter(max(1, columns))}{rows}"))
    if rows * columns > most:
        raise UnusablePart(part, _FAR_APART.filled(row=rows, column=columns))
