"""What we need of openpyxl and xlwings that they do not promise: an upgrade that takes it away fails here first.

Where a name is gone, look for it in `engines/file` (openpyxl) or `excel` (xlwings): the comment there says what
it is needed for.
"""

import ast
import importlib.util
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.chart import LineChart
from openpyxl.drawing.image import Image as SheetImage
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles import Font
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet import _reader
from openpyxl.worksheet._reader import WorkSheetParser, WorksheetReader
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.writer.excel import ExcelWriter
from PIL import Image

HELD = {
    "workbook": ("_alignments", "_borders", "_cell_styles", "_fills", "_fonts", "_number_formats", "_sheets"),
    "worksheet": ("_cells", "_charts", "_comments", "_drawing", "_hyperlinks", "_images", "_rels"),
    "any sheet": ("_WorkbookChild__title",),
    "cell": ("_comment", "_hyperlink", "_style", "_value", "data_type"),
}
"""What the file engine reads and sets on openpyxl's objects."""

OVERRIDDEN = {
    ExcelReader: ("read", "read_strings", "read_worksheets"),
    WorksheetReader: ("bind_all", "bind_cells", "bind_merged_cells", "bind_row_dimensions"),
    WorkSheetParser: ("parse_cell", "parse_row"),
    WorksheetWriter: ("write_rows",),
    ExcelWriter: ("write_data", "write_worksheet"),
    SpreadsheetDrawing: ("_chart_frame",),
}
"""Methods that ours take the place of, or that ours count on being called or there to be called."""

WINDOWS_ENGINE = ("BOOK_CALLER", "N_COM_ATTEMPTS", "cleanup", "ExcelBusyError")
"""What stands on the top level of `xlwings._xlwindows`, which cannot be imported here."""


@pytest.fixture
def held() -> dict[str, Any]:
    """One object of openpyxl's of each kind."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    return {"workbook": workbook, "worksheet": sheet, "any sheet": sheet, "cell": sheet["A1"]}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in HELD.items() for name in names])
def test_openpyxl_holds_what_the_file_engine_reads(held: dict[str, Any], kind: str, name: str) -> None:
    assert hasattr(held[kind], name)


@pytest.mark.parametrize(
    ("class_", "name"), [(each, name) for each, names in OVERRIDDEN.items() for name in names]
)
def test_openpyxl_calls_what_the_file_engine_overrides(class_: type, name: str) -> None:
    assert callable(getattr(class_, name))


def test_cells_of_openpyxl_are_found_by_row_and_column(held: dict[str, Any]) -> None:
    held["worksheet"]["C2"] = 5
    assert held["worksheet"]._cells[2, 3]._value == 5
    assert held["worksheet"]["C2"].data_type == "n"


def test_a_look_of_openpyxl_is_an_array_of_numbers(held: dict[str, Any]) -> None:
    held["cell"].font = Font(bold=True)
    assert isinstance(held["cell"]._style, StyleArray)
    assert StyleArray().typecode == "i"
    named = StyleArray.__dict__
    assert {"fontId", "fillId", "borderId", "numFmtId", "alignmentId", "protectionId", "xfId"} <= named.keys()


def test_pictures_charts_and_rows_of_openpyxl_are_as_the_file_engine_takes_them(
    held: dict[str, Any], tmp_path: Path
) -> None:
    Image.new("RGB", (2, 2)).save(tmp_path / "dot.png")
    picture: Any = SheetImage(str(tmp_path / "dot.png"))
    assert callable(picture._data)
    held["worksheet"].add_chart(LineChart(), "B2")
    assert held["worksheet"]._charts[0].anchor == "B2"
    assert hasattr(RowDimension(held["worksheet"]), "_style")


def test_the_tags_that_openpyxl_reads_cells_by_are_there() -> None:
    assert _reader.FORMULA_TAG.endswith("}f") and _reader.VALUE_TAG.endswith("}v")
    assert _reader.INLINE_STRING.endswith("}is")


@pytest.mark.parametrize("name", WINDOWS_ENGINE)
def test_the_windows_engine_of_xlwings_has_what_we_mend(name: str) -> None:
    found = importlib.util.find_spec("xlwings")
    assert found and found.submodule_search_locations
    source = Path(found.submodule_search_locations[0], "_xlwindows.py").read_text("utf-8")
    top = {
        each
        for node in ast.walk(ast.parse(source))
        for each in (
            [node.name]
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
            else [target.id for target in node.targets if isinstance(target, ast.Name)]
            if isinstance(node, ast.Assign)
            else []
        )
    }
    assert name in top
