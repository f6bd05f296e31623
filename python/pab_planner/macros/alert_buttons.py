"""The buttons of the group Alerts."""

from collections.abc import Sequence
from dataclasses import replace

import xlwings as xw

from pab_planner.alerts import (
    Alert,
    AlertEvent,
    Evidence,
    Letter,
    LetterKind,
    number_letter,
    recipients,
    respond_by,
)
from pab_planner.core.allocation import AllocationRule, allocate
from pab_planner.errors import ChoiceError
from pab_planner.excel.sheets import hide_sheet
from pab_planner.language import Language, Text
from pab_planner.ledgers.contacts import EXECUTIVE, Contact, language_of, one_of_ours, read_contacts
from pab_planner.ledgers.countermeasures import (
    COUNTERMEASURES,
    in_force,
    open_countermeasures,
    read_actions,
    read_countermeasures,
)
from pab_planner.ledgers.letters import letter_fingerprint, put_away
from pab_planner.ledgers.open_ledger import read_ledger
from pab_planner.ledgers.promises import PROMISES, told_lines
from pab_planner.ledgers.transport import usual_lanes
from pab_planner.letters.internal_layouts import ALL_CLEAR, INTERNAL_ALERT, POST_MORTEM
from pab_planner.letters.internal_letters import Page, all_clear_page, internal_alert_page, post_mortem_page
from pab_planner.letters.letter_layout import Layout, ensure_template
from pab_planner.letters.templates import Fields, Groups, Template
from pab_planner.macros.alert_forms import letter_in_row, show_form
from pab_planner.macros.button_press import ButtonPress, button
from pab_planner.macros.correspondence import still_owed
from pab_planner.macros.session import RegisterSession, open_session, open_with_scan, selected_alerts
from pab_planner.macros.sheets_to_fill_in import add_sheets_to_fill_in
from pab_planner.notices import Review, review_of
from pab_planner.sheets.new_sheet import bring_to_front
from pab_planner.views.today import show_today

UPDATED = Text(
    "{opened} opened, {changed} changed, {recovered} recovered, {unchanged} unchanged; {open} open, "
    "{overdue} overdue.",
    "新增 {opened}，变化 {changed}，恢复 {recovered}，不变 {unchanged}；未结 {open}，逾期 {overdue}。",
)
FAULTY = Text(" {count:cell|cells} of the plan to be corrected.", "计划中有 {count} 处需要更正。")
UNREAD = Text(" To be corrected: {what}.", "请更正：{what}。")
DISAGREE = Text(
    " {count:balance on your sheets differs|balances on your sheets differ} from ours; the first is {place}: "
    "{theirs:,.12g}, ours {ours:,.12g}.",
    "您表中有 {count} 处余额与推算不符，首处为 {place}：表中 {theirs:,.12g}，推算 {ours:,.12g}。",
)
MISSING = Text(
    " Not in the plan, or left out because of a cell to be corrected: {alerts}. If an item has a new number, "
    "write “renamed: OLD” and the new number on sheet Settings.",
    "不在计划中，或因单元格待更正而未参与计算：{alerts}。"
    "若物料改了编号，请在 Settings 表写“改名：旧编号”和新编号。",
)
WRITTEN = Text(
    "{alert}: {step} {letter} is on sheet {sheet}.", "{alert}：{step} {letter} 已写入工作表 {sheet}。"
)
NO_CONTACT = Text(
    " Sheet Contacts names no internal recipient; enter them before you pass it on.",
    " Contacts 表中没有内部收件人，分发前请先填写。",
)
TAKEN = Text("{alert}: now {state}, next due {due}.", "{alert}：当前为“{state}”，下一步期限 {due}。")
CUSTOMERS_WAIT = Text(
    " The customers who were told have to hear it too: press Customer all-clear.",
    "曾被通知的客户也须告知：请按“通知客户解除”。",
)
FORM = Text(
    "{alert}: fill in its sheet, then press the step's button there.",
    "{alert}：请在其表单中填写，然后直接在表单上按相应步骤的按钮。",
)
SHOWN = Text("{letter} is shown.", "已显示 {letter}。")
LISTED = Text(
    "{open} open, {overdue} overdue; sheet Today says what to do.",
    "未结 {open}，逾期 {overdue}；待办见 Today 表。",
)


