"""The stand-in does what Excel does where other hosts differ, through xlwings or in Excel's own words."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from windows.excel.application import Application
from windows.excel.areas import Place
from windows.excel.charts import SelectedChart
from windows.excel.locales import GERMANY
from windows.excel.on_linux import AskedForever, ComError, running_excel
from windows.excel.planner_excel import PlannerExcel
from windows.excel.typed_text import ERRORS

Excel = Callable[..., PlannerExcel]


def double(cells: Any) -> list[list[Any]]:
    """A worksheet function that gives as many cells as it takes."""
    rows = cells if isinstance(cells, tuple) else ((cells,),)
    return [[2 * cell for cell in row] for row in rows]


@pytest.fixture
def excel() -> Iterator[Excel]:
    """Starts an Excel with an empty workbook."""
    with ExitStack() as running:

        def start(**settings: Any) -> PlannerExcel:
            app = Application(functions={"DOUBLE": double}, **settings)
            started = PlannerExcel(*running.enter_context(running_excel(app)))
            started.app.books.add()
            return started

        yield start


@pytest.fixture
def sheet(excel: Excel) -> xw.Sheet:
    return excel().book.sheets[0]


def code_of(error: "pytest.ExceptionInfo[ComError]") -> int:
    return int(error.value.excepinfo[5])


def test_formula2_spills_and_is_blocked_by_what_stands_there_and_in_a_table(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2, 3]]
    sheet["A2"].formula2 = "=DOUBLE(A1:C1)"
    assert sheet["A2:C2"].value == [2.0, 4.0, 6.0]
    assert sheet["B2"].formula == "=DOUBLE(A1:C1)"
    sheet["C2"].value = "x"
    assert sheet["A2"].api.Value == ERRORS["#SPILL!"]
    sheet["A5"].value = [["a", "b"], [None, None]]
    sheet.tables.add(sheet["A5:B6"])
    sheet["A6"].formula2 = "=DOUBLE(A1:B1)"
    assert sheet["A6"].api.Value == -2146826243


def test_formula_intersects_where_formula2_spills(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2, 3]]
    sheet["A2"].formula = "=DOUBLE(A1:C1)"
    assert sheet["A2:C2"].value == [2.0, None, None]
    assert sheet["A2"].formula2 == "=@DOUBLE(A1:C1)"


def test_excel_2016_has_no_formula2(excel: Excel) -> None:
    sheet = excel(excel_2016=True).book.sheets[0]
    with pytest.raises(ComError):
        print(sheet["A1"].formula2)


def test_xlwings_asks_excel_2016_for_ever_to_take_a_formula2() -> None:
    with running_excel(Application(excel_2016=True), check=False) as (app, session):
        sheet = app.books.add().sheets[0]
        with pytest.raises(AskedForever, match=r"Range\.Formula2"):
            sheet["A1"].formula2 = "=1"
        assert session.gaps == ["xlwings asks for ever for Range.Formula2"]


def test_a_rule_is_as_seen_from_the_active_cell(sheet: xw.Sheet) -> None:
    sheet["A1"].select()
    sheet["A4:A9"].conditional_formats.add_custom("=$A4<0")
    sheet["A4"].select()
    assert sheet["A4:A9"].conditional_formats[0].formula == "=$A7<0"


def test_the_active_cell_is_that_of_the_sheet_in_front(sheet: xw.Sheet) -> None:
    other = sheet.book.sheets.add(after=sheet)
    other["B3"].select()
    sheet["B2"].conditional_formats.add_custom("=B2<0")
    sheet.activate()
    sheet["B2"].select()
    assert sheet["B2"].conditional_formats[0].formula == "=B1<0"


def test_rules_and_choices_are_spelled_as_the_country_spells(excel: Excel) -> None:
    sheet = excel(locale=GERMANY).book.sheets[0]
    with pytest.raises(ComError):
        sheet["A1"].conditional_formats.add_custom("=AND(A1<0,B1<0)")
    sheet["A1"].conditional_formats.add_custom("=UND(A1<0;B1<0)")
    sheet["A1"].api.Validation.Add(Type=3, Formula1="ja;nein")
    sheet["A1"].formula = "=AND(A2<0,B1<0)"
    assert sheet["A1"].api.FormulaLocal == "=UND(A2<0;B1<0)"
    assert sheet["A1"].data_validation.source == "ja;nein"


def test_international_without_an_index_counts_from_the_country_code(sheet: xw.Sheet) -> None:
    app = sheet.book.app.api
    assert app.International[:6] == (86.0, 86.0, ".", ",", ",", "R")
    assert app.GetInternational(5) == ","


def test_a_cell_formatted_as_text_keeps_a_formula_as_text(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1"].value = "=1+1"
    assert (sheet["A1"].value, sheet["A1"].api.HasFormula) == ("=1+1", False)


def test_an_apostrophe_is_no_part_of_the_text(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "'0042"
    assert (sheet["A1"].value, sheet["A1"].api.PrefixCharacter) == ("0042", "'")


def test_text_is_taken_as_if_it_were_typed(sheet: xw.Sheet) -> None:
    sheet["A1"].value = ["1-2", "10%", "1,000", "true", "#n/a", "12 pcs"]
    year = dt.date.today().year
    assert sheet["A1:F1"].value == [dt.datetime(year, 1, 2), 0.1, 1000.0, True, None, "12 pcs"]


def test_a_block_written_over_filtered_rows_begins_anew_in_each_run_of_visible_ones(sheet: xw.Sheet) -> None:
    sheet["A1"].options(transpose=True).value = ["item", "a", "b", "a", "a"]
    sheet["A1:A5"].autofilter.apply_values(1, ["a"])
    sheet["B2:B5"].options(transpose=True).value = [1, 2, 3, 4]
    assert sheet["B2:B5"].value == [1.0, None, 1.0, 2.0]


def test_insert_puts_in_what_is_copied(sheet: xw.Sheet) -> None:
    sheet["A1"].options(transpose=True).value = ["copied", "below"]
    sheet["1:1"].copy()
    assert sheet.book.app.cut_copy_mode == "copy"
    sheet["2:2"].insert("down")
    assert sheet["A1:A3"].value == ["copied", "copied", "below"]
    assert sheet.book.app.cut_copy_mode is None


def test_a_sheet_is_shown_hidden_or_very_hidden(sheet: xw.Sheet) -> None:
    other = sheet.book.sheets.add(after=sheet)
    assert sheet.visible == -1
    sheet.visible = False
    assert sheet.visible == 0
    sheet.visible = 2
    assert sheet.visible == 2
    with pytest.raises(ComError, match="Activate method of Worksheet"):
        sheet.api.Activate()
    with pytest.raises(ComError, match="Select method of Range"):
        sheet["A1"].select()
    copied = sheet.copy(after=other)
    assert copied.visible == 2
    assert sheet.book.sheets.active == other
    with pytest.raises(ComError):
        other.visible = False


def test_pages_are_set_up_with_a_printer_only(excel: Excel) -> None:
    page = excel(has_printer=False).book.sheets[0].page_setup
    with pytest.raises(ComError, match="Unable to set the Orientation property"):
        page.api.Orientation = 2
    page.print_area = "$A$1:$B$2"


def test_nothing_is_selected_where_no_workbook_is_open(stand_in: PlannerExcel) -> None:
    assert stand_in.app.api.Selection is None
    with pytest.raises(AttributeError):  # xlwings expects cells or a chart
        print(stand_in.app.selection)


def test_a_whole_sheet_may_be_selected_and_a_chart(sheet: xw.Sheet, excel: Excel) -> None:
    sheet.cells.select()
    app = sheet.book.app.api
    with pytest.raises(ComError, match="Overflow"):
        print(app.Selection.Count)
    assert app.Selection.CountLarge == 1_048_576 * 16_384
    started = excel()
    started.session.app.selected = SelectedChart(started.sheet("Sheet1"))
    assert started.app.selection is None
    assert started.app.api.Selection.Name == "Chart Area"


def test_a_value_comes_by_its_number_format(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [46027, 120, 7, "#SPILL!"]
    sheet["A1"].number_format = "yyyy/m/d"
    sheet["B1"].number_format = "¥#,##0.00"
    sheet["C1"].number_format = '0 "$"'
    assert sheet["A1:D1"].api.Value == (
        (dt.datetime(2026, 1, 5, tzinfo=dt.UTC), Decimal("120"), 7.0, -2146826243),
    )
    assert sheet["A1:C1"].api.Value2 == ((46027.0, 120.0, 7.0),)


def test_cells_that_are_only_formatted_are_used(sheet: xw.Sheet) -> None:
    sheet["B2"].value = 1
    sheet["F9"].color = (255, 0, 0)
    assert sheet.used_range.address == "$B$2:$F$9"


@pytest.mark.parametrize("title", ["plan", "a" * 32, "a/b", "'a", ""])
def test_a_title_is_short_and_unlike_every_other_whatever_the_case(sheet: xw.Sheet, title: str) -> None:
    sheet.name = "Plan"
    other = sheet.book.sheets.add()
    with pytest.raises(ComError):
        other.api.Name = title


def test_a_table_grows_under_its_last_row_and_its_heads_are_unlike_each_other(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["Item", "Item", 7], [1, 2, 3]]
    table = sheet.tables.add(sheet["A1:C2"])
    assert sheet["A1:C1"].value == ["Item", "Item2", "7"]
    sheet["A3"].value = 4
    assert table.range.address == "$A$1:$C$3"
    with pytest.raises(ComError):
        table.resize(sheet["A2:C5"])
    with pytest.raises(ComError):
        table.resize(sheet["A1:C1"])


@pytest.mark.parametrize(
    "overdo",
    [
        lambda sheet: setattr(sheet["A1"], "row_height", 410),
        lambda sheet: setattr(sheet["A1"], "column_width", 256),
        lambda sheet: setattr(sheet["A1"], "value", "x" * 32_768),
        lambda sheet: sheet["A1"].api.Validation.Add(Type=3, Formula1="x" * 256),
        lambda sheet: setattr(sheet["A1"], "formula_array", f'="{"x" * 255}"'),
    ],
)
def test_what_goes_beyond_a_limit_is_refused(sheet: xw.Sheet, overdo: Callable[[xw.Sheet], None]) -> None:
    with pytest.raises(ComError) as refused:
        overdo(sheet)
    assert code_of(refused) == -2146827284


def test_protected_sheets_and_workbooks_refuse_changes(sheet: xw.Sheet) -> None:
    sheet["A1"].api.Locked = False
    sheet.api.Protect()
    sheet["A1"].value = 1
    for change in (
        lambda: setattr(sheet["A2"], "value", 1),
        lambda: sheet["2:2"].insert("down"),
        lambda: setattr(sheet["A2"], "color", (255, 0, 0)),
        lambda: sheet["A2"].conditional_formats.add_custom("=A2<0"),
    ):
        with pytest.raises(ComError):
            change()
    sheet.book.api.Protect(Structure=True)
    with pytest.raises(ComError):
        sheet.book.sheets.add()
    with pytest.raises(ComError):
        sheet.name = "New"


def test_a_workbook_opened_for_reading_is_not_saved(stand_in: PlannerExcel, tmp_path: Path) -> None:
    stand_in.app.books.add().save(tmp_path / "plan.xlsx")
    stand_in.book.close()
    book = stand_in.app.books.open(str(tmp_path / "plan.xlsx"), read_only=True)
    with pytest.raises(ComError):
        book.save()


def test_a_workbook_in_the_cloud_has_an_address_and_its_file_lags(
    planner_excel: PlannerExcel, tmp_path: Path
) -> None:
    model = planner_excel.model
    model.cloud_folder = "https://contoso-my.sharepoint.com/personal/wang/Documents"
    assert planner_excel.book.api.FullName.startswith("https://contoso-my.sharepoint.com/")
    assert model.file is not None
    before = model.file.read_bytes()
    planner_excel.book.sheets["Stock"]["C4"].value = 1
    planner_excel.book.api.Save()
    assert model.file.read_bytes() == before
    planner_excel.book.api.SaveCopyAs(str(tmp_path / "copy.xlsm"))
    assert planner_excel.app.books.open(str(tmp_path / "copy.xlsm")).sheets["Stock"]["C4"].value == 1


def test_what_a_window_is_told_holds_for_the_sheet_in_front(sheet: xw.Sheet) -> None:
    other = sheet.book.sheets.add(after=sheet)
    other["C3"].select()
    window = sheet.book.app.api.ActiveWindow
    window.FreezePanes = True
    window.DisplayGridlines = False
    assert (window.SplitRow, window.SplitColumn) == (2, 2)
    sheet.activate()
    assert (window.FreezePanes, window.DisplayGridlines) == (False, True)


def test_a_new_sheet_and_an_opened_workbook_come_to_the_front(sheet: xw.Sheet) -> None:
    sheet["C3"].select()
    added = sheet.book.sheets.add(after=sheet)
    assert added.book.app.selection.address == "$A$1"
    book = sheet.book.app.books.add()
    assert book.app.books.active == book


def test_excel_asks_the_functions_while_it_is_written_to_and_not_if_it_calculates_by_hand(
    excel: Excel,
) -> None:
    started = excel()
    sheet = started.book.sheets[0]
    sheet["A1"].value = 4
    sheet["B1"].formula = "=DOUBLE(A1)"
    assert sheet["B1"].value == 8.0
    started.app.calculation = "manual"
    sheet["A1"].value = 5
    sheet["B1"].formula = "=DOUBLE(A1)"
    assert Place(1, 2) not in started.sheet(sheet.name).cells.results
    started.app.calculate()
    assert sheet["B1"].value == 10.0


def test_two_excels_run_and_xlwings_finds_both(excel: Excel) -> None:
    first, second = excel(), excel()
    assert [app.pid for app in xw.apps] == [first.app.pid, second.app.pid]
