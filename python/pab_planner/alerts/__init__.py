"""A risk gets a life: alerts, what may follow what, and the account of what happened."""

from pab_planner.alerts.alert import (
    Alert,
    AlertEvent,
    AlertState,
    Answers,
    CauseCategory,
    LogEntry,
    Presence,
    Step,
    alerts_of,
    apply_event,
)
from pab_planner.alerts.customers import CustomerRecord, LettersByName, When, customer_records
from pab_planner.alerts.deadlines import (
    DEFAULT_DEADLINES,
    Deadlines,
    Hours,
    next_step,
    overdue_days,
    respond_by,
)
from pab_planner.alerts.duties import Appointment, Duty, Outlook, duties
from pab_planner.alerts.figures import MonthFigures, counts, month_figures
from pab_planner.alerts.finding import Finding, findings, period_key, plan_fingerprint
from pab_planner.alerts.letter import Letter, LetterKind, number_letter, recipients
from pab_planner.alerts.lifecycle import (
    TRANSITIONS,
    Evidence,
    StepOutOfOrder,
    StepRefused,
    Transition,
    advance,
    transition,
)
from pab_planner.alerts.merged_registers import Conflict, merge_answers, merge_logs
from pab_planner.alerts.reconcile import Update, reconcile
from pab_planner.alerts.working_days import Shifts, WorkingDays, is_country

__all__ = [
    "DEFAULT_DEADLINES",
    "TRANSITIONS",
    "Alert",
    "AlertEvent",
    "AlertState",
    "Answers",
    "Appointment",
    "CauseCategory",
    "Conflict",
    "CustomerRecord",
    "Deadlines",
    "Duty",
    "Evidence",
    "Finding",
    "Hours",
    "Letter",
    "LetterKind",
    "LettersByName",
    "LogEntry",
    "MonthFigures",
    "Outlook",
    "Presence",
    "Shifts",
    "Step",
    "StepOutOfOrder",
    "StepRefused",
    "Transition",
    "Update",
    "When",
    "WorkingDays",
    "advance",
    "alerts_of",
    "apply_event",
    "counts",
    "customer_records",
    "duties",
    "findings",
    "is_country",
    "merge_answers",
    "merge_logs",
    "month_figures",
    "next_step",
    "number_letter",
    "overdue_days",
    "period_key",
    "plan_fingerprint",
    "recipients",
    "reconcile",
    "respond_by",
    "transition",
]
