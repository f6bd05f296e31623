"""A planner's own items out of a warehouse: their orders, receipts and stock, row by row."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import duckdb

from pab_planner.core.demand import demand_rule
from pab_planner.errors import ChoiceError, FileError
from pab_planner.language import Text, few
from pab_planner.reading.vocabulary import Role, read_labels
from pab_planner.warehouse.judging import LEFT_OUT, STOCK_ROW
from pab_planner.warehouse.on_duckdb import connection, ordered_rows, width
from pab_planner.warehouse.question import Columns, Question, choose_columns
from pab_planner.warehouse.result import METADATA, faults_file
from pab_planner.warehouse.scan import near_question, reason_of
from pab_planner.warehouse.sources import (
    EngineRefused,
    columns_of,
    literal,
    quoted,
    read_source,
)

MOST_ITEMS = 2_000
"""More items than one person answers for make a workbook slow."""


class NotAScan(FileError):
    """A file that no scan of a warehouse wrote."""

    sentence = Text(
        "{file}: expected the .parquet file that `pab-planner scan parquet:... --out RISKS.parquet` wrote",
        "{file}：应为 `pab-planner scan parquet:... --out RISKS.parquet` 生成的 .parquet 文件",
    )


class NoSuchItems(ChoiceError):
    """A choice of items that leaves none."""

    sentence = Text("no item of {file} is {choice}", "{file} 中没有符合条件的物料：{choice}")


class FaultsMissing(FileError):
    """A result without the file that says what was left out of it."""

    sentence = Text(
        "{faults} must stand beside {file}: it says which items the scan left out; copy both",
        "{faults} 须与 {file} 放在一起：其中记录了扫描未计算的物料；请一并复制",
    )


class TooManyItems(ChoiceError):
    """More items than a workbook is for."""

    sentence = Text(
        "{count:item is|items are} chosen, and a workbook is for {most:,} at most; name a customer or items",
        "选中 {count:,} 个物料，超过单个工作簿的上限 {most:,}；请指定客户或物料",
    )


class OnlyFaults(ChoiceError):
    """A choice of items none of which the scan judged."""

    sentence = Text(
        "{file}: the scan left out {items} because of faults, which stand in {faults}; correct them and scan again",
        "{file}：扫描时因数据问题未计算 {items}，详见 {faults}；请更正后重新扫描",
    )


class CustomerNotKept(ChoiceError):
    """A customer where the scan knew of none."""

    sentence = Text(
        "{file} does not know customers: scan again with --customer COLUMN",
        "{file} 中没有客户信息：请用 --customer 列名 重新扫描",
    )


class ForecastCounts(ChoiceError):
    """A scan whose demand a planner workbook cannot keep."""

    sentence = Text(
        "the scan counted a forecast (rule {rule}), and the sheets Orders, MPS and Stock keep none",
        "该扫描计入了预测（规则 {rule}），而 Orders、MPS、Stock 表不含预测",
    )


class Order(NamedTuple):
    """What a customer orders for a day."""

    item: str
    customer: str
    day: date
    quantity: float


class Receipt(NamedTuple):
    """What arrives on a day."""

    item: str
    day: date
    quantity: float


class Stock(NamedTuple):
    """What is there of an item."""

    item: str
    on_hand: float
    allocated: float
    safety: float
    cover: float


@dataclass(frozen=True)
class OwnItems:
    """A planner's own items.

    Attributes:
        orders: All orders of the items, other customers' too: they draw on the same stock.
        receipts: What arrives.
        stock: What is there.
        left_out: Items of the choice that the scan did not judge, because of their faults.
        missing: Items that were named and of which the choice has no row.
        question: What the scan was asked.
    """

    orders: tuple[Order, ...]
    receipts: tuple[Receipt, ...]
    stock: tuple[Stock, ...]
    left_out: tuple[str, ...]
    missing: tuple[str, ...]
    question: Question


def own_items(risks: Path, *, customer: str = "", items: Sequence[str] = ()) -> OwnItems:
    """Take items out of the warehouse that a scan looked at.

    Args:
        risks: What the scan wrote.
        customer: Only what this customer orders.
        items: These items; those at risk where none is named.

    Raises:
        PlanError: The file is no scan's, its sources are gone, or the choice leaves none or too many.
    """
    try:
        with TemporaryDirectory() as name, connection(10**9, Path(name)) as db:
            question = _question(risks, db)
            near = near_question(question, Path(name))
            columns = choose_columns(near, columns_of(near.demand, db), columns_of(near.stock, db))
            if Role.FORECAST in columns.measures:
                raise ForecastCounts(rule=question.rule or "orders_then_max")
            if customer and not question.customer:
                raise CustomerNotKept(file=risks.name)
            left_out, missing = _choose(near, columns, risks, customer, items, db)
            rows = _rows(near, columns, db)
    except duckdb.Error as error:
        raise EngineRefused(reason=reason_of(error)) from error
    if not rows:
        if left_out:
            raise OnlyFaults(file=risks.name, items=few(left_out), faults=faults_file(risks).name)
        raise NoSuchItems(file=risks.name, choice=_said(customer, items))
    return _sorted_out(rows, left_out, missing, question, columns)


def _question(risks: Path, db: duckdb.DuckDBPyConnection) -> Question:
    """What the scan was asked, as its result keeps it."""
    if risks.suffix.casefold() != ".parquet" or not risks.is_file():
        raise NotAScan(file=risks)
    found = dict(
        db.execute(
            f"SELECT decode(key), decode(value) FROM parquet_kv_metadata({literal(str(risks))})"
        ).fetchall()
    )
    if METADATA not in found:
        raise NotAScan(file=risks)
    if not faults_file(risks).is_file():
        raise FaultsMissing(file=risks.name, faults=faults_file(risks).name)
    about: dict[str, Any] = json.loads(found[METADATA])
    return Question(
        demand=read_source(about["demand"], "DEMAND"),
        stock=read_source(about["stock"], "--stock"),
        keys=tuple(about["keys"]),
        customer=about["customer"],
        start=date.fromisoformat(about["start"]),
        bucket=about["bucket"],
        count=about["periods"],
        rule=demand_rule(about["rule"]) if about["rule"] else None,
        demand_time_fence=about["demand_time_fence"],
        planning_time_fence=about["planning_time_fence"],
        labels=read_labels(about["labels"]),
    )


def _choose(
    question: Question,
    columns: Columns,
    risks: Path,
    customer: str,
    items: Sequence[str],
    db: duckdb.DuckDBPyConnection,
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make the tables `rows`, the warehouse's, and `mine`, the keys that are chosen.

    Returns:
        The chosen keys that the scan left out, `mine` is without them; the named items of which no key is chosen.
    """
    keys = [f"k{number}" for number in range(len(question.keys))]
    by_key, own = ", ".join(keys), ", ".join(map(quoted, question.keys))
    db.execute(f"CREATE VIEW rows AS {ordered_rows(question, columns, db)}")
    words = " OR ".join(f"done = {literal(word)}" for word in LEFT_OUT)
    left = f"SELECT DISTINCT {own} FROM read_parquet({literal(str(faults_file(risks)))}) WHERE {words}"
    db.execute(f"CREATE TABLE faulty AS SELECT * FROM ({left}) t({by_key})")
    named = [item.strip() for item in items]
    if items:
        db.execute(
            f"CREATE TABLE mine AS SELECT DISTINCT {by_key} FROM rows "
            f"WHERE list_contains(?, k0) OR list_contains(?, {_name(keys)})",
            [named, named],
        )
    else:
        at_risk = f"SELECT {own} FROM read_parquet({literal(str(risks))})"
        db.execute(f"CREATE TABLE mine AS SELECT * FROM faulty UNION SELECT * FROM ({at_risk}) t({by_key})")
    if customer:
        ordered = f"SELECT ({by_key}) FROM rows WHERE customer = ?"
        db.execute(f"DELETE FROM mine WHERE ({by_key}) NOT IN ({ordered})", [customer])
    left_out = db.execute(
        f"SELECT {by_key} FROM mine SEMI JOIN faulty USING ({by_key}) ORDER BY ALL"
    ).fetchall()
    db.execute(f"DELETE FROM mine WHERE ({by_key}) IN (SELECT ({by_key}) FROM faulty)")
    (count,) = db.execute("SELECT count(*) FROM mine").fetchone() or (0,)
    if count > MOST_ITEMS:
        raise TooManyItems(count=count, most=MOST_ITEMS)
    mine = [*db.execute(f"SELECT {by_key} FROM mine").fetchall(), *left_out]
    chosen = {name for key in mine for name in (key[0], "@".join(key))}
    missing = tuple(item for item in named if item not in chosen)
    return tuple("@".join(key) for key in left_out if all(key)), missing


