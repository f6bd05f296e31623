"""Rows in order of their keys become risks and faults, a batch at a time: the same on every engine."""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pab_planner.core.decimals import difference
from pab_planner.core.demand import FloatArray
from pab_planner.core.plan import Plan
from pab_planner.core.risk import risk_arrays
from pab_planner.language import Text
from pab_planner.reading.vocabulary import Role
from pab_planner.warehouse.question import Columns, Question

STOCK_ROW = -(2**31) + 1
"""In the place of the day: the row is one of stock."""

NO_DAY = -(2**31) + 2
"""In the place of the day: there is none, or no day that can be read."""

MOST = 1e15
"""No quantity is as large."""

NUMBER = "^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$"
"""A text that is a number, for every engine alike: one takes `1_000` for a thousand, another `5d` for five."""

WRITTEN_DAY = "^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})([T ].*)?$"
"""A text that is a day, year first; `YEAR_MONTH_DAY` is made one beforehand."""

YEAR_MONTH_DAY = "^([0-9]{4})([0-9]{2})([0-9]{2})$"

ENOUGH = 250_000
"""Rows judged at once: engines hand out fewer, and a step of numpy costs the same for few."""

MOST_CELLS = 4 * ENOUGH
"""Keys x periods judged at once: few rows of very many keys would fill the memory with zeros."""

QUANTITIES = (Role.ORDERS, Role.SUPPLY, Role.FORECAST)
STOCK_QUANTITIES = (Role.OPENING, Role.SAFETY, Role.ALLOCATED, Role.LEAST_COVER)
"""What the columns `q0` to `q3` of a row hold: of demand, of stock."""

Rows = NDArray[np.intp]
TextsOf = Callable[[pa.Array], pa.RecordBatch]
"""The texts `k0`, `k1`, ... of numbered keys, one row for each number."""


LEFT_OUT = Text("left out", "未参与计算")
"""What is done about a key with a fault that cannot be counted."""


class FaultKind(StrEnum):
    """What can be wrong with a row."""

    NO_KEY = "no key"
    UNKNOWN = "no stock row"
    TWICE_IN_STOCK = "two stock rows"
    NO_DATE = "no date"
    NO_NUMBER = "no number"
    NEGATIVE = "negative"
    EMPTY = "empty"
    SAME_DAY = "two rows for a day"

    @property
    def done(self) -> Text:
        """What was done about it."""
        return _COUNTED.get(self, LEFT_OUT)

    @property
    def leaves_out(self) -> bool:
        """Whether a key that has it is not judged."""
        return self not in _COUNTED

    @property
    def words(self) -> Text:
        """What a planner calls it."""
        return _TITLES[self]


_COUNTED = {
    FaultKind.EMPTY: Text("taken as 0", "按 0 处理"),
    FaultKind.SAME_DAY: Text("added up", "已相加"),
}
_TITLES = {
    FaultKind.NO_KEY: Text("no item number or other key", "缺少物料号或其他关键字"),
    FaultKind.UNKNOWN: Text("demand, but no row in the stock", "有需求，但库存表中没有该行"),
    FaultKind.TWICE_IN_STOCK: Text("several rows in the stock", "库存表中有多行"),
    FaultKind.NO_DATE: Text("no date, or none such as 2026-06-01", "没有日期，或不是 2026-06-01 这样的日期"),
    FaultKind.NO_NUMBER: Text(
        "no number such as 1234.5, or one beyond any quantity", "不是 1234.5 这样的数字，或超出合理数量"
    ),
    FaultKind.NEGATIVE: Text("a negative quantity", "负数"),
    FaultKind.EMPTY: Text("an empty quantity", "数量为空"),
    FaultKind.SAME_DAY: Text("several rows for one key and day", "同一关键字同一天有多行"),
}


def findings_schema(question: Question) -> pa.Schema:
    """What `judged` gives: a row per risk, a row per key and kind of fault, a row per batch with what was judged."""
    return pa.schema(
        [
            ("kind", pa.string()),
            *((f"k{number}", pa.string()) for number in range(len(question.keys))),
            ("customers", pa.string()),
            ("level", pa.int8()),
            *((name, pa.date32()) for name in ("first", "last", "recovery")),
            ("worst_quantity", pa.float64()),
            ("quantity", pa.string()),
            ("day", pa.date32()),
            ("rows", pa.int64()),
            ("found", pa.float64()),
            ("left_out", pa.int64()),
        ]
    )


