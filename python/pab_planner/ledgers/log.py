"""The sheet `Log`: every event, appended and never rewritten; the other sheets follow it."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import xlwings as xw

from pab_planner.alerts import AlertEvent, AlertState, Finding, LogEntry, period_key
from pab_planner.core.plan import Period
from pab_planner.core.risk import RiskLevel
from pab_planner.errors import SheetError
from pab_planner.language import Text, both
from pab_planner.ledgers.ledger import Kind, Ledger, LedgerColumn, read_day
from pab_planner.ledgers.open_ledger import OpenLedger, open_ledger, read_ledger
from pab_planner.sheets import own_sheets

LOG = Ledger(
    *own_sheets.LOG,
    Text(
        "Written by the program. Sort and filter freely; do not change or delete rows.",
        "由程序追加。可排序、筛选，请勿修改或删除。",
    ),
    (
        LedgerColumn("sequence", Text("No.", "序号"), Kind.NUMBER, 9),
        LedgerColumn("when", Text("When", "时间"), Kind.DATE, 12),
        LedgerColumn("user", Text("User", "操作人"), width=14),
        LedgerColumn("alert", Text("Alert", "预警号"), width=10),
        LedgerColumn("event", Text("Event", "事件"), width=40),
        LedgerColumn("from", Text("From", "原状态"), width=28),
        LedgerColumn("to", Text("To", "新状态"), width=28),
        LedgerColumn("note", Text("Note", "说明"), width=60),
        LedgerColumn("letters", Text("Letters", "函件"), width=14),
        LedgerColumn("item", Text("Item", "物料"), width=16),
        LedgerColumn("customers", Text("Customers", "客户"), width=20),
        LedgerColumn("level", Text("Level", "级别"), width=30),
        LedgerColumn("first", Text("First period", "首个风险期"), Kind.DATE, 12),
        LedgerColumn("last", Text("Last period", "最后风险期"), Kind.DATE, 12),
        LedgerColumn("first_short", Text("First short period", "首个断供期"), Kind.DATE, 12),
        LedgerColumn("recovery", Text("Recovery", "恢复期"), Kind.DATE, 12),
        LedgerColumn("worst_quantity", Text("Worst quantity", "最大缺口"), Kind.NUMBER, 12),
        LedgerColumn("description", Text("Description", "描述"), width=32),
        LedgerColumn("plan", Text("Plan", "计划指纹"), width=14),
        LedgerColumn("at", Text("Time with zone", "时刻（含时区）"), width=27, optional=True),
    ),
)


class LogDamaged(SheetError):
    """A line of the log that is no longer what was written."""

    sentence = Text(
        "{cell}: {found} is not what the log was written with; the log is never changed by hand: put "
        "back what was there, or restore the sheet from a backup",
        "{cell}：内容 {found} 与原日志不符；日志不可手工修改，请改回原内容或从备份恢复该表",
    )


class LogIncomplete(SheetError):
    """A log of which a line is missing, or stands twice."""

    sentence = Text(
        "sheet {sheet}: line {number} is missing or stands twice; the log is never changed by hand: put "
        "the line back, or restore the sheet from a backup",
        "工作表 {sheet}：第 {number} 条缺失或重复；日志不可手工修改，请补回该条或从备份恢复该表",
    )


_EVENTS = {both(event.title): event for event in AlertEvent}
_STATES = {both(state.title): state for state in AlertState}
_LEVELS = {both(level.title): level for level in RiskLevel}


def read_log(book: xw.Book) -> list[LogEntry]:
    """Every event in the order of writing, however the sheet is sorted; empty if there is no log.

    Raises:
        LogDamaged: A line was changed by hand.
        LogIncomplete: A line was deleted or copied.
    """
    opened = read_ledger(book, LOG)
    if opened is None:
        return []
    lines = sorted(range(len(opened.rows)), key=lambda index: opened.rows[index]["sequence"] or 0.0)
    for number, index in enumerate(lines, 1):
        if opened.rows[index]["sequence"] != number:
            raise LogIncomplete(sheet=opened.sheet.name, number=number)
    return [_entry(opened, index, opened.rows[index]) for index in lines]


def append_log(book: xw.Book, entries: Sequence[LogEntry]) -> None:
    """Append events, in one write."""
    if entries:
        opened = open_ledger(book, LOG)
        first = len(opened.rows) + 1
        opened.append([{"sequence": float(n), **_cells(entry)} for n, entry in enumerate(entries, first)])


def join_words(words: Sequence[str]) -> str:
    """Words in one cell; a semicolon within a word is doubled."""
    return "; ".join(word.replace(";", ";;") for word in words)


def split_words(cell: Any) -> tuple[str, ...]:
    """The words that `join_words` put into a cell."""
    if cell in (None, ""):
        return ()
    if ";" not in str(cell):
        return (str(cell),)
    return tuple(word.replace(";;", ";") for word in re.split(r"(?<!;); ", str(cell)))


def period_cell(period: Period | None) -> Any:
    """A period in a cell: its first day, else its heading."""
    return None if period is None else period.start or period.label


@lru_cache(maxsize=1024, typed=True)
def cell_period(cell: Any) -> Period | None:
    """The period that `period_cell` put into a cell."""
    if cell in (None, ""):
        return None
    day = read_day(cell)
    return Period(period_key(Period(str(cell), day)), day)


def _cells(entry: LogEntry) -> dict[str, Any]:
    """A line of the log."""
    finding = entry.finding
    return {
        "when": entry.when,
        "user": entry.user,
        "alert": entry.alert,
        "event": both(entry.event.title),
        "from": None if entry.before is None else both(entry.before.title),
        "to": both(entry.after.title),
        "note": entry.note,
        "letters": join_words(entry.letters),
        "item": finding.item,
        "customers": join_words(finding.customers),
        "level": both(finding.level.title),
        "first": period_cell(finding.first),
        "last": period_cell(finding.last),
        "first_short": period_cell(finding.first_short),
        "recovery": period_cell(finding.recovery),
        "worst_quantity": finding.worst_quantity,
        "description": finding.description,
        "plan": entry.plan,
        "at": entry.at and entry.at.isoformat(),
    }


def _moment(opened: OpenLedger, index: int, cell: Any) -> datetime | None:
    """The moment in a cell; none in a log from before moments were kept."""
    if cell in (None, ""):
        return None
    try:
        return datetime.fromisoformat(str(cell))
    except ValueError:
        raise LogDamaged(cell=opened.cell(index, "at"), found=cell) from None


def _entry(opened: OpenLedger, index: int, row: dict[str, Any]) -> LogEntry:
    """The event of a line."""

    def known(key: str, words: dict[str, Any]) -> Any:
        word = words.get(row[key])
        if word is None:
            raise LogDamaged(cell=opened.cell(index, key), found=row[key] or "-")
        return word

    when, first, last = read_day(row["when"]), cell_period(row["first"]), cell_period(row["last"])
    if first is None or last is None or when is None:
        raise LogDamaged(cell=opened.cell(index, "when"), found=row["when"])
    return LogEntry(
        when=when,
        user=row["user"] or "",
        alert=row["alert"] or "",
        event=known("event", _EVENTS),
        before=known("from", _STATES) if row["from"] else None,
        after=known("to", _STATES),
        note=row["note"] or "",
        finding=Finding(
            item=row["item"] or "",
            customers=split_words(row["customers"]),
            description=row["description"] or "",
            level=known("level", _LEVELS),
            first=first,
            last=last,
            first_short=cell_period(row["first_short"]),
            recovery=cell_period(row["recovery"]),
            worst_quantity=row["worst_quantity"] or 0.0,
        ),
        letters=split_words(row["letters"]),
        plan=row["plan"] or "",
        at=_moment(opened, index, row["at"]),
    )
