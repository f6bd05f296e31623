"""A file is written whole or not at all."""

import os
import tempfile
from pathlib import Path

from pab_planner.errors import FileError
from pab_planner.language import Text


class UnreadableFile(FileError):
    """A file that cannot be used as a workbook."""

    sentence = Text("{file} can't be opened: {reason}", "无法打开 {file}：{reason}")


def write_whole(file: Path, content: bytes) -> None:
    """Write a file beside its place and move it there once it is safely on the disk."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".writing-")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.chmod(file.stat().st_mode if file.exists() else _usual_mode())
        beside.replace(file)
    except BaseException:
        beside.unlink()
        raise


def _usual_mode() -> int:
    """What a new file may be used for by whom, where nothing else was said."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
