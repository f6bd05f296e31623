"""Another person's register of the same plan is taken into this one."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import xlwings as xw

from pab_planner.alerts import Conflict, Letter, merge_answers, merge_logs, replay
from pab_planner.ledgers.register import ANSWER_TITLES, read_register
from pab_planner.macros.button_press import ButtonPress
from pab_planner.macros.session import open_session


class Merged(NamedTuple):
    """What a merge did.

    Attributes:
        events: How many events were added.
        conflicts: What could not be decided and was left as it was.
        elsewhere: Letters that are now registered here and whose sheets stay in the other workbook.
    """

    events: int
    conflicts: tuple[Conflict, ...]
    elsewhere: tuple[Letter, ...]


def merge_books(pressed: ButtonPress, other: xw.Book) -> Merged:
    """Take another person's register of the same plan into this one, and save it.

    A letter is known by its number and fingerprint. The sheets of the other's letters stay where they were
    issued: what was issued is never written again.

    Raises:
        PlanError: A register cannot be read.
    """
    session, theirs = open_session(pressed), read_register(other)
    clashing = _clashing(session.register.letters, theirs.letters)
    session.entries, conflicts = merge_logs(session.register.log, theirs.log, clashing)
    in_conflict = {conflict.alert for conflict in conflicts}
    answers, differing = merge_answers(
        {number: alert.answers for number, alert in session.alerts.items()},
        {number: alert.answers for number, alert in theirs.alerts.items() if number not in in_conflict},
        ANSWER_TITLES,
    )
    merged = replay(session.log)
    session.alerts = {number: replace(alert, answers=answers[number]) for number, alert in merged.items()}
    added = {name for entry in session.entries for name in entry.letters}
    known = {letter.name for letter in session.register.letters}
    session.letters = [letter for letter in theirs.letters if letter.name in added - known]
    session.save()
    return Merged(len(session.entries), (*conflicts, *differing), tuple(session.letters))


def _clashing(mine: Sequence[Letter], theirs: Sequence[Letter]) -> set[str]:
    """Numbers that both registers know, of letters that are not the same."""
    known = {letter.name: letter.sha256 for letter in mine}
    return {letter.name for letter in theirs if known.get(letter.name, letter.sha256) != letter.sha256}
