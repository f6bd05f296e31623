"""What a scan of a warehouse leaves: risks and faults as Parquet, CSV or a workbook, whole or not at all."""

import json
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from pab_planner.core.risk import RiskLevel
from pab_planner.errors import FileError
from pab_planner.language import Language, Text
from pab_planner.warehouse.judging import FaultKind
from pab_planner.warehouse.question import Question
from pab_planner.warehouse.sources import literal, quoted

if TYPE_CHECKING:
    import duckdb

SUFFIXES = (".parquet", ".csv", ".xlsx")
METADATA = "pab_planner"
"""Key of what a result says of itself in a Parquet file."""

MOST_ROWS = 1_048_575
"""Rows of a sheet, without its headings."""


class NotAResult(FileError):
    """A name that says no kind of file."""

    sentence = Text(
        "--out {found}: expected a name that ends in .parquet, .csv or .xlsx",
        "--out {found}：文件名应以 .parquet、.csv 或 .xlsx 结尾",
    )


class TooManyRows(FileError):
    """More than a sheet holds."""

    sentence = Text(
        "{count:row|rows} do not fit on a sheet, which has 1,048,576; give --out a name that ends in .parquet or .csv",
        "{count:,} 行超出工作表上限 1,048,576 行；请将 --out 改为 .parquet 或 .csv",
    )


@dataclass(frozen=True)
class Summary:
    """A scan in figures.

    Attributes:
        keys: Keys looked at.
        rows: Rows of demand and stock looked at.
        left_out: Keys that could not be judged.
        risks: Risks by level, the worst first.
        faults: Lines of the faults by kind.
        before: Rows before the first day, which do not count.
        after: Rows after the last.
    """

    keys: int
    rows: int
    left_out: int
    risks: dict[RiskLevel, int]
    faults: dict[FaultKind, int]
    before: int
    after: int


def faults_file(out: Path) -> Path:
    """Where the faults stand that go with a result; in a workbook on a sheet of their own."""
    return out if out.suffix.casefold() == ".xlsx" else out.with_name(f"{out.stem}-faults{out.suffix}")


def check_place(out: Path) -> None:
    """Refuse a result that could not be written, before the work begins and again before either file is replaced.

    Raises:
        NotAResult: Its suffix is none of ours.
        OSError: There is no such folder, or a file that is to be replaced is open in Excel or must not be changed.
    """
    if out.suffix.casefold() not in SUFFIXES:
        raise NotAResult(found=out.name)
    for file in (out, faults_file(out)):
        if file.exists() or not file.parent.is_dir():
            file.open("r+b").close()


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """A folder on the disk of the result, gone in the end, whatever happens."""
    folder = out.resolve().parent / f".scan-{secrets.token_hex(4)}"
    try:
        folder.mkdir(mode=0o700)  # a TemporaryDirectory stays where Ctrl-C comes as soon as it is made
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)


def write_results(
    db: "duckdb.DuckDBPyConnection",
    question: Question,
    findings: str,
    out: Path,
    folder: Path,
    language: Language,
) -> Summary:
    """Write what was found, the worst first, and put it where it belongs in one step.

    Args:
        db: A connection.
        question: What was asked.
        findings: The Parquet files of `judged`.
        out: The result.
        folder: Where it is written first.
        language: Of the words in it.

    Returns:
        Figures; rows before and after are 0.

    Raises:
        TooManyRows: A workbook cannot hold them.
    """
    db.execute(f"CREATE VIEW found AS SELECT * FROM read_parquet({literal(findings)})")
    tables = {out: _risks(question), faults_file(out): _faults(question, language)}
    if out.suffix.casefold() == ".xlsx":
        tables = {out: _risks(question)}
        _write_workbook(
            db, {"Risks": _risks(question), "Faults": _faults(question, language)}, folder / out.name
        )
    else:
        for target, query in tables.items():
            _write(db, query, folder / target.name, question if target == out else None)
    check_place(out)
    for target in reversed(tables):
        (folder / target.name).replace(target)
    return _summary(db)


def _risks(question: Question) -> str:
    """The risks as a query."""
    words = " ".join(f"WHEN {level.value} THEN '{level.name}'" for level in RiskLevel)
    customers = ", customers" if question.customer else ""
    keys = ", ".join(f"k{n}" for n in range(len(question.keys)))
    return (
        f"SELECT {_keys(question)}{customers}, CASE level {words} END AS level, first, last, recovery, worst_quantity "
        f"FROM found WHERE kind = 'risk' ORDER BY found.level DESC, first, worst_quantity DESC, {keys}, last"
    )


def _faults(question: Question, language: Language) -> str:
    """The faults as a query."""

    def words(texts: dict[FaultKind, Text]) -> str:
        said = " ".join(f"WHEN '{k}' THEN {literal(text.say(language))}" for k, text in texts.items())
        return f"CASE kind {said} END"

    title, done = ({kind: getattr(kind, name) for kind in FaultKind} for name in ("words", "done"))
    keys = ", ".join(f"k{n}" for n in range(len(question.keys)))
    return (
        f"SELECT {_keys(question)}, {words(title)} AS fault, nullif(quantity, '') AS quantity, day AS first_day, "
        f"rows, found, {words(done)} AS done FROM found WHERE kind NOT IN ('risk', 'judged') "
        f"ORDER BY {keys}, kind, quantity"
    )


