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


def test_a_duckdb_file_is_not_for_spark(warehouse: Path) -> None:
    source = f"duckdb:///{warehouse / 'erp.duckdb'}?table=demand"
    result = scan(source, "--stock", "csv:s", *WEEKS, "--out", warehouse / "r.csv", "--engine", "spark")
    assert "reads parquet: and csv: sources" in result.output
