"""The buttons of the groups Customer and Share from a terminal."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from pab_planner.alerts import Letter, LetterKind
from pab_planner.cli import print_json, say
from pab_planner.cli.run import AlertNumber, Run, answer, verb
from pab_planner.core.recovery import Replay
from pab_planner.language import Text
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.letters import LETTERS
from pab_planner.ledgers.messages import MESSAGES
from pab_planner.ledgers.register import ALERTS
from pab_planner.macros import letter_buttons
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.letter_files import ALL, FilesMade, chosen_letter, make_pdf
from pab_planner.macros.shared_copy import share_without_macros

NextUpdate = Annotated[str | None, answer(ALERTS, "next_update")]
ReplyBy = Annotated[str | None, answer(MESSAGES, "reply_by")]
Happened = Annotated[str | None, answer(MESSAGES, "happened")]
Unknown = Annotated[str | None, answer(MESSAGES, "unknown")]
Approver = Annotated[str | None, answer(MESSAGES, "approver")]
Customer = Annotated[str | None, typer.Option(help="Only this customer 只发此客户", metavar="NAME")]
Draft = Annotated[bool, typer.Option("--draft", help="Write drafts, issue nothing 只写草稿")]
Alerts = Annotated[
    str, typer.Argument(help="A-0001, 1, or all that are ready 预警号，all 为全部待发", metavar="ALERT")
]
LetterName = Annotated[str, typer.Argument(help="P-0001 or P-0001.2 函件号", metavar="LETTER")]
LettersName = Annotated[
    str,
    typer.Argument(
        help="P-0001, P-0001.2, or all that were not sent 函件号，all 为全部未寄出", metavar="LETTER"
    ),
]
Folder = Annotated[Path | None, typer.Option(help="Where files go 文件存放处", metavar="FOLDER")]
Paper = Annotated[str | None, typer.Option(help="Paper 纸张", metavar="A4|Letter")]


@verb
def countermeasures(
    run: Run,
    alert: AlertNumber,
    kind: Annotated[str | None, answer(COUNTERMEASURES, "kind")] = None,
    quantity: Annotated[str | None, answer(COUNTERMEASURES, "quantity")] = None,
    when: Annotated[str | None, answer(COUNTERMEASURES, "when")] = None,
    owner: Annotated[str | None, answer(COUNTERMEASURES, "owner")] = None,
    action: Annotated[str | None, answer(COUNTERMEASURES, "action")] = None,
    moved_from: Annotated[str | None, answer(COUNTERMEASURES, "moved_from")] = None,
    due: Annotated[str | None, answer(COUNTERMEASURES, "due")] = None,
    evidence: Annotated[str | None, answer(COUNTERMEASURES, "evidence")] = None,
    state: Annotated[str | None, answer(COUNTERMEASURES, "state")] = None,
    outcome: Annotated[str | None, answer(COUNTERMEASURES, "outcome")] = None,
    customer: Annotated[str | None, answer(COUNTERMEASURES, "customer")] = None,
) -> None:
    """Play the plan again with an alert's countermeasures, and say what gap is left 应对措施推演."""
    (said, played), language = run.do(letter_buttons.play)
    if run.as_json:
        print_json(replay_json(played))
    else:
        say(said, language)


@verb
def transport(
    run: Run,
    alert: AlertNumber,
) -> None:
    """Choose the cheapest transport that arrives before the break 紧急运输."""
    said, language = run.do(letter_buttons.transport)
    run.say(said, language)


@verb
def warn(
    run: Run,
    alert: Alerts,
    customer: Customer = None,
    next_update: NextUpdate = None,
    reply_by: ReplyBy = None,
    happened: Happened = None,
    unknown: Unknown = None,
    approver: Approver = None,
    draft: Draft = False,
) -> None:
    """Issue the potential-shortage notice, one for each customer 潜在断供通知."""
    _notify(run, LetterKind.POTENTIAL)


@verb
def confirm(
    run: Run,
    alert: Alerts,
    customer: Customer = None,
    reason: Annotated[str | None, answer(ALERTS, "reason")] = None,
    next_update: NextUpdate = None,
    reply_by: ReplyBy = None,
    happened: Happened = None,
    unknown: Unknown = None,
    approver: Approver = None,
    draft: Draft = False,
) -> None:
    """Issue the confirmed-shortage notice, one for each customer 确认断供通知."""
    _notify(run, LetterKind.CONFIRMED)


