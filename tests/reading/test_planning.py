"""The finder reads planning sheets as people keep them. Balances are summed up by hand."""

import gc
import hashlib
import weakref
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pab_planner.engines.file.engine import open_book
from pab_planner.files import UnreadableFile
from pab_planner.reading.missing_measures import MeasureMissing, NoPlanFound
from pab_planner.reading.plan_reading import PlanReading
from pab_planner.reading.planning import read_plan
from pab_planner.reading.table_account import OpenQuestions
from planning_files import Rows, weeks, workbook

W = weeks(4)
A_ORDERS, A_MPS, A_BALANCE = [5, 15, 0, 3], [0, 50, 0, 0], [9, 44, 44, 41]  # from 14 on hand
B_ORDERS, B_MPS, B_BALANCE = [4, 4, 4, 4], [0, 0, 0, 0], [6, 2, -2, -6]  # from 10 on hand


def read(folder: Path, sheets: dict[str, Rows], **options: Any) -> PlanReading:
    return read_plan(workbook(folder / "plan.xlsx", sheets), **options)


def balances(reading: PlanReading) -> dict[str, list[float]]:
    plan = reading.plan
    return dict(zip(plan.items, plan.balance.tolist(), strict=True))


def faults(reading: PlanReading) -> list[tuple[str, str]]:
    return [(f"{fault.sheet}!{fault.cell}", fault.found) for fault in reading.faults]


BOTH = {"A": A_BALANCE, "B": B_BALANCE}


def test_blocks_with_item_and_customer_on_every_row(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Plan": [
                ["Item", "Customer", "Measure", *W],
                ["A", "ACME", "On hand", 14],
                ["A", "ACME", "Orders", *A_ORDERS],
                ["A", "ACME", "MPS", *A_MPS],
                ["B", "Beta", "On hand", 10],
                ["B", "Beta", "Orders", *B_ORDERS],
                ["B", "Beta", "MPS", *B_MPS],
            ]
        },
    )
    assert balances(reading) == BOTH
    assert reading.plan.customers == (("ACME",), ("Beta",))
    assert [period.label for period in reading.plan.periods] == [day.isoformat() for day in W]
    assert not reading.faults


def test_chinese_blocks_with_item_and_customer_given_once_and_a_total(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "计划": [
                ["某公司周计划"],
                [],
                ["物料", "客户", "项目", "期初库存", "第23周", "第24周", "第25周", "第26周"],
                ["A", "甲", "客户订单", 14, *A_ORDERS],
                ["", "", "主生产计划", "", *A_MPS],
                ["", "", "预计可用库存", "", *A_BALANCE],
                ["B", "乙", "客户订单", 10, *B_ORDERS],
                ["", "", "主生产计划", "", *B_MPS],
                ["合计", "", "客户订单", "", 9, 19, 4, 7],
                ["", "", "主生产计划", "", 0, 50, 0, 0],
            ]
        },
    )
    assert balances(reading) == BOTH
    assert reading.plan.customers == (("甲",), ("乙",))
    assert reading.checked
    assert not reading.disagreements


def test_a_pivot_table_with_the_item_on_a_line_of_its_own(tmp_path: Path) -> None:
    days = [date(2026, 3, 2) + timedelta(days=day) for day in range(3)]
    reading = read(
        tmp_path,
        {
            "Pivot": [
                ["Filter", "FALSE"],
                [],
                ["", "", "", "Date"],
                ["ProductCode", "ProductDesc", "Values", *days],
                [7001, ""],
                ["", "Diesel"],
                ["", "", "Sum of BeginInventory", 100, 130, 95],
                ["", "", "Sum of Receipts", 10, 0, 0],
                ["", "", "Sum of ProductionIn", 40, 0, 20],
                ["", "", "Sum of ProductionOut", 5, 10, 0],
                ["", "", "Sum of Demand", 12, 20, 90],
                ["", "", "Sum of BlendedOut", 3, 5, 30],
                ["", "", "Sum of EndingInventory", 130, 95, -5],
            ]
        },
    )
    assert balances(reading) == {"7001": [130, 95, -5]}
    assert reading.plan.descriptions == ("Diesel",)
    assert reading.checked
    assert not reading.disagreements


