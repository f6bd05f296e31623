"""Data validation of an openpyxl worksheet, as xlwings sees it."""

from collections.abc import Callable, Iterator
from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation as SheetValidation
from xlwings import base_classes

from pab_planner.engines.file.openpyxl_types import Worksheet
from pab_planner.engines.file.rules import areas_of, bare, boxes_of, full
from pab_planner.ooxml.rectangle import Box

_VALIDATION_TYPES = {
    "whole_number": "whole",
    "decimal": "decimal",
    "date": "date",
    "time": "time",
    "text_length": "textLength",
    "list": "list",
    "custom": "custom",
}
_VALIDATION_NAMES = {theirs: ours for ours, theirs in _VALIDATION_TYPES.items()}
_OPERATORS = {
    "equal_to": "equal",
    "not_equal_to": "notEqual",
    "greater_than": "greaterThan",
    "less_than": "lessThan",
    "greater_than_or_equal": "greaterThanOrEqual",
    "less_than_or_equal": "lessThanOrEqual",
    "between": "between",
    "not_between": "notBetween",
}
_OPERATOR_NAMES = {theirs: ours for ours, theirs in _OPERATORS.items()}


class DataValidation(base_classes.DataValidation):  # type: ignore[misc]
    """The rule for what may be typed into one block."""

    def __init__(self, range_: Any) -> None:
        self._range = range_

    @property
    def _ws(self) -> Worksheet:
        worksheet: Worksheet = self._range.api
        return worksheet

    @property
    def _all(self) -> list[SheetValidation]:
        validations: list[SheetValidation] = self._ws.data_validations.dataValidation
        return validations

    @property
    def api(self) -> SheetValidation | None:
        """The openpyxl validation of the first cell."""
        corner = self._range.box.first
        return next((v for v in self._all if any(b.common(corner) for b in boxes_of(v.sqref))), None)

    @property
    def type(self) -> str:
        """Kind of rule; `inconsistent` or `mixed_criteria` where cells of the block differ, as in Excel."""
        touching = [v for v in self._all if any(b.common(self._range.box) for b in boxes_of(v.sqref))]
        if not touching:
            return "none"
        if len(touching) > 1:
            return "inconsistent"
        rest = [self._range.box]
        for box in boxes_of(touching[0].sqref):
            rest = [part for one in rest for part in one.without(box)]
        return "mixed_criteria" if rest else _VALIDATION_NAMES.get(str(touching[0].type), "unknown")

    def _ask(self, part: str) -> Any:
        return getattr(self.api, part) if self.api is not None else None

    @property
    def operator(self) -> str | None:
        if self.type in ("none", "list", "custom"):
            return None
        return _OPERATOR_NAMES.get(self._ask("operator") or "between")

    @property
    def formula1(self) -> str | None:
        return None if self.type in ("none", "list", "custom") else self._ask("formula1")

    @property
    def source(self) -> str | None:
        """Words with commas between, or `=` and the place they stand in."""
        if self.type != "list":
            return None
        text = str(self._ask("formula1"))
        return text[1:-1] if text.startswith('"') else f"={text}"

    def set_list(self, source: Any, in_cell_dropdown: bool) -> None:
        if isinstance(source, base_classes.Range):
            formula = f"{source.sheet.reference}!{source.address}"
        elif isinstance(source, base_classes.Name):
            formula = source.name
        else:
            formula = '"{}"'.format(",".join(source).replace('"', '""'))
        self._set(type="list", formula1=formula, showDropDown=not in_cell_dropdown)

    def set_rule(self, rule_type: str, operator: str | None, formula1: str, formula2: str | None) -> None:
        self._set(
            type=_VALIDATION_TYPES[rule_type],
            operator=_OPERATORS.get(operator or ""),
            formula1=bare(formula1),
            formula2=None if formula2 is None else bare(formula2),
        )

    def _set(self, **parts: Any) -> None:
        self.delete()
        validation = SheetValidation(
            allow_blank=True,
            showErrorMessage=True,
            showInputMessage=True,
            sqref=full(self._range.box),
            **parts,
        )
        self._ws.add_data_validation(validation)

    def delete(self) -> None:
        """Take the rule off this block; it stays where it reaches beyond it."""
        change_areas(self._ws, lambda box: box.without(self._range.box))


def change_areas(ws: Worksheet, change: Callable[[Box], list[Box]]) -> None:
    """Put other blocks in the place of each block of every data validation; none left, the rule goes."""
    kept = []
    for validation in ws.data_validations.dataValidation:
        boxes = [part for box in boxes_of(validation.sqref) for part in change(box)]
        if boxes:
            validation.sqref = areas_of(boxes)
            kept.append(validation)
    ws.data_validations.dataValidation = kept


def validations(ws: Worksheet) -> Iterator[SheetValidation]:
    """Each data validation of a sheet."""
    return iter(list(ws.data_validations.dataValidation))
