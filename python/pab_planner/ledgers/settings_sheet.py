"""The sheet Settings as we write it: every setting with its value, what may stand there, and what it is for."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import xlwings as xw

from pab_planner.excel.blocks import areas, cells_at, write_cells
from pab_planner.excel.choice_lists import allow_choices, allow_dates_after
from pab_planner.language import Text, both
from pab_planner.ledgers.ledger import DATE, HEAD_ROW, Ledger, LedgerColumn
from pab_planner.ledgers.ledger_layout import lay_out
from pab_planner.ledgers.open_ledger import table_of
from pab_planner.reading.settings import SETTINGS
from pab_planner.sheets import own_sheets
from pab_planner.sheets.cell_text import lines_needed
from pab_planner.sheets.new_sheet import make_sheet
from pab_planner.sheets.palette import MUTED

NOTE_WIDTH, LINE = 84.0, 15.0

LEDGER = Ledger(
    *own_sheets.SETTINGS,
    Text("Change the values in column B; a blank means as usual.", "请修改 B 列的值；空白表示按默认。"),
    (
        LedgerColumn("setting", Text("Setting", "设置"), width=54),
        LedgerColumn("value", Text("Value", "值"), width=18),
        LedgerColumn("note", Text("Note", "说明"), width=NOTE_WIDTH),
    ),
)

MORE = (
    Text(
        "A word of your own for a row or column, in the first free row: “label: our word” in A, orders, "
        "supply or opening in B.",
        "自定义行名或列名：在第一个空行的 A 列填“标签：我的用词”，B 列填 orders、supply 或 opening。",
    ),
    Text(
        "A rule of its own for a customer or an item: “policy: name” in A, horizon in B, least periods in C, "
        "least cover in D.",
        "为某客户或物料单独设定：A 列填“策略：名称”，B 列关注期数，C 列最少连续期数，D 列最低可供期数。",
    ),
    Text(
        "An item that has a new number: “renamed: old number” in A, the new one in B; its alerts go on.",
        "物料改了编号：A 列填“改名：旧编号”，B 列填新编号；其预警继续有效。",
    ),
)


def write_settings(book: xw.Book, given: Mapping[str, Any]) -> xw.Sheet:
    """Add the sheet to a workbook that has none; it then reads its plan as before.

    Args:
        book: The workbook.
        given: Values other than those by default, by key.
    """
    return make_sheet(book, own_sheets.SETTINGS, partial(_lay_out, given))


def _lay_out(given: Mapping[str, Any], sheet: xw.Sheet) -> None:
    """Write the sheet."""
    lay_out(LEDGER, sheet)
    first, last = HEAD_ROW + 1, HEAD_ROW + len(SETTINGS)
    notes = [f"{setting.note.zh}  {setting.note.en}" for setting in SETTINGS]
    values = [given.get(setting.key, setting.default) for setting in SETTINGS]
    titles = [both(setting.title) for setting in SETTINGS]
    rows = [list(row) for row in zip(titles, values, notes, strict=True)]
    write_cells(cells_at(sheet, first, 1, len(rows), 3), rows)
    more = [f"{text.zh}  {text.en}" for text in MORE]
    write_cells(cells_at(sheet, last + 2, 3, len(more)), [[words] for words in more])
    for row, setting in enumerate(SETTINGS, first):
        cell = cells_at(sheet, row, 2)
        if setting.key == "first_day":
            cell.number_format = DATE
            allow_dates_after(cell, date(2000, 1, 1))
        elif setting.choices:
            allow_choices(cell, setting.choices)
    table = table_of(sheet, LEDGER.name)
    assert table is not None, "it was laid out with one"
    table.resize(cells_at(sheet, HEAD_ROW, 1, last - HEAD_ROW + 1, 3))
    answers = cells_at(sheet, first, 2, len(rows))
    answers.horizontal_alignment, answers.font.bold = "left", True
    end = last + 1 + len(more)
    beside = cells_at(sheet, first, 3, end - first + 1)
    beside.font.color, beside.wrap_text = MUTED, True
    alike: dict[float, list[str]] = defaultdict(list)
    for row, note in enumerate([*notes, "", *more], first):
        alike[LINE * lines_needed(note, NOTE_WIDTH)].append(f"{row}:{row}")
    for height, addresses in alike.items():
        for area in areas(sheet, addresses):
            area.row_height = height
    cells_at(sheet, first, 1, end - first + 1, 3).vertical_alignment = "top"
