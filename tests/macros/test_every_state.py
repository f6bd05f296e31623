"""In every state of an alert: a button that refuses changes nothing, and what Today names does not refuse."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from letters.shortage_book import MAY_29, Workplace, write_book
from pab_planner.alerts import AlertEvent
from pab_planner.engines.file.engine import open_book
from pab_planner.errors import PlanError
from pab_planner.language import both
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.macros.alert_buttons import updated
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.views.today import FACES

STATES = ("new", "found", "reported", "assessed", "measured", "warned", "confirmed", "cleared", "closing")
BUTTONS = (
    *("internal_alert", "assess", "countermeasures", "transport", "warn", "confirm"),
    *("report_8d", "all_clear", "clear_customer", "close_alert", "reopen"),
)
ARGUMENTS: tuple[dict[str, str], ...] = (
    {},
    {"alert": "A-0001"},
    {"alert": "A-0001", "customer": "Nobody", "happened": "X", "issue": "yes"},
    {"alert": "A-0001", "next_update": "2026-05-01", "until": "2026-05-01", "happened": "X", "issue": "yes"},
    {
        "alert": "A-0001",
        "kind": "overtime",
        "quantity": "9",
        "when": "2026-06-15",
        "moved_from": "1999-01-01",
    },
    {"alert": "A-0009", "owner": "X"},
)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The workbook in each state of its first alert."""
    folder = tmp_path_factory.mktemp("states")
    place = write_book(folder / "plan.xlsx")
    kept: dict[str, Path] = {}

    def keep(state: str) -> None:
        kept[state] = folder / f"{state}.xlsx"
        shutil.copy(place.file, kept[state])

    keep("new")
    place.press("update_alerts")
    keep("found")
    place.press("internal_alert", alert="A-0001")
    keep("reported")
    place.press("assess", alert="A-0001", owner="Li Na", solvable="no", until="2026-06-12")
    keep("assessed")
    place.plan_overtime()
    keep("measured")
    place.warn(happened="A mould broke.")
    keep("warned")
    place.press("confirm", alert="A-0001", issue="yes")
    keep("confirmed")
    supply(place)
    place.press("all_clear", alert="A-0001")
    keep("cleared")
    place.press("clear_customer", alert="A-0001", issue="yes")
    keep("closing")
    return kept


def supply(place: Workplace) -> None:
    """Enough stock for every order: the risk is gone."""
    book = place.open()
    book.sheets["Stock"]["C2"].value = 5000
    place.keep(book)


def cells_of(book: xw.Book) -> dict[str, Any]:
    """Every value of every sheet."""
    return {sheet.name: sheet.used_range.options(ndim=2).value for sheet in book.sheets}


@pytest.mark.parametrize("state", STATES)
def test_a_button_that_refuses_changes_nothing(state: str, books: dict[str, Path]) -> None:
    refused = 0
    book = open_book(books[state])
    before = cells_of(book)
    for name in BUTTONS:
        for arguments in ARGUMENTS:
            try:
                press_button(name, ButtonPress(book, MAY_29, "Chen Jie", "en", None, arguments))
            except PlanError:
                refused += 1
                assert cells_of(book) == before, f"{name} {arguments}"
            else:
                book.close()
                book = open_book(books[state])
    book.close()
    assert refused > 20


ANSWERS = {
    "owner": "Li Na",
    "solvable": "no",
    "until": "2026-06-12",
    "next_update": "2026-06-20",
    "category": "Mould",
    "root_cause": "cracked insert",
    "escape_cause": "no shot counter",
    "corrective": "new insert",
    "preventive": "counter",
    "effective": "2026-05-29",
    "verified": "no crack in 20,000 shots",
    "reason": "as agreed",
}
"""What somebody fills in where Today asks for it."""


@pytest.mark.parametrize("today", [MAY_29, date(2026, 6, 8)])
@pytest.mark.parametrize("state", STATES[1:])
def test_no_button_that_today_names_refuses_once_what_it_asks_for_is_filled_in(
    state: str, today: date, books: dict[str, Path]
) -> None:
    book = open_book(books[state])
    session = updated(ButtonPress(book, today, "Chen Jie"))
    named = session.duties
    shown = book.sheets["Today"]["A7:D20"].value
    assert [row[1] for row in shown[: len(named)]] == [both(FACES[duty.button]) for duty in named]
    assert named, "an alert that is not closed wants something"
    book.close()
    for duty in named:
        book = open_book(books[state])
        arguments = {"alert": duty.alert.number, "issue": "yes", "happened": "A mould broke."}
        for gate in duty.missing:
            if not gate.field and "Countermeasures" in gate.missing.en:
                settle(book, planned=duty.step is not AlertEvent.CLOSE)
            elif not gate.field:
                arguments["reply_by"] = "2026-06-20"
            else:
                arguments[gate.field] = ANSWERS[gate.field]
        if duty.customer:
            arguments["customer"] = duty.customer
        press_button(duty.button, ButtonPress(book, today, "Chen Jie", "en", None, arguments))
        book.close()


def settle(book: xw.Book, *, planned: bool) -> None:
    """Say of the countermeasures that they are planned, or done."""
    kept = open_ledger(book, COUNTERMEASURES)
    for index in range(len(kept.rows)):
        kept.amend(index, {"state": "Planned 计划中" if planned else "Done 已完成"})
