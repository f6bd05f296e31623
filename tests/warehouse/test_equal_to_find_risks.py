"""A warehouse's answer is that of `find_risks` on the same quantities, bit by bit."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pab_planner import DemandRule, Plan, RiskLevel, RiskPolicies, RiskPolicy, find_risks
from pab_planner.warehouse.question import Bucket, Question
from pab_planner.warehouse.scan import scan_warehouse
from pab_planner.warehouse.sources import read_source

START, PERIODS, ITEMS = date(2026, 6, 1), 9, 120


def random_plan(random: np.random.Generator, unit: int) -> Plan:
    """Items with few and with many orders, whose balance touches zero and the safety stock."""

    def draw(high: int, *shape: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        return random.integers(0, high * unit, shape) / unit

    often = random.random((ITEMS, 1))
    orders, forecast = (
        draw(30, ITEMS, PERIODS) * (random.random((ITEMS, PERIODS)) < often) for _ in range(2)
    )
    supply = draw(60, ITEMS, PERIODS) * (random.random((ITEMS, PERIODS)) < often / 2)
    return Plan(
        items=tuple(f"P{row // 2:04d}" for row in range(ITEMS)),
        descriptions=("",) * ITEMS,
        customers=tuple(("ACME", "Zhou")[: 1 + row % 2] for row in range(ITEMS)),
        places=("",) * ITEMS,
        periods=(),
        opening=draw(90, ITEMS),
        orders=orders,
        supply=supply,
        firm=supply,
        forecast=forecast,
        safety=draw(40, ITEMS),
        least_cover=random.integers(0, 3, ITEMS).astype(float),
    )


def write(folder: Path, plan: Plan, starts: tuple[date, ...], random: np.random.Generator, unit: int) -> None:
    """The plan as long tables: sparse, shuffled, cells cut in two rows, dates outside."""
    rows: list[tuple[Any, ...]] = []
    assert plan.forecast is not None
    for row, item in enumerate(plan.items):
        key = (item, f"S{row % 2}")
        for period, customer in enumerate(np.resize(plan.customers[row], PERIODS)):
            length = (starts[period + 1] - starts[period]).days
            day = starts[period] + timedelta(days=int(random.integers(0, length)))
            cell = (
                float(plan.orders[row, period]),
                float(plan.supply[row, period]),
                float(plan.forecast[row, period]),
            )
            if random.random() < 0.3 and length > 1:
                part = float(random.integers(0, int(cell[0] * unit) + 1) / unit)
                other = starts[period] + timedelta(days=int(day == starts[period]))
                rows.append((*key, customer, other, part, 0.0, 0.0))
                cell = (round(cell[0] - part, 3), *cell[1:])
            rows.append((*key, customer, day, *cell))
        rows.append((*key, plan.customers[row][-1], START - timedelta(days=1), 999.0, 0.0, 0.0))
        rows.append((*key, plan.customers[row][-1], starts[-1], 999.0, 0.0, 0.0))
    rows = [rows[at] for at in random.permutation(len(rows))]
    names = ("item", "site", "buyer", "date", "orders", "mps", "forecast")
    folder.joinpath("demand").mkdir()
    half = len(rows) // 2
    for part, its in enumerate((rows[:half], rows[half:])):
        table = pa.table(dict(zip(names, map(list, zip(*its, strict=True)), strict=True)))
        pq.write_table(table, folder / "demand" / f"part-{part}.parquet")
    stock = {
        "item": plan.items,
        "site": [f"S{row % 2}" for row in range(ITEMS)],
        "on_hand": plan.opening,
        "safety_stock": plan.safety,
        "min cover": plan.least_cover,
    }
    pq.write_table(pa.table(stock), folder / "stock.parquet")


POLICIES = RiskPolicies(
    RiskPolicy(horizon=7, least_periods=2, least_cover=1.5),
    by_item={"P0003": RiskPolicy(least_level=RiskLevel.SHORTAGE), "P0005": RiskPolicy(horizon=3)},
    by_customer={"Zhou": RiskPolicy(least_periods=3)},
)

CASES = [
    *((rule, 100, "week", RiskPolicies()) for rule in DemandRule),
    (DemandRule.ORDERS_THEN_MAX, 10, "month", POLICIES),
    (DemandRule.THREE_ZONE, 1000, "day", POLICIES),
    (None, 1, "week", POLICIES),
]


@pytest.mark.parametrize("many_keys", [False, True])
@pytest.mark.parametrize(("rule", "unit", "bucket", "policies"), CASES)
def test_the_answer_is_that_of_find_risks(
    tmp_path: Path,
    rule: DemandRule | None,
    unit: int,
    bucket: Bucket,
    policies: RiskPolicies,
    many_keys: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also of more keys than can be numbered in the memory, or be judged at once."""
    if many_keys:
        monkeypatch.setattr("pab_planner.warehouse.scan.ROOM_OF_KEY", 10**12)
        monkeypatch.setattr("pab_planner.warehouse.judging.MOST_CELLS", 7 * PERIODS)
    random = np.random.default_rng(unit)
    question = Question(
        demand=read_source(f"parquet:{tmp_path / 'demand'}", "DEMAND"),
        stock=read_source(f"parquet:{tmp_path / 'stock.parquet'}", "--stock"),
        keys=("item", "site"),
        customer="buyer",
        start=START,
        bucket=bucket,
        count=PERIODS,
        rule=rule,
        demand_time_fence=2,
        planning_time_fence=5,
        policies=policies,
    )
    plan = replace(
        random_plan(random, unit),
        periods=question.periods,
        rule=rule,
        demand_time_fence=2,
        planning_time_fence=5,
    )
    write(tmp_path, plan, question.starts, random, unit)
    out = tmp_path / "risks.parquet"
    found = scan_warehouse(question, out)
    expected = [
        (
            plan.items[risk.row],
            f"S{risk.row % 2}",
            ", ".join(plan.customers[risk.row]),
            risk.level.name,
            plan.periods[risk.first].start,
            plan.periods[risk.last].start,
            None if risk.recovery is None else plan.periods[risk.recovery].start,
            risk.worst_quantity,
        )
        for risk in find_risks(plan, policies)
    ]
    rows = [tuple(row.values()) for row in pq.read_table(out).to_pylist()]
    assert len(expected) > 20
    assert sorted(rows, key=str) == sorted(expected, key=str)
    assert [row[3:5] for row in rows] == [row[3:5] for row in expected]
    assert (found.summary.keys, found.summary.left_out) == (ITEMS, 0)
    assert (found.summary.before, found.summary.after) == (ITEMS, ITEMS)
    assert not found.summary.faults
