"""What a plan lacks, and why it was not found."""

from collections.abc import Sequence

from pab_planner.core.plan import PlanFault
from pab_planner.errors import SheetError
from pab_planner.language import Text, listed
from pab_planner.reading.evidence.unread_lists import is_day
from pab_planner.reading.grid import address
from pab_planner.reading.lists.column_chooser import ColumnChooser
from pab_planner.reading.lists.lines import ListReading
from pab_planner.reading.measure_rows import RawPlan
from pab_planner.reading.period_headings import REPEATED, UNSORTED
from pab_planner.reading.quantities import BLANK, TAKEN, TAKEN_AS_NONE, shown
from pab_planner.reading.table_account import Use
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import (
    DEMAND_ROLES,
    SUPPLY_ROLES,
    Role,
    likely_role,
    plain,
    says_stock,
    side_hint,
)
from pab_planner.reading.wide import looks_like_quantities, measure_column


class NoPlanFound(SheetError):
    """A workbook in which no plan is recognised."""

    sentence = Text(
        "{file}: no planning table was found; expected a heading row with dates, weeks or months,"
        " or a list with an item, a date and a quantity column. {hint}",
        "{file}：没有找到计划表；应有含日期、周或月的标题行，或含物料、日期和数量列的清单。{hint}",
    )


class MeasureMissing(SheetError):
    """A plan without one of the measures that it needs."""

    sentence = Text(
        "{file}: {measure} not found. {hint}",
        "{file}：没有找到{measure}。{hint}",
    )


class NoItemLeft(SheetError):
    """A plan of which each item is left out for its faults."""

    sentence = Text(
        "{file}: no item is left, for each has a fault. {first}",
        "{file}：所有物料均有错误，没有可推算的物料。{first}",
    )


FIRST_FAULT = Text(
    "First {place} '{found}': {expected}.{more}", "首个为 {place}“{found}”：{expected}。{more}"
)
MORE_FAULTS = Text(" And {count} more.", "另有 {count} 处。")


def first_fault(faults: Sequence[PlanFault]) -> Text:
    """The first cell for which an item is left out, and how many more are not as they should be."""
    if not faults:
        return Text("", "")
    fault = next((fault for fault in faults if "left out" in fault.expected.en), faults[0])
    more = len(faults) - 1
    return FIRST_FAULT.filled(
        place=f"{fault.sheet}!{fault.cell}",
        found=fault.found,
        expected=fault.expected,
        more=MORE_FAULTS.filled(count=more) if more else Text("", ""),
    )


