"""The formulas of a shared copy: ours become native, those that look at what is left out become values."""

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping
from xml.etree import ElementTree

from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import cols_from_range, column_index_from_string, coordinate_from_string

from pab_planner.sheets.native import native_formulas

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
CELL, FORMULA, VALUE, ROW = (f"{{{MAIN}}}{tag}" for tag in ("c", "f", "v", "row"))
OURS = re.compile(r"(?<![\w.])(?:_xll\.|_xludf\.)?PAB(?:_[A-Z]+)*\(")
THROUGH_ADD_IN = re.compile(r"(?:'[^']*'|\[\d+\][^!(]*)!(?=(?:_xll\.)?PAB)")
RULES = frozenset(f"{{{MAIN}}}{tag}" for tag in ("cfRule", "dataValidation", "calculatedColumnFormula"))
RULE_HOLDERS = frozenset(f"{{{MAIN}}}{tag}" for tag in ("conditionalFormatting", "dataValidations"))


class SharedFormulas:
    """Rewrites formulas sheet by sheet, and counts what became of them.

    Attributes:
        native: Cells whose worksheet function became a native formula.
        frozen: Cells that keep their last value only.
        unvalued: Cells with a formula and no value yet.
    """

    def __init__(self, left_out: Collection[str], names: Mapping[str, str]) -> None:
        """Learn what stays here.

        Args:
            left_out: Titles of the sheets that do.
            names: The workbook's visible defined names and what they stand for. One that stands for no cell
                (a number of open alerts, say) or for one that stays does so too.
        """
        self.native = self.frozen = self.unvalued = 0
        self.kept_names = dict(names)
        titles = "|".join(re.escape(title.replace("'", "''")) for title in left_out)
        named = rf"|(?<![\w.])(?:{titles})!|'(?:[^']*:)?(?:{titles})(?::[^']*)?'!" if titles else ""
        outside = r"\[\d+\]|#REF!" + named
        self._outside = re.compile(outside, re.IGNORECASE)
        while staying := [
            n for n, of in self.kept_names.items() if "!" not in of or self.needs_rewriting(of)
        ]:
            for name in staying:
                del self.kept_names[name]
            outside += rf"|(?<![\w.!])(?:{'|'.join(map(re.escape, staying))})(?![\w.(!])"
            self._outside = re.compile(outside, re.IGNORECASE)

    def _stays(self, name: str) -> bool:
        """Whether what a name stands for can't travel, or is no cell."""
        return "!" not in name or self.needs_rewriting(name)

    def outside(self, formula: str | None) -> bool:
        """Whether a formula looks at a sheet that is left out, or at another file."""
        return bool(self._outside.search(formula or ""))

    def needs_rewriting(self, formula: str | None) -> bool:
        """Whether a formula can't travel as it is."""
        return self.outside(formula) or bool(OURS.search(formula or ""))

    def looks_out(self, root: ElementTree.Element) -> bool:
        """Whether a chart's formulas look at what is left out."""
        return any(self.outside(element.text) for element in root.iter() if element.tag.endswith("}f"))

    def rewrite(self, root: ElementTree.Element, strings: list[str]) -> None:
        """Rewrite the formulas of one sheet, in place; each cell keeps the value that it shows.

        Args:
            root: The sheet.
            strings: The workbook's shared strings.
        """
        cells = _Cells(root)
        _write_out_shared(cells)
        for address, cell in list(cells.by_address.items()):
            formula = cell.find(FORMULA)
            text = "" if formula is None else formula.text or ""
            if formula is None:
                continue
            if OURS.search(text):
                self._say_natively(cells, text, formula.get("ref") or address, strings)
            elif self.outside(text):
                cell.remove(formula)
                self.frozen += 1
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

    def _say_natively(self, cells: "_Cells", text: str, result: str, strings: list[str]) -> None:
        """One call of ours as a formula in each of its cells, or as the values that they show."""
        addresses = [address for row in zip(*cols_from_range(result), strict=True) for address in row]
        filled = [cells.at(address) for address in addresses]
        wrong = any(cell.get("t") == "e" for cell in filled)
        hopeless = wrong or self.outside(THROUGH_ADD_IN.sub("", text))
        formulas = None if hopeless else native_formulas(text, result)
        for address, cell in zip(addresses, filled, strict=True):
            cell.attrib.pop("cm", None)
            for old in cell.findall(FORMULA):
                cell.remove(old)
            if formulas is None:
                self.frozen += 1
                continue
            value = cell.find(VALUE)
            if cell.get("t") == "s" and value is not None:  # a formula's text stands in the cell itself
                cell.set("t", "str")
                value.text = strings[int(value.text or 0)]
            formula = ElementTree.Element(FORMULA)
            formula.text = formulas[address].removeprefix("=")
            cell.insert(0, formula)
            self.native += 1


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
        letters, number = coordinate_from_string(address)
        row = self.rows.get(number)
        if row is None:
            row = self.rows[number] = ElementTree.Element(ROW, r=str(number))
            self.sheet.insert(bisect_left([int(each.attrib["r"]) for each in self.sheet], number), row)
        cell = self.by_address[address] = ElementTree.Element(CELL, r=address)
        row.insert(bisect_left([_column(each) for each in row], column_index_from_string(letters)), cell)
        return cell


def _column(cell: ElementTree.Element) -> int:
    return column_index_from_string(coordinate_from_string(cell.attrib["r"])[0])


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
