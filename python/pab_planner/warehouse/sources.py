"""Where demand and stock stand: Parquet or CSV files, a DuckDB file, a Postgres database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

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
        which = f"query={self.query}" if self.query else f"table={self.table}"
        return f"duckdb:///{self.place}?{which}" if self.kind == "duckdb" else f"{self.place}?{which}"

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
    if given or bool(table) == bool(query) or (kind == "duckdb" and query):
        raise NotASource(option=option, found=f"{kind}://...")
    if kind == "duckdb":
        return Source("duckdb", address.removeprefix("duckdb:///"), table)
    return Source("postgres", address, table, query)


def quoted(name: str) -> str:
    """A name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL takes it."""
    return "'" + text.replace("'", "''") + "'"


def in_duckdb(source: Source, db: "duckdb.DuckDBPyConnection", name: str) -> str:
    """Make a source known to DuckDB, to be read once.

    Args:
        source: The source.
        db: The connection.
        name: What it may be called there.

    Returns:
        What stands after FROM.

    Raises:
        NothingThere: There is no file.
        DriverMissing: The driver of the database is not installed.
    """
    if source.kind == "parquet":
        return f"read_parquet({literal(source.files)}, union_by_name = true)"
    if source.kind == "csv":  # numbers are told from text later: item 0042 is no 42
        return f"read_csv({literal(source.files)}, all_varchar = true, header = true, union_by_name = true)"
    if source.kind == "duckdb":
        if not Path(source.place).is_file():
            raise NothingThere(found=source.place, kind="DuckDB")
        db.execute(f"ATTACH IF NOT EXISTS {literal(source.place)} AS {quoted(source.place)} (READ_ONLY)")
        return ".".join(map(quoted, (source.place, *source.table.split("."))))
    db.register(name, _postgres_rows(source, source.asked))
    return quoted(name)


def columns_of(source: Source, db: "duckdb.DuckDBPyConnection") -> dict[str, bool]:
    """The names of a source's columns, and whether each is text."""
    if source.kind == "postgres":
        db.register("asked", _postgres_rows(source, f"SELECT * FROM ({source.asked}) AS asked LIMIT 0"))
        place = "asked"
    else:
        place = in_duckdb(source, db, "asked")
    return {row[0]: row[1] == "VARCHAR" for row in db.execute(f"DESCRIBE SELECT * FROM {place}").fetchall()}


def _postgres_rows(source: Source, query: str) -> Any:
    """Rows of a query as they arrive; the connection may read only."""
    with needs("warehouse", "postgres://"):
        from adbc_driver_postgresql import dbapi
    connection = dbapi.connect(source.place.replace("postgres://", "postgresql://", 1))
    cursor = connection.cursor()
    cursor.execute("SET default_transaction_read_only = on")
    connection.commit()
    cursor.execute(query)
    return cursor.fetch_record_batch()
