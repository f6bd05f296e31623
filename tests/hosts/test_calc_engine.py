"""What only the Calc engine has to answer for: its process, and the packages that Calc writes."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from openpyxl.worksheet.formula import ArrayFormula

from hosts.excel_package import full_of_what_calc_loses
from pab_planner.engines.calc.book import UnknownFileType
from pab_planner.engines.calc.engine import calc_app
from pab_planner.engines.calc.lost_parts import CalcWouldLoseParts
from pab_planner.engines.calc.range import CannotInsert
from pab_planner.errors import PlanError
from pab_planner.files import FileNotWritten
from pab_planner.locks import OpenElsewhere
from package_parts import unpacked

OWNER = """
import sys, time
from pab_planner.engines.calc.engine import calc_app
with calc_app() as app:
    app.books.open(sys.argv[1])
    print(app.impl._office.pid, app.impl._office.profile, flush=True)
    {then}
"""

GOES_ON_AFTER_EXIT = """
    while True:
        try:
            time.sleep(60)
        except SystemExit:
            pass
"""
"""As pytest does, which takes it for a test that failed."""


def left_behind(pid: int, profile: str) -> list[str]:
    """What is still there of an office some seconds after its owner's end."""
    give_up = time.monotonic() + 10
    while True:
        group = [p for p in Path("/proc").glob("[0-9]*/stat") if _group(p) == pid]
        left = [*map(str, group), *([profile] if Path(profile).exists() else [])]
        if not left or time.monotonic() > give_up:
            return left
        time.sleep(0.1)


def _group(stat: Path) -> int | None:
    try:
        text = stat.read_text()
    except OSError:
        return None
    state, _, group = text.rpartition(")")[2].split()[:3]
    return None if state == "Z" else int(group)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "plan.xlsx"
    openpyxl.Workbook().save(path)
    return path


