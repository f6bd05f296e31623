"""What may follow what: the one table of the life cycle, and the step that obeys it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pab_planner.alerts.alert import Alert, AlertEvent, AlertState, LogEntry, Presence, Step, apply_event
from pab_planner.core.countermeasure import Countermeasure, MeasureState
from pab_planner.errors import SheetError
from pab_planner.language import Language, Text, listed

CS = Text("customer service", "客服")
MANAGER = Text("supply chain manager", "供应链经理")
UPDATE = Text("the daily update", "每日更新")
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Evidence:
    """What a step is judged by, beyond the alert itself.

    Attributes:
        countermeasures: Countermeasures in force that have an owner, a date and a quantity.
        done: Those that were carried out, and whose quantity is in the plan by now.
        tried: Those that failed.
        today: Day of the step; None if its dates are not judged.
        unwarned: Customers to whom the step would confirm a shortage of which they have not been warned.
        waiting: Customers who were told and have not had their all-clear; None if that is not known.
        reply_by: Until when the letters ask for an answer, where people say so.
        happened: Whether the letters say what happened; None if the step writes no letter.
        signed: Whether the settings name who signs the customers' letters; None if the step writes none.
        unreported: Customers to whom the shortage was confirmed and who have not had their 8D report.
        actions: Corrective and preventive actions.
    """

    countermeasures: int = 0
    done: int = 0
    tried: int = 0
    today: date | None = None
    unwarned: tuple[str, ...] = ()
    waiting: tuple[str, ...] | None = None
    reply_by: date | None = None
    happened: bool | None = None
    signed: bool | None = None
    unreported: tuple[str, ...] = ()
    actions: tuple[Countermeasure, ...] = ()

    def acting(self, state: MeasureState) -> list[Countermeasure]:
        """The actions of a state."""
        return [action for action in self.actions if action.state is state]

    @property
    def in_effect_on(self) -> date:
        """The day from which all actions that did not fail are effective, as far as they say."""
        failed = self.acting(MeasureState.FAILED)
        days = (action.when for action in self.actions if action not in failed)
        return max((day for day in days if isinstance(day, date)), default=date.min)


class Gate(NamedTuple):
    """A condition of a step.

    Attributes:
        field: What has to be filled in, the name of an answer; "" where it is no cell of the row.
        missing: What is missing, and what to do.
        holds: Whether the condition is met.
    """

    field: str
    missing: Text
    holds: Callable[[Alert, Evidence], bool]


def _filled(field: str, missing: Text) -> Gate:
    """A gate that wants an answer."""
    return Gate(field, missing, lambda alert, _: getattr(alert.answers, field) not in ("", None))


def _not_past(field: str, missing: Text) -> Gate:
    """A gate that wants an answer's day to lie ahead."""

    def holds(alert: Alert, known: Evidence) -> bool:
        day = getattr(alert.answers, field)
        return day is None or known.today is None or day >= known.today

    return Gate(field, missing, holds)


