"""Risk at a glance: native conditional formats on the balance rows, live as the planner types.

The rules are plain formulas over the item's own cells, so that they work without Python, move when rows are
inserted and travel when an item's rows are copied. A sign stands before each number (in the format of the
rule): colour is never the only sign.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

import xlwings as xw

from pab_planner.core.risk import RiskLevel
from pab_planner.excel.blocks import areas, number_formats
from pab_planner.excel.conditional_formats import add_rule
from pab_planner.excel.insist import insist
from pab_planner.excel.undoing import on_failure
from pab_planner.language import Text
from pab_planner.reading.block_formulas import BlockTerms, MatrixTerms
from pab_planner.reading.grid import address, column_number, position
from pab_planner.reading.plan_reading import Block, PlanReading
from pab_planner.reading.planning import read_plan
from pab_planner.reading.vocabulary import Role
from pab_planner.sheets.palette import LOOKS
from pab_planner.sheets.quantity_format import places_in, sections_of, with_places
from pab_planner.views.formula_cells import SheetCells
from pab_planner.views.pab_matrix import everywhere, is_matrix
from pab_planner.views.pab_rows import OurRow, across

Conditions = dict[RiskLevel, str]

_FILLS = {look.fill for look in LOOKS.values()}

_LEGEND_HEAD = Text("Risk colours", "风险着色")


def legend() -> str:
    """What the colours and signs mean, in both languages, a line each."""
    lines = [f"{_LEGEND_HEAD.zh} {_LEGEND_HEAD.en}"]
    lines += [f"{level.mark} {level.title.zh} {level.title.en}" for level in LOOKS]
    return "\n".join(lines)


def risk_colours_are_on(sheet: xw.Sheet) -> bool:
    """Whether a sheet has rules of ours."""
    return any(True for _ in _our_rules(sheet))


def switch_risk_colours_on(sheet: xw.Sheet, reading: PlanReading) -> int:
    """Colour each balance row of a sheet, and the words of its risk rows; returns how many rows.

    Rules of ours that were there are renewed.

    Args:
        sheet: The sheet.
        reading: The plan as read from its workbook, and only just.
    """
    switch_risk_colours_off(sheet)
    title = sheet.name
    blocks = [b for b in reading.blocks if b.sheet == title and b.runs and Role.BALANCE in b.rows]
    matrix = bool(blocks) and is_matrix(blocks)
    if matrix:
        blocks = [b for b in everywhere(reading.blocks, title) if b.runs and Role.BALANCE in b.rows]
    cells = SheetCells.of(sheet)
    rows = 0
    marked: dict[str, Conditions] = {}
    for block in blocks:
        terms = MatrixTerms(block) if matrix else BlockTerms(block)
        for row in block.rows[Role.BALANCE]:
            rows += 1
            for first, last in block.runs:
                marked[across(row, first, last)] = _balance_conditions(terms, row, first)
    for row in range(len(cells.values)) if blocks else ():
        runs = blocks[0].runs
        if cells.function(row, runs[0][0]) == OurRow.RISK.value:
            rows += 1
            for first, last in runs:
                marked[across(row, first, last)] = _word_conditions(row, first)
    _add_rules(sheet, marked, places_in(reading.plan))
    if blocks:
        _add_legend(sheet, blocks[0])
    return rows


def switch_risk_colours_off(sheet: xw.Sheet) -> None:
    """Take our rules and their legend away; the planner's own stay."""
    rules = list(_our_rules(sheet))
    if rules:
        on_failure(lambda: switch_risk_colours_on(sheet, read_plan(sheet.book)), last=True)
    for rule in reversed(rules):
        rule.delete()
    for note in sheet.notes:
        if note.text == legend():
            note.delete()


def _our_rules(sheet: xw.Sheet) -> Iterator[xw.main.ConditionalFormat]:
    return (
        rule
        for rule in sheet.used_range.conditional_formats
        if rule.type == "custom" and rule.fill_color in _FILLS
    )


