"""How a letter's template looks before anyone has changed it: upright, one page wide, numbered."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import xlwings as xw

from pab_planner.excel.sheets import find_sheet
from pab_planner.language import Language, Text
from pab_planner.letters.templates import placeholders
from pab_planner.ooxml.rectangle import Box
from pab_planner.sheets.cell_text import as_text, height_needed
from pab_planner.sheets.composed import ComposedSheet
from pab_planner.sheets.new_sheet import make_sheet, our_sheet
from pab_planner.sheets.own_sheets import OwnSheet
from pab_planner.sheets.palette import ACCENT, INK, MUTED, PALE, RULE, WHITE
from pab_planner.sheets.paper import set_up_page

COLUMNS = 10
ANSWERS_FROM = 7
"""Column in which the answers to questions begin."""
COLUMN_WIDTH = 10.0
"""Ten columns of this width [characters] are little more than a page, which is printed one page wide."""

INDENT = 2.0
"""What an indent takes of a column's width [characters]."""
PAIR_HEIGHT = 21.0
"""Of a line of labels and fields [points]."""

FONTS: dict[Language, str] = {"en": "Arial", "zh": "Microsoft YaHei"}
FONT_SIZE = 10.0
QUANTITY = "#,##0_);-#,##0_);0_)"
"""A letter shows as many decimal places as its quantities have."""
BALANCE = '#,##0_);[Red]"▼"-#,##0_);0_)'
"""A quantity that is marked where it is negative, so that colour is never the only sign."""
GAP = '"▼"#,##0_);-#,##0_);0_)'
"""A quantity short, marked where there is one."""
DATE = "yyyy-mm-dd"
DAY = "yyyy-mm-dd_)_);@_)_)"
"""`_)` keeps a number, or what is said in its place, off the edge of its cell."""
HEAD_LINE = Text(
    "Revision {{revision}} · {{status}} · as of {{as_of}}", "版次 {{revision}} · {{status}} · 截至 {{as_of}}"
)


AS_LABEL: dict[str, Hashable] = {"fill": PALE, "ink": MUTED, "size": 9}


class Pair(NamedTuple):
    """A label and its field.

    Attributes:
        label: The label.
        field: Name of the field.
        number_format: How a number or date is shown.
    """

    label: Text
    field: str
    number_format: str = "General"


class LinesColumn(NamedTuple):
    """A column of a table.

    Attributes:
        title: Its heading.
        name: Field of the group's lines.
        span: Sheet columns that it takes.
        number_format: How a number or date is shown.
        left: Whether it stands at the left; numbers do not.
        centred: Whether it stands in the middle.
    """

    title: Text
    name: str
    span: int = 1
    number_format: str = "General"
    left: bool = False
    centred: bool = False


@dataclass(frozen=True)
class Pairs:
    """Labels and fields, one or two a line."""

    lines: tuple[tuple[Pair, ...], ...]


@dataclass(frozen=True)
class Questions:
    """What the reader is asked, each with the room or the boxes for the answer."""

    lines: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True)
class SectionHeading:
    """The head of a section."""

    words: Text


@dataclass(frozen=True)
class Paragraph:
    """A text over the whole width; it may hold placeholders.

    Attributes:
        words: The text.
        strong: Whether it is bold.
        room: Its least height [points].
    """

    words: Text
    strong: bool = False
    room: float = 0.0


@dataclass(frozen=True)
class LinesTable:
    """A table with a row for each line of a group; the spans of its columns add up to `COLUMNS`."""

    group: str
    columns: tuple[LinesColumn, ...]


@dataclass(frozen=True)
class Space:
    """Some room, where a section begins without a heading."""


LayoutPart = Pairs | Questions | SectionHeading | Paragraph | LinesTable | Space


@dataclass(frozen=True)
class Layout:
    """A letter before it is filled in.

    Attributes:
        name: Its name in the titles of its sheets: `T-Internal-zh`.
        title: What stands on top of it.
        blocks: What follows, from top to bottom.
        head_line: What stands under the title.
        corner: What stands at its right: the letter's number, or whose letter it is.
        under_corner: What stands under that.
    """

    name: str
    title: Text
    blocks: tuple[LayoutPart, ...]
    head_line: Text = HEAD_LINE
    corner: str = "{{number}}"
    under_corner: str = ""

    def sheet_title(self, language: Language) -> str:
        """Title of the template's sheet in one language."""
        return f"T-{self.name}-{language}"


def ensure_template(book: xw.Book, layout: Layout, language: Language) -> xw.Sheet:
    """The template sheet of a letter as its users left it; written where the workbook does not have it.

    A sheet of the title without a single placeholder is none.
    """
    own = OwnSheet(layout.sheet_title(language))
    theirs = find_sheet(book, own.name)
    if theirs and placeholders(theirs):
        return theirs
    return our_sheet(book, own) or make_sheet(book, own, lambda sheet: _Writer(sheet, language).write(layout))


