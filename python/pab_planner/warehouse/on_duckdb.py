"""DuckDB orders and streams the rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pab_planner.language import Text
from pab_planner.warehouse.judging import (
    ENOUGH,
    NO_DAY,
    NUMBER,
    QUANTITIES,
    STOCK_QUANTITIES,
    STOCK_ROW,
    WRITTEN_DAY,
    YEAR_MONTH_DAY,
    findings_schema,
    judged,
)
from pab_planner.warehouse.question import Columns, Outside, Question, choose_columns
from pab_planner.warehouse.sources import ColumnKind, columns_of, in_duckdb, literal, quoted

OF_DUCKDB = 0.6
"""What part of the memory DuckDB may use; the rest is for the rows that are being judged."""

HEARD = 0.3
"""How long Ctrl-C may wait to be heard, and how often progress is told [seconds]."""

Result = TypeVar("Result")
NUMBERING = Text("Numbering the keys", "正在为关键字编号")
ORDERING = Text("Ordering {rows:row|rows}", "正在为 {rows:,} 行排序")
JUDGING = Text("Judging {rows:row|rows}", "正在判断 {rows:,} 行")


@contextmanager
def connection(memory: int, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB that keeps within a memory [bytes], and what does not fit in a folder."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{int(memory * OF_DUCKDB) // 2**20}MiB",
        "temp_directory": str(folder / "spilled"),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,  # nothing is fetched from the internet for a path that looks odd
    }
    db = duckdb.connect(config=config)
    try:
        db.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        yield db
    finally:
        db.close()


def find_in(
    question: Question,
    db: duckdb.DuckDBPyConnection,
    findings: Path,
    announce: Callable[[Text], None],
    advance: Callable[[float], None],
    most_keys: int,
) -> tuple[Outside, Columns]:
    """Judge everything and write what was found as Parquet.

    Args:
        question: What is asked.
        db: Where the rows are ordered.
        findings: The file to write.
        announce: Told what goes on.
        advance: Told what share of it is done.
        most_keys: Rows of no more keys are ordered by numbers in place of texts, which is faster.
    """
    columns = choose_columns(question, columns_of(question.demand, db), columns_of(question.stock, db))
    outside = _outside(question, columns, db)
    announce(NUMBERING)
    with _thread(db) as thread, db.cursor() as beside:

        def told() -> None:
            advance(max(0.0, db.query_progress()) / 100)

        numbered = _awaited(thread.submit(_number_keys, question, db, most_keys), told)
        announce(ORDERING.filled(rows=outside.inside))
        query = (numbered_rows if numbered else ordered_rows)(question, columns, db)
        ordering = thread.submit(lambda: db.sql(query).to_arrow_reader(ENOUGH))
        rows = _awaited(ordering, told)
        announce(JUDGING.filled(rows=outside.inside))

        def watched() -> Iterator[pa.RecordBatch]:
            done, coming = 0, thread.submit(next, rows, None)
            while (batch := _awaited(coming)) is not None:
                coming = thread.submit(next, rows, None)  # fetched while this one is judged
                yield batch
                done += batch.num_rows
                advance(min(1.0, done / max(1, outside.inside)))

        with pq.ParquetWriter(findings, findings_schema(question)) as writer:
            texts_of = partial(_texts_of, question, beside) if numbered else None
            for found in judged(watched(), question, columns, texts_of):
                writer.write_batch(found)
    return outside, columns


@contextmanager
def _thread(db: duckdb.DuckDBPyConnection) -> Iterator[ThreadPoolExecutor]:
    """A thread in which DuckDB works; whoever stops, and be it by Ctrl-C, ends its work and need not wait for it."""
    with ThreadPoolExecutor(1) as thread:
        try:
            yield thread
        except BaseException:
            db.interrupt()
            raise


def _awaited(work: Future[Result], meanwhile: Callable[[], None] = lambda: None) -> Result:
    """What a thread's work gives; Ctrl-C is heard while it is waited for, on Windows too, and it is told of."""
    while not wait([work], timeout=HEARD).done:
        meanwhile()
    return work.result()


