"""What a cell is worth as a quantity."""

import math
from pathlib import Path

import openpyxl
import pytest

from pab_planner.engines.file.engine import open_book
from pab_planner.reading.grid import Grid, read_grids
from pab_planner.reading.measure_rows import RowsOfNumbers
from pab_planner.reading.quantities import read_quantity


@pytest.mark.parametrize("cell", [math.inf, -math.inf, math.nan, 1e15, -1e300, "1E999", "1e15"])
def test_no_quantity_is_beyond_all_stock(cell: object) -> None:
    reading = read_quantity(cell)
    assert reading.value is None
    assert reading.fault is not None


def test_numbers_of_a_table_are_read_at_once_and_only_plain_ones() -> None:
    rows = [
        ["A", 1.0, "x", 2.0, "", 3.0],
        ["A", 1.0, "x", None, "", 0.5],
        ["A", -1.0, "x", 2.0, "", 3.0],
        ["A", "7", "x", 2.0, "", 3.0],
        ["A", 1e15, "x", 2.0, "", 3.0],
        ["A", 1.0, "x", "", "", 3.0],
    ]
    grid = Grid("Plan", rows, find_hollow_cells=lambda: {(5, 3): "#N/A"})
    numbers = RowsOfNumbers(grid, range(len(rows)), [1, 3, 5])
    found = [numbers.quantities(row, signed=True) for row in range(len(rows))]
    assert [None if its is None else its.tolist() for its in found] == [
        [1.0, 2.0, 3.0],
        [1.0, 0.0, 0.5],
        [-1.0, 2.0, 3.0],
        None,
        None,
        None,
    ]
    assert numbers.quantities(2, signed=False) is None


def test_a_formula_without_a_value_is_found_among_the_blank_columns_of_an_open_workbook(
    tmp_path: Path,
) -> None:
    path = tmp_path / "plan.xlsx"
    book = openpyxl.Workbook()
    for row in [["A", 1, None, 2, 5], ["B", 3, "=B1", 4, None], ["C", 5, 6, "=B2", 7]]:
        book.worksheets[0].append(row)
    book.save(path)
    with open_book(path) as opened:
        (grid,) = read_grids(opened)
        assert grid.hollow == {(1, 2): "=B1", (2, 3): "=B2"}
