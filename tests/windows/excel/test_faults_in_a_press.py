"""A press during which Excel fails, or a file that it needs is in use: one sentence, and nothing half-written."""

import builtins
import errno
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from installation.played_computer import played_computer
from pab_planner.excel import insist as insist_module
from pab_planner.installation import doctor
from pab_planner.installation.excel import SUPPORT_FILE
from pab_planner.language import Language
from pab_planner.locks import Lock, _free, _take
from pab_planner.macros.unforeseen import log_file
from windows.excel.conftest import StartExcel
from windows.excel.errors import GENERAL, IGNORED
from windows.excel.planner import Planner
from windows.excel.planner_excel import PlannerExcel, everything, is_one_sentence
from windows.excel.session import Spoiled

ON_THE_PLAN, ON_AN_ALERT = ("Plan", "G2"), ("Alerts", "A4")
FIRST = {
    "insert_pab": (),
    "remove_pab": ("insert_pab",),
    "risk_colours": ("risk_colours",),
    "how_it_is_read": (),
    "what_if": (),
    "explain": (),
    "guide": (),
    "update_alerts": (),
    "today": ("update_alerts",),
    "internal_alert": ("update_alerts",),
    "countermeasures": ("update_alerts",),
}
"""Buttons, and what was pressed before them."""

FAILING = 5
"""Calls of a press that fail, one at a time; `PAB_FAILING_COM_CALLS=500` tries them all in minutes."""


def ready(start: StartExcel, button: str) -> PlannerExcel:
    """An Excel in which a button can be pressed."""
    running = start("rows")
    for each in FIRST[button]:
        running.press_in_ribbon(each)
    running.select(*(ON_AN_ALERT if button in ("internal_alert", "countermeasures") else ON_THE_PLAN))
    return running


def cells(running: PlannerExcel) -> dict[str, Any]:
    """All sheets but the log, which knows the time of day."""
    found = everything(running)
    found.pop("Log", None)
    return found


