"""The COM server as the VBA of the add-in reaches it."""

import json
import re
import select
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from subprocess import Popen
from typing import Any

import pytest

from pab_planner.build.vba_project import xlwings_module

MISSING = {"missing": -2147352572}
"""An optional argument that the formula leaves out: VBA passes DISP_E_PARAMNOTFOUND."""


def server_command(python: str, search_path: str) -> str:
    """The command by which the VBA module starts Python, put together by its own lines.

    Args:
        python: INTERPRETER_WIN of the configuration.
        search_path: PYTHONPATH of the configuration.
    """
    workbook = "C:\\plans\\PAB_Planner.xlsm"
    before = ["false", workbook, workbook, "", "", "", search_path]
    values = {
        "PYTHONPATH": ";".join(before).replace("\\", "\\\\").replace("'", "\\'").replace("&", "^&"),
        "LicenseKeyEnvString": "",
        "ConsoleSwitch": "",
        "Chr(34)": '"',
        "PYTHON_WIN": python,
    }
    lines = [
        r"Else\s+(PYTHON_WIN) = (\"cmd\.exe .*)",
        r"\s(tail) = (.*)",
        r"\s(XLPyCommand) = (PYTHON_WIN .*)",
    ]
    for line in lines:
        found = re.search(line, xlwings_module())
        assert found
        values[found[1]] = _joined(found[2], values)
    return values["XLPyCommand"]


def _joined(expression: str, values: dict[str, str]) -> str:
    """A VBA expression of texts and names joined by &."""
    parts = re.findall(r'"((?:[^"]|"")*)"|([^\s&][^&]*?)\s*(?:&|$)', expression)
    return "".join(values[name] if name else text.replace('""', '"') for text, name in parts)


class FunctionError(Exception):
    """What VBA finds in `Err.Description`; the cell shows #VALUE!."""


@dataclass
class Excel:
    """The far end of `as_excel.py`."""

    process: "Popen[str]"

    def ask(self, *line: Any) -> dict[str, Any]:
        """Send a line and take its answer."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = self.answer()
        return answer

    def answer(self) -> Any:
        """The next line; what is none of ours is shown when something goes wrong."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        try:
            return json.loads(line)
        except ValueError:
            pytest.fail(line + self.process.stdout.read())

    def call(self, function: str, *arguments: Any) -> Any:
        """A worksheet function's value.

        Raises:
            FunctionError: It raises.
        """
        answer = self.ask(f"pab_planner.udfs.{function}", *arguments)
        if "error" in answer:
            raise FunctionError(answer["error"])
        return answer["value"]


PATIENCE = 150
"""How long the server may take until it is ready, on a busy machine [s]."""


@contextmanager
def started(run: "Callable[[], AbstractContextManager[Popen[str]]]") -> Iterator[Excel]:
    """The far end once its server is ready.

    Under Wine the two processes wait for one another once in some ten runs, not twice: then both begin anew.
    """
    with run() as process:
        assert process.stdout
        if select.select([process.stdout], [], [], PATIENCE)[0]:
            yield _ready(process)
            return
    with run() as process:
        yield _ready(process)


def _ready(process: "Popen[str]") -> Excel:
    server = Excel(process)
    assert server.answer() == "ready"
    return server
