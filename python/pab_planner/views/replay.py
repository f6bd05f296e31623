"""The sheet Replay: the gap of an alert period by period, before and after its countermeasures."""

import xlwings as xw

from pab_planner.core.recovery import Replay
from pab_planner.core.risk import RiskLevel
from pab_planner.excel.conditional_formats import add_rule
from pab_planner.language import Language, Text
from pab_planner.ledgers.ledger_layout import style_headings
from pab_planner.sheets.cell_text import as_cell
from pab_planner.sheets.new_sheet import make_sheet
from pab_planner.sheets.own_sheets import REPLAY
from pab_planner.sheets.palette import ACCENT, GREEN, RED
from pab_planner.sheets.paper import LANDSCAPE, set_up_page
from pab_planner.sheets.quantity_format import places_in, with_places
from pab_planner.views.risk_formats import marked_format

HEAD_ROW = 6
HEADINGS = (
    Text("Period", "期间"),
    Text("Gap", "缺口"),
    Text("Gap left", "剩余缺口"),
    Text("Requirement", "毛需求"),
    Text("Supply", "供应"),
    Text("Balance", "余额"),
    Text("Supply with measures", "含措施供应"),
    Text("Balance with measures", "含措施余额"),
)
ON_TIME = Text("All MPS on time.", "全部计划准时到货。")
LATE = Text(
    "Assumption: every MPS receipt comes {late:period|periods} late.",
    "假设：全部计划推迟 {late:,d} 期到货。",
)
CLOSED = Text("With these countermeasures no gap is left.", "采取以上措施后没有剩余缺口。")
OPEN = Text(
    "A gap is left: up to {most:,.12g}, first in {first}. This is no recovery.",
    "仍有缺口：最多 {most:,.12g}，首期 {first}。尚未恢复供应。",
)
CHART = Text("Gap before and after countermeasures", "采取措施前后的缺口")
WIDTH = 15
GAP_COLUMNS = (2, 3)
BALANCE_COLUMNS = (6, 8)


def outcome(played: Replay) -> Text:
    """What is left of the gap, in one sentence."""
    if played.first_gap_left is None:
        return CLOSED
    first = played.after.periods[played.first_gap_left].label
    most = float(played.gap_after.max())
    return OPEN.filled(most=most, first=first)


def show_replay(book: xw.Book, alert: str, played: Replay, late: float, language: Language) -> xw.Sheet:
    """Write the sheet afresh for one alert.

    Args:
        book: The workbook.
        alert: Number of the alert.
        played: Its plan row, played again.
        late: Periods by which the MPS was assumed to be late.
        language: Language of the sheet.
    """
    return make_sheet(book, REPLAY, lambda sheet: _write(sheet, alert, played, late, language))


def _write(sheet: xw.Sheet, alert: str, played: Replay, late: float, language: Language) -> None:
    """Write an empty sheet."""
    one = played.before
    assumption = LATE.say(language, late=int(late)) if late else ON_TIME.say(language)
    head = [
        f"{alert}  {one.items[0]}  {one.descriptions[0]}".strip(),
        outcome(played).say(language),
        assumption,
    ]
    sheet["A1"].options(transpose=True).value = [as_cell(text) for text in head]
    sheet["A1"].font.size, sheet["A1"].font.bold, sheet["A1"].font.color = 16, True, ACCENT
    sheet["A2"].font.bold, sheet["A2"].font.color = True, GREEN if played.closes else RED
    rows = _rows(played)
    table = sheet.range((HEAD_ROW, 1), (HEAD_ROW + len(rows), len(HEADINGS)))
    table.value = [[heading.say(language) for heading in HEADINGS], *rows]
    names = sheet.range((HEAD_ROW, 1), (HEAD_ROW, len(HEADINGS)))
    names.column_width = WIDTH
    style_headings(names, [(heading.say(language), WIDTH) for heading in HEADINGS])
    names[0, 1:].horizontal_alignment = "right"
    shown = with_places("#,##0", max(places_in(played.before), places_in(played.after)))
    numbers = sheet.range((HEAD_ROW + 1, 2), (HEAD_ROW + len(rows), len(HEADINGS)))
    numbers.number_format = shown
    # Rules: the cells' own format would mark the chart's axis too.
    mark = marked_format(shown, RiskLevel.SHORTAGE.mark)
    gaps = sheet.range((HEAD_ROW + 1, GAP_COLUMNS[0]), (HEAD_ROW + len(rows), GAP_COLUMNS[-1]))
    add_rule(gaps, f"={gaps[0, 0].get_address(False, False)}>0", ink=RED, number_format=mark)
    for column in BALANCE_COLUMNS:
        balance = sheet.range((HEAD_ROW + 1, column), (HEAD_ROW + len(rows), column))
        add_rule(balance, f"={balance[0].get_address(False, False)}<0", ink=RED, number_format=mark)
    _draw(sheet, len(rows), language)
    sheet.show_gridlines = False
    set_up_page(sheet, orientation=LANDSCAPE)


def _rows(played: Replay) -> list[list[object]]:
    """One row per period."""
    before, after = played.before, played.after
    columns = (
        played.gap_before,
        played.gap_after,
        before.gross[0],
        before.supply[0],
        before.balance[0],
        after.supply[0],
        after.balance[0],
    )
    return [
        [as_cell(period.label), *(float(column[index]) for column in columns)]
        for index, period in enumerate(before.periods)
    ]


def _draw(sheet: xw.Sheet, periods: int, language: Language) -> None:
    """The gap before and after, as columns beside the table."""
    place = sheet.range((HEAD_ROW, len(HEADINGS) + 2))
    gaps = sheet.range((HEAD_ROW, 1), (HEAD_ROW + periods, GAP_COLUMNS[-1]))
    chart = sheet.charts.add(
        place.left,
        place.top,
        520,
        300,
        chart_type="column_clustered",
        source=gaps,
        plot_by="columns",
        name=f"{REPLAY.name} chart",
    )
    chart.title = CHART.say(language)
    chart.legend.position = "bottom"
