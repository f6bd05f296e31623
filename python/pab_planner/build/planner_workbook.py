"""The planner workbook's sheets: the demo, in a workbook to be copied and filled in."""

import datetime as dt
import re
import tempfile
from pathlib import Path
from typing import Any

import xlwings as xw
from openpyxl.drawing.image import Image

from pab_planner.build.demo_plan import FIRST_WEEK, WEEKS, demo_orders
from pab_planner.build.list_sheets import body, write_lists
from pab_planner.build.packing import pack
from pab_planner.build.plan_sheet import FIRST_DAY, HEAD_ROW, PERIOD, write_plan
from pab_planner.build.plan_sheet import TITLE as PLAN
from pab_planner.engines.file.engine import new_book
from pab_planner.language import both
from pab_planner.ledgers.contacts import CONTACTS
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.ledgers.plan_lists import MPS, ORDERS, STOCK
from pab_planner.ledgers.settings_sheet import write_settings
from pab_planner.macros.button_press import buttons
from pab_planner.ooxml.package import contents_of
from pab_planner.reading.planning import read_plan
from pab_planner.reading.settings import SETTINGS
from pab_planner.ribbon_buttons import BUTTON_FACES
from pab_planner.views.guide import show_guide
from pab_planner.views.risk_formats import switch_risk_colours_on

WRITTEN = dt.datetime(2026, 1, 1)
"""The moment that stands in the file: the same sheets give the same bytes."""

CALCULATED_BY_EXCEL = b'<calcPr calcId="191029"/>'
"""The calculation engine of Excel 2019 to 365; a lower number is calculated anew on opening."""

PICTURES = Path(__file__).with_name("pictures")
"""Cut from what `tests/stories` photographs on the screen."""
PICTURE_WIDTH = 365
"""As wide as a column of the guide [pixels]."""
POINTS_A_PIXEL = 0.75

VALUES: dict[str, Any] = {
    "language": None,
    "first_day": FIRST_WEEK,
    "periods": WEEKS,
    "bucket": "week",
    "company": "Example Brake Systems Co., Ltd. | 示例制动系统有限公司",
    "company_address": "1 Example Road, Suzhou, China | 苏州市示例路 1 号",
    "signer": "He Wei | 何伟",
    "signer_title": "Supply Chain Manager | 供应链经理",
    "signer_contact": "+86 512 5550 0002, he.wei@example.com",
}
"""What the demo sets other than by default."""

PEOPLE: tuple[tuple[str | None, ...], ...] = (
    (
        "Huaxin Auto 华欣汽车",
        "Purchasing 采购",
        "周敏 Zhou Min",
        "zhou.min@huaxin.example",
        "+86 21 5550 0101",
        "zh",
        None,
        "周敏女士",
        "华欣; Huaxin",
    ),
    (
        "Huaxin Auto 华欣汽车",
        "Planning 计划",
        "陈立 Chen Li",
        "chen.li@huaxin.example",
        "+86 21 5550 0102",
        "zh",
        "potential, confirmed",
        "陈立先生",
    ),
    (
        "Suncoast Motors",
        "Purchasing",
        "Ana Reyes",
        "ana.reyes@suncoast.example",
        "+1 555 010 0131",
        "en",
        None,
        "Ms Reyes",
        "Suncoast",
    ),
    (
        "Suncoast Motors",
        "Plant logistics",
        "Tom Walsh",
        "tom.walsh@suncoast.example",
        "+1 555 010 0132",
        "en",
        "confirmed, all-clear",
        "Mr Walsh",
    ),
    (
        "Nordwagen",
        "Supplier quality",
        "Jonas Lind",
        "jonas.lind@nordwagen.example",
        "+46 8 555 0141",
        "en",
        None,
        "Mr Lind",
    ),
    (
        "internal 内部",
        "CS supervisor 客服主管",
        "林芳 Lin Fang",
        "lin.fang@example.com",
        "+86 512 5550 0001",
        "both",
    ),
    (
        "internal 内部",
        "Supply chain manager 供应链经理",
        "何伟 He Wei",
        "he.wei@example.com",
        "+86 512 5550 0002",
        "both",
    ),
    (
        "internal 内部",
        "Production planning 生产计划",
        "孙洁 Sun Jie",
        "sun.jie@example.com",
        "+86 512 5550 0003",
        "zh",
    ),
    ("internal 内部", "24h 值班", "值班电话 Duty desk", "duty@example.com", "+86 512 5550 0024", "both"),
    ("internal 内部", "executive 高层", "高远 Gao Yuan", "gao.yuan@example.com", "+86 512 5550 0009", "both"),
)
"""Invented people; their addresses and numbers lead nowhere."""


