"""What a scan found as a workbook: balances with their risks, spans, what to correct, what disagrees."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import xlwings as xw

from pab_planner.core.plan import Plan
from pab_planner.core.risk import RiskLevel, RiskSpan
from pab_planner.excel.conditional_formats import add_rule
from pab_planner.excel.windows import freeze_panes
from pab_planner.language import Language, Text
from pab_planner.memory import many_cells
from pab_planner.reading.grid import column_letters
from pab_planner.reading.plan_reading import PlanReading
from pab_planner.reading.scan import ScanReport
from pab_planner.sheets.cell_text import write_text
from pab_planner.sheets.own_sheets import READING
from pab_planner.sheets.palette import ACCENT, LOOKS, MUTED, PALE, WHITE
from pab_planner.sheets.paper import LANDSCAPE, pages_for, set_up_page
from pab_planner.sheets.quantity_format import places_in, with_places
from pab_planner.views.reading_sheet import write_reading
from pab_planner.views.risk_formats import add_level_rules

MEASURES = (
    Text("Opening", "期初"),
    Text("Demand", "需求"),
    Text("Supply", "供应"),
    Text("PAB", "预计可用库存"),
    Text("Without this period's supply", "不含本期供应"),
    Text("Safety stock", "安全库存"),
    Text("Cover, periods", "可供期数"),
)
"""The rows of a block, from top to bottom."""

SUPPLY_ROW, BALANCE_ROW, SAFETY_ROW, COVER_ROW = 2, 3, 5, 6
FIRST_PERIOD = 5
"""Column (from 1) of the first period."""

HEAD = 4
"""Row (from 1) of the headings."""

COVER, GENERAL = "0.0", "General"
LEAST_WIDTH = 14
"""Of a first column with nothing but a sentence, which runs on into the blank ones beside it."""

CHARTS = 40
"""Blocks that get a chart; more would make the workbook slow."""

DAY = Text("d mmm", "m/d")
"""Number format of the periods under a chart: no hyphens, at which a host would break the lines."""

BLOCK_HEADINGS = (
    Text("Item", "物料"),
    Text("Customer", "客户"),
    Text("Description", "描述"),
    Text("Measure", "指标"),
)
SITE_AND_CUSTOMER = Text("Site, customer", "地点、客户")
"""Heading of the column of customers where items are planned at several sites."""

RISK_HEADINGS = (
    Text("Item", "物料"),
    Text("Description", "描述"),
    Text("Customer", "客户"),
    Text("Risk", "风险"),
    Text("First period", "开始"),
    Text("Last period", "结束"),
    Text("Recovery period", "恢复"),
    Text("Worst quantity", "最大缺口"),
    Text("Cover at the start, periods", "开始时可供期数"),
    Text("Depends on", "依赖于"),
    Text("Stands at", "位置"),
)

FAULT_HEADINGS = (
    Text("Sheet", "工作表"),
    Text("Cell", "单元格"),
    Text("Found", "内容"),
    Text("Expected", "应为"),
)
CHECK_HEADINGS = (
    Text("Sheet", "工作表"),
    Text("Cell", "单元格"),
    Text("Item", "物料"),
    Text("Period", "期间"),
    Text("Your balance", "表中余额"),
    Text("Ours", "推算余额"),
    Text("Difference", "差异"),
)
WORST_COLUMN, COVER_COLUMN, CHECK_NUMBERS = 8, 9, (5, 6, 7)
"""Columns (from 1) of numbers, whose texts (`>1`) stand at the right too."""

RECEIPT = Text("receipt of {quantity:,.10g} in {period}", "{period} 的入库 {quantity:,.10g}")
NO_RECEIPT = Text("no receipt in the plan closes it", "计划内没有入库可以补足")
TITLE = Text(
    "Projected available balance: {items} of {all:item|items}", "预计可用库存：{items} / {all} 个物料"
)
SOURCE = Text("From {file}; demand rule {rule}", "来源 {file}；需求规则 {rule}")
NO_RISK = Text("No risk found", "未发现风险")
NO_FAULT = Text("Nothing to correct", "无需更正")
ALL_AGREE = Text("Every cell of your balance agrees with ours", "表中余额与推算完全一致")


@many_cells()
def write_result(
    book: xw.Book, report: ScanReport, language: Language, *, source: str, every_item: bool = False
) -> None:
    """Fill a new workbook with the result; it is not saved.

    Args:
        book: A workbook with one empty sheet.
        report: What the analysis found.
        language: Language of headings and sentences.
        source: Name of the planning workbook.
        every_item: Whether items without a risk are written too.
    """
    balance = book.sheets[0]
    balance.name = "PAB"
    rows = _rows(report, every_item=every_item)
    plan = report.reading.plan
    shown = with_places("#,##0", places_in(plan))
    _write_balances(balance, report, rows, language, source, shown)
    risks = book.sheets.add("Risks", after=balance)
    risk_rows = [_risk_row(plan, span, language) for span in report.risks]
    numbers = {WORST_COLUMN: shown, COVER_COLUMN: f"{COVER}_);-{COVER}_);{COVER}_);@_)"}
    _write_table(risks, RISK_HEADINGS, risk_rows, NO_RISK, language, numbers=numbers)
    faults = book.sheets.add("Faults", after=risks)
    fault_rows = [[f.sheet, f.cell, f.found, f.expected.say(language)] for f in report.reading.faults]
    _write_table(faults, FAULT_HEADINGS, fault_rows, NO_FAULT, language)
    reading = book.sheets.add(READING.name, after=faults)
    write_reading(reading, report.reading.tables, language, asks=False)
    if report.reading.checked:
        check = book.sheets.add("Check", after=faults)
        cells = [
            [d.sheet, d.cell, d.item, d.period.label, d.theirs, d.ours, d.theirs - d.ours]
            for d in report.reading.disagreements
        ]
        numbers = dict.fromkeys(CHECK_NUMBERS, GENERAL)
        _write_table(check, CHECK_HEADINGS, cells, ALL_AGREE, language, numbers=numbers)
    balance.activate()


def _rows(report: ScanReport, *, every_item: bool) -> list[int]:
    """Plan rows in the order of their worst and earliest risk; then, if wanted, the others."""
    rows = list(dict.fromkeys(span.row for span in report.risks))
    if every_item:
        rows += sorted(set(range(len(report.reading.plan.items))) - set(rows))
    return rows


def _write_balances(
    sheet: xw.Sheet, report: ScanReport, rows: Sequence[int], language: Language, source: str, shown: str
) -> None:
    """A block of rows an item, its balance coloured by risk, with a chart of it where there are few."""
    plan = report.reading.plan
    title = TITLE.filled(items=len(rows), all=len(plan.items) + report.reading.left_out)
    title += report.reading.said_left_out
    write_text(sheet["A1"], title.say(language))
    write_text(sheet["A2"], SOURCE.say(language, file=source, rule=plan.rule or "orders"))
    sheet["A1"].font.bold = True
    sheet["A1"].font.size = 14
    sheet["A2"].font.color = MUTED
    for place, (level, look) in zip(("D1", "D2", "D3"), LOOKS.items(), strict=True):
        write_text(sheet[place], f"{level.mark} {level.title.say(language)}")
        sheet[place].color, sheet[place].font.color = look.fill, look.ink
    periods: list[Any] = [period.start or period.label for period in plan.periods]
    labels = [text.say(language) for text in BLOCK_HEADINGS]
    if report.reading.sites:
        labels[1] = SITE_AND_CUSTOMER.say(language)
    last_column = FIRST_PERIOD + len(periods) - 1
    # Whole columns, before there is anything in them: what is written then takes their look, and none is looked at twice.
    columns = sheet.range(f"{column_letters(FIRST_PERIOD - 1)}:{column_letters(last_column - 1)}")
    columns.column_width = 11
    columns.horizontal_alignment = "right"
    columns.number_format = shown
    write_text(sheet.range((HEAD, 1)), labels)
    write_text(sheet.range((HEAD, FIRST_PERIOD)), periods)
    _style_head(sheet.range((HEAD, 1), (HEAD, last_column)))
    sheet.range((HEAD, FIRST_PERIOD), (HEAD, last_column)).number_format = "yyyy-mm-dd"
    for column, width in zip("ABCD", (14, 32, 32, 26), strict=True):
        sheet[f"{column}1"].column_width = width
    if not rows:
        return
    last = HEAD + len(rows) * len(MEASURES)
    write_text(sheet.range((HEAD + 1, 1)), list(_names(report.reading, rows, language)))
    values = sheet.range((HEAD + 1, FIRST_PERIOD), (last, last_column))
    values.value = _block_values(plan, rows)
    add_level_rules(values, _conditions(MEASURES[BALANCE_ROW].say(language)), shown)
    _mark_rows(sheet.range((HEAD + 1, 1), (last, last_column)), language)
    for block in range(min(CHARTS, len(rows))):
        _add_chart(sheet, HEAD + 1 + block * len(MEASURES), last_column, language)
    freeze_panes(sheet, HEAD, FIRST_PERIOD - 1)
    area = f"$A$1:${column_letters(last_column - 1)}${last}"
    set_up_page(
        sheet,
        area,
        orientation=LANDSCAPE,
        pages_wide=pages_for(len(periods)),
        title_rows=f"${HEAD}:${HEAD}",
        title_columns="$A:$D",
        footer=source,
    )


def _mark_rows(cells: xw.Range, language: Language) -> None:
    """The look of balance and cover rows and of an item's name: three rules, however many items there are."""
    row = HEAD + 1
    balance, cover = MEASURES[BALANCE_ROW].say(language), MEASURES[COVER_ROW].say(language)
    add_rule(cells, f'=AND(COLUMN(A{row})>3,$D{row}="{balance}")', bold=True, fill=PALE)
    add_rule(cells, f'=AND(COLUMN(A{row})=1,$A{row}<>"")', bold=True)
    add_rule(cells, f'=AND(COLUMN(A{row})>4,$D{row}="{cover}")', ink=MUTED, number_format=COVER)


