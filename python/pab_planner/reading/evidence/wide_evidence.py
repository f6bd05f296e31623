"""What the words of a table leave open: the planner's own balance decides, or she is asked."""

from collections import defaultdict
from collections.abc import Sequence
from functools import reduce
from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np

from pab_planner.core.decimals import difference
from pab_planner.core.demand import FloatArray
from pab_planner.language import Text
from pab_planner.reading.evidence.own_balance import (
    LEAST_SHARE,
    begins_or_ends,
    fits_exactly,
    share_of_steps,
    signs_of_balance,
)
from pab_planner.reading.evidence.wide_formulas import BY_FORMULA, BY_RULE, COUNTED_TIMES
from pab_planner.reading.measure_rows import Key, MeasureRow
from pab_planner.reading.vocabulary import (
    DEMAND_ROLES,
    FLOWS,
    SUPPLY_ROLES,
    Role,
    demand_beside,
    plain,
    says_stock,
    side_hint,
    without_open,
)

if TYPE_CHECKING:
    from pab_planner.reading.wide import WideReader

SAMPLE = 60
"""Items whose balance is looked at."""

UNKNOWN_ROW = Text("a row that is not understood; say what it is", "无法理解的行；请指明其含义")
WHICH_STOCK = Text(
    "a stock in every period: the opening counts once, the balance never; say which it is",
    "每期都有库存数：只有期初计一次，余额不计；请指明是哪一种",
)
NOT_THE_SUM = Text(
    "a total that is not the sum of its parts; say whether the parts count without it",
    "合计与各部分之和不符；请指明是否只计各部分",
)
NOT_REPRODUCED = Text(
    "a balance that the rows as understood ({rows}) do not reproduce; say what a row is, or go on without it (ignore)",
    "按理解的各行（{rows}）无法得出此余额；请指明某行的含义，或忽略此余额（ignore）",
)
PART_OF = Text(
    "never more than '{other}' and perhaps part of it; say whether it counts beside it",
    "从不超过“{other}”，可能是其一部分；请指明是否另外计算",
)
DECIDED = Text("'{label}' is {role}: the balance on the sheet says so", "“{label}”为 {role}：由表中余额判定")
STEP_OF = Text(
    "beside '{other}', of which it may come; say whether it counts too",
    "与“{other}”并列，可能是其结果；请指明是否也计算",
)
SAME_AS_BUT = Text(
    "'{other}' with other words in brackets; say whether both count",
    "与“{other}”仅括号内文字不同；请指明是否都计算",
)
OPEN_OF_IT = Text(
    "beside '{other}', which is what is still open; say whether it counts too",
    "与未交的“{other}”并列；请指明是否也计算",
)
SAME_AS = Text(
    "the same quantities as '{other}'; say whether it counts too",
    "与“{other}”数量相同；请指明是否也计算",
)


def settle(reader: "WideReader", rows: Sequence[MeasureRow]) -> None:
    """Give every row of a table its role, or ask.

    Args:
        reader: The table, with its rows not yet understood (`candidates`) and its stocks through all periods.
        rows: The rows that its words make measures.
    """
    its = [*rows, *reader.candidates, *reader.levels]
    shared = _items_of_one_balance(its)
    keys = [(row, row.key) for row in its if row.key.item in shared] if shared else []
    for row, key in keys:
        row.key = key._replace(customer="")
    _settle(reader, rows)
    for row, key in keys:
        row.key = key


def _items_of_one_balance(rows: Sequence[MeasureRow]) -> set[str]:
    """Items whose demand stands by customer above one balance of all."""
    balances: dict[str, set[str]] = defaultdict(set)
    customers: dict[str, set[str]] = defaultdict(set)
    wanted = {row.key for row in rows if row.role in DEMAND_ROLES}
    for row in rows if len({key.item for key in wanted}) < len(wanted) else ():
        group = customers if row.role in DEMAND_ROLES else balances
        if row.role in (*DEMAND_ROLES, Role.BALANCE, Role.OPENING):
            group[row.key.item].add(row.key.customer)
    return {item for item, its in balances.items() if len(its) == 1 < len(customers[item])}


