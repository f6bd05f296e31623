"""What the headings of planning sheets mean: a whole phrase has a meaning, a loose word in it has none."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any, NamedTuple

from pab_planner.errors import UnknownChoice


class Role(StrEnum):
    """What a row, a column or a sheet is for."""

    ITEM = "item"
    DESCRIPTION = "description"
    CUSTOMER = "customer"
    PART = "part"
    SITE = "site"
    MEASURE = "measure"
    OPENING = "opening"
    ALLOCATED = "allocated"
    ORDERS = "orders"
    FORECAST = "forecast"
    GROSS = "gross"
    SUPPLY = "supply"
    FIRM = "firm"
    PLANNED = "planned"
    BALANCE = "balance"
    SAFETY = "safety"
    LEAST_COVER = "least_cover"
    OVERDUE = "overdue"
    DATE = "date"
    QUANTITY = "quantity"
    ORDER = "order"
    LINE = "line"
    SHIPPED = "shipped"
    STATUS = "status"
    PRIORITY = "priority"
    IGNORE = "ignore"


DEMAND_ROLES = (Role.ORDERS, Role.FORECAST, Role.GROSS)
SUPPLY_ROLES = (Role.SUPPLY, Role.FIRM, Role.PLANNED)
FLOWS = (*DEMAND_ROLES, *SUPPLY_ROLES)
"""Roles of what comes or goes in a period."""
MEASURES = frozenset((*FLOWS, Role.OPENING, Role.ALLOCATED, Role.BALANCE, Role.SAFETY, Role.LEAST_COVER))
"""Roles that a row of quantities can have."""


def demand_beside(roles: Iterable[Role | None]) -> Role:
    """What a row is that goes out beside others: what those are, so that both count."""
    others = {role for role in roles if role in DEMAND_ROLES}
    return Role.ORDERS if Role.ORDERS in others or len(others) != 1 else others.pop()


Labels = Mapping[str, Role]
"""The planner's own words and their roles, by `plain` text."""


class Meaning(NamedTuple):
    """What a heading says.

    Attributes:
        role: The role, `IGNORE` for what is left aside, None if a word is not accounted for.
        aside: Why it is left aside, a key of `[aside]` in the vocabulary.
        total_of: What a total is the total of.
        precise: Whether it says which of several it is: the due date, the open quantity.
    """

    role: Role | None
    aside: str = ""
    total_of: Role | None = None
    precise: bool = False


UNKNOWN = Meaning(None)

_TABLE: dict[str, dict[str, list[str]]] = tomllib.loads(
    resources.files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8")
)
_PRECISE = {"due_date": Role.DATE, "open_quantity": Role.QUANTITY}

_STRONG = frozenset(("money", "ratio", "capacity", "accuracy", "last_year", "cumulative", "part"))
"""Reasons that make a heading no quantity of the balance whatever else it says."""
_WEAK = frozenset(("parameter", "reference", "document_date"))
"""Reasons that say nothing of a heading whose last word is a quantity of goods."""


_SIMPLIFIED = str.maketrans(
    "戶計劃訂單庫存現有數預測產貨採購號編碼類別項說備註額價總計累積餘結應實際達週間總餘訂貨發領銷售進關閉狀態優級區廠倉位條"
    "顧稱規審執運輸儲産画図",
    "户计划订单库存现有数预测产货采购号编码类别项说备注额价总计累积余结应实际达周间总余订货发领销售进关闭状态优级区厂仓位条"
    "顾称规审执运输储产划图",
)
"""Chinese as it is written in Taiwan and Hong Kong, in the characters of the vocabulary."""
_NUMBERED = re.compile(r"^\s*(?:\(?(?:\d{1,2}|[a-z])[.)](?=\s)|\d{1,2}、)\s*")
"""A number before a label: `1. MPS`, `a) Orders`, 1、订单."""
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_IN_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_SUM_OF = re.compile(r"^\s*(sum|count|max|min|total) of\s+|^\s*求和项\s*[::]?")
_PERCENT, _MONEY = re.compile("[%‰]"), re.compile("[€$£¥₩]")
_NO_WORD = re.compile(r"[^\w]+|_")


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """A label without what does not matter: case, width, punctuation, units in brackets, `Sum of`."""
    folded = unicodedata.normalize("NFKC", _INNER_CAPITAL.sub(" ", text)).casefold()
    folded = _NUMBERED.sub("", folded.translate(_SIMPLIFIED))
    return _words_only(_IN_BRACKETS.sub(" ", folded)) or folded.strip()  # `#` can be told as well