def _keys(question: Question) -> str:
    """The keys under their own names."""
    return ", ".join(f"k{number} AS {quoted(name)}" for number, name in enumerate(question.keys))


def _write(db: "duckdb.DuckDBPyConnection", query: str, file: Path, question: Question | None) -> None:
    """Write a query as Parquet, or as CSV that Excel opens: UTF-8, and no text becomes a formula.

    Args:
        db: A connection.
        query: The query.
        file: The file.
        question: What was asked, where the file is to say it: Get my items takes such a file for the risks.
    """
    if file.suffix.casefold() == ".parquet":
        about = literal(json.dumps(about_question(question), ensure_ascii=False)) if question else ""
        kept = f", KV_METADATA {{{METADATA}: {about}}}" if question else ""
        db.execute(f"COPY ({query}) TO {literal(str(file))} (FORMAT parquet, COMPRESSION zstd{kept})")
        return
    plain, columns = file.with_suffix(".plain"), db.execute(f"DESCRIBE {query}").fetchall()
    cells = ", ".join(
        rf"regexp_replace({quoted(name)}, '^([=+@\t\r-])', '''\1') AS {quoted(name)}"
        if kind == "VARCHAR"
        else quoted(name)
        for name, kind, *_ in columns
    )
    db.execute(f"COPY (SELECT {cells} FROM ({query})) TO {literal(str(plain))} (FORMAT csv, HEADER)")
    with plain.open("rb") as written, file.open("wb") as stream:
        stream.write(b"\xef\xbb\xbf")
        shutil.copyfileobj(written, stream)


def _write_workbook(db: "duckdb.DuckDBPyConnection", queries: dict[str, str], file: Path) -> None:
    """Write queries as sheets."""
    for query in queries.values():
        (count,) = db.execute(f"SELECT count(*) FROM ({query})").fetchone() or (0,)
        if count > MOST_ROWS:
            raise TooManyRows(count=count)
    book = Workbook(write_only=True)
    try:
        _fill(book, db, queries)
        book.save(file)
    except BaseException:
        for sheet in book.worksheets:
            with suppress(Exception):
                sheet.close()  # else openpyxl's half-written rows complain on the terminal
        raise


def _fill(book: Workbook, db: "duckdb.DuckDBPyConnection", queries: dict[str, str]) -> None:
    """Put queries on sheets."""
    for title, query in queries.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        found = db.execute(query)
        names = [column[0] for column in found.description or ()]
        for number, _ in enumerate(names, start=1):
            sheet.column_dimensions[chr(64 + number)].width = 16
        sheet.append([_cell(sheet, name, bold=True) for name in names])
        while rows := found.fetchmany(10_000):
            for row in rows:
                sheet.append([_cell(sheet, value) for value in row])


_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
"""What Excel writes as `_x0007_`: characters that XML cannot hold, and a text that looks like one of these."""


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """A cell; a text stays a text, whatever it looks like."""
    cell: Any
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, _NOT_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", value))
        cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
        return cell
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]
        cell.number_format = "yyyy-mm-dd"
        return cell
    return value


def _summary(db: "duckdb.DuckDBPyConnection") -> Summary:
    """The figures."""
    risks = dict(_rows(db, "SELECT level, count(*) FROM found WHERE kind = 'risk' GROUP BY level"))
    faults = dict(
        _rows(db, "SELECT kind, count(*) FROM found WHERE kind NOT IN ('risk', 'judged') GROUP BY kind")
    )
    ((keys, rows, left_out),) = _rows(
        db,
        "SELECT coalesce(sum(found), 0)::BIGINT, coalesce(sum(rows), 0)::BIGINT, coalesce(sum(left_out), 0)::BIGINT "
        "FROM found WHERE kind = 'judged'",
    )
    return Summary(
        keys,
        rows,
        left_out,
        {level: risks[level] for level in reversed(RiskLevel) if level in risks},
        {kind: faults[kind] for kind in FaultKind if kind in faults},
        0,
        0,
    )


def _rows(db: "duckdb.DuckDBPyConnection", query: str) -> Iterable[Any]:
    """All rows of a query."""
    return db.execute(query).fetchall()


def about_question(question: Question) -> dict[str, Any]:
    """What was asked, as a result keeps it: where its items' orders, receipts and stock can be found again."""
    return {
        "demand": question.demand.from_anywhere.uri,
        "stock": question.stock.from_anywhere.uri,
        "keys": list(question.keys),
        "customer": question.customer,
        "start": question.start.isoformat(),
        "bucket": question.bucket,
        "periods": question.count,
        "rule": question.rule,
        "demand_time_fence": question.demand_time_fence,
        "planning_time_fence": question.planning_time_fence,
        "labels": {word: role.value for word, role in question.labels.items()},
    }
