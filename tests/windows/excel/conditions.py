"""`FormatConditions`: conditional formats.

A relative reference in the formula of a rule is as seen from the active cell of the active sheet, when the
rule is added and when its formula is read, not from the first cell of the range:
https://learn.microsoft.com/office/vba/api/excel.formatconditions.add and, for reading,
http://www.cpearson.com/excel/CFColors.htm. Formulas are taken in the local spelling.
"""

import copy
import re
from typing import TYPE_CHECKING, Any

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from xlwings.constants import ColorIndex, FormatConditionOperator, FormatConditionType

from windows.excel import colours
from windows.excel.areas import Area
from windows.excel.errors import NotModelled, refuse
from windows.excel.excel_object import Collection, ExcelObject
from windows.excel.formulas import translated

if TYPE_CHECKING:
    from windows.excel.ranges import CellRange
    from windows.excel.worksheet import Sheet

TYPES = {
    "cellIs": FormatConditionType.xlCellValue,
    "expression": FormatConditionType.xlExpression,
    "colorScale": FormatConditionType.xlColorScale,
    "dataBar": FormatConditionType.xlDatabar,
    "iconSet": FormatConditionType.xlIconSets,
    "top10": FormatConditionType.xlTop10,
    "duplicateValues": FormatConditionType.xlUniqueValues,
    "containsText": FormatConditionType.xlTextString,
    "beginsWith": FormatConditionType.xlTextString,
    "containsBlanks": FormatConditionType.xlBlanksCondition,
    "notContainsBlanks": FormatConditionType.xlNoBlanksCondition,
    "timePeriod": FormatConditionType.xlTimePeriod,
}
OPERATORS = {
    FormatConditionOperator.xlBetween: "between",
    FormatConditionOperator.xlNotBetween: "notBetween",
    FormatConditionOperator.xlEqual: "equal",
    FormatConditionOperator.xlNotEqual: "notEqual",
    FormatConditionOperator.xlGreater: "greaterThan",
    FormatConditionOperator.xlLess: "lessThan",
    FormatConditionOperator.xlGreaterEqual: "greaterThanOrEqual",
    FormatConditionOperator.xlLessEqual: "lessThanOrEqual",
}


class Condition(ExcelObject):
    """One rule.

    Attributes:
        areas: Where it applies.
        rule: openpyxl's; formulas are as seen from the first cell of the first area, without equals signs.
    """

    kind = "FormatCondition"

    def __init__(self, sheet: "Sheet", areas: list[Area], rule: Any) -> None:
        self.app, self.sheet, self.areas, self.rule = sheet.app, sheet, areas, rule

    @property
    def Type(self) -> int:
        return int(TYPES[self.rule.type])

    @property
    def Operator(self) -> int:
        return next(int(number) for number, word in OPERATORS.items() if word == self.rule.operator)

    @property
    def Formula1(self) -> str:
        return self._formula(0)

    @property
    def Formula2(self) -> str:
        return self._formula(1)

    def _formula(self, number: int) -> str:
        down, across = from_active_cell(self.sheet, self.areas[0])
        written = translated(f"={self.rule.formula[number]}", -down, -across)
        return self.app.locale.from_english(written)

    def style(self) -> Any:
        """What it changes."""
        if self.rule.dxf is None:
            self.rule.dxf = DifferentialStyle()
        return self.rule.dxf

    @property
    def Interior(self) -> "ConditionFill":
        return ConditionFill(self)

    @property
    def Font(self) -> "ConditionFont":
        return ConditionFont(self)

    @property
    def NumberFormat(self) -> str | None:
        own = self.style().numFmt
        return str(own.formatCode) if own else None

    @NumberFormat.setter
    def NumberFormat(self, code: str) -> None:
        self.style().numFmt = NumberFormat(numFmtId=164 + len(self.sheet.conditions), formatCode=code)

    @property
    def StopIfTrue(self) -> bool:
        return bool(self.rule.stopIfTrue)

    @StopIfTrue.setter
    def StopIfTrue(self, stop: bool) -> None:
        self.rule.stopIfTrue = bool(stop)

    @property
    def Priority(self) -> int:
        return self.sheet.conditions.index(self) + 1

    def SetFirstPriority(self) -> None:
        self.sheet.conditions.remove(self)
        self.sheet.conditions.insert(0, self)

    def Delete(self) -> None:
        self.sheet.require_unprotected()
        self.sheet.conditions.remove(self)

    def without(self, area: Area) -> None:
        """Apply no longer to some cells."""
        first = self.areas[0]
        self.areas = [part for own in self.areas for part in own.less(area)]
        if self.areas:
            down, across = self.areas[0].top - first.top, self.areas[0].left - first.left
            self.rule.formula = [translated(f"={f}", down, across)[1:] for f in self.rule.formula]

    def copied(self, sheet: "Sheet", areas: list[Area]) -> "Condition":
        """The same rule somewhere else."""
        return Condition(sheet, areas, copy.copy(self.rule))


