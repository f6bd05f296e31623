"""In every state of an alert: a button that refuses changes nothing, and what Today names does not refuse."""

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from letters.golden_letters import fly
from letters.shortage_book import MAY_29, NORDWIND, Workplace, write_book
from pab_planner.alerts import AlertEvent, Duty
from pab_planner.alerts.duties import (
    ENTER_CAUSES,
    ENTER_MEASURES,
    FINAL,
    GROWN,
    INTERIM,
    LEFT,
    NOT_TOLD,
    REPLY_DUE,
    SEND,
    SOLVED,
    UPDATE_DUE,
    VERIFY,
)
from pab_planner.engines.file.engine import open_book
from pab_planner.errors import PlanError
from pab_planner.language import both
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.macros import outlooks
from pab_planner.macros.alert_buttons import updated
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.views import today as today_sheet
from pab_planner.views.today import FACES

STATES = (
    *(
        "new",
        "found",
        "reported",
        "solvable",
        "assessed",
        "measured",
        "one told",
        "warned",
        "grown",
        "flying",
    ),
    *("confirmed", "escalated", "owed", "cleared", "closing", "found out", "reported to"),
)
EACH_STATE = ("new", "found", "reported", "measured", "warned", "confirmed", "cleared", "closing")
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
    place.press("assess", alert="A-0001", owner="Li Na", solvable="yes", until="2026-06-12")
    keep("solvable")
    place.press("assess", alert="A-0001", owner="Li Na", solvable="no", until="2026-06-12")
    keep("assessed")
    place.plan_overtime()
    keep("measured")
    place.warn(happened="A mould broke.", customer=NORDWIND)
    keep("one told")
    place.warn(happened="A mould broke.")
    keep("warned")
    set_stock(place, 200)
    keep("grown")
    set_stock(place, 260)
    fly(place)
    keep("flying")
    place.press("confirm", alert="A-0001", issue="yes")
    keep("confirmed")
    escalate(place)
    keep("escalated")
    set_stock(place, 5000)
    keep("owed")
    place.press("all_clear", alert="A-0001")
    keep("cleared")
    place.press("clear_customer", alert="A-0001", issue="yes")
    keep("closing")
    causes = {key: ANSWERS[key] for key in ("root_cause", "escape_cause", "corrective", "preventive")}
    place.press("report_8d", alert="A-0001", draft="yes", **causes)
    keep("found out")
    place.press("report_8d", alert="A-0001", issue="yes", effective="2026-06-20")
    keep("reported to")
    return kept


def set_stock(place: Workplace, on_hand: float) -> None:
    """Correct the stock; with 5,000 the risk is gone."""
    book = place.open()
    book.sheets["Stock"]["C2"].value = on_hand
    place.keep(book)


def escalate(place: Workplace) -> None:
    """Let what is overdue for a day go to a higher role."""
    book = place.open()
    book.sheets["Settings"]["A3"].value = ["Escalate after days", 1]
    place.keep(book)


def cells_of(book: xw.Book) -> dict[str, Any]:
    """Every value of every sheet."""
    return {sheet.name: sheet.used_range.options(ndim=2).value for sheet in book.sheets}


@pytest.mark.parametrize("state", EACH_STATE)
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
    "until": "2026-07-12",
    "next_update": "2026-07-20",
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


KINDS = {
    "assessed": (ENTER_MEASURES,),
    "solvable": (SOLVED,),
    "measured": (outlooks.MEASURE_DUE,),
    "one told": (NOT_TOLD, SEND, UPDATE_DUE, LEFT),
    "flying": (outlooks.DEPARTS,),
    "warned": (REPLY_DUE,),
    "grown": (GROWN,),
    "confirmed": (INTERIM,),
    "found out": (FINAL,),
    "owed": (outlooks.OWED,),
    "closing": (ENTER_CAUSES,),
    "reported to": (VERIFY,),
    "escalated": (today_sheet.ESCALATED,),
}
"""What Today has to say in which state, on one of the days."""
LATER = date(2026, 7, 1)
ON_THE_DAY = ("found", "reported", "solvable", "assessed", "one told", "grown", "cleared", "found out")
"""States that are looked at on the day of the letters; the others a month later."""


@pytest.mark.parametrize("state", STATES[1:])
def test_no_button_that_today_names_refuses_once_what_it_asks_for_is_filled_in(
    state: str, books: dict[str, Path]
) -> None:
    today = MAY_29 if state in ON_THE_DAY else LATER
    book = open_book(books[state])
    named = updated(ButtonPress(book, today, "Chen Jie")).duties
    listed = book.sheets["Today"]["A7:O20"].value
    assert [row[1] for row in listed[: len(named)]] == [both(FACES[duty.button]) for duty in named]
    assert named, "an alert that is not closed wants something"
    said = "".join(str(row[2]) for row in listed)
    for kind in KINDS.get(state, ()):
        assert re.search(re.sub(r"\\{.*?\\}", ".*?", re.escape(kind.en)), said), kind.en
    book.save()
    book.close()
    alike = {(duty.button, duty.step, duty.missing): line for line, duty in enumerate(named, 7)}
    for line in alike.values():
        fill_in_and_press(books[state], today, line, named[line - 7])


def fill_in_and_press(file: Path, today: date, line: int, duty: Duty) -> None:
    """Do as a line of Today says, with that line selected."""
    book = open_book(file)
    arguments = {"issue": "yes", "happened": "A mould broke."}
    for gate in duty.missing:
        if not gate.field and "Countermeasures" in gate.missing.en:
            settle(book, planned=duty.step is not AlertEvent.CLOSE)
        elif not gate.field:
            arguments["reply_by"] = "2026-07-20"
        else:
            arguments[gate.field] = ANSWERS[gate.field]
    if duty.customer:
        arguments["customer"] = duty.customer
    chosen = book.sheets["Today"][f"C{line}"]
    press_button(duty.button, ButtonPress(book, today, "Chen Jie", "en", chosen, arguments))
    book.close()


@pytest.mark.parametrize("state", ["warned", "confirmed"])
def test_each_line_of_today_links_to_its_alert(state: str, books: dict[str, Path]) -> None:
    book = open_book(books[state])
    named = updated(ButtonPress(book, MAY_29, "Chen Jie")).duties
    listed, register = book.sheets["Today"], book.sheets["Alerts"]
    for line, duty in enumerate(named, 7):
        cell = listed[f"E{line}"]
        title, _, place = cell.hyperlink.removeprefix("#").partition("!")
        assert (cell.value, title.strip("'")) == (duty.alert.number, "Alerts")
        assert register[place].value == duty.alert.number
    book.close()


def settle(book: xw.Book, *, planned: bool) -> None:
    """Say of the countermeasures that they are planned, or done."""
    kept = open_ledger(book, COUNTERMEASURES)
    for index in range(len(kept.rows)):
        kept.amend(index, {"state": "Planned 计划中" if planned else "Done 已完成"})