OWNER = _filled("owner", Text("enter the owner", "填写负责人"))
ASSESSMENT_GATES = (
    OWNER,
    _filled("solvable", Text("choose whether it can be solved in time", "选择能否按时解决")),
    _filled("until", Text("enter the date until which it is to be solved", "填写解决期限")),
    _not_past(
        "until",
        Text(
            "the date until which it is to be solved has passed; enter a later one",
            "解决期限已过，请填写更晚的日期",
        ),
    ),
)
RISK_STANDS = Gate(
    "",
    Text(
        "the plan no longer shows the risk, so there is nothing to tell; press Update alerts",
        "计划中已无此风险，无需告知；请按“更新预警”",
    ),
    lambda alert, _: alert.presence is Presence.PRESENT,
)
RISK_IS_OVER = Gate(
    "",
    Text("the risk is back in the plan; press Reopen", "计划中风险重现；请按“重新打开”"),
    lambda alert, _: alert.presence is not Presence.PRESENT,
)
SIGNER = Gate(
    "signer",
    Text(
        "enter who signs the customers' letters: on sheet Settings, beside “Signed by 签发人” (Alert form adds "
        "the sheet where there is none)",
        "请填写客户函件的签发人：在 Settings 表“Signed by 签发人”一行填写姓名（没有该表时，按“预警表单”即可新建）",
    ),
    lambda _, known: known.signed is not False,
)
NEXT_UPDATE = (
    _filled("next_update", Text("enter when the customer gets the next update", "填写下次更新时间")),
    _not_past(
        "next_update",
        Text(
            "the next update has passed; enter when the customer hears from us next",
            "下次更新日期已过，请填写新的日期",
        ),
    ),
    Gate(
        "",
        Text(
            "the reply-by date on sheet Messages has passed; enter a later one or leave it blank",
            "Messages 表中的回复期限已过；请填写更晚的日期或留空",
        ),
        lambda _, known: known.reply_by is None or known.today is None or known.reply_by >= known.today,
    ),
    SIGNER,
)
WARN_GATES = (
    RISK_STANDS,
    Gate(
        "reason",
        Text(
            "it was assessed as solvable in time: assess it anew, or enter the reason why the customer is "
            "warned",
            "已评估为可按时解决：请重新评估，或填写仍需预警客户的理由",
        ),
        lambda alert, _: not alert.answers.solvable or bool(alert.answers.reason),
    ),
    Gate(
        "",
        Text(
            "enter at least one countermeasure with owner, date and quantity on sheet Countermeasures",
            "在 Countermeasures 工作表填写至少一项应对措施（负责人、日期、数量）",
        ),
        lambda _, known: known.countermeasures + known.done > 0,
    ),
    *NEXT_UPDATE,
)
CONFIRM_GATES = (
    Gate(
        "",
        Text(
            "the plan shows no period with a negative balance, so there is no date of the break to confirm; "
            "correct the plan",
            "计划中没有负余额的期间，无法给出断供日期；请先更正计划",
        ),
        lambda alert, _: alert.finding.first_short is not None and alert.presence is Presence.PRESENT,
    ),
    Gate(
        "",
        Text(
            "enter on sheet Countermeasures what is done about it, or what was tried and failed",
            "请在 Countermeasures 表填写正在采取的措施，或已尝试但未果的措施",
        ),
        lambda _, known: known.countermeasures + known.done + known.tried > 0,
    ),
    Gate(
        "",
        Text(
            "enter on sheet Messages what happened and why: a confirmed notice cannot put it off",
            "请在 Messages 表填写事件说明及原因；确认断供通知不能留待以后说明",
        ),
        lambda _, known: known.happened is not False,
    ),
    *NEXT_UPDATE,
)
WARNED_GATES = (
    *CONFIRM_GATES,
    Gate(
        "reason",
        Text(
            "a customer in this step has not been warned: send the potential-shortage notice first, or enter "
            "the reason (it counts as a surprise)",
            "本步骤中有客户尚未收到预警：请先发潜在断供通知，或填写理由（计为突发断供）",
        ),
        lambda alert, known: not known.unwarned or bool(alert.answers.reason),
    ),
)
UNWARNED_GATES = (
    *CONFIRM_GATES,
    _filled(
        "reason",
        Text(
            "the customer has not been warned: send the potential-shortage notice first, or enter the reason "
            "(it counts as a surprise)",
            "尚未预警客户：请先发潜在断供通知，或填写理由（计为突发断供）",
        ),
    ),
)
CLEAR_GATES = (
    Gate(
        "",
        Text(
            "the balance, projected again, still shows the risk; correct the plan or wait for the supply",
            "重新推算后余额仍有风险；请更正计划或等待到货",
        ),
        lambda alert, _: alert.presence is not Presence.PRESENT or alert.finding.level < alert.told,
    ),
    Gate(
        "reason",
        Text(
            "the item is no longer in the plan, so its balance cannot be projected again; enter the reason",
            "物料已不在计划中，无法重新推算余额；请填写理由",
        ),
        lambda alert, _: alert.presence is not Presence.NOT_IN_PLAN or bool(alert.answers.reason),
    ),
)
PROVED_IN_ORDER = (
    Gate(
        "",
        Text(
            "an action is marked as done without the day from which it is effective, or before that day; "
            "correct it on sheet Countermeasures",
            "有措施已标为“已完成”，但未填生效日期或生效日期未到；请在 Countermeasures 表更正",
        ),
        lambda _, known: all(
            isinstance(action.when, date) and (known.today is None or action.when <= known.today)
            for action in known.acting(MeasureState.DONE)
        ),
    ),
    Gate(
        "effective",
        Text(
            "the verification date is before the day from which the actions are effective; enter a later one",
            "有效性验证日期早于措施的生效日期；请填写更晚的日期",
        ),
        lambda alert, known: alert.answers.effective is None or alert.answers.effective >= known.in_effect_on,
    ),
    Gate(
        "verified",
        Text(
            "effectiveness is not proved before the verification date, nor while an action is still planned; "
            "leave the proof blank until then",
            "验证日期未到，或仍有措施未完成，尚不能证明有效；请届时再填写有效性证据",
        ),
        lambda alert, known: (
            not alert.answers.verified
            or (
                alert.answers.effective is not None
                and (known.today is None or alert.answers.effective <= known.today)
                and not known.acting(MeasureState.PLANNED)
            )
        ),
    ),
)
"""8D: an action is implemented (D5), then effective, and only then its effect is verified (D6)."""

