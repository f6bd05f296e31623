"""A plan is read right or asked about, whatever the layout: never wrong in silence."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings

from pab_planner.errors import PlanError
from pab_planner.reading.planning import read_plan
from planning_files import workbook
from random_plans import Layout, layouts


@settings(max_examples=200, suppress_health_check=list(HealthCheck), derandomize=True)
@given(layouts())
def test_a_random_plan_is_read_right_or_asked_about(tmp_path: Path, layout: Layout) -> None:
    try:
        plan = read_plan(workbook(tmp_path / "plan.xlsx", layout.sheets)).plan
    except PlanError:
        return
    assert dict(zip(plan.items, plan.balance.tolist(), strict=True)) == layout.balances
