"""Whatever call of the file system fails, every button and every verb says one sentence, and loses nothing."""

import builtins
import contextlib
import errno
import io
import os
import random
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from hostile.mutations import seeds
from hostile.test_file_systems import _NoApp
from installation.played_computer import PlayedRegistry, everything, played_computer
from letters.shortage_book import write_book
from pab_planner.cli import MODULES, app
from pab_planner.installation import doctor, excel
from pab_planner.installation.computer import Computer
from pab_planner.macros import letter_files
from pab_planner.macros.button_press import buttons

for _module in MODULES:
    __import__(f"pab_planner.cli.{_module}")

DAY = ("--today", "2026-05-29", "--user", "li", "--lang", "en")
ALERT = {"alert": "A-0001"}
ASSESSED = {"owner": "Li Na", "solvable": "no", "until": "2026-06-12"}
MEASURE = {"kind": "overtime", "quantity": "150", "when": "2026-06-15", "owner": "Li Na"}
PRESSED: dict[str, tuple[str, dict[str, str]]] = {
    "insert_pab": ("rows", {}),
    "remove_pab": ("with balances", {}),
    "risk_colours": ("with balances", {}),
    "how_it_is_read": ("found", {}),
    "what_if": ("found", {"periods": "1"}),
    "check_setup": ("found", {}),
    "explain": ("rows", {}),
    "guide": ("found", {}),
    "get_my_items": ("found", {}),
    "update_alerts": ("new", {}),
    "today": ("found", {}),
    "alert_form": ("found", ALERT),
    "internal_alert": ("found", ALERT),
    "assess": ("reported", {**ALERT, **ASSESSED}),
    "countermeasures": ("assessed", {**ALERT, **MEASURE}),
    "transport": ("assessed", ALERT),
    "warn": (
        "measured",
        {**ALERT, "next_update": "2026-06-04", "happened": "A mould broke.", "issue": "yes"},
    ),
    "confirm": ("warned", {**ALERT, "issue": "yes"}),
    "all_clear": ("supplied", ALERT),
    "clear_customer": ("cleared", {**ALERT, "issue": "yes"}),
    "report_8d": ("cleared", ALERT),
    "close_alert": ("cleared", ALERT),
    "reopen": ("cleared", {**ALERT, "reason": "as agreed"}),
    "pdf": ("warned", {"letter": "P-0001"}),
    "email": ("warned", {"letter": "P-0001"}),
    "acknowledge": ("warned", {"letter": "P-0001", "sent": "2026-05-29"}),
    "share_copy": ("found", {}),
}
"""Each button, in which state of the workbook, and what it is told: so that most of them do their work."""


