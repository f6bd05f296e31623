"""What would be added together and may not belong together: units, versions, sites, columns without a name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pab_planner.language import Text
from pab_planner.reading.grid import position
from pab_planner.reading.lists.line_status import is_closed
from pab_planner.reading.measure_rows import MeasureRow, RawPlan, name_of
from pab_planner.reading.period_headings import day_of
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.table_account import Use
from pab_planner.reading.tables import Table, table_at
from pab_planner.reading.vocabulary import (
    DEMAND_ROLES,
    FLOWS,
    MEASURES,
    SUPPLY_ROLES,
    UNUSABLE,
    Role,
    is_total,
    plain,
    totalled,
)

TWO_UNITS = Text(
    "{item} is counted in {units}; give all its quantities in one unit",
    "{item} 的单位有 {units}；请将其数量统一为同一单位",
)
TWO_SCALES = Text(
    "quantities in another unit than those of '{other}': convert them on the sheet, and the heading with them,"
    " or leave them aside",
    "单位与“{other}”不同：请在表中换算并修改标题，或忽略",
)
FIRM_OF_CUSTOMER = Text(
    "firm or planned quantities beside a customer; say whether they go out (orders) or come in ({role})",
    "客户旁的已确认或计划数量；请指明为出库（orders）还是入库（{role}）",
)
TWO_VERSIONS = Text(
    "{item} has '{label}' several times, apart in this column; keep one of them, or plan each apart",
    "{item} 有多行“{label}”，以本列区分；请只保留其一，或分开计划",
)
ONE_VERSION = Text(
    "{item} stands in several versions here, which would be added; keep one of them and take the others out",
    "{item} 在此有多个版本，会被相加；请只保留一个版本，删除其余",
)
ONE_OPERATION = Text(
    "{item} stands with several operations here, which would be added; keep one line of each order",
    "{item} 在此有多道工序，会被相加；每张工单请只保留一行",
)
_OPERATION = re.compile(
    r"op|op (no|num\w*|id|seq\w*)|opn?|operation( (no|num\w*|id|seq\w*|description|text))?|routing( step)?|process( step)?"
    r"|工序|工序(名称|号|编号|描述)|工艺|工步|制程|站别|vorgang|vorgangsnummer|arbeitsgang|공정"
)
_VERSION = re.compile(
    r"\b(version|scenario|revision|rev|snapshot|extract|plan date|as of|count date|counted|stock date|stichtag|stand)\b"
    r"|版本|方案|情景|快照|盘点|截至|截止|统计日|库存日期|szenario|버전|시나리오|재고일"
)
BY_ITS_TITLE = Text(
    "by its title ('{word}') it may not belong to the plan; say whether it counts",
    "从名称（“{word}”）看可能不应计入计划；请指明是否计算",
)
_QUOTED = (
    r"\b(?:quot(?:e|es|ation|ations)|rfqs?|inquir(?:y|ies)|enquir(?:y|ies)|opportunit(?:y|ies)|proposals?|prospects?)\b"
    r"|报价|询价|商机|意向|angebote?|anfragen?|견적|見積"
)
_NO_ORDERS = _QUOTED + (
    r"|\b(?:samples?|returns?|rmas?|credit (?:memos?|notes?)|archived?|backup)\b"
    r"|^(?:templates?|examples?|模板|示例|样例|vorlage|beispiel)$|备份|归档|存档|archiv|样品|样件|退货|客退|退回|muster|retouren?|샘플|반품"
)
_DONE = (
    r"\b(?:shipped|delivered|d[ei]spatched|received|produced|completed|invoic(?:es?|ed)|actuals"
    r"|actual (?:production|output|receipts|shipments)|(?:production|output|receipts|shipments) actual)\b"
    r"|开票|실적|ausgeliefert|geliefert"
    r"|(?:出货|发货|出库|入库|生产|收货|到货|完工|销售|交货)(?:记录|明细账|流水)|(?:生产|出货|入库)日报|已(?:出|发|交|完|入|收)"
    r"|实际(?:产量|生产|入库|出货|发货|完工)"
)
_PART_OF_STOCK = (
    r"\b(?:slow|dead|obsolete|excess|surplus|aged|ageing|aging)\b|呆滞|积压|超期|滞销|呆料|库龄|악성"
)
_DOUBTED_TITLES = (
    (FLOWS, re.compile(f"{_NO_ORDERS}|{_DONE}")),
    ((Role.OPENING,), re.compile(f"{_PART_OF_STOCK}|{UNUSABLE}")),
)
"""Words of titles of lists that have what a list of orders, receipts or stock has, and are none."""
EXPIRED = Text(
    "stock that expires before the first period ({day}); take its lines out, or say that all of it counts",
    "第一期之前已过期的库存（{day}）；请删除这些行，或指明全部计算",
)
_EXPIRES = re.compile(
    r"expir|best before|use by|\bbbd?\b|sell by|shelf life end|\bsled\b|有效期|失效|过期|到期|保质期|mhd|haltbar"
    r"|유통기한|유효기"
)
MADE_APART = Text(
    "'{heading}' says where or when '{label}' is made: its rows are added",
    "“{heading}”指明“{label}”在何处或何时生产：各行相加",
)
_RESOURCE = re.compile(
    r"\b(shift|line|machine|work ?cent(er|re)|cell|resource|station|equipment|schicht|linie|maschine|anlage|arbeitsplatz)\b"
    r"|班次|班别|线别|产线|生产线|拉别|机台|设备|车间|班组|工作中心|라인|교대|설비"
)
NAMELESS_COLUMN = Text(
    "quantities in a column without a heading; write the period in this cell, or that it is a total",
    "该列有数量但没有标题；请在此单元格写明期间，或注明为合计",
)

OF_NO_ITEM = Text(
    "quantities of which nothing says of which item they are, while '{other}' stands over others on this sheet; write the "
    "item above them, as Item: and its number",
    "未说明这些数量属于哪个物料，而本表其他区块上方写有“{other}”；请在其上方写明物料（如“物料：”及其编号）",
)
LATER_OPENING = Text(
    "a stock under a later period than the first, and quantities before it; write it under the first period, or take out "
    "the periods that are over",
    "库存写在首期之后的期间下，而其之前已有数量；请写在首期下，或删除已过去的期间",
)
RELEASES_ONLY = Text(
    "what is planned, by the day on which it is begun; nothing says when it comes. Write a row of planned receipts, or "
    "leave it aside",
    "计划投入（下达）日期的数量，未说明何时完工入库；请增加计划产出行，或指明忽略",
)
_RELEASES = re.compile(r"\breleases?\b|投入|计划下达")
_UNDER_WAY = re.compile(r"\b(scheduled|open|on order|released|wip|in transit)\b|在途|在制|计划接收|已下达")
_UNIT_HEADINGS = frozenset(
    plain(word)
    for word in (
        *("unit", "units", "uom", "UoM", "base unit", "unit of measure", "order unit", "sales unit", "单位"),
        *(
            "计量单位",
            "基本单位",
            "销售单位",
            "einheit",
            "mengeneinheit",
            "basismengeneinheit",
            "me",
            "meins",
            "단위",
        ),
    )
)
_PIECES = frozenset(
    (
        "pc",
        "pcs",
        "pce",
        "piece",
        "pieces",
        "ea",
        "each",
        "unit",
        "units",
        "st",
        "stk",
        "stück",
        "个",
        "件",
        "只",
        "개",
    )
)
_SCALE = re.compile(
    r"[(\[（]\s*(?:in\s+)?(k|kpcs|k pcs|k units|tsd\.?|thousands?|'?000s?|1,?000s?|dozens?|boxes|box|pallets?"
    r"|cartons?|ctns?|cases?|packs?|pks?|plts?|reels?|rolls?|dozs?|bags?|千|千件|千个|万|万件|万个|箱|托|打|卷|盘|包|천|박스)(?:\s*(?:of\s|x\s?|à\s)?\w{0,6})?\s*[)\]）]|'000|\bkpcs\b",
    re.IGNORECASE,
)


_WEIGHT = re.compile(
    r"[(\[（]\s*(t|to|mt|tons?|tonnes?|kg|g|lbs?|m|mm|m2|m²|sqm|l|ltr|吨|公斤|千克|米|平方米|升)\s*[)\]）]",
    re.IGNORECASE,
)


def names_versions(heading: str) -> bool:
    """Whether a heading is that of versions of one plan, of which one counts."""
    return bool(_VERSION.search(plain(heading)))


def names_operations(heading: str) -> bool:
    """Whether a heading is that of the steps in which an order is made, each of which has the order's quantity."""
    return bool(_OPERATION.fullmatch(plain(heading)))


