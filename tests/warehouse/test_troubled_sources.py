"""Rows as companies keep them: what can be read is read rightly, what cannot is named and never dropped.

A has 10 on hand. It is ordered 13 in the first week, so 3 are short from then on, wherever the 13 can be read.
"""

import csv
import gc
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

import pab_planner.cli.scan_verb  # noqa: F401  registers the verb
from pab_planner.cli import app
from pab_planner.warehouse.on_duckdb import find_in
from pab_planner.warehouse.result import check_place
from pab_planner.warehouse.sources import read_source

DAY = date(2026, 6, 2)
SHORT = ("A", "SHORTAGE", "2026-06-01", "3.0")
STOCK = "item,on hand\nA,10\n"
HEADINGS = "item,date,orders,mps\n"


def words(
    folder: Path, demand: str, stock: str, *more: str, key: str = "item", out: str = "r.csv"
) -> list[str]:
    options = ["--key", key, "--from", "2026-06-01", "--bucket", "week", "--periods", "4", "--lang", "en"]
    return ["scan", demand, "--stock", stock, *options, "--out", str(folder / out), *more]


def scan(folder: Path, demand: str, stock: str, *more: str, key: str = "item", out: str = "r.csv") -> Result:
    return CliRunner().invoke(app, words(folder, demand, stock, *more, key=key, out=out))


def risks(folder: Path) -> list[tuple[str, ...]]:
    with (folder / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [(r["item"], r["level"], r["first"], r["worst_quantity"]) for r in csv.DictReader(stream)]


def faults(folder: Path) -> list[tuple[str, str, str]]:
    with (folder / "r-faults.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [(r["item"], r["fault"], r["done"]) for r in csv.DictReader(stream)]


def of_arrow(folder: Path, columns: dict[str, Any]) -> None:
    """Scan one row of demand, its columns replaced by others."""
    plain = {"item": ["A"], "date": [DAY], "orders": [13.0], "mps": [0.0]}
    pq.write_table(pa.table({**plain, **columns}), folder / "demand.parquet")
    pq.write_table(pa.table({"item": ["A"], "on_hand": [10]}), folder / "stock.parquet")
    result = scan(folder, f"parquet:{folder}/demand.parquet", f"parquet:{folder}/stock.parquet")
    assert result.exit_code == 0, result.output


READ = {
    "unsigned": {"orders": pa.array([13], pa.uint64())},
    "decimal with ten places": {"orders": pa.array([Decimal("13.0000000000")], pa.decimal128(38, 10))},
    "dictionary": {"item": pa.array(["A"]).dictionary_encode()},
    "numbers in text": {"orders": [" 13 "]},
    "exponent": {"orders": ["1.3e1"]},
    "blanks around a key": {"item": [" A  "]},
    "a moment": {"date": [datetime(2026, 6, 7, 23, 59)]},
    **{
        f"date {text}": {"date": [text]}
        for text in ("2026-06-02", "2026-6-2", "2026/06/02", "20260602", " 2026-06-02T23:00:00+08:00 ")
    },
    "date in a whole number": {"date": [20260602]},
}
NOT_READ = {
    "orders": (
        "no number such as 1234.5, or one beyond any quantity",
        [
            ["many"],
            ["1_3"],
            ["13d"],
            ["1,300"],
            ["0x1p3"],
            [float("nan")],
            [float("inf")],
            [True],
            [DAY],
            [[13.0]],
        ],
    ),
    "date": (
        "no date, or none such as 2026-06-01",
        [
            ["02.06.2026"],
            ["06/02/2026"],
            ["2026-06"],
            ["2026"],
            ["infinity"],
            ["2026-02-30"],
            ["46175"],
            [None],
        ],
    ),
}


@pytest.mark.parametrize("columns", READ.values(), ids=READ)
def test_what_is_meant_is_read(tmp_path: Path, columns: dict[str, Any]) -> None:
    of_arrow(tmp_path, columns)
    assert risks(tmp_path) == [SHORT]
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "values"), [(name, values) for name, (_, its) in NOT_READ.items() for values in its], ids=str
)
def test_what_cannot_be_read_leaves_its_key_out_and_is_named(
    tmp_path: Path, name: str, values: list[Any]
) -> None:
    of_arrow(tmp_path, {name: values})
    assert risks(tmp_path) == []
    assert faults(tmp_path) == [("A", NOT_READ[name][0], "left out")]


