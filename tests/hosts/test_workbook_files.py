"""The file engine keeps what a file holds, or says what it would lose; and it writes in one step."""

import datetime as dt
import io
import os
import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.drawing.image import Image
from PIL import Image as Picture
from PIL.PngImagePlugin import PngInfo

from pab_planner.engines.file.engine import new_book, open_book
from pab_planner.engines.refusals import HostCannot
from pab_planner.files import FileNotWritten, UnreadableFile
from pab_planner.locks import OpenElsewhere
from package_parts import Parts, rewrite, unpacked

RIBBON = (
    '<Relationship Id="rIdRibbon" Type="http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"'
    ' Target="customUI/customUI14.xml"/>'
)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A small workbook as another program wrote it, with a formula and its result."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Plan"
    for row in (["Item", "PAB"], ["A100", 49], ["A100", "=B2-50"]):
        sheet.append(row)
    path = tmp_path / "plan.xlsx"
    workbook.save(path)

    def calculated(content: Parts) -> None:
        name = "xl/worksheets/sheet1.xml"
        content[name] = re.sub(rb"(<f>B2-50</f>)(?:<v ?/>|<v></v>)", rb"\1<v>-1</v>", content[name])

    return rewrite(path, calculated)


def test_the_active_engine_stays_what_it_is(plan: Path) -> None:
    before = xw.engines.active
    with open_book(plan) as book:
        assert book.app.engine.name == "openpyxl"
        assert xw.engines.active is before


def test_a_formula_keeps_the_result_it_was_saved_with(plan: Path) -> None:
    with open_book(plan) as book:
        assert book.sheets["Plan"]["B3"].value == -1.0
        book.sheets["Plan"]["D1"].value = "touched"
        book.save()
    shown = openpyxl.load_workbook(plan, data_only=True)["Plan"]
    assert shown["B3"].value == -1
    assert openpyxl.load_workbook(plan)["Plan"]["B3"].value == "=B2-50"


def test_a_formula_written_anew_loses_the_old_result(plan: Path) -> None:
    with open_book(plan) as book:
        book.sheets["Plan"]["B3"].formula = "=B2-60"
        assert book.sheets["Plan"]["B3"].value is None


def test_the_host_is_asked_to_recalculate_everything(plan: Path) -> None:
    with open_book(plan) as book:
        book.save()
    assert b'fullCalcOnLoad="1"' in unpacked(plan)["xl/workbook.xml"]


@pytest.mark.parametrize("result", [1.5, True, "late", dt.datetime(2026, 1, 5)])
def test_a_new_formula_can_be_told_its_result(tmp_path: Path, result: object) -> None:
    book = new_book()
    sheet = book.sheets[0]
    sheet["A1"].formula = "=PAB(1,2,3)"
    if isinstance(result, dt.datetime):
        sheet["A1"].number_format = "yyyy-mm-dd"
    book.impl.remember(sheet.name, "A1", result)
    book.save(tmp_path / "told.xlsx")
    with open_book(tmp_path / "told.xlsx") as again:
        assert again.sheets[0]["A1"].value == result


def test_a_spilling_formula_is_marked_as_excel_marks_it(tmp_path: Path) -> None:
    path = tmp_path / "spill.xlsx"
    book = new_book()
    book.sheets[0]["D9:O9"].formula2 = "=PAB(C9,D7:O7,D8:O8)"
    book.save(path)
    content = unpacked(path)
    cell = b'<c r="D9" cm="1"><f t="array" ref="D9:O9">PAB(C9,D7:O7,D8:O8)</f></c>'
    assert cell in content["xl/worksheets/sheet1.xml"]
    assert b'fDynamic="1"' in content["xl/metadata.xml"]
    assert b"/xl/metadata.xml" in content["[Content_Types].xml"]
    assert b"relationships/sheetMetadata" in content["xl/_rels/workbook.xml.rels"]
    with open_book(path) as again:
        again.save()
    assert cell in unpacked(path)["xl/worksheets/sheet1.xml"]


def test_an_array_formula_of_old_does_not_spill(tmp_path: Path) -> None:
    path = tmp_path / "array.xlsx"
    book = new_book()
    book.sheets[0]["A1:B1"].formula_array = "=C1:D1*2"
    book.save(path)
    assert b'<c r="A1"><f t="array" ref="A1:B1">' in unpacked(path)["xl/worksheets/sheet1.xml"]
    assert "xl/metadata.xml" not in unpacked(path)


