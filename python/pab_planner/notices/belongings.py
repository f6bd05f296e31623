"""What belongs to which customer, so that no letter names what is another's.

What a letter draws from the plan is its customer's by construction; what people typed may not be.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from pab_planner.errors import PlanError
from pab_planner.language import Text
from pab_planner.notices.notice import Notice

LATIN = re.compile(r"[0-9A-Za-z]+")
CHINESE = re.compile(r"[\u3400-\u9fff]{2,}")
LATIN_NAME = re.compile(r"[!-~][ -~]+[!-~]")
LEAST_LETTERS = 3
"""A Latin word or number below this length is too common to be anybody's."""


class NamesAnother(PlanError):
    """A letter that would tell one customer of another."""

    sentence = Text(
        "the letter to {customer} would say {found} ({where}), which is not theirs to know; reword it",
        "致 {customer} 的函件中出现“{found}”（{where}），不应让其知悉；请修改措辞",
    )


class Belongings:
    """Names, numbers and addresses, and the customers that they belong to."""

    def __init__(self) -> None:
        """Begin with nothing; a word is found by its first Latin letters, where they stand and its length."""
        self._owners: dict[str, set[str]] = defaultdict(set)
        self._shapes: dict[str, set[tuple[int, int]]] = defaultdict(set)
        self._chinese: set[str] = set()

    def add(self, customer: str, *words: str) -> None:
        """Note that words belong to a customer; the Latin and the Chinese part of a name each do."""
        for word in words:
            for part in LATIN_NAME.findall(word):
                head = LATIN.search(part)
                if head and len(part) >= LEAST_LETTERS:
                    self._owners[part.casefold()].add(customer)
                    self._shapes[head[0].casefold()].add((head.start(), len(part)))
            for part in CHINESE.findall(word):
                self._owners[part].add(customer)
                self._chinese.add(part)

    def refuse_in(self, notice: Notice) -> None:
        """Refuse a letter that names what belongs to another customer and not to its own.

        Raises:
            NamesAnother: It does.
        """
        customer = notice.view.customer
        for where, text in _texts(notice):
            for found in self._found(text):
                if customer not in self._owners[found.casefold()]:
                    raise NamesAnother(customer=customer, found=found, where=where)

    def _found(self, text: str) -> Iterator[str]:
        """Every word of somebody's in a text, as it stands there."""
        small = text.casefold()
        for token in LATIN.finditer(small):
            for before, length in self._shapes.get(token[0], ()):
                begin = token.start() - before
                end = begin + length
                if begin >= 0 and small[begin:end] in self._owners and not small[end : end + 1].isalnum():
                    yield text[begin:end]
        yield from (word for word in self._chinese if word in text)


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
