"""The rule on what may be typed into a Calc range."""

from typing import Any

from xlwings import base_classes

from pab_planner.engines.calc.formulas import to_calc, to_excel
from pab_planner.engines.calc.uno import enum

_VALIDATION_TYPES = {
    "none": "ANY",
    "whole_number": "WHOLE",
    "decimal": "DECIMAL",
    "date": "DATE",
    "time": "TIME",
    "text_length": "TEXT_LEN",
    "list": "LIST",
    "custom": "CUSTOM",
}
_VALIDATION_OPERATORS = {
    "between": "BETWEEN",
    "not_between": "NOT_BETWEEN",
    "equal_to": "EQUAL",
    "not_equal_to": "NOT_EQUAL",
    "greater_than": "GREATER",
    "less_than": "LESS",
    "greater_than_or_equal": "GREATER_EQUAL",
    "less_than_or_equal": "LESS_EQUAL",
}


class DataValidation(base_classes.DataValidation):  # type: ignore[misc]
    """The rule on what may be typed into a range."""

    def __init__(self, cells: Any) -> None:
        self._cells = cells

    @property
    def api(self) -> Any:
        return self._cells.api.Validation

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        """Offer a list: words, or a formula or range that holds them."""
        if isinstance(source, str) and not source.startswith("="):
            source = source.split(",")
        if isinstance(source, list | tuple):
            listed = ";".join(f'"{word}"' for word in source)
        elif isinstance(source, str):
            listed = to_calc(source).lstrip("=")
        else:
            sheet = source.sheet.name.replace("'", "''")
            listed = f"$'{sheet}'.{source.address}"
        self._set("list", listed, dropdown=in_cell_dropdown)

    def set_rule(self, rule_type: str, operator: str | None, formula1: Any, formula2: Any) -> None:
        self._set(rule_type, *(_operand(f) for f in (formula1, formula2)), operator=operator)

    def delete(self) -> None:
        self._set("none")

    def _set(
        self,
        kind: str,
        first: str = "",
        second: str = "",
        *,
        operator: str | None = None,
        dropdown: bool = True,
    ) -> None:
        rule = self.api
        rule.Type = enum("sheet.ValidationType", _VALIDATION_TYPES[kind])
        rule.setOperator(enum("sheet.ConditionOperator", _VALIDATION_OPERATORS.get(operator or "", "NONE")))
        rule.setFormula1(first)
        rule.setFormula2(second)
        rule.ShowErrorMessage = kind != "none"
        rule.ErrorAlertStyle = enum("sheet.ValidationAlertStyle", "STOP")
        rule.IgnoreBlankCells = True
        rule.ShowList = int(dropdown)
        self._cells.api.Validation = rule

    @property
    def type(self) -> str:
        return next(k for k, v in _VALIDATION_TYPES.items() if v == self.api.Type.value)

    @property
    def operator(self) -> str | None:
        if self.type in ("none", "list", "custom"):
            return None
        found = self.api.getOperator().value
        return next((k for k, v in _VALIDATION_OPERATORS.items() if v == found), None)

    @property
    def source(self) -> str | None:
        if self.type != "list":
            return None
        found = self.api.getFormula1()
        if found.startswith('"'):
            return ",".join(word.strip('"') for word in found.split(";"))
        return to_excel("=" + found)

    @property
    def formula1(self) -> str | None:
        return self._formula(self.api.getFormula1()) if self.operator else None

    @staticmethod
    def _formula(text: str) -> str:
        return to_excel("=" + text)


def _operand(value: Any) -> str:
    return "" if value is None else to_calc(str(value)).lstrip("=")
