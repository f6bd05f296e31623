"""How a letter's template looks before anyone has changed it: upright, one page wide, numbered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import xlwings as xw

from pab_planner.excel.blocks import cells_at, draw_grid, indent, merge_cells, write_cells
from pab_planner.excel.sheets import find_sheet
from pab_planner.language import Language, Text
from pab_planner.letters.templates import placeholders
from pab_planner.sheets.cell_text import as_text, height_needed
from pab_planner.sheets.new_sheet import make_sheet, our_sheet
from pab_planner.sheets.own_sheets import OwnSheet
from pab_planner.sheets.page import set_up_page
from pab_planner.sheets.palette import ACCENT, INK, MUTED, PALE, RULE, WHITE

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
QUANTITY = "#,##0.##_);-#,##0.##_);0_)"
BALANCE = '#,##0.##_);[Red]"▼"-#,##0.##_);0_)'
"""A quantity that is marked where it is negative, so that colour is never the only sign."""
GAP = '"▼"#,##0.##_);-#,##0.##_);0_)'
"""A quantity short, marked where there is one."""
DATE = "yyyy-mm-dd"
DAY = "yyyy-mm-dd_)_);@_)_)"
"""`_)` keeps a number, or what is said in its place, off the edge of its cell."""
HEAD_LINE = Text(
    "Revision {{revision}} · {{status}} · as of {{as_of}}", "版次 {{revision}} · {{status}} · 截至 {{as_of}}"
)


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
        self.sheet, self.language, self.row = sheet, language, 1

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
        self.sheet.show_gridlines = False
        area = self.cells(1, COLUMNS, top=1, bottom=self.row - 1).address
        set_up_page(self.sheet, area, footer=layout.title.say(self.language))

    def cells(self, first: int, last: int, top: int | None = None, bottom: int | None = None) -> xw.Range:
        """Cells of the current row, from one column to another; of other rows where given."""
        top, bottom = top or self.row, bottom or self.row
        return cells_at(self.sheet, top, first, bottom - top + 1, last - first + 1)

    def base(self, rows: int = 1, size: float = FONT_SIZE) -> xw.Range:
        """Rows from the current one on, in the letter's own font, all at once: calls to a host are slow."""
        area = self.cells(1, COLUMNS, bottom=self.row + rows - 1)
        font = area.font
        font.name, font.size, font.color = FONTS[self.language], size, INK
        area.vertical_alignment, area.horizontal_alignment = "center", "left"
        return area

    def put(self, first: int, last: int, text: str) -> xw.Range:
        """Write a text into cells of the current row that become one."""
        area = self.cells(first, last)
        if last > first:
            merge_cells(area)
        write_cells(cells_at(self.sheet, self.row, first), [[as_text(text)]])
        return area

    def head(self, layout: Layout) -> None:
        """The letter's title, whose it is, its number, and the line under them."""
        self.base(size=18)
        title = layout.title.say(self.language)
        words = self.put(1, 5, title)
        words.font.bold, words.font.color, words.wrap_text = True, ACCENT, True
        corner = self.put(6, COLUMNS, layout.corner)
        corner.horizontal_alignment, corner.font.bold = "right", True
        corner.font.size, corner.font.color, corner.wrap_text = 12, ACCENT, True
        self.cells(1, 1).row_height = max(30, height_needed([(title, 5 * COLUMN_WIDTH)], 18))
        self.row += 1
        area = self.base(size=9)
        area.font.color = MUTED
        self.put(1, 5, layout.head_line.say(self.language)).wrap_text = True
        under = self.put(6, COLUMNS, layout.under_corner)
        under.horizontal_alignment, under.wrap_text = "right", True
        area.borders.set("edge_bottom", line_style="continuous", weight="medium", color=ACCENT)
        self.cells(1, 1).row_height = 18
        self.row += 1
        self.space()

    def space(self) -> None:
        """Some room: a blank row, with which a section begins."""
        self.cells(1, 1).row_height = 8
        self.row += 1

    def heading(self, words: Text) -> None:
        """The head of a section, with some room before it."""
        self.space()
        area = self.base(size=11)
        area.font.bold, area.font.color = True, ACCENT
        self.put(1, COLUMNS, words.say(self.language))
        self.cells(1, 1).row_height = 20
        self.row += 1

    def paragraph(self, words: Text, strong: bool, room: float) -> None:
        """A text over the whole width."""
        text = words.say(self.language)
        area = self.base()
        area.wrap_text, area.vertical_alignment = True, "top"
        area.font.bold = strong
        self.put(1, COLUMNS, text)
        height = height_needed([(text, COLUMNS * COLUMN_WIDTH)], FONT_SIZE)
        self.cells(1, 1).row_height = max(room, height)
        self.row += 1

    def questions(self, lines: Sequence[tuple[Text, Text]]) -> None:
        """Questions at the left, the room for their answers at the right."""
        top, answers = self.row, ANSWERS_FROM
        area = self.base(len(lines))
        area.wrap_text = True
        indent(area)
        for question, answer in lines:
            words = question.say(self.language)
            self.put(1, answers - 1, words)
            self.put(answers, COLUMNS, answer.say(self.language)).number_format = DATE
            height = height_needed([(words, (answers - 1) * COLUMN_WIDTH)], FONT_SIZE)
            self.cells(1, 1).row_height = max(21, height)
            self.row += 1
        self.frame(top)

    def pairs(self, lines: Sequence[tuple[Pair, ...]]) -> None:
        """Labels and fields in a frame."""
        top, bottom = self.row, self.row + len(lines) - 1
        area = self.base(len(lines))
        area.wrap_text, area.row_height = True, PAIR_HEIGHT
        indent(area)
        self.as_labels(self.cells(1, 2, bottom=bottom))
        for line in lines:
            places = ((1, 2, 3, COLUMNS),) if len(line) == 1 else ((1, 2, 3, 5), (6, 7, 8, COLUMNS))
            labels = [(pair.label.say(self.language), 2 * COLUMN_WIDTH - INDENT) for pair in line]
            if (height := height_needed(labels, 9)) > PAIR_HEIGHT:
                self.cells(1, 1).row_height = height
            for pair, (first, last, begin, end) in zip(line, places, strict=True):
                label = self.put(first, last, pair.label.say(self.language))
                if first > 1:
                    self.as_labels(label)
                field = self.put(begin, end, f"{{{{{pair.field}}}}}")
                if pair.number_format != "General":
                    field.number_format = pair.number_format
            self.row += 1
        self.frame(top)

    def as_labels(self, area: xw.Range) -> None:
        """Cells that hold labels."""
        area.color, area.font.color, area.font.size = PALE, MUTED, 9

    def table(self, group: str, columns: Sequence[LinesColumn]) -> None:
        """A heading row and the row that repeats."""
        top = self.row
        self.base(2, size=9).wrap_text = True
        heads = self.cells(1, COLUMNS)
        heads.color, heads.font.bold, heads.font.color = ACCENT, True, WHITE
        titles = [(column.title.say(self.language), column.span * COLUMN_WIDTH) for column in columns]
        heads.horizontal_alignment, heads.row_height = "center", max(22, height_needed(titles, 9))
        self.across(columns, lambda column: column.title.say(self.language))
        self.row += 1
        lines = self.cells(1, COLUMNS)
        lines.horizontal_alignment, lines.row_height = "right", 18
        areas = self.across(columns, lambda column: f"{{{{{group}.{column.name}}}}}")
        for column, area in zip(columns, areas, strict=True):
            if column.number_format != "General":
                area.number_format = column.number_format
        self.row += 1
        self.frame(top)

    def across(self, columns: Sequence[LinesColumn], text: Callable[[LinesColumn], str]) -> list[xw.Range]:
        """Write a text for each column of a table into the current row."""
        areas, first = [], 1
        for column in columns:
            area = self.put(first, first + column.span - 1, text(column))
            if column.left or column.centred:
                area.horizontal_alignment = "left" if column.left else "center"
            if column.left:
                indent(area)
            areas.append(area)
            first += column.span
        return areas

    def frame(self, top: int) -> None:
        """Thin lines around and between the cells from a row to the last one written."""
        area = self.cells(1, COLUMNS, top, self.row - 1)
        draw_grid(area, RULE)