def test_files_with_their_columns_in_another_order_or_less_of_them_are_one_table(tmp_path: Path) -> None:
    for kind in ("parquet", "csv"):
        folder = tmp_path / kind
        (folder / "d" / "site=0042").mkdir(parents=True)
        tables: dict[str, dict[str, list[Any]]] = {
            "d/a": {"item": ["A"], "date": [DAY], "orders": [6.0], "mps": [0.0]},
            "d/site=0042/b": {"mps": [0.0], "orders": [4.0], "date": [DAY], "item": ["A"]},
            "d/c": {"orders": [3.0], "date": [date(2026, 6, 3)], "item": ["A"]},
            "stock": {"item": ["A"], "on hand": [10.0]},
        }
        for name, columns in tables.items():
            if kind == "parquet":
                pq.write_table(pa.table(columns), folder / f"{name}.parquet")
            else:
                lines = [",".join(columns), ",".join(str(its[0]) for its in columns.values())]
                (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
        result = scan(folder, f"{kind}:{folder}/d", f"{kind}:{folder}/stock.{kind}")
        assert result.exit_code == 0, result.output
        assert risks(folder) == [SHORT]
        assert faults(folder) == [
            ("A", "an empty quantity", "taken as 0"),
            ("A", "several rows for one key and day", "added up"),
        ]


@pytest.mark.parametrize("other", ["july.csv.gz", "july.CSV.bak", "july.txt"])
def test_a_folder_with_a_file_that_would_not_be_read_is_refused_and_a_pattern_leads_on(
    tmp_path: Path, other: str
) -> None:
    place = tmp_path / "demand"
    place.mkdir()
    (place / "june.csv").write_text(HEADINGS + "A,2026-06-02,13,0\n")
    (place / other).write_bytes(b"more orders")
    (tmp_path / "stock.csv").write_text(STOCK)
    result = scan(tmp_path, f"csv:{place}", f"csv:{tmp_path}/stock.csv")
    assert result.exit_code == 2
    assert other in result.output.replace("\n", "")
    assert scan(tmp_path, f"csv:{place}/*.csv", f"csv:{tmp_path}/stock.csv").exit_code == 0
    assert risks(tmp_path) == [SHORT]


def test_parquet_with_two_columns_of_a_name_is_refused(tmp_path: Path) -> None:
    names = ["item", "date", "orders", "mps", "Orders"]
    table = pa.Table.from_arrays([pa.array([value]) for value in ("A", DAY, 13.0, 0.0, 1.0)], names=names)
    pq.write_table(table, tmp_path / "demand.parquet")
    (tmp_path / "stock.csv").write_text(STOCK)
    result = scan(tmp_path, f"parquet:{tmp_path}/demand.parquet", f"csv:{tmp_path}/stock.csv")
    assert result.exit_code == 2
    assert "several columns orders" in result.output.replace("\n", " ")


def test_a_key_without_a_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demand.csv").write_text(HEADINGS)
    (tmp_path / "stock.csv").write_text(STOCK)
    result = scan(tmp_path, f"csv:{tmp_path}/demand.csv", f"csv:{tmp_path}/stock.csv", key="item,")
    assert result.exit_code == 2
    assert "--key item,: expected names of columns" in result.output


def test_a_folders_name_is_a_column_as_it_is_written(tmp_path: Path) -> None:
    """As Spark and others write tables: the site stands in the name of the folder only; 0042 is not 42."""
    place = tmp_path / "[demand]" / "site=0042"
    place.mkdir(parents=True)
    pq.write_table(
        pa.table({"item": ["A"], "date": [DAY], "orders": [13.0], "mps": [0]}), place / "a.PARQUET"
    )
    (place / "_SUCCESS").write_text("")
    (place / "_part.parquet").write_text("half written")
    pq.write_table(pa.table({"item": ["A"], "site": ["0042"], "on_hand": [10]}), tmp_path / "stock.parquet")
    demand, stock = f"parquet:{tmp_path}/[demand]", f"parquet:{tmp_path}/stock.parquet"
    result = scan(tmp_path, demand, stock, key="item,site")
    assert result.exit_code == 0, result.output
    assert risks(tmp_path) == [SHORT]


TORN = {
    "a row with fewer fields": ("A,2026-06-02,13,0\nA,2026-06-03\n", "Line: 3"),
    "a row with more": ("A,2026-06-02,13,0\nA,2026-06-02,13,0,7,8\n", "Line: 3"),
    "a mark without its end": ('A,2026-06-02,13,0\n"A,2026-06-03,1,0\n', "quote"),
}


@pytest.mark.parametrize(("rows", "said"), TORN.values(), ids=TORN)
def test_a_torn_csv_file_is_refused_and_its_line_named(tmp_path: Path, rows: str, said: str) -> None:
    """A reader that guesses takes such a file for one without rows, and all its demand is gone."""
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "good.csv").write_text(HEADINGS + "A,2026-06-02,13,0\n")
    (tmp_path / "d" / "torn.csv").write_text(HEADINGS + rows)
    (tmp_path / "stock.csv").write_text(STOCK)
    result = scan(tmp_path, f"csv:{tmp_path}/d", f"csv:{tmp_path}/stock.csv")
    assert result.exit_code == 2
    assert "torn.csv" in result.output and said in result.output
    assert not (tmp_path / "r.csv").exists()


