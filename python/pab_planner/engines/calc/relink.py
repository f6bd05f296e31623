"""Links the worksheet functions in a workbook that Calc has just opened.

LibreOffice 7.4 reads `PAB(` in an Excel file as an unknown name and shows #NAME?; the same text, set as a
formula again, finds the add-in. Later versions find it themselves, and nothing is set.
"""

import re
from typing import Any

from pab_planner.engines.calc.uno import box_of
from pab_planner.ooxml.rectangle import Box

_FAMILY = re.compile(r"(?<![\w.])pab(?:_[a-z_]+)?\(", re.IGNORECASE)
_NAME = re.compile(r"pab(?:_[a-z_]+)?", re.IGNORECASE)


def relink(document: Any) -> int:
    """Enter again each formula of ours that Calc did not understand, and return how many there were."""
    was_modified = document.isModified()
    count = sum(_relink_block(sheet, block) for sheet in document.Sheets for block in _formula_blocks(sheet))
    document.setModified(was_modified)
    return count


def _formula_blocks(sheet: Any) -> list[Box]:
    every_result = 1 | 2 | 4
    return [box_of(address) for address in sheet.queryFormulaCells(every_result).getRangeAddresses()]


def _relink_block(sheet: Any, block: Box) -> int:
    count = 0
    cells = sheet.getCellRangeByPosition(block.left - 1, block.top - 1, block.right - 1, block.bottom - 1)
    for r, row in enumerate(cells.getFormulaArray()):
        for c, formula in enumerate(row):
            if _FAMILY.search(formula) and _is_unlinked(cells.getCellByPosition(c, r)):
                _set_again(sheet, cells.getCellByPosition(c, r), formula)
                count += 1
    return count


def _is_unlinked(cell: Any) -> bool:
    """Whether Calc holds one of our names as a mere word; of a linked function it holds the add-in's full name.

    The cell's error does not say so: within an array it is #VALUE!, within IFERROR there is none.
    """
    return any(isinstance(token.Data, str) and _NAME.fullmatch(token.Data) for token in cell.getTokens())


def _set_again(sheet: Any, cell: Any, formula: str) -> None:
    if not formula.startswith("{"):
        cell.Formula = formula
        return
    array = sheet.createCursorByRange(cell)
    array.collapseToCurrentArray()
    array.setArrayFormula(formula[1:-1])
