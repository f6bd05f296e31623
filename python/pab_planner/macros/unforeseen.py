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

HALF_DONE = Text(
    "Something went wrong that was not foreseen. This button may have done half of its work, and Excel did not let "
    "it be taken back. Close the workbook without saving, open it again, and press again.",
    "发生了未预料到的错误。此按钮可能只完成了一部分，且 Excel 未能撤回。请不保存并关闭工作簿，重新打开后再按一次。",
)
PUT_BACK = Text(
    "Something went wrong that was not foreseen. What this button had written was taken back; your workbook is as "
    "before. Press it again.",
    "发生了未预料到的错误。此按钮已写入的内容均已撤回，工作簿与按下前一致。请再按一次。",
)
NOTED = Text(
    " What happened is noted in {file}; your cells are not.", "详情已记入 {file}，其中不含单元格内容。"
)
NOT_NOTED = Text(" It could not be noted in {file}: {reason}.", "详情未能记入 {file}：{reason}。")


def log_file() -> Path:
    """Where unforeseen errors are noted."""
    return Path.home() / ".pab_planner" / "pab_planner.log"


def note(error: BaseException, button: str, *, whole: bool = False) -> Text:
    """Note an error, and say where.

    Its message is kept only where Python, Windows or Excel speak of themselves: others may quote a cell.

    Args:
        error: The error.
        button: The button that was pressed.
        whole: Whether all that the button had written was put back.
    """
    file, said = log_file(), PUT_BACK if whole else HALF_DONE
    try:
        _append(file, error.__cause__ or error, button)
    except OSError as refused:
        return said + NOT_NOTED.filled(file=file, reason=reason_of(refused, file))
    return said + NOTED.filled(file=file)


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
