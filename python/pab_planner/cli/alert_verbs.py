"""The buttons of the group Alerts from a terminal."""

from typing import Annotated, Any

import typer
from rich.text import Text as Styled

from pab_planner.alerts import (
    Alert,
    AlertState,
    CustomerRecord,
    overdue_days,
    period_key,
    respond_by,
)
from pab_planner.cli import console, print_json, say
from pab_planner.cli.run import AlertNumber, Run, answer, verb
from pab_planner.cli.tables import Column, print_table
from pab_planner.language import Language, Text
from pab_planner.ledgers.register import ALERTS
from pab_planner.macros import alert_buttons
from pab_planner.macros.button_press import Button, ButtonPress
from pab_planner.macros.session import RegisterSession, open_session, open_with_scan
from pab_planner.views.today import FACES

Owner = Annotated[str | None, answer(ALERTS, "owner")]
Reason = Annotated[str | None, answer(ALERTS, "reason")]

COLUMNS = (
    Column(Text("Alert", "预警号")),
    Column(Text("State", "状态"), rank=1),
    Column(Text("Level", "级别")),
    Column(Text("Item", "物料")),
    Column(Text("Customers", "客户"), rank=4, gives_way=True),
    Column(Text("From", "开始")),
    Column(Text("To", "结束"), rank=5),
    Column(Text("Worst quantity", "最大缺口"), rank=3, right=True),
    Column(Text("Respond by", "答复期限"), rank=2),
    Column(Text("Overdue [days]", "逾期[天]"), rank=1, right=True),
)
STEP = Column(Text("To do", "待办"))
TODAY_COLUMNS = (0, 2, 3, 5, 8, 9)


@verb
def update(
    run: Run,
) -> None:
    """Project the plan again and bring the register of alerts up to date 更新预警."""
    session, language = run.do(alert_buttons.updated)
    changes = session.update
    assert changes is not None
    alerts = [alert for alert in session.alerts.values() if alert.state < AlertState.CLOSED]
    if run.as_json:
        print_json(
            {
                "alerts": [alert_json(alert, session) for alert in alerts],
                "opened": changes.opened,
                "changed": changes.changed,
                "recovered": changes.recovered,
                "unchanged": changes.unchanged,
            }
        )
        return
    print_table(console(), COLUMNS, [_row(alert, session, language) for alert in alerts], language)
    say(alert_buttons.said_of(session), language)


@verb
def report(
    run: Run,
    alert: Annotated[
        str, typer.Argument(help="A-0001, 1, or all that are new 预警号，all 为全部新预警", metavar="ALERT")
    ],
) -> None:
    """Write the internal alert 编写内部预警."""
    if alert != "all":
        _press(run, alert_buttons.internal_alert)
        return
    (letters, said), language = run.do(alert_buttons.report_all)
    if run.as_json:
        print_json({"letters": [letter.name for letter in letters]})
    else:
        say(said, language)


@verb
def assess(
    run: Run,
    alert: AlertNumber,
    solvable: Annotated[str | None, answer(ALERTS, "solvable")] = None,
    owner: Owner = None,
    until: Annotated[str | None, answer(ALERTS, "until")] = None,
    assessment: Annotated[str | None, answer(ALERTS, "assessment", "--note")] = None,
) -> None:
    """Assess: can it be solved in time, by whom, until when 评估."""
    _press(run, alert_buttons.assess)


@verb
def clear(
    run: Run,
    alert: AlertNumber,
    reason: Reason = None,
) -> None:
    """Give the all-clear to our own people who were told 解除警报."""
    _press(run, alert_buttons.all_clear)


@verb
def close(
    run: Run,
    alert: AlertNumber,
    owner: Owner = None,
    category: Annotated[str | None, answer(ALERTS, "category")] = None,
    root_cause: Annotated[str | None, answer(ALERTS, "root_cause")] = None,
    escape_cause: Annotated[str | None, answer(ALERTS, "escape_cause")] = None,
    corrective: Annotated[str | None, answer(ALERTS, "corrective")] = None,
    preventive: Annotated[str | None, answer(ALERTS, "preventive")] = None,
    effective: Annotated[str | None, answer(ALERTS, "effective")] = None,
    verified: Annotated[str | None, answer(ALERTS, "verified")] = None,
) -> None:
    """Write the 8D review of a cleared alert and close it 关闭（8D）."""
    _press(run, alert_buttons.close_alert)


