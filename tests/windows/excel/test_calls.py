"""How many calls to Excel a press makes: each takes some tenths of a millisecond, whatever it moves."""

from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from windows.excel.planner_excel import PlannerExcel

A_PRESS = 2_500
A_DAY = (
    *("risk_colours", "risk_colours", "what_if", "update_alerts", "update_alerts"),
    *("today", "internal_alert"),
)
AN_ITEM = {"insert_pab": 15, "risk_colours": 8}


def calls_of(excel: PlannerExcel, button: str) -> int:
    excel.session.calls.clear()
    excel.press(button)
    return sum(excel.session.calls.values())


def test_no_press_on_the_shipped_workbook_makes_too_many_calls(planner_excel: PlannerExcel) -> None:
    made = {}
    planner_excel.select("Plan", "A7")
    for press, button in enumerate(A_DAY):
        if button == "internal_alert":
            planner_excel.select("Alerts", "A4")
        made[press, button] = calls_of(planner_excel, button)

    assert max(made.values()) <= A_PRESS


@pytest.mark.parametrize("button", AN_ITEM)
def test_an_item_more_costs_few_calls(stand_in: PlannerExcel, tmp_path: Path, button: str) -> None:
    made = []
    for items in (10, 60):
        stand_in.app.books.open(str(plan(tmp_path / f"{items}.xlsx", items)))
        stand_in.select("Plan", "A2")
        if button == "risk_colours":
            stand_in.press("insert_pab")
        made.append(calls_of(stand_in, button))
    assert (made[1] - made[0]) / 50 <= AN_ITEM[button]


def plan(path: Path, items: int) -> Path:
    """A plan of twelve weeks: two rows per item."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Plan"
    weeks = [date(2026, 11, 30) + timedelta(weeks=week) for week in range(12)]
    sheet.append(["Item", "Safety stock", "Measure", "On hand", *weeks])
    for number in range(items):
        sheet.append([f"P-{number}", 5, "Customer orders", 34, *[10] * 12])
        sheet.append([f"P-{number}", None, "MPS", None, *[8] * 12])
    book.save(path)
    return path
