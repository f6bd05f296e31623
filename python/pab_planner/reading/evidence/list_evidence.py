"""What the columns of a list are, by the balance that is kept in it."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from pab_planner.reading.evidence.formula_evidence import ColumnFormulas, column_formulas
from pab_planner.reading.evidence.own_balance import signs_of_balance
from pab_planner.reading.evidence.wide_evidence import DECIDED
from pab_planner.reading.evidence.wide_formulas import CONTRADICTED, COUNTED_TIMES
from pab_planner.reading.lists.column_chooser import (
    SAMPLE,
    ColumnChooser,
    ask_about_column,
    ask_about_others,
    number_of,
    unknown_columns,
)
from pab_planner.reading.period_headings import common_form, reading_in
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.vocabulary import (
    DEMAND_ROLES,
    FLOWS,
    SUPPLY_ROLES,
    Role,
    demand_beside,
)


def columns_by_evidence(
    chooser: ColumnChooser, measures: list[tuple[int, Role]], item: int | None
) -> list[tuple[int, Role]]:
    """The columns of a list with one for each measure; its own balance decides about the others."""
    table = chooser.table
    totals = [(column, meaning) for column, _, meaning in table.asides if meaning.total_of]
    unknown = unknown_columns(chooser, item)
    roles = {role for _, role in measures}
    for column, meaning in totals:
        side = DEMAND_ROLES if meaning.total_of in DEMAND_ROLES else SUPPLY_ROLES
        if not roles & set(side) and meaning.total_of in FLOWS:
            measures = [*measures, (column, meaning.total_of)]
            chooser.account.note(chooser.heading(column), table.head, column, meaning.total_of)
    balance = next((column for column, role in measures if role is Role.BALANCE), None)
    formulas = column_formulas(table)
    if formulas and formulas.balance in unknown:
        unknown.remove(formulas.balance)
        say_decided(chooser, formulas.balance, Role.BALANCE)
        chooser.account.note(chooser.heading(formulas.balance), table.head, formulas.balance, Role.BALANCE)
        measures = [*measures, (formulas.balance, Role.BALANCE)]
    if formulas and not roles & {Role.OPENING} and formulas.opening in unknown:
        unknown.remove(formulas.opening)
        say_decided(chooser, formulas.opening, Role.OPENING)
        chooser.account.note(chooser.heading(formulas.opening), table.head, formulas.opening, Role.OPENING)
        measures = [*measures, (formulas.opening, Role.OPENING)]
    signs: dict[int, int] | None
    if formulas:
        signs = _signs_of_formulas(chooser, formulas, measures, unknown)
    else:
        signs = _signs(chooser, measures, unknown, balance, item) if balance is not None else None
    if signs is None:
        ask_about_others(chooser, item)
        return measures
    goes_out = demand_beside(role for column, role in measures if signs.get(column) == -1)
    counted = []
    for column, role in measures:
        sign = signs.get(column)
        if sign is None or sign == sign_of(role, roles):
            counted.append((column, role))
            continue
        decided = {1: Role.SUPPLY, -1: goes_out}.get(sign)
        say_decided(chooser, column, decided)
        if decided:
            counted.append((column, decided))
        else:
            chooser.aside[column] = "balance"
    for column in unknown:
        if column not in signs:
            ask_about_column(chooser, column)
            continue
        decided = {1: Role.SUPPLY, -1: goes_out}.get(signs.get(column, 0))
        if decided:
            say_decided(chooser, column, decided)
            counted.append((column, decided))
        chooser.account.note(
            chooser.heading(column), table.head, column, decided, "" if decided else "balance"
        )
    for column, text in table.others:
        if column not in unknown and column != item:
            chooser.account.note(text, table.head, column, None, "reference")
    return counted


def _signs_of_formulas(
    chooser: ColumnChooser,
    formulas: ColumnFormulas,
    measures: Sequence[tuple[int, Role]],
    unknown: Sequence[int],
) -> dict[int, int] | None:
    """The sign of each column in the formula of the list's balance; asks where it contradicts a heading."""
    signs: dict[int, int] = {}
    roles = {role for _, role in measures}
    flows = [(column, role) for column, role in measures if role in FLOWS]
    for column, role in (*flows, *((column, None) for column in unknown)):
        count = formulas.counts.get(column, 0)
        heading = chooser.heading(column)
        if count not in (1, 0, -1):
            text = COUNTED_TIMES.filled(count=count)
            chooser.account.ask(heading, chooser.table.head, column, text, ())
            return None
        if role and count and not chooser.is_told(column) and (count == 1) != (role in SUPPLY_ROLES):
            found = Role.SUPPLY if count == 1 else Role.ORDERS
            roles_asked = (found.value, role.value, "ignore")
            chooser.account.ask(heading, chooser.table.head, column, CONTRADICTED, roles_asked)
        told = role is not None and (chooser.is_told(column) or column in formulas.mentioned)
        signs[column] = sign_of(role, roles) if role and told else int(count)
    return signs


def say_decided(chooser: ColumnChooser, column: int, role: Role | None) -> None:
    """Say what the balance decided."""
    words = role.value if role else Role.IGNORE.value
    chooser.account.decided.append(DECIDED.filled(label=chooser.heading(column), role=words))


def sign_of(role: Role, roles: set[Role]) -> int:
    """The sign of a measure in the balance."""
    if role in SUPPLY_ROLES:
        return 1
    if role in (Role.FORECAST, Role.GROSS) and Role.ORDERS in roles:
        return 0
    return -1


def _signs(
    chooser: ColumnChooser,
    measures: Sequence[tuple[int, Role]],
    unknown: Sequence[int],
    balance: int,
    item: int | None,
) -> dict[int, int] | None:
    """The sign of each column with which the list's own balance is reproduced."""
    table = chooser.table
    rows = table.grid.rows
    day_column = chooser.date()
    flows = [(column, role) for column, role in measures if role in FLOWS]
    roles = {role for _, role in measures}
    columns = [*(column for column, _ in flows), *unknown]
    lines: dict[Any, list[tuple[Any, int]]] = defaultdict(list)
    form = common_form([cell for cell in chooser.cells(day_column or 0) if cell not in BLANK]) or ""
    for row in range(table.first, min(table.last, table.first + SAMPLE)):
        cell = rows[row][day_column or 0]
        reading = reading_in(cell, form) if cell not in BLANK else None
        if reading and isinstance(rows[row][balance], float):
            lines[rows[row][item] if item is not None else ""].append((reading.order, row))
    its = [[row for _, row in sorted(entries)] for entries in lines.values() if len(entries) > 1]
    if not its:
        return None
    width = max(map(len, its))
    values = {str(column): np.zeros((len(its), width)) for column in columns}
    level = np.full((len(its), width), np.nan)
    for index, entries in enumerate(its):
        for period, row in enumerate(entries):
            level[index, period] = rows[row][balance]
            for column in columns:
                values[str(column)][index, period] = number_of(rows[row][column])
    for its_values in values.values():
        if np.all(its_values <= 0):  # what goes out, with its sign
            np.negative(its_values, out=its_values)
    given = {str(column): sign_of(role, roles) for column, role in flows}
    given.update({str(column): 0 for column in unknown})
    signs = signs_of_balance(values, level, given)
    if not signs:
        return None
    # Of what moves on the first line only, the steps of the balance say nothing.
    told = {name for name, its in values.items() if given[name] or np.any(its[:, 1:]) or not np.any(its)}
    return {int(column): sign for column, sign in signs.items() if column in told}
