"""Buttons on the shipped workbook, through xlwings' Windows code and the stand-in for Excel."""

from windows.excel.planner_excel import PlannerExcel


def test_insert_pab_finds_the_rows_that_the_workbook_comes_with(planner_excel: PlannerExcel) -> None:
    planner_excel.select("Plan", "A7")
    assert planner_excel.press("insert_pab") == (
        "Sheet Plan: balance rows inserted for 0 items. 12 items have them already."
    )


def test_risk_colours_are_switched_off_and_on(planner_excel: PlannerExcel) -> None:
    planner_excel.select("Plan", "A7")
    assert planner_excel.press("risk_colours") == "Risk colours are off on sheet Plan."
    assert planner_excel.sheet("Plan").conditions == []
    assert planner_excel.press("risk_colours").startswith("24 rows")
    assert len(planner_excel.sheet("Plan").conditions) == 12 * 3 * 2
