"""The family on one small plan, worked by hand.

| week    | 1  | 2  | 3   | 4   | 5  |
|---------|----|----|-----|-----|----|
| orders  | 15 | 20 | 40  | 10  | 5  |
| MPS     | 50 |    |     | 40  | 20 |
| PAB     | 49 | 29 | -11 | 19  | 34 |
| exposed | -1 | 29 | -11 | -21 | 14 |
"""

from datetime import date, datetime
from typing import Any

import pytest

from pab_planner.errors import NotAWholeNumber, PlanError, ShapeMismatch, UnknownChoice
from pab_planner.udfs import (
    FUNCTIONS,
    PAB,
    PAB_ATP,
    PAB_CHECK,
    PAB_COVER,
    PAB_EXPOSED,
    PAB_FIRST_SHORTAGE,
    PAB_RISK,
    PAB_SHORTAGE,
    PAB_SLIP,
)

ORDERS = [[15, 20, 40, 10, 5]]
MPS = [[50, None, None, 40, 20]]
FORECAST = [[10, 30, 20, 25, 30]]
BALANCE = [[49, 29, -11, 19, 34]]


def down(row: list[list[Any]]) -> list[list[Any]]:
    """The same cells in a column."""
    return [[cell] for cell in row[0]]


def test_the_balance_takes_orders_away_and_adds_the_mps() -> None:
    assert PAB(14, ORDERS, MPS) == BALANCE


def test_the_articles_third_week_lives_off_its_own_mps() -> None:
    assert PAB(14, 15, 50) == [[49]]
    assert PAB_EXPOSED(14, 15, 50) == [[-1]]
    assert PAB_RISK(14, 15, 50) == [["MPS_DEPENDENT"]]


def test_a_column_of_periods_gives_a_column_of_balances() -> None:
    assert PAB([[14]], down(ORDERS), down(MPS)) == down(BALANCE)
    assert PAB_FIRST_SHORTAGE(14, down(ORDERS), down(MPS), [["a"], ["b"], ["c"], ["d"], ["e"]]) == [["c"]]


def test_each_row_of_a_block_is_an_item_with_its_own_opening() -> None:
    assert PAB([[14], [0]], [*ORDERS, [1, 2, 3, 4, 5]], [*MPS, [10, 0, 0, 0, 0]]) == [
        *BALANCE,
        [9, 7, 4, 0, -5],
    ]


def test_one_opening_serves_every_row_of_a_block() -> None:
    assert PAB(14, ORDERS * 2, MPS * 2) == BALANCE * 2


def test_openings_in_a_row_make_each_column_of_a_block_an_item() -> None:
    orders = [[15, 1], [20, 2], [40, 3]]
    mps = [[50, 10], [None, 0], ["", 0]]
    assert PAB([[14, 0]], orders, mps) == [[49, 9], [29, 7], [-11, 4]]
    assert PAB_FIRST_SHORTAGE([[14, 0]], orders, mps, [["a"], ["b"], ["c"]]) == [["c", ""]]


def test_openings_in_a_column_beside_a_column_of_orders_are_items_of_one_period() -> None:
    assert PAB([[14], [0]], [[15], [1]], [[50], [0]]) == [[49], [-1]]


def test_blank_cells_and_empty_text_are_no_quantity_at_all() -> None:
    assert PAB(None, [[None, 5, ""]], [[7, None, ""]]) == [[7, 2, 2]]


def test_a_flat_list_is_a_row() -> None:
    assert PAB(14, ORDERS[0], MPS[0]) == BALANCE


def test_a_forecast_counts_from_the_demand_time_fence_on() -> None:
    # gross requirement: 15, 20, then max(40,20), max(10,25), max(5,30)
    assert PAB(14, ORDERS, MPS, FORECAST, 2) == [[49, 29, -11, 4, -6]]


def test_a_demand_time_fence_of_zero_counts_the_forecast_from_the_first_period() -> None:
    # gross requirement: 15, 30, 40, 25, 30
    assert PAB(14, ORDERS, MPS, FORECAST, 0) == [[49, 19, -21, -6, -16]]


def test_without_a_fence_orders_alone_count() -> None:
    assert PAB(14, ORDERS, MPS, FORECAST) == BALANCE
    assert PAB(14, ORDERS, MPS, FORECAST, None, "") == BALANCE


def test_beyond_the_planning_time_fence_the_forecast_alone_counts() -> None:
    # gross requirement: 15, max(20,30), then 20, 25, 30
    assert PAB(14, ORDERS, MPS, FORECAST, 1, 2) == [[49, 19, -1, 14, 4]]


