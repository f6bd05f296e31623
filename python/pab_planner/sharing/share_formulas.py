"""The formulas of a shared copy: ours become native, those that look at what is left out become values."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from openpyxl.formula.translate import Translator

from pab_planner.excel.blocks import runs
from pab_planner.language import Text
from pab_planner.ooxml.rectangle import Box
from pab_planner.sharing.native import FunctionCall, native_formulas
from pab_planner.sharing.share_hidden import HiddenCells, area_of, areas_in, looks_anywhere

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CELL, FORMULA, VALUE, INLINE, ROW = (f"{{{MAIN}}}{tag}" for tag in ("c", "f", "v", "is", "row"))
OURS = re.compile(r"(?<![\w.])(?:_xll\.|_xludf\.)?PAB(?:_[A-Z]+)*\(")
THROUGH_ADD_IN = re.compile(r"(?:'[^']*'|\[\d+\][^!(]*)!(?=(?:_xll\.)?PAB)")
RULES = frozenset(f"{{{MAIN}}}{tag}" for tag in ("cfRule", "dataValidation", "calculatedColumnFormula"))
RULE_HOLDERS = frozenset(f"{{{MAIN}}}{tag}" for tag in ("conditionalFormatting", "dataValidations"))


LOOKS_OUT = Text("looks at what is left out", "引用了未包含的内容")
LOOKS_AT_HIDDEN = Text("looks at hidden rows or columns", "引用了隐藏的行或列")
SHOWS_AN_ERROR = Text("shows an error", "显示错误值")
NOT_NATIVE = Text("has no native equal", "没有等效的原生公式")


@dataclass(frozen=True)
class Frozen:
    """Cells that keep their last value only.

    Attributes:
        sheet: Title of their sheet.
        cells: Where they stand, `B16:F16`.
        reason: Why.
    """

    sheet: str
    cells: str
    reason: Text

    @property
    def place(self) -> str:
        """Sheet and cells, `Plan!B16:F16`."""
        return f"{self.sheet}!{self.cells}"

    @property
    def count(self) -> int:
        """How many cells."""
        return area_of(self.cells).size


def gathered(frozen: Iterable[Frozen]) -> tuple[Frozen, ...]:
    """Frozen cells, those that stand side by side for one reason as one entry."""
    places: dict[tuple[str, Text, int], list[int]] = defaultdict(list)
    for each in frozen:
        area = area_of(each.cells)
        for row in area.rows:
            places[each.sheet, each.reason, row] += area.columns
    found = []
    for (sheet, reason, row), columns in places.items():
        for run in runs(columns):
            found.append(Frozen(sheet, Box(row, run[0], row, run[-1]).a1(), reason))
    return tuple(found)


@dataclass(frozen=True)
class StaysHere:
    """What of a workbook does not travel.

    Attributes:
        sheets: Titles of the sheets that are left out.
        tables: Names of the tables that are.
        hidden: The hidden cells of each sheet that travels, by title.
    """

    sheets: Collection[str]
    tables: Collection[str] = ()
    hidden: Mapping[str, HiddenCells] = field(default_factory=dict)


class SharedFormulas:
    """Rewrites formulas sheet by sheet, and counts what became of them.

    Attributes:
        native: Cells whose worksheet function became a native formula.
        frozen: Those that keep their last value only.
        unvalued: Cells with a formula and no value yet.
        never_calculated: The first frozen cell that has no value to keep, `Plan!B16`; "" where all have.
    """

    def __init__(self, stays: StaysHere, names: Mapping[str, str]) -> None:
        """Learn what stays here.

        Args:
            stays: What does.
            names: The workbook's visible defined names and what they stand for. One that stands for no cell
                (a number of open alerts, say) or for one that stays does so too.
        """
        self.native = self.unvalued = 0
        self.frozen: list[Frozen] = []
        self.never_calculated = ""
        self.kept_names = dict(names)
        self._hidden = {title.casefold(): cells for title, cells in stays.hidden.items() if cells}
        titles = "|".join(re.escape(title.replace("'", "''")) for title in stays.sheets)
        named = rf"|(?<![\w.])(?:{titles})!|'(?:[^']*:)?(?:{titles})(?::[^']*)?'!" if titles else ""
        outside = r"\[\d+\]|#REF!|(?<![\w'])[\w.]+:[\w.]+!|'[^']*:[^']*'!" + named
        for table in stays.tables:
            outside += rf"|(?<![\w.]){re.escape(table)}(?![\w.(!])"
        self._outside = re.compile(outside, re.IGNORECASE)
        while staying := [n for n, of in self.kept_names.items() if self.stays(of)]:
            for name in staying:
                del self.kept_names[name]
            outside += rf"|(?<![\w.!])(?:{'|'.join(map(re.escape, staying))})(?![\w.(!])"
            self._outside = re.compile(outside, re.IGNORECASE)

    def stays(self, name: str) -> bool:
        """Whether what a name stands for can't travel, or is no cell."""
        return "!" not in name or self.needs_rewriting(name)

    def outside(self, formula: str | None, own: str = "") -> Text | None:
        """Why a formula can't be calculated in the copy; None if it can.

        Args:
            formula: The formula.
            own: Title of the sheet that it stands on.
        """
        if not formula:
            return None
        if self._outside.search(formula):
            return LOOKS_OUT
        hidden = self._hidden and (
            looks_anywhere(formula)
            or any(
                self._hidden[title.casefold()].meets(area)
                for title, area in areas_in(formula, own)
                if title.casefold() in self._hidden
            )
        )
        return LOOKS_AT_HIDDEN if hidden else None

    def needs_rewriting(self, formula: str | None) -> bool:
        """Whether a formula can't travel as it is."""
        return bool(self.outside(formula) or OURS.search(formula or ""))

    def looks_out(self, root: ElementTree.Element) -> bool:
        """Whether a chart's formulas look at what is left out."""
        return any(self.outside(element.text) for element in root.iter() if element.tag.endswith("}f"))

    def rewrite(self, root: ElementTree.Element, strings: list[str], title: str) -> None:
        """Rewrite the formulas of one sheet, in place; each cell keeps the value that it shows.

        Args:
            root: The sheet.
            strings: The workbook's shared strings.
            title: The sheet's title.
        """
        cells = _Cells(root)
        _write_out_shared(cells)
        formulas = {
            address: (formula.text or "", formula.get("ref") or address)
            for address, cell in cells.by_address.items()
            if (formula := cell.find(FORMULA)) is not None
        }
        balances = {}
        for text, result in formulas.values():
            call = FunctionCall.of(text) if OURS.search(text) else None
            if call and call.name == "PAB" and native_formulas(text, result):
                balances[call.common] = result
        for text, result in formulas.values():
            if OURS.search(text):
                self._say_natively(cells, text, result, _Sheet(title, strings, balances))
            elif reason := self.outside(text, title) or self.outside(result, title):
                first = cells.at(result.partition(":")[0])
                _remove_formula(first)
                self._freeze(Frozen(title, result, reason), [first])
        self.unvalued += sum(
            cell.find(FORMULA) is not None and cell.find(VALUE) is None for cell in root.iter(CELL)
        )

    def drop_rules(self, root: ElementTree.Element) -> None:
        """Take away formats, validations and column formulas that can't travel."""
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag in RULES and any(self.needs_rewriting(each.text) for each in child.iter()):
                    parent.remove(child)
                elif child.tag in RULE_HOLDERS:
                    self.drop_rules(child)
                    if "count" in child.attrib:
                        child.set("count", str(len(child)))
                    if not len(child):
                        parent.remove(child)

    def _say_natively(self, cells: "_Cells", text: str, result: str, sheet: "_Sheet") -> None:
        """One call of ours as a formula in each of its cells, or as the values that they show."""
        filled = [cells.at(Box(*cell, *cell).a1()) for cell in area_of(result).cells()]
        reason = self.outside(THROUGH_ADD_IN.sub("", text), sheet.title) or self.outside(result, sheet.title)
        if any(cell.get("t") == "e" for cell in filled):
            reason = SHOWS_AN_ERROR
        formulas = None if reason else native_formulas(text, result, sheet.balances)
        for cell in filled:
            _remove_formula(cell)
        if formulas is None:
            self._freeze(Frozen(sheet.title, result, reason or NOT_NATIVE), filled)
            return
        for address, said in formulas.items():
            cell = cells.at(address)
            value = cell.find(VALUE)
            if cell.get("t") == "s" and value is not None:  # a formula's text stands in the cell itself
                cell.set("t", "str")
                value.text = sheet.strings[int(value.text or 0)]
            inline = cell.find(INLINE)
            if inline is not None:
                cell.set("t", "str")
                ElementTree.SubElement(cell, VALUE).text = "".join(inline.itertext())
                cell.remove(inline)
            formula = ElementTree.Element(FORMULA)
            if said.startswith("{"):
                formula.attrib.update(t="array", ref=address)
            formula.text = said.strip("{=}") if said.startswith("{") else said.removeprefix("=")
            cell.insert(0, formula)
            self.native += 1

    def _freeze(self, frozen: Frozen, cells: Iterable[ElementTree.Element]) -> None:
        """Note that cells keep their values."""
        self.frozen.append(frozen)
        for cell in cells:
            value = cell.find(VALUE)
            if cell.get("t") not in ("str", "s") and (value is None or not value.text):
                self.never_calculated = self.never_calculated or f"{frozen.sheet}!{cell.attrib['r']}"


