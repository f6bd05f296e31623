"""Every press there is: the button, what is selected, and the workbook in which it is pressed."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import duckdb
import openpyxl
from openpyxl.worksheet.table import Table

from pab_planner.language import Language
from pab_planner.ledgers.ledger import NotWhatIsAsked
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.reading.vocabulary import Role
from pab_planner.views.reading_sheet import ROLE_NAMES, YES_OR_NO
from pab_planner.warehouse.question import Question
from pab_planner.warehouse.scan import scan_warehouse
from pab_planner.warehouse.sources import read_source
from windows.excel.on_linux import running_excel
from windows.excel.planner import NOON, TODAY, Planner, answer, life_of_an_alert
from windows.excel.plans import MONDAY, SHAPES

ON_THE_PLAN, ON_THE_ALERT = ("Plan", "G2"), ("Alerts", "A4")


@dataclass(frozen=True)
class Press:
    """A press, and what comes of it.

    Attributes:
        button: The button.
        place: Sheet and cells that are selected.
        workbook: The workbook in which it is pressed, in a folder of its own.
    """

    button: str
    place: tuple[str, str]
    workbook: Path


@dataclass
class Recorder(Planner):
    """A planner before each of whose presses the workbook is kept."""

    folder: Path = Path()
    presses: dict[str, Press] = field(default_factory=dict)

    def press(self, button: str, state: str = "") -> str:
        kept = self.folder / f"{len(self.presses)}" / "Plan.xlsx"
        kept.parent.mkdir()
        self.book.api.SaveCopyAs(str(kept))
        cells = self.book.app.selection
        place = (cells.sheet.name, cells.address.replace("$", ""))
        self.presses[f"{button}, {state}" if state else button] = Press(button, place, kept)
        pressed = ButtonPress(self.book, TODAY, "Wang", self.language, cells, now=NOON)
        return press_button(button, pressed).say(
            self.language
        )  # one that is refused would be no press to try


def every_press(folder: Path, language: Language) -> dict[str, Press]:
    """All of them by name."""
    presses: dict[str, Press] = {}
    for number, (write, story) in enumerate(STORIES):
        own = folder / str(number)
        own.mkdir()
        with running_excel() as (app, _):
            recorder = Recorder(app.books.open(str(write(own))), language, folder=own)
            story(recorder)
            presses |= recorder.presses
    return presses


def _on_a_plan(planner: Recorder) -> None:
    """What is done on a plan of rows."""

    def press(button: str, state: str = "") -> None:
        planner.select(*ON_THE_PLAN)
        planner.press(button, state)

    for button in ("guide", "explain", "what_if", "how_it_is_read"):
        press(button)
    press("what_if", "again")
    planner.book.sheets["Reading"]["F1"].value = YES_OR_NO[0].say(planner.language)
    planner.book.sheets["Reading"]["F9"].value = ROLE_NAMES[Role.SUPPLY].say(planner.language)
    press("how_it_is_read", "with a choice and marks")
    press("how_it_is_read", "again")
    press("insert_pab")
    press("risk_colours", "on")
    _set(planner, "Rows inserted", "all")
    press("insert_pab", "more rows, among colours")
    press("risk_colours", "off")
    press("remove_pab")


def _set(planner: Recorder, setting: str, value: object) -> None:
    """Write a setting on the sheet Settings, which is added where there is none."""
    book = planner.book
    if not planner.has_sheet("Settings"):
        book.sheets.add("Settings", after=book.sheets[book.sheets.count - 1])["A1:B1"].value = [
            "Setting",
            "Value",
        ]
    sheet = book.sheets["Settings"]
    row = sheet.used_range.last_cell.row + 1
    sheet.range((row, 1), (row, 2)).value = [setting, value]


def _in_a_table(planner: Recorder) -> None:
    """The same where the plan is an Excel table."""
    for button in ("insert_pab", "remove_pab"):
        planner.select(*ON_THE_PLAN)
        planner.press(button, "in a table")


def _as_life_goes(planner: Recorder) -> None:
    """An alert from its first day to its last, and what is done with its letters meanwhile."""
    for step in life_of_an_alert(planner, ON_THE_PLAN, lambda: SHAPES["rows"].recover(planner.book)):
        if step == "assess":
            planner.select(*ON_THE_ALERT)
            planner.press("alert_form")
            planner.press("internal_alert", "on its form")
            cell = planner.book.sheets.active.range("B8")  # whether it can be solved in time
            cell.value = "soon"
            cell.select()
            with suppress(NotWhatIsAsked):
                planner.press("assess", "on a form filled in wrongly")
            cell.value = None
        if step == "confirm":
            _with_a_letter(planner)
        if step == "update_alerts":
            planner.select(*ON_THE_PLAN)
        else:
            planner.select_alert()
        planner.press(step)
        if step == "update_alerts":
            planner.select(*ON_THE_PLAN)
            planner.press(step, "again")


def _with_a_letter(planner: Recorder) -> None:
    """What is done with a letter once it is issued."""
    for button, state in (("pdf", ""), ("email", ""), ("acknowledge", ""), ("acknowledge", "answered")):
        planner.select("P-0001")
        planner.press(button, state)
    for button in ("share_copy", "check_setup"):
        planner.select_alert()
        planner.press(button)


def _by_air(planner: Recorder) -> None:
    """An alert's emergency transport, before any mode is entered and after."""
    answer(planner.book, "update_alerts", planner.language)
    planner.select(*ON_THE_ALERT)
    planner.press("transport", "without modes")
    for row in (4, 5, 6):
        planner.type("Transport", row, Lead_time=row, Cost_of_a_trip=900 / row, Cost_of_a_unit=3)
    planner.select(*ON_THE_ALERT)
    planner.press("transport")


