"""The sheet `What-if 假设`: what becomes of items if their MPS arrives late. The plan stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import numpy as np
import xlwings as xw

from pab_planner.core.demand import FloatArray, whole_periods
from pab_planner.core.plan import Plan
from pab_planner.core.recovery import slip
from pab_planner.core.risk import LevelArray, RiskLevel, RiskPolicies, first_period, plan_levels
from pab_planner.excel.blocks import used_rows
from pab_planner.excel.cell_values import cell_value, cell_values
from pab_planner.excel.windows import freeze_panes
from pab_planner.language import Language, Text
from pab_planner.reading.quantities import BLANK
from pab_planner.sheets.cell_text import as_cell
from pab_planner.sheets.new_sheet import make_sheet, our_sheet
from pab_planner.sheets.own_sheets import WHAT_IF
from pab_planner.sheets.palette import ACCENT, ASKED, LOOKS, MUTED, WHITE
from pab_planner.sheets.paper import LANDSCAPE, pages_for, set_up_page
from pab_planner.sheets.quantity_format import places_in, with_places
from pab_planner.views.risk_formats import marked_format

LATE_CELL = "C3"
"""Where the planner writes by how many periods."""

DEFAULT_PERIODS_LATE = 1
"""Periods late where nobody says how many."""

HEAD_ROW = 5

PERIODS_LATE = Text("Periods late", "延期期数")
HINT = Text(
    "Change the number and press the button again. As of {today}; nothing of this is kept in the plan.",
    "修改数字后再按一次按钮。推演基于 {today} 的计划，结果不写回计划。",
)
HEADINGS = (
    (Text("Item", "物料"), 12.0),
    (Text("Description", "描述"), 30.0),
    (Text("MPS arrives", "到货"), 16.0),
    (Text("First shortage", "首个断供期"), 13.0),
    (Text("Most missing", "最大缺口"), 10.0),
    (Text("After the plan", "计划期后到货"), 13.0),
)
MISSING_COLUMN = 5
"""The first of the columns (from 1) that hold quantities."""

ON_TIME, LATE = Text("as planned", "按计划"), Text("late by {late}", "推迟 {late} 期")
OUTCOME = Text(
    "With the MPS {late:period|periods} late, {short} of {count:item|items} will be short{which}. See sheet {sheet}.",
    "若主生产计划推迟 {late} 期，{count} 个物料中有 {short} 个断供{which}。见工作表“{sheet}”。",
)
EARLIEST = Text(", the first one {item} in {period}", "，最早为 {item}（{period}）")


@dataclass(frozen=True, eq=False)
class WhatIf:
    """Some plan rows, as planned and with late MPS.

    Attributes:
        plan: The plan.
        rows: Rows of the plan.
        late: By how many periods.
        slipped: The plan with all its MPS that much later.
        lost: What then comes after the last period, one a plan row [stock units].
        levels: Risk levels as planned, plan rows x periods.
        levels_late: Risk levels with late MPS, plan rows x periods.
    """

    plan: Plan
    rows: tuple[int, ...]
    late: int
    slipped: Plan
    lost: FloatArray
    levels: LevelArray
    levels_late: LevelArray

    @property
    def short(self) -> list[tuple[int, int]]:
        """First short period and plan row of each item that runs out with late MPS, the first one first."""
        first = first_period(self.levels_late)
        return sorted((int(first[row]), row) for row in self.rows if first[row] >= 0)

    def outcome(self, sheet: str) -> Text:
        """What becomes of the items, in one sentence that names the sheet."""
        which = Text("", "")
        if self.short:
            period, row = self.short[0]
            which = EARLIEST.filled(item=self.plan.items[row], period=self.plan.periods[period].label)
        return OUTCOME.filled(
            which=which, late=int(self.late), short=len(self.short), count=len(self.rows), sheet=sheet
        )


def play_late(plan: Plan, rows: Sequence[int], late: float, policies: RiskPolicies) -> WhatIf:
    """Play a plan with all its MPS late.

    Args:
        plan: The plan; it stays as it is.
        rows: Rows of the plan that are asked for.
        late: By how many periods, 0 or more.
        policies: What counts as a risk.

    Raises:
        NotAWholeNumber: `late` is negative or has a fraction.
    """
    periods = whole_periods(late, PERIODS_LATE)
    moved = slip(plan.supply, periods)
    slipped = replace(plan, supply=moved.supply, firm=slip(plan.firm, periods).supply)
    return WhatIf(
        plan,
        tuple(rows),
        periods,
        slipped,
        np.atleast_1d(moved.lost),
        plan_levels(plan, policies),
        plan_levels(slipped, policies),
    )


def asked_late(book: xw.Book) -> float | str | None:
    """What the planner wrote into the sheet's cell; None if there is no sheet or nothing in it."""
    sheet = our_sheet(book, WHAT_IF)
    if not sheet:
        return None
    cell = cell_value(sheet[LATE_CELL], show_errors=True)
    return None if cell in BLANK else cell


def items_shown(book: xw.Book) -> list[object]:
    """Item numbers on the sheet, from top to bottom."""
    sheet = our_sheet(book, WHAT_IF)
    if not sheet:
        return []
    last = max(HEAD_ROW + 1, used_rows(sheet))
    cells = cell_values(sheet.range((HEAD_ROW + 1, 1), (last, 1)))
    return [cell for (cell,) in cells if cell not in BLANK]