class _Writer:
    """Writes a layout from top to bottom."""

    def __init__(self, sheet: xw.Sheet, language: Language) -> None:
        self.sheet, self.language, self.row, self.page = sheet, language, 1, ComposedSheet()

    def write(self, layout: Layout) -> None:
        """The whole template."""
        self.sheet.range((1, 1), (1, COLUMNS)).column_width = COLUMN_WIDTH
        self.head(layout)
        for block in layout.blocks:
            match block:
                case SectionHeading(words):
                    self.heading(words)
                case Paragraph(words, strong, room):
                    self.paragraph(words, strong, room)
                case Pairs(lines):
                    self.pairs(lines)
                case Questions(questions):
                    self.questions(questions)
                case Space():
                    self.space()
                case LinesTable(group, columns):
                    self.table(group, columns)
        self.page.write(self.sheet)
        under_head = self.sheet.range(Box(2, 1, 2, COLUMNS).a1())
        under_head.borders.set("edge_bottom", line_style="continuous", weight="medium", color=ACCENT)
        self.sheet.show_gridlines = False
        area = Box(1, 1, self.row - 1, COLUMNS).a1(row_absolute=True, column_absolute=True)
        set_up_page(self.sheet, area, footer=layout.title.say(self.language))

    def here(self, first: int, last: int, rows: int = 1) -> Box:
        """Cells from the current row on, from one column to another."""
        return Box(self.row, first, self.row + rows - 1, last)

    def base(self, rows: int = 1, size: float = FONT_SIZE, **looks: Hashable) -> None:
        """Rows from the current one on, in the letter's own font."""
        own = {"font": FONTS[self.language], "size": size, "ink": INK, "upright": "center", "across": "left"}
        self.page.look(self.here(1, COLUMNS, rows), **{**own, **looks})

    def put(self, first: int, last: int, text: str, **looks: Hashable) -> None:
        """Let cells of the current row become one and hold a text."""
        if last > first:
            self.page.merge(self.here(first, last))
        self.page.put(self.row, first, as_text(text))
        self.page.look(self.here(first, last), **looks)

    def end(self, height: float) -> None:
        """End the current row."""
        self.page.height(self.row, height)
        self.row += 1

    def head(self, layout: Layout) -> None:
        """The letter's title, whose it is, its number, and the room for the line under them."""
        title = layout.title.say(self.language)
        self.base(size=18, ink=ACCENT, bold=True, wrapped=True)
        self.put(1, 5, title)
        self.put(6, COLUMNS, layout.corner, across="right", size=12)
        self.end(max(30, height_needed([(title, 5 * COLUMN_WIDTH)], 18)))
        self.base(size=9, ink=MUTED)
        self.put(1, 5, layout.head_line.say(self.language), wrapped=True)
        self.put(6, COLUMNS, layout.under_corner, across="right", wrapped=True)
        self.end(18)
        self.space()

    def space(self) -> None:
        """Some room: a blank row, with which a section begins."""
        self.end(8)

    def heading(self, words: Text) -> None:
        """The head of a section, with some room before it."""
        self.space()
        self.base(size=11, ink=ACCENT, bold=True)
        self.put(1, COLUMNS, words.say(self.language))
        self.end(20)

    def paragraph(self, words: Text, strong: bool, room: float) -> None:
        """A text over the whole width."""
        text = words.say(self.language)
        self.base(wrapped=True, upright="top", bold=strong)
        self.put(1, COLUMNS, text)
        self.end(max(room, height_needed([(text, COLUMNS * COLUMN_WIDTH)], FONT_SIZE)))

    def questions(self, lines: Sequence[tuple[Text, Text]]) -> None:
        """Questions at the left, the room for their answers at the right."""
        answers = ANSWERS_FROM
        self.base(len(lines), wrapped=True, indented=True)
        self.frame(len(lines))
        for question, answer in lines:
            words = question.say(self.language)
            self.put(1, answers - 1, words)
            self.put(answers, COLUMNS, answer.say(self.language), number_format=DATE)
            self.end(max(21, height_needed([(words, (answers - 1) * COLUMN_WIDTH)], FONT_SIZE)))

    def pairs(self, lines: Sequence[tuple[Pair, ...]]) -> None:
        """Labels and fields in a frame."""
        self.base(len(lines), wrapped=True, indented=True)
        self.frame(len(lines))
        for line in lines:
            self.page.look(self.here(1, 2), **AS_LABEL)
            places = ((1, 2, 3, COLUMNS),) if len(line) == 1 else ((1, 2, 3, 5), (6, 7, 8, COLUMNS))
            labels = [(pair.label.say(self.language), 2 * COLUMN_WIDTH - INDENT) for pair in line]
            for pair, (first, last, begin, end) in zip(line, places, strict=True):
                self.put(first, last, pair.label.say(self.language), **AS_LABEL)
                self.put(begin, end, f"{{{{{pair.field}}}}}", **_shown_as(pair))
            self.end(max(PAIR_HEIGHT, height_needed(labels, 9)))

    def table(self, group: str, columns: Sequence[LinesColumn]) -> None:
        """A heading row and the row that repeats."""
        titles = [(column.title.say(self.language), column.span * COLUMN_WIDTH) for column in columns]
        self.frame(2)
        self.base(size=9, wrapped=True, fill=ACCENT, bold=True, ink=WHITE, across="center")
        for column, first, last in _spans(columns):
            self.put(first, last, column.title.say(self.language), **_aligned(column))
        self.end(max(22, height_needed(titles, 9)))
        self.base(size=9, wrapped=True, across="right")
        for column, first, last in _spans(columns):
            field = f"{{{{{group}.{column.name}}}}}"
            self.put(first, last, field, **_aligned(column), **_shown_as(column))
        self.end(18)

    def frame(self, rows: int) -> None:
        """Thin lines around and between the cells of rows from the current one on."""
        self.page.frame(self.here(1, COLUMNS, rows), RULE)


def _spans(columns: Sequence[LinesColumn]) -> Iterator[tuple[LinesColumn, int, int]]:
    """Each column of a table with the first and last sheet column that it takes."""
    first = 1
    for column in columns:
        yield column, first, first + column.span - 1
        first += column.span


def _aligned(column: LinesColumn) -> dict[str, Hashable]:
    """Where the texts of a column stand, if not where its row has them."""
    if column.left:
        return {"across": "left", "indented": True}
    return {"across": "center"} if column.centred else {}


def _shown_as(field: Pair | LinesColumn) -> dict[str, Hashable]:
    """The number format of a field that has one."""
    return {} if field.number_format == "General" else {"number_format": field.number_format}
