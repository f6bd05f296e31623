"""Layouts, templates and fields of the company's and the customers' letters."""

import pab_planner.excel  # noqa: F401
