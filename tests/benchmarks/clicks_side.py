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
    begun = time.perf_counter()
    ribbon.server.Eval(run)
    between = time.perf_counter()
    ribbon.press(PRESSED[0])
    print(f"The first click, after the server has started: {time.perf_counter() - between:.2f} s")
    print(f"  a macro that does nothing: {between - begun:.2f} s")
    works: dict[str, Callable[[], object]] = {"a macro that does nothing": lambda: ribbon.server.Eval(run)}
    works |= {button: partial(ribbon.press, button) for button in PRESSED}
    report("Later clicks", works, "a macro that does nothing", rounds=7)


if __name__ == "__main__":
    (first_formula if sys.argv[1] == "first_formula" else clicks)(*sys.argv[2:])