@pytest.mark.parametrize("button", FIRST)
def test_whichever_call_fails_the_plan_is_whole_and_another_press_does_the_work(
    start_excel: StartExcel, button: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(insist_module, "PAUSES", (0.0,) * 6)
    calm = ready(start_excel, button)
    calm.session.calls.clear()
    said = calm.press_in_ribbon(button)
    count, done = calm.session.calls.total(), cells(calm)
    trials = min(count, int(os.environ.get("PAB_FAILING_COM_CALLS", FAILING)))
    for trial in range(trials):
        running = ready(start_excel, button)
        before, settings = cells(running), running.settings()
        at = count * (2 * trial + 1) // (2 * trials)
        running.session.spoiled.append(Spoiled((GENERAL, IGNORED)[trial % 2], after=at))
        answer = running.press_in_ribbon(button)
        running.session.spoiled.clear()
        after = cells(running)
        assert is_one_sentence(answer)
        assert running.settings() == settings, at
        assert set(after) <= {*before, *done}, at  # neither a half-made sheet nor Excel's own Sheet1
        if button != "remove_pab":  # whose rows go one by one
            assert after["Plan"] in (before["Plan"], done["Plan"]), at
        if button == "internal_alert" or answer == said:
            continue  # a letter that stands is not written a second time
        running.press_in_ribbon(button)
        assert {title: found for title, found in cells(running).items() if found != done[title]} == {}, at


@contextmanager
def in_use(*files: Path, exclusively: bool = False) -> Iterator[None]:
    """Files that a Windows program holds open: others can't write, replace or delete them, or not even read.

    https://learn.microsoft.com/windows/win32/fileio/creating-and-opening-files ("sharing violation")
    """
    held = {str(file.resolve()) for file in files}

    def refuse(*paths: Any) -> None:
        for path in paths:
            if isinstance(path, str | os.PathLike) and str(Path(path).resolve()) in held:
                raise PermissionError(errno.EACCES, "Permission denied", str(path))

    def guarded(call: Callable[..., Any], count: int) -> Callable[..., Any]:
        def instead(*arguments: Any, **named: Any) -> Any:
            refuse(*arguments[:count])
            return call(*arguments, **named)

        return instead

    opened = io.open

    def open_guarded(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
        if exclusively or set(mode) & set("wax+"):
            refuse(file)
        return opened(file, mode, *more, **named)

    with pytest.MonkeyPatch.context() as patch:
        for name, count in {"replace": 2, "rename": 2, "unlink": 1, "remove": 1}.items():
            patch.setattr(os, name, guarded(getattr(os, name), count))
        patch.setattr(io, "open", open_guarded)
        patch.setattr(builtins, "open", open_guarded)
        yield


@contextmanager
def owned(file: Path) -> Iterator[None]:
    """A workbook that another Excel has open: it lays its owner's file beside it.

    https://learn.microsoft.com/office/troubleshoot/excel/files-locked-for-editing
    """
    sign = file.with_name(f"~${file.name}")
    sign.write_bytes(b"\x04Wang")
    with in_use(file):
        yield
    sign.unlink()


@contextmanager
def worked_on(file: Path) -> Iterator[None]:
    """Another work of ours holds a file's lock, and no press waits long for it."""
    place = Lock(file)._place
    handle = _take(place)
    assert handle is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Lock.__init__, "__kwdefaults__", {"patience": 0.05})
        yield
    _free(place, handle)


COPY, PDF, DRAFT = "Plan copy.xlsx", "I-0001.pdf", "I-0001.eml"
IN_USE: dict[str, tuple[str, str, Callable[[Path], Any], str, str]] = {
    "the copy, open in another Excel": ("share_copy", COPY, owned, "is open in Excel", "已在 Excel 中打开"),
    "the copy, held by some program": ("share_copy", COPY, in_use, "close it there", "请先在其中关闭"),
    "the copy, being made elsewhere": ("share_copy", COPY, worked_on, "try again", "请稍后重试"),
    "the PDF, open in a viewer": ("pdf", PDF, in_use, "close it there", "请先在其中关闭"),
    "the e-mail's PDF": ("email", PDF, in_use, "close it there", "请先在其中关闭"),
    "the e-mail draft": ("email", DRAFT, in_use, "close it there", "请先在其中关闭"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("what", IN_USE)
def test_a_file_that_is_in_use_is_named_and_nothing_is_half_written(
    start_excel: StartExcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, language: Language
) -> None:
    button, name, held, en, zh = IN_USE[what]
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    running = with_a_letter(start_excel)
    monkeypatch.setenv("LANG", {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}[language])
    file = tmp_path / name
    file.write_bytes(b"as it was")
    before, settings, files = everything(running), running.settings(), contents(tmp_path)
    with held(file):
        said = running.press_in_ribbon(button)
    assert is_one_sentence(said)
    assert name in said
    assert {"en": en, "zh": zh}[language] in said
    assert "\n" not in said
    after = contents(tmp_path)
    if name == DRAFT:
        assert after.pop(PDF).startswith(b"%PDF")  # it is whole, and is made first
    assert (everything(running), running.settings(), after) == (before, settings, files)
    assert [book.Name for book in running.session.app.books] == ["Plan.xlsx"]


def with_a_letter(start: StartExcel) -> PlannerExcel:
    """An internal alert that was issued to somebody, and is in front."""
    running = start("rows")
    running.press_in_ribbon("update_alerts")
    running.select(*ON_AN_ALERT)
    running.press_in_ribbon("countermeasures")
    Planner(running.book).type("Contacts", 4, Party="internal", Role="24h", Name="Li", E="li@example.com")
    running.select(*ON_AN_ALERT)
    running.press_in_ribbon("internal_alert")
    running.select("I-0001", "A1")
    return running


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("which", ["configuration", "support file"])
def test_check_set_up_while_a_file_of_ours_is_in_use(
    start_excel: StartExcel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: str, language: Language
) -> None:
    computer = played_computer(tmp_path)
    monkeypatch.setenv("HOME", str(computer.home))
    monkeypatch.setenv("LANG", {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}[language])
    monkeypatch.setattr(doctor, "this_computer", lambda: computer)
    file = computer.configuration if which == "configuration" else log_file().with_name(SUPPORT_FILE)
    file.parent.mkdir()
    file.write_bytes(b"as it was")
    running = start_excel("rows")
    before, settings = everything(running), running.settings()
    with in_use(file, exclusively=True):
        said = running.press_in_ribbon("check_setup")
    (line,) = [line for line in said.splitlines() if file.name in line]
    assert {"en": "another program has it open", "zh": "已在其他程序中打开"}[language] in line
    assert is_one_sentence(said)
    assert file.read_bytes() == b"as it was"
    assert len(said.splitlines()) > 5  # all else is looked at as ever
    assert (everything(running), running.settings()) == (before, settings)
