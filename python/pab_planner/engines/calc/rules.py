"""Conditional formats of a Calc range."""

from typing import Any, NamedTuple

from xlwings import base_classes

from pab_planner.engines.calc.format import Colour, from_colour, to_colour
from pab_planner.engines.calc.formulas import to_calc, to_excel
from pab_planner.engines.calc.uno import box_of, enum, properties, range_address, struct
from pab_planner.engines.collection import Collection
from pab_planner.ooxml.rectangle import Box

# com.sun.star.sheet.ConditionOperator2, and ConditionEntryType.CONDITION
_FORMULA_OPERATOR, _CONDITION = 24, 0


class _Rule(NamedTuple):
    """One condition as Calc keeps it."""

    operator: int
    formula1: str
    formula2: str
    style: str


class ConditionalFormats(Collection):
    """The expression rules on a range, first in force first.

    Calc applies the first rule that is true, as if each had Excel's "stop if true".
    """

    def __init__(self, cells: Any) -> None:
        self.cells = cells
        self._formats = cells.sheet.api.ConditionalFormats

    @property
    def api(self) -> Any:
        return self._formats

    @property
    def parent(self) -> Any:
        return self.cells

    def _known(self) -> dict[int, tuple[Any, list[Box]]]:
        """All formats of the sheet and their cells, by number; kept, for Calc gives all or none."""
        sheet = self.cells.sheet
        place, count = sheet.index, self._formats.getLength()
        kept_at, known = sheet.known_rules or (0, {})
        # Calc knows a format by the place of its sheet, and takes one away with its last cell.
        if (kept_at, len(known)) != (place, count):
            known = {one.ID: (one, _boxes(one)) for one in self._formats.getConditionalFormats()}
            sheet.known_rules = place, known
        return known

    def _here(self) -> list[Any]:
        """The formats that touch this range."""
        box = self.cells.box
        return [one for one, boxes in self._known().values() if any(map(box.meets, boxes))]

    def remove(self, one: Any) -> None:
        """Take a format off all of its cells."""
        known, number = self._known(), one.ID
        self._formats.removeByID(number)
        known.pop(number, None)

    def _members(self) -> list["ConditionalFormat"]:
        kept = map(_Kept, self._here())
        return [ConditionalFormat(self, one, i) for one in kept for i in range(one.format.getCount())]

    def add_custom(self, spec: dict[str, Any]) -> "ConditionalFormat":
        """Put a rule on top of the range's own, as Excel does."""
        same = next((one for one, boxes in self._known().values() if boxes == [self.cells.box]), None)
        rules = _rules(same) if same else []
        if same:
            self.remove(same)
        formula = to_calc(spec["formula"]).lstrip("=")
        rules.insert(0, _Rule(_FORMULA_OPERATOR, formula, "", self._style(spec)))
        return ConditionalFormat(self, _Kept(self.create([self.cells.box], rules)), 0)

    def create(self, boxes: list[Box], rules: list[_Rule]) -> Any:
        """Put rules on some cells, the first in force first.

        What `ConditionalFormats.createByRange` makes is in the list and in the file, but LibreOffice 7.4
        shows nothing of it before the file is opened again. So blank rules are put on through the cells, and
        filled; this takes the cells away from other rules, which get them back.
        """
        known, others = self._known(), [(one, one.Range) for one in self._here()]
        ranges = self.cells.sheet.ranges(boxes)
        first = ranges.getRangeAddresses()[0]
        corner = struct("table.CellAddress", Sheet=first.Sheet, Column=first.StartColumn, Row=first.StartRow)
        never = enum("sheet.ConditionOperator", "FORMULA")
        blank = ranges.ConditionalFormat
        blank.clear()
        for _ in rules:
            blank.addNew(properties(Operator=never, Formula1="0", SourcePosition=corner))
        ranges.ConditionalFormat = blank
        for one, its in others:
            one.Range = its
        made = self._formats.getConditionalFormats()[-1]
        for index, rule in enumerate(rules):
            entry = made.getByIndex(index)
            entry.Operator = rule.operator
            entry.Formula1 = rule.formula1
            entry.Formula2 = rule.formula2
            entry.StyleName = rule.style
        known[made.ID] = made, _boxes(made)
        return made

    def _style(self, spec: dict[str, Any]) -> str:
        """The cell style of a rule's looks, made once for each looks."""
        fill, font = (to_colour(spec.get(name)) for name in ("fill_color", "font_color"))
        bold = bool(spec.get("font_bold"))
        name = f"PAB rule {fill:x} {font:x}{' bold' * bold}"
        document = self.cells.sheet.book.api
        styles = _cell_styles(document)
        if not styles.hasByName(name):
            styles.insertByName(name, document.createInstance("com.sun.star.style.CellStyle"))
            style = styles.getByName(name)
            if fill >= 0:
                style.CellBackColor = fill
            if font >= 0:
                style.CharColor = font
            if bold:
                style.CharWeight = style.CharWeightAsian = 150.0
        return name

    def clear(self) -> None:
        """Take the rules off this range; where a rule covers more cells, it stays on those."""
        for one in list(self._here()):
            ranges = self.cells.sheet.ranges(_boxes(one))
            ranges.removeRangeAddress(range_address(self.cells.box, self.cells.sheet.index))
            if ranges.Count:
                one.Range = ranges
            else:
                self.remove(one)
        self.cells.sheet.known_rules = None


