"""The cells of a sheet as plain values, from a file or from an open workbook."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import xlwings as xw
from python_calamine import CalamineError

from pab_planner.excel.blocks import cells_at, used_block
from pab_planner.excel.cell_values import ERRORS as CELL_ERRORS
from pab_planner.excel.cell_values import cell_value, cell_values
from pab_planner.excel.sheets import counts_from_1904, is_visible
from pab_planner.excel.struck_cells import find_struck
from pab_planner.files import UnreadableFile, refuse_endless
from pab_planner.foreign_files import BEGINNING, OLD_FORMAT, PACKED, foreign_kind, no_text
from pab_planner.language import Text
from pab_planner.ooxml.hollow_cells import FORMULA_ROWS, SheetScan, WorkbookLook
from pab_planner.ooxml.limits import SHEET_CELLS, TEXT_BYTES
from pab_planner.ooxml.package import NOT_WHOLE, Archive, bytes_of, one_refusal
from pab_planner.ooxml.rectangle import LAST_COLUMN
from pab_planner.ooxml.struck_cells import struck_cells
from pab_planner.reading.workbook_cells import THREADS, Reading, quiet_panics, without_infinity
from pab_planner.sheets.own_sheets import KEPT

ERRORS = frozenset(CELL_ERRORS.values())
"""What a cell shows whose formula fails."""

Hollow = dict[tuple[int, int], str]
"""Row and column (from 0) of cells that look blank but are not: an error value, a formula without a value."""


OTHER_FORMAT = Text(
    "only .xlsx, .xlsm and .csv files can be read; open it in Excel and save it as .xlsx",
    "只能读取 .xlsx、.xlsm 和 .csv 文件；请在 Excel 中打开并另存为 .xlsx",
)
NO_SHEET = Text("there is no sheet {sheet}; it has: {sheets}", "没有工作表 {sheet}；现有：{sheets}")
_TOO_WIDE = Text(
    "it is larger than a sheet can be: line {line} has {fields:field|fields}; split it",
    "文件超出工作表的容量：第 {line} 行有 {fields} 个字段；请拆分",
)
_NO_LINE = Text(
    "line {line} cannot be read, for a field in it is longer than any cell; see whether a quotation mark is missing",
    "无法读取第 {line} 行，其中有字段过长；请检查是否缺少引号",
)
_NO_CHARACTER = Text(
    "line {line} holds a character that is none; save it anew as CSV UTF-8 where it comes from",
    "第 {line} 行含有无效字符；请从来源重新另存为 CSV UTF-8 格式",
)
_FROM_1904 = Text(
    "it counts days from 1904, which is understood in Excel only; open it there and press again",
    "该工作簿使用 1904 日期系统，仅在 Excel 中能够识别；请用 Excel 打开后再按一次",
)
NOTHING = Text("the file is empty", "文件是空的")


DAY_0, DAY_0_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""Day 0 of Excel's calendar, as it counts from March 1900 on, and of workbooks that count from 1904."""


