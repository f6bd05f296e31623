"""What a person at a terminal waits for before anything is done: the version, the help, a plan of 12 items.

Against a Python that imports what the program cannot do without: typer, or numpy, openpyxl and calamine as well.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench_scan import plan_rows, save
from ratios import report

CACHED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Modules are compiled once, as in an installation."""


def run(*words: str | Path) -> None:
    """Run Python to its end."""
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL, env=CACHED)


def program(*words: str | Path) -> None:
    """Run the program to its end."""
    run("-c", "from pab_planner.cli import main; main()", *words)


def main() -> None:
    """Print the ratios."""
    report(
        "before any verb",
        {
            "Python and typer": lambda: run("-c", "import typer"),
            "--version (at most 1.5)": lambda: program("--version"),
            "--help (at most 3)": lambda: program("--help"),
        },
        "Python and typer",
    )
    with tempfile.TemporaryDirectory() as name:
        plan = save(Path(name, "plan.xlsx"), plan_rows(formulas=False)[:25])
        report(
            "scan of 12 items",
            {
                "Python, numpy, openpyxl and calamine": lambda: run(
                    "-c", "import numpy, openpyxl, python_calamine, typer, rich.progress"
                ),
                "scan (at most 3)": lambda: program("scan", plan, "--out", Path(name, "risks.xlsx")),
            },
            "Python, numpy, openpyxl and calamine",
        )


if __name__ == "__main__":
    main()