def test_one_matrix_a_measure_on_sheets_of_their_own(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Orders": [["Item", *W], ["A", *A_ORDERS], ["B", *B_ORDERS], ["Total", 9, 19, 4, 7]],
            "MPS": [["Item", *W], ["B", *B_MPS], ["A", *A_MPS]],
            "Stock": [["Item", "On hand", "Safety stock"], ["A", 14, 5], ["B", 10, 3]],
        },
    )
    assert balances(reading) == BOTH
    assert reading.plan.safety.tolist() == [5, 3]


def test_several_matrices_below_one_another_on_one_sheet(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Sheet1": [
                ["Customer orders"],
                ["Item", *W],
                ["A", *A_ORDERS],
                ["B", *B_ORDERS],
                [],
                ["MPS"],
                ["Item", *W],
                ["A", *A_MPS],
                ["B", *B_MPS],
                [],
                ["Stock"],
                ["Item", "On hand"],
                ["A", 14],
                ["B", 10],
            ]
        },
    )
    assert balances(reading) == BOTH
    assert not reading.faults


def test_order_lines_beside_mps_lines_and_a_stock_list_are_summed_into_weeks(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Open orders": [
                ["Order", "Line", "Item", "Customer", "Due date", "Quantity"],
                ["SO1", 10, "A", "ACME", date(2026, 6, 3), 5],
                ["SO2", 10, "A", "Beta", date(2026, 6, 10), 15],
                ["SO3", 20, "B", "ACME", date(2026, 6, 26), 4],
            ],
            "MPS": [["Item", "Date", "Quantity"], ["A", date(2026, 6, 9), 50]],
            "Stock": [["Item", "On hand"], ["A", 14], ["B", 10]],
        },
    )
    assert balances(reading) == {"A": [9, 44, 44, 44], "B": [10, 10, 10, 6]}
    assert [period.label for period in reading.plan.periods] == [day.isoformat() for day in W]
    assert reading.plan.customers == (("ACME", "Beta"), ("ACME",))
    line = reading.plan.lines[1]
    assert (line.item, line.customer, line.order, line.line, line.due, line.quantity, line.place) == (
        ("A", "Beta", "SO2", "10", date(2026, 6, 10), 15, "Open orders!F3")
    )


def test_shipped_quantities_and_cancelled_lines_are_no_longer_needed(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Orders": [
                ["Item", "Customer", "Due date", "Quantity", "Shipped", "Status"],
                ["A", "ACME", date(2026, 6, 3), 20, 15, "open"],
                ["A", "ACME", date(2026, 6, 3), 99, 0, "cancelled"],
            ],
            "MPS": [["Item", "Date", "Quantity"], ["A", date(2026, 6, 10), 50]],
            "Stock": [["Item", "On hand", "Allocated"], ["A", 16, 2]],
        },
    )
    assert balances(reading) == {"A": [9, 59]}


def test_a_list_of_item_and_date_with_a_column_for_each_measure(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["A", W[0], 5, 14, 0],
        ["A", W[1], 15, 0, 50],
        ["B", W[0], 4, 10, 0],
        ["B", W[1], 4, 0, 0],
    ]
    reading = read(tmp_path, {"Data": [["DFU", "Period", "Demand", "Opening", "Supply"], *rows]})
    assert balances(reading) == {"A": [9, 44], "B": [6, 2]}


def test_a_long_list_that_names_the_measure_on_each_line(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Data": [
                ["Date", "Item", "Type", "Qty"],
                [W[0], "A", "On hand", 14],
                [W[0], "A", "Orders", 5],
                [W[1], "A", "Orders", 15],
                [W[1], "A", "MPS", 50],
            ]
        },
    )
    assert balances(reading) == {"A": [9, 44]}


def test_months_in_a_setting_make_months_of_a_list(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Orders": [
                ["Item", "Customer", "Due date", "Quantity"],
                ["A", "ACME", date(2026, 6, 3), 5],
                ["A", "ACME", date(2026, 7, 31), 15],
            ],
            "MPS": [["Item", "Date", "Quantity"], ["A", date(2026, 7, 9), 50]],
            "Stock": [["Item", "On hand"], ["A", 14]],
            "Settings": [["Period", "month"]],
        },
    )
    assert balances(reading) == {"A": [9, 44]}
    assert [period.label for period in reading.plan.periods] == ["2026-06", "2026-07"]