@dataclass(frozen=True, eq=False)
class Grid:
    """One sheet.

    Attributes:
        title: Sheet title.
        rows: Cells from A1, each row as long as the longest; blank is "" or None.
        visible: Whether the planner sees the sheet.
        day_0: From which day its workbook counts days, for a date that stands there as a bare number.
        find_hollow_cells: Finds the cells that look blank but are not.
        list_formulas: Finds the cells that hold a formula.
        read_formulas: Reads the formulas of the first rows.
        find_struck: Finds the cells that are struck through.
        left_blank: Cells struck through whose quantities were left out.
    """

    title: str
    rows: Sequence[Sequence[Any]]
    visible: bool = True
    find_hollow_cells: Callable[[], Hollow] = field(default=dict)
    list_formulas: Callable[[], set[tuple[int, int]]] = field(default=set)
    read_formulas: Callable[[], dict[tuple[int, int], str]] = field(default=dict)
    day_0: date = DAY_0
    find_struck: Callable[[], set[tuple[int, int]]] = field(default=set)
    left_blank: frozenset[tuple[int, int]] = frozenset()

    @cached_property
    def hollow(self) -> Hollow:
        """Cells that look blank but hold an error or a formula without a value."""
        return self.find_hollow_cells()

    @cached_property
    def struck(self) -> set[tuple[int, int]]:
        """Row and column (from 0) of each cell that is struck through."""
        return self.find_struck()

    @cached_property
    def formulas(self) -> set[tuple[int, int]]:
        """Row and column (from 0) of each cell that holds a formula."""
        return self.list_formulas()

    @cached_property
    def formula_texts(self) -> dict[tuple[int, int], str]:
        """The formulas of the first `FORMULA_ROWS` rows by row and column (from 0), with `=` in front."""
        return self.read_formulas()

    @cached_property
    def decimal_comma(self) -> bool:
        """Whether numbers typed as text have a decimal comma, and none of them a decimal point."""
        texts = [
            cell.strip() for row in self.rows for cell in row if type(cell) is str and cell[-1:].isdigit()
        ]
        habit = sum(1 for text in texts if _COMMA.fullmatch(text)) > 1  # one may be a slip
        return habit and not any(_POINT.fullmatch(text) for text in texts)

    @cached_property
    def dotted_days(self) -> bool:
        """Whether days stand there as text with dots, and nothing tells that its numbers have a decimal comma."""
        texts = (cell for row in self.rows for cell in row if type(cell) is str)
        return not self.decimal_comma and any(map(_DOTTED_DAY.fullmatch, texts))

    def cell(self, row: int, column: int) -> Any:
        """Value of a cell counted from 0; blank beyond the used range."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return ""


@lru_cache(maxsize=16_384)
def column_letters(column: int) -> str:
    """Letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """A cell's address from its row and column counted from 0: (6, 2) is C7."""
    return f"{column_letters(column)}{row + 1}"


_ADDRESS = re.compile(r"([A-Z]+)(\d+)")


def position(cell: str) -> tuple[int, int]:
    """Row and column (from 0) of an address: C7 is (6, 2)."""
    match = _ADDRESS.fullmatch(cell)
    assert match, cell
    return int(match[2]) - 1, column_number(match[1])


