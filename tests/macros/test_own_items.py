"""A planner's own items come out of a scanned warehouse into a planner workbook, and judge there as they did."""

import json
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from typer.testing import CliRunner, Result

import pab_planner.cli.press_verb
import pab_planner.cli.pull_verb
import pab_planner.cli.scan_verb  # noqa: F401  all register their verbs
from pab_planner.cli import app

START = date(2026, 6, 1)
PLANNER = Path(__file__).parents[2] / "workbook" / "PAB_Planner.xlsm"


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, words), "--lang", "en"])


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """Forty items at two sites for three customers, scanned for more weeks than Plan shows; every fifth is short."""
    with duckdb.connect() as db:
        db.execute(
            f"""COPY (SELECT 'P' || lpad((i // 2)::VARCHAR, 4, '0') AS item, 'S' || (i % 2)::VARCHAR AS site,
            ['ACME', 'Zhou', 'Nord'][1 + (i + w) % (1 + i % 3)] AS customer,
            DATE '{START}' + (7 * w + i % 5)::INTEGER AS date, (hash(i * 64 + w) % 600) / 10 AS orders,
            CASE WHEN w % 3 = 2 THEN (hash(i * 64 + w + 9) % 1900) / 10 ELSE 0 END AS mps
            FROM range(40) t(i), range(20) u(w)) TO '{tmp_path}/demand.parquet'"""
        )
        db.execute(
            f"""COPY (SELECT 'P' || lpad((i // 2)::VARCHAR, 4, '0') AS item, 'S' || (i % 2)::VARCHAR AS site,
            30.5 + i * 3 AS on_hand, 0.5 AS allocated, (i % 4) * 5 AS safety_stock FROM range(40) t(i))
            TO '{tmp_path}/stock.parquet'"""
        )
    shutil.copy(PLANNER, tmp_path / "book.xlsm")
    result = scanned(tmp_path)
    assert result.exit_code == 0, result.output
    return tmp_path


def scanned(company: Path) -> Result:
    return run(
        *("scan", f"parquet:{company}/demand.parquet", "--stock", f"parquet:{company}/stock.parquet"),
        *("--key", "item,site", "--customer", "customer", "--from", START.isoformat(), "--bucket", "week"),
        *("--periods", "20", "--out", company / "risks.parquet"),
    )


def risks_of_scan(file: Path, where: str) -> list[tuple[Any, ...]]:
    query = f"SELECT item || '@' || site, level, first, last, worst_quantity FROM '{file}' WHERE {where}"
    return sorted(duckdb.execute(query).fetchall())


def risks_of_book(book: Path) -> list[tuple[Any, ...]]:
    found = json.loads(run("scan", book, "--json").output)
    names = ("item", "level", "first_period", "last_period", "worst_quantity")
    rows = [tuple(risk[name] for name in names) for risk in found["risks"]]
    return sorted((r[0], r[1], date.fromisoformat(r[2]), date.fromisoformat(r[3]), r[4]) for r in rows)


def test_the_items_of_a_customer_have_the_risks_that_they_had(company: Path) -> None:
    risks, book = company / "risks.parquet", company / "book.xlsm"
    result = run("pull", risks, book, "--customer", "Nord")
    assert result.exit_code == 0, result.output
    expected = risks_of_scan(risks, "list_contains(string_split(customers, ', '), 'Nord')")
    assert len(expected) > 10
    assert risks_of_book(book) == expected
    assert "Press Update alerts" in result.output


def test_named_items_are_taken_and_others_leave(company: Path) -> None:
    risks, book = company / "risks.parquet", company / "book.xlsm"
    result = run("pull", risks, book, "--item", "P0003", "--item", "P0004", "--item", "P0099")
    assert result.exit_code == 0
    assert "Not found: P0099." in result.output.replace("\n", " ")
    sheets = openpyxl.load_workbook(book)
    stock = [row[0].value for row in sheets["Stock"].iter_rows(min_row=4) if row[0].value]
    assert stock == ["P0003@S0", "P0003@S1", "P0004@S0", "P0004@S1"]
    assert {row[0].value for row in sheets["Orders"].iter_rows(min_row=4) if row[0].value} == set(stock)
    on_hand = [(row[2].value, row[3].value, row[4].value) for row in sheets["Stock"].iter_rows(4, 7)]
    assert on_hand == [(48.5, 0.5, 10), (51.5, 0.5, 15), (54.5, 0.5, 0), (57.5, 0.5, 5)]
    settings = {row[0].value: row[1].value for row in sheets["Settings"].iter_rows() if row[0].value}
    assert settings["First day of the plan 计划起始日"] == datetime(2026, 6, 1)
    assert settings["Number of periods 期数"] == 20
    assert risks_of_book(book) == risks_of_scan(risks, "item IN ('P0003', 'P0004')")


def test_the_button_asks_the_settings(company: Path) -> None:
    book = company / "book.xlsm"
    said = run("press", "get_my_items", book)
    assert said.exit_code == 2
    assert "Source of my items" in said.output
    sheets = openpyxl.load_workbook(book, keep_vba=True)
    for row in sheets["Settings"].iter_rows():
        given = {"Source of my items 我的物料来源": "risks.parquet", "My items 我的物料": "P0007; P0008"}
        if row[0].value in given:
            row[1].value = given[str(row[0].value)]
    sheets.save(book)
    assert "4 items from risks.parquet" in run("press", "get_my_items", book).output


