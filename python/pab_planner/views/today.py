"""The sheet `Today`: what needs doing now, and the button that does it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from string import ascii_uppercase
from typing import Any

import xlwings as xw

from pab_planner.alerts import Duty
from pab_planner.alerts.lifecycle import Gate
from pab_planner.excel.blocks import (
    areas,
    cells_at,
    is_filtered,
    put_height_back_on_failure,
    used_rows,
    write_cells,
)
from pab_planner.excel.cell_values import cell_values
from pab_planner.excel.conditional_formats import add_rule
from pab_planner.excel.links import link_cells
from pab_planner.excel.page_setup import set_print_area
from pab_planner.excel.sheets import set_name
from pab_planner.excel.undoing import on_failure
from pab_planner.excel.windows import freeze_panes
from pab_planner.language import Text, both
from pab_planner.ledgers.ledger import DATE
from pab_planner.ledgers.ledger_layout import HINT_HEIGHT, style_headings, write_title
from pab_planner.ledgers.log import join_words, period_cell
from pab_planner.ledgers.open_ledger import read_ledger
from pab_planner.ledgers.register import ALERTS
from pab_planner.ooxml.references import quoted
from pab_planner.ribbon_buttons import BADGE, BUTTON_FACES
from pab_planner.sheets.cell_text import as_cell, height_needed
from pab_planner.sheets.new_sheet import bring_to_front, make_sheet, our_sheet
from pab_planner.sheets.own_sheets import TODAY
from pab_planner.sheets.palette import MUTED, RED
from pab_planner.sheets.paper import LANDSCAPE, set_up_page

HEAD_ROW = 6
OPEN_CELL, OVERDUE_CELL = "B3", "B4"
"""Where the numbers of open and overdue alerts stand."""

COLUMNS: tuple[tuple[Text, float], ...] = (
    (Text("Overdue [days]", "逾期[天]"), 14),
    (Text("Alert", "预警号"), 10),
    (Text("Item", "物料"), 13),
    (Text("Customers", "客户"), 20),
    (Text("Level", "级别"), 15),
    (Text("Press", "请按按钮"), 21),
    (Text("Why", "事由"), 34),
    (Text("First fill in", "请先填写"), 29),
    (Text("First short period", "首个断供期"), 14),
    (Text("Worst quantity", "最大缺口"), 13),
    (Text("Respond by", "答复期限"), 16),
    (Text("Owner", "负责人"), 16),
    (Text("State", "状态"), 30),
    (Text("Letter", "函件号"), 14),
    (Text("Description", "描述"), 34),
)
"""What a line is about stands before what is to be done, and both within the width of a usual screen."""
DATE_COLUMNS, CENTRED_COLUMNS, ALERT_COLUMN = "IK", "ABIJK", 2
SENTENCES = 2, 3, 4, 5, 6, 7
"""Columns, from 0, whose words are wrapped so that they leave room on the screen for one another."""
PRESS = 5
"""Column of the button to press, from 0."""
ROW_HEIGHT, LETTERS = 19.0, 11
"""Of a row of one line, and the size of its letters [points]."""
LEAST_OVERDUE = 0.1
"""What is past its hour by minutes shows as overdue too [days]."""
ROWS_READY = 2_000
HINT = Text(
    "Select a line here. Alert form opens all that is asked in one sheet; then press the button named here.",
    "请在此选中一行：按“预警表单”可在一张表中填写所需内容，再按此处所列按钮。",
)
ESCALATED = Text("Escalated on {day}.", "{day} 已升级。")
FACES = {face.name: face.label for face in BUTTON_FACES}
NOTHING = Text("Nothing to do", "暂无待办")


def write_today(
    book: xw.Book,
    duties: Sequence[Duty],
    counts: tuple[int, int],
    today: date,
    places: Callable[[str], Mapping[str, str]],
) -> None:
    """Write the list afresh.

    Args:
        book: The workbook.
        duties: What is to be done, in order.
        counts: Alerts open and overdue.
        today: The day.
        places: Gives where an alert's number stands and its answers are filled in, by field.
    """
    sheet = our_sheet(book, TODAY)
    if sheet is None or not _is_current(sheet):
        sheet = make_sheet(book, TODAY, _lay_out, first=True)
    its_places = {number: places(number) for number in {duty.alert.number for duty in duties}}
    rows = [_row(duty, its_places[duty.alert.number]) for duty in duties] or [
        [*[None] * PRESS, both(NOTHING), *[None] * (len(COLUMNS) - PRESS - 1)]
    ]
    known = max(used_rows(sheet), HEAD_ROW + 1)
    height = max(known - HEAD_ROW, len(rows))
    width = len(COLUMNS)
    blank = [[None] * width for _ in range(height - len(rows))]
    wanted = [*rows, *blank]
    area = cells_at(sheet, HEAD_ROW + 1, 1, height, width)
    written = [[as_cell(value) for value in row] for row in wanted]
    if HEAD_ROW + height > known:
        put_height_back_on_failure(cells_at(sheet, known + 1, 1, HEAD_ROW + height - known))
    write_cells(area, written, filtered=is_filtered(sheet))
    on_failure(partial(_dress_again, area), last=True)  # by what stands there
    _dress(area, wanted, {number: its.get("number", "") for number, its in its_places.items()})
    set_print_area(sheet, cells_at(sheet, 1, 1, HEAD_ROW + len(rows), width).address)
    write_cells(sheet.range("A2"), [[today]])
    write_cells(sheet.range(f"{OPEN_CELL}:{OVERDUE_CELL}"), [[count] for count in counts])
    is_open, late = counts
    set_name(book, BADGE.format(button="update_alerts"), f'="{is_open}' + (f' (!{late})"' if late else '"'))


def _dress(area: xw.Range, lines: Sequence[Sequence[Any]], places: Mapping[str, str]) -> None:
    """Make each row as high as its sentences, and let each alert's number lead to its row in the register."""
    _fit_rows(area.sheet, lines)
    targets = [_place(places.get(line[ALERT_COLUMN - 1], "")) for line in lines]
    link_cells(cells_at(area.sheet, HEAD_ROW + 1, ALERT_COLUMN, len(lines)), targets)


