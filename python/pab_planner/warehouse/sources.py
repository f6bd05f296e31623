"""Where demand and stock stand: Parquet or CSV files, a DuckDB file, a Postgres database."""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlencode

from pab_planner.errors import ChoiceError, FileError, HostError
from pab_planner.files import UnreadableFile
from pab_planner.foreign_files import BEGINNING, no_text
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


class NotRead(FileError):
    """A file of a folder that would be left out of its table."""

    sentence = Text(
        "{file} is no .{kind} file: take it out of the folder, or name the files to read, {kind}:{folder}/*.{kind}",
        "{file} 不是 .{kind} 文件：请将其移出该文件夹，或指明要读取的文件，如 {kind}:{folder}/*.{kind}",
    )


class ColumnsAlike(FileError):
    """A file two of whose columns have one name, that of a folder `site=0042` included."""

    sentence = Text(
        "{file} has several columns {name}; names of columns, those of folders {name}=... included, must differ in "
        "more than case",
        "{file} 中有多列名为 {name}；列名（包括文件夹名 {name}=... 中的）不得重复，仅大小写不同也视为重复",
    )


class FloatsMixed(FileError):
    """A column that has 32 bits in some of its files only, where DuckDB would make 0.1 of them 0.10000000149."""

    sentence = Text(
        "{file}: column {name} is a 32-bit float in some files and another type in others; write it in one type",
        "{file}：{name} 列在部分文件中为 32 位浮点数，在其他文件中为别的类型；请统一类型",
    )


class NotHeadings(FileError):
    """A CSV file that does not begin with the names of its columns."""

    sentence = Text(
        "{file}: expected the names of the columns in the first line, each once, in UTF-8 (in Excel: CSV UTF-8)",
        "{file}：第一行应为各列列名，不得重复，编码为 UTF-8（Excel 中另存为“CSV UTF-8”）",
    )


class EngineRefused(FileError):
    """What the engine cannot read or do."""

    sentence = Text("the data can't be read: {reason}", "无法读取数据：{reason}")


class DatabaseRefused(HostError):
    """What a database answers instead of rows."""

    sentence = Text("the database refuses: {reason}", "数据库拒绝：{reason}")


class MoneyAsHundredths(ChoiceError):
    """A quantity that the driver of Postgres would hand over a hundredfold."""

    sentence = Text(
        "column {column} is of type money, which is no quantity; ask for a number: ?query=SELECT ..., {column}::numeric",
        "{column} 列的类型为 money，不是数量；请取为数字：?query=SELECT ..., {column}::numeric",
    )


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
    def from_anywhere(self) -> "Source":
        """The same for whoever works in another folder."""
        if self.kind == "postgres" or "://" in self.place:
            return self
        return self._replace(place=str(Path(self.place).absolute()))

    @property
    def files(self) -> list[str]:
        """Its files on this machine, in order: what is hidden, or begins with `_`, is none of them.

        Raises:
            NothingThere: There is none.
            NotRead: A folder holds others too.
        """
        place = Path(self.place)
        if place.is_dir():
            # A link to a folder is not followed, so it is one of what would be left out.
            own = (file for file in place.rglob("*") if file.is_symlink() or file.is_file())
            inside = (file.relative_to(place) for file in own)
            seen = [place / file for file in inside if not any(part[0] in "._" for part in file.parts)]
            found = [file for file in seen if file.suffix.casefold() == f".{self.kind}"]
            if found and len(found) < len(seen):
                raise NotRead(file=min(set(seen) - set(found)), kind=self.kind, folder=place)
        else:
            root = Path(place.anchor or ".")
            pattern = str(place.relative_to(root) if place.anchor else place)
            found = [place] if place.is_file() else [file for file in root.glob(pattern) if file.is_file()]
        if not found:
            raise NothingThere(found=self.place, kind=self.kind)
        return sorted(map(str, found))

    def would_read(self, file: Path) -> bool:
        """Whether a file is one of it, or would be if it were there."""
        if self.kind == "postgres" or "://" in self.place:
            return False
        whole, place = file.resolve(), Path(self.place).resolve()
        linked = self.files if self.kind != "duckdb" else ()
        return (
            whole == place
            or place in whole.parents
            or fnmatch(str(whole), str(place))
            or whole in (Path(each).resolve() for each in linked)
        )

    @property
    def asked(self) -> str:
        """What a database is asked."""
        return self.query or f"SELECT * FROM {'.'.join(map(quoted, self.table.split('.')))}"


