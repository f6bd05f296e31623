"""Spark orders the rows, for what does not fit one machine; its workers judge them as DuckDB's reader does."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING

from pab_planner.errors import HostError
from pab_planner.language import Text
from pab_planner.warehouse.judging import (
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
from pab_planner.warehouse.sources import ColumnKind, EngineRefused, Source, files_alike, needs

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession

STARTING = Text("Starting Spark", "启动 Spark")
JUDGING = Text("Spark judges {rows:row|rows}", "Spark 正在判断 {rows:,} 行")


class SparkReadsFiles(HostError):
    """A source that only this machine can read."""

    sentence = Text(
        "--engine spark reads parquet: and csv: sources, not {kind}; export the table, or leave --engine out",
        "--engine spark 只读取 parquet: 和 csv: 来源，不支持 {kind}；请先导出该表，或不用 --engine",
    )


def find_on_spark(
    question: Question, address: str, findings: Path, announce: Callable[[Text], None]
) -> tuple[Outside, Columns]:
    """Judge everything on a Spark and write what was found as Parquet files.

    Args:
        question: What is asked.
        address: `spark://HOST:PORT` and the like, or `local` for one on this machine.
        findings: The folder to write; the workers must see it too.
        announce: Told what goes on.

    Raises:
        DriverMissing: Spark is not installed.
        EngineRefused: It cannot read the data.
        SparkReadsFiles: A source is neither Parquet nor CSV.
    """
    with needs("spark", "--engine spark"):
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
        from pyspark.sql.pandas.types import from_arrow_schema
    announce(STARTING)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # else the workers take the python3 of PATH
    master = "local[*]" if address == "local" else address
    settings = {
        "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # item 0042 is no 42
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    session = SparkSession.builder.master(master).appName("PAB Planner").config(map=settings).getOrCreate()
    try:
        demand, stock = (_frame(session, source) for source in (question.demand, question.stock))
        columns = choose_columns(question, *(_kinds(frame) for frame in (demand, stock)))
        rows, outside = _rows(question, columns, demand, stock)
        announce(JUDGING.filled(rows=outside.inside))
        keys = [f"k{number}" for number in range(len(question.keys))]
        ordered = rows.repartition(*keys).sortWithinPartitions(*keys)
        found = ordered.mapInArrow(
            lambda batches: judged(batches, question, columns), from_arrow_schema(findings_schema(question))
        )
        found.write.parquet(str(findings))
    except (PySparkException, Py4JError) as error:
        raise EngineRefused(reason=" ".join(str(error).split("\n\tat ")[0].split())[:500]) from None
    return outside, columns


def _frame(session: "SparkSession", source: Source) -> "DataFrame":
    """A source as Spark reads it."""
    if source.kind not in ("parquet", "csv"):
        raise SparkReadsFiles(kind=f"{source.kind}:")
    reader = session.read
    if Path(source.place).is_dir():
        reader = reader.option("basePath", source.place)
    here = "://" not in source.place
    if source.kind == "parquet":
        return reader.option("mergeSchema", "true").parquet(*(source.files if here else [source.place]))
    # Else a row with too few fields would be filled up, and columns in another order be read by their places.
    csv = partial(
        reader.csv, header=True, enforceSchema=False, mode="FAILFAST", multiLine=True, quote='"', escape='"'
    )
    if not here:
        return csv(source.place)
    frames = [csv(alike.files, sep=alike.mark) for alike in files_alike(source)]
    return reduce(lambda one, other: one.unionByName(other, allowMissingColumns=True), frames)


def _kinds(frame: "DataFrame") -> dict[str, ColumnKind]:
    """The columns."""
    return {name: _kind(kind) for name, kind in frame.dtypes}


def _kind(kind: str) -> ColumnKind:
    """What a column of Spark's type holds."""
    if kind == "timestamp":
        return ColumnKind.MOMENT
    if kind in ("date", "timestamp_ntz"):
        return ColumnKind.DAY
    numbers = kind in ("tinyint", "smallint", "int", "bigint", "double")
    return ColumnKind.NUMBER if numbers or kind.startswith("decimal") else ColumnKind.TEXT