@pytest.mark.parametrize(
    "content",
    [
        "物料,日期,订单,主生产计划\n".encode("gbk"),
        b"",
        b"item,item,date,orders,mps\n",
        b"item,,date,orders,mps\n",
    ],
    ids=["in GBK", "empty", "a name twice", "a column without a name"],
)
def test_a_csv_file_without_names_of_columns_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "d.csv").write_bytes(content)
    result = scan(tmp_path, f"csv:{tmp_path}/d.csv", f"csv:{tmp_path}/d.csv")
    assert result.exit_code == 2
    assert "the names of the columns in the first line" in " ".join(result.output.split())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_with_semicolons_a_mark_of_utf_8_and_a_comma_in_a_name_is_read(tmp_path: Path, end: str) -> None:
    lines = ["item;date;orders;mps", '"Pin; 5""";2026-06-02;13;0', ""]
    (tmp_path / "d.csv").write_bytes(b"\xef\xbb\xbf" + end.join(lines).encode())
    (tmp_path / "s.csv").write_text('item,on hand\n"Pin; 5""",10\n')
    assert scan(tmp_path, f"csv:{tmp_path}/d.csv", f"csv:{tmp_path}/s.csv").exit_code == 0
    assert risks(tmp_path) == [('Pin; 5"', *SHORT[1:])]