def show_what_if(book: xw.Book, asked: WhatIf, language: Language, today: date) -> xw.Sheet:
    """Write the sheet afresh.

    Args:
        book: The workbook.
        asked: What was played.
        language: Language of the sheet.
        today: The day of the plan.
    """
    return make_sheet(book, WHAT_IF, lambda sheet: _write(sheet, asked, language, today))


def _write(sheet: xw.Sheet, asked: WhatIf, language: Language, today: date) -> None:
    """Write an empty sheet."""
    sheet["A1"].value, sheet["A2"].value = (
        WHAT_IF.heading.say(language),
        HINT.say(language, today=today.isoformat()),
    )
    sheet["A1"].font.size, sheet["A1"].font.bold, sheet["A1"].font.color = 16, True, ACCENT
    sheet["A2"].font.color = MUTED
    sheet["A3"].value, sheet[LATE_CELL].value = PERIODS_LATE.say(language), asked.late
    sheet["A3"].font.bold, sheet[LATE_CELL].font.bold = True, True
    sheet[LATE_CELL].font.color, sheet[LATE_CELL].horizontal_alignment = ASKED, "left"
    _write_table(sheet, asked, language)
    freeze_panes(sheet, HEAD_ROW, 3)
    sheet.show_gridlines = False
    last = sheet.range((HEAD_ROW + 2 * len(asked.rows), len(HEADINGS) + len(asked.plan.periods)))
    set_up_page(
        sheet,
        f"$A$1:{last.address}",
        orientation=LANDSCAPE,
        pages_wide=pages_for(len(asked.plan.periods)),
        title_rows=f"$1:${HEAD_ROW}",
        title_columns="$A:$C",
        footer=WHAT_IF.heading.say(language),
    )


def _write_table(sheet: xw.Sheet, asked: WhatIf, language: Language) -> None:
    """Two rows per item: as planned, and late."""
    periods = asked.plan.periods
    heading = [title.say(language) for title, _ in HEADINGS]
    heading += [period.start or period.label for period in periods]  # type: ignore[misc]
    lines = []
    for row in asked.rows:
        lines.append(_line(asked, row, language, late=False))
        lines.append(_line(asked, row, language, late=True))
    width = len(heading)
    head = sheet.range((HEAD_ROW, 1), (HEAD_ROW, width))
    head.value = [[as_cell(cell) for cell in heading]]
    head.font.bold, head.font.color, head.color, head.wrap_text = True, WHITE, ACCENT, True
    head.vertical_alignment, head.row_height = "center", 32
    for number, (_, wide) in enumerate(HEADINGS, 1):
        sheet.range((HEAD_ROW, number)).column_width = wide
    first = len(HEADINGS) + 1
    shown = with_places("#,##0", places_in(asked.plan))
    sheet.range((HEAD_ROW, MISSING_COLUMN), (HEAD_ROW, first - 1)).horizontal_alignment = "right"
    weeks = sheet.range((HEAD_ROW, first), (HEAD_ROW, width))
    weeks.column_width, weeks.number_format, weeks.horizontal_alignment = 9.5, "mm-dd", "right"
    if lines:
        body = sheet.range((HEAD_ROW + 1, 1), (HEAD_ROW + len(lines), width))
        body.value = lines
        numbers = sheet.range((HEAD_ROW + 1, MISSING_COLUMN), (HEAD_ROW + len(lines), width))
        numbers.number_format = shown
        sheet.range((HEAD_ROW + 1, 4), (HEAD_ROW + len(lines), 4)).horizontal_alignment = "left"
    for index, row in enumerate(asked.rows):
        for line, levels in enumerate((asked.levels[row], asked.levels_late[row])):
            _mark(sheet, HEAD_ROW + 1 + 2 * index + line, first, levels, shown)


def _line(asked: WhatIf, row: int, language: Language, *, late: bool) -> list[object]:
    """The cells of one line."""
    plan = asked.slipped if late else asked.plan
    first = int(first_period(asked.levels_late if late else asked.levels)[row])
    worst = -float(plan.balance[row].min())
    names = ["", ""] if late else [plan.items[row], plan.descriptions[row]]
    arrives = LATE.say(language, late=asked.late) if late else ON_TIME.say(language)
    cells: list[object] = [as_cell(name) for name in (*names, arrives)]
    cells.append(as_cell(plan.periods[first].label) if first >= 0 else None)
    cells += [worst if worst > 0 else None, float(asked.lost[row]) or None if late else None]
    return [*cells, *plan.balance[row].tolist()]


def _mark(sheet: xw.Sheet, row: int, first: int, levels: LevelArray, own_format: str) -> None:
    """Colour and sign of each run of periods at risk."""
    column = first
    for level, run in groupby(levels.tolist()):
        length = len(list(run))
        if level != RiskLevel.OK:
            cells = sheet.range((row, column), (row, column + length - 1))
            look = LOOKS[RiskLevel(level)]
            cells.color, cells.font.color = look.fill, look.ink
            cells.font.bold = look.bold
            cells.number_format = marked_format(own_format, RiskLevel(level).mark)
        column += length
