"""The buttons of the groups Customer and Share."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from pab_planner.alerts import Alert, Letter, LetterKind, transition
from pab_planner.alerts.duties import BUTTONS
from pab_planner.core.allocation import AllocationRule, allocate
from pab_planner.core.countermeasure import CountermeasureKind
from pab_planner.core.recovery import Replay
from pab_planner.core.transport import TransportChoice, TransportMode, choose_transport
from pab_planner.errors import ChoiceError, PlanError
from pab_planner.language import Text, both, listed
from pab_planner.ledgers.contacts import CONTACTS
from pab_planner.ledgers.countermeasures import (
    measure,
    note_what_counted,
    open_countermeasures,
    prepare_row,
    replace_transports,
    rows_of,
)
from pab_planner.ledgers.ledger import A_DATE, NotWhatIsAsked, out_of_order, read_day
from pab_planner.ledgers.letters import LETTERS, write_letters
from pab_planner.ledgers.open_ledger import OpenLedger, open_ledgers
from pab_planner.ledgers.transport import (
    FREIGHT,
    TRANSPORT,
    arithmetic,
    have_modes,
    read_modes,
    read_time,
    write_choice,
)
from pab_planner.macros.button_press import ButtonPress, button
from pab_planner.macros.correspondence import EVENTS, Correspondence
from pab_planner.macros.letter_files import FilesMade, chosen_letter, chosen_letters, make_pdf
from pab_planner.macros.letter_mails import NotIssued, make_draft_mail, make_draft_mails
from pab_planner.macros.outlooks import late_periods
from pab_planner.macros.session import (
    RegisterSession,
    given_answers,
    open_session,
    open_with_scan,
    selected_alerts,
)
from pab_planner.macros.shared_copy import share_without_macros
from pab_planner.reading.scan import Announce
from pab_planner.sheets.new_sheet import bring_to_front
from pab_planner.views.replay import outcome, show_replay

ENTER_MEASURES = Text(
    "{alert}: enter its countermeasures in the row prepared on sheet Countermeasures, then press again.",
    "{alert}：请在 Countermeasures 表已备好的行中填写应对措施，然后再按一次。",
)
PLAYED = Text("{alert}: {outcome} See sheet Replay.", "{alert}：{outcome}详见 Replay 表。")
ENTER_MODES = Text(
    "Enter lead times, capacities and costs on sheet Transport, and on sheet Freight what is to travel for "
    "{alert}; then press again.",
    "请在 Transport 表填写运输时间、运力和费用，并在 Freight 表填写 {alert} 需运内容，然后再按一次。",
)
NOTHING_LEFT = Text(
    "{alert}: no gap is left that a transport would have to close.", "{alert}：没有需要靠紧急运输弥补的缺口。"
)
CHOSEN = Text(
    "{alert}: {mode}, departs {departure}, all arrived {arrival}; {arithmetic}.",
    "{alert}：{mode}，{departure} 出发，{arrival} 全部到达；{arithmetic}。",
)
DRAFTED = Text(
    "{alert}: drafts {letters} are written, not issued; look at them, then press again to issue.",
    "{alert}：已写好草稿 {letters}，尚未发出；请查看后再按一次发出。",
)
DRAFTING = Text("{count:letter|letters} drafted", "已编写 {count} 封")
COVERS = Text("{kind} for {alerts:alert|alerts}: {told}", "{kind}，共 {alerts} 个预警：{told}")
PRESS_AGAIN = Text(
    ". Drafts are written, not issued; look at them, then press again to issue.",
    "。已写好草稿，尚未发出；请查看后再按一次发出。",
)
ALL_ISSUED = Text(
    "{kind}: {letters} issued to {customers:customer|customers}.",
    "{kind}：已向 {customers} 个客户发出 {letters} 封。",
)
LEFT_OUT = Text(
    " {count:alert was|alerts were} left out; the first: {reason}", "{count} 个预警未处理，首个原因：{reason}"
)
ISSUED = Text("{alert}: {kind} issued: {letters}.", "{alert}：{kind}已发出：{letters}。")


class NothingDue(ChoiceError):
    """No letter of a kind is due to anybody."""

    sentence = Text(
        "no {kind} is due: whoever is to be told was told, and nothing has changed since",
        "目前没有应发的{kind}：应通知的客户均已通知，且此后没有变化",
    )


@button
def countermeasures(pressed: ButtonPress) -> Text:
    """Customer > Countermeasures: play the plan again with them, and show the gap that is left."""
    return play(pressed)[0]


def play(pressed: ButtonPress) -> tuple[Text, Replay | None]:
    """Play an alert's countermeasures; None if they have yet to be entered."""
    session = open_with_scan(pressed)
    alert = session.chosen()
    office = Correspondence(session)
    kept = office.measures
    kept.hold()
    given = measure(alert.number, pressed.arguments)
    if given:
        kept.amend(prepare_row(kept, alert.number), given)
    elif not rows_of(kept, alert.number):
        prepare_row(kept, alert.number)
        _open_forms(pressed)
        kept.release()
        bring_to_front(kept.sheet)
        return ENTER_MEASURES.filled(alert=alert.number), None
    played = office.play(alert)
    _open_forms(pressed)
    kept.release()
    note_what_counted(kept, played)
    bring_to_front(show_replay(pressed.book, alert.number, played, late_periods(alert), pressed.language))
    return PLAYED.filled(alert=alert.number, outcome=outcome(played)), played


