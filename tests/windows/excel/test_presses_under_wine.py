"""Buttons pressed in Windows Python under Wine: xlwings reaches the stand-in through real IDispatch.

The same model as on Linux, but pywin32 is pywin32: early bound and late bound. `windows/test_setup.py` presses from
the server process that xlwings' DLL starts with the VBA module's command.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from windows.excel.plans import SHAPES
from windows.windows_python import WindowsPython, windows_path

PROCESS = Path(__file__).with_name("excel_process.py")


class FarExcel:
    """The far end of `excel_process.py`."""

    def __init__(self, process: "Popen[str]") -> None:
        self._process = process
        self.binding = self._answer()["value"]
        self.calls: dict[str, int] = {}

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        noise = []
        for line in self._process.stdout:
            if line.startswith("{"):
                found: dict[str, Any] = json.loads(line)
                return found
            noise.append(line)
        pytest.fail("".join(noise))

    def ask(self, *call: Any) -> Any:
        """Call something there; it must know all that it is asked."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps(call) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        assert answer["gaps"] == []
        assert "error" not in answer, answer["error"]
        self.calls = answer["calls"]
        return answer["value"]

    def press(self, button: str, title: str, cells: str) -> Any:
        """Click on cells and press a button; what it shows."""
        self.ask("select", title, cells)
        return self.ask("press", button)


Start = Callable[[str], FarExcel]


@pytest.fixture
def start(windows_python: WindowsPython, tmp_path: Path) -> Iterator[Start]:
    """Starts an Excel with the plan of a few rows."""
    with ExitStack() as running:

        def started(bound: str) -> FarExcel:
            workbook = windows_path(SHAPES["rows"].write(tmp_path))
            return FarExcel(running.enter_context(windows_python.running(PROCESS, bound, workbook)))

        yield started


@pytest.mark.parametrize(
    ("bound", "binding"),
    [("early", "win32com.gen_py.00020813-0000-0000-C000-000000000046x0x1x9.Workbook"), ("late", "CDispatch")],
)
def test_a_press_through_idispatch(start: Start, bound: str, binding: str) -> None:
    excel = start(bound)
    assert excel.binding.endswith(binding)
    assert excel.press("insert_pab", "Plan", "G2") == "Sheet Plan: balance rows inserted for 2 items."
    assert excel.ask("read", "Plan", "C4") == "PAB 预计可用库存 *"
    assert excel.ask("read", "Plan", "E4") == "=PAB(D2,E2:L2,E3:L3)"
    assert excel.press("remove_pab", "Plan", "G2") == "2 rows removed from sheet Plan."
    assert excel.press("risk_colours", "Plan", "G2")
    excel.ask("colour", "Plan", "N20000")  # a column coloured far down: where it ends is asked by CountA
    assert "P-1" in excel.press("explain", "Plan", "G2")
    assert excel.calls["WorksheetFunction.CountA"] > 0
