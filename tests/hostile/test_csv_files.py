"""CSV files as programs of all times and slips of all kinds leave them."""

from pathlib import Path

import pytest

from pab_planner.files import UnreadableFile
from pab_planner.ooxml import limits
from pab_planner.reading import grid
from pab_planner.reading.grid import read_grids

ROWS = [["Item", "On hand"], ["X", 5.0], ["Y", 0.5]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["Unix", "Windows", "old Mac"])
def test_lines_may_end_in_any_way(tmp_path: Path, end: str) -> None:
    (tmp_path / "plan.csv").write_bytes(f"Item,On hand{end}X,5{end}Y,0.5{end}".encode())
    assert read_grids(tmp_path / "plan.csv")[0].rows == ROWS


def test_a_field_longer_than_any_cell_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("Item,On hand\nX,5\nY," + "5" * 200_000)
    with pytest.raises(UnreadableFile, match="line 3 cannot be read, for a field in it is longer"):
        read_grids(tmp_path / "plan.csv")


def test_more_fields_than_a_sheet_has_columns_are_refused(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("Item,On hand\nX" + "," * 16_384)
    with pytest.raises(UnreadableFile, match="line 2 has 16,385 fields; split it"):
        read_grids(tmp_path / "plan.csv")


def test_more_cells_than_the_memory_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert limits.SHEET_CELLS == 30_000_000
    monkeypatch.setattr(grid, "SHEET_CELLS", 9)
    (tmp_path / "plan.csv").write_text("a,b\n" * 4 + "a,b,c\n")
    with pytest.raises(UnreadableFile, match="larger than a sheet can be"):
        read_grids(tmp_path / "plan.csv")


def test_a_number_beyond_all_numbers_is_a_text(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_text("Item,On hand\nX,1e999\nY,-1e999\n")
    assert [row[1] for row in read_grids(tmp_path / "plan.csv")[0].rows] == ["On hand", "inf", "-inf"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("Item,On hand\nX,5\n".encode("utf-16")[:-1], 2),
        ("Item,On hand\nX,5\n".encode("utf-16-be"), 1),
        ("物料,现有库存\n制动片,5\n".encode("gb18030")[:-3] + b"\xff", 2),
        (
            b"Item,On hand\nX,5\n\x81,6\n\x82,7\n",
            3,
        ),  # read with a sign for what is no character, both are one item
        (b"Item,On hand\nX\0,5\n", 2),
    ],
    ids=["cut UTF-16", "UTF-16 without its mark", "cut GB 18030", "two pages of code", "a NUL"],
)
def test_what_is_no_character_is_refused_with_its_line(tmp_path: Path, content: bytes, line: int) -> None:
    (tmp_path / "plan.csv").write_bytes(content)
    with pytest.raises(UnreadableFile, match=f"line {line} holds a character that is none"):
        read_grids(tmp_path / "plan.csv")


def test_line_ends_within_quotation_marks_stay(tmp_path: Path) -> None:
    (tmp_path / "plan.csv").write_bytes(b'Item,Note\r\nX,"a\r\nb"\r\nY,c')
    assert read_grids(tmp_path / "plan.csv")[0].rows == [["Item", "Note"], ["X", "a\nb"], ["Y", "c"]]
