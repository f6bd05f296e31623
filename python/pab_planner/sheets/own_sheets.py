"""Which sheets of a workbook are ours: they hold no plan, and nothing of them leaves the company."""

import re

from pab_planner.alerts import LetterKind
from pab_planner.sheets import figures, guide, settings, today
from pab_planner.sheets.contacts import CONTACTS
from pab_planner.sheets.countermeasures import COUNTERMEASURES
from pab_planner.sheets.ledger import both
from pab_planner.sheets.letters import LETTERS
from pab_planner.sheets.log import LOG
from pab_planner.sheets.messages import MESSAGES
from pab_planner.sheets.promises import PROMISES
from pab_planner.sheets.register import ALERTS
from pab_planner.sheets.transport import FREIGHT, TRANSPORT

LEDGERS = (ALERTS, LOG, LETTERS, CONTACTS, COUNTERMEASURES, MESSAGES, PROMISES, TRANSPORT, FREIGHT)

TITLES = frozenset(
    (
        *(ledger.name.casefold() for ledger in LEDGERS),
        *("settings", "设置", "today", "figures", "replay", "guide"),
        *("risks", "faults", "check", "prices", "what-if 假设"),
    )
)
"""Titles that our sheets begin with, in small letters."""

LETTER_SHEET = re.compile(r"T-.+|[A-Z]-\d{4,}(\.\d+)?( .*)?", re.IGNORECASE)
"""Titles of templates and letters: a letter shows part of a plan and is none."""

CORNERS = frozenset(
    (
        *(both(ledger.title) for ledger in LEDGERS),
        *(both(title) for title in (today.HEADING, figures.HEADING, settings.HEADING)),
        f"{guide.NAME.zh}  {guide.NAME.en}",
        *(words for kind in LetterKind for words in (*kind.title, both(kind.title))),
    )
)
"""What stands in the first cell of our sheets, whatever they are called now."""


def is_ours(title: str, corner: object) -> bool:
    """Whether a sheet is ours.

    Args:
        title: Its title.
        corner: What stands in its cell A1, for somebody may have given it another title.
    """
    titled = title.casefold() in TITLES or LETTER_SHEET.fullmatch(title) is not None
    return titled or corner in CORNERS
