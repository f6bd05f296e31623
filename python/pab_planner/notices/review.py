"""What an 8D report says of an alert: to ourselves, or to one of its customers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pab_planner.alerts import Alert, CauseCategory
from pab_planner.core.countermeasure import Countermeasure, CountermeasureKind
from pab_planner.core.plan import Period
from pab_planner.language import Text
from pab_planner.notices.told import PromisedLine


@dataclass(frozen=True)
class Review:
    """The facts of an 8D report.

    Attributes:
        item: The item.
        description: The item in words.
        customers: Whom the shortage concerned; in a customer's report that customer only.
        found: Day of detection.
        short_from: First period that was short, as it was told; None if none was.
        short: The quantity short, as it was told; the worst balance where no customer was [stock units].
        lines: Order lines that customers were told of.
        leader: Who leads the team.
        sponsor: Who stands behind it in the management; "" where nobody is named.
        category: Where the cause lies; None if that is not known.
        root_cause: Why it occurred.
        escape_cause: Why it was not seen earlier.
        corrective: What was done about it.
        preventive: What keeps it from coming back.
        affected: Other parts and sites concerned.
        read_across: Where else the prevention was introduced.
        effective: Day on which effectiveness is verified.
        verified: What proved it.
        containment: What was done about the gap, failed measures too.
        corrections: Corrective actions, with owner and dates.
        preventions: Preventive actions, likewise.
        short_on: In a customer's report, the first day on which a line of theirs was short; else none.
    """

    item: str | Text
    description: str
    customers: tuple[str, ...]
    found: date
    short_from: Period | None
    short: float
    lines: int
    leader: str
    sponsor: str
    category: CauseCategory | None
    root_cause: str
    escape_cause: str
    corrective: str
    preventive: str
    affected: str
    read_across: str
    effective: date | None
    verified: str
    containment: tuple[Countermeasure, ...]
    corrections: tuple[Countermeasure, ...]
    preventions: tuple[Countermeasure, ...]
    short_on: date | None = None


def review_of(
    alert: Alert,
    measures: Iterable[Countermeasure],
    actions: Sequence[Countermeasure],
    sponsor: str,
    *,
    customer: str = "",
    told: Sequence[PromisedLine] = (),
) -> Review:
    """The facts of an alert's 8D report.

    Args:
        alert: The alert.
        measures: Its countermeasures.
        actions: Its corrective and preventive actions.
        sponsor: Who stands behind the team in the management.
        customer: Whose report it is; "" for our own.
        told: The order lines that customers were told of.
    """
    said, worst = alert.answers, alert.as_told
    mine = [line for line in told if customer in ("", line.customer)]
    of_kind = {
        kind: tuple(action for action in actions if action.kind is kind)
        for kind in (CountermeasureKind.CORRECTIVE, CountermeasureKind.PREVENTIVE)
    }
    return Review(
        item=worst.item,
        description=worst.description,
        customers=(customer,) if customer else worst.customers,
        found=alert.opened,
        short_from=worst.first_short,
        short_on=min((line.due for line in mine if line.due), default=None) if customer else None,
        short=sum(line.short for line in mine) if mine else worst.worst_quantity,
        lines=len(mine),
        leader=said.owner,
        sponsor=sponsor,
        category=said.category,
        root_cause=said.root_cause,
        escape_cause=said.escape_cause,
        corrective=said.corrective,
        preventive=said.preventive,
        affected=said.affected,
        read_across=said.read_across,
        effective=said.effective,
        verified=said.verified,
        containment=tuple(m for m in measures if customer in ("", m.customer) or not m.customer),
        corrections=of_kind[CountermeasureKind.CORRECTIVE],
        preventions=of_kind[CountermeasureKind.PREVENTIVE],
    )
