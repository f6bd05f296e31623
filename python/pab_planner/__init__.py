"""PAB Planner: projected available balance, its risks, and the letters they call for."""

from pab_planner.balance import (
    available_to_promise,
    exposed_balance,
    periods_of_supply,
    projected_available_balance,
    shortage,
)
from pab_planner.demand import DemandRule, gross_requirements
from pab_planner.errors import PlanError
from pab_planner.plan import OrderLine, Period, Plan, PlanFault
from pab_planner.recovery import slip
from pab_planner.risk import RiskLevel, RiskPolicies, RiskPolicy, RiskSpan, find_risks, risk_levels

__all__ = [
    "DemandRule",
    "OrderLine",
    "Period",
    "Plan",
    "PlanError",
    "PlanFault",
    "RiskLevel",
    "RiskPolicies",
    "RiskPolicy",
    "RiskSpan",
    "available_to_promise",
    "exposed_balance",
    "find_risks",
    "gross_requirements",
    "periods_of_supply",
    "projected_available_balance",
    "risk_levels",
    "shortage",
    "slip",
]
