"""What belongs to which customer, so that no letter names what is another's.

What a letter draws from the plan is its customer's by construction; what people typed may not be.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from pab_planner.errors import SheetError
from pab_planner.language import Text
from pab_planner.notices.notice import Notice

HAN = r"\u3400-\u9fff"
HEAD = re.compile(rf"[^\W_{HAN}]+|(?=([{HAN}]{{2}}))")
"""What a word is found by: its first run of letters and digits, or its first two Chinese characters."""
PART = re.compile(rf"[{HAN}]{{2,}}|[^\s{HAN}][^{HAN}]*[^\s{HAN}]")
"""The Chinese and the other part of a name."""
LEGAL_FORM = re.compile(
    r"(?:[\s,.]+(?:gmbh|ag|kg|co|ltd|limited|inc|corp|corporation|company|llc|plc|sa|sas|srl|spa|bv|nv|ab|oy|as"
    r"|pte|pty|kk)\.?|(?:股份)?有限(?:责任)?公司|集团|公司)+\.?$",
    re.IGNORECASE,
)
"""What a name is written without as often as with it."""
TRADE = re.compile(
    r"(?:汽车|零部件|配件|部件|制动|科技|技术|电子|电器|电气|电机|机械|机电|精密|实业|工业|制造|贸易|商贸|材料"
    r"|新能源|能源|动力|系统|化工|塑料|橡胶|五金|国际|中国)+$"
)
PLACE = re.compile(
    r"^(?:中国|北京|上海|天津|重庆|广州|深圳|东莞|佛山|苏州|无锡|常州|昆山|南京|杭州|宁波|温州|合肥|武汉|长沙|长春|沈阳"
    r"|大连|青岛|济南|烟台|成都|西安|郑州|厦门|福州|江苏|浙江|广东|山东|安徽|福建|湖北|湖南|河南|河北|四川|吉林|辽宁)[省市]?"
)
"""What a Chinese name is called without: 上海华欣汽车零部件有限公司 is 华欣 to those who know it."""
EXACT_UP_TO = 2
"""So short a word is somebody's only as it is written: LG, not lg."""
LEAST_CHARACTERS = 2
"""A Chinese name of one character would be found in every sentence."""
LEAST_DIGITS = 5
"""A shorter number is a quantity rather than somebody's order."""
PUBLIC_MAIL = frozenset(
    (
        *("gmail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com", "msn.com"),
        *("qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com"),
        *("139.com", "189.cn", "aliyun.com", "gmx.de", "gmx.net", "web.de", "t-online.de", "proton.me"),
    )
)
"""Domains in which anybody may have an address: they tell of no company."""


class NamesAnother(SheetError):
    """A letter that would tell one customer of another."""

    sentence = Text(
        "the letter to {customer} would say {found} ({where}), which is not theirs to know; reword it",
        "致 {customer} 的函件中出现“{found}”（{where}），不应让其知悉；请修改措辞",
    )


class Found(NamedTuple):
    """A word of somebody's in a text.

    Attributes:
        begin: Where it begins.
        end: Where it ends.
        word: The word.
        owners: Whose it is; nobody's in particular where empty.
    """

    begin: int
    end: int
    word: str
    owners: frozenset[str]