@verb
def clear_customer(
    run: Run,
    alert: Alerts,
    remains: Annotated[str | None, answer(MESSAGES, "remains")] = None,
    approver: Approver = None,
    draft: Draft = False,
) -> None:
    """Tell every customer who was told that it is over 通知客户解除."""
    _notify(run, LetterKind.ALL_CLEAR)


@verb
def report_8d(
    run: Run,
    alert: AlertNumber,
    customer: Customer = None,
    approver: Approver = None,
    draft: Draft = False,
) -> None:
    """Issue the 8D report, or a 3D report while causes are open, to every customer told 8D 报告."""
    _letters(run, letter_buttons.report_cause)


@verb
def pdf(
    run: Run,
    letter: LetterName,
    folder: Folder = None,
    paper: Paper = None,
) -> None:
    """Save a letter as a PDF 函件存为 PDF."""

    def work(pressed: ButtonPress) -> tuple[FilesMade, Letter]:
        chosen = chosen_letter(pressed)
        return make_pdf(pressed, chosen), chosen

    (made, chosen), language = run.do(work, save=False)
    if run.as_json:
        print_json([letter_json(chosen, made.files)])
    else:
        say(made.said, language)


@verb
def email(
    run: Run,
    letter: LettersName,
    folder: Folder = None,
    paper: Paper = None,
) -> None:
    """Make an unsent e-mail with a letter attached; all: one per reader, of every letter not sent 生成邮件草稿."""
    (made, letters), language = run.do(letter_buttons.mail_of_letters, save=False)
    if run.as_json:
        if len(letters) == 1:
            print_json([letter_json(letters[0], made.files)])
        else:
            print_json({"letters": [x.name for x in letters], "files": [str(file) for file in made.files]})
    else:
        say(made.said, language)


@verb
def acknowledge(
    run: Run,
    letter: LetterName,
    sent: Annotated[str | None, answer(LETTERS, "sent")] = None,
    acknowledged: Annotated[str | None, answer(LETTERS, "acknowledged")] = None,
) -> None:
    """Note when a letter was sent and acknowledged; today where no day is given 登记寄出与签收."""
    said, language = run.do(letter_buttons.note_answer)
    run.say(said, language)


@verb
def share(
    run: Run,
    copy: Annotated[Path, typer.Argument(help="The copy 副本 .xlsx", metavar="COPY")],
) -> None:
    """Copy the plan without macros, with native formulas, nothing internal 无宏副本."""
    (said, made), language = run.do(share_without_macros, save=False)
    if run.as_json:
        print_json(asdict(made))
    else:
        say(said, language)


def letter_json(letter: Letter, files: Iterable[Path] = ()) -> dict[str, Any]:
    """A letter as JSON."""
    return {
        "number": letter.number,
        "kind": letter.kind.key,
        "revision": letter.revision,
        "customer": letter.customer,
        "language": letter.language,
        "sheet": letter.sheet,
        "sha256": letter.sha256,
        "files": [str(file) for file in files],
    }


def replay_json(played: Replay | None) -> dict[str, Any]:
    """The gap of each period before and after the countermeasures; empty if nothing was played."""
    if played is None:
        return {"closes": None, "periods": []}
    gaps = zip(played.before.periods, played.gap_before, played.gap_after, strict=True)
    return {
        "closes": played.closes,
        "periods": [
            {"period": period.label, "gap": float(before), "gap_left": float(after)}
            for period, before, after in gaps
        ],
    }


def _notify(run: Run, kind: LetterKind) -> None:
    """Issue letters, or draft them, and print which."""

    def work(pressed: ButtonPress) -> tuple[list[Letter], Text]:
        if run.arguments["alert"] != ALL:
            return letter_buttons.notify(pressed, kind)
        return letter_buttons.notify_all(pressed, kind, run.steps.begin)

    _letters(run, work)


def _letters(run: Run, work: Callable[[ButtonPress], tuple[list[Letter], Text]]) -> None:
    """Issue letters at once, unless drafts were asked for, and print which."""
    if "draft" not in run.arguments:
        run = replace(run, arguments={**run.arguments, "issue": "yes"})
    (letters, said), language = run.do(work)
    if run.as_json:
        print_json([letter_json(letter) for letter in letters])
    else:
        say(said, language)
