"""Formulas as Excel's documentation and LibreOffice's (PODF, "Calc A1") write them."""

import pytest

from pab_planner.engines.calc.formulas import to_calc, to_excel

SAME_MEANING = [
    ("=SUM(A1,B2)", "=SUM(A1;B2)"),
    ("=Stock!A1+1", "=$Stock.A1+1"),
    ("='MPS 1'!$A$1:B$2", "=$'MPS 1'.$A$1:B$2"),
    ("=计划!A1*1.5", "=$计划.A1*1.5"),
    ("=SUM((A1,B2),C3)", "=SUM((A1~B2);C3)"),
    ("=SUM(A1:A3 A2:B2)", "=SUM(A1:A3!A2:B2)"),
    ("={1,2;3,4}", "={1;2|3;4}"),
    ('=IFERROR(A1,"a;b,c""!")', '=IFERROR(A1;"a;b,c""!")'),
    ("=IF(A1,TRUE,FALSE)", "=IF(A1;TRUE();FALSE())"),
    ("=SUM(A:A,1:3)", "=SUM(A:A;1:3)"),
    ("=SUMIFS(Orders[Qty],Orders[Item],$A6)", "=SUMIFS(Orders[Qty];Orders[Item];$A6)"),
    ("=Orders[[#This Row],[Qty]]*2", "=Orders[[#This Row];[Qty]]*2"),
    ('=IF(A1="",#N/A,-1)', '=IF(A1="";#N/A;-1)'),
    ("=F.DIST(1,2)", "=F.DIST(1;2)"),
    ("=INDEX(A1:B2,,1)", "=INDEX(A1:B2;;1)"),
    ("=PAB(C5,D6:O6,D7:O7)", "=PAB(C5;D6:O6;D7:O7)"),
]


@pytest.mark.parametrize(("excel", "calc"), SAME_MEANING)
def test_an_excel_formula_is_written_as_calc_writes_it(excel: str, calc: str) -> None:
    assert to_calc(excel) == calc


@pytest.mark.parametrize(("excel", "calc"), SAME_MEANING)
def test_a_formula_read_from_calc_is_what_a_user_of_excel_types(excel: str, calc: str) -> None:
    assert to_excel(calc) == excel


def test_prefixes_of_newer_functions_and_intersection_marks_are_for_files_only() -> None:
    assert to_calc("=_xlfn.STDEV.S(@A1:A3)") == "=STDEV.S(A1:A3)"


def test_this_row_of_a_table_may_be_written_short() -> None:
    assert to_calc("=Orders[@Qty]") == "=Orders[[#This Row];[Qty]]"


def test_the_full_name_of_our_functions_is_not_shown() -> None:
    assert to_excel("{=ORG.PABPLANNER.ADDIN.PAB_RISK(A1;B1)}") == "=PAB_RISK(A1,B1)"


def test_a_function_that_calc_has_from_an_add_in_is_shown_by_its_name() -> None:
    found = "=IF(A1;COM.SUN.STAR.SHEET.ADDIN.ANALYSIS.GETEDATE(A1;1);A1+7)"
    assert to_excel(found) == "=IF(A1,EDATE(A1,1),A1+7)"
