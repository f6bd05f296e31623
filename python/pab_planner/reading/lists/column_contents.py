"""What the cells of a list say against the headings above them: a day or a word is no quantity."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from pab_planner.reading.grid import Grid
from pab_planner.reading.lists.line_status import closes
from pab_planner.reading.period_headings import day_of
from pab_planner.reading.quantities import is_nothing, number_in
from pab_planner.reading.vocabulary import MEASURES, Labels, Meaning, Role, meaning_of, plain

SAMPLE = 400
"""Cells of a column that are looked at."""
QUANTITY_WORDS = re.compile(r"qty|quant|数|量|menge|수량")
"""What stands in the headings of quantities, whatever quantity it is."""
_ANY_NAME = frozenset(
    map(plain, ("name", "description", "desc", "名称", "说明", "描述", "beschreibung", "bezeichnung"))
)
"""Headings of descriptions that may be those of an order as well."""
_ORDERS_SHORT = frozenset(
    (
        "wo",
        "mo",
        "so",
        "co",
        "po",
        "order",
        "orders",
        "work orders",
        "sales orders",
        "工单",
        "订单",
        "auftrag",
    )
)
"""Headings of the numbers of orders, which without a quantity beside them are quantities."""
COUNTED = MEASURES | {Role.QUANTITY, Role.SHIPPED}

Columns = tuple[tuple[int, Role], ...]
Asides = tuple[tuple[int, str, Meaning], ...]


def without_words_and_days(
    grid: Grid,
    rows: range,
    columns: Columns,
    asides: Asides,
    others: Sequence[tuple[int, str]],
    labels: Labels,
) -> tuple[Columns, Asides]:
    """The columns of a list, those named for a quantity that hold days as dates, those that hold words left aside.

    Where no other column holds quantities, they stay: a cell that is no number is a fault then.
    """
    beside = [column for column, text in others if QUANTITY_WORDS.search(text.casefold())]
    plain_ones = bool(beside) or any(role is Role.QUANTITY for _, role in columns)
    headings = {column: _heading(grid, rows.start, column) for column, _ in columns}
    counted = {role for column, role in columns if QUANTITY_WORDS.search(headings[column].casefold())}

    def is_number(column: int, role: Role) -> bool:
        beside_one = role in counted and bool(re.fullmatch("[A-Z]{2}", headings[column]))  # SO and Order qty
        return (plain_ones or beside_one) and _is_number_of_order(headings[column], role, labels)

    columns = tuple((column, Role.ORDER if is_number(column, role) else role) for column, role in columns)
    named = [column for column, role in columns if role in COUNTED]
    kinds = {column: _kind([grid.rows[row][column] for row in rows[:SAMPLE]]) for column in (*named, *beside)}
    if "number" not in kinds.values():
        kinds = {}
    kept: list[tuple[int, Role]] = []
    left = list(asides)
    for column, role in columns:
        heading = headings[column]
        if (
            role is Role.DESCRIPTION
            and plain(heading) in _ANY_NAME
            and _differs_by_item(grid, rows, columns, column)
        ):
            left.append((column, heading, Meaning(Role.IGNORE, "reference")))
            continue
        if (
            role is Role.STATUS
            and closes(heading)
            and _counts(grid, rows, column)
            and plain(heading) not in labels
        ):
            kept.append((column, Role.SHIPPED))  # `Done: 12` of 20
            continue
        kind = kinds.get(column, "number")
        if kind in ("number", "") or plain(heading) in labels or (kind == "word" and closes(heading)):
            kept.append((column, role))
        elif kind == "word":
            left.append((column, heading, Meaning(Role.IGNORE, "words")))
        elif (meaning := _as_date(heading)).role is Role.IGNORE:
            left.append((column, heading, meaning))
        else:
            kept.append((column, Role.DATE))
    if any(role is Role.DATE for _, role in kept) or left == list(asides):
        return tuple(kept), tuple(left)
    dates = [its for its in left if its not in asides and kinds.get(its[0]) == "date"]
    kept += [(column, Role.DATE) for column, *_ in dates]
    return tuple(sorted(kept)), tuple(its for its in left if its not in dates)


def _is_number_of_order(heading: str, role: Role, labels: Labels) -> bool:
    """Whether a heading that may be that of quantities is, beside `Qty`, that of the orders' numbers: WO, SO."""
    words = plain(heading)
    return role in MEASURES and words in _ORDERS_SHORT and words not in labels


def _as_date(heading: str) -> Meaning:
    """What a heading means once its cells say that it is a date: `Start` is the start date."""
    meanings = [meaning_of(f"{heading} date", {}), meaning_of(f"{heading}日期", {})]
    return next((its for its in meanings if its.aside == "document_date"), Meaning(Role.DATE))


def _heading(grid: Grid, first: int, column: int) -> str:
    """The heading of a column: the nearest words above its first cell."""
    above = (grid.rows[row][column] for row in range(first - 1, -1, -1))
    return str(next((cell for cell in above if isinstance(cell, str) and cell.strip()), "")).strip()


def _kind(cells: Sequence[Any]) -> str:
    """Whether the cells of a column are words or dates, none of them a number; "" where all are blank."""
    kinds = [_kind_of(cell) for cell in cells if not is_nothing(cell)]
    if not kinds or "number" in kinds:
        return "number" if kinds else ""
    return "date" if kinds.count("date") * 2 > len(kinds) else "word"


def _differs_by_item(grid: Grid, rows: range, columns: Columns, column: int) -> bool:
    """Whether an item has several names in a column: they are those of its orders."""
    item = next((at for at, role in columns if role is Role.ITEM), None)
    if item is None:
        return False
    names: dict[Any, Any] = {}
    return any(
        names.setdefault(grid.rows[row][item], grid.rows[row][column]) != grid.rows[row][column]
        for row in rows
    )


def _counts(grid: Grid, rows: range, column: int) -> bool:
    """Whether a column holds quantities, not marks of 0 and 1."""
    cells = [cell for row in rows if not is_nothing(cell := grid.rows[row][column])]
    return any(cell not in (0, 1) for cell in cells) and all(isinstance(cell, float) for cell in cells)


def _kind_of(cell: Any) -> str:
    """Whether a cell is a word or a date; anything else may be a number."""
    if isinstance(cell, bool):
        return "word"
    if isinstance(cell, date):
        return "date"
    if not isinstance(cell, str) or number_in(cell) is not None:
        return "number"
    if day_of(cell):
        return "date"
    return "word" if cell.strip()[:1].isalpha() else "number"
