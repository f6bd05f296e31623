"""The sheet `Alerts`: one row per alert. What happened follows from the log; what people fill in is here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import xlwings as xw

from pab_planner.alerts import (
    DEFAULT_DEADLINES,
    Alert,
    AlertState,
    Answers,
    CauseCategory,
    Deadlines,
    Letter,
    LogEntry,
    alerts_of,
    overdue_days,
    respond_by,
)
from pab_planner.errors import ChoiceError, SheetError
from pab_planner.language import Text, both
from pab_planner.ledgers.ledger import Kind, Ledger, LedgerColumn, NotWhatIsAsked, Rule
from pab_planner.ledgers.letters import LETTERS, read_letters
from pab_planner.ledgers.log import join_words, period_cell, read_log
from pab_planner.ledgers.open_ledger import OpenLedger, open_ledger, read_ledger
from pab_planner.sheets import own_sheets
from pab_planner.sheets.palette import LOOKS, MUTED, RED

YES, NO = Text("Yes", "是"), Text("No", "否")

_N, _D, _C = Kind.NUMBER, Kind.DATE, Kind.CHOICE

ALERTS = Ledger(
    *own_sheets.ALERTS,
    Text(
        "Fill in the brown columns, then press the button of the step. Sort, filter, comment and add columns "
        "of your own freely: every update keeps them.",
        "在棕色列填写，再按相应步骤按钮。可自由排序、筛选、批注和增加自己的列，更新时一律保留。",
    ),
    (
        LedgerColumn("number", Text("Alert", "预警号"), width=12),
        LedgerColumn("state", Text("State", "状态"), width=28),
        LedgerColumn("level", Text("Level", "级别"), width=30),
        LedgerColumn("overdue", Text("Overdue [days]", "逾期[天]"), _N, 9),
        LedgerColumn("respond_by", Text("Respond by", "答复期限"), _D, 12),
        LedgerColumn("item", Text("Item", "物料"), width=16),
        LedgerColumn("description", Text("Description", "描述"), width=34),
        LedgerColumn("customers", Text("Customers", "客户"), width=40),
        LedgerColumn("first", Text("First period", "首个风险期"), _D, 12),
        LedgerColumn("last", Text("Last period", "最后风险期"), _D, 12),
        LedgerColumn("first_short", Text("First short period", "首个断供期"), _D, 12),
        LedgerColumn("recovery", Text("Recovery", "恢复期"), _D, 12),
        LedgerColumn("worst_quantity", Text("Worst quantity", "最大缺口"), _N, 11),
        LedgerColumn("presence", Text("Risk", "风险现状"), width=14),
        LedgerColumn("owner", Text("Owner", "负责人"), width=14, asks=Text("Who answers for it", "由谁负责")),
        LedgerColumn(
            "solvable",
            Text("Solvable in time", "能否按时解决"),
            _C,
            12,
            Text("Assess: can it be solved in time?", "评估：能否按时解决"),
            (YES, NO),
        ),
        LedgerColumn(
            "until",
            Text("Solved by", "解决期限"),
            _D,
            12,
            Text("Assess: until when", "评估：何时解决"),
        ),
        LedgerColumn(
            "assessment",
            Text("Assessment", "评估说明"),
            width=28,
            asks=Text("Assess: in your own words", "评估：补充说明"),
        ),
        LedgerColumn(
            "next_update",
            Text("Next update", "下次更新"),
            _D,
            12,
            Text("Notices: when the customer hears from us next", "通知客户：下次何时更新"),
        ),
        LedgerColumn(
            "category",
            Text("Cause category", "原因类别"),
            _C,
            26,
            Text("Suspected cause; needed to close", "疑似原因；关闭前必填"),
            tuple(category.title for category in CauseCategory),
        ),
        LedgerColumn(
            "root_cause",
            Text("Root cause", "根本原因"),
            width=28,
            asks=Text("Why it occurred (5 Why); needed to close", "发生原因（5 Why）；关闭前必填"),
        ),
        LedgerColumn(
            "escape_cause",
            Text("Escape cause", "流出原因"),
            width=28,
            asks=Text("Why it was not seen earlier; needed to close", "为何未及早发现；关闭前必填"),
        ),
        LedgerColumn(
            "corrective",
            Text("Corrective action", "纠正措施"),
            width=28,
            asks=Text("What was done about it; needed to close", "采取的纠正措施；关闭前必填"),
        ),
        LedgerColumn(
            "preventive",
            Text("Preventive action", "预防措施"),
            width=28,
            asks=Text("What keeps it from coming back; needed to close", "防止再发的措施；关闭前必填"),
        ),
        LedgerColumn(
            "effective",
            Text("Effective on", "有效性验证日期"),
            _D,
            12,
            Text("When effectiveness is verified; needed to close", "验证有效性的日期；关闭前必填"),
        ),
        LedgerColumn(
            "verified",
            Text("Proved effective by", "有效性证据"),
            width=28,
            asks=Text(
                "What proved the action effective; needed to close",
                "何以证明措施有效；关闭前必填",
            ),
            optional=True,
        ),
        LedgerColumn(
            "affected",
            Text("Others affected", "其他受影响范围"),
            width=16,
            asks=Text(
                "8D: other parts and sites that it concerns, or that there are none",
                "8D：还涉及哪些料号、地点；没有则写“无”",
            ),
            optional=True,
        ),
        LedgerColumn(
            "read_across",
            Text("Read-across", "横向展开"),
            width=16,
            asks=Text("8D: where else the prevention was introduced", "8D：预防措施还推广到哪里"),
            optional=True,
        ),
        LedgerColumn(
            "reason",
            Text("Reason", "理由"),
            width=24,
            asks=Text(
                "Why a step is taken out of order: confirming unwarned, clearing an item that left the plan",
                "例外理由：未预警即确认、物料已离开计划仍解除等",
            ),
        ),
        LedgerColumn("measures", Text("Countermeasures in force", "生效应对措施"), width=16),
        LedgerColumn("lead_time", Text("Warning lead time [days]", "预警提前期[天]"), _N, 14),
        LedgerColumn("letters", Text("Letters sent", "已发函件"), width=20),
        LedgerColumn("opened", Text("Detected", "发现日期"), _D, 12),
        LedgerColumn("since", Text("State since", "状态起始"), _D, 12),
    ),
    (
        *(
            Rule("level", f'="{both(level.title)}"', look.ink, look.fill, bold=look.bold)
            for level, look in LOOKS.items()
        ),
        Rule("overdue", ">0", RED),
        Rule("state", f'="{both(AlertState.CLOSED.title)}"', MUTED, bold=False),
    ),
    in_order=(("opened", "until"), ("opened", "next_update"), ("opened", "effective")),
)

ANSWER_FIELDS = tuple(field.name for field in fields(Answers))
ANSWER_TITLES = {column.key: column.title for column in ALERTS.columns if column.key in ANSWER_FIELDS}


class UnknownAlert(ChoiceError):
    """A number that no alert has."""

    sentence = Text(
        "there is no alert {alert}; sheet Alerts has: {known}", "没有预警 {alert}；Alerts 表中现有：{known}"
    )


class AlertWithoutLog(SheetError):
    """A row of the register whose alert the log does not know."""

    sentence = Text(
        "{cell}: the log knows no alert {alert}; restore the sheet Log from a backup, or delete this row",
        "{cell}：日志中没有预警 {alert}；请从备份恢复 Log 工作表，或删除此行",
    )


class AlertTwice(SheetError):
    """Two rows of the register for one alert: nobody knows which answers count."""

    sentence = Text(
        "{cell}: {alert} stands twice; what was filled in counts once only: delete one of the rows",
        "{cell}：{alert} 出现两行，无法判断以哪行所填为准；请删除其中一行",
    )


@dataclass(eq=False)
class Register:
    """The account of all alerts of a workbook.

    Attributes:
        log: Every event.
        alerts: Every alert by number, as the log tells, with what people filled in.
        letters: Every letter.
        unread: What people filled in and is to be corrected: it cannot be understood, or is out of order.
        kept: The sheet of the alerts, as it was read.
    """

    log: list[LogEntry]
    alerts: dict[str, Alert]
    letters: list[Letter]
    unread: list[NotWhatIsAsked]
    kept: OpenLedger

    def places(self, number: str) -> dict[str, str]:
        """Where an alert's number stands and its answers are filled in, by field; empty while it has no row."""
        names = ("number", *ANSWER_FIELDS)
        rows = self.kept.where("number", number)
        return {name: self.kept.cell(rows[0], name) for name in names if rows and name in self.kept.columns}

    def find(self, number: str) -> Alert:
        """The alert of a number, `A-0007` or `7`.

        Raises:
            UnknownAlert: There is none.
        """
        word = number.strip()
        known = f"A-{int(word):04d}" if word.isdecimal() else word.upper()
        if known not in self.alerts:
            raise UnknownAlert(alert=number, known=", ".join(list(self.alerts)[:20]) or "-")
        return self.alerts[known]


