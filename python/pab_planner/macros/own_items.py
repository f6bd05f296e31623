"""The button Get my items: a planner's own items come out of the company's warehouse into her lists."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import xlwings as xw

from pab_planner.errors import ChoiceError, HostError
from pab_planner.excel.blocks import cells_at, put_back_on_failure, used_block, write_cells
from pab_planner.excel.cell_values import cell_values
from pab_planner.language import Text, both, few
from pab_planner.ledgers.open_ledger import OpenLedger, open_ledger
from pab_planner.ledgers.plan_lists import MPS, OPEN, ORDERS, STOCK
from pab_planner.macros.button_press import ButtonPress, button
from pab_planner.macros.saved_file import folder_of
from pab_planner.reading.grid import address
from pab_planner.reading.planning import settings_of, settings_sheets
from pab_planner.reading.settings import SETTINGS, is_settings
from pab_planner.sheets.cell_text import as_cell
from pab_planner.views.formula_cells import SheetCells
from pab_planner.warehouse.sources import PasswordInSource, holds_password

if TYPE_CHECKING:
    from pab_planner.warehouse.question import Question

GOT = Text(
    "{items:item|items} from {file}: {orders:order row|order rows}, {receipts:receipt|receipts}. "
    "Press Update alerts to go on.",
    "已从 {file} 取得 {items} 个物料：{orders} 行订单，{receipts} 笔到货。请按“更新预警”继续。",
)


LEFT_OUT = Text(
    " Not among them, because the scan found faults in their rows: {items}.",
    "以下物料因数据有问题未取入：{items}。",
)
MISSING = Text(" Not found: {items}.", "未找到：{items}。")


class NoWarehouse(ChoiceError):
    """The workbook does not say where its items come from."""

    sentence = Text(
        "Settings do not say where your items come from: write the file of the company's scan (RISKS.parquet) "
        "beside {title}",
        "Settings 中没有物料来源：请在“{title}”旁填写公司扫描结果文件（RISKS.parquet）",
    )


class NoSettings(ChoiceError):
    """A workbook that cannot keep for which periods its items were taken."""

    sentence = Text(
        "this workbook has no sheet Settings, which holds the first day and the number of periods; take a copy of "
        "PAB_Planner.xlsm",
        "该工作簿没有 Settings 表，无法记录起始日和期数；请使用 PAB_Planner.xlsm 的副本",
    )


class NoDuckDB(HostError):
    """A Python without what reads a warehouse: the set-up program's, for one, which nobody installs packages into."""

    sentence = Text(
        "this PC has no DuckDB, which Get my items needs: send your workbook to whoever scans the company's data, who "
        "fills it with pab-planner pull {file} BOOK; with a Python of your own: pip install 'pab-planner[warehouse]'",
        "本机没有 DuckDB，无法取我的物料：请把工作簿交给负责扫描公司数据的同事，"
        "由其运行 pab-planner pull {file} 工作簿 填入；如自行安装了 Python：pip install 'pab-planner[warehouse]'",
    )


@button
def get_my_items(pressed: ButtonPress) -> Text:
    """Plan > Get my items: fill Orders, MPS and Stock with the planner's own items of a warehouse.

    Arguments `source`, `customer` and `items` (with `;` between) come before the settings of these names.
    """
    settings = settings_of(pressed.book)

    def wanted(name: str) -> str:
        return pressed.arguments.get(name) or str(settings[f"my_{name}"] or "").strip()

    source = wanted("source")
    if not source:
        raise NoWarehouse(title=_title("my_source"))
    if holds_password(source):
        raise PasswordInSource(option=_title("my_source"))
    if not settings_sheets(pressed.book):
        raise NoSettings()
    try:
        from pab_planner.warehouse.own_items import own_items
    except ImportError:
        raise NoDuckDB(file=Path(source).name) from None
    risks = folder_of(pressed.book) / source
    names = wanted("items").replace("；", ";").split(";")
    found = own_items(
        risks, customer=wanted("customer"), items=[name.strip() for name in names if name.strip()]
    )
    lists = {ledger.name: open_ledger(pressed.book, ledger) for ledger in (ORDERS, MPS, STOCK)}
    known = {row["item"]: row for row in lists[STOCK.name].rows}
    rows = {
        ORDERS: [
            {"item": each.item, "customer": each.customer, "due": each.day, "quantity": each.quantity}
            for each in found.orders
        ],
        MPS: [{"item": each.item, "day": each.day, "quantity": each.quantity} for each in found.receipts],
        STOCK: [
            {
                **known.get(each.item, {}),
                "item": each.item,
                "on_hand": each.on_hand,
                "allocated": each.allocated,
                "safety": each.safety,
                "cover": each.cover or None,
                "transit": None,
            }
            for each in found.stock
        ],
    }
    for ledger, its in rows.items():
        lists[ledger.name].replace(its)
    _write_open(lists[ORDERS.name], [each.quantity for each in found.orders])
    question = found.question
    values = {"first_day": question.start, "bucket": question.bucket, "periods": float(question.count)}
    _set(pressed.book, values)
    _remember_periods(pressed.book, question)
    got = GOT.filled(
        file=risks.name, items=len(found.stock), orders=len(found.orders), receipts=len(found.receipts)
    )
    for without, said in ((found.left_out, LEFT_OUT), (found.missing, MISSING)):
        if without:
            got += said.filled(items=few(without))
    return got


def _write_open(orders: OpenLedger, quantities: list[float]) -> None:
    """Fill the calculated column of the orders, and tell a file what it gives: no host calculates there."""
    if not quantities or "open" not in orders.columns:
        return
    sheet, column = orders.sheet, orders.columns["open"]
    cells = sheet.range((orders.places[0], column), (orders.places[-1], column))
    put_back_on_failure(cells)
    cells.formula = f"={OPEN}"
    remember = getattr(orders.book.impl, "remember", None)
    if not remember:
        return
    for place, quantity in zip(orders.places, quantities, strict=True):
        remember(sheet.name, address(place - 1, column - 1), quantity)


def _set(book: xw.Book, values: Mapping[str, object]) -> None:
    """Write settings where the workbook's sheet has lines of them."""
    lines = {both(setting.title): values[setting.key] for setting in SETTINGS if setting.key in values}
    for sheet in settings_sheets(book):
        for row, (title, *_) in enumerate(cell_values(used_block(sheet)), 1):
            if title in lines:
                write_cells(cells_at(sheet, row, 2), [[as_cell(lines[title])]])


def _remember_periods(book: xw.Book, question: "Question") -> None:
    """Tell a file the first days of the plan's periods, which follow from the settings: no host calculates there."""
    remember = getattr(book.impl, "remember", None)
    if not remember:
        return
    for sheet in book.sheets:
        if is_settings(sheet.name, sheet["A1"].value):
            continue
        for row, formulas in enumerate(SheetCells.of(sheet).formulas):
            cells = [column for column, formula in enumerate(formulas) if _DAY.search(str(formula))]
            for column, day in zip(cells, replace(question, count=len(cells)).starts, strict=False):
                remember(sheet.name, address(row, column), day)


_DAY = re.compile(r"^=.*\bPAB_(FirstDay|Period)\b")


def _title(key: str) -> Text:
    """What a setting is called on the sheet."""
    return next(setting.title for setting in SETTINGS if setting.key == key)
