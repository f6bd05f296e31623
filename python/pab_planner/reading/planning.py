"""Planning sheets as planners keep them become one `Plan` and a list of faults."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlwings as xw

from pab_planner.core.demand import DemandRule, demand_rule
from pab_planner.excel.cell_values import cell_value
from pab_planner.excel.undoing import once_a_press
from pab_planner.language import Text
from pab_planner.memory import many_cells
from pab_planner.reading.evidence.tried_answers import (
    contradicted_answer,
    differs_much,
    may_be_tried,
    proved_answers,
)
from pab_planner.reading.evidence.unread_blocks import split_off
from pab_planner.reading.evidence.unread_lists import ask_about_unread_list
from pab_planner.reading.evidence.what_was_seen import what_was_seen
from pab_planner.reading.grid import Grid, one_sheet, read_grids, read_sheet
from pab_planner.reading.items_across import find_items_across
from pab_planner.reading.missing_measures import MeasureMissing, NoPlanFound
from pab_planner.reading.plan_builder import PlanBuilder, items_of
from pab_planner.reading.plan_reading import PlanReading
from pab_planner.reading.quantities import BLANK
from pab_planner.reading.settings import Settings, is_settings, read_settings
from pab_planner.reading.struck_out import say_struck_out, without_struck_out
from pab_planner.reading.table_account import OpenQuestions, TableAccount, open_questions
from pab_planner.reading.tables import Table, find_tables
from pab_planner.reading.vocabulary import (
    FLOWS,
    Labels,
    Role,
    labels_by_sheet,
    measure_in,
    plain,
)
from pab_planner.sheets.own_sheets import is_ours, only_named_like_ours

LETTER_HEAD = 4
"""In so many rows a letter, a form or a template shows what it is."""
SHEETS_SHOWN = 3
"""Sheets of which a refusal says what was seen there."""
GIVE_TITLE = Text(
    "Give {sheets} another title: sheets called T-... or like a letter (A-0001) are taken for ours",
    "请更改 {sheets} 的表名：以 T- 开头或形如函件号（A-0001）的表视为本程序的表",
)


@many_cells(without_cycles=True)
def read_plan(
    source: Path | str | xw.Book,
    *,
    sheet: str | None = None,
    labels: Mapping[str, str] | None = None,
    rule: DemandRule | str | None = None,
    demand_time_fence: int | None = None,
    planning_time_fence: int | None = None,
) -> PlanReading:
    """Find and read the plan of a planning workbook.

    Args:
        source: A .xlsx, .xlsm or .csv file, or an open workbook.
        sheet: Title of the one sheet to read; all if not given.
        labels: The planner's own words and their roles, beyond those on the sheet `Settings`.
        rule: Demand rule; by default the workbook's setting, else that of `gross_requirements`.
        demand_time_fence: DTF [periods]; by default the workbook's setting.
        planning_time_fence: PTF [periods]; by default the workbook's setting.

    Raises:
        UnknownChoice: The rule is not one of the seven, or a label's role none that there is.
        UnreadableFile: The file cannot be read.
        NoPlanFound: There is no planning table.
        MeasureMissing: Orders, opening or supply are nowhere to be found.
    """
    if rule is not None:
        rule = demand_rule(rule)
    book = _Workbook(source, sheet, labels)
    settings = book.settings
    if rule is None:
        rule = settings["rule"]
    fence = settings["planning_time_fence"] if planning_time_fence is None else planning_time_fence
    book.judged = {
        "rule": demand_rule(rule) if rule else None,
        "demand_time_fence": int(
            settings["demand_time_fence"] if demand_time_fence is None else demand_time_fence
        ),
        "planning_time_fence": None if fence is None else int(fence),
    }
    return book.read()


def settings_of(source: Path | str | xw.Book) -> Settings:
    """What a workbook's sheet `Settings` says; defaults where it has none.

    Raises:
        UnreadableFile: The file cannot be read.
        SettingRefused: A setting is none that there is.
    """
    if isinstance(source, xw.Book):
        return read_settings([read_sheet(sheet) for sheet in settings_sheets(source)])
    return read_settings(read_grids(Path(source)))


def settings_sheets(book: xw.Book) -> list[xw.Sheet]:
    """The sheets of settings that a workbook has, its planner's own included."""

    def find() -> list[xw.Sheet]:
        return [sheet for sheet in book.sheets if is_settings(sheet.name, cell_value(sheet["A1"]))]

    return once_a_press("settings", find)


