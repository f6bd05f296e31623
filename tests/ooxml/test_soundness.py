"""What is about to be written is looked over: each thing that may go missing is noticed."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from pab_planner.engines.file import sheet_cells
from pab_planner.engines.file.engine import open_book
from pab_planner.ooxml.soundness import WouldBeUnsound, refuse_unsound
from package_parts import packed, unpacked


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book["Sheet"].append(["Item", 5])
    book.create_sheet("Second")
    book.defined_names["Stock"] = DefinedName("Stock", attr_text="Sheet!$B$1")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(content: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The file, its parts changed; None leaves one out."""
    changed = {name: change(name, part) for name, part in unpacked(content).items()}
    return packed({name: part for name, part in changed.items() if part is not None})


WHOLE: dict[str, int | None] = {"Sheet": 2, "Second": 0}
SHEET = "xl/worksheets/sheet1.xml"


def test_a_whole_file_passes() -> None:
    refuse_unsound("plan.xlsx", workbook(), cells=WHOLE, names=["Stock"], parts=["xl/theme/theme1.xml"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda name, part: part.replace(b"</sheetData>", b"") if name == SHEET else part, SHEET),
        (lambda name, part: part.replace(b"<v>", b"<x14:v>") if name == SHEET else part, SHEET),
        (lambda name, part: part.replace(b' name="Second"', b' name="Other"'), "the sheets Second"),
        (lambda name, part: part.replace(b'name="Stock"', b'name="Stack"'), "the names Stock"),
        (lambda name, part: None if "theme" in name else part, "the parts xl/theme/theme1.xml"),
        (lambda name, part: None if name == SHEET else part, "names a sheet Sheet"),
        (
            lambda name, part: part.replace(b'<c r="B1" t="n"><v>5</v></c>', b"") if name == SHEET else part,
            "sheet Sheet has 1 of 2 filled cells",
        ),
    ],
    ids=["not closed", "unknown prefix", "sheet", "name", "part", "sheet's part", "cell"],
)
def test_what_is_missing_is_named(change: Callable[[str, bytes], bytes | None], says: str) -> None:
    content = changed(workbook(), change)
    assert content != workbook()
    with pytest.raises(WouldBeUnsound, match=says):
        refuse_unsound("plan.xlsx", content, cells=WHOLE, names=["Stock"], parts=["xl/theme/theme1.xml"])


def test_half_a_file_is_refused() -> None:
    with pytest.raises(WouldBeUnsound):
        refuse_unsound("plan.xlsx", workbook()[:2000], cells=WHOLE)


def test_a_cell_that_would_be_lost_stops_the_save(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(workbook())
    monkeypatch.setattr(sheet_cells, "_cell", lambda start, cell: "")
    before = file.read_bytes()
    with open_book(file) as book:
        book.sheets["Sheet"]["A1"].value = "Part"
        with pytest.raises(WouldBeUnsound, match="sheet Sheet has 1 of 2 filled cells"):
            book.save()
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
