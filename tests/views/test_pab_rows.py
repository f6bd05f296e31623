"""Our rows beneath the planner's: written once, right, and away again without a trace."""

from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from pab_planner.core.demand import DemandRule
from pab_planner.reading.planning import read_plan
from pab_planner.views.pab_rows import Insertion, NoBlocks, OurRow, insert_pab_rows, remove_pab_rows
from planning_files import Rows, weeks, workbook

HEAD = ["Item", "Safety stock", "Measure", "On hand", *weeks(4)]
# The article's item first: 14 left after week 2, then 15 out and 50 in.
TWO_ITEMS: Rows = [
    HEAD,
    ["P-1", 5, "Customer orders", 34, 10, 10, 15, 5],
    [None, None, "MPS", None, 0, 0, 50, 0],
    ["P-2", 0, "Customer orders", 8, 3, 4, 3, 4],
    [None, None, "MPS", None, 0, 6, 0, 0],
    [None, None, None, None, None, None, None, None],
    [None, None, "Planner: Li", None, "=SUM(E2:E5)", None, None, None],
]
ARTICLE = [24, 14, 49, 44]
SECOND = [5, 7, 4, 0]


def opened(host: xw.App, tmp_path: Path, rows: Rows, **more: Rows) -> xw.Sheet:
    return host.books.open(workbook(tmp_path / "plan.xlsx", {"Plan": rows, **more})).sheets["Plan"]


def insert(sheet: xw.Sheet, *rows: OurRow, **options: Any) -> Insertion:
    return insert_pab_rows(sheet, read_plan(sheet.book, **options), rows or (OurRow.BALANCE,))


def contents(sheet: xw.Sheet) -> tuple[Any, Any]:
    return sheet.used_range.formula, sheet.used_range.value


def test_each_item_gets_a_balance_row_beneath_its_own_rows(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path, TWO_ITEMS)
    assert insert(sheet) == Insertion(items=2, had=0, left_out=())
    assert sheet["C4"].value == sheet["C7"].value == "PAB 预计可用库存 *"
    assert sheet["E4"].formula == "=PAB(D2,E2:H2,E3:H3)"
    assert sheet["E7"].formula == "=PAB(D5,E5:H5,E6:H6)"


def test_the_inserted_rows_calculate_the_articles_balance(calc: xw.App, tmp_path: Path) -> None:
    sheet = opened(calc, tmp_path, TWO_ITEMS)
    insert(sheet, *OurRow)
    assert sheet["E4:H4"].value == ARTICLE
    assert sheet["E5:H5"].value == [24, 14, -1, 44]
    assert sheet["E6:H6"].value == ["OK", "OK", "MPS_DEPENDENT", "OK"]
    assert sheet["E9:H9"].value == SECOND


def test_what_the_planner_wrote_stands_as_it_stood_and_her_formulas_move(
    host: xw.App, tmp_path: Path
) -> None:
    sheet = opened(host, tmp_path, TWO_ITEMS)
    insert(sheet)
    assert sheet["A5:H5"].value == ["P-2", 0, "Customer orders", 8, 3, 4, 3, 4]
    assert sheet["E9"].formula == "=SUM(E2:E6)"


def test_a_second_press_adds_nothing(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path, TWO_ITEMS)
    insert(sheet)
    before = contents(sheet)
    assert insert(sheet) == Insertion(items=0, had=2, left_out=())
    assert contents(sheet) == before


def test_exposed_and_risk_rows_can_follow_later(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path, TWO_ITEMS)
    insert(sheet)
    insert(sheet, *OurRow)
    assert sheet["C4:C6"].value == [row.label for row in OurRow]
    assert sheet["E5"].formula == "=PAB_EXPOSED(D2,E2:H2,E3:H3)"
    assert sheet["E6"].formula == "=PAB_RISK(D2,E2:H2,E3:H3,B2)"


def test_removing_leaves_no_trace(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path, TWO_ITEMS)
    before = contents(sheet)
    insert(sheet, *OurRow)
    assert remove_pab_rows(sheet) == 6
    assert contents(sheet) == before


