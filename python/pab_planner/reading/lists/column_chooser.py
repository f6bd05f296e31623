"""One list's headings, and its cells where the headings leave something open."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from pab_planner.core.plan import match_key
from pab_planner.language import Text, few
from pab_planner.reading.evidence.lines_apart import say_nothing
from pab_planner.reading.evidence.list_doubts import leaves
from pab_planner.reading.evidence.table_doubts import (
    ONE_OPERATION,
    ONE_VERSION,
    names_operations,
    names_resources,
    names_versions,
    scale_of,
)
from pab_planner.reading.evidence.unread_lists import NO_NAME, YES_OR_NO, is_day
from pab_planner.reading.evidence.wide_evidence import DECIDED
from pab_planner.reading.lists.column_contents import QUANTITY_WORDS
from pab_planner.reading.lists.line_status import closes, is_closed, is_unlike
from pab_planner.reading.measure_rows import RawPlan, name_of
from pab_planner.reading.period_headings import day_of
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.row_keys import WHICH_ITEM
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import (
    DEMAND_ROLES,
    FLOWS,
    MEASURES,
    SUPPLY_ROLES,
    Role,
    likely_role,
    meaning_of,
    meaning_of_row,
    plain,
    says_on_order,
)
from pab_planner.reading.wide import looks_like_quantities

SAMPLE = 2000
"""Lines looked at to compare two columns."""
MOSTLY = 0.5
"""Share of a column's words that must be measures where its heading does not say that they are."""
NUMBER_OF_OURS = Text(
    "the customer's number is none of the items of the other sheets; write the item beside each line, in a column Item",
    "客户料号不是其他表中的物料；请增加“物料”列，逐行填写本厂物料号",
)
ABOVE_IT = Text(
    "nothing says of which item these lines are; write it above the list (Item, and beside it the number)",
    "未说明这些行属于哪个物料；请在清单上方注明（“物料”及其编号）",
)
BY_ITS_WORDS = Text(
    "'{label}' says what each line is: its words are measures", "“{label}”说明每行的类别：其内容均为指标"
)
WHICH_DATE = Text(
    "another date beside '{other}', and the two differ; say which one counts",
    "与“{other}”并列的另一日期，两者不同；请指明以哪个为准",
)
WHICH_QUANTITY = Text(
    "another quantity beside '{other}', and the two differ; say which one counts",
    "与“{other}”并列的另一数量，两者不同；请指明以哪个为准",
)
BLANK_BESIDE = Text(
    "blank, and '{other}' beside it is not; write what is open, or say that blank is nothing (quantity)",
    "此处为空，而旁边的“{other}”有数量；请填写未交数量，或指明空白为零（quantity）",
)
TOLD_TWICE = Text(
    "told to be {role}, as '{other}' is, and the two differ; one of them has to be left aside or called otherwise",
    "与“{other}”均被指定为 {role}，而两者不同；请忽略其一，或改用不同的标题",
)
UNLIKE_OTHERS = Text(
    "'{found}' may be no order like the others (a return, rework, a sample, a forecast); take such lines out, or say "
    "that they count like the others",
    "“{found}”可能不是普通订单（退货、返工、样品、预测等）；请删除这些行，或指明与其他行同样计算",
)
WHAT_WORDS_SAY = Text(
    "none of the words in this column is understood ({words}); leave it aside unless they say whether quantities come "
    "or go, else say what each is",
    "本列中的词均无法理解（{words}）；若与收发无关请忽略，否则请逐一指明其含义",
)
UNKNOWN_COLUMN = Text(
    "numbers under a heading that is not understood; say what they are", "标题无法理解的数字列；请指明其含义"
)
_NO_MEASURES = (None, Role.ITEM, Role.DESCRIPTION, Role.CUSTOMER, Role.SITE)
"""What a word of a line that is no measure may mean as a heading: OEM."""
_BUYS = re.compile(
    r"supplier|vendor|purchas|\b(work|production|process|planned) orders?\b|供应商|采购|工单|任务单|加工单|生产订单|生产单"
    r"|lieferant|einkauf|fertigungsauftr|공급업체|작업지시|발주"
)
"""Headings of lists of what comes in."""
_MAKES = re.compile(
    r"\b(finish\w*|fin|completion|mrp controller|production scheduler|scheduler|system status|start date|arrival|eta)\b"
    r"|完工|开工|到货|入库日|计划员|systemstatus|eckend|eckstart|disponent|완료일|입고"
)
"""Headings that are usual in such lists only, where nothing else says what the list is."""
_PLANS = re.compile(r"\bplan (week|month|date|day)\b|计划(周|月|日期)|生产(周|月|日期)")
"""Headings of the days of a plan, which is mostly one of what is made."""
_SELLS = re.compile(
    r"\b(customer|client|sold to|ship to|sales (order|doc\w*)|so (no|number)|(?<!vendor )(?<!supplier )ship(ping)? date)\b"
    r"|客户|销售|顾客|kunde|verkauf|고객|수주"
)
"""Headings of lists of what goes out."""


