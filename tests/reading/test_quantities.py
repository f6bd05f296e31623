"""What a cell is worth as a quantity."""

import math

import pytest

from pab_planner.reading.quantities import read_quantity


@pytest.mark.parametrize("cell", [math.inf, -math.inf, math.nan, 1e15, -1e300, "1E999", "1e15"])
def test_no_quantity_is_beyond_all_stock(cell: object) -> None:
    reading = read_quantity(cell)
    assert reading.value is None
    assert reading.fault is not None
