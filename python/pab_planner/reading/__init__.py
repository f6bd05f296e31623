"""Planning sheets as people keep them become one plan."""

import pab_planner.excel  # noqa: F401
