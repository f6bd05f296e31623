"""Runs under Windows Python: a click on a button, and the first formula, through the server that xlwings' DLL starts."""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import xlwings as xw

sys.path.insert(0, str(Path(__file__).parents[1]))

PRESSED = ("guide", "explain")
OURS = "import pab_planner.macros.press; from pab_planner.macros.button_press import buttons; buttons()"
"""What the set-up program imports, so that Python keeps it compiled; the server that Excel starts keeps nothing."""


@xw.func  # type: ignore[untyped-decorator]
def opening(stock: Any, orders: Any, mps: Any) -> Any:
    """The first argument, unchanged."""
    return stock


def nothing() -> None:
    """A macro that does nothing but find its workbook."""
    xw.Book.caller()


def first_formula(dll: str, command: str, module: str, function: str) -> None:
    """Print the seconds from a closed server to the first value."""
    from windows.as_excel import start_server

    begun = time.perf_counter()
    server = start_server(Path(dll), command)
    assert server.CallUDF(module, function, (14.0, 15.0, 50.0)) is not None
    print(time.perf_counter() - begun)


def clicks(dll: str, command: str, workbook: str) -> None:
    """Print how long a click takes: the first of all, then each against a macro that does nothing."""
    from ratios import report

    from windows.excel.excel_process import ExcelProcess, Outside

    process = ExcelProcess("out", workbook)
    process.select("Plan", "G2")
    ribbon = Outside(process, dll, command)
    run = "__import__('clicks_side').nothing()"

    def taken(work: Callable[[], object]) -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    print("The first click, after the server has started")
    print(f"  a macro that does nothing: {taken(lambda: ribbon.server.Eval(run)):.2f} s")
    floor, ours, press = (
        taken(lambda: ribbon.server.Exec("import pandas, openpyxl, xlwings")),
        taken(lambda: ribbon.server.Exec(OURS)),
        taken(lambda: ribbon.press(PRESSED[0])),
    )
    print(
        f"  to import pandas, openpyxl and xlwings: {floor:.2f} s, our modules: {ours:.2f} s, its press: {press:.2f} s"
    )
    works: dict[str, Callable[[], object]] = {"a macro that does nothing": lambda: ribbon.server.Eval(run)}
    works |= {button: partial(ribbon.press, button) for button in PRESSED}
    report("Later clicks", works, "a macro that does nothing", rounds=7)


def compiled() -> None:
    """Import as the set-up program does."""
    buttons = str(Path(sys.prefix, "buttons"))
    sys.path[:0] = [str(Path(__file__).parents[2] / "python"), buttons]
    begun = time.perf_counter()
    exec(f"import pab_planner.udfs\n{OURS}", {})
    print(f"{time.perf_counter() - begun:.2f}")


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
