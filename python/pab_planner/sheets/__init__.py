"""What all sheets of ours share: text in a cell, a new sheet, the printed page, which sheets are ours."""

import pab_planner.excel  # noqa: F401
