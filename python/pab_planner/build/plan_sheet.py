"""The sheet Plan of the planner workbook: formulas over the lists, four rows per item."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import xlwings as xw

from pab_planner.build.demo_plan import (
    WEEKS,
    DemoItem,
    demo_items,
    demo_orders,
    demo_receipts,
    demo_weeks,
    week_of,
)
from pab_planner.build.list_sheets import open_quantity
from pab_planner.core.balance import projected_available_balance
from pab_planner.core.demand import FloatArray
from pab_planner.core.risk import RiskLevel, risk_levels
from pab_planner.excel.windows import freeze_panes
from pab_planner.language import Text, both
from pab_planner.ledgers.ledger_layout import style_headings, write_title
from pab_planner.ledgers.plan_lists import MPS, ORDERS, STOCK, reference
from pab_planner.reading.grid import address, column_letters
from pab_planner.sheets.palette import CALM, FAINT, LOOKS, MUTED, RULE
from pab_planner.sheets.paper import LANDSCAPE, set_up_page

TITLE = "Plan"
HEAD_ROW = 4
FIRST_WEEK_COLUMN = 6
"""Column of the first week, from 0."""

HINT = Text(
    "Type in Orders, MPS and Stock; this sheet follows. A new item: copy the four rows of one, paste them "
    "below the last, type its number into column A. More weeks: copy the last column to its right, press "
    "Insert PAB. Filter freely; do not sort.",
    "请在 Orders、MPS、Stock 表中录入，本表自动更新。"
    "新增物料：复制某物料的四行，粘贴到最后，在 A 列填入物料号。"
    "增加周数：把最后一列复制到右侧，再按“插入 PAB”。可筛选，请勿排序。",
)
HEADINGS = (
    (Text("Item", "物料"), 11.0),
    (Text("Measure", "指标"), 24.0),
    (Text("Description", "描述"), 29.0),
    (Text("Customer", "客户"), 22.0),
    (Text("Safety stock", "安全库存"), 16.0),
    (Text("Opening stock", "期初库存"), 17.0),
)
CUSTOMER = 3
"""Column of the customers, from 0; those right of it hold numbers."""

CUSTOMER_NOTE = Text(
    "Blank: the customers of the item's lines on the sheet Orders", "留空：取自 Orders 表中该物料的订单行"
)
OPENING_NOTE = Text("On hand less allocated, from the sheet Stock", "取自 Stock 表：现有库存减已分配")
MEASURES = ("Customer orders 客户订单", "MPS 主生产计划", "PAB 预计可用库存", "Risk 风险")
ORDERS_ROW, MPS_ROW, PAB_ROW, RISK_ROW = range(4)

LEGEND_COLUMNS = 4
"""Columns from one sign of the legend to the next."""

FIRST_DAY, PERIOD = "PAB_FirstDay", "PAB_Period"
"""Names of the settings that the headings follow."""

DAY = "yy-mm-dd"
FLOW = 'General;-General;"–"'
"""Whatever decimal places a quantity has are seen, which `#,##0` would hide."""


def write_plan(sheet: xw.Sheet) -> None:
    """Fill the sheet; its formulas keep the results that the lists give."""
    _write_head(sheet)
    orders, supply = _by_week()
    row = HEAD_ROW
    for item in demo_items():
        _write_item(sheet, row, item, orders[item.item], supply[item.item])
        row += len(MEASURES)
    freeze_panes(sheet, HEAD_ROW, 2)
    sheet.show_gridlines = False
    # Description and customer fold away, so that more weeks are in sight.
    for column in "CD":
        sheet.impl.api.column_dimensions[column].outline_level = 1
    # A filter by item, or by measure: the balance rows alone.
    sheet.impl.api.auto_filter.ref = f"A{HEAD_ROW}:{column_letters(FIRST_WEEK_COLUMN - 1)}{row}"
    set_up_page(
        sheet,
        orientation=LANDSCAPE,
        title_rows=f"$1:${HEAD_ROW}",
        footer="PAB Planner",
    )


def _by_week() -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """Orders and supply of each item by week."""
    orders: dict[str, FloatArray] = defaultdict(lambda: np.zeros(WEEKS))
    supply: dict[str, FloatArray] = defaultdict(lambda: np.zeros(WEEKS))
    for line in demo_orders():
        orders[line.item][week_of(line.due)] += open_quantity(line)
    for receipt in demo_receipts():
        supply[receipt.item][week_of(receipt.day)] += receipt.quantity
    return orders, supply


def _write_head(sheet: xw.Sheet) -> None:
    """Title, hint, legend and headings."""
    write_title(sheet, "Plan 计划")
    sheet["A2:A3"].value, sheet["A2:A3"].font.color = [[HINT.zh], [HINT.en]], MUTED
    for number, level in enumerate(LOOKS):
        sign = sheet[0, FIRST_WEEK_COLUMN + LEGEND_COLUMNS * number]
        sign.value, sign.horizontal_alignment = level.mark, "center"
        sign.color, sign.font.color, sign.font.bold = LOOKS[level].fill, LOOKS[level].ink, True
        words = sheet[0, sign.column]
        words.value, words.font.color = f"{level.title.zh} {level.title.en}", MUTED
    for column, (title, width) in enumerate(HEADINGS):
        sheet[HEAD_ROW - 1, column].value = "\n".join(title) if column > CUSTOMER else both(title)
        sheet[HEAD_ROW - 1, column].column_width = width
    for column, note in ((CUSTOMER, CUSTOMER_NOTE), (len(HEADINGS) - 1, OPENING_NOTE)):
        sheet[HEAD_ROW - 1, column].add_note(f"{note.zh}\n{note.en}")
    for week, day in enumerate(demo_weeks()):
        cell = sheet[HEAD_ROW - 1, FIRST_WEEK_COLUMN + week]
        before = address(HEAD_ROW - 1, FIRST_WEEK_COLUMN + week - 1)
        cell.formula = f"={_next(before)}" if week else f"={FIRST_DAY}"
        sheet.book.impl.remember(sheet.name, cell.get_address(False, False), day)
        cell.number_format, cell.column_width, cell.horizontal_alignment = DAY, 8.7, "right"
    head = sheet[HEAD_ROW - 1, : FIRST_WEEK_COLUMN + WEEKS]
    style_headings(head, [("\n".join(title), width) for title, width in HEADINGS], filtered=True)
    sheet[HEAD_ROW - 1, 4:6].horizontal_alignment = "right"


def _next(day: str) -> str:
    """First day of the period after the one that begins in a cell."""
    return f'IF({PERIOD}="month",EDATE({day},1),{day}+IF({PERIOD}="day",1,7))'


def _write_item(sheet: xw.Sheet, row: int, item: DemoItem, orders: FloatArray, supply: FloatArray) -> None:
    """The four rows of an item, the first of them at a row from 0."""
    opening = item.on_hand - item.allocated
    balance = projected_available_balance(opening, orders, supply)
    levels = [RiskLevel(level).name for level in risk_levels(balance, supply, item.safety)]
    sheet[row, 0].value = item.item
    _put(sheet, row, 2, _looked_up(row, "description"), item.description)
    _put(sheet, row, 4, _of_stock(row, "safety"), item.safety)
    _put(sheet, row, 5, f"{_of_stock(row, 'on_hand')}-{_of_stock(row, 'allocated')}", opening)
    for number, measure in enumerate(MEASURES):
        sheet[row + number, 1].value = measure
        if number:
            _put(sheet, row + number, 0, address(row, 0), item.item)  # not the row above: it may be deleted
    for week in range(WEEKS):
        _put(sheet, row + ORDERS_ROW, FIRST_WEEK_COLUMN + week, _summed("orders", row, week), orders[week])
        _put(sheet, row + MPS_ROW, FIRST_WEEK_COLUMN + week, _summed("mps", row + 1, week), supply[week])
    arguments = f"{address(row, 5)},{_weeks(row)},{_weeks(row + MPS_ROW)}"
    _spill(sheet, row + PAB_ROW, f"=PAB({arguments})", balance.tolist())
    _spill(sheet, row + RISK_ROW, f"=PAB_RISK({arguments},{address(row, 4)})", levels)
    _dress(sheet, row)


def _put(sheet: xw.Sheet, row: int, column: int, formula: str, result: object) -> None:
    """Write a formula and its result."""
    sheet[row, column].formula = f"={formula}"
    sheet.book.impl.remember(sheet.name, address(row, column), result)


def _spill(sheet: xw.Sheet, row: int, formula: str, results: Sequence[object]) -> None:
    """Write a formula that fills the weeks of a row, and its results."""
    cells = sheet[row, FIRST_WEEK_COLUMN : FIRST_WEEK_COLUMN + WEEKS]
    cells.formula2 = formula
    sheet.book.impl.remember(sheet.name, _weeks(row), [results])


def _weeks(row: int) -> str:
    """The weeks of a row."""
    return f"{address(row, FIRST_WEEK_COLUMN)}:{address(row, FIRST_WEEK_COLUMN + WEEKS - 1)}"


def _of_stock(row: int, key: str) -> str:
    """A quantity of the item on the sheet Stock."""
    return f"SUMIFS({reference(STOCK, key)},{reference(STOCK, 'item')},$A{row + 1})"


def _looked_up(row: int, key: str) -> str:
    """A word about the item on the sheet Stock."""
    found = f"INDEX({reference(STOCK, key)},MATCH($A{row + 1},{reference(STOCK, 'item')},0))"
    return f'IFERROR({found},"")'


def _summed(measure: str, row: int, week: int) -> str:
    """Orders or MPS of a week; the first week takes what is overdue, too."""
    ledger, quantity, day = (ORDERS, "open", "due") if measure == "orders" else (MPS, "quantity", "day")
    column = FIRST_WEEK_COLUMN + week
    start, dates = f"{column_letters(column)}${HEAD_ROW}", reference(ledger, day)
    end = f"{column_letters(column + 1)}${HEAD_ROW}" if week < WEEKS - 1 else _next(start)
    since = f'{dates},">="&{start},' if week else ""
    of_item = f"{reference(ledger, 'item')},$A{row + 1}"
    return f'SUMIFS({reference(ledger, quantity)},{of_item},{since}{dates},"<"&{end})'


def _dress(sheet: xw.Sheet, row: int) -> None:
    """Format an item's rows: the balance stands out, the rest stands back."""
    right = FIRST_WEEK_COLUMN + WEEKS
    sheet[row : row + PAB_ROW, FIRST_WEEK_COLUMN:right].number_format = FLOW
    sheet[row, 0].font.bold = True
    customers = sheet[row, CUSTOMER]
    customers.wrap_text, customers.font.size = True, 8
    first = sheet[row, :right]
    first.row_height, first.vertical_alignment = 24, "center"
    sheet[row + 1 : row + len(MEASURES), 0].font.color = FAINT
    sheet[row + PAB_ROW, 1:right].font.bold = True
    sheet[row + PAB_ROW, 1:right].color = CALM
    risk = sheet[row + RISK_ROW, FIRST_WEEK_COLUMN:right]
    risk.horizontal_alignment, risk.font.size = "right", 9
    sheet[row + RISK_ROW, 1:right].font.color = FAINT
    sheet[row + RISK_ROW, :right].borders.set("edge_bottom", line_style="continuous", color=RULE)