@button
def transport(pressed: ButtonPress) -> Text:
    """Customer > Transport: the cheapest mode that arrives before the break, with the arithmetic."""
    session = open_with_scan(pressed)
    alert = session.chosen()
    modes, freight = open_ledgers(pressed.book, TRANSPORT, FREIGHT)
    freight.hold()
    index = _freight_row(freight, alert)
    if all(mode["lead_days"] is None for mode in modes.rows):
        have_modes(modes)
        freight.release()
        bring_to_front(modes.sheet)
        return ENTER_MODES.filled(alert=alert.number)
    wanted = _wanted(session, alert, freight.rows[index])
    if wanted is None:
        freight.release()
        return NOTHING_LEFT.filled(alert=alert.number)
    quantity, ready, needed_by = wanted
    choice = choose_transport(_fast_lanes(read_modes(modes), alert), quantity, ready, needed_by)
    freight.release()
    replace_transports(
        open_countermeasures(pressed.book),
        alert.number,
        _as_measures(alert, choice, freight.rows[index], pressed.user),
    )
    write_choice(modes, choice, alert.number, quantity, ready, needed_by)
    taken, sum_up = choice.chosen, arithmetic(choice.chosen, quantity)
    freight.amend(
        index,
        {
            "quantity": quantity,
            "ready": ready.date(),
            "needed_by": needed_by,
            "mode": taken.mode.name,
            "departure": taken.departure,
            "arrival": taken.arrival,
            "late": taken.rest,
            "arithmetic": both(sum_up),
        },
    )
    return CHOSEN.filled(
        alert=alert.number,
        mode=taken.mode.name,
        departure=taken.departure,
        arrival=taken.arrival,
        arithmetic=sum_up,
    )


@button
def warn(pressed: ButtonPress) -> Text:
    """Customer > Potential shortage: a notice to each customer that something of theirs may be short."""
    return _notify(pressed, LetterKind.POTENTIAL)


@button
def confirm(pressed: ButtonPress) -> Text:
    """Customer > Confirmed shortage: a notice to each customer with the exact date and quantities."""
    return _notify(pressed, LetterKind.CONFIRMED)


@button
def clear_customer(pressed: ButtonPress) -> Text:
    """Customer > All-clear: tell each customer who was told that it is over."""
    return _notify(pressed, LetterKind.ALL_CLEAR)


@button
def report_8d(pressed: ButtonPress) -> Text:
    """Customer > 8D report: what was found and done; an interim 3D report while the causes are open."""
    return _shown(pressed, *report_cause(pressed))


@button
def pdf(pressed: ButtonPress) -> Text:
    """Share > PDF: the chosen letter as a PDF beside the workbook."""
    return make_pdf(pressed, chosen_letter(pressed)).said


@button
def email(pressed: ButtonPress) -> Text:
    """Share > E-mail draft: the chosen letters as unsent e-mails with their PDFs, one per reader."""
    return mail_of_letters(pressed)[0].said


def mail_of_letters(pressed: ButtonPress) -> tuple[FilesMade, list[Letter]]:
    """Make the e-mails of the chosen letters."""
    letters = chosen_letters(pressed)
    if len(letters) == 1:
        return make_draft_mail(pressed, letters[0]), letters
    return make_draft_mails(pressed, letters), letters