ALL_REPORTED = Text("{alerts:alert|alerts} reported: {letters}.", "已上报 {alerts} 个预警：{letters}。")


class NothingToReport(ChoiceError):
    """Every alert was reported already."""

    sentence = Text("every alert was reported already; there is none to write", "所有预警均已上报，无需编写")


@button
def update_alerts(pressed: ButtonPress) -> Text:
    """Alerts > Update: project the plan again and bring the register up to date; shows what is to be done."""
    session = updated(pressed)
    show_today(pressed.book)
    return said_of(session)


@button
def today(pressed: ButtonPress) -> Text:
    """Alerts > Today: bring the list of what is to be done up to date, and show it."""
    session = updated(pressed)
    show_today(pressed.book)
    number_open, late = session.counts
    return LISTED.filled(open=number_open, overdue=late)


@button
def alert_form(pressed: ButtonPress) -> Text:
    """Alerts > Alert form: the one sheet of the chosen alert; where a letter is chosen, that letter."""
    letter = letter_in_row(pressed)
    if letter:
        hide_sheet(letter, hidden=False)
        bring_to_front(letter)
        return SHOWN.filled(letter=letter.name)
    session = open_session(pressed)
    alert = session.chosen()
    added = add_sheets_to_fill_in(pressed.book, session.register.alerts.values())
    bring_to_front(show_form(pressed.book, session.register, alert.number))
    return FORM.filled(alert=alert.number) + added


@button
def internal_alert(pressed: ButtonPress) -> Text:
    """Alerts > Internal alert: look at the plan again, and write the internal alert of the chosen ones."""
    if several := selected_alerts(pressed):
        return report_all(pressed, several)[1]
    session = open_with_scan(pressed)
    return _report(session, session.chosen())


@button
def assess(pressed: ButtonPress) -> Text:
    """Alerts > Assess: take note of the assessment in the alert's row."""
    session = open_with_scan(pressed)
    alert = session.chosen()
    answers = alert.answers
    solvable = "可按时解决 solvable" if answers.solvable else "不能按时解决 not solvable"
    note = f"{answers.owner}; {solvable}; {answers.until}; {answers.assessment}"
    alert = session.step(alert, AlertEvent.ASSESS, note=note)
    session.save()
    return _taken(session, alert)


@button
def all_clear(pressed: ButtonPress) -> Text:
    """Alerts > All-clear: play the balance again and tell our own people who were told that it is over."""
    session = open_with_scan(pressed)
    alert = session.chosen()
    promises = read_ledger(pressed.book, PROMISES)
    owed = still_owed(promises, session, alert) if promises else None
    if owed:
        raise owed
    told = recipients(session.register.letters, alert.letters).get("", ())
    letter = _new_letter(session, alert, LetterKind.ALL_CLEAR, told)
    alert = session.step(alert, AlertEvent.CLEAR, letters=(letter.name,))
    fields, groups = all_clear_page(_page(session, letter, alert))
    letter = _issue(session, letter, ALL_CLEAR, fields, groups)
    said = _written(alert, AlertEvent.CLEAR, letter)
    return said + CUSTOMERS_WAIT if alert.customers_wait else said