def test_every_risk_level_is_named() -> None:
    expected = [["MPS_DEPENDENT", "BELOW_SAFETY", "SHORTAGE", "MPS_DEPENDENT", "OK"]]
    assert PAB_RISK(14, ORDERS, MPS, 30) == expected
    assert PAB_RISK([[14], [14]], ORDERS * 2, MPS * 2, [[30], [0]])[1][1] == "OK"


def test_the_shortage_is_what_is_missing() -> None:
    assert PAB_SHORTAGE(14, ORDERS, MPS) == [[0, 0, 11, 0, 0]]


def test_the_first_shortage_keeps_its_date() -> None:
    weeks = [[datetime(2026, 1, day) for day in (5, 12, 19, 26)] + [datetime(2026, 2, 2)]]
    assert PAB_FIRST_SHORTAGE(14, ORDERS, MPS, weeks) == [[datetime(2026, 1, 19)]]
    assert PAB_FIRST_SHORTAGE(14, ORDERS, MPS, down(weeks)) == [[datetime(2026, 1, 19)]]


def test_no_shortage_shows_nothing() -> None:
    assert PAB_FIRST_SHORTAGE([[14], [25]], ORDERS * 2, MPS * 2, ORDERS) == [[40], [""]]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (None, [-11, "", "", 30, 15]),
        ("discrete", [-11, "", "", 30, 15]),
        ("Lookback", [-11, "", "", 30, 15]),
        ("cumulative", [49, 29, -11, 19, 34]),
        ("lookahead", [-11, -11, -11, 19, 34]),
    ],
)
def test_available_to_promise_of_each_kind(kind: str | None, expected: list[Any]) -> None:
    assert PAB_ATP(14, ORDERS, MPS, kind) == [expected]


def test_an_unknown_kind_is_refused_with_the_four_that_are() -> None:
    with pytest.raises(UnknownChoice, match="discrete, lookback, cumulative, lookahead"):
        PAB_ATP(14, ORDERS, MPS, "weekly")


def test_cover_beyond_the_horizon_says_so() -> None:
    assert PAB_COVER(14, ORDERS, MPS) == [[1.725, 0.725, 0, ">1", ">0"]]


def test_late_mps_moves_the_balance() -> None:
    assert PAB_SLIP(14, ORDERS, MPS, 1) == [[-1, 29, -11, -21, 14]]
    assert PAB_SLIP(14, ORDERS, MPS, None) == BALANCE
    assert PAB_SLIP(14, ORDERS, MPS, 9) == [[-1, -21, -61, -71, -76]]


@pytest.mark.parametrize("late", [-1, 0.5, [[1, 2]]])
def test_a_number_of_periods_is_whole(late: Any) -> None:
    with pytest.raises(NotAWholeNumber):
        PAB_SLIP(14, ORDERS, MPS, late)


def test_headings_must_be_as_many_as_periods() -> None:
    with pytest.raises(ShapeMismatch, match="period headings is 2"):
        PAB_FIRST_SHORTAGE(14, ORDERS, MPS, [["W1", "W2"]])


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("abc", '"abc"'),
        ("12", '"12"'),
        (" ", '" "'),
        (True, "TRUE"),
        (date(2026, 1, 5), "2026-01-05"),
        (-2146826246, "#N/A"),
        (-2146826281, "#DIV/0!"),
        (-2146826273, "#VALUE!"),
    ],
)
def test_what_is_no_quantity_is_refused_with_its_place(cell: Any, shown: str) -> None:
    orders = [[1, 2, 3], [4, cell, 6]]
    with pytest.raises(PlanError):
        PAB(0, orders, orders)
    expected = f"orders, row 2, column 2: found {shown}, expected a quantity"
    assert PAB_CHECK(0, orders, [[0] * 3] * 2, language="en") == [[expected]]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((14, ORDERS, MPS), "OK"),
        ((14, ORDERS, [[50, 0]]), "主生产计划为1 x 2，必须与客户订单（1 x 5）大小相同"),
        (
            ([[1, 2]], ORDERS, MPS),
            "期初可用库存为 1 x 2，应为一个单元格，或客户订单（1 x 5）的每个物料一个单元格",
        ),
        ((14, ORDERS, MPS, FORECAST, 1.5), "需求时界为 1.5，应为不小于 0 的整数期数"),
        ((14, ORDERS, MPS, [[1]], 2), "预测为1 x 1，必须与客户订单（1 x 5）大小相同"),
        ((14, ORDERS, MPS, None, None, None, "?"), '安全库存 第1行第1列：内容为 "?"，应为数量'),
        ((14, [[1, 2], [3]], MPS), "客户订单第2行为1，必须与第1行（2）大小相同"),
    ],
)
def test_the_check_says_what_is_wrong_in_chinese(arguments: tuple[Any, ...], expected: str) -> None:
    assert FUNCTIONS["PAB_CHECK"].call(*arguments, language="zh") == [[expected]]
