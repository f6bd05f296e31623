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
from pab_planner.ooxml.rectangle import Box
from pab_planner.ribbon_buttons import BUTTON_FACES, GROUPS, ButtonFace
from pab_planner.ribbon_buttons import TITLE as TAB
from pab_planner.sheets.cell_text import as_cell, lines_needed
from pab_planner.sheets.composed import ComposedSheet
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
    page = _Page()
    page.texts(INTRO)
    page.look(Box(2, 3, 2, 4), ink=MUTED)
    page.band(TOUR)
    steps = (step for step in STEPS if step.button is None or step.button in faces)
    for number, step in enumerate(steps, 1):
        if step.button is None:
            page.put(page.row, 1, as_cell(str(number)))
        else:
            page.draw(faces[step.button])
        page.texts(step.text, number)
        if step.button is None:
            page.look(Box(page.row - 1, 1, page.row - 1, 1), across="center", size=18, ink=MUTED)
    page.band(ALL_BUTTONS)
    for group in GROUPS:
        its = [face for face in faces.values() if face.group == group.name]
        if its:
            page.put(page.row, 1, f"{group.label.zh} {group.label.en}")
            page.look(Box(page.row, 1, page.row, 1), bold=True, ink=ACCENT)
            page.row += 1
        for face in its:
            key = (KEYS.say("en", key=face.keytip), KEYS.say("zh", key=face.keytip))
            page.draw(face)
            page.texts(Text(f"{face.tip.en}\n{key[0]}", f"{face.tip.zh}\n{key[1]}"))
    page.look(Box(2, 1, page.row, 4), upright="center")
    page.write(sheet)
    write_title(sheet, f"{NAME.zh}  {NAME.en}")
    sheet.show_gridlines = False
    set_up_page(sheet, f"$A$1:$D${page.row - 1}", orientation=PORTRAIT, footer=f"{NAME.zh}  {NAME.en}")


class _Page(ComposedSheet):
    """The sheet while it is put together from top to bottom."""

    row = 2

    def band(self, title: Text) -> None:
        """A heading across, below a blank row."""
        self.row += 1
        self.put(self.row, 1, f"{title.zh}  {title.en}")
        self.look(Box(self.row, 1, self.row, 4), fill=BAND, bold=True, ink=ACCENT)
        self.height(self.row, 22)
        self.row += 1

    def texts(self, text: Text, number: int | None = None) -> None:
        """A row with Chinese and English side by side, as high as they need."""
        lead = f"{number}. " if number else ""
        self.put(self.row, 3, as_cell(lead + text.zh))
        self.put(self.row, 4, as_cell(lead + text.en))
        self.look(Box(self.row, 1, self.row, 4), wrapped=True, size=FONT_SIZE)
        lines = max(3, *(lines_needed(lead + side, TEXT_WIDTH) for side in text))
        self.height(self.row, lines * LINE + 6)
        self.row += 1

    def draw(self, face: ButtonFace) -> None:
        """A button: its sign, and its label in both languages beneath."""
        label = dict.fromkeys((face.label.zh, face.label.en))  # PDF is PDF in both
        cell = Box(self.row, 1, self.row, 1)
        self.put(self.row, 1, as_cell("\n".join((SIGNS[face.name], *label))))
        self.look(cell, across="center", fill=FACE, ink=ACCENT, bold=True)
        self.frame(cell, RULE)