def _words_only(folded: str) -> str:
    """Folded text as words with a space between them."""
    folded = _SUM_OF.sub("", folded)
    folded = _PERCENT.sub(" percent ", folded)
    folded = _MONEY.sub(" money ", folded)
    return " ".join(_NO_WORD.sub(" ", folded).split())


TOTALS = frozenset(
    plain(word) for word in (*_TABLE["aside"]["total"], "all items", "all", "总合计", "合计数", "总计数")
)

_MAYBE_TOTAL = re.compile("total|sum|overall|all|gesamt|[합총소合总小汇共]|[Ａ-ｚ]", re.IGNORECASE)
"""What a total's name has in it: most items are told apart from one without reading their names closely."""


def _meanings() -> dict[str, Meaning]:
    """Every whole phrase of the vocabulary by its plain text."""
    known: dict[str, Meaning] = {}
    for reason, phrases in _TABLE["aside"].items():
        for phrase in phrases:
            known[plain(phrase)] = Meaning(Role.IGNORE, reason)
    for name, phrases in _TABLE["phrases"].items():
        role = _PRECISE.get(name) or Role(name)
        for phrase in phrases:
            known[plain(phrase)] = Meaning(role, precise=name in _PRECISE)
    return known


_PHRASES = _meanings()


def _word_classes() -> dict[str, frozenset[str]]:
    """The classes of each word; those of asides begin with `!`."""
    classes: dict[str, set[str]] = {}
    for reason, phrases in _TABLE["aside"].items():
        for phrase in phrases:
            classes.setdefault(plain(phrase), set()).add(f"!{reason}")
    for name, words in _TABLE["words"].items():
        for word in words:
            classes.setdefault(plain(word), set()).add(name)
    return {word: frozenset(its) for word, its in classes.items()}


_CLASSES = _word_classes()
_WIDE = re.compile(r"[㐀-鿿가-힣]")
_LONGEST = max(map(len, _CLASSES))


def _parse(words: str) -> list[frozenset[str]] | None:
    """The classes of the words that a heading is made of, None if one is not known."""
    found: list[frozenset[str]] = []
    at = 0
    while at < len(words):
        if words[at] == " ":
            at += 1
            continue
        end = _word_end(words, at)
        if end is None:
            return None
        found.append(_CLASSES[words[at:end]])
        at = end
    return found


def _word_end(words: str, at: int) -> int | None:
    """Where the longest known word that begins here ends."""
    for end in range(min(len(words), at + _LONGEST), at, -1):
        if words[at:end] in _CLASSES and (
            end == len(words) or words[end] == " " or _WIDE.match(words[end - 1]) or _WIDE.match(words[end])
        ):
            return end
    return None


def _strong_reason(words: str) -> str:
    """Why a heading is no quantity although some of its words are not known, "" where nothing says so."""
    at = 0
    while at < len(words):
        end = _word_end(words, at)
        if end is None:
            while at < len(words) and words[at] != " " and not _WIDE.match(words[at]):
                at += 1
            at += 1
            continue
        if end - at > 1:
            classes = _CLASSES[words[at:end]]
            for name in classes if "resource" not in classes or side_hint(words) is None else ():
                if name[1:] in _STRONG and name[0] == "!":
                    return name[1:]
        at = end
    return ""


_REASON_ORDER = (*_TABLE["aside"],)


