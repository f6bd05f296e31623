"""An error that nobody foresaw: one sentence for the planner, the details in a file."""

import platform
import traceback
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from pab_planner.excel.host import com_errors
from pab_planner.files import reason_of
from pab_planner.language import Text

LARGEST = 500_000
"""Size at which a new log file begins and one older file is kept [bytes]."""

NOT_NOTED = Text(
    "Something went wrong that was not foreseen, and this button may have done half of its work. If in doubt, "
    "close the workbook without saving. It could not be noted in {file}: {reason}.",
    "发生了未预料到的错误，此按钮可能只完成了一部分。如有疑问，请不保存并关闭工作簿。"
    "详情未能记入 {file}：{reason}。",
)
SENTENCE = Text(
    "Something went wrong that was not foreseen, and this button may have done half of its work. If in "
    "doubt, close the workbook without saving. What happened is noted in {file}; your cells are not.",
    "发生了未预料到的错误，此按钮可能只完成了一部分。如有疑问，请不保存并关闭工作簿。"
    "详情已记入 {file}，其中不含单元格内容。",
)


def log_file() -> Path:
    """Where unforeseen errors are noted."""
    return Path.home() / ".pab_planner" / "pab_planner.log"


def note(error: BaseException, button: str) -> Text:
    """Note an error, and say where.

    Its message is kept only where Python, Windows or Excel speak of themselves: others may quote a cell.
    """
    file = log_file()
    try:
        _append(file, error, button)
    except OSError as refused:
        return NOT_NOTED.filled(file=file, reason=reason_of(refused, file))
    return SENTENCE.filled(file=file)


def _append(file: Path, error: BaseException, button: str) -> None:
    """Write an error down at the end of the file."""
    file.parent.mkdir(exist_ok=True)
    if file.exists() and file.stat().st_size > LARGEST:
        file.replace(file.with_suffix(".old.log"))
    lines = [
        f"{datetime.now():%Y-%m-%d %H:%M:%S} {button}, PAB Planner {version('pab_planner')}, "
        f"xlwings {version('xlwings')}, Python {platform.python_version()}, {platform.platform()}\n",
        *traceback.format_tb(error.__traceback__),
        f"{type(error).__qualname__}: {_message(error)}\n\n",
    ]
    with file.open("a", encoding="utf-8") as stream:
        stream.writelines(lines)


def _message(error: BaseException) -> str:
    """An error's message, without what may quote a cell, a sheet's title or a file's name."""
    if isinstance(error, com_errors()):
        code, said, details, *_ = error.args
        return f"{code} {said} {details[-1] if details else ''}"
    if isinstance(error, OSError):
        return f"[Errno {error.errno}] {error.strerror}"
    says_nothing_of_cells = isinstance(error, ImportError | AttributeError | NotImplementedError)
    return str(error) if says_nothing_of_cells else "(not noted)"
