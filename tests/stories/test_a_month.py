"""A month of daily plans, from the first doubt to the closed 8D, as a small supplier lives it."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlwings as xw

from pab_planner.alerts import AlertEvent, AlertState, customer_records
from pab_planner.alerts.lifecycle import StepRefused
from pab_planner.engines.file.engine import open_book
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.letters import letter_fingerprint
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.promises import PROMISES
from pab_planner.ledgers.register import ALERTS, Register, read_register
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.macros.correspondence import StillOwed
from pab_planner.notices import NothingShort
from stories.planner_book import (
    Order,
    planner_book,
    reopened,
    set_stock,
    start_plan,
    week,
    write_orders,
    write_receipts,
)

HUAXIN, NORDWAGEN = "Huaxin 华欣", "Nordwagen"
CLUTCH = "CL-3001"
ORDERS: list[Order] = [
    (CLUTCH, HUAXIN, "PO-4401", "10", week(1) + timedelta(2), 60),
    (CLUTCH, NORDWAGEN, "45001", "1", week(2) + timedelta(1), 40),
    (CLUTCH, HUAXIN, "PO-4402", "10", week(3) + timedelta(3), 55),
    (CLUTCH, NORDWAGEN, "45002", "1", week(5), 50),
    ("BK-2", NORDWAGEN, "45003", "1", week(4), 30),
]
STOCK = [(CLUTCH, "Clutch disc 离合器片", 100.0, 0.0), ("BK-2", "Bracket 支架", 100.0, 0.0)]


class Office:
    """The workbook as it goes from hand to hand: saved, closed and opened again after every press."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "planner.xlsx"
        planner_book(ORDERS, [(CLUTCH, week(3), 120)], STOCK).save(self.file)
        self.book: xw.Book = open_book(self.file)

    def press(self, name: str, today: date, user: str = "li", **arguments: str) -> str:
        pressed = ButtonPress(self.book, today, user, "zh", arguments=arguments)
        said = press_button(name, pressed)
        self.book = reopened(self.book, self.file)
        return said.en

    def fill_in(self, number: str, answers: Mapping[str, object]) -> None:
        """Type answers into the row of an alert, as its owner does."""
        kept = open_ledger(self.book, ALERTS)
        kept.amend(next(i for i, row in enumerate(kept.rows) if row["number"] == number), answers)

    @property
    def register(self) -> Register:
        return read_register(self.book)

    def is_in(self, state: AlertState) -> bool:
        return self.register.alerts["A-0001"].state is state


def text_of(book: xw.Book, title: str) -> str:
    """Everything that a sheet says."""
    rows = book.sheets[title].used_range.options(ndim=2).value
    return "\n".join(str(cell) for row in rows for cell in row if cell not in (None, ""))


