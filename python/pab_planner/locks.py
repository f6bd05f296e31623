"""One work at a time on a file: across threads, processes, and the computers that share a folder.

The lock is a small file beside the work's own. The operating system frees it when whoever holds it ends,
however it ends. The library for this, filelock, leaves its files behind on Linux and takes 0.3 s to import.
"""

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
import time
from contextvars import ContextVar
from pathlib import Path
from typing import Self

from pab_planner.errors import FileError
from pab_planner.language import Text

PATIENCE = 30.0
"""Seconds to wait for another work on the same file."""

_WORKING, _WRITING, _ENDING = ".working-", ".writing-", ".tmp"  # OneDrive carries no .tmp to other computers
_FOLDER = "pab-planner-"
_held: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())


class OpenElsewhere(FileError):
    """Somebody works on the file, who would lose what is written, or overwrite it."""

    sentence = Text(
        "{file} is open in {program}, so says {sign} beside it; close it there and try again"
        " (if nobody has it open, delete {sign})",
        "{file} 已在 {program} 中打开（见旁边的 {sign}）；请先在那里关闭，再重试（若无人打开，请删除 {sign}）",
    )


class BeingChanged(FileError):
    """Another command of ours works on the file."""

    sentence = Text(
        "another command of PAB Planner is changing {file} and was not done within {seconds:.0f} s; try again",
        "另一条 PAB Planner 命令正在修改 {file}，等待 {seconds:.0f} 秒仍未完成；请稍后重试",
    )


class Lock:
    """The only work on a file while the `with` block runs; within it, a second one is the same.

    A class, because contextlib's generators stumble over UNO's exceptions.

    Args:
        file: What is worked on; it need not be there yet.
        patience: How long to wait for another work [s].

    Raises:
        OpenElsewhere: Excel or LibreOffice has it open.
        BeingChanged: Another work did not end in time.
        OSError: The folder cannot be written.
    """

    def __init__(self, file: Path, *, patience: float = PATIENCE) -> None:
        self._file, self._patience = file.resolve(), patience
        self._place = self._file.with_name(f"{_WORKING}{_key(self._file)}{_ENDING}")
        self._handle: int | None = None

    def __enter__(self) -> Self:
        if self._place in _held.get():
            return self
        refuse_open_elsewhere(self._file)
        give_up = time.monotonic() + self._patience
        try:
            while (handle := _take(self._place)) is None:
                if time.monotonic() >= give_up:
                    raise BeingChanged(file=self._file.name, seconds=self._patience)
                time.sleep(0.01)
        except OSError as error:
            error.filename = str(self._file)  # who asked knows nothing of the lock's own file
            raise
        self._handle, self._token = handle, _held.set(_held.get() | {self._place})
        return self

    @property
    def is_again(self) -> bool:
        """Whether the file was locked here before."""
        return self._handle is None

    def __exit__(self, *_: object) -> None:
        if self._handle is not None:
            _held.reset(self._token)
            _free(self._place, self._handle)
            self._handle = None


def _key(file: Path) -> str:
    """A short name for a file in its folder, the same however its letters are written."""
    return hashlib.sha256(os.fsencode(file.name.casefold())).hexdigest()[:12]


def writing_name(file: Path) -> tuple[str, str]:
    """How the name of a file begins and ends that is written to take another's place."""
    return f"{_WRITING}{_key(file)}-", file.suffix


def refuse_open_elsewhere(file: Path) -> None:
    """Refuse what a file system without locks would do: replace a file under the hands of who works on it.

    Raises:
        OpenElsewhere: Excel or LibreOffice has it open.
    """
    for sign, program in ((f"~${file.name}", "Excel"), (f".~lock.{file.name}#", "LibreOffice")):
        if file.with_name(sign).exists():
            raise OpenElsewhere(file=file.name, program=program, sign=sign)


def sweep(folder: Path) -> None:
    """Remove what commands left in a folder that were killed while they wrote."""
    for left in [*folder.glob(f"{_WRITING}*"), *folder.glob(f"{_WORKING}*")]:
        key = left.name[len(_WRITING) :].partition("-")[0].removesuffix(_ENDING)
        place = folder / f"{_WORKING}{key}{_ENDING}"
        if left == place and place in _held.get():
            continue
        with contextlib.suppress(OSError):  # somebody else's, and no hindrance
            handle = None if place in _held.get() else _take(place)
            if place in _held.get() or handle is not None:
                try:
                    if left != place:
                        left.unlink()
                finally:
                    if handle is not None:
                        _free(place, handle)


class work_folder:  # noqa: N801 (used as a function)
    """A folder for files that are needed for a moment; what killed commands left in theirs is removed.

    Args:
        within: A folder that is removed with the program it belongs to; left out, the system's temporary one.
    """

    def __init__(self, within: Path | None = None) -> None:
        self._within = within or Path(tempfile.gettempdir())

    def __enter__(self) -> Path:
        for left in self._within.glob(f"{_FOLDER}*"):
            with contextlib.suppress(OSError, FileError), Lock(left, patience=0) as lock:
                if not lock.is_again:
                    shutil.rmtree(left, ignore_errors=True)
        self._folder = Path(tempfile.mkdtemp(prefix=_FOLDER, dir=self._within))
        self._lock = Lock(self._folder)
        self._lock.__enter__()
        return self._folder

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.__exit__()


if sys.platform == "win32":
    import msvcrt

    def _take(place: Path) -> int | None:
        """Hold a lock's file; None if another does."""
        for _ in range(50):
            try:
                handle = os.open(place, os.O_CREAT | os.O_RDWR)
                break
            except PermissionError as error:  # Windows says so too while the file is being removed
                refused = error
                time.sleep(0.02)
        else:
            raise refused
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            os.close(handle)
            return None
        return handle

    def _free(place: Path, handle: int) -> None:
        os.close(handle)
        with contextlib.suppress(OSError):  # the next one has it open already
            place.unlink()

else:
    import fcntl

    def _take(place: Path) -> int | None:
        """Hold a lock's file; None if another does."""
        handle = os.open(place, os.O_CREAT | os.O_RDWR, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if place.stat().st_ino == os.fstat(handle).st_ino:
                return handle
        except (BlockingIOError, FileNotFoundError):
            pass  # held, or removed by who held it: there is a new one, or none
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)
        return None

    def _free(place: Path, handle: int) -> None:
        with contextlib.suppress(OSError):  # what was done under it is done; the next sweep takes it away
            place.unlink()
        os.close(handle)
