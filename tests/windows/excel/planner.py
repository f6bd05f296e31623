"""What a planner does with a workbook: click, type, press. Through xlwings alone, so on any host."""

import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import xlwings as xw

from pab_planner.errors import PlanError
from pab_planner.language import Language
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.ribbon_buttons import BUTTON_FACES

TODAY = date(2026, 11, 30)
"""The day of all presses; the shipped workbook starts in this week."""

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
"""Their moment, so that two hosts write the same log."""

HEAD_ROW = 3
"""Of the kept tables."""

ALERT = "A-0001"
SIGNED_BY = "Signed by 签发人"
TRACEBACK = "TRACEBACK"


def answer(book: xw.Book, button: str, language: Language, today: date = TODAY) -> str:
    """What a button answers, or the sentence with which it refuses."""
    pressed = ButtonPress(book, today, "Wang", language, book.app.selection, now=NOON)
    try:
        return press_button(button, pressed).say(language)
    except PlanError as refusal:
        return refusal.say(language)


@dataclass
class Planner:
    """A planner before an open workbook.

    Attributes:
        book: The workbook.
        language: In which language buttons answer.
        said: What each press answered, in order: where it was made, the button and the sentence.
    """

    book: xw.Book
    language: Language = "en"
    said: list[tuple[str, str, str]] = field(default_factory=list)

    def select(self, title: str, cells: str = "A1") -> None:
        """Click on cells of a sheet."""
        self.book.sheets[title].activate()
        self.book.sheets[title].range(cells).select()

    def press(self, button: str, state: str = "") -> str:
        """Press a button; its answer, the sentence with which it refuses, or a traceback."""
        try:
            said = answer(self.book, button, self.language)
        except Exception as fault:
            place = next(
                line
                for line in reversed(traceback.extract_tb(fault.__traceback__))
                if "pab_planner" in line.filename
            )
            where = place.filename.rpartition("pab_planner/")[2]
            said = f"{TRACEBACK} {type(fault).__name__}: {fault} ({where}:{place.lineno})"
        self.said.append((state, button, said))
        return said

    def has_sheet(self, title: str) -> bool:
        """Whether the workbook has a sheet."""
        return title in self.book.sheet_names

    def select_alert(self) -> None:
        """Click on the first alert, if it is there yet."""
        if self.has_sheet("Alerts") and ALERT in self.book.sheets["Alerts"].range("A1:A300").value:
            self.select("Alerts", f"A{self.row_of('Alerts', ALERT)}")

    def row_of(self, title: str, word: str) -> int:
        """The row of a sheet in whose first column a word stands.

        Raises:
            ValueError: There is none.
        """
        return self.book.sheets[title].range("A1:A300").value.index(word) + 1  # type: ignore[no-any-return]

    def type(self, title: str, row: int, **answers: object) -> None:
        """Type into a row of a kept table; answers are named by how their English headings begin."""
        sheet = self.book.sheets[title]
        heads = sheet.range((HEAD_ROW, 1), (HEAD_ROW, 40)).value
        for begin, answer in answers.items():
            words = begin.replace("_", " ").casefold()
            column = next(n for n, head in enumerate(heads, 1) if head and head.casefold().startswith(words))
            sheet.range((row, column)).value = answer


PLAN_BUTTONS = ("insert_pab", "remove_pab", "risk_colours", "what_if", "explain")


OF_THE_HOST = ("pdf", "email", "check_setup")
"""Buttons that answer what the computer is like."""


def every_button(planner: Planner, plan: tuple[str, str], state: str, last: str) -> None:
    """Press each button once, on the plan, on the first alert or on its letter; one of them last.

    On the file engine those are left out that answer what the computer is like.

    Args:
        planner: The planner.
        plan: Sheet and cells of the plan that are selected for buttons of it.
        state: In which state the alert is.
        last: The button that takes the alert into the next state, if it can.
    """
    others = [face.name for face in BUTTON_FACES if face.name != last]
    in_excel = planner.book.app.engine.name == "excel"
    for button in [*others, last]:
        if button in OF_THE_HOST and not in_excel:
            planner.said.append((state, button, ""))
            continue
        if button in PLAN_BUTTONS:
            planner.select(*plan)
        else:
            planner.select_alert()
        if button in ("pdf", "email"):
            letters = [
                sheet.name
                for sheet in planner.book.sheets
                if sheet.name[:2] in ("I-", "P-", "C-") and sheet.visible
            ]
            planner.select(letters[-1] if letters else plan[0])
        planner.press(button, state)


