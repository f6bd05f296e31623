"""The sheet `Reading`: what each row and column of a plan is read as, and what the planner says it is."""

from collections.abc import Iterator, Mapping, Sequence

import xlwings as xw

from pab_planner.errors import SheetError
from pab_planner.excel.blocks import cells_at, write_cells
from pab_planner.excel.cell_values import cell_value, cell_values
from pab_planner.excel.choice_lists import allow_choices
from pab_planner.excel.links import link_cells
from pab_planner.excel.sheets import find_sheet
from pab_planner.excel.windows import freeze_panes
from pab_planner.language import Language, Text, both
from pab_planner.ledgers.ledger import chosen
from pab_planner.ooxml.references import quoted
from pab_planner.reading.grid import address, read_sheet
from pab_planner.reading.quantities import BLANK, shown
from pab_planner.reading.settings import is_settings, read_settings
from pab_planner.reading.table_account import TableAccount
from pab_planner.reading.vocabulary import Role
from pab_planner.sheets.cell_text import as_cell
from pab_planner.sheets.new_sheet import make_sheet, our_sheet
from pab_planner.sheets.own_sheets import READING, SETTINGS
from pab_planner.sheets.palette import ACCENT, ASKED, MUTED, WHITE
from pab_planner.sheets.paper import LANDSCAPE, set_up_page
from pab_planner.views.reading_marks import LEGEND

ROLE_NAMES: Mapping[Role, Text] = {
    Role.ORDERS: Text("customer orders", "客户订单"),
    Role.FORECAST: Text("forecast", "预测"),
    Role.GROSS: Text("gross requirement", "毛需求"),
    Role.SUPPLY: Text("MPS or other receipts", "主生产计划或其他入库"),
    Role.FIRM: Text("firm supply", "已确认供应"),
    Role.PLANNED: Text("planned supply", "计划供应"),
    Role.OPENING: Text("opening stock", "期初库存"),
    Role.ALLOCATED: Text("allocated stock", "已分配库存"),
    Role.BALANCE: Text("own balance", "表中余额"),
    Role.SAFETY: Text("safety stock", "安全库存"),
    Role.LEAST_COVER: Text("least cover in periods", "最低可供期数"),
    Role.OVERDUE: Text("past due", "逾期"),
    Role.ITEM: Text("item", "物料"),
    Role.DESCRIPTION: Text("description", "描述"),
    Role.CUSTOMER: Text("customer", "客户"),
    Role.PART: Text("customer's part number", "客户料号"),
    Role.SITE: Text("site", "地点"),
    Role.MEASURE: Text("name of the row", "行名"),
    Role.DATE: Text("date", "日期"),
    Role.QUANTITY: Text("quantity", "数量"),
    Role.ORDER: Text("order number", "订单号"),
    Role.LINE: Text("order line", "订单行"),
    Role.SHIPPED: Text("shipped or received", "已发货或已收货"),
    Role.STATUS: Text("status", "状态"),
    Role.PRIORITY: Text("priority", "优先级"),
    Role.IGNORE: Text("left aside", "不采用"),
}
"""Every role in a planner's words."""

CHOICES = (
    *(Role.IGNORE, Role.ORDERS, Role.FORECAST, Role.GROSS, Role.SUPPLY, Role.OPENING, Role.ALLOCATED),
    *(Role.BALANCE, Role.SAFETY, Role.OVERDUE, Role.ITEM, Role.CUSTOMER, Role.SITE, Role.DATE, Role.QUANTITY),
    Role.SHIPPED,
)
"""Roles to choose from; Excel takes a list of 255 letters at most."""

MARKED = Text("Marks on the sheets", "在各表上标记")
YES_OR_NO = (Text("yes", "是"), Text("no", "否"))
MARKS_AT = "F1"
"""Where the planner says whether her rows are marked."""