@button
def acknowledge(pressed: ButtonPress) -> Text:
    """Share > Sent, answered: note now that the chosen letters were sent; once they were, that they were answered.

    Raises:
        NotIssued: One is a draft.
        NothingToNote: Each was sent and answered before.
    """
    letters = chosen_letters(pressed)
    for letter in letters:
        if not letter.issued:
            raise NotIssued(letter=letter.name)
    noted = [
        _noted(each, "acknowledged" if each.sent else "sent", pressed)
        for each in letters
        if not each.sent or not each.acknowledged
    ]
    if not noted:
        raise NothingToNote(letters=", ".join(each.name for each in letters))
    session = open_with_scan(pressed)
    _note(session, noted)
    return listed((NOTED.filled(**_days_of(each)) for each in noted), " ", "")


@button
def share_copy(pressed: ButtonPress) -> Text:
    """Share > Copy without macros: the planning sheets with native formulas, nothing internal."""
    return share_without_macros(pressed)[0]


def report_cause(pressed: ButtonPress) -> tuple[list[Letter], Text]:
    """Draft or issue the 8D report of the chosen alert; an interim 3D report while the causes are open."""
    known = open_session(pressed).chosen().answers.causes_known
    return notify(pressed, LetterKind.EIGHT_D if known else LetterKind.THREE_D)


def notify(pressed: ButtonPress, kind: LetterKind) -> tuple[list[Letter], Text]:
    """Draft or issue the letters of a kind about the chosen alert.

    The first press writes drafts. The next one issues them, unless what they say has changed meanwhile:
    then it writes the drafts anew. A terminal that asks to `issue` does so at once.
    """
    session = open_with_scan(pressed)
    alert = session.chosen()
    transition(alert, EVENTS[kind])
    office = Correspondence(session)
    customer = pressed.arguments.get("customer", "")
    office.take_message(alert, customer)
    drafted = office.draft_all(kind, alert, customer)
    names = tuple(each.letter.name for each in drafted)
    session.step(alert, EVENTS[kind], letters=names, evidence=office.evidence(alert, kind, drafted))
    if "issue" not in pressed.arguments:
        drafts = office.put_on_sheets(issued=False)
        if "draft" in pressed.arguments or not office.unchanged_since_draft(drafts):
            office.keep_drafts(alert, drafts)
            return drafts, DRAFTED.filled(alert=alert.number, letters=", ".join(names))
    office.refuse_unapproved()
    letters = office.put_on_sheets(issued=True)
    office.issue(letters)
    return letters, ISSUED.filled(alert=alert.number, kind=kind.title, letters=", ".join(names))


class NoIssuedLetter(ChoiceError):
    """A name that no issued letter has."""

    sentence = Text("there is no issued letter {letter}", "没有已发出的函件 {letter}")


def note_answer(pressed: ButtonPress) -> Text:
    """Note when a letter was sent and when its customer acknowledged it; now, where neither is given.

    Raises:
        NoIssuedLetter: No letter of that name was issued.
        NotWhatIsAsked: A day is none, has not come, or is before one which it can only follow.
    """
    session = open_with_scan(pressed)
    name = pressed.arguments.get("letter", "").upper()
    known = next(
        (letter for letter in session.register.letters if letter.issued and letter.name == name), None
    )
    if known is None:
        raise NoIssuedLetter(letter=name)
    noted = known
    given = [key for key in ("sent", "acknowledged") if pressed.arguments.get(key)]
    for key in given or ["acknowledged"]:
        noted = _noted(noted, key, pressed, pressed.arguments.get(key, ""))
    _note(session, [noted])
    return NOTED.filled(**_days_of(noted))


def _note(session: RegisterSession, noted: Sequence[Letter]) -> None:
    """Write when letters were sent and answered, and what follows from it.

    Raises:
        DatesOutOfOrder: One was sent before it was issued, or answered before it was sent; nothing was written.
    """
    for letter in noted:
        for fault in out_of_order(LETTERS, vars(letter), f"{letter.name}, {{}}".format):
            raise fault
    known = {letter.name: index for index, letter in enumerate(session.register.letters)}
    for letter in noted:
        session.register.letters[known[letter.name]] = letter
    write_letters(session.pressed.book, noted)
    session.save()


