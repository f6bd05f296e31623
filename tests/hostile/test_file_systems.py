"""Whatever a file system refuses, each verb answers in one sentence: which file, why, what to do."""

import contextlib
import errno
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pab_planner.cli import MODULES, _declared_verbs, app
from pab_planner.cli.steps import Steps
from pab_planner.installation import doctor, excel
from pab_planner.language import Text
from pab_planner.macros import letter_files
from pab_planner.macros.button_press import signed_in
from stories.planner_book import planner_book, week

for _module in MODULES:
    __import__(f"pab_planner.cli.{_module}")

DAY = ("--today", "2026-06-01", "--user", "li")
MEASURE = ("--kind", "overtime", "--quantity", "2", "--when", "2026-06-10", "--owner", "Wang")
CHANGING: dict[str, tuple[str, ...]] = {
    "update": (),
    "report": ("A-0002",),
    "assess": ("A-0001", "--solvable", "no", "--owner", "Wang", "--until", "2026-06-12"),
    "clear": ("A-0001",),
    "close": ("A-0001",),
    "reopen": ("A-0001",),
    "today": (),
    "merge": ("other.xlsx",),
    "countermeasures": ("A-0001", *MEASURE),
    "transport": ("A-0001",),
    "warn": ("A-0001",),
    "confirm": ("A-0001",),
    "pull": (),
    "clear-customer": ("A-0001",),
    "report-8d": ("A-0001",),
    "acknowledge": ("I-0001", "--sent", "2026-06-01"),
    "press": (),
}
READING: dict[str, tuple[str, ...]] = {
    "scan": ("--out", "result.xlsx"),
    "read": (),
    "log": (),
    "pdf": ("I-0001",),
    "email": ("I-0001",),
    "share": ("copy.xlsx",),
}
OF_NO_BOOK = ("install", "uninstall", "doctor")
SAVING = ("update", "report", "assess", "today", "merge", "countermeasures", "acknowledge", "press")
"""Those that the workbook below allows, and that then save it."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with two alerts, of which one was reported in the letter I-0001."""
    folder = tmp_path_factory.mktemp("prepared")
    orders = [("X", "Nordwagen", "SO-1", "1", week(1), 5.0), ("Y", "Nordwagen", "SO-2", "1", week(2), 7.0)]
    planner_book(orders, [], [("X", "Bolt", 0.0, 0.0), ("Y", "Nut", 0.0, 0.0)]).save(folder / "plan.xlsx")
    for words in (("update", "plan.xlsx"), ("report", "plan.xlsx", "A-0001")):
        with contextlib.chdir(folder):
            assert CliRunner().invoke(app, [*words, *DAY]).exit_code == 0
    shutil.copy(folder / "plan.xlsx", folder / "other.xlsx")
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workbook in a folder of its own; LibreOffice is not needed to print."""
    for file in prepared.iterdir():
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(letter_files, "calc_app", lambda: contextlib.nullcontext(_NoApp()))
    monkeypatch.setattr(letter_files, "_print", lambda *_: b"%PDF")
    return tmp_path


class _NoApp:
    class impl:  # noqa: N801
        folder = None


def run(verb: str, *words: str, language: str = "en", book: str = "plan.xlsx") -> Result:
    """A verb as it is typed; `press` presses the button Today."""
    typed = {"press": ["today", book], "pull": ["risks.parquet", book]}.get(verb, [book])
    common = () if verb in ("scan", "read") else DAY
    return CliRunner().invoke(app, [verb, *typed, *words, *common, "--lang", language])


def sentences(result: Result) -> str:
    """What was said on being refused; one line, and no traceback."""
    assert result.exit_code == 2, (result.output, result.exception)
    assert len(result.output.strip().splitlines()) == 1, result.output
    return result.output.strip()


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_every_verb_is_tried_here() -> None:
    assert {verb.name for verb in _declared_verbs()} == {*CHANGING, *READING, *OF_NO_BOOK}


@pytest.mark.parametrize("verb", [*CHANGING, *READING, *OF_NO_BOOK])
def test_every_verb_shows_that_it_is_at_work(
    folder: Path, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before it does anything: what a step takes is known only behind it."""
    begun: list[Text] = []
    monkeypatch.setattr(Steps, "begin", lambda steps, step: begun.append(step))

    def refuse(*_: object, **__: object) -> None:
        assert begun
        raise OSError(errno.ENOSPC, "No space left on device")

    for module, name in (
        (excel, "install_addin"),
        (excel, "uninstall_addin"),
        (doctor, "doctor"),
    ):
        monkeypatch.setattr(module, name, refuse)
    typed = [verb, "--lang", "en"] if verb in OF_NO_BOOK else None
    result = (
        CliRunner().invoke(app, typed) if typed else run(verb, *(CHANGING | READING)[verb], book="no.xlsx")
    )
    assert sentences(result)
    assert begun


@pytest.mark.parametrize("verb", [*CHANGING, *READING])
@pytest.mark.parametrize(
    ("book", "en", "zh"),
    [
        (
            "nowhere.xlsx",
            "nowhere.xlsx can't be opened: there is no such file",
            "无法打开 nowhere.xlsx：找不到该文件",
        ),
        ("no folder/plan.xlsx", "there is no folder", "找不到文件夹"),
        ("plan.xlsx/plan.xlsx", "is not a folder; choose another", "不是文件夹"),
        ("folder.xlsx", "folder.xlsx can't be opened: a folder has this name", "该名称是一个文件夹"),
        (f"{'p' * 300}.xlsx", "its name is too long", "文件名过长"),
    ],
    ids=["missing", "no folder", "under a file", "a folder", "too long"],
)
def test_a_book_that_is_not_there(folder: Path, verb: str, book: str, en: str, zh: str) -> None:
    (folder / "folder.xlsx").mkdir()
    before = contents(folder)
    words = (CHANGING | READING)[verb]
    assert en in sentences(run(verb, *words, book=book))
    assert zh in sentences(run(verb, *words, language="zh", book=book))
    assert contents(folder) == before