BAD_DATES = Text(
    "{count:line was|lines were} read, but the dates are not understood, first {place} '{found}': write dates"
    " such as 2026-06-01",
    "已读到 {count} 行，但日期无法理解，首个为 {place} “{found}”：请写成 2026-06-01 这样的日期",
)
NO_DATES = Text(
    "{count:line was|lines were} read, but without a date, first {place} under '{heading}': write one{other}",
    "已读到 {count} 行，但没有日期，首个为 {place}（“{heading}”列）：请填写日期{other}",
)
OTHER_DATES = Text(", or take that of '{heading}': {label}", "，或采用“{heading}”列：{label}")
ALL_CLOSED = Text(
    "Each of the {count:line|lines} on {sheet} is closed or delivered",
    "{sheet} 上的 {count} 行均已关闭或交货",
)
READ_BY_TITLE = Text(
    "'{sheet}' was read as supply for its title; if it holds {measure}, say so",
    "工作表“{sheet}”按表名读作供应；如其内容为{measure}，请指明",
)
EITHER_PLAN = frozenset(("plan", "planning", "schedule", "计划", "计划表", "排程", "계획"))
"""Titles of sheets that may be a plan of what comes or of what goes."""
UNKNOWN_LABELS = Text("Not recognised: {labels}. ", "未能识别：{labels}。")
LEFT_ASIDE = Text("Left aside: {labels}. ", "已忽略：{labels}。")
MAY_BE = Text("If one of them is it, say so: {label}. Else a", "若其中之一即是，请指明：{label}。否则请")
MAY_BE_IN_BOOK = Text(
    "If one of them is it, press How it is read and choose there. Else a",
    "若其中之一即是，请按“读取方式”，在该表中选择。否则请",
)
NAMED_OTHERWISE = Text(
    "If one of them is it, rename it '{name}'. Else a", "若其中之一即是，请将其标题改为“{name}”。否则请"
)
NAMES = {
    Role.ORDERS: Text("Orders", "订单"),
    Role.OPENING: Text("On hand", "现有库存"),
    Role.SUPPLY: Text("MPS", "主生产计划"),
}
ON_ORDER = Text(
    "'{label}' does not say when it comes: write each receipt on a line with its date. ",
    "“{label}”未说明何时到货：请将每笔入库连同日期各写一行。",
)
WHAT_TO_ADD = Text("{begin}dd {what}", "{begin}增加{what}")
IN_A_WORKBOOK = Text(
    "{begin}dd, in a workbook, for a .csv has one sheet: {what}",
    "{begin}增加（.csv 只有一张表，请另存为工作簿）：{what}",
)
TO_ADD = {
    Role.ORDERS: Text(
        "a row Orders under each item, or a sheet Orders with Item, Due date and Qty",
        "每个物料的“订单”行，或工作表“订单”（物料、交期、数量）",
    ),
    Role.OPENING: Text(
        "a column On hand beside the items, or a sheet Stock with Item and On hand",
        "物料旁的“现有库存”列，或工作表“库存”（物料、现有库存）",
    ),
    Role.SUPPLY: Text(
        "a row MPS under each item, or a sheet MPS with Item, Date and Qty",
        "每个物料的“主生产计划”行，或工作表“主生产计划”（物料、日期、数量）",
    ),
}
"""What a plan without a measure needs, in headings that are read."""
ONE_ASIDE = Text("'{label}' ({why})", "“{label}”（{why}）")
NO_QUANTITIES = {
    *("reference", "document_date", "other_date", "parameter", "number", "words", "told", "money", "undated"),
    *("blank", "on_order", "statistics", "capacity", "accuracy", "last_year"),
}
"""Why a heading is left aside that cannot be the missing measure."""
MEASURE_NAMES = {
    Role.ORDERS: Text("customer orders", "客户订单"),
    Role.OPENING: Text("opening stock (on hand)", "期初库存（现有库存）"),
    Role.SUPPLY: Text("MPS or other receipts", "主生产计划或其他入库"),
}


def why_missing(
    missing: Sequence[Role],
    lists: Sequence[ListReading],
    tables: Sequence[Table],
    raw_plan: RawPlan,
    *,
    file: str,
    in_book: bool,
) -> Text:
    """Why measures are missing: dates or headings not understood, closed lines; and what to add.

    Only a heading that has a word for the measure is offered as it: any other would be read, and be wrong.
    """
    if cause := why_lines_are_left_out(lists, in_book=in_book):
        return cause
    role = missing[0]
    unknown = list(raw_plan.unknown)
    numbers = (
        (table, its) for table in tables for its in table.others if looks_like_quantities(table, its[0])
    )
    unknown += [name for _, (_, name) in numbers if name not in unknown]
    told = {word for table in tables for word in table.labels}
    unknown = [name for name in unknown if name.strip() and plain(name) not in told]
    matrices = [table for table in tables if table.headings and measure_column(table) is None]
    plans = [table.grid.title for table in matrices if plain(table.grid.title) in EITHER_PLAN]
    if role is Role.ORDERS and plans and not unknown and plain(plans[0]) not in told:
        text = READ_BY_TITLE.filled(sheet=plans[0], measure=MEASURE_NAMES[role])
        advice = "" if in_book else f": --label '{plans[0]}={role.value}'"
        return Text(f"{text.en}{advice}.", f"{text.zh}{advice}。")
    aside = [] if unknown else [use for use in _left_aside(tables, role) if plain(use.heading) not in told]
    names = unknown or [use.heading for use in aside]
    said, begin = Text("", ""), Text("A", "请")
    on_order = what_is_on_order(tables)
    if role is Role.SUPPLY and on_order:
        said = ON_ORDER.filled(label=on_order)
    elif names:
        asides = listed(ONE_ASIDE.filled(label=use.heading, why=use.reason) for use in aside)
        labels = asides if aside else ", ".join(unknown[:8])
        said = (LEFT_ASIDE if aside else UNKNOWN_LABELS).filled(labels=labels)
        one = next((name for name in unknown if may_be(name, role)), None)
        begin = MAY_BE_IN_BOOK if in_book else NAMED_OTHERWISE.filled(name=NAMES[role])
        if one and not in_book:
            begin = MAY_BE.filled(label=f"--label '{one}={role.value}'")
    elif faults := [fault for fault in raw_plan.faults_in_order() if not _is_harmless(fault)]:
        said = first_fault(faults) + Text(" ", "")
    needs = [TO_ADD[its] for its in missing]
    what = Text("; ".join(need.en for need in needs), "；".join(need.zh for need in needs))
    add = IN_A_WORKBOOK if file.casefold().endswith(".csv") else WHAT_TO_ADD
    return said + add.filled(begin=begin, what=what) + Text(".", "。")


