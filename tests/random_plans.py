"""Random plans in random layouts, for the property that a plan is read right or asked about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

MONDAY = date(2026, 6, 1)

OPENING = (
    "Opening stock",
    "Beginning Inventory",
    "On hand",
    "期初库存",
    "现有库存",
    "Anfangsbestand",
    "기초재고",
)
DEMAND = (
    *("Customer orders", "Sales Orders", "Demand", "Requirements", "Customer Call-off", "Sales Qty"),
    *("需求", "订单", "客户需求", "销售数量", "Kundenbedarf", "Bedarf", "수요", "수주"),
)
SUPPLY = (
    *("MPS", "Scheduled Receipts", "Purchase Orders", "Production orders", "Planned production", "Supply"),
    *("生产计划", "入库", "采购订单", "在途", "Zugang", "Fertigungsaufträge", "생산계획", "입고"),
)
BALANCE = (
    "PAB",
    "Projected Balance",
    "Ending Inventory",
    "预计可用库存",
    "期末库存",
    "Endbestand",
    "기말재고",
)
TOTALS = ("Total Supply", "供应合计", "Total Receipts")
ASIDE = (
    *(
        "Days of Supply",
        "Production Capacity",
        "Forecast Accuracy",
        "LY Demand",
        "Supply vs Demand",
        "Order Value",
    ),
    *(
        "Avg demand",
        "Max stock",
        "Cum demand",
        "Inventory Turns",
        "可供天数",
        "产能",
        "达成率",
        "去年同期需求",
    ),
    *(
        "订单金额",
        "累计需求",
        "平均需求",
        "需求差异",
        "Reichweite",
        "Kapazität",
        "Bedarf kumuliert",
        "재고일수",
        "누계 수요",
    ),
)
NONSENSE = (
    "Foo",
    "Row 7",
    "Zeta flow",
    "Kappa",
    "甲类",
    "Blau",
    "가나다",
    "Adjustments",
    "Rework",
    "Scrap X",
)


@dataclass
class Layout:
    """A workbook and what is right for it.

    Attributes:
        sheets: Cells by sheet title.
        balances: The right balance by item.
        reading: What must not be read as anything: a nonsense row that moves the balance, if there is one.
    """

    sheets: dict[str, list[list[Any]]]
    balances: dict[str, list[float]]
    notes: list[str] = field(default_factory=list)


def _quantities(draw: Callable[..., Any], count: int) -> list[int]:
    quantities: list[int] = draw(st.lists(st.integers(0, 60), min_size=count, max_size=count))
    return quantities


def _headings(draw: Callable[..., Any], count: int) -> list[Any]:
    kind = draw(st.sampled_from(("weeks", "days", "months", "text", "W", "周", "month names", "KW")))
    days = [MONDAY + timedelta(weeks=week) for week in range(count)]
    spellings: dict[str, list[Any]] = {
        "weeks": days,
        "days": [MONDAY + timedelta(days=day) for day in range(count)],
        "months": [date(2026, 1 + month, 1) for month in range(count)],
        "text": [day.isoformat() for day in days],
        "W": [f"W{23 + week}" for week in range(count)],
        "周": [f"第{23 + week}周" for week in range(count)],
        "month names": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"][:count],
        "KW": [f"KW {23 + week}" for week in range(count)],
    }
    return spellings[kind]


def _balance(opening: float, demand: list[int], supply: list[int]) -> list[float]:
    balance, found = opening, []
    for out, into in zip(demand, supply, strict=True):
        balance += into - out
        found.append(float(balance))
    return found


@st.composite
def layouts(draw: Callable[..., Any]) -> Layout:
    """Blocks, matrices and lists, with rows that must be left aside, and rows that nobody understands."""
    count = draw(st.integers(4, 8))
    heads = _headings(draw, count)
    items = draw(
        st.lists(st.sampled_from(("A-1", "B/2", "4711", "铝壳", "X 9")), min_size=1, max_size=3, unique=True)
    )
    words = {
        "opening": draw(st.sampled_from(OPENING)),
        "demand": draw(st.lists(st.sampled_from(DEMAND), min_size=1, max_size=2, unique=True)),
        "supply": draw(st.lists(st.sampled_from(SUPPLY), min_size=1, max_size=2, unique=True)),
        "balance": draw(st.sampled_from((None, *BALANCE))),
        "total": draw(st.sampled_from((None, None, *TOTALS))),
        "aside": draw(st.lists(st.sampled_from(ASIDE), max_size=3, unique=True)),
        "nonsense": draw(st.sampled_from((None, None, None, *NONSENSE))),
    }
    sign = words["sign"] = draw(st.sampled_from((-1, 0, 1)))
    words["formulas"] = draw(st.booleans())
    plans = {}
    for item in items:
        demand = {name: _quantities(draw, count) for name in words["demand"]}
        supply = {name: _quantities(draw, count) for name in words["supply"]}
        opening = draw(st.integers(0, 200))
        other = _quantities(draw, count)
        out = [sum(its) for its in zip(*demand.values(), strict=True)]
        into = [sum(its) for its in zip(*supply.values(), strict=True)]
        if words["nonsense"]:
            into = [a + sign * b for a, b in zip(into, other, strict=True)]
        plans[item] = (opening, demand, supply, other, _balance(opening, out, into))
    shape = draw(st.sampled_from(("blocks", "blocks", "opening column", "matrices", "list", "records")))
    asides = {(item, name): _quantities(draw, count) for item in items for name in words["aside"]}
    balances = {item: plan[-1] for item, plan in plans.items()}
    build = {"matrices": _matrices, "list": _list, "records": _records}.get(shape, _blocks)
    sheets = build(draw, shape, heads, plans, words, asides)
    return Layout(sheets, balances, [shape, str(words)])


def _rows(draw: Callable[..., Any], item: str, plan: Any, words: Any, asides: Any) -> list[list[Any]]:
    """The rows of one item but for its opening, in random order, its balance last."""
    _, demand, supply, other, balance = plan
    rows = [[name, *values] for name, values in (*demand.items(), *supply.items())]
    rows += [[name, *asides[item, name]] for name in words["aside"]]
    if words["total"]:
        rows.append([words["total"], *[sum(its) for its in zip(*supply.values(), strict=True)]])
    if words["nonsense"]:
        rows.append([words["nonsense"], *other])
    rows = draw(st.permutations(rows))
    if words["balance"]:
        rows.append([words["balance"], *balance])
    return list(rows)


def _blocks(
    draw: Any, shape: str, heads: Any, plans: Any, words: Any, asides: Any
) -> dict[str, list[list[Any]]]:
    as_column = shape == "opening column"
    names = ["Item", "Measure"] if draw(st.booleans()) else ["料号", "项目"]
    each = draw(st.booleans())
    table = [[*names, *([words["opening"]] if as_column else []), *heads]]
    for item, plan in plans.items():
        first = True
        rows: dict[str, int] = {}
        if not as_column:
            table.append([item, words["opening"], plan[0]])
            rows[words["opening"]] = len(table)
            first = False
        for row in _rows(draw, item, plan, words, asides):
            name, *values = row
            lead = [item if first or each else None, name]
            rows[name] = len(table) + 1
            if name == words["balance"] and words["formulas"]:
                begin = f"C{len(table) + 2 - len(rows)}" if as_column else f"C{rows[words['opening']]}"
                values = _formulas(plan, words, rows, begin, 4 if as_column else 3)
            table.append([*lead, *([plan[0] if first else None] if as_column else []), *values])
            first = False
    return {"Sheet1": table}


def _formulas(plan: Any, words: Any, rows: dict[str, int], begin: str, column: int) -> list[str]:
    """A balance row as formulas: what comes, less what goes, from where the opening stands."""
    signs = {**dict.fromkeys(plan[2], "+"), **dict.fromkeys(plan[1], "-")}
    if words["nonsense"] and words["sign"]:
        signs[words["nonsense"]] = "+" if words["sign"] > 0 else "-"
    found = []
    for period in range(len(plan[4])):
        here = get_column_letter(column + period)
        moved = "".join(f"{sign}{here}{rows[name]}" for name, sign in signs.items())
        found.append(f"={begin}{moved}")
        begin = f"{here}{rows[words['balance']]}"
    return found


def _records(
    draw: Any, shape: str, heads: Any, plans: Any, words: Any, asides: Any
) -> dict[str, list[list[Any]]]:
    table: list[list[Any]] = []
    for item, plan in plans.items():
        table.append(["Item", item])
        table.append(["Period", *heads])
        table.append([words["opening"], plan[0]])
        table.extend(_rows(draw, item, plan, words, asides))
        table.append([])
    return {"Sheet1": table}


def _matrices(
    draw: Any, shape: str, heads: Any, plans: Any, words: Any, asides: Any
) -> dict[str, list[list[Any]]]:
    sheets: dict[str, list[list[Any]]] = {"Stock": [["Item", words["opening"]]]}
    for item, plan in plans.items():
        sheets["Stock"].append([item, plan[0]])
        _, demand, supply, other, _ = plan
        for name, values in (*demand.items(), *supply.items()):
            sheets.setdefault(name, [["Item", *heads]]).append([item, *values])
        for name in words["aside"]:
            sheets.setdefault(name, [["Item", *heads]]).append([item, *asides[item, name]])
        if words["nonsense"]:
            sheets.setdefault(words["nonsense"], [["Item", *heads]]).append([item, *other])
    return sheets


def _list(
    draw: Any, shape: str, heads: Any, plans: Any, words: Any, asides: Any
) -> dict[str, list[list[Any]]]:
    count = len(heads)
    days = [MONDAY + timedelta(weeks=week) for week in range(count)]
    columns = [*words["demand"], *words["supply"], *words["aside"]]
    columns += [words["nonsense"]] if words["nonsense"] else []
    columns += [words["balance"]] if words["balance"] else []
    columns = draw(st.permutations(columns))
    table: list[list[Any]] = [["Item", "Date", words["opening"], *columns]]
    for item, (opening, demand, supply, other, balance) in plans.items():
        for period, day in enumerate(days):
            cells = []
            for name in columns:
                values = {**demand, **supply}.get(name)
                if values is None:
                    values = (
                        balance
                        if name == words["balance"]
                        else other
                        if name == words["nonsense"]
                        else asides[item, name]
                    )
                cells.append(values[period])
            table.append([item, day, opening if period == 0 else None, *cells])
    return {"Sheet1": table}