KINDS: dict[str, tuple[int, str, str]] = {
    "full": (errno.ENOSPC, "the disk is full", "磁盘已满"),
    "no right": (errno.EACCES, "you have no right to it", "没有权限"),
    "read-only disk": (errno.EROFS, "the disk can only be read", "该磁盘为只读"),
    "drive gone": (errno.EIO, "its drive or network folder cannot be reached", "无法访问其所在的驱动器"),
    "something else": (errno.EMFILE, "the computer says", "系统提示"),
}


MADE = {"scan": "result.xlsx", "pdf": "I-0001.pdf", "email": "I-0001.pdf", "share": "copy.xlsx"}
EACH_KIND = [("update", kind) for kind in KINDS]
EACH_VERB = [(verb, "full") for verb in (*SAVING, *MADE) if verb != "update"]


@pytest.mark.parametrize(("verb", "kind"), [*EACH_KIND, *EACH_VERB])
def test_a_file_system_that_does_not_take_what_is_written(
    folder: Path, verb: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, en, zh = KINDS[kind]

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    before = contents(folder)
    monkeypatch.setattr(os, "fsync", fail)
    words, file = (CHANGING | READING)[verb], MADE.get(verb, "plan.xlsx")
    assert f"{file} could not be written: {en}" in sentences(run(verb, *words))
    if verb == "update":
        assert f"无法写入 {file}：{zh}" in sentences(run(verb, *words, language="zh"))
    assert contents(folder) == before


@pytest.mark.parametrize("verb", CHANGING)
def test_a_folder_that_cannot_be_written(folder: Path, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No lock can be made in it: nothing is begun."""
    opened = os.open

    def refuse(path: Any, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_CREAT:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", refuse)
    assert "plan.xlsx: you have no right to it" in sentences(run(verb, *CHANGING[verb]))


@pytest.mark.parametrize("verb", CHANGING)
@pytest.mark.parametrize("sign", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_a_book_that_is_open_elsewhere(folder: Path, verb: str, sign: str) -> None:
    (folder / sign).touch()
    before = contents(folder)
    assert f"plan.xlsx is open in {'Excel' if sign[0] == '~' else 'LibreOffice'}" in sentences(
        run(verb, *CHANGING[verb])
    )
    assert contents(folder) == before


@pytest.mark.parametrize("verb", [*CHANGING, *READING])
def test_a_book_that_may_not_be_read(folder: Path, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "plan.xlsx":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    said = sentences(run(verb, *(CHANGING | READING)[verb]))
    assert "plan.xlsx" in said
    assert "you have no right to it" in said


OUT: dict[str, Callable[[str], tuple[str, ...]]] = {
    "scan": lambda file: ("--out", file),
    "share": lambda file: (file,),
    "pdf": lambda file: ("I-0001", "--folder", str(Path(file).parent)),
    "email": lambda file: ("I-0001", "--folder", str(Path(file).parent)),
}


@pytest.mark.parametrize("verb", OUT)
@pytest.mark.parametrize(
    ("target", "says"),
    [("no folder/out.xlsx", "there is no folder"), ("plan.xlsx/out.xlsx", "is not a folder")],
)
def test_a_place_for_a_result_that_is_none(folder: Path, verb: str, target: str, says: str) -> None:
    before = contents(folder)
    assert says in sentences(run(verb, *OUT[verb](target)))
    assert contents(folder) == before


@pytest.mark.parametrize("verb", ["scan", "share"])
def test_a_result_where_a_folder_lies_or_that_no_name_can_be(folder: Path, verb: str) -> None:
    (folder / "out.xlsx").mkdir()
    said = sentences(run(verb, *OUT[verb]("out.xlsx"))) if verb == "share" else ""
    assert "out.xlsx: a folder has this name; give another name" in said or verb == "scan"
    assert "its name is too long" in sentences(run(verb, *OUT[verb]("p" * 300 + ".xlsx")))


def test_no_temporary_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(folder / "gone"))
    assert "there is no folder" in sentences(run("pdf", "I-0001"))


def test_nobody_signed_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 1000")

    monkeypatch.setattr("getpass.getuser", nobody)
    result = CliRunner().invoke(app, ["update", "plan.xlsx", "--lang", "en"])
    assert "the computer does not say who you are; give your name with --user" in sentences(result)
    with pytest.raises(Exception, match="who you are"):
        signed_in()


@pytest.mark.parametrize("words", [("scan", "plan.xlsx", "--json"), ("log", "plan.xlsx"), ("--version",)])
def test_an_output_that_takes_nothing(folder: Path, words: tuple[str, ...]) -> None:
    """A full disk under a redirected output; `| head`, which has enough; and no output at all."""
    program = "from pab_planner.cli import main; main()"
    before = contents(folder)
    for shell, code, says in (
        ("{} > /dev/full", 1, "the output could not be written: the disk is full"),
        ("{{ {}; echo $? > ended; }} | true; exit $(cat ended)", 1, ""),
        ("{} >&-", 0, ""),
        ("{} > /dev/full 2>&1", 1, ""),
    ):
        command = shell.format(shlex.join([sys.executable, "-c", program, *words]))
        ended = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, text=True, check=False)
        assert ended.returncode == code, (shell, ended.stderr)
        assert says in ended.stderr
        assert len(ended.stderr.splitlines()) == bool(says), ended.stderr
        (folder / "ended").unlink(missing_ok=True)
    assert contents(folder) == before
