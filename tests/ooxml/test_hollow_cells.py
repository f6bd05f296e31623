"""A cell is an error, a formula without a value or a quantity, however its XML is written."""

import warnings
import zipfile
from pathlib import Path

import pytest

from ooxml import dialects
from ooxml.dialects import DIALECTS, Dialect
from pab_planner.files import UnreadableFile
from pab_planner.ooxml import hollow_cells, regular_sheet
from pab_planner.reading.grid import read_grids


def read_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take each sheet for a large one, and each of its rows for a stretch."""
    monkeypatch.setattr(regular_sheet, "SMALL", 0)
    monkeypatch.setattr(hollow_cells, "_TIMES_THE_FRAME", 0)
    monkeypatch.setattr(regular_sheet, "STRETCH", 1)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("small", [True, False], ids=["walked over", "looked through"])
@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=list(DIALECTS))
def test_a_workbook_reads_alike_in_every_dialect(
    tmp_path: Path, dialect: Dialect, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        read_in_stretches(monkeypatch)
    (plan,) = read_grids(dialects.write(tmp_path / "plan.xlsx", dialect))
    assert plan.title == "Plan"
    assert list(map(list, plan.rows)) == dialects.VALUES
    assert plan.hollow == dialects.HOLLOW
    assert plan.formulas == dialects.FORMULAS


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{}</sheets></workbook>'
)
UNREADABLE = {
    "another namespace": (
        "{urn:other}worksheet",
        {"sheet": '<worksheet xmlns="urn:other"><sheetData/></worksheet>'},
    ),
    "no namespace": ("worksheet", {"sheet": "<worksheet><sheetData/></worksheet>"}),
    "another root": (
        "chartsheet",
        {"sheet": '<chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'},
    ),
    "broken off": ("xl/worksheets/sheet1.xml is damaged", {"sheet": SHEET.format("<row>")}),
    "a document type": (
        "xl/worksheets/sheet1.xml is damaged",
        {"sheet": "<!DOCTYPE worksheet>" + SHEET.format("")},
    ),
    "a place that is none": (
        "xl/worksheets/sheet1.xml has a cell at A0",
        {"sheet": SHEET.format('<row r="1"><c r="A0"><v>1</v></c></row>')},
    ),
    "one value at the end of the sheet": (
        "xl/worksheets/sheet1.xml holds cells so far apart .*row 1048576, column 16384",
        {"sheet": SHEET.format('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')},
    ),
    "a far value before the last of its row": (
        "xl/worksheets/sheet1.xml holds cells so far apart .*row 1048576, column 16384",
        {"sheet": SHEET.format('<row r="1"><c r="XFD1048576"><v>1</v></c><c r="A1"><v>1</v></c></row>')},
    ),
    "a deep value before the last of its row": (
        "xl/worksheets/sheet1.xml holds cells so far apart .*row 1048576, column 702",
        {"sheet": SHEET.format('<row r="1"><c r="ZZ1048576"><v>1</v></c><c r="ZZ1"><v>1</v></c></row>')},
    ),
    "a value below the sheet, in a row of it": (
        "xl/worksheets/sheet1.xml has a cell at ZZ9999999",
        {
            "sheet": SHEET.format(
                '<row r="1"><c r="ZZ9999999"><v>1</v></c><c r="A1"><v>1</v></c></row>'
                '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
            )
        },
    ),
    "broken off after its rows": (
        "xl/worksheets/sheet1.xml is damaged",
        {"sheet": SHEET.format('<row r="1"><c r="A1"><v>1</v></c></row>')[:-1] + "<pageMargins left="},
    ),
    "a text by no number": (
        "xl/worksheets/sheet1.xml has ' 1' for the number of a text in cell B2",
        {"sheet": SHEET.format('<row r="2"><c r="B2" t="s"><v> 1</v></c></row>')},
    ),
    "a text by a number too large": (
        "has '18446744073709551617' for the number of a text in cell A1",
        {"sheet": SHEET.format('<row r="1"><c r="A1" t="s"><v>18446744073709551617</v></c></row>')},
    ),
    "two values": (
        "xl/worksheets/sheet1.xml has two values in cell A1",
        {"sheet": SHEET.format('<row r="1"><c r="A1"><v>5</v><v>6</v></c></row>')},
    ),
    "a value outside of the cells": (
        "xl/worksheets/sheet1.xml is damaged",
        {"sheet": SHEET.format('<row r="1"><c r="A1"><v>5</v></c></row><row r="2"><v>6</v></row>')},
    ),
    "a text and a value": (
        "xl/worksheets/sheet1.xml has two values in cell A1",
        {"sheet": SHEET.format('<row r="1"><c r="A1" t="inlineStr"><is><t>5</t></is><v>6</v></c></row>')},
    ),
    "a truth that is none": (
        "its sheet Plan holds a cell that is damaged",
        {"sheet": SHEET.format('<row r="1"><c r="A1" t="b"><v>2</v></c></row>')},
    ),
    "a sheet without its part": (
        "xl/workbook.xml names a sheet Stock",
        {
            "workbook": BOOK.format(
                '<sheet name="Plan" sheetId="1" r:id="rId1"/><sheet name="Stock" sheetId="2"/>'
            )
        },
    ),
    "a sheet with another's relation": (
        "xl/workbook.xml names a sheet Stock",
        {"workbook": BOOK.format('<sheet name="Stock" sheetId="2" r:id="rId77"/>')},
    ),
}


@pytest.mark.parametrize("small", [True, False], ids=["walked over", "looked through"])
@pytest.mark.parametrize(("says", "given"), UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_cannot_be_read_is_refused_with_the_name_of_its_part(
    tmp_path: Path, says: str, given: dict[str, str], small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        read_in_stretches(monkeypatch)
    path = dialects.write(tmp_path / "plan.xlsx", Dialect(), **given)
    with pytest.raises(UnreadableFile, match=says):
        read_grids(path)


@pytest.mark.parametrize("small", [True, False], ids=["walked over", "looked through"])
def test_an_error_that_only_another_program_knows_is_an_error(
    tmp_path: Path, small: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not small:
        read_in_stretches(monkeypatch)
    cells = (
        '<row r="1"><c r="A1" s="0" t="e"><f>SEQUENCE(9)</f><v>#SPILL!</v></c><c r="B1"><v>7</v></c>'
        '<c r="C1" t="str"><f>"#"&amp;1</f><v>#1</v></c><c r="D1" t="e"><v>#DIV/0!</v></c>'
        '<c r="E1" t="e"><v>#ERROR!</v></c></row>'
    )
    (plan,) = read_grids(dialects.write(tmp_path / "plan.xlsx", Dialect(), sheet=SHEET.format(cells)))
    assert plan.hollow == {(0, 0): "#SPILL!", (0, 3): "#DIV/0!", (0, 4): "#UNKNOWN!"}
    assert [value or "" for value in plan.rows[0]] == ["", 7.0, "#1", "", ""]


def test_a_formatted_blank_at_the_end_of_the_sheet_is_no_cell(tmp_path: Path) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    (plan,) = read_grids(dialects.write(tmp_path / "plan.xlsx", Dialect(), sheet=SHEET.format(cells)))
    assert plan.rows == [[1.0]]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_packed_as_no_excel_does_is_named(tmp_path: Path, method: int) -> None:
    path = dialects.write(tmp_path / "plan.xlsx", Dialect())
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("docProps/app.xml", "<Properties/>", method)
    with pytest.raises(UnreadableFile, match=r"docProps/app\.xml is packed in a way"):
        read_grids(path)


def test_a_part_that_would_fill_the_memory_is_named(tmp_path: Path) -> None:
    path = dialects.write(tmp_path / "plan.xlsx", Dialect())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/b.xml", "w") as part:
        for _ in range(64):
            part.write(bytes(1 << 20))
    with pytest.raises(UnreadableFile, match=r"xl/b\.xml unpacks to 64 MB"):
        read_grids(path)


@pytest.mark.parametrize("again", ["xl/worksheets/sheet1.xml", "XL/Worksheets/sheet1.xml"])
def test_a_part_that_is_there_twice_is_named(tmp_path: Path, again: str) -> None:
    """Of two readers one takes the first and the other the last; names differ by more than capitals."""
    path = dialects.write(tmp_path / "plan.xlsx", Dialect())
    with zipfile.ZipFile(path, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr(again, SHEET.format(""))
    with pytest.raises(UnreadableFile, match=rf"{again} is in the file twice"):
        read_grids(path)


def test_a_part_under_a_password_is_named(tmp_path: Path) -> None:
    path = dialects.write(tmp_path / "plan.xlsx", Dialect())
    raw = bytearray(path.read_bytes())
    entry = raw.find(b"PK\x01\x02")
    raw[entry + 8] |= 1
    path.write_bytes(raw)
    with pytest.raises(UnreadableFile, match=r"\[Content_Types\]\.xml is protected by a password"):
        read_grids(path)


def test_no_flipped_bit_of_a_packed_part_goes_unnoticed(tmp_path: Path) -> None:
    path = dialects.write(tmp_path / "plan.xlsx", Dialect())
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    start = entry.header_offset + 30 + len(entry.filename)
    for place in range(start, start + entry.compress_size, 5):
        flipped = bytearray(whole)
        flipped[place] ^= 16
        path.write_bytes(flipped)
        with pytest.raises(UnreadableFile, match=r"its part xl/worksheets/sheet1\.xml is damaged"):
            read_grids(path)
