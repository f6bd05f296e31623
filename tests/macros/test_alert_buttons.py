from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from pab_planner.alerts import Alert, AlertEvent, AlertState, LogEntry
from pab_planner.alerts.lifecycle import StepOutOfOrder, StepRefused
from pab_planner.engines.file import range as file_range
from pab_planner.engines.file import sheet as file_sheet
from pab_planner.engines.file import tables as file_tables
from pab_planner.engines.file.engine import new_book, open_book
from pab_planner.ledgers.ledger import NotWhatIsAsked
from pab_planner.ledgers.register import UnknownAlert, read_register
from pab_planner.letters.internal_layouts import ALL_CLEAR, INTERNAL_ALERT
from pab_planner.letters.letter_layout import ensure_template
from pab_planner.letters.templates import UnknownPlaceholder
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.macros.session import NoAlertChosen
from pab_planner.sheets.cell_text import write_text
from stories.planner_book import Order, planner_book, set_stock, week, write_receipts

TODAY = week(0)
ORDERS: list[Order] = [
    ("X", "A", "SO-1", "1", week(1), 5),
    ("X", "B", "SO-2", "1", week(2), 5),
    ("=Y", "B", "SO-3", "1", week(3), 5),
]
STOCK = [("X", "Bolt", 5.0, 0.0), ("=Y", "=HYPERLINK(1)", 0.0, 0.0)]
ASSESSMENT = {"owner": "=cmd|' /C calc'!A1", "solvable": "no", "until": "2026-06-12", "assessment": "-"}


@pytest.fixture
def book(host: xw.App, tmp_path: Path) -> xw.Book:
    """X is 5 short from week 2 on, =Y from week 3; on every host."""
    planner_book(ORDERS, [], STOCK).save(tmp_path / "plan.xlsx")
    return host.books.open(tmp_path / "plan.xlsx")


def press(
    book: xw.Book, name: str, alert: str = "", answers: dict[str, str] | None = None, today: date = TODAY
) -> str:
    given = {**(answers or {}), **({"alert": alert} if alert else {})}
    return press_button(name, ButtonPress(book, today, "li", "en", arguments=given)).en


def state(book: xw.Book, number: str = "A-0001") -> AlertState:
    return read_register(book).alerts[number].state


def everything(book: xw.Book) -> dict[str, Any]:
    """All cells of all sheets."""
    return {sheet.name: sheet.used_range.formula for sheet in book.sheets}


def test_update_opens_an_alert_for_each_item_that_will_be_short(book: xw.Book) -> None:
    said = press(book, "update_alerts")
    assert said == "2 opened, 0 changed, 0 recovered, 0 unchanged; 2 open, 0 overdue."
    items = [alert.finding.item for alert in read_register(book).alerts.values()]
    assert items == ["X", "=Y"]


def test_a_button_shows_what_it_wrote(book: xw.Book) -> None:
    press(book, "update_alerts")
    assert book.sheets.active.name == "Today"
    press(book, "internal_alert", "A-0001")
    assert book.sheets.active.name == "I-0001"


def test_update_twice_changes_no_cell_of_any_sheet(book: xw.Book) -> None:
    press(book, "update_alerts")
    before = everything(book)
    said = press(book, "update_alerts")
    assert said == "0 opened, 0 changed, 0 recovered, 2 unchanged; 2 open, 0 overdue."
    assert everything(book) == before


def test_nothing_from_outside_becomes_a_formula(book: xw.Book, tmp_path: Path) -> None:
    press(book, "update_alerts")
    press(book, "internal_alert", "A-0002")
    press(book, "assess", "A-0002", ASSESSMENT)
    book.save(tmp_path / "book.xlsx")
    again = open_book(tmp_path / "book.xlsx")
    for sheet in again.sheets:
        for row in sheet.api.iter_rows():
            assert not [cell.coordinate for cell in row if cell.data_type == "f"], sheet.name
    assert read_register(again).alerts["A-0002"].answers.owner == ASSESSMENT["owner"]


def test_update_names_the_answers_that_it_does_not_understand(book: xw.Book) -> None:
    press(book, "update_alerts")
    book.sheets["Alerts"]["Q4"].value = "next week"
    wrong = "Alerts!Q4: Solved by 解决期限 is next week; expected a date such as 2026-06-01"
    assert press(book, "update_alerts").endswith(f" To be corrected: {wrong}.")
    assert book.sheets["Alerts"]["Q4"].value == "next week"


def test_update_says_where_the_planners_own_balance_is_another() -> None:
    """10 - 5 - 8 is -3, where the sheet shows 9 because its orders were not counted."""
    book = new_book()
    book.sheets[0].name = "Plan"
    heads = ["Item", "Measure", "Opening stock", date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 15)]
    rows: list[list[object]] = [
        ["Customer orders", 10, 5, 8, 0],
        ["MPS", None, 0, 0, 20],
        ["PAB", None, 5, 9, 17],
    ]
    book.sheets[0]["A1"].value = [heads, *(["X", *row] for row in rows)]
    assert press(book, "update_alerts").endswith(
        " 1 balance on your sheets differs from ours; the first is Plan!E4: 9, ours -3."
    )