def _escalated(planner: Recorder) -> None:
    """An alert of ten days ago that nobody answered."""
    answer(planner.book, "update_alerts", planner.language, TODAY - timedelta(10))
    _set(planner, "Escalate after days", 3)
    planner.select(*ON_THE_PLAN)
    planner.press("update_alerts", "escalating")


def _from_a_warehouse(planner: Recorder) -> None:
    """Lists that are filled with the items of a company's scan."""
    _set(planner, "Source of my items", str(scan_of_an_item(planner.folder, 4)))
    for state in ("", "again"):
        planner.select(*ON_THE_PLAN)
        planner.press("get_my_items", state)


def scan_of_an_item(folder: Path, weeks: int) -> Path:
    """A company's scan with one item at risk."""
    with duckdb.connect() as db:
        db.execute(
            f"""COPY (SELECT 'A-1' AS item, 'ACME' AS buyer, DATE '{MONDAY}' + (7 * w)::INTEGER AS date, 3.5 AS orders,
            CASE WHEN w = 1 THEN 2 ELSE 0 END AS mps FROM range({weeks}) t(w)) TO '{folder}/demand.parquet'"""
        )
        db.execute(f"COPY (SELECT 'A-1' AS item, 6 AS on_hand, 1 AS allocated) TO '{folder}/stock.parquet'")
    question = Question(
        demand=read_source(f"parquet:{folder}/demand.parquet", "DEMAND"),
        stock=read_source(f"parquet:{folder}/stock.parquet", "--stock"),
        keys=("item",),
        customer="buyer",
        start=MONDAY,
        bucket="week",
        count=weeks,
    )
    scan_warehouse(question, found := folder / "risks.parquet")
    return found


def in_a_table(folder: Path) -> Path:
    """The plan whose rows stand one under the other, as one Excel table."""
    book = openpyxl.load_workbook(SHAPES["rows"].write(folder))
    sheet = book["Plan"]
    for cell in sheet[1]:
        cell.value = str(cell.value)[:10]  # the heads of a table are texts
    sheet.add_table(Table(displayName="ItsPlan", ref=sheet.dimensions))
    book.save(path := folder / "table.xlsx")
    return path


STORIES: tuple[tuple[Callable[[Path], Path], Callable[[Recorder], None]], ...] = (
    (SHAPES["rows"].write, _on_a_plan),
    (in_a_table, _in_a_table),
    (SHAPES["rows"].write, _as_life_goes),
    (SHAPES["rows"].write, _by_air),
    (SHAPES["rows"].write, _escalated),
    (SHAPES["rows"].write, _from_a_warehouse),
)