def test_a_row_into_which_the_planner_wrote_is_emptied_of_ours_only(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path, TWO_ITEMS)
    insert(sheet)
    sheet["A4"].value = "ask Li about week 3"
    assert remove_pab_rows(sheet) == 2
    assert sheet["A4"].value == "ask Li about week 3"
    assert sheet["B4:H4"].value == [None] * 7
    assert sheet["A5"].value == "P-2"


def test_the_planners_own_balance_row_is_none_of_ours(host: xw.App, tmp_path: Path) -> None:
    rows: Rows = [*TWO_ITEMS[:3], [None, None, "PAB 预计可用库存", None, *ARTICLE]]
    sheet = opened(host, tmp_path, rows)
    before = contents(sheet)
    assert remove_pab_rows(sheet) == 0
    assert contents(sheet) == before


def test_an_item_number_repeated_on_every_row_is_repeated_on_ours(host: xw.App, tmp_path: Path) -> None:
    rows: Rows = [
        ["Item", "Customer", "Measure", "On hand", *weeks(3)],
        ["P-1", "Acme", "Orders", 34, 10, 10, 15],
        ["P-1", "Acme", "MPS", None, 0, 0, 50],
    ]
    sheet = opened(host, tmp_path, rows)
    insert(sheet)
    assert sheet["A4:C4"].formula[0] == ("=A3", "=B3", OurRow.BALANCE.label)
    assert remove_pab_rows(sheet) == 1
    assert len(sheet.used_range.rows) == 3


def test_allocated_and_overdue_quantities_are_taken_off_the_opening(calc: xw.App, tmp_path: Path) -> None:
    rows: Rows = [
        ["Item", "Measure", "On hand", "Allocated", "Past due", *weeks(3)],
        ["P-1", "Orders", 60, 20, 6, 10, 10, 15],
        [None, "MPS", None, None, None, 0, 0, 50],
    ]
    sheet = opened(calc, tmp_path, rows)
    insert(sheet)
    assert sheet["F4"].formula == "=PAB(C2-D2-E2,F2:H2,F3:H3)"
    assert sheet["F4:H4"].value == [24, 14, 49]
    assert read_plan(sheet.book).disagreements == ()


def test_an_opening_in_a_stock_list_is_looked_up_by_item(calc: xw.App, tmp_path: Path) -> None:
    rows: Rows = [["Item", "Measure", *weeks(3)], ["P-1", "Orders", 10, 10, 15], [None, "MPS", 0, 0, 50]]
    stock: Rows = [["Item", "On hand", "Allocated"], ["P-9", 1, 0], ["P-1", 40, 6]]
    sheet = opened(calc, tmp_path, rows, Stock=stock)
    insert(sheet)
    assert sheet["C4:E4"].value == [24, 14, 49]
    sheet.book.sheets["Stock"]["A2:C3"].value = [["P-1", 40, 6], ["P-9", 1, 0]]
    assert sheet["C4:E4"].value == [24, 14, 49]


def test_a_sheet_that_shows_the_lists_has_allocated_taken_off_already(calc: xw.App, tmp_path: Path) -> None:
    """As on the sheet Plan of the planner workbook: 40 on hand, 6 allocated, 34 shown."""
    stock: Rows = [["Item", "On hand", "Allocated"], ["P-1", 40, 6]]
    orders: Rows = [["Item", "Customer", "Due date", "Quantity"], ["P-1", "ACME", weeks(4)[0], 10]]
    mps: Rows = [["Item", "Date", "Quantity"], ["P-1", weeks(4)[2], 50]]
    totals = [f"=SUMIFS({{}}!D:D,{{}}!C:C,{column}1)" for column in "EFGH"]
    rows: Rows = [
        HEAD,
        ["P-1", 5, "Customer orders", "=Stock!B2-Stock!C2", *(t.format("Orders", "Orders") for t in totals)],
        [None, None, "MPS", None, *(t.replace("D:D", "C:C").format("MPS", "MPS") for t in totals)],
    ]
    sheet = opened(calc, tmp_path, rows, Orders=orders, MPS=mps, Stock=stock)
    insert(sheet)
    assert sheet["E4"].formula_array == "=PAB(D2,E2:H2,E3:H3)"


