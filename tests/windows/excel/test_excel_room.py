"""What xlwings lacks or does wrongly in Excel, as `pab_planner.excel` mends it, on the stand-in for Excel."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

import pytest
import xlwings as xw

from pab_planner.excel.array_formulas import can_spill, fill_row
from pab_planner.excel.blocks import areas, cells_at, corners, insert_rows, is_filtered, write_cells
from pab_planner.excel.cell_values import cell_value, cell_values
from pab_planner.excel.choice_lists import allow_choices, allow_dates_after
from pab_planner.excel.conditional_formats import add_rule
from pab_planner.excel.selection import selected_cells
from pab_planner.excel.sheets import copy_last, find_sheet, is_visible
from pab_planner.excel.struck_cells import find_struck
from pab_planner.excel.undisturbed import SETTINGS, undisturbed
from pab_planner.excel.windows import freeze_panes
from pab_planner.reading.quantities import read_quantity
from pab_planner.sheets.paper import LANDSCAPE, set_up_page
from windows.excel.application import Application
from windows.excel.charts import SelectedChart
from windows.excel.locales import CHINA, GERMANY, Locale
from windows.excel.on_linux import running_excel
from windows.excel.planner_excel import PlannerExcel
from windows.excel.typed_text import ERRORS


@pytest.fixture(params=[CHINA, GERMANY], ids=["China", "Germany"])
def excel(request: pytest.FixtureRequest) -> Iterator[PlannerExcel]:
    """An Excel of a country, with an empty workbook."""
    locale: Locale = request.param
    with running_excel(Application(locale)) as (app, session):
        app.books.add()
        yield PlannerExcel(app, session)


@pytest.fixture
def sheet(excel: PlannerExcel) -> xw.Sheet:
    """Its sheet, behind another one that is in front."""
    first: xw.Sheet = excel.book.sheets[0]
    excel.book.sheets.add("In front", before=first)
    excel.select("In front", "C7")
    return first


def test_panes_are_frozen_on_a_sheet_behind_another(excel: PlannerExcel, sheet: xw.Sheet) -> None:
    freeze_panes(sheet, 3, 1)
    assert excel.sheet(sheet.name).cells.sheet.freeze_panes == "B4"
    assert excel.sheet("In front").cells.sheet.freeze_panes is None
    assert (excel.book.sheets.active.name, excel.app.selection.address) == ("In front", "$C$7")


@pytest.mark.parametrize("selected", ["A1", "D9", "B3"])
def test_a_rule_is_read_from_its_first_cell_whatever_is_selected(
    excel: PlannerExcel, sheet: xw.Sheet, selected: str
) -> None:
    excel.select(sheet.name, selected)
    add_rule(sheet["B3:C9"], "=$A3>0", ink="#C00000", bold=True, number_format='"!"0')
    (rule,) = excel.sheet(sheet.name).conditions
    assert rule.rule.formula == ["$A3>0"]
    assert rule.NumberFormat == '"!"0'
    assert excel.app.selection.address.replace("$", "") == selected


@pytest.mark.parametrize(
    "condition",
    ["=AND(ISNUMBER(B3),B3<0)", '=$A3="a,b;c"', "=B3>1.5", '=B3&""="OK"', "=IF(B3,B3<C3,NOT(C3))"],
)
def test_a_condition_means_the_same_in_every_language(
    excel: PlannerExcel, sheet: xw.Sheet, condition: str
) -> None:
    sheet["B3"].value = 1
    add_rule(sheet["B3:C9"], condition, fill=(255, 0, 0))
    (rule,) = excel.sheet(sheet.name).conditions
    assert rule.rule.formula == [condition.removeprefix("=")]
    assert sheet.used_range.address == "$B$3"


def test_the_newest_rule_comes_first_and_lets_the_others_work(excel: PlannerExcel, sheet: xw.Sheet) -> None:
    add_rule(sheet["A1:A9"], "=A1>0", bold=True)
    add_rule(sheet["A1:A9"], "=A1>1", bold=True)
    rules = list(sheet["A1"].conditional_formats)
    assert [rule.stop_if_true for rule in rules] == [False, False]
    assert [rule.rule.formula for rule in excel.sheet(sheet.name).conditions] == [["A1>1"], ["A1>0"]]


def test_each_choice_of_a_list_is_one(excel: PlannerExcel, sheet: xw.Sheet) -> None:
    for _ in range(2):  # a list may be set again
        allow_choices(sheet["B2:B9"], ["Yes 是", "No 否", "1.5"])
    (rule,) = excel.sheet(sheet.name).cells.sheet.data_validations.dataValidation
    assert (rule.type, rule.formula1) == ("list", '"Yes 是,No 否,1.5"')


def test_dates_are_asked_for_by_number(excel: PlannerExcel, sheet: xw.Sheet) -> None:
    allow_dates_after(sheet["B2:B9"], date(2000, 1, 1))
    (rule,) = excel.sheet(sheet.name).cells.sheet.data_validations.dataValidation
    assert (rule.type, rule.operator, rule.formula1) == ("date", "greaterThan", "36526")


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_is_its_text_and_no_number(sheet: xw.Sheet, error: str) -> None:
    sheet["A1"].value = error
    assert type(sheet["A1"].api.Value) is int
    shown = cell_value(sheet["A1"], show_errors=True)
    assert shown in (error, "#GETTING_DATA")  # Excel's name of the number under which #BUSY! comes
    assert read_quantity(shown).value is None
    assert cell_value(sheet["A1"]) is None


def test_money_is_a_number(sheet: xw.Sheet) -> None:
    sheet["A1:B1"].value = [[120, 80.5]]
    sheet["A1:B1"].number_format = "¥#,##0.00"
    assert cell_values(sheet["A1:B1"]) == [[120.0, 80.5]]
    assert read_quantity(cell_values(sheet["A1:B1"])[0][0]).value == 120


@pytest.mark.parametrize("cells", ["1:1048576", "C:C", "5:9", "B2:C4"])
def test_any_cells_may_be_selected(excel: PlannerExcel, sheet: xw.Sheet, cells: str) -> None:
    excel.select(sheet.name, cells)
    selected = selected_cells(excel.book)
    assert selected is not None
    assert selected.sheet.name == sheet.name


def test_a_selected_chart_is_no_selection(excel: PlannerExcel, sheet: xw.Sheet) -> None:
    excel.session.app.selected = SelectedChart(excel.sheet(sheet.name))
    assert selected_cells(excel.book) is None


@pytest.mark.parametrize(("number", "seen"), [(-1, True), (0, False), (2, False)])
def test_a_very_hidden_sheet_is_not_seen(sheet: xw.Sheet, number: int, seen: bool) -> None:
    sheet.api.Visible = number
    assert is_visible(sheet) is seen


def test_a_sheet_is_found_in_any_case(excel: PlannerExcel, sheet: xw.Sheet) -> None:
    sheet.name = "today"
    found = find_sheet(excel.book, "Today")
    assert found is not None
    assert found.name == "today"
    assert find_sheet(excel.book, "Figures") is None


def test_without_a_printer_what_can_be_set_up_is() -> None:
    with running_excel(Application(has_printer=False)) as (app, _):
        sheet = app.books.add().sheets[0]
        set_up_page(sheet, "$A$1:$B$2", orientation=LANDSCAPE, title_rows="$1:$1", footer="R&D")
        assert app.api.PrintCommunication is True


def test_a_page_is_set_up_in_one_go(excel: PlannerExcel, sheet: xw.Sheet) -> None:
    set_up_page(sheet, "$A$1:$B$2", orientation=LANDSCAPE, title_rows="$1:$1", footer="R&D")
    page = sheet.api.PageSetup
    assert (page.Orientation, page.Zoom, page.PrintTitleRows) == (LANDSCAPE, False, "$1:$1")
    assert (page.LeftFooter, page.PrintArea) == ("R&&D", "$A$1:$B$2")
    assert excel.app.api.PrintCommunication is True


def test_rows_that_a_filter_hides_are_written_too(sheet: xw.Sheet) -> None:
    sheet["A1:B4"].value = [["Item", "Quantity"], ["A", 1], ["B", 2], ["C", 3]]
    sheet.api.Range("A1:B4").AutoFilter(1, "C")
    assert is_filtered(sheet)
    write_cells(cells_at(sheet, 2, 1, 3, 2), [["D", 4], ["E", 5], ["F", 6]], filtered=True)
    assert cell_values(sheet["A2:B4"]) == [["D", 4], ["E", 5], ["F", 6]]


def test_inserted_rows_are_empty_while_cells_are_copied(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].value = [[1], [2]]
    sheet["1:1"].api.Copy()
    insert_rows(sheet, 2, 1)
    assert cell_values(sheet["A1:A3"]) == [[1], [None], [2]]


def test_a_copy_of_a_hidden_sheet_is_seen(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "{{number}}"
    for number in (0, 2):
        sheet.api.Visible = number
        copied = copy_last(sheet)
        assert is_visible(copied)
        assert sheet.api.Visible == number
        copied.activate()


def test_many_cells_get_the_same_in_few_calls(excel: PlannerExcel, sheet: xw.Sheet) -> None:
    cells = [f"C{row}:Z{row}" for row in range(5, 805, 4)]
    excel.session.calls.clear()
    for area in areas(sheet, cells):
        area.number_format = "0.0"
    assert sum(excel.session.calls.values()) < 30
    assert sheet["C5"].number_format == sheet["Z801"].number_format == "0.0"


def test_excel_2016_gets_an_array_formula() -> None:
    with running_excel(Application(excel_2016=True)) as (app, _):
        sheet = app.books.add().sheets[0]
        assert not can_spill(sheet)
        fill_row(sheet["B4:F4"], "=PAB(A1,B2:F2,B3:F3)", spills=False)
        assert sheet["F4"].formula_array == "=PAB(A1,B2:F2,B3:F3)"


@pytest.mark.parametrize("ending", [None, ValueError])
def test_settings_are_as_they_were_after_a_press(
    excel: PlannerExcel, sheet: xw.Sheet, ending: type[Exception] | None
) -> None:
    before = excel.settings()
    with suppress(ValueError), undisturbed(excel.book):
        assert {name: getattr(excel.session.app, name) for name in SETTINGS} == SETTINGS
        if ending:
            raise ending
    assert excel.settings() == before


@pytest.mark.parametrize(
    ("cells", "ends"),
    [
        ("B3:D5", (3, 2, 5, 4)),
        ("C4", (4, 3, 4, 3)),
        ("A:C", (1, 1, 1_048_576, 3)),
        ("2:3", (2, 1, 3, 16_384)),
    ],
)
def test_where_cells_end_is_known_of_whole_rows_and_columns_too(
    sheet: xw.Sheet, cells: str, ends: tuple[int, int, int, int]
) -> None:
    assert corners(sheet.range(cells)) == ends


def test_struck_cells_are_found_by_halves_and_none_in_one_call(excel: PlannerExcel, sheet: xw.Sheet) -> None:
    sheet["A1:H64"].value = [[1] * 8] * 64
    assert find_struck(sheet, 64, 8) == set()
    assert excel.session.calls["Font.Strikethrough"] == 1
    for cells in ("B10:D10", "H64"):
        sheet[cells].api.Font.Strikethrough = True
    assert find_struck(sheet, 64, 8) == {(9, 1), (9, 2), (9, 3), (63, 7)}
