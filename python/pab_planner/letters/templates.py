"""Letters are written from templates: ordinary sheets of the workbook, edited in Excel like any other.

A placeholder `{{name}}` stands for a field. A row with `{{group.name}}` in it is repeated, one row for each
line of the group. A row whose fields are all "", or a group without lines, is left out, and with the last of
its rows a section: what stands between two blank rows. A field that is none leaves its cell blank, for a hand
to fill. Fonts, borders, merged cells, logo, widths and page set-up are the template's own: its sheet is
copied, then filled.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import xlwings as xw

from pab_planner.errors import SheetError
from pab_planner.excel.blocks import (
    cells_at,
    corners,
    delete_rows,
    insert_rows,
    merged_width,
    runs,
    used_block,
    write_cells,
)
from pab_planner.excel.cell_values import cell_values
from pab_planner.language import Text
from pab_planner.ledgers.letters import hidden_rows
from pab_planner.reading.grid import address
from pab_planner.sheets.cell_text import as_cell, height_needed, shown
from pab_planner.sheets.new_sheet import make_sheet
from pab_planner.sheets.own_sheets import OwnSheet
from pab_planner.sheets.quantity_format import places_of, with_places

Value = str | float | date | None
"""What a field may hold: text stays text, numbers and dates keep the template's number format.