def test_an_empty_source_has_no_risks_and_no_faults(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(HEADINGS)
    (tmp_path / "s.csv").write_text("item,on hand\n")
    result = scan(tmp_path, f"csv:{tmp_path}/d.csv", f"csv:{tmp_path}/s.csv")
    assert "0 keys, 4 periods: 0 risks." in result.output
    assert (risks(tmp_path), faults(tmp_path)) == ([], [])


def test_stock_that_is_owed_counts_and_demand_of_an_unknown_item_is_named(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(HEADINGS + "a,2026-06-02,1,0\n")
    (tmp_path / "s.csv").write_text("item,on hand\nA,-5\n")
    scan(tmp_path, f"csv:{tmp_path}/d.csv", f"csv:{tmp_path}/s.csv")
    assert risks(tmp_path) == [("A", "SHORTAGE", "2026-06-01", "5.0")]
    assert faults(tmp_path) == [("a", "demand, but no row in the stock", "left out")]


def test_a_least_cover_in_the_stock_is_judged(tmp_path: Path) -> None:
    """10 on hand, 4 a week: 6 at the end of the first week last one and a half more, and 2 is wanted."""
    rows = "".join(f"A,2026-06-{day:02d},4,0\n" for day in (1, 8)) + "A,2026-06-15,4,9\nA,2026-06-22,0,0\n"
    (tmp_path / "d.csv").write_text(HEADINGS + rows)
    (tmp_path / "s.csv").write_text("item,on hand,Least cover\nA,10,2\n")
    result = scan(tmp_path, f"csv:{tmp_path}/d.csv", f"csv:{tmp_path}/s.csv")
    assert "Columns not used" not in result.output
    assert ("A", "BELOW_SAFETY", "2026-06-01") in [risk[:3] for risk in risks(tmp_path)]


@pytest.mark.parametrize("out", ["s.csv", "d/more.csv", "d/r.parquet"])
def test_a_result_does_not_overwrite_its_sources_and_is_none_of_them(tmp_path: Path, out: str) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a.csv").write_text(HEADINGS + "A,2026-06-02,13,0\n")
    (tmp_path / "s.csv").write_text(STOCK)
    result = scan(tmp_path, f"csv:{tmp_path}/d", f"csv:{tmp_path}/s.csv", out=out)
    assert result.exit_code == 2
    assert "give it another place" in " ".join(result.output.split())
    assert (tmp_path / "s.csv").read_text() == STOCK
    assert [file.name for file in (tmp_path / "d").iterdir()] == ["a.csv"]


def test_a_key_with_a_character_that_no_workbook_holds_is_written_as_excel_writes_it(tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_text(HEADINGS + "A\x07,2026-06-02,13,0\n")
    (tmp_path / "s.csv").write_text("item,on hand\nA\x07,10\n")
    result = scan(tmp_path, f"csv:{tmp_path}/d.csv", f"csv:{tmp_path}/s.csv", out="r.xlsx")
    assert result.exit_code == 0, result.output
    assert openpyxl.load_workbook(tmp_path / "r.xlsx")["Risks"]["A2"].value == "A_x0007_"


def test_a_column_of_a_duckdb_file_that_is_no_number_is_named(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "erp.duckdb")) as db:
        db.execute("CREATE TYPE level AS ENUM ('13', 'many')")
        db.execute(
            "CREATE TABLE d AS SELECT 'A' AS item, DATE '2026-06-02' AS date, 'many'::level AS orders, 0 AS mps"
        )
        db.execute("CREATE TABLE s AS SELECT 'A' AS item, 10 AS on_hand")
    scan(tmp_path, f"duckdb:///{tmp_path}/erp.duckdb?table=d", f"duckdb:///{tmp_path}/erp.duckdb?table=s")
    assert faults(tmp_path) == [("A", "no number such as 1234.5, or one beyond any quantity", "left out")]


def test_the_day_of_a_moment_with_a_time_zone_is_that_of_this_computer_and_is_said(tmp_path: Path) -> None:
    """Midnight of 1 June in Shanghai is 16:00 of 31 May in Greenwich; either is one week."""
    moment = pa.array([datetime(2026, 5, 31, 16, tzinfo=UTC)], pa.timestamp("us", "UTC"))
    pq.write_table(
        pa.table({"item": ["A"], "date": moment, "orders": [13.0], "mps": [0.0]}), tmp_path / "d.parquet"
    )
    pq.write_table(pa.table({"item": ["A"], "on_hand": [10]}), tmp_path / "s.parquet")
    command = [sys.executable, "-c", "from pab_planner.cli import main; main()"]
    command += words(tmp_path, f"parquet:{tmp_path}/d.parquet", f"parquet:{tmp_path}/s.parquet")
    said = subprocess.run(
        command, env={**os.environ, "TZ": "Asia/Shanghai"}, capture_output=True, text=True, check=True
    ).stdout
    assert "date holds moments with a time zone; their days are those of this computer, UTC+0800." in said
    assert risks(tmp_path) == [SHORT]


PASSWORDS = [
    "postgres://me:secret@erp/db?table=d",
    "POSTGRESQL://me:secret@erp/db?table=d",
    "postgres://me%3Asecret@erp/db?table=d",
    "postgres://me%253Asecret@erp/db?table=d",
    "postgres:me:secret@erp/db?table=d",
    "postgres://me:sec?ret@erp/db?table=d",
    "postgres://me:sec/ret@erp/db?table=d",
    "postgres://me:s#ecret@erp/db?table=d",
    "postgres://me:s=ecret@erp/db?table=d",
    "postgres://erp/db?table=d&pass%77ord=secret",
    "postgres://erp/db?table=d&sslpassword=secret",
    "postgres://erp/db?query=SELECT * FROM dblink('host=x password=secret', 'SELECT 1')",
    "parquet:s3://bucket/x.parquet?s3_secret_access_key=secret",
    "parquet:https://me:s=ecret@host/x.parquet",
    "csv:https://host/x.csv?token=secret",
    "duckdb:///x.duckdb?table=d&password=secret",
]


@pytest.mark.parametrize("source", PASSWORDS)
@pytest.mark.parametrize("as_stock", [False, True])
def test_a_password_is_refused_wherever_it_stands_and_nothing_of_it_is_repeated(
    tmp_path: Path, source: str, as_stock: bool
) -> None:
    demand, stock = ("csv:d.csv", source) if as_stock else (source, "csv:s.csv")
    result = scan(tmp_path, demand, stock, "--json")
    assert result.exit_code == 2
    assert not {"ecret", "sec/", "sec?"} & {
        part for part in ("ecret", "sec/", "sec?") if part in result.output
    }
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("room", [500, 10**12])
def test_keys_are_alike_but_for_blanks_around_them(
    tmp_path: Path, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ordered by the keys' numbers and, where there are too many to number, by their texts. 10 are on hand of each."""
    monkeypatch.setattr("pab_planner.warehouse.scan.ROOM_OF_KEY", room)
    (tmp_path / "d").mkdir()
    orders = [
        *((" A", 1, 5.0), ("z", 2, 13.0), ("A ", 2, 5.0), ("\u00e4", 2, 14.0), ("A", 3, 5.0), ("Z", 2, 1.0)),
        *((None, 2, 1.0), ("", 3, 1.0), ("  ", 4, 1.0), ("C", 2, 1.0)),
        *(("B", -9, 99.0), ("a", -9, 99.0)),  # before the first day: neither judged nor a fault
    ]
    items, days, quantities = zip(*orders, strict=True)
    demand = {"item": items, "date": [DAY + timedelta(days=day) for day in days], "orders": quantities}
    pq.write_table(pa.table({**demand, "mps": [0.0] * len(orders)}), tmp_path / "d" / "d.parquet")
    stock = {"item": ["z", "Z ", "\u00e4", "A", " a"], "on_hand": [10] * 5}
    pq.write_table(pa.table(stock), tmp_path / "s.parquet")
    result = scan(tmp_path, f"parquet:{tmp_path}/d", f"parquet:{tmp_path}/s.parquet", "--json")
    assert [(item, worst) for item, _, _, worst in risks(tmp_path)] == [
        *(("A", "5.0"), ("\u00e4", "4.0"), ("z", "3.0"))
    ]
    assert faults(tmp_path) == [
        ("", "no item number or other key", "left out"),
        ("", "demand, but no row in the stock", "left out"),
        ("C", "demand, but no row in the stock", "left out"),
    ]
    found = json.loads(result.output)
    assert (found["keys"], found["left_out"], found["rows"], found["rows_before"]) == (7, 2, 15, 2)


def test_a_fault_has_its_first_day_in_whatever_order_the_rows_come(tmp_path: Path) -> None:
    rows = "A,2026-06-09,-2,0\nA,2026-06-03,-1,0\nA,2026-06-04,-3,0\n"
    (tmp_path / "d.csv").write_text(HEADINGS + rows)
    (tmp_path / "s.csv").write_text(STOCK)
    assert scan(tmp_path, f"csv:{tmp_path}/d.csv", f"csv:{tmp_path}/s.csv").exit_code == 0
    _, fault = (tmp_path / "r-faults.csv").read_text(encoding="utf-8-sig").splitlines()
    assert fault == "A,a negative quantity,orders,2026-06-03,3,-1.0,left out"


def test_what_several_threads_cannot_order_in_a_memory_one_orders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "d.csv").write_text(HEADINGS + "A,2026-06-02,13,0\n")
    (tmp_path / "s.csv").write_text(STOCK)
    sources = f"csv:{tmp_path}/d.csv", f"csv:{tmp_path}/s.csv"

    def needs_one_thread(question: Any, db: duckdb.DuckDBPyConnection, *rest: Any) -> Any:
        if db.sql("SELECT current_setting('threads')").fetchall() != [(1,)]:
            raise duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate")
        return find_in(question, db, *rest)

    monkeypatch.setattr("pab_planner.warehouse.scan.find_in", needs_one_thread)
    assert scan(tmp_path, *sources).exit_code == 0
    assert risks(tmp_path) == [SHORT]

    def needs_more(*_given: Any) -> Any:
        raise duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate")

    monkeypatch.setattr("pab_planner.warehouse.scan.find_in", needs_more)
    result = scan(tmp_path, *sources, "--memory", "300MB")
    assert result.exit_code == 2
    assert "give --memory more, such as 600MB" in " ".join(result.output.split())


@pytest.mark.parametrize("kind", [pa.float32(), pa.float64(), pa.decimal128(38, 6)])
def test_seven_tenths_cover_seven_orders_of_a_tenth_in_whatever_type(
    tmp_path: Path, kind: pa.DataType
) -> None:
    """In 32 bits 0.7 is less than seven times 0.1, by 2.2e-8."""
    days = [DAY + timedelta(days=number) for number in range(7)]
    tenths = pa.array([Decimal("0.1")] * 7).cast(pa.float64()).cast(kind)
    rows = {"item": ["A"] * 7, "date": days, "orders": tenths, "mps": [0] * 7}
    pq.write_table(pa.table(rows), tmp_path / "demand.parquet")
    on_hand = pa.array([0.7]).cast(kind)
    pq.write_table(pa.table({"item": ["A"], "on_hand": on_hand}), tmp_path / "stock.parquet")
    result = scan(tmp_path, f"parquet:{tmp_path}/demand.parquet", f"parquet:{tmp_path}/stock.parquet")
    assert result.exit_code == 0, result.output
    assert risks(tmp_path) == []


def test_columns_are_known_whatever_their_case_in_either_table(tmp_path: Path) -> None:
    (tmp_path / "demand.csv").write_text("ITEM,Date,Orders,MPS\nA,2026-06-02,13,0\n")
    (tmp_path / "stock.csv").write_text(STOCK)
    result = scan(tmp_path, f"csv:{tmp_path}/demand.csv", f"csv:{tmp_path}/stock.csv", key="Item")
    assert result.exit_code == 0, result.output
    assert "not used" not in result.output
    with (tmp_path / "r.csv").open(encoding="utf-8-sig") as stream:
        assert next(csv.DictReader(stream))["Item"] == "A"


WHAT_IS_OPEN = "item,date,orders,mps,shipped,line status\nA,2026-06-02,13,0,13,closed\n"


def test_what_was_shipped_or_closed_is_asked_about(tmp_path: Path) -> None:
    (tmp_path / "demand.csv").write_text(WHAT_IS_OPEN)
    (tmp_path / "stock.csv").write_text(STOCK)
    sources = f"csv:{tmp_path}/demand.csv", f"csv:{tmp_path}/stock.csv"
    result = scan(tmp_path, *sources)
    assert result.exit_code == 2
    assert "by shipped, line status, some of it may be shipped or cancelled" in result.output
    known = scan(tmp_path, *sources, "--label", "shipped=ignore", "--label", "line status=ignore")
    assert known.exit_code == 0, known.output
    assert risks(tmp_path) == [SHORT]


SAID_OF_OPTIONS = [
    (["--key", "item,item"], "--key item,item: expected names of columns"),
    (["--engine", "calc"], "--engine is calc; it must be one of: file, spark, spark://HOST"),
    (["--sheet", "Plan", "--all"], "--sheet, --all is for a workbook"),
    (["--settings", "plain.xlsx"], "has no settings"),
    (["--out", "nowhere/r.csv"], "r.csv: there is no folder nowhere"),
]


@pytest.mark.parametrize(("options", "said"), SAID_OF_OPTIONS)
def test_an_option_that_would_change_nothing_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    openpyxl.Workbook().save("plain.xlsx")
    Path("demand.csv").write_text(HEADINGS)
    Path("stock.csv").write_text(STOCK)
    result = scan(tmp_path, "csv:demand.csv", "csv:stock.csv", *options)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


@pytest.mark.parametrize("source", ["plan.xlsx", "mysql://host/database?table=t"])
def test_options_of_a_warehouse_with_something_else_are_refused(tmp_path: Path, source: str) -> None:
    result = scan(tmp_path, source, "csv:stock.csv")
    assert result.exit_code == 2
    assert "expected parquet:FOLDER, csv:FOLDER" in " ".join(result.output.split())


def test_neither_file_of_a_result_is_replaced_if_one_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "demand.csv").write_text(HEADINGS)
    (tmp_path / "stock.csv").write_text(STOCK)
    (tmp_path / "r.csv").mkdir()  # as little to be written to as a file that is open in Excel
    (tmp_path / "r-faults.csv").write_text("of yesterday")
    with pytest.raises(OSError, match=r"r\.csv"):
        check_place(tmp_path / "r.csv")
    assert (tmp_path / "r-faults.csv").read_text() == "of yesterday"


def test_a_link_is_followed_to_its_file_or_refused(tmp_path: Path) -> None:
    """A result must not overwrite what a link leads to; a folder behind a link would not be read."""
    folder = tmp_path / "demand"
    folder.mkdir()
    (tmp_path / "real.csv").write_text(HEADINGS)
    (tmp_path / "stock.csv").write_text(STOCK)
    (folder / "june.csv").symlink_to(tmp_path / "real.csv")
    sources = f"csv:{folder}", f"csv:{tmp_path}/stock.csv"
    overwriting = scan(tmp_path, *sources, out="real.csv")
    assert "lies in the source" in overwriting.output
    (folder / "more").symlink_to(tmp_path)
    assert "more is no .csv file" in " ".join(scan(tmp_path, *sources).output.split())


def test_a_query_is_asked_as_it_is_typed() -> None:
    typed = "SELECT a+b AS orders FROM t WHERE name LIKE 'A%20&%'"
    source = read_source(f"postgres://host/database?sslmode=require&query={typed}", "DEMAND")
    assert source.query == typed
    assert read_source(source.uri, "DEMAND") == source
    assert source.place == "postgres://host/database?sslmode=require"


def test_a_full_disk_is_called_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What DuckDB 1.5 said of a tmpfs of 3 MB."""

    def refuse(*_: object) -> None:
        raise duckdb.IOException('Could not write file "x.plain": No space left on device')

    monkeypatch.setattr("pab_planner.warehouse.scan.write_results", refuse)
    (tmp_path / "demand.csv").write_text(HEADINGS)
    (tmp_path / "stock.csv").write_text(STOCK)
    result = scan(tmp_path, f"csv:{tmp_path}/demand.csv", f"csv:{tmp_path}/stock.csv")
    assert "the disk is full" in " ".join(result.output.split())


def test_a_workbook_that_is_stopped_in_the_middle_leaves_nothing_to_complain_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Ctrl-C and a full disk stop it; openpyxl's rows would print two tracebacks when they are thrown away."""
    heard: list[object] = []

    def stop(sheet: object, value: object, *, bold: bool = False) -> object:
        if not bold:
            raise KeyboardInterrupt
        return value

    monkeypatch.setattr("sys.unraisablehook", heard.append)
    monkeypatch.setattr("pab_planner.warehouse.result._cell", stop)
    (tmp_path / "demand.csv").write_text(HEADINGS + "A,2026-06-02,13,0\n")
    (tmp_path / "stock.csv").write_text(STOCK)
    result = scan(tmp_path, f"csv:{tmp_path}/demand.csv", f"csv:{tmp_path}/stock.csv", out="r.xlsx")
    gc.collect()
    assert result.exit_code == 130
    assert heard == []
    assert sorted(file.name for file in tmp_path.iterdir()) == ["demand.csv", "stock.csv"]


@pytest.mark.parametrize("kinds", [("float32", "float64"), ("int32", "float32")])
def test_a_column_of_32_bits_in_some_files_only_is_refused(tmp_path: Path, kinds: tuple[str, str]) -> None:
    (tmp_path / "demand").mkdir()
    (tmp_path / "stock.csv").write_text(STOCK)
    for number, kind in enumerate(kinds):
        orders = pa.array([13.0]).cast(kind)
        rows = {"item": ["A"], "date": [DAY], "orders": orders, "mps": [0]}
        pq.write_table(pa.table(rows), tmp_path / "demand" / f"{number}.parquet")
    result = scan(tmp_path, f"parquet:{tmp_path}/demand", f"csv:{tmp_path}/stock.csv")
    assert result.exit_code == 2
    assert "column orders is " in " ".join(result.output.split())


def test_a_column_that_stands_in_the_file_and_in_its_folders_name_is_refused(tmp_path: Path) -> None:
    """DuckDB reads the folder's 0042 in place of the file's 0099."""
    folder = tmp_path / "demand" / "item=0042"
    folder.mkdir(parents=True)
    (tmp_path / "stock.csv").write_text(STOCK)
    (folder / "a.csv").write_text(HEADINGS + "0099,2026-06-02,13,0\n")
    by_csv = scan(tmp_path, f"csv:{tmp_path}/demand", f"csv:{tmp_path}/stock.csv")
    (folder / "a.csv").unlink()
    rows = {"item": ["0099"], "date": [DAY], "orders": [13], "mps": [0]}
    pq.write_table(pa.table(rows), folder / "a.parquet")
    by_parquet = scan(tmp_path, f"parquet:{tmp_path}/demand", f"csv:{tmp_path}/stock.csv")
    for result in (by_csv, by_parquet):
        assert result.exit_code == 2
        assert "has several columns item" in " ".join(result.output.split())
