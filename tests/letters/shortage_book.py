"""A workbook in which one item of two customers runs out, taken as far as the letters to them.

BR-1001: 260 on hand less 20 allocated, 200 of MPS on June 1, 900 on June 29, 400 on July 13. Each Monday from
June 1 for eight weeks Huaxin orders 120 and Nordwind 80; 20 of each first line have shipped. So the balance
is 280, 80, -120, -320, 380, 180, 380, 180.

By due date, Huaxin's order first: on June 15 Huaxin gets 80 of 120 and Nordwind nothing, on June 22 neither;
both get the rest on June 29. With 150 more on June 15 both are served that day and Huaxin gets 30 on June 22.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import xlwings as xw

from pab_planner.engines.file.engine import new_book, open_book
from pab_planner.language import Language, Text
from pab_planner.ledgers.contacts import CONTACTS
from pab_planner.ledgers.open_ledger import open_ledger
from pab_planner.macros import alert_buttons, letter_buttons
from pab_planner.macros.button_press import ButtonPress
from pab_planner.sheets.cell_text import write_text

JUNE_1 = date(2026, 6, 1)
MAY_29 = date(2026, 5, 29)
WEEKS = 8
HUAXIN, NORDWIND = "Huaxin Auto 华欣汽车", "Nordwind GmbH"

ORDER_HEADS = [
    *("Item 物料", "Customer 客户", "Customer part 客户料号", "Order 订单号", "Line 行号"),
    *("Due 交期", "Quantity 数量", "Shipped 已发数量", "Priority 优先级"),
]
People = tuple[dict[str, str], ...]
PEOPLE: People = (
    {
        "party": HUAXIN,
        "role": "采购",
        "name": "王伟",
        "email": "wang.wei@huaxin.example",
        "language": "zh",
        "addressed": "王伟先生",
    },
    {
        "party": NORDWIND,
        "name": "Eva Lindner",
        "email": "eva@nordwind.example",
        "language": "en",
        "addressed": "Ms Lindner | 林德纳女士",
    },
    {"party": "internal 内部", "role": "24h", "name": "Zhao Min", "phone": "+86 512 5555 0024"},
    {"party": "internal 内部", "role": "executive", "name": "Sun Li", "email": "sun.li@own.example"},
)


SIGNED = (("Signed by 签发人", "Lin Fang | 林芳"),)
"""Who signs: nobody is sent a letter without a name under it."""


def monday(week: int) -> date:
    """First day of a week of the plan, 1 being the first."""
    return JUNE_1 + timedelta(weeks=week - 1)


Taken = Callable[..., "Workplace"]
"""A fixture that gives a workplace: the stage it was taken to, and what `write_book` made it of."""


@dataclass
class Workplace:
    """A workbook file and who works in it.

    Attributes:
        file: The workbook.
        today: The day.
        language: Language of answers.
        host: What it is opened with; left out, the file engine.
    """

    file: Path
    today: date = MAY_29
    language: Language = "en"
    host: xw.App | None = None

    @property
    def is_live(self) -> bool:
        """Whether the workbook stays open in a spreadsheet program; else it is opened anew each time."""
        return self.host is not None and self.host.engine.name == "calc"

    def open(self) -> xw.Book:
        """The workbook as it was last kept."""
        return self.host.books.open(self.file) if self.host and self.is_live else open_book(self.file)

    def keep(self, book: xw.Book) -> None:
        """Save what was done to the workbook, for whoever opens it next."""
        if not self.is_live:
            book.save()

    def saved(self) -> Path:
        """The file, with all that was done."""
        if self.is_live:
            self.open().save()
        return self.file

    def press(self, name: str, **arguments: str) -> Text:
        """Press a button and keep what it did; nothing is kept where it refuses."""
        book = self.open()
        module = letter_buttons if hasattr(letter_buttons, name) else alert_buttons
        pressed = ButtonPress(book, self.today, "Chen Jie", self.language, None, arguments)
        said: Text = getattr(module, name)(pressed)
        self.keep(book)
        return said

    def assess(self) -> None:
        """Find the shortage, report it and assess it."""
        self.press("update_alerts")
        self.press("internal_alert", alert="A-0001")
        self.press("assess", alert="A-0001", owner="Li Na", solvable="no", until="2026-06-12")

    def plan_overtime(self, quantity: str = "150", when: str = "2026-06-15", **more: str) -> Text:
        """Enter a countermeasure and play it."""
        given = {"kind": "overtime", "quantity": quantity, "when": when, "owner": "Li Na", **more}
        return self.press("countermeasures", alert="A-0001", **given)

    def ready(self) -> "Workplace":
        """Assessed, with one countermeasure: all that a potential-shortage notice wants."""
        self.assess()
        self.plan_overtime(action="Saturday shifts", evidence="Shift plan 24")
        return self

    def warn(self, **arguments: str) -> Text:
        """Issue the potential-shortage notices at once."""
        return self.press("warn", alert="A-0001", issue="yes", **{"next_update": "2026-06-03", **arguments})


def write_book(file: Path, item: str = "BR-1001", people: People = PEOPLE) -> Workplace:
    """Write the workbook and its contacts."""
    book = new_book()
    orders = book.sheets[0]
    orders.name = "Orders"
    rows = [
        [item, customer, part, order, str(week * 10), monday(week), quantity, 20 if week == 1 else 0, 1]
        for customer, part, order, quantity in (
            (HUAXIN, "HX-BRK-77", "HX-4501", 120),
            (NORDWIND, "NW.4411.02", "NW-880", 80),
        )
        for week in range(1, WEEKS + 1)
    ]
    write_text(orders["A1"], [ORDER_HEADS, *rows])
    mps = book.sheets.add("MPS", after=orders)
    receipts = [[item, day, q, "firm"] for day, q in ((monday(1), 200), (monday(5), 900), (monday(7), 400))]
    write_text(mps["A1"], [["Item 物料", "Date 日期", "Quantity 数量", "Status 状态"], *receipts])
    stock = book.sheets.add("Stock", after=mps)
    heads = [
        *("Item 物料", "Description 描述", "On hand 现有库存", "Allocated 已分配"),
        *("Safety stock 安全库存", "In transit 在途", "Unit 单位"),
    ]
    write_text(stock["A1"], [heads, [item, "Brake pad set 制动片", 260, 20, 0, 60, "pcs 件"]])
    write_text(book.sheets.add("Settings", after=stock)["A1"], [["Settings", ""], *SIGNED])
    open_ledger(book, CONTACTS).append(people)
    book.save(str(file))
    return Workplace(file)


def texts_of(sheet: xw.Sheet) -> list[object]:
    """Every filled cell of a sheet, row by row."""
    last = sheet.used_range.last_cell
    cells = sheet.range((1, 1), (last.row, last.column)).options(ndim=2).value
    return [cell for row in cells for cell in row if cell not in (None, "")]
