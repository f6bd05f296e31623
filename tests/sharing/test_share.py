"""The source is written with everything planted that must not travel; LibreOffice recalculates the copy."""

import csv
import re
import subprocess
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from openpyxl.chart import LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.xml.constants import REL_NS, SHARED_STRINGS

from pab_planner.sharing.share import NotACopy, NothingToShare, NotSaved, share
from package_parts import unpacked

CANARY = "CANARY-7Q"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

ORDERS, MPS, OPENING = [15, 20, 40, 20, 35], [50, 0, 0, 50, 50], 14
BALANCE = [49, 29, -11, 19, 34]
"""The article's week 3 and four more: 14 + 50 - 15, less 20, less 40, and so on."""

Shown = str | float

CALLS: dict[int, tuple[str, Sequence[Shown]]] = {
    6: ("PAB(B4,B2:F2,B3:F3)", BALANCE),
    7: ("_xll.PAB_EXPOSED(B4,B2:F2,B3:F3)", [-1, 29, -11, -31, -16]),
    8: ("PAB_SHORTAGE(B4,B2:F2,B3:F3)", [0, 0, 11, 0, 0]),
    9: ("PAB_SLIP(B4,B2:F2,B3:F3,1)", [-1, 29, -11, -31, -16]),
    10: (
        "PAB_RISK(B4,B2:F2,B3:F3,B5)",
        ["MPS_DEPENDENT", "BELOW_SAFETY", "SHORTAGE", "MPS_DEPENDENT", "MPS_DEPENDENT"],
    ),
    11: ('PAB_ATP(B4,B2:F2,B3:F3,"cumulative")', BALANCE),
    12: ('PAB_ATP(B4,B2:F2,B3:F3,"lookahead")', [-11, -11, -11, 19, 34]),
    13: ("PAB(B4,B2:F2,B3:F3,B14:F14,A1)", [49, 25, -15, 15, 30]),
    16: ("PAB_COVER(B4,B2:F2,B3:F3)", [1.725, 0.725, 0, 19 / 35, ">0"]),
    17: ('PAB_ATP(B4,B2:F2,B3:F3,"lookback")', [-11, "", "", 30, 15]),
}
"""Row of the sheet: call and what it shows. Row 13: DTF 1, so week 2 needs max(20, forecast 24)."""


def planning_book(path: Path) -> Path:
    """A planning workbook as Excel saves it: values beside formulas, internal sheets, canaries everywhere."""
    book = openpyxl.Workbook()
    plan = book.create_sheet("Plan", 0)
    book.remove(book.worksheets[1])
    for row, values in ((2, ORDERS), (3, MPS), (14, [0, 24, 0, 0, 0])):
        for column, value in enumerate(values, start=2):
            plan.cell(row, column, value)
    plan["A1"], plan["B4"], plan["B5"] = 1, OPENING, 30
    for row, (call, _) in CALLS.items():
        plan[f"B{row}"] = ArrayFormula(f"B{row}:F{row}", f"={call}")
    plan["B20"] = "=SUM(B6:F6)"
    plan["B21"] = "=Contacts!A1&Plan!A1"
    plan["B22"] = "=SUM(PAB(B4,B2:F2,B3:F3))"
    plan["B25"] = "=PAB_CHECK(B4,B2:F2,B3:F3)"
    plan["A23"] = "Acme"
    plan["A24"] = '=HYPERLINK("#Log!A1","x")'
    plan["B2"].comment = Comment(CANARY, CANARY)
    plan.conditional_formatting.add("B6:F6", _rule("B6<0"))
    plan.conditional_formatting.add("B6:F6", _rule("Contacts!$A$1=1"))
    plan.conditional_formatting.add("B7:F7", _rule("SUM(PAB($B$4,$B$2:$F$2,$B$3:$F$3))<0"))
    validation = DataValidation("list", formula1="Contacts!$A$1:$A$2")
    validation.add("A30")
    plan.add_data_validation(validation)
    plan["A31"].hyperlink = f"mailto:{CANARY}@x.example"
    plan["A31"].value = "write to us"
    for title, state in (("Contacts", "visible"), ("Log", "visible"), ("Secret", "hidden")):
        sheet = book.create_sheet(title)
        sheet["A1"], sheet["A2"], sheet["B1"] = CANARY, 4711, 9
        sheet.sheet_state = state
    for where, title in (("H2", "Contacts"), ("H20", "Plan")):
        chart = LineChart()
        chart.add_data(Reference(book[title], min_col=1, max_col=2, min_row=1, max_row=4))
        plan.add_chart(chart, where)
    book.defined_names["people"] = DefinedName("people", attr_text="Contacts!$A$1")
    book.defined_names["opening"] = DefinedName("opening", attr_text="Plan!$B$4")
    book.properties.creator = book.properties.title = CANARY
    book.custom_doc_props.append(  # type: ignore[attr-defined]
        StringProperty(name="Project", value=CANARY)
    )
    bare = path.with_suffix(".bare.xlsx")
    book.save(bare)
    with zipfile.ZipFile(bare) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, _as_excel_saves(name, content))
        target.writestr("xl/sharedStrings.xml", STRINGS)
        target.writestr("xl/vbaProject.bin", CANARY)
        target.writestr("customXml/item1.xml", f"<x>{CANARY}</x>")
    bare.unlink()
    return path


