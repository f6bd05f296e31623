"""A planner's day in a real window: keyboard, mouse and eyes on the planner workbook in LibreOffice Calc.

A picture of each step stays in artefacts/, for people to look at.
"""

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from pab_planner.core.risk import RiskLevel
from pab_planner.engines.calc.engine import calc_app
from pab_planner.engines.file.engine import open_book
from pab_planner.language import Language
from pab_planner.sheets.palette import LOOKS
from pab_planner.views.replay import CLOSED
from stories.virtual_screen import Window, virtual_screen

CHECKOUT = Path(__file__).parents[2]
FIRST_MONDAY = date(2026, 11, 30)
"""First day of the plan in the workbook as it is shipped."""

ITEM = "BP-1001"
LARGER_ORDER = "G40"
"""Quantity of HX04103: 64 of BP-1001 in the plan's third week, whose balance is 530."""


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Language:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def window(
    language: Language, extension: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Window]:
    """The planner workbook, its plan beginning on the coming Monday."""
    file = tmp_path / "plan.xlsm"
    shutil.copy(CHECKOUT / "workbook" / "PAB_Planner.xlsm", file)
    begin_in_the_coming_week(file)
    with virtual_screen() as display:
        monkeypatch.setenv("DISPLAY", display)
        for name in ("LANG", "LC_ALL"):
            monkeypatch.setenv(name, {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}[language])
        with calc_app(extension, visible=True) as app:
            window = Window(app, file, language, CHECKOUT / "artefacts" / "story_of_a_day" / language)
            yield window
            window.close()


def begin_in_the_coming_week(file: Path) -> None:
    """Move every date of the workbook, for the buttons ask the clock what day it is."""
    today = date.today()
    later = today + timedelta(7 - today.weekday()) - FIRST_MONDAY
    book = open_book(file)
    for name, column in (("Orders", "F"), ("MPS", "B")):
        days = book.sheets[name][f"{column}4:{column}5000"].value
        book.sheets[name][f"{column}4"].options(transpose=True).value = [day and day + later for day in days]
    settings = book.sheets["Settings"]
    row = settings["A1:A30"].value.index("First day of the plan 计划起始日")
    settings[row, 1].value = datetime.combine(FIRST_MONDAY + later, datetime.min.time())
    book.save()


def test_a_day_from_a_larger_order_to_the_notice_as_pdf(
    window: Window, language: Language, tmp_path: Path
) -> None:
    """530 - 636 = -106 in the third week, then -196; 300 of MPS in the fifth leave 4."""
    assert window.cell("Plan", "I7").Value == 530
    calm = window.colour("Plan", "I7")
    window.type("Orders", LARGER_ORDER, "700")
    window.picture("larger_order")
    assert [window.cell("Plan", f"{column}7").Value for column in "HIJK"] == [625, -106, -196, 4]
    red = LOOKS[RiskLevel.SHORTAGE].fill
    assert calm != red
    assert window.colour("Plan", "I7") == red
    window.picture("red_week")

    window.select("Plan", "I7")
    explained = window.press("explain")
    assert "625" in explained and "-106" in explained and "HX04103" in explained
    window.picture("explained")
    assert "BP-1001" in window.press("what_if")
    window.picture("what_if")
    assert row_of(window, "What-if 假设", 6)[:1] == ["BP-1001"]

    window.delete_rows("Plan", "A11:A12")
    window.select("Plan", "A9")
    assert "Plan" in window.press("insert_pab")
    window.picture("inserted")
    assert row_of(window, "Plan", 11)[1:9] == ["PAB 预计可用库存 *", "", "", "", "", 250, 390, 325]
    assert "Plan" in window.press("remove_pab")
    window.picture("removed")
    assert row_of(window, "Plan", 11)[0] == "WB-4001"

    assert "10" in window.press("update_alerts")
    window.picture("alerts")
    rows = [row_of(window, "Alerts", number) for number in range(4, 30)]
    alert = next(cells[0] for cells in rows if cells[5] == ITEM)

    def on_alert(button: str) -> str:
        window.select("Alerts", window.address("Alerts", alert, "Alert"))
        said = window.press(button)
        window.picture(button)
        return said

    assert "I-0001" in on_alert("internal_alert")
    in_time = (date.today() + timedelta(14)).isoformat()
    window.pick("Alerts", window.address("Alerts", alert, "Solvable"), "No 否")
    for heading, words in (("Owner", "He Wei"), ("Solved by", in_time), ("Next update", in_time)):
        window.type("Alerts", window.address("Alerts", alert, heading), words)
    assert alert in on_alert("assess")
    assert window.cell("Alerts", window.address("Alerts", alert, "State")).String == "Assessed 已评估"

    on_alert("countermeasures")
    window.pick("Countermeasures", window.address("Countermeasures", alert, "Kind"), "Overtime 加班")
    answers = (
        ("Action", "Saturday shifts"),
        ("Quantity", "250"),
        ("Available", in_time),
        ("Owner", "He Wei"),
    )
    for heading, words in answers:
        window.type("Countermeasures", window.address("Countermeasures", alert, heading), words)
    assert CLOSED.say(language) in on_alert("countermeasures")
    assert window.cell("Replay", "A1").String.startswith(alert)
    shown = {window.cell("Replay", f"{column}{row}").String for column in "BCDEFGH" for row in range(6, 14)}
    assert "625" in shown

    assert "P-0001, P-0002" in on_alert("warn")
    assert "P-0001, P-0002" in on_alert("warn")
    assert window.cell("Alerts", window.address("Alerts", alert, "State")).String.endswith("已预警客户")
    window.document.store()
    window.select("P-0001", "A1")
    assert "P-0001.pdf" in window.press("pdf")
    window.picture("pdf")
    printed = PdfReader(tmp_path / "P-0001.pdf")
    said = "".join(page.extract_text() for page in printed.pages)
    assert "HX04103" in said
    assert "Nordwagen" not in said


def row_of(window: Window, sheet: str, row: int) -> list[Any]:
    """The first cells of a row."""
    return list(window.cell(sheet, f"A{row}:I{row}").getDataArray()[0])