def read_register(book: xw.Book) -> Register:
    """Everything that a workbook knows of its alerts; nothing is written.

    Raises:
        LogDamaged: The log was changed by hand.
        AlertWithoutLog: A row has a number that the log does not know.
        AlertTwice: An alert has two rows.
        HeadingMissing: A heading of a kept table is gone.
    """
    log = read_log(book)
    alerts = alerts_of(log)
    unread: list[NotWhatIsAsked] = []
    kept = open_ledger(book, ALERTS)
    for index, row in enumerate(kept.rows):
        unread += kept.faults(index)
        number = row["number"]
        if number not in alerts:
            raise AlertWithoutLog(cell=kept.cell(index, "number"), alert=number)
        if kept.where("number", number)[0] < index:
            raise AlertTwice(cell=kept.cell(index, "number"), alert=number)
        alerts[number] = replace(alerts[number], answers=_answers(row))
    letters = read_ledger(book, LETTERS)
    if letters:
        unread += (fault for index in range(len(letters.rows)) for fault in letters.faults(index))
    return Register(log, alerts, read_letters(letters, log), unread, kept)


def write_register(
    kept: OpenLedger,
    alerts: Iterable[Alert],
    *,
    today: date,
    deadlines: Deadlines = DEFAULT_DEADLINES,
    measures: Mapping[str, str] | None = None,
    due: Mapping[str, tuple[date | None, int]] | None = None,
) -> None:
    """Bring the sheet `Alerts` up to date: only cells that change, and rows for new alerts.

    Args:
        kept: The sheet.
        alerts: Every alert.
        today: The day, for what is overdue.
        deadlines: How long an alert may wait.
        measures: Countermeasures in force by alert, in words; left alone if not given.
        due: Until when something is due, and the days past it, by alert; from its state if not given.
    """
    kept.make()
    new = []
    for alert in alerts:
        values = _cells(alert, today, deadlines)
        if due is not None:
            respond, late = due.get(alert.number, (None, 0))
            values |= {"respond_by": respond, "overdue": float(late) if late else None}
        if measures is not None:
            values["measures"] = measures.get(alert.number, "")
        if rows := kept.where("number", alert.number):
            kept.amend(rows[0], values)
        else:
            new.append(values)
    kept.append(new)


