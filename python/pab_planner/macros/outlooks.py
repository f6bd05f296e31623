"""What the duties of alerts depend on beyond the register: measures, messages, promises and the plan."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlwings as xw

from pab_planner.alerts import (
    Alert,
    AlertState,
    Appointment,
    CustomerRecord,
    LettersByName,
    Outlook,
    Presence,
)
from pab_planner.alerts.duties import LEAST
from pab_planner.core.allocation import AllocationRule
from pab_planner.core.countermeasure import Countermeasure, MeasureState
from pab_planner.core.plan import Plan
from pab_planner.core.recovery import replay
from pab_planner.core.risk import RiskLevel
from pab_planner.errors import PlanError
from pab_planner.language import Text, typed_in_both
from pab_planner.ledgers.countermeasures import (
    COUNTERMEASURES,
    in_force,
    read_actions,
    read_countermeasures,
    settled,
)
from pab_planner.ledgers.messages import MESSAGES, said_to
from pab_planner.ledgers.open_ledger import open_ledgers
from pab_planner.ledgers.promises import PROMISES, told_lines
from pab_planner.ledgers.transport import FREIGHT, usual_lanes
from pab_planner.letters.letterhead import letterhead_of
from pab_planner.notices import shortages
from pab_planner.reading.settings import Settings

MEASURE_DUE = Text(
    "Due: {what} ({owner}); mark it done or failed on sheet Countermeasures.",
    "到期：{what}（{owner}）；请在 Countermeasures 表标为已完成或未果。",
)
DEPARTS = Text(
    "{mode} departs on {day}; enter the waybill number on sheet Freight.",
    "{mode} {day} 出发；请在 Freight 表填写运单号。",
)
STILL_LATE = Text(
    "Order lines of {customers} still come later than due: correct the plan, or wait for the delivery.",
    "{customers} 的订单行仍将晚于交期交付：请更正计划或等待交付。",
)
OWED = Text(
    "Order {order} line {line} of {customer} was due on {due} and is still open: deliver it, or correct the "
    "orders.",
    "{customer} 的订单 {order} 第 {line} 行交期为 {due}，仍未交付：请交付或更正订单。",
)


def late_periods(alert: Alert) -> int:
    """Periods by which the MPS is assumed to be late; 0 if stock runs out even when all of it comes in time."""
    return 0 if alert.finding.level is RiskLevel.SHORTAGE else 1


@dataclass(eq=False)
class OutlookReader:
    """The sheets that outlooks are drawn from, read once.

    Attributes:
        book: The workbook.
        settings: How it is to be judged.
        letters: All letters.
        plan: The plan; None if it was not looked at.
        today: The day.
    """

    book: xw.Book
    settings: Settings
    letters: LettersByName
    plan: Plan | None
    today: date

    def __post_init__(self) -> None:
        """Read the kept sheets."""
        self.measures, self.messages, self.promises, self.freight = open_ledgers(
            self.book, COUNTERMEASURES, MESSAGES, PROMISES, FREIGHT
        )
        self.lanes = usual_lanes(self.book)
        self.signed = bool(letterhead_of(self.settings).signer.en)

    def outlook(self, alert: Alert, row: int) -> Outlook:
        """What is known about an alert beyond the register.

        Args:
            alert: The alert.
            row: Its plan row; -1 where the plan has none.
        """
        records = self.letters.records(alert)
        told: dict[str, float] = defaultdict(float)
        latest = {record.last.name for record in records.values()}
        for line in told_lines(self.promises, latest):
            told[line.customer] += line.short
        said = {customer: self._said(alert, customer) for customer in alert.finding.customers}
        asked = [words["reply_by"] for words in said.values() if words.get("reply_by")]
        return Outlook(
            records=records,
            countermeasures=in_force(self.measures, alert.number),
            done=settled(self.measures, alert.number, MeasureState.DONE),
            tried=settled(self.measures, alert.number, MeasureState.FAILED),
            actions=self._actions(alert),
            short=self._short(alert, row),
            told=told,
            said=frozenset(customer for customer, words in said.items() if words.get("happened")),
            reply_by=min(asked, default=None),
            owed=self._owed(alert) or self._still_late(alert, row, records) if self.plan else None,
            signed=self.signed,
            appointments=tuple(self._appointments(alert)),
        )

    def _said(self, alert: Alert, customer: str) -> dict[str, Any]:
        """What people say to a customer; empty while a cell of it cannot be understood."""
        try:
            return said_to(self.messages, alert.number, customer)
        except PlanError:
            return {}

    def _actions(self, alert: Alert) -> tuple[Countermeasure, ...]:
        """The corrective and preventive actions; none while one is filled in wrongly."""
        try:
            return read_actions(self.measures, alert.number)
        except PlanError:
            return ()

    def _short(self, alert: Alert, row: int) -> dict[str, tuple[float, float]] | None:
        """What each customer misses, without and with countermeasures; None if that cannot be said."""
        live = alert.state in (AlertState.ASSESSED, AlertState.WARNED, AlertState.CONFIRMED)
        if self.plan is None or row < 0 or not live or alert.presence is not Presence.PRESENT:
            return None
        try:
            measures = read_countermeasures(self.measures, alert.number)
            played = replay(self.plan, row, measures, late=late_periods(alert), today=self.today)
            rule, ranks = AllocationRule(self.settings["allocation"]), self.settings.ranks
            return shortages(played, rule, ranks, self.lanes)
        except PlanError:
            return {}

    def _owed(self, alert: Alert) -> Text | None:
        """The first line that a customer was told of, that is past due and still open."""
        for told in told_lines(self.promises, alert.letters):
            key = told.item, told.customer, told.order, told.line
            if self.plan and key in self.plan.open_lines and told.due and told.due < self.today:
                return OWED.filled(order=told.order, line=told.line, customer=told.customer, due=told.due)
        return None

    def _still_late(self, alert: Alert, row: int, records: Mapping[str, CustomerRecord]) -> Text | None:
        """Why no customer can have the all-clear yet: lines of each who waits for it still come late."""
        waiting = [record.customer for record in records.values() if record.waits]
        if self.plan is None or row < 0 or alert.state is not AlertState.CLEARED or not waiting:
            return None
        try:
            played = replay(self.plan, row, (), today=self.today)
            rule, ranks = AllocationRule(self.settings["allocation"]), self.settings.ranks
            short = shortages(played, rule, ranks, self.lanes)
        except PlanError:
            return None
        late = [customer for customer in waiting if short.get(customer, (0.0, 0.0))[0] > LEAST]
        return STILL_LATE.filled(customers=", ".join(late)) if late == waiting else None

    def _appointments(self, alert: Alert) -> Iterator[Appointment]:
        """Measures that are due, transports that depart, and a measure or action that is filled in wrongly."""
        measures: tuple[Countermeasure, ...] = ()
        try:
            measures = read_countermeasures(self.measures, alert.number)
            read_actions(self.measures, alert.number)
        except PlanError as wrong:
            yield Appointment(self.today, Text(wrong.say("en"), wrong.say("zh")))
        for measure in measures:
            day = measure.due or (measure.when if isinstance(measure.when, date) else None)
            if day and measure.state is MeasureState.PLANNED:
                what = typed_in_both(measure.action) if measure.action else measure.kind.words
                owner = typed_in_both(measure.owner)
                yield Appointment(day, MEASURE_DUE.filled(what=what, owner=owner))
        for row in self.freight.rows_where("alert", alert.number):
            if row["departure"] and not row["waybill"]:
                yield Appointment(row["departure"], DEPARTS.filled(mode=row["mode"], day=row["departure"]))