def column_number(letters: str) -> int:
    """A column counted from 0 from its letters: A is 0, AA is 26."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def read_grids(source: Path | xw.Book, chosen: str | None = None) -> list[Grid]:
    """Every sheet of a file or an open workbook.

    Args:
        source: Which.
        chosen: Title of the one sheet that will be read; None for all.

    Raises:
        UnreadableFile: The file is not a planning workbook, or not a whole one.
    """
    return (
        _read_book(source, (chosen or "").casefold()) if isinstance(source, xw.Book) else _read_file(source)
    )


def one_sheet(grids: list[Grid], title: str, file: str) -> list[Grid]:
    """Only the sheet of that title.

    Raises:
        UnreadableFile: There is none.
    """
    found = [grid for grid in grids if grid.title.casefold() == title.casefold()]
    if not found:
        names = ", ".join(grid.title for grid in grids)
        reason = NO_SHEET.filled(sheet=title, sheets=names)
        raise UnreadableFile(file=file, reason=reason)
    return found


def _read_file(path: Path) -> list[Grid]:
    """Every sheet of a .xlsx, .xlsm or .csv file."""
    kind = path.suffix.lower()
    with one_refusal(path.name):
        path.stat()  # what is not there is said first
        if kind == ".csv":
            return [Grid(path.stem, _read_csv(path))]
        if kind not in (".xlsx", ".xlsm"):
            raise UnreadableFile(file=path.name, reason=_other_format(path))
    with quiet_panics(), ThreadPoolExecutor(THREADS) as beside:
        with one_refusal(path.name):
            content = bytes_of(path)
            look = WorkbookLook(content, beside)
            struck = struck_cells(content)
            day_0 = _day_0(content)
        reading = Reading(path, look, beside)
        with one_refusal(path.name):
            scans = look.finish()
        try:
            return [
                Grid(
                    title,
                    rows,
                    visible,
                    partial(_hollow_cells, scans[title]),
                    partial(_formula_cells, scans[title]),
                    partial(_formula_texts, scans[title]),
                    day_0,
                    struck.get(title, set),
                )
                for title, rows, visible in reading.sheets()
            ]
        except (CalamineError, KeyError) as error:
            raise UnreadableFile(file=path.name, reason=NOT_WHOLE) from error


def _other_format(path: Path) -> Text:
    """Why a file is not read, and what to do with it."""
    if not path.is_file():  # a pipe would never end
        return OTHER_FORMAT
    with path.open("rb") as stream:
        kind = foreign_kind(stream.read(BEGINNING))
    by_name = {".xls": OLD_FORMAT, ".zip": PACKED.filled(kind="zip")}
    return kind or by_name.get(path.suffix.lower(), OTHER_FORMAT)


def _day_0(workbook: bytes) -> date:
    """From which day a workbook file counts days."""
    with Archive(io.BytesIO(workbook)) as archive:
        tree = archive.outline().workbook.tree
    properties = tree.child("workbookPr") if tree else None
    counted = properties.attributes.get("date1904", "") if properties else ""
    return DAY_0_OF_1904 if counted in ("1", "true", "on") else DAY_0


def _hollow_cells(scan: Callable[[], SheetScan]) -> Hollow:
    return scan().hollow


def _formula_cells(scan: Callable[[], SheetScan]) -> set[tuple[int, int]]:
    return scan().formulas


def _formula_texts(scan: Callable[[], SheetScan]) -> dict[tuple[int, int], str]:
    return scan().texts


def _read_csv(path: Path) -> list[list[Any]]:
    """The cells of a .csv file, numbers as numbers; UTF-8, or the code page of Chinese Excel."""
    text = _text_of(path)
    head = text[:4096]
    delimiter = max(",;\t", key=lambda mark: head.split("\n", 1)[0].count(mark))
    texts = _csv_lines(path, text, delimiter)
    comma = delimiter != "," and any(_DECIMAL_COMMA.fullmatch(cell) for row in texts for cell in row)
    value = _csv_value_with_comma if comma else _csv_value
    rows: list[list[Any]] = [[value(cell) for cell in row] for row in texts]
    if delimiter == ";" and not comma:  # 1.500 may be one and a half, or fifteen hundred
        for row, as_text in zip(rows, texts, strict=True):
            row[:] = [t if _POINTS.fullmatch(t) else cell for cell, t in zip(row, as_text, strict=True)]
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
    return without_infinity(rows)


def _text_of(path: Path) -> str:
    """The text of a .csv file, its lines ended as on Unix."""
    refuse_endless(path, TEXT_BYTES)
    raw = path.read_bytes()
    if not raw.strip():
        raise UnreadableFile(file=path.name, reason=NOTHING)
    if kind := no_text(raw):
        raise UnreadableFile(file=path.name, reason=kind)
    try:
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = raw.decode("utf-16")
        else:
            try:
                text = raw.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = raw.decode("gb18030")
    except UnicodeDecodeError as error:  # a character in place of another may make two items one
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(file=path.name, reason=_NO_CHARACTER.filled(line=line)) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnreadableFile(file=path.name, reason=_NO_CHARACTER.filled(line=line))
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _lines(text: str) -> Iterator[str]:
    """The lines of a text one by one: all at once take as much memory as their fields."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _csv_lines(path: Path, text: str, delimiter: str) -> list[list[str]]:
    """The fields of each line, as far as a sheet could hold them."""
    reader = csv.reader(_lines(text), delimiter=delimiter)
    lines: list[list[str]] = []
    width = 0
    try:
        for line in reader:
            width = max(width, len(line))
            lines.append(line)
            if width > LAST_COLUMN or width * len(lines) > SHEET_CELLS:
                reason = _TOO_WIDE.filled(line=reader.line_num, fields=len(line))
                raise UnreadableFile(file=path.name, reason=reason)
    except csv.Error as error:
        raise UnreadableFile(file=path.name, reason=_NO_LINE.filled(line=reader.line_num)) from error
    return lines


_PLAIN_NUMBER = re.compile(r"[-+]?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?|[-+]?\.\d+")