Where that shows whole numbers only, and some of a column are not, the column shows the decimal places that they need.
"""

Fields = Mapping[str, Value]


class GroupLines(NamedTuple):
    """The lines of a group.

    Attributes:
        names: The names of its fields.
        rows: Their values, one sequence per line.
    """

    names: tuple[str, ...]
    rows: Sequence[Sequence[Value]]


Groups = Mapping[str, GroupLines]

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
NOTHING = "—"
"""What a cell shows that has nothing to say where its row has to stay."""


class UnknownPlaceholder(SheetError):
    """A placeholder that is no field of this letter."""

    sentence = Text(
        "{sheet}!{cell}: {{{{{found}}}}} is not a field of this letter; did you mean {nearest}?",
        "{sheet}!{cell}：{{{{{found}}}}} 不是本函件的字段；是否应为 {nearest}？",
    )


class TwoGroups(SheetError):
    """A row that would have to be repeated for two groups at once."""

    sentence = Text(
        "{sheet}, row {row}: it repeats for {first} and for {second}; give each a row of its own",
        "{sheet} 第 {row} 行：同时按 {first} 和 {second} 重复；请分为两行",
    )


class Place(NamedTuple):
    """A cell of a template that holds placeholders; row and column from 1."""

    row: int
    column: int
    text: str

    @property
    def names(self) -> list[str]:
        """The names between the braces."""
        return PLACEHOLDER.findall(self.text)

    @property
    def cell(self) -> str:
        """Its address."""
        return address(self.row - 1, self.column - 1)

    def value(self, fields: Fields) -> Value:
        """What the cell holds once filled in: the field itself where it stands alone, else a text."""
        whole = PLACEHOLDER.fullmatch(self.text.strip())
        if whole:
            return fields[whole[1]]
        return PLACEHOLDER.sub(lambda found: shown(fields[found[1]]), self.text)


class Shape(NamedTuple):
    """What tells apart how letters of one template are laid out; two letters of one shape differ in words only.

    Attributes:
        left_out: Rows of the template that the letter is without.
        lines: Each row of the template that repeats, and how often it stands in the letter.
    """

    left_out: tuple[int, ...]
    lines: tuple[tuple[int, int], ...]


class Written(NamedTuple):
    """A letter that was written, of which the next one of its shape is a copy.

    Attributes:
        sheet: Its sheet.
        heights: Height of each row that was made higher for its own words, as its template has it [points].
        formats: Number format of each place that shows more decimal places than its template.
    """

    sheet: xw.Sheet
    heights: dict[int, float]
    formats: dict[Place, str]


class Template:
    """A template's sheet, looked at once for all the letters that are written from it."""

    def __init__(self, sheet: xw.Sheet) -> None:
        """Take a template.

        Args:
            sheet: Its sheet, which must not change meanwhile.
        """
        self.sheet = sheet
        self.places = placeholders(sheet)
        self._widths: dict[int, float] = {}
        self._line_widths: dict[tuple[int, int], float | None] = {}
        self._sizes: dict[int, float] = {}
        self._heights: dict[int, float] = {}
        self._number_formats: dict[Place, str] = {}
        self._written: dict[Shape, Written] = {}

    @cached_property
    def hidden(self) -> list[int]:
        """Its rows that nobody is to see."""
        return hidden_rows(self.sheet)

    @cached_property
    def sections(self) -> list[tuple[int, int]]:
        """The blank row that begins each section, if any, and the section's last row."""
        return list(_sections(self.sheet))

    def width(self, column: int) -> float:
        """How wide a column is [characters]."""
        if column not in self._widths:
            self._widths[column] = cells_at(self.sheet, 1, column).column_width or 0.0
        return self._widths[column]

    def line_width(self, place: Place) -> float | None:
        """How many characters a line of a cell takes; None if its text does not wrap. Each cell is asked once."""
        at = place.row, place.column
        if at not in self._line_widths:
            cell = cells_at(self.sheet, *at)
            columns = range(place.column, place.column + merged_width(cell)) if cell.wrap_text else ()
            self._line_widths[at] = sum(map(self.width, columns)) or None
        return self._line_widths[at]

    def height(self, row: int) -> float:
        """How high a row is [points]."""
        if row not in self._heights:
            self._heights[row] = cells_at(self.sheet, row, 1).row_height or 0.0
        return self._heights[row]

    def size(self, row: int) -> float:
        """How large the letters of a row's first placeholder are [points]."""
        if row not in self._sizes:
            first = next(place for place in self.places if place.row == row)
            self._sizes[row] = cells_at(self.sheet, row, first.column).font.size or USUAL_SIZE
        return self._sizes[row]

    def number_format(self, place: Place) -> str:
        """How a number in a cell is shown."""
        if place not in self._number_formats:
            self._number_formats[place] = cells_at(self.sheet, place.row, place.column).number_format
        return self._number_formats[place]

    def check(self, fields: Fields, groups: Groups) -> None:
        """Refuse a template that cannot be filled, before anything is written.

        Raises:
            UnknownPlaceholder: A name is no field.
            TwoGroups: A row would have to be repeated for two groups.
        """
        _repeated_rows(self, fields, groups)

    def fill(self, title: str, fields: Fields, groups: Groups) -> xw.Sheet:
        """Write a letter: a copy of the template with its placeholders filled in.

        Args:
            title: The letter's number, and title of its sheet; an older draft of it gives way.
            fields: The fields by name.
            groups: The lines of each group; their field `name` is `{{group.name}}` in the template.

        Returns:
            The letter's sheet, the last of the workbook.

        Raises:
            UnknownPlaceholder: A name is no field. Nothing was written.
            TwoGroups: A row would have to be repeated for two groups. Nothing was written.
            TitleTaken: The planner has a sheet of each title that it could get. Nothing was written.
        """
        repeated = _repeated_rows(self, fields, groups)
        left_out = _left_out(self, fields, groups)
        repeated = {row: group for row, group in repeated.items() if row not in left_out}

        def row_of(row: int) -> int:
            """Where a row of the template stands in the letter, once the rows above it are there."""
            more = sum(len(groups[group].rows) - 1 for above, group in repeated.items() if above < row)
            return row + more - sum(out < row for out in left_out)

        shape = Shape(
            tuple(left_out), tuple((row, len(groups[g].rows)) for row, g in sorted(repeated.items()))
        )
        alike = self._written.get(shape)
        heights: dict[int, float] = {}
        formats: dict[Place, str] = {}

        def lay_out(letter: xw.Sheet) -> None:
            """Take out what is left out, and make room for lines: cutting a sheet is slower than copying one."""
            for run in reversed([*runs(left_out)]):
                delete_rows(letter, run[0], run[-1])
            for row in sorted(repeated):
                _repeat(letter, row_of(row), len(groups[repeated[row]].rows))

        def put(letter: xw.Sheet, place: Place, values: Sequence[Value]) -> None:
            """Write what a place holds, one cell below the other, with as many decimal places as all need."""
            cells = cells_at(letter, row_of(place.row), place.column, len(values))
            write_cells(cells, [[as_cell(value)] for value in values])
            places = places_of([v for v in values if isinstance(v, float) and not v.is_integer()])
            before = alike.formats.get(place) if alike else None
            if not places and not before:
                return  # asking a host how each cell is shown is slow
            own = self.number_format(place)
            if (wanted := with_places(own, places)) != (before or own):
                cells.number_format = wanted
            if wanted != own:
                formats[place] = wanted

        def fill(letter: xw.Sheet) -> None:
            if alike is None:
                lay_out(letter)
            else:
                for row, height in alike.heights.items():
                    cells_at(letter, row, 1).row_height = height
            lines_at = {row: _lines(group, groups) for row, group in repeated.items()}
            for place in self.places:
                if place.row not in left_out:
                    put(letter, place, [place.value(line) for line in lines_at.get(place.row, [fields])])
            heights.update(_fit_heights(letter, self, set(left_out), repeated, groups, row_of))

        template = alike.sheet if alike else self.sheet
        sheet = make_sheet(self.sheet.book, OwnSheet(title), fill, template=template)
        self._written.setdefault(shape, Written(sheet, heights, formats))
        return sheet


def placeholders(template: xw.Sheet) -> list[Place]:
    """Every cell of a template that holds placeholders, row by row."""
    rows = cell_values(used_block(template))
    return [
        Place(row, column, value)
        for row, cells in enumerate(rows, 1)
        for column, value in enumerate(cells, 1)
        if isinstance(value, str) and PLACEHOLDER.search(value)
    ]