@dataclass(frozen=True)
class _Sheet:
    """What the formulas of one sheet are rewritten with.

    Attributes:
        title: Its title.
        strings: The workbook's shared strings.
        balances: Where it shows the balances of calls of ours.
    """

    title: str
    strings: list[str]
    balances: Mapping[tuple[str, ...], str]


class _Cells:
    """The cells of a sheet by address."""

    def __init__(self, root: ElementTree.Element) -> None:
        self.sheet = next(root.iter(f"{{{MAIN}}}sheetData"))
        self.rows = {int(row.attrib["r"]): row for row in self.sheet.iter(ROW)}
        self.by_address = {cell.attrib["r"]: cell for cell in self.sheet.iter(CELL)}

    def at(self, address: str) -> ElementTree.Element:
        """The cell of an address; made where the file has none because nothing was shown there yet."""
        if address in self.by_address:
            return self.by_address[address]
        number, column, *_ = area_of(address)
        row = self.rows.get(number)
        if row is None:
            row = self.rows[number] = ElementTree.Element(ROW, r=str(number))
            self.sheet.insert(bisect_left([int(each.attrib["r"]) for each in self.sheet], number), row)
        cell = self.by_address[address] = ElementTree.Element(CELL, r=address)
        row.insert(bisect_left([area_of(each.attrib["r"]).left for each in row], column), cell)
        return cell


def _remove_formula(cell: ElementTree.Element) -> None:
    """Leave the value that a cell shows."""
    cell.attrib.pop("cm", None)
    for formula in cell.findall(FORMULA):
        cell.remove(formula)


def _write_out_shared(cells: _Cells) -> None:
    """Give each cell that shares another's formula a formula of its own, in place."""
    masters: dict[str, tuple[str, str]] = {}
    for address, cell in cells.by_address.items():
        formula = cell.find(FORMULA)
        if formula is None or formula.get("t") != "shared":
            continue
        number = formula.attrib["si"]
        if formula.text:
            masters[number] = (address, formula.text)
        else:
            origin, text = masters[number]
            formula.text = Translator(f"={text}", origin).translate_formula(address).removeprefix("=")
        formula.attrib.clear()
