"""Get my items in the shipped workbook, on the stand-in for Excel: fewer rows than stood there, and more."""

from pathlib import Path

import pytest

from windows.excel.planner_excel import PlannerExcel
from windows.excel.presses import scan_of_an_item


@pytest.mark.parametrize("weeks", [2, 90])
def test_the_lists_hold_the_items_and_no_others(
    planner_excel: PlannerExcel, tmp_path: Path, weeks: int
) -> None:
    risks = scan_of_an_item(tmp_path, weeks)
    settings = planner_excel.book.sheets["Settings"]
    titles = settings["A1:A60"].value
    settings[f"B{1 + titles.index('Source of my items 我的物料来源')}"].value = str(risks)
    assert planner_excel.press("get_my_items") == (
        f"1 item from risks.parquet: {weeks} order rows, 1 receipt. Press Update alerts to go on."
    )
    book = planner_excel.book
    assert book.sheets["Stock"].tables["Stock"].range.address == "$A$3:$G$4"
    assert book.sheets["Stock"]["A4:E4"].value == ["A-1", None, 6, 1, 0]
    assert book.sheets["Orders"].tables["Orders"].range.address == f"$A$3:$J${3 + weeks}"
    assert book.sheets["Orders"]["A4:G4"].value[:2] == ["A-1", "ACME"]
    assert book.sheets["Orders"][f"A{4 + weeks}"].value is None
    assert book.sheets["Orders"]["J4"].formula.startswith("=MAX(0,Orders[[#This Row],[Quantity")
    assert settings[f"B{1 + titles.index('Number of periods 期数')}"].value == weeks