class ConditionFill(ExcelObject):
    """The background that a rule gives."""

    kind = "Interior"

    def __init__(self, condition: Condition) -> None:
        self.app, self.condition = condition.app, condition

    @property
    def ColorIndex(self) -> int:
        return int(ColorIndex.xlColorIndexNone) if self.Color is None else 1

    @property
    def Color(self) -> float | None:
        fill = self.condition.style().fill
        return colours.number(fill.bgColor) if fill is not None else None

    @Color.setter
    def Color(self, number: float) -> None:
        self.condition.style().fill = PatternFill(bgColor=colours.color(number))


class ConditionFont(ExcelObject):
    """The letters that a rule gives."""

    kind = "Font"

    def __init__(self, condition: Condition) -> None:
        self.app, self.condition = condition.app, condition

    def _font(self) -> Any:
        style = self.condition.style()
        if style.font is None:
            style.font = Font(name=None, sz=None, b=None, i=None, color=None)
        return style.font

    @property
    def ColorIndex(self) -> int:
        return int(ColorIndex.xlColorIndexAutomatic) if self.Color is None else 1

    @property
    def Color(self) -> float | None:
        return colours.number(self._font().color)

    @Color.setter
    def Color(self, number: float) -> None:
        self._font().color = colours.color(number)

    @property
    def Bold(self) -> bool | None:
        # Null where the rule does not say.
        bold = self._font().b
        return None if bold is None else bool(bold)

    @Bold.setter
    def Bold(self, bold: bool) -> None:
        self._font().b = bool(bold)


class Conditions(Collection):
    """The rules that apply to a range, those that come first in order of priority."""

    kind = "FormatConditions"

    def __init__(self, cells: "CellRange") -> None:
        self.app, self.cells, self.sheet = cells.app, cells, cells.sheet

    def all(self) -> list[Condition]:
        return [
            rule
            for rule in self.sheet.conditions
            if any(own.common(area) for own in rule.areas for area in self.cells.areas)
        ]

    def Add(
        self, Type: int, Operator: int | None = None, Formula1: Any = None, Formula2: Any = None
    ) -> Condition:
        self.sheet.require_unprotected()
        if Formula1 is None:
            refuse("Application-defined or object-defined error")
        words = {FormatConditionType.xlCellValue: "cellIs", FormatConditionType.xlExpression: "expression"}
        if Type not in words:
            raise NotModelled(f"FormatConditions.Add of type {Type}")
        taken = formulas(self.sheet, self.cells.area, Formula1, Formula2)
        rule: Any = Rule(type="expression", formula=taken, dxf=DifferentialStyle())
        rule.type = words[Type]
        rule.operator = OPERATORS[Operator] if Operator else None
        made = Condition(self.sheet, list(self.cells.areas), rule)
        self.sheet.conditions.append(made)
        return made

    def Delete(self) -> None:
        # Rules that reach further keep their other cells.
        for rule in self.all():
            for area in self.cells.areas:
                if rule.areas:
                    rule.without(area)
        self.sheet.conditions[:] = [rule for rule in self.sheet.conditions if rule.areas]


def from_active_cell(sheet: "Sheet", area: Area) -> tuple[int, int]:
    """How far an area's first cell is below and to the right of the active cell of the active sheet."""
    active = sheet.app.ActiveCell
    row, column = active.first if active is not None else (1, 1)
    return area.top - row, area.left - column


def formulas(sheet: "Sheet", area: Area, *written: Any) -> list[str]:
    """Formulas of a rule, as seen from the first cell of its area and without equals signs."""
    down, across = from_active_cell(sheet, area)
    taken = []
    for formula in written:
        if formula is not None:
            # As somebody would type it, so in the reference style that is set.
            if sheet.app.ReferenceStyle != 1 and re.search(r"\$?[A-Z]{1,3}\$?\d", str(formula)):
                refuse("Application-defined or object-defined error")
            english = sheet.book.without_own_name(sheet.app.locale.to_english(str(formula)))
            taken.append(translated(english, down, across).removeprefix("="))
    return taken
