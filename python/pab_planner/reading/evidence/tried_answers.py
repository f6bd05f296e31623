"""Answers that are tried: with which of them the planner's own balance comes out, cell by cell."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

import numpy as np

from pab_planner.errors import PlanError
from pab_planner.language import Text
from pab_planner.reading.grid import Grid
from pab_planner.reading.plan_reading import PlanReading
from pab_planner.reading.table_account import Question, TableAccount, Use
from pab_planner.reading.vocabulary import Role, plain

MOST_CELLS, MOST_TRIED = 20_000, 27
"""Cells of a workbook, and readings of it, beyond which nothing is tried: it is read anew for each answer."""
LEAST_AGREED = 3
"""Cells of a balance that must come out: fewer may by chance."""
A_FEW = 0.1
"""Share of the cells of a balance that may differ: slips, not another reading."""
COUNTED = ("ignore", "orders", "supply")
"""What may be tried for a heading of which the planner said something else."""
SAID_OTHERWISE = Text(
    "said to be '{said}', but every cell of '{balance}' comes out if it is '{role}': say so,"
    " or leave '{balance}' aside (ignore)",
    "已指定为 {said}，但按 {role} 计算时“{balance}”的每格都相符：请改为 {role}，或忽略“{balance}”（ignore）",
)
Read = Callable[[Mapping[str, str]], PlanReading]
"""Reads the workbook with some answers; raises `PlanError`."""


def proved_answers(questions: Sequence[Question], read: Read) -> dict[str, str] | None:
    """The only answers with which every cell of the balance on the sheets comes out; None if there are none."""
    asked = {question.place: question.roles for question in questions}
    # A single role leaves something out that was not read: no balance says whether that is right.
    if not asked or any(not place or len(roles) < 2 for place, roles in asked.items()):
        return None
    if prod(map(len, asked.values())) > MOST_TRIED:
        return None
    found = [
        (answers, reading)
        for roles in product(*asked.values())
        if (reading := _tried(read, answers := dict(zip(asked, roles, strict=True))))
    ]
    if not found or any(not _is_same(found[0][1], other) for _, other in found[1:]):
        return None
    return found[0][0]


def contradicted_answer(
    told: Mapping[str, str], accounts: Sequence[TableAccount], titles: Sequence[str], read: Read
) -> Question | None:
    """Asks about an answer of the planner that her own balance contradicts; None where there is none."""
    balance = next((use.heading for _, use in _uses(accounts) if use.role is Role.BALANCE), "")
    for heading, said in told.items():
        place = _place(heading, accounts, titles)
        if said not in COUNTED or not place or not balance:
            continue
        trials = [_tried(read, {heading: role}) for role in COUNTED if role != said]
        found = [reading for reading in trials if reading]
        if found and all(_is_same(found[0], other) for other in found):
            role = _role(heading, found[0].tables)  # of two that fit the balance has chosen one
            text = SAID_OTHERWISE.filled(said=said, role=role, balance=balance)
            return Question(*place, text, (role,))
    return None


def may_be_tried(grids: Sequence[Grid]) -> bool:
    """Whether a workbook is small enough to be read several times."""
    return sum(len(grid.rows) * len(grid.rows[0]) for grid in grids if grid.rows) <= MOST_CELLS


def differs_much(reading: PlanReading) -> bool:
    """Whether the planner's own balance is another in more cells than a few."""
    return len(reading.disagreements) > A_FEW * reading.compared


def _tried(read: Read, answers: Mapping[str, str]) -> PlanReading | None:
    """The reading with some answers, None if it does not prove them."""
    try:
        reading = read(answers)
    except PlanError:
        return None
    return reading if reading.compared >= LEAST_AGREED and not reading.disagreements else None


def _is_same(one: PlanReading, other: PlanReading) -> bool:
    """Whether two readings give the same balances."""
    return one.plan.items == other.plan.items and np.array_equal(one.plan.balance, other.plan.balance)


def _uses(accounts: Sequence[TableAccount], heading: str = "") -> Iterator[tuple[TableAccount, Use]]:
    """The headings of some tables; of one name, where `heading` gives it as a label does."""
    sheet, mark, own = heading.rpartition("!")
    for account in accounts:
        elsewhere = mark and account.grid.title.casefold() != sheet.casefold()
        for use in account.uses.values() if not elsewhere else ():
            if not heading or plain(use.heading) in (plain(heading), plain(own)):
                yield account, use


def _place(
    heading: str, accounts: Sequence[TableAccount], titles: Sequence[str]
) -> tuple[str, str, str] | None:
    """Sheet, cell and words of a heading that the planner named; the sheet itself where she named its title."""
    for account, use in _uses(accounts, heading):
        return account.grid.title, use.cell, use.heading
    return next(((title, "A1", title) for title in titles if plain(title) == plain(heading)), None)


def _role(heading: str, accounts: Sequence[TableAccount]) -> str:
    """What a heading was used as."""
    return next((str(use.role) for _, use in _uses(accounts, heading) if use.role), Role.IGNORE.value)