def planner_workbook() -> bytes:
    """The workbook without macros, an .xlsx package; the same bytes every time."""
    book = new_book(WRITTEN)
    plan = book.sheets[0]
    plan.name = PLAN
    write_lists(book)
    _write_contacts(book)
    _write_settings(book)
    write_plan(plan)
    _offer_choices(book)
    switch_risk_colours_on(plan, read_plan(book))
    plan.activate()
    plan[f"A{HEAD_ROW + 1}"].select()
    guide = show_guide(book, buttons())
    _show_pictures(guide)
    guide.activate()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "planner.xlsx")
        book.save(file)
        book.close()
        return _calculated(file)


def _show_pictures(guide: xw.Sheet) -> None:
    """Beneath two steps of the tour what is on the screen then, in Chinese and in English."""
    rows: dict[str, int] = {}
    for button in ("risk_colours", "internal_alert"):
        label = next(face.label.en for face in BUTTON_FACES if face.name == button)
        drawn = guide["A1:A30"].value
        rows[button] = 2 + next(n for n, words in enumerate(drawn) if str(words).endswith(f"\n{label}"))
        guide[f"{rows[button]}:{rows[button]}"].insert("down")
        guide[f"A{rows[button]}"].clear()  # it looks like the button above it
    for button, row in rows.items():
        heights = []
        for column, language in (("C", "zh"), ("D", "en")):
            picture = Image(PICTURES / f"{button}-{language}.png")
            picture.width, picture.height = (
                PICTURE_WIDTH,
                round(picture.height * PICTURE_WIDTH / picture.width),
            )
            guide.api.add_image(picture, f"{column}{row}")
            heights.append(picture.height)
        guide[f"A{row}"].row_height = POINTS_A_PIXEL * max(heights) + 8


def _calculated(package: Path) -> bytes:
    """Mark the workbook as calculated by Excel itself, as every formula in it has its result.

    Asked to calculate it on opening, an Excel without macros would put #NAME? in place of the balances.
    """
    parts = contents_of(package)
    parts["xl/workbook.xml"] = re.sub(rb"<calcPr[^>]*/>", CALCULATED_BY_EXCEL, parts["xl/workbook.xml"])
    return pack(parts)


def _write_contacts(book: xw.Book) -> None:
    """Whom the letters go to."""
    opened = open_ledger(book, CONTACTS)
    opened.sheet["B1"].column_width, opened.sheet["C1"].column_width = 32, 20
    keys = [column.key for column in CONTACTS.columns]
    opened.append([dict(zip(keys, person, strict=False)) for person in PEOPLE])


def _write_settings(book: xw.Book) -> None:
    """How the demo is read and judged, and what its plan looks up there."""
    write_settings(book, VALUES)
    for name, key in ((FIRST_DAY, "first_day"), (PERIOD, "bucket")):
        title = both(next(setting.title for setting in SETTINGS if setting.key == key))
        book.names.add(name, f'=INDEX(Settings!$B:$B,MATCH("{title}",Settings!$A:$A,0))')


def _offer_choices(book: xw.Book) -> None:
    """Items and customers to choose from; others may be typed after a warning."""
    items = body(book.sheets[STOCK.name], STOCK, "item")
    customers = list(dict.fromkeys(line.customer for line in demo_orders()))
    orders, mps = book.sheets[ORDERS.name], book.sheets[MPS.name]
    for cells, choices in (
        (body(orders, ORDERS, "item"), items),
        (body(orders, ORDERS, "customer"), customers),
        (body(mps, MPS, "item"), items),
    ):
        cells.data_validation.set_list(choices)
        cells.data_validation.api.errorStyle = "warning"
