"""xlwings' Windows code, under Wine: the DLL, the COM server, and every function called with VARIANTs.

Excel itself is not here: that its cells show what VBA gets is in docs/excel_check.md.
"""

import re
from pathlib import Path
from typing import Any

import pytest

from pab_planner.build.function_texts import vba_wrappers
from windows.com_server import MISSING, Excel, FunctionError, server_command

ORDERS = [[15, 20, 40, 10, 5]]
MPS = [[50, None, None, 40, 20]]
FORECAST = [[10, 30, 20, 25, 30]]
BALANCE = [49, 29, -11, 19, 34]
NOT_AVAILABLE = {"error": -2146826246}
WEEKS = [[{"date": f"2026-0{day}T00:00:00"} for day in ("1-05", "1-12", "1-19", "1-26", "2-02")]]


def down(row: list[list[Any]]) -> list[list[Any]]:
    """The same cells in a column."""
    return [[cell] for cell in row[0]]


ANSWERS = [
    ("PAB", [14, ORDERS, MPS, FORECAST, 2, MISSING], [49, 29, -11, 4, -6]),
    ("PAB", [14, ORDERS, MPS, FORECAST, 1, 2], [49, 19, -1, 14, 4]),
    ("PAB_EXPOSED", [14, ORDERS, MPS, MISSING, MISSING, MISSING], [-1, 29, -11, -21, 14]),
    (
        "PAB_RISK",
        [14, ORDERS, MPS, 30, MISSING, MISSING, MISSING],
        ["MPS_DEPENDENT", "BELOW_SAFETY", "SHORTAGE", "MPS_DEPENDENT", "OK"],
    ),
    ("PAB_SHORTAGE", [14, ORDERS, MPS, MISSING, MISSING, MISSING], [0, 0, 11, 0, 0]),
    ("PAB_FIRST_SHORTAGE", [14, ORDERS, MPS, WEEKS], {"date": "2026-01-19T00:00:00"}),
    ("PAB_FIRST_SHORTAGE", [14, down(ORDERS), down(MPS), down(WEEKS)], {"date": "2026-01-19T00:00:00"}),
    ("PAB_FIRST_SHORTAGE", [99, ORDERS, MPS, WEEKS], ""),
    ("PAB_ATP", [14, ORDERS, MPS, MISSING], [-11, "", "", 30, 15]),
    ("PAB_ATP", [14, ORDERS, MPS, "lookahead"], [-11, -11, -11, 19, 34]),
    ("PAB_COVER", [14, ORDERS, MPS], [1.725, 0.725, 0, ">1", ">0"]),
    ("PAB_SLIP", [14, ORDERS, MPS, 1], [-1, 29, -11, -21, 14]),
    ("PAB_CHECK", [14, ORDERS, MPS, MISSING, MISSING, MISSING, MISSING, MISSING], "OK"),
]
"""Function, arguments and value; every function is among them."""

WRITTEN_BY_XLWINGS = """(lambda file, udfs, ours: (
    udfs.generate_vba_wrapper("pab_planner.udfs", ours, file, type("Book", (), {"Name": "PAB_Planner.xlsm"})),
    file.getvalue(),
)[1])(__import__("io").StringIO(), __import__("xlwings.udfs").udfs, __import__("pab_planner.udfs").udfs)"""


def test_the_server_is_started_by_the_command_of_the_vba_module() -> None:
    assert server_command("C:\\My Python\\python.exe", "") == (
        'cmd.exe  /K ""C:\\My Python\\python.exe" -B -c "import sys, os;import xlwings.utils;'
        'xlwings.utils.prepare_sys_path(\\"false;C:\\\\plans\\\\PAB_Planner.xlsm;C:\\\\plans\\\\'
        'PAB_Planner.xlsm;;;;\\");import xlwings; xlwings.serve(\'$(CLSID)\')""'
    )


def test_python_runs_on_windows(excel: Excel) -> None:
    assert excel.ask("eval", "__import__('sys').platform")["value"] == "win32"
    assert excel.ask("eval", "__import__('xlwings').func.__module__")["value"] == "xlwings.udfs"


def test_the_functions_need_no_pandas(excel: Excel) -> None:
    assert excel.call("PAB", 14.0, 15.0, 50.0) == 49
    assert excel.ask("eval", "'pandas' in __import__('sys').modules")["value"] == "False"


def test_a_row(excel: Excel) -> None:
    assert excel.call("PAB", 14, ORDERS, MPS, MISSING, MISSING, MISSING) == BALANCE


def test_a_column(excel: Excel) -> None:
    assert excel.call("PAB", [[14]], down(ORDERS), down(MPS), MISSING, MISSING, MISSING) == down([BALANCE])