def _conditions(balance: str) -> dict[RiskLevel, str]:
    """When a cell of the blocks is at each level, as seen from the first one; only balance rows ever are."""
    here, row = f"{column_letters(FIRST_PERIOD - 1)}{HEAD + 1}", HEAD + 1
    column = column_letters(FIRST_PERIOD - 1)
    supply, safety = f"{column}{row + SUPPLY_ROW - BALANCE_ROW}", f"{column}{row + SAFETY_ROW - BALANCE_ROW}"
    own = f'$D{row}="{balance}"'
    return {
        RiskLevel.SHORTAGE: f"=AND({own},{here}<0)",
        RiskLevel.MPS_DEPENDENT: f"=AND({own},{here}>=0,{here}<{supply})",
        RiskLevel.BELOW_SAFETY: f"=AND({own},{here}>={supply},{here}<{safety})",
    }


def _names(reading: PlanReading, rows: Sequence[int], language: Language) -> Iterator[list[str | None]]:
    """Item, site and customer, description and measure of every row; the first three on the first of a block."""
    plan, measures = reading.plan, [text.say(language) for text in MEASURES]
    for row in rows:
        item, *site = reading.sites.get(plan.items[row], (plan.items[row],))
        yield [item, ", ".join((*site, *plan.customers[row])), plan.descriptions[row], measures[0]]
        for measure in measures[1:]:
            yield [None, None, None, measure]


