"""Risk colours: rules that need no Python, live, and gone at the second press."""

from pathlib import Path

import pytest
import xlwings as xw
from pypdf import PdfReader

from pab_planner.core.risk import RiskLevel
from pab_planner.reading.planning import read_plan
from pab_planner.sheets.palette import LOOKS, RiskLook
from pab_planner.views.pab_rows import OurRow, insert_pab_rows
from pab_planner.views.risk_formats import (
    legend,
    marked_format,
    risk_colours_are_on,
    switch_risk_colours_off,
    switch_risk_colours_on,
)
from planning_files import Rows, weeks, workbook

# Balance 24, 4, -11, 39; without its own MPS the last week stands at -11.
PLAN: Rows = [
    ["Item", "Safety stock", "Measure", "On hand", *weeks(4)],
    ["P-1", 5, "Customer orders", 34, 10, 20, 15, 0],
    [None, None, "MPS", None, 0, 0, 0, 50],
    [None, None, "PAB", None, "=D2-E2+E3", "=E4-F2+F3", "=F4-G2+G3", "=G4-H2+H3"],
]


def opened(host: xw.App, tmp_path: Path) -> xw.Sheet:
    return host.books.open(workbook(tmp_path / "plan.xlsx", {"Plan": PLAN})).sheets["Plan"]


def switch_on(sheet: xw.Sheet) -> int:
    return switch_risk_colours_on(sheet, read_plan(sheet.book))


def test_each_level_has_one_rule_with_its_sign(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path)
    assert switch_on(sheet) == 1
    rules = {rule.fill_color: rule for rule in sheet["F4"].conditional_formats}
    assert rules.keys() == {look.fill for look in LOOKS.values()}
    for level, look in LOOKS.items():
        assert level.mark in rules[look.fill].impl.api.NumberFormat
    assert rules[LOOKS[RiskLevel.SHORTAGE].fill].font_bold


def test_the_rules_judge_as_the_table_of_levels_says(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path)
    switch_on(sheet)
    formulas = {rule.fill_color: rule.formula for rule in sheet["E4"].conditional_formats}
    assert formulas[LOOKS[RiskLevel.SHORTAGE].fill] == "=AND(ISNUMBER(E4),E4<0)"
    assert formulas[LOOKS[RiskLevel.MPS_DEPENDENT].fill] == "=AND(ISNUMBER(E4),E4>=0,E4<SUM(E3))"
    assert formulas[LOOKS[RiskLevel.BELOW_SAFETY].fill] == ("=AND(ISNUMBER(E4),E4>=0,E4>=SUM(E3),E4<N($B2))")


@pytest.mark.parametrize(
    ("column", "typed", "look"),
    [
        ("E", None, None),
        ("F", None, LOOKS[RiskLevel.BELOW_SAFETY]),
        ("G", None, LOOKS[RiskLevel.SHORTAGE]),
        ("H", None, LOOKS[RiskLevel.MPS_DEPENDENT]),
        ("G", 11, LOOKS[RiskLevel.MPS_DEPENDENT]),
        ("F", 99, None),
    ],
)
def test_calc_shows_the_level_as_the_planner_types(
    calc: xw.App, tmp_path: Path, column: str, typed: float | None, look: RiskLook | None
) -> None:
    """Asked of Calc itself: the rule's formula, put into a cell of the same column, is TRUE or FALSE."""
    sheet = opened(calc, tmp_path)
    switch_on(sheet)
    if typed is not None:
        sheet[f"{column}3"].value = typed
    true = []
    for index, rule in enumerate(sheet["E4"].conditional_formats):
        scratch = sheet[20 + index, 4]
        scratch.formula = rule.formula
        here = sheet[20 + index, "EFGH".index(column) + 4]
        if here != scratch:
            scratch.copy(here)
        if here.value is True:
            true.append(rule.fill_color)
    assert true == ([look.fill] if look else [])


def test_an_inserted_row_takes_the_rules_along(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path)
    switch_on(sheet)
    sheet.range("3:3").insert("down")
    formulas = {rule.fill_color: rule.formula for rule in sheet["E5"].conditional_formats}
    assert formulas[LOOKS[RiskLevel.MPS_DEPENDENT].fill] == "=AND(ISNUMBER(E5),E5>=0,E5<SUM(E4))"


