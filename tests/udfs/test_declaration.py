"""What every function of the family must have, whatever it computes."""

import re
import subprocess
import sys
from typing import Any

import pytest

from pab_planner import udfs
from pab_planner.udfs import EXAMPLE_SHEET, FUNCTIONS, WorksheetFunction

every_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=list(FUNCTIONS))

# Reserved words of the VBA language specification (MS-VBAL 3.3.5.2) that could pass for an argument.
VBA_WORDS = """
    any as base boolean byte case circle const currency date decimal dim double each else empty end
    error event exit false fix for function get global if in input int integer is len let like lock
    long loop lset me mod new next not nothing null on open option optional or print private
    property pset public put redim rem resume return scale seek select set shared single spc static
    step stop string sub tab then time to true type until variant wend while with write xor
"""
VBA_RESERVED = set(VBA_WORDS.split())


def cells(name: str) -> Any:
    """The cells of a range of the example sheet."""
    for place, rows in EXAMPLE_SHEET.items():
        row = place[1]
        first, last = ("ABCDEF".index(corner[0]) for corner in place.split(":"))
        corners = name.split(":")
        if corners[0][1] == row:
            start, stop = "ABCDEF".index(corners[0][0]), "ABCDEF".index(corners[-1][0])
            assert first <= start <= stop <= last
            return [rows[0][start - first : stop - first + 1]]
    raise KeyError(name)


def evaluate(formula: str) -> Any:
    """A formula of the examples, worked out: ranges, numbers, text and arguments left out."""
    name, arguments = re.fullmatch(r"=(\w+)\((.*)\)", formula).groups()  # type: ignore[union-attr]
    values = [
        None if not word else word[1:-1] if word[0] == '"' else float(word) if word.isdigit() else cells(word)
        for word in arguments.split(",")
    ]
    return FUNCTIONS[name].call(*values)


@every_function
def test_the_example_is_true(function: WorksheetFunction) -> None:
    assert function.example.formula.startswith(f"={function.name}(")
    assert evaluate(function.example.formula) == function.example.result


@every_function
def test_help_fits_excels_wizard(function: WorksheetFunction) -> None:
    for text in (function.help, *(argument.help for argument in function.arguments.values())):
        assert len(text.en) <= 255 and text.en.isascii()
        assert 0 < len(text.zh) <= 255 and not text.zh.isascii()


@every_function
def test_names_are_safe_in_excel_and_vba(function: WorksheetFunction) -> None:
    assert not re.fullmatch(r"[A-Z]{1,3}\d+|R\d*C\d*", function.name)
    assert VBA_RESERVED.isdisjoint(function.arguments)
    assert all(name.isidentifier() and name.isascii() for name in (function.name, *function.arguments))


def test_the_family_is_what_the_planner_was_promised() -> None:
    fences = "[forecast], [demand_time_fence], [planning_time_fence]"
    assert [function.signature for function in FUNCTIONS.values()] == [
        f"PAB(opening, orders, mps, {fences})",
        f"PAB_EXPOSED(opening, orders, mps, {fences})",
        f"PAB_RISK(opening, orders, mps, [safety_stock], {fences})",
        f"PAB_SHORTAGE(opening, orders, mps, {fences})",
        "PAB_FIRST_SHORTAGE(opening, orders, mps, periods)",
        "PAB_ATP(opening, orders, mps, [kind])",
        "PAB_COVER(opening, orders, mps)",
        "PAB_SLIP(opening, orders, mps, periods)",
        f"PAB_CHECK(opening, orders, mps, {fences}, [safety_stock], [language])",
    ]
    assert set(FUNCTIONS) <= set(udfs.__all__)


def test_importing_the_functions_brings_nothing_but_numpy_and_xlwings() -> None:
    script = (
        "import sys, numpy, xlwings\n"
        "before = {name.partition('.')[0] for name in sys.modules}\n"
        "import pab_planner.udfs\n"
        "after = {name.partition('.')[0] for name in sys.modules}\n"
        "print(*sorted(after - before - set(sys.stdlib_module_names)))"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["pab_planner"]
