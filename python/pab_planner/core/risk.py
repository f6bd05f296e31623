"""Judging a balance: which periods are at risk, and how badly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pab_planner.core.balance import item_blocks
from pab_planner.core.decimals import difference
from pab_planner.core.demand import FloatArray, quantities, same_shape
from pab_planner.core.plan import Plan
from pab_planner.language import Text

LevelArray = NDArray[np.int8]
IndexArray = NDArray[np.intp]


class RiskLevel(IntEnum):
    """How bad a period is; the greater the worse."""

    OK = 0
    BELOW_SAFETY = 1
    MPS_DEPENDENT = 2
    SHORTAGE = 3

    @property
    def title(self) -> Text:
        """What a planner calls it."""
        return _TITLES[self]

    @property
    def mark(self) -> str:
        """The sign that stands before the number, so that colour is never the only sign."""
        return _MARKS[self]


_TITLES = {
    RiskLevel.OK: Text("OK", "正常"),
    RiskLevel.BELOW_SAFETY: Text("Below safety", "低于安全库存"),
    RiskLevel.MPS_DEPENDENT: Text("MPS-dependent", "依赖本期计划"),
    RiskLevel.SHORTAGE: Text("Shortage", "断供"),
}
_MARKS = {
    RiskLevel.OK: "",
    RiskLevel.BELOW_SAFETY: "△",
    RiskLevel.MPS_DEPENDENT: "◆",
    RiskLevel.SHORTAGE: "▼",
}


@dataclass(frozen=True)
class RiskPolicy:
    """What counts as a risk.

    Attributes:
        horizon: Periods looked at, from the first; None for all.
        least_periods: Consecutive periods from which on a span is reported.
        least_cover: Periods of supply below which a balance counts as below safety stock.
        least_level: The mildest level reported.
    """

    horizon: int | None = None
    least_periods: int = 1
    least_cover: float = 0.0
    least_level: RiskLevel = RiskLevel.BELOW_SAFETY


@dataclass(frozen=True)
class RiskPolicies:
    """The policy of each plan row: its item's, else its customer's, else the default."""

    default: RiskPolicy = RiskPolicy()
    by_item: Mapping[str, RiskPolicy] = field(default_factory=dict)
    by_customer: Mapping[str, RiskPolicy] = field(default_factory=dict)

    def of(self, item: str, customers: tuple[str, ...]) -> RiskPolicy:
        """The policy of one plan row."""
        if item in self.by_item:
            return self.by_item[item]
        return next((self.by_customer[c] for c in customers if c in self.by_customer), self.default)


class RiskSpan(NamedTuple):
    """A run of periods, each of one level or worse, of one plan row.

    Attributes:
        row: Row of the plan.
        level: The level that every period of the run has or exceeds.
        first: First period, index.
        last: Last period, index.
        recovery: First period after it, index; None if it reaches the end of the horizon.
        worst_quantity: The largest gap in it [stock units]: for a shortage the quantity missing, for
            dependence on the MPS what would be missing without this period's MPS, below safety
            stock what is missing to the safety stock.
    """

    row: int
    level: RiskLevel
    first: int
    last: int
    recovery: int | None
    worst_quantity: float


def risk_levels(balance: ArrayLike, supply: ArrayLike, safety: ArrayLike = 0.0) -> LevelArray:
    """Risk level of each period.

    Args:
        balance: Projected available balance, items x periods or the periods of one item [stock units].
        supply: MPS receipts of the same items and periods [stock units].
        safety: Safety stock, one for all or one per item [stock units].

    Returns:
        Values of `RiskLevel`, the shape and memory order of `balance`. A NaN balance is OK: it is
        nothing that can be judged.

    Raises:
        ShapeMismatch: Balance and supply differ in shape.
    """
    available, receipts = quantities(balance, "balance"), quantities(supply, "supply")
    same_shape(receipts, "supply", available, "balance")
    stock, supplied = np.atleast_2d(available), np.atleast_2d(receipts)
    items, periods = stock.shape
    # Thirds that add up to the safety stock leave a hair less: 29.999999999999996 of 30.
    least = quantities(safety, "safety stock") * (1 - 2.0**-40)
    floor = np.broadcast_to(least.reshape(-1), items)
    levels = np.empty_like(stock, dtype=np.int8)
    for block in item_blocks(stock):
        for period in range(periods):
            here, level = stock[block, period], levels[block, period]
            dependent = (here < supplied[block, period]).view(np.int8)
            short = (here < 0).view(np.int8)
            level[:] = here < floor[block]
            np.maximum(level, dependent * np.int8(RiskLevel.MPS_DEPENDENT), out=level)
            np.maximum(level, short * np.int8(RiskLevel.SHORTAGE), out=level)
    return levels.reshape(available.shape, order="A")


def first_period(levels: LevelArray, level: RiskLevel = RiskLevel.SHORTAGE) -> NDArray[np.int64]:
    """First period of each item at a level or worse, -1 if there is none; levels are items x periods."""
    items, periods = levels.shape
    first = np.zeros(items, dtype=np.int64)
    before = np.ones(items, dtype=np.bool_)
    for period in range(periods):
        before &= levels[:, period] < level
        first += before
    first[before] = -1
    return first


class RiskArrays(NamedTuple):
    """Many `RiskSpan`s as one array per attribute: millions of rows are judged without an object for each.

    Attributes:
        row: Rows of the plan.
        level: Values of `RiskLevel`.
        first: First periods.
        last: Last periods.
        recovery: First periods after, -1 at the end of the horizon.
        worst_quantity: Largest gaps [stock units].
    """

    row: IndexArray
    level: LevelArray
    first: IndexArray
    last: IndexArray
    recovery: IndexArray
    worst_quantity: FloatArray

    def worst_first(self) -> "RiskArrays":
        """The worst level first, then the earliest, then the largest gap."""
        order = np.lexsort((-self.worst_quantity, self.first, -self.level))
        row, level, first, last, recovery, worst = self
        return RiskArrays(row[order], level[order], first[order], last[order], recovery[order], worst[order])


def find_risks(plan: Plan, policies: RiskPolicies | None = None) -> list[RiskSpan]:
    """Every run of periods at risk, one per level and row, the worst level first, then the earliest.

    A run of a milder level that covers the very same periods as a worse one is not repeated.

    Args:
        plan: The plan to judge.
        policies: What counts as a risk; everything if not given.
    """
    found = risk_arrays(plan, policies).worst_first()
    row, level, first, last, recovery, worst = (column.tolist() for column in found)
    levels = (_LEVELS[value] for value in level)
    recoveries = (None if period < 0 else period for period in recovery)
    return list(map(RiskSpan, row, levels, first, last, recoveries, worst))


_LEVELS = tuple(RiskLevel)


def risk_arrays(plan: Plan, policies: RiskPolicies | None = None) -> RiskArrays:
    """What `find_risks` finds, level by level from the worst, row by row."""
    policies = policies or RiskPolicies()
    levels = plan_levels(plan, policies)
    periods = levels.shape[1]
    safety = plan.safety[:, np.newaxis]
    margins = {
        RiskLevel.SHORTAGE: plan.balance,
        RiskLevel.MPS_DEPENDENT: plan.exposed,
        RiskLevel.BELOW_SAFETY: difference(plan.balance, safety),
    }
    least_level, least_periods = _least(plan, policies)
    told = np.empty(0, dtype=np.intp)
    parts = []
    for level, margin in margins.items():
        row, first, last = runs = _runs(levels >= level)
        run = (row * periods + first) * periods + last
        wanted = (level >= least_level[row]) & (last - first + 1 >= least_periods[row])
        new = wanted & ~np.isin(run, told, assume_unique=True)
        told = np.concatenate((told, run[new]))
        recovery = np.where(last + 1 < periods, last + 1, -1)
        columns = (
            row,
            np.full(len(row), level, dtype=np.int8),
            first,
            last,
            recovery,
            _worst_gaps(margin, runs),
        )
        parts.append([column[new] for column in columns])
    return RiskArrays(*map(np.concatenate, zip(*parts, strict=True)))


def _least(plan: Plan, policies: RiskPolicies) -> tuple[IndexArray, IndexArray]:
    """Least level and least periods of each plan row."""
    own, which = _own_policies(plan, policies)
    return (
        np.array([policy.least_level for policy in own], dtype=np.intp)[which],
        np.array([policy.least_periods for policy in own], dtype=np.intp)[which],
    )


def _own_policies(plan: Plan, policies: RiskPolicies) -> tuple[list[RiskPolicy], IndexArray]:
    """The policies of the plan's rows, and which of them each row has."""
    if not (policies.by_item or policies.by_customer):
        return [policies.default], np.zeros(len(plan.items), dtype=np.intp)
    own = [policies.of(item, customers) for item, customers in zip(plan.items, plan.customers, strict=True)]
    distinct = {policy: number for number, policy in enumerate(dict.fromkeys(own))}
    return list(distinct), np.array([distinct[policy] for policy in own], dtype=np.intp)