@many_cells(without_cycles=True)
def read_tables(
    source: Path | str | xw.Book, *, sheet: str | None = None, labels: Mapping[str, str] | None = None
) -> tuple[TableAccount, ...]:
    """How each table of a planning workbook is read, with the questions that are open.

    The arguments are those of `read_plan`.

    Raises:
        UnknownChoice: A label's role is none that there is.
        UnreadableFile: The file cannot be read.
        NoPlanFound: There is no planning table.
    """
    book = _Workbook(source, sheet, labels)
    builder = book.gather()
    if builder.questions and (answers := book.proved(builder)):
        builder = book.gather(answers)
    return tuple(builder.raw_plan.accounts)


class _Workbook:
    """The cells of a workbook, which may be read several times with other answers."""

    def __init__(
        self, source: Path | str | xw.Book, sheet: str | None, labels: Mapping[str, str] | None
    ) -> None:
        path = Path(source) if isinstance(source, str) else source
        self.file, self.sheet, self.in_book = path.name, sheet, isinstance(path, xw.Book)
        self.grids = read_grids(path, sheet)
        self.settings = read_settings(self.grids)
        self.told = {**self.settings.labels, **(labels or {})}
        titles = [grid.title for grid in self.grids]
        words = labels_by_sheet(self.told, titles)
        self.grids = [
            without_struck_out(grid, words[grid.title])
            if grid.visible and not is_ours(grid.title, grid.cell(0, 0))
            else grid
            for grid in self.grids
        ]
        self.judged: dict[str, Any] = {"rule": None, "demand_time_fence": 0, "planning_time_fence": None}

    def read(self) -> PlanReading:
        """The plan; what the planner's own balance proves is not asked, and what it contradicts is not taken."""
        builder = self.gather()
        try:
            reading = builder.finish(**self.judged)
        except (OpenQuestions, MeasureMissing):
            if answers := self.proved(builder):
                return self._finished(answers)
            self._refuse_contradicted(builder)
            raise
        if self.told and differs_much(reading):
            self._refuse_contradicted(builder)
        return reading

    def proved(self, builder: PlanBuilder) -> dict[str, str] | None:
        """The only answers to the open questions that the planner's own balance bears out."""
        if not builder.keeps_balance or not may_be_tried(self.grids):
            return None
        return proved_answers(builder.questions, self._finished)

    def _refuse_contradicted(self, builder: PlanBuilder) -> None:
        """Refuse an answer that the planner's own balance contradicts."""
        if self.told and builder.keeps_balance and may_be_tried(self.grids):
            question = contradicted_answer(
                self.told, builder.raw_plan.accounts, [grid.title for grid in self.grids], self._finished
            )
            if question:
                raise open_questions(self.file, [question], in_book=self.in_book)

    def _finished(self, answers: Mapping[str, str]) -> PlanReading:
        """The plan with some answers."""
        return self.gather(answers).finish(**self.judged)

    def gather(self, answers: Mapping[str, str] | None = None) -> PlanBuilder:
        """Everything that the tables hold, with answers that were not typed."""
        grids, sheet = self.grids, self.sheet
        words = labels_by_sheet({**self.told, **(answers or {})}, [grid.title for grid in grids])
        if sheet is not None:
            grids = one_sheet(grids, sheet, self.file)
        tables, blocks = _plan_tables(grids, words, chosen=sheet is not None)
        builder = PlanBuilder(self.file, self.settings, in_book=self.in_book)
        builder.read(tables)
        say_struck_out(tables, builder.raw_plan)
        unread = _not_read(grids, tables, words)
        items = builder.known_items() if unread or blocks else set()
        whole = bool(unread) and not builder.missing()
        accounts = {
            grid.title: account
            for grid in unread
            if (
                account := ask_about_unread_list(
                    grid, words[grid.title], items, alone=not tables, whole=whole
                )
            )
        }
        builder.raw_plan.accounts += accounts.values()
        builder.account_for_blocks(
            account
            for block in blocks
            if (account := ask_about_unread_list(block, words[block.title], items, block=True))
        )
        if not tables and not builder.questions:
            taken = ", ".join(grid.title for grid in _taken_for_ours(grids, words))
            hint = (
                GIVE_TITLE.filled(sheets=taken)
                if taken
                else _sheet_hint(unread, grids, words, builder.in_book)
            )
            raise NoPlanFound(file=self.file, hint=hint)
        silent = [grid for grid in unread if not (its := accounts.get(grid.title)) or not its.questions]
        builder.say_unread(_named_for_a_measure(silent, words))
        if sheet is None:
            builder.say_taken_for_ours(_taken_for_ours(grids, words))
        builder.say_proved(answers or {})
        return builder


