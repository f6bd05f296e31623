"""The plan and the register while a button works on them, and what the press adds to the register.

Everything is computed first. Then `save` writes: letters, then the log in one write, then the sheets that
follow from it. Where Excel refuses in between, all of it is taken back (`excel/undoing.py`). A host that is killed
before the log is written has changed nothing; one that is killed after it brings the other sheets up to date at the
next press.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from functools import cached_property
from typing import Any

import xlwings as xw

from pab_planner.alerts import (
    Alert,
    AlertEvent,
    AlertState,
    CauseCategory,
    Deadlines,
    Duty,
    Evidence,
    Hours,
    Letter,
    LettersByName,
    LogEntry,
    Outlook,
    StepRefused,
    Update,
    advance,
    duties,
    findings,
    month_figures,
    plan_fingerprint,
    reconcile,
)
from pab_planner.core.plan import Plan
from pab_planner.errors import ChoiceError, PlanError
from pab_planner.excel.blocks import cells_at, used_corners
from pab_planner.excel.cell_values import cell_value, cell_values
from pab_planner.excel.selection import cells_of_rows, is_of_several_rows
from pab_planner.language import Text, listed
from pab_planner.ledgers.countermeasures import COUNTERMEASURES, in_force
from pab_planner.ledgers.ledger import A_DATE, NotWhatIsAsked, chosen, read_day
from pab_planner.ledgers.letters import LETTERS, write_letters
from pab_planner.ledgers.log import LOG, append_log
from pab_planner.ledgers.messages import MESSAGES
from pab_planner.ledgers.open_ledger import kept_sheets, read_ledger
from pab_planner.ledgers.promises import PROMISES, note_deliveries
from pab_planner.ledgers.register import (
    ALERTS,
    ANSWER_FIELDS,
    ANSWER_TITLES,
    NO,
    YES,
    Register,
    read_register,
    write_register,
)
from pab_planner.ledgers.transport import FREIGHT
from pab_planner.macros.alert_forms import form_number, take_from_form
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.outlooks import OutlookReader
from pab_planner.memory import many_cells
from pab_planner.reading.planning import settings_of
from pab_planner.reading.scan import ScanReport, scan_plan
from pab_planner.reading.settings import Settings
from pab_planner.sheets.new_sheet import our_sheet
from pab_planner.sheets.own_sheets import ALERTS as ALERTS_SHEET
from pab_planner.sheets.own_sheets import FIGURES, REPLAY, TODAY
from pab_planner.sheets.protection import require_unprotected
from pab_planner.views.figures import write_figures
from pab_planner.views.today import write_today


class NoAlertChosen(ChoiceError):
    """A step without an alert."""

    sentence = Text(
        "no alert is selected; select a cell in its row on sheet Alerts or Today, or one of its letters",
        "未选中预警；请在 Alerts 或 Today 表选中该预警所在行的单元格，或打开其函件",
    )


class LetterNotKept(PlanError):
    """An issued letter that the log names, and the register of letters does not."""

    sentence = Text(
        "letter {letter} was issued, as the log says, but sheet Letters does not name it, and another one would get its "
        "number; restore sheet Letters from a backup",
        "据日志，函件 {letter} 已发出，但 Letters 表中没有它，新函件会占用同一编号；请从备份恢复 Letters 表",
    )


@dataclass(eq=False)
class RegisterSession:
    """Plan and register while a button works.

    Attributes:
        pressed: The press of the button.
        register: The register as it was read.
        settings: How the workbook says that it is to be judged.
        alerts: Every alert by number, as it will be.
        entries: What will be added to the log.
        letters: What will be written into the register of letters.
        report: The plan and its risks; None if the button does not look at it.
        update: What the look at the plan made of the alerts; none likewise.
    """

    pressed: ButtonPress
    register: Register
    settings: Settings
    alerts: dict[str, Alert]
    entries: list[LogEntry] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    report: ScanReport | None = None
    update: Update | None = None
    _duties: tuple[list[Alert], list[Duty]] | None = None
    _seen: dict[str, Outlook] | None = None

    @property
    def deadlines(self) -> Deadlines:
        """Working days within which the next step is due."""
        return self.settings.deadlines

    @property
    def now(self) -> datetime:
        """The moment of the press, as the clock on the wall shows it."""
        return self.pressed.moment.replace(tzinfo=None)

    @property
    def plan(self) -> Plan:
        """The plan that was looked at."""
        assert self.report is not None, "open_with_scan reads the plan"
        return self.report.reading.plan

    @cached_property
    def _fingerprint(self) -> str:
        """Of the plan, which each step notes; "" if it was not looked at."""
        return plan_fingerprint(self.plan) if self.report else ""

    def row(self, alert: Alert) -> int:
        """The plan row of an alert; -1 where the plan no longer has it."""
        item, customers = alert.finding.item, alert.finding.customers
        return max(self.plan.row(item, customer) for customer in (customers or (None,)))

    def require_new(self, letter: Letter) -> None:
        """Refuse to write over a letter that was issued.

        Raises:
            LetterNotKept: It was.
        """
        if letter.name in self._issued:
            raise LetterNotKept(letter=letter.name)

    @cached_property
    def _issued(self) -> frozenset[str]:
        """Names of the letters that the log knows."""
        return frozenset(name for alert in self.register.alerts.values() for name in alert.letters)

    def letters_by_name(self) -> LettersByName:
        """All letters, those included that will be written."""
        return LettersByName([*self.register.letters, *self.letters])

    @property
    def log(self) -> list[LogEntry]:
        """The log as it will be."""
        return [*self.register.log, *self.entries]

    @property
    def counts(self) -> tuple[int, int]:
        """Alerts open, and alerts of which something is overdue."""
        late = {duty.alert.number for duty in self.duties if duty.overdue}
        return sum(alert.open for alert in self.alerts.values()), len(late)

    @property
    def duties(self) -> list[Duty]:
        """What is to be done, in order."""
        known = list(self.alerts.values())
        if self._duties is None or self._duties[0] != known:
            self._seen = None
            found = duties(known, self.pressed.today, self.deadlines, self._outlooks(), self.now)
            self._duties = known, found
        return self._duties[1]

    def short_of(self, alert: Alert, *, with_measures: bool) -> list[str]:
        """The customers who miss something of an alert, without or with its countermeasures."""
        short = self._outlooks().get(alert.number, Outlook()).short or {}
        return [customer for customer, gaps in short.items() if gaps[with_measures] > 0]

    def _outlooks(self) -> dict[str, Outlook]:
        """What is known beyond each alert that somebody waits for."""
        if self._seen is not None:
            return self._seen
        plan, letters = self.plan if self.report else None, self.letters_by_name()
        reader = OutlookReader(self.pressed.book, self.settings, letters, plan, self.pressed.today)
        awake = (a for a in self.alerts.values() if not a.asleep and a.state is not AlertState.CLOSED)
        self._seen = {a.number: reader.outlook(a, self.row(a) if plan else -1) for a in awake}
        return self._seen

    def chosen(self) -> Alert:
        """The alert that the step is about, with the answers that a terminal gave.

        Raises:
            NoAlertChosen: Neither a terminal nor the selection names one.
            UnknownAlert: There is no such alert.
            NotWhatIsAsked: An answer is not what it should be.
        """
        number = self.pressed.arguments.get("alert") or _selected(self)
        if not number:
            raise NoAlertChosen
        alert = self.alerts[self.register.find(number).number]
        given = given_answers(self.pressed.arguments)
        self.alerts[alert.number] = replace(alert, answers=replace(alert.answers, **given))
        return self.alerts[alert.number]

    def step(
        self,
        alert: Alert,
        event: AlertEvent,
        *,
        note: str = "",
        letters: tuple[str, ...] = (),
        evidence: Evidence | None = None,
    ) -> Alert:
        """Take a step with an alert; it is written by `save`.

        Raises:
            StepOutOfOrder: The step does not follow on the alert's state.
            StepRefused: A condition is not met; the cells to fill in are named.
            NotWhatIsAsked: An answer in the alert's row cannot be understood.
        """
        cells = self.register.places(alert.number)
        for unread in self.register.unread:
            if unread.fields["cell"] in cells.values():
                raise unread
        try:
            taken = advance(
                self.alerts[alert.number],
                event,
                today=self.pressed.today,
                user=self.pressed.user,
                note=note,
                letters=letters,
                evidence=evidence,
                plan=self._fingerprint,
                at=self.pressed.moment,
            )
        except StepRefused as refused:
            raise refused.at(cells) from None
        self.alerts[alert.number] = taken.alert
        self.entries.append(taken.entry)
        return taken.alert

    @many_cells()
    def save(self) -> None:
        """Write what the press adds, and bring the sheets that follow from it up to date.

        Raises:
            ProtectedSheet: One of them is protected; nothing was written.
        """
        book, today = self.pressed.book, self.pressed.today
        kept = kept_sheets(book, (LETTERS, LOG, ALERTS)).values()
        for sheet in filter(None, (*kept, our_sheet(book, TODAY), our_sheet(book, FIGURES))):
            require_unprotected(sheet)
        self._note_deliveries()
        self._escalate()
        write_letters(book, self.letters)
        append_log(book, self.entries)
        known = self.alerts.values()
        due = {duty.alert.number: (duty.respond_by, int(duty.overdue)) for duty in reversed(self.duties)}
        measures = _measures_in_force(book, self.alerts)
        write_register(
            self.register.kept, known, today=today, deadlines=self.deadlines, measures=measures, due=due
        )
        write_today(book, self.duties, self.counts, today, self.register.places)
        write_figures(book, month_figures(known, self.log, today, self.deadlines, self.letters_by_name()))

    def _escalate(self) -> None:
        """Take alerts that are overdue for longer than the settings allow to the next higher role."""
        after, role = self.settings["escalate_after"], str(self.settings["escalate_to"])
        if after is None or self.report is None:
            return
        late = {duty.alert.number for duty in self.duties if self._waits_too_long(duty, after)}
        for number in sorted(late):
            alert = self.alerts[number]
            if alert.escalated_on is None:
                self.step(alert, AlertEvent.ESCALATE, note=role)

    def _waits_too_long(self, duty: Duty, after: float | Hours) -> bool:
        """Whether something is overdue for longer than the settings allow: by days, or by working hours."""
        if not isinstance(after, Hours):
            return duty.overdue >= max(1, int(after))
        if duty.respond_by is None:
            return False
        due = duty.due_at or datetime.combine(duty.respond_by, time.max)
        return self.deadlines.calendar.hours_later(due, after.number) <= self.now

    def _note_deliveries(self) -> None:
        """Note which lines that customers were told of are no longer open, if the plan was looked at."""
        promises = read_ledger(self.pressed.book, PROMISES) if self.report else None
        if promises:
            note_deliveries(promises, self.plan.open_lines, self.pressed.today)


def open_session(pressed: ButtonPress) -> RegisterSession:
    """The register as it stands, with what was typed on an alert's form; the plan is not looked at.

    Raises:
        PlanError: A kept sheet was changed in a way that cannot be read.
    """
    take_from_form(pressed)
    register = read_register(pressed.book)
    settings = settings_of(pressed.book)
    return RegisterSession(pressed, register, settings, dict(register.alerts))


@many_cells()
def open_with_scan(pressed: ButtonPress) -> RegisterSession:
    """Project the plan again and let every alert meet what the scan finds.

    Nothing is written but what was typed on an alert's form.

    Raises:
        PlanError: The plan or a kept sheet cannot be read.
    """
    take_from_form(pressed)
    register = read_register(pressed.book)
    report = scan_plan(pressed.book)
    plan = report.reading.plan
    update = reconcile(
        register.alerts.values(),
        findings(plan, report.risks),
        plan,
        today=pressed.today,
        user=pressed.user,
        renamed=report.reading.settings.renamed,
        at=pressed.moment,
    )
    return RegisterSession(
        pressed,
        register,
        report.reading.settings,
        update.alerts,
        entries=update.entries,
        report=report,
        update=update,
    )


def language_setting(book: xw.Book) -> str | None:
    """The language that the workbook's settings give, if they do."""
    given: str | None = settings_of(book).given("language")
    return given