def _block_values(plan: Plan, rows: Sequence[int]) -> list[list[Any]]:
    """The quantities of every row, block by block; cover beyond the horizon is said, not invented."""
    index = np.asarray(rows)
    periods = len(plan.periods)
    balance = plan.balance[index]
    blocks = np.empty((len(rows), len(MEASURES), periods))
    blocks[:, 0, 0] = plan.opening[index]
    blocks[:, 0, 1:] = balance[:, :-1]
    blocks[:, 1] = plan.gross[index]
    blocks[:, SUPPLY_ROW] = plan.supply[index]
    blocks[:, BALANCE_ROW] = balance
    blocks[:, BALANCE_ROW + 1] = plan.exposed[index]
    blocks[:, SAFETY_ROW] = plan.safety[index, np.newaxis]
    cover = plan.cover[index]
    blocks[:, COVER_ROW] = np.where(np.isinf(cover), 0.0, cover)
    values: list[list[Any]] = blocks.reshape(-1, periods).tolist()
    for block, beyond in enumerate(np.isinf(cover)):
        line = values[block * len(MEASURES) + COVER_ROW]
        for period in np.flatnonzero(beyond):
            line[period] = f">{periods - 1 - period}"
    return values


def _add_chart(sheet: xw.Sheet, top: int, last_column: int, language: Language) -> None:
    """The balance of a block as columns, to the left of its numbers, below the item's name."""
    place = sheet.range((top + 1, 1), (top + len(MEASURES) - 1, 3))
    chart = sheet.charts.add(place.left, place.top, place.width, place.height)
    chart.chart_type = "column_clustered"
    chart.set_source_data(sheet.range((top + BALANCE_ROW, FIRST_PERIOD), (top + BALANCE_ROW, last_column)))
    chart.set_x_axis_values(sheet.range((HEAD, FIRST_PERIOD), (HEAD, last_column)))
    chart.category_axis.number_format = DAY.say(language)
    chart.legend.visible = False


