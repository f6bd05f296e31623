"""What `import pab_planner` offers."""

from pab_planner.core.balance import (
    available_to_promise,
    exposed_balance,
    periods_of_supply,
    projected_available_balance,
    shortage,
)
from pab_planner.core.demand import DemandRule, gross_requirements
from pab_planner.core.plan import OrderLine, Period, Plan, PlanFault
from pab_planner.core.recovery import slip
from pab_planner.core.risk import RiskLevel, RiskPolicies, RiskPolicy, RiskSpan, find_risks, risk_levels
from pab_planner.errors import PlanError

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