def _worst_gaps(margin: FloatArray, runs: tuple[IndexArray, IndexArray, IndexArray]) -> FloatArray:
    """How far below zero a margin falls at most in each run [stock units]."""
    rows, firsts, lasts = runs
    if not len(rows):
        return np.empty(0)
    periods = margin.shape[1]
    bounds = np.column_stack((rows * periods + firsts, rows * periods + lasts + 1)).ravel()
    flat = np.zeros(margin.size + 1)  # the last run may end at the very end
    flat[:-1].reshape(margin.shape)[:] = margin
    return np.maximum(0.0, -np.minimum.reduceat(flat, bounds)[::2])


def plan_levels(plan: Plan, policies: RiskPolicies) -> LevelArray:
    """Risk levels of a plan by policy: OK beyond a row's horizon, short cover counts as below safety."""
    levels = risk_levels(plan.balance, plan.supply, plan.safety)
    own, which = _own_policies(plan, policies)
    least_cover = np.maximum(plan.least_cover, np.array([policy.least_cover for policy in own])[which])
    if least_cover.any():
        levels[(levels == RiskLevel.OK) & (plan.cover < least_cover[:, np.newaxis])] = RiskLevel.BELOW_SAFETY
    for number, policy in enumerate(own):
        if policy.horizon:
            levels[which == number, policy.horizon :] = RiskLevel.OK
    return levels


def _runs(flags: NDArray[np.bool_]) -> tuple[IndexArray, IndexArray, IndexArray]:
    """Row, first and last column of each run of set flags, row by row."""
    items, periods = flags.shape
    line = np.zeros(items * (periods + 1) + 1, dtype=np.bool_)  # rows end to end, a cleared flag around each
    line[1:].reshape(items, periods + 1)[:, :-1] = flags
    edges = np.flatnonzero(line[1:] != line[:-1])
    rows, firsts = np.divmod(edges[::2], periods + 1)
    return rows, firsts, edges[1::2] - rows * (periods + 1) - 1
