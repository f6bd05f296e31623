from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="session", params=["addin/PAB_Planner.xlam", "workbook/PAB_Planner.xlsm"])
def excel_file(request: pytest.FixtureRequest) -> Path:
    """Each Excel file of the checkout."""
    return CHECKOUT / str(request.param)
