"""The conformance suite on a live LibreOffice Calc."""

import pytest
import xlwings as xw

from hosts.conformance import EveryHost


class TestCalc(EveryHost):
    calculates = True

    @pytest.fixture
    def app(self, calc: xw.App) -> xw.App:
        return calc