def test_one_sheet_an_item_named_by_its_title(tmp_path: Path) -> None:
    sheet: list[list[Any]] = [
        ["", *W],
        ["On hand", 14],
        ["Customer orders", *A_ORDERS],
        ["MPS", *A_MPS],
        ["PAB"],
    ]
    reading = read(tmp_path, {"P-100": sheet, "P-200": sheet})
    assert balances(reading) == {"P-100": A_BALANCE, "P-200": A_BALANCE}


def test_tables_with_item_customer_and_stock_written_above_them(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Plan": [
                ["Item:", "A", "", "Customer:", "ACME"],
                ["On hand:", 14],
                ["Week", *W],
                ["Orders", *A_ORDERS],
                ["MPS", *A_MPS],
                [],
                ["物料：B"],
                ["现有库存：10"],
                ["Week", *W],
                ["Orders", *B_ORDERS],
                ["MPS", *B_MPS],
            ]
        },
    )
    assert balances(reading) == BOTH
    assert reading.plan.customers == (("ACME",), ())


def test_a_textbooks_record_with_numbered_periods(tmp_path: Path) -> None:
    """Stevenson, Operations Management: the pump example."""
    record = [
        ["", "", 1, 2, 3, 4, 5, 6, 7, 8],
        ["Initial inventory", 64],
        ["Forecast", "", 30, 30, 30, 30, 40, 40, 40, 40],
        ["Customer orders (committed)", "", 33, 20, 10, 4, 2, 0, 0, 0],
        ["Projected on-hand inventory", "", 31, 1, 41, 11, 41, 1, 31, 61],
        ["MPS", "", 0, 0, 70, 0, 70, 0, 70, 70],
    ]
    reading = read(tmp_path, {"Pumps": record}, rule="max")
    assert balances(reading) == {"Pumps": [31, 1, 41, 11, 41, 1, 31, 61]}
    assert not reading.disagreements


def test_several_demand_and_several_supply_rows_are_added(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Plan": [
                ["Item", "Measure", "On hand", *W],
                ["A", "Sales orders", 14, 3, 10, 0, 3],
                ["A", "Dependent demand", "", 2, 5, 0, 0],
                ["A", "Scheduled receipts", "", 0, 20, 0, 0],
                ["A", "MPS", "", 0, 30, 0, 0],
                ["A", "Gross requirements", "", 5, 15, 0, 3],
                ["A", "ATP", "", 1, 1, 1, 1],
            ]
        },
    )
    assert balances(reading) == {"A": A_BALANCE}


def test_an_item_for_two_customers_shares_one_balance(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Plan": [
                ["Item", "Customer", "Measure", "On hand", *W],
                ["A", "ACME", "Orders", 14, 4, 10, 0, 3],
                ["A", "Beta", "Orders", "", 1, 5, 0, 0],
                ["A", "", "MPS", "", *A_MPS],
            ]
        },
    )
    assert balances(reading) == {"A": A_BALANCE}
    assert reading.plan.customers == (("ACME", "Beta"),)


def test_an_item_with_a_stock_for_each_customer_is_planned_by_customer(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Plan": [
                ["Item", "Customer", "Measure", "On hand", *W],
                ["A", "ACME", "Orders", 14, *A_ORDERS],
                ["A", "ACME", "MPS", "", *A_MPS],
                ["A", "Beta", "Orders", 10, *B_ORDERS],
                ["A", "Beta", "MPS", "", *B_MPS],
            ]
        },
    )
    assert reading.plan.items == ("A", "A")
    assert reading.plan.customers == (("ACME",), ("Beta",))
    assert reading.plan.balance.tolist() == [A_BALANCE, B_BALANCE]


def test_past_due_orders_are_needed_at_once(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Plan": [
                ["Item", "Measure", "On hand", "Past due", *W],
                ["A", "Orders", 16, 2, *A_ORDERS],
                ["A", "MPS", "", "", *A_MPS],
            ]
        },
    )
    assert balances(reading) == {"A": A_BALANCE}