def _compose(parts: list[frozenset[str]]) -> Meaning:
    """The meaning of a heading all of whose words are known."""
    if "date" in parts[-1] and len(parts) > 1:
        if any("!document_date" in part for part in parts):
            return Meaning(Role.IGNORE, "document_date")
        return Meaning(Role.DATE, precise=any("due" in part for part in parts[:-1]))
    said = frozenset().union(*parts)
    asides = [reason for reason in _REASON_ORDER if any(part <= {f"!{reason}"} for part in parts)]
    asides += [reason for part in parts if all(n[0] == "!" for n in part) for reason in (min(part)[1:],)]
    if asides and asides[0] == "total" and len(set(asides)) == 1:
        rest = [part for part in parts if not all(name[0] == "!" for name in part)]
        inner = _measure(rest) if rest else None
        return Meaning(Role.IGNORE, "total", total_of=inner)
    why = {*asides} - {"total"}
    if parts[-1] & {"demand", "supply", "orders", "forecast"} and (len(why) > 1 or (why <= _WEAK and why)):
        return UNKNOWN  # `Value pack orders`, `Service demand`
    if asides:
        reasons = [reason for reason in asides if reason != "total"]
        return Meaning(Role.IGNORE, reasons[0] if reasons else "total")
    if "actual" in said:
        return Meaning(None, "actual", total_of=_measure(part for part in parts if "actual" not in part))
    role = _measure(parts)
    if not role and len(parts) > 1 and said - {"neutral"} == {"open"}:
        role = Role.QUANTITY  # `Qty open`
    return Meaning(role, precise="open" in said) if role else UNKNOWN


def _measure(parts: Iterable[frozenset[str]]) -> Role | None:
    """The measure that known words make together, None if they contradict each other."""
    parts = list(parts)
    said = frozenset().union(*parts) - {"neutral", "due", "date"}
    leaves, said = "leaving" in said, said - {"leaving"}
    has = said.__contains__
    if has("done"):
        return Role.SHIPPED if said in ({"done"}, {"done", "supply"}, {"done", "demand"}) else None
    if has("safety"):
        return Role.SAFETY if said <= {"safety", "stock"} else None
    if has("allocated"):
        return Role.ALLOCATED if said <= {"allocated", "stock", "orders"} else None
    if has("stock"):
        if has("supply") or has("demand") or has("orders"):
            return None
        if has("ending") or has("projected") or has("forecast"):
            return None if has("opening") and not has("projected") else Role.BALANCE
        if has("available"):
            return Role.OPENING if has("opening") else None
        return Role.OPENING if said <= {"stock", "opening"} else None
    if has("opening") or has("ending"):
        only = {"opening", "ending", "neutral", "projected"}
        if not said <= only or (has("opening") and has("ending")):
            return None
        return Role.OPENING if has("opening") else Role.BALANCE
    demand = has("demand") or (
        has("buyer") and (has("orders") or (said <= {"buyer", "neutral", "open"} and has("open")))
    )
    supply = has("supply") or (has("po") and bool(said - {"po", "open"}) | has("open"))
    if has("gross"):
        return Role.GROSS if demand and not supply else None
    if demand and supply:
        return None
    if has("available"):
        return None
    if demand:
        planned = has("projected") and not has("orders") and not leaves
        return Role.FORECAST if has("forecast") or planned else Role.ORDERS
    if supply:
        if has("buyer") or has("forecast"):
            return None
        return Role.FIRM if has("firm") and not has("projected") else Role.SUPPLY
    if has("forecast"):
        return Role.FORECAST if said <= {"forecast", "buyer", "projected"} else None
    if has("orders"):
        if said <= {"orders", "open", "buyer"}:
            return Role.ORDERS
        return Role.PLANNED if said == {"orders", "projected"} else None
    return None


_CHINESE = re.compile(r"[㐀-鿿가-힣]+")


