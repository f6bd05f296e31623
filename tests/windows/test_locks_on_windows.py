"""One work at a time on a file, with the locks that Windows has; in a Windows Python under Wine."""

import json
from pathlib import Path

from windows.locks_process import TIMES, WORKERS
from windows.windows_python import WindowsPython, windows_path

PROCESS = Path(__file__).with_name("locks_process.py")


def test_no_update_is_lost_and_whoever_was_killed_holds_and_leaves_nothing(
    windows_python: WindowsPython, tmp_path: Path
) -> None:
    with windows_python.running(PROCESS, windows_path(tmp_path)) as process:
        assert process.stdout
        said = process.stdout.read()
    line = next((line for line in said.splitlines() if line.startswith("{")), None)
    assert line, said
    found = json.loads(line)
    assert (found["ended"], found["counted"]) == ([0] * WORKERS, str(WORKERS * TIMES)), said
    assert found["left by the races"] == ["计数.txt"]
    assert found["while another holds it"].startswith("BeingChanged: another command of PAB Planner")
    assert len(found["swept while another writes"]) == 3, "its lock and its half are left alone"
    assert found["after it was killed"] == ""
    assert found["swept after it was killed"] == ["beside.txt", "计数.txt"]
    assert found["while another has it open"].startswith("FileNotWritten: 计数.txt could not be written: ")
    assert found["as it was"]
    assert found["after it was closed"] == ""
    assert found["a living letter"] and not found["a killed one's letter"]
    assert found["left"] == ["beside.txt", "letters", "计数.txt"]