HEADINGS: list[list[Any]] = [
    ["2026-06-01", "2026-06-08", "2026-06-15", "2026-06-22"],
    ["2026/6/1", "2026/6/8", "2026/6/15", "2026/6/22"],
    ["6/1/2026", "6/8/2026", "6/15/2026", "6/22/2026"],
    ["1/6/2026", "8/6/2026", "15/6/2026", "22/6/2026"],
    ["01.06.2026", "08.06.2026", "15.06.2026", "22.06.2026"],
    ["01-Jun-2026", "08-Jun-2026", "15-Jun-2026", "22-Jun-2026"],
    ["2026年6月1日", "2026年6月8日", "2026年6月15日", "2026年6月22日"],
    ["2026-W23", "2026-W24", "2026-W25", "2026-W26"],
    ["2026年第23周", "2026年第24周", "2026年第25周", "2026年第26周"],
    [20260601, 20260608, 20260615, 20260622],
    [202623, 202624, 202625, 202626],
]


@pytest.mark.parametrize("headings", HEADINGS, ids=lambda headings: str(headings[0]))
def test_dated_headings_in_every_usual_spelling(tmp_path: Path, headings: list[Any]) -> None:
    rows: list[list[Any]] = [
        ["Item", "Measure", "On hand", *headings],
        ["A", "Orders", 14, *A_ORDERS],
        ["A", "MPS", "", *A_MPS],
    ]
    reading = read(tmp_path, {"Plan": rows})
    assert balances(reading) == {"A": A_BALANCE}
    assert [period.start for period in reading.plan.periods] == W
    assert not reading.faults


UNDATED: list[list[str]] = [
    ["W23", "W24", "W25", "W26"],
    ["Wk 51", "Wk 52", "Wk 1", "Wk 2"],
    ["第23周", "第24周", "第25周", "第26周"],
    ["6/1", "6/8", "6/15", "6/22"],
    ["6月1日", "6月8日", "6月15日", "6月22日"],
    ["Jan", "Feb", "Mar", "Apr"],
    ["11月", "12月", "1月", "2月"],
    ["Period 1", "Period 2", "Period 3", "Period 4"],
]


@pytest.mark.parametrize("headings", UNDATED, ids=lambda headings: str(headings[0]))
def test_headings_without_a_year_keep_their_names(tmp_path: Path, headings: list[str]) -> None:
    rows: list[list[Any]] = [
        ["Item", "Measure", "On hand", *headings],
        ["A", "Orders", 14, *A_ORDERS],
        ["A", "MPS", "", *A_MPS],
    ]
    reading = read(tmp_path, {"Plan": rows})
    assert balances(reading) == {"A": A_BALANCE}
    assert [period.label for period in reading.plan.periods] == headings
    assert not reading.faults


def test_months_in_every_usual_spelling(tmp_path: Path) -> None:
    for headings in (
        ["2026-05", "2026-06"],
        ["2026年5月", "2026年6月"],
        ["May 2026", "June 2026"],
        ["May-26", "Jun-26"],
    ):
        rows: list[list[Any]] = [
            ["Item", "Measure", "On hand", *headings],
            ["A", "Orders", 14, 5, 15],
            ["A", "MPS", "", 0, 50],
        ]
        reading = read(tmp_path, {"Plan": rows})
        assert [period.start for period in reading.plan.periods] == [date(2026, 5, 1), date(2026, 6, 1)]


def test_a_heading_of_two_rows(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "计划": [
                ["", "", "", "2026年6月"],
                ["物料", "指标", "现有库存", *W],
                ["A", "订单", 14, *A_ORDERS],
                ["A", "MPS", "", *A_MPS],
            ]
        },
    )
    assert balances(reading) == {"A": A_BALANCE}


def test_a_heading_of_dates_that_lost_their_format(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Item", "Measure", "On hand", 46174, 46181, 46188, 46195],
        ["A", "Orders", 14, *A_ORDERS],
        ["A", "MPS", "", *A_MPS],
    ]
    assert [period.start for period in read(tmp_path, {"Plan": rows}).plan.periods] == W


@pytest.mark.parametrize("heading", ["Current", "0", 0, "Opening qty", "Start of week"])
def test_the_opening_in_front_of_the_balance(tmp_path: Path, heading: Any) -> None:
    periods = [1, 2, 3, 4] if heading in ("0", 0) else W
    rows: list[list[Any]] = [
        ["Item", "Measure", heading, *periods],
        ["A", "Orders", "", *A_ORDERS],
        ["A", "MPS", "", *A_MPS],
        ["A", "PAB", 14, *A_BALANCE],
    ]
    assert balances(read(tmp_path, {"Plan": rows})) == {"A": A_BALANCE}


