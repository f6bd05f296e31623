"""What Excel shows: support.microsoft.com, "Review guidelines for customizing a number format"."""

from pathlib import Path

import numpy as np
import openpyxl
import pytest

import pab_planner
from pab_planner.sheets.quantity_format import places_of, with_places

PACKAGE = Path(pab_planner.__file__).parent
PLANNER = Path(__file__).parents[2] / "workbook" / "PAB_Planner.xlsm"


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        ("#,##0", "#,##0.00"),
        ("0", "0.00"),
        ("(#,##0)", "(#,##0.00)"),
        ('#,##0_);[Red]"▼"-#,##0_);0_)', '#,##0.00_);[Red]"▼"-#,##0.00_);0_)'),
        ('"0 of "0', '"0 of "0.00'),
        ('0"0"', '0.00"0"'),
        *(
            (same, same)
            for same in ("General", "0.0", "#,##0.##", "0%", "yyyy-mm-dd", "@", "000-00", "0E+00")
        ),
    ],
)
def test_a_format_of_whole_numbers_gets_places_and_every_other_stays(own: str, shown: str) -> None:
    assert with_places(own, 2) == shown
    assert with_places(own, 0) == own


@pytest.mark.parametrize(
    ("quantities", "places"),
    [
        ([], 0),
        ([3.0, -1e14, 0.0], 0),
        ([1200.0, 2.5], 1),
        ([0.1 + 0.2, -0.25], 2),
        ([1.0005, np.nan], 4),
        ([200 / 3], 4),
        ([1e-9], 0),
    ],
)
def test_as_many_places_as_the_quantities_have(quantities: list[float], places: int) -> None:
    assert places_of(quantities) == places_of(np.array([1.0]), np.array(quantities)) == places


def test_no_format_of_ours_leaves_a_point_behind_whole_numbers() -> None:
    """`0.####` shows 0 as `0.` in Excel, where LibreOffice shows no point: dotnet/Open-XML-SDK, issue 527."""
    sources = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    ours = [path.name for path, source in sources.items() if "0.#" in source]
    assert ours == ["quantity_format.py"]  # whose docstring says so


@pytest.mark.parametrize("title", ["Plan", "Orders", "MPS", "Stock"])
def test_the_planner_workbook_rounds_no_quantity(title: str) -> None:
    sheet = openpyxl.load_workbook(PLANNER)[title]
    shown = {cell.number_format for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert "General" in shown
    assert all(with_places(number_format, 1) == number_format for number_format in shown)