CHOSEN_WIDTH = 30
HINT = Text(
    "Where something is read wrongly, choose in the last column what it is, and press How it is read again.",
    "如有读错，请在最后一列选择其含义，再按一次“读取方式”。",
)
HEADINGS = (
    (Text("Sheet", "工作表"), 16.0),
    (Text("Cell", "单元格"), 9.0),
    (Text("Heading", "标题"), 28.0),
    (Text("Read as", "读作"), 30.0),
    (Text("Why", "说明"), 60.0),
)
CHOICE = Text("It is", "应为")
ROWS = Text("{count:row|rows} of this name", "同名 {count} 行")
OPEN = Text("? please say", "？请指明")
HEAD_ROW = 3
LABEL = Text("label", "标签")


class NotAChoice(SheetError):
    """A word where the planner may choose what a heading is."""

    sentence = Text(
        "{cell} is {found}; choose a word of its list, in the row of a heading, or leave it blank",
        "{cell} 为 {found}；请在标题所在的行从下拉列表中选择，或留空",
    )


def write_reading(
    sheet: xw.Sheet,
    accounts: Sequence[TableAccount],
    language: Language,
    *,
    asks: bool,
    marked: bool = False,
) -> None:
    """Fill an empty sheet.

    Args:
        sheet: The sheet.
        accounts: How each table is read.
        language: Language of the sheet.
        asks: Whether the planner can choose what each heading is, in the workbook that holds the tables.
        marked: Whether she wants the marks of `reading_marks` on her sheets.
    """
    rows = [row for account in accounts for row in _rows(account, language)]
    headings = [*HEADINGS, (CHOICE, float(CHOSEN_WIDTH))] if asks else [*HEADINGS]
    width = len(headings)
    write_cells(sheet.range("A1"), [[both(READING.heading)]])
    sheet["A1"].font.size, sheet["A1"].font.bold, sheet["A1"].font.color = 16, True, ACCENT
    if asks:
        write_cells(sheet.range("A2"), [[HINT.say(language)]])
        sheet["A2"].font.color = MUTED
        write_cells(sheet.range("E1"), [[f"{MARKED.say(language)}: {LEGEND.say(language)}"]])
        write_cells(sheet[MARKS_AT], [[YES_OR_NO[not marked].say(language)]])
        sheet["E1"].font.color, sheet["E1"].wrap_text = MUTED, True
        allow_choices(sheet[MARKS_AT], [word.say(language) for word in YES_OR_NO])
    head = cells_at(sheet, HEAD_ROW, 1, 1, width)
    write_cells(head, [[heading.say(language) for heading, _ in headings]])
    head.font.bold, head.font.color, head.color = True, WHITE, ACCENT
    for column, (_, wide) in enumerate(headings, 1):
        cells_at(sheet, HEAD_ROW, column).column_width = wide
    if rows:
        body = cells_at(sheet, HEAD_ROW + 1, 1, len(rows), len(HEADINGS))
        write_cells(body, [[as_cell(cell) for cell in row] for row in rows])
        body.wrap_text, body.vertical_alignment = True, "top"
        for number, row in enumerate(rows, HEAD_ROW + 1):
            if row[3] == OPEN.say(language):
                cells_at(sheet, number, 1, 1, len(HEADINGS)).font.color = ASKED
        if asks:
            targets = [f"{quoted(title)}!{place}" if place else "" for title, place, *_ in rows]
            link_cells(cells_at(sheet, HEAD_ROW + 1, 2, len(rows)), targets)
            choices = cells_at(sheet, HEAD_ROW + 1, width, len(rows))
            allow_choices(choices, [ROLE_NAMES[role].say(language) for role in CHOICES])
    freeze_panes(sheet, HEAD_ROW)
    last = cells_at(sheet, HEAD_ROW + max(1, len(rows)), width).address
    set_up_page(sheet, f"$A$1:{last}", orientation=LANDSCAPE, title_rows=f"${HEAD_ROW}:${HEAD_ROW}")


