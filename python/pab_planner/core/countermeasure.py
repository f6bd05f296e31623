"""What is done about a gap: a quantity, a date and somebody who sees to it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pab_planner.language import Text


class CountermeasureKind(StrEnum):
    """What is done about a gap."""

    OVERTIME = "overtime"
    ALTERNATIVE_LINE = "alternative line"
    REWORK = "rework"
    STOCK_TRANSFER = "stock transfer"
    PARTIAL_SHIPMENT = "partial shipment"
    SUBSTITUTE = "substitute part"
    EXPEDITED_MATERIAL = "expedited material"
    TRANSPORT = "transport"
    OTHER = "other"
    CORRECTIVE = "corrective action"
    PREVENTIVE = "preventive action"

    @property
    def words(self) -> Text:
        """What a planner calls it."""
        return _KINDS[self]

    @property
    def brings(self) -> bool:
        """Whether it makes a quantity available: what removes a cause does not."""
        return self not in (CountermeasureKind.CORRECTIVE, CountermeasureKind.PREVENTIVE)


_KINDS = {
    CountermeasureKind.OVERTIME: Text("Overtime", "加班"),
    CountermeasureKind.ALTERNATIVE_LINE: Text("Alternative line", "替代产线"),
    CountermeasureKind.REWORK: Text("Rework", "返工"),
    CountermeasureKind.STOCK_TRANSFER: Text("Stock transfer", "库存调拨"),
    CountermeasureKind.PARTIAL_SHIPMENT: Text("Partial shipment", "分批发货"),
    CountermeasureKind.SUBSTITUTE: Text("Substitute part", "替代料"),
    CountermeasureKind.EXPEDITED_MATERIAL: Text("Expedited material", "物料加急"),
    CountermeasureKind.TRANSPORT: Text("Transport", "紧急运输"),
    CountermeasureKind.OTHER: Text("Other", "其他"),
    CountermeasureKind.CORRECTIVE: Text("Corrective action", "纠正措施"),
    CountermeasureKind.PREVENTIVE: Text("Preventive action", "预防措施"),
}


class MeasureState(StrEnum):
    """How far a countermeasure has come."""

    PLANNED = "planned"
    DONE = "done"
    FAILED = "failed"

    @property
    def words(self) -> Text:
        """What a planner calls it."""
        return _STATES[self]


_STATES = {
    MeasureState.PLANNED: Text("Planned", "计划中"),
    MeasureState.DONE: Text("Done", "已完成"),
    MeasureState.FAILED: Text("Failed", "未果"),
}


@dataclass(frozen=True)
class Countermeasure:
    """A quantity that somebody makes available at a time.

    Attributes:
        kind: What is done.
        quantity: How much [stock units].
        when: When it is there: a date, or the label of a period where the plan has no dates.
        moved_from: The receipt whose quantity comes at another time: its date or period. None where
            the quantity comes on top of the plan. For a partial shipment, when the rest was due.
        action: What is done, in words.
        owner: Who sees to it.
        due: Until when the owner has it arranged.
        evidence: What shows that it will come.
        state: Only what is planned is played: what is done stands in the stock or the MPS by now, and
            what failed brings nothing.
        outcome: What came of it; why it failed.
        customer: Whose order is shipped in parts; "" where the measure serves all.
        place: Sheet and cell of the quantity, `Countermeasures!D7`.
    """

    kind: CountermeasureKind
    quantity: float
    when: date | str
    moved_from: date | str | None = None
    action: str = ""
    owner: str = ""
    due: date | None = None
    evidence: str = ""
    state: MeasureState = MeasureState.PLANNED
    outcome: str = ""
    customer: str = ""
    place: str = ""