def _balance_conditions(terms: BlockTerms, row: int, first: int) -> Conditions:
    """When a balance is at which level, as seen from the row's first period; at most one is true."""
    here, supply = address(row, first), terms.supply_at(first)
    conditions = {
        RiskLevel.SHORTAGE: f"=AND(ISNUMBER({here}),{here}<0)",
        RiskLevel.MPS_DEPENDENT: f"=AND(ISNUMBER({here}),{here}>=0,{here}<{supply})",
    }
    if safety := re.sub(r"^([A-Z]{1,3}\d+)$", r"$\1", terms.safety()):
        conditions[RiskLevel.BELOW_SAFETY] = (
            f"=AND(ISNUMBER({here}),{here}>=0,{here}>={supply},{here}<N({safety}))"
        )
    return conditions


def _word_conditions(row: int, first: int) -> Conditions:
    """When a word of `PAB_RISK` names a level.

    Calc finds a word out of an array of an add-in equal to no other word, until it is joined to something.
    """
    return {level: f'={address(row, first)}&""="{level.name}"' for level in LOOKS}


def _add_rules(sheet: xw.Sheet, marked: Mapping[str, Conditions], decimal_places: int) -> None:
    """One rule per level on many blocks of cells, with the conditions as seen from each block's first cell.

    What is at risk shows the decimal places that the plan has: a shortage of 0.4 is no `-0`.
    """
    shown = number_formats(sheet, [place.split(":")[0] for place in marked])
    alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for place, conditions in marked.items():
        first = place.split(":")[0]
        seen = (_as_seen_from(first, condition) for condition in conditions.values())
        alike[shown[first], *seen].append(place)
    for (own, *_), places in alike.items():
        for cells in areas(sheet, places):
            first = re.split("[:,]", cells.get_address(False, False))[0]
            conditions = next(marked[place] for place in places if place.split(":")[0] == first)
            add_level_rules(cells, conditions, with_places(own, decimal_places))


_CELL = re.compile(r"(\$?)\b([A-Z]{1,3})(\$?)(\d+)\b")


def _as_seen_from(cell: str, formula: str) -> str:
    """A formula with its relative references as distances from a cell, texts as they are."""
    row, column = position(cell)

    def distance(found: re.Match[str]) -> str:
        down, across = int(found[4]) - 1, column_number(found[2])
        return f"R{down if found[3] else f'[{down - row}]'}C{across if found[1] else f'[{across - column}]'}"

    parts = re.split(r'("[^"]*")', formula)
    return "".join(part if part.startswith('"') else _CELL.sub(distance, part) for part in parts)


def add_level_rules(cells: xw.Range, conditions: Conditions, own_format: str) -> None:
    """One rule per level on some cells.

    Args:
        cells: The cells.
        conditions: When a cell is at which level, as seen from the first one.
        own_format: The cells' number format.
    """
    for level, condition in conditions.items():
        look = LOOKS[level]
        shown = marked_format(own_format, level.mark)
        add_rule(cells, condition, fill=look.fill, ink=look.ink, bold=look.bold or None, number_format=shown)


def marked_format(number_format: str | None, mark: str) -> str:
    """A number format with a sign before the number, and in the place of a word.

    Args:
        number_format: The cells' own; its part for positive numbers counts.
        mark: The sign.
    """
    own = sections_of(number_format or "General")[0]
    own = re.sub(r"\[[A-Za-z]+\d*\]|_.|\*.", "", own) or "General"
    return f'"{mark} "{own};"{mark} -"{own};"{mark} "{own};"{mark}"'


def _add_legend(sheet: xw.Sheet, block: Block) -> None:
    """The legend as a note on the heading of the measures; where the planner has one there, hers stays."""
    heading = sheet[block.head, block.label_column or 0]
    if heading.note is None:
        on_failure(lambda: heading.note and heading.note.delete())
        # A cell with a comment that others answer to takes no note: the colours are the same without it.
        insist(lambda: heading.add_note(legend()), (0.0, 0.05, 0.1))