def _rows(account: TableAccount, language: Language) -> Iterator[list[str]]:
    """Sheet, cell, heading, role and reason of each heading of a table; open questions first."""
    sheet = account.grid.title
    for question in account.questions:
        yield [sheet, question.cell, question.heading, OPEN.say(language), question.text.say(language)]
    asked = {question.heading for question in account.questions}
    for use in account.uses.values():
        if use.heading in asked:
            continue
        role = ROLE_NAMES[use.role or Role.IGNORE].say(language)
        why = use.reason.say(language) if use.aside else ""
        if not why and use.count > 1:
            why = ROWS.say(language, count=use.count)
        yield [sheet, use.cell, use.heading, role, why]
    for text in account.decided:
        yield [sheet, "", "", "", text.say(language)]


def marks_wanted(book: xw.Book) -> bool:
    """Whether the planner asked on the sheet for marks beside her rows."""
    sheet = our_sheet(book, READING)
    return sheet is not None and chosen(cell_value(sheet[MARKS_AT]), YES_OR_NO) == YES_OR_NO[0]


def show_reading(
    book: xw.Book, accounts: Sequence[TableAccount], language: Language, *, marked: bool = False
) -> xw.Sheet:
    """Write the sheet of a planner's workbook afresh."""

    def fill(sheet: xw.Sheet) -> None:
        write_reading(sheet, accounts, language, asks=True, marked=marked)

    return make_sheet(book, READING, fill)


def choices_made(book: xw.Book) -> dict[str, Role]:
    """What the planner chose on the sheet, by `SHEET!HEADING`.

    Raises:
        NotAChoice: A word is none of the list, or stands beside no heading.
    """
    sheet = our_sheet(book, READING)
    if sheet is None:
        return {}
    last = max(HEAD_ROW + 1, sheet.used_range.last_cell.row)
    made: dict[str, Role] = {}
    rows = cell_values(cells_at(sheet, HEAD_ROW + 1, 1, last - HEAD_ROW, len(HEADINGS) + 1))
    for number, (title, _, heading, *_, choice) in enumerate(rows, HEAD_ROW):
        if choice in BLANK:
            continue
        role = next((role for role, name in ROLE_NAMES.items() if chosen(choice, (name,))), None)
        if role is None or not (title and heading):
            cell = f"{sheet.name}!{address(number, len(HEADINGS))}"
            raise NotAChoice(cell=cell, found=shown(choice))
        made[f"{title}!{heading}"] = role
    return made


def remember_choices(book: xw.Book, chosen: Mapping[str, Role]) -> None:
    """Write choices as lines `label: SHEET!HEADING` into the sheet Settings; a newer one takes the older's place."""
    theirs = filter(None, (find_sheet(book, title) for title in SETTINGS.heading))
    sheet = our_sheet(book, SETTINGS) or next(filter(_holds_settings, theirs), None)
    if sheet is None:
        sheet = make_sheet(book, SETTINGS, _lay_out_settings)
    last = sheet.used_range.last_cell.row
    known = {
        str(cell or "").replace("：", ":").partition(":")[2].strip(): row
        for row, (cell,) in enumerate(cell_values(cells_at(sheet, 1, 1, max(2, last))), 1)
        if str(cell or "").replace("：", ":").partition(":")[0].strip().casefold() in LABEL
    }
    for place, role in chosen.items():
        row = known.get(place)
        if row is None:
            last += 1
            row = last
        write_cells(cells_at(sheet, row, 1, 1, 2), [[as_cell(f"label: {place}"), role.value]])


def _holds_settings(sheet: xw.Sheet) -> bool:
    """Whether a sheet that the planner called Settings holds a setting of ours, not those of a machine."""
    found = read_settings([read_sheet(sheet)])
    return bool(
        found.stated or found.labels or found.exceptions or found.renamed or found.free or found.worked
    )


def _lay_out_settings(sheet: xw.Sheet) -> None:
    """The sheet Settings of a workbook that had none."""
    title = f"{SETTINGS.heading.en} {SETTINGS.heading.zh}"
    assert is_settings(SETTINGS.name, title)
    write_cells(sheet.range("A1"), [[title]])
    sheet["A1"].font.size, sheet["A1"].font.bold, sheet["A1"].font.color = 16, True, ACCENT
    sheet["A1"].column_width = 40
