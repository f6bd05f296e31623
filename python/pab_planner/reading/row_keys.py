"""Which item, customer and site each row of a table with periods across belongs to."""

from collections.abc import Callable, Container, Iterator
from typing import Any

from pab_planner.core.plan import match_key
from pab_planner.language import Text
from pab_planner.reading.evidence.table_doubts import text_columns, total_rows
from pab_planner.reading.grid import ERRORS
from pab_planner.reading.measure_rows import Key, RawPlan, name_of
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.tables import Table, item_behind_label
from pab_planner.reading.vocabulary import (
    MEASURES,
    Meaning,
    Role,
    is_total,
    plain,
    site_in,
    totalled,
)

OF_NO_ITEM = Text(
    "quantities above the first item, of which nothing says of which item they are; write it in this cell",
    "第一个物料之上的数量，未说明属于哪个物料；请在此单元格写明",
)
WHICH_ITEM = Text(
    "which column holds the item is not understood ({headings}); name it",
    "无法确定物料列（{headings}）；请指明",
)
ITS_DESCRIPTION = Text(
    "'{name}' under {item} is read as its description: none of the rows of an item begins there",
    "{item} 下方的“{name}”按其描述读取：该处没有另起物料的各行",
)
NOT_AN_ITEM = Text(
    "an item number; the row was left out. Type the number, or copy the rows of another item over these",
    "应为物料号；该行未参与计算。请填写物料号，或复制其他物料的各行覆盖",
)


def item_columns(table: Table, measure: int | None) -> list[int]:
    """The columns that may say which item a row is of; none if the item stands above the table or nowhere."""
    for wanted in (Role.ITEM, Role.SITE):
        for column, role in table.columns:
            if (
                role is wanted
                and column != measure
                and not (wanted is Role.SITE and Role.ITEM in table.notes)
            ):
                return [column]
    if Role.ITEM in table.notes:
        return []
    found = []
    named = {column for column, _ in table.columns} | {measure}
    left = table.headings[0][0]
    for column in range(left):
        if column in named and not (dict(table.columns).get(column) in MEASURES and column != measure):
            continue
        cells = [
            table.grid.rows[row][column] for row in range(table.first, min(table.last, table.first + 400))
        ]
        filled = [cell for cell in cells if cell not in BLANK]
        if filled and any(isinstance(cell, str) for cell in filled):
            found.append(column)
    part = table.column(Role.PART)
    return found or ([] if part is None else [part])


