"""Another person's register of the same plan is taken into this one."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import xlwings as xw

from pab_planner.alerts import Conflict, Letter, LogEntry, alerts_of, merge_answers, merge_logs
from pab_planner.ledgers.contacts import CONTACTS
from pab_planner.ledgers.countermeasures import COUNTERMEASURES
from pab_planner.ledgers.ledger import Ledger
from pab_planner.ledgers.messages import MESSAGES
from pab_planner.ledgers.open_ledger import OpenLedger, open_ledger, read_ledger
from pab_planner.ledgers.promises import PROMISES
from pab_planner.ledgers.register import ANSWER_TITLES, read_register
from pab_planner.ledgers.transport import FREIGHT, TRANSPORT
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.session import open_session


class Merged(NamedTuple):
    """What a merge did.

    Attributes:
        events: How many events were added.
        conflicts: What could not be decided and was left as it was.
        elsewhere: Letters that are now registered here and whose sheets stay in the other workbook.
        rows: Rows of other kept tables that were added: countermeasures, messages, contacts and the like.
    """

    events: int
    conflicts: tuple[Conflict, ...]
    elsewhere: tuple[Letter, ...]
    rows: int = 0


def merge_books(pressed: ButtonPress, other: xw.Book) -> Merged:
    """Take another person's register of the same plan into this one, and save it.

    A letter is known by its number and fingerprint. The sheets of the other's letters stay where they were
    issued: what was issued is never written again. Where both gave one number to letters of their own, the
    other's carries the mark of who issued it.

    Raises:
        PlanError: A register cannot be read.
    """
    session, theirs = open_session(pressed), read_register(other)
    marks = _marks(session.register.letters, theirs.letters)
    their_letters = [_marked(letter, marks) for letter in theirs.letters]
    their_log = [_marked_entry(entry, marks) for entry in theirs.log]
    session.entries, conflicts = merge_logs(session.register.log, their_log)
    in_conflict = {conflict.alert for conflict in conflicts}
    answers, differing = merge_answers(
        {number: alert.answers for number, alert in session.alerts.items()},
        {number: alert.answers for number, alert in theirs.alerts.items() if number not in in_conflict},
        ANSWER_TITLES,
    )
    merged = alerts_of(session.log)
    session.alerts = {number: replace(alert, answers=answers[number]) for number, alert in merged.items()}
    added = {name for entry in session.entries for name in entry.letters}
    known = {letter.name for letter in session.register.letters}
    session.letters = [letter for letter in their_letters if letter.name in added - known]
    rows = [_new_rows(pressed.book, other, ledger, in_conflict, marks) for ledger in KEPT_BY_HAND]
    for kept, new in rows:
        kept.append(new)
    session.save()
    events, told = len(session.entries), (*conflicts, *differing)
    return Merged(events, told, tuple(session.letters), sum(len(new) for _, new in rows))


KEPT_BY_HAND = (COUNTERMEASURES, MESSAGES, FREIGHT, PROMISES, CONTACTS, TRANSPORT)
"""The tables whose rows people fill in, and what customers were told."""


def _new_rows(
    book: xw.Book, other: xw.Book, ledger: Ledger, in_conflict: Collection[str], marks: Mapping[str, str]
) -> tuple[OpenLedger, list[dict[str, Any]]]:
    """The other's rows of a table that mine does not hold, except those of alerts that were left as they are."""
    mine, theirs = open_ledger(book, ledger), read_ledger(other, ledger)
    columns = [column.key for column in ledger.columns if column.asks or column.key in ("letter", *IDENTITY)]
    held = {tuple(row[key] for key in columns) for row in mine.rows}
    new = []
    for row in theirs.rows if theirs else ():
        marked = {**row, "letter": marks.get(row["letter"], row["letter"])} if "letter" in row else row
        said = any(row[key] not in (None, "") for key in columns if key != "alert")
        if said and row.get("alert") not in in_conflict and tuple(marked[key] for key in columns) not in held:
            new.append(marked)
    return mine, new


IDENTITY = ("revision", "alert", "customer", "item", "order", "line", "short", "promise", "due")


NOT_A_LETTER = re.compile(r"\W")


def _marks(mine: Sequence[Letter], theirs: Sequence[Letter]) -> dict[str, str]:
    """Numbers that both gave to letters of their own, each with the mark of who issued the other's."""
    known = {letter.name: letter.sha256 for letter in mine}
    return {
        letter.number: f"{letter.number}-{NOT_A_LETTER.sub('', letter.by) or '2'}"
        for letter in theirs
        if known.get(letter.name, letter.sha256) != letter.sha256
    }


def _marked(letter: Letter, marks: Mapping[str, str]) -> Letter:
    """A letter under its number here."""
    here = replace(
        letter,
        number=marks.get(letter.number, letter.number),
        linked=tuple(_name(name, marks) for name in letter.linked),
    )
    return replace(here, sheet=here.name) if letter.number in marks else here


def _marked_entry(entry: LogEntry, marks: Mapping[str, str]) -> LogEntry:
    """An event with the numbers of its letters here."""
    return replace(entry, letters=tuple(_name(name, marks) for name in entry.letters))


def _name(name: str, marks: Mapping[str, str]) -> str:
    """The name of a letter here."""
    number, dot, revision = name.partition(".")
    return marks.get(number, number) + dot + revision
