"""What a person at a terminal waits for before anything is done: the version, the help, a plan of 12 items.

Against a Python that imports what the program cannot do without: typer, and for a scan numpy, openpyxl, calamine and
xlwings as well.
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


BARE = "import typer; from importlib.metadata import version; version('typer')"
"""What says a version with typer, and does nothing else."""

LIBRARIES = (
    "import sys; sys.modules['pandas'] = None; import numpy, openpyxl, python_calamine, xlwings; "
    "import rich.progress, typer; app = typer.Typer(); app.command()(lambda: None); app([], standalone_mode=False)"
)
"""What a scan cannot do without, doing nothing: pandas, which xlwings takes where it is, it can."""


def main() -> None:
    """Print the ratios."""
    report(
        "before any verb",
        {
            "typer, saying a version": lambda: run("-c", BARE),
            "--version (at most 1.3)": lambda: program("--version"),
            "--help (at most 3)": lambda: program("--help"),
        },
        "typer, saying a version",
    )
    with tempfile.TemporaryDirectory() as name:
        plan = save(Path(name, "plan.xlsx"), plan_rows(formulas=False)[:25])
        report(
            "scan of 12 items",
            {
                "numpy, openpyxl, calamine, xlwings and typer": lambda: run("-c", LIBRARIES),
                "scan (at most 1.6)": lambda: program("scan", plan, "--out", Path(name, "risks.xlsx")),
            },
            "numpy, openpyxl, calamine, xlwings and typer",
        )


if __name__ == "__main__":
    main()