def _settle(reader: "WideReader", rows: Sequence[MeasureRow]) -> None:
    """The same, where the rows that make up one balance have one key."""
    moving = [row for row in rows if row.role in FLOWS]
    if reader.formulas.balance is not None:
        moving = _follow_formulas(reader, moving)
    totals = _totals_aside(reader, moving)
    candidates = [row for row in reader.candidates if row not in totals]
    balances = [row for row in rows if row.role is Role.BALANCE and row.values is not None]
    if candidates and not balances and not reader.levels:
        balances = _balance_among(reader, moving, candidates)
        candidates = [row for row in candidates if row.role is not Role.BALANCE]
    if reader.formulas.balance is not None and not candidates and not reader.levels:
        return
    if not candidates and not reader.levels and not balances:
        _ask_twice_counted(reader, moving)
        return
    _settle_levels(reader, moving, candidates, balances)
    if reader.formulas.balance is not None and not candidates:
        return
    balances += [row for row in reader.levels if row.role is Role.BALANCE]
    decided = _decide(reader, moving, candidates, balances)
    reader.raw_plan.measure_rows = [
        row for row in reader.raw_plan.measure_rows if row.role is not Role.IGNORE
    ]
    if not decided:
        for row in candidates:
            _ask_about(reader, row, moving)
        _ask_twice_counted(reader, moving)


def _follow_formulas(reader: "WideReader", moving: list[MeasureRow]) -> list[MeasureRow]:
    """Leave aside what the formula of the balance does not count; returns the rows that it counts."""
    formulas, labels = reader.formulas, reader.table.labels
    roles = {row.label: row.role for row in moving}
    rule = formulas.rule(roles)
    if rule is not None:
        reader.raw_plan.rules.add(rule)
        reader.account.decided.append(BY_RULE.filled(rule=rule.value))
    kept = []
    for row in (*moving, *reader.candidates):
        sign = formulas.sign(row.label)
        if sign not in (None, 1, -1):
            text = COUNTED_TIMES.filled(count=sign)
            reader.account.ask(row.label, row.row, row.column, text, ())
        by_rule = rule is not None and row.role in DEMAND_ROLES
        told = plain(row.label) in labels
        if sign is not None or formulas.is_mentioned(row.label) or told or by_rule:
            kept.append(row)
            continue
        if row.role is not Role.IGNORE:
            reader.account.decided.append(BY_FORMULA.filled(label=row.label, role=Role.IGNORE.value))
            reader.account.uses.pop((row.label, -1), None)
        reader.note_row(row.label, row.row, Role.IGNORE, "balance")
        row.role = Role.IGNORE
    if any(row.role is Role.ORDERS for row in kept):
        for row in kept:  # the formula takes both off: neither is the sum of the other
            if row.role is Role.GROSS and formulas.sign(row.label) == -1:
                row.role = Role.ORDERS
    reader.candidates = [row for row in kept if row.role is Role.IGNORE]
    reader.raw_plan.measure_rows = [
        row for row in reader.raw_plan.measure_rows if row.role is not Role.IGNORE
    ]
    return [row for row in kept if row.role is not Role.IGNORE]


def _grouped(rows: Sequence[MeasureRow]) -> dict[Key, list[MeasureRow]]:
    groups: dict[Key, list[MeasureRow]] = defaultdict(list)
    for row in rows:
        groups[row.key].append(row)
    return groups


