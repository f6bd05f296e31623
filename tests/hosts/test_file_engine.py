"""The file engine does what every host must do, and keeps what a file holds."""

from collections.abc import Iterator

import pytest
import xlwings as xw

from hosts.conformance import EveryHost
from pab_planner.engines.file.engine import engine


class TestTheFileEngine(EveryHost):
    calculates = False

    @pytest.fixture
    def app(self) -> Iterator[xw.App]:
        app = xw.App(impl=engine.apps.add())
        yield app
        app.quit()
