"""xlwings' Windows code on the stand-in for Excel does what every host must do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlwings as xw

from hosts.conformance import EveryHost
from windows.excel.areas import Area, Place
from windows.excel.on_linux import running_excel
from windows.excel.session import Session


class TestTheStandInForExcel(EveryHost):
    calculates = False

    @pytest.fixture
    def excel(self) -> Iterator[tuple[xw.App, Session]]:
        with running_excel() as (app, session):
            self.session = session
            yield app, session

    @pytest.fixture
    def app(self, excel: tuple[xw.App, Session]) -> xw.App:
        return excel[0]

    def settle(self, book: xw.Book, results: dict[str, Any]) -> None:
        """The stand-in calculates none of these formulas: it is told the results, and how far one spills."""
        sheet = self.session.app.books[0].sheets[0]
        for address, result in results.items():
            area = Area.parse(address)
            rows = result if isinstance(result, list) else [[result]]
            block = sheet.cells.arrays.get(Place(area.top, area.left))
            if block is None and area.size > 1:
                sheet.cells_at(area).Formula2 = sheet.cells.formula(Place(area.top, area.left))
            for place in area.places():
                sheet.cells.results[place] = rows[place.row - area.top][place.column - area.left]

    # What xlwings itself does otherwise on Windows; none of our code asks for it (test_windows_api.py).

    @pytest.mark.parametrize(*EveryHost.test_a_value_comes_back_as_excel_gives_it.pytestmark[0].args)
    def test_a_value_comes_back_as_excel_gives_it(self, sheet: xw.Sheet, written: Any, read: Any) -> None:
        # pywin32 takes numpy's truth value for a number.
        expected = float(written) if isinstance(written, np.bool_) else read
        super().test_a_value_comes_back_as_excel_gives_it(sheet, written, expected)

    def test_panes_stay_frozen_in_the_file(self, book: xw.Book, tmp_path: Path) -> None:
        # Ours are frozen by `pab_planner.excel.windows` (https://github.com/xlwings/xlwings/issues/2463).
        with pytest.raises(NotImplementedError):
            super().test_panes_stay_frozen_in_the_file(book, tmp_path)

    def test_a_cell_takes_words_from_a_list(self, sheet: xw.Sheet) -> None:
        # xlwings joins the choices with a letter that is no separator; ours go by `pab_planner.excel.choice_lists`.
        with pytest.raises(AssertionError):
            super().test_a_cell_takes_words_from_a_list(sheet)

    def test_sheets_are_added_in_their_place(self, book: xw.Book) -> None:
        first = book.sheets[0]
        first.name = "Plan"
        book.sheets.add("Risks", after=first)
        added = book.sheets.add("Faults", before=book.sheets["Risks"])
        assert book.sheet_names == ["Plan", "Faults", "Risks"]
        assert book.sheets.active == added
        assert added.index == 2
        assert "Risks" not in book.sheets  # xlwings compares with sheets; ours are found by `find_sheet`
