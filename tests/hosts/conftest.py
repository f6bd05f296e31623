"""A book of one's own in the live Calc."""

from collections.abc import Iterator

import pytest
import xlwings as xw


@pytest.fixture
def book(calc: xw.App) -> Iterator[xw.Book]:
    made = calc.books.add()
    yield made
    made.close()