def test_chinese_erp_lists(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "客户订单": [
                ["订单号", "行号", "物料编码", "客户名称", "交货日期", "订单数量", "已发数量"],
                ["SO1", 10, "A", "甲", date(2026, 6, 3), 5, 0],
                ["SO1", 20, "A", "乙", date(2026, 6, 10), 20, 5],
            ],
            "主生产计划": [
                ["物料编码", "完工日期", "计划数量", "状态"],
                ["A", date(2026, 6, 9), 30, "已确认"],
                ["A", date(2026, 6, 9), 20, "计划"],
            ],
            "库存": [["物料编码", "物料描述", "现有库存", "已分配", "安全库存"], ["A", "甲件", 20, 6, 5]],
        },
    )
    assert balances(reading) == {"A": [9, 44]}
    assert reading.plan.firm.tolist() == [[0, 30]]
    assert reading.plan.descriptions == ("甲件",)


def test_a_sheet_named_for_a_measure_is_never_passed_over_in_silence(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "Orders": [["Item", *W], ["A", *A_ORDERS]],
        "Stock": [["Item", "On hand"], ["A", 14]],
        "MPS": [["Gadget", "Zeitpunkt", "Menge"], ["A", W[1], 50]],
    }
    with pytest.raises(OpenQuestions, match="--label 'Zeitpunkt=date'"):
        read(tmp_path, sheets)
    reading = read(tmp_path, sheets, labels={"Zeitpunkt": "date"})
    assert balances(reading) == {"A": A_BALANCE}


def test_a_label_of_the_planners_own_is_asked_for_and_taken(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Item", "Measure", "On hand", *W],
        ["A", "Plus", 14, *A_MPS],
        ["A", "Minus", "", *A_ORDERS],
    ]
    with pytest.raises(MeasureMissing, match="--label 'Plus=supply' --label 'Minus=orders'"):
        read(tmp_path, {"Plan": rows})
    reading = read(tmp_path, {"Plan": rows}, labels={"Minus": "orders", "plus": "supply"})
    assert balances(reading) == {"A": A_BALANCE}


def test_the_settings_sheet_holds_labels_for_good(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Item", "Measure", "On hand", *W],
        ["A", "Zugang", 14, *A_MPS],
        ["A", "Abgang", "", *A_ORDERS],
    ]
    settings: list[list[Any]] = [
        ["Setting", "Value"],
        ["label: Zugang", "supply"],
        ["标签：Abgang", "orders"],
        ["Language 语言", "zh"],
    ]
    reading = read(tmp_path, {"Plan": rows, "Settings": settings})
    assert balances(reading) == {"A": A_BALANCE}
    assert reading.settings["language"] == "zh"


def test_matrices_on_sheets_without_a_telling_name_are_asked_for(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "Tab1": [["Item", *W], ["A", *A_ORDERS]],
        "Tab2": [["Item", *W], ["A", *A_MPS]],
        "Stock": [["Item", "On hand"], ["A", 14]],
    }
    with pytest.raises(MeasureMissing, match=r"--label 'Tab1=ignore' \(or orders, supply"):
        read(tmp_path, sheets)
    reading = read(tmp_path, sheets, labels={"Tab1": "orders", "Tab2": "supply"})
    assert balances(reading) == {"A": A_BALANCE}


def plan_with(**cells: Any) -> dict[str, Rows]:
    """A and B in blocks; a cell is replaced by its address."""
    rows: list[list[Any]] = [
        ["Item", "Measure", "On hand", *W],
        ["A", "Orders", 14, *A_ORDERS],
        ["A", "MPS", None, *A_MPS],
        ["B", "Orders", 10, *B_ORDERS],
        ["B", "MPS", None, *B_MPS],
    ]
    for place, value in cells.items():
        rows[int(place[1:]) - 1][ord(place[0]) - 65] = value
    return {"Plan": rows}