def _cells(alert: Alert, today: date, deadlines: Deadlines) -> dict[str, Any]:
    """What an alert's row shows."""
    finding, answers = alert.finding, alert.answers
    late = overdue_days(alert, today, deadlines)
    lead = alert.warning_lead_time
    return {
        "number": alert.number,
        "state": both(alert.state.title),
        "level": both(finding.level.title),
        "overdue": float(late) if late else None,
        "respond_by": respond_by(alert, deadlines),
        "item": finding.item,
        "description": finding.description,
        "customers": join_words(finding.customers),
        "first": period_cell(finding.first),
        "last": period_cell(finding.last),
        "first_short": period_cell(finding.first_short),
        "recovery": period_cell(finding.recovery),
        "worst_quantity": finding.worst_quantity,
        "presence": both(alert.presence.title),
        "lead_time": None if lead is None else float(lead),
        "letters": join_words(alert.letters),
        "opened": alert.opened,
        "since": alert.since,
        **answer_cells(answers),
    }


def answer_cells(answers: Answers) -> dict[str, Any]:
    """What people filled in, as it stands in the cells."""
    return {
        **{name: getattr(answers, name) for name in ANSWER_FIELDS},
        "solvable": None if answers.solvable is None else both(YES if answers.solvable else NO),
        "category": answers.category and both(answers.category.title),
    }


def _answers(row: Mapping[str, Any]) -> Answers:
    """What people filled in, from the cells of a row."""
    words = {name: row[name] for name in ANSWER_FIELDS if row[name] is not None}
    if "solvable" in words:
        words["solvable"] = words["solvable"] == both(YES)
    if "category" in words:
        words["category"] = next(c for c in CauseCategory if both(c.title) == words["category"])
    return Answers(**words)