def _risk_row(plan: Plan, span: RiskSpan, language: Language) -> list[Any]:
    """One row of the sheet Risks."""
    cover = plan.cover[span.row, span.first - 1] if span.first else None
    if cover is not None:
        cover = f">{len(plan.periods) - span.first}" if np.isinf(cover) else round(float(cover), 2)
    return [
        plan.items[span.row],
        plan.descriptions[span.row],
        ", ".join(plan.customers[span.row]),
        f"{span.level.mark} {span.level.title.say(language)}",
        plan.periods[span.first].label,
        plan.periods[span.last].label,
        None if span.recovery is None else plan.periods[span.recovery].label,
        span.worst_quantity,
        cover,
        _depends_on(plan, span, language),
        plan.places[span.row],
    ]


def _depends_on(plan: Plan, span: RiskSpan, language: Language) -> str:
    """The receipt that carries the span, or ends it."""
    receipts = np.flatnonzero(plan.supply[span.row, span.first :])
    if not len(receipts):
        return NO_RECEIPT.say(language)
    period = span.first + int(receipts[0])
    quantity = float(plan.supply[span.row, period])
    return RECEIPT.say(language, quantity=quantity, period=plan.periods[period].label)


def _write_table(
    sheet: xw.Sheet,
    headings: Sequence[Text],
    rows: Sequence[Sequence[Any]],
    nothing: Text,
    language: Language,
    *,
    numbers: Mapping[int, str] = MappingProxyType({}),
) -> None:
    """A heading and rows, texts as texts; without a row, what that means.

    Args:
        sheet: An empty sheet.
        headings: What each column holds.
        rows: The rows.
        nothing: What it means if there is none.
        language: Of the headings.
        numbers: Number formats of the columns (from 1) of numbers.
    """
    for column, number_format in numbers.items():
        letters = column_letters(column - 1)
        whole = sheet.range(f"{letters}:{letters}")
        whole.number_format, whole.horizontal_alignment = number_format, "right"
    write_text(sheet["A1"], [heading.say(language) for heading in headings])
    _style_head(sheet.range((1, 1), (1, len(headings))))
    write_text(sheet["A2"], [list(row) for row in rows] or [[nothing.say(language)]])
    sheet.autofit("columns")
    if not rows:
        sheet["A1"].column_width = LEAST_WIDTH
    freeze_panes(sheet, 1)
    set_up_page(sheet, sheet.used_range.address, orientation=LANDSCAPE, title_rows="$1:$1")


def _style_head(cells: xw.Range) -> None:
    """The look of a heading row."""
    cells.color = ACCENT
    cells.font.color = WHITE
    cells.font.bold = True