def _said(customer: str, items: Sequence[str]) -> Text:
    """A choice in words."""
    said = (
        Text("named {items}", "名为 {items}").filled(items=few(items)) if items else Text("at risk", "有风险")
    )
    return (
        said + Text(" and ordered by {customer}", "，由 {customer} 订购").filled(customer=customer)
        if customer
        else said
    )


def _name(keys: Sequence[str]) -> str:
    """What a key is called in a workbook, in SQL."""
    return " || '@' || ".join(keys)


def _rows(question: Question, columns: Columns, db: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """The warehouse's rows of the chosen items, in order: those of demand and of stock."""
    keys = [f"k{number}" for number in range(len(question.keys))]
    of_customer = "customer" if question.customer else "NULL"
    quantities = ", ".join(f"q{n}" for n in range(width(columns)))
    return db.execute(
        f"SELECT {_name(keys)}, {of_customer}, day, {quantities} FROM rows SEMI JOIN mine USING ({', '.join(keys)}) "
        f"ORDER BY {', '.join(keys)}, day, 2"
    ).fetchall()


def _sorted_out(
    rows: Sequence[tuple[Any, ...]],
    left_out: tuple[str, ...],
    missing: tuple[str, ...],
    question: Question,
    columns: Columns,
) -> OwnItems:
    """The rows as orders, receipts and stock."""
    orders, receipts, stock = list[Order](), list[Receipt](), list[Stock]()
    for item, customer, day, *quantities in rows:
        first, second, *more = (quantity or 0.0 for quantity in quantities)
        if day == STOCK_ROW:
            allocated, cover, *_ = (*more, 0.0, 0.0)
            stock.append(Stock(item, first, allocated, second, cover))
            continue
        when = question.start + timedelta(days=day)
        if first:
            orders.append(Order(item, customer or "", when, first))
        if second:
            receipts.append(Receipt(item, when, second))
    return OwnItems(tuple(orders), tuple(receipts), tuple(stock), left_out, missing, question)
