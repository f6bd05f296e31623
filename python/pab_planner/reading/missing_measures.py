"""What a plan lacks, and why it was not found."""

from collections.abc import Sequence

from pab_planner.core.plan import PlanFault
from pab_planner.errors import SheetError
from pab_planner.language import Text, listed
from pab_planner.reading.grid import address
from pab_planner.reading.lists.lines import ListReading
from pab_planner.reading.measure_rows import RawPlan
from pab_planner.reading.quantities import BLANK, shown
from pab_planner.reading.table_account import Use
from pab_planner.reading.tables import Table
from pab_planner.reading.vocabulary import Role, plain
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


UNKNOWN_LABELS = Text(
    "Not recognised: {labels}. Say what they are, for example --label '{one}={role}'",
    "未能识别：{labels}。请指明其含义，例如 --label '{one}={role}'",
)
BAD_DATES = Text(
    "{count:line was|lines were} read, but the dates are not understood, first {place} '{found}': write dates"
    " such as 2026-06-01",
    "已读到 {count} 行，但日期无法理解，首个为 {place} “{found}”：请写成 2026-06-01 这样的日期",
)
NO_DATES = Text(
    "{count:line was|lines were} read, but without a date, first {place} under '{heading}': write one, or say which "
    "column has it: --label '...=date'",
    "已读到 {count} 行，但没有日期，首个为 {place}（“{heading}”列）：请填写日期，或指定日期列：--label '...=date'",
)
ALL_CLOSED = Text(
    "Each of the {count:line|lines} on {sheet} is closed or delivered",
    "{sheet} 上的 {count} 行均已关闭或交货",
)
NO_HINT = Text(
    "Name a row, column or sheet for it, or say which one it is: --label 'TEXT={role}'",
    "请用一行、一列或一张工作表标明，或指定：--label '文字={role}'",
)
READ_BY_TITLE = Text(
    "'{sheet}' was read as supply for its title; if it holds {measure}, say so",
    "工作表“{sheet}”按表名读作供应；如其内容为{measure}，请指明",
)
EITHER_PLAN = frozenset(("plan", "planning", "schedule", "计划", "计划表", "排程", "계획"))
"""Titles of sheets that may be a plan of what comes or of what goes."""
UNKNOWN_IN_BOOK = Text(
    "Not recognised: {labels}. Press How it is read and choose there what they are",
    "未能识别：{labels}。请按“读取方式”，在该表中选择其含义",
)
NO_HINT_IN_BOOK = Text(
    "Name a row, column or sheet for it, or press How it is read and choose there which one it is",
    "请用一行、一列或一张工作表标明，或按“读取方式”在该表中选择",
)
LEFT_ASIDE = Text(
    "Left aside: {labels}. If one of them is it, say so: --label '{one}={role}'",
    "已忽略：{labels}。若其中之一即是，请指明：--label '{one}={role}'",
)
LEFT_ASIDE_IN_BOOK = Text(
    "Left aside: {labels}. If one of them is it, press How it is read and choose there",
    "已忽略：{labels}。若其中之一即是，请按“读取方式”，在该表中选择",
)
ONE_ASIDE = Text("'{label}' ({why})", "“{label}”（{why}）")
NO_QUANTITIES = {"reference", "document_date", "other_date", "parameter", "number", "words", "told", "money"}
"""Why a heading is left aside that cannot be the missing measure."""
MEASURE_NAMES = {
    Role.ORDERS: Text("customer orders", "客户订单"),
    Role.OPENING: Text("opening stock (on hand)", "期初库存（现有库存）"),
    Role.SUPPLY: Text("MPS or other receipts", "主生产计划或其他入库"),
}


def why_missing(
    role: Role,
    lists: Sequence[ListReading],
    tables: Sequence[Table],
    raw_plan: RawPlan,
    *,
    in_book: bool,
) -> Text:
    """Why a measure is missing: dates or headings not understood, closed lines; and what to do."""
    if cause := why_lines_are_left_out(lists):
        return cause
    unknown = list(raw_plan.unknown)
    numbers = (
        (table, its) for table in tables for its in table.others if looks_like_quantities(table, its[0])
    )
    unknown += [name for _, (_, name) in numbers if name not in unknown]
    unknown = [name for name in unknown if name.strip()]
    matrices = [table for table in tables if table.headings and measure_column(table) is None]
    plans = [table.grid.title for table in matrices if plain(table.grid.title) in EITHER_PLAN]
    if role is Role.ORDERS and plans and not unknown:
        text = READ_BY_TITLE.filled(sheet=plans[0], measure=MEASURE_NAMES[role])
        advice = "" if in_book else f": --label '{plans[0]}={role.value}'"
        return Text(f"{text.en}{advice}.", f"{text.zh}{advice}。")
    if not unknown and raw_plan.faults:
        return first_fault(raw_plan.faults_in_order())
    if not unknown and (aside := _left_aside(tables)):
        labels = listed(ONE_ASIDE.filled(label=use.heading, why=use.reason) for use in aside)
        hint = LEFT_ASIDE_IN_BOOK if in_book else LEFT_ASIDE
        return hint.filled(labels=labels, one=aside[0].heading, role=role.value)
    if not unknown:
        return NO_HINT_IN_BOOK if in_book else NO_HINT.filled(role=role.value)
    if in_book:
        return UNKNOWN_IN_BOOK.filled(labels=", ".join(unknown[:8]))
    return UNKNOWN_LABELS.filled(role=role.value, labels=", ".join(unknown[:8]), one=unknown[0])


def _left_aside(tables: Sequence[Table]) -> list[Use]:
    """The first headings that were left aside and may be a measure, each once."""
    uses = (use for table in tables for use in table.account.left_aside if use.aside not in NO_QUANTITIES)
    return list({plain(use.heading): use for use in uses if use.heading}.values())[:4]


def why_lines_are_left_out(lists: Sequence[ListReading]) -> Text | None:
    """Why a list of which no line counts has none: its dates are not understood, or each line is closed."""
    for reading in lists:
        if reading.table and not reading.lines and reading.bad_dates and not reading.table.account.questions:
            row, column, found = reading.bad_dates[0]
            place = f"{reading.table.grid.title}!{address(row, column)}"
            if all(cell in BLANK for *_, cell in reading.bad_dates):
                heading = shown(reading.table.grid.rows[reading.table.head][column]).strip()
                return NO_DATES.filled(place=place, heading=heading, count=len(reading.bad_dates))
            return BAD_DATES.filled(place=place, found=shown(found), count=len(reading.bad_dates))
        if reading.table and not reading.lines and reading.closed:
            return ALL_CLOSED.filled(sheet=reading.table.grid.title, count=reading.closed)
    return None
