"""Conditional formats of an openpyxl worksheet, as xlwings sees them."""

from copy import copy
from typing import Any

from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from xlwings import base_classes

from pab_planner.engines.collection import Collection
from pab_planner.engines.file.openpyxl_types import Worksheet
from pab_planner.engines.file.styles import from_colour, number_format_id, to_colour
from pab_planner.ooxml.rectangle import Box

_RULE_TYPES = {
    "cellIs": "cell_value",
    "expression": "custom",
    "colorScale": "color_scale",
    "dataBar": "data_bar",
    "iconSet": "icon_set",
}


def box_of(area: CellRange) -> Box:
    """The block of an openpyxl range of cells."""
    return Box(area.min_row, area.min_col, area.max_row, area.max_col)


def boxes_of(areas: MultiCellRange) -> list[Box]:
    """The blocks of an openpyxl multi-cell range."""
    return [box_of(area) for area in areas.ranges]


def areas_of(boxes: list[Box]) -> MultiCellRange:
    """Blocks as an openpyxl multi-cell range."""
    return MultiCellRange(" ".join(full(box) for box in boxes))


def full(box: Box) -> str:
    """An address that always names rows and columns, as the file format asks."""
    first, last = Box(box.top, box.left, box.top, box.left), Box(box.bottom, box.right, box.bottom, box.right)
    return first.a1() if box.size == 1 else f"{first.a1()}:{last.a1()}"


def sheet_rules(ws: Worksheet) -> list[tuple[list[Box], list[Rule]]]:
    """The conditional formats of a sheet: blocks, and their rules in order."""
    return [(boxes_of(entry.sqref), list(entry.rules)) for entry in ws.conditional_formatting]


def set_sheet_rules(ws: Worksheet, rules: list[tuple[list[Box], list[Rule]]]) -> None:
    """Replace all conditional formats of a sheet; the rules keep their priorities."""
    ws.conditional_formatting = ConditionalFormattingList()
    for boxes, entry in rules:
        if boxes:
            for rule in entry:
                ws.conditional_formatting.add(str(areas_of(boxes)), rule)


class ConditionalFormats(Collection):
    """The rules that touch one block."""

    def __init__(self, range_: Any) -> None:
        self._range = range_

    @property
    def _ws(self) -> Worksheet:
        worksheet: Worksheet = self._range.api
        return worksheet

    def _members(self) -> list["ConditionalFormat"]:
        found = [
            ConditionalFormat(self._ws, rule)
            for boxes, rules in sheet_rules(self._ws)
            if any(box.common(self._range.box) for box in boxes)
            for rule in rules
        ]
        return sorted(found, key=lambda one: one.priority)

    def add_custom(self, spec: dict[str, Any]) -> "ConditionalFormat":
        """A new rule comes first, as in Excel."""
        for _, rules in sheet_rules(self._ws):
            for old in rules:
                old.priority += 1
        rule = Rule(
            "expression",
            formula=[bare(spec["formula"])],
            stopIfTrue=spec["stop_if_true"],
            dxf=_wanted_look(spec),
        )
        self._ws.conditional_formatting.add(full(self._range.box), rule)
        rule.priority = 1
        return ConditionalFormat(self._ws, rule)

    def clear(self) -> None:
        """Take the rules off this block; they stay where they reach beyond it."""
        rest = [
            ([part for box in boxes for part in box.without(self._range.box)], rules)
            for boxes, rules in sheet_rules(self._ws)
        ]
        set_sheet_rules(self._ws, rest)


class ConditionalFormat(base_classes.ConditionalFormat):  # type: ignore[misc]
    """One rule."""

    def __init__(self, ws: Worksheet, rule: Rule) -> None:
        self._ws, self._rule = ws, rule

    @property
    def api(self) -> "RuleAsInExcel":
        return RuleAsInExcel(self._ws, self._rule)

    @property
    def priority(self) -> int:
        """Its place in the order of rules; the lowest number comes first."""
        return int(self._rule.priority)

    @property
    def type(self) -> str:
        return _RULE_TYPES.get(self._rule.type, "unknown")

    @property
    def formula(self) -> str | None:
        return f"={self._rule.formula[0]}" if self.type == "custom" else None

    @property
    def _look(self) -> DifferentialStyle:
        return self._rule.dxf or DifferentialStyle()

    @property
    def fill_color(self) -> Any:
        fill = self._look.fill
        return from_colour(fill.bgColor) if isinstance(fill, PatternFill) else None

    @property
    def font_bold(self) -> bool | None:
        return self._look.font.b if self._look.font else None

    def delete(self) -> None:
        rest = [
            (boxes, [rule for rule in rules if rule is not self._rule])
            for boxes, rules in sheet_rules(self._ws)
        ]
        set_sheet_rules(self._ws, rest)


class RuleAsInExcel:
    """What Excel's own FormatCondition has and xlwings' does not, by Excel's name."""

    def __init__(self, ws: Worksheet, rule: Rule) -> None:
        self._ws, self._rule = ws, rule

    @property
    def NumberFormat(self) -> str | None:  # noqa: N802 (Excel names it)
        """Number format of the cells that the rule holds for; None if it changes none."""
        found = self._rule.dxf.numFmt if self._rule.dxf else None
        return str(found.formatCode) if found else None

    @NumberFormat.setter
    def NumberFormat(self, value: str) -> None:  # noqa: N802 (Excel names it)
        look: DifferentialStyle = copy(self._rule.dxf) if self._rule.dxf else DifferentialStyle()
        look.numFmt = NumberFormat(number_format_id(self._ws.parent, value), value)
        self._rule.dxf = look


def bare(formula: Any) -> str:
    """A formula as a rule of the file holds it: without `=`."""
    return str(formula).removeprefix("=")


def _wanted_look(spec: dict[str, Any]) -> DifferentialStyle:
    """The look that xlwings asks for."""
    fill, ink, bold = (spec.get(part) for part in ("fill_color", "font_color", "font_bold"))
    look = DifferentialStyle()
    if fill is not None:
        look.fill = PatternFill(bgColor=to_colour(fill))
    if ink is not None or bold is not None:
        look.font = Font(b=bold, color=None if ink is None else to_colour(ink), name=None, sz=None)
    return look
