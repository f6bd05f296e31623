"""A month in which the shortage came: two customers, an escalation, a colleague's copy, 3D and 8D, and the end.

PU-7: 60 in stock, 100 planned for Friday, 26 June. Huaxin orders 40 for 10 June and 30 for 25 June, Nordwagen
50 for 16 June. By due date: 60 - 40 leaves 20 of Nordwagen's 50 on its day, 30 short until 26 June; Huaxin's
30 wait for that receipt one day.
"""

import shutil
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import xlwings as xw

from pab_planner.alerts import AlertEvent, AlertState, customer_records
from pab_planner.engines.file.engine import open_book
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.letters import letter_fingerprint
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.promises import PROMISES
from pab_planner.ledgers.register import Register, read_register
from pab_planner.macros.button_press import ButtonPress, press_button
from pab_planner.macros.correspondence import StillOwed
from pab_planner.macros.merge_registers import merge_books
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
PUMP = "PU-7"
ORDERS: list[Order] = [
    (PUMP, HUAXIN, "PO-1", "10", date(2026, 6, 10), 40),
    (PUMP, NORDWAGEN, "45001", "1", date(2026, 6, 16), 50),
    (PUMP, HUAXIN, "PO-2", "10", date(2026, 6, 25), 30),
    (PUMP, HUAXIN, "PO-3", "10", date(2026, 7, 22), 20),
]
SHANGHAI = timezone(timedelta(hours=8))


