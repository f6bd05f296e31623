"""`python tests/benchmarks/bench_calc.py`: 10,000 calls of =PAB() on 1 x 52 in a live Calc.

Against the same table as native cell formulas, and against an add-in function that does nothing with the same
arguments. Each is recalculated in full several times, in turn.
"""

import io
from collections.abc import Callable

import numpy as np
import xlwings as xw
from ratios import report

from pab_planner.build.extension import build_extension
from pab_planner.build.packing import pack
from pab_planner.engines.calc.engine import calc_app
from pab_planner.ooxml.package import contents_of

ITEMS, PERIODS, ROUNDS = 10_000, 52, 5
RESULT = 2 + 2 * PERIODS
"""Column of the first result, behind opening, orders and MPS."""


def with_a_function_that_does_nothing(extension: bytes) -> bytes:
    """The extension with PAB_COVER answering at once: the price of the way to Python and back alone."""
    parts = contents_of(io.BytesIO(extension))
    component = parts["component.py"].decode()
    idle = '        if name == "PAB_COVER":\n            return lambda *cells: cells[1]\n'
    place = "        self.find_pab_planner()\n        from pab_planner.udfs"
    assert place in component
    parts["component.py"] = component.replace(place, idle + place, 1).encode()
    return pack(parts)


def planned(app: xw.App, fill: Callable[[xw.Sheet], None]) -> Callable[[], None]:
    """A new book with the plan and its formulas; the answer recalculates it in full."""
    book = app.books.add()
    sheet = book.sheets[0]
    random = np.random.default_rng(1)
    sheet["A1"].resize(ITEMS, 1).value = random.integers(0, 500, (ITEMS, 1))
    sheet["B1"].resize(ITEMS, PERIODS).value = random.integers(0, 80, (ITEMS, PERIODS))
    sheet["BB1"].resize(ITEMS, PERIODS).value = random.integers(0, 90, (ITEMS, PERIODS))
    book.api.enableAutomaticCalculation(False)
    fill(sheet)
    recalculate: Callable[[], None] = book.api.calculateAll
    return recalculate


def down_the_sheet(sheet: xw.Sheet) -> None:
    """Copy the result's first row down, twice as many rows each time: Calc sets formulas slowly."""
    filled = 1
    while filled < ITEMS:
        more = min(filled, ITEMS - filled)
        rows = sheet.range((1, RESULT), (more, RESULT + PERIODS - 1))
        rows.copy(sheet.range((filled + 1, RESULT)))
        filled += more


def one_call_a_row(name: str) -> Callable[[xw.Sheet], None]:
    """A function in every row, its result over all periods."""

    def fill(sheet: xw.Sheet) -> None:
        sheet.range((1, RESULT), (1, RESULT + PERIODS - 1)).formula_array = f"={name}(A1,B1:BA1,BB1:DA1)"
        down_the_sheet(sheet)

    return fill


def native(sheet: xw.Sheet) -> None:
    """PAB(t) = PAB(t-1) - orders(t) + MPS(t) in every cell."""
    sheet["DB1"].formula = "=A1-B1+BB1"
    sheet["DC1"].resize(1, PERIODS - 1).formula = "=DB1-C1+BC1"
    down_the_sheet(sheet)


def main() -> None:
    """Measure the three and print their ratios."""
    with calc_app(with_a_function_that_does_nothing(build_extension(()))) as app:
        nothing = f"{ITEMS} calls of a function that does nothing with 1 x {PERIODS}"
        works = {
            nothing: planned(app, one_call_a_row("PAB_COVER")),
            "PAB (at most 1.5)": planned(app, one_call_a_row("PAB")),
            f"the same table as {ITEMS * PERIODS} native formulas": planned(app, native),
        }
        report("full recalculation in LibreOffice Calc", works, nothing, rounds=ROUNDS)


if __name__ == "__main__":
    main()
