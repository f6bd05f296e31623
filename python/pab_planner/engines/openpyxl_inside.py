"""openpyxl's objects as our engine takes them: with the inner parts that openpyxl's type stubs leave out.

`ws._cells` maps (row, column) to cells, `cell._value` and `cell.data_type` are content and its kind,
`cell._style` is the array of numbers that makes a look. Going there directly, a large block is written
several times as fast as through the public properties; for that pyproject.toml holds openpyxl to one minor
version.
"""

import contextlib
import gc
from collections.abc import Iterator
from typing import Any

Workbook = Any
Worksheet = Any
SheetCell = Any
SheetChart = Any


@contextlib.contextmanager
def many_cells() -> Iterator[None]:
    """Make cells by the million without Python's garbage collector.

    It would walk over all of them again and again, twice the work, and none of them is garbage.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
