"""Buttons on the shipped workbook, through xlwings' Windows code and the stand-in for Excel."""

from datetime import datetime

from windows.excel.planner_excel import PlannerExcel, everything


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
    link = reading.Range("B4").Hyperlinks.Item(1)
    assert (link.Address, link.SubAddress, reading.Range("B4").Value) == ("", "Plan!A4", "A4")


def test_marks_come_and_go_as_chosen_on_the_sheet(planner_excel: PlannerExcel) -> None:
    planner_excel.select("Plan", "A7")
    planner_excel.press("how_it_is_read")
    rules = len(planner_excel.sheet("Plan").conditions)
    planner_excel.sheet("Reading").Range("F1").Value = "yes"
    planner_excel.press("how_it_is_read")
    marked = planner_excel.sheet("Plan").conditions
    assert len(marked) > rules
    assert planner_excel.sheet("Reading").Range("F1").Value == "yes"
    planner_excel.sheet("Reading").Range("F1").Value = "no"
    planner_excel.press("how_it_is_read")
    assert len(planner_excel.sheet("Plan").conditions) == rules


def test_every_button_that_needs_the_plan_refuses_while_a_measure_is_in_doubt(
    planner_excel: PlannerExcel,
) -> None:
    planner_excel.select("Plan", "A7")
    planner_excel.press("update_alerts")
    stock = planner_excel.sheet("Stock")
    column = next(letter for letter in "BCDEFGHIJKL" if not stock.Range(f"{letter}3").Value)
    # No balance tells whether stock that has expired is there; what one tells is not asked.
    stock.Range(f"{column}3").Value = "Expiry date"
    stock.Range(f"{column}4").Value = datetime(2020, 1, 31)
    before = everything(planner_excel)
    for button in (
        "insert_pab",
        "what_if",
        "update_alerts",
        "internal_alert",
        "countermeasures",
    ):
        on_alert = button in ("internal_alert", "countermeasures")
        planner_excel.select("Alerts" if on_alert else "Plan", "A5" if on_alert else "A7")
        said = planner_excel.press(button)
        assert "'Expiry date': stock that expires" in said, (button, said)
        assert "How it is read" in said
    assert everything(planner_excel) == before
