"""The buttons of the group Alerts."""

from dataclasses import replace

import xlwings as xw

from pab_planner.alerts import (
    Alert,
    AlertEvent,
    Letter,
    LetterKind,
    number_letter,
    recipients,
    respond_by,
)
from pab_planner.core.allocation import AllocationRule, allocate
from pab_planner.core.countermeasure import Countermeasure
from pab_planner.language import Text
from pab_planner.ledgers.contacts import CONTACTS, read_contacts
from pab_planner.ledgers.countermeasures import COUNTERMEASURES, open_countermeasures, read_countermeasures
from pab_planner.ledgers.letters import fingerprint
from pab_planner.ledgers.open_ledger import kept_sheet
from pab_planner.letters.internal_layouts import ALL_CLEAR, INTERNAL_ALERT, POST_MORTEM
from pab_planner.letters.internal_letters import Page, all_clear_page, internal_alert_page, post_mortem_page
from pab_planner.letters.letter_layout import Layout, ensure_template
from pab_planner.letters.templates import Fields, Groups, fill_template
from pab_planner.macros.button_press import ButtonPress, button
from pab_planner.macros.session import RegisterSession, open_session, open_with_scan
from pab_planner.views.today import show_today

UPDATED = Text(
    "{opened} opened, {changed} changed, {recovered} recovered, {unchanged} unchanged; {open} open, "
    "{overdue} overdue.",
    "新增 {opened}，变化 {changed}，恢复 {recovered}，不变 {unchanged}；未结 {open}，逾期 {overdue}。",
)
FAULTY = Text(" {count} cells of the plan are to be corrected.", " 计划中有 {count} 处需要更正。")
UNREAD = Text(" Not understood: {cells}.", " 无法识别：{cells}。")
MISSING = Text(
    " Not in the plan, or left out because of a cell to be corrected: {alerts}. If an item has a new number, "
    "write “renamed: OLD” and the new number on sheet Settings.",
    " 不在计划中，或因单元格待更正而未参与计算：{alerts}。"
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
    " 曾被通知的客户也须告知：请按“通知客户解除”。",
)
LISTED = Text(
    "{open} open, {overdue} overdue; sheet Today says what to do.",
    "未结 {open}，逾期 {overdue}；待办见 Today 表。",
)


@button
def update_alerts(pressed: ButtonPress) -> Text:
    """Alerts > Update: project the plan again and bring the register up to date; shows what is to be done."""
    session = updated(pressed)
    show_today(pressed.book)
    return said_of(session)


@button
def today(pressed: ButtonPress) -> Text:
    """Alerts > Today: bring the list of what is to be done up to date, and show it."""
    session = open_session(pressed)
    session.save()
    show_today(pressed.book)
    number_open, late = session.counts
    return _filled(LISTED, open=number_open, overdue=late)


@button
def internal_alert(pressed: ButtonPress) -> Text:
    """Alerts > Internal alert: look at the plan again, and write the internal alert of the chosen one."""
    session = open_with_scan(pressed)
    return _report(session, session.chosen())


@button
def assess(pressed: ButtonPress) -> Text:
    """Alerts > Assess: take note of the assessment in the alert's row."""
    session = open_session(pressed)
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
    told = recipients(session.register.letters, alert.letters).get("", ())
    letter = _new_letter(session, alert, LetterKind.ALL_CLEAR, told)
    alert = session.step(alert, AlertEvent.CLEAR, letters=(letter.name,))
    fields, groups = all_clear_page(_page(session, letter, alert))
    _issue(session, letter, ALL_CLEAR, fields, groups)
    said = _written(alert, AlertEvent.CLEAR, letter)
    return _joined(said, CUSTOMERS_WAIT) if alert.customers_wait else said


@button
def close_alert(pressed: ButtonPress) -> Text:
    """Alerts > Close (8D): write the post-mortem of a cleared alert and close it."""
    session = open_with_scan(pressed)
    alert = session.chosen()
    told = recipients(session.register.letters, alert.letters).get("", ())
    letter = _new_letter(session, alert, LetterKind.POST_MORTEM, told)
    alert = session.step(alert, AlertEvent.CLOSE, letters=(letter.name,))
    of_alert = [entry for entry in session.log if entry.alert == alert.number]
    page = _page(session, letter, alert)
    fields, groups = post_mortem_page(page, of_alert, _measures(pressed.book, alert))
    _issue(session, letter, POST_MORTEM, fields, groups)
    return _written(alert, AlertEvent.CLOSE, letter)