def test_firm_and_planned_supply_are_added(calc: xw.App, tmp_path: Path) -> None:
    rows: Rows = [
        ["Item", "Measure", "On hand", *weeks(3)],
        ["P-1", "Orders", 34, 10, 10, 15],
        [None, "Firm MPS", None, 0, 0, 30],
        [None, "Planned MPS", None, 0, 0, 20],
    ]
    sheet = opened(calc, tmp_path, rows)
    insert(sheet)
    assert sheet["D5:F5"].value == [24, 14, 49]


# Orders 10, 30, 5, 5; forecast 20, 20, 20, 20; nothing comes; 100 on hand.
@pytest.mark.parametrize(
    ("rule", "dtf", "ptf", "balance"),
    [
        (DemandRule.ORDERS, 0, None, [90, 60, 55, 50]),
        (DemandRule.FORECAST, 0, None, [80, 60, 40, 20]),
        (DemandRule.MAX, 0, None, [80, 50, 30, 10]),
        (DemandRule.SUM, 0, None, [70, 20, -5, -30]),
        (DemandRule.ORDERS_THEN_FORECAST, 1, None, [90, 70, 50, 30]),
        (DemandRule.ORDERS_THEN_MAX, 1, None, [90, 60, 40, 20]),
        (DemandRule.THREE_ZONE, 1, 1, [90, 70, 50, 30]),
    ],
)
def test_every_demand_rule_has_its_formula(
    calc: xw.App, tmp_path: Path, rule: DemandRule, dtf: int, ptf: int | None, balance: list[float]
) -> None:
    rows: Rows = [
        ["Item", "Measure", "On hand", *weeks(4)],
        ["P-1", "Orders", 100, 10, 30, 5, 5],
        [None, "Forecast", None, 20, 20, 20, 20],
        [None, "MPS", None, 0, 0, 0, 0],
    ]
    sheet = opened(calc, tmp_path, rows)
    insert(sheet, rule=rule, demand_time_fence=dtf, planning_time_fence=ptf)
    assert sheet["D5:G5"].value == balance


WITH_TOTALS: Rows = [
    ["Item", "Safety stock", "Measure", "On hand", *weeks(4)[:2], "Total June", *weeks(4)[2:], "合计"],
    ["P-1", 5, "Customer orders", 34, 10, 10, 20, 15, 5, 20],
    [None, None, "MPS", None, 0, 0, 0, 50, 0, 50],
]


def test_columns_of_totals_stay_free_and_the_balance_goes_on_behind_them(
    host: xw.App, tmp_path: Path
) -> None:
    sheet = opened(host, tmp_path, WITH_TOTALS)
    assert insert(sheet, *OurRow) == Insertion(items=1, had=0, left_out=())
    assert sheet["E4"].formula == "=PAB(D2,E2:F2,E3:F3)"
    assert sheet["H4"].formula == "=PAB(F4,H2:I2,H3:I3)"
    assert sheet["H5"].formula == "=PAB_EXPOSED(F4,H2:I2,H3:I3)"
    assert sheet["H6"].formula == "=PAB_RISK(F4,H2:I2,H3:I3,B2)"
    assert [sheet[f"{column}4"].value for column in "GJ"] == [None, None]
    assert insert(sheet, *OurRow) == Insertion(items=0, had=1, left_out=())


def test_balances_beside_totals_are_those_of_the_article(calc: xw.App, tmp_path: Path) -> None:
    sheet = opened(calc, tmp_path, WITH_TOTALS)
    insert(sheet, *OurRow)
    assert (sheet["E4:F4"].value, sheet["H4:I4"].value) == (ARTICLE[:2], ARTICLE[2:])
    assert (sheet["E5:F5"].value, sheet["H5:I5"].value) == ([24, 14], [-1, 44])
    assert sheet["H6:I6"].value == ["MPS_DEPENDENT", "OK"]
    assert read_plan(sheet.book).disagreements == ()


def test_rows_beside_totals_are_taken_away_without_a_trace(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path, WITH_TOTALS)
    before = contents(sheet)
    insert(sheet, *OurRow)
    assert remove_pab_rows(sheet) == 3
    assert contents(sheet) == before


def test_a_word_typed_between_our_formulas_stays(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path, WITH_TOTALS)
    insert(sheet)
    sheet["G4"].value = "see Li"
    assert remove_pab_rows(sheet) == 1
    assert sheet["G4"].value == "see Li"
    assert sheet["E4:F4"].value == [None, None]


