"""Files are written whole or not at all, and failures are put in the planner's words."""

import errno
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from pab_planner.errors import FileError
from pab_planner.language import Text
from pab_planner.locks import Lock, refuse_open_elsewhere, sweep, writing_name


class UnreadableFile(FileError):
    """A file that cannot be used as a workbook."""

    sentence = Text("{file} can't be opened: {reason}", "无法打开 {file}：{reason}")


class FileNotWritten(FileError):
    """The file system refused."""

    sentence = Text("{file} could not be written: {reason}", "无法写入 {file}：{reason}")


class FileTrouble(FileError):
    """The file system refused something; what the program wanted of the file is not known here."""

    sentence = Text("{file}: {reason}", "{file}：{reason}")

    @classmethod
    def of(cls, error: OSError) -> Self:
        """The file system's error in the planner's words."""
        file = error.filename2 or error.filename
        return cls(file=file or Text("the file system", "文件系统"), reason=reason_of(error))


CHANGED = Text(
    "another program changed it since it was opened here; start again from the file as it is now",
    "文件打开后已被其他程序修改；请从当前文件重新开始",
)
_READ_ONLY = Text(
    "it is read-only; clear that in its properties, or choose another name",
    "文件为只读；请在文件属性中取消只读，或换一个文件名",
)
_NOT_THERE = Text("there is no such file; see whether its name is right", "找不到该文件；请核对文件名")
_NO_FOLDER = Text(
    "there is no folder {folder}; see whether its name is right, or make it",
    "找不到文件夹 {folder}；请核对名称，或先新建该文件夹",
)
_NO_DEVICE = Text(
    "its drive or network folder cannot be reached; connect it and try again",
    "无法访问其所在的驱动器或网络文件夹；请连接后重试",
)
_IS_FOLDER = Text("a folder has this name; give another name", "该名称是一个文件夹；请换一个文件名")
_NAME = Text(
    "its name is too long or holds characters that file names cannot have; give a shorter, plain one",
    "文件名过长或含有不允许的字符；请换一个较短的普通文件名",
)
_PATH = Text(
    "its name and those of its folders are together longer than Windows allows; choose a folder with a shorter name",
    "文件名连同所在文件夹的路径过长，超出 Windows 的限制；请选择路径较短的文件夹",
)
_IN_THE_WAY = Text("{folder} is not a folder; choose another", "{folder} 不是文件夹；请选择其他文件夹")
_FULL = Text(
    "the disk is full, or no more is allowed to you there; make room and try again",
    "磁盘已满或超出配额；请清理空间后重试",
)
_LOCKED_DISK = Text(
    "the disk can only be read; choose a folder on another", "该磁盘为只读；请选择其他磁盘上的文件夹"
)
_NO_RIGHT = Text(
    "you have no right to it, or another program has it open; close it there, or work in another folder",
    "没有权限，或文件已在其他程序中打开；请先在其中关闭，或换一个文件夹",
)
_OTHER = Text(
    "the computer says: {words}; try again, or choose another folder",
    "系统提示：{words}；请重试，或选择其他文件夹",
)

_NO_FILE = Text(
    "it is a device or a pipe and no file; give the name of a file", "它是设备或管道，不是文件；请给出文件名"
)
_TOO_LARGE = Text(
    "it has {size} MB, more than the {most} MB that can be read; split it",
    "文件有 {size} MB，超过可读取的 {most} MB；请拆分",
)

