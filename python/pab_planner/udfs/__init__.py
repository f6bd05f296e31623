"""The worksheet functions: `=PAB()` and its family, one each in `functions`.

Each takes ranges as Excel, LibreOffice or a list of lists hold them, and gives rows of cells back. It knows
no workbook: what it says depends on its arguments alone, so that a cell is never out of date.
"""

from pab_planner.udfs.declaration import (
    ARGUMENTS,
    CATEGORY,
    EXAMPLE_SHEET,
    FUNCTIONS,
    Cells,
    WorksheetFunction,
)
from pab_planner.udfs.functions import (
    PAB,
    PAB_ATP,
    PAB_CHECK,
    PAB_COVER,
    PAB_EXPOSED,
    PAB_FIRST_SHORTAGE,
    PAB_RISK,
    PAB_SHORTAGE,
    PAB_SLIP,
)

__all__ = [
    "ARGUMENTS",
    "CATEGORY",
    "EXAMPLE_SHEET",
    "FUNCTIONS",
    "PAB",
    "PAB_ATP",
    "PAB_CHECK",
    "PAB_COVER",
    "PAB_EXPOSED",
    "PAB_FIRST_SHORTAGE",
    "PAB_RISK",
    "PAB_SHORTAGE",
    "PAB_SLIP",
    "Cells",
    "WorksheetFunction",
]
