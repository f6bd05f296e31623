"""Worksheet functions against the least that they could cost: through COM under Wine, and to import."""

import subprocess
import sys
from pathlib import Path

from ratios import report

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from windows.com_server import server_command  # noqa: E402
from windows.windows_python import CHECKOUT, WindowsPython, windows_path  # noqa: E402


def through_the_com_server() -> None:
    """Print the ratio that is measured under Windows Python."""
    python = WindowsPython.ready()
    (dll,) = python.home.glob("xlwings64-*.dll")
    modules = ";".join(map(windows_path, (CHECKOUT / "python", HERE)))
    command = server_command("C:\\Python311\\python.exe", modules)
    with python.running(HERE / "com_server_side.py", f"C:\\Python311\\{dll.name}", command) as process:
        assert process.stdout
        sys.stdout.write(process.stdout.read())


def importing(modules: str) -> None:
    """Import modules in a fresh interpreter."""
    subprocess.run([sys.executable, "-c", f"import {modules}"], check=True)


def main() -> None:
    """Print the ratios."""
    through_the_com_server()
    report(
        "import, in an environment that has pandas",
        {
            "numpy and xlwings": lambda: importing("numpy, xlwings"),
            "pab_planner.udfs (at most 1.1)": lambda: importing("pab_planner.udfs"),
        },
        "numpy and xlwings",
        rounds=15,
    )


if __name__ == "__main__":
    main()