def test_the_ribbon_shows_how_many_alerts_are_open_and_overdue(book: xw.Book) -> None:
    press(book, "update_alerts")
    assert book.names["PAB_badge_update_alerts"].refers_to == '="2"'
    press(book, "today", today=TODAY + timedelta(3))
    assert book.names["PAB_badge_update_alerts"].refers_to == '="2 (!2)"'


def test_a_step_takes_the_alert_of_the_selected_row_or_letter(book: xw.Book) -> None:
    press(book, "update_alerts")
    for selection in (book.sheets["Alerts"]["G5"], book.sheets["Today"]["A8"]):
        press_button("internal_alert", ButtonPress(book, TODAY, "li", "en", selection=selection))
    assert read_register(book).alerts["A-0002"].letters == ("I-0001", "I-0001.2")
    on_letter = ButtonPress(
        book, TODAY, "li", "en", selection=book.sheets["I-0001"]["A1"], arguments=ASSESSMENT
    )
    press_button("assess", on_letter)
    assert state(book, "A-0002") is AlertState.ASSESSED


def test_a_step_without_an_alert_says_where_to_select_one(book: xw.Book) -> None:
    press(book, "update_alerts")
    with pytest.raises(NoAlertChosen, match="select a cell in its row on sheet Alerts"):
        press(book, "internal_alert")
    with pytest.raises(UnknownAlert, match="A-0001, A-0002"):
        press(book, "internal_alert", "A-0003")


def test_a_refused_step_changes_no_cell(book: xw.Book) -> None:
    press(book, "update_alerts")
    before = everything(book)
    for name in ("assess", "all_clear", "close_alert", "reopen"):
        with pytest.raises(StepOutOfOrder):
            press(book, name, "A-0001", ASSESSMENT)
    assert everything(book) == before
    press(book, "internal_alert", "A-0001")
    before = everything(book)
    for name in ("assess", "all_clear"):
        with pytest.raises(StepRefused):
            press(book, name, "A-0001")
    with pytest.raises(NotWhatIsAsked, match="--until"):
        press(book, "assess", "A-0001", {**ASSESSMENT, "until": "soon"})
    assert everything(book) == before


def test_what_a_terminal_gave_stands_in_the_row_afterwards(book: xw.Book) -> None:
    press(book, "update_alerts")
    press(book, "internal_alert", "A-0001")
    press(book, "assess", "A-0001", {**ASSESSMENT, "owner": "Wang"})
    sheet = book.sheets["Alerts"]
    headings = sheet["A3:AE3"].value
    row = dict(zip(headings, sheet["A4:AE4"].value, strict=True))
    assert (row["Owner 负责人"], row["Solvable in time 能否按时解决"]) == ("Wang", "No 否")


def test_a_misspelt_placeholder_of_a_template_issues_nothing(book: xw.Book) -> None:
    press(book, "update_alerts")
    press(book, "internal_alert", "A-0001")
    book.sheets["T-Internal-en"]["A4"].value = "{{alrt}}"
    before = everything(book)
    with pytest.raises(UnknownPlaceholder, match=r"T-Internal-en!A4: \{\{alrt\}\}.*\{\{alert\}\}"):
        press(book, "internal_alert", "A-0001")
    assert everything(book) == before


def test_the_all_clear_goes_to_those_who_were_told_even_if_contacts_have_changed(book: xw.Book) -> None:
    press(book, "update_alerts")
    press(book, "internal_alert", "A-0001")
    told = next(letter for letter in read_register(book).letters if letter.name == "I-0001").recipients
    book.sheets["Contacts"]["C2"].value = "Somebody Else"
    set_stock(book, "X", 50)
    press(book, "all_clear", "A-0001")
    clear = next(letter for letter in read_register(book).letters if letter.name == "K-0001")
    assert (clear.recipients, clear.linked) == (told, ("I-0001",))
    shown = str(book.sheets["K-0001"].used_range.value)
    assert "陈晓" in shown and "Somebody Else" not in shown


def test_an_item_that_leaves_the_plan_is_said(book: xw.Book) -> None:
    press(book, "update_alerts")
    press(book, "internal_alert", "A-0001")
    for name in ("Orders", "Stock"):
        sheet = book.sheets[name]
        rows = sheet.used_range.options(ndim=2).value
        sheet.used_range.clear_contents()
        write_text(sheet["A1"], [row for row in rows if row[0] != "X"])
    assert "a cell to be corrected: A-0001 (X). If an item has a new number" in press(book, "update_alerts")


def test_a_cleared_alert_is_reopened(book: xw.Book) -> None:
    press(book, "update_alerts")
    press(book, "internal_alert", "A-0001")
    set_stock(book, "X", 50)
    press(book, "all_clear", "A-0001")
    set_stock(book, "X", 0)
    assert "1 changed" in press(book, "update_alerts")
    press(book, "reopen", "A-0001")
    assert state(book) is AlertState.REPORTED


# ---- stopped in the middle ----


class Stopped(Exception):
    """The host is gone."""