def _enter_contacts(planner: Planner) -> None:
    """Say who gets the letters of the first alert, unless the workbook knows."""
    contacts, alerts = planner.book.sheets["Contacts"], planner.book.sheets["Alerts"]
    if any(contacts.range((HEAD_ROW + 1, 3), (HEAD_ROW + 9, 3)).value):
        return
    heads = alerts.range((HEAD_ROW, 1), (HEAD_ROW, 40)).value
    at = next(n for n, head in enumerate(heads, 1) if head and head.startswith("Customers"))
    customers = alerts.range((planner.row_of("Alerts", ALERT), at)).value.split("; ")
    people = [
        ("internal", "24h", "Li Wei", "li@example.com"),
        ("internal", "executive", "Chen", "c@example.com"),
    ]
    people += [(customer, "", f"Buyer {n}", f"buyer{n}@example.net") for n, customer in enumerate(customers)]
    for row, (party, role, name, address) in enumerate(people, HEAD_ROW + 1):
        planner.type("Contacts", row, Party=party, Role=role, Name=name, E=address)


def _enter_signer(planner: Planner) -> None:
    """Say who signs, as the notice asks: on a sheet that is added where there is none."""
    book = planner.book
    if not planner.has_sheet("Settings"):
        book.sheets.add("Settings", after=book.sheets[book.sheets.count - 1])
    sheet = book.sheets["Settings"]
    names = sheet.range("A1:A80").value
    if SIGNED_BY not in names:
        sheet.range("A60:B60").value = [SIGNED_BY, "Wang Fang"]
    elif not sheet.range((names.index(SIGNED_BY) + 1, 2)).value:
        sheet.range((names.index(SIGNED_BY) + 1, 2)).value = "Wang Fang"


def _tell_on_form(planner: Planner, happened: str) -> None:
    """Type on the alert's form what happened, and stay there."""
    form = planner.book.sheets.active
    rows = form.range("A1:K80").value
    part = next(n for n, row in enumerate(rows) if str(row[0]).startswith("Messages"))
    column = next(n for n, head in enumerate(rows[part + 1]) if str(head).startswith("What happened"))
    cell = form.range((part + 3, column + 1))
    cell.value = happened
    cell.select()


def life_of_an_alert(planner: Planner, plan: tuple[str, str], recover: Any) -> Iterator[str]:
    """Lead the first alert through all of its states; yields before each step, and what that step is.

    Args:
        planner: The planner.
        plan: Sheet and cells of the plan.
        recover: Makes the shortage go away.
    """
    yield "update_alerts"
    yield "internal_alert"
    soon = datetime.combine(TODAY, datetime.min.time())

    def on_alert(**answers: object) -> None:
        planner.type("Alerts", planner.row_of("Alerts", ALERT), **answers)

    on_alert(
        Owner="Wang Lei",
        Solvable="No 否",
        Solved_by=soon + timedelta(10),
        Next_update=soon + timedelta(4),
    )
    yield "assess"
    yield "countermeasures"
    _enter_contacts(planner)
    _enter_signer(planner)
    row = planner.row_of("Countermeasures", ALERT)
    planner.type(
        "Countermeasures",
        row,
        Kind="Overtime 加班",
        Action="Saturday",
        Quantity=12.0,
        Available=soon + timedelta(28),
        Owner="Wang Lei",
    )
    planner.select_alert()
    planner.press("countermeasures", "filled")
    planner.press("warn", "draft")
    yield "warn"
    planner.select_alert()
    planner.press("alert_form", "warned")
    _tell_on_form(planner, "The mould broke")
    planner.press("confirm", "draft")
    yield "confirm"
    recover()
    planner.press("update_alerts", "recovered")
    yield "all_clear"
    yield "reopen"
    planner.select_alert()
    planner.press("all_clear", "reopened")
    planner.select_alert()
    planner.press("clear_customer", "draft")
    planner.select_alert()
    planner.press("clear_customer", "cleared")
    planner.type("Countermeasures", row, State="Done 已完成")
    on_alert(
        Cause_category="Mould 模具",
        Root_cause="crack",
        Escape="no counter",
        Corrective="new insert",
        Preventive="counter",
        Effective=soon,
        Proved="300 shots without a crack",
    )
    planner.select_alert()
    planner.press("report_8d", "draft")
    planner.select_alert()
    planner.press("report_8d", "found out")
    planner.select_alert()
    planner.press("close_alert", "reported to the customer")
    yield "today"