def _totals_aside(reader: "WideReader", moving: list[MeasureRow]) -> list[MeasureRow]:
    """Totals: left aside where their parts stand there too, counted where they do not."""
    settled = []
    parts = _grouped(moving) if reader.candidates else {}
    for row in reader.candidates:
        meaning = reader.meaning(row.label)
        if meaning.role is Role.IGNORE and meaning.total_of:
            settled.append(row)
            side = DEMAND_ROLES if meaning.total_of in DEMAND_ROLES else SUPPLY_ROLES
            if meaning.total_of not in FLOWS:
                reader.note_row(row.label, row.row, Role.IGNORE, "total")
                continue
            its = [part for part in parts.get(row.key, []) if part.role in side]
            if not its:
                _use(reader, row, meaning.total_of, moving)
                continue
            reader.note_row(row.label, row.row, Role.IGNORE, "total")
            if all(part.values is not None for part in its) and row.values is not None:
                total = sum((part.values for part in its if part.values is not None), np.zeros(1))
                late = any(part.overdue for part in its)  # the parts hold what is past due, the total may not
                if not np.allclose(np.nan_to_num(row.values)[late:], total[late:]):
                    reader.account.ask(row.label, row.row, row.column, NOT_THE_SUM, ("ignore",))
                else:
                    reader.totalled.add((row.key, side))
        elif meaning.aside == "actual" and meaning.total_of:
            side = DEMAND_ROLES if meaning.total_of in DEMAND_ROLES else SUPPLY_ROLES
            if any(part.role in side for part in parts.get(row.key, [])):
                reader.note_row(row.label, row.row, Role.IGNORE, "actual")
                settled.append(row)
    return settled


def _use(reader: "WideReader", row: MeasureRow, role: Role, moving: list[MeasureRow]) -> None:
    """Count a row that was not understood at first as a measure."""
    counted = reader.measure_row(row.row, row.key, role, row.label)
    reader.raw_plan.measure_rows.append(counted)
    moving.append(counted)
    reader.note_row(row.label, row.row, role)


def _net(moving: Sequence[MeasureRow], periods: int) -> FloatArray:
    """Supply less demand of one item, as the words of the rows say."""
    net = np.zeros(periods)
    roles = {row.role for row in moving}
    for row in moving:
        if row.values is None:
            continue
        if row.role in SUPPLY_ROLES:
            net += row.values
        elif row.role is Role.ORDERS or not roles & {Role.ORDERS}:
            net -= row.values if row.role is not Role.GROSS or Role.FORECAST not in roles else 0
    return net


def _settle_levels(
    reader: "WideReader",
    moving: list[MeasureRow],
    candidates: list[MeasureRow],
    balances: Sequence[MeasureRow],
) -> None:
    """Stocks in every period are openings, or balances."""
    periods = len(reader.calendar.periods)
    for label, its in _by_label(reader.levels).items():
        precise = _says_opening(label)
        told = reader.meaning(label).precise
        by_formula = {"balance": "end", "opening": "begin"}.get(reader.formulas.kind(label), "")
        groups = _grouped(moving)
        sample = its[:SAMPLE]
        level = np.array([row.values for row in sample])
        if by_formula and not told:
            kind = by_formula
        elif all(np.nanmin(row) == np.nanmax(row) for row in level) and not told:
            kind = "begin"
            if not precise and level.shape[1] > 1 and np.any(_nets(groups, sample, periods)):
                kind = begins_or_ends(level, _nets(groups, sample, periods)) or "repeat"
        elif told or precise:
            kind = "begin"
        else:
            kind = begins_or_ends(level, _nets(groups, sample, periods))
            if not kind and _follow_balances(sample, balances):
                kind = "begin"
            if not kind:
                kind = _by_free_signs(level, moving, candidates, sample) or (
                    "end" if all(_has_opening(reader, row.key) for row in its) else ""
                )
        for row in its:
            if kind == "end":
                row.role = Role.BALANCE
                reader.raw_plan.measure_rows.append(row)
                reader.note_row(label, row.row, Role.BALANCE)
                if reader.beside is not None and isinstance(reader.grid.rows[row.row][reader.beside], float):
                    reader.fact(row.key, Role.OPENING, row.row, reader.beside)
                elif not _has_opening(reader, row.key):
                    _opening_before(reader, row, groups.get(row.key, []))
            elif kind:
                reader.take_opening(row)
                reader.note_row(label, row.row, Role.OPENING)
                if kind == "begin" and (precise or not _is_constant(row)):
                    reader.raw_plan.opening_rows.append(row)
            else:
                reader.account.ask(label, row.row, row.column, WHICH_STOCK, ("balance", "opening"))


