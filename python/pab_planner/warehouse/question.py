"""What a scan of a warehouse is asked, and which column answers what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pab_planner.core.demand import DemandRule, demand_rule
from pab_planner.core.plan import Period
from pab_planner.core.risk import RiskPolicies
from pab_planner.errors import ChoiceError
from pab_planner.language import Text
from pab_planner.reading.vocabulary import SUPPLY_ROLES, Labels, Role, meaning_of
from pab_planner.warehouse.sources import ColumnKind, Source

Bucket = Literal["day", "week", "month"]

STOCK_ROLES = (Role.OPENING, Role.SAFETY, Role.ALLOCATED, Role.LEAST_COVER)
NEEDS_FORECAST = frozenset(DemandRule) - {DemandRule.ORDERS}


class ColumnMissing(ChoiceError):
    """A column that is needed and that no heading names."""

    sentence = Text(
        "{table} has no column of {what}; it has {columns}. If one of them is, say --label COLUMN={role}",
        "{table} 中没有{what}列；现有列：{columns}。如其中有，请用 --label 列名={role} 指明",
    )


class ColumnUnknown(ChoiceError):
    """A key that is no column."""

    sentence = Text(
        "{table} has no column {name}; it has {columns}", "{table} 中没有 {name} 列；现有列：{columns}"
    )


class WhatIsOpen(ChoiceError):
    """Columns that say which of the rows are still open, or how much of them."""

    sentence = Text(
        "DEMAND: by {columns}, some of it may be shipped or cancelled; every row here counts in full. Give only what "
        "is open, and say --label COLUMN=ignore",
        "DEMAND：从 {columns} 看，部分数量可能已发货或取消，而此处每行均全数计入。请只提供未交数量，"
        "并用 --label 列名=ignore 说明",
    )


class NotKeys(ChoiceError):
    """Keys that are no names, or one name twice."""

    sentence = Text(
        "--key {found}: expected names of columns with commas between, each once, such as item,site",
        "--key {found}：应为列名，以逗号分隔，不得重复，如 item,site",
    )


class TwoColumns(ChoiceError):
    """Two columns that may be the same thing."""

    sentence = Text(
        "{table}: {columns} may all be {what}; say which are not, --label COLUMN=ignore",
        "{table}：{columns} 都可能是{what}；请用 --label 列名=ignore 指明哪些不是",
    )


class MonthsBeginOnTheFirst(ChoiceError):
    """Months from a day in the middle of one."""

    sentence = Text(
        "--from {found}: a plan by month begins on the first of a month",
        "--from {found}：按月计划须从某月 1 日开始",
    )


NAMES = {
    Role.DATE: Text("dates", "日期"),
    Role.ORDERS: Text("orders", "订单"),
    Role.FORECAST: Text("the forecast", "预测"),
    Role.SUPPLY: Text("supply (MPS, receipts)", "供应（主生产计划、到货）"),
    Role.OPENING: Text("stock on hand", "现有库存"),
    Role.ALLOCATED: Text("allocated stock", "已分配库存"),
    Role.SAFETY: Text("safety stock", "安全库存"),
    Role.LEAST_COVER: Text("least cover", "最低可供期数"),
}


@dataclass(frozen=True)
class Question:
    """A scan of a warehouse.

    Attributes:
        demand: Dated orders, forecasts and receipts, a row per key and day.
        stock: What is on hand, a row per key.
        keys: The columns that name what is planned, the item first.
        customer: The demand's column of customers, "" if there is none.
        start: First day of the first period.
        bucket: How long a period is.
        count: How many periods.
        rule: How orders and forecast become gross requirements.
        demand_time_fence: DTF [periods].
        planning_time_fence: PTF [periods].
        policies: What counts as a risk.
        labels: The planner's own words for columns.
    """

    demand: Source
    stock: Source
    keys: tuple[str, ...]
    start: date
    bucket: Bucket
    count: int
    customer: str = ""
    rule: DemandRule | None = None
    demand_time_fence: int = 0
    planning_time_fence: int | None = None
    policies: RiskPolicies = field(default_factory=RiskPolicies)
    labels: Labels = field(default_factory=dict)

    @property
    def starts(self) -> tuple[date, ...]:
        """First day of each period, and of the first after the last.

        Raises:
            MonthsBeginOnTheFirst: The bucket is a month, and the first day is no first.
        """
        if self.bucket == "month":
            if self.start.day != 1:
                raise MonthsBeginOnTheFirst(found=self.start)
            months = (self.start.year * 12 + self.start.month - 1 + step for step in range(self.count + 1))
            return tuple(date(month // 12, month % 12 + 1, 1) for month in months)
        days = 7 if self.bucket == "week" else 1
        return tuple(self.start + timedelta(days=days * step) for step in range(self.count + 1))

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods."""
        return tuple(Period(start.isoformat(), start) for start in self.starts[:-1])

    @property
    def period_of_day(self) -> NDArray[np.int64]:
        """The period of each day from the first on."""
        lengths = np.diff(np.array(self.starts, dtype="datetime64[D]")).astype(int)
        return np.repeat(np.arange(self.count), lengths)


