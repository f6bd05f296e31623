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
    rules = planner_excel.sheet("Plan").conditions
    assert len(rules) == 3 * 2  # one a level for the balance rows and one for the risk rows
    assert [len(rule.areas) for rule in rules] == [12] * 6


def test_how_it_is_read_is_listed_with_a_choice_for_each_heading(planner_excel: PlannerExcel) -> None:
    planner_excel.select("Plan", "A7")
    said = planner_excel.press("how_it_is_read")
    assert said == "How your sheets are read is on sheet Reading."
    reading = planner_excel.sheet("Reading")
    lines = [[reading.Range(f"{column}{row}").Value for column in "ABCD"] for row in (4, 5, 8)]
    assert lines == [
        ["Plan", "A4", "Item 物料", "item"],
        ["Plan", "B4", "Measure 指标", "name of the row"],
        ["Plan", "E4", "Safety stock 安全库存", "safety stock"],
    ]
    assert reading.Range("F4").Validation.Type == 3  # a list to choose from