def names_resources(heading: str) -> bool:
    """Whether a heading is that of what makes an item: lines, machines and shifts, all of which count."""
    return bool(_RESOURCE.search(plain(heading)))


def unit_column(table: Table) -> int | None:
    """The column of the units, also where she left it aside: two units of one item stay two; none without."""
    return next((column for column, text, _ in table.asides if plain(text) in _UNIT_HEADINGS), None)


def note_unit(raw_plan: RawPlan, table: Table, column: int, row: int, item: str) -> None:
    """Note the unit in which a row counts."""
    cell = table.grid.rows[row][column]
    if isinstance(cell, str) and cell.strip():
        unit = cell.strip().casefold().rstrip(".")
        units = raw_plan.units.setdefault(item, {})
        units.setdefault("pcs" if unit in _PIECES else unit, (table.account, row, column, cell.strip()))


def ask_about_units(raw_plan: RawPlan, tables: Sequence[Table]) -> None:
    """Ask where one item is counted in two units, or one heading in thousands and another not."""
    for item, units in raw_plan.units.items():
        if len(units) > 1:
            account, row, column, _ = list(units.values())[-1]
            names = ", ".join(name for *_, name in units.values())
            table = next(table for table in tables if table.account is account)
            heading = " ".join(str(table.grid.rows[table.head][column]).split())
            account.ask(heading, row, column, TWO_UNITS.filled(item=item, units=names), ())
            break
    used = [
        (table, use)
        for table in tables
        for use in table.account.used
        if use.role in MEASURES | {Role.QUANTITY}
    ]
    weights = _tables_of_weights(used)
    scales = [
        (scale_of(use.heading) or _scale_above(table) or weights.get(id(table), ""), table, use)
        for table, use in used
    ]
    if len({scale for scale, *_ in scales}) > 1:
        scale, table, use = next(entry for entry in scales if entry[0])
        other = next(its.heading for other, _, its in scales if other != scale)
        text = TWO_SCALES.filled(other=other)
        table.account.ask_at(use.heading, use.cell, text, ("ignore",))