def given_answers(arguments: Mapping[str, str]) -> dict[str, Any]:
    """The answers that a terminal gave as options, as the register keeps them.

    Raises:
        NotWhatIsAsked: One is not what it should be.
    """
    return {name: _given(name, arguments[name]) for name in ANSWER_FIELDS if arguments.get(name)}


def _given(name: str, word: str) -> Any:
    """One answer from its word."""
    known: Any = word
    expected = A_DATE
    if name in ("until", "effective", "next_update"):
        known = read_day(word)
    elif name == "solvable":
        choice = chosen(word, (YES, NO))
        known = None if choice is None else choice == YES
        expected = Text("yes or no", "是或否")
    elif name == "category":
        known = next((c for c in CauseCategory if chosen(word, (c.title,))), None)
        expected = listed(c.title for c in CauseCategory)
    if known is None:
        option = f"--{name.replace('_', '-')}"
        raise NotWhatIsAsked(cell=option, heading=ANSWER_TITLES[name], found=word, expected=expected)
    return known


_NUMBER = re.compile(r"A-\d{4,}(?![\w-])")
_FORMS = frozenset(ledger.name for ledger in (COUNTERMEASURES, FREIGHT, MESSAGES))
"""Sheets that are filled in from top to bottom: the row below an alert's last one is still about it."""


