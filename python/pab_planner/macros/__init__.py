"""Ribbon buttons live here: one function a button, the same in Excel, in LibreOffice and headless."""

import pab_planner.excel  # noqa: F401