def _follow_balances(levels: Sequence[MeasureRow], balances: Sequence[MeasureRow]) -> bool:
    """Whether each stock is the balance of the period before."""
    ends = {row.key: row.values for row in balances if row.values is not None}
    return bool(ends) and all(
        level.key in ends
        and level.values is not None
        and np.array_equal(level.values[1:], ends[level.key][:-1])
        for level in levels
    )


def _is_constant(row: MeasureRow) -> bool:
    """Whether a row has one quantity in all its periods."""
    assert row.values is not None
    return bool(np.nanmin(row.values) == np.nanmax(row.values))


def _says_opening(label: str) -> bool:
    """Whether a label says the stock at the beginning, not just stock."""
    words = label.casefold()
    return any(
        word in words for word in ("open", "begin", "start", "初", "initial", "anfang", "기초", "上期")
    )


def _has_opening(reader: "WideReader", key: Key) -> bool:
    """Whether an item's opening stands elsewhere in the table."""
    return any(given.role is Role.OPENING and given.key == key for given in reader.raw_plan.item_values)


def _opening_before(reader: "WideReader", row: MeasureRow, moving: list[MeasureRow]) -> None:
    """The opening that the first balance of a row implies, where the table has none of its own."""
    reader.raw_plan.implied_openings.append((row, _net(moving, len(reader.calendar.periods))))


def _nets(groups: dict[Key, list[MeasureRow]], rows: Sequence[MeasureRow], periods: int) -> FloatArray:
    return np.array([_net(groups.get(row.key, []), periods) for row in rows])


def _by_free_signs(
    level: FloatArray, moving: list[MeasureRow], candidates: list[MeasureRow], sample: Sequence[MeasureRow]
) -> str:
    """Whether some signs of the rows make the stocks balances."""
    rows, given = _columns(moving, candidates, [row.key for row in sample], level.shape[1])
    return "end" if rows and signs_of_balance(rows, level, given) else ""


def _by_label(rows: Sequence[MeasureRow]) -> dict[str, list[MeasureRow]]:
    groups: dict[str, list[MeasureRow]] = defaultdict(list)
    for row in rows:
        groups[row.label].append(row)
    return groups


def _columns(
    moving: Sequence[MeasureRow], candidates: Sequence[MeasureRow], keys: Sequence[Key], periods: int
) -> tuple[dict[str, FloatArray], dict[str, int]]:
    """Rows by label as items x periods, and their signs by their words."""
    at = {key: index for index, key in enumerate(keys)}
    rows: dict[str, FloatArray] = {}
    given: dict[str, int] = {}
    has_orders = any(row.role is Role.ORDERS for row in moving)
    for row in (*moving, *candidates):
        if row.key not in at or row.values is None:
            continue
        values = rows.setdefault(row.label, np.zeros((len(keys), periods)))
        values[at[row.key]] += np.nan_to_num(row.values)
        sign = 1 if row.role in SUPPLY_ROLES else 0 if row.role is Role.IGNORE else -1
        if has_orders and row.role in (Role.FORECAST, Role.GROSS):
            sign = 0
        given[row.label] = sign
    return rows, given