@dataclass(frozen=True)
class Columns:
    """Which column of the sources holds what.

    Attributes:
        day: The demand's dates.
        measures: The demand's columns by role: orders, supply, forecast.
        stock: The stock's columns by role.
        aside: Columns that are not used.
        kinds: What the columns hold, the demand's and the stock's.
    """

    day: str
    measures: Mapping[Role, tuple[str, ...]]
    stock: Mapping[Role, str]
    aside: tuple[str, ...]
    kinds: tuple[Mapping[str, ColumnKind], Mapping[str, ColumnKind]]

    @property
    def in_zone(self) -> str:
        """The column of the days if they depend on the time zone, else ""."""
        return self.day if self.kinds[0][self.day] is ColumnKind.MOMENT else ""


class Outside(NamedTuple):
    """Rows of the demand that lie outside of the periods.

    Attributes:
        inside: Rows that lie within.
        before: Rows before the first day.
        after: Rows after the last.
    """

    inside: int
    before: int
    after: int


def choose_columns(
    question: Question, demand: Mapping[str, ColumnKind], stock: Mapping[str, ColumnKind]
) -> Columns:
    """Find the columns by their names, as the columns of a list on a sheet are found.

    Args:
        question: What is asked.
        demand: The demand's columns.
        stock: The stock's.

    Raises:
        NotKeys: A key has no name, or stands there twice.
        ColumnUnknown: A key is none.
        WhatIsOpen: What was shipped or cancelled stands in columns that a scan does not look at.
        ColumnMissing: One that is needed is not there.
        TwoColumns: Two may be the same.
    """
    if not all(question.keys) or len(set(map(str.casefold, question.keys))) < len(question.keys):
        raise NotKeys(found=",".join(question.keys))
    for table, columns in (("DEMAND", demand), ("STOCK", stock)):
        customer = (question.customer,) if question.customer and table == "DEMAND" else ()
        for name in (*question.keys, *customer):
            if name.casefold() not in map(str.casefold, columns):
                raise ColumnUnknown(table=table, name=name, columns=", ".join(columns))
    of_demand = _by_role(question, demand)
    if closing := [name for role in (Role.SHIPPED, Role.STATUS) for name in of_demand.get(role, [])]:
        raise WhatIsOpen(columns=", ".join(closing))
    of_stock = _by_role(question, stock)
    day = _only("DEMAND", Role.DATE, of_demand.get(Role.DATE, []), demand)
    orders = [name for role in (Role.ORDERS, Role.GROSS) for name in of_demand.get(role, [])]
    forecast, supply = of_demand.get(Role.FORECAST, []), of_demand.get(Role.SUPPLY, [])
    parts = () if supply else tuple(n for role in SUPPLY_ROLES for n in of_demand.get(role, []))
    measures = {Role.SUPPLY: parts or (_only("DEMAND", Role.SUPPLY, supply, demand),)}
    measures[Role.ORDERS] = (_only("DEMAND", Role.ORDERS, orders, demand),)
    rule = demand_rule(question.rule) if question.rule else None
    if rule in NEEDS_FORECAST or (rule is None and forecast and question.demand_time_fence):
        measures[Role.FORECAST] = (_only("DEMAND", Role.FORECAST, forecast, demand),)
    chosen = {
        role: _only("STOCK", role, of_stock.get(role, []), stock)
        for role in STOCK_ROLES
        if role is Role.OPENING or of_stock.get(role)
    }
    used = {
        day,
        *question.keys,
        question.customer,
        *chosen.values(),
        *(n for m in measures.values() for n in m),
    }
    named = set(map(str.casefold, used))
    aside = tuple(name for name in (*demand, *stock) if name.casefold() not in named)
    return Columns(day, measures, chosen, aside, (demand, stock))


def _by_role(question: Question, columns: Iterable[str]) -> dict[Role, list[str]]:
    """The columns of each role; keys and customer are none, and engines know columns whatever their case."""
    found: dict[Role, list[str]] = {}
    named = {name.casefold() for name in (*question.keys, question.customer)}
    for name in columns:
        if name.casefold() in named:
            continue
        role = meaning_of(name.replace("_", " "), question.labels).role
        found.setdefault(role or Role.IGNORE, []).append(name)
    return found


def _only(table: str, role: Role, found: Sequence[str], columns: Iterable[str]) -> str:
    """The one column of a role."""
    if not found:
        raise ColumnMissing(table=table, what=NAMES[role], columns=", ".join(columns), role=role.value)
    if len(found) > 1:
        raise TwoColumns(table=table, columns=", ".join(found), what=NAMES[role])
    return found[0]
