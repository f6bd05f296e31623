"""A scan of millions of rows against DuckDB's bare `ORDER BY` of the same rows to Arrow.

`bench_warehouse.py [ROWS [MEMORY]]`; with `scan` behind them one scan only, and what memory it took.
"""

import resource
import sys
import tempfile
from datetime import date
from pathlib import Path

import duckdb
from ratios import report

from pab_planner.warehouse.question import Question
from pab_planner.warehouse.scan import memory_of, scan_warehouse
from pab_planner.warehouse.sources import read_source

WEEKS, START = 52, date(2026, 6, 1)


def write_warehouse(folder: Path, rows: int) -> None:
    """Parquet in the order in which snapshots arrive: one file a week, the items scattered in it."""
    items = -(-rows // WEEKS)
    (folder / "demand").mkdir()
    key = "'P' || lpad((i // 4)::VARCHAR, 8, '0') AS item, 'L' || (i % 4)::VARCHAR AS site"
    with duckdb.connect(config={"memory_limit": "2GB"}) as db:
        for week in range(WEEKS):
            db.execute(
                f"""COPY (SELECT {key}, DATE '{START}' + {7 * week} AS date,
                (hash(i * 64 + {week}) % 100)::DOUBLE AS orders,
                CASE WHEN {week} % 3 = 2 THEN 3.0 * (37 + hash(i * 64 + {week} + 3) % 30) ELSE 0.0 END::DOUBLE AS mps
                FROM (SELECT (k * 7919 + 13) % {items} AS i FROM range({items}) t(k)))
                TO '{folder}/demand/week-{week:02d}.parquet' (COMPRESSION zstd)"""
            )
        db.execute(
            f"""COPY (SELECT {key}, (300 + hash(i) % 100)::DOUBLE AS on_hand, (hash(i + 7) % 40)::DOUBLE AS safety_stock
            FROM range({items}) t(i)) TO '{folder}/stock.parquet' (COMPRESSION zstd)"""
        )


def main(rows: int = 10_000_000, memory: str = "1GB", only: str = "") -> None:
    """Print the ratio, or the memory of one scan."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_warehouse(folder, rows)
        question = Question(
            demand=read_source(f"parquet:{folder / 'demand'}", "DEMAND"),
            stock=read_source(f"parquet:{folder / 'stock.parquet'}", "--stock"),
            keys=("item", "site"),
            start=START,
            bucket="week",
            count=WEEKS,
        )

        def scan() -> None:
            scan_warehouse(question, folder / "risks.parquet", memory=memory_of(memory))

        def bare_order() -> None:
            limit = memory_of(memory) // 2**20
            with duckdb.connect(config={"memory_limit": f"{limit}MiB", "temp_directory": name}) as db:
                ordered = db.sql(f"FROM '{folder}/demand/*.parquet' ORDER BY item, site")
                for _ in ordered.to_arrow_reader(500_000):
                    pass

        if only == "scan":
            scan()
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"{rows:,} rows in {memory}: {peak} MiB at most")
            return
        report(
            f"{rows:,} rows in {memory}",
            {"DuckDB's ORDER BY to Arrow": bare_order, "scan (at most 1.25)": scan},
            "DuckDB's ORDER BY to Arrow",
            rounds=3,
        )


if __name__ == "__main__":
    words = sys.argv[1:]
    main(*(int(word) if word.isdigit() else word for word in words))  # type: ignore[arg-type]
