"""Every worksheet function as a formula in a live Calc: against books, and against native formulas."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlwings as xw

from pab_planner.udfs import EXAMPLE_SHEET, FUNCTIONS

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "worked_examples.json").read_text("utf-8"))
ROWS = {
    "pab": "=PAB({plan}{rule})",
    "exposed": "=PAB_EXPOSED({plan}{rule})",
    "atp_discrete": "=PAB_ATP({plan})",
    "atp_lookback": '=PAB_ATP({plan},"lookback")',
    "atp_cum_nolook": '=PAB_ATP({plan},"cumulative")',
    "atp_cum_look": '=PAB_ATP({plan},"lookahead")',
}
PUBLISHED = [(e, row) for e in GOLDEN for row in ROWS if row in e and "mps" in e]


def column(number: int) -> str:
    """Columns A to Z by their number from 0."""
    return chr(ord("A") + number)


def rule_arguments(example: dict[str, Any], last: str) -> str:
    """The forecast and the fences that stand for the example's demand rule."""
    dtf, ptf = example.get("dtf", 0), example.get("ptf", "")
    fences = {
        "max": "0,",
        "orders_then_max": f"{dtf},",
        "orders_then_forecast": f"{dtf},{dtf}",
        "three_zone": f"{dtf},{ptf}",
    }
    rule = example.get("rule", "orders")
    return "" if rule == "orders" else f",B3:{last}3,{fences[rule]}"


@pytest.mark.parametrize(("example", "row"), PUBLISHED, ids=[f"{e['id']} {row}" for e, row in PUBLISHED])
def test_what_a_book_prints_comes_out_of_the_formula(
    book: xw.Book, example: dict[str, Any], row: str
) -> None:
    sheet, periods = book.sheets[0], len(example["mps"])
    nothing, last = [0] * periods, column(periods)
    supply = [m + s for m, s in zip(example["mps"], example.get("scheduled", nothing), strict=True)]
    sheet["A1"].value = ["on hand less allocated", example["oh"] - example.get("allocated", 0)]
    sheet["A2"].value = [
        ["orders", *example["orders"]],
        ["forecast", *example.get("forecast", nothing)],
        ["supply", *supply],
    ]
    formula = ROWS[row].format(plan=f"B1,B2:{last}2,B4:{last}4", rule=rule_arguments(example, last))
    sheet[f"B6:{last}6"].formula_array = formula
    shown = sheet[f"B6:{last}6"].options(ndim=1).value
    assert shown == [pytest.approx(cell) if cell is not None else None for cell in example[row]]


def test_a_published_running_minimum_is_the_safe_promise(book: xw.Book) -> None:
    """G9 prints balances: their differences are the plan."""
    example = next(e for e in GOLDEN if e["id"] == "G9")
    changes = np.diff([0, *example["balances"]])
    book.sheets[0]["A1"].value = [np.maximum(-changes, 0).tolist(), np.maximum(changes, 0).tolist()]
    book.sheets[0]["A4:L4"].formula_array = '=PAB_ATP(0,A1:L1,A2:L2,"lookahead")'
    assert book.sheets[0]["A4:L4"].value == example["atp_running_min"]


def test_a_published_cover_comes_out_of_the_formula(book: xw.Book) -> None:
    """G11 prints the stock before each period: it is the balance of the period before."""
    example = next(e for e in GOLDEN if e["id"] == "G11")
    stock, demand = example["opening"], [0, *example["demand"]]
    supply = [
        0,
        *(after - before + used for before, after, used in zip(stock, stock[1:], demand[1:], strict=False)),
        0,
    ]
    book.sheets[0]["A1"].value = [demand, supply]
    book.sheets[0]["A4:G4"].formula_array = f"=PAB_COVER({stock[0]},A1:G1,A2:G2)"
    beyond = [">2", ">1"]
    assert book.sheets[0]["A4:D4"].value == pytest.approx(example["cover"][:4])
    assert book.sheets[0]["E4:F4"].value == beyond


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_example_in_the_documentation_is_what_calc_shows(book: xw.Book, name: str) -> None:
    sheet, example = book.sheets[0], FUNCTIONS[name].example
    for address, rows in EXAMPLE_SHEET.items():
        sheet[address].value = [
            [f"'{cell}" if isinstance(cell, str) else cell for cell in row] for row in rows
        ]
    sheet["B10"].formula2 = example.formula
    shown = sheet["B10"].resize(len(example.result), len(example.result[0]))
    assert shown.options(ndim=2).value == example.result