def _days_of(letter: Letter) -> dict[str, object]:
    """What is said of a letter that was sent or answered."""
    return {"letter": letter.name, "sent": letter.sent or "-", "acknowledged": letter.acknowledged or "-"}


NOT_AHEAD = Text("today or an earlier day", "今天或更早的日期")


class NothingToNote(ChoiceError):
    """Letters that were sent and answered before."""

    sentence = Text(
        "{letters}: sent and acknowledged before; correct the days on sheet Letters",
        "{letters}：此前已登记寄出和签收；如需更正，请在 Letters 表修改日期",
    )


NOTED = Text(
    "{letter}: sent {sent}, acknowledged {acknowledged}.", "{letter}：寄出 {sent}，签收 {acknowledged}。"
)


def _noted(letter: Letter, key: str, pressed: ButtonPress, word: str = "") -> Letter:
    """A letter with the day and the moment at which it was sent or answered: now, or what a terminal gave."""
    day, at = (read_day(word), None) if word else (pressed.today, pressed.moment)
    heading = next(column.heading for column in LETTERS.columns if column.key == key)
    try:
        if day is None:
            given = datetime.fromisoformat(word)
            day, at = given.date(), given if given.tzinfo else given.replace(tzinfo=pressed.now.tzinfo)
    except ValueError:
        raise NotWhatIsAsked(cell=f"--{key}", heading=heading, found=word, expected=A_DATE) from None
    if day > pressed.today:
        raise NotWhatIsAsked(cell=f"--{key}", heading=heading, found=day, expected=NOT_AHEAD)
    changed: dict[str, Any] = {key: day, f"{key}_at": at}
    return replace(letter, **changed)


def notify_all(
    pressed: ButtonPress,
    kind: LetterKind,
    announce: Announce,
    only: Sequence[str] = (),
    *,
    drafts_first: bool = False,
) -> tuple[list[Letter], Text]:
    """Issue the letters of a kind about every alert whose next step they are, in one go.

    An alert that lacks something is left out and said.

    Args:
        pressed: The press of the button.
        kind: Which letters.
        announce: Told how far it is.
        only: Numbers of the alerts to choose from; all of them where none is given.
        drafts_first: Whether drafts are written first, and issued when nothing has changed since.

    Raises:
        PlanError: No alert is ready; why the first is not.
    """
    session = open_with_scan(pressed)
    office = Correspondence(session)
    left_out: list[PlanError] = []
    covered = _covered(session, kind, pressed.arguments.get("customer", ""))
    covered = {number: names for number, names in covered.items() if not only or number in only}
    if not covered:
        raise NothingDue(kind=kind.title)
    told = "; ".join(f"{number} {', '.join(names)}" for number, names in covered.items())
    announce(COVERS.filled(kind=kind.title, alerts=len(covered), told=told))
    given = given_answers(pressed.arguments)
    for number, customers in covered.items():
        alert = replace(session.alerts[number], answers=replace(session.alerts[number].answers, **given))
        session.alerts[number] = alert
        known = len(office.drafted)
        try:
            office.take_message(alert, "")
            for customer in customers:
                office.draft_all(kind, alert, customer)
            drafted = office.drafted[known:]
            names = tuple(each.letter.name for each in drafted)
            session.step(alert, EVENTS[kind], letters=names, evidence=office.evidence(alert, kind, drafted))
            office.refuse_unapproved()
        except PlanError as error:
            del office.drafted[known:]
            left_out.append(error)
        announce(DRAFTING.filled(count=len(office.drafted)))
    if left_out and not office.drafted:
        raise left_out[0]
    if "draft" in pressed.arguments or drafts_first:
        drafts = office.put_on_sheets(issued=False, announce=announce)
        if "draft" in pressed.arguments or not office.unchanged_since_draft(drafts):
            office.keep_drafts(None, drafts)
            said = COVERS.filled(kind=kind.title, alerts=len(covered), told=told)
            return drafts, said + PRESS_AGAIN if drafts_first else said
    letters = office.put_on_sheets(issued=True, announce=announce)
    office.issue(letters)
    reached = len({letter.customer for letter in letters})
    said = ALL_ISSUED.filled(kind=kind.title, letters=len(letters), customers=reached)
    if left_out:
        said += LEFT_OUT.filled(count=len(left_out), reason=left_out[0].said)
    return letters, said