@lru_cache(maxsize=50_000)
def _meaning(words: str) -> Meaning:
    """The meaning of a plain heading; of a bilingual one where its halves agree."""
    if words in _PHRASES:
        return _PHRASES[words]
    wide = "".join(_CHINESE.findall(words))
    latin = " ".join(_CHINESE.sub(" ", words).split())
    if wide and latin:
        halves = [_meaning(latin), _meaning(wide)]
        if all(half.role for half in halves):
            agreed = halves[0].role == halves[1].role
            return halves[0] if agreed else _either(halves)
    joined = words.replace(" ", "")
    if not (wide and latin) and joined in _PHRASES:
        return _PHRASES[joined]  # `PldOrd` has an inner capital
    if numbered := _number_of_whom(words):
        return numbered
    parts = _parse(words)
    if parts:
        composed = _compose(parts)
        if composed.aside == "last_year" and _LATEST.search(words) and _ends_with_measure(words):
            return UNKNOWN  # `Customer A last order` may be her latest
        if composed.aside in ("reference", "document_date") and _QUANTITY_BEHIND.search(words):
            return UNKNOWN  # `Free of charge qty`, 批次数量: that of a line
        if composed.role:
            return composed
    reason = "" if _ends_with_measure(words) else _strong_reason(words)
    return Meaning(Role.IGNORE, reason) if reason else UNKNOWN


_WHOSE = (
    (
        re.compile(r"(?:our|own|internal|in house|my)\b ?|本厂|厂内|我司|本司|内部|公司|本公司|自社|eigene "),
        Meaning(Role.ITEM),
    ),
    (
        re.compile(r"(?:customers?|cust|client|oem|buyer)\b ?|客户|顾客|客人|kunden ?|고객|得意先|客先"),
        Meaning(Role.PART),
    ),
    (
        re.compile(r"(?:suppliers?|vendors?|mfg|manufacturers?|mfr)\b ?|供应商|供方|厂商|厂家|lieferanten ?"),
        Meaning(Role.IGNORE, "reference"),
    ),
)
"""Who gives an item the number that a heading names."""


def _number_of_whom(words: str) -> Meaning | None:
    """What the number of an item means by who gave it: `Own P/N`, `Customer part no`, 客户料号."""
    for owner, meaning in _WHOSE:
        if (match := owner.match(words)) and _PHRASES.get(words[match.end() :], UNKNOWN).role is Role.ITEM:
            return meaning
    return None


_LATEST = re.compile(r"\b(last|previous|prior) (?!year|month|week|quarter|period)")
_QUANTITY_BEHIND = re.compile(r"(qty|quantity|quantities|pcs|pieces|units|数量|menge|수량)$")


def _ends_with_measure(words: str) -> bool:
    """Whether the last known word of a heading says what comes or goes: `Cover plate orders` is no cover."""
    if _QUANTITY_BEHIND.search(words):
        return True
    last: frozenset[str] = frozenset()
    at = 0
    while at < len(words):
        end = _word_end(words, at)
        if end:
            last = _CLASSES[words[at:end]]
        at = end or at + 1
    return bool(last & {"demand", "supply", "orders"}) and not any(name[0] == "!" for name in last)


def _either(halves: list[Meaning]) -> Meaning:
    """The meaning of a heading in two languages that say different things."""
    aside = next((half for half in halves if half.role is Role.IGNORE), None)
    return aside or UNKNOWN


_CURRENCY = re.compile(r"\b[kmt]?(usd|eur|cny|rmb|gbp|jpy|krw|money)\b|[万千百]?元")
_DAY_BEHIND = re.compile(
    r"\s*(\b(as of|as at|per|am|on|zum|vom)\b|截至|@)?\s*"
    r"(\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]?(\d{2,4})?)\s*$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")


@lru_cache(maxsize=50_000)
def _meaning_of(text: str) -> Meaning:
    """The meaning of a heading as written: what it says in brackets may make it money or a ratio."""
    label, _, value = unicodedata.normalize("NFKC", text).partition(":")
    if value.strip() and _meaning(plain(label)).role is Role.ITEM:
        return UNKNOWN  # `Item: Pump cover` is no cover
    meaning = _meaning(plain(text))
    if not meaning.role and (undated := _DAY_BEHIND.sub("", text)) != text:
        stock = _meaning(plain(undated))  # `Stock 31.05.2026`, `Bestand per 31.05.`
        meaning = stock if stock.role is Role.OPENING else meaning
    if not meaning.role and "\n" in text:  # in one language above the other
        halves = [_meaning(plain(half)) for half in text.split("\n") if half.strip()]
        if len({half.role for half in halves}) == 1:
            meaning = halves[0]
    folded = unicodedata.normalize("NFKC", text).casefold()
    for inside in _BRACKETS.findall(folded):
        words = _words_only(inside)
        reason = (_PHRASES.get(words, UNKNOWN).aside or _strong_reason(words)) if words else ""
        if reason in _STRONG and words not in _PHRASES and _parse(words) is None:
            meaning, reason = UNKNOWN, ""
        if _CURRENCY.search(words):
            reason = "money"
        if reason in _STRONG and meaning.role is not Role.IGNORE:
            return Meaning(Role.IGNORE, reason)
    return meaning