def is_source(words: str) -> bool:
    """Whether a command line means a source, be it none that we read, and no workbook: `C:/plan.xlsx` is none."""
    return (words.partition(":")[0].casefold() in SCHEMES and ":" in words) or "://" in words


def read_source(words: str, option: str) -> Source:
    """The source that an option names.

    Raises:
        NotASource: It names none.
        PasswordInSource: It holds a password; nothing of it is repeated.
    """
    kind, _, place = words.partition(":")
    kind = kind.casefold()
    if holds_password(words):
        raise PasswordInSource(option=option)
    if kind in ("parquet", "csv") and place:
        return Source(kind, place)
    if kind not in SCHEMES:
        raise NotASource(option=option, found=words.partition(":")[0])
    address, _, asked = words.partition("?")
    before, _, typed = asked.partition("query=")
    as_sql = any(
        map(str.isspace, typed)
    )  # so its +, & and % are its own, and none that an address would need
    given = parse_qs(before) | {"query": [typed]} if as_sql else parse_qs(asked)
    table, query = (given.pop(name, [""])[0].strip() for name in ("table", "query"))
    if bool(table) == bool(query):
        raise NotASource(option=option, found=f"{kind}:...")
    if kind == "duckdb":
        if query or given or not address.startswith("duckdb:///"):
            raise NotASource(option=option, found="duckdb:...")
        return Source("duckdb", address.removeprefix("duckdb:///"), table)
    if not _ADDRESS.fullmatch(unquote(address)):
        raise NotASource(option=option, found="postgres:...")
    more = urlencode(given, doseq=True, quote_via=quote)
    return Source("postgres", f"{address}?{more}" if more else address, table, query)


_ADDRESS = re.compile(r"postgres(ql)?://([^:@/]*@)?[^@/]*(/[^:@/]*)?", re.IGNORECASE)
"""What a database's address may be, so that nothing of a password slips through to the driver and its messages."""

_SECRET = re.compile(r"(password|passwd|pwd|secret|token|access_?key)\w*\s*[=:]", re.IGNORECASE)


def holds_password(words: str) -> bool:
    """Whether a source holds a password, or a text that may be one: `me:secret@`, `password=secret`."""
    plain = unquote(unquote(words))
    user = re.search(r":[\\/]+([^=]*|[^\\/?]*)@", plain)
    return bool(_SECRET.search(plain) or (user and ":" in user[1]))


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
        MoneyAsHundredths: A column is of type money.
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
                for field in rows.schema:
                    if (field.metadata or {}).get(b"POSTGRESQL:type") == b"money":
                        raise MoneyAsHundredths(column=field.name)
                for batch in rows:
                    writer.write_batch(batch)
    except dbapi.Error as error:
        raise DatabaseRefused(reason=" ".join(str(error).split())) from None
    return Source("parquet", str(file))


class FilesAlike(NamedTuple):
    """CSV files with the same columns.

    Attributes:
        mark: What stands between two fields.
        columns: The columns, in order.
        files: The files.
    """

    mark: str
    columns: tuple[str, ...]
    files: list[str]


def files_alike(source: Source) -> list[FilesAlike]:
    """The files of a CSV source by what their first line says; whoever guesses may take a torn file for an empty one.

    Raises:
        UnreadableFile: A file is no text, whatever its name says.
        NotHeadings: A first line names no columns.
        ColumnsAlike: A column has the name of a folder's.
    """
    found: dict[tuple[str, ...], list[str]] = {}
    for file in source.files:
        with Path(file).open("rb") as begin:
            if kind := no_text(begin.read(BEGINNING)):
                raise UnreadableFile(file=file, reason=kind)
        try:
            with Path(file).open(encoding="utf-8-sig", newline="") as stream:
                line = stream.readline()
                mark = max(_MARKS, key=line.count)
                first = next(csv.reader([line], delimiter=mark), [])
        except (UnicodeDecodeError, csv.Error):
            raise NotHeadings(file=file) from None
        columns = [name.strip() for name in first]
        if not all(columns) or len(set(map(str.casefold, columns))) < len(columns) or not columns:
            raise NotHeadings(file=file)
        _refuse_twins(file, [name.casefold() for name in columns])
        found.setdefault((mark, *columns), []).append(file)
    return [FilesAlike(mark, tuple(columns), files) for (mark, *columns), files in found.items()]


