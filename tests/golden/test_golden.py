"""Worked examples from textbooks, vendors' manuals and forums come out exactly; `source` names each."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pab_planner import (
    available_to_promise,
    exposed_balance,
    gross_requirements,
    periods_of_supply,
    projected_available_balance,
)

EXAMPLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "worked_examples.json").read_text(encoding="utf-8")
)


def with_key(key: str) -> list[Any]:
    return [pytest.param(example, id=example["id"]) for example in EXAMPLES if key in example]


def blanks_as_nan(row: list[float | None]) -> list[float]:
    return [np.nan if cell is None else cell for cell in row]


def opening(example: dict[str, Any]) -> float:
    return float(example["oh"] - example.get("allocated", 0))


def supply(example: dict[str, Any]) -> list[float]:
    scheduled = example.get("scheduled", [0] * len(example["mps"]))
    return [a + b for a, b in zip(example["mps"], scheduled, strict=True)]


def gross(example: dict[str, Any]) -> list[float]:
    requirements: list[float] = gross_requirements(
        example["orders"],
        example["forecast"],
        rule=example["rule"],
        demand_time_fence=example.get("dtf", 0),
        planning_time_fence=example.get("ptf"),
    ).tolist()
    return requirements


@pytest.mark.parametrize("example", with_key("gross"))
def test_gross_requirements_follow_the_demand_rule(example: dict[str, Any]) -> None:
    assert gross(example) == example["gross"]


@pytest.mark.parametrize("example", with_key("pab"))
def test_the_balance_is_the_published_one(example: dict[str, Any]) -> None:
    balance = projected_available_balance(opening(example), gross(example), supply(example))
    assert balance.tolist() == example["pab"]


@pytest.mark.parametrize("example", with_key("exposed"))
def test_the_articles_week_lives_off_its_own_mps(example: dict[str, Any]) -> None:
    assert exposed_balance(example["pab"], example["mps"]).tolist() == example["exposed"] == [-1]


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("atp_discrete", "discrete"),
        ("atp_lookback", "lookback"),
        ("atp_cum_nolook", "cumulative"),
        ("atp_cum_look", "lookahead"),
    ],
)
def test_available_to_promise_is_the_published_one(column: str, kind: str) -> None:
    examples = [example for example in EXAMPLES if column in example]
    assert examples
    for example in examples:
        promise = available_to_promise(opening(example), example["orders"], supply(example), kind=kind)
        np.testing.assert_array_equal(promise, blanks_as_nan(example[column]), example["id"])


def test_lookahead_is_the_running_minimum_of_published_balances() -> None:
    example = next(e for e in EXAMPLES if "atp_running_min" in e)
    changes = np.diff(example["balances"], prepend=0.0)
    promise = available_to_promise(0, np.maximum(-changes, 0), np.maximum(changes, 0), kind="lookahead")
    assert promise.tolist() == example["atp_running_min"]


def test_forward_cover_is_the_published_one() -> None:
    example = next(
        e for e in EXAMPLES if "cover" in e
    )  # counts the current period: its opening is our closing
    cover = periods_of_supply([*example["opening"], 0], [0, *example["demand"]])[:-1]
    expected = [np.inf if cell is None else cell for cell in example["cover"]]
    np.testing.assert_allclose(cover, expected, rtol=1e-15)


def test_forecast_not_consumed_by_orders_is_what_max_adds_to_them() -> None:
    example = next(e for e in EXAMPLES if "unconsumed" in e)
    added = gross_requirements(example["orders"], example["forecast"], rule="max") - example["orders"]
    assert added.tolist() == example["unconsumed"]
