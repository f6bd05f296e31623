"""Whoever gives a wrong argument is told which one it is, in the words of the planner."""

from collections.abc import Callable
from typing import Any

import pytest

from pab_planner import (
    available_to_promise,
    exposed_balance,
    gross_requirements,
    periods_of_supply,
    projected_available_balance,
    risk_levels,
    shortage,
    slip,
)
from pab_planner.errors import NotAQuantity, ShapeMismatch, UnknownChoice

NAMES: dict[Callable[..., Any], tuple[str, ...]] = {
    projected_available_balance: ("opening", "gross requirements", "supply"),
    exposed_balance: ("balance", "supply"),
    shortage: ("balance",),
    available_to_promise: ("opening", "orders", "supply"),
    periods_of_supply: ("balance", "gross requirements"),
    gross_requirements: ("orders",),
    risk_levels: ("balance", "supply", "safety stock"),
    slip: ("supply",),
}
"""What a planner calls each argument, in their order."""


@pytest.mark.parametrize(
    ("function", "place"),
    [
        pytest.param(f, i, id=f"{f.__name__}-{name}")
        for f, names in NAMES.items()
        for i, name in enumerate(names)
    ],
)
def test_what_is_no_quantity_is_named(function: Callable[..., Any], place: int) -> None:
    values: list[Any] = [[1.0, 2.0] for _ in NAMES[function]]
    if NAMES[function][0] == "opening":
        values[0] = [1.0]
    if function is slip:
        values.append(1)
    values[place] = ["x", 2.0] if NAMES[function][place] != "opening" else ["x"]
    with pytest.raises(NotAQuantity) as refused:
        function(*values)
    assert str(refused.value) == (
        f"{NAMES[function][place]}, row 1, column 1: found 'x', expected a quantity"
    )


@pytest.mark.parametrize(
    ("function", "values", "sentence"),
    [
        (
            exposed_balance,
            ([1.0], [1.0, 2.0]),
            "supply is 2, but must have the same size as balance, which is 1",
        ),
        (
            available_to_promise,
            (0, [1.0], [1.0, 2.0]),
            "supply is 2, but must have the same size as orders, which is 1",
        ),
        (
            projected_available_balance,
            (0, [1.0], [1.0, 2.0]),
            "supply is 2, but must have the same size as gross requirements, which is 1",
        ),
        (
            projected_available_balance,
            ([1.0, 2.0, 3.0], [[1.0], [2.0]], [[1.0], [2.0]]),
            "opening is 3, but must have the same size as orders, which is 2",
        ),
        (
            periods_of_supply,
            ([1.0], [1.0, 2.0]),
            "gross requirements is 2, but must have the same size as balance, which is 1",
        ),
        (risk_levels, ([1.0], [1.0, 2.0]), "supply is 2, but must have the same size as balance, which is 1"),
    ],
)
def test_what_does_not_belong_together_is_named(
    function: Callable[..., Any], values: tuple[Any, ...], sentence: str
) -> None:
    with pytest.raises(ShapeMismatch) as refused:
        function(*values)
    assert str(refused.value) == sentence


def test_an_unknown_kind_of_promise_is_told_the_four() -> None:
    with pytest.raises(UnknownChoice) as refused:
        available_to_promise(0, [1.0], [1.0], kind="all")
    assert str(refused.value) == ("kind is all; it must be one of: discrete, lookback, cumulative, lookahead")


def test_a_kind_other_than_cumulative_takes_its_flows_as_they_are() -> None:
    with pytest.raises(ShapeMismatch, match=r"supply is 2, .* gross requirements, which is 1"):
        available_to_promise(0, [1.0], [1.0, 2.0], kind="lookahead")