def test_fences_count_from_the_first_period_behind_a_column_of_totals_too(
    calc: xw.App, tmp_path: Path
) -> None:
    """Orders in the first three weeks, then the greater of both: 100 - 10 - 30 - 5 - 20."""
    rows: Rows = [
        ["Item", "Measure", "On hand", *weeks(4)[:2], "Total", *weeks(4)[2:]],
        ["P-1", "Orders", 100, 10, 30, 40, 5, 5],
        [None, "Forecast", None, 20, 20, 40, 20, 20],
        [None, "MPS", None, 0, 0, 0, 0, 0],
    ]
    sheet = opened(calc, tmp_path, rows)
    insert(sheet, rule=DemandRule.ORDERS_THEN_MAX, demand_time_fence=3)
    assert (sheet["D5:E5"].value, sheet["G5:H5"].value) == ([90, 60], [55, 35])


def test_periods_out_of_order_are_said_and_nothing_is_written(host: xw.App, tmp_path: Path) -> None:
    first, second, third = weeks(3)
    rows: Rows = [
        ["Item", "Measure", "On hand", first, third, second],
        ["P-1", "Orders", 34, 10, 10, 15],
        [None, "MPS", None, 0, 0, 50],
    ]
    sheet = opened(host, tmp_path, rows)
    before = contents(sheet)
    result = insert(sheet)
    assert (result.items, [item for item, _ in result.left_out]) == (0, ["P-1"])
    assert "left to right in time" in result.left_out[0][1].en
    assert contents(sheet) == before


def test_rows_of_ours_reach_weeks_that_were_added(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path, TWO_ITEMS)
    insert(sheet, *OurRow)
    sheet["I1"].value = weeks(5)[4]
    sheet["I2"].options(transpose=True).value = [9, 0]
    assert insert(sheet, *OurRow) == Insertion(items=0, had=2, left_out=(), extended=6)
    assert sheet["E4"].formula == "=PAB(D2,E2:I2,E3:I3)"
    assert insert(sheet, *OurRow) == Insertion(items=0, had=2, left_out=())


def test_added_weeks_are_calculated(calc: xw.App, tmp_path: Path) -> None:
    sheet = opened(calc, tmp_path, TWO_ITEMS)
    insert(sheet)
    sheet["I1"].value = weeks(5)[4]
    sheet["I2"].options(transpose=True).value = [9, 0]
    insert(sheet)
    assert sheet["E4:I4"].value == [*ARTICLE, 35]


def test_a_sheet_without_items_is_refused_by_name(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path, TWO_ITEMS, Notes=[["nothing here"]])
    with pytest.raises(NoBlocks, match="sheet Notes"):
        insert_pab_rows(sheet.book.sheets["Notes"], read_plan(sheet.book))


ORDERS_MATRIX: Rows = [["Item", *weeks(4)], ["P-1", 10, 10, 15, 5], ["P-2", 3, 4, 3, 4]]
MPS_MATRIX: Rows = [["Item", *weeks(4)], ["P-2", 0, 6, 0, 0], ["P-1", 0, 0, 50, 0]]
STOCK: Rows = [["Item", "On hand"], ["P-1", 34], ["P-2", 8]]
MATRICES: dict[str, Rows] = {"Orders": ORDERS_MATRIX, "MPS": MPS_MATRIX, "Stock": STOCK}


def matrices(host: xw.App, tmp_path: Path) -> xw.Sheet:
    return host.books.open(workbook(tmp_path / "plan.xlsx", MATRICES)).sheets["Orders"]


def test_matrices_get_a_matrix_of_balances_below(host: xw.App, tmp_path: Path) -> None:
    sheet = matrices(host, tmp_path)
    assert insert(sheet) == Insertion(items=2, had=0, left_out=())
    assert sheet["A5:A8"].value == [OurRow.BALANCE.label, None, "P-1", "P-2"]
    assert [day.date() for day in sheet["B6:E6"].value] == weeks(4)
    assert "B2:E2" in sheet["B7"].formula
    assert "B3:E3" in sheet["B7"].formula.replace("$", "")  # on sheet MPS, where P-1 stands below P-2


