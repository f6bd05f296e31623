"""The sheet Countermeasures: what is done about each alert, by whom, how much and when."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import xlwings as xw

from pab_planner.core.countermeasure import Countermeasure, CountermeasureKind, MeasureState
from pab_planner.core.recovery import Replay
from pab_planner.errors import SheetError
from pab_planner.language import Text, both, listed
from pab_planner.ledgers.ledger import (
    A_DATE,
    A_NUMBER,
    Kind,
    Ledger,
    LedgerColumn,
    NotWhatIsAsked,
    chosen,
    out_of_order,
    read_day,
)
from pab_planner.ledgers.open_ledger import OpenLedger, open_ledger
from pab_planner.reading.quantities import read_quantity
from pab_planner.sheets import own_sheets

COUNTERMEASURES = Ledger(
    *own_sheets.COUNTERMEASURES,
    Text(
        "One row for each quantity and date. Then press Countermeasures: the "
        "plan is projected again with all of them.",
        "每个数量和日期填写一行，然后按“应对措施”：计入全部措施重新推算。",
    ),
    (
        LedgerColumn(
            "alert",
            Text("Alert", "预警号"),
            width=10,
            asks=Text("Number of the alert, A-0001", "预警号，如 A-0001"),
        ),
        LedgerColumn(
            "kind",
            Text("Kind", "类型"),
            Kind.CHOICE,
            16,
            Text("What is done", "措施类型"),
            tuple(kind.words for kind in CountermeasureKind),
        ),
        LedgerColumn(
            "action",
            Text("Action", "措施内容"),
            width=30,
            asks=Text(
                "What is done, in words that the customer may read",
                "具体做什么；客户会看到，请用可对外的措辞",
            ),
        ),
        LedgerColumn(
            "quantity",
            Text("Quantity", "数量"),
            Kind.NUMBER,
            asks=Text(
                "How much it makes available [stock units]; blank for a corrective or preventive action",
                "可增加的数量（库存单位）；纠正、预防措施留空",
            ),
        ),
        LedgerColumn(
            "when",
            Text("Available on", "到货日期"),
            Kind.DATE,
            asks=Text(
                "The day on which the quantity is there; of an action, from when it is effective",
                "该数量可用的日期；纠正、预防措施填生效日期",
            ),
        ),
        LedgerColumn(
            "moved_from",
            Text("Moved from", "原日期"),
            Kind.DATE,
            asks=Text(
                "Only if the quantity is in the plan already: the date of the receipt that comes earlier; "
                "for a partial shipment the due date whose rest ships later",
                "仅当该数量已在计划中时填写：提前的那批入库的原日期；分批发货时填余量的原交期",
            ),
        ),
        LedgerColumn(
            "owner",
            Text("Owner", "责任人"),
            asks=Text("Who sees to it; the customer may read it", "由谁负责；客户会看到"),
        ),
        LedgerColumn(
            "due",
            Text("Due", "完成期限"),
            Kind.DATE,
            asks=Text(
                "Until when it is arranged; of an action, when it is introduced",
                "最迟何时落实；纠正、预防措施填实施日期",
            ),
        ),
        LedgerColumn(
            "evidence",
            Text("Evidence", "证据"),
            width=26,
            asks=Text(
                "What shows that it will come; the customer may read it", "能证明可实现的依据；客户会看到"
            ),
        ),
        LedgerColumn(
            "state",
            Text("State", "状态"),
            Kind.CHOICE,
            14,
            Text(
                "Planned (or blank) counts; done stands in the stock or the MPS by "
                "now; failed brings nothing",
                "计划中（或空白）计入推算；已完成的数量已在库存或计划中；未果的不计",
            ),
            tuple(state.words for state in MeasureState),
        ),
        LedgerColumn(
            "outcome",
            Text("Outcome", "结果"),
            width=26,
            asks=Text("What came of it; why it failed", "结果；未果的原因"),
        ),
        LedgerColumn(
            "customer",
            Text("Customer", "客户"),
            width=16,
            asks=Text(
                "Whose order a partial shipment is of; blank where it serves everyone",
                "分批发货所属的客户；面向所有客户时留空",
            ),
        ),
        LedgerColumn(
            "note",
            Text("Internal note", "内部备注"),
            width=26,
            asks=Text("Stays inside", "不对外"),
            optional=True,
        ),
        LedgerColumn("counted", Text("Counted", "是否计入"), width=24),
    ),
    continues=True,
    in_order=(("due", "when"),),
)

MISSING = {
    "kind": Text("the kind", "类型"),
    "quantity": Text("the quantity", "数量"),
    "when": Text("the date on which it is available", "到货日期"),
    "owner": Text("the owner", "责任人"),
}


class MeasureIncomplete(SheetError):
    """A countermeasure that cannot be played or stood up for."""

    sentence = Text("{cell}: fill in {what} of this countermeasure", "{cell}：请填写该措施的{what}")


class QuantityNotPositive(SheetError):
    """A countermeasure of nothing, or less."""

    sentence = Text(
        "{cell}: the quantity is {found:,.12g}, but must be greater than 0",
        "{cell}：数量为 {found:,.12g}，必须大于 0",
    )


def read_countermeasures(kept: OpenLedger, alert: str) -> tuple[Countermeasure, ...]:
    """What closes the gap of one alert, in the order of the sheet.

    Raises:
        MeasureIncomplete: A planned one lacks its kind, quantity, date or owner.
        QuantityNotPositive: One makes nothing available.
        NotWhatIsAsked: A cell of one cannot be understood, or its days are out of order.
    """
    return tuple(_measure(kept, index) for index in rows_of(kept, alert) if _brings(kept.rows[index]))


def read_actions(kept: OpenLedger, alert: str) -> tuple[Countermeasure, ...]:
    """The corrective and preventive actions of one alert, in the order of the sheet.

    Raises:
        MeasureIncomplete: A planned one lacks its owner.
        NotWhatIsAsked: A cell of one cannot be understood, or its days are out of order.
    """
    return tuple(_measure(kept, index) for index in rows_of(kept, alert) if not _brings(kept.rows[index]))


def rows_of(kept: OpenLedger, alert: str) -> list[int]:
    """Rows of the table that say something of an alert."""
    return [
        index
        for index in kept.where("alert", alert)
        if any(cell for key, cell in kept.rows[index].items() if key not in ("alert", "counted"))
    ]


def prepare_row(kept: OpenLedger, alert: str) -> int:
    """A row of an alert that is still blank; it is added if there is none."""
    said = rows_of(kept, alert)
    for index in kept.where("alert", alert):
        if index not in said:
            return index
    kept.append([{"alert": alert}])
    return len(kept.rows) - 1


def in_force(kept: OpenLedger, alert: str) -> int:
    """How many countermeasures of an alert are planned and have a kind, an owner, a date and a quantity."""
    rows = (kept.rows[index] for index in rows_of(kept, alert) if _brings(kept.rows[index]))
    return sum(_state(row) is MeasureState.PLANNED and all(row[key] for key in MISSING) for row in rows)


def settled(kept: OpenLedger, alert: str, state: MeasureState) -> int:
    """How many countermeasures of an alert were done, or failed."""
    rows = (kept.rows[index] for index in rows_of(kept, alert) if _brings(kept.rows[index]))
    return sum(_state(row) is state for row in rows)


def _measure(kept: OpenLedger, index: int) -> Countermeasure:
    """One row as a countermeasure."""
    row, state = kept.rows[index], _state(kept.rows[index])
    for fault in kept.faults(index):
        raise fault
    for key, what in MISSING.items():
        wanted = _brings(row) or key == "owner"
        if wanted and row[key] is None and (state is MeasureState.PLANNED or key == "kind"):
            raise MeasureIncomplete(cell=kept.cell(index, key), what=what)
    if row["quantity"] is not None and row["quantity"] <= 0:
        raise QuantityNotPositive(cell=kept.cell(index, "quantity"), found=row["quantity"])
    kind = _kind(row)
    assert kind, "it is asked for above"
    ships_later = kind is CountermeasureKind.PARTIAL_SHIPMENT
    moved = ("moved_from", "when") if ships_later else ("when", "moved_from")
    for fault in out_of_order(COUNTERMEASURES, row, partial(kept.cell, index), [moved]):
        raise fault
    return Countermeasure(
        kind=kind,
        quantity=row["quantity"] or 0.0,
        when=row["when"] or "",
        moved_from=row["moved_from"],
        action=row["action"] or "",
        owner=row["owner"] or "",
        due=row["due"],
        evidence=row["evidence"] or "",
        state=state,
        outcome=row["outcome"] or "",
        customer=row["customer"] or "",
        place=kept.cell(index, "quantity"),
    )


def _kind(row: Mapping[str, object]) -> CountermeasureKind | None:
    """Kind of a row; None if it names none."""
    words = chosen(row["kind"], [kind.words for kind in CountermeasureKind])
    return next((kind for kind in CountermeasureKind if kind.words == words), None)


def _brings(row: Mapping[str, object]) -> bool:
    """Whether a row makes a quantity available, as all do but corrective and preventive actions."""
    kind = _kind(row)
    return kind is None or kind.brings


def _state(row: Mapping[str, object]) -> MeasureState:
    """State of a row; planned where it says nothing."""
    words = chosen(row["state"], [state.words for state in MeasureState])
    return next((state for state in MeasureState if state.words == words), MeasureState.PLANNED)


COUNTED = Text("counted", "计入")
LEFT_OUT = Text("left out: {reason}", "不计入：{reason}")


def note_what_counted(kept: OpenLedger, played: Replay) -> None:
    """Write beside each countermeasure whether it counted, and if not why."""
    for index in range(len(kept.rows)):
        place = kept.cell(index, "quantity")
        if any(measure.place == place for measure in played.played):
            kept.amend(index, {"counted": both(COUNTED)})
        for out in played.left_out:
            if out.measure.place == place:
                words = (
                    f"{LEFT_OUT.en.format(reason=out.reason.en)} {LEFT_OUT.zh.format(reason=out.reason.zh)}"
                )
                kept.amend(index, {"counted": words})


def replace_transports(kept: OpenLedger, alert: str, rows: Sequence[dict[str, object]]) -> None:
    """Write the rows of a chosen transport over those that an earlier choice left, or under the last row."""
    transport = both(CountermeasureKind.TRANSPORT.words)
    old = [index for index in rows_of(kept, alert) if kept.rows[index]["kind"] == transport]
    for index, row in zip(old, rows, strict=False):
        kept.amend(index, row)
    for index in old[len(rows) :]:
        kept.amend(index, {"quantity": None, "state": both(MeasureState.FAILED.words)})
    kept.append(rows[len(old) :])


def measure(alert: str, given: Mapping[str, str]) -> dict[str, Any]:
    """A new row from what a terminal gave; empty where it gave neither a quantity nor an action of a review.

    Raises:
        NotWhatIsAsked: A word is not what its column asks for.
    """
    if not given.get("quantity") and _brings({"kind": given.get("kind")}):
        return {}
    row: dict[str, Any] = {"alert": alert}
    for column in COUNTERMEASURES.columns[1:-1]:
        word = given.get(column.key)
        if word:
            row[column.key] = _understood(column, word)
    return row


def _understood(column: LedgerColumn, word: str) -> Any:
    """What a terminal's word means in a column."""
    known: Any = word
    expected = A_DATE
    if column.kind is Kind.DATE:
        known = read_day(word)
    elif column.kind is Kind.NUMBER:
        known, expected = read_quantity(word).value, A_NUMBER
    elif column.kind is Kind.CHOICE:
        choice = chosen(word, column.choices)
        known = choice and both(choice)
        expected = listed(column.choices)
    if known is None:
        option = f"--{column.key.replace('_', '-')}"
        raise NotWhatIsAsked(cell=option, heading=column.heading, found=word, expected=expected)
    return known


def open_countermeasures(book: xw.Book) -> OpenLedger:
    """The sheet as it stands; a row filled in under another without its alert is of the same alert."""
    return open_ledger(book, COUNTERMEASURES)