def _rule(formula: str) -> Rule:
    return Rule("expression", formula=[formula])


STRINGS = (
    '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    f"<si><t>{CANARY}</t></si><si><t>Acme</t></si><si><t>BELOW_SAFETY</t></si></sst>"
)
SHARED = {"A23": "1", "C10": "2"}
"""Cells whose text is kept among the shared strings, and its number there."""
STRINGS_RELATED = (
    f'<Relationship Id="rId99" Target="sharedStrings.xml" Type="{REL_NS}/sharedStrings"/></Relationships>'
)
STRINGS_TYPE = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{SHARED_STRINGS}"/></Types>'


def _as_excel_saves(name: str, content: bytes) -> bytes:
    """A part as a program saves it that calculates and keeps texts once."""
    if name == "xl/worksheets/sheet1.xml":
        return _with_values(content)
    if name == "xl/_rels/workbook.xml.rels":
        return content.replace(b"</Relationships>", STRINGS_RELATED.encode())
    if name == "[Content_Types].xml":
        return content.replace(b"</Types>", STRINGS_TYPE.encode())
    return content


def _with_values(sheet: bytes) -> bytes:
    """The sheet with the value of each formula, and two texts kept among the shared strings."""
    root = ElementTree.fromstring(sheet)
    rows = {int(row.attrib["r"]): row for row in root.iter(f"{MAIN}row")}
    shown: dict[str, Shown] = {}
    for number, (_, values) in CALLS.items():
        shown |= {f"{letter}{number}": value for letter, value in zip("BCDEF", values, strict=True)}
    shown |= {"B20": sum(BALANCE), "B21": "Wang1", "B22": sum(BALANCE), "A24": "x", "B25": "OK"}
    for address, value in shown.items():
        row = rows[int(address[1:])]
        cell = next((c for c in row if c.attrib["r"] == address), None)
        if cell is None:
            cell = ElementTree.SubElement(row, f"{MAIN}c", r=address)
        for old in cell.findall(f"{MAIN}v"):
            cell.remove(old)
        if isinstance(value, str):
            cell.set("t", "str")
        ElementTree.SubElement(cell, f"{MAIN}v").text = str(value)
    for cell in root.iter(f"{MAIN}c"):
        if cell.attrib["r"] in SHARED:
            for child in list(cell):
                cell.remove(child)
            cell.set("t", "s")
            ElementTree.SubElement(cell, f"{MAIN}v").text = SHARED[cell.attrib["r"]]
    return ElementTree.tostring(root)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return planning_book(tmp_path / "plan.xlsm")


INTERNAL = ("Contacts", "log")


def test_the_copy_names_what_became_of_each_sheet_and_formula(source: Path, tmp_path: Path) -> None:
    report = share(source, tmp_path / "copy.xlsx", INTERNAL)
    assert report.kept == ("Plan",)
    assert report.left_out == ("Contacts", "Log", "Secret")
    assert report.native == 10 * 5
    assert [(each.place, each.count, each.reason.en) for each in report.frozen] == [
        ("Plan!B21", 1, "looks at what is left out"),
        ("Plan!B22", 1, "has no native equal"),
        ("Plan!A24", 1, "looks at what is left out"),
        ("Plan!B25", 1, "has no native equal"),
    ]
    assert report.emptied == 0


def test_no_byte_of_the_copy_tells_what_is_internal(source: Path, tmp_path: Path) -> None:
    share(source, tmp_path / "copy.xlsx", INTERNAL)
    for name, content in unpacked(tmp_path / "copy.xlsx").items():
        for word in (CANARY, "Contacts", "Secret", "PAB(", "PAB_", "openpyxl", "mailto"):
            assert word.encode() not in content, (name, word)
        assert word.encode("utf-16-le") not in content