def test_a_month(tmp_path: Path) -> None:
    office = Office(tmp_path)

    # Monday, 1 June: 100 in stock, 120 planned for 22 June; week 22 June lives off that receipt.
    said = office.press("update_alerts", date(2026, 6, 1))
    assert said.startswith("1 opened")
    assert office.register.alerts["A-0001"].finding.level.name == "MPS_DEPENDENT"
    assert office.press("update_alerts", date(2026, 6, 1)).startswith(
        "0 opened, 0 changed, 0 recovered, 1 unc"
    )

    # Tuesday: a mould breaks, the receipt comes a week later. Now 100 - 60 - 40 - 55 = -55.
    write_receipts(office.book, [(CLUTCH, week(4), 120)])
    assert "1 changed" in office.press("update_alerts", date(2026, 6, 2))
    finding = office.register.alerts["A-0001"].finding
    assert (finding.level.name, finding.worst_quantity) == ("SHORTAGE", 55)
    office.press("internal_alert", date(2026, 6, 2), alert="A-0001")
    letter = text_of(office.book, "I-0001")
    assert "内部预警" in letter and "PO-4402" in letter and "PO-4401" not in letter
    assert "陈晓, chen@example.com" in letter

    # Thursday: the answer was due yesterday, Today names it. The manager assesses, first without a date.
    office.press("today", date(2026, 6, 4))
    assert office.book.sheets["Today"]["A7"].value == 1
    office.fill_in("A-0001", {"owner": "王磊", "solvable": "No 否"})
    with pytest.raises(StepRefused) as refused:
        office.press("assess", date(2026, 6, 4), user="wang", alert="A-0001")
    assert refused.value.say("zh") == "A-0001：暂不能执行“评估”：填写解决期限（Alerts!Q4）"
    office.fill_in("A-0001", {"until": date(2026, 7, 3), "next_update": date(2026, 6, 8)})
    office.press("assess", date(2026, 6, 4), user="wang", alert="A-0001")
    assert office.is_in(AlertState.ASSESSED)

    # No countermeasure, no notice. Then overtime brings 30 by 24 June, and Huaxin is told of the rest.
    with pytest.raises(StepRefused) as refused:
        office.press("warn", date(2026, 6, 4), user="wang", alert="A-0001", issue="yes")
    assert "countermeasure" in refused.value.say("en")
    measure = {"kind": "overtime", "quantity": "30", "when": "2026-06-24", "owner": "王磊"}
    office.press("countermeasures", date(2026, 6, 4), alert="A-0001", **measure)
    said = office.press(
        "warn",
        date(2026, 6, 4),
        user="wang",
        alert="A-0001",
        issue="yes",
        happened="模具损坏",
        unknown="修复日期",
    )
    assert office.is_in(AlertState.WARNED)
    told = [entry for entry in office.register.letters if entry.customer]
    assert [entry.customer for entry in told] == [HUAXIN]
    assert "45001" not in text_of(office.book, told[0].sheet)

    # 100 - 60 - 40 + 30 leaves 30 for PO-4402 on its day; the other 25 come on 29 June, 4 days late.
    (promise,) = open_ledger(office.book, PROMISES).rows
    assert (promise["order"], promise["due"], promise["short"], promise["promise"]) == (
        *("PO-4402", date(2026, 6, 25), 55),
        date(2026, 6, 29),
    )
    # Nordwagen misses nothing and gets no letter; and a promised update in the past is no promise.
    with pytest.raises(NothingShort):
        office.press("warn", date(2026, 6, 4), alert="A-0001", customer=NORDWAGEN, issue="yes")
    with pytest.raises(StepRefused, match="the next update has passed"):
        office.press("warn", date(2026, 6, 9), alert="A-0001", issue="yes")
    office.press("today", date(2026, 6, 9))
    assert "Huaxin 华欣 was promised an update" in text_of(office.book, "Today")

    # Monday, 22 June: the week begins; the shortage is there, but nobody was surprised.
    start_plan(office.book, week(3))
    set_stock(office.book, CLUTCH, 0)
    write_orders(office.book, ORDERS[2:])
    office.press("update_alerts", week(3))
    alert = office.register.alerts["A-0001"]
    assert (alert.broke_on, alert.surprise, alert.warning_lead_time) == (week(3), False, 18)

    # Wednesday: still short, no all-clear. Thursday: 60 were moved in by night, 0 + 60 - 55 = 5. But PO-4402,
    # due that day, is still on the list on Friday: what was told is over when the customer has it.
    with pytest.raises(StepRefused) as refused:
        office.press("all_clear", date(2026, 6, 24), alert="A-0001")
    assert "still shows the risk" in refused.value.say("en")
    set_stock(office.book, CLUTCH, 60)
    with pytest.raises(StillOwed) as owed:
        office.press("all_clear", date(2026, 6, 26), alert="A-0001")
    assert owed.value.say("en").startswith(
        "A-0001: order PO-4402 line 10 of Huaxin 华欣 was due on 2026-06-25 "
        "and 55 of it are still open (Orders!F2)"
    )
    office.press("today", date(2026, 6, 26))
    assert "PO-4402" in text_of(office.book, "Today")
    set_stock(office.book, CLUTCH, 5)
    write_orders(office.book, ORDERS[3:])
    office.press("all_clear", date(2026, 6, 26), alert="A-0001")
    assert office.is_in(AlertState.CLEARED)
    (cleared,) = (entry for entry in office.register.letters if entry.name == "K-0001")
    (internal,) = (entry for entry in office.register.letters if entry.name == "I-0001")
    assert cleared.recipients == internal.recipients
    office.press("clear_customer", date(2026, 6, 26), alert="A-0001", issue="yes")
    (record,) = customer_records(office.register.alerts["A-0001"], office.register.letters).values()
    assert f"{record.informed:%m-%d}" == "06-04"
    assert (record.confirmed, record.waits) == (None, False)
    said = text_of(office.book, record.all_clear.sheet if record.all_clear else "")
    assert "PO-4402" in said and "2026-06-25" in said and "2026-06-29" in said and "2026-06-26" in said

    # Tuesday, 30 June: the review. The action is proved by the end of September, and the overtime was worked.
    review = {
        "category": "Mould 模具",
        "root_cause": "嵌件裂纹",
        "escape_cause": "没有模次计数",
        "corrective": "更换嵌件",
        "preventive": "加装计数器",
    }
    office.fill_in("A-0001", review)
    with pytest.raises(StepRefused) as refused:
        office.press("close_alert", date(2026, 6, 30), alert="A-0001")
    assert "effectiveness is verified (Alerts!" in refused.value.say("en")
    assert "countermeasures or actions are still planned" in refused.value.say("en")
    measures = open_ledger(office.book, COUNTERMEASURES)
    measures.amend(0, {"state": "Done 已完成"})
    office.fill_in("A-0001", {"effective": date(2026, 9, 30)})
    with pytest.raises(StepRefused, match="the date on which effectiveness is verified has not come"):
        office.press("close_alert", date(2026, 6, 30), alert="A-0001")
    office.press("today", date(2026, 9, 30))
    assert "Verify that the action is effective" in text_of(office.book, "Today")
    office.fill_in("A-0001", {"verified": "两万模次无裂纹"})
    office.press("close_alert", date(2026, 9, 30), alert="A-0001")
    assert office.is_in(AlertState.CLOSED)
    review_said = text_of(office.book, "D-0001")
    assert "嵌件裂纹" in review_said and "断供" in review_said and "55" in review_said

    # The account of the month.
    events = [entry.event for entry in office.register.log if entry.alert == "A-0001"]
    assert [event for event in events if event not in (AlertEvent.CHANGE, AlertEvent.BREAK)] == [
        AlertEvent.DETECT,
        AlertEvent.REPORT,
        AlertEvent.ASSESS,
        AlertEvent.WARN,
        AlertEvent.VANISH,
        AlertEvent.CLEAR,
        AlertEvent.INFORM,
        AlertEvent.CLOSE,
    ]
    figures = office.book.sheets["Figures"]
    assert figures["A28:E28"].value == ["2026-06", 0, 0, 1, 1]
    assert figures["H28"].value == 0 and figures["K28:L28"].value == [18, 25]
    for entry in office.register.letters:
        assert letter_fingerprint(office.book.sheets[entry.sheet]) == entry.sha256, (
            "an issued letter was changed"
        )
