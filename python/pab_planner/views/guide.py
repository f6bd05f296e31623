"""The sheet `Guide`: ten minutes with one's own plan, in both languages, with a picture of each button.

The pictures are cells, drawn like the ribbon's buttons: they need no image file and can be read aloud.
"""

import tomllib
from collections.abc import Collection
from importlib import resources
from typing import NamedTuple

import xlwings as xw

from pab_planner.language import Text
from pab_planner.ledgers.ledger_layout import write_title
from pab_planner.ribbon_buttons import BUTTON_FACES, GROUPS, ButtonFace
from pab_planner.ribbon_buttons import TITLE as TAB
from pab_planner.sheets.cell_text import as_cell, lines_needed
from pab_planner.sheets.new_sheet import make_sheet, our_sheet
from pab_planner.sheets.own_sheets import GUIDE
from pab_planner.sheets.palette import ACCENT, BAND, FACE, MUTED, RULE
from pab_planner.sheets.paper import PORTRAIT, set_up_page

NAME = GUIDE.heading

BUTTON_WIDTH, GAP, TEXT_WIDTH = 19.0, 1.5, 52.0
FONT_SIZE, LINE = 10, 15.0

SIGNS = {
    "insert_pab": "fx +",
    "remove_pab": "fx −",
    "risk_colours": "▼ ◆ △",
    "how_it_is_read": "▤ ?",
    "what_if": "→ ?",
    "get_my_items": "↓",
    "update_alerts": "↻",
    "today": "☑",
    "alert_form": "☰",
    "internal_alert": "▼ !",
    "assess": "✎",
    "all_clear": "✓",
    "close_alert": "8D",
    "reopen": "↺",
    "countermeasures": "+ + +",
    "transport": "→→",
    "warn": "◆ ✉",
    "confirm": "▼ ✉",
    "clear_customer": "✓ ✉",
    "report_8d": "8D ✉",
    "pdf": "▤",
    "email": "✉",
    "acknowledge": "✉ ✓",
    "share_copy": "xlsx",
    "check_setup": "✓ ?",
    "explain": "= ?",
    "guide": "?",
}
"""What stands on each button, in signs that every PC's fonts have."""

INTRO = Text(
    "Which item runs out, when, and who has been told? This workbook answers it every morning in one click. "
    f"The buttons are on the ribbon's tab “{TAB}”.",
    f"哪个物料会断供、何时断供、谁已知情？每天早上点一下即可回答。按钮位于功能区的“{TAB}”选项卡。",
)
TOUR = Text("Ten minutes with your own plan", "十分钟，用自己的计划走一遍")
ALL_BUTTONS = Text("All buttons", "全部按钮")
KEYS = Text("Keys: Alt, P, B, {key}", "按键：Alt、P、B、{key}")


class TourStep(NamedTuple):
    """A step of the tour, with the button that it is about, if it is about one."""

    button: str | None
    text: Text


STEPS = tuple(
    TourStep(step.get("button"), Text(step["en"], step["zh"]))
    for step in tomllib.loads(
        resources.files(__package__).joinpath("guide.toml").read_text(encoding="utf-8")
    )["step"]
)


def show_guide(book: xw.Book, working: Collection[str]) -> xw.Sheet:
    """The sheet, written where the workbook has none.

    Args:
        book: The workbook.
        working: Names of the buttons that work; others are not shown.
    """
    return our_sheet(book, GUIDE) or make_sheet(book, GUIDE, lambda sheet: _write(sheet, working))


def _write(sheet: xw.Sheet, working: Collection[str]) -> None:
    faces = {face.name: face for face in BUTTON_FACES if face.name in working}
    for column, width in enumerate((BUTTON_WIDTH, GAP, TEXT_WIDTH, TEXT_WIDTH), 1):
        sheet.range((1, column)).column_width = width
    write_title(sheet, f"{NAME.zh}  {NAME.en}")
    row = _texts(sheet, 2, "", INTRO)
    sheet["C2:D2"].font.color = MUTED
    row = _band(sheet, row + 1, TOUR)
    number = 0
    for step in STEPS:
        if step.button is not None and step.button not in faces:
            continue
        number += 1
        if step.button is None:
            row = _texts(sheet, row, str(number), step.text, number)
            cell = sheet.range((row - 1, 1))
            cell.horizontal_alignment, cell.font.size, cell.font.color = "center", 18, MUTED
        else:
            row = _texts(sheet, row, "", step.text, number)
            _draw(sheet.range((row - 1, 1)), faces[step.button])
    row = _band(sheet, row + 1, ALL_BUTTONS)
    for group in GROUPS:
        its = [face for face in faces.values() if face.group == group.name]
        if its:
            sheet.range((row, 1)).value = f"{group.label.zh} {group.label.en}"
            sheet.range((row, 1)).font.bold, sheet.range((row, 1)).font.color = True, ACCENT
            row += 1
        for face in its:
            key = (KEYS.say("en", key=face.keytip), KEYS.say("zh", key=face.keytip))
            row = _texts(sheet, row, "", Text(f"{face.tip.en}\n{key[0]}", f"{face.tip.zh}\n{key[1]}"))
            _draw(sheet.range((row - 1, 1)), face)
    sheet.range((2, 1), (row, 4)).vertical_alignment = "center"
    sheet.show_gridlines = False
    set_up_page(sheet, f"$A$1:$D${row - 1}", orientation=PORTRAIT, footer=f"{NAME.zh}  {NAME.en}")


def _band(sheet: xw.Sheet, row: int, title: Text) -> int:
    """A heading across; returns the row below it."""
    band = sheet.range((row, 1), (row, 4))
    band.color, band.font.bold, band.font.color = BAND, True, ACCENT
    sheet.range((row, 1)).value = f"{title.zh}  {title.en}"
    band.row_height = 22
    return row + 1


def _texts(sheet: xw.Sheet, row: int, first: str, text: Text, number: int | None = None) -> int:
    """A row with Chinese and English side by side, as high as they need; returns the row below it."""
    lead = f"{number}. " if number else ""
    cells = sheet.range((row, 1), (row, 4))
    cells.value = [[as_cell(first), None, as_cell(lead + text.zh), as_cell(lead + text.en)]]
    cells.wrap_text, cells.font.size = True, FONT_SIZE
    lines = max(3, *(lines_needed(lead + side, TEXT_WIDTH) for side in text))
    cells.row_height = lines * LINE + 6
    return row + 1


def _draw(cell: xw.Range, face: ButtonFace) -> None:
    """A button: its sign, and its label in both languages beneath."""
    label = dict.fromkeys((face.label.zh, face.label.en))  # PDF is PDF in both
    cell.value = as_cell("\n".join((SIGNS[face.name], *label)))
    cell.wrap_text, cell.horizontal_alignment = True, "center"
    cell.color, cell.font.color, cell.font.bold = FACE, ACCENT, True
    cell.font.size = FONT_SIZE
    cell.borders.set("outside", line_style="continuous", weight="medium", color=RULE)
