"""Orders and forecast become gross requirements."""

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pab_planner.core.decimals import settle
from pab_planner.errors import MissingForecast, NotAQuantity, NotAWholeNumber, ShapeMismatch, UnknownChoice
from pab_planner.language import Text

FloatArray = NDArray[np.float64]


class DemandRule(StrEnum):
    """How a period's gross requirement follows from its orders O and its forecast F.

    Orders alone count up to the demand time fence (DTF), nothing but the forecast beyond the planning
    time fence (PTF) of `THREE_ZONE`.

    Source: APICS Dictionary for the fences and the grid (`ORDERS_THEN_MAX`); Chinese MPS textbooks for
    the list of seven.
    """

    ORDERS = "orders"
    FORECAST = "forecast"
    MAX = "max"
    SUM = "sum"
    ORDERS_THEN_FORECAST = "orders_then_forecast"
    ORDERS_THEN_MAX = "orders_then_max"
    THREE_ZONE = "three_zone"


def quantities(values: ArrayLike, name: str) -> FloatArray:
    """Values as a float array; not copied where they are one already, memory order kept.

    Args:
        values: Numbers, one or in one or two dimensions.
        name: What the planner calls them, for the error.

    Raises:
        NotAQuantity: A value is not a number; text is not, not even text that looks like one.
    """
    array = np.asarray(values)
    if array.dtype.kind in "fiu":
        return array.astype(np.float64, copy=False)
    for place, value in np.ndenumerate(np.asarray(values, dtype=object)):
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
            row, column = (1, *(index + 1 for index in place))[-2:] if place else (1, 1)
            raise NotAQuantity(name=name, row=row, column=column, found=repr(value))
    return array.astype(np.float64)


def same_shape(array: FloatArray, name: str, reference: FloatArray, reference_name: str) -> None:
    """Refuse an array that does not belong to the same items and periods.

    Raises:
        ShapeMismatch: The shapes differ.
    """
    if array.shape != reference.shape:
        raise ShapeMismatch(
            name=name,
            found=" x ".join(map(str, array.shape)),
            reference=reference_name,
            expected=" x ".join(map(str, reference.shape)),
        )


def whole_periods(value: float, name: str | Text) -> int:
    """A number of periods as an int.

    Raises:
        NotAWholeNumber: The value is negative or has a fraction.
    """
    if isinstance(value, bool) or not np.isfinite(value) or value < 0 or value != int(value):
        raise NotAWholeNumber(name=name, found=value)
    return int(value)


def demand_rule(word: str) -> DemandRule:
    """The rule of a name.

    Raises:
        UnknownChoice: It is not one of the seven.
    """
    try:
        return DemandRule(word)
    except ValueError:
        raise UnknownChoice(name="demand rule", found=word, choices=", ".join(DemandRule)) from None


def gross_requirements(
    orders: ArrayLike,
    forecast: ArrayLike | None = None,
    *,
    rule: DemandRule | str | None = None,
    demand_time_fence: int = 0,
    planning_time_fence: int | None = None,
) -> FloatArray:
    """Gross requirement of each period by a demand rule.

    Args:
        orders: Customer orders, items x periods or the periods of one item [stock units].
        forecast: Forecast of the same shape [stock units].
        rule: One of `DemandRule`. By default `orders`; `orders_then_max`, the APICS grid, where both a
            forecast and a demand time fence are given.
        demand_time_fence: DTF [periods from the first].
        planning_time_fence: PTF [periods from the first]; None means that it lies beyond the horizon.

    Returns:
        The shape of `orders` [stock units]; may be `orders` itself where only orders count.

    Raises:
        UnknownChoice: The rule is not one of the seven.
        MissingForecast: The rule needs a forecast.
        ShapeMismatch: Forecast and orders differ in shape.
        NotAQuantity: A value is not a number.
        NotAWholeNumber: A fence is not a whole number of periods.
    """
    ordered = quantities(orders, "orders")
    dtf = whole_periods(demand_time_fence, "demand time fence")
    if rule is None:
        rule = DemandRule.ORDERS if forecast is None or not dtf else DemandRule.ORDERS_THEN_MAX
    rule = demand_rule(rule)
    if rule is DemandRule.ORDERS:
        return ordered
    if forecast is None:
        raise MissingForecast(rule=rule.value)
    expected = quantities(forecast, "forecast")
    same_shape(expected, "forecast", ordered, "orders")
    match rule:
        case DemandRule.FORECAST:
            return expected
        case DemandRule.MAX:
            return np.maximum(ordered, expected)
        case DemandRule.SUM:
            return settle(ordered + expected)
    later = expected if rule is DemandRule.ORDERS_THEN_FORECAST else np.maximum(ordered, expected)
    gross = later.copy(order="K")
    gross[..., :dtf] = ordered[..., :dtf]
    if rule is DemandRule.THREE_ZONE and planning_time_fence is not None:
        ptf = max(dtf, whole_periods(planning_time_fence, "planning time fence"))
        gross[..., ptf:] = expected[..., ptf:]
    return gross
