"""A warehouse is scanned on an engine, and its risks and faults are written."""

import errno
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import duckdb

from pab_planner.errors import ChoiceError
from pab_planner.files import FileTrouble
from pab_planner.language import Language, Text
from pab_planner.warehouse.on_duckdb import connection, find_in
from pab_planner.warehouse.question import Columns, Outside, Question
from pab_planner.warehouse.result import Summary, beside, check_place, faults_file, write_results
from pab_planner.warehouse.sources import EngineRefused, at_hand

ROOM_OF_KEY = 500
"""Memory that numbering a key may take, once in a table and once in a join, with room to spare [bytes]."""

FETCHING, WRITING = Text("Reading the sources", "读取数据来源"), Text("Writing the result", "写入结果")
_SIZES = {"MB": 10**6, "GB": 10**9, "MIB": 2**20, "GIB": 2**30}


_FULL = re.compile("No space left|not enough space on the disk|max_temp_directory_size")
"""What DuckDB says of a full disk, that of what it puts aside included."""


class NotASize(ChoiceError):
    """A memory that is none."""

    sentence = Text(
        "--memory {found}: expected at least 200MB, such as 500MB or 2GB",
        "--memory {found}：应不少于 200MB，如 500MB 或 2GB",
    )


class TooLittleMemory(ChoiceError):
    """A memory in which so many rows cannot be ordered."""

    sentence = Text(
        "the memory given is too little to order so many rows: give --memory more, such as {more}",
        "给定内存不足以为这么多行排序：请加大 --memory，如 {more}",
    )


class ResultInSource(ChoiceError):
    """A result that would overwrite what it comes from, or be read as part of it the next time."""

    sentence = Text(
        "--out {file} lies in the source {source}; give it another place",
        "--out {file} 位于数据来源 {source} 中；请另选位置",
    )


class WarehouseScan(NamedTuple):
    """What a scan found.

    Attributes:
        summary: The figures.
        aside: Columns that were not used.
        in_zone: The column of the days if they are those of this computer's time zone, else "".
    """

    summary: Summary
    aside: tuple[str, ...]
    in_zone: str


def memory_of(words: str) -> int:
    """A memory in bytes.

    Raises:
        NotASize: The words are no memory, or one too small to work in.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([MG]I?B)\s*", words.upper())
    size = int(float(match[1]) * _SIZES[match[2]]) if match else 0
    if size < 200 * 10**6:
        raise NotASize(found=words)
    return size


def reason_of(error: duckdb.Error) -> str:
    """What DuckDB says, without its advice on options that are ours to choose."""
    said = re.split(r"\n\s*(?:Possible|LINE |This can happen)", str(error))[0]
    files = re.search(r"^\s*file = (.+)$", str(error), re.MULTILINE)
    return " ".join([*([f"{files[1]}:"] if files else []), *said.split()])


def near_question(question: Question, folder: Path) -> Question:
    """The question about sources that may be read more than once; what comes from a database is kept in a folder."""
    return replace(
        question,
        demand=at_hand(question.demand, folder / "demand.parquet"),
        stock=at_hand(question.stock, folder / "stock.parquet"),
    )


def _found(
    question: Question,
    db: duckdb.DuckDBPyConnection,
    findings: Path,
    announce: Callable[[Text], None],
    advance: Callable[[float], None],
    memory: int,
) -> tuple[Outside, Columns]:
    """Judge everything on DuckDB; in one thread, and with texts for keys, if it does not keep within the memory."""
    with suppress(duckdb.OutOfMemoryException):
        return find_in(question, db, findings, announce, advance, memory // ROOM_OF_KEY)
    db.execute("SET threads = 1; DROP TABLE IF EXISTS keys")
    return find_in(question, db, findings, announce, advance, 0)


def scan_warehouse(
    question: Question,
    out: Path,
    *,
    memory: int = 10**9,
    spark: str = "",
    language: Language = "en",
    announce: Callable[[Text], None] = lambda step: None,
    advance: Callable[[float], None] = lambda share: None,
) -> WarehouseScan:
    """Judge millions of rows and write risks and faults.

    Args:
        question: What is asked.
        out: The result: .parquet, .csv or .xlsx.
        memory: What this machine may use [bytes].
        spark: Address of a Spark, `local` for one on this machine; "" for DuckDB.
        language: Of the words in the result.
        announce: Told what goes on.
        advance: Told what share of it is done.

    Raises:
        PlanError: It cannot be done; nothing was written.
    """
    check_place(out)
    for source in (question.demand, question.stock):
        for file in (out, faults_file(out)):
            if source.would_read(file):
                raise ResultInSource(file=file.name, source=source.uri)
    try:
        with beside(out) as folder, connection(memory, folder) as db:
            announce(FETCHING)
            near = near_question(question, folder)
            if spark:
                from pab_planner.warehouse.on_spark import find_on_spark

                outside, columns = find_on_spark(near, spark, folder / "findings", announce)
                findings = str(folder / "findings" / "*.parquet")
            else:
                findings = str(folder / "findings.parquet")
                outside, columns = _found(near, db, Path(findings), announce, advance, memory)
            announce(WRITING)
            summary = write_results(db, question, findings, out, folder, language)
    except (duckdb.InterruptException, RuntimeError) as error:
        if "interrupt" in str(error).casefold():  # DuckDB's own word for Ctrl-C
            raise KeyboardInterrupt from None
        raise
    except duckdb.Error as error:
        if _FULL.search(str(error)):
            raise FileTrouble.of(OSError(errno.ENOSPC, "", str(out))) from error
        if isinstance(error, duckdb.OutOfMemoryException):
            raise TooLittleMemory(more=f"{2 * memory // 10**6}MB") from error
        raise EngineRefused(reason=reason_of(error)) from error
    return WarehouseScan(
        replace(summary, before=outside.before, after=outside.after), columns.aside, columns.in_zone
    )
