"""The buttons of the groups Plan and Help."""

import xlwings as xw

from pab_planner.errors import ChoiceError, SheetError
from pab_planner.excel.cell_values import cell_value
from pab_planner.excel.description import describe
from pab_planner.excel.sheets import sheet_in_front
from pab_planner.installation.doctor import as_line, doctor, repair
from pab_planner.language import Text, listed
from pab_planner.macros.button_press import BUTTONS, ButtonPress, button
from pab_planner.macros.support_file import write_support_file
from pab_planner.reading.planning import read_plan, read_tables
from pab_planner.reading.quantities import read_quantity, shown
from pab_planner.sheets.new_sheet import bring_to_front
from pab_planner.sheets.own_sheets import is_ours
from pab_planner.sheets.protection import require_unprotected
from pab_planner.udfs import FUNCTIONS, PAB_CHECK
from pab_planner.views.cell_errors import Call, call_in, culprit, error_in, explain_error
from pab_planner.views.explain import explain_balance
from pab_planner.views.guide import show_guide
from pab_planner.views.pab_rows import Insertion, OurRow, insert_pab_rows, remove_pab_rows
from pab_planner.views.reading_marks import mark_sheets, unmark_sheets
from pab_planner.views.reading_sheet import choices_made, marks_wanted, remember_choices, show_reading
from pab_planner.views.risk_formats import (
    legend,
    risk_colours_are_on,
    switch_risk_colours_off,
    switch_risk_colours_on,
)
from pab_planner.views.selection import rows_named, selected_rows
from pab_planner.views.what_if import (
    DEFAULT_PERIODS_LATE,
    PERIODS_LATE,
    asked_late,
    items_shown,
    play_late,
    show_what_if,
)

YES = ("yes", "y", "true", "1", "on", "是")

INSERTED = Text(
    "Sheet {sheet}: balance rows inserted for {items:item|items}.",
    "工作表 {sheet}：已为 {items} 个物料插入余额行。",
)
EXTENDED = Text(" {rows:row now reaches|rows now reach} the last period.", "{rows} 行已延伸到最后一期。")
HAD = Text(" {had:item has one|items have them} already.", "{had} 个物料已有余额行。")
NOT_INSERTED = Text(" Left out: {item}, because {why}.", "未处理：{item}，因为{why}。")
AND_OTHERS = Text(
    " {count:other item was|other items were} left out likewise.", "另有 {count} 个物料同样未处理。"
)
REMOVED = Text("{rows:row|rows} removed from sheet {sheet}.", "工作表 {sheet}：已移除 {rows} 行。")
NOTHING_OF_OURS = Text(
    "Sheet {sheet} has no rows that Insert PAB wrote.", "工作表 {sheet} 没有由“插入 PAB”写入的行。"
)
COLOURED = Text("{rows:row|rows} coloured. {legend}", "已为 {rows} 行着色。{legend}")
UNCOLOURED = Text("Risk colours are off on sheet {sheet}.", "工作表 {sheet} 已取消风险着色。")
READING_SHOWN = Text("How your sheets are read is on sheet {sheet}.", "各表的读取方式见工作表“{sheet}”。")
REMEMBERED = Text(
    " {count:choice is|choices are} remembered on sheet Settings.", "已将 {count} 项选择记入 Settings 表。"
)
STILL_ASKED = Text(
    " {count:question is|questions are} open: choose in the last column.",
    "还有 {count} 处待指明，请在最后一列选择。",
)
NOT_MARKED = Text(" Not marked, for they are protected: {sheets}.", "受保护而未标记：{sheets}。")
SHOWN = Text("The guide is on sheet {sheet}.", "使用指南见工作表“{sheet}”。")


class NothingToColour(ChoiceError):
    """A sheet without balance rows."""

    sentence = Text(
        "sheet {sheet} has no balance row; press Insert PAB first",
        "工作表 {sheet} 没有余额行；请先按“插入 PAB”",
    )


class NoPeriodsLate(SheetError):
    """The late-periods cell holds no number of periods."""

    sentence = Text(
        "{place} is {found}; write by how many periods the MPS is late, 0 or more",
        "{place}为 {found}；请填写延期的期数，0 或以上",
    )


class NothingSelected(ChoiceError):
    """Nothing is selected where something must be."""

    sentence = Text("select a cell first", "请先选中一个单元格")


@button
def insert_pab(pressed: ButtonPress) -> Text:
    """Plan > Insert PAB: write balance rows beneath each item of the sheet.

    Arguments `exposed=yes` and `risk=yes` ask for these rows too; otherwise the setting decides.
    """
    sheet, reading = _sheet(pressed), read_plan(pressed.book)
    require_unprotected(sheet)
    wanted = [OurRow.BALANCE]
    setting = reading.settings["inserted_rows"]
    for name, row in (("exposed", OurRow.EXPOSED), ("risk", OurRow.RISK)):
        if pressed.arguments.get(name, "").casefold() in YES or setting in (name, "all"):
            wanted.append(row)
    coloured = risk_colours_are_on(sheet)
    result = insert_pab_rows(sheet, reading, wanted)
    if (result.items or result.extended) and coloured:
        switch_risk_colours_on(sheet, read_plan(pressed.book))
    return _said(result, sheet)


def _said(result: Insertion, sheet: xw.Sheet) -> Text:
    said = INSERTED.filled(items=result.items, sheet=sheet.name)
    if result.had:
        said += HAD.filled(had=result.had)
    if result.extended:
        said += EXTENDED.filled(rows=result.extended)
    if result.left_out:
        item, why = result.left_out[0]
        said += NOT_INSERTED.filled(item=item, why=why)
        if others := len(result.left_out) - 1:
            said += AND_OTHERS.filled(count=others)
    return said