_REASONS = {
    _NOT_THERE: (errno.ENOENT,),
    _NO_RIGHT: (errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY),
    _FULL: (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
    _IS_FOLDER: (errno.EISDIR,),
    _NAME: (errno.ENAMETOOLONG, errno.EINVAL, errno.EILSEQ, errno.ELOOP),
    _LOCKED_DISK: (errno.EROFS,),
    _NO_DEVICE: (errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN),
}
_BY_NUMBER = {number: reason for reason, numbers in _REASONS.items() for number in numbers}


LONGEST_PATH = 260
"""MAX_PATH of Windows, https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation [characters]."""


def reason_of(error: OSError, file: Path | None = None) -> Text:
    """Why the file system refused, and what to do, in words.

    Args:
        error: What it raised.
        file: What it was about; left out, the file that the error names.
    """
    name = error.filename2 or error.filename
    file = file or (Path(os.fsdecode(name)) if isinstance(name, str | bytes) else None)
    if hasattr(error, "winerror") and error.errno == errno.ENOENT and len(str(name)) >= LONGEST_PATH:
        return _PATH  # Windows says that it is not there: https://github.com/python/cpython/issues/99954
    if file is not None and error.errno in (
        errno.ENOENT,
        errno.ENOTDIR,
        errno.EACCES,
        errno.EPERM,
        errno.EEXIST,
    ):
        try:
            if error.errno in (errno.ENOENT, errno.ENOTDIR) and not file.parent.is_dir():
                return (
                    _IN_THE_WAY if file.parent.exists() or error.errno == errno.ENOTDIR else _NO_FOLDER
                ).filled(folder=file.parent)
            if file.is_dir():
                return _IS_FOLDER
        except OSError:
            pass  # nothing more can be said of it
    reason = _BY_NUMBER.get(error.errno or 0)
    return reason or _OTHER.filled(words=error.strerror or str(error))


def refuse_endless(file: Path, most: int) -> None:
    """Refuse what would never end, or fill the memory, before it is read.

    Args:
        file: What is to be read; that it is not there, or a folder, is for whoever reads it to say.
        most: Bytes that it may have.

    Raises:
        UnreadableFile: It is no file, or too large.
        OSError: The file system refused.
    """
    found = file.stat()
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        raise UnreadableFile(file=file.name, reason=_NO_FILE)
    if stat.S_ISREG(found.st_mode) and found.st_size > most:
        reason = _TOO_LARGE.filled(size=found.st_size >> 20, most=most >> 20)
        raise UnreadableFile(file=file.name, reason=reason)


def fingerprint(file: Path) -> str | None:
    """A value that changes with a file's content; None if there is no file."""
    try:
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError:
        return None


def fingerprint_of(content: bytes) -> str:
    """The fingerprint of a file with this content."""
    return hashlib.sha256(content).hexdigest()


def write_whole(file: Path, content: bytes | Callable[[Path], object], *, seen: str | None = None) -> None:
    """Write a file beside its place and move it there once it is safely on the disk.

    Args:
        file: Where it goes.
        content: Its bytes, or what writes them to a path.
        seen: The fingerprint of the file to be replaced; left out, whatever is there is replaced.

    Raises:
        FileNotWritten: The file system refused, or the file is not the one that was seen.
        OpenElsewhere: Excel or LibreOffice has it open.
        BeingChanged: Another command works on it.
    """
    file = file.resolve()
    try:
        with Lock(file):
            sweep(file.parent)
            _put(file, content, seen)
    except OSError as error:
        raise FileNotWritten(file=file.name, reason=reason_of(error, file)) from error


def _put(file: Path, content: bytes | Callable[[Path], object], seen: str | None) -> None:
    """Write a file whose lock is held."""
    if file.exists() and not file.stat().st_mode & stat.S_IWUSR:
        raise FileNotWritten(file=file.name, reason=_READ_ONLY)
    begin, end = writing_name(file)
    handle, name = tempfile.mkstemp(prefix=begin, suffix=end, dir=file.parent)
    os.close(handle)
    beside = Path(name)
    try:
        if isinstance(content, bytes):
            beside.write_bytes(content)
        else:
            content(beside)
        with beside.open("r+b") as stream:
            os.fsync(stream.fileno())
        refuse_open_elsewhere(file)
        if seen is not None and fingerprint(file) not in (None, seen):
            raise FileNotWritten(file=file.name, reason=CHANGED)
        beside.chmod(file.stat().st_mode if file.exists() else _usual_mode())
        _move(beside, file)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


_ON_WINDOWS = os.name == "nt"
_PATIENCE, _A_MOMENT = 2.0, 0.05


def _move(beside: Path, file: Path) -> None:
    """Put a file in the place of another; on Windows once whoever looks into it, a virus scanner for instance, has."""
    last = time.monotonic() + _PATIENCE
    while True:
        try:
            beside.replace(file)
        except PermissionError:
            if not _ON_WINDOWS or time.monotonic() > last:
                raise
            time.sleep(_A_MOMENT)
        else:
            return


def _usual_mode() -> int:
    """The permissions that a new file gets by default."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
