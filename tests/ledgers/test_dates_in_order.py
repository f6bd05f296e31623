"""Days that can only follow one another, in every table that people fill in."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from letters.shortage_book import JUNE_1, write_book
from pab_planner.engines.file.engine import new_book
from pab_planner.ledgers.countermeasures import COUNTERMEASURES, read_actions, read_countermeasures
from pab_planner.ledgers.ledger import DatesOutOfOrder, Ledger, NotWhatIsAsked, out_of_order
from pab_planner.ledgers.letters import LETTERS
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.register import ALERTS
from pab_planner.ledgers.transport import FREIGHT, freight_of
from pab_planner.macros.alert_buttons import update_alerts
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.letter_buttons import note_answer

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("ledger", "earlier", "later"),
    [
        (LETTERS, "issued", "sent"),
        (LETTERS, "sent", "acknowledged"),
        (LETTERS, "issued", "acknowledged"),
        (LETTERS, "sent_at", "acknowledged_at"),
        (LETTERS, "issued", "reply_by"),
        (LETTERS, "issued", "next_update"),
        (COUNTERMEASURES, "due", "when"),
        (FREIGHT, "ready", "departure"),
        (FREIGHT, "departure", "arrival"),
        (FREIGHT, "ready", "arrival"),
        (ALERTS, "opened", "until"),
        (ALERTS, "opened", "next_update"),
        (ALERTS, "opened", "effective"),
    ],
)
def test_a_day_that_is_before_what_it_follows_is_named(ledger: Ledger, earlier: str, later: str) -> None:
    at: Any = datetime(2026, 6, 1, 15) if earlier.endswith("_at") else JUNE_1
    headings = {column.key: column.heading for column in ledger.columns}

    def said(row: dict[str, Any]) -> list[str]:
        return [fault.say("en") for fault in out_of_order(ledger, row, "Sheet!{}".format)]

    assert said({earlier: at, later: at}) == said({earlier: at}) == said({later: at}) == []
    assert said({earlier: at, later: at - DAY}) == [
        f"Sheet!{later}: {headings[later]} is {at - DAY}, which is before {headings[earlier]} ({at}); "
        "correct one of the two"
    ]


PLANNED = {"alert": "A-0001", "quantity": 5.0, "when": JUNE_1, "owner": "Li", "customer": "Acme"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            {"kind": "Overtime 加班", "due": JUNE_1 + DAY},
            "Countermeasures!E4：Available on 到货日期为 2026-06-01，早于Due 完成期限（2026-06-02）；请更正其中之一",
        ),
        (
            {"kind": "Expedited material 物料加急", "moved_from": JUNE_1 - DAY},
            "Countermeasures!F4：Moved from 原日期为 2026-05-31，早于Available on 到货日期（2026-06-01）；请更正其中之一",
        ),
        (
            {"kind": "Partial shipment 分批发货", "moved_from": JUNE_1 + DAY},
            "Countermeasures!E4：Available on 到货日期为 2026-06-01，早于Moved from 原日期（2026-06-02）；请更正其中之一",
        ),
        (
            {"kind": "Corrective action 纠正措施", "due": JUNE_1 + DAY},
            "Countermeasures!E4：Available on 到货日期为 2026-06-01，早于Due 完成期限（2026-06-02）；请更正其中之一",
        ),
    ],
)
def test_a_measure_that_is_there_before_it_is_arranged_is_refused(row: dict[str, Any], said: str) -> None:
    kept = open_ledger(new_book(), COUNTERMEASURES)
    kept.append([{**PLANNED, **row}])
    with pytest.raises(DatesOutOfOrder) as refused:
        (read_actions if "action" in row["kind"] else read_countermeasures)(kept, "A-0001")
    assert refused.value.say("zh") == said


def test_a_transport_that_departs_before_its_goods_are_ready_is_refused() -> None:
    kept = open_ledger(new_book(), FREIGHT)
    days = {"ready": JUNE_1, "departure": JUNE_1 - DAY, "arrival": JUNE_1}
    kept.append([{"alert": "A-0001", "mode": "Air 空运", "quantity": 5.0, **days}])
    with pytest.raises(DatesOutOfOrder):
        freight_of(kept, "A-0001")


def test_a_letter_is_sent_after_its_issue_answered_after_that_and_neither_tomorrow(tmp_path: Path) -> None:
    """P-0001 is issued on 29 May."""
    place = write_book(tmp_path / "plan.xlsx").ready()
    place.warn(next_update="2026-06-10")
    book = place.open()

    def note(**days: str) -> str:
        given = {"letter": "P-0001", **days}
        return note_answer(ButtonPress(book, JUNE_1, "Chen Jie", "en", arguments=given)).en

    for days in (
        {"sent": "2026-05-28"},
        {"sent": "2026-06-01", "acknowledged": "2026-05-30"},
        {"sent": "2026-05-30 15:00+08:00", "acknowledged": "2026-05-30 14:00+08:00"},
    ):
        with pytest.raises(DatesOutOfOrder):
            note(**days)
    with pytest.raises(NotWhatIsAsked, match="expected today or an earlier day"):
        note(sent="2026-06-02")
    note(sent="2026-05-29", acknowledged="2026-05-30")
    assert note(sent="2026-05-31", acknowledged="2026-06-01") == (
        "P-0001: sent 2026-05-31, acknowledged 2026-06-01."
    ), "both may be corrected at once"
    kept = open_ledger(book, LETTERS)
    index = next(index for index, row in enumerate(kept.rows) if row["name"] == "P-0001")
    kept.amend(index, {"sent": date(2026, 5, 28), "sent_at": None})
    said = update_alerts(ButtonPress(book, JUNE_1, "Chen Jie"))
    assert f"To be corrected: {kept.cell(index, 'sent')}: Sent on 寄出日期 is 2026-05-28" in said.en
