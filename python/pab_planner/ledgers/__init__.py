"""The tables that are kept in the workbook: alerts, log, letters, contacts and what is promised."""

import pab_planner.excel  # noqa: F401