def test_a_block(excel: Excel) -> None:
    assert excel.call("PAB", [[14], [0]], [*ORDERS, [1, 2, 3, 4, 5]], [*MPS, [10, 0, 0, 0, 0]]) == [
        BALANCE,
        [9, 7, 4, 0, -5],
    ]


def test_a_single_cell(excel: Excel) -> None:
    assert excel.call("PAB", 14, 15, 50) == 49
    assert excel.call("PAB_RISK", 14, 15, 50, MISSING, MISSING, MISSING, MISSING) == "MPS_DEPENDENT"


def test_an_array_constant_is_a_flat_row(excel: Excel) -> None:
    assert excel.call("PAB", 14, ORDERS[0], MPS[0]) == BALANCE


def test_blank_cells_are_zero(excel: Excel) -> None:
    assert excel.call("PAB", None, [[None, 5, ""]], [[7, None, ""]]) == [7, 2, 2]


def test_cells_formatted_as_money_are_quantities(excel: Excel) -> None:
    assert excel.call("PAB", {"currency": 14.5}, 15, 50) == 49.5


@pytest.mark.parametrize(("function", "arguments", "expected"), ANSWERS)
def test_every_function_answers(excel: Excel, function: str, arguments: list[Any], expected: Any) -> None:
    assert excel.call(function, *arguments) == expected


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("abc", '"abc"'),
        (True, "TRUE"),
        (NOT_AVAILABLE, "#N/A"),
        ({"error": -2146826281}, "#DIV/0!"),
        ({"date": "2026-01-05T00:00:00"}, "2026-01-05"),
    ],
)
def test_what_is_no_quantity_raises_and_the_check_says_where(excel: Excel, cell: Any, shown: str) -> None:
    orders = [[1, 2], [3, cell]]
    with pytest.raises(FunctionError, match="expected a quantity"):
        excel.call("PAB", 0, orders, orders)
    reason = excel.call("PAB_CHECK", 0, orders, [[0, 0], [0, 0]], *[MISSING] * 4, "zh")
    assert reason == f"客户订单 第2行第2列：内容为 {shown}，应为数量"


def test_ranges_of_different_sizes_raise(excel: Excel) -> None:
    with pytest.raises(FunctionError, match="must have the same size"):
        excel.call("PAB", 14, ORDERS, [[1, 2]])


def test_ten_thousand_items_of_a_year_in_one_call(excel: Excel) -> None:
    items, periods = 10_000, 52
    block = [[float(item % 7)] * periods for item in range(items)]
    zeros = [[0.0] * periods] * items
    balance = excel.call("PAB", [[100.0]] * items, block, zeros)
    assert len(balance) == items
    assert [row[-1] for row in balance[:8]] == [100, 48, -4, -56, -108, -160, -212, 100]


def test_a_button_reaches_its_macro_through_the_same_server(excel: Excel) -> None:
    answer = excel.ask("exec", "import pab_planner.udfs; assert pab_planner.udfs.PAB(14, 15, 50) == [[49]]")
    assert answer["value"] is None


def calls(module: str) -> dict[str, tuple[str, str]]:
    """Each function's parameters, and what it hands to Python."""
    wrappers = re.findall(
        r"Function (\w+)\((.*?)\).*?\1 = (?:XLPy|Python)\.CallUDF\((.*?\)), (?:ThisWorkbook|CallingBook\(\)), "
        r"(?:_\s+)?Application\.Caller\)",
        module,
        re.DOTALL,
    )
    return {name: (parameters, handed) for name, parameters, handed in wrappers}


def test_wrappers_take_and_hand_over_what_those_of_xlwings_do(excel: Excel) -> None:
    theirs = calls(excel.ask("eval", WRITTEN_BY_XLWINGS)["value"])
    assert len(theirs) == 9
    assert calls(vba_wrappers()) == theirs


def test_a_failing_wrapper_gives_an_error_value_where_that_of_xlwings_gives_text(excel: Excel) -> None:
    theirs = excel.ask("eval", WRITTEN_BY_XLWINGS)["value"]
    assert len(re.findall(r"failed:\s+(\w+) = Err\.Description", theirs)) == 9
    again = r"If PythonHasEnded\(Err\.Number\) Then Resume"
    assert len(re.findall(rf"failed:\s+{again}\s+(\w+) = CVErr\(xlErrValue\)", vba_wrappers())) == 9


def test_xlwings_declares_the_category_and_the_help(excel: Excel) -> None:
    declared = "__import__('pab_planner.udfs').udfs.PAB.__xlfunc__"
    assert excel.ask("eval", f"{declared}['category']")["value"] == "PAB Planner"
    help_text = excel.ask("eval", f"{declared}['args'][0]['doc']")["value"]
    assert f'"{help_text}"' in (Path(__file__).parents[2] / "addin/vba/PabHelp.bas").read_text("ascii")