LONGEST, LONGEST_TOLD = 60, 250
"""Letters of a heading that is understood, and of one that the planner has said something of."""


def meaning_of(cell: Any, labels: Labels) -> Meaning:
    """What a heading says; the planner's own words come first."""
    if not isinstance(cell, str) or len(cell) > (LONGEST_TOLD if labels else LONGEST):
        return UNKNOWN
    words = plain(cell)
    if not words:
        return UNKNOWN
    if words in labels:
        role = labels[words]
        return Meaning(role, "told" if role is Role.IGNORE else "", precise=True)
    if len(cell) > LONGEST:
        return UNKNOWN
    return _meaning_of(cell)


_IN, _OUT = re.compile(r"\bin$|^in\b|\bplus\b|^[入进]|[入进]$"), re.compile(r"\bout\b|\bminus\b|^出|出$")


LEAST_INSIDE = 5
"""Letters of a word that is known inside another: Bedarf in `Nettobedarf`."""


def _known_words(words: str) -> dict[str, frozenset[str]]:
    """The classes of the words of a heading that are known."""
    known: dict[str, frozenset[str]] = {}
    at = 0
    while at < len(words):
        end = _word_end(words, at)
        inside = at and words[at - 1] != " " and words[at].isascii()
        if end and inside and end - at < LEAST_INSIDE:
            end = None  # no work in `Rework`
        if end:
            known[words[at:end]] = _CLASSES[words[at:end]]
        at = end or at + 1
    return known


@lru_cache(maxsize=5_000)
def side_hint(label: str) -> Role | None:
    """What a heading that is not understood most likely is, by the words of it that are known."""
    said = frozenset().union(*_known_words(plain(label)).values())
    demand, supply = bool(said & {"demand", "buyer"}), bool(said & {"supply", "po"})
    if not demand and not supply:
        words = plain(label)
        supply, demand = bool(_IN.search(words)), bool(_OUT.search(words)) or "orders" in said
    return None if demand == supply else Role.ORDERS if demand else Role.SUPPLY


_BEFORE = re.compile(r"(before|earlier|prior|previous)( periods?| weeks?| months?)?|之前|以前|vorher|이전")
_ON_ORDER = re.compile(r"\bon order\b|在订")


def says_on_order(heading: str) -> bool:
    """Whether a heading says what is on order: supply that is to come on a day that it does not say."""
    return bool(_ON_ORDER.search(plain(heading)))


_NEEDED = re.compile(r"\b(required|needed|reqd)\b|需求|所需")


@lru_cache(maxsize=5_000)
def likely_role(heading: str) -> Role | None:
    """What the numbers under a heading that is not understood most likely are, by the words that are known."""
    words = plain(heading)
    if heading.lstrip()[:1] in ("<", "≤") or _BEFORE.fullmatch(words):
        return Role.OVERDUE  # `<W23`
    if _ON_ORDER.search(words):
        return Role.SUPPLY
    known = _known_words(words)
    volume = known.pop("volume", None) is not None
    if any(name[0] == "!" for classes in known.values() for name in classes):
        return None
    said = frozenset().union(*known.values())
    if said & {"demand"} and said & {"supply"}:
        return Role.QUANTITY  # `Receipts/requirements`
    if role := (None if volume else measure_in(heading, {})) or _measure(known.values()):
        whole = {name for word in words.split() for name in _CLASSES.get(word, ())}
        said_stock = whole & {"stock", "opening"} or says_stock(heading) or not words.isascii()
        inside = role is Role.OPENING and not said_stock  # `Minstock`
        return role if role in MEASURES and not inside else None
    if _NEEDED.search(words):
        return Role.ORDERS
    if volume or _QUANTITY_WORD.search(words):
        return Role.SUPPLY if _IN.search(words) else Role.ORDERS if _OUT.search(words) else Role.QUANTITY
    return None


