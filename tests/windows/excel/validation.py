"""`Validation`: what may be typed into cells.

Like conditional formats, it takes formulas as seen from the active cell and in the local spelling; the
choices of a list are parted by the country's list separator:
https://learn.microsoft.com/office/vba/api/excel.validation.add
"""

import copy
from typing import TYPE_CHECKING, Any

from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation
from xlwings.constants import DVType

from windows.excel.areas import Area
from windows.excel.conditions import OPERATORS, from_active_cell
from windows.excel.errors import refuse, unable
from windows.excel.excel_object import ExcelObject
from windows.excel.formulas import translated

if TYPE_CHECKING:
    from windows.excel.ranges import CellRange

TYPES = {
    DVType.xlValidateList: "list",
    DVType.xlValidateDate: "date",
    DVType.xlValidateWholeNumber: "whole",
    DVType.xlValidateDecimal: "decimal",
    DVType.xlValidateTextLength: "textLength",
    DVType.xlValidateCustom: "custom",
    DVType.xlValidateTime: "time",
}
STYLES = {1: "stop", 2: "warning", 3: "information"}
LONGEST_LIST = 255
"""Characters, as the file format allows (ECMA-376, 18.3.1.32 dataValidation)."""


class CellValidation(ExcelObject):
    """The rule for what may be typed into a range."""

    kind = "Validation"

    def __init__(self, cells: "CellRange") -> None:
        self.app, self.cells, self.sheet = cells.app, cells, cells.sheet

    def rules(self) -> list[Any]:
        """All rules that meet the range."""
        return [
            rule
            for rule in self.sheet.cells.sheet.data_validations.dataValidation
            if any(area.common(self.cells.area) for area in areas_of(rule))
        ]

    def _rule(self) -> Any:
        """The one rule of all cells.

        Raises:
            ExcelError: There is none, or not for all of them.
        """
        for rule in self.rules():
            if any(area.common(self.cells.area) == self.cells.area for area in areas_of(rule)):
                return rule
        return refuse("Application-defined or object-defined error")

    @property
    def Type(self) -> int:
        rule = self._rule()
        return next(int(number) for number, word in TYPES.items() if word == rule.type)

    @property
    def Operator(self) -> int:
        rule = self._rule()
        return next(int(number) for number, word in OPERATORS.items() if word == (rule.operator or "between"))

    @property
    def Formula1(self) -> str:
        return self._read(self._rule().formula1)

    @property
    def Formula2(self) -> str:
        return self._read(self._rule().formula2)

    def _read(self, formula: str | None) -> str:
        if not formula:
            return ""
        if formula.startswith('"'):
            choices = formula[1:-1].replace('""', '"').split(",")
            return self.app.locale.list_separator.join(choices)
        (first, *_) = areas_of(self._rule())
        down, across = from_active_cell(self.sheet, first)
        return self.app.locale.from_english(translated(f"={formula}", -down, -across))

    @property
    def InCellDropdown(self) -> bool:
        return not self._rule().showDropDown

    @InCellDropdown.setter
    def InCellDropdown(self, shown: bool) -> None:
        self._rule().showDropDown = not shown

    def Add(
        self,
        Type: int,
        AlertStyle: int = 1,
        Operator: int | None = None,
        Formula1: Any = None,
        Formula2: Any = None,
    ) -> None:
        self.sheet.require_unprotected()
        if self.rules() or Formula1 is None:
            refuse("Application-defined or object-defined error")
        word = TYPES[int(Type)]
        rule = DataValidation(
            type=word,  # type: ignore[arg-type]
            operator=OPERATORS[Operator] if Operator else None,  # type: ignore[arg-type]
            errorStyle=STYLES[AlertStyle],  # type: ignore[arg-type]
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
        )
        rule.formula1 = self._take(word, Formula1)
        rule.formula2 = self._take(word, Formula2)
        rule.add(self.cells.area.plain)
        self.sheet.cells.sheet.add_data_validation(rule)

    def _take(self, word: str, formula: Any) -> str | None:
        if formula is None:
            return None
        text = str(formula)
        if word == "list" and not text.startswith("="):
            if len(text) > LONGEST_LIST:
                unable("set", "Formula1", "Validation")
            choices = [choice.strip() for choice in text.split(self.app.locale.list_separator)]
            doubled = ",".join(choices).replace('"', '""')
            return f'"{doubled}"'
        english = self.sheet.book.without_own_name(self.app.locale.to_english(text))
        return translated(english, *from_active_cell(self.sheet, self.cells.area)).removeprefix("=")

    def Delete(self) -> None:
        self.sheet.require_unprotected()
        for rule in self.rules():
            kept = [part for area in areas_of(rule) for part in area.less(self.cells.area)]
            set_areas(rule, kept)
            if not kept:
                self.sheet.cells.sheet.data_validations.dataValidation.remove(rule)


def areas_of(rule: Any) -> list[Area]:
    """Where a rule of openpyxl applies."""
    return [Area.parse(str(part)) for part in str(rule.sqref).split()]


def set_areas(rule: Any, areas: list[Area]) -> None:
    """Let a rule of openpyxl apply somewhere else."""
    rule.sqref = MultiCellRange(" ".join(area.plain for area in areas))


def copied_rule(rule: Any, areas: list[Area]) -> Any:
    """The same rule somewhere else."""
    made = copy.copy(rule)
    set_areas(made, areas)
    return made
