"""What a new kept table looks like on the screen and on paper."""

from datetime import date
from math import ceil

import xlwings as xw

from pab_planner.excel.blocks import cells_at, write_cells
from pab_planner.excel.choice_lists import allow_choices, allow_dates_after
from pab_planner.excel.conditional_formats import add_rule
from pab_planner.excel.host import com_errors, in_excel
from pab_planner.excel.sheets import defined_name
from pab_planner.excel.windows import freeze_panes
from pab_planner.language import both, text_width
from pab_planner.ledgers.ledger import DATE, HEAD_ROW, ROWS_READY, Kind, Ledger, LedgerColumn, NameTaken, Rule
from pab_planner.reading.grid import column_letters
from pab_planner.sheets.cell_text import height_needed
from pab_planner.sheets.palette import ACCENT, ASKED, MUTED, WHITE
from pab_planner.sheets.paper import LANDSCAPE, set_up_page

TITLE_HEIGHT, HINT_HEIGHT = 26.0, 18.0
FONT_SIZE = 11.0
FILTER_BUTTON = 3.5
"""Width that the button of a filter takes from its heading [characters]."""

BOLD = 1.15
"""How much wider a bold letter is."""

PAGE_WIDTH = 220
"""What a landscape page shows of a table before its letters grow too small to read [characters]."""


def write_title(sheet: xw.Sheet, title: str) -> None:
    """What stands above everything else of a sheet, in a row high enough for it."""
    cell = sheet.range("A1")
    write_cells(cell, [[title]])
    cell.font.size, cell.font.bold, cell.font.color = 16, True, ACCENT
    cell.row_height = TITLE_HEIGHT


def lay_out(ledger: Ledger, sheet: xw.Sheet) -> None:
    """Write the title, hint, headings, notes and lists of choices, and an empty table."""
    headings = [(column.heading, wide_enough(column.heading, column.width)) for column in ledger.columns]
    # Calc counts the pages at each change of the page: an empty sheet has none.
    set_up_page(
        sheet,
        orientation=LANDSCAPE,
        pages_wide=ceil(sum(wide for _, wide in headings) / PAGE_WIDTH),
        title_rows=f"$1:${HEAD_ROW}",
        title_columns="$A:$A",
        footer=f"{ledger.title.zh}  {ledger.title.en}",
    )
    write_title(sheet, both(ledger.title))
    hint = sheet.range("A2")
    write_cells(hint, [[f"{ledger.hint.zh}  {ledger.hint.en}"]])
    hint.font.color, hint.row_height = MUTED, HINT_HEIGHT
    width = len(ledger.columns)
    head = cells_at(sheet, HEAD_ROW, 1, width=width)
    write_cells(head, [[column.heading for column in ledger.columns]])
    _add_table(ledger.name, cells_at(sheet, HEAD_ROW, 1, 2, width))
    for number, column in enumerate(ledger.columns, 1):
        _format_column(sheet, number, column)
        for rule in ledger.rules:
            if rule.key == column.key:
                _apply_rule(sheet, column_letters(number - 1), rule)
    style_headings(head, headings, filtered=True)
    for number, column in enumerate(ledger.columns, 1):
        if column.asks:
            cells_at(sheet, HEAD_ROW, number).color = ASKED
    freeze_panes(sheet, HEAD_ROW, 1)
    sheet.show_gridlines = False


def _add_table(name: str, cells: xw.Range) -> None:
    """Make cells a table. Its name must be none of the workbook's defined names, as Excel sees to.

    Raises:
        NameTaken: It is one.
    """
    book = cells.sheet.book
    if not in_excel(book) and defined_name(book, name) is not None:
        raise NameTaken(name=name)
    try:
        cells.sheet.tables.add(cells, name=name, table_style_name="TableStyleLight1")
    except com_errors() as error:
        if defined_name(book, name) is None:
            raise
        raise NameTaken(name=name) from error


def add_column(sheet: xw.Sheet, row: int, number: int, column: LedgerColumn) -> None:
    """Add a column to a table that is kept already.

    Args:
        sheet: Its sheet.
        row: Row of its headings.
        number: The column, from 1.
        column: What it holds.
    """
    head = sheet.range((row, number))
    head.value = column.heading
    _format_column(sheet, number, column)
    head.font.bold, head.font.color, head.color = True, "#FFFFFF", ASKED if column.asks else ACCENT
    head.wrap_text, head.vertical_alignment = True, "top"


def wide_enough(heading: str, width: float) -> float:
    """A column's width, or what the longest word of its heading needs beside the filter's button."""
    longest = max(text_width(word) if word.isascii() else 2 for word in heading.split())
    return max(width, round(longest * BOLD + FILTER_BUTTON, 1))


def style_headings(head: xw.Range, headings: list[tuple[str, float]], *, filtered: bool = False) -> None:
    """The look of a heading row, high enough for every heading.

    Args:
        head: The row.
        headings: Each heading and the width of its column [characters].
        filtered: Whether the buttons of a filter stand in it: they get a line of their own.
    """
    head.font.bold, head.font.color, head.color = True, WHITE, ACCENT
    head.wrap_text, head.vertical_alignment = True, "top" if filtered else "center"
    button = FILTER_BUTTON if filtered else 0.0
    room = [(heading, width - button) for heading, width in headings]
    head.row_height = height_needed(room, FONT_SIZE) + (FONT_SIZE if filtered else 0.0)


def _apply_rule(sheet: xw.Sheet, letters: str, rule: Rule) -> None:
    """Let cells of a column stand out."""
    first = HEAD_ROW + 1
    cells = sheet.range(f"{letters}{first}:{letters}{ROWS_READY}")
    condition = f"=${letters}{first}{rule.condition}"
    add_rule(cells, condition, fill=rule.fill, ink=rule.ink, bold=rule.bold)


def _format_column(sheet: xw.Sheet, number: int, column: LedgerColumn) -> None:
    """Width, format, choices and note of one column."""
    letters = column_letters(number - 1)
    head = cells_at(sheet, HEAD_ROW, number)
    head.column_width = wide_enough(column.heading, column.width)
    if column.kind is Kind.DATE:
        whole = sheet.range(f"{letters}:{letters}")
        whole.number_format, whole.horizontal_alignment = DATE, "center"
    if column.asks:
        body = sheet.range(f"{letters}{HEAD_ROW + 1}:{letters}{ROWS_READY}")
        if column.choices:
            allow_choices(body, [both(choice) for choice in column.choices])
        elif column.kind is Kind.DATE:
            allow_dates_after(body, date(2000, 1, 1))
        head.add_note(f"{column.asks.zh}\n{column.asks.en}")