@button
def close_alert(pressed: ButtonPress) -> Text:
    """Alerts > Close (8D): write the post-mortem of a cleared alert and close it."""
    session = open_with_scan(pressed)
    alert = session.chosen()
    told = recipients(session.register.letters, alert.letters).get("", ())
    letter = _new_letter(session, alert, LetterKind.POST_MORTEM, told)
    kept = read_ledger(pressed.book, COUNTERMEASURES)
    records = session.letters_by_name().records(alert).values()
    evidence = Evidence(
        countermeasures=in_force(kept, alert.number) if kept else 0,
        actions=read_actions(kept, alert.number) if kept else (),
        waiting=tuple(record.customer for record in records if record.waits),
        unreported=tuple(record.customer for record in records if record.unreported),
    )
    alert = session.step(alert, AlertEvent.CLOSE, letters=(letter.name,), evidence=evidence)
    of_alert = [entry for entry in session.log if entry.alert == alert.number]
    page = _page(session, letter, alert)
    fields, groups = post_mortem_page(page, of_alert, _review(pressed.book, alert))
    letter = _issue(session, letter, POST_MORTEM, fields, groups)
    return _written(alert, AlertEvent.CLOSE, letter)


@button
def reopen(pressed: ButtonPress) -> Text:
    """Alerts > Reopen: take up a cleared alert again."""
    session = open_with_scan(pressed)
    alert = session.chosen()
    alert = session.step(alert, AlertEvent.REOPEN, note=alert.answers.reason)
    session.save()
    return _taken(session, alert)


def updated(pressed: ButtonPress) -> RegisterSession:
    """Bring the register up to date; what changed is in the session that comes back."""
    session = open_with_scan(pressed)
    session.save()
    return session


def said_of(session: RegisterSession) -> Text:
    """What an update says of itself."""
    update = session.update
    assert update is not None and session.report is not None
    number_open, late = session.counts
    said = UPDATED.filled(
        opened=len(update.opened),
        changed=len(update.changed),
        recovered=len(update.recovered),
        unchanged=len(update.unchanged),
        open=number_open,
        overdue=late,
    )
    if update.missing:
        named = [f"{number} ({session.alerts[number].finding.item})" for number in update.missing]
        said += MISSING.filled(alerts=", ".join(named))
    if session.register.unread:
        wrong = session.register.unread
        what = Text("; ".join(each.say("en") for each in wrong), "；".join(each.say("zh") for each in wrong))
        said += UNREAD.filled(what=what)
    reading = session.report.reading
    if reading.disagreements:
        first = reading.disagreements[0]
        said += DISAGREE.filled(
            count=len(reading.disagreements),
            place=f"{first.sheet}!{first.cell}",
            theirs=first.theirs,
            ours=first.ours,
        )
    faults = len(reading.faults)
    return said + FAULTY.filled(count=faults) if faults else said


def report_all(pressed: ButtonPress, only: Sequence[str] = ()) -> tuple[list[Letter], Text]:
    """Write the internal alert of every alert that nobody was told of yet.

    Args:
        pressed: The press of the button.
        only: Numbers of the alerts to choose from; all of them where none is given.

    Raises:
        NothingToReport: There is none.
    """
    session = open_with_scan(pressed)
    due = [
        duty.alert
        for duty in session.duties
        if duty.button == "internal_alert" and (not only or duty.alert.number in only)
    ]
    if not due:
        raise NothingToReport
    for alert in due:
        _write_alert(session, alert)
    session.save()
    added = add_sheets_to_fill_in(pressed.book, session.alerts.values())
    put_away(pressed.book, session.letters[:-1])
    letters = ", ".join(letter.name for letter in session.letters)
    return session.letters, ALL_REPORTED.filled(alerts=len(due), letters=letters) + added


def _report(session: RegisterSession, alert: Alert) -> Text:
    """Write the internal alert, and all that follows from it."""
    letter = _write_alert(session, alert)
    session.save()
    added = add_sheets_to_fill_in(session.pressed.book, session.alerts.values())
    bring_to_front(session.pressed.book.sheets[letter.sheet])
    said = _written(alert, AlertEvent.REPORT, letter)
    return (said if letter.recipients else said + NO_CONTACT) + added


