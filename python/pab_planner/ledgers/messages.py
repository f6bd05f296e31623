"""The sheet Messages: what people say to a customer in their own words, beyond the numbers."""

from datetime import date
from typing import Any

from pab_planner.language import Text
from pab_planner.ledgers.ledger import Kind, Ledger, LedgerColumn
from pab_planner.ledgers.open_ledger import OpenLedger
from pab_planner.sheets import own_sheets

MESSAGES = Ledger(
    *own_sheets.MESSAGES,
    Text(
        "One row for an alert, or for one of its customers. The customer reads "
        "these words: name nobody else.",
        "每个预警（或其中某个客户）填写一行。客户会看到这些内容，请勿提及其他客户。",
    ),
    (
        LedgerColumn("alert", Text("Alert", "预警号"), width=10, asks=Text("A-0001", "如 A-0001")),
        LedgerColumn(
            "customer",
            Text("Customer", "客户"),
            width=18,
            asks=Text("Blank: to all customers of the alert", "留空：发给该预警的所有客户"),
        ),
        LedgerColumn(
            "happened",
            Text("What happened", "事件说明"),
            width=40,
            asks=Text("What happened, and why", "发生了什么，原因是什么"),
        ),
        LedgerColumn(
            "unknown",
            Text("Not yet known", "尚不明确"),
            width=30,
            asks=Text("What is not yet known", "目前还不清楚的内容"),
        ),
        LedgerColumn(
            "reply_by",
            Text("Reply by", "回复期限"),
            Kind.DATE,
            asks=Text(
                "Until when we ask for an answer; blank for the next update",
                "请客户何时前回复；留空则为下次更新日",
            ),
        ),
        LedgerColumn(
            "remains",
            Text("What remains", "遗留事项"),
            width=30,
            asks=Text("All-clear: what remains to be done", "警报解除：仍需完成的事项"),
        ),
        LedgerColumn(
            "approver",
            Text("Approved by", "批准人"),
            width=14,
            asks=Text("Who approved the letter", "谁批准了函件"),
        ),
    ),
)


def said_to(kept: OpenLedger, alert: str, customer: str) -> dict[str, Any]:
    """What is said to a customer about an alert: the customer's own row before the one for all.

    Raises:
        NotWhatIsAsked: A cell of it cannot be understood.
    """
    said: dict[str, Any] = {}
    for index in kept.where("alert", alert):
        if kept.rows[index]["customer"] in (None, "", customer):
            for error in kept.unread:
                if error.fields["cell"] == kept.cell(index, "reply_by"):
                    raise error
            own = bool(kept.rows[index]["customer"])
            said |= {k: v for k, v in kept.rows[index].items() if v and (own or k not in said)}
    return said


def write_message(kept: OpenLedger, alert: str, customer: str, given: dict[str, str | date]) -> None:
    """Write what a terminal gave into the row of an alert and customer, or into a new one."""
    if not given:
        return
    for index in kept.where("alert", alert):
        if (kept.rows[index]["customer"] or "") == customer:
            kept.amend(index, given)
            return
    kept.append([{"alert": alert, "customer": customer, **given}])
