"""Random plans in random layouts, for the property that a plan is read right or asked about.

Each layout is what a planner might keep: blocks, records, matrices, lists, weeks down the page; with rows that
must be left aside, rows that nobody understands, a balance as values or as formulas of many kinds.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import xlsxwriter
from openpyxl.utils import get_column_letter as letters

MONDAY = date(2026, 6, 1)
Rows = list[list[Any]]

OPENING = (
    *("Opening stock", "Beginning Inventory", "On hand", "Stock on Hand", "Opening Balance", "SOH"),
    *("期初库存", "现有库存", "现存量", "Anfangsbestand", "Lagerbestand", "기초재고", "현재고"),
)
DEMAND = (
    *(
        "Customer orders",
        "Sales Orders",
        "Demand",
        "Requirements",
        "Customer Call-off",
        "Sales Qty",
        "Outgoing",
    ),
    *("Shipments", "Customer Demand", "Order Qty", "Open orders", "Gross Requirements", "Consumption"),
    *("需求", "订单", "客户需求", "销售数量", "出货", "客户订单", "出库数量", "需求量"),
    *("Kundenbedarf", "Bedarf", "Kundenaufträge", "수요", "수주", "출하"),
)
SUPPLY = (
    *("MPS", "Scheduled Receipts", "Purchase Orders", "Production orders", "Planned production", "Supply"),
    *("Receipts", "Incoming", "Open PO", "Work Orders", "Production Plan", "Purchase Receipts"),
    *("生产计划", "入库", "采购订单", "在途", "计划入库", "主生产计划", "到货", "生产数量"),
    *("Zugang", "Fertigungsaufträge", "Bestellungen", "생산계획", "입고", "발주"),
)
BALANCE = (
    *("PAB", "Projected Balance", "Ending Inventory", "Closing stock", "Projected On Hand", "Balance"),
    *("预计可用库存", "期末库存", "结存", "预计库存", "Endbestand", "기말재고"),
)
TOTALS = ("Total Supply", "供应合计", "Total Receipts", "Receipts total", "入库小计")
ASIDE = (
    *("Days of Supply", "Production Capacity", "Forecast Accuracy", "LY Demand", "Supply vs Demand"),
    *(
        "Order Value",
        "Avg demand",
        "Max stock",
        "Cum demand",
        "Inventory Turns",
        "Weeks of cover",
        "Net Requirements",
    ),
    *(
        "Demand last year",
        "Capacity utilization %",
        "Std dev of demand",
        "Stock value (USD)",
        "Fill rate",
        "ATP",
    ),
    *(
        "可供天数",
        "产能",
        "达成率",
        "去年同期需求",
        "订单金额",
        "累计需求",
        "平均需求",
        "需求差异",
        "库存周转率",
        "缺口",
    ),
    *("Reichweite", "Kapazität", "Bedarf kumuliert", "Umsatz", "재고일수", "누계 수요", "매출액"),
)
NONSENSE = (
    *("Foo", "Row 7", "Zeta flow", "Kappa", "甲类", "Blau", "가나다", "Adjustments", "Rework", "Scrap X"),
    *("BYD", "Line 3 Q", "比亚迪", "其他", "Kunde Müller", "Special", "Misc.", "N1"),
)
DESCRIPTIONS = ("Bracket, left", "铝合金壳体", "Schraube M6", "Cover 2.0 mm", "브래킷")
ITEMS = ("A-1", "B/2", "4711", "铝壳", "X 9", "10-200-3", "FG100", "Zeta", "0042")
SITES = ("1000", "2000", "Shanghai", "深圳", "P1")


@dataclass
class Layout:
    """A workbook and what is right for it.

    Attributes:
        sheets: Cells by sheet title.
        balances: The right balance by item.
        notes: What was drawn, for whoever looks at a failure.
        moves: By item what each heading moves in each period, and with which sign it counts.
        checked: Whether the sheets have a balance that tells how each heading counts.
    """

    sheets: dict[str, Rows]
    balances: dict[str, list[float]]
    notes: str = ""
    moves: dict[str, dict[str, tuple[int, list[int]]]] = field(default_factory=dict)
    checked: bool = False

    def balances_as_told(self, labels: dict[str, str]) -> dict[str, list[float]]:
        """The balances if headings are what somebody says of them; hers are right where she keeps a balance."""
        told = {"ignore": 0, "orders": -1, "supply": 1}
        balances = {item: [*levels] for item, levels in self.balances.items()}
        for item, its in self.moves.items() if not self.checked else ():
            for heading in its.keys() & labels.keys():
                sign, values = its[heading]
                more = accumulate((told[labels[heading]] - sign) * value for value in values)
                balances[item] = [a + b for a, b in zip(balances[item], more, strict=True)]
        return balances


@dataclass
class Item:
    """The plan of one item.

    Attributes:
        name: Its number.
        site: Where it is planned, "" where that is not kept.
        opening: Stock at the beginning.
        demand: Quantities by heading.
        supply: Quantities by heading.
        other: The row that nobody understands.
        asides: Rows to be left aside, by heading.
        balance: What is left at the end of each period.
    """

    name: str
    site: str
    opening: int
    demand: dict[str, list[int]]
    supply: dict[str, list[int]]
    other: list[int]
    asides: dict[str, list[int]]
    balance: list[float] = field(default_factory=list)
    late: dict[str, int] = field(default_factory=dict)

    def moves(self, nonsense: str, sign: int) -> dict[str, tuple[int, list[int]]]:
        """What each heading moves in each period, what is past due in the first, and its sign."""
        flows = [(name, (-1, its)) for name, its in self.demand.items()]
        flows += [(name, (1, its)) for name, its in self.supply.items()]
        found = {name: (side, [its[0] + self.late.get(name, 0), *its[1:]]) for name, (side, its) in flows}
        return {**found, nonsense: (sign, self.other)} if nonsense else found

    @property
    def levels(self) -> list[float]:
        """The stock at the beginning of each period."""
        return [float(self.opening), *self.balance[:-1]]


class Maker:
    """Draws a plan, and lays it out."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        pick, chance = self.random.choice, self.chance
        self.count = self.random.randint(4, 8)
        self.days = [MONDAY + timedelta(weeks=week) for week in range(self.count)]
        self.heads = self._headings()
        self.opening = pick(OPENING)
        demand = self.some(DEMAND, 1 if chance(0.6) else 2)
        supply = self.some(SUPPLY, 1 if chance(0.6) else 2)
        self.balance = pick(BALANCE) if chance(0.6) else ""
        self.total = pick(TOTALS) if chance(0.25) else ""
        self.nonsense = pick(NONSENSE) if chance(0.3) else ""
        self.sign = pick((-1, 0, 1))
        self.formulas = pick(("", "", "plain", "so far", "PAB", "offset", "sumifs"))
        asides = self.some(ASIDE, self.random.randint(0, 3))
        names = self.some(ITEMS, self.random.randint(1, 3))
        self.by_site = chance(0.12)
        sites = self.some(SITES, 2)
        self.items = [
            self._item(name, site, demand, supply, asides)
            for name in names
            for site in (sites if self.by_site else [""])
        ]

    def chance(self, share: float) -> bool:
        """Whether something is so, in this share of the layouts."""
        return self.random.random() < share

    def some(self, words: Sequence[str], count: int) -> list[str]:
        """Some different words."""
        return self.random.sample(words, count)

    def quantities(self) -> list[int]:
        """Quantities of each period, some of them none."""
        return [0 if self.chance(0.2) else self.random.randint(1, 60) for _ in range(self.count)]

    def _headings(self) -> list[Any]:
        count, days = self.count, self.days
        spellings: dict[str, list[Any]] = {
            "weeks": [*days],
            "days": [MONDAY + timedelta(days=day) for day in range(count)],
            "months": [date(2026, 1 + month, 1) for month in range(count)],
            "text": [day.isoformat() for day in days],
            "day first": [f"{day:%d/%m/%Y}" for day in days],
            "month first": [f"{day:%m/%d/%Y}" for day in days],
            "dots": [f"{day:%d.%m.%Y}" for day in days],
            "day and month": [f"{day.day}-{day:%b}" for day in days],
            "月日": [f"{day.month}月{day.day}日" for day in days],
            "short": [f"{day.month}/{day.day}" for day in days],
            "W": [f"W{23 + week}" for week in range(count)],
            "wk": [f"Wk {23 + week}" for week in range(count)],
            "周": [f"第{23 + week}周" for week in range(count)],
            "years' weeks": [f"2026-W{23 + week}" for week in range(count)],
            "turn of the year": [f"W{(49 + week) % 52 + 1}" for week in range(count)],
            "month names": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug"][:count],
            "short years": [
                f"{month}-26" for month in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug")
            ][:count],
            "月": [f"{1 + month}月" for month in range(count)],
            "年月": [f"2026年{1 + month}月" for month in range(count)],
            "KW": [f"KW {23 + week}" for week in range(count)],
            "주": [f"{23 + week}주" for week in range(count)],
            "numbers": [*range(1, count + 1)],
        }
        return spellings[self.random.choice([*spellings])]

    def _item(self, name: str, site: str, demand: list[str], supply: list[str], asides: list[str]) -> Item:
        item = Item(
            name,
            site,
            self.random.randint(0, 200),
            {word: self.quantities() for word in demand},
            {word: self.quantities() for word in supply},
            self.quantities() if self.nonsense else [0] * self.count,
            {word: self.quantities() for word in asides},
        )
        level = float(item.opening)
        for period in range(self.count):
            level += sum(its[period] for its in item.supply.values())
            level -= sum(its[period] for its in item.demand.values())
            level += self.sign * item.other[period]
            item.balance.append(level)
        return item

    def layout(self) -> Layout:
        """The plan in one of the layouts."""
        kinds: list[Callable[[], dict[str, Rows]]] = [
            *(self.blocks, self.blocks, self.blocks, self.blocks),
            *(self.matrices, self.list, self.lines, self.measure_list, self.records, self.down, self.beside),
        ]
        build = self.random.choice(kinds)
        if self.by_site and build not in (self.blocks, self.list, self.measure_list):
            build = self.blocks
        sheets = build()
        self._surround(sheets)
        balances = {f"{its.name}@{its.site}" if its.site else its.name: its.balance for its in self.items}
        drawn = {k: v for k, v in vars(self).items() if k not in ("random", "items", "days")}
        moves = {
            name: its.moves(self.nonsense, self.sign) for name, its in zip(balances, self.items, strict=True)
        }
        kept = self.balance and any(self.balance in row for rows in sheets.values() for row in rows)
        checked = bool(kept) or self.balance in sheets
        if build == self.blocks and self.formulas == "sumifs":
            checked = False  # what nobody calculated and no reading understands
        return Layout(sheets, balances, f"{build.__name__} {drawn}", moves, checked)

    def _surround(self, sheets: dict[str, Rows]) -> None:
        """A title above, a remark below, a cover sheet: what most workbooks have around their plan."""
        first = next(iter(sheets))
        if self.chance(0.2):
            sheets[first][:0] = self.random.choice(
                ([["Planning sheet 2026"], []], [["物料需求计划"], []], [["Updated", date(2026, 5, 29)], []])
            )
            self._shift(sheets[first], 2)
        if self.chance(0.15):
            sheets[first] += [[], ["Remark: checked on Monday"]]
        if self.chance(0.15):
            sheets["Cover"] = [["Plan of line 3"], ["Author", "Li"], ["Version", 4]]
        if self.chance(0.1):
            sheets["Parameters"] = [["Item", "Lead time", "MOQ"], *([its.name, 3, 100] for its in self.items)]

    def _shift(self, rows: Rows, by: int) -> None:
        """Move the references of formulas as rows above them were inserted."""
        for row in rows:
            row[:] = [_moved(cell, by) if isinstance(cell, str) and cell[:1] == "=" else cell for cell in row]

    # ---- rows of one item ----

    def rows(self, item: Item) -> Rows:
        """The rows of one item but for its opening, in random order, its balance last."""
        rows: Rows = [[name, *values] for name, values in (*item.demand.items(), *item.supply.items())]
        rows += [[name, *values] for name, values in item.asides.items()]
        if self.total:
            rows.append([self.total, *map(sum, zip(*item.supply.values(), strict=True))])
        if self.nonsense:
            rows.append([self.nonsense, *item.other])
        self.random.shuffle(rows)
        if self.balance:
            rows.append([self.balance, *item.balance])
        return rows

    def dialect(self, rows: Rows, first: int) -> Rows:
        """Zeros as blanks or dashes, from a column on."""
        zero = self.random.choice((0, 0, 0, None, "-"))
        return [[zero if at >= first and cell == 0 else cell for at, cell in enumerate(row)] for row in rows]

    # ---- layouts ----

    def blocks(self) -> dict[str, Rows]:
        """Several rows per item; the opening in a column, in the first period, or in all of them."""
        opening = self.random.choice(("column", "row", "row", "levels"))
        each, described = self.chance(0.5), self.chance(0.2)
        names = [
            *self.random.choice(
                (["Item", "Measure"], ["料号", "项目"], ["Material", "Key figure"], ["Part No", ""])
            )
        ]
        sited = ["Plant"] if self.by_site else []
        column = [self.opening] if opening == "column" else []
        late = ["Past due"] if self.chance(0.1) else []
        two = self.chance(0.15)
        month = self.chance(0.15) and self.heads == self.days and not two
        heads, places = self._with_totals(month)
        lead = len(names) + len(sited) + len(column) + len(late)
        table: Rows = []
        if two:
            table.append([*[None] * lead, self.random.choice(("Week", "Period", "周次", "2026"))])
        table.append([names[0], *sited, names[1], *column, *late, *heads])
        for item in self.items:
            rows: dict[str, int] = {}
            its = self.rows(item)
            if opening != "column":
                values = [item.opening] if opening == "row" else item.levels
                its.insert(0, [self.opening, *values])
            for number, (name, *values) in enumerate(its):
                rows[name] = len(table) + 1
                owed = []
                if late:
                    side = name in item.demand or name in item.supply
                    owed = [self.random.randint(1, 9) if side and values else None]
                    if side:
                        item.late[name] = owed[0] or 0
                        self._count_late(item, name in item.supply, owed[0] or 0)
                written = self._between(
                    values, places, len(heads), total=name not in (self.opening, self.balance)
                )
                first = item.name if number == 0 or each else None
                if described and number == 1 and not each:
                    first = self.random.choice(DESCRIPTIONS)
                at = [item.site if number == 0 or each else None] if sited else []
                stock = [item.opening if number == 0 else None] if column else []
                table.append([first, *at, name, *stock, *owed, *written])
            if late:
                self._balance_anew(table, item, rows, lead, places)
            self._put_formulas(table, item, rows, lead, places, opening, late=bool(late), each=each)
            if self.chance(0.2):
                table.append([])
        return {self.random.choice(("Sheet1", "Plan", "MRP", "计划")): self.dialect(table, lead)}

    def _count_late(self, item: Item, comes: bool, quantity: int) -> None:
        item.balance = [level + (quantity if comes else -quantity) for level in item.balance]

    def _balance_anew(
        self, table: Rows, item: Item, rows: dict[str, int], lead: int, places: list[int]
    ) -> None:
        """What is past due moves the balance and the levels that were written already."""
        for name, values in ((self.balance, item.balance), (self.opening, item.levels)):
            line = table[rows[name] - 1] if name in rows else []
            if name == self.balance or len([c for c in line[lead:] if c is not None]) > 1:
                for place, value in zip(places, values, strict=True):
                    if len(line) > lead + place:
                        line[lead + place] = value

    def _with_totals(self, month: bool) -> tuple[list[Any], list[int]]:
        """The headings, a total among them after each month; where the periods stand."""
        if not month:
            total = ["Total"] if self.chance(0.1) else []
            return [*self.heads, *total], [*range(self.count)]
        heads: list[Any] = []
        places = []
        for at, day in enumerate(self.heads):
            places.append(len(heads))
            heads.append(day)
            if at + 1 == self.count or self.heads[at + 1].month != day.month:
                heads.append(self.random.choice((f"Total {day:%b}", f"{day:%b-%y}", f"{day.month}月合计")))
        return heads, places

    def _between(self, values: list[Any], places: list[int], width: int, *, total: bool) -> list[Any]:
        """Values at their places, what is between them their totals."""
        if width == len(places):
            return values
        line: list[Any] = [None] * width
        since = 0
        for at in range(width):
            if at in places:
                place = places.index(at)
                line[at] = values[place] if place < len(values) else None
            elif total and len(values) == len(places):
                upto = sum(place < at for place in places)
                line[at] = sum(values[since:upto])
                since = upto
        return line

    def _put_formulas(
        self,
        table: Rows,
        item: Item,
        rows: dict[str, int],
        lead: int,
        places: list[int],
        opening: str,
        *,
        late: bool,
        each: bool,
    ) -> None:
        """The balance row as formulas, in one of the ways in which planners write them."""
        if not self.balance or not self.formulas or late or opening == "levels":
            return
        signs = {**dict.fromkeys(item.supply, "+"), **dict.fromkeys(item.demand, "-")}
        if self.nonsense and self.sign:
            signs[self.nonsense] = "+" if self.sign > 0 else "-"
        top = min(rows.values())
        begin = f"{letters(lead)}{top}" if opening == "column" else f"{letters(lead + 1)}{rows[self.opening]}"
        line, kind = table[rows[self.balance] - 1], self.formulas
        named = "C" if self.by_site else "B"
        here = rows[self.balance]
        for number, place in enumerate(places):
            column = letters(lead + 1 + place)
            if kind == "so far" and len(line) - lead == len(places):
                first = letters(lead + 1)
                text = "".join(f"{s}SUM(${first}{rows[n]}:{column}{rows[n]})" for n, s in signs.items())
                formula = f"=${begin}{text}"
            elif (
                kind == "PAB"
                and len(item.demand) == len(item.supply) == 1
                and not (self.nonsense and self.sign)
            ):
                last = letters(lead + self.count)
                out, into = rows[next(iter(item.demand))], rows[next(iter(item.supply))]
                span = f"{letters(lead + 1)}{{0}}:{last}{{0}}"
                formula = f"=PAB({begin},{span.format(out)},{span.format(into)})" if number == 0 else ""
            elif kind == "offset" and number:
                before = f"OFFSET({column}{here},0,-1)"
                formula = f"={before}" + "".join(f"{s}{column}{rows[n]}" for n, s in signs.items())
            elif kind == "sumifs" and each:
                before = begin if number == 0 else f"{letters(lead + 1 + places[number - 1])}{here}"
                formula = f"={before}" + "".join(
                    f"{s}SUMIFS({column}${top}:{column}${here - 1},$A${top}:$A${here - 1},$A{top},"
                    f'${named}${top}:${named}${here - 1},"{n}")'
                    for n, s in signs.items()
                )
            else:
                before = begin if number == 0 else f"{letters(lead + 1 + places[number - 1])}{here}"
                formula = f"={before}" + "".join(f"{s}{column}{rows[n]}" for n, s in signs.items())
            line[lead + place] = formula or None

    def records(self) -> dict[str, Rows]:
        """One record under another, each with its own heading; the item beside, above or in the corner."""
        how = self.random.choice(("beside", "corner", "above"))
        gap = self.chance(0.8)
        table: Rows = []
        for item in self.items:
            if how == "beside":
                table += [[self.random.choice(("Item", "Item:")), item.name], ["Period", *self.heads]]
            elif how == "above":
                table += [[item.name], ["Period", *self.heads]]
            else:
                table.append([item.name, *self.heads])
            table.append([self.opening, *(item.levels if self.levels_drawn() else [item.opening])])
            table += self.rows(item)
            if gap:
                table.append([])
        return {"MRP": self.dialect(table, 1)}

    def levels_drawn(self) -> bool:
        """Whether the opening stands in every period."""
        return self.chance(0.3)

    def matrices(self) -> dict[str, Rows]:
        """A row per item, a sheet or a title for each measure."""
        stock: Rows = [["Item", self.opening], *([its.name, its.opening] for its in self.items)]
        tables: dict[str, Rows] = {}
        described = ["Description"] if self.chance(0.3) else []
        for item in self.items:
            flows = {**item.demand, **item.supply, **item.asides}
            if self.nonsense:
                flows[self.nonsense] = item.other
            if self.balance and self.chance(0.5):
                flows[self.balance] = item.balance  # type: ignore[assignment]
            for name, values in flows.items():
                words = [self.random.choice(DESCRIPTIONS)] if described else []
                head = ["Item", *described, *self.heads]
                tables.setdefault(name, [head]).append([item.name, *words, *values])
        tables = {name: self.dialect(rows, 2) for name, rows in tables.items()}
        titles = [*tables]
        if any(len(name) > 31 or any(mark in name for mark in "/%") for name in titles) or self.chance(0.3):
            whole: Rows = []
            for name, rows in tables.items():
                whole += [[name], *rows, []]
            return {"Sheet1": whole, "Stock": stock}
        return {"Stock": stock, **tables}

    def list(self) -> dict[str, Rows]:
        """A line per item and date, a column for each measure."""
        names = [*self.items[0].demand, *self.items[0].supply, *self.items[0].asides]
        names += [self.nonsense] if self.nonsense else []
        names += [self.balance] if self.balance else []
        self.random.shuffle(names)
        sited = ["Plant"] if self.by_site else []
        table: Rows = [["Item", *sited, self.random.choice(("Date", "Week", "日期")), self.opening, *names]]
        levels = self.levels_drawn()
        for item in self.items:
            known = {**item.demand, **item.supply, **item.asides, self.nonsense: item.other}
            known[self.balance] = item.balance  # type: ignore[assignment]
            for period, day in enumerate(self.days):
                opening = item.levels[period] if levels else item.opening if period == 0 else None
                at = [item.site] if sited else []
                table.append([item.name, *at, day, opening, *(known[name][period] for name in names)])
        return {"Sheet1": self.dialect(table, 4)}

    def measure_list(self) -> dict[str, Rows]:
        """A line per item, measure and date."""
        sited = ["Plant"] if self.by_site else []
        table: Rows = [["Item", *sited, "Measure", "Date", "Qty"]]
        for item in self.items:
            at = [item.site] if sited else []
            table.append([item.name, *at, self.opening, self.days[0], item.opening])
            for name, *values in self.rows(item):
                table += [
                    [item.name, *at, name, day, value] for day, value in zip(self.days, values, strict=True)
                ]
        return {"Data": table}

    def lines(self) -> dict[str, Rows]:
        """Lists as an ERP exports them: stock, order lines, receipts; with columns that must be left aside."""
        self.sign = 0
        for item in self.items:
            level = float(item.opening)
            for period in range(self.count):
                level += sum(v[period] for v in item.supply.values()) - sum(
                    v[period] for v in item.demand.values()
                )
                item.balance[period] = level
        text = self.random.choice(
            (lambda day: day, lambda day: day.isoformat(), lambda day: f"{day:%d.%m.%Y}")
        )
        extra = self.some(
            ("Order Value", "Order Date", "Delivered Qty", "Unit", "Remark", "Net Price", "Week"), 2
        )
        cells: dict[str, Callable[[date, int], Any]] = {
            "Order Value": lambda day, quantity: quantity * 12.5,
            "Order Date": lambda day, quantity: text(day - timedelta(days=40)),
            "Delivered Qty": lambda day, quantity: 0,
            "Unit": lambda day, quantity: "pcs",
            "Remark": lambda day, quantity: "urgent",
            "Net Price": lambda day, quantity: 12.5,
            "Week": lambda day, quantity: day.isocalendar().week,
        }
        due = self.random.choice(("Due Date", "Delivery Date", "交期", "Requested Date", "ETA"))
        orders: Rows = [["Customer", "Order No", "Item", due, "Qty", *extra]]
        receipts: Rows = [["Supplier", "Item", "Date", "Qty"]]
        for item in self.items:
            for number, day in enumerate(self.days):
                for values in item.demand.values():
                    if values[number]:
                        more = (cells[name](day, values[number]) for name in extra)
                        orders.append(["C1", f"S{number}", item.name, text(day), values[number], *more])
                for values in item.supply.values():
                    if values[number]:
                        receipts.append(["V1", item.name, text(day), values[number]])
        stock: Rows = [["Item", self.opening], *([its.name, its.opening] for its in self.items)]
        self._first_day_counts(orders, receipts, text)
        titles = self.random.choice((("Orders", "MPS", "Stock"), ("销售订单", "生产计划", "库存")))
        return dict(zip(titles, (orders, receipts, stock), strict=True))

    def _first_day_counts(self, orders: Rows, receipts: Rows, text: Callable[[date], Any]) -> None:
        """A line of nothing on the first and the last day, so that the periods are all there."""
        name = self.items[0].name
        for day in (self.days[0], self.days[-1]):
            receipts.append(["V1", name, text(day), 0])

    def down(self) -> dict[str, Rows]:
        """The periods down the page, a sheet per item."""
        sheets: dict[str, Rows] = {}
        for item in self.items:
            names = [*item.demand, *item.supply, *item.asides]
            names += [self.balance] if self.balance else []
            known: dict[str, Any] = {**item.demand, **item.supply, **item.asides, self.balance: item.balance}
            if self.nonsense:
                names.insert(1, self.nonsense)
                known[self.nonsense] = item.other
            table: Rows = [[self.random.choice(("Week", "Date", "日期", "Month")), self.opening, *names]]
            levels = self.levels_drawn()
            for period, head in enumerate(self.heads):
                opening = item.levels[period] if levels else item.opening if period == 0 else None
                table.append([head, opening, *(known[name][period] for name in names)])
            sheets[item.name.replace("/", "-")] = self.dialect(table, 2)
            item.name = item.name.replace("/", "-")
        return sheets

    def beside(self) -> dict[str, Rows]:
        """One table beside another, each of one item."""
        parts = []
        for item in self.items:
            part: Rows = [["Item", "Measure", *self.heads], [item.name, self.opening, item.opening]]
            part += [[item.name, *row] for row in self.rows(item)]
            parts.append([[*row, *[None] * (self.count + 2 - len(row))] for row in part])
        return {
            "Plan": [[cell for part in line for cell in (*part, None)] for line in zip(*parts, strict=True)]
        }


def _moved(formula: str, by: int) -> str:
    """A formula with its rows moved down."""
    out, digits, letter = "", "", False
    quoted = False
    for mark in formula + " ":
        quoted ^= mark == '"'
        if mark.isdigit() and letter and not quoted:
            digits += mark
            continue
        if digits:
            out += str(int(digits) + by)
            digits = ""
        out += mark
        letter = (mark.isascii() and mark.isalpha()) or (mark == "$" and out[-2:-1].isalpha())
    return out[:-1]


def random_layout(seed: int) -> Layout:
    """The layout of a number."""
    return Maker(seed).layout()


def save(sheets: dict[str, Rows], path: Path) -> Path:
    """Write a workbook three times as fast as openpyxl does; formulas have no values, as nobody calculated them."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(at, column, cell, day)
                    elif isinstance(cell, str) and cell.startswith("="):
                        sheet.write_formula(at, column, cell, None, "")
                    elif isinstance(cell, str):
                        sheet.write_string(at, column, cell)
                    elif cell is not None:
                        sheet.write_number(at, column, cell)
    return path