class Office:
    """The workbook as it goes from hand to hand: saved, closed and opened again after every press."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "planner.xlsx"
        book = planner_book(ORDERS, [(PUMP, date(2026, 6, 26), 100)], [(PUMP, "Pump 水泵", 60.0, 0.0)])
        book.sheets["Settings"]["A5"].value = [
            ["Respond in days: Reported 答复天数：已上报", "4 h"],
            ["Escalate after days 逾期几天升级", "2 h"],
            ["Escalate to 升级对象", "supervisor"],
        ]
        book.save(self.file)
        self.book: xw.Book = open_book(self.file)

    def press(self, name: str, clock: str, **arguments: str) -> str:
        now = datetime.fromisoformat(f"2026-{clock}").replace(tzinfo=SHANGHAI)
        pressed = ButtonPress(
            self.book, now.date(), "wang", "en", arguments={"alert": "A-0001", **arguments}, now=now
        )
        said = press_button(name, pressed)
        self.book = reopened(self.book, self.file)
        return said.en

    @property
    def register(self) -> Register:
        return read_register(self.book)

    def today_says(self) -> str:
        return self.text("Today")

    def text(self, title: str) -> str:
        rows = self.book.sheets[title].used_range.options(ndim=2).value
        return "\n".join(str(cell) for row in rows for cell in row if cell not in (None, ""))

    def promised(self, letter: str) -> list[tuple[Any, ...]]:
        rows = open_ledger(self.book, PROMISES).rows
        return [(r["order"], r["due"], r["short"], r["promise"]) for r in rows if r["letter"] == letter]


def test_a_month_that_came_true(tmp_path: Path) -> None:
    office = Office(tmp_path)
    overtime = {"kind": "overtime", "quantity": "20", "when": "2026-06-16", "owner": "Li Wei"}
    happened = {"happened": "A mould broke. | 模具损坏。", "issue": "yes"}

    # Tuesday, 2 June, 09:00: reported. Four working hours are over at 14:00, two more at 16:00.
    office.press("update_alerts", "06-01 08:30")
    office.press("internal_alert", "06-02 09:00")
    office.press("update_alerts", "06-02 15:59")
    assert office.register.alerts["A-0001"].escalated_on is None
    office.press("update_alerts", "06-02 16:00")
    (raised,) = (entry for entry in office.register.log if entry.event is AlertEvent.ESCALATE)
    assert (raised.note, raised.at) == ("supervisor", datetime(2026, 6, 2, 16, tzinfo=SHANGHAI))
    assert "Escalated on 2026-06-02." in office.today_says()

    # Wednesday: it can't be solved in time; overtime brings 20 for the 16th, and both customers are warned.
    office.press("assess", "06-03 09:00", owner="Li Wei", solvable="no", until="2026-06-26")
    office.press("countermeasures", "06-03 09:30", **overtime)
    office.press("warn", "06-03 10:00", next_update="2026-06-08", **happened)
    assert office.promised("P-0001") == [("PO-2", date(2026, 6, 25), 30, date(2026, 6, 26))]
    assert office.promised("P-0002") == [("45001", date(2026, 6, 16), 30, date(2026, 6, 26))]
    assert "40 on 16 Jun, 10 on 26 Jun" in office.text("P-0002")
    assert "45001" not in office.text("P-0001") and "PO-2" not in office.text("P-0002")

    # Monday, 8 June: the receipt slips to Friday, 3 July. What is left is confirmed: 10 of Nordwagen's, 17 days
    # late, and Huaxin's 30, 8 days late.
    write_receipts(office.book, [(PUMP, date(2026, 7, 3), 100)])
    office.press("update_alerts", "06-08 08:30")
    assert "was promised an update" in office.today_says()
    office.press("confirm", "06-08 09:00", next_update="2026-06-15", **happened)
    assert office.promised("C-0002") == [("45001", date(2026, 6, 16), 10, date(2026, 7, 3))]
    assert (
        "Order 45001 line 1: told 30 at risk without countermeasures on 3 Jun 2026, "
        "now 10 short with all countermeasures; "
        "new date told on 3 Jun 2026: 2026-06-26, now 2026-07-03." in office.text("C-0002")
    )
    said = office.text("C-0001")
    assert "订单 PO-2 第 10 行：2026年6月3日告知新交期 2026-06-26，现为 2026-07-03。" in said
    assert "模具损坏。" in said and "A mould broke" not in said
    assert "The interim 3D report to Nordwagen is due." in office.today_says()

    # A colleague has a copy, and enters 10 that Tianjin sends by Saturday, 20 June. Meanwhile the 3D reports go.
    copy = tmp_path / "copy.xlsx"
    shutil.copy(office.file, copy)
    theirs = open_book(copy)
    transfer = {"alert": "A-0001", "kind": "Stock transfer 库存调拨", "action": "From Tianjin | 天津仓调拨"}
    row = {**transfer, "quantity": 10, "when": date(2026, 6, 20), "owner": "Ma Jun"}
    open_ledger(theirs, COUNTERMEASURES).append([row])
    office.press("report_8d", "06-09 09:00", issue="yes")
    assert "interim 3D report" not in office.today_says()
    merged = merge_books(ButtonPress(office.book, date(2026, 6, 10), "wang"), theirs)
    theirs.close()
    assert (merged.events, merged.conflicts, merged.rows) == (0, (), 1)
    office.book = reopened(office.book, office.file)

    # Monday, 15 June: the promised update. Nordwagen's last 10 come on 20 June instead of 3 July.
    office.press("confirm", "06-15 09:00", customer=NORDWAGEN, next_update="2026-06-22", **happened)
    revised = office.text("C-0002.2")
    assert "Order 45001 line 1: new date told on 8 Jun 2026: 2026-07-03, now 2026-06-20." in revised
    assert "40 on 16 Jun, 10 on 20 Jun" in revised

    # Monday, 22 June: Nordwagen has its 50, Huaxin waits. Friday, 26 June: PO-2 is past due; no all-clear.
    start_plan(office.book, week(3))
    set_stock(office.book, PUMP, 0)
    write_orders(office.book, ORDERS[2:])
    office.press("update_alerts", "06-22 08:30")
    set_stock(office.book, PUMP, 60)
    with pytest.raises(StillOwed, match="order PO-2 line 10 of Huaxin 华欣 was due on 2026-06-25"):
        office.press("all_clear", "06-26 09:00")

    # Monday, 6 July: all was delivered, 70 are left for the 20 of 22 July. It is over, and both are told so.
    start_plan(office.book, week(5))
    set_stock(office.book, PUMP, 70)
    write_receipts(office.book, [])
    write_orders(office.book, ORDERS[3:])
    office.press("all_clear", "07-06 09:00")
    office.press("clear_customer", "07-06 10:00", issue="yes")
    records = customer_records(office.register.alerts["A-0001"], office.register.letters)
    for record in (records[HUAXIN], records[NORDWAGEN]):
        told = [
            f"{moment:%m-%d %H:%M}"
            for moment in (record.informed, record.confirmed, record.cleared)
            if moment
        ]
        assert told == ["06-03 10:00", "06-08 09:00", "07-06 10:00"]
    rows = {r["order"]: r for r in open_ledger(office.book, PROMISES).rows if r["letter"].startswith("C")}
    assert rows["45001"]["delivered"] == date(2026, 6, 22) and rows["PO-2"]["delivered"] == date(2026, 7, 6)
    clear = records[NORDWAGEN].all_clear
    assert clear is not None
    for day in ("2026-06-16", "2026-06-20", "2026-06-22"):
        assert day in office.text(clear.sheet), "due, promised and delivered"

    # Tuesday: causes and actions are known: the 8D goes to both, and the alert is closed.
    kept = open_ledger(office.book, COUNTERMEASURES)
    for index in range(2):
        kept.amend(index, {"state": "Done 已完成"})
    causes = {
        "root_cause": "Cracked insert | 镶件开裂",
        "escape_cause": "No shot counter | 没有模次计数",
        "corrective": "New insert | 更换镶件",
        "preventive": "Shot counter | 加装计数器",
    }
    office.press("report_8d", "07-07 09:00", issue="yes", **causes)
    assert "Cracked insert" in office.text("R-0002") and "镶件开裂" in office.text("R-0001")
    proved = {"category": "Mould", "effective": "2026-07-07", "verified": "No crack | 无裂纹"}
    office.press("close_alert", "07-07 10:00", **proved)
    assert "3D report to the customer" in office.text("D-0001")
    alert = office.register.alerts["A-0001"]
    assert (alert.state, alert.warning_lead_time, alert.surprise) == (AlertState.CLOSED, 12, False)
    for letter in office.register.letters:
        assert letter_fingerprint(office.book.sheets[letter.sheet]) == letter.sha256, (
            "an issued letter was changed"
        )
