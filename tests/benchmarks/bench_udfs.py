"""Worksheet functions against the least that they could cost; `python tests/benchmarks/bench_udfs.py`.

Ratios of medians, the two sides taking turns in one run:

- a block of 1,000 x 52 through the COM server (under Wine), against an xlwings function that returns its
  argument unchanged: at most 1.3. Of PAB's ranges two are blocks of that size; identity's is one.
- importing `pab_planner.udfs`, against importing numpy and xlwings in the same environment: at most 1.1.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from windows.com_server import Excel, server_command
from windows.windows_python import CHECKOUT, WindowsPython, windows_path

ITEMS, PERIODS, TURNS = 1_000, 52, 31


def ratio(
    measured: Callable[[], float], floor: Callable[[], float], turns: int
) -> tuple[float, float, float]:
    """Medians of two timings taken in turn [s], and the first over the second."""
    pairs = [(measured(), floor()) for _ in range(turns)]
    first, second = (median(times) for times in zip(*pairs, strict=True))
    return first, second, first / second


def through_the_com_server() -> tuple[float, float, float]:
    """PAB of a block against identity of a block."""
    python = WindowsPython(CHECKOUT / ".wine-cache")
    python.set_up()
    (dll,) = python.home.glob("xlwings64-*.dll")
    modules = ";".join(map(windows_path, (CHECKOUT / "python", Path(__file__).parent)))
    command = server_command("C:\\Python311\\python.exe", modules)
    block = [[float(item % 7 + period) for period in range(PERIODS)] for item in range(ITEMS)]
    script = CHECKOUT / "tests" / "windows" / "as_excel.py"
    with python.running(script, f"C:\\Python311\\{dll.name}", command) as process:
        excel = Excel(process)
        excel.answer()

        def seconds(function: str, *arguments: object) -> float:
            return float(excel.ask(function, *arguments)["seconds"])

        return ratio(
            lambda: seconds("pab_planner.udfs.PAB", [[10.0]] * ITEMS, block, block),
            lambda: seconds("identity.identity", block),
            TURNS,
        )


def importing() -> tuple[float, float, float]:
    """The functions' module against what it stands on, each in a fresh interpreter."""

    def seconds(modules: str) -> float:
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", f"import {modules}"], check=True)
        return time.perf_counter() - start

    return ratio(lambda: seconds("pab_planner.udfs"), lambda: seconds("numpy, xlwings"), 15)


def main() -> None:
    """Print both ratios with their bounds."""
    for name, bound, (first, second, found) in (
        ("1,000 x 52 through the COM server", 1.3, through_the_com_server()),
        ("import of the functions", 1.1, importing()),
    ):
        sys.stdout.write(f"{name}: {first * 1e3:.0f} ms / {second * 1e3:.0f} ms = {found:.2f} (<= {bound})\n")


main()
