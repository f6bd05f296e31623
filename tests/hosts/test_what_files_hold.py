"""A workbook that is changed keeps what each cell of its file says, or is refused with its part's name."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ooxml import dialects
from ooxml.dialects import DIALECTS, Dialect
from pab_planner.engines.file.engine import open_book
from pab_planner.files import UnreadableFile
from pab_planner.reading.grid import read_grids
from package_parts import packed, unpacked

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>{{}}</sheetData></worksheet>'


def saved(path: Path) -> str:
    """The sheet's part after one cell was changed."""
    with open_book(path) as book:
        book.sheets[0]["H9"].value = 5
        book.save()
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
def test_a_workbook_in_any_dialect_keeps_its_cells_or_is_refused(tmp_path: Path, dialect: Dialect) -> None:
    path = dialects.write(tmp_path / "plan.xlsx", dialect)
    before = path.read_bytes()
    try:
        with open_book(path) as book:
            book.sheets[0]["H9"].value = 5
            book.save()
    except UnreadableFile as refusal:
        assert "Strict" in str(refusal)
        assert path.read_bytes() == before
        return
    (plan,) = read_grids(path)
    assert [list(row[:3]) for row in plan.rows[:5]] == dialects.VALUES
    assert plan.cell(8, 7) == 5.0
    assert plan.hollow == dialects.HOLLOW
    assert plan.formulas == dialects.FORMULAS


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2" t="str" vm="1"><f>CUBEVALUE("m","x")</f><v>12</v></c>',
        '<c r="B2" t="e" vm="1"><v>#VALUE!</v></c>',
        '<c r="B2"><f ca="1">NOW()</f><v>46000</v></c>',
        '<c r="B2" cm="1"><f t="array" ref="B2:B3" aca="1" ca="1">A1:A2*2</f><v>2</v></c>',
        '<c r="B2" t="inlineStr" ph="1"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>',
        '<c r="B2" t="inlineStr" ph="1"><is><t>text</t></is></c>',
    ],
    ids=["cube", "linked data", "always calculated", "array always calculated", "reading", "shown reading"],
)
def test_what_a_file_says_of_a_cell_is_said_again(tmp_path: Path, cell: str) -> None:
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2" ph="1">{cell}</row>'
    after = saved(dialects.write(tmp_path / "plan.xlsx", Dialect(), sheet=SHEET.format(rows)))
    assert re.search(r'<row r="2" ph="1">', after)
    (found,) = re.findall(r'<c r="B2".*?</c>', after)
    assert sorted(re.findall(r'[\w:]+="[^"]*"|<[^ >]+|>[^<>]+', found)) == sorted(
        re.findall(r'[\w:]+="[^"]*"|<[^ >]+|>[^<>]+', cell)
    )


def test_a_rich_string_of_another_prefix_is_written_well_formed(tmp_path: Path) -> None:
    rich = (
        f'<x:worksheet xmlns:x="{MAIN}" xmlns:o="urn:other"><x:sheetData><x:row r="1">'
        '<x:c r="A1" t="inlineStr"><x:is><x:r o:hint="1"><x:rPr><x:b/><o:glow/></x:rPr>'
        '<x:t xml:space="preserve">bold </x:t></x:r><x:r><x:t>plain</x:t></x:r></x:is></x:c>'
        "</x:row></x:sheetData></x:worksheet>"
    )
    path = dialects.write(tmp_path / "plan.xlsx", Dialect(), sheet=rich)
    after = saved(path)
    assert '<is><r><rPr><b/></rPr><t xml:space="preserve">bold </t></r><r><t>plain</t></r></is>' in after
    assert read_grids(path)[0].cell(0, 0) == "bold plain"