_MOVES = re.compile(
    r"^(?!.*\b(?:last|first|previous|actual)\b)(?:.*\b(?:eta|etd|arriv\w*|deliver\w*|ship\w*|d[ei]spatch\w*|resched\w*"
    r"|postpon\w*|promis\w*|confirm\w*)\b)|(?<!已)(?:到货|到港|到仓|交期|交货|发货|出货|入库|改期|延期)|liefer|ankunft|납기|입고"
)
"""Headings of days on which goods move, whatever else they say: `ETA port`."""


class ColumnChooser:
    """Looks at the headings of one list, and at its cells where the headings leave something open."""

    def __init__(self, table: Table, raw_plan: RawPlan) -> None:
        self.table, self.raw_plan, self.account = table, raw_plan, table.account
        self.aside: dict[int, str] = {}

    def heading(self, column: int) -> str:
        """The heading of a column."""
        return name_of(self.table.grid.rows[self.table.head][column])

    def cells(self, column: int) -> list[Any]:
        """The first cells of a column."""
        last = min(self.table.last, self.table.first + SAMPLE)
        return [self.table.grid.rows[row][column] for row in range(self.table.first, last)]

    def is_told(self, column: int) -> bool:
        """Whether the planner herself said what a column is."""
        return plain(self.heading(column)) in self.table.labels

    def is_precise(self, column: int) -> bool:
        """Whether a heading says which of several it is."""
        return meaning_of(self.heading(column), self.table.labels).precise

    def is_plain_quantity(self, column: int) -> bool:
        """Whether a heading by its own words is just a quantity, whatever one table's label makes of it."""
        role = dict(self.table.columns).get(column)
        return role is Role.QUANTITY or (
            role not in (Role.IGNORE, Role.STATUS)
            and meaning_of(self.heading(column), {}).role is Role.QUANTITY
        )

    def of(self, *roles: Role) -> list[int]:
        """The columns of some roles, from left to right."""
        return [column for column, role in self.table.columns if role in roles]

    def one_of(self, columns: Sequence[int], reason: str, question: Text, role: str) -> int | None:
        """The column that counts among several: told, or precise, or no different from the others."""
        filled = [c for c in columns if any(cell not in BLANK for cell in self.cells(c))] or columns
        pieces = [c for c in filled if not scale_of(self.heading(c))]
        self.aside.update((c, "unit") for c in filled if pieces and c not in pieces)
        filled = pieces or filled
        told = [c for c in filled if self.is_told(c)]
        best = told or [c for c in filled if self.is_precise(c)] or list(filled)
        if len(told) > 1 and any(self.differ(told[0], column) for column in told[1:]):
            # Of two days the later one is mostly that of the delivery, of two stocks the newer one.
            late = role in (Role.DATE, Role.OPENING)
            for column in told[:-1] if late else told[1:]:
                other = self.heading(told[-1] if late else told[0])
                alike = plain(other) == plain(self.heading(column))
                text = TOLD_TWICE.filled(role=role, other=other)
                roles = () if alike else ("ignore",)
                self.account.ask(self.heading(column), self.table.head, column, text, roles)
            best = best[:1]
        others = [column for column in best[1:] if self.differ(best[0], column)]
        whole = [column for column in others if not self._is_patchy(column, best[0])]
        likeliest = whole[-1 if role == Role.DATE else 0] if whole else None
        for column in others:
            text = question.filled(other=self.heading(best[0]))
            first = (role, "ignore") if column == likeliest else ("ignore", role)
            self.account.ask(self.heading(column), self.table.head, column, text, first)
        for column in columns:
            if best and column != best[0]:
                self.aside.setdefault(column, reason)
        if best and role == "quantity" and not self.is_told(best[0]):
            self._ask_about_blank(best[0], filled)
        return best[0] if best else None

    def _ask_about_blank(self, column: int, quantities: Sequence[int]) -> None:
        """Ask where the quantity that counts is blank in a line that has another, of which not all has gone."""
        gone, states = self.of(Role.SHIPPED), self.of(Role.STATUS)
        for row in range(self.table.first, self.table.last):
            cells = self.table.grid.rows[row]
            if cells[column] not in BLANK or (row, column) in self.table.grid.hollow:
                continue
            most = max(quantities, key=lambda other: number_of(cells[other]))
            left = number_of(cells[most]) - sum(number_of(cells[at]) for at in gone)
            if left > 0 and not any(is_closed(name_of(cells[at]), self.heading(at)) for at in states):
                text = BLANK_BESIDE.filled(other=self.heading(most))
                self.account.ask(self.heading(column), row, column, text, ("quantity",))
                return

    def _is_patchy(self, column: int, other: int) -> bool:
        """Whether a column is blank in many of the lines in which another is filled."""
        beside = [a for a, b in zip(self.cells(column), self.cells(other), strict=True) if b not in BLANK]
        return sum(cell in BLANK for cell in beside) * 5 > len(beside)

    def differ(self, one: int, other: int) -> bool:
        """Whether two columns differ in any line in which both are filled."""
        return any(
            a != b and a not in BLANK and b not in BLANK
            for a, b in zip(self.cells(one), self.cells(other), strict=True)
        )

    def item(self, known_items: Callable[[], set[str]]) -> int | None:
        """The item's column; by its items where no heading names it."""
        named = self.of(Role.ITEM)
        if named:
            return named[0]
        if Role.ITEM in self.table.notes:
            return None
        others = [
            column
            for column, heading in self.table.others
            if not NO_NAME.search(plain(heading)) and not self._says_yes_or_no(column)
        ]
        if self._has_a_line_a_day():  # these are of one item, and no quantity names it
            others = [column for column in others if not looks_like_quantities(self.table, column)]
        parts = self.of(Role.PART)
        known = known_items() if others or parts else set()
        for column in (*others, *parts):
            names = [match_key(name_of(cell)) for cell in self.cells(column) if cell not in BLANK]
            if names and sum(name in known for name in names) * 2 > len(names):
                self.account.decided.append(DECIDED.filled(label=self.heading(column), role="item"))
                return column
        if others and self.of(Role.MEASURE, Role.BALANCE) and not any(map(self._repeats, others)):
            self.account.ask("", self.table.head, others[0], ABOVE_IT, ())
            return None
        if others:
            headings = ", ".join(self.heading(column) for column in others)
            counts = {column: len({*self.cells(column)}) for column in others if self._names(column)}
            best = max(counts or others, key=lambda column: counts.get(column, 0))
            self.account.ask(
                self.heading(best),
                self.table.head,
                best,
                WHICH_ITEM.filled(headings=headings),
                ("item",),
            )
            return None
        named = self.of(Role.SITE, Role.DESCRIPTION)
        if parts and not named and known and match_key(self.table.grid.title) not in known:
            self.account.ask("", self.table.head, parts[0], NUMBER_OF_OURS, ())
        return next(iter(named), None)

    def _has_a_line_a_day(self) -> bool:
        """Whether no day stands in two lines."""
        days = [cell for column in self.of(Role.DATE)[:1] for cell in self.cells(column) if cell not in BLANK]
        return 1 < len(days) == len({*days})

    def _says_yes_or_no(self, column: int) -> bool:
        """Whether nothing but yes and no stands in a column, or nothing at all."""
        return {str(cell).casefold() for cell in self.cells(column) if cell not in BLANK} <= YES_OR_NO

    def _repeats(self, column: int) -> bool:
        """Whether a column says one thing in several lines, as that of the items does."""
        cells = [cell for cell in self.cells(column) if cell not in BLANK]
        return len(set(cells)) < len(cells)

    def _is_numbered(self, column: int) -> bool:
        """Whether a column numbers the lines: SAP's `项目` 10, 20, 30 is no measure."""
        cells = [name_of(cell) for cell in self.cells(column) if cell not in BLANK]
        return bool(cells) and all(cell.isdigit() for cell in cells)

    def _names(self, column: int) -> bool:
        """Whether a column may hold names: words or numbers that stand in several lines, no yes and no."""
        cells = {str(cell).casefold() for cell in self.cells(column) if cell not in BLANK}
        return bool(cells - YES_OR_NO) and not looks_like_quantities(self.table, column)

    def measure(self) -> int | None:
        """The column that says what each line is; by its words where no heading names it."""
        named = [column for column in self.of(Role.MEASURE) if not self._is_numbered(column)]
        if named:
            words = dict.fromkeys(name_of(cell) for cell in self.cells(named[0]) if cell not in BLANK)
            understood = any(
                meaning_of_row(word, self.table.labels).role not in _NO_MEASURES for word in words
            )
            if not understood and not self.is_told(named[0]) and say_nothing(self.table, named[0]):
                return None
            if words and not understood and not self.is_told(named[0]):
                said = WHAT_WORDS_SAY.filled(words=few(list(words)))
                self.account.ask(self.heading(named[0]), self.table.head, named[0], said, ("ignore",))
                return None
            return named[0]
        beside = [
            (c, text) for c, text, meaning in self.table.asides if meaning.aside in ("reference", "words")
        ]
        for column, text in (*self.table.others, *beside):
            cells = [cell for cell in self.cells(column) if cell not in BLANK]
            roles = [meaning_of_row(cell, self.table.labels).role for cell in cells]
            known = [role for role in roles if role in MEASURES]
            demands = {*known} & {*DEMAND_ROLES}
            several = len(demands) > 1 or (demands and {*known} & {*SUPPLY_ROLES})
            if several and len(known) >= MOSTLY * len(cells) and plain(text) not in self.table.labels:
                self.account.decided.append(BY_ITS_WORDS.filled(label=self.heading(column)))
                return column
        return None

    def date(self) -> int | None:
        """The date that counts: the due date before any other."""
        columns = self.of(Role.DATE)
        if len(columns) < 2:
            if columns:
                self._ask_about_other_days(columns[0])
            return columns[0] if columns else None
        readable = [c for c in columns if any(day_of(cell) for cell in self.cells(c)[:50])] or columns
        for column in columns:
            if column not in readable:
                self.aside[column] = "other_date"
        fine = [
            c
            for c in readable
            if plain(self.heading(c)) not in ("week", "month", "period", "周", "月", "月份", "周次", "期间")
        ]
        if comes := [c for c in fine if not leaves(self.heading(c)) or self.is_told(c)]:
            fine = (
                comes if self.table.title in SUPPLY_ROLES else fine
            )  # what comes in, comes when it has come
        self.aside.update((column, "other_date") for column in readable if fine and column not in fine)
        best = self.one_of(fine or readable, "other_date", WHICH_DATE, "date")
        doubtful = self._has_levels() or (best is not None and self._comes_in_doubt(best))
        if best is not None and doubtful and self.is_precise(best) and not self.is_told(best):
            for column in readable:  # a due date is that of an order, a level has its own day
                if not self.is_precise(column) and self.differ(best, column):
                    text = WHICH_DATE.filled(other=self.heading(best))
                    self.account.ask(self.heading(column), self.table.head, column, text, ("date", "ignore"))
        if best is not None:
            self._ask_about_other_days(best)
        return best

    def _ask_about_other_days(self, counted: int) -> None:
        """Ask about days under a heading that is not understood, which may be those that count.

        They may where that of the date says no more than `Date`, or theirs has a word for goods that move.
        """
        if self.is_told(counted):
            return
        for column, heading in self.table.others:
            if self.is_precise(counted) and not _MOVES.search(plain(heading)):
                continue
            cells = [cell for cell in self.cells(column) if cell not in BLANK]
            days = sum(map(is_day, cells))
            if days * 2 > len(cells) and self.differ(counted, column):
                text = WHICH_DATE.filled(other=self.heading(counted))
                self.account.ask(heading, self.table.head, column, text, ("date", "ignore"))

    def _has_levels(self) -> bool:
        """Whether a list has a stock or balance beside what comes or goes: a line for each period, not each order."""
        return bool(self.of(Role.OPENING, Role.BALANCE) and self.of(*FLOWS))

    def _comes_in_doubt(self, column: int) -> bool:
        """Whether a date is that of what comes in, in a list of which nothing else says that it comes in."""
        comes = bool(self.of(*SUPPLY_ROLES)) or self.kind() is Role.SUPPLY
        return not comes and bool(_MAKES.search(plain(self.heading(column))))

    def kind(self) -> Role | None:
        """What the quantities of a list are: by its title, else by what else it has."""
        table, title = self.table, self.table.title
        beside: list[tuple[Any, ...]] = [*table.columns, *table.asides, *table.others]
        names = [plain(self.heading(entry[0])) for entry in beside if not self.is_told(entry[0])]
        sells = bool(self.of(Role.CUSTOMER, Role.PART)) or any(map(_SELLS.search, names))
        buys = any(map(_BUYS.search, names))
        if not sells and not buys:
            buys = any(map(_MAKES.search, names))
        if title in MEASURES:
            told = plain(table.grid.title) in table.labels
            return None if title in DEMAND_ROLES and buys and not sells and not told else title
        if sells and not buys and any(_PLANS.search(plain(self.heading(c))) for c in self.of(Role.DATE)):
            return None  # `Plan week` beside a customer: what is made for whom
        return None if sells == buys else Role.ORDERS if sells else Role.SUPPLY

    def likely_side(self, column: int) -> Role:
        """What the quantities of a list most likely are of which nothing says whether they come or go."""
        headings = [plain(name_of(cell)) for cell in self.table.grid.rows[self.table.head]]
        likely = likely_role(self.heading(column))
        if likely in FLOWS:
            return likely
        buys = not any(map(_SELLS.search, headings)) and any(map(_BUYS.search, headings))
        makes = any(names_resources(heading) or _PLANS.search(heading) for heading in headings)
        return Role.SUPPLY if makes or buys else Role.ORDERS

    def flags(self) -> tuple[int, ...]:
        """The columns that may say that a line is closed: those of a status, and flags."""
        told = {column for column, _, meaning in self.table.asides if meaning.aside == "told"}
        others = [*(column for column, *_ in self.table.asides), *(column for column, _ in self.table.others)]
        marks = [
            column
            for column in (*self.of(Role.SHIPPED, *MEASURES), *others)
            if column not in told and closes(self.heading(column)) and self._is_mark(column)
        ]
        return (*self.of(Role.STATUS), *marks)

    def ask_about_unlike(self, measure: int | None) -> None:
        """Ask where a word beside an order says that it is none like others, yet counts like them: a return.

        Args:
            measure: The column that says what each line is.
        """
        if not self.of(Role.DATE):
            return
        named = [(column, self.heading(column)) for column in self.of(Role.STATUS, Role.LINE, Role.ORDER)]
        for column, heading in (*named, *self.table.others, *((c, t) for c, t, _ in self.table.asides)):
            cells = self.cells(column)
            words = {cell for cell in cells if isinstance(cell, str)}
            back = {word for word in words if is_unlike(word)}
            if not back or back == words or column == measure or self.is_told(column):
                continue
            rows = (row for row, cell in enumerate(cells, self.table.first) if cell in back)
            if row := next((row for row in rows if self._has_quantity(row)), None):
                text = UNLIKE_OTHERS.filled(found=name_of(self.table.grid.rows[row][column]))
                self.account.ask(heading, row, column, text, ("ignore",))

    def ask_about_versions(self, item: int | None) -> None:
        """Ask where an item stands in several versions of a plan, or operations of an order, which would be added."""
        for column, heading in (*self.table.others, *((c, t) for c, t, _ in self.table.asides)):
            doubts = ((names_versions, ONE_VERSION), (names_operations, ONE_OPERATION))
            text = next((text for names, text in doubts if names(heading)), None)
            if self.is_told(column) or column == item or text is None:
                continue
            rows = range(self.table.first, min(self.table.last, self.table.first + SAMPLE))
            cells = self.table.grid.rows
            seen: dict[Any, Any] = {}
            for row in rows:
                name, version = cells[row][item] if item is not None else "", cells[row][column]
                if version not in BLANK and seen.setdefault(name, version) != version:
                    self.account.ask(heading, row, column, text.filled(item=name_of(name)), ())
                    break

    def _has_quantity(self, row: int) -> bool:
        """Whether a line has a quantity that would be added."""
        cells = self.table.grid.rows[row]
        return any(number_of(cells[column]) > 0 for column in self.of(Role.QUANTITY, *MEASURES))

    def _is_mark(self, column: int) -> bool:
        """Whether a column holds marks, not quantities."""
        rows = self.table.grid.rows[self.table.first : self.table.last]
        filled = [cells[column] for cells in rows if cells[column] not in BLANK]
        counted = column in self.of(Role.SHIPPED) or QUANTITY_WORDS.search(self.heading(column).casefold())
        return bool(filled) and not any(
            isinstance(cell, float) and (counted or cell not in (0, 1)) for cell in filled
        )