@pytest.mark.parametrize("value", ["abc", True, -5, date(2026, 6, 1), "1,23"], ids=str)
def test_a_cell_that_is_no_quantity_leaves_its_item_out_and_is_named(tmp_path: Path, value: Any) -> None:
    reading = read(tmp_path, plan_with(E2=value))
    assert balances(reading) == {"B": B_BALANCE}
    assert [place for place, _ in faults(reading)] == ["Plan!E2"]
    assert "left out" in reading.faults[0].expected.en


@pytest.mark.parametrize("text", ["15", "１５", " 15 ", "15.0"])
def test_a_number_written_as_text_is_taken_and_named(tmp_path: Path, text: str) -> None:
    reading = read(tmp_path, plan_with(E2=text))
    assert balances(reading) == BOTH
    assert faults(reading) == [("Plan!E2", text)]
    assert reading.faults[0].expected.zh == "应为数字；已按 15 处理"


def test_thousands_separators_in_text_are_understood(tmp_path: Path) -> None:
    reading = read(tmp_path, plan_with(C2="1,000,014"))
    assert balances(reading)["A"] == [1000000 + cell for cell in A_BALANCE]


def test_an_error_in_a_cell_is_not_zero(tmp_path: Path) -> None:
    reading = read(tmp_path, plan_with(E2="#N/A", D5="#DIV/0!"))
    assert balances(reading) == {}
    assert faults(reading) == [("Plan!E2", "#N/A"), ("Plan!D5", "#DIV/0!")]


def test_a_formula_never_calculated_is_not_zero(tmp_path: Path) -> None:
    reading = read(tmp_path, plan_with(E2="=10+5"))
    assert balances(reading) == {"B": B_BALANCE}
    assert faults(reading) == [("Plan!E2", "=10+5")]


def test_an_open_workbook_is_read_like_its_file(tmp_path: Path) -> None:
    path = workbook(tmp_path / "plan.xlsx", plan_with(E2="=10+5", D5="#DIV/0!", F4="1,000"))
    book = open_book(path)
    reading, from_file = read_plan(book), read_plan(path)
    book.close()
    assert balances(reading) == balances(from_file) == {}
    assert sorted(faults(reading)) == sorted(faults(from_file))
    assert ("Plan!E2", "=10+5") in faults(reading)


def test_a_blank_opening_counts_as_nothing_and_is_named(tmp_path: Path) -> None:
    reading = read(tmp_path, plan_with(C4=None))
    assert balances(reading)["B"] == [-4, -8, -12, -16]
    assert [place for place, _ in faults(reading)] == ["Plan!C4"]


def test_a_missing_week_is_named_and_not_invented(tmp_path: Path) -> None:
    later = W[3] + timedelta(weeks=1)
    reading = read(tmp_path, plan_with(G1=later))
    assert faults(reading) == [("Plan!G1", later.isoformat())]
    assert len(reading.plan.periods) == 4


def test_a_working_week_has_no_missing_weekend(tmp_path: Path) -> None:
    days = [date(2026, 6, 4), date(2026, 6, 5), date(2026, 6, 8), date(2026, 6, 9)]
    rows: list[list[Any]] = [
        ["Item", "Measure", "On hand", *days],
        ["A", "Orders", 14, *A_ORDERS],
        ["A", "MPS", "", *A_MPS],
    ]
    assert not read(tmp_path, {"Plan": rows}).faults


def test_unsorted_periods_are_put_in_order_and_named(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Item", "Measure", "On hand", W[1], W[0], W[2], W[3]],
        ["A", "Orders", 14, 15, 5, 0, 3],
        ["A", "MPS", "", 50, 0, 0, 0],
    ]
    reading = read(tmp_path, {"Plan": rows})
    assert balances(reading) == {"A": A_BALANCE}
    assert [place for place, _ in faults(reading)] == ["Plan!E1"]


def test_a_repeated_period_is_added_and_named(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Item", "Measure", "On hand", W[0], W[1], W[1], W[2]],
        ["A", "Orders", 14, 5, 10, 5, 0],
        ["A", "MPS", "", 0, 50, 0, 0],
    ]
    reading = read(tmp_path, {"Plan": rows})
    assert balances(reading) == {"A": [9, 44, 44]}
    assert faults(reading) == [("Plan!F1", W[1].isoformat())]