def _day(columns: Columns) -> str:
    """The day, in SQL."""
    day = quoted(columns.day)
    if columns.kinds[0][columns.day] in (ColumnKind.NUMBER, ColumnKind.TEXT):
        text = f"regexp_replace(trim({day}::VARCHAR), {literal(YEAR_MONTH_DAY)}, '\\1-\\2-\\3')"
        written = literal(WRITTEN_DAY)
        day = f"CASE WHEN regexp_matches({text}, {written}) THEN regexp_replace({text}, {written}, '\\1-\\2-\\3') END"
    return f"TRY_CAST({day} AS DATE)"


def _days_to(day: str, question: Question) -> str:
    """Days from the first to a day, in SQL; null for none and for infinity."""
    return f"datediff('day', DATE '{question.start}', {day})"


def _outside(question: Question, columns: Columns, db: duckdb.DuckDBPyConnection) -> Outside:
    """How many rows lie in the periods, before and after."""
    day, days = _days_to(_day(columns), question), len(question.period_of_day)
    source = in_duckdb(question.demand, db)
    (row,) = db.execute(
        f"SELECT count(*) FILTER (day IS NULL OR day BETWEEN 0 AND {days - 1}), count(*) FILTER (day < 0), "
        f"count(*) FILTER (day >= {days}) FROM (SELECT {day} AS day FROM {source})"
    ).fetchall()
    return Outside(*row)


def _number_keys(question: Question, db: duckdb.DuckDBPyConnection, most: int) -> bool:
    """Make the table `keys`, a number for each key that a source has, unless there are too many.

    A key stands there as each source writes it: blanks around it are looked at once, not once a row.
    """
    demand, stock = (in_duckdb(source, db) for source in (question.demand, question.stock))
    ((count,),) = db.execute(f"SELECT count(*) FROM {stock}").fetchall()
    if count > most:
        return False
    names = [f"k{number}" for number in range(len(question.keys))]
    written = ", ".join(f"{_written(key)} AS {name}" for key, name in zip(question.keys, names, strict=True))
    alike = ", ".join(f"trim({name})" for name in names)
    db.execute(
        f"CREATE OR REPLACE TABLE keys AS SELECT *, (dense_rank() OVER (ORDER BY {alike}) - 1)::INTEGER AS key FROM "
        f"(SELECT DISTINCT * FROM (SELECT {written} FROM {demand} UNION ALL SELECT {written} FROM {stock}))"
    )
    ((count,),) = db.execute("SELECT count(*) FROM keys").fetchall()
    return bool(count <= most)


def _texts_of(question: Question, db: duckdb.DuckDBPyConnection, numbers: pa.Array) -> pa.RecordBatch:
    """The texts of keys by their numbers, which ascend."""
    first, last = numbers[0].as_py(), numbers[-1].as_py()
    texts = ", ".join(f"any_value(trim(k{number})) AS k{number}" for number in range(len(question.keys)))
    query = f"SELECT key, {texts} FROM keys WHERE key BETWEEN {first} AND {last} GROUP BY key"
    found = db.sql(query).to_arrow_table()
    # By number, not by place: without an order of insertion DuckDB 2.0 may hand out Arrow tables in another order.
    own = found.drop_columns("key").take(pc.index_in(numbers, found.column("key")))
    return own.combine_chunks().to_batches()[0]


def numbered_rows(question: Question, columns: Columns, db: duckdb.DuckDBPyConnection) -> str:
    """The query whose rows `judged` takes, with the numbers of their keys."""
    names = ", ".join(f"k{number}" for number in range(len(question.keys)))
    return (
        f"SELECT key, rows.* EXCLUDE ({names}) FROM ({_rows(question, columns, db, _written)}) AS rows "
        f"JOIN keys USING ({names}) ORDER BY key"
    )


