"""A running stand-in for Excel."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from windows.excel.on_linux import running_excel
from windows.excel.planner_excel import PlannerExcel
from windows.excel.plans import SHAPES


@pytest.fixture
def stand_in() -> Iterator[PlannerExcel]:
    """An Excel with no workbook open; what it was asked and does not know fails the test."""
    with running_excel() as (app, session):
        yield PlannerExcel(app, session)


@pytest.fixture
def planner_excel(stand_in: PlannerExcel, tmp_path: Path) -> PlannerExcel:
    """An Excel with a copy of the shipped workbook, in a folder as people name them."""
    folder = tmp_path / "客服 PAB"
    folder.mkdir()
    stand_in.app.books.open(str(SHAPES["shipped"].write(folder)))
    return stand_in
