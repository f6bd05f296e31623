"""A large sheet that is read in stretches gives the cells that it gives when it is read as a whole."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from pathlib import Path
from unittest.mock import Mock

import openpyxl
import pytest
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from ooxml import dialects
from ooxml.dialects import Dialect
from ooxml.test_hollow_cells import SHEET, read_in_stretches
from pab_planner.ooxml import regular_sheet
from pab_planner.reading import workbook_cells
from pab_planner.reading.grid import read_grids

ROWS = {
    "numbers": '<row r="{0}" spans="1:3"><c r="A{0}"><v>1</v></c><c r="B{0}" t="n"><v>-2.5E-3</v></c></row>',
    "far right": '<row r="{0}"><c r="Z{0}"><v>1</v></c><c r="AA{0}"><v>2</v></c><c r="ABC{0}"><v>3</v></c></row>',
    "from the third column on": '<row r="{0}"><c r="C{0}"><v>7</v></c></row>',
    "texts": '<row r="{0}"><c r="A{0}" t="s"><v>0</v></c><c r="B{0}" t="inlineStr"><is><t>&lt;b&gt;</t></is></c></row>',
    "more texts": '<row r="{0}"><c r="B{0}" t="inlineStr"><is><t/></is></c><c r="C{0}" t="s"><v>1</v></c></row>',
    "a day and a truth": '<row r="{0}"><c r="A{0}" s="1"><v>46174</v></c><c r="B{0}" t="b"><v>1</v></c></row>',
    "formulas": '<row r="{0}"><c r="A{0}"><f>B1</f><v>3</v></c><c r="B{0}" t="str"><f>A1</f><v>x</v></c></row>',
    "formulas without a value": '<row r="{0}"><c r="A{0}"><f>B1</f></c><c r="B{0}"><f>A1</f><v></v></c></row>',
    "errors": '<row r="{0}"><c r="A{0}" t="e"><v>#N/A</v></c><c r="B{0}" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>',
    "infinite": '<row r="{0}"><c r="A{0}"><v>1E999</v></c><c r="B{0}"><v>-1E999</v></c></row>',
    "formatted blanks": '<row r="{0}"><c r="A{0}" s="1"/><c r="ZZ{0}" s="1"></c></row>',
    "no cells": '<row r="{0}" ht="20"/>',
    "no cells either": '<row r="{0}" ht="20"></row>',
}
AFTER = '</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells><rowBreaks><brk id="9"/></rowBreaks>'


def cells(path: Path) -> list[list[tuple[type, object]]]:
    (plan,) = read_grids(path)
    return [[(type(cell), cell) for cell in row] for row in plan.rows]


def both_ways(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object, int]:
    """The cells as they are read as a whole and in stretches, and how many stretches."""
    whole = cells(path)
    read_in_stretches(monkeypatch)
    spy = Mock(wraps=workbook_cells._stretch)
    monkeypatch.setattr(workbook_cells, "_stretch", spy)
    return whole, cells(path), spy.call_count


@pytest.mark.parametrize("gap", [1, 3])
@pytest.mark.parametrize("first", ROWS)
def test_stretches_give_what_the_whole_gives(
    tmp_path: Path, first: str, gap: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [*ROWS.values()]
    order = [*ROWS].index(first)
    rows = [row.format(4 + gap * n) for n, row in enumerate(rows[order:] + rows[:order])]
    sheet = SHEET.format("".join(rows)).replace("</sheetData>", AFTER)
    whole, parted, stretches = both_ways(
        dialects.write(tmp_path / "plan.xlsx", Dialect(), sheet=sheet), monkeypatch
    )
    assert parted == whole
    assert stretches >= len(ROWS) - 2  # a row without an end tag hangs on another


@pytest.mark.parametrize("epoch", [WINDOWS_EPOCH, MAC_EPOCH])
def test_days_and_texts_of_a_program_are_the_same_in_stretches(
    tmp_path: Path, epoch: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.Workbook()
    book.epoch = epoch
    sheet = book.worksheets[0]
    for row in (["Item", date(2026, 6, 1)], [], ["X", time(6), None], [timedelta(hours=30), "=1+1", "X"]):
        sheet.append(row)
    sheet.merge_cells("A1:A2")
    book.save(tmp_path / "plan.xlsx")
    whole, parted, stretches = both_ways(tmp_path / "plan.xlsx", monkeypatch)
    assert parted == whole
    assert stretches == 4


IRREGULAR = {
    "prefixes": '<row r="1"><x:c r="A1"><x:v>1</x:v></x:c></row>',
    "a row without its number": "<row><c><v>1</v></c></row>",
    "a cell without its place": '<row r="1"><c r="A1"><v>1</v></c><c><v>1</v></c></row>',
    "a row that is none": '<row r="1A"><c r="A1"><v>1</v></c></row>',
    "row 0": '<row r="0"><c r="A0"><v>1</v></c></row>',
    "rows in another order": '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
    "a row twice": '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>',
    "a cell of another row": '<row r="1"><c r="A11"><v>1</v></c></row>',
    "a column beyond three letters": '<row r="1"><c r="ABCD1"><v>1</v></c></row>',
    "a small letter": '<row r="1"><c r="a1"><v>1</v></c></row>',
    "a cell before any row": '<c r="A1"><v>1</v></c><row r="1"><c r="A1"><v>1</v></c></row>',
    "two values": '<row r="1"><c r="A1"><v>1</v><v>1</v></c></row>',
    "a value and a text": '<row r="1"><c r="A1"><v>1</v><is><t>a</t></is></c></row>',
    "a value without its end": '<row r="1"><c r="A1"><v>1</c></row>',
    "a cell without its end": '<row r="1"><c r="A1"><v>1</v><c r="B1"><v>1</v></c></row>',
    "a formula after its value": '<row r="1"><c r="A1"><v>1</v><f>A2</f></c></row>',
    "a text by no number": '<row r="1"><c r="A1" t="s"><v>1.5</v></c></row>',
    "a text by ten digits": '<row r="1"><c r="A1" t="s"><v>1234567890</v></c></row>',
    "a text by nothing": '<row r="1"><c r="A1" t="s"><v></v></c></row>',
    "a text in other quotes": """<row r="1"><c r="A1" t='s'><v>1.5</v></c></row>""",
    "a comment": '<row r="1"><!-- </row> --><c r="A1"><v>1</v></c></row>',
    "a text in two pieces": '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>',
}


def looked_at(rows: str, piece: int) -> regular_sheet.RegularSheet | None:
    """The sheet of these rows, if it was found to be regular, unpacked so many bytes at a time."""
    xml = bytearray(SHEET.format(rows).encode())
    with ThreadPoolExecutor(1) as beside:
        looks = regular_sheet.Looks(len(xml), 0, beside)
        for filled in range(piece, len(xml) + piece, piece):
            looks.grow(xml, min(filled, len(xml)))
        return looks.sheet(xml)


@pytest.mark.parametrize("piece", [1, 100, 1 << 20])
@pytest.mark.parametrize("size", [1, 1 << 20], ids=["in stretches", "at once"])
@pytest.mark.parametrize("rows", IRREGULAR.values(), ids=IRREGULAR)
def test_what_is_not_certain_to_be_regular_is_not_parted(
    rows: str, size: int, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regular_sheet, "SMALL", 0)
    monkeypatch.setattr(regular_sheet, "STRETCH", size)
    assert looked_at(rows, piece) is None
    found = looked_at('<row r="7"><c r="ZZ7"><v>1</v></c><c r="AB7" s="1"/></row>', piece)
    assert found and (found.rows, found.columns, found.is_plain) == (7, 702, True)


@pytest.mark.parametrize("piece", [1, 7, 100, 1 << 20])
def test_rows_are_cut_alike_however_they_come(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regular_sheet, "SMALL", 0)
    monkeypatch.setattr(regular_sheet, "STRETCH", 1)
    rows = [f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 12)]
    found = looked_at("".join(rows), piece)
    assert found and [bytes(stretch).decode() for stretch in found.stretches()] == rows