CLOSE_GATES = (
    RISK_IS_OVER,
    Gate(
        "",
        Text(
            "the customers who were told have not had their all-clear; press Customer all-clear",
            "曾被通知的客户尚未收到解除通知；请按“通知客户解除”",
        ),
        lambda alert, known: not (alert.customers_wait if known.waiting is None else known.waiting),
    ),
    Gate(
        "",
        Text(
            "the customers to whom the shortage was confirmed have not had their 8D report; press 8D report",
            "已确认断供的客户尚未收到 8D 报告；请按“8D 报告”",
        ),
        lambda _, known: not known.unreported,
    ),
    Gate(
        "",
        Text(
            "countermeasures or actions are still planned; mark each as done or failed on sheet Countermeasures",
            "仍有计划中的应对、纠正或预防措施；请在 Countermeasures 表逐项标为已完成或未果",
        ),
        lambda _, known: known.countermeasures == 0 and not known.acting(MeasureState.PLANNED),
    ),
    OWNER,
    _filled("category", Text("choose the cause category", "选择原因类别")),
    _filled("root_cause", Text("enter why it occurred (root cause)", "填写发生原因（根本原因）")),
    _filled("escape_cause", Text("enter why it was not seen earlier", "填写流出原因（为何未及早发现）")),
    _filled("corrective", Text("enter the corrective action", "填写纠正措施")),
    _filled("preventive", Text("enter the preventive action", "填写预防措施")),
    _filled("effective", Text("enter the date on which effectiveness is verified", "填写有效性验证日期")),
    Gate(
        "",
        Text(
            "the date on which effectiveness is verified has not come; close it then",
            "有效性验证日期未到，请届时再关闭",
        ),
        lambda alert, known: (
            alert.answers.effective is None or known.today is None or alert.answers.effective <= known.today
        ),
    ),
    _filled("verified", Text("enter what proved the action effective", "填写证明措施有效的依据")),
    *PROVED_IN_ORDER[:2],
)


class Transition(NamedTuple):
    """One line of the life cycle.

    Attributes:
        event: What happens.
        before: In which states it may happen; empty for the opening of an alert.
        after: The state it leads to; None if the state stays.
        who: Who does it.
        writes: What it leaves behind.
        gates: What must be met.
    """

    event: AlertEvent
    before: tuple[AlertState, ...]
    after: AlertState | None
    who: Text
    writes: Text
    gates: tuple[Gate, ...] = ()


_S = AlertState
_LIVE = (_S.DETECTED, _S.REPORTED, _S.ASSESSED, _S.WARNED, _S.CONFIRMED)
_TOLD = _LIVE[1:]
_INTERNAL_ALERT = Text("internal alert to supervisor and those concerned", "内部预警，发给主管及相关人员")
_ASSESSMENT = Text(
    "assessment: solved in time or not, by whom, until when", "评估：能否按时解决、谁负责、期限"
)
_POTENTIAL = Text("potential-shortage notice, one per customer", "潜在断供通知，每个客户一份")
_CONFIRMED = Text(
    "confirmed-shortage notice: exact date, quantity by order line, new dates",
    "确认断供通知：确切日期、各订单行数量与新交期",
)
_LINE = Text("a line in the log", "一条日志")