def _tables_of_weights(used: Sequence[tuple[Table, Use]]) -> dict[int, str]:
    """The unit of weight, length or volume that each quantity of a table has in brackets: `Qty (t)`."""
    units: dict[int, set[str]] = defaultdict(set)
    for table, use in used:
        match = _WEIGHT.search(use.heading)
        units[id(table)].add(match[1].casefold() if match else "")
    return {table: next(iter(its)) for table, its in units.items() if len(its) == 1}


def ask_about_firm(tables: Sequence[Table]) -> None:
    """Ask whether firm or planned quantities beside a customer are what she releases, not supply."""
    for table in tables:
        used = {use.role: use for use in table.account.used}
        alone = not {Role.SUPPLY, Role.OPENING, Role.BALANCE}.intersection(used)
        if Role.CUSTOMER in used and alone and not (Role.PLANNED in used and used.keys() & {*DEMAND_ROLES}):
            for role in (Role.FIRM, Role.PLANNED):
                its = used.get(role)
                if its and plain(its.heading) not in table.labels:
                    text = FIRM_OF_CUSTOMER.filled(role=role.value)
                    table.account.ask_at(its.heading, its.cell, text, ("orders", role.value))


def is_firm_in_doubt(table: Table | None) -> bool:
    """Whether it is asked on which side a table's firm quantities are: what else repeats them, nobody knows yet."""
    texts = [FIRM_OF_CUSTOMER.filled(role=role.value) for role in (Role.FIRM, Role.PLANNED)]
    return table is not None and any(its.text in texts for its in table.account.questions)


def ask_about_titles(tables: Sequence[Table]) -> None:
    """Ask whether a sheet counts that by its title holds something else, or quotations by their only number."""
    for table in tables:
        title = table.grid.title
        beside = [text for _, text, _ in table.asides] + [text for _, text in table.others]
        numbers = [] if table.column(Role.ORDER) is not None else [plain(text) for text in beside]
        for use in table.account.used if plain(title) not in table.labels else ():
            words = next((words for roles, words in _DOUBTED_TITLES if use.role in roles), None)
            found = words.search(plain(title)) if words else None
            if use.role in DEMAND_ROLES and not found:
                found = next(filter(None, (re.search(_QUOTED, number) for number in numbers)), None)
            closed = use.role in FLOWS and is_closed(title)
            if use.role and (found or closed):
                text = BY_ITS_TITLE.filled(word=found[0] if found else title)
                table.account.ask_at(title, use.cell, text, ("ignore", use.role.value))
                break


def ask_about_later_openings(raw_plan: RawPlan, tables: Sequence[Table]) -> None:
    """Ask where an item's stock stands under a later period than its first quantities, and no balance proves it."""
    later = {
        id(table.grid): {column for column, _ in table.headings[1:]} for table in tables if table.headings
    }
    late = [
        given
        for given in raw_plan.item_values
        if given.role is Role.OPENING and given.column in later.get(id(given.grid), ())
    ]
    rows: dict[tuple[int, str], list[MeasureRow]] = defaultdict(list)
    balanced: set[str] = set()
    for row in raw_plan.measure_rows if late else ():
        rows[id(row.grid), row.key.item].append(row)
        if row.role is Role.BALANCE:
            balanced.add(row.key.item)
    for given in late:
        own = (its for its in tables if its.grid is given.grid and its.first <= given.row < its.last)
        table = next((its for its in own if its.headings), None)
        of_item = rows[id(given.grid), given.key.item]
        if table is None or any(
            row.role is Role.BALANCE for row in of_item
        ):  # it stands above a table, or is proved
            continue
        before = [column for column, _ in table.headings if column < given.column]
        for row in rows[id(given.grid), given.key.item]:
            cells = given.grid.rows[row.row]
            if row.role in FLOWS and any(cells[column] not in (*BLANK, 0) for column in before):
                table.account.ask("", given.row, given.column, LATER_OPENING, ())
                return


