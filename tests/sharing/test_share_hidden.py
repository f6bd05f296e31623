"""What a sheet hides, and what stands in places that nobody sees, does not travel with a shared copy."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import LineChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import NamedStyle
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Picture

from pab_planner.sharing.share import NeverCalculated, SharedCopy, share
from package_parts import Parts, rewrite, unpacked

CANARY = "CANARY-7Q"


def hidden_book(file: Path) -> None:
    """A plan with a hidden row of costs, a hidden column of notes, and a list filtered to one customer."""
    book = openpyxl.Workbook()
    plan: Worksheet = book.create_sheet("Plan", 0)
    book.remove(book.worksheets[1])
    plan.append(["Week", 1, 2, CANARY])
    plan.append(["Orders", 10, 20, CANARY])
    plan.append([CANARY, 4711.25, 4712.25, CANARY])
    plan.append(["Margin", "=B2*B3", "=B2+1", "=D2"])
    plan.append(["All", "=SUM(B2:B3)", "=SUM(B2:C2)", "=INDIRECT(A9)"])
    plan.append(["Named", "=cost", None, None])
    plan["A8"] = "seen in part"
    plan.merge_cells("A8:A9")
    plan.row_dimensions[3].hidden = plan.row_dimensions[8].hidden = True
    plan.column_dimensions["D"].hidden = True
    plan["B2"].number_format = '0 "pcs"'
    plan["B2"].comment = Comment(CANARY, CANARY)
    for head_or_foot in (plan.oddHeader, plan.oddFooter):
        head_or_foot.left.text = CANARY  # type: ignore[union-attr]
    plan.protection.sheet, plan.protection.password = True, "4711"
    plan.auto_filter.ref = "A1:C6"
    plan.auto_filter.add_filter_column(0, [CANARY])
    chart = LineChart()
    chart.add_data(Reference(plan, min_col=2, max_col=3, min_row=2, max_row=3))
    plan.add_chart(chart, "F1")
    picture = file.with_suffix(".png")
    Picture.new("RGB", (4, 4)).save(picture)
    plan.add_image(Image(picture), "F20")
    list_of_all: Worksheet = book.create_sheet("List")
    for row in (["Customer", "Order"], ["Acme", "A-1"], [CANARY, CANARY], ["Acme", "A-2"]):
        list_of_all.append(row)
    list_of_all.add_table(Table(displayName="Lines", ref="A1:B4", comment=CANARY))
    list_of_all.row_dimensions[3].hidden = True
    inside: Worksheet = book.create_sheet("Inside")
    inside.append(["Who", "What"])
    inside.append([CANARY, 1])
    inside.add_table(Table(displayName="People", ref="A1:B2"))
    inside["B2"].number_format = f'0 "{CANARY}"'
    book.add_named_style(NamedStyle(f"Style of {CANARY}"))
    inside["A2"].style = f"Style of {CANARY}"
    plan["B12"], plan["B13"] = "=SUM(People[What])", "=COUNTA(Lines[Order])"
    book.create_sheet("Deep")["A1"] = CANARY
    book["Deep"].sheet_state = "veryHidden"
    book.defined_names["cost"] = DefinedName("cost", attr_text="Plan!$B$3", comment=CANARY)
    book.save(file)


def calculated(parts: Parts) -> None:
    """A value beside each formula, as a program that calculates saves it."""
    for name, part in parts.items():
        parts[name] = re.sub(rb"</f>(?:<v ?/>|<v></v>)", b"</f><v>7</v>", part)


@pytest.fixture
def copy(tmp_path: Path) -> tuple[SharedCopy, Path]:
    hidden_book(tmp_path / "plan.xlsx")
    rewrite(tmp_path / "plan.xlsx", calculated)
    return share(tmp_path / "plan.xlsx", tmp_path / "copy.xlsx", ["Inside"]), tmp_path / "copy.xlsx"


def test_no_byte_tells_of_what_is_hidden(copy: tuple[SharedCopy, Path]) -> None:
    for name, content in unpacked(copy[1]).items():
        for word in (CANARY, "4711.25", "4712.25", "People", "cost", "A-9", "Deep"):
            assert word.encode() not in content, (name, word)


def test_hidden_rows_and_columns_are_empty_and_what_is_seen_stays(copy: tuple[SharedCopy, Path]) -> None:
    book = openpyxl.load_workbook(copy[1])
    plan = book["Plan"]
    assert [cell.value for cell in plan[3]][:4] == [None] * 4
    assert [plan[cell].value for cell in ("D1", "D2", "D4")] == [None] * 3
    assert plan["A8"].value == "seen in part"
    assert [cell.value for cell in book["List"]["A"]] == ["Customer", "Acme", None, "Acme"]
    assert copy[0].emptied == 3 + 1 + 1 + 1 + 1 + 1 + 2  # row 3, of column D beside it, and row 3 of the list


def test_a_formula_that_looks_at_what_is_hidden_is_frozen_and_said(copy: tuple[SharedCopy, Path]) -> None:
    plan = openpyxl.load_workbook(copy[1])["Plan"]
    assert [plan[cell].value for cell in ("C4", "C5")] == ["=B2+1", "=SUM(B2:C2)"]
    said = {each.place: each.reason.en for each in copy[0].frozen}
    assert said == {
        "Plan!B4": "looks at hidden rows or columns",
        "Plan!D4": "looks at hidden rows or columns",
        "Plan!B5": "looks at hidden rows or columns",
        "Plan!D5": "looks at hidden rows or columns",
        "Plan!B6": "looks at what is left out",
        "Plan!B12": "looks at what is left out",
    }
    assert plan["B13"].value == "=COUNTA(Lines[Order])"


def test_looks_that_are_seen_stay(copy: tuple[SharedCopy, Path]) -> None:
    plan = openpyxl.load_workbook(copy[1])["Plan"]
    assert plan["B2"].number_format == '0 "pcs"'
    assert plan.protection.sheet and not plan.protection.password


def test_a_cell_that_was_never_calculated_has_no_value_to_keep(tmp_path: Path) -> None:
    hidden_book(tmp_path / "plan.xlsx")
    with pytest.raises(NeverCalculated, match=r"Plan!B4 was never calculated"):
        share(tmp_path / "plan.xlsx", tmp_path / "copy.xlsx", ["Inside"])
    assert not (tmp_path / "copy.xlsx").exists()


def test_a_picture_stays_and_a_chart_over_hidden_rows_does_not(copy: tuple[SharedCopy, Path]) -> None:
    with zipfile.ZipFile(copy[1]) as package:
        names = package.namelist()
    assert "xl/media/image1.png" in names
    assert not [name for name in names if "chart" in name]
