"""One live Calc with our functions for all tests of a run: starting it takes longer than any of them."""

from collections.abc import Iterator

import pytest
import xlwings as xw

from pab_planner.build.extension import build_extension
from pab_planner.buttons import BUTTON_FACES
from pab_planner.engines.calc_engine import calc_app


@pytest.fixture(scope="session")
def extension() -> bytes:
    return build_extension([face.name for face in BUTTON_FACES])


@pytest.fixture(scope="session")
def calc(extension: bytes) -> Iterator[xw.App]:
    with calc_app(extension) as app:
        yield app


@pytest.fixture
def book(calc: xw.App) -> Iterator[xw.Book]:
    made = calc.books.add()
    yield made
    made.close()
