"""Why a cell shows an error, in the planner's words."""

from typing import Any, NamedTuple

import xlwings as xw

from pab_planner.excel.cell_values import cell_value, cell_values
from pab_planner.language import Text
from pab_planner.reading.grid import address
from pab_planner.sharing.native import split_arguments
from pab_planner.sharing.native_line import Reference
from pab_planner.sheets.cell_text import shown
from pab_planner.views.formula_cells import called_function

ERRORS = {
    "#NAME?": Text(
        "a name in the formula is not known. If it is a PAB function, the add-in or its macros are not "
        "switched on: press Check set-up",
        "公式中有无法识别的名称。若是 PAB 函数，说明加载项或其宏未启用：请按“检查安装”",
    ),
    "#SPILL!": Text(
        "the result needs more cells than are free: empty the cells to its right",
        "结果需要更多空白单元格：请清空其右侧的单元格",
    ),
    "#VALUE!": Text("a cell that it uses holds text instead of a number", "所引用的单元格中有文本而不是数字"),
    "#REF!": Text(
        "a cell that it used was deleted: enter the reference again",
        "所引用的单元格已被删除：请重新输入引用",
    ),
    "#N/A": Text("what is looked up was not found", "没有找到要查找的内容"),
    "#DIV/0!": Text("it divides by zero or by a blank cell", "除数为零或空白"),
    "#NUM!": Text("a number is impossible or too large", "数字无效或过大"),
    "#NULL!": Text("two ranges that do not meet stand side by side", "两个不相交的区域之间只有空格"),
}
ERROR = Text("{cell} shows {error}: {reason}.", "{cell} 显示 {error}：{reason}。")
CULPRIT = Text(
    "{place} holds {found}; expected a quantity or nothing", "{place} 的内容为 {found}；应为数量或空白"
)


class Call(NamedTuple):
    """A call of a worksheet function of ours that stands in a cell.

    Attributes:
        function: Its name.
        arguments: Its arguments as they are written.
        values: What they hold: rows of cells, a number, or none where left out or no plain reference.
    """

    function: str
    arguments: tuple[str, ...]
    values: tuple[Any, ...]


def error_in(cell: xw.Range) -> str | None:
    """The error that a cell shows, `#VALUE!` for instance; None if it shows none."""
    value = cell_value(cell, show_errors=True)
    return value if isinstance(value, str) and value.startswith(("#", "Err:")) else None


def call_in(cell: xw.Range) -> Call | None:
    """The call of ours that a cell holds and nothing else; None if it holds none."""
    formula = str(cell.formula).strip("{}")
    function = called_function(formula)
    if not function or not formula.endswith(")"):
        return None
    arguments = split_arguments(formula[formula.index("(") + 1 : -1])
    if arguments is None:
        return None
    return Call(function, tuple(arguments), tuple(_value(cell.sheet, text) for text in arguments))


def _value(sheet: xw.Sheet, argument: str) -> Any:
    """What an argument holds."""
    place = _place(sheet, argument)
    if place is not None:
        return cell_values(place, show_errors=True)
    try:
        return float(argument)
    except ValueError:
        return argument.strip('"') or None


def _place(sheet: xw.Sheet, argument: str) -> xw.Range | None:
    """The cells that an argument names; None if it is no plain reference."""
    cells = Reference.of(argument)
    if cells is None:
        return None
    home = sheet if cells.sheet is None else sheet.book.sheets[cells.sheet]
    return home.range(cells.box.a1())


def culprit(cell: xw.Range, call: Call) -> Text | None:
    """The first cell among a call's arguments that holds no quantity; None if all do."""
    for argument in call.arguments:
        place = _place(cell.sheet, argument)
        if place is None:
            continue
        for row, values in enumerate(cell_values(place, show_errors=True)):
            for column, value in enumerate(values):
                if not _is_quantity(value):
                    where = address(place.row - 1 + row, place.column - 1 + column)
                    sheet = "" if place.sheet.name == cell.sheet.name else f"{place.sheet.name}!"
                    return CULPRIT.filled(place=f"{sheet}{where}", found=f"“{shown(value)}”")
    return None


def _is_quantity(value: Any) -> bool:
    return value in (None, "") or (isinstance(value, int | float) and not isinstance(value, bool))


def explain_error(cell: xw.Range, error: str, reason: Text | None) -> Text:
    """Why a cell shows an error.

    Args:
        cell: The cell.
        error: What it shows.
        reason: Why a call of ours failed; None if only the error is known.
    """
    reason = reason or ERRORS.get(error) or ERRORS["#VALUE!"]
    where = f"{cell.sheet.name}!{cell.get_address(False, False)}"
    return ERROR.filled(cell=where, error=error, reason=reason)
