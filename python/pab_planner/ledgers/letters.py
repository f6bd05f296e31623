"""The sheet `Letters`: what was drafted and issued, to whom, and the fingerprint of what it said.

A letter counts as issued from the day on which the log names it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import xlwings as xw

from pab_planner.alerts import Letter, LetterKind, LogEntry
from pab_planner.excel.blocks import may_hide_rows, used_block, used_rows
from pab_planner.excel.cell_values import cell_values
from pab_planner.excel.sheets import hide_sheet
from pab_planner.language import Text, both
from pab_planner.ledgers.ledger import Kind, Ledger, LedgerColumn, read_day
from pab_planner.ledgers.log import join_words, split_words
from pab_planner.ledgers.open_ledger import OpenLedger, open_ledger
from pab_planner.sheets import own_sheets
from pab_planner.sheets.new_sheet import our_name

LETTERS = Ledger(
    *own_sheets.LETTERS,
    Text(
        "Written by the program. An issued letter is never changed; a revision is a new sheet.",
        "由程序登记。已发出的函件不再更改，修订版另建工作表。",
    ),
    (
        LedgerColumn("name", Text("Letter", "函件号"), width=12),
        LedgerColumn("kind", Text("Kind", "种类"), width=30),
        LedgerColumn("revision", Text("Revision", "版次"), Kind.NUMBER, 10),
        LedgerColumn("alert", Text("Alert", "预警号"), width=10),
        LedgerColumn("customer", Text("Customer", "客户"), width=20),
        LedgerColumn("language", Text("Language", "语言"), width=10),
        LedgerColumn("sheet", Text("Sheet", "工作表"), width=14),
        LedgerColumn("issued", Text("Issued", "发出日期"), Kind.DATE, 12),
        LedgerColumn("by", Text("By", "发出人"), width=14),
        LedgerColumn("recipients", Text("Recipients", "收件人"), width=50),
        LedgerColumn("linked", Text("Linked letters", "关联函件"), width=20),
        LedgerColumn("sha256", Text("SHA-256", "指纹"), width=66),
        LedgerColumn("next_update", Text("Next update", "下次更新"), Kind.DATE, 12, optional=True),
        LedgerColumn("reply_by", Text("Reply by", "回复期限"), Kind.DATE, 12, optional=True),
        LedgerColumn(
            "sent",
            Text("Sent on", "寄出日期"),
            Kind.DATE,
            12,
            Text("When it was sent to the customer", "何时寄给客户"),
            optional=True,
        ),
        LedgerColumn(
            "acknowledged",
            Text("Acknowledged on", "客户签收日期"),
            Kind.DATE,
            14,
            Text("When the customer acknowledged or answered it", "客户何时签收或答复"),
            optional=True,
        ),
        LedgerColumn("sent_at", Text("Sent: time with zone", "寄出时刻（含时区）"), width=27, optional=True),
        LedgerColumn(
            "acknowledged_at",
            Text("Acknowledged: time with zone", "签收时刻（含时区）"),
            width=27,
            optional=True,
        ),
    ),
    in_order=(
        ("issued", "sent", "acknowledged"),
        ("sent_at", "acknowledged_at"),
        ("issued", "next_update"),
        ("issued", "reply_by"),
    ),
)

_KINDS = {both(kind.title): kind for kind in LetterKind}


def read_letters(kept: OpenLedger | None, log: Iterable[LogEntry]) -> list[Letter]:
    """Every letter of the register; one that the log does not name is a draft, whatever its row says."""
    issued: dict[str, datetime | None] = {}
    for entry in log:
        for name in entry.letters:
            issued.setdefault(name, entry.at)
    letters = [_letter(row) for row in (kept.rows if kept else ()) if row["kind"] in _KINDS]
    return [
        replace(letter, issued_at=issued[letter.name])
        if letter.name in issued
        else replace(letter, issued=None)
        for letter in letters
    ]


def write_letters(book: xw.Book, letters: Sequence[Letter]) -> None:
    """Write letters into the register, each over a draft of the same name."""
    if not letters:
        return
    opened = open_ledger(book, LETTERS)
    rows = {row["name"]: index for index, row in enumerate(opened.rows)}
    for letter in letters:
        if letter.name in rows:
            opened.amend(rows[letter.name], _cells(letter))
    opened.append([_cells(letter) for letter in letters if letter.name not in rows])


def hidden_rows(sheet: xw.Sheet) -> list[int]:
    """Rows of a sheet that hold something and that nobody sees, from 1."""
    if not may_hide_rows(sheet, used_rows(sheet)):
        return []
    cells = cell_values(used_block(sheet))
    filled = (row for row, values in enumerate(cells, 1) if any(value not in (None, "") for value in values))
    return [row for row in filled if not sheet.range((row, 1)).row_height]


def put_away(book: xw.Book, letters: Iterable[Letter]) -> None:
    """Hide the sheets of letters that were issued before, so that tabs do not pile up; none is lost.

    Args:
        book: The workbook.
        letters: The letters that it knew before those that were issued now.
    """
    issued = {letter.sheet for letter in letters if letter.issued}
    for sheet in book.sheets:
        if sheet.name in issued and sheet.visible and our_name(sheet):
            hide_sheet(sheet)


def letter_fingerprint(sheet: xw.Sheet) -> str:
    """SHA-256 of what a sheet says: each filled cell's address and value, row by row."""
    cells = cell_values(used_block(sheet))
    said = [
        (row, column, _as_kept(value))
        for row, values in enumerate(cells, 1)
        for column, value in enumerate(values, 1)
        if value not in (None, "")
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _as_kept(value: Any) -> Any:
    """A value as a file gives it back: line breaks are of one kind there."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def _cells(letter: Letter) -> dict[str, Any]:
    """A letter's row."""
    return {
        "name": letter.name,
        "kind": both(letter.kind.title),
        "revision": float(letter.revision),
        "alert": letter.alert,
        "customer": letter.customer,
        "language": letter.language,
        "sheet": letter.sheet,
        "issued": letter.issued,
        "by": letter.by,
        "recipients": join_words(letter.recipients),
        "linked": join_words(letter.linked),
        "sha256": letter.sha256,
        **{key: getattr(letter, key) for key in ("next_update", "reply_by", "sent", "acknowledged")},
        "sent_at": letter.sent_at and letter.sent_at.isoformat(),
        "acknowledged_at": letter.acknowledged_at and letter.acknowledged_at.isoformat(),
    }


def _letter(row: dict[str, Any]) -> Letter:
    """The letter of a row."""
    return Letter(
        number=str(row["name"]).partition(".")[0],
        revision=int(row["revision"] or 1),
        kind=_KINDS[row["kind"]],
        alert=row["alert"] or "",
        customer=row["customer"] or "",
        language=row["language"] or "",
        sheet=row["sheet"] or "",
        sha256=row["sha256"] or "",
        issued=read_day(row["issued"]),
        by=row["by"] or "",
        recipients=split_words(row["recipients"]),
        linked=split_words(row["linked"]),
        next_update=read_day(row["next_update"]),
        reply_by=read_day(row["reply_by"]),
        sent=read_day(row["sent"]),
        acknowledged=read_day(row["acknowledged"]),
        sent_at=_moment(row, "sent"),
        acknowledged_at=_moment(row, "acknowledged"),
    )


def _moment(row: dict[str, Any], key: str) -> datetime | None:
    """The moment beside a day; none where somebody has put another day there."""
    try:
        at = datetime.fromisoformat(str(row[f"{key}_at"]))
    except ValueError:
        return None
    return at if at.date() == read_day(row[key]) else None
