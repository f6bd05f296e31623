"""The words planners use for the rows and columns of a plan, and the role each plays."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any

from pab_planner.errors import UnknownChoice


class Role(StrEnum):
    """What a row, a column or a sheet is for."""

    ITEM = "item"
    DESCRIPTION = "description"
    CUSTOMER = "customer"
    PART = "part"
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
MEASURES = frozenset(
    (*DEMAND_ROLES, *SUPPLY_ROLES, Role.OPENING, Role.ALLOCATED, Role.BALANCE, Role.SAFETY, Role.LEAST_COVER)
)
"""Roles that a row of quantities can have."""

Labels = Mapping[str, Role]
"""The planner's own words and their roles, by `plain` text."""

_WORDS: dict[str, list[str]] = tomllib.loads(
    resources.files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8")
)

_KEYWORDS: tuple[tuple[str, Role], ...] = (
    (r"customer part|cust.* part|客户料|客户物料|客户零件", Role.PART),
    (r"safety|安全库存|安全存量", Role.SAFETY),
    (r"exposed|promise|\batp\b|net req|release|净需求|可承诺|投入", Role.IGNORE),
    (r"forecast|\bfcst\b|预测", Role.FORECAST),
    (r"gross req|毛需求", Role.GROSS),
    (r"projected|ending|closing|\bpab\b|预计可用|预计库存|期末|结存|结余|余额", Role.BALANCE),
    (r"opening|beginning|on hand|期初|现有库存|现有量|当前库存", Role.OPENING),
    (r"order (no|number|id|ref)|订单号|单号", Role.ORDER),
    (r"due date|delivery date|ship date|交期|交货日", Role.DATE),
    (
        r"\borders?\b|demand|requirement|consumption|\bout\b|shipment|客户订单|销售订单|订单|需求|出库|发货|出货",
        Role.ORDERS,
    ),
    (
        r"\bmps\b|production|receipt|supply|schedule|\bin\b|主生产|生产计划|计划接收|入库|到货|排产|供应|产出",
        Role.SUPPLY,
    ),
    (r"\bqty\b|quantity|数量", Role.QUANTITY),
    (r"customer|客户", Role.CUSTOMER),
    (r"item|material|product|part no|物料|产品|料号", Role.ITEM),
)


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """A label without what does not matter: case, width, punctuation, units in brackets, `Sum of`."""
    folded = unicodedata.normalize("NFKC", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)).casefold()
    folded = re.sub(r"[(\[][^)\]]*[)\]]", " ", folded)
    folded = re.sub(r"^\s*(sum|count|max|min|total) of\s+|^\s*求和项\s*[::]?", "", folded)
    return " ".join(re.sub(r"[^\w]+|_", " ", folded).split())


TOTALS = frozenset(
    plain(word)
    for word in (
        *("total", "totals", "grand total", "subtotal", "sub total", "sum", "overall", "all items"),
        *("合计", "总计", "小计", "汇总", "总和", "共计"),
    )
)

_MAYBE_TOTAL = re.compile("total|sum|overall|all|[合总小汇共]|[Ａ-ｚ]", re.IGNORECASE)
"""What a total's name has in it: most items are told apart from one without reading their names closely."""

_EXACT = {plain(word): Role(role) for role, words in _WORDS.items() for word in words}
_CHINESE = re.compile(r"[㐀-鿿]+")


@lru_cache(maxsize=50_000)
def _known(words: str) -> Role | None:
    """The role of a plain label by the lists above; of either half of a bilingual one."""
    if words in _EXACT:
        return _EXACT[words]
    chinese = " ".join(_CHINESE.findall(words))
    latin = " ".join(_CHINESE.sub(" ", words).split())
    if chinese and latin:
        halves = [_EXACT[half] for half in (latin, chinese.replace(" ", "")) if half in _EXACT]
        if halves:
            return halves[0]
    return None


@lru_cache(maxsize=50_000)
def _resembling(words: str) -> Role | None:
    """The role of a label that only contains a telling word."""
    return next((role for pattern, role in _KEYWORDS if re.search(pattern, words)), None)


def role_of(cell: Any, labels: Labels, *, loosely: bool = True) -> Role | None:
    """The role that a label names.

    Args:
        cell: The label's cell.
        labels: The planner's own words; they come first.
        loosely: Whether a telling word within a longer label is enough.
    """
    if not isinstance(cell, str) or len(cell) > 60:
        return None
    words = plain(cell)
    if not words:
        return None
    if words in labels:
        return labels[words]
    known = _known(words)
    return known if known or not loosely else _resembling(words)


@lru_cache(maxsize=50_000)
def is_total(cell: Any) -> bool:
    """Whether a label names a total among the items."""
    if not isinstance(cell, str) or not _MAYBE_TOTAL.search(cell):
        return False
    words = plain(cell)
    return words in TOTALS or any(
        words.startswith(f"{total} ") for total in ("total", "grand total", "subtotal")
    )


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
