"""Which sheets of a workbook are ours: they hold no plan, and nothing of them leaves the company."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from pab_planner.alerts import LetterKind
from pab_planner.language import Text, both


class OwnSheet(NamedTuple):
    """A sheet that the program makes.

    Attributes:
        name: Its title when it is made; a planner may give it another.
        heading: What stands in its first cell; blank where a template or an alert decides that.
    """

    name: str
    heading: Text = Text("", "")

    def is_known_by(self, corner: object) -> bool:
        """Whether a sheet with this in its first cell is ours, not the planner's of the same title.

        One word in one language is no proof: her own sheet Figures may well begin with it.
        """
        if self == REPLAY:
            return isinstance(corner, str) and _REPLAYED.match(corner) is not None
        if self in (SETTINGS, WHAT_IF) and corner in self.heading:
            return True
        return bool(self.heading.en) and corner in (
            both(self.heading),
            f"{self.heading.zh}  {self.heading.en}",
        )


ALERTS = OwnSheet("Alerts", Text("Register of alerts", "预警登记表"))
LOG = OwnSheet("Log", Text("Log of events", "事件日志"))
LETTERS = OwnSheet("Letters", Text("Letters", "函件登记"))
CONTACTS = OwnSheet("Contacts", Text("Contacts", "联系人"))
COUNTERMEASURES = OwnSheet("Countermeasures", Text("Countermeasures", "应对措施"))
MESSAGES = OwnSheet("Messages", Text("What we tell the customers", "对客户的说明"))
PROMISES = OwnSheet("Promises", Text("What customers were told", "已告知客户的内容"))
TRANSPORT = OwnSheet("Transport", Text("Transport modes", "运输方式"))
FREIGHT = OwnSheet("Freight", Text("Emergency transport", "紧急运输"))
SETTINGS = OwnSheet("Settings", Text("Settings", "设置"))
TODAY = OwnSheet("Today", Text("To do today", "今日待办"))
FIGURES = OwnSheet("Figures", Text("Figures", "指标"))
GUIDE = OwnSheet("Guide", Text("PAB Planner: the first day", "PAB 交货预警：第一天"))
WHAT_IF = OwnSheet("What-if 假设", Text("What if the MPS is late?", "主生产计划延期推演"))
READING = OwnSheet("Reading", Text("How it is read", "读取方式"))
REPLAY = OwnSheet("Replay", Text("Replay", "应对推演"))

_KEPT = (ALERTS, LOG, LETTERS, CONTACTS, COUNTERMEASURES, MESSAGES, PROMISES, TRANSPORT, FREIGHT)
_SHOWN = (TODAY, FIGURES, GUIDE, WHAT_IF, READING, REPLAY)

KEPT = {sheet.name.casefold(): sheet for sheet in _KEPT}
"""The sheets of the kept tables by their titles in small letters."""

TITLES = frozenset((*KEPT, SETTINGS.name.casefold(), "设置", "risks", "faults", "check", "prices"))
"""Titles, in small letters, under which a sheet counts as ours whatever it holds."""

LETTER_SHEET = re.compile(r"T-.+|[A-Z]-\d{4,}(\.\d+)?( .*)?", re.IGNORECASE)
"""Titles of templates and letters: a letter shows part of a plan and is none."""

_REPLAYED = re.compile(r"A-\d{4,}  ")
"""What stands in the first cell of a replay: the alert and its item."""

LETTER_CORNERS = frozenset(
    words for kind in LetterKind for words in (*kind.title, both(kind.title), "\n".join(kind.title))
)
"""What stands in the first cell of a letter."""


def is_ours(title: str, corner: object) -> bool:
    """Whether a sheet is ours.

    Args:
        title: Its title.
        corner: What stands in its cell A1, for somebody may have given it another title.
    """
    if title.casefold() in TITLES or LETTER_SHEET.fullmatch(title) or corner in LETTER_CORNERS:
        return True
    return any(sheet.is_known_by(corner) for sheet in (*_KEPT, SETTINGS, *_SHOWN))


def only_named_like_ours(title: str, first_rows: Iterable[Iterable[object]]) -> bool:
    """Whether a sheet has the title of a letter, a form or a template, and nothing in its first rows bears it out.

    Args:
        title: Its title; items too are called A-1001.
        first_rows: What stands there.
    """
    if not LETTER_SHEET.fullmatch(title) or title.endswith("~"):
        return False
    number = title.partition(" ")[0].partition(".")[0]
    signs = tuple(f"{number}{after}" for after in ("  ", " · "))
    cells = [cell for row in first_rows for cell in row if isinstance(cell, str)]
    return not any(cell in LETTER_CORNERS or "{{" in cell or cell.startswith(signs) for cell in cells)


def is_half_made(title: str) -> bool:
    """Whether a sheet of a title was never finished: nothing refers to it yet."""
    return title.startswith("T-") and title.endswith("~")