def test_two_rows_for_one_item_are_added_and_named(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Orders": [["Item", *W], ["A", 4, 10, 0, 3], ["A", 1, 5, 0, 0]],
            "MPS": [["Item", *W], ["A", *A_MPS]],
            "Stock": [["Item", "On hand"], ["A", 14]],
        },
    )
    assert balances(reading) == {"A": A_BALANCE}
    assert faults(reading) == [("Orders!A3", "A")]


def test_two_different_openings_for_one_item_leave_it_out(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        *map(list, plan_with()["Plan"]),
        ["A", "Orders", 20, *A_ORDERS],
        ["A", "MPS", None, *A_MPS],
    ]
    reading = read(tmp_path, {"Plan": rows})
    assert balances(reading) == {"B": B_BALANCE}
    assert faults(reading) == [("Plan!C6", "20")]


def test_a_copy_of_the_plan_on_another_sheet_is_not_counted_twice(tmp_path: Path) -> None:
    reading = read(tmp_path, {**plan_with(), "Plan (2)": plan_with()["Plan"]})
    assert balances(reading) == BOTH
    assert [fault.sheet for fault in reading.faults] == ["Plan (2)"]
    assert (
        balances(read(tmp_path, {**plan_with(), "Plan (2)": plan_with()["Plan"]}, sheet="plan (2)")) == BOTH
    )


def test_merged_items_and_hidden_rows_and_columns_count(tmp_path: Path) -> None:
    path = workbook(tmp_path / "plan.xlsx", plan_with(A3=None, A5=None))
    book = openpyxl.load_workbook(path)
    sheet = book["Plan"]
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("A4:A5")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["E"].hidden = True
    book.save(path)
    assert balances(read_plan(path)) == BOTH


def test_a_hidden_sheet_is_read_only_where_no_other_holds_a_plan(tmp_path: Path) -> None:
    path = workbook(tmp_path / "plan.xlsx", {**plan_with(), "Old": plan_with(C2=99)["Plan"], "Empty": []})
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.save(path)
    assert balances(read_plan(path)) == BOTH
    del book["Plan"]
    book.save(path)
    assert balances(read_plan(path))["A"][0] == 94


def test_every_cell_in_which_the_planners_balance_differs_is_named(tmp_path: Path) -> None:
    rows: list[list[Any]] = [*map(list, plan_with()["Plan"][:3]), ["A", "PAB", "", 9, 44, 43, 41]]
    (cell,) = read(tmp_path, {"Plan": rows}).disagreements
    assert (cell.sheet, cell.cell, cell.item, cell.theirs, cell.ours) == ("Plan", "F4", "A", 43, 44)


def test_item_numbers_keep_leading_zeros_and_lose_decimals(tmp_path: Path) -> None:
    reading = read(tmp_path, plan_with(A2="0042", A3="0042", A4=4107, A5=4107))
    assert reading.plan.items == ("0042", "4107")


def test_a_due_date_far_away_is_named_and_left_out(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "Orders": [
            ["Item", "Customer", "Due date", "Quantity"],
            ["A", "ACME", W[0], 5],
            ["A", "ACME", date(2099, 1, 1), 5],
        ],
        "MPS": [["Item", "Date", "Quantity"], ["A", W[1], 50]],
        "Stock": [["Item", "On hand"], ["A", 14]],
    }
    reading = read(tmp_path, sheets)
    assert len(reading.plan.periods) <= 400
    assert faults(reading) == [("Orders!C3", "2099-01-01")]


def test_a_line_without_a_date_leaves_its_item_out(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "Orders": [
            ["Item", "Customer", "Due date", "Quantity"],
            ["A", "ACME", "soon", 5],
            ["B", "ACME", W[0], 4],
        ],
        "MPS": [["Item", "Date", "Quantity"], ["A", W[1], 50]],
        "Stock": [["Item", "On hand"], ["A", 14], ["B", 10]],
    }
    reading = read(tmp_path, sheets)
    assert reading.plan.items == ("B",)
    assert faults(reading) == [("Orders!C2", "soon")]


