"""Which column of a table with periods across says what each row is."""

from pab_planner.reading.measure_rows import name_of
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import MEASURES, Role, meaning_of_row, plain, role_of


def measure_column(table: Table) -> int | None:
    """The column that says which measure a row is; none for a matrix."""
    named = table.column(Role.MEASURE)
    left = table.headings[0][0]
    rows = range(table.first, min(table.last, table.first + 400))
    best, most, filled, both = None, 0, 0, False
    for column in range(left):
        cells = [cell for row in rows if (cell := table.grid.rows[row][column]) not in BLANK]
        roles = [role for cell in cells if (role := role_of(cell, table.labels)) in MEASURES]
        if len(roles) > most:
            best, most, filled = column, len(roles), len(cells)
            both = len({*roles}) > 1
    if named is not None and best is None and _is_category(table, named, rows):
        return None
    if best is None and named is None and table.title not in MEASURES:
        return _words_of_rows(table, rows)
    if named is not None and (best is None or named == best):
        return named
    return best if most >= 1 and (most * 2 >= filled or both) else named


def _words_of_rows(table: Table, rows: range) -> int | None:
    """The column of words that tell the several rows of each item apart, where nothing says what the rows are."""
    item = table.column(Role.ITEM)
    known = {column for column, role in table.columns if role is not Role.MEASURE}
    for column in range(table.headings[0][0] if rows else 0):
        if item is None or column in known or not isinstance(table.grid.rows[table.first][column], str):
            continue
        named = [(table.grid.rows[row][item], table.grid.rows[row][column]) for row in rows]
        named = [(name, word) for name, word in named if name not in BLANK and isinstance(word, str) and word]
        items, words = {name for name, _ in named}, {word for _, word in named}
        several = len(named) == len({*named}) == len(items) * len(words)
        if several and 1 < len(words) <= MOST_MEASURES:
            return column
    return None


MOST_MEASURES = 12
"""Words beyond which the rows of an item are those of its orders, not its measures."""


def _is_category(table: Table, column: int, rows: range) -> bool:
    """Whether a column named like that of the measures tells items apart: each has one row, and words that no one knows."""
    item = table.column(Role.ITEM)
    if item is None or plain(name_of(table.grid.rows[table.head][column])) in table.labels:
        return False
    items = [cell for row in rows if (cell := table.grid.rows[row][item]) not in BLANK]
    words = {cell for row in rows if (cell := table.grid.rows[row][column]) not in BLANK}
    known = any(meaning_of_row(word, table.labels).role for word in words)
    return len(items) > len(words) > 0 and len({*items}) == len(items) and not known
