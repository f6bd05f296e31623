"""What tests of several rooms need: the hosts that run here."""

from collections.abc import Iterator
from typing import Any

import pytest
import xlwings as xw

from pab_planner.build.extension import build_extension
from pab_planner.buttons import BUTTON_FACES
from pab_planner.engines.calc.engine import calc_app
from pab_planner.engines.file.engine import engine as file_engine


@pytest.fixture(scope="session")
def extension() -> bytes:
    """The LibreOffice extension with every button."""
    return build_extension([face.name for face in BUTTON_FACES])


@pytest.fixture(scope="session")
def running_calc(extension: bytes) -> Iterator[xw.App]:
    """One live Calc with our functions for all tests of a run: starting it takes longer than any of them."""
    with calc_app(extension) as app:
        yield app


@pytest.fixture
def calc(running_calc: xw.App) -> Iterator[xw.App]:
    """The live Calc; its books are closed behind the test."""
    yield running_calc
    for book in running_calc.books:
        book.close()


@pytest.fixture(params=["file", "calc"])
def host(request: pytest.FixtureRequest) -> Iterator[xw.App]:
    """Each host that runs here; its books are closed behind the test."""
    app: Any = (
        request.getfixturevalue("calc") if request.param == "calc" else xw.App(impl=file_engine.apps.add())
    )
    yield app
    for book in app.books:
        book.close()