def _plan_tables(
    grids: list[Grid], words: Mapping[str, Labels], *, chosen: bool
) -> tuple[list[Table], list[Grid]]:
    """The tables of the sheets that the planner sees; of the hidden ones where those hold no plan.

    With them, the blocks on their sheets that are none of them.
    """
    hold = [grid for grid in grids if chosen or not is_ours(grid.title, grid.cell(0, 0))]
    for seen in (True, False):
        split = [
            split_off(grid, find_tables(grid, words[grid.title]))
            for grid in hold
            if (grid.visible is seen or chosen)
            and words[grid.title].get(plain(grid.title)) is not Role.IGNORE
        ]
        found = [its for tables, _ in split for its in tables]
        if found:
            read = {table.grid.title for table in found}
            rest = [grid for grid in hold if grid.title not in read and grid.visible is seen]
            items = items_of(found) if rest else set()
            found += [its for grid in rest for its in find_items_across(grid, words[grid.title], items)]
            return found, [its for _, blocks in split for its in blocks]
    return [], []


def _not_read(grids: list[Grid], tables: list[Table], words: Mapping[str, Labels]) -> list[Grid]:
    """Sheets that the planner sees, and in which no table was recognised."""
    read = {table.grid.title for table in tables}
    return [
        grid
        for grid in grids
        if grid.title not in read
        and grid.visible
        and not is_ours(grid.title, grid.cell(0, 0))
        and words[grid.title].get(plain(grid.title)) is not Role.IGNORE
        and any(any(cell not in BLANK for cell in row) for row in grid.rows)
    ]


def _named_for_a_measure(grids: list[Grid], words: Mapping[str, Labels]) -> list[Grid]:
    """Of sheets that were not read, those that are named for a measure."""
    wanted = {*FLOWS, Role.OPENING}
    return [grid for grid in grids if measure_in(grid.title, words[grid.title]) in wanted]


def _taken_for_ours(grids: list[Grid], words: Mapping[str, Labels]) -> list[Grid]:
    """Sheets with a plan that were not read because they are called what a letter of ours is called."""
    return [
        grid
        for grid in grids
        if grid.visible
        and only_named_like_ours(grid.title, grid.rows[:LETTER_HEAD])
        and find_tables(grid, words[grid.title])
    ]


def _sheet_hint(unread: list[Grid], grids: list[Grid], words: Mapping[str, Labels], in_book: bool) -> Text:
    """What was seen on the sheets and what a plan lacks there; their names where they have no headings."""
    seen = (what_was_seen(grid, words[grid.title], in_book=in_book) for grid in unread)
    told = [text for text in seen if text][:SHEETS_SHOWN]
    if told:
        return Text(" ".join(text.en for text in told), "".join(text.zh for text in told))
    names = ", ".join(f"{grid.title}" + ("" if any(grid.rows) else " (empty)") for grid in grids)
    return Text(f"Sheets: {names}", f"工作表：{names}")