def _csv_value(cell: str) -> str | float:
    """A number where the text is one as a program writes it; item 0042 stays text."""
    return float(cell) if _PLAIN_NUMBER.fullmatch(cell) else cell


_DOTTED_DAY = re.compile(r"\s*\d{1,2}\.\d{1,2}\.(19|20)\d\d\s*")
_DECIMAL_COMMA = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+),(\d{1,2}|\d{4,})|[-+]?\d{1,3}(\.\d{3})+,\d+")
"""A number that only a writer of decimal commas writes."""
_GERMAN_NUMBER = re.compile(r"[-+]?(0|[1-9]\d{0,2}(\.\d{3})*|[1-9]\d*)(,\d+)?")
_COMMA = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+),(\d{1,2}|\d{4,})")
_POINT = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)\.(\d{1,2}|\d{4,})|[-+]?\d{1,3}(,\d{3})+")
"""Numbers that are plainly written with a decimal comma, and with a decimal point."""
_POINTS = re.compile(r"[-+]?\d{1,3}(\.\d{3})+")


def _csv_value_with_comma(cell: str) -> str | float:
    """A number as a writer of decimal commas means it; 1.500 is fifteen hundred."""
    if _GERMAN_NUMBER.fullmatch(cell):
        return float(cell.replace(".", "").replace(",", "."))
    return _csv_value(cell)


def _read_book(book: xw.Book, chosen: str) -> list[Grid]:
    """Every sheet of an open workbook, through xlwings; of a kept table only A1: a log may have 50,000 lines.

    Raises:
        UnreadableFile: LibreOffice has it open, and it counts days from 1904.
    """

    def is_kept(sheet: xw.Sheet) -> bool:
        own = KEPT.get(sheet.name.casefold())
        return own is not None and own.is_known_by(cell_value(sheet["A1"]))

    grids = [
        read_sheet(sheet, whole=sheet.name.casefold() == chosen or not is_kept(sheet))
        for sheet in book.sheets
    ]
    if not counts_from_1904(book):
        return grids
    if book.app.engine.name == "calc":  # it counts from 1900
        raise UnreadableFile(file=book.name, reason=_FROM_1904)
    return [replace(grid, day_0=DAY_0_OF_1904) for grid in grids]


def read_sheet(sheet: xw.Sheet, *, whole: bool = True) -> Grid:
    """One open sheet: its cells from A1 to the end of the used range, or A1 alone."""
    rows = cell_values(used_block(sheet) if whole else sheet["A1"], show_errors=True)

    def formulas(last: int | None = None, left: int = 0, right: int | None = None) -> Hollow:
        height, width = min(len(rows), last or len(rows)), len(rows[0]) if rows else 0
        width = min(width, right or width) - left
        if height < 1 or width < 1:
            return {}
        cells = cells_at(sheet, 1, left + 1, height, width)
        return {
            (r, c): formula
            for r, row in enumerate(_two_dimensional(cells.formula))
            for c, formula in enumerate(row, left)
            if isinstance(formula, str) and formula.startswith("=")
        }

    def without_value() -> Hollow:
        """In a file nobody calculates: a formula that shows nothing may never have been calculated."""
        if sheet.book.app.engine.name != "openpyxl":
            return {}
        blank = {c for row in rows if None in row for c, cell in enumerate(row) if cell is None}
        if not blank:
            return {}
        found = formulas(left=min(blank), right=max(blank) + 1)  # a plan is blank in few of its columns
        return {place: formula for place, formula in found.items() if rows[place[0]][place[1]] is None}

    return Grid(
        sheet.name,
        rows,
        is_visible(sheet),
        without_value,
        lambda: set(formulas()),
        lambda: formulas(FORMULA_ROWS),
        find_struck=lambda: find_struck(sheet, len(rows), len(rows[0]) if rows else 0),
    )


def _two_dimensional(value: Any) -> Sequence[Sequence[Any]]:
    """What xlwings gives for one cell, one row or a block, as rows."""
    if not isinstance(value, list | tuple):
        return [[value]]
    if value and not isinstance(value[0], list | tuple):
        return [value]
    return value