def test_a_plan_sheet_of_formulas_over_lists_is_a_view_of_them(tmp_path: Path) -> None:
    reading = read(
        tmp_path,
        {
            "Plan": [
                ["Item", "Measure", "On hand", *W],
                ["A", "Orders", "=1", "=SUM(1)", "=SUM(1)", "=SUM(1)", "=SUM(1)"],
                ["A", "MPS", "", "=SUM(1)", "=SUM(1)", "=SUM(1)", "=SUM(1)"],
            ],
            "Orders": [["Item", "Customer", "Due date", "Quantity"], ["A", "ACME", W[0], 5]],
            "MPS": [["Item", "Date", "Quantity"], ["A", W[1], 50]],
            "Stock": [["Item", "On hand"], ["A", 14]],
        },
    )
    assert balances(reading) == {"A": [9, 59, 59, 59]}


LOCKED = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
"""What Excel puts around a workbook that has a password."""


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("plan.xls", b"\xd0\xcf\x11\xe0", "save it as .xlsx"),
        ("locked.xlsx", LOCKED, "protected by a password"),
        ("cut.xlsx", b"PK\x03\x04 and no more", "damaged"),
        ("none.xlsx", b"", "empty"),
        ("none.csv", b"", "empty"),
        ("plan.pdf", b"%PDF", "only .xlsx, .xlsm and .csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_sentence(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableFile, match=says) as refused:
        read_plan(tmp_path / name)
    assert name in refused.value.say("zh")


def test_a_truncated_workbook_is_one_clear_sentence(tmp_path: Path) -> None:
    path = workbook(tmp_path / "plan.xlsx", plan_with())
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(UnreadableFile, match="not saved completely"):
        read_plan(path)


def test_empty_sheets_hold_no_plan(tmp_path: Path) -> None:
    with pytest.raises(NoPlanFound, match=r"Sheets: One \(empty\), Two \(empty\)"):
        read(tmp_path, {"One": [], "Two": []})


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="there is no sheet Nowhere; it has: Plan"):
        read(tmp_path, plan_with(), sheet="Nowhere")


def test_the_source_is_not_touched(tmp_path: Path) -> None:
    path = workbook(tmp_path / "plan.xlsx", plan_with(E2="abc"))
    before = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns
    read_plan(path)
    assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_in_the_encodings_of_excel(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "plan.csv"
    rows: list[list[Any]] = [
        ["物料", "日期", "需求", "期初", "供应"],
        ["A", "2026-06-01", "5", "14", "0"],
        ["A", "2026-06-08", "15", "", "50"],
    ]
    path.write_text("\n".join(delimiter.join(row) for row in rows), encoding=encoding)
    assert balances(read_plan(path)) == {"A": [9, 44]}


def of_item(item: str) -> Rows:
    return [["Item", "Row", "On hand", *W], [item, "Orders", 14, *A_ORDERS], [item, "MPS", None, *A_MPS]]


@pytest.mark.parametrize("title", ["A-1001", "T-100", "p-2001"])
def test_a_plan_under_the_title_of_a_letter_is_said_to_be_left_out(tmp_path: Path, title: str) -> None:
    reading = read(tmp_path, {"B": of_item("B"), title: of_item(title)})
    assert balances(reading) == {"B": A_BALANCE}
    assert faults(reading) == [(f"{title}!A1", title)]
    with pytest.raises(NoPlanFound, match=f"Give {title} another title"):
        read(tmp_path, {title: of_item(title)})


@pytest.mark.parametrize(
    "head", ["P-2001 · revision 1 · issued", "Internal alert", "{{number}}", "P-2001  A"]
)
def test_a_letter_is_left_out_without_a_word(tmp_path: Path, head: str) -> None:
    letter = [[head], *of_item("A")]
    assert faults(read(tmp_path, {"B": of_item("B"), "P-2001": letter})) == []


def test_a_plan_is_freed_with_its_last_user_and_waits_for_no_collector(tmp_path: Path) -> None:
    """What `many_cells` says of a reading: nothing of it refers back to itself."""
    sheets: dict[str, Rows] = {
        "Plan": [["Item", "Measure", *W], ["A", "Orders", *A_ORDERS], ["A", "MPS", *A_MPS]],
        "Stock": [["Item", "On hand"], ["A", 14]],
    }
    gc.disable()
    try:
        reading = read(tmp_path, sheets)
        assert balances(reading) == {"A": A_BALANCE}
        grids = [weakref.ref(table.grid) for table in reading.tables]
        assert len(grids) == 2
        del reading
        assert [grid() for grid in grids] == [None, None]
    finally:
        gc.enable()