TRANSITIONS: tuple[Transition, ...] = (
    Transition(AlertEvent.DETECT, (), _S.DETECTED, UPDATE, Text("a new alert", "新预警")),
    Transition(AlertEvent.REPORT, (_S.DETECTED,), _S.REPORTED, CS, _INTERNAL_ALERT, (RISK_STANDS,)),
    Transition(AlertEvent.REPORT, _TOLD, None, CS, Text("the internal alert, revised", "内部预警修订版")),
    Transition(
        AlertEvent.ASSESS, (_S.REPORTED, _S.ASSESSED), _S.ASSESSED, MANAGER, _ASSESSMENT, ASSESSMENT_GATES
    ),
    Transition(AlertEvent.WARN, (_S.ASSESSED, _S.WARNED), _S.WARNED, MANAGER, _POTENTIAL, WARN_GATES),
    Transition(AlertEvent.WARN, (_S.CONFIRMED,), None, MANAGER, _POTENTIAL, WARN_GATES),
    Transition(
        AlertEvent.CONFIRM, (_S.WARNED, _S.CONFIRMED), _S.CONFIRMED, MANAGER, _CONFIRMED, WARNED_GATES
    ),
    Transition(
        AlertEvent.CONFIRM, (_S.REPORTED, _S.ASSESSED), _S.CONFIRMED, MANAGER, _CONFIRMED, UNWARNED_GATES
    ),
    Transition(
        AlertEvent.CLEAR,
        _TOLD,
        _S.CLEARED,
        CS,
        Text(
            "all-clear to our own people who were told, and to no one else",
            "内部警报解除，只发给已通知过的人",
        ),
        CLEAR_GATES,
    ),
    Transition(
        AlertEvent.INFORM,
        (_S.CLEARED,),
        None,
        CS,
        Text(
            "all-clear to the customers who were told, and to no one else",
            "客户解除通知，只发给已通知过的客户",
        ),
        (RISK_IS_OVER, SIGNER),
    ),
    Transition(
        AlertEvent.REVIEW,
        (_S.WARNED, _S.CONFIRMED, _S.CLEARED),
        None,
        MANAGER,
        Text(
            "3D report while causes are open, 8D report once they are known; one per customer who was told",
            "原因未明时为 3D 报告，查明后为 8D 报告；被告知的客户每家一份",
        ),
        (OWNER, SIGNER, *PROVED_IN_ORDER),
    ),
    Transition(
        AlertEvent.CLOSE, (_S.CLEARED,), _S.CLOSED, CS, Text("post-mortem (8D)", "复盘（8D）"), CLOSE_GATES
    ),
    Transition(AlertEvent.REOPEN, (_S.CLEARED,), _S.REPORTED, CS, _LINE),
    Transition(
        AlertEvent.MERGE,
        _LIVE,
        _S.CLOSED,
        UPDATE,
        Text("a line in the log naming the other alert", "日志注明并入哪个预警"),
    ),
    Transition(
        AlertEvent.TAKE_ON,
        _LIVE,
        None,
        UPDATE,
        Text("the letters of the merged alert", "承接被并入预警的函件"),
    ),
    Transition(AlertEvent.CHANGE, (*_LIVE, _S.CLEARED), None, UPDATE, _LINE),
    Transition(AlertEvent.SPLIT, _LIVE, None, UPDATE, _LINE),
    Transition(AlertEvent.BREAK, (*_LIVE, _S.CLEARED), None, UPDATE, _LINE),
    Transition(AlertEvent.VANISH, (*_LIVE, _S.CLEARED), None, UPDATE, _LINE),
    Transition(AlertEvent.RETURN, (*_LIVE, _S.CLEARED), None, UPDATE, _LINE),
    Transition(AlertEvent.LEAVE, _LIVE, None, UPDATE, _LINE),
    Transition(
        AlertEvent.ESCALATE,
        (*_LIVE, _S.CLEARED),
        None,
        UPDATE,
        Text("the role that it goes to", "升级对象"),
    ),
)
"""The life cycle. docs/lifecycle.md and every refusal come from here."""


