"""What letters ask for beyond an alert, in a workbook that the planner began without us: who signs, who is told."""

from collections.abc import Iterable

import xlwings as xw

from pab_planner.alerts import Alert
from pab_planner.language import Text, listed
from pab_planner.ledgers.contacts import CONTACTS
from pab_planner.ledgers.open_ledger import kept_sheet, open_ledger
from pab_planner.ledgers.settings_sheet import write_settings
from pab_planner.reading.planning import settings_sheets
from pab_planner.sheets import own_sheets

OWN_ROLES = ("CS supervisor 客服主管", "24h 值班", "executive 高层")
"""Those of our own people whom letters name, or who hear of an alert first."""

ADDED = Text(
    " {count:Sheet|Sheets} {sheets} added, for the letters to come: {asked}.",
    "已新增工作表 {sheets}，供后续函件使用：{asked}。",
)
WHO_SIGNS = Text("who signs them (Signed by)", "签发人（Signed by）")
WHO_IS_TOLD = Text("who of the customers and of your own people gets them", "客户及内部的收件人")


def add_sheets_to_fill_in(book: xw.Book, alerts: Iterable[Alert]) -> Text:
    """Add Settings and Contacts where a workbook lacks them, ready to be filled in.

    Settings says what holds without it; Contacts has a row for each customer of an open alert and for those of
    our own people whom letters name. A sheet that is there, the planner's own included, is left alone.

    Args:
        book: The workbook.
        alerts: All alerts.

    Returns:
        What is to be said of it; nothing if nothing was added.
    """
    added: list[tuple[str, Text]] = []
    if not settings_sheets(book):
        write_settings(book, {"language": None})
        added.append((own_sheets.SETTINGS.name, WHO_SIGNS))
    if kept_sheet(book, CONTACTS) is None:
        customers = dict.fromkeys(c for alert in alerts if alert.open for c in alert.finding.customers)
        rows = [{"party": customer} for customer in customers]
        rows += [{"party": "internal 内部", "role": role} for role in OWN_ROLES]
        open_ledger(book, CONTACTS).append(rows)
        added.append((own_sheets.CONTACTS.name, WHO_IS_TOLD))
    if not added:
        return Text("", "")
    sheets = listed(Text(name, name) for name, _ in added)
    return ADDED.filled(count=len(added), sheets=sheets, asked=listed(asked for _, asked in added))