class RowKeys:
    """Walks down the rows of a table and tells whose each is.

    Attributes:
        item: The column of the items; none where the item stands above the table or its rows.
        site: The column of the sites, where it is not that of the items.
        beside: Columns of words that could tell rows of one item apart.
        above: Item, customer and site as written above the table.
    """

    def __init__(
        self,
        table: Table,
        raw_plan: RawPlan,
        measure: int | None,
        meaning: Callable[[Any], Meaning],
    ) -> None:
        """Look at the table.

        Args:
            table: The table.
            raw_plan: Where faults and descriptions are noted.
            measure: The column that says which measure a row is; none for a matrix.
            meaning: What the label of a row says.
        """
        self.table, self.grid, self.raw_plan, self.account = table, table.grid, raw_plan, table.account
        self.measure = measure
        self.item = self._likeliest(item_columns(table, measure))
        site = table.column(Role.SITE)
        self.site = None if site in (self.item, measure) else site
        self.beside = text_columns(table, (measure, self.item))
        self.above = Key(*self._above(), self._site_above())
        self._sections = self._items_above_their_rows(meaning)
        self._described = self._descriptions_below()
        self._items: set[str] = set()
        self._said_description = False

    def _likeliest(self, columns: list[int]) -> int | None:
        """The column of the items among several: the one that names those of the lists; asks where none does.

        A column whose heading is blank is not asked about: the first one has the items then.
        """
        others = dict(self.table.others)
        first = [column for column in columns[:2] if plain(others.get(column, ""))]
        if len(first) == 2:
            for column in first:
                names = {match_key(name_of(cell)) for cell in self.table.cells(column) if cell not in BLANK}
                if not names.isdisjoint(self.raw_plan.listed()):
                    return column
            text = WHICH_ITEM.filled(headings=", ".join(f"'{others[column]}'" for column in first))
            self.account.ask(others[first[0]], self.table.head, first[0], text, ("item",))
        return next(iter(columns), None)

    def walk(self, counts: Callable[[int], bool]) -> Iterator[tuple[int, Key]]:
        """Each row that belongs to an item, from top to bottom, with its key.

        Args:
            counts: Whether a row has quantities of a measure.
        """
        table = self.table
        item_now, customer_now, site_now = self.above
        key: Key | None = None
        totals: frozenset[int] = frozenset()
        if self.item is not None:
            totals = total_rows(table, self.beside, self.item, is_matrix=self.measure is None)
        errors = self._item_errors(totals)
        named = (self.item, table.column(Role.DESCRIPTION), self.site, table.column(Role.CUSTOMER))
        columns = zip(*map(table.cells, named), strict=True)
        for row, (item, description, site, customer) in enumerate(columns, table.first):
            if row in totals:
                continue
            if row in errors:
                self.raw_plan.fault(self.grid, row, self.item or 0, errors[row], NOT_AN_ITEM)
                item_now = ""
            elif item not in BLANK:
                name = item_behind_label(item, table.labels) or name_of(item)
                if row in self._described and item_now:
                    self._take_description(item_now, name)
                elif name != item_now:
                    item_now, customer_now = ("" if self._is_total(item, name) else name), ""
                    self._items.add(item_now)
                    if self.site is not None and self.item is not None and self.item < self.site:
                        site_now = ""  # the site of the item before; a site to the left holds for several
            elif row in self._sections:
                item_now, customer_now = self._sections[row], ""
                continue
            if not item_now:
                if self.item is not None and not self._items and counts(row):
                    self.account.ask("", row, self.item, OF_NO_ITEM, ())
                continue
            if description not in BLANK:
                self.raw_plan.descriptions.setdefault(item_now, name_of(description))
            if site not in BLANK and name_of(site) != site_now:
                site_now, customer_now = name_of(site), ""
            if customer not in BLANK and (name := name_of(customer)) != customer_now:
                if is_total(customer) or totalled(name) == customer_now != "":
                    continue
                customer_now = name
            if key != (item_now, customer_now, site_now):
                key = Key(item_now, customer_now, site_now)
                if customer_now:
                    self.raw_plan.customers.setdefault(key, (self.grid, row))
            yield row, key

    def _take_description(self, item: str, name: str) -> None:
        """Keep a description that stands under its item; the first one is said."""
        if not self.raw_plan.descriptions.get(item):
            self.raw_plan.descriptions[item] = name
            if not self._said_description:
                self.account.decided.append(ITS_DESCRIPTION.filled(name=name, item=item))
                self._said_description = True

    def _is_total(self, cell: Any, name: str) -> bool:
        """Whether an item's cell names the total of items, of one of this table as well (`A Total`)."""
        return is_total(cell) or (totalled(name) in self._items if totalled(name) else False)

    def _item_errors(self, totals: Container[int]) -> dict[int, str]:
        """The errors that stand where the item of a row should, by row.

        In a file an error reads as blank, and a blank cell means the item above. So only a blank beside a
        label that the item above has already is looked at again.
        """
        if self.item is None:
            return {}
        items = self.table.cells(self.item)
        errors = {row: cell for row, cell in enumerate(items, self.table.first) if cell in ERRORS}
        hollow = {
            row: text
            for (row, column), text in self.grid.hollow.items()
            if column == self.item and text in ERRORS
        }
        labelled: Any = None
        labels: set[Any] = set()
        rows = zip(items, self.table.cells(self.measure), strict=True)
        for row, (cell, label) in enumerate(rows if hollow else (), self.table.first):
            if row in totals or row in errors:
                continue
            if cell not in BLANK and cell != labelled:
                labelled, labels = cell, set()
            elif cell in BLANK and label in labels and row in hollow:
                errors[row] = hollow[row]
            if label not in BLANK:
                labels.add(label)
        return errors

    def _above(self) -> tuple[str, str]:
        """Item and customer as written above the table; the sheet's title stands in for an item."""
        notes = self.table.notes
        customer = name_of(notes[Role.CUSTOMER].value) if Role.CUSTOMER in notes else ""
        if self.item is not None:
            return "", customer
        return name_of(notes[Role.ITEM].value) if Role.ITEM in notes else self.grid.title, customer

    def _site_above(self) -> str:
        """The site as written above the table, "" where its rows name theirs or nothing does."""
        if self.site is not None:
            return ""
        note = self.table.notes.get(Role.SITE)
        return name_of(note.value) if note else site_in(self.grid.title, self.table.labels)

    def _items_above_their_rows(self, meaning: Callable[[Any], Meaning]) -> dict[int, str]:
        """Rows that name an item alone, above rows with the same labels as those of the others."""
        if self.item is not None or self.measure is None:
            return {}
        names: dict[int, str] = {}
        labels: dict[int, set[str]] = {}
        told: set[int] = set()
        above = -1
        for row in range(self.table.first, self.table.last):
            cells = self.grid.rows[row]
            label = cells[self.measure]
            if not isinstance(label, str) or not label.strip():
                continue
            if item := item_behind_label(label, self.table.labels):
                names[row], above = item, row
                told.add(row)
            elif meaning(label).role in MEASURES:
                labels.setdefault(above, set()).add(plain(label))
            elif not meaning(label).role and not any(isinstance(cell, float) for cell in cells):
                names[row], above = name_of(label), row
        found = {row: name for row, name in names.items() if row in labels}
        several = len(found) > 1 and set.intersection(*(labels[row] for row in found))
        return found if several else {row: name for row, name in found.items() if row in told}

    def _descriptions_below(self) -> dict[int, str]:
        """Names in the item column that are descriptions of the item above: their rows go on with its rows.

        An item begins where a measure of the one before stands again; a name whose rows have none of
        those measures names no new item.
        """
        if self.item is None or self.measure is None:
            return {}
        found: dict[int, str] = {}
        heads: set[str] = set()
        item, name, rows = "", "", list[int]()
        its, here = set[str](), set[str]()

        def close() -> None:
            """Decide about the name whose rows have ended."""
            nonlocal item, its
            goes_on = its and here and not its & here and name != item
            if goes_on and match_key(name) not in self.raw_plan.listed():
                found.update(dict.fromkeys(rows, name))
                its |= here
            else:
                heads.add(name)
                item, its = name, here

        columns = zip(*map(self.table.cells, (self.item, self.measure, self.site)), strict=True)
        for row, (cell, label, site) in enumerate(columns, self.table.first):
            if cell not in BLANK:
                called = name_of(cell)
                if called != name:
                    if is_total(cell) or ((total := totalled(called)) and total in (item, name)):
                        continue
                    if name:
                        close()
                    name, rows, here = called, [], set()
                elif site not in BLANK:
                    close()
                    rows, here = [], set()
                rows.append(row)
            if isinstance(label, str) and label:
                here.add(label)
        if name:
            close()
        return {row: its for row, its in found.items() if its not in heads}