@pytest.mark.parametrize(
    ("then", "ending"),
    [
        ("pass", None),
        ("raise ValueError", None),
        ("time.sleep(60)", signal.SIGINT),
        ("time.sleep(60)", signal.SIGTERM),
        (GOES_ON_AFTER_EXIT, signal.SIGTERM),
        ("time.sleep(60)", signal.SIGKILL),
    ],
)
def test_nothing_is_left_behind_however_the_owner_ends(
    workbook: Path, then: str, ending: signal.Signals | None
) -> None:
    command = [sys.executable, "-c", OWNER.format(then=then), str(workbook)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as owner:
        assert owner.stdout
        pid, profile = owner.stdout.readline().split()
        if ending:
            owner.send_signal(ending)
    assert left_behind(int(pid), profile) == []
    assert list(workbook.parent.iterdir()) == [workbook]


def test_a_call_of_a_libreoffice_that_hangs_fails_when_it_is_ended() -> None:
    """What the tests' time limit rests on: the call gives way to the kill."""
    with calc_app() as app:
        book = app.books.add()
        os.killpg(app.pid, signal.SIGSTOP)
        limit = threading.Timer(1, os.killpg, (app.pid, signal.SIGKILL))
        limit.start()
        with pytest.raises(Exception, match=r"bridge|invocation|cannot get value"):
            book.sheets[0]["A1"].value = 1


def test_a_missing_libreoffice_is_said_in_one_sentence(tmp_path: Path) -> None:
    """In a process of its own: where the bridge is loaded already, nothing is looked for."""
    code = (
        "from pathlib import Path; import pab_planner.errors as e\n"
        "Path.glob = lambda self, pattern: iter(())\n"
        "from pab_planner.engines.calc.engine import calc_app\n"
        "try:\n    calc_app().__enter__()\n"
        "except e.PlanError as error:\n    print(error.say('zh'))"
    )
    environment = {**os.environ, "PATH": str(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert said.stdout.startswith("本机未找到 LibreOffice")


def test_macros_of_a_workbook_are_not_run_when_it_is_opened(calc: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "macros.xlsm"
    full_of_what_calc_loses(path)
    with calc.books.open(path) as book:
        assert book.api.getArgs is not None
        allowed = {p.Name: p.Value for p in book.api.getArgs()}["MacroExecutionMode"]
    assert allowed == 0


@pytest.fixture
def saved(calc: xw.App, tmp_path: Path) -> dict[str, str]:
    """An .xlsm opened and saved by Calc, part by part."""
    path = tmp_path / "plan.xlsm"
    full_of_what_calc_loses(path)
    with calc.books.open(path) as book:
        book.save()
    return {name: content.decode("latin-1") for name, content in unpacked(path).items()}


@pytest.fixture
def original(tmp_path: Path) -> dict[str, str]:
    path = tmp_path / "original.xlsm"
    full_of_what_calc_loses(path)
    return {name: content.decode("latin-1") for name, content in unpacked(path).items()}


def test_the_macros_stay_byte_for_byte(saved: dict[str, str], original: dict[str, str]) -> None:
    assert saved["xl/vbaProject.bin"] == original["xl/vbaProject.bin"]


def test_the_sheets_keep_the_code_names_that_macros_know_them_by(saved: dict[str, str]) -> None:
    sheets = [saved[f"xl/worksheets/sheet{number}.xml"] for number in (1, 2, 3)]
    assert [re.findall(r'<sheetPr codeName="(\w+)"', sheet) for sheet in sheets] == [
        ["PlanSheet"],
        ["OrderSheet"],
        ["LogSheet"],
    ]
    assert 'codeName="ThisWorkbook"' in saved["xl/workbook.xml"]


def test_the_ribbon_stays(saved: dict[str, str], original: dict[str, str]) -> None:
    assert saved["customUI/customUI14.xml"] == original["customUI/customUI14.xml"]
    assert "ui/extensibility" in saved["_rels/.rels"]


def test_a_dynamic_array_stays_one(saved: dict[str, str]) -> None:
    assert re.search(r'<c r="D9"[^>]* cm="1"><f [^>]*ref="D9:O9">PAB\(', saved["xl/worksheets/sheet1.xml"])
    assert "fDynamic" in saved["xl/metadata.xml"]
    assert "sheetMetadata" in saved["[Content_Types].xml"]
    assert "metadata.xml" in saved["xl/_rels/workbook.xml.rels"]


def test_an_array_formula_in_braces_stays_one(saved: dict[str, str]) -> None:
    cell = re.search(r'<c r="D12"[^>]*>', saved["xl/worksheets/sheet1.xml"])
    assert cell
    assert "cm=" not in cell[0]


def test_a_function_calc_does_not_know_keeps_its_name(saved: dict[str, str]) -> None:
    assert "_xlfn.XLOOKUP(1,A1:A3,B1:B3)" in saved["xl/worksheets/sheet1.xml"]


def test_a_text_in_a_formula_stays_as_it_was_written(book: xw.Book, tmp_path: Path) -> None:
    """What looks like a function that Calc wrote in small letters is none within quotes."""
    sheet = book.sheets[0]
    sheet.name = "see note(1)"
    sheet["A1:A2"].formula = [['="see note(1), "&"5"" pipe(s)"&stock(2)'], ["='see note(1)'!B1"]]
    path = tmp_path / "notes.xlsx"
    book.save(path)
    saved = openpyxl.load_workbook(path)["see note(1)"]
    assert saved["A1"].value == '="see note(1), "&"5"" pipe(s)"&STOCK(2)'
    assert saved["A2"].value == "='see note(1)'!B1"


def test_a_table_keeps_its_look_and_its_calculated_column(saved: dict[str, str]) -> None:
    table = saved["xl/tables/table1.xml"]
    assert 'name="TableStyleMedium2"' in table
    assert "<calculatedColumnFormula>Orders[[#This Row],[Qty]]*2</calculatedColumnFormula>" in table


def test_a_sheet_hidden_for_good_stays_so(saved: dict[str, str]) -> None:
    assert re.search(r'name="Log"[^>]*state="veryHidden"', saved["xl/workbook.xml"])


def test_the_theme_stays(saved: dict[str, str], original: dict[str, str]) -> None:
    assert saved["xl/theme/theme1.xml"] == original["xl/theme/theme1.xml"]


def test_a_name_stands_once_in_the_file(calc: xw.App, tmp_path: Path) -> None:
    """openpyxl writes print titles with the rows first; Calc would enter such a name a second time."""
    path = tmp_path / "titles.xlsx"
    workbook = openpyxl.Workbook()
    for sheet in (workbook.worksheets[0], workbook.create_sheet("Orders")):
        sheet.print_title_rows, sheet.print_title_cols = "1:3", "A:A"
    workbook.save(path)
    for _ in range(2):
        book = calc.books.open(path)
        book.save()
        book.close()
        with zipfile.ZipFile(path) as package:
            names = re.findall('<definedName [^>]*name="([^"]*)"', package.read("xl/workbook.xml").decode())
        assert names == ["_xlnm.Print_Titles"] * 2


def test_what_else_a_planner_set_up_is_still_there(calc: xw.App, tmp_path: Path) -> None:
    """Read with openpyxl, which did not write it."""
    path = tmp_path / "plan.xlsm"
    full_of_what_calc_loses(path)
    with calc.books.open(path) as book:
        book.save()
    plan = openpyxl.load_workbook(path, keep_vba=True)["Plan"]
    validation = plan.data_validations.dataValidation[0]
    assert (validation.error, validation.prompt) == ("Open or Closed, please", "Choose one")
    assert plan.freeze_panes == "D6"
    assert plan.print_title_rows == "$5:$5"
    assert plan.print_area == "'Plan'!$A$1:$O$14"
    assert not plan.sheet_view.showGridLines
    assert plan["B2"].comment.text == "ask Li"
    rule = plan.conditional_formatting["D9:O9"][0]
    assert rule.dxf.numFmt.formatCode == '"▼ "0;"▼ -"0'


def test_what_calc_would_lose_for_good_is_not_saved_over_its_file(calc: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/slicers/slicer1.xml", "<slicers/>")
    before = path.read_bytes()
    with calc.books.open(path) as book:
        with pytest.raises(CalcWouldLoseParts, match="slicers"):
            book.save()
        book.save(tmp_path / "copy.xlsx")
    assert path.read_bytes() == before


def test_a_file_that_is_open_elsewhere_is_not_overwritten(calc: xw.App, workbook: Path) -> None:
    with calc.books.open(workbook) as book:
        workbook.with_name(f"~${workbook.name}").touch()
        with pytest.raises(OpenElsewhere):
            book.save()


def test_an_unknown_ending_is_refused(book: xw.Book, tmp_path: Path) -> None:
    with pytest.raises(UnknownFileType, match=r"plan\.txt"):
        book.save(tmp_path / "plan.txt")


def test_a_save_that_fails_leaves_the_file_as_it_was(
    calc: xw.App, workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pab_planner.engines.calc.lost_parts.mend", fail)
    before = workbook.read_bytes()
    with calc.books.open(workbook) as book:
        book.sheets[0]["A1"].value = "changed"
        with pytest.raises(FileNotWritten, match="the disk is full"):
            book.save()
    assert workbook.read_bytes() == before
    assert list(workbook.parent.iterdir()) == [workbook]


def test_cells_that_calc_would_silently_not_insert_are_an_error(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:A2"].value = [[1], [2]]
    sheet["C1:C2"].formula_array = "=A1:A2*2"
    with pytest.raises(CannotInsert, match="2:2"):
        sheet["2:2"].insert("down")


def test_an_error_of_libreoffice_ends_the_block_as_itself(workbook: Path) -> None:
    """UNO's exceptions are no ordinary Python objects; contextlib puts another in their place."""
    with pytest.raises(Exception) as raised, calc_app() as app:
        app.books.open(workbook).api.Sheets.getByName("nowhere")
    assert type(raised.value).__name__.endswith("NoSuchElementException")


def test_a_file_that_is_no_workbook_is_named(calc: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(PlanError, match=r"broken\.xlsx"):
        calc.books.open(path)


def test_a_spilled_formula_is_dynamic_in_the_file(book: xw.Book, tmp_path: Path) -> None:
    sheet = book.sheets[0]
    sheet["A1:A3"].value = [[1], [2], [3]]
    sheet["C1"].formula2 = "=A1:A3*2"
    book.save(tmp_path / "spill.xlsx")
    with zipfile.ZipFile(tmp_path / "spill.xlsx") as package:
        assert re.search(r'<c r="C1"[^>]* cm="1"', package.read("xl/worksheets/sheet1.xml").decode())
    read = openpyxl.load_workbook(tmp_path / "spill.xlsx").worksheets[0]["C1"].value
    assert isinstance(read, ArrayFormula)
    assert read.ref == "C1:C3"


def test_cells_are_found_at_their_place_after_rows_were_inserted_and_deleted_above(book: xw.Book) -> None:
    """Calc moves its cursors along with the cells; ours is where it was."""
    sheet = book.sheets[0]
    sheet["A1:A4"].value = [[1], [2], [3], [4]]
    assert sheet["A2"].value == 2
    sheet["1:2"].insert("down")
    assert sheet["A2:A4"].value == [None, 1, 2]
    sheet["1:3"].delete("up")
    assert sheet["A2:A4"].value == [3, 4, None]


def test_blocks_of_any_size_are_written_and_read_where_they_are(book: xw.Book) -> None:
    """One cursor goes from block to block, to the last cell of the sheet and back."""
    sheet = book.sheets[0]
    places = ["XFD1048576", "A1", "B2:C3", "XFC1048575:XFD1048576", "A5:D5", "C:C", "B2", "7:7", "A1"]
    sheet["XFD1048576"].value, sheet["A1"].value, sheet["C3"].value = "end", "start", "middle"
    sheet["C:C"].color = "#ff0000"
    assert [sheet[place].address.replace("$", "") for place in places] == places
    assert [sheet[place].value for place in places[:3]] == ["end", "start", [[None, None], [None, "middle"]]]
    assert [sheet[place].color for place in places[4:7]] == [None, (255, 0, 0), None]


def test_a_sheet_is_not_taken_for_one_of_its_name_that_is_gone(book: xw.Book) -> None:
    book.sheets.add("Letter")["A1"].value = "old"
    book.sheets["Letter"].delete()
    book.sheets.add("Letter")
    assert book.sheets["Letter"]["A1"].value is None
    book.sheets["Letter"].name = "Other"
    book.sheets.add("Letter")["A1"].value = "new"
    assert [book.sheets[name]["A1"].value for name in ("Other", "Letter")] == [None, "new"]


def test_a_format_of_several_kinds_of_cells_is_none(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:A2"].number_format, sheet["A1"].font.bold, sheet["B1"].color = "0.00", True, "#ff0000"
    assert sheet["A1:A2"].number_format == "0.00"
    assert (sheet["A1:B2"].number_format, sheet["A1:A2"].font.bold, sheet["A1:B1"].color) == (
        None,
        None,
        None,
    )


def test_days_under_a_chart_are_labels_in_their_own_format(book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet["A1:B1"].value, sheet["A2:B2"].value = [date(2026, 6, 1), date(2026, 6, 8)], [14, -1]
    chart = sheet.charts.add(chart_type="column_clustered", source=sheet["A2:B2"], plot_by="rows")
    chart.set_x_axis_values(sheet["A1:B1"])
    assert chart.category_axis.number_format == "General"
    chart.category_axis.number_format = "d mmm"
    assert chart.category_axis.number_format == "d mmm"
    scale = chart.impl.category_axis.api.getScaleData()
    # Not drawn to the scale of time, where columns a week apart would be a seventh as wide.
    assert not scale.AutoDateAxis
    assert scale.Categories.getValues().getTextualData() == ("2026-06-01", "2026-06-08")