def test_the_balance_agrees_with_native_formulas_on_random_plans(book: xw.Book) -> None:
    """PAB(t) = PAB(t-1) - orders(t) + MPS(t), written with cell formulas beside the function."""
    items, periods = 30, 26
    random = np.random.default_rng(20260105)
    sheet = book.sheets[0]
    sheet["A1"].value = random.integers(-50, 500, (items, 1)).tolist()
    sheet["C1"].value = random.integers(0, 80, (items, periods)).tolist()
    sheet["AE1"].value = (
        random.integers(0, 300, (items, periods)) * (random.random((items, periods)) < 0.3)
    ).tolist()
    sheet["BG1"].resize(items, 1).formula = "=A1-C1+AE1"
    sheet["BH1"].resize(items, periods - 1).formula = "=BG1-D1+AF1"
    sheet["CI1"].formula2 = "=PAB(A1:A30,C1:AB30,AE1:BD30)"
    for row in range(items):
        sheet[100 + row, 0].formula2 = f"=PAB(A{row + 1},C{row + 1}:AB{row + 1},AE{row + 1}:BD{row + 1})"
    native = sheet["BG1"].resize(items, periods).value
    assert sheet["CI1"].resize(items, periods).value == native
    assert sheet[100:130, 0:26].value == native


def test_columns_work_like_rows(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].value = [[14], [15], [20], [50], [0]]
    sheet["C1"].formula2 = "=PAB(A1,A2:A3,A4:A5)"
    assert sheet["C1:C2"].value == [49, 29]


def test_blank_cells_count_as_nothing(book: xw.Book) -> None:
    book.sheets[0]["A1:C3"].value = [[14, None, None], [15, None, 5], [None, 50, None]]
    book.sheets[0]["A5"].formula2 = "=PAB(A1,A2:C2,A3:C3)"
    assert book.sheets[0]["A5:C5"].value == [-1, 49, 44]


def test_the_balance_follows_what_is_typed(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:A3"].value = [[14], [15], [50]]
    sheet["A5"].formula = "=PAB(A1,A2,A3)"
    sheet["A2"].value = 70
    assert sheet["A5"].value == -6


@pytest.mark.parametrize(
    "wrong", ["=PAB(A1,B1:C1,B2:D2)", '=PAB(A1,"fifteen",50)', '=PAB_ATP(A1,15,50,"weekly")']
)
def test_what_cannot_be_judged_is_an_error_value(book: xw.Book, wrong: str) -> None:
    book.sheets[0]["A5"].formula = wrong
    assert book.sheets[0]["A5"].options(err_to_str=True).value == "#VALUE!"


def test_an_error_in_the_plan_is_an_error_in_the_balance(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1"].formula = "=NA()"
    sheet["A5:A6"].formula = [["=PAB(10,A1:B1,A2:B2)"], ["=ISERROR(A5)"]]
    assert sheet["A6"].value is True


@pytest.mark.parametrize("ending", ["xlsx", "xlsm"])
def test_a_saved_file_holds_the_function_by_its_name_and_is_alive_when_opened(
    calc: xw.App, book: xw.Book, tmp_path: Path, ending: str
) -> None:
    sheet = book.sheets[0]
    sheet["A1:C3"].value = [[14, None, None], [15, 20, 40], [50, 0, 0]]
    sheet["A5"].formula2 = "=PAB(A1,A2:C2,A3:C3)"
    sheet["A6"].formula = "=SUM(PAB(A1,A2:C2,A3:C3))"
    path = tmp_path / f"plan.{ending}"
    book.save(path)
    again = calc.books.open(path.rename(tmp_path / f"sent.{ending}"))
    try:
        sheet = again.sheets[0]
        assert (sheet["A5"].formula, sheet["A6"].formula) == (
            "=PAB(A1,A2:C2,A3:C3)",
            "=SUM(PAB(A1,A2:C2,A3:C3))",
        )
        sheet["A2"].value = 5
        assert sheet["A5:C5"].value == [59, 39, -1]
        assert sheet["A6"].value == 97
    finally:
        again.close()