PLACE, BETWEEN = Text(" ({cell})", "（{cell}）"), Text("; ", "；")


class StepRefused(SheetError):
    """A step whose conditions are not met; nothing was changed."""

    def __init__(
        self, alert: str, event: AlertEvent, gates: tuple[Gate, ...], cells: Mapping[str, str] | None = None
    ) -> None:
        """Keep what is missing.

        Args:
            alert: Number of the alert.
            event: The step.
            gates: The conditions that are not met.
            cells: Where an answer is filled in, by its field (`Alerts!P7`).
        """
        self.alert, self.event, self.gates, self.cells = alert, event, gates, cells or {}
        super().__init__()

    def say(self, language: Language) -> str:
        """Which step of which alert, and what is missing where."""
        head = Text("{alert}: {step} is not possible yet: ", "{alert}：暂不能执行“{step}”：")
        wanted = [
            gate.missing.say(language)
            + (PLACE.say(language, cell=self.cells[gate.field]) if gate.field in self.cells else "")
            for gate in self.gates
        ]
        step = head.say(language, alert=self.alert, step=self.event.title)
        return step + BETWEEN.say(language).join(wanted)

    def at(self, cells: Mapping[str, str]) -> "StepRefused":
        """The same refusal with the cells that are to be filled in."""
        return StepRefused(self.alert, self.event, self.gates, cells)


class ClockBehind(SheetError):
    """A step on a day before the alert's last one; by a day it may be, where the clocks are of two zones."""

    sentence = Text(
        "today is {today} on this computer, but {alert} was last changed on {since}; correct the computer's date",
        "本机日期为 {today}，而 {alert} 上一步发生在 {since}；请先校正本机日期",
    )


class StepOutOfOrder(SheetError):
    """A step that does not follow on the state an alert is in."""

    sentence = Text(
        "{alert} is in state “{state}”; {step} is possible only in: {states}",
        "{alert} 当前状态为“{state}”；“{step}”仅可在以下状态执行：{states}",
    )


def transition(alert: Alert, event: AlertEvent) -> Transition:
    """The line of the life cycle that a step follows.

    Raises:
        StepOutOfOrder: The step does not follow on the alert's state.
    """
    lines = [line for line in TRANSITIONS if line.event is event]
    for line in lines:
        if alert.state in line.before:
            return line
    states = [state.title for line in lines for state in line.before]
    raise StepOutOfOrder(
        alert=alert.number,
        state=alert.state.title,
        step=event.title,
        states=listed(states),
    )


def advance(
    alert: Alert,
    event: AlertEvent,
    *,
    today: date,
    user: str,
    note: str = "",
    letters: tuple[str, ...] = (),
    evidence: Evidence | None = None,
    plan: str = "",
    at: datetime | None = None,
) -> Step:
    """Take a step, if the life cycle allows it.

    Args:
        alert: The alert with what people filled in.
        event: The step.
        today: Day of the step.
        user: Who takes it.
        note: What the log says.
        letters: Numbers of the letters that the step issues.
        evidence: What the step is judged by beyond the alert.
        plan: Fingerprint of the plan.
        at: The moment of the step, with its time zone.

    Raises:
        StepOutOfOrder: The step does not follow on the alert's state.
        ClockBehind: The day is before that of the alert's last step.
        StepRefused: A condition is not met.
    """
    line = transition(alert, event)
    if today < alert.since - A_DAY:
        raise ClockBehind(today=today, alert=alert.number, since=alert.since)
    known = replace(evidence or Evidence(), today=today)
    unmet = tuple(gate for gate in line.gates if not gate.holds(alert, known))
    if unmet:
        raise StepRefused(alert.number, event, unmet)
    after = alert.state if line.after is None else line.after
    entry = LogEntry(
        today, user, alert.number, event, alert.state, after, note, alert.finding, letters, plan, at
    )
    return Step(apply_event(alert, entry), entry)
