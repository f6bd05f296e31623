"""What stands on a sheet in which no plan is recognised, and what a plan lacks there."""

from collections.abc import Sequence
from typing import Any

from pab_planner.language import Text
from pab_planner.reading.evidence.unread_lists import LOOK_DOWN, SAMPLE, is_day, may_be_periods
from pab_planner.reading.grid import Grid
from pab_planner.reading.measure_rows import name_of
from pab_planner.reading.period_headings import year_in
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.vocabulary import MEASURES, Labels, Role, meaning_of

SEEN = Text(
    "Sheet {sheet}, headings in row {row}: {seen}. Missing for a plan: {missing}",
    "工作表 {sheet}（标题在第 {row} 行）：{seen}。要成为计划还缺少：{missing}",
)
KINDS = {
    "days": Text("dates under {names}", "日期列 {names}"),
    "numbers": Text("numbers under {names}", "数字列 {names}"),
    "words": Text("words under {names}", "文字列 {names}"),
}
MISSING = {
    "item": Text("a heading that is the item's", "物料列的标题"),
    "date": Text("a date on each line, or periods across", "每行的日期，或横向的期间"),
    "quantity": Text("a heading that is a quantity's", "数量列的标题"),
}
SAY_WHICH = Text("; where one of them is it, say so: {labels}", "；若上述某列即是，请指明：{labels}")
SHOWN = 4
"""Headings of a kind that are named."""


def what_was_seen(grid: Grid, labels: Labels, *, in_book: bool) -> Text | None:
    """Which headings a sheet has, what stands below them and what a plan lacks; None without headings."""
    rows = range(min(LOOK_DOWN, len(grid.rows) - 1))
    named = {row: _named(grid, row) for row in rows}
    head = max(rows, key=lambda row: len(named[row]), default=0)
    if len(named.get(head, ())) < 2:
        return None
    cells = {column: _below(grid, head, column) for column in named[head]}
    kinds = {column: _kind(its) for column, its in cells.items()}
    roles = {column: meaning_of(grid.rows[head][column], labels).role for column in cells}
    there = {role for column, role in roles.items() if kinds[column] != "numbers" or role not in MEASURES}
    counted = {role for column, role in roles.items() if kinds[column] == "numbers"} & {
        *MEASURES,
        Role.QUANTITY,
    }
    lacks = {
        "item": not there & {Role.ITEM, Role.PART},
        "date": Role.DATE not in there,
        "quantity": not counted,
    }
    if not any(lacks.values()):
        return None
    free = {kind: [c for c in cells if kinds[c] == kind and roles[c] is None] for kind in KINDS}
    numbers = [c for c in free["numbers"] if not all(map(year_in, cells[c]))]
    periods = [c for c in numbers if may_be_periods(cells[c])]
    may_be = {
        "item": free["words"],
        "date": free["days"] or periods,
        "quantity": numbers if len(numbers) - len(periods[:1]) == 1 else [],
    }

    def quoted(columns: Sequence[int]) -> str:
        names = [f"'{name_of(grid.rows[head][column])}'" for column in columns]
        return ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")

    seen = [
        text.filled(names=quoted(its))
        for kind, text in KINDS.items()
        if (its := [c for c in cells if kinds[c] == kind])
    ]
    missing = [text for what, text in MISSING.items() if lacks[what]]
    told: dict[int, str] = {}
    for what, columns in may_be.items():
        if lacks[what] and (best := next((c for c in columns if c not in told), None)) is not None:
            told[best] = what
    text = SEEN.filled(sheet=grid.title, row=head + 1, seen=_joined(seen), missing=_joined(missing))
    if told and not in_book:
        advice = " ".join(f"--label '{name_of(grid.rows[head][c])}={what}'" for c, what in told.items())
        text += SAY_WHICH.filled(labels=advice)
    return text + Text(".", "。")


def _joined(texts: Sequence[Text]) -> Text:
    return Text("; ".join(text.en for text in texts), "；".join(text.zh for text in texts))


def _below(grid: Grid, head: int, column: int) -> list[Any]:
    rows = grid.rows[head + 1 : head + 1 + SAMPLE]
    return [cells[column] for cells in rows if cells[column] not in BLANK]


def _kind(cells: Sequence[Any]) -> str:
    """Whether a column holds mostly days, numbers or words."""
    if sum(map(is_day, cells)) * 2 > len(cells):
        return "days"
    return "numbers" if sum(isinstance(cell, float) for cell in cells) * 2 > len(cells) else "words"


def _named(grid: Grid, row: int) -> list[int]:
    """The columns with a word in a row and something in the row below it."""
    below = grid.rows[row + 1]
    return [
        c
        for c, cell in enumerate(grid.rows[row])
        if isinstance(cell, str) and cell.strip() and below[c] not in BLANK
    ]
