"""openpyxl's objects as our engine takes them: with the inner parts that openpyxl's type stubs leave out.

`ws._cells` maps (row, column) to cells, `cell._value` and `cell.data_type` are content and its kind,
`cell._style` is the array of numbers that makes a look. Going there directly, a large block is written
several times as fast as through the public properties. `tests/hosts/test_private_names.py` names each of them:
a version of openpyxl without them fails there, and nothing in this folder works without them. Until somebody has
looked, pyproject.toml holds openpyxl to one minor version.
"""

from typing import Any

Workbook = Any
Worksheet = Any
SheetCell = Any
SheetChart = Any

# In the number of a look's named style, what lies above these bits only tells equal looks of a file apart.
LOOK_MARK = 16
