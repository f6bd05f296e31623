"""A plan is read right or asked about, whatever the layout: never wrong in silence."""

from pathlib import Path

import pytest

from pab_planner.errors import PlanError
from pab_planner.reading.planning import read_plan
from random_plans import random_layout, save

A_TENTH = 200


@pytest.mark.parametrize("first", range(0, 2000, A_TENTH))
def test_random_plans_are_read_right_or_asked_about(tmp_path: Path, first: int) -> None:
    """What is left out of the plan is named; `random_layout(seed)` makes the workbook of a failure again."""
    read = 0
    for seed in range(first, first + A_TENTH):
        layout = random_layout(seed)
        try:
            found = read_plan(save(layout.sheets, tmp_path / "plan.xlsx"))
        except PlanError:
            continue
        balances = dict(zip(found.plan.items, found.plan.balance.tolist(), strict=True))
        right = {item: layout.balances.get(item) for item in balances}
        assert balances == right, (seed, layout.notes)
        assert balances == layout.balances or found.faults, (seed, layout.notes)
        read += balances == layout.balances
    assert read > A_TENTH // 2, "to ask about everything would be no reading"
