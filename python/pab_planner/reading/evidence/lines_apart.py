"""Words that set lines of a list apart and may say that some do not count: a type, a code, an indicator.

No list of words can have them all, so the question is turned round: what divides the lines of one item into a few
groups is asked about unless it is known to say nothing of whether they count.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from pab_planner.language import Text
from pab_planner.reading.evidence.marked_lines import (
    ask_about_marked_rows,
    rows_with_quantity,
    says_other_state,
)
from pab_planner.reading.lists.line_status import is_closed, is_draft
from pab_planner.reading.measure_rows import RawPlan, name_of
from pab_planner.reading.quantities import BLANK, number_in
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import FLOWS, Role, plain

ANOTHER_WORD = Text(
    "'{found}' under '{heading}' sets lines apart from those with {most}; say whether they count too, or leave the "
    "whole column '{heading}' aside",
    "“{heading}”列为“{found}”的行与{most}的行不同；请指明此类行是否也计算，或忽略整个“{heading}”列",
)
SEVERAL_WORDS = Text(
    "words that set lines of one item apart and may say that some do not count; take those out, or say that all count",
    "该列内容将同一物料的行分为几类，其中可能有不应计入的行；请删除这些行，或指明全部计算",
)
LIKELY = Text(
    "how likely a line is ({found}), it seems; take out lines that are not sure, or say that all count",
    "似为该行的可能性（{found}）；请删除不确定的行，或指明全部计算",
)
NOTHING = Text("nothing", "空白")
_KIND = re.compile(
    r"\b(types?|categor(y|ies)|cat|indicator|ind|flag|class|kind|code|nature|purpose|ty|sts|stat)\b|类型|类别|性质|标识|标记|标志|属性|分类|种类"
    r"|typ$|(auftrags|beleg|bestell|positions)art$|kategorie|kennzeichen|^kz\b|구분|유형|종류"
)
"""Headings of kinds of lines, of which one may be that of lines that do not count."""
_ATTRIBUTE = re.compile(
    # persons, departments, and where it is sold
    r"\b(sales(man|people|persons?| ?(person|reps?|representative|org\w*|office|group|district|team|region|area))"
    r"|rep|planner|buyer|owner|agent|attn|attention|contact|manager|engineer|requester|requisitioner|operator|department"
    r"|dept|team|division|company|(created|entered|changed|updated|approved|ordered|requested|released) by|user|author"
    r"|mrp controller|scheduler|controller|channel|market|segment|industry|region|area|zone|country|city|state|province"
    r"|port|destination|address|ship ?to|deliver to|sold to|bill to|consignee|forwarder|territory|language"
    r"|customer (class|group|type|grade|category|tier|level)|group|source of supply|origin)\b"
    r"|业务(员|部|组|人|经理|代表)|跟单|销售(员|组|部|组织|办|人)|采购(员|组)|计划员|制单|录入|录单|创建人|审核人|联系人|负责人|担当|申请人|经办|部门|事业部|公司"
    r"|客户(等级|类型|分类|组|类别)|渠道|市场|行业|地区|区域|大区|国家|城市|省|港|目的|地址|收货(人|方)"
    # terms of trade and transport
    r"|\b(currency|incoterms?|terms?|payment|price|tax|carrier|freight|ship(ping)? ?(via|mode|method|by|point|condition)"
    r"|(transport|delivery|freight|shipping|payment) (mode|method|type|terms?|condition|priority|route)|mode|route"
    r"|via|edi|quarter|shipping point)\b|币|价|条款|付款|结算|运输|物流|运费|承运|交货方式|发货方式|快递|税"
    # what an item is, how it is packed
    r"|\b(colou?r|size|dimension|material (type|group)|spec\w*|drawing|pack\w*|unit|units|uom|model|series|brand|family"
    r"|product (line|type|group|category|class)|variant|version|rev(ision)?|ecn|finish|surface"
    r"|weight|hs code|abc( class)?|style|design|series|label)\b"
    r"|颜色|色号|尺寸|规格|型号|材质|包装|单位|品牌|系列|机型|车型|图号|版本|产品(线|类|分类|大类|类别|系列)|物料(类|分类|组|类别|类型|属性)|大类|小类|表面"
    # where it is made, who delivers it
    r"|^(production )?lines?$|\b(machine|work ?cent(er|re)s?|cell|workshop|shop|plant|shift|crew|supplier|vendor"
    r"|subcontractor|routing|resource|mou?ld|tool|station|building|bay|dock)\b|产线|生产线|线别|拉别|车间|机台|设备|班组|班次|班别|模具|工作中心|供应商|供方|厂商|厂家|加工厂"
    r"|kunde|lieferant|währung|versand|abteilung|bearbeiter|farbe|größe|einheit|verpackung|linie|schicht"
)
"""Headings of what a line has beside its quantity and that says nothing of whether it counts."""
_NUMBERS = re.compile(
    r"\b(no|nr|num|number|id|ref(erence)?|project|program\w*|contract|batch|lot|serial|tracking|asn|po|so|wo|job|parent"
    r"|remarks?|notes?|comments?|text|description|desc|name|title|bin|lead time|year|month|week|day|date|time|customer)\b"
    r"|号$|编码|编号|序号|项目|合同|备注|说明|描述|名称|摘要|年|月|周|日期|时间|提前期|批次|序列|来源$|bemerkung"
)
"""Headings of numbers, names, remarks and days; not where they go on: `SO type`."""
_USUAL = re.compile(
    r"standard|std|normal|regular|rush|urgent|express|hot|high|medium|low|spot|blanket|call off|domestic|export|local"
    r"|overseas|oem|odm|am|aftermarket|service|spare parts|spares|series|mass production|repeat|new|make|buy|firm|edi"
    r"|manual|production|assembly|purchase|customer order|sales order|production order|mto|mts|ato|eto|stock|project"
    r"|partial|complete|full|ok|open|released|item|标准|正常|普通|一般|常规|加急|紧急|特急|急单|内销|外销|出口|国内|国外|量产|批量"
    r"|(标准|正式|普通|一般)(订单|工单)?|自制|外购|委外|手工|零星|normalauftrag|terminauftrag|eilauftrag|일반|긴급|내수|수출|양산"
)
"""Words of ordinary lines: whichever of them stands there, the line counts."""
_MOST_KINDS, _MOST_WORDS = 8, 5
"""Groups into which kinds divide lines, and other words: more of them are names."""
_ASKED_APART = 2
"""Words that are asked about one by one."""
_LONGEST = 25
_MARKS = frozenset(
    ("y", "n", "yes", "no", "x", "true", "false", "1", "0", "是", "否", "√", "ja", "nein", "j")
)
_LIKELIHOOD = re.compile(
    r"\b(win|prob\w*|likel\w*|chance|confidence|certainty|close|hit)\b|概率|可能性|把握|成功率|成交率|赢率|wahrscheinlich|확률"
)


def ask_about_lines_apart(table: Table, columns: Collection[int], roles: Sequence[str]) -> None:
    """Ask where a word sets lines of one item apart, and nothing is known of what it says.

    Args:
        table: The list.
        columns: The columns that are understood.
        roles: Whether a line counts, the safe answer first.
    """
    rows = list(rows_with_quantity(table))
    states = {column for column, role in table.columns if role is Role.STATUS}
    asked_already = {its.heading for its in table.account.questions}
    for column, heading in lines_apart(table, columns, rows):
        if heading in asked_already:
            continue
        words = {_word(table.grid.rows[row][column]): row for row in reversed(rows)}
        counted = Counter(_word(table.grid.rows[row][column]) for row in rows)
        most, *others = sorted(counted, key=lambda word: (-counted[word], words[word]))
        drafts = _drafts(words)
        if column in states:
            asked, most = drafts, next(word for word in words if word not in drafts)
        else:
            asked = [word for word in others if word in drafts or (word and not _is_usual(word))]
        asked = [word for word in asked if plain(word) not in table.labels]
        if not asked and "" in others and plain(most) not in table.labels:
            asked = [most]
        first = min(words[word] for word in others)
        if len(asked) > _ASKED_APART or any(plain(word) == plain(heading) for word in asked):
            table.account.ask(heading, first, column, SEVERAL_WORDS, ("ignore",))
            continue
        for word in asked:
            other = Text(f"'{most}'", f"“{most}”") if most and most != word else NOTHING
            said = ANOTHER_WORD.filled(found=word, heading=heading, most=other)
            table.account.ask(word, words[word], column, said, roles, here=True)
    _ask_about_likelihood(table, rows)


def ask_about_rows_apart(raw_plan: RawPlan, tables: Iterable[Table]) -> None:
    """Ask where something beside the periods of rows says, or may say, that some of them do not count."""
    doubted = [
        table
        for table in tables
        if table.headings and (table.asides or table.others or table.column(Role.STATUS) is not None)
    ]
    flows: dict[int, list[int]] = {id(table.grid): [] for table in doubted}
    for its in raw_plan.measure_rows if flows else ():
        moves = its.role in FLOWS and id(its.grid) in flows
        if moves and its.values is not None and its.values.any():
            flows[id(its.grid)].append(its.row)
    for table in doubted:
        rows = [row for row in flows[id(table.grid)] if table.first <= row < table.last]
        if not rows:
            continue
        ask_about_marked_rows(table, rows)
        _ask_about_likelihood(table, rows)
        if table.column(Role.MEASURE) is None:
            understood = {column for column, _ in table.columns}
            for column, heading in lines_apart(table, understood, rows):
                table.account.ask(heading, rows[0], column, SEVERAL_WORDS, ("ignore",))


def lines_apart(table: Table, columns: Collection[int], rows: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The columns that set lines of one item apart, and their headings.

    Args:
        table: The list.
        columns: The columns that are understood.
        rows: The lines in which something comes or goes.
    """
    beside = [
        *((c, text) for c, text, its in table.asides if its.aside in ("reference", "words")),
        *table.others,
    ]
    own = [c for c, role in table.columns if role in (Role.MEASURE, Role.STATUS)]
    named = [(c, name_of(table.grid.rows[table.head][c])) for c in own]
    width = len(table.grid.rows[table.head])
    states = {column for column, role in table.columns if role is Role.STATUS}
    keys = [column for role in (Role.ITEM, Role.CUSTOMER) if (column := table.column(role)) is not None]
    for column, heading in (*beside, *named):
        words = f"{plain(heading)} {heading.casefold()}"  # `UoM` is plain as uo m
        is_kind = bool(_KIND.search(words))
        harmless = column >= width or (
            _ATTRIBUTE.search(words) or says_other_state(heading) or (not is_kind and _NUMBERS.search(words))
        )
        if (column in columns and column not in states) or plain(heading) in table.labels or harmless:
            continue
        cells = [table.grid.rows[row][column] for row in rows]
        if column in states or _drafts(map(_word, {*cells})):
            if _drafts(map(_word, {*cells})):
                yield column, heading
        elif _divides(cells, is_kind=is_kind) and not any(
            _is_attribute([table.grid.rows[row][key] for row in rows], cells) for key in keys
        ):
            yield column, heading


