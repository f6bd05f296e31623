"""Where demand and stock stand: Parquet or CSV files, a DuckDB file, a Postgres database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from pab_planner.errors import ChoiceError, FileError, HostError
from pab_planner.language import Text

if TYPE_CHECKING:
    import duckdb

SCHEMES = ("parquet", "csv", "duckdb", "postgres", "postgresql")


class NotASource(ChoiceError):
    """A source that is none of those we read."""

    sentence = Text(
        "{option} {found}: expected parquet:FOLDER, csv:FOLDER, duckdb:///FILE?table=NAME or "
        "postgres://HOST/DATABASE?table=NAME (or ?query=SELECT ...)",
        "{option} {found}：应为 parquet:文件夹、csv:文件夹、duckdb:///文件?table=表名 或 "
        "postgres://主机/数据库?table=表名（或 ?query=SELECT ...）",
    )


class PasswordInSource(ChoiceError):
    """A password where other people can read it."""

    sentence = Text(
        "{option} holds a password, which command lines and files keep; take it out, and put it where the driver "
        "looks: ~/.pgpass (pgpass.conf on Windows) or PGPASSWORD",
        "{option} 中含有密码，会留在命令行和文件里；请删去，并放到驱动程序读取的位置："
        "~/.pgpass（Windows 为 pgpass.conf）或 PGPASSWORD",
    )


class NothingThere(FileError):
    """A source without files."""

    sentence = Text("{found}: no {kind} file there", "{found}：该处没有 {kind} 文件")


class DatabaseRefused(HostError):
    """What a database answers instead of rows."""

    sentence = Text("the database refuses: {reason}", "数据库拒绝：{reason}")


class DriverMissing(HostError):
    """A library that an engine or a source needs."""

    sentence = Text(
        "{what} needs the package {package}: pip install 'pab-planner[{extra}]'",
        "{what} 需要安装 {package}：pip install 'pab-planner[{extra}]'",
    )


@contextmanager
def needs(extra: str, what: str) -> Iterator[None]:
    """Import what only an extra of ours brings.

    Args:
        extra: The extra.
        what: What needs it.

    Raises:
        DriverMissing: It is not installed.
    """
    try:
        yield
    except ImportError as missing:
        raise DriverMissing(what=what, package=missing.name, extra=extra) from None


class Source(NamedTuple):
    """A table outside of Excel.

    Attributes:
        kind: `parquet`, `csv`, `duckdb` or `postgres`.
        place: A file or folder, or the address of a database.
        table: Name of the table, "" where the place or the query says it all.
        query: What to ask a database, "" for the whole table.
    """

    kind: str
    place: str
    table: str = ""
    query: str = ""

    @property
    def uri(self) -> str:
        """How a command line names it."""
        if self.kind in ("parquet", "csv"):
            return f"{self.kind}:{self.place}"
        which = urlencode({"query": self.query} if self.query else {"table": self.table}, quote_via=quote)
        if self.kind == "duckdb":
            return f"duckdb:///{self.place}?{which}"
        return f"{self.place}{'&' if '?' in self.place else '?'}{which}"

    @property
    def files(self) -> str:
        """Its files as one pattern.

        Raises:
            NothingThere: There is none.
        """
        place = Path(self.place)
        if place.is_dir():
            if next(place.rglob(f"*.{self.kind}"), None) is None:
                raise NothingThere(found=self.place, kind=self.kind)
            return str(place / "**" / f"*.{self.kind}")
        if not any(mark in self.place for mark in "*?[") and not place.is_file():
            raise NothingThere(found=self.place, kind=self.kind)
        return self.place

    @property
    def asked(self) -> str:
        """What a database is asked."""
        return self.query or f"SELECT * FROM {'.'.join(map(quoted, self.table.split('.')))}"


def is_source(words: str) -> bool:
    """Whether a command line means a source and no workbook: `C:/plan.xlsx` is none."""
    return words.partition(":")[0].casefold() in SCHEMES and ":" in words


def read_source(words: str, option: str) -> Source:
    """The source that an option names.

    Raises:
        NotASource: It names none.
        PasswordInSource: It holds a password; nothing of it is repeated.
    """
    kind, _, place = words.partition(":")
    kind = kind.casefold()
    if kind in ("parquet", "csv") and place:
        return Source(kind, place)
    if kind not in SCHEMES:
        raise NotASource(option=option, found=words.partition(":")[0])
    address, _, asked = words.partition("?")
    parts, given = urlsplit(address), parse_qs(asked)
    if parts.password is not None or any("password" in name.casefold() for name in given):
        raise PasswordInSource(option=option)
    table, query = (given.pop(name, [""])[0] for name in ("table", "query"))
    if bool(table) == bool(query) or (kind == "duckdb" and (query or given)):
        raise NotASource(option=option, found=f"{kind}://...")
    if kind == "duckdb":
        return Source("duckdb", address.removeprefix("duckdb:///"), table)
    more = urlencode(given, doseq=True, quote_via=quote)
    return Source("postgres", f"{address}?{more}" if more else address, table, query)


def quoted(name: str) -> str:
    """A name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL takes it."""
    return "'" + text.replace("'", "''") + "'"


def at_hand(source: Source, file: Path) -> Source:
    """A source that may be read more than once: what a database gives is kept in a file first.

    The session may only read. Two reads of a table in use would not be of one moment.

    Args:
        source: The source.
        file: Where its rows may be kept, Parquet.

    Raises:
        DriverMissing: The driver is not installed.
        DatabaseRefused: The database does not answer, or not this.
    """
    if source.kind != "postgres":
        return source
    with needs("warehouse", "postgres://"):
        import pyarrow.parquet as pq
        from adbc_driver_postgresql import dbapi
    try:
        with (
            dbapi.connect(source.place.replace("postgres://", "postgresql://", 1)) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
            connection.commit()
            cursor.execute(source.asked)
            with cursor.fetch_record_batch() as rows, pq.ParquetWriter(file, rows.schema) as writer:
                for batch in rows:
                    writer.write_batch(batch)
    except dbapi.Error as error:
        raise DatabaseRefused(reason=" ".join(str(error).split())) from None
    return Source("parquet", str(file))


def in_duckdb(source: Source, db: "duckdb.DuckDBPyConnection") -> str:
    """Make a source that is at hand known to DuckDB.

    Returns:
        What stands after FROM.

    Raises:
        NothingThere: There is no file.
    """
    if source.kind == "parquet":
        return f"read_parquet({literal(source.files)}, union_by_name = true)"
    if source.kind == "csv":  # numbers are told from text later: item 0042 is no 42
        return f"read_csv({literal(source.files)}, all_varchar = true, header = true, union_by_name = true)"
    if not Path(source.place).is_file():
        raise NothingThere(found=source.place, kind="DuckDB")
    db.execute(f"ATTACH IF NOT EXISTS {literal(source.place)} AS {quoted(source.place)} (READ_ONLY)")
    return ".".join(map(quoted, (source.place, *source.table.split("."))))


def columns_of(source: Source, db: "duckdb.DuckDBPyConnection") -> dict[str, bool]:
    """The names of a source's columns, and whether each is text."""
    rows = db.execute(f"DESCRIBE SELECT * FROM {in_duckdb(source, db)}").fetchall()
    return {name: kind == "VARCHAR" for name, kind, *_ in rows}
