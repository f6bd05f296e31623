"""What tests of several rooms need: the hosts that run here."""

import os
import signal
import threading
from collections.abc import Iterator
from typing import Any, cast

# Before openpyxl is imported: it uses lxml where that is installed, and no user has it.
os.environ.setdefault("OPENPYXL_LXML", "False")

import hypothesis
import pytest
import xlwings as xw

from pab_planner.build.extension import build_extension
from pab_planner.engines.calc.engine import calc_app
from pab_planner.engines.file.engine import engine as file_engine
from pab_planner.ribbon_buttons import BUTTON_FACES

# A property holds or not; how busy the machine is says nothing about it.
UNTIMED = hypothesis.settings(hypothesis.settings(), deadline=None)
hypothesis.settings.register_profile("untimed", UNTIMED)
# Of a mutant it is asked whether a test fails, not what the smallest example is; and the same examples each time.
hypothesis.settings.register_profile(
    "mutants",
    UNTIMED,
    max_examples=50,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
hypothesis.settings.load_profile("untimed")

CALC_SECONDS = 180
"""How long a test may keep a live Calc busy; some ten times what the slowest needs."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process ends long before the other."""
    slow = "test_setup.py", "test_every_button.py", "test_customer_letters.py", "test_story_of_a_day.py"
    items.sort(key=lambda item: (item.path.name not in slow, "windows" not in item.path.parts))


@pytest.fixture(scope="session")
def extension() -> bytes:
    """The LibreOffice extension with every button."""
    return build_extension([face.name for face in BUTTON_FACES])


class RunningCalc:
    """One live Calc with our functions for all tests of a run: starting it takes longer than any of them."""

    def __init__(self, extension: bytes) -> None:
        self._extension = extension
        self._made: calc_app | None = None

    def start(self) -> xw.App:
        """The Calc; another one if the last was ended."""
        if self._made is None:
            self._made = calc_app(self._extension)
            self._app = self._made.__enter__()
        return self._app

    def end(self) -> None:
        """End it, if it runs."""
        if self._made:
            self._made.__exit__()
            self._made = None


@pytest.fixture(scope="session")
def running_calc(extension: bytes) -> Iterator[RunningCalc]:
    """Ended with the run."""
    running = RunningCalc(extension)
    yield running
    running.end()


@pytest.fixture
def calc(running_calc: RunningCalc) -> Iterator[xw.App]:
    """The live Calc; its books are closed behind the test.

    A test that takes too long loses its Calc, so that a call that never returns fails that test and no other.
    """
    app = running_calc.start()
    limit = threading.Timer(CALC_SECONDS, os.killpg, (app.pid, signal.SIGKILL))
    limit.start()
    yield app
    if limit.is_alive():
        for book in app.books:
            book.close()
    was_ended = not limit.is_alive()
    limit.cancel()
    if was_ended:
        running_calc.end()
        pytest.fail(f"LibreOffice was ended after {CALC_SECONDS} seconds")


@pytest.fixture(params=["file", "calc"])
def host(request: pytest.FixtureRequest) -> Iterator[xw.App]:
    """Each host that runs here; its books are closed behind the test."""
    if request.param == "calc":
        yield request.getfixturevalue("calc")
        return
    app = xw.App(impl=cast(Any, file_engine.apps.add()))
    yield app
    for book in app.books:
        book.close()