def _dress_again(area: xw.Range) -> None:
    """Heights and links of the lines that stand there."""
    register = read_ledger(area.sheet.book, ALERTS)
    rows = enumerate(register.rows) if register else ()
    places = {row["number"]: register.cell(index, "number") for index, row in rows if register}
    _dress(area, cell_values(area), places)


def _fit_rows(sheet: xw.Sheet, lines: Sequence[Sequence[Any]]) -> None:
    """Make each row as high as its sentences, rows of one height at once: not every host does so by itself."""
    alike: dict[float, list[str]] = defaultdict(list)
    widths = [width for _, width in COLUMNS]
    for row, line in enumerate(lines, HEAD_ROW + 1):
        texts = [(str(line[column]), widths[column]) for column in SENTENCES if line[column]]
        alike[max(ROW_HEIGHT, height_needed(texts, LETTERS))].append(f"{row}:{row}")
    for height, rows in alike.items():
        for area in areas(sheet, rows):
            area.row_height = height


def show_today(book: xw.Book) -> None:
    """Bring the list to the front."""
    sheet = our_sheet(book, TODAY)
    assert sheet, "every press that shows the list has written it"
    bring_to_front(sheet)


def _is_current(sheet: xw.Sheet) -> bool:
    """Whether the list has the columns that it has now; one of an older version is written anew."""
    headings = sheet.range((HEAD_ROW, 1), (HEAD_ROW, len(COLUMNS))).value
    return list(headings) == [both(title) for title, _ in COLUMNS]


def _row(duty: Duty, cells: Mapping[str, str]) -> list[Any]:
    """One line of the list."""
    alert, finding = duty.alert, duty.alert.finding
    mark = finding.level.mark
    return [
        max(round(duty.overdue, 1), LEAST_OVERDUE) if duty.overdue else None,
        alert.number,
        finding.item,
        duty.customer or join_words(finding.customers),
        f"{mark} {both(finding.level.title)}",
        both(FACES[duty.button]),
        _why(duty),
        "; ".join(_wanted(gate, cells) for gate in duty.missing) or None,
        period_cell(finding.first_short),
        finding.worst_quantity,
        f"{duty.due_at:%Y-%m-%d %H:%M}" if duty.due_at else duty.respond_by,
        alert.answers.owner,
        both(alert.state.title),
        duty.letter or None,
        finding.description,
    ]


def _place(cell: str) -> str:
    """A cell as a link names it; "" if there is none."""
    title, mark, address = cell.rpartition("!")
    return f"{quoted(title)}{mark}{address}" if cell else ""


def _why(duty: Duty) -> str | None:
    """Why it is due, and since when it is escalated."""
    words = [duty.why] if duty.why.en else []
    if duty.alert.escalated_on:
        words.append(ESCALATED.filled(day=duty.alert.escalated_on))
    return " ".join(both(each) for each in words) or None


def _wanted(gate: Gate, cells: Mapping[str, str]) -> str:
    """What is to be filled in first, and where."""
    place = f" ({cells[gate.field]})" if gate.field in cells else ""
    return f"{gate.missing.en}{place} {gate.missing.zh}"


def _lay_out(sheet: xw.Sheet) -> None:
    """Write the headings and formats."""
    for letters, (_, width) in zip(ascii_uppercase, COLUMNS, strict=False):
        whole = sheet.range(f"{letters}:{letters}")
        whole.column_width = width
        if letters in DATE_COLUMNS:
            whole.number_format = DATE
        if letters in CENTRED_COLUMNS:
            whole.horizontal_alignment = "center"
    sheet.range(f"A:{letters}").vertical_alignment = "top"
    for column in SENTENCES:
        letter = ascii_uppercase[column]
        sheet.range(f"{letter}:{letter}").wrap_text = True
    sheet.range(f"A1:B{HEAD_ROW - 1}").horizontal_alignment = "left"
    write_title(sheet, both(TODAY.heading))
    sheet.range("A2").number_format = DATE
    sheet.range("A2").font.bold = True
    sheet.range("A3:A4").value = [[both(Text("Open", "未结"))], [both(Text("Overdue", "逾期"))]]
    for cell in (OPEN_CELL, OVERDUE_CELL):
        sheet.range(cell).font.bold, sheet.range(cell).font.size = True, 14
        sheet.range(cell).row_height = 20
    hint = sheet.range("A5")
    hint.value, hint.font.color, hint.row_height = f"{HINT.zh}  {HINT.en}", MUTED, HINT_HEIGHT
    head = sheet.range((HEAD_ROW, 1), (HEAD_ROW, len(COLUMNS)))
    head.value = [[both(title) for title, _ in COLUMNS]]
    style_headings(head, [(both(title), width) for title, width in COLUMNS])
    lines = cells_at(sheet, HEAD_ROW + 1, 1, ROWS_READY - HEAD_ROW, len(COLUMNS))
    add_rule(lines, f"=$A{HEAD_ROW + 1}>0", ink=RED, bold=True)
    freeze_panes(sheet, HEAD_ROW)
    sheet.show_gridlines = False
    area = sheet.range((1, 1), (HEAD_ROW + 1, len(COLUMNS))).address
    set_up_page(sheet, area, orientation=LANDSCAPE, title_rows=f"${HEAD_ROW}:${HEAD_ROW}")