def _selected(session: RegisterSession) -> str:
    """Number of the alert that the selection points at: a row of a kept sheet, or a letter; "" for none."""
    selection = session.pressed.selection
    if selection is None:
        return ""
    sheet = selection.sheet
    if number := form_number(session.pressed):
        return number
    title = sheet.name
    for letter in session.register.letters:
        if letter.sheet == title:
            return letter.alert
    corner = cell_value(sheet["A1"])
    if REPLAY.is_known_by(corner):
        return _number_in(corner)
    used, last = used_corners(sheet), selection.row
    top = 1 if title in _FORMS else last
    rows = cells_at(sheet, top, 1, max(1, min(last, used.bottom) - top + 1), used.right)
    cells = (cell for row in reversed(cell_values(rows)) for cell in row)
    return next(filter(None, map(_number_in, cells)), "")


def selected_alerts(pressed: ButtonPress) -> list[str]:
    """Numbers of the alerts in whose rows the selection lies on sheet Alerts or Today, if there are several."""
    selection = pressed.selection
    if selection is None or "alert" in pressed.arguments or not is_of_several_rows(selection):
        return []
    corner = cell_value(selection.sheet["A1"])
    if not (ALERTS_SHEET.is_known_by(corner) or TODAY.is_known_by(corner)):
        return []
    named = (next(filter(None, map(_number_in, row)), "") for row in cells_of_rows(selection))
    found = list(dict.fromkeys(filter(None, named)))
    return found if len(found) > 1 else []


def _number_in(cell: object) -> str:
    """The alert's number that a cell begins with; "" where it does not."""
    found = _NUMBER.match(cell) if isinstance(cell, str) else None
    return found[0] if found else ""


def _measures_in_force(book: xw.Book, alerts: Mapping[str, Alert]) -> dict[str, str] | None:
    """How many countermeasures each alert has in force; None if the workbook keeps no countermeasures."""
    kept = read_ledger(book, COUNTERMEASURES)
    if kept is None:
        return None
    return {number: str(count) for number in alerts if (count := in_force(kept, number))}