def _covered(session: RegisterSession, kind: LetterKind, customer: str) -> dict[str, list[str]]:
    """The customers of each alert to whom letters of a kind are due: what has not changed is not said again.

    Args:
        session: Plan and register.
        kind: Which letters.
        customer: Only this customer; "" for all.
    """
    covered: dict[str, list[str]] = {}
    letters = session.letters_by_name()
    for duty in session.duties:
        if duty.step is not EVENTS[kind] or duty.button != BUTTONS[duty.step]:
            continue
        records = letters.records(duty.alert)
        waits = duty.customer in records and duty.respond_by and duty.respond_by > session.pressed.today
        if waits and (kind is LetterKind.POTENTIAL or records[duty.customer].confirmed):
            continue
        if kind is LetterKind.ALL_CLEAR:
            names = [record.customer for record in records.values() if record.waits]
        else:
            short = session.short_of(duty.alert, with_measures=kind is LetterKind.CONFIRMED)
            names = [duty.customer] if duty.customer else short
        wanted = [name for name in names if customer in ("", name)]
        known = covered.setdefault(duty.alert.number, []) if wanted else []
        known += [name for name in wanted if name not in known]
    return covered


def _notify(pressed: ButtonPress, kind: LetterKind) -> Text:
    """Draft or issue, show the first letter, and say what was done."""
    if several := selected_alerts(pressed):
        return _shown(pressed, *notify_all(pressed, kind, lambda step: None, several, drafts_first=True))
    return _shown(pressed, *notify(pressed, kind))


def _shown(pressed: ButtonPress, letters: Sequence[Letter], said: Text) -> Text:
    """Show the first letter, and say what was done."""
    bring_to_front(pressed.book.sheets[letters[0].sheet])
    return said


def _open_forms(pressed: ButtonPress) -> None:
    """Have the sheets ready that the next steps ask to be filled in."""
    modes, *others = open_ledgers(pressed.book, TRANSPORT, CONTACTS, FREIGHT)
    have_modes(modes)
    for kept in others:
        kept.make()


def _freight_row(freight: OpenLedger, alert: Alert) -> int:
    """The row of an alert, written if there is none."""
    if known := freight.where("alert", alert.number):
        return known[0]
    freight.append([{"alert": alert.number}])
    return len(freight.rows) - 1


def _wanted(
    session: RegisterSession, alert: Alert, row: dict[str, Any]
) -> tuple[float, datetime, Any] | None:
    """What is to travel, from when and until when; what was left blank follows from the gap that is left."""
    left = Correspondence(session).play(alert, without=CountermeasureKind.TRANSPORT)
    quantity = row["quantity"] or float(left.gap_after.max())
    if not quantity:
        return None
    first = left.first_gap_left if left.first_gap_left is not None else 0
    rule, ranks = AllocationRule(session.settings["allocation"]), session.settings.ranks
    hit = [a.line.due for a in allocate(left.after, 0, rule, ranks, session.pressed.today) if a.hit]
    needed_by = row["needed_by"] or min(hit, default=left.after.periods[first].start)
    ready = datetime.combine(row["ready"] or session.pressed.today, read_time(row["ready_time"]) or time())
    return quantity, ready, needed_by


def _fast_lanes(modes: Sequence[TransportMode], alert: Alert) -> list[TransportMode]:
    """The modes that could carry something to a customer of an alert faster than usual."""
    ends = ("", *alert.finding.customers)
    return [mode for mode in modes if mode.destination in ends and not mode.usual]


def _as_measures(
    alert: Alert, choice: TransportChoice, row: dict[str, Any], user: str
) -> list[dict[str, object]]:
    """The chosen transport as countermeasures, one for each arrival."""
    return [
        {
            "alert": alert.number,
            "kind": both(CountermeasureKind.TRANSPORT.words),
            "action": choice.chosen.mode.name,
            "quantity": trips.quantity,
            "when": trips.arrival,
            "moved_from": row["moved_from"],
            "owner": row["owner"] or alert.answers.owner or user,
            "due": trips.departure,
            "state": None,
        }
        for trips in choice.chosen.trips
    ]