def test_the_ribbon_and_the_macros_stay(tmp_path: Path) -> None:
    path = tmp_path / "tool.xlsm"
    openpyxl.Workbook().save(path)

    def with_macros(content: Parts) -> None:
        content["xl/vbaProject.bin"] = b"macros"
        content["customUI/customUI14.xml"] = b"<customUI/>"
        content["_rels/.rels"] = content["_rels/.rels"].replace(
            b"</Relationships>", RIBBON.encode() + b"</Relationships>"
        )
        main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        enabled = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
        types = content["[Content_Types].xml"].replace(main, enabled)
        content["[Content_Types].xml"] = types.replace(
            b"</Types>",
            b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        )
        sheet = "xl/worksheets/sheet1.xml"
        content[sheet] = content[sheet].replace(b"<sheetPr>", b'<sheetPr codeName="Blatt1">')

    rewrite(path, with_macros)
    with open_book(path) as book:
        book.sheets[0]["A1"].value = 1
        book.save()
    content = unpacked(path)
    assert content["xl/vbaProject.bin"] == b"macros"
    assert content["customUI/customUI14.xml"] == b"<customUI/>"
    assert content["_rels/.rels"].count(b"ui/extensibility") == 1
    assert b'codeName="Blatt1"' in content["xl/worksheets/sheet1.xml"]


def test_a_picture_stays_and_is_copied_with_its_sheet(tmp_path: Path) -> None:
    logo, told = io.BytesIO(), PngInfo()
    told.add_text("XML:com.adobe.xmp", "<?xpacket begin=''?><!-- drawn by hand -->")
    Picture.new("RGB", (4, 4), "red").save(logo, "PNG", pnginfo=told)
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].add_image(Image(logo), "B2")
    path = tmp_path / "letter.xlsx"
    workbook.save(path)
    with open_book(path) as book:
        book.sheets[0].copy(name="Letter 2")
        book.save()
    pictures = [name for name in unpacked(path) if name.startswith("xl/media/")]
    assert len(pictures) == 2


def test_partly_bold_text_stays_partly_bold(plan: Path) -> None:
    rich = b"<is><r><rPr><b/></rPr><t>urgent</t></r><r><t> today</t></r></is>"

    def change(content: Parts) -> None:
        name = "xl/worksheets/sheet1.xml"
        cell = b'<c r="A9" t="inlineStr">' + rich + b"</c>"
        content[name] = content[name].replace(b"</sheetData>", b'<row r="9">' + cell + b"</row></sheetData>")

    rewrite(plan, change)
    with open_book(plan) as book:
        assert book.sheets["Plan"]["A9"].value == "urgent today"
        book.save()
    assert b"<t>urgent</t>" in unpacked(plan)["xl/worksheets/sheet1.xml"].replace(b" />", b"/>")


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    def build(name: str) -> bytes:
        book = new_book(modified=dt.datetime(2026, 1, 1))
        sheet = book.sheets[0]
        sheet["A1"].value = [["Item", dt.date(2026, 1, 5)], ["A100", 49]]
        sheet["A1:B1"].color = "#ffff00"
        sheet["B2"].conditional_formats.add_custom("=B2<0", fill_color="#ff0000")
        sheet["A2"].add_note("why")
        sheet.charts.add(source=sheet["A1:B2"], chart_type="column_clustered")
        book.save(tmp_path / name)
        return (tmp_path / name).read_bytes()

    assert build("first.xlsx") == build("second.xlsx")