def _decide(
    reader: "WideReader", moving: list[MeasureRow], candidates: list[MeasureRow], balances: list[MeasureRow]
) -> bool:
    """Let the planner's own balance say what the rows are; whether it did."""
    balances = [row for row in balances if row.values is not None and np.count_nonzero(row.values) > 0]
    if not balances:
        return False
    sample = balances[:SAMPLE]
    level = np.array([row.values for row in sample], dtype=float)
    for index, row in enumerate(sample):
        for period, places in enumerate(row.calendar.places):
            if row.grid.rows[row.row][places[-1]] in ("", None):
                level[index, period] = np.nan
    rows, given = _columns(moving, candidates, [row.key for row in sample], level.shape[1])
    roles = {row.role for row in moving}
    by_rule = frozenset(row.label for row in moving if row.role in DEMAND_ROLES)
    if not candidates and fits_exactly(rows, level, given):
        return True
    told = frozenset(label for label in rows if plain(label) in reader.table.labels)
    signs = signs_of_balance(
        rows, level, given, told | by_rule if Role.FORECAST in roles and len(by_rule) > 1 else told
    )
    if signs is None:
        signs, added = _with_asides(reader, sample, rows, level, given)
        candidates = [*candidates, *added]
        given.update({row.label: 0 for row in added})
        rows.update({row.label: np.zeros(0) for row in added})
    if signs is None:
        counts_forecast = Role.FORECAST in roles and len(by_rule) > 1
        asks = any(given.values()) and not candidates and not counts_forecast
        if asks and share_of_steps(rows, level, given) < LEAST_SHARE:
            names = ", ".join(f"{name} {'+' if sign > 0 else '-'}" for name, sign in given.items() if sign)
            first = sample[0]
            text = NOT_REPRODUCED.filled(rows=names)
            reader.account.ask(first.label, first.row, first.column, text, ())
        return False
    goes_out = demand_beside(row.role for row in moving if signs.get(row.label) == -1)
    for label in rows:
        if signs[label] == given[label]:
            continue
        role = {1: Role.SUPPLY, -1: goes_out, 0: Role.IGNORE}[signs[label]]
        reader.account.decided.append(DECIDED.filled(label=label, role=role.value))
        for row in moving:
            if row.label == label:
                row.role = role
                reader.account.uses.pop((label, -1), None)
                reader.note_row(label, row.row, role, "balance" if role is Role.IGNORE else "")
        for row in candidates:
            if row.label == label:
                _use(reader, row, role, [])
    for row in candidates:
        if row.label in rows and signs[row.label] == 0 and np.any(rows[row.label][:, 1:]):
            reader.note_row(row.label, row.row, Role.IGNORE, "balance")
        elif row.label not in rows or signs[row.label] == 0:  # nor what moves in the first period only
            _ask_about(reader, row, moving)
    return True


def _balance_among(
    reader: "WideReader", moving: Sequence[MeasureRow], candidates: Sequence[MeasureRow]
) -> list[MeasureRow]:
    """The rows under a name that is not understood that are the balance: the others and the opening lead to them."""
    begins = {its.key: its.value for its in reader.raw_plan.item_values if its.role is Role.OPENING}
    found = []
    for label, its in _by_label(candidates).items():
        sample = [row for row in its[:SAMPLE] if row.values is not None and begins.get(row.key) is not None]
        if len(sample) < len(its[:SAMPLE]) or reader.meaning(label).role is not None:
            continue
        level = np.array([row.values for row in sample], dtype=float)
        others = [row for row in candidates if row.label != label]
        rows, given = _columns(moving, others, [row.key for row in sample], level.shape[1])
        signs = signs_of_balance(rows, level, given)
        if not signs or {*signs.values()} < {1, -1}:
            continue
        first = sum((sign * rows[name][:, 0] for name, sign in signs.items()), np.zeros(len(sample)))
        if np.allclose(np.array([begins[row.key] for row in sample]) + first, level[:, 0]):
            found.append(its)
    for row in found[0] if len(found) == 1 else ():
        row.role = Role.BALANCE
        reader.raw_plan.measure_rows.append(row)
        reader.note_row(row.label, row.row, Role.BALANCE)
        said = DECIDED.filled(label=row.label, role=Role.BALANCE.value)
        if said not in reader.account.decided:
            reader.account.decided.append(said)
    return [row for row in (found[0] if len(found) == 1 else ()) if row.values is not None]