def _boxes(one: Any) -> list[Box]:
    return [box_of(address) for address in one.Range.getRangeAddresses()]


def _rules(one: Any) -> list[_Rule]:
    entries = (one.getByIndex(i) for i in range(one.getCount()))
    return [
        _Rule(e.Operator, e.Formula1, e.Formula2, e.StyleName) for e in entries if e.getType() == _CONDITION
    ]


class _Kept:
    """The document's object for a block of rules; they share it, because deleting one replaces the object."""

    def __init__(self, one: Any) -> None:
        self.format = one


class ConditionalFormat(base_classes.ConditionalFormat):  # type: ignore[misc]
    """One rule."""

    def __init__(self, parent: ConditionalFormats, kept: "_Kept", index: int) -> None:
        self._parent, self._kept, self._index = parent, kept, index

    @property
    def api(self) -> "RuleAsInExcel":
        return RuleAsInExcel(self._entry, self._parent.cells.sheet.book)

    @property
    def _entry(self) -> Any:
        return self._kept.format.getByIndex(self._index)

    @property
    def type(self) -> str:
        entry = self._entry
        if entry.getType() != _CONDITION:
            return {1: "color_scale", 2: "data_bar", 3: "icon_set"}.get(entry.getType(), "unknown")
        return "custom" if entry.Operator == _FORMULA_OPERATOR else "cell_value"

    @property
    def _has_style(self) -> bool:
        return bool(self._entry.getType() == _CONDITION)

    @property
    def formula(self) -> str | None:
        return to_excel("=" + self._entry.Formula1) if self.type == "custom" else None

    @property
    def _style(self) -> Any:
        return _cell_styles(self._parent.cells.sheet.book.api).getByName(self._entry.StyleName)

    @property
    def fill_color(self) -> Colour | None:
        return from_colour(self._style.CellBackColor) if self._has_style else None

    @property
    def font_bold(self) -> bool | None:
        return self._style.CharWeight >= 150.0 if self._has_style else None

    def delete(self) -> None:
        """Make the format anew without this rule: LibreOffice's own removeByIndex refuses every index."""
        rest = _rules(self._kept.format)
        rest.pop(self._index)
        boxes = _boxes(self._kept.format)
        self._parent.remove(self._kept.format)
        if rest:
            self._kept.format = self._parent.create(boxes, rest)


class RuleAsInExcel:
    """What Excel's own FormatCondition has and xlwings' does not, by Excel's name."""

    def __init__(self, entry: Any, book: Any) -> None:
        self._entry, self._book = entry, book

    @property
    def NumberFormat(self) -> str | None:  # noqa: N802 (Excel names it)
        """Number format of the cells that the rule holds for; None if it changes none."""
        key = _cell_styles(self._book.api).getByName(self._entry.StyleName).NumberFormat
        return self._book.formats.text(key) if key else None

    @NumberFormat.setter
    def NumberFormat(self, value: str) -> None:  # noqa: N802 (Excel names it)
        """Calc keeps looks in styles that rules share: the rule gets a style of its own kind."""
        plain, key = self._entry.StyleName, self._book.formats.key(value)
        styles, name = _cell_styles(self._book.api), f"{plain} {key}"
        if not styles.hasByName(name):
            styles.insertByName(name, self._book.api.createInstance("com.sun.star.style.CellStyle"))
            style, model = styles.getByName(name), styles.getByName(plain)
            for look in ("CellBackColor", "CharColor", "CharWeight", "CharWeightAsian", "CharPosture"):
                if model.getPropertyState(look).value == "DIRECT_VALUE":
                    setattr(style, look, getattr(model, look))
            style.NumberFormat = key
        self._entry.StyleName = name


def _cell_styles(document: Any) -> Any:
    return document.StyleFamilies.getByName("CellStyles")
