"""The two Excel files, read back by programs that did not write them."""

import base64
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
from olefile import OleFileIO  # type: ignore[import-untyped]
from oletools.olevba import VBA_Parser

from build.package_check import package_faults
from pab_planner.build.__main__ import CHECKOUT, generated_texts
from pab_planner.build.excel_files import build_addin, build_workbook
from pab_planner.build.packing import Parts, pack
from pab_planner.build.planner_workbook import planner_workbook
from pab_planner.build.vba_project import crlf, modules
from pab_planner.macros.button_press import buttons
from pab_planner.ooxml.package import CONTENT_TYPES, contents_of

POI = ":".join(f"/usr/share/java/{jar}.jar" for jar in ("poi", "commons-codec", "commons-collections4"))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def parts(excel_file: Path) -> Parts:
    return contents_of(excel_file)


def test_generated_texts_are_current() -> None:
    stale = [p for p, text in generated_texts().items() if (CHECKOUT / p).read_text("utf-8") != text]
    assert not stale, "run `make build` and commit what it writes"


def test_the_files_are_what_their_sources_make() -> None:
    addin, working = CHECKOUT / "addin", buttons()
    assert build_addin(addin, working) == (addin / "PAB_Planner.xlam").read_bytes()
    book = build_workbook(planner_workbook(), addin, working)
    assert book == (CHECKOUT / "workbook" / "PAB_Planner.xlsm").read_bytes()


def test_packages_are_sound(parts: Parts) -> None:
    assert package_faults(parts) == []


def test_packing_what_was_unpacked_gives_the_same_bytes(excel_file: Path) -> None:
    assert pack(contents_of(excel_file)) == excel_file.read_bytes()


def test_excel_knows_what_kind_of_file_each_is(parts: Parts, excel_file: Path) -> None:
    kind = {".xlam": "addin", ".xlsm": "sheet"}[excel_file.suffix]
    stated = (
        f'PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.{kind}.macroEnabled.main+xml"'
    )
    assert stated in parts[CONTENT_TYPES].decode()


def test_the_ribbon_is_related_to_the_package(parts: Parts) -> None:
    kind = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
    relationships = ElementTree.fromstring(parts["_rels/.rels"])
    assert [r.get("Target") for r in relationships if r.get("Type") == kind] == ["customUI/customUI14.xml"]


def test_olevba_reads_every_source_back(excel_file: Path) -> None:
    read = {name: code for *_, name, code in VBA_Parser(str(excel_file)).extract_macros()}
    for name, source in modules(CHECKOUT / "addin" / "vba").items():
        assert read[f"{name}.bas"] == source
    this_workbook = (CHECKOUT / "addin/vba/ThisWorkbook.cls").read_text("ascii")
    assert read["ThisWorkbook.cls"].endswith("VB_Customizable = True\r\n" + crlf(this_workbook))


def test_apache_poi_reads_every_source_back_byte_for_byte(excel_file: Path) -> None:
    program = Path(__file__).with_name("ReadMacros.java")
    ran = subprocess.run(
        ["java", "-cp", POI, program, excel_file], capture_output=True, text=True, check=True, timeout=120
    )
    read = dict(line.split(" ") for line in ran.stdout.splitlines())
    for name, source in modules(CHECKOUT / "addin" / "vba").items():
        assert base64.b64decode(read[name]).decode() == source


def test_code_names_are_the_document_modules(excel_file: Path, parts: Parts) -> None:
    book = ElementTree.fromstring(parts["xl/workbook.xml"]).find(f"{SHEET}workbookPr")
    sheets = [
        ElementTree.fromstring(content).find(f"{SHEET}sheetPr")
        for name, content in parts.items()
        if name.startswith("xl/worksheets/sheet")
    ]
    code_names = {element.get("codeName") for element in (book, *sheets) if element is not None}
    read = {name for *_, name, _ in VBA_Parser(str(excel_file)).extract_macros()}
    assert {f"{name}.cls" for name in code_names} == {name for name in read if name.endswith(".cls")}
    assert len(code_names) == 1 + len(sheets)


def test_the_project_refers_to_nothing_but_ole_and_office(excel_file: Path) -> None:
    from pyopenvba import ExcelFile

    with ExcelFile(excel_file) as book:
        assert [reference.name for reference in book.references()] == ["stdole", "Office"]


def test_the_licence_of_xlwings_travels_with_its_module() -> None:
    assert "Copyright (C) 2014-present, Zoomer Analytics LLC." in modules(CHECKOUT / "addin/vba")["xlwings"]


def test_the_project_says_that_it_holds_no_compiled_code(parts: Parts) -> None:
    """[MS-OVBA] 2.3.4.1: version 0xFFFF where there is no cache."""
    with OleFileIO(parts["xl/vbaProject.bin"]) as project:
        head = project.openstream("VBA/_VBA_PROJECT").read(7)
    assert head == bytes.fromhex("CC61FFFF000000")
