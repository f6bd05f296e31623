"""What goes where when rows and columns come and go."""

import pytest

from windows.excel.areas import Area
from windows.excel.moved_cells import CellMove
from windows.excel.planner_excel import PlannerExcel


@pytest.mark.parametrize(
    ("before", "after"),
    [("A1:B3", "A1:B3"), ("A2:B6", "A2:B4"), ("A4:B9", "A4:B7"), ("A5:B9", "A4:B7"), ("A4:B5", None)],
)
def test_an_area_after_rows_4_and_5_are_deleted(before: str, after: str | None) -> None:
    moved = CellMove(Area.parse("4:5"), rows=-2).of(Area.parse(before))
    assert (moved.plain if moved else None) == after


@pytest.mark.parametrize(("before", "after"), [("A1:B3", "A1:B3"), ("A3:B4", "A3:B6"), ("A4:B4", "A6:B6")])
def test_an_area_after_two_rows_are_inserted_before_row_4(before: str, after: str) -> None:
    moved = CellMove(Area.parse("4:5"), rows=2).of(Area.parse(before))
    assert moved is not None and moved.plain == after


def test_merged_cells_on_neighbouring_rows_all_move_along(stand_in: PlannerExcel) -> None:
    sheet = stand_in.app.books.add().sheets[0]
    for row in (3, 4, 5, 6):
        sheet.range((row, 1), (row, 2)).merge()
    sheet.range("1:1").insert("down")
    merged = [area.plain for area in stand_in.sheet(sheet.name).merges()]
    assert sorted(merged) == ["A4:B4", "A5:B5", "A6:B6", "A7:B7"]
