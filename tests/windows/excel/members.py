"""Which members Excel's objects have, and which arguments those take."""

from functools import cache
from typing import NamedTuple

from windows.excel.read_declarations import NEWER, TABLE


class Member(NamedTuple):
    """A member of one of Excel's classes.

    Attributes:
        kind: `get` (a property that is read), `prop` (one that can be set too) or `call` (a method).
        arguments: Names in Excel's order.
        needed: How many of them may not be left out.
    """

    kind: str
    arguments: tuple[str, ...]
    needed: int

    @property
    def is_method(self) -> bool:
        """Whether Python must call it to have it."""
        return self.kind == "call" or self.needed > 0


@cache
def members(excel_2016: bool = False) -> dict[str, dict[str, Member]]:
    """{class: {member: what it is}}.

    Args:
        excel_2016: Leave out what came with dynamic arrays and threaded comments.
    """
    table: dict[str, dict[str, Member]] = {}
    for line in TABLE.read_text().splitlines():
        place, kind, *arguments = line.split()
        if excel_2016 and place in NEWER:
            continue
        owner, _, name = place.partition(".")
        names = tuple(argument.rstrip("?") for argument in arguments)
        needed = sum(not argument.endswith("?") for argument in arguments)
        table.setdefault(owner, {})[name] = Member(kind, names, needed)
    return table
