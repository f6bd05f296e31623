"""Whole verbs that are killed at any moment, and whole verbs at once on one workbook: nothing is lost or halved."""

import multiprocessing
import os
import random
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from hostile.mutations import seeds
from pab_planner.cli import MODULES, app
from stories.planner_book import planner_book, week

for _module in MODULES:
    __import__(f"pab_planner.cli.{_module}")

TIMES = int(os.environ.get("PAB_RACES", "3"))
"""Kills of each verb, and races of each pair, at each test run; `make fuzz` tries 200."""
DAY = ("--today", "2026-06-01", "--user", "li", "--lang", "en")
PATIENT = multiprocessing.get_context("fork")


def work(folder: Path, words: tuple[str, ...]) -> Any:
    """A verb at work in a process of its own."""

    def run() -> None:
        os.chdir(folder)
        result = CliRunner().invoke(app, [*words, *DAY])
        os._exit(result.exit_code)

    process = PATIENT.Process(target=run)
    process.start()
    return process


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A workbook with two alerts, none of them reported, and one with rows to insert balances among."""
    plan = tmp_path_factory.mktemp("plans") / "plan.xlsx"
    orders = [("X", "Nordwagen", "SO-1", "1", week(1), 5.0), ("Y", "Nordwagen", "SO-2", "1", week(2), 7.0)]
    planner_book(orders, [], [("X", "Bolt", 0.0, 0.0), ("Y", "Nut", 0.0, 0.0)]).save(plan)
    new = plan.read_bytes()
    assert CliRunner().invoke(app, ["update", str(plan), *DAY]).exit_code == 0
    return {"new": new, "found": plan.read_bytes(), "rows": seeds()[1]}


def texts(file: Path) -> list[list[str]]:
    """What stands on each sheet; all but the times of day at which something was done."""
    return [
        [
            sheet.title,
            *(
                text
                for row in sheet
                for c in row
                if ":" not in (text := str(getattr(c.value, "text", c.value)))
            ),
        ]
        for sheet in openpyxl.load_workbook(file)
    ]


REPORT_X, REPORT_Y = ("report", "plan.xlsx", "A-0001"), ("report", "plan.xlsx", "A-0002")
UPDATE, INSERT = ("update", "plan.xlsx"), ("press", "insert_pab", "plan.xlsx", "--sheet", "Plan 计划")
KILLED = {"update": ("new", UPDATE), "report": ("found", REPORT_X), "insert_pab": ("rows", INSERT)}


@pytest.mark.parametrize("verb", KILLED)
def test_a_killed_verb_leaves_the_old_or_the_new_and_the_next_one_sweeps_up(
    tmp_path: Path, plans: dict[str, bytes], verb: str
) -> None:
    state, words = KILLED[verb]
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(plans[state])
    before, start = texts(plan), time.monotonic()
    process = work(tmp_path, words)
    process.join()
    lasted, done = time.monotonic() - start, texts(plan)
    assert process.exitcode == 0 and done != before
    chance = random.Random(verb)
    was_left = 0
    for kill in range(TIMES):
        plan.write_bytes(plans[state])
        process = work(tmp_path, words)
        if kill % 2:  # while it writes
            while process.is_alive() and not list(tmp_path.glob(".writing-*")):
                time.sleep(0.0002)
            time.sleep(chance.uniform(0, 0.01))
        else:
            time.sleep(chance.uniform(0, 1.1 * lasted))
        process.kill()
        process.join()
        was_left += len(list(tmp_path.iterdir())) > 1
        assert plan.read_bytes() == plans[state] or texts(plan) == done
        if kill % 10 == TIMES % 10 or kill == TIMES - 1:
            plan.write_bytes(plans[state])
            process = work(tmp_path, words)
            process.join()
            assert process.exitcode == 0 and texts(plan) == done
            assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]
    assert was_left


RACES = {
    "update and update": ("new", UPDATE, UPDATE),
    "insert and update": ("rows", INSERT, UPDATE),
    "two reports": ("found", REPORT_X, REPORT_Y),
}


@pytest.mark.parametrize("pair", RACES)
def test_two_verbs_at_once_do_both_their_work(tmp_path: Path, plans: dict[str, bytes], pair: str) -> None:
    state, one, other = RACES[pair]
    plan = tmp_path / "plan.xlsx"
    expected = []
    for first, second in ((one, other), (other, one)):
        plan.write_bytes(plans[state])
        for words in (first, second):
            process = work(tmp_path, words)
            process.join()
            assert process.exitcode == 0
        expected.append(texts(plan))
    for _ in range(TIMES):
        plan.write_bytes(plans[state])
        both = [work(tmp_path, words) for words in (one, other)]
        for process in both:
            process.join()
        assert [process.exitcode for process in both] == [0, 0]
        assert texts(plan) in expected
        assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]
