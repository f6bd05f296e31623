"""xlwings engines for hosts that are not Excel."""

import pab_planner.excel  # noqa: F401