def what_is_on_order(tables: Sequence[Table]) -> str:
    """A heading of what is on order, which is left aside for want of dates; "" for none."""
    uses = (use for table in tables for use in table.account.left_aside)
    return next((use.heading for use in uses if use.aside == "on_order"), "")


def may_be(heading: str, role: Role) -> bool:
    """Whether a heading has a word for a measure: of goods that go, that come, or of stock."""
    if role is Role.OPENING:
        return likely_role(heading) in (Role.OPENING, Role.BALANCE)
    sides = DEMAND_ROLES if role is Role.ORDERS else SUPPLY_ROLES
    return likely_role(heading) in sides or side_hint(heading) in sides


def _is_harmless(fault: PlanFault) -> bool:
    """Whether a fault says how a cell was taken, so that nothing is missing for it."""
    return fault.expected in (TAKEN_AS_NONE, UNSORTED, REPEATED) or fault.expected.en.startswith(
        TAKEN.en.partition("{")[0]
    )


def _left_aside(tables: Sequence[Table], role: Role) -> list[Use]:
    """The first headings that were left aside and may be a measure, each once; only a word for stock may be stock."""
    uses = (use for table in tables for use in table.account.left_aside if use.aside not in NO_QUANTITIES)
    its = {plain(use.heading): use for use in uses if use.heading}.values()
    return [use for use in its if role is not Role.OPENING or says_stock(use.heading)][:4]


def why_lines_are_left_out(lists: Sequence[ListReading], *, in_book: bool = False) -> Text | None:
    """Why a list of which no line counts has none: its dates are not understood, or each line is closed."""
    for reading in lists:
        if reading.table and not reading.lines and reading.bad_dates and not reading.table.account.questions:
            row, column, found = reading.bad_dates[0]
            place = f"{reading.table.grid.title}!{address(row, column)}"
            if all(cell in BLANK for *_, cell in reading.bad_dates):
                heading = shown(reading.table.grid.rows[reading.table.head][column]).strip()
                other = "" if in_book else _other_dates(reading.table)
                return NO_DATES.filled(
                    place=place, heading=heading, count=len(reading.bad_dates), other=other
                )
            return BAD_DATES.filled(place=place, found=shown(found), count=len(reading.bad_dates))
        if reading.table and not reading.lines and reading.closed:
            return ALL_CLOSED.filled(sheet=reading.table.grid.title, count=reading.closed)
    return None


def _other_dates(table: Table) -> Text | str:
    """The label that takes the date of a list from another column that has one; "" where none does."""
    chooser = ColumnChooser(table, RawPlan())
    for column in (*chooser.of(Role.DATE), *(column for column, _ in table.others)):
        cells = [cell for cell in chooser.cells(column) if cell not in BLANK]
        if cells and sum(map(is_day, cells)) * 2 > len(cells) and not chooser.is_told(column):
            heading = chooser.heading(column)
            return OTHER_DATES.filled(heading=heading, label=f"--label '{heading}=date'")
    return ""
