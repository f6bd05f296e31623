"""Whole verbs that are killed at any moment, and whole verbs at once on one workbook: nothing is lost or halved."""

import multiprocessing
import os
import random
import time
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from hostile.mutations import seeds
from pab_planner.cli import MODULES, app
from pab_planner.locks import Lock
from stories.planner_book import planner_book, week

for _module in MODULES:
    __import__(f"pab_planner.cli.{_module}")

TIMES = int(os.environ.get("PAB_RACES", "3"))
"""Kills of each verb, and races of each pair, at each test run; `make fuzz` tries 200."""
DAY = ("--today", "2026-06-01", "--user", "li", "--lang", "en")
FORK = multiprocessing.get_context("fork")


class Work:
    """A verb at work in a process of its own."""

    def __init__(self, folder: Path, words: tuple[str, ...]) -> None:
        self._folder, self._words, self._said = folder, words, FORK.SimpleQueue()
        self.process = FORK.Process(target=self._run)
        self.process.start()

    def _run(self) -> None:
        os.chdir(self._folder)
        result = CliRunner().invoke(app, [*self._words, *DAY])
        self._said.put(f"{' '.join(self._words)}: {result.exit_code} {result.output} {result.exception!r}")
        os._exit(result.exit_code)

    def done(self) -> bool:
        """Whether it came to its end and did what it was told to."""
        self.process.join()
        return self.process.exitcode == 0

    def told(self) -> str:
        """What it said at its end; of one that was killed, nothing."""
        return f"killed: {self.process.exitcode}" if self._said.empty() else self._said.get()


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine a verb may take longer than another one waits for it, who then says so and ends."""
    defaults = Lock.__init__.__kwdefaults__
    assert defaults
    monkeypatch.setitem(defaults, "patience", 600.0)


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
    whole = Work(tmp_path, words)
    assert whole.done(), whole.told()
    lasted, done = time.monotonic() - start, texts(plan)
    assert done != before
    chance = random.Random(verb)
    was_left = 0

    def sweep_up(kill: int) -> None:
        plan.write_bytes(plans[state])
        after = Work(tmp_path, words)
        assert after.done() and texts(plan) == done, f"after kill {kill}: {after.told()}"
        assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]

    for kill in range(10 * TIMES):
        if kill >= TIMES and was_left:  # on a busy machine a kill may come too late time and again
            break
        plan.write_bytes(plans[state])
        process = Work(tmp_path, words).process
        if kill % 2:  # while it writes
            while process.is_alive() and not list(tmp_path.glob(".writing-*")):
                time.sleep(0.0002)
            time.sleep(chance.uniform(0, 0.01))
        else:
            time.sleep(chance.uniform(0, 1.1 * lasted))
        process.kill()
        process.join()
        was_left += len(list(tmp_path.iterdir())) > 1
        assert plan.read_bytes() == plans[state] or texts(plan) == done, f"kill {kill}"
        if kill % 10 == TIMES % 10:
            sweep_up(kill)
    sweep_up(kill)
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
            alone = Work(tmp_path, words)
            assert alone.done(), alone.told()
        expected.append(texts(plan))
    for race in range(TIMES):
        plan.write_bytes(plans[state])
        both = [Work(tmp_path, words) for words in (one, other)]
        done = [work.done() for work in both]
        left = [file.name for file in tmp_path.iterdir()]
        lost = texts(plan) not in expected
        assert (done, left, lost) == ([True, True], ["plan.xlsx"], False), (
            f"race {race}: {[work.told() for work in both]}"
        )