def say_nothing(table: Table, column: int) -> bool:
    """Whether the words of a column are those of ordinary lines, or say something of the item or the customer only."""
    rows = list(rows_with_quantity(table))
    cells = [table.grid.rows[row][column] for row in rows]
    keys = [at for role in (Role.ITEM, Role.CUSTOMER) if (at := table.column(role)) is not None]
    return all(_is_usual(_word(cell)) for cell in {*cells} - {"", None}) or any(
        _is_attribute([table.grid.rows[row][key] for row in rows], cells) for key in keys
    )


def _divides(cells: list[Any], *, is_kind: bool) -> bool:
    """Whether a column divides lines into a few groups, and nothing is known of one of them."""
    most = _MOST_KINDS if is_kind else _MOST_WORDS
    groups: set[Any] = set()
    for cell in cells:  # names and numbers are soon too many
        groups.add(cell)
        if len(groups) > most + 1:
            return False
    filled = {cell for cell in groups if cell not in BLANK}
    if not all(_may_be_kind(cell, is_kind=is_kind) for cell in filled):
        return False
    words = {_word(cell) for cell in filled}
    if len(words) < (1 if is_kind and len(filled) < len(groups) else 2) or len(cells) < 2 * len(words) - 1:
        return False
    if not is_kind and all(re.search(r"\d|^\W*$", word) for word in words):
        return False  # numbers, and names of places: DEL2, BLR7
    series = {re.sub(r"\d+$", "", word) for word in words}
    return not (
        {word.casefold() for word in words} <= _MARKS
        or all(map(_is_usual, words))
        or (len(words) > 1 and len(series) == 1 and "" not in series)
    )