def ordered_rows(question: Question, columns: Columns, db: duckdb.DuckDBPyConnection) -> str:
    """The query whose rows `judged` takes, with the texts of their keys."""
    names = ", ".join(f"k{number}" for number in range(len(question.keys)))
    trimmed = _rows(question, columns, db, lambda key: f"trim({_written(key)})")
    return f"SELECT * FROM ({trimmed}) ORDER BY {names}"


def _written(key: str) -> str:
    """A key as its source writes it, in SQL."""
    return f"coalesce({quoted(key)}::VARCHAR, '')"


def _rows(
    question: Question, columns: Columns, db: duckdb.DuckDBPyConnection, text: Callable[[str], str]
) -> str:
    """Rows of demand and stock, in SQL, in no order.

    Args:
        question: What is asked.
        columns: Which column answers what.
        db: Where the sources are known.
        text: What stands for a key.
    """
    measures = [columns.measures.get(role, ()) for role in QUANTITIES]
    stock = [(columns.stock[role],) if role in columns.stock else () for role in STOCK_QUANTITIES]
    keys = ", ".join(f"{text(key)} AS k{n}" for n, key in enumerate(question.keys))
    customer = f", trim({quoted(question.customer)}::VARCHAR) AS customer" if question.customer else ""
    no_customer = ", NULL AS customer" if question.customer else ""
    of_demand = ", ".join(f"{_number(measures, n, columns.kinds[0])} AS q{n}" for n in range(width(columns)))
    of_stock = ", ".join(f"{_number(stock, n, columns.kinds[1])} AS q{n}" for n in range(width(columns)))
    first, last = question.start, question.starts[-1] - timedelta(days=1)
    day = f"coalesce({_days_to(DAY, question)}, {NO_DAY})::INTEGER"
    return (
        f"SELECT {keys}{customer}, {day} AS day, {of_demand} "
        f"FROM (SELECT *, {_day(columns)} AS {DAY} FROM {in_duckdb(question.demand, db)}) "
        f"WHERE {DAY} BETWEEN DATE '{first}' AND DATE '{last}' OR isfinite({DAY}) IS NOT TRUE UNION ALL "
        f"SELECT {keys}{no_customer}, {STOCK_ROW} AS day, {of_stock} FROM {in_duckdb(question.stock, db)}"
    )


def width(columns: Columns) -> int:
    """How many quantities a row has."""
    last = {role: number for its in (QUANTITIES, STOCK_QUANTITIES) for number, role in enumerate(its, 1)}
    return max(last[role] for role in (*columns.measures, *columns.stock))


DAY = quoted("days from the first")


def _number(roles: Sequence[tuple[str, ...]], number: int, kinds: Mapping[str, ColumnKind]) -> str:
    """One quantity, in SQL: what several columns hold added up, null where all are empty, NaN for no number."""
    names = roles[number] if number < len(roles) else ()
    numbers = [_as_number(name, kinds[name]) for name in names]
    if len(numbers) < 2:
        return numbers[0] if numbers else "NULL::DOUBLE"
    empty = " AND ".join(f"{each} IS NULL" for each in numbers)
    return f"CASE WHEN {empty} THEN NULL ELSE {' + '.join(f'coalesce({each}, 0)' for each in numbers)} END"


def _as_number(name: str, kind: ColumnKind) -> str:
    """One column as a quantity, in SQL."""
    column = quoted(name)
    if kind is ColumnKind.NUMBER:
        return f"{column}::DOUBLE"
    written = f"nullif(trim({column}::VARCHAR), '')"
    number = f"CASE WHEN regexp_matches({written}, {literal(NUMBER)}) THEN TRY_CAST({written} AS DOUBLE) END"
    return f"CASE WHEN {written} IS NOT NULL THEN coalesce({number}, 'nan'::DOUBLE) END"