def _with_asides(
    reader: "WideReader",
    sample: Sequence[MeasureRow],
    rows: dict[str, FloatArray],
    level: FloatArray,
    given: dict[str, int],
) -> tuple[dict[str, int] | None, list[MeasureRow]]:
    """The signs where rows that are left aside by their words count in the planner's balance after all."""
    keys = {row.key for row in sample}
    added = [
        reader.measure_row(row, key, Role.IGNORE, label) for row, key, label in reader.asides if key in keys
    ]
    if not added:
        return None, []
    more, zero = _columns((), added, [row.key for row in sample], level.shape[1])
    signs = signs_of_balance({**rows, **more}, level, {**given, **zero})
    if signs is None:
        return None, []
    counted = {label for label in more if signs[label]}
    for label in counted:
        reader.account.uses.pop((label, -1), None)
    every = [entry for entry in reader.asides if name_text(entry[2]) in counted]
    return signs, [reader.measure_row(row, key, Role.IGNORE, label) for row, key, label in every]


def name_text(label: object) -> str:
    """A label as it is kept with its row."""
    return " ".join(str(label).split())


def _ask_about(reader: "WideReader", row: MeasureRow, moving: Sequence[MeasureRow]) -> None:
    """Ask what a row is; the measure that the item lacks is offered first."""
    its = [other.role for other in moving if other.key == row.key]
    meaning = reader.meaning(row.label)
    if row.values is not None and not np.any(np.nan_to_num(row.values)):
        reader.note_row(row.label, row.row, Role.IGNORE, "blank")
        return
    roles = ["orders", "supply", "ignore", "opening"]
    hint = side_hint(row.label) or (Role.BALANCE if says_stock(row.label) else None)
    if meaning.total_of:
        roles = [meaning.total_of.value, "ignore"]
    elif any(role in DEMAND_ROLES for role in its):
        roles = (
            ["ignore", "orders", "supply"]
            if any(role in SUPPLY_ROLES for role in its)
            else ["supply", "ignore"]
        )
    if hint and not meaning.total_of:
        roles = [hint.value, *(role for role in roles if role != hint.value)]
    reader.raw_plan.unknown.setdefault(row.label, row.grid.title)
    reader.account.ask(row.label, row.row, row.column, UNKNOWN_ROW, roles)


def _ask_twice_counted(reader: "WideReader", moving: Sequence[MeasureRow]) -> None:
    """Ask about rows that may be one thing twice: the same quantities, or the sum of the others."""
    summed = {(key, side == SUPPLY_ROLES) for key, side in reader.totalled}
    sample = set[Key]()
    for row in takewhile(lambda row: len(sample) < SAMPLE, moving):
        sample.add(row.key)
    for its in _grouped([row for row in moving if row.key in sample]).values():
        for side in (DEMAND_ROLES[:1], SUPPLY_ROLES):
            rows = [row for row in its if row.role in side and row.values is not None and np.any(row.values)]
            if len({row.label for row in rows}) < 2 or (rows[0].key, rows[0].role in SUPPLY_ROLES) in summed:
                continue  # a total on the sheet counts them all
            values = [row.values for row in rows if row.values is not None]
            if _ask_about_steps_of_one(reader, rows):
                continue
            if _ask_about_part(reader, rows):
                continue
            total = sum(values[1:], values[0].copy())
            for row, mine in zip(rows, values, strict=True):
                if np.allclose(mine * 2, total):
                    other = next(r.label for r in rows if r is not row)
                    _ask_whether_too(reader, row, SAME_AS.filled(other=other))
                    break


GENERIC = frozenset(
    plain(word)
    for word in (
        *(
            "demand",
            "requirement",
            "requirements",
            "supply",
            "production plan",
            "plan",
            "需求",
            "需求量",
        ),
        *("供应", "供应量", "计划", "生产计划", "主生产计划", "bedarf", "수요", "공급", "생산계획"),
    )
)
"""Names of rows that may hold everything of their side, more exactly named rows included."""