def _may_be_kind(cell: Any, *, is_kind: bool) -> bool:
    """Whether a cell may be the word of a group: a short one, a code, no day and no quantity."""
    if isinstance(cell, str):
        return len(cell) <= _LONGEST
    return is_kind and isinstance(cell, float) and cell.is_integer()


def _is_attribute(keys: list[Any], cells: list[Any]) -> bool:
    """Whether a column says the same in all lines of an item or a customer, and each word in several of one."""
    said: dict[Any, set[Any]] = defaultdict(set)
    lines: Counter[Any] = Counter()
    for key, cell in zip(keys, cells, strict=True):
        said[key].add(cell)
        lines[key] += 1
    seen = {cell for key, its in said.items() if lines[key] > 1 for cell in its}
    return len(said) > 1 and all(len(its) == 1 for its in said.values()) and seen == {*cells}


def _drafts(words: Iterable[str]) -> list[str]:
    """The states of lines that are only written down, beside those of lines that are passed."""
    by_state = {word.casefold(): word for word in words}
    return [word for state, word in by_state.items() if is_draft(state, beside=by_state)]


def _is_usual(word: str) -> bool:
    """Whether a word is that of an ordinary line, or says that it is open."""
    return bool(_USUAL.fullmatch(plain(word))) or (bool(word) and is_closed(word) is False)


def _word(cell: Any) -> str:
    return "" if cell in BLANK else name_of(cell)


def _ask_about_likelihood(table: Table, rows: Sequence[int]) -> None:
    """Ask where a percentage may say how likely lines are."""
    width = len(table.grid.rows[table.head])
    for column, heading in (*((c, text) for c, text, _ in table.asides), *table.others):
        words = plain(heading)
        if column >= width or words in table.labels or not _LIKELIHOOD.search(words):
            continue
        cells = {row: table.grid.rows[row][column] for row in rows}
        if len({*cells.values()}) > 1:
            least = min(rows, key=lambda row: number_in(cells[row]) or 0.0)
            text = LIKELY.filled(found=name_of(cells[least]))
            table.account.ask(heading, least, column, text, ("ignore",))
