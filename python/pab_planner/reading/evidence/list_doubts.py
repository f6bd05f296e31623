"""What a list says beside its quantities that may make them others: the size of a pack, a day of departure."""

import re
from collections.abc import Iterator, Sequence

from pab_planner.language import Text
from pab_planner.reading.measure_rows import name_of
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import FLOWS, SUPPLY_ROLES, Role, plain

MAYBE_PACKS = Text(
    "quantities that are no multiples of '{other}' and may be packs; write pieces, and say so: {heading} (pcs)",
    "该数量不是“{other}”的整数倍，可能是包装数；请换算成件数，并将标题写作：{heading} (pcs)",
)
GOES_AWAY = Text(
    "the day on which goods leave, and nothing says when they come; write the day of arrival, or call this one so",
    "该日期为发出日期，未说明何时到货；请填写到货日期，或将此标题改为到货日期",
)
_LEAVES = re.compile(
    r"\b(ship(ping|ment)?|etd|depart\w*|dispatch|despatch|sail\w*|pick ?up)\b"
    r"|发货|发运|发出|装船|开船|离港|起运|versand|abgang|출항|선적"
)
_PACK = re.compile(
    r"\b(pcs|pieces|units|qty|quantity|ea)\W*(per|/)\W*(box|carton|ctn|pack|pallet|case|bag|tray)"
    r"|\bpack(ing|age)? ?(size|qty)\b|\b(box|carton|case|tray|pallet) ?(size|qty|quantity)\b"
    r"|每箱|每包|每托|装箱数|装箱量|包装数|包装量|标准包装|verpackungseinheit|packungsgr|stück je|포장수|입수"
)
_PIECES = re.compile(r"\b(pcs|pieces|ea|stk|stück)\b|件|个", re.IGNORECASE)


def ask_about_packs(table: Table) -> None:
    """Ask where quantities may be numbers of packs: a column has the pieces of one, and they are no multiples."""
    beside = [*((column, text) for column, text, _ in table.asides), *table.others]
    packs = [(column, text) for column, text in beside if _PACK.search(text.casefold())]
    for pack, text in packs:
        for column in _quantities(table):
            heading = name_of(table.grid.rows[table.head][column])
            for row in range(table.first, table.last) if not _PIECES.search(heading) else ():
                size, quantity = (table.grid.rows[row][at] for at in (pack, column))
                if isinstance(size, float) and size > 1 and isinstance(quantity, float) and quantity % size:
                    said = MAYBE_PACKS.filled(other=name_of(text), heading=heading)
                    table.account.ask("", row, column, said, ())
                    return


def ask_about_departures(table: Table, column: int, roles: Sequence[Role]) -> None:
    """Ask when goods come where the day that counts for supply is that on which they leave."""
    if not roles or not all(role in SUPPLY_ROLES for role in roles):
        return
    heading = name_of(table.grid.rows[table.head][column])
    if leaves(heading) and plain(heading) not in table.labels:
        table.account.ask("", table.head, column, GOES_AWAY, ())


def leaves(heading: str) -> bool:
    """Whether a heading is that of the day on which goods leave."""
    return bool(_LEAVES.search(plain(heading)))


def _quantities(table: Table) -> Iterator[int]:
    """The columns of what comes or goes."""
    yield from (c for c, role in table.columns if role in (Role.QUANTITY, *FLOWS))