REFUSED = [
    (["--item", "none"], "no item of risks.parquet is named none"),
    (["--customer", "Nobody"], "no item of risks.parquet is at risk and ordered by Nobody"),
]


@pytest.mark.parametrize(("options", "said"), REFUSED)
def test_a_choice_that_leaves_nothing_changes_nothing(company: Path, options: list[str], said: str) -> None:
    book = company / "book.xlsm"
    before = book.read_bytes()
    result = run("pull", company / "risks.parquet", book, *options)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())
    assert book.read_bytes() == before


def test_a_file_that_is_no_scan_is_named(company: Path) -> None:
    for file in ("stock.parquet", "book.xlsm", "nowhere.parquet"):
        result = run("pull", company / file, company / "book.xlsm")
        assert result.exit_code == 2
        assert "expected the .parquet file" in " ".join(result.output.split())


def test_an_item_that_the_scan_left_out_is_named_and_does_not_come_along(company: Path) -> None:
    """P0003 has a negative order at S0, so the scan judged it at S1 only."""
    demand, risks, book = (company / name for name in ("demand.parquet", "risks.parquet", "book.xlsm"))
    shutil.move(demand, company / "old.parquet")
    duckdb.execute(
        f"""COPY (SELECT * REPLACE (CASE WHEN item = 'P0003' AND site = 'S0' THEN -1 ELSE orders END AS orders)
        FROM '{company}/old.parquet') TO '{demand}'"""
    )
    assert scanned(company).exit_code == 0
    said = " ".join(run("pull", risks, book, "--item", "P0003", "--item", "P0004").output.split())
    assert "3 items from risks.parquet" in said
    assert "because the scan found faults in their rows: P0003@S0." in said
    stock = [
        row[0].value for row in openpyxl.load_workbook(book)["Stock"].iter_rows(min_row=4) if row[0].value
    ]
    assert stock == ["P0003@S1", "P0004@S0", "P0004@S1"]
    customer = f"SELECT customer FROM '{demand}' WHERE item = 'P0003' AND site = 'S0' LIMIT 1"
    [(name,)] = duckdb.execute(customer).fetchall()
    assert "P0003@S0" in run("pull", risks, book, "--customer", name).output


def test_least_cover_comes_along_and_is_judged_as_it_was(company: Path) -> None:
    stock, risks, book = (company / name for name in ("stock.parquet", "risks.parquet", "book.xlsm"))
    shutil.move(stock, company / "old.parquet")
    duckdb.execute(f"COPY (SELECT *, 3 AS least_cover FROM '{company}/old.parquet') TO '{stock}'")
    before = len(risks_of_scan(risks, "true"))
    assert scanned(company).exit_code == 0
    assert len(risks_of_scan(risks, "true")) > before
    assert run("pull", risks, book, "--item", "P0003", "--item", "P0004").exit_code == 0
    assert risks_of_book(book) == risks_of_scan(risks, "item IN ('P0003', 'P0004')")


def test_a_password_typed_as_the_source_is_not_repeated(company: Path) -> None:
    result = run("pull", "postgres://me:secret@erp/db?table=d", company / "book.xlsm")
    assert result.exit_code == 2
    assert "holds a password" in result.output and "secret" not in result.output


def test_a_pc_without_duckdb_says_who_can_do_it_and_changes_nothing(company: Path) -> None:
    """As the set-up program leaves it; its Python is no place to install packages into.

    In a process of its own: here DuckDB is imported already, and `uno` answers imports from what was imported once.
    """
    book = company / "book.xlsm"
    before = book.read_bytes()
    without = "import sys; sys.modules['duckdb'] = None; from pab_planner.cli import main; main()"
    pull = ["pull", str(company / "risks.parquet"), str(book), "--lang", "en"]
    done = subprocess.run([sys.executable, "-c", without, *pull], capture_output=True, text=True)
    assert done.returncode == 2
    assert "who fills it with pab-planner pull risks.parquet BOOK" in " ".join(done.stderr.split())
    assert book.read_bytes() == before


def test_a_scan_of_this_folder_is_found_from_another(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The button works in whatever folder Excel was started in."""
    monkeypatch.chdir(company)
    assert scanned(Path()).exit_code == 0
    monkeypatch.chdir(company.parent)
    result = run("pull", company / "risks.parquet", company / "book.xlsm", "--item", "P0003@S1")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("1 item from risks.parquet")


def test_the_faults_of_a_scan_are_no_scan_and_belong_to_it(company: Path) -> None:
    book = company / "book.xlsm"
    taken_for_risks = run("pull", company / "risks-faults.parquet", book)
    assert taken_for_risks.exit_code == 2
    assert "expected the .parquet file" in " ".join(taken_for_risks.output.split())
    (company / "risks-faults.parquet").unlink()
    alone = run("pull", company / "risks.parquet", book)
    assert alone.exit_code == 2
    assert "risks-faults.parquet must stand beside risks.parquet" in " ".join(alone.output.split())


def test_a_workbook_without_settings_is_refused(company: Path) -> None:
    openpyxl.Workbook().save(company / "plain.xlsx")
    result = run("pull", company / "risks.parquet", company / "plain.xlsx")
    assert result.exit_code == 2
    assert "no sheet Settings" in " ".join(result.output.split())
