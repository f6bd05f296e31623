"""Lines of a list that something beside their quantity sets apart: a remark that cancels, a hold, an invoice."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from pab_planner.language import Text
from pab_planner.reading.lists.line_status import is_closed, marks_out, means_no_more, must_be_marked
from pab_planner.reading.measure_rows import name_of
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import DEMAND_ROLES, FLOWS, Role, plain

SETS_APART = Text(
    "'{found}' stands there beside a quantity; say whether such lines are out (status) or count (ignore)",
    "此处数量旁写有“{found}”；请指明此类行不计（status）还是照计（ignore）",
)
NOT_MARKED = Text(
    "nothing stands there, beside other lines there does; say whether such lines are out (status) or count (ignore)",
    "此处为空，而其他行已标注；请指明此类行不计（status）还是照计（ignore）",
)
OTHER_STATE = Text(
    "'{found}' may say that a line is out; say whether the lines count whatever stands here (ignore), or whether "
    "those that are plainly closed do not (status)",
    "“{found}”可能表示该行不计；请指明是否不论此列内容均计算（ignore），或不计明确已关闭的行（status）",
)
ROW_SET_APART = Text(
    "'{found}' beside a row of quantities may say that they do not count; take such rows out, or say that all count",
    "数量旁写有“{found}”，可能不应计入；请删除此类行，或指明全部计算",
)
_CANCELLED = re.compile(
    r"\b(cancell?ed|void(ed)?|storniert|annulliert|quotation|quoted?|angebot|on hold|do not (ship|deliver|produce)"
    r"|duplicated?|(to be|will be) (cancell?ed|scrapped))\b|^hold\b"
    r"|取消|作废|终止|报价|询价|重复|暂停|暂缓|勿发|不发货|停产|^(待定|未定|暂定)$|^tb[dc]$|취소|견적|중복|보류|キャンセル|保留"
)
_NOT_CANCELLED = re.compile(r"\b(not|no|un\w+|nicht)\b(?! (ship|deliver|produce))|未|안")
_STATE = re.compile(r"\bstatus\b|\bstage$|状态|상태")
_OF_SOMETHING_ELSE = re.compile(
    r"\b(payment|stock|material|qualit|print|sync|mail)|付款|回款|收款|库存|物料|备料|齐|打印|来料"
)
"""States of other things than the line."""


def says_other_state(heading: str) -> bool:
    """Whether a heading is of what is said of a line but not whether it counts: urgent, paid, short of material."""
    words = heading.casefold()
    return means_no_more(words) or bool(_STATE.search(words) and _OF_SOMETHING_ELSE.search(words))


LONGEST = 60
"""Letters of a remark that is read."""
OUT_OR_NOT = ("status", "ignore")
Doubt = tuple[int, Text, tuple[str, ...]]
"""The row of a line that may not count, what is asked about it, and the answers."""


def ask_about_marked_lines(
    table: Table, flags: Collection[int], counted: Collection[Role], *, known_gone: bool
) -> None:
    """Ask where something beside the quantities of some lines says that these may not count.

    Args:
        table: The list.
        flags: Columns that say already which lines are closed.
        counted: What the quantities are.
        known_gone: Whether the list says otherwise what of its quantities has gone or come.
    """
    told_by_status = table.column(Role.STATUS) is not None or bool(flags)
    rows = list(rows_with_quantity(table))
    beside = [(column, text, its.aside) for column, text, its in table.asides if its.aside != "told"]
    for column, text, aside in (*beside, *((column, text, "reference") for column, text in table.others)):
        if plain(text) in table.labels or column in flags:
            continue
        cells = {row: table.grid.rows[row][column] for row in rows}
        found = None
        if aside in ("reference", "words") and not told_by_status:
            found = _cancelled(cells)
        if found is None and (aside != "words" or must_be_marked(text)):  # `Purchases: True` says nothing
            done = not known_gone and not told_by_status
            found = _marked(text, cells, comes=not {*counted} & {*DEMAND_ROLES}, done=done)
        if found is not None:
            row, said, roles = found
            table.account.ask(name_of(text), row, column, said, roles)


def ask_about_marked_rows(table: Table, rows: Sequence[int]) -> None:
    """Ask where a word beside the periods of a row says that it may not count: a status, a remark, a flag.

    Args:
        table: A table with periods across.
        rows: Its rows of what comes or goes.
    """
    comes = not any(use.role in DEMAND_ROLES for use in table.account.used)
    states = [
        (c, name_of(table.grid.rows[table.head][c])) for c, role in table.columns if role is Role.STATUS
    ]
    beside = [(column, text) for column, text, its in table.asides if its.aside != "told"]
    width = len(table.grid.rows[table.head])  # what stands beside other tables has other columns
    for column, heading in (*states, *beside, *table.others):
        if plain(heading) in table.labels or column >= width:
            continue
        cells = {row: table.grid.rows[row][column] for row in rows}
        closed = [
            row for row, cell in cells.items() if (column, heading) in states and is_closed(name_of(cell))
        ]
        found = _cancelled(cells) or _marked(heading, cells, comes=comes, done=False)
        if closed or found:
            row = closed[0] if closed else found[0] if found else 0
            text = ROW_SET_APART.filled(found=name_of(cells[row]))
            table.account.ask(heading, row, column, text, ("ignore",))


def rows_with_quantity(table: Table) -> Iterator[int]:
    """The rows in which something comes or goes."""
    columns = [c for c, role in table.columns if role in (Role.QUANTITY, *FLOWS)]
    for row in range(table.first, table.last):
        if any(table.grid.rows[row][column] not in (*BLANK, 0) for column in columns):
            yield row


def _cancelled(cells: dict[int, Any]) -> Doubt | None:
    """The first line whose remark says that it does not count."""
    for row, cell in cells.items():
        words = cell.casefold().strip() if isinstance(cell, str) and len(cell) < LONGEST else ""
        if words and _CANCELLED.search(words) and not _NOT_CANCELLED.search(words):
            return row, SETS_APART.filled(found=name_of(cell)), OUT_OR_NOT
    return None


def _marked(heading: str, cells: dict[int, Any], *, comes: bool, done: bool) -> Doubt | None:
    """The first line that a mark or a state sets apart from others."""
    marks = {row: "" if cell in BLANK else name_of(cell).casefold() for row, cell in cells.items()}
    if len({*marks.values()}) < 2:
        return None
    out = marks_out(heading, {*marks.values()}, comes=comes, done=done)
    text, roles = SETS_APART, OUT_OR_NOT
    if not out and _STATE.search(heading.casefold()) and not _OF_SOMETHING_ELSE.search(heading.casefold()):
        out = frozenset(mark for mark in marks.values() if mark and is_closed(mark) is not False)
        if not all(map(is_closed, out)):
            text, roles = OTHER_STATE, OUT_OR_NOT[::-1]
    row = next((row for row, mark in marks.items() if mark in out), None)
    if row is None:
        return None
    return row, text.filled(found=name_of(cells[row])) if marks[row] else NOT_MARKED, roles