@button
def reopen(pressed: ButtonPress) -> Text:
    """Alerts > Reopen: take up a cleared alert again."""
    session = open_session(pressed)
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
    said = _filled(
        UPDATED,
        opened=len(update.opened),
        changed=len(update.changed),
        recovered=len(update.recovered),
        unchanged=len(update.unchanged),
        open=number_open,
        overdue=late,
    )
    if update.missing:
        named = [f"{number} ({session.alerts[number].finding.item})" for number in update.missing]
        said = _joined(said, _filled(MISSING, alerts=", ".join(named)))
    if session.register.unread:
        cells = ", ".join(str(unread.fields["cell"]) for unread in session.register.unread)
        said = _joined(said, _filled(UNREAD, cells=cells))
    faults = len(session.report.reading.faults)
    return _joined(said, _filled(FAULTY, count=faults)) if faults else said


def _report(session: RegisterSession, alert: Alert) -> Text:
    """Write the internal alert."""
    names = _own_people(session.pressed.book)
    letter = _new_letter(session, alert, LetterKind.INTERNAL, names)
    alert = session.step(alert, AlertEvent.REPORT, letters=(letter.name,))
    page = _page(session, letter, alert)
    rule = AllocationRule(session.settings["allocation"])
    lines = allocate(session.plan, page.row, rule, session.settings.ranks) if page.row >= 0 else ()
    fields, groups = internal_alert_page(page, lines, rule, respond_by(alert, session.deadlines))
    _issue(session, letter, INTERNAL_ALERT, fields, groups)
    said = _written(alert, AlertEvent.REPORT, letter)
    return said if names else _joined(said, NO_CONTACT)


def _new_letter(session: RegisterSession, alert: Alert, kind: LetterKind, names: tuple[str, ...]) -> Letter:
    """A letter of ours about an alert, numbered and dated, not yet written."""
    number, revision = number_letter(session.register.letters, kind, alert.number)
    letter = Letter(number, revision, kind, alert.number, "", session.pressed.language, sheet="")
    return replace(
        letter,
        sheet=letter.name,
        issued=session.pressed.today,
        by=session.pressed.user,
        recipients=names,
        linked=alert.letters,
    )


def _page(session: RegisterSession, letter: Letter, alert: Alert) -> Page:
    """What a letter is about, with the place of the plan row as its source."""
    plan, row = session.plan, session.row(alert)
    source = session.pressed.book.name + (f" · {plan.places[row]}" if row >= 0 else "")
    return Page(letter, alert, plan, row, session.pressed.today, source, session.pressed.language)


def _issue(session: RegisterSession, letter: Letter, layout: Layout, fields: Fields, groups: Groups) -> None:
    """Write a letter's sheet, then everything that follows from its being issued."""
    book = session.pressed.book
    template = ensure_template(book, layout, session.pressed.language)
    sheet = fill_template(template, letter.sheet, fields, groups)
    session.letters.append(replace(letter, sha256=fingerprint(sheet)))
    session.save()
    sheet.activate()


def _own_people(book: xw.Book) -> tuple[str, ...]:
    """The company's own people who get internal alerts."""
    if not kept_sheet(book, CONTACTS):
        return ()
    return tuple(contact.line for contact in read_contacts(book) if contact.internal)


def _measures(book: xw.Book, alert: Alert) -> tuple[Countermeasure, ...]:
    """The countermeasures of an alert."""
    if not kept_sheet(book, COUNTERMEASURES):
        return ()
    return read_countermeasures(open_countermeasures(book), alert.number)


def _written(alert: Alert, event: AlertEvent, letter: Letter) -> Text:
    """Where a letter was written."""
    return _filled(WRITTEN, alert=alert.number, step=event.title, letter=letter.name, sheet=letter.sheet)


def _taken(session: RegisterSession, alert: Alert) -> Text:
    """What a step without a letter led to."""
    due = respond_by(alert, session.deadlines)
    return _filled(TAKEN, alert=alert.number, state=alert.state.title, due=due or "-")


def _filled(sentence: Text, **fields: object) -> Text:
    """A sentence with its fields filled in, in both languages."""
    return Text(sentence.say("en", **fields), sentence.say("zh", **fields))


def _joined(*sentences: Text) -> Text:
    """Sentences one after the other."""
    return Text("".join(s.en for s in sentences), "".join(s.zh for s in sentences))
