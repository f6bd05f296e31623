"""`pab-planner scan csv:... --stock ...` on three good keys and seven bad ones; figures by hand."""

import csv
import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from typer.testing import CliRunner, Result

import pab_planner.cli.scan_verb  # noqa: F401  registers the verb
from pab_planner.cli import app

WEEKS = ("--key", "item,site", "--from", "2026-06-01", "--bucket", "week", "--periods", "4")


def scan(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["scan", *map(str, arguments), "--lang", "en"])


def scanned(warehouse: Path, out: str, *more: str) -> Result:
    demand, stock = f"csv:{warehouse / 'demand'}", f"csv:{warehouse / 'stock.csv'}"
    return scan(demand, "--stock", stock, *WEEKS, "--out", warehouse / out, *more)


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


RISKS = [
    ("0042", "N", "SHORTAGE", "2026-06-22", "2026-06-22", "", "0.1"),
    ("'=1+1", "N", "MPS_DEPENDENT", "2026-06-01", "2026-06-01", "2026-06-08", "2.0"),
    ("G", "S", "BELOW_SAFETY", "2026-06-01", "2026-06-22", "", "2.0"),
]


def test_risks_and_faults_are_two_tables(warehouse: Path) -> None:
    result = scanned(warehouse, "risks.csv")
    assert result.exit_code == 0, result.output
    assert [tuple(row.values()) for row in read_csv(warehouse / "risks.csv")] == RISKS
    faults = [tuple(row.values()) for row in read_csv(warehouse / "risks-faults.csv")]
    assert faults == [
        ("", "S", "no item number or other key", "", "2026-06-05", "1", "", "left out"),
        ("", "S", "demand, but no row in the stock", "", "2026-06-05", "1", "", "left out"),
        ("0042", "N", "an empty quantity", "supply", "2026-06-09", "1", "", "taken as 0"),
        ("'=1+1", "N", "several rows for one key and day", "", "2026-06-02", "2", "", "added up"),
        ("B", "S", "a negative quantity", "orders", "2026-06-03", "1", "-1.0", "left out"),
        ("C", "S", "demand, but no row in the stock", "", "2026-06-03", "1", "", "left out"),
        ("D", "S", "no date, or none such as 2026-06-01", "", "", "1", "", "left out"),
        (
            "E",
            "S",
            "no number such as 1234.5, or one beyond any quantity",
            "orders",
            "2026-06-03",
            "1",
            "",
            "left out",
        ),
        ("H", "S", "several rows in the stock", "", "", "2", "", "left out"),
    ]
    assert "10 keys, 4 periods: 3 risks." in result.output
    assert "6 keys left out" in result.output
    assert "Not counted: 1 row before 2026-06-01, 1 row from 2026-06-29 on." in result.output
    assert "Columns not used: buyer, owner" in result.output
    assert sorted(path.name for path in warehouse.iterdir()) == [
        *("demand", "risks-faults.csv", "risks.csv", "stock.csv")
    ]


def test_a_workbook_has_a_sheet_of_each_and_text_stays_text(warehouse: Path) -> None:
    assert scanned(warehouse, "risks.xlsx", "--customer", "buyer").exit_code == 0
    book = openpyxl.load_workbook(warehouse / "risks.xlsx")
    rows = [[cell.value for cell in row] for row in book["Risks"].iter_rows()]
    assert rows[0] == ["item", "site", "customers", "level", "first", "last", "recovery", "worst_quantity"]
    assert rows[1][:5] == ["0042", "N", "ACME, Zhou", "SHORTAGE", datetime(2026, 6, 22)]
    assert rows[2][0] == "=1+1"
    assert book["Risks"]["A3"].data_type == "s"
    assert book["Faults"].max_row == 10


def test_json_holds_the_figures(warehouse: Path) -> None:
    result = scanned(warehouse, "risks.parquet", "--json")
    found: dict[str, Any] = json.loads(result.output)
    assert (found["keys"], found["left_out"], found["rows"]) == (10, 6, 20)
    assert found["risks"] == {"SHORTAGE": 1, "MPS_DEPENDENT": 1, "BELOW_SAFETY": 1}
    assert found["faults"] == {
        "no key": 1,
        "no stock row": 2,
        "two stock rows": 1,
        "no date": 1,
        "no number": 1,
        "negative": 1,
        "empty": 1,
        "two rows for a day": 1,
    }
    assert (found["rows_before"], found["rows_after"]) == (1, 1)


def test_two_orders_of_different_customers_on_one_day_are_no_fault(warehouse: Path) -> None:
    file = warehouse / "demand" / "june.csv"
    file.write_text(file.read_text().replace("=1+1,N,ACME,2026-06-02,4", "=1+1,N,Zhou,2026-06-02,4"))
    found = json.loads(scanned(warehouse, "risks.parquet", "--json", "--customer", "buyer").output)
    assert "two rows for a day" not in found["faults"]


def test_a_duckdb_file_is_read_and_left_alone(warehouse: Path) -> None:
    file = warehouse / "erp.duckdb"
    with duckdb.connect(str(file)) as db:
        for name, source in {"demand": "demand/june.csv", "stock": "stock.csv"}.items():
            db.execute(f"CREATE TABLE {name} AS FROM read_csv('{warehouse / source}', all_varchar = true)")
    before = file.read_bytes()
    tables = [f"duckdb:///{file}?table={name}" for name in ("demand", "main.stock")]
    result = scan(tables[0], "--stock", tables[1], *WEEKS, "--out", warehouse / "risks.csv")
    assert result.exit_code == 0, result.output
    assert [tuple(row.values()) for row in read_csv(warehouse / "risks.csv")] == RISKS
    assert file.read_bytes() == before