def ask_about_nameless_tables(raw_plan: RawPlan, tables: Sequence[Table]) -> None:
    """Ask where the sheet's title would stand in for the item of one table, and others on it name theirs."""
    named = {id(table.grid): table.notes[Role.ITEM] for table in tables if Role.ITEM in table.notes}
    for row in raw_plan.measure_rows if named else ():
        if row.key.item == row.grid.title and id(row.grid) in named:
            table = table_at(tables, row.grid, row.row)
            if Role.ITEM not in table.notes and table.column(Role.ITEM) is None:
                text = OF_NO_ITEM.filled(other=name_of(named[id(row.grid)].value))
                table.account.ask("", table.top, 0, text, ())


def ask_about_releases(tables: Sequence[Table]) -> None:
    """Ask where what is planned stands only by the day on which it is begun, and no balance counts it."""
    for table in tables:
        supplies = [use for use in table.account.used if use.role in SUPPLY_ROLES]
        known = any(use.role is Role.BALANCE or use.role is Role.PLANNED for use in table.account.used)
        if not table.headings or known or not all(_UNDER_WAY.search(plain(use.heading)) for use in supplies):
            continue
        for use in table.account.left_aside:
            if use.aside == "computed" and _RELEASES.search(plain(use.heading)):
                cells = table.grid.rows[position(use.cell)[0]]
                if any(cells[column] not in (*BLANK, 0) for column, _ in table.headings):
                    table.account.ask_at(use.heading, use.cell, RELEASES_ONLY, ("ignore",))
                    break


def ask_about_expired(tables: Sequence[Table], first: date) -> None:
    """Ask about stock that has expired when the plan begins."""
    for table in tables:
        if table.headings or table.column(Role.DATE) is not None:
            continue
        for column, heading in (*table.others, *((c, text) for c, text, _ in table.asides)):
            if not _EXPIRES.search(plain(heading)) or plain(heading) in table.labels:
                continue
            for row in range(table.first, table.last):
                day = day_of(table.grid.rows[row][column])
                if day and day < first:
                    text = EXPIRED.filled(day=day.isoformat())
                    table.account.ask(heading, row, column, text, ("ignore",))
                    break


def scale_of(heading: str) -> str:
    """Thousands or packs, as a heading says in brackets; "" for pieces."""
    match = _SCALE.search(heading)
    return (match[1] or "k").casefold() if match else ""


_IN_THOUSANDS = re.compile(
    r"\bin (thousands?|tsd|k)\b|\bthousands? of (units|pieces)\b|'000|(?:单位|数量单位)[:： ]*(千|万)",
    re.IGNORECASE,
)


def _scale_above(table: Table) -> str:
    """Thousands, as the title of a table's sheet or the words above the table say."""
    for row in range(max(0, table.top - 6), table.top):
        for cell in table.grid.rows[row]:
            if isinstance(cell, str) and len(cell) < 60 and _IN_THOUSANDS.search(cell):
                return "k"
    return scale_of(table.grid.title)


def text_columns(table: Table, but: Iterable[int | None]) -> list[int]:
    """Columns of words beside the periods that could tell rows apart: versions, families, scenarios."""
    left = table.headings[0][0]
    known = {*but, *(column for column, role in table.columns if role is not Role.SITE)}
    return [column for column in range(left) if column not in known]


def total_rows(table: Table, columns: Sequence[int], item: int, *, is_matrix: bool) -> frozenset[int]:
    """Rows that total others by the word in a column beside the item: `Family A Total`.

    In a matrix also a row without an item that has one in a column with a meaning of its own: Line `L1 Total`.
    """
    rows: set[int] = set()
    for column in columns:
        names: set[Any] = set()
        for row in range(table.first, table.last):
            cell = table.grid.rows[row][column]
            if cell not in BLANK:
                if isinstance(cell, str) and (is_total(cell) or totalled(cell) in names):
                    rows.add(row)
                names.add(f"{cell:g}" if isinstance(cell, float) else cell)
    left = table.headings[0][0]
    named = [column for column, _ in table.columns if column < left and column not in (*columns, item)]
    for row in range(table.first, table.last if is_matrix and named else table.first):
        cells = table.grid.rows[row]
        if cells[item] in BLANK and any(
            isinstance(cells[column], str) and (is_total(cells[column]) or totalled(cells[column]))
            for column in named
        ):
            rows.add(row)
    return frozenset(rows)
