"""Insert and take away again: everything on the sheet is as it was, to the last rule, name and row height."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting import rule as formatting_rules
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from planning_files import workbook
from windows.excel.planner_excel import PlannerExcel
from windows.excel.plans import CHINESE, ROW_ON_ROW
from windows.excel.test_tables_of_planners import ITEMS, MATRICES
from windows.excel.worksheet import Sheet

RED = PatternFill("solid", bgColor="FFFF0000")
PLANS = {
    "row on row": {"Plan": ROW_ON_ROW},
    "blocks": {"Plan": CHINESE},
    "a table": {"Plan": ITEMS},
    "matrices": MATRICES,
    "matrices in tables": MATRICES,
}


def planners_own(path: Path, kind: str) -> Path:
    """A plan that somebody made her own: colours, rules, names, heights, notes, choices and sums below."""
    book = openpyxl.load_workbook(workbook(path, PLANS[kind]))
    for sheet in book.worksheets:
        if "table" in kind:
            sheet.add_table(Table(displayName=f"Its{sheet.title}", ref=sheet.dimensions))
    plan = book.worksheets[0]
    last, right = plan.max_row, plan.max_column
    rules: Any = formatting_rules  # its functions have no types
    plan.conditional_formatting.add(
        f"E2:{plan.cell(last, right).coordinate}", rules.CellIsRule("lessThan", ["3"], fill=RED)
    )
    plan.conditional_formatting.add(f"A3:A{last}", rules.FormulaRule([f"$A3<>$A${last}"], fill=RED))
    choices = DataValidation("list", formula1='"yes,no"')
    choices.add(f"C{last}")
    plan.add_data_validation(choices)
    for row in range(1, last + 1):
        plan.row_dimensions[row].height = 15 + row
        plan.cell(row, 2).border = Border(bottom=Side("thin"))
        plan.cell(row, 3).font = Font(italic=True)
    for name, place in (("Last", f"{plan.title}!$D${last}"), ("Whole", f"{plan.title}!$A$1:$E${last}")):
        book.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text=place)
    if kind in ("row on row", "blocks"):
        plan.cell(last + 2, 1, "Notes below").font = Font(bold=True)
        plan.cell(last + 2, 5, f"=E{last}+E3")
    book.save(path)
    return path


def looks(sheet: Sheet) -> dict[str, Any]:
    """All that can be seen or reckoned with on a sheet."""
    own = sheet.cells.sheet
    cells = {
        cell.coordinate: (
            cell.value,
            cell.number_format,
            *(repr(part) for part in (cell.fill, cell.font, cell.border, cell.alignment)),
        )
        for cell in own._cells.values()
        if cell.value is not None or cell.has_style
    }
    book = sheet.book.openpyxl
    return {
        "cells": cells,
        "arrays": dict(sheet.cells.arrays),
        "used": sheet.cells.used(),
        "rules": [(rule.areas, rule.rule.formula, rule.rule.type) for rule in sheet.conditions],
        "tables": [(table.Name, table.area) for table in sheet.tables],
        "names": {name: its.attr_text for name, its in book.defined_names.items()},
        "heights": {row: its.height for row, its in own.row_dimensions.items() if its.height},
        "widths": {column: its.width for column, its in own.column_dimensions.items()},
        "choices": [(str(each.sqref), each.formula1) for each in own.data_validations.dataValidation],
        "merged": sorted(map(str, own.merged_cells.ranges)),
    }


@pytest.mark.parametrize("kind", PLANS)
def test_remove_takes_away_what_insert_wrote_and_nothing_else(
    stand_in: PlannerExcel, tmp_path: Path, kind: str
) -> None:
    stand_in.app.books.open(str(planners_own(tmp_path / "plan.xlsx", kind)))
    sheet = stand_in.model.sheets[0]
    stand_in.select(sheet.Name, "D2")
    before = looks(sheet)
    assert "inserted for 2 items" in stand_in.press("insert_pab")
    assert looks(sheet) != before
    assert f"removed from sheet {sheet.Name}" in stand_in.press("remove_pab")
    after = looks(sheet)
    assert {part: (found, after[part]) for part, found in before.items() if after[part] != found} == {}
