"""A running stand-in for Excel."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pab_planner.macros import press as press_module
from windows.excel.application import Application
from windows.excel.on_linux import running_excel
from windows.excel.planner import TODAY
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


StartExcel = Callable[..., PlannerExcel]


@pytest.fixture
def start_excel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StartExcel]:
    """Starts an Excel of some kind with a workbook of some shape, on the day of all presses."""

    class Day(date):
        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return TODAY

    monkeypatch.setattr(press_module, "date", Day)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    with ExitStack() as running:

        def start(shape: str, **settings: Any) -> PlannerExcel:
            started = PlannerExcel(*running.enter_context(running_excel(Application(**settings))))
            started.app.books.open(str(SHAPES[shape].write(tmp_path)))
            started.select(*SHAPES[shape].plan)
            return started

        yield start