def _rows(
    question: Question, columns: Columns, demand: "DataFrame", stock: "DataFrame"
) -> tuple["DataFrame", Outside]:
    """The rows that `judged` takes, in no order, and how many lie outside of the periods."""
    from pyspark.sql import functions as f

    days = len(question.period_of_day)
    day = f.datediff(f.expr(_day(columns)), f.lit(question.start))
    dated = demand.withColumn(DAY, f.coalesce(day, f.lit(NO_DAY)))
    of_day = f.col(DAY)
    inside = of_day.between(0, days - 1) | (of_day == NO_DAY)
    (counts,) = dated.select(
        f.count_if(inside), f.count_if((of_day < 0) & (of_day != NO_DAY)), f.count_if(of_day >= days)
    ).collect()

    def chosen(
        frame: "DataFrame", day: "Column", names: Sequence[tuple[str, ...]], kinds: Mapping[str, ColumnKind]
    ) -> "DataFrame":
        keys = [f.coalesce(f.trim(f.col(_quoted(key)).cast("string")), f.lit("")) for key in question.keys]
        selected = [key.alias(f"k{number}") for number, key in enumerate(keys)]
        if question.customer:
            of_demand = frame is not stock
            name = (
                f.trim(f.col(_quoted(question.customer)).cast("string"))
                if of_demand
                else f.lit(None).cast("string")
            )
            selected.append(name.alias("customer"))
        selected.append(day.cast("int").alias("day"))
        selected += [f.expr(_number(its, kinds)).alias(f"q{number}") for number, its in enumerate(names)]
        return frame.select(*selected)

    measures = [columns.measures.get(role, ()) for role in QUANTITIES] + [()]
    of_stock = [(columns.stock[role],) if role in columns.stock else () for role in STOCK_QUANTITIES]
    rows = chosen(dated.filter(inside), of_day, measures, columns.kinds[0])
    return rows.unionByName(chosen(stock, f.lit(STOCK_ROW), of_stock, columns.kinds[1])), Outside(*counts)


DAY = "days from the first"


def _quoted(name: str) -> str:
    """A name as Spark's SQL takes it."""
    return "`" + name.replace("`", "``") + "`"


def _day(columns: Columns) -> str:
    """The day, in Spark's SQL."""
    day = _quoted(columns.day)
    if columns.kinds[0][columns.day] in (ColumnKind.NUMBER, ColumnKind.TEXT):
        text = f"regexp_replace(trim(cast({day} AS STRING)), '{YEAR_MONTH_DAY}', '$1-$2-$3')"
        day = f"CASE WHEN {text} RLIKE '{WRITTEN_DAY}' THEN regexp_replace({text}, '{WRITTEN_DAY}', '$1-$2-$3') END"
    return f"try_cast({day} AS DATE)"


def _number(names: tuple[str, ...], kinds: Mapping[str, ColumnKind]) -> str:
    """One quantity, in Spark's SQL: what several columns hold added up, null where all are empty, NaN for no number."""
    numbers = [_as_number(name, kinds[name]) for name in names]
    if len(numbers) < 2:
        return numbers[0] if numbers else "CAST(NULL AS DOUBLE)"
    empty = " AND ".join(f"({each}) IS NULL" for each in numbers)
    return f"CASE WHEN {empty} THEN NULL ELSE {' + '.join(f'coalesce({each}, 0D)' for each in numbers)} END"


def _as_number(name: str, kind: ColumnKind) -> str:
    """One column as a quantity, in Spark's SQL."""
    column = _quoted(name)
    if kind is ColumnKind.NUMBER:
        return f"cast({column} AS DOUBLE)"
    written = f"nullif(trim(cast({column} AS STRING)), '')"
    number = f"CASE WHEN {written} RLIKE '{NUMBER}' THEN try_cast({written} AS DOUBLE) END"
    return f"CASE WHEN {written} IS NOT NULL THEN coalesce({number}, double('NaN')) END"