def unknown_columns(chooser: ColumnChooser, item: int | None) -> list[int]:
    """Columns of numbers that no heading explains."""
    marks = chooser.flags()
    return [
        column
        for column, _ in chooser.table.others
        if column != item and column not in marks and looks_like_quantities(chooser.table, column)
    ]


def ask_about_others(chooser: ColumnChooser, item: int | None, counted: Role | None = None) -> None:
    """Ask about columns of numbers that no heading explains; note the others."""
    unknown = unknown_columns(chooser, item)
    for column, text in chooser.table.others:
        if column in unknown and says_on_order(text):
            chooser.account.note(text, chooser.table.head, column, None, "on_order")
        elif column in unknown:
            ask_about_column(chooser, column, counted)
        else:
            chooser.account.note(text, chooser.table.head, column, None, "reference")


_GONE = re.compile(
    r"received|receipt|delivered|d[ei]spatched|shipped|completed|finished|fulfilled|invoiced|billed|gelief|erhalten|fakturiert"
    r"|已|入库|完工|到货|收货"
    r"|発送済|出荷済|納入済|입고|출하"
)
"""Words of what has come or gone of a quantity beside it."""


def says_gone(heading: str) -> bool:
    """Whether a heading is of what has come or gone of a quantity beside it."""
    return bool(_GONE.search(heading.casefold()))


def ask_about_column(chooser: ColumnChooser, column: int, counted: Role | None = None) -> None:
    """Ask what a column of numbers is.

    Args:
        chooser: The list.
        column: The column.
        counted: What the quantity of the list is, to which this must not be added.
    """
    heading = chooser.heading(column)
    roles: tuple[str, ...] = ("ignore", "quantity", "orders", "supply", "opening", "shipped")
    if counted is Role.OPENING:
        roles = ("ignore", "allocated", "opening", "safety")
    if chooser.of(Role.SHIPPED):  # of several only one is taken off
        roles = tuple(role for role in roles if role != "shipped")
    first = likely_role(heading) or Role.IGNORE
    sides = next((its for its in (DEMAND_ROLES, SUPPLY_ROLES) if counted in its), ())
    if first in sides or (counted and first is Role.QUANTITY):
        first = Role.SHIPPED if says_gone(heading) and "shipped" in roles else Role.IGNORE
    choices = tuple(dict.fromkeys((first.value, *roles)))
    chooser.account.ask(heading, chooser.table.head, column, UNKNOWN_COLUMN, choices)


def number_of(cell: Any) -> float:
    """A cell's number, 0 for none."""
    return cell if isinstance(cell, float) else 0.0
