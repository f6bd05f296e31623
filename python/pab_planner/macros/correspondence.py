"""Letters to customers: drafted for each customer of an alert, put on sheets, and issued.

Everything is computed before the first sheet is written. A letter is issued by the line of the log: its
sheet comes before that, what follows from it after.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from pab_planner.alerts import (
    Alert,
    AlertEvent,
    Evidence,
    Letter,
    LetterKind,
    number_letter,
    recipients,
)
from pab_planner.core.allocation import AllocationRule
from pab_planner.core.countermeasure import CountermeasureKind, MeasureState
from pab_planner.core.recovery import Replay, replay
from pab_planner.errors import ChoiceError, SheetError
from pab_planner.language import Text
from pab_planner.ledgers.contacts import (
    EXECUTIVE,
    addressee,
    at_any_hour,
    contacts_of,
    language_of,
    one_of_ours,
    people_of,
    read_contacts,
)
from pab_planner.ledgers.countermeasures import (
    COUNTERMEASURES,
    in_force,
    read_actions,
    read_countermeasures,
    settled,
)
from pab_planner.ledgers.ledger import A_DATE, NotWhatIsAsked, read_day
from pab_planner.ledgers.letters import letter_fingerprint, put_away, write_letters
from pab_planner.ledgers.messages import MESSAGES, said_to, write_message
from pab_planner.ledgers.open_ledger import OpenLedger, open_ledger, open_ledgers
from pab_planner.ledgers.promises import PROMISES, last_promised, promise_rows, told_in, told_lines
from pab_planner.ledgers.register import ALERTS, answer_cells
from pab_planner.ledgers.transport import FREIGHT, freight_of, usual_lanes
from pab_planner.letters.letterhead import letterhead_of
from pab_planner.letters.notice_fields import notice_fields
from pab_planner.letters.notice_templates import notice_template
from pab_planner.letters.templates import Fields, Groups, Template
from pab_planner.macros.outlooks import late_periods
from pab_planner.macros.session import RegisterSession
from pab_planner.macros.stock_units import read_stock_units
from pab_planner.memory import many_cells
from pab_planner.notices import (
    Belongings,
    LetterHead,
    NothingShort,
    Notice,
    PromisedLine,
    Review,
    Statement,
    StillShort,
    draft,
    nothing_due,
    review_of,
    view_of,
)
from pab_planner.reading.scan import Announce

EVENTS = {
    LetterKind.POTENTIAL: AlertEvent.WARN,
    LetterKind.CONFIRMED: AlertEvent.CONFIRM,
    LetterKind.ALL_CLEAR: AlertEvent.INFORM,
    LetterKind.THREE_D: AlertEvent.REVIEW,
    LetterKind.EIGHT_D: AlertEvent.REVIEW,
}


WRITING = Text("Writing letters: {count}", "写入函件：{count}")


class NotInPlan(SheetError):
    """An alert whose item the plan no longer has."""

    sentence = Text(
        "{alert}: {item} is no longer in the plan; nothing can be projected",
        "{alert}：{item} 已不在计划中，无法推算",
    )


class NotOfThisAlert(ChoiceError):
    """A customer whom the alert does not concern."""

    sentence = Text(
        "{alert} does not concern {customer}; its customers are: {known}",
        "{alert} 与 {customer} 无关；其客户为：{known}",
    )


class NotApproved(SheetError):
    """A letter that nobody but its author has seen."""

    sentence = Text(
        "{alert}: the settings ask for a second pair of eyes: enter on sheet Messages who approved the "
        "letter to {customer}; it can't be its author, {author}",
        "{alert}：设置要求双人复核：请在 Messages 表填写致 {customer} 函件的批准人，且不能是编制人 {author}",
    )


class NobodyTold(SheetError):
    """An all-clear with nobody to hear it."""

    sentence = Text("{alert}: no customer was told of it", "{alert}：没有通知过任何客户")


class StillOwed(SheetError):
    """An all-clear while a line that a customer was told of is past due and was not delivered."""

    sentence = Text(
        "{alert}: order {order} line {line} of {customer} was due on {due} and {open:,.12g} of it are still "
        "open ({place}); the all-clear follows once they are delivered: correct the orders, or wait for the delivery",
        "{alert}：{customer} 的订单 {order} 第 {line} 行交期为 {due}，仍有 {open:,.12g} 未交（{place}）；"
        "交付后方可解除：请更正订单，或等待交付",
    )


def still_owed(promises: OpenLedger, session: RegisterSession, alert: Alert) -> StillOwed | None:
    """The first line that a customer was told of, that is past due and still open; None if there is none.

    Args:
        promises: What customers were told.
        session: Plan and register.
        alert: The alert.
    """
    for told in told_lines(promises, alert.letters):
        line = session.plan.open_lines.get((told.item, told.customer, told.order, told.line))
        if line and told.due and told.due < session.pressed.today:
            return StillOwed(
                alert=alert.number,
                order=told.order,
                line=told.line,
                customer=told.customer,
                due=told.due,
                open=line.quantity,
                place=line.place,
            )
    return None


class Drafted(NamedTuple):
    """A letter that was drafted, its line in the register of letters, and how it greets its readers."""

    notice: Notice
    letter: Letter
    addressed: tuple[str, ...]


@dataclass(eq=False)
class Correspondence:
    """Everything that letters to customers are made from, read once, and the letters drafted so far.

    Attributes:
        session: Plan and register.
        drafted: The letters, in the order in which they were drafted.
    """

    session: RegisterSession
    drafted: list[Drafted] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Read the sheets that letters are made of."""
        book, self.letters = self.session.pressed.book, self.session.letters_by_name()
        self.contacts = read_contacts(book)
        self.ours = tuple(contact for contact in self.contacts if contact.internal)
        everybody = {customer for customers in self.session.plan.customers for customer in customers}
        self.theirs = contacts_of((c for c in self.contacts if not c.internal), everybody)
        self.measures, self.messages, self.promises, self.freight = open_ledgers(
            book, COUNTERMEASURES, MESSAGES, PROMISES, FREIGHT
        )
        self.lanes = usual_lanes(book)
        self.units = read_stock_units(book)
        self.belongings = self._belongings()
        self.rule = AllocationRule(self.session.settings["allocation"])
        self.letterhead = letterhead_of(self.session.settings)

    def _belongings(self) -> Belongings:
        """What belongs to whom, from the orders and the contacts."""
        known, plan = Belongings(), self.session.plan
        for customers in set(plan.customers):
            for customer in customers:
                known.add_name(customer, customer)
        for line in plan.lines:
            known.add(line.customer, line.part, line.order)
        for customer, people in self.theirs.items():
            for person in people:
                known.add_name(customer, customer, person.name, *person.also_called)
                known.add(customer, person.phone)
                known.add_mail(customer, person.email)
        known.add_common(*plan.items, *(contact.name for contact in self.ours))
        return known

    def evidence(self, alert: Alert, kind: LetterKind, drafted: Sequence[Drafted]) -> Evidence:
        """What a step that issues letters is judged by."""
        records = self.letters.records(alert)
        said = [said_to(self.messages, alert.number, each.letter.customer) for each in drafted]
        asked = [day for day in (each.get("reply_by") for each in said) if day]
        confirming = kind is LetterKind.CONFIRMED
        return Evidence(
            countermeasures=in_force(self.measures, alert.number),
            done=settled(self.measures, alert.number, MeasureState.DONE),
            tried=settled(self.measures, alert.number, MeasureState.FAILED),
            unwarned=tuple(
                e.letter.customer for e in drafted if confirming and e.letter.customer not in records
            ),
            reply_by=min(asked, default=None),
            happened=all(each.get("happened") for each in said),
            signed=bool(self.letterhead.signer.en),
            actions=read_actions(self.measures, alert.number) if kind.is_report else (),
        )

    def play(
        self, alert: Alert, kind: LetterKind | None = None, without: CountermeasureKind | None = None
    ) -> Replay:
        """The plan row of an alert, played again with its countermeasures; as it stands for an all-clear.

        Args:
            alert: The alert.
            kind: For which letter.
            without: Countermeasures of this kind are left out.

        Raises:
            NotInPlan: The plan has no such row.
            PlanError: A countermeasure cannot be played.
        """
        plan, row = self.session.plan, self.session.row(alert)
        if row < 0:
            raise NotInPlan(alert=alert.number, item=alert.finding.item)
        if kind is LetterKind.ALL_CLEAR:
            return replay(plan, row, (), today=self.session.pressed.today)
        measures = read_countermeasures(self.measures, alert.number)
        counted = [measure for measure in measures if measure.kind is not without]
        return replay(plan, row, counted, late=late_periods(alert), today=self.session.pressed.today)

    def draft_all(self, kind: LetterKind, alert: Alert, only: str = "") -> list[Drafted]:
        """Draft a letter for each customer of an alert, or for one of them.

        A customer who misses nothing gets no shortage notice, unless asked for by name; an all-clear or a
        report goes to those who were told, and to no one else. Whose lines still come late waits for the all-clear.

        Raises:
            PlanError: A letter would lack something that it must say, or say what it must not.
        """
        told = recipients(self.letters.of(alert), alert.letters)
        customers: Sequence[str] = alert.finding.customers
        if not kind.is_notice:
            customers = [customer for customer in told if customer]
            if not customers:
                raise NobodyTold(alert=alert.number)
            owed = self.owed(alert) if kind is LetterKind.ALL_CLEAR else None
            if owed:
                raise owed
        if only and only not in customers:
            raise NotOfThisAlert(alert=alert.number, customer=only, known=", ".join(customers))
        over = not kind.is_notice and self.session.row(alert) < 0
        played, refused = None if over else self.play(alert, kind), None
        known = len(self.drafted)
        for customer in [only] if only else customers:
            try:
                self.drafted.append(self._draft(kind, alert, customer, played, told.get(customer, ())))
            except (NothingShort, StillShort) as nothing:
                refused = refused or nothing
        if refused and len(self.drafted) == known:
            raise refused
        return self.drafted[known:]

    def _draft(
        self, kind: LetterKind, alert: Alert, customer: str, played: Replay | None, told: tuple[str, ...]
    ) -> Drafted:
        """Draft the letter of one customer; of an item that left the plan only an all-clear can be."""
        session, finding = self.session, alert.finding
        pressed, said = session.pressed, said_to(self.messages, alert.number, customer)
        if played is None or (not kind.is_notice and customer not in played.before.customers[0]):
            view = nothing_due(customer, finding.item, finding.description, session.plan.periods)
        else:
            view = view_of(played, customer, self.rule, session.settings.ranks, self.lanes)
        sites = session.report.reading.sites if session.report else {}
        view = replace(view, at_site=sites.get(view.item))
        theirs = self.theirs.get(customer, ())
        people = people_of(theirs, customer, kind)
        names = tuple(person.name for person in people)
        addressed = tuple(person.line for person in people)
        if kind is LetterKind.ALL_CLEAR:
            names, addressed = tuple(addressee(line, theirs).name for line in told), told
        known = [*session.register.letters, *(each.letter for each in self.drafted)]
        number, revision = number_letter(known, kind, alert.number, customer)
        earlier, record = self._earlier(alert, customer), self.letters.records(alert).get(customer)
        executive = one_of_ours(self.ours, EXECUTIVE)
        next_update = alert.answers.next_update if kind.is_notice else None
        notice = draft(
            kind,
            LetterHead(
                number=number,
                revision=revision,
                as_of=pressed.today,
                approver=said.get("approver", ""),
                recipients=names,
                linked=tuple(letter.name for letter in earlier),
            ),
            view,
            Statement(
                happened=said.get("happened", ""),
                unknown=said.get("unknown", ""),
                next_update=next_update,
                reply_by=(said.get("reply_by") or next_update) if kind.is_notice else None,
                contact=at_any_hour(self.ours, kind).line,
                executive=executive.line if executive else "",
                remains=said.get("remains", ""),
            ),
            late=late_periods(alert) if kind.is_notice else 0,
            unit=self.units.get(finding.item, ""),
            freight=freight_of(self.freight, alert.number),
            told=last_promised(self.promises, customer, finding.item),
            before=told_in(self.promises, record.last) if record and record.waits else None,
            closed=() if kind.is_notice else self._closed(alert, customer, kind),
            review=replace(self._review(alert, customer), item=view.item_in_words)
            if kind.is_report
            else None,
        )
        greeted = {person.name: person.addressed for person in theirs}
        greetings = tuple(greeted.get(name) or name for name in names)
        beside = [("greeting", greeting) for greeting in greetings]
        beside += [("signature", text) for text in (*self.letterhead.title, self.letterhead.contact)]
        self.belongings.refuse_in(notice, addressed, beside)
        letter = Letter(
            number,
            revision,
            kind,
            alert.number,
            customer,
            language_of(people, pressed.language),
            sheet="",
            recipients=addressed,
            linked=notice.heading.linked,
            next_update=notice.statement.next_update,
            reply_by=notice.statement.reply_by,
        )
        session.require_new(letter)
        return Drafted(notice, letter, greetings)

    def _closed(self, alert: Alert, customer: str, kind: LetterKind) -> tuple[PromisedLine, ...]:
        """The lines that a customer was told of: when each was delivered, or will be.

        Once it is over, what is open is delivered as it is due; until then as it was promised.
        """
        record = self.letters.records(alert).get(customer)
        over = kind is LetterKind.ALL_CLEAR or (record is not None and not record.waits)
        closed = []
        for told in told_lines(self.promises, alert.letters):
            line = self.session.plan.open_lines.get((told.item, told.customer, told.order, told.line))
            today = None if line else self.session.pressed.today
            expected = None if line is None else line.due if over else told.promise
            if told.customer == customer:
                closed.append(told._replace(delivered=told.delivered or today, expected=expected))
        return tuple(closed)

    def _review(self, alert: Alert, customer: str) -> Review:
        """What a report tells a customer of the cause and of what is done about it."""
        sponsor = one_of_ours(self.ours, EXECUTIVE)
        return review_of(
            alert,
            read_countermeasures(self.measures, alert.number),
            read_actions(self.measures, alert.number),
            sponsor.name if sponsor else "",
            customer=customer,
            told=told_lines(self.promises, alert.letters),
        )

    def owed(self, alert: Alert) -> StillOwed | None:
        """Why it is not over yet: a line that a customer was told of is past due and was not delivered."""
        return still_owed(self.promises, self.session, alert)

    def _earlier(self, alert: Alert, customer: str) -> list[Letter]:
        """The letters issued to a customer about an alert."""
        return [each for each in self.letters.of(alert) if each.issued and each.customer == customer]

    def refuse_unapproved(self) -> None:
        """Refuse letters that only their author has seen, where the settings ask for a second pair of eyes.

        Raises:
            NotApproved: A letter has no approver, or its author approved it.
        """
        if self.session.settings["approval"] != "yes":
            return
        for notice, letter, _ in self.drafted:
            approver, author = notice.heading.approver.strip(), self.session.pressed.user.strip()
            if not approver or approver.casefold() == author.casefold():
                raise NotApproved(alert=letter.alert, customer=letter.customer, author=author)

    @many_cells()
    def put_on_sheets(self, *, issued: bool, announce: Announce = lambda step: None) -> list[Letter]:
        """Write each letter on its sheet; the letters as the register will name them.

        Args:
            issued: Whether they are issued, or drafts still.
            announce: Told how far it is.

        Raises:
            PlanError: A template lacks something or cannot be filled; nothing was written.
        """
        book = self.session.pressed.book
        templates: dict[tuple[LetterKind, str], Template] = {}
        for drafted in self.drafted:
            letter = drafted.letter
            key = letter.kind, letter.language
            if key not in templates:
                templates[key] = Template(notice_template(book, letter.kind, _language(letter)))
                templates[key].check(*self._filled_with(drafted, issued=issued))
        letters = []
        for drafted in self.drafted:
            letter = drafted.letter
            fields, groups = self._filled_with(drafted, issued=issued)
            sheet = templates[letter.kind, letter.language].fill(letter.name, fields, groups)
            letters.append(replace(letter, sheet=sheet.name, sha256=letter_fingerprint(sheet)))
            count = f"{len(letters)} / {len(self.drafted)}"
            announce(WRITING.filled(count=count))
        if not issued:
            return letters
        return [
            replace(letter, issued=self.session.pressed.today, by=self.session.pressed.user)
            for letter in letters
        ]

    def _filled_with(self, drafted: Drafted, *, issued: bool) -> tuple[Fields, Groups]:
        """What a letter's template is filled with."""
        return notice_fields(
            drafted.notice,
            _language(drafted.letter),
            issued=issued,
            letterhead=self.letterhead,
            addressed=drafted.addressed,
        )

    def unchanged_since_draft(self, letters: Sequence[Letter]) -> bool:
        """Whether drafts of exactly these letters were written before."""
        known = {letter.name: letter for letter in self.session.register.letters if not letter.issued}
        return all(letter.name in known and known[letter.name].sha256 == letter.sha256 for letter in letters)

    def keep_drafts(self, alert: Alert | None, letters: Sequence[Letter]) -> None:
        """Note drafts in the register of letters, and what a terminal answered in the alert's row."""
        book = self.session.pressed.book
        self.messages.release()
        write_letters(book, letters)
        kept = open_ledger(book, ALERTS)
        if alert:
            for index in kept.where("number", alert.number):
                kept.amend(index, answer_cells(alert.answers))

    def issue(self, letters: Sequence[Letter]) -> None:
        """Note what was promised, then write the log and all that follows from it."""
        self.messages.release()
        self.promises.append(promise_rows((each.letter.alert, each.notice) for each in self.drafted))
        self.session.letters += letters
        self.session.save()
        put_away(self.session.pressed.book, self.session.register.letters)

    def take_message(self, alert: Alert, customer: str) -> None:
        """Take what a terminal gave of a message into its row.

        Raises:
            NotWhatIsAsked: A date is none.
        """
        self.messages.hold()
        write_message(self.messages, alert.number, customer, _given(self.session.pressed.arguments))


def _language(letter: Letter) -> Any:
    """The language of a letter as templates know it."""
    return letter.language


def _given(arguments: Any) -> dict[str, str | date]:
    """What a terminal gave of a message."""
    given: dict[str, str | date] = {}
    for column in MESSAGES.columns[2:]:
        word = arguments.get(column.key)
        if not word:
            continue
        day = read_day(word)
        if column.key == "reply_by" and day is None:
            raise NotWhatIsAsked(cell="--reply-by", heading=column.heading, found=word, expected=A_DATE)
        given[column.key] = day if column.key == "reply_by" and day else word
    return given