def test_a_plain_cell_stays_plain_where_the_workbooks_own_look_is_not(tmp_path: Path) -> None:
    import openpyxl

    path = dialects.write(tmp_path / "plan.xlsx", Dialect())
    with open_book(path) as book:
        book.sheets[0]["A1"].font.bold = True
        book.save()
    parts = unpacked(path)
    styles = parts["xl/styles.xml"].decode()
    looks = re.findall(
        r"<xf [^>]*?(?:/>|>.*?</xf>)", styles[styles.index("<cellXfs") : styles.index("</cellXfs")]
    )
    assert len(looks) == 2
    body = "".join(reversed(looks))
    parts["xl/styles.xml"] = re.sub(
        r"(<cellXfs[^>]*>).*?(</cellXfs>)", rf"\g<1>{body}\g<2>", styles, flags=re.DOTALL
    ).encode()
    sheet = SHEET.format('<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"><v>2</v></c></row>')
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    path.write_bytes(packed(parts))
    saved(path)
    cells = openpyxl.load_workbook(path).worksheets[0]
    assert (cells["A1"].font.b, cells["B1"].font.b) == (True, False)


NUMBER = SHEET.format('<row r="1"><c r="A1"><v>{}</v></c></row>')
UNREADABLE: dict[str, tuple[str, str]] = {
    "another namespace": ("sheet1.xml", '<worksheet xmlns="urn:other"><sheetData/></worksheet>'),
    "cells of another namespace": (
        "holds c among its cells",
        SHEET.format('<row r="1"><c xmlns="urn:other" r="A1"><v>1</v></c></row>'),
    ),
    "cells in a wrapper": (
        "holds AlternateContent among its cells",
        SHEET.format('<m:AlternateContent xmlns:m="urn:m"><row r="1"/></m:AlternateContent>'),
    ),
    "a cell twice": (
        "names a cell twice",
        SHEET.format('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
    ),
    "infinity": (
        "has inf for a number in cell A1",
        NUMBER.format("1E999"),
    ),
    "no number": (
        "has nan for a number in cell A1",
        NUMBER.format("NaN"),
    ),
    "a linked number": (
        "linked data type in cell A1",
        SHEET.format('<row r="1"><c r="A1" vm="1"><v>1</v></c></row>'),
    ),
    "a shared formula of nothing": (
        "shared formula in cell A1",
        SHEET.format('<row r="1"><c r="A1"><f t="shared" si="4"/><v>1</v></c></row>'),
    ),
    "merged all over": (
        "as A1:XFD1048576",
        SHEET.format('<row r="1"><c r="A1"><v>1</v></c></row>').replace(
            "</worksheet>", '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
        ),
    ),
    "a formatted blank at the end of the sheet": (
        "row 1048576, column 16384",
        SHEET.format('<row r="1048576"><c r="XFD1048576" s="0"/></row>'),
    ),
    "a formatted blank far below a plan": (
        "row 1048576, column 26",
        SHEET.format('<row r="1"><c r="Z1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="0"/></row>'),
    ),
    "a place off the sheet": ("sheet1.xml", SHEET.format('<row r="1"><c r="XFE1"><v>1</v></c></row>')),
    "a text that is not there": (
        "sheet1.xml",
        SHEET.format('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
    ),
    "no cells at all": ("sheet1.xml is damaged", f'<worksheet xmlns="{MAIN}"/>'),
}


@pytest.mark.parametrize(("says", "sheet"), UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_would_be_lost_is_refused_with_the_name_of_its_part(
    tmp_path: Path, says: str, sheet: str
) -> None:
    path = dialects.write(tmp_path / "plan.xlsx", Dialect(), sheet=sheet)
    with pytest.raises(UnreadableFile, match=says) as refusal:
        open_book(path)
    assert "xl/worksheets/sheet1.xml" in str(refusal.value)


@pytest.mark.parametrize(
    "change",
    [
        lambda book: book.replace('r:id="rId1"', ""),
        lambda book: book.replace('r:id="rId1"', 'r:id="rId9"'),
        lambda book: book.replace("</sheets>", '<sheet name="Stock" sheetId="2"/></sheets>'),
        lambda book: book.replace("</sheets>", '<sheet name="plan" sheetId="2" r:id="rId1"/></sheets>'),
    ],
)
def test_a_sheet_without_a_part_of_its_own_is_refused(tmp_path: Path, change: Callable[[str], str]) -> None:
    book = (
        f'<workbook xmlns="{MAIN}" xmlns:r="{Dialect().relations}">'
        '<sheets><sheet name="Plan" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    path = dialects.write(tmp_path / "plan.xlsx", Dialect(), workbook=change(book))
    with pytest.raises(UnreadableFile, match=r"its part xl/workbook\.xml"):
        open_book(path)