def _repeated_rows(template: Template, fields: Fields, groups: Groups) -> dict[int, str]:
    """The group of each row that repeats; every name is looked up before anything is written."""
    repeated: dict[int, str] = {}
    for place in template.places:
        for name in place.names:
            group, dot, field = name.partition(".")
            if dot and group in groups:
                first = repeated.setdefault(place.row, group)
                if first != group:
                    raise TwoGroups(sheet=template.sheet.name, row=place.row, first=first, second=group)
                if field in groups[group].names:
                    continue
            elif name in fields:
                continue
            raise UnknownPlaceholder(
                sheet=template.sheet.name, cell=place.cell, found=name, nearest=_nearest(name, fields, groups)
            )
    return repeated


def _left_out(template: Template, fields: Fields, groups: Groups) -> list[int]:
    """Rows of a template that are hidden or have nothing to say; with the last of its rows goes a section."""
    says: dict[int, bool] = {}
    for place in template.places:
        filled = (
            bool(groups[name.partition(".")[0]].rows) if name not in fields else fields[name] != ""
            for name in place.names
        )
        says[place.row] = any(filled) or says.get(place.row, False)
    left_out = {row for row, said in says.items() if not said} | set(template.hidden)
    for first, last in template.sections:
        of_section = [said for row, said in says.items() if first <= row <= last]
        if of_section and not any(of_section):
            left_out.update(range(first, last + 1))
    return sorted(left_out)


def _sections(template: xw.Sheet) -> Iterator[tuple[int, int]]:
    """The blank row that begins each section, if any, and the section's last row."""
    rows = cell_values(used_block(template))
    blank = [all(cell in (None, "") for cell in row) for row in rows]
    first = 1
    for row in range(1, len(rows) + 1):
        ends = row == len(rows) or (blank[row] and not blank[row - 1])
        if ends:
            yield first, row
            first = row + 1


def _nearest(name: str, fields: Fields, groups: Groups) -> str:
    """The field whose name is most like a misspelt one."""
    names = [*fields, *(f"{group}.{field}" for group, lines in groups.items() for field in lines.names)]
    return "{{" + get_close_matches(name, names, n=1, cutoff=0.0)[0] + "}}"


def _repeat(letter: xw.Sheet, row: int, count: int) -> None:
    """Make room for the other lines of a group, and make their rows look like the first."""
    if count < 2:
        return
    height = cells_at(letter, row, 1).row_height
    insert_rows(letter, row + 1, count - 1)
    width = corners(letter.used_range).right
    cells_at(letter, row, 1, width=width).copy(cells_at(letter, row + 1, 1, count - 1, width))
    cells_at(letter, row + 1, 1, count - 1).row_height = height


def _lines(group: str, groups: Groups) -> list[Fields]:
    """The lines of a group, as fields by the names that its template has for them."""
    names = [f"{group}.{name}" for name in groups[group].names]
    return [dict(zip(names, line, strict=True)) for line in groups[group].rows]


USUAL_SIZE = 11
ONE_LINE = height_needed([("x", 10.0)], USUAL_SIZE)
"""Height of a row of one line of letters of the usual size [points]."""


def _fit_heights(
    letter: xw.Sheet,
    template: Template,
    left_out: Set[int],
    repeated: Mapping[int, str],
    groups: Groups,
    row_of: Callable[[int], int],
) -> dict[int, float]:
    """Make rows with wrapped text high enough: merged cells do not grow by themselves in any host.

    Returns:
        The rows that were made higher, and how high they are in the template.
    """
    texts, raised = cell_values(used_block(letter)), dict[int, float]()

    def text_at(row: int, column: int) -> str:
        """The text of one of the letter's cells, which may lie below all that was filled in."""
        text = texts[row - 1][column - 1] if row <= len(texts) and column <= len(texts[0]) else ""
        return text if isinstance(text, str) else ""

    def is_long(text: str, place: Place) -> bool:
        """Whether a text may need a second line: else nothing need be asked, and asking Excel is slow."""
        return height_needed([(text, template.width(place.column))], USUAL_SIZE) > ONE_LINE

    for row, places in groupby(template.places, attrgetter("row")):
        if row in left_out:
            continue
        top, its_places = row_of(row), list(places)
        for at in range(top, top + (len(groups[repeated[row]].rows) if row in repeated else 1)):
            written = [(text_at(at, place.column), place) for place in its_places]
            cells = [
                (text, width)
                for text, place in written
                if is_long(text, place) and (width := template.line_width(place))
            ]
            if not cells or height_needed(cells, USUAL_SIZE) <= ONE_LINE:
                continue  # as high as its template's row
            wanted = height_needed(cells, template.size(row))
            line = cells_at(letter, at, 1)
            if wanted > (line.row_height or 0):
                line.row_height, raised[at] = wanted, template.height(row)
    return raised
