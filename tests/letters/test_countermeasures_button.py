"""Countermeasures of somebody who types, then moves to the next row or stays on the sheet that was shown."""

from datetime import date

import pytest
import xlwings as xw

from letters.shortage_book import HUAXIN, NORDWIND, Taken, Workplace
from pab_planner.core.recovery import CustomerMissing, NotTheirs, QuantityNotThere
from pab_planner.errors import PlanError
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.letter_buttons import countermeasures
from pab_planner.macros.session import NoAlertChosen


@pytest.fixture
def place(taken: Taken) -> Workplace:
    place = taken("assess")
    place.press("countermeasures", alert="A-0001")
    return place


def press(book: xw.Book, sheet: str, cell: str) -> str:
    """What the button answers while a cell is selected."""
    pressed = ButtonPress(book, date(2026, 5, 29), "Chen Jie", "en", book.sheets[sheet][cell])
    return countermeasures(pressed).en


def typed(book: xw.Book, row: int, alert: str | None, quantity: float, when: date) -> None:
    cells = [[alert, "overtime", "Saturday shifts", quantity, when, None, "Li Na"]]
    book.sheets["Countermeasures"].range((row, 1), (row, 7)).value = cells


@pytest.mark.parametrize("cell", ["C4", "A5", "G6"])
def test_the_row_below_the_entries_is_about_their_alert(place: Workplace, cell: str) -> None:
    book = place.open()
    typed(book, 4, "A-0001", 150, date(2026, 6, 15))
    assert "up to 170, first in 2026-06-22" in press(book, "Countermeasures", cell)


def test_the_sheet_that_the_button_showed_is_about_its_alert(place: Workplace) -> None:
    book = place.open()
    typed(book, 4, "A-0001", 150, date(2026, 6, 15))
    press(book, "Countermeasures", "A4")
    typed(book, 4, "A-0001", 320, date(2026, 6, 15))
    assert "no gap is left" in press(book, "Replay", "D9")


def test_a_row_that_names_no_alert_goes_on_with_the_one_above(place: Workplace) -> None:
    book = place.open()
    typed(book, 4, "A-0001", 150, date(2026, 6, 15))
    typed(book, 5, None, 170, date(2026, 6, 22))
    assert "no gap is left" in press(book, "Countermeasures", "A6")
    assert book.sheets["Countermeasures"]["A5"].value == "A-0001"


def test_a_blank_row_of_another_sheet_is_about_no_alert(place: Workplace) -> None:
    book = place.open()
    with pytest.raises(NoAlertChosen):
        press(book, "Alerts", "A30")


def partial(place: Workplace, **more: str) -> str:
    given = {"quantity": "50", "when": "2026-06-29", "moved_from": "2026-06-15", **more}
    said = place.press("countermeasures", alert="A-0001", kind="partial shipment", owner="Li Na", **given)
    return said.en


def test_a_partial_shipment_of_a_shared_item_names_its_customer(place: Workplace) -> None:
    assert "A gap is left" in partial(place, customer=NORDWIND)


@pytest.mark.parametrize(
    ("customer", "error", "says"),
    [
        ({}, CustomerMissing, rf"Countermeasures!D4: BR-1001 is shared by {HUAXIN}, {NORDWIND}"),
        ({"customer": "Nordwind"}, NotTheirs, r"customer Nordwind cannot stand here: BR-1001 is ordered by"),
    ],
)
def test_a_partial_shipment_of_no_customer_or_another_is_refused(
    place: Workplace, customer: dict[str, str], error: type[PlanError], says: str
) -> None:
    with pytest.raises(error, match=says):
        partial(place, **customer)


def test_a_partial_shipment_moves_no_more_than_the_customer_ordered(place: Workplace) -> None:
    with pytest.raises(QuantityNotThere, match="has only 80 there"):
        partial(place, customer=NORDWIND, quantity="90")


def test_what_serves_all_names_no_customer(place: Workplace) -> None:
    with pytest.raises(NotTheirs, match="only a partial shipment is of one customer's order"):
        place.plan_overtime(customer=NORDWIND)