STEPS = tuple(
    (frozenset(map(plain, first)), frozenset(map(plain, then)))
    for first, then in (
        (
            (
                "orders",
                "demand",
                "customer orders",
                "sales orders",
                "requirements",
                "订单",
                "需求",
                "客户订单",
                "销售订单",
            ),
            (
                "shipments",
                "shipment",
                "deliveries",
                "delivery",
                "交货",
                "送货",
                "sales",
                "issues",
                "usage",
                "consumption",
                "出货",
                "发货",
                "出库",
                "销售",
                "销量",
                "领用",
                *(
                    "planned shipments",
                    "shipment plan",
                    "shipping plan",
                    "planned deliveries",
                    "delivery plan",
                ),
                *("出货计划", "发货计划", "交货计划", "计划出货", "计划发货", "预计出货"),
            ),
        ),
        (
            ("shipments", "shipment", "sales", "出货", "发货", "销售"),
            ("customer consumption", "customer usage", "客户消耗", "客户用量"),
        ),
        (
            (
                "mps",
                "master schedule",
                "master production schedule",
                "production plan",
                "主生产计划",
                "生产计划",
                "排产",
            ),
            (
                "production",
                "output",
                "build",
                "goods receipts",
                "产量",
                "产出",
                "生产",
                "生产量",
                "入库",
                "收货",
            ),
        ),
        (
            ("purchase orders", "open pos", "purchases", "采购订单", "采购", "采购计划"),
            ("receipts", "receipt", "arrivals", "incoming", "inbound", "到货", "收货", "入库"),
        ),
    )
)
"""Names of two steps of one thing: what is ordered or planned, and what then goes out or comes in of it."""


def _ask_about_steps_of_one(reader: "WideReader", rows: Sequence[MeasureRow]) -> bool:
    """Ask whether what goes out or comes in counts beside what is ordered or planned, of which it may come."""
    for first, then in STEPS:
        before = [row for row in rows if plain(row.label) in first]
        after = [row for row in rows if plain(row.label) in then]
        if before and after:
            _ask_whether_too(reader, after[0], STEP_OF.filled(other=before[0].label))
            return True
    return False


def _is_open(label: str) -> bool:
    """Whether a label says that it is what is still open."""
    return without_open(plain(label)) != plain(label)


def _ask_about_part(reader: "WideReader", rows: Sequence[MeasureRow]) -> bool:
    """Ask about a row that may be part of a row with a wider name, or one thing in another unit."""
    still_open = [row for row in rows if _is_open(row.label)]
    for row in rows if still_open else ():
        whole = {without_open(plain(its.label)) for its in still_open}
        if not _is_open(row.label) and (row.role is Role.ORDERS or plain(row.label) in whole):
            _ask_whether_too(reader, row, OPEN_OF_IT.filled(other=still_open[0].label))
            return True
    for wide in rows:
        others = [row for row in rows if row.label != wide.label]
        same = [row for row in others if plain(row.label) == plain(wide.label)]
        if same:
            text = SAME_AS_BUT.filled(other=wide.label)
            _ask_whether_too(reader, same[0], text)
            return True
        if plain(wide.label) not in GENERIC or wide.values is None:
            continue
        parts = [row for row in others if plain(row.label) not in GENERIC]
        part_values = [row.values for row in parts if row.values is not None]
        rest = reduce(difference, part_values, wide.values)
        if part_values and np.all(rest >= 0):
            text = PART_OF.filled(other=wide.label)
            _ask_whether_too(reader, parts[0], text)
            return True
    return False


def _ask_whether_too(reader: "WideReader", row: MeasureRow, text: Text) -> None:
    """Ask whether a row counts beside another; nothing where the planner has said so."""
    if plain(row.label) not in reader.table.labels:
        reader.account.ask(row.label, row.row, row.column, text, ("ignore", row.role.value))
