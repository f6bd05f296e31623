"""The month of one alert, each verb of the program once, answered in JSON: nothing else printed, every number finite."""

import contextlib
import json
import shutil
from pathlib import Path
from unittest.mock import Mock

import duckdb
import pytest
import typer
from typer.testing import CliRunner

from pab_planner.cli import MODULES, _declared_verbs, app
from pab_planner.engines.file.engine import open_book
from pab_planner.macros import letter_files
from stories.planner_book import planner_book, set_stock, week

for _module in MODULES:
    __import__(f"pab_planner.cli.{_module}")

SHIPPED = Path(__file__).parents[2] / "workbook" / "PAB_Planner.xlsm"
A, DAY = "A-0001", ("--today", "2026-06-01", "--user", "li")
ASSESSED = ("--solvable", "no", "--owner", "Wang", "--until", "2026-06-12")
MEASURE = ("--kind", "overtime", "--quantity", "2.5", "--when", "2026-06-10", "--owner", "Wang")
TOLD = ("--next-update", "2026-06-05", "--happened", "A mould broke.", "--reason", "the mould")
REVIEW = (
    *("--category", "mould", "--root-cause", "a", "--escape-cause", "b", "--corrective", "c"),
    *("--preventive", "d", "--effective", "2026-09-01", "--verified", "e"),
)
WAREHOUSE = (
    *("scan", "parquet:demand.parquet", "--stock", "parquet:stock.parquet", "--from", "2026-06-01"),
    *("--key", "item", "--bucket", "week", "--periods", "3", "--out", "risks.parquet"),
)
BEFORE_THE_STOCK_COMES: tuple[tuple[str, ...], ...] = (
    ("scan", "plan.xlsx"),
    ("read", "plan.xlsx"),
    ("update", "plan.xlsx", *DAY),
    ("report", "plan.xlsx", A, *DAY),
    ("report", "plan.xlsx", "A-0002", *DAY),
    ("assess", "plan.xlsx", A, *ASSESSED, *DAY),
    ("assess", "plan.xlsx", "A-0002", *ASSESSED, *DAY),
    ("countermeasures", "plan.xlsx", A, *MEASURE, *DAY),
    ("transport", "plan.xlsx", A, *DAY),
    ("warn", "plan.xlsx", A, "--next-update", "2026-06-05", *DAY),
    ("confirm", "plan.xlsx", A, *TOLD, *DAY),
    ("acknowledge", "plan.xlsx", "I-0001", "--sent", "2026-06-01", *DAY),
    ("pdf", "plan.xlsx", "I-0001", *DAY),
    ("email", "plan.xlsx", "I-0001", *DAY),
    ("share", "plan.xlsx", "copy.xlsx", *DAY),
    ("log", "plan.xlsx", *DAY),
    ("today", "plan.xlsx", *DAY),
    ("press", "what_if", "plan.xlsx", *DAY),
    ("merge", "plan.xlsx", "other.xlsx", *DAY),
)
AFTERWARDS: tuple[tuple[str, ...], ...] = (
    ("clear", "plan.xlsx", A, *DAY),
    ("reopen", "plan.xlsx", A, *DAY),
    ("clear", "plan.xlsx", A, *DAY),
    ("clear-customer", "plan.xlsx", A, *DAY),
    ("report-8d", "plan.xlsx", A, *DAY),
    ("clear", "plan.xlsx", "A-0002", *DAY),
    ("close", "plan.xlsx", "A-0002", *REVIEW, "--today", "2026-09-01", "--user", "li"),
    WAREHOUSE,
    ("pull", "risks.parquet", "book.xlsm", *DAY),
)


def verbs_with(option: str) -> set[str]:
    command = typer.main.get_command(app)
    return {
        name
        for name, verb in command.commands.items()  # type: ignore[attr-defined]
        if any(option in parameter.opts for parameter in verb.params)
    }


def test_the_story_has_each_verb_that_answers_in_json() -> None:
    told = {verb for verb, *_ in (*BEFORE_THE_STOCK_COMES, *AFTERWARDS)}
    assert {verb.name for verb in _declared_verbs()} == {*told, "install", "uninstall", "doctor"}
    assert verbs_with("--json") == told


def no_number(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def assert_in_json(*words: str) -> None:
    result = CliRunner().invoke(app, [*words, "--json", "--lang", "en"])
    assert (result.exit_code, result.stderr) == (0, ""), (words, result.output, result.exception)
    assert json.loads(result.stdout, parse_constant=no_number) is not None, words


def test_every_verb_answers_in_json_and_prints_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        letter_files, "calc_app", lambda: contextlib.nullcontext(Mock(impl=Mock(folder=None)))
    )
    monkeypatch.setattr(letter_files, "_print", lambda *_: b"%PDF")
    orders = [("X", "Nordwagen", "SO-1", "1", week(1), 5.0), ("Y", "Nordwagen", "SO-2", "1", week(2), 7.0)]
    planner_book(orders, [], [("X", "Bolt", 0.1, 0.0), ("Y", "Nut", 0.0, 0.0)]).save("plan.xlsx")
    shutil.copy("plan.xlsx", "other.xlsx")
    shutil.copy(SHIPPED, "book.xlsm")
    with duckdb.connect() as db:
        db.execute("COPY (SELECT 'X' item, DATE '2026-06-08' date, 5.5 orders, 0 mps) TO 'demand.parquet'")
        db.execute("COPY (SELECT 'X' item, 0.1 on_hand) TO 'stock.parquet'")
    for words in BEFORE_THE_STOCK_COMES:
        assert_in_json(*words)
    book = open_book(Path("plan.xlsx"))
    set_stock(book, "X", 50)
    set_stock(book, "Y", 50)
    book.save()
    for words in AFTERWARDS:
        assert_in_json(*words)
