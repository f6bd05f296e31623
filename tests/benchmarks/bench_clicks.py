"""The time to the first `=PAB()` and of a click on a button, under Wine beside an xlwings function that does nothing.

    python tests/benchmarks/bench_clicks.py

The server is started by xlwings' DLL with the command of the VBA module, as in Excel. Excel is the stand-in, whose
answers take other times than Excel's: only a person with Excel sees how long a press takes there.
"""

import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from windows.com_server import server_command  # noqa: E402
from windows.excel.plans import SHAPES  # noqa: E402
from windows.windows_python import CHECKOUT, WindowsPython, windows_path  # noqa: E402

ROUNDS = 3
FUNCTIONS = {"nothing": ("clicks_side", "opening"), "PAB": ("pab_planner.udfs", "PAB")}


def main() -> None:
    """Print seconds and ratios."""
    python = WindowsPython.ready()
    (dll,) = python.home.glob("xlwings64-*.dll")
    beside = map(windows_path, (CHECKOUT / "python", HERE, HERE.parent))
    command = server_command("C:\\Python311\\python.exe", ";".join((*beside, "C:\\Python311\\buttons")))

    def run(*arguments: str) -> str:
        what, *more = arguments
        far = (what,) if what == "compiled" else (what, f"C:\\Python311\\{dll.name}", command, *more)
        with python.running(HERE / "clicks_side.py", *far) as process:
            assert process.stdout
            return process.stdout.read()

    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's Python finds its modules compiled
    first, again = (float(run("compiled").split()[-1]) for _ in range(2))
    print(f"To import all that buttons need: {first:.2f} s, again: {again:.2f} s")

    taken: dict[str, list[float]] = {name: [] for name in FUNCTIONS}
    for _ in range(ROUNDS):
        for name, function in FUNCTIONS.items():
            taken[name].append(float(run("first_formula", *function).split()[-1]))
    seconds = {name: min(its) for name, its in taken.items()}
    print(f"From a closed server to the first value, the fastest of {ROUNDS}")
    print(f"  a function that does nothing: {seconds['nothing']:.2f} s")
    print(f"  =PAB(): {seconds['PAB']:.2f} s, {seconds['PAB'] / seconds['nothing']:.2f} times")
    with tempfile.TemporaryDirectory() as folder:
        print(run("clicks", windows_path(SHAPES["rows"].write(Path(folder)))))


if __name__ == "__main__":
    main()
