"""Runs under Windows Python: PAB through the COM server, against a function that does nothing."""

import sys
from pathlib import Path
from typing import Any

import xlwings as xw

ITEMS, PERIODS = 1_000, 52


@xw.func  # type: ignore[untyped-decorator]
def identity(cells: Any) -> Any:
    """The argument, unchanged."""
    return cells


def main(dll: str, command: str) -> None:
    """Start the server as Excel does, and print the ratio."""
    sys.path.append(str(Path(__file__).parents[1] / "windows"))
    from as_excel import start_server  # type: ignore[import-not-found]
    from ratios import report

    server = start_server(Path(dll), command)
    block = tuple(tuple(float(item % 7 + period) for period in range(PERIODS)) for item in range(ITEMS))
    opening = ((10.0,),) * ITEMS
    report(
        f"{ITEMS} items x {PERIODS} periods through the COM server; identity takes one block, PAB two",
        {
            "identity": lambda: server.CallUDF("com_server_side", "identity", (block,)),
            "PAB (at most 1.3)": lambda: server.CallUDF("pab_planner.udfs", "PAB", (opening, block, block)),
        },
        "identity",
        rounds=31,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