def _write_alert(session: RegisterSession, alert: Alert) -> Letter:
    """Write the sheet of an internal alert; what follows from it is saved afterwards."""
    people = _own_people(session.pressed.book, alert)
    asked = language_of(people, session.pressed.language)
    names = tuple(contact.line for contact in people)
    letter = _new_letter(session, alert, LetterKind.INTERNAL, names)
    letter = replace(letter, language="zh" if asked == "zh" else "en" if asked == "en" else letter.language)
    alert = session.step(alert, AlertEvent.REPORT, letters=(letter.name,))
    page = _page(session, letter, alert)
    rule = AllocationRule(session.settings["allocation"])
    today, ranks = session.pressed.today, session.settings.ranks
    lines = (
        allocate(session.plan, page.row, rule, ranks, today, usual_lanes(session.pressed.book))
        if page.row >= 0
        else ()
    )
    fields, groups = internal_alert_page(page, lines, rule, respond_by(alert, session.deadlines))
    return _write_letter(session, letter, INTERNAL_ALERT, fields, groups, page.language)


def _new_letter(session: RegisterSession, alert: Alert, kind: LetterKind, names: tuple[str, ...]) -> Letter:
    """A letter of ours about an alert, numbered and dated, not yet written."""
    known = [*session.register.letters, *session.letters]
    number, revision = number_letter(known, kind, alert.number)
    letter = Letter(number, revision, kind, alert.number, "", session.pressed.language, sheet="")
    session.require_new(letter)
    return replace(
        letter,
        issued=session.pressed.today,
        by=session.pressed.user,
        recipients=names,
        linked=alert.letters,
    )


def _page(session: RegisterSession, letter: Letter, alert: Alert) -> Page:
    """What a letter is about, with the place of the plan row as its source."""
    plan, row = session.plan, session.row(alert)
    source = session.pressed.book.name + (f" · {plan.places[row]}" if row >= 0 else "")
    language: Language = "zh" if letter.language == "zh" else "en"
    return Page(letter, alert, plan, row, session.pressed.today, source, language)


def _issue(
    session: RegisterSession, letter: Letter, layout: Layout, fields: Fields, groups: Groups
) -> Letter:
    """Write a letter's sheet, then everything that follows from its being issued."""
    written = _write_letter(session, letter, layout, fields, groups, session.pressed.language)
    session.save()
    bring_to_front(session.pressed.book.sheets[written.sheet])
    put_away(session.pressed.book, session.register.letters)
    return written


def _write_letter(
    session: RegisterSession,
    letter: Letter,
    layout: Layout,
    fields: Fields,
    groups: Groups,
    language: Language,
) -> Letter:
    """Write a letter's sheet; what follows from its being issued is saved afterwards."""
    template = Template(ensure_template(session.pressed.book, layout, language))
    sheet = template.fill(letter.name, fields, groups)
    session.letters.append(replace(letter, sheet=sheet.name, sha256=letter_fingerprint(sheet)))
    return session.letters[-1]


def _own_people(book: xw.Book, alert: Alert) -> list[Contact]:
    """The company's own people who get the alerts of an item and its customers."""
    finding = alert.finding
    return [
        contact
        for contact in read_contacts(book)
        if contact.internal and contact.answers_for(finding.item, finding.customers)
    ]


def _review(book: xw.Book, alert: Alert) -> Review:
    """What the 8D of an alert says."""
    ours = [contact for contact in read_contacts(book) if contact.internal]
    sponsor = one_of_ours(ours, EXECUTIVE)
    kept = open_countermeasures(book)
    measures, actions = read_countermeasures(kept, alert.number), read_actions(kept, alert.number)
    promises = read_ledger(book, PROMISES)
    told = told_lines(promises, alert.letters) if promises else ()
    return review_of(alert, measures, actions, sponsor.name if sponsor else "", told=told)


def _written(alert: Alert, event: AlertEvent, letter: Letter) -> Text:
    """Where a letter was written."""
    return WRITTEN.filled(alert=alert.number, step=event.title, letter=letter.name, sheet=letter.sheet)


def _taken(session: RegisterSession, alert: Alert) -> Text:
    """What a step without a letter led to."""
    due = respond_by(alert, session.deadlines)
    return TAKEN.filled(alert=alert.number, state=alert.state.title, due=due or "-")