def press(name: str, book: str = "plan.xlsx", **given: str) -> Result:
    told = [word for pair in given.items() for word in ("--argument", "=".join(pair))]
    return CliRunner().invoke(app, ["press", name, book, *told, *DAY])


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The workbook in each state of its first alert, and one with rows of its own."""
    folder = tmp_path_factory.mktemp("states")
    file = write_book(folder / "plan.xlsx").file
    kept = {"new": file.read_bytes()}

    def then(state: str, button: str, **given: str) -> None:
        result = press(button, str(file), **given)
        assert result.exit_code == 0, (button, result.output)
        kept[state] = file.read_bytes()

    then("found", "update_alerts")
    then("reported", "internal_alert", **ALERT)
    then("assessed", "assess", **ALERT, **ASSESSED)
    then("measured", "countermeasures", **ALERT, **MEASURE)
    then("warned", "warn", **PRESSED["warn"][1])
    _supply(file)
    kept["supplied"] = file.read_bytes()
    then("cleared", "all_clear", **ALERT)
    file.write_bytes(seeds()[1])
    kept["rows"] = seeds()[1]
    then("with balances", "insert_pab")
    return kept


def _supply(file: Path) -> None:
    """Enough stock for every order."""
    from pab_planner.engines.file.engine import open_book

    book = open_book(file)
    book.sheets["Stock"]["C2"].value = 5000
    book.save()
    book.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, beside a user's own and a temporary one; LibreOffice is not needed to print."""
    for name in ("work", "home", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(letter_files, "calc_app", lambda: contextlib.nullcontext(_NoApp()))
    monkeypatch.setattr(letter_files, "_print", lambda *_: b"%PDF" + bytes(5000))
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


class FailingDisk:
    """Counts the calls of the file system about a folder, and lets one of them fail.

    Attributes:
        count: Calls until now.
        at: Which of them fails; 0 for none.
        number: How, as an errno.
    """

    def __init__(self, folder: Path, at: int = 0, number: int = errno.EACCES) -> None:
        self.folder, self.at, self.number, self.count = str(folder), at, number, 0

    @contextlib.contextmanager
    def plugged_in(self) -> Iterator[None]:
        """Until the end of the `with` block."""
        with pytest.MonkeyPatch.context() as patch:
            for name in ("open", "mkdir", "replace", "rename", "unlink", "chmod", "stat", "scandir", "rmdir"):
                patch.setattr(os, name, self._instead_of(getattr(os, name)))
            patch.setattr(os, "fsync", self._instead_of(os.fsync, everywhere=True))
            opened = self._instead_of(io.open)
            patch.setattr(io, "open", opened)
            patch.setattr(builtins, "open", opened)
            yield

    def _instead_of(self, call: Callable[..., Any], *, everywhere: bool = False) -> Callable[..., Any]:
        def instead(path: Any, *more: Any, **named: Any) -> Any:
            place = os.fspath(path) if isinstance(path, str | os.PathLike) else ""
            here = (
                everywhere or str(place).startswith(self.folder) or (place and not str(place).startswith("/"))
            )
            if here:
                self.count += 1
                if self.count == self.at:
                    raise OSError(self.number, os.strerror(self.number), str(place) or None)
            return call(path, *more, **named)

        return instead


def refused_in_one_sentence(result: Result) -> None:
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert result.exit_code in (0, 2), result.output  # a call that does no harm may fail unheard
    if result.exit_code == 2:
        assert len(result.output.strip().splitlines()) == 1, result.output


def test_every_button_is_pressed_here() -> None:
    assert set(PRESSED) == set(buttons())


@pytest.mark.parametrize("button", PRESSED)
def test_a_button_on_a_disk_that_fails_here_or_there(
    folder: Path, states: dict[str, bytes], button: str
) -> None:
    """One call of all that the button makes of the file system, another each time."""
    state, given = PRESSED[button]
    plan = folder / "work" / "plan.xlsx"
    plan.write_bytes(states[state])
    counting = FailingDisk(folder)
    with counting.plugged_in():
        whole = press(button, **given)
    assert whole.exit_code == 0 or button in ("get_my_items", "explain", "report_8d", "close_alert"), (
        whole.output
    )
    done = _sheets(plan)
    chance = random.Random(button)
    for _ in range(TRIALS):
        for file in contents(folder):
            (folder / file).unlink()
        plan.write_bytes(states[state])
        failing = FailingDisk(
            folder, chance.randint(1, counting.count), chance.choice((errno.EACCES, errno.ENOSPC, errno.EIO))
        )
        with failing.plugged_in():
            result = press(button, **given)
        refused_in_one_sentence(result)
        if result.exit_code:
            assert plan.read_bytes() == states[state]
        else:
            assert _sheets(plan) == done


def _sheets(file: Path) -> list[str]:
    return openpyxl.load_workbook(file, read_only=True).sheetnames


TRIALS = int(os.environ.get("PAB_FAILING_CALLS", "1"))
"""Calls that fail for each button at each test run; `make fuzz` tries forty."""


@pytest.mark.parametrize("button", ["update_alerts", "pdf", "share_copy"])
def test_a_button_when_the_disk_is_full_in_the_middle_of_a_file(
    folder: Path, states: dict[str, bytes], button: str
) -> None:
    """No file can grow beyond 2,000 bytes: the operating system says so in the middle of writing."""
    state, given = PRESSED[button]
    (folder / "work" / "plan.xlsx").write_bytes(states[state])
    before = contents(folder)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))
    try:
        result = press(button, **given)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "the disk is full" in result.output
    refused_in_one_sentence(result)
    assert contents(folder) == before


@pytest.fixture
def computer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    """A computer with Excel, as the verbs of installation find it."""
    played = played_computer(folder)
    for module in (excel, doctor):
        monkeypatch.setattr(module, "this_computer", lambda: played)
    return played


@pytest.mark.parametrize("verb", ["install", "doctor", "uninstall"])
def test_a_verb_of_installation_on_a_disk_that_fails_here_or_there(
    folder: Path, computer: Computer, verb: str
) -> None:
    def start() -> None:
        shutil.rmtree(computer.home)
        computer.home.mkdir()
        assert isinstance(computer.registry, PlayedRegistry)
        computer.registry.keys.clear()
        if verb != "install":
            assert CliRunner().invoke(app, ["install"]).exit_code == 0

    def run() -> Result:
        return CliRunner().invoke(app, [verb, *(("--repair",) if verb == "doctor" else ()), "--lang", "en"])

    start()
    counting = FailingDisk(folder)
    with counting.plugged_in():
        assert run().exit_code == 0
    after = everything(computer)
    calls = range(1, counting.count + 1)
    for at in random.Random(verb).sample(calls, min(len(calls), 6 * TRIALS)):
        start()
        with FailingDisk(folder, at, errno.EACCES).plugged_in():
            result = run()
        assert isinstance(result.exception, SystemExit | None), (at, result.exception)
        if result.exit_code == 2:
            assert len(result.output.strip().splitlines()) == 1, result.output
        if verb != "doctor":
            assert run().exit_code == 0  # once the disk is well again, what was left half-done is done
            assert everything(computer) == after
