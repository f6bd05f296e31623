"""Presses every button and asks every verb once from a terminal, where LibreOffice is not installed.

Needs nothing but what `make demo` installs. A button may refuse, in a sentence; a traceback is a failure.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pab_planner.ribbon_buttons import BUTTON_FACES

CHECKOUT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("pab-planner")

PLACES = {"plan": ("Plan", "A1:G20"), "share": ("I-0001", "A1")}
"""Sheet and cells selected for a group's buttons; for the others, the first alert."""

VERBS = (
    *("scan", "update", "report", "assess", "clear", "close", "reopen", "today", "log", "merge"),
    *("countermeasures", "transport", "warn", "confirm", "clear-customer", "pdf", "email", "share"),
    "acknowledge",
    *("press", "install", "uninstall", "doctor"),
)


def run(*words: str) -> tuple[int, str]:
    """Exit code and everything printed."""
    ended = subprocess.run([str(PROGRAM), *words], capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout + ended.stderr


def fault(words: tuple[str, ...], refusal: bool) -> str:
    """What is wrong with what a call of the program did; empty if nothing is."""
    code, said = run(*words)
    wrong = code not in ((0, 2) if refusal else (0,)) or "Traceback" in said or not said.strip()
    return f"{' '.join(words)}: exit {code}\n{said}" if wrong else ""


def main() -> int:
    """Press and ask; print what failed and the count."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "PAB_Planner.xlsm")
        shutil.copy(CHECKOUT / "workbook" / "PAB_Planner.xlsm", book)
        faults = [fault((verb, "--help"), refusal=False) for verb in VERBS]
        for first in (("press", "update_alerts", str(book)), ("report", str(book), "A-0001")):
            faults.append(fault(first, refusal=False))
        for face in BUTTON_FACES:
            sheet, cells = PLACES.get(face.group, ("Alerts", "A4"))
            pressed = ("press", face.name, str(book), "--sheet", sheet, "--selection", cells)
            faults.append(fault(pressed, refusal=True))
    failed = [said for said in faults if said]
    print(*failed, sep="\n")
    print(f"{len(faults) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