@button
def remove_pab(pressed: ButtonPress) -> Text:
    """Plan > Remove PAB: take away what Insert PAB wrote on the sheet."""
    sheet = _sheet(pressed)
    require_unprotected(sheet)
    rows = remove_pab_rows(sheet)
    return (REMOVED if rows else NOTHING_OF_OURS).filled(rows=rows, sheet=sheet.name)


@button
def risk_colours(pressed: ButtonPress) -> Text:
    """Plan > Risk colours: colour the balance rows of the sheet, or take the colours away."""
    sheet = _sheet(pressed)
    require_unprotected(sheet)
    if is_ours(sheet.name, cell_value(sheet["A1"])):  # its own rules have the same colours
        raise NothingToColour(sheet=sheet.name)
    if risk_colours_are_on(sheet):
        switch_risk_colours_off(sheet)
        return UNCOLOURED.filled(sheet=sheet.name)
    rows = switch_risk_colours_on(sheet, read_plan(pressed.book))
    if not rows:
        raise NothingToColour(sheet=sheet.name)
    return COLOURED.filled(rows=rows, legend="  ".join(legend().splitlines()[1:]))


@button
def how_it_is_read(pressed: ButtonPress) -> Text:
    """Plan > How it is read: list what each row and column is read as; remember what she chose there."""
    chosen = choices_made(pressed.book)
    labels = {place: role.value for place, role in chosen.items()}
    accounts = read_tables(pressed.book, labels=labels)
    marked = marks_wanted(pressed.book)
    unmark_sheets(pressed.book)
    if chosen:
        remember_choices(pressed.book, chosen)
    protected = mark_sheets(pressed.book, accounts) if marked else []
    sheet = show_reading(pressed.book, accounts, pressed.language, marked=marked)
    bring_to_front(sheet)
    said = READING_SHOWN.filled(sheet=sheet.name)
    if chosen:
        said += REMEMBERED.filled(count=len(chosen))
    if asked := sum(len(account.questions) for account in accounts):
        said += STILL_ASKED.filled(count=asked)
    if protected:
        said += NOT_MARKED.filled(sheets=", ".join(protected))
    return said


@button
def what_if(pressed: ButtonPress) -> Text:
    """Plan > What if late?: show the selected items with their MPS late.

    Argument `periods=2` says by how many periods; otherwise the sheet's own cell does.
    """
    reading = read_plan(pressed.book)
    late = _periods_late(pressed)
    rows = selected_rows(reading, pressed.selection)
    rows = rows or list(rows_named(reading, items_shown(pressed.book)))
    rows = rows or list(range(len(reading.plan.items)))
    asked = play_late(reading.plan, rows, late, reading.settings.policies)
    sheet = show_what_if(pressed.book, asked, pressed.language, pressed.today)
    bring_to_front(sheet)
    return asked.outcome(sheet.name)


def _periods_late(pressed: ButtonPress) -> float:
    """How many periods late: as the terminal says, else the sheet."""
    said = pressed.arguments.get("periods") or asked_late(pressed.book)
    if said is None:
        return DEFAULT_PERIODS_LATE
    number = read_quantity(said).value
    if number is None:
        raise NoPeriodsLate(place=PERIODS_LATE, found=shown(said))
    return number


@button
def check_setup(pressed: ButtonPress) -> Text:
    """Help > Check set-up: say whether Python, xlwings, Excel and the add-in fit together.

    What can be mended while Excel is open is mended. What a helper asks for first is written into one file.
    """
    findings = doctor()
    support = write_support_file(findings, describe(pressed.book.app))
    lines = [*map(as_line, findings), *repair(findings, excel_is_open=True), as_line(support)]
    return listed(lines, "\n", "\n")


@button
def explain(pressed: ButtonPress) -> Text:
    """Help > Explain: why the selected cell is an error, or how its balance comes about."""
    if pressed.selection is None:
        raise NothingSelected
    cell = pressed.selection[0, 0]
    if error := error_in(cell):
        call = call_in(cell)
        return explain_error(cell, error, _reason(cell, call) if call and error != "#NAME?" else None)
    return explain_balance(cell, read_plan(pressed.book))


def _reason(cell: xw.Range, call: Call) -> Text | None:
    """What is wrong with a call of ours: the cell at fault, else what PAB_CHECK says of its arguments."""
    if found := culprit(cell, call):
        return found
    function = FUNCTIONS.get(call.function)
    if function is None:
        return None
    given = dict(zip(function.arguments, call.values, strict=False))
    checked = {name: given.get(name) for name in FUNCTIONS["PAB_CHECK"].arguments if name != "language"}
    said = Text(*(str(PAB_CHECK(**checked, language=language)[0][0]) for language in ("en", "zh")))
    return None if said.en == "OK" else said


@button
def guide(pressed: ButtonPress) -> Text:
    """Help > Guide: show the guide for the first day."""
    sheet = show_guide(pressed.book, BUTTONS)
    bring_to_front(sheet)
    return SHOWN.filled(sheet=sheet.name)


def _sheet(pressed: ButtonPress) -> xw.Sheet:
    """The sheet on which the planner is.

    Raises:
        NothingSelected: She looks at a chart that has a sheet of its own.
    """
    if pressed.selection is not None:
        return pressed.selection.sheet
    sheet = sheet_in_front(pressed.book)
    if sheet is None:
        raise NothingSelected
    return sheet
