"""What is shown beside a plan."""

import pab_planner.excel  # noqa: F401
