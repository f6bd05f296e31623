"""One sheet per alert, `A-0001`: all that its steps ask, in their order, with what is missing marked.

The kept tables stay the truth. The form shows what stands in them; what is typed on it goes into them when a
step's button is pressed on it. A last line remembers what the form showed, so that only what was typed here
travels, and nothing that was changed in a table meanwhile is written over.
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import xlwings as xw

from pab_planner.alerts import TRANSITIONS, Alert, Evidence, Letter, When, customer_records, next_step
from pab_planner.core.countermeasure import MeasureState
from pab_planner.errors import SheetError
from pab_planner.excel.blocks import cells_at, used_block, used_rows
from pab_planner.excel.cell_values import cell_values
from pab_planner.language import Text, both, listed
from pab_planner.ledgers.contacts import CONTACTS, contacts_of, read_contacts
from pab_planner.ledgers.countermeasures import COUNTERMEASURES, in_force, settled
from pab_planner.ledgers.ledger import DATE, Kind, Ledger, LedgerColumn, NotWhatIsAsked
from pab_planner.ledgers.ledger_layout import write_title
from pab_planner.ledgers.messages import MESSAGES
from pab_planner.ledgers.open_ledger import OpenLedger, kept_sheet, open_ledger, open_ledgers, understand
from pab_planner.ledgers.register import ALERTS
from pab_planner.ledgers.transport import FREIGHT
from pab_planner.ooxml.rectangle import Box
from pab_planner.reading.grid import address
from pab_planner.reading.planning import settings_of
from pab_planner.sheets.cell_text import as_cell, height_needed
from pab_planner.sheets.composed import ComposedSheet
from pab_planner.sheets.new_sheet import make_sheet, our_name, our_sheet
from pab_planner.sheets.own_sheets import OwnSheet
from pab_planner.sheets.palette import ACCENT, FAINT, MUTED, PALE, RED, RULE, WHITE
from pab_planner.sheets.paper import LANDSCAPE, set_up_page

NUMBER = re.compile(r"A-\d{4,}")
WIDTHS = (34, 46, 16, 16, 16, 16, 16, 34, 16, 34, 20)
ROW_HEIGHT = 19.0
"""Of a row to type in: Chinese letters are cut off in one of the usual height [points]."""
MOMENT = f"{DATE} hh:mm"
"""How a moment is shown, by the clock on the wall where it was."""
SPARE_ROWS = 3
"""Blank rows under the last entry of a table."""
MEMORY = "PAB"
"""First word of the line that remembers what the form showed."""

NEXT = Text("Next: {step}", "下一步：{step}")
NO_STEP = Text("Nothing is to be done.", "暂无待办。")
MISSING = Text("▶ still missing for {step}: {what}", "▶ “{step}”尚缺：{what}")
NEEDED = Text("▶ needed for {step}", "▶ “{step}”需要")
SIGNER = Text(
    "▶ needed for {step}: on sheet Settings the name beside “Signed by 签发人”",
    "▶ “{step}”需要：在 Settings 表“Signed by 签发人”一行填写姓名",
)
NO_CONTACT = Text("▶ nobody to write to: enter one on sheet Contacts", "▶ 没有收件人：请在 Contacts 表中填写")
HINT = Text(
    "Fill in the framed cells, then press the step's button here; what you type goes into the kept tables.",
    "在带框单元格中填写，然后直接在此按相应步骤的按钮；所填内容会写入各登记表。",
)
CUSTOMERS = Text("Customers and what they were told", "客户及已告知情况")
LETTERS = Text("Letters; select one and press Alert form to see it", "函件；选中一行并按“预警表单”可查看")
CUSTOMER_HEADS = (
    Text("Customer", "客户"),
    Text("Contacts", "联系人"),
    Text("Letters sent", "已发函件"),
    Text("Last told", "最近通知"),
    Text("First told", "首次通知"),
    Text("Confirmed", "确认断供"),
    Text("Sent", "寄出"),
    Text("Acknowledged", "签收"),
    Text("Next update", "下次更新"),
    Text("Cleared", "已解除"),
)
LETTER_HEADS = (Text("Letter", "函件号"), Text("Kind", "种类"), Text("Issued", "发出日期"))


TYPED: dict[str, Hashable] = {"wrapped": True, "upright": "top", "across": "left"}
"""How cells look that people type in or read line by line."""


class FormPart(NamedTuple):
    """A part of the form.

    Attributes:
        name: Its name in the line that remembers.
        title: What stands above it.
        ledger: The kept table that its cells belong to.
        keys: Its columns of that table.
        several: Whether an alert may have several rows there.
    """

    name: str
    title: Text
    ledger: Ledger
    keys: tuple[str, ...]
    several: bool = False

    @property
    def columns(self) -> list[LedgerColumn]:
        """Its columns, in order."""
        known = {column.key: column for column in self.ledger.columns}
        return [known[key] for key in self.keys]

    def places(self) -> dict[str, int]:
        """Sheet column of each of its columns, where it may have several rows: long texts in wide ones."""
        free = list(range(1, len(WIDTHS) + 1))
        placed: dict[str, int] = {}
        for key in self.keys:
            column = WIDE.get(key) if WIDE.get(key) in free else free[0]
            placed[key] = column or free[0]
            free.remove(placed[key])
        return placed


WIDE = {"action": 2, "happened": 2, "evidence": 8, "unknown": 8, "outcome": 10, "remains": 10}
REVIEWED = ("escape_cause", "corrective", "preventive", "read_across", "effective", "verified")


def _asked(ledger: Ledger, *without: str) -> tuple[str, ...]:
    """What people are asked to fill in."""
    return tuple(column.key for column in ledger.columns if column.asks and column.key not in without)


PARTS = (
    FormPart(
        "assess",
        Text("1  Cause and assessment", "原因与评估"),
        ALERTS,
        _asked(ALERTS, "next_update", *REVIEWED),
    ),
    FormPart(
        "measures",
        Text("2  Countermeasures", "应对措施"),
        COUNTERMEASURES,
        _asked(COUNTERMEASURES, "alert", "note"),
        several=True,
    ),
    FormPart("freight", Text("3  Emergency transport", "紧急运输"), FREIGHT, _asked(FREIGHT, "alert")),
    FormPart("told", Text("4  What the customers are told", "告知客户"), ALERTS, ("next_update",)),
    FormPart(
        "messages",
        Text("Messages (customer blank: to all)", "对客户的说明（客户留空：发给所有客户）"),
        MESSAGES,
        ("customer", *_asked(MESSAGES, "alert", "customer")),
        several=True,
    ),
    FormPart("review", Text("5  Review (8D)", "复盘（8D）"), ALERTS, REVIEWED),
)


USUAL_HEIGHT = 15.0
"""Of a row of which nothing is said [points]."""


class ChangedElsewhere(SheetError):
    """A cell of a kept table that was changed after the form showed it."""

    sentence = Text(
        "{form} says {here}, but {cell} was changed to {there} meanwhile; press Alert form to see it, "
        "then type again",
        "{form} 填写为 {here}，但 {cell} 已改为 {there}；请按“预警表单”刷新后再填写",
    )


class Typed(NamedTuple):
    """A cell of the form: its part, row of that part, column, value and address."""

    part: FormPart
    row: int
    column: LedgerColumn
    value: Any
    cell: str

    @property
    def key(self) -> str:
        """Its name in the line that remembers."""
        return f"{self.part.name}.{self.row}.{self.column.key}"


def show_form(book: xw.Book, alert: Alert, letters: Sequence[Letter]) -> xw.Sheet:
    """Write the form of an alert afresh.

    Args:
        book: The workbook.
        alert: The alert, with what people filled in.
        letters: The letters about it.
    """
    sheet = our_sheet(book, OwnSheet(alert.number))
    if sheet:
        used_block(sheet).row_height = USUAL_HEIGHT  # of what stood there; other rows may be high now
        sheet.clear()
    else:
        sheet = make_sheet(book, OwnSheet(alert.number), _set_up)
    _Writer(book, sheet, alert, letters).write()
    return sheet


def form_number(sheet: xw.Sheet) -> str:
    """Number of the alert whose form a sheet is; "" for any other sheet, whatever its title."""
    titled = NUMBER.match(sheet.name)
    return titled[0] if titled and our_name(sheet) == titled[0] else ""


def take_typed(book: xw.Book, sheet: xw.Sheet, number: str) -> bool:
    """Write what was typed on the form of an alert into the kept tables.

    Args:
        book: The workbook.
        sheet: The form.
        number: The alert.

    Returns:
        Whether anything was.

    Raises:
        NotWhatIsAsked: A cell cannot be understood; nothing was written.
        ChangedElsewhere: Its cell in a kept table was changed meanwhile; nothing was written.
    """
    typed, memory = _read(sheet)
    opened: dict[str, OpenLedger] = {}
    rows: dict[str, dict[int, dict[str, Any]]] = {}
    for cell in typed:
        if _trace(cell.value) == memory.get(cell.key, _trace(None)):
            continue
        value, expected = understand(cell.column, cell.value)
        if expected:
            heading = cell.column.heading
            raise NotWhatIsAsked(cell=cell.cell, heading=heading, found=cell.value, expected=expected)
        ledger = cell.part.ledger
        kept = opened.get(ledger.name) or opened.setdefault(ledger.name, open_ledger(book, ledger))
        index = _index(kept, number, cell, memory)
        if index < len(kept.rows):
            there = kept.rows[index].get(cell.column.key)
            if _trace(there) not in (memory.get(cell.key, _trace(None)), _trace(value)):
                place = kept.cell(index, cell.column.key)
                raise ChangedElsewhere(form=cell.cell, here=cell.value, cell=place, there=there)
        rows.setdefault(ledger.name, {}).setdefault(index, {})[cell.column.key] = value
    for name, changed in rows.items():
        kept = opened[name]
        for index, values in changed.items():
            if index < len(kept.rows):
                kept.amend(index, values)
        known = len(kept.rows)
        kept.append([{kept.ledger.key.key: number, **v} for index, v in changed.items() if index >= known])
    return bool(rows)


def _index(kept: OpenLedger, number: str, cell: Typed, memory: Mapping[str, str]) -> int:
    """Row of the kept table that a cell belongs to; one beyond the last where it is new."""
    mine = kept.where(kept.ledger.key.key, number)
    shown = int(memory.get(f"{cell.part.name}#", "0"))
    if cell.row < min(shown, len(mine)):
        return mine[cell.row]
    return len(kept.rows) + cell.row


def _read(sheet: xw.Sheet) -> tuple[list[Typed], dict[str, str]]:
    """Every cell of the form that may be typed in, and what it showed when it was written."""
    title = sheet.name
    rows = cell_values(cells_at(sheet, 1, 1, used_rows(sheet), len(WIDTHS)))
    titles = {both(part.title): part for part in PARTS}
    typed: list[Typed] = []
    memory: dict[str, str] = {}
    part: FormPart | None = None
    heads: dict[int, LedgerColumn] = {}
    row_of_part = 0
    for number, cells in enumerate(rows, 1):
        first = str(cells[0] or "")
        if first.startswith(f"{MEMORY} "):
            memory = dict(pair.split("=") for pair in first.split()[1:])
        if first in titles or first in (both(CUSTOMERS), both(LETTERS)):
            part, heads, row_of_part = titles.get(first), {}, 0
            continue
        if part is None:
            continue
        columns = {column.heading: column for column in part.columns}
        if not part.several:
            if column := columns.get(first):
                typed.append(Typed(part, 0, column, cells[1], f"{title}!{address(number - 1, 1)}"))
        elif not heads:
            heads = {at: columns[str(cell)] for at, cell in enumerate(cells) if str(cell) in columns}
        else:
            for at, column in heads.items():
                cell = f"{title}!{address(number - 1, at)}"
                typed.append(Typed(part, row_of_part, column, cells[at], cell))
            row_of_part += 1
    return typed, memory


def _trace(value: Any) -> str:
    """What a value is known by again."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        value = value.isoformat()
    elif isinstance(value, int | float) and not isinstance(value, bool):
        value = f"{float(value):.12g}"
    text = str(value or "").strip()
    return sha256(text.encode()).hexdigest()[:8] if text else "0"


