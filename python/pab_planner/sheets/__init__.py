"""Where things stand on the sheets."""

import pab_planner.excel  # noqa: F401