def test_a_failed_save_leaves_the_old_file_and_no_other(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = plan.read_bytes()

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with open_book(plan) as book, pytest.raises(FileNotWritten, match="the disk is full"):
        book.save()
    assert plan.read_bytes() == before
    assert [path.name for path in plan.parent.iterdir()] == ["plan.xlsx"]


@pytest.mark.parametrize("lock", ["~$plan.xlsx", ".~lock.plan.xlsx#"])
def test_a_file_that_another_program_has_open_is_left_alone(plan: Path, lock: str) -> None:
    before = plan.read_bytes()
    plan.with_name(lock).touch()
    with open_book(plan) as book, pytest.raises(OpenElsewhere) as refusal:
        book.save()
    program = "Excel" if lock.startswith("~$") else "LibreOffice"
    assert refusal.value.say("en").startswith(f"plan.xlsx is open in {program}, so says {lock} beside it")
    assert refusal.value.say("zh").startswith(f"plan.xlsx 已在 {program} 中打开（见旁边的 {lock}）")
    assert plan.read_bytes() == before


def test_a_file_that_another_program_changed_meanwhile_is_left_alone(plan: Path) -> None:
    with open_book(plan) as book:
        book.sheets["Plan"]["B2"].value = 1
        book.save()
        book.save()
        other = openpyxl.load_workbook(plan)
        other["Plan"]["B2"] = 2
        other.save(plan)
        with pytest.raises(FileNotWritten, match="another program changed it"):
            book.save()
    assert openpyxl.load_workbook(plan)["Plan"]["B2"].value == 2


def test_a_read_only_file_is_left_alone(plan: Path) -> None:
    before = plan.read_bytes()
    plan.chmod(0o440)
    with open_book(plan) as book, pytest.raises(FileNotWritten, match="read-only"):
        book.save()
    assert plan.read_bytes() == before


_SAVES = """
import sys
from pab_planner.engines.file.engine import open_book
book = open_book(sys.argv[1])
print("ready", flush=True)
for number in range(10_000):
    book.sheets[0]["D1:D3000"].value = number
    book.save()
"""


def test_a_killed_program_leaves_a_whole_file(plan: Path) -> None:
    for moment in (0.02, 0.09, 0.14):
        command = [sys.executable, "-c", _SAVES, str(plan)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as program:
            assert program.stdout
            program.stdout.readline()
            time.sleep(moment)
            program.kill()
        column = openpyxl.load_workbook(plan)["Plan"]["D"]
        assert len({cell.value for cell in column if cell.value is not None}) <= 1


@pytest.mark.parametrize("name", ["计划" * 40, 'it\'s a "plan" & more', "p" * 240])
def test_a_file_may_have_any_name(plan: Path, name: str) -> None:
    path = plan.with_name(f"{name}.xlsx")
    with open_book(plan) as book:
        book.save(path)
    with open_book(path) as again:
        assert again.sheets["Plan"]["B2"].value == 49.0


def test_a_saved_file_keeps_its_permissions(plan: Path) -> None:
    plan.chmod(0o640)
    with open_book(plan) as book:
        book.save()
    assert plan.stat().st_mode & 0o777 == 0o640


def test_a_file_reached_through_a_link_is_replaced_where_it_lies(plan: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(plan)
    with open_book(link) as book:
        book.sheets["Plan"]["B2"].value = 7
        book.save()
    assert link.is_symlink()
    with open_book(plan) as book:
        assert book.sheets["Plan"]["B2"].value == 7.0


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls format"),
        (
            "secret.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "protected by a password",
        ),
        ("plan.csv", "物料,数量\n".encode(), "text file"),
        ("empty.xlsx", b"", "is empty"),
        ("letter.xlsx", b"Dear Sir", "a text under the name of a workbook"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=sentence) as refusal:
        open_book(path)
    assert name in refusal.value.say("zh")
    assert path.read_bytes() == content


def test_a_truncated_workbook_is_refused(plan: Path) -> None:
    plan.write_bytes(plan.read_bytes()[:2000])
    with pytest.raises(UnreadableFile, match="was not saved completely"):
        open_book(plan)


def test_a_binary_workbook_is_not_called_damaged(tmp_path: Path) -> None:
    """Its parts as in MS-XLSB, 2.1.4: `workbook.bin` begins with BrtBeginBook."""
    path = tmp_path / "plan.xlsb"
    kinds = "http://schemas.openxmlformats.org"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{kinds}/package/2006/content-types"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{kinds}/package/2006/relationships"><Relationship Id="rId1" '
            f'Type="{kinds}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        )
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")
    with pytest.raises(UnreadableFile, match=r"binary workbook .*save it as \.xlsx"):
        open_book(path)


def test_another_zip_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(UnreadableFile, match="not a workbook"):
        open_book(path)


def test_what_only_a_live_host_can_do_is_refused_in_one_sentence(plan: Path, tmp_path: Path) -> None:
    with open_book(plan) as book:
        sheet = book.sheets[0]
        refused: list[Callable[[], object]] = [
            lambda: book.to_pdf(tmp_path / "plan.pdf"),
            lambda: sheet["B2:C3"].insert("down"),
            lambda: sheet.charts.add(chart_type="radar"),
        ]
        for attempt in refused:
            with pytest.raises(HostCannot) as refusal:
                attempt()
            assert "use --engine calc or Excel" in refusal.value.say("en")
            assert "请使用 --engine calc 或 Excel" in refusal.value.say("zh")


def test_a_number_format_in_a_conditional_format_travels_with_copied_cells(tmp_path: Path) -> None:
    """xlwings can't set one, but a template row made by the builder carries it."""
    from openpyxl.formatting.rule import Rule
    from openpyxl.styles.differential import DifferentialStyle
    from openpyxl.styles.numbers import NumberFormat

    path = tmp_path / "formats.xlsx"
    workbook = openpyxl.Workbook()
    look = DifferentialStyle(numFmt=NumberFormat(200, '"▼" #,##0;"▼" -#,##0'))
    workbook.worksheets[0].conditional_formatting.add("B1:C1", Rule("expression", dxf=look, formula=["B1<0"]))
    workbook.save(path)
    with open_book(path) as book:
        sheet = book.sheets[0]
        sheet["B1"].copy(sheet["B5:M8"])
        (rule,) = sheet["M8"].conditional_formats
        assert rule.formula == "=B5<0"
        book.save()
    entries = openpyxl.load_workbook(path).worksheets[0].conditional_formatting
    formats = {str(entry.sqref): entry.rules[0].dxf.numFmt.formatCode for entry in entries}
    assert formats == {"B1:C1": '"▼" #,##0;"▼" -#,##0', "B5:M8": '"▼" #,##0;"▼" -#,##0'}
