"""One file to send when asking for help: versions, settings and the log, and nothing of a plan."""

import contextlib
import locale
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from pab_planner.errors import FileError
from pab_planner.files import write_whole
from pab_planner.installation.doctor import as_line
from pab_planner.installation.excel import SUPPORT_FILE
from pab_planner.installation.python_findings import SetupFinding
from pab_planner.language import Text
from pab_planner.macros.button_press import NobodySignedIn, signed_in
from pab_planner.macros.unforeseen import log_file

LOG_KEPT = 60_000
"""Characters kept from the end of the log."""

WRITTEN = Text(
    "If you need help, send the file {file}: it holds versions, settings and the log, and nothing of your plan.",
    "如需帮助，请发送文件 {file}：其中只有版本、设置和日志，不含计划内容。",
)

_THEIR_FILE = re.compile(r"[^\\/'\"\n:]+\.(?:xls[xmb]?|csv|pdf|eml)\b", re.IGNORECASE)
"""The name of a file as a log quotes it: it may name a customer."""


def write_support_file(findings: Sequence[SetupFinding], program: Mapping[str, str]) -> SetupFinding:
    """Write the file beside the log, and say where it is.

    Args:
        findings: What Check set-up found.
        program: What the spreadsheet program says of itself.
    """
    file = log_file().with_name(SUPPORT_FILE)
    file.parent.mkdir(exist_ok=True)
    facts = {
        "Written": f"{datetime.now():%Y-%m-%d %H:%M}",
        "PAB Planner": version("pab_planner"),
        "xlwings": version("xlwings"),
        "Python": f"{platform.python_version()}, {platform.architecture()[0]}",
        "System": f"{platform.platform()}, {locale.getlocale()}",
        **program,
    }
    log = log_file().read_text("utf-8", errors="replace")[-LOG_KEPT:] if log_file().exists() else "(empty)"
    lines = [
        *(f"{name}: {fact}" for name, fact in facts.items()),
        "",
        *(as_line(finding).en for finding in findings),
        "",
        "Log",
        log,
    ]
    try:
        write_whole(file, without_names("\n".join(lines)).encode("utf-8-sig"))
    except FileError as refused:
        return SetupFinding(False, refused.said)
    return SetupFinding(True, WRITTEN.filled(file=file))


def without_names(text: str) -> str:
    """A text in which neither the user nor a file of hers is named."""
    for path in {
        str(Path.home()),
        str(Path.home()).replace("\\", "/"),
        str(Path.home()).replace("\\", "\\\\"),
    }:
        text = re.sub(re.escape(path), "~", text, flags=re.IGNORECASE)
    with contextlib.suppress(NobodySignedIn):
        text = re.sub(rf"(?<![^\W_]){re.escape(signed_in())}(?![^\W_])", "USER", text, flags=re.IGNORECASE)
    return _THEIR_FILE.sub(lambda file: file[0] if "PAB_Planner" in file[0] else "FILE", text)