def _set_up(sheet: xw.Sheet) -> None:
    """Widths and page, once."""
    for column, width in enumerate(WIDTHS, 1):
        sheet.range((1, column)).column_width = width
    sheet.show_gridlines = False
    set_up_page(sheet, orientation=LANDSCAPE)


class _Writer:
    """Puts a form together from top to bottom, and writes it."""

    def __init__(self, book: xw.Book, sheet: xw.Sheet, alert: Alert, letters: Sequence[Letter]) -> None:
        self.book, self.sheet, self.alert, self.about, self.row = book, sheet, alert, letters, 1
        self.memory: dict[str, str] = {}
        self.page = ComposedSheet()
        ledgers = {part.ledger for part in PARTS}
        self.kept = {opened.ledger.name: opened for opened in open_ledgers(book, *ledgers)}
        measures, messages = self.kept[COUNTERMEASURES.name], self.kept[MESSAGES.name]
        mine = messages.rows_where("alert", alert.number)
        self.evidence = Evidence(
            countermeasures=in_force(measures, alert.number),
            done=settled(measures, alert.number, MeasureState.DONE),
            tried=settled(measures, alert.number, MeasureState.FAILED),
            happened=any(row["happened"] for row in mine),
            signed=bool(settings_of(book)["signer"]),
        )
        self.wanted = dict(self._wanted())

    def write(self) -> None:
        """The whole form."""
        finding, alert = self.alert.finding, self.alert
        title = f"{alert.number}  {finding.item}  {finding.description}".strip()
        level = f"{finding.level.mark} {both(finding.level.title)} · {both(alert.state.title)}"
        self.row = 2
        self.line(level, bold=True)
        step = next_step(alert)
        self.line(both(NEXT.filled(step=step.title)) if step else both(NO_STEP), ink=ACCENT, bold=True)
        for missing in self._missing():
            self.line(missing, ink=RED)
        self.line(f"{HINT.zh}  {HINT.en}", ink=MUTED)
        for part in PARTS:
            self.part(part)
        self.customers()
        self.letters()
        words = " ".join(f"{key}={trace}" for key, trace in self.memory.items() if trace != "0")
        self.row += 1
        self.line(f"{MEMORY} {words}", ink=FAINT, size=6)
        self.page.write(self.sheet)
        write_title(self.sheet, title)

    def here(self, column: int, height: int = 1, width: int = 1) -> Box:
        """Cells from a column of the current row on."""
        return Box(self.row, column, self.row + height - 1, column + width - 1)

    def put(self, column: int, value: Any) -> None:
        """Let a cell of the current row hold a value."""
        self.page.put(self.row, column, as_cell(value))

    def line(self, words: str, **looks: Hashable) -> None:
        """A line of text."""
        self.put(1, words)
        self.page.look(self.here(1), **looks)
        self.row += 1

    def heading(self, words: Text) -> None:
        """The head of a part."""
        self.row += 1
        self.line(both(words), ink=ACCENT, size=12, bold=True)

    def part(self, part: FormPart) -> None:
        """One part with what stands in its kept table."""
        self.heading(part.title)
        kept = self.kept[part.ledger.name]
        rows = kept.rows_where(kept.ledger.key.key, self.alert.number)
        self.memory[f"{part.name}#"] = str(len(rows))
        if part.several:
            self.rows(part, rows)
            return
        row = rows[0] if rows else {}
        labelled = self.here(1, len(part.columns), 2)
        self.page.look(labelled, **TYPED)
        self.page.look(self.here(1, len(part.columns)), fill=PALE, ink=MUTED)
        self.page.frame(labelled, RULE)
        for column in part.columns:
            self.put(1, column.heading)
            self.enter(part, 0, column, 2, row.get(column.key))
            if part.ledger is ALERTS and column.key in self.wanted and row.get(column.key) in (None, ""):
                self.put(3, both(NEEDED.filled(step=self.wanted[column.key])))
                self.page.look(self.here(3), ink=RED, bold=True)
            self.row += 1
        if part.name == "told" and "signer" in self.wanted:
            self.line(both(SIGNER.filled(step=self.wanted["signer"])), ink=RED, bold=True)

    def rows(self, part: FormPart, rows: Sequence[Mapping[str, Any]]) -> None:
        """A part of several rows, with some to spare."""
        places, count = part.places(), len(rows) + SPARE_ROWS
        headings = {places[column.key]: column.heading for column in part.columns}
        width = max(places.values())
        self.page.frame(self.here(1, count + 1, width), RULE)
        self.heads([headings.get(at, "") for at in range(1, width + 1)])
        self.page.look(self.here(1, count, width), **TYPED)
        for number in range(count):
            row = rows[number] if number < len(rows) else {}
            for column in part.columns:
                self.enter(part, number, column, places[column.key], row.get(column.key))
            self.row += 1

    def enter(self, part: FormPart, row: int, column: LedgerColumn, at: int, value: Any) -> None:
        """A cell of the current row to type in, with what stands in the kept table."""
        self.page.height(self.row, ROW_HEIGHT)
        if column.kind is Kind.DATE:
            self.page.look(self.here(at), number_format=DATE)
        if column.choices:
            self.page.look(self.here(at), choices=tuple(map(both, column.choices)))
        self.put(at, value)
        if isinstance(value, str) and value:
            self.page.height(self.row, height_needed([(value, WIDTHS[at - 1])], 11))
        self.memory[f"{part.name}.{row}.{column.key}"] = _trace(value)

    def customers(self) -> None:
        """Whom the alert concerns, what each was told, and who of them gets letters."""
        self.heading(CUSTOMERS)
        names = self.alert.finding.customers
        people = contacts_of(read_contacts(self.book), names) if kept_sheet(self.book, CONTACTS) else {}
        records = customer_records(self.alert, self.about)
        lines, unknown = [], []
        for customer in names:
            told = [letter.name for letter in self.about if letter.issued and letter.customer == customer]
            contacts = "; ".join(person.line for person in people.get(customer, ()))
            times: list[When] = [None] * 7
            if known := records.get(customer):
                times = [known.last.issued_at or known.last.issued, known.informed, known.confirmed]
                times += [known.sent, known.acknowledged, known.next_update, known.cleared]
            lines.append([customer, contacts or both(NO_CONTACT), ", ".join(told), *times])
            if not contacts:
                unknown.append(len(lines))
        top = self.row
        self.table(CUSTOMER_HEADS, lines)
        for line in unknown:
            self.page.look(Box(top + line, 2, top + line, 2), ink=RED, bold=True)

    def letters(self) -> None:
        """The letters about the alert, drafts among them."""
        self.heading(LETTERS)
        lines = [[each.name, both(each.kind.title), each.issued, each.customer] for each in self.about]
        self.table((*LETTER_HEADS, CUSTOMER_HEADS[0]), lines)

    def table(self, heads: Sequence[Text], lines: Sequence[Sequence[Any]]) -> None:
        """Lines that are only shown."""
        self.heads(list(map(both, heads)))
        for line in lines:
            self.page.look(self.here(1, width=len(heads)), **TYPED)
            for at, value in enumerate(line, 1):
                if isinstance(value, datetime):
                    self.put(at, value.replace(tzinfo=None, second=0))
                    self.page.look(self.here(at), number_format=MOMENT)
                    continue
                self.put(at, value)
                if isinstance(value, date):
                    self.page.look(self.here(at), number_format=DATE)
            self.row += 1

    def heads(self, headings: Sequence[str]) -> None:
        """A row of headings; "" where a column has none."""
        for at, heading in enumerate(headings, 1):
            self.put(at, heading)
        row = self.here(1, width=len(headings))
        self.page.look(row, bold=True, ink=WHITE, fill=ACCENT, wrapped=True, upright="center")
        self.page.height(self.row, height_needed(zip(headings, WIDTHS, strict=False), 11))
        self.row += 1

    def _wanted(self) -> Iterator[tuple[str, Text]]:
        """Each answer that a step from here on still wants, and the first such step.

        A reason is wanted only where the next step asks for one.
        """
        seen: set[str] = set()
        step, state = next_step(self.alert), self.alert.state
        for line in TRANSITIONS:
            if (line.after is not None and line.after <= state) or max(line.before, default=state) < state:
                continue
            is_next = line.event is step and state in line.before
            for gate in line.gates:
                if gate.field == "reason" and not is_next:
                    continue
                if gate.field and gate.field not in seen and not gate.holds(self.alert, self.evidence):
                    seen.add(gate.field)
                    yield gate.field, line.event.title

    def _missing(self) -> Iterator[str]:
        """What the next step still lacks, in words."""
        step = next_step(self.alert)
        for line in TRANSITIONS:
            if line.event is step and self.alert.state in line.before:
                lacking = [g.missing for g in line.gates if not g.holds(self.alert, self.evidence)]
                if lacking:
                    yield both(MISSING.filled(step=line.event.title, what=listed(lacking, "; ", "；")))
