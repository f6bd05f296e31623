"""Cell formulas that say what a call of ours says; written out by hand for the article's table."""

import pytest

from pab_planner.sharing.native import native_formulas, split_arguments


def test_a_balance_starts_from_the_opening_and_goes_on_from_the_cell_before() -> None:
    assert native_formulas("=PAB(B4,B2:D2,B3:D3)", "B9:D9") == {
        "B9": "=ROUND(N(B4)+N(B3)-N(B2),9)",
        "C9": "=ROUND(B9+N(C3)-N(C2),9)",
        "D9": "=ROUND(C9+N(D3)-N(D2),9)",
    }


def test_periods_that_run_down_make_a_balance_that_runs_down() -> None:
    assert native_formulas("=PAB($A$1,B2:B3,C2:C3)", "D2:D3") == {
        "D2": "=ROUND(N($A$1)+N(C2)-N(B2),9)",
        "D3": "=ROUND(D2+N(C3)-N(B3),9)",
    }


def test_each_item_starts_from_its_own_opening() -> None:
    across = native_formulas("=PAB(A2:A3,B2:C3,D2:E3)", "F2:G3")
    assert across == {
        "F2": "=ROUND(N(A2)+N(D2)-N(B2),9)",
        "G2": "=ROUND(F2+N(E2)-N(C2),9)",
        "F3": "=ROUND(N(A3)+N(D3)-N(B3),9)",
        "G3": "=ROUND(F3+N(E3)-N(C3),9)",
    }
    down = native_formulas("=PAB(A1:B1,A2:B3,C2:D3)", "E2:F3")
    assert down is not None
    assert down["F3"] == "=ROUND(F2+N(D3)-N(B3),9)"
    assert down["F2"] == "=ROUND(N(B1)+N(D2)-N(B2),9)"


def test_other_sheets_and_an_opening_that_is_calculated_stay_as_they_are() -> None:
    formulas = native_formulas("PAB('My stock'!B4-'My stock'!C4,Orders!B2:C2,MPS!B3:C3)", "B9:C9")
    assert formulas == {
        "B9": "=ROUND(('My stock'!B4-'My stock'!C4)+N(MPS!B3)-N(Orders!B2),9)",
        "C9": "=ROUND(B9+N(MPS!C3)-N(Orders!C2),9)",
    }


@pytest.mark.parametrize(
    "prefix", ["", "_xll.", "[1]!", "'C:\\Add-ins\\PAB_Planner.xlam'!", "PAB_Planner.xlam!"]
)
def test_a_call_is_known_through_whatever_add_in_it_was_entered(prefix: str) -> None:
    assert native_formulas(f"={prefix}PAB(B4,B2:B2,B3:B3)", "B9") == {"B9": "=ROUND(N(B4)+N(B3)-N(B2),9)"}


def test_a_forecast_counts_by_the_fences() -> None:
    grid = native_formulas("=PAB(B4,B2:C2,B3:C3,B5:C5,A1)", "B9:C9")
    assert grid is not None
    assert grid["C9"] == '=ROUND(B9+N(C3)-IF(A1="",N(C2),IF(2<=N(A1),N(C2),MAX(N(C2),N(C5)))),9)'
    zones = native_formulas("=PAB(B4,B2:C2,B3:C3,B5:C5,1,A2)", "B9:C9")
    assert zones is not None
    assert zones["C9"] == (
        "=ROUND(B9+N(C3)-IF(2<=N(1),N(C2),"
        'IF(A2="",MAX(N(C2),N(C5)),IF(2<=MAX(N(1),N(A2)),MAX(N(C2),N(C5)),N(C5)))),9)'
    )
    without_fence = native_formulas("=PAB(B4,B2:C2,B3:C3,B5:C5)", "B9:C9")
    assert without_fence == native_formulas("=PAB(B4,B2:C2,B3:C3)", "B9:C9")


def test_rows_that_are_added_are_added_cell_by_cell() -> None:
    formulas = native_formulas("=PAB(B4,B2:C2,B3:C3+B6:C6)", "B9:C9")
    assert formulas == {"B9": "=ROUND(N(B4)+(N(B3)+N(B6))-N(B2),9)", "C9": "=ROUND(B9+(N(C3)+N(C6))-N(C2),9)"}
    none_yet = native_formulas("=PAB(B4,B2:C2,0*B2:C2)", "B9:C9")
    assert none_yet == {"B9": "=ROUND(N(B4)+0-N(B2),9)", "C9": "=ROUND(B9+0-N(C2),9)"}


def test_what_follows_from_a_balance_on_the_sheet_looks_at_it() -> None:
    balances: dict[tuple[str, ...], str] = {("B4", "B2:C2", "B3:C3", "B5:C5", "1", ""): "B9:C9"}
    short = native_formulas("=PAB_SHORTAGE($B$4,B2:C2,B3:C3,B5:C5,1)", "B10:C10", balances)
    assert short == {"B10": "=MAX(0,-(B9))", "C10": "=MAX(0,-(C9))"}
    exposed = native_formulas("=PAB_EXPOSED(B4,B2:C2,B3:C3,B5:C5,1)", "B11:C11", balances)
    assert exposed == {"B11": "=ROUND(B9-N(B3),9)", "C11": "=ROUND(C9-N(C3),9)"}


def test_what_looks_at_all_periods_at_once_is_an_array_formula_of_one_cell() -> None:
    first = native_formulas(
        "=PAB_FIRST_SHORTAGE(B4,B2:D2,B3:D3,B1:D1)", "A9", {("B4", "B2:D2", "B3:D3", "", "", ""): "B9:D9"}
    )
    assert first == {"A9": '{=IFERROR(INDEX(B1:D1,MATCH(TRUE,B9:D9<0,0)),"")}'}
    promise = native_formulas("=PAB_ATP(B4,B2:D2,B3:D3)", "B9:D9")
    assert promise is not None
    assert promise["D9"] == '{=IF(N(D3)>0,ROUND(N(D3)-SUM(D2:INDEX(D2,1)),9),"")}'


@pytest.mark.parametrize(
    "call",
    [
        "=PAB(B4,B2:D2,B3:D3)+1",
        "=PAB(B4,B2:D2,B3:D3)+PAB(B4,B2:D2,B3:D3)",
        "=SUM(PAB(B4,B2:D2,B3:D3))",
        "=PAB(B4,OFFSET(B2,0,0,1,3),B3:D3)",
        "=PAB(B4,B2:D2,B3:E3)",
        "=PAB(B4:B6,B2:D2,B3:D3)",
        "=PAB_CHECK(B4,B2:D2,B3:D3)",
        "=PAB_ATP(B4,B2:D2,B3:D3,A1)",
        "=PAB_FIRST_SHORTAGE(B4,B2:D2,B3:D3,B1:C1)",
        "=PAB(B4,B2:D2+B5:C5,B3:D3)",
    ],
)
def test_what_cells_cannot_say_one_by_one_is_left_to_its_value(call: str) -> None:
    assert native_formulas(call, "B9:D9") is None


def test_commas_in_texts_and_inner_calls_part_no_arguments() -> None:
    assert split_arguments('A1,"a,b",IF(B1,2,3),') == ["A1", '"a,b"', "IF(B1,2,3)", ""]
    assert split_arguments("A1)+(B1") is None
