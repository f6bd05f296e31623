"""A real Postgres of this machine's Debian, started for these tests."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import pab_planner.cli.scan_verb  # noqa: F401  registers the verb
from pab_planner.cli import app

TABLES = """
CREATE TABLE demand (item text, site char(4), date date, orders numeric(12, 3), mps numeric(12, 3));
INSERT INTO demand VALUES ('0042', 'N', '2026-06-01', 0.1, NULL), ('0042', 'N', '2026-06-08', 0.1, 0),
    ('0042', 'N', '2026-06-15', 0.1, 0), ('0042', 'N', '2026-06-22', 0.125, 0), ('7', 'S', '2026-06-01', 4, 9);
CREATE TABLE stock (item text, site char(4), on_hand numeric(12, 3));
INSERT INTO stock VALUES ('0042', 'N', 0.3), ('7', 'S', 1);
"""


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """Its address; a socket in a folder, no port that others see, and no password."""
    home = Path(tempfile.mkdtemp(prefix="pab-"))  # a socket's path has at most 107 characters
    tools = max(Path("/usr/lib/postgresql").glob("*/bin"))
    as_somebody: list[str] = []
    if os.geteuid() == 0:  # Postgres does not run as root
        as_somebody = ["runuser", "-u", "postgres", "--"]
        shutil.chown(home, "postgres")

    def run(*words: object, text: str = "") -> None:
        command = [*as_somebody, *map(str, words)]
        subprocess.run(command, input=text, text=True, check=True, capture_output=True, cwd=home)

    run(tools / "initdb", "-D", home / "data", "-A", "trust", "-U", "planner", "--no-sync")
    options = f"-F -k {home} -c listen_addresses= -c shared_buffers=1MB"
    run(tools / "pg_ctl", "-D", home / "data", "-w", "-o", options, "-l", home / "log", "start")
    try:
        run(tools / "psql", "-h", home, "-U", "planner", "-q", "postgres", text=TABLES)
        yield f"postgres://planner@/postgres?host={home}"
    finally:
        run(tools / "pg_ctl", "-D", home / "data", "-m", "immediate", "stop")
        shutil.rmtree(home)


def scan(database: str, demand: str, folder: Path) -> str:
    source = f"{database}&{demand}"
    options = [
        "--key",
        "item,site",
        "--from",
        "2026-06-01",
        "--bucket",
        "week",
        "--periods",
        "4",
        "--lang",
        "en",
    ]
    options += ["--stock", f"{database}&table=stock", "--out", str(folder / "risks.csv")]
    result = CliRunner().invoke(app, ["scan", source, *options])
    return result.output if result.exit_code else (folder / "risks.csv").read_text(encoding="utf-8-sig")


RISKS = """item,site,level,first,last,recovery,worst_quantity
0042,N,SHORTAGE,2026-06-22,2026-06-22,,0.125
7,S,MPS_DEPENDENT,2026-06-01,2026-06-01,2026-06-08,3.0
"""


def test_a_table_and_a_query_of_postgres_are_scanned(database: str, tmp_path: Path) -> None:
    assert scan(database, "table=demand", tmp_path) == RISKS
    query = "query=SELECT item, site, date, orders, mps FROM demand WHERE site = 'N'"
    assert scan(database, query, tmp_path).splitlines() == RISKS.splitlines()[:2]


def test_a_query_may_only_read(database: str, tmp_path: Path) -> None:
    said = scan(database, "query=DELETE FROM demand RETURNING *", tmp_path)
    assert "read-only" in said
    assert scan(database, "table=demand", tmp_path) == RISKS


def test_what_postgres_refuses_is_said(database: str, tmp_path: Path) -> None:
    assert "nowhere" in scan(database, "table=nowhere", tmp_path)


def test_money_is_no_quantity(database: str, tmp_path: Path) -> None:
    said = scan(database, "query=SELECT item, site, date, orders::money AS orders, mps FROM demand", tmp_path)
    assert "column orders is of type money" in said
