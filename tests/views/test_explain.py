"""The selected cell, explained."""

from pathlib import Path

import pytest
import xlwings as xw

from pab_planner.reading.planning import read_plan
from pab_planner.views.cell_errors import call_in, culprit, error_in, explain_error
from pab_planner.views.explain import NothingToExplain, explain_balance
from planning_files import Rows, weeks, workbook

# Balance 24, 4, -11, 39: fine, below safety stock, short, living off its own MPS.
PLAN: Rows = [
    ["Item", "Safety stock", "Measure", "On hand", *weeks(4)],
    ["P-1", 5, "Customer orders", 34, 10, 20, 15, 0],
    [None, None, "MPS", None, 0, 0, 0, 50],
]
BY_DAY: Rows = [["Item", "Measure", "On hand", *weeks(2)], ["P-1", "MPS", 34, 0, 50]]
ORDERS: Rows = [
    ["Item", "Order", "Line", "Due", "Quantity"],
    *[["P-1", f"SO-{number}", 10, weeks(2)[1], number] for number in range(1, 8)],
]


def opened(host: xw.App, tmp_path: Path, plan: Rows = PLAN, **more: Rows) -> xw.Sheet:
    return host.books.open(workbook(tmp_path / "plan.xlsx", {"Plan": plan, **more})).sheets["Plan"]


@pytest.mark.parametrize(
    ("cell", "en", "zh"),
    [
        (
            "E2",
            "P-1, 2026-06-01: 34 opening (on hand less allocated) - 10 customer orders + 0 MPS = 24. "
            "No risk in this period.",
            "P-1，2026-06-01：期初（现有库存减已分配） 34 - 客户订单 10 + 主生产计划 0 = 24。本期无风险。",
        ),
        (
            "F3",
            "P-1, 2026-06-08: 24 left from 2026-06-01 - 20 customer orders + 0 MPS = 4. "
            "△ 1 below the safety stock of 5.",
            "P-1，2026-06-08：2026-06-01 期末余额 24 - 客户订单 20 + 主生产计划 0 = 4。△ 比安全库存 5 少 1。",
        ),
        (
            "G2",
            "P-1, 2026-06-15: 4 left from 2026-06-08 - 15 customer orders + 0 MPS = -11. "
            "▼ Shortage: 11 missing; stock is there again in 2026-06-22.",
            "P-1，2026-06-15：2026-06-08 期末余额 4 - 客户订单 15 + 主生产计划 0 = -11。"
            "▼ 断供：缺 11；2026-06-22 恢复供应。",
        ),
        (
            "H3",
            "P-1, 2026-06-22: -11 left from 2026-06-15 - 0 customer orders + 50 MPS = 39. "
            "◆ The period lives off its own MPS: if that is late, 11 will be missing.",
            "P-1，2026-06-22：2026-06-15 期末余额 -11 - 客户订单 0 + 主生产计划 50 = 39。"
            "◆ 本期依赖本期的主生产计划：一旦延期，即缺 11。",
        ),
    ],
)
def test_a_balance_is_explained_term_by_term(
    host: xw.App, tmp_path: Path, cell: str, en: str, zh: str
) -> None:
    sheet = opened(host, tmp_path)
    assert explain_balance(sheet[cell], read_plan(sheet.book)) == (en, zh)


def test_the_order_lines_of_the_period_are_named_the_first_five_one_by_one(
    host: xw.App, tmp_path: Path
) -> None:
    sheet = opened(host, tmp_path, BY_DAY, Orders=ORDERS)
    said = explain_balance(sheet["E2"], read_plan(sheet.book))
    named = "SO-1/10 1, SO-2/10 2, SO-3/10 3, SO-4/10 4, SO-5/10 5, 2 more"
    assert f"- 28 customer orders + 50 MPS = 56. Orders: {named}." in said.en


def test_an_item_left_out_is_explained_by_its_first_fault(host: xw.App, tmp_path: Path) -> None:
    rows: Rows = [
        *PLAN,
        ["P-2", 0, "Customer orders", 8, 1, "ten?", 1, 1],
        [None, None, "MPS", None, 0, 0, 0, 0],
    ]
    sheet = opened(host, tmp_path, rows)
    said = explain_balance(sheet["E4"], read_plan(sheet.book))
    assert said.en.startswith("P-2 is left out of the plan: Plan!F4 holds ten?")


@pytest.mark.parametrize("cell", ["A1", "C2", "Z99"])
def test_a_cell_of_no_period_has_nothing_to_explain(host: xw.App, tmp_path: Path, cell: str) -> None:
    sheet = opened(host, tmp_path)
    with pytest.raises(NothingToExplain, match=f"Plan!{cell}"):
        explain_balance(sheet[cell], read_plan(sheet.book))


def test_the_cell_at_fault_in_a_balance_is_named(calc: xw.App, tmp_path: Path) -> None:
    sheet = opened(calc, tmp_path)
    sheet["F2"].value = "twenty"
    sheet["E6"].formula2 = "=PAB(D2,E2:H2,E3:H3)"
    error, call = error_in(sheet["E6"]), call_in(sheet["E6"])
    assert (error, call and call.function) == ("#VALUE!", "PAB")
    assert error and call
    said = explain_error(sheet["E6"], error, culprit(sheet["E6"], call))
    assert said.en == "Plan!E6 shows #VALUE!: F2 holds “twenty”; expected a quantity or nothing."
    assert said.zh == "Plan!E6 显示 #VALUE!：F2 的内容为 “twenty”；应为数量或空白。"


def test_an_error_of_another_formula_is_explained_by_its_kind(calc: xw.App, tmp_path: Path) -> None:
    sheet = opened(calc, tmp_path)
    sheet["E6"].formula = "=1/0"
    error = error_in(sheet["E6"])
    assert error == "#DIV/0!"
    assert call_in(sheet["E6"]) is None
    assert explain_error(sheet["E6"], error, None).en == (
        "Plan!E6 shows #DIV/0!: it divides by zero or by a blank cell."
    )