def test_only_named_parts_travel(source: Path, tmp_path: Path) -> None:
    share(source, tmp_path / "copy.xlsx", INTERNAL)
    assert sorted(unpacked(tmp_path / "copy.xlsx")) == [
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/_rels/workbook.xml.rels",
        "xl/charts/chart2.xml",
        "xl/drawings/_rels/drawing1.xml.rels",
        "xl/drawings/drawing1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
        "xl/theme/theme1.xml",
        "xl/workbook.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
        "xl/worksheets/sheet1.xml",
    ]


def test_rules_names_and_charts_among_the_kept_sheets_stay(source: Path, tmp_path: Path) -> None:
    share(source, tmp_path / "copy.xlsx", INTERNAL)
    book = openpyxl.load_workbook(tmp_path / "copy.xlsx")
    plan = book["Plan"]
    assert [rule.formula for each in plan.conditional_formatting for rule in each.rules] == [["B6<0"]]
    assert list(book.defined_names) == ["opening"]
    assert plan.data_validations.dataValidation == []
    assert len(plan._charts) == 1  # type: ignore[attr-defined]


def test_a_frozen_cell_keeps_the_value_it_showed(source: Path, tmp_path: Path) -> None:
    share(source, tmp_path / "copy.xlsx", INTERNAL)
    plan = openpyxl.load_workbook(tmp_path / "copy.xlsx")["Plan"]
    cells = ("B21", "B22", "A23", "B25")
    assert [plan[cell].value for cell in cells] == ["Wang1", sum(BALANCE), "Acme", "OK"]


def test_values_travel_with_the_formulas(source: Path, tmp_path: Path) -> None:
    share(source, tmp_path / "copy.xlsx", INTERNAL)
    plan = openpyxl.load_workbook(tmp_path / "copy.xlsx", data_only=True)["Plan"]
    for row, (_, shown) in CALLS.items():
        assert [plan.cell(row, column).value or 0 for column in range(2, 7)] == [v or 0 for v in shown]


def test_a_formulas_text_stands_in_its_cell(source: Path, tmp_path: Path) -> None:
    """No producer of workbooks writes an inline or a shared string beside a formula."""
    share(source, tmp_path / "copy.xlsx", INTERNAL)
    sheets = [sheet for name, sheet in unpacked(tmp_path / "copy.xlsx").items() if "worksheets/sheet" in name]
    cells = re.findall(rb"<(?:\w+:)?c ([^>]*)><(?:\w+:)?f", b"".join(sheets))
    assert len(cells) > 20
    assert [cell for cell in cells if b't="inlineStr"' in cell or b't="s"' in cell] == []


def test_libreoffice_calculates_the_same_from_the_native_formulas(source: Path, tmp_path: Path) -> None:
    share(source, tmp_path / "copy.xlsx", INTERNAL)
    unvalued = tmp_path / "unvalued.xlsx"
    with zipfile.ZipFile(unvalued, "w") as package:
        for name, content in unpacked(tmp_path / "copy.xlsx").items():
            package.writestr(name, _without_values(content) if "worksheets/sheet" in name else content)
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--convert-to", "csv", unvalued.name]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    with (tmp_path / "unvalued.csv").open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    for row, (_, shown) in CALLS.items():
        assert [_number(cell) for cell in rows[row - 1][1:6]] == pytest.approx(shown), row


def _number(cell: str) -> Shown:
    return float(cell) if cell[-1:].isdigit() and ">" not in cell else cell


def _without_values(sheet: bytes) -> bytes:
    root = ElementTree.fromstring(sheet)
    for cell in root.iter(f"{MAIN}c"):
        if cell.find(f"{MAIN}f") is not None:
            cell.remove(cell.find(f"{MAIN}v"))  # type: ignore[arg-type]
    return ElementTree.tostring(root)


def test_the_same_workbook_makes_the_same_copy(source: Path, tmp_path: Path) -> None:
    share(source, tmp_path / "one.xlsx", INTERNAL)
    share(source, tmp_path / "two.xlsx", INTERNAL)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_a_workbook_of_internal_sheets_is_not_shared(source: Path, tmp_path: Path) -> None:
    with pytest.raises(NothingToShare, match=r"plan\.xlsm has no planning sheet"):
        share(source, tmp_path / "copy.xlsx", (*INTERNAL, "Plan"))
    assert not (tmp_path / "copy.xlsx").exists()


@pytest.mark.parametrize("name", ["copy.xlsm", "copy", "copy.xls"])
def test_a_copy_is_an_xlsx_file(source: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(NotACopy, match="give it a name of its own"):
        share(source, tmp_path / name, INTERNAL)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsm").write_text("not a workbook")
    for name in ("plan.xlsm", "missing.xlsx"):
        with pytest.raises(NotSaved, match="save it as"):
            share(tmp_path / name, tmp_path / "copy.xlsx", INTERNAL)
    assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsm"]
