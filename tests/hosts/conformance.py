"""What every host must do for our sheets and macros, asked through xlwings' public API alone.

A host's test inherits `EveryHost`, gives the fixture `app` and says whether the host calculates. What stands
here is what Excel does.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlwings as xw

from pab_planner.excel.links import link_cells
from pab_planner.sheets.cell_text import write_text

RED, YELLOW = (255, 0, 0), (255, 255, 0)


class Host:
    """A host under test."""

    calculates: ClassVar[bool]

    @pytest.fixture
    def app(self) -> Any:
        """The running host, as an xlwings App."""
        raise NotImplementedError

    @pytest.fixture
    def book(self, app: xw.App) -> Iterator[xw.Book]:
        yield app.books.add()
        for book in app.books:
            book.close()

    @pytest.fixture
    def sheet(self, book: xw.Book) -> xw.Sheet:
        return book.sheets[0]

    def reopened(self, book: xw.Book, path: Path) -> xw.Book:
        """The book as it comes back from its file."""
        app = book.app
        book.save(path)
        book.close()
        return app.books.open(path)


class Values(Host):
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("A100", "A100"),
            ("余额 ▼", "余额 ▼"),
            (3, 3.0),
            (-2.5, -2.5),
            (True, True),
            (False, False),
            (None, None),
            ("", None),
            (float("nan"), None),
            (np.float64(1.5), 1.5),
            (np.int64(7), 7.0),
            (np.bool_(True), True),
            (pd.Timestamp("2026-01-05"), dt.datetime(2026, 1, 5)),
            (pd.NaT, None),
            (dt.datetime(2026, 1, 5), dt.datetime(2026, 1, 5)),
            (dt.datetime(2026, 1, 5, 13, 30), dt.datetime(2026, 1, 5, 13, 30)),
            (dt.date(2026, 1, 5), dt.datetime(2026, 1, 5)),
        ],
    )
    def test_a_value_comes_back_as_excel_gives_it(self, sheet: xw.Sheet, written: Any, read: Any) -> None:
        sheet["B2"].value = written
        found = sheet["B2"].value
        assert found == read
        assert type(found) is type(read)

    def test_a_blank_clears_what_stood_there(self, sheet: xw.Sheet) -> None:
        sheet["A1:B1"].value = [1, 2]
        sheet["A1"].value = None
        assert sheet["A1:B1"].value == [None, 2.0]

    def test_one_value_fills_a_range(self, sheet: xw.Sheet) -> None:
        sheet["A1:B2"].value = 7
        assert sheet["A1:C2"].value == [[7.0, 7.0, None], [7.0, 7.0, None]]

    def test_rows_are_written_from_the_first_cell(self, sheet: xw.Sheet) -> None:
        sheet["B2"].value = [["Item", "Week"], ["A100", 23]]
        assert sheet["B2:C3"].value == [["Item", "Week"], ["A100", 23.0]]

    def test_one_row_and_one_column_come_back_flat_unless_two_dimensions_are_asked_for(
        self, sheet: xw.Sheet
    ) -> None:
        sheet["A1"].value = [[1, 2], [3, 4]]
        assert sheet["A1:B1"].value == [1.0, 2.0]
        assert sheet["A1:A2"].value == [1.0, 3.0]
        assert sheet["A1:A2"].options(ndim=2).value == [[1.0], [3.0]]
        assert sheet["A1"].options(ndim=2).value == [[1.0]]

    def test_numbers_and_dates_come_back_as_asked(self, sheet: xw.Sheet) -> None:
        sheet["A1"].value = [3, dt.date(2026, 1, 5), None]
        found = sheet["A1:C1"].options(numbers=int, dates=dt.date, empty="-").value
        assert found == [3, dt.date(2026, 1, 5), "-"]
        assert type(found[0]) is int

    def test_an_array_goes_in_and_comes_back(self, sheet: xw.Sheet) -> None:
        plan = np.array([[1.0, np.nan, 3.0], [4.0, 5.0, -6.5]])
        sheet["A1"].value = plan
        np.testing.assert_array_equal(sheet["A1:C2"].options(np.array).value, plan)

    def test_a_data_frame_goes_in_and_comes_back(self, sheet: xw.Sheet) -> None:
        orders = pd.DataFrame(
            {"due": pd.to_datetime(["2026-01-05", "2026-01-12"]), "quantity": [15.0, np.nan]},
            index=pd.Index(["A100", "B200"], name="item"),
        )
        sheet["C3"].value = orders
        assert sheet["C3:E3"].value == ["item", "due", "quantity"]
        found = sheet["C3:E5"].options(pd.DataFrame).value
        assert list(found.index) == ["A100", "B200"]
        assert list(found["due"]) == list(orders["due"])
        assert found["quantity"].iloc[0] == 15.0
        assert pd.isna(found["quantity"].iloc[1])

    def test_a_number_shown_as_a_date_is_a_date(self, sheet: xw.Sheet) -> None:
        sheet["A1:A2"].value = [[46027], [46027]]
        sheet["A1"].number_format = "yyyy-mm-dd"
        assert sheet["A1:A2"].value == [dt.datetime(2026, 1, 5), 46027.0]

    def test_a_date_shown_as_a_number_is_a_number(self, sheet: xw.Sheet) -> None:
        sheet["A1"].value = dt.date(2026, 1, 5)
        sheet["A1"].number_format = "0"
        assert sheet["A1"].value == 46027.0

    def test_a_date_keeps_a_format_that_was_chosen(self, sheet: xw.Sheet) -> None:
        sheet["A1"].number_format = "mm/dd"
        sheet["A1"].value = dt.date(2026, 1, 5)
        assert sheet["A1"].number_format == "mm/dd"
        assert sheet["A1"].value == dt.datetime(2026, 1, 5)

    def test_an_error_is_no_value_unless_its_name_is_asked_for(self, book: xw.Book, tmp_path: Path) -> None:
        if self.calculates:
            book.sheets[0]["A1"].formula = "=1/0"
        else:
            book.sheets[0]["A1"].value = "#DIV/0!"
        sheet = self.reopened(book, tmp_path / "error.xlsx").sheets[0]
        assert sheet["A1"].value is None
        assert sheet["A1"].options(err_to_str=True).value == "#DIV/0!"

    def test_many_rows_go_in_and_come_back_at_once(self, sheet: xw.Sheet) -> None:
        plan = np.arange(1000 * 52, dtype=float).reshape(1000, 52)
        sheet["A1"].value = plan
        np.testing.assert_array_equal(sheet["A1"].resize(1000, 52).options(np.array).value, plan)


class UntrustedText(Host):
    """Text that came from outside stays text, letter for letter."""

    TEXTS: ClassVar = [
        "=1+1",
        "+A1",
        "-2",
        "@SUM(A1)",
        "\tx",
        "00123",
        "1E5",
        "3-4",
        "TRUE",
        "#N/A",
        "'quoted",
        " padded ",
        "two\nlines",
        "<b>&",
        "螺栓 M6×20",
    ]

    def test_it_stays_text_in_the_book_and_in_the_file(self, book: xw.Book, tmp_path: Path) -> None:
        write_text(book.sheets[0]["A1"], [[text] for text in self.TEXTS])
        place = f"A1:A{len(self.TEXTS)}"
        assert book.sheets[0][place].value == self.TEXTS
        assert book.sheets[0]["A1"].formula == "=1+1"
        assert book.sheets[0]["A1"].number_format == "General"
        again = self.reopened(book, tmp_path / "text.xlsx")
        assert again.sheets[0][place].value == self.TEXTS

    def test_what_is_no_text_stays_what_it_is(self, sheet: xw.Sheet) -> None:
        write_text(sheet["A1"], ["=x", 3, None, True, dt.date(2026, 1, 5), ""])
        assert sheet["A1:F1"].value == ["=x", 3.0, None, True, dt.datetime(2026, 1, 5), None]

    def test_one_text_goes_into_one_cell(self, sheet: xw.Sheet) -> None:
        write_text(sheet["C3"], "=HYPERLINK(1)")
        assert sheet["C3"].value == "=HYPERLINK(1)"


class Formulas(Host):
    def test_a_formula_can_be_read_as_written(self, sheet: xw.Sheet) -> None:
        sheet["A1:B1"].value = [14, 15]
        sheet["C1"].formula = '=SUM($A1:B1)*IF(A1>0,1,"x")'
        assert sheet["C1"].formula == '=SUM($A1:B1)*IF(A1>0,1,"x")'
        if self.calculates:
            assert sheet["C1"].value == 29.0

    def test_a_constant_reads_as_its_text(self, sheet: xw.Sheet) -> None:
        sheet["A1:D1"].value = [3, 2.5, "Item", None]
        assert sheet["A1:D1"].formula == (("3", "2.5", "Item", ""),)

    def test_a_text_with_an_equals_sign_in_a_value_is_a_formula(self, sheet: xw.Sheet) -> None:
        sheet["A1"].value = [[2, "=A1+1"]]
        assert sheet["B1"].formula == "=A1+1"

    def test_one_formula_over_a_range_travels(self, sheet: xw.Sheet) -> None:
        sheet["B1:C2"].formula = "=$A1+B$4"
        assert sheet["B1:C2"].formula == (("=$A1+B$4", "=$A1+C$4"), ("=$A2+B$4", "=$A2+C$4"))

    def test_another_sheet_is_named_as_excel_does(self, book: xw.Book) -> None:
        book.sheets.add("MPS 1", after=book.sheets[0])
        book.sheets["MPS 1"]["A1"].value = 50
        book.sheets[0]["A1"].formula = "='MPS 1'!A1"
        assert book.sheets[0]["A1"].formula == "='MPS 1'!A1"

    def test_a_formula_keeps_its_result_in_the_file(self, book: xw.Book, tmp_path: Path) -> None:
        book.sheets[0]["A1:B1"].value = [14, "=A1*2"]
        self.settle(book, {"B1": 28})
        again = self.reopened(book, tmp_path / "results.xlsx")
        assert again.sheets[0]["B1"].value == 28.0
        again = self.reopened(again, tmp_path / "results again.xlsx")
        assert again.sheets[0]["B1"].value == 28.0
        assert again.sheets[0]["B1"].formula == "=A1*2"

    def test_an_array_formula_fills_its_block(self, book: xw.Book, tmp_path: Path) -> None:
        sheet = book.sheets[0]
        sheet["A1:C1"].value = [1, 2, 3]
        sheet["A2:C2"].formula_array = "=A1:C1*2"
        assert sheet["A2"].formula_array == "=A1:C1*2"
        self.settle(book, {"A2:C2": [[2, 4, 6]]})
        again = self.reopened(book, tmp_path / "array.xlsx")
        assert again.sheets[0]["A2:C2"].value == [2.0, 4.0, 6.0]
        assert again.sheets[0]["A2"].formula_array == "=A1:C1*2"

    def test_a_spilling_formula_fills_its_known_block(self, book: xw.Book, tmp_path: Path) -> None:
        sheet = book.sheets[0]
        sheet["A1:C1"].value = [1, 2, 3]
        sheet["A2:C2"].formula2 = "=A1:C1*2"
        self.settle(book, {"A2:C2": [[2, 4, 6]]})
        assert sheet["A2:C2"].value == [2.0, 4.0, 6.0]
        again = self.reopened(book, tmp_path / "spill.xlsx")
        assert again.sheets[0]["A2:C2"].value == [2.0, 4.0, 6.0]

    def settle(self, book: xw.Book, results: dict[str, Any]) -> None:
        """Let formulas have their results: the host calculates them, or is told."""
        if self.calculates:
            book.app.calculate()
            return
        for address, result in results.items():
            book.impl.remember(book.sheets[0].name, address, result)


class Places(Host):
    def test_a_block_knows_its_place(self, sheet: xw.Sheet) -> None:
        block = sheet["B2:D5"]
        assert (block.row, block.column, block.shape, block.size) == (2, 2, (4, 3), 12)
        assert block.address == "$B$2:$D$5"
        assert block.get_address(False, False) == "B2:D5"
        assert block[1, 0].address == "$B$3"
        assert block[1:3, 1:].address == "$C$3:$D$4"
        assert block.last_cell.address == "$D$5"
        assert block.offset(1, 2).address == "$D$3:$F$6"
        assert block.resize(1, 2).address == "$B$2:$C$2"
        assert block.rows[1].address == "$B$3:$D$3"
        assert block.columns[2].address == "$D$2:$D$5"

    def test_a_block_is_named_by_numbers_too(self, sheet: xw.Sheet) -> None:
        assert sheet.range((2, 2), (4, 3)).address == "$B$2:$C$4"
        assert sheet[1, 2].address == "$C$2"
        assert sheet[:3, :2].address == "$A$1:$B$3"

    def test_the_used_range_holds_all_values(self, sheet: xw.Sheet) -> None:
        sheet["C4"].value = 1
        sheet["E9"].value = 2
        used = sheet.used_range
        assert used.last_cell.address == "$E$9"
        assert sheet["C4"].value in np.array(used.value, dtype=object)


class Links(Host):
    def test_a_cell_leads_to_another_keeps_its_text_and_leads_nowhere_again(
        self, book: xw.Book, tmp_path: Path
    ) -> None:
        other = book.sheets.add("Two words", after=book.sheets[0])
        cells = book.sheets[0]["B2:B3"]
        cells.value = [["'A-0001"], ["'A-0002"]]
        link_cells(cells, ["'Two words'!A5", "'Two words'!A6"])
        assert cells.value == ["A-0001", "A-0002"]
        link_cells(cells, ["", "'Two words'!A6"])
        assert cells.value == ["A-0001", "A-0002"]
        assert other.name == "Two words"
        again = self.reopened(book, tmp_path / "links.xlsx").sheets[0]
        assert again["B2:B3"].value == ["A-0001", "A-0002"]
        inside = ""  # all that xlwings' Windows engine says of a place in the workbook
        assert again["B3"].hyperlink in ("#'Two words'!A6", "#'Two words'.A6", inside)
        with pytest.raises(Exception, match="hyperlink"):
            _ = again["B2"].hyperlink


class Looks(Host):
    def test_cells_of_a_restyled_column_keep_what_it_has_when_a_few_are_styled_otherwise(
        self, sheet: xw.Sheet
    ) -> None:
        sheet["A:C"].vertical_alignment = "top"
        sheet["A1:B5"].horizontal_alignment = "left"
        sheet["A2"].number_format = "0.00"
        assert [sheet[cell].vertical_alignment for cell in ("A1", "A2", "B5", "A9")] == ["top"] * 4

    def test_a_fill_can_be_set_and_taken_away(self, sheet: xw.Sheet) -> None:
        sheet["A1:B2"].color = RED
        assert sheet["B2"].color == RED
        sheet["B2"].color = "#ffff00"
        assert (sheet["A1"].color, sheet["B2"].color) == (RED, YELLOW)
        sheet["B2"].color = None
        assert sheet["B2"].color is None

    def test_a_number_format_is_kept(self, sheet: xw.Sheet) -> None:
        assert sheet["A1"].number_format == "General"
        sheet["A1:B2"].number_format = '#,##0;[Red]"▼" -#,##0'
        assert sheet["B2"].number_format == '#,##0;[Red]"▼" -#,##0'

    def test_a_font_is_changed_part_by_part(self, sheet: xw.Sheet) -> None:
        font = sheet["A1:B1"].font
        font.bold, font.size, font.color, font.name = True, 14, RED, "Arial"
        sheet["B1"].font.bold = False
        first, second = sheet["A1"].font, sheet["B1"].font
        assert (first.bold, first.size, first.color, first.name) == (True, 14, RED, "Arial")
        assert (second.bold, second.size) == (False, 14)

    def test_text_is_aligned_and_wrapped(self, sheet: xw.Sheet) -> None:
        cell = sheet["A1"]
        cell.horizontal_alignment, cell.vertical_alignment, cell.wrap_text = "center", "top", True
        assert (cell.horizontal_alignment, cell.vertical_alignment, cell.wrap_text) == ("center", "top", True)

    def test_borders_are_drawn_around_and_inside(self, book: xw.Book, tmp_path: Path) -> None:
        cells = book.sheets[0]["B2:C3"]
        cells.borders.set("all", line_style="continuous", weight="thin", color=RED)
        cells.borders.set("edge_bottom", line_style="continuous", weight="medium", color=YELLOW)
        book.save(tmp_path / "borders.xlsx")
        kept = openpyxl.load_workbook(tmp_path / "borders.xlsx").worksheets[0]
        first, last = kept["B2"].border, kept["C3"].border
        assert (first.top.style, first.right.style, first.bottom.style) == ("thin", "thin", "thin")
        assert (first.top.color.rgb, first.bottom.color.rgb) == ("FFFF0000", "FFFF0000")
        assert (last.right.color.rgb, last.bottom.color.rgb) == ("FFFF0000", "FFFFFF00")
        assert last.bottom.style in ("medium", "thin")  # LibreOffice 7.4 writes the former as the latter

    def test_columns_and_rows_have_sizes(self, sheet: xw.Sheet) -> None:
        sheet["A1:C1"].column_width = 20
        sheet["A1:A2"].row_height = 30
        assert sheet["B1"].column_width == pytest.approx(20, abs=0.2)
        assert sheet["A2"].row_height == pytest.approx(30, abs=0.5)
        assert sheet["D1"].column_width == pytest.approx(8.43, abs=2.5)

    def test_autofit_gives_chinese_text_twice_the_room(self, sheet: xw.Sheet) -> None:
        sheet["A1"].value = ["短缺预警通知单主要内容", "ABCDEFGHIJK", "x"]
        sheet["A1:C1"].columns.autofit()
        chinese, latin, short = (sheet[0, column].column_width for column in range(3))
        assert chinese > 1.4 * latin > 1.4 * short

    def test_a_blank_cell_looks_as_its_column_does(self, book: xw.Book, tmp_path: Path) -> None:
        book.sheets[0]["A1"].value = "Quantity"
        column = book.sheets[0]["B:B"]
        column.number_format = "#,##0"
        column.color = RED
        again = self.reopened(book, tmp_path / "plan.xlsx").sheets[0]
        assert (again["B7"].number_format, again["B7"].color) == ("#,##0", RED)

    def test_cells_are_merged(self, sheet: xw.Sheet) -> None:
        sheet["A1:C1"].merge()
        sheet["A1"].value = "Internal alert"
        assert sheet["B1"].merge_area.address == "$A$1:$C$1"
        assert sheet["A1"].merge_cells
        assert not sheet["D1"].merge_cells

    def test_looks_survive_the_file(self, book: xw.Book, tmp_path: Path) -> None:
        cell = book.sheets[0]["B2"]
        cell.value, cell.color, cell.number_format = -5, YELLOW, "0.00"
        cell.font.bold = True
        cell.column_width = 25
        again = self.reopened(book, tmp_path / "looks.xlsx").sheets[0]["B2"]
        assert (again.color, again.number_format, again.font.bold) == (YELLOW, "0.00", True)
        assert again.column_width == pytest.approx(25, abs=0.2)

    def test_contents_and_looks_are_cleared_apart(self, sheet: xw.Sheet) -> None:
        sheet["A1:B1"].value, sheet["A1:B1"].color = [1, 2], RED
        sheet["A1"].clear_contents()
        assert (sheet["A1"].value, sheet["A1"].color) == (None, RED)
        sheet["A1:B1"].clear()
        assert sheet["A1:B1"].value == [None, None]
        assert sheet["A1"].color is None


class Editing(Host):
    def test_rows_are_inserted_and_formulas_follow(self, book: xw.Book) -> None:
        sheet = book.sheets[0]
        sheet["A1"].value = [[1], [2], [3], ["=SUM(A1:A3)"]]
        other = book.sheets.add("Other", after=sheet)
        other["A1"].formula = f"={sheet.name}!A3"
        sheet["2:3"].insert("down")
        assert sheet["A1:A5"].value == [1.0, None, None, 2.0, 3.0]
        assert sheet["A6"].formula == "=SUM(A1:A5)"
        assert other["A1"].formula == f"={sheet.name}!A5"

    def test_rows_are_deleted_and_formulas_follow(self, sheet: xw.Sheet) -> None:
        sheet["A1"].value = [[1], [2], [3], ["=SUM(A1:A3)"]]
        sheet["2:2"].delete("up")
        assert sheet["A3"].formula == "=SUM(A1:A2)"
        assert sheet["A1:A2"].value == [1.0, 3.0]

    def test_columns_are_inserted_and_formulas_follow(self, sheet: xw.Sheet) -> None:
        sheet["A1"].value = [[1, 2, "=A1+$B$1"]]
        sheet["B:B"].insert("right")
        assert sheet["D1"].formula == "=A1+$C$1"
        assert sheet["A1:C1"].value == [1.0, None, 2.0]

    def test_a_name_that_reads_like_a_column_stays_a_name(self, book: xw.Book) -> None:
        sheet = book.sheets[0]
        book.names.add("vat", f"={sheet.name}!$A$1")
        sheet["D1"].formula = "=B1*(1+vat)"
        sheet["B:B"].insert("right")
        assert sheet["E1"].formula == "=C1*(1+vat)"

    def test_what_stands_below_an_inserted_row_moves_along(self, book: xw.Book) -> None:
        sheet = book.sheets[0]
        sheet["A5:B5"].merge()
        sheet["A6"].row_height = 40
        sheet["A7:B8"].conditional_formats.add_custom("=$A7<0", fill_color=RED)
        sheet["A9"].data_validation.set_list(["orders", "max"])
        sheet["A10"].add_note("see MPS")
        book.names.add("opening", f"={sheet.name}!$B$10")
        sheet["2:2"].insert("down")
        assert sheet["A6"].merge_area.address == "$A$6:$B$6"
        assert sheet["A7"].row_height == pytest.approx(40, abs=0.5)
        assert [rule.formula for rule in sheet["A8"].conditional_formats] == ["=$A8<0"]
        assert len(sheet["A7"].conditional_formats) == 0
        assert (sheet["A10"].data_validation.type, sheet["A9"].data_validation.type) == ("list", "none")
        assert sheet["A11"].note.text == "see MPS"
        assert book.names["opening"].refers_to == f"={sheet.name}!$B$11"

    def test_a_block_is_copied_with_its_looks_and_travelling_formulas(self, sheet: xw.Sheet) -> None:
        sheet["A1"].value = [[1, "=A1*2"]]
        sheet["A1:B1"].color = YELLOW
        sheet["A1:B1"].copy(sheet["A4"])
        assert sheet["A4"].value == 1.0
        assert sheet["B4"].formula == "=A4*2"
        assert sheet["B4"].color == YELLOW

    def test_a_row_is_copied_to_many_as_excel_pastes_it(self, sheet: xw.Sheet) -> None:
        sheet["A1"].value = [[1, "=A1*2"]]
        sheet["C1:D1"].merge()
        sheet["A1:D1"].copy(sheet["A3:D5"])
        assert sheet["A2:B6"].formula == (("", ""), ("1", "=A3*2"), ("1", "=A4*2"), ("1", "=A5*2"), ("", ""))
        assert [sheet[f"C{row}"].merge_area.address for row in (3, 5)] == ["$C$3:$D$3", "$C$5:$D$5"]


class Rules(Host):
    def test_a_formula_rule_can_be_read_back_from_the_file(self, book: xw.Book, tmp_path: Path) -> None:
        rules = book.sheets[0]["B2:M3"].conditional_formats
        rules.add_custom("=B2-B$1<0", fill_color=YELLOW, font_color="#9c0006")
        again = self.reopened(book, tmp_path / "rules.xlsx").sheets[0]
        (rule,) = again["M3"].conditional_formats
        assert (rule.type, rule.formula, rule.fill_color) == ("custom", "=B2-B$1<0", YELLOW)
        kept = openpyxl.load_workbook(tmp_path / "rules.xlsx").worksheets[0].conditional_formatting["B2:M3"]
        assert kept[0].dxf.font.color.rgb == "FF9C0006"

    def test_rules_are_still_known_when_their_sheet_was_moved_along(self, book: xw.Book) -> None:
        sheet = book.sheets[0]
        sheet["A1:A3"].conditional_formats.add_custom("=A1<0", fill_color=RED)
        assert len(sheet["A1"].conditional_formats) == 1
        book.sheets.add("Today", before=sheet)
        assert [rule.formula for rule in sheet["A1:A3"].conditional_formats] == ["=A1<0"]

    def test_a_rule_added_later_comes_first(self, sheet: xw.Sheet) -> None:
        sheet["A1:A3"].conditional_formats.add_custom("=A1<0", fill_color=RED)
        sheet["A1:A3"].conditional_formats.add_custom("=A1<5", fill_color=YELLOW)
        assert [rule.formula for rule in sheet["A1:A3"].conditional_formats] == ["=A1<5", "=A1<0"]

    def test_one_rule_of_several_is_taken_away(self, sheet: xw.Sheet) -> None:
        for limit in (0, 5, 9):
            sheet["A1:C3"].conditional_formats.add_custom(f"=A1<{limit}", fill_color=RED)
        sheet["B2"].conditional_formats[1].delete()
        assert [rule.formula for rule in sheet["A1:C3"].conditional_formats] == ["=A1<9", "=A1<0"]

    def test_rules_are_taken_away_from_the_last_to_the_first(self, sheet: xw.Sheet) -> None:
        for limit in (0, 5, 9):
            sheet["A1:C3"].conditional_formats.add_custom(f"=A1<{limit}", fill_color=RED)
        first, *others = list(sheet["B2"].conditional_formats)
        for rule in reversed(others):
            rule.delete()
        assert [rule.formula for rule in sheet["A1:C3"].conditional_formats] == [first.formula] == ["=A1<9"]

    def test_a_rule_brings_a_number_format_by_excels_own_name(self, book: xw.Book, tmp_path: Path) -> None:
        rules = book.sheets[0]["B2:M3"].conditional_formats
        rules.add_custom("=B2<0", fill_color=RED, font_bold=True)
        rules[0].impl.api.NumberFormat = '"▼ "#,##0;"▼ -"#,##0'
        again = self.reopened(book, tmp_path / "marked.xlsx").sheets[0]
        (rule,) = again["M3"].conditional_formats
        assert rule.impl.api.NumberFormat == '"▼ "#,##0;"▼ -"#,##0'
        assert (rule.fill_color, rule.font_bold) == (RED, True)

    def test_rules_are_cleared(self, sheet: xw.Sheet) -> None:
        sheet["A1:B2"].conditional_formats.add_custom("=A1<0", fill_color=RED)
        sheet["A1:B2"].conditional_formats.clear()
        assert len(sheet["A1:B2"].conditional_formats) == 0

    def test_a_cell_takes_words_from_a_list(self, sheet: xw.Sheet) -> None:
        sheet["B2:B9"].data_validation.set_list(["orders", "forecast", "max"])
        found = sheet["B3"].data_validation
        assert (found.type, found.source) == ("list", "orders,forecast,max")

    def test_a_cell_takes_words_from_a_range(self, book: xw.Book, tmp_path: Path) -> None:
        sheet = book.sheets[0]
        words = book.sheets.add("Lists", after=sheet)
        words["A1"].value = [["orders"], ["max"]]
        sheet["B2"].data_validation.set_list(words["A1:A2"])
        again = self.reopened(book, tmp_path / "lists.xlsx").sheets[0]
        assert again["B2"].data_validation.source == "=Lists!$A$1:$A$2"

    def test_a_cell_takes_numbers_or_dates_within_limits(self, sheet: xw.Sheet) -> None:
        sheet["A1"].data_validation.set_decimal("greater_than_or_equal", 0)
        sheet["A2"].data_validation.set_date("greater_than", dt.date(2026, 1, 1))
        least, day = (sheet[f"A{row}"].data_validation for row in (1, 2))
        assert (least.type, least.operator, least.formula1) == ("decimal", "greater_than_or_equal", "=0")
        assert (day.type, day.operator) == ("date", "greater_than")

    def test_a_rule_for_input_is_taken_off(self, sheet: xw.Sheet) -> None:
        sheet["A1:A5"].data_validation.set_list(["x", "y"])
        sheet["A2"].data_validation.delete()
        assert [sheet[f"A{row}"].data_validation.type for row in (1, 2, 3)] == ["list", "none", "list"]

    def test_a_note_is_written_and_deleted(self, book: xw.Book, tmp_path: Path) -> None:
        cell = book.sheets[0]["B2"]
        assert cell.note is None
        cell.add_note("MPS late by a week / 晚一周")
        sheet = self.reopened(book, tmp_path / "notes.xlsx").sheets[0]
        assert (
            [note.text for note in sheet.notes] == [sheet["B2"].note.text] == ["MPS late by a week / 晚一周"]
        )
        sheet.notes[0].delete()
        assert len(sheet.notes) == 0


class Sheets(Host):
    def test_sheets_are_added_in_their_place(self, book: xw.Book) -> None:
        first = book.sheets[0]
        first.name = "Plan"
        book.sheets.add("Risks", after=first)
        added = book.sheets.add("Faults", before=book.sheets["Risks"])
        assert book.sheet_names == ["Plan", "Faults", "Risks"]
        assert book.sheets.active == added
        assert added.index == 2
        assert "risks" in book.sheets

    def test_a_renamed_sheet_keeps_its_formulas(self, book: xw.Book) -> None:
        plan = book.sheets[0]
        other = book.sheets.add("Other", after=plan)
        other["A1"].formula = f"={plan.name}!B2+1"
        plan.name = "MPS 2026"
        assert other["A1"].formula == "='MPS 2026'!B2+1"
        plan.name = "Mps 2026"
        assert plan.name == "Mps 2026"
        assert other["A1"].formula == "='Mps 2026'!B2+1"

    def test_a_sheet_is_copied_with_all_it_shows(self, book: xw.Book) -> None:
        sheet = book.sheets[0]
        sheet.name = "Template"
        sheet["A1"].value = [["Item", "=B2*2"], ["A100", 5]]
        sheet["A1"].color = RED
        sheet["A1"].column_width = 30
        sheet["C1:D1"].merge()
        sheet["B2"].conditional_formats.add_custom("=B2<0", fill_color=RED)
        sheet["B3"].data_validation.set_list(["x", "y"])
        sheet["A2"].add_note("why")
        sheet.page_setup.print_area = "$A$1:$D$9"
        copied = sheet.copy(after=sheet, name="Alert 1")
        assert book.sheet_names == ["Template", "Alert 1"]
        assert copied["B1"].formula == "=B2*2"
        assert copied["A2:B2"].value == ["A100", 5.0]
        assert copied["A1"].color == RED
        assert copied["A1"].column_width == pytest.approx(30, abs=0.2)
        assert copied["D1"].merge_area.address == "$C$1:$D$1"
        assert len(copied["B2"].conditional_formats) == 1
        assert copied["B3"].data_validation.type == "list"
        assert copied["A2"].note.text == "why"
        assert copied.page_setup.print_area == "$A$1:$D$9"
        copied["A2"].value = "B200"
        assert sheet["A2"].value == "A100"

    def test_a_sheet_is_deleted(self, book: xw.Book) -> None:
        book.sheets.add("Old", after=book.sheets[0])
        book.sheets["Old"].delete()
        assert "Old" not in book.sheet_names

    def test_a_sheet_is_hidden_and_shown(self, book: xw.Book, tmp_path: Path) -> None:
        book.sheets.add("Lists", after=book.sheets[0])
        book.sheets["Lists"].visible = False
        again = self.reopened(book, tmp_path / "hidden.xlsx")
        assert not again.sheets["Lists"].visible
        again.sheets["Lists"].visible = True
        assert again.sheets["Lists"].visible

    def test_panes_stay_frozen_in_the_file(self, book: xw.Book, tmp_path: Path) -> None:
        book.sheets[0].freeze_panes.freeze_at("A1:B3")
        book.save(tmp_path / "panes.xlsx")
        assert openpyxl.load_workbook(tmp_path / "panes.xlsx").worksheets[0].freeze_panes == "C4"

    def test_the_print_area_is_kept(self, book: xw.Book, tmp_path: Path) -> None:
        book.sheets[0]["A1"].value = 1
        book.sheets[0].page_setup.print_area = "$A$1:$H$40"
        again = self.reopened(book, tmp_path / "print.xlsx")
        assert again.sheets[0].page_setup.print_area == "$A$1:$H$40"


class Names(Host):
    def test_a_name_is_kept_and_deleted(self, book: xw.Book, tmp_path: Path) -> None:
        title = book.sheets[0].name
        book.names.add("plan", f"={title}!$B$2:$C$3")
        again = self.reopened(book, tmp_path / "names.xlsx")
        assert again.names["plan"].refers_to == f"={title}!$B$2:$C$3"
        again.names["plan"].delete()
        assert "plan" not in again.names


class Tables(Host):
    @pytest.fixture
    def register(self, sheet: xw.Sheet) -> Any:
        sheet["B2"].value = [["item", "state"], ["A100", "WARNED"], ["B200", "CLEARED"]]
        return sheet.tables.add(sheet["B2:C4"], name="Register")

    def test_a_table_grows(self, sheet: xw.Sheet, register: Any) -> None:
        register.resize(sheet["B2:C7"])
        assert register.range.address == "$B$2:$C$7"

    def test_a_table_survives_the_file(self, book: xw.Book, register: Any, tmp_path: Path) -> None:
        again = self.reopened(book, tmp_path / "tables.xlsx").sheets[0]
        assert [(table.name, table.range.address) for table in again.tables] == [("Register", "$B$2:$C$4")]
        assert again.tables["Register"].range.value[0] == ["item", "state"]

    def test_a_table_is_found_by_name_and_by_cell(self, sheet: xw.Sheet, register: Any) -> None:
        assert sheet.tables["Register"].range.address == "$B$2:$C$4"
        assert sheet["C3"].table.name == "Register"
        assert sheet["F9"].table is None


class Charts(Host):
    def test_a_chart_shows_its_series(self, sheet: xw.Sheet) -> None:
        sheet["A1"].value = [["week", "PAB", "exposed"], ["W1", 14, 4], ["W2", 49, -1], ["W3", 20, 5]]
        chart = sheet.charts.add(
            left=200,
            top=30,
            width=300,
            height=150,
            chart_type="column_clustered",
            source=sheet["A1:C4"],
            name="balance",
        )
        chart.title = "Projected balance 预计可用库存"
        assert len(sheet.charts) == 1
        assert chart.chart_type == "column_clustered"
        assert chart.title == "Projected balance 预计可用库存"
        assert [series.name for series in chart.series] == ["PAB", "exposed"]
        assert (chart.width, chart.height) == (pytest.approx(300, abs=1), pytest.approx(150, abs=1))
        assert chart.left == pytest.approx(200, abs=2)

    def test_a_column_chart_survives_the_file(self, book: xw.Book, tmp_path: Path) -> None:
        sheet = book.sheets[0]
        sheet["A1"].value = [["week", "orders"], ["W1", 14], ["W2", 49]]
        sheet.charts.add(chart_type="column_clustered", source=sheet["A1:B3"])
        again = self.reopened(book, tmp_path / "chart.xlsx").sheets[0]
        assert len(again.charts) == 1
        assert again.charts[0].chart_type == "column_clustered"
        assert again.charts[0].series[0].name == "orders"

    def test_the_labels_of_a_chart_are_set_apart_from_its_numbers(
        self, book: xw.Book, tmp_path: Path
    ) -> None:
        sheet = book.sheets[0]
        weeks = [dt.date(2026, 6, 1), dt.date(2026, 6, 8), dt.date(2026, 6, 15)]
        sheet["A1"].options(transpose=True).value = [[None, *weeks], ["PAB", 14, -1, 20]]
        chart = sheet.charts.add(
            chart_type="column_clustered", source=sheet["B1:B4"], plot_by="columns", name="balance"
        )
        chart.set_x_axis_values(sheet["A2:A4"])
        book.save(tmp_path / "chart.xlsx")
        (drawn,) = openpyxl.load_workbook(tmp_path / "chart.xlsx").worksheets[0]._charts  # type: ignore[attr-defined]
        (series,) = drawn.series
        labels = series.cat.numRef or series.cat.strRef
        assert (series.val.numRef.f[-9:], labels.f[-9:]) == ("$B$2:$B$4", "$A$2:$A$4")

    def test_a_chart_is_known_by_its_name_in_the_file_too(self, book: xw.Book, tmp_path: Path) -> None:
        sheet = book.sheets[0]
        sheet["A1"].value = [["W", "orders"], ["W1", 5], ["W2", 7]]
        for name in ("gap", "surprises", "cover"):
            sheet.charts.add(chart_type="column_clustered", source=sheet["A1:B3"], name=name)
        sheet = self.reopened(book, tmp_path / "chart.xlsx").sheets[0]
        for chart in list(sheet.charts):
            if chart.name != "surprises":
                chart.delete()
        assert [chart.name for chart in sheet.charts] == ["surprises"]

    def test_each_sheet_may_have_a_chart_without_a_name(self, book: xw.Book) -> None:
        sheets = (book.sheets[0], book.sheets.add(after=book.sheets[0]))
        for sheet in sheets:
            sheet["A1"].value = [["week", "orders"], ["2026-01-05", 15]]
            sheet.charts.add(chart_type="column_clustered", source=sheet["A1:B2"])
        assert [len(sheet.charts) for sheet in sheets] == [1, 1]

    def test_a_chart_is_deleted(self, sheet: xw.Sheet) -> None:
        sheet["A1"].value = [["W1", 1], ["W2", 2]]
        sheet.charts.add(chart_type="column_clustered", source=sheet["A1:B2"]).delete()
        assert len(sheet.charts) == 0


class Files(Host):
    def test_a_saved_book_takes_the_name_of_its_file(self, book: xw.Book, tmp_path: Path) -> None:
        book.save(tmp_path / "计划 1.xlsx")
        assert book.name == "计划 1.xlsx"
        assert Path(book.fullname) == tmp_path / "计划 1.xlsx"

    def test_a_closed_book_is_no_longer_open(self, app: xw.App) -> None:
        book = app.books.add()
        name = book.name
        book.close()
        assert name not in [other.name for other in app.books]

    def test_a_file_is_saved_again_in_its_place(self, book: xw.Book, tmp_path: Path) -> None:
        again = self.reopened(book, tmp_path / "plan.xlsx")
        again.sheets[0]["A1"].value = 49
        again.save()
        assert [path.name for path in tmp_path.iterdir()] == ["plan.xlsx"]
        again.close()

    def test_everything_comes_back_from_the_file(self, book: xw.Book, tmp_path: Path) -> None:
        rows = [["Item", "周", None], ["A100", 23, True], [dt.datetime(2026, 6, 1), -0.5, "=x'"]]
        write_text(book.sheets[0]["A1"], rows)
        again = self.reopened(book, tmp_path / "plan.xlsx")
        assert again.sheets[0]["A1:C3"].value == rows


class EveryHost(
    Values,
    UntrustedText,
    Formulas,
    Places,
    Links,
    Looks,
    Editing,
    Rules,
    Sheets,
    Names,
    Tables,
    Charts,
    Files,
):
    """All that every host must do."""
