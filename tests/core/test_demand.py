import numpy as np
import pytest

from pab_planner import gross_requirements
from pab_planner.core.demand import quantities
from pab_planner.errors import MissingForecast, NotAQuantity, NotAWholeNumber, ShapeMismatch, UnknownChoice

ORDERS = [10.0, 0.0, 30.0, 5.0]
FORECAST = [20.0, 20.0, 20.0, 20.0]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("orders", [10, 0, 30, 5]),
        ("forecast", [20, 20, 20, 20]),
        ("max", [20, 20, 30, 20]),
        ("sum", [30, 20, 50, 25]),
        ("orders_then_forecast", [10, 20, 20, 20]),
        ("orders_then_max", [10, 20, 30, 20]),
        ("three_zone", [10, 20, 30, 20]),
    ],
)
def test_each_rule_with_a_demand_time_fence_of_one_period(rule: str, expected: list[float]) -> None:
    gross = gross_requirements(ORDERS, FORECAST, rule=rule, demand_time_fence=1, planning_time_fence=3)
    assert gross.tolist() == expected


def test_beyond_the_planning_time_fence_of_three_zones_only_the_forecast_counts() -> None:
    gross = gross_requirements(
        [10, 0, 30, 50], FORECAST, rule="three_zone", demand_time_fence=1, planning_time_fence=2
    )
    assert gross.tolist() == [10, 20, 20, 20]


def test_a_planning_time_fence_before_the_demand_time_fence_leaves_two_zones() -> None:
    gross = gross_requirements(
        ORDERS, FORECAST, rule="three_zone", demand_time_fence=3, planning_time_fence=1
    )
    assert gross.tolist() == [10, 0, 30, 20]


def test_orders_count_by_default() -> None:
    assert gross_requirements(ORDERS, FORECAST).tolist() == ORDERS


def test_forecast_and_fence_together_mean_the_apics_grid() -> None:
    assert gross_requirements(ORDERS, FORECAST, demand_time_fence=2).tolist() == [10, 0, 30, 20]


def test_many_items_at_once() -> None:
    gross = gross_requirements([ORDERS, FORECAST], [FORECAST, ORDERS], rule="max")
    assert gross.tolist() == [[20, 20, 30, 20]] * 2


def test_orders_are_not_copied_where_only_they_count() -> None:
    orders = np.array(ORDERS)
    assert gross_requirements(orders) is orders


def test_a_rule_that_needs_a_forecast_says_so() -> None:
    with pytest.raises(MissingForecast, match="demand rule max needs a forecast"):
        gross_requirements(ORDERS, rule="max")


def test_an_unknown_rule_names_the_seven() -> None:
    with pytest.raises(UnknownChoice, match="three_zone"):
        gross_requirements(ORDERS, rule="biggest")


def test_a_forecast_of_other_length_is_refused() -> None:
    with pytest.raises(
        ShapeMismatch, match="forecast is 3, but must have the same size as orders, which is 4"
    ):
        gross_requirements(ORDERS, FORECAST[:3], rule="max")


@pytest.mark.parametrize("fence", [-1, 1.5, float("nan"), float("inf")])
def test_a_fence_is_a_whole_number_of_periods(fence: float) -> None:
    with pytest.raises(NotAWholeNumber, match="demand time fence"):
        gross_requirements(ORDERS, FORECAST, rule="max", demand_time_fence=fence)  # type: ignore[arg-type]


def test_text_is_no_quantity_even_where_it_looks_like_one() -> None:
    with pytest.raises(NotAQuantity, match="orders, row 2, column 1: found '7'"):
        gross_requirements([[1, 2], ["7", 3]])  # type: ignore[arg-type]
    with pytest.raises(NotAQuantity, match="stock, row 1, column 1: found '7'"):
        quantities("7", "stock")


def test_a_refusal_speaks_chinese_too() -> None:
    with pytest.raises(MissingForecast) as refused:
        gross_requirements(ORDERS, rule="sum")
    assert refused.value.say("zh") == "需求规则 sum 需要预测数据，但没有提供"


@pytest.mark.parametrize("rule", ["max", "orders_then_max"])
def test_a_planning_time_fence_means_nothing_to_rules_of_fewer_zones(rule: str) -> None:
    gross = gross_requirements(
        [30, 0, 30, 50], FORECAST, rule=rule, demand_time_fence=1, planning_time_fence=2
    )
    assert gross.tolist() == [30, 20, 30, 50]


def test_refusals_say_what_was_found_and_where() -> None:
    with pytest.raises(NotAQuantity, match=r"^forecast, row 1, column 2: found 'x', expected a quantity$"):
        gross_requirements([1.0, 2.0], np.array([1.0, "x"], dtype=object), rule="max")
    with pytest.raises(NotAQuantity, match=r"^orders, row 2, column 1: found 'y', expected a quantity$"):
        gross_requirements(np.array([[1.0, 2.0], ["y", "x"]], dtype=object))
    with pytest.raises(ShapeMismatch, match=r"^forecast is 2 x 1, but .* as orders, which is 1 x 2$"):
        gross_requirements([[1, 2]], [[1], [2]], rule="max")
    with pytest.raises(NotAWholeNumber, match=r"^planning time fence is 1\.5, but must be a whole number"):
        gross_requirements(ORDERS, FORECAST, rule="three_zone", planning_time_fence=1.5)  # type: ignore[arg-type]
    with pytest.raises(NotAWholeNumber, match=r"^demand time fence is -1, but must be a whole number"):
        gross_requirements(ORDERS, FORECAST, demand_time_fence=-1)
    with pytest.raises(
        UnknownChoice, match=r"^demand rule is biggest; it must be one of: orders, forecast, max,"
    ):
        gross_requirements(ORDERS, FORECAST, rule="biggest")
