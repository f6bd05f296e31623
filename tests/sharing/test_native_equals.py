"""Random plans: LibreOffice calculates from the native formulas what our worksheet functions return."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import xlwings as xw

from pab_planner.sharing.native import native_formulas
from pab_planner.udfs import (
    PAB,
    PAB_ATP,
    PAB_COVER,
    PAB_EXPOSED,
    PAB_FIRST_SHORTAGE,
    PAB_RISK,
    PAB_SHORTAGE,
    PAB_SLIP,
    Cells,
)

PLANS, PERIODS = 12, 9
HEADS, OPENING, ORDERS, MPS, OTHER_MPS, FORECAST, FENCES, SAFETY, LATE = 1, 2, 3, 4, 5, 6, 7, 8, 9
"""Rows of the sheet; periods run from column B on."""

Cell = float | str | None


def random_plan(seed: int) -> list[list[Cell]]:
    """Quarters, so that sums are exact; some cells blank, some negative, some plans without a shortage."""
    draw = np.random.default_rng(seed)

    def row(most: int, often: float, least: int = 0) -> list[Cell]:
        values = draw.integers(least, most * 4, PERIODS) / 4
        return [float(v) if draw.random() < often else None for v in values]

    fences: list[Cell] = [None if draw.random() < 0.3 else float(draw.integers(0, PERIODS)) for _ in "DP"]
    return [
        [f"W{week}" for week in range(1, PERIODS + 1)],
        [float(draw.integers(-20, 120)) / 4],
        row(12, 0.8, -4),
        row(40, 0.3),
        row(10, 0.2),
        row(14, 0.7),
        fences,
        [float(draw.integers(0, 30))],
        [float(draw.integers(0, PERIODS + 2))],
    ]


LAST = "J"
ORDERS_CELLS, MPS_CELLS = f"B{ORDERS}:{LAST}{ORDERS}", f"B{MPS}:{LAST}{MPS}"
TWO_MPS = f"{MPS_CELLS}+B{OTHER_MPS}:{LAST}{OTHER_MPS}"
FAMILY = f"B{OPENING},{ORDERS_CELLS},{MPS_CELLS}"
FORECAST_CELLS = f"B{FORECAST}:{LAST}{FORECAST}"
GRID, ZONES = f"{FORECAST_CELLS},B{FENCES}", f"{FORECAST_CELLS},B{FENCES},C{FENCES}"
HEAD_CELLS = f"B{HEADS}:{LAST}{HEADS}"

CALLS: dict[str, tuple[Callable[..., Cells], str]] = {
    f"PAB({FAMILY})": (PAB, "opening orders mps"),
    f"PAB(B{OPENING}-3,{ORDERS_CELLS},{TWO_MPS})": (PAB, "less_3 orders two"),
    f"PAB({FAMILY},{GRID})": (PAB, "opening orders mps forecast dtf"),
    f"PAB({FAMILY},{ZONES})": (PAB, "opening orders mps forecast dtf ptf"),
    f"PAB({FAMILY},{FORECAST_CELLS},,C{FENCES})": (PAB, "opening orders mps forecast none ptf"),
    f"PAB_EXPOSED({FAMILY},{ZONES})": (PAB_EXPOSED, "opening orders mps forecast dtf ptf"),
    f"PAB_EXPOSED({FAMILY},{GRID},4)": (PAB_EXPOSED, "opening orders mps forecast dtf 4"),
    f"PAB_SHORTAGE({FAMILY})": (PAB_SHORTAGE, "opening orders mps"),
    f"PAB_SHORTAGE({FAMILY},{GRID},4)": (PAB_SHORTAGE, "opening orders mps forecast dtf 4"),
    f"PAB_SHORTAGE({FAMILY},{ZONES})": (PAB_SHORTAGE, "opening orders mps forecast dtf ptf"),
    f"PAB_RISK({FAMILY},B{SAFETY})": (PAB_RISK, "opening orders mps safety"),
    f"PAB_RISK({FAMILY},B{SAFETY},{GRID},4)": (PAB_RISK, "opening orders mps safety forecast dtf 4"),
    f"PAB_RISK({FAMILY},,{ZONES})": (PAB_RISK, "opening orders mps none forecast dtf ptf"),
    f"PAB_SLIP({FAMILY},B{LATE})": (PAB_SLIP, "opening orders mps late"),
    f"PAB_COVER({FAMILY})": (PAB_COVER, "opening orders mps"),
    f"PAB_COVER(B{OPENING}-3,{ORDERS_CELLS},{MPS_CELLS})": (PAB_COVER, "less_3 orders mps"),
    f"PAB_ATP({FAMILY})": (PAB_ATP, "opening orders mps"),
    f'PAB_ATP({FAMILY},"lookback")': (PAB_ATP, "opening orders mps lookback"),
    f'PAB_ATP({FAMILY},"cumulative")': (PAB_ATP, "opening orders mps cumulative"),
    f'PAB_ATP({FAMILY},"lookahead")': (PAB_ATP, "opening orders mps lookahead"),
    f'PAB_ATP(B{OPENING},{ORDERS_CELLS},{TWO_MPS},"lookback")': (PAB_ATP, "opening orders two lookback"),
    f"PAB_FIRST_SHORTAGE({FAMILY},{HEAD_CELLS})": (PAB_FIRST_SHORTAGE, "opening orders mps heads"),
    f"PAB_FIRST_SHORTAGE(B{OPENING}-3,{ORDERS_CELLS},{MPS_CELLS},{HEAD_CELLS})": (
        PAB_FIRST_SHORTAGE,
        "less_3 orders mps heads",
    ),
}
"""Each call; our function, and its arguments by name."""


def arguments(rows: list[list[Cell]], down: bool) -> dict[str, Any]:
    """The cells of a plan as the functions take them."""

    def cells(number: int) -> list[list[Cell]]:
        row = rows[number - 1]
        return [[cell] for cell in row] if down else [row]

    added = [float(a or 0) + float(b or 0) for a, b in zip(rows[MPS - 1], rows[OTHER_MPS - 1], strict=True)]
    opening = float(rows[OPENING - 1][0] or 0)
    return {
        "heads": cells(HEADS),
        "opening": opening,
        "less_3": opening - 3,
        "orders": cells(ORDERS),
        "mps": cells(MPS),
        "two": [[value] for value in added] if down else [added],
        "forecast": cells(FORECAST),
        "dtf": rows[FENCES - 1][0],
        "ptf": rows[FENCES - 1][1],
        "safety": rows[SAFETY - 1][0],
        "late": rows[LATE - 1][0],
        "none": None,
        "4": 4,
        **{kind: kind for kind in ("lookback", "cumulative", "lookahead")},
    }


def turned(formula: str) -> str:
    """A call on the same plan with rows and columns exchanged."""
    corner = {f"{chr(64 + c)}{r}": f"{chr(64 + r)}{c}" for c in range(1, 12) for r in range(1, 12)}
    out, word = "", ""
    for letter in f"{formula} ":
        if letter.isalnum() or letter == "_":
            word += letter
            continue
        out, word = out + corner.get(word, word) + letter, ""
    return out.rstrip()


def equal(found: Any, expected: Any) -> bool:
    if isinstance(expected, str):
        return bool((found or "") == expected)
    return isinstance(found, float | int) and abs(found - float(expected)) < 1e-9


@pytest.mark.parametrize("down", [False, True], ids=["across", "down"])
@pytest.mark.parametrize("with_balances", [False, True], ids=["alone", "beside a balance"])
def test_libreoffice_calculates_what_our_functions_return(
    calc: xw.App, down: bool, with_balances: bool
) -> None:
    sheet = calc.books.add().sheets[0]
    result = "AA1:AI1" if not down else "A27:A35"
    for seed in range(PLANS):
        rows = random_plan(seed)
        sheet.clear()
        for number, row in enumerate(rows, start=1):
            place = sheet.range((2, number) if down else (number, 2))
            place.value = [[cell] for cell in row] if down else [row]
        given = arguments(rows, down)
        balances: dict[tuple[str, ...], str] = {}
        expected: dict[str, Any] = {}
        said: dict[str, str] = {}
        for index, (call, (ours, names)) in enumerate(CALLS.items()):
            one = "FIRST" in call
            first, end = result.split(":")
            line = index + 30
            if down:
                first, end = (xw.utils.col_name(line) + cell[1:] for cell in (first, end))
            else:
                first, end = (cell[:2] + str(line) for cell in (first, end))
            place_of = first if one else f"{first}:{end}"
            formula = turned(call) if down else call
            formulas = native_formulas(formula, place_of, balances)
            assert formulas is not None, call
            if with_balances and formula.startswith("PAB("):
                known = formula[4:-1].split(",")
                balances[(*known, *[""] * (6 - len(known)))] = place_of
            values = [value for row in ours(*map(given.get, names.split())) for value in row]
            for (address, text), value in zip(formulas.items(), values, strict=True):
                said[address], expected[address] = text, (call, value)
        for address, text in said.items():
            if text.startswith("{"):
                sheet[address].formula_array = text.strip("{}")
            else:
                sheet[address].formula = text
        for address, (call, value) in expected.items():
            found = sheet[address].value
            assert equal(found, value), (seed, call, address, found, value, said[address], rows)