_QUANTITY_WORD = re.compile(r"\b(qty|quantity|quantities|pcs|pieces|units)\b|数量|menge|수량")
_OPEN_WORDS = sorted(map(plain, _TABLE["words"]["open"]), key=len, reverse=True)


def without_open(words: str) -> str:
    """A plain heading without the word that says that it is what is still open: 订单 of 未交订单."""
    for word in _OPEN_WORDS:
        if not word.isascii() and word in words:
            return words.replace(word, "", 1).strip()
        if f" {word} " in f" {words} ":
            return " ".join(f" {words} ".replace(f" {word} ", " ", 1).split())
    return words


def meaning_of_row(cell: Any, labels: Labels) -> Meaning:
    """What the label of a row or line says: one `Sales Order` is of the sales orders, not its number."""
    meaning = meaning_of(cell, labels)
    return meaning_of(f"{cell}s", labels) if meaning.role is Role.ORDER else meaning


def role_of(cell: Any, labels: Labels) -> Role | None:
    """The role that a heading names."""
    return meaning_of(cell, labels).role


def measure_in(text: Any, labels: Labels) -> Role | None:
    """The measure that a title names, whatever else it says: `MPS of plant 2`; None if it names two.

    A title that names a ratio, money or a capacity names no measure, nor does a plan of something else: 交货计划.
    """
    meaning = meaning_of(text, labels)
    if meaning.role or not isinstance(text, str) or len(text) > 60:
        return meaning.role
    words = plain(text)
    of_what = bool(_NO_OTHER_PLAN.fullmatch(words))
    found: set[Role] = set()
    parts = words.split()
    for start in range(len(parts)):
        for end in range(len(parts), start, -1):
            phrase = " ".join(parts[start:end])
            role = _meaning(phrase).role
            if role is Role.IGNORE:
                return None
            if role in MEASURES or role is Role.ORDER:
                if of_what or not _SOME_PLAN.fullmatch(phrase):
                    found.add(role)
                break
    for run in _CHINESE.findall(words):
        for end in range(len(run), 1, -1):
            phrases = [run[at : at + end] for at in range(len(run) - end + 1)]
            known = {_meaning(its).role for its in phrases if of_what or not _SOME_PLAN.fullmatch(its)}
            known &= MEASURES | {Role.IGNORE}
            if Role.IGNORE in known:
                return None
            if known:
                found |= {role for role in known if role}
                break
    return next(iter(found)) if len(found) == 1 else None


_SOME_PLAN = re.compile("plans?|schedules?|计划")
_NO_OTHER_PLAN = re.compile(
    r"(?:plans?|schedules?|计划|plant|site|line|factory|week|weekly|month|monthly|day|daily|year|rolling|current|latest|new"
    r"|old|draft|final|copy|sheet|data|table|of|for|the|in|by|and|to|from|w|cw|kw|wk|fy|rev|工厂|产线|车间|滚动|表|第|[年月日周天季度期总新旧版]"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|\b[a-z]\b|[a-z]?\d+|\s)+"
)
"""Titles of a plan that say nothing of what is planned but where and when."""
_STOCK_WORD = re.compile(r"\b(stock|inventory|on hand|bestand|qty|quantity)\b|库存|在库|存量|数量|재고")
_WAREHOUSE = re.compile(
    r"(wh|whs|warehouse|depot|dc|lager|store|werk)[ -]?([a-z]{0,2}\d{1,4}|[a-z]{1,3})|[\w ]+ (warehouse|depot|lager|store)"
    r"|\w+(仓库|仓|库房|창고)"
)
UNUSABLE = (
    r"scrap|reject|defect|quarantine|blocked|return|transit|consign|\b(hold|qc|rma|mrb|rtv|ng)\d*\b|sample|inspect|sperr|ausschuss"
    r"|prüf"
    r"|报废|不良|样品|废品|待检|质检|检验|冻结|退货|退回|在途|寄售|委外|外协|返修|불량|폐기|반품|검사"
)