def test_a_matrix_of_balances_calculates_the_articles(calc: xw.App, tmp_path: Path) -> None:
    sheet = matrices(calc, tmp_path)
    insert(sheet)
    assert sheet["B7:E8"].value == [ARTICLE, SECOND]
    found = read_plan(sheet.book)
    assert (found.plan.balance.tolist(), found.disagreements) == ([ARTICLE, SECOND], ())


def test_a_matrix_of_balances_is_written_once_and_goes_without_a_trace(host: xw.App, tmp_path: Path) -> None:
    sheet = matrices(host, tmp_path)
    before = contents(sheet)
    insert(sheet)
    written = contents(sheet)
    assert insert(sheet) == Insertion(items=0, had=2, left_out=())
    assert contents(sheet) == written
    assert remove_pab_rows(sheet) == 2
    assert contents(sheet) == before


def test_matrices_of_other_periods_are_left_out_with_the_reason(host: xw.App, tmp_path: Path) -> None:
    later: Rows = [["Item", *weeks(5)], ["P-2", 0, 6, 0, 0, 1], ["P-1", 0, 0, 50, 0, 1]]
    path = workbook(tmp_path / "plan.xlsx", {**MATRICES, "MPS": later})
    sheet = host.books.open(path).sheets["Orders"]
    before = contents(sheet)
    assert [item for item, _ in insert(sheet).left_out] == ["P-1", "P-2"]
    assert contents(sheet) == before


IN_TABLE: Rows = [
    ["Item", "Measure", "On hand", "W1", "W2", "W3", "W4"],
    ["P-1", "Orders", 34, 10, 10, 15, 5],
    ["P-1", "MPS", None, 0, 0, 50, 0],
    ["P-2", "Orders", 8, 3, 4, 3, 4],
    ["P-2", "MPS", None, 0, 6, 0, 0],
]


def in_table(host: xw.App, tmp_path: Path) -> xw.Sheet:
    sheet = opened(host, tmp_path, [*IN_TABLE, [], ["Planner: Li"]])
    sheet.tables.add(sheet["A1:G5"], name="Weeks")
    return sheet


def test_items_in_an_excel_table_get_balances_cell_by_cell_in_it(host: xw.App, tmp_path: Path) -> None:
    sheet = in_table(host, tmp_path)
    assert insert(sheet) == Insertion(items=2, had=0, left_out=())
    assert sheet["D4:E4"].formula == (("=PAB(C2,D2:D2,D3:D3)", "=PAB(D4,E2:E2,E3:E3)"),)
    assert sheet["A4"].formula == "=A3"
    assert sheet["G7"].formula == "=PAB(F7,G5:G5,G6:G6)"
    assert sheet.tables["Weeks"].range.address == "$A$1:$G$7"
    assert sheet["A9"].value == "Planner: Li"
    assert insert(sheet) == Insertion(items=0, had=2, left_out=())
    assert remove_pab_rows(sheet) == 2
    assert sheet.tables["Weeks"].range.address == "$A$1:$G$5"
    assert sheet["A1:G5"].value == opened(host, tmp_path, IN_TABLE)["A1:G5"].value


def test_balances_in_an_excel_table_calculate(calc: xw.App, tmp_path: Path) -> None:
    sheet = in_table(calc, tmp_path)
    insert(sheet, *OurRow)
    assert sheet["D4:G4"].value == ARTICLE
    assert sheet["D5:G5"].value == [24, 14, -1, 44]
    assert sheet["D6:G6"].value == ["OK", "OK", "MPS_DEPENDENT", "OK"]
    assert sheet["D9:G9"].value == SECOND


def test_rows_that_go_on_after_a_total_bring_the_balance_that_they_begin_with(
    host: xw.App, tmp_path: Path
) -> None:
    rows: Rows = [
        ["Item", "Measure", "On hand", "W23", "W24", "June", "W27", "W28"],
        ["P-1", "Orders", 34, 10, 10, 20, 15, 5],
        ["P-1", "MPS", None, 0, 0, 0, 50, 0],
    ]
    sheet = opened(host, tmp_path, rows)
    insert(sheet, OurRow.EXPOSED, labels={"June": "ignore"})
    assert sheet["B4:B5"].value == ["PAB 预计可用库存 *", "Exposed 不含本期计划的余额 *"]
    assert sheet["G5"].formula == "=PAB_EXPOSED(E4,G2:H2,G3:H3)"