class Belongings:
    """Names, numbers and addresses, and the customers that they belong to."""

    def __init__(self) -> None:
        """Begin with nothing; a word is known by its head, where that stands in it, and its length."""
        self._owners: dict[str, set[str]] = defaultdict(set)
        self._shapes: dict[str, set[tuple[int, int]]] = defaultdict(set)
        self._common: set[str] = set()

    def add_name(self, customer: str, *names: str) -> None:
        """Note names of a customer: the Chinese and the other part, with and without the legal form.

        A Chinese one also without trade and place.
        """
        for name in names:
            for part in PART.findall(_plain(name)):
                short = LEGAL_FORM.sub("", part)
                self.add(customer, part, short, *_called(short))

    def add(self, customer: str, *words: str) -> None:
        """Note that words belong to a customer, whole."""
        for word in words:
            known = self._learn(word)
            if known and not (known.isdigit() and len(known) < LEAST_DIGITS):
                self._owners[known].add(customer)

    def add_mail(self, customer: str, address: str) -> None:
        """Note an address of a customer: the whole of it, its domain, and the company's name in that.

        `huaxin` of `huaxin.example` is what people call Huaxin Auto. A label that is no word of the
        customer's name, as `target` of `target.example` may be, counts only with its domain.
        """
        domain = address.rpartition("@")[2].strip().casefold()
        if not domain or domain in PUBLIC_MAIL:
            self.add(customer, address)
            return
        label = domain.split(".")[-2] if "." in domain else domain
        words = re.findall(rf"[^\W_{HAN}]+", _plain(customer).casefold())
        self.add(customer, address, domain, *([label] if label in words else []))

    def add_common(self, *words: str) -> None:
        """Note words that may stand in every letter: our own items and people."""
        self._common.update(filter(None, map(self._learn, words)))

    def refuse_in(
        self, notice: Notice, addresses: Iterable[str] = (), beside: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Refuse a letter that names what belongs to another customer and not to its own.

        A word inside a longer one that may be said is no name: "ABC" in "ABC Trading".

        Args:
            notice: The letter.
            addresses: Those it goes to, with their e-mail addresses last. A company whose name stands in the
                domain is another's, unless the customer's own name has it too.
            beside: What else people typed for it, as how it greets its readers: where it stands, and the text.

        Raises:
            NamesAnother: It does.
        """
        customer = notice.view.customer
        for where, text in (*_texts(notice), *beside):
            for each in self._of_others(customer, text):
                raise NamesAnother(customer=customer, found=each.word, where=where)
        in_name = {each.word.casefold() for each in self._found(_plain(customer))}
        for address in addresses:
            for each in self._found(_plain(address.partition("@")[2])):
                # The domain itself is both companies' once a contact of one has an address at the other.
                theirs = each.owners and customer not in each.owners and "." not in each.word
                if theirs and each.word.casefold() not in in_name:
                    raise NamesAnother(customer=customer, found=address, where="recipients")

    def _of_others(self, customer: str, text: str) -> Iterator[Found]:
        """Every word in a text that belongs to others and stands in no longer word of the customer's own."""
        found = list(self._found(_plain(text)))
        ours = [each for each in found if not each.owners or customer in each.owners]
        for each in found:
            if each not in ours and not any(o.begin <= each.begin and each.end <= o.end for o in ours):
                yield each

    def _learn(self, word: str) -> str:
        """How a word is kept; "" where there is nothing to know it by."""
        plain = _plain(word).strip()
        head = HEAD.search(plain)
        if len(plain) < EXACT_UP_TO or head is None:
            return ""
        self._shapes[(head[1] or head[0]).casefold()].add((head.start(), len(plain)))
        return _key(plain)

    def _found(self, text: str) -> Iterator[Found]:
        """Every word of somebody's in a plain text."""
        for head in HEAD.finditer(text):
            for before, length in self._shapes.get((head[1] or head[0]).casefold(), ()):
                begin = head.start() - before
                end = begin + length
                word = text[begin:end] if begin >= 0 else ""
                known = _key(word)
                cut = not head[1] and re.match(rf"[^\W_{HAN}]", text[end : end + 1])
                if cut or len(word) < length:
                    continue
                if known in self._common:
                    yield Found(begin, end, word, frozenset())
                elif known in self._owners:
                    yield Found(begin, end, word, frozenset(self._owners[known]))


def _called(name: str) -> Iterator[str]:
    """What a Chinese company is called for short, if two characters or more are left."""
    if re.fullmatch(rf"[{HAN}]+", name):
        by_trade = TRADE.sub("", name)
        for each in (by_trade, PLACE.sub("", by_trade)):
            if len(each) >= LEAST_CHARACTERS and not PLACE.fullmatch(each):
                yield each


def _plain(text: str) -> str:
    """A text in ordinary width, without characters that nobody sees."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


def _key(word: str) -> str:
    return word if len(word) <= EXACT_UP_TO else word.casefold()


def _texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a value, with the name of the field that it stands in."""
    if isinstance(value, str):
        yield where, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), field.name)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each, where)