WRITES: list[tuple[Any, str]] = [
    (file_range.Range, "raw_value"),
    (file_range.Range, "insert"),
    (file_range.Range, "copy"),
    (file_tables.Table, "resize"),
    (file_tables.Tables, "add"),
    (file_sheet.Sheets, "add"),
    (file_sheet.Sheet, "copy"),
    (file_sheet.Sheet, "delete"),
]


@pytest.fixture
def stop_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Lets the host stop at its n-th write from now on; 0 lets it work."""
    count = {"left": 0}

    def counting(write: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            if count["left"] == 1:
                raise Stopped
            count["left"] -= count["left"] > 0
            return write(*args, **options)

        return counted

    for kind, name in WRITES:
        known = vars(kind)[name]
        if isinstance(known, property):
            monkeypatch.setattr(kind, name, property(known.fget, counting(known.fset)))  # type: ignore[arg-type]
        else:
            monkeypatch.setattr(kind, name, counting(known))

    def stop(number: int) -> None:
        count["left"] = number

    yield stop


def known_of(book: xw.Book) -> tuple[dict[str, Alert], list[LogEntry]]:
    """Alerts and log; not the moments, which differ from one press to the next."""
    register = read_register(book)
    return register.alerts, [replace(entry, at=None) for entry in register.log]


@pytest.mark.parametrize("name", ["update_alerts", "internal_alert", "assess", "all_clear", "today"])
def test_a_host_stopped_at_any_write_leaves_the_old_register_or_the_new(
    name: str, tmp_path: Path, stop_at: Callable[[int], None]
) -> None:
    book = planner_book(ORDERS, [], STOCK)
    arguments: dict[str, str] = {}
    if name != "update_alerts":
        press(book, "update_alerts")
    if name in ("assess", "all_clear"):
        press(book, "internal_alert", "A-0001")
    if name == "assess":
        arguments = ASSESSMENT
    for layout in (INTERNAL_ALERT, ALL_CLEAR):
        ensure_template(book, layout, "en")
    if name == "all_clear":
        write_receipts(book, [("X", week(0), 50)])
    alert = "A-0001" if name in ("internal_alert", "assess", "all_clear") else ""
    book.save(tmp_path / "before.xlsx")
    old = known_of(book)
    done = open_book(tmp_path / "before.xlsx")
    press(done, name, alert, arguments)
    new = known_of(done)
    seen, number = set(), 0
    while True:
        number += 1
        stopped = open_book(tmp_path / "before.xlsx")
        stop_at(number)
        try:
            press(stopped, name, alert, arguments)
        except Stopped:
            stop_at(0)
        else:
            break
        found = known_of(stopped)
        assert found[1] in (old[1], new[1]), f"write {number}: the log is neither old nor new"
        was = old if found[1] == old[1] else new
        assert {n: a.state for n, a in found[0].items()} == {n: a.state for n, a in was[0].items()}
        seen.add(found[1] == new[1])
        if number % 5 != 1:
            continue
        # Whoever comes next finishes the work.
        if found[1] == old[1]:
            press(stopped, name, alert, arguments)
        else:
            press(stopped, "update_alerts")
        finished = known_of(stopped)
        assert [(e.alert, e.event) for e in finished[1]] == [(e.alert, e.event) for e in new[1]]
        assert {n: a.state for n, a in finished[0].items()} == {n: a.state for n, a in new[0].items()}
        titles = [sheet.name for sheet in stopped.sheets]
        assert sorted(titles) == sorted({sheet.name for sheet in done.sheets})
    assert number > 3
    assert seen == ({True, False} if new[1] != old[1] else {True})
    assert AlertEvent.DETECT in {entry.event for entry in new[1]}


def test_a_template_that_was_not_finished_is_written_again(stop_at: Callable[[int], None]) -> None:
    book = planner_book(ORDERS, [], STOCK)
    stop_at(2)
    with pytest.raises(Stopped):
        ensure_template(book, INTERNAL_ALERT, "en")
    stop_at(0)
    titles = [sheet.name for sheet in book.sheets]
    whole = ensure_template(book, INTERNAL_ALERT, "en").used_range.formula
    assert whole == ensure_template(planner_book(ORDERS, [], STOCK), INTERNAL_ALERT, "en").used_range.formula
    assert len(book.sheets) == len(titles)


@pytest.mark.parametrize("title", ["Today", "TODAY", "figures", "Figures"])
def test_a_sheet_of_the_planner_s_own_stays_as_it_is(book: xw.Book, title: str) -> None:
    own = book.sheets.add(title, before=book.sheets[0])
    own["A1"].value = [["Calls", "Who"], ["Berg", "Li"]]
    own["A9"].value = "=1+1"
    before = everything(book)[title]
    press(book, "update_alerts")
    press(book, "today")
    assert everything(book)[title] == before
    assert f"{title.title()} (PAB)" in [sheet.name for sheet in book.sheets]


def test_a_table_that_was_never_finished_is_not_taken_for_ours(book: xw.Book) -> None:
    press(book, "update_alerts")
    book.sheets["Alerts"].name = "T-Alerts~"
    assert press(book, "update_alerts").startswith("0 opened")
    assert "T-Alerts~" not in [sheet.name for sheet in book.sheets]
