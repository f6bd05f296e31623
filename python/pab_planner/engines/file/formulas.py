"""Every formula of an openpyxl workbook, wherever it stands, and its references changed in one go."""

from collections.abc import Callable, Iterator
from typing import Any

from openpyxl.descriptors.serialisable import Serialisable
from openpyxl.worksheet.formula import ArrayFormula

from pab_planner.engines.file.cells import WITHOUT_FORMULAS, Formula
from pab_planner.engines.file.opaque_parts import change_formulas
from pab_planner.engines.file.openpyxl_types import SheetChart, Worksheet
from pab_planner.ooxml import references

# Given sheet and address of a reference: both anew, or None to leave it. A dead reference has no sheet.
Change = Callable[[str, str], tuple[str | None, str] | None]
GONE = (None, "#REF!")


def change_references(book: Any, change: Change, only: Worksheet | None = None) -> None:
    """Rewrite references in cells, names, rules, validations, tables, charts and all that is kept unread.

    Args:
        book: Whose formulas.
        change: Called with the sheet a reference means (its own sheet where none is named) and the address.
        only: The one sheet whose formulas can mean what is changed; None if all may.
    """
    if only is not None:
        _change_sheet(only, change)
        return
    workbook = book.api
    if book.source is not None:
        change_formulas(book.source, workbook, lambda title: _rewriter(change, title), change)
    for ws in workbook.worksheets:
        _change_sheet(ws, change)
    _change_names(workbook.defined_names, _rewriter(change, ""))


def _change_sheet(ws: Worksheet, change: Change) -> None:
    rewritten = _rewriter(change, ws.title)
    _change_cells(ws, rewritten)
    _change_rules(ws, rewritten)
    _change_names(ws.defined_names, rewritten)
    _change_tables(ws, rewritten)
    for chart in ws._charts:
        for reference in chart_references(chart):
            reference.f = rewritten(reference.f)


def _rewriter(change: Change, home: str) -> Callable[[str], str]:
    """A function that rewrites a formula standing on the sheet `home`."""

    def changed(sheet: str | None, address: str) -> str | None:
        new = change(home if sheet is None else sheet, address)
        if new is None:
            return None
        new_sheet, new_address = new
        # A reference that named no sheet means its own, whatever that is called.
        bare = sheet is None or new_sheet is None
        return new_address if bare else f"{references.quoted(str(new_sheet))}!{new_address}"

    return lambda formula: references.rewrite(formula, changed)


def _change_cells(ws: Worksheet, rewritten: Callable[[str], str]) -> None:
    if ws in WITHOUT_FORMULAS:
        return
    formulas = [cell for cell in ws._cells.values() if cell.data_type == "f"]
    if not formulas:
        WITHOUT_FORMULAS.add(ws)
    for cell in formulas:
        formula = cell._value
        if isinstance(formula, ArrayFormula):
            formula.text = rewritten(formula.text or "")
        elif isinstance(formula, str) and (text := rewritten(formula)) != formula:
            cell._value = Formula.of(text, getattr(formula, "result", None))
            vars(cell._value).update({**getattr(formula, "__dict__", {})})


def _change_rules(ws: Worksheet, rewritten: Callable[[str], str]) -> None:
    for entry in ws.conditional_formatting:
        for rule in entry.rules:
            rule.formula = [rewritten(formula) for formula in rule.formula]
    for validation in ws.data_validations.dataValidation:
        for part in ("formula1", "formula2"):
            formula = getattr(validation, part)
            if formula and not formula.startswith('"'):
                setattr(validation, part, rewritten(formula))


def _change_names(names: Any, rewritten: Callable[[str], str]) -> None:
    for name in names.values():
        if name.attr_text:
            name.attr_text = rewritten(name.attr_text)


def _change_tables(ws: Worksheet, rewritten: Callable[[str], str]) -> None:
    for table in ws.tables.values():
        for column in table.tableColumns:
            for formula in (column.calculatedColumnFormula, column.totalsRowFormula):
                if formula is not None and formula.attr_text:
                    formula.attr_text = rewritten(formula.attr_text)


def chart_references(chart: SheetChart) -> Iterator[Any]:
    """The objects inside a chart that hold a reference in `f`."""
    waiting, seen = [chart], set()
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(getattr(part, "f", None), str):
            yield part
        if isinstance(part, list | tuple):
            waiting += part
        elif isinstance(part, Serialisable):
            waiting += vars(part).values()
