"""The plan of the article as tables."""

from datetime import date

import numpy as np
import pandas as pd

from pab_planner import Period, Plan, RiskLevel, RiskPolicies, RiskPolicy, find_risks, plan_frame, risks_frame

WEEKS = [date(2026, 6, day) for day in (1, 8, 15)]


def two_items() -> Plan:
    """B is short in the second week, by 5; A lives off the receipt of the third."""
    return Plan(
        items=("A", "B"),
        descriptions=("", ""),
        customers=(("ACME", "Zhou"), ()),
        places=("", ""),
        periods=tuple(Period(day.isoformat(), day) for day in WEEKS),
        opening=np.array([20.0, 10.0]),
        orders=np.array([[5.0, 5.0, 15.0], [5.0, 10.0, 0.0]]),
        supply=np.array([[0.0, 0.0, 50.0], [0.0, 0.0, 40.0]]),
        firm=np.array([[0.0, 0.0, 50.0], [0.0, 0.0, 0.0]]),
        forecast=None,
        safety=np.zeros(2),
        least_cover=np.zeros(2),
    )


def test_a_plan_becomes_a_table_of_a_row_an_item_and_period() -> None:
    table = plan_frame(two_items())
    assert list(table) == [
        *("item", "customers", "period", "start", "orders", "gross", "supply", "firm"),
        *("balance", "exposed", "cover", "level"),
    ]
    assert table.pivot(index="item", columns="period", values="balance").to_numpy().tolist() == [
        [15, 10, 45],
        [5, -5, 35],
    ]
    third = table[table["start"] == pd.Timestamp(2026, 6, 15)]
    assert third["exposed"].tolist() == [-5, -5]
    assert third["customers"].tolist() == ["ACME, Zhou", ""]
    assert table["level"].tolist() == ["OK", "OK", "MPS_DEPENDENT", "OK", "SHORTAGE", "MPS_DEPENDENT"]
    assert table["level"].max() == "SHORTAGE"


def test_risks_become_a_table_in_the_order_of_find_risks() -> None:
    plan = two_items()
    table = risks_frame(plan)
    assert table.astype(object).where(table.notna(), None).to_numpy().tolist() == [
        ["B", "", "SHORTAGE", "2026-06-08", "2026-06-08", "2026-06-15", 5.0],
        ["B", "", "MPS_DEPENDENT", "2026-06-08", "2026-06-15", None, 5.0],
        ["A", "ACME, Zhou", "MPS_DEPENDENT", "2026-06-15", "2026-06-15", None, 5.0],
    ]
    assert [risk.level.name for risk in find_risks(plan)] == table["level"].tolist()


def test_a_table_of_risks_follows_the_policies() -> None:
    table = risks_frame(two_items(), RiskPolicies(RiskPolicy(least_level=RiskLevel.SHORTAGE)))
    assert table["item"].tolist() == ["B"]
