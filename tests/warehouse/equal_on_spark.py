"""`make test-spark`: a real Spark, of PyPI and on Debian's Java, answers as DuckDB does, row for row.

It stands beside `make test`, because Spark is 450 MB and takes a minute to be installed and started.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from pab_planner import DemandRule
from pab_planner.warehouse.question import Question
from pab_planner.warehouse.scan import scan_warehouse
from pab_planner.warehouse.sources import read_source
from warehouse.test_equal_to_find_risks import PERIODS, POLICIES, START, random_plan, write
from warehouse.test_scan_a_warehouse import RISKS, WEEKS, read_csv, scan, scanned


def test_spark_finds_what_duckdb_finds(tmp_path: Path) -> None:
    question = Question(
        demand=read_source(f"parquet:{tmp_path / 'demand'}", "DEMAND"),
        stock=read_source(f"parquet:{tmp_path / 'stock.parquet'}", "--stock"),
        keys=("item", "site"),
        customer="buyer",
        start=START,
        bucket="week",
        count=PERIODS,
        rule=DemandRule.THREE_ZONE,
        demand_time_fence=2,
        planning_time_fence=5,
        policies=POLICIES,
    )
    random = np.random.default_rng(5)
    write(tmp_path, replace(random_plan(random, 100), periods=question.periods), question.starts, random, 100)
    by_duckdb = scan_warehouse(question, tmp_path / "duckdb.parquet")
    by_spark = scan_warehouse(question, tmp_path / "spark.parquet", spark="local")
    assert by_spark == by_duckdb
    assert by_duckdb.summary.risks
    tables = [pq.read_table(tmp_path / f"{name}.parquet").to_pylist() for name in ("spark", "duckdb")]
    assert tables[0] == tables[1]


def test_spark_names_the_same_faults(warehouse: Path) -> None:
    assert scanned(warehouse, "duckdb.csv").exit_code == 0
    result = scanned(warehouse, "spark.csv", "--engine", "spark")
    assert result.exit_code == 0, result.output
    assert [tuple(row.values()) for row in read_csv(warehouse / "spark.csv")] == RISKS
    assert read_csv(warehouse / "spark-faults.csv") == read_csv(warehouse / "duckdb-faults.csv")


def test_spark_reads_texts_and_files_as_duckdb_does(tmp_path: Path) -> None:
    """A column in text, of everything that is a number or a day and of what is none; columns in another order."""
    numbers = ["13", " 13 ", "1.3e1", "1_3", "13d", "1,300", "0x1p3", "many", "", "inf", "NaN", "-1"]
    days = [
        "2026-06-02",
        "2026-6-2",
        "2026/06/02",
        "20260602",
        "2026-06-02T23:00:00+08:00",
        "2026-06",
        "2026",
        "soon",
    ]
    rows = [(f"N{n}", "2026-06-02", each) for n, each in enumerate(numbers)]
    rows += [(f"D{n}", each, "13") for n, each in enumerate(days)]
    (tmp_path / "d").mkdir()
    tables = {"a": ["item,date,orders,mps"], "b": ["mps;orders;date;item"]}
    for number, (item, day, orders) in enumerate(rows):
        cells = (item, day, f'"{orders}"', "0")
        tables["ab"[number % 2]].append(",".join(cells) if number % 2 == 0 else ";".join(cells[::-1]))
    for name, lines in tables.items():
        (tmp_path / "d" / f"{name}.csv").write_text("\n".join(lines) + "\n")
    (tmp_path / "s.csv").write_text("item,on hand\n" + "".join(f"{item},10\n" for item, *_ in rows))
    options = ["--key", "item", "--from", "2026-06-01", "--bucket", "week", "--periods", "4"]
    found = {}
    for engine in ("file", "spark"):
        out = tmp_path / f"{engine}.csv"
        sources = f"csv:{tmp_path}/d", "--stock", f"csv:{tmp_path}/s.csv"
        result = scan(*sources, *options, "--engine", engine, "--out", out)
        assert result.exit_code == 0, result.output
        found[engine] = read_csv(out), read_csv(tmp_path / f"{engine}-faults.csv")
    assert found["spark"] == found["file"]
    assert {row["item"] for row in found["file"][0]} == {"N0", "N1", "N2", "D0", "D1", "D2", "D3", "D4"}
    (tmp_path / "d" / "c.csv").write_text("item,date,orders,mps\nN0,2026-06-03\n")
    torn = scan(
        f"csv:{tmp_path}/d",
        "--stock",
        f"csv:{tmp_path}/s.csv",
        *options,
        "--engine",
        "spark",
        "--out",
        "t.csv",
    )
    assert torn.exit_code == 2
    assert "can't be read" in " ".join(torn.output.split())


def test_a_duckdb_file_is_not_for_spark(warehouse: Path) -> None:
    source = f"duckdb:///{warehouse / 'erp.duckdb'}?table=demand"
    stock, out = f"csv:{warehouse / 'stock.csv'}", warehouse / "r.csv"
    result = scan(source, "--stock", stock, *WEEKS, "--out", out, "--engine", "spark")
    assert "reads parquet: and csv: sources" in result.output