def test_rule_fences_and_policies_come_from_a_planners_settings(warehouse: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Settings"
    sheet.append(["Least periods at risk", 2])
    book.save(warehouse / "plan.xlsx")
    scanned(warehouse, "risks.csv", "--settings", str(warehouse / "plan.xlsx"))
    assert [row["item"] for row in read_csv(warehouse / "risks.csv")] == ["G"]


def test_a_password_is_refused_and_not_repeated() -> None:
    for source in ("postgres://me:secret@erp/db?table=d", "postgres://erp/db?table=d&password=secret"):
        result = scan(source, "--stock", "csv:s", *WEEKS, "--out", "risks.csv")
        assert result.exit_code == 2
        assert "pgpass" in result.output
        assert "secret" not in result.output


REFUSED = [
    (["--out", "risks.csv"], "needs --stock, --key, --from, --bucket, --periods too"),
    (["--stock", "csv:nowhere", *WEEKS, "--out", "risks.csv"], "nowhere: no csv file there"),
    (["--stock", "xls:nowhere", *WEEKS, "--out", "risks.csv"], "expected parquet:FOLDER"),
    (["--stock", "csv:STOCK", *WEEKS, "--out", "risks.doc"], "ends in .parquet, .csv or .xlsx"),
    (["--stock", "csv:STOCK", *WEEKS, "--out", "risks.csv", "--key", "sku"], "no column sku"),
    (["--stock", "csv:STOCK", *WEEKS, "--out", "risks.csv", "--rule", "max"], "no column of the forecast"),
    (["--stock", "csv:STOCK", *WEEKS, "--out", "risks.csv", "--label", "owner=supply"], "may all be supply"),
    (["--stock", "csv:STOCK", *WEEKS, "--out", "risks.csv", "--memory", "lots"], "500MB"),
    (["--stock", "csv:STOCK", *WEEKS, "--out", "risks.csv", "--from", "1 June"], "a date such as"),
    (
        ["--stock", "csv:STOCK", *WEEKS, "--out", "risks.csv", "--from", "2026-06-02", "--bucket", "month"],
        "first of",
    ),
]


@pytest.mark.parametrize(("options", "said"), REFUSED)
def test_what_cannot_be_done_is_said_and_nothing_is_written(
    warehouse: Path, options: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(warehouse)
    given = [word.replace("STOCK", "stock.csv") for word in options]
    result = scan("csv:demand", *given)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert sorted(path.name for path in warehouse.iterdir()) == ["demand", "stock.csv"]


def test_a_parquet_file_that_is_none_is_named(warehouse: Path) -> None:
    (warehouse / "demand" / "torn.parquet").write_bytes(b"PAR1 torn")
    result = scan(
        *(f"parquet:{warehouse}/demand/*.parquet", "--stock", f"csv:{warehouse}/stock.csv"),
        *(*WEEKS, "--out", warehouse / "r.csv"),
    )
    assert result.exit_code == 2
    assert "can't be read" in result.output
    assert "torn.parquet" in result.output


def test_control_c_leaves_no_half_written_result(warehouse: Path) -> None:
    rows = "".join(f"0042,N,ACME,2026-06-{1 + n % 28:02d},1,0,x\n" for n in range(500_000))
    with (warehouse / "demand" / "more.csv").open("w") as stream:
        stream.write("item,site,buyer,date,orders,mps,owner\n" + rows)
    command = [sys.executable, "-c", "from pab_planner.cli import main; main()", "scan", "csv:demand"]
    command += ["--stock", "csv:stock.csv", *WEEKS, "--out", "risks.csv"]
    process = subprocess.Popen(command, cwd=warehouse, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and not list(warehouse.glob(".scan-*")):
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert "nothing was written" in said or "未写入" in said
    assert sorted(path.name for path in warehouse.iterdir()) == ["demand", "stock.csv"]


def test_control_c_ends_a_query_that_would_run_for_an_hour(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB hears nothing while it orders, so it works in a thread of its own."""

    def endless(*_given: Any) -> str:
        return "SELECT max(range) FROM range(10000000000000)"

    monkeypatch.setattr("pab_planner.warehouse.on_duckdb.numbered_rows", endless)
    pressed = threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGINT))
    pressed.start()
    result = scanned(warehouse, "risks.csv")
    assert result.exit_code == 130
    assert "nothing was written" in result.output
    assert sorted(path.name for path in warehouse.iterdir()) == ["demand", "stock.csv"]


@pytest.mark.parametrize(
    "raised", [RuntimeError("Query interrupted"), duckdb.InterruptException("Interrupted!")]
)
def test_duckdbs_own_words_for_control_c_are_control_c(
    warehouse: Path, raised: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_given: Any) -> None:
        raise raised

    monkeypatch.setattr("pab_planner.warehouse.scan.find_in", interrupted)
    result = scanned(warehouse, "risks.csv")
    assert result.exit_code == 130
    assert "nothing was written" in result.output
    assert sorted(path.name for path in warehouse.iterdir()) == ["demand", "stock.csv"]