@verb
def reopen(
    run: Run,
    alert: AlertNumber,
    reason: Reason = None,
) -> None:
    """Take up a cleared alert again 重新打开."""
    _press(run, alert_buttons.reopen)


@verb
def today_verb(
    run: Run,
) -> None:
    """List what needs doing now 今日待办."""

    def work(pressed: ButtonPress) -> tuple[Text, RegisterSession]:
        said = alert_buttons.today(pressed)
        return said, open_with_scan(pressed)

    (said, session), language = run.do(work)
    if run.as_json:
        letters = session.letters_by_name()
        print_json(
            [
                alert_json(duty.alert, session)
                | {
                    "step": duty.step.name.lower(),
                    "button": duty.button,
                    "customer": duty.customer,
                    "why": duty.why.say(language),
                    "told": [record_json(record) for record in letters.records(duty.alert).values()],
                    "fill_in": [gate.missing.say(language) for gate in duty.missing],
                    "respond_by": duty.respond_by and duty.respond_by.isoformat(),
                    "respond_at": duty.due_at and duty.due_at.isoformat(),
                    "overdue": duty.overdue > 0,
                }
                for duty in session.duties
            ]
        )
        return
    rows = []
    for duty in session.duties:
        row = _row(duty.alert, session, language)
        rows.append([Styled(FACES[duty.button].say(language)), *(row[column] for column in TODAY_COLUMNS)])
    print_table(console(), (STEP, *(COLUMNS[column] for column in TODAY_COLUMNS)), rows, language)
    say(said, language)


def alert_json(alert: Alert, session: RegisterSession) -> dict[str, Any]:
    """An alert as JSON."""
    finding, due = alert.finding, respond_by(alert, session.deadlines)
    return {
        "number": alert.number,
        "item": finding.item,
        "customers": list(finding.customers),
        "level": finding.level.name,
        "first_period": period_key(finding.first),
        "last_period": period_key(finding.last),
        "first_short_period": finding.first_short and period_key(finding.first_short),
        "worst_quantity": finding.worst_quantity,
        "state": alert.state.name,
        "respond_by": due and due.isoformat(),
        "overdue": overdue_days(alert, session.pressed.today, session.deadlines) > 0,
    }


def record_json(record: CustomerRecord) -> dict[str, Any]:
    """What a customer was told, as JSON: the day of each letter, null for one not sent."""
    days = ("informed", "sent", "acknowledged", "next_update", "confirmed", "cleared")
    told = {name: getattr(record, name) for name in days}
    return {"customer": record.customer} | {name: day and day.isoformat() for name, day in told.items()}


def _press(run: Run, button: Button) -> None:
    """Press a button for one alert, and print what it says or what became of the alert."""

    def work(pressed: ButtonPress) -> tuple[Text, RegisterSession]:
        return button(pressed), open_session(pressed)

    (said, session), language = run.do(work)
    if not run.as_json:
        say(said, language)
        return
    chosen = session.register.find(run.arguments["alert"])
    print_json(alert_json(chosen, session) | {"letters": list(chosen.letters)})


def _row(alert: Alert, session: RegisterSession, language: Language) -> list[Styled]:
    """An alert as a row of the table; nothing in it is read as markup."""
    finding = alert.finding
    late = overdue_days(alert, session.pressed.today, session.deadlines)
    return [
        Styled(cell)
        for cell in (
            alert.number,
            alert.state.title.say(language),
            f"{finding.level.mark} {finding.level.title.say(language)}",
            finding.item,
            ", ".join(finding.customers),
            period_key(finding.first),
            period_key(finding.last),
            f"{finding.worst_quantity:,.10g}",
            str(respond_by(alert, session.deadlines) or "-"),
            str(late or ""),
        )
    ]
