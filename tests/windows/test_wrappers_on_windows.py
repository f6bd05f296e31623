"""The VBA wrappers do what those that xlwings writes itself would do, but for a real #VALUE!."""

import re
from pathlib import Path

from pab_planner.build.function_texts import vba_wrappers
from windows.com_server import Excel

WRITTEN_BY_XLWINGS = """(lambda file, udfs, ours: (
    udfs.generate_vba_wrapper("pab_planner.udfs", ours, file, type("Book", (), {"Name": "PAB_Planner.xlsm"})),
    file.getvalue(),
)[1])(__import__("io").StringIO(), __import__("xlwings.udfs").udfs, __import__("pab_planner.udfs").udfs)"""


def calls(module: str) -> dict[str, tuple[str, str]]:
    """Each function's parameters, and what it hands to Python."""
    wrappers = re.findall(
        r"Function (\w+)\((.*?)\).*?\1 = XLPy\.CallUDF\((.*?\)), (?:ThisWorkbook|CallingBook\(\)), "
        r"Application\.Caller\)",
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
    assert len(re.findall(r"failed:\s+(\w+) = CVErr\(xlErrValue\)", vba_wrappers())) == 9


def test_xlwings_declares_the_category_and_the_help(excel: Excel) -> None:
    declared = "__import__('pab_planner.udfs').udfs.PAB.__xlfunc__"
    assert excel.ask("eval", f"{declared}['category']")["value"] == "PAB Planner"
    help_text = excel.ask("eval", f"{declared}['args'][0]['doc']")["value"]
    assert f'"{help_text}"' in (Path(__file__).parents[2] / "addin/vba/PabHelp.bas").read_text("ascii")