def judged(
    batches: Iterable[pa.RecordBatch], question: Question, columns: Columns, texts_of: TextsOf | None = None
) -> Iterator[pa.RecordBatch]:
    """Risks and faults of rows that come in order of their keys.

    Args:
        batches: Columns `k0`, `k1`, ... (text) or a number `key` for them, `customer` where asked for, `day` (days
            from the first, `STOCK_ROW` or `NO_DAY`) and `q0` to `q3`: NaN is what is no number, null what is empty.
        question: What is asked.
        columns: Which quantities there are.
        texts_of: What stands behind the numbers.
    """
    for rows, starts in _parts(batches, max(1, MOST_CELLS // question.count)):
        keys = rows.select(_key_columns(rows)).take(pa.array(starts))
        texts = texts_of(keys.column("key")) if texts_of else keys
        yield _Judgement(rows, starts, texts, question, columns).findings()


def _parts(batches: Iterable[pa.RecordBatch], most: int) -> Iterator[tuple[pa.RecordBatch, Rows]]:
    """Rows of whole keys, of no more keys at once than given, and where each key begins."""
    waiting: list[pa.RecordBatch] = []
    for batch in batches:
        waiting.append(batch)
        if sum(each.num_rows for each in waiting) < ENOUGH:
            continue
        rows = pa.concat_batches(waiting)
        starts = _starts(rows)
        yield from _cut(rows, starts, most)
        waiting = [rows.slice(int(starts[-1]))]
    if any(batch.num_rows for batch in waiting):
        rows = pa.concat_batches(waiting)
        yield from _cut(rows, np.append(_starts(rows), rows.num_rows), most)


def _cut(rows: pa.RecordBatch, bounds: Rows, most: int) -> Iterator[tuple[pa.RecordBatch, Rows]]:
    """Rows between the bounds of keys, so many keys at a time."""
    for at in range(0, len(bounds) - 1, most):
        own = bounds[at : at + most + 1]
        first = int(own[0])
        yield rows.slice(first, int(own[-1]) - first), own[:-1] - first


def _key_columns(rows: pa.RecordBatch) -> list[str]:
    """The columns that tell one key from another."""
    return [name for name in rows.schema.names if name[0] == "k"]


def _starts(rows: pa.RecordBatch) -> Rows:
    """Where each key begins."""
    new = np.zeros(rows.num_rows, dtype=np.bool_)
    new[0] = True
    for name in _key_columns(rows):
        column = rows.column(name)
        new[1:] |= pc.not_equal(column[1:], column[:-1]).to_numpy(zero_copy_only=False)
    return np.flatnonzero(new)


class _Judgement:
    """Whole keys of one batch, judged."""

    def __init__(
        self, rows: pa.RecordBatch, starts: Rows, keys: pa.RecordBatch, question: Question, columns: Columns
    ) -> None:
        self.rows, self.starts, self.keys, self.question, self.columns = rows, starts, keys, question, columns
        self.count = len(starts)
        lengths = np.diff(np.append(starts, rows.num_rows))
        self.row = np.repeat(np.arange(self.count), lengths)
        self.day = rows.column("day").to_numpy(zero_copy_only=False)
        self.of_stock = self.day == STOCK_ROW
        self.dated = self.day > NO_DAY
        self.left_out = np.zeros(self.count, dtype=np.bool_)
        self.schema = findings_schema(question)
        self.parts: list[pa.RecordBatch] = []
        self.at = np.flatnonzero(self.dated)
        nothing = np.zeros(len(self.row), dtype=np.bool_)
        self.values: list[FloatArray] = []
        self.empty: list[NDArray[np.bool_]] = []
        self.unusable: list[NDArray[np.bool_]] = []
        for column in (rows.column(name) for name in rows.schema.names if name[0] == "q"):
            holes = column.null_count > 0
            values = (column.fill_null(0.0) if holes else column).to_numpy(zero_copy_only=False)
            usable = values.min() > -MOST and values.max() < MOST  # neither if one is NaN
            wrong = nothing if usable else ~(np.abs(values) < MOST)
            self.values.append(values if usable else np.where(wrong, 0.0, values))
            self.empty.append(column.is_null().to_numpy(zero_copy_only=False) if holes else nothing)
            self.unusable.append(wrong)

    def findings(self) -> pa.RecordBatch:
        """Risks, faults, and how many keys and rows were looked at."""
        self._check()
        plan = self._plan()
        self._add_risks(plan)
        self._add(
            1,
            kind="judged",
            found=float(self.count),
            rows=self.rows.num_rows,
            left_out=int(self.left_out.sum()),
        )
        return pa.concat_batches(self.parts)

    def _check(self) -> None:
        """Find faults; a key with one that cannot be counted is left out."""
        for texts in self.keys.columns:
            blank = pc.equal(texts, "").to_numpy(zero_copy_only=False)
            if blank.any():
                self._fault(FaultKind.NO_KEY, blank[self.row])
        stock_rows = np.bincount(self.row[self.of_stock], minlength=self.count)
        first = np.zeros(len(self.row), dtype=np.bool_)
        first[self.starts] = True
        self._fault(FaultKind.UNKNOWN, first & (stock_rows == 0)[self.row])
        self._fault(FaultKind.TWICE_IN_STOCK, self.of_stock & (stock_rows > 1)[self.row])
        self._fault(FaultKind.NO_DATE, ~self.of_stock & ~self.dated)
        for roles, asked, mine in (
            (QUANTITIES, self.columns.measures, ~self.of_stock),
            (STOCK_QUANTITIES, self.columns.stock, self.of_stock),
        ):
            for role, values, empty, unusable in zip(
                roles, self.values, self.empty, self.unusable, strict=False
            ):
                if role not in asked:
                    continue
                self._fault(FaultKind.NO_NUMBER, mine & unusable, role)
                if role is not Role.OPENING:
                    self._fault(FaultKind.NEGATIVE, mine & (values < 0), role, values)
                if role not in (Role.SAFETY, Role.ALLOCATED, Role.LEAST_COVER):
                    self._fault(FaultKind.EMPTY, mine & empty, role)
        self._fault(FaultKind.SAME_DAY, self._repeated())

    def _repeated(self) -> NDArray[np.bool_]:
        """Rows whose key (and customer) and day another row has too."""
        repeated = np.zeros(len(self.row), dtype=np.bool_)
        counts = np.bincount(self._cells)
        if counts.max(initial=0) < 2:
            return repeated
        crowded = self.at[counts[self._cells] > 1]
        code = self.row[crowded] * np.int64(2**31) + self.day[crowded]
        if self.question.customer:
            names = pc.dictionary_encode(self.rows.column("customer").fill_null("")).indices.to_numpy()
            code = np.unique(code, return_inverse=True)[1] * np.int64(2**31) + names[crowded]
        _, inverse, counts = np.unique(code, return_inverse=True, return_counts=True)
        repeated[crowded[counts[inverse] > 1]] = True
        return repeated

    @cached_property
    def _cells(self) -> Rows:
        """The cell of each dated row among keys x periods, counted period by period."""
        found: Rows = self.question.period_of_day[self.day[self.at]] * self.count + self.row[self.at]
        return found

    def _fault(
        self, kind: FaultKind, where: NDArray[np.bool_], quantity: str = "", values: FloatArray | None = None
    ) -> None:
        """Note the rows that have a fault, one line per key."""
        at = np.flatnonzero(where)
        if not len(at):
            return
        # Engines hand out the rows of a key in any order, and its first day is to be the same everywhere.
        at = at[np.lexsort((*(() if values is None else (values[at],)), self.day[at], self.row[at]))]
        rows, first, counts = np.unique(self.row[at], return_index=True, return_counts=True)
        if kind.leaves_out:
            self.left_out[rows] = True
        day = self.day[at[first]]
        start = np.datetime64(self.question.start, "D")
        known = day > NO_DAY
        self._add(
            len(rows),
            rows=pa.array(counts),
            kind=kind.value,
            keys=rows,
            quantity=quantity,
            day=pa.array(start + np.where(known, day, 0), mask=~known),
            found=None if values is None else pa.array(values[at[first]]),
        )

    def _sums(self, number: int) -> FloatArray:
        """A quantity of demand, keys x periods, period by period in memory."""
        size = self.question.count * self.count
        sums = np.bincount(self._cells, weights=self.values[number][self.at], minlength=size)
        return sums.astype(float, copy=False).reshape(-1, self.count).T

    def _of_stock(self, number: int) -> FloatArray:
        """A quantity of the stock, one a key."""
        found = np.zeros(self.count)
        if number < len(self.values):
            found[self.row[self.of_stock]] = self.values[number][self.of_stock]
        return found

    def _plan(self) -> Plan:
        """The keys as a plan."""
        question = self.question
        supply = self._sums(1)
        return Plan(
            items=self._items(),
            descriptions=("",) * self.count,
            customers=self._customers(),
            places=("",) * self.count,
            periods=question.periods,
            opening=difference(self._of_stock(0), self._of_stock(2)),
            orders=self._sums(0),
            supply=supply,
            firm=supply,
            forecast=self._sums(2) if Role.FORECAST in self.columns.measures else None,
            safety=self._of_stock(1),
            least_cover=self._of_stock(3),
            rule=question.rule,
            demand_time_fence=question.demand_time_fence,
            planning_time_fence=question.planning_time_fence,
        )

    def _items(self) -> tuple[str, ...]:
        """The item of each key, where policies ask for it."""
        if not self.question.policies.by_item:
            return ("",) * self.count
        return tuple(self.keys.column("k0").to_pylist())

    def _customers(self) -> tuple[tuple[str, ...], ...]:
        """The customers of each key, by name, where policies ask for them."""
        if not (self.question.policies.by_customer and self.question.customer):
            return ((),) * self.count
        lists = self._customer_lists(np.arange(self.count))
        return tuple(map(tuple, lists.to_pylist()))

    def _customer_lists(self, wanted: Rows) -> pa.ListArray:
        """The customers of some keys, by name, as lists."""
        named = self.rows.column("customer").fill_null("").dictionary_encode()
        order = pc.array_sort_indices(named.dictionary).to_numpy()
        names = named.dictionary.take(pa.array(order))
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        code = np.unique(self.row * len(order) + rank[named.indices.to_numpy()])
        owner, name = np.divmod(code, len(order))
        given = np.array([bool(text) for text in names.to_pylist()])[name]
        owner, name = owner[given], name[given]
        bounds = np.searchsorted(owner, np.arange(self.count + 1)).astype(np.int32)
        lists = pa.ListArray.from_arrays(pa.array(bounds), names.take(pa.array(name)))
        return lists.take(pa.array(wanted))

    def _add_risks(self, plan: Plan) -> None:
        """The risks of the keys that can be judged."""
        found = risk_arrays(plan, self.question.policies)
        keep = ~self.left_out[found.row]
        row, first, last, recovery = (
            its[keep] for its in (found.row, found.first, found.last, found.recovery)
        )
        starts = np.array(self.question.starts, dtype="datetime64[D]")
        customers = None
        if self.question.customer:
            customers = pc.binary_join(self._customer_lists(row), ", ")
        self._add(
            len(row),
            kind="risk",
            keys=row,
            customers=customers,
            level=pa.array(found.level[keep]),
            first=pa.array(starts[first]),
            last=pa.array(starts[last]),
            recovery=pa.array(starts[recovery], mask=recovery < 0),
            worst_quantity=pa.array(found.worst_quantity[keep]),
        )

    def _add(self, count: int, *, keys: Rows | None = None, **columns: Any) -> None:
        """Add lines of some keys; a column not given is empty."""
        named: dict[str, Any] = dict(columns)
        if keys is not None:
            own = self.keys.take(pa.array(keys))
            named |= dict(zip(own.schema.names, own.columns, strict=True))
        arrays = []
        for field in self.schema:
            value = named.get(field.name)
            if not isinstance(value, pa.Array):
                value = pa.repeat(pa.scalar(value, field.type), count)
            arrays.append(value.cast(field.type))
        self.parts.append(pa.RecordBatch.from_arrays(arrays, schema=self.schema))
