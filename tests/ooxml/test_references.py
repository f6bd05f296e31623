"""Filling a block with one formula, against openpyxl's translator."""

import pytest
from openpyxl.formula.translate import Translator

from pab_planner.ooxml.rectangle import Box
from pab_planner.ooxml.references import travelled


@pytest.mark.parametrize(
    "formula",
    [
        "=$A1+B$4",
        "=SUM($A$1:B2,'A1 x'!C3)",
        '=PAB(A1,B1:BA1,"A1")',
        "=LOG10(A1)+MPS2026!B2",
        "=SUM(A:A,$B:C,1:1,$2:3)",
        "=Orders[A1]+A1",
        '=IF(A1>0,1.5,"x""B2")',
        "=计划!A1*opening1x",
        "=ZZ99",
    ],
)
def test_relative_references_travel_and_nothing_else(formula: str) -> None:
    rows = list(travelled(formula, Box(1, 1, 3, 2)))
    translator = Translator(formula, origin="A1")
    assert rows == [[translator.translate_formula(f"{column}{row}") for column in "AB"] for row in (1, 2, 3)]
