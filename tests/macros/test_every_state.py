"""In every state of a workbook: a button that refuses changes nothing, and what Today names does not refuse."""

import re
import shutil
from collections.abc import Callable
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
from pab_planner.ribbon_buttons import BUTTON_FACES
from pab_planner.views import today as today_sheet
from pab_planner.views.today import FACES, PRESS

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
Press = tuple[str, dict[str, str]]
"""A button's name, and what it is asked."""
CHOSEN = {"alert": "A-0001"}
OF_NOBODY = {**CHOSEN, "customer": "Nobody", "happened": "X", "issue": "yes"}
FOR_A_DAY_GONE = {
    **CHOSEN,
    "next_update": "2026-05-01",
    "until": "2026-05-01",
    "happened": "X",
    "issue": "yes",
}
MOVED_FROM_NOWHERE = {
    **CHOSEN,
    "kind": "overtime",
    "quantity": "9",
    "when": "2026-06-15",
    "moved_from": "1999-01-01",
}
IN_EVERY_STATE: list[Press] = [
    *((face.name, CHOSEN) for face in BUTTON_FACES if face.group in ("alerts", "customer")),
    *((name, OF_NOBODY) for name in ("warn", "confirm", "clear_customer", "report_8d")),
    *((name, FOR_A_DAY_GONE) for name in ("assess", "warn", "confirm")),
    ("countermeasures", MOVED_FROM_NOWHERE),
    ("acknowledge", {"letter": "I-0001"}),
]
WHATEVER_THE_STATE: list[Press] = [
    *((face.name, {}) for face in BUTTON_FACES),
    *((face.name, {"alert": "A-0009"}) for face in BUTTON_FACES if face.group in ("alerts", "customer")),
    *((name, {"letter": "Z-0009"}) for name in ("pdf", "email", "acknowledge")),
    ("share_copy", {"copy": "plan.docx"}),
    ("what_if", {"periods": "soon"}),
    ("get_my_items", {"source": "nowhere.parquet"}),
]
"""Pressed where there is no alert yet, and in a spoiled workbook."""
NEVER_REFUSES = {"guide", "check_setup", "remove_pab"}


def without_a_plan(book: xw.Book) -> None:
    """There is nothing to be read."""
    for name in ("Orders", "MPS", "Stock"):
        book.sheets[name].used_range.clear_contents()


def with_a_typed_log(book: xw.Book) -> None:
    """The log no longer says what happened."""
    book.sheets["Log"]["E4"].value = "nonsense"


def with_a_typed_letter(book: xw.Book) -> None:
    """An issued letter no longer says what was issued."""
    book.sheets["I-0001"]["B3"].value = "typed over"


def without_alerts(book: xw.Book) -> None:
    """A kept sheet lacks a column."""
    book.sheets["Alerts"]["A3:F3"].value = "?"


SPOILS: tuple[Callable[[xw.Book], None], ...] = (
    *(without_a_plan, with_a_typed_log, with_a_typed_letter, without_alerts),
)
"""What people do to a workbook in which a notice was issued."""
REFUSING = (*EACH_STATE, *(spoil.__name__ for spoil in SPOILS))


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
    for spoil in SPOILS:
        kept[spoil.__name__] = folder / f"{spoil.__name__}.xlsx"
        book = open_book(kept["warned"])
        spoil(book)
        book.save(kept[spoil.__name__])
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


def content_of(book: xw.Book) -> dict[str, Any]:
    """Every cell of every sheet, what it shows and holds, and what else a button may leave behind."""
    sheets = {
        sheet.name: (
            sheet.visible,
            sheet.used_range.address,
            sheet.used_range.options(ndim=2).value,
            sheet.used_range.formula,
        )
        for sheet in book.sheets
    }
    names = sorted((name.name, name.refers_to) for name in book.names)
    return {**sheets, "names": names, "active": book.sheets.active.name}


def looks_of(book: xw.Book) -> dict[str, Any]:
    """How each cell of a workbook file looks."""
    return {
        sheet.name: {place: tuple(cell._style or ()) for place, cell in sheet.api._cells.items()}
        for sheet in book.sheets
    }


def refuses(book: xw.Book, button: str, arguments: dict[str, str]) -> type[PlanError] | None:
    """The refusal that a press meets; None where it does its work."""
    try:
        press_button(button, ButtonPress(book, MAY_29, "Chen Jie", "en", None, arguments))
    except PlanError as refusal:
        return type(refusal)
    return None


@pytest.fixture(scope="module")
def refusals(books: dict[str, Path]) -> Callable[[str], dict[tuple[str, type[PlanError]], Press]]:
    """What is refused in a state: for each button and kind of refusal, a press that meets it in a workbook file.

    Each is asserted to have changed nothing there.
    """
    met: dict[str, dict[tuple[str, type[PlanError]], Press]] = {}

    def of(state: str) -> dict[tuple[str, type[PlanError]], Press]:
        if state in met:
            return met[state]
        found: dict[tuple[str, type[PlanError]], Press] = {}
        book = open_book(books[state])
        before, looked = content_of(book), looks_of(book)
        more = [] if state in EACH_STATE[1:] else WHATEVER_THE_STATE
        for name, asked in IN_EVERY_STATE + more:
            refusal = refuses(book, name, asked)
            if refusal:
                assert content_of(book) == before, f"{name} {asked}"
                assert looks_of(book) == looked, f"{name} {asked}"
                found[name, refusal] = name, asked
            else:
                book.close()
                book = open_book(books[state])
        book.close()
        met[state] = found
        return found

    return of


@pytest.mark.parametrize("state", REFUSING)
def test_a_button_that_refuses_changes_nothing(
    state: str, refusals: Callable[[str], dict[tuple[str, type[PlanError]], Press]]
) -> None:
    assert len({button for button, _ in refusals(state)}) > 3


def test_every_button_that_can_refuse_was_seen_to_refuse(
    refusals: Callable[[str], dict[tuple[str, type[PlanError]], Press]],
) -> None:
    seen = {button for state in REFUSING for button, _ in refusals(state)}
    assert {face.name for face in BUTTON_FACES} - seen == NEVER_REFUSES


@pytest.mark.parametrize("state", REFUSING)
def test_a_button_that_refuses_changes_nothing_in_calc(
    state: str,
    books: dict[str, Path],
    refusals: Callable[[str], dict[tuple[str, type[PlanError]], Press]],
    calc: xw.App,
) -> None:
    book = calc.books.open(books[state])
    before = content_of(book)
    for (_, refusal), (name, asked) in refusals(state).items():
        assert refuses(book, name, asked) is refusal, f"{name} {asked}"
    assert content_of(book) == before


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
    assert [row[PRESS] for row in listed[: len(named)]] == [both(FACES[duty.button]) for duty in named]
    assert named, "an alert that is not closed wants something"
    said = "".join(str(row[PRESS + 1]) for row in listed)
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
        cell = listed[f"B{line}"]
        title, _, place = cell.hyperlink.removeprefix("#").partition("!")
        assert (cell.value, title.strip("'")) == (duty.alert.number, "Alerts")
        assert register[place].value == duty.alert.number
    book.close()


def settle(book: xw.Book, *, planned: bool) -> None:
    """Say of the countermeasures that they are planned, or done."""
    kept = open_ledger(book, COUNTERMEASURES)
    for index in range(len(kept.rows)):
        kept.amend(index, {"state": "Planned 计划中" if planned else "Done 已完成"})