def warehouse_in(heading: str) -> str:
    """The warehouse of which a heading has the stock: wh1 of `Stock WH1`, 成品仓 of 成品仓库存; "" for none."""
    rest = " ".join(_STOCK_WORD.sub(" ", plain(heading)).split())
    known = _meaning(rest).role or side_hint(rest) or _strong_reason(rest)
    return rest if not known and _WAREHOUSE.fullmatch(rest) else ""


def says_stock(heading: str) -> bool:
    """Whether a heading has a word for stock."""
    return bool(_STOCK_WORD.search(plain(heading)))


def may_be_unusable(warehouse: str) -> bool:
    """Whether what stands in a warehouse may not be there to ship: scrap, returns, goods in transit."""
    return bool(re.search(UNUSABLE, warehouse.casefold()))


def site_in(title: str, labels: Labels) -> str:
    """The site that a title names: 1000 of `Plant 1000`, 深圳 of `深圳工厂`; "" where it names none."""
    words = plain(title)
    for cut in range(1, len(words)):
        head, tail = words[:cut].strip(), words[cut:].strip()
        parted = " " in words[cut - 1 : cut + 1] or _WIDE.match(words[cut - 1]) or _WIDE.match(words[cut])
        if parted and head and tail:
            if role_of(head, labels) is Role.SITE and role_of(tail, labels) is None:
                return tail
            if role_of(tail, labels) is Role.SITE and role_of(head, labels) is None:
                return head
    return ""


@lru_cache(maxsize=50_000)
def is_total(cell: Any) -> bool:
    """Whether a label names a total among the items."""
    if not isinstance(cell, str) or not _MAYBE_TOTAL.search(cell):
        return False
    words = plain(cell)
    return words in TOTALS or any(
        words.startswith(f"{total} ") for total in ("total", "grand total", "subtotal")
    )


_SUFFIX = re.compile(
    r"(.*\S)\s*[-_]?\s*(?:sub ?total|total|result|summe|ergebnis|汇总|合计|小计|总计|합계|소계)",
    re.IGNORECASE,
)


@lru_cache(maxsize=50_000)
def totalled(name: str) -> str:
    """The item of which a name is the total (`A Total`, `A 汇总`), "" where it is none."""
    if not _MAYBE_TOTAL.search(name) and "rgebnis" not in name and "esult" not in name:
        return ""
    match = _SUFFIX.fullmatch(name.strip())
    return match[1] if match else ""


def labels_by_sheet(pairs: Mapping[str, str], sheets: Iterable[str]) -> dict[str, Labels]:
    """The planner's own words by sheet: `Foo` holds on every sheet, `Plan!Foo` on sheet Plan only.

    Raises:
        UnknownChoice: A role is not one of `Role`.
    """
    titles = list(sheets)
    everywhere: dict[str, str] = {}
    own: dict[str, dict[str, str]] = {title: {} for title in titles}
    for text, role in pairs.items():
        head = text.casefold()
        title = next((title for title in titles if head.startswith(f"{title}!".casefold())), None)
        if title is None:
            everywhere[text] = role
        else:
            own[title][text[len(title) + 1 :]] = role
    shared = read_labels(everywhere)
    return {title: {**shared, **read_labels(its)} for title, its in own.items()}


def read_labels(pairs: Mapping[str, str]) -> dict[str, Role]:
    """The planner's own words as `Labels`.

    Raises:
        UnknownChoice: A role is not one of `Role`.
    """
    try:
        return {plain(text): Role(role.strip().casefold()) for text, role in pairs.items()}
    except ValueError:
        wrong = next(role for role in pairs.values() if role.strip().casefold() not in set(Role))
        raise UnknownChoice(name="--label", found=wrong, choices=", ".join(Role)) from None