def test_a_second_switch_on_adds_no_rule_and_off_takes_all_of_ours_away(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path)
    sheet["E2:H4"].conditional_formats.add_custom("=E2>1000", fill_color=(1, 2, 3))
    switch_on(sheet)
    switch_on(sheet)
    assert len(sheet["F4"].conditional_formats) == 4
    assert risk_colours_are_on(sheet)
    switch_risk_colours_off(sheet)
    assert [rule.formula for rule in sheet["F4"].conditional_formats] == ["=E2>1000"]
    assert not risk_colours_are_on(sheet)


def test_the_legend_comes_and_goes_with_the_colours(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path)
    switch_on(sheet)
    note = sheet["C1"].note
    assert note is not None
    assert note.text == legend()
    for words in ("▼", "◆", "△", "断供", "Shortage"):
        assert words in note.text
    switch_risk_colours_off(sheet)
    assert sheet["C1"].note is None


def test_the_planners_own_note_stays_where_it_is(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path)
    sheet["C1"].add_note("pieces, not boxes")
    switch_on(sheet)
    switch_risk_colours_off(sheet)
    note = sheet["C1"].note
    assert note is not None
    assert note.text == "pieces, not boxes"


def test_the_words_of_a_risk_row_are_marked_too(host: xw.App, tmp_path: Path) -> None:
    sheet = opened(host, tmp_path)
    insert_pab_rows(sheet, read_plan(sheet.book), (OurRow.RISK,))
    switch_on(sheet)
    formulas = {rule.fill_color: rule.formula for rule in sheet["E5"].conditional_formats}
    assert formulas[LOOKS[RiskLevel.SHORTAGE].fill] == '=E5&""="SHORTAGE"'


def test_calc_prints_a_sign_in_place_of_the_word(calc: xw.App, tmp_path: Path) -> None:
    sheet = opened(calc, tmp_path)
    insert_pab_rows(sheet, read_plan(sheet.book), (OurRow.RISK,))
    sheet["E4:H4"].clear_contents()
    switch_on(sheet)
    sheet.book.to_pdf(tmp_path / "plan.pdf", show=False)
    printed = "".join(page.extract_text() for page in PdfReader(tmp_path / "plan.pdf").pages)
    assert all(level.mark in printed for level in LOOKS)
    assert "SHORTAGE" not in printed


@pytest.mark.parametrize(
    ("own", "marked"),
    [
        (None, '"▼ "General;"▼ -"General;"▼ "General;"▼"'),
        ("#,##0", '"▼ "#,##0;"▼ -"#,##0;"▼ "#,##0;"▼"'),
        ("#,##0_);[Red](#,##0)", '"▼ "#,##0;"▼ -"#,##0;"▼ "#,##0;"▼"'),
        ('0.0" kg;";-0.0', '"▼ "0.0" kg;";"▼ -"0.0" kg;";"▼ "0.0" kg;";"▼"'),
    ],
)
def test_the_sign_stands_before_the_number_in_the_planners_own_format(own: str | None, marked: str) -> None:
    assert marked_format(own, "▼") == marked


def test_calc_prints_the_signs_at_once(calc: xw.App, tmp_path: Path) -> None:
    sheet = opened(calc, tmp_path)
    switch_on(sheet)
    sheet.book.to_pdf(tmp_path / "plan.pdf", show=False)
    printed = "".join(page.extract_text() for page in PdfReader(tmp_path / "plan.pdf").pages)
    for shown in ("24", "△ 4", "▼ -11", "◆ 39"):
        assert shown in printed


def test_balances_of_matrices_are_coloured_by_the_mps_of_another_sheet(calc: xw.App, tmp_path: Path) -> None:
    """P-1 has 34: 24, 14, then 49 of which 50 come in that week, then 44."""
    sheets: dict[str, Rows] = {
        "Orders": [["Item", *weeks(4)], ["P-1", 10, 10, 15, 5]],
        "MPS": [["Item", *weeks(4)], ["P-1", 0, 0, 50, 0]],
        "Stock": [["Item", "On hand"], ["P-1", 34]],
    }
    sheet = calc.books.open(workbook(tmp_path / "plan.xlsx", sheets)).sheets["Orders"]
    insert_pab_rows(sheet, read_plan(sheet.book))
    assert switch_risk_colours_on(sheet, read_plan(sheet.book)) == 1
    rules = [rule.formula for rule in sheet.used_range.conditional_formats]
    assert any("MPS" in formula and "B2" in formula for formula in rules), rules