_MARKS = ",;\t|"

_AS_WRITTEN = "hive_types_autocast = false"
"""Item 0042 in the name of a folder is no 42."""


def _listed(files: Iterable[str]) -> str:
    """Files as SQL takes them."""
    return f"[{', '.join(map(literal, files))}]"


def in_duckdb(source: Source, db: "duckdb.DuckDBPyConnection") -> str:
    """Make a source that is at hand known to DuckDB.

    Returns:
        What stands after FROM.

    Raises:
        NothingThere: There is no file.
    """
    if source.kind == "parquet":
        return f"read_parquet({_listed(source.files)}, union_by_name = true, {_AS_WRITTEN})"
    if source.kind == "csv":
        tables = [f"SELECT * FROM {_in_csv(alike)}" for alike in files_alike(source)]
        return f"({' UNION ALL BY NAME '.join(tables)})"
    if not Path(source.place).is_file():
        raise NothingThere(found=source.place, kind="DuckDB")
    db.execute(f"ATTACH IF NOT EXISTS {literal(source.place)} AS {quoted(source.place)} (READ_ONLY)")
    return ".".join(map(quoted, (source.place, *source.table.split("."))))


class ColumnKind(Enum):
    """What a column holds, as far as it matters for reading it."""

    NUMBER = "number"
    DAY = "day"
    MOMENT = "moment"
    """A point of time that is another day elsewhere: a timestamp with a time zone."""

    TEXT = "text"
    """All else, which is read as it is written; a FLOAT too, whose 0.1 made a DOUBLE is 0.10000000149."""


_NUMBERS = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|DECIMAL\(.*")


def _in_csv(alike: FilesAlike) -> str:
    """CSV files as SQL reads them: as they are written, for item 0042 is no 42."""
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in alike.columns)
    return (
        f"read_csv({_listed(alike.files)}, columns = {{{columns}}}, delim = {literal(alike.mark)}, quote = '\"', "
        f"escape = '\"', header = true, auto_detect = false, {_AS_WRITTEN})"
    )


def columns_of(source: Source, db: "duckdb.DuckDBPyConnection") -> dict[str, ColumnKind]:
    """The columns of a source.

    Raises:
        ColumnsAlike: Two of them have one name, of which DuckDB would take the first.
        FloatsMixed: One is a 32-bit float in some files only.
    """
    rows = db.execute(f"DESCRIBE SELECT * FROM {in_duckdb(source, db)}").fetchall()
    if source.kind == "parquet":
        import pyarrow.parquet as pq

        kinds = dict[str, str]()
        for file in source.files:
            schema = pq.read_schema(file)
            names = [name.casefold() for name in schema.names]
            for name, kind in zip(names, map(str, schema.types), strict=True):
                if "float" in (kind, kinds.setdefault(name, kind)) and kind != kinds[name]:
                    raise FloatsMixed(file=file, name=name)
            _refuse_twins(file, names)
    return {name: _kind(kind) for name, kind, *_ in rows}


def _refuse_twins(file: str, names: list[str]) -> None:
    """Refuse a file with two columns of one name: DuckDB would take the first, and a folder's before a file's."""
    names = names + [part.partition("=")[0].casefold() for part in Path(file).parent.parts if "=" in part]
    if twice := [name for name in names if names.count(name) > 1]:
        raise ColumnsAlike(file=file, name=twice[0])


def _kind(kind: str) -> ColumnKind:
    """What a column of DuckDB's type holds."""
    if kind == "TIMESTAMP WITH TIME ZONE":
        return ColumnKind.MOMENT
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return ColumnKind.DAY
    return ColumnKind.NUMBER if _NUMBERS.fullmatch(kind) else ColumnKind.TEXT
