"""Two works at once on one file, and what killed ones leave: nothing is lost, nothing stays."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pab_planner import locks
from pab_planner.engines.file.engine import open_book
from pab_planner.errors import FileError
from pab_planner.files import write_whole
from pab_planner.locks import BeingChanged, Lock, OpenElsewhere, sweep, work_folder, writing_name

RACES = int(os.environ.get("PAB_RACES", "48"))
"""`make fuzz` runs 200."""

_HOLDS = """
import sys, time
from pathlib import Path
from pab_planner.locks import Lock
with Lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
_DIES_WHILE_IT_WRITES = """
import os, signal, sys
from pathlib import Path
from pab_planner.files import write_whole
def write(beside):
    beside.write_bytes(b"half a lett")
    os.kill(os.getpid(), signal.SIGKILL)
write_whole(Path(sys.argv[1]), write)
"""


def python(program: str, *words: object) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", program, *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


@pytest.fixture
def count(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    book["Sheet"]["A1"] = 0
    book.save(tmp_path / "count.xlsx")
    return tmp_path / "count.xlsx"


def add(count: Path, times: int) -> None:
    """Add one to the first cell, so many times."""
    for _ in range(times):
        with Lock(count, patience=600), open_book(count) as book:  # however busy the machine is
            book.sheets[0]["A1"].value += 1
            book.save()


def total(count: Path) -> object:
    return openpyxl.load_workbook(count)["Sheet"]["A1"].value


@pytest.mark.parametrize(
    ("worker", "times"),
    [(multiprocessing.get_context("fork").Process, RACES // 4), (threading.Thread, 4)],
    ids=["processes", "threads"],
)
def test_no_update_is_lost_between(count: Path, worker: Any, times: int) -> None:
    workers = [worker(target=add, args=(count, times)) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert total(count) == 4 * times
    assert [file.name for file in count.parent.iterdir()] == ["count.xlsx"]


def test_who_took_no_lock_is_refused_rather_than_overwritten_by_or_overwriting(count: Path) -> None:
    with open_book(count) as mine, open_book(count) as theirs:
        mine.sheets[0]["A1"].value = 1
        theirs.sheets[0]["A1"].value = 2
        mine.save()
        with pytest.raises(FileError, match="another program changed it"):
            theirs.save()
    assert total(count) == 1


def test_what_another_wrote_right_after_is_not_taken_for_ones_own(
    count: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the end of a save and the next look at the file, another program may have changed it."""
    free = locks._free

    def free_and_be_overtaken(place: Path, handle: int) -> None:
        free(place, handle)
        book = openpyxl.load_workbook(count)
        book["Sheet"]["A1"] = 41
        book.save(count)

    with open_book(count) as mine:
        with monkeypatch.context() as patch:
            patch.setattr(locks, "_free", free_and_be_overtaken)
            mine.save()
        with pytest.raises(FileError, match="another program changed it"):
            mine.save()
    assert total(count) == 41


def test_the_second_work_waits_and_is_told_when_it_waited_in_vain(count: Path) -> None:
    with python(_HOLDS, count) as other:
        assert other.stdout
        other.stdout.readline()
        with pytest.raises(BeingChanged) as refused, Lock(count, patience=0.1):
            pass
        assert "is changing count.xlsx" in refused.value.say("en")
        assert "正在修改 count.xlsx" in refused.value.say("zh")
        other.kill()
        other.wait()
        with Lock(count, patience=0):  # whoever was killed holds nothing
            pass
    assert list(count.parent.iterdir()) == [count]


@pytest.mark.parametrize(
    ("sign", "program"), [("~$count.xlsx", "Excel"), (".~lock.count.xlsx#", "LibreOffice")]
)
def test_a_work_does_not_begin_on_what_another_program_has_open(count: Path, sign: str, program: str) -> None:
    count.with_name(sign).touch()
    with pytest.raises(OpenElsewhere, match=f"is open in {program}"), Lock(count):
        pass
    count.with_name(sign).unlink()

    def write_while_somebody_opens(beside: Path) -> None:
        beside.write_bytes(b"new")
        count.with_name(sign).touch()

    with pytest.raises(OpenElsewhere):
        write_whole(count, write_while_somebody_opens)
    assert count.read_bytes() != b"new"


def test_a_file_is_the_same_by_another_path(count: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.xlsx"
    link.symlink_to(count)
    with python(_HOLDS, link) as other:
        assert other.stdout
        other.stdout.readline()
        with pytest.raises(BeingChanged), Lock(count, patience=0):
            pass
        other.kill()


def test_what_a_killed_save_left_is_swept_and_a_living_one_is_not(tmp_path: Path) -> None:
    letter = tmp_path / "P-0001.pdf"
    with python(_DIES_WHILE_IT_WRITES, letter) as dead:
        assert dead.wait() == -signal.SIGKILL
    assert len(list(tmp_path.iterdir())) == 2  # the half of a letter, and the lock nobody holds
    with python(_HOLDS, tmp_path / "other.xlsx") as alive:
        assert alive.stdout
        alive.stdout.readline()
        dead_key = _half(tmp_path).name[9:21]
        (lock,) = (one for one in tmp_path.glob(".working-*") if dead_key not in one.name)
        half = lock.with_name(lock.name.replace("working", "writing").replace(".tmp", "-abc.xlsx"))
        half.touch()
        sweep(tmp_path)
        assert sorted(tmp_path.iterdir()) == sorted([lock, half])
        alive.kill()
        alive.wait()
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []


def _half(folder: Path) -> Path:
    (found,) = folder.glob(".writing-*.pdf")
    return found


def test_letters_do_not_stay_in_a_temporary_folder(tmp_path: Path) -> None:
    dies = (
        "import os, sys; from pathlib import Path; from pab_planner.locks import work_folder\n"
        "with work_folder(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'letter.pdf').write_bytes(b'dear customer'); os.kill(os.getpid(), 9)"
    )
    with python(dies, tmp_path) as dead:
        dead.wait()
    assert list(tmp_path.rglob("letter.pdf"))
    with work_folder(tmp_path) as folder:
        (folder / "mine").touch()
        with work_folder(tmp_path):  # a second one leaves the first alone
            assert (folder / "mine").exists()
        assert not list(tmp_path.rglob("letter.pdf"))
    assert list(tmp_path.iterdir()) == []


def test_the_next_save_beside_it_sweeps_up_what_a_killed_one_left(tmp_path: Path) -> None:
    begin, end = writing_name(tmp_path / "killed.xlsx")
    (tmp_path / f"{begin}left{end}").write_bytes(b"half")
    write_whole(tmp_path / "plan.xlsx", b"whole")
    assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]
