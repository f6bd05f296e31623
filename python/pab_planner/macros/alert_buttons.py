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
from pab_planner.allocation import AllocationRule, allocate
from pab_planner.countermeasure import Countermeasure
from pab_planner.language import Text
from pab_planner.macros import Desk, button
from pab_planner.macros.account import Account, look_again, open_account
from pab_planner.sheets.contacts import CONTACTS, read_contacts
from pab_planner.sheets.countermeasures import COUNTERMEASURES, open_countermeasures, read_countermeasures
from pab_planner.sheets.internal_layouts import ALL_CLEAR, INTERNAL_ALERT, POST_MORTEM
from pab_planner.sheets.internal_letters import Page, all_clear_page, internal_alert_page, post_mortem_page
from pab_planner.sheets.letter_layout import Layout, ensure_template
from pab_planner.sheets.letters import fingerprint
from pab_planner.sheets.open_ledger import kept_sheet
from pab_planner.sheets.templates import Fields, Groups, fill_template
from pab_planner.sheets.today import TITLE as TODAY

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
def update_alerts(desk: Desk) -> Text:
    """Alerts > Update: project the plan again and bring the register up to date; shows what is to be done."""
    account = updated(desk)
    desk.book.sheets[TODAY].activate()
    return said_of(account)


@button
def today(desk: Desk) -> Text:
    """Alerts > Today: bring the list of what is to be done up to date, and show it."""
    account = open_account(desk)
    account.save()
    desk.book.sheets[TODAY].activate()
    number_open, late = account.counts
    return _filled(LISTED, open=number_open, overdue=late)


@button
def internal_alert(desk: Desk) -> Text:
    """Alerts > Internal alert: look at the plan again, and write the internal alert of the chosen one."""
    account = look_again(desk)
    return _report(account, account.chosen())


@button
def assess(desk: Desk) -> Text:
    """Alerts > Assess: take note of the assessment in the alert's row."""
    account = open_account(desk)
    alert = account.chosen()
    answers = alert.answers
    solvable = "可按时解决 solvable" if answers.solvable else "不能按时解决 not solvable"
    note = f"{answers.owner}; {solvable}; {answers.until}; {answers.assessment}"
    alert = account.step(alert, AlertEvent.ASSESS, note=note)
    account.save()
    return _taken(account, alert)


@button
def all_clear(desk: Desk) -> Text:
    """Alerts > All-clear: play the balance again and tell our own people who were told that it is over."""
    account = look_again(desk)
    alert = account.chosen()
    told = recipients(account.register.letters, alert.letters).get("", ())
    letter = _new_letter(account, alert, LetterKind.ALL_CLEAR, told)
    alert = account.step(alert, AlertEvent.CLEAR, letters=(letter.name,))
    fields, groups = all_clear_page(_page(account, letter, alert))
    _issue(account, letter, ALL_CLEAR, fields, groups)
    said = _written(alert, AlertEvent.CLEAR, letter)
    return _joined(said, CUSTOMERS_WAIT) if alert.customers_wait else said


@button
def close_alert(desk: Desk) -> Text:
    """Alerts > Close (8D): write the post-mortem of a cleared alert and close it."""
    account = look_again(desk)
    alert = account.chosen()
    told = recipients(account.register.letters, alert.letters).get("", ())
    letter = _new_letter(account, alert, LetterKind.POST_MORTEM, told)
    alert = account.step(alert, AlertEvent.CLOSE, letters=(letter.name,))
    of_alert = [entry for entry in account.log if entry.alert == alert.number]
    page = _page(account, letter, alert)
    fields, groups = post_mortem_page(page, of_alert, _measures(desk.book, alert))
    _issue(account, letter, POST_MORTEM, fields, groups)
    return _written(alert, AlertEvent.CLOSE, letter)


@button
def reopen(desk: Desk) -> Text:
    """Alerts > Reopen: take up a cleared alert again."""
    account = open_account(desk)
    alert = account.chosen()
    alert = account.step(alert, AlertEvent.REOPEN, note=alert.answers.reason)
    account.save()
    return _taken(account, alert)


def updated(desk: Desk) -> Account:
    """Bring the register up to date; what changed is in the account that comes back."""
    account = look_again(desk)
    account.save()
    return account


def said_of(account: Account) -> Text:
    """What an update says of itself."""
    update = account.update
    assert update is not None and account.report is not None
    number_open, late = account.counts
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
        named = [f"{number} ({account.alerts[number].finding.item})" for number in update.missing]
        said = _joined(said, _filled(MISSING, alerts=", ".join(named)))
    if account.register.unread:
        cells = ", ".join(str(unread.fields["cell"]) for unread in account.register.unread)
        said = _joined(said, _filled(UNREAD, cells=cells))
    faults = len(account.report.reading.faults)
    return _joined(said, _filled(FAULTY, count=faults)) if faults else said


def _report(account: Account, alert: Alert) -> Text:
    """Write the internal alert."""
    names = _own_people(account.desk.book)
    letter = _new_letter(account, alert, LetterKind.INTERNAL, names)
    alert = account.step(alert, AlertEvent.REPORT, letters=(letter.name,))
    page = _page(account, letter, alert)
    rule = AllocationRule(account.settings["allocation"])
    lines = allocate(account.plan, page.row, rule, account.settings.ranks) if page.row >= 0 else ()
    fields, groups = internal_alert_page(page, lines, rule, respond_by(alert, account.deadlines))
    _issue(account, letter, INTERNAL_ALERT, fields, groups)
    said = _written(alert, AlertEvent.REPORT, letter)
    return said if names else _joined(said, NO_CONTACT)


def _new_letter(account: Account, alert: Alert, kind: LetterKind, names: tuple[str, ...]) -> Letter:
    """A letter of ours about an alert, numbered and dated, not yet written."""
    number, revision = number_letter(account.register.letters, kind, alert.number)
    letter = Letter(number, revision, kind, alert.number, "", account.desk.language, sheet="")
    return replace(
        letter,
        sheet=letter.name,
        issued=account.desk.today,
        by=account.desk.user,
        recipients=names,
        linked=alert.letters,
    )


def _page(account: Account, letter: Letter, alert: Alert) -> Page:
    """What a letter is about, with the place of the plan row as its source."""
    plan, row = account.plan, account.row(alert)
    source = account.desk.book.name + (f" · {plan.places[row]}" if row >= 0 else "")
    return Page(letter, alert, plan, row, account.desk.today, source, account.desk.language)


def _issue(account: Account, letter: Letter, layout: Layout, fields: Fields, groups: Groups) -> None:
    """Write a letter's sheet, then everything that follows from its being issued."""
    book = account.desk.book
    template = ensure_template(book, layout, account.desk.language)
    sheet = fill_template(template, letter.sheet, fields, groups)
    account.letters.append(replace(letter, sha256=fingerprint(sheet)))
    account.save()
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


def _taken(account: Account, alert: Alert) -> Text:
    """What a step without a letter led to."""
    due = respond_by(alert, account.deadlines)
    return _filled(TAKEN, alert=alert.number, state=alert.state.title, due=due or "-")


def _filled(sentence: Text, **fields: object) -> Text:
    """A sentence with its fields filled in, in both languages."""
    return Text(sentence.say("en", **fields), sentence.say("zh", **fields))


def _joined(*sentences: Text) -> Text:
    """Sentences one after the other."""
    return Text("".join(s.en for s in sentences), "".join(s.zh for s in sentences))
